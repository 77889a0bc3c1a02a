"""Yearly series from a CSV file in the scenario's folder."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from appraisal.ground.problem import Problem

LARGEST = 1_000_000
KEYS = {"csv", "column", "unit", "between", "source", "note"}


def expand_csv(data: Any, folder: Path, path: tuple[str, ...] = ()) -> tuple[Any, list[Problem]]:
    """Return the data with every ``{csv: .., column: .., unit: ..}`` turned into a yearly series, and the problems."""
    if isinstance(data, dict) and "csv" in data:
        return _series(data, folder, ".".join(path))
    if not isinstance(data, dict):
        return data, []
    pairs = {key: expand_csv(value, folder, (*path, str(key))) for key, value in data.items()}
    return {key: value for key, (value, _) in pairs.items()}, [p for _, found in pairs.values() for p in found]


def _series(data: dict[str, Any], folder: Path, path: str) -> tuple[Any, list[Problem]]:
    kept = {key: value for key, value in data.items() if key not in ("csv", "column", "unit")}
    problem = _bad_keys(data, path) or _bad_file(data["csv"], folder, path)
    if problem:
        return {**kept, "years": {}}, [problem]
    years, found = _read(folder / data["csv"], data["column"], data["unit"], path)
    return {**kept, "years": years}, found


def _bad_keys(data: dict[str, Any], path: str) -> Problem | None:
    extra = sorted(set(data) - KEYS)
    if extra:
        return Problem(
            "unknown-key", f"{path}.{extra[0]}", f"unknown key '{extra[0]}'. Known here: {', '.join(sorted(KEYS))}"
        )
    absent = [key for key in ("csv", "column", "unit") if not isinstance(data.get(key), str)]
    if absent:
        message = (
            "a series from a file needs csv, column and unit (for example: {csv: prices.csv, column: low, unit: USD/t})"
        )
        return Problem("missing-key", f"{path}.{absent[0]}", message)
    return None


def _bad_file(name: str, folder: Path, path: str) -> Problem | None:
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        return Problem("outside-folder", f"{path}.csv", f"'{name}' lies outside the scenario's folder")
    if not target.is_file():
        return Problem("no-file", f"{path}.csv", f"there is no file '{name}' in the scenario's folder")
    if target.stat().st_size > LARGEST:
        return Problem("too-large", f"{path}.csv", f"'{name}' is larger than {LARGEST:,} bytes")
    return None


def _read(file: Path, column: str, unit: str, path: str) -> tuple[dict[str, str], list[Problem]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            table = list(csv.DictReader(handle, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return {}, [Problem("bad-csv", f"{path}.csv", f"'{file.name}' cannot be read as CSV in UTF-8: {error}")]
    names = list(table[0]) if table else []
    for wanted in ("year", column):
        if wanted not in names:
            message = f"'{file.name}' has no column '{wanted}'; it has {', '.join(str(n) for n in names) or 'no rows'}"
            return {}, [Problem("bad-csv", f"{path}.column", message)]
    return _rows(table, column, unit, file.name, path)


def _rows(
    table: list[dict[str, str]], column: str, unit: str, name: str, path: str
) -> tuple[dict[str, str], list[Problem]]:
    years: dict[str, str] = {}
    found = []
    for number, row in enumerate(table, start=2):
        year = (row["year"] or "").strip()
        if year in years:
            found.append(Problem("duplicate-key", f"{path}.csv", f"'{name}', row {number}: year {year} stands twice"))
        years[year] = f"{(row[column] or '').strip()} {unit}"
    return years, found
