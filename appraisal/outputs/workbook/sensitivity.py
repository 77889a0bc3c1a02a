"""A one-way table that computes itself anew: for each end of a figure, the lines that it moves stand once more.

What-if tables are a feature of one program's own files. Here every end has its own rows on the sheet Working: only
those that the figure moves and that the net present value reads; every other row is read from the sheet of lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from appraisal.ground.cells import Cell, Page, Row
from appraisal.outputs.charts.labels import label
from appraisal.outputs.workbook.given import fixed_cell, is_inverted
from appraisal.outputs.workbook.input_cell import Input
from appraisal.outputs.workbook.lines import Sheets, recomputed
from appraisal.questions.one_at_a_time import spread_of
from appraisal.questions.sensitivity import Bar, tornado
from appraisal.scenario.rows import input_name

NAME, WORKING = "Sensitivity", "Working"
FIRST_BAR = 9
"""The row of the first bar, counted from 1."""

MOST_BARS = 12
"""How many figures the table has; those that move the net present value least are left out."""

LOW, HIGH = "E", "F"
SPREAD = f"{NAME}!$B$5"
"""The cell of the share by which a figure without a range is moved."""


@dataclass(frozen=True)
class LiveBar:
    """One figure of the table: its ends in the unit in which it is typed, and the NPV at each as a formula."""

    bar: Bar
    input: Input
    ends: tuple[float, float]
    spread: bool
    values: tuple[Row, Row]


@dataclass(frozen=True)
class LiveTable:
    """The one-way table with what is said about it."""

    bars: tuple[LiveBar, ...]
    ranges: str
    left_out: int
    spread: float


def live_table(sheets: Sheets, page: Page) -> LiveTable:
    """Return the one-way table of the net present value; its rows are written onto the page of working rows."""
    found = tornado(sheets.model)
    spread = spread_of(sheets.model)
    known = [bar for bar in found.bars if not sheets.plan.by_name[bar.path].why][:MOST_BARS]
    bars = tuple(_bar(sheets, page, bar, at, spread) for at, bar in enumerate(known, start=FIRST_BAR))
    return LiveTable(bars, found.ranges, len(found.bars) - len(bars), spread)


def _bar(sheets: Sheets, page: Page, bar: Bar, at: int, spread: float) -> LiveBar:
    one = sheets.plan.by_name[bar.path]
    low, high = bar.low / one.factor, bar.high / one.factor
    moved = np.allclose(sorted((bar.base * (1 - spread), bar.base * (1 + spread))), (bar.low, bar.high), rtol=1e-12)
    stated = sheets.appraisal.scenario.figures[bar.path]
    cells = tuple(_npv_at(sheets, page, bar, one, at, end) for end in (LOW, HIGH))
    return LiveBar(bar, one, (low, high), bool(moved) and stated.low is None, cells)  # type: ignore[arg-type]


def _npv_at(sheets: Sheets, page: Page, bar: Bar, one: Input, at: int, end: str) -> Row:
    """Return the row of the net present value with one figure at one of its ends."""
    value = bar.low if end == LOW else bar.high
    page.heading(f"{label(bar.path, sheets.appraisal.scenario)} at its {'low' if end == LOW else 'high'} value")
    text = f"{NAME}!${end}${at}"
    if one.factor != 1:
        text = f"({text}*{one.factor:.17g})"
    return npv_with(sheets, page, bar.path, text, value)


def npv_with(sheets: Sheets, page: Page, path: str, text: str, value: float) -> Row:
    """Return the row that adds up to the NPV with one figure taken from another cell; a series is multiplied by it."""
    scenario = sheets.appraisal.scenario
    figure = scenario.figures[path]
    name = input_name(path, figure, scenario)
    inverted = is_inverted(figure, scenario)
    changed: Row | Cell = fixed_cell(page, text, value, inverted)
    if figure.series is not None:
        page.line = name
        changed = page.put(f"{name} at this factor", _see(page, sheets.credited[name]) * changed)
    rows = recomputed(page, sheets.model.credited, sheets.credited, {name: changed}, ("present_value",), sheets.run)
    found = rows["present_value"]
    assert isinstance(found, Row)
    return found


def _see(page: Page, found: Row | Cell) -> Cell:
    return page.see(found) if isinstance(found, Row) else found
