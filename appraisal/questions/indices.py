"""First and total Sobol indices of any function of independent figures, with their intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from appraisal.ground.problem import NoResultError, Problem
from appraisal.ground.sheet import Array
from appraisal.questions.simulation import Told
from appraisal.scenario.sampling import LOGICAL, sobol
from appraisal.scenario.scenario import Scenario

RESAMPLES = 999
LEVEL = 0.95
STILL = 1e-12
"""An outcome that varies by less than this share of its size does not vary."""

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

    # A figure that moves nothing stands last: scipy cannot do with a single one.
    outcome = {"f_A": values[0], "f_B": values[1], "f_AB": np.concatenate([values[2:], values[:1]])[:, None, :]}
    found = scipy_indices(func=outcome, n=points, method=saltelli)
    first, total = found.first_order, found.total_order
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
