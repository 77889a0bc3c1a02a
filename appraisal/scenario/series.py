"""Yearly series from a CSV file in the scenario's folder."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appraisal.ground.problem import Problem
from appraisal.scenario.csv_file import CsvError, check_cells, file_beside, numbered_rows
from appraisal.scenario.figure import CSV_KEYS
from appraisal.scenario.hints import unknown
from appraisal.scenario.node import Path as Steps
from appraisal.scenario.node import Place, path_text
from appraisal.scenario.tree import Tree

MOST_ROWS = 500
MOST_SHOWN = 20
EXAMPLE = "{csv: prices.csv, column: low, unit: USD/t}"
NO_SERIES = ("sources", "variants", "extends")
"""Parts of the file that hold no figures: a source may be called 'csv'."""


@dataclass
class Expanded:
    """The scenario with every series of a file read in; ``broken`` are the figures whose file could not be read."""

    data: dict[str, Any]
    places: dict[Steps, Place]
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)


def expand_csv(tree: Tree) -> Expanded:
    """Return the tree with every ``{csv: .., column: .., unit: ..}`` turned into a yearly series."""
    found = Expanded({}, dict(tree.places))
    found.data = {
        key: value if key in NO_SERIES else _expanded(value, (key,), tree, found) for key, value in tree.data.items()
    }
    return found


def _expanded(value: Any, path: Steps, tree: Tree, found: Expanded) -> Any:
    if not isinstance(value, dict):
        return value
    if "csv" in value and not isinstance(value["csv"], dict):
        return _Reading(value, path, tree, found).series()
    return {key: _expanded(item, (*path, key), tree, found) for key, item in value.items()}


class _Reading:
    """Reads one series from its file."""

    def __init__(self, stated: dict[str, Any], path: Steps, tree: Tree, found: Expanded) -> None:
        self.stated, self.path, self.tree, self.found = stated, path, tree, found
        self.years: dict[str, str] = {}

    def series(self) -> dict[str, Any]:
        if self.keys_are_good() and (file := self.file()):
            self.read(file)
        kept = {key: value for key, value in self.stated.items() if key not in ("csv", "column", "unit")}
        return {**kept, "years": self.years}

    def refuse(self, code: str, key: str, message: str) -> None:
        at = path_text(self.path)
        self.found.broken.add(at)
        if len(self.found.problems) < MOST_SHOWN:
            self.found.problems.append(Problem(code, f"{at}.{key}" if key else at, message))

    def keys_are_good(self) -> bool:
        extra = [key for key in self.stated if key not in CSV_KEYS]
        absent = [key for key in ("csv", "column", "unit") if not _said(self.stated.get(key))]
        for key in extra:
            self.refuse("unknown-key", key, unknown(key, CSV_KEYS))
        for key in absent:
            self.refuse("missing-key", key, f"a series from a file needs csv, column and unit (for example: {EXAMPLE})")
        return not extra and not absent

    def file(self) -> Path | None:
        """Return the file, which stands beside the scenario that names it."""
        typed = self.tree.place_of((*self.path, "csv")).file
        try:
            return file_beside(self.stated["csv"], typed, Path(self.tree.file).parent)
        except CsvError as error:
            self.refuse(error.code, "csv", str(error))
            return None

    def read(self, file: Path) -> None:
        try:
            rows = numbered_rows(file)
        except CsvError as error:
            self.refuse(error.code, "csv", str(error))
            return
        head = rows[0][1] if rows else []
        if len(rows) > MOST_ROWS:
            self.refuse("too-large", "csv", f"'{file.name}' has more than {MOST_ROWS} lines, one a year")
        elif self.head_is_good(head, file.name):
            for line, row in rows[1:]:
                self.take(line, row, head, file)

    def head_is_good(self, head: list[str], name: str) -> bool:
        wanted = ("year", self.stated["column"])
        twice = [one for one, count in Counter(head).items() if count > 1 and one in wanted]
        for one in twice:
            self.refuse("bad-csv", "column", f"'{name}' has the column '{one}' twice")
        absent = [one for one in wanted if one not in head]
        for one in absent:
            self.refuse("bad-csv", "column", f"'{name}' has no column '{one}'; it has {', '.join(head) or 'no rows'}")
        return not twice and not absent

    def take(self, line: int, row: list[str], head: list[str], file: Path) -> None:
        try:
            check_cells(file, line, row, head)
        except CsvError as error:
            self.refuse(error.code, "csv", str(error))
            return
        year, cell = row[head.index("year")], row[head.index(self.stated["column"])]
        if year in self.years:
            self.refuse("duplicate-key", "csv", f"'{file.name}', line {line}: year {year} stands twice")
        elif not cell:
            self.refuse("bad-csv", "csv", f"'{file.name}', line {line}: no value for {year}; leave the line out")
        self.years[year] = f"{cell} {self.stated['unit']}"
        self.found.places[(*self.path, "years", year)] = Place(str(file), line, 1)


def _said(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
