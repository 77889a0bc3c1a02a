"""How one outcome is distributed over the draws, in numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from appraisal.ground.moments import Moments
from appraisal.ground.selection import order_statistics, percentiles
from appraisal.ground.sheet import Array
from appraisal.questions.spool import Spool
from appraisal.scenario.sampling import LOGICAL

PERCENTILES = (1, 5, 10, 25, 50, 75, 90, 95, 99)
TAIL = 0.05
"""The share of the worst draws that value at risk and its conditional twin look at."""

BINS = 50
OUTER, MANY = 0.1, 1000
"""Percent of the draws on either side that a histogram leaves out, and counts, where there are so many draws."""

FIRST_STEP = 6
"""Convergence is told at 2^6 draws and at every further power of 2."""


@dataclass(frozen=True)
class Chance:
    """The share of the draws in which something holds, with the standard error of independent draws.

    The error is sqrt(p (1 - p) / n).
    """

    value: float
    standard_error: float


@dataclass(frozen=True)
class Tail:
    """The worst 5 % of the draws of an outcome of which more is better.

    Attributes:
        value_at_risk: the smallest value that at least 5 % of the draws do not exceed.
        conditional: the mean of the worst 5 % of the draws, the last of them counted in part where it takes a part to
            fill them up (Rockafellar and Uryasev 2002).
    """

    value_at_risk: float
    conditional: float


@dataclass(frozen=True)
class Step:
    """The estimates after the first so many draws; undefined ones count as draws and are in no estimate."""

    draws: int
    mean: float
    standard_error: float
    below_zero: Chance


@dataclass(frozen=True)
class Histogram:
    """Draws in bins of equal width between ``edges``; ``below`` and ``above`` lie outside."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    below: int
    above: int


@dataclass(frozen=True)
class Statistics:
    """The numbers of the defined draws of an outcome, in its unit.

    ``standard_error`` is that of the mean of independent draws; ``curve`` holds the percentiles 0 to 100, so that a
    share of (100 - k) % of the draws lies above the k-th.
    """

    mean: float
    sd: float
    standard_error: float
    curve: tuple[float, ...]
    below_zero: Chance
    tail: Tail
    convergence: tuple[Step, ...]
    histogram: Histogram

    @property
    def minimum(self) -> float:
        """The smallest value of all draws."""
        return self.curve[0]

    @property
    def maximum(self) -> float:
        """The largest value of all draws."""
        return self.curve[-1]

    @property
    def percentiles(self) -> dict[int, float]:
        """The values that 1, 5, 10, 25, 50, 75, 90, 95 and 99 % of the draws stay below."""
        return {share: self.curve[share] for share in PERCENTILES}

    @property
    def exceedance(self) -> tuple[tuple[float, float], ...]:
        """Values, and the share of the draws that lie above each."""
        return tuple((value, 1 - share / 100) for share, value in enumerate(self.curve))


@dataclass(frozen=True)
class Distribution:
    """One outcome over the draws.

    Attributes:
        name: the outcome.
        unit: its unit.
        base: its value in the base case; None where it has none.
        defined: draws in which it exists.
        undefined: draws in which it does not, by reason.
        statistics: the numbers of the defined draws; None where it exists in none.
    """

    name: str
    unit: str
    base: float | None
    defined: int
    undefined: Mapping[str, int]
    statistics: Statistics | None

    @property
    def draws(self) -> int:
        """All draws, the undefined ones included."""
        return self.defined + sum(self.undefined.values())

    @property
    def base_rank(self) -> float | None:
        """The share of the draws that lie below the base case, read off the percentiles; None without a base case."""
        if self.base is None or self.statistics is None:
            return None
        return float(np.interp(self.base, self.statistics.curve, np.linspace(0, 1, len(self.statistics.curve))))


def statistics_of(spool: Spool, name: str) -> Statistics | None:
    """Return the numbers of an outcome; None where no draw has one."""
    convergence, moments = _convergence(spool.pieces(name))
    if not moments.count:
        return None

    def pieces() -> Iterator[Array]:
        return spool.defined(name)

    shares = (*range(101), OUTER, 100 - OUTER)
    *curve, low, high = percentiles(pieces, moments.count, shares)
    return Statistics(
        moments.mean,
        moments.sd,
        moments.standard_error,
        tuple(curve),
        convergence[-1].below_zero,
        _tail(pieces, moments.count),
        convergence,
        _histogram(pieces, *((low, high) if moments.count >= MANY else (curve[0], curve[-1]))),
    )


def _convergence(pieces: Iterable[Array]) -> tuple[tuple[Step, ...], Moments]:
    """Return the estimates at powers of 2 and at the end; blocks are joined in their order."""
    moments, below, done, steps = Moments(), 0, 0, []
    for block in _blocks(pieces):
        for part in _cuts(block, done):
            kept = part[~np.isnan(part)]
            moments, below, done = moments.joined(Moments.of(kept)), below + int((kept < 0).sum()), done + len(part)
            if _is_step(done):
                steps.append(_step(done, moments, below))
    if not steps or steps[-1].draws != done:
        steps.append(_step(done, moments, below))
    return tuple(step for step in steps if step.draws), moments


def _blocks(pieces: Iterable[Array]) -> Iterator[Array]:
    for piece in pieces:
        for first in range(0, len(piece), LOGICAL):
            yield piece[first : first + LOGICAL]


def _cuts(block: Array, done: int) -> Iterator[Array]:
    """Cut the first block at the powers of 2 inside it; every other one is whole."""
    ends = [1 << power for power in range(FIRST_STEP, LOGICAL.bit_length() - 1)] if not done else []
    return iter(np.split(block, [end for end in ends if end < len(block)]))


def _is_step(done: int) -> bool:
    return done >= 1 << FIRST_STEP and done & (done - 1) == 0


def _step(done: int, moments: Moments, below: int) -> Step:
    return Step(done, moments.mean, moments.standard_error, _chance(below, moments.count))


def _chance(held: int, count: int) -> Chance:
    share = held / count if count else 0.0
    return Chance(share, math.sqrt(share * (1 - share) / count) if count else 0.0)


def _tail(pieces: Callable[[], Iterable[Array]], count: int) -> Tail:
    """Return value at risk and its conditional twin of the smallest 5 % of the values."""
    rank = math.ceil(TAIL * count - 1e-9) - 1
    worst = order_statistics(pieces, count, [max(rank, 0)])[0]
    short, held = 0.0, 0
    for piece in pieces():
        for block in _blocks([piece]):
            away = block[block < worst] - worst
            short, held = short + float(away.sum()), held + len(away)
    return Tail(worst, worst + short / (TAIL * count))


def _histogram(pieces: Callable[[], Iterable[Array]], low: float, high: float) -> Histogram:
    edges = np.linspace(low, high, BINS + 1) if high > low else np.array([low, high])
    counts, below, above = np.zeros(len(edges) - 1, dtype=np.int64), 0, 0
    for piece in pieces():
        counts += np.histogram(piece, edges)[0] if high > low else np.array([int((piece == low).sum())])
        below, above = below + int((piece < low).sum()), above + int((piece > high).sum())
    return Histogram(tuple(edges.tolist()), tuple(counts.tolist()), below, above)
