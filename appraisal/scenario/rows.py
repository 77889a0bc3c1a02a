"""From figures to rows of the sheet: the inputs as arrays, and for each figure the line that makes its yearly row."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import mul
from typing import Any

import numpy as np

from appraisal.ground import rates
from appraisal.ground.problem import LimitError, Problem
from appraisal.ground.sheet import Array, Line, joined
from appraisal.scenario import library
from appraisal.scenario.dated import dated_parts, year_of
from appraisal.scenario.figure import Figure, Series
from appraisal.scenario.money_schema import Depreciation
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import Document

LONGEST_AXIS = 400
Table = Mapping[str, Any]
"""Paths and the values to use instead of the stated ones, one value a draw."""


@dataclass(frozen=True)
class Axis:
    """The calendar years of the sheet."""

    first: int
    count: int

    @property
    def years(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The calendar years, the first axis year first."""
        return np.arange(self.first, self.first + self.count)


def row_name(path: str, figure: Figure) -> str:
    """Return the row that a figure feeds: its path, but a fuel price by mass feeds ``price_by_mass``."""
    return f"{path}_{figure.kind.second}" if figure.otherwise and figure.kind.second else path


def input_name(path: str, figure: Figure, scenario: Scenario) -> str:
    """Return the name of the input that holds the figure's own value."""
    row = row_name(path, figure)
    return joined(row, "value") if _composed(path, figure, scenario) else row


def _composed(path: str, figure: Figure, scenario: Scenario) -> bool:
    priced = bool(_price_factors(figure, scenario))
    return bool(_flag(path, figure, scenario)) or figure.growth is not None or priced


def _price_factors(figure: Figure, scenario: Scenario) -> list[str]:
    """Return the rows that turn an amount as stated into money of the sheet: the price level, the exchange rate."""
    inflated = figure.money and scenario.document.money.basis == "real"
    rate = [f".fx.{figure.currency}.rate"] if _foreign(figure, scenario) else []
    return [*(["price_level"] if inflated else []), *rate]


def _foreign(figure: Figure, scenario: Scenario) -> bool:
    return figure.money and figure.currency not in ("", scenario.currency)


def _flag(path: str, figure: Figure, scenario: Scenario) -> str:
    if figure.unit == "1":
        return ""  # a share of something that flows
    if figure.kind.flag != "active":
        return "scheduled" if figure.years else figure.kind.flag
    part = dated_parts(scenario.document)[path.rpartition(".")[0]]
    return "scheduled" if year_of(part) is not None else "active" if part.years else "operating"


def figure_lines(scenario: Scenario) -> dict[str, Line]:
    """Return the line of every figure that is more than one plain value."""
    lines: dict[str, Line] = {}
    for path, figure in scenario.figures.items():
        if figure.refers_to:
            lines |= _reference_lines(path, figure, scenario)
        elif _composed(path, figure, scenario):
            lines |= _value_lines(path, figure, scenario)
    return lines | _loan_lines(scenario)


def _loan_lines(scenario: Scenario) -> dict[str, Line]:
    """Return the exchange rate of each loan in another currency."""
    finance = scenario.document.finance
    said = "The exchange rate of the loan's currency in the year."
    return {
        f"finance.loans.{key}.exchange_rate": Line("1", same, (f".fx.{loan.currency}.rate",), sentence=said)
        for key, loan in (finance.loans.items() if finance else ())
        if loan.currency not in (None, scenario.currency)
    }


def _value_lines(path: str, figure: Figure, scenario: Scenario) -> dict[str, Line]:
    row = row_name(path, figure)
    lines = {}
    factors = [f".{row}.value"]
    if figure.growth is not None:
        lines[f"{row}.index"] = _index_line(row, path, figure, scenario)
        factors.append(f".{row}.index")
    factors += _price_factors(figure, scenario)
    flag = _flag_row(path, figure, scenario)
    if flag and _repeated(path, scenario):
        lines[f"{row}.full"] = Line(figure.unit, product, tuple(factors), sentence=f"{path}, in any year.")
        factors = [f".{row}.full"]
    said = f"{path}, as the scenario states it, in the year."
    lines[row] = Line(_flagged_unit(path, figure, scenario), product, (*factors, *flag), sentence=said)
    return lines


def _flag_row(path: str, figure: Figure, scenario: Scenario) -> tuple[str, ...]:
    """Return the row, if any, that says in which years an amount flows."""
    flag = _flag(path, figure, scenario)
    return ((f".{row_name(path, figure)}.scheduled" if flag == "scheduled" else flag),) if flag else ()


