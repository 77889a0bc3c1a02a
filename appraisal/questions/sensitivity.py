"""What moves the answer: one figure at a time, each bar a full run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from appraisal.engine.model import Model
from appraisal.engine.solving import unit_of
from appraisal.ground.sheet import Array
from appraisal.questions.objective import Objective
from appraisal.questions.one_at_a_time import Ends, apart, parted, ranged
from appraisal.scenario.scenario import Scenario


@dataclass(frozen=True)
class Bar:
    """One figure of a tornado: its low and high value, and the objective at each."""

    path: str
    unit: str
    base: float
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """The distance between the objective at both ends."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Tornado:
    """Bars by size, the largest first, around the base case.

    Attributes:
        value: the objective of the base case, in ``unit``; for a rate of return that is 1.
        ranges: where low and high come from.
        level: the value at which the swap just pays: 0, or the discount rate.
        left_out: figures with an end at which the objective is undefined, and why.
    """

    value: float
    unit: str
    bars: tuple[Bar, ...]
    ranges: str
    objective: str = "npv"
    level: float = 0.0
    left_out: Mapping[str, str] = field(default_factory=dict)


def tornado(scenario: Scenario | Model, objective: str = "npv") -> Tornado:
    """Move each figure to its low and to its high, all others at base, and measure the objective.

    Figures with a range are moved over it; where no figure has one, each is moved by 10 % either way. A figure that
    moves nothing has no bar.

    Args:
        scenario: the scenario, or its model.
        objective: ``npv``, ``equity_npv`` or ``irr``.

    Raises:
        ScenarioError: ``unknown-objective``.
        NoResultError: the scenario has no such objective.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    goal = Objective(model, objective)
    figures, ranges = ranged(model)
    table = apart(model, figures)
    found = goal.values(table, 1 + 2 * len(figures))
    ends = parted(found, figures)
    left_out = {path: _undefined(goal, path, figures[path], at) for path, at in ends.items() if np.isnan(at).any()}
    bars = [_bar(model, path, figures[path], at) for path, at in ends.items() if path not in left_out]
    moved = sorted((bar for bar in bars if bar.swing > 0), key=lambda bar: (-bar.swing, bar.path))
    return Tornado(float(found[0]), goal.unit, tuple(moved), ranges, objective, goal.level(), left_out)


def _bar(model: Model, path: str, ends: Ends, at: Array) -> Bar:
    unit = unit_of(model.scenario.figures[path], model.scenario)
    return Bar(path, unit, model.base_value(path), *ends, float(at[0]), float(at[1]))


def _undefined(goal: Objective, path: str, ends: Ends, at: Array) -> str:
    """Say at which end of a figure the objective is undefined, and why."""
    end = int(np.isnan(at).argmax())
    return f"undefined at its {('low', 'high')[end]}: {goal.reason({path: ends[end]})}"
