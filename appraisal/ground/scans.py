"""The eight ways in which a line may look along its years.

Arrays are ``(years, draws or 1)``, the first year first. Each scan is a single-dispatch function, so that another
reading of the lines (a formula in words, a workbook cell, units) registers its own spelling for its own type.
"""

from __future__ import annotations

from functools import reduce, singledispatch
from operator import add
from typing import Any

import numpy as np

__all__ = ["SCANS", "carried", "delayed", "following", "peak", "previous", "so_far", "spread", "to_come", "total"]


def total(rows: Any) -> Any:
    """Return the sum of the rows that a line gathers, 0 where there is none. Spreadsheet: ``=D5+D9+D13``."""
    return reduce(add, rows) if rows else 0


@singledispatch
def so_far(x: Any) -> Any:
    """Return the running total: y[t] = x[0] + ... + x[t]. Spreadsheet: ``=SUM($D5:D5)``."""
    return _accumulated(np.add, x)


@singledispatch
def peak(x: Any) -> Any:
    """Return the running maximum: y[t] = max(x[0], ..., x[t]). Spreadsheet: ``=MAX($D5:D5)``."""
    return _accumulated(np.maximum, x)


def _accumulated(operation: Any, x: Any) -> Any:
    """Fold the years into one another in their order; year by year, which over many draws is ten times as fast."""
    if np.ndim(x) < 2 or x.shape[1] == 1:
        return operation.accumulate(x, axis=0)
    out = np.array(x, dtype=float, order="C")
    for year in range(1, len(out)):
        operation(out[year - 1], out[year], out=out[year])
    return out


@singledispatch
def previous(x: Any) -> Any:
    """Return last year's value, 0 in the first year. Spreadsheet: ``=N(C5)``."""
    return np.concatenate([np.zeros_like(x[:1]), x[:-1]])


@singledispatch
def following(x: Any) -> Any:
    """Return next year's value, 0 in the last year: what a reserve is held for. Spreadsheet: ``=N(E5)``."""
    return np.concatenate([x[1:], np.zeros_like(x[:1])])


@singledispatch
def delayed(x: Any, years: Any) -> Any:
    """Return the value of ``years`` years ago, 0 before the first year; one lag a draw, its whole years count.

    Spreadsheet: ``=SUMPRODUCT(($D$1:$Z$1=D$1-INT(lag))*$D5:$Z5)``.
    """
    lags = np.broadcast_to(years, np.broadcast_shapes(np.shape(x), np.shape(years)))[0]
    moved = np.broadcast_to(x, (len(x), lags.size))
    if (lags == lags[0]).all():
        return _shifted(moved, int(lags[0]))
    out = np.empty(moved.shape)
    for lag in np.unique(lags):
        out[:, lags == lag] = _shifted(moved[:, lags == lag], int(lag))
    return out


def _shifted(x: Any, lag: int) -> Any:
    if lag < 0:
        raise ValueError(f"A lag of {lag} years would look ahead.")
    kept = max(len(x) - lag, 0)
    return np.concatenate([np.zeros((len(x) - kept, *x.shape[1:])), x[:kept]])


@singledispatch
def carried(x: Any, by: Any) -> Any:
    """Return y[t] = y[t-1] by[t] + x[t]: debts, book values, price indices. Spreadsheet: ``=N(C6)*D7+D5``."""
    x, by = np.broadcast_arrays(x, by)
    out = np.array(x, dtype=float)
    for year in range(1, len(out)):
        out[year] += out[year - 1] * by[year]
    return out


@singledispatch
def to_come(x: Any, by: Any) -> Any:
    """Return v[t] = (v[t+1] + x[t]) / by[t]: a value looking forward. Spreadsheet: ``=(N(E6)+D5)/D7``."""
    x, by = np.broadcast_arrays(x, by)
    out = np.array(x, dtype=float)
    out[-1] /= by[-1]
    for year in range(len(out) - 2, -1, -1):
        out[year] = (out[year + 1] + out[year]) / by[year]
    return out


@singledispatch
def spread(x: Any, by_age: Any) -> Any:
    """Return each year's x unrolled over the years that follow: y[t] = sum over s of x[s] by_age[t-s].

    Spreadsheet: ``=SUMPRODUCT($D5:$Z5*SUMIF(ages,D$1-$D$1:$Z$1,shares))``.
    """
    x, by_age = np.broadcast_arrays(x, by_age)
    out = np.zeros(x.shape)
    for year in np.flatnonzero(x.any(axis=1)):
        out[year:] += x[year] * by_age[: len(x) - year]
    return out


SCANS = (so_far, peak, previous, following, delayed, carried, to_come, spread)
