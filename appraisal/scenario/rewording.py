"""What to write instead of a refused quantity: guesses, offered only where they can be read."""

from __future__ import annotations

import difflib
import re
import unicodedata
from itertools import chain

from appraisal.scenario.units import CURRENCIES, SYMBOLS

_SIGNS = {"US$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW"}

_SCALE_WORDS = {
    **dict.fromkeys(("k", "thousand", "thousands", "tsd"), "thousand"),
    **dict.fromkeys(("m", "mm", "mn", "mio", "mln", "million", "millions"), "million"),
    **dict.fromkeys(("b", "g", "bn", "bln", "mrd", "billion", "billions"), "billion"),
}
_POWERS = {"thousand": ("k", "e3"), "million": ("M", "e6"), "billion": ("G", "e9")}

# "MT" is a metric tonne to a trader and a megatonne to an engineer: both are offered.
_OTHER_NAMES = {
    **dict.fromkeys(("ton", "tons", "tonne", "tonnes", "metric"), ("t",)),
    **dict.fromkeys(("MT", "mt", "mT"), ("t", "Mt")),
    **dict.fromkeys(("hour", "hours", "hr", "hrs"), ("h",)),
    **dict.fromkeys(("days", "d"), ("day",)),
    **dict.fromkeys(("a", "y", "annum", "Year", "Years"), ("yr",)),
    **dict.fromkeys(("percent", "pct"), ("%",)),
    **dict.fromkeys(("l", "litre", "litres", "liter", "liters"), ("L",)),
    **dict.fromkeys(("sqm",), ("m2",)),
    **dict.fromkeys(("cbm",), ("m3",)),
    **dict.fromkeys(("RMB",), ("CNY",)),
    **dict.fromkeys(("dollar", "dollars", "US"), ("USD",)),
    **dict.fromkeys(("euro", "euros"), ("EUR",)),
    **dict.fromkeys(("yen",), ("JPY",)),
}


def rewordings(text: str) -> list[str]:
    """Return up to two texts that may have been meant; the caller offers those that it can read."""
    plain = _currency_last(_without_signs(_plain(text)))
    spaced = [_spaced(_one_number(plain, guess)) for guess in (0, 1)]
    named = [_near_units(_scaled(one), guess) for one in spaced for guess in (0, 1)]
    return [each for each in dict.fromkeys(named) if each != text][:2]


def _plain(text: str) -> str:
    """Return the text in plain digits, spaces and dashes."""
    characters = (str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)
    compatible = unicodedata.normalize("NFKC", "".join(characters))
    return re.sub("[−–—]", "-", compatible).strip()


def _without_signs(text: str) -> str:
    for sign, code in _SIGNS.items():
        text = text.replace(sign, f" {code} " if text.startswith(sign) else code)
    return text.strip()


def _currency_last(text: str) -> str:
    found = re.match(r"([A-Za-z]{3})[ ]+([+-]?[0-9][0-9.,']*)[ ]*([A-Za-z]*)(.*)", text)
    if found is None:
        return text
    code, number, scale, rest = found.groups()
    return f"{number} {scale} {code}{rest}".replace("  ", " ")


def _one_number(text: str, guess: int) -> str:
    """Return the text with one plain decimal number in front."""
    found = re.match(r"([+-]?)[ ]*([0-9.,][0-9.,'_ ]*)", text)
    if found is None:
        return text
    digits = re.sub("[ '_]", "", found[2]).rstrip(".,")
    return f"{found[1]}{_decimal(digits, guess)} {text[found.end() :]}".strip() if digits else text


def _decimal(digits: str, guess: int) -> str:
    point, comma = digits.count("."), digits.count(",")
    if point and comma:
        mark, other = (".", ",") if digits.rindex(".") > digits.rindex(",") else (",", ".")
        return digits.replace(other, "").replace(mark, ".")
    thousands = re.fullmatch(r"[0-9]{1,3},[0-9]{3}", digits) and guess
    if comma > 1 or point > 1 or thousands:
        return digits.replace(",", "").replace(".", "")
    return digits.replace(",", ".")


def _spaced(text: str) -> str:
    """Return the text with one space before the unit and none inside it."""
    text = re.sub(r"^([+-]?[0-9.]+) ([eE][+-]?[0-9]+)", r"\1\2", text)
    text = re.sub(r"(?<=[A-Za-z0-9])[ ]*(?:/|\bper\b)[ ]*(?=[A-Za-z(])", "/", text)
    text = re.sub(r"(?<=[A-Za-z])(?:\^|\*\*)(?=[23])", "", text)
    text = re.sub(r"/\(([A-Za-z0-9]+)[ ·*.-]+([A-Za-z0-9]+)\)", r"/\1/\2", text)
    text = re.sub(r"(/[A-Za-z0-9]+)[·*-]([A-Za-z0-9]+)$", r"\1/\2", text)
    text = re.sub(r"\b(?:lhv|hhv)$", lambda found: found[0].upper(), text, flags=re.IGNORECASE)
    text = re.sub(r"(?<=[0-9t])[ ]+(CO2e?)\b", r"\1", text) if "CO2" in text else text
    return re.sub(r"[ ]+", " ", text)


def _scaled(text: str) -> str:
    """Return the text with a scale word before money and a prefix on a physical unit."""
    found = re.match(r"([^ ]+) ([A-Za-z]+?) ?([A-Za-z][A-Za-z0-9]*)((?:/[^ ]+)?)$", text)
    for number, word, unit, rest in _splits(text) if found else ():
        scale = _SCALE_WORDS[word.casefold()]
        if unit.upper() in CURRENCIES:
            return f"{number} {scale} {unit}{rest}"
        prefix, power = _POWERS[scale]
        if word == scale:
            return f"{number} {prefix}{unit}{rest}" if prefix + unit in SYMBOLS else f"{number}{power} {unit}{rest}"
    return text


def _splits(text: str) -> list[tuple[str, str, str, str]]:
    number, _, behind = text.partition(" ")
    unit, slash, rest = behind.partition("/")
    if unit in SYMBOLS:
        return []
    pairs = [unit.rsplit(" ", 1)] if " " in unit else [[unit[:-3], unit[-3:]]]
    return [(number, one, other, slash + rest) for one, other in pairs if one.casefold() in _SCALE_WORDS]


def _near_units(text: str, guess: int) -> str:
    words = text.split(" ")
    return " ".join([words[0], *("/".join(_near(part, guess) for part in word.split("/")) for word in words[1:])])


def _near(part: str, guess: int) -> str:
    if part in (*SYMBOLS, *CURRENCIES) or part in ("LHV", "HHV", *_POWERS) or not 0 < len(part) <= 12:
        return part
    names = _OTHER_NAMES.get(part) or _same_letters(part) or (_similar(part) if len(part) > 1 else ())
    return names[min(guess, len(names) - 1)] if names else part


def _same_letters(part: str) -> tuple[str, ...]:
    return tuple(name for name in chain(SYMBOLS, CURRENCIES) if name.casefold() == part.casefold())


def _similar(part: str) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(part, sorted({*SYMBOLS, *CURRENCIES}), n=2, cutoff=0.6))
