"""LibreOffice computes every shipped workbook anew, from wrong caches, and agrees with Python on every formula."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.outputs.record import record_of
from appraisal.outputs.workbook import workbook
from appraisal.scenario.load import load
from tests.outputs.workbook import recalculating
from tests.outputs.workbook.changing import changes_of
from tests.outputs.workbook.recalculating import Book, broken, changed, differences, read, typed_over

ROOT = Path(__file__).parents[3]
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
OWN = sorted((ROOT / "tests" / "outputs" / "cases").glob("*.yaml"))
UGLY = [path for path in OWN if path.stem in ("sixty_years", "six_loans", "trillions", "never_earns")]

needs_office = pytest.mark.skipif(
    recalculating.SOFFICE is None,
    reason="NOT CHECKED: no workbook was recalculated, as LibreOffice is missing (install libreoffice-calc)",
)


@cache
def appraised(path: Path) -> Appraisal:
    return appraise(load(path))


@cache
def written(path: Path) -> bytes:
    return workbook(appraised(path), record_of(appraised(path)))


def without(book: Book, *sheets: str) -> Book:
    kept = {name: cells for name, cells in book.formulas.items() if name not in sheets}
    return Book(book.values, kept, book.names)


@needs_office
def test_every_formula_agrees_with_python_from_wrong_caches(tmp_path) -> None:
    books = {path.stem: written(path) for path in [*SHIPPED, *UGLY]}
    found = recalculating.recalculated({name: broken(book) for name, book in books.items()}, tmp_path)
    said = {name: differences(read(book), found[name]) for name, book in books.items()}
    assert {name: one[:3] for name, one in said.items() if one} == {}
    assert all(sum(map(len, read(book).formulas.values())) > 1000 for book in books.values())


# Bars of the sensitivity table keep their low and high values and may change places: they are compared by path.
MOVING = ("Sensitivity", "Working")


@needs_office
def test_changed_inputs_move_everything_as_in_python(tmp_path) -> None:
    books, known, counts = {}, {}, {}
    for path in SHIPPED:
        changes, other = changes_of(appraised(path))
        cells = {(one.sheet, one.address): one.value for one in changes}
        books[path.stem] = broken(changed(written(path), cells))
        known[path.stem] = read(workbook(other, record_of(other)))
        counts[path.stem] = len(changes)
    assert min(counts.values()) >= 10
    found = recalculating.recalculated(books, tmp_path)
    said = {name: differences(without(book, *MOVING), found[name], reasons=False) for name, book in known.items()}
    assert {name: one[:3] for name, one in said.items() if one} == {}
    for name, book in known.items():
        bars, others = _bars(found[name]), _bars(book)
        for bar in bars.keys() & others.keys():
            assert bars[bar] == pytest.approx(others[bar], rel=1e-9), (name, bar)


def _bars(book: Book) -> dict[tuple[str, float, float], list[float]]:
    """Return NPV at low and at high of each bar, by path and ends."""
    cells = book.values["Sensitivity"]
    rows = [row for row in range(9, 30) if f"G{row}" in cells]
    return {
        (str(cells[f"B{row}"]), round(float(cells[f"E{row}"]), 9), round(float(cells[f"F{row}"]), 9)): [
            float(cells[f"G{row}"]),
            float(cells[f"H{row}"]),
        ]
        for row in rows
    }


@needs_office
def test_the_comparison_can_fail(tmp_path) -> None:
    """A workbook that is not computed anew, one with a changed input, and one with a wrong formula are all noticed."""
    path = ROOT / "scenarios" / "usc_vs_subcritical.yaml"
    book = written(path)
    known = read(book)
    assert len(differences(known, read(broken(book)))) > 1000
    row = next(cell for cell, text in known.values["Inputs"].items() if text == "discount_rate").removeprefix("B")
    moved = broken(changed(book, {("Inputs", f"C{row}"): 0.0801}))
    found = recalculating.recalculated({"moved": moved}, tmp_path)["moved"]
    assert any("Metrics!" in one for one in differences(known, found))


@needs_office
def test_a_formula_that_is_typed_over_is_told_on_every_sheet(tmp_path) -> None:
    content = written(ROOT / "scenarios" / "usc_bilateral_package.yaml")
    names = read(content).values["Sheet"]
    rows = {name: next(at[1:] for at, said in names.items() if at[0] == "A" and said == name) for name in OVERWRITTEN}
    books = {name.replace(".", "_"): typed_over(content, "Sheet", f"J{row}", 12345678.0) for name, row in rows.items()}
    for name, found in recalculating.recalculated(books, tmp_path).items():
        assert found.values["Checks"]["B5"] >= 1, name
        assert "checks do not hold" in str(found.values["Cover"]["A3"]), name


OVERWRITTEN = ("credits.sold", "swap.abatement", "finance.loans.yen.balance")
