"""CSV: the yearly table, the debt schedule and the accounts of the parties; a row a year, the unit in each heading."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from appraisal.engine.tables import debt_schedule_lines

Record = Mapping[str, Any]
Column = tuple[str, Sequence[float | None]]
OF_THE_BASIS = ("cash_flow", "cumulative_cash_flow", "cash_flow_before_tax", "finance.equity_return")
"""Rows, with every present value, that are in money of the basis; all others are in money of their year."""


def csv_files(record: Record) -> dict[str, bytes]:
    """Return every CSV by its name: the debt schedule where there are loans, accounts where money moves."""
    files = {"cash_flow.csv": cash_flow_csv(record)}
    if record.get("finance", {}).get("loans"):
        files["debt_schedule.csv"] = debt_schedule_csv(record)
    if len(record["parties"]["accounts"]) > 1:
        files["party_accounts.csv"] = party_accounts_csv(record)
    return files


def cash_flow_csv(record: Record) -> bytes:
    """Return every line that has a unit, a column a line."""
    lines = {
        name: item for name, item in record["lines"].items() if item["unit"] != "1" and not name.endswith(".index")
    }
    return _table(record, [_column(record, name) for name in lines])


def debt_schedule_csv(record: Record) -> bytes:
    """Return the schedule of each loan, the service of all, and the debt service cover with and without credits."""
    finance = record["finance"]
    names = debt_schedule_lines([loan["key"] for loan in finance["loans"]])
    covers = [(f"{name} [1]", finance[name]) for name in ("dscr", "dscr_without_credits")]
    return _table(record, [*(_column(record, name) for name in names), *covers])


def party_accounts_csv(record: Record) -> bytes:
    """Return the account of each party, their sum, and the resource flow that it must be."""
    accounts = record["parties"]["accounts"]
    together = [sum(values) for values in zip(*accounts.values(), strict=True)]
    columns = [*accounts.items(), ("all_parties", together), ("resource_flow", record["parties"]["resource_flow"])]
    unit = _money_unit(record, "", record["conventions"]["currency"])
    return _table(record, [(f"{name} [{unit}]", values) for name, values in columns])


def _column(record: Record, name: str) -> Column:
    line = record["lines"][name]
    return f"{name} [{_money_unit(record, name, line['unit'])}]", line["values"]


def _money_unit(record: Record, name: str, unit: str) -> str:
    """Say which year's money a column is in, where the basis is real."""
    c = record["conventions"]
    if c["basis"] != "real" or c["currency"] not in unit:
        return unit
    of_basis = name in OF_THE_BASIS or "present_value" in name
    return f"{unit} of {c['price_year']}" if of_basis else f"{unit} of the year"


def _table(record: Record, columns: Sequence[Column]) -> bytes:
    """Return a row a year; a figure that does not exist is an empty cell.

    What the scenario states and this version does not appraise stands above the heading, in lines that start with "#".
    """
    out = io.StringIO(newline="")
    out.writelines(f"# stated and not appraised yet: {text}\n" for text in record["not_appraised"])
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["year", *(heading for heading, _ in columns)])
    for at, year in enumerate(record["years"]):
        cells = (values[at] for _, values in columns)
        table.writerow([year, *("" if cell is None else repr(cell) for cell in cells)])
    return out.getvalue().encode("utf-8")
