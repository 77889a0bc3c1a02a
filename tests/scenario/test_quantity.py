"""The quantity parser: what is read, what is refused with which code, and what is offered instead."""

from __future__ import annotations

import math
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.scenario.quantity import LIMIT, Quantity, QuantityError, convert, example_of, parse
from appraisal.scenario.units import CURRENCIES, SYMBOLS, dimension_of


def refusal(text: str) -> QuantityError:
    with pytest.raises(QuantityError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "canonical", "value"),
    [
        ("125 million USD", "money", 125e6),
        ("1.25e8 USD", "money", 125e6),
        ("0.3 thousand USD/unit", "money/unit", 300.0),
        ("2 billion JPY/yr", "money/yr", 2e9),
        ("600 kt/yr", "t/yr", 600_000.0),
        ("16.67 USD/t", "money/t", 16.67),
        ("16.67 USD/tCO2e", "money/t", 16.67),
        ("600 ktCO2e/yr", "t/yr", 600_000.0),
        ("8 %", "1", 0.08),
        ("8%", "1", 0.08),
        ("2 %/yr", "1/yr", 0.02),
        ("2%/yr", "1/yr", 0.02),
        ("25 yr", "yr", 25.0),
        ("1 year", "yr", 1.0),
        ("25 years", "yr", 25.0),
        ("38 % LHV", "1", 0.38),
        ("9.5 GJ/MWh HHV", "GJ/MWh", 9.5),
        ("1 MWh/MWh", "GJ/MWh", 3.6),
        ("1.38 USD/GJ", "money/GJ", 1.38),
        ("1.38 USD/GJ HHV", "money/GJ", 1.38),
        ("3.6 USD/GJ", "money/MWh", 12.96),
        ("18 USD/kW/yr", "money/MW/yr", 18_000.0),
        ("939 MW", "kW", 939_000.0),
        ("7000 h/yr", "h/yr", 7000.0),
        ("330 day/yr", "h/yr", 7920.0),
        ("94.6 kg/GJ", "t/GJ", 0.0946),
        ("0.9 t/MWh", "t/GJ", 0.25),
        ("110 JPY/USD", "money/money", 110.0),
        ("3 Mpkm/yr", "pkm/yr", 3e6),
        ("12 km", "km", 12.0),
        ("-5 USD", "money", -5.0),
        ("+5 USD", "money", 5.0),
        (".5 yr", "yr", 0.5),
        ("  5 \t USD  ", "money", 5.0),
        ("0 USD", "money", 0.0),
        ("0e999 USD", "money", 0.0),
    ],
)
def test_reads(text: str, canonical: str, value: float) -> None:
    assert convert(parse(text), canonical) == value


def test_a_quantity_keeps_currency_heating_value_and_text() -> None:
    price = parse("1.38 USD/GJ HHV")
    assert (price.number, price.currency, price.heating, price.text) == (1.38, "USD", "HHV", "1.38 USD/GJ HHV")
    assert (parse("110 JPY/USD").currency, parse("110 JPY/USD").per) == ("JPY", "USD")
    assert (parse("5 t/USD").currency, parse("5 t/USD").per) == ("USD", "")
    assert parse("939 MW").currency == parse("939 MW").heating == ""
    assert hash(price) == hash(parse("1.38 USD/GJ HHV"))


