import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy_financial
import pytest
import pyxirr
from hypothesis import assume, given
from hypothesis import strategies as st

from appraisal.ground import irr as irr_module
from appraisal.ground.metrics import irr, npv

CASES = json.loads((Path(__file__).parent / "published.json").read_text(encoding="utf-8"))["cases"]
PUBLISHED = [
    pytest.param(case["flows"], fact, id=f"{case['id']} {fact['name']}") for case in CASES for fact in case["published"]
]
cents = st.one_of(st.integers(-(10**9), 10**9), st.integers(-300, 300), st.just(0)).map(lambda c: c / 100)
series = st.lists(cents, min_size=2, max_size=30)
receipts = st.lists(st.integers(0, 10**8), min_size=1, max_size=40).filter(any)


def facts(what):
    return [param for param in PUBLISHED if param.values[1]["what"] == what]


def assert_root(flows, rate):
    """The present value at the rate, in exact arithmetic, is nothing but the rate's own last digit."""
    factor = 1 / (1 + Fraction(rate))
    terms, weighted, power = [], Fraction(0), Fraction(1)
    for year, flow in enumerate(flows):
        terms.append(Fraction(flow) * power)
        weighted += year * abs(terms[-1])
        power *= factor
    last_digit = Fraction(np.spacing(max(abs(rate), 1 + rate, 1e-16))) * factor * weighted
    assert abs(sum(terms)) <= Fraction(1e-9) * sum(map(abs, terms)) + 2 * last_digit


@pytest.mark.parametrize(("flows", "fact"), facts("irr"))
def test_published_rates(flows, fact):
    found = irr(flows[: fact.get("args", {}).get("upto")])
    assert min(abs(root - fact["value"]) for root in found.roots) <= fact["tol"]
    if len(found.roots) == 1:
        assert found.value == found.roots[0]


@pytest.mark.parametrize(("flows", "fact"), facts("n_irr"))
def test_published_numbers_of_rates(flows, fact):
    assert len(irr(flows).roots) == fact["value"]


@pytest.mark.parametrize(("flows", "fact"), facts("no_irr"))
def test_published_flows_without_a_rate(flows, fact):
    found = irr(flows)
    assert (found.value, found.status, found.reason, found.roots) == (None, "none", "no sign change", ())


@pytest.mark.parametrize(
    ("life", "without", "with_credits"), [(20, 0.0344, 0.0906), (25, 0.0487, 0.0998), (30, 0.0566, 0.1044)]
)
def test_source_case(life, without, with_credits):
    for saving, rate in ((8.75, without), (13.75, with_credits)):
        found = irr([-125.0] + [saving] * life)
        assert found.value == pytest.approx(rate, abs=5e-5)
        assert (found.status, found.sign_changes, found.reason) == ("unique", 1, "")


def test_one_of_two_roots_is_quoted_where_norstrom_allows():
    found = irr([-50, -100, 600, 300, -100])
    assert found.status == "unique_positive"
    assert found.value == found.roots[1] == pytest.approx(1.854417828456177, abs=1e-14)
    assert found.roots[0] == pytest.approx(-0.7689, abs=5e-5)


def test_several_roots_give_no_value_but_a_way_out():
    found = irr([-1000, 6000, -10900, 5800])
    assert (found.value, found.status, found.defined, found.sign_changes) == (None, "multiple", False, 3)
    assert "3 rates" in found.reason
    assert "100 %" in found.reason
    assert "MIRR" in found.reason


@pytest.mark.parametrize("growth", [3, 4, 5, 6, 7, 8])
def test_a_running_total_that_ends_at_zero_does_not_choose(growth):
    # Roots at 0 and growth - 2: the total crosses once and ends at 0.
    found = irr([-100, 100 * growth, -100 * (growth - 1)])
    assert found.status == "multiple"
    assert found.roots == pytest.approx((0, growth - 2), abs=1e-12)


def test_a_double_root_counts_once():
    found = irr([-1, 4, -4])
    assert (found.status, found.sign_changes) == ("unique", 2)
    assert found.roots == pytest.approx((1.0,), rel=1e-6)


def test_sign_changes_without_any_root():
    found = irr([-100, 150, -100])
    assert (found.value, found.status, found.roots) == (None, "none", ())
    assert found.reason == "no rate makes the present value zero"


