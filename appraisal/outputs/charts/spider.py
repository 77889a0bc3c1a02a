"""The spider: each figure from its low to its high, by share of change: what is steep counts, and bends show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale
from appraisal.outputs.charts.frame import Words, framed, number_axis, settle
from appraisal.outputs.charts.labels import label, lowered
from appraisal.outputs.charts.lettering import fitted, printable
from appraisal.outputs.charts.measured import NAMES, level_words, scale_for, value_words
from appraisal.outputs.charts.placing import End, label_ends, room_for
from appraisal.questions.spider import Leg, Spider
from appraisal.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 8
"""Legs that are drawn: as many as there are colours that any reader tells apart."""

COLORS = (style.BLUE, style.ORANGE, style.GREEN, style.PURPLE, style.SKY, style.BROWN, style.STONE, style.INK)
HEIGHT = 4.8
NAME_ROOM = 1.9
NEAR = 1.0
"""How far outside the legs, in multiples of their span, the level at which the swap just pays is still drawn."""


def spider_chart(spider: Spider, scenario: Scenario) -> Figure:
    """Return the spider of a scenario; of more than eight legs the smallest are left out."""
    with style.styled():
        return _drawn(spider, scenario)


def _drawn(spider: Spider, scenario: Scenario) -> Figure:
    legs = spider.legs[:MOST]
    values = [value for leg in legs for value in leg.results if value is not None] or [spider.value]
    scale = scale_for([spider.value, *values], spider.unit)
    near = _is_near(spider.level, values)
    ends = list(_ends(spider, legs, scenario, scale, near=near))
    title = f"{NAMES[spider.objective]} by change of each figure"
    words = Words.of(title, _subtitle(spider, values, near=near), scenario)
    figure, axes = framed(words, HEIGHT, room_for(ends) + 0.1)
    _lines(axes, spider, legs, scale)
    low, high = min([*values, *([spider.level] if near else [])]), max([*values, *([spider.level] if near else [])])
    pad = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
    axes.set_ylim((low - pad) / scale.size, (high + pad) / scale.size)
    axes.set_xlim(*_widths(legs))
    if near:
        axes.axhline(spider.level / scale.size, color=style.VERMILION, linewidth=1.2, linestyle=(0, (4, 2)), zorder=2)
    _name_axes(axes, spider, scale)
    settle(figure)
    _threads(axes, legs, scale)
    label_ends(axes, float(axes.get_xlim()[1]), ends)
    return figure


def _is_near(level: float, values: Sequence[float]) -> bool:
    low, high = min(values), max(values)
    reach = NEAR * (high - low)
    return low - reach <= level <= high + reach


def _subtitle(spider: Spider, values: Sequence[float], *, near: bool) -> str:
    if not spider.legs:
        return f"No figure moves the {lowered(NAMES[spider.objective])}"
    said = [f"{spider.ranges[:1].upper()}{spider.ranges[1:]}", f"base {value_words(spider.value, spider.unit)}"]
    left = len(spider.legs) - MOST
    if left > 0:
        said.append(f"{left} figure{'s' * (left > 1)} of less effect left out")
    if not near:
        above = min(values) > spider.level
        said.append(f"always {'above' if above else 'below'} {level_words(spider.objective, spider.level)}")
    return "; ".join(said)


def _ends(spider: Spider, legs: Sequence[Leg], scenario: Scenario, scale: Scale, *, near: bool) -> list[End]:
    found = []
    for leg, color in zip(legs, COLORS, strict=False):
        name = fitted(printable(label(leg.path, scenario)), NAME_ROOM, style.SMALL, 2)
        found.append(End(_last(leg)[1] / scale.size, name, color))
    if near:
        found.append(End(spider.level / scale.size, level_words(spider.objective, spider.level), style.VERMILION))
    return found


def _last(leg: Leg) -> tuple[float, float]:
    """Return the change, in percent, and the objective at the last point of a leg that has one."""
    points = [(100 * x, y) for x, y in zip(leg.changes, leg.results, strict=True) if y is not None]
    return points[-1]


def _lines(axes: Axes, spider: Spider, legs: Sequence[Leg], scale: Scale) -> None:
    for leg, color in zip(legs, COLORS, strict=False):
        axes.plot(*_points(leg, scale), color=color, linewidth=2.0, zorder=3, label=leg.path)
    axes.plot([0], [spider.value / scale.size], "o", color=style.INK, markersize=6, zorder=5)


def _points(leg: Leg, scale: Scale) -> tuple[Array, Array]:
    results = np.array([np.nan if value is None else value for value in leg.results])
    return 100 * np.array(leg.changes), results / scale.size


def _widths(legs: Sequence[Leg]) -> tuple[float, float]:
    changes = [100 * change for leg in legs for change in leg.changes] or [-1.0, 1.0]
    pad = 0.03 * (max(changes) - min(changes)) or 1.0
    return min(changes) - pad, max(changes) + pad


def _threads(axes: Axes, legs: Sequence[Leg], scale: Scale) -> None:
    """Lead from the end of each leg to its name at the edge."""
    edge = float(axes.get_xlim()[1])
    for leg, color in zip(legs, COLORS, strict=False):
        x, y = _last(leg)
        axes.plot([x, edge], [y / scale.size] * 2, color=color, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)


def _name_axes(axes: Axes, spider: Spider, scale: Scale) -> None:
    axes.grid(visible=True)
    axes.axvline(0, color=style.SOFT, linewidth=0.9, zorder=1)
    number_axis(axes.xaxis, 9)
    number_axis(axes.yaxis, 8)
    axes.set_xlabel("Change of the figure, % of its base")
    axes.set_ylabel(f"{NAMES[spider.objective]}, {scale.unit}")
