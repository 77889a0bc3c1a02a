"""A figure that may be undefined, and the yearly series it is measured on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from appraisal.ground.scans import so_far

Floats: TypeAlias = NDArray[np.float64]
Texts: TypeAlias = NDArray[np.object_]
Masked: TypeAlias = "np.ma.MaskedArray[Any, np.dtype[np.float64]]"

# Adding n floats errs by at most about n half-ulps of the sum of their sizes (Higham, Accuracy and Stability, 4.2).
ROUNDING = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Measure:
    """A figure with the reason where it is undefined.

    For one series ``value`` is a float or None, ``status`` and ``reason`` are words. For draws ``value`` is a masked
    array in which undefined draws are masked (never NaN), ``status`` and ``reason`` are object arrays of words.
    ``status`` is ``ok`` or ``none``; ``reason`` is empty where the figure is defined.
    """

    value: float | Masked | None
    status: str | Texts
    reason: str | Texts

    @property
    def defined(self) -> bool | NDArray[np.bool_]:
        """Whether the figure exists; for draws, one answer a draw."""
        if isinstance(self.value, np.ma.MaskedArray):
            return np.asarray(~np.ma.getmaskarray(self.value))
        return self.value is not None


def measured(values: Floats, reasons: Texts, single: bool) -> Measure:
    """Pack the figures of some draws, or of one series, leaving out those with a reason against them."""
    undefined = reasons != ""
    status = np.array(["ok", "none"], dtype=object)[undefined.astype(np.int64)]
    if single:
        value = None if undefined[0] else float(values[0])
        return Measure(value, str(status[0]), str(reasons[0]))
    return Measure(masked(values, undefined), status, reasons)


def masked(values: Floats, undefined: NDArray[np.bool_]) -> Masked:
    """Mask what is undefined, with 0 beneath the mask so that nothing can leak as NaN."""
    return np.ma.MaskedArray(np.where(undefined, 0.0, values), mask=undefined)


def yearly_columns(flows: ArrayLike, name: str = "flows") -> tuple[Floats, bool]:
    """Check ``(years,)`` or ``(years, draws)``; return columns ``(years, draws)`` and whether it was one series."""
    if np.ma.is_masked(flows):
        raise ValueError(f"The {name} hold masked values; choose the defined draws first.")
    rows = np.asarray(flows, dtype=np.float64)
    if rows.ndim not in (1, 2):
        raise ValueError(
            f"The {name} must be one series (years,) or an array (years, draws), not {rows.ndim}-dimensional."
        )
    if rows.size == 0:
        raise ValueError(f"The {name} are empty; at least one year is needed.")
    if not np.isfinite(rows).all():
        raise ValueError(f"The {name} must be finite numbers; NaN or infinity was found.")
    return (rows.reshape(-1, 1), True) if rows.ndim == 1 else (rows, False)


def checked_rate(rate: ArrayLike, name: str = "rate") -> Floats:
    """Check a rate, one number or one a draw: finite and above -1."""
    rates = np.asarray(rate, dtype=np.float64)
    if rates.ndim > 1:
        raise ValueError(f"The {name} must be one number or one a draw (draws,), not {rates.ndim}-dimensional.")
    if not np.isfinite(rates).all() or (rates <= -1).any():
        raise ValueError(f"The {name} must be a finite number above -1 (-100 %).")
    return rates


def paired(columns: Floats, *rates: Floats) -> Floats:
    """Return the columns spread to as many draws as the rates have."""
    draws = {rate.size for rate in rates if rate.ndim} | ({columns.shape[1]} - {1})
    if len(draws - {1}) > 1:
        raise ValueError(f"Flows and rates must have the same number of draws; found {sorted(draws)}.")
    return np.broadcast_to(columns, (len(columns), max(draws, default=1)))


def running_total(columns: Floats) -> Floats:
    """Flows added up year by year; a total within the rounding of its own additions is 0.

    Without this, 0.1 + 0.2 - 0.3 would be a recovered investment or not by chance of the currency's scale.
    """
    total: Floats = so_far(columns)
    noise: Floats = so_far(np.abs(columns))
    noise *= 4 * ROUNDING * len(columns)
    total[np.abs(total) <= noise] = 0.0
    return total


def ordered_sum(rows: Floats) -> Floats:
    """Sum over the first axis in its order, so that a draw's sum does not depend on its neighbours."""
    total: Floats = rows[0].copy()
    for row in rows[1:]:
        total += row
    return total
