"""A sector of many plants: what one of them earns by how many make the effort, and how the sector's credits spread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from appraisal.ground.numbers import money, percent
from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale, tick, tonnes_scale, typeset
from appraisal.outputs.charts.frame import Words, framed, number_axis, settle
from appraisal.outputs.charts.placing import End, Placer, label_ends, letters, room_for
from appraisal.outputs.sector_record import tonnes_words
from appraisal.questions.sector.result import SectorCrediting

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT = 4.3
HEAD = 1.14
"""How far the vertical axis reaches above the highest value."""

BINS = 40
LOW, HIGH = 5, 95
LIFT = 0.025
TOP = 0.94
"""How far a share stands above its bar, and the height at which the base case is named, in shares of the axes."""

Curve = tuple[str, Array, str, Any]
"""The name of a line, its tonnes by standing, its colour and its dashes."""


def sector_effort_chart(found: SectorCrediting) -> Figure:
    """Return what the plant earns by the number of others that make the effort, beside what it earns as a project."""
    with style.styled():
        return _effort(found)


def _effort(found: SectorCrediting) -> Figure:
    lines = list(_lines(found))
    top = max(float(values.max()) for _, values, _, _ in lines)
    scale = tonnes_scale(top)
    ends = [End(float(v[-1]) / scale.size, name, color, "bold") for name, v, color, _ in lines]
    figure, axes = framed(_effort_words(found), HEIGHT, room_for(ends))
    joined = np.array([one.joined for one in found.standings], dtype=float)
    for _, values, color, dashes in lines:
        axes.plot(joined, values / scale.size, color=color, linewidth=2.2, linestyle=dashes, zorder=4)
    axes.set_xlim(0, joined[-1])
    axes.set_ylim(0, top / scale.size * HEAD or 1.0)
    axes.grid(axis="y")
    _name_axes(
        axes, f"Other plants that make the effort, of {found.fleet.count:,}", f"Credits of the plant, {scale.unit}"
    )
    axes.set_xticks([mark for mark in axes.get_xticks() if mark == int(mark) and mark <= joined[-1]])
    _barren(axes, found)
    settle(figure)
    label_ends(axes, float(joined[-1]), ends)
    _marks(axes, found, lines, scale)
    return figure


def _lines(found: SectorCrediting) -> Iterator[Curve]:
    alone = found.project.earned.tonnes
    yield "as a project", np.full(len(found.standings), alone), style.ORANGE, "-"
    yield "in the sector", np.array([one.earned.tonnes for one in found.standings]), style.BLUE, "-"
    idle = np.array([one.idle.tonnes for one in found.standings])
    yield "in the sector,\nwithout its effort", idle, style.PURPLE, (0, (4, 2))


def _barren(axes: Axes, found: SectorCrediting) -> None:
    """Shade where the plant earns nothing in the sector."""
    end = found.fleet.count if found.needed is None else found.needed
    if end:
        axes.axvspan(0, end, color=style.PAYS_NOT, linewidth=0, zorder=0)


def _marks(axes: Axes, found: SectorCrediting, lines: Iterable[Curve], scale: Scale) -> None:
    """Name the region without credits, and how many others take part as the scenario states it."""
    stated, count = found.fleet.taking_part, found.fleet.count
    axes.axvline(stated, color=style.INK, linewidth=1.1, linestyle=(0, (1, 1.2)), zorder=3)
    placer = Placer(axes)
    for _, values, _, _ in lines:
        placer.keep_clear([one.joined for one in found.standings], values / scale.size)
    placer.keep_clear((stated, stated), axes.get_ylim())
    named = f"as stated: {stated:,}"
    sides = [(stated / count + side * away, y) for y in (0.9, 0.6, 0.4) for away in (0.08, 0.1) for side in (1, -1)]
    placer.put(named, sides, **letters(style.INK, "bold"))
    end = count if found.needed is None else found.needed
    middle = end / count / 2
    if end:
        places = [(middle, y) for y in (0.5, 0.4, 0.6, 0.3)]
        placer.put("the effort\nearns nothing", places, **letters(style.VERMILION, "bold"))


def _effort_words(found: SectorCrediting) -> Words:
    project, together, currency = found.project.earned, found.together.earned, found.scenario.currency
    said = (
        f"As a project its credits bring {money(project.revenue, currency)} in present value. In the sector they bring "
    )
    if found.needed is None:
        said += "nothing, whatever the others do"
    else:
        until = f"nothing until {found.needed:,} others make the effort too, and " if found.needed else ""
        said += f"{until}{money(together.revenue, currency)} if all make it"
    return Words.of("What one plant's effort earns: as a project, and in its sector", said, found.scenario)


def sector_credits_chart(found: SectorCrediting) -> Figure:
    """Return how the sector's credits are distributed over the draws; those without any have a bar of their own."""
    with style.styled():
        return _credits(found)


