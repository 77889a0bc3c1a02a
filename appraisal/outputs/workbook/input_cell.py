"""One cell, or one row of cells, that a reader of the workbook may change."""

from __future__ import annotations

from dataclasses import dataclass

from appraisal.ground.cells import column_name
from appraisal.scenario.figure import Kind

SHEET = "Inputs"
VALUE, CONVERTED = 2, 5
"""The columns of the value as typed and of the value in the sheet's unit; lists run on from the first."""

YEAR = Kind("yr", "2015", low=1900, high=2300, whole=True)
RATE = Kind("1", "2 %", low=-1.0, high=10.0, open_low=True)
FACTOR = Kind("1", "110 %", low=-1e6, high=1e6)
SHARE = Kind("1", "25 %", low=0, high=1)
ANY = Kind("1", "1")


@dataclass(frozen=True)
class Input:
    """One figure, or one list of them, as a reader sees it; ``name`` is what formulas call its first cell.

    ``factor`` turns the values as typed into the sheet's unit. ``why`` says why a cell cannot be changed. ``years``
    are the years of a series; of a plain list it is empty.
    """

    name: str
    label: str
    values: tuple[float, ...]
    unit: str = ""
    factor: float = 1.0
    sheet_unit: str = ""
    kind: Kind = ANY
    low: float | None = None
    high: float | None = None
    source: str = ""
    note: str = ""
    why: str = ""
    years: tuple[int, ...] = ()
    between: str = ""
    listed: bool = False
    formula: str = ""
    row: int = 0
    address: str = ""

    @property
    def percent(self) -> bool:
        """Whether the value is shown in percent."""
        return self.unit.startswith("%")

    @property
    def text(self) -> str:
        """What a formula writes for the value in the sheet's unit."""
        if self.factor == 1:
            return self.address or f"{SHEET}!$C${self.row}"
        return f"{self.address}.converted" if self.address else f"{SHEET}!$F${self.row}"

    @property
    def span(self) -> str:
        """The range of a list."""
        return f"{SHEET}!$C${self.row}:${column_name(VALUE + len(self.values) - 1)}${self.row}"

    @property
    def span_of_years(self) -> str:
        """The range of the years of a series, which stand in the row above its values."""
        return f"{SHEET}!$C${self.row - 1}:${column_name(VALUE + len(self.values) - 1)}${self.row - 1}"
