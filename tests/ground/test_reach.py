"""Which years of which rows a line looks at: checked against what moves its value."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import Any

import numpy as np
import pytest

import appraisal.lines
from appraisal.engine.books import lines_for
from appraisal.ground import rates
from appraisal.ground.reach import looks_of
from appraisal.ground.scans import carried, delayed, following, peak, previous, so_far
from appraisal.ground.sheet import Line, Wired, evaluate, line, lines_of
from appraisal.scenario.load import load


def wired(rule: Any) -> Wired:
    return Wired(rule.line, rule.line.needs)


@line("1")
def change(x: Any) -> Any:
    """This year's value less last year's."""
    return x - previous(x)


@line("1")
def twice(x: Any) -> Any:
    """The value of two years ago."""
    return previous(previous(x))


@line("1")
def lagged(x: Any, lag: Any) -> Any:
    """The value of some years ago."""
    return delayed(x, lag)


@line("1")
def debt(drawn: Any, rate: Any) -> Any:
    """A balance."""
    return np.maximum(0, peak(so_far(carried(drawn, 1 + rate))))


@line("1")
def ahead(x: Any) -> Any:
    """Next year's value less this year's."""
    return following(x) - x


@line("1")
def there_and_back(x: Any) -> Any:
    """This year's value, by way of the next."""
    return previous(following(x))


@line("1")
def level(rate: Any, years: Any) -> Any:
    """A level payment."""
    return rates.capital_recovery_factor(rate, years)


@line("1", loop=True)
def kernel(profit: Any, life: Any) -> Any:
    """A plain loop, which no other value than an array can run through."""
    return np.array([[float(profit[0, 0]) if life[0, 0] > 1 else 0.0]] * len(profit))


@line("1")
def alone() -> Any:
    """A line that reads nothing."""
    return 1


@pytest.mark.parametrize(
    ("rule", "numbers", "expected"),
    [
        (change, {"x": 1.0}, [("x", 0), ("x", 1)]),
        (twice, {"x": 1.0}, [("x", 2)]),
        (lagged, {"x": 1.0, "lag": 3.0}, [("x", 3), ("lag", 0)]),
        (lagged, {"x": 1.0, "lag": 0.0}, [("x", 0), ("lag", 0)]),
        (debt, {"drawn": 1.0, "rate": 0.1}, [("drawn", 0), ("rate", 0)]),
        (ahead, {"x": 1.0}, [("x", -1), ("x", 0)]),
        (there_and_back, {"x": 1.0}, [("x", 0)]),
        (level, {"rate": 0.1, "years": 3.0}, [("rate", 0), ("years", 0)]),
        (kernel, {"profit": 1.0, "life": 5.0}, [("profit", 0), ("life", 0)]),
        (alone, {}, []),
    ],
)
def test_rows_and_years(rule: Any, numbers: dict[str, float], expected: list[tuple[str, int]]) -> None:
    assert looks_of(wired(rule), numbers) == expected


@pytest.mark.parametrize("rule", [change, twice, lagged, ahead])
def test_only_the_years_that_it_looks_at_move_its_value(rule: Any) -> None:
    rows = {"x": np.arange(1.0, 9.0)[:, None], "lag": np.full((8, 1), 3.0)}
    at = 6
    looks = {ago for name, ago in looks_of(wired(rule), {"x": 0.0, "lag": 3.0}) if name == "x"}
    base = evaluate({"y": wired(rule)}, rows)["y"][at, 0]
    for year in range(8):
        moved = rows["x"].copy()
        moved[year] += 10
        value = evaluate({"y": wired(rule)}, {**rows, "x": moved})["y"][at, 0]
        assert (value != base) == (at - year in looks)


def test_every_line_of_a_scenario_can_be_read_this_way() -> None:
    lines = lines_for(load("scenarios/usc_vs_subcritical_plants.yaml"), credited=True)
    for name, one in lines.items():
        reads = tuple(need.lstrip(".") for need in one.needs) + ((one.gathers,) if one.gathers else ())
        looks = looks_of(Wired(one, reads), dict.fromkeys(reads, 1.0))
        assert {read for read, _ in looks} == set(reads), name


def lines_of_all_books() -> dict[str, Line]:
    """Return every line of the package by book and name."""
    names = [found.name for found in pkgutil.iter_modules(appraisal.lines.__path__)]
    modules = [importlib.import_module(f"appraisal.lines.{name}") for name in names]
    books = [book for module in modules for book in vars(module).values() if inspect.isclass(book)]
    return {f"{book.__name__}.{name}": found for book in books for name, found in lines_of(book).items()}


LINES = lines_of_all_books()


@pytest.mark.parametrize("name", LINES)
def test_a_line_looks_at_everything_that_it_reads(name: str) -> None:
    """Whatever the numbers are: a row that a line reads and never looks at would be missing in its explanation."""
    found = LINES[name]
    reads = (*found.needs, *([f"one.{found.gathers}", f"two.{found.gathers}"] if found.gathers else []))
    looks = looks_of(Wired(found, reads), dict.fromkeys(reads, 0.0))
    assert {read for read, _ in looks} == set(reads)


def test_a_reserve_looks_ahead_and_what_was_held_looks_back() -> None:
    looks = {
        name: looks_of(Wired(LINES[name], LINES[name].needs), dict.fromkeys(LINES[name].needs, 1.0))
        for name in ("Reserve.deposit", "Reserve.movement", "Loan.opening", "ForeignCurrency.revaluation")
    }
    assert looks["Reserve.deposit"][:3] == [("debt_service", -1), ("years", 0), ("started", -1)]
    assert looks["Reserve.movement"] == [("deposit", 0), ("deposit", 1)]
    assert looks["Loan.opening"] == [("balance", 1), ("revaluation", 0)]
    assert looks["ForeignCurrency.revaluation"] == [("exchange_rate", 0), ("exchange_rate", 1), ("first_year", 0)]
