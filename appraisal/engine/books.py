"""Which books of lines a scenario needs, and under which scope each stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from appraisal.engine.credit_books import credit_books, emission_books, kind_of, support_books
from appraisal.engine.money_books import tax_and_finance
from appraisal.ground.sheet import Line, place
from appraisal.lines import calendar, capture, economic, fuel, money, plant, residual, returns, roll_out, swap
from appraisal.scenario import library
from appraisal.scenario.carrier_schema import Carrier
from appraisal.scenario.collect import CREDITING, is_gross
from appraisal.scenario.roll_out_schema import RollOut
from appraisal.scenario.rows import figure_lines
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import CARBON_PRICE, Document, Item, Plant

Placed = tuple[str, type]

BASES = {"real": money.RealMoney, "nominal": money.NominalMoney}
TIMINGS = {"year_zero": money.YearZero, "end_of_year": money.EndOfYear, "mid_year": money.MidYear}
RESIDUALS = {"share_of_capex": residual.ShareOfCapex, "book_value": residual.BookValue}
DEFAULT_TIMING = library.default_for("timeline.timing") or {}


def timing_of(scenario: Scenario) -> str:
    """Return the timing convention of the scenario."""
    return scenario.document.timeline.timing or DEFAULT_TIMING["text"]


def lines_for(scenario: Scenario, *, credited: bool) -> dict[str, Line]:
    """Return every line of the scenario's sheet by full name; without credits the mechanism is ``none``."""
    lines = figure_lines(scenario)
    if not credited:
        lines = {name: lines[name] for name in without_credits(lines, scenario)}
    for scope, book in _books(scenario, credited):
        lines |= {name: found for name, found in place(scope, book).items() if name not in lines}
    return lines


def without_credits(names: Iterable[str], scenario: Scenario) -> list[str]:
    """Return the rows that are left without credits: a term of the credits stays where another figure repeats it."""
    gone = ("credits.", f"{CARBON_PRICE}.") if scenario.document.mechanism == CARBON_PRICE else ("credits.",)
    repeated = {figure.refers_to for path, figure in scenario.figures.items() if not path.startswith(gone)}
    kept = {path for path in repeated if path.startswith(gone)}
    while more := {scenario.figures[path].refers_to for path in kept} - kept - {""}:
        kept |= more
    inside = {f"{path}." for path in kept}
    return [
        name
        for name in names
        if not name.startswith(gone) or name in kept or any(name.startswith(scope) for scope in inside)
    ]


def computed_lines(scenario: Scenario) -> dict[str, Line]:
    """Return only the lines of the books: what a sheet with nothing stated would compute."""
    return {
        name: found for scope, book in _books(scenario, credited=False) for name, found in place(scope, book).items()
    }


def _books(scenario: Scenario, credited: bool) -> Iterator[Placed]:
    document = scenario.document
    yield from (("", book) for book in (calendar.Calendar, BASES[document.money.basis], money.Discounting))
    yield "", TIMINGS[timing_of(scenario)]
    yield from _swap(scenario)
    for key, item in document.items.items():
        yield from ((f"items.{key}", book) for book in _item(item))
    kind = kind_of(document)
    if credited and kind in CREDITING:
        yield from credit_books(scenario)
    if credited or kind != CARBON_PRICE:
        yield from emission_books(document)
    yield from support_books(document)
    yield from (("", book) for book in (returns.CashFlow, returns.Transfers))
    yield from (("", book) for book in (returns.ResourceFlow, returns.PresentValue))
    yield from tax_and_finance(document)
    yield from _economic(document, credited and kind in CREDITING)


def _economic(document: Document, credited: bool) -> Iterator[Placed]:
    if document.economic is None:
        return
    outright = document.project is None or document.swap.fuel_saving is not None
    yield "economic", economic.SocialDiscounting
    yield "economic", economic.FuelOutright if outright else economic.FuelOfPlants
    yield from (("economic", book) for book in (economic.Resources, economic.ShadowPriced))
    yield from ((f"economic.co_benefits.{key}", economic.CoBenefit) for key in document.economic.co_benefits)
    if credited and document.economic.marginal_abatement_cost is not None:
        yield "economic", economic.Exported
    for side, stated in (("baseline", document.baseline), ("project", document.project)):
        for key, carrier in stated.fuels.items() if stated else ():
            yield f"{side}.fuels.{key}", _resource_price(carrier)
        if stated:
            yield side, economic.PlantResources


