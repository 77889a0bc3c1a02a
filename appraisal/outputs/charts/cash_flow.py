"""The yearly cash flow in its parts, and what it has come to in present value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from appraisal.engine import measures
from appraisal.engine.appraisal import Appraisal
from appraisal.engine.model import Run
from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale, money_words
from appraisal.outputs.charts.frame import Words, framed, key_above, number_axis, settle
from appraisal.outputs.charts.placing import End, label_ends, room_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT = 4.3
BAR = 0.8
CROWDED = 45
"""Years above which bars and points lose their outlines."""

GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Capex gap", style.VERMILION, ("swap.capex_gap",)),
    ("Replacements", style.ORANGE, ("replacements",)),
    ("Fuel saving", style.BLUE, ("swap.fuel_saving",)),
    ("Operating cost saving", style.GREEN, ("swap.opex_saving",)),
    ("Credit revenue", style.SKY, ("credit_revenue",)),
    ("Credit costs", style.PURPLE, ("registration", "credit_cost")),
    ("Residual value and closing", style.INK, ("swap.residual_gain", "swap.closing_cost_gap")),
    ("Other benefits", style.YELLOW, ("other_benefits", "other_receipts")),
)
"""Parts that are drawn as one, with their colour; every other part of the cash flow is drawn as other costs."""

OTHER = ("Other costs", style.STONE)


@dataclass(frozen=True)
class Part:
    """One part of the cash flow, signed, in money of the basis, a value a year."""

    label: str
    color: str
    values: Array


def parts_of(run: Run) -> list[Part]:
    """Return the parts of the cash flow that are not all zero; they add up to the cash flow of each year."""
    rows = {name: (label, sign) for label, name, sign in (*measures.CAPITAL, *measures.OPERATING)}
    known = {name for _, _, names in GROUPS for name in names}
    rest = tuple(name for name in rows if name not in known)
    found = (_part(run, rows, *group) for group in (*GROUPS, (*OTHER, rest)))
    return [part for part in found if part.values.any()]


def _part(run: Run, rows: dict[str, tuple[str, int]], label: str, color: str, names: tuple[str, ...]) -> Part:
    signed = {name: rows[name][1] * _yearly(run, name) / _yearly(run, "price_level") for name in names}
    used = [name for name in names if signed[name].any()]
    summed = np.sum([signed[name] for name in names], axis=0) + 0.0
    return Part(rows[used[0]][0] if len(used) == 1 else label, color, summed)


def _yearly(run: Run, name: str) -> Array:
    return np.broadcast_to(run.rows[name], (len(run.axis.years), 1))[:, 0]


def cash_flow(appraisal: Appraisal) -> Figure:
    """Return the chart of the yearly cash flow, with the present value to date with and without credits."""
    with style.styled():
        return _drawn(appraisal)


def _drawn(appraisal: Appraisal) -> Figure:
    parts, lines = parts_of(appraisal.run), list(_lines(appraisal))
    scale = Scale.of(_extremes(parts, [line for line, _ in lines]), appraisal.scenario.currency)
    ends = [End(end.value / scale.size, end.text, end.color, end.weight) for _, end in lines]
    words = Words.of("Cash flow and cumulative present value", _subtitle(appraisal), appraisal.scenario)
    figure, axes = framed(words, HEIGHT, room_for(ends))
    _bars(axes, appraisal.years, parts, scale)
    for line, end in lines:
        _line(axes, appraisal.years, line / scale.size, end)
    _axes(axes, appraisal, scale)
    settle(figure)
    label_ends(axes, appraisal.years[-1], ends)
    return figure


def _lines(appraisal: Appraisal) -> Iterator[tuple[Array, End]]:
    with_credits, plain = (_yearly(run, "cumulative_present_value") for run in (appraisal.run, appraisal.plain))
    currency = appraisal.scenario.currency
    if not np.array_equal(with_credits, plain):
        said = f"without credits\n{money_words(plain[-1], currency)}"
        yield plain, End(float(plain[-1]), said, style.SOFT)
    said = f"NPV\n{money_words(with_credits[-1], currency)}"
    yield with_credits, End(float(with_credits[-1]), said, style.INK, "bold")


def _extremes(parts: list[Part], lines: list[Array]) -> list[float]:
    return [float(np.abs(values).max()) for values in (*(part.values for part in parts), *lines)]


def _subtitle(appraisal: Appraisal) -> str:
    found = appraisal.metrics["discounted_payback"]
    if found.value is None:
        return f"Discounted payback: {found.reason}"
    return f"In present value the outlay is recovered {found.value:.1f} years after it begins"


def _bars(axes: Axes, years: list[int], parts: list[Part], scale: Scale) -> None:
    above, below = np.zeros(len(years)), np.zeros(len(years))
    edge = 0.0 if len(years) > CROWDED else 0.5
    for part in parts:
        values = part.values / scale.size
        bottom = np.where(values < 0, below, above)
        axes.bar(years, values, BAR, bottom, label=part.label, color=part.color, edgecolor=style.PAPER, linewidth=edge)
        above, below = above + np.maximum(values, 0), below + np.minimum(values, 0)


def _line(axes: Axes, years: list[int], values: Array, end: End) -> None:
    crowded = len(years) > CROWDED
    if end.weight == "bold":
        size = 0.0 if crowded else 3.0
        axes.plot(years, values, color=end.color, zorder=4, linewidth=2.0, marker="o", markersize=size)
    else:
        axes.plot(years, values, color=end.color, zorder=3, linewidth=1.3, linestyle=(0, (4, 2)))


def _axes(axes: Axes, appraisal: Appraisal, scale: Scale) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.axhline(0, color=style.SOFT, linewidth=0.9)
    axes.grid(axis="y")
    axes.use_sticky_edges = False
    axes.margins(y=0.06)
    axes.set_xlim(appraisal.years[0] - 0.8, appraisal.years[-1] + 0.8)
    number_axis(axes.yaxis)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=12, steps=[1, 2, 5, 10], integer=True, min_n_ticks=1))
    axes.set_xlabel("Year")
    axes.set_ylabel(f"{scale.unit}, {_basis(appraisal)}")
    key_above(axes)


def _basis(appraisal: Appraisal) -> str:
    money = appraisal.scenario.document.money
    return f"prices of {money.price_year}" if money.basis == "real" else "nominal"