def test_flows_of_zero_only():
    assert irr([0, 0, 0]).reason == "all flows are zero"


def test_numpy_financial_fails_where_this_does_not():
    # numpy-financial issue 44: with a last flow of -1 it answers -99.98 % to a project that earns 100 % a year.
    flows = [-1678.87, 771.96, 1814.05, 3520.3, 3552.95, 3584.99, 4789.91, -1]
    assert irr(flows).value == pytest.approx(1.0042698487205577, abs=1e-12)
    assert numpy_financial.irr(flows) == pytest.approx(irr(flows).roots[0], abs=1e-9)
    assert irr(flows).roots[0] < -0.999


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        ([-100, 110], 0.1),
        ([-100, 100], 0.0),
        ([-100, 0.0001], -0.999999),
        ([-1, 10001], 1e4),
        ([-1e-6, 1e9], 1e15 - 1),
        ([-1.0, *[0] * 59, 2.0], 2 ** (1 / 60) - 1),
        ([-1.0, *[0] * 249, 1e15], 1e15 ** (1 / 250) - 1),
        ([-1e15, *[0] * 249, 1e-6], 1e-21 ** (1 / 250) - 1),
        ([100, -50, -60], (50 + np.sqrt(50 * 50 + 4 * 100 * 60)) / 200 - 1),
    ],
)
def test_limits_with_a_closed_form(flows, rate):
    assert irr(flows).value == pytest.approx(rate, rel=1e-12, abs=1e-14)


def test_a_tiny_last_flow_adds_a_rate_near_minus_one_and_nothing_else():
    found = irr([-125.0] + [13.75] * 25 + [-1e-9])
    assert found.status == "unique_positive"
    assert found.value == pytest.approx(irr([-125.0] + [13.75] * 25).value, rel=1e-10)
    assert found.roots[0] == pytest.approx(-1 + 1e-9 / 13.75, abs=1e-15)


def test_a_rate_below_the_last_float_stays_above_minus_one():
    assert irr([-1e15, 1e-6]).value == np.nextafter(-1, 0)


def test_half_yearly_flows_give_a_yearly_rate():
    flows = [-100, 4, 104]
    assert irr(flows, periods_per_year=2).value == pytest.approx(1.04 * 1.04 - 1, rel=1e-12)
    several = irr([-1000, 6000, -10900, 5800], periods_per_year=2)
    assert several.roots == pytest.approx([(1 + r) * (1 + r) - 1 for r in irr([-1000, 6000, -10900, 5800]).roots])


def conventional(draws, seed=20240501):
    """Outlays in one to four years, then receipts of any size, some years without, up to 30 years."""
    random = np.random.default_rng(seed)
    years, building = np.arange(31).reshape(-1, 1), random.integers(1, 5, draws)
    flows = random.lognormal(0, 2, (31, draws)) * random.choice([1.0, 1.0, 1.0, 0.0], (31, draws))
    flows[0] += 0.01
    flows[4] += 0.01
    flows *= np.where(years < building, -random.lognormal(1.5, 1.5, draws), 1.0)
    return flows * (years < random.integers(5, 32, draws))


def bisected(flows):
    """Plain bisection on the present value from -99.9999 % to 1e9, written for this test only."""
    low, high = np.full(flows.shape[1], np.log(1e-6)), np.full(flows.shape[1], np.log(1e9))
    for _ in range(80):
        middle = (low + high) / 2
        total = sum(row * np.exp(-year * middle) for year, row in enumerate(flows))
        low, high = np.where(total > 0, middle, low), np.where(total > 0, high, middle)
    return np.expm1(low)


def test_none_of_a_hundred_thousand_conventional_draws_is_lost():
    flows = conventional(100_000)
    found = irr(flows)
    assert (found.status == "unique").all()
    assert not np.ma.getmaskarray(found.value).any()
    np.testing.assert_allclose(found.value.data, bisected(flows), rtol=1e-9, atol=1e-9)


