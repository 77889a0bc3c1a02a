"""From a table of draws to their outcomes: one number a draw, and of those undefined how many for which reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import numpy as np

from appraisal.engine import cover
from appraisal.engine.bankable import TOLERANCE
from appraisal.engine.break_even import BreakEven, Flags
from appraisal.engine.model import Model, Run
from appraisal.engine.outcomes import OUTCOMES, THRESHOLD, chosen_outcomes
from appraisal.engine.prepared import Prepared
from appraisal.ground.measure import Measure
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.ground.sheet import Array
from appraisal.scenario.rows import Table

ENGINES = ("auto", "numpy", "fused")
PAYS_FROM = 200_000
"""Draws from which the kernel saves more time than it takes to compile: some 15 us a draw, for 3 s to 15 s."""

FUSED_AT_ONCE = 2048
"""Draws that the kernel takes at once: half a logical block, so that two threads and the compiler fit in 250 MiB."""

TOO_EXTREME = "a row passes every number a computer holds"
SEVERAL = "several rates make the present value zero"
UNSOUND = "the debt outlives operation, or is with the grant more than the capital"
NO_CASH = "cash flow before debt service is below zero while a sculpted loan is repaid"
LENT = ("finance.debt", "running", "started", "closing", "finance.drawn", "grant_received", "swap.capex_gap")


@dataclass(frozen=True)
class Found:
    """The outcomes of some draws: ``values`` are ``(draws,)``, NaN where undefined; ``undefined`` counts reasons."""

    values: Mapping[str, Array]
    undefined: Mapping[str, Mapping[str, int]]


class Evaluation:
    """A model made ready to measure outcomes on draws of some figures.

    Args:
        model: the wired sheet.
        paths: the figures that are drawn.
        names: the outcomes that are wanted; all that the scenario has where none is named.
        engine: ``numpy``, ``fused`` (the generated kernel) or ``auto``; afterwards the one that runs.

    Raises:
        ScenarioError: ``unknown-outcome``, ``unknown-engine``, or ``no-kernel`` where the fused engine cannot run.
    """

    def __init__(
        self, model: Model, paths: Iterable[str], names: Iterable[str] | None = None, engine: str = "numpy"
    ) -> None:
        self.model, self.paths = model, tuple(paths)
        self.names = chosen_outcomes(model, names)
        self.break_even = BreakEven(model) if THRESHOLD in self.names else None
        self._sculpted = _sculpted(model)
        found = {
            credited: runner(Prepared(model, self.paths, wanted, credited=credited), wanted, engine)
            for credited in (True, False)
            if (wanted := self._wanted(credited))
        }
        self._runners = {credited: run for credited, (run, _) in found.items()}
        self.engine = "fused" if all(fused for _, fused in found.values()) else "numpy"

    def unit(self, name: str) -> str:
        """Return the unit of an outcome as it is printed."""
        if name == THRESHOLD and self.break_even:
            return self.break_even.unit
        return self.model.scenario.unit(OUTCOMES[name].unit)

    def found(self, table: Table, count: int) -> Found:
        """Return the outcomes of a table of ``count`` draws.

        One draw alone is run beside its twin: sums over a single column may go another way than over several.
        """
        if count == 1:
            twins = self.found({path: np.repeat(np.atleast_1d(one), 2, axis=-1) for path, one in table.items()}, 2)
            return _first(twins)
        if self.engine == "fused" and count > FUSED_AT_ONCE:
            return joined([self.found(_part(table, first), min(FUSED_AT_ONCE, count - first))
                            for first in range(0, count, FUSED_AT_ONCE)])  # fmt: skip
        read = {
            name: _read(measure, barred, count, OUTCOMES[name].otherwise)
            for credited, run in self._runners.items()
            for name, measure, barred in self._measured(run(table), credited, table)
        }
        return Found({name: read[name][0] for name in self.names}, {name: read[name][1] for name in self.names})

    def _of(self, credited: bool) -> list[str]:
        return [name for name in self.names if OUTCOMES[name].credited == credited]

    def _wanted(self, credited: bool) -> tuple[str, ...]:
        """Return the rows that the outcomes of one run need."""
        names = self._of(credited)
        rows = {row for name in names for row in OUTCOMES[name].rows}
        if any(OUTCOMES[name].of_debt for name in names):
            rows |= {*LENT, *self._sculpted, *(("finance.unlevered_cfads",) if self._sculpted else ())}
        if credited and self.break_even:
            rows |= set(self.break_even.rows)
        return tuple(sorted(rows))

    def _measured(self, run: Run, credited: bool, table: Table) -> Iterator[tuple[str, Measure, dict[str, Flags]]]:
        """Yield each outcome of a run, with the draws in which it has no meaning by reason."""
        names = self._of(credited)
        broken = _broken(run, {row for name in names for row in OUTCOMES[name].rows})
        run = _blanked(run, broken) if broken.any() else run
        lent = self._no_debt(run) if any(OUTCOMES[name].of_debt for name in names) else {}
        for name in names:
            barred = {TOO_EXTREME: broken, **(lent if OUTCOMES[name].of_debt else {})}
            yield name, self._measure(name, run, table), barred

    def _measure(self, name: str, run: Run, table: Table) -> Measure:
        measure = OUTCOMES[name].measure
        if measure is None and self.break_even:
            return self.break_even.of(run, table.get(self.break_even.path))
        return measure(run)  # type: ignore[misc]

    def _no_debt(self, run: Run) -> dict[str, Flags]:
        """Tell the draws in which no lender gives the debt, by reason."""
        told = {UNSOUND: cover.unsound(run)}
        if self._sculpted:
            lacking = run.rows["finance.unlevered_cfads"] < -TOLERANCE * np.abs(run.rows["swap.capex_gap"]).sum(axis=0)
            repaid = np.logical_or.reduce([run.rows[name] > 0 for name in self._sculpted])
            told[NO_CASH] = (lacking & repaid).any(axis=0)
        return told


def _first(twins: Found) -> Found:
    """Return the first of two equal draws."""
    undefined = {name: dict.fromkeys(reasons, 1) for name, reasons in twins.undefined.items()}
    return Found({name: values[:1] for name, values in twins.values.items()}, undefined)


def _part(table: Table, first: int) -> dict[str, Array]:
    """Return the draws of a table that are taken at once, from the first on; what is one value for all stays."""
    return {
        path: values if not np.ndim(values) or np.shape(values)[-1] == 1 else values[..., first : first + FUSED_AT_ONCE]
        for path, values in table.items()
    }


def joined(parts: list[Found]) -> Found:
    """Return the outcomes of draws that follow one another as those of one table."""
    undefined = {name: Counter[str]() for name in parts[0].undefined}
    for part in parts:
        for name, reasons in part.undefined.items():
            undefined[name].update(reasons)
    return Found({name: np.concatenate([part.values[name] for part in parts]) for name in parts[0].values}, undefined)


def engine_for(engine: str, draws: int) -> str:
    """Return the engine for so many draws: ``auto`` takes the kernel only where compiling it pays."""
    return "numpy" if engine == "auto" and draws < PAYS_FROM else engine


def runner(prepared: Prepared, wanted: Iterable[str], engine: str) -> tuple[Callable[[Table], Run], bool]:
    """Return what runs a table of draws, and whether that is the kernel generated from the lines.

    ``auto`` takes the kernel where it is there and can spell every line that moves.
    """
    file = prepared.model.scenario.file
    if engine not in ENGINES:
        message = f"unknown engine '{engine}'; there are {', '.join(ENGINES)}"
        raise ScenarioError([Problem("unknown-engine", engine, message, file=file)])
    kernel = None if engine == "numpy" else _kernel(prepared, wanted)
    if kernel is None and engine == "fused":
        message = "the fused engine is not there, or cannot spell a line of this scenario; choose numpy"
        raise ScenarioError([Problem("no-kernel", engine, message, file=file)])
    return (prepared.run, False) if kernel is None else (kernel.run, True)


def _kernel(prepared: Prepared, wanted: Iterable[str]) -> Any:
    try:
        kernel_of = import_module("appraisal.engine.kernel").kernel_of
    except ImportError:
        return None
    return kernel_of(prepared, wanted)


def _sculpted(model: Model) -> list[str]:
    """Return the rows that hold the years in which sculpted loans are repaid."""
    finance = model.scenario.document.finance
    loans = finance.loans.items() if finance else ()
    return [f"finance.loans.{key}.repaying" for key, loan in loans if loan.repayment == "sculpted"]


def _broken(run: Run, rows: Iterable[str]) -> Flags:
    """Tell the draws of which a row is not finite."""
    found = [np.isfinite(run.rows[name]).all(axis=0) for name in rows if name in run.rows]
    return np.asarray(~np.logical_and.reduce(np.broadcast_arrays(*found)))


def _blanked(run: Run, broken: Flags) -> Run:
    """Return the run with the broken draws set to 0, so that the others can be measured."""
    return replace(run, rows={name: np.where(broken, 0.0, row) for name, row in run.rows.items()})


def _read(measure: Measure, barred: Mapping[str, Flags], count: int, otherwise: str) -> tuple[Array, dict[str, int]]:
    """Return a measure as one number a draw, NaN where it is undefined or barred, and the reasons with their counts."""
    value: Any = np.nan if measure.value is None else measure.value
    values: Array = np.array(np.broadcast_to(np.ma.filled(np.ma.asarray(value, dtype=float), np.nan), (count,)))
    reasons: Counter[str] = Counter()
    taken = np.zeros(count, dtype=np.bool_)
    for reason, marked in barred.items():
        reasons[reason] = int((marked & ~taken).sum())
        taken |= marked
    undefined = np.isnan(values)
    if undefined.any():
        reasons.update(_said(measure, np.flatnonzero(undefined & ~taken), count, otherwise))
    values[taken] = np.nan
    return values, {reason: times for reason, times in reasons.items() if times}


def _said(measure: Measure, draws: Any, count: int, otherwise: str) -> Iterator[str]:
    """Yield why a measure is undefined, draw by draw; how many rates there are is left out, so that reasons are few."""
    reasons, status = (
        np.broadcast_to(np.asarray(one, dtype=object), (count,)) for one in (measure.reason, measure.status)
    )
    for draw in draws.tolist():
        yield SEVERAL if status[draw] == "multiple" else str(reasons[draw] or otherwise)
