"""Two figures at once: each cell a full run, each crossing exact along its line of the grid."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.engine.model import Model
from appraisal.ground.problem import NoResultError, ScenarioError
from appraisal.questions.threshold import threshold
from appraisal.questions.two_way import Grid, two_way
from appraisal.scenario.load import changed, load

from .cases import FOLDER, PLANTS, SOURCE, npv, swap

PACKAGE = FOLDER / "usc_bilateral_package.yaml"


def edges(grid: Grid) -> list[tuple[float, float]]:
    """Every solved point as (value of one, value of other)."""
    along = [(grid.one.values[row], value) for row, line in enumerate(grid.along_other) for value in line]
    up = [(value, grid.other.values[column]) for line in grid.along_one for column, value in enumerate(line)]
    return [(one, other) for one, other in (*along, *up) if one is not None and other is not None]


@pytest.mark.parametrize(
    ("file", "one", "other"),
    [
        (SOURCE, "discount_rate", "credits.price"),
        (SOURCE, "timeline.operation", "swap.capex_gap"),
        (PLANTS, "baseline.fuels.coal.price", "project.net_efficiency"),
        (PACKAGE, "baseline.fuels.coal.price", "credits.price"),
    ],
)
def test_every_cell_is_the_run_with_both_values(file: object, one: str, other: str) -> None:
    model = Model(load(file))
    grid = two_way(model, one, other)
    assert (len(grid.one.values), len(grid.other.values)) == (21, 21)
    for row, column in [(0, 0), (20, 20), (0, 20), (7, 13), (10, 10)]:
        values = {one: grid.one.values[row], other: grid.other.values[column]}
        assert grid.results[row][column] == pytest.approx(npv(model, **values), rel=1e-11)


def test_a_cell_is_a_full_rerun_with_both_values_typed() -> None:
    scenario = load(SOURCE)
    grid = two_way(scenario, "discount_rate", "swap.capex_gap", [0.05, 0.09], [100e6, 130e6, 150e6])
    for row, column in product(range(2), range(3)):
        typed = {
            "discount_rate": f"{grid.one.values[row] * 100!r} %",
            "swap.capex_gap": f"{grid.other.values[column]!r} USD",
        }
        assert grid.results[row][column] == pytest.approx(npv(Model(changed(scenario, typed))), rel=1e-12)


@pytest.mark.parametrize(
    ("file", "one", "other"),
    [(SOURCE, "discount_rate", "credits.price"), (PLANTS, "baseline.fuels.coal.price", "project.net_efficiency")],
)
def test_every_crossing_makes_the_swap_worth_nothing(file: object, one: str, other: str) -> None:
    model = Model(load(file))
    grid = two_way(model, one, other)
    found = edges(grid)
    assert len(found) > 15
    for first, second in found:
        assert npv(model, **{one: first, other: second}) == pytest.approx(0.0, abs=0.01)


def test_a_crossing_is_the_threshold_of_the_row() -> None:
    scenario = load(SOURCE)
    grid = two_way(scenario, "discount_rate", "credits.price", [0.08, 0.10, 0.12])
    for at, rate in enumerate((8, 10, 12)):
        [value] = grid.crossings(at)
        typed = load(SOURCE, sets=[f"discount_rate={rate} %"])
        assert value == pytest.approx(threshold(typed, "credits.price").value, rel=1e-11)


def test_the_closed_form_of_the_line() -> None:
    """NPV = -gap + (saving + share x price x tonnes) a: the price at which it is nothing is linear in the gap."""
    grid = two_way(swap(), "swap.capex_gap", "credits.price", [90e6, 95e6, 100e6], [0.0, 25.0, 50.0])
    annuity = (1 - 1.08**-10) / 0.08
    for at, gap in enumerate((90e6, 95e6, 100e6)):
        assert grid.crossings(at) == pytest.approx(((gap / annuity - 10e6) / 250e3,))


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(1, 30), st.integers(40, 160), st.integers(2, 6), st.integers(2, 6))
def test_the_line_parts_the_signs(price: int, gap: int, rows: int, columns: int) -> None:
    """Between two neighbours of different sign there is one crossing, between two of one sign none."""
    model = swap(credits__price=f"{price} USD/t")
    grid = two_way(
        model, "swap.capex_gap", "credits.price",
        list(np.linspace(gap * 0.5e6, gap * 1e6, rows)), list(np.linspace(0.0, 3.0 * price, columns)),
    )  # fmt: skip
    signs = np.array(grid.results) > 0
    across, up = (
        [[value is not None for value in row] for row in lines] for lines in (grid.along_other, grid.along_one)
    )
    assert across == (signs[:, 1:] != signs[:, :-1]).tolist()
    assert up == (signs[1:] != signs[:-1]).tolist()


def test_a_crossing_lies_between_its_neighbours() -> None:
    grid = two_way(load(SOURCE), "discount_rate", "credits.price")
    for line in grid.along_other:
        for at, value in enumerate(line):
            assert value is None or grid.other.values[at] <= value <= grid.other.values[at + 1]


def test_both_ways_round_it_is_one_map() -> None:
    model = swap()
    values = ([0.05, 0.10, 0.20], [90e6, 120e6])
    one, other = (two_way(model, *names, *lists) for names, lists in (
        (("discount_rate", "swap.capex_gap"), values), (("swap.capex_gap", "discount_rate"), values[::-1])
    ))  # fmt: skip
    assert one.results == tuple(zip(*other.results, strict=True))
    assert one.along_other == tuple(zip(*other.along_one, strict=True))
    assert one.along_one == tuple(zip(*other.along_other, strict=True))


def test_values_are_sorted_and_told_once() -> None:
    grid = two_way(swap(), "discount_rate", "swap.capex_gap", [0.10, 0.05, 0.10], [90e6, 120e6])
    assert grid.one.values == (0.05, 0.10)


def test_one_value_alone_is_a_row() -> None:
    grid = two_way(swap(), "discount_rate", "swap.capex_gap", [0.08], [50e6, 150e6])
    assert grid.along_one == ()
    assert len(grid.crossings(0)) == 1


def test_a_rate_of_return_crosses_at_the_discount_rate() -> None:
    model = swap()
    npvs = two_way(model, "swap.capex_gap", "credits.price", [90e6, 95e6], [0.0, 50.0])
    rates = two_way(model, "swap.capex_gap", "credits.price", [90e6, 95e6], [0.0, 50.0], "irr")
    assert (rates.unit, rates.level) == ("1", 0.08)
    assert rates.crossings(1) == pytest.approx(npvs.crossings(1), rel=1e-9)


def test_what_is_undefined_is_none_and_crosses_nothing() -> None:
    grid = two_way(swap(), "swap.capex_gap", "credits.price", [-5e6, 100e6], [0.0, 60.0], "irr")
    assert grid.results[0] == (None, None)
    assert grid.along_one == ((None, None),)
    assert len(grid.crossings(1)) == 1


def test_whole_years_are_not_solved_between() -> None:
    model = swap(swap__capex_gap="84 million USD")
    grid = two_way(model, "credits.issuance_lag", "credits.price", [0, 1, 2, 3], [5.0, 20.0])
    assert {value for line in grid.along_one for value in line} == {None}
    assert all(len(grid.crossings(at)) == 1 for at in range(4))


def test_a_series_is_varied_by_a_factor() -> None:
    model = swap(credits__price={"years": {"2020": "10 USD/t"}})
    grid = two_way(model, "swap.capex_gap", "credits.price", [90e6, 95e6], [0.0, 5.0])
    assert (grid.other.factor, grid.other.unit, grid.other.base) == (True, "1", 1.0)
    plain = two_way(swap(), "swap.capex_gap", "credits.price", [90e6, 95e6], [0.0, 50.0])
    assert grid.crossings(0)[0] * 10 == pytest.approx(plain.crossings(0)[0])


@pytest.mark.parametrize(
    ("one", "other", "values", "code", "path"),
    [
        ("discount_rate", "discount_rate", None, "same-path", "discount_rate"),
        ("credits.prise", "discount_rate", None, "unknown-path", "credits.prise"),
        ("credits.owners.developer", "discount_rate", None, "shared", "credits.owners.developer"),
        ("timeline.construction.years", "discount_rate", None, "not-varied", "timeline.construction.years"),
        ("credits.share_cashed", "discount_rate", [0.5, 1.5], "out-of-range", "credits.share_cashed"),
        ("timeline.operation", "discount_rate", [0.0, 5.0], "out-of-range", "timeline.operation"),
        ("credits.issuance_lag", "discount_rate", [0.0, 0.5], "not-whole", "credits.issuance_lag"),
        ("credits.issuance_lag", "discount_rate", None, "no-range", "credits.issuance_lag"),
    ],
)
def test_what_cannot_be_varied_is_refused(
    one: str, other: str, values: list[float] | None, code: str, path: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        two_way(swap(), one, other, values)
    assert (caught.value.problems[0].code, caught.value.problems[0].path) == (code, path)


def test_the_good_twins_run() -> None:
    twins = (("credits.share_cashed", [0.5, 1.0]), ("timeline.operation", [1.0, 5.0]), ("credits.issuance_lag", [0, 1]))
    for one, values in twins:
        assert two_way(swap(), one, "discount_rate", values).results


def test_an_objective_that_is_not_there() -> None:
    with pytest.raises(NoResultError):
        two_way(swap(), "swap.capex_gap", "discount_rate", objective="equity_npv")
    with pytest.raises(ScenarioError) as caught:
        two_way(swap(), "swap.capex_gap", "discount_rate", objective="irr")
    assert caught.value.problems[0].code == "no-effect"
