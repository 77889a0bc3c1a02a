"""Prices that move from year to year at random: geometric Brownian motion, and reversion to a mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from appraisal.ground.sheet import Array
from appraisal.scenario.checks import READ_AT_ONCE
from appraisal.scenario.distributions import distribution_of, log_end, normal_outside, number_of
from appraisal.scenario.kind import Figure
from appraisal.scenario.rows import building_years
from appraisal.scenario.scenario import Scenario


@dataclass(frozen=True)
class PricePath:
    """The law of a figure whose logarithm follows an Ornstein-Uhlenbeck process around its expected path.

    Attributes:
        start: the year of the axis, counted from 0, in which the figure has its stated value.
        value: the stated value.
        mean: what the expected value tends to; the stated value for a geometric Brownian motion.
        speed: how fast it is pulled there, as a share a year; 0 for a geometric Brownian motion.
        volatility: standard deviation of the logarithm over one year without pull.

    t years after the start S(t) = value (mean / value)^(1 - e^(-speed t)) e^(x(t) - v(t) / 2), with x normal of mean 0
    and variance v(t) = volatility^2 (1 - e^(-2 speed t)) / (2 speed), or volatility^2 t without speed: the expected
    value is the path without volatility. The steps from year to year are exact, not approximate.

    The one-factor model of Schwartz (1997) on the curve of expected prices (Clewlow and Strickland 1999); without speed
    the geometric Brownian motion of Black and Scholes (1973) without drift.
    """

    start: int
    value: float
    mean: float
    speed: float
    volatility: float

    def values(self, shocks: Array) -> Array:
        """Return the path ``(years, draws)`` in the figure's unit from normal shocks ``(years - 1, draws)``.

        Growth, price level and exchange rate are not in it: the sheet multiplies by them.
        """
        steps, count = shocks.shape
        noise = np.zeros((steps + 1, count))
        kept, step = np.exp(-self.speed), np.sqrt(self._variance(np.ones(1)))
        for year in range(self.start + 1, steps + 1):
            noise[year] = kept * noise[year - 1] + step * shocks[year - 1]
        drift, variance = self._expected(steps + 1)
        found: Array = self.value * np.exp(noise + (drift - variance / 2)[:, None])
        return found

    def _expected(self, years: int) -> tuple[Array, Array]:
        """Return by year the logarithm of the expected value over the stated one, and the variance of the logarithm."""
        since = np.maximum(0.0, np.arange(years) - self.start)
        return -np.expm1(-self.speed * since) * np.log(self.mean / self.value), self._variance(since)

    def _variance(self, since: Array) -> Array:
        """Return the variance of the logarithm after some years."""
        slowed = -np.expm1(-2 * self.speed * since) / (2 * self.speed) if self.speed else since
        found: Array = self.volatility**2 * slowed
        return found

    def share_outside(self, years: int, low: float, high: float) -> float:
        """Return the share of draws that lie outside a domain in the year in which most do."""
        drift, variance = self._expected(years)
        means, sds = np.log(self.value) + drift - variance / 2, np.sqrt(variance)
        ends = log_end(low), log_end(high)
        return max(normal_outside(mean, sd, *ends) for mean, sd in zip(means[1:], sds[1:], strict=True))


def process_of(path: str, figure: Figure, scenario: Scenario) -> PricePath:
    """Return the price path that a figure states, from the year in which the figure has its stated value."""
    speed, mean = 0.0, figure.value
    if distribution_of(figure) == "mean_reversion":
        speed, mean = number_of(figure, "speed"), number_of(figure, "mean")
    return PricePath(_start(path, figure, scenario), figure.value, mean, speed, number_of(figure, "volatility"))


def _start(path: str, figure: Figure, scenario: Scenario) -> int:
    """Return the year of the axis from which the figure grows, and moves: as growth does, where it states any."""
    if figure.growth_from is not None:
        return max(0, figure.growth_from - scenario.document.timeline.first_year)
    at_once = path.startswith(READ_AT_ONCE) or figure.kind.grows == "outlay"
    return 0 if at_once else building_years(scenario)
