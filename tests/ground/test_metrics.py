import json
from pathlib import Path

import numpy as np
import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.ground.metrics import (
    benefit_cost_ratio,
    discounted_payback,
    equivalent_annual_value,
    levelised_cost,
    mirr,
    npv,
    payback,
    profitability_index,
)
from appraisal.ground.rates import discount_factor

# The source case: 125 million USD, saving 8.75 million USD/yr, with credits 13.75 million USD/yr, 25 years.
WITHOUT, WITH = ([-125.0] + [saving] * 25 for saving in (8.75, 13.75))
CASES = json.loads((Path(__file__).parent / "published.json").read_text(encoding="utf-8"))["cases"]
PUBLISHED = [
    pytest.param(case["flows"], fact, id=f"{case['id']} {fact['name']}") for case in CASES for fact in case["published"]
]
cents = st.integers(-(10**9), 10**9).map(lambda c: c / 100)
series = st.lists(cents, min_size=1, max_size=40)
rates = st.floats(-0.5, 2.0)


def facts(what):
    return [param for param in PUBLISHED if param.values[1]["what"] == what]


@pytest.mark.parametrize(("flows", "fact"), facts("npv"))
def test_published_present_values(flows, fact):
    assert npv(fact["args"]["rate"], flows) == pytest.approx(fact["value"], abs=fact["tol"])


@pytest.mark.parametrize(("flows", "fact"), facts("mirr"))
def test_published_modified_rates(flows, fact):
    args = fact["args"]
    measure = mirr(flows[: args.get("upto")], args["finance"], args["reinvest"])
    assert measure.value == pytest.approx(fact["value"], abs=fact["tol"])


@pytest.mark.parametrize(
    ("life", "rate", "without", "with_credits"),
    [
        (20, 0.08, -39.09, 10.00),
        (20, 0.10, -50.51, -7.94),
        (25, 0.05, -1.68, 68.79),
        (25, 0.08, -31.60, 21.78),
        (25, 0.10, -45.58, -0.19),
        (25, 0.12, -56.37, -17.16),
        (30, 0.08, -26.49, 29.79),
        (30, 0.10, -42.51, 4.62),
    ],
)
def test_source_case_present_values(life, rate, without, with_credits):
    values = [npv(rate, [-125.0] + [saving] * life) for saving in (8.75, 13.75)]
    assert values == pytest.approx([without, with_credits], abs=0.005)


def test_source_case_payback_and_modified_rate():
    assert payback(WITH).value == pytest.approx(9.09, abs=0.005)
    assert payback(WITHOUT).value == pytest.approx(14.29, abs=0.005)
    assert mirr(WITH, 0.08, 0.08).value == pytest.approx(0.0870, abs=5e-5)


@given(rates, series)
def test_present_value_agrees_with_numpy_financial(rate, flows):
    size = sum(abs(flow) * discount_factor(rate, year) for year, flow in enumerate(flows))
    assert npv(rate, flows) == pytest.approx(numpy_financial.npv(rate, flows), abs=1e-12 * size)


@given(rates, st.lists(st.tuples(cents, cents), min_size=1, max_size=40), st.integers(-50, 50))
def test_present_value_is_additive_and_homogeneous(rate, pairs, factor):
    first, second = np.array(pairs).T
    size = npv(rate, np.abs(first) + np.abs(second)) * (1 + abs(factor))
    assert npv(rate, first + second) == pytest.approx(npv(rate, first) + npv(rate, second), abs=1e-12 * size)
    assert npv(rate, factor * first) == pytest.approx(factor * npv(rate, first), abs=1e-12 * size)


@given(st.floats(-0.5, 1.0), st.floats(0.001, 1.0), st.integers(1, 10**9), st.lists(st.integers(1, 10**9), min_size=1))
def test_present_value_falls_with_the_rate_on_conventional_flows(rate, more, outlay, receipts):
    flows = [-outlay / 100, *(receipt / 100 for receipt in receipts)]
    assert npv(rate + more, flows) < npv(rate, flows)


