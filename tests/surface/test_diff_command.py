"""`appraisal diff`: what moved between two runs, what is written, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
FOLDER = Path(__file__).parents[2] / "scenarios"
STRESS, MECHANISMS, PACKAGE = (
    FOLDER / f"{name}.yaml" for name in ("usc_stress", "usc_mechanisms", "usc_bilateral_package")
)


def bridge(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    ends = [found["start"], *(step["end"] for step in found["steps"])]
    assert [step["start"] for step in found["steps"]] == ends[:-1]
    assert ends[-1] == found["end"]
    return found


def test_a_file_against_itself_with_changes(call: Call, source_case: Path) -> None:
    sets = ("--set", "credits.price=20 USD/t", "--set", "discount_rate=7 %")
    ended = call("diff", source_case, *sets)
    assert (ended.code, ended.err) == (0, "")
    assert "The second run is worth 25.11 million USD more" in ended.out
    assert ended.out.index("discount_rate") < ended.out.index("credits.price  ")
    found = bridge(call("diff", source_case, *sets, "--json", "-").out)
    assert [step["inputs"][0]["path"] for step in found["steps"]] == ["discount_rate", "credits.price"]
    assert [run["label"] for run in found["runs"]] == ["as stated", "as changed"]


def test_two_files(call: Call, source_case: Path, plants: Path) -> None:
    found = bridge(call("diff", source_case, plants, "--json", "-").out)
    assert [run["label"] for run in found["runs"]] == ["usc_vs_subcritical", "usc_vs_subcritical_plants"]
    assert found["start"] == pytest.approx(21778279.34, abs=0.01)


def test_two_files_of_one_name_are_called_by_their_place(call: Call, source_case: Path, tmp_path: Path) -> None:
    twin = tmp_path / source_case.name
    twin.write_text(source_case.read_text(encoding="utf-8").replace("value: 8 %", "value: 9 %"), encoding="utf-8")
    found = bridge(call("diff", source_case, twin, "--json", "-").out)
    assert [run["label"] for run in found["runs"]] == [str(source_case), str(twin)]


def test_a_case_and_a_variant(call: Call) -> None:
    case = bridge(call("diff", STRESS, "--case", "all_at_once", "--json", "-").out)
    assert case["end"] == pytest.approx(-20050283.06, abs=0.01)
    assert case["runs"][1]["label"] == "case all_at_once"
    variant = bridge(call("diff", MECHANISMS, "--variant", "sectoral", "--json", "-").out)
    assert variant["runs"][1]["label"] == "variant sectoral"
    both = bridge(call("diff", STRESS, "--case", "low", "--set", "discount_rate=7 %", "--json", "-").out)
    assert both["runs"][1]["label"] == "case low, as changed"


def test_another_order_and_objective(call: Call, source_case: Path, plants: Path) -> None:
    sets = ("--set", "credits.price=20 USD/t", "--set", "discount_rate=7 %")
    found = bridge(call("diff", source_case, *sets, "--first", "credits.price", "--json", "-").out)
    assert [step["inputs"][0]["path"] for step in found["steps"]] == ["credits.price", "discount_rate"]
    assert found["order"] == "the order that was asked for"
    equity = bridge(call("diff", plants, PACKAGE, "--objective", "equity_npv", "--json", "-").out)
    assert equity["objective"] == "equity_npv"


def test_files_are_written_together(call: Call, tmp_path: Path) -> None:
    words = ("diff", STRESS, "--case", "all_at_once", "--out", tmp_path)
    ended = call(*words)
    folder = tmp_path / "usc_stress_diff"
    assert ended.code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["bridge.json", "npv_bridge.png", "npv_bridge.svg"]
    assert ended.err.count("wrote ") == 3
    assert (call(*words).code, call(*words, "--overwrite").code) == (4, 0)


@pytest.mark.parametrize(
    ("words", "code", "path"),
    [
        (("FILE",), "missing-option", "--set"),
        (("FILE", "FILE", "FILE"), "two-runs", "FILE"),
        (("FILE", "FILE", "--case", "low"), "one-file", "--set"),
        (("FILE", "FILE", "--set", "discount_rate=7 %"), "one-file", "--set"),
        (("FILE", "--case", "lowest"), "unknown-case", "cases"),
        (("FILE", "--variant", "low"), "unknown-variant", "variants"),
        (("FILE", "--set", "discount_rate=7"), "bare-number", "discount_rate"),
        (("FILE", "--case", "low", "--first", "discount_rate"), "unknown-path", "discount_rate"),
        (("FILE", "--case", "low", "--objective", "irr"), "unknown-objective", "irr"),
    ],
)
def test_what_cannot_be_asked_is_a_coded_error(words: tuple[str, ...], code: str, path: str, call: Call) -> None:
    ended = call("diff", *(STRESS if word == "FILE" else word for word in words))
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"error {code}")
    assert path in ended.err.splitlines()[0]


def test_it_ends_with_3_without_equity_and_with_4_without_a_file(call: Call, tmp_path: Path) -> None:
    assert call("diff", STRESS, "--case", "low", "--objective", "equity_npv").code == 3
    assert call("diff", STRESS, tmp_path / "none.yaml").code == 4
    assert call("diff").code == 2


def test_the_help_names_the_command(call: Call) -> None:
    assert "diff " in call("--help").out
    assert "--case" in call("diff", "--help").out
