"""What the metrics of a workbook are measured on: its rows, its working rows, and the cells in which metrics stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from appraisal.engine.appraisal import Metric
from appraisal.ground.cells import Cell, Page, Row
from appraisal.outputs.workbook import formulas
from appraisal.outputs.workbook.formulas import Flow, first_of, summed, written
from appraisal.outputs.workbook.lines import SHEET, Found, Sheets

NAME = "Metrics"
FIRST_METRIC = 6
"""The row of the first metric, counted from 1."""

STATED = "as the program computed it: no formula of this workbook measures it, and it does not follow a changed input"


@dataclass(frozen=True)
class Entry:
    """One metric: its formula as one cell, or None where only the program's value stands."""

    key: str
    metric: Metric
    cell: Cell | None
    note: str = ""


@dataclass
class Measured:
    """The metrics of a workbook, with the working rows that they need."""

    sheets: Sheets
    page: Page
    entries: list[Entry] = field(default_factory=list)
    live: set[str] = field(default_factory=set)
    flows: dict[tuple[str, bool], Flow] = field(default_factory=dict)
    halves: dict[tuple[str, bool], Flow] = field(default_factory=dict)
    firsts: dict[str, Row] = field(default_factory=dict)

    def rows(self, credited: bool) -> Found:
        """Return the rows of the run with credits or without."""
        return self.sheets.credited if credited else self.sheets.uncredited

    def row(self, name: str, credited: bool = True) -> Row:
        """Return a row that is a line."""
        found = self.rows(credited)[name]
        return found if isinstance(found, Row) else written(self.page, name, found)

    def see(self, name: str, credited: bool = True) -> Cell:
        """Return a row or a fixed cell as formulas of this page write it."""
        found = self.rows(credited)[name]
        return self.page.see(found) if isinstance(found, Row) else Cell(self.page, found.text, found.rank, found.values)

    def sum(self, name: str, credited: bool = True) -> Cell:
        """Return the sum of a row over the years."""
        return summed(self.page, self.row(name, credited))

    def address(self, key: str) -> str:
        """Return the cell in which a metric stands."""
        keys = list(self.sheets.appraisal.metrics)
        return f"$C${FIRST_METRIC + keys.index(key)}"

    def value(self, key: str) -> float | None:
        """Return the program's value of a metric."""
        return self.sheets.appraisal.metrics[key].value

    @property
    def elapsed(self) -> Row:
        """The row that counts the years from 0."""
        found = self.sheets.pages[SHEET].elapsed
        assert found is not None
        return found

    @property
    def rate(self) -> Cell:
        """The discount rate."""
        return first_of(self.page, self.rows(True)["discount_rate"])

    def flow(self, name: str, credited: bool) -> Flow:
        """Return a yearly flow with its working rows, written once."""
        key = (name, credited)
        if key not in self.flows:
            said = f"{name}{'' if credited else ', without credits'}"
            self.flows[key] = formulas.flow_of(self.page, said, self.see(name, credited))
        return self.flows[key]


Rule = Callable[[Measured, str, bool], Cell | None]
"""From the name of a metric, and whether it is measured with credits, to its cell."""
