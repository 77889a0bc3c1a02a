"""Flags and ages of the calendar."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.calendar import Calendar

from .books import row, sheet, years_of

ELAPSED = row(*range(7))


def calendar(construction, operation, years=60):
    stated = {"timeline__construction__years": construction, "timeline__operation": operation, "whole_year": 1}
    return sheet({"": [Calendar]}, elapsed=row(*range(years)), **stated)


def test_operation_starts_after_the_last_year_of_construction():
    assert years_of(Calendar.started(ELAPSED, 2, 1)) == [0, 0, 1, 1, 1, 1, 1]
    assert years_of(Calendar.started(ELAPSED, 0, 1)) == [1] * 7
    assert years_of(Calendar.started(ELAPSED, 9, 1)) == [0] * 7


def test_the_first_year_of_the_axis_is_marked():
    assert years_of(Calendar.first_year(ELAPSED)) == [1, 0, 0, 0, 0, 0, 0]


def test_age_is_0_in_the_first_operating_year():
    assert years_of(Calendar.age(ELAPSED, 2)) == [0, 0, 0, 1, 2, 3, 4]


def test_what_remains_counts_from_the_start_of_the_year():
    assert years_of(Calendar.remaining(ELAPSED, 2, 3.5)) == [5.5, 4.5, 3.5, 2.5, 1.5, 0.5, -0.5]


def test_operation_holds_the_broken_last_year():
    remaining, started = row(5.5, 4.5, 3.5, 2.5, 1.5, 0.5, -0.5), row(0, 0, 1, 1, 1, 1, 1)
    assert years_of(Calendar.operating(remaining, started, 1)) == [0, 0, 1, 1, 1, 0.5, 0]


def test_running_is_1_also_in_the_broken_year():
    assert years_of(Calendar.running(row(0, 1, 0.5, 0.01, 0))) == [0, 1, 1, 1, 0]


def test_closing_is_the_last_operating_year_whole_or_broken():
    assert years_of(Calendar.closing(row(3, 2, 1, 0), row(0, 1, 1, 0), 1)) == [0, 0, 1, 0]
    assert years_of(Calendar.closing(row(2.5, 1.5, 0.5, -0.5), row(0, 1, 1, 0), 1)) == [0, 0, 1, 0]


def test_closed_is_the_year_after():
    assert years_of(Calendar.closed(row(0, 0, 1, 0))) == [0, 0, 0, 1]


def test_a_life_of_25_and_a_half_years_operates_for_half_of_its_26th():
    rows = calendar(1, 25.5, 30)
    assert years_of(rows["operating"]) == [0] + [1] * 25 + [0.5] + [0] * 3
    assert years_of(rows["closing"]).index(1) == 26
    assert years_of(rows["closed"]).index(1) == 27


def test_a_life_within_one_year_opens_and_closes_in_it():
    rows = calendar(1, 0.4, 3)
    assert years_of(rows["operating"]) == pytest.approx([0, 0.4, 0])
    assert years_of(rows["closing"]) == [0, 1, 0]


def test_the_simplest_case_is_an_outlay_in_year_0_and_operation_in_years_1_to_n():
    rows = calendar(1, 3, 5)
    assert years_of(rows["operating"]) == [0, 1, 1, 1, 0]
    assert years_of(rows["closing"]) == [0, 0, 0, 1, 0]
    assert years_of(rows["closed"]) == [0, 0, 0, 0, 1]


@given(st.integers(0, 10), st.lists(st.floats(0.01, 40), min_size=1, max_size=4))
def test_every_life_adds_up_and_closes_once(construction, lives):
    rows = calendar(construction, [lives])
    np.testing.assert_allclose(rows["operating"].sum(axis=0), lives, rtol=1e-12)
    for name in ("closing", "closed"):
        assert set(np.unique(rows[name])) == {0, 1}
        np.testing.assert_array_equal(rows[name].sum(axis=0), 1)
    last = np.array([np.nonzero(column)[0][-1] for column in rows["operating"].T])
    np.testing.assert_array_equal(rows["closing"].argmax(axis=0), last)
    np.testing.assert_array_equal(rows["running"], rows["operating"] > 0)


@given(st.floats(1, 39), st.floats(1e-6, 1e-3))
def test_operation_is_continuous_in_the_life(life, more):
    shorter, longer = (calendar(1, years)["operating"] for years in (life, life + more))
    assert (longer - shorter).sum() == pytest.approx(more, rel=1e-6)
    assert (longer >= shorter).all()
