"""What sensitivity is measured on: one number for each draw of a table, and why it is undefined where it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from appraisal.engine import measures
from appraisal.engine.model import Model
from appraisal.ground.problem import NoResultError, Problem, ScenarioError
from appraisal.ground.sheet import Array
from appraisal.questions.goals import objective_of

OBJECTIVES = {"npv": "net present value", "equity_npv": "net present value of equity", "irr": "internal rate of return"}
"""What may be asked for, in words."""

RATE = "discount_rate"
UNSOUND = "the debt outlives operation, or is with the grant more than the capital"
TOO_EXTREME = "a row passes every number a computer holds"


class Objective:
    """One objective of a model: ``values`` of a table of draws, in ``unit``; NaN stands for undefined inside only.

    Raises:
        ScenarioError: ``unknown-objective``.
        NoResultError: ``no-finance``, or ``undefined-base`` where the base case itself has no value.
    """

    def __init__(self, model: Model, name: str = "npv") -> None:
        if name not in OBJECTIVES:
            message = f"unknown objective '{name}'; there are {', '.join(OBJECTIVES)}"
            raise ScenarioError([Problem("unknown-objective", name, message, file=model.scenario.file)])
        self.model, self.name = model, name
        self.unit = "1" if name == "irr" else model.scenario.currency
        self._measure = objective_of(model, name, 0.0)
        self.base = self._base()

    def values(self, table: Mapping[str, Array], count: int) -> Array:
        """Return the objective of each of ``count`` draws."""
        return np.array(np.broadcast_to(self._measure(dict(table)), (count,)))

    def level(self) -> float:
        """Return where the swap just pays: nothing for a value, the discount rate for a rate of return."""
        return self.model.base_value(RATE) if self.name == "irr" else 0.0

    @cached_property
    def size(self) -> float:
        """What the objective is held against: all money that moves in the base case; for a rate, 100 %."""
        return 1.0 if self.name == "irr" else float(measures.turnover(self.model.run())[0])

    def reason(self, values: Mapping[str, float]) -> str:
        """Say why the objective is undefined with figures at these values."""
        run = self.model.run({path: np.array([value]) for path, value in values.items()}, search=True)
        if not np.isfinite(run.rows["cash_flow"]).all():
            return TOO_EXTREME
        return str(measures.irr(run).reason) if self.name == "irr" else UNSOUND

    def _base(self) -> float:
        found = float(self.values({}, 1)[0])
        if np.isnan(found):
            message = f"the base case has no {OBJECTIVES[self.name]}: {self.reason({})}"
            raise NoResultError([Problem("undefined-base", self.name, message, file=self.model.scenario.file)])
        return found


def refuse_own_rate(model: Model, objective: str, *paths: str) -> None:
    """Refuse to measure a rate of return over the discount rate, on which it does not depend.

    Raises:
        ScenarioError: ``no-effect``.
    """
    if objective == "irr" and RATE in paths:
        message = "the internal rate of return does not depend on it; vary another figure, or measure npv"
        raise ScenarioError([Problem("no-effect", RATE, message, file=model.scenario.file)])


def number(value: float) -> float | None:
    """Return a value of a draw as it leaves this floor: undefined is None."""
    return None if np.isnan(value) else float(value)
