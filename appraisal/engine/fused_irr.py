"""The present values that the search for an internal rate of return goes by, in one pass of machine code.

The search itself, and what may be quoted as a rate, stay with ``ground/irr.py``. Importing it needs numba.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from appraisal.ground.irr import PresentValues
from appraisal.ground.measure import Floats

LANES = 256
"""Draws side by side: their sums stay in the nearest cache."""


def discounting(columns: Floats) -> PresentValues:
    """Return the present values of flows ``(years, draws)`` at any factors, as :func:`appraisal.ground.irr.irr` asks.

    They are numpy's bit for bit: the same operations in the same order.
    """
    flows = np.ascontiguousarray(columns)
    last_outlay = int(np.flatnonzero((flows < 0).any(axis=1))[-1])

    def present_values(factor: Floats) -> Any:
        sums = np.empty((4, len(factor)))
        _discount(flows, last_outlay, factor, sums)
        return tuple(sums)

    return present_values


@njit("void(f8[:, ::1], i8, f8[::1], f8[:, ::1])", nogil=True, error_model="numpy", cache=True)
def _discount(flows: Any, last_outlay: int, factor: Any, sums: Any) -> None:  # pragma: no cover - machine code
    """Horner's rule from the last year to the first; all that is written stands in one array, at fixed places."""
    s = np.empty(5 * LANES)
    for b in range(0, len(factor), LANES):
        width = min(LANES, len(factor) - b)
        s[LANES:] = 0.0
        for i in range(width):
            s[i] = factor[b + i]
        for t in range(len(flows) - 1, last_outlay, -1):
            for i in range(width):
                s[2 * LANES + i] = (s[2 * LANES + i] + s[LANES + i]) * s[i]
                s[LANES + i] = s[LANES + i] * s[i] + flows[t, b + i]
        for t in range(last_outlay, -1, -1):
            for i in range(width):
                s[2 * LANES + i] = (s[2 * LANES + i] + s[LANES + i]) * s[i]
                s[LANES + i] = s[LANES + i] * s[i] + max(flows[t, b + i], 0.0)
                s[4 * LANES + i] = (s[4 * LANES + i] + s[3 * LANES + i]) * s[i]
                s[3 * LANES + i] = s[3 * LANES + i] * s[i] + max(-flows[t, b + i], 0.0)
        for k in range(4):
            for i in range(width):
                sums[k, b + i] = s[(k + 1) * LANES + i]
