"""What moves the answer: one figure at a time, each bar a full run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from appraisal.engine import measures
from appraisal.engine.model import SHARED, Model
from appraisal.engine.solving import unit_of
from appraisal.scenario import library
from appraisal.scenario.figure import Figure
from appraisal.scenario.scenario import Scenario

SPREAD = 0.10
"""Share by which a figure is moved where the scenario states no range for any."""


@dataclass(frozen=True)
class Bar:
    """One figure of a tornado: its low and high value, and the net present value at each."""

    path: str
    unit: str
    base: float
    low: float
    high: float
    npv_low: float
    npv_high: float

    @property
    def swing(self) -> float:
        """The distance between the two net present values."""
        return abs(self.npv_high - self.npv_low)


@dataclass(frozen=True)
class Tornado:
    """Bars by size, the largest first, around the base case; ``ranges`` says where low and high come from."""

    npv: float
    currency: str
    bars: tuple[Bar, ...]
    ranges: str


def tornado(scenario: Scenario | Model) -> Tornado:
    """Move each figure to its low and to its high, all others at base, and measure the net present value.

    Figures with a range are moved over it; where no figure has one, each is moved by 10 % either way.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    figures, ranges = _ranged(model)
    table = _table(model, figures)
    npvs = np.broadcast_to(measures.npv(model.run(table)), (2 * len(figures) + 1,))
    bars = [
        Bar(
            path,
            unit_of(model.scenario.figures[path], model.scenario),
            model.base_value(path),
            low,
            high,
            float(npvs[2 * at + 1]),
            float(npvs[2 * at + 2]),
        )
        for at, (path, (low, high)) in enumerate(figures.items())
    ]
    moved = sorted((bar for bar in bars if bar.swing > 0), key=lambda bar: (-bar.swing, bar.path))
    return Tornado(float(npvs[0]), model.scenario.currency, tuple(moved), ranges)


def _ranged(model: Model) -> tuple[dict[str, tuple[float, float]], str]:
    figures = model.scenario.figures
    own = {path: one for path, one in figures.items() if _movable(one) and not SHARED.fullmatch(path)}
    stated = {path: figure for path, figure in own.items() if figure.low is not None or figure.high is not None}
    if any(not figure.default for figure in stated.values()):
        ends = {path: (_end(f.low, f.value), _end(f.high, f.value)) for path, f in stated.items()}
        return ends, f"the ranges that the scenario and the library state{_left(own, stated)}{_unverified(stated)}"
    moved = {path: figure for path, figure in own.items() if figure.value and not figure.default}
    return {path: _moved(figure) for path, figure in moved.items()}, f"each figure {SPREAD * 100:g} % either way"


def _left(own: dict[str, Figure], stated: dict[str, Figure]) -> str:
    """Say how many stated figures have no range: they are not moved."""
    count = sum(1 for path, figure in own.items() if figure.value and not figure.default and path not in stated)
    return f"; {count} stated {'figure has' if count == 1 else 'figures have'} none and stay" if count else ""


def _unverified(stated: dict[str, Figure]) -> str:
    """Say where a range of the library was not checked against its source."""
    own = [figure for path, figure in stated.items() if path.startswith("fuels.")]
    return "" if all(map(library.is_verified, own)) else "; the library's are not verified"


def _movable(figure: Figure) -> bool:
    return not (figure.refers_to or figure.series or figure.kind.whole)


def _end(end: float | None, value: float) -> float:
    return value if end is None else end


def _moved(figure: Figure) -> tuple[float, float]:
    ends = sorted((figure.value * (1 - SPREAD), figure.value * (1 + SPREAD)))
    return max(ends[0], figure.kind.low), min(ends[1], figure.kind.high)


def _table(model: Model, figures: dict[str, tuple[float, float]]) -> dict[str, np.ndarray]:
    count = 2 * len(figures) + 1
    table = {}
    for at, (path, ends) in enumerate(figures.items()):
        values = np.full(count, model.base_value(path))
        values[2 * at + 1 : 2 * at + 3] = ends
        table[path] = values
    return table
