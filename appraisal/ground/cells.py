"""The lines read as spreadsheet formulas: run on values that carry their numbers and write the formula of a cell.

One text is the pattern of a whole row: it holds marks for its own column ``{c}``, the one before ``{p}`` and the one
after ``{n}``. A scan looks along a row; what is no row becomes a *working row* of its own, which stands above the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from appraisal.ground import rates, scans
from appraisal.ground.sheet import Array, Wired

ATOM = 9
"""The rank of a text that never needs brackets."""

OPERATIONS: dict[Any, tuple[str, int, int, int]] = {
    np.add: ("{0}+{1}", 2, 2, 2),
    np.subtract: ("{0}-{1}", 2, 2, 3),
    np.multiply: ("{0}*{1}", 3, 3, 3),
    np.true_divide: ("{0}/{1}", 3, 3, 4),
    np.power: ("{0}^{1}", 4, ATOM, ATOM),
    np.less: ("{0}<{1}", 1, 2, 2),
    np.greater_equal: ("{0}>={1}", 1, 2, 2),
    np.greater: ("{0}>{1}", 1, 2, 2),
    np.equal: ("{0}={1}", 1, 2, 2),
    np.not_equal: ("{0}<>{1}", 1, 2, 2),
    np.maximum: ("MAX({0},{1})", ATOM, 0, 0),
    np.minimum: ("MIN({0},{1})", ATOM, 0, 0),
    np.sign: ("SIGN({0})", ATOM, 0, 0),
    np.absolute: ("ABS({0})", ATOM, 0, 0),
    np.floor: ("INT({0})", ATOM, 0, 0),
    np.sqrt: ("SQRT({0})", ATOM, 0, 0),
}
"""Text, rank of the result, lowest rank that each side may have without brackets."""


class UnspeltError(KeyError):
    """A line has no spreadsheet spelling."""


@dataclass(frozen=True)
class Row:
    """One row of a page: its name, the pattern of its formulas, its numbers ``(years,)``; ``of`` is the line that a
    working row works for. ``at`` counts from 1, as spreadsheets do."""

    sheet: str
    at: int
    name: str
    pattern: str
    values: Array
    of: str = ""


class Page:
    """Rows on one worksheet, written from ``first_row`` down, with the years across from ``first_column`` on.

    All pages of a workbook have their years in the same columns. ``elapsed`` is the row that counts the years from 0.
    """

    def __init__(self, sheet: str, years: int, first_column: int, first_row: int) -> None:
        self.sheet, self.years, self.next = sheet, years, first_row
        self.first_column = first_column
        self.columns = [column_name(first_column + year) for year in range(-1, years + 1)]
        self.rows: list[Row] = []
        self.headings: dict[int, str] = {}
        self.elapsed: Row | None = None
        self.line = ""

    @property
    def first(self) -> str:
        """The column of the first year."""
        return self.columns[1]

    @property
    def last(self) -> str:
        """The column of the last year."""
        return self.columns[-2]

    def see(self, row: Row) -> Cell:
        """Return the cells of a row as formulas on this page write them."""
        return Cell(self, f"{self.prefix(row)}{{c}}{row.at}", ATOM, row.values, row)

    def named(self, text: str, value: float) -> Cell:
        """Return one fixed cell, by its name or address: the same in every year."""
        return Cell(self, text, ATOM, np.full(self.years, float(value)))

    def number(self, value: float) -> Cell:
        """Return a plain number."""
        return Cell(self, f"{value:.17g}", ATOM if value >= 0 else 1, np.full(self.years, float(value)))

    def prefix(self, row: Row) -> str:
        """Return what stands before the address of a row that is on another worksheet."""
        return "" if row.sheet == self.sheet else f"{quoted(row.sheet)}!"

    def span(self, row: Row, start: str = "", end: str = "") -> str:
        """Return the range of a row, from the first to the last year where nothing else is said."""
        start, end = start or f"${self.first}{row.at}", end or f"${self.last}{row.at}"
        return f"{self.prefix(row)}{start}:{end}"

    def put(self, name: str, cell: Cell | float) -> Row:
        """Write a row under its name; a working row that is all there is to it takes the name."""
        found = cell if isinstance(cell, Cell) else self.number(float(cell))
        if found.row is not None and self.rows and self.rows[-1] is found.row and found.row.of:
            self.rows[-1] = replace(found.row, name=name, of="")
            return self.rows[-1]
        return self._add(name, found.text, found.values, "")

    def heading(self, words: str) -> None:
        """Leave a blank row and one for a heading."""
        self.headings[self.next + 1] = words
        self.next += 2

    def working(self, pattern: str, values: Array) -> Cell:
        """Write a working row of the line that is being written."""
        return self.see(self._add(f"{self.line}, working", pattern, values, self.line or "-"))

    def row_of(self, cell: Any) -> Row:
        """Return the row in which a value stands, a working row where it has none."""
        found = cell if isinstance(cell, Cell) else self.number(float(cell))
        if found.row is None:
            found = self.working(found.text, found.values)
        assert found.row is not None
        return found.row

    def formula(self, row: Row, year: int) -> str:
        """Return the formula of a row in one year, the first being 0."""
        left, here, right = (column_name(self.first_column + at) for at in (year - 1, year, year + 1))
        return "=" + row.pattern.format(p=left, c=here, n=right)

    def _add(self, name: str, pattern: str, values: Array, of: str) -> Row:
        row = Row(self.sheet, self.next, name, pattern, np.broadcast_to(values, (self.years,)), of)
        self.rows.append(row)
        self.next += 1
        return row


class Cell(NDArrayOperatorsMixin):
    """A value of one year, with its numbers in all years; what it cannot spell raises UnspeltError at once."""

    def __init__(self, page: Page, text: str, rank: int, values: Array, row: Row | None = None) -> None:
        self.page, self.text, self.rank, self.values, self.row = page, text, rank, values, row

    def __array_ufunc__(self, ufunc: Any, method: str, *sides: Any, **options: Any) -> Cell:
        """Write the operation down, and do it on the numbers."""
        if method != "__call__" or options or ufunc not in OPERATIONS:
            raise UnspeltError(f"{ufunc.__name__}.{method} has no spreadsheet spelling")
        form, rank, *least = OPERATIONS[ufunc]
        cells = _cells(self.page, sides)
        texts = (c.text if c.rank >= need else f"({c.text})" for c, need in zip(cells, least, strict=False))
        with np.errstate(all="ignore"):
            values = np.asarray(ufunc(*(cell.values for cell in cells)), dtype=float)
        return Cell(self.page, form.format(*texts), rank, values)

    def __array_function__(self, function: Any, *_: Any) -> Cell:
        """Refuse the functions that numpy would otherwise run on the value as on a black box."""
        raise UnspeltError(f"{function.__name__} has no spreadsheet spelling")

    def __bool__(self) -> bool:
        """Refuse to choose: a line has no branches."""
        raise UnspeltError("a choice has no spreadsheet spelling")


def quoted(sheet: str) -> str:
    """Return the name of a worksheet as formulas write it.

    >>> quoted("Sheet"), quoted("Without credits")
    ('Sheet', "'Without credits'")
    """
    return sheet if sheet.isidentifier() else "'" + sheet.replace("'", "''") + "'"


def column_name(number: int) -> str:
    """Return the letters of a column, counted from 0.

    >>> column_name(0), column_name(25), column_name(26), column_name(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _cells(page: Page, sides: Iterable[Any]) -> list[Cell]:
    return [side if isinstance(side, Cell) else page.number(float(side)) for side in sides]


def _computed(function: Any, *sides: Any) -> Array:
    """Run a scan or a rate on the numbers of its sides, by its own definition."""
    arrays = [np.asarray(side.values if isinstance(side, Cell) else side, dtype=float) for side in sides]
    with np.errstate(all="ignore"):
        found = function.dispatch(object)(*(one.reshape(-1, 1) if one.ndim else one for one in arrays))
    return np.asarray(found, dtype=float)[:, 0]


def _along(function: Any, form: str) -> Callable[[Cell], Cell]:
    """Spell a scan that reads the cells of one row."""

    def of(x: Cell) -> Cell:
        page, row = x.page, x.page.row_of(x)
        before = page.prefix(row)
        text = form.format(s=before, f=f"{before}${page.first}{row.at}", r=row.at)
        return Cell(page, text, ATOM, _computed(function, page.see(row)))

    return of


scans.so_far.register(Cell, _along(scans.so_far, "SUM({f}:{{c}}{r})"))
scans.peak.register(Cell, _along(scans.peak, "MAX({f}:{{c}}{r})"))
scans.previous.register(Cell, _along(scans.previous, "N({s}{{p}}{r})"))
scans.following.register(Cell, _along(scans.following, "N({s}{{n}}{r})"))


def _balance(function: Any, form: str) -> Callable[[Cell, Any], Cell]:
    """Spell a scan that reads its own row a year before or after, which is a row of its own therefore."""

    def of(x: Cell, by: Any) -> Cell:
        page = x.page
        added, factor = _cells(page, (x, by))
        values = _computed(function, added, factor)
        texts = [c.text if c.rank >= need else f"({c.text})" for c, need in ((added, 2), (factor, ATOM))]
        return page.working(form.format(*texts, at=page.next), values)

    return of


scans.carried.register(Cell, _balance(scans.carried, "N({{p}}{at})*{1}+{0}"))
scans.to_come.register(Cell, _balance(scans.to_come, "(N({{n}}{at})+{0})/{1}"))


@scans.delayed.register
def _delayed(x: Cell, years: Any) -> Cell:
    """One lag for all years: that of the first year of the axis."""
    page, row = x.page, x.page.row_of(x)
    lag = _cells(page, (years,))[0]
    fixed = lag.text if "{" not in lag.text else _first_of(page, page.row_of(lag))
    ages = _ages(page)
    text = f"SUMPRODUCT(({page.span(ages)}={_here(page, ages)}-INT({fixed}))*{page.span(row)})"
    return Cell(page, text, ATOM, _computed(scans.delayed, page.see(row), lag))


@scans.spread.register
def _spread(x: Cell, by_age: Any) -> Cell:
    page = x.page
    row, shares, ages = page.row_of(x), page.row_of(by_age), _ages(page)
    matched = f"SUMIF({page.span(ages)},{_here(page, ages)}-{page.span(ages)},{page.span(shares)})"
    text = f"SUMPRODUCT({page.span(row)}*{matched})"
    return Cell(page, text, ATOM, _computed(scans.spread, page.see(row), page.see(shares)))


def _ages(page: Page) -> Row:
    if page.elapsed is None:
        raise UnspeltError("the page has no row that counts its years")
    return page.elapsed


def _here(page: Page, row: Row) -> str:
    return page.see(row).text


def _first_of(page: Page, row: Row) -> str:
    return f"{page.prefix(row)}${page.first}{row.at}"


def _rate(function: Any, form: str, least: tuple[int, int]) -> Callable[[Cell, Any], Cell]:
    def of(rate: Cell, years: Any) -> Cell:
        cells = _cells(rate.page, (rate, years))
        texts = (c.text if c.rank >= need else f"({c.text})" for c, need in zip(cells, least, strict=True))
        return Cell(rate.page, form.format(*texts), ATOM, _computed(function, *cells))

    return of


# A power of a power is never written, so that what Excel and LibreOffice bind first makes no difference. 0^0, which a
# spreadsheet refuses, is 1: nothing is lost in no time.
rates.compound.register(Cell, _rate(rates.compound, "((1+{0})^{1})", (2, ATOM)))
rates.declined.register(Cell, _rate(rates.declined, "IF({1}=0,1,(1-{0})^{1})", (3, ATOM)))
rates.capital_recovery_factor.register(Cell, _rate(rates.capital_recovery_factor, "PMT({0},{1},-1)", (0, 0)))


def chosen(when: Cell, then: Any, otherwise: Any) -> Cell:
    """Return one of two values by a condition: for rows that measure, which lines never do."""
    cells = _cells(when.page, (when, then, otherwise))
    condition, one, other = (cell.values for cell in cells)
    text = f"IF({','.join(cell.text for cell in cells)})"
    return Cell(when.page, text, ATOM, np.where(condition != 0, one, other))


def write_lines(
    page: Page,
    wired: Mapping[str, Wired],
    seen: Mapping[str, Row | Cell],
    rows: Mapping[str, Array],
    loops: Mapping[Any, Callable[..., Any]] | None = None,
) -> dict[str, Row]:
    """Write lines onto a page, in the order in which they are computed, and return their rows by name.

    ``seen`` are the rows and fixed cells that stand elsewhere; ``rows`` are the numbers, which a plain kernel is
    written with unless ``loops`` has its spelling: such a row has an empty pattern.
    """
    written: dict[str, Row] = {}
    for name, one in wired.items():
        page.line = name
        rule = (loops or {}).get(one.line.rule) if one.line.loop else one.line.rule
        if rule is None:
            written[name] = page.put(name, Cell(page, "", ATOM, np.broadcast_to(rows[name][:, 0], (page.years,))))
        else:
            written[name] = page.put(name, rule(*(_seen(page, written.get(read) or seen[read]) for read in one.reads)))
    return written


def _seen(page: Page, found: Row | Cell) -> Cell:
    return page.see(found) if isinstance(found, Row) else Cell(page, found.text, found.rank, found.values, found.row)
