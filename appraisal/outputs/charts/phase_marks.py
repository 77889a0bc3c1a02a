"""Phases on an axis of years: a line where each begins, with its name in a row above the bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from appraisal.outputs.charts import style
from appraisal.outputs.charts.about import Phase
from appraisal.outputs.charts.lettering import fitted, printable, width
from appraisal.outputs.charts.placing import letters

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 8
"""Phases that are named; more would leave no room for the bars."""

ROW = 0.19
BESIDE = 0.05
NAME_ROOM = 1.8


def phases_within(phases: Iterable[Phase], years: Sequence[int]) -> list[Phase]:
    """Return the first phases that begin in these years, in order."""
    return sorted((one for one in phases if years[0] <= one.year <= years[-1]), key=lambda one: one.year)[:MOST]


def mark_phases(axes: Axes, phases: Sequence[Phase]) -> None:
    """Draw the beginning of each phase, and make room above the bars for the names."""
    if not phases:
        return
    box, dots = axes.get_window_extent(), axes.figure.dpi
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    inch = (right - left) / (box.width / dots)
    rows = _rows([(phase.year - 0.5 - left) / inch for phase in phases], phases, (right - left) / inch)
    tall = box.height / dots
    above = ROW * (max(row for row, _, _ in rows) + 1) + BESIDE
    axes.set_ylim(low, low + (high - low) * tall / (tall - above))
    for phase, (row, place, text) in zip(phases, rows, strict=True):
        axes.axvline(phase.year - 0.5, color=style.SOFT, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1)
        y = 1 - (ROW * row + ROW / 2) / tall
        behind = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.6}
        look = letters(style.INK, ha="left")
        axes.text(place / (box.width / dots), y, text, transform=axes.transAxes, bbox=behind, zorder=6, **look)


def _rows(starts: Sequence[float], phases: Sequence[Phase], wide: float) -> list[tuple[int, float, str]]:
    """Return the row of each name, where it stands in inches, and what it says: in the first row that is free."""
    taken: list[float] = []
    found = []
    for start, phase in zip(starts, phases, strict=True):
        text = fitted(printable(phase.name), NAME_ROOM, style.SMALL, 1)
        size = width(text, style.SMALL)
        place = max(min(start + BESIDE, wide - size), BESIDE)
        row = next((at for at, end in enumerate(taken) if end <= place), len(taken))
        taken[row : row + 1] = [place + size + 2 * BESIDE]
        found.append((row, place, text))
    return found
