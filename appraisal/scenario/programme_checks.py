"""What must hold across the keys of one programme file; each rule yields the problems that it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

from appraisal.ground.problem import Problem
from appraisal.scenario.collect import parts_of, stated_figures
from appraisal.scenario.hints import near
from appraisal.scenario.kind import Figure
from appraisal.scenario.mechanisms import mechanisms
from appraisal.scenario.programme_change_checks import changes_keep_conventions, instruments_do_not_meet
from appraisal.scenario.programme_schema import Indicator, Measure, ProgrammeDocument, RollOut

MEASURES = "programme.measures"
BOOKS = {"project": "project", "sector": "sector"}
"""The kind of mechanism that each way of crediting needs."""

SHARES = 1e-9


def programme_problems(document: ProgrammeDocument) -> list[Problem]:
    """Return every error across the keys of a programme."""
    return [problem for rule in RULES for problem in rule(document)]


def sources_exist(document: ProgrammeDocument) -> Iterator[Problem]:
    """Every stated source is named under ``sources``."""
    for path, source in _sources(document, ""):
        if source and source not in document.sources:
            message = f"source '{source}' is not under 'sources'. {near(source, document.sources)}"
            yield Problem("unknown-source", path, message)


def _sources(part: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(getattr(part, "source", None), str):
        yield f"{path}.source", part.source
    for inner, item in () if isinstance(part, Figure) else parts_of(part, path):
        yield from _sources(item, inner)


def money_is_convertible(document: ProgrammeDocument) -> Iterator[Problem]:
    """Amounts of the programme are in its currency, or in one that ``fx`` converts; a budget is in its currency."""
    currency = document.money.currency
    for path, figure in stated_figures(document, ""):
        apart = path.startswith(("programme.phases.", "fx."))
        if figure.money and not apart and figure.currency not in ("", currency, *document.fx):
            message = f"no exchange rate for {figure.currency}: state fx.{figure.currency} (for example: "
            yield Problem("no-exchange-rate", path, f"{message}0.5 {currency}/{figure.currency})")
    budget = document.programme.budget
    if budget and budget.amount.currency != currency:
        message = f"the budget is in {budget.amount.currency}; state it in {currency}, the programme's currency"
        yield Problem("mixed-currencies", "programme.budget.amount", message)


def money_is_complete(document: ProgrammeDocument) -> Iterator[Problem]:
    """A real basis needs inflation, because the sheet runs in money of each year."""
    if document.money.basis == "real" and document.money.inflation is None:
        message = "basis real needs 'inflation' (0 % is a possible answer): every measure is put on it"
        yield Problem("missing-input", "money.inflation", message)


def names_known(document: ProgrammeDocument) -> Iterator[Problem]:
    """A measure that is named elsewhere is there."""
    package = document.programme
    for path, names in _named(document):
        for at, name in enumerate(names):
            if name not in package.measures:
                message = f"there is no measure '{name}'. {near(name, package.measures)}"
                yield Problem("unknown-measure", f"{path}[{at}]", message)


def _named(document: ProgrammeDocument) -> Iterator[tuple[str, list[str]]]:
    package = document.programme
    yield from ((f"{MEASURES}.{key}.excludes", one.excludes) for key, one in package.measures.items())
    yield from ((f"programme.enabling.{key}.measures", one.measures) for key, one in package.enabling.items())
    yield from ((f"programme.support.{key}.measures", one.measures) for key, one in package.support.items())


def mechanisms_fit(document: ProgrammeDocument) -> Iterator[Problem]:
    """The mechanism of a measure, or of a region, is of the kind that its crediting says."""
    for name, measure in document.programme.measures.items():
        path = f"{MEASURES}.{name}"
        yield from _mechanism_fits(f"{path}.mechanism", measure.mechanism, measure.crediting)
        for key, region in measure.regions.items():
            crediting = region.crediting or measure.crediting
            yield from _mechanism_fits(f"{path}.regions.{key}.mechanism", region.mechanism, crediting)


def _mechanism_fits(path: str, mechanism: str | None, crediting: str) -> Iterator[Problem]:
    if mechanism is None:
        return
    if mechanism not in mechanisms():
        yield Problem("unknown-mechanism", path, f"unknown mechanism '{mechanism}'. {near(mechanism, mechanisms())}")
    elif crediting == "none":
        yield Problem("unused", path, "the measure has direct support only: leave the mechanism out, or say crediting")
    elif mechanisms()[mechanism].book != BOOKS[crediting]:
        fitting = ", ".join(key for key, one in mechanisms().items() if one.book == BOOKS[crediting])
        message = f"'{mechanism}' does not credit a {crediting}; there are {fitting}"
        yield Problem("mechanism-differs", path, message)


def sectors_are_named(document: ProgrammeDocument) -> Iterator[Problem]:
    """What is credited as a sector says which one, so that no other counts its tonnes; it alone has excludes."""
    for name, measure in document.programme.measures.items():
        path = f"{MEASURES}.{name}"
        kinds = [measure.crediting, *(region.crediting for region in measure.regions.values())]
        if "sector" in kinds and measure.sector is None:
            message = "name the sector that is credited as a whole: other measures in it would count its tonnes again"
            yield Problem("missing-key", f"{path}.sector", message)
        if measure.excludes and "sector" not in kinds:
            yield Problem("unused", f"{path}.excludes", "only what is credited as a sector leaves measures out")
        if name in measure.excludes:
            message = "a measure cannot leave itself out: name those whose tonnes the sector does not count"
            yield Problem("unused", f"{path}.excludes", message)


def regions_add_up(document: ProgrammeDocument) -> Iterator[Problem]:
    """The regions of a measure hold all of its units."""
    for name, measure in document.programme.measures.items():
        total = sum(region.share.value for region in measure.regions.values())
        if measure.regions and abs(total - 1) > SHARES:
            message = f"the shares of the regions add up to {total * 100:.6g} %, not to 100 %"
            yield Problem("shares", f"{MEASURES}.{name}.regions", message)


def roll_outs_are_clear(document: ProgrammeDocument) -> Iterator[Problem]:
    """A roll-out is stated in one way, and names only what that way needs."""
    for name, measure in document.programme.measures.items():
        yield from _roll_out(f"{MEASURES}.{name}", measure, measure.roll_out)


def _roll_out(path: str, measure: Measure, stated: RollOut) -> Iterator[Problem]:
    ways = [key for key in ("count", "units", "stock") if getattr(stated, key) is not None]
    if len(ways) > 1:
        yield Problem("one-of", f"{path}.roll_out.{ways[1]}", f"state one of {' and '.join(ways)}")
        return
    way = ways[0] if ways else "count"
    figure: Figure | None = getattr(stated, way)
    dated = figure is not None and figure.series is not None
    if way == "stock" and not dated:
        message = "a stock is a yearly series (for example: {years: {2015: 0, 2020: 50}, between: linear})"
        yield Problem("needs-series", f"{path}.roll_out.stock", message)
    if way == "units" and not dated and stated.until is None:
        yield Problem("missing-key", f"{path}.roll_out.until", "state the last year in which units are added")
    if stated.until is not None and (way != "units" or dated):
        yield Problem("unused", f"{path}.roll_out.until", "only so many units a year go on until a stated year")
    if measure.start is not None and dated:
        yield Problem("unused", f"{path}.start", "the roll-out states its own years: leave 'start' out")
    if figure is not None and not any(figure.series.values if figure.series else (figure.value,)):
        yield Problem("nothing-built", f"{path}.roll_out.{way}", "no unit is ever built: leave the measure out")


def phases_are_in_order(document: ProgrammeDocument) -> Iterator[Problem]:
    """Phases begin by choice or by an indicator, one after the other, and the exit comes last."""
    phases, path = document.programme.phases, "programme.phases"
    if phases is None:
        yield from _without_phases(document)
        return
    if (phases.begin is None) == (phases.indicator is None):
        yield Problem("one-of", path, "state when phases begin: by 'begin' (years) or by an 'indicator'")
    if phases.begin:
        begun = [(f"{path}.begin.II", phases.begin.second), (f"{path}.begin.III", phases.begin.third)]
        yield from _in_order([*begun, (f"{path}.exit", phases.exit)], "year")
    if phases.indicator:
        yield from _indicator(f"{path}.indicator", phases.indicator)
        if phases.exit and phases.indicator.exit:
            yield Problem("one-of", f"{path}.exit", "state the exit as a year or as a level of the indicator")


def _without_phases(document: ProgrammeDocument) -> Iterator[Problem]:
    for key, one in document.programme.support.items():
        if one.phases:
            yield Problem("unused", f"programme.support.{key}.phases", "the programme has no phases: state 'phases'")


def _in_order(stated: Iterable[tuple[str, int | float | None]], what: str) -> Iterator[Problem]:
    known = [(path, value) for path, value in stated if value is not None]
    for (earlier, first), (path, second) in pairwise(known):
        if second <= first:
            message = f"{second:g} is not above {first:g}, the {what} of '{earlier.rpartition('.')[2]}' before it"
            yield Problem("out-of-order", path, message)


def _indicator(path: str, stated: Indicator) -> Iterator[Problem]:
    levels = {"II": stated.second, "III": stated.third, "exit": stated.exit}
    known = {key: level for key, level in levels.items() if level is not None}
    if not known:
        yield Problem(
            "missing-key", f"{path}.II", "state the level at which a phase begins (for example: II: 4000 USD)"
        )
    for key, level in known.items():
        if level.sort != stated.path.sort:
            yield Problem("mixed-units", f"{path}.{key}", "the level must be in the unit and currency of the path")
    yield from _in_order([(f"{path}.{key}", level.value) for key, level in known.items()], "level")


def dates_are_stated(document: ProgrammeDocument) -> Iterator[Problem]:
    """An enabling cost is yearly in stated years, or is paid once in a stated year."""
    for key, one in document.programme.enabling.items():
        path = f"programme.enabling.{key}"
        if one.amount.otherwise and one.year is None:
            yield Problem("missing-key", f"{path}.year", "an amount that is paid once needs its 'year'")
        elif not one.amount.otherwise and one.years is None:
            yield Problem(
                "missing-key", f"{path}.years", "a yearly cost needs its years (for example: {from: 2014, to: 2018})"
            )
        if one.year is not None and (one.years is not None or not one.amount.otherwise):
            yield Problem("one-of", f"{path}.year", "state 'year' for an amount paid once, or 'years' for a yearly one")
    yield from _spans(document)
    yield from _series(document)


def _series(document: ProgrammeDocument) -> Iterator[Problem]:
    """A series states a value for the first year that is asked of it: none is carried backwards in silence."""
    package = document.programme
    read = {f"programme.enabling.{key}.amount": (one.amount, one.years) for key, one in package.enabling.items()}
    if package.budget:
        read["programme.budget.amount"] = (package.budget.amount, package.budget.years)
    for path, (figure, span) in read.items():
        if figure.series and span and figure.series.years[0] > span.first:
            message = f"the series starts in {figure.series.years[0]}, its years in {span.first}: add the earlier years"
            yield Problem("series-starts-late", f"{path}.years", message)


def _spans(document: ProgrammeDocument) -> Iterator[Problem]:
    package = document.programme
    spans = {f"programme.enabling.{key}.years": one.years for key, one in package.enabling.items()}
    if package.budget:
        spans["programme.budget.years"] = package.budget.years
    for path, span in spans.items():
        if span and span.last < span.first:
            yield Problem("out-of-order", path, f"the years end in {span.last}, before they begin in {span.first}")


def price_is_dated(document: ProgrammeDocument) -> Iterator[Problem]:
    """A price that grows for all measures says from when: the measures begin in different years."""
    price = document.programme.credit_price
    if price is not None and price.growth is not None and price.growth_from is None:
        message = "measures begin in different years: state the year that the price is of (from: 2014)"
        yield Problem("missing-key", "programme.credit_price.from", message)


Rule = Callable[[ProgrammeDocument], Iterator[Problem]]
RULES: tuple[Rule, ...] = (
    sources_exist,
    money_is_convertible,
    money_is_complete,
    names_known,
    mechanisms_fit,
    sectors_are_named,
    changes_keep_conventions,
    instruments_do_not_meet,
    regions_add_up,
    roll_outs_are_clear,
    phases_are_in_order,
    dates_are_stated,
    price_is_dated,
)
