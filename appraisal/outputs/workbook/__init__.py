"""The workbook: the same lines as live formulas, for readers who follow a result cell by cell."""

from __future__ import annotations

from io import BytesIO

from appraisal.engine.appraisal import Appraisal
from appraisal.ground.cells import Page
from appraisal.outputs.layout import Record, has_credits
from appraisal.outputs.workbook import checks, measuring, sensitivity
from appraisal.outputs.workbook.checks import Checking, write_checks
from appraisal.outputs.workbook.cover_sheet import write_cover
from appraisal.outputs.workbook.input_sheet import write_inputs
from appraisal.outputs.workbook.line_sheet import write_page
from appraisal.outputs.workbook.lines import PLAIN, SHEET, Sheets, sheets_of
from appraisal.outputs.workbook.metric_sheet import measured, write_metrics
from appraisal.outputs.workbook.pen import Pen, new_book
from appraisal.outputs.workbook.sensitivity import live_table
from appraisal.outputs.workbook.sensitivity_sheet import write_sensitivity
from appraisal.outputs.workbook.source_sheet import write_sources
from appraisal.outputs.workbook.styles import Styles
from appraisal.outputs.workbook.threshold import live_threshold
from appraisal.outputs.workbook.views import credits_view, finance_view

__all__ = ["workbook"]

TITLES = {
    "Cover": "Technology swap: result",
    "Inputs": "Inputs",
    SHEET: "The sheet: every line, with credits",
    PLAIN: "The sheet without credits",
    measuring.NAME: "Metrics",
    sensitivity.NAME: "Sensitivity of the net present value",
    "Credits": "Credits: from tonnes to money",
    "Finance": "Finance: loans, sources and uses, equity",
    checks.NAME: "Checks",
    "Sources": "Sources and assumptions",
    sensitivity.WORKING: "Working rows of sensitivity and threshold",
}


def workbook(appraisal: Appraisal, record: Record) -> bytes:
    """Return the workbook of an appraisal; the same appraisal and record give the same bytes."""
    sheets = sheets_of(appraisal)
    working = sheets.page(sensitivity.WORKING)
    table, threshold = live_table(sheets, working), live_threshold(sheets, working)
    on = measured(sheets, measuring.NAME, threshold)
    views = _views(sheets, record)
    buffer = BytesIO()
    book = new_book(buffer, record)
    styles = Styles(book)
    names = [
        name for name in TITLES if name in views or name not in ("Credits", "Finance", PLAIN) or name in sheets.pages
    ]
    pens = {name: Pen(book, styles, name, TITLES[name], record) for name in names}
    write_cover(pens["Cover"], book, on, record, names)
    repeats = {path: one.text for path, one in appraisal.scenario.figures.items() if one.refers_to}
    write_inputs(pens["Inputs"], book, sheets.plan, repeats)
    for name, page in {**sheets.pages, **views, sensitivity.WORKING: working}.items():
        write_page(pens[name], sheets, page, sheets.model.plain if name == PLAIN else sheets.model.credited)
    write_metrics(pens[measuring.NAME], on, threshold)
    npv = f"{measuring.NAME}!{on.address('npv')}", float(appraisal.metrics["npv"])
    write_sensitivity(pens[sensitivity.NAME], book, table, npv)
    write_checks(pens[checks.NAME], list(Checking(on).every()))
    write_sources(pens["Sources"], appraisal.scenario, record)
    book.close()
    return buffer.getvalue()


def _views(sheets: Sheets, record: Record) -> dict[str, Page]:
    found = {"Credits": credits_view(sheets, "Credits")} if has_credits(record) else {}
    return found | ({"Finance": finance_view(sheets, "Finance")} if "finance" in record else {})
