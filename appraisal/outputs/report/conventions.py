"""The conventions: what every figure of the report rests on, what a reader must know, and the defaults in use."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.outputs.charts.labels import lowered
from appraisal.outputs.conventions_card import convention_rows
from appraisal.outputs.layout import Record
from appraisal.outputs.report.blocks import Block, Column, Listing, Pairs, Section, Subheading, Table
from appraisal.outputs.report.tables import naming


def section(record: Record) -> Section:
    """Return the section of conventions."""
    return Section("conventions", "Conventions", tuple(_blocks(record)))


def _blocks(record: Record) -> Iterator[Block]:
    energy = ("Energy", record["conventions"]["energy_basis"])
    yield Pairs((*convention_rows(record), energy))
    if record["warnings"]:
        yield Subheading("What the model warns of")
        yield Listing(tuple(_warning(one) for one in record["warnings"]))
    if record["defaults"]:
        yield _defaults(record)


def _warning(found: Record) -> str:
    where = f" ({found['path']})" if found["path"] else ""
    return f"{found['message']}{where}"


def _defaults(record: Record) -> Table:
    """Return the defaults by their source, as a reader checks them."""
    called = naming(record)
    by_source: dict[str, list[str]] = {}
    for one in record["defaults"]:
        by_source.setdefault(_source(one), []).append(f"{lowered(called(one['path']))} {one['value']}")
    columns = (Column("Taken, because the scenario does not state it", width="wide"), Column("Source", width="wide"))
    rows = tuple(("; ".join(used), source) for source, used in by_source.items())
    return Table("Defaults in use; the assumptions book has each by itself", columns, rows)


def _source(one: Record) -> str:
    return str(one["source"]) + ("" if one["verified"] else " (verified: no)")
