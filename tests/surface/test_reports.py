"""The report of the source case that the repository carries is what the code writes today."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from appraisal.outputs.yearly_csv import csv_files
from tests.outputs.report.pages import text_of

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "reports" / "usc_vs_subcritical"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The report as a user makes it: by a process of its own, which no other test has touched."""
    folder = tmp_path_factory.mktemp("reports")
    scenario = ROOT / "scenarios" / "usc_vs_subcritical.yaml"
    command = [sys.executable, "-m", "appraisal", "report", str(scenario), "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in (folder / scenario.stem).iterdir()}


@pytest.fixture(scope="module")
def fresh(files: dict[str, bytes]) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(files["record.json"])
    return record


def test_the_record_is_current(fresh: dict[str, Any]) -> None:
    kept = json.loads((REPORT / "record.json").read_text(encoding="utf-8"))
    assert list(kept) == list(fresh)
    assert {key: kept[key] for key in ("conventions", "inputs", "defaults", "years")} == {
        key: fresh[key] for key in ("conventions", "inputs", "defaults", "years")
    }
    for name, metric in fresh["metrics"].items():
        assert kept["metrics"][name]["status"] == metric["status"]
        same = metric["value"] if metric["value"] is None else pytest.approx(metric["value"], rel=1e-9)
        assert kept["metrics"][name]["value"] == same, name


@pytest.mark.parametrize("name", ["cash_flow.csv", "party_accounts.csv"])
def test_the_tables_are_current(name: str, fresh: dict[str, Any]) -> None:
    rows = list(csv.reader((REPORT / name).read_text(encoding="utf-8").splitlines()))
    today = list(csv.reader(csv_files(fresh)[name].decode().splitlines()))
    assert rows[0] == today[0]
    for kept, made in zip(rows[1:], today[1:], strict=True):
        assert [float(cell) for cell in kept] == pytest.approx([float(cell) for cell in made], rel=1e-9)


def test_the_draws_are_current(fresh: dict[str, Any]) -> None:
    kept = json.loads((REPORT / "record.json").read_text(encoding="utf-8"))["risk"]
    assert kept["draws"]["made"] == fresh["risk"]["draws"]["made"]
    for name, outcome in fresh["risk"]["outcomes"].items():
        same = outcome["mean"] if outcome["mean"] is None else pytest.approx(outcome["mean"], rel=1e-9)
        assert kept["outcomes"][name]["mean"] == same, name


def test_the_pdf_says_what_it_would_say_today(files: dict[str, bytes]) -> None:
    kept, made = (text_of(content).split() for content in ((REPORT / "report.pdf").read_bytes(), files["report.pdf"]))
    assert len(kept) > 1000
    assert Counter(kept) - Counter(made) == Counter(made) - Counter(kept) == Counter()


def test_the_files_are_those_of_a_report_and_no_others(files: dict[str, bytes]) -> None:
    assert {file.name for file in REPORT.iterdir()} == {*files}


def test_every_chart_is_there_in_both_formats(files: dict[str, bytes]) -> None:
    charts = {Path(name).stem for name in files if name.endswith(".svg")}
    assert len(charts) > 9
    for chart in charts:
        assert (REPORT / f"{chart}.png").read_bytes().startswith(b"\x89PNG")
        assert "</svg>" in (REPORT / f"{chart}.svg").read_text(encoding="utf-8")
