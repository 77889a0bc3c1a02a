"""The rows that the sheet is given, as formulas of inputs: the calendar, yearly series, and years in which to pay."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from appraisal.ground.cells import ATOM, Cell, Page, Row
from appraisal.ground.sheet import Array
from appraisal.outputs.workbook.input_cell import Input
from appraisal.outputs.workbook.inputs import Plan
from appraisal.scenario.figure import Figure
from appraisal.scenario.rows import input_name, row_name
from appraisal.scenario.scenario import Scenario

Given = dict[str, Row | Cell]

NO_FORMULA = "a row by nature of the scenario; it does not follow a changed input"


def given_cells(page: Page, plan: Plan, scenario: Scenario, rows: Mapping[str, Array], read: set[str]) -> Given:
    """Write the given rows that vary by year onto the page; every other input is one fixed cell.

    A given row that no formula makes is written as it is; :func:`unspelt` names these.
    """
    found: Given = dict(_calendar(page))
    found |= _constants(page, plan)
    for path, figure in scenario.figures.items():
        found |= _of_figure(page, plan, scenario, path, figure)
    for name in (name for name in rows if name in read and name not in found):
        found[name] = _row(page, plan, name, rows[name])
    return found


def _calendar(page: Page) -> dict[str, Row]:
    years = np.arange(page.years, dtype=float)
    page.elapsed = page.put("elapsed", Cell(page, f"COLUMNS(${page.first}$4:{{c}}$4)-1", 2, years))
    return {"elapsed": page.elapsed}


def _constants(page: Page, plan: Plan) -> Given:
    dated = [plan.by_name[name] for name in YEARS if name in plan.by_name]
    return {one.name: page.named(one.text, one.values[0]) for one in (*plan.constants, *dated)}


YEARS = ("timeline.valuation_year", "money.price_year", "credits.reference.data_year")


def _of_figure(page: Page, plan: Plan, scenario: Scenario, path: str, figure: Figure) -> Given:
    if figure.refers_to:
        parts = {f"{path}.{key}": plan.by_name.get(f"{path}.{key}") for key in ("times", "plus")}
        return {name: page.named(one.text, one.values[0]) for name, one in parts.items() if one}
    row, inverted = row_name(path, figure), is_inverted(figure, scenario)
    found: Given = {}
    if figure.series is None:
        found[input_name(path, figure, scenario)] = fixed_cell(page, plan.by_name[path].text, figure.value, inverted)
    if figure.growth is not None:
        text = plan.by_name[f"{path}.growth"].text
        grown = page.named(text, figure.growth)
        found[f"{row}.growth"] = bracketed(1 / (1 + grown) - 1) if inverted else grown
    if figure.growth is not None and figure.growth_from is not None:
        found[f"{row}.from"] = page.named(plan.by_name[f"{path}.from"].text, float(figure.growth_from))
    return found


def is_inverted(figure: Figure, scenario: Scenario) -> bool:
    """Whether an exchange rate is stated as foreign money for one of the report's: the sheet reads its inverse."""
    return bool(figure.per_currency) and figure.per_currency == scenario.currency


def fixed_cell(page: Page, text: str, value: float, inverted: bool) -> Cell:
    """Return the value of a figure as formulas write it."""
    cell = page.named(text, value)
    return bracketed(1 / cell) if inverted else cell


def bracketed(cell: Cell) -> Cell:
    """Return a value in brackets, so that it stands in any formula."""
    return Cell(cell.page, f"({cell.text})", ATOM, cell.values)


def _row(page: Page, plan: Plan, name: str, values: Array) -> Row:
    """Write one given row, by the formula of its kind where there is one."""
    pattern = _pattern(page, plan, name)
    return page.put(name, Cell(page, pattern, 1 if pattern else ATOM, np.broadcast_to(values[:, 0], (page.years,))))


def _pattern(page: Page, plan: Plan, name: str) -> str:
    assert page.elapsed is not None
    elapsed, year = page.see(page.elapsed).text, f"(timeline.first_year+{page.see(page.elapsed).text})"
    if name == "year":
        return year[1:-1]
    scope, _, last = name.rpartition(".")
    rule = BY_NAME.get(last)
    if rule:
        return rule(plan, scope, elapsed, year)
    series = plan.by_name.get(name) or plan.by_name.get(scope)
    return _series(series, year) if series and series.years else ""


def series_pattern(one: Input, page: Page) -> str:
    """Return the formula of a yearly series."""
    assert page.elapsed is not None
    return _series(one, f"(timeline.first_year+{page.see(page.elapsed).text})")


def _series(one: Input, year: str) -> str:
    """Linear or step between the stated years; the first and the last value hold outside."""
    years, values, count = one.span_of_years, one.span, len(one.values)
    at = f'MAX(1,COUNTIF({years},"<="&{year}))'
    first, last = (f"INDEX({years},{k})" for k in (1, count))
    held = f"INDEX({values},{at})"
    if count == 1:
        return held
    step, run = (f"(INDEX({span},MIN({count},{at}+1))-INDEX({span},{at}))" for span in (values, years))
    between = f"{held}+{step}*({year}-INDEX({years},{at}))/{run}"
    return f'IF(OR({kind_cell(one)}="step",{year}<={first},{year}>={last}),{held},{between})'


def kind_cell(one: Input) -> str:
    """Return the cell that says whether a series is linear or a step between its years."""
    return f"Inputs!$B${one.row - 1}"


def _spend(plan: Plan, scope: str, elapsed: str, year: str) -> str:
    stated = plan.by_name.get("timeline.construction.spend")
    if stated:
        return f"IF({elapsed}<{len(stated.values)},INDEX({stated.span},MIN({len(stated.values)},{elapsed}+1)),0)"
    building = plan.by_name["timeline.construction.years"].text
    return f"IF({elapsed}<{building},1/{building},0)"


def _ramp(plan: Plan, scope: str, elapsed: str, year: str) -> str:
    stated = plan.by_name.get(f"{scope}.ramp_up")
    if not stated:
        return "1"
    age, count = f"({elapsed}-{plan.by_name['timeline.construction.years'].text})", len(stated.values)
    shares = f"INDEX({stated.span},MAX(1,MIN({count},{age}+1)))"
    return f"IF(AND({age}>=0,{age}<{count}),{shares},1)"


def _scheduled(plan: Plan, scope: str, elapsed: str, year: str) -> str:
    stated = plan.by_name.get(f"{scope}.years")
    return f"IF(COUNTIF({stated.span},{year})>0,1,0)" if stated else ""


def _active(plan: Plan, scope: str, elapsed: str, year: str) -> str:
    ends = [plan.by_name.get(f"{scope}.years_{end}") for end in ("from", "to")]
    if not all(ends):
        return ""
    first, last = (one.text for one in ends if one)
    return f"IF(AND({year}>={first},{year}<={last}),1,0)"


def _schedule(plan: Plan, scope: str, elapsed: str, year: str) -> str:
    stated = plan.by_name.get(f"{scope}.schedule")
    if not stated:
        return ""
    count = len(stated.values)
    return f"IF({elapsed}<{count},INDEX({stated.span},MIN({count},{elapsed}+1)),0)"


BY_NAME: dict[str, Callable[[Plan, str, str, str], str]] = {
    "spend": _spend,
    "ramp_up": _ramp,
    "scheduled": _scheduled,
    "active": _active,
    "schedule": _schedule,
}
"""The formula of a given row, by the last part of its name."""
