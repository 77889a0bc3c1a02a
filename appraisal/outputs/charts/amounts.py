"""Money on charts: one scale for a whole chart, the minus sign of print, ticks that read alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from appraisal.ground.numbers import money, plain, scale_of

MINUS = "−"

UNITS = ((1e9, "Gt"), (1e6, "Mt"), (1e3, "kt"), (1.0, "t"))


def typeset(text: str) -> str:
    """Return the text with the minus sign of print, as the axes have it."""
    return text.replace("-", MINUS, 1) if text.startswith("-") else text


def money_words(value: float, currency: str) -> str:
    """Return an amount of money as it is spoken of."""
    return typeset(money(value, currency))


def tick(value: float) -> str:
    """Return the number of a tick."""
    return typeset(plain(value))


@dataclass(frozen=True)
class Scale:
    """The scale of the money of one chart: ``size`` units of the currency stand for 1 on the axis."""

    size: float
    unit: str

    @classmethod
    def of(cls, values: Iterable[float], currency: str) -> Scale:
        """Return the scale at which the largest of the values reads well."""
        size, word = scale_of([float(value) for value in values])
        return cls(size, f"{word}{currency}")

    def signed(self, value: float) -> str:
        """Return a change, with its sign, at this scale."""
        sign = "" if value < 0 else "+"
        return f"{sign}{self.amount(value)}"

    def amount(self, value: float) -> str:
        """Return an amount at this scale, with more digits where two decimals would show nothing of it."""
        scaled = value / self.size
        return typeset(plain(scaled, 2) if 0 < abs(scaled) < 0.005 else f"{scaled:,.2f}")


def tonnes_scale(tonnes: float) -> Scale:
    """Return the scale at which an amount of tonnes reads well.

    >>> tonnes_scale(15e6).unit, tonnes_scale(600e3).unit, tonnes_scale(100).unit, tonnes_scale(1e12).unit
    ('Mt', 'kt', 't', 'Gt')
    """
    size, unit = next(((size, unit) for size, unit in UNITS if abs(tonnes) >= size * 10), UNITS[-1])
    return Scale(size, unit)
