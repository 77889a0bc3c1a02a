"""The report of the source case that the repository carries is what the code writes today."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from appraisal.engine.appraisal import appraise
from appraisal.outputs.record import record_of
from appraisal.outputs.yearly_csv import csv_files
from appraisal.scenario.load import load

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "reports" / "usc_vs_subcritical"


@pytest.fixture(scope="module")
def fresh() -> dict[str, Any]:
    return record_of(appraise(load(ROOT / "scenarios" / "usc_vs_subcritical.yaml")))


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


CHARTS = [
    "cash_flow", "npv_waterfall", "tornado", "threshold_curve", "credit_waterfall", "threshold_card", "party_accounts",
]  # fmt: skip


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_is_there_in_both_formats(chart: str) -> None:
    assert (REPORT / f"{chart}.png").read_bytes().startswith(b"\x89PNG")
    assert "</svg>" in (REPORT / f"{chart}.svg").read_text(encoding="utf-8")
