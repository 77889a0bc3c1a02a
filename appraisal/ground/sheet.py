"""The sheet: lines as plain functions, placed under scopes, wired by name, run on arrays.

A *line* is one row of the model: its name is the row, its parameters are the rows it reads, its docstring is the
sentence that is printed. A *book* is a class that holds lines and names its own inputs with their units. A book is
placed under a *scope*, which is a path of the scenario (``project.fuels.coal``).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from appraisal.ground.problem import Problem, ScenarioError

Array = np.ndarray[Any, np.dtype[np.float64]]
Rule = TypeVar("Rule", bound=Callable[..., Any])


@dataclass(frozen=True)
class Line:
    """One row: unit, rule, the names it reads, the one name it gathers, and the sentence that is printed.

    ``pays`` and ``to`` name the parties between whom the row moves money; one alone is a cost or a gain in resources.
    """

    unit: str
    rule: Callable[..., Any]
    needs: tuple[str, ...] = ()
    gathers: str = ""
    sentence: str = ""
    inputs: frozenset[str] = field(default=frozenset(), compare=False)
    loop: bool = False
    pays: str = ""
    to: str = ""


@dataclass(frozen=True)
class Wired:
    """A line in its place, with the full name of every row that it reads, in the order of its parameters."""

    line: Line
    reads: tuple[str, ...]


def line(unit: str, *, loop: bool = False, pays: str = "", to: str = "") -> Callable[[Rule], Rule]:
    """Mark a function as a line of the sheet with its unit.

    ``loop`` marks a plain kernel that no cell can spell; ``pays`` and ``to`` mark a flow of money between parties.
    """

    def mark(rule: Rule) -> Rule:
        parameters = inspect.signature(rule).parameters.values()
        plain = tuple(p.name.replace("__", ".") for p in parameters if p.kind is not p.VAR_POSITIONAL)
        gathered = "".join(p.name for p in parameters if p.kind is p.VAR_POSITIONAL)
        said = inspect.getdoc(rule) or ""
        rule.line = Line(unit, rule, plain, gathered, said, loop=loop, pays=pays, to=to)  # type: ignore[attr-defined]
        return rule

    return mark


def lines_of(book: type) -> dict[str, Line]:
    """Return the lines of a book by their short names; each knows which names are the book's own inputs."""
    own = frozenset(name.partition(".")[0] for name in getattr(book, "inputs", ()))
    marked = {name: rule.line for name, rule in vars(book).items() if hasattr(rule, "line")}
    return {name: replace(found, inputs=own) for name, found in marked.items()}


def place(scope: str, book: type) -> dict[str, Line]:
    """Return the lines of ``book`` under ``scope``, by full name; the scope "" is the project itself."""
    return {joined(scope, name): found for name, found in lines_of(book).items()}


def joined(scope: str, name: str) -> str:
    """Return the full name of ``name`` in ``scope``."""
    return f"{scope}.{name}" if scope else name


def scope_of(full: str) -> str:
    """Return the scope that a full name stands in."""
    return full.rpartition(".")[0]


def around(scope: str) -> list[str]:
    """Return the scope itself and every scope around it, the nearest first.

    >>> around("project.fuels.coal")
    ['project.fuels.coal', 'project.fuels', 'project', '']
    """
    parts = scope.split(".") if scope else []
    return [".".join(parts[:count]) for count in range(len(parts), -1, -1)]


def wire(lines: Mapping[str, Line], given: Iterable[str], wanted: Iterable[str] = ()) -> dict[str, Wired]:
    """Find who reads whom, and return the wired lines in an order in which they can be computed.

    What is given (stated) beats what a line would compute. With ``wanted``, only these lines and what they need.

    Raises:
        ScenarioError: ``missing-input`` for each name that nothing gives, ``ring`` for lines that read one another.
    """
    stated = set(given)
    known = stated | set(lines)
    wired: dict[str, Wired] = {}
    problems: list[Problem] = []
    for full, found in lines.items():
        if full not in stated:
            reads, missing = _resolve(full, found, known)
            wired[full] = Wired(found, reads)
            problems += missing
    order = _in_order(wired, tuple(wanted) or tuple(wired))
    reached = set(order)
    problems = [problem for problem in problems if problem.path in reached]
    if problems:
        raise ScenarioError(problems)
    return {full: wired[full] for full in order}


