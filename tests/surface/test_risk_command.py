"""`appraisal risk`: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from appraisal.cli import risk as command
from appraisal.questions import risk as question

Call = Callable[..., Any]
QUICK = ("--draws", 600, "--seed", 3, "--engine", "numpy")
FILES = ["convergence.png", "convergence.svg", "draws.csv", "risk.json", "risk_histogram.png", "risk_histogram.svg"]


def record(text: str) -> Any:
    return json.loads(text)


def interrupting(after: int) -> Any:
    """A progress bar at which Ctrl-C is pressed after so many tasks."""

    @contextmanager
    def bar(what: str) -> Iterator[Any]:
        calls: list[int] = []

        def told(done: int, total: int) -> None:
            calls.append(done)
            if len(calls) >= after:
                raise KeyboardInterrupt

        yield told

    return bar


def test_the_page_says_how_sure_the_answer_is(call: Call, source_case: Path) -> None:
    ended = call("risk", source_case, *QUICK)
    assert (ended.code, ended.err) == (0, "")
    for word in ("What is drawn", "600, random, seed 3, engine numpy", "The swap loses money in", "Value at risk, 5 %",
                 "Every outcome over the draws", "Threshold price", "How the estimates of"):  # fmt: skip
        assert word in ended.out
    assert "not appraised" not in ended.out


def test_what_the_scenario_states_is_taken(call: Call, plants: Path) -> None:
    found = record(call("risk", plants, "--set", "risk.draws=200", "--set", "risk.seed=8", "--set",
                        "risk.sampler=latin_hypercube", "--engine", "numpy", "--json", "-").out)  # fmt: skip
    assert [found["draws"][key] for key in ("made", "seed", "sampler")] == [200, 8, "latin_hypercube"]
    other = record(call("risk", plants, *QUICK, "--sampler", "sobol", "--json", "-").out)
    assert [other["draws"][key] for key in ("made", "seed", "sampler")] == [1024, 3, "sobol"]


def test_threads_change_nothing(call: Call, source_case: Path) -> None:
    one, two = (call("risk", source_case, *QUICK, "--threads", n, "--json", "-").out for n in (1, 2))
    assert one == two


def test_the_headline_is_that_of_the_outcome_asked_for(call: Call, plants: Path) -> None:
    ended = call("risk", plants, *QUICK, "--outcome", "dscr_min")
    assert "Minimum DSCR: " in ended.out
    assert "Percentiles of Minimum DSCR, times" in ended.out


def test_indices_are_added(call: Call, plants: Path) -> None:
    ended = call("risk", plants, *QUICK, "--sobol", "--sobol-points", 64)
    assert ended.code == 0
    assert "Which figures make Net present value unsure" in ended.out
    found = record(call("risk", plants, *QUICK, "--sobol", "--sobol-points", 64, "--json", "-").out)
    assert found["sobol"]["runs"] == 64 * 6


@pytest.mark.parametrize("text", ["1e3", "1,000", "1000"])
def test_a_number_of_draws_is_read_as_it_is_spoken(call: Call, source_case: Path, text: str) -> None:
    found = record(call("risk", source_case, "--draws", text, "--engine", "numpy", "--json", "-").out)
    assert found["draws"]["made"] == 1000


def test_an_outcome_without_indices_keeps_its_draws(call: Call, plants: Path) -> None:
    ended = call("risk", plants, *QUICK, "--sobol", "--sobol-points", 64, "--outcome", "discounted_payback")
    assert ended.code == 0
    assert "No Sobol indices" in ended.out
    assert "choose another outcome" in " ".join(ended.out.split())


def test_files_are_written(call: Call, source_case: Path, tmp_path: Path) -> None:
    ended = call("risk", source_case, *QUICK, "--out", tmp_path)
    folder = tmp_path / f"{source_case.stem}_risk"
    assert ended.code == 0
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert ended.err.count("wrote ") == len(FILES)
    again = call("risk", source_case, *QUICK, "--out", tmp_path)
    assert again.code == 4
    assert "exists" in again.err
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert call("risk", source_case, *QUICK, "--out", tmp_path, "--overwrite").code == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_file_that_is_taken_stops_before_any_draw(
    call: Call, source_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "result.json").write_text("mine")
    monkeypatch.setattr(question, "monte_carlo", lambda *_, **__: pytest.fail("draws were made"))
    ended = call("risk", source_case, *QUICK, "--json", tmp_path / "result.json")
    assert ended.code == 4
    assert (tmp_path / "result.json").read_text() == "mine"


def test_only_the_files_that_are_asked_for(call: Call, plants: Path, tmp_path: Path) -> None:
    words = ("--sobol", "--sobol-points", 64, "--out", tmp_path, "--to")
    assert call("risk", plants, *QUICK, *words, "parquet, charts").code == 0
    names = {path.name for path in (tmp_path / f"{plants.stem}_risk").iterdir()}
    charts = {
        f"{name}.{kind}" for name in ("risk_histogram", "convergence", "sobol_ranking") for kind in ("png", "svg")
    }
    assert names == {"draws.parquet", *charts}


def test_ctrl_c_shows_what_is_done_and_ends_with_130(
    call: Call, source_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("risk", source_case, "--draws", 20000, "--seed", 3, "--engine", "numpy", "--checkpoint", tmp_path / "run")
    monkeypatch.setattr(command, "bar", interrupting(2))
    ended = call(*words, "--out", tmp_path, "--to", "csv,json")
    assert ended.code == 130
    assert "Interrupted: 8,192 of 20,000 draws were made" in ended.out
    folder = tmp_path / f"{source_case.stem}_risk"
    assert len((folder / "draws.csv").read_text().splitlines()) == 8193
    assert record((folder / "risk.json").read_text())["draws"]["complete"] is False
    monkeypatch.undo()
    resumed = record(call(*words, "--json", "-").out)
    plain = record(call("risk", source_case, "--draws", 20000, "--seed", 3, "--engine", "numpy", "--json", "-").out)
    assert resumed == plain
    np.testing.assert_equal(resumed["draws"]["made"], 20000)


def test_ctrl_c_in_the_indices_keeps_the_draws(call: Call, plants: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = command.bar
    monkeypatch.setattr(command, "bar", lambda what: plain(what) if what == "draws" else interrupting(1)(what))
    ended = call("risk", plants, *QUICK, "--sobol", "--sobol-points", 64)
    assert ended.code == 130
    assert "they were interrupted" in ended.out
    assert "The swap loses money in" in ended.out


@pytest.mark.parametrize(("words", "code", "said"), [
    (("--draws", 0), 2, "out-of-range  risk.draws"),
    (("--draws", 10**12), 2, "out-of-range  risk.draws"),
    (("--draws", "1e12"), 2, "1,000,000,000,000 draws are out of range"),
    (("--draws", "many"), 2, "bad-option  --draws"),
    (("--draws", "2.5"), 2, "bad-option  --draws"),
    (("--draws", "1,5"), 2, "bad-option  --draws"),
    (("--draws", "1,50"), 2, "bad-option  --draws"),
    (("--draws", "nan"), 2, "bad-option  --draws"),
    (("--draws", "1e400"), 2, "bad-option  --draws"),
    (("--seed", "0x1"), 2, "bad-option  --seed"),
    (("--sampler", "halton"), 2, "unknown-value  risk.sampler"),
    (("--outcome", "nvp"), 2, "unknown-outcome"),
    (("--threads", 0), 2, "bad-option  threads"),
    (("--threads", 1000), 6, "too-many  threads"),
    (("--engine", "fast"), 2, "unknown-engine"),
    (("--sobol-points", 3), 2, "bad-option  points"),
    (("--sobol-points", 1 << 22), 6, "too-many  points"),
    (("--to", "csv"), 2, "missing-option  --to"),
    (("--to", "csv,xls", "--out", "somewhere"), 2, "unknown-output  --to"),
    (("--set", "credits.price={value: 10 USD/t, low: 12 USD/t, high: 20 USD/t}"), 2, "credits.price"),
    (("--strict",), 1, "unsourced"),
])  # fmt: skip
def test_bad_words_end_with_their_code(
    call: Call, source_case: Path, words: tuple[Any, ...], code: int, said: str
) -> None:
    ended = call("risk", source_case, *words)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert not Path("somewhere").exists()


def test_another_seed_is_another_checkpoint(call: Call, source_case: Path, tmp_path: Path) -> None:
    assert call("risk", source_case, *QUICK, "--checkpoint", tmp_path / "run").code == 0
    ended = call("risk", source_case, "--draws", 600, "--engine", "numpy", "--checkpoint", tmp_path / "run")
    assert ended.code == 2
    assert "other-checkpoint" in ended.err
    assert "another seed (3, not 1)" in ended.err


def test_parquet_without_pyarrow_stops_before_any_draw(
    call: Call, source_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appraisal.outputs.draws_files.find_spec", lambda name: None)
    ended = call("risk", source_case, *QUICK, "--out", tmp_path, "--to", "parquet")
    assert ended.code == 2
    assert "missing-extra" in ended.err
    assert call("risk", source_case, *QUICK, "--out", tmp_path, "--to", "csv").code == 0


def test_the_run_screen_says_how_to_draw(call: Call, source_case: Path, plants: Path) -> None:
    ended = call("run", plants)
    assert "4 figures have ranges and are at the stated value here; 'appraisal risk FILE' draws" in ended.out
    assert record(call("run", source_case, "--json", "-").out)["how_to_draw"].startswith("6 figures")


def test_help_names_every_option(call: Call) -> None:
    ended = call("risk", "--help")
    assert ended.code == 0
    for option in ("--draws", "--seed", "--sampler", "--sobol", "--outcome", "--threads", "--engine", "--checkpoint",
                   "--json", "--out", "--to", "--overwrite"):  # fmt: skip
        assert option in ended.out
