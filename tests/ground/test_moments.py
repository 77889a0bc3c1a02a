"""Moments put together from pieces: against numpy on the whole, and exact where nothing spreads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.ground.moments import Moments

VALUES = st.lists(st.integers(-(10**12), 10**12).map(lambda cents: cents / 100), min_size=2, max_size=60)


def joined(values: np.ndarray, cuts: list[int]) -> Moments:
    found = Moments()
    for part in np.split(values, sorted(cut % (len(values) + 1) for cut in cuts)):
        found = found.joined(Moments.of(part))
    return found


@given(VALUES, st.lists(st.integers(0, 60), max_size=6))
def test_pieces_have_the_moments_of_the_whole(values: list[float], cuts: list[int]) -> None:
    whole = np.array(values)
    found = joined(whole, cuts)
    size = np.abs(whole).max()
    assert found.count == len(whole)
    assert found.mean == pytest.approx(whole.mean(), abs=1e-12 * size)
    assert found.sd == pytest.approx(whole.std(ddof=1), abs=1e-9 * size)
    assert found.standard_error == pytest.approx(whole.std(ddof=1) / np.sqrt(len(whole)), abs=1e-9 * size)


@given(st.floats(-1e12, 1e12), st.integers(1, 3000), st.lists(st.integers(0, 3000), max_size=4))
def test_equal_values_have_exactly_their_mean_and_no_spread(value: float, count: int, cuts: list[int]) -> None:
    found = joined(np.full(count, value), cuts)
    assert (found.mean, found.sd, found.standard_error) == (value, 0.0, 0.0)


def test_a_large_mean_does_not_drown_a_small_spread() -> None:
    values = 1e12 + np.array([0.0, 1.0, 2.0, 3.0] * 500)
    found = joined(values, [700, 1300])
    assert found.sd == pytest.approx(np.std([0.0, 1.0, 2.0, 3.0] * 500, ddof=1), rel=1e-9)


def test_nothing_has_no_spread() -> None:
    assert Moments().joined(Moments()) == Moments()
    assert (Moments().sd, Moments().standard_error) == (0.0, 0.0)
