"""Tariffs in tiers: the published one, its limits, and rates on whole arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.ground.tariff import tiered

RATES = st.integers(0, 100).map(lambda cents: cents / 100)


def test_the_administration_levy_of_the_clean_development_mechanism():
    """7/CMP.1, paragraph 37: 0.10 USD for the first 15,000 credits, 0.20 for each beyond."""
    assert float(tiered(600_000, 15_000, 0.10, 0.20)) == pytest.approx(118_500)


def test_at_the_threshold_the_second_rate_has_not_begun():
    assert tiered(15_000, 15_000, 0.10, 0.20) == pytest.approx(1500)
    assert tiered(15_001, 15_000, 0.10, 0.20) == pytest.approx(1500.20)
    assert tiered(0, 15_000, 0.10, 0.20) == 0


@given(st.integers(0, 10**6), RATES, RATES)
def test_without_a_first_tier_or_with_one_for_everything_there_is_one_rate(quantity, first, beyond):
    assert tiered(quantity, 0, first, beyond) == quantity * beyond
    assert tiered(quantity, 10**6, first, beyond) == quantity * first


@given(st.integers(0, 10**4), st.integers(0, 10**4), RATES, RATES)
def test_a_tariff_charges_unit_by_unit(quantity, up_to, first, beyond):
    units = sum(first if unit < up_to else beyond for unit in range(quantity % 200))
    assert tiered(quantity % 200, up_to, first, beyond) == pytest.approx(units)


def test_years_and_draws_each_have_their_own_tariff():
    found = tiered(np.array([[10.0], [30.0]]), np.array([[20.0, 0.0]]), 1.0, np.array([[2.0], [3.0]]))
    assert found.tolist() == [[10, 20], [50, 90]]
