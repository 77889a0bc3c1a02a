import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from appraisal.ground.roots import bracketed_root, positive_roots, sign_changes


def from_roots(roots, power=1):
    """Coefficients, lowest power first, of the product of (x - root), times x^2 + x + power."""
    coefficients = np.array([power, 1.0, 1.0])
    for root in roots:
        coefficients = np.convolve(coefficients, [-root, 1.0])
    return coefficients


def test_bracketed_roots_of_many_functions_at_once():
    target = np.array([1e-9, 0.5, 2.0, 7.0, 1e12])
    found = bracketed_root(lambda x: x * x * x - target, np.zeros(5), np.full(5, 1e5))
    np.testing.assert_allclose(found, np.cbrt(target), rtol=1e-15)


def test_bracketed_root_of_awkward_functions():
    functions = (
        lambda x: np.sign(x - 0.3),
        lambda x: np.exp(50 * (x - 0.3)) - 1,
        lambda x: np.tanh(1e6 * (x - 0.3)),
        lambda x: np.cbrt(x - 0.3),
        lambda x: np.where(x < 0.3, -1e-300, np.inf),
    )
    for function in functions:
        np.testing.assert_allclose(bracketed_root(function, [-4.0], [9.0]), 0.3, rtol=1e-14)


def test_bracketed_root_at_zero_and_at_the_ends():
    found = bracketed_root(lambda x: x, [-3.0, 0.0, -5.0], [5.0, 1.0, 0.0])
    np.testing.assert_allclose(found, 0, atol=1e-30)


def test_bracketed_root_keeps_the_ends_in_either_order():
    np.testing.assert_allclose(bracketed_root(lambda x: x - 2, [9.0, 0.0], [0.0, 9.0]), 2.0, rtol=1e-15)


def test_bracketed_root_does_not_depend_on_its_neighbours():
    target = np.array([0.1, 3.0, 50.0])
    together = bracketed_root(lambda x: x * x - target, np.zeros(3), np.full(3, 100.0))
    alone = [bracketed_root(lambda x, t=t: x * x - t, [0.0], [100.0])[0] for t in target]
    assert together.tolist() == alone


def test_bracketed_root_calls_an_expensive_function_seldom():
    calls = []

    def expensive(points):
        calls.append(len(points))
        return np.log(points / np.linspace(2, 90, 1000))

    bracketed_root(expensive, np.ones(1000), np.full(1000, 100.0))
    assert set(calls) == {1000}
    assert len(calls) < 25


def test_bracketed_root_refuses_a_bracket_without_a_sign_change():
    with pytest.raises(ValueError, match="same sign"):
        bracketed_root(lambda x: x * x + 1, [-1.0], [1.0])


def test_bracketed_root_refuses_nan():
    with pytest.raises(ValueError, match="NaN"):
        bracketed_root(lambda x: np.where(x == 1, 1.0, np.where(x == -1, -1.0, np.nan)), [-1.0], [1.0])


@pytest.mark.parametrize(
    ("coefficients", "changes"),
    [([1, 2, 3], 0), ([-1, 0, 0, 2], 1), ([0, -1, 0, -2, 0, 3, -1, 0], 2), ([0, 0], 0), ([1, -1, 1, -1], 3)],
)
def test_sign_changes_leave_zeros_out(coefficients, changes):
    assert sign_changes(np.array(coefficients, dtype=float).reshape(-1, 1)).tolist() == [changes]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6, unique=True), st.integers(1, 9))
def test_polynomials_built_from_known_roots_give_them_back(tenths, power):
    # The factor x^2 + x + power has no positive root and must add none.
    roots = sorted(t / 10 for t in tenths)
    assume(all(b / a > 1.05 for a, b in pairwise(roots)))
    np.testing.assert_allclose(positive_roots(from_roots(roots, power)), roots, rtol=1e-6)


def test_ten_known_roots():
    np.testing.assert_allclose(positive_roots(from_roots(range(1, 11))), np.arange(1, 11), rtol=1e-8)


@pytest.mark.parametrize("times", [2, 3, 4, 5])
def test_a_multiple_root_counts_once(times):
    found = positive_roots(from_roots([0.9] * times))
    assert len(found) == 1
    assert found[0] == pytest.approx(0.9, abs=1e-2)


def test_two_double_roots_stay_two():
    np.testing.assert_allclose(positive_roots(from_roots([0.9, 0.9, 2, 2])), [0.9, 2], rtol=1e-6)


def test_close_roots_are_told_apart_and_near_misses_are_no_roots():
    np.testing.assert_allclose(positive_roots(from_roots([1.0, 1.0001])), [1, 1.0001], rtol=1e-7)
    assert positive_roots([1.0 + 1e-9, -2.0, 1.0]).tolist() == []


def test_as_many_roots_as_years():
    # The Chebyshev polynomial of degree 12 moved to (0, 2): every root is known and every coefficient changes sign.
    roots = np.sort(1 + np.cos((2 * np.arange(1, 13) - 1) * math.pi / 24))
    coefficients = from_roots(roots)
    np.testing.assert_allclose(positive_roots(coefficients), roots, rtol=1e-5)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e15, 1e300])
@pytest.mark.parametrize("length", [60, 250])
def test_long_series_do_not_overflow(length, scale):
    coefficients = np.full(length, scale)
    coefficients[0], coefficients[-1] = -scale, -scale * 1e-8
    found = positive_roots(coefficients)
    assert len(found) == 2
    np.testing.assert_allclose(found[0], 0.5, rtol=1e-8)
    np.testing.assert_allclose(found[1], 1e8, rtol=1e-6)


def test_zeros_around_change_nothing():
    plain = positive_roots([-1000, 6000, -10900, 5800])
    np.testing.assert_allclose(positive_roots([0, 0, -1000, 6000, -10900, 5800, 0]), plain, rtol=1e-13)


def test_tiny_coefficients_keep_their_roots():
    np.testing.assert_allclose(positive_roots([1e15, -1e-6]), [1e21], rtol=1e-13)
    np.testing.assert_allclose(positive_roots([1e-6, -1e15]), [1e-21], rtol=1e-13)


@pytest.mark.parametrize("coefficients", [[], [0, 0], [1, np.nan], [[1, 2], [3, 4]]])
def test_positive_roots_refuses(coefficients):
    with pytest.raises(ValueError, match=r"empty|zero|finite|one series"):
        positive_roots(coefficients)