def test_conventional_draws_agree_with_both_libraries():
    flows = conventional(2_000)
    values = irr(flows).value
    theirs = [pyxirr.irr(column) for column in flows.T]
    known = np.array([rate is not None for rate in theirs])
    assert known.mean() > 0.9
    # pyxirr stops at a present value of about 1e-9, which leaves rates above 100 % six digits.
    np.testing.assert_allclose(values[known], [rate for rate in theirs if rate is not None], atol=1e-9, rtol=1e-6)
    for draw in range(100):
        assert values[draw] == pytest.approx(numpy_financial.irr(flows[:, draw]), rel=1e-8, abs=1e-8)


def mixed(draws):
    flows = np.round(np.random.default_rng(7).normal(0, 100, (8, draws)), 2)
    flows[:, ::3] = np.abs(flows[:, ::3])
    flows[0, ::3] *= -5
    flows[:, 5] = 0
    flows[:, 6] = 1
    return flows


def test_a_draw_does_not_depend_on_its_neighbours():
    flows = np.tile(mixed(60), 100)
    together = irr(flows)
    for draw in range(60):
        alone = irr(flows[:, draw])
        assert alone.value == together.value.tolist()[draw]
        assert alone.roots == together.roots[draw] == together.roots[draw + 5940]
        assert (alone.status, alone.reason) == (together.status[draw], together.reason[draw])
        assert alone.sign_changes == together.sign_changes[draw]
    assert set(together.status) == {"unique", "unique_positive", "multiple", "none"}


def test_every_fallback_draw_equals_its_bisection():
    # Flows so lopsided that Newton overshoots: one small early receipt, all the rest far out.
    draws = 500
    flows = np.zeros((61, draws))
    flows[0], flows[1] = -1.0, np.geomspace(1e-12, 1e-2, draws)
    flows[60] = np.geomspace(1e-9, 1e12, draws)
    found = irr(flows)
    assert found.defined.all()
    np.testing.assert_allclose(found.value.data, bisected(flows), rtol=1e-9, atol=1e-9)


@given(series, st.sampled_from([1e-6, 1e-3, 0.1, 3.0, 1e6, 1e15]))
def test_scale_changes_nothing(flows, scale):
    plain, scaled = irr(flows), irr([scale * flow for flow in flows])
    assert (scaled.status, scaled.sign_changes) == (plain.status, plain.sign_changes)
    assert scaled.roots == pytest.approx(plain.roots, rel=1e-5, abs=1e-5)


def test_zeros_after_the_last_flow_change_no_digit_of_any_rate():
    rng = np.random.default_rng(3)
    flows = np.vstack([-rng.uniform(50, 200, 300), rng.normal(10, 15, (25, 300))])
    found, longer = irr(flows), irr(np.vstack([flows, np.zeros((9, 300))]))
    assert max(map(len, found.roots)) > 1
    assert longer.roots == found.roots


@given(series, st.integers(0, 3), st.integers(0, 3))
def test_zeros_around_change_nothing(flows, before, after):
    plain, padded = irr(flows), irr([0.0] * before + flows + [0.0] * after)
    assert (padded.status, padded.sign_changes) == (plain.status, plain.sign_changes)
    assert padded.roots == pytest.approx(plain.roots, rel=1e-5, abs=1e-5)


@given(series)
def test_flipping_all_signs_changes_nothing(flows):
    plain, flipped = irr(flows), irr([-flow for flow in flows])
    assert (flipped.status, flipped.sign_changes) == (plain.status, plain.sign_changes)
    assert flipped.roots == pytest.approx(plain.roots, rel=1e-9, abs=1e-9)


@given(series)
def test_every_root_is_a_root(flows):
    found = irr(flows)
    assert list(found.roots) == sorted(set(found.roots))
    assert len(found.roots) <= found.sign_changes
    for rate in found.roots:
        assert_root(flows, rate)


@given(st.lists(st.integers(1, 10**8), min_size=1, max_size=5), receipts)
def test_one_sign_change_means_exactly_one_root(outlays, later):
    flows = [-outlay / 100 for outlay in outlays] + [receipt / 100 for receipt in later]
    found = irr(flows)
    assert (found.status, found.sign_changes, len(found.roots)) == ("unique", 1, 1)
    assert_root(flows, found.value)


@given(series)
def test_number_of_roots_has_the_parity_of_the_sign_changes(flows):
    found = irr(flows)
    multiplicity = sum(crossings(flows, rate) for rate in found.roots)
    assert (multiplicity - found.sign_changes) % 2 == 0


