"""The worksheets of lines: one row a line, one formula pattern a row, years across, unit and sentence beside it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from appraisal.engine.origins import origin_of
from appraisal.ground.cells import Page, Row
from appraisal.ground.sheet import Wired
from appraisal.outputs.workbook.lines import FIRST_YEAR, SHEET, Sheets
from appraisal.outputs.workbook.pen import A3, HEAD_ROW, Pen
from appraisal.outputs.workbook.styles import form_of

NAME, SENTENCE, TOTAL, UNIT = range(4)
SUMMED = ("money", "t", "GJ", "MWh", "service")
"""Units whose amounts of single years add up to something."""

LEVELS = ("opening", "balance", "debt", "deposit", "working_capital", "stock", "so_far", "losses", "book_value",
          "_worth", "cumulative_cash_flow", "cumulative_present_value", "cumulative_equity_present_value",
          "in_stock")  # fmt: skip
"""Endings of rows that hold what is there at one time: their years do not add up to anything."""

YEARS_A_PAGE = 18
"""How many years one printed page holds."""

LOOP = "Computed year by year by the program: no cell spells it, and it does not follow a changed input."
STILL = "Stated year by year: it does not follow a changed input."


def write_page(pen: Pen, sheets: Sheets, page: Page, wired: Mapping[str, Wired]) -> None:
    """Write the rows of a page, with its years above."""
    frame(pen, sheets, page)
    for at, words in page.headings.items():
        for column in range(FIRST_YEAR + page.years):
            pen.text(at - 1, column, "" if column else words, pen.styles.section)
    for row in page.rows:
        write_row(pen, sheets, page, row, wired.get(row.of or row.name))


def frame(pen: Pen, sheets: Sheets, page: Page) -> None:
    """Write the headings of a page of years, and set its columns."""
    pen.headings(("Line", "What it is", "Total", "Unit"), right=(TOTAL,))
    head = pen.styles.of(bold=True, font_color="#FFFFFF", bg_color="#1F3A5F", align="right", num_format="0")
    elapsed = sheets.pages[SHEET].elapsed
    assert elapsed is not None
    for year in range(page.years):
        here = page.columns[year + 1]
        text = f"=timeline.first_year+{page.prefix(elapsed)}{here}${elapsed.at}"
        pen.formula(HEAD_ROW, FIRST_YEAR + year, text, float(sheets.run.axis.first + year), head)
    pen.repeated(columns=FIRST_YEAR)
    pen.sheet.set_paper(A3)
    pen.sheet.fit_to_pages(-(-page.years // YEARS_A_PAGE), 0)
    for at, width in ((NAME, 38), (SENTENCE, 46), (TOTAL, 16), (UNIT, 10)):
        pen.sheet.set_column(at, at, width)
    pen.sheet.set_column(FIRST_YEAR, FIRST_YEAR + page.years - 1, _width(page))


def _width(page: Page) -> float:
    """Return a width in which the largest number of the page stands, with room for one three times as long."""
    largest = max((float(np.max(np.abs(row.values))) for row in page.rows), default=0.0)
    digits = len(f"{largest:,.0f}")
    return max(9.0, 1.1 * digits + 1.5)


def write_row(pen: Pen, sheets: Sheets, page: Page, row: Row, wired: Wired | None) -> None:
    """Write one row: its name, what it is, its total where amounts add up, its unit and its years."""
    at = row.at - 1
    unit, said = _meaning(sheets, row, wired)
    quiet = bool(row.of)
    words = pen.styles.quiet if quiet else pen.styles.text
    pen.text(at, NAME, f"    {row.name.rpartition(', ')[0]}: working" if quiet else row.name, words)
    pen.text(at, SENTENCE, said, pen.styles.quiet)
    pen.text(at, UNIT, unit, pen.styles.unit)
    _numbers(pen, page, row, unit)
    if wired and not quiet and wired.line.unit in SUMMED and not row.name.endswith(LEVELS):
        form = pen.styles.number(form_of(row.values), bold=True)
        pen.formula(at, TOTAL, f"=SUM({page.span(row)})", float(row.values.sum()), form)


def _meaning(sheets: Sheets, row: Row, wired: Wired | None) -> tuple[str, str]:
    if row.of:
        return "", "A step of the line below."
    if wired:
        said = wired.line.sentence if row.pattern else f"{LOOP} {wired.line.sentence}"
        return sheets.appraisal.scenario.unit(wired.line.unit), said
    if row.sheet != SHEET or row.name not in sheets.run.rows:
        return "", ""
    unit, said = origin_of(row.name, sheets.appraisal.scenario)
    return unit, f"{said[:1].upper()}{said[1:]}" if row.pattern else f"{STILL} {said}"


def _numbers(pen: Pen, page: Page, row: Row, unit: str) -> None:
    form = form_of(row.values, unit)
    if not row.pattern:
        for year, value in enumerate(row.values.tolist()):
            pen.number(row.at - 1, FIRST_YEAR + year, value, pen.styles.fixed(form))
        return
    style = pen.styles.number(form, font_color="#707070") if row.of else pen.styles.number(form)
    for year, value in enumerate(row.values.tolist()):
        pen.formula(row.at - 1, FIRST_YEAR + year, page.formula(row, year), value, style)
