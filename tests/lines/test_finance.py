"""Grant, working capital, all loans together, reserve, cash for debt service, equity, sources and uses."""

from __future__ import annotations

import numpy as np
import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.calendar import Calendar
from appraisal.lines.finance import (
    Debt,
    Equity,
    EquityValue,
    FinancedTaxed,
    FinancedUntaxed,
    Grant,
    GrantShare,
    NoFinance,
    NoGrant,
    NoWorkingCapital,
    Reserve,
    WorkingCapital,
    WorkingCapitalOfCost,
    WorkingCapitalOfRevenue,
)
from appraisal.lines.returns import CashFlow, PresentValue

from .books import row, sheet, years_of

ONE, TWO = row(1, 10), row(2, 20)
RUNNING, CLOSING = row(0, 1, 1, 1, 0), row(0, 0, 0, 1, 0)
CENTS = st.integers(-(10**7), 10**7).map(lambda cents: cents / 100)

# ---- grant and tax ---------------------------------------------------------------------------------------------------


def test_a_grant_is_received_as_it_is_stated_or_as_a_share_of_the_capital():
    assert NoGrant.grant_received() == 0
    assert years_of(Grant.grant_received(row(12, 8, 0))) == [12, 8, 0]
    assert years_of(GrantShare.grant(row(60, 40, 0), 0.25)) == [15, 10, 0]


def test_a_grant_as_a_share_reaches_the_cash_flow():
    rows = sheet({"": [Grant], "finance": [GrantShare]}, swap__capex_gap=row(60, 40, 0), finance__grant_share=0.25)
    assert years_of(rows["grant_received"]) == [15, 10, 0]


def test_the_tax_that_is_paid_knows_interest_only_where_there_is_debt():
    tax = row(0, 25)
    assert years_of(NoFinance.tax_paid(tax)) == [0, 25]
    assert years_of(FinancedTaxed.tax_paid(tax)) == [0, 25]
    assert FinancedUntaxed.tax_paid() == 0


# ---- working capital -------------------------------------------------------------------------------------------------


def test_without_working_capital_nothing_is_tied_up():
    assert NoWorkingCapital.working_capital() == 0


def test_a_stated_level_is_tied_up_until_closing():
    assert years_of(WorkingCapital.working_capital(row(0, 5, 6, 7, 0), CLOSING)) == [0, 5, 6, 0, 0]


def test_working_capital_of_revenue_is_a_share_of_credits_and_other_benefits():
    found = WorkingCapitalOfRevenue.working_capital(row(0, 70, 70, 70, 70), 10, 20, 0.1, RUNNING, CLOSING)
    assert years_of(found) == [0, 10, 10, 0, 0]


def test_working_capital_of_cost_is_a_share_of_costs_less_savings():
    found = WorkingCapitalOfCost.working_capital(
        other_costs=70,
        credit_cost=20,
        replacement_power=10,
        swap__fuel_saving=row(0, 50, 150, 0, 0),
        swap__opex_saving=-10,
        swap__working_capital__share=0.1,
        running=RUNNING,
        closing=CLOSING,
    )
    assert years_of(found) == pytest.approx([0, 6, -4, 0, 0])


@given(st.lists(CENTS, min_size=6, max_size=6), st.integers(1, 4))
def test_what_is_tied_up_comes_back_in_the_closing_year(revenue, life):
    rows = sheet(
        {"": [Calendar, CashFlow, WorkingCapitalOfRevenue]},
        elapsed=row(*range(6)),
        timeline__construction__years=1,
        timeline__operation=life,
        whole_year=1,
        credit_revenue=row(*revenue),
        other_benefits=0,
        swap__working_capital__share=0.2,
        **dict.fromkeys(SWAP, 0),
        grant_received=0,
        project_tax=0,
    )
    change = rows["working_capital_change"]
    assert change.sum() == pytest.approx(0, abs=1e-6)
    assert years_of(change[: life + 1].cumsum(axis=0))[1:life] == pytest.approx([0.2 * one for one in revenue[1:life]])
    assert not change[life + 1 :].any()


SWAP = ("swap__capex_gap", "swap__replacement_gap", "swap__fuel_saving", "swap__opex_saving", "swap__residual_gain")
SWAP += ("swap__closing_cost_gap",)


# ---- all loans together ----------------------------------------------------------------------------------------------


def test_loan_years_count_from_the_first_year_with_spend():
    spend = row(0, 0.25, 0, 0.75, 0)
    assert years_of(Debt.loan_year(spend, 1)) == [0, 1, 2, 3, 4]
    assert years_of(Debt.first_draw(spend)) == [0, 1, 0, 0, 0]


