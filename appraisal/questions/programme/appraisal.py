"""A programme appraised: each distinct unit once, the sums of all, and the checks of the programme on itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from appraisal.engine import ledger
from appraisal.engine.integrity import TOLERANCE, Check
from appraisal.ground.problem import IntegrityError, Problem, ScenarioError
from appraisal.ground.sheet import Array
from appraisal.questions.cases import UNTOLD
from appraisal.questions.programme.enabling import EnablingRun, enabling_runs, frame
from appraisal.questions.programme.implications import implications
from appraisal.questions.programme.overlap import overlaps
from appraisal.questions.programme.parts import Part, parts_of
from appraisal.questions.programme.result import EnablingResult, MeasureResult, ProgrammeAppraisal
from appraisal.questions.programme.totals import CLAIMED, INVENTORY, Flows, added, flows_of, totalled, totals_of
from appraisal.scenario.programme import MEASURES, Programme, told_of
from appraisal.scenario.programme_roll_out import phase_path


def appraise_programme(programme: Programme) -> ProgrammeAppraisal:
    """Appraise a programme: its measures under its conventions, its enabling costs, and the sums of both.

    Each distinct unit (a measure, begun in one year, in one region and phase) is appraised once as a scenario of its
    own, and counted as often as the roll-out says. All sums are exact.

    Raises:
        ScenarioError: a scenario does not carry over, or a tonne is claimed by two measures.
        IntegrityError: a check of the model on itself failed.
    """
    parts, costs = parts_of(programme), enabling_runs(programme)
    years = _years(parts, costs)
    measures = tuple(_measure(programme, name, found, years) for name, found in parts.items())
    if twice := list(overlaps(programme, measures, years)):
        raise ScenarioError(twice)
    enabling = tuple(_enabling(one, years) for one in costs)
    every: tuple[MeasureResult | EnablingResult, ...] = (*measures, *enabling)
    flows = added([one.flows for one in every], years)
    checks = tuple(_checks(flows))
    if failed := [Problem("integrity", "", f"{one.name}: off by {one.residual:.1e}") for one in checks if not one.ok]:
        raise IntegrityError(failed)
    return ProgrammeAppraisal(
        programme,
        years,
        measures,
        enabling,
        flows,
        totalled(one.totals for one in every),
        phase_path(programme),
        frame(programme, years[0], years[-1], {}, "timeline"),
        checks,
        tuple(_warnings(programme, measures)),
    )


def _years(parts: dict[str, tuple[Part, ...]], costs: Sequence[EnablingRun]) -> tuple[int, ...]:
    """Return the union of the calendar years of all units, and those in which enabling costs flow."""
    axes = [part.unit.run.axis for found in parts.values() for part in found] + [one.run.axis for one in costs]
    return tuple(range(min(axis.first for axis in axes), max(axis.first + axis.count for axis in axes)))


def _measure(programme: Programme, name: str, parts: tuple[Part, ...], years: tuple[int, ...]) -> MeasureResult:
    return MeasureResult(
        name,
        programme.scenarios[name].name,
        programme.measures[name],
        parts,
        added([flows_of(part.unit.run, part.count, years) for part in parts], years),
        totalled(totals_of(part.unit.run, part.unit.plain, part.count, part.unit.index) for part in parts),
    )


def _enabling(one: EnablingRun, years: tuple[int, ...]) -> EnablingResult:
    flows = replace(flows_of(one.run, 1.0, years), units=(0.0,) * len(years))
    return EnablingResult(one.name, one.stated, flows, totals_of(one.run, one.run, 1.0, 1.0))


def _checks(flows: Flows) -> Iterator[Check]:
    """Yield what must hold of the sums as it holds of each unit."""
    accounts = np.add.reduce([np.asarray(account) for account in flows.parties.values()])
    sizes = np.add.reduce([np.abs(account) for account in flows.parties.values()])
    yield _check("party accounts add up to the real resource flow", accounts - flows.money["resource_flow"], sizes)
    tonnes = {use: np.asarray(row) for use, row in flows.tonnes.items()}
    uses = np.add.reduce([tonnes[use] for use in (*ledger.USES, CLAIMED, INVENTORY)])
    yield _check("every tonne has one use", uses - tonnes["abated"], np.abs(tonnes["abated"]))


def _check(name: str, off: Array, sizes: Array) -> Check:
    size = float(np.max(sizes)) or 1.0
    residual = float(np.max(np.abs(off))) / size
    return Check(name, residual <= TOLERANCE, residual)


def _is_told(warning: Problem, part: Part) -> bool:
    """Terms of credits change nothing of units that have none, as the programme says of them."""
    return warning.code != UNTOLD and (part.credited or warning.code != "unused")


def _warnings(programme: Programme, measures: Sequence[MeasureResult]) -> Iterator[Problem]:
    """Yield the warnings of all units, each once, with the measure in its message; then those of the programme."""
    seen: dict[tuple[str, str, str], Problem] = {}
    for one in measures:
        for part in one.parts:
            for warning in (each for each in part.unit.warnings if _is_told(each, part)):
                key = (one.name, warning.code, warning.path)
                seen.setdefault(key, told_of(f"{MEASURES}.{one.name}", warning, programme.tree))
    yield from seen.values()
    yield from implications(programme, measures)
