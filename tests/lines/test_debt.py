"""Loans of every form of repayment, against a loan that is stepped year by year, and against published payments."""

from __future__ import annotations

import numpy as np
import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.calendar import Calendar
from appraisal.lines.debt import (
    Amortising,
    Annuity,
    Bullet,
    EqualPrincipal,
    ForeignCurrency,
    InterestCapitalised,
    InterestPaid,
    Loan,
    ReportingCurrency,
    Sculpted,
)
from appraisal.lines.finance import Debt

from .books import row, sheet, years_of

BANK = "finance.loans.bank."
TERMS = ("rate", "grace", "tenor", "fee", "commitment_fee", "share", "dscr", "exchange_rate")
FORMS = {"annuity": Annuity, "equal_principal": EqualPrincipal, "bullet": Bullet}


def loan(capital, *repayment, construction=1, interest=InterestCapitalised, money=ReportingCurrency, **stated):
    """Run calendar, debt and one loan; returns the loan's rows by their short names."""
    sculpted = Sculpted in repayment
    plain = {"rate": 0.05, "grace": 1, "tenor": 5, "fee": 0, "commitment_fee": 0, "share": 1} | stated
    rows = sheet(
        {
            "": [Calendar],
            "finance": [Debt],
            "finance.loans.bank": [Loan, interest, money, *([] if sculpted else [Amortising]), *repayment],
        },
        elapsed=row(*range(len(capital))),
        timeline__construction__years=construction,
        timeline__operation=200,
        whole_year=1,
        spend=row(*capital) / (sum(capital) or 1),
        swap__capex_gap=row(*capital),
        **{f"finance__loans__bank__{name}" if name in TERMS else name: value for name, value in plain.items()},
    )
    return {name.removeprefix(BANK): found for name, found in rows.items()}


def stepped(draws, rates, grace, tenor, form, construction, capitalised, exchange):
    """Live through the years of a loan in its own currency; every amount is turned into the report's at the end."""
    found, owed, first = [], 0.0, next(year for year, drawn in enumerate(draws) if drawn)
    for year, (drawn, rate, price) in enumerate(zip(draws, rates, exchange, strict=True)):
        now, drawn = year - first + 1, drawn / price
        opening, interest, left = owed, rate * (owed + drawn), tenor - now + 1
        joins = interest if capitalised and year < construction else 0.0
        back = 0.0
        if grace < now <= tenor:
            back = {
                "bullet": opening if left == 1 else 0.0,
                "equal_principal": opening / left,
                "annuity": -numpy_financial.pmt(rate, left, opening) - rate * opening,
            }[form]
        owed = opening + drawn + joins - back
        amounts = {"opening": opening, "interest": interest, "capitalised_interest": joins, "principal": back}
        amounts |= {"interest_paid": interest - joins, "balance": owed, "draw": drawn}
        found.append({name: amount * price for name, amount in amounts.items()})
    return {name: [one[name] for one in found] for name in found[0]}


# ---- the years of a loan ---------------------------------------------------------------------------------------------

LOAN_YEAR = row(0, 1, 2, 3, 4, 5, 6)


def test_repayment_starts_after_grace_and_ends_with_the_tenor():
    """The tenor includes grace: grace 2, tenor 5 repays in years 3, 4 and 5."""
    assert years_of(Loan.repaying(LOAN_YEAR, 2, 5, 1)) == [0, 0, 0, 1, 1, 1, 0]
    assert years_of(Loan.repaying(LOAN_YEAR, 0, 1, 1)) == [0, 1, 0, 0, 0, 0, 0]
    assert years_of(Loan.repaying(LOAN_YEAR, 5, 5, 1)) == [0] * 7


def test_the_years_left_include_this_one_and_never_run_out():
    assert years_of(Loan.years_left(LOAN_YEAR, 5, 1)) == [6, 5, 4, 3, 2, 1, 1]


def test_the_last_year_is_that_of_the_tenor():
    repaying = row(0, 0, 0, 1, 1, 1, 0)
    assert years_of(Loan.last_year(Loan.years_left(LOAN_YEAR, 5, 1), repaying, 1)) == [0, 0, 0, 0, 0, 1, 0]


def test_a_loan_serves_from_its_first_draw_to_its_last_year():
    assert years_of(Loan.serving(LOAN_YEAR, 5, 1)) == [0, 1, 1, 1, 1, 1, 0]
    assert years_of(Loan.serving(LOAN_YEAR, 1, 1)) == [0, 1, 0, 0, 0, 0, 0]


