"""Worksheets of a programme's workbook that hold numbers: measures, tonnes, parties, supply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from appraisal.outputs.layout import Record
from appraisal.outputs.programme_page import CREDITING
from appraisal.outputs.programme_record import AMOUNTS, RATIOS
from appraisal.outputs.programme_report.book_names import NAMES
from appraisal.outputs.workbook.pen import HEAD_ROW, Pen
from appraisal.outputs.workbook.styles import form_of

FIRST = HEAD_ROW + 1
"""The row of the first measure, counted from 0."""

SHARE = 3
"""The column of the share that is built."""

AMOUNTS_FROM = 4
YEARS_FROM = 3
TONNES = {"tonnes": "Tonnes avoided", "credits_issued": "Credits issued", "credits_sold": "Credits sold"}


@dataclass
class Built:
    """Where the rows of the package stand: the measures and enabling costs, and cells that other sheets read.

    ``identities`` are pairs of formulas that must agree.
    """

    rows: tuple[Record, ...]
    measures: int
    identities: list[tuple[str, str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, record: Record) -> Built:
        """Return the rows of a record: measures first, then enabling costs."""
        return cls((*record["measures"], *record["enabling"]), len(record["measures"]))

    def cells(self) -> dict[str, str]:
        """Return the cell of the package's total by the name of the amount, and of its ratio."""
        row = FIRST + len(self.rows) + 1
        found = {name: f"Measures!${xl_col_to_name(at)}${row}" for at, name in enumerate(AMOUNTS, start=AMOUNTS_FROM)}
        ratios = {name: f"Measures!${xl_col_to_name(SHARE)}${row + 3 + at}" for at, name in enumerate(RATIOS)}
        return found | ratios

    def share(self, at: int) -> str:
        """Return the cell of the share of one row."""
        return f"Measures!${xl_col_to_name(SHARE)}${FIRST + at + 1}"

    def shares(self) -> str:
        """Return the cells of all shares."""
        return f"Measures!${xl_col_to_name(SHARE)}${FIRST + 1}:${xl_col_to_name(SHARE)}${FIRST + len(self.rows)}"


def write_measures(pen: Pen, record: Record, built: Built) -> None:
    """Write a row a measure with its share, its amounts at full share, and the totals."""
    currency = record["conventions"]["currency"]
    heads = [f"{NAMES[name]}, {unit.replace('money', currency)}" for name, unit in AMOUNTS.items()]
    pen.headings(("Measure", "What it is", "Credited", "Share built", *heads))
    for at, width in enumerate((28, 14, 16, 12, *(16 for _ in heads))):
        pen.sheet.set_column(at, at, width)
    pen.repeated(columns=1)
    pen.sheet.set_row(HEAD_ROW, 45)
    for at, one in enumerate(built.rows):
        _measure_row(pen, FIRST + at, one, is_measure=at < built.measures)
    _totals(pen, record, built)


def _measure_row(pen: Pen, row: int, one: Record, *, is_measure: bool) -> None:
    pen.text(row, 0, one["name"], pen.styles.of(bold=True))
    pen.text(row, 1, "measure" if is_measure else one["kind"], pen.styles.quiet)
    pen.text(row, 2, CREDITING[one["crediting"]] if is_measure else "no tonnes", pen.styles.quiet)
    pen.number(row, SHARE, 1.0, pen.styles.input("0%"))
    rule = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "A share is 0 or more; 100 % is all."}
    pen.sheet.data_validation(row, SHARE, row, SHARE, rule)
    for at, name in enumerate(AMOUNTS, start=AMOUNTS_FROM):
        value = one["metrics"][name]["value"]
        pen.number(row, at, value, pen.styles.fixed(form_of([value])))


def _totals(pen: Pen, record: Record, built: Built) -> None:
    row = FIRST + len(built.rows)
    pen.text(row, 0, "Package", pen.styles.section)
    for at, name in enumerate(AMOUNTS, start=AMOUNTS_FROM):
        column = xl_col_to_name(at)
        value = record["metrics"][name]["value"]
        text = f"=SUMPRODUCT({built.shares().removeprefix('Measures!')},{column}{FIRST + 1}:{column}{row})"
        pen.formula(row, at, text, value, pen.styles.number(form_of([value]), bold=True, top=1))
    pen.text(
        row + 2, 0, "Grey: the sum of the measure's own appraisals, at full share. Blue: change it.", pen.styles.quiet
    )
    for at, (name, text) in enumerate(_ratios(built), start=row + 3):
        metric = record["metrics"][name]
        unit = "" if metric["unit"] == "1" else f", {metric['unit']}"
        pen.text(at, 0, f"{NAMES[name]}{unit}")
        value = "none" if metric["value"] is None else metric["value"]
        pen.formula(at, SHARE, text, value, pen.styles.number("#,##0.00", bold=True))