REFUSED = [
    # what was typed, code, what is offered; each row's positive twin is the offered text itself
    ("1,5 USD", "decimal-comma", "1.5 USD"),
    ("0,12 %", "decimal-comma", "0.12 %"),
    ("1,500 USD", "decimal-comma", "1500 USD"),
    ("1,234,567 USD", "decimal-comma", "1234567 USD"),
    ("1.234,56 USD", "decimal-comma", "1234.56 USD"),
    ("1 000 USD", "bad-number", "1000 USD"),
    ("1.000.000 USD", "bad-number", "1000000 USD"),
    ("1'000 USD", "bad-number", "1000 USD"),
    ("1_000 USD", "bad-number", "1000 USD"),
    ("5. USD", "bad-number", "5 USD"),
    ("- 5 USD", "bad-number", "-5 USD"),
    ("\N{MINUS SIGN}5 USD", "bad-number", "-5 USD"),
    ("١٢ USD", "bad-number", "12 USD"),
    ("１２ USD", "bad-number", "12 USD"),
    ("125M USD", "scale-word", "125 million USD"),
    ("125 M USD", "scale-word", "125 million USD"),
    ("125 MUSD", "scale-word", "125 million USD"),
    ("125 mn USD/yr", "scale-word", "125 million USD/yr"),
    ("125 MEUR/yr", "scale-word", "125 million EUR/yr"),
    ("5 bn USD", "scale-word", "5 billion USD"),
    ("5 kUSD", "scale-word", "5 thousand USD"),
    ("5k USD", "scale-word", "5 thousand USD"),
    ("5 Million USD", "scale-word", "5 million USD"),
    ("5 millions USD", "scale-word", "5 million USD"),
    ("125million USD", "scale-word", "125 million USD"),
    ("5 million t", "scale-word", "5 Mt"),
    ("5 million unit", "scale-word", "5e6 unit"),
    ("$5", "unknown-unit", "5 USD"),
    ("$125M", "unknown-unit", "125 million USD"),
    ("US$5/t", "unknown-unit", "5 USD/t"),
    ("5 $/t", "unknown-unit", "5 USD/t"),
    ("5 €/t", "unknown-unit", "5 EUR/t"),
    ("€5 million", "unknown-unit", "5 million EUR"),
    ("939 mw", "unknown-unit", "939 MW"),
    ("939 mW", "unknown-unit", "939 MW"),
    ("5 usd/t", "unknown-unit", "5 USD/t"),
    ("5 gj", "unknown-unit", "5 GJ"),
    ("600 ton", "unknown-unit", "600 t"),
    ("600 MT", "unknown-unit", "600 t"),
    ("5 hours", "unknown-unit", "5 h"),
    ("5 RMB", "unknown-unit", "5 CNY"),
    ("12 m^3", "unknown-unit", "12 m3"),
    ("18 USD/(kW yr)", "unknown-unit", "18 USD/kW/yr"),
    ("18 USD/kW-yr", "unknown-unit", "18 USD/kW/yr"),
    ("12 m³", "bad-quantity", "12 m3"),
    ("5\N{NO-BREAK SPACE}USD", "bad-quantity", "5 USD"),
    ("5\nUSD", "bad-quantity", "5 USD"),
    ("USD 5", "bad-quantity", "5 USD"),
    ("USD 5 million", "bad-quantity", "5 million USD"),
    ("939MW", "bad-quantity", "939 MW"),
    ("5USD/t", "bad-quantity", "5 USD/t"),
    ("5 USD / t", "bad-quantity", "5 USD/t"),
    ("5 USD per t", "bad-quantity", "5 USD/t"),
    ("16 USD/t CO2", "bad-quantity", "16 USD/tCO2"),
    ("38 % lhv", "bad-quantity", "38 % LHV"),
]


@pytest.mark.parametrize(("text", "code", "offered"), REFUSED)
def test_refuses_and_offers_what_would_do(text: str, code: str, offered: str) -> None:
    error = refusal(text)
    assert error.code == code
    assert repr(text) in str(error)
    assert f"'{offered}'" in str(error)
    assert parse(offered)


