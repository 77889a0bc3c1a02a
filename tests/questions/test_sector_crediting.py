"""A sector of many plants: the papers' argument, limiting cases, conservation, chances against other arithmetic."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from appraisal.engine.appraisal import appraise
from appraisal.engine.model import Model
from appraisal.ground.problem import NoResultError, ScenarioError
from appraisal.questions.sector.sector_rows import SectorRows, exact_sums, in_proportion
from appraisal.questions.sector_crediting import sector_crediting
from appraisal.scenario.load import load
from appraisal.scenario.sector_plants import sector_fleet
from tests.questions.sectors import LOWERED, OWN, REST, USUAL, YEARS, sector

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FEW = 200
"""Draws where a test does not look at them."""

OWN_BELOW = OWN * (0.97 - LOWERED) * 1e6
OWN_ABOVE = OWN * (USUAL - 0.97) * 1e6
"""Tonnes a year by which the own plant lies below the benchmark with its swap, and above it as usual."""


def rest_below(joined: int) -> float:
    """Return the tonnes a year by which four equal plants lie below 0.97 t/MWh, of which so many are at 0.9 t/MWh."""
    return sum(REST / 4 * (0.97 - (0.9 if at < joined else 1.0)) for at in range(4)) * 1e6


# ---- the papers' argument ------------------------------------------------------------------------------------------


def test_a_single_effort_in_a_sector_without_other_effort_earns_nothing_and_as_a_project_every_tonne(tmp_path: Path):
    found = sector_crediting(sector(tmp_path), draws=FEW)
    assert found.alone.joined == 0
    assert (found.alone.sector, found.alone.earned.tonnes, found.alone.earned.revenue) == (0, 0, 0)
    assert (found.alone.brought.tonnes, found.alone.brought.revenue) == (0, 0)
    assert found.project.earned.tonnes == pytest.approx(500e3 * YEARS)
    annuity = sum(1.08**-year for year in range(1, YEARS + 1))
    assert found.project.earned.revenue == pytest.approx(5e6 * annuity)


def test_the_same_argument_in_the_coal_sector():
    found = sector_crediting(load(SCENARIOS / "coal_sector_plants.yaml"), draws=FEW)
    assert found.alone.earned.tonnes == 0
    assert found.project.earned.tonnes == pytest.approx(15 * 600e3, rel=1e-3)
    assert 0 < found.stated.earned.tonnes < found.together.earned.tonnes < found.project.earned.tonnes
    assert found.needed == 13
    assert [one.earned.tonnes > 0 for one in found.standings] == [one.joined >= 13 for one in found.standings]


def test_what_an_effort_brings_grows_with_the_others(tmp_path: Path):
    found = sector_crediting(sector(tmp_path), draws=FEW)
    assert [one.joined for one in found.standings] == [0, 1, 2, 3, 4]
    brought = [one.brought.tonnes for one in found.standings]
    assert brought == sorted(brought)
    assert found.needed == next(one.joined for one in found.standings if one.earned.tonnes > 0) == 2


def test_no_number_of_others_is_enough_where_their_effort_is_too_small(tmp_path: Path):
    assert sector_crediting(sector(tmp_path, effort="0.1 %"), draws=FEW).needed is None


# ---- limiting cases and closed forms -------------------------------------------------------------------------------


@pytest.mark.parametrize("joined", range(5))
def test_without_spread_the_sector_is_plain_arithmetic(tmp_path: Path, joined: int):
    found = sector_crediting(sector(tmp_path), draws=FEW).standing(joined)
    gained = max(0.0, rest_below(joined) + OWN_BELOW)
    assert found.sector == pytest.approx(gained * YEARS, rel=1e-12, abs=1e-6)
    below = OWN_BELOW + joined * REST / 4 * 0.07e6
    assert found.earned.tonnes == pytest.approx(gained * YEARS * OWN_BELOW / below, abs=1e-6)
    assert found.idle.tonnes == 0  # as usual it lies above the benchmark itself


@pytest.mark.parametrize("shared_by", ["abatement", "output"])
def test_one_plant_that_is_the_whole_sector_is_the_sector_of_the_engine(tmp_path: Path, shared_by: str):
    changes = ("credits.sector.output=0 TWh/yr", f"credits.sector.shared_by={shared_by}")
    scenario = sector(tmp_path, *changes, count=1, participation="0 %")
    found, run = sector_crediting(scenario, draws=FEW), appraise(scenario).run
    assert found.stated.sector == run.total("credits.sector_credits")[0] == pytest.approx(OWN_BELOW * YEARS)
    assert found.stated.earned.tonnes == pytest.approx(run.total("credits.creditable")[0], rel=1e-14)


@pytest.mark.parametrize("intensity", ["0.9 t/MWh", "0.965 t/MWh", "0.973 t/MWh", "1 t/MWh"])
@pytest.mark.parametrize("shared_by", ["abatement", "output"])
def test_a_rest_that_is_all_alike_and_idle_is_the_sector_of_the_engine(tmp_path: Path, intensity: str, shared_by: str):
    changes = (f"credits.sector.intensity={intensity}", f"credits.sector.shared_by={shared_by}")
    scenario = sector(tmp_path, *changes, participation="0 %")
    found, base = sector_crediting(scenario, draws=FEW), appraise(scenario)
    assert found.stated.sector == base.run.total("credits.sector_credits")[0]
    assert found.stated.earned.tonnes == pytest.approx(base.run.total("credits.creditable")[0], rel=1e-12)
    assert found.stated.npv == pytest.approx(base.metrics["npv"].value, rel=1e-12)


def test_all_at_a_benchmark_of_usual_earn_what_they_earn_as_projects(tmp_path: Path):
    scenario = sector(tmp_path, "credits.reference.benchmark=1 t/MWh", participation="100 %")
    found = sector_crediting(scenario, draws=FEW)
    for plant in found.plants:
        assert plant.sectoral == pytest.approx(plant.project) == pytest.approx(REST / 4 * 0.1e6 * YEARS)
    assert found.stated.earned.tonnes == pytest.approx(found.project.earned.tonnes)
    assert found.stated.sector == pytest.approx(math.fsum(one.project for one in found.plants) + 500e3 * YEARS)


def test_by_output_a_plant_without_effort_gets_its_share_and_its_own_effort_brings_a_share_of_its_tonnes(
    tmp_path: Path,
):
    found = sector_crediting(sector(tmp_path, "credits.sector.shared_by=output"), draws=FEW).together
    assert found.idle.tonnes == pytest.approx((rest_below(4) - OWN_ABOVE) * YEARS * OWN / 100)
    assert found.brought.tonnes == pytest.approx(500e3 * YEARS * OWN / 100)


def test_a_plant_of_the_rest_that_makes_no_effort_earns_nothing_as_a_project(tmp_path: Path):
    found = sector_crediting(sector(tmp_path), draws=FEW)
    assert sorted(one.project for one in found.plants) == pytest.approx([0, 0, 14.25e6, 14.25e6])
    assert [one.sectoral > 0 for one in found.plants] == [one.joined for one in found.plants]


def test_a_benchmark_above_business_as_usual_is_told(tmp_path: Path):
    said = "the benchmark lies above business as usual: the sector earns credits without any effort"
    falling = "{years: {2020: 1.05 t/MWh, 2025: 0.9 t/MWh}, between: linear}"
    changes = {"1.01 t/MWh": [f"in all settlements {said}"], "0.97 t/MWh": []}
    changes[falling] = [f"in the settlement of 2022 {said}"]
    for benchmark, notes in changes.items():
        found = sector_crediting(sector(tmp_path, f"credits.reference.benchmark={benchmark}"), draws=10)
        assert [note for note in found.notes if "benchmark" in note] == notes


# ---- conservation and order ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("shared_by", ["abatement", "output"])
@pytest.mark.parametrize("participation", ["0 %", "37 %", "60 %", "100 %"])
def test_the_parts_of_all_plants_are_the_credits_of_the_sector(tmp_path: Path, shared_by: str, participation: str):
    spread = {"value": "100 %", "distribution": "normal", "sd": "8 %"}
    scenario = sector(
        tmp_path,
        f"credits.sector.shared_by={shared_by}",
        count=23,
        participation=participation,
        relative_intensity=spread,
        effort={"value": "10 %", "low": "0 %", "high": "20 %"},
    )
    found = sector_crediting(scenario, draws=FEW)
    parts = math.fsum(one.sectoral for one in found.plants) + found.stated.earned.tonnes
    assert parts == pytest.approx(found.stated.sector, rel=1e-12)
    assert math.fsum(one.credits for one in found.settlements) == pytest.approx(found.stated.sector)


def test_the_order_of_a_list_leaves_every_bit_of_a_whole_sector(tmp_path: Path):
    rows = [f"{name},{output},{intensity},{effort} %" for name, output, intensity, effort in LIST]
    found = []
    for order in (rows, rows[::-1], rows[2:] + rows[:2]):
        csv = "\n".join(("name,output [TWh/yr],intensity [t/MWh],effort", *order))
        found.append(sector_crediting(sector(tmp_path, file="plants.csv", csv=csv), draws=FEW).together)
    assert found[0].sector > 0
    assert found[0] == found[1] == found[2]


LIST = (("a", 10.1, 1.1, 3), ("b", 20.3, 1.05, 9), ("c", 30.2, 0.98, 11), ("d", 34.4, 0.963, 13))


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_exact_sums_do_not_depend_on_the_order(values: list[float], random: object):
    mixed = list(values)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert exact_sums(np.array([values])).tolist() == exact_sums(np.array([mixed])).tolist()


def test_where_none_is_below_the_benchmark_there_is_nothing_to_share():
    nothing = np.zeros((2, 3))
    assert in_proportion(nothing, nothing, np.zeros((2, 1))).tolist() == nothing.tolist()


# ---- chances -------------------------------------------------------------------------------------------------------


def limit() -> float:
    """Return the relative intensity of the rest from which the sector earns nothing."""
    return 0.97 + OWN_BELOW / (REST * 1e6)


def test_the_chance_of_no_credit_is_the_closed_form_for_a_normal_spread(tmp_path: Path):
    spread = {"value": "100 %", "distribution": "normal", "sd": "5 %"}
    scenario = sector(tmp_path, count=25, participation="100 %", effort="2.5 %", relative_intensity=spread)
    found = sector_crediting(scenario, draws=20_000).draws.none
    expected = norm.sf((limit() / 0.975 - 1) / (0.05 / math.sqrt(25)))
    assert 0.1 < expected < 0.9
    assert abs(found.value - expected) < 4 * found.standard_error
    assert found.standard_error == pytest.approx(math.sqrt(found.value * (1 - found.value) / 20_000))


def test_the_chance_of_no_credit_agrees_with_a_loop_over_plants_in_plain_python(tmp_path: Path):
    effort = {"value": "8 %", "low": "2 %", "high": "14 %", "distribution": "uniform"}
    part = {"value": "40 %", "low": "10 %", "high": "70 %"}
    spread = {"value": "100 %", "distribution": "normal", "sd": "5 %"}
    scenario = sector(tmp_path, count=12, effort=effort, participation=part, relative_intensity=spread)
    found = sector_crediting(scenario, draws=8192)
    stream, below, earned = np.random.default_rng(77), 0, 0.0
    for _ in range(8192):
        chance = stream.triangular(0.1, 0.4, 0.7)
        gained = OWN_BELOW
        for _ in range(12):
            intensity = stream.normal(1, 0.05)
            if stream.random() < chance:
                intensity *= 1 - stream.uniform(0.02, 0.14)
            gained += REST / 12 * 1e6 * (0.97 - intensity)
        below += gained <= 0
        earned += max(0.0, gained) * YEARS / 8192
    error = math.sqrt(2) * found.draws.none.standard_error
    assert 0.1 < below / 8192 < 0.9
    assert abs(found.draws.none.value - below / 8192) < 4 * error
    assert found.draws.values.mean() == pytest.approx(earned, rel=0.05)


def test_certain_figures_give_one_value_in_every_draw(tmp_path: Path):
    found = sector_crediting(sector(tmp_path, participation="100 %"), draws=FEW)
    assert np.ptp(found.draws.values) == 0
    assert found.draws.values[0] == pytest.approx(found.together.sector, rel=1e-12)
    assert (found.draws.none.value, found.draws.none.standard_error) == (0, 0)


def test_each_settlement_has_a_chance_of_its_own_and_none_of_all_is_rarer(tmp_path: Path):
    falling = "{years: {2020: 0.985 t/MWh, 2025: 0.955 t/MWh}, between: linear}"
    found = sector_crediting(sector(tmp_path, f"credits.reference.benchmark={falling}", count=30), draws=5000)
    assert [one.year for one in found.settlements] == [2022, 2025]
    first, last = (one.none.value for one in found.settlements)
    assert found.draws.none.value <= first < last


def test_one_seed_gives_one_run_and_a_longer_run_begins_like_a_shorter_one(tmp_path: Path):
    scenario = sector(tmp_path, count=9)
    one, other, longer = (sector_crediting(scenario, draws=draws, seed=5) for draws in (300, 300, 5000))
    assert one.draws.values.tolist() == other.draws.values.tolist() == longer.draws.values[:300].tolist()
    assert one.draws.values.tolist() != sector_crediting(scenario, draws=300, seed=6).draws.values.tolist()


def test_ten_thousand_plants_are_one_run(tmp_path: Path):
    scenario = sector(tmp_path, count=10_000)
    rows = SectorRows(Model(scenario), sector_fleet(scenario, 1))
    assert rows.fleet_settled(10_000).shape == (rows.base.axis.count, 10_000)
    assert rows.fleet_settled(10_000).sum() == pytest.approx(REST * 0.07e6 * YEARS)


# ---- what cannot be asked ------------------------------------------------------------------------------------------


def test_a_mechanism_of_projects_has_no_sector():
    scenario = load(SCENARIOS / "coal_sector_plants.yaml", variant="bilateral")
    with pytest.raises(NoResultError) as caught:
        sector_crediting(scenario)
    assert [(one.code, one.path) for one in caught.value.problems] == [("no-sector", "credits.mechanism")]


def test_a_sector_needs_its_plants():
    with pytest.raises(NoResultError) as caught:
        sector_crediting(load(SCENARIOS / "coal_sector_benchmark.yaml"))
    assert [(one.code, one.path) for one in caught.value.problems] == [("no-sector-plants", "sector_plants")]


@pytest.mark.parametrize(
    ("against", "code"),
    [("bilatteral", "unknown-mechanism"), ("sectoral", "not-project-based"), ("none", "not-project-based")],
)
def test_the_other_mechanism_credits_projects(tmp_path: Path, against: str, code: str):
    with pytest.raises(ScenarioError) as caught:
        sector_crediting(sector(tmp_path), against=against)
    assert [(one.code, one.path) for one in caught.value.problems] == [(code, "--against")]
    assert sector_crediting(sector(tmp_path), against="bilateral", draws=FEW).project.mechanism == "bilateral"
