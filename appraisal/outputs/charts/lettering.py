"""Text that fits: characters that the font has, widths before anything is drawn, lines of a given length."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties
    from matplotlib.ft2font import FT2Font

MISSING = "□"
CUT = "…"
TO_THE_RIGHT, RIGHT_TO_LEFT = "\u200e", ("R", "AL")
"""The mark after which one reads to the right, and the classes of letters that run the other way (Unicode, UAX 9)."""

LEADING = 1.25
POINTS = 72.0
SAFETY = 1.03
"""A letter that is fitted to the dots of a screen may be a little wider than its outline."""

MEASURED_AT, PART = 100.0, 65536.0
"""The size at which letters are measured, and how many parts of a dot FreeType counts a linear advance in."""


@cache
def _letters(weight: str) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=["DejaVu Sans"], weight=weight)


@cache
def _font(weight: str = "normal") -> FT2Font:
    from matplotlib.font_manager import findfont, get_font

    return get_font(findfont(_letters(weight)))


@cache
def _advance(letter: str, weight: str) -> float:
    """Return how far a letter moves the pen, as a share of the size of the letters."""
    font = _font(weight)
    font.set_size(MEASURED_AT, POINTS)
    return float(font.load_char(ord(letter)).linearHoriAdvance) / PART / MEASURED_AT


def printable(text: str) -> str:
    """Return the text on one line, with a box for each character that the font lacks.

    A character without a shape would make matplotlib warn at every drawing; one that steers (a line feed, a change of
    direction) could move text over other text.
    """
    flat = " ".join(
        "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text).split()
    )
    seen = (letter for letter in flat if unicodedata.category(letter) not in ("Cf", "Cs"))
    return _steered("".join(letter if _font().get_char_index(ord(letter)) else MISSING for letter in seen))


def _steered(text: str) -> str:
    """Return a text between marks of the direction of reading, where letters run from right to left.

    A number behind a name in Hebrew would else stand in front of it, its minus sign behind: 18.07− for −18.07.
    """
    turns = any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in text)
    return f"{TO_THE_RIGHT}{text.strip(TO_THE_RIGHT)}{TO_THE_RIGHT}" if turns else text


def width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width in inches of one line, or of the widest of several.

    Letters that stand closer than their widths together (AV) are not moved: to lay a text out takes a hundred times
    as long, and a text that is a little narrower than its room does no harm.
    """
    wide = max(sum(_advance(letter, weight) for letter in line) for line in text.split("\n"))
    return wide * size / POINTS * SAFETY


def height(text: str, size: float) -> float:
    """Return the height in inches that the lines of a text take."""
    return (text.count("\n") + 1) * size * LEADING / POINTS


def wrapped(text: str, room: float, size: float, weight: str = "normal") -> list[str]:
    """Return the text in lines no wider than ``room`` inches; a word that is wider is broken."""
    lines = [""]
    for word in _pieces(text.split(" "), room, size, weight):
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line]


def _pieces(words: Iterable[str], room: float, size: float, weight: str) -> Iterable[str]:
    for word in words:
        while width(word, size, weight) > room and len(word) > 1:
            kept = _fitting(word, room, size, weight)
            yield word[:kept]
            word = word[kept:]
        yield word


def _fitting(word: str, room: float, size: float, weight: str) -> int:
    """Return how many letters of the word fit, at least one."""
    guess = max(1, int(len(word) * room / width(word, size, weight)))
    while guess > 1 and width(word[:guess], size, weight) > room:
        guess -= 1
    return guess


def fitted(text: str, room: float, size: float, lines: int) -> str:
    """Return the text in at most so many lines; what does not fit is cut with an ellipsis."""
    found = wrapped(text, room, size)
    if len(found) <= lines:
        return "\n".join(found)
    last = " ".join(found[lines - 1 :])
    while len(last) > 1 and width(last + CUT, size) > room:
        last = last[:-1]
    return "\n".join([*found[: lines - 1], _steered(last.rstrip() + CUT)])
