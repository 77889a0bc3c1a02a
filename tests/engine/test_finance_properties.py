"""What must hold for every scenario with tax, debt and parties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appraisal.engine import parties
from appraisal.engine.appraisal import Appraisal
from appraisal.engine.cover import cover
from appraisal.engine.explain import explain
from appraisal.engine.measures import turnover

from . import finance_scenarios
from .cases import FOLDER, Stated, appraised, with_, years_of

SOME = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
EITHER = st.one_of(finance_scenarios.direct(), finance_scenarios.plants())

PLAIN: Stated = {
    "format": 1,
    "name": "A swap with a loan",
    "money": {"currency": "USD", "price_year": 2020, "basis": "nominal"},
    "timeline": {"first_year": 2020, "construction": "2 yr", "operation": "12 yr"},
    "discount_rate": "8 %",
    "swap": {"capex_gap": "100 million USD", "fuel_saving": "14 million USD/yr", "abatement": "300 kt/yr"},
    "credits": {
        "mechanism": "bilateral",
        "price": "12 USD/t",
        "share_cashed": "50 %",
        "issuance_lag": "1 yr",
        "crediting": {"start_after": "0 yr", "years": "10 yr"},
        "registration_cost": "0.2 million USD",
        "monitoring_cost": "0.1 million USD/yr",
    },
    "tax": {"rate": "25 %", "depreciation": {"method": "straight_line", "life": "10 yr"}},
    "finance": {
        "loans": {
            "bank": {"share": "60 %", "rate": "6 %", "grace": "2 yr", "tenor": "12 yr", "repayment": "annuity"},
        },
        "cost_of_equity": "12 %",
    },
}
BANK = "finance__loans__bank__"


def row(found: Appraisal, name: str) -> list[float]:
    return years_of(found.run, name)


def metric(found: Appraisal, name: str) -> float:
    return float(found.metrics[name])


def size_of(found: Appraisal) -> float:
    return float(turnover(found.run)[0])


# ---- identities -----------------------------------------------------------------------------------------------------


@SOME
@given(EITHER)
def test_accounts_add_up_and_the_developers_is_the_equity_cash_flow(data: Stated) -> None:
    found = appraised(data)
    for run in (found.run, found.plain):
        accounts = parties.accounts(run)
        total = np.broadcast_to(sum(accounts.values()), (run.axis.count, 1))
        near = 1e-12 * size_of(found)
        np.testing.assert_allclose(total, np.broadcast_to(run.rows["resource_flow"], total.shape), atol=near)
        own = run.rows["finance.equity_cash_flow" if "finance.debt" in run.rows else "net_cash_flow"]
        np.testing.assert_allclose(*np.broadcast_arrays(accounts["developer"], own), atol=near)
        worth = sum(float(parties.account_value(run, party)[0]) for party in accounts)
        assert worth == pytest.approx(float(parties.resource_value(run)[0]), abs=1e-11 * size_of(found))


@SOME
@given(finance_scenarios.plants())
def test_loans_end_at_zero_and_money_comes_from_somewhere(data: Stated) -> None:
    found = appraised(data)
    if "finance.debt" not in found.run.rows:
        return
    near = 1e-12 * size_of(found)
    assert row(found, "finance.debt")[-1] == pytest.approx(0, abs=near)
    np.testing.assert_allclose(row(found, "finance.sources"), row(found, "finance.uses"), atol=near)
    assert min(row(found, "finance.debt")) >= -near


@SOME
@given(finance_scenarios.direct("tax", "working_capital"))
def test_without_any_loan_equity_is_the_project(data: Stated) -> None:
    data = with_(data, finance={"cost_of_equity": data["discount_rate"]})
    found = appraised(data)
    equity = row(found, "finance.equity_return")
    np.testing.assert_allclose(equity, row(found, "cash_flow"), atol=1e-12 * size_of(found))
    assert metric(found, "equity_npv") == pytest.approx(metric(found, "npv"), abs=1e-11 * size_of(found))
    assert found.metrics["dscr_min"].reason == "the scenario has no loan"


@SOME
@given(EITHER, st.sampled_from(["carry_forward", "refund"]))
def test_what_is_taxed_in_all_is_profit_less_losses_that_are_left(data: Stated, losses: str) -> None:
    tax = {key: value for key, value in data["tax"].items() if key not in ("loss_life", "investment_credit", "holiday")}
    found = appraised(with_(data, tax={**tax, "losses": losses, "rate": "30 %"}))
    for scope in ("tax.unlevered", "tax.levered"):
        if f"{scope}.profit" in found.run.rows:
            left = row(found, f"{scope}.losses")[-1] if losses == "carry_forward" else 0.0
            due = 0.3 * (sum(row(found, f"{scope}.profit")) + left)
            assert sum(row(found, f"{scope}.due")) == pytest.approx(due, abs=1e-11 * size_of(found))


def test_a_tax_rate_of_zero_is_no_tax() -> None:
    taxed, untaxed = appraised(with_(PLAIN, tax__rate="0 %")), appraised(with_(PLAIN, tax=None))
    for name in ("npv", "equity_npv", "project_irr", "dscr_min", "llcr", "abatement_cost"):
        assert metric(taxed, name) == pytest.approx(metric(untaxed, name), rel=1e-12)
    assert "npv_before_tax" not in untaxed.metrics


def test_book_value_after_the_whole_life_is_salvage_and_nothing_after_closing() -> None:
    found = appraised(with_(PLAIN, tax__depreciation={"method": "sum_of_years", "life": "10 yr", "salvage": "10 %"}))
    book = row(found, "tax.book_value")
    assert book[2 + 9] == pytest.approx(10e6)
    assert book[2 + 11] == pytest.approx(0, abs=1e-6)


# ---- debt -----------------------------------------------------------------------------------------------------------


def test_a_sculpted_loan_is_covered_alike_in_every_year_without_tax() -> None:
    loan = {**PLAIN["finance"]["loans"]["bank"], "repayment": "sculpted", "dscr": 1.4, "share": "100 %"}
    found = appraised(with_(PLAIN, tax=None, finance__loans={"bank": loan}))
    covers = cover(found.run)[:, 0]
    np.testing.assert_allclose(covers[2:12], 1.4, rtol=1e-12)
    assert metric(found, "llcr") == pytest.approx(1.4, rel=1e-12)
    assert sum(row(found, "finance.drawn")) < 100e6


def test_a_sculpted_loan_stops_at_its_limit() -> None:
    loan = {**PLAIN["finance"]["loans"]["bank"], "repayment": "sculpted", "dscr": 1.1, "share": "30 %"}
    found = appraised(with_(PLAIN, tax=None, finance__loans={"bank": loan}))
    assert sum(row(found, "finance.drawn")) == pytest.approx(30e6)
    covers = cover(found.run)[2:12, 0]
    np.testing.assert_allclose(covers, covers[0], rtol=1e-12)
    assert covers[0] > 1.1


def test_a_foreign_loan_at_a_steady_rate_is_a_loan_at_home() -> None:
    abroad = with_(PLAIN, fx={"JPY": "100 JPY/USD"}, **{f"{BANK}currency": "JPY"})
    moving = with_(abroad, fx={"JPY": {"rate": {"value": "100 JPY/USD", "growth": "-2 %"}}})
    at_home, steady, dearer = (appraised(data) for data in (PLAIN, abroad, moving))
    np.testing.assert_allclose(row(steady, "finance.equity_cash_flow"), row(at_home, "finance.equity_cash_flow"))
    assert metric(dearer, "equity_npv") < metric(steady, "equity_npv")


def test_an_exchange_rate_may_be_stated_either_way_and_grows_as_stated() -> None:
    yen = {"JPY": {"rate": {"value": "100 JPY/USD", "growth": "-2 %"}}}
    dollar = {"JPY": {"rate": {"value": "0.01 USD/JPY", "growth": f"{(1 / 0.98 - 1) * 100!r} %"}}}
    one, other = (appraised(with_(PLAIN, fx=fx, **{f"{BANK}currency": "JPY"})) for fx in (yen, dollar))
    np.testing.assert_allclose(row(one, "finance.debt"), row(other, "finance.debt"), rtol=1e-12, atol=1e-4)


def test_a_grant_is_the_same_as_a_share_and_as_an_amount() -> None:
    share, amount = (appraised(with_(PLAIN, finance__grant=grant)) for grant in ("20 %", "20 million USD"))
    for name in ("npv", "equity_npv", "project_irr", "profitability_index", "wacc"):
        assert metric(share, name) == pytest.approx(metric(amount, name), rel=1e-12)
    assert metric(share, "abatement_cost") == pytest.approx(metric(appraised(PLAIN), "abatement_cost"), rel=1e-12)


@pytest.mark.parametrize("giver", ["host", "partner"])
def test_a_grant_is_paid_by_who_gives_it(giver: str) -> None:
    found = appraised(with_(PLAIN, finance__grant="20 %", finance__grant_from=giver))
    without = appraised(PLAIN)
    given = parties.accounts(found.run)[giver][0, 0]
    before = parties.accounts(without.run).get(giver, np.zeros((1, 1)))[0, 0]
    assert before - given == pytest.approx(10e6)


def test_the_order_and_the_names_of_loans_change_nothing() -> None:
    bank = PLAIN["finance"]["loans"]["bank"]
    other = {**bank, "share": "10 %", "repayment": "bullet"}
    found = [
        appraised(with_(PLAIN, finance__loans=loans))
        for loans in ({"bank": bank, "other": other}, {"zebra": other, "ant": bank})
    ]
    for name in ("equity_npv", "dscr_min", "llcr", "plcr", "wacc"):
        assert metric(found[0], name) == pytest.approx(metric(found[1], name), rel=1e-12)


def test_a_reserve_is_paid_back() -> None:
    held, bare = appraised(with_(PLAIN, finance__reserve={"years": "0.5 yr"})), appraised(PLAIN)
    assert sum(row(held, "finance.reserve_movement")) == pytest.approx(0, abs=1e-6)
    assert row(held, "finance.reserve.deposit")[1] == pytest.approx(row(bare, "finance.debt_service")[2] / 2)
    assert metric(held, "equity_npv") < metric(bare, "equity_npv")
    assert metric(held, "dscr_min") == pytest.approx(metric(bare, "dscr_min"), rel=1e-12)


# ---- real and nominal -----------------------------------------------------------------------------------------------


def percent(rate: float) -> str:
    return f"{rate * 100!r} %"


def nominal_twin(data: Stated, inflation: float) -> Stated:
    """State the same scenario in money of each year: amounts at the level of their first year, then growing."""

    def since(amount: float, years: int, unit: str) -> dict[str, str]:
        return {"value": f"{amount * (1 + inflation) ** years!r} {unit}", "growth": percent(inflation)}

    twin = with_(
        data,
        money={"currency": "USD", "price_year": 2020, "basis": "nominal"},
        swap__capex_gap=since(100, 0, "million USD"),
        swap__fuel_saving=since(14, 2, "million USD/yr"),
        credits__price=since(12, 2, "USD/t"),
        credits__registration_cost=since(0.2, 0, "million USD"),
        credits__monitoring_cost=since(0.1, 2, "million USD/yr"),
    )
    for path in ("discount_rate", "finance__cost_of_equity"):
        stated = float((twin["discount_rate"] if path == "discount_rate" else twin["finance"]["cost_of_equity"])[:-2])
        twin = with_(twin, **{path: percent((1 + stated / 100) * (1 + inflation) - 1)})
    return twin


@pytest.mark.parametrize("inflation", [0.0, 0.025, 0.12])
def test_real_and_nominal_statements_give_the_same_real_result(inflation: float) -> None:
    basis = {"currency": "USD", "price_year": 2020, "basis": "real", "inflation": percent(inflation)}
    real, nominal = appraised(with_(PLAIN, money=basis)), appraised(nominal_twin(PLAIN, inflation))
    for name in ("npv", "equity_npv", "npv_before_tax", "dscr_min", "llcr", "npv_without_credits"):
        assert metric(nominal, name) == pytest.approx(metric(real, name), rel=1e-9)
    for name in ("project_irr", "equity_irr"):
        assert 1 + metric(nominal, name) == pytest.approx((1 + metric(real, name)) * (1 + inflation), rel=1e-9)
    np.testing.assert_allclose(row(nominal, "tax.levered.due"), row(real, "tax.levered.due"), rtol=1e-9, atol=1e-3)


def test_inflation_moves_a_real_result_through_tax_and_debt() -> None:
    basis = {"currency": "USD", "price_year": 2020, "basis": "real"}
    low, high = (appraised(with_(PLAIN, money={**basis, "inflation": rate})) for rate in ("0 %", "6 %"))
    assert metric(high, "npv") < metric(low, "npv")  # depreciation is historic cost
    assert metric(high, "npv_before_tax") == pytest.approx(metric(low, "npv_before_tax"), rel=1e-12)


# ---- explain --------------------------------------------------------------------------------------------------------


def test_every_row_of_the_package_is_explained_down_to_the_scenario() -> None:
    from appraisal.engine.appraisal import appraise
    from appraisal.scenario.load import load

    found = appraise(load(FOLDER / "usc_bilateral_package.yaml"))
    for name in found.run.wired:
        told = explain(found.run, name, 2020)
        assert told.formula
        assert all(leaf.origin for leaf in told.inputs()), name
        assert " nan" not in str(told)


def values(found: Appraisal) -> dict[str, Any]:
    return {name: one.value for name, one in found.metrics.items()}


@SOME
@given(finance_scenarios.direct())
def test_tonnes_may_be_stated_in_either_unit(data: Stated) -> None:
    stated = data["swap"].get("abatement")
    if not isinstance(stated, str) or not stated.endswith(" kt/yr"):
        return
    amount = float(stated.split()[0])
    twin = with_(data, swap__abatement=f"{amount * 1000!r} t/yr")
    one, other = values(appraised(data)), values(appraised(twin))
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert other[name] == (None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)), name


# ---- what a fresh pair of eyes found --------------------------------------------------------------------------------


def test_a_foreign_loan_costs_its_rate_and_the_rise_of_its_currency() -> None:
    """At a constant cover of a sculpted loan the loan life cover is that cover, in whatever currency it is owed."""
    yen = {"share": "40 %", "rate": "2 %", "grace": "2 yr", "tenor": "12 yr", "repayment": "sculpted", "dscr": 2}
    fx = {"JPY": {"rate": {"value": "100 JPY/USD", "growth": "-2 %/yr"}}}
    found = appraised(with_(PLAIN, tax=None, fx=fx, finance__loans={"yen": {**yen, "currency": "JPY"}}))
    assert metric(found, "llcr") == pytest.approx(metric(found, "dscr_min"), rel=1e-12)
    drawn = sum(row(found, "finance.drawn")) / 100e6
    assert metric(found, "wacc") == pytest.approx(drawn * (1.02 / 0.98 - 1) + (1 - drawn) * 0.12)


def test_the_cost_of_capital_deducts_nominal_interest_in_a_real_basis() -> None:
    basis = {"currency": "USD", "price_year": 2020, "basis": "real", "inflation": "5 %"}
    found = appraised(with_(PLAIN, money=basis))
    assert metric(found, "wacc") == pytest.approx(0.6 * ((1 + 0.06 * 0.75) / 1.05 - 1) + 0.4 * 0.12, rel=1e-12)


ECONOMIC: Stated = {"discount_rate": "5 %", "carbon_price": {"low": "40 USD/t", "high": "80 USD/t", "kind": "damage"}}


@pytest.mark.parametrize("stated", [None, "1 million USD/yr"])
def test_unconverted_the_economic_flow_is_the_flow_of_resources(stated: str | None) -> None:
    from .cases import PLANTS
    from .cases import stated as read

    found = appraised(with_(read(PLANTS), economic=ECONOMIC, swap={"fuel_saving": stated} if stated else None))
    np.testing.assert_allclose(row(found, "economic.flow"), row(found, "resource_flow"), rtol=1e-12, atol=1e-3)


def test_a_border_price_on_one_side_only_is_refused() -> None:
    from appraisal.ground.problem import ScenarioError

    from .cases import PLANTS
    from .cases import stated as read

    data = with_(read(PLANTS), economic=ECONOMIC, baseline__fuels__coal__border_price="3 USD/GJ")
    with pytest.raises(ScenarioError) as caught:
        appraised(data)
    found = [(problem.code, problem.path) for problem in caught.value.problems]
    assert found == [("border-price", "project.fuels.coal.border_price")]
    appraised(with_(data, project__fuels__coal__border_price="3 USD/GJ"))


def test_equity_that_receives_first_and_a_low_price_that_is_high_are_told() -> None:
    covenants = {"lock_up": 1.2, "default": 1.05, "low_credit_price": "15 USD/t"}
    full = with_(PLAIN, **{f"{BANK}share": "100 %", f"{BANK}interest_during_construction": "capitalised"})
    items = {"gift": {"kind": "benefit", "amount": "1 million USD", "year": 2020}}
    found = appraised(with_(full, items=items, finance__covenants=covenants))
    codes = [(one.code, one.path) for one in found.warnings]
    assert ("receipt-first", "finance.loans") in codes
    assert ("low-above-base", "finance.covenants.low_credit_price") in codes
    assert not {"receipt-first", "low-above-base"} & {one.code for one in appraised(PLAIN).warnings}
