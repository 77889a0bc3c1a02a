"""Who pays whom: the accounts of the parties, the transfers between them, resources, and the economic view."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.text import Text

from appraisal.ground.numbers import percent
from appraisal.outputs.conventions_card import conventions_card
from appraisal.outputs.economic_panel import economic_panel
from appraisal.outputs.layout import Listed, Record, indented, listed, masthead, money_words, put, spoken
from appraisal.outputs.screen import warnings
from appraisal.outputs.support_panel import support_panel
from appraisal.outputs.years_table import Column, amount, scale_words, yearly

PARTS = (
    "format",
    "version",
    "scenario",
    "conventions",
    "parties",
    "support",
    "economic",
    "years",
    "checks",
    "warnings",
    "unchecked",
)
RESOURCES = "resources"
"""What stands in place of a party where money is spent on real resources, or saved."""

NOTES = {
    "buyer": "money only: the tonnes that change hands are not valued here",
    "lenders": "interest is charged from the start of the year of a draw, and the draw counts with that year's flows",
}
"""What to know of an account, by its party."""

ROWS = {
    "resource_capital": "capital, less what is left of it at the end",
    "resource_gain": "savings and benefits less yearly costs",
    "credit_revenue": "credits",
    "tax_paid": "tax",
    "grant_received": "capital grant",
    "carbon_price.charge_saved": "price on emissions that is not paid",
    "support.technical_assistance.support_cost": "technical assistance",
    "support.mrv.support_cost": "monitoring, reporting and verification",
    "support.price_guarantee.guarantee_payment": "price guarantee",
    "finance.reserve.movement": "paid into the debt service reserve",
    "finance.reserve.income": "interest on the debt service reserve",
}
LOAN_ROWS = {
    "draw": "loan drawn",
    "interest_paid": "interest",
    "principal": "principal",
    "upfront_fee": "upfront fee",
    "commitment": "commitment fee",
}
ECONOMIC = (
    ("Capital", "capital_cost", -1),
    ("Fuel\nsaving", "fuel_saving", 1),
    ("Operating\ngain", "operating_gain", 1),
    ("Co-\nbenefits", "co_benefits", 1),
    ("Carbon,\nlow", "carbon_value_low", 1),
    ("Carbon,\nhigh", "carbon_value_high", 1),
    ("PV, low", "present_value_low", 1),
    ("PV, high", "present_value_high", 1),
)


def parties_part(record: Record) -> Record:
    """Return what the record says of the parties and of the economic view."""
    lines = {name: line for name, line in record["lines"].items() if name.startswith(("economic.", "resource_"))}
    return {**{name: record[name] for name in PARTS if name in record}, "lines": lines}


def show(record: Record, console: Console) -> None:
    """Print the accounts of the parties."""
    put(_parts(record), console)


def _parts(record: Record) -> Iterator[RenderableType]:
    yield from masthead(record)
    yield conventions_card(record)
    yield from _values(record)
    yield from _transfers(record)
    yield from _by_year(record)
    if "support" in record:
        yield support_panel(record)
    if "economic" in record:
        yield economic_panel(record)
        yield from _economic_years(record)
    yield from warnings(record)


def _at(record: Record) -> str:
    conventions = record["conventions"]
    return f"{money_words(conventions)}, at {percent(conventions['discount_rate'])}"


def _values(record: Record) -> Iterator[RenderableType]:
    found, at = account_values(record)
    yield Text(f"Accounts in present value, {at}", style="bold")
    yield listed(found)
    yield indented(adds_up(record))
    yield from (indented(note, style="dim") for party, note in NOTES.items() if party in record["parties"]["names"])
    yield Text("")


def account_values(record: Record) -> tuple[Listed, str]:
    """Return the account of each party in present value: what it receives, pays and keeps; and in what money."""
    found = record["parties"]
    rows = {party: moved(record, party) for party in found["names"]}
    size, word = scale_words([value for pair in rows.values() for value in pair])
    net = [(found["names"][party], *pair, found["present_value"][party]) for party, pair in rows.items()]
    lines = ((name, *(amount(value, size, 2) for value in values)) for name, *values in net)
    last = ("All parties: real resources", "", "", amount(found["resource_present_value"], size, 2))
    return Listed(("Party", "receives", "pays", "net"), "lrrr", tuple(lines), last), f"{word}{_at(record)}"


def moved(record: Record, party: str) -> tuple[float, float]:
    """Return what a party receives and what it pays, resources included; a flow below zero goes the other way."""
    signed = [
        sign * one["present_value"]
        for one in record["parties"]["transfers"]
        for side, sign in (("to", 1), ("pays", -1))
        if one[side] == party
    ]
    return sum(value for value in signed if value > 0) + 0.0, sum(value for value in signed if value < 0) + 0.0


def adds_up(record: Record) -> str:
    """Say that the accounts add up to resources, as the check of every year has found."""
    check = next(check for check in record["checks"] if check["name"].endswith("parties add up to resources"))
    held = "add up" if check["ok"] else "DO NOT add up"
    return f"checked in every year: the accounts {held} to the real resource flow"


def _transfers(record: Record) -> Iterator[RenderableType]:
    found, at = transfers(record)
    yield Text(f"Who pays whom, present value, {at}", style="bold")
    yield listed(found)


def transfers(record: Record) -> tuple[Listed, str]:
    """Return who pays whom and what for, the largest first, and in what money."""
    found = sorted(record["parties"]["transfers"], key=lambda one: -abs(one["present_value"]))
    size, word = scale_words([one["present_value"] for one in found])
    rows = ((*_sides(record, one), amount(abs(one["present_value"]), size, 2)) for one in found)
    return Listed(("From", "to", "what", ""), "lllr", tuple(rows)), f"{word}{_at(record)}"


def _sides(record: Record, one: Record) -> tuple[str, str, str]:
    """Return who pays, who receives and what; a flow below zero is turned around."""
    payer, payee = (record["parties"]["names"].get(one[side], RESOURCES) for side in ("pays", "to"))
    what = _row_words(one["row"])
    return (payer, payee, what) if one["present_value"] >= 0 else (payee, payer, what)


def _row_words(row: str) -> str:
    if row in ROWS:
        return ROWS[row]
    scope, _, name = row.rpartition(".")
    owner = spoken(scope.rpartition(".")[2])
    return f"{LOAN_ROWS[name]}, {owner}" if name in LOAN_ROWS else owner


def _by_year(record: Record) -> Iterator[RenderableType]:
    money = money_words(record["conventions"], of_the_year=True)
    yield from yearly("Accounts by year", money, record["years"], account_columns(record))


def account_columns(record: Record) -> list[Column]:
    """Return the account of each party by year, all of them together, and the real resources that they add up to."""
    found = record["parties"]
    columns = [
        Column(found["names"][party].replace(" ", "\n"), values, total=True)
        for party, values in found["accounts"].items()
    ]
    together = [sum(values) for values in zip(*found["accounts"].values(), strict=True)]
    return [
        *columns,
        Column("All\nparties", together, total=True),
        Column("Resource\nflow", found["resource_flow"], total=True),
    ]


def _economic_years(record: Record) -> Iterator[RenderableType]:
    money = money_words(record["conventions"], of_the_year=True)
    yield from yearly("Economic view by year", money, record["years"], economic_columns(record))
    yield indented(social_words(record))
    yield Text("")


def economic_columns(record: Record) -> list[Column]:
    """Return the economic view by year: resources, tonnes at the shadow prices, present values."""
    lines = record["lines"]
    return [
        Column(label, [sign * value + 0.0 for value in lines[f"economic.{name}"]["values"]], total=True)
        for label, name, sign in ECONOMIC
    ]


def social_words(record: Record) -> str:
    """Say at which rate and in which money the present values of the economic view are."""
    return f"present value (PV) at the social rate, {money_words(record['conventions'])}"
