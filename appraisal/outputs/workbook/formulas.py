"""Formulas of one cell over rows of years: sums, present values, rates of return, payback."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from appraisal.ground.cells import ATOM, Cell, Page, Row, chosen
from appraisal.ground.measure import ROUNDING
from appraisal.ground.scans import previous, so_far


def scalar(page: Page, text: str, value: float) -> Cell:
    """Return one number that does not change with the years."""
    return page.named(text, value)


def summed(page: Page, row: Row) -> Cell:
    """Return the sum of a row."""
    return scalar(page, f"SUM({page.span(row)})", float(row.values.sum()))


def product_sum(page: Page, *rows: Row) -> Cell:
    """Return the sum of the products of rows, year by year."""
    value = float(np.prod([row.values for row in rows], axis=0).sum())
    return scalar(page, f"SUMPRODUCT({','.join(page.span(row) for row in rows)})", value)


def first_of(page: Page, found: Row | Cell) -> Cell:
    """Return the value of the first year: that of a figure which does not change."""
    if isinstance(found, Cell):
        return scalar(page, found.text, found.values[0])
    return scalar(page, f"{page.prefix(found)}${page.first}${found.at}", found.values[0])


def written(page: Page, name: str, cell: Any) -> Row:
    """Write a working row of a measure under a name that a reader understands."""
    page.line = name
    found = cell if isinstance(cell, Cell) else page.number(float(cell))
    return page.put(name, found)


UNTURNED, NO_SINGLE = "no sign change", "no single rate: use the MIRR"
"""What stands where there is no rate of return."""

OTHER_GUESSES = (-0.5, -0.2, 0.1)
"""Where the search starts again, the last first, when it finds nothing from the program's own rate."""


@dataclass(frozen=True)
class Flow:
    """A flow with what its rate of return and its payback are read from."""

    row: Row
    total: Row
    changes: Cell
    turns: Cell


def flow_of(page: Page, name: str, flow: Cell) -> Flow:
    """Write the working rows of a flow: its running total, and where each of them changes its sign."""
    row = written(page, name, flow)
    seen = page.see(row)
    noise = so_far(np.absolute(seen)) * page.number(4 * ROUNDING * page.years)
    noise_row = written(page, f"{name}: what is rounding in its running total", noise)
    so_far_row = written(page, f"{name}: plain running total", so_far(seen))
    plain, within = page.see(so_far_row), page.see(noise_row)
    total = written(page, f"{name}: running total, rounding left out", chosen(np.absolute(plain) > within, plain, 0))
    changes = _sign_changes(page, name, row)
    turns = _sign_changes(page, f"{name}, running total", total)
    return Flow(row, total, changes, turns)


def _sign_changes(page: Page, name: str, row: Row) -> Cell:
    """Count the changes of sign of a row; a zero has the sign before it."""
    page.line = f"{name}: sign"
    values, last = np.zeros(page.years), 0.0
    for year, value in enumerate(row.values):
        last = float(np.sign(value)) or last
        values[year] = last
    here = page.see(row).text
    sign = page.working(f"IF({here}=0,N({{p}}{page.next}),SIGN({here}))", values)
    sign_row = page.put(f"{name}: sign", sign)
    turned = chosen(previous(page.see(sign_row)) * page.see(sign_row) < 0, 1, 0)
    return summed(page, written(page, f"{name}: 1 where the sign changes", turned))


def rate_of_return(page: Page, flow: Flow, value: float | None, settled: bool, periods: int) -> Cell:
    """Return the internal rate of return, searched from the program's own value; in words why there is none.

    Several changes of sign may mean several rates. Where the running total changes its sign once, one of them is above
    0 (Norstrøm); ``settled`` says that the program found one only.
    """
    guess = 0.1 if value is None else value if periods == 1 else (1 + value) ** (1 / periods) - 1
    found = f'"{NO_SINGLE}"'
    for start in (*OTHER_GUESSES, guess):
        rate = f"IRR({page.span(flow.row)},{start:.17g})"
        found = f"IFERROR({rate if periods == 1 else f'(1+{rate})^{periods}-1'},{found})"
    sole = "TRUE" if settled else f"OR({flow.changes.text}=1,{flow.turns.text}=1)"
    text = f'IF({flow.changes.text}=0,"{UNTURNED}",IF({sole},{found},"{NO_SINGLE}"))'
    return Cell(page, text, ATOM, np.full(page.years, np.nan if value is None else value))


def payback(page: Page, name: str, flow: Flow, first: Row, value: float | None) -> Cell:
    """Return the years from the first outlay to the first time the running total comes back from below zero."""
    ages = page.elapsed
    assert ages is not None
    total = page.see(flow.total)
    page.line = f"{name}: recovered"
    crossing = (previous(total) < 0) * (total >= 0)
    crossed = written(page, f"{name}: 1 where the running total comes back", crossing)
    earlier = previous(so_far(page.see(crossed)))
    once = written(page, f"{name}: 1 in the first such year", page.see(crossed) * (1 - np.sign(earlier)))
    part = chosen(page.see(once) > 0, previous(total) / (previous(total) - total), 0)
    part_row = written(page, f"{name}: the part of that year", part)
    years = product_sum(page, once, ages) - 1 + summed(page, part_row) - product_sum(page, first, ages)
    below, last = f"MIN({page.span(flow.total)})", f"{page.last}{flow.total.at}"
    text = (
        f'IF(SUM({page.span(first)})=0,"no outlay",IF({below}>=0,"never below zero",IF(SUM({page.span(once)})=0,'
        f'"never recovered",IF({last}<0,"recovered, then lost",{years.text}))))'
    )
    return Cell(page, text, ATOM, np.full(page.years, np.nan if value is None else value))


def first_outlay(page: Page, name: str, row: Row) -> Row:
    """Write 1 in the year of the first outlay."""
    below = written(page, f"{name}: 1 where money goes out", chosen(page.see(row) < 0, 1, 0))
    earlier = previous(so_far(page.see(below)))
    return written(page, f"{name}: 1 in the year of the first outlay", page.see(below) * (1 - np.sign(earlier)))


def modified_rate(page: Page, flow: Flow, rate: Cell, value: float | None) -> Cell:
    """Return the modified internal rate of return, financed and reinvested at one rate."""
    ages, row = page.elapsed, page.span(flow.row)
    assert ages is not None
    counted = page.span(ages)
    last = f"SUMPRODUCT(MAX(({row}<>0)*{counted}))"
    first = f"({page.years - 1}-SUMPRODUCT(MAX(({row}<>0)*({page.years - 1}-{counted}))))"
    worth = [f"SUMPRODUCT(({row}{sign}0)*{row}/(1+{rate.text})^{counted})" for sign in (">", "<")]
    found = f"(-{worth[0]}/{worth[1]})^(1/({last}-{first}))*(1+{rate.text})-1"
    text = f'IF(MIN({row})>=0,"no outlay",IF(MAX({row})<=0,"no receipts",{found}))'
    return Cell(page, text, ATOM, np.full(page.years, np.nan if value is None else value))


def ratio(page: Page, over: Cell, under: Cell, reason: str, otherwise: str, value: float | None) -> Cell:
    """Return a ratio, or in words why there is none: nothing to divide by, or less than nothing."""
    text = f'IF({under.text}=0,"{reason}",IF({under.text}<0,"{otherwise}",{(over / under).text}))'
    return Cell(page, text, ATOM, np.full(page.years, np.nan if value is None else value))


def total_of(page: Page, cells: Iterable[Cell]) -> Cell:
    """Return the sum of cells."""
    every = list(cells)
    return sum(every[1:], every[0]) if every else page.number(0.0)
