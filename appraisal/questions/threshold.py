"""At which value of one figure does the swap just pay? One threshold, or a curve of thresholds over another figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from appraisal.engine.model import Model
from appraisal.engine.solving import Threshold, find_threshold
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.questions.goals import objective_of
from appraisal.scenario.figure import domain_text
from appraisal.scenario.scenario import Scenario


@dataclass(frozen=True)
class Curve:
    """Thresholds of one figure while another takes the values ``over``."""

    vary: str
    over: str
    values: tuple[float, ...]
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True)
class Band:
    """Two curves over the same values: at the low and at the high of a third figure."""

    by: str
    low: float
    high: float
    at_low: Curve
    at_high: Curve


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
    return find_threshold(model, vary, objective_of(model, objective, target), objective)


def threshold_curve(
    scenario: Scenario | Model,
    vary: str,
    over: str,
    values: Sequence[float],
    objective: str = "npv",
    target: float | None = None,
    fixed: Mapping[str, float] | None = None,
) -> Curve:
    """Return the threshold of ``vary`` for each value of the figure at ``over``, others ``fixed`` at given values.

    Raises:
        ScenarioError: a value lies outside the figure's domain, or two paths are the same.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    held = dict(fixed or {})
    check_distinct(model, vary, over, *held)
    for path, wanted in ((over, values), *((path, [value]) for path, value in held.items())):
        check_values(model, path, wanted)
    goals = (objective_of(model, objective, target, {**held, over: value}) for value in values)
    found = tuple(find_threshold(model, vary, goal, objective) for goal in goals)
    return Curve(vary, over, tuple(float(value) for value in values), found)


def threshold_band(
    scenario: Scenario | Model,
    vary: str,
    over: str,
    values: Sequence[float],
    by: str,
    objective: str = "npv",
    target: float | None = None,
) -> Band | None:
    """Return the curves at the low and at the high of the figure at ``by``; None where it does not state both.

    Raises:
        ScenarioError: as a curve does, or ``by`` is one of its two figures.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    check_distinct(model, vary, over, by)
    figure = model.figure(by)
    if figure.low is None or figure.high is None:
        return None
    low, high = (
        threshold_curve(model, vary, over, values, objective, target, {by: end}) for end in (figure.low, figure.high)
    )
    return Band(by, figure.low, figure.high, low, high)


def check_distinct(model: Model, *paths: str) -> None:
    """Refuse to vary one figure as two.

    Raises:
        ScenarioError: ``same-path``.
    """
    twice = next((path for at, path in enumerate(paths) if path in paths[:at]), None)
    if twice is not None:
        message = f"'{twice}' is named twice; name another figure"
        raise ScenarioError([Problem("same-path", twice, message, file=model.scenario.file)])


def check_values(model: Model, over: str, values: Iterable[float]) -> None:
    """Refuse values that a figure cannot take.

    Raises:
        ScenarioError: ``out-of-range`` or ``not-whole``, or the path is no figure that can be varied.
    """
    file, kind = model.scenario.file, model.kind(over)
    bad = [value for value in values if not kind.low <= value <= kind.high or (kind.open_low and value == kind.low)]
    if bad:
        message = f"{bad[0]:g} is outside {domain_text(kind)}"
        raise ScenarioError([Problem("out-of-range", over, message, file=file)])
    broken = [value for value in values if kind.whole and value != int(value)]
    if broken:
        message = f"{broken[0]:g} is no whole number of years; choose ends and a count that give whole years"
        raise ScenarioError([Problem("not-whole", over, message, file=file)])
