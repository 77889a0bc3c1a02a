"""The map of a threshold over two figures: a number a cell, blue where what the scenario states is enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from appraisal.engine.model import Model
from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import typeset
from appraisal.outputs.charts.curve_numbers import PRICES, reason_words
from appraisal.outputs.charts.frame import Words, framed, settle
from appraisal.outputs.charts.labels import Shown, label, lowered
from appraisal.outputs.charts.lettering import printable, width, wrapped
from appraisal.outputs.charts.placing import letters
from appraisal.outputs.figure_text import view_of
from appraisal.outputs.objective_text import rounded
from appraisal.questions.threshold_map import ThresholdMap
from appraisal.questions.two_way import Side

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.34
MARGINS = 1.1
TALLEST = 6.5
AIR = 0.08
ENOUGH, SHORT, NONE = "#BFDDF0", "#F7D9B5", style.GRID
PLAIN = "#DCE9F5"


def threshold_map_chart(found: ThresholdMap, model: Model) -> Figure:
    """Return the map of thresholds: the first figure upright, the second across; triangles mark the base case."""
    with style.styled():
        return _drawn(found, model)


def _drawn(found: ThresholdMap, model: Model) -> Figure:
    values = _values(found)
    views = [view_of(model, side.path, [*side.values, side.base]) for side in (found.one, found.other)]
    vary = view_of(model, found.vary, [found.base.base, *values[np.isfinite(values)]])
    height = min(MARGINS + ROW * len(found.one.values), TALLEST)
    words = Words.of(_title(found, model), _subtitle(found, views, vary), model.scenario)
    figure, axes = framed(words, height)
    _shade(axes, found, values)
    _name_axes(axes, found, model, views, height)
    _mark_base(axes, found)
    settle(figure)
    _thin_ticks(axes, found, views)
    _write(axes, values / vary.size, vary)
    return figure


def _values(found: ThresholdMap) -> Array:
    rows = [[np.nan if one.value is None else one.value for one in row] for row in found.thresholds]
    return np.array(rows, dtype=float)


def _title(found: ThresholdMap, model: Model) -> str:
    vary, one, other = (lowered(label(path, model.scenario)) for path in (found.vary, found.one.path, found.other.path))
    return f"Threshold {vary} by {one} and {other}"


def _subtitle(found: ThresholdMap, views: Sequence[Shown], vary: Shown) -> str:
    factor = found.base.factor
    unit = "factor on the stated series" if factor else vary.heading
    said = [f"Each number: the threshold{f' in {unit}' if unit else ''}"]
    if found.vary in PRICES:
        stated = "the series as stated" if factor else vary.text(found.base.base)
        said.append(f"blue: {stated} is enough")
    where = " and ".join(view.text(side.base) for view, side in zip(views, (found.one, found.other), strict=True))
    if found.base.value is None:
        said.append(f"base case, at {where}: none")
    else:
        said.append(f"base case (triangles), at {where}: {vary.text(found.base.value)}")
    reasons = dict.fromkeys(one.reason for row in found.thresholds for one in row if one.value is None)
    if reasons:
        words = (reason_words(reason, found.vary, found.objective) for reason in reasons)
        said.append(f"–: none, for {' or '.join(words)}")
    return "; ".join(said)


def _shade(axes: Axes, found: ThresholdMap, values: Array) -> None:
    from matplotlib.colors import to_rgb

    colors = np.array([[to_rgb(_color(found, value)) for value in row] for row in values])
    axes.imshow(colors, origin="lower", aspect="auto", interpolation="nearest", zorder=0)
    rows, columns = values.shape
    for at in range(1, columns):
        axes.axvline(at - 0.5, color=style.PAPER, linewidth=0.8, zorder=1)
    for at in range(1, rows):
        axes.axhline(at - 0.5, color=style.PAPER, linewidth=0.8, zorder=1)


def _color(found: ThresholdMap, value: float) -> str:
    if np.isnan(value):
        return NONE
    if found.vary not in PRICES:
        return PLAIN
    return ENOUGH if value <= found.base.base else SHORT


def _name_axes(axes: Axes, found: ThresholdMap, model: Model, views: Sequence[Shown], height: float) -> None:
    sides = (found.one, found.other)
    for axis, side, view in zip((axes.yaxis, axes.xaxis), sides, views, strict=True):
        axis.set_ticks(range(len(side.values)), [view.number(value) for value in side.values])
        axis.set_tick_params(length=0)
    up, across = (_named(side, model, view) for side, view in zip(sides, views, strict=True))
    axes.set_xlabel(across)
    axes.set_ylabel("\n".join(wrapped(up, height - 0.6, style.LABEL)))
    for spine in axes.spines.values():
        spine.set_visible(False)


def _named(side: Side, model: Model, view: Shown) -> str:
    return printable(", ".join(filter(None, (label(side.path, model.scenario), view.heading))))


def _mark_base(axes: Axes, found: ThresholdMap) -> None:
    """Mark the base case on the edges of the map, where it lies inside."""
    from matplotlib.markers import CARETRIGHTBASE, CARETUPBASE

    for side, marker, across in ((found.one, CARETRIGHTBASE, False), (found.other, CARETUPBASE, True)):
        if side.values[0] <= side.base <= side.values[-1]:
            at = float(np.interp(side.base, side.values, range(len(side.values))))
            place = (at, -0.5) if across else (-0.5, at)
            axes.plot(*[[one] for one in place], marker=marker, color=style.INK, markersize=7, zorder=4)


def _thin_ticks(axes: Axes, found: ThresholdMap, views: Sequence[Shown]) -> None:
    """Leave out labels of columns, and of rows, where they would meet."""
    box, dots = axes.get_window_extent(), axes.figure.dpi
    count = len(found.other.values)
    wide = max(width(views[1].number(value), style.SMALL) for value in found.other.values) + AIR
    axes.set_xticks(range(0, count, _step(count, box.width / dots, wide)))
    axes.set_xticklabels([views[1].number(found.other.values[int(at)]) for at in axes.get_xticks()])
    rows = len(found.one.values)
    axes.set_yticks(range(0, rows, _step(rows, box.height / dots, style.SMALL * 1.4 / 72)))
    axes.set_yticklabels([views[0].number(found.one.values[int(at)]) for at in axes.get_yticks()])


def _step(count: int, room: float, each: float) -> int:
    """Return of how many entries one is written, so that none meets the next."""
    return max(1, int(np.ceil(count * each / room)))


def _write(axes: Axes, values: Array, vary: Shown) -> None:
    """Write the threshold into its cell; where cells are too small, into every second one, or fewer."""
    box, dots = axes.get_window_extent(), axes.figure.dpi
    texts = [[_text(value, vary) for value in row] for row in values]
    wide = max(width(text, style.SMALL) for row in texts for text in row) + AIR
    rows, columns = values.shape
    across, up = _step(columns, box.width / dots, wide), _step(rows, box.height / dots, style.SMALL * 1.4 / 72)
    for row in range(up // 2, rows, up):
        for column in range(across // 2, columns, across):
            axes.text(column, row, texts[row][column], **letters(style.INK))


def _text(value: float, vary: Shown) -> str:
    if np.isnan(value):
        return "–"
    return typeset(rounded(value, 2 if abs(value) < 1000 else 0)) + (" %" if vary.is_percent else "")
