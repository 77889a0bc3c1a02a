"""Did you mean: the nearest known word, or all known ones where none is near."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MOST_NAMED = 20
"""Most known words that a message lists."""


def near(name: str, known: Iterable[str]) -> str:
    """Return a did-you-mean for a name, or the known names where none is near.

    >>> near("tennor", ["tenor", "grace"]), near("x", ["tenor", "grace"])
    ("Did you mean 'tenor'?", 'Known here: grace, tenor')
    """
    options = sorted(known)
    close = difflib.get_close_matches(name, options, n=1)
    more = ", .." if len(options) > MOST_NAMED else ""
    listed = ", ".join(options[:MOST_NAMED]) + more
    return f"Did you mean '{close[0]}'?" if close else f"Known here: {listed or 'none'}"


def unknown(key: str, known: Iterable[str], what: str = "key") -> str:
    """Say that a word is unknown, and which one may have been meant."""
    return f"unknown {what} '{key}'. {near(key, known)}"
