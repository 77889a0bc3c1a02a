"""Cash flow, its signs, resources without transfers, and present value; the source case by plain lines."""

from __future__ import annotations

import inspect

import numpy as np
import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.calendar import Calendar
from appraisal.lines.finance import NoGrant, NoWorkingCapital
from appraisal.lines.money import Discounting, MidYear, NominalMoney, YearZero
from appraisal.lines.returns import CashFlow, PresentValue, ResourceFlow, Transfers
from appraisal.lines.swap import DirectSwap
from appraisal.lines.tax import Untaxed

from .books import row, sheet, years_of

ONE, TWO, FOUR = row(1, 10), row(2, 20), row(4, 40)


def test_the_swaps_replacements_are_taken_over():
    assert years_of(CashFlow.replacements(ONE)) == [1, 10]


def test_what_scopes_name_is_added_up():
    assert years_of(CashFlow.registration(ONE, TWO)) == [3, 30]
    assert years_of(CashFlow.other_outlays(ONE, TWO)) == [3, 30]
    assert years_of(CashFlow.other_receipts(ONE, TWO)) == [3, 30]
    assert years_of(CashFlow.other_costs(ONE, TWO)) == [3, 30]
    assert years_of(CashFlow.other_benefits(ONE, TWO)) == [3, 30]
    assert years_of(CashFlow.replacement_power(ONE, TWO)) == [3, 30]
    assert years_of(CashFlow.credit_revenue(ONE, TWO)) == [3, 30]
    assert years_of(CashFlow.credit_cost(ONE, TWO)) == [3, 30]
    assert years_of(CashFlow.emission_charge_saved(ONE, TWO)) == [3, 30]
    assert years_of(CashFlow.guarantee_payments(ONE, TWO)) == [3, 30]
    assert CashFlow.emission_charge_saved() == CashFlow.guarantee_payments() == 0


def test_outlays_are_positive_and_receipts_lower_them():
    assert CashFlow.outlays(100, 20, 3, 7, 10) == 120


def test_operating_cash_flow_is_what_is_gained_less_what_is_spent():
    found = CashFlow.operating_cash_flow(
        swap__fuel_saving=100,
        swap__opex_saving=-20,
        other_benefits=7,
        credit_revenue=50,
        emission_charge_saved=9,
        guarantee_payments=4,
        other_costs=3,
        replacement_power=11,
        credit_cost=5,
    )
    assert found == 118 + 9 + 4


def test_closing_cash_flow_is_residual_value_less_decommissioning():
    assert CashFlow.closing_cash_flow(30, 12) == 18


def test_working_capital_is_tied_up_and_set_free():
    assert years_of(CashFlow.working_capital_change(row(0, 5, 7, 0, 0))) == [0, 5, 2, -7, 0]


def test_net_cash_flow_is_all_in_less_all_out():
    before = CashFlow.net_cash_flow_before_tax(
        outlays=120, operating_cash_flow=118, closing_cash_flow=18, working_capital_change=5, grant_received=30
    )
    assert before == 118 + 18 - 120 - 5 + 30
    assert CashFlow.net_cash_flow(before, 25) == before - 25


SIGNS = {"swap__capex_gap": -1, "swap__replacement_gap": -1, "swap__fuel_saving": 1, "swap__opex_saving": 1}
SIGNS |= {"swap__residual_gain": 1, "swap__closing_cost_gap": -1}
SIGNS |= {"a__registering_cost": -1, "a__item_outlay": -1, "a__item_receipt": 1, "a__item_cost": -1}
SIGNS |= {"a__item_benefit": 1, "a__bought_cost": -1, "a__revenue": 1, "a__crediting_cost": -1}
SIGNS |= {"a__charge_saved": 1, "a__guarantee_payment": 1}
SIGNS |= {"working_capital": -1, "grant_received": 1, "project_tax": -1}


@pytest.mark.parametrize("name", SIGNS)
def test_every_flow_counts_once_and_with_its_sign(name):
    flows = [sheet({"": [CashFlow]}, **(dict.fromkeys(SIGNS, 1) | {name: amount})) for amount in (1, 8)]
    assert (flows[1]["net_cash_flow"] - flows[0]["net_cash_flow"]).item() == SIGNS[name] * 7
    taxed = 0 if name == "project_tax" else SIGNS[name] * 7
    assert (flows[1]["net_cash_flow_before_tax"] - flows[0]["net_cash_flow_before_tax"]).item() == taxed


def test_cash_flow_is_in_money_of_the_basis():
    assert years_of(PresentValue.cash_flow(row(-100, 110), row(1, 1.1))) == pytest.approx([-100, 100])
    assert years_of(PresentValue.cash_flow_before_tax(row(-100, 110), row(1, 1.1))) == pytest.approx([-100, 100])


def test_cumulative_rows_are_to_date():
    assert years_of(PresentValue.cumulative_cash_flow(row(-100, 60, 60))) == [-100, -40, 20]
    assert years_of(PresentValue.cumulative_present_value(row(-100, 50, 40))) == [-100, -50, -10]


