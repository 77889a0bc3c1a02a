"""Public support in one panel: what each government gives, what it comes to per tonne, and what it moves beside it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from appraisal.ground.numbers import money, percent
from appraisal.outputs.finance_panel import GRANTORS
from appraisal.outputs.layout import LABEL, Listed, Record, cell, money_words, pairs, panel, spoken

KINDS = {
    "grant": "Capital grant",
    "loan": "Loan",
    "technical_assistance": "Technical assistance",
    "mrv": "Monitoring system",
    "price_guarantee": "Price guarantee",
}
"""What each kind of support is called."""


def support_panel(record: Record) -> RenderableType:
    """Return the panel of a scenario to which governments give money."""
    body = Group(_table(record), Text(""), pairs(support_rows(record)))
    at = f"present value at {percent(record['conventions']['discount_rate'])}, {money_words(record['conventions'])}"
    return panel(body, f"Public support, {at}")


def _table(record: Record) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), show_header=False)
    table.add_column("", style="dim", min_width=LABEL)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("")
    found = support_parts(record)
    for row in found.rows:
        table.add_row(*map(Text, row))
    table.add_row(*map(Text, found.total), style="bold")
    return table


def support_parts(record: Record) -> Listed:
    """Return what each government gives, what it is worth, and how much of a loan is a gift."""
    parts = record["support"]["parts"]
    rows = ((_name(one), _money(record, one["present_value"]), _words(record, one)) for one in parts)
    total = ("All public money", _money(record, record["support"]["total"]), _shares(record))
    return Listed(("Support", "present value", ""), "lrl", tuple(rows), total)


def _name(one: Record) -> str:
    return f"{KINDS[one['kind']]}, {spoken(one['name'])}" if one["name"] else KINDS[one["kind"]]


def _money(record: Record, value: float) -> str:
    return money(value, record["conventions"]["currency"])


def _words(record: Record, one: Record) -> str:
    """Say who gives, and of a loan how much of it is a gift."""
    giver = f"from {GRANTORS[one['from']]}"
    if one["face"] is not None:
        lent, worth = (_money(record, one[name]) for name in ("face", "drawn_present_value"))
        return f"{giver}: a gift of {percent(one['grant_element'], 1)} of {lent} lent, which are worth {worth}"
    return giver if one["present_value"] else f"{giver}: never called in this case"


def _shares(record: Record) -> str:
    found = record["support"]["by_government"]
    if len(found) == 1:
        return f"all from {GRANTORS[next(iter(found))]}"
    return ", ".join(f"{payer} {_money(record, value)}" for payer, value in found.items())


def support_rows(record: Record) -> Iterator[tuple[str, str]]:
    """Say what public money comes to per tonne, what it moves beside it, and what of it is not counted."""
    found = record["support"]
    tonnes, plainly = (cell(found[name]) for name in ("per_tonne", "per_tonne_undiscounted"))
    if found["per_tonne"]["value"] is None:
        yield "Public money per tonne", f"none: {found['per_tonne']['reason']}"
    else:
        yield "Public money per tonne", f"{tonnes} of discounted tonnes, {plainly} of tonnes as they are avoided"
    yield "Leverage", _leverage_words(record)
    if any(one["kind"] == "loan" for one in found["parts"]):
        reference = found["reference"]
        checked = "" if reference["verified"] else " (verified: no)"
        yield "Loans", f"count by what they give away at a reference rate: {reference['label']}{checked}"
    if found["left_out"]:
        names = ", ".join(map(_row_words, found["left_out"]))
        yield "Not counted", f"{names}: paid by a government, but no direct support"


def _leverage_words(record: Record) -> str:
    found, unit = record["support"], record["conventions"]["currency"]
    if found["leverage"]["value"] is None:
        return f"none: {found['leverage']['reason']}"
    other, outlays = _money(record, found["outlays"] - found["capital"]), _money(record, found["outlays"])
    said = f"{found['leverage']['value']:.2f} {unit} of other money for each {unit} of public money"
    lent = any(one["kind"] == "loan" for one in found["parts"])
    others = "others, and loans as far as they are paid back, bring" if lent else "others bring"
    return f"{said}; {others} {other} of {outlays} of capital"


def _row_words(row: str) -> str:
    return spoken(row.split(".")[1]) if row.startswith("items.") else "the price on emissions that is not paid"
