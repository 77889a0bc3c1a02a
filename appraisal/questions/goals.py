"""What a threshold holds at: an objective of each draw of a table, less its target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from appraisal.engine import cover, measures
from appraisal.engine.model import Model, Run
from appraisal.engine.prepared import Prepared
from appraisal.engine.solving import Objective
from appraisal.ground.measure import Measure
from appraisal.ground.problem import NoResultError, Problem, ScenarioError
from appraisal.ground.sheet import Array

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

SOUND = (
    "finance.debt", "running", "started", "closing", "finance.drawn", "grant_received", "swap.capex_gap",
)  # fmt: skip
ROWS = {
    "npv": ("present_value",),
    "irr": ("cash_flow", "operating_cash_flow", "project_tax", "price_level"),
    "payback": ("cash_flow",),
    "equity_npv": ("finance.equity_present_value", *SOUND),
}
"""The rows that an objective looks at; a cover ratio looks at debt that is held, and is run whole."""

Runs = Callable[[dict[str, Any]], Run]

MEASURES = {"irr": measures.irr, "payback": measures.payback, "dscr": cover.dscr_min}
FLOWS: dict[str, Callable[[Run], Array]] = {
    "irr": measures.flows,
    "payback": lambda run: run.rows["cash_flow"],
    "dscr": lambda run: run.rows["finance.cfads"],
}
"""The rows that must be finite for a measure."""


def objective_of(
    model: Model, name: str, target: float | None = None, fixed: Mapping[str, Any] | None = None
) -> Objective:
    """Return what a table of draws comes to, less the target: one value a draw, NaN where it is undefined.

    With a ``target`` of 0 that is the measure itself. Figures ``fixed`` stay at their value in every draw.

    Raises:
        ScenarioError: ``unknown-objective`` or ``missing-target``.
        NoResultError: the objective needs finance that the scenario does not state.
    """
    staying = dict(fixed or {})
    if name not in OBJECTIVES:
        message = f"unknown objective '{name}'; there are {', '.join(OBJECTIVES)}"
        raise ScenarioError([Problem("unknown-objective", name, message, file=model.scenario.file)])
    if not _is_there(model, name):
        raise NoResultError([Problem("no-finance", name, f"'{name}' needs {NEEDS[name]}", file=model.scenario.file)])
    goal = _goal(model, name, target)
    agreed = cover.agreed_debt(model.run(staying)) if name == "dscr" else {}

    runs: dict[tuple[str, ...], Runs] = {}

    def objective(table: dict[str, Any]) -> Array:
        paths = (*staying, *table)
        if paths not in runs:
            runs[paths] = _runs(model, name, paths, {} if AXIS & set(table) else agreed)
        run = runs[paths]({**staying, **table})
        found = run.total(TOTALS[name]) if name in TOTALS else _values(run, name)
        found = np.where(cover.unsound(run), np.nan, found) if name in NEEDS else found
        return np.where(np.isfinite(found), found, np.nan) - goal

    return objective


def _runs(model: Model, name: str, paths: tuple[str, ...], held: dict[str, Array]) -> Runs:
    """Return how tables of these paths are run: only the lines that they move, where the rows looked at are known."""
    if name in ROWS:
        return Prepared(model, paths, ROWS[name]).run
    return lambda table: model.run(table, search=True, held=held)


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
    rows = {
        name: np.where(np.broadcast_to(broken, row.shape), 0.0, row) if row.shape[1] > 1 else row
        for name, row in run.rows.items()
    }
    return replace(run, rows=rows)
