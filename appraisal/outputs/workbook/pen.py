"""Writing on the worksheets of one workbook: the frame that they share, text that stays text, formulas with values."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from appraisal.outputs.layout import Record
from appraisal.outputs.workbook.styles import BAD, GOOD, Styles

CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The date in every workbook, so that the same scenario gives the same bytes."""

A4, A3 = 9, 8
MASTER = "Checks!$B$5"
"""The cell that counts the checks that do not hold."""

HEAD_ROW = 4
"""The row of the headings, counted from 0; it is printed on every page."""

LONGEST = 250
"""Longest title of a workbook, in characters."""


class Pen:
    """One worksheet with its frame."""

    def __init__(self, book: Any, styles: Styles, name: str, title: str, record: Record) -> None:
        self.styles, self.name = styles, name
        self.sheet = book.add_worksheet(name)
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_paper(A4)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self.sheet.set_footer(
            f"&L&8appraisal {record['version']}, scenario {record['scenario']['hash'][:16]}&C&8&A&R&8&P / &N"
        )
        self.sheet.protect("", {"format_columns": True, "format_rows": True})
        self.sheet.set_row(0, 24)
        self.text(0, 0, title, styles.title)
        self.text(1, 0, record["scenario"]["name"], styles.quiet)
        self._master()

    def _master(self) -> None:
        said = f'=IF({MASTER}=0,"All checks hold",{MASTER}&" checks do not hold: see the sheet Checks")'
        self.formula(2, 0, said, "All checks hold", self.styles.of(bold=True))
        for criterion, look in (("begins with", GOOD), ("not containing", BAD)):
            form = self.styles.of(**look)
            rule = {"type": "text", "criteria": criterion, "value": "All checks hold", "format": form}
            self.sheet.conditional_format(2, 0, 2, 0, rule)

    def headings(self, words: Iterable[str], row: int = HEAD_ROW, *, right: Iterable[int] = ()) -> None:
        """Write the headings of columns; those over numbers stand to the right."""
        numbers = set(right)
        for at, word in enumerate(words):
            self.text(row, at, word, self.styles.right_head if at in numbers else self.styles.head)

    def repeated(self, row: int = HEAD_ROW, columns: int = 0) -> None:
        """Print the row of headings, and the first columns, on every page, and keep them on the screen."""
        self.sheet.repeat_rows(row)
        if columns:
            self.sheet.repeat_columns(0, columns - 1)
        self.sheet.freeze_panes(row + 1, columns)

    def text(self, row: int, column: int, words: str, style: Any = None) -> None:
        """Write words, which are never read as a formula, a link or a number."""
        self.sheet.write_string(row, column, words, style or self.styles.text)

    def number(self, row: int, column: int, value: float, style: Any) -> None:
        """Write a number."""
        self.sheet.write_number(row, column, value + 0.0, style)

    def formula(self, row: int, column: int, text: str, value: float | str, style: Any) -> None:
        """Write a formula with the value that the program has for it."""
        known = value if isinstance(value, str) else value + 0.0 if math.isfinite(value) else ""
        self.sheet.write_formula(row, column, text, style, known)


def new_book(buffer: Any, record: Record) -> Any:
    """Return a new workbook that writes itself into the buffer when it is closed."""
    import xlsxwriter

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": record["scenario"]["name"][:LONGEST], "author": "appraisal", "created": CREATED})
    book.set_calc_mode("auto")
    book.set_size(2400, 1400)
    return book


def rich_length(words: str, width: int) -> int:
    """Return how many lines words take in a column of a width in characters."""
    return max(1, sum(math.ceil(max(len(line), 1) / (1.1 * width)) for line in words.split("\n")))
