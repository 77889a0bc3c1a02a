"""Laws of figures: quantiles against scipy, moments on Sobol points, limiting cases, and everything refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from risky import drawn, of, refused, swap, unreadable
from scipy import stats

from appraisal.scenario.distributions import (
    OPEN,
    P90,
    distribution_of,
    kept_open,
    quantile_of,
    share_outside,
    triangular,
)
from appraisal.scenario.draws import plan_of
from appraisal.scenario.figure import Figure
from appraisal.scenario.laws import NAMES, WORDS
from appraisal.scenario.spread import PROCESSES, SHAPES

EVEN = np.concatenate([[2.0**-40, 1e-6], np.linspace(0.001, 0.999, 500), [1 - 1e-6, 1 - 2.0**-40]])

SIGMA2 = np.log(1 + 0.4**2)
"""Variance of the logarithm of a lognormal figure of 10 with a standard deviation of 4."""

LAWS: dict[str, tuple[dict[str, Any], Any]] = {
    "triangular": (of("10 USD/t", "triangular", low="5 USD/t", high="30 USD/t"), stats.triang(0.2, 5, 25)),
    "triangular by range": (of("10 USD/t", low="5 USD/t", high="30 USD/t"), stats.triang(0.2, 5, 25)),
    "triangular, mode at the low end": (of("10 USD/t", low="10 USD/t", high="30 USD/t"), stats.triang(0, 10, 20)),
    "triangular, mode at the high end": (of("10 USD/t", low="-5 USD/t", high="10 USD/t"), stats.triang(1, -5, 15)),
    "uniform": (of("10 USD/t", "uniform", low="5 USD/t", high="30 USD/t"), stats.uniform(5, 25)),
    "pert": (of("10 USD/t", "pert", low="5 USD/t", high="30 USD/t"), stats.beta(1.8, 4.2, 5, 25)),
    "pert, mode at the low end": (of("10 USD/t", "pert", low="10 USD/t", high="30 USD/t"), stats.beta(1, 5, 10, 20)),
    "normal by sd": (of("10 USD/t", "normal", sd="4 USD/t"), stats.norm(10, 4)),
    "normal by P10 and P90": (of("10 USD/t", "normal", low="6 USD/t", high="18 USD/t"), stats.norm(12, 6 / P90)),
    "lognormal by sd": (
        of("10 USD/t", "lognormal", sd="4 USD/t"),
        stats.lognorm(np.sqrt(SIGMA2), scale=10 * np.exp(-SIGMA2 / 2)),
    ),
    "lognormal by P10 and P90": (
        of("10 USD/t", "lognormal", low="5 USD/t", high="20 USD/t"),
        stats.lognorm(np.log(2) / P90, scale=10),
    ),
    "truncated normal": (
        of("10 USD/t", "truncated_normal", sd="4 USD/t", low="8 USD/t", high="20 USD/t"),
        stats.truncnorm(-0.5, 2.5, 10, 4),
    ),
    "truncated normal, one-sided": (
        of("10 USD/t", "truncated_normal", sd="4 USD/t", low="10 USD/t", high="200 USD/t"),
        stats.truncnorm(0, 47.5, 10, 4),
    ),
}


def price(stated: dict[str, Any]) -> Figure:
    return swap(credits__price=stated).figures["credits.price"]


# ---- against scipy ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LAWS)
def test_quantiles_are_those_of_scipy(name: str) -> None:
    stated, law = LAWS[name]
    assert quantile_of(price(stated))(EVEN) == pytest.approx(law.ppf(EVEN), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", LAWS)
def test_moments_of_sobol_points(name: str) -> None:
    stated, law = LAWS[name]
    values = drawn(swap(credits__price=stated))
    assert values.mean() == pytest.approx(law.mean(), rel=2e-4)
    assert values.std() == pytest.approx(law.std(), rel=3e-3)
    assert stats.kstest(values, law.cdf).statistic < 1e-3


def test_a_triangular_mean_is_the_third_of_its_three_figures_and_a_pert_mean_weighs_the_mode_by_four() -> None:
    ends = {"low": "4 USD/t", "high": "31 USD/t"}
    assert drawn(swap(credits__price=of("10 USD/t", **ends))).mean() == pytest.approx(15, rel=1e-4)
    assert drawn(swap(credits__price=of("10 USD/t", "pert", **ends))).mean() == pytest.approx(75 / 6, rel=1e-4)


def test_p10_and_p90_are_those_stated() -> None:
    for name in ("normal", "lognormal"):
        law = quantile_of(price(of("10 USD/t", name, low="5 USD/t", high="20 USD/t")))
        assert law(np.array([0.1, 0.9])) == pytest.approx([5, 20], rel=1e-12)


def test_with_sd_the_stated_value_is_the_mean_of_a_lognormal_figure() -> None:
    values = drawn(swap(credits__price=of("10 USD/t", "lognormal", sd="4 USD/t")))
    assert (values.mean(), values.std()) == (pytest.approx(10, rel=1e-4), pytest.approx(4, rel=2e-3))


@given(st.floats(0, 1), st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(0, 1))
def test_triangular_quantiles_of_any_ends(even: float, low: float, wide: float, share: float) -> None:
    high, mode = low + wide, low + share * wide
    found = float(triangular(np.array([even]), low, mode, high)[0])
    assert found == pytest.approx(float(stats.triang(share, low, wide).ppf(even)), abs=1e-6 * wide + 1e-9 * abs(low))


@given(
    st.sampled_from(["triangular", "uniform", "pert", "truncated_normal"]),
    st.integers(-1000, 1000),
    st.integers(0, 1000),
    st.integers(0, 1000),
    st.integers(1, 100_000),
)
@example("truncated_normal", 0, 0, 1000, 1)
@example("pert", 0, 0, 0, 1)
def test_bounded_laws_rise_and_stay_between_their_ends(name: str, low: int, rise: int, more: int, sd: int) -> None:
    mode, high = low + rise, low + rise + more
    keys = {"sd": f"{sd / 100} USD/t"} if name == "truncated_normal" else {}
    law = quantile_of(price(of(f"{mode} USD/t", name, low=f"{low} USD/t", high=f"{high} USD/t", **keys)))
    values = law(kept_open(np.linspace(0, 1, 201)))
    assert np.isfinite(values).all()
    assert (np.diff(values) >= -1e-9 * (high - low)).all()
    assert low - 1e-9 <= values.min() <= values.max() <= high + 1e-9


# ---- discrete, limiting cases ----------------------------------------------------------------------------------------


def test_a_discrete_figure_takes_each_value_as_often_as_its_weight_says() -> None:
    stated = of(
        "10 USD/t", "discrete", values=["5 USD/t", "20 USD/t", "10 USD/t"], weights=["25 %", "12.5 %", "62.5 %"]
    )
    values = drawn(swap(credits__price=stated))
    shares = {float(one): float((values == one).mean()) for one in np.unique(values)}
    assert shares == {5.0: 0.25, 20.0: 0.125, 10.0: 0.625}


def test_ten_weights_of_ten_percent_leave_the_last_value_its_share() -> None:
    """Ten tenths add up to a little less than 1."""
    stated = of("1 USD/t", "discrete", values=[f"{at} USD/t" for at in range(10)], weights=["10 %"] * 10)
    law = quantile_of(price(stated))
    assert law(np.array([OPEN, 1 - OPEN])).tolist() == [0.0, 9.0]


@pytest.mark.parametrize("name", ["triangular", "uniform", "pert", "normal", "lognormal"])
def test_a_range_without_width_is_the_base_case(name: str) -> None:
    values = drawn(swap(credits__price=of("10 USD/t", name, low="10 USD/t", high="10 USD/t")))
    assert values == pytest.approx(np.full(2**14, 10.0), rel=1e-15)


def test_a_truncated_normal_of_a_small_spread_is_a_normal_and_of_a_large_one_a_uniform() -> None:
    ends = {"low": "0 USD/t", "high": "20 USD/t"}
    narrow = quantile_of(price(of("10 USD/t", "truncated_normal", sd="0.1 USD/t", **ends)))
    wide = quantile_of(price(of("10 USD/t", "truncated_normal", sd="100000 USD/t", **ends)))
    assert narrow(EVEN) == pytest.approx(stats.norm(10, 0.1).ppf(EVEN), rel=1e-9)
    assert wide(EVEN) == pytest.approx(stats.uniform(0, 20).ppf(EVEN), abs=1e-6)


def test_both_tails_of_a_truncated_normal_keep_their_digits() -> None:
    ends = {"high": "200 USD/t", "low": "-200 USD/t"}
    for end, sign in (("low", 1), ("high", -1)):
        law = quantile_of(price(of("10 USD/t", "truncated_normal", sd="4 USD/t", **{**ends, end: "10 USD/t"})))
        far = law(np.array([1 - OPEN if sign > 0 else OPEN]))
        assert far == pytest.approx([10 + sign * 4 * stats.norm.isf(OPEN / 2)], rel=1e-12)


def test_no_unbounded_law_meets_a_probability_of_0_or_1() -> None:
    even = kept_open(np.array([0.0, 1.0]))
    assert 0 < even[0] < even[1] < 1
    for stated in (of("10 USD/t", "normal", sd="4 USD/t"), of("10 USD/t", "lognormal", sd="4 USD/t")):
        assert np.isfinite(quantile_of(price(stated))(even)).all()


def test_units_of_the_spread_are_converted() -> None:
    twins = [of("10 USD/t", "normal", sd="4 USD/t"), of("10 USD/t", "normal", sd="4 thousand USD/kt")]
    one, other = (quantile_of(price(stated))(EVEN) for stated in twins)
    assert one.tolist() == other.tolist()
    rate = swap(discount_rate=of("8 %", "normal", sd="1 %")).figures["discount_rate"]
    assert quantile_of(rate)(np.array([0.5]))[0] == pytest.approx(0.08)
    assert quantile_of(rate)(np.array([0.9]))[0] == pytest.approx(0.08 + 0.01 * P90)


# ---- every law has its words and its share outside -------------------------------------------------------------------


def test_every_distribution_of_the_format_has_a_law_a_name_and_words() -> None:
    assert set(NAMES) == set(WORDS) == {*SHAPES, *PROCESSES}


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        (of("10 USD/t", low="5 USD/t", high="30 USD/t"), "triangular from 5 USD/t to 30 USD/t, most likely 10 USD/t"),
        (of("10 USD/t", "uniform", low="5 USD/t", high="30 USD/t"), "uniform from 5 USD/t to 30 USD/t"),
        (of("10 USD/t", "normal", sd="4 USD/t"), "normal, mean 10 USD/t, standard deviation 4 USD/t"),
        (of("10 USD/t", "lognormal", low="5 USD/t", high="20 USD/t"), "lognormal, P10 5 USD/t, P90 20 USD/t"),
        (
            of("10 USD/t", "truncated_normal", sd="4 USD/t", low="0 USD/t", high="20 USD/t"),
            "truncated normal around 10 USD/t, standard deviation 4 USD/t, from 0 USD/t to 20 USD/t",
        ),
        (
            of("10 USD/t", "discrete", values=["5 USD/t", "20 USD/t"], weights=["25 %", "75 %"]),
            "discrete: 5 USD/t (25.0000 %), 20 USD/t (75.0000 %)",
        ),
        (of("10 USD/t", "gbm", volatility="20 %"), "geometric Brownian motion from 10 USD/t, volatility 20 %/yr"),
        (
            of("10 USD/t", "mean_reversion", mean="15 USD/t", speed="30 %", volatility="20 %"),
            "reversion to the mean from 10 USD/t to 15 USD/t, speed 30 %/yr, volatility 20 %/yr",
        ),
    ],
)
def test_a_plan_says_its_laws_in_words(stated: dict[str, Any], words: str) -> None:
    assert plan_of(swap(credits__price=stated), draws=8).drawn == {"credits.price": words}


def test_a_share_is_said_in_percent() -> None:
    scenario = swap(credits__share_cashed=of("50 %", low="40 %", high="60 %"))
    assert plan_of(scenario, draws=8).drawn["credits.share_cashed"] == "triangular from 40 % to 60 %, most likely 50 %"


def test_the_share_outside_the_domain_is_that_of_the_law() -> None:
    life = swap(timeline__operation=of("10 yr", "normal", sd="5 yr")).figures["timeline.operation"]
    assert share_outside(life) == pytest.approx(stats.norm.cdf(-2)), "never below 0, and 200 is far away"
    cashed = swap(credits__share_cashed=of("50 %", "normal", sd="25 %")).figures["credits.share_cashed"]
    assert share_outside(cashed) == pytest.approx(2 * stats.norm.cdf(-2))
    log = swap(credits__share_cashed=of("50 %", "lognormal", low="30 %", high="80 %")).figures["credits.share_cashed"]
    law = LogNormal(0.3, 0.8)
    assert share_outside(log) == pytest.approx(law.above(1.0))
    assert share_outside(price(of("10 USD/t", "normal", sd="400 USD/t"))) == 0.0, "a price has no bounds"


class LogNormal:
    """A lognormal law by its P10 and P90, written independently."""

    def __init__(self, p10: float, p90: float) -> None:
        self.law = stats.lognorm(np.log(p90 / p10) / (2 * stats.norm.ppf(0.9)), scale=np.sqrt(p10 * p90))

    def above(self, end: float) -> float:
        return float(self.law.sf(end))


def test_p90_is_the_quantile() -> None:
    assert pytest.approx(stats.norm.ppf(0.9), rel=1e-15) == P90


# ---- refused when the file is read -----------------------------------------------------------------------------------

ENDS = {"low": "5 USD/t", "high": "30 USD/t"}


@pytest.mark.parametrize(
    ("bad", "good", "code", "key"),
    [
        (of("10 USD/t", low="30 USD/t", high="5 USD/t"), of("10 USD/t", **ENDS), "low-above-high", ".low"),
        (of("40 USD/t", **ENDS), of("30 USD/t", **ENDS), "value-outside-range", ".value"),
        (of("10 USD/t", "normal", sd="-4 USD/t"), of("10 USD/t", "normal", sd="4 USD/t"), "out-of-range", ".sd"),
        (of("10 USD/t", "normal", sd="0 USD/t"), of("10 USD/t", "normal", sd="0.01 USD/t"), "out-of-range", ".sd"),
        (of("10 USD/t", "normal", sd="4 EUR/t"), of("10 USD/t", "normal", sd="4 USD/t"), "mixed-units", ".sd"),
        (of("10 USD/t", "normal"), of("10 USD/t", "normal", **ENDS), "missing-key", ".distribution"),
        (of("10 USD/t", "uniform"), of("10 USD/t", "uniform", **ENDS), "missing-key", ".distribution"),
        (of("10 USD/t", "gaussian", **ENDS), of("10 USD/t", "normal", **ENDS), "unknown-distribution", ".distribution"),
        (
            of("10 USD/t", "discrete", values=["5 USD/t", "9 USD/t"], weights=["50 %", "40 %"]),
            of("10 USD/t", "discrete", values=["5 USD/t", "9 USD/t"], weights=["50 %", "50 %"]),
            "shares",
            ".weights",
        ),
        (
            of("10 USD/t", "discrete", values=["5 USD/t", "9 USD/t"], weights=["100 %"]),
            of("10 USD/t", "discrete", values=["5 USD/t"], weights=["100 %"]),
            "wrong-length",
            ".weights",
        ),
        (
            of("10 USD/t", "discrete", values=["5 USD/t", "9 USD/t"], weights=["150 %", "-50 %"]),
            of("10 USD/t", "discrete", values=["5 USD/t", "9 USD/t"], weights=["100 %", "0 %"]),
            "out-of-range",
            ".weights[0]",
        ),
        (
            of("10 USD/t", "gbm", volatility="-1 %"),
            of("10 USD/t", "gbm", volatility="0 %"),
            "out-of-range",
            ".volatility",
        ),
        (
            of("10 USD/t", "mean_reversion", mean="9 USD/t", volatility="1 %"),
            of("10 USD/t", "mean_reversion", mean="9 USD/t", volatility="1 %", speed="10 %"),
            "missing-key",
            ".distribution",
        ),
    ],
)
def test_a_bad_distribution_is_refused_and_its_twin_is_not(bad: Any, good: Any, code: str, key: str) -> None:
    assert (code, f"credits.price{key}") in unreadable(credits__price=bad)
    assert distribution_of(price(good))


# ---- refused when a run is planned -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "bad", "good", "code", "key"),
    [
        (
            "credits.price",
            of("-10 USD/t", "lognormal", sd="4 USD/t"),
            of("-10 USD/t", "normal", sd="4 USD/t"),
            "not-positive",
            ".value",
        ),
        (
            "credits.price",
            of("10 USD/t", "lognormal", low="-5 USD/t", high="30 USD/t"),
            of("10 USD/t", "lognormal", low="5 USD/t", high="30 USD/t"),
            "not-positive",
            ".low",
        ),
        (
            "credits.price",
            of("0 USD/t", "gbm", volatility="20 %"),
            of("0.1 USD/t", "gbm", volatility="20 %"),
            "not-positive",
            ".value",
        ),
        (
            "credits.price",
            of("10 USD/t", "mean_reversion", mean="-1 USD/t", speed="10 %", volatility="20 %"),
            of("10 USD/t", "mean_reversion", mean="1 USD/t", speed="10 %", volatility="20 %"),
            "not-positive",
            ".mean",
        ),
        (
            "credits.price",
            of("10 USD/t", "mean_reversion", mean="1 USD/t", speed="0 %", volatility="20 %"),
            of("10 USD/t", "mean_reversion", mean="1 USD/t", speed="1 %", volatility="20 %"),
            "no-speed",
            ".speed",
        ),
        (
            "swap.capex_gap",
            of("100 million USD", "gbm", volatility="20 %"),
            of("100 million USD", "lognormal", sd="20 million USD"),
            "no-series",
            ".distribution",
        ),
        (
            "timeline.operation",
            of("10 yr", "normal", sd="5 yr"),
            of("10 yr", "truncated_normal", sd="5 yr", low="1 yr", high="30 yr"),
            "outside-domain",
            ".distribution",
        ),
        (
            "credits.share_cashed",
            of("50 %", "lognormal", sd="25 %"),
            of("50 %", "truncated_normal", sd="25 %", low="0 %", high="100 %"),
            "outside-domain",
            ".distribution",
        ),
        (
            "credits.share_cashed",
            of("50 %", "normal", sd="25 %"),
            of("50 %", "normal", sd="8 %"),
            "outside-domain",
            ".distribution",
        ),
    ],
)
def test_a_law_that_cannot_be_drawn_is_refused_and_its_twin_is_not(
    path: str, bad: Any, good: Any, code: str, key: str
) -> None:
    name = path.replace(".", "__")
    assert refused(swap(**{name: bad}), draws=4096) == [(code, f"{path}{key}")]
    assert np.isfinite(drawn(swap(**{name: good}), path)).all()


def test_a_yearly_item_may_be_a_price_path_and_one_that_is_paid_once_may_not() -> None:
    moving = {"distribution": "gbm", "volatility": "20 %"}
    once = {"kind": "cost", "year": 2022, "amount": {"value": "1 million USD", **moving}}
    yearly = {"kind": "cost", "amount": {"value": "1 million USD/yr", **moving}}
    assert refused(swap(items={"survey": once})) == [("no-series", "items.survey.amount.distribution")]
    assert plan_of(swap(items={"survey": yearly}), draws=8).table(0)["items.survey.amount"].shape == (11, 8)


def test_all_bad_laws_are_told_together() -> None:
    scenario = swap(
        credits__price=of("-10 USD/t", "lognormal", sd="4 USD/t"),
        swap__capex_gap=of("100 million USD", "gbm", volatility="20 %"),
    )
    expected = [("not-positive", "credits.price.value"), ("no-series", "swap.capex_gap.distribution")]
    assert refused(scenario) == expected
