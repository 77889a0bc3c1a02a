"""Plans of draws: what is drawn and what is not, samplers, the same bytes however a run is cut, limits."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from risky import PLANTS, joined, of, plants, refused, swap, unreadable
from scipy import stats
from scipy.stats import qmc

from appraisal.engine import measures
from appraisal.engine.model import Model
from appraisal.engine.prepared import Prepared
from appraisal.ground.problem import ScenarioError
from appraisal.scenario.draws import LOGICAL, Plan, plan_of
from appraisal.scenario.load import load
from appraisal.scenario.sampling import BITS, DOUBLINGS, MOST_COLUMNS, SAMPLERS, sobol
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.settings import DRAWS, SEED

SOURCE = PLANTS.parent / "usc_vs_subcritical.yaml"

RANGED: dict[str, Any] = {
    "credits__price": of("10 USD/t", low="5 USD/t", high="30 USD/t"),
    "credits__share_cashed": of("50 %", low="40 %", high="60 %"),
    "swap__fuel_saving": of("10 million USD/yr", "gbm", volatility="20 %"),
    "swap__abatement": of("500 kt/yr", "normal", sd="50 kt/yr"),
    "risk__correlation": [["credits.price", "swap.abatement", "-30 %"]],
}


def risky(**parts: Any) -> Scenario:
    return swap(**{**RANGED, **parts})


def bytes_of(draws: dict[str, np.ndarray[Any, Any]], count: int | None = None) -> dict[str, bytes]:
    """Return the bytes of the first draws of every figure."""
    return {path: np.ascontiguousarray(values[..., :count]).tobytes() for path, values in draws.items()}


# ---- what is drawn ---------------------------------------------------------------------------------------------------


def test_the_shipped_plants_case_draws_its_ranges_and_those_of_the_library() -> None:
    plan = plan_of(load(PLANTS))
    assert plan.paths == (
        "baseline.fuels.coal.price",
        "credits.price",
        "fuels.other_bituminous.emission_factor",
        "project.net_efficiency",
    )
    assert plan.drawn["project.net_efficiency"] == "triangular from 41 % to 45 %, most likely 43 %"
    assert plan.left_out == {
        "baseline.fuels.coal.emission_factor": "it moves with fuels.other_bituminous.emission_factor",
        "project.fuels.coal.emission_factor": "it moves with fuels.other_bituminous.emission_factor",
        "project.fuels.coal.price": "it moves with baseline.fuels.coal.price",
    }
    assert (plan.count, plan.seed, plan.sampler) == (100_000, 1, "random")


def test_the_source_case_draws_all_but_its_discount_rate() -> None:
    plan = plan_of(load(SOURCE), draws=8)
    names = ("capex_gap", "fuel_saving", "abatement")
    expected = {"credits.price", "credits.share_cashed", "timeline.operation", *(f"swap.{name}" for name in names)}
    assert set(plan.paths) == expected
    assert plan.left_out["credits.crediting.years"] == "it moves with timeline.operation"
    assert set(plan.left_out) == {"credits.crediting.years", "discount_rate"}


@pytest.mark.parametrize(
    ("parts", "path", "reason"),
    [
        ({"discount_rate": of("8 %", low="6 %", high="10 %")}, "discount_rate", "only where it states a distribution"),
        ({"credits__price": of("10 USD/t", low="5 USD/t")}, "credits.price", "it states no high"),
        ({"credits__price": of("10 USD/t", high="50 USD/t")}, "credits.price", "it states no low"),
        ({"credits__issuance_lag": of("1 yr", low="0 yr", high="2 yr")}, "credits.issuance_lag", "whole numbers"),
        (
            {"credits__owners": {"developer": of("60 %", low="50 %", high="70 %"), "host": "40 %"}},
            "credits.owners.developer",
            "shares that add up to 1 cannot move alone",
        ),
        ({"credits__price": {"years": {"2021": "10 USD/t"}}}, "credits.price", "a yearly series is the same"),
        (
            {"timeline__construction": {"years": "1 yr", "spend": [of("100 %", low="90 %", high="100 %")]}},
            "timeline.construction.spend[0]",
            "one of a list does not move alone",
        ),
        (
            {
                "swap__abatement": "500 kt/yr",
                "swap__baseline_emissions": "swap.leakage",
                "swap__leakage": RANGED["swap__abatement"],
            },
            "swap.baseline_emissions",
            "it moves with swap.leakage",
        ),
    ],
)
def test_what_is_uncertain_and_not_drawn_is_named_with_the_reason(
    parts: dict[str, Any], path: str, reason: str
) -> None:
    saving = {"swap__fuel_saving": of("10 million USD/yr", low="8 million USD/yr", high="11 million USD/yr")}
    plan = plan_of(swap(**saving, **parts), draws=8)
    assert path not in plan.paths
    assert reason in plan.left_out[path]
    assert plan.paths[-1] in ("swap.fuel_saving", "swap.leakage")


def test_a_discount_rate_with_a_distribution_is_drawn() -> None:
    rate = of("8 %", "triangular", low="6 %", high="10 %")
    assert plan_of(swap(discount_rate=rate), draws=8).paths == ("discount_rate",)


def test_a_figure_without_range_is_certain_and_not_named() -> None:
    plan = plan_of(risky(), draws=8)
    assert "swap.capex_gap" not in {*plan.paths, *plan.left_out}


def test_only_some_figures_may_be_drawn() -> None:
    plan = plan_of(risky(), draws=8, only=["swap.abatement", "credits.price"])
    assert plan.paths == ("credits.price", "swap.abatement")
    assert plan.left_out["credits.share_cashed"] == "it is not among the figures that were asked for"
    assert set(plan.table(0)) == {"credits.price", "swap.abatement"}


@pytest.mark.parametrize(
    ("only", "code"),
    [
        (["credits.prise"], "unknown-path"),
        (["swap.capex_gap"], "not-drawn"),
        (["timeline.construction.years"], "not-drawn"),
        (["discount_rate"], "not-drawn"),
    ],
)
def test_a_figure_that_cannot_be_drawn_may_not_be_asked_for(only: list[str], code: str) -> None:
    scenario = risky(discount_rate=of("8 %", low="6 %", high="10 %"))
    assert refused(scenario, only=[*only, "credits.price"]) == [(code, only[0])]
    assert plan_of(scenario, only=["credits.price"], draws=8).table(0)


def test_a_figure_that_repeats_another_may_not_be_asked_for() -> None:
    assert refused(plants(), only=["project.fuels.coal.price"]) == [("not-drawn", "project.fuels.coal.price")]
    assert plan_of(plants(), only=["baseline.fuels.coal.price"], draws=8).table(0)


def test_without_anything_uncertain_there_is_nothing_to_draw() -> None:
    assert refused(swap()) == [("nothing-drawn", "risk")]
    assert plan_of(swap(credits__price=RANGED["credits__price"]), draws=8).paths == ("credits.price",)


# ---- the model takes the tables --------------------------------------------------------------------------------------


def test_every_draw_is_a_full_rerun() -> None:
    scenario = plants(risk__correlation="[]")
    plan, model = plan_of(scenario, draws=LOGICAL + 476), Model(scenario)
    table = plan.table(1)
    found = measures.npv(model.run(table))
    units = dict(zip(plan.paths, ("USD/GJ", "USD/t", "t/GJ", "% LHV"), strict=True))
    scales = {"project.net_efficiency": 100}
    for draw in (0, 475):
        at = {path: f"{values[draw] * scales.get(path, 1):.17g} {units[path]}" for path, values in table.items()}
        factor = at.pop("fuels.other_bituminous.emission_factor")
        sets = {path.replace(".", "__"): text for path, text in at.items()}
        own = {f"{side}__fuels__coal__emission_factor": factor for side in ("baseline", "project")}
        again = Model(plants(risk__correlation="[]", **sets, **own)).run()
        assert float(measures.npv(again)[0]) == pytest.approx(float(found[draw]), rel=1e-9)


def test_a_prepared_model_runs_on_every_block() -> None:
    scenario = risky()
    model, plan = Model(scenario), plan_of(scenario, draws=1300)
    wanted = ["credits.revenue", "swap.fuel_saving"]
    ready = Prepared(model, plan.paths, wanted)
    for block in range(plan.blocks):
        table = plan.table(block)
        whole = model.run(table)
        for row in wanted:
            assert ready.run(table).rows[row].tobytes() == whole.rows[row].tobytes()


# ---- the same bytes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_blocks_come_out_the_same_in_any_order_and_on_any_thread(sampler: str) -> None:
    plan = plan_of(risky(), draws=5000, sampler=sampler)
    again = plan_of(risky(), draws=5000, sampler=sampler)
    ordered = [bytes_of(plan.table(block)) for block in range(plan.blocks)]
    backwards = [bytes_of(again.table(block)) for block in reversed(range(plan.blocks))]
    with ThreadPoolExecutor(2) as threads:
        parallel = list(threads.map(lambda block: bytes_of(plan.table(block)), range(plan.blocks)))
    assert ordered == backwards[::-1] == parallel
    assert len({one["credits.price"] for one in ordered}) == plan.blocks, "no block repeats another"


@pytest.mark.parametrize("sampler", ["random", "sobol"])
@settings(max_examples=15)
@given(fewer=st.integers(1, 4500), more=st.integers(1, 4500))
def test_the_first_draws_of_a_run_are_a_shorter_run(sampler: str, fewer: int, more: int) -> None:
    short, long = (joined(plan_of(risky(), draws=count, sampler=sampler)) for count in sorted((fewer, more)))
    count = short["credits.price"].shape[-1]
    assert bytes_of(long, count) == bytes_of(short)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_another_seed_is_another_run(sampler: str) -> None:
    one, other = (joined(plan_of(risky(), draws=2048, seed=seed, sampler=sampler)) for seed in (1, 2))
    assert all((one[path] != other[path]).mean() > 0.8 for path in one)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_names_and_the_order_of_keys_change_nothing(sampler: str) -> None:
    named = risky(name="Another name", sources={"b": "text", "a": "more"})
    turned = swap(**{"sources": {"a": "more"}, **dict(reversed(RANGED.items()))})
    expected = bytes_of(joined(plan_of(risky(), draws=2500, sampler=sampler)))
    for scenario in (named, turned):
        assert bytes_of(joined(plan_of(scenario, draws=2500, sampler=sampler))) == expected


def test_unit_twins_have_the_same_draws() -> None:
    twin = of("10 thousand USD/kt", low="5 USD/t", high="0.03 USD/kg")
    one, other = joined(plan_of(risky(), draws=100)), joined(plan_of(risky(credits__price=twin), draws=100))
    assert bytes_of(one) == bytes_of(other)


def test_a_further_figure_leaves_the_random_draws_before_it_alone() -> None:
    one = joined(plan_of(swap(credits__price=RANGED["credits__price"]), draws=2000))
    both = joined(
        plan_of(swap(credits__price=RANGED["credits__price"], swap__abatement=RANGED["swap__abatement"]), draws=2000)
    )
    assert bytes_of(one)["credits.price"] == bytes_of(both)["credits.price"]


# ---- samplers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [1, 6, 61])
def test_sobol_blocks_are_the_sequence_of_scipy(columns: int) -> None:
    """Points of any block, found from the block's number alone, against the sequence drawn from its start."""
    points, blocks = sobol(7, columns, 9), 9
    sequence = qmc.Sobol(columns, seed=np.random.default_rng(7)).random(2**16)[: blocks * LOGICAL]
    found = np.concatenate([points(block, LOGICAL) for block in range(blocks)], axis=1)
    assert (found.T - sequence == 2.0 ** -(BITS + 1)).all(), "in the middle of their cells"


