"""Many files: each is what it is alone, one that fails stops no other, and the number of processes changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import appraisal as ap
from appraisal.ground.problem import FileError
from appraisal.questions import portfolio as question
from appraisal.questions.portfolio import Portfolio, files_in, portfolio

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inner").mkdir()
    source = SCENARIOS / "usc_vs_subcritical.yaml"
    for name in ("b.yaml", "a.yml", "inner/c.yaml"):
        shutil.copy(source, tmp_path / name)
    (tmp_path / "bad.yaml").write_text(source.read_text().replace("swap:\n", "swap:\n  capx_gap: 1 USD\n"))
    (tmp_path / "broken.yaml").write_text("format: 1\nname: [")
    (tmp_path / "notes.txt").write_text("no scenario")
    return tmp_path


def names(found: Portfolio) -> list[str]:
    return [Path(member.file).name for member in found.members]


def test_every_file_is_what_it_is_alone(folder: Path) -> None:
    found = portfolio([folder])
    assert names(found) == ["a.yml", "b.yaml", "bad.yaml", "broken.yaml", "c.yaml"]
    alone = ap.appraise(ap.load(folder / "b.yaml"))
    for member in found.members:
        if member.ok:
            assert member.metrics == dict(alone.metrics)
            assert (member.hash, member.warnings[0].code) == (alone.scenario.hash, alone.warnings[0].code)


def test_a_file_that_fails_says_why_and_stops_no_other(folder: Path) -> None:
    found = portfolio([folder])
    told = {Path(member.file).name: [one.code for one in member.problems] for member in found.failed}
    assert told == {"bad.yaml": ["unknown-key"], "broken.yaml": ["yaml-syntax"]}
    assert found.failed[0].problems[0].line == 17
    assert found.complete


def test_a_mistake_of_ours_stops_no_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = question.appraise

    def broken(scenario: ap.Scenario) -> ap.Appraisal:
        if scenario.file.endswith("a.yml"):
            raise RuntimeError("torn")
        return plain(scenario)

    monkeypatch.setattr(question, "appraise", broken)
    found = portfolio([folder], processes=1)
    assert [one.code for one in found.members[0].problems] == ["internal"]
    assert "RuntimeError: torn" in found.members[0].problems[0].message
    assert found.members[1].ok


def test_the_number_of_processes_changes_nothing(folder: Path) -> None:
    assert portfolio([folder], processes=2) == portfolio([folder], processes=1)


def test_a_change_is_made_in_every_file(folder: Path) -> None:
    found = portfolio([folder / "a.yml", folder / "b.yaml"], ["credits.price=0 USD/t"])
    assert [member.metrics["npv"].value for member in found.members] == pytest.approx([-31595708.35] * 2, abs=0.01)


def test_a_place_that_is_named_twice_is_taken_once(folder: Path) -> None:
    assert len(files_in([folder, folder / "b.yaml", folder])) == 5


@pytest.mark.parametrize("place", ["none", "empty"])
def test_a_place_without_files(tmp_path: Path, place: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileError) as caught:
        portfolio([tmp_path / place])
    assert caught.value.problems[0].code == "no-file"


def test_it_tells_how_far_it_is(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    portfolio([folder], progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 5) for done in range(1, 6)]


def test_ctrl_c_keeps_what_is_done(folder: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    found = portfolio([folder], progress=stop)
    assert (names(found), found.asked, found.complete) == (["a.yml", "b.yaml"], 5, False)
