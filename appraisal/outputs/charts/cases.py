"""Named cases side by side: what each is worth, and the price of a tonne that it has and would need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale, money_words, tick
from appraisal.outputs.charts.frame import Words, key_above, number_axis, paper
from appraisal.outputs.charts.lettering import printable
from appraisal.outputs.charts.rows import Tag, name_rows, rows_height, write_tags
from appraisal.questions.cases import Case, Cases

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BAR = 0.62
ROOMS = (1.25, 1.0)
"""How the width is shared between what the cases are worth and their prices."""

BETWEEN = 0.07
KEY_ROOM = 0.4
SLIT = 0.3


def cases_chart(cases: Cases) -> Figure:
    """Return the chart of cases, a row each, the scenario itself on top; a case that cannot run says so."""
    with style.styled():
        return _drawn(cases)


def _drawn(cases: Cases) -> Figure:
    rows, scenario = cases.rows, cases.scenario
    priced = [row for row in rows if _prices(row)]
    title = f"{len(rows) - 1} case{'s' * (len(rows) != 2)} beside the base case"
    figure = paper(Words.of(title, _subtitle(cases), scenario), rows_height(len(rows), KEY_ROOM if priced else 0.0))
    figure.get_layout_engine().set(wspace=BETWEEN)  # type: ignore[union-attr, call-arg]
    worth, *others = figure.subplots(1, 2, width_ratios=ROOMS) if priced else [figure.subplots()]
    name_rows(worth, [printable(row.name.replace("_", " ")) for row in rows], [at == 0 for at in range(len(rows))])
    tags, marks = _worth(worth, cases)
    for axes in others:
        name_rows(axes, [""] * len(rows))
        axes.tick_params(axis="y", labelleft=False)
        price_tags, price_marks = _price_rows(axes, rows)
    write_tags(worth, tags, marks)
    for axes in others:
        write_tags(axes, price_tags, price_marks)
    return figure


def _subtitle(cases: Cases) -> str:
    ran = [row for row in cases.rows if row.ran]
    paying = sum((row.metrics["npv"].value or 0.0) >= 0 for row in ran)
    base = cases.rows[0].metrics["npv"].value or 0.0
    said = f"{cases.scenario.name}: base {money_words(base, cases.scenario.currency)}; {paying} of {len(ran)} pay"
    left = len(cases.rows) - len(ran)
    return f"{said}; {left} cannot run as stated" if left else said


def _worth(axes: Axes, cases: Cases) -> tuple[list[Tag], list[float]]:
    values = [row.metrics["npv"].value if row.ran else None for row in cases.rows]
    found = [value for value in values if value is not None]
    scale = Scale.of(found, cases.scenario.currency)
    tags = []
    for at, value in enumerate(values):
        reach = 0.0 if value is None else value / scale.size
        axes.barh(at, reach, BAR, color=style.BLUE if reach > 0 else style.VERMILION, label=cases.rows[at].name)
        said = "cannot run" if value is None else scale.amount(value)
        tags.append(Tag(reach, at, said, 1 if reach >= 0 else -1, "bold" if at == 0 else "normal"))
    axes.axvline(0, color=style.SOFT, linewidth=0.9)
    axes.axvline(found[0] / scale.size, color=style.INK, linewidth=1.0, linestyle=(0, (4, 2)), zorder=3)
    axes.set_xlabel(f"Net present value, {scale.unit}")
    number_axis(axes.xaxis, 5)
    marks = [0.0, *(value / scale.size for value in found)]
    return tags, marks if any(marks) else [0.0, 1.0]


def _prices(case: Case) -> tuple[float | None, float | None] | None:
    """Return the threshold and the price of a case; None where it has neither as a number of its own."""
    threshold = case.metrics.get("threshold_credit_price")
    needed = threshold.value if threshold is not None and threshold.status != "factor" else None
    has = case.price.value if case.price is not None else None
    return None if needed is None and has is None else (needed, has)


def _price_rows(axes: Axes, rows: Sequence[Case]) -> tuple[list[Tag], list[float]]:
    """Draw the price that each case has and the one that it needs; the line between is what lacks, or is to spare."""
    found = [_prices(row) or (None, None) for row in rows]
    scale = Scale.of([value for pair in found for value in pair if value is not None], _unit(rows))
    scaled = [tuple(None if value is None else value / scale.size for value in pair) for pair in found]
    tags = [_price_row(axes, at, row, *scaled[at]) for at, row in enumerate(rows)]
    marks = [0.0, *(value for pair in scaled for value in pair if value is not None)]
    axes.set_xlabel(f"Price of a tonne, {scale.unit}")
    number_axis(axes.xaxis, 5)
    key_above(axes)
    return tags, marks if any(marks) else [0.0, 1.0]


def _price_row(axes: Axes, at: int, row: Case, needed: float | None, has: float | None) -> Tag:
    if needed is not None and has is not None:
        color = style.BLUE if has >= needed else style.VERMILION
        axes.plot([needed, has], [at, at], color=color, linewidth=3.0, alpha=0.5, zorder=2)
    if has is not None:
        look: dict[str, Any] = {"color": style.INK, "linewidth": 2.0, "zorder": 4}
        axes.plot([has, has], [at - SLIT, at + SLIT], label=_key("price in the case", axes), **look)
    if needed is not None:
        axes.plot([needed], [at], "o", color=style.INK, markersize=5.5, zorder=5, label=_key("threshold", axes))
    return _tag(at, row, needed, has)


def _key(text: str, axes: Axes) -> str:
    """Name a mark once in the key."""
    return f"_{text}" if text in axes.get_legend_handles_labels()[1] else text


def _tag(at: int, row: Case, needed: float | None, has: float | None) -> Tag:
    if needed is None:
        return Tag(max(has or 0.0, 0.0), at, "no threshold" if row.ran else "", 1)
    left = has is not None and needed < has
    number = tick(round(needed, 2))
    return Tag(needed, at, f"{number} " if left else f" {number}", -1 if left else 1)


def _unit(rows: Sequence[Case]) -> str:
    units = (row.metrics["threshold_credit_price"].unit for row in rows if row.ran)
    return next(units, "")
