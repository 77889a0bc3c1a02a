"""Price paths: mean and variance against closed forms, limiting cases, where they start, what they never do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from risky import drawn, joined, of, plants, refused, swap

from appraisal.engine import measures
from appraisal.engine.model import Model
from appraisal.scenario.draws import plan_of
from appraisal.scenario.plan_checks import leavers
from appraisal.scenario.processes import PricePath, process_of

GBM = of("10 USD/t", "gbm", volatility="20 %")
REVERTING = of("10 USD/t", "mean_reversion", mean="20 USD/t", speed="30 %", volatility="25 %")
YEARS = np.arange(10.0)
"""Years since the first operating year, which is the second of the axis."""


def within(values: np.ndarray, expected: np.ndarray) -> bool:
    """Whether the means over draws lie within five standard errors of what is expected."""
    errors = values.std(axis=1) / np.sqrt(values.shape[1])
    return bool((np.abs(values.mean(axis=1) - expected) <= 5 * errors + 1e-12).all())


# ---- closed forms ----------------------------------------------------------------------------------------------------


def test_a_brownian_price_has_the_stated_value_as_mean_and_a_variance_that_grows_with_the_years() -> None:
    values = drawn(swap(credits__price=GBM), draws=40_000, sampler="random")
    assert values.shape == (11, 40_000)
    assert within(values[1:], np.full(10, 10.0))
    assert np.log(values[1:]).var(axis=1) == pytest.approx(0.04 * YEARS, rel=0.03, abs=1e-12)
    assert values[1:].var(axis=1) == pytest.approx(100 * np.expm1(0.04 * YEARS), rel=0.06, abs=1e-12)


def test_a_reverting_price_goes_to_its_mean_and_its_variance_to_a_bound() -> None:
    values = drawn(swap(credits__price=REVERTING), draws=40_000, sampler="random")
    kept = np.exp(-0.3 * YEARS)
    assert within(values[1:], 10**kept * 20 ** (1 - kept))
    assert np.log(values[1:]).var(axis=1) == pytest.approx(0.0625 * (1 - kept**2) / 0.6, rel=0.03, abs=1e-12)


def test_a_reverting_price_forgets_at_its_speed() -> None:
    """The logarithm of one year, around its mean, is e^(-speed) times the year before and a shock of its own."""
    values = np.log(drawn(swap(credits__price=REVERTING), draws=40_000, sampler="random"))[1:]
    noise = values - values.mean(axis=1, keepdims=True)
    for year in range(2, 9):
        slope = (noise[year + 1] * noise[year]).sum() / np.square(noise[year]).sum()
        assert slope == pytest.approx(np.exp(-0.3), abs=0.02)


def test_sobol_points_meet_the_mean_more_closely() -> None:
    for stated in (GBM, REVERTING):
        kept = np.exp(-0.3 * YEARS) if stated is REVERTING else np.ones(10)
        values = drawn(swap(credits__price=stated))
        assert values[1:].mean(axis=1) == pytest.approx(10**kept * 20 ** (1 - kept), rel=5e-3)


def test_each_year_is_compounded_from_the_one_before() -> None:
    """Written out year by year, in plain arithmetic."""
    shocks = np.array([[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0]])
    found = PricePath(start=1, value=8.0, mean=8.0, speed=0.0, volatility=0.3).values(shocks)
    expected = [[8.0, 8.0], [8.0, 8.0]]
    for one, other in ((1.5, 0.25), (-0.75, 2.0)):
        last = expected[-1]
        expected.append([last[0] * np.exp(0.3 * one - 0.045), last[1] * np.exp(0.3 * other - 0.045)])
    assert found == pytest.approx(np.array(expected), rel=1e-14)


# ---- limiting cases --------------------------------------------------------------------------------------------------


def test_without_volatility_a_brownian_price_is_the_base_case() -> None:
    values = drawn(swap(credits__price=of("10 USD/t", "gbm", volatility="0 %")), draws=64)
    assert (values == 10.0).all()


def test_without_volatility_a_reverting_price_is_its_expected_path() -> None:
    stated = of("10 USD/t", "mean_reversion", mean="20 USD/t", speed="30 %", volatility="0 %")
    values = drawn(swap(credits__price=stated), draws=64)
    kept = np.exp(-0.3 * YEARS)
    assert values[1:] == pytest.approx(np.repeat((10**kept * 20 ** (1 - kept))[:, None], 64, axis=1), rel=1e-14)


@given(st.integers(0, 5), st.integers(1, 100), st.integers(1, 300), st.integers(0, 2**32 - 1))
def test_a_slow_reversion_is_a_brownian_motion(start: int, value: int, percent: int, seed: int) -> None:
    shocks = np.random.default_rng(seed).normal(size=(8, 4))
    slow = PricePath(start, float(value), 2.0 * value, 1e-12, percent / 100).values(shocks)
    still = PricePath(start, float(value), float(value), 0.0, percent / 100).values(shocks)
    assert slow == pytest.approx(still, rel=1e-9)


@given(st.integers(0, 8), st.floats(0, 3), st.floats(0.01, 5), st.integers(0, 2**32 - 1))
def test_a_path_keeps_its_stated_value_until_it_starts_and_stays_above_0(
    start: int, speed: float, volatility: float, seed: int
) -> None:
    found = PricePath(start, 10.0, 20.0, speed, volatility).values(np.random.default_rng(seed).normal(size=(8, 3)))
    assert (found[: start + 1] == 10.0).all()
    assert (found > 0).all()


# ---- in the model ----------------------------------------------------------------------------------------------------


def test_growth_stays_the_drift_of_a_path() -> None:
    grown = Model(swap(credits__price={**GBM, "growth": "5 %/yr"}))
    table = plan_of(grown.scenario, draws=1024).table(0)
    rows = grown.run(table).rows
    assert rows["credits.price"][1:] == pytest.approx(table["credits.price"][1:] * (1.05**YEARS)[:, None], rel=1e-14)
    assert rows["credits.price"][1:].mean(axis=1) == pytest.approx(10 * 1.05**YEARS, rel=0.1)


def test_a_path_starts_where_the_growth_of_its_figure_starts() -> None:
    late = swap(credits__price={**GBM, "growth": "5 %/yr", "from": 2024}, timeline__construction="2 yr")
    assert process_of("credits.price", late.figures["credits.price"], late).start == 4
    built = swap(credits__price=GBM, timeline__construction="2 yr")
    assert process_of("credits.price", built.figures["credits.price"], built).start == 2
    foreign = swap(
        fx={"EUR": {"rate": of("0.8 EUR/USD", "gbm", volatility="10 %")}},
        swap__capex_gap="80 million EUR",
        timeline__construction="2 yr",
    )
    assert process_of("fx.EUR.rate", foreign.figures["fx.EUR.rate"], foreign).start == 0, "an outlay is paid at once"


def test_an_exchange_rate_moves_the_outlay_in_its_year() -> None:
    scenario = swap(
        fx={"EUR": {"rate": of("0.8 EUR/USD", "gbm", volatility="10 %")}},
        swap__capex_gap="80 million EUR",
        timeline__construction={"years": "2 yr", "spend": ["50 %", "50 %"]},
    )
    table = plan_of(scenario, draws=100).table(0)
    rows = Model(scenario).run(table).rows
    assert rows["swap.capex_gap"][:2] == pytest.approx(40e6 / table["fx.EUR.rate"][:2], rel=1e-12)
    assert np.unique(table["fx.EUR.rate"][0]).tolist() == [0.8]


def test_a_path_covers_the_longest_life_that_is_drawn() -> None:
    scenario = swap(credits__price=GBM, timeline__operation=of("10 yr", low="6 yr", high="20 yr"))
    table = plan_of(scenario, draws=5).table(0)
    run = Model(scenario).run(table)
    assert table["credits.price"].shape[0] == 21
    assert run.axis.count == 1 + np.ceil(table["timeline.operation"].max()) < 21, "these five lives are shorter"
    assert run.rows["credits.price"] == pytest.approx(table["credits.price"][: run.axis.count], rel=1e-15)


def test_the_first_years_of_a_path_do_not_depend_on_the_years_after() -> None:
    short, long = (swap(credits__price=GBM, timeline__operation=life) for life in ("10 yr", "25 yr"))
    one, other = (joined(plan_of(scenario, draws=1500))["credits.price"] for scenario in (short, long))
    assert one.tobytes() == np.ascontiguousarray(other[:11]).tobytes()


def test_a_path_that_leaves_the_domain_of_its_figure_is_refused() -> None:
    """A share of biomass margins, an emission factor of a grid: bounded above by 100 % for a rate of tax."""
    tax = {"losses": "carry_forward", "depreciation": {"method": "straight_line", "life": "10 yr", "salvage": "0 %"}}
    wild, calm = (swap(tax={**tax, "rate": of("30 %", "gbm", volatility=volatility)}) for volatility in ("40 %", "5 %"))
    assert refused(wild) == [("outside-domain", "tax.rate.distribution")]
    assert drawn(calm, "tax.rate", draws=4096).max() < 1


def test_a_path_leaves_its_domain_in_any_year() -> None:
    figure = swap(credits__share_cashed="50 %").figures["credits.share_cashed"]
    paths = np.array([[0.5, 0.5, 0.5, -0.1], [0.5, 1.1, 1.0, 0.5], [0.5, 0.9, 0.0, 1.2]])
    assert leavers(paths, figure) == 2
    assert leavers(paths[1], figure) == 1
    life = swap(timeline__operation="10 yr").figures["timeline.operation"]
    assert leavers(np.array([0.0, 1.0, 200.0]), life) == 1, "a life of 0 is none"


def test_the_share_outside_is_that_of_the_worst_year() -> None:
    law = PricePath(start=1, value=0.5, mean=0.5, speed=0.0, volatility=0.4)
    values = law.values(np.random.default_rng(5).normal(size=(9, 200_000)))
    assert law.share_outside(10, 0.0, 1.0) == pytest.approx((values > 1).mean(axis=1).max(), rel=0.02)
    assert law.share_outside(10, -np.inf, np.inf) == 0.0


def test_each_path_is_a_full_rerun_with_its_years_stated() -> None:
    moving = "{value: 16.67 USD/t, distribution: gbm, volatility: 20 %}"
    scenario = plants(credits__price=moving, risk__correlation="[]")  # it keeps its growth of 2 % a year from 2016 on
    model, plan = Model(scenario), plan_of(scenario, draws=300, only=["credits.price"])
    table = plan.table(0)
    found = measures.npv(model.run(table))
    assert found.std() > 1e6
    for draw in (0, 123, 299):
        path = table["credits.price"][:, draw] * 1.02 ** np.maximum(0, np.arange(30) - 4)
        years = ", ".join(f"{2012 + at}: {price:.17g} USD/t" for at, price in enumerate(path))
        stated = plants(
            credits__price=f"{{years: {{{years}}}, value: null, growth: null, low: null, high: null, "
            "distribution: null}"
        )
        assert float(measures.npv(Model(stated).run())[0]) == pytest.approx(float(found[draw]), rel=1e-9)
