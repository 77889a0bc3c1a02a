"""The threshold card: who breaks even at which price of a tonne, and what a tonne is worth elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from appraisal.engine.appraisal import Appraisal
from appraisal.outputs.charts import style
from appraisal.outputs.charts.card_rows import Row, not_drawn, number, rows_of
from appraisal.outputs.charts.curve_numbers import reason_words
from appraisal.outputs.charts.frame import EDGE, WIDTH, Words, framed, settle
from appraisal.outputs.charts.lettering import POINTS, width
from appraisal.outputs.charts.placing import letters
from appraisal.outputs.charts.price_axis import PriceAxis
from appraisal.outputs.charts.rows import NAME_ROOM, name_rows, rows_height
from appraisal.outputs.threshold_panel import PARTIES
from appraisal.questions.threshold_card import PriceRow, ThresholdCard, threshold_card

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLE = "Threshold price of a tonne, and what a tonne is worth elsewhere"
OBJECTIVES = {"developer": "npv", "equity": "equity_npv", "host": "host"}
RANGE = 0.3
AIR = 0.08
DASHES = {style.BLUE: "solid", style.SKY: (0, (5, 2)), style.ORANGE: (0, (1.5, 1.5))}
"""The lines of the parties differ in more than their colour, for where they meet."""

BESIDE = 0.16
LEAST = 0.55
BELOW = 0.16
"""Inches in front of each column of numbers, that a column takes at least, and of a second line below the axis."""


def threshold_card_chart(appraisal: Appraisal, card: ThresholdCard | None = None) -> Figure:
    """Return the chart of the threshold card, made anew where none is given; something must put a price on tonnes."""
    found = card or threshold_card(appraisal)
    if found is None:
        raise ValueError("nothing puts a price on tonnes")
    with style.styled():
        return _drawn(found, appraisal)


def is_drawable(card: ThresholdCard, appraisal: Appraisal) -> bool:
    """Tell whether the card has a mark to draw."""
    return any(row.low is not None for row in rows_of(card, appraisal))


def _drawn(card: ThresholdCard, appraisal: Appraisal) -> Figure:
    rows = rows_of(card, appraisal)
    columns = [_wide([row.price for row in rows]), _wide([row.gap for row in rows])]
    figure, axes = framed(_words(card, appraisal), rows_height(len(rows), BELOW), sum(columns) + EDGE)
    name_rows(axes, [row.name for row in rows], [row.kind == "heading" for row in rows])
    axis = PriceAxis.of(price for row in rows for price in (row.low, row.high) if price is not None)
    axis.set_on(axes, _room(rows, columns))
    axes.set_xlabel("\n".join(filter(None, (f"Price of a tonne, {card.unit}", axis.words))))
    settle(figure)
    _tint(axes, card, appraisal)
    for at, row in enumerate(rows):
        _draw(axes, at, row)
        _write(axes, at, row, columns)
    return figure


def _room(rows: Sequence[Row], columns: Sequence[float]) -> float:
    """Return the inches that are left for the axis."""
    names = max(width(row.name, style.SMALL, "bold" if row.kind == "heading" else "normal") for row in rows)
    return WIDTH - 2 * EDGE - min(names, NAME_ROOM) - BESIDE - sum(columns)


def _wide(texts: Sequence[str]) -> float:
    widest = max(width(text, style.SMALL, "bold") for text in texts)
    return max(widest, LEAST) + BESIDE if widest else 0.0


def _draw(axes: Axes, at: int, row: Row) -> None:
    """Draw the mark of a row: the line of a party down through the prices, a point, or a bar for a range."""
    if at and (row.kind == "heading" or row.starts):
        axes.axhline(at - 0.5, color=style.AXIS, linewidth=0.6, zorder=1)
    if row.low is None or row.high is None:
        return
    if row.kind == "level":
        foot = axes.get_ylim()[0]
        axes.plot([row.low] * 2, [at, foot], color=row.color, linewidth=1.5, linestyle=DASHES[row.color], zorder=2)
    look: Any = {"facecolor": row.color if row.verified else style.PAPER, "edgecolor": row.color, "linewidth": 1.3}
    if row.low < row.high:
        axes.barh(at, row.high - row.low, RANGE, row.low, zorder=3, **look)
    else:
        axes.scatter([row.low], [at], 36, marker="D" if row.kind == "level" else "o", zorder=4, **look)


def _write(axes: Axes, at: int, row: Row, columns: Sequence[float]) -> None:
    """Write the numbers of a row in their columns."""
    weight, color = ("bold", style.SOFT) if row.kind == "heading" else ("normal", style.INK)
    look = letters(color, weight, "right", "center_baseline")
    places: Any = {"xycoords": axes.get_yaxis_transform(), "textcoords": "offset points", "annotation_clip": False}
    for end, text in ((columns[0], row.price), (sum(columns), row.gap)):
        if text:
            axes.annotate(text, (1.0, at), (end * POINTS, 0), **places, **look)


def _tint(axes: Axes, card: ThresholdCard, appraisal: Appraisal) -> None:
    """Tint the prices at which the swap pays, and those at which it does not, and name both beside the line."""
    at, above = card.developer, _pays_above(card, appraisal)
    if at is None or above is None:
        return
    low, high = axes.get_xlim()
    box, dots = axes.get_window_extent(), axes.figure.dpi
    line = float(axes.transData.transform((at, 0.0))[0])
    for ends, edge, side, pays in (((low, at), box.x0, -1, not above), ((at, high), box.x1, 1, above)):
        axes.axvspan(*ends, color=style.PAYS if pays else style.PAYS_NOT, linewidth=0, zorder=0)
        text, room = "viable" if pays else "not viable", abs(edge - line) / dots
        if width(text, style.SMALL) + 2 * AIR <= room:
            look = letters(style.SOFT, ha="left" if side > 0 else "right") | {"fontstyle": "italic"}
            axes.annotate(text, (at, 0), (side * AIR * POINTS, 0), textcoords="offset points", **look)


def _pays_above(card: ThresholdCard, appraisal: Appraisal) -> bool | None:
    """Tell whether the swap pays above the developer's price: the price in the scenario, on a known side, tells."""
    gaps = [price.gap_low for price in card.prices if price.kind == "assumed"]
    npv = appraisal.metrics["npv"].value
    return bool((gaps[0] > 0) == (npv > 0)) if gaps and gaps[0] and npv else None


