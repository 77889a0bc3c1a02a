"""Price levels, discount factors and the three timing conventions."""

from __future__ import annotations

import numpy as np
import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.money import Discounting, EndOfYear, MidYear, NominalMoney, RealMoney, YearZero

from .books import row, sheet, years_of

YEARS = row(2012, 2013, 2014)


def factors(timing, rate=0.1, valuation=2012):
    stated = {"discount_rate": rate, "timeline__valuation_year": valuation, "whole_year": 1, "half_year": 0.5}
    rows = sheet({"": [Discounting, timing]}, year=YEARS, **stated)
    return rows["discount_factor"][:, 0], rows["operating_discount_factor"][:, 0]


def test_nominal_figures_know_no_inflation():
    assert NominalMoney.price_level() == 1


def test_the_price_level_is_1_in_the_price_year_and_compounds_both_ways():
    level = RealMoney.price_level(0.02, YEARS, 2013)
    assert years_of(level) == pytest.approx([1 / 1.02, 1, 1.02])
    assert years_of(RealMoney.price_level(0.0, YEARS, 1990)) == [1, 1, 1]


def test_years_count_from_the_valuation_year():
    assert years_of(Discounting.since_valuation(YEARS, 2013)) == [-1, 0, 1]


def test_discount_factors_of_the_tables():
    # Present worth factors (P/F, i, n) printed in engineering economy tables.
    assert years_of(Discounting.discount_factor(0.10, row(0, 1, 2, 25))) == pytest.approx(
        [1, 0.9091, 0.8264, 0.0923], abs=5e-5
    )
    assert years_of(Discounting.operating_discount_factor(0.08, row(1, 10, 20))) == pytest.approx(
        [0.9259, 0.4632, 0.2145], abs=5e-5
    )


def test_outlays_of_the_valuation_year_are_not_discounted():
    since = row(-1, 0, 1)
    assert years_of(YearZero.outlay_time(since)) == [-1, 0, 1]
    assert years_of(YearZero.operating_time(since)) == [-1, 0, 1]


def test_at_the_end_of_the_year_everything_counts_a_year_later():
    since = row(-1, 0, 1)
    assert years_of(EndOfYear.outlay_time(since, 1)) == [0, 1, 2]
    assert years_of(EndOfYear.operating_time(since, 1)) == [0, 1, 2]


def test_in_the_middle_of_the_year_only_operation_moves_and_half_a_year_earlier():
    since = row(-1, 0, 1)
    assert years_of(MidYear.outlay_time(since)) == [-1, 0, 1]
    assert years_of(MidYear.operating_time(since, 0.5)) == [-1.5, -0.5, 0.5]


def test_the_end_of_year_is_what_a_spreadsheets_npv_counts():
    flows = [-100.0, 60.0, 70.0]
    ours = flows @ factors(EndOfYear)[0]
    assert ours == pytest.approx(numpy_financial.npv(0.1, [0.0, *flows]))
    assert flows @ factors(YearZero)[0] == pytest.approx(numpy_financial.npv(0.1, flows))


@given(st.floats(-0.5, 2))
def test_the_conventions_differ_by_one_factor(rate):
    zero, end, mid = (factors(timing, rate) for timing in (YearZero, EndOfYear, MidYear))
    np.testing.assert_allclose(end[0] * (1 + rate), zero[0], rtol=1e-12)
    np.testing.assert_allclose(end[1], end[0], rtol=0)
    np.testing.assert_array_equal(mid[0], zero[0])
    np.testing.assert_allclose(mid[1], zero[1] * (1 + rate) ** 0.5, rtol=1e-12)


@given(st.floats(-0.5, 2), st.integers(1990, 2030))
def test_a_later_valuation_year_compounds_every_factor_alike(rate, valuation):
    here, there = factors(YearZero, rate)[0], factors(YearZero, rate, valuation)[0]
    np.testing.assert_allclose(there, here * (1 + rate) ** (valuation - 2012), rtol=1e-11)
