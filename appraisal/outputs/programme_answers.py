"""The part of a programme's record on what is asked of it: curves, phases, selection, scorecard, lock-in."""

from __future__ import annotations

from dataclasses import asdict

from appraisal.ground.problem import NoResultError
from appraisal.outputs.layout import Record
from appraisal.outputs.record import threshold_record
from appraisal.outputs.support_record import measure_record
from appraisal.questions.programme.curves import CostCurve, abatement_cost_curve
from appraisal.questions.programme.lock_in import LockIn, lock_in
from appraisal.questions.programme.prices import PriceSearch, SupplyCurve, supply_curve
from appraisal.questions.programme.result import ProgrammeAppraisal
from appraisal.questions.programme.scorecard import Principle, scorecard
from appraisal.questions.programme.selection import select


def answers(found: ProgrammeAppraisal, search: PriceSearch) -> Record:
    """Return the answers to every question that the programme's file allows."""
    parts = {
        "abatement_cost_curve": _costs(abatement_cost_curve(found), found.programme.currency),
        "supply_curve": _supply(supply_curve(found, search)),
        "phases": _phases(found),
        "selection": _selection(found),
        "scorecard": [_principle(one) for one in scorecard(found)],
        "lock_in": [_lock_in(one, found.programme.currency) for one in lock_in(found)] or None,
    }
    return {name: part for name, part in parts.items() if part is not None}


def _costs(curve: CostCurve, currency: str) -> Record:
    return {"unit": f"{currency}/t", "steps": [asdict(step) for step in curve.steps], "left_out": curve.left_out}


def _supply(curve: SupplyCurve) -> Record:
    steps = [{**asdict(step), "price": threshold_record(step.price)} for step in curve.steps]
    return {
        "steps": steps,
        "stated_price": curve.stated_price,
        "credits_at_stated_price": curve.credits_at_stated_price,
    }


def _phases(found: ProgrammeAppraisal) -> Record | None:
    path = found.phases
    if path is None:
        return None
    starts = sorted({part.start for part in found.parts})
    return {
        "II": path.second,
        "III": path.third,
        "exit": path.exit,
        "shift": path.shift,
        "reached": path.reached,
        "credited": list(found.programme.credited),
        "shares": {str(year): path.shares(year) for year in range(starts[0], starts[-1] + 1)},
    }


def _selection(found: ProgrammeAppraisal) -> Record | None:
    if found.programme.document.programme.budget is None:
        return None
    try:
        chosen = select(found)
    except NoResultError as error:
        return {"status": "none", "reason": error.problems[0].message}
    return {"status": "ok", **{key: _listed(value) for key, value in asdict(chosen).items()}}


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _principle(one: Principle) -> Record:
    return {
        "key": one.key,
        "title": one.title,
        "verified": one.verified,
        "indicators": [{"name": each.name, **measure_record(each.value, each.unit)} for each in one.indicators],
    }


def _lock_in(one: LockIn, currency: str) -> Record:
    return {
        "measure": one.measure,
        "stranding_year": one.stranding_year,
        "avoided": one.avoided,
        "lifetime": measure_record(one.lifetime, "t"),
        "after": measure_record(one.after, "t"),
        "share": measure_record(one.share, "1"),
        "above_pathway": measure_record(one.above_pathway, "t"),
        "npv": one.npv,
        "npv_if_stranded": measure_record(one.npv_if_stranded, currency),
    }
