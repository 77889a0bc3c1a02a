"""The lines read once more: run on values that remember which years of which rows they look at."""

from __future__ import annotations

from typing import Any

from numpy.lib.mixins import NDArrayOperatorsMixin

from appraisal.ground import rates, scans
from appraisal.ground.sheet import Wired


class Looks(NDArrayOperatorsMixin):
    """A value that remembers how many years back it looks in each row; ``number`` is what it is in this year."""

    def __init__(self, seen: frozenset[tuple[str, int]], number: float = 0.0) -> None:
        self.seen, self.number = seen, number

    def __array_ufunc__(self, ufunc: Any, method: str, *sides: Any, **options: Any) -> Looks:
        """Look wherever any side looks."""
        return both(*sides)

    def back(self, years: int) -> Looks:
        """Look the same, so many years earlier."""
        return Looks(frozenset((name, ago + years) for name, ago in self.seen))


def both(*sides: Any) -> Looks:
    """Return a value that looks wherever one of the sides looks."""
    return Looks(frozenset().union(*(side.seen for side in sides if isinstance(side, Looks))))


for _scan in (scans.so_far, scans.peak, scans.carried, scans.to_come, scans.spread):
    _scan.register(Looks, both)
scans.previous.register(Looks, lambda x: x.back(1))
scans.following.register(Looks, lambda x: x.back(-1))
scans.delayed.register(Looks, lambda x, years: both(x.back(int(years.number)), years))
rates.compound.register(Looks, both)
rates.declined.register(Looks, both)
rates.capital_recovery_factor.register(Looks, both)


def looks_of(wired: Wired, numbers: dict[str, float]) -> list[tuple[str, int]]:
    """Return (row, years back) for each row that a line reads, in the order of its parameters.

    A running total looks at this year and all before it: it is given as this year, and so is what a kernel reads.
    """
    if wired.line.loop:
        return [(read, 0) for read in wired.reads]
    seen = wired.line.rule(*(Looks(frozenset({(read, 0)}), numbers[read]) for read in wired.reads))
    order = {read: at for at, read in enumerate(wired.reads)}
    found = seen.seen if isinstance(seen, Looks) else frozenset()
    return sorted(found, key=lambda look: (order[look[0]], look[1]))
