"""The scans against plain loops over the years, one draw at a time."""

from __future__ import annotations

import math

import numpy as np
import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from appraisal.ground.scans import SCANS, carried, delayed, following, peak, previous, so_far, spread, to_come, total

# ---- plain loops, one list of years in, one list of years out -------------------------------------------------------


def loop_so_far(x):
    return [math.fsum(x[: year + 1]) for year in range(len(x))]


def loop_peak(x):
    return [max(x[: year + 1]) for year in range(len(x))]


def loop_previous(x):
    return [x[year - 1] if year else 0.0 for year in range(len(x))]


def loop_following(x):
    return [x[year + 1] if year + 1 < len(x) else 0.0 for year in range(len(x))]


def loop_delayed(x, lags):
    return [x[year - int(lags[0])] if year >= lags[0] else 0.0 for year in range(len(x))]


def loop_carried(x, by):
    out, last = [], 0.0
    for amount, factor in zip(x, by, strict=True):
        last = last * factor + amount
        out.append(last)
    return out


def loop_to_come(x, by):
    out, coming = [], 0.0
    for amount, factor in zip(reversed(x), reversed(by), strict=True):
        coming = (coming + amount) / factor
        out.insert(0, coming)
    return out


def loop_spread(x, by_age):
    return [sum(x[start] * by_age[year - start] for start in range(year + 1)) for year in range(len(x))]


def by_loop(loop, *rows):
    """Run a loop on each draw; every result has as many draws as the widest row."""
    rows = [np.asarray(row, dtype=float) for row in rows]
    years, draws = max(map(len, rows)), max(row.shape[1] for row in rows)
    rows = [np.broadcast_to(row, (years, draws)) for row in rows]
    return np.array([loop(*(list(row[:, draw]) for row in rows)) for draw in range(draws)]).T


def same(found, loop, *rows):
    np.testing.assert_allclose(found, by_loop(loop, *rows), rtol=1e-12, atol=1e-6)


CENTS = st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)
FACTORS = st.floats(0.5, 1.5)
WIDTHS = st.sampled_from([(1, 1), (1, 3), (3, 1), (3, 3)])


@st.composite
def pairs(draw, first=CENTS, second=FACTORS):
    """Two rows of the same years; each has three draws or one."""
    years, (one, other) = draw(st.integers(1, 12)), draw(WIDTHS)
    return draw(arrays(float, (years, one), elements=first)), draw(arrays(float, (years, other), elements=second))


@given(pairs())
def test_backward_scans_of_one_row(rows):
    x, _ = rows
    same(so_far(x), loop_so_far, x)
    same(peak(x), loop_peak, x)
    same(previous(x), loop_previous, x)
    same(previous(previous(x)), loop_delayed, x, np.full(x.shape, 2.0))


@given(pairs())
def test_following_is_next_year_and_nothing_after_the_last(rows):
    x, _ = rows
    same(following(x), loop_following, x)
    np.testing.assert_array_equal(following(x), previous(x[::-1])[::-1])


@given(pairs())
def test_carried_is_last_years_value_times_by_plus_this_years(rows):
    same(carried(*rows), loop_carried, *rows)


@given(pairs())
def test_to_come_is_next_years_value_plus_this_years_over_by(rows):
    same(to_come(*rows), loop_to_come, *rows)


@given(pairs(second=st.floats(-1, 1)))
def test_spread_unrolls_each_year_over_those_that_follow(rows):
    same(spread(*rows), loop_spread, *rows)


@given(pairs(), st.lists(st.integers(0, 15), min_size=3, max_size=3))
def test_delayed_with_a_lag_for_each_draw(rows, lags):
    x, _ = rows
    lag = np.broadcast_to(np.array([lags], dtype=float), (len(x), 3))
    same(delayed(x, lag), loop_delayed, x, lag)


@given(pairs(), st.integers(0, 15))
def test_delayed_with_one_lag_keeps_the_shape(rows, lag):
    x, _ = rows
    found = delayed(x, np.full((len(x), 1), float(lag)))
    assert found.shape == x.shape
    same(found, loop_delayed, x, np.full((len(x), 1), float(lag)))


@given(st.lists(pairs(), max_size=4))
def test_total_is_the_sum_in_order_and_0_of_nothing(found):
    rows = tuple(x[:1, :1] for x, _ in found)
    expected = 0
    for row in rows:
        expected = expected + row
    np.testing.assert_array_equal(total(rows), expected)