def test_the_years_of_a_loan_count_from_the_first_draw():
    """Nothing is spent in the first year of construction: year 1 of the loan is the second year of the axis."""
    rows = loan([0, 60, 40, 0, 0, 0, 0], EqualPrincipal, construction=3, grace=2, tenor=4, rate=0)
    assert years_of(rows["finance.loan_year"]) == [0, 1, 2, 3, 4, 5, 6]
    assert years_of(rows["principal"]) == pytest.approx([0, 0, 0, 50, 50, 0, 0])
    assert years_of(rows["serving"]) == [0, 1, 1, 1, 1, 0, 0]


# ---- draws, interest, fees -------------------------------------------------------------------------------------------


def test_draws_are_a_share_of_the_capital_as_it_is_spent():
    assert years_of(Loan.draw(row(60, 40, 0), 0.7)) == pytest.approx([42, 28, 0])


def test_what_is_owed_at_the_start_is_last_years_balance_at_this_years_exchange_rate():
    assert years_of(Loan.opening(row(100, 80, 60), row(1, 1.25, 0.5))) == [0, 125, 40]


def test_interest_is_on_the_opening_balance_and_on_the_draw():
    """Drawn at the start, served at the end of the year."""
    assert years_of(Loan.interest(row(0, 105, 100), row(100, 20, 0), row(0.05, 0.1, 0))) == [5, 12.5, 0]


def test_interest_joins_the_principal_or_is_paid():
    interest, rolling = row(5, 12, 10), row(1, 1, 0)
    joined = Loan.capitalised_interest(interest, rolling)
    assert years_of(joined) == [5, 12, 0]
    assert years_of(Loan.interest_paid(interest, joined)) == [0, 0, 10]


def test_interest_joins_the_principal_until_operation_starts_or_never():
    assert years_of(InterestCapitalised.rolling(row(0, 0, 1, 1))) == [1, 1, 0, 0]
    assert InterestPaid.rolling() == 0


def test_the_fee_is_on_all_draws_and_paid_with_the_first():
    drawn, first = row(0, 300, 180, 120), row(0, 1, 0, 0)
    assert years_of(Loan.upfront_fee(drawn, 0.01, first)) == pytest.approx([0, 6, 0, 0])


def test_the_commitment_fee_is_on_what_is_not_drawn_yet():
    """0.5 % on 300 after the first draw of 600, on 120 after the second, on nothing after the last."""
    assert years_of(Loan.commitment(row(300, 180, 120, 0), 0.005)) == pytest.approx([1.5, 0.6, 0, 0])


def test_fees_of_a_loan_that_starts_late():
    rows = loan([0, 50, 30, 20, 0, 0, 0], EqualPrincipal, construction=4, grace=3, share=0.6, fee=0.01)
    assert years_of(rows["upfront_fee"]) == pytest.approx([0, 0.6, 0, 0, 0, 0, 0])
    committed = loan([0, 50, 30, 20, 0, 0, 0], EqualPrincipal, construction=4, grace=3, share=0.6, commitment_fee=0.005)
    assert years_of(committed["commitment"])[1:] == pytest.approx([0.15, 0.06, 0, 0, 0, 0])


# ---- currencies ------------------------------------------------------------------------------------------------------


def test_a_loan_in_the_reporting_currency_is_never_revalued():
    assert ReportingCurrency.revaluation() == 1


def test_a_foreign_loan_follows_the_exchange_rate_from_the_second_year_on():
    assert years_of(ForeignCurrency.revaluation(row(2, 2.5, 1), row(1, 0, 0))) == [1, 1.25, 0.4]


@given(st.floats(0.001, 1000))
def test_an_exchange_rate_that_stands_still_changes_nothing(rate):
    terms = {"construction": 2, "grace": 3, "tenor": 8, "rate": 0.07}
    home = loan([60, 40, *[0] * 8], Annuity, **terms)
    abroad = loan([60, 40, *[0] * 8], Annuity, money=ForeignCurrency, exchange_rate=rate, **terms)
    for name in ("interest", "principal", "balance"):
        np.testing.assert_allclose(abroad[name], home[name], rtol=1e-12, atol=1e-12)


