"""The distribution of a figure: from a probability to a value, as the scenario states it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from appraisal.ground.sheet import Array
from appraisal.scenario.kind import Figure, Kind
from appraisal.scenario.reading import Findings, plain
from appraisal.scenario.spread import PROCESSES, RATE, WEIGHT

Quantile = Callable[[Array], Array]
"""From probabilities in (0, 1) to values, elementwise."""

P90 = 1.2815515655446004
"""The standard normal quantile of 90 %: norm.ppf(0.9)."""

OPEN = 2.0**-53
"""Probabilities are kept this far from 0 and 1, where an unbounded law has no value; half of it would round to 1."""


def kept_open(even: Array) -> Array:
    """Return probabilities inside (0, 1): at 0 and 1 an unbounded law has no value.

    >>> kept_open(np.array([0.0, 0.5, 1.0])) == np.array([2.0**-53, 0.5, 1 - 2.0**-53])
    array([ True,  True,  True])
    """
    return np.clip(even, OPEN, 1 - OPEN)


def distribution_of(figure: Figure) -> str:
    """Return the name of a figure's distribution; nothing where it is one value.

    A figure with low and high and no distribution is triangular.
    """
    stated = str(figure.spread.get("distribution", ""))
    ranged = figure.low is not None and figure.high is not None
    return stated or ("triangular" if ranged else "")


def is_process(figure: Figure) -> bool:
    """Whether a figure moves from year to year at random."""
    return distribution_of(figure) in PROCESSES


def number_of(figure: Figure, key: str) -> float:
    """Return a number of the distribution in the figure's canonical unit; a rate or speed as a share a year."""
    kind = RATE if key in ("volatility", "speed") else figure.kind
    return _read(figure.spread[key], kind)


def _read(raw: Any, kind: Kind) -> float:
    free = Kind(kind.unit, kind.example, either=kind.either, second=kind.second, bare=kind.bare)
    return plain(raw, free, Findings(), ()).value


def quantile_of(figure: Figure, sample: Array | None = None) -> Quantile:
    """Return the quantile function of a figure's distribution; ``sample`` holds the values of an empirical one.

    uniform, triangular, pert: low and high are the ends, the value is the mode (pert: a beta distribution with mean
    (low + 4 value + high) / 6, Malcolm and others 1959). normal: mean is the value and ``sd`` stated, or low and high
    are P10 and P90. lognormal: mean is the value and ``sd`` that of the figure, or low and high are P10 and P90.
    truncated_normal: a normal one between low and high. discrete: ``values`` with ``weights``. empirical: the values of
    a file, each as likely as any other.

    Probabilities and values are arrays of one shape, values in the figure's canonical unit.
    """
    return LAWS[distribution_of(figure)](figure, sample)


def _ends(figure: Figure) -> tuple[float, float]:
    return float(figure.low or 0.0), float(figure.high or 0.0)


def _uniform(figure: Figure, _: Array | None) -> Quantile:
    low, high = _ends(figure)
    return lambda even: low + even * (high - low)


def _triangular(figure: Figure, _: Array | None) -> Quantile:
    (low, high), mode = _ends(figure), figure.value
    return lambda even: triangular(even, low, mode, high)


def triangular(even: Array, low: float, mode: float, high: float) -> Array:
    """Return the triangular quantiles of probabilities from 0 to 1; ``mode`` may lie at either end.

    >>> triangular(np.array([0.0, 0.5, 1.0]), 0.0, 1.0, 2.0).tolist()
    [0.0, 1.0, 2.0]
    """
    wide, below = high - low, even * (high - low) < mode - low
    root = np.sqrt(np.where(below, even * wide * (mode - low), (1 - even) * wide * (high - mode)))
    found: Array = np.where(below, low + root, high - root)
    return found


def _pert(figure: Figure, _: Array | None) -> Quantile:
    from scipy.special import betaincinv

    (low, high), mode = _ends(figure), figure.value
    if high == low:
        return lambda even: np.full_like(even, low)
    first, second = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
    return lambda even: low + (high - low) * betaincinv(first, second, even)


def _normal(figure: Figure, _: Array | None) -> Quantile:
    from scipy.special import ndtri

    mean, sd = _moments(figure)
    return lambda even: mean + sd * ndtri(even)


