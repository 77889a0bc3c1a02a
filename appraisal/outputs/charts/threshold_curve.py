"""The threshold of one figure while another varies: on one side of the curve the swap pays, on the other not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from appraisal.engine.appraisal import Appraisal
from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.curve_numbers import (
    CurveNumbers,
    heights,
    notes_of,
    numbers_of,
    reason_of,
    title_of,
    viable_above,
)
from appraisal.outputs.charts.frame import Words, framed, number_axis, settle
from appraisal.outputs.charts.labels import label, lowered, shown
from appraisal.outputs.charts.lettering import fitted, printable, wrapped
from appraisal.outputs.charts.placing import End, Placer, label_ends, letters, room_for
from appraisal.questions.threshold import Band, Curve
from appraisal.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT = 4.6
END_ROOM = 1.6
FAR = 2.0
"""How far from the curve, in multiples of its span, the stated value is still drawn."""

WORD = 0.07
"""Half of the width of a word in a region, as a share of the axes."""

AROUND = [(dx, dy) for away in (1.0, 1.6, 2.4) for dx in (0.12, -0.12, 0.0) for dy in (0.09, -0.09, 0.0)
          for dx, dy in [(dx * away, dy * away)] if (dx, dy) != (0.0, 0.0)]  # fmt: skip
"""Where the label of a point may stand, from the point, in shares of the axes; the nearest first."""


def threshold_curve_chart(curve: Curve, appraisal: Appraisal, band: Mapping[str, Curve] | None = None) -> Figure:
    """Return the curve of thresholds, with the point and the value that the scenario states.

    Args:
        curve: thresholds of one figure over another.
        appraisal: the appraisal of the scenario that the curve is of.
        band: two further curves over the same values, by what is said beside each ("Capex gap 100 million USD").
    """
    with style.styled():
        return _drawn(curve, appraisal, dict(band or {}))


def band_words(band: Band, scenario: Scenario) -> dict[str, Curve]:
    """Return the curves of a band by what is said beside each."""
    figure = scenario.figures[band.by]
    view = shown(figure, scenario.unit(figure.unit.replace("money", figure.currency or "money")), (band.low, band.high))
    named = label(band.by, scenario)
    ends = ((band.low, band.at_low), (band.high, band.at_high))
    return {f"{named}\n{view.text(value)}": curve for value, curve in ends}


def _drawn(curve: Curve, appraisal: Appraisal, band: dict[str, Curve]) -> Figure:
    numbers = numbers_of(curve, appraisal)
    sides = {text: heights(other, numbers.y_view) for text, other in band.items()}
    low, high, is_near = _range(numbers, sides)
    ends = list(_ends(curve, numbers, sides, is_near))
    above = viable_above(curve, appraisal, numbers)
    notes = notes_of(curve, numbers, above, assumed_is_drawn=is_near)
    words = Words.of(title_of(curve, appraisal), notes, appraisal.scenario)
    figure, axes = framed(words, HEIGHT, room_for(ends))
    axes.set_xlim(*_padded(numbers.x))
    axes.set_ylim(low, high)
    _regions(axes, numbers, sides, above)
    _curves(axes, numbers, sides, is_near)
    _name_axes(axes, curve, appraisal, numbers)
    settle(figure)
    label_ends(axes, float(axes.get_xlim()[1]), ends)
    _label_inside(axes, curve, numbers, sides, above, is_near)
    return figure


def _padded(x: Array) -> tuple[float, float]:
    pad = 0.0 if len(x) > 1 else abs(float(x[0])) * 0.2 or 1.0
    return float(x[0]) - pad, float(x[-1]) + pad


def _range(numbers: CurveNumbers, sides: dict[str, Array]) -> tuple[float, float, bool]:
    """Return the limits of the vertical axis, and whether the stated value lies between them."""
    drawn = np.concatenate([numbers.y, *sides.values()])
    drawn = drawn[np.isfinite(drawn)]
    if not len(drawn):
        drawn = np.array([numbers.assumed])
    low, high = float(drawn.min()), float(drawn.max())
    reach = FAR * max(high - low, 0.25 * max(abs(low), abs(high)))
    is_near = low - reach <= numbers.assumed <= high + reach
    if is_near:
        low, high = min(low, numbers.assumed), max(high, numbers.assumed)
    if 0 <= low < 0.6 * high:
        low = 0.0
    pad = 0.07 * (high - low) or 0.2 * abs(high) or 1.0
    return low - (pad if low != 0.0 else 0.0), high + pad, is_near


def _named(curve: Curve, numbers: CurveNumbers, sides: dict[str, Array]) -> Iterator[tuple[int, End]]:
    """Yield the name of each curve at its last point, and which point of the horizontal axis that is."""
    named = "NPV = 0" if curve.thresholds[0].objective == "npv" else "threshold"
    lines = [(text, y, style.SOFT, "normal") for text, y in sides.items()]
    for text, y, color, weight in [*lines, (named, numbers.y, style.BLUE, "bold")]:
        if np.isfinite(y).any():
            last = int(np.flatnonzero(np.isfinite(y))[-1])
            yield last, End(float(y[last]), _folded(text), color, weight)


def _ends(curve: Curve, numbers: CurveNumbers, sides: dict[str, Array], is_near: bool) -> Iterator[End]:
    yield from (end for last, end in _named(curve, numbers, sides) if last == len(numbers.x) - 1)
    if is_near:
        said = "as stated" if curve.thresholds[0].factor else f"in the scenario\n{numbers.y_text(numbers.assumed)}"
        yield End(numbers.assumed, said, style.VERMILION)


def _folded(text: str) -> str:
    return "\n".join(fitted(printable(line), END_ROOM, style.SMALL, 2) for line in text.split("\n"))


def _regions(axes: Axes, numbers: CurveNumbers, sides: dict[str, Array], above: bool | None) -> None:
    """Tint what lies outside every curve; inside the band the answer depends on what the band varies."""
    if above is None or not numbers.exists:
        return
    low, high = axes.get_ylim()
    upper, lower = (style.PAYS, style.PAYS_NOT) if above else (style.PAYS_NOT, style.PAYS)
    curves = np.vstack([numbers.y, *sides.values()])
    axes.fill_between(numbers.x, curves.max(axis=0), high, color=upper, linewidth=0, zorder=0)
    axes.fill_between(numbers.x, low, curves.min(axis=0), color=lower, linewidth=0, zorder=0)


def _curves(axes: Axes, numbers: CurveNumbers, sides: dict[str, Array], is_near: bool) -> None:
    if len(sides) == 2:
        one, other = sides.values()
        axes.fill_between(numbers.x, one, other, color=style.SKY, alpha=0.4, linewidth=0, zorder=1)
    for y in sides.values():
        axes.plot(numbers.x, y, color=style.SKY, linewidth=1.0, zorder=2)
    marker = {"marker": "o", "markersize": 3.5} if np.isfinite(numbers.y).sum() < 4 else {}
    axes.plot(numbers.x, numbers.y, color=style.BLUE, linewidth=2.2, zorder=3, **marker)  # type: ignore[arg-type]
    if axes.get_ylim()[0] < 0 < axes.get_ylim()[1]:
        axes.axhline(0, color=style.SOFT, linewidth=0.9, zorder=1)
    if is_near:
        axes.axhline(numbers.assumed, color=style.VERMILION, linewidth=1.3, linestyle=(0, (5, 2)), zorder=2)
    if np.isfinite(numbers.base_y):
        axes.plot([numbers.base_x], [numbers.base_y], "o", color=style.INK, markersize=6.5, zorder=5)


def _name_axes(axes: Axes, curve: Curve, appraisal: Appraisal, numbers: CurveNumbers) -> None:
    axes.grid(visible=True)
    number_axis(axes.xaxis, 9)
    number_axis(axes.yaxis, 8)
    vary, over = (printable(label(path, appraisal.scenario)) for path in (curve.vary, curve.over))
    unit = "factor on the stated series" if curve.thresholds[0].factor else numbers.y_view.unit
    axes.set_xlabel(", ".join(filter(None, (over, numbers.x_view.unit))))
    upright = ", ".join(filter(None, (f"Threshold {lowered(vary)}", unit)))
    axes.set_ylabel("\n".join(wrapped(upright, HEIGHT - 0.8, style.LABEL)))


def _label_inside(
    axes: Axes, curve: Curve, numbers: CurveNumbers, sides: dict[str, Array], above: bool | None, is_near: bool
) -> None:
    placer = Placer(axes)
    for y in (numbers.y, *sides.values()):
        placer.keep_clear(numbers.x, y)
    for level in (numbers.assumed, 0.0) if is_near else (0.0,):
        placer.keep_clear(axes.get_xlim(), (level, level))
    if not numbers.exists:
        said = "\n".join(wrapped(f"There is no threshold: {reason_of(curve)}", 5.0, style.SMALL))
        placer.put(said, [(0.5, at) for at in (0.7, 0.3)], **letters(style.INK))
    if np.isfinite(numbers.base_y):
        _label_base(axes, placer, numbers)
    for last, end in _named(curve, numbers, sides):
        if last < len(numbers.x) - 1:
            point = axes.transData.transform((numbers.x[last], end.value))
            x, y = axes.transAxes.inverted().transform(point)
            placer.put(end.text, [(x + dx, y + dy) for dx, dy in AROUND], **letters(end.color, end.weight))
    if above is not None and numbers.exists:
        for text, top in (("viable", above), ("not viable", not above)):
            placer.put(text, _open_places(axes, numbers, sides, top), **letters(style.SOFT), fontstyle="italic")


def _label_base(axes: Axes, placer: Placer, numbers: CurveNumbers) -> None:
    point = (numbers.base_x, numbers.base_y)
    x, y = axes.transAxes.inverted().transform(axes.transData.transform(point))
    said = f"{numbers.y_text(numbers.base_y)}\nat {numbers.x_text(numbers.base_x)}"
    place = placer.find(said, [(x + dx, y + dy) for dx, dy in AROUND])
    if place is not None:
        thread = {"arrowstyle": "-", "color": style.INK, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 4}
        axes.annotate(said, point, place, textcoords="axes fraction", arrowprops=thread, **letters(style.INK, "bold"))


def _open_places(axes: Axes, numbers: CurveNumbers, sides: dict[str, Array], top: bool) -> list[tuple[float, float]]:
    """Return the middles of the space above, or below, every curve, the widest space first."""
    pick, edge = (np.max, 1.0) if top else (np.min, 0.0)
    points = np.column_stack([numbers.x, pick(np.vstack([numbers.y, *sides.values()]), axis=0)])
    shares = axes.transAxes.inverted().transform(axes.transData.transform(points))
    kept = np.flatnonzero(np.isfinite(shares[:, 1]))
    if not len(kept):
        return []
    columns = np.linspace(shares[kept[0], 0] + WORD, shares[kept[-1], 0] - WORD, 23)
    level = np.clip(np.interp(columns, shares[:, 0], shares[:, 1]), 0, 1)
    order = [at for at in np.argsort(-np.abs(edge - level), kind="stable") if np.isfinite(level[at])]
    return [
        (float(columns[at]), float(level[at] + (edge - level[at]) * share)) for share in (0.5, 0.3, 0.7) for at in order
    ]
