"""The sign-off table: rows as they are stated, what a row must say, and that it changes no result."""

from __future__ import annotations

from pathlib import Path

import pytest

from appraisal.engine.appraisal import appraise
from appraisal.ground.problem import ScenarioError
from appraisal.scenario.load import load
from appraisal.scenario.scenario import Scenario

SOURCE_CASE = Path(__file__).parents[2] / "scenarios" / "usc_vs_subcritical.yaml"
ROWS = """
sign_off:
  - {role: Author of the cost estimate, signs: capital and operating cost, who: Power plant office, date: 2012-03-01}
  - {role: Reviewer, signs: all}
"""


def signed(folder: Path, rows: str) -> Scenario:
    file = folder / "signed.yaml"
    file.write_text(SOURCE_CASE.read_text(encoding="utf-8") + rows, encoding="utf-8")
    return load(file)


def test_rows_are_kept_as_stated(tmp_path: Path) -> None:
    first, second = signed(tmp_path, ROWS).document.sign_off
    assert (first.role, first.signs) == ("Author of the cost estimate", "capital and operating cost")
    assert (first.who, first.date) == ("Power plant office", "2012-03-01")
    assert (second.who, second.date) == (None, "")


def test_a_signature_moves_no_result(tmp_path: Path) -> None:
    assert appraise(signed(tmp_path, ROWS)).metrics == appraise(load(SOURCE_CASE)).metrics


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ("role: Reviewer, ", "", "missing-key", "sign_off[1].role"),
        ("signs: all", "scope: all", "unknown-key", "sign_off[1].scope"),
        ("role: Reviewer", "role: 7", "wrong-type", "sign_off[1].role"),
        ("date: 2012-03-01", "date: 2012.5", "wrong-type", "sign_off[0].date"),
    ],
)
def test_a_row_says_who_answers_for_what(tmp_path: Path, old: str, new: str, code: str, path: str) -> None:
    assert old in ROWS
    with pytest.raises(ScenarioError) as caught:
        signed(tmp_path, ROWS.replace(old, new))
    assert (code, path) in {(one.code, one.path) for one in caught.value.problems}
