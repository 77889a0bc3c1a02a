"""Switching values: how far each figure alone must move before the swap only just pays, or just does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appraisal.engine.model import Model
from appraisal.engine.solving import Threshold, find_threshold
from appraisal.questions.goals import objective_of
from appraisal.questions.objective import Objective
from appraisal.questions.one_at_a_time import kept, movable
from appraisal.scenario.scenario import Scenario


@dataclass(frozen=True)
class Switching:
    """The threshold of every figure that can be moved, the nearest to its base first; those that have none last.

    Attributes:
        objective: ``npv``, ``equity_npv`` or ``irr``.
        level: what the objective is at a threshold: 0, or the discount rate.
        thresholds: one a figure; ``switching_value`` is how far it lies from the base as a share of it.
        kept: stated figures that are not moved alone, and why.
    """

    objective: str
    level: float
    thresholds: tuple[Threshold, ...]
    kept: Mapping[str, str]


def switching_values(scenario: Scenario | Model, objective: str = "npv") -> Switching:
    """Search the threshold of every figure that can be moved: where the objective is zero, or the discount rate.

    Raises:
        ScenarioError: ``unknown-objective``.
        NoResultError: the scenario has no such objective.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    level = Objective(model, objective).level()
    goal = objective_of(model, objective, level)
    found = [find_threshold(model, path, goal, objective) for path in movable(model)]
    return Switching(objective, level, tuple(sorted(found, key=_distance)), kept(model))


def _distance(found: Threshold) -> tuple[bool, bool, float, str]:
    """Order by the share of the base; figures with a base of 0 come after, by what they must be."""
    share = found.switching_value
    return found.value is None, share is None, abs(found.value or 0.0 if share is None else share), found.path
