"""How the tests read a figure: every word that is drawn, with its box; and the scenarios with finance."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from matplotlib.colors import to_hex
from matplotlib.text import Text

from appraisal.outputs.charts import style
from appraisal.outputs.charts.legible import LEAST, contrast

CASES = {file.stem: file for file in sorted((Path(__file__).parent / "cases").glob("*.yaml"))}
"""Scenarios with finance of every size and shape."""


def shown_texts(figure):
    """Every text that is drawn, with its box, threads left out; labels of ticks outside the axes are not drawn."""
    figure.draw_without_rendering()  # puts keys in their places
    renderer = figure.canvas.get_renderer()
    for axes in figure.axes:
        axes.get_xticklabels(), axes.get_yticklabels()  # ticks are made anew when the limits have changed
    hidden = {text for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for text in outside(axis)}
    texts = [text for text in dict.fromkeys(figure.findobj(Text)) if text not in hidden]
    visible = [text for text in texts if text.get_text().strip() and text.get_visible()]
    for text in visible:
        text.get_window_extent(renderer)  # puts a label with a thread in its place
    return [(text.get_text(), Text.get_window_extent(text, renderer)) for text in visible]


def outside(axis):
    """The labels of ticks that are not drawn."""
    if not axis.get_visible() or not axis.axes.axison:
        yield from (label for tick in axis.get_major_ticks() for label in (tick.label1, tick.label2))
        yield axis.label
        return
    low, high = sorted(axis.get_view_interval())
    for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
        near = 1e-9 * (high - low)
        if not low - near <= tick.get_loc() <= high + near:
            yield tick.label1
        yield tick.label2


def check_readable(figure):
    """Check that every word is inside the figure, covers no other, is dark on white, and is no formula."""
    check_letters(figure)
    found = shown_texts(figure)
    frame = figure.bbox
    for text, box in found:
        assert box.x0 >= frame.x0, text
        assert box.x1 <= frame.x1, text
        assert box.y0 >= frame.y0, text
        assert box.y1 <= frame.y1, text
    for (one, box), (other, beside) in combinations(found, 2):
        wide = min(box.x1, beside.x1) - max(box.x0, beside.x0)
        tall = min(box.y1, beside.y1) - max(box.y0, beside.y0)
        assert wide <= 1 or tall <= 1, (one, other)


def check_letters(figure):
    """Check that letters can be read on paper (white ones stand on dark bars), and that no dollar sign is a formula."""
    for text in figure.findobj(Text):
        if text.get_text().strip() and text.get_visible():
            color = to_hex(text.get_color()).upper()
            assert color == style.PAPER or contrast(color) >= LEAST, (text.get_text(), color)
            assert not text.get_parse_math(), text.get_text()


def words_of(figure):
    """The words that are drawn."""
    return [text for text, _ in shown_texts(figure)]
