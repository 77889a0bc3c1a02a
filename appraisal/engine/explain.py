"""Why this number? A line's formula, its numbers, and the sources at the end of every branch."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from appraisal.ground.numbers import plain, with_unit
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.ground.sheet import lines_of, scope_of
from appraisal.ground.spelling import in_words
from appraisal.lines.calendar import Calendar
from appraisal.lines.money import Discounting
from appraisal.scenario import library
from appraisal.scenario.checks import near
from appraisal.scenario.figure import Figure
from appraisal.scenario.scenario import Scenario

if TYPE_CHECKING:
    from appraisal.engine.appraisal import Appraisal

WIDTH = 100
_FLAGS = frozenset(name for book in (Calendar, Discounting) for name in lines_of(book)) | {"credits.credited"}


@dataclass(frozen=True)
class Explanation:
    """One row in one year: its value, and either the formula with what it reads, or where the input comes from."""

    name: str
    year: int
    value: float
    unit: str
    sentence: str
    formula: str
    origin: str
    reads: tuple[Explanation, ...]
    flag: bool = False
    """Whether the row belongs to the calendar: shown on one line below another row."""

    def __str__(self) -> str:
        return "\n".join(_text(self, "", set()))

    def inputs(self) -> list[Explanation]:
        """Return every input that the row comes from, once each; a line that reads nothing comes from none."""
        if not self.reads:
            return [] if self.formula else [self]
        found = {leaf.name: leaf for part in self.reads for leaf in part.inputs()}
        return list(found.values())


def explain(appraisal: Appraisal, name: str, year: int | None = None) -> Explanation:
    """Return how a row comes about, down to the scenario.

    Raises:
        ScenarioError: ``unknown-line`` or ``unknown-year``, with what would do.
    """
    rows, years = appraisal.run.rows, appraisal.years
    if name not in rows:
        message = f"there is no row '{name}'. {near(name, rows)}"
        raise ScenarioError([Problem("unknown-line", name, message, file=appraisal.scenario.file)])
    at = years.index(year) if year in years else None
    if year is not None and at is None:
        message = f"{year} is not on the axis, which runs from {years[0]} to {years[-1]}"
        raise ScenarioError([Problem("unknown-year", name, message, file=appraisal.scenario.file)])
    return _explained(appraisal, name, _first_year(appraisal, name) if at is None else at, {})


def _first_year(appraisal: Appraisal, name: str) -> int:
    """Return the first year in which the row is not 0."""
    row = np.broadcast_to(appraisal.run.rows[name], (len(appraisal.years), 1))[:, 0]
    return int(np.argmax(row != 0))


def _explained(appraisal: Appraisal, name: str, at: int, done: dict[str, Explanation]) -> Explanation:
    if name not in done:
        done[name] = _row(appraisal, name, at, done)
    return done[name]


def _row(appraisal: Appraisal, name: str, at: int, done: dict[str, Explanation]) -> Explanation:
    run = appraisal.run
    value = float(np.broadcast_to(run.rows[name], (len(appraisal.years), 1))[at, 0])
    wired = run.wired.get(name)
    if wired is None:
        unit, origin = _origin(appraisal, name)
        return Explanation(name, appraisal.years[at], value, unit, "", "", origin, ())
    reads = tuple(_explained(appraisal, read, at, done) for read in dict.fromkeys(wired.reads))
    names = {read: _short(read, scope_of(name)) for read in wired.reads}
    formula = in_words(wired, names)
    flag = name in _FLAGS
    return Explanation(name, appraisal.years[at], value, run.unit(name), wired.line.sentence, formula, "", reads, flag)


def _short(name: str, scope: str) -> str:
    return name.removeprefix(f"{scope}.") if scope else name


def _origin(appraisal: Appraisal, name: str) -> tuple[str, str]:
    """Return the unit of an input and where it comes from."""
    scenario = appraisal.scenario
    for path, part in ((name, ""), *((name.removesuffix(f".{one}"), one) for one in PARTS)):
        path = path if path in scenario.figures else path.removesuffix("_by_mass")
        if path in scenario.figures:
            figure = scenario.figures[path]
            return _origin_unit(figure, scenario, part), _figure_origin(appraisal, path, figure, part)
    if name in library.constants():
        item = library.constants()[name]
        return item["unit"], f"constant: {item['source']}"
    return _CALENDAR.get(name.rpartition(".")[2], ("1", "stated in the scenario"))


PARTS = ("value", "growth", "from", "plus", "times")
"""What a figure may state beside its value, each an input of the sheet."""


def _origin_unit(figure: Figure, scenario: Scenario, part: str) -> str:
    if part in ("growth", "times"):
        return "1"
    if part == "from":
        return "yr"
    if figure.per_currency:
        return f"{scenario.currency}/{({figure.currency, figure.per_currency} - {scenario.currency}).pop()}"
    return scenario.unit(figure.unit.replace("money", figure.currency or scenario.currency))


_CALENDAR = {
    "year": ("yr", "the calendar year of the column"),
    "elapsed": ("yr", "years since the first year of the axis"),
    "spend": ("1", "the spend profile of construction"),
    "valuation_year": ("yr", "the year that values are discounted to"),
    "price_year": ("yr", "the year whose prices the figures are in"),
    "ramp_up": ("1", "the ramp-up profile"),
    "scheduled": ("1", "1 in the stated years"),
    "active": ("yr", "1 in the stated span of years"),
}


def _figure_origin(appraisal: Appraisal, path: str, figure: Figure, part: str) -> str:
    scenario = appraisal.scenario
    said = f"{part + ' of ' if part not in ('', 'value') else ''}{path}, stated as '{figure.text}'"
    where = scenario.located(Problem("", path, "")).place if not figure.default else ""
    source = source_text(appraisal, figure)
    return ", ".join(word for word in (f"default: {figure.text}" if figure.default else said, where, source) if word)


def source_text(appraisal: Appraisal, figure: Figure) -> str:
    """Return a figure's source in words; a source of the library that was not checked says so."""
    if not figure.source:
        return "no source stated"
    if not figure.default:
        return f"source {figure.source}: {appraisal.scenario.document.sources[figure.source]}"
    found = library.evidence()[figure.source]
    return f"source: {found.text}{'' if found.verified else ' (verified: no)'}"


def _text(part: Explanation, indent: str, seen: set[str]) -> list[str]:
    head = f"{part.name} = {_value(part)}"
    if part.name in seen:
        return [f"{indent}{head}   (see above)"]
    seen.add(part.name)
    if not part.formula or (part.flag and indent):
        return _folded(f"{head}   {part.origin or part.sentence}", indent)
    lines = [f"{indent}{head}   in {part.year}" if not indent else f"{indent}{head}"]
    lines += _folded(part.sentence, indent + "  ")
    lines += _folded(f"= {part.formula}", indent + "  ")
    for read in part.reads:
        lines += _text(read, indent + "    ", seen)
    return lines


def _folded(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, max(WIDTH, len(indent) + 40), initial_indent=indent, subsequent_indent=indent + "    ")


def _value(part: Explanation) -> str:
    if part.name == "year" or part.name.endswith(("valuation_year", "price_year", ".from")):
        return f"{part.value:.0f}"
    return with_unit(part.value, part.unit) if part.unit != "1" else plain(part.value)
