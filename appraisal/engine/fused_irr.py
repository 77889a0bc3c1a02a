"""The search for internal rates of return as machine code: the twin of ``ground/irr.py``'s, many draws side by side.

What may be quoted as a rate is judged there all the same. Importing it needs numba.
"""

from __future__ import annotations

from math import exp, isfinite, log
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from appraisal.ground.irr import LAST_STEPS, NEWTON_STEPS, START
from appraisal.ground.measure import Floats
from appraisal.ground.roots import Ints

LANES = 64
"""Draws side by side: their flows stay in the processor's cache."""


def search(columns: Floats) -> tuple[Ints, Floats, NDArray[np.bool_]]:
    """Return sign changes, ln(1 + rate) and what settled, of flows ``(years, draws)``.

    Steps are those of :func:`appraisal.ground.irr.irr`, so rates are numpy's within rounding, and a draw does not
    depend on its neighbours.
    """
    draws = columns.shape[1]
    changes, logs, solved = np.empty(draws, dtype=np.int64), np.zeros(draws), np.zeros(draws, dtype=np.bool_)
    _search(np.ascontiguousarray(columns), changes, logs, solved)
    return changes, logs, solved


@njit(inline="always", error_model="numpy")
def _count_signs(flows: Any, s: Any) -> None:  # pragma: no cover - machine code
    """Count sign changes, zeros left out, into place 1."""
    for i in range(LANES):
        s[i] = s[LANES + i] = 0.0
    for t in range(len(flows)):
        for i in range(LANES):
            flow = flows[t, i]
            sign = 1.0 if flow > 0.0 else (-1.0 if flow < 0.0 else s[i])
            s[LANES + i] += 1.0 if sign * s[i] < 0.0 else 0.0
            s[i] = sign


@njit(inline="always", error_model="numpy")
def _last_outlay(flows: Any) -> int:  # pragma: no cover - machine code
    """Return the last year in which a draw of the stretch has an outlay."""
    for t in range(len(flows) - 1, 0, -1):
        if flows[t].min() < 0.0:
            return t
    return 0


@njit(inline="always", error_model="numpy")
def _discount(flows: Any, last_outlay: int, s: Any) -> None:  # pragma: no cover - machine code
    """Present values of receipts and outlays, and weighted by years, by Horner's rule, into places 1 to 4."""
    for i in range(LANES, 5 * LANES):
        s[i] = 0.0
    for t in range(len(flows) - 1, last_outlay, -1):
        for i in range(LANES):
            s[2 * LANES + i] = (s[2 * LANES + i] + s[LANES + i]) * s[i]
            s[LANES + i] = s[LANES + i] * s[i] + flows[t, i]
    for t in range(last_outlay, -1, -1):
        for i in range(LANES):
            s[2 * LANES + i] = (s[2 * LANES + i] + s[LANES + i]) * s[i]
            s[LANES + i] = s[LANES + i] * s[i] + max(flows[t, i], 0.0)
            s[4 * LANES + i] = (s[4 * LANES + i] + s[3 * LANES + i]) * s[i]
            s[3 * LANES + i] = s[3 * LANES + i] * s[i] + max(-flows[t, i], 0.0)


@njit(inline="always", error_model="numpy")
def _step(
    value: float, slope: float, past_value: float, past_slope: float, past_step: float
) -> float:  # pragma: no cover
    """The inverse cubic step of ``ground/irr.py``, Newton's where that looks away."""
    rise = value - past_value
    part = value / rise
    if not abs(part) < 0.5:
        return -value / slope
    rest = 1 - part
    return part * (part * ((2 * part - 3) * past_step + rest * rise / past_slope) - rest * rest * rise / slope)


@njit(inline="always", error_model="numpy")
def _started(flows: Any, columns: Any, b: int, s: Any) -> int:  # pragma: no cover - machine code
    """Fetch a stretch, filled up with zeros, and start its search; return how many draws are searched."""
    held = min(LANES, columns.shape[1] - b)
    flows[:, held:] = 0.0
    for t in range(len(flows)):
        for i in range(held):
            flows[t, i] = columns[t, b + i]
    moving = 0
    for i in range(LANES):
        s[6 * LANES + i] = START
        s[7 * LANES + i] = s[8 * LANES + i] = s[9 * LANES + i] = np.nan
    _count_signs(flows, s)
    for i in range(LANES):
        s[10 * LANES + i] = 1.0 if s[LANES + i] > 0.0 else 0.0
        moving += s[LANES + i] > 0.0
    return moving


@njit(inline="always", error_model="numpy")
def _advanced(s: Any, i: int) -> bool:  # pragma: no cover - machine code
    """Take one step of a draw; return whether its search has ended, at place 11 whether it has settled."""
    value = log(s[LANES + i] / s[3 * LANES + i])
    slope = s[4 * LANES + i] / s[3 * LANES + i] - s[2 * LANES + i] / s[LANES + i]
    past = s[9 * LANES + i]
    step = _step(value, slope, s[7 * LANES + i], s[8 * LANES + i], past)
    s[7 * LANES + i], s[8 * LANES + i], s[9 * LANES + i] = value, slope, step
    s[6 * LANES + i] += step
    settled = abs(step * past) <= LAST_STEPS
    s[11 * LANES + i] = 1.0 if settled else 0.0
    s[10 * LANES + i] = 0.0 if settled or not isfinite(step) else 1.0
    ended: bool = s[10 * LANES + i] == 0.0
    return ended


@njit("void(f8[:, ::1], i8[::1], f8[::1], b1[::1])", nogil=True, error_model="numpy", cache=True)
def _search(columns: Any, changes: Any, logs: Any, solved: Any) -> None:  # pragma: no cover - machine code
    """Stretch by stretch; what is written in a loop stands in one array, at fixed places."""
    flows, s = np.empty((len(columns), LANES)), np.empty(12 * LANES)
    for b in range(0, columns.shape[1], LANES):
        held = min(LANES, columns.shape[1] - b)
        s[11 * LANES :] = 0.0
        moving = _started(flows, columns, b, s)
        for i in range(held):
            changes[b + i] = int(s[LANES + i])
        last_outlay = _last_outlay(flows)
        steps = 0
        while moving > 0 and steps < NEWTON_STEPS:
            steps += 1
            for i in range(LANES):
                s[i] = exp(-s[6 * LANES + i])
            _discount(flows, last_outlay, s)
            for i in range(held):
                if s[10 * LANES + i] > 0.0:
                    moving -= _advanced(s, i)
        for i in range(held):
            solved[b + i] = s[11 * LANES + i] > 0.0
            logs[b + i] = s[6 * LANES + i] if solved[b + i] else 0.0
