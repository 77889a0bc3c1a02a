"""Roots that are certain: bracketed roots of many functions at once, and all positive roots of polynomials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from appraisal.ground.measure import ROUNDING, Floats, ordered_sum, yearly_columns

Ints: TypeAlias = NDArray[np.int64]

# After so many steps the bracket is only halved: about 105 halvings shrink any bracket below both tolerances.
INTERPOLATED_STEPS, ALL_STEPS = 50, 160
# A polynomial is taken to touch zero where its value is below this share of the sum of its terms' sizes.
TOUCHING = 1e-12
# Every root is checked to leave no more than this share of the sum of its terms' sizes.
VERIFIED = 1e-9
# Columns solved together; keeps the working arrays in cache and memory flat.
BLOCK = 4096


def bracketed_root(function: Callable[[Floats], Floats], low: ArrayLike, high: ArrayLike) -> Floats:
    """One root of ``function`` in each bracket, to about full float precision.

    ``low`` and ``high`` are arrays of brackets; ``function`` takes an array with one point in each bracket and returns
    its values there, so an expensive vectorised function is called once a step for all brackets. Every bracket is
    independent of the others; the roots come back as an array of at least one dimension. Chandrupatla's method
    (Advances in Engineering Software 28, 1997): inverse quadratic steps where they are safe, halving elsewhere.

    Raises ValueError where the function has the same sign at both ends, or returns NaN.
    """
    first, second = (np.array(end, dtype=np.float64, ndmin=1) for end in (low, high))
    width = np.abs(second - first)
    search = _Search(first, _values(function, first), second, _values(function, second))
    if (np.sign(search.value) * np.sign(search.other_value) > 0).any():
        raise ValueError("The function has the same sign at both ends of a bracket.")
    for step in range(ALL_STEPS):
        share, least = search.next_share(), search.least_share(width)
        search.open &= least < 0.5
        if not search.open.any():
            break
        share = np.clip(share if step < INTERPOLATED_STEPS else 0.5, least, 1 - least)
        point = np.where(search.open, search.point + share * (search.other - search.point), search.point)
        search.narrow(point, _values(function, point))
    return search.best()


def _values(function: Callable[[Floats], Floats], points: Floats) -> Floats:
    values = np.asarray(function(points), dtype=np.float64)
    if np.isnan(values).any():
        raise ValueError("The function is undefined (NaN) inside a bracket.")
    return values


class _Search:
    """The state of all brackets: newest point, the other end of the bracket, and the point given up last."""

    def __init__(self, point: Floats, value: Floats, other: Floats, other_value: Floats) -> None:
        self.point, self.value = point, value
        self.other, self.other_value = other, other_value
        self.past, self.past_value = point, value
        self.open = (value != 0) & (other_value != 0)

    def best(self) -> Floats:
        return np.where(np.abs(self.value) <= np.abs(self.other_value), self.point, self.other)

    def least_share(self, width: Floats) -> Floats:
        """Share of the bracket below which a step is lost in rounding; above a half, the bracket is done."""
        tolerance = 2 * ROUNDING * np.abs(self.best()) + ROUNDING * ROUNDING * width
        span = np.abs(self.other - self.point)
        return np.divide(tolerance, span, out=np.ones_like(span), where=span > tolerance)

    def narrow(self, point: Floats, value: Floats) -> None:
        """Keep the half that holds the root."""
        moved, same = self.open, np.sign(value) == np.sign(self.value)
        self.past = np.where(same, self.point, self.other)
        self.past_value = np.where(same, self.value, self.other_value)
        kept = moved & ~same
        self.other = np.where(kept, self.point, self.other)
        self.other_value = np.where(kept, self.value, self.other_value)
        self.point, self.value = np.where(moved, point, self.point), np.where(moved, value, self.value)
        self.open = moved & (value != 0)

    def next_share(self) -> Floats:
        """Where to look next, as a share of the bracket: an inverse quadratic step where it is safe, else a half."""
        x1, x2, x3 = self.point, self.other, self.past
        f1, f2, f3 = self.value, self.other_value, self.past_value
        with np.errstate(all="ignore"):  # an impossible division gives NaN or infinity, which the comparison turns down
            xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
            safe = (phi * phi < xi) & ((1 - phi) * (1 - phi) < 1 - xi)
            share = f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
        return np.where(safe & np.isfinite(share), share, 0.5)


def filled_signs(columns: Floats) -> NDArray[np.int8]:
    """Sign of each coefficient, a zero taking the sign before it; zeros that come first stay 0."""
    signs: NDArray[np.int8] = (columns > 0).view(np.int8) - (columns < 0).view(np.int8)
    if not signs.all():
        for before, here in pairwise(signs):
            np.copyto(here, before, where=here == 0)
    return signs


def sign_changes(columns: Floats) -> Ints:
    """Sign changes along each column, zeros left out: the most positive roots it can have (Descartes 1637)."""
    signs = filled_signs(columns)
    return np.asarray((signs[1:] * signs[:-1] < 0).sum(axis=0), dtype=np.int64)


def positive_roots(coefficients: ArrayLike) -> Floats:
    """All roots x > 0 of a_0 + a_1 x + a_2 x^2 + ..., ascending; a multiple root counts once.

    ``coefficients`` is one series, lowest power first. With s sign changes there are at most s positive roots
    (Descartes). Choose e between the powers of one sign change: the derivative of x^-e f is x^(-e-1) g with
    g = sum (t - e) a_t x^t, which has s - 1 sign changes; between two neighbouring roots of g, x^-e f is monotone and
    has at most one root. So the roots follow from those of g, down to s = 1. Raises ValueError for coefficients that
    are not one finite series, or are all zero.

    >>> positive_roots([2, -3, 1]).round(12).tolist()
    [1.0, 2.0]
    """
    columns, single = yearly_columns(coefficients, "coefficients")
    if not single:
        raise ValueError("The coefficients must be one series.")
    return np.exp(positive_root_logs(columns)[1])


def positive_root_logs(columns: Floats) -> tuple[Ints, Floats]:
    """Column and ln x of every positive root of each column's polynomial, by column and ascending.

    See :func:`positive_roots`; every root is verified.
    """
    if not columns.any(axis=0).all():
        raise ValueError("A polynomial whose coefficients are all zero has no distinct roots.")
    changes = sign_changes(columns)
    found = [(np.empty(0, dtype=np.int64), np.empty(0))]
    for count in np.unique(changes[changes > 0]).tolist():
        alike = np.flatnonzero(changes == count)
        for start in range(0, len(alike), BLOCK):
            block = alike[start : start + BLOCK]
            column, logs = _Polynomials.of(columns[:, block]).root_logs(count)
            found.append((block[column], logs))
    column, logs = (np.concatenate(part) for part in zip(*found, strict=True))
    return _ordered(column, logs)


@dataclass(frozen=True)
class _Polynomials:
    """Polynomials side by side, one a column, kept as signs and logarithms so that no power can overflow."""

    signs: Floats
    logs: Floats

    @classmethod
    def of(cls, columns: Floats) -> _Polynomials:
        sizes = np.abs(columns)
        return cls(np.sign(columns), np.log(sizes, out=np.full(sizes.shape, -np.inf), where=sizes > 0))

    @property
    def rows(self) -> Floats:
        return np.arange(len(self.signs), dtype=np.float64).reshape(-1, 1)

    def values(self, column: Ints) -> Callable[[Floats], Floats]:
        """The function that values the chosen columns at one point ln x each, relative to their terms' sizes.

        Powers count from each column's lowest term, so that zeros before it change no digit.
        """
        signs, logs = self.signs[:, column], self.logs[:, column]
        powers = self.rows - np.argmax(signs != 0, axis=0)

        def value(points: Floats) -> Floats:
            sizes = logs + powers * points
            sizes = np.exp(sizes - sizes.max(axis=0))
            return ordered_sum(signs * sizes) / ordered_sum(sizes)

        return value

    def reduced(self) -> _Polynomials:
        """The polynomials g with one sign change less: e lies half a power below each column's first change."""
        signs = filled_signs(self.signs)
        shift = self.rows - np.argmax(signs[1:] * signs[:-1] < 0, axis=0) - 0.5
        return _Polynomials(self.signs * np.sign(shift), self.logs + np.log(np.abs(shift)))

    def outer_bounds(self) -> tuple[Floats, Floats]:
        """Points ln x beyond which the lowest, or the highest, term outweighs all others together (Cauchy 1829)."""
        some, across = np.isfinite(self.logs), np.arange(self.logs.shape[1])
        largest = self.logs.max(axis=0)
        lowest = self.logs[np.argmax(some, axis=0), across] - largest
        highest = self.logs[len(some) - 1 - np.argmax(some[::-1], axis=0), across] - largest
        return lowest - np.log1p(np.exp(lowest)) - 1, np.log1p(np.exp(highest)) - highest + 1

    def root_logs(self, changes: int) -> tuple[Ints, Floats]:
        """Column and ln x of every root, ordered, of polynomials that all have this many sign changes."""
        ladder = [self]
        while len(ladder) < changes:
            ladder.append(ladder[-1].reduced())
        column, logs = np.empty(0, dtype=np.int64), np.empty(0)
        for rung in reversed(ladder):
            column, logs = rung.roots_between(column, logs)
        verified = np.abs(self.values(column)(logs)) <= VERIFIED
        return column[verified], logs[verified]

    def roots_between(self, column: Ints, breaks: Floats) -> tuple[Ints, Floats]:
        """Roots at or between points that part the axis into stretches with at most one root each."""
        every, (low, high) = np.arange(self.signs.shape[1]), self.outer_bounds()
        column, points = np.concatenate([every, column, every]), np.concatenate([low, breaks, high])
        column, points = _ordered(column, points)
        values = self.values(column)(points)
        touched, roots = _merged(column, points, np.abs(values) <= TOUCHING)
        signs = np.where(np.abs(values) <= TOUCHING, 0.0, np.sign(values))
        left = np.flatnonzero((column[1:] == column[:-1]) & (signs[1:] * signs[:-1] < 0))
        if len(left):
            crossed = bracketed_root(self.values(column[left]), points[left], points[left + 1])
            touched, roots = np.concatenate([touched, column[left]]), np.concatenate([roots, crossed])
        return _ordered(touched, roots)


def _ordered(column: Ints, points: Floats) -> tuple[Ints, Floats]:
    order = np.lexsort((points, column))
    return column[order], points[order]


def _merged(column: Ints, points: Floats, zero: NDArray[np.bool_]) -> tuple[Ints, Floats]:
    """One root for each run of neighbouring points at zero: a monotone stretch between two zeros is zero throughout."""
    new = zero.copy()
    new[1:] &= ~(zero[:-1] & (column[1:] == column[:-1]))
    run = np.cumsum(new)[zero] - 1
    if not len(run):
        return np.empty(0, dtype=np.int64), np.empty(0)
    return column[new], np.bincount(run, weights=points[zero]) / np.bincount(run)
