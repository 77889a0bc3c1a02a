"""Tax on profit: what is taxed, holidays, losses and tax credits, against the years of a tax office."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.tax import (
    CarryForward,
    CreditCarriedForward,
    CreditRefunded,
    CreditsExempt,
    CreditsTaxed,
    DepreciableOutlay,
    DisposalExempt,
    DisposalTaxed,
    Expire,
    GrossTax,
    Holiday,
    LeveredProfit,
    Refund,
    TaxBase,
    TaxDue,
    Taxed,
    UnleveredProfit,
    Untaxed,
    UntaxedBenefit,
    UntaxedCost,
    after_expiring_losses,
    expiring_losses,
)

from .books import row, sheet, years_of

ONE, TWO = row(1, 10), row(2, 20)
CENTS = st.integers(-(10**7), 10**7).map(lambda cents: cents / 100)
PROFITS = st.lists(CENTS, min_size=1, max_size=20)


def assessed(profits, life=float("inf")):
    """Return what is taxed in each year and what losses the next year may use: a list of losses, the oldest first."""
    losses, taxed, left = [], [], []
    for year, profit in enumerate(profits):
        losses = [(born, loss) for born, loss in losses if year - born <= life and loss > 0]
        rest = max(profit, 0.0)
        for position, (born, loss) in enumerate(losses):
            used = min(loss, rest)
            rest -= used
            losses[position] = born, loss - used
        if profit < 0:
            losses.append((year, -profit))
        taxed.append(rest)
        left.append(sum(loss for born, loss in losses if year + 1 - born <= life))
    return taxed, left


# ---- no tax, and what tax treats in another way ----------------------------------------------------------------------


def test_a_scenario_without_tax_pays_none():
    assert Untaxed.project_tax() == 0


def test_the_tax_of_the_project_is_that_without_debt():
    assert years_of(Taxed.project_tax(row(0, 25))) == [0, 25]


def test_items_that_tax_treats_in_another_way_are_added_up():
    assert years_of(Taxed.depreciable_outlays(ONE, TWO)) == [3, 30]
    assert years_of(Taxed.untaxed_costs(ONE, TWO)) == [3, 30]
    assert years_of(Taxed.untaxed_benefits(ONE, TWO)) == [3, 30]
    assert (Taxed.depreciable_outlays(), Taxed.untaxed_costs(), Taxed.untaxed_benefits()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("book", "gathering"),
    [
        (DepreciableOutlay, "depreciable_outlays"),
        (UntaxedCost, "untaxed_costs"),
        (UntaxedBenefit, "untaxed_benefits"),
    ],
)
def test_an_item_is_gathered_with_its_own_kind(book, gathering):
    rows = sheet({"": [Taxed], "items.ash": [book]}, items__ash__amount=row(0, 7), tax__unlevered__due=0)
    found = {name: years_of(rows[name]) for name in ("depreciable_outlays", "untaxed_costs", "untaxed_benefits")}
    assert found == {name: [0, 7] if name == gathering else [0, 0] for name in found}


def test_an_items_line_is_its_amount():
    amount = row(0, 7)
    for found in (
        DepreciableOutlay.depreciable_outlay(amount),
        UntaxedCost.untaxed_cost(amount),
        UntaxedBenefit.untaxed_benefit(amount),
    ):
        assert years_of(found) == [0, 7]


def test_credit_income_is_exempt_after_its_costs_or_not_at_all():
    assert CreditsTaxed.exempt_income() == 0
    assert years_of(CreditsExempt.exempt_income(row(0, 100), row(0, 5), row(0, 8), row(3, 0))) == [-3, 97]


def test_the_gain_at_closing_counts_or_not():
    assert DisposalTaxed.disposal_taxed() == 1
    assert DisposalExempt.disposal_taxed() == 0


# ---- what is taxed ---------------------------------------------------------------------------------------------------


def test_the_gain_at_closing_is_the_residual_value_above_the_book_value():
    gain, value = row(0, 0, 30), row(0, 0, 50)
    assert years_of(TaxBase.disposal_gain(gain, value, 1)) == [0, 0, -20]
    assert years_of(TaxBase.disposal_gain(gain, value, 0)) == [0, 0, 0]


def test_one_off_costs_count_in_their_year_but_for_those_that_are_depreciated():
    assert TaxBase.deducted_outlays(other_outlays=10, other_receipts=3, registration=2, depreciable_outlays=6) == 3


def test_taxable_income_is_savings_and_income_less_costs():
    found = TaxBase.taxable_income(
        operating_cash_flow=100,
        swap__closing_cost_gap=20,
        deducted_outlays=9,
        untaxed_costs=4,
        untaxed_benefits=5,
        exempt_income=30,
    )
    assert found == 100 - 20 - 9 + 4 - 5 - 30


FLOWS = {
    "operating_cash_flow": 1,
    "swap.closing_cost_gap": -1,
    "swap.residual_gain": 1,
    "other_receipts": 1,
    "other_outlays": -1,
    "registration": -1,
    "depreciable_outlays": 1,
    "untaxed_costs": 1,
    "untaxed_benefits": -1,
    "depreciation": -1,
    "write_off": -1,
    "credit_revenue": 0,
    "credit_cost": 0,
    "guarantee_payments": 0,
    "grant_received": 0,
    "working_capital_change": 0,
    "swap.capex_gap": 0,
    "replacements": 0,
}
"""What one unit of each row adds to profit. Credits count inside the operating cash flow."""

DEBT_FLOWS = {
    "finance.interest_paid": -1,
    "finance.reserve_income": 1,
    "idc_depreciation": -1,
    "idc_write_off": -1,
    "finance.fees": 0,
    "finance.commitment_fees": 0,
    "finance.principal": 0,
}
"""What one unit of each row of debt adds to the profit after interest."""


def profits(credits=CreditsTaxed, disposal=DisposalTaxed, **more):
    books = {"": [credits, disposal, TaxBase], "tax.unlevered": [UnleveredProfit], "tax.levered": [LeveredProfit]}
    stated = dict.fromkeys([*FLOWS, *DEBT_FLOWS], 5) | {"rate": 0.3} | more
    rows = sheet(books, **{name.replace(".", "__"): value for name, value in stated.items()})
    return rows["tax.unlevered.profit"].item(), rows["tax.levered.profit"].item()


@pytest.mark.parametrize("name", [*FLOWS, *DEBT_FLOWS])
def test_every_flow_counts_once_in_profit_and_with_its_sign(name):
    before, after = profits(), profits(**{name: 12})
    sign = FLOWS.get(name, 0)
    assert after[0] - before[0] == 7 * sign
    assert after[1] - before[1] == 7 * (sign + DEBT_FLOWS.get(name, 0))


CREDIT_FLOWS = {"credit_revenue": -1, "guarantee_payments": -1, "credit_cost": 1, "registration": 0}


@pytest.mark.parametrize("name", CREDIT_FLOWS)
def test_exempt_credits_leave_profit_with_their_costs(name):
    """The operating cash flow holds revenue and costs, so they are taken out; registration is no longer deducted."""
    before, after = profits(CreditsExempt), profits(CreditsExempt, **{name: 12})
    assert after[0] - before[0] == 7 * CREDIT_FLOWS[name]
    assert after[1] - before[1] == 7 * CREDIT_FLOWS[name]


@pytest.mark.parametrize("name", ["swap.residual_gain", "write_off", "idc_write_off"])
def test_an_exempt_disposal_leaves_residual_value_and_write_off_out(name):
    assert profits(disposal=DisposalExempt, **{name: 12}) == profits(disposal=DisposalExempt)


def test_profit_before_and_after_interest():
    assert UnleveredProfit.profit(taxable_income=100, depreciation=30, disposal_gain=-8) == 62
    found = LeveredProfit.profit(
        taxable_income=100,
        depreciation=30,
        disposal_gain=-8,
        finance__interest_paid=20,
        finance__reserve_income=1,
        idc_depreciation=3,
        idc_write_off=2,
        disposal_taxed=np.array([[1.0, 0.0]]),
    )
    assert found.tolist() == [[38, 40]]


# ---- rates and holidays ----------------------------------------------------------------------------------------------

AGE, STARTED = row(0, 0, 0, 1, 2, 3, 4), row(0, 0, 1, 1, 1, 1, 1)
"""Two years of construction, then years of operation."""


def test_the_rate_in_force_is_what_the_reliefs_leave():
    rate = row(0.25, 0.25, 0.3)
    assert years_of(TaxBase.rate_in_force(rate)) == [0.25, 0.25, 0.3]
    assert years_of(TaxBase.rate_in_force(rate, row(0, 1, 0.5))) == pytest.approx([0.25, 0, 0.15])


def test_the_holiday_counts_from_the_first_operating_year():
    assert years_of(Holiday.exempted(AGE, 2, STARTED, 1)) == [0, 0, 1, 1, 0, 0, 0]
    assert years_of(Holiday.relieved(AGE, 2, 1, STARTED, 1)) == [0, 0, 1, 1, 1, 0, 0]
    assert years_of(Holiday.exempted(AGE, 0, STARTED, 1)) == [0] * 7


def test_the_reduction_takes_a_share_of_the_rate_after_the_years_without_tax():
    exempted, relieved = row(0, 0, 1, 1, 0, 0, 0), row(0, 0, 1, 1, 1, 1, 0)
    assert years_of(Holiday.relief(exempted, relieved, 0.4)) == pytest.approx([0, 0, 1, 1, 0.4, 0.4, 0])


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 100), st.integers(0, 4), st.integers(0, 50))
def test_a_holiday_year_by_year(exempt, reduced, percent, construction, rate):
    rows = sheet(
        {"tax": [TaxBase], "tax.holiday": [Holiday]},
        age=np.maximum(0, row(*range(20)) - construction),
        started=row(*range(20)) >= construction,
        whole_year=1,
        tax__rate=rate / 100,
        tax__holiday__exempt=exempt,
        tax__holiday__reduced=reduced,
        tax__holiday__reduction=percent / 100,
        **dict.fromkeys(NOTHING, 0),
    )
    expected = []
    for year in range(20):
        age = year - construction
        relief = 0.0 if age < 0 else 1.0 if age < exempt else percent / 100 if age < exempt + reduced else 0.0
        expected.append(rate / 100 * (1 - relief))
    assert years_of(rows["tax.rate_in_force"]) == pytest.approx(expected)


NOTHING = ("swap__residual_gain", "swap__closing_cost_gap", "write_off", "disposal_taxed", "other_outlays")
NOTHING += ("other_receipts", "registration", "depreciable_outlays", "operating_cash_flow", "untaxed_costs")
NOTHING += ("untaxed_benefits", "exempt_income")


# ---- losses ----------------------------------------------------------------------------------------------------------


def losses_of(book, profit, **stated):
    return sheet({"tax": [book]}, tax__profit=row(*profit), **stated)


def test_a_loss_is_made_good_before_profit_is_taxed():
    profit = row(-100, 60, 60, -30, 50)
    so_far = CarryForward.taxed_so_far(profit)
    assert years_of(so_far) == [0, 0, 20, 20, 40]
    assert years_of(CarryForward.taxed(so_far)) == [0, 0, 20, 0, 20]
    assert years_of(CarryForward.losses(profit, so_far)) == [100, 40, 0, 30, 0]


@given(PROFITS)
def test_losses_carried_forward_year_by_year(profit):
    rows = losses_of(CarryForward, profit)
    taxed, left = assessed(profit)
    np.testing.assert_allclose(rows["tax.taxed"][:, 0], taxed, atol=1e-6)
    np.testing.assert_allclose(rows["tax.losses"][:, 0], left, atol=1e-6)


@given(PROFITS)
def test_all_profit_is_taxed_at_last_or_a_loss_is_left(profit):
    rows = losses_of(CarryForward, profit)
    assert rows["tax.taxed"].sum() - rows["tax.losses"][-1, 0] == pytest.approx(sum(profit), abs=1e-6)
    assert rows["tax.taxed"].min() >= 0
    assert rows["tax.losses"].min() >= 0


def test_a_loss_is_refunded_at_once():
    profit = row(-100, 60)
    assert years_of(Refund.taxed(profit)) == [-100, 60]


def test_a_loss_lives_as_long_as_stated_and_no_year_longer():
    """The loss of year 0 may be used in years 1 and 2, not in 3."""
    profit, life = row(-100, 30, 30, 30, 30), row(2, 2, 2, 2, 2)
    assert years_of(Expire.taxed(profit, life)) == [0, 0, 0, 30, 30]
    assert years_of(Expire.losses(profit, life)) == [100, 70, 0, 0, 0]


def test_the_oldest_loss_is_used_first():
    """70 of year 0 and 30 of year 1 wait; the 70 of profit uses the older loss, and the younger one outlives it."""
    profit, life = row(-70, -30, 70, 30), row(*[2] * 4)
    assert years_of(Expire.taxed(profit, life)) == [0, 0, 0, 0]
    assert years_of(Expire.losses(profit, life)) == [70, 100, 30, 0]


@given(PROFITS, st.integers(1, 22))
def test_losses_that_expire_year_by_year(profit, life):
    rows = losses_of(Expire, profit, loss_life=life)
    taxed, left = assessed(profit, life)
    np.testing.assert_allclose(rows["tax.taxed"][:, 0], taxed, atol=1e-6)
    np.testing.assert_allclose(rows["tax.losses"][:, 0], left, atol=1e-6)


@given(PROFITS)
def test_losses_that_outlive_the_axis_are_carried_forward(profit):
    rows, endless = losses_of(Expire, profit, loss_life=len(profit)), losses_of(CarryForward, profit)
    for name in ("tax.taxed", "tax.losses"):
        np.testing.assert_allclose(rows[name], endless[name], atol=1e-6)


@given(PROFITS, st.integers(1, 20))
def test_a_longer_life_never_costs_more(profit, life):
    shorter, longer = (losses_of(Expire, profit, loss_life=years)["tax.taxed"].sum() for years in (life, life + 1))
    assert longer <= shorter + 1e-6
    assert losses_of(CarryForward, profit)["tax.taxed"].sum() <= longer + 1e-6


def test_each_draw_has_its_own_losses_and_its_own_life():
    profit = np.array([[-100.0, -50], [30, 30], [100, 100]])
    lives = np.array([[1.0, 2.0]] * 3)
    assert after_expiring_losses(profit, lives).tolist() == [[0, 0], [0, 0], [100, 80]]
    assert expiring_losses(profit, lives).tolist() == [[100, 50], [0, 20], [0, 0]]
    for draw in range(2):
        alone = after_expiring_losses(profit[:, [draw]], lives[:, [draw]])
        np.testing.assert_array_equal(after_expiring_losses(profit, lives)[:, [draw]], alone)
    wide = after_expiring_losses(profit[:, [0]], lives)
    assert wide.tolist() == [[0, 0], [0, 0], [100, 30]]


# ---- tax and tax credits ---------------------------------------------------------------------------------------------


def test_tax_is_the_rate_of_the_year_on_what_is_taxed():
    assert years_of(GrossTax.gross_tax(row(0, 20, 40), row(0.25, 0.25, 0.5))) == [0, 5, 20]


def test_tax_is_due_in_the_year_of_the_profit():
    assert years_of(TaxDue.due(row(0, 5, 20))) == [0, 5, 20]


def test_a_tax_credit_waits_for_tax():
    tax, credit = row(0, 5, 20, 10), row(0, 12, 0, 0)
    so_far = CreditCarriedForward.due_so_far(tax, credit)
    assert years_of(so_far) == [0, 0, 13, 23]
    assert years_of(CreditCarriedForward.due(so_far)) == [0, 0, 13, 10]


def test_a_tax_credit_is_refunded_where_losses_are():
    assert years_of(CreditRefunded.due(row(-5, 5, 20), row(0, 12, 0))) == [-5, -7, 20]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=15), st.integers(0, 10**7), st.integers(0, 14))
def test_a_tax_credit_carried_forward_year_by_year(tax, credit, earned):
    """Tax is never below zero, and a credit earned late lowers no earlier tax."""
    credits = [float(credit if year == earned else 0) for year in range(len(tax))]
    purse, expected = 0.0, []
    for gross, more in zip(tax, credits, strict=True):
        purse += more
        used = min(purse, gross)
        purse -= used
        expected.append(gross - used)
    rows = sheet({"tax": [CreditCarriedForward]}, tax__gross_tax=row(*tax), tax__tax_credit=row(*credits))
    np.testing.assert_allclose(rows["tax.due"][:, 0], expected, atol=1e-6)


@given(PROFITS, st.floats(0, 0.5))
def test_at_one_rate_a_refund_now_is_a_lower_tax_later_without_its_last_loss(profit, rate):
    """Over all years both rules tax the same profit, but for a loss that is left at the end."""
    refunded = losses_of(Refund, profit)["tax.taxed"].sum()
    rows = losses_of(CarryForward, profit)
    assert rate * refunded == pytest.approx(rate * (rows["tax.taxed"].sum() - rows["tax.losses"][-1, 0]), abs=1e-6)


def test_profits_of_holiday_years_use_up_losses():
    """A loss of 100, two years without tax that earn 60 each, then 60 taxed in full: nothing of the loss is left."""
    books = {"tax": [CarryForward, GrossTax, TaxDue]}
    rows = sheet(books, tax__profit=row(-100, 60, 60, 60), tax__rate_in_force=row(0.25, 0, 0, 0.25))
    assert years_of(rows["tax.due"]) == pytest.approx([0, 0, 0, 15])


def test_straight_line_without_losses_saves_the_rate_times_depreciation():
    """A tax shield: 25 % of a charge of 40 a year is 10 a year."""
    books = {"tax": [UnleveredProfit, CarryForward, GrossTax, TaxDue]}
    plain = {"tax__taxable_income": row(0, 100, 100), "tax__rate_in_force": 0.25, "tax__disposal_gain": 0}
    with_charge, without = (sheet(books, tax__depreciation=row(0, *[one] * 2), **plain) for one in (40, 0))
    assert years_of(without["tax.due"] - with_charge["tax.due"]) == [0, 10, 10]