def test_present_value_at_the_limits():
    assert npv(0, [-3, 1, 2, 5]) == 5
    assert npv(1e6, [-3.0, 1e6]) == pytest.approx(-2.000001, rel=1e-12)
    assert npv(0.3, [7.0]) == 7
    assert npv(-0.999, [0.0, 0.0, 1.0]) == pytest.approx(1e6)


def test_first_exponent_shifts_the_discounting():
    assert npv(0.1, WITH, first=1) == pytest.approx(npv(0.1, WITH) / 1.1)
    assert npv(0.1, WITH, first=-0.5) == pytest.approx(npv(0.1, WITH) * np.sqrt(1.1))


def test_draws_equal_single_series():
    flows, rate = np.column_stack([WITHOUT, WITH]), np.array([0.05, 0.12])
    assert npv(rate, flows).tolist() == [npv(0.05, WITHOUT), npv(0.12, WITH)]
    assert npv(rate, WITH).tolist() == [npv(0.05, WITH), npv(0.12, WITH)]
    assert payback(flows).value.tolist() == [payback(WITHOUT).value, payback(WITH).value]
    assert mirr(flows, rate, 0.08).value.tolist() == [mirr(WITHOUT, 0.05, 0.08).value, mirr(WITH, 0.12, 0.08).value]
    paid = discounted_payback(rate, flows)
    assert paid.status.tolist() == ["none", "none"]
    assert paid.reason.tolist() == ["never recovered", "never recovered"]


@given(series, st.floats(0, 0.5), st.floats(0, 0.5))
def test_modified_rate_agrees_with_numpy_financial(flows, finance, reinvest):
    measure = mirr(flows, finance, reinvest)
    trimmed = np.trim_zeros(np.array(flows))
    if measure.defined:
        assert measure.value == pytest.approx(numpy_financial.mirr(trimmed, finance, reinvest), rel=1e-9, abs=1e-9)
    else:
        assert not (trimmed.max(initial=0) > 0 > trimmed.min(initial=0))


def test_modified_rate_leaves_zeros_around_out():
    padded = mirr([0, 0, *WITH, 0], 0.08, 0.1)
    assert padded.value == pytest.approx(mirr(WITH, 0.08, 0.1).value, rel=1e-12)


@pytest.mark.parametrize(
    ("flows", "reason"), [([0, 0], "all flows are zero"), ([1, 2], "no outlay"), ([-1, 0], "no receipts")]
)
def test_modified_rate_says_why_it_is_undefined(flows, reason):
    measure = mirr(flows, 0.1, 0.1)
    assert (measure.value, measure.status, measure.reason, measure.defined) == (None, "none", reason, False)


@pytest.mark.parametrize(
    ("flows", "years"),
    [
        ([-100, 50, 50, 50], 2),
        ([0, 0, -100, 80, 40], 1.5),
        ([-100, -100, 100, 200], 2.5),
        ([-100, 0, 0, 400], 2.25),
        ([-100, 120, -40, 30], 100 / 120),
        ([-0.4, 0.1, 0.1, 0.2], 3),
        ([10, -30, 40], 0.5),
    ],
)
def test_payback_is_linear_inside_the_year(flows, years):
    assert payback(flows).value == pytest.approx(years, rel=1e-12)
    assert payback(flows).status == "ok"


@pytest.mark.parametrize(
    ("flows", "reason"),
    [
        ([-100, 50, 49], "never recovered"),
        ([-100], "never recovered"),
        ([-100, 150, -80], "recovered, then lost"),
        ([100, 50], "no outlay"),
        ([0, 0], "no outlay"),
        ([100, -50], "never below zero"),
    ],
)
def test_payback_says_why_it_is_undefined(flows, reason):
    measure = payback(flows)
    assert (measure.value, measure.status, measure.reason) == (None, "none", reason)


