"""The closed table of units that a scenario may use, as data with sources, and their dimensions in words.

A calendar year is a dimension of its own, apart from hours: so ``USD/kW/yr`` is never mistaken for ``USD/kWh``, nor
``h/yr`` for a share, and no hours-in-a-year convention hides in a unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

Dimension: TypeAlias = tuple[tuple[str, int], ...]
"""Exponents by base dimension. A single exponent of 0 is a ratio of like to like: ``GJ/MWh`` is not a plain share."""

BASES = (
    "money",
    "mass",
    "energy",
    "time",
    "year",
    "count",
    "passenger_distance",
    "freight_distance",
    "area",
    "volume",
    "distance",
)


@dataclass(frozen=True)
class Unit:
    """How many coherent base units (kg, J, s, yr, km, m2, m3 ..) one unit holds, exactly, and of what dimension."""

    factor: Fraction
    dimension: Dimension


@dataclass(frozen=True)
class Entry:
    """One row of the table: ``prefixes`` are the scales allowed before the symbol, ``marks`` what may follow it."""

    symbol: str
    factor: Fraction
    dimension: Dimension
    source: str
    prefixes: str = ""
    marks: tuple[str, ...] = ()


# SI Brochure, 9th edition (2019), table 7. Milli is left out: mW and MW differ by a billion and by one shift key.
PREFIXES = {"k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15}

_SI = "SI Brochure, 9th edition (2019)"
_NIST = "NIST Special Publication 811 (2008), appendix B"
_COUNT = "definition: a pure count"

TABLE = (
    Entry("%", Fraction(1, 100), (), f"{_SI}, 5.4.7: the symbol for 0.01"),
    Entry("t", Fraction(1000), (("mass", 1),), f"{_SI}, table 8", "kMG", ("CO2", "CO2e")),
    Entry("g", Fraction(1, 1000), (("mass", 1),), f"{_SI}, table 2 (base unit kg)", "k", ("CO2", "CO2e")),
    Entry("J", Fraction(1), (("energy", 1),), f"{_SI}, table 4", "kMGTP"),
    Entry("Wh", Fraction(3600), (("energy", 1),), f"{_SI}, tables 4 and 8: W times h", "kMGTP"),
    Entry("W", Fraction(1), (("energy", 1), ("time", -1)), f"{_SI}, table 4", "kMG"),
    Entry("cal", Fraction("4.1868"), (("energy", 1),), f"{_NIST}: calorie (International Table)", "kMG"),
    Entry("MMBtu", Fraction("1055055852.62"), (("energy", 1),), f"{_NIST}: 10^6 Btu (International Table)"),
    Entry("toe", Fraction(41_868_000_000), (("energy", 1),), "IEA Energy Statistics Manual: 10 Gcal (IT)", "kM"),
    Entry("tce", Fraction(29_307_600_000), (("energy", 1),), "GB/T 2589: 7 Gcal (IT) a tonne of coal equivalent", "kM"),
    Entry("h", Fraction(3600), (("time", 1),), f"{_SI}, table 8"),
    Entry("day", Fraction(86_400), (("time", 1),), f"{_SI}, table 8"),
    Entry("yr", Fraction(1), (("year", 1),), "definition: one calendar year of the model, not a number of hours"),
    Entry("year", Fraction(1), (("year", 1),), "the same as yr"),
    Entry("years", Fraction(1), (("year", 1),), "the same as yr"),
    Entry("unit", Fraction(1), (("count", 1),), _COUNT),
    Entry("units", Fraction(1), (("count", 1),), _COUNT),
    Entry("pkm", Fraction(1), (("passenger_distance", 1),), "Eurostat glossary: one passenger over one km", "kMG"),
    Entry("tkm", Fraction(1), (("freight_distance", 1),), "Eurostat glossary: one tonne over one km", "kMG"),
    Entry("m2", Fraction(1), (("area", 1),), f"{_SI}, table 5"),
    Entry("ha", Fraction(10_000), (("area", 1),), f"{_SI}, table 8"),
    Entry("km2", Fraction(1_000_000), (("area", 1),), f"{_SI}, table 7: a prefix is squared with its unit"),
    Entry("m3", Fraction(1), (("volume", 1),), f"{_SI}, table 5"),
    Entry("L", Fraction(1, 1000), (("volume", 1),), f"{_SI}, table 8", "kM"),
    Entry("bbl", Fraction("0.158987294928"), (("volume", 1),), f"{_NIST}: 42 US gallons of 231 cubic inches"),
    Entry("km", Fraction(1), (("distance", 1),), f"{_SI}, table 7"),
)

# ISO 4217 codes in use at some time since 2022, with the two indexed or basket units that projects are priced in
# (CLF, XDR). Bond-market units, metals, test codes and other funds codes are left out.
_ISO_4217 = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL
HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD
MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR
RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG ZWL
"""
CURRENCIES = frozenset(_ISO_4217.split())

