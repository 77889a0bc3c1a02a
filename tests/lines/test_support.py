"""Direct support: costs that governments bear, and a price that they guarantee."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.support import GuaranteedAlways, GuaranteedInYears, PriceGuarantee, SupportCost

from .books import row, years_of


def test_a_support_cost_is_its_amount():
    assert years_of(SupportCost.support_cost(row(5, 0))) == [5, 0]


def test_a_guarantee_holds_in_every_year_or_in_those_that_are_stated():
    assert GuaranteedAlways.guaranteed() == 1
    assert years_of(GuaranteedInYears.guaranteed(row(0, 1, 0), 1)) == [0, 1, 0]


def test_a_guarantee_pays_what_sales_lack_and_nothing_above_its_price():
    delivered, value = row(0, 300, 300, 300), row(0, 3000, 6000, 3000)
    found = PriceGuarantee.guarantee_payment(delivered, value, row(15, 15, 15, 15), row(1, 1, 1, 0))
    assert years_of(found) == [0, 1500, 0, 0]


@given(st.integers(0, 900), st.integers(-20, 60), st.integers(0, 60))
def test_with_a_guarantee_each_credit_brings_the_better_of_two_prices(tonnes, price, guaranteed):
    paid = tonnes * price + PriceGuarantee.guarantee_payment(tonnes, tonnes * price, guaranteed, 1)
    assert paid == np.maximum(price, guaranteed) * tonnes
