"""What a distribution asks of its figure, and how it is said in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from appraisal.ground.numbers import percent, with_unit
from appraisal.ground.problem import Problem
from appraisal.scenario.distributions import discrete_values, distribution_of, number_of
from appraisal.scenario.kind import Figure
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.spread import PROCESSES

Said = Callable[[float], str]
"""A number of a figure in the figure's unit."""


def law_problems(path: str, figure: Figure) -> Iterator[Problem]:
    """Yield what keeps a figure from having the distribution that it states."""
    name = distribution_of(figure)
    if name in PROCESSES:
        yield from _process_problems(path, figure, name)
    for key, value in _logarithms(figure, name).items():
        if value <= 0:
            message = f"distribution {name} takes the logarithm, and '{key}' is not above 0; state normal instead"
            yield Problem("not-positive", f"{path}.{key}", message)


def _process_problems(path: str, figure: Figure, name: str) -> Iterator[Problem]:
    once = bool(figure.years) or (figure.kind.flag == "active" and figure.otherwise)
    if once or not figure.kind.series:
        why = "is paid once" if once else "is one value for all years"
        message = f"{name} moves a figure from year to year, and this one {why}; state lognormal instead"
        yield Problem("no-series", f"{path}.distribution", message)
    if name == "mean_reversion" and number_of(figure, "speed") == 0:
        yield Problem("no-speed", f"{path}.speed", "a speed of 0 pulls nothing to its mean; state gbm instead")


def _logarithms(figure: Figure, name: str) -> dict[str, float]:
    """Return the numbers whose logarithm a law takes, by their keys."""
    if name == "lognormal" and "sd" not in figure.spread:
        return {"low": float(figure.low or 0.0)}
    if name in ("gbm", "lognormal"):
        return {"value": figure.value}
    return {"value": figure.value, "mean": number_of(figure, "mean")} if name == "mean_reversion" else {}


def law_words(figure: Figure, scenario: Scenario) -> str:
    """Return the distribution of a figure in words, with its numbers and their unit."""
    name, unit = distribution_of(figure), scenario.stated_unit(figure)
    shown = "%" if unit == "1" and not figure.kind.bare else unit
    return f"{NAMES[name]}{WORDS[name](figure, lambda value: with_unit(value, shown))}"


NAMES = {
    "truncated_normal": "truncated normal",
    "gbm": "geometric Brownian motion",
    "mean_reversion": "reversion to the mean",
    **{name: name for name in ("triangular", "uniform", "pert", "normal", "lognormal", "discrete", "empirical")},
}


def _ends(figure: Figure, said: Said) -> str:
    return f" from {said(figure.low or 0.0)} to {said(figure.high or 0.0)}"


def _mode(figure: Figure, said: Said) -> str:
    return f"{_ends(figure, said)}, most likely {said(figure.value)}"


def _moments(figure: Figure, said: Said) -> str:
    if "sd" in figure.spread:
        return f", mean {said(figure.value)}, standard deviation {said(number_of(figure, 'sd'))}"
    return f", P10 {said(figure.low or 0.0)}, P90 {said(figure.high or 0.0)}"


def _truncated(figure: Figure, said: Said) -> str:
    return f" around {said(figure.value)}, standard deviation {said(number_of(figure, 'sd'))},{_ends(figure, said)}"


def _discrete(figure: Figure, said: Said) -> str:
    values, weights = discrete_values(figure)
    return ": " + ", ".join(f"{said(v)} ({percent(w, 4)})" for v, w in zip(values, weights, strict=True))


def _empirical(figure: Figure, _: Said) -> str:
    column = figure.spread.get("column")
    return f", the values of {figure.spread['file']}{f', column {column}' if column else ''}"


def _gbm(figure: Figure, said: Said) -> str:
    return f" from {said(figure.value)}, volatility {_rate(figure, 'volatility')}"


def _reversion(figure: Figure, said: Said) -> str:
    pull = f" from {said(figure.value)} to {said(number_of(figure, 'mean'))}, speed {_rate(figure, 'speed')}"
    return f"{pull}, volatility {_rate(figure, 'volatility')}"


def _rate(figure: Figure, key: str) -> str:
    return f"{with_unit(number_of(figure, key), '%')}/yr"


WORDS: dict[str, Callable[[Figure, Said], str]] = {
    "triangular": _mode,
    "uniform": _ends,
    "pert": _mode,
    "normal": _moments,
    "lognormal": _moments,
    "truncated_normal": _truncated,
    "discrete": _discrete,
    "empirical": _empirical,
    "gbm": _gbm,
    "mean_reversion": _reversion,
}
