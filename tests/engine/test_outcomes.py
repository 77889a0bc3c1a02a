"""Outcomes of draws: each is what an appraisal of that draw says, and what does not exist is counted by its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.engine import cover
from appraisal.engine.appraisal import appraise
from appraisal.engine.break_even import BreakEven
from appraisal.engine.evaluation import (
    NO_CASH,
    PAYS_FROM,
    SEVERAL,
    TOO_EXTREME,
    UNSOUND,
    Evaluation,
    Found,
    engine_for,
)
from appraisal.engine.model import Model
from appraisal.engine.outcomes import OUTCOMES, outcomes_of
from appraisal.engine.solving import find_threshold
from appraisal.ground.problem import ScenarioError
from appraisal.ground.sheet import Array
from appraisal.scenario.draws import plan_of
from appraisal.scenario.scenario import Scenario

from .drawn import around, at_draw, shipped

PLANTS, PACKAGE, SOURCE = "usc_vs_subcritical_plants", "usc_bilateral_package", "usc_vs_subcritical"
SPREADS = {"baseline.fuels.coal.price": 0.3, "credits.price": 0.5, "project.net_efficiency": 0.02, "discount_rate": 0.2}
NAMED = {"credits_sold": ""}
"""Outcomes that no metric of an appraisal has."""


def evaluated(scenario: Scenario, table: dict[str, Array], names: list[str] | None = None) -> tuple[Evaluation, Found]:
    evaluation = Evaluation(Model(scenario), table, names)
    return evaluation, evaluation.found(table, len(next(iter(table.values()))))


# ---- against single appraisals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "count"), [(PLANTS, 50), (PACKAGE, 25)])
def test_each_draw_is_an_appraisal_of_its_own(name: str, count: int) -> None:
    scenario = shipped(name)
    table = around(scenario, SPREADS, count)
    evaluation, found = evaluated(scenario, table)
    assert evaluation.names == tuple(OUTCOMES)
    for draw in range(count):
        alone = appraise(at_draw(scenario, table, draw))
        for outcome in set(OUTCOMES) - set(NAMED):
            metric, value = alone.metrics[outcome].value, found.values[outcome][draw]
            assert np.isnan(value) if metric is None else value == pytest.approx(metric, rel=1e-9), (draw, outcome)
        assert found.values["credits_sold"][draw] == pytest.approx(float(alone.run.total("credits.sold")[0]), rel=1e-12)


def test_a_draw_does_not_depend_on_its_neighbours() -> None:
    scenario = shipped(PLANTS)
    table = around(scenario, SPREADS, 40)
    evaluation, found = evaluated(scenario, table)
    for part in (slice(0, 1), slice(7, 9), slice(20, 40)):
        some = evaluation.found({path: values[part] for path, values in table.items()}, len(range(*part.indices(40))))
        for name, values in some.values.items():
            assert values.tobytes() == found.values[name][part].tobytes(), (name, part)


def test_without_a_draw_every_outcome_is_the_base_case() -> None:
    scenario = shipped(PACKAGE)
    found = Evaluation(Model(scenario), ()).found({}, 3)
    base = appraise(scenario).metrics
    for name in set(OUTCOMES) - set(NAMED):
        assert found.values[name].shape == (3,)
        assert [None if np.isnan(one) else one for one in found.values[name]] == [
            None if base[name].value is None else pytest.approx(base[name].value, rel=1e-9)
        ] * 3


def test_a_drawn_life_moves_the_axis() -> None:
    scenario = shipped(SOURCE)
    table = {"timeline.operation": np.array([18.0, 25.0, 31.5, 20.25])}
    _, found = evaluated(scenario, table)
    for draw in range(4):
        alone = appraise(at_draw(scenario, table, draw)).metrics
        for name in outcomes_of(Model(scenario)):
            if name not in NAMED:
                assert found.values[name][draw] == pytest.approx(alone[name].value, rel=1e-9), (name, draw)


def test_mid_year_flows_are_measured_half_years_apart() -> None:
    scenario = shipped(PLANTS, "timeline.timing=mid_year")
    table = around(scenario, SPREADS, 5)
    _, found = evaluated(scenario, table, ["project_irr", "equity_irr"])
    for draw in range(5):
        alone = appraise(at_draw(scenario, table, draw)).metrics
        for name in ("project_irr", "equity_irr"):
            assert found.values[name][draw] == pytest.approx(alone[name].value, rel=1e-9)


def test_the_fused_engine_says_the_same() -> None:
    pytest.importorskip("numba")
    scenario = shipped(SOURCE)
    table = around(scenario, {"credits.price": 0.4, "swap.capex_gap": 0.2}, 200)
    one, other = (Evaluation(Model(scenario), table, engine=engine) for engine in ("numpy", "fused"))
    assert (one.engine, other.engine) == ("numpy", "fused")
    plain, fused = one.found(table, 200), other.found(table, 200)
    assert plain.undefined == fused.undefined
    for name, values in plain.values.items():
        size = np.nanmax(np.abs(values))
        np.testing.assert_allclose(fused.values[name], values, rtol=1e-10, atol=1e-12 * size, err_msg=name)


# ---- which outcomes there are ----------------------------------------------------------------------------------------


def test_a_scenario_has_the_outcomes_of_its_sections() -> None:
    assert outcomes_of(Model(shipped(SOURCE))) == (
        "npv", "npv_without_credits", "project_irr", "payback", "discounted_payback", "threshold_credit_price",
        "abatement_cost", "credits_sold",
    )  # fmt: skip
    bare = shipped(SOURCE, "credits=null")
    assert set(outcomes_of(Model(bare))) == {"npv", "project_irr", "payback", "discounted_payback", "abatement_cost"}
    charged = shipped(SOURCE, "credits=null", "carbon_price.price=16.6667 USD/t")
    assert "threshold_credit_price" in outcomes_of(Model(charged))
    assert "credits_sold" not in outcomes_of(Model(charged))


def test_units_are_printed_with_the_currency() -> None:
    evaluation = Evaluation(Model(shipped(PLANTS)), ())
    units = [evaluation.unit(name) for name in ("npv", "threshold_credit_price", "abatement_cost", "project_irr")]
    assert units == ["USD", "USD/t", "USD/t", "1"]


@pytest.mark.parametrize(("names", "code", "said"), [
    (["npw"], "unknown-outcome", "there are npv"),
    (["dscr_min"], "unknown-outcome", "has no such outcome"),
])  # fmt: skip
def test_an_unknown_outcome_names_the_known_ones(names: list[str], code: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Evaluation(Model(shipped(SOURCE)), (), names)
    problem = caught.value.problems[0]
    assert (problem.code, problem.path) == (code, names[0])
    assert said in problem.message
    assert Evaluation(Model(shipped(SOURCE)), (), ["npv"]).names == ("npv",)


def test_an_unknown_engine_names_the_known_ones() -> None:
    with pytest.raises(ScenarioError) as caught:
        Evaluation(Model(shipped(SOURCE)), (), ["npv"], "fast")
    assert [(one.code, one.path) for one in caught.value.problems] == [("unknown-engine", "fast")]


def test_without_the_kernel_fused_is_refused_and_auto_runs_on_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appraisal.engine.evaluation._kernel", lambda prepared, wanted: None)
    with pytest.raises(ScenarioError) as caught:
        Evaluation(Model(shipped(SOURCE)), (), ["npv"], "fused")
    assert [(one.code, one.path) for one in caught.value.problems] == [("no-kernel", "fused")]
    assert Evaluation(Model(shipped(SOURCE)), (), ["npv"], "auto").engine == "numpy"


def test_auto_compiles_only_where_that_pays() -> None:
    assert [engine_for("auto", draws) for draws in (1000, PAYS_FROM - 1, PAYS_FROM)] == ["numpy", "numpy", "auto"]
    assert [engine_for(name, 10) for name in ("numpy", "fused")] == ["numpy", "fused"]


# ---- what does not exist ---------------------------------------------------------------------------------------------


def counted(found: Found) -> None:
    for name, values in found.values.items():
        assert sum(found.undefined[name].values()) == int(np.isnan(values).sum()), name
        assert all(reason and times > 0 for reason, times in found.undefined[name].items()), name


@given(
    st.lists(st.floats(-400, 400), min_size=3, max_size=3),
    st.lists(st.sampled_from([0.0, 1e6, 125e6, -50e6, 1e300, 1e308]), min_size=3, max_size=3),
)
def test_every_undefined_draw_has_a_reason(prices: list[float], gaps: list[float]) -> None:
    _, found = evaluated(shipped(SOURCE), {"credits.price": np.array(prices), "swap.capex_gap": np.array(gaps)})
    counted(found)


def test_numbers_that_no_computer_holds_are_undefined_for_that_draw_alone() -> None:
    scenario = shipped(SOURCE)
    table = {"credits.price": np.array([16.0, 1e308, 17.0])}
    _, found = evaluated(scenario, table)
    counted(found)
    assert found.undefined["npv"] == {TOO_EXTREME: 1}
    assert found.undefined["project_irr"] == {TOO_EXTREME: 1}
    assert np.isfinite(found.values["npv"][[0, 2]]).all()
    assert found.undefined["npv_without_credits"] == {}


def test_several_rates_are_one_reason_whatever_they_are() -> None:
    scenario = shipped(SOURCE, "items.clean={kind: cost, amount: 1500 million USD, year: 2040}",
                       "swap.fuel_saving=40 million USD/yr")  # fmt: skip
    _, found = evaluated(scenario, {"credits.price": np.linspace(1.0, 3.0, 6)}, ["project_irr"])
    alone = appraise(at_draw(scenario, {"credits.price": np.array([2.0])}, 0)).metrics.project_irr
    assert (alone.value, alone.status) == (None, "multiple")
    assert found.undefined["project_irr"] == {SEVERAL: 6}


def test_debt_that_outlives_operation_has_no_equity_result() -> None:
    scenario = shipped(PLANTS)
    table = {"timeline.operation": np.array([25.0, 9.0])}
    _, found = evaluated(scenario, table)
    counted(found)
    for name in ("equity_npv", "equity_irr", "dscr_min"):
        assert found.undefined[name] == {UNSOUND: 1}
        assert np.isfinite(found.values[name][0])
    assert found.undefined["npv"] == {}


def test_a_sculpted_loan_needs_cash_in_every_draw() -> None:
    scenario = shipped(PACKAGE)
    table = {"project.net_efficiency": np.array([0.43, 0.36])}
    _, found = evaluated(scenario, table)
    assert found.undefined["equity_npv"] == {NO_CASH: 1}
    with pytest.raises(ScenarioError) as caught:
        appraise(at_draw(scenario, table, 1))
    assert "negative-cfads" in {problem.code for problem in caught.value.problems}


def test_no_abated_tonne_has_no_cost() -> None:
    table = {"swap.abatement": np.array([6e5, 0.0, -1e5])}
    _, found = evaluated(shipped(SOURCE), table, ["abatement_cost"])
    assert found.undefined["abatement_cost"] == {"no emissions are avoided": 2}
    assert np.isfinite(found.values["abatement_cost"][0])


def test_no_debt_service_has_no_cover() -> None:
    scenario = shipped(PLANTS)
    _, found = evaluated(scenario, {"finance.loans.export_credit.share": np.array([0.5, 0.0]),
                                    "finance.loans.bank.share": np.array([0.2, 0.0])}, ["dscr_min"])  # fmt: skip
    assert found.undefined["dscr_min"] == {cover.NO_SERVICE: 1}


# ---- the price at which a draw just pays -----------------------------------------------------------------------------


def searched(model: Model, table: dict[str, Array], draw: int) -> float:
    """The threshold of one draw by the search that `appraisal threshold` makes."""
    fixed = {path: values[draw : draw + 1] for path, values in table.items() if path != model.price_path}
    held = {model.price_path: table[model.price_path][draw]} if model.price_path in table else {}
    scenario = at_draw(model.scenario, {path: np.array([value]) for path, value in held.items()}, 0)
    drawn = Model(scenario)
    found = find_threshold(
        drawn, model.price_path, lambda moved: drawn.run({**fixed, **moved}, search=True).total("present_value")
    )
    return float("nan") if found.value is None else found.value


CASES: dict[str, Callable[[], Scenario]] = {
    "taxed": lambda: shipped(PLANTS),
    "losses expire": lambda: shipped(PACKAGE),
    "guaranteed price": lambda: shipped("usc_supported"),
    "floor": lambda: shipped(SOURCE, "credits.floor=12 USD/t"),
    "agreement": lambda: shipped(SOURCE, "credits.agreement.volume=200 kt/yr", "credits.agreement.price=12 USD/t"),
    "price on emissions": lambda: shipped(SOURCE, "credits=null", "carbon_price.price=16.6667 USD/t"),
    "losses refunded": lambda: shipped(PLANTS, "tax.losses=refund"),
    "mid-year": lambda: shipped(PLANTS, "timeline.timing=mid_year"),
    "real": lambda: shipped(PLANTS, "money.basis=real"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_threshold_of_a_draw_is_the_one_that_a_search_finds(name: str) -> None:
    scenario = CASES[name]()
    model = Model(scenario)
    moved = ["swap.capex_gap"] if "swap.capex_gap" in scenario.figures else ["baseline.fuels.coal.price"]
    table = around(scenario, {model.price_path: 0.6, "discount_rate": 0.3, **dict.fromkeys(moved, 0.4)}, 12)
    _, found = evaluated(scenario, table, ["threshold_credit_price"])
    expected = [searched(model, table, draw) for draw in range(12)]
    np.testing.assert_allclose(found.values["threshold_credit_price"], expected, rtol=1e-9)


def test_at_its_threshold_every_draw_is_worth_nothing() -> None:
    scenario = shipped(PACKAGE)
    plan = plan_of(scenario, 1024)
    table = plan.table(0)
    _, found = evaluated(scenario, table, ["threshold_credit_price"])
    priced = {**table, "credits.price": found.values["threshold_credit_price"]}
    values = Model(scenario).run(priced).total("present_value")
    assert np.abs(values).max() < 1e-9 * 125e6
    above = Model(scenario).run({**priced, "credits.price": priced["credits.price"] + 0.01}).total("present_value")
    assert (above > 0).all()


def test_a_price_that_moves_nothing_has_no_threshold() -> None:
    scenario = shipped(SOURCE, "credits.share_cashed=0 %")
    _, found = evaluated(scenario, {"discount_rate": np.array([0.05, 0.1])}, ["threshold_credit_price"])
    assert found.undefined["threshold_credit_price"] == {"does not depend on credits.price": 2}
    assert np.isnan(found.values["threshold_credit_price"]).all()


def test_a_guarantee_that_always_pays_leaves_no_threshold() -> None:
    scenario = shipped(SOURCE, "support.price_guarantee={price: 40 USD/t, from: host}")
    _, found = evaluated(scenario, {"discount_rate": np.array([0.05, 0.08])}, ["threshold_credit_price"])
    assert found.undefined["threshold_credit_price"] == {"the present value stays above zero at every price": 2}


def test_the_threshold_of_a_series_is_a_factor_on_it() -> None:
    scenario = shipped(SOURCE, "credits.price={years: {2013: 10 USD/t, 2030: 40 USD/t}, between: linear}")
    evaluation, found = evaluated(scenario, {"discount_rate": np.array([0.05, 0.08])}, ["threshold_credit_price"])
    assert evaluation.unit("threshold_credit_price") == "1"
    stated = appraise(at_draw(scenario, {"discount_rate": np.array([0.08])}, 0)).metrics.threshold_credit_price
    assert stated.status == "factor"
    assert found.values["threshold_credit_price"][1] == pytest.approx(stated.value, rel=1e-9)


def test_the_threshold_of_a_price_path_is_one_price_for_all_years() -> None:
    price = "credits.price={value: 16.6667 USD/t, distribution: gbm, volatility: 20 %}"
    scenario = shipped(SOURCE, price, "swap.abatement={value: 600 kt/yr, low: null, high: null}",
                       "timeline.operation={value: 25 yr, low: null, high: null}")  # fmt: skip
    plan = plan_of(scenario, 8, only=["credits.price"])
    table = plan.table(0)
    assert table["credits.price"].ndim == 2
    _, found = evaluated_block(scenario, table, 8)
    base = appraise(replace(scenario)).metrics.threshold_credit_price.value
    np.testing.assert_allclose(found.values["threshold_credit_price"], base, rtol=1e-9)
    assert np.ptp(found.values["npv"]) > 1e6


def evaluated_block(scenario: Scenario, table: dict[str, Array], count: int) -> tuple[Evaluation, Found]:
    evaluation = Evaluation(Model(scenario), table)
    return evaluation, evaluation.found(table, count)


def test_few_evaluations_settle_all_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = shipped(PLANTS)
    model, calls = Model(scenario), []
    table = plan_of(scenario, 1024).table(0)
    evaluation = Evaluation(model, table, ["threshold_credit_price"])
    plain = BreakEven._npv
    monkeypatch.setattr(BreakEven, "_npv", lambda self, run, price: calls.append(len(price)) or plain(self, run, price))
    evaluation.found(table, 1024)
    assert len(calls) <= 12
    assert sum(calls) <= 5 * 1024


def test_draws_taken_in_pieces_have_the_outcomes_and_reasons_of_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = shipped(PLANTS)
    plan = plan_of(scenario, 1000)
    evaluation = Evaluation(Model(scenario), plan.paths)
    whole = evaluation.found(plan.table(0), 1000)
    monkeypatch.setattr("appraisal.engine.evaluation.FUSED_AT_ONCE", 333)
    evaluation.engine = "fused"  # only the cutting is tried: the last piece is one draw
    pieces = evaluation.found(plan.table(0), 1000)
    assert whole.undefined["discounted_payback"]
    assert {name: dict(one) for name, one in pieces.undefined.items()} == whole.undefined
    for name, values in whole.values.items():
        np.testing.assert_allclose(pieces.values[name], values, rtol=1e-12)
