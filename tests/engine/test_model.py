"""The wired model: what it refuses, what is stated beats what is computed, and runs without credits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from appraisal.engine import measures
from appraisal.engine.appraisal import Metric, appraise
from appraisal.engine.model import Model
from appraisal.ground.problem import LimitError, ScenarioError
from appraisal.scenario.load import changed, load

from .cases import PLANTS, RETROFIT, SOURCE, Stated, appraised, built, with_, years_of

SWAP: Stated = {
    "format": 1,
    "name": "A small swap",
    "money": {"currency": "USD", "price_year": 2020, "basis": "real", "inflation": "5 %"},
    "timeline": {"first_year": 2020, "operation": "10 yr"},
    "discount_rate": "8 %",
    "swap": {"capex_gap": "100 USD", "fuel_saving": "10 USD/yr", "abatement": "5 t/yr"},
}


def problem_of(data: Stated, path: str) -> tuple[str, str]:
    with pytest.raises(ScenarioError) as caught:
        Model(built(data))
    [problem] = [one for one in caught.value.problems if one.path.startswith(path)]
    return problem.code, problem.path


# ---- what is stated and not read ------------------------------------------------------------------------------------

UNREAD = (
    ("baseline.degradation", "1 %"),
    ("baseline.ramp_up", "[50 %, 80 %]"),
    ("swap.decommissioning", "5 million USD"),
    ("swap.residual_value", "{rule: share_of_capex, share: 10 %}"),
    ("swap.replacements", "{part: {amount: 5 million USD, years: [2020]}}"),
)


@pytest.mark.parametrize(("path", "text"), UNREAD)
def test_what_no_line_of_two_plants_reads_is_refused(path: str, text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Model(load(PLANTS, sets=[f"{path}={text}"]))
    assert {problem.code for problem in caught.value.problems} == {"unused"}
    assert all(problem.path.startswith(path) for problem in caught.value.problems)
    assert all(problem.file for problem in caught.value.problems), "a refusal says where"


@pytest.mark.parametrize(("path", "text"), [("baseline__degradation", "1 %"), ("baseline__ramp_up", ["50 %"])])
def test_a_retrofit_reads_them(path: str, text: Any) -> None:
    base = appraised(RETROFIT).metrics["npv"].value
    assert appraised(with_(RETROFIT, **{path: text})).metrics["npv"].value != base


def test_an_exchange_rate_that_nothing_needs_is_refused() -> None:
    assert problem_of(with_(SWAP, fx={"JPY": "80 JPY/USD"}), "fx") == ("unused", "fx.JPY.rate")


def test_a_missing_input_says_what_to_state() -> None:
    data = with_(SWAP, credits={"mechanism": "bilateral"})
    with pytest.raises(ScenarioError) as caught:
        Model(built(data))
    [problem] = caught.value.problems
    assert problem.code == "missing-input"
    assert "credits.price" in problem.message


# ---- stated beats computed ------------------------------------------------------------------------------------------

MIXTURES = (
    ("swap.capex_gap", "150 million USD", "swap.capex_gap", 150e6),
    ("swap.fuel_saving", "12 million USD/yr", "swap.fuel_saving", 300e6),
    ("swap.opex_saving", "1 million USD/yr", "swap.opex_saving", 25e6),
    ("swap.abatement", "700 kt/yr", "swap.abatement", 17.5e6),
)


@pytest.mark.parametrize(("path", "text", "row", "total"), MIXTURES)
def test_what_is_stated_beats_the_plants_with_a_warning(path: str, text: str, row: str, total: float) -> None:
    found = appraise(load(PLANTS, sets=[f"{path}={text}"]))
    assert sum(years_of(found.run, row)) == pytest.approx(total, rel=1e-12)
    [warning] = [one for one in found.warnings if one.code == "stated-differs"]
    assert warning.path == path
    assert f"stated {total:,.6g}" in warning.message


def test_a_stated_figure_that_agrees_with_the_plants_is_no_matter() -> None:
    found = appraise(load(PLANTS, sets=["swap.abatement=600 kt/yr"]))
    assert [one.code for one in found.warnings if one.path.startswith("swap.")] == []
    assert sum(years_of(found.run, "swap.abatement")) == 15e6


def test_two_stated_figures_are_judged_one_by_one() -> None:
    """The gap that the plants would give is that of the stated capital of the project."""
    sets = ["project.overnight_cost=null", "project.capex=700 million USD", "swap.capex_gap=150 million USD"]
    [warning] = [one for one in appraise(load(PLANTS, sets=sets)).warnings if one.path.startswith("swap.")]
    assert (warning.code, warning.path) == ("stated-differs", "swap.capex_gap")
    assert "the plants give 1.366e+08" in warning.message


def test_all_of_the_swap_may_be_stated_over_the_plants() -> None:
    sets = [f"{path}={text}" for path, text, _, _ in MIXTURES]
    found = appraise(load(PLANTS, sets=sets))
    found_paths = {one.path for one in found.warnings if one.code == "stated-differs"}
    assert found_paths == {path for path, _, _, _ in MIXTURES}
    assert float(found.metrics["npv_before_tax_without_credits"]) == pytest.approx(
        sum(rate * amount for rate, amount in discounted_mixture()), rel=1e-12
    )


def discounted_mixture() -> list[tuple[float, float]]:
    """Return (factor, amount): end-of-year discounting at 10 %, four years of construction, 25 of operation."""
    outlays = [(1.1 ** -(at + 1), -150e6 * share) for at, share in enumerate((0.15, 0.35, 0.35, 0.15))]
    return outlays + [(1.1 ** -(at + 1), 13e6) for at in range(4, 29)]


def test_a_price_by_mass_is_no_stated_price_by_heat() -> None:
    """The price of heat is computed from it: nothing is beaten, nothing is compared."""
    model = Model(built(RETROFIT))
    assert "baseline.fuels.coal.price" not in model.shadows
    assert model.run().rows["baseline.fuels.coal.price_by_mass"][0, 0] == pytest.approx(20 * 1.03)


# ---- without credits ------------------------------------------------------------------------------------------------


def test_mechanism_none_has_no_rows_of_credits() -> None:
    found = appraised(SWAP)
    assert not [name for name in found.run.wired if name.startswith("credits.")]
    assert found.metrics["npv"] == found.metrics["npv_without_credits"]
    price = found.metrics["threshold_credit_price"]
    assert (price.value, price.reason) == (None, "the scenario has no credits")


@pytest.mark.parametrize("path", [SOURCE, PLANTS])
def test_without_credits_is_a_run_with_mechanism_none(path: Any) -> None:
    found = appraise(load(path))
    none = appraise(load(path, sets=["credits.mechanism=none"]))
    assert none.metrics["npv"].value == pytest.approx(found.metrics["npv_without_credits"].value, rel=1e-12)
    assert years_of(none.run, "cash_flow")[:25] == pytest.approx(years_of(found.plain, "cash_flow")[:25], rel=1e-12)


def test_a_term_of_the_credits_that_another_figure_repeats_stays_without_credits() -> None:
    crediting = {"mechanism": "bilateral", "price": "10 USD/t", "crediting": {"years": "7 yr"}}
    data = with_(SWAP, credits=crediting, timeline__operation="credits.crediting.years")
    found = appraised(data)
    assert sum(years_of(found.plain, "operating")) == 7
    assert found.metrics["npv"].value == appraised(with_(data, timeline__operation="7 yr")).metrics["npv"].value


# ---- figures that repeat another ------------------------------------------------------------------------------------


def test_what_is_added_flows_in_the_years_of_operation_and_at_the_price_level() -> None:
    data = with_(SWAP, swap__opex_saving={"path": "swap.fuel_saving", "times": "50 %", "plus": "2 USD/yr"})
    same = with_(SWAP, swap__opex_saving="7 USD/yr")
    assert years_of(appraised(data).run, "swap.opex_saving") == pytest.approx(
        years_of(appraised(same).run, "swap.opex_saving"), rel=1e-12
    )
    assert years_of(appraised(data).run, "swap.opex_saving")[0] == 0


def test_a_repeated_amount_flows_in_years_of_its_own() -> None:
    first = {"kind": "benefit", "amount": "5 USD/yr", "years": {"from": 2021, "to": 2022}}
    second = {"kind": "benefit", "amount": "items.a.amount", "years": {"from": 2023, "to": 2025}}
    found = appraised(with_(SWAP, money__inflation="0 %", items={"a": first, "b": second}))
    assert years_of(found.run, "other_benefits") == [0, 5, 5, 5, 5, 5, 0, 0, 0, 0, 0]


def test_a_repeated_replacement_falls_in_its_own_years() -> None:
    parts = {
        "a": {"amount": "7 USD", "years": [2023]},
        "b": {"amount": {"path": "swap.replacements.a.amount", "times": "200 %"}, "years": [2025]},
    }
    found = appraised(with_(SWAP, money__inflation="0 %", swap__replacements=parts))
    assert [value for value in years_of(found.run, "replacements") if value] == [7, 14]


def test_a_repeated_lag_and_life_stretch_the_axis() -> None:
    credit = {"mechanism": "bilateral", "price": "10 USD/t", "crediting": {"start_after": "3 yr"}}
    data = with_(SWAP, credits={**credit, "issuance_lag": "credits.crediting.start_after"})
    found = appraised(data)
    assert found.years[-1] == 2020 + 10 + 3
    assert sum(years_of(found.run, "credits.delivered")) == sum(years_of(found.run, "credits.sold")) > 0


# ---- growth, dates and the axis -------------------------------------------------------------------------------------


def grown(amount: Any, **more: Any) -> list[float]:
    data = with_(SWAP, money__inflation="0 %", timeline__construction="3 yr", **more)
    data["items"] = {"extra": amount}
    run = appraised(data).run
    pairs = zip(years_of(run, "other_outlays"), years_of(run, "other_costs"), strict=True)
    return [once + yearly for once, yearly in pairs]


def test_a_yearly_cost_grows_from_the_first_operating_year() -> None:
    found = grown({"kind": "cost", "amount": {"value": "100 USD/yr", "growth": "10 %"}})
    assert found[:5] == pytest.approx([0, 0, 0, 100, 110])


def test_a_one_off_cost_grows_from_the_first_year_of_the_axis() -> None:
    found = grown({"kind": "cost", "amount": {"value": "100 USD", "growth": "10 %"}, "year": 2022})
    assert found[:4] == pytest.approx([0, 0, 121, 0])


def test_a_stated_year_overrides_both() -> None:
    once = grown({"kind": "cost", "amount": {"value": "100 USD", "growth": "10 %", "from": 2021}, "year": 2022})
    yearly = grown({"kind": "cost", "amount": {"value": "100 USD/yr", "growth": "10 %", "from": 2024}})
    assert once[2] == pytest.approx(110)
    assert yearly[3:6] == pytest.approx([100, 100, 110])


def test_decommissioning_stretches_the_axis_by_a_year_unless_it_is_dated() -> None:
    assert appraised(SWAP).years[-1] == 2030
    assert appraised(with_(SWAP, swap__decommissioning="5 USD")).years[-1] == 2031
    dated = appraised(with_(SWAP, swap__decommissioning={"value": "5 USD", "year": 2035}))
    assert dated.years[-1] == 2035
    assert years_of(dated.run, "swap.closing_cost_gap")[-1] == pytest.approx(5 * 1.05**15)


def test_decommissioning_that_repeats_and_adds_is_not_lost() -> None:
    data = with_(RETROFIT, baseline__decommissioning="0 USD", project__decommissioning=None)
    data["project"]["decommissioning"] = {"path": "baseline.decommissioning", "plus": "9 million USD"}
    same = with_(data, project__decommissioning="9 million USD")
    assert appraised(data).metrics["npv"].value == pytest.approx(appraised(same).metrics["npv"].value, rel=1e-12)


def test_a_too_long_axis_is_a_limit() -> None:
    items = {"late": {"kind": "cost", "amount": "1 USD", "year": 2300}}
    found = appraised(with_(SWAP, items=items, timeline__first_year=1901, money__inflation="0 %"))
    assert len(found.years) == 400
    with pytest.raises(LimitError) as caught:
        appraised(with_(SWAP, items=items, timeline__first_year=1900, money__inflation="0 %"))
    assert caught.value.problems[0].code == "axis-too-long"


# ---- runs on tables -------------------------------------------------------------------------------------------------


def test_construction_years_are_no_draw() -> None:
    with pytest.raises(ScenarioError) as caught:
        Model(built(SWAP)).run({"timeline.construction.years": np.array([2.0])})
    assert caught.value.problems[0].code == "not-varied"


def test_a_path_that_is_no_figure_is_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        Model(built(SWAP)).run({"swap.capex": np.array([2.0])})
    assert caught.value.problems[0].code == "unknown-path"
    assert "swap.capex_gap" in caught.value.problems[0].message


def test_rows_beyond_any_float_are_refused_outside_a_search() -> None:
    model = Model(built(SWAP))
    table = {"swap.fuel_saving": np.array([1e308, 1.0])}
    with pytest.raises(ScenarioError) as caught:
        model.run({**table, "money.inflation": np.array([9.0, 0.0])})
    assert caught.value.problems[0].code == "too-extreme"
    searched = model.run({**table, "money.inflation": np.array([9.0, 0.0])}, search=True)
    assert np.isfinite(measures.npv(searched)).tolist() == [False, True]


def test_a_run_knows_how_many_draws_it_has() -> None:
    model = Model(built(SWAP))
    assert model.run().draws == 1
    assert model.run({"discount_rate": np.array([0.1, 0.2, 0.3])}).draws == 3


# ---- the result -----------------------------------------------------------------------------------------------------


def test_a_metric_without_value_says_why_when_it_is_used() -> None:
    with pytest.raises(ValueError, match="undefined: never recovered"):
        float(Metric(None, "yr", "none", "never recovered"))
    found = appraised(with_(SWAP, swap__fuel_saving="1 USD/yr"))
    assert (found.metrics.payback.value, found.metrics.payback.reason) == (None, "never recovered")
    with pytest.raises(AttributeError, match="no metric 'profit'"):
        _ = found.metrics.profit


def test_the_cash_flow_table_holds_the_years_and_the_npv() -> None:
    found = appraise(load(SOURCE))
    table = found.cash_flow
    assert list(table.index) == list(range(2012, 2038))
    assert table["present_value"].sum() == pytest.approx(float(found.metrics["npv"]))
    assert table["cumulative_present_value"].iloc[-1] == pytest.approx(float(found.metrics["npv"]))


def test_changes_by_path_are_those_of_the_command_line() -> None:
    scenario = load(SOURCE)
    one = appraise(scenario, {"discount_rate": "10 %"})
    others = [changed(scenario, {"discount_rate": "10 %"}), load(SOURCE, sets=["discount_rate=10 %"])]
    assert [appraise(other).metrics["npv"] for other in others] == [one.metrics["npv"]] * 2


LATE = {"years": "3 yr", "spend": ["0 %", "50 %", "50 %"]}


def test_payback_from_operation_counts_from_the_first_operating_year() -> None:
    data = with_(SWAP, timeline__construction=LATE, money__inflation="0 %")
    found = appraised(with_(data, swap__fuel_saving="25 USD/yr"))
    assert float(found.metrics["payback_from_operation"]) == pytest.approx(4)
    assert float(found.metrics["payback"]) == pytest.approx(5)


def test_payback_from_operation_where_a_yearly_cost_comes_before_the_outlay() -> None:
    data = with_(SWAP, timeline__construction=LATE, money__inflation="0 %")
    early = {"early": {"kind": "cost", "amount": "25 USD/yr", "years": {"from": 2020, "to": 2020}}}
    found = appraised(with_(data, swap__fuel_saving="25 USD/yr", items=early))
    assert float(found.metrics["payback"]) == pytest.approx(7)
    assert float(found.metrics["payback_from_operation"]) == pytest.approx(5)


def test_a_registration_without_any_crediting_costs_nothing_wherever_it_would_fall() -> None:
    credits = {"mechanism": "bilateral", "price": "10 USD/t", "registration_cost": "1 million USD"}
    found = [
        float(appraised(with_(SWAP, credits={**credits, "crediting": {"start_after": start}})).metrics.npv)
        for start in ("10 yr", "30 yr")
    ]
    assert found == [pytest.approx(float(appraised(SWAP).metrics.npv))] * 2
