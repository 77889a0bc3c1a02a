"""The page of two figures at once: the answer on a grid, and where the swap just pays in each row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from rich.console import RenderableType
from rich.text import Text

from appraisal.engine.model import Model
from appraisal.outputs.figure_text import headed, view, views_record, written
from appraisal.outputs.layout import NONE, Listed, Record, indented, listed
from appraisal.outputs.objective_text import OBJECTIVES, column, level_words, spoken
from appraisal.outputs.years_table import NOTHING
from appraisal.questions.two_way import Grid

ROWS, COLUMNS = 11, 7
"""Most rows and columns of a grid that are printed: evenly chosen, both ends among them."""


def two_way_part(model: Model, grid: Grid) -> Record:
    """Return a grid as plain numbers, words, lists and mappings."""
    found = asdict(grid)
    found["crossings"] = [list(grid.crossings(at)) for at in range(len(grid.one.values))]
    sides = {side.path: [*side.values, side.base] for side in (grid.one, grid.other)}
    return {**found, "written_in": views_record(model, sides)}


def chosen(count: int, most: int) -> list[int]:
    """Return at most so many of ``count`` places, both ends among them, at even distances where such can be had.

    >>> chosen(21, 7), chosen(21, 11)[:3], chosen(3, 7), chosen(14, 5)
    ([0, 4, 8, 12, 16, 20], [0, 2, 4], [0, 1, 2], [0, 3, 6, 10, 13])
    """
    if count <= most:
        return list(range(count))
    even = [parts for parts in range(most // 2, most) if (count - 1) % parts == 0]
    parts = max(even, default=most - 1)
    return [round(at * (count - 1) / parts) for at in range(parts + 1)]


def sides_words(part: Record) -> str:
    """Name the figures of rows and columns, each with its unit."""
    down, across = (
        headed(side["path"], view(part["written_in"], side["path"])) for side in (part["one"], part["other"])
    )
    return f"{down} down, {across} across"


def printed_words(part: Record, rows: int, columns: int) -> Iterator[RenderableType]:
    """Say how much of a grid is printed, where it is not all of it."""
    full = (len(part["one"]["values"]), len(part["other"]["values"]))
    if (rows, columns) != full:
        yield indented(f"{rows} x {columns} of {full[0]} x {full[1]} values are printed; --json has all", style="dim")


def two_way(part: Record) -> Iterator[RenderableType]:
    """Return the page of a grid of two figures."""
    one, other, named = part["one"], part["other"], OBJECTIVES[part["objective"]]
    found, unit = grid(part)
    yield Text(f"{named}, {unit}: {sides_words(part)}", style="bold")
    yield indented(
        f"base case {spoken(part['base'], part['unit'])}: {_base(part, one)}, {_base(part, other)}", style="dim"
    )
    yield listed(found)
    yield from _notes(part)
    yield from printed_words(part, len(found.rows), len(found.headings) - 2)
    yield Text("")


def grid(part: Record) -> tuple[Listed, str]:
    """Return the table of a grid, at most so many rows and columns of it as fit, and the unit of its results."""
    one, other = part["one"], part["other"]
    rows, columns = chosen(len(one["values"]), ROWS), chosen(len(other["values"]), COLUMNS)
    text, unit = column([value for row in part["results"] for value in row], part["unit"])
    down, across = (view(part["written_in"], side["path"]) for side in (one, other))
    headings = ("", *(written(across, other["values"][at]) for at in columns), "just pays at")
    lines = (
        (written(down, one["values"][at]), *(text(part["results"][at][place]) for place in columns), _pays(part, at))
        for at in rows
    )
    return Listed(headings, "l" + "r" * (len(columns) + 1), tuple(lines)), unit


def _base(part: Record, side: Record) -> str:
    found = view(part["written_in"], side["path"])
    return f"{side['path']} {written(found, side['base'])} {found.heading}".rstrip()


def _pays(part: Record, at: int) -> str:
    found = view(part["written_in"], part["other"]["path"])
    return ", ".join(written(found, value) for value in part["crossings"][at]) or NOTHING


def _notes(part: Record) -> Iterator[RenderableType]:
    other = part["other"]
    pays = level_words(part["objective"], part["level"])
    found = view(part["written_in"], other["path"])
    where = headed(other["path"], found)
    yield indented(
        f"just pays at: where {pays} inside the range of {where}, solved for and not read off the grid", "dim"
    )
    if any(value is None for row in part["results"] for value in row):
        yield indented(f"{NONE}: the {OBJECTIVES[part['objective']]} is undefined there", style="dim")
