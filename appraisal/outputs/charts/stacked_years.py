"""Amounts of many parts by year: stacked bars with a key, what is below nothing below, and the phases marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.about import Phase
from appraisal.outputs.charts.amounts import Scale
from appraisal.outputs.charts.by_year import Part, main_line, money_axis, stack, year_axis
from appraisal.outputs.charts.frame import Words, framed, settle
from appraisal.outputs.charts.lettering import fitted, printable
from appraisal.outputs.charts.phase_marks import mark_phases, phases_within
from appraisal.outputs.charts.placing import End, label_ends, room_for

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT = 4.3
COLORS = (
    style.BLUE,
    style.ORANGE,
    style.GREEN,
    style.SKY,
    style.VERMILION,
    style.PURPLE,
    style.YELLOW,
    style.BROWN,
    style.MINT,
    style.LILAC,
)
NAME_ROOM = 2.3


@dataclass(frozen=True)
class Sum:
    """A line over the bars: what all parts come to in each year, and its name."""

    name: str
    values: Array


def stacked_years(
    years: Sequence[int],
    parts: Mapping[str, ArrayLike],
    words: Words,
    axis: str,
    scale: Scale,
    phases: Sequence[Phase] = (),
    total: str = "",
) -> Figure:
    """Return the bars of the parts of each year; of more than ten the smallest stand in one.

    Args:
        years: calendar years, in order.
        parts: amounts by name of the part, one a year.
        words: what stands around the axes.
        axis: the name of the axis of amounts.
        scale: the scale of the amounts.
        phases: what begins in which year.
        total: the name of a line for the sum of all parts; none where it is empty.
    """
    found = {name: np.asarray(values, dtype=float) for name, values in parts.items()}
    shown = phases_within(phases, years)
    line = np.sum(list(found.values()), axis=0) if total else None
    ends = [] if line is None else [End(float(line[-1]) / scale.size, total, style.INK, "bold")]
    figure, axes = framed(words, HEIGHT, room_for(ends) if ends else 0.3)
    stack(axes, years, grouped(found), scale.size)
    if line is not None:
        main_line(axes, years, line / scale.size)
    money_axis(axes, axis)
    year_axis(axes, years)
    settle(figure)
    mark_phases(axes, shown)
    label_ends(axes, years[-1], ends)
    return figure


def grouped(parts: Mapping[str, Array]) -> list[Part]:
    """Return the parts with their colours, and the smallest of too many as one; a part of nothing is left out."""
    sizes = {name: float(np.abs(values).sum()) for name, values in parts.items() if values.any()}
    kept = sorted(sizes, key=lambda name: -sizes[name])[: len(COLORS)]
    named = [name for name in sizes if name in kept]
    found = [Part(_named(name), color, parts[name]) for name, color in zip(named, COLORS, strict=False)]
    rest = [parts[name] for name in sizes if name not in kept]
    return [*found, Part(f"{len(rest)} further", style.STONE, np.sum(rest, axis=0))] if rest else found


def _named(name: str) -> str:
    """Return a name that matplotlib does not take for a hidden one."""
    return fitted(printable(name), NAME_ROOM, style.SMALL, 1).lstrip("_") or "–"