@pytest.mark.parametrize(
    ("text", "code", "twin"),
    [
        ("8", "bare-number", "8 %"),
        ("-8.5", "bare-number", "-8.5 %"),
        ("8 million", "bare-number", "8 million USD"),
        ("1e400 USD", "not-finite", "1e300 USD"),
        ("1e300 billion USD", "not-finite", "1e290 billion USD"),
        ("1e-400 USD", "bad-number", "1e-300 USD"),
        ("nan USD", "not-finite", "1 USD"),
        ("NaN", "not-finite", "1 %"),
        ("inf %", "not-finite", "1 %"),
        ("-Infinity yr", "not-finite", "1 yr"),
        (".inf", "not-finite", ".1 %"),
        ("", "bad-quantity", "1 USD"),
        ("   ", "bad-quantity", "1 USD"),
        ("n/a", "bad-quantity", "0 USD"),
        ("~5 USD", "bad-quantity", "5 USD"),
        ("5-10 USD/t", "bad-quantity", "5 USD/t"),
        ("5 to 10 USD/t", "bad-quantity", "5 USD/t"),
        ("5 .. 10 USD/t", "bad-quantity", "5 USD/t"),
        ("1/2 yr", "bad-number", ".5 yr"),
        ("0x1F USD", "bad-quantity", "31 USD"),
        ("1e3e4 USD", "bad-quantity", "1e3 USD"),
        ("++5 USD", "bad-number", "+5 USD"),
        (",5 USD", "bad-number", ".5 USD"),
        ("5 USD//t", "bad-quantity", "5 USD/t"),
        ("5 /t", "bad-quantity", "5 USD/t"),
        ("5 USD/", "bad-quantity", "5 USD"),
        ("5 USD/%", "bad-quantity", "5 %"),
        ("5 USD t", "bad-quantity", "5 USD/t"),
        ("5 % %", "bad-quantity", "5 %"),
        ("5 USD LHV", "bad-quantity", "5 USD/GJ LHV"),
        ("38 % LHV HHV", "bad-quantity", "38 % LHV"),
        ("5 USD/EUR/JPY", "bad-quantity", "5 USD/EUR"),
        ("5 million million USD", "scale-word", "5 million USD"),
        ("5 trillion USD", "scale-word", "5000 billion USD"),
        ("5 foo", "unknown-unit", "5 t"),
        ("5 USD/foo", "unknown-unit", "5 USD/t"),
        ("5 m", "unknown-unit", "5 km"),
        ("5 km3", "unknown-unit", "5 m3"),
        ("5 money", "unknown-unit", "5 USD"),
        ("5 1", "bad-number", "5 %"),
        ("5 XAU", "unknown-unit", "5 XAF"),
        ("5 \x00", "bad-quantity", "5 t"),
        ("1" * (LIMIT - 1) + " t", "too-long", "1" * (LIMIT - 2) + " t"),
    ],
)
def test_refuses(text: str, code: str, twin: str) -> None:
    assert refusal(text).code == code
    assert parse(twin)


def test_a_bare_number_with_a_comma_is_offered_with_a_point() -> None:
    assert "'0.12' with its unit" in str(refusal("0,12"))


def test_an_ambiguous_comma_offers_both_readings() -> None:
    assert "'1.500 USD' or '1500 USD'" in str(refusal("1,500 USD"))


def test_an_unknown_unit_without_a_near_name_lists_the_known_ones() -> None:
    assert "Known are currency codes such as USD, and %, t, g, J" in str(refusal("5 bananas/yr"))


@pytest.mark.parametrize(
    ("text", "canonical", "found", "wanted", "example", "twin"),
    [
        ("5 USD/t", "MW", "a price per tonne (money/mass)", "a power (power)", "10 MW", "5 kW"),
        ("5 MW", "money/t", "a power (power)", "a price per tonne (money/mass)", "10 USD/t", "5 EUR/t"),
        ("2 USD/MWh", "money/kW/yr", "(money/energy)", "(money/power/year)", "10 USD/kW/yr", "2 USD/MW/yr"),
        ("9 GJ/MWh", "1", "(energy/energy)", "a share (no dimension)", "8 %", "9 %"),
        ("38 %", "GJ/MWh", "a share (no dimension)", "(energy/energy)", "10 GJ/MWh", "9 MWh/MWh"),
        ("7000 h/yr", "1", "hours per year (time/year)", "a share (no dimension)", "8 %", "80 %"),
        ("2 %", "1/yr", "a share (no dimension)", "a rate per year (1/year)", "2 %/yr", "2 %/yr"),
        ("5 EUR", "money/money", "an amount of money (money)", "an exchange rate", "110 JPY/USD", "5 EUR/USD"),
        ("5 EUR", "money/t", "an amount of money (money)", "a price per tonne", "10 EUR/t", "5 EUR/kt"),
    ],
)
def test_a_misfit_names_both_dimensions_and_an_example(
    text: str, canonical: str, found: str, wanted: str, example: str, twin: str
) -> None:
    with pytest.raises(QuantityError) as caught:
        convert(parse(text), canonical)
    assert caught.value.code == "wrong-dimension"
    assert re.search(
        f"{re.escape(found)}; expected .*{re.escape(wanted)}.*such as {re.escape(example)}", str(caught.value)
    )
    assert math.isfinite(convert(parse(twin), canonical))


def test_hours_and_calendar_years_are_told_apart() -> None:
    with pytest.raises(QuantityError, match="not converted into one another"):
        convert(parse("24 t/day"), "t/yr")
    assert convert(parse("24 t/day"), "t/h") == 1


