"""Sections of a programme's report on what is asked of it: selection under a budget, scorecard, lock-in."""

from __future__ import annotations

from appraisal.ground.numbers import percent
from appraisal.outputs.layout import Record
from appraisal.outputs.programme_choice import OBJECTIVES, choice_rows, indicator, lock_in_table
from appraisal.outputs.report.blocks import Block, Column, Listing, Pairs, Section, Table, prose
from appraisal.outputs.report.tables import joined, table_of


def selection(record: Record) -> Section | None:
    """Return what a budget chooses, where the programme states one."""
    found = record.get("selection")
    if found is None:
        return None
    title = "Selection under the budget"
    if found["status"] != "ok":
        return Section("selection", title, (prose(f"There is none: {found['reason']}."),))
    chosen = joined(found["chosen"]) or "no measure"
    said = f"Asked for the {OBJECTIVES[found['objective']]} within the budget, the choice is {chosen}."
    return Section(
        "selection", title, (prose(said), Pairs(tuple(choice_rows(found, record["conventions"]["currency"]))))
    )


def scorecard(record: Record) -> Section:
    """Return the principles of the package, each measured."""
    columns = (Column("Principle", width="wide"), Column("Indicator", width="wide"), Column("Value", "right"))
    rows = tuple(
        (one["title"] if at == 0 else "", each["name"], indicator(each))
        for one in record["scorecard"]
        for at, each in enumerate(one["indicators"])
    )
    checked = all(one["verified"] for one in record["scorecard"])
    note = "" if checked else "the wording is ours and was not checked against the source papers (verified: no)"
    reasons = [
        f"{each['name']}: {each['reason']}"
        for one in record["scorecard"]
        for each in one["indicators"]
        if each["value"] is None
    ]
    blocks: list[Block] = [Table("Five principles, each measured", columns, rows, note=note)]
    return Section("scorecard", "Scorecard", (*blocks, *([Listing(tuple(reasons))] if reasons else [])))


def lock_in(record: Record) -> Section | None:
    """Return what plants still emit after a stranding year, or above a pathway."""
    tested = record.get("lock_in")
    if not tested:
        return None
    found, reasons = lock_in_table(record)
    shares = [one for one in tested if one["share"]["value"] is not None]
    worst = max(shares, key=lambda one: one["share"]["value"], default=None)
    said = "No plant has emissions to be locked in."
    if worst is not None:
        year = worst["stranding_year"]
        share = f"{percent(worst['share']['value'], 1)} of what it emits over its life"
        said = f"Most is locked in by {worst['measure']}: {share} comes after {year}."
    blocks: list[Block] = [prose(said), table_of(found, "What plants still emit over their life")]
    blocks += [Listing(tuple(f"{', '.join(names)}: {reason}" for reason, names in reasons.items()))] if reasons else []
    return Section("lock_in", "Lock-in", tuple(blocks))
