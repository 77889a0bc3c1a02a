"""The tornado: what each figure, moved alone from its low to its high, does to the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appraisal.ground.numbers import percent
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale
from appraisal.outputs.charts.frame import Words, framed, key_above, number_axis
from appraisal.outputs.charts.labels import Shown, label, lowered, shown
from appraisal.outputs.charts.lettering import printable
from appraisal.outputs.charts.measured import NAMES, level_words, scale_for, value_words
from appraisal.outputs.charts.rows import Tag, name_rows, rows_height, write_tags
from appraisal.questions.sensitivity import Bar, Tornado
from appraisal.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 25
BAR = 0.62
HALF_BAR = 0.26
ASIDE = 0.22
"""Where two bars share a row: how thick each is, and how far from the middle, so that its number clears the other."""

HEAD = 0.75
"""Rows that are left free above the first bar for the names of the two lines."""

NEAR = 1.0
"""How far outside the bars, in multiples of their span, the line of no value is still drawn."""


def tornado_chart(tornado: Tornado, scenario: Scenario) -> Figure:
    """Return the tornado of a scenario, the largest bar on top; of more than 25 the smallest are left out."""
    with style.styled():
        return _drawn(tornado, scenario)


def _drawn(tornado: Tornado, scenario: Scenario) -> Figure:
    bars = tornado.bars[:MOST]
    values = [tornado.value, *(value for bar in bars for value in (bar.at_low, bar.at_high))]
    scale = scale_for(values, tornado.unit)
    title = f"{NAMES[tornado.objective]}, one figure moved at a time"
    figure, axes = framed(Words.of(title, _subtitle(tornado, values), scenario), rows_height(len(bars), HEAD * 0.36))
    views = [_view(bar, scenario) for bar in bars]
    name_rows(axes, [_name(bar, view, scenario) for bar, view in zip(bars, views, strict=True)])
    axes.set_ylim(max(len(bars), 1) - 0.4, -0.6 - HEAD)
    tags = [tag for at, bar in enumerate(bars) for tag in _bar(axes, at, bar, tornado.value, views[at], scale)]
    number_axis(axes.xaxis)
    axes.set_xlabel(f"{NAMES[tornado.objective]}, {scale.unit}")
    key_above(axes)
    marks = [*values, tornado.level] if _is_near(tornado.level, values) else values
    write_tags(axes, [*tags, *_lines(axes, tornado, marks, scale)], [value / scale.size for value in marks])
    return figure


def _subtitle(tornado: Tornado, values: list[float]) -> str:
    ranges = f"{tornado.ranges[:1].upper()}{tornado.ranges[1:]}"
    named = lowered(NAMES[tornado.objective])
    said = [ranges if tornado.bars else f"No figure moves the {named}"]
    left = len(tornado.bars) - MOST
    if left > 0:
        said.append(f"{left} figure{'s' * (left > 1)} of less effect left out")
    if tornado.left_out:
        said.append(f"{len(tornado.left_out)} with an end at which there is none left out")
    if tornado.bars and not _is_near(tornado.level, values):
        level = percent(tornado.level) if tornado.objective == "irr" else "0"
        said.append(f"the {named} stays {'above' if tornado.value > tornado.level else 'below'} {level} throughout")
    return "; ".join(said)


def _is_near(level: float, values: list[float]) -> bool:
    low, high = min(values), max(values)
    reach = NEAR * (high - low)
    return low - reach <= level <= high + reach


def _view(bar: Bar, scenario: Scenario) -> Shown:
    return shown(scenario.figures[bar.path], bar.unit, (bar.low, bar.base, bar.high))


def _name(bar: Bar, view: Shown, scenario: Scenario) -> str:
    named = label(bar.path, scenario)
    return printable(f"{named} ({view.heading})" if view.heading else named)


def _bar(axes: Axes, at: int, bar: Bar, base: float, view: Shown, scale: Scale) -> list[Tag]:
    """Draw both halves of a bar; where low and high fall on the same side of the base they share the row."""
    low, high = bar.at_low - base, bar.at_high - base
    shared = low * high > 0
    halves = ((low, bar.low, style.ORANGE, "low"), (high, bar.high, style.BLUE, "high"))
    tags = []
    for half, (change, value, color, end) in enumerate(halves):
        y = at + (2 * half - 1) * ASIDE if shared else float(at)
        named = f"figure at its {end}" if at == 0 else "_"
        thick = HALF_BAR if shared else BAR
        axes.barh(y, change / scale.size, thick, base / scale.size, color=color, label=named, zorder=2)
        if value != bar.base:
            side = -1 if change < 0 or (change == 0 and (high if half == 0 else low) > 0) else 1
            tags.append(Tag((base + change) / scale.size, y, view.number(value), side))
    return tags


def _lines(axes: Axes, tornado: Tornado, marks: list[float], scale: Scale) -> list[Tag]:
    """Draw the base and the line where the swap just pays; the names stand on the far sides: they never meet."""
    base, level = tornado.value, tornado.level
    axes.axvline(base / scale.size, color=style.INK, linewidth=1.3, zorder=3)
    above, side = -0.6 - HEAD / 2, 1 if base >= level else -1
    tags = [Tag(base / scale.size, above, f"base {value_words(base, tornado.unit)}", side)]
    if level in marks:
        axes.axvline(level / scale.size, color=style.VERMILION, linewidth=1.2, linestyle=(0, (4, 2)), zorder=3)
        tags.append(Tag(level / scale.size, above, level_words(tornado.objective, level), -side))
    return tags
