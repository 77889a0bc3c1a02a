"""Lock-in: what the plants of a programme still emit over their life, held against a pathway or a stranding year."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from appraisal.engine.model import Run
from appraisal.ground.measure import Measure
from appraisal.ground.sheet import Array
from appraisal.questions.programme.parts import Part, Unit
from appraisal.questions.programme.result import MeasureResult, ProgrammeAppraisal
from appraisal.scenario.figure import Figure
from appraisal.scenario.rows import building_years

OPERATION = "timeline.operation"
NO_EMISSIONS = "the scenario states no plants: say what a unit emits in a year under lock_in.emissions"
NO_YEAR = "no stranding year is stated"
NO_PATHWAY = "no pathway is stated"


@dataclass(frozen=True)
class LockIn:
    """The lock-in of one measure.

    Attributes:
        lifetime: what its plants emit over their life [t]; what they avoid is ``avoided``.
        stranding_year: the last year in which they should run; None where none is stated.
        after: what they emit after it [t]; ``share`` is that of the lifetime.
        above_pathway: what they emit above the stated pathway of a unit [t].
        npv: net present value over the whole life; ``npv_if_stranded`` where each plant stops after the stranding year.
    """

    measure: str
    lifetime: Measure
    avoided: float
    stranding_year: int | None
    after: Measure
    share: Measure
    above_pathway: Measure
    npv: float
    npv_if_stranded: Measure


def lock_in(found: ProgrammeAppraisal) -> tuple[LockIn, ...]:
    """Return the lock-in of each measure for which a stranding year or a pathway is stated."""
    general = found.programme.document.programme.stranding_year
    tested = [one for one in found.measures if general is not None or one.stated.lock_in is not None]
    return tuple(_of_measure(one, general) for one in tested)


def _of_measure(one: MeasureResult, general: int | None) -> LockIn:
    own = one.stated.lock_in
    year, pathway = (own and own.stranding_year) or general, own.pathway if own else None
    stated = own.emissions if own else None
    lifetime = _emitted(one.parts, stated)
    after = _emitted(one.parts, stated, after=year) if year is not None else _none(NO_YEAR)
    return LockIn(
        one.name,
        lifetime,
        one.totals.tonnes,
        year,
        after,
        _share(after, lifetime),
        _above(one.parts, stated, pathway) if pathway is not None else _none(NO_PATHWAY),
        one.totals.npv,
        _stranded(one.parts, year) if year is not None else _none(NO_YEAR),
    )


def _none(reason: str) -> Measure:
    return Measure(None, "none", reason)


def _sum(values: Iterable[float]) -> Measure:
    return Measure(math.fsum(values), "ok", "")


def emissions_of(run: Run, stated: Figure | None = None) -> Array | None:
    """Return what the project of one unit emits by year ``(years,)``, or None where that is not known."""
    rows = run.rows
    if stated is not None:
        return _in_operation(run, stated)
    if "project.emissions" in rows:
        found = rows["project.emissions"]
    elif "swap.baseline_emissions" in rows:
        found = rows["swap.baseline_emissions"] - rows["swap.abatement"]
    else:
        return None
    return np.array(np.broadcast_to(found, (run.axis.count, found.shape[1]))[:, 0])


def _in_operation(run: Run, stated: Figure) -> Array:
    """Return a yearly amount in the years of operation, and in part of a broken year."""
    found: Array = np.array([stated.at(int(year)) for year in run.axis.years]) * run.rows["operating"][:, 0]
    return found


def _emitted(parts: Iterable[Part], stated: Figure | None, after: int | None = None) -> Measure:
    amounts: list[float] = []
    for part in parts:
        emitted = emissions_of(part.unit.run, stated)
        if emitted is None:
            return _none(NO_EMISSIONS)
        counted = part.unit.run.axis.years > after if after is not None else True
        amounts += (part.count * emitted * counted).tolist()
    return _sum(amounts)


def _share(after: Measure, lifetime: Measure) -> Measure:
    if not (isinstance(after.value, float) and isinstance(lifetime.value, float)):
        return _none(str(after.reason or lifetime.reason))
    return Measure(after.value / lifetime.value, "ok", "") if lifetime.value > 0 else _none("nothing is emitted")


def _above(parts: Iterable[Part], stated: Figure | None, pathway: Figure) -> Measure:
    amounts: list[float] = []
    for part in parts:
        run, emitted = part.unit.run, emissions_of(part.unit.run, stated)
        if emitted is None:
            return _none(NO_EMISSIONS)
        amounts += (part.count * np.maximum(0, emitted - _in_operation(run, pathway))).tolist()
    return _sum(amounts)


def _stranded(parts: Iterable[Part], year: int) -> Measure:
    values: list[float] = []
    for part in parts:
        value = _npv_until(part.unit, year)
        if value is None:
            return _none(f"units that begin in {part.start} would not run before the end of {year}, or repeat a life")
        values.append(part.count * part.unit.index * value)
    return _sum(values)


def _npv_until(unit: Unit, year: int) -> float | None:
    """Return the net present value of a unit that stops at the end of a year, or None where it would not begin."""
    figure, timeline = unit.scenario.figures[OPERATION], unit.scenario.document.timeline
    until = year - (timeline.first_year + building_years(unit.scenario)) + 1
    if until < 1 or figure.refers_to:
        return None
    if until >= figure.value:
        return float(unit.run.total("present_value")[0])
    return float(unit.model.run({OPERATION: float(until)}).total("present_value")[0])
