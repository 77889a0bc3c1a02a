"""Worksheets of a programme's workbook that hold words: the cover, and where the figures are from."""

from __future__ import annotations

from collections.abc import Iterable

from appraisal.outputs.layout import Record
from appraisal.outputs.programme_page import convention_rows, verdict
from appraisal.outputs.programme_report.book_names import NAMES
from appraisal.outputs.programme_report.book_sheets import Built
from appraisal.outputs.workbook.pen import Pen, rich_length
from appraisal.outputs.workbook.styles import form_of

HEADLINE = (
    "npv",
    "npv_without_credits",
    "tonnes",
    "abatement_cost",
    "public_money",
    "public_money_per_tonne",
    "leverage",
)
THRESHOLDS = {
    "threshold_credit_price": "Credit price from which the package pays those who invest",
    "threshold_with_public_cost": "Credit price that covers public money too",
}
WIDE = 100
GUIDE = (
    ("Measures", "what each measure comes to; blue shares scale a measure or leave it out, and all sums follow"),
    ("Tonnes", "tonnes and credits by measure and year"),
    ("Parties", "who receives and who pays, by measure and year"),
    ("Supply", "which measures pay at a credit price that may be changed"),
    ("Checks", "sums that must agree"),
    ("Sources", "scenarios, figures and sources"),
)


def write_cover(pen: Pen, record: Record, built: Built) -> None:
    """Write what the package comes to, live, its conventions, and what the sheets hold."""
    for at, width in enumerate((52, 22, 16, 50)):
        pen.sheet.set_column(at, at, width)
    row = 4
    pen.text(row, 0, verdict(record), pen.styles.of(bold=True, font_size=12))
    cells = built.cells()
    for name in HEADLINE:
        row += 1
        metric = record["metrics"][name]
        pen.text(row, 0, NAMES[name])
        value = "none" if metric["value"] is None else metric["value"]
        form = form_of([0.0 if metric["value"] is None else metric["value"]])
        pen.formula(row, 1, f"={cells[name]}", value, pen.styles.number(form, bold=True))
        pen.text(row, 2, "" if metric["unit"] == "1" else metric["unit"], pen.styles.quiet)
    for name, label in THRESHOLDS.items():
        row += 1
        _threshold(pen, row, label, record["metrics"][name])
    note = "The two prices are those of the whole package as it was appraised; they do not follow the shares."
    pen.text(row + 1, 0, note, pen.styles.quiet)
    row = _pairs(pen, row + 3, "Conventions", convention_rows(record))
    row = _pairs(
        pen, row, "What to know", [(one["code"].replace("-", " "), one["message"]) for one in record["warnings"]]
    )
    row = _pairs(pen, row, "Sheets", GUIDE)
    about = [("About", record["programme"]["about"])] if record["programme"]["about"] else []
    made = f"appraisal {record['version']}; programme {record['programme']['hash']}"
    _pairs(pen, row, "This workbook", [*about, ("Made by", made)])


def _threshold(pen: Pen, row: int, label: str, metric: Record) -> None:
    pen.text(row, 0, label)
    if metric["value"] is None:
        pen.text(row, 1, f"none: {metric['reason']}", pen.styles.quiet)
    else:
        pen.number(row, 1, metric["value"], pen.styles.fixed("#,##0.00"))
        pen.text(row, 2, metric["unit"], pen.styles.quiet)


def _pairs(pen: Pen, row: int, title: str, rows: Iterable[tuple[str, str]]) -> int:
    listed = list(rows)
    if not listed:
        return row
    for column in range(4):
        pen.text(row, column, "" if column else title, pen.styles.section)
    for label, words in listed:
        row += 1
        pen.text(row, 0, label, pen.styles.quiet)
        pen.sheet.merge_range(row, 1, row, 3, "", pen.styles.wrapped)
        pen.text(row, 1, words, pen.styles.wrapped)
        pen.sheet.set_row(row, 13.5 * rich_length(words, WIDE))
    return row + 2


def write_sources(pen: Pen, record: Record) -> None:
    """Write the units behind each measure with their scenarios, and every figure of the programme file."""
    for at, width in enumerate((34, 22, 14, 12, 12, 18, 22)):
        pen.sheet.set_column(at, at, width)
    pen.headings(("Measure", "Region", "Phase", "Begins", "Units", "Mechanism", "Scenario hash"))
    row = 4
    for one in record["measures"]:
        for part in one["parts"]:
            row += 1
            for column, text in enumerate((one["name"], part["region"] or "", part["phase"] or "")):
                pen.text(row, column, text)
            pen.number(row, 3, part["start"], pen.styles.number("0"))
            pen.number(row, 4, part["count"], pen.styles.number("#,##0.00"))
            pen.text(row, 5, part["mechanism"])
            pen.text(row, 6, part["scenario_hash"], pen.styles.quiet)
    row += 2
    pen.headings(("Figure of the programme file", "Stated", "Source"), row)
    for at, found in enumerate(record["inputs"], start=row + 1):
        for column, text in enumerate((found["path"], found["stated"], found["source"] or "none stated")):
            pen.text(at, column, text)
