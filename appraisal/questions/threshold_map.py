"""The threshold of one figure over two others: what the price of a tonne must be, wherever the two may end up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appraisal.engine.model import Model
from appraisal.engine.solving import Threshold
from appraisal.questions.objective import refuse_own_rate
from appraisal.questions.threshold import check_distinct, threshold, threshold_curve
from appraisal.questions.two_way import Side, side_of
from appraisal.scenario.scenario import Scenario

POINTS = 9
"""Values of each figure where none are stated: as many as can be read as numbers on a page."""


@dataclass(frozen=True)
class ThresholdMap:
    """Thresholds by value of ``one``, then by value of ``other``; ``base`` is the one with both as stated."""

    vary: str
    objective: str
    one: Side
    other: Side
    base: Threshold
    thresholds: tuple[tuple[Threshold, ...], ...]


def threshold_map(
    scenario: Scenario | Model,
    one: str,
    other: str,
    ones: Sequence[float] | None = None,
    others: Sequence[float] | None = None,
    vary: str = "",
    objective: str = "npv",
    target: float | None = None,
) -> ThresholdMap:
    """Return the threshold of the figure at ``vary`` (default the price of a tonne) over two other figures.

    Each is a search of its own, over the whole domain of the figure, as ``threshold`` makes it.

    Raises:
        ScenarioError: two paths are the same, a value lies outside its domain, ``no-range``, ``no-effect``,
            ``unknown-path``.
        NoResultError: the objective needs finance that the scenario does not state.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    varied = vary or model.price_path
    check_distinct(model, varied, one, other)
    refuse_own_rate(model, objective, one, other)
    first, second = side_of(model, one, ones, POINTS), side_of(model, other, others, POINTS)
    base = threshold(model, varied, objective, target)
    rows = (
        threshold_curve(model, varied, other, second.values, objective, target, {one: value}).thresholds
        for value in first.values
    )
    return ThresholdMap(varied, objective, first, second, base, tuple(rows))
