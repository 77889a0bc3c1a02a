"""Which years of which rows a line looks at: checked against what moves its value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from appraisal.engine.books import lines_for
from appraisal.ground.reach import looks_of
from appraisal.ground.scans import carried, delayed, peak, previous, so_far
from appraisal.ground.sheet import Wired, evaluate, line
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
        (alone, {}, []),
    ],
)
def test_rows_and_years(rule: Any, numbers: dict[str, float], expected: list[tuple[str, int]]) -> None:
    assert looks_of(wired(rule), numbers) == expected


@pytest.mark.parametrize("rule", [change, twice, lagged])
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
