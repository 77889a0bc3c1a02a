"""Charts with a place for each year: stacked bars, lines over them, and the axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.frame import key_above, number_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patheffects import AbstractPathEffect

BAR = 0.8
CROWDED = 45
"""Years above which bars and points lose their outlines."""


@dataclass(frozen=True)
class Part:
    """One part of a stack: signed amounts, a value a year."""

    label: str
    color: str
    values: Array


def stack(axes: Axes, years: Sequence[int], parts: Iterable[Part], size: float) -> None:
    """Draw the parts of each year on one another: gains above the line of nothing, costs below."""
    above, below = np.zeros(len(years)), np.zeros(len(years))
    edge = 0.0 if len(years) > CROWDED else 0.5
    for part in parts:
        values = part.values / size
        bottom = np.where(values < 0, below, above)
        axes.bar(years, values, BAR, bottom, label=part.label, color=part.color, edgecolor=style.PAPER, linewidth=edge)
        above, below = above + np.maximum(values, 0), below + np.minimum(values, 0)


def main_line(axes: Axes, years: Sequence[int], values: Array) -> None:
    """Draw the line that the chart is about."""
    size = 0.0 if len(years) > CROWDED else 3.0
    look = {"color": style.INK, "zorder": 4, "marker": "o", "markersize": size}
    axes.plot(years, values, linewidth=2.0, path_effects=_cased(2.0), **look)  # type: ignore[arg-type]


def side_line(axes: Axes, years: Sequence[int], values: Array) -> None:
    """Draw a line to compare with."""
    look = {"color": style.SOFT, "zorder": 3, "linestyle": (0, (4, 2))}
    axes.plot(years, values, linewidth=1.3, path_effects=_cased(1.3), **look)  # type: ignore[arg-type]


def _cased(wide: float) -> list[AbstractPathEffect]:
    """Return the effect that keeps a line apart from the bars behind it."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=wide + 1.4, foreground=style.PAPER)]


def money_axis(axes: Axes, words: str) -> None:
    """Give the amounts their axis, the line of nothing and a key above."""
    axes.axhline(0, color=style.SOFT, linewidth=0.9)
    axes.grid(axis="y")
    axes.use_sticky_edges = False
    axes.margins(y=0.06)
    number_axis(axes.yaxis)
    axes.set_ylabel(words)
    key_above(axes)


def year_axis(axes: Axes, years: Sequence[int]) -> None:
    """Give the years their axis."""
    from matplotlib.ticker import MaxNLocator

    axes.set_xlim(years[0] - 0.8, years[-1] + 0.8)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=12, steps=[1, 2, 5, 10], integer=True, min_n_ticks=1))
    axes.set_xlabel("Year")