def test_there_are_eight_scans():
    assert (so_far, peak, previous, following, delayed, carried, to_come, spread) == SCANS


# ---- shapes, limits, purity -----------------------------------------------------------------------------------------

TWO = {delayed, carried, to_come, spread}
X = np.array([[3.0], [1.0], [4.0], [1.0], [5.0]])


def scanned(scan, x, other):
    return scan(x, other) if scan in TWO else scan(x)


@pytest.mark.parametrize("scan", SCANS)
@pytest.mark.parametrize("wide", [False, True])
def test_a_row_without_draws_keeps_one_column(scan, wide):
    x = np.repeat(X, 3, axis=1) if wide else X
    found = scanned(scan, x, np.ones((5, 1)))
    assert found.shape == x.shape
    assert found.dtype == float


@pytest.mark.parametrize("scan", sorted(TWO, key=lambda scan: scan.__name__))
def test_a_drawn_factor_widens_a_plain_row(scan):
    assert scanned(scan, X, np.array([[1.0, 2.0, 3.0]] * 5)).shape == (5, 3)


@pytest.mark.parametrize("scan", SCANS)
def test_a_scan_leaves_its_rows_alone(scan):
    x, other = X.copy(), np.ones((5, 1))
    scanned(scan, x, other)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(other, np.ones((5, 1)))


@pytest.mark.parametrize("scan", SCANS)
def test_a_scan_reads_rows_that_cannot_be_written(scan):
    x, one = np.broadcast_to(2.0, (5, 1)), np.broadcast_to(1.0, (5, 1))
    np.testing.assert_array_equal(scanned(scan, x, one), scanned(scan, np.full((5, 1), 2.0), np.ones((5, 1))))


@pytest.mark.parametrize("scan", SCANS)
def test_whole_numbers_scan_like_floats(scan):
    found = scanned(scan, X.astype(int), np.ones((5, 1), dtype=int))
    np.testing.assert_array_equal(found, scanned(scan, X, np.ones((5, 1))))


def test_a_lag_of_nothing_is_the_row_and_a_lag_beyond_the_axis_is_nothing():
    np.testing.assert_array_equal(delayed(X, np.zeros((5, 1))), X)
    np.testing.assert_array_equal(delayed(X, np.full((5, 1), 5.0)), np.zeros((5, 1)))
    np.testing.assert_array_equal(delayed(X, np.full((5, 1), 400.0)), np.zeros((5, 1)))


def test_the_whole_years_of_a_broken_lag_count():
    np.testing.assert_array_equal(delayed(X, np.full((5, 1), 1.9)), previous(X))
    np.testing.assert_array_equal(delayed(X, np.array([[0.5, 1.9]] * 5)), np.hstack([X, previous(X)]))


@pytest.mark.parametrize("lags", [[-1.0], [1.0, -1.0]])
def test_a_lag_that_looks_ahead_is_refused(lags):
    with pytest.raises(ValueError, match="look ahead"):
        delayed(X, np.array([lags] * 5))


def test_factors_of_one_make_running_and_coming_totals():
    one = np.ones((5, 1))
    np.testing.assert_array_equal(carried(X, one), so_far(X))
    np.testing.assert_array_equal(to_come(X, one), so_far(X[::-1])[::-1])
    np.testing.assert_array_equal(spread(X, one), so_far(X))


def test_an_impulse_by_age_is_the_row_and_a_year_later_is_last_year():
    at_once, next_year = (np.eye(5)[:, [age]] for age in (0, 1))
    np.testing.assert_array_equal(spread(X, at_once), X)
    np.testing.assert_array_equal(spread(X, next_year), previous(X))
    np.testing.assert_array_equal(delayed(X, np.ones((5, 1))), previous(X))


def test_the_last_year_before_last_is_two_years_ago():
    np.testing.assert_array_equal(previous(previous(X))[:, 0], [0, 0, 3, 1, 4])


def test_next_years_last_year_is_this_year_but_for_the_ends_of_the_axis():
    np.testing.assert_array_equal(previous(following(X))[:, 0], [0, 1, 4, 1, 5])
    np.testing.assert_array_equal(following(previous(X))[:, 0], [3, 1, 4, 1, 0])


# ---- what the scans are for -----------------------------------------------------------------------------------------


