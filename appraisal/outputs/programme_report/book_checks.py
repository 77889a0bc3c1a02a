"""The checks of a programme's workbook: sums that must agree, and the package as the program has it."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.outputs.layout import Record
from appraisal.outputs.programme_record import AMOUNTS
from appraisal.outputs.programme_report.book_names import NAMES
from appraisal.outputs.programme_report.book_sheets import Built
from appraisal.outputs.workbook.pen import Pen

FIRST = 8
"""The row of the first check, counted from 1."""

CLOSE = 1e-9


def write_checks(pen: Pen, record: Record, built: Built) -> None:
    """Write the checks, and in B5 the count of those that do not hold, which every sheet shows."""
    checks = [*_identities(built), *_as_made(record, built)]
    last = FIRST + len(checks) - 1
    for at, width in enumerate((70, 16, 12)):
        pen.sheet.set_column(at, at, width)
    pen.text(4, 0, "Checks that do not hold", pen.styles.of(bold=True))
    pen.formula(4, 1, f"=SUM(D{FIRST}:D{last})", 0.0, pen.styles.number("0", bold=True))
    pen.text(5, 0, f"A check holds when it is missed by less than {CLOSE:g} of what is compared.", pen.styles.quiet)
    pen.headings(("Check", "Missed by", "", "Fails"), FIRST - 2)
    for at, (name, missed) in enumerate(checks, start=FIRST - 1):
        pen.text(at, 0, name)
        pen.formula(at, 1, f"={missed}", 0.0, pen.styles.number("0.0E+00"))
        pen.formula(at, 2, f'=IF(D{at + 1}=0,"holds","DOES NOT HOLD")', "holds", pen.styles.text)
        text = f"=IF(ISNUMBER(B{at + 1}),IF(B{at + 1}<={CLOSE:.12f},0,1),1)"
        pen.formula(at, 3, text, 0.0, pen.styles.number("0"))


def _identities(built: Built) -> Iterator[tuple[str, str]]:
    for name, one, other in built.identities:
        yield name, f"ABS({one}-{other})/MAX(1,ABS({other}))"


def _as_made(record: Record, built: Built) -> Iterator[tuple[str, str]]:
    """Yield that the package is what the program has, for as long as every measure is built in full."""
    full = f"SUMPRODUCT(ABS({built.shares()}-1))=0"
    for name in AMOUNTS:
        value = record["metrics"][name]["value"]
        missed = f"ABS({built.cells()[name]}-({value!r}))/MAX(1,ABS({value!r}))"
        yield f"{NAMES[name]} as the program has it, where all is built", f"IF({full},{missed},0)"
