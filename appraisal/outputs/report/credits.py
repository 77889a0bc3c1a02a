"""The credits: their terms, where each tonne goes, what they bring and cost, and the ledger of each vintage."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.ground.numbers import money, percent, plain
from appraisal.outputs.credits_page import (
    credit_terms,
    ledger_columns,
    ledger_notes,
    money_steps,
    reference_columns,
    tonne_steps,
)
from appraisal.outputs.layout import Record
from appraisal.outputs.report.blocks import Block, Pairs, Picture, Section, prose
from appraisal.outputs.report.by_year import by_year
from appraisal.outputs.report.tables import capital, table_of


def section(record: Record) -> Section | None:
    """Return the section of the credits, or none where the scenario has none."""
    if "credits" not in record:
        return None
    return Section("credits", "Credits", tuple(_blocks(record)))


def _blocks(record: Record) -> Iterator[Block]:
    yield prose(" ".join(_findings(record)))
    yield Pairs(tuple((capital(label), words) for label, words in credit_terms(record)), "Terms")
    yield Picture("credit_waterfall", "Where each tonne goes", _alt(record))
    found, unit = tonne_steps(record)
    yield table_of(found, f"Where each tonne goes, {unit} over the whole life")
    if record["credits"]["money"]:
        found, unit, note = money_steps(record)
        yield table_of(found, f"What credits bring and cost, {unit}, before tax", note=capital(note))
    columns = reference_columns(record)
    if columns:
        yield from by_year(record, "Emissions and what is left to credit", "t", columns)
    note = "; ".join(ledger_notes(record))
    yield from by_year(record, "Ledger: each tonne of a vintage has one use", "t", ledger_columns(record), note=note)


def _tonnes(record: Record) -> dict[str, float]:
    return {step["key"]: step["tonnes"] for step in record["credits"]["tonnes"]}


def _findings(record: Record) -> Iterator[str]:
    found, tonnes = record["credits"], _tonnes(record)
    abated, issued, sold = (tonnes[key] for key in ("abated", "issued", "sold"))
    yield f"Credits are issued under the mechanism “{found['title']}”. {found['about']}".strip()
    if abated > 0:
        yield (
            f"Of {plain(abated, 4)} t avoided over the life, {plain(issued, 4)} t ({percent(issued / abated, 1)}) "
            f"become credits and {plain(sold, 4)} t ({percent(sold / abated, 1)}) are sold by the developer."
        )
    if found["money"]:
        worth = sum(step["present_value"] for step in found["money"])
        brought = money(worth, record["conventions"]["currency"])
        yield f"After their costs they bring {brought} in present value, before tax."


def _alt(record: Record) -> str:
    steps = (f"{step['label']} {plain(step['tonnes'], 4)} t" for step in record["credits"]["tonnes"])
    return f"Steps from the tonnes avoided to those sold: {'; '.join(steps)}."