def test_a_currency_that_doubles_doubles_what_is_owed_and_paid():
    """100 in two equal parts at 10 %: what is owed is worth twice as much from the second year on."""
    stated = {"money": ForeignCurrency, "exchange_rate": row(1, 2, 2, 2), "grace": 1, "tenor": 3, "rate": 0.1}
    rows = loan([100, 0, 0, 0], EqualPrincipal, interest=InterestPaid, **stated)
    assert years_of(rows["opening"]) == pytest.approx([0, 200, 100, 0])
    assert years_of(rows["interest_paid"]) == pytest.approx([10, 20, 10, 0])
    assert years_of(rows["principal"]) == pytest.approx([0, 100, 100, 0])
    assert years_of(rows["balance"]) == pytest.approx([100, 100, 0, 0])


# ---- annuity, equal principal, bullet --------------------------------------------------------------------------------


def test_a_loan_that_amortises_is_drawn_at_its_stated_share():
    assert Amortising.drawn_share(0.7) == 0.7


def test_principal_and_service_of_a_loan_that_amortises():
    assert years_of(Amortising.principal(row(0, 100, 60), row(0, 0.4, 1))) == [0, 40, 60]
    assert years_of(Amortising.fixed_service(row(3, 5, 2), row(0, 40, 60))) == [3, 45, 62]


def test_what_is_owed_grows_by_draws_and_capitalised_interest_and_falls_by_principal():
    owed = Amortising.balance(
        draw=row(100, 50, 0, 0), rate=0.1, rolling=row(1, 1, 0, 0), revaluation=1, repaid_share=row(0, 0, 0.25, 1)
    )
    assert years_of(owed) == pytest.approx([110, 176, 132, 0])


def test_an_annuity_repays_what_the_level_payment_leaves_beside_interest():
    """1 at 10 % over 2 years: 0.57619 a year, of which 0.1 is interest in the first."""
    shares = Annuity.repaid_share(0.1, row(3, 2, 1, 1), row(0, 1, 1, 0), row(0, 0, 1, 0), 1)
    assert years_of(shares) == pytest.approx([0, 1 / 2.1, 1, 0])


def test_equal_principal_repays_one_part_of_as_many_as_years_are_left():
    assert years_of(EqualPrincipal.repaid_share(row(4, 3, 2, 1, 1), row(0, 1, 1, 1, 0), 1)) == [0, 1 / 3, 1 / 2, 1, 0]


def test_a_bullet_repays_all_in_the_last_year():
    assert years_of(Bullet.repaid_share(row(0, 0, 1, 0))) == [0, 0, 1, 0]


def test_the_payments_that_microsoft_publishes_for_its_functions():
    """Examples on the pages of IPMT and PPMT: 292.45 interest in year 3 of 8,000 over 3 years at 10 %, and
    27,598.05 principal in year 10 of 200,000 over 10 years at 8 %."""
    three = loan([8000, *[0] * 4], Annuity, interest=InterestPaid, rate=0.1, grace=1, tenor=4)
    assert years_of(three["interest_paid"])[3] == pytest.approx(292.45, abs=0.005)
    ten = loan([200_000, *[0] * 11], Annuity, interest=InterestPaid, rate=0.08, grace=1, tenor=11)
    assert years_of(ten["principal"])[10] == pytest.approx(27_598.05, abs=0.005)


RATES = st.integers(0, 300).map(lambda tenths: tenths / 1000)


@given(RATES, st.integers(1, 6), st.integers(1, 35), st.booleans())
def test_an_annuity_is_level_and_splits_as_numpy_financial_splits_it(rate, grace, payments, capitalised):
    tenor = grace + payments
    interest = InterestCapitalised if capitalised else InterestPaid
    rows = loan([1000, *[0] * (tenor + 1)], Annuity, interest=interest, rate=rate, grace=grace, tenor=tenor)
    owed = 1000 * (1 + rate * capitalised)
    service = (rows["interest_paid"] + rows["principal"])[grace:tenor, 0]
    periods = np.arange(1, payments + 1)
    assert service == pytest.approx(-numpy_financial.pmt(rate, payments, owed), rel=1e-9)
    with np.errstate(invalid="ignore"):  # its future value at a rate of 0 divides by it first
        paid = -numpy_financial.ipmt(rate, periods, payments, owed)
    np.testing.assert_allclose(rows["interest_paid"][grace:tenor, 0], paid, rtol=1e-9, atol=1e-7)
    np.testing.assert_allclose(rows["principal"][grace:tenor, 0], service - paid, rtol=1e-9, atol=1e-7)
    assert years_of(rows["interest_paid"])[1:grace] == pytest.approx([owed * rate] * (grace - 1))


