"""Compounding and discounting: the one place where a rate is raised to a power."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np
from numpy.typing import NDArray


@singledispatch
def compound(rate: Any, years: Any) -> Any:
    """Growth of one unit of money over some years: (1 + rate)^years.

    ``rate`` is a fraction a year above -1; ``years`` may be negative or fractional. Both are numbers or arrays that
    broadcast. Further kinds of value are registered on the type of ``rate``. A growth beyond the largest float is
    ``inf``. Spreadsheet: ``=(1+rate)^years``.

    >>> round(float(compound(0.08, 25)), 6)
    6.848475
    """
    with np.errstate(over="ignore", divide="ignore"):
        return grown(np.asarray(rate, dtype=np.float64), years)


def grown(rate: Any, years: Any) -> Any:
    """The formula of :func:`compound` alone, for any kind of value that can be added and raised to a power."""
    return (1.0 + rate) ** years


@singledispatch
def declined(rate: Any, years: Any) -> Any:
    """What is left of one unit that loses a share of itself each year: (1 - rate)^years.

    Shapes and kinds of value are those of :func:`compound`. Spreadsheet: ``=(1-rate)^years``.

    >>> round(float(declined(0.005, 10)), 6)
    0.95111
    """
    with np.errstate(over="ignore", divide="ignore"):
        return shrunk(np.asarray(rate, dtype=np.float64), years)


def shrunk(rate: Any, years: Any) -> Any:
    """The formula of :func:`declined` alone."""
    return grown(0.0 - rate, years)


def discount_factor(rate: Any, years: Any) -> Any:
    """Present value of one unit of money due after some years: 1 / (1 + rate)^years.

    Shapes and kinds of value are those of :func:`compound`. Spreadsheet: ``=1/(1+rate)^years``.

    >>> round(float(discount_factor(0.10, 2)), 6)
    0.826446
    """
    with np.errstate(divide="ignore"):
        return 1 / compound(rate, years)


def nominal_rate(real: Any, inflation: Any) -> Any:
    """Nominal rate of a real rate under inflation: (1 + real)(1 + inflation) - 1 (Fisher 1930).

    Spreadsheet: ``=(1+real)*(1+inflation)-1``.
    """
    return (1 + real) * (1 + inflation) - 1


def real_rate(nominal: Any, inflation: Any) -> Any:
    """Real rate of a nominal rate under inflation: (1 + nominal) / (1 + inflation) - 1 (Fisher 1930).

    Spreadsheet: ``=(1+nominal)/(1+inflation)-1``.
    """
    return (1 + nominal) / (1 + inflation) - 1


@singledispatch
def capital_recovery_factor(rate: Any, years: Any) -> Any:
    """Level yearly payment, at each year's end, that repays one unit of money with interest.

    r (1 + r)^n / ((1 + r)^n - 1), and 1 / n at rate 0 (Newnan, Eschenbach & Lavelle, *Engineering Economic Analysis*,
    capital recovery factor A/P). Arrays broadcast; the result is [1/yr]. Spreadsheet: ``=-PMT(rate, years, 1)``.

    Raises ValueError for a rate of -1 or less, for years of 0 or less, and for values that are not finite.

    >>> round(float(capital_recovery_factor(0.08, 25)), 6)
    0.093679
    """
    rates, lives = np.asarray(rate, dtype=np.float64), np.asarray(years, dtype=np.float64)
    if not (np.isfinite(rates).all() and (rates > -1).all()):
        raise ValueError("The rate of a capital recovery factor must be a finite number above -1.")
    if not (np.isfinite(lives).all() and (lives > 0).all()):
        raise ValueError("The years of a capital recovery factor must be a finite number above 0.")
    from numpy_financial import pmt  # here, because importing it costs time that most commands do not have

    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        payment = pmt(rates, lives, -1.0)
    # Where (1 + rate)^years is beyond a float the factor has long reached its limit, the rate.
    payment = np.where(np.isnan(payment), rates, payment)
    return np.where((rates != 0) & (np.abs(rates) < SMALL), _small_rate_factor(rates, lives), payment)


SMALL = 1e-4
"""Below this rate PMT loses digits: (1 + rate)^years - 1 cancels."""


def _small_rate_factor(rates: NDArray[np.float64], lives: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same factor, r / (1 - (1 + r)^-n), without the cancellation."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(rates / -np.expm1(-lives * np.log1p(rates)))