def _credits(found: SectorCrediting) -> Figure:
    values, scale = found.draws.values, tonnes_scale(float(found.draws.values.max()))
    figure, axes = framed(_credits_words(found), HEIGHT)
    some = values[values >= 1] / scale.size
    edges = np.linspace(0, float(some.max()) if len(some) else 1.0, BINS + 1)
    share, none = np.histogram(some, edges)[0] / len(values) * PERCENTS, found.draws.none.value * PERCENTS
    wide = float(edges[1])
    axes.bar(edges[:-1], share, wide, align="edge", color=style.BLUE, linewidth=0, zorder=2)
    axes.bar([APART * wide], [none], 1.5 * wide, color=style.VERMILION, linewidth=0, zorder=2)
    axes.set_xlim(2 * APART * wide, float(edges[-1]) + wide)
    axes.set_ylim(0, max(none, float(share.max())) * HEAD or 1.0)
    axes.grid(axis="y")
    _name_axes(axes, f"Credits of the sector over the crediting period, {scale.unit}", "% of the draws")
    _tick_none(axes, APART * wide)
    settle(figure)
    _name_bars(axes, found, scale, APART * wide)
    return figure


APART = -2.5
"""Where the bar of the draws without a credit stands, in bins from 0."""

PERCENTS = 100.0
BASE_LINE: tuple[tuple[str, float, Any], ...] = ((style.PAPER, 3.2, "-"), (style.INK, 1.4, (0, (1, 1.2))))
"""The line of the base case, with a white one behind it: colour, width, dashes."""


def _name_axes(axes: Axes, across: str, up: str) -> None:
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    number_axis(axes.xaxis, 9)
    number_axis(axes.yaxis, 6)


def _tick_none(axes: Axes, at: float) -> None:
    """Name the bar of the draws without a credit on the axis."""
    marks = [float(mark) for mark in axes.get_xticks() if 0 <= mark <= axes.get_xlim()[1]]
    axes.set_xticks([at, *marks], ["none", *(tick(round(mark, 12)) for mark in marks)])


def _name_bars(axes: Axes, found: SectorCrediting, scale: Scale, none_at: float) -> None:
    """Say how many draws have no credit, and where the base case lies."""
    none, base = found.draws.none.value, found.stated.sector
    where = base / scale.size if base >= 1 else none_at
    for color, width, dashes in BASE_LINE if base >= 1 else ():
        axes.axvline(where, color=color, linewidth=width, linestyle=dashes, zorder=3)
    (low, high), top = axes.get_xlim(), axes.get_ylim()[1]
    placer = Placer(axes)
    at, bar = (where - low) / (high - low), ((none_at - low) / (high - low), none * PERCENTS / top + LIFT)
    placer.put(percent(none, 1), [bar], **letters(style.VERMILION, "bold"))
    said = f"base case {typeset(scale.amount(base))}" if base >= 1 else "base case: none"
    places = [(at + side * away, y) for y in (TOP, 0.86, 0.78) for away in (0.085, 0.12) for side in (1, -1)]
    placer.put(said, places, **letters(style.INK, "bold"))


def _credits_words(found: SectorCrediting) -> Words:
    draws, fleet = found.draws, found.fleet
    none = f"{percent(draws.none.value, 1)} of the draws (standard error {percent(draws.none.standard_error, 1)})"
    low, high = (float(np.percentile(draws.values, share)) for share in (LOW, HIGH))
    most = f"never more than {tonnes_words(float(draws.values.max()))}"
    spread = f"nine draws in ten lie between {tonnes_words(low)} and {tonnes_words(high)}" if high else most
    title = f"Credits of the sector: {draws.count:,} draw{'s' * (draws.count != 1)}"
    said = f"None at all in {none}; {spread}; {fleet.count:,} other plants, seed {fleet.seed}"
    return Words.of(title, said if fleet.count > 1 else said.replace("plants", "plant"), found.scenario)
