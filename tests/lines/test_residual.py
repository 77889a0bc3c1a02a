"""Residual value by either rule, in nominal and in real money."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.calendar import Calendar
from appraisal.lines.residual import BookValue, ShareOfCapex

from .books import row, sheet, years_of

CAPITAL, CLOSING = row(60, 40, 0, 0), row(0, 0, 1, 0)
LEVEL = row(1, 1.1, 1.21, 1.331)


def test_a_share_of_all_capital_comes_back_at_closing():
    assert years_of(ShareOfCapex.residual(CAPITAL, 1, 0.1, CLOSING)) == pytest.approx([0, 0, 10, 0])
    assert years_of(ShareOfCapex.residual(CAPITAL, 1, 0.0, CLOSING)) == [0, 0, 0, 0]


def test_a_share_of_capital_keeps_its_worth_under_inflation():
    """100 of price-year money, spent in two years, is worth 10 % of 100 at the closing year's level."""
    nominal = CAPITAL * LEVEL
    assert years_of(ShareOfCapex.residual(nominal, LEVEL, 0.1, CLOSING)) == pytest.approx([0, 0, 12.1, 0])


def test_the_book_value_of_a_life_beyond_operation_is_what_straight_line_leaves():
    assert years_of(BookValue.residual(CAPITAL, 1, 30, 25.5, CLOSING)) == pytest.approx([0, 0, 15, 0])


def test_nothing_is_left_of_a_life_that_operation_outlives():
    for life in (25, 20):
        assert years_of(BookValue.residual(CAPITAL, 1, life, 25, CLOSING)) == [0, 0, 0, 0]


def test_the_book_value_keeps_its_worth_under_inflation():
    nominal = CAPITAL * LEVEL
    assert years_of(BookValue.residual(nominal, LEVEL, 40, 20, CLOSING)) == pytest.approx([0, 0, 60.5, 0])


@given(st.integers(1, 40), st.integers(1, 40))
def test_the_book_value_ends_where_yearly_depreciation_ends(operation, life):
    book = 1.0
    for _ in range(operation):
        book = max(book - 1 / life, 0.0)
    found = BookValue.residual(row(1.0, 0), 1, life, operation, row(0, 1))
    assert found[1, 0] == pytest.approx(book, abs=1e-12)


@given(st.floats(0, 0.3), st.sampled_from([(ShareOfCapex, "share", 0.2), (BookValue, "life", 5)]))
def test_inflation_alone_moves_no_real_residual(inflation, rule):
    book, name, value = rule
    level = (1 + inflation) ** np.arange(7.0)[:, None]
    rows = sheet(
        {"": [Calendar], "project.residual_value": [book]},
        elapsed=row(*range(7)),
        timeline__construction__years=2,
        timeline__operation=3.5,
        whole_year=1,
        project__capital=row(60, 40, 0, 0, 0, 0, 0) * level,
        price_level=level,
        **{f"project__residual_value__{name}": value},
    )
    real = rows["project.residual_value.residual"] / level
    assert years_of(real) == pytest.approx([0, 0, 0, 0, 0, 20 if name == "share" else 30, 0])
