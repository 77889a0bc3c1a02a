"""Many scenarios of one shape, appraised in one call: a table laid over one scenario, a row each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from appraisal.engine.evaluation import Evaluation, engine_for
from appraisal.engine.model import Model
from appraisal.ground.problem import Problem
from appraisal.ground.sheet import Array
from appraisal.questions.restated import refusals
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.value_table import ValueTable, read_value_table, rows_of, value_table

if TYPE_CHECKING:
    import pandas as pd

BLOCK = 1024
"""Rows that are computed at a time: their arrays stay in the processor's cache."""


@dataclass(frozen=True)
class TableResult:
    """The outcomes of a table of scenarios.

    Attributes:
        table: the rows as they were read, and those that could not be.
        units: the unit of each outcome.
        values: by outcome one figure a row, None where it is undefined or the row failed.
        reasons: by outcome, for each row number in which it is undefined, why.
        warnings: what a reader should know.
    """

    scenario: Scenario
    table: ValueTable
    units: Mapping[str, str]
    values: Mapping[str, tuple[float | None, ...]]
    reasons: Mapping[str, Mapping[int, str]]
    warnings: tuple[Problem, ...] = field(default=())

    def frame(self) -> pd.DataFrame:
        """Return a row a scenario: its name, the figures laid over it, its outcomes; missing where undefined."""
        import pandas as pd

        outcomes = {name: pd.array(list(values), dtype="Float64") for name, values in self.values.items()}
        return pd.DataFrame({"name": list(self.table.names), **self.table.columns, **outcomes})


def appraise_table(
    scenario: Scenario | Model,
    table: Mapping[str, Sequence[Any]] | str | Path,
    outcomes: Iterable[str] | None = None,
    engine: str = "auto",
) -> TableResult:
    """Appraise every row of a table laid over one scenario, in one vectorised call.

    Args:
        scenario: what all rows share.
        table: columns by heading, or a CSV file. ``credits.price [USD/t]`` heads numbers, ``credits.price`` quantities
            such as ``20 USD/t``, ``name`` what the rows are called. An empty cell is what the scenario states.
        outcomes: which are wanted (see `monte_carlo`); all that the scenario has by default.
        engine: ``auto``, ``numpy`` or ``fused``.

    Raises:
        ScenarioError: a heading is no figure that can be varied, or an outcome is unknown. A row that cannot be used is
            in ``result.table.failed`` and stops no other.
        FileError: the file cannot be read.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    read = _read(model, table)
    good = [at for at in range(read.count) if at not in read.failed]
    evaluation = Evaluation(model, tuple(read.columns), outcomes, engine_for(engine, read.count))
    found, reasons = _evaluated(evaluation, read, good)
    units = {name: evaluation.unit(name) for name in evaluation.names}
    return TableResult(model.scenario, read, units, found, reasons, tuple(_against_rules(model, read, good)))


def _read(model: Model, table: Mapping[str, Sequence[Any]] | str | Path) -> ValueTable:
    def find(path: str) -> Any:
        model.refuse_fixed(path)
        return model.figure(path)

    if isinstance(table, str | Path):
        return read_value_table(table, find, model.base_value)
    return value_table({str(name): list(values) for name, values in table.items()}, find, model.base_value)


def _evaluated(
    evaluation: Evaluation, table: ValueTable, good: Sequence[int]
) -> tuple[dict[str, tuple[float | None, ...]], dict[str, dict[int, str]]]:
    values = {name: np.full(table.count, np.nan) for name in evaluation.names}
    reasons: dict[str, dict[int, str]] = {name: {} for name in evaluation.names}
    for first in range(0, len(good), BLOCK):
        chosen = good[first : first + BLOCK]
        found = evaluation.found(rows_of(table.columns, chosen), len(chosen))
        for name, column in found.values.items():
            values[name][chosen] = column
            lacking = [at for at, value in zip(chosen, column, strict=True) if np.isnan(value)]
            reasons[name] |= dict(_reasons(evaluation, table, name, lacking, found.undefined[name]))
    return {name: tuple(map(_number, column)) for name, column in values.items()}, reasons


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _reasons(
    evaluation: Evaluation, table: ValueTable, name: str, rows: Sequence[int], told: Mapping[str, int]
) -> Iterator[tuple[int, str]]:
    """Yield why an outcome is undefined, row by row; rows ``told`` several reasons are looked at again in halves."""
    if len(told) <= 1:
        yield from ((row, reason) for reason in told for row in rows)
        return
    half = len(rows) // 2
    for part in (rows[:half], rows[half:]):
        again = evaluation.found(rows_of(table.columns, part), len(part)).undefined[name]
        yield from _reasons(evaluation, table, name, part, again)


def _against_rules(model: Model, table: ValueTable, good: Sequence[int]) -> Iterator[Problem]:
    """Yield the columns whose ends the scenario could not state by itself, such as a levy below the mechanism's."""
    for path, values in rows_of(table.columns, good).items() if good else ():
        for end, reason in refusals(model, path, _ends(values)).items():
            yield Problem("refused", path, f"at {end:g} the scenario alone would be refused: {reason}")


def _ends(values: Array) -> list[float]:
    return [float(values.min()), float(values.max())]