def _ratios(built: Built) -> Iterator[tuple[str, str]]:
    """Yield the ratios of the package with their formulas; where one is undefined the cell says none."""
    s = {name: cell.removeprefix("Measures!") for name, cell in built.cells().items()}
    costs = f"({s['resource_cost']}+{s['support_cost']})/{s['discounted_tonnes']}"
    yield "abatement_cost", f'=IF({s["discounted_tonnes"]}>0,{costs},"none")'
    paid = f"{s['public_money']}/{s['tonnes']}"
    yield "public_money_per_tonne", f'=IF({s["tonnes"]}>0,{paid},"none")'
    moved = f"({s['outlays']}-{s['public_capital']})/{s['public_money']}"
    yield "leverage", f'=IF(AND({s["public_money"]}>0,{s["outlays"]}>0),{moved},"none")'


# ---- by year ---------------------------------------------------------------------------------------------------------


def write_tonnes(pen: Pen, book: Any, record: Record, built: Built) -> None:
    """Write tonnes, credits issued and credits sold: a row a measure, a column a year, and the totals."""
    years = _frame(pen, record)
    row = FIRST
    for name, title in TONNES.items():
        pen.text(row, 0, f"{title}, t", pen.styles.section)
        rows = [(one, one["lines"][name]["values"]) for one in record["measures"]]
        total = _block(pen, built, row + 1, rows, record["lines"][name]["values"])
        whole = f"SUM(Tonnes!{_span(total, len(years))})"
        if name in AMOUNTS:
            built.identities.append((f"{title}: years and measures add up alike", whole, built.cells()[name]))
        if name == "tonnes":
            _chart(pen, book, "Tonnes", range(row + 1, total), len(years), "Tonnes avoided, t", (total + 2, 0))
            row = total + 22
        else:
            row = total + 2


def _frame(pen: Pen, record: Record) -> Sequence[int]:
    years: Sequence[int] = record["years"]
    pen.headings(("Measure", "Party", "Share"))
    for at, year in enumerate(years, start=YEARS_FROM):
        pen.number(
            HEAD_ROW, at, year, pen.styles.of(bold=True, font_color="#FFFFFF", bg_color="#1F3A5F", num_format="0")
        )
    for at, width in enumerate((30, 16, 9)):
        pen.sheet.set_column(at, at, width)
    pen.sheet.set_column(YEARS_FROM, YEARS_FROM + len(years) - 1, 13)
    pen.repeated(columns=YEARS_FROM)
    return years


def _block(pen: Pen, built: Built, row: int, rows: list[tuple[Record, Sequence[float]]], total: Sequence[float]) -> int:
    """Write rows by year and their total; return the row of the total."""
    names = [one["name"] for one in built.rows]
    for at, (one, values) in enumerate(rows, start=row):
        _row(pen, built, at, one["name"], "", names.index(one["name"]), values)
    last = row + len(rows)
    _summed(pen, last, "Package", row, last, total)
    return last


def _row(pen: Pen, built: Built, row: int, name: str, party: str, at: int, values: Sequence[float]) -> None:
    pen.text(row, 0, name)
    pen.text(row, 1, party, pen.styles.quiet)
    pen.formula(row, 2, f"={built.share(at)}", 1.0, pen.styles.number("0%"))
    form = pen.styles.fixed(form_of(values))
    for year, value in enumerate(values, start=YEARS_FROM):
        pen.number(row, year, value, form)


def _summed(pen: Pen, row: int, name: str, first: int, end: int, total: Sequence[float], party: str = "") -> None:
    """Write a total by year: share times amount over the rows, of one party where it is named."""
    pen.text(row, 0, name, pen.styles.of(bold=True))
    pen.text(row, 1, party, pen.styles.quiet)
    form = pen.styles.number(form_of(total), bold=True, top=1)
    for year, value in enumerate(total, start=YEARS_FROM):
        column = xl_col_to_name(year)
        chosen = f"($B${first + 1}:$B${end}=$B${row + 1})*" if party else ""
        text = f"=SUMPRODUCT({chosen}$C${first + 1}:$C${end}*{column}${first + 1}:{column}${end})"
        pen.formula(row, year, text, value, form)


def _span(row: int, count: int) -> str:
    return f"${xl_col_to_name(YEARS_FROM)}${row + 1}:${xl_col_to_name(YEARS_FROM + count - 1)}${row + 1}"