def _resource_price(carrier: Carrier) -> type:
    if carrier.border_price is None:
        return economic.MarketPriced
    return economic.BorderPricedElectricity if carrier.fuel == "electricity" else economic.BorderPriced


def _item(item: Item) -> Iterator[type]:
    once, cost = item.year is not None, item.kind == "cost"
    other = item.to if cost else item.pays
    moved = other not in (None, "developer")
    yield ITEMS[cost, once]
    if moved:
        yield TRANSFERS[cost, once]


ITEMS = {
    (True, True): swap.OutlayItem,
    (True, False): swap.CostItem,
    (False, True): swap.ReceiptItem,
    (False, False): swap.BenefitItem,
}
"""The book of an item, by whether it is a cost and whether it is paid once."""

TRANSFERS = {
    (True, True): swap.TransferredOutlay,
    (True, False): swap.TransferredCost,
    (False, True): swap.TransferredReceipt,
    (False, False): swap.TransferredBenefit,
}
"""The further book of an item that another party receives or pays."""


def _swap(scenario: Scenario) -> Iterator[Placed]:
    document = scenario.document
    yield "swap", swap.SwapOfPlants if document.project else swap.DirectSwap
    if document.roll_out:
        yield from _roll_out(document.roll_out)
    if document.swap.lost_output:
        yield "swap.lost_output", swap.LostOutput
    yield from _extras("swap", scenario)
    retrofit = document.swap.build == "retrofit"
    if document.baseline:
        yield from _plant("baseline", document.baseline, plant.ExistingPlant if retrofit else plant.NewPlant)
        yield "baseline", plant.OwnOutput if retrofit else plant.SameService
        yield from _extras("baseline", scenario)
    if document.project:
        yield from _plant("project", document.project, plant.NewPlant)
        yield "project", plant.OwnOutput
        yield from _extras("project", scenario)


def _roll_out(stated: RollOut) -> Iterator[Placed]:
    yield "swap", roll_out.RolledOut
    if stated.level is not None:
        yield "roll_out", roll_out.LevelKept
    yield from (("roll_out", book) for book in (roll_out.Fleet, fuel.Carriers))
    for key, carrier in stated.avoided.items():
        yield from _carrier(f"roll_out.avoided.{key}", carrier, gross=_is_gross(carrier))


def _plant(side: str, stated: Plant, built: type) -> Iterator[Placed]:
    yield from ((side, book) for book in _kind_of_plant(stated))
    if stated.capture:
        yield f"{side}.capture", capture.Capture
        yield side, capture.CapturingPlant  # its emissions and opex go before those of a plant without capture
    yield from ((side, book) for book in (built, plant.HeatRate, plant.Running, fuel.Carriers))
    for key, carrier in stated.fuels.items():
        gross = _is_gross(carrier) if carrier.heat_rate else is_gross(stated)
        yield from _carrier(f"{side}.fuels.{key}", carrier, gross=gross)


def _kind_of_plant(stated: Plant) -> tuple[type, ...]:
    if stated.capacity.otherwise:
        return (plant.ServicePlant,)
    return plant.PowerPlantByHours if stated.full_load_hours else plant.PowerPlant, plant.PowerCost


def _carrier(scope: str, carrier: Carrier, *, gross: bool) -> Iterator[Placed]:
    """Yield the books of one carrier; ``gross``: the heat that it gives is stated with the heat of condensation."""
    if carrier.fuel == "electricity":
        yield scope, fuel.Electricity
        if carrier.grid_emission_factor is None:
            yield scope, fuel.CombinedMargin
    else:
        yield scope, fuel.GrossHeat if gross else fuel.NetHeat
        yield scope, fuel.Fuel
    if carrier.price is not None and carrier.price.otherwise:
        yield scope, fuel.FuelByMass


def _is_gross(carrier: Carrier) -> bool:
    return carrier.heat_rate is not None and carrier.heat_rate.heating == "HHV"


def _extras(scope: str, scenario: Scenario) -> Iterator[Placed]:
    holder = getattr(scenario.document, scope)
    if holder.residual_value and holder.residual_value.rule in RESIDUALS:
        units = scenario.document.roll_out is not None and holder.residual_value.rule == "book_value"
        yield f"{scope}.residual_value", roll_out.UnitsLeft if units else RESIDUALS[holder.residual_value.rule]
    for key in holder.replacements:
        yield f"{scope}.replacements.{key}", plant.Replacement
