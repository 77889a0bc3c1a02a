"""How an outcome is distributed: draws in bins, and below them the share of the draws that exceed each value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from appraisal.engine.outcomes import OUTCOMES
from appraisal.ground.numbers import percent
from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import typeset
from appraisal.outputs.charts.frame import Words, number_axis, paper, settle
from appraisal.outputs.charts.lettering import width
from appraisal.outputs.charts.placing import Placer, letters
from appraisal.outputs.outcome_scale import COVER, OutcomeScale
from appraisal.questions.distribution import Distribution, Histogram, Statistics
from appraisal.questions.risk import Risk

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT = 5.6
SHARES = (3, 2)
HEAD = 0.32
"""Room above the highest bin, as a share of it, for the names of the lines."""

NAME_ROWS = (0.955, 0.895, 0.835)
"""Heights at which the lines are named, in shares of the axes; the first that is free."""

AROUND = [
    (side * away, up) for away in (0.1, 0.13, 0.17) for side, up in ((1, 0.13), (-1, -0.13), (1, -0.13), (-1, 0.13))
]
"""Where the share above 0 may be written, from its point, in shares of the axes; the nearest first."""

PAPER = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.6}
PERCENTS = 100.0
BESIDE = 0.07
"""Inches between a line and its name."""

Line = tuple[float, str, str, Any]
"""Where a line stands, what it is called, its colour and its dashes."""


def risk_histogram(risk: Risk, outcome: str = "npv") -> Figure:
    """Return the histogram of an outcome with its exceedance curve below; some draw must have the outcome."""
    with style.styled():
        return _drawn(risk, risk.outcomes[outcome])


def _drawn(risk: Risk, found: Distribution) -> Figure:
    statistics = found.statistics
    if statistics is None:
        raise ValueError(f"no draw has {found.name}")
    axis = scale_for(found, statistics)
    figure = paper(_words(risk, found, statistics, axis), HEIGHT)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=SHARES)
    edges = _edges(statistics.histogram, axis)
    _bins(above, edges, statistics.histogram, found.defined, split=found.name != COVER)
    _exceedance(below, statistics, axis)
    lines = list(_lines(found, statistics, axis))
    below.set_xlim(*_limits(edges, [value for value, *_ in lines]))
    for panel in (above, below):
        for value, _, color, dashes in lines:
            panel.axvline(value, color=style.PAPER, linewidth=3.2, zorder=2.5)
            panel.axvline(value, color=color, linewidth=1.4, linestyle=dashes, zorder=3)
    _name_axes(above, below, f"{OUTCOMES[found.name].label}, {axis.unit}")
    settle(figure)
    _name_lines(above, lines)
    if lines[0][0] == 0.0:
        _name_crossing(below, statistics, [value for value, *_ in lines], axis)
    return figure


def _edges(histogram: Histogram, axis: OutcomeScale) -> Array:
    """Return the edges of the bins at the scale of the axis; a single value gets a bin of its own."""
    edges = np.array(histogram.edges) / axis.size
    if len(edges) > 2 or edges[-1] > edges[0]:
        return edges
    half = 0.01 * abs(edges[0]) or 0.5
    return np.array([edges[0] - half, edges[0] + half])


def _bins(axes: Axes, edges: Array, histogram: Histogram, count: int, *, split: bool) -> None:
    """Draw the bins; what lies below zero has a colour of its own, and a bin across it both."""
    tall = np.array(histogram.counts) / count * PERCENTS
    first, last = float(edges[0]), float(edges[-1])
    zero = min(max(0.0, first), last) if split else first
    for low, high, color in ((first, zero, style.ORANGE), (zero, last, style.BLUE)):
        left, right = np.clip(edges[:-1], low, high), np.clip(edges[1:], low, high)
        shown = right > left
        axes.bar(left[shown], tall[shown], (right - left)[shown], align="edge", color=color, linewidth=0, zorder=2)
    axes.set_ylim(0, float(tall.max()) * (1 + HEAD) or 1.0)


def _exceedance(axes: Axes, statistics: Statistics, axis: OutcomeScale) -> None:
    values, shares = np.array(statistics.exceedance).T
    axes.plot(values / axis.size, shares * PERCENTS, color=style.INK, linewidth=2.0, zorder=4)
    axes.set_ylim(0, 100)


def _lines(found: Distribution, statistics: Statistics, axis: OutcomeScale) -> Iterator[Line]:
    """Yield the lines that both panels have: where, what it is called, its colour, its dashes."""
    if statistics.below_zero.value and statistics.maximum > 0:
        yield 0.0, "0", style.VERMILION, (0, (4, 2))
    yield statistics.mean / axis.size, f"mean {typeset(axis.number(statistics.mean))}", style.INK, "-"
    if found.base is not None:
        yield found.base / axis.size, f"base case {typeset(axis.number(found.base))}", style.INK, (0, (1, 1.2))


def _limits(edges: Array, marks: list[float]) -> tuple[float, float]:
    low, high = min([float(edges[0]), *marks]), max([float(edges[-1]), *marks])
    pad = 0.03 * (high - low)
    return low - pad, high + pad


def _name_axes(above: Axes, below: Axes, title: str) -> None:
    for panel in (above, below):
        panel.grid(axis="y")
    number_axis(above.yaxis, 5)
    number_axis(below.yaxis, 5)
    number_axis(below.xaxis, 9)
    above.set_ylabel("% of the draws\nin each bin")
    below.set_ylabel("% of the draws\nthat lie above")
    below.set_xlabel(title)


def _name_lines(axes: Axes, lines: list[Line]) -> None:
    """Name each line at the top, right or left of it: beside the other lines, or over one where they are too near."""
    placer, over_lines = Placer(axes), Placer(axes)
    for value, *_ in lines:
        placer.keep_clear((value, value), axes.get_ylim())
    wide = axes.get_window_extent().width / axes.figure.dpi
    for value, text, color, _ in lines:
        x = float(axes.transAxes.inverted().transform(axes.transData.transform((value, 0.0)))[0])
        away = (width(text, style.SMALL, "bold") / 2 + BESIDE) / wide
        places = [(x + side * away, y) for y in NAME_ROWS for side in (1, -1)]
        written = placer.put(text, places, **letters(color, "bold")) or over_lines.put(
            text, places, bbox=PAPER, zorder=5, **letters(color, "bold")
        )
        for other in (placer, over_lines):
            other.hold(text, [] if written is None else [written.get_position()])


def _name_crossing(axes: Axes, statistics: Statistics, lines: list[float], axis: OutcomeScale) -> None:
    """Say at the curve how many draws lie above 0."""
    share = (1 - statistics.below_zero.value) * PERCENTS
    values, shares = np.array(statistics.exceedance).T
    placer = Placer(axes)
    placer.keep_clear(values / axis.size, shares * PERCENTS)
    for value in lines:
        placer.keep_clear((value, value), (0.0, PERCENTS))
    x, y = axes.transAxes.inverted().transform(axes.transData.transform((0.0, share)))
    axes.plot([0.0], [share], "o", color=style.VERMILION, markersize=6, zorder=6)
    said = f"{percent(share / PERCENTS, 1)} above 0"
    placer.put(said, [(x + dx, y + dy) for dx, dy in AROUND], **letters(style.VERMILION, "bold"))


def _words(risk: Risk, found: Distribution, statistics: Statistics, axis: OutcomeScale) -> Words:
    """Say what the draws come to, how many there are, and what the picture leaves out."""
    title = (
        f"{OUTCOMES[found.name].label}: {_counted(risk.draws, 'draw')} of {_counted(len(risk.plan.paths), 'figure')}"
    )
    chance = statistics.below_zero
    said = []
    if chance.value or found.name == "npv":
        said.append(
            f"Below 0 in {percent(chance.value, 1)} of the draws (standard error {percent(chance.standard_error, 1)})"
        )
    low, high = (typeset(axis.number(statistics.percentiles[share])) for share in (5, 95))
    said.append(f"nine in ten lie between {low} and {high} {axis.unit}")
    outside = statistics.histogram.below + statistics.histogram.above
    said += [f"{_counted(outside, 'draw')} beyond the bins"] if outside else []
    said += [f"{_counted(found.draws - found.defined, 'draw')} without a value"] if found.undefined else []
    said += [] if risk.complete else [f"interrupted: {_counted(risk.plan.count, 'draw')} asked for"]
    subtitle = "; ".join(said)
    return Words.of(title, f"{subtitle[:1].upper()}{subtitle[1:]}", risk.scenario)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"


def scale_for(found: Distribution, statistics: Statistics) -> OutcomeScale:
    """Return the scale of the axis of an outcome."""
    return OutcomeScale.of(found.name, found.unit, [found.base or 0.0, *statistics.percentiles.values()])
