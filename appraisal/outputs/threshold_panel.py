"""The threshold card on the screen: who breaks even at which price, beside what a tonne is worth elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from appraisal.ground.numbers import plain
from appraisal.outputs.layout import Listed, Record, listed, pairs, panel

PARTIES = {"developer": "Developer", "equity": "Equity", "host": "Host country"}
KINDS = {"assumed": "assumed", "market": "market", "target_consistent": "target", "damage": "damage"}
"""What kind of price a row is: paid in a market, consistent with a target, or the damage of a tonne."""


def threshold_panel(record: Record) -> RenderableType:
    """Return the panel of the threshold card."""
    card = record["threshold_card"]
    rows = shown_prices(card)
    parts: list[RenderableType] = [pairs(level_rows(card))]
    if rows:
        parts.append(listed(price_table(card)))
        parts += [Text(note, style="dim") for note in price_notes(card)]
    return panel(Group(*parts), "Threshold price of a tonne, and what a tonne is worth elsewhere")


def shown_prices(card: Record) -> list[Record]:
    """Return the prices that can be held against the threshold in the currency of the scenario."""
    return [row for row in card["prices"] if row["gap_low"] is not None]


def level_rows(card: Record) -> Iterator[tuple[str, str]]:
    """Say for each party at which price it breaks even."""
    for level in card["levels"]:
        if level["value"] is None:
            subject = "its value " if level["reason"].startswith("does not depend") else ""
            yield PARTIES[level["name"]], f"none: {subject}{level['reason']}"
        else:
            yield PARTIES[level["name"]], f"{level['value']:,.2f} {card['unit']} ({level['means']})"


def price_table(card: Record) -> Listed:
    """Return the prices beside the developer's threshold, and how far each is from it."""
    lines = (
        (row["label"] + ("" if row["verified"] else " (verified: no)"), KINDS[row["kind"]], row["date"], *_numbers(row))
        for row in shown_prices(card)
    )
    currency = card["unit"].partition("/")[0]
    headings = ("Price of a tonne", "kind", "date", "price", f"gap, {currency}")
    return Listed(headings, "lllrr", tuple(lines))


def _numbers(row: Record) -> tuple[str, str]:
    price = span(row["low"], row["high"], f"{row['currency']}/t")
    return price, _signed(row["gap_low"], row["gap_high"])


def span(low: float, high: float, unit: str) -> str:
    """Return a price, or a range of prices, with its unit.

    >>> span(40.0, 80.0, "USD/t"), span(21.7, 21.7, "USD/t")
    ('40 to 80 USD/t', '21.7 USD/t')
    """
    return f"{plain(low)} {unit}" if low == high else f"{plain(low)} to {plain(high)} {unit}"


def _signed(low: float, high: float) -> str:
    texts = [f"{value:+,.2f}" for value in ((low,) if low == high else (low, high))]
    return " to ".join(texts)


def price_notes(card: Record) -> Iterator[str]:
    """Say what the gap is, and which prices are in another currency."""
    yield "gap: the price less the developer's threshold; as dated, nothing is adjusted for inflation"
    missing = sorted({row["currency"] for row in card["prices"] if row["gap_low"] is None})
    if missing:
        count = len(card["prices"]) - len(shown_prices(card))
        yield f"{count} more in {', '.join(missing)}: state fx.{missing[0]} to see them here; all are in the record"
