"""What must hold inside the economic view, and between it and the rest of a scenario."""

from __future__ import annotations

import math
from collections.abc import Iterator

from appraisal.ground.problem import Problem
from appraisal.scenario.collect import Collected
from appraisal.scenario.kind import Figure
from appraisal.scenario.plant_checks import TOLERANCE
from appraisal.scenario.references import chain_of

LOW, HIGH = "economic.carbon_price.low", "economic.carbon_price.high"


def valuation_lies_on_axis(collected: Collected) -> Iterator[Problem]:
    """Social discount factors are chained from the valuation year, so it is a year of the project."""
    document = collected.document
    first, valued = document.timeline.first_year, document.timeline.valuation_year
    if document.economic is None or valued is None:
        return
    years = (collected.figures[f"timeline.{name}"].value for name in ("construction.years", "operation"))
    last = first + sum(math.ceil(span) for span in years) - 1
    if not first <= valued <= last:
        message = f"{valued} lies outside the project's years {first} to {last}, over which social rates are chained"
        yield Problem("year-outside-axis", "timeline.valuation_year", message)


def shadow_prices_are_in_order(collected: Collected) -> Iterator[Problem]:
    """The low shadow price is never above the high one, where the two can be compared."""
    if collected.document.economic is None:
        return
    low, high = (collected.figures[path] for path in (LOW, HIGH))
    if _measure(LOW, collected) != _measure(HIGH, collected):
        return
    years = sorted({year for figure in (low, high) if figure.series for year in figure.series.years})
    for year in years or [0]:
        if low.at(year) > high.at(year) * (1 + TOLERANCE):
            when = f" in {year}" if year else ""
            message = f"the low shadow price ({low.at(year):g}) is above the high one ({high.at(year):g}){when}"
            yield Problem("low-above-high", LOW, message)
            return


def _measure(path: str, collected: Collected) -> tuple[object, ...]:
    """Return what two prices must share to be compared, also where one repeats another figure."""
    every: dict[str, Figure] = {**collected.stated, **collected.figures}
    last = every[chain_of(path, every)[-1]]
    return last.sort, last.growth, last.growth_from


def border_prices_are_on_both_sides(collected: Collected) -> Iterator[Problem]:
    """A fuel counts at its border price in both plants or in neither: else the saving mixes two prices."""
    priced: dict[str, dict[str, bool]] = {}
    for side, plant in collected.plants().items():
        for key, carrier in plant.fuels.items():
            path = f"{side}.fuels.{key}.border_price"
            priced.setdefault(carrier.fuel, {})[path] = carrier.border_price is not None
    for fuel, stated in priced.items() if collected.document.economic else ():
        missing = [path for path, there in stated.items() if not there]
        if missing and any(stated.values()):
            message = f"{fuel} has a border price elsewhere and none here: the saving would mix two prices"
            yield Problem("border-price", missing[0], message)


def export_cost_is_read(collected: Collected) -> Iterator[Problem]:
    """The cost of exported tonnes needs credits."""
    economic = collected.document.economic
    if economic is None:
        return
    if economic.marginal_abatement_cost is not None and not collected.credited:
        said = f"the mechanism is '{collected.document.mechanism}': no tonne is exported"
        message = f"{said}, and this would change nothing. Leave it out"
        yield Problem("unused", "economic.marginal_abatement_cost", message)


ECONOMIC_RULES = (
    valuation_lies_on_axis,
    shadow_prices_are_in_order,
    border_prices_are_on_both_sides,
    export_cost_is_read,
)
