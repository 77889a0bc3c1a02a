"""The text of numbers: one place, so that screen, charts and explanations round alike."""

from __future__ import annotations

import math

SCALES = ((1e12, "trillion "), (1e9, "billion "), (1e6, "million "), (1e3, "thousand "))


def plain(value: float, digits: int = 6) -> str:
    """Return a number with thousands separators and about ``digits`` significant digits.

    >>> plain(5000010.0), plain(16.6667), plain(0.0946), plain(-31596.2)
    ('5,000,010', '16.6667', '0.0946', '-31,596.2')
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    if decimals > 12:
        return f"{value:.{digits - 1}e}"
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(fraction: float, decimals: int = 2) -> str:
    """Return a fraction in percent.

    >>> percent(0.0998), percent(-0.5, 1), percent(-1e-9), percent(112.1, 1)
    ('9.98 %', '-50.0 %', '0.00 %', '11,210.0 %')
    """
    return f"{round(fraction * 100, decimals) + 0.0:,.{decimals}f} %"


def with_unit(value: float, unit: str) -> str:
    """Return a number with its unit, a pure share in percent where the unit is ``%``.

    >>> with_unit(0.08, "%"), with_unit(25, "yr"), with_unit(0.5, "1")
    ('8 %', '25 yr', '0.5')
    """
    if unit == "%":
        return f"{plain(value * 100)} %"
    return plain(value) if unit in ("1", "") else f"{plain(value)} {unit}"


def money(value: float, currency: str) -> str:
    """Return an amount of money at the scale at which it is spoken of.

    >>> money(21778279.34, "USD"), money(-1683, "USD"), money(9.5, "USD")
    ('21.78 million USD', '-1.68 thousand USD', '9.50 USD')
    """
    for size, word in SCALES:
        if abs(value) >= size * 0.9999999:
            return f"{value / size:,.2f} {word}{currency}"
    return f"{value:,.2f} {currency}"


def scale_of(values: list[float]) -> tuple[float, str]:
    """Return the scale, and its word, at which a column of amounts is printed.

    >>> scale_of([125e6, -3.0])
    (1000000.0, 'million ')
    """
    largest = max((abs(value) for value in values), default=0.0)
    return next(((size, word) for size, word in SCALES if largest >= size * 10), (1.0, ""))
