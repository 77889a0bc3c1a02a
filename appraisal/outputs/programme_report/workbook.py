"""The workbook of a programme: measures that can be scaled or left out, and every sum of the package as a live formula.

What a measure comes to is the sum of its own appraisals, so the package is linear in the share of each measure that is
built: totals are sums over measures of share times amount, and that is what the cells do.
"""

from __future__ import annotations

from io import BytesIO

from appraisal.outputs.layout import Record
from appraisal.outputs.programme_report.book_checks import write_checks
from appraisal.outputs.programme_report.book_sheets import (
    Built,
    write_measures,
    write_parties,
    write_supply,
    write_tonnes,
)
from appraisal.outputs.programme_report.book_words import write_cover, write_sources
from appraisal.outputs.workbook.pen import Pen, new_book
from appraisal.outputs.workbook.styles import Styles

__all__ = ["workbook"]

TITLES = {
    "Cover": "Programme: result",
    "Measures": "Measures: what each comes to, and how much of it is built",
    "Tonnes": "Tonnes and credits by measure and year",
    "Parties": "Money by party, measure and year",
    "Supply": "Which measures pay at which credit price",
    "Checks": "Checks",
    "Sources": "Sources and assumptions",
}


def workbook(record: Record) -> bytes:
    """Return the workbook of a programme's record; the same record gives the same bytes."""
    buffer = BytesIO()
    shown = {**record, "scenario": record["programme"]}
    book = new_book(buffer, shown)
    styles = Styles(book)
    pens = {name: Pen(book, styles, name, title, shown) for name, title in TITLES.items()}
    built = Built.of(record)
    write_cover(pens["Cover"], record, built)
    write_measures(pens["Measures"], record, built)
    write_tonnes(pens["Tonnes"], book, record, built)
    write_parties(pens["Parties"], book, record, built)
    write_supply(pens["Supply"], record, built)
    write_checks(pens["Checks"], record, built)
    write_sources(pens["Sources"], record)
    book.close()
    return buffer.getvalue()