def test_a_conversion_that_overflows_is_refused() -> None:
    with pytest.raises(QuantityError) as caught:
        convert(parse("1e305 Mt"), "g")
    assert caught.value.code == "not-finite"
    assert convert(parse("1e290 Mt"), "g") == 1e302


@pytest.mark.parametrize("canonical", ["1", "1/yr", "money", "money/money", "money/t", "MW", "GJ/MWh", "unit/yr"])
def test_examples_fit_where_they_are_offered(canonical: str) -> None:
    assert parse(example_of(canonical)).unit.dimension == dimension_of(canonical)
    assert parse(example_of(canonical, "JPY")).currency in ("", "JPY")


# Within fifteen significant digits; beyond them a float does not hold the typed text any more.
NUMBERS = st.decimals(-(10**9), 10**9, places=3).map(lambda number: f"{number:f}")
UNITS = st.sampled_from(sorted(SYMBOLS))
MONEY = st.sampled_from(sorted(CURRENCIES))


@given(NUMBERS, UNITS)
def test_number_and_unit_come_back(number: str, unit: str) -> None:
    quantity = parse(f"{number} {unit}")
    assert quantity.number == float(number)
    assert quantity.unit == SYMBOLS[unit]
    assert convert(quantity, unit) == float(number)


@given(NUMBERS, MONEY, UNITS.filter(lambda unit: unit != "%"))
def test_prices_come_back(number: str, code: str, unit: str) -> None:
    quantity = parse(f"{number} {code}/{unit}")
    assert (quantity.currency, convert(quantity, f"money/{unit}")) == (code, float(number))


@given(
    st.integers(-(10**9), 10**9),
    st.sampled_from(
        [
            ("kt/yr", 1000, "t/yr"),
            ("t", 1000, "kg"),
            ("MW", 1000, "kW"),
            ("USD/kg", 1000, "USD/t"),
            ("GJ", 1000, "MJ"),
            ("MWh", 3.6, "GJ"),
            ("million USD", 1_000_000, "USD"),
            ("TWh", 3600, "TJ"),
            ("USD/kWh", 1000, "USD/MWh"),
            ("day", 24, "h"),
        ]
    ),
)
def test_unit_twins_are_equal_to_the_last_bit(thousandths: int, twin: tuple[str, float, str]) -> None:
    large, times, small = twin
    canonical = small.replace("USD", "money")
    one = f"{thousandths}e-3 {large}"
    # 36 tenths keep the product of the twin in whole numbers.
    other = f"{thousandths * round(times * 10)}e-4 {small}"
    assert convert(parse(one), canonical) == convert(parse(other), canonical)


@given(st.integers(0, 10**6))
def test_a_percentage_is_the_fraction_it_says(hundredths: int) -> None:
    assert convert(parse(f"{hundredths}e-2 %"), "1") == float(f"{hundredths}e-4")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refused(text)


@given(st.text(st.sampled_from("0123456789.,eE+-_ '/%$€kMGtWhJyrUSDmilon\N{NO-BREAK SPACE}²()*^٣"), max_size=60))
def test_any_text_of_likely_characters_is_read_or_refused(text: str) -> None:
    read_or_refused(text)


@given(st.sampled_from([text for text, _, _ in REFUSED]), st.integers(0, 12), st.characters())
def test_any_slip_of_the_pen_is_read_or_refused(text: str, at: int, slip: str) -> None:
    read_or_refused(text[:at] + slip + text[at + 1 :])


CODES = {
    "bare-number",
    "decimal-comma",
    "unknown-unit",
    "not-finite",
    "bad-number",
    "bad-quantity",
    "scale-word",
    "too-long",
}


def read_or_refused(text: str) -> None:
    try:
        quantity = parse(text)
    except QuantityError as error:
        assert error.code in CODES  # noqa: PT017 - both ends are allowed
        return
    assert isinstance(quantity, Quantity)
    assert math.isfinite(quantity.number)


@pytest.mark.parametrize(
    "unit", ["1", "1.", "1,", "1 ", " ", "5 t/", "M", "a", "(", "USD ", "/", "$", "1'", "e", "5 a-", "٣", "5 USD/(k "]
)
def test_no_text_takes_long(unit: str) -> None:
    begun = time.process_time()
    for length in (LIMIT, 100_000):
        read_or_refused((unit * length)[:length])
        read_or_refused("5 " + (unit * length)[: length - 3] + "!")
    assert time.process_time() - begun < 1
