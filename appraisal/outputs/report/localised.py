"""The numbers of a chart in the format of a language: on its axes and in its labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

Words = Callable[[str], str]


def localise(figure: Figure, words: Words) -> None:
    """Write every number of a figure anew; nothing moves, for a comma is as wide as a point."""
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        text.set_text(words(text.get_text()))
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            _localise_axis(axis, words)


def _localise_axis(axis: Axis, words: Words) -> None:
    from matplotlib.ticker import FixedFormatter, FuncFormatter

    stated = axis.get_major_formatter()
    if isinstance(stated, FixedFormatter):
        axis.set_major_formatter(FixedFormatter([words(text) for text in stated.seq]))
    elif isinstance(stated, FuncFormatter):
        axis.set_major_formatter(FuncFormatter(lambda value, place: words(stated(value, place))))
