"""The threshold over two figures: every cell a search of its own."""

from __future__ import annotations

import pytest

from appraisal.engine.model import Model
from appraisal.ground.problem import ScenarioError
from appraisal.questions.threshold import threshold
from appraisal.questions.threshold_map import threshold_map
from appraisal.scenario.load import changed, load

from .cases import PLANTS, SOURCE, swap


def test_a_cell_is_the_threshold_of_the_scenario_with_both_values_typed() -> None:
    scenario = load(SOURCE)
    found = threshold_map(scenario, "discount_rate", "credits.share_cashed", [0.05, 0.08], [0.5, 1.0])
    for row, rate in enumerate((5, 8)):
        for column, share in enumerate((50, 100)):
            typed = changed(scenario, {"discount_rate": f"{rate} %", "credits.share_cashed": f"{share} %"})
            assert found.thresholds[row][column].value == pytest.approx(threshold(typed).value, rel=1e-11)
    golden = [[0.40, 0.20], [9.87, 4.93]]
    values = [[one.value for one in row] for row in found.thresholds]
    assert [[round(value or 0.0, 2) for value in row] for row in values] == golden


def test_the_grid_is_nine_by_nine_over_the_ranges() -> None:
    found = threshold_map(load(SOURCE), "discount_rate", "swap.capex_gap")
    assert (len(found.thresholds), len(found.thresholds[0])) == (9, 9)
    assert (found.one.values[0], found.one.values[-1]) == (0.05, 0.12)
    assert found.base == threshold(load(SOURCE))
    assert found.vary == "credits.price"


def test_the_closed_form() -> None:
    """P* = (gap / a - saving) / (share x tonnes)."""
    found = threshold_map(swap(), "swap.capex_gap", "swap.fuel_saving", [90e6, 110e6], [8e6, 12e6])
    annuity = (1 - 1.08**-10) / 0.08
    for row, gap in enumerate((90e6, 110e6)):
        for column, saving in enumerate((8e6, 12e6)):
            assert found.thresholds[row][column].value == pytest.approx((gap / annuity - saving) / 250e3)


def test_another_figure_may_be_searched_and_may_have_none() -> None:
    model = Model(load(PLANTS))
    found = threshold_map(model, "baseline.fuels.coal.price", "project.net_efficiency", vary="credits.share_cashed")
    every = [one for row in found.thresholds for one in row]
    assert {one.path for one in every} == {"credits.share_cashed"}
    reasons = {one.reason for one in every if one.value is None}
    assert reasons == {f"the objective stays {side} zero for every possible value" for side in ("below", "above")}


def test_with_a_price_on_emissions_that_is_searched() -> None:
    priced = swap(credits={"mechanism": "carbon_price"}, carbon_price={"price": "10 USD/t"})
    assert threshold_map(priced, "discount_rate", "swap.capex_gap").vary == "carbon_price.price"


@pytest.mark.parametrize(
    ("one", "other", "vary", "code", "path"),
    [
        ("credits.price", "discount_rate", "", "same-path", "credits.price"),
        ("swap.capex_gap", "swap.capex_gap", "", "same-path", "swap.capex_gap"),
        ("swap.capex_gap", "discount_rate", "swap.capex", "unknown-path", "swap.capex"),
        ("swap.capex_gap", "discount_rate", "credits.issuance_lag", "whole-years", "credits.issuance_lag"),
    ],
)
def test_what_cannot_be_asked_is_refused(one: str, other: str, vary: str, code: str, path: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        threshold_map(swap(), one, other, vary=vary)
    assert (caught.value.problems[0].code, caught.value.problems[0].path) == (code, path)
    assert threshold_map(swap(), "swap.capex_gap", "discount_rate", [90e6], [0.08])