def test_a_far_block_of_sobol_points_is_found_at_once() -> None:
    points = sobol(7, 3, 2**12)
    engine = qmc.Sobol(3, seed=np.random.default_rng(7))
    engine.fast_forward(4001 * LOGICAL)
    assert (points(4001, LOGICAL).T - engine.random(LOGICAL) == 2.0 ** -(BITS + 1)).all()


def test_a_logical_block_is_the_power_of_2_that_it_is_said_to_be() -> None:
    assert LOGICAL == 2**DOUBLINGS == 4096


def test_most_columns_are_those_of_scipy() -> None:
    assert qmc.Sobol.MAXDIM == MOST_COLUMNS


def test_sobol_points_are_rounded_up_to_a_power_of_2_with_a_note() -> None:
    plan = plan_of(risky(), draws=5000, sampler="sobol")
    assert (plan.count, plan.blocks) == (8192, 2)
    assert "5,000 draws rounded up to 8,192: Sobol points are even in powers of 2" in plan.notes
    exact = plan_of(risky(), draws=64, sampler="sobol")
    assert (exact.count, exact.blocks, exact.size(0)) == (64, 1, 64)
    assert not any("rounded" in note for note in exact.notes)


@pytest.mark.parametrize("draws", [1024, 5000, 17])
def test_a_latin_hypercube_has_one_draw_in_each_stratum_of_each_block(draws: int) -> None:
    law = stats.triang(0.2, 5, 25)
    plan = plan_of(swap(credits__price=RANGED["credits__price"]), draws=draws, sampler="latin_hypercube")
    for block in range(plan.blocks):
        size = plan.size(block)
        strata = np.floor(law.cdf(plan.table(block)["credits.price"]) * size)
        assert sorted(strata) == list(range(size))