def crossings(flows, rate):
    """1 where the exact present value changes sign around the rate, 2 where it only touches zero."""
    near = Fraction(1, 10**5) * (1 + Fraction(rate))
    below, above = (
        sum(Fraction(flow) / (1 + point) ** year for year, flow in enumerate(flows))
        for point in (Fraction(rate) - near, Fraction(rate) + near)
    )
    assume(below != 0 != above)
    return 1 if (below > 0) != (above > 0) else 2


@given(st.lists(st.integers(-90, 300), min_size=1, max_size=4, unique=True))
def test_flows_built_from_known_rates_give_them_back(percents):
    rates = sorted(percent / 100 for percent in percents)
    flows = np.array([1.0])
    for rate in rates:
        flows = np.convolve(flows, [-1.0, 1 + rate])
    assert irr(flows).roots == pytest.approx(rates, rel=1e-6, abs=1e-6)


@given(receipts, st.integers(1, 99), st.integers(1, 99))
def test_a_project_with_a_cost_of_closing_has_one_rate_above_zero(later, outlay_share, closing_share):
    # In cents: the running total starts below 0, ends above it and crosses once, so Norstrøm's rule holds.
    earned = 100 * 100 * sum(later)
    outlay = earned * outlay_share // 100
    closing = (earned - outlay) * closing_share // 100
    flows = [-outlay / 100, *(100 * receipt for receipt in later), -closing / 100]
    found = irr(flows)
    assert (found.status, found.sign_changes, len(found.roots)) == ("unique_positive", 2, 2)
    assert found.roots[0] < 0 < found.roots[1] == found.value
    assert npv(found.value / 2, flows) > 0 > npv(2 * found.value, flows)


@pytest.mark.parametrize(
    ("flows", "sentence"),
    [([], "empty"), ([1, np.nan], "finite"), (np.zeros((2, 2, 2)), "3-dimensional"), (np.zeros((3, 0)), "empty")],
)
def test_bad_flows_are_named(flows, sentence):
    with pytest.raises(ValueError, match=sentence):
        irr(flows)


def test_bad_number_of_periods_is_named():
    with pytest.raises(ValueError, match="periods"):
        irr([-1, 2], periods_per_year=0)


# ---- one rate in spite of several sign changes ----------------------------------------------------------------------

LATE_COST = [-100.0, 40, -1, 40, -1, 40, 40]


def test_a_balance_that_keeps_its_sign_needs_no_search_for_other_rates(monkeypatch):
    expected = irr(LATE_COST)
    monkeypatch.setattr(irr_module, "positive_root_logs", None)
    for flows in (LATE_COST, [-flow for flow in LATE_COST], [0, 0, *LATE_COST, 0]):
        found = irr(flows)
        assert (found.status, found.sign_changes, len(found.roots)) == ("unique", 5, 1)
        assert found.value == pytest.approx(expected.value, rel=1e-14)
    assert_root(LATE_COST, expected.value)


def test_a_balance_that_turns_is_searched_for_every_rate():
    assert irr([-1000, 6000, -10900, 5800]).status == "multiple"
    turning = [-100.0, 250, -120, 10]
    assert irr(turning).sign_changes == 3
    assert 0 in irr(turning).unsettled


@given(st.integers(0, 10**6))
def test_rates_of_kept_balances_are_those_of_the_full_search(seed):
    stream = np.random.default_rng(seed)
    flows = np.round(stream.normal(30, 60, (stream.integers(3, 30), 40)), 2)
    flows[0] = -np.abs(flows[0]) * 10
    found = irr(flows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(irr_module, "_pure", lambda columns, logs, draws: draws[:0])
        expected = irr(flows)
    assert set(found.unsettled) <= set(expected.unsettled)
    assert found.status.tolist() == expected.status.tolist()
    for one, other in zip(found.roots, expected.roots, strict=True):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-12)


def test_most_projects_with_odd_years_are_settled_by_their_balance():
    stream = np.random.default_rng(3)
    flows = np.concatenate([np.full((3, 500), -100.0), stream.normal(20, 15, (27, 500))])
    found = irr(flows)
    several = (found.sign_changes > 1).sum()
    assert several > 400
    assert len(found.unsettled) < several / 5
