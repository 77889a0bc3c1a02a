"""Two figures at once: the answer on a grid of both, and where it is zero along each line of the grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from appraisal.engine.model import Model
from appraisal.engine.solving import unit_of
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.ground.roots import bracketed_root
from appraisal.ground.sheet import Array
from appraisal.questions.objective import Objective, number, refuse_own_rate
from appraisal.questions.one_at_a_time import reach_of
from appraisal.questions.threshold import check_distinct, check_values
from appraisal.scenario.scenario import Scenario

POINTS = 21
"""Values of each figure where none are stated."""

HOLDS = 1e-6
"""A crossing holds where what is left of the objective is below this share of its size at both ends of the edge."""

Numbers = tuple[float | None, ...]
Places = np.ndarray[Any, np.dtype[np.signedinteger[Any]]]


@dataclass(frozen=True)
class Side:
    """One figure of a grid: its values in order; ``factor`` tells a yearly series, which is varied by a factor."""

    path: str
    unit: str
    base: float
    values: tuple[float, ...]
    factor: bool = False


@dataclass(frozen=True)
class Grid:
    """An objective over two figures.

    Attributes:
        base: the objective of the base case.
        level: where the swap just pays: 0, or the discount rate.
        results: by value of ``one``, then by value of ``other``; None where undefined.
        along_other: for each value of ``one``, where the objective crosses the level between two values of ``other``.
        along_one: between two values of ``one``, for each value of ``other``, the same.
    """

    objective: str
    unit: str
    base: float
    level: float
    one: Side
    other: Side
    results: tuple[Numbers, ...]
    along_other: tuple[Numbers, ...]
    along_one: tuple[Numbers, ...]

    def crossings(self, at: int) -> tuple[float, ...]:
        """Return the values of ``other`` at which the swap just pays, with ``one`` at its value number ``at``."""
        return tuple(dict.fromkeys(value for value in self.along_other[at] if value is not None))


def two_way(
    scenario: Scenario | Model,
    one: str,
    other: str,
    ones: Sequence[float] | None = None,
    others: Sequence[float] | None = None,
    objective: str = "npv",
) -> Grid:
    """Measure the objective on a grid of two figures, all others at base, in one table of draws.

    The crossings are solved for along the lines of the grid, not read off between its points: along one line all other
    figures are fixed. Two crossings between neighbouring points are not seen; a finer grid shows them.

    Args:
        scenario: the scenario, or its model.
        one: the path of the first figure.
        other: the path of the second figure.
        ones: its values; default 21 from low to high, else 10 % either way of the base.
        others: those of the second figure.
        objective: ``npv``, ``equity_npv`` or ``irr``.

    Raises:
        ScenarioError: ``same-path``, ``out-of-range``, ``no-range``, ``no-effect``, ``unknown-path`` and the like.
        NoResultError: the scenario has no such objective.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    check_distinct(model, one, other)
    refuse_own_rate(model, objective, one, other)
    first, second = side_of(model, one, ones), side_of(model, other, others)
    goal = Objective(model, objective)
    found = _on_grid(goal, first, second)
    results = tuple(tuple(map(number, row)) for row in found)
    over = found - goal.level()
    along_other = _crossings(goal, first, second, over)
    along_one = tuple(zip(*_crossings(goal, second, first, over.T), strict=True))
    return Grid(objective, goal.unit, goal.base, goal.level(), first, second, results, along_other, along_one)


def side_of(model: Model, path: str, values: Sequence[float] | None, count: int = POINTS) -> Side:
    """Return one side of a grid with its values in order, checked; without values those between its ends.

    Raises:
        ScenarioError: ``unknown-path``, ``out-of-range``, ``not-whole``, or ``no-range`` for a figure that is 0.
    """
    model.refuse_fixed(path)
    listed = _default_values(model, path, count) if values is None else sorted({float(value) for value in values})
    check_values(model, path, listed)
    figure = model.figure(path)
    own = path in model.scenario.figures
    factor = own and figure.series is not None
    unit = unit_of(figure, model.scenario) if own and not factor else "1"
    return Side(path, unit, model.base_value(path), tuple(listed), factor)


def _default_values(model: Model, path: str, count: int) -> list[float]:
    low, high = reach_of(model, path)
    if not low < high:
        message = f"'{path}' is {low:g} and states no range; say from where to where: {path}=FROM..TO:COUNT"
        raise ScenarioError([Problem("no-range", path, message, file=model.scenario.file)])
    return [float(value) for value in np.linspace(low, high, count)]


def _on_grid(goal: Objective, one: Side, other: Side) -> Array:
    rows, columns = np.meshgrid(one.values, other.values, indexing="ij")
    found = goal.values({one.path: rows.ravel(), other.path: columns.ravel()}, rows.size)
    return found.reshape(rows.shape)


def _crossings(goal: Objective, fixed: Side, varied: Side, over: Array) -> tuple[Numbers, ...]:
    """Return where the objective crosses the level on each edge along the varied side; None where it does not."""
    found = np.full((len(fixed.values), max(len(varied.values) - 1, 0)), np.nan)
    turns = (over[:, :-1] > 0) != (over[:, 1:] > 0)
    turns &= np.isfinite(over[:, :-1]) & np.isfinite(over[:, 1:])
    if turns.any() and not goal.model.kind(varied.path).whole:
        line, at = np.nonzero(turns)
        found[line, at] = _solved(goal, fixed, varied, line, at, over)
    return tuple(tuple(map(number, row)) for row in found)


def _solved(goal: Objective, fixed: Side, varied: Side, line: Places, at: Places, over: Array) -> Array:
    held, values = np.asarray(fixed.values)[line], np.asarray(varied.values)

    def above(points: Array) -> Array:
        found = goal.values({fixed.path: held, varied.path: points}, len(points)) - goal.level()
        return np.nan_to_num(found, nan=np.finfo(float).max)

    roots = bracketed_root(above, values[at], values[at + 1])
    size = np.fmax(np.abs(over[line, at]), np.abs(over[line, at + 1]))
    return np.where(np.abs(above(roots)) <= HOLDS * size, roots, np.nan)