def test_the_columns_of_a_latin_hypercube_are_not_in_step() -> None:
    found = joined(
        plan_of(
            swap(**{k: v for k, v in RANGED.items() if k != "risk__correlation"}), draws=1024, sampler="latin_hypercube"
        )
    )
    assert abs(stats.spearmanr(found["credits.price"], found["credits.share_cashed"]).statistic) < 0.1


def test_random_draws_are_those_of_the_law_whatever_the_seed() -> None:
    """The p-values of twenty runs are themselves even between 0 and 1."""
    scenario, law = swap(credits__price=RANGED["credits__price"]), stats.triang(0.2, 5, 25)
    runs = [joined(plan_of(scenario, draws=5000, seed=seed))["credits.price"] for seed in range(20)]
    assert stats.kstest([stats.kstest(values, law.cdf).pvalue for values in runs], "uniform").pvalue > 0.01
    assert all(abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 0.06 for values in runs)


def test_of_a_linear_model_the_mean_lies_within_five_standard_errors_of_the_closed_form() -> None:
    scenario = swap(
        credits__price=RANGED["credits__price"],
        swap__fuel_saving=of("10 million USD/yr", "normal", sd="3 million USD/yr"),
    )
    model = Model(scenario)
    plan = plan_of(scenario, draws=20_000)
    values = np.concatenate([measures.npv(model.run(plan.table(block))) for block in range(plan.blocks)])
    mean = float(measures.npv(model.run({"credits.price": np.array([15.0])}))[0])  # (5 + 10 + 30) / 3
    assert abs(values.mean() - mean) <= 5 * values.std() / np.sqrt(len(values))