def _moments(figure: Figure) -> tuple[float, float]:
    """Return mean and standard deviation of a normal figure: stated, or from P10 and P90."""
    if "sd" in figure.spread:
        return figure.value, number_of(figure, "sd")
    low, high = _ends(figure)
    return (low + high) / 2, (high - low) / (2 * P90)


def _lognormal(figure: Figure, _: Array | None) -> Quantile:
    from scipy.special import ndtri

    mean, sd = log_moments(figure)
    return lambda even: np.exp(mean + sd * ndtri(even))


def log_moments(figure: Figure) -> tuple[float, float]:
    """Return mean and standard deviation of the logarithm of a lognormal figure.

    With ``sd``: sigma^2 = ln(1 + (sd / value)^2), mu = ln(value) - sigma^2 / 2, so that the value is the mean. Else low
    and high are P10 and P90.
    """
    if "sd" in figure.spread:
        variance = float(np.log1p(np.square(number_of(figure, "sd") / figure.value)))
        return float(np.log(figure.value)) - variance / 2, float(np.sqrt(variance))
    low, high = (float(np.log(end)) for end in _ends(figure))
    return (low + high) / 2, (high - low) / (2 * P90)


def _truncated_normal(figure: Figure, _: Array | None) -> Quantile:
    """Each half is measured from its own tail, where a probability keeps its digits."""
    from scipy.special import ndtr, ndtri

    mean, sd, (low, high) = figure.value, number_of(figure, "sd"), _ends(figure)
    below, above = ndtr((low - mean) / sd), ndtr((mean - high) / sd)
    kept = ndtr((high - mean) / sd) - below

    def quantile(even: Array) -> Array:
        first, last = below + even * kept, above + (1 - even) * kept
        found = mean + sd * np.where(first < last, ndtri(first), -ndtri(last))
        inside: Array = np.clip(found, low, high)  # the last digit of an end, and no more
        return inside

    return quantile


def _discrete(figure: Figure, _: Array | None) -> Quantile:
    values, weights = discrete_values(figure)
    edges = np.cumsum(weights)
    return lambda even: values[np.minimum(np.searchsorted(edges, even, side="right"), len(values) - 1)]


def discrete_values(figure: Figure) -> tuple[Array, Array]:
    """Return the values of a discrete figure in its canonical unit, and their weights, which add up to 1."""
    values = np.array([_read(item, figure.kind) for item in figure.spread["values"]])
    return values, np.array([_read(item, WEIGHT) for item in figure.spread["weights"]])


def _empirical(_: Figure, sample: Array | None) -> Quantile:
    values = np.sort(np.asarray(sample, dtype=float))
    return lambda even: values[np.minimum((even * len(values)).astype(np.int64), len(values) - 1)]


LAWS: dict[str, Callable[[Figure, Array | None], Quantile]] = {
    "uniform": _uniform,
    "triangular": _triangular,
    "pert": _pert,
    "normal": _normal,
    "lognormal": _lognormal,
    "truncated_normal": _truncated_normal,
    "discrete": _discrete,
    "empirical": _empirical,
}
"""The law of each distribution that a figure may state, but for price paths."""


def share_outside(figure: Figure) -> float:
    """Return the share of draws in which a normal or lognormal figure lies outside the domain of its field.

    P(X < low) + P(X > high) of the stated law; the other laws lie inside, because their ends and values do.
    """
    ends, name = (figure.kind.low, figure.kind.high), distribution_of(figure)
    if name == "normal":
        return normal_outside(*_moments(figure), *ends)
    return normal_outside(*log_moments(figure), *map(log_end, ends)) if name == "lognormal" else 0.0


def log_end(end: float) -> float:
    """Return the logarithm of an end of a domain; none bounds a positive law from 0 down."""
    return float(np.log(end)) if end > 0 else -np.inf


def normal_outside(mean: float, sd: float, low: float, high: float) -> float:
    """Return the probability that a normal law puts outside an interval.

    >>> round(normal_outside(0.0, 1.0, -P90, P90), 12), normal_outside(5.0, 0.0, 0.0, 1.0)
    (0.2, 1.0)
    """
    from scipy.special import ndtr

    if sd == 0:
        return float(not low <= mean <= high)
    return float(ndtr((low - mean) / sd) + ndtr((mean - high) / sd))
