"""The benchmark job against plain Python: one appraisal at a time, many draws at once, and what it is timed beside."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.engine.model import Model
from appraisal.engine.prepared import Prepared
from appraisal.scenario.load import load
from appraisal.scenario.scenario import Scenario
from benchmarks import agreement, chain, job, lost, oracle, peers

UNITS = {
    "capex": "USD",
    "saving": "USD/yr",
    "growth": "/yr",
    "price": "USD/t",
    "tonnes": "t/yr",
    "rate": "/yr",
}
ENGINES = [
    "numpy",
    pytest.param("fused", marks=pytest.mark.skipif(not find_spec("numba"), reason="numba is not installed")),
]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(job.SCENARIO)


def at(scenario: Scenario, figures: dict[str, float]) -> Appraisal:
    """Appraise the job with its six figures as a user sets them on the command line."""
    shares = ("growth", "rate")
    said = {name: f"{value * 100!r} %" if name in shares else repr(value) for name, value in figures.items()}
    plain = {
        job.FIGURES[name]: f"{text}{UNITS[name] if name in shares else ' ' + UNITS[name]}"
        for name, text in said.items()
    }
    return appraise(scenario, plain)


def outcomes(found: Appraisal) -> dict[str, job.Floats]:
    values = {name: found.metrics[name].value for name in chain.OUTCOMES}
    return {name: np.array([np.nan if value is None else value]) for name, value in values.items()}


def agrees(scenario: Scenario, figures: dict[str, float]) -> None:
    one = {name: np.array([value]) for name, value in figures.items()}
    apart = agreement.differences(outcomes(at(scenario, figures)), one)
    assert max(apart.values()) <= agreement.NEAR, apart


# ---- one appraisal at a time ----------------------------------------------------------------------------------------


def test_the_scenario_states_what_the_draws_start_from(scenario: Scenario) -> None:
    model = Model(scenario)
    assert {name: model.base_value(path) for name, path in job.FIGURES.items()} == pytest.approx(job.BASE)


def test_the_base_case(scenario: Scenario) -> None:
    agrees(scenario, job.BASE)


def figures(**ends: tuple[int, int]) -> st.SearchStrategy[dict[str, float]]:
    """Figures in hundredths of a million USD, of a USD a tonne, of a kilotonne and of a per cent."""
    size = {"capex": 1e4, "saving": 1e4, "growth": 1e-4, "price": 1e-2, "tonnes": 10.0, "rate": 1e-4}
    return st.fixed_dictionaries(
        {name: st.integers(low * 100, high * 100).map(size[name].__mul__) for name, (low, high) in ends.items()}
    )


LIKELY = figures(capex=(85, 180), saving=(6, 12), growth=(-1, 5), price=(6, 70), tonnes=(440, 760), rate=(6, 13))
WIDE = figures(capex=(60, 300), saving=(0, 20), growth=(-5, 8), price=(1, 150), tonnes=(1, 900), rate=(2, 20))


@settings(max_examples=80)
@given(LIKELY)
def test_likely_figures(scenario: Scenario, figures: dict[str, float]) -> None:
    agrees(scenario, figures)


@settings(max_examples=80)
@given(WIDE)
def test_all_kinds_of_figures(scenario: Scenario, figures: dict[str, float]) -> None:
    agrees(scenario, figures)


# ---- many draws at once ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_draws_of_six_figures(engine: str) -> None:
    drawn = job.drawn(300, 11)
    apart = agreement.differences(chain.chain(engine)(drawn), drawn)
    assert set(apart) == set(chain.OUTCOMES)
    assert max(apart.values()) <= agreement.NEAR, apart


@pytest.mark.parametrize("engine", ENGINES)
def test_draws_that_the_package_makes_itself(engine: str, tmp_path: Path) -> None:
    found = chain.monte_carlo(200, engine, 2, tmp_path)
    values = {name: found.values(name) for name in chain.OUTCOMES}
    apart = agreement.differences(values, chain.drawn_by(found))
    assert max(apart.values()) <= agreement.NEAR, apart


def test_draws_that_no_lender_would_see() -> None:
    """Rates of return that are several or none, prices below zero, debt that is not covered."""
    random, count = np.random.default_rng(4), 300
    ends = {
        "capex": (60e6, 300e6),
        "saving": (0.0, 20e6),
        "growth": (-0.05, 0.08),
        "price": (-20.0, 150.0),
        "tonnes": (1e3, 900e3),
        "rate": (0.02, 0.20),
    }
    drawn = {name: random.uniform(*ends[name], count) for name in job.FIGURES}
    found = chain.chain("numpy")(drawn)
    apart = agreement.differences(found, drawn)
    assert max(apart.values()) <= agreement.NEAR, apart
    assert np.isnan(found["equity_irr"]).any()
    assert (found["threshold_credit_price"] < 0).any()
    assert (found["dscr_min"] < 0).any()


def test_a_draw_does_not_depend_on_its_neighbours() -> None:
    drawn = job.drawn(1500, 5)
    run = chain.chain("numpy")
    together, alone = run(drawn), run({name: values[1030:1040] for name, values in drawn.items()})
    for name in chain.OUTCOMES:
        np.testing.assert_array_equal(together[name][1030:1040], alone[name], err_msg=name)


WANTED = ("present_value", "finance.cfads", "tax.levered.profit", "swap.capex_gap.value", "finance.debt")


def test_a_model_cut_down_keeps_what_is_wanted_and_forgets_the_rest(scenario: Scenario) -> None:
    model, table = Model(scenario), job.table(job.drawn(64, 2))
    whole = model.run(table)
    prepared = Prepared(model, job.FIGURES.values(), WANTED)
    for _ in range(2):
        run = prepared.run(table)
        for name in WANTED:
            kept = np.broadcast_to(run.rows[name], whole.rows[name].shape)
            np.testing.assert_array_equal(kept, whole.rows[name], err_msg=name)
    forgotten = set(prepared.moving) - set(run.rows)
    assert len(forgotten) > len(prepared.moving) / 2
    assert forgotten.isdisjoint(WANTED)


# ---- what is held against what --------------------------------------------------------------------------------------


def test_a_wrong_figure_is_seen() -> None:
    drawn = job.drawn(3, 7)
    found = {name: np.array(values) for name, values in chain.chain("numpy")(drawn).items()}
    found["npv"][1] += 1.0
    found["dscr_min"][2] = np.nan
    apart = agreement.differences(found, drawn)
    assert apart["npv"] > 1e-8
    assert apart["dscr_min"] == np.inf
    assert apart["equity_npv"] <= agreement.NEAR


def test_the_oracle_on_flows_that_are_worked_out_by_hand() -> None:
    assert oracle.quoted_rate([-100.0, 60.0, 60.0]) == pytest.approx(0.13066238629180749)
    assert oracle.quoted_rate([-100.0, 230.0, -132.0]) is None
    assert oracle.rates_of_return([-100.0, 230.0, -132.0]) == pytest.approx([0.1, 0.2])
    assert oracle.quoted_rate([100.0, 60.0]) is None
    assert oracle.back_after([-100.0, 60.0, 80.0], 0.0) == 1.5
    assert oracle.back_after([-100.0, 60.0, 80.0, -50.0], 0.0) is None
    debt, level = oracle.payment()
    assert debt == pytest.approx(0.7 * (0.15 * 1.08**4 + 0.35 * 1.08**3 + 0.35 * 1.08**2 + 0.15 * 1.08))
    assert sum(level / 1.08**year for year in range(1, 13)) == pytest.approx(debt)


def test_what_is_written_by_hand_is_the_same_job() -> None:
    pytest.importorskip("pyxirr")
    drawn = job.drawn(100, 9)
    apart = agreement.differences(peers.hand_written_outcomes(drawn), drawn)
    assert max(apart.values()) <= agreement.NEAR, apart
    flows = peers.flows(drawn)
    one = oracle.flows(job.one_of(drawn, 42), drawn["price"][42], borrowed=False)[0]
    assert flows[42].tolist() == pytest.approx(one, rel=1e-12)


def test_a_peer_that_is_not_there_says_so() -> None:
    def absent(_: dict[str, job.Floats]) -> peers.Work:
        raise ModuleNotFoundError

    ready, missing = peers.timed({"here": (peers.plain_python, 2), "gone": (absent, 2)}, 1)
    assert list(ready) == ["here"]
    assert missing == ["gone"]
    assert len(ready["here"].work()) == ready["here"].draws == 2


def test_no_rate_of_return_is_lost() -> None:
    assert lost.lost(40_000)[0] == 0


def test_halving_finds_the_rate() -> None:
    assert lost.halved(np.array([[-100.0, -1.0], [60.0, 0.5], [60.0, 0.25]])) == pytest.approx(
        [0.13066238629180749, -0.190983005625]
    )