# ---- settings --------------------------------------------------------------------------------------------------------


def test_what_is_asked_for_wins_over_the_scenario_and_that_over_the_defaults() -> None:
    stated = risky(risk__draws=500, risk__seed=9, risk__sampler="latin_hypercube")
    plan = plan_of(stated)
    assert (plan.count, plan.seed, plan.sampler, plan.notes) == (500, 9, "latin_hypercube", ())
    plan = plan_of(stated, draws=700, seed=0, sampler="random")
    assert (plan.count, plan.seed, plan.sampler, plan.notes) == (700, 0, "random", ())
    plan = plan_of(risky())
    assert (plan.count, plan.seed, plan.sampler) == (DRAWS, SEED, "random")
    assert plan.notes == ("10,000 draws (default)", "seed 1 (default)", "random sampler (default)")


@pytest.mark.parametrize(
    ("asked", "good", "code", "key"),
    [
        ({"draws": 0}, {"draws": 1}, "out-of-range", "risk.draws"),
        ({"draws": -5}, {"draws": 5}, "out-of-range", "risk.draws"),
        ({"draws": 10**12}, {"draws": 10**9}, "out-of-range", "risk.draws"),
        ({"draws": 10**9 + 1}, {"draws": 10**9}, "out-of-range", "risk.draws"),
        ({"seed": -1}, {"seed": 2**70}, "out-of-range", "risk.seed"),
        ({"sampler": "halton"}, {"sampler": "sobol"}, "unknown-value", "risk.sampler"),
    ],
)
def test_settings_out_of_range_are_refused_and_their_twins_are_not(
    asked: dict[str, Any], good: dict[str, Any], code: str, key: str
) -> None:
    assert refused(risky(), **asked) == [(code, key)]
    assert plan_of(risky(), **good).table(0)


