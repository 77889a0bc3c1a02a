"""How the objective of a sensitivity is written on a page: money at one scale a table, a rate of return in percent."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from appraisal.ground.numbers import money, percent, scale_of
from appraisal.outputs.layout import NONE

RATE = "1"
"""The unit of a rate."""

OBJECTIVES = {"npv": "NPV", "equity_npv": "NPV of equity", "irr": "IRR"}
"""Short names of objectives, for the headings of tables."""

Write = Callable[[float | None], str]


def column(values: Iterable[float | None], unit: str, decimals: int = 2) -> tuple[Write, str]:
    """Return how the values of a table are written, and the unit that its heading names."""
    size, word = (0.01, "%") if unit == RATE else scale_of([value for value in values if value is not None])
    heading = word if unit == RATE else f"{word}{unit}"
    return lambda value: NONE if value is None else rounded(value / size, decimals), heading


def rounded(value: float, decimals: int) -> str:
    """Return a number with so many decimals; what rounds to nothing has no sign.

    >>> rounded(-0.004, 2), rounded(-1234.5, 1)
    ('0.00', '-1,234.5')
    """
    text = f"{value:,.{decimals}f}"
    return text if text.strip("-0.,") else text.removeprefix("-")


def spoken(value: float, unit: str) -> str:
    """Return one value as it is spoken of.

    >>> spoken(0.0998, "1"), spoken(21.78e6, "USD")
    ('9.98 %', '21.78 million USD')
    """
    return percent(value) if unit == RATE else money(value, unit)


def level_words(objective: str, level: float) -> str:
    """Return what holds where the swap just pays.

    >>> level_words("npv", 0.0), level_words("irr", 0.08)
    ('NPV is 0', 'IRR is 8.00 %')
    """
    return f"{OBJECTIVES[objective]} is {percent(level) if objective == 'irr' else '0'}"
