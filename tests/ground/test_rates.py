import numpy as np
import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.ground.rates import capital_recovery_factor, compound, discount_factor, nominal_rate, real_rate

rates = st.floats(-0.9, 5.0)


def test_compound_of_arrays_broadcasts():
    grown = compound(np.array([0.0, 0.1]), np.array([[0], [1], [2]]))
    np.testing.assert_allclose(grown, [[1, 1], [1, 1.1], [1, 1.21]], rtol=1e-15)


def test_another_kind_of_value_can_be_registered():
    class Spelled:
        pass

    compound.register(Spelled, lambda rate, years: f"(1+rate)^{years}")
    capital_recovery_factor.register(Spelled, lambda rate, years: f"-PMT(rate,{years},1)")
    assert compound(Spelled(), 3) == "(1+rate)^3"
    assert capital_recovery_factor(Spelled(), 3) == "-PMT(rate,3,1)"


@pytest.mark.parametrize("growth", [compound, capital_recovery_factor])
def test_an_unregistered_kind_of_value_fails_loudly(growth):
    with pytest.raises(TypeError):
        growth(object(), 3)


def test_capital_recovery_factor_of_numbers_and_rows_broadcasts():
    found = capital_recovery_factor(np.array([[0.0], [0.1]]), np.array([1, 2]))
    np.testing.assert_allclose(found, [[1, 0.5], [1.1, 0.5761904762]], rtol=1e-9)
    assert float(capital_recovery_factor(0.1, 2)) == found[1, 1]


@given(st.integers(0, 5000), st.integers(1, 60))
def test_one_payment_of_as_many_as_are_left_repays_a_part_of_what_is_owed(tenths, years):
    """The level payment less interest is what is repaid: all with one payment left, never below nothing."""
    rate = tenths / 1000
    repaid = float(capital_recovery_factor(rate, years)) - rate
    assert -1e-12 <= repaid <= 1 / years + 1e-12
    assert float(capital_recovery_factor(rate, 1)) - rate == pytest.approx(1)


@given(rates, st.integers(-60, 60))
def test_discount_factor_undoes_compounding(rate, years):
    assert compound(rate, years) * discount_factor(rate, years) == pytest.approx(1, rel=1e-14)


def test_extreme_rates_reach_their_limits_without_a_warning():
    assert compound(1e4, 250) == np.inf
    assert discount_factor(1e4, 250) == 0
    assert discount_factor(-0.9999999999, 60) == np.inf


@given(rates, rates)
def test_fisher_relation_holds_both_ways(real, inflation):
    nominal = nominal_rate(real, inflation)
    assert 1 + nominal == pytest.approx((1 + real) * (1 + inflation), rel=1e-14)
    assert real_rate(nominal, inflation) == pytest.approx(real, rel=1e-12, abs=1e-12)


def test_fisher_published_figures():
    # Brealey, Myers & Allen, ch. 6: 10 % nominal under 6 % inflation is 3.8 % real.
    assert real_rate(0.10, 0.06) == pytest.approx(0.038, abs=5e-4)


def test_capital_recovery_factor_of_tables():
    # Factor A/P printed in engineering economy tables.
    factors = capital_recovery_factor(np.array([0.05, 0.08, 0.10]), np.array([20, 25, 5]))
    np.testing.assert_allclose(factors, [0.0802, 0.0937, 0.2638], atol=5e-5)


def test_capital_recovery_factor_without_interest_is_one_over_years():
    np.testing.assert_array_equal(capital_recovery_factor([0.0, 0.0], [4, 25]), [0.25, 0.04])


def test_capital_recovery_factor_reaches_the_rate_for_ever():
    assert capital_recovery_factor(1e4, 250) == 1e4


@given(st.floats(0.001, 1.0), st.integers(1, 60))
def test_recovered_payments_repay_the_loan(rate, years):
    payment = float(capital_recovery_factor(rate, years))
    assert numpy_financial.npv(rate, [-1.0] + [payment] * years) == pytest.approx(0, abs=1e-10)


@pytest.mark.parametrize(("rate", "years"), [(-1, 5), (np.nan, 5), (0.1, 0), (0.1, -3), (0.1, np.inf)])
def test_capital_recovery_factor_refuses(rate, years):
    with pytest.raises(ValueError, match="capital recovery factor"):
        capital_recovery_factor(rate, years)
