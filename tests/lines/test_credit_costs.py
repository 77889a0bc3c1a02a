"""What having credits costs: levies at issuance, the advance on them at registration, aftercare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.credit_costs import (
    Aftercare,
    AftercareYears,
    FlatFee,
    NoAftercare,
    NoRegistrationFee,
    RegistrationFee,
    Requested,
    TieredFee,
)

from .books import row, years_of
from .crediting import waterfall

# ---- fees at issuance -----------------------------------------------------------------------------------------------


def test_issuance_is_requested_after_the_lag():
    assert years_of(Requested.requested(row(0, 600, 600, 0), row(1, 1, 1, 1))) == [0, 0, 600, 600]


def test_a_flat_fee_falls_on_each_credit_requested():
    assert years_of(FlatFee.issuance_levy(row(0, 0, 600, 600), 0.2)) == [0, 0, 120, 120]


def test_the_levy_of_the_clean_development_mechanism():
    """7/CMP.1, paragraph 37: 0.10 USD for the first 15,000 of a year, 0.20 beyond; 118,500 USD for 600,000."""
    levy = TieredFee.issuance_levy(row(0, 10_000, 15_000, 600_000), 15_000, 0.10, 0.20, 1)
    assert years_of(levy) == pytest.approx([0, 1000, 1500, 118_500])


def test_the_tiers_start_anew_each_year():
    levy = TieredFee.issuance_levy(row(20_000, 20_000), 15_000, 0.10, 0.20, 1)
    assert years_of(levy) == pytest.approx([2500, 2500])


# ---- registration ---------------------------------------------------------------------------------------------------


def test_without_an_advance_registration_and_issuance_cost_what_is_stated():
    assert NoRegistrationFee.registering_cost(300) == 300
    assert years_of(NoRegistrationFee.issuance_cost(row(0, 120))) == [0, 120]


def test_what_is_expected_is_the_average_of_the_crediting_years():
    found = RegistrationFee.expected_yearly(row(0, 600, 300, 0), row(0, 1, 0.5, 0), 1)
    assert years_of(found) == [600] * 4


@pytest.mark.parametrize(
    ("expected", "fee"),
    [
        (600_000, 118_500),
        (16_000, 1700),
        (15_000, 1500),  # only what lies below 15,000 is exempt
        (14_999, 0),
        (10_000_000, 350_000),  # the cap
    ],
)
def test_the_advance_is_the_tariff_on_what_is_expected(expected, fee):
    yearly, registering = row(expected, expected), row(1, 0)
    found = RegistrationFee.registration_advance(yearly, 15_000, 350_000, 0.20, 15_000, 0.10, registering, 1)
    assert years_of(found) == pytest.approx([fee, 0])


def test_registering_costs_the_stated_amount_and_the_advance():
    assert years_of(RegistrationFee.registering_cost(row(50, 0), row(118, 0))) == [168, 0]


def test_the_advance_is_used_up_by_the_first_levies():
    above = RegistrationFee.levies_above_advance(row(0, 80, 80, 80), row(100, 0, 0, 0))
    assert years_of(above) == [0, 0, 60, 140]
    assert years_of(RegistrationFee.issuance_cost(above)) == [0, 0, 60, 80]


FEES = (Requested, TieredFee, RegistrationFee, NoAftercare)
TARIFF = {
    "registration_fee__exempt_below": 15_000,
    "registration_fee__cap": 350_000,
    "issuance_fee": 0.2,
    "issuance_tier__up_to": 15_000,
    "issuance_tier__fee": 0.1,
}


def test_600_000_tonnes_a_year_pay_118_500_at_registration_and_nothing_at_the_first_issuance():
    rows = waterfall([0, *[600_000] * 3, 0], operation=3, costs=FEES, **TARIFF, issuance_lag=1)
    assert years_of(rows["credits.registering_cost"]) == pytest.approx([118_500, 0, 0, 0, 0])
    assert years_of(rows["credits.issuance_levy"]) == pytest.approx([0, 0, 118_500, 118_500, 118_500])
    assert years_of(rows["credits.issuance_cost"]) == pytest.approx([0, 0, 0, 118_500, 118_500])


@given(st.lists(st.integers(0, 900_000), min_size=4, max_size=4), st.integers(0, 400_000))
def test_all_that_is_paid_is_the_levies_or_the_advance_whichever_is_more(abated, cap):
    rows = waterfall([0, *abated, 0], operation=4, costs=FEES, **TARIFF | {"registration_fee__cap": cap})
    paid = rows["credits.registration_advance"].sum() + rows["credits.issuance_cost"].sum()
    owed = max(rows["credits.issuance_levy"].sum(), rows["credits.registration_advance"].sum())
    assert paid == pytest.approx(owed)
    assert (rows["credits.issuance_cost"] >= 0).all()
    assert rows["credits.registration_advance"].max() <= cap


def test_no_credits_no_fees():
    rows = waterfall([0, 0, 0], costs=FEES, **TARIFF)
    assert not any(rows[f"credits.{name}"].any() for name in ("registering_cost", "issuance_cost"))


# ---- yearly cost ----------------------------------------------------------------------------------------------------


def test_the_yearly_cost_of_credits_adds_up():
    assert years_of(NoAftercare.crediting_cost(row(0, 150, 150), row(0, 0, 120))) == [0, 150, 270]
    assert years_of(Aftercare.crediting_cost(row(0, 150, 0), row(0, 0, 120), row(0, 0, 30))) == [0, 150, 150]


AGE, STARTED = row(0, 0, 1, 2, 3, 4), row(0, 1, 1, 1, 1, 1)


def test_crediting_ends_by_its_length_or_with_operation():
    assert AftercareYears.crediting_end(1, 7, 25) == 8
    assert AftercareYears.crediting_end(1, 7, 5) == 5


def test_aftercare_follows_crediting():
    assert years_of(AftercareYears.after_crediting(AGE, 0, 2, 2, STARTED, 1)) == [0, 0, 0, 1, 1, 0]
    assert years_of(AftercareYears.after_crediting(AGE, 1, 1.5, 1.75, STARTED, 1)) == [0, 0, 0.5, 1, 0.25, 0]
    assert years_of(AftercareYears.after_crediting(AGE, 0, 2, 0, STARTED, 1)) == [0] * 6


def test_nothing_is_watched_where_no_crediting_falls_inside_operation():
    assert years_of(AftercareYears.after_crediting(AGE, 3, 2, 2, STARTED, 1)) == [0] * 6
    assert years_of(AftercareYears.after_crediting(AGE, 2, 2, 2, STARTED, 1)) == [0] * 6


@given(st.floats(0, 5), st.floats(0.1, 12), st.floats(0, 9), st.integers(1, 12))
def test_aftercare_lasts_as_stated_whenever_crediting_ends(start, years, watched, operation):
    costs = (Requested, FlatFee, NoRegistrationFee, AftercareYears, Aftercare)
    terms = {"crediting__start_after": start, "crediting__years": years, "aftercare__years": watched}
    rows = waterfall([0] * 40, operation, costs=costs, **terms, aftercare__cost=0)
    lasts = watched if start < operation else 0
    assert rows["credits.after_crediting"].sum() == pytest.approx(lasts, abs=1e-9)
    assert (rows["credits.credited"] + rows["credits.after_crediting"] <= 1 + 1e-9).all()
