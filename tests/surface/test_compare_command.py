"""`appraisal compare`: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
MECHANISMS = Path(__file__).parents[2] / "scenarios" / "usc_mechanisms.yaml"
FILES = ["comparison.csv", "comparison.json", "comparison.png", "comparison.svg"]


def rows(text: str) -> dict[str, dict[str, Any]]:
    return {row["label"]: row for row in json.loads(text)["rows"]}


def test_every_mechanism_of_the_shipped_scenario_stands_in_the_table(call: Call) -> None:
    ended = call("compare", MECHANISMS, "--mechanisms", "all")
    assert (ended.code, ended.err) == (0, "")
    for word in ("none", "bilateral", "jcm", "cdm", "sectoral", "article_6_4", "article_6_2", "voluntary",
                 "carbon_price", "PBCM (bilateral)"):  # fmt: skip
        assert word in ended.out
    assert "cannot run" not in ended.out


def test_chosen_mechanisms_alone_are_shown_in_their_order(call: Call, source_case: Path) -> None:
    ended = call("compare", source_case, "--mechanisms", "cdm, none", "--json", "-")
    assert list(rows(ended.out)) == ["cdm", "none"]


def test_several_files_stand_side_by_side(call: Call, source_case: Path, plants: Path) -> None:
    ended = call("compare", source_case, plants)
    assert ended.code == 0
    assert "2 scenarios side by side" in ended.out


def test_it_ends_with_3_where_no_row_can_run(call: Call, source_case: Path) -> None:
    ended = call("compare", source_case, "--mechanisms", "jcm,voluntary")
    assert ended.code == 3
    assert "jcm cannot run" in ended.out
    assert "credits.crediting.years" in ended.out
    assert call("compare", source_case, "--mechanisms", "jcm,none").code == 0


def test_a_file_that_cannot_run_is_a_row(call: Call, source_case: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("format: 1\nname: Bad\n", encoding="utf-8")
    ended = call("compare", bad, source_case)
    assert ended.code == 0
    assert "1 cannot run" in ended.out
    assert call("compare", bad, bad).code == 3


@pytest.mark.parametrize(
    ("words", "code", "path"),
    [
        (("FILE",), "missing-option", "--mechanisms"),
        (("FILE", "--mechanisms", " , "), "missing-option", "--mechanisms"),
        (("FILE", "--mechanisms", ""), "missing-option", "--mechanisms"),
        (("FILE", "FILE", "--mechanisms", "all"), "one-file", "--mechanisms"),
        (("FILE", "FILE", "--variant", "jcm"), "one-file", "--variant"),
        (("FILE", "--mechanisms", "bilaterall"), "unknown-mechanism", "--mechanisms"),
        (("FILE", "--mechanisms", "all", "--variant", "jmc"), "unknown-variant", "variants"),
        (("FILE", "--mechanisms", "all", "--set", "discount_rate=8 USD"), "wrong-dimension", "discount_rate"),
    ],
)
def test_what_cannot_be_asked_is_a_coded_error(words: tuple[str, ...], code: str, path: str, call: Call) -> None:
    ended = call("compare", *(MECHANISMS if word == "FILE" else word for word in words))
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"error {code}")
    assert path in ended.err.splitlines()[0]


def test_a_file_that_is_not_there_ends_with_4(call: Call, source_case: Path, tmp_path: Path) -> None:
    assert call("compare", source_case, tmp_path / "none.yaml").code == 4
    assert call("compare").code == 2


def test_changes_hold_for_every_row(call: Call) -> None:
    def revenues(*words: str) -> dict[str, float]:
        ended = call("compare", MECHANISMS, "--mechanisms", "bilateral,jcm,carbon_price", "--json", "-", *words)
        found = rows(ended.out)
        return {name: row["metrics"]["credit_revenue_present_value"]["value"] for name, row in found.items()}

    usual, dear = revenues(), revenues("--set", "credits.price=33.3334 USD/t")
    assert dear == pytest.approx({name: 2 * value for name, value in usual.items()})


def test_a_variant_may_be_the_scenario_that_is_compared(call: Call) -> None:
    ended = call("compare", MECHANISMS, "--variant", "sectoral", "--mechanisms", "all", "--json", "-")
    found = rows(ended.out)
    assert list(found)[:2] == ["none", "sectoral"]
    assert found["sectoral"]["terms"] == "as the file states it"
    assert {row["status"] for row in found.values()} == {"ok"}
    plain = rows(call("compare", MECHANISMS, "--mechanisms", "all", "--json", "-").out)
    assert {name: row["metrics"]["npv"] for name, row in found.items()} == {
        name: row["metrics"]["npv"] for name, row in plain.items()
    }


def test_files_are_written_together(call: Call, source_case: Path, tmp_path: Path) -> None:
    ended = call("compare", source_case, "--mechanisms", "all", "--out", tmp_path)
    folder = tmp_path / "usc_vs_subcritical_comparison"
    assert ended.code == 0
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert ended.err.count("wrote ") == 4
    shown = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    with (folder / "comparison.csv").open(encoding="utf-8", newline="") as held:
        table = list(csv.DictReader(held))
    assert [row["label"] for row in table] == [row["label"] for row in shown["rows"]]
    again = call("compare", source_case, "--mechanisms", "all", "--out", tmp_path)
    assert (again.code, again.out) == (4, "")
    assert call("compare", source_case, "--mechanisms", "all", "--out", tmp_path, "--overwrite").code == 0


def test_json_and_csv_go_where_they_are_told(call: Call, source_case: Path, tmp_path: Path) -> None:
    to_json, to_csv = tmp_path / "a.json", tmp_path / "a.csv"
    ended = call("compare", source_case, "--mechanisms", "none,cdm", "--json", to_json, "--csv", to_csv)
    assert ended.code == 0
    assert "What it is worth" in ended.out
    assert list(rows(to_json.read_text(encoding="utf-8"))) == ["none", "cdm"]
    assert to_csv.read_text(encoding="utf-8").startswith("label,mechanism,")
    printed = call("compare", source_case, "--mechanisms", "none,cdm", "--json", "-")
    assert printed.out == to_json.read_text(encoding="utf-8")


def test_what_cannot_run_is_written_all_the_same(call: Call, source_case: Path, tmp_path: Path) -> None:
    ended = call("compare", source_case, "--mechanisms", "jcm", "--out", tmp_path)
    assert ended.code == 3
    assert sorted(path.name for path in (tmp_path / "usc_vs_subcritical_comparison").iterdir()) == FILES


def test_the_help_names_the_command(call: Call) -> None:
    assert "compare " in call("--help").out
    assert "--mechanisms" in call("compare", "--help").out


# ---- named cases ----------------------------------------------------------------------------------------------------

STRESS = MECHANISMS.with_name("usc_stress.yaml")


def test_cases_stand_beside_the_scenario(call: Call) -> None:
    ended = call("compare", STRESS, "--cases")
    assert (ended.code, ended.err) == (0, "")
    for word in ("base", "credits_end_early", "20.23", "yen_rises", "What each case changes"):
        assert word in ended.out


def test_the_record_of_cases(call: Call) -> None:
    cases = json.loads(call("compare", STRESS, "--cases", "--json", "-").out)["cases"]
    assert [case["name"] for case in cases][:3] == ["base", "low", "high"]
    assert cases[0]["metrics"]["npv"]["value"] == pytest.approx(21778279.34, abs=0.01)
    assert {case["status"] for case in cases} == {"ok"}


def test_changes_hold_for_every_case(call: Call) -> None:
    plain, dear = (
        [case["metrics"]["npv_without_credits"]["value"] for case in json.loads(call(*words).out)["cases"]]
        for words in (
            ("compare", STRESS, "--cases", "--json", "-"),
            ("compare", STRESS, "--cases", "--json", "-", "--set", "swap.capex_gap=11 billion JPY"),
        )
    )
    assert all(one > other for one, other in zip(plain, dear, strict=True))


def test_files_of_cases_are_written_together(call: Call, tmp_path: Path) -> None:
    words = ("compare", STRESS, "--cases", "--out", tmp_path, "--csv", tmp_path / "a.csv")
    ended = call(*words)
    folder = tmp_path / "usc_stress_cases"
    assert ended.code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["cases.csv", "cases.json", "cases.png", "cases.svg"]
    assert (folder / "cases.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()
    assert (call(*words).code, call(*words, "--overwrite").code) == (4, 0)


def test_a_broken_case_is_a_row_and_all_broken_end_with_3(call: Call, source_case: Path, tmp_path: Path) -> None:
    text = source_case.read_text(encoding="utf-8")
    for cases, code in (("{good: {discount_rate: 7 %}, bad: {discount_rate: 7}}", 0), ("{bad: {discount_rate: 7}}", 3)):
        file = tmp_path / "own.yaml"
        file.write_text(f"{text}cases: {cases}\n", encoding="utf-8")
        ended = call("compare", file, "--cases")
        assert ended.code == code
        assert "bad cannot run" in ended.out
        assert "cases.bad.discount_rate" in ended.out
        checked = call("check", file)
        assert (checked.code, checked.err.split()[:2]) == (2, ["error", "bare-number"])
        assert "cases.bad.discount_rate" in checked.err
    assert call("check", STRESS).code == 0


@pytest.mark.parametrize(
    ("words", "code", "path"),
    [
        ((MECHANISMS, "--cases"), "no-cases", "cases"),
        ((STRESS, "--cases", "--mechanisms", "all"), "one-of", "--cases"),
        ((STRESS, STRESS, "--cases"), "one-file", "--cases"),
    ],
)
def test_cases_that_cannot_be_set_side_by_side(words: tuple[object, ...], code: str, path: str, call: Call) -> None:
    ended = call("compare", *words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"error {code}")
    assert path in ended.err.splitlines()[0]
