"""Where an objective crosses zero as one figure varies: every crossing in the figure's physical domain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from appraisal.engine.model import Model
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.ground.roots import bracketed_root
from appraisal.ground.sheet import Array
from appraisal.scenario.figure import Figure, Kind, Series
from appraisal.scenario.scenario import Scenario

POINTS = 129
"""Points of the first search, evenly over a bounded domain and ever wider around the base: a pair of crossings closer
than their spacing is seen as none."""

REACH = 1e7
"""How far, in multiples of the figure's own scale, an unbounded figure is searched on either side."""

NEAREST, FARTHEST = 1e-6, 1e15
"""Where an unbounded figure is searched whose base is 0 and that has no range: it has no scale of its own."""

EXACT = 1e-12
"""An objective that varies by less than this share of its size does not depend on the figure."""

USUAL = 1e-6
"""A crossing holds when the objective there is below this share of its median size over the search."""

GAP_ROUNDS = 3
GAP_POINTS = 18
"""How often, and with how many points, an interval at the edge of the undefined is looked at more closely."""

STEP = 1e-7
BESIDE = 1e-3
"""A crossing holds when the objective there is below this share of its size one relative step away."""

Objective = Callable[[dict[str, Any]], Array]
"""From a table of draws to one value a draw; NaN where the objective is undefined."""


@dataclass(frozen=True)
class Threshold:
    """The value of one figure at which an objective holds.

    ``value`` is the crossing nearest to the base; ``crossings`` are all of them; ``status`` is ``ok`` or ``none`` with
    a ``reason``; ``switching_value`` is (value - base) / base, None where the base is 0.
    """

    path: str
    objective: str
    unit: str
    base: float
    value: float | None
    status: str
    reason: str
    crossings: tuple[float, ...] = ()
    factor: bool = False
    """Whether the figure is a yearly series, varied by a factor."""

    @property
    def switching_value(self) -> float | None:
        """How far the crossing lies from the base, as a share of the base."""
        return None if self.value is None or self.base == 0 else (self.value - self.base) / self.base


def find_threshold(model: Model, path: str, objective: Objective, name: str = "npv") -> Threshold:
    """Search every crossing of ``objective`` as the figure at ``path`` varies, from its base outward.

    Raises:
        ScenarioError: ``unknown-path``, ``not-varied``, or ``whole-years`` for a figure that is no continuous number.
    """
    kind = model.kind(path)
    if kind.whole:
        message = f"'{path}' counts whole years and cannot be searched; compare runs with --set {path}=.."
        raise ScenarioError([Problem("whole-years", path, message, file=model.scenario.file)])
    base = model.base_value(path)
    points = _points(model, path, base)
    points, values = _around_gaps(objective, path, points, _steady(objective({path: points}), points))
    crossings, stepped = _crossings(objective, path, points, values)
    value = min(crossings, key=lambda found: (abs(found - base), found), default=None)
    return Threshold(
        path,
        name,
        _unit(model, path),
        base,
        value,
        "ok" if crossings else "none",
        "" if crossings else _reason(values, stepped, path),
        tuple(crossings),
        path in model.scenario.figures and model.scenario.figures[path].series is not None,
    )


def _unit(model: Model, path: str) -> str:
    figure = model.figure(path)
    return "1" if path not in model.scenario.figures or figure.series else unit_of(figure, model.scenario)


def unit_of(figure: Figure, scenario: Scenario) -> str:
    """Return the unit in which a figure is stated, with its own currency spelt out."""
    return scenario.stated_unit(figure)


def _points(model: Model, path: str, base: float) -> Array:
    """Return the points of the search: ever wider around the base, and even over a domain that is bounded."""
    kind, figure = model.kind(path), model.figure(path)
    own = path in model.scenario.figures
    low, high = factor_domain(figure.series, kind) if own and figure.series else (kind.low, kind.high)
    scale = max(abs(base), abs((figure.high or 0) - (figure.low or 0)) if own else 0.0)
    widest = np.arcsinh(REACH if scale else FARTHEST / NEAREST)
    reach = base + (scale or NEAREST) * np.sinh(np.linspace(-widest, widest, POINTS))
    ends = [end for end in (low, high) if np.isfinite(end) and not (kind.open_low and end == low)]
    return np.unique([*reach[(reach > low) & (reach < high)], base, *ends, *_even(low, high, open_low=kind.open_low)])


