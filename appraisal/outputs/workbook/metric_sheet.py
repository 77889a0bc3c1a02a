"""The worksheet of metrics: each a live formula, the parts of the NPV below, and the working rows below these."""

from __future__ import annotations

import math

from appraisal.engine.appraisal import Metric
from appraisal.outputs.workbook.cover_metrics import rule_of
from appraisal.outputs.workbook.formulas import NO_SINGLE, UNTURNED
from appraisal.outputs.workbook.line_sheet import NAME, SENTENCE, TOTAL, UNIT, frame, write_row
from appraisal.outputs.workbook.lines import Sheets
from appraisal.outputs.workbook.measuring import FIRST_METRIC, STATED, Entry, Measured
from appraisal.outputs.workbook.metric_names import metric_name, metric_note
from appraisal.outputs.workbook.metrics import parts, parts_at
from appraisal.outputs.workbook.pen import Pen
from appraisal.outputs.workbook.styles import MONEY, PERCENT, form_of
from appraisal.outputs.workbook.threshold import LiveThreshold

THRESHOLD = "threshold_credit_price"


def measured(sheets: Sheets, page_name: str, threshold: LiveThreshold | None) -> Measured:
    """Return every metric with its formula; the working rows start below the tables."""
    on = Measured(sheets, sheets.page(page_name))
    on.page.next = parts_at(on)[1] + 5
    for key, metric in sheets.appraisal.metrics.items():
        found = rule_of(key)
        cell = found[0](on, key, found[1]) if found else None
        on.entries.append(Entry(key, metric, cell, metric_note(key)))
        on.live |= {key} if cell is not None or (key == THRESHOLD and threshold) else set()
    return on


def write_metrics(pen: Pen, on: Measured, threshold: LiveThreshold | None) -> None:
    """Write the worksheet of metrics."""
    frame(pen, on.sheets, on.page)
    pen.headings(("Metric", "What it is", "Value", "Unit"), right=(TOTAL,))
    for at, entry in enumerate(on.entries, start=FIRST_METRIC - 1):
        _entry(pen, at, entry, threshold)
    _parts(pen, on)
    start = parts_at(on)[1] + 2
    pen.text(start, 0, "Working rows of the metrics", pen.styles.section)
    for row in on.page.rows:
        write_row(pen, on.sheets, on.page, row, None)


def _entry(pen: Pen, at: int, entry: Entry, threshold: LiveThreshold | None) -> None:
    metric, unit = entry.metric, entry.metric.unit
    pen.text(at, NAME, metric_name(entry.key), pen.styles.of(bold=True))
    pen.text(at, SENTENCE, entry.note, pen.styles.quiet)
    pen.text(at, UNIT, "" if unit == "1" else unit, pen.styles.unit)
    style = pen.styles.number(metric_form(entry.key, metric), bold=True)
    if entry.key == THRESHOLD and threshold:
        pen.formula(at, TOTAL, threshold.formula, known(metric), style)
    elif entry.cell is not None:
        pen.formula(at, TOTAL, f"={entry.cell.text}", known(metric), style)
    elif metric.value is None:
        pen.text(at, TOTAL, NOTHING, pen.styles.of(font_color="#707070", align="right"))
        pen.text(at, SENTENCE, f"None: {metric.reason}", pen.styles.quiet)
    else:
        pen.number(at, TOTAL, metric.value, pen.styles.fixed(metric_form(entry.key, metric)))
        pen.text(at, SENTENCE, f"{entry.note + '; ' if entry.note else ''}{STATED}", pen.styles.quiet)


def known(metric: Metric) -> float | str:
    """Return the program's value of a metric, or why there is none, in the words of the workbook's formula."""
    if metric.value is None and metric.sign_changes is not None:
        return NO_SINGLE if metric.sign_changes else UNTURNED
    return metric.reason if metric.value is None or not math.isfinite(metric.value) else metric.value


NOTHING = "none"
"""What stands for a metric that has no value and no formula."""

RATIOS = ("profitability_index", "benefit_cost_ratio", "dscr", "llcr", "plcr")


def metric_form(key: str, metric: Metric) -> str:
    """Return the number format of a metric."""
    if key.startswith(RATIOS):
        return "0.00x" if key.startswith(("dscr", "llcr", "plcr")) else "0.00"
    if metric.unit == "1":
        return PERCENT
    if metric.unit == "yr":
        return "0.00"
    if "/" not in metric.unit or metric.unit.endswith("/yr"):
        return MONEY
    return form_of([max(abs(metric.value or 0.0), 10.0)])


def _parts(pen: Pen, on: Measured) -> None:
    """Write the table of the parts of the NPV, which add up to it."""
    first, last = parts_at(on)
    for column, words in enumerate(("Parts of the net present value", "", "Present value", "Sign")):
        pen.text(first - 2, column, words, pen.styles.head)
    for at, (label, cell, sign) in enumerate(parts(on), start=first - 1):
        pen.text(at, NAME, label)
        pen.formula(at, TOTAL, f"={cell.text}", float(cell.values[0]), pen.styles.number(MONEY))
        pen.number(at, UNIT, sign, pen.styles.number("+0;-0", font_color="#707070"))
    pen.text(last, NAME, "Net present value", pen.styles.of(bold=True, top=1))
    total = pen.styles.number(MONEY, bold=True, top=1)
    pen.formula(last, TOTAL, f"=SUM(C{first}:C{last})", on.value("npv") or 0.0, total)
