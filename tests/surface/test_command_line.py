"""The command line: every command and option, exit codes, files that are never half-written, screens that fit."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appraisal.cli import cli
from appraisal.engine.integrity import Check
from appraisal.outputs.schema_text import schema_text

Call = Callable[..., Any]
ROOT = Path(__file__).parents[2]

UGLY = """\
format: 1
name: NAME
about: ABOUT
sources: {s: a source}
money: {currency: USD, price_year: 2011, basis: real, inflation: 7 %}
timeline: {first_year: 2012, operation: YEARS}
discount_rate: 8 %
swap:
  capex_gap: MONEY USD
  fuel_saving: {value: SAVED USD/yr, growth: 3 %}
  abatement: 600 kt/yr
credits: {mechanism: bilateral, price: 20 USD/t, issuance_lag: 2 yr}
"""


def ugly(
    folder: Path, name: str = "Ugly", money: str = "1e8", saved: str = "1e7", years: str = "60 yr", about: str = "x"
) -> Path:
    text = UGLY.replace("NAME", json.dumps(name, ensure_ascii=False)).replace(
        "ABOUT", json.dumps(about, ensure_ascii=False)
    )
    file = folder / "ugly.yaml"
    file.write_text(text.replace("MONEY", money).replace("SAVED", saved).replace("YEARS", years), encoding="utf-8")
    return file


def columns(line: str) -> int:
    """Return how many columns of a terminal a line takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in line)
    return len(line) + wide - sum(bool(unicodedata.combining(character)) for character in line)


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


