"""The section of the economic view: what the swap is worth to the country, never mixed with what parties earn."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.ground.numbers import money
from appraisal.outputs.accounts import economic_columns, social_words
from appraisal.outputs.economic_panel import economic_rows
from appraisal.outputs.layout import Record, money_words
from appraisal.outputs.report.blocks import Block, Pairs, Section, prose
from appraisal.outputs.report.by_year import by_year
from appraisal.outputs.report.tables import capital


def section(record: Record) -> Section | None:
    """Return the section of the economic view, or none where the scenario states none."""
    if "economic" not in record:
        return None
    return Section("economic", "The economic view: resources instead of transfers", tuple(_blocks(record)))


def _blocks(record: Record) -> Iterator[Block]:
    found, currency = record["economic"], record["conventions"]["currency"]
    low, high = (money(found[f"npv_{end}"], currency) for end in ("low", "high"))
    yield prose(
        f"To the country the swap is worth {low} to {high}, by the low and the high shadow price of carbon; without "
        f"any value of carbon {money(found['resources_present_value'], currency)}. {APART}"
    )
    book = {one["path"]: one["value"] for one in record["assumptions"]["figures"]}
    rate = {"Social discount rate": book["economic.discount_rate"]}
    yield Pairs(tuple((label, rate.get(label, text)) for label, text in economic_rows(record)))
    money_of = money_words(record["conventions"], of_the_year=True)
    note = f"{capital(social_words(record))}."
    yield from by_year(record, "Economic view by year", money_of, economic_columns(record), note=note)


APART = (
    "This view leaves out what parties only pay one another, counts energy at what it costs the country, and discounts "
    "at a social rate. It answers another question than the net present value of the swap; the two are never added."
)
"""What keeps the economic view apart from the financial one."""
