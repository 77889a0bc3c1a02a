"""A sector of many plants under one benchmark: what it earns, what one plant gets, and what it would earn alone."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from appraisal.engine.appraisal import Appraisal
from appraisal.engine.credit_books import kind_of
from appraisal.engine.measures import components, npv
from appraisal.engine.model import Model, Run
from appraisal.ground.problem import NoResultError, Problem
from appraisal.ground.sheet import Array
from appraisal.questions.distribution import Chance
from appraisal.questions.sector.projects import as_project, project_credits
from appraisal.questions.sector.result import (
    Earning,
    PlantCredits,
    Project,
    SectorCrediting,
    SectorDraws,
    Settlement,
    Standing,
)
from appraisal.questions.sector.sector_rows import CREDITABLE, REST_INTENSITY, REST_OUTPUT, SectorRows, exact_sums
from appraisal.scenario.mechanisms import mechanisms
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.sector_list import refuse_other_sector
from appraisal.scenario.sector_plants import SectorFleet, sector_fleet
from appraisal.scenario.settings import settings_of

AGAINST = "bilateral"
POINTS = 48
"""About how many numbers of plants the curve of a large sector is computed at."""

LEAST = 1.0
"""Tonnes of one credit: a sector that earns less earns none."""

REVENUE = "Credit revenue"


def sector_crediting(
    scenario: Scenario | Model, against: str = AGAINST, draws: int | None = None, seed: int | None = None
) -> SectorCrediting:
    """Ask what a sector of many plants earns, what the scenario's own plant gets of it, and how likely nothing is.

    All credits come from the lines of the scenario's mechanisms. Credits that are shared by abatement go to all plants
    below the benchmark, in proportion to how far below they stayed; of two parties that is what ``appraise`` says.

    Args:
        scenario: a scenario whose mechanism credits a sector, with a section ``sector_plants``; or its wired model.
        against: the mechanism under which the same plants are projects.
        draws: how many sectors are drawn; default what the scenario's ``risk`` says, else 10,000.
        seed: default the scenario's, else 1.

    Raises:
        NoResultError: ``no-sector``, ``no-sector-plants``.
        ScenarioError: the plants cannot be read or drawn, or the other mechanism cannot run.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    _check_sector(model.scenario)
    settings = settings_of(model.scenario, draws, seed, "random")
    fleet = sector_fleet(model.scenario, settings.seed)
    rows = SectorRows(model, fleet)
    _check_list(rows)
    project = as_project(model.scenario, against)
    drawn, none = _drawn(rows, settings.count)
    needed, settlements = _needed(rows), tuple(_settlements(rows, none))
    return SectorCrediting(
        scenario=model.scenario,
        fleet=fleet,
        shared_by=model.scenario.words["credits.sector.shared_by"],
        standings=tuple(_standings(model, rows, _counts(fleet, needed))),
        project=_project(project, against),
        plants=tuple(_plants(rows, project)),
        settlements=settlements,
        needed=needed,
        draws=drawn,
        notes=(*settings.notes, *_lenient(settlements)),
    )


def _check_sector(scenario: Scenario) -> None:
    if kind_of(scenario.document) != "sector":
        message = f"mechanism '{scenario.document.mechanism}' credits no sector; state mechanism: sectoral"
        raise NoResultError([scenario.located(Problem("no-sector", "credits.mechanism", message))])


def _check_list(rows: SectorRows) -> None:
    """Hold a list of plants against what the scenario states of the sector, in the first year that is credited."""
    base = rows.base.rows
    if rows.fleet.listed:
        first = int(np.argmax(base["credits.credited_share"][:, 0] > 0))
        output = float(base[REST_OUTPUT][first, 0] / base["operating"][first, 0])
        refuse_other_sector(rows.fleet.scenario, rows.fleet.listed, output, float(base[REST_INTENSITY][first, 0]))


