"""The section of additionality: would the swap earn its benchmark without credits, and how robust is that answer?"""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.outputs.dossier import (
    levelised,
    notes,
    period,
    question,
    rates_words,
    rules_by_source,
    weighing,
    weighs_words,
    with_and_without,
)
from appraisal.outputs.layout import Record, priced
from appraisal.outputs.report.blocks import Block, Column, Listing, Pairs, Section, Subheading, Table, prose
from appraisal.outputs.report.tables import capital, naming, table_of, with_names

PART, LEFT_OUT = "additionality", "additionality_left_out"


def section(record: Record) -> Section | None:
    """Return the section of additionality, or none where the scenario has no credits to test."""
    if PART in record:
        return Section(PART, "Additionality", tuple(_blocks(record, record[PART])))
    if LEFT_OUT in record and priced(record) == "credits":
        return Section(PART, "Additionality", (prose(f"The test could not be made: {record[LEFT_OUT]['reason']}."),))
    return None


def _blocks(record: Record, part: Record) -> Iterator[Block]:
    called = naming(record)
    verdict = part["verdict"]
    yield prose(f"{verdict['text']}. {' '.join(with_names(record, verdict['reasons']))}")
    yield Pairs(tuple(question(part)), "The question")
    yield table_of(with_and_without(part), "Return against the benchmark, with and without credits")
    yield from _listed("", [*rates_words(part)])
    yield Pairs(tuple(period(part)), "Assessment period and fair value")
    if part["variables"]:
        part = _as_stated(record, part)
        caption = "Variables that weigh: return at either end, and where the benchmark is crossed"
        said = [weighs_words(part), *(f"{capital(note)}." for note in notes(part, called))]
        yield table_of(weighing(part, called), caption, note=" ".join(said), wide=(0, 4))
    if part["levelised_cost"]:
        yield Pairs(tuple(levelised(part)), "Levelised cost of the alternatives")
    yield from _listed("What the flow holds", verdict["treatments"])
    yield from _listed("What this test does not say", verdict["limits"])
    yield from _rules(part)


def _as_stated(record: Record, part: Record) -> Record:
    """Return the test with its variables in the units in which the scenario states them, such as USD/kW."""
    views = record["sensitivity"]["written_in"]
    return {**part, "variables": [_restated(one, views.get(one["path"])) for one in part["variables"]]}


def _restated(one: Record, view: Record | None) -> Record:
    """Return a variable in the unit of the scenario; shares, and money by itself or a year, have words of their own."""
    if view is None or one["unit"].partition("/")[2] in ("", "yr"):
        return one
    size, crossing = view["size"], one["crossing"]
    scaled = {key: value / size for key, value in crossing.items() if key in ("value", "base") and value is not None}
    ends = {end: {**one[end], "value": one[end]["value"] / size} for end in ("low", "high")}
    return {**one, **ends, "unit": view["unit"], "base": one["base"] / size, "crossing": {**crossing, **scaled}}


def _listed(title: str, texts: list[str]) -> Iterator[Block]:
    if texts:
        if title:
            yield Subheading(title)
        yield Listing(tuple(texts))


def _rules(part: Record) -> Iterator[Block]:
    """Yield the rules that the test follows, each with the source that it is from."""
    rows = tuple((capital("; ".join(said)), source) for source, said in rules_by_source(part).items())
    if rows:
        columns = (Column("Rule", width="wide"), Column("Source", width="wide"))
        yield Table("Rules that the test follows", columns, rows)
