"""The spider: its ends are the bars of the tornado, each of its points a full run."""

from __future__ import annotations

import pytest

from appraisal.engine.model import Model
from appraisal.questions.sensitivity import tornado
from appraisal.questions.spider import NO_EFFECT, NO_SHARE, spider
from appraisal.scenario.load import changed, load

from .cases import FOLDER, PLANTS, SOURCE, npv, swap

PACKAGE = FOLDER / "usc_bilateral_package.yaml"


@pytest.mark.parametrize("file", [SOURCE, PLANTS, PACKAGE], ids=lambda file: file.stem)
@pytest.mark.parametrize("objective", ["npv", "irr"])
def test_the_ends_of_a_leg_are_those_of_its_bar(file: object, objective: str) -> None:
    model = Model(load(file))
    bars = {bar.path: bar for bar in tornado(model, objective).bars}
    legs = spider(model, objective).legs
    assert {leg.path for leg in legs} == {*bars}
    for leg in legs:
        bar = bars[leg.path]
        assert (leg.values[0], leg.values[-1]) == (bar.low, bar.high)
        assert (leg.results[0], leg.results[-1]) == (bar.at_low, bar.at_high)


def test_each_point_is_the_run_with_that_value_alone() -> None:
    model = swap(discount_rate={"value": "8 %", "low": "5 %", "high": "12 %"})
    for leg in spider(model).legs:
        assert leg.results == tuple(npv(model, **{leg.path: value}) for value in leg.values)


def test_a_point_is_a_full_rerun_with_the_value_typed() -> None:
    scenario = load(SOURCE)
    legs = {leg.path: leg for leg in spider(scenario).legs}
    for at, value in enumerate(legs["credits.price"].values):
        typed = Model(changed(scenario, {"credits.price": f"{value!r} USD/t"}))
        assert legs["credits.price"].results[at] == pytest.approx(npv(typed), rel=1e-12)


def test_the_base_is_one_of_the_points_and_steps_are_even() -> None:
    model = swap(discount_rate={"value": "8 %", "low": "5 %", "high": "12 %"})
    [leg] = spider(model, steps=3).legs
    assert leg.values == pytest.approx((0.05, 0.06, 0.07, 0.08, 0.08 + 0.04 / 3, 0.08 + 0.08 / 3, 0.12))
    assert leg.changes[3] == 0.0
    assert leg.changes[0] == pytest.approx(-0.375)
    assert leg.results[3] == spider(model).value == npv(model)


def test_a_negative_figure_rises_from_left_to_right() -> None:
    legs = {leg.path: leg for leg in spider(swap(swap__opex_saving="-1 million USD/yr")).legs}
    leg = legs["swap.opex_saving"]
    assert leg.changes[0] == pytest.approx(-0.1)
    assert list(leg.results) == sorted(leg.results)


def test_what_has_no_leg_says_why() -> None:
    ranges = {"low": "-1 million USD/yr", "high": "1 million USD/yr"}
    model = swap(swap__opex_saving={"value": "0 USD/yr", **ranges}, discount_rate={"value": "8 %", "low": "6 %"})
    assert spider(model, "irr").left_out == {"swap.opex_saving": NO_SHARE, "discount_rate": NO_EFFECT}
    assert spider(model).left_out == {"swap.opex_saving": NO_SHARE}


def test_a_point_without_a_rate_is_a_gap() -> None:
    model = swap(swap__capex_gap={"value": "10 million USD", "low": "-1 million USD", "high": "20 million USD"})
    [leg] = spider(model, "irr").legs
    assert leg.results[0] is None
    assert leg.results[-1] is not None
    assert tornado(model, "irr").left_out == {"swap.capex_gap": "undefined at its low: no sign change"}


def test_legs_come_by_swing() -> None:
    swings = [leg.swing for leg in spider(load(SOURCE)).legs]
    assert swings == sorted(swings, reverse=True)
