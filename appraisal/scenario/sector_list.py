"""The plants of a sector as a CSV file beside the scenario: a row each, with output, intensity and effort."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.csv_file import CsvError, file_beside
from appraisal.scenario.hints import near
from appraisal.scenario.kind import Figure, Kind
from appraisal.scenario.plan_checks import stop
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.sector_checks import SECTION
from appraisal.scenario.sector_schema import SectorPlants
from appraisal.scenario.value_table import ValueTable, read_value_table

FILE = f"{SECTION}.file"
COLUMNS = {"output": "credits.sector.output", "intensity": "credits.sector.intensity", "effort": f"{SECTION}.effort"}
"""The headings of the file, and the figure whose unit and domain each column has."""

EFFORT = next(mark for mark in SectorPlants.model_fields["effort"].metadata if isinstance(mark, Kind))
AGREES = 0.005
"""How far the list may be from what the scenario states of the sector as a whole: numbers of three digits agree so."""


@dataclass(frozen=True)
class PlantList:
    """The plants of a file: yearly output, intensity of business as usual, effort (None where the scenario says it)."""

    names: tuple[str, ...]
    output: tuple[float, ...]
    intensity: tuple[float, ...]
    effort: tuple[float, ...] | None


def plant_list(scenario: Scenario, plants: SectorPlants) -> PlantList:
    """Read the file that ``sector_plants.file`` names.

    Raises:
        ScenarioError: with every problem of the file.
        FileError: the file cannot be read as CSV.
    """
    typed = scenario.places.get(FILE, (scenario.file, 0, 0))[0]
    try:
        file = file_beside(str(plants.file), typed, scenario.folder)
    except CsvError as error:
        raise ScenarioError([scenario.located(Problem(error.code, FILE, str(error)))]) from None
    table = read_value_table(file, lambda heading: _like(heading, scenario), lambda _: math.nan)
    stop(scenario, [one for problems in table.failed.values() for one in problems])
    return _listed(scenario, plants, table)


def _like(heading: str, scenario: Scenario) -> Figure:
    """Return the figure that a column is read like."""
    if heading not in COLUMNS:
        message = f"'{heading}' is no column of a list of plants. {near(heading, COLUMNS)}"
        raise ScenarioError([scenario.located(Problem("unknown-column", FILE, message))])
    stated = scenario.figures.get(COLUMNS[heading])
    return Figure(stated.kind, stated.unit) if stated else Figure(EFFORT, EFFORT.unit)


def _listed(scenario: Scenario, plants: SectorPlants, table: ValueTable) -> PlantList:
    asked = [name for name in COLUMNS if name != "effort" or name in table.columns or plants.effort is None]
    stop(scenario, [_absent(name) for name in asked if name not in table.columns])
    empty = [
        Problem("empty-cell", FILE, f"'{table.names[at]}' states no {name}")
        for name in asked
        for at, value in enumerate(table.columns[name])
        if math.isnan(value)
    ]
    stop(scenario, empty or list(_useless(plants, table)))
    told = {name: tuple(map(float, table.columns[name])) for name in asked}
    return PlantList(table.names, told["output"], told["intensity"], told.get("effort"))


def _useless(plants: SectorPlants, table: ValueTable) -> Iterator[Problem]:
    for name in ("output", "intensity"):
        if not table.columns[name].any():
            yield Problem("out-of-range", FILE, f"every plant has {name} 0: nothing could be credited")
    if "effort" in table.columns and plants.effort is not None:
        message = "the file states the effort of each plant: leave this out, or take the column out of the file"
        yield Problem("unused", COLUMNS["effort"], message)


def _absent(name: str) -> Problem:
    or_else = f", or the file has no such column: state {SECTION}.effort for all plants" if name == "effort" else ""
    return Problem("missing-column", FILE, f"the list needs a column '{name}'{or_else}")


def refuse_other_sector(scenario: Scenario, found: PlantList, output: float, intensity: float) -> None:
    """Refuse a list that adds up to another sector than the one that the scenario states for its first credited year.

    Raises:
        ScenarioError: ``sector-differs`` with the figures that would agree.
    """
    total = math.fsum(found.output)
    mean = weighted(found.output, found.intensity)
    told = (("output", total, output, "the plants add up to"), ("intensity", mean, intensity, "the plants are at"))
    stop(
        scenario,
        [
            Problem("sector-differs", COLUMNS[name], _differs(scenario, COLUMNS[name], words, sum_, stated))
            for name, sum_, stated, words in told
            if abs(sum_ - stated) > AGREES * abs(stated)
        ],
    )


def _differs(scenario: Scenario, path: str, words: str, listed: float, stated: float) -> str:
    unit = scenario.stated_unit(scenario.figures[path])
    said = f"{words} {listed:,.6g} {unit}, and the scenario states {stated:,.6g} in the first credited year"
    return f"{said}; state what the list comes to, or correct the list"


def weighted(weights: Sequence[float], values: Sequence[float]) -> float:
    """Return the mean of values by weights, whatever their order.

    >>> weighted([1.0, 3.0], [0.9, 1.1])
    1.05
    """
    return math.fsum(w * v for w, v in zip(weights, values, strict=True)) / math.fsum(weights)
