"""Values of a file as a distribution: read in the unit of the figure, inside the folder only, refused cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from risky import drawn, joined, of, refused, swap

from appraisal.scenario.draws import plan_of
from appraisal.scenario.samples import MOST_ROWS, MOST_SHOWN
from appraisal.scenario.scenario import Scenario

FILE = "year,low,high\n2015,5,8\n2016,7.5,12\n2017,1e1,16\n2018,20,25\n"


def beside(folder: Path, text: str = FILE, value: str = "10 USD/t", **keys: Any) -> Scenario:
    (folder / "prices.csv").write_text(text, encoding="utf-8")
    stated = of(value, "empirical", **{"file": "prices.csv", **keys})
    return swap(str(folder / "case.yaml"), credits__price=stated)


def test_each_value_of_the_column_is_as_likely_as_any_other(tmp_path: Path) -> None:
    values = drawn(beside(tmp_path, column="low"))
    assert {float(one): float((values == one).mean()) for one in np.unique(values)} == {
        5: 0.25,
        7.5: 0.25,
        10: 0.25,
        20: 0.25,
    }


def test_the_only_column_needs_no_name(tmp_path: Path) -> None:
    assert set(drawn(beside(tmp_path, "price\n5\n\n10\n20\n"), draws=64)) == {5.0, 10.0, 20.0}


def test_the_column_is_in_the_unit_of_the_value(tmp_path: Path) -> None:
    one = beside(tmp_path, "saving\n8\n12\n", "10 USD/t")
    assert set(drawn(one, draws=64)) == {8.0, 12.0}
    stated = of("10 million USD/yr", "empirical", file="prices.csv")
    money = swap(str(tmp_path / "case.yaml"), swap__fuel_saving=stated)
    assert set(drawn(money, "swap.fuel_saving", draws=64)) == {8e6, 12e6}
    share = swap(str(tmp_path / "case.yaml"), credits__share_cashed=of("9 %", "empirical", file="prices.csv"))
    assert set(drawn(share, "credits.share_cashed", draws=64)) == {0.08, 0.12}


def test_the_order_of_the_file_changes_nothing(tmp_path: Path) -> None:
    one = joined(plan_of(beside(tmp_path, "p\n5\n10\n20\n"), draws=500))
    other = joined(plan_of(beside(tmp_path, "p\n20\n5\n10\n"), draws=500))
    assert one["credits.price"].tobytes() == other["credits.price"].tobytes()


def test_another_file_is_another_run(tmp_path: Path) -> None:
    one, again = (plan_of(beside(tmp_path, "p\n5\n10\n20\n")).fingerprint for _ in range(2))
    assert one == again
    assert plan_of(beside(tmp_path, "p\n5\n10\n21\n")).fingerprint != one


def test_the_file_is_named_in_words(tmp_path: Path) -> None:
    plan = plan_of(beside(tmp_path, column="low"))
    assert plan.drawn["credits.price"] == "empirical, the values of prices.csv, column low"


@pytest.mark.parametrize(
    ("text", "keys", "code"),
    [
        (FILE, {}, "bad-csv"),
        (FILE, {"column": "middle"}, "bad-csv"),
        ("low,low\n5,6\n10,12\n", {"column": "low"}, "bad-csv"),
        ("low\n", {}, "bad-csv"),
        ("", {}, "bad-csv"),
        ("5\n10\n", {}, "bad-csv"),
        ("low\n5\n10\n1,5\n", {}, "bad-csv"),
        ("low\n5\n10\nmuch\n", {}, "bad-number"),
        ("low\n5\n10\n20 USD/t\n", {}, "bad-number"),
        ("low\n5\n10\nnan\n", {}, "bad-number"),
        ("low\n5\n10\n1e400\n", {}, "not-finite"),
        ("a,low\n1,5\n1,10\n1,\n", {"column": "low"}, "bad-number"),
        ("low\n" + "10\n" * MOST_ROWS, {}, "too-large"),
        ("low\n" + "10." + "0" * 1_000_000 + "\n", {}, "too-large"),
        (FILE, {"column": "low", "file": "other.csv"}, "no-file"),
        (FILE, {"column": "low", "file": "../prices.csv"}, "outside-folder"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str, keys: dict[str, Any], code: str) -> None:
    (tmp_path.parent / "prices.csv").write_text("low\n10\n", encoding="utf-8")
    assert refused(beside(tmp_path, text, **keys)) == [(code, "credits.price.file")]
    assert plan_of(beside(tmp_path, column="low"))


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    scenario = beside(tmp_path)
    (tmp_path / "prices.csv").write_bytes(b"low\n5\n\xff\n")
    assert refused(scenario) == [("bad-csv", "credits.price.file")]


def test_a_value_outside_its_own_sample_is_a_slip_of_the_unit(tmp_path: Path) -> None:
    assert refused(beside(tmp_path, value="0.01 USD/kg", column="low")) == [
        ("value-outside-range", "credits.price.value")
    ]
    assert plan_of(beside(tmp_path, value="20 USD/t", column="low"))


def test_a_value_outside_the_domain_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "shares.csv").write_text("share\n40\n60\n120\n", encoding="utf-8")
    stated = of("50 %", "empirical", file="shares.csv")
    scenario = swap(str(tmp_path / "case.yaml"), credits__share_cashed=stated)
    with pytest.raises(Exception, match=r"'shares\.csv', line 4: '120 %' is outside from 0 % up to 100 %"):
        plan_of(scenario)
    (tmp_path / "shares.csv").write_text("share\n40\n60\n100\n", encoding="utf-8")
    assert plan_of(scenario)


def test_no_more_than_a_few_bad_cells_are_listed(tmp_path: Path) -> None:
    assert refused(beside(tmp_path, "low\n" + "x\n" * 100)) == [("bad-number", "credits.price.file")] * MOST_SHOWN
