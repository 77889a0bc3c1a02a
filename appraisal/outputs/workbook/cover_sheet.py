"""The first worksheet: what the swap is worth, the conventions, what to know, and two charts of the cash flow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from appraisal.ground.cells import quoted
from appraisal.outputs.conventions_card import convention_rows
from appraisal.outputs.layout import Record, has_credits, priced
from appraisal.outputs.workbook.lines import FIRST_YEAR, SHEET, Sheets
from appraisal.outputs.workbook.measuring import NAME as METRICS
from appraisal.outputs.workbook.measuring import Measured
from appraisal.outputs.workbook.metric_names import metric_name
from appraisal.outputs.workbook.metric_sheet import NOTHING, known, metric_form
from appraisal.outputs.workbook.pen import Pen, rich_length

HEADLINE = ("npv", "project_irr", "payback", "equity_npv", "equity_irr", "dscr_min")
SINGLE = ("threshold_credit_price", "abatement_cost", "lcoe_gap")
GUIDE = {
    "Inputs": "every figure, with unit, range and source; blue cells may be changed",
    SHEET: "every line of the model, year by year, with its formula",
    "Without credits": "the same without credits",
    METRICS: "NPV, rates of return, payback and the rest, as formulas",
    "Sensitivity": "one figure at a time, at its low and at its high value",
    "Credits": "from tonnes to money",
    "Finance": "loans, sources and uses, equity",
    "Checks": "the model checked on itself",
    "Sources": "where the figures come from, and what is assumed",
    "Working": "rows of the sensitivity table and of the threshold",
}
WIDE = 96
"""Characters that stand in one line of the merged text cells."""


def write_cover(pen: Pen, book: Any, on: Measured, record: Record, names: list[str]) -> None:
    """Write the cover."""
    pen.sheet.fit_to_pages(1, 1)
    for at, width in enumerate((38, 24, 24, 44)):
        pen.sheet.set_column(at, at, width)
    row = _headline(pen, on, record)
    row = _charts(pen, book, on.sheets, row)
    row = _pairs(pen, row, "Conventions", convention_rows(record))
    said = [(one["code"].replace("-", " "), one["message"]) for one in record["warnings"]]
    row = _pairs(pen, row, "What to know", said) if said else row
    row = _pairs(pen, row, "Sheets", [(name, GUIDE[name]) for name in names if name in GUIDE], names)
    about = [("About", record["scenario"]["about"])] if record["scenario"]["about"] else []
    made = f"appraisal {record['version']}; scenario {record['scenario']['hash']}"
    _pairs(pen, row, "This workbook", [*about, ("Made by", made)])


def _headline(pen: Pen, on: Measured, record: Record) -> int:
    styles, metrics, row = pen.styles, on.sheets.appraisal.metrics, 4
    credited = has_credits(record)
    heads = ("", f"With {priced(record)}", f"Without {priced(record)}") if credited else ("", "Result")
    words = (*heads, " Unit", "")[:4]
    pen.headings(words, row, right=range(1, len(heads)))
    for key in (key for key in HEADLINE if key in metrics):
        row += 1
        pen.text(row, 0, metric_name(key), styles.of(bold=True))
        for column, end in enumerate(("", "_without_credits") if credited else ("",), start=1):
            _metric(pen, on, row, column, f"{key}{end}")
        _unit(pen, row, 1 + (2 if credited else 1), metrics[key].unit)
    single = (key for key in SINGLE if metrics[key].value is not None or (key == SINGLE[0] and credited))
    for key in single:
        row += 1
        pen.text(row, 0, metric_name(key), styles.of(bold=True))
        _metric(pen, on, row, 1, key)
        _unit(pen, row, 1 + (2 if credited else 1), metrics[key].unit)
    return row + 2


def _unit(pen: Pen, row: int, column: int, unit: str) -> None:
    pen.text(row, column, "" if unit == "1" else unit, pen.styles.unit)


def _metric(pen: Pen, on: Measured, row: int, column: int, key: str) -> None:
    metric = on.sheets.appraisal.metrics[key]
    live = key in on.live
    style = pen.styles.number(metric_form(key, metric), bold=True)
    pen.formula(
        row,
        column,
        f"={METRICS}!{on.address(key)}",
        known(metric) if live or metric.value is not None else NOTHING,
        style,
    )


def _pairs(pen: Pen, row: int, title: str, rows: Iterable[tuple[str, str]], links: list[str] | None = None) -> int:
    for column in range(4):
        pen.text(row, column, "" if column else title, pen.styles.section)
    for label, words in rows:
        row += 1
        if links and label in links:
            style = pen.styles.of(font_color="#0000C0", underline=1)
            pen.sheet.write_url(row, 0, f"internal:{quoted(label)}!A1", style, label)
        else:
            pen.text(row, 0, label, pen.styles.quiet)
        pen.sheet.merge_range(row, 1, row, 3, "", pen.styles.wrapped)
        pen.text(row, 1, words, pen.styles.wrapped)
        pen.sheet.set_row(row, 14 * rich_length(words, WIDE))
    return row + 2


def _charts(pen: Pen, book: Any, sheets: Sheets, row: int) -> int:
    currency = sheets.appraisal.scenario.currency
    one = _chart(book, sheets, "column", "cash_flow", f"Net cash flow, million {currency}")
    other = _chart(book, sheets, "line", "cumulative_present_value", f"Cumulative present value, million {currency}")
    for column, chart in ((0, one), (2, other)):
        chart.set_size({"width": 445, "height": 260})
        pen.sheet.insert_chart(
            row, column, chart, {"x_offset": 20 if column else 0, "description": chart_words(column)}
        )
    return row + 14


def chart_words(column: int) -> str:
    """Say what a chart shows, for readers who do not see it."""
    return "Cumulative present value by year" if column else "Net cash flow by year"


def _chart(book: Any, sheets: Sheets, kind: str, name: str, title: str) -> Any:
    chart = book.add_chart({"type": kind})
    last, look = FIRST_YEAR + sheets.years - 1, {"color": "#1F3A5F"}
    for found, said, shade in _series(sheets, name):
        style = {"fill": {"color": shade}} if kind == "column" else {"line": {"color": shade, "width": 2}}
        at = found[1] - 1
        chart.add_series(
            {
                "name": said,
                "categories": [SHEET, 4, FIRST_YEAR, 4, last],
                "values": [found[0], at, FIRST_YEAR, at, last],
                "gap": 50,
                **style,
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 11, **look}, "overlay": False})
    chart.set_x_axis({"label_position": "low", "num_font": {"rotation": -90, "size": 8}})
    lines = {"visible": True, "line": {"color": "#DDDDDD"}}
    chart.set_y_axis({"num_format": "#,##0,,", "num_font": {"size": 8}, "major_gridlines": lines})
    chart.set_legend({"position": "bottom"})
    return chart


def _series(sheets: Sheets, name: str) -> Iterator[tuple[tuple[str, int], str, str]]:
    both = sheets.model.has_credits
    for rows, said, shade in (
        (sheets.credited, "with credits", "#2B6CA3"),
        (sheets.uncredited, "without credits", "#C46A2B"),
    ):
        found = rows[name]
        if both or rows is sheets.credited:
            yield (found.sheet, found.at), said if both else "project", shade  # type: ignore[union-attr]
        if not both:
            return
