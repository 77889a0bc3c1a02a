"""What a figure is: the kind of its field, its number or yearly series, and its source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SERVICES = ("MWh", "t", "unit", "pkm", "tkm", "m2", "m3", "km")
"""Units that a plant's service may have; "service" in a kind stands for the one that fits."""

ENDLESS = float("inf")
SMALLEST, LARGEST = 1e-15, 1e21
"""Sizes beyond which a stated number is a slip of the keyboard, and its products leave the range of a float."""


@dataclass(frozen=True)
class Kind:
    """What a field of the scenario takes: unit, domain, and how its yearly row comes about.

    ``flag`` names the row that a yearly or one-off amount is multiplied by; ``grows`` says from when growth counts:
    "operation" (first operating year), "outlay" (first axis year), "" (no growth).
    """

    unit: str
    example: str
    low: float = -ENDLESS
    high: float = ENDLESS
    flag: str = ""
    grows: str = ""
    series: bool = False
    whole: bool = False
    dated: bool = False
    open_low: bool = False
    either: str = ""
    """A second unit that the field accepts (a fuel price by mass)."""
    second: str = ""
    """What the row is called that a figure in the second unit feeds: ``price`` by mass feeds ``price_by_mass``."""
    bare: bool = False
    """A ratio such as 1.3 times cover, which may stand without a unit."""
    listed: bool = False
    """One of a list: it states its own value and repeats no other figure."""

    @property
    def units(self) -> tuple[str, ...]:
        """Every canonical unit that fits, with the service spelt out."""
        return self.variants(self.unit) + (self.variants(self.either) if self.either else ())

    @staticmethod
    def variants(unit: str) -> tuple[str, ...]:
        """Return a unit with each service that it may stand for."""
        return tuple(unit.replace("service", service) for service in SERVICES) if "service" in unit else (unit,)

    @property
    def heated(self) -> bool:
        """Whether the field must say LHV or HHV."""
        return self.example.endswith(("LHV", "HHV"))


def domain_text(kind: Kind) -> str:
    """Say the domain of a kind in words, in its canonical unit.

    >>> domain_text(Kind("1", "50 %", low=0, high=1))
    'from 0 % up to 100 %'
    >>> domain_text(Kind("1", "2", low=0, high=20, bare=True))
    'from 0 up to 20'
    """
    scale, unit = (1, "") if kind.bare else (100, " %") if kind.unit == "1" else (1, f" {kind.unit}")
    above = "above" if kind.open_low else "from"
    low = f"{above} {kind.low * scale:g}{unit}" if kind.low > -ENDLESS else ""
    high = f"up to {kind.high * scale:g}{unit}" if kind.high < ENDLESS else ""
    return " ".join(part for part in (low, high) if part) or "no bounds"


def misplaced(value: float, kind: Kind) -> tuple[str, str]:
    """Return the code and the words for a value outside the domain of its field; two empty texts for one inside."""
    if not kind.low <= value <= kind.high or (kind.open_low and value == kind.low):
        return "out-of-range", f"is outside {domain_text(kind)} (for example: {kind.example})"
    if value and not SMALLEST <= abs(value) <= LARGEST:
        return "out-of-range", f"is smaller or larger than anything real (for example: {kind.example})"
    if kind.whole and value != int(value):
        counted = " of years" if kind.unit == "yr" else ""
        return "not-whole", f"must be a whole number{counted} (for example: {kind.example})"
    return "", ""


@dataclass(frozen=True)
class Series:
    """Values of single years; between them linear or step, after the last one the last value holds."""

    years: tuple[int, ...]
    values: tuple[float, ...]
    between: str

    def at(self, year: int) -> float:
        """Return the value of one year.

        >>> Series((2015, 2020), (1.0, 2.0), "linear").at(2018)
        1.6
        """
        after = bisect_right(self.years, year)
        if after == 0 or after == len(self.years) or self.between == "step":
            return self.values[max(after - 1, 0)]
        (one, other), (low, high) = self.years[after - 1 : after + 1], self.values[after - 1 : after + 1]
        return low + (high - low) * (year - one) / (other - one)


@dataclass(frozen=True)
class Figure:
    """One figure as the scenario states it, in the canonical ``unit`` and the stated ``currency``."""

    kind: Kind
    unit: str
    value: float = 0.0
    low: float | None = None
    high: float | None = None
    growth: float | None = None
    growth_from: int | None = None
    series: Series | None = None
    refers_to: str = ""
    plus: float | None = None
    times: float | None = None
    years: tuple[int, ...] = ()
    currency: str = ""
    per_currency: str = ""
    heating: str = ""
    text: str = ""
    source: str = ""
    note: str = ""
    default: bool = False
    spread: Mapping[str, Any] = field(default_factory=dict)

    @property
    def otherwise(self) -> bool:
        """Whether the figure is stated in the field's second unit (a price by mass, a one-off amount)."""
        return bool(self.kind.either) and self.unit not in self.kind.variants(self.kind.unit)

    @property
    def money(self) -> bool:
        """Whether the figure is an amount of money or a price."""
        return self.unit.split("/")[0] == "money" and not self.per_currency

    @property
    def sort(self) -> tuple[str, str, str, str]:
        """Unit, currencies and heating value: what two numbers must share to be compared."""
        return self.unit, self.currency, self.per_currency, self.heating

    def at(self, year: int) -> float:
        """Return the stated value of one year, before growth."""
        return self.series.at(year) if self.series else self.value
