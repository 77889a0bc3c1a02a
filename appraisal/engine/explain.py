"""Why this number? A line's formula, its numbers, and the sources at the end of every branch."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import numpy as np

from appraisal.engine.model import Run
from appraisal.engine.origins import origin_of
from appraisal.ground.numbers import plain, with_unit
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.ground.reach import looks_of
from appraisal.ground.sheet import Wired, lines_of, scope_of
from appraisal.ground.spelling import in_words
from appraisal.lines.calendar import Calendar
from appraisal.lines.money import Discounting
from appraisal.scenario.checks import near

WIDTH = 100
FLAGS = frozenset(name for book in (Calendar, Discounting) for name in lines_of(book)) | {"credits.credited"}
"""Rows of the calendar, which take one line below another row."""

Done = dict[tuple[str, int], "Explanation"]


@dataclass(frozen=True)
class Explanation:
    """One row in one year: its value, and either the formula with what it reads, or where the input comes from.

    A row that the formula reads in another year (a lag, last year's value) is given in that year.
    """

    name: str
    year: int
    value: float
    unit: str
    sentence: str
    formula: str
    origin: str
    reads: tuple[Explanation, ...]

    def __str__(self) -> str:
        return "\n".join(_text(self, "", self.year, set()))

    def inputs(self) -> list[Explanation]:
        """Return every input that the row comes from, once each; a line that reads nothing comes from none."""
        met: dict[tuple[str, int], Explanation] = {}
        waiting = [self]
        while waiting:
            part = waiting.pop()
            if (part.name, part.year) not in met:
                met[part.name, part.year] = part
                waiting += reversed(part.reads)
        return [part for part in met.values() if not part.reads and not part.formula]


def explain(run: Run, name: str, year: int | None = None) -> Explanation:
    """Return how a row comes about, down to the scenario.

    Raises:
        ScenarioError: ``unknown-line`` or ``unknown-year``, with what would do.
    """
    years = [int(one) for one in run.axis.years]
    if name not in run.rows:
        message = f"there is no row '{name}'. {near(name, run.rows)}"
        raise ScenarioError([Problem("unknown-line", name, message, file=run.scenario.file)])
    if year is not None and year not in years:
        message = f"{year} is not on the axis, which runs from {years[0]} to {years[-1]}"
        raise ScenarioError([Problem("unknown-year", name, message, file=run.scenario.file)])
    return _explained(run, name, _first_year(run, name) if year is None else years.index(year), {})


def _column(run: Run, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.broadcast_to(run.rows[name], (run.axis.count, 1))[:, 0]


def _first_year(run: Run, name: str) -> int:
    """Return the first year in which the row is not 0."""
    return int(np.argmax(_column(run, name) != 0))


def _explained(run: Run, name: str, at: int, done: Done) -> Explanation:
    if (name, at) not in done:
        done[name, at] = _input(run, name, at) if name not in run.wired else _row(run, name, at, done)
    return done[name, at]


def _input(run: Run, name: str, at: int) -> Explanation:
    unit, origin = origin_of(name, run.scenario)
    return Explanation(name, run.axis.first + at, float(_column(run, name)[at]), unit, "", "", origin, ())


def _row(run: Run, name: str, at: int, done: Done) -> Explanation:
    wired = run.wired[name]
    seen = [(read, at - ago) for read, ago in _looks(run, wired, at)]
    reads = tuple(_explained(run, read, when, done) for read, when in seen if 0 <= when < run.axis.count)
    names = {read: _short(read, scope_of(name)) for read in wired.reads}
    value, formula = float(_column(run, name)[at]), in_words(wired, names)
    return Explanation(name, run.axis.first + at, value, run.unit(name), wired.line.sentence, formula, "", reads)


def _looks(run: Run, wired: Wired, at: int) -> list[tuple[str, int]]:
    return looks_of(wired, {read: float(_column(run, read)[at]) for read in wired.reads})


def _short(name: str, scope: str) -> str:
    return name.removeprefix(f"{scope}.") if scope else name


def _text(part: Explanation, indent: str, year: int, seen: set[tuple[str, int]]) -> list[str]:
    when = f"   in {part.year}" if not indent or part.year != year else ""
    head = f"{part.name} = {_value(part)}{when}"
    if (part.name, part.year) in seen:
        return [f"{indent}{head}   (see above)"]
    seen.add((part.name, part.year))
    if not part.formula or (part.name in FLAGS and indent):
        return _folded(f"{head}   {part.origin or part.sentence}", indent)
    lines = [f"{indent}{head}"]
    lines += _folded(part.sentence, indent + "  ")
    lines += _folded(f"= {part.formula}", indent + "  ")
    for read in part.reads:
        lines += _text(read, indent + "    ", part.year, seen)
    return lines


def _folded(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, max(WIDTH, len(indent) + 40), initial_indent=indent, subsequent_indent=indent + "    ")


def _value(part: Explanation) -> str:
    if part.name == "year" or part.name.endswith(("valuation_year", "price_year", "data_year", ".from")):
        return f"{part.value:.0f}"
    return with_unit(part.value, part.unit) if part.unit != "1" else plain(part.value)
