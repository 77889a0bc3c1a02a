"""The plants of a sector: what a file may state, how it is read, and each refusal beside what is taken."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from appraisal.ground.problem import AppraisalError, FileError, ScenarioError
from appraisal.questions.sector_crediting import sector_crediting
from appraisal.scenario.load import load
from appraisal.scenario.sector_plants import SectorFleet, sector_fleet
from tests.questions.sectors import sector

SCENARIOS = Path(__file__).parents[2] / "scenarios"
HEAD = "name,output [TWh/yr],intensity [t/MWh],effort"
GOOD = f"{HEAD}\nold,35,1.05,5 %\nnew,60,0.97,10 %\n"


def fleet(folder: Path, *sets: str, seed: int = 1, **plants: Any) -> SectorFleet:
    return sector_fleet(sector(folder, *sets, **plants), seed)


def refused(asked: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(AppraisalError) as caught:
        asked()
    return [(one.code, one.path) for one in caught.value.problems]


# ---- what is taken -------------------------------------------------------------------------------------------------


def test_counted_plants_lie_evenly_over_their_distribution(tmp_path: Path):
    spread = {"value": "100 %", "distribution": "uniform", "low": "90 %", "high": "110 %"}
    found = fleet(tmp_path, count=20, relative_intensity=spread)
    assert sorted(found.relative) == pytest.approx([0.9 + 0.01 * (at + 0.5) for at in range(20)])
    assert list(found.relative) != sorted(found.relative)
    assert found.intensity(0) == pytest.approx(1, rel=1e-12)
    assert found.shares == (0.05,) * 20


def test_without_a_spread_each_plant_is_as_the_sector(tmp_path: Path):
    found = fleet(tmp_path)
    assert (found.relative, found.effort, found.intensity(0)) == ((1.0,) * 4, (0.1,) * 4, 1.0)
    assert found.intensity(4) == pytest.approx(0.9)


def test_the_seed_draws_who_joins_first(tmp_path: Path):
    one, same, other = (fleet(tmp_path, count=30, seed=seed).joining for seed in (1, 1, 2))
    assert one == same != other
    assert sorted(one) == sorted(other) == list(range(30))


@pytest.mark.parametrize(("share", "count"), [("0 %", 0), ("49 %", 5), ("55 %", 6), ("100 %", 10)])
def test_the_number_that_takes_part_is_rounded(tmp_path: Path, share: str, count: int):
    assert fleet(tmp_path, count=10, participation=share).taking_part == count


def test_a_list_states_output_intensity_and_effort(tmp_path: Path):
    found = fleet(tmp_path, file="plants.csv", csv=GOOD)
    mean = (35 * 1.05 + 60 * 0.97) / 95
    assert found.names == ("old", "new")
    assert found.shares == pytest.approx((35 / 95, 60 / 95))
    assert found.relative == pytest.approx((1.05 / mean, 0.97 / mean))
    assert found.effort == (0.05, 0.1)


def test_a_list_without_efforts_takes_that_of_the_section(tmp_path: Path):
    csv = "name,output,intensity\nold,35 TWh/yr,1.05 t/MWh\nnew,60 TWh/yr,970 kg/MWh\n"
    assert fleet(tmp_path, file="plants.csv", csv=csv, effort="7 %").effort == (0.07, 0.07)


def test_the_draws_have_the_mean_and_the_spread_of_independent_plants(tmp_path: Path):
    spread = {"value": "100 %", "distribution": "normal", "sd": "10 %"}
    found = fleet(tmp_path, count=16, relative_intensity=spread, participation="50 %")
    values = np.concatenate(list(found.drawn(20_000)))
    each = (0.95**2 + 0.05**2) * (1 + 0.1**2) - 0.95**2
    assert len(values) == 20_000
    assert values.mean() == pytest.approx(0.95, abs=4 * math.sqrt(each / 16 / 20_000))
    assert values.std() == pytest.approx(math.sqrt(each / 16), rel=0.03)


def test_participation_is_common_to_all_plants_of_a_draw(tmp_path: Path):
    all_or_none = {"value": "50 %", "distribution": "discrete", "values": ["0 %", "100 %"], "weights": ["50 %", "50 %"]}
    values = np.concatenate(list(fleet(tmp_path, count=40, participation=all_or_none).drawn(1000)))
    assert set(np.round(values, 9)) == {0.9, 1.0}


def test_the_section_changes_nothing_else(tmp_path: Path):
    scenario = load(SCENARIOS / "coal_sector_plants.yaml")
    assert not [path for path in scenario.figures if path.startswith("sector_plants")]
    assert load(SCENARIOS / "coal_sector_plants.yaml", variant="bilateral").document.mechanism == "bilateral"


@pytest.mark.parametrize("variant", ["", "listed"])
def test_the_plants_that_ship_are_the_sector_that_their_scenario_states(variant: str):
    found = sector_crediting(load(SCENARIOS / "coal_sector_plants.yaml", variant=variant), draws=100)
    assert found.fleet.count == (12 if variant else 36)
    assert found.fleet.intensity(0) == pytest.approx(1, abs=1e-12)


# ---- what is refused -----------------------------------------------------------------------------------------------

SECTION = [
    ({"count": 4, "file": "plants.csv"}, "one-of", "sector_plants.count"),
    ({"count": None}, "one-of", "sector_plants.count"),
    ({"count": 0}, "out-of-range", "sector_plants.count"),
    ({"effort": None}, "missing-input", "sector_plants.effort"),
    ({"participation": None}, "missing-key", "sector_plants.participation"),
    ({"participation": "120 %"}, "out-of-range", "sector_plants.participation"),
    ({"effort": "5 t"}, "wrong-dimension", "sector_plants.effort"),
    ({"relative_intensity": "0 %"}, "out-of-range", "sector_plants.relative_intensity"),
    ({"spread": "5 %"}, "unknown-key", "sector_plants.spread"),
    ({"source": "nowhere"}, "unknown-source", "sector_plants.source"),
]


@pytest.mark.parametrize(("plants", "code", "path"), SECTION)
def test_a_section_that_says_too_little_or_too_much(tmp_path: Path, plants: dict[str, Any], code: str, path: str):
    plants = {"count": 4, "effort": "10 %", "participation": "50 %", **plants}
    assert fleet(tmp_path).count == 4
    stated = {key: value for key, value in plants.items() if value is not None}
    gone = [f"sector_plants.{key}=null" for key, value in plants.items() if value is None]
    stated.pop("file", None)
    also = ["sector_plants.file=plants.csv"] if "file" in plants else []
    assert refused(lambda: sector(tmp_path, *gone, *also, **stated)) == [(code, path)]


def test_a_file_states_the_intensities_alone(tmp_path: Path):
    asked = {"file": "plants.csv", "csv": GOOD}
    assert refused(lambda: sector(tmp_path, relative_intensity="100 %", **asked)) == [
        ("unused", "sector_plants.relative_intensity")
    ]
    assert sector(tmp_path, **asked).document.sector_plants


LISTS = [
    ("name,output [TWh/yr],intensity [t/MWh]\nold,35,1.05\n", "missing-column", "sector_plants.file"),
    ("name,output [TWh/yr],effort\nold,35,5 %\n", "missing-column", "sector_plants.file"),
    (f"{HEAD},colour\nold,35,1.05,5 %,red\n", "unknown-column", "sector_plants.file"),
    (f"{HEAD}\nold,35,,5 %\n", "empty-cell", "sector_plants.file"),
    (f"{HEAD}\nold,0,1.05,5 %\n", "out-of-range", "sector_plants.file"),
    (f"{HEAD}\nold,35,1.05,105 %\n", "out-of-range", "effort"),
    (f"{HEAD}\nold,-35,1.05,5 %\n", "out-of-range", "output"),
    (f"{HEAD}\nold,35,much,5 %\n", "not-a-number", "intensity"),
    (f"{HEAD}\nold,35,1,05,5 %\n", "bad-csv", ""),
    (f"{HEAD}\n", "empty-table", ""),
]


@pytest.mark.parametrize(("csv", "code", "path"), LISTS)
def test_a_list_that_cannot_be_read(tmp_path: Path, csv: str, code: str, path: str):
    assert fleet(tmp_path, file="plants.csv", csv=GOOD).count == 2
    assert refused(lambda: fleet(tmp_path, file="plants.csv", csv=csv)) == [(code, path)]


def test_a_list_with_efforts_beside_an_effort_of_all(tmp_path: Path):
    asked = {"file": "plants.csv", "csv": GOOD, "effort": "5 %"}
    assert refused(lambda: fleet(tmp_path, **asked)) == [("unused", "sector_plants.effort")]


def test_a_list_that_is_not_there_or_lies_elsewhere(tmp_path: Path):
    found = sector(tmp_path, file="plants.csv", csv=GOOD)
    (tmp_path / "plants.csv").unlink()
    assert refused(lambda: sector_fleet(found, 1)) == [("no-file", "sector_plants.file")]
    elsewhere = sector(tmp_path, "sector_plants.file=../plants.csv", file="plants.csv", csv=GOOD)
    assert refused(lambda: sector_fleet(elsewhere, 1)) == [("outside-folder", "sector_plants.file")]


def test_a_list_that_is_no_text_is_a_file_error(tmp_path: Path):
    found = sector(tmp_path, file="plants.csv", csv=GOOD)
    (tmp_path / "plants.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileError) as caught:
        sector_fleet(found, 1)
    assert caught.value.problems[0].code == "bad-csv"


@pytest.mark.parametrize(
    ("row", "path"),
    [("new,61,0.97,10 %", "credits.sector.output"), ("new,60,0.99,10 %", "credits.sector.intensity")],
)
def test_a_list_of_another_sector_than_the_scenario_states(tmp_path: Path, row: str, path: str):
    asked = {"file": "plants.csv", "csv": GOOD}
    assert sector_crediting(sector(tmp_path, **asked), draws=10).fleet.count == 2
    asked["csv"] = GOOD.replace("new,60,0.97,10 %", row)
    assert refused(lambda: sector_crediting(sector(tmp_path, **asked), draws=10)) == [("sector-differs", path)]


WIDE = {"value": "95 %", "distribution": "normal", "sd": "20 %"}


@pytest.mark.parametrize("name", ["effort", "participation"])
def test_a_law_that_leaves_its_domain_is_not_cut_off(tmp_path: Path, name: str):
    assert refused(lambda: fleet(tmp_path, **{name: WIDE})) == [
        ("outside-domain", f"sector_plants.{name}.distribution")
    ]
    kept = {**WIDE, "distribution": "truncated_normal", "low": "0 %", "high": "100 %"}
    assert len(next(fleet(tmp_path, **{name: kept}).drawn(50))) == 50


def test_a_process_is_no_spread_of_plants(tmp_path: Path):
    moving = {"value": "50 %", "distribution": "gbm", "volatility": "10 %/yr"}
    assert refused(lambda: fleet(tmp_path, effort=moving)) == [("no-series", "sector_plants.effort.distribution")]


def test_draws_are_counted_from_one(tmp_path: Path):
    scenario = sector(tmp_path)
    with pytest.raises(ScenarioError) as caught:
        sector_crediting(scenario, draws=0)
    assert [(one.code, one.path) for one in caught.value.problems] == [("out-of-range", "risk.draws")]
    assert sector_crediting(scenario, draws=1).draws.count == 1