def _even(low: float, high: float, *, open_low: bool) -> Array:
    if not (np.isfinite(low) and np.isfinite(high)):
        return np.empty(0)
    inner = np.linspace(low, high, POINTS)
    inner[0] += (high - low) * 1e-9 if open_low else 0.0
    return inner


def factor_domain(series: Series, kind: Kind) -> tuple[float, float]:
    """Return the factors that keep every year of a series inside the domain of its kind."""
    ends = [sorted((kind.low / value, kind.high / value)) for value in series.values if value]
    return max((low for low, _ in ends), default=float("-inf")), min((high for _, high in ends), default=float("inf"))


def _steady(values: Array, points: Array) -> Array:
    return np.broadcast_to(values, points.shape).astype(float)


def _around_gaps(objective: Objective, path: str, points: Array, values: Array) -> tuple[Array, Array]:
    """Look closer where the objective begins or ceases to be defined: a crossing may hide in the last stretch."""
    for _ in range(GAP_ROUNDS):
        edges = np.flatnonzero(np.isnan(values[:-1]) != np.isnan(values[1:]))
        inner = [np.linspace(points[at], points[at + 1], GAP_POINTS)[1:-1] for at in edges]
        if not inner:
            break
        added = np.concatenate(inner)
        order = np.argsort(np.append(points, added), kind="stable")
        values = np.append(values, _steady(objective({path: added}), added))[order]
        points = np.append(points, added)[order]
    return points, values


def _crossings(objective: Objective, path: str, points: Array, values: Array) -> tuple[list[float], bool]:
    """Return the refined crossings in order, and whether the objective only stepped over zero somewhere."""
    size = float(np.nanmax(np.abs(values))) if np.isfinite(values).any() else 0.0
    if size == 0.0 or np.ptp(values[np.isfinite(values)]) <= EXACT * size:
        return [], False
    signs = np.sign(values)
    found = [float(point) for point, sign in zip(points, signs, strict=True) if sign == 0]
    turns = np.flatnonzero(signs[:-1] * signs[1:] < 0)
    if not len(turns):
        return found, False
    low, high = points[turns], points[turns + 1]
    roots = bracketed_root(lambda x: _defined(objective({path: x}), x), low, high)
    held = _held(objective, path, roots, high - low, float(np.nanmedian(np.abs(values))))
    return sorted([*found, *(float(root) for root in roots[held])]), bool((~held).any())


def _held(
    objective: Objective, path: str, roots: Array, width: Array, usual: float
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell a crossing from a step: there the objective is far smaller than a little to either side, and than usual."""
    step = STEP * np.maximum(np.abs(roots), width)
    at, below, above = (np.abs(_steady(objective({path: x}), x)) for x in (roots, roots - step, roots + step))
    return np.asarray((at <= BESIDE * np.fmax(below, above)) & (at <= USUAL * usual))


def _defined(values: Array, points: Array) -> Array:
    """An objective that is undefined between two defined points counts as beyond any bound."""
    return np.nan_to_num(_steady(values, points), nan=np.finfo(float).max)


def _reason(values: Array, stepped: bool, path: str) -> str:
    defined = values[np.isfinite(values)]
    if not len(defined):
        return "the objective is undefined everywhere"
    if np.ptp(defined) <= EXACT * float(np.abs(defined).max()):
        return f"does not depend on {path}"
    if stepped:
        return "the objective steps over zero without meeting it"
    side = "above" if defined[0] > 0 else "below"
    where = "for every possible value" if len(defined) == len(values) else "wherever it is defined"
    return f"the objective stays {side} zero {where}"
