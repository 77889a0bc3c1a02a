"""The equivalence page: what each instrument alone would have to be, what it costs the public, and per tonne."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console, RenderableType
from rich.text import Text

from appraisal.engine.appraisal import Appraisal
from appraisal.ground.numbers import money, percent, plain
from appraisal.outputs.answers import value_text
from appraisal.outputs.conventions_card import conventions_card
from appraisal.outputs.layout import (
    NONE,
    Listed,
    Record,
    has_credits,
    indented,
    is_taxed,
    listed,
    masthead,
    money_words,
    pairs,
    panel,
    priced,
    put,
)
from appraisal.outputs.record import record_of
from appraisal.outputs.screen import warnings
from appraisal.outputs.years_table import NOTHING, amount, scale_words
from appraisal.questions.equivalence import Equivalence
from appraisal.questions.instruments import WORDS, Instrument

PARTS = ("format", "version", "scenario", "conventions", "warnings", "not_appraised", "unchecked")
NAMES = {
    "credit_price": "Credit price",
    "carbon_price": "Carbon price",
    "share_cashed": "Share cashed",
    "capital_grant": "Capital grant",
    "loan_rate": "Rate of the loan",
    "crediting_years": "Crediting years",
    "price_guarantee": "Guaranteed price",
}
"""What each instrument is called."""

GIVEN = {"capital_grant": "given", "loan_rate": "lent"}
"""What is done with the amount of an instrument."""


def equivalence_part(appraisal: Appraisal, found: Equivalence) -> Record:
    """Return the equivalence table as a record, with what it rests on."""
    record = record_of(appraisal)
    table = {
        "objective": found.objective,
        "means": WORDS[found.objective],
        "unit": appraisal.scenario.currency,
        "without": found.without,
        "with_credits": found.credited,
        "taxed": is_taxed(record),
        "resized": found.objective == "equity_npv" and _is_sculpted(record),
        "tonnes": found.tonnes,
        "tonnes_present_value": found.tonnes_present_value,
        "left_out": list(found.left_out),
        "rows": [_row_record(row) for row in found.rows],
    }
    return {**{name: record[name] for name in PARTS}, "equivalence": table}


def _is_sculpted(record: Record) -> bool:
    return any(loan["repayment"] == "sculpted" for loan in record["finance"]["loans"])


def _row_record(row: Instrument) -> dict[str, Any]:
    return {"name": NAMES[row.key], **asdict(row), "crossings": list(row.crossings), "difference": row.difference}


def show(part: Record, console: Console) -> None:
    """Print the equivalence table."""
    put(_parts(part), console)


def _parts(part: Record) -> Iterator[RenderableType]:
    yield from masthead(part)
    yield conventions_card(part)
    yield panel(pairs(gap_rows(part)), _title(part["equivalence"]))
    yield from _table(part)
    yield from _notes(part)
    yield from _rests_on(part)
    yield from warnings(part)


def _title(found: Record) -> str:
    if found["without"] >= 0:
        return "There is no gap: the swap pays without any of these"
    return "The gap that each instrument alone would have to close"


def gap_rows(part: Record) -> Iterator[tuple[str, str]]:
    """Say which gap is to be closed, what is left out for it, and how many tonnes it is spread over."""
    found = part["equivalence"]
    yield f"Without {priced(part)}", f"{found['means']} {_money(found, found['without'])}"
    if has_credits(part):
        yield f"With {priced(part)} as stated", f"{found['means']} {_money(found, found['with_credits'])}"
    if found["left_out"]:
        yield "Left out here", f"{' and '.join(found['left_out'])}, so that each instrument stands alone"
    discounted, plainly = (plain(found[name], 4) for name in ("tonnes_present_value", "tonnes"))
    yield "Tonnes avoided", f"{discounted} t discounted, {plainly} t as they are avoided"


def _money(found: Record, value: float) -> str:
    return money(value, found["unit"])


def _table(part: Record) -> Iterator[RenderableType]:
    found, at = instruments(part)
    yield Text(f"What each alone would have to be; its cost in present value, {at}", style="bold")
    yield listed(found)


def instruments(part: Record) -> tuple[Listed, str]:
    """Return the table of the instruments, and in what money and at which rate their cost is."""
    found = part["equivalence"]
    size, word = scale_words(row["public_cost"] or 0.0 for row in found["rows"])
    at = f"{word}{money_words(part['conventions'])} at {percent(part['conventions']['discount_rate'])}"
    tonne = f"{found['unit']}/t"
    headings = ("Instrument", "alone", "stated", "paid by", "cost", f"{tonne}\ndiscounted", f"{tonne}\nas avoided")
    return Listed(headings, "lrrlrrr", tuple(_cells(row, size) for row in found["rows"])), at


def _cells(row: Record, size: float) -> tuple[str, ...]:
    stated = NOTHING if row["stated"] is None else value_text(row["stated"], row["unit"])
    if row["value"] is None:
        return row["name"], NONE, stated, NOTHING, NOTHING, NOTHING, NOTHING
    tonnes = (row[name] for name in ("per_tonne", "per_tonne_undiscounted"))
    costs = (amount(row["public_cost"], size, 2), *(NOTHING if one is None else f"{one:,.2f}" for one in tonnes))
    return row["name"], _alone(row), stated, _payer(row), *costs


def _alone(row: Record) -> str:
    if row["factor"]:
        return f"{plain(row['value'], 4)} x series"
    return value_text(row["value"], "1") if row["unit"] == "1" else f"{row['value']:,.2f} {row['unit']}"


def _payer(row: Record) -> str:
    """Who pays, without the half sentence on how."""
    return str(row["payer"].partition(",")[0])


def _notes(part: Record) -> Iterator[RenderableType]:
    noted = instrument_notes(part)
    if noted:
        yield pairs(noted, label_width=max(map(len, NAMES.values())))
        yield Text("")


def instrument_notes(part: Record) -> list[tuple[str, str]]:
    """Say of each instrument why it does not exist, what it is on, and who pays; its name stands at its first note."""
    found = part["equivalence"]
    return [
        ("" if at else row["name"], text) for row in found["rows"] for at, text in enumerate(_row_notes(found, row))
    ]


def _row_notes(found: Record, row: Record) -> Iterator[str]:
    if row["reason"]:
        yield f"{'none: ' if row['value'] is None else ''}{row['reason']}"
    notes = [*_amount_words(found, row), *_payer_words(row), *_more(row), *([row["note"]] if row["note"] else [])]
    if notes and (row["value"] is not None or row["key"] == "loan_rate"):
        yield "; ".join(notes)


def _amount_words(found: Record, row: Record) -> Iterator[str]:
    if row["amount"] is not None:
        yield f"{_money(found, row['amount'])} {GIVEN[row['key']]}"


def _payer_words(row: Record) -> Iterator[str]:
    if "," in row["payer"]:
        yield f"paid by the {row['payer'][:1].lower()}{row['payer'][1:]}"


def _more(row: Record) -> Iterator[str]:
    """How far a length of time is from what is stated, and every other value that would do."""
    if row["difference"] and row["unit"] == "yr":
        yield f"{plain(abs(row['difference']), 4)} years {'more' if row['difference'] > 0 else 'fewer'} than stated"
    if len(row["crossings"]) > 1:
        others = (value_text(one, row["unit"]) for one in row["crossings"] if one != row["value"])
        yield f"also at {', '.join(others)}"


def _rests_on(part: Record) -> Iterator[RenderableType]:
    yield from (indented(text, "dim") for text in rests_on(part))
    yield Text("")


def rests_on(part: Record) -> Iterator[str]:
    """Say what the table takes as given."""
    price = priced(part)
    yield f"grant and loan are tried without {price}, the other instruments with {price} as stated"
    yield "a loan costs what is drawn less interest and principal; a draw counts with its year's flows"
    if part["equivalence"]["objective"] == "equity_npv":
        yield "loans stay as the scenario states them, save those that the loan takes the place of"
    if part["equivalence"]["resized"]:
        yield "a sculpted loan is sized anew for each instrument"
    if part["equivalence"]["taxed"]:
        yield "tax is paid as stated; what of the cost comes back as tax is not taken off it"
    if part["equivalence"]["tonnes_present_value"] <= 0:
        yield "there is no cost per tonne: no emissions are avoided"
    if any(row["public_cost"] is not None and row["public_cost"] < 0 for row in part["equivalence"]["rows"]):
        yield "below zero: the swap pays without it, and would still pay if it had to give so much"
