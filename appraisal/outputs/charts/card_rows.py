"""The rows of the threshold card as they are drawn: who breaks even where, and dated prices in groups by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from appraisal.engine.appraisal import Appraisal
from appraisal.ground.numbers import money
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale, typeset
from appraisal.outputs.charts.lettering import fitted, printable, wrapped
from appraisal.outputs.charts.rows import NAME_ROOM
from appraisal.outputs.threshold_panel import PARTIES, span
from appraisal.questions.threshold_card import Level, PriceRow, ThresholdCard, exchange_rate

LARGE, MANY = 1e4, 1e6
TIED = "\u00a0"
"""A space at which no line is broken."""

HEADING = "Break-even price"
GROUPS = (
    ("assumed", "", style.VERMILION),
    ("market", "Paid in a market", style.INK),
    ("target_consistent", "Consistent with a target", style.GREEN),
    ("damage", "Damage of a tonne", style.PURPLE),
)
"""Kinds of price in the order in which they are drawn, with the heading and the colour of each."""

LEVELS = {
    "developer": (style.BLUE, "NPV is zero"),
    "equity": (style.SKY, "equity NPV is zero"),
    "host": (style.ORANGE, "credits pay for making exports good"),
}
"""The colour of each party's line, and what breaking even means for it."""


@dataclass(frozen=True)
class Row:
    """One row: a heading, a party's break-even price, or a dated price from ``low`` to ``high`` on the axis.

    ``price`` and ``gap`` are the numbers beside it; ``starts`` says that a group without a heading begins here.
    """

    name: str
    kind: str
    color: str = style.INK
    low: float | None = None
    high: float | None = None
    price: str = ""
    gap: str = ""
    verified: bool = True
    starts: bool = False


def rows_of(card: ThresholdCard, appraisal: Appraisal) -> list[Row]:
    """Return the rows from the top down: parties that have a break-even price, and prices with an exchange rate."""
    levels = [_level(level, level.value) for level in card.levels if level.value is not None]
    gaps = "" if card.developer is None else f"gap to {number(card.developer)}"
    heading = Row(HEADING if levels else "", "heading", price=card.unit, gap=gaps)
    return [heading, *levels, *_prices(card, appraisal)]


def not_drawn(card: ThresholdCard, appraisal: Appraisal) -> list[PriceRow]:
    """Return the prices that have no place on the axis for want of an exchange rate."""
    return [price for price in card.prices if exchange_rate(appraisal.run, price.currency) is None]


def _prices(card: ThresholdCard, appraisal: Appraisal) -> Iterator[Row]:
    lost = not_drawn(card, appraisal)
    for kind, heading, color in GROUPS:
        found = [price for price in card.prices if price.kind == kind and price not in lost]
        if found and heading:
            yield Row(heading, "heading")
        yield from (_price(price, color, appraisal) for price in found)


def _level(level: Level, value: float) -> Row:
    color, means = LEVELS[level.name]
    return Row(f"{PARTIES[level.name]} ({means})", "level", color, value, value, number(value))


def _price(price: PriceRow, color: str, appraisal: Appraisal) -> Row:
    rate = exchange_rate(appraisal.run, price.currency) or 1.0
    low, high = price.low * rate, price.high * rate
    gap = ""
    if price.gap_low is not None and price.gap_high is not None:
        gap = _ends(price.gap_low, price.gap_high, signed)
    name = _named(price, foreign=price.currency not in ("", appraisal.scenario.currency))
    return Row(name, "price", color, low, high, _ends(low, high, number), gap, price.verified, price.kind == "assumed")


def _named(price: PriceRow, *, foreign: bool) -> str:
    """Return the label with its date in brackets; of a name too long for two lines the label is cut, not the rest."""
    stated = span(price.low, price.high, f"{price.currency}/t") if foreign else ""
    parts = (price.date, stated, "" if price.verified else "verified: no")
    details = "; ".join(part.replace(" ", TIED) for part in parts if part)
    label, behind = printable(price.label), f" ({details})" if details else ""
    if len(wrapped(f"{label}{behind}", NAME_ROOM, style.SMALL)) <= 2:
        return f"{label}{behind}"
    return f"{fitted(label, NAME_ROOM, style.SMALL, 1)}{behind}"


def _ends(low: float, high: float, said: Callable[[float], str]) -> str:
    return " to ".join(dict.fromkeys((said(low), said(high))))


def number(value: float) -> str:
    """Return a price of a tonne in its unit; a large one without its cents, or as it is spoken of.

    >>> number(9.866), number(-27.634), number(0.00418), number(40.0), number(12345.6), number(1479923.7)
    ('9.87', '−27.63', '0.0042', '40', '12,346', '1.48 million')
    """
    if abs(value) >= MANY:
        return typeset(money(value, "").strip())
    is_whole = abs(value) >= LARGE or value == round(value)
    return typeset(f"{value:,.0f}") if is_whole else Scale(1.0, "").amount(value)


def signed(value: float) -> str:
    """Return a gap with its sign."""
    return number(value) if value < 0 else f"+{number(value)}"
