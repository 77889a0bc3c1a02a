"""From the developer's credits to money: spot market, floor, purchase agreement, prepayment."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.sales import AgreementSales, ContractYears, FlooredPrice, SpotPrice, SpotSales

from .books import row, years_of
from .crediting import waterfall

# ---- the spot market ------------------------------------------------------------------------------------------------


def test_the_spot_price_is_the_stated_one_and_a_floor_holds_it_up():
    assert years_of(SpotPrice.spot_price(row(10, 12))) == [10, 12]
    assert years_of(FlooredPrice.spot_price(row(10, 12, 3), row(11, 11, 11))) == [11, 12, 11]


def test_a_share_of_the_developers_credits_is_sold():
    assert years_of(SpotSales.sold(row(0, 600, 600), 0.5)) == [0, 300, 300]


def test_credits_are_paid_after_the_lag_at_the_price_of_that_year():
    delivered = SpotSales.delivered(row(0, 300, 300, 0), row(1, 1, 1, 1))
    assert years_of(delivered) == [0, 0, 300, 300]
    revenue = SpotSales.revenue(delivered, row(10, 20, 30, 40))
    assert years_of(revenue) == [0, 0, 9000, 12000]
    assert years_of(SpotSales.sales_value(revenue)) == [0, 0, 9000, 12000]


def test_sales_go_on_after_operation_ends():
    rows = waterfall([0, 100, 100, 0, 0, 0], operation=2, issuance_lag=2)
    assert years_of(rows["credits.delivered"]) == [0, 0, 0, 100, 100, 0]


def test_a_lag_longer_than_the_life_still_pays_and_one_beyond_the_axis_does_not():
    abated = [0, 100, 100, 0, 0, 0, 0]
    rows = waterfall(abated, operation=2, issuance_lag=[[0, 4, 40]])
    assert rows["credits.delivered"].sum(axis=0).tolist() == [200, 200, 0]
    assert years_of(rows["credits.delivered"][:, [1]]) == [0, 0, 0, 0, 0, 100, 100]


# ---- a purchase agreement -------------------------------------------------------------------------------------------

AGE, STARTED = row(0, 0, 1, 2, 3, 4), row(0, 1, 1, 1, 1, 1)


def test_an_agreement_holds_from_the_start_of_crediting_and_never_outlives_operation():
    assert years_of(ContractYears.contracting(AGE, 0, 2, 9, STARTED, 1)) == [0, 1, 1, 0, 0, 0]
    assert years_of(ContractYears.contracting(AGE, 1.5, 2, 9, STARTED, 1)) == [0, 0, 0.5, 1, 0.5, 0]
    assert years_of(ContractYears.contracting(AGE, 0, 100, 2.5, STARTED, 1)) == [0, 1, 1, 0.5, 0, 0]
    assert years_of(ContractYears.contracting(AGE, 3, 100, 2, STARTED, 1)) == [0] * 6


def test_the_buyer_takes_his_volume_as_far_as_there_are_credits():
    offered = AgreementSales.offered(row(0, 600, 600, 100), 0.5)
    assert years_of(offered) == [0, 300, 300, 50]
    contracted = AgreementSales.contracted(offered, row(0, 200, 200, 200))
    assert years_of(contracted) == [0, 200, 200, 50]
    assert years_of(AgreementSales.sold_spot(offered, contracted)) == [0, 100, 100, 0]


def test_what_is_not_accepted_stays_with_the_developer():
    accepted = AgreementSales.accepted(row(0, 200, 200), 0.9)
    assert years_of(accepted) == [0, 180, 180]
    assert years_of(AgreementSales.sold(accepted, row(0, 100, 100))) == [0, 280, 280]
    rows = waterfall([0, 300, 300], sales=AGREED, **TERMS | {"agreement__delivery_factor": 0.9})
    assert years_of(rows["credits.held"]) == [0, 20, 20]


def test_each_part_is_paid_after_the_lag_at_its_own_price():
    lag = row(1, 1, 1)
    assert years_of(AgreementSales.delivered(row(0, 280, 280), lag)) == [0, 0, 280]
    agreed = AgreementSales.agreement_value(row(0, 180, 180), lag, row(12, 12, 15))
    assert years_of(agreed) == [0, 0, 2700]
    spot = AgreementSales.spot_value(row(0, 100, 100), lag, row(5, 6, 7))
    assert years_of(spot) == [0, 0, 700]
    assert years_of(AgreementSales.sales_value(agreed, spot)) == [0, 0, 3400]


def test_what_is_paid_in_advance_comes_in_the_first_year_less_the_discount():
    prepaid = AgreementSales.prepaid(row(0, 1000, 1000), 0.3)
    assert years_of(prepaid) == [0, 300, 300]
    received = AgreementSales.prepayment_received(prepaid, row(1, 0, 0), 0.1)
    assert years_of(received) == [540, 0, 0]
    assert years_of(AgreementSales.revenue(row(0, 1500, 1500), prepaid, received)) == [540, 1200, 1200]


AGREED = (SpotPrice, ContractYears, AgreementSales)
TERMS = {
    "agreement__years": 100,
    "agreement__volume": row(0, 200, 200),
    "agreement__price": 12,
    "agreement__delivery_factor": 1,
    "agreement__prepayment": 0,
    "agreement__prepayment_discount": 0,
}
PERCENTS = st.integers(0, 100).map(lambda percent: percent / 100)


@given(st.lists(st.integers(-500, 500), min_size=3, max_size=3), PERCENTS, PERCENTS, PERCENTS, st.integers(0, 2))
def test_each_credit_for_sale_is_accepted_refused_or_sold_on_the_spot_market(abated, cashed, factor, advance, lag):
    terms = {"agreement__delivery_factor": factor, "agreement__prepayment": advance, "issuance_lag": lag}
    terms |= {"share_cashed": cashed, "agreement__volume": row(0, 200, 200, 200, 0, 0)}
    rows = waterfall([0, *abated, 0, 0], operation=3, sales=AGREED, **TERMS | terms)
    one = {name.removeprefix("credits."): found for name, found in rows.items()}
    refused = one["contracted"] - one["accepted"]
    np.testing.assert_allclose(one["accepted"] + refused + one["sold_spot"], one["offered"], atol=1e-9)
    np.testing.assert_allclose(one["sold"] + one["held"], one["developer_credits"], atol=1e-9)
    np.testing.assert_allclose(one["revenue"].sum(), one["sales_value"].sum(), atol=1e-6)
    paid = 12 * one["accepted"].sum() + 10 * one["sold_spot"].sum()
    assert one["sales_value"].sum() == pytest.approx(paid, abs=1e-6)


def test_an_agreement_at_the_spot_price_sells_as_the_spot_market_does():
    terms = TERMS | {"agreement__price": 10}
    agreed, spot = waterfall([0, 300, 300], sales=AGREED, **terms), waterfall([0, 300, 300])
    for name in ("sold", "delivered", "revenue", "held"):
        np.testing.assert_array_equal(agreed[f"credits.{name}"], spot[f"credits.{name}"])
