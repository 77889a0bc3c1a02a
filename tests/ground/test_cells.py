"""The lines read as spreadsheet formulas: text, numbers, and what must fail."""

from __future__ import annotations

import numpy as np
import pytest

from appraisal.ground import rates, scans
from appraisal.ground.cells import Cell, Page, UnspeltError, chosen, column_name, quoted, write_lines
from appraisal.ground.sheet import Line, Wired


def page_of(years: int = 4) -> Page:
    page = Page("Sheet", years, 4, 6)
    page.elapsed = page.put("elapsed", Cell(page, "COLUMNS($E6:{c}6)-1", 2, np.arange(years, dtype=float)))
    return page


def row_of(page: Page, *values: float) -> Cell:
    return page.see(page.put("row", Cell(page, "0", 9, np.array(values, dtype=float))))


def test_operations_take_brackets_where_they_must() -> None:
    page = page_of()
    one, other = row_of(page, 1, 2, 3, 4), page.named("rate", 0.5)
    assert ((one + other) * one).text == "({c}7+rate)*{c}7"
    assert (one - (one - other)).text == "{c}7-({c}7-rate)"
    assert (one / (one * other)).text == "{c}7/({c}7*rate)"
    assert np.maximum(0, one - other).text == "MAX(0,{c}7-rate)"
    assert (1 - np.sign(one)).text == "1-SIGN({c}7)"


def test_numbers_go_along_with_the_text() -> None:
    page = page_of()
    one = row_of(page, -1, 2, -3, 4)
    np.testing.assert_array_equal((one * 2 - 1).values, [-3, 3, -7, 7])
    np.testing.assert_array_equal(chosen(one < 0, 0, one).values, [0, 2, 0, 4])


@pytest.mark.parametrize(
    ("scan", "text", "values"),
    [
        (scans.so_far, "SUM($E7:{c}7)", [1, 3, 6, 10]),
        (scans.peak, "MAX($E7:{c}7)", [1, 2, 3, 4]),
        (scans.previous, "N({p}7)", [0, 1, 2, 3]),
        (scans.following, "N({n}7)", [2, 3, 4, 0]),
    ],
)
def test_a_scan_reads_the_cells_of_its_row(scan, text, values) -> None:
    found = scan(row_of(page_of(), 1, 2, 3, 4))
    assert found.text == text
    np.testing.assert_array_equal(found.values, values)


def test_what_is_no_row_becomes_a_working_row_before_it_is_scanned() -> None:
    page = page_of()
    page.line = "total"
    found = scans.so_far(row_of(page, 1, 2, 3, 4) * page.named("rate", 2))
    assert found.text == "SUM($E8:{c}8)"
    assert (page.rows[-1].pattern, page.rows[-1].of) == ("{c}7*rate", "total")


def test_a_balance_reads_its_own_row_and_takes_its_name() -> None:
    page = page_of()
    page.line = "balance"
    row = page.put("balance", scans.carried(row_of(page, 1, 0, 0, 0), 1 + page.named("rate", 0.1)))
    assert (row.name, row.of, row.pattern) == ("balance", "", "N({p}8)*(1+rate)+{c}7")
    assert page.formula(row, 0) == "=N(D8)*(1+rate)+E7"
    np.testing.assert_allclose(row.values, [1, 1.1, 1.21, 1.331])


def test_a_lag_and_a_spread_look_along_the_whole_row() -> None:
    page = page_of()
    one, ages = row_of(page, 1, 2, 3, 4), row_of(page, 0.5, 0.5, 0, 0)
    assert scans.delayed(one, page.named("lag", 1)).text == "SUMPRODUCT(($E6:$H6={c}6-INT(lag))*$E7:$H7)"
    found = scans.spread(one, ages)
    assert found.text == "SUMPRODUCT($E7:$H7*SUMIF($E6:$H6,{c}6-$E6:$H6,$E8:$H8))"
    np.testing.assert_array_equal(found.values, [0.5, 1.5, 2.5, 3.5])


def test_powers_hold_where_a_spreadsheet_refuses_zero_to_the_zero() -> None:
    page = page_of()
    age = page.see(page.elapsed)
    assert rates.compound(page.named("rate", 0.1), age).text == "((1+rate)^{c}6)"
    found = rates.declined(page.named("rate", 1.0), age)
    assert found.text == "IF({c}6=0,1,(1-rate)^{c}6)"
    np.testing.assert_array_equal(found.values, [1, 0, 0, 0])


def test_rows_of_another_sheet_are_written_with_its_name() -> None:
    page, other = page_of(), Page("Two words", 4, 4, 6)
    there = page.put("row", row_of(page, 1, 2, 3, 4) * 1)
    assert other.see(there).text == "Sheet!{c}8"
    assert scans.so_far(other.see(there)).text == "SUM(Sheet!$E8:{c}8)"
    assert page.prefix(other.put("x", other.number(1))) == "'Two words'!"
    assert quoted("it's") == "'it''s'"
    assert column_name(701) == "ZZ"


def test_what_has_no_spelling_fails_at_once() -> None:
    page = page_of()
    one = row_of(page, 1, 2, 3, 4)
    with pytest.raises(UnspeltError):
        np.exp(one)
    with pytest.raises(UnspeltError):
        np.where(one, 1, 2)
    with pytest.raises(UnspeltError):
        bool(one)
    with pytest.raises(UnspeltError):
        np.add.accumulate(one)
    with pytest.raises(UnspeltError):
        scans.delayed(Page("Bare", 4, 4, 6).number(1), 1)


def test_a_plain_kernel_is_written_as_numbers_unless_it_has_a_spelling() -> None:
    def kernel(x):
        raise AssertionError("a kernel runs on arrays")

    page = page_of()
    one = page.put("given", row_of(page, 1, 2, 3, 4) * 1)
    wired = {"loop": Wired(Line("1", kernel, ("given",), loop=True), ("given",))}
    rows = {"loop": np.array([[5.0], [6.0], [7.0], [8.0]])}
    grey = write_lines(page, wired, {"given": one}, rows)["loop"]
    assert grey.pattern == ""
    np.testing.assert_array_equal(grey.values, [5, 6, 7, 8])
    live = write_lines(page, wired, {"given": one}, rows, {kernel: lambda x: x + 4})["loop"]
    assert live.pattern == f"{{c}}{one.at}+4"
