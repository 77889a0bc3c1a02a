"""The section of the parties: who pays whom, who gains what, and the economic view, which is never mixed with it."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.ground.numbers import money
from appraisal.outputs.accounts import ECONOMIC, NOTES, account_values, adds_up, transfers
from appraisal.outputs.economic_panel import economic_rows
from appraisal.outputs.layout import Listed, Record, money_words
from appraisal.outputs.report.blocks import Block, Pairs, Picture, Section, Subheading, prose
from appraisal.outputs.report.tables import capital, joined, table_of
from appraisal.outputs.years_table import NOISE, amount, scale_words

TOGETHER = "All: resource flow"


def section(record: Record) -> Section | None:
    """Return the section of the parties, or none where money moves between none of them."""
    found = record["parties"]
    if len(found["names"]) < 2 and "economic" not in record:
        return None
    return Section("parties", "Who pays, who gains", tuple(_blocks(record)))


def _blocks(record: Record) -> Iterator[Block]:
    if len(record["parties"]["names"]) > 1:
        yield from _financial(record)
    if "economic" in record:
        yield from _economic(record)


# ---- the financial view ----------------------------------------------------------------------------------------------


def _financial(record: Record) -> Iterator[Block]:
    yield prose(" ".join(_gains(record)))
    yield Picture("party_accounts", "Account of each party over the years", _alt(record))
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
    return f"Accounts of the parties by year; in present value {'; '.join(said)}."


def _by_year(record: Record) -> Iterator[Block]:
    found = record["parties"]
    columns = {found["names"][party]: values for party, values in found["accounts"].items()}
    columns[TOGETHER] = found["resource_flow"]
    yield from _yearly(record, "Accounts by year", columns)


def _yearly(record: Record, title: str, columns: dict[str, list[float]]) -> Iterator[Block]:
    """Yield a table with a row a year and a last row of sums, all at one scale."""
    sums = {label: sum(values) for label, values in columns.items()}
    size, word = scale_words(value for label, values in columns.items() for value in (*values, sums[label]))
    least = NOISE * max((abs(value) for values in columns.values() for value in values), default=0.0)
    rows = (
        (str(year), *(amount(values[at], size, 2, least) for values in columns.values()))
        for at, year in enumerate(record["years"])
    )
    total = ("Sum", *(amount(value, size, 2, least) for value in sums.values()))
    table = Listed(("Year", *columns), "l" + "r" * len(columns), tuple(rows), total)
    money_of = money_words(record["conventions"], of_the_year=True)
    yield table_of(table, f"{title}, {word}{money_of}", wide=())


# ---- the economic view -----------------------------------------------------------------------------------------------


def _economic(record: Record) -> Iterator[Block]:
    found, currency = record["economic"], record["conventions"]["currency"]
    low, high = (money(found[f"npv_{end}"], currency) for end in ("low", "high"))
    yield Subheading("The economic view: resources instead of transfers")
    yield prose(
        f"To the country the swap is worth {low} to {high}, by the low and the high shadow price of carbon; without "
        f"any value of carbon {money(found['resources_present_value'], currency)}. {APART}"
    )
    yield Pairs(tuple(economic_rows(record)))
    lines = record["lines"]
    columns = {
        label.replace("-\n", "-").replace("\n", " "): [sign * value for value in lines[f"economic.{name}"]["values"]]
        for label, name, sign in ECONOMIC
    }
    yield from _yearly(record, "Economic view by year; present value (PV) at the social rate", columns)


APART = (
    "This view leaves out what parties only pay one another, counts energy at what it costs the country, and discounts "
    "at a social rate. It answers another question than the net present value of the swap; the two are never added."
)
"""What keeps the economic view apart from the financial one."""
