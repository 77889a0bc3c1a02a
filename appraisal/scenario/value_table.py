"""A table of scenarios of one shape: a row each, a column a figure, laid over one scenario file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic_core import PydanticCustomError

from appraisal.ground.problem import FileError, Problem, ScenarioError, visible
from appraisal.ground.sheet import Array
from appraisal.scenario.csv_file import CsvError, numbered_rows
from appraisal.scenario.figure import Figure, Kind, read_figure
from appraisal.scenario.kind import misplaced

NAME = "name"
"""The heading of the column that names the rows."""

_HEADING = re.compile(r"(?P<path>[^\[\]]+?)\s*(?:\[(?P<unit>[^\[\]]+)\])?")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")

Find = Callable[[str], Figure]
"""From a path to the figure that may be varied there; it raises where there is none."""


@dataclass(frozen=True)
class Places:
    """Where the rows of a table stand, for messages: the file, the line of each row, and that of the headings."""

    file: str
    lines: Sequence[int]
    top: int = 0

    def heading(self, problem: Problem) -> Problem:
        """Return a problem of a heading with the place of the first row."""
        return replace(problem, file=self.file, line=self.top) if self.top else problem

    def at(self, row: int, path: str, code: str, message: str) -> Problem:
        """Return a problem of one row."""
        return Problem(code, path, message, file=self.file, line=self.lines[row])


@dataclass(frozen=True)
class ValueTable:
    """Scenarios of one shape.

    Attributes:
        names: what the rows are called.
        columns: by path one value a row ``(rows,)``, in the figure's canonical unit; an empty cell is the value that
            the scenario states.
        failed: by row number, counted from 0, why the row cannot be appraised.
    """

    names: tuple[str, ...]
    columns: Mapping[str, Array]
    failed: Mapping[int, tuple[Problem, ...]]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.names)


def read_value_table(file: str | Path, find: Find, base: Callable[[str], float]) -> ValueTable:
    """Read a CSV file: the first row holds ``path`` or ``path [unit]``, and ``name`` for what the rows are called.

    Under ``path [unit]`` stand numbers, under ``path`` quantities with their units.

    Raises:
        FileError: ``bad-csv``.
        ScenarioError: ``empty-table``, or a heading that is no figure of the scenario.
    """
    target = Path(file)
    try:
        numbered = numbered_rows(target)
    except CsvError as error:
        raise FileError([Problem(error.code, "", str(error), file=str(file))]) from None
    if len(numbered) < 2:
        message = "the table has no row; the first row holds the paths, such as 'credits.price [USD/t]'"
        raise ScenarioError([Problem("empty-table", "", message, file=str(file))])
    (top, head), rows = numbered[0], numbered[1:]
    if len(head) == 1 and ";" in head[0]:
        message = "the cells are separated by semicolons; separate them by commas, with a point as the decimal mark"
        raise FileError([Problem("bad-csv", "", message, file=str(file), line=top)])
    uneven = {at: len(row) for at, (_, row) in enumerate(rows) if len(row) != len(head)}
    cells = [[row[at] if at < len(row) else "" for _, row in rows] for at in range(len(head))]
    places = Places(str(file), [line for line, _ in rows], top)
    found = value_table(dict(_columns(head, cells, str(file), top)), find, base, places)
    bad = {at: (places.at(at, "", "bad-csv", _uneven(count, len(head))),) for at, count in uneven.items()}
    return ValueTable(found.names, found.columns, {**found.failed, **bad})


def _uneven(count: int, wanted: int) -> str:
    hint = " (a decimal comma? The decimal mark is a point)" if count > wanted else ""
    return f"{count} cells under {wanted} headings{hint}"


def _columns(head: Sequence[str], cells: Sequence[list[str]], file: str, line: int) -> Iterator[tuple[str, list[str]]]:
    twice = [name for name in head if head.count(name) > 1]
    if twice:
        raise ScenarioError([Problem("duplicate-key", twice[0], "the heading stands twice", file=file, line=line)])
    yield from zip(head, cells, strict=True)


def value_table(
    columns: Mapping[str, Sequence[Any]], find: Find, base: Callable[[str], float], places: Places | None = None
) -> ValueTable:
    """Return a table of values by heading, each checked against the figure that it is laid over.

    Raises:
        ScenarioError: a heading is no figure of the scenario, columns differ in length, or there is no row.
    """
    lengths = {len(values) for values in columns.values()}
    if len(lengths) != 1 or not max(lengths):
        message = "every column needs one value a row, and there must be a row"
        raise ScenarioError([Problem("empty-table" if lengths <= {0} else "bad-table", "", message)])
    count = lengths.pop()
    where = places or Places("", range(1, count + 1))
    failed: dict[int, list[Problem]] = {}
    found: dict[str, Array] = {}
    for heading, values in columns.items():
        if heading.strip() != NAME:
            column = _column(heading, find, base, where, found)
            found[column.path] = column.read(values, failed)
    names = [visible(str(name)) for name in columns.get(NAME, range(1, count + 1))]
    return ValueTable(tuple(names), found, {at: tuple(problems) for at, problems in failed.items()})


def _column(heading: str, find: Find, base: Callable[[str], float], where: Places, known: Iterable[str]) -> _Column:
    """Return the column under a heading.

    Raises:
        ScenarioError: the heading is no figure of the scenario, or one that another column holds, at its place.
    """
    try:
        path, unit = _heading(heading)
        if path in known:
            message = f"another column holds '{path}' too, and only one of the two would count: leave one out"
            raise _refused("duplicate-key", path, message)
        return _Column(path, unit, find(path), base(path), where)
    except ScenarioError as error:
        raise ScenarioError(map(where.heading, error.problems)) from None


def _heading(text: str) -> tuple[str, str]:
    found = _HEADING.fullmatch(text.strip())
    if not found:
        message = f"'{text}' is no heading; write a path, or a path and a unit (for example: credits.price [USD/t])"
        raise ScenarioError([Problem("bad-heading", text, message)])
    return found["path"], (found["unit"] or "").strip()


class _Column:
    """One figure over all rows: numbers in a unit, or quantities."""

    def __init__(self, path: str, unit: str, figure: Figure, base: float, places: Places) -> None:
        self.path, self.unit, self.figure, self.base, self.places = path, unit, figure, base, places
        self.scale = self._quantity(f"1 {unit}", bounded=False) if unit else 1.0

    def read(self, values: Sequence[Any], failed: dict[int, list[Problem]]) -> Array:
        """Return the values of the rows; what cannot be used is told by row, and counts as the base."""
        found = np.full(len(values), self.base)
        for at, value in enumerate(values):
            try:
                found[at] = self._value(value)
            except ScenarioError as error:
                failed.setdefault(at, []).extend(
                    self.places.at(at, self.path, one.code, one.message) for one in error.problems
                )
        return found

    def _value(self, raw: Any) -> float:
        text = raw.strip() if isinstance(raw, str) else raw
        if text is None or text == "":
            return self.base
        return self._number(text) if self.unit else self._quantity(text)

    def _number(self, text: Any) -> float:
        if isinstance(text, str) and not _NUMBER.fullmatch(text):
            hint = "; the decimal mark is a point" if "," in text else ""
            raise _refused("not-a-number", self.path, f"'{text}' under a heading with a unit is no number{hint}")
        value = float(text) * self.scale
        code, message = misplaced(value, self.figure.kind)
        if code or value != value:
            raise _refused(code or "not-a-number", self.path, f"'{text} {self.unit}' {message or 'is no number'}")
        return value

    def _quantity(self, text: Any, *, bounded: bool = True) -> float:
        kind = self.figure.kind if bounded else _unbounded(self.figure.kind)
        try:
            found = read_figure(text, kind)
        except PydanticCustomError as error:
            problems = (error.context or {})["problems"]
            raise ScenarioError([Problem(code, self.path, message) for _, code, message in problems]) from None
        if found.refers_to or found.series or found.sort != self.figure.sort:
            said = f"the scenario's '{self.figure.text}'"
            message = f"'{text}' must be a quantity in the same currency and kind of unit as {said}"
            raise _refused("mixed-units", self.path, message)
        return found.value


def _unbounded(kind: Kind) -> Kind:
    return replace(kind, low=-np.inf, high=np.inf, open_low=False, whole=False)


def _refused(code: str, path: str, message: str) -> ScenarioError:
    return ScenarioError([Problem(code, path, message)])


def rows_of(columns: Mapping[str, Array], chosen: Iterable[int]) -> dict[str, Array]:
    """Return the columns of some rows."""
    at = np.fromiter(chosen, dtype=int)
    return {path: values[at] for path, values in columns.items()}
