"""The letters of the report: DejaVu Sans as matplotlib ships it, fonts that the user names, and what none of them has.

The template also uses the serif and the monospaced letters inside typst. DejaVu Sans stands behind both, so that what
is printable depends on files that can be looked into.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from appraisal.ground.problem import FileError, Problem, ScenarioError

SHIPPED = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
LISTED = 8
"""Missing signs that are named; of more the first."""


def shipped_fonts() -> list[Path]:
    """Return the files of DejaVu Sans, regular and bold."""
    from matplotlib import get_data_path

    return [Path(get_data_path(), "fonts", "ttf", name) for name in SHIPPED]


@cache
def signs_of(font: Path) -> frozenset[int]:
    """Return the code of every sign that a font has.

    Raises:
        FileError: ``no-font`` where the file cannot be read as a font.
    """
    from matplotlib.ft2font import FT2Font

    try:
        return frozenset(FT2Font(str(font)).get_charmap())
    except (OSError, RuntimeError):
        message = "this is no font that can be read; name a TrueType or OpenType file (.ttf, .otf)"
        raise FileError([Problem("no-font", "--font", message, file=str(font))]) from None


def refuse_missing(texts: Iterable[str], fonts: Sequence[Path]) -> None:
    """Stop where a text holds a sign that no font has: it would be left out of the paper.

    Raises:
        ScenarioError: ``missing-glyph``.
    """
    had = frozenset().union(*map(signs_of, (*shipped_fonts(), *fonts)))
    missing: dict[str, str] = {}
    for text in texts:
        for sign in text:
            if ord(sign) not in had and not _unseen(sign):
                missing.setdefault(sign, text)
    if missing:
        raise ScenarioError([Problem("missing-glyph", "--font", _said(missing))])


def _unseen(sign: str) -> bool:
    """Whether a sign takes no ink: spaces and marks that only join or part letters."""
    return unicodedata.category(sign) in ("Cf", "Zs")


def _said(missing: dict[str, str]) -> str:
    named = [f"{sign} (U+{ord(sign):04X})" for sign in list(missing)[:LISTED]]
    more = f" and {len(missing) - LISTED} more" if len(missing) > LISTED else ""
    text = next(iter(missing.values()))
    where = text if len(text) <= 60 else f"{text[:57]}..."
    return (
        f"the letters of the report, DejaVu Sans, have no sign for {', '.join(named)}{more}, first in '{where}'; "
        "name a font that has them: --font FILE.ttf"
    )
