"""Many scenarios as one table: a row each, the unit in each heading, an empty cell where a figure is undefined."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from appraisal.engine.solving import unit_of
from appraisal.ground.problem import Problem
from appraisal.questions.portfolio import Member, Portfolio
from appraisal.questions.scenario_table import TableResult

Columns = dict[str, list[Any]]
"""Values by heading; None where there is none."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet read a text of a CSV file as a formula."""


def columns_of_files(found: Portfolio) -> Columns:
    """Return the columns of a portfolio of files: what each is, its metrics, why one is undefined, what went wrong."""
    members = found.members
    columns: Columns = {
        "file": [member.file for member in members],
        "name": [member.name or None for member in members],
        "status": ["ok" if member.ok else "error" for member in members],
        "currency": [member.currency or None for member in members],
        "basis": [member.basis or None for member in members],
        "mechanism": [member.mechanism or None for member in members],
        "first_year": [member.first_year for member in members],
        "hash": [member.hash or None for member in members],
    }
    for name in dict.fromkeys(name for member in members for name in member.metrics):
        columns |= _metric_columns(name, members)
    columns["undefined"] = [_undefined(member) or None for member in members]
    columns["warnings"] = [" ".join(dict.fromkeys(w.code for w in member.warnings)) or None for member in members]
    columns["errors"] = [said(member.problems) or None for member in members]
    return columns


def _metric_columns(name: str, members: Sequence[Member]) -> Columns:
    """Return one metric; files in several units have a column that says which."""
    found = [member.metrics.get(name) for member in members]
    units = {metric.unit for metric in found if metric is not None}
    values = [None if metric is None else metric.value for metric in found]
    if len(units) == 1:
        return {f"{name} [{units.pop()}]": values}
    return {name: values, f"{name} unit": [None if metric is None else metric.unit for metric in found]}


def _undefined(member: Member) -> str:
    lacking = ((name, metric.reason) for name, metric in member.metrics.items() if metric.value is None)
    return "; ".join(f"{name}: {reason}" for name, reason in lacking)


def said(problems: Iterable[Problem]) -> str:
    """Return problems in one line."""
    return "; ".join(" ".join(filter(None, (one.code, one.place, one.path, one.message))) for one in problems)


def columns_of_table(found: TableResult) -> Columns:
    """Return the columns of scenarios of one shape: names, figures laid over, outcomes, why one is undefined."""
    table, scenario = found.table, found.scenario
    failed = [said(table.failed.get(at, ())) for at in range(table.count)]
    columns: Columns = {"name": list(table.names), "status": ["error" if text else "ok" for text in failed]}
    for path, values in table.columns.items():
        unit = unit_of(scenario.figures[path], scenario) if path in scenario.figures else "1"
        columns[f"{path} [{unit}]"] = [None if text else float(v) for v, text in zip(values, failed, strict=True)]
    columns |= {f"{name} [{found.units[name]}]": list(values) for name, values in found.values.items()}
    columns["undefined"] = [_reasons(found, at) or None for at in range(table.count)]
    columns["errors"] = [text or None for text in failed]
    return columns


def _reasons(found: TableResult, row: int) -> str:
    return "; ".join(f"{name}: {told[row]}" for name, told in found.reasons.items() if row in told)


def as_csv(columns: Mapping[str, Sequence[Any]]) -> bytes:
    """Return columns as CSV; a text that a spreadsheet would take for a formula stands behind an apostrophe."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(columns)
    table.writerows(map(_text, row) for row in zip(*columns.values(), strict=True))
    return out.getvalue().encode("utf-8")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_SIGNS) else value
    return "" if value is None else repr(value)


def as_parquet(columns: Mapping[str, Sequence[Any]]) -> bytes:
    """Return columns as a Parquet file."""
    import pyarrow
    from pyarrow.parquet import write_table

    out = pyarrow.BufferOutputStream()
    write_table(pyarrow.table({name: pyarrow.array(values) for name, values in columns.items()}), out)
    return bytes(out.getvalue().to_pybytes())


FORMATS: dict[str, Callable[[Mapping[str, Sequence[Any]]], bytes]] = {".csv": as_csv, ".parquet": as_parquet}
"""What a table is written as, by the ending of the file."""
