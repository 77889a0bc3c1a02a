"""The threshold card: at which price of a tonne each party breaks even, beside what a tonne is worth elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.outputs.layout import Record
from appraisal.outputs.report.blocks import Block, Footnote, Pairs, Paragraph, Picture, Section
from appraisal.outputs.report.tables import table_of
from appraisal.outputs.threshold_panel import level_rows, price_notes, price_table, shown_prices


def section(record: Record) -> Section | None:
    """Return the threshold card, or none where nothing puts a price on tonnes."""
    if "threshold_card" not in record:
        return None
    return Section("threshold_card", "Threshold card", tuple(_blocks(record, record["threshold_card"])))


def _blocks(record: Record, card: Record) -> Iterator[Block]:
    rows = shown_prices(card)
    if rows and _level(card) is not None:
        yield Paragraph(tuple(_findings(record, card, rows)))
    yield Pairs(tuple(level_rows(card)), "Price of a tonne at which each breaks even")
    yield Picture("threshold_card", "Threshold prices beside prices of a tonne", _alt(card, rows))
    if rows:
        notes = "; ".join(price_notes(card))
        yield table_of(price_table(card), "Prices of a tonne beside the developer's threshold", note=notes)


def _level(card: Record) -> float | None:
    found = next((level for level in card["levels"] if level["name"] == "developer"), card["levels"][0])
    value: float | None = found["value"]
    return value


def _findings(record: Record, card: Record, rows: list[Record]) -> Iterator[str | Footnote]:
    """Say which prices would carry the swap, each with its source."""
    level = f"{_level(card):,.2f} {card['unit']}"
    above = [row for row in rows if row["gap_low"] >= 0]
    below = [row for row in rows if row["gap_high"] < 0]
    yield f"The developer breaks even at {level}. "
    between = [row for row in rows if row["gap_low"] < 0 <= row["gap_high"]]
    carry, do = "carries" if len(above) == 1 else "carry", "does" if len(below) == 1 else "do"
    hold = "is a range that holds" if len(between) == 1 else "are ranges that hold"
    yield from _group(f"{len(above)} of the {len(rows)} prices below {carry} the swap in full: ", above, record)
    yield from _group(f"{len(between)} {hold} the threshold: ", between, record)
    yield from _group(f"{len(below)} {do} not reach it: ", below, record)


def _group(words: str, rows: list[Record], record: Record) -> Iterator[str | Footnote]:
    if not rows:
        return
    yield words
    for at, row in enumerate(rows):
        yield row["label"]
        source = _source(row, record)
        if source:
            yield Footnote(source)
        yield ". " if at == len(rows) - 1 else ", "


def _source(row: Record, record: Record) -> str:
    """Return where a price comes from; a price of the scenario names a source of the scenario by its key."""
    source = str(record["sources"].get(row["source"], row["source"]))
    return source + ("" if row["verified"] or not source else " (verified: no)")


def _alt(card: Record, rows: list[Record]) -> str:
    said = [f"{name}: {words}" for name, words in level_rows(card)]
    said += [f"{row['label']} {row['low']:g} to {row['high']:g} {row['currency']}/t" for row in rows]
    return f"Prices of a tonne on one scale. {'; '.join(said)}."
