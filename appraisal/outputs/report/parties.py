"""The section of the parties: who pays whom, who gains what, and that together they hold the real resources."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.ground.numbers import money
from appraisal.outputs.accounts import NOTES, account_columns, account_values, adds_up, transfers
from appraisal.outputs.layout import Listed, Record, money_words
from appraisal.outputs.report.blocks import Block, Picture, Section, prose
from appraisal.outputs.report.by_year import by_year
from appraisal.outputs.report.tables import capital, joined, table_of


def section(record: Record) -> Section | None:
    """Return the section of the parties, or none where money moves between none of them."""
    if len(record["parties"]["names"]) < 2:
        return None
    return Section("parties", "Who pays, who gains", tuple(_blocks(record)))


def _blocks(record: Record) -> Iterator[Block]:
    yield prose(" ".join(_gains(record)))
    yield Picture("party_accounts", "What each party gains or pays, in present value", _alt(record))
    found, at = account_values(record)
    notes = "; ".join(
        (adds_up(record), *(note for party, note in NOTES.items() if party in record["parties"]["names"]))
    )
    yield table_of(found, f"Accounts in present value, {at}", note=f"{capital(notes)}.")
    paid, at = transfers(record)
    table = Listed(("From", "To", "What", "Present value"), paid.sides, paid.rows)
    yield table_of(table, f"Who pays whom, in present value, {at}", wide=(0, 1, 2))
    yield from _by_year(record)


def _gains(record: Record) -> Iterator[str]:
    """Say which parties gain and which pay, and that together they hold the resources."""
    found, currency = record["parties"], record["conventions"]["currency"]
    worth = found["present_value"]
    ranked = sorted(worth, key=lambda party: -worth[party])
    gaining = [party for party in ranked if worth[party] > 0]
    paying = [party for party in reversed(ranked) if worth[party] < 0]
    sides = ((gaining, "goes to"), (paying, "comes from"))
    said = (
        joined(f"{money(abs(worth[p]), currency)} {verb} the {found['names'][p].lower()}" for p in parties)
        for parties, verb in sides
        if parties
    )
    yield f"Of what each receives less what it pays, in present value, {'; '.join(said)}."
    total = money(found["resource_present_value"], currency)
    yield f"Together that is {total}, the swap's real resources: what parties only pay one another cancels out."


def _alt(record: Record) -> str:
    found, currency = record["parties"], record["conventions"]["currency"]
    said = (f"{found['names'][party]} {money(value, currency)}" for party, value in found["present_value"].items())
    return f"Bars of what each party receives less what it pays, in present value: {'; '.join(said)}."


def _by_year(record: Record) -> Iterator[Block]:
    money_of = money_words(record["conventions"], of_the_year=True)
    yield from by_year(record, "Accounts by year", money_of, account_columns(record))
