"""The line on which an answer just pays, through points that were solved for along the lines of a grid."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.questions.two_way import Grid

Point = tuple[float, float]
"""A value of the figure across (``other``) and of the one up (``one``)."""


def segments(grid: Grid) -> Iterator[tuple[Point, Point]]:
    """Yield the pieces of the line, one or two a cell, each between two solved points on the edges of the cell.

    Where all four edges of a cell are crossed, the pieces part its corners as their mean says.
    """
    for row in range(len(grid.one.values) - 1):
        for column in range(len(grid.other.values) - 1):
            yield from _in_cell(grid, row, column)


def _in_cell(grid: Grid, row: int, column: int) -> Iterator[tuple[Point, Point]]:
    below, above = _along_other(grid, row, column), _along_other(grid, row + 1, column)
    left, right = _along_one(grid, row, column), _along_one(grid, row, column + 1)
    found = [point for point in (below, right, above, left) if point is not None]
    if len(found) == 2:
        yield found[0], found[1]
    elif below and right and above and left:
        same = _is_above(grid, row, column) == _middle_is_above(grid, row, column)
        pairs = ((below, right), (above, left)) if same else ((below, left), (above, right))
        yield from pairs


def _along_other(grid: Grid, row: int, column: int) -> Point | None:
    value = grid.along_other[row][column]
    return None if value is None else (value, grid.one.values[row])


def _along_one(grid: Grid, row: int, column: int) -> Point | None:
    value = grid.along_one[row][column]
    return None if value is None else (grid.other.values[column], value)


def _is_above(grid: Grid, row: int, column: int) -> bool:
    return (grid.results[row][column] or 0.0) > grid.level


def _middle_is_above(grid: Grid, row: int, column: int) -> bool:
    corners = [grid.results[row + up][column + right] or 0.0 for up in (0, 1) for right in (0, 1)]
    return sum(corners) / len(corners) > grid.level
