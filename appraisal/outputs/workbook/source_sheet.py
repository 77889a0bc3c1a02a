"""The worksheet of sources: what the scenario cites, and what was assumed where it says nothing."""

from __future__ import annotations

from appraisal.outputs.layout import Record
from appraisal.outputs.workbook.pen import Pen, rich_length
from appraisal.scenario.scenario import Scenario

WIDTHS = (44, 44, 100)


def write_sources(pen: Pen, scenario: Scenario, record: Record) -> None:
    """Write the sources of the scenario, the defaults in use, and the figures without a source."""
    for at, width in enumerate(WIDTHS):
        pen.sheet.set_column(at, at, width)
    row = _table(
        pen, 4, ("Source", "", "What it is"), [(key, "", text) for key, text in scenario.document.sources.items()]
    )
    assumed = [(one["path"], one["value"], _said(one)) for one in record["defaults"]]
    row = _table(pen, row, ("Assumed, as nothing is stated", "Value", "Source"), assumed)
    bare = [(path, record["inputs"][path]["stated"], "no source stated") for path in record["unsourced"]]
    _table(pen, row, ("Stated without a source", "As stated", ""), bare)


def _said(one: Record) -> str:
    return f"{one['source']}{'' if one['verified'] else ' (verified: no)'}"


def _table(pen: Pen, row: int, heads: tuple[str, ...], rows: list[tuple[str, str, str]]) -> int:
    if not rows:
        return row
    pen.headings(heads, row)
    for found in rows:
        row += 1
        for column, words in enumerate(found):
            pen.text(row, column, words, pen.styles.wrapped)
        pen.sheet.set_row(row, 14 * max(rich_length(words, width) for words, width in zip(found, WIDTHS, strict=True)))
    return row + 2
