"""How the numbers of one outcome are printed: at one scale, rates in percent, cover in times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from appraisal.engine.outcomes import OUTCOMES
from appraisal.ground.numbers import percent, scale_of
from appraisal.outputs.years_table import NOTHING

COVER = "dscr_min"
MANY = 1000
"""Numbers from this size on have one decimal."""


def together_words(share: float) -> str:
    """Say how much of the variance figures make together; an estimate below nothing is the noise of the points.

    >>> together_words(0.012), together_words(-0.003)
    ('1.2 %', 'too little to tell')
    """
    return percent(share, 1) if share >= 0 else "too little to tell"


@dataclass(frozen=True)
class OutcomeScale:
    """How an outcome is printed: one unit of ``unit`` is ``size`` of its own."""

    size: float
    unit: str

    @classmethod
    def of(cls, outcome: str, unit: str, values: Iterable[float]) -> OutcomeScale:
        """Return the scale of all numbers of an outcome; ``values`` are some of them, large ones included.

        >>> OutcomeScale.of("npv", "USD", [-4.0e7]), OutcomeScale.of("project_irr", "1", [0.1])
        (OutcomeScale(size=1000000.0, unit='million USD'), OutcomeScale(size=0.01, unit='%'))
        """
        if unit == "1":
            return cls(0.01, "%") if OUTCOMES[outcome].unit == "1" and outcome != COVER else cls(1.0, "times")
        if "/" in unit or unit == "yr":
            return cls(1.0, unit)
        size, word = scale_of(list(values))
        return cls(size, f"{word}{unit}")

    def number(self, value: float | None) -> str:
        """Return a value without its unit; a dash where there is none."""
        if value is None:
            return NOTHING
        return f"{value / self.size + 0.0:,.{1 if abs(value) >= MANY * self.size else 2}f}"

    def text(self, value: float) -> str:
        """Return a value with its unit."""
        return f"{self.number(value)} {self.unit}"
