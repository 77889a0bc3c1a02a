"""Payback as machine code: the second spelling of ``metrics.payback``, held equal to it by tests. Needs numba."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from appraisal.ground.measure import ROUNDING, Floats
from appraisal.ground.roots import Ints

LANES = 64
"""Draws side by side."""


def recovery(columns: Floats) -> tuple[Floats, Ints]:
    """Return the years to recovery, and the place of the reason in ``metrics.NOT_RECOVERED``, of each draw."""
    draws = columns.shape[1]
    years, case = np.empty(draws), np.empty(draws, dtype=np.int64)
    _recovery(np.ascontiguousarray(columns), years, case)
    return years, case


@njit("void(f8[:, ::1], f8[::1], i8[::1])", nogil=True, error_model="numpy", cache=True)
def _recovery(columns: Any, years: Any, case: Any) -> None:  # pragma: no cover - machine code
    """One pass over the years; places: sum, sum of sizes, total, year of outlay, depth, year and part of recovery."""
    s = np.empty(6 * LANES)
    rounding = 4 * ROUNDING * len(columns)
    for b in range(0, columns.shape[1], LANES):
        held = min(LANES, columns.shape[1] - b)
        for i in range(LANES):
            s[i] = s[LANES + i] = s[2 * LANES + i] = s[4 * LANES + i] = 0.0
            s[3 * LANES + i] = s[5 * LANES + i] = -1.0
        for t in range(len(columns)):
            for i in range(held):
                flow, before = columns[t, b + i], s[2 * LANES + i]
                summed, size = s[i] + flow, s[LANES + i] + abs(flow)
                total = 0.0 if abs(summed) <= size * rounding else summed
                back = before < 0.0 and total >= 0.0 and s[5 * LANES + i] < 0.0
                part = before / (before - total) if back else 0.0
                s[5 * LANES + i] = t - 1 + part if back else s[5 * LANES + i]
                s[3 * LANES + i] = t if flow < 0.0 and s[3 * LANES + i] < 0.0 else s[3 * LANES + i]
                s[4 * LANES + i] = min(s[4 * LANES + i], total)
                s[i], s[LANES + i], s[2 * LANES + i] = summed, size, total
        for i in range(held):
            lost = 4 if s[2 * LANES + i] < 0.0 else 0
            short = 3 if s[5 * LANES + i] < 0.0 else lost
            high = 2 if s[4 * LANES + i] >= 0.0 else short
            case[b + i] = 1 if s[3 * LANES + i] < 0.0 else high
            years[b + i] = s[5 * LANES + i] - s[3 * LANES + i] if case[b + i] == 0 else 0.0
