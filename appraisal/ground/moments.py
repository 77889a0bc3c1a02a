"""Mean and spread of values that come in pieces, put together in the order of the pieces."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from appraisal.ground.measure import Floats


@dataclass(frozen=True)
class Moments:
    """Count, mean and sum of squared distances from the mean of some values.

    >>> part = Moments.of(np.array([1.0, 2.0])).joined(Moments.of(np.array([6.0])))
    >>> part.mean, round(part.sd, 6), round(part.standard_error, 6)
    (3.0, 2.645751, 1.527525)
    """

    count: int = 0
    mean: float = 0.0
    squares: float = 0.0

    @classmethod
    def of(cls, values: Floats) -> Moments:
        """Return the moments of some values, by their distances from the first: equal values have no spread."""
        if not len(values):
            return cls()
        away = values - values[0]
        middle = float(away.sum()) / len(values)
        return cls(len(values), float(values[0]) + middle, float(np.square(away - middle).sum()))

    def joined(self, other: Moments) -> Moments:
        """Return the moments of both parts together (Chan, Golub and LeVeque 1983)."""
        if not self.count or not other.count:
            return self if self.count else other
        count, away = self.count + other.count, other.mean - self.mean
        share = other.count / count
        return Moments(
            count,
            self.mean + away * share,
            self.squares + other.squares + away * away * self.count * share,
        )

    @property
    def sd(self) -> float:
        """Standard deviation of what the values are drawn from; 0 for a single value."""
        return math.sqrt(self.squares / (self.count - 1)) if self.count > 1 else 0.0

    @property
    def standard_error(self) -> float:
        """Standard error of the mean of independent draws; 0 for a single value."""
        return self.sd / math.sqrt(self.count) if self.count else 0.0