def test_capital_and_operation_are_discounted_at_their_own_factors():
    """Working capital and the grant count with the outlays, tax with operation."""
    capital = PresentValue.capital_present_value(
        outlays=100,
        closing_cash_flow=30,
        working_capital_change=8,
        grant_received=20,
        price_level=2,
        discount_factor=0.5,
    )
    assert capital == -14.5
    operation = PresentValue.operating_present_value(
        operating_cash_flow=60, price_level=2, operating_discount_factor=0.25
    )
    assert operation == 7.5
    assert PresentValue.present_value_before_tax(-14.5, 7.5) == -7
    assert PresentValue.tax_present_value(project_tax=16, price_level=2, operating_discount_factor=0.25) == 2
    assert PresentValue.present_value(-7, 2) == -9


def test_outlays_have_a_present_value_of_their_own():
    assert PresentValue.outlay_present_value(outlays=100, price_level=2, discount_factor=0.5) == 25


def test_tonnes_are_discounted_like_the_money_they_earn():
    assert years_of(PresentValue.abatement_present_value(row(0, 600), row(1, 0.5))) == [0, 300]


# ---- transfers and resources ----------------------------------------------------------------------------------------


def test_transfers_of_all_items_are_added_up():
    assert years_of(Transfers.transferred_outlays(ONE, TWO)) == [3, 30]
    assert years_of(Transfers.transferred_receipts(ONE, TWO)) == [3, 30]
    assert years_of(Transfers.transferred_costs(ONE, TWO)) == [3, 30]
    assert years_of(Transfers.transferred_benefits(ONE, TWO)) == [3, 30]
    assert Transfers.transferred_outlays() == 0


def test_the_capital_of_the_swap_in_resources_is_without_transfers():
    capital = ResourceFlow.resource_capital(
        outlays=100, transferred_outlays=10, transferred_receipts=3, working_capital_change=5, closing_cash_flow=30
    )
    assert capital == 100 - 10 + 3 + 5 - 30


def test_the_gain_in_resources_is_without_credit_income_and_transfers():
    """The costs of credits are resources; their income is paid by another party."""
    gain = ResourceFlow.resource_gain(
        operating_cash_flow=118,
        credit_revenue=50,
        emission_charge_saved=9,
        guarantee_payments=6,
        transferred_costs=4,
        transferred_benefits=7,
    )
    assert gain == 118 - 50 - 9 - 6 + 4 - 7


def test_what_governments_spend_beside_the_project_is_a_resource_too():
    assert years_of(ResourceFlow.support_costs(ONE, TWO)) == [3, 30]
    assert ResourceFlow.support_costs() == 0


def test_the_resource_flow_and_its_present_value():
    assert years_of(ResourceFlow.resource_flow(row(0, 60), row(100, -8), row(5, 0))) == [-105, 68]
    found = ResourceFlow.resource_present_value(
        resource_gain=60, resource_capital=40, price_level=2, discount_factor=0.5, operating_discount_factor=0.25
    )
    assert found == (15 - 20) / 2


FACTORS = dict.fromkeys(("price_level", "discount_factor", "operating_discount_factor"), 1)


def in_resources(**stated):
    """Return the net cash flow and the resource flow of one year."""
    rows = sheet({"": [CashFlow, Transfers, ResourceFlow]}, **FACTORS, **stated)
    assert rows["resource_present_value"].item() == rows["resource_flow"].item()
    return rows["net_cash_flow"].item(), rows["resource_flow"].item()


def test_without_transfers_credits_grant_and_tax_the_resource_flow_is_the_net_cash_flow():
    stated = dict.fromkeys(SIGNS, 5) | dict.fromkeys(NOT_RESOURCES, 0)
    net, resources = in_resources(**stated)
    assert resources == net


NOT_RESOURCES = {"a__revenue", "a__charge_saved", "a__guarantee_payment", "grant_received", "project_tax"}
MOVED = {
    "a__item_outlay": "a__transferred_outlay",
    "a__item_receipt": "a__transferred_receipt",
    "a__item_cost": "a__transferred_cost",
    "a__item_benefit": "a__transferred_benefit",
}
"""An item that only moves money between parties gives two rows: the one that is paid and the one that is taken out."""


@pytest.mark.parametrize("name", SIGNS)
def test_every_flow_counts_in_resources_unless_another_party_has_the_other_side(name):
    one, eight = (dict.fromkeys(SIGNS, 1) | {name: amount} for amount in (1, 8))
    expected = 0 if name in NOT_RESOURCES else SIGNS[name] * 7
    assert in_resources(**eight)[1] - in_resources(**one)[1] == expected
    for other in (MOVED[key] for key in MOVED if key == name):
        assert in_resources(**eight, **{other: 8})[1] == in_resources(**one, **{other: 1})[1]


def test_a_cost_of_support_is_in_the_resource_flow_and_in_no_flow_of_the_project():
    one = sheet({"": [CashFlow, Transfers, ResourceFlow]}, **FACTORS, **dict.fromkeys(SIGNS, 1))
    two = sheet({"": [CashFlow, Transfers, ResourceFlow]}, **FACTORS, **dict.fromkeys(SIGNS, 1), a__support_cost=8)
    assert (two["resource_flow"] - one["resource_flow"]).item() == -8
    assert {name for name in one if two[name].item() != one[name].item()} == {"support_costs", "resource_flow"}