MONEY = Unit(Fraction(1), (("money", 1),))
ONE = Unit(Fraction(1), ())


def _spellings(entry: Entry) -> dict[str, Unit]:
    scales = {"": 1, **{prefix: PREFIXES[prefix] for prefix in entry.prefixes}}
    return {
        prefix + entry.symbol + mark: Unit(entry.factor * scale, entry.dimension)
        for prefix, scale in scales.items()
        for mark in ("", *entry.marks)
    }


SYMBOLS: dict[str, Unit] = {text: unit for entry in TABLE for text, unit in _spellings(entry).items()}
"""Every physical unit as it may be written; money is written by its currency code."""


def divided(parts: Sequence[Unit]) -> Unit:
    """Return the first unit divided by all the others."""
    factor, exponents = parts[0].factor, dict(parts[0].dimension)
    for part in parts[1:]:
        factor /= part.factor
        for base, power in part.dimension:
            exponents[base] = exponents.get(base, 0) - power
    held = tuple((base, exponents[base]) for base in BASES if exponents.get(base))
    like_to_like = () if held else tuple((base, 0) for base in exponents)[:1]
    return Unit(factor, held or like_to_like)


@lru_cache(maxsize=1024)
def unit_of(canonical: str) -> Unit:
    """Return the unit of a canonical text such as ``money/t``, ``MW``, ``1`` or ``1/yr``.

    Raises:
        ValueError: where the text is not canonical, which is a mistake of the program, not of a scenario.
    """
    known = {"money": MONEY, "1": ONE, **SYMBOLS}
    parts = canonical.split("/")
    for part in parts:
        if part not in known:
            raise ValueError(f"{part!r} in {canonical!r} is not a canonical unit")
    return divided([known[part] for part in parts])


def dimension_of(canonical: str) -> Dimension:
    """Return the dimension of a canonical unit.

    >>> dimension_of("money/t")
    (('money', 1), ('mass', -1))
    """
    return unit_of(canonical).dimension


# What a reader calls the commonest dimensions; every other one is described by its formula alone.
_WORDS = {
    "1": "a share",
    "1/yr": "a rate per year",
    "money": "an amount of money",
    "money/yr": "an amount of money per year",
    "money/money": "an exchange rate",
    "money/t": "a price per tonne",
    "money/GJ": "a price per amount of energy",
    "money/kW": "a cost per capacity",
    "money/kW/yr": "a yearly cost per capacity",
    "money/m3": "a price per volume",
    "money/unit": "a price per unit",
    "money/km": "a cost per km",
    "t": "a mass",
    "t/yr": "a mass per year",
    "t/GJ": "a mass per amount of energy",
    "GJ": "an amount of energy",
    "GJ/yr": "an amount of energy per year",
    "GJ/t": "an energy content per mass",
    "GJ/MWh": "an amount of energy per amount of energy",
    "MW": "a power",
    "h": "a time in hours",
    "yr": "a number of years",
    "h/yr": "hours per year",
    "t/t": "a mass per mass",
    "unit": "a count",
    "unit/yr": "a count per year",
    "m2": "an area",
    "m3": "a volume",
    "km": "a distance",
    "pkm/yr": "passenger-km per year",
    "tkm/yr": "tonne-km per year",
}


@lru_cache(maxsize=1)
def _kinds() -> dict[Dimension, str]:
    return {dimension_of(canonical): words for canonical, words in _WORDS.items()}


def describe(of: Unit | Dimension) -> str:
    """Say a dimension in words.

    >>> describe(dimension_of("money/t"))
    'a price per tonne (money/mass)'
    """
    dimension = of.dimension if isinstance(of, Unit) else of
    return f"{_kinds().get(dimension, 'a quantity')} ({formula(dimension)})"


def formula(dimension: Dimension) -> str:
    """Write a dimension as a formula of base dimensions, with power for energy over time.

    >>> formula(dimension_of("money/kW/yr"))
    'money/power/year'
    """
    if not dimension:
        return "no dimension"
    if dimension[0][1] == 0:
        return f"{dimension[0][0]}/{dimension[0][0]}"
    exponents = _with_power(dict(dimension))
    above = [base for base, power in exponents.items() for _ in range(power)]
    below = [base for base, power in exponents.items() for _ in range(-power)]
    return "/".join(["·".join(above) or "1", *below])


def _with_power(exponents: dict[str, int]) -> dict[str, int]:
    energy, time = exponents.get("energy", 0), exponents.get("time", 0)
    if energy == 0 or energy != -time:
        return exponents
    return {"power" if base == "energy" else base: power for base, power in exponents.items() if base != "time"}
