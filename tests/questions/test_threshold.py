"""Thresholds: every crossing, every reason why there is none, and every kind of figure and objective."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.engine import cover, measures
from appraisal.engine.model import Model
from appraisal.ground.problem import NoResultError, ScenarioError
from appraisal.questions.threshold import threshold, threshold_band, threshold_curve
from appraisal.scenario.load import load

from .cases import FOLDER, PLANTS, SOURCE, npv, swap

DATED = {"kind": "benefit", "amount": "210 million USD", "year": 2021}
LATER = {"kind": "cost", "amount": "110.21 million USD", "year": 2022}
NOTHING = {"swap__fuel_saving": "0 USD/yr", "swap__abatement": "0 t/yr", "credits": {"mechanism": "none"}}


def code_of(error: ScenarioError | NoResultError) -> str:
    return error.problems[0].code


# ---- crossings ------------------------------------------------------------------------------------------------------


def test_linear_closed_form() -> None:
    """P* = -NPV(price 0) / PV(tonnes paid), with growth, levies and a lag in it."""
    model = swap(
        credits__price={"value": "10 USD/t", "growth": "3 %"},
        credits__issuance_lag="2 yr",
        credits__share_of_proceeds="5 %",
        credits__crediting={"start_after": "1.5 yr", "years": "6 yr"},
    )
    assert threshold(model).value == pytest.approx(closed_form(model), rel=1e-12)


def closed_form(model: Any) -> float:
    rows = model.run().rows
    index = rows["credits.price"] / rows.get("credits.price.value", rows["credits.price"])
    paid = float((rows["credits.delivered"] * index * rows["operating_discount_factor"]).sum())
    return -npv(model, credits__price=0.0) / paid


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(1, 400), st.integers(0, 60), st.integers(1, 900), st.integers(1, 100), st.integers(0, 25))
def test_the_closed_form_holds_everywhere(gap: int, saving: int, tonnes: int, share: int, rate: int) -> None:
    model = swap(
        swap={
            "capex_gap": f"{gap} million USD",
            "fuel_saving": f"{saving} million USD/yr",
            "abatement": f"{tonnes} kt/yr",
        },
        credits__share_cashed=f"{share} %",
        discount_rate=f"{rate} %",
    )
    assert threshold(model).value == pytest.approx(closed_form(model), rel=1e-9, abs=1e-9)


def test_a_negative_threshold_is_shown() -> None:
    model = swap(swap__fuel_saving="40 million USD/yr")
    found = threshold(model)
    assert found.value is not None
    assert found.value < -50
    assert abs(npv(model, credits__price=found.value)) < 1e-6


def test_two_rates_where_closing_costs_much() -> None:
    """-100, 34 a year for ten years, -250: both roots of NPV in the rate, the one nearest to the base first."""
    model = swap(
        swap__fuel_saving="34 million USD/yr", swap__decommissioning="250 million USD", credits__price="0 USD/t"
    )
    found = threshold(model, "discount_rate")
    flows = [-100.0, *[34.0] * 10, -250.0]
    real = [1 / root.real - 1 for root in np.roots(flows[::-1]) if abs(root.imag) < 1e-9 and root.real > 0]
    assert list(found.crossings) == pytest.approx(sorted(real), rel=1e-9)
    assert len(found.crossings) == 2
    assert found.value == min(found.crossings, key=lambda rate: abs(rate - 0.08))
    assert list(found.crossings) == pytest.approx(measures.irr(model.run()).roots, rel=1e-9)


@pytest.mark.parametrize("base", ["8 %", "5 %", "1 %", "12 %"])
def test_two_rates_close_together(base: str) -> None:
    """-100, 210, -110.21 is zero at 3 % and at 7 %."""
    model = swap(**NOTHING, items={"in": DATED, "out": LATER}, discount_rate=base)
    found = threshold(model, "discount_rate")
    assert list(found.crossings) == pytest.approx([0.03, 0.07], rel=1e-7)
    assert found.value == pytest.approx({"8 %": 0.07, "5 %": found.value, "1 %": 0.03, "12 %": 0.07}[base], rel=1e-7)


def test_the_nearest_crossing_is_the_value_and_the_share_says_how_far() -> None:
    found = threshold(load(SOURCE))
    assert (found.path, found.objective, found.unit, found.base, found.status) == (
        "credits.price", "npv", "USD/t", 16.6667, "ok",
    )  # fmt: skip
    assert found.switching_value == pytest.approx((found.value or 0) / 16.6667 - 1)
    assert found.crossings == (found.value,)
    assert found.reason == ""


def test_a_base_of_zero_has_no_switching_value() -> None:
    found = threshold(swap(credits__price="0 USD/t"))
    assert found.value == pytest.approx(threshold(swap()).value, rel=1e-9)
    assert found.switching_value is None


def test_a_default_of_zero_is_searched_at_any_scale() -> None:
    found = threshold(swap(), "swap.opex_saving")
    assert (found.base, found.unit) == (0.0, "USD/yr")
    assert found.value is not None
    assert found.value > 1e6
    assert abs(npv(swap(), swap__opex_saving=found.value)) < 1e-5


def test_every_crossing_of_a_life_with_residual_and_closing() -> None:
    """Each crossing that is listed is one: NPV is zero there."""
    model = swap(swap__decommissioning="90 million USD", swap__fuel_saving="12 million USD/yr")
    found = threshold(model, "timeline.operation")
    assert found.crossings
    assert max(abs(npv(model, timeline__operation=life)) for life in found.crossings) < 1e-3


# ---- why there is none ----------------------------------------------------------------------------------------------


def test_none_because_nothing_depends_on_it() -> None:
    found = threshold(load(SOURCE), "money.inflation")
    assert (found.value, found.status, found.reason) == (None, "none", "does not depend on money.inflation")
    assert (found.crossings, found.switching_value) == ((), None)


def test_none_because_it_stays_below() -> None:
    found = threshold(swap(swap__capex_gap="900 million USD"), "credits.share_cashed")
    assert (found.value, found.reason) == (None, "the objective stays below zero for every possible value")


def test_none_because_it_stays_above() -> None:
    found = threshold(swap(swap__capex_gap="1 million USD"), "credits.share_cashed")
    assert (found.value, found.reason) == (None, "the objective stays above zero for every possible value")


def test_none_because_it_steps_over() -> None:
    """A year more puts off the cost of closing by a year: NPV jumps over zero at a whole life and is never zero."""
    model = swap(
        **NOTHING,
        items={"in": {"kind": "benefit", "amount": "150 million USD", "year": 2020}},
        swap__decommissioning="100 million USD",
        discount_rate="10 %",
    )
    found = threshold(model, "timeline.operation")
    assert (found.value, found.reason) == (None, "the objective steps over zero without meeting it")
    assert npv(model, timeline__operation=5.0) < 0 < npv(model, timeline__operation=9.0)


def test_none_because_it_is_undefined_everywhere() -> None:
    model = swap(swap__capex_gap="0 USD")
    found = threshold(model, "credits.share_cashed", "payback", 5.0)
    assert (found.value, found.reason) == (None, "the objective is undefined everywhere")


# ---- kinds of figures -----------------------------------------------------------------------------------------------

SERIES = {"years": {"2020": "5 USD/t", "2025": "15 USD/t"}, "between": "linear"}


def test_a_series_is_varied_by_a_factor() -> None:
    found = threshold(swap(credits__price=SERIES))
    assert (found.factor, found.base, found.unit) == (True, 1.0, "1")
    assert found.value is not None
    scaled = {year: f"{float(text.split()[0]) * found.value!r} USD/t" for year, text in SERIES["years"].items()}  # type: ignore[attr-defined]
    assert abs(npv(swap(credits__price={**SERIES, "years": scaled}))) < 1e-5


def test_the_factor_of_a_share_keeps_every_year_inside_its_domain() -> None:
    """40 % and 80 % may be raised by a quarter, no further: what would need more has no answer."""
    shares = {"years": {"2020": "40 %", "2025": "80 %"}, "between": "step"}
    terms = {"credits__share_cashed": shares, "credits__price": "20 USD/t"}
    below = threshold(swap(**terms, swap__capex_gap="150 million USD"), "credits.share_cashed")
    assert (below.value, below.reason) == (None, "the objective stays below zero for every possible value")
    inside = threshold(swap(**terms), "credits.share_cashed")
    assert inside.value is not None
    assert 0 <= inside.value <= 1.25


def test_growth_has_a_path_of_its_own() -> None:
    model = swap(credits__price={"value": "10 USD/t", "growth": "2 %"})
    found = threshold(model, "credits.price.growth")
    assert (found.unit, found.base) == ("1", 0.02)
    assert found.value is not None
    assert abs(npv(model, credits__price__growth=found.value)) < 1e-5


def test_growth_of_a_figure_that_does_not_grow_is_unknown() -> None:
    with pytest.raises(ScenarioError) as caught:
        threshold(swap(), "credits.price.growth")
    assert code_of(caught.value) == "unknown-path"


@pytest.mark.parametrize("path", ["credits.issuance_lag", "timeline.construction.years"])
def test_whole_years_are_refused(path: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        threshold(swap(), path)
    assert (code_of(caught.value), caught.value.problems[0].path) == ("whole-years", path)


def test_an_unknown_path_says_what_is_near() -> None:
    with pytest.raises(ScenarioError) as caught:
        threshold(swap(), "credits.prise")
    assert code_of(caught.value) == "unknown-path"
    assert "credits.price" in caught.value.problems[0].message


def test_a_figure_that_repeats_another_is_not_varied() -> None:
    with pytest.raises(ScenarioError) as caught:
        threshold(load(PLANTS), "project.fuels.coal.price")
    assert code_of(caught.value) == "not-varied"
    assert "baseline.fuels.coal.price" in caught.value.problems[0].message


def test_a_figure_in_another_currency_keeps_it() -> None:
    model = swap(fx={"JPY": "80 JPY/USD"}, credits__price="800 JPY/t")
    found, plain = threshold(model), threshold(swap())
    assert found.unit == "JPY/t"
    assert found.value == pytest.approx(80 * (plain.value or 0), rel=1e-9)
    rate = threshold(model, "fx.JPY.rate")
    assert rate.unit == "JPY/USD"
    assert rate.value is not None
    assert abs(npv(model, fx__JPY__rate=rate.value)) < 1e-5


# ---- objectives -----------------------------------------------------------------------------------------------------


def test_the_rate_of_return_meets_the_discount_rate_where_npv_is_zero() -> None:
    assert threshold(swap(), objective="irr").value == pytest.approx(threshold(swap()).value, rel=1e-9)


def test_the_rate_of_return_meets_a_target() -> None:
    found = threshold(swap(), objective="irr", target=0.12)
    assert found.value is not None
    assert found.objective == "irr"
    run = swap().run({"credits.price": np.array([found.value])})
    assert measures.irr(run).value == pytest.approx(0.12, rel=1e-9)


def test_the_payback_meets_a_target() -> None:
    found = threshold(swap(), objective="payback", target=6.5)
    assert found.value is not None
    run = swap().run({"credits.price": np.array([found.value])})
    assert measures.payback(run).value == pytest.approx(6.5, rel=1e-9)


def test_npv_meets_an_amount() -> None:
    found = threshold(swap(), target=5e6)
    assert found.value is not None
    assert npv(swap(), credits__price=found.value) == pytest.approx(5e6, rel=1e-9)


@pytest.mark.parametrize("objective", ["equity_npv", "dscr"])
def test_an_objective_of_finance_needs_finance(objective: str) -> None:
    with pytest.raises(NoResultError) as caught:
        threshold(swap(), objective=objective, target=1.2)
    assert (code_of(caught.value), caught.value.exit_code) == ("no-finance", 3)


def test_an_unknown_objective() -> None:
    with pytest.raises(ScenarioError) as caught:
        threshold(swap(), objective="profit")
    assert code_of(caught.value) == "unknown-objective"


def test_a_payback_needs_a_target() -> None:
    with pytest.raises(ScenarioError) as caught:
        threshold(swap(), objective="payback")
    assert code_of(caught.value) == "missing-target"


# ---- curves ---------------------------------------------------------------------------------------------------------


def test_a_curve_is_a_threshold_for_each_value() -> None:
    found = threshold_curve(swap(), "credits.price", "discount_rate", [0.05, 0.10])
    alone = [threshold(swap(discount_rate=rate)).value for rate in ("5 %", "10 %")]
    assert [one.value for one in found.thresholds] == pytest.approx(alone, rel=1e-9)
    assert (found.vary, found.over, found.values) == ("credits.price", "discount_rate", (0.05, 0.10))


BAD_CURVES = (
    ("credits.price", [1.0, 2.0], "same-path"),
    ("credits.share_cashed", [0.5, 1.5], "out-of-range"),
    ("timeline.operation", [0.0, 10.0], "out-of-range"),
    ("credits.issuance_lag", [0.0, 1.5], "not-whole"),
    ("timeline.construction.years", [1.0, 2.0], "not-varied"),
    ("credits.prize", [1.0, 2.0], "unknown-path"),
)


@pytest.mark.parametrize(("over", "values", "code"), BAD_CURVES)
def test_a_curve_that_cannot_be_drawn(over: str, values: list[float], code: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        threshold_curve(swap(), "credits.price", over, values)
    assert code_of(caught.value) == code


def test_a_curve_over_whole_years() -> None:
    found = threshold_curve(swap(), "credits.price", "credits.issuance_lag", [0.0, 1.0, 2.0])
    prices = [one.value or 0.0 for one in found.thresholds]
    assert prices == sorted(prices)
    assert prices[1] == pytest.approx(prices[0] * 1.08, rel=1e-9), "a year later costs a year of interest"


# ---- equity and cover -----------------------------------------------------------------------------------------------

FINANCED = load(PLANTS)


@pytest.mark.parametrize("path", ["credits.price", "finance.cost_of_equity", "finance.loans.bank.share", "tax.rate"])
def test_equity_npv_is_zero_at_its_threshold(path: str) -> None:
    found = threshold(FINANCED, path, "equity_npv")
    if found.value is None:
        assert found.reason
        return
    run = Model(FINANCED).run({path: [found.value]})
    assert float(run.total("finance.equity_present_value")[0]) == pytest.approx(0, abs=1e-3)


def test_the_lowest_cover_is_what_is_asked_for_at_its_threshold() -> None:
    found = threshold(FINANCED, "credits.price", "dscr", 1.2)
    run = Model(FINANCED).run({"credits.price": [found.value]})
    assert float(cover.dscr_min(run).value) == pytest.approx(1.2, rel=1e-9)
    # The CDM keeps 2 % of the credits; the fees of that first credited year were paid at registration.
    assert found.value == pytest.approx(20.231 / 0.98, abs=1e-3)


def test_the_cover_that_is_asked_for_is_the_lock_up_level_where_none_is_said() -> None:
    stated = load(FOLDER / "usc_bilateral_package.yaml", variant="level_payments")
    assert threshold(stated, objective="dscr") == threshold(stated, objective="dscr", target=1.2)
    with pytest.raises(ScenarioError) as caught:
        threshold(FINANCED, objective="dscr")
    assert code_of(caught.value) == "missing-target"


# ---- curves with other figures fixed, and bands ----------------------------------------------------------------------


def test_a_curve_may_hold_other_figures() -> None:
    held = threshold_curve(swap(), "credits.price", "discount_rate", [0.05, 0.10], fixed={"swap.capex_gap": 90e6})
    typed = threshold_curve(swap(swap__capex_gap="90 million USD"), "credits.price", "discount_rate", [0.05, 0.10])
    assert [one.value for one in held.thresholds] == pytest.approx([one.value for one in typed.thresholds], rel=1e-12)
    assert (
        held.thresholds[0].value
        != threshold_curve(swap(), "credits.price", "discount_rate", [0.05]).thresholds[0].value
    )


@pytest.mark.parametrize("by", ["swap.capex_gap", "timeline.operation", "swap.abatement"])
def test_a_band_is_the_curves_of_the_scenario_with_either_end_typed(by: str) -> None:
    rates = [0.06, 0.08, 0.10]
    band = threshold_band(load(SOURCE), "credits.price", "discount_rate", rates, by)
    assert band is not None
    figure = load(SOURCE).figures[by]
    assert (band.by, band.low, band.high) == (by, figure.low, figure.high)
    unit = {"swap.capex_gap": "USD", "timeline.operation": "yr", "swap.abatement": "t/yr"}[by]
    for end, curve in ((band.low, band.at_low), (band.high, band.at_high)):
        typed = threshold_curve(load(SOURCE, sets=[f"{by}={end!r} {unit}"]), "credits.price", "discount_rate", rates)
        assert [one.value for one in curve.thresholds] == pytest.approx(
            [one.value for one in typed.thresholds], rel=1e-11
        )


def test_the_curve_of_the_base_lies_in_its_band() -> None:
    rates = [0.05, 0.08, 0.12]
    model = Model(load(SOURCE))
    band = threshold_band(model, "credits.price", "discount_rate", rates, "swap.capex_gap")
    curve = threshold_curve(model, "credits.price", "discount_rate", rates)
    assert band is not None
    for low, one, high in zip(band.at_low.thresholds, curve.thresholds, band.at_high.thresholds, strict=True):
        assert low.value < one.value < high.value


def test_a_figure_without_both_ends_has_no_band() -> None:
    half = {"value": "100 million USD", "low": "90 million USD"}
    for model in (swap(), swap(swap__capex_gap=half)):
        assert threshold_band(model, "credits.price", "discount_rate", [0.08], "swap.capex_gap") is None


@pytest.mark.parametrize(
    ("paths", "code", "path"),
    [
        (("credits.price", "discount_rate", "credits.price"), "same-path", "credits.price"),
        (("credits.price", "discount_rate", "discount_rate"), "same-path", "discount_rate"),
        (("credits.price", "discount_rate", "swap.capex"), "unknown-path", "swap.capex"),
    ],
)
def test_a_band_is_of_a_third_figure(paths: tuple[str, str, str], code: str, path: str) -> None:
    vary, over, by = paths
    with pytest.raises(ScenarioError) as caught:
        threshold_band(load(SOURCE), vary, over, [0.08], by)
    assert (caught.value.problems[0].code, caught.value.problems[0].path) == (code, path)
    assert threshold_band(load(SOURCE), "credits.price", "discount_rate", [0.08], "swap.capex_gap")


def test_a_share_of_several_is_still_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        threshold(swap(credits__owners={"developer": "60 %", "host": "40 %"}), "credits.owners.developer")
    assert caught.value.problems[0].code == "shared"
