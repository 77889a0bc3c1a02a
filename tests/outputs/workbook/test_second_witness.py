"""A second, quick witness in every run: formualizer computes the sheets of lines anew.

It runs neither SUMIF nor ABS over arrays. Workbooks whose lines spread cost by age, and the sheets of metrics and
checks, are left to LibreOffice.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from appraisal.engine.appraisal import appraise
from appraisal.outputs.record import record_of
from appraisal.outputs.workbook import workbook
from appraisal.scenario.load import load
from tests.outputs.workbook.recalculating import Book, broken, differences, read

formualizer = pytest.importorskip("formualizer")
ROOT = Path(__file__).parents[3]
LINES = ("Sheet", "Without credits", "Working", "Credits", "Sensitivity")
WITHOUT_SPREAD = ("usc_vs_subcritical", "usc_mechanisms", "usc_stress")


def _witnessed(content: bytes) -> Book:
    return read(formualizer.recalculate_xlsx_bytes(broken(content))["bytes"])


@pytest.mark.parametrize("name", WITHOUT_SPREAD)
def test_formualizer_agrees_on_every_line(name) -> None:
    result = appraise(load(ROOT / "scenarios" / f"{name}.yaml"))
    content = workbook(result, record_of(result))
    known = read(content)
    lines = {
        sheet: {at: text for at, text in known.formulas[sheet].items() if at != "A3"}
        for sheet in LINES
        if sheet in known.formulas
    }
    assert sum(map(len, lines.values())) > 5000
    assert differences(Book(known.values, lines), _witnessed(content)) == []
    assert differences(Book(known.values, lines), read(broken(content))) != []
