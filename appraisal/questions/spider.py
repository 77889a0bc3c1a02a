"""The spider: each figure from its low to its high in steps, so that bends show and not only ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from appraisal.engine.model import Model
from appraisal.engine.solving import unit_of
from appraisal.ground.sheet import Array
from appraisal.questions.objective import Objective, number
from appraisal.questions.one_at_a_time import Ends, apart, parted, ranged
from appraisal.scenario.scenario import Scenario

STEPS = 5
"""Steps from the base to either end of a figure's range."""

NO_SHARE = "it is 0, of which there is no share"
NO_EFFECT = "it moves nothing"


@dataclass(frozen=True)
class Leg:
    """One figure of a spider: its values in order, each as a share of change of the base, and the objective at each.

    An objective that is undefined is None.
    """

    path: str
    unit: str
    base: float
    values: tuple[float, ...]
    changes: tuple[float, ...]
    results: tuple[float | None, ...]

    @property
    def swing(self) -> float:
        """The distance between the least and the largest of the results."""
        found = [value for value in self.results if value is not None]
        return max(found) - min(found)


@dataclass(frozen=True)
class Spider:
    """The legs by swing, the largest first; at ``level`` the swap just pays; ``left_out`` has no leg, and why."""

    value: float
    unit: str
    objective: str
    level: float
    legs: tuple[Leg, ...]
    left_out: Mapping[str, str]
    ranges: str


def spider(scenario: Scenario | Model, objective: str = "npv", steps: int = STEPS) -> Spider:
    """Move each figure from its low through its base to its high in even steps, all others at base.

    The ranges are those of the tornado; the ends of each leg are the ends of its bar.

    Args:
        scenario: the scenario, or its model.
        objective: ``npv``, ``equity_npv`` or ``irr``.
        steps: steps from the base to either end.

    Raises:
        ScenarioError: ``unknown-objective``.
        NoResultError: the scenario has no such objective.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    goal = Objective(model, objective)
    figures, ranges = ranged(model)
    values = {path: _steps(model.base_value(path), ends, steps) for path, ends in figures.items()}
    found = goal.values(apart(model, values), 1 + sum(map(len, values.values())))
    every = [
        _leg(model, path, values[path], at) for path, at in parted(found, values).items() if model.base_value(path)
    ]
    left_out = {path: NO_SHARE for path in figures if not model.base_value(path)}
    left_out |= {leg.path: NO_EFFECT for leg in every if not leg.swing}
    legs = sorted((leg for leg in every if leg.swing), key=lambda leg: (-leg.swing, leg.path))
    return Spider(goal.base, goal.unit, objective, goal.level(), tuple(legs), left_out, ranges)


def _steps(base: float, ends: Ends, steps: int) -> list[float]:
    low, high = (np.linspace(base, end, steps + 1) for end in ends)
    return [float(value) for value in np.unique([*low, *high])]


def _leg(model: Model, path: str, values: Sequence[float], found: Array) -> Leg:
    base = model.base_value(path)
    changes = tuple((value - base) / abs(base) for value in values)
    unit = unit_of(model.scenario.figures[path], model.scenario)
    return Leg(path, unit, base, tuple(values), changes, tuple(map(number, found)))
