"""What must hold across the keys of one scenario; each rule yields the problems that it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from appraisal.ground.problem import Problem
from appraisal.scenario.collect import Collected, parts_of
from appraisal.scenario.credits_checks import CREDIT_RULES
from appraisal.scenario.dated import dated_parts, year_of
from appraisal.scenario.economic_checks import ECONOMIC_RULES
from appraisal.scenario.finance_checks import FINANCE_RULES
from appraisal.scenario.hints import near
from appraisal.scenario.kind import Figure
from appraisal.scenario.plant_checks import PLANT_RULES, sums_to_one
from appraisal.scenario.references import reference_problems, value_problems
from appraisal.scenario.refusals import is_key
from appraisal.scenario.roll_out_checks import BOUGHT, ROLL_OUT_RULES
from appraisal.scenario.sector_checks import SECTOR_RULES
from appraisal.scenario.tax_checks import TAX_RULES

__all__ = ["find_problems", "near"]

Rule = Callable[[Collected], Iterator[Problem]]


def find_problems(collected: Collected) -> list[Problem]:
    """Return every error across the keys of a scenario."""
    return [problem for rule in RULES for problem in rule(collected)]


def sources_exist(collected: Collected) -> Iterator[Problem]:
    """Every stated source is named under ``sources``."""
    known = collected.document.sources
    named = {f"{path}.source": figure.source for path, figure in collected.stated.items()}
    for path, source in {**named, **dict(_section_sources(collected.document, ""))}.items():
        if source and source not in known:
            yield Problem("unknown-source", path, f"source '{source}' is not under 'sources'. {near(source, known)}")


def _section_sources(part: Any, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(part, Figure) and isinstance(getattr(part, "source", None), str):
        yield f"{path}.source", part.source
    for inner, item in parts_of(part, path):
        yield from _section_sources(item, inner)


def currencies_known(collected: Collected) -> Iterator[Problem]:
    """Every amount is in the reporting currency or in one that ``fx`` converts."""
    document, currency = collected.document, collected.document.money.currency
    for path, figure in {**collected.stated, **collected.figures}.items():
        if figure.money and figure.currency not in ("", currency, *document.fx):
            rival = f", or state {path} in {currency}" if figure.default else ""
            message = f"no exchange rate for {figure.currency}: state fx.{figure.currency} (for example: "
            yield Problem("no-exchange-rate", path, f"{message}0.5 {currency}/{figure.currency}){rival}")
    for code, rate in document.fx.items():
        if code == currency or {rate.rate.currency, rate.rate.per_currency} != {code, currency}:
            message = f"the rate must be between {code} and the reporting currency {currency}"
            example = "JPY" if code == currency else code
            yield Problem("bad-exchange-rate", f"fx.{code}", f"{message} (for example: 80 {example}/{currency})")


def references_lead_somewhere(collected: Collected) -> Iterator[Problem]:
    """A figure taken from another path finds one of the same dimension there, never itself, and in its own domain."""
    every = {**collected.stated, **collected.figures}
    for path, figure in collected.stated.items():
        if figure.refers_to:
            found = list(reference_problems(path, every, collected.document.money.currency))
            yield from found or value_problems(path, figure)


def swap_is_complete(collected: Collected) -> Iterator[Problem]:
    """The swap is stated outright, or by two plants."""
    plants = list(collected.plants())
    if len(plants) == 1:
        other = "project" if plants == ["baseline"] else "baseline"
        yield Problem("missing-section", other, f"'{plants[0]}' is stated; a swap of plants needs '{other}' too")
    outright = not plants and collected.document.roll_out is None
    for name in ("capex_gap", "fuel_saving", "abatement") if outright else ():
        if f"swap.{name}" not in collected.figures:
            message = f"state swap.{name}, or describe both plants under 'baseline' and 'project'"
            yield Problem("missing-input", f"swap.{name}", message)


def money_is_complete(collected: Collected) -> Iterator[Problem]:
    """A real basis needs inflation, because the sheet runs in money of each year."""
    if collected.document.money.basis == "real" and "money.inflation" not in collected.figures:
        message = "basis real needs 'inflation' (0 % is a possible answer): the sheet runs in money of each year"
        yield Problem("missing-input", "money.inflation", message)


def construction_adds_up(collected: Collected) -> Iterator[Problem]:
    """The spend profile has one share a construction year and sums to 1."""
    spend = collected.document.timeline.construction.spend
    if spend is None:
        return
    years = collected.figures["timeline.construction.years"].value
    path = "timeline.construction.spend"
    if len(spend) != years:
        yield Problem("wrong-length", path, f"{len(spend)} shares for {years:g} years of construction")
    yield from sums_to_one(path, [item.value for item in spend], "the shares of spend")


def items_are_dated(collected: Collected) -> Iterator[Problem]:
    """What is paid once has its year, what is yearly has none or a span; no year lies before the axis."""
    for path, part in dated_parts(collected.document).items():
        if hasattr(part, "amount"):
            yield from _paid_once_or_yearly(path, part)
        if part.years and part.years.last < part.years.first:
            message = f"'to' ({part.years.last}) is before 'from' ({part.years.first})"
            yield Problem("bad-year", f"{path}.years", message)
    yield from _dates_on_axis(collected)


def _paid_once_or_yearly(path: str, part: Any) -> Iterator[Problem]:
    if part.amount.otherwise and (part.year is None or part.years is not None):
        message = f"'{part.amount.text}' is paid once: state its 'year', or write it per year"
        yield Problem("one-of", f"{path}.year", message)
    elif not part.amount.otherwise and part.year is not None:
        message = f"'{part.amount.text}' is yearly: state 'years: {{from: 2015, to: 2030}}'"
        yield Problem("one-of", f"{path}.year", message)


def _dates_on_axis(collected: Collected) -> Iterator[Problem]:
    first, dated = collected.document.timeline.first_year, list(_dated(collected))
    for path, year in dated:
        if year < first:
            yield Problem("year-outside-axis", path, f"{year} lies before the first year of the axis ({first})")
    if len(set(dated)) < len(dated):
        twice = next(path for path, year in dated if dated.count((path, year)) > 1)
        yield Problem("duplicate-year", twice, "a year stands twice; an outlay is paid once in a year")


def _dated(collected: Collected) -> Iterator[tuple[str, int]]:
    document = collected.document
    for path, figure in collected.figures.items():
        yield from ((f"{path}.year", year) for year in figure.years)
    for scope, holder in collected.holders().items():
        for key, replacement in holder.replacements.items():
            yield from ((f"{scope}.replacements.{key}.years", year) for year in replacement.years)
    for path, part in dated_parts(document).items():
        yield from ((f"{path}.years.from", part.years.first),) if part.years else ()
        yield from ((f"{path}.year", year),) if (year := year_of(part)) else ()


def series_start_in_time(collected: Collected) -> Iterator[Problem]:
    """A series states a value for the first year that reads it: none is carried backwards in silence."""
    begins = collected.document.timeline.first_year
    operates = begins + int(collected.figures["timeline.construction.years"].value)
    for path, figure in collected.stated.items():
        first, what = (begins, "the axis") if path.startswith(READ_AT_ONCE) else (operates, "operation")
        skipped = bool(figure.refers_to) or path in BOUGHT
        if figure.series and not skipped and figure.series.years[0] > first:
            message = f"the series starts in {figure.series.years[0]}, {what} in {first}: add the earlier years"
            yield Problem("series-starts-late", f"{path}.years", message)


READ_AT_ONCE = ("fx.", "tax.rate", "finance.loans.", "economic.discount_rate")
"""Yearly series that are read from the first year of the axis on; all others from the first operating year."""


def correlations_exist(collected: Collected) -> Iterator[Problem]:
    """A correlation is between two different figures that exist."""
    risk, known = collected.document.risk, {**collected.stated, **collected.figures}
    for at, (one, other, _) in enumerate(risk.correlation if risk else ()):
        path = f"risk.correlation[{at}]"
        for side, name in enumerate((one, other)):
            if name not in known:
                message = f"'{name}' is no figure. {near(name, known)}"
                yield Problem("unknown-path", f"{path}[{side}]", message)
        if one == other:
            yield Problem("ring", path, f"'{one}' is correlated with itself")


def grids_have_figures(collected: Collected) -> Iterator[Problem]:
    """A grid is of two different figures that exist; one that another mechanism does not have leaves its grid out."""
    study, known = collected.document.sensitivity, {**collected.stated, **collected.figures}
    for at, pair in enumerate(study.two_way if study else ()):
        path = f"sensitivity.two_way[{at}]"
        for side, name in enumerate(pair):
            if name not in known and not is_key(name):
                yield Problem("unknown-path", f"{path}[{side}]", f"'{name}' is no figure. {near(name, known)}")
        if pair[0] == pair[1]:
            yield Problem("same-path", path, f"'{pair[0]}' is named twice; name another figure")


def cases_have_names(collected: Collected) -> Iterator[Problem]:
    """The scenario itself is the first of its cases."""
    if BASE in collected.document.cases:
        message = f"'{BASE}' is the scenario itself, which always stands first; give the case another name"
        yield Problem("reserved-name", f"cases.{BASE}", message)


BASE = "base"
"""What the scenario itself is called among its cases."""


RULES: tuple[Rule, ...] = (
    sources_exist,
    currencies_known,
    references_lead_somewhere,
    swap_is_complete,
    money_is_complete,
    construction_adds_up,
    *PLANT_RULES,
    *ROLL_OUT_RULES,
    *TAX_RULES,
    *FINANCE_RULES,
    *ECONOMIC_RULES,
    *CREDIT_RULES,
    *SECTOR_RULES,
    items_are_dated,
    series_start_in_time,
    correlations_exist,
    grids_have_figures,
    cases_have_names,
)