def test_undefined_draws_are_masked_and_never_nan():
    measure = payback(np.array([[-100, -100, 100], [50, 200, 0]]))
    assert measure.defined.tolist() == [False, True, False]
    assert measure.value.tolist() == [None, 0.5, None]
    assert measure.reason.tolist() == ["never recovered", "", "no outlay"]
    assert np.isfinite(measure.value.data).all()


def test_discounted_payback():
    # 100 now, 60 a year at 10 %: 54.545 + 49.587 repay it 91.7 % through the second year.
    assert discounted_payback(0.1, [-100, 60, 60]).value == pytest.approx(1 + (100 - 60 / 1.1) / (60 / 1.21))
    assert discounted_payback(0, WITH).value == payback(WITH).value
    assert discounted_payback(0.08, WITHOUT).reason == "never recovered"


def test_ratios():
    assert profitability_index(21.78, 125).value == pytest.approx(1.17424)
    assert benefit_cost_ratio(150, 125).value == 1.2
    # Cost of abatement of the source case at 8 %, over discounted and undiscounted tonnes.
    cost, tonnes = -npv(0.08, WITHOUT), npv(0.08, [0.0] + [0.6] * 25)
    assert levelised_cost(cost, tonnes).value == pytest.approx(4.93, abs=0.005)
    assert levelised_cost(cost, 0.6 * 25).value == pytest.approx(2.11, abs=0.005)


def test_ratios_say_why_they_are_undefined():
    assert profitability_index(1, 0).reason == "no outlay"
    assert benefit_cost_ratio(1, -2).reason == "negative costs"
    measure = levelised_cost(np.array([1.0, 2.0, 3.0]), np.array([0.0, 4.0, -1.0]))
    assert measure.value.tolist() == [None, 0.5, None]
    assert measure.reason.tolist() == ["no output", "", "negative output"]


def test_equivalent_annual_value_is_worth_the_present_value():
    value = equivalent_annual_value(0.08, 21.78, 25).value
    assert npv(0.08, [0.0] + [value] * 25) == pytest.approx(21.78, rel=1e-12)
    assert equivalent_annual_value(0.0, 50, 25).value == 2
    assert equivalent_annual_value([0.0, 0.1], 50, [0, 1]).reason.tolist() == ["no years", ""]


@pytest.mark.parametrize(
    ("rate", "flows", "sentence"),
    [
        (-1, WITH, "above -1"),
        (np.nan, WITH, "above -1"),
        ([[0.1]], WITH, "one a draw"),
        (0.1, [], "empty"),
        (0.1, [1, np.nan], "finite"),
        (0.1, [1, np.inf], "finite"),
        (0.1, np.zeros((2, 2, 2)), "3-dimensional"),
        (0.1, 5.0, "0-dimensional"),
        (0.1, np.ma.masked_less([1.0, -1.0], 0), "masked"),
        ([0.1, 0.2], np.ones((3, 3)), "same number of draws"),
    ],
)
def test_bad_arguments_are_named(rate, flows, sentence):
    for measure in (npv, discounted_payback, lambda r, f: mirr(f, r, 0.1), lambda r, f: mirr(f, 0.1, r)):
        with pytest.raises(ValueError, match=sentence):
            measure(rate, flows)


def test_what_a_float_cannot_hold_is_an_error():
    for measure in (npv, discounted_payback, lambda r, f: mirr(f, r, r)):
        with pytest.raises(ValueError, match=r"float|finite"):
            measure(-1 + 1e-12, [-1.0, *[0.0] * 60, -1.0, 2.0])


@pytest.mark.parametrize("call", [lambda: levelised_cost(np.nan, 1), lambda: equivalent_annual_value(0.1, 1, -1)])
def test_bad_figures_are_named(call):
    with pytest.raises(ValueError, match=r"finite|negative"):
        call()