def test_what_all_loans_name_is_added_up():
    assert years_of(Debt.drawn(ONE, TWO)) == [3, 30]
    assert years_of(Debt.interest_paid(ONE, TWO)) == [3, 30]
    assert years_of(Debt.capitalised_interest(ONE, TWO)) == [3, 30]
    assert years_of(Debt.principal(ONE, TWO)) == [3, 30]
    assert years_of(Debt.fixed_service(ONE, TWO)) == [3, 30]
    assert years_of(Debt.fees(ONE, TWO)) == [3, 30]
    assert years_of(Debt.commitment_fees(ONE, TWO)) == [3, 30]
    assert years_of(Debt.debt(ONE, TWO)) == [3, 30]
    assert years_of(Debt.serving(ONE, TWO)) == [3, 30]
    assert years_of(Debt.reserve_movement(ONE, TWO)) == [3, 30]
    assert years_of(Debt.reserve_income(ONE, TWO)) == [3, 30]


def test_debt_service_is_interest_and_principal():
    assert years_of(Debt.debt_service(row(5, 4), row(0, 20))) == [5, 24]


def test_finance_without_loans_owes_nothing():
    rows = sheet({"finance": [Debt]}, spend=row(1, 0), whole_year=1)
    for name in ("drawn", "debt_service", "debt", "fees", "reserve_movement", "reserve_income", "serving"):
        assert not rows[f"finance.{name}"].any()


# ---- the reserve -----------------------------------------------------------------------------------------------------


def test_a_reserve_holds_part_of_next_years_debt_service_from_the_end_of_construction_on():
    """Half a year of next year's service; interest paid during construction is not reserved for."""
    deposit = Reserve.deposit(row(5, 8, 40, 30, 0), 0.5, row(0, 0, 1, 1, 1), 1)
    assert years_of(deposit) == [0, 20, 15, 0, 0]
    assert years_of(Reserve.movement(deposit)) == [0, 20, -5, -15, 0]
    assert years_of(Reserve.income(deposit, 0.01)) == pytest.approx([0, 0, 0.2, 0.15, 0])


@given(
    st.lists(st.integers(0, 10**6), min_size=3, max_size=20),
    st.integers(0, 3),
    st.integers(0, 20).map(lambda tenths: tenths / 10),
    st.integers(0, 50).map(lambda tenths: tenths / 1000),
)
def test_a_reserve_year_by_year_is_released_to_nothing(service, construction, years, rate):
    started = [float(year >= construction) for year in range(len(service))]
    rows = sheet(
        {"finance": [Debt], "finance.reserve": [Reserve]},
        spend=row(1, *[0] * (len(service) - 1)),
        finance__debt_service=row(*service),
        finance__reserve__years=years,
        finance__reserve__rate=rate,
        started=row(*started),
        whole_year=1,
    )
    held, paid_in, earned = 0.0, [], []
    for year in range(len(service)):
        coming = service[year + 1] if year + 1 < len(service) and year + 1 >= construction else 0
        paid_in.append(years * coming - held)
        earned.append(held * rate)
        held = years * coming
    assert years_of(rows["finance.reserve_movement"]) == pytest.approx(paid_in, abs=1e-6)
    assert years_of(rows["finance.reserve_income"]) == pytest.approx(earned, abs=1e-6)
    assert years_of(rows["finance.reserve.deposit"])[-1] == 0
    assert sum(years_of(rows["finance.reserve_movement"])) == pytest.approx(0, abs=1e-6)


# ---- cash for debt service and equity --------------------------------------------------------------------------------


def test_cash_for_debt_service_starts_with_operation():
    available = Equity.available(
        operating_cash_flow=row(7, 100),
        closing_cash_flow=row(0, 9),
        replacements=row(1, 10),
        other_outlays=row(2, 8),
        other_receipts=row(4, 6),
        registration=row(3, 5),
        working_capital_change=row(0, 12),
        started=row(0, 1),
    )
    assert years_of(available) == [0, 100 + 9 - 10 - 8 + 6 - 5 - 12]


def test_cash_for_debt_service_is_after_the_tax_with_or_without_interest():
    available, started = row(0, 80, 80), row(0, 1, 1)
    assert years_of(Equity.unlevered_cfads(available, row(-9, 20, 0), started)) == [0, 60, 80]
    assert years_of(Equity.cfads(available, row(-9, 12, 0), started)) == [0, 68, 80]


def test_financing_is_money_from_lenders_less_money_to_them_and_to_the_reserve():
    found = Equity.financing(
        drawn=700, fees=7, commitment_fees=2, debt_service=40, reserve_movement=20, reserve_income=1
    )
    assert found == 700 - 7 - 2 - 40 - 20 + 1


def test_equity_gets_what_is_left_and_pays_in_what_is_missing():
    equity = Equity.equity_cash_flow(row(-1000, 200), row(0, 30), row(600, -90))
    assert years_of(equity) == [-400, 80]
    assert years_of(Equity.equity_injection(equity)) == [400, 0]
    assert years_of(Equity.distribution(equity)) == [0, 80]


def test_sources_and_uses_of_one_year():
    sources = Equity.sources(
        grant_received=1,
        drawn=2,
        capitalised_interest=4,
        equity_injection=8,
        operating_cash_flow=16,
        swap__residual_gain=32,
        other_receipts=64,
        reserve_income=128,
    )
    assert sources == 255
    uses = Equity.uses(
        swap__capex_gap=1,
        replacements=2,
        registration=4,
        other_outlays=8,
        swap__closing_cost_gap=16,
        working_capital_change=32,
        capitalised_interest=64,
        interest_paid=128,
        principal=256,
        fees=512,
        commitment_fees=1024,
        reserve_movement=2048,
        tax_paid=4096,
        distribution=8192,
    )
    assert uses == 16383


