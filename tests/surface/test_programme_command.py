"""``appraisal programme``: the screen, the record, and what a user gets wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.questions.programme.cases import FULL

ROOT = Path(__file__).parents[2]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "usc_vs_subcritical.yaml").write_bytes((ROOT / "scenarios" / "usc_vs_subcritical.yaml").read_bytes())
    file = tmp_path / "package.yaml"
    file.write_text(FULL, encoding="utf-8")
    return file


def test_it_prints_the_package(call, package: Path) -> None:
    ended = call("programme", package)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("A small package\n")


def test_the_record_alone(call, package: Path) -> None:
    ended = call("programme", package, "--json", "-", "--set", "discount_rate=5 %")
    record = json.loads(ended.out)
    assert ended.code == 0
    assert record["conventions"]["discount_rate"] == 0.05


def test_the_record_in_a_file(call, package: Path, tmp_path: Path) -> None:
    to = tmp_path / "package.json"
    assert call("programme", package, "--json", to).code == 0
    assert json.loads(to.read_text(encoding="utf-8"))["format"] == 1
    again = call("programme", package, "--json", to)
    assert again.code == 4


def test_strict_stops_at_warnings(call, package: Path) -> None:
    ended = call("programme", package, "--strict")
    assert (ended.code, ended.out) == (1, "")
    assert "implied-fuel-price" in ended.err


def test_a_typing_error_is_told_at_its_place(call, package: Path) -> None:
    package.write_text(FULL.replace("start: 2014", "strat: 2014"), encoding="utf-8")
    ended = call("programme", package)
    assert (ended.code, ended.out) == (2, "")
    assert "error unknown-key" in ended.err
    assert "Did you mean 'start'?" in ended.err


@pytest.mark.parametrize(("command", "code"), [("run", "not-a-scenario"), ("threshold", "not-a-scenario")])
def test_a_programme_is_told_from_a_scenario(call, package: Path, command: str, code: str) -> None:
    ended = call(command, package)
    assert ended.code == 2
    assert f"error {code}" in ended.err
    assert "appraisal programme FILE" in ended.err


def test_a_scenario_is_told_from_a_programme(call, package: Path) -> None:
    ended = call("programme", package.parent / "usc_vs_subcritical.yaml")
    assert ended.code == 2
    assert "error not-a-programme" in ended.err


def test_the_schema_of_a_programme(call) -> None:
    assert json.loads(call("schema", "--programme").out)["title"] == "appraisal programme, format 1"
    assert json.loads(call("schema").out)["title"] == "appraisal scenario, format 1"


def test_the_example_of_the_page_runs(call, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "programme.md").read_text(encoding="utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "usc_vs_subcritical.yaml").write_bytes((ROOT / "scenarios" / "usc_vs_subcritical.yaml").read_bytes())
    (tmp_path / "package.yaml").write_text(example, encoding="utf-8")
    ended = call("programme", tmp_path / "package.yaml")
    assert (ended.code, ended.err) == (0, "")
    assert all(said in ended.out for said in ("new_plants", "refit", "soft", "Lock-in", "most tonnes"))
