"""A CSV file beside the scenario: found inside its folder only, and read line by line."""

from __future__ import annotations

import csv
from pathlib import Path

from appraisal.scenario.setting import SET

LARGEST = 1_000_000
"""Largest CSV file, in bytes."""


class CsvError(ValueError):
    """A file that cannot be used; ``code`` is a stable word."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def file_beside(name: str, typed: str, top: Path) -> Path:
    """Return the file, which stands beside the scenario that names it and never outside the folder ``top``.

    Raises:
        CsvError: ``no-file``, ``outside-folder`` or ``too-large``.
    """
    stated: Path = (top if typed == SET else Path(typed).parent) / name
    try:
        target = stated.resolve()
        inside, there = target.is_relative_to(top.resolve()), target.is_file()
        size = target.stat().st_size if inside and there else 0
    except (OSError, ValueError, RuntimeError) as error:
        raise CsvError("no-file", f"'{name[:80]}' is no file: {error.__class__.__name__}") from None
    if not inside:
        raise CsvError("outside-folder", f"'{name}' lies outside the scenario's folder")
    if not there:
        raise CsvError("no-file", f"there is no file '{name}' beside the scenario")
    if size > LARGEST:
        raise CsvError("too-large", f"'{name}' is larger than {LARGEST:,} bytes")
    return stated


def numbered_rows(file: Path) -> list[tuple[int, list[str]]]:
    """Return the rows that are not empty, each with the number of its line; the first holds the headings.

    Raises:
        CsvError: ``bad-csv`` for what is no CSV in UTF-8.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            table = csv.reader(handle, strict=True)
            numbered = [(table.line_num, [cell.strip() for cell in row]) for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CsvError("bad-csv", f"'{file.name}' cannot be read as CSV in UTF-8: {error}") from None
    return [(line, row) for line, row in numbered if any(row)]


def check_cells(file: Path, line: int, row: list[str], head: list[str]) -> None:
    """Refuse a row with another number of cells than there are headings.

    Raises:
        CsvError: ``bad-csv``, with a hint at a decimal comma.
    """
    if len(row) != len(head):
        hint = " (a decimal comma? The decimal mark is a point)" if len(row) > len(head) else ""
        raise CsvError("bad-csv", f"'{file.name}', line {line}: {len(row)} cells under {len(head)} headings{hint}")
