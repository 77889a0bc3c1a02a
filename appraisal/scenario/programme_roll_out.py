"""When the units of a measure begin, and in which phase of the programme: calendar years and numbers of units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.kind import Series
from appraisal.scenario.programme import MEASURES, Programme
from appraisal.scenario.programme_schema import Indicator, Phases
from appraisal.scenario.rows import building_years
from appraisal.scenario.scenario import Scenario

AFTER_EXIT = "after exit"
"""The phase of units that begin when the programme no longer supports any."""

ROUNDING = 1e-9
"""Units below this share of the largest stock are rounding."""

OPERATION = "timeline.operation"


def units_begun(programme: Programme, name: str, scenario: Scenario) -> dict[int, float]:
    """Return how many units of a measure begin, with their first outlay, in each year.

    ``scenario`` is that of one unit with the measure's changes: it says how long a unit is built and how long it lives.

    Raises:
        ScenarioError: a stock that falls faster than units retire, or units whose life is no whole number of years.
    """
    measure = programme.measures[name]
    stated = measure.roll_out
    start = measure.start or scenario.document.timeline.first_year
    if stated.stock is not None and stated.stock.series:
        return _to_stock(programme, name, scenario, stated.stock.series)
    if stated.units is not None and stated.units.series:
        found = dict(_each_year(stated.units.series))
    elif stated.units is not None:
        found = dict.fromkeys(range(start, (stated.until or start) + 1), stated.units.value)
    else:
        found = {start: 1.0 if stated.count is None else stated.count.value}
    if not found:
        message = f"the last year of units lies before {start}, the year in which the measure begins"
        problem = Problem("out-of-order", f"{MEASURES}.{name}.roll_out.until", message)
        raise ScenarioError([programme.located(problem)])
    return {year: units for year, units in found.items() if units}


def _each_year(series: Series) -> Iterator[tuple[int, float]]:
    """Yield the years that a series states, and those between them; nothing holds before or after."""
    yield from ((year, series.at(year)) for year in range(series.years[0], series.years[-1] + 1))


def _to_stock(programme: Programme, name: str, scenario: Scenario, series: Series) -> dict[int, float]:
    """Return the units that hold a stock of units in operation: its growth, and those that retire.

    A unit counts from its first operating year, and is gone after its life; it begins so many years earlier as it is
    built. After the last stated year nothing is added.
    """
    life, building = _whole_life(programme, name, scenario), building_years(scenario)
    largest = max(series.values)
    entered: dict[int, float] = {}
    for year, wanted in _each_year(series):
        there = sum(units for since, units in entered.items() if since + life > year)
        added = wanted - there
        if added < -ROUNDING * largest:
            message = f"in {year} the stock is {wanted:g}, and {there:g} units are still in their life of {life} years"
            problem = Problem("stock-falls", f"{MEASURES}.{name}.roll_out.stock", f"{message}: let it fall later")
            raise ScenarioError([programme.located(problem)])
        if added > ROUNDING * largest:
            entered[year] = added
    return {year - building: units for year, units in entered.items()}


def _whole_life(programme: Programme, name: str, scenario: Scenario) -> int:
    life = scenario.figures[OPERATION].value
    if life != int(life):
        message = f"a stock retires units after whole years, and theirs is {life:g} years: state whole years, or units"
        raise ScenarioError([programme.located(Problem("not-whole", f"{MEASURES}.{name}.roll_out.stock", message))])
    return int(life)


@dataclass(frozen=True)
class PhasePath:
    """The phases of a programme: in which year each begins, and the exit; None where it never comes.

    ``reached`` says in words how those years were found.
    """

    second: int | None
    third: int | None
    exit: int | None
    shift: float
    reached: str

    def shares(self, year: int) -> dict[str, float]:
        """Return the share of each phase in the units that begin in a year; those of nothing are left out.

        A phase takes over evenly within ``shift`` years, from the year in which it begins.
        """
        if self.exit is not None and year >= self.exit:
            return {AFTER_EXIT: 1.0}
        second, third = (_moved(begun, year, self.shift) for begun in (self.second, self.third))
        found = {"I": 1 - max(second, third), "II": max(second - third, 0.0), "III": third}
        return {phase: share for phase, share in found.items() if share > 0}


def _moved(begun: int | None, year: int, shift: float) -> float:
    return 0.0 if begun is None else min(max((year - begun + 1) / shift, 0.0), 1.0)


def phase_path(programme: Programme) -> PhasePath | None:
    """Return the phases of a programme, or None where it has none."""
    stated = programme.document.programme.phases
    if stated is None:
        return None
    shift = stated.shift.value if stated.shift else 1.0
    if stated.indicator is None:
        begin = stated.begin
        years = (begin.second, begin.third) if begin else (None, None)
        return PhasePath(*years, stated.exit, shift, "by choice")
    return _by_indicator(stated, stated.indicator, shift)


def _by_indicator(stated: Phases, indicator: Indicator, shift: float) -> PhasePath:
    series = indicator.path.series or Series((0,), (indicator.path.value,), "step")
    levels = (indicator.second, indicator.third, indicator.exit)
    second, third, left = (None if level is None else _crossed(series, level.value) for level in levels)
    return PhasePath(second, third, stated.exit or left, shift, f"by {indicator.name}")


def _crossed(series: Series, level: float) -> int | None:
    """Return the first year in which a path has reached a level."""
    years = np.arange(series.years[0], series.years[-1] + 1)
    reached = [int(year) for year in years if series.at(int(year)) >= level]
    return reached[0] if reached else None