def _flagged_unit(path: str, figure: Figure, scenario: Scenario) -> str:
    if figure.per_currency:
        other = {figure.currency, figure.per_currency} - {scenario.currency}
        return f"{scenario.currency}/{other.pop() if other else scenario.currency}"
    yearly = figure.kind.flag == "active" or _flag(path, figure, scenario) in YEARLY_FLAGS
    return figure.unit.removesuffix("/yr") if yearly else figure.unit


YEARLY_FLAGS = ("operating", "credited", "contracting", "after_crediting")
"""Flags that hold the part of the year: a yearly figure times one of them is an amount."""


def _repeated(path: str, scenario: Scenario) -> bool:
    return any(other.refers_to == path for other in scenario.figures.values())


def product(*factors: Any) -> Any:
    """Return the product of the rows."""
    return reduce(mul, factors)


def _index_line(row: str, path: str, figure: Figure, scenario: Scenario) -> Line:
    if figure.growth_from is not None:
        needs = (f".{row}.growth", "year", f".{row}.from")
        return Line("1", index_from_year, needs, sentence="Growth since the stated year.")
    since = "elapsed" if _grows_from_outlay(path, figure, scenario) else "age"
    said = "first operating year" if since == "age" else "first year of the axis"
    return Line("1", rates.compound, (f".{row}.growth", since), sentence=f"Growth since the {said}.")


def _grows_from_outlay(path: str, figure: Figure, scenario: Scenario) -> bool:
    return figure.kind.grows == "outlay" or _flag(path, figure, scenario) == "scheduled"


def growth_begins(path: str, figure: Figure, scenario: Scenario) -> int:
    """Return the calendar year of which a growing figure is the amount: growth counts from there."""
    if figure.growth_from is not None:
        return figure.growth_from
    first = scenario.document.timeline.first_year
    return first if _grows_from_outlay(path, figure, scenario) else first + building_years(scenario)


def index_from_year(growth: Any, year: Any, first: Any) -> Any:
    """Growth that starts in a stated year."""
    return rates.compound(growth, np.maximum(0, year - first))


def _reference_lines(path: str, figure: Figure, scenario: Scenario) -> dict[str, Line]:
    """A repeated figure takes the other's amount before its years are taken, and flows in years of its own."""
    row, flag = row_name(path, figure), _flag_row(path, figure, scenario)
    lines, needs = _added_line(path, figure, scenario)
    needs = (_target_row(figure, scenario), *((f".{path}.times",) if figure.times is not None else ()), *needs)
    full = f"{row}.full" if flag else row
    said = f"The figure that the scenario states as {figure.refers_to}."
    lines[full] = Line(figure.unit, _repeating(figure), needs, sentence=said)
    if flag:
        said = f"{path}, in the years in which it flows."
        lines[row] = Line(_flagged_unit(path, figure, scenario), product, (f".{full}", *flag), sentence=said)
    return lines


def _added_line(path: str, figure: Figure, scenario: Scenario) -> tuple[dict[str, Line], tuple[str, ...]]:
    """Return the line, if one is needed, of what is added to a repeated figure, and the row that holds it."""
    factors = _price_factors(figure, scenario)
    if figure.plus is None or not factors:
        return {}, (f".{path}.plus",) if figure.plus is not None else ()
    added = f"{row_name(path, figure)}.added"
    said = f"What is added to {figure.refers_to}, in money of the year."
    return {added: Line(figure.unit, product, (f".{path}.plus", *factors), sentence=said)}, (f".{added}",)


def _target_row(figure: Figure, scenario: Scenario) -> str:
    """Return the row that a reference reads; a fuel price by mass is read as the price of its heat."""
    target = scenario.figures[figure.refers_to]
    by_mass = target.unit == figure.unit
    row = row_name(figure.refers_to, target) if by_mass else figure.refers_to
    return f".{row}.full" if _flag(figure.refers_to, target, scenario) else f".{row}"


def _repeating(figure: Figure) -> Callable[..., Any]:
    rules: dict[tuple[bool, bool], Callable[..., Any]] = {
        (False, False): same,
        (True, False): product,
        (False, True): shifted,
        (True, True): scaled_and_shifted,
    }
    return rules[figure.times is not None, figure.plus is not None]


def same(target: Any) -> Any:
    """Return the row itself."""
    return target


def shifted(target: Any, plus: Any) -> Any:
    """Return the row plus a constant."""
    return target + plus


def scaled_and_shifted(target: Any, times: Any, plus: Any) -> Any:
    """Return the row times one constant plus another."""
    return target * times + plus


