"""A sector of many plants as a plain mapping, and its plants as a table: for JSON, CSV and the screen."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

import numpy as np

from appraisal.ground.numbers import money
from appraisal.outputs.charts.style import discounted_words, result_words
from appraisal.outputs.layout import Record
from appraisal.outputs.record import FORMAT, problem_record
from appraisal.questions.distribution import Chance
from appraisal.questions.sector.result import Earning, PlantCredits, SectorCrediting, Settlement, Standing
from appraisal.scenario.laws import law_words
from appraisal.scenario.sector_checks import SECTION
from appraisal.scenario.sector_plants import FIGURES

LISTED = "as the list of plants states it"
PERCENTILES = (5, 50, 95)
FIELDS = ("name", "share", "relative", "effort", "joined", "project", "sectoral")
HEADINGS = (
    "name",
    "share of output [1]",
    "intensity of the sector's [1]",
    "effort [1]",
    "makes the effort",
    "credits as a project [t]",
    "credits of the sector [t]",
)


def sector_record(found: SectorCrediting) -> Record:
    """Return a sector as plain numbers, words, lists and mappings; tonnes in t, money in the scenario's currency."""
    scenario = found.scenario
    return {
        "format": FORMAT,
        "version": version("appraisal"),
        "scenario": {"name": scenario.name, "about": scenario.document.about.strip(), "hash": scenario.hash},
        "conventions": f"{discounted_words(scenario)}; {result_words(scenario)}",
        "currency": scenario.currency,
        "sector": _sector(found),
        "standings": [_standing(one) for one in found.standings],
        "marks": {
            "alone": found.alone.joined,
            "needed": found.needed,
            "stated": found.stated.joined,
            "together": found.together.joined,
        },
        "project": {
            "mechanism": found.project.mechanism,
            "title": found.project.title,
            "earned": _earning(found.project.earned),
            "npv": found.project.npv,
        },
        "groups": [_group(found, joined) for joined in (True, False)],
        "settlements": [_settlement(one) for one in found.settlements],
        "draws": _draws(found),
        "plants": [{name: getattr(one, name) for name in FIELDS} for one in found.plants],
        "notes": list(found.notes),
        "warnings": [problem_record(one) for one in scenario.warnings],
    }


def _sector(found: SectorCrediting) -> Record:
    fleet = found.fleet
    return {
        "plants": fleet.count,
        "listed": fleet.listed is not None,
        "shared_by": found.shared_by,
        "participation": fleet.participation,
        "taking_part": fleet.taking_part,
        "intensity_unit": found.scenario.unit("t/service"),
        "stated": _stated(found),
    }


def _stated(found: SectorCrediting) -> dict[str, str]:
    """Return intensity, effort and participation in words: a distribution, one value, or the list."""
    plants, fleet = found.scenario.document.sector_plants, found.fleet
    said = {}
    for name, law in zip(FIGURES, fleet.laws, strict=True):
        figure = getattr(plants, name)
        one = figure.text if figure else LISTED if fleet.listed else "as the sector"
        said[f"{SECTION}.{name}"] = law_words(law[1], found.scenario) if law else one
    return said


def _standing(one: Standing) -> Record:
    return {
        "joined": one.joined,
        "intensity": one.intensity,
        "sector": one.sector,
        "earned": _earning(one.earned),
        "idle": _earning(one.idle),
        "brought": _earning(one.brought),
        "npv": one.npv,
    }


def _earning(one: Earning) -> Record:
    return {"tonnes": one.tonnes, "revenue": one.revenue}


def _chance(one: Chance) -> Record:
    return {"value": one.value, "standard_error": one.standard_error}


def _settlement(one: Settlement) -> Record:
    return {
        "first": one.first,
        "year": one.year,
        "benchmark": one.benchmark,
        "usual": one.usual,
        "reached": one.reached,
        "credits": one.credits,
        "none": _chance(one.none),
    }


def _group(found: SectorCrediting, joined: bool) -> Record:
    """Return the plants that make the effort, or those that do not, taken together in the base case."""
    plants = [one for one in found.plants if one.joined is joined]
    return {
        "joined": joined,
        "plants": len(plants),
        "project": math.fsum(one.project for one in plants),
        "sectoral": math.fsum(one.sectoral for one in plants),
        "without_project": _without(one.project for one in plants),
        "without_sectoral": _without(one.sectoral for one in plants),
    }


def _without(credits: Iterable[float]) -> int:
    """Return how many plants have not one credit."""
    return sum(one < 1 for one in credits)


def _draws(found: SectorCrediting) -> Record:
    values = found.draws.values
    return {
        "made": found.draws.count,
        "seed": found.fleet.seed,
        "none": _chance(found.draws.none),
        "mean": float(np.mean(values)),
        "percentiles": {str(share): float(np.percentile(values, share)) for share in PERCENTILES},
    }


def plants_csv(plants: Iterable[PlantCredits]) -> bytes:
    """Return a row a plant of the rest of the sector, in the base case, the unit in each heading."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(HEADINGS)
    table.writerows([_text(getattr(one, name)) for name in FIELDS] for one in plants)
    return out.getvalue().encode("utf-8")


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return repr(cell) if isinstance(cell, float) else str(cell)


def tonnes_words(tonnes: float) -> str:
    """Return an amount of tonnes as it is spoken of.

    >>> tonnes_words(42.11e6), tonnes_words(0.0)
    ('42.11 million t', '0')
    """
    return money(tonnes, "t") if tonnes else "0"
