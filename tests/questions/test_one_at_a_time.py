"""Which figures are moved, over which range, and the table that moves each alone."""

from __future__ import annotations

import numpy as np
import pytest

from appraisal.questions.one_at_a_time import apart, domain_of, kept, movable, parted, ranged, reach_of
from appraisal.scenario.load import load

from .cases import FOLDER, SOURCE, npv, swap

PRICES = {"years": {"2020": "5 USD/t", "2021": "6 USD/t"}}


def test_a_figure_is_moved_over_its_range_else_by_a_tenth() -> None:
    model = swap(discount_rate={"value": "8 %", "low": "5 %", "high": "12 %"})
    assert reach_of(model, "discount_rate") == (0.05, 0.12)
    assert reach_of(model, "swap.capex_gap") == pytest.approx((90e6, 110e6))
    assert reach_of(swap(credits__share_cashed="95 %"), "credits.share_cashed") == pytest.approx((0.855, 1.0))


def test_one_end_alone_reaches_to_the_base() -> None:
    model = swap(credits__price={"value": "10 USD/t", "low": "4 USD/t"})
    assert reach_of(model, "credits.price") == (4, 10)


def test_a_series_is_moved_by_a_factor_inside_its_domain() -> None:
    model = swap(credits__price=PRICES, credits__share_cashed={"years": {"2020": "50 %", "2021": "80 %"}})
    assert reach_of(model, "credits.price") == pytest.approx((0.9, 1.1))
    assert reach_of(model, "credits.share_cashed") == pytest.approx((0.9, 1.1))
    assert domain_of(model, "credits.share_cashed") == pytest.approx((0.0, 1.25))
    assert domain_of(model, "discount_rate") == (-0.99, 10)


def test_a_growth_has_a_reach_of_its_own() -> None:
    model = swap(credits__price={"value": "10 USD/t", "low": "4 USD/t", "growth": "2 %"})
    assert reach_of(model, "credits.price.growth") == pytest.approx((0.018, 0.022))


def test_what_can_be_moved_is_stated_or_has_a_range() -> None:
    paths = set(movable(swap(credits__price=PRICES, credits__issuance_lag="2 yr")))
    assert {"credits.price", "discount_rate", "timeline.operation"} <= paths
    assert paths.isdisjoint({"credits.issuance_lag", "credits.buffer", "timeline.construction.years"})


def test_stated_figures_that_are_kept_say_why() -> None:
    one, two = ({"kind": "cost", "amount": amount} for amount in ("1 million USD/yr", "items.one.amount"))
    model = swap(
        credits__issuance_lag="2 yr",
        credits__owners={"developer": "60 %", "host": "40 %"},
        items={"one": one, "two": two},
    )
    reasons = kept(model)
    assert reasons["credits.issuance_lag"] == "it counts whole years or times"
    assert reasons["credits.owners.host"] == "one of several shares that add up to 1"
    assert reasons["items.two.amount"] == "it repeats items.one.amount"
    assert not {*reasons} & {*movable(model)}


@pytest.mark.parametrize("name", ["usc_vs_subcritical", "usc_vs_subcritical_plants", "usc_bilateral_package"])
def test_every_stated_figure_is_moved_or_kept_for_a_reason(name: str) -> None:
    from appraisal.engine.model import Model

    model = Model(load(FOLDER / f"{name}.yaml"))
    stated = {path for path, figure in model.scenario.figures.items() if not figure.default}
    assert stated == ({*movable(model)} & stated) | {*kept(model)}


def test_the_table_moves_one_figure_a_draw() -> None:
    model = swap()
    values = {"discount_rate": [0.05, 0.10], "swap.capex_gap": [90e6]}
    table = apart(model, values)
    assert table["discount_rate"].tolist() == [0.08, 0.05, 0.10, 0.08]
    assert table["swap.capex_gap"].tolist() == [100e6, 100e6, 100e6, 90e6]
    found = parted(model.run(table).total("present_value"), values)
    assert found["discount_rate"].tolist() == [npv(model, discount_rate=0.05), npv(model, discount_rate=0.10)]
    assert found["swap.capex_gap"].tolist() == [npv(model, swap__capex_gap=90e6)]


def test_nothing_to_move_is_the_base_case_alone() -> None:
    assert apart(swap(), {}) == {}
    assert parted(np.zeros(1), {}) == {}


def test_ranges_are_told_in_words() -> None:
    from appraisal.engine.model import Model

    figures, words = ranged(Model(load(SOURCE)))
    assert figures["discount_rate"] == (0.05, 0.12)
    assert words == "the ranges that the scenario and the library state"
    assert ranged(swap())[1] == "each figure 10 % either way"
