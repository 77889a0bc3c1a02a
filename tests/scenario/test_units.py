"""The unit table: each factor against an independent table, each dimension in words."""

from __future__ import annotations

from fractions import Fraction

import pint
import pytest

from appraisal.scenario.units import (
    BASES,
    CURRENCIES,
    PREFIXES,
    SYMBOLS,
    TABLE,
    Unit,
    describe,
    dimension_of,
    divided,
    formula,
    unit_of,
)

REGISTRY: pint.UnitRegistry[float] = pint.UnitRegistry()
COHERENT = {
    "mass": "kg",
    "energy": "J",
    "time": "s",
    "area": "m**2",
    "volume": "m**3",
    "distance": "km",
}
PINT_NAMES = {
    "t": "tonne",
    "kt": "kilotonne",
    "Mt": "megatonne",
    "Gt": "gigatonne",
    "tCO2e": "tonne",
    "kgCO2": "kg",
    "g": "gram",
    "kg": "kg",
    "J": "J",
    "kJ": "kJ",
    "GJ": "GJ",
    "TJ": "TJ",
    "PJ": "PJ",
    "Wh": "Wh",
    "kWh": "kWh",
    "MWh": "MWh",
    "GWh": "GWh",
    "TWh": "TWh",
    "cal": "international_calorie",
    "MMBtu": "1e6 * international_british_thermal_unit",
    "toe": "toe",
    "h": "hour",
    "day": "day",
    "m2": "m**2",
    "ha": "hectare",
    "km2": "km**2",
    "m3": "m**3",
    "L": "liter",
    "ML": "megaliter",
    "bbl": "oil_barrel",
    "km": "km",
}


@pytest.mark.parametrize(("symbol", "name"), PINT_NAMES.items())
def test_factors_agree_with_an_independent_table(symbol: str, name: str) -> None:
    unit = SYMBOLS[symbol]
    base = COHERENT[unit.dimension[0][0]]
    assert float(unit.factor) == pytest.approx(REGISTRY.parse_expression(name).to(base).magnitude, rel=1e-9)


@pytest.mark.parametrize("symbol", ["W", "kW", "MW", "GW"])
def test_power_is_energy_over_hours_not_years(symbol: str) -> None:
    assert SYMBOLS[symbol].dimension == (("energy", 1), ("time", -1))
    assert float(SYMBOLS[symbol].factor) == REGISTRY.parse_expression(symbol).to("J/s").magnitude


def test_tonne_of_coal_equivalent_is_seven_tenths_of_oil_equivalent() -> None:
    assert SYMBOLS["tce"].factor == SYMBOLS["toe"].factor * Fraction(7, 10)


def test_every_row_has_a_source_and_a_positive_exact_factor() -> None:
    for entry in TABLE:
        assert entry.source
        assert entry.factor > 0
        assert isinstance(entry.factor, Fraction)
        assert set(entry.prefixes) <= set(PREFIXES)
        assert {base for base, _ in entry.dimension} <= set(BASES)


def test_spellings_are_distinct_and_no_currency_is_a_unit() -> None:
    spellings = [
        prefix + entry.symbol + mark
        for entry in TABLE
        for prefix in ("", *entry.prefixes)
        for mark in ("", *entry.marks)
    ]
    assert len(spellings) == len(set(spellings)) == len(SYMBOLS)
    assert not CURRENCIES & set(SYMBOLS)


@pytest.mark.parametrize(
    "absent", ["m", "mW", "mt", "mg", "km3", "Mm3", "kyr", "kh", "money", "1", "TW", "kunit", "Nm3"]
)
def test_doubtful_spellings_are_absent(absent: str) -> None:
    assert absent not in SYMBOLS


def test_currencies_look_like_iso_codes() -> None:
    assert 150 <= len(CURRENCIES) <= 175
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in CURRENCIES)
    assert {"USD", "EUR", "JPY", "CNY", "INR", "VND", "IDR", "NOK", "ZAR", "KRW", "MMK", "LAK"} <= CURRENCIES
    assert not {"XAU", "XXX", "XTS", "DEM", "MWH"} & CURRENCIES


@pytest.mark.parametrize(
    ("canonical", "dimension"),
    [
        ("1", ()),
        ("%", ()),
        ("1/yr", (("year", -1),)),
        ("money/t", (("money", 1), ("mass", -1))),
        ("MW", (("energy", 1), ("time", -1))),
        ("GJ/MWh", (("energy", 0),)),
        ("MW/kW", (("energy", 0),)),
        ("money/money", (("money", 0),)),
        ("h/yr", (("time", 1), ("year", -1))),
        ("kWh/kW/yr", (("time", 1), ("year", -1))),
        ("money/kW/yr", (("money", 1), ("energy", -1), ("time", 1), ("year", -1))),
        ("money/pkm", (("money", 1), ("passenger_distance", -1))),
    ],
)
def test_dimensions(canonical: str, dimension: tuple[tuple[str, int], ...]) -> None:
    assert dimension_of(canonical) == dimension
    assert hash(dimension_of(canonical)) == hash(dimension)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("money/kW/yr", "money/MWh"),
        ("h/yr", "1"),
        ("GJ/MWh", "1"),
        ("t/t", "1"),
        ("money/money", "1"),
        ("MW", "GJ/yr"),
        ("pkm", "km"),
        ("pkm", "tkm"),
        ("unit", "1"),
        ("yr", "h"),
    ],
)
def test_what_is_easily_mixed_up_stays_apart(one: str, other: str) -> None:
    assert dimension_of(one) != dimension_of(other)


@pytest.mark.parametrize(
    ("canonical", "words"),
    [
        ("money/t", "a price per tonne (money/mass)"),
        ("money/kW/yr", "a yearly cost per capacity (money/power/year)"),
        ("1", "a share (no dimension)"),
        ("1/yr", "a rate per year (1/year)"),
        ("GJ/MWh", "an amount of energy per amount of energy (energy/energy)"),
        ("money/money", "an exchange rate (money/money)"),
        ("MW", "a power (power)"),
        ("t/kW/yr", "a quantity (mass/power/year)"),
        ("m3/km/h", "a quantity (volume/time/distance)"),
    ],
)
def test_words(canonical: str, words: str) -> None:
    assert describe(dimension_of(canonical)) == words
    assert describe(unit_of(canonical)) == words


def test_formula_repeats_a_squared_base() -> None:
    assert formula((("money", 2), ("mass", -2))) == "money·money/mass/mass"


def test_dividing_is_exact() -> None:
    assert divided([SYMBOLS["GJ"], SYMBOLS["MWh"]]).factor == Fraction(10, 36)
    assert divided([SYMBOLS["t"]]) == Unit(Fraction(1000), (("mass", 1),))


@pytest.mark.parametrize("wrong", ["", "money/", "USD/t", "money/tonne", "money//t"])
def test_a_text_that_is_not_canonical_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a canonical unit"):
        unit_of(wrong)
    assert unit_of("money/t")
