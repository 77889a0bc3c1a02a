"""The sheet of paper of a chart: title above, axes in the middle, source line at the foot, nothing over the edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import tick
from appraisal.outputs.charts.lettering import LEADING, POINTS, printable, width, wrapped
from appraisal.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.figure import Figure

WIDTH = 9.0
KEY_ROOM = 7.2
KEY_SWATCH = 0.42
"""Inches that the key may be wide, and that a swatch takes with the space around it."""

EDGE = 0.18
GAP = 0.10
OVERHANG = 0.30
"""Room at the right for half of the last tick's label, in inches."""


@dataclass(frozen=True)
class Words:
    """What stands around the axes."""

    title: str
    subtitle: str
    source: str

    @classmethod
    def of(cls, title: str, subtitle: str, scenario: Scenario, view: str = "") -> Words:
        """Return the words of a chart of one scenario; ``view`` says what other money than the project's it shows."""
        return cls(title, printable(subtitle), printable(style.source_line(scenario, view)))


def framed(words: Words, height: float, right: float = OVERHANG) -> tuple[Figure, Axes]:
    """Return a figure with its words, and axes ``height`` inches high with their labels; ``right`` inches stay free."""
    figure = paper(words, height, right)
    return figure, figure.add_subplot()


def paper(words: Words, height: float, right: float = OVERHANG) -> Figure:
    """Return a figure with its words and room of ``height`` inches for axes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from appraisal.outputs.charts.shown import Chart

    room = WIDTH - 2 * EDGE
    above = [(line, style.TITLE, "bold", style.INK) for line in wrapped(words.title, room, style.TITLE, "bold")]
    above += [(line, style.SUBTITLE, "normal", style.SOFT) for line in wrapped(words.subtitle, room, style.SUBTITLE)]
    foot = wrapped(words.source, room, style.FOOT)
    head, base = (GAP + _depth(sizes) for sizes in ([size for _, size, _, _ in above], [style.FOOT] * len(foot)))
    figure = Chart(figsize=(WIDTH, head + height + base))
    FigureCanvasAgg(figure)
    figure.set_label(f"{words.title}. {words.subtitle}")
    _write(figure, above, EDGE)
    _write(figure, [(line, style.FOOT, "normal", style.SOFT) for line in foot], head + height + GAP)
    total = head + height + base
    rect = (EDGE / WIDTH, base / total, 1 - (EDGE + right) / WIDTH, height / total)
    figure.set_layout_engine("constrained", rect=rect, w_pad=0, h_pad=0)
    return figure


def _depth(sizes: list[float]) -> float:
    return EDGE + sum(sizes) * LEADING / POINTS


def _write(figure: Figure, lines: list[tuple[str, float, str, str]], top: float) -> None:
    for text, size, weight, color in lines:
        y = 1 - top / figure.get_figheight()
        figure.text(EDGE / WIDTH, y, text, fontsize=size, fontweight=weight, color=color, ha="left", va="top")
        top += size * LEADING / POINTS


def settle(figure: Figure) -> RendererAgg:
    """Lay the axes out once and for all, so that labels may be placed by measure; return what measures them.

    A figure without a layout engine is drawn once when it is saved; with one, even an idle one, twice.
    """
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine(None)
    return figure.canvas.get_renderer()  # type: ignore[attr-defined, no-any-return]


def key_above(axes: Axes) -> None:
    """Write the key of the coloured parts in as few rows as fit above the axes."""
    handles, labels = axes.get_legend_handles_labels()
    named = [(handle, text) for handle, text in zip(handles, labels, strict=True) if not text.startswith("_")]
    if not named:
        return
    columns = _columns([width(text, style.SMALL) + KEY_SWATCH for _, text in named])
    order = [named[at] for column in range(columns) for at in range(column, len(named), columns)]
    axes.legend(
        [handle for handle, _ in order],
        [text for _, text in order],
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=columns,
        borderaxespad=0.3,
        columnspacing=1.4,
        handlelength=1.2,
    )


def _columns(wide: list[float]) -> int:
    """Return the most columns that fit, when the entries are read along the rows."""
    fitting = (
        count for count in range(len(wide), 0, -1) if sum(max(wide[at::count]) for at in range(count)) <= KEY_ROOM
    )
    return next(fitting, 1)


def number_axis(axis: Axis, ticks: int = 7) -> None:
    """Give an axis a few ticks with plain numbers."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: tick(round(value, 12))))
