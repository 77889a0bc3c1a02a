"""The values of an empirical distribution: one column of a CSV file in the scenario's folder."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from appraisal.ground.numbers import plain as shown
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.ground.sheet import Array
from appraisal.scenario.csv_file import CsvError, check_cells, file_beside, numbered_rows
from appraisal.scenario.kind import Figure
from appraisal.scenario.reading import Findings, plain
from appraisal.scenario.scenario import Scenario

MOST_ROWS = 50_000
MOST_SHOWN = 5
"""Most cells of one file that are refused by name."""

NUMBER = re.compile(r"[ \t]*[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def sample_of(path: str, figure: Figure, scenario: Scenario) -> Array:
    """Return the values of a figure's file in the figure's canonical unit, in the order of the file.

    The cells are plain numbers in the unit in which the scenario states the figure's own value; the value lies between
    the smallest and the largest of them, so that a file in another unit is found out.

    Raises:
        ScenarioError: the file is not there, holds no such column, or a cell is no number of this figure.
    """
    name = figure.spread["file"]
    typed = scenario.places.get(f"{path}.file", (scenario.file, 0, 0))[0]
    try:
        file = file_beside(name, typed, scenario.folder)
        rows = numbered_rows(file)
        cells = _column(file, rows, figure.spread.get("column"))
    except CsvError as error:
        raise _refused(scenario, [Problem(error.code, f"{path}.file", str(error))]) from None
    values, found = _read(path, figure, cells, file)
    found = found or list(_misfits(path, figure, values, file))
    if found:
        raise _refused(scenario, found[:MOST_SHOWN])
    return values


def _refused(scenario: Scenario, problems: list[Problem]) -> ScenarioError:
    return ScenarioError([scenario.located(problem) for problem in problems])


def _column(file: Path, rows: list[tuple[int, list[str]]], column: str | None) -> list[tuple[int, str]]:
    """Return the cells of the column, or of the only one, with the numbers of their lines."""
    if len(rows) < 2:
        raise CsvError("bad-csv", f"'{file.name}' needs a line of headings and at least one value")
    if len(rows) > MOST_ROWS:
        raise CsvError("too-large", f"'{file.name}' has more than {MOST_ROWS:,} lines")
    head = rows[0][1]
    at = _place(file, head, column)
    for line, row in rows[1:]:
        check_cells(file, line, row, head)
    return [(line, row[at]) for line, row in rows[1:]]


def _place(file: Path, head: list[str], column: str | None) -> int:
    if any(NUMBER.fullmatch(cell) for cell in head):
        raise CsvError("bad-csv", f"the first line of '{file.name}' holds the headings, found {', '.join(head)}")
    if column is None and len(head) > 1:
        raise CsvError("bad-csv", f"'{file.name}' has the columns {', '.join(head)}; say which with 'column'")
    wanted = head[0] if column is None else column
    count = Counter(head)[wanted]
    if count != 1:
        said = f"no column '{wanted}'; it has {', '.join(head)}" if not count else f"the column '{wanted}' twice"
        raise CsvError("bad-csv", f"'{file.name}' has {said}")
    return head.index(wanted)


def _read(path: str, figure: Figure, cells: list[tuple[int, str]], file: Path) -> tuple[Array, list[Problem]]:
    unit = figure.text[match.end() :] if (match := NUMBER.match(figure.text)) else ""
    values, problems = [], []
    for line, cell in cells:
        findings = Findings()
        if NUMBER.fullmatch(cell):
            values.append(plain(f"{cell}{unit}" if unit else float(cell), figure.kind, findings, ()).value)
        else:
            findings.add((), "bad-number", f"'{cell}' is no plain number; it is read as{unit or ' a ratio'}")
        said = f"'{file.name}', line {line}: "
        problems += [Problem(code, f"{path}.file", f"{said}{message}") for _, code, message in findings.found]
    return np.array(values), problems


def _misfits(path: str, figure: Figure, values: Array, file: Path) -> Iterator[Problem]:
    low, high = float(values.min()), float(values.max())
    if not low <= figure.value <= high:
        ends = f"{shown(low)} to {shown(high)} {figure.unit.replace('money', figure.currency)}"
        message = f"{figure.text} lies outside the values of '{file.name}', {ends}; are they in the same unit?"
        yield Problem("value-outside-range", f"{path}.value", message)