class TestCommands:
    def test_the_commands_are_the_documented_ones(self) -> None:
        assert sorted(cli.commands) == [
            "additionality", "check", "compare", "credits", "diff", "equivalence", "explain", "finance", "fuels",
            "mechanisms", "new", "parties", "portfolio", "programme", "report", "risk", "run", "schema", "sector",
            "sensitivity", "threshold",
        ]  # fmt: skip

    @pytest.mark.parametrize("command", ["", *cli.commands])
    @pytest.mark.parametrize("option", ["--help", "-h"])
    def test_help(self, call: Call, command: str, option: str) -> None:
        ended = call(*([command] if command else []), option)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.startswith("Usage:")
        assert max(map(len, ended.out.splitlines())) <= 100

    def test_every_option_says_what_it_does(self) -> None:
        for command in cli.commands.values():
            assert command.help
            assert all(getattr(option, "help", "") for option in command.params if option.param_type_name == "option")

    def test_version(self, call: Call) -> None:
        ended = call("--version")
        assert ended.code == 0
        assert re.search(r"\d+\.\d+\.\d+", ended.out)

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["nonsense"], "bad-usage"),
            (["rsk"], "Did you mean 'risk'?"),
            (["run"], "missing-argument  file"),
            (["run", "a", "b"], "bad-usage"),
            (["run", "a", "--nonsense"], "unknown-option  --nonsense"),
            (["explain", "a"], "missing-argument  line"),
            (["explain", "a", "b", "--year", "c"], "bad-option  --year"),
            (["check"], "missing-argument  files"),
            (["--nonsense"], "unknown-option  --nonsense"),
        ],
    )
    def test_a_word_that_does_not_fit(self, call: Call, words: list[str], said: str) -> None:
        ended = call(*words)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith("error ")
        assert said in ended.err
        assert "--help' shows" in ended.err

    def test_run(self, call: Call, source_case: Path) -> None:
        ended = call("run", source_case)
        assert (ended.code, ended.err) == (0, "")
        for text in ("21.78 million USD", "-31.60 million USD", "9.98 %", "9.09 yr", "9.87 USD/t", "4.93 USD/t"):
            assert text in ended.out

    def test_run_with_changes_and_a_variant(self, call: Call, tmp_path: Path) -> None:
        file = ugly(tmp_path)
        file.write_text(file.read_text() + "variants: {dear: {credits: {price: 40 USD/t}}}\n")
        assert "assumed 40 USD/t" in call("run", file, "--variant", "dear").out
        assert "assumed 30 USD/t" in call("run", file, "--variant", "dear", "--set", "credits.price=30 USD/t").out
        assert call("run", file, "--variant", "cheap").code == 2

    def test_check(self, call: Call, source_case: Path, plants: Path) -> None:
        ended = call("check", source_case, plants)
        assert (ended.code, ended.err) == (0, "")
        assert f"ok  {source_case}" in ended.out
        assert f"ok  {plants}" in ended.out
        assert "warning implied-fuel-price" in ended.out

    def test_check_tries_every_variant(self, call: Call, tmp_path: Path) -> None:
        file = ugly(tmp_path)
        assert call("check", file).code == 0
        file.write_text(file.read_text() + "variants: {odd: {credits: {price: 40}}}\n")
        ended = call("check", file)
        assert (ended.code, ended.out) == (2, "")
        assert f"error bare-number  {file}:13:28  credits.price" in ended.err
        assert call("run", file).code == 0

    def test_check_shows_all_files_and_ends_with_the_worst(self, call: Call, source_case: Path, tmp_path: Path) -> None:
        bad = ugly(tmp_path, years="25")
        ended = call("check", bad, source_case, tmp_path / "absent.yaml")
        assert ended.code == 4
        assert "error bare-number" in ended.err
        assert "error no-file" in ended.err
        assert f"ok  {source_case}" in ended.out

    def test_threshold(self, call: Call, source_case: Path) -> None:
        assert "9.8662 USD/t" in call("threshold", source_case).out
        found = json.loads(call("threshold", source_case, "--json").out)
        assert found["value"] == pytest.approx(9.866, abs=1e-3)
        vary = call("threshold", source_case, "--vary", "credits.share_cashed", "--json")
        assert json.loads(vary.out)["value"] == pytest.approx(0.296, abs=5e-4)
        irr = call("threshold", source_case, "--objective", "irr", "--target", "12 %", "--json")
        assert json.loads(irr.out)["value"] == pytest.approx(23.957, abs=5e-3)

    def test_threshold_over_another_figure(self, call: Call, source_case: Path) -> None:
        ended = call("threshold", source_case, "--over", "discount_rate=5%..10%:2", "--json")
        assert ended.code == 0
        assert [point["value"] for point in json.loads(ended.out)["points"]] == pytest.approx([0.4, 16.74], abs=5e-3)

    def test_explain(self, call: Call, source_case: Path) -> None:
        ended = call("explain", source_case, "credits.revenue", "--year", "2015")
        assert (ended.code, ended.err) == (0, "")
        assert "5 million USD a year over half of 600 kt" in " ".join(ended.out.split())
        assert call("explain", source_case, "credits.revenu").code == 2
        assert call("explain", source_case, "credits.revenue", "--year", "1999").code == 2

    def test_schema(self, call: Call) -> None:
        assert call("schema").out == schema_text()

    def test_fuels(self, call: Call) -> None:
        ended = call("fuels")
        assert ended.code == 0
        assert "other_bituminous" in ended.out
        assert "(verified: no)" in ended.out
        assert max(map(columns, ended.out.splitlines())) <= 100

    @pytest.mark.parametrize("template", ["direct", "plants", "roll_out"])
    @pytest.mark.parametrize("name", ["plant", "plant.yaml", "deep/er/plant-2.yml"])
    def test_new_writes_what_check_accepts_and_run_runs(
        self, call: Call, tmp_path: Path, template: str, name: str
    ) -> None:
        ended = call("new", tmp_path / name, "--from", template)
        written = tmp_path / (name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
        assert (ended.code, ended.err) == (0, "")
        assert call("check", written).code == 0
        assert call("run", written).code == 0
        before = written.read_bytes()
        assert call("new", tmp_path / name).code == 4
        assert written.read_bytes() == before
        assert call("new", tmp_path / name, "--overwrite").code == 0

    @pytest.mark.parametrize("name", ['a"b', "a\\b", "a: b #c", "[bold]", "&x", "%", "-", "مشروع", "TITLE"])
    def test_new_takes_any_name_of_a_file(self, call: Call, tmp_path: Path, name: str) -> None:
        assert call("new", tmp_path / name).code == 0
        assert call("check", tmp_path / f"{name}.yaml").code == 0

    def test_new_from_an_unknown_template(self, call: Call, tmp_path: Path) -> None:
        ended = call("new", tmp_path / "plant", "--from", "direkt")
        assert ended.code == 2
        assert "Did you mean 'direct'?" in ended.err
        assert files_in(tmp_path) == []


class TestExitCodes:
    def test_1_a_warning_under_strict(self, call: Call, source_case: Path, tmp_path: Path) -> None:
        ended = call("run", source_case, "--strict", "--out", tmp_path / "out")
        assert (ended.code, ended.out, files_in(tmp_path)) == (1, "", [])
        assert "warning implied-fuel-price" in ended.err
        assert f"warning unsourced  {source_case}:12:" in ended.err
        assert call("check", source_case, "--strict").code == 1

    def test_0_under_strict_where_nothing_is_amiss(self, call: Call, tmp_path: Path) -> None:
        file = tmp_path / "plant.yaml"
        text = UGLY.replace("NAME", "Sourced").replace("ABOUT", "x").replace("YEARS", "{value: 20 yr, source: s}")
        text = text.replace("inflation: 7 %", "inflation: {value: 7 %, source: s}").replace(
            "MONEY USD", "{value: 1e8 USD, source: s}"
        )
        text = text.replace("discount_rate: 8 %", "discount_rate: {value: 8 %, source: s}").replace("SAVED", "1e7")
        text = text.replace("growth: 3 %", "growth: 3 %, source: s").replace(
            "600 kt/yr", "{value: 600 kt/yr, source: s}"
        )
        text = text.replace("20 USD/t", "{value: 20 USD/t, source: s}").replace("2 yr}", "{value: 2 yr, source: s}}")
        file.write_text(text)
        assert call("run", file, "--strict").code == 0
        assert call("check", file, "--strict").code == 0

    @pytest.mark.parametrize("words", [["run"], ["check"], ["threshold"], ["explain"], ["finance"], ["parties"]])
    def test_2_bad_input(self, call: Call, tmp_path: Path, words: list[str]) -> None:
        more = ["credits.revenue"] if words == ["explain"] else []
        ended = call(*words, ugly(tmp_path, years="25"), *more)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith(
            f"error bare-number  {tmp_path / 'ugly.yaml'}:6:30  timeline.operation\n  25 has no unit"
        )

    @pytest.mark.parametrize(
        "words",
        [
            ["--to", "json"],
            ["--out", "x", "--to", "docx"],
            ["--out", "x", "--to", "jsn"],
            ["--set", "a"],
            ["--set", "credits.prise=20 USD/t"],
            ["--variant", "x"],
        ],
    )
    def test_2_bad_options(
        self, call: Call, source_case: Path, tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        ended = call("run", source_case, *words)
        assert (ended.code, ended.out, files_in(tmp_path)) == (2, "", [])
        assert ended.err.startswith("error ")

    def test_3_the_threshold_does_not_exist(self, call: Call, source_case: Path) -> None:
        ended = call("threshold", source_case, "--set", "credits.share_cashed=0 %")
        assert ended.code == 3
        assert "none" in ended.out

    def test_0_run_says_why_there_is_none(self, call: Call, source_case: Path) -> None:
        ended = call("run", source_case, "--set", "credits.share_cashed=0 %")
        assert ended.code == 0
        assert "none: " in ended.out

    def test_4_files(self, call: Call, tmp_path: Path) -> None:
        for name in ("absent.yaml", "."):
            ended = call("run", tmp_path / name)
            assert (ended.code, ended.out) == (4, "")
            assert ended.err.startswith("error ")

    def test_5_a_failed_check_writes_nothing(
        self, call: Call, source_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("appraisal.engine.appraisal.checks_of", lambda run: [Check("sums", False, 0.5)])
        ended = call("run", source_case, "--out", tmp_path / "out", "--json", tmp_path / "record.json")
        assert (ended.code, ended.out, files_in(tmp_path)) == (5, "", [])
        assert ended.err.startswith("error integrity\n  sums: off by 5.0e-01\n")
        assert "without credits: sums: off by 5.0e-01" in ended.err

    def test_5_a_mistake_of_ours_gives_no_traceback(
        self, call: Call, source_case: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(run: Any) -> Any:
            raise ZeroDivisionError("division by zero")

        monkeypatch.setattr("appraisal.engine.appraisal.checks_of", broken)
        ended = call("run", source_case)
        assert (ended.code, ended.out) == (5, "")
        assert ended.err.startswith("error internal\n  ZeroDivisionError: division by zero. This is our mistake")
        with pytest.raises(ZeroDivisionError):
            call("run", source_case, "--debug")

    def test_6_limits(self, call: Call, tmp_path: Path) -> None:
        file = ugly(tmp_path)
        file.write_text(file.read_text() + "# " + "x" * 20_001)
        ended = call("run", file)
        assert (ended.code, ended.out) == (6, "")
        assert ended.err.startswith("error too-large")

    def test_130_interrupted(
        self, call: Call, source_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(run: Any) -> Any:
            raise KeyboardInterrupt

        monkeypatch.setattr("appraisal.engine.appraisal.checks_of", interrupted)
        ended = call("run", source_case, "--out", tmp_path / "out")
        assert (ended.code, files_in(tmp_path)) == (130, [])
        assert "Traceback" not in ended.err


class TestJson:
    @pytest.mark.parametrize("name", ["source_case", "plants"])
    def test_standard_output_is_json_and_nothing_else(
        self, call: Call, name: str, request: pytest.FixtureRequest
    ) -> None:
        ended = call("run", request.getfixturevalue(name), "--json", "-")
        assert (ended.code, ended.err) == (0, "")

        def refuse(word: str) -> float:
            raise AssertionError(word)

        record = json.loads(ended.out, parse_constant=refuse)
        assert record["format"] == 1
        assert ended.out == json.dumps(record, indent=1, ensure_ascii=False) + "\n"

    def test_to_a_file(self, call: Call, source_case: Path, tmp_path: Path) -> None:
        to = tmp_path / "deep" / "record.json"
        ended = call("run", source_case, "--json", to)
        assert ended.code == 0
        assert "21.78 million USD" in ended.out
        assert to.read_text(encoding="utf-8") == call("run", source_case, "--json", "-").out
        assert call("run", source_case, "--json", to).code == 4
        assert call("run", source_case, "--json", to, "--overwrite").code == 0
        assert files_in(tmp_path) == ["deep/record.json"]

    def test_undefined_is_null(self, call: Call, source_case: Path) -> None:
        ended = call("run", source_case, "--json", "-", "--set", "swap.fuel_saving=-9 million USD/yr")
        metrics = json.loads(ended.out)["metrics"]
        assert metrics["project_irr_without_credits"]["value"] is None
        assert metrics["project_irr_without_credits"]["reason"]
        assert not re.search(r"\b(NaN|Infinity)\b", ended.out)


class TestFiles:
    def test_out_writes_into_a_folder_named_like_the_scenario(
        self, call: Call, source_case: Path, tmp_path: Path
    ) -> None:
        ended = call("run", source_case, "--out", tmp_path, "--to", "json,csv")
        assert ended.code == 0
        names = ("cash_flow.csv", "party_accounts.csv", "record.json")
        assert files_in(tmp_path) == [f"usc_vs_subcritical/{name}" for name in names]
        assert [line.split()[0] for line in ended.err.splitlines()] == ["wrote"] * 3

    def test_out_writes_charts_too(self, call: Call, source_case: Path, tmp_path: Path) -> None:
        assert call("run", source_case, "--out", tmp_path).code == 0
        assert any(name.endswith(".svg") for name in files_in(tmp_path))
        assert not [name for name in files_in(tmp_path) if "/." in name]

    def test_nothing_is_overwritten_unless_asked_for(self, call: Call, source_case: Path, tmp_path: Path) -> None:
        there = tmp_path / "usc_vs_subcritical" / "record.json"
        there.parent.mkdir()
        there.write_text("mine")
        ended = call("run", source_case, "--out", tmp_path, "--to", "json,csv")
        assert (ended.code, ended.out, files_in(tmp_path)) == (4, "", ["usc_vs_subcritical/record.json"])
        assert ended.err.startswith("error exists")
        assert there.read_text() == "mine"
        assert call("run", source_case, "--out", tmp_path, "--to", "json,csv", "--overwrite").code == 0
        assert json.loads(there.read_text())["format"] == 1

    def test_nothing_is_left_where_the_second_file_fails(
        self, call: Call, source_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        replaced: list[Path] = []
        replace = Path.replace

        def fail_later(self: Path, target: Path) -> Path:
            if replaced:
                raise OSError(28, "No space left on device")
            replaced.append(target)
            return replace(self, target)

        monkeypatch.setattr(Path, "replace", fail_later)
        ended = call("run", source_case, "--out", tmp_path, "--to", "json,csv")
        assert (ended.code, ended.out, files_in(tmp_path)) == (4, "", [])
        assert "No space left on device" in ended.err
        assert replaced

    def test_nothing_is_left_where_the_disk_is_full(
        self, call: Call, source_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: Any, **__: Any) -> Any:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fdopen", full)
        ended = call("run", source_case, "--out", tmp_path, "--to", "json,csv")
        monkeypatch.undo()
        assert (ended.code, ended.out, files_in(tmp_path)) == (4, "", [])

    def test_a_folder_that_cannot_be_made(self, call: Call, source_case: Path, tmp_path: Path) -> None:
        (tmp_path / "taken").write_text("a file")
        ended = call("run", source_case, "--out", tmp_path / "taken", "--to", "json")
        assert (ended.code, ended.out, files_in(tmp_path)) == (4, "", ["taken"])
        assert ended.err.startswith("error cannot-write")

    def test_a_folder_that_may_not_be_written(
        self, call: Call, source_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(*_: Any, **__: Any) -> Any:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("tempfile.mkstemp", refused)
        ended = call("run", source_case, "--out", tmp_path, "--to", "json,csv")
        assert (ended.code, ended.out, files_in(tmp_path)) == (4, "", [])
        assert "Permission denied" in ended.err

    @pytest.mark.parametrize("options", [["--set", "discount_rate=8"], ["--strict"], ["--variant", "x"]])
    def test_nothing_is_written_on_an_error(
        self, call: Call, source_case: Path, tmp_path: Path, options: list[str]
    ) -> None:
        ended = call("run", source_case, "--out", tmp_path / "out", "--json", tmp_path / "record.json", *options)
        assert ended.code in (1, 2)
        assert not list(tmp_path.iterdir())

    def test_one_call_writes_all_or_nothing(self, call: Call, source_case: Path, tmp_path: Path) -> None:
        words = ("run", source_case, "--out", tmp_path, "--to", "csv")
        assert call(*words).code == 0
        before = files_in(tmp_path)
        assert call(*words, "--json", tmp_path / "record.json").code == 4
        assert files_in(tmp_path) == before

    def test_an_empty_list_of_files_is_refused(self, call: Call, source_case: Path, tmp_path: Path) -> None:
        ended = call("run", source_case, "--out", tmp_path, "--to", "")
        assert (ended.code, files_in(tmp_path)) == (2, [])

    def test_the_csv_is_the_record_s_table(self, call: Call, source_case: Path, tmp_path: Path) -> None:
        assert call("run", source_case, "--out", tmp_path, "--to", "json,csv").code == 0
        folder = tmp_path / "usc_vs_subcritical"
        record = json.loads((folder / "record.json").read_text())
        rows = [line for line in (folder / "cash_flow.csv").read_text().splitlines() if not line.startswith("#")]
        head = rows[0].split(",")
        at = head.index("cash_flow [USD of 2011]")
        assert [int(row.split(",")[0]) for row in rows[1:]] == record["years"]
        assert [float(row.split(",")[at]) for row in rows[1:]] == record["lines"]["cash_flow"]["values"]


NAMES = {
    "long": "x" * 200,
    "words": "word " * 50 + "end",
    "markup": "[bold]red[/bold] [link=https://example.org]x[/] :smile:",
    "right to left": "مشروع الطاقة في שלום",
    "wide": "超超临界" * 40,
    "accents": "e\u0301" * 120,
}


class TestScreen:
    @pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
    @pytest.mark.parametrize(
        ("money", "saved", "years"),
        [("1e15", "1.1e14", "60 yr"), ("1e3", "110", "60 yr"), ("1.5e9", "1e7", "0.5 yr"), ("0", "0", "25 yr")],
    )
    def test_no_line_is_wider_than_100_columns(
        self, call: Call, tmp_path: Path, name: str, money: str, saved: str, years: str
    ) -> None:
        ended = call("run", ugly(tmp_path, name, money, saved, years, about=name))
        assert (ended.code, ended.err) == (0, "")
        assert max(map(columns, ended.out.splitlines())) <= 100
        assert "\x1b" not in ended.out

    def test_numbers_are_never_cut_off(self, call: Call, tmp_path: Path) -> None:
        file = ugly(tmp_path, money="1.2345e15", saved="1.1e14")
        more = "  opex_saving: 1000 USD/yr\n  replacements: {r: {amount: 3e14 USD, years: [2030]}}\ncredits:"
        text = (
            file.read_text()
            .replace("credits:", more)
            .replace("issuance_lag: 2 yr", "monitoring_cost: 1000 USD/yr, registration_cost: 5 million USD")
        )
        file.write_text(text + "items: {x: {kind: cost, amount: 1 billion USD/yr}}\n")
        shown = call("run", file).out
        assert "2012 " in shown
        assert "…" not in shown

    def test_all_of_a_long_name_is_shown(self, call: Call, tmp_path: Path) -> None:
        assert call("run", ugly(tmp_path, "x" * 200)).out.replace("\n", "").startswith("x" * 200 + "appraisal ")

    def test_markup_and_emoji_codes_are_shown_as_they_are(self, call: Call, tmp_path: Path) -> None:
        assert call("run", ugly(tmp_path, NAMES["markup"])).out.startswith(NAMES["markup"] + "\n")

    def test_right_to_left_text_is_shown_as_it_is(self, call: Call, tmp_path: Path) -> None:
        assert call("run", ugly(tmp_path, NAMES["right to left"])).out.startswith(NAMES["right to left"] + "\n")

    @pytest.mark.parametrize(("character", "shown"), [("\x1b[31m", "U+001B"), ("\x07", "U+0007"), ("\r", "U+000D")])
    def test_control_characters_are_refused_and_never_printed(
        self, call: Call, tmp_path: Path, character: str, shown: str
    ) -> None:
        file = ugly(tmp_path, "NAME")
        quoted = json.dumps(f"a{character}b")
        file.write_text(file.read_text().replace('"NAME"', quoted))
        ended = call("run", file)
        assert (ended.code, ended.out) == (2, "")
        assert shown in ended.err
        assert character[0] not in ended.err

    def test_text_cannot_be_turned_around(self, call: Call, tmp_path: Path) -> None:
        ended = call("run", ugly(tmp_path, "a\u202eb"))
        assert ended.code == 0
        assert "\u202e" not in ended.out

    def test_control_characters_of_the_command_line_are_shown_and_not_sent(self, call: Call, source_case: Path) -> None:
        for words in (["--set", "a\x1b[31m=1"], ["--variant", "\x1b[31m"], ["--set", "name=\x1b]0;x\x07"]):
            ended = call("run", source_case, *words)
            assert ended.code == 2
            assert not {"\x1b", "\x07"} & set(ended.err)

    def test_a_pipe_gets_no_escape_codes(self, process: Call, source_case: Path) -> None:
        plain = process("-m", "appraisal", "run", source_case)
        assert (plain.code, plain.err) == (0, "")
        assert "\x1b" not in plain.out
        assert "21.78 million USD" in plain.out

    def test_a_terminal_gets_colours_unless_it_asks_for_none(self, source_case: Path) -> None:
        coloured, bare = (through_terminal(source_case, more) for more in ({}, {"NO_COLOR": "1"}))
        assert "\x1b[1m" in coloured
        assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", bare)
        assert "21.78 million USD" in bare

    @pytest.mark.parametrize(
        "words", [["run", "{}"], ["run", "{}", "--json", "-"], ["schema"], ["fuels"], ["check", "{}"]]
    )
    def test_a_closed_pipe_is_no_error(self, source_case: Path, words: list[str]) -> None:
        line = [word.format(source_case) for word in words]
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [sys.executable, "-m", "appraisal", *line], stdout=writing, stderr=subprocess.PIPE, check=False, cwd=ROOT
        )
        os.close(writing)
        assert done.stderr == b""
        assert done.returncode in (0, 1)  # click itself ends with 1


def through_terminal(file: Path, more: dict[str, str]) -> str:
    """Return what the program sends to a terminal."""
    import pty

    environment = {
        **{key: value for key, value in os.environ.items() if key != "NO_COLOR"},
        "TERM": "xterm-256color",
        **more,
    }
    here, there = pty.openpty()
    line = [sys.executable, "-m", "appraisal", "run", str(file)]
    with subprocess.Popen(line, stdout=there, stderr=there, env=environment, cwd=ROOT) as running:
        os.close(there)
        found = b""
        try:
            while piece := os.read(here, 65536):
                found += piece
        except OSError:  # the other end of the terminal is closed
            pass
        running.wait()
    os.close(here)
    return found.decode()


LISTED = "import sys; print(*sorted({name.split('.')[0] for name in sys.modules}))"
CALLED = "import sys; sys.argv = {}; from appraisal.cli import main\ntry: main()\nexcept SystemExit: pass\n"


class TestWhatIsImported:
    def imported(self, process: Call, before: str) -> set[str]:
        ended = process("-c", f"{before}\n{LISTED}")
        assert ended.code == 0, ended.err
        return set(ended.out.splitlines()[-1].split())

    def test_the_package_alone_imports_nothing_heavy(self, process: Call) -> None:
        found = self.imported(process, "import appraisal")
        assert "appraisal" in found
        assert not found & {"numpy", "pandas", "matplotlib", "scipy", "pydantic", "rich", "click", "ruamel"}

    def test_help_imports_nothing_heavy(self, process: Call) -> None:
        found = self.imported(process, CALLED.format(["appraisal", "--help"]))
        assert "click" in found
        assert not found & {"numpy", "pandas", "matplotlib", "scipy", "pydantic", "rich", "ruamel"}

    def test_run_imports_no_more_than_it_needs(self, process: Call, plants: Path) -> None:
        found = self.imported(process, CALLED.format(["appraisal", "run", str(plants)]))
        assert {"numpy", "pydantic"} <= found
        assert not found & {"pandas", "matplotlib", "scipy"}


def test_the_module_runs_as_the_command_does(process: Call, source_case: Path) -> None:
    ended = process("-m", "appraisal", "check", source_case)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith(f"ok  {source_case}\n")
    assert process("-m", "appraisal", "run", "absent.yaml").code == 4


def test_a_threshold_that_cannot_be_stated_says_so(call: Call) -> None:
    package = Path(__file__).parents[2] / "scenarios" / "usc_bilateral_package.yaml"
    ended = call("threshold", package, "--vary", "finance.grant")
    assert ended.code == 0
    assert "stated so, the scenario is refused: the shares of loans and grant come to" in ended.out
    told = json.loads(call("threshold", package, "--vary", "finance.grant", "--json").out)
    assert told["refused"].startswith("the shares of loans and grant")
    over = call("threshold", package, "--over", "finance.grant=0%..90%:2")
    assert "at 90 % the scenario is refused: the shares of loans and grant" in over.out


def test_check_finds_draws_that_cannot_be_made(call: Call, source_case: Path) -> None:
    first, second = "[credits.price, swap.fuel_saving, {}]", "[credits.price, swap.capex_gap, 95 %]"
    pair = f"{first}, {second}, [swap.fuel_saving, swap.capex_gap, {{}}]"
    good, bad = pair.format("95 %", "95 %"), pair.format("95 %", "-95 %")
    assert call("check", source_case, "--set", f"risk.correlation=[{good}]").code == 0
    ended = call("check", source_case, "--set", f"risk.correlation=[{bad}]")
    assert ended.code == 2
    assert "error not-positive-definite  --set  risk.correlation[0]" in ended.err
