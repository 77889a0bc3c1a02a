"""Which figures make the answer unsure? First and total Sobol indices of the figures that are drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from appraisal.engine.bankable import base_runs
from appraisal.engine.evaluation import Evaluation, engine_for
from appraisal.engine.model import Model
from appraisal.ground.numbers import percent
from appraisal.ground.problem import LimitError, Problem, ScenarioError
from appraisal.ground.sheet import Array
from appraisal.questions.indices import Function, Indices, indices_of
from appraisal.questions.risk import workers_of
from appraisal.questions.simulation import Told
from appraisal.scenario.draws import Plan, plan_of
from appraisal.scenario.joint import JointLaw
from appraisal.scenario.plan_checks import leaving, stop
from appraisal.scenario.scenario import Scenario

POINTS, MOST_POINTS, LEAST_POINTS = 4096, 1 << 20, 64


def sobol_indices(
    scenario: Scenario | Model,
    outcome: str = "npv",
    points: int = POINTS,
    seed: int | None = None,
    *,
    only: Iterable[str] | None = None,
    engine: str = "auto",
    threads: int | None = None,
    progress: Told | None = None,
) -> Indices:
    """Share the variance of an outcome out among the figures that are drawn.

    The indices are those of independent figures: correlations that the scenario states are left out and named. A price
    that moves from year to year is one figure, with all its years.

    Args:
        scenario: the scenario, or its wired model.
        outcome: such as ``npv`` or ``threshold_credit_price``; it must exist at every point.
        points: points of either sample, rounded up to a power of 2; the sheet runs points x (figures + 2) times.
        seed: of points and resampling; default the scenario's, else 1.
        only: the figures to draw; default every one with low and high or a distribution.
        engine: ``numpy``, ``fused`` or ``auto``.
        threads: threads that work at once; default one a processor.
        progress: called with the runs done and the runs in all.

    Raises:
        ScenarioError: as ``monte_carlo``; ``bad-option`` for fewer than 64 points.
        NoResultError: ``undefined-draws`` where the outcome does not exist at every point;
            ``no-variance`` where it is the same everywhere.
        LimitError: ``too-many`` points.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    count, workers = rounded_up(points), workers_of(threads)
    base_runs(model)
    plan = plan_of(model.scenario, count, seed, "sobol", None if only is None else tuple(only))
    runs = count * (len(plan.paths) + 2)
    evaluation = Evaluation(model, plan.paths, [outcome], engine_for(engine, runs))
    law = replace(plan.law, tied=None, shocked=None)
    found = indices_of(_function(evaluation, law), groups_of(law), count, plan.seed, workers, progress)
    notes = (*_correlations(plan), *_moving(law))
    return replace(
        found, outcome=outcome, unit=evaluation.unit(outcome), seed=plan.seed, notes=notes, scenario=model.scenario
    )


def groups_of(law: JointLaw) -> dict[str, list[int]]:
    """Return the columns of probabilities of each figure: one of a single figure, one a year of a moving one."""
    groups = {path: [at] for at, path in enumerate(law.singles)}
    first, many = len(law.singles), len(law.moving)
    return groups | {path: list(range(first + at, law.columns, many)) for at, path in enumerate(law.moving)}


def _function(evaluation: Evaluation, law: JointLaw) -> Function:
    scenario, name = evaluation.model.scenario, evaluation.names[0]

    def outcome(even: Array) -> Array:
        table = law.values(even)
        stop(scenario, leaving(scenario, table, 0))
        return evaluation.found(table, even.shape[1]).values[name]

    return outcome


def _correlations(plan: Plan) -> Iterable[str]:
    risk = plan.scenario.document.risk
    for one, other, stated in risk.correlation if risk else ():
        if {one, other} <= set(plan.paths):
            yield (
                f"the correlation of {percent(stated.value, 0)} between {one} and {other} is left out: the indices are "
                "those of independent figures"
            )


def _moving(law: JointLaw) -> Iterable[str]:
    if law.moving:
        yield f"{', '.join(law.moving)}: all years of the path count as one figure"


def rounded_up(points: int) -> int:
    """Return the number of points rounded up to a power of 2.

    Raises:
        ScenarioError: ``bad-option`` for fewer than 64.
        LimitError: ``too-many``.
    """
    if not isinstance(points, int) or isinstance(points, bool) or points < LEAST_POINTS:
        message = f"the points are a whole number from {LEAST_POINTS} up, not {points!r}"
        raise ScenarioError([Problem("bad-option", "points", message)])
    if points > MOST_POINTS:
        raise LimitError([Problem("too-many", "points", f"{points:,} points; the limit is {MOST_POINTS:,}")])
    return 1 << (points - 1).bit_length()
