"""What must hold of a roll-out; each rule yields the problems that it finds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from appraisal.ground.problem import Problem
from appraisal.scenario.collect import Collected
from appraisal.scenario.plant_checks import carrier_problems
from appraisal.scenario.roll_out_schema import RollOut

BOUGHT = ("roll_out.units", "roll_out.level", "roll_out.premium", "roll_out.programme_cost")
"""Figures that are read in the years in which units are bought."""


def roll_out_is_complete(collected: Collected) -> Iterator[Problem]:
    """A roll-out states units or a level, and what a unit no longer burns or draws, or the saving outright."""
    found = collected.document.roll_out
    if found is None:
        return
    if (found.units is None) == (found.level is None):
        message = "state either 'units', bought in each year, or 'level', in place at the end of each year"
        yield Problem("one-of", "roll_out.units", message)
    outright = {"swap.fuel_saving", "swap.abatement"} <= collected.figures.keys()
    if not found.avoided and not outright:
        message = "state what a unit no longer burns or draws in a year (avoided: {grid: {fuel: electricity, ..}})"
        yield Problem("missing-input", "roll_out.avoided", f"{message}, or swap.fuel_saving and swap.abatement")
    for key, carrier in found.avoided.items():
        yield from carrier_problems(f"roll_out.avoided.{key}", carrier)


def roll_out_stands_alone(collected: Collected) -> Iterator[Problem]:
    """A roll-out takes the place of two plants."""
    for side in collected.plants() if collected.document.roll_out else ():
        message = f"'roll_out' and '{side}' are two ways to state a swap: leave one of them out"
        yield Problem("one-of", side, message)


def operation_covers_life(collected: Collected) -> Iterator[Problem]:
    """The last units live out their life inside operation, or what is left of them is worth something at closing."""
    found = collected.document.roll_out
    valued = collected.document.swap.residual_value is not None
    if found is None or valued or "timeline.operation" not in collected.figures or found.years.last < found.years.first:
        return
    life, operation = (collected.figures[path] for path in ("roll_out.life", "timeline.operation"))
    starts = collected.document.timeline.first_year + int(collected.figures["timeline.construction.years"].value)
    longest = max(life.value, life.high or 0.0)
    needed = found.years.last + longest + 1 - starts
    if operation.value < needed:
        last, ends = found.years.last + int(longest), starts + operation.value - 1
        message = f"units bought in {found.years.last} serve until {last}, but operation ends with {ends:g}: "
        rival = "or what a unit is worth then: swap.residual_value: {rule: book_value, life: roll_out.life}"
        yield Problem("cut-short", "timeline.operation", f"{message}state {needed:g} yr or more, {rival}")


def units_are_known_in_time(collected: Collected) -> Iterator[Problem]:
    """A series says a value for the first year in which units are bought, and a level does not fall."""
    found = collected.document.roll_out
    for path in BOUGHT if found else ():
        series = collected.figures[path].series if path in collected.figures else None
        if found and series and series.years[0] > found.years.first:
            message = f"the series starts in {series.years[0]}, the roll-out in {found.years.first}: add earlier years"
            yield Problem("series-starts-late", f"{path}.years", message)
    if found and _falls(found):
        message = "the level falls: a roll-out replaces what retires. State 'units' by year, or end 'years' earlier"
        yield Problem("falling-level", "roll_out.level", message)


def _falls(found: RollOut) -> bool:
    level = found.level
    if level is None:
        return False
    values = level.series.values if level.series else ()
    return (level.growth or 0.0) < 0 or any(later < earlier for earlier, later in pairwise(values))


ROLL_OUT_RULES = (roll_out_is_complete, roll_out_stands_alone, operation_covers_life, units_are_known_in_time)
