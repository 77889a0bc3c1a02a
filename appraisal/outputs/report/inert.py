"""Text as the paper shows it: every sign as it is written, numbers that hold together, words that can break."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from appraisal.outputs.layout import TURNING

MINUS, NO_BREAK, MAY_BREAK = "\u2212", "\u00a0", "\u200b"
LONG, PIECE = 18, 16
"""Signs of a word from which on it is given places to break, and the most signs between two of them."""

KEPT = ("kind", "key", "align", "width", "again")
"""Keys whose text is a word of the template, or the name of a file, and is never printed."""

_NEGATIVE = re.compile(r"(?<![^\s(])-(?=[\d.])")
_UNIT = re.compile(r"(?<=\d) (?=(?:%|yr|thousand|million|billion|trillion)(?:\W|$))")
_WORD = re.compile(rf"[^\s{NO_BREAK}]{{{LONG},}}")
_PIECE = re.compile(rf"[^._/=,:;-]{{1,{PIECE}}}[._/=,:;-]?|[._/=,:;-]")

Words = Callable[[str], str]


def printed(text: str) -> str:
    """Return a text as it is set: a real minus, no break between a number and its unit, breaks in a long word.

    Signs that would steer the paper, such as a change of direction, are written out.

    >>> printed("-31.60 million USD at 8 %") == "\u221231.60\u00a0million USD at 8\u00a0%"
    True
    >>> printed("finance.loans.bank").count(MAY_BREAK)
    2
    """
    shown = _UNIT.sub(NO_BREAK, _NEGATIVE.sub(MINUS, visible(text)))
    return _WORD.sub(lambda found: MAY_BREAK.join(_PIECE.findall(found[0])), shown)


def visible(text: str) -> str:
    """Return a text in which every sign can be seen: one that turns or steers is written out as its number."""
    return "".join(map(_visible, text.translate(TURNING)))


def _visible(sign: str) -> str:
    if unicodedata.category(sign) not in ("Cc", "Cs", "Zl", "Zp"):
        return sign
    return " " if sign in "\n\r\t\x0b\x0c\x85\u2028\u2029" else f"\\u{ord(sign):04x}"


def all_printed(data: Any, localised: Words = str) -> Any:
    """Return the blocks of a section with every text as it is set; numbers are ``localised``, save in sources."""
    if isinstance(data, str):
        return printed(localised(data))
    if isinstance(data, list | tuple):
        return [all_printed(one, localised) for one in data]
    if not isinstance(data, dict):
        return data
    kept = (*KEPT, "name") if data.get("kind") != "formula" else KEPT
    said = str if "footnote" in data or data.get("kind") == "formula" else localised
    return {key: value if key in kept else all_printed(value, said) for key, value in data.items()}


def all_texts(data: Any) -> list[str]:
    """Return every text in the data of a report, in order."""
    if isinstance(data, str):
        return [data]
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for value in values for text in all_texts(value)]
