"""`appraisal additionality`: the page, the JSON, the options, the exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appraisal.outputs.dossier import dossier_record
from appraisal.questions.additionality import additionality
from appraisal.scenario.load import load

Call = Callable[..., Any]


class TestCommand:
    def test_it_prints_the_dossier(self, call: Call, source_case: Path) -> None:
        ended = call("additionality", source_case)
        assert (ended.code, ended.err) == (0, "")
        assert "╭─ Additional ─" in ended.out
        assert "4.43 %" in ended.out
        assert "Rules that the test follows" in ended.out

    def test_the_json_is_the_same_record(self, call: Call, plants: Path, tmp_path: Path) -> None:
        expected = json.loads(json.dumps(dossier_record(additionality(load(plants)))))
        ended = call("additionality", plants, "--json", "-")
        assert json.loads(ended.out) == expected
        target = tmp_path / "dossier.json"
        ended = call("additionality", plants, "--json", target)
        assert json.loads(target.read_text(encoding="utf-8")) == expected
        assert "Additional, but not robust" in ended.out
        assert f"wrote {target}" in ended.err

    def test_nothing_is_replaced_unless_asked(self, call: Call, source_case: Path, tmp_path: Path) -> None:
        target = tmp_path / "dossier.json"
        target.write_text("mine", encoding="utf-8")
        assert call("additionality", source_case, "--json", target).code == 4
        assert target.read_text(encoding="utf-8") == "mine"
        assert call("additionality", source_case, "--json", target, "--overwrite").code == 0
        assert json.loads(target.read_text(encoding="utf-8"))["verdict"]["code"] == "additional"

    def test_options_are_those_of_the_scenario(self, call: Call, plants: Path) -> None:
        asked = call("additionality", plants, "--benchmark", "3 %", "--of", "equity", "--json", "-")
        written = call(
            "additionality", plants, "--json", "-",
            "--set", "credits.additionality.benchmark=3 %", "--set", "credits.additionality.of=equity",
        )  # fmt: skip
        found = json.loads(asked.out)
        assert found == json.loads(written.out)
        assert (found["benchmark"]["rate"], found["question"]["of"]) == (0.03, "equity")
        assert found["question"]["tested"] == "incremental equity IRR"

    def test_a_change_and_a_variant_change_the_answer(self, call: Call, source_case: Path, tmp_path: Path) -> None:
        cheap = call("additionality", source_case, "--set", "swap.capex_gap=80 million USD")
        assert "╭─ Not additional ─" in cheap.out
        text = (
            source_case.read_text(encoding="utf-8")
            + "\nvariants:\n  cheap: {swap: {capex_gap: 100 million USD, fuel_saving: 10.5 million USD/yr}}\n"
        )
        file = tmp_path / "case.yaml"
        file.write_text(text, encoding="utf-8")
        assert "╭─ Not additional ─" in call("additionality", file, "--variant", "cheap").out
        assert "╭─ Additional ─" in call("additionality", file).out


class TestExitCodes:
    @pytest.mark.parametrize(
        ("words", "code", "said"),
        [
            (("--of", "equity"), 3, "no-benchmark"),
            (("--of", "equity", "--benchmark", "12 %"), 3, "no-finance"),
            (("--set", "credits=null"), 3, "no-credits"),
            (("--benchmark", "12"), 2, "bare-number"),
            (("--benchmark", "12 yr"), 2, "wrong-dimension"),
            (("--set", "credits.additionality.tax=after"), 2, "no-tax"),
            (("--set", "credits.additionality.period=26 yr"), 2, "period-beyond-life"),
            (("--of", "lender"), 2, "lender"),
            (("--strict",), 1, "implied-fuel-price"),
        ],
    )
    def test_what_cannot_be_answered_says_why(
        self, words: tuple[str, ...], code: int, said: str, call: Call, source_case: Path
    ) -> None:
        ended = call("additionality", source_case, *words)
        assert (ended.code, ended.out) == (code, "")
        assert said in ended.err

    def test_not_additional_is_an_answer(self, call: Call, source_case: Path) -> None:
        ended = call("additionality", source_case, "--benchmark", "2 %")
        assert ended.code == 0
        assert "╭─ Not additional ─" in ended.out

    def test_it_is_listed(self, call: Call) -> None:
        assert "additionality" in call("--help").out
        assert "--benchmark QUANTITY" in call("additionality", "--help").out