@given(RATES, st.integers(1, 20))
def test_equal_principal_falls_by_the_same_interest_every_year(rate, payments):
    tenor = payments + 1
    rows = loan([1000, *[0] * tenor], EqualPrincipal, interest=InterestPaid, rate=rate, grace=1, tenor=tenor)
    assert years_of(rows["principal"])[1:tenor] == pytest.approx([1000 / payments] * payments)
    expected = [rate * (1000 - paid * 1000 / payments) for paid in range(payments)]
    assert years_of(rows["interest_paid"])[1:tenor] == pytest.approx(expected, abs=1e-9)


@given(RATES, st.integers(2, 20))
def test_a_bullet_pays_interest_alone_until_its_last_year(rate, tenor):
    rows = loan([1000, *[0] * tenor], Bullet, interest=InterestPaid, rate=rate, grace=0, tenor=tenor)
    assert years_of(rows["interest_paid"]) == pytest.approx([1000 * rate] * tenor + [0])
    assert years_of(rows["principal"]) == [0.0] * (tenor - 1) + [1000, 0]


@st.composite
def terms(draw):
    """Capital by year, rates, grace, tenor, exchange rates: draws end before repayment does."""
    waiting, building = draw(st.integers(0, 2)), draw(st.integers(1, 5))
    spent = draw(st.lists(st.integers(0, 1000), min_size=building, max_size=building))
    capital = [0] * waiting + [max(spent[0], 1), *spent[1:]]
    capitalised = draw(st.booleans())
    grace = draw(st.integers(building if capitalised else 0, building + 4))
    tenor = max(grace, building) + draw(st.integers(1, 20))
    count = waiting + tenor + draw(st.integers(0, 3))
    yearly = draw(st.lists(RATES, min_size=count, max_size=count))
    rates = yearly if draw(st.booleans()) else [yearly[0]] * count
    exchange = draw(st.one_of(st.just([1.0] * count), st.lists(st.floats(0.5, 2), min_size=count, max_size=count)))
    capital += [0] * (count - len(capital))
    return capital, rates, grace, tenor, waiting + building, capitalised, exchange


def run_of(form, found, **stated):
    capital, rates, grace, tenor, construction, capitalised, exchange = found
    return loan(
        capital,
        FORMS[form],
        construction=construction,
        interest=InterestCapitalised if capitalised else InterestPaid,
        money=ForeignCurrency,
        exchange_rate=row(*exchange),
        rate=row(*rates),
        grace=grace,
        tenor=tenor,
        **stated,
    )


@given(st.sampled_from(sorted(FORMS)), terms())
def test_every_loan_is_the_loan_stepped_year_by_year(form, found):
    rows = run_of(form, found)
    capital, *rest, exchange = found
    rates, grace, tenor, construction, capitalised = rest
    expected = stepped(capital, rates, grace, tenor, form, construction, capitalised, exchange)
    for name, amounts in expected.items():
        np.testing.assert_allclose(rows[name][:, 0], amounts, rtol=1e-9, atol=1e-6, err_msg=name)


@given(st.sampled_from(sorted(FORMS)), terms())
def test_every_loan_ends_at_nothing_and_repays_what_it_took(form, found):
    """In one currency all principal is all draws and all capitalised interest; in any, nothing is left."""
    abroad = run_of(form, found)
    tenor, first = found[3], next(year for year, drawn in enumerate(found[0]) if drawn)
    assert years_of(abroad["balance"])[first + tenor - 1 :] == pytest.approx([0] * (len(found[0]) - first - tenor + 1))
    home = run_of(form, (*found[:-1], [1.0] * len(found[0])))
    taken = home["draw"].sum() + home["capitalised_interest"].sum()
    assert home["principal"].sum() == pytest.approx(taken, rel=1e-12)
    assert home["balance"].min() >= -1e-9


@given(st.sampled_from(sorted(FORMS)), terms())
def test_the_lenders_earn_the_rate_of_the_year(form, found):
    """All draws and all payments of a loan at home, discounted at its own rates, are worth nothing."""
    rows = run_of(form, (*found[:-1], [1.0] * len(found[0])))
    paid = (rows["interest_paid"] + rows["principal"])[:, 0]
    start = np.cumprod([1.0, *(1 / (1 + rate) for rate in found[1])])
    assert rows["draw"][:, 0] @ start[:-1] == pytest.approx(paid @ start[1:], rel=1e-9)


