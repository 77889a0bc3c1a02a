"""How an objective of sensitivity is written on a chart: money at one scale, a rate of return in percent."""

from __future__ import annotations

from collections.abc import Iterable

from appraisal.ground.numbers import percent
from appraisal.outputs.charts.amounts import Scale, money_words, typeset

NAMES = {
    "npv": "Net present value",
    "equity_npv": "Net present value of equity",
    "irr": "Internal rate of return",
}
SHORT = {"npv": "NPV", "equity_npv": "Equity NPV", "irr": "IRR"}
RATE = "1"
"""The unit of a rate."""


def scale_for(values: Iterable[float], unit: str) -> Scale:
    """Return the scale of an axis: percent for a rate, else the scale at which the largest amount reads well."""
    return Scale(0.01, "%") if unit == RATE else Scale.of(values, unit)


def value_words(value: float, unit: str) -> str:
    """Return one value as it is spoken of.

    >>> value_words(0.0998, "1"), value_words(-3.2e6, "USD")
    ('9.98 %', '−3.20 million USD')
    """
    return typeset(percent(value)) if unit == RATE else money_words(value, unit)


def level_words(objective: str, level: float) -> str:
    """Return what holds where the swap just pays.

    >>> level_words("npv", 0.0), level_words("irr", 0.08)
    ('NPV = 0', 'IRR = 8.00 %')
    """
    return f"{SHORT[objective]} = {percent(level) if objective == 'irr' else '0'}"
