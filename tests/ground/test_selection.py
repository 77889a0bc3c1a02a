"""Percentiles of values in pieces: those of numpy on all of them, however little fits into memory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.ground.selection import order_statistics, percentiles

SHARES = (0, 0.1, 1, 5, 25, 50, 75, 95, 99.9, 100)
STREAM = np.random.default_rng(5)
SHAPES = {
    "normal": STREAM.normal(size=5003),
    "wide": np.exp(20 * STREAM.normal(size=2000)) * np.where(STREAM.random(2000) < 0.5, -1, 1),
    "few values": STREAM.integers(-2, 3, 3000).astype(float),
    "all equal": np.full(1500, -7.25),
    "around zero": np.concatenate([np.zeros(900), -np.zeros(100), STREAM.normal(size=500)]),
    "one": np.array([3.5]),
    "two": np.array([2.0, -1.0]),
}


@pytest.mark.parametrize("held", [0, 40, 1 << 20])
@pytest.mark.parametrize("name", SHAPES)
def test_they_are_numpy_s_whatever_is_held_in_memory(name: str, held: int) -> None:
    values = SHAPES[name]
    found = percentiles(lambda: np.array_split(values, 7), len(values), SHARES, held)
    assert found == pytest.approx(np.percentile(values, SHARES).tolist(), rel=1e-11, abs=1e-300)
    assert found == sorted(found)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=40), st.integers(0, 50))
def test_every_rank_is_that_of_the_sorted_values(values: list[float], held: int) -> None:
    whole = np.array(values)
    found = order_statistics(lambda: np.array_split(whole, 3), len(whole), range(len(whole)), held)
    assert found == sorted(values)


def test_pieces_may_be_empty() -> None:
    values = np.array([1.0, 2.0, 3.0])
    assert percentiles(lambda: [values[:0], values, values[:0]], 3, [50], 0) == [2.0]
