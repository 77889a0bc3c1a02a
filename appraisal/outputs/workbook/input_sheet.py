"""The worksheet of inputs: blue cells with names, limits and comments; grey ones with the reason why they stand."""

from __future__ import annotations

from typing import Any

from appraisal.ground.numbers import plain
from appraisal.outputs.charts.labels import label
from appraisal.outputs.workbook.input_cell import CONVERTED, SHEET, VALUE, Input
from appraisal.outputs.workbook.inputs import Plan, section_name
from appraisal.outputs.workbook.pen import A3, Pen, rich_length
from appraisal.outputs.workbook.styles import PERCENT, YEAR
from appraisal.scenario.kind import ENDLESS, LARGEST, domain_text

COLUMNS = ("Input", "Path in the scenario", "Value", "Unit", "Factor", "In the sheet's unit", "Sheet unit",
           "Low", "High", "Note", "Source")  # fmt: skip
WIDTHS = (40, 38, 14, 16, 11, 16, 13, 11, 11, 46, 80)

SAID = (
    "Blue cells may be changed: everything that they move is computed anew, on all sheets. Grey cells stand still, for "
    "the reason beside them. The sheets are protected without a password."
)


def write_inputs(pen: Pen, book: Any, plan: Plan, repeats: dict[str, str]) -> None:
    """Write every input, and give each cell its name in the workbook."""
    pen.sheet.set_row(3, 28)
    pen.sheet.merge_range(3, 0, 3, 8, "", pen.styles.quiet_wrapped)
    pen.text(3, 0, SAID, pen.styles.quiet_wrapped)
    pen.headings(COLUMNS, right=(2, 4, 5, 7, 8))
    pen.repeated(columns=1)
    pen.sheet.set_paper(A3)
    for at, width in enumerate(WIDTHS):
        pen.sheet.set_column(at, at, width)
    section = ""
    for one in plan.single:
        if one.name.partition(".")[0] != section:
            section = one.name.partition(".")[0]
            _section(pen, one.row - 2, section_name(section))
        _single(pen, book, one)
    _section(pen, plan.constants[0].row - 2 if plan.constants else plan.single[-1].row + 2, "Constants of the model")
    for one in plan.constants:
        _single(pen, book, one)
    _lists(pen, book, plan)
    _repeats(pen, plan, repeats)


def _section(pen: Pen, row: int, words: str) -> None:
    for column in range(len(COLUMNS)):
        pen.text(row, column, words if column == 0 else "", pen.styles.section)


def _single(pen: Pen, book: Any, one: Input) -> None:
    row, form = one.row - 1, form_of_input(one)
    _labels(pen, row, one)
    _value(pen, row, VALUE, one, one.values[0], form)
    pen.text(row, 3, one.unit, pen.styles.unit)
    if one.factor != 1:
        pen.number(row, 4, one.factor, pen.styles.fixed("#,##0.######"))
        text = f"={cell(one)}*$E${one.row}"
        pen.formula(row, CONVERTED, text, one.values[0] * one.factor, pen.styles.number("#,##0.######"))
        pen.text(row, 6, one.sheet_unit, pen.styles.unit)
    for column, end in ((7, one.low), (8, one.high)):
        if end is not None:
            pen.number(row, column, end, pen.styles.number(form, font_color="#707070"))
    _names(book, one)


def cell(one: Input) -> str:
    """Return the address of an input as it is typed."""
    return f"$C${one.row}"


def _labels(pen: Pen, row: int, one: Input) -> None:
    note = "; ".join(word for word in (one.note, one.why) if word)
    pen.text(row, 0, one.label, pen.styles.wrapped)
    pen.text(row, 1, one.name, pen.styles.quiet)
    pen.text(row, 9, note, pen.styles.quiet_wrapped)
    pen.text(row, 10, one.source, pen.styles.quiet_wrapped)
    lines = max(rich_length(text, WIDTHS[at]) for at, text in ((0, one.label), (9, note), (10, one.source)))
    if lines > 1:
        pen.sheet.set_row(row, LINE * lines)


LINE = 13.5
"""Points that a line of text takes."""


