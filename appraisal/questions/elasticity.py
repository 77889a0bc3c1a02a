"""Elasticities: by how many percent the answer moves when one figure moves by one percent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from appraisal.engine.model import Model
from appraisal.engine.solving import unit_of
from appraisal.ground.sheet import Array
from appraisal.questions.objective import OBJECTIVES, Objective
from appraisal.questions.one_at_a_time import apart, domain_of, movable, parted
from appraisal.scenario.scenario import Scenario

STEP = 1e-4
"""Share of the figure by which it is moved: small against any bend, large against rounding."""

CLOSE = 0.1
"""A second, closer point on each side, in steps: it tells a bend from a jump."""

SIDES: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "both": ((-1, -CLOSE, CLOSE, 1), (-0.5, 0, 0, 0.5)),
    "below": ((-2, -1, -CLOSE), (0.5, -2, 0)),
    "above": ((CLOSE, 1, 2), (0, 2, -0.5)),
}
"""Points in steps, and the weight of the objective at each: the central difference; one-sided ones of second order."""

OWN_WEIGHT = {"both": 0.0, "below": 1.5, "above": -1.5}
"""The weight of the objective at the base itself."""

ZERO = 1e-12
"""An objective below this share of all money that moves is zero."""

ROUNDING = 1e-10
"""A slope below this share of all money that moves is what rounding leaves of a difference over so small a step."""

NOISE = 1e-9
"""What the objective moves by is rounding below this share of all money that moves."""


@dataclass(frozen=True)
class Elasticity:
    """The elasticity of the objective on one figure, or why there is none.

    Attributes:
        value: d ln|objective| / d ln|figure|.
        per_percent: what 1 % more of the figure adds to the objective, in its unit.
        side: ``both``; a figure at an end of its domain, such as a share of 100 %, moves ``below`` or ``above`` only.
    """

    path: str
    unit: str
    base: float
    value: float | None
    per_percent: float | None
    side: str = "both"
    reason: str = ""


def elasticities(scenario: Scenario | Model, objective: str = "npv") -> tuple[Elasticity, ...]:
    """Return the elasticity of the objective at the base case on every figure that can be moved, the largest first.

    d ln|objective| / d ln|figure|, by a central difference of 0.01 % either way: +2 means that 1 % more of the figure
    makes the objective 2 % larger in size; a loss too. A yearly series is moved as a whole. At a bend it is the mean of
    both sides; where the objective jumps at the base case there is none.

    Raises:
        ScenarioError: ``unknown-objective``.
        NoResultError: the scenario has no such objective.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    goal = Objective(model, objective)
    figures = movable(model)
    sides = {path: _side(model, path) for path in figures}
    values = {path: _values(model.base_value(path), side) for path, side in sides.items()}
    found = goal.values(apart(model, values), 1 + sum(map(len, values.values())))
    rows = [_row(goal, path, sides[path], at) for path, at in parted(found, values).items()]
    return tuple(sorted(rows, key=lambda row: (row.value is None, -abs(row.value or 0.0), row.path)))


def _side(model: Model, path: str) -> str:
    """Return on which sides of its base a figure can be moved; nothing where it cannot."""
    base, (low, high) = model.base_value(path), domain_of(model, path)
    if not base:
        return ""
    for side, (steps, _) in SIDES.items():
        if all(low <= base * (1 + step * STEP) <= high for step in steps):
            return side
    return ""


def _values(base: float, side: str) -> list[float]:
    return [base * (1 + step * STEP) for step in SIDES[side][0]] if side else []


def _row(goal: Objective, path: str, side: str, found: Array) -> Elasticity:
    figure, base = goal.model.scenario.figures[path], goal.model.base_value(path)
    unit = "1" if figure.series else unit_of(figure, goal.model.scenario)
    reason = _no_slope(goal, base, side, found)
    if reason:
        return Elasticity(path, unit, base, None, None, side or "both", reason)
    slope = (OWN_WEIGHT[side] * goal.base + _weighed(found, SIDES[side][1])) / STEP
    slope = slope if abs(slope) > ROUNDING * goal.size else 0.0
    if abs(goal.base) <= ZERO * goal.size:
        reason = f"the {OBJECTIVES[goal.name]} is 0, of which there is no share"
    return Elasticity(path, unit, base, None if reason else slope / goal.base, slope / 100, side, reason)


def _weighed(found: Array, weights: Sequence[float]) -> float:
    return float(sum(weight * value for weight, value in zip(weights, found, strict=True)))


def _no_slope(goal: Objective, base: float, side: str, found: Array) -> str:
    if not base:
        return "the figure is 0, of which there is no share"
    if not side:
        return "the figure cannot move: its domain is this one value"
    if np.isnan(found).any():
        return f"the {OBJECTIVES[goal.name]} is undefined beside the base case"
    jumps = any(_jumps(goal, *ends) for ends in _ends(side, found))
    return f"the {OBJECTIVES[goal.name]} jumps at the base case" if jumps else ""


def _ends(side: str, found: Array) -> list[tuple[float, float]]:
    """Return the objective at the close point and at a whole step, on each side that there is."""
    at = dict(zip(SIDES[side][0], found.tolist(), strict=True))
    return [(at[CLOSE * sign], at[sign]) for sign in (-1, 1) if sign in at]


def _jumps(goal: Objective, close: float, far: float) -> bool:
    """Tell a jump from a slope: a slope has moved the objective by a tenth at a tenth of the way."""
    near, whole = abs(close - goal.base), abs(far - goal.base)
    return near > max(0.5 * whole, NOISE * goal.size)
