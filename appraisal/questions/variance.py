"""Which figures make the answer unsure? First and total Sobol indices of the figures that are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from appraisal.engine.bankable import base_runs
from appraisal.engine.evaluation import Evaluation
from appraisal.engine.model import Model
from appraisal.ground.numbers import percent
from appraisal.ground.problem import LimitError, NoResultError, Problem, ScenarioError
from appraisal.ground.sheet import Array
from appraisal.questions.risk import workers_of
from appraisal.questions.simulation import Told
from appraisal.scenario.draws import Plan, plan_of
from appraisal.scenario.joint import JointLaw
from appraisal.scenario.plan_checks import leaving, stop
from appraisal.scenario.sampling import LOGICAL, sobol
from appraisal.scenario.scenario import Scenario

POINTS, MOST_POINTS, LEAST_POINTS = 4096, 1 << 20, 64
RESAMPLES = 999
LEVEL = 0.95

Function = Callable[[Array], Array]
"""From probabilities ``(columns, points)`` to one value a point; called from several threads at once."""


@dataclass(frozen=True)
class Index:
    """A Sobol index with its confidence interval of 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class VarianceShare:
    """What one figure has in the variance of the outcome.

    ``first`` is the share that goes away on average once the figure is known; ``total`` the share that stays on average
    while everything but the figure is known: its own, and its part in what figures do together.
    """

    path: str
    first: Index
    total: Index


@dataclass(frozen=True)
class Indices:
    """The Sobol indices of an outcome, the largest total first.

    Attributes:
        outcome: what varies.
        unit: its unit.
        mean: its mean over the points.
        sd: its standard deviation over the points.
        shares: the figures.
        points: points of either sample, a power of 2; the sheet was run ``runs`` times.
        seed: of the points and of the resampling.
        notes: what a reader must know: correlations that are left out, and the like.
    """

    outcome: str
    unit: str
    mean: float
    sd: float
    shares: tuple[VarianceShare, ...]
    points: int
    runs: int
    seed: int
    notes: tuple[str, ...] = ()
    scenario: Scenario | None = field(default=None, repr=False, compare=False)

    @property
    def together(self) -> float:
        """The share of the variance that no figure makes alone: 1 less the sum of the first indices."""
        return 1.0 - sum(share.first.value for share in self.shares)


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
    evaluation = Evaluation(model, plan.paths, [outcome], engine)
    law = replace(plan.law, tied=None, shocked=None)
    found = indices_of(_function(evaluation, law), groups_of(law), count, plan.seed, workers, progress)
    notes = (*_correlations(plan), *_moving(law))
    return replace(
        found, outcome=outcome, unit=evaluation.unit(outcome), seed=plan.seed, notes=notes, scenario=model.scenario
    )


def indices_of(
    function: Function,
    groups: Mapping[str, Sequence[int]],
    points: int,
    seed: int,
    threads: int = 1,
    progress: Told | None = None,
) -> Indices:
    """Return the Sobol indices of a function of independent probabilities.

    ``groups`` names the columns that make up each figure. Two samples A and B stand side by side in one scrambled Sobol
    sequence; for each figure the function is valued on A with the columns of that figure from B (Saltelli and others
    2010; Jansen 1999 for the total). The intervals are percentiles over 999 resamplings of the points.

    Raises:
        NoResultError: ``undefined-draws`` or ``no-variance``.
    """
    values = _valued(function, groups, points, seed, threads, progress)
    _refuse_undefined(values)
    _refuse_still(values)
    from scipy.stats import sobol_indices as scipy_indices

    outcome = {"f_A": values[0], "f_B": values[1], "f_AB": values[2:, None, :]}
    found = scipy_indices(func=outcome, n=points, method=saltelli)
    first, total = (np.atleast_1d(part) for part in (found.first_order, found.total_order))
    lows, highs = _intervals(values, seed)
    shares = [
        VarianceShare(
            path,
            Index(float(first[at]), float(lows[0, at]), float(highs[0, at])),
            Index(float(total[at]), float(lows[1, at]), float(highs[1, at])),
        )
        for at, path in enumerate(groups)
    ]
    ranked = tuple(sorted(shares, key=lambda share: (-share.total.value, share.path)))
    both = values[:2]
    return Indices("", "", float(both.mean()), float(both.std()), ranked, points, values.size, seed)


def saltelli(f_A: Array, f_B: Array, f_AB: Array) -> tuple[Array, Array]:  # noqa: N803 (scipy calls them so)
    """Return first and total indices: mean(B (AB - A)) / V, and mean((A - AB)^2) / (2 V); V of A and B together.

    ``f_A`` and ``f_B`` are ``(.., points)`` around a mean of 0, ``f_AB`` is ``(figures, .., points)``.
    """
    variance = np.var([f_A, f_B], axis=(0, -1))
    return (f_B * (f_AB - f_A)).mean(axis=-1) / variance, np.square(f_A - f_AB).mean(axis=-1) / (2 * variance)


def _intervals(values: Array, seed: int) -> tuple[Array, Array]:
    """Return the ends of the intervals, ``(first and total, figures)``."""
    stream = np.random.default_rng([seed, RESAMPLES])
    away = values - values[:2].mean()
    found = np.empty((RESAMPLES, 2, len(values) - 2))
    for at in range(RESAMPLES):
        drawn = away[:, stream.integers(0, values.shape[1], values.shape[1])]
        found[at] = saltelli(drawn[0] - drawn[:2].mean(), drawn[1] - drawn[:2].mean(), drawn[2:] - drawn[:2].mean())
    outside = (1 - LEVEL) / 2 * 100
    low, high = np.percentile(found, (outside, 100 - outside), axis=0)
    return low, high


def _valued(
    function: Function,
    groups: Mapping[str, Sequence[int]],
    points: int,
    seed: int,
    threads: int,
    progress: Told | None,
) -> Array:
    """Return the values on A, on B and on A with each figure from B, ``(2 + figures, points)``."""
    columns = sum(map(len, groups.values()))
    blocks = -(-points // LOGICAL)
    sample = sobol(seed, 2 * columns, blocks)
    out = np.empty((2 + len(groups), points))

    def work(block: int) -> Array:
        both = sample(block, LOGICAL)[:, : min(LOGICAL, points)]
        return np.stack([function(part) for part in _mixed(both[:columns], both[columns:], groups)])

    with ThreadPoolExecutor(threads) as pool:
        try:
            for block, found in enumerate(pool.map(work, range(blocks))):
                out[:, block * LOGICAL : block * LOGICAL + found.shape[1]] = found
                if progress:
                    progress((block + 1) * found.size, out.size)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return out


def _mixed(one: Array, other: Array, groups: Mapping[str, Sequence[int]]) -> Iterable[Array]:
    yield one
    yield other
    for places in groups.values():
        mixed = one.copy()
        mixed[list(places)] = other[list(places)]
        yield mixed


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


def _refuse_undefined(values: Array) -> None:
    lacking = int(np.count_nonzero(~np.isfinite(values)))
    if lacking:
        message = (
            f"the outcome does not exist in {lacking:,} of {values.size:,} runs, and indices need it in each: "
            "choose another outcome, such as npv"
        )
        raise NoResultError([Problem("undefined-draws", "", message)])


def _refuse_still(values: Array) -> None:
    if np.ptp(values[:2]) <= STILL * np.abs(values[:2]).max():
        message = "the outcome is the same at every point: no figure that is drawn moves it"
        raise NoResultError([Problem("no-variance", "", message)])


STILL = 1e-12
"""An outcome that varies by less than this share of its size does not vary."""
