"""The quantity parser: ``125 million USD``, ``600 kt/yr``, ``38 % LHV`` -> a number with its unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from appraisal.scenario.units import CURRENCIES, MONEY, SYMBOLS, TABLE, Dimension, Unit, describe, divided, unit_of

LIMIT = 200
"""Longest quantity that is read, in characters."""

SCALES = {"thousand": 3, "million": 6, "billion": 9}
"""Words that may stand before money, as powers of ten (billion is 10^9: the short scale, as in financial English)."""

HEATING = ("LHV", "HHV")

_NUMBER = re.compile(r"([+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+))(?:[eE]([+-]?[0-9]+))?")
_FOREIGN = re.compile(r"[^\t -~]")
_ENDLESS = re.compile(r"[+-]?\.?(?:nan|inf|infinity)\b", re.IGNORECASE)
_RANGE = re.compile(r"[ \t]*(?:-|to\b|\.\.|~)[ \t]*[0-9]")
_SCALE_LIKE = re.compile(r"(?:thousand|[mbtr]+illion)s?|(?:k|m|mm|b|g|mn|mio|mln|bn|bln)([a-z]{3})?", re.IGNORECASE)

_NOT_PLAIN = "is not one plain number (digits, at most one decimal point)"


class QuantityError(ValueError):
    """A text that is no quantity, or one that does not fit; ``code`` is a stable word."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, as stated.

    ``number`` already holds the scale word; ``per`` is the second currency of an exchange rate (``JPY/USD``);
    ``heating`` is ``LHV``, ``HHV`` or empty; ``text`` is what was typed.
    """

    number: float
    unit: Unit
    currency: str = ""
    heating: str = ""
    text: str = ""
    per: str = ""


def parse(text: str) -> Quantity:
    """Read a quantity.

    >>> parse("125 million USD").number
    125000000.0

    Raises:
        QuantityError: with a code, what was found and, where it can be guessed, the text that would do.
    """
    if len(text) > LIMIT:
        raise QuantityError("too-long", f"a quantity has at most {LIMIT} characters, found {len(text)}")
    try:
        return _read(text)
    except QuantityError as error:
        raise QuantityError(error.code, f"{text!r} {error}{_advice(text, error.code)}") from None


def convert(quantity: Quantity, canonical: str) -> float:
    """Return the number in a canonical unit, rounded once: twins such as ``1.1 kt`` and ``1100 t`` come out equal.

    >>> convert(parse("939 MW"), "kW")
    939000.0

    Raises:
        QuantityError: ``wrong-dimension`` naming both dimensions, or ``not-finite``.
    """
    target = unit_of(canonical)
    if quantity.unit.dimension != target.dimension:
        raise _misfit(quantity, canonical, target.dimension)
    try:
        return float(Fraction(repr(quantity.number)) * quantity.unit.factor / target.factor)
    except OverflowError:
        raise QuantityError("not-finite", f"'{quantity.text}' is too large to be a finite number") from None


def example_of(canonical: str, currency: str = "USD") -> str:
    """Return a quantity that would do where ``canonical`` is wanted.

    >>> example_of("money/t")
    '10 USD/t'
    """
    usual = {"1": "8 %", "1/yr": "2 %/yr", "money/money": "110 JPY/USD"}
    return usual.get(canonical, f"10 {canonical.replace('money', currency)}")


def _misfit(quantity: Quantity, canonical: str, wanted: Dimension) -> QuantityError:
    found = quantity.unit.dimension
    clock, calendar = ({base in dict(side) for side in (found, wanted)} for base in ("time", "year"))
    apart = "; hours and calendar years are not converted into one another" if len(clock) == len(calendar) == 2 else ""
    example = example_of(canonical, quantity.currency or "USD")
    return QuantityError(
        "wrong-dimension",
        f"'{quantity.text}' is {describe(found)}; expected {describe(wanted)}, such as {example}{apart}",
    )


def _advice(text: str, code: str) -> str:
    from appraisal.scenario.rewording import rewordings  # Unicode tables and difflib, which only an error needs

    quoted = " or ".join(filter(None, (_offered(candidate, code) for candidate in rewordings(text))))
    if quoted:
        return f". Did you mean {quoted}?" if code == "unknown-unit" else f". Write {quoted}"
    first_names = {SYMBOLS[entry.symbol]: entry.symbol for entry in reversed(TABLE)}
    known = ", ".join(reversed(first_names.values()))
    return f". Known are currency codes such as USD, and {known}" if code == "unknown-unit" else ""


def _offered(candidate: str, code: str) -> str:
    """Quote a candidate that can be read, or that lacks nothing but its unit."""
    try:
        _read(candidate)
    except QuantityError as error:
        bare = error.code == "bare-number" != code and candidate[-1:].isdigit()
        return f"'{candidate}' with its unit" if bare else ""
    return f"'{candidate}'"


def _read(text: str) -> Quantity:
    stated = text.strip(" \t")
    if foreign := _FOREIGN.search(stated):
        raise _foreign(stated, foreign[0])
    number = _NUMBER.match(stated)
    if number is None:
        raise _no_number(stated)
    words = _words(stated[number.end() :])
    scale = words.pop(0) if words[0] in SCALES else ""
    unit, currencies = _read_unit(words[0])
    _check_scale(scale, words[0])
    heating = _read_heating(words)
    return Quantity(_value(number, scale), unit, currencies[0], heating, text, currencies[1])


def _foreign(stated: str, character: str) -> QuantityError:
    if any(other in stated for other in "€£¥₹₩"):
        return QuantityError("unknown-unit", "has a currency sign; a currency is written by its three letters")
    if any(other.isdecimal() and not other.isascii() for other in stated) or stated[0] in "−–—+-":
        return QuantityError("bad-number", "has digits or signs other than the plain 0 to 9, + and -")
    return QuantityError("bad-quantity", f"has the character U+{ord(character):04X}, which no quantity holds")


def _no_number(stated: str) -> QuantityError:
    if _ENDLESS.match(stated):
        return QuantityError("not-finite", "is not a finite number")
    if "$" in stated:
        return QuantityError("unknown-unit", "has a currency sign; a currency is written by its three letters")
    if stated[:1] and stated[0] in "+-.,'":
        return QuantityError("bad-number", _NOT_PLAIN)
    return QuantityError("bad-quantity", "is not a number with a unit")


def _words(after: str) -> list[str]:
    """Return the words behind the number, after refusing what cannot stand there."""
    words = after.split()
    if not words or (len(words) == 1 and words[0] in SCALES and after[0] in " \t"):
        raise QuantityError("bare-number", "has no unit")
    if _RANGE.match(after):
        raise QuantityError("bad-quantity", "is a range; state 'value' with 'low' and 'high'")
    if after[0] not in " \t%":
        raise _glued(after, words[0])
    if words[0][0].isdigit():
        raise QuantityError("bad-number", "has a space inside the number")
    if len(words) > 1 and words[0] not in SCALES and _is_scale_like(words[0]):
        raise _not_a_scale(words[0])
    return words


def _glued(after: str, word: str) -> QuantityError:
    if re.match(r",[0-9]|\.[0-9.]*,", after):
        return QuantityError("decimal-comma", "has a comma in the number; the decimal mark is a point")
    if not after[0].isalpha() and after[0] != "$":
        return QuantityError("bad-number", _NOT_PLAIN)
    if _is_scale_like(word.split("/")[0]):
        return _not_a_scale(word)
    return QuantityError("bad-quantity", "needs a space between the number and the unit")


def _is_scale_like(word: str) -> bool:
    """Tell ``M``, ``mn``, ``Millions`` and ``MUSD`` from units and from other words."""
    found = None if word in SYMBOLS else _SCALE_LIKE.fullmatch(word)
    return found is not None and (found[1] is None or found[1].upper() in CURRENCIES)


def _not_a_scale(word: str) -> QuantityError:
    return QuantityError("scale-word", f"has '{word}' where 'thousand', 'million' or 'billion' may stand before money")


def _read_unit(text: str) -> tuple[Unit, tuple[str, str]]:
    parts = text.split("/")
    if "" in parts or "%" in parts[1:]:
        raise QuantityError("bad-quantity", f"has the unit '{text}', which is not whole")
    currencies = [part for part in parts if part in CURRENCIES]
    if len(currencies) > 2:
        raise QuantityError("bad-quantity", "has more than two currencies")
    first, second = [*currencies, "", ""][:2]
    return divided([_part(part) for part in parts]), (first, second)


def _part(text: str) -> Unit:
    if text in CURRENCIES:
        return MONEY
    if text in SYMBOLS:
        return SYMBOLS[text]
    if len(text) > 3 and _is_scale_like(text):
        raise _not_a_scale(text)
    raise QuantityError("unknown-unit", f"has the unknown unit '{text}'")


def _check_scale(scale: str, unit: str) -> None:
    if scale and unit.split("/")[0] not in CURRENCIES:
        raise QuantityError("scale-word", f"has '{scale}' before '{unit}'; scale words stand before money only")


def _read_heating(words: list[str]) -> str:
    unit, *more = words
    if not more:
        return ""
    if len(more) > 1 or more[0] not in HEATING:
        raise QuantityError("bad-quantity", f"has '{' '.join(more)}' after the unit")
    if unit != "%" and not any(_is_energy(part) for part in unit.split("/")):
        raise QuantityError("bad-quantity", f"has '{more[0]}', which has a meaning for energy only")
    return more[0]


def _is_energy(part: str) -> bool:
    return part in SYMBOLS and "energy" in dict(SYMBOLS[part].dimension)


def _value(number: re.Match[str], scale: str) -> float:
    # The scale joins the exponent, so that the decimal text is rounded once.
    value = float(f"{number[1]}e{int(number[2] or 0) + SCALES.get(scale, 0)}")
    if value in (float("inf"), float("-inf")):
        raise QuantityError("not-finite", "is too large to be a finite number")
    if value == 0 and number[1].strip("+-0."):
        raise QuantityError("bad-number", "is too small to tell from zero")
    return value