@pytest.mark.parametrize(
    ("risk", "good", "code"),
    [
        ({"draws": 0}, {"draws": 1}, "out-of-range"),
        ({"draws": 10**12}, {"draws": 10**9}, "out-of-range"),
        ({"seed": -1}, {"seed": 0}, "out-of-range"),
        ({"sampler": "halton"}, {"sampler": "sobol"}, "unknown-value"),
        ({"draws": 1.5}, {"draws": 2}, "wrong-type"),
    ],
)
def test_the_file_is_held_to_the_same_limits(risk: dict[str, Any], good: dict[str, Any], code: str) -> None:
    (key,) = risk
    assert unreadable(risk=risk) == [(code, f"risk.{key}")]
    assert plan_of(swap(credits__price=RANGED["credits__price"], risk=good), draws=8).table(0)


def test_all_settings_are_told_together() -> None:
    assert refused(risky(), draws=0, seed=-1, sampler="halton") == [
        ("out-of-range", "risk.draws"),
        ("out-of-range", "risk.seed"),
        ("unknown-value", "risk.sampler"),
    ]


def test_a_billion_draws_are_planned_at_once_and_any_block_is_at_hand() -> None:
    plan = plan_of(risky(), draws=10**9)
    assert plan.blocks == 244_141
    assert plan.table(244_140)["credits.price"].shape == (10**9 - 244_140 * LOGICAL,)


@pytest.mark.parametrize("block", [-1, 2])
def test_there_is_no_block_outside_the_run(block: int) -> None:
    plan = plan_of(risky(), draws=5000)
    with pytest.raises(IndexError):
        plan.table(block)
    assert plan.table(1)


# ---- draws outside the domain ----------------------------------------------------------------------------------------


def rare(seed: int) -> list[str]:
    """Return what the blocks of a run say in which less than one draw outside is expected, and check the others."""
    assert 0 < 2 * stats.norm.sf(0.5 / 0.135) * 4000 < 1
    plan = plan_of(swap(credits__share_cashed=of("50 %", "normal", sd="13.5 %")), draws=4000, seed=seed)
    told = []
    for block in range(plan.blocks):
        try:
            assert (np.abs(plan.table(block)["credits.share_cashed"] - 0.5) <= 0.5).all()
        except ScenarioError as error:
            told += error.problems
    assert {(one.code, one.path) for one in told} <= {("outside-domain", "credits.share_cashed.distribution")}
    return [one.message for one in told]


def test_a_rare_draw_outside_the_domain_stops_the_run_where_it_comes_and_is_never_cut_off() -> None:
    told = [rare(seed) for seed in range(12)]
    assert any(told)
    assert not all(told)
    for message in (one for each in told for one in each):
        assert re.match(r"[1-9] of the draws 1 to 4,000 \(0\.[0-9]{2} %\) lie outside the figure's domain", message)
        assert message.endswith("by its law (normal); state distribution: truncated_normal with sd, low and high")


def test_the_share_of_draws_is_named_before_the_run() -> None:
    scenario = swap(credits__share_cashed=of("50 %", "normal", sd="25 %"))
    with pytest.raises(ScenarioError, match=r"about 4\.55 % of 10,000 draws lie outside"):
        plan_of(scenario)


# ---- fingerprints ----------------------------------------------------------------------------------------------------


def test_a_fingerprint_is_that_of_scenario_and_run() -> None:
    def mark(scenario: Scenario, **asked: Any) -> str:
        return plan_of(scenario, **asked).fingerprint

    plan = mark(risky())
    assert plan == mark(risky()) == mark(risky(), draws=DRAWS, seed=SEED, sampler="random")
    others = [
        mark(risky(), draws=DRAWS + 1),
        mark(risky(), seed=2),
        mark(risky(), sampler="sobol"),
        mark(risky(), only=["credits.price"]),
        mark(risky(swap__capex_gap="101 million USD")),
        mark(risky(credits__price=of("10 USD/t", low="5 USD/t", high="31 USD/t"))),
        mark(risky(risk__correlation=[["credits.price", "swap.abatement", "-31 %"]])),
    ]
    assert len({plan, *others}) == 1 + len(others)


def test_a_plan_is_a_value() -> None:
    one, other = plan_of(risky(), draws=10), plan_of(risky(), draws=10)
    assert one == other
    assert isinstance(one, Plan)
    with pytest.raises(AttributeError):
        one.count = 3  # type: ignore[misc]
