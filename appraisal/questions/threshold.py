"""At which value of one figure does the swap just pay? One threshold, or a curve of thresholds over another figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from appraisal.engine import cover, measures
from appraisal.engine.model import Model, Run
from appraisal.engine.solving import Objective, Threshold, find_threshold
from appraisal.ground.measure import Measure
from appraisal.ground.problem import NoResultError, Problem, ScenarioError
from appraisal.ground.sheet import Array
from appraisal.scenario.figure import domain_text
from appraisal.scenario.scenario import Scenario

OBJECTIVES = ("npv", "irr", "payback", "equity_npv", "dscr")
NEEDS = {
    "equity_npv": "a cost of equity: state finance.cost_of_equity",
    "dscr": "a loan: state one under finance.loans",
}
"""What the scenario must state for an objective."""

AXIS = {"timeline.operation", "credits.issuance_lag"}
"""Figures that move the years of the sheet: there a sculpted loan is sized anew, else it is the one that was agreed."""

TOTALS = {"npv": "present_value", "equity_npv": "finance.equity_present_value"}
"""Objectives that are the sum of a row over the years."""

MEASURES = {"irr": measures.irr, "payback": measures.payback, "dscr": cover.dscr_min}
FLOWS: dict[str, Callable[[Run], Array]] = {
    "irr": measures.flows,
    "payback": lambda run: run.rows["cash_flow"],
    "dscr": lambda run: run.rows["finance.cfads"],
}
"""The rows that must be finite for a measure."""


@dataclass(frozen=True)
class Curve:
    """Thresholds of one figure while another takes the values ``over``."""

    vary: str
    over: str
    values: tuple[float, ...]
    thresholds: tuple[Threshold, ...]


def threshold(
    scenario: Scenario | Model, vary: str = "credits.price", objective: str = "npv", target: float | None = None
) -> Threshold:
    """Return the value of the figure at ``vary`` at which the objective holds.

    ``npv``: the net present value is ``target`` (default 0). ``irr``: the internal rate of return is ``target``, a
    fraction (default the discount rate). ``payback``: the payback is ``target`` years. ``equity_npv``: the net present
    value of equity is ``target`` (default 0). ``dscr``: the lowest debt service cover is ``target``, a ratio;
    a sculpted loan is the one that was agreed in the base case.

    Raises:
        ScenarioError: ``unknown-path`` and the like.
        NoResultError: the objective needs finance that the scenario does not state.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    return find_threshold(model, vary, _objective(model, objective, target, {}), objective)


def threshold_curve(
    scenario: Scenario | Model,
    vary: str,
    over: str,
    values: Sequence[float],
    objective: str = "npv",
    target: float | None = None,
) -> Curve:
    """Return the threshold of ``vary`` for each value of the figure at ``over``.

    Raises:
        ScenarioError: a value lies outside the figure's domain, or both paths are the same.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    _check_values(model, vary, over, values)
    found = [
        find_threshold(model, vary, _objective(model, objective, target, {over: value}), objective) for value in values
    ]
    return Curve(vary, over, tuple(float(value) for value in values), tuple(found))


def _check_values(model: Model, vary: str, over: str, values: Iterable[float]) -> None:
    file = model.scenario.file
    if vary == over:
        raise ScenarioError([Problem("same-path", over, "the curve must run over another figure", file=file)])
    kind = model.kind(over)
    bad = [value for value in values if not kind.low <= value <= kind.high or (kind.open_low and value == kind.low)]
    if bad:
        message = f"{bad[0]:g} is outside {domain_text(kind)}"
        raise ScenarioError([Problem("out-of-range", over, message, file=file)])
    broken = [value for value in values if kind.whole and value != int(value)]
    if broken:
        message = f"{broken[0]:g} is no whole number of years; choose ends and a count that give whole years"
        raise ScenarioError([Problem("not-whole", over, message, file=file)])


def _objective(model: Model, name: str, target: float | None, fixed: dict[str, Any]) -> Objective:
    if name not in OBJECTIVES:
        message = f"unknown objective '{name}'; there are {', '.join(OBJECTIVES)}"
        raise ScenarioError([Problem("unknown-objective", name, message, file=model.scenario.file)])
    if not _is_there(model, name):
        raise NoResultError([Problem("no-finance", name, f"'{name}' needs {NEEDS[name]}", file=model.scenario.file)])
    goal = _goal(model, name, target)
    agreed = cover.agreed_debt(model.run(fixed)) if name == "dscr" else {}

    def objective(table: dict[str, Any]) -> Array:
        held = {} if AXIS & set(table) else agreed
        run = model.run({**fixed, **table}, search=True, held=held)
        found = run.total(TOTALS[name]) if name in TOTALS else _values(run, name)
        found = np.where(cover.unsound(run), np.nan, found) if name in NEEDS else found
        return np.where(np.isfinite(found), found, np.nan) - goal

    return objective


def _is_there(model: Model, name: str) -> bool:
    finance = model.scenario.document.finance
    there = {"equity_npv": finance and finance.cost_of_equity, "dscr": finance and finance.loans}
    return name not in NEEDS or bool(there[name])


def _goal(model: Model, name: str, target: float | None) -> float:
    if target is not None:
        return target
    if name == "payback":
        message = 'state the payback that is wanted, in years (for example: --target "10 yr")'
        raise ScenarioError([Problem("missing-target", name, message, file=model.scenario.file)])
    if name == "dscr":
        return _cover_wanted(model)
    return model.base_value("discount_rate") if name == "irr" else 0.0


def _cover_wanted(model: Model) -> float:
    stated = model.scenario.figures.get("finance.covenants.lock_up")
    if stated is None:
        message = "state the cover that is wanted (for example: --target 1.2), or finance.covenants"
        raise ScenarioError([Problem("missing-target", "dscr", message, file=model.scenario.file)])
    return stated.value


def _values(run: Any, name: str) -> Array:
    """Return a metric as one number a draw, NaN where it is undefined or its rows are beyond any float."""
    rows = FLOWS[name](run)
    broken = ~np.isfinite(rows).all(axis=0)
    if broken.any():
        run = _blanked(run, broken)
    found: Measure = MEASURES[name](run)
    values: Array = np.ma.filled(np.ma.asarray(found.value if found.value is not None else np.nan, dtype=float), np.nan)
    return np.where(broken, np.nan, np.atleast_1d(values))


def _blanked(run: Any, broken: Any) -> Any:
    """Return the run with the draws that overflowed set to 0."""
    from dataclasses import replace

    rows = {
        name: np.where(np.broadcast_to(broken, row.shape), 0.0, row) if row.shape[1] > 1 else row
        for name, row in run.rows.items()
    }
    return replace(run, rows=rows)