def _chart(pen: Pen, book: Any, sheet: str, rows: Sequence[int], count: int, title: str, at: tuple[int, int]) -> None:
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    last = YEARS_FROM + count - 1
    for row in rows:
        chart.add_series(
            {
                "name": [sheet, row, 0] if sheet == "Tonnes" else [sheet, row, 1],
                "categories": [sheet, HEAD_ROW, YEARS_FROM, HEAD_ROW, last],
                "values": [sheet, row, YEARS_FROM, row, last],
                "gap": 40,
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 960, "height": 360})
    pen.sheet.insert_chart(*at, chart, {"description": title})


def write_parties(pen: Pen, book: Any, record: Record, built: Built) -> None:
    """Write what each party receives less what it pays, by measure and year, and the accounts of the package."""
    years = _frame(pen, record)
    names = record["parties"]["names"]
    lines = [
        (at, one["name"], names[party], values)
        for at, one in enumerate(built.rows)
        for party, values in one["parties"].items()
        if any(values)
    ]
    for row, (at, name, party, values) in enumerate(lines, start=FIRST):
        _row(pen, built, row, name, party, at, values)
    end = FIRST + len(lines)
    row = end + 1
    pen.text(row, 0, f"Accounts of the package, {record['conventions']['currency']} of the year", pen.styles.section)
    flowing = {key: values for key, values in record["parties"]["accounts"].items() if any(values)}
    for at, (key, values) in enumerate(flowing.items(), start=row + 1):
        _summed(pen, at, "Account", FIRST, end, values, names[key])
    last = row + len(flowing)
    together = [sum(values) for values in zip(*flowing.values(), strict=True)]
    _summed(pen, last + 1, "All parties: resource flow", FIRST, end, together)
    _chart(pen, book, "Parties", range(row + 1, last + 1), len(years), "Money by party, of the year", (last + 3, 0))
    accounts = (
        f"SUM(Parties!${xl_col_to_name(YEARS_FROM)}${row + 2}:{xl_col_to_name(YEARS_FROM + len(years) - 1)}${last + 1})"
    )
    built.identities.append(
        ("Accounts of the parties add up to the resource flow", accounts, f"SUM(Parties!{_span(last + 1, len(years))})")
    )


# ---- supply ----------------------------------------------------------------------------------------------------------


def write_supply(pen: Pen, record: Record, built: Built) -> None:
    """Write from which price each measure pays, and how many credits come at a price that may be changed."""
    found, c = record["supply_curve"], record["conventions"]
    unit = f"{c['currency']}/t"
    for at, width in enumerate((30, 18, 18, 12, 18, 50)):
        pen.sheet.set_column(at, at, width)
    pen.text(HEAD_ROW, 0, f"Credit price, {unit}", pen.styles.of(bold=True))
    pen.number(HEAD_ROW, 1, found["stated_price"], pen.styles.input("#,##0.00"))
    price = xl_rowcol_to_cell(HEAD_ROW, 1, row_abs=True, col_abs=True)
    head = HEAD_ROW + 3
    pen.headings(("Measure", f"Pays from, {unit}", "Credits, t", "Share", "Credits at the price, t", "Why"), head)
    names = [one["name"] for one in built.rows]
    for row, step in enumerate(found["steps"], start=head + 1):
        _offer(pen, built, row, step, names.index(step["measure"]), price, found["stated_price"])
    end = head + len(found["steps"])
    pen.text(HEAD_ROW + 1, 0, "Credits at that price, t", pen.styles.of(bold=True))
    style = pen.styles.number("#,##0", bold=True)
    pen.formula(HEAD_ROW + 1, 1, f"=SUM($E${head + 2}:$E${end + 1})", found["credits_at_stated_price"], style)


def _offer(pen: Pen, built: Built, row: int, step: Record, at: int, price: str, stated: float) -> None:
    threshold = step["price"]["value"]
    always = threshold is None and "stays above" in step["price"].get("reason", "")
    pen.text(row, 0, step["measure"])
    if threshold is None:
        pen.text(row, 1, "any price" if always else "none", pen.styles.quiet)
    else:
        pen.number(row, 1, threshold, pen.styles.fixed("#,##0.00"))
    pen.number(row, 2, step["credits"], pen.styles.fixed("#,##0"))
    pen.formula(row, 3, f"={built.share(at)}", 1.0, pen.styles.number("0%"))
    pays = "1" if always else f"IF({price}>=B{row + 1},1,0)" if threshold is not None else "0"
    known = step["credits"] if always or (threshold is not None and stated >= threshold) else 0.0
    pen.formula(row, 4, f"=C{row + 1}*D{row + 1}*{pays}", known, pen.styles.number("#,##0"))
    pen.text(row, 5, step["price"].get("reason", ""), pen.styles.quiet_wrapped)
