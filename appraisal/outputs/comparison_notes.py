"""What stands below the tables of a comparison: rows that cannot run, terms, warnings, and what was not checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from appraisal.outputs.layout import Record, indented

RULE = (
    "The scenario's own mechanism runs as the file states it. Under the others {} carry over; owners, levies, "
    "crediting period, reference, sector, fees and the year of the rules are the mechanism's own, unless the file has "
    "a variant of the mechanism's name. NPV and threshold are those of the base case."
)


def ran_of(record: Record) -> list[Record]:
    """Return the rows that ran."""
    return [row for row in record["rows"] if row["status"] == "ok"]


def by_mechanism(record: Record) -> bool:
    """Whether the rows are mechanisms of one plant."""
    return bool(record["comparison"]["by"] == "mechanism")


def once(told: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
    """Return each text once, with the labels of the rows that say it; where all do, without."""
    listed = [(label, list(texts)) for label, texts in told]
    found: dict[str, list[str]] = {}
    for label, texts in listed:
        for text in texts:
            found.setdefault(text, []).append(label)
    return [text if len(labels) == len(listed) else f"{text} ({', '.join(labels)})" for text, labels in found.items()]


def notes(record: Record) -> Iterator[RenderableType]:
    """Return what a reader of the tables must know."""
    ran = ran_of(record)
    yield from _cannot_run(record)
    yield from _listed("No threshold price", once((row["row"], _no_threshold(row)) for row in ran))
    if by_mechanism(record):
        yield from _rule(record)
    laid_aside = ((row["row"], row["laid_aside"]) for row in ran)
    yield from _listed("Stated, and laid aside because the mechanism has no use for it", once(laid_aside))
    warned = ((row["row"], [warning["message"] for warning in row["warnings"]]) for row in ran)
    yield from _listed("Warnings", once(warned), "bold yellow")
    doubted = ((row["row"], map(_doubt, row["unverified"])) for row in ran)
    yield from _listed("Terms that were not checked against their source (verified: no)", once(doubted))


def _listed(title: str, texts: Sequence[str], style: str = "bold") -> Iterator[RenderableType]:
    if texts:
        yield Text(title, style=style)
        yield from (indented(text) for text in texts)


def _cannot_run(record: Record) -> Iterator[RenderableType]:
    """Say for each row that cannot run what the scenario must state."""
    for row in record["rows"]:
        if row["status"] != "ok":
            yield Text(f"{row['row']} cannot run", style="bold yellow")
            yield from (indented(f"{one['path'] or one['place']}: {one['message']}") for one in row["problems"])


def _no_threshold(row: Record) -> list[str]:
    found = row["metrics"]["threshold_credit_price"]
    return [] if found["value"] is not None else [found["reason"]]


def _rule(record: Record) -> Iterator[RenderableType]:
    """Say where the terms of each row come from, and what carries over."""
    told = once((row["row"], [row["terms"]]) for row in record["rows"])
    yield from _listed("Terms of the rows", told)
    kept = ", ".join(path.removeprefix("credits.") for path in record["comparison"]["carried_over"])
    yield indented(RULE.format(kept), style="dim")


def _doubt(one: Record) -> str:
    return f"{one['path']} {one['value']}: {one['source']}"