# ---- the source case ------------------------------------------------------------------------------------------------

GOLDEN = [
    (20, 0.08, -39.09, 10.00),
    (20, 0.10, -50.51, -7.94),
    (25, 0.05, -1.68, 68.79),
    (25, 0.08, -31.60, 21.78),
    (25, 0.10, -45.58, -0.19),
    (25, 0.12, -56.37, -17.16),
    (30, 0.08, -26.49, 29.79),
    (30, 0.10, -42.51, 4.62),
]
"""Life, rate, net present value without and with credits, million USD: outlay in year 0, flat, before tax and debt."""

BOOKS = [Calendar, NominalMoney, Discounting, CashFlow, PresentValue, NoGrant, NoWorkingCapital, Untaxed]


def source_case(life, rate, saving=8.75, timing=YearZero, books=BOOKS, **stated):
    elapsed = row(*range(life + 2))
    operating = (elapsed >= 1) * (elapsed <= life)
    return sheet(
        {"": [*books, timing], "swap": [DirectSwap]},
        elapsed=elapsed,
        year=2012 + elapsed,
        timeline__construction__years=1,
        timeline__operation=life,
        timeline__valuation_year=2012,
        whole_year=1,
        half_year=0.5,
        discount_rate=rate,
        swap__capex_gap=125 * (elapsed == 0),
        swap__fuel_saving=saving * operating,
        swap__opex_saving=0,
        swap__decommissioning=0,
        swap__abatement=0.6 * operating,
        **stated,
    )


@pytest.mark.parametrize(("life", "rate", "without", "with_credits"), GOLDEN)
def test_the_published_net_present_values(life, rate, without, with_credits):
    for saving, expected in ((8.75, without), (13.75, with_credits)):
        rows = source_case(life, rate, saving)
        assert rows["present_value"].sum() == pytest.approx(expected, abs=0.005)
        assert rows["cumulative_present_value"][-1, 0] == pytest.approx(expected, abs=0.005)


@given(st.integers(1, 40), st.floats(-0.2, 1))
def test_net_present_value_against_numpy_financial(life, rate):
    rows = source_case(life, rate)
    expected = numpy_financial.npv(rate, rows["cash_flow"][:, 0])
    assert rows["cumulative_present_value"][-1, 0] == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_the_threshold_price_under_mid_year_discounting():
    """The price at which NPV is zero, half of the tonnes cashed, 25 years: 8.39 USD/t at 8 %, 14.60 at 10 %."""
    for rate, price in ((0.08, 8.39), (0.10, 14.60)):
        rows = source_case(25, rate, timing=MidYear)
        threshold = -rows["present_value"].sum() / (0.5 * rows["abatement_present_value"].sum())
        assert threshold == pytest.approx(price, abs=0.005)


def test_the_abatement_cost_of_the_source_case():
    """4.93 USD/t over discounted tonnes, 2.11 over tonnes as they come (8 %, 25 years)."""
    rows = source_case(25, 0.08)
    cost = -rows["present_value"].sum()
    assert cost / rows["abatement_present_value"].sum() == pytest.approx(4.93, abs=0.005)
    assert cost / rows["swap.abatement"].sum() == pytest.approx(2.11, abs=0.005)


def test_present_value_adds_up_by_part():
    rows = source_case(25, 0.08)
    parts = rows["capital_present_value"] + rows["operating_present_value"]
    np.testing.assert_array_equal(rows["present_value"], parts)
    np.testing.assert_array_equal(rows["present_value_before_tax"], parts)
    assert not rows["tax_present_value"].any()
    np.testing.assert_allclose(rows["outlay_present_value"], -rows["capital_present_value"])


def test_only_the_cash_flow_lines_take_costs_from_gains():
    taking = {name for name, rule in vars(CashFlow).items() if callable(rule) and " - " in inspect.getsource(rule)}
    flows = {"outlays", "operating_cash_flow", "closing_cash_flow", "net_cash_flow_before_tax", "net_cash_flow"}
    assert taking == {*flows, "working_capital_change"}


def test_a_grant_at_the_start_and_a_tax_of_the_same_worth_leave_the_value_as_it_was():
    """10 received with the outlay; a tax of 10 (1.08)^k paid in year k of operation takes it back."""
    plain = source_case(25, 0.08)
    moved = [book for book in BOOKS if book not in (NoGrant, Untaxed)]
    for year in (1, 7, 25):
        elapsed = row(*range(27))
        stated = {"grant_received": 10.0 * (elapsed == 0), "project_tax": 10 * 1.08**year * (elapsed == year)}
        rows = source_case(25, 0.08, books=moved, **stated)
        assert rows["present_value"].sum() == pytest.approx(plain["present_value"].sum(), abs=1e-9)
        assert rows["present_value_before_tax"].sum() == pytest.approx(plain["present_value"].sum() + 10, abs=1e-9)
