"""The present values that the search for an internal rate of return goes by, in one pass of machine code.

The search itself, and what may be quoted as a rate, stay with ``ground/irr.py``. Importing it needs numba.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from appraisal.ground.irr import PresentValues
from appraisal.ground.measure import Floats

LANES = 128
"""Draws side by side: their sums stay in the nearest cache."""


def discounting(columns: Floats) -> PresentValues:
    """Return the present values of flows ``(years, draws)`` at any factors, as :func:`appraisal.ground.irr.irr` asks.

    They are numpy's bit for bit: the same operations in the same order. The flows of draws that stand side by side are
    laid together, each stretch filled up with zeros.
    """
    years, draws = columns.shape
    stretches = -(-draws // LANES)
    flows = np.zeros((years, stretches * LANES))
    flows[:, :draws] = columns
    last_outlay = int(np.flatnonzero((columns < 0).any(axis=1))[-1])
    laid = np.ascontiguousarray(flows.reshape(years, stretches, LANES).transpose(1, 0, 2))

    def present_values(factor: Floats) -> Any:
        sums = np.zeros((4, stretches * LANES))
        sums[0, :draws] = factor
        _discount(laid, last_outlay, sums)
        return tuple(sums[:, :draws])

    return present_values


@njit("void(f8[:, :, ::1], i8, f8[:, ::1])", nogil=True, error_model="numpy", cache=True)
def _discount(flows: Any, last_outlay: int, sums: Any) -> None:  # pragma: no cover - machine code
    """Horner's rule from the last year to the first; all that is written stands in one array, at fixed places."""
    s = np.empty(5 * LANES)
    for b in range(len(flows)):
        s[:] = 0.0
        for i in range(LANES):
            s[i] = sums[0, b * LANES + i]
        for t in range(flows.shape[1] - 1, last_outlay, -1):
            for i in range(LANES):
                s[2 * LANES + i] = (s[2 * LANES + i] + s[LANES + i]) * s[i]
                s[LANES + i] = s[LANES + i] * s[i] + flows[b, t, i]
        for t in range(last_outlay, -1, -1):
            for i in range(LANES):
                s[2 * LANES + i] = (s[2 * LANES + i] + s[LANES + i]) * s[i]
                s[LANES + i] = s[LANES + i] * s[i] + max(flows[b, t, i], 0.0)
                s[4 * LANES + i] = (s[4 * LANES + i] + s[3 * LANES + i]) * s[i]
                s[3 * LANES + i] = s[3 * LANES + i] * s[i] + max(-flows[b, t, i], 0.0)
        for k in range(4):
            for i in range(LANES):
                sums[k, b * LANES + i] = s[(k + 1) * LANES + i]
