"""The command on a sector of many plants: page, JSON, files, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.surface.conftest import ROOT, Call

SECTOR = ROOT / "scenarios" / "coal_sector_plants.yaml"
FEW = ("--draws", "200")


def test_the_page(call: Call):
    ended = call("sector", SECTOR, *FEW)
    assert (ended.code, ended.err) == (0, "")
    for part in ("no credit", "13 of the 36 other plants", "The settlements", "What the plants are"):
        assert part in ended.out


def test_the_record_is_the_same_on_the_screen_and_in_a_file(call: Call, tmp_path: Path):
    printed = call("sector", SECTOR, *FEW, "--json", "-").out
    ended = call("sector", SECTOR, *FEW, "--out", tmp_path)
    assert ended.code == 0
    folder = tmp_path / "coal_sector_plants_sector"
    assert sorted(path.name for path in folder.iterdir()) == [
        "plants.csv", "sector.json", "sector_credits.png", "sector_credits.svg", "sector_effort.png",
        "sector_effort.svg",
    ]  # fmt: skip
    assert json.loads((folder / "sector.json").read_text(encoding="utf-8")) == json.loads(printed)
    again = call("sector", SECTOR, *FEW, "--out", tmp_path)
    assert (again.code, "exists" in again.err) == (4, True)


def test_seed_and_draws_are_those_of_the_line(call: Call):
    draws = json.loads(call("sector", SECTOR, "--draws", "64", "--seed", "9", "--json", "-").out)["draws"]
    assert (draws["made"], draws["seed"]) == (64, 9)


def test_another_mechanism_of_projects(call: Call):
    project = json.loads(call("sector", SECTOR, *FEW, "--against", "cdm", "--json", "-").out)["project"]
    assert project["mechanism"] == "cdm"
    assert project["earned"]["tonnes"] > 0


@pytest.mark.parametrize(
    ("words", "code", "end"),
    [
        (("--against", "sectoral"), "not-project-based", 2),
        (("--set", "credits.mechanism=none"), "no-sector", 3),
        (("--set", "sector_plants=null"), "no-sector-plants", 3),
        (("--set", "sector_plants.effort=110 %"), "out-of-range", 2),
    ],
)
def test_what_it_refuses(call: Call, words: tuple[str, ...], code: str, end: int):
    ended = call("sector", SECTOR, *FEW, *words)
    assert ended.out == ""
    assert (ended.code, ended.err.split()[1]) == (end, code)
