"""The last sections of a programme's report: what it was told and where that is from, and what it does not say."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.outputs.layout import Record
from appraisal.outputs.report.blocks import Block, Column, Listing, Section, Subheading, Table, prose


def assumptions(record: Record) -> Section:
    """Return every scenario behind the measures with its hash, and every figure of the programme."""
    return Section("assumptions", "Assumptions", tuple(_assumptions(record)), own_page=True)


def _assumptions(record: Record) -> Iterator[Block]:
    yield prose(
        "Each measure is a scenario of its own, appraised under the conventions of the programme; the assumptions book "
        "of a scenario is in its own report. A hash changes with any figure of the scenario."
    )
    columns: tuple[Column, ...] = (
        Column("Measure"),
        Column("Region"),
        Column("Phase"),
        Column("Begins", "right"),
        Column("Units", "right"),
        Column("Mechanism"),
        Column("Scenario hash"),
    )
    rows = tuple(
        (
            one["name"],
            part["region"] or "–",
            part["phase"] or "–",
            str(part["start"]),
            f"{part['count']:g}",
            part["mechanism"],
            part["scenario_hash"],
        )
        for one in record["measures"]
        for part in one["parts"]
    )
    yield Table("Units by year, region and phase", columns, rows)
    if record["inputs"]:
        columns = (Column("Figure", width="wide"), Column("Stated", "right"), Column("Source", width="wide"))
        stated = tuple((one["path"], one["stated"], one["source"] or "none stated") for one in record["inputs"])
        yield Table("Figures of the programme file", columns, stated)
    if record["defaults"]:
        columns = (
            Column("Taken, because the programme does not state it", width="wide"),
            Column("Source", width="wide"),
        )
        yield Table(
            "Defaults", columns, tuple((f"{one['path']} {one['value']}", one["source"]) for one in record["defaults"])
        )


def limits(record: Record) -> Section:
    """Return what the figures of the programme do not say; each sentence is true of this programme."""
    return Section("limits", "What this appraisal does not say", tuple(_limits(record)))


def _limits(record: Record) -> Iterator[Block]:
    yield Subheading("What is not in the figures")
    yield Listing(tuple(_left_out(record)))
    yield Subheading("What is taken as given")
    yield Listing(tuple(_given(record)))


def _left_out(record: Record) -> Iterator[str]:
    yield "No figure is drawn: results are those of the base case of every measure."
    yield "Measures do not move one another's prices, fuel markets or grid: each is appraised as if it were alone."
    if not record["enabling"]:
        yield "No enabling cost is stated: training, inventory and monitoring cost nothing here."
    if "lock_in" not in record or not record["lock_in"]:
        yield "No stranding year and no pathway is stated: what plants still emit later is not tested."
    if "selection" not in record:
        yield "No budget is stated: whether public money suffices is not asked."


def _given(record: Record) -> Iterator[str]:
    yield "Units begin in the years that the roll-out states; whether they can be built so fast is not asked."
    sector = [one["name"] for one in record["measures"] if one["crediting"] == "sector"]
    if sector:
        yield f"Credits of a sector ({', '.join(sector)}) depend on what all its plants do, not on one measure alone."
    if record["metrics"]["credits_issued"]["value"]:
        price, currency = (record["conventions"][key] for key in ("credit_price", "currency"))
        yield f"Every credit that is sold finds its price, {price:,.2f} {currency}/t on average."
    if "phases" in record:
        yield f"Phases begin as they are stated: {record['phases']['reached']}."
