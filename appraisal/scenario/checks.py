"""What must hold across the keys of one scenario; each rule yields the problems that it finds."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping

from appraisal.ground.problem import Problem
from appraisal.scenario import library
from appraisal.scenario.figure import Figure
from appraisal.scenario.schema import Carrier, Document, Plant
from appraisal.scenario.units import describe, dimension_of

Figures = Mapping[str, Figure]
Rule = Callable[[Document, Figures], Iterator[Problem]]
TOLERANCE = 1e-9


def near(name: str, known: Iterable[str]) -> str:
    """Return a did-you-mean for a name, or the known names where none is near."""
    options = sorted(known)
    close = difflib.get_close_matches(name, options, n=1)
    return f"Did you mean '{close[0]}'?" if close else f"Known here: {', '.join(options) or 'none'}"


def find_problems(document: Document, figures: Figures) -> list[Problem]:
    """Return every error across the keys of a scenario."""
    return [problem for rule in RULES for problem in rule(document, figures)]


def sources_exist(document: Document, figures: Figures) -> Iterator[Problem]:
    """Every stated source is named under ``sources``."""
    for path, figure in figures.items():
        if figure.source and not figure.default and figure.source not in document.sources:
            message = f"source '{figure.source}' is not under 'sources'. {near(figure.source, document.sources)}"
            yield Problem("unknown-source", f"{path}.source", message)


def currencies_known(document: Document, figures: Figures) -> Iterator[Problem]:
    """Every amount is in the reporting currency or in one that ``fx`` converts."""
    currency = document.money.currency
    for path, figure in figures.items():
        if figure.money and figure.currency not in ("", currency, *document.fx):
            message = f"no exchange rate for {figure.currency}: state fx.{figure.currency} (for example: "
            yield Problem("no-exchange-rate", path, f"{message}0.5 {currency}/{figure.currency})")
    for code, rate in document.fx.items():
        if {rate.rate.currency, rate.rate.per_currency} != {code, currency}:
            message = f"the rate must be between {code} and the reporting currency {currency}"
            yield Problem("bad-exchange-rate", f"fx.{code}", f"{message} (for example: 80 {code}/{currency})")


def references_lead_somewhere(document: Document, figures: Figures) -> Iterator[Problem]:
    """A figure taken from another path finds a figure of the same dimension there, and never itself."""
    for path, figure in figures.items():
        if not figure.refers_to:
            continue
        target = figures.get(figure.refers_to)
        if target is None:
            message = f"'{figure.refers_to}' is neither a quantity nor the path of a figure."
            yield Problem("unknown-path", path, f"{message} {near(figure.refers_to, figures)}")
        elif _ring(path, figures):
            yield Problem("ring", path, f"these figures refer to one another: {' -> '.join(_ring(path, figures))}")
        elif not _fits(figure, target):
            wanted, found = (describe(dimension_of(one.unit)) for one in (figure, target))
            yield Problem("wrong-dimension", path, f"'{figure.refers_to}' is {found}; here {wanted} is needed")


def _ring(path: str, figures: Figures) -> list[str]:
    trail = [path]
    while figures[trail[-1]].refers_to in figures:
        following = figures[trail[-1]].refers_to
        if following in trail:
            return [*trail[trail.index(following) :], following] if following == path else []
        trail.append(following)
    return []


def _fits(figure: Figure, target: Figure) -> bool:
    same_flag = figure.kind.flag == target.kind.flag or not (figure.kind.flag or target.kind.flag)
    return same_flag and dimension_of(target.unit) in {dimension_of(unit) for unit in figure.kind.units}


def swap_is_complete(document: Document, figures: Figures) -> Iterator[Problem]:
    """The swap is stated outright, or by two plants."""
    plants = [side for side in ("baseline", "project") if getattr(document, side)]
    if len(plants) == 1:
        other = "project" if plants == ["baseline"] else "baseline"
        yield Problem("missing-section", other, f"'{plants[0]}' is stated; a swap of plants needs '{other}' too")
    for name in ("capex_gap", "fuel_saving", "abatement") if not plants else ():
        if f"swap.{name}" not in figures:
            message = f"state swap.{name}, or describe both plants under 'baseline' and 'project'"
            yield Problem("missing-input", f"swap.{name}", message)


def money_is_complete(document: Document, figures: Figures) -> Iterator[Problem]:
    """A real basis needs inflation, because the sheet runs in money of each year."""
    if document.money.basis == "real" and "money.inflation" not in figures:
        message = "basis real needs 'inflation' (0 % is a possible answer): the sheet runs in money of each year"
        yield Problem("missing-input", "money.inflation", message)


def construction_adds_up(document: Document, figures: Figures) -> Iterator[Problem]:
    """The spend profile has one share a construction year and sums to 1."""
    spend = document.timeline.construction.spend
    if spend is None or "timeline.construction.years" not in figures:
        return
    years = figures["timeline.construction.years"].value
    path = "timeline.construction.spend"
    if len(spend) != years:
        yield Problem("wrong-length", path, f"{len(spend)} shares for {years:g} years of construction")
    yield from _sums_to_one(path, [item.value for item in spend], "the shares of spend")


def _sums_to_one(path: str, shares: list[float], what: str) -> Iterator[Problem]:
    if abs(sum(shares) - 1) > TOLERANCE:
        yield Problem("shares", path, f"{what} add up to {sum(shares):.6g}; they must add up to 1")


def owners_add_up(document: Document, figures: Figures) -> Iterator[Problem]:
    """Every credit has one owner, and levies cannot take more than is issued."""
    owners = [figures.get(f"credits.owners.{who}") for who in ("developer", "host", "partner")]
    for year in _steps(owners):
        shares = [_at(owner, year) for owner in owners if owner]
        if shares and abs(sum(shares) - 1) > TOLERANCE:
            when = f" in {year}" if year else ""
            message = (
                f"the owners' shares add up to {sum(shares):.6g}{when}; developer, host and partner must add up to 1"
            )
            yield Problem("shares", "credits.owners", message)
            break
    taken = [figures.get(f"credits.{name}") for name in ("buffer", "share_of_proceeds", "overall_mitigation")]
    for year in _steps(taken):
        total = sum(_at(levy, year) for levy in taken if levy)
        if total > 1 + TOLERANCE:
            message = f"buffer, share of proceeds and overall mitigation take {total:.6g} of what is issued"
            yield Problem("levies-above-issued", "credits", message)
            break


def _steps(figures: list[Figure | None]) -> list[int]:
    years = sorted({year for figure in figures if figure and figure.series for year in figure.series.years})
    return years or [0]


def _at(figure: Figure, year: int) -> float:
    if not figure.series:
        return figure.value
    reached = [v for y, v in zip(figure.series.years, figure.series.values, strict=True) if y <= year]
    return reached[-1] if reached else figure.series.values[0]


def plants_are_complete(document: Document, figures: Figures) -> Iterator[Problem]:
    """Each plant says how much it runs, what it burns, and gives the same kind of service."""
    plants = {side: plant for side in ("baseline", "project") if (plant := getattr(document, side))}
    for side, plant in plants.items():
        yield from _use_of(side, plant)
        yield from _heat_of(side, plant)
        yield from _fuels_of(side, plant, figures)
    services = {side: _service(plant) for side, plant in plants.items()}
    if len(set(services.values())) > 1:
        message = f"the plants give different services: {services['baseline']} and {services['project']}"
        yield Problem("different-services", "project.capacity", message)
    for path, figure in figures.items():
        side = path.split(".")[0]
        if side in services and "service" in figure.kind.unit and not _serves(figure, services[side]):
            message = f"'{figure.text}' is per {figure.unit.split('/')[-1]}; the plant gives {services[side]}"
            yield Problem("wrong-dimension", path, message)


def _service(plant: Plant) -> str:
    return plant.capacity.unit.removesuffix("/yr") if plant.capacity.otherwise else "MWh"


def _serves(figure: Figure, service: str) -> bool:
    if figure.otherwise or figure.refers_to or figure.default or figure.unit == figure.kind.unit:
        return True
    return figure.unit == figure.kind.unit.replace("service", service)


def _use_of(side: str, plant: Plant) -> Iterator[Problem]:
    if (plant.capacity_factor is None) == (plant.full_load_hours is None):
        message = "state either capacity_factor or full_load_hours"
        yield Problem("one-of", f"{side}.capacity_factor", message)
    if plant.capacity.otherwise and plant.full_load_hours is not None:
        message = "full_load_hours belongs to a capacity in MW; with a yearly service state capacity_factor"
        yield Problem("one-of", f"{side}.full_load_hours", message)
    for name in ("overnight_cost", "fixed_opex") if plant.capacity.otherwise else ():
        if getattr(plant, name) is not None:
            instead = "capex" if name == "overnight_cost" else "other_opex"
            message = f"'{name}' is per MW; with a yearly service state '{instead}'"
            yield Problem("one-of", f"{side}.{name}", message)


def _heat_of(side: str, plant: Plant) -> Iterator[Problem]:
    if plant.net_efficiency and plant.heat_rate:
        yield Problem("one-of", f"{side}.heat_rate", "state either net_efficiency or heat_rate")
    if plant.net_efficiency and _service(plant) != "MWh":
        message = f"an efficiency is for power; this plant gives {_service(plant)}: state heat_rate"
        yield Problem("one-of", f"{side}.net_efficiency", message)
    rates = {f"{side}.heat_rate": plant.heat_rate}
    rates |= {f"{side}.fuels.{key}.heat_rate": carrier.heat_rate for key, carrier in plant.fuels.items()}
    least = library.constants()["energy_per_output"]["value"]
    for path, rate in rates.items():
        if rate and _service(plant) == "MWh" and rate.value < least * (1 - TOLERANCE):
            message = (
                f"'{rate.text}' is below {least:g} GJ/MWh, more power than heat (for example: {rate.kind.example})"
            )
            yield Problem("out-of-range", path, message)


def _fuels_of(side: str, plant: Plant, figures: Figures) -> Iterator[Problem]:
    burned = []
    for key, carrier in plant.fuels.items():
        scope = f"{side}.fuels.{key}"
        yield from (_electricity if carrier.fuel == "electricity" else _fuel)(scope, carrier, plant, figures)
        if carrier.fuel != "electricity" and carrier.heat_rate is None and f"{scope}.share" in figures:
            burned.append(figures[f"{scope}.share"].value)
    if burned:
        yield from _sums_to_one(f"{side}.fuels", burned, "the fuels' shares of heat")


def _fuel(scope: str, carrier: Carrier, plant: Plant, figures: Figures) -> Iterator[Problem]:
    if carrier.fuel not in library.fuels() and carrier.emission_factor is None:
        known = [*library.fuels(), "electricity"]
        message = (
            f"unknown fuel '{carrier.fuel}'. {near(carrier.fuel, known)} A fuel of your own states emission_factor"
        )
        yield Problem("unknown-fuel", f"{scope}.fuel", message)
    if carrier.price is None:
        yield Problem(
            "missing-input", f"{scope}.price", "state the fuel's price (for example: 1.38 USD/GJ or 36 USD/t)"
        )
    for name in ("specific_consumption", "loss_rate", "grid_emission_factor"):
        if getattr(carrier, name) is not None:
            yield Problem("not-for-fuel", f"{scope}.{name}", f"'{name}' belongs to 'fuel: electricity'")
    if not (plant.net_efficiency or plant.heat_rate or carrier.heat_rate):
        side = scope.split(".")[0]
        message = f"state {side}.net_efficiency or {side}.heat_rate, or a heat_rate of this fuel"
        yield Problem("missing-input", f"{scope}.heat_rate", message)
    if carrier.price and carrier.price.otherwise and carrier.ncv is None and carrier.fuel not in library.fuels():
        yield Problem(
            "missing-input", f"{scope}.ncv", "a price by mass needs the calorific value (for example: 25.8 GJ/t)"
        )
    if carrier.ncv is not None and not (carrier.price and carrier.price.otherwise):
        yield Problem("unused", f"{scope}.ncv", "the calorific value is read only where the price is by mass (USD/t)")


def _electricity(scope: str, carrier: Carrier, plant: Plant, figures: Figures) -> Iterator[Problem]:
    for name, example in (
        ("price", "60 USD/MWh"),
        ("specific_consumption", "0.5 MWh/t"),
        ("grid_emission_factor", "0.8 t/MWh"),
    ):
        if getattr(carrier, name) is None:
            yield Problem("missing-input", f"{scope}.{name}", f"electricity needs '{name}' (for example: {example})")
    for name in ("heat_rate", "share", "emission_factor", "oxidation_factor", "ncv"):
        if getattr(carrier, name) is not None:
            yield Problem("not-for-electricity", f"{scope}.{name}", f"'{name}' belongs to a fuel that is burned")


def swap_is_consistent(document: Document, figures: Figures) -> Iterator[Problem]:
    """Keys of the swap that go together, and rules that need a number."""
    swap = document.swap
    if swap.fuel and swap.fuel not in library.fuels():
        yield Problem("unknown-fuel", "swap.fuel", f"unknown fuel '{swap.fuel}'. {near(swap.fuel, library.fuels())}")
    if swap.build == "retrofit" and not document.project:
        yield Problem("missing-section", "project", "a retrofit needs both plants, 'baseline' and 'project'")
    if swap.build == "retrofit" and document.project and not swap.lost_output:
        message = "a retrofit needs the price and emission factor of the output that it loses"
        yield Problem("missing-input", "swap.lost_output", message)
    if swap.lost_output and swap.build != "retrofit":
        yield Problem("unused", "swap.lost_output", "lost output belongs to 'build: retrofit'")
    holders = {"swap": swap, "baseline": document.baseline, "project": document.project}
    for scope, holder in holders.items():
        if holder and holder.residual_value:
            yield from _residual(f"{scope}.residual_value", holder.residual_value.rule, holder.residual_value)


def _residual(path: str, rule: str, stated: object) -> Iterator[Problem]:
    needed = {"none": "", "share_of_capex": "share", "book_value": "life"}[rule]
    for name, example in (("share", "10 %"), ("life", "40 yr")):
        given = getattr(stated, name) is not None
        if name == needed and not given:
            yield Problem("missing-input", f"{path}.{name}", f"rule {rule} needs '{name}' (for example: {example})")
        elif given and name != needed:
            yield Problem("unused", f"{path}.{name}", f"rule {rule} does not read '{name}'")


def credits_are_known(document: Document, figures: Figures) -> Iterator[Problem]:
    """The mechanism is one that this version appraises."""
    name = document.credits.mechanism
    if name in PLANNED:
        message = f"mechanism '{name}' is not appraised by this version; it has {', '.join(library.mechanisms())}"
        yield Problem("not-appraised", "credits.mechanism", message)
    elif name not in library.mechanisms():
        message = f"unknown mechanism '{name}'. {near(name, library.mechanisms())}"
        yield Problem("unknown-mechanism", "credits.mechanism", message)


PLANNED = ("jcm", "sectoral", "article_6_4", "article_6_2", "voluntary", "carbon_price")


def items_are_dated(document: Document, figures: Figures) -> Iterator[Problem]:
    """A one-off item has its year, a yearly one has none or a span; no year lies before the axis."""
    first = document.timeline.first_year
    for key, item in document.items.items():
        if item.amount.otherwise and (item.year is None or item.years is not None):
            message = f"'{item.amount.text}' is paid once: state its 'year', or write it per year"
            yield Problem("one-of", f"items.{key}.year", message)
        elif not item.amount.otherwise and not item.amount.refers_to and item.year is not None:
            yield Problem("one-of", f"items.{key}.year", f"'{item.amount.text}' is yearly: state 'years: {{from, to}}'")
        if item.years and item.years.last < item.years.first:
            yield Problem(
                "bad-year", f"items.{key}.years", f"'to' ({item.years.last}) is before 'from' ({item.years.first})"
            )
    for path, year in _dated(document, figures):
        if year < first:
            yield Problem("year-outside-axis", path, f"{year} lies before the first year of the axis ({first})")


def _dated(document: Document, figures: Figures) -> Iterator[tuple[str, int]]:
    for path, figure in figures.items():
        yield from ((f"{path}.year", year) for year in figure.years)
    for scope, holder in (("swap", document.swap), ("baseline", document.baseline), ("project", document.project)):
        for key, replacement in holder.replacements.items() if holder else ():
            yield from ((f"{scope}.replacements.{key}.years", year) for year in replacement.years)
    for key, item in document.items.items():
        yield from ((f"items.{key}.years.from", item.years.first),) if item.years else ()
        yield from ((f"items.{key}.year", item.year),) if item.year else ()


def series_start_in_time(document: Document, figures: Figures) -> Iterator[Problem]:
    """A series states a value for the first operating year: none is carried backwards in silence."""
    building = figures.get("timeline.construction.years")
    first = document.timeline.first_year + int(building.value if building else 1)
    for path, figure in figures.items():
        if figure.series and figure.series.years[0] > first:
            message = f"the series starts in {figure.series.years[0]}, operation in {first}: add the earlier years"
            yield Problem("series-starts-late", f"{path}.years", message)


def loans_are_known(document: Document, figures: Figures) -> Iterator[Problem]:
    """What is accepted and not appraised yet is still checked for sense: paths of correlations exist."""
    for at, (one, other, _) in enumerate(document.risk.correlation if document.risk else ()):
        for name in (one, other):
            if name not in figures:
                yield Problem("unknown-path", f"risk.correlation.{at}", f"'{name}' is no figure. {near(name, figures)}")


RULES: tuple[Rule, ...] = (
    sources_exist,
    currencies_known,
    references_lead_somewhere,
    swap_is_complete,
    money_is_complete,
    construction_adds_up,
    owners_add_up,
    plants_are_complete,
    swap_is_consistent,
    credits_are_known,
    items_are_dated,
    series_start_in_time,
    loans_are_known,
)
