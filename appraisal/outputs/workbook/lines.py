"""The pages of lines: with credits, without, and parts of them computed anew with one figure changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from appraisal.engine.appraisal import Appraisal
from appraisal.engine.model import Model, Run
from appraisal.ground.cells import Cell, Page, Row, write_lines
from appraisal.ground.sheet import Wired, evaluate
from appraisal.outputs.workbook.given import given_cells
from appraisal.outputs.workbook.inputs import Plan, plan_of, section_name
from appraisal.outputs.workbook.loops import SPELT
from appraisal.questions.one_at_a_time import ranged
from appraisal.scenario.rows import axis_for, given_rows

FIRST_YEAR = 4
"""The column of the first year on every page, counted from 0."""

FIRST_ROW = 6
"""The row of the first line, counted from 1."""

SHEET, PLAIN = "Sheet", "Without credits"

Found = Mapping[str, Row | Cell]


@dataclass(frozen=True)
class Sheets:
    """The rows of a workbook before they are written.

    Attributes:
        run: the base case with credits, and ``plain`` without, on an axis with room for the longest life.
        credited: every row and fixed cell that the lines read or make, with credits; ``uncredited`` without.
        pages: the pages of lines by the name of the worksheet.
    """

    appraisal: Appraisal = field(repr=False)
    plan: Plan
    run: Run = field(repr=False)
    plain: Run = field(repr=False)
    credited: Found
    uncredited: Found
    pages: Mapping[str, Page]

    @property
    def model(self) -> Model:
        """The wired sheet."""
        return self.appraisal.model

    @property
    def years(self) -> int:
        """How many years the sheet has room for."""
        return self.run.axis.count

    def page(self, name: str, first_row: int = FIRST_ROW) -> Page:
        """Return a further page whose years stand in the same columns."""
        page = Page(name, self.years, FIRST_YEAR, first_row)
        page.elapsed = self.pages[SHEET].elapsed
        return page


def sheets_of(appraisal: Appraisal) -> Sheets:
    """Return the sheet of an appraisal as rows of formulas with their numbers."""
    model, plan = appraisal.model, plan_of(appraisal.model)
    run, plain = (_roomy(appraisal, credited) for credited in (True, False))
    page = Page(SHEET, run.axis.count, FIRST_YEAR, FIRST_ROW)
    read = {name for wired in (model.credited, model.plain) for one in wired.values() for name in one.reads}
    page.heading("Years, series and dates of the scenario")
    given = given_cells(page, plan, appraisal.scenario, given_rows(appraisal.scenario, run.axis, {}), read)
    credited = {**given, **_blocks(page, model.credited, given, run)}
    if not model.has_credits:
        return Sheets(appraisal, plan, run, plain, credited, credited, {SHEET: page})
    other = Page(PLAIN, run.axis.count, FIRST_YEAR, FIRST_ROW)
    other.elapsed = page.elapsed
    uncredited = {**given, **_blocks(other, model.plain, given, plain)}
    return Sheets(appraisal, plan, run, plain, credited, uncredited, {SHEET: page, PLAIN: other})


def _blocks(page: Page, wired: Mapping[str, Wired], given: Found, run: Run) -> dict[str, Row]:
    """Write the lines with a heading above each block."""
    written: dict[str, Row] = {}
    for block, part in groupby(in_blocks(wired).items(), lambda item: block_of(item[0])):
        page.heading(section_name(block) if block else "Swap as a whole")
        written |= write_lines(page, dict(part), {**given, **written}, run.rows, SPELT)
    return written


def _roomy(appraisal: Appraisal, credited: bool) -> Run:
    """Return the base case on the axis that the longest life within the ranges needs."""
    scenario, model = appraisal.scenario, appraisal.model
    ends = {path: np.array([model.base_value(path), *reach]) for path, reach in ranged(model)[0].items()}
    axis = axis_for(scenario, ends)
    wired = model.credited if credited else model.plain
    with np.errstate(all="ignore"):
        rows = evaluate(wired, given_rows(scenario, axis, {}))
    return Run(scenario, wired, rows, axis, model.timing)


def in_blocks(wired: Mapping[str, Wired]) -> dict[str, Wired]:
    """Return the lines in an order in which they can be computed, those of one part of the model together if they can.

    From the lines whose rows are all there, the next one is of the part that the last one was of, where there is one.
    """
    waiting, done, last = dict(wired), {}, ""
    while waiting:
        ready = [name for name, one in waiting.items() if not any(read in waiting for read in one.reads)]
        name = next((one for one in ready if block_of(one) == last), ready[0])
        last = block_of(name)
        done[name] = waiting.pop(name)
    return done


def block_of(name: str) -> str:
    """Return the part of the model that a line belongs to.

    >>> block_of("finance.loans.bank.interest"), block_of("cash_flow")
    ('finance', '')
    """
    return name.partition(".")[0] if "." in name else ""


def recomputed(
    page: Page, wired: Mapping[str, Wired], seen: Found, changed: Found, goals: Iterable[str], run: Run
) -> dict[str, Row | Cell]:
    """Write once more, with some rows changed, the lines that these move and that the goals need."""
    moved = set(changed)
    for name, one in wired.items():
        if any(read in moved for read in one.reads):
            moved.add(name)
    needed = _needed(wired, goals)
    part = {name: one for name, one in wired.items() if name in moved & needed and name not in changed}
    written = write_lines(page, part, {**seen, **changed}, run.rows, SPELT)
    return {**seen, **changed, **written}


def _needed(wired: Mapping[str, Wired], goals: Iterable[str]) -> set[str]:
    needed = set(goals)
    for name in reversed(list(wired)):
        if name in needed:
            needed |= set(wired[name].reads)
    return needed
