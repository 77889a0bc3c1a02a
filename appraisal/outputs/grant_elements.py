"""How concessional each loan is: its grant element at each reference rate beside the least that counts."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from appraisal.ground.numbers import percent
from appraisal.outputs.layout import Listed, Record, indented, listed, spoken
from appraisal.outputs.years_table import NOTHING

HEADINGS = ("Loan", "reference rate", "grant element", "minimum", "concessional")


def grant_elements(record: Record) -> Iterator[RenderableType]:
    """Return the table of grant elements with the sources of its reference rates."""
    yield Text("Grant element: the part of a loan that is a gift, at a reference rate", style="bold")
    yield listed(grant_table(record))
    yield from (indented(source, style="dim") for source in grant_sources(record))
    yield Text("")


def grant_table(record: Record) -> Listed:
    """Return the grant element of each loan at each reference rate, beside the least that counts."""
    return Listed(HEADINGS, "llrrl", tuple(map(_row, record["finance"]["grant_elements"])))


def grant_sources(record: Record) -> list[str]:
    """Return the sources of the reference rates."""
    found = {one["source"]: one["verified"] for one in record["finance"]["grant_elements"]}
    return [f"{source}{'' if verified else ' (verified: no)'}" for source, verified in found.items()]


def _row(one: Record) -> tuple[str, ...]:
    loan, least = spoken(one["loan"]), percent(one["minimum"], 0)
    if one["value"] is None:
        return loan, one["reference"], NOTHING, least, f"none ({one['reason']})"
    met = "yes" if one["value"] >= one["minimum"] else "no"
    return loan, one["reference"], percent(one["value"] + 0.0, 1), least, met
