"""What a workbook holds: literal text, live formulas, names, limits, the same bytes twice."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.outputs.record import record_of
from appraisal.outputs.workbook import workbook
from appraisal.outputs.workbook.cover_metrics import rule_of
from appraisal.outputs.workbook.lines import sheets_of
from appraisal.outputs.workbook.sensitivity import live_table
from appraisal.outputs.workbook.threshold import live_threshold
from appraisal.questions.sensitivity import tornado
from appraisal.scenario.load import load
from tests.outputs.workbook.recalculating import Book, read

ROOT = Path(__file__).parents[3]
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
SOURCE = ROOT / "scenarios" / "usc_vs_subcritical.yaml"
PACKAGE = ROOT / "scenarios" / "usc_bilateral_package.yaml"


@cache
def appraised(path: Path) -> Appraisal:
    return appraise(load(path))


@cache
def written(path: Path) -> bytes:
    return workbook(appraised(path), record_of(appraised(path)))


@cache
def book_of(path: Path) -> Book:
    return read(written(path))


def test_the_same_scenario_gives_the_same_bytes() -> None:
    fresh = appraise(load(SOURCE))
    assert workbook(fresh, record_of(fresh)) == written(SOURCE)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_line_is_a_formula_with_the_number_of_python(path) -> None:
    sheets = sheets_of(appraised(path))
    for run, found in ((sheets.run, sheets.credited), (sheets.plain, sheets.uncredited)):
        for name in run.wired:
            values = np.broadcast_to(run.rows[name], (run.axis.count, 1))[:, 0]
            size = np.abs(values).max() + 1e-9
            np.testing.assert_allclose(found[name].values, values, rtol=1e-12, atol=1e-12 * size, err_msg=name)
    bare = [row.name for page in sheets.pages.values() for row in page.rows if not row.pattern]
    assert bare == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_room_for_longer_lives_moves_no_result(path) -> None:
    result, sheets = appraised(path), sheets_of(appraised(path))
    assert sheets.years >= result.run.axis.count
    np.testing.assert_allclose(sheets.run.total("present_value")[0], result.metrics["npv"].value, rtol=1e-12)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_live_table_has_the_ends_of_the_tornado(path) -> None:
    sheets = sheets_of(appraised(path))
    table = live_table(sheets, sheets.page("Working"))
    bars = {bar.path: bar for bar in tornado(sheets.model).bars}
    assert len(table.bars) == min(12, len(bars))
    for one in table.bars:
        expected = [bars[one.bar.path].at_low, bars[one.bar.path].at_high]
        assert [row.values.sum() for row in one.values] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_threshold_is_live_where_there_is_one(path) -> None:
    sheets = sheets_of(appraised(path))
    found = live_threshold(sheets, sheets.page("Working"))
    value = appraised(path).metrics["threshold_credit_price"].value
    assert (found is None) == (value is None)
    if found:
        assert found.price.values[0] == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_metric_has_a_formula_or_a_reason(path) -> None:
    stated = [key for key, one in appraised(path).metrics.items() if one.value is not None and not rule_of(key)]
    assert set(stated) <= {"threshold_credit_price"}


def test_a_row_has_one_pattern() -> None:
    formulas = book_of(SOURCE).formulas["Sheet"]
    row = next(at for at, name in book_of(SOURCE).values["Sheet"].items() if name == "net_cash_flow")
    number = row.removeprefix("A")
    patterns = {
        re.sub(r"\b([A-Z]{1,2})(?=[0-9])", "", formulas[f"{column}{number}"]) for column in ("E", "F", "Z", "AC")
    }
    assert len(patterns) == 1


def test_inputs_are_named_by_their_paths() -> None:
    names = book_of(PACKAGE).names
    for path in ("discount_rate", "credits.price", "credits.price.growth", "finance.loans.bank.rate"):
        assert re.fullmatch(r"Inputs!\$C\$\d+", names[path])
    assert re.fullmatch(r"Inputs!\$F\$\d+", names["items.training.amount.converted"])


def test_blue_cells_can_be_changed_and_formulas_cannot() -> None:
    with zipfile.ZipFile(io.BytesIO(written(PACKAGE))) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in sheets:
            xml = archive.read(name).decode()
            assert "<sheetProtection" in xml
            assert 'orientation="landscape"' in xml
            assert "password=" not in xml
        inputs = archive.read("xl/worksheets/sheet2.xml").decode()
    assert inputs.count("<dataValidation ") > 50
    assert 'type="whole"' in inputs
    assert 'type="list"' in inputs


def test_a_figure_that_the_workbook_cannot_follow_says_why() -> None:
    words = set(book_of(PACKAGE).values["Inputs"].values())
    assert any("the spend profile has as many years" in str(word) for word in words)
    assert any("no row of this workbook reads it" in str(word) for word in words)


HOSTILE = (
    '=HYPERLINK("http://x.example","y")',
    "<script>alert(1)</script>",
    "+1+1",
    "@SUM(A1)",
    "\u202eevil",
    "-2+3",
    "{=1}",
)


def test_hostile_text_stays_text() -> None:
    text = SOURCE.read_text(encoding="utf-8")
    for words in (*HOSTILE, "x" * 200):
        own = text.replace("name: Ultra-supercritical instead of subcritical coal", f"name: {_quoted(words)}", 1)
        own = own.replace("assumed: not stated in the paper", f"assumed: {_quoted(words)}", 1)
        result = appraise(load(_saved(own)))
        found = read(workbook(result, record_of(result)))
        assert found.values["Cover"]["A2"] == words
        assert "A2" not in found.formulas["Cover"]
        assert words in found.values["Sources"].values()
        assert not any(words in formula for cells in found.formulas.values() for formula in cells.values())


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "''") + "'" if "\u202e" not in words else '"\\u202eevil"'


_FOLDER: list[Path] = []


def _saved(text: str) -> Path:
    path = _FOLDER[0] / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _folder(tmp_path):
    _FOLDER[:] = [tmp_path]


def test_names_of_sheets_fit() -> None:
    assert all(len(name) <= 31 for name in book_of(PACKAGE).values)
    assert list(book_of(PACKAGE).values)[:3] == ["Cover", "Inputs", "Sheet"]
    assert {"Credits", "Finance", "Checks", "Sources"} <= set(book_of(PACKAGE).values)


def test_a_scenario_without_credits_or_finance_has_no_sheets_of_them(tmp_path) -> None:
    path = tmp_path / "bare.yaml"
    path.write_text(BARE)
    result = appraise(load(path))
    names = set(read(workbook(result, record_of(result))).values)
    assert names == {"Cover", "Inputs", "Sheet", "Metrics", "Sensitivity", "Checks", "Sources", "Working"}


BARE = """
format: 1
name: A saving alone
money: {currency: USD, price_year: 2011, basis: nominal, inflation: 2 %}
timeline: {first_year: 2012, construction: 1 yr, operation: 4 yr, timing: mid_year}
discount_rate: 10 %
swap: {capex_gap: 1000 USD, fuel_saving: 400 USD/yr, abatement: 1 t/yr}
"""