def _resolve(full: str, found: Line, known: set[str]) -> tuple[tuple[str, ...], list[Problem]]:
    reads: list[str] = []
    problems = []
    for need in found.needs:
        name = look_up(need, full, found.inputs, known)
        if name is None:
            problems.append(_missing(full, need, found))
        else:
            reads.append(name)
    if found.gathers:
        reads += gathered(found.gathers, full, known)
    return tuple(reads), problems


def look_up(need: str, full: str, own: frozenset[str], known: set[str]) -> str | None:
    """Return the full name that ``need`` means for the line ``full``, or None.

    A need that starts with "." is a full name. An input of the book itself is looked up in its own scope only;
    every other name in its scope, then in each scope around it. A line that reads its own name starts further out.
    """
    if need.startswith("."):
        return need[1:] if need[1:] in known else None
    scope = scope_of(full)
    scopes = [scope] if need.partition(".")[0] in own else around(scope)
    names = (joined(outer, need) for outer in scopes)
    return next((name for name in names if name in known and name != full), None)


def gathered(short: str, full: str, known: Iterable[str]) -> list[str]:
    """Return every row called ``short`` in the nearest scope below the line ``full`` on each branch, never itself."""
    scope = scope_of(full)
    inside = f"{scope}." if scope else ""
    found = [name for name in known if name != full and name.startswith(inside) and name.endswith(f".{short}")]
    found = [name for name in found if scope_of(name) != scope]
    scopes = {scope_of(name) for name in found}
    return sorted(name for name in found if not scopes & set(_between(scope_of(name), scope)))


def _between(inner: str, outer: str) -> list[str]:
    scopes = around(inner)[1:]
    return scopes[: scopes.index(outer)]


def _missing(full: str, need: str, found: Line) -> Problem:
    scope = scope_of(full)
    nearest = joined(scope, need) if need.partition(".")[0] in found.inputs else need
    message = (
        f"'{full}' needs '{need}', and nothing gives it. State '{nearest}', or state '{full}' itself ({found.unit})"
    )
    return Problem("missing-input", full, message)


def _in_order(wired: Mapping[str, Wired], wanted: Iterable[str]) -> list[str]:
    done: dict[str, None] = {}
    trail: list[str] = []

    def visit(name: str) -> None:
        if name in done or name not in wired:
            return
        if name in trail:
            ring = [*trail[trail.index(name) :], name]
            raise ScenarioError([Problem("ring", name, f"these rows read one another: {' <- '.join(ring)}")])
        trail.append(name)
        for read in wired[name].reads:
            visit(read)
        trail.pop()
        done[name] = None

    for name in wanted:
        visit(name)
    return list(done)


def evaluate(wired: Mapping[str, Wired], given: Mapping[str, Array]) -> dict[str, Array]:
    """Run the lines on arrays ``(years, draws or 1)`` and return given and computed rows together.

    A row that depends on no drawn input keeps one column. Inputs are broadcast to all years first, without a copy:
    an input one year long would pass through a running total as one year.
    """
    years = max((len(row) for row in given.values()), default=1)
    rows = {name: np.broadcast_to(row, (years, row.shape[1])) for name, row in given.items()}
    for name, (found, reads) in ((name, (one.line, one.reads)) for name, one in wired.items()):
        value = np.asarray(found.rule(*(rows[read] for read in reads)), dtype=float)
        rows[name] = value if value.ndim else np.full((years, 1), float(value))
    return rows
