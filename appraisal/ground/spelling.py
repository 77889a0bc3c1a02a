"""The second reading of the lines: run on values that write themselves down, they give their formula in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from appraisal.ground import rates, scans
from appraisal.ground.sheet import Wired

ATOM = 9
"""The rank of a text that never needs brackets."""

OPERATIONS: dict[Any, tuple[str, int, int, int]] = {
    np.add: ("{} + {}", 1, 1, 1),
    np.subtract: ("{} - {}", 1, 1, 2),
    np.multiply: ("{} × {}", 2, 2, 2),
    np.true_divide: ("{} / {}", 2, 2, 3),
    np.power: ("{} ^ {}", 3, 4, 4),
    np.maximum: ("larger of ({}, {})", ATOM, 0, 0),
    np.minimum: ("smaller of ({}, {})", ATOM, 0, 0),
    np.sign: ("sign of ({})", ATOM, 0, 0),
    np.absolute: ("size of ({})", ATOM, 0, 0),
    np.floor: ("whole part of ({})", ATOM, 0, 0),
    np.sqrt: ("square root of ({})", ATOM, 0, 0),
}
"""Text, rank of the result, lowest rank that each side may have without brackets."""


class Words(NDArrayOperatorsMixin):
    """A value that writes itself down; an operation that it cannot spell raises KeyError at once."""

    def __init__(self, text: object, rank: int = ATOM) -> None:
        self.text, self.rank = str(text), rank

    def __array_ufunc__(self, ufunc: Any, method: str, *sides: Any, **options: Any) -> Words:
        """Write the operation down instead of doing it."""
        if method != "__call__" or options:
            raise KeyError(f"{ufunc.__name__}.{method} has no spelling")
        form, rank, *least = OPERATIONS[ufunc]
        terms = [side if isinstance(side, Words) else Words(f"{side:g}") for side in sides]
        texts = (t.text if t.rank >= need else f"({t.text})" for t, need in zip(terms, least, strict=False))
        return Words(form.format(*texts), rank)

    def __array_function__(self, function: Any, *_: Any) -> Words:
        """Refuse the functions that numpy would otherwise run on the value as on a black box."""
        raise KeyError(f"{function.__name__} has no spelling")

    def __bool__(self) -> bool:
        """Refuse to choose: a line has no branches."""
        raise KeyError("a choice has no spelling")


def _phrase(form: str, rank: int = ATOM) -> Any:
    return lambda *terms: Words(form.format(*(t.text if isinstance(t, Words) else f"{t:g}" for t in terms)), rank)


# A phrase that opens with its name reads like a function; one that runs on after its first bracket takes brackets
# beside any operation (rank 0).
scans.so_far.register(Words, _phrase("total so far of ({})"))
scans.peak.register(Words, _phrase("highest so far of ({})"))
scans.previous.register(Words, _phrase("last year's ({})"))
scans.following.register(Words, _phrase("next year's ({})"))
scans.delayed.register(Words, _phrase("value ({1}) years ago of ({0})"))
scans.carried.register(Words, _phrase("balance of ({}), last year's balance times ({})", 0))
scans.to_come.register(Words, _phrase("value of ({}) still to come, divided each year by ({})", 0))
scans.spread.register(Words, _phrase("each year's ({}) spread by age over ({})", 0))
rates.compound.register(Words, lambda rate, years: np.power(1 + rate, years))
rates.declined.register(Words, lambda rate, years: np.power(1 - rate, years))
rates.capital_recovery_factor.register(Words, _phrase("level payment on 1 at a rate of ({}) over ({}) years", 0))


def in_words(wired: Wired, names: Mapping[str, str] | None = None) -> str:
    """Return the formula of a line in words; ``names`` gives a shorter text for a row's full name.

    A plain kernel has no formula: it names what it reads.
    """
    shown = names or {}
    if wired.line.loop:
        return f"computed year by year from {', '.join(shown.get(read, read) for read in wired.reads)}"
    terms = (Words(shown.get(read, read)) for read in wired.reads)
    result = wired.line.rule(*terms)
    return result.text if isinstance(result, Words) else f"{result:g}"