def _counts(fleet: SectorFleet, needed: int | None) -> list[int]:
    """Return the numbers of plants that make the effort at which the own plant is looked at."""
    step = -(-fleet.count // POINTS)
    return sorted({*range(0, fleet.count, step), needed or 0, fleet.taking_part, fleet.count})


def _standings(model: Model, rows: SectorRows, counts: Sequence[int]) -> list[Standing]:
    """Return the own plant's standing for each number of others."""
    sector, creditable = rows.own_share(counts, makes_effort=True)
    _, without = rows.own_share(counts, makes_effort=False)
    earned, values = _earned(model, creditable)
    idle, _ = _earned(model, without)
    total = exact_sums(sector.T)
    return [
        Standing(joined, rows.fleet.intensity(joined), float(total[at]), earned[at], idle[at], values[at])
        for at, joined in enumerate(counts)
    ]


def _needed(rows: SectorRows) -> int | None:
    """Return the least number of others at which the own plant earns a credit: the more join, the more it earns."""

    def earns(joined: int) -> bool:
        return math.fsum(rows.own_share([joined], makes_effort=True)[1][:, 0]) >= LEAST

    found = bisect_left(range(rows.fleet.count + 1), True, key=earns)
    return found if found <= rows.fleet.count else None


def _earned(model: Model, creditable: Array) -> tuple[list[Earning], list[float]]:
    """Return what the own plant earns and is worth in each column, with creditable tonnes in place of the sheet's."""
    return _earnings(model.run(held={CREDITABLE: creditable}), creditable.shape[1])


def _earnings(run: Run, count: int) -> tuple[list[Earning], list[float]]:
    sold = next(value for label, value, _ in components(run) if label == REVENUE)
    tonnes, revenue, worth = (np.broadcast_to(one, (count,)) for one in (run.total(CREDITABLE), sold, npv(run)))
    found = [Earning(float(one), float(other)) for one, other in zip(tonnes, revenue, strict=True)]
    return found, list(map(float, worth))


def _project(project: Appraisal, mechanism: str) -> Project:
    earned, worth = _earnings(project.run, 1)
    return Project(mechanism, mechanisms()[mechanism].title, earned[0], worth[0])


def _plants(rows: SectorRows, project: Appraisal) -> list[PlantCredits]:
    """Return each plant of the rest: as a project where it makes the effort, and its part of the sector's credits."""
    fleet = rows.fleet
    alone = exact_sums(project_credits(project, rows.plant_rows(True)).T)
    part = exact_sums(rows.fleet_share(fleet.taking_part).T)
    active = set(fleet.joining[: fleet.taking_part])
    return [
        PlantCredits(
            name=name,
            share=fleet.shares[at],
            relative=fleet.relative[at],
            effort=fleet.effort[at],
            joined=at in active,
            project=float(alone[at]) * (at in active),
            sectoral=float(part[at]),
        )
        for at, name in enumerate(fleet.names)
    ]


def _drawn(rows: SectorRows, count: int) -> tuple[SectorDraws, list[Chance]]:
    """Return the sector's credits in each draw, and for each settlement the chance that there are none."""
    values, none = [], np.zeros(len(rows.settling), dtype=np.int64)
    for intensity in rows.fleet.drawn(count):
        credits = np.broadcast_to(rows.credits(intensity)[0], (rows.base.axis.count, len(intensity)))
        values.append(np.add.accumulate(credits, axis=0)[-1])
        none += (credits[rows.settling] < LEAST).sum(axis=1)
    every = np.concatenate(values)
    return SectorDraws(every, _chance(int((every < LEAST).sum()), count)), [_chance(int(n), count) for n in none]


def _chance(held: int, count: int) -> Chance:
    share = held / count
    return Chance(share, math.sqrt(share * (1 - share) / count))


def _settlements(rows: SectorRows, none: Sequence[Chance]) -> Iterator[Settlement]:
    sector, _ = rows.own_share([rows.fleet.taking_part], makes_effort=True)
    base, reached = rows.base.rows, rows.fleet.intensity(rows.fleet.taking_part)
    credited = base["credits.credited_share"][:, 0]
    first = int(np.argmax(credited > 0))
    for at, chance in zip(rows.settling, none, strict=True):
        span = slice(first, at + 1)
        benchmark, usual = (
            float(np.average(base[name][span, 0], weights=credited[span]))
            for name in ("credits.benchmark", REST_INTENSITY)
        )
        years = rows.base.axis.years[span]
        yield Settlement(int(years[0]), int(years[-1]), benchmark, usual, usual * reached, float(sector[at, 0]), chance)
        first = at + 1


def _lenient(settlements: Sequence[Settlement]) -> Iterator[str]:
    """Say where the benchmark is no stricter than business as usual."""
    years = [str(one.year) for one in settlements if one.benchmark > one.usual]
    if years:
        named = "all settlements" if len(years) == len(settlements) else f"the settlement of {', '.join(years)}"
        yield f"in {named} the benchmark lies above business as usual: the sector earns credits without any effort"