# ---- the inputs as arrays -------------------------------------------------------------------------------------------


def axis_for(scenario: Scenario, table: Table) -> Axis:
    """Return the axis from the first outlay to the last flow; with drawn lives it is that of the longest."""
    first = scenario.document.timeline.first_year
    building = building_years(scenario)
    longest = math.ceil(_largest(scenario, table, "timeline.operation"))
    lag = int(_largest(scenario, table, "credits.issuance_lag"))
    watched = math.ceil(_watched_until(scenario, table))
    closed = int(any(_closes(path, figure, table) for path, figure in scenario.figures.items()))
    last = max([first + building + max(longest + max(lag, closed), watched) - 1, *_dated_years(scenario)])
    count = last - first + 1
    if count > LONGEST_AXIS:
        message = f"the axis would be {count} years long; the limit is {LONGEST_AXIS}"
        raise LimitError([scenario.located(Problem("axis-too-long", "timeline", message))])
    return Axis(first, count)


def _watched_until(scenario: Scenario, table: Table) -> float:
    """Return when aftercare ends, in years from the start of operation; 0 where there is none."""
    years, operation = (_largest(scenario, table, name) for name in ("credits.aftercare.years", "timeline.operation"))
    if not years:
        return 0.0
    start, length, again = (_largest(scenario, table, f"credits.crediting.{name}") for name in CREDITING)
    return min(start + length * (1 + again), operation) + years


CREDITING = ("start_after", "years", "renewals")


def building_years(scenario: Scenario) -> int:
    """Return the years of construction, which no draw moves."""
    return int(_largest(scenario, {}, "timeline.construction.years"))


def _closes(path: str, figure: Figure, table: Table) -> bool:
    """Whether a figure is paid in the year after closing."""
    paid = figure.value or figure.plus or path in table
    return figure.kind.flag == "closed" and not figure.years and bool(paid or figure.refers_to)


def _largest(scenario: Scenario, table: Table, path: str) -> float:
    """Return the largest value of a figure over the draws, also where it repeats another figure."""
    figure = scenario.figures.get(path)
    return 0.0 if figure is None else float(np.max(_stated(figure, scenario, table, path)))


def _stated(figure: Figure, scenario: Scenario, table: Table, path: str) -> Any:
    if not figure.refers_to:
        return np.asarray(table.get(path, figure.value))
    found = _stated(scenario.figures[figure.refers_to], scenario, table, figure.refers_to)
    return found * (1.0 if figure.times is None else figure.times) + (figure.plus or 0.0)


def _dated_years(scenario: Scenario) -> list[int]:
    document = scenario.document
    years = [year for figure in scenario.figures.values() for year in figure.years]
    years += [part.years.last if part.years else year_of(part) or 0 for part in dated_parts(document).values()]
    holders = (document.swap, document.baseline, document.project)
    return years + [y for holder in holders if holder for r in holder.replacements.values() for y in r.years]


def given_rows(scenario: Scenario, axis: Axis, table: Table, only: frozenset[str] | None = None) -> dict[str, Array]:
    """Return every input of the sheet as an array ``(years or 1, draws or 1)``; of some figures ``only``, if named."""
    rows = _calendar_rows(scenario, axis) if only is None else {}
    for path, figure in scenario.figures.items():
        if only is None or path in only:
            rows |= _figure_rows(path, figure, scenario, axis, table)
    return rows


def _calendar_rows(scenario: Scenario, axis: Axis) -> dict[str, Array]:
    timeline = scenario.document.timeline
    years = axis.years.astype(float)
    numbers = {name: item["value"] for name, item in library.constants().items()}
    numbers["timeline.valuation_year"] = timeline.valuation_year or timeline.first_year
    numbers["money.price_year"] = scenario.document.money.price_year
    if scenario.document.credits.reference.data_year is not None:
        numbers["credits.reference.data_year"] = scenario.document.credits.reference.data_year
    rows = {name: np.full((1, 1), float(value)) for name, value in numbers.items()}
    rows |= {"year": years[:, None], "elapsed": years[:, None] - axis.first, "spend": _spend(scenario, axis)}
    return rows | _plant_rows(scenario, axis) | _schedules(scenario, axis) | _depreciation_rows(scenario, axis)


def _depreciation_rows(scenario: Scenario, axis: Axis) -> dict[str, Array]:
    """Return the schedules, by age, that a table of the law or the scenario states."""
    found = {path: _schedule(stated) for path, stated in asset_classes(scenario.document).items()}
    return {f"{path}.schedule": _ages(0, shares, 0.0, axis) for path, shares in found.items() if shares}