@given(st.sampled_from(sorted(FORMS)), terms(), st.floats(0, 1))
def test_a_loan_is_proportional_to_its_share(form, found, share):
    whole, part = run_of(form, found), run_of(form, found, share=share)
    for name in ("draw", "interest", "principal", "balance"):
        np.testing.assert_allclose(part[name], whole[name] * share, rtol=1e-9, atol=1e-9)


# ---- sculpted to the cash flow ---------------------------------------------------------------------------------------


def test_the_target_is_what_the_cover_ratio_and_the_other_loans_leave():
    target = Sculpted.target_service(row(0, 130, 130, 26, -50), 1.3, row(0, 0, 40, 40, 0), row(0, 1, 1, 1, 1))
    assert years_of(target) == pytest.approx([0, 100, 60, 0, 0])
    assert years_of(Sculpted.target_service(row(130, 130), 1.3, 0, row(0, 1))) == pytest.approx([0, 100])


def test_what_is_owed_grows_where_interest_joins_it_or_is_part_of_the_service():
    """Construction, grace after it (interest is paid beside the service), repayment."""
    assert years_of(Sculpted.accrual(0.1, row(1, 0, 0), row(0, 0, 1), row(1, 1, 2))) == pytest.approx([1.1, 1, 2.2])


def test_the_target_is_worth_its_present_value_at_the_loans_rate():
    worth = Sculpted.target_worth(row(0, 0, 110, 121), row(1, 1, 1.1, 1.1))
    assert years_of(worth) == pytest.approx([200, 200, 200, 110])


def test_the_limit_is_worth_its_draws_at_the_same_rate():
    """All of it drawn in two years, 10 % capitalised: 60 and 40 a year later."""
    rolling = row(1, 1, 0)
    worth = Sculpted.limit_worth(row(60, 40, 0), 1, 0.1, rolling, 1 + 0.1 * rolling)
    assert years_of(worth) == pytest.approx([60 + 40 / 1.1, 40, 0])


def test_the_capacity_compares_both_in_the_first_year_and_holds_for_all():
    first = row(1, 0, 0)
    assert years_of(Sculpted.capacity(row(50, 70, 30), row(100, 10, 0), first)) == [0.5] * 3


def test_the_loan_is_drawn_at_what_the_service_repays_or_at_its_limit():
    assert Sculpted.drawn_share(0.8, np.array([[0.5, 1.0, 1.6]])).tolist() == [[0.4, 0.8, 0.8]]


def test_where_the_limit_binds_every_years_service_is_lower_by_the_same_share():
    found = Sculpted.service(row(0, 100, 60), np.array([[0.5, 1.25]]))
    np.testing.assert_allclose(found, [[0, 0], [100, 80], [60, 48]])


def test_principal_is_what_the_service_leaves_beside_interest():
    """Below zero where the service does not cover interest."""
    assert years_of(Sculpted.principal(row(0, 30, 5), row(9, 9, 8), row(0, 1, 1))) == [0, 21, -3]


def test_a_sculpted_balance_falls_by_service_and_ends_at_nothing():
    owed = Sculpted.balance(
        draw=row(100, 0, 0, 0),
        rate=0.1,
        rolling=row(1, 0, 0, 0),
        service=row(0, 61, 66, 0),
        accrual=row(1.1, 1.1, 1.1, 1),
        last_year=row(0, 0, 1, 0),
    )
    assert years_of(owed) == pytest.approx([110, 60, 0, 0])


@given(RATES, st.integers(1, 20), st.floats(1, 3), st.booleans())
def test_with_a_level_cash_flow_a_sculpted_loan_is_an_annuity(rate, payments, cover, capitalised):
    """The debt is the present value of cash flow over cover, as PV() gives it."""
    tenor, interest = payments + 1, InterestCapitalised if capitalised else InterestPaid
    stated = {"rate": rate, "grace": 1, "tenor": tenor, "interest": interest}
    capital = [10_000, *[0] * tenor]
    cash = {"dscr": cover, "finance__unlevered_cfads": row(0, *[100] * tenor)}
    rows = loan(capital, Sculpted, **stated, **cash)
    with np.errstate(invalid="ignore"):
        debt = -numpy_financial.pv(rate, payments, 100 / cover) / (1 + rate * capitalised)
    assert rows["draw"].sum() == pytest.approx(debt, rel=1e-9)
    level = loan(capital, Annuity, share=debt / 10_000, **stated)
    for name in ("draw", "interest", "principal", "balance"):
        np.testing.assert_allclose(rows[name], level[name], rtol=1e-8, atol=1e-7)


