"""The credit lines of a scenario, run on rows of many plants or many sectors at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from appraisal.engine.books import lines_for
from appraisal.engine.model import Model
from appraisal.ground.sheet import Array, evaluate, wire
from appraisal.scenario.rows import axis_for, given_rows

OUTPUT, USUAL, ABATEMENT = "swap.output", "swap.baseline_emissions", "swap.abatement"
IDENTIFIED = "credits.identified_baseline"


@dataclass(frozen=True)
class PlantRows:
    """Rows of plants ``(years, plants)``: output, emissions as usual, tonnes avoided by their effort."""

    output: Array
    usual: Array
    abatement: Array

    def over(self, years: int) -> PlantRows:
        """Return the rows over so many years; a plant gives nothing after its life."""
        return PlantRows(*(_over(row, years) for row in (self.output, self.usual, self.abatement)))

    @property
    def held(self) -> dict[str, Array]:
        """The rows by the names under which the credit lines read them."""
        return {OUTPUT: self.output, USUAL: self.usual, ABATEMENT: self.abatement, IDENTIFIED: self.usual}


def _over(row: Array, years: int) -> Array:
    return np.concatenate([row, np.zeros((max(years - len(row), 0), row.shape[1]))])[:years]


class CreditRows:
    """Some rows of a scenario's credits with only the lines that they need, for any rows held in place of others.

    Args:
        model: the wired sheet.
        wanted: the rows to compute.
        held: the rows that are given in place of being computed.
    """

    def __init__(self, model: Model, wanted: Iterable[str], held: Iterable[str]) -> None:
        scenario = model.scenario
        axis = axis_for(scenario, {})
        self.years = axis.count
        self._given = given_rows(scenario, axis, {})
        self._wired = wire(lines_for(scenario, credited=True), {*self._given, *held}, tuple(wanted))

    def of(self, rows: Mapping[str, Array]) -> dict[str, Array]:
        """Return the rows for rows held, ``(years, columns)``."""
        return evaluate(self._wired, {**self._given, **rows})