def asset_classes(document: Document) -> dict[str, Depreciation]:
    """Return how each class of assets is written down for tax, by its path."""
    tax = document.tax
    sole = {"tax.depreciation": tax.depreciation} if tax and tax.depreciation else {}
    return sole | {f"tax.assets.{key}": asset for key, asset in (tax.assets.items() if tax else ())}


def _schedule(stated: Depreciation) -> list[float]:
    if stated.method == "macrs" and stated.life:
        return library.macrs_table(int(stated.life.value)) or []
    return [item.value for item in stated.schedule or ()]


def _spend(scenario: Scenario, axis: Axis) -> Array:
    building = building_years(scenario)
    stated = scenario.document.timeline.construction.spend
    return _ages(0, [item.value for item in stated] if stated else [1 / building] * building, 0.0, axis)


def _plant_rows(scenario: Scenario, axis: Axis) -> dict[str, Array]:
    building = building_years(scenario)
    plants = {side: getattr(scenario.document, side) for side in ("baseline", "project")}
    return {
        f"{side}.ramp_up": _ages(building, [item.value for item in plant.ramp_up], 1.0, axis)
        for side, plant in plants.items()
        if plant
    }


def _ages(start: int, values: list[float], then: float, axis: Axis) -> Array:
    row = np.full((axis.count, 1), then)
    row[start : start + len(values), 0] = values[: max(axis.count - start, 0)]
    return row


def _schedules(scenario: Scenario, axis: Axis) -> dict[str, Array]:
    document = scenario.document
    marked = {path: figure.years for path, figure in scenario.figures.items() if figure.years}
    for scope, holder in (("swap", document.swap), ("baseline", document.baseline), ("project", document.project)):
        for key, replacement in holder.replacements.items() if holder else ():
            marked[f"{scope}.replacements.{key}.amount"] = tuple(replacement.years)
    rows = {f"{path}.scheduled": _in_years(years, axis) for path, years in marked.items()}
    for path, part in dated_parts(document).items():
        if once := year_of(part):
            rows[f"{path}.amount.scheduled"] = _in_years((once,), axis)
        elif part.years:
            rows[f"{path}.active"] = _in_years(tuple(range(part.years.first, part.years.last + 1)), axis)
    return rows


def _in_years(years: tuple[int, ...], axis: Axis) -> Array:
    return np.isin(axis.years, years).astype(float)[:, None]


def _figure_rows(path: str, figure: Figure, scenario: Scenario, axis: Axis, table: Table) -> dict[str, Array]:
    row = row_name(path, figure)
    if figure.refers_to:
        extra = {"times": figure.times, "plus": figure.plus}
        return {f"{path}.{key}": np.full((1, 1), value) for key, value in extra.items() if value is not None}
    rows = {input_name(path, figure, scenario): _values(path, figure, scenario, axis, table)}
    if figure.growth is not None:
        growth = _drawn(table.get(f"{path}.growth", figure.growth))
        rows[f"{row}.growth"] = 1 / (1 + growth) - 1 if _inverted(figure, scenario) else growth
    if figure.growth is not None and figure.growth_from is not None:
        rows[f"{row}.from"] = np.full((1, 1), float(figure.growth_from))
    return rows


def _values(path: str, figure: Figure, scenario: Scenario, axis: Axis, table: Table) -> Array:
    stated = _drawn(table.get(path, figure.value))[: axis.count]
    row = stated * series_row(figure.series, axis) if figure.series else stated
    return 1 / row if _inverted(figure, scenario) else row


def _inverted(figure: Figure, scenario: Scenario) -> bool:
    """Whether an exchange rate is stated as foreign money for one of the report's; its growth is that of its number."""
    return bool(figure.per_currency) and figure.per_currency == scenario.currency


def series_row(series: Series, axis: Axis) -> Array:
    """Return a series on the axis: linear or step between its years, the first and last value hold outside."""
    years = axis.years
    if series.between == "linear":
        return np.asarray(np.interp(years, series.years, series.values))[:, None]
    at = np.clip(np.searchsorted(series.years, years, side="right") - 1, 0, None)
    return np.asarray(series.values, dtype=float)[at][:, None]


def _drawn(value: Any) -> Array:
    """Return one value a draw as a row; a path that moves from year to year is ``(years, draws)`` already.

    It covers the longest axis that any draw may have, so that a shorter one takes the years that it has.
    """
    found = np.asarray(value, dtype=float)
    return found if found.ndim == 2 else np.atleast_1d(found)[None, :]