def test_carried_keeps_its_digits_over_forty_years():
    """A debt at 30 % is repaid in full half-way; what is drawn afterwards is owed to the last digit.

    Dividing by an index and multiplying back is shown to lose digits: the old debt's rounding comes back, grown.
    """
    by, x = np.full((40, 1), 1.3), np.zeros((40, 1))
    x[0], x[25] = 1000.1, 0.1
    x[20] = -by_loop(loop_carried, x[:21], by[:21])[-1]
    exact = by_loop(loop_carried, x, by)
    index = np.cumprod(by, axis=0)
    divided = index * so_far(x / index)
    assert exact[21:25].tolist() == [[0.0]] * 4
    np.testing.assert_array_equal(carried(x, by), exact)
    assert abs(divided[-1, 0] / exact[-1, 0] - 1) > 1e-10


@given(arrays(float, st.tuples(st.integers(1, 30), st.just(2)), elements=CENTS))
def test_losses_carried_forward_in_closed_form_equal_a_pool_of_losses(profit):
    def taxed(profits):
        pool, base = 0.0, []
        for earned in profits:
            used = min(max(earned, 0.0), pool)
            pool += max(-earned, 0.0) - used
            base.append(max(earned, 0.0) - used)
        return base

    relieved = np.maximum(0, peak(so_far(profit)))
    same(relieved - previous(relieved), taxed, profit)


@given(st.integers(0, 5), st.integers(1, 20), st.sampled_from([0.0, 0.003, 0.05, 0.2]))
def test_an_annuity_with_grace_is_carried(grace, payments, rate):
    """Interest joins the debt in grace; level payments from then on leave nothing; numpy-financial agrees."""
    years = 1 + grace + payments
    year = np.arange(years)[:, None]
    drawn, repaying = (year == 0).astype(float) * 1000, (year > grace).astype(float)
    owed = 1000 * (1 + rate) ** grace
    payment = -numpy_financial.pmt(rate, payments, owed) * repaying
    debt = carried(drawn - payment, np.full((years, 1), 1 + rate))

    balance, expected = 1000.0, [1000.0]
    for now in range(1, years):
        balance += balance * rate - (float(payment[now, 0]) if now > grace else 0.0)
        expected.append(balance)
    np.testing.assert_allclose(debt[:, 0], expected, rtol=1e-12, atol=1e-8)
    assert debt[grace, 0] == pytest.approx(owed)
    assert debt[-1, 0] == pytest.approx(0, abs=1e-7)


MACRS_5 = [0.2, 0.32, 0.192, 0.1152, 0.1152, 0.0576]
"""IRS Publication 946, table A-1, five-year property, half-year convention."""


@given(st.lists(CENTS, min_size=1, max_size=15))
def test_depreciation_of_replacement_vintages_is_spread(outlays):
    by_age = np.array([*MACRS_5, *[0.0] * 15])[: len(outlays), None]
    expected = [0.0] * len(outlays)
    for bought, outlay in enumerate(outlays):
        for age, share in enumerate(MACRS_5):
            if bought + age < len(outlays):
                expected[bought + age] += outlay * share
    found = spread(np.array(outlays)[:, None], by_age)
    np.testing.assert_allclose(found[:, 0], expected, rtol=1e-12, atol=1e-6)


def test_a_vintage_is_written_off_in_full():
    by_age = np.array([*MACRS_5, 0, 0])[:, None]
    outlay = np.zeros((8, 1))
    outlay[1] = 100
    np.testing.assert_allclose(spread(outlay, by_age)[:, 0], [0, 20, 32, 19.2, 11.52, 11.52, 5.76, 0], rtol=1e-14)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=20), st.lists(st.integers(1, 25), min_size=3, max_size=3))
def test_a_stock_is_what_was_added_less_what_retired(added, lives):
    units = np.array(added, dtype=float)[:, None]
    life = np.broadcast_to(np.array([lives], dtype=float), (len(added), 3))
    stock = so_far(units - delayed(units, life))
    for draw, years in enumerate(lives):
        standing = [
            sum(units_of for bought, units_of in enumerate(added) if bought <= now < bought + years)
            for now in range(len(added))
        ]
        assert stock[:, draw].tolist() == standing


@given(pairs(first=CENTS, second=st.floats(0.01, 0.3)))
def test_a_present_value_looking_forward_is_to_come(rows):
    """The value at the start of each year of all flows from that year on, each at its year's end."""
    flow, rate = rows

    def valued(flows, rates):
        out = []
        for start in range(len(flows)):
            worth, factor = 0.0, 1.0
            for year in range(start, len(flows)):
                factor /= 1 + rates[year]
                worth += flows[year] * factor
            out.append(worth)
        return out

    same(to_come(flow, 1 + rate), valued, flow, rate)
