"""The worksheet of the one-way table, with its chart."""

from __future__ import annotations

from typing import Any

from appraisal.outputs.charts.labels import label
from appraisal.outputs.workbook.input_sheet import form_of_input, validation
from appraisal.outputs.workbook.pen import Pen
from appraisal.outputs.workbook.sensitivity import FIRST_BAR, NAME, SPREAD, WORKING, LiveBar, LiveTable
from appraisal.outputs.workbook.styles import MONEY, PERCENT

COLUMNS = ("Figure", "Path", "Unit", "Base", "Low", "High", "NPV at low", "NPV at high", "Swing", "At low, less base",
           "At high, less base")  # fmt: skip
WIDTHS = (44, 38, 14, 13, 13, 13, 18, 18, 18, 18, 18)


def write_sensitivity(pen: Pen, book: Any, table: LiveTable, npv: tuple[str, float]) -> None:
    """Write the table; ``npv`` is the cell of the net present value and its number."""
    for at, width in enumerate(WIDTHS):
        pen.sheet.set_column(at, at, width)
    pen.sheet.set_row(3, 28)
    pen.sheet.merge_range(3, 0, 3, 8, "", pen.styles.quiet_wrapped)
    pen.text(3, 0, _said(table), pen.styles.quiet_wrapped)
    pen.text(4, 0, "Share by which a figure without a range is moved")
    pen.number(4, 1, table.spread, pen.styles.input(PERCENT))
    pen.sheet.data_validation(4, 1, 4, 1, {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1})
    pen.text(5, 0, "Net present value of the base case", pen.styles.of(bold=True))
    pen.formula(5, 1, f"={npv[0]}", npv[1], pen.styles.number(MONEY, bold=True))
    pen.headings(COLUMNS, FIRST_BAR - 2, right=range(3, len(COLUMNS)))
    pen.sheet.repeat_rows(FIRST_BAR - 2)
    for at, bar in enumerate(table.bars, start=FIRST_BAR - 1):
        _bar(pen, at, bar, npv[1])
    if table.bars:
        _chart(pen, book, len(table.bars))


def _said(table: LiveTable) -> str:
    left = f" {table.left_out} more that move it less are left out." if table.left_out else ""
    return (
        f"Each figure at its low and at its high value, all others as on the sheet Inputs; {table.ranges}.{left} "
        f"Each NPV is computed anew, from the rows on the sheet {WORKING}; low and high may be changed."
    )


def _bar(pen: Pen, at: int, bar: LiveBar, npv: float) -> None:
    one, row, styles = bar.input, at + 1, pen.styles
    form = form_of_input(one) if one.listed is False else "0.000"
    pen.text(at, 0, label(one.name))
    pen.text(at, 1, one.name, styles.quiet)
    pen.text(at, 2, one.unit, styles.quiet)
    pen.formula(at, 3, f"=Inputs!$C${one.row}", one.values[0], styles.number(form))
    for column, end, value in ((4, "MIN", bar.ends[0]), (5, "MAX", bar.ends[1])):
        pen.sheet.data_validation(at, column, at, column, validation(one))
        if bar.spread:
            pen.formula(at, column, f"={end}($D{row}*(1-{SPREAD}),$D{row}*(1+{SPREAD}))", value, styles.input(form))
        else:
            pen.number(at, column, value, styles.input(form))
    ends = (bar.bar.at_low, bar.bar.at_high)
    for column, found, value in zip((6, 7), bar.values, ends, strict=True):
        pen.formula(at, column, f"={WORKING}!$C${found.at}", value, styles.number(MONEY))
    pen.formula(at, 8, f"=ABS(H{row}-G{row})", bar.bar.swing, styles.number(MONEY, bold=True))
    for column, source, value in ((9, "G", ends[0]), (10, "H", ends[1])):
        pen.formula(at, column, f"={source}{row}-$B$6", value - npv, styles.number(MONEY, font_color="#707070"))


def _chart(pen: Pen, book: Any, count: int) -> None:
    chart = book.add_chart({"type": "bar"})
    for column, name, colour in (("J", "at its low value", "#C46A2B"), ("K", "at its high value", "#2B6CA3")):
        chart.add_series(
            {
                "name": name,
                "categories": f"={NAME}!$A${FIRST_BAR}:$A${FIRST_BAR + count - 1}",
                "values": f"={NAME}!${column}${FIRST_BAR}:${column}${FIRST_BAR + count - 1}",
                "fill": {"color": colour},
                "gap": 40,
                "overlap": 100,
            }
        )
    chart.set_title({"name": "What moves the net present value", "name_font": {"size": 12}, "overlay": False})
    chart.set_y_axis({"reverse": True, "label_position": "low", "major_gridlines": {"visible": False}})
    chart.set_x_axis({"num_format": "#,##0,,", "num_font": {"bold": False}, "name": "change of NPV, millions"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 1100, "height": 140 + 34 * count})
    options = {"description": "Tornado of the net present value: change at the low and the high value of each figure"}
    pen.sheet.insert_chart(FIRST_BAR + count + 1, 0, chart, options)