def _words(card: ThresholdCard, appraisal: Appraisal) -> Words:
    scenario = appraisal.scenario
    view = f"{style.discounted_words(scenario)}; prices as they are dated, not adjusted for inflation"
    said = "; ".join(_said(card, appraisal))
    words = Words.of(TITLE, f"{said[:1].upper()}{said[1:]}", scenario, f"{view}, their sources in the record")
    lost = not_drawn(card, appraisal)
    return replace(words, source=f"{_lost_words(lost)} {words.source}") if lost else words


def _said(card: ThresholdCard, appraisal: Appraisal) -> Iterator[str]:
    if card.developer is not None:
        yield f"The developer breaks even at {number(card.developer)} {card.unit}"
        if card.developer < 0 and (appraisal.metrics["npv_without_credits"].value or 0.0) > 0:
            yield f"the swap pays without {style.priced_words(appraisal.scenario)}"
    for level in card.levels:
        if level.value is None:
            reason = reason_words(level.reason, appraisal.model.price_path, OBJECTIVES[level.name])
            yield f"no break-even price for the {PARTIES[level.name].lower()}: {reason}"


def _lost_words(lost: Sequence[PriceRow]) -> str:
    names = sorted({price.currency for price in lost})
    listed, stated = (listed_words([f"{before}{name}" for name in names]) for before in ("", "fx."))
    count = f"{len(lost)} price{'s' * (len(lost) > 1)}"
    return f"{count} in {listed} not drawn for want of an exchange rate: state {stated}."


def listed_words(names: Sequence[str]) -> str:
    """Return names as a sentence lists them.

    >>> listed_words(["CNY", "EUR", "GBP"]), listed_words(["EUR"])
    ('CNY, EUR and GBP', 'EUR')
    """
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
