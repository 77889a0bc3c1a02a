"""Tables with a row a year: one scale for all amounts, as many decimals as fit, and never a number cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from appraisal.ground.numbers import scale_of
from appraisal.outputs.layout import WIDTH, Listed, times

NOTHING = "–"
NOISE = 1e-12
"""The share of the largest amount of a table below which what is left of a sum is rounding."""

Values = Sequence[float | None]


@dataclass(frozen=True)
class Column:
    """One column: a value a year, None where there is none; its total stands below it where ``total`` is set."""

    label: str
    values: Values
    total: bool = False
    ratio: bool = False


def scale(columns: Sequence[Column]) -> tuple[float, str]:
    """Return the scale, and its word, at which the amounts of a table are printed."""
    return scale_words(value for one in columns if not one.ratio for value in _amounts(one))


def scale_words(amounts: Iterable[float]) -> tuple[float, str]:
    """Return the scale, and its word, at which these amounts are printed."""
    return scale_of([abs(value) for value in amounts])


def _amounts(column: Column) -> list[float]:
    found = [value for value in column.values if value is not None]
    return [*found, sum(found)] if column.total else found


def yearly(title: str, money: str, years: Sequence[int], columns: Sequence[Column]) -> Iterator[RenderableType]:
    """Return a table of all these years below its title; one that is too wide is split into several."""
    size, word = scale(columns)
    yield Text(f"{title}, {word}{money}", style="bold")
    yield from _split(years, columns, size)


def _split(years: Sequence[int], columns: Sequence[Column], size: float) -> Iterator[Table]:
    for found in split(years, columns, size):
        yield _set(found)


def split(years: Sequence[int], columns: Sequence[Column], size: float) -> Iterator[Listed]:
    """Yield what stands in a table of all these columns, or in several where one would be too wide."""
    for decimals in (2, 1, 0):
        found = rows_of(years, columns, size, decimals)
        if fits(_set(found)):
            yield found
            return
    if len(columns) == 1:
        yield found
        return
    half = (len(columns) + 1) // 2
    yield from split(years, columns[:half], size)
    yield from split(years, columns[half:], size)


def fits(found: Table) -> bool:
    """Return whether a table is no wider than the screen."""
    return Console(width=10 * WIDTH).measure(found).maximum <= WIDTH


def table(years: Sequence[int], columns: Sequence[Column], size: float, decimals: int) -> Table:
    """Return the table at one scale and with so many decimals."""
    return _set(rows_of(years, columns, size, decimals))


def rows_of(years: Sequence[int], columns: Sequence[Column], size: float, decimals: int) -> Listed:
    """Return what stands in a table with a row a year, at one scale and with so many decimals."""
    least = NOISE * max(
        (abs(value) for column in columns if not column.ratio for value in _amounts(column)), default=0.0
    )
    texts = [_texts(column, size, decimals, least) for column in columns]
    rows = ((str(year), *(cells[at] for cells in texts)) for at, year in enumerate(years))
    summed = any(column.total for column in columns)
    total = ("Sum", *(_total(column, size, decimals, least) for column in columns)) if summed else ()
    headings = ("Year", *(column.label for column in columns))
    return Listed(headings, "r" * len(headings), tuple(rows), total)


def _set(found: Listed) -> Table:
    made = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False, width=None)
    for heading in found.headings:
        made.add_column(heading, justify="right", no_wrap=True)
    for at, row in enumerate(found.rows):
        made.add_row(*row, end_section=at + 1 == len(found.rows))
    if found.total:
        made.add_row(*found.total, style="bold")
    return made


def _texts(column: Column, size: float, decimals: int, least: float) -> list[str]:
    if column.ratio:
        return [NOTHING if value is None else times(value) for value in column.values]
    return [amount(value, size, decimals, least) for value in column.values]


def _total(column: Column, size: float, decimals: int, least: float) -> str:
    found = _amounts(column)
    return amount(found[-1], size, decimals, least) if column.total and found else ""


def amount(value: float | None, size: float, decimals: int, least: float = 0.0) -> str:
    """Return an amount at the scale of its table, a dash for nothing.

    >>> amount(-12.5e6, 1e6, 2), amount(0.0, 1e6, 2), amount(-4.0, 1e6, 2)
    ('-12.50', '–', '0.00')
    """
    if value is None or abs(value) <= least:
        return NOTHING
    text = f"{value / size:,.{decimals}f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text
