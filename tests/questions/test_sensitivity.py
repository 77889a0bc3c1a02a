"""The tornado: which figures it moves, how far, and in which order."""

from __future__ import annotations

import pytest

from appraisal.engine.model import Model
from appraisal.questions.one_at_a_time import SPREAD
from appraisal.questions.sensitivity import tornado
from appraisal.scenario.load import load

from .cases import PLANTS, SOURCE, npv, swap


def test_figures_with_a_range_are_moved_over_it() -> None:
    found = tornado(load(SOURCE))
    ends = {bar.path: (bar.low, bar.base, bar.high) for bar in found.bars}
    assert ends == {
        "timeline.operation": (20, 25, 30),
        "discount_rate": (0.05, 0.08, 0.12),
        "swap.capex_gap": (100e6, 125e6, 150e6),
        "swap.fuel_saving": (7e6, 8.75e6, 10.5e6),
        "swap.abatement": (500e3, 600e3, 700e3),
        "credits.price": (5, 16.6667, 30),
        "credits.share_cashed": (0.3, 0.5, 0.7),
    }
    assert found.ranges == "the ranges that the scenario and the library state"
    assert tornado(load(PLANTS)).ranges == (
        "the ranges that the scenario and the library state; 25 stated figures have none and stay; "
        "the library's are not verified"
    )
    assert (found.unit, round(found.value)) == ("USD", 21778279)


def test_bars_come_by_size() -> None:
    bars = tornado(load(SOURCE)).bars
    assert [bar.swing for bar in bars] == sorted((bar.swing for bar in bars), reverse=True)
    assert bars[0].swing == abs(bars[0].at_high - bars[0].at_low)
    assert all(bar.swing > 0 for bar in bars)


def test_the_units_are_those_that_the_figures_are_stated_in() -> None:
    units = {bar.path: bar.unit for bar in tornado(load(SOURCE)).bars}
    assert units["credits.price"] == "USD/t"
    assert units["swap.fuel_saving"] == "USD/yr"
    assert units["discount_rate"] == "1"
    foreign = swap(fx={"JPY": {"rate": {"value": "80 JPY/USD", "low": "70 JPY/USD"}}}, credits__price="800 JPY/t")
    [bar] = tornado(foreign).bars
    assert (bar.path, bar.unit, bar.low, bar.high) == ("fx.JPY.rate", "JPY/USD", 70, 80)


def test_without_ranges_each_figure_is_moved_by_a_tenth() -> None:
    found = tornado(swap())
    assert found.ranges == "each figure 10 % either way"
    by_path = {bar.path: bar for bar in found.bars}
    assert set(by_path) == {
        "timeline.operation", "discount_rate", "swap.capex_gap", "swap.fuel_saving", "swap.abatement",
        "credits.price", "credits.share_cashed",
    }  # fmt: skip
    for bar in by_path.values():
        assert (bar.low, bar.high) == pytest.approx((bar.base * (1 - SPREAD), bar.base * (1 + SPREAD)))
    capex = by_path["swap.capex_gap"]
    assert (capex.at_low - found.value, capex.at_high - found.value) == pytest.approx((10e6, -10e6))


def test_a_stated_spread_takes_the_place_of_the_tenth() -> None:
    found = tornado(swap(sensitivity={"spread": "25 %"}))
    assert found.ranges == "each figure 25 % either way"
    capex = next(bar for bar in found.bars if bar.path == "swap.capex_gap")
    assert (capex.low, capex.high) == pytest.approx((capex.base * 0.75, capex.base * 1.25))
    assert (capex.at_low - found.value, capex.at_high - found.value) == pytest.approx((25e6, -25e6))


def test_a_stated_spread_moves_the_figures_without_a_range_beside_those_with_one() -> None:
    ranged = {"swap__capex_gap": {"value": "100 million USD", "low": "90 million USD", "high": "120 million USD"}}
    alone = tornado(swap(**ranged))
    assert [bar.path for bar in alone.bars] == ["swap.capex_gap"]
    assert "6 stated figures have none and stay" in alone.ranges
    both = tornado(swap(**ranged, sensitivity={"spread": "20 %"}))
    assert "each stated figure without one 20 % either way" in both.ranges
    by_path = {bar.path: bar for bar in both.bars}
    assert (by_path["swap.capex_gap"].low, by_path["swap.capex_gap"].high) == (90e6, 120e6)
    assert by_path["credits.price"].low == pytest.approx(0.8 * by_path["credits.price"].base)
    assert {"swap.fuel_saving", "discount_rate", "timeline.operation"} <= set(by_path)


def test_a_tenth_stays_inside_the_domain() -> None:
    bars = {bar.path: bar for bar in tornado(swap(credits__share_cashed="95 %")).bars}
    assert bars["credits.share_cashed"].high == 1.0


def test_a_negative_figure_keeps_low_below_high() -> None:
    bars = {bar.path: bar for bar in tornado(swap(swap__opex_saving="-1 million USD/yr")).bars}
    assert (bars["swap.opex_saving"].low, bars["swap.opex_saving"].high) == pytest.approx((-1.1e6, -0.9e6))


def test_one_end_alone_is_a_range_up_to_the_base() -> None:
    [bar] = tornado(swap(credits__price={"value": "10 USD/t", "low": "4 USD/t"})).bars
    assert (bar.low, bar.high, bar.at_high) == (4, 10, tornado(swap()).value)


def test_ranges_of_the_library_alone_are_no_ranges_of_the_scenario() -> None:
    """The emission factor of coal has a range of its own; a scenario that states none moves all that it states."""
    scenario = load(PLANTS, sets=[f"{path}.{end}=null" for path in RANGED for end in ("low", "high", "distribution")])
    found = tornado(scenario)
    assert found.ranges == "each figure 10 % either way"
    assert "project.net_efficiency" in {bar.path for bar in found.bars}


RANGED = ("baseline.fuels.coal.price", "project.net_efficiency", "credits.price")


def test_series_references_and_whole_years_are_not_moved() -> None:
    prices = {"years": {"2020": "5 USD/t", "2021": "6 USD/t"}}
    paths = {bar.path for bar in tornado(swap(credits__price=prices, credits__issuance_lag="2 yr")).bars}
    assert paths.isdisjoint({"credits.price", "credits.issuance_lag", "credits.crediting.years"})


def test_a_model_is_taken_as_well_as_a_scenario() -> None:
    scenario = load(SOURCE)
    assert tornado(Model(scenario)) == tornado(scenario)


@pytest.mark.parametrize("end", ["low", "high"])
def test_each_bar_is_the_run_with_that_value_alone(end: str) -> None:
    model = swap()
    for bar in tornado(model).bars:
        alone = npv(model, **{bar.path: getattr(bar, end)})
        assert getattr(bar, f"at_{end}") == alone
