"""appraisal report: every file from one record, all or nothing, and run --to pdf,xlsx."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appraisal.cli import main
from appraisal.outputs.record import record_of
from tests.outputs.report.pages import text_of

ROOT = Path(__file__).parents[2]
SOURCE_CASE = str(ROOT / "scenarios" / "usc_vs_subcritical.yaml")
NEEDED = {"report.pdf", "workbook.xlsx", "record.json", "cash_flow.csv"}


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["appraisal", *words])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_it_writes_everything_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "report", SOURCE_CASE, "--out", str(tmp_path), "--draws", "64") == 0
    folder = tmp_path / "usc_vs_subcritical"
    names = {file.name for file in folder.iterdir()}
    assert names >= NEEDED
    charts = {Path(name).stem for name in names if name.endswith(".svg")}
    assert charts == {Path(name).stem for name in names if name.endswith(".png")}
    assert charts >= {"cash_flow", "tornado", "threshold_card", "risk_histogram", "two_way"}
    assert {line.removeprefix("wrote ") for line in capsys.readouterr().out.splitlines()} == {
        str(folder / name) for name in names
    }
    assert (folder / "workbook.xlsx").read_bytes().startswith(b"PK")
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    assert f"{record['metrics']['npv']['value'] / 1e6:,.2f} million USD" in text_of(
        (folder / "report.pdf").read_bytes()
    )
    assert {"sensitivity", "risk", "assumptions", "formulas"} <= {*record}


def test_nothing_is_written_over_or_by_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "usc_vs_subcritical"
    folder.mkdir()
    (folder / "report.pdf").write_bytes(b"kept")
    assert run(monkeypatch, "report", SOURCE_CASE, "--out", str(tmp_path)) == 4
    assert "error exists" in capsys.readouterr().err
    assert [file.name for file in folder.iterdir()] == ["report.pdf"]
    assert (folder / "report.pdf").read_bytes() == b"kept"
    assert run(monkeypatch, "report", SOURCE_CASE, "--out", str(tmp_path), "--draws", "64", "--overwrite") == 0
    assert (folder / "report.pdf").read_bytes() != b"kept"


def test_a_letter_that_is_missing_stops_before_any_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("report", SOURCE_CASE, "--out", str(tmp_path), "--draws", "64", "--author", "日本")
    assert run(monkeypatch, *words) == 2
    assert "error missing-glyph  --font" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("option", "value", "code", "exit_code"),
    [
        ("--paper", "a5", "unknown-paper", 2),
        ("--lang", "xx1", "unknown-language", 2),
        ("--logo", "no.png", "no-logo", 4),
    ],
)
def test_a_look_that_cannot_be_had(
    option: str,
    value: str,
    code: str,
    exit_code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, "report", SOURCE_CASE, "--out", str(tmp_path), option, value) == exit_code
    first = capsys.readouterr().err.splitlines()[0]
    assert first.startswith(f"error {code}  ")
    assert first.endswith(option)


def test_run_writes_pdf_and_workbook_where_they_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "run", SOURCE_CASE, "--out", str(tmp_path), "--to", "pdf,xlsx") == 0
    assert {file.name for file in (tmp_path / "usc_vs_subcritical").iterdir()} == {"report.pdf", "workbook.xlsx"}
    assert run(monkeypatch, "run", SOURCE_CASE, "--out", str(tmp_path / "two")) == 0
    assert not {"report.pdf", "workbook.xlsx"} & {file.name for file in (tmp_path / "two").rglob("*")}


def test_the_record_of_a_report_holds_the_record_of_a_run() -> None:
    from appraisal.engine.appraisal import appraise
    from appraisal.outputs.report.material import material
    from appraisal.scenario.load import load

    appraisal = appraise(load(SOURCE_CASE))
    whole, plain = material(appraisal, 64).record, record_of(appraisal)
    assert {key: whole[key] for key in plain} == plain
