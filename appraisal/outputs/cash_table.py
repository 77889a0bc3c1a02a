"""The yearly cash flow on the screen: its columns add up to the net cash flow, and the table fits."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from appraisal.outputs.layout import Record, is_taxed, money_words
from appraisal.outputs.years_table import Column, fits, scale, table

MOST_ROWS = 14
COLUMNS = (
    ("Capex\ngap", "swap.capex_gap", -1),
    ("Grant", "grant_received", 1),
    ("Replace-\nments", "replacements", -1),
    ("Fuel\nsaving", "swap.fuel_saving", 1),
    ("Opex\nsaving", "swap.opex_saving", 1),
    ("Credit\nrevenue", "credit_revenue", 1),
    ("Emission\nprice", "emission_charge_saved", 1),
    ("Guaran-\ntee", "guarantee_payments", 1),
    ("Credit\ncosts", "credit_cost", -1),
    ("Regis-\ntration", "registration", -1),
    ("Working\ncapital", "working_capital_change", -1),
    ("Other", "", 1),
    ("Tax", "project_tax", -1),
    ("Net cash\nflow", "cash_flow", 1),
    ("Present\nvalue", "present_value", 1),
    ("Cumulative\nPV", "cumulative_present_value", 1),
)
MERGED = (
    "guarantee_payments",
    "registration",
    "credit_cost",
    "working_capital_change",
    "replacements",
    "grant_received",
    "swap.opex_saving",
    "credit_revenue",
    "swap.fuel_saving",
)
"""Columns that join "Other" where the table is too wide, the first first."""

OTHER = (
    ("other_benefits", 1),
    ("other_receipts", 1),
    ("other_costs", -1),
    ("other_outlays", -1),
    ("replacement_power", -1),
    ("swap.residual_gain", 1),
    ("swap.closing_cost_gap", -1),
)
ALWAYS = ("swap.capex_gap", "swap.fuel_saving", "cash_flow")
OF_THE_BASIS = ("cash_flow", "present_value", "cumulative_present_value")


def cash_table(record: Record) -> RenderableType:
    """Return the yearly table; of a long one the first years, every fifth, and the last."""
    columns, found = _fitting(record)
    title = cash_title(record, columns)
    folded = len(_shown(len(record["years"]))) < len(record["years"])
    note = Text("every fifth year between; all years with --json or --to csv", style="dim") if folded else Text("")
    return Group(Text(title, style="bold"), found, note)


def cash_title(record: Record, columns: list[Column]) -> str:
    """Return what the yearly table shows, and in what money."""
    _, word = scale(columns)
    after = "; net cash flow after tax, before debt" if is_taxed(record) else ""
    return f"Yearly cash flow, {word}{money_words(record['conventions'])}{after}"


def _fitting(record: Record) -> tuple[list[Column], Table]:
    """Return columns and a table that fits the screen: small columns join "Other" before a number is cut."""
    for merged in range(len(MERGED) + 1):
        columns = columns_of(record, MERGED[:merged])
        size, _ = scale(columns)
        for decimals in (2, 1, 0):
            found = table(*_folded(record["years"], columns), size, decimals)
            if fits(found):
                return columns, found
    return columns, found


def _folded(years: list[int], columns: list[Column]) -> tuple[list[int], list[Column]]:
    kept = _shown(len(years))
    return [years[at] for at in kept], [replace(one, values=[one.values[at] for at in kept]) for one in columns]


def _shown(count: int) -> list[int]:
    """Return which years are printed: all of a short table; else the first, every fifth, and the last."""
    if count <= MOST_ROWS:
        return list(range(count))
    return sorted({*range(6), *range(5, count, 5), count - 2, count - 1})


def columns_of(record: Record, merged: tuple[str, ...] = ()) -> list[Column]:
    """Return the columns of the yearly table, in money of the basis, with some of them joined to "Other"."""
    level = record["lines"]["price_level"]["values"]
    found = []
    for label, name, sign in COLUMNS:
        if name in merged:
            continue
        values = _row(record, name, sign) if name else _other(record, merged)
        if name not in OF_THE_BASIS:
            values = [value / at for value, at in zip(values, level, strict=True)]
        if any(values) or name in ALWAYS:
            found.append(Column(label, [value + 0.0 for value in values]))
    return found


def _row(record: Record, name: str, sign: int) -> list[float]:
    return [sign * value for value in record["lines"][name]["values"]]


def _other(record: Record, merged: tuple[str, ...]) -> list[float]:
    joined = [(name, sign) for _, name, sign in COLUMNS if name in merged]
    rows = [_row(record, name, sign) for name, sign in (*OTHER, *joined)]
    return [sum(values) for values in zip(*rows, strict=True)]
