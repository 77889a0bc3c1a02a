"""An axis of prices on which a wide range does not squeeze the rest: linear near 0, logarithmic where it must be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import TYPE_CHECKING, Any

import numpy as np

from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import tick
from appraisal.outputs.charts.frame import number_axis
from appraisal.outputs.charts.lettering import LEADING, POINTS, width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE = 5.0
"""How many times the middle price the largest may be before a straight axis would squeeze the rest."""

PAD = 0.03
BETWEEN = 0.12
"""Inches between the labels of two ticks."""

LINE = style.SMALL * LEADING / POINTS
"""Inches that a label takes on an axis that stands upright."""

DIGITS = (1, 5, 2)
"""The first digits of ticks, those that are kept first in front."""


@dataclass(frozen=True)
class PriceAxis:
    """An axis from ``low`` to ``high``: linear up to ``bend`` on both sides of 0, logarithmic beyond.

    There is no bend where the prices are of one size: the axis is linear then.
    """

    low: float
    high: float
    bend: float | None

    @classmethod
    def of(cls, prices: Iterable[float], wide: float = WIDE) -> PriceAxis:
        """Return the axis for these prices; 0 is always on it. It bends where one is ``wide`` times the middle one."""
        found = [float(price) for price in prices]
        low, high = min([0.0, *found]), max([0.0, *found])
        if low == high:
            return cls(low, low + 1.0, None)
        return cls(low, high, bend_of([abs(price) for price in found if price], wide))

    @property
    def words(self) -> str:
        """What the reader must know of the axis, to stand below its unit."""
        return f"linear to {tick(self.bend)}, logarithmic beyond" if self.bend else ""

    def forward(self, prices: Any) -> Any:
        """Return how far from 0 prices stand, in widths of the linear part; there is no kink at the bend."""
        shares = np.asarray(prices, dtype=float) / (self.bend or 1.0)
        if self.bend is None:
            return shares
        return np.where(np.abs(shares) <= 1, shares, np.sign(shares) * (1 + np.log(np.maximum(np.abs(shares), 1))))

    def back(self, places: Any) -> Any:
        """Return the prices that stand at places."""
        at = np.asarray(places, dtype=float)
        if self.bend is None:
            return at
        return self.bend * np.where(np.abs(at) <= 1, at, np.sign(at) * np.exp(np.maximum(np.abs(at), 1) - 1))

    def set_on(self, axes: Axes, room: float) -> None:
        """Give axes of so many inches this scale, its limits, and as many ticks as find room."""
        if self.bend is not None:
            axes.set_xscale("function", functions=(self.forward, self.back))
        axes.set_xlim(*(float(self.back(place)) for place in self._ends()))
        if self.bend is None:
            number_axis(axes.xaxis)
        else:
            axes.set_xticks(*self.ticks(room))

    def ticks(self, room: float, *, upright: bool = False) -> tuple[list[float], list[str]]:
        """Return the ticks of a bent axis and their labels, as many as find room in so many inches."""
        first, last = self._ends()
        inch = room / (last - first)
        kept: list[tuple[float, float, float]] = []
        for price in self._candidates():
            place = (float(self.forward(price)) - first) * inch
            half = (LINE if upright else width(tick(price), style.SMALL)) / 2
            if all(abs(place - other) >= half + beside + BETWEEN for _, other, beside in kept):
                kept.append((price, place, half))
        prices = sorted(price for price, _, _ in kept)
        return prices, [tick(price) for price in prices]

    def _ends(self) -> tuple[float, float]:
        first, last = (float(self.forward(price)) for price in (self.low, self.high))
        pad = PAD * (last - first)
        return first - pad, last + pad

    def _candidates(self) -> Iterator[float]:
        """Yield prices with a round first digit, those that tell most first: 0, then powers of ten from the bend on."""
        yield 0.0
        least, most = self.bend or 0.0, max(-self.low, self.high)
        powers = range(math.floor(math.log10(least)) - 1, math.ceil(math.log10(most)) + 1)
        for is_beyond in (True, False):
            for digit in DIGITS:
                sizes = [digit * 10.0**power for power in powers]
                kept = [size for size in sizes if (size >= least) == is_beyond]
                yield from (price for size in kept for price in (size, -size) if self.low <= price <= self.high)


def bend_of(sizes: Sequence[float], wide: float = WIDE) -> float | None:
    """Return where an axis for prices of these sizes bends: at a round number about half of the middle one.

    >>> bend_of([9.9, 16.7, 21.7, 40.0, 80.0, 380.0]), bend_of([9.9, 16.7, 21.7]), bend_of([1.0, 1.5e6])
    (10.0, None, 0.5)
    """
    middle = median_low(sizes)
    if max(sizes) <= wide * middle:
        return None
    power = 10.0 ** math.floor(math.log10(middle / 2))
    return max(digit * power for digit in DIGITS if digit * power <= middle / 2)
