"""Sections of a programme's report on money and tonnes: enabling costs, cost and supply curves, parties, years."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.outputs.layout import Record, cell, money_words
from appraisal.outputs.programme_page import YEARLY
from appraisal.outputs.programme_page import enabling as enabling_table
from appraisal.outputs.programme_page import supply as supply_table
from appraisal.outputs.report.blocks import Block, Column, Listing, Picture, Section, Subheading, Table, prose
from appraisal.outputs.report.by_year import by_year
from appraisal.outputs.report.tables import joined, table_of
from appraisal.outputs.years_table import Column as Amounts
from appraisal.outputs.years_table import amount, scale_words


def enabling(record: Record) -> Section | None:
    """Return the costs that enable measures and bring no tonnes."""
    if not record["enabling"]:
        return None
    title, found = enabling_table(record)
    said = "What makes measures possible and brings no tonne of its own: training, inventory, monitoring, rules."
    return Section("enabling", "Enabling costs", (prose(said), table_of(found, title, wide=(0, 3))))


def costs(record: Record) -> Section:
    """Return what a tonne costs, by measure; the curve itself stands in the summary."""
    curve = record["abatement_cost_curve"]
    return Section("costs", "What a tonne costs", tuple(_costs(record, curve)))


def _costs(record: Record, curve: Record) -> Iterator[Block]:
    steps, unit = curve["steps"], curve["unit"]
    price = record["conventions"]["credit_price"]
    cheaper = [step["measure"] for step in steps if step["cost"] <= price]
    if cheaper:
        yield prose(
            f"Below the credit price of {price:,.2f} {unit} a tonne of {joined(cheaper)} costs less than it brings."
        )
    else:
        yield prose(f"No measure costs less for each tonne than the credit price of {price:,.2f} {unit}.")
    mass, much = scale_words([step["cumulative"] for step in steps])
    columns = (
        Column("Measure", width="wide"),
        *(
            Column(name, "right", of)
            for name, of in (("Cost", unit), ("Tonnes", f"{much}t"), ("With all cheaper", f"{much}t"))
        ),
    )
    rows = tuple(
        (step["measure"], f"{step['cost']:,.2f}", amount(step["tonnes"], mass, 2), amount(step["cumulative"], mass, 2))
        for step in steps
    )
    note = "resources before tax, transfers and credits, for each discounted tonne; tonnes as they are avoided"
    yield Table("Abatement cost, the cheapest first", columns, rows, note=note)
    if curve["left_out"]:
        yield Listing(tuple(f"{name}: {reason}" for name, reason in curve["left_out"].items()))


def supply(record: Record) -> Section:
    """Return which measures pay at which price of a credit."""
    title, found = supply_table(record)
    return Section("supply", "Which measures pay at which price", tuple(_supply(record, title, found)))


def _supply(record: Record, title: str, found: object) -> Iterator[Block]:
    own, public = (record["metrics"][f"threshold_{name}"] for name in ("credit_price", "with_public_cost"))
    yield prose(
        f"The whole package pays those who invest from {cell(own)}, and covers public money too from {cell(public)}."
    )
    priced = [step for step in record["supply_curve"]["steps"] if step["price"]["value"] is not None]
    said = "; ".join(f"{step['measure']} from {step['price']['value']:,.2f}" for step in priced)
    yield Picture("supply_curve", "Credits by price", f"Steps of credits against price: {said or 'none'}.")
    yield table_of(found, title)  # type: ignore[arg-type]
    lacking = {step["measure"]: step["price"].get("reason", "") for step in record["supply_curve"]["steps"]}
    told = [f"{name}: {reason}" for name, reason in lacking.items() if reason]
    if told:
        yield Subheading("Measures without such a price")
        yield Listing(tuple(told))


def parties(record: Record) -> Section:
    """Return who pays and who receives, by year."""
    return Section("parties", "Who pays, who gains", tuple(_parties(record)))


def _parties(record: Record) -> Iterator[Block]:
    found = record["parties"]
    names = found["names"]
    flowing = {party: values for party, values in found["accounts"].items() if any(values)}
    sums = {names[party]: sum(values) for party, values in flowing.items()}
    currency = record["conventions"]["currency"]
    size, word = scale_words(sums.values())
    said = joined([f"{name} {amount(value, size, 2)}" for name, value in sums.items()])
    yield prose(f"Over all years, received less paid, {word}{currency} of the year: {said}.")
    yield Picture("cash_by_party", "Money by party and year", f"Stacked bars by year: {said}.")
    columns = [Amounts(names[party], values, total=True) for party, values in flowing.items()]
    columns.append(Amounts("Resource flow", record["lines"]["resource_flow"]["values"], total=True))
    note = "the accounts add up to the resource flow in every year: what parties only pay one another cancels out"
    yield from by_year(
        record, "Accounts by year", money_words(record["conventions"], of_the_year=True), columns, note=note
    )


def tonnes(record: Record) -> Section:
    """Return tonnes and credits by year, and what becomes of each tonne."""
    return Section("tonnes", "Tonnes and credits", tuple(_tonnes(record)))


def _tonnes(record: Record) -> Iterator[Block]:
    every = {one["name"]: one["metrics"]["tonnes"]["value"] for one in record["measures"]}
    size, word = scale_words(every.values())
    said = "; ".join(f"{name} {amount(value, size, 2)}" for name, value in every.items())
    yield Picture("tonnes_by_measure", "Tonnes by measure and year", f"Stacked bars by year, {word}t: {said}.")
    columns = [Amounts(label, record["lines"][name]["values"], total=True) for label, name in YEARLY]
    yield from by_year(record, "Tonnes by year", "t", columns)
    yield _ledger(record)


def _ledger(record: Record) -> Table:
    uses = {name: sum(values) for name, values in record["ledger"].items() if name != "abated" and any(values)}
    total = sum(record["ledger"]["abated"])
    size, word = scale_words([total, *uses.values()])
    rows = tuple((name.replace("_", " "), amount(value, size, 2)) for name, value in uses.items())
    columns = (Column("Each tonne has one use", width="wide"), Column("Tonnes", "right", f"{word}t"))
    note = "no tonne is claimed twice: a programme in which two measures claim the same tonne is refused"
    return Table(
        "What becomes of the tonnes", columns, (*rows, ("avoided", amount(total, size, 2))), total=True, note=note
    )