def worth_forward(draws, service, rates, construction, repaying, capitalised, exchange):
    """Return what a sculpted loan owes in the end, in its own currency, stepped forward year by year."""
    owed = 0.0
    for year, (drawn, paid, rate, price) in enumerate(zip(draws, service, rates, exchange, strict=True)):
        bears = repaying[year] or (capitalised and year < construction)
        owed = (owed + drawn / price) * (1 + rate if bears else 1) - paid / price
    return owed


@st.composite
def sculpting(draw):
    found = draw(terms())
    capital, rates, grace, tenor, construction, capitalised, exchange = found
    first = next(year for year, spent in enumerate(capital) if spent)
    grace = max(grace, construction - first)
    tenor = max(tenor, grace + 1)
    longer = max(0, first + tenor - len(capital))
    found = capital + [0] * longer, rates + rates[-1:] * longer, grace, tenor
    found = *found, construction, capitalised, exchange + exchange[-1:] * longer
    cash = draw(st.lists(st.integers(-200, 900), min_size=len(found[0]), max_size=len(found[0])))
    return found, cash, draw(st.floats(0.05, 1)), draw(st.floats(1, 2.5))


@given(sculpting())
def test_a_sculpted_loan_pays_cash_flow_over_cover_or_is_drawn_to_its_limit(drawn):
    found, cash, share, cover = drawn
    capital, rates, grace, tenor, construction, capitalised, exchange = found
    first = next(year for year, spent in enumerate(capital) if spent)
    repaying = [grace < year - first + 1 <= tenor for year in range(len(capital))]
    rows = loan(
        capital,
        Sculpted,
        construction=construction,
        interest=InterestCapitalised if capitalised else InterestPaid,
        money=ForeignCurrency,
        exchange_rate=row(*exchange),
        rate=row(*rates),
        grace=grace,
        tenor=tenor,
        share=share,
        dscr=cover,
        finance__unlevered_cfads=row(*cash),
    )
    target = [max(0.0, amount / cover) * flag for amount, flag in zip(cash, repaying, strict=True)]
    after = (rates, construction, repaying, capitalised, exchange)
    limit = worth_forward([share * spent for spent in capital], [0.0] * len(capital), *after)
    capacity = -worth_forward([0.0] * len(capital), target, *after) / limit
    service = np.where(repaying, (rows["interest"] + rows["principal"])[:, 0], 0)
    np.testing.assert_allclose(service, np.array(target) / max(1, capacity), rtol=1e-7, atol=1e-6)
    np.testing.assert_allclose(rows["draw"][:, 0], np.array(capital) * share * min(1, capacity), rtol=1e-9, atol=1e-7)
    assert years_of(rows["balance"])[first + tenor - 1] == 0
    moves = rows["opening"] + rows["draw"] + rows["capitalised_interest"] - rows["principal"]
    np.testing.assert_allclose(rows["balance"], moves, rtol=1e-7, atol=1e-5)


def test_a_sculpted_loan_steps_behind_the_other_loans():
    """130 of cash over 1.3 is 100; the other loan takes 40 of it."""
    rows = loan([1000, 0, 0, 0], Sculpted, rate=0, tenor=3, dscr=1.3, finance__unlevered_cfads=130)
    behind = {"finance__loans__other__fixed_service": row(0, 40, 40, 0), "finance__unlevered_cfads": 130}
    second = loan([1000, 0, 0, 0], Sculpted, rate=0, tenor=3, dscr=1.3, **behind)
    assert years_of(rows["principal"]) == pytest.approx([0, 100, 100, 0])
    assert years_of(second["principal"]) == pytest.approx([0, 60, 60, 0])
    assert years_of(second["draw"]) == pytest.approx([120, 0, 0, 0])


def test_a_project_without_cash_flow_gets_no_sculpted_loan():
    rows = loan([1000, 0, 0, 0], Sculpted, tenor=3, dscr=1.3, finance__unlevered_cfads=row(0, -5, 0, 9))
    assert not any(rows[name].any() for name in ("draw", "interest", "principal", "balance"))
