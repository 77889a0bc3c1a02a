"""The first sections of a programme's report: what the package comes to, its conventions, its phases, its measures."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.ground.numbers import money as money_text
from appraisal.ground.numbers import percent, plain
from appraisal.outputs.layout import Record, cell, times
from appraisal.outputs.programme_page import CREDITING, convention_rows, phase_words, verdict
from appraisal.outputs.programme_page import measures as measure_table
from appraisal.outputs.report.blocks import (
    Block,
    Box,
    Column,
    Headline,
    Listing,
    Pairs,
    Picture,
    Section,
    Subheading,
    Table,
    prose,
)
from appraisal.outputs.report.tables import joined, table_of


def summary(record: Record) -> Section:
    """Return the page that stands alone."""
    return Section("summary", "Summary", tuple(_summary(record)))


def _summary(record: Record) -> Iterator[Block]:
    yield Headline(tuple(_boxes(record)))
    yield prose(" ".join(_finding(record)))
    yield prose(" ".join((*_public(record), *_weights(record))))
    yield Picture("abatement_cost_curve", "What a tonne costs, by measure", _cost_alt(record))


def _boxes(record: Record) -> Iterator[Box]:
    metrics = record["metrics"]
    without = f"without credits {cell(metrics['npv_without_credits'])}"
    yield Box("Net present value", cell(metrics["npv"]), without)
    yield Box("Tonnes avoided", money_text(metrics["tonnes"]["value"], "t"), _issued(record))
    threshold = metrics["threshold_credit_price"]
    if threshold["value"] is not None:
        price = record["conventions"]["credit_price"]
        yield Box("Threshold price", cell(threshold), f"sold at {price:,.2f} on average")
    yield Box("Abatement cost", cell(metrics["abatement_cost"]), "of discounted tonnes, before credits")
    yield Box("Public money", cell(metrics["public_money"]), f"{cell(metrics['public_money_per_tonne'])} avoided")


def _issued(record: Record) -> str:
    return f"{money_text(record['metrics']['credits_issued']['value'], 't')} credited"


def _finding(record: Record) -> Iterator[str]:
    c, metrics, years = record["conventions"], record["metrics"], record["years"]
    count = len(record["measures"])
    held = f"{count} {'measure' if count == 1 else 'measures'} from {years[0]} to {years[-1]}"
    yield f"The package holds {held}{_beside(record)}."
    at = f"At a discount rate of {percent(c['discount_rate'])} ({c['basis']})"
    without = f"{cell(metrics['npv_without_credits'])} without credits"
    yield f"{at} it is worth {cell(metrics['npv'])} to those who invest, {without}."
    said = verdict(record)
    yield f"{said}."
    yield from _price(record)
    avoided = money_text(metrics["tonnes"]["value"], "t")
    yield f"It avoids {avoided}; a discounted tonne costs {cell(metrics['abatement_cost'])}."


def _beside(record: Record) -> str:
    count = len(record["enabling"])
    if not count:
        return ""
    return f", and {count} enabling {'cost that brings' if count == 1 else 'costs that bring'} no tonne of their own"


def _price(record: Record) -> Iterator[str]:
    own = record["metrics"]["threshold_credit_price"]
    public = record["metrics"]["threshold_with_public_cost"]
    if own["value"] is None:
        yield f"There is no threshold price of a tonne: {own['reason']}."
        return
    yield f"It pays those who invest from a credit price of {cell(own)}."
    if public["value"] is not None:
        yield f"To cover public money too the price must be {cell(public)}."


def _public(record: Record) -> Iterator[str]:
    metrics = record["metrics"]
    paid = metrics["public_money"]
    if not paid["value"]:
        yield "No public money is spent."
        return
    yield f"Public money comes to {cell(paid)}, {cell(metrics['public_money_per_tonne'])} avoided."
    if metrics["leverage"]["value"] is not None:
        yield f"Each unit of it moves {times(metrics['leverage']['value'])} as much other money into capital."


def _weights(record: Record) -> Iterator[str]:
    """Name the measures that bring most tonnes, and that cost most and least."""
    tonnes = {one["name"]: one["metrics"]["tonnes"]["value"] for one in record["measures"]}
    total = sum(value for value in tonnes.values() if value > 0)
    if total > 0:
        most = max(tonnes, key=lambda name: tonnes[name])
        yield f"Of the tonnes avoided {percent(tonnes[most] / total, 0)} come from {most}."
    steps = record["abatement_cost_curve"]["steps"]
    unit = record["abatement_cost_curve"]["unit"]
    if len(steps) > 1:
        low, high = steps[0], steps[-1]
        ends = f"{low['cost']:,.2f} {unit} ({low['measure']}) to {high['cost']:,.2f} {unit} ({high['measure']})"
        yield f"Costs run from {ends}."
    paying = [one["name"] for one in record["measures"] if one["metrics"]["npv_without_credits"]["value"] > 0]
    if paying:
        yield f"Without credits {joined(paying)} {'pays' if len(paying) == 1 else 'pay'} already."


def _cost_alt(record: Record) -> str:
    steps = record["abatement_cost_curve"]["steps"]
    unit = record["abatement_cost_curve"]["unit"]
    return "Blocks by cost: " + "; ".join(f"{step['measure']} {step['cost']:,.2f} {unit}" for step in steps) + "."


def conventions(record: Record) -> Section:
    """Return what every figure of the programme rests on."""
    return Section("conventions", "Conventions", tuple(_conventions(record)))


def _conventions(record: Record) -> Iterator[Block]:
    if record["programme"]["about"]:
        yield prose(" ".join(record["programme"]["about"].split()))
    yield Pairs(tuple(convention_rows(record)))
    if record["warnings"]:
        yield Subheading("What the model warns of")
        yield Listing(tuple(f"{one['message']} ({one['path']})" for one in record["warnings"]))


def phases(record: Record) -> Section | None:
    """Return the phases with the share of each in the units that begin in a year."""
    if "phases" not in record:
        return None
    found = record["phases"]
    names = [name for name in ("I", "II", "III", "after exit") if any(name in one for one in found["shares"].values())]
    others = sorted({name for one in found["shares"].values() for name in one} - set(names))
    columns = (
        Column("Units that begin in", "right"),
        *(Column(f"Phase {name}", "right") for name in (*names, *others)),
    )
    rows = tuple(
        (year, *(percent(shares.get(name, 0.0), 0) for name in (*names, *others)))
        for year, shares in found["shares"].items()
    )
    said = f"{phase_words(found)[0].upper()}{phase_words(found)[1:]}."
    return Section(
        "phases", "Phases", (prose(said), Table("Share of each phase in the units of a year", columns, rows))
    )


def measures(record: Record) -> Section:
    """Return the measures side by side."""
    title, found = measure_table(record)
    return Section("measures", "Measures", (prose(" ".join(_credited(record))), table_of(found, title), _files(record)))


def _credited(record: Record) -> Iterator[str]:
    for key, said in CREDITING.items():
        names = [one["name"] for one in record["measures"] if one["crediting"] == key]
        if names:
            yield f"Credited {said}: {joined(names)}." if key != "none" else f"Direct support only: {joined(names)}."
    for one in record["measures"]:
        if len(one["mechanisms"]) > 1:
            yield f"Units of {one['name']} earn credits under {joined(one['mechanisms'])}, by region or phase."


def _files(record: Record) -> Table:
    columns = (
        Column("Measure"),
        Column("Scenario", width="wide"),
        Column("Mechanisms", width="wide"),
        Column("Units", "right"),
    )
    rows = tuple(
        (one["name"], one["title"], ", ".join(one["mechanisms"]) or "none", plain(one["units"], 6))
        for one in record["measures"]
    )
    return Table("The scenario behind each measure", columns, rows)
