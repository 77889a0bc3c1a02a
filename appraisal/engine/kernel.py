"""The lines that draws move as one fused function of machine code: the same rows as numpy's, much sooner.

Needs numba (the extra ``fast``), which is imported when a kernel is taken; without it everything runs on numpy.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from appraisal.engine.compiled import can_compile, compiled
from appraisal.engine.model import Run
from appraisal.engine.prepared import Prepared
from appraisal.ground.scalar_code import Code, Program, UnspeltError
from appraisal.ground.sheet import Array, Wired, evaluate
from appraisal.ground.year_loops import LANES, Listing, listing
from appraisal.scenario.rows import Axis, Table, axis_for, given_rows


@dataclass(frozen=True)
class FusedRun(Run):
    """A run of the fused function: rows as everywhere, and the sums over the years that were asked for alone."""

    totals: Mapping[str, Array] = field(default_factory=dict)

    def total(self, name: str) -> Array:
        """Return the sum of a row over the years, in the order of the years."""
        return self.totals[name] if name in self.totals else super().total(name)


def kernel_of(prepared: Prepared, wanted: Iterable[str], summed: Iterable[str] = ()) -> Kernel | None:
    """Return the fused function of a prepared model; None without numba.

    Args:
        prepared: the model, cut down to what draws move.
        wanted: rows that a run holds, among those that ``prepared`` was made for.
        summed: rows of which a run gives the sum over the years only, which is sooner than the whole row.
    """
    return Kernel(prepared, tuple(wanted), tuple(summed)) if can_compile() else None


class Kernel:
    """A prepared model as one fused function, made at the first table of each kind and axis.

    What comes of a draw does not depend on the draws beside it. Several threads may run one kernel at once.
    """

    def __init__(self, prepared: Prepared, wanted: Sequence[str], summed: Sequence[str]) -> None:
        self.prepared = prepared
        self.wanted = [name for name in wanted if name in prepared.base.rows]
        self.summed = [name for name in summed if name in prepared.base.rows]
        self._plans: dict[Any, _Plan] = {}

    def run(self, table: Table) -> Run:
        """Run a table of draws: the wanted rows and the drawn figures, as ``prepared.run`` gives them.

        Rows agree with numpy's to 1e-12 of the size of what they sum. One draw alone is run by numpy.
        """
        from appraisal.engine.fused_irr import search  # here, because they need numba
        from appraisal.engine.fused_payback import recovery

        count = max((np.shape(values)[-1] for values in table.values() if np.ndim(values)), default=1)
        if count == 1:
            return self.prepared.run(table)
        axis, given = self._given(table, count)
        plan = self._plan(axis, given)
        rows = {name: np.broadcast_to(row, (axis.count, row.shape[1])) for name, row in given.items()}
        found, totals = plan.run(rows, count)
        base, found = self.prepared.base, {**plan.fixed, **found}
        return FusedRun(base.scenario, self.prepared.moving, found, axis, base.timing, search, recovery, totals)

    def text(self, table: Table) -> str:
        """Return the text of the function that runs tables of the kind of this one; it is not compiled yet."""
        count = max(np.shape(values)[-1] for values in table.values())
        return self._plan(*self._given(table, count)).listing.text

    def _given(self, table: Table, count: int) -> tuple[Axis, dict[str, Array]]:
        """Return the axis and the inputs that the table moves, ``(1 or years, 1 or draws)``."""
        scenario = self.prepared.model.scenario
        wide = {path: np.broadcast_to(one, (count,)) if np.size(one) == 1 else one for path, one in table.items()}
        axis = axis_for(scenario, wide) if self.prepared.whole else self.prepared.base.axis
        return axis, given_rows(scenario, axis, wide, only=frozenset(path.removesuffix(".growth") for path in table))

    def _plan(self, axis: Axis, given: Mapping[str, Array]) -> _Plan:
        kind = (axis.count, tuple((name, row.shape[0] > 1, row.shape[1] > 1) for name, row in given.items()))
        if kind not in self._plans:
            spelt = _Spelt(self.prepared.moving, axis.count, _still(self.prepared, axis), given)
            self._plans[kind] = _plan(spelt, self.wanted, self.summed)
        return self._plans[kind]


@dataclass(frozen=True)
class _Plan:
    """The function for one axis and one kind of table: what it reads, and the rows and sums that it gives.

    ``on_numpy`` are lines that have no scalar code; what they read comes of the plan ``before``. ``still`` are the rows
    that no draw moves, ``fixed`` those among the wanted ones.
    """

    listing: Listing
    draws: Sequence[str]
    paths: Sequence[str]
    before: _Plan | None
    on_numpy: Mapping[str, Wired]
    still: Mapping[str, Array]
    fixed: Mapping[str, Array]
    rows: Sequence[str]
    sums: Sequence[str]

    @cached_property
    def function(self) -> Callable[..., None]:
        """The machine code, made when it is first asked for."""
        return compiled(self.listing.text)

    def run(self, given: Mapping[str, Array], count: int) -> tuple[dict[str, Array], dict[str, Array]]:
        """Return the rows, what was computed on the way among them, and the sums; the last draw fills up the lanes."""
        years, room = self.listing.columns.shape[1], -(-count // LANES) * LANES
        rows = self._with_numpys(given, count)
        draws, paths = np.empty((len(self.draws), room)), np.empty((len(self.paths), years, room))
        for place, name in enumerate(self.draws):
            draws[place] = _filled(rows[name][:1], count, room)
        for place in self.listing.entering:
            paths[place] = _filled(rows[self.paths[place]], count, room)
        out, totals = np.empty((len(self.rows), years, room)), np.empty((len(self.sums), room))
        if self.rows or self.sums:
            self.function(self.listing.numbers, self.listing.columns, draws, paths, out, totals)
        rows |= {name: out[place, :, :count] for place, name in enumerate(self.rows)}
        return rows, {name: totals[place, :count] for place, name in enumerate(self.sums)}

    def _with_numpys(self, given: Mapping[str, Array], count: int) -> dict[str, Array]:
        """Return what is given with the rows of the lines that have no scalar code."""
        if self.before is None:
            return dict(given)
        rows, _ = self.before.run(given, count)
        known = ChainMap(rows, dict(self.before.fixed), dict(self.still))
        with np.errstate(all="ignore"):
            for name, one in self.on_numpy.items():
                if name not in rows:
                    rows[name] = one.line.rule(*(known[read] for read in one.reads))
        return rows


def _filled(row: Array, count: int, room: int) -> Array:
    wide = np.broadcast_to(row, (len(row), count))
    return wide if room == count else np.concatenate([wide, np.repeat(wide[:, -1:], room - count, axis=1)], axis=1)


def _plan(spelt: _Spelt, wanted: Iterable[str], summed: Iterable[str] = ()) -> _Plan:
    """Compile what the wanted rows need, and plan what must be computed before."""
    moving = {name for name, code in spelt.codes.items() if code.moves}
    rows, sums = [name for name in wanted if name in moving], [name for name in summed if name in moving]
    text = listing(spelt.program, [spelt.codes[name] for name in rows], [spelt.codes[name] for name in sums])
    on_numpy = {name: spelt.unspelt[name] for place in text.entering if (name := spelt.paths[place]) in spelt.unspelt}
    read = dict.fromkeys(read for one in on_numpy.values() for read in one.reads)
    before = _plan(spelt, read) if on_numpy else None
    fixed = {name: code.known for name in (*wanted, *summed) if (code := spelt.codes[name]).known is not None}
    return _Plan(text, spelt.draws, spelt.paths, before, on_numpy, spelt.still, fixed, rows, sums)


def _still(prepared: Prepared, axis: Axis) -> Mapping[str, Array]:
    """Return the rows that no draw moves on an axis."""
    if axis == prepared.base.axis:
        return prepared.rows
    every = prepared.model.credited if prepared.credited else prepared.model.plain
    kept = {name: one for name, one in every.items() if name in prepared.needed and name not in prepared.moving}
    with np.errstate(all="ignore"):
        found = evaluate(kept, given_rows(prepared.model.scenario, axis, {}))
    return {name: row for name, row in found.items() if name in prepared.needed}


class _Spelt:
    """The lines of a prepared model as scalar code; one that has none enters as numpy will have computed it."""

    def __init__(
        self, moving: Mapping[str, Wired], years: int, still: Mapping[str, Array], given: Mapping[str, Array]
    ) -> None:
        self.program, self.still = Program(years), still
        self.draws: list[str] = []
        self.paths: list[str] = []
        self.unspelt: dict[str, Wired] = {}
        self.codes = {name: self.program.row(row) for name, row in still.items()}
        for name, row in given.items():
            self.codes[name] = self._drawn(name, steady=len(row) == 1) if row.shape[1] > 1 else self.program.row(row)
        for name, one in moving.items():
            self.codes[name] = self._line(name, one)

    def _drawn(self, name: str, *, steady: bool) -> Code:
        among = self.draws if steady else self.paths
        among.append(name)
        return self.program.drawn(len(among) - 1, steady=steady)

    def _line(self, name: str, one: Wired) -> Code:
        read = [self.codes[read] for read in one.reads]
        try:
            found = one.line.rule(*read) if not one.line.loop else None
        except UnspeltError:
            found = None
        if found is None:
            self.unspelt[name] = one
            return self._drawn(name, steady=False)
        return found if isinstance(found, Code) else self.program.row(np.full((1, 1), float(found)))
