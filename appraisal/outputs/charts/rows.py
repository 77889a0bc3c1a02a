"""Charts of horizontal bars: a row each, its name at the left, its numbers at the ends of its bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appraisal.outputs.charts import style
from appraisal.outputs.charts.frame import settle
from appraisal.outputs.charts.lettering import fitted, width
from appraisal.outputs.charts.placing import letters

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.36
MARGINS = 0.75
NAME_ROOM = 2.7
BESIDE = 0.06
ROUNDS = 40
WIDEST = 0.42
"""The share of the axes that the numbers of one side may take before the bars would be too short to read."""


@dataclass(frozen=True)
class Tag:
    """A number at the end of a bar; it stands left of ``x`` where ``side`` is -1, else right of it."""

    x: float
    y: float
    text: str
    side: int
    weight: str = "normal"


def rows_height(count: int, head: float = 0.0) -> float:
    """Return the inches that the axes of so many rows take."""
    return MARGINS + head + ROW * max(count, 1)


def name_rows(axes: Axes, names: Sequence[str], bold: Sequence[bool] = ()) -> None:
    """Name the rows from the top down."""
    axes.set_yticks(range(len(names)), [fitted(name, NAME_ROOM, style.SMALL, 2) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0, labelcolor=style.INK)
    axes.spines["left"].set_visible(False)
    for text, strong in zip(axes.get_yticklabels(), bold, strict=False):
        text.set_fontweight("bold" if strong else "normal")
    axes.grid(axis="x")


def write_tags(axes: Axes, tags: Sequence[Tag], marks: Sequence[float]) -> None:
    """Widen the axes until each number stands beside its bar inside them, and write the numbers."""
    axes.set_xlim(*_padded(min(marks), max(marks)))
    settle(axes.figure)  # type: ignore[arg-type]
    room = axes.get_window_extent().width / axes.figure.dpi
    axes.set_xlim(*_limits(tags, marks, room))
    for tag in tags:
        axes.annotate(
            tag.text,
            (tag.x, tag.y),
            (tag.side * BESIDE * 72, 0),
            textcoords="offset points",
            bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.6},
            zorder=5,
            **letters(style.INK, tag.weight, "left" if tag.side > 0 else "right"),
        )


def _padded(low: float, high: float) -> tuple[float, float]:
    span = high - low or abs(high) or 1.0
    return low - 0.03 * span, high + 0.03 * span


def _limits(tags: Sequence[Tag], marks: Sequence[float], room: float) -> tuple[float, float]:
    """Return limits between which every mark and every number fits; numbers are in inches, so it takes rounds."""
    low, high = start = _padded(min(marks), max(marks))
    wide = [min(width(tag.text, style.SMALL, tag.weight) + 2 * BESIDE, WIDEST * room) for tag in tags]
    for _ in range(ROUNDS):
        inch = (high - low) / room
        reach = [tag.x + tag.side * size * inch for tag, size in zip(tags, wide, strict=True)]
        low, high = min([start[0], *reach]), max([start[1], *reach])
    return low, high