def _value(pen: Pen, row: int, column: int, one: Input, value: float, form: str) -> None:
    if one.formula:
        pen.formula(row, column, f"={one.formula}", value, pen.styles.number(form))
    elif one.why:
        pen.number(row, column, value, pen.styles.fixed(form))
    else:
        pen.number(row, column, value, pen.styles.input(form))
        pen.sheet.data_validation(row, column, row, column, validation(one))
        if column == VALUE:
            pen.sheet.write_comment(row, column, comment(one), {"author": "appraisal", "x_scale": 2, "y_scale": 1.4})


def _names(book: Any, one: Input) -> None:
    if one.address:
        book.define_name(one.address, f"={SHEET}!$C${one.row}")
        if one.factor != 1:
            book.define_name(f"{one.address}.converted", f"={SHEET}!$F${one.row}")


def form_of_input(one: Input) -> str:
    """Return the number format of an input: percent, years, or as many digits as it has."""
    if one.percent:
        return "0.00##%" if one.values[0] else PERCENT
    return YEAR if one.unit == "year" else "#,##0.######"


def validation(one: Input) -> dict[str, Any]:
    """Return what may be typed into a cell, from the kind of its field."""
    low, high = (end / one.factor for end in (one.kind.low, one.kind.high))
    said = f"{one.label}: {_domain(one)}"[:250]
    rule: dict[str, Any] = {"validate": "integer" if one.kind.whole else "decimal", "ignore_blank": False}
    rule |= {"error_title": "Out of range", "error_message": said}
    least, most = (end if abs(end) < ENDLESS else (LARGEST if end > 0 else -LARGEST) for end in (low, high))
    if one.kind.open_low and high == ENDLESS:
        return {**rule, "criteria": ">", "value": low}
    if one.kind.open_low:
        least += (most - least) * 1e-9
    return {**rule, "criteria": "between", "minimum": least, "maximum": most}


def _domain(one: Input) -> str:
    """Say what may be typed, in the units of the sheet."""
    text, unit = domain_text(one.kind), one.kind.unit
    if text == "no bounds":
        return "any number"
    return text if unit == "1" else text.replace(unit, one.sheet_unit or one.unit)


def comment(one: Input) -> str:
    """Say unit, range and source of an input."""
    scale, bounds = 100 if one.percent else 1, (("from", one.low), ("to", one.high))
    ends = [f"{word} {plain(end * scale)}" for word, end in bounds if end is not None]
    parts = (
        f"Unit: {one.unit or 'none'}",
        f"May be {_domain(one)}",
        f"Range: {' '.join(ends)} {one.unit}" if ends else "",
        one.source[:1].upper() + one.source[1:],
        one.note,
    )
    return "\n".join(part for part in parts if part)[:1000]


def _lists(pen: Pen, book: Any, plan: Plan) -> None:
    if not plan.lists:
        return
    _section(pen, plan.lists[0].row - 4, "Yearly series and lists: the values run to the right")
    for one in plan.lists:
        _list(pen, book, one)


def _list(pen: Pen, book: Any, one: Input) -> None:
    row, form = one.row - 1, form_of_input(one)
    pen.text(row, 0, f"{one.label}{f' [{one.unit}]' if one.unit else ''}")
    pen.text(row, 1, one.name, pen.styles.quiet)
    if one.years:
        pen.text(row - 1, 0, f"{one.label}: years; between them", pen.styles.quiet)
        pen.text(row - 1, 1, one.between, pen.styles.input("@"))
        pen.sheet.data_validation(row - 1, 1, row - 1, 1, {"validate": "list", "source": ["linear", "step"]})
    for at, value in enumerate(one.values):
        _value(pen, row, VALUE + at, one, value, form)
        if one.years:
            pen.number(row - 1, VALUE + at, one.years[at], pen.styles.fixed(YEAR))
    if one.why:
        pen.text(row, VALUE + len(one.values), one.why, pen.styles.quiet)
    _names(book, one)


def _repeats(pen: Pen, plan: Plan, repeats: dict[str, str]) -> None:
    """List the figures that have no value of their own."""
    last = max(one.row for one in (*plan.single, *plan.constants, *plan.lists))
    if repeats:
        _section(pen, last + 1, "Figures that repeat another")
    for at, (path, text) in enumerate(repeats.items(), start=last + 2):
        pen.text(at, 0, label(path))
        pen.text(at, 1, path, pen.styles.quiet)
        pen.text(at, 2, f"as {text}", pen.styles.quiet)
