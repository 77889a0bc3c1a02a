"""A model made ready for many draws: what no draw touches is computed once, and only what is asked for after that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

import numpy as np

from appraisal.engine.model import Model, Run
from appraisal.ground.sheet import Array, Wired
from appraisal.scenario.rows import Axis, Table, given_rows

MOVES_AXIS = (
    "timeline.operation",
    "credits.issuance_lag",
    "credits.crediting.",
    "credits.aftercare.years",
    "decommissioning",
)
"""Figures whose draws may lengthen the axis: there every run is made whole."""


class Prepared:
    """The sheet of a model, cut down to the lines that draws of some figures move and that some rows need.

    Args:
        model: the wired sheet.
        paths: the figures that are drawn; ``path.growth`` is the growth of a figure.
        wanted: the rows that are looked at afterwards; every other row of a run is left out unless they need it.
        credited: with credits, or without.

    A run of it equals ``model.run`` on the same table in the rows that are wanted, bit for bit; a row that is not, and
    that no later line reads, is forgotten on the way.
    """

    def __init__(self, model: Model, paths: Iterable[str], wanted: Iterable[str], *, credited: bool = True) -> None:
        self.model, self.credited = model, credited
        self.paths = tuple(paths)
        for path in self.paths:
            model.refuse_fixed(path)
        self.whole = any(_moves_axis(path) for path in self.paths)
        every = model.credited if credited else model.plain
        asked = frozenset(wanted)
        self.needed = _needed(every, asked)
        self.base = model.run(credited=credited)
        moved = set(self._given(self.base.axis, {path: np.full(2, model.base_value(path)) for path in self.paths}))
        self.moving = {name: one for name, one in every.items() if _reaches(name, one, moved) and name in self.needed}
        kept = self.needed - set(self.moving)
        self.rows = {name: row for name, row in self.base.rows.items() if name in kept}
        self.done_with = _done_with(self.moving, asked | self.rows.keys())
        _keep_freed_memory()

    def run(self, table: Table) -> Run:
        """Run the moving lines on a table of draws, as a search does: rows are not held to be finite."""
        if self.whole:
            return self.model.run(table, credited=self.credited, search=True)
        rows = {**self.rows, **self._given(self.base.axis, table)}
        years = self.base.axis.count
        with np.errstate(all="ignore"):
            for name, one in self.moving.items():
                rows[name] = _computed(one, rows, years)
                for read in self.done_with[name]:
                    del rows[read]
        return Run(self.model.scenario, self.moving, rows, self.base.axis, self.base.timing)

    def _given(self, axis: Axis, table: Table) -> dict[str, Array]:
        """Return the inputs that the table moves, broadcast to all years."""
        stated = given_rows(self.model.scenario, axis, table, only=frozenset(_figures(table)))
        return {name: np.broadcast_to(row, (axis.count, row.shape[1])) for name, row in stated.items()}


def _figures(table: Iterable[str]) -> Iterable[str]:
    """Return the figures that a table moves: a growth belongs to its figure."""
    return (path.removesuffix(".growth") for path in table)


def _moves_axis(path: str) -> bool:
    return path.startswith(MOVES_AXIS[:4]) or path.endswith(MOVES_AXIS[4])


def _computed(one: Wired, rows: Mapping[str, Array], years: int) -> Array:
    value = np.asarray(one.line.rule(*(rows[read] for read in one.reads)), dtype=float)
    return value if value.ndim else np.full((years, 1), float(value))


def _reaches(name: str, one: Wired, moved: set[str]) -> bool:
    """Whether a line reads what moves, directly or through lines before it; it joins what moves then."""
    if moved.isdisjoint(one.reads):
        return False
    moved.add(name)
    return True


def _done_with(moving: Mapping[str, Wired], kept: Set[str]) -> dict[str, list[str]]:
    """Return for each line the rows that no later one reads: their memory, still in the cache, takes the next row."""
    last = {read: name for name, one in moving.items() for read in one.reads if read not in kept}
    done: dict[str, list[str]] = {name: [] for name in moving}
    for read, name in last.items():
        done[name].append(read)
    return done


KEPT_FREE = 32_000_000
"""Bytes: just below the largest block that the C library of Linux learns from (DEFAULT_MMAP_THRESHOLD_MAX)."""


def _keep_freed_memory() -> None:
    """Free one large block that was never touched, so that freed rows are kept for the next ones.

    Else every row of some 128 kB or more is handed back to the system and asked for anew, page by page, which takes as
    long as computing it. With glibc, freeing a large block raises the size from which that is done (mallopt(3),
    M_MMAP_THRESHOLD); elsewhere this does nothing.
    """
    np.empty(KEPT_FREE, dtype=np.uint8)


def _needed(wired: Mapping[str, Wired], wanted: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += wired[name].reads if name in wired else ()
    return found
