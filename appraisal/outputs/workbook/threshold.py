"""The threshold price as a live formula: where the net present value, computed anew at other prices, crosses zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from appraisal.engine import measures
from appraisal.ground.cells import ATOM, Cell, Page, Row
from appraisal.outputs.workbook.formulas import summed
from appraisal.outputs.workbook.lines import SHEET, Sheets
from appraisal.outputs.workbook.sensitivity import WORKING, npv_with

STEPS = 6
"""How often the line through the last two prices is followed where NPV bends, as tax makes it do."""

EXACT = 1e-9
"""NPV at the threshold is zero when it is below this share of all money that moves."""


NONE = "no price found at which NPV is zero"

Point = tuple[Cell, Row]
"""A price, and the row that adds up to the net present value at it."""


@dataclass(frozen=True)
class LiveThreshold:
    """The threshold as a formula, and NPV at it; both on the sheet of working rows."""

    price: Cell
    npv: Row
    bends: bool
    moved: str
    """All money that moves, by which NPV at the threshold is judged."""

    @property
    def formula(self) -> str:
        """What a cell of another sheet shows: the price, if NPV is zero there."""
        left = f"ABS({WORKING}!$C${self.npv.at})"
        return f'=IF({left}<={EXACT:.10f}*{self.moved},{WORKING}!{self.price.text},"{NONE}")'


def live_threshold(sheets: Sheets, page: Page) -> LiveThreshold | None:
    """Return the threshold price, from the secant through the last two prices; None where that finds none.

    The first two prices are 0 and the program's own threshold. Where NPV is linear in the price one step is exact:
    the threshold is -NPV(0) over the present value of one unit of price.
    """
    metric = sheets.appraisal.metrics["threshold_credit_price"]
    if metric.value is None or sheets.plan.by_name[sheets.model.price_path].why:
        return None
    size = float(np.max(measures.turnover(sheets.run))) or 1.0
    start = page.number(metric.value or 1.0)
    points = [(page.number(0.0), _npv(sheets, page, page.number(0.0), "at a price of 0"))]
    points.append((start, _npv(sheets, page, start, "at the program's threshold")))
    bends = _bends(sheets, metric.value)
    for step in range(STEPS if bends else 1):
        price = _fixed(page, f"Threshold after {step + 1} steps", _secant(*points[-2:]))
        points.append((price, _npv(sheets, page, price, f"after {step + 1} steps")))
    price, left = points[-1]
    exact = abs(left.values.sum()) <= EXACT * size and np.isclose(price.values[0], metric.value, rtol=EXACT)
    flow = sheets.credited["net_cash_flow_before_tax"]
    assert isinstance(flow, Row)
    moved = f"SUMPRODUCT(ABS({SHEET}!{sheets.pages[SHEET].span(flow)}))"
    return LiveThreshold(price, left, bends, moved) if exact else None


def _bends(sheets: Sheets, found: float) -> bool:
    """Whether NPV is no straight line of the price, seen at five prices."""
    path = sheets.model.price_path
    prices = np.array([0.0, 0.5, 1.0, 2.0, 5.0]) * (found or 1.0)
    values = measures.npv(sheets.model.run({path: prices}, search=True))
    line = values[0] + (values[2] - values[0]) * prices / prices[2]
    return bool(np.max(np.abs(values - line)) > 1e-12 * np.max(np.abs(values)))


def _secant(before: Point, last: Point) -> Cell:
    """Return where the line through two points meets zero; the last price where it is level."""
    (x, y), (f, g) = (before[0], last[0]), (summed(last[0].page, point[1]) for point in (before, last))
    step = (y - x) / (g - f) * g
    level = g.values[0] == f.values[0]
    values = np.where(level, y.values, y.values - (0.0 if level else step.values))
    return Cell(y.page, f"IF({g.text}={f.text},{y.text},{(y - step).text})", ATOM, values)


def _npv(sheets: Sheets, page: Page, price: Cell, said: str) -> Row:
    page.heading(f"Net present value {said}")
    return npv_with(sheets, page, sheets.model.price_path, price.text, price.values[0])


def _fixed(page: Page, name: str, cell: Cell) -> Cell:
    """Write a number into the first column of a row, and return its address."""
    page.line = name
    row = page.put(name, cell)
    return Cell(page, f"${page.first}${row.at}", ATOM, row.values)
