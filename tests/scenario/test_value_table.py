"""A table of scenarios: headings and units, numbers and quantities, empty cells, and rows that cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.engine.model import Model
from appraisal.ground.problem import AppraisalError, FileError, ScenarioError
from appraisal.scenario.load import load
from appraisal.scenario.value_table import ValueTable, read_value_table, value_table

PLANTS = Model(load(Path(__file__).parents[2] / "scenarios" / "usc_vs_subcritical_plants.yaml"))


def read(columns: dict[str, list[Any]]) -> ValueTable:
    return value_table(columns, PLANTS.figure, PLANTS.base_value)


def written(folder: Path, text: str) -> ValueTable:
    file = folder / "table.csv"
    file.write_text(text, encoding="utf-8")
    return read_value_table(file, PLANTS.figure, PLANTS.base_value)


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("credits.price [USD/t]", "20", 20.0),
        ("credits.price [USD/t]", " 2e1 ", 20.0),
        ("credits.price [ USD/kt ]", "20000", 20.0),
        ("credits.price", "20 USD/t", 20.0),
        ("credits.price [USD/t]", 20, 20.0),
        ("credits.price [USD/t]", -5.5, -5.5),
        ("discount_rate [%]", "8", 0.08),
        ("discount_rate", "8 %/yr", 0.08),
        ("project.capacity [GW]", "1", 1000.0),
        ("project.net_efficiency [% LHV]", "43", 0.43),
    ],
)
def test_a_cell_is_a_number_in_the_unit_of_its_heading_or_a_quantity(heading: str, cell: Any, value: float) -> None:
    found = read({heading: [cell]})
    assert found.failed == {}
    [(path, values)] = found.columns.items()
    assert path == heading.partition("[")[0].strip()
    assert values == pytest.approx([value], rel=1e-15)


@pytest.mark.parametrize("empty", ["", "  ", None])
def test_an_empty_cell_is_what_the_scenario_states(empty: str | None) -> None:
    found = read({"credits.price [USD/t]": [empty, "7"], "discount_rate": [empty, "5 %"]})
    assert found.columns["credits.price"].tolist() == [PLANTS.base_value("credits.price"), 7.0]
    assert found.columns["discount_rate"].tolist() == [PLANTS.base_value("discount_rate"), 0.05]


def test_names_are_a_column_else_numbers() -> None:
    assert read({"name": ["a", "b"], "discount_rate": ["5 %", "6 %"]}).names == ("a", "b")
    assert read({"discount_rate": ["5 %", "6 %"]}).names == ("1", "2")


@pytest.mark.parametrize(
    ("heading", "bad", "good", "code"),
    [
        ("credits.price [USD/t]", "1,5", "1.5", "not-a-number"),
        ("credits.price [USD/t]", "0x10", "16", "not-a-number"),
        ("credits.price [USD/t]", "nan", "1", "not-a-number"),
        ("credits.price [USD/t]", "20 USD/t", "20", "not-a-number"),
        ("credits.price", "20", "20 USD/t", "bare-number"),
        ("credits.price", "1,5 USD/t", "1.5 USD/t", "decimal-comma"),
        ("credits.price", "20 EUR/t", "20 USD/t", "mixed-units"),
        ("credits.price", "discount_rate", "20 USD/t", "mixed-units"),
        ("credits.share_cashed [%]", "101", "100", "out-of-range"),
        ("project.net_efficiency", "43 %", "43 % LHV", "heating-value"),
        ("project.net_efficiency", "43 % HHV", "43 % LHV", "mixed-units"),
        ("timeline.operation [yr]", "0", "0.5", "out-of-range"),
    ],
)
def test_a_cell_that_cannot_be_used_fails_its_row_alone(heading: str, bad: str, good: str, code: str) -> None:
    found = read({heading: [good, bad, good]})
    path = heading.partition("[")[0].strip()
    assert {at: [(one.code, one.path) for one in told] for at, told in found.failed.items()} == {1: [(code, path)]}
    assert read({heading: [good]}).failed == {}


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"credits.prise [USD/t]": ["1"]}, "unknown-path"),
        ({"credits.price [kg]": ["1"]}, "wrong-dimension"),
        ({"credits.price [furlong]": ["1"]}, "unknown-unit"),
        ({"credits.price [USD/t": ["1"]}, "bad-heading"),
        ({"project.fuels.coal.price": ["1 USD/GJ"]}, "not-varied"),
        ({"discount_rate": []}, "empty-table"),
        ({}, "empty-table"),
        ({"discount_rate": ["5 %"], "credits.price": ["1 USD/t", "2 USD/t"]}, "bad-table"),
    ],
)
def test_a_heading_that_cannot_be_used_stops_the_table(columns: dict[str, list[Any]], code: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(columns)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_file_says_the_line_of_a_bad_row(tmp_path: Path) -> None:
    found = written(tmp_path, "name,credits.price [USD/t]\na,10\n\nb,ten\nc,5,5\n")
    assert found.names == ("a", "b", "c")
    assert found.columns["credits.price"][0] == 10
    places = {at: [(one.code, one.line) for one in told] for at, told in found.failed.items()}
    assert places == {1: [("not-a-number", 4)], 2: [("bad-csv", 5)]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-table"),
        ("name,discount_rate\n", "empty-table"),
        ("discount_rate,discount_rate\n5 %,5 %\n", "duplicate-key"),
        ("credits.price [USD/t],credits.price\n5,6 USD/t\n", "duplicate-key"),
        ("name,credits.prise\nx,6 USD/t\n", "unknown-path"),
        ("credits.price [USD]\n6\n", "wrong-dimension"),
        ("name;credits.price [USD/t]\nx;6,5\n", "bad-csv"),
    ],
)
def test_a_file_without_rows_or_with_a_heading_twice(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(AppraisalError) as caught:
        written(tmp_path, text)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert Path(problem.file).name == "table.csv"
    assert problem.line == (0 if code == "empty-table" else 1)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        read_value_table(tmp_path / "none.csv", PLANTS.figure, PLANTS.base_value)


@given(st.lists(st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 6)), min_size=1, max_size=20))
def test_numbers_under_a_unit_and_quantities_are_the_same(values: list[float]) -> None:
    numbers = read({"credits.price [USD/t]": [repr(value) for value in values]})
    words = read({"credits.price": [f"{value!r} USD/t" for value in values]})
    assert set(numbers.failed) == set(words.failed)
    np.testing.assert_array_equal(numbers.columns["credits.price"], words.columns["credits.price"])
