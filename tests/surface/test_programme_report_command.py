"""`appraisal programme --out` and `appraisal report` of a programme: what they write, and how they end."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.outputs.report.pages import text_of
from tests.questions.programme.cases import FULL

Call = Callable[..., Any]
FILES = [
    "abatement_cost_curve.png", "abatement_cost_curve.svg", "cash_by_party.png", "cash_by_party.svg", "measures.csv",
    "record.json", "report.pdf", "supply_curve.png", "supply_curve.svg", "tonnes_by_measure.png",
    "tonnes_by_measure.svg", "workbook.xlsx", "years.csv",
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    scenarios = Path(__file__).parents[2] / "scenarios"
    text = re.sub(r"usc_vs_subcritical\.yaml", "case.yaml", FULL)
    (tmp_path / "case.yaml").write_text((scenarios / "usc_vs_subcritical.yaml").read_text())
    (tmp_path / "package.yaml").write_text(text)
    return tmp_path / "package.yaml"


def test_both_commands_write_the_paper(call: Call, file: Path, tmp_path: Path) -> None:
    shown = call("programme", file, "--out", tmp_path / "a")
    assert shown.code == 0
    assert "The package does not pay" in shown.out
    made = call("report", file, "--out", tmp_path / "b", "--title", "A title of its own")
    assert made.code == 0
    names = sorted(path.name for path in (tmp_path / "b" / "package").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "a" / "package").iterdir()) == FILES
    assert "A title of its own" in text_of((tmp_path / "b" / "package" / "report.pdf").read_bytes())
    kept = call("programme", file, "--out", tmp_path / "a")
    assert (kept.code, "error exists" in kept.err) == (4, True)


@pytest.mark.parametrize(("option", "value"), [("--draws", "100"), ("--variant", "low")])
def test_an_option_of_scenarios_is_refused(call: Call, file: Path, tmp_path: Path, option: str, value: str) -> None:
    ended = call("report", file, "--out", tmp_path / "b", option, value)
    assert (ended.code, ended.out) == (2, "")
    assert f"error bad-option  {option}" in ended.err
    assert not (tmp_path / "b").exists()
