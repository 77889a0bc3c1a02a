"""How much of a year lies in a period."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.ground.periods import part_inside

YEARS = np.arange(60.0)[:, None]


@given(st.floats(0, 30), st.floats(0, 25))
def test_the_parts_of_all_years_add_up_to_the_period(start: float, length: float) -> None:
    parts = part_inside(YEARS, start, start + length, 1)
    assert parts.sum() == pytest.approx(length, abs=1e-9)
    assert ((parts >= 0) & (parts <= 1)).all()


def test_a_period_that_ends_before_it_starts_has_no_year() -> None:
    assert not part_inside(YEARS, 5, 3, 1).any()
