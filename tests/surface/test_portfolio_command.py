"""`appraisal portfolio`: what it prints and writes, and how it ends."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
HOSTILE = '=HYPERLINK("http://example.org")'


@pytest.fixture
def folder(tmp_path: Path, source_case: Path) -> Path:
    place = tmp_path / "many"
    place.mkdir()
    shutil.copy(source_case, place / "one.yaml")
    text = source_case.read_text()
    (place / "two.yaml").write_text(text.replace("name: Ultra", f"name: '{HOSTILE}' #"))
    (place / "yen.yaml").write_text(
        text.replace("currency: USD", "currency: JPY").replace("million USD", "billion JPY").replace("USD/t", "JPY/t")
    )
    return place


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text().splitlines()))


def test_it_appraises_a_folder(call: Call, folder: Path) -> None:
    (folder / "yen.yaml").unlink()
    ended = call("portfolio", folder)
    assert (ended.code, ended.err) == (0, "")
    for text in ("2 files", "Appraised", "43.56 million USD", "amounts in million USD", "21.78", "-31.60", "9.09 yr"):
        assert text in ended.out
    assert max(map(len, ended.out.splitlines())) <= 100


def test_a_name_that_cannot_be_printed_is_spelt_out(call: Call, folder: Path) -> None:
    """A name in another encoding, one with a command to the terminal, one of two lines: shown, and nothing is lost."""
    names = {
        b"\xe9t\xe9.yaml": "\\udce9t\\udce9.yaml",
        b"red\x1b[31m.yaml": "red\\x1b[31m.yaml",
        b"a\nb.yaml": "a\\nb.yaml",
    }
    for name in names:
        shutil.copy(os.fsencode(folder / "one.yaml"), os.fsencode(folder) + b"/" + name)
    (folder / "yen.yaml").unlink()
    ended = call("portfolio", folder, "--out", folder / "all.csv")
    assert ended.code == 0
    assert "\x1b" not in ended.out
    assert set(names.values()) <= {Path(row["file"]).name for row in rows(folder / "all.csv")}


def test_currencies_are_not_added_up(call: Call, folder: Path) -> None:
    ended = call("portfolio", folder)
    assert "none (they are in JPY, USD)" in ended.out
    assert "21.78 million USD" in ended.out


def test_a_file_that_fails_is_told_and_the_rest_is_shown(call: Call, folder: Path) -> None:
    (folder / "bad.yaml").write_text("format: 1\nname: x\nnonsense: 1\n")
    ended = call("portfolio", folder, "--out", folder / "all.csv")
    assert ended.code == 2
    assert "Could not be appraised" in ended.out
    assert "unknown-key" in ended.out
    found = {Path(row["file"]).name: row for row in rows(folder / "all.csv")}
    assert [found[name]["status"] for name in ("bad.yaml", "one.yaml")] == ["error", "ok"]
    assert "unknown-key" in found["bad.yaml"]["errors"]
    assert float(found["one.yaml"]["npv"]) == pytest.approx(21778279.34, abs=0.01)
    assert (found["one.yaml"]["npv unit"], found["yen.yaml"]["npv unit"]) == ("USD", "JPY")
    assert found["two.yaml"]["name"] == f"'{HOSTILE}"


def test_csv_and_parquet_hold_the_same(call: Call, folder: Path) -> None:
    import pandas as pd

    for kind in ("csv", "parquet"):
        assert call("portfolio", folder, "--out", folder / f"all.{kind}").code == 0
    one, other = pd.read_csv(folder / "all.csv"), pd.read_parquet(folder / "all.parquet")
    assert list(one) == list(other)
    assert one["npv"].tolist() == other["npv"].tolist()


def test_a_table_is_laid_over_a_file(call: Call, tmp_path: Path, source_case: Path) -> None:
    table, out = tmp_path / "table.csv", tmp_path / "out.csv"
    table.write_text('name,credits.price [USD/t],discount_rate\nlow,5,8 %\n=cmd|x,30,8 %\nbad,"1,5",8 %\n')
    ended = call("portfolio", source_case, "--table", table, "--out", out)
    assert ended.code == 2
    assert "3 scenarios laid over Ultra-supercritical instead of subcritical coal" in ended.out
    assert "-15.58" in ended.out
    assert "64.48" in ended.out
    assert "bad: not-a-number" in ended.out
    found = rows(out)
    assert [row["status"] for row in found] == ["ok", "ok", "error"]
    assert found[1]["name"] == "'=cmd|x"
    assert float(found[0]["npv [USD]"]) == pytest.approx(-15.58e6, abs=1e4)
    assert found[2]["npv [USD]"] == ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--out", "all.pdf"), 2, "unknown-output  --out"),
        (("--processes", "0"), 2, "out-of-range  --processes"),
        (("--processes", "many"), 2, "bad-option  --processes"),
        (("--set", "credits.price"), 2, "bad-set"),
    ],
)
def test_words_that_do_not_fit(call: Call, folder: Path, words: tuple[str, ...], code: int, said: str) -> None:
    ended = call("portfolio", folder, *words)
    assert ended.code == code
    assert said in ended.err + ended.out


def test_a_place_that_is_not_there(call: Call, tmp_path: Path) -> None:
    ended = call("portfolio", tmp_path / "none")
    assert (ended.code, ended.out) == (4, "")
    assert "error no-file" in ended.err


def test_a_table_is_laid_over_one_file_only(call: Call, folder: Path, source_case: Path) -> None:
    ended = call("portfolio", source_case, folder, "--table", "table.csv")
    assert (ended.code, ended.out) == (2, "")
    assert "bad-option  --table" in ended.err


def test_a_file_that_is_there_is_not_replaced_unasked(call: Call, folder: Path) -> None:
    (folder / "all.csv").write_text("mine")
    ended = call("portfolio", folder, "--out", folder / "all.csv")
    assert (ended.code, ended.out) == (4, "")
    assert (folder / "all.csv").read_text() == "mine"
    assert call("portfolio", folder, "--out", folder / "all.csv", "--overwrite").code == 0