LOANS = ("draw", "interest_paid", "capitalised_interest", "principal", "upfront_fee", "commitment", "balance")
AMOUNTS = (*SWAP, "a__registration_cost", "a__item_outlay", "a__item_receipt", "a__item_cost", "a__item_benefit")
AMOUNTS += ("a__bought_cost", "a__revenue", "a__crediting_cost", "working_capital", "grant_received", "project_tax")
AMOUNTS += ("tax_paid", "finance__reserve__movement", "finance__reserve__income")
AMOUNTS += tuple(f"finance__loans__{key}__{name}" for key in ("one", "two") for name in LOANS)


def financed(amounts, **stated):
    return sheet(
        {"": [CashFlow, PresentValue], "finance": [Debt, Equity, EquityValue]},
        spend=row(1, *[0] * (len(amounts[0]) - 1)),
        whole_year=1,
        **{name: row(*years) for name, years in zip(AMOUNTS, amounts, strict=True)},
        **dict.fromkeys((*(f"finance__loans__{key}__serving" for key in ("one", "two")), "swap__abatement"), 0),
        **{
            "started": row(0, *[1] * (len(amounts[0]) - 1)),
            "price_level": 1,
            "discount_factor": 1,
            "operating_discount_factor": 1,
            "outlay_time": row(*range(len(amounts[0]))),
            "operating_time": row(*range(len(amounts[0]))),
            "finance__cost_of_equity": 0.1,
        }
        | stated,
    )


FLOWS = st.lists(st.lists(CENTS, min_size=4, max_size=4), min_size=len(AMOUNTS), max_size=len(AMOUNTS))


@given(FLOWS)
def test_sources_are_uses_whatever_the_flows(amounts):
    rows = financed(amounts)
    np.testing.assert_allclose(rows["finance.sources"], rows["finance.uses"], rtol=1e-9, atol=1e-4)


@given(FLOWS)
def test_equity_is_the_project_after_its_own_tax_and_its_lenders(amounts):
    """In operating years it is cash for debt service less service, reserve and fees, with draws and capital."""
    rows = financed(amounts)
    one = {name.removeprefix("finance."): found[1:, 0] for name, found in rows.items()}
    lent = one["drawn"] - one["fees"] - one["commitment_fees"] - one["reserve_movement"] + one["reserve_income"]
    rest = one["cfads"] - one["debt_service"] + lent + one["grant_received"] - one["swap.capex_gap"]
    np.testing.assert_allclose(one["equity_cash_flow"], rest, atol=1e-4)
    moved = one["cfads"] - one["unlevered_cfads"]
    np.testing.assert_allclose(moved, one["project_tax"] - one["tax_paid"], atol=1e-4)


# ---- the value of equity ---------------------------------------------------------------------------------------------


def test_the_return_of_equity_is_in_money_of_the_basis():
    assert years_of(Equity.equity_return(row(-100, 110), row(1, 1.1))) == pytest.approx([-100, 100])


def test_equity_counts_operation_and_tax_when_operation_flows():
    """120 of equity: 150 of operation less 40 of tax half a year early, the rest with the outlays."""
    found = EquityValue.equity_present_value(
        equity_cash_flow=row(120),
        operating_cash_flow=row(150),
        tax_paid=row(40),
        price_level=2,
        cost_of_equity=0.21,
        outlay_time=1,
        operating_time=0.5,
    )
    assert years_of(found) == pytest.approx([(110 / 1.1 + 10 / 1.21) / 2])


def test_the_value_to_date_ends_at_the_net_present_value_of_equity():
    assert years_of(EquityValue.cumulative_equity_present_value(row(-100, 60, 70))) == [-100, -40, 30]


@given(FLOWS, st.floats(-0.3, 1), st.floats(0.5, 2))
def test_the_value_of_equity_against_numpy_financial(amounts, rate, level):
    rows = financed(amounts, finance__cost_of_equity=rate, price_level=level)
    expected = numpy_financial.npv(rate, rows["finance.equity_cash_flow"][:, 0]) / level
    assert rows["finance.equity_present_value"].sum() == pytest.approx(expected, rel=1e-9, abs=1e-4)
    assert rows["finance.cumulative_equity_present_value"][-1, 0] == pytest.approx(expected, rel=1e-9, abs=1e-4)
    assert numpy_financial.npv(rate, rows["finance.equity_return"][:, 0]) == pytest.approx(expected, rel=1e-9, abs=1e-4)


@given(FLOWS)
def test_without_debt_equity_is_the_project(amounts):
    none = [0.0] * 4
    without = [none if "finance__" in name else years for name, years in zip(AMOUNTS, amounts, strict=True)]
    without[AMOUNTS.index("tax_paid")] = without[AMOUNTS.index("project_tax")]
    rows = financed(without)
    np.testing.assert_allclose(rows["finance.equity_cash_flow"], rows["net_cash_flow"], atol=1e-4)
