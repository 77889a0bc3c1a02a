"""The map of an answer over two figures, with the line on which the swap just pays and the base case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from appraisal.engine.model import Model
from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale, tick
from appraisal.outputs.charts.frame import Words, framed, number_axis, settle
from appraisal.outputs.charts.isolines import segments
from appraisal.outputs.charts.labels import Shown, label, lowered
from appraisal.outputs.charts.lettering import printable, wrapped
from appraisal.outputs.charts.measured import NAMES, level_words, scale_for, value_words
from appraisal.outputs.charts.placing import Placer, letters
from appraisal.outputs.figure_text import view_of
from appraisal.questions.two_way import Grid, Side

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT = 5.0
SHADES = 9
DEEPEST = 0.75
"""How much of the colour the farthest shade has; the rest is paper."""

AROUND = [
    (dx * away, dy * away) for away in (0.7, 1.0, 1.7, 2.6, 3.6) for dx in (0.11, -0.11, 0.0) for dy in (0.06, -0.06)
]
"""Where the label of a point may stand, from the point, in shares of the axes; the nearest first."""


def two_way_chart(grid: Grid, model: Model) -> Figure:
    """Return the map of a grid: the first figure upright, the second across."""
    with style.styled():
        return _drawn(grid, model)


def _drawn(grid: Grid, model: Model) -> Figure:
    found = np.array([[np.nan if value is None else value for value in row] for row in grid.results])
    finite = found[np.isfinite(found)]
    scale = scale_for([grid.base, *finite], grid.unit)
    up, across = (view_of(model, side.path, [*side.values, side.base]) for side in (grid.one, grid.other))
    words = Words.of(_title(grid, model), _subtitle(grid, finite, (up, across)), model.scenario)
    figure, axes = framed(words, HEIGHT)
    x, y = np.array(grid.other.values) / across.size, np.array(grid.one.values) / up.size
    if len(finite):
        _shade(axes, x, y, found, grid.level, scale)
    _name_axes(axes, grid, model, (up, across))
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(y[0], y[-1])
    lines = [[(a / across.size, b / up.size) for a, b in piece] for piece in segments(grid)]
    _draw_line(axes, lines)
    settle(figure)
    _label(axes, grid, lines, (grid.other.base / across.size, grid.one.base / up.size))
    return figure


def _title(grid: Grid, model: Model) -> str:
    one, other = (lowered(label(side.path, model.scenario)) for side in (grid.one, grid.other))
    return f"{NAMES[grid.objective]} by {one} and {other}"


def _subtitle(grid: Grid, finite: Array, views: tuple[Shown, Shown]) -> str:
    up, across = views
    base = value_words(grid.base, grid.unit)
    said = [f"Base case {base} at {up.text(grid.one.base)} and {across.text(grid.other.base)}"]
    if not _is_inside(grid):
        said[0] += " (off the map)"
    if len(finite) and (finite.min() > grid.level or finite.max() < grid.level):
        side = "pays" if finite.min() > grid.level else "does not pay"
        said.append(f"the swap {side} anywhere on the map")
    if len(grid.one.values) * len(grid.other.values) > len(finite):
        said.append("white: undefined")
    return "; ".join(said)


def _is_inside(grid: Grid) -> bool:
    return all(side.values[0] <= side.base <= side.values[-1] for side in (grid.one, grid.other))


def _shade(axes: Axes, x: Array, y: Array, found: Array, level: float, scale: Scale) -> None:
    """Colour the map: the more it pays the bluer, the less the more orange; a bar at the right says how much."""
    levels = _levels(found / scale.size)
    middles = (levels[:-1] + levels[1:]) / 2 - level / scale.size
    farthest = float(np.abs(middles).max()) or 1.0
    colors = [_tint(middle / farthest) for middle in middles]
    shown = np.ma.masked_invalid(found / scale.size)
    filled = axes.contourf(x, y, shown, levels=levels, colors=colors, zorder=0)
    bar = axes.figure.colorbar(filled, ax=axes, pad=0.02, aspect=32)
    bar.outline.set_visible(False)
    bar.set_ticks([float(value) for value in levels], labels=[tick(round(float(value), 10)) for value in levels])
    bar.ax.tick_params(length=0)
    bar.set_label(scale.unit, color=style.INK)


def _levels(values: Array) -> Array:
    """Return the edges of the shades."""
    from matplotlib.ticker import MaxNLocator

    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if low == high:
        low, high = low - (abs(low) or 1.0) / 2, high + (abs(high) or 1.0) / 2
    return np.asarray(MaxNLocator(SHADES, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))


def _tint(share: float) -> tuple[float, float, float]:
    """Return a colour between paper and blue, or orange below."""
    from matplotlib.colors import to_rgb

    whole = to_rgb(style.BLUE if share > 0 else style.ORANGE)
    depth = DEEPEST * abs(share)
    red, green, blue = (1 - depth + depth * part for part in whole)
    return red, green, blue


def _name_axes(axes: Axes, grid: Grid, model: Model, views: tuple[Shown, Shown]) -> None:
    number_axis(axes.xaxis, 9)
    number_axis(axes.yaxis, 8)
    up, across = (_named(side, model, view) for side, view in zip((grid.one, grid.other), views, strict=True))
    axes.set_xlabel(across)
    axes.set_ylabel("\n".join(wrapped(up, HEIGHT - 0.8, style.LABEL)))


def _named(side: Side, model: Model, view: Shown) -> str:
    return printable(", ".join(filter(None, (label(side.path, model.scenario), view.unit))))


def _draw_line(axes: Axes, lines: Sequence[Sequence[tuple[float, float]]]) -> None:
    from matplotlib.collections import LineCollection

    axes.add_collection(LineCollection(lines, colors=style.INK, linewidths=2.0, zorder=3), autolim=False)


def _label(axes: Axes, grid: Grid, lines: Sequence[Any], base: tuple[float, float]) -> None:
    placer = Placer(axes)
    for piece in lines:
        placer.keep_clear(*zip(*piece, strict=True))
    on_line = Placer(axes)
    behind = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.2, "alpha": 0.85}
    if _is_inside(grid):
        axes.plot(*[[value] for value in base], "o", color=style.INK, markersize=6.5, zorder=5, clip_on=False)
        placer.keep_clear([base[0]] * 2, [base[1]] * 2)
        said = f"base case\n{value_words(grid.base, grid.unit)}"
        written = placer.put(said, _around(axes, base), bbox=behind, zorder=6, **letters(style.INK, "bold"))
        on_line.keep_clear([base[0]] * 2, [base[1]] * 2)
        on_line.hold(said, [] if written is None else [written.get_position()])
    for piece in sorted(lines, key=lambda piece: abs(_share(axes, piece[0])[0] - 0.5)):
        text = level_words(grid.objective, grid.level)
        if on_line.put(text, [_share(axes, piece[0])], bbox=behind, zorder=6, **letters(style.INK, "bold")):
            return


def _share(axes: Axes, point: tuple[float, float]) -> tuple[float, float]:
    x, y = axes.transAxes.inverted().transform(axes.transData.transform(point))
    return float(x), float(y)


def _around(axes: Axes, point: tuple[float, float]) -> list[tuple[float, float]]:
    x, y = _share(axes, point)
    return [(x + dx, y + dy) for dx, dy in AROUND]
