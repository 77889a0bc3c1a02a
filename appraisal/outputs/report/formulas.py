"""The section of formulas: every line of the run, printed from the lines that computed it."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.outputs.layout import Record
from appraisal.outputs.report.blocks import Block, Formula, Section, Subheading, prose

INTRODUCTION = (
    "These are the lines that computed this report, {count} formulas for {rows} rows; each row has one value a year. "
    "They are printed from the program itself, not written again. A name stands for the row of that name in the same "
    "place as the formula's own row, or in the places around it: 'output' in a formula of 'project.fuels.coal' is "
    "'project.output'. What a scenario states beats what a line would compute. A row named 'whole_year' is 1 year."
)


def section(record: Record) -> Section | None:
    """Return the section of formulas."""
    chapters = record["formulas"]
    if not chapters:
        return None
    return Section("formulas", "Formulas", (_introduction(chapters), *_blocks(chapters)), own_page=True)


def _introduction(chapters: list[Record]) -> Block:
    formulas = [one for chapter in chapters for one in chapter["formulas"]]
    return prose(INTRODUCTION.format(count=len(formulas), rows=sum(len(one["rows"]) for one in formulas)))


def _blocks(chapters: list[Record]) -> Iterator[Block]:
    for chapter in chapters:
        yield Subheading(chapter["title"])
        yield from map(_formula, chapter["formulas"])


def _formula(one: Record) -> Formula:
    unit = "" if one["unit"] == "1" else one["unit"]
    return Formula(", ".join(one["rows"]), unit, one["words"], f"{one['means']}{_transfer(one)}{_loop(one)}")


def _transfer(one: Record) -> str:
    """Say between whom the row moves money, where it does."""
    if one["pays"] and one["to"]:
        return f" Paid by the {one['pays']} to the {one['to']}."
    return ""


def _loop(one: Record) -> str:
    return " A loop over the years, which no single formula spells." if one["year_by_year"] else ""
