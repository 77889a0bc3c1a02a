"""The assumptions book: every input with value, range, growth and source, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from appraisal.outputs.layout import Record
from appraisal.outputs.report.blocks import Block, Column, Section, Subheading, Table, prose

GROUPS = {
    "money": "Time and money",
    "fx": "Time and money",
    "timeline": "Time and money",
    "discount_rate": "Time and money",
    "swap": "The swap",
    "roll_out": "Roll-out",
    "baseline": "Baseline plant",
    "project": "Project plant",
    "fuels": "Fuels of the library",
    "credits": "Credits",
    "carbon_price": "Price on emissions",
    "items": "Further costs and benefits",
    "tax": "Tax",
    "finance": "Finance",
    "support": "Direct support",
    "economic": "Economic view",
}
"""What the inputs of each part of the file are called together."""

UNSOURCED, UNVERIFIED = "none stated", "not verified"


def section(record: Record) -> Section | None:
    """Return the assumptions book."""
    sources = Sources()
    blocks = (*_opening(record), *_books(record, sources), *_listed_sources(sources), *_sign_off(record))
    return Section("assumptions", "Assumptions book", blocks, own_page=True)


class Sources:
    """Numbers sources in the order in which they are first named."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def cell(self, source: str, verified: bool | None) -> str:
        """Return what stands in the column of sources: the number of the source, and whether it was not verified."""
        if not source:
            return UNSOURCED
        number = self.numbers.setdefault(source, len(self.numbers) + 1)
        return f"[{number}] {UNVERIFIED}" if verified is False else f"[{number}]"


# ---- what the book rests on ------------------------------------------------------------------------------------------


def _opening(record: Record) -> Iterator[Block]:
    figures = record["assumptions"]["figures"]
    stated = [one for one in figures if not one["default"]]
    ranged = sum(bool(one["range"]) for one in figures)
    taken = len(figures) - len(stated)
    yield prose(
        f"The scenario states {len(stated)} figures; {taken} more are defaults and so marked. {ranged} have a range. "
        f"{_unsourced(record)} {_unverified(record)} Numbers in brackets point to the list of sources below."
    )


def _unsourced(record: Record) -> str:
    count = len(record["unsourced"])
    if not count:
        return "Every stated figure names a source."
    said, them = ("figure names", "it") if count == 1 else ("figures name", "them")
    return f"{count} stated {said} no source: whoever uses this report answers for {them}."


def _unverified(record: Record) -> str:
    count = len(record["unchecked"])
    if not count:
        return "Every default in use was checked against its source."
    return f"{count} {'default was' if count == 1 else 'defaults were'} not checked against the source, and so marked."


# ---- the book --------------------------------------------------------------------------------------------------------


def _books(record: Record, sources: Sources) -> Iterator[Block]:
    """Yield a table for each part of the file, figures before choices."""
    book = record["assumptions"]
    chosen = {title: [*found] for title, found in _grouped(book["choices"])}
    figures = dict(_grouped(book["figures"]))
    for title in dict.fromkeys((*figures, *chosen)):
        if title in figures:
            yield _figures_table(title, figures[title], sources)
        if title in chosen:
            yield _choices_table(title, chosen[title], sources)


def _grouped(found: list[Record]) -> Iterator[tuple[str, list[Record]]]:
    order = [*dict.fromkeys(GROUPS.values())]
    ranked = sorted(found, key=lambda one: order.index(_group(one)))
    for title, rows in groupby(ranked, key=_group):
        yield title, [*rows]


def _group(one: Record) -> str:
    return GROUPS[one["path"].partition(".")[0]]


def _figures_table(title: str, rows: list[Record], sources: Sources) -> Table:
    ranged = any(one["range"] or one["growth"] for one in rows)
    columns = [Column("Figure", width="wide"), Column("Key", width="wide"), Column("Value", "right")]
    columns += [Column("Range, growth", width="wide")] if ranged else []
    cells = tuple(_figure_row(one, sources, ranged=ranged) for one in rows)
    return Table(title, (*columns, Column("Source")), cells, note=_notes(rows))


def _figure_row(one: Record, sources: Sources, *, ranged: bool) -> tuple[str, ...]:
    name = f"{one['name']} (default)" if one["default"] else one["name"]
    reach = "; ".join(text for text in (one["range"], one["growth"]) if text)
    source = "" if one["repeats"] and not one["source"] else sources.cell(one["source"], one["verified"])
    return name, one["path"], one["value"], *((reach,) if ranged else ()), source


def _notes(rows: list[Record]) -> str:
    return " ".join(f"{one['name']}: {one['note'].rstrip('.')}." for one in rows if one["note"])


def _choices_table(title: str, rows: list[Record], sources: Sources) -> Table:
    cells = tuple(
        (
            one["path"] + (" (default)" if one["default"] else ""),
            one["value"],
            sources.cell(one["source"], one["verified"]) if one["default"] else "",
        )
        for one in rows
    )
    columns = (Column("Choice", width="wide"), Column("Value", width="wide"), Column("Source"))
    return Table(f"{title}: choices and dates", columns, cells)


# ---- sources and signatures ------------------------------------------------------------------------------------------


def _listed_sources(sources: Sources) -> Iterator[Block]:
    if sources.numbers:
        yield Subheading("Sources")
        columns = (Column("No.", "right"), Column("Source", width="wide"))
        yield Table("Sources of the figures", columns, tuple((f"[{at}]", text) for text, at in sources.numbers.items()))


def _sign_off(record: Record) -> Iterator[Block]:
    """Yield the table of who answers for what; a name or a date that is not stated is left to be written in."""
    if record["sign_off"]:
        yield Subheading("Sign-off of the assumptions")
        rows = tuple((one["role"], one["signs"], one["who"] or "", one["date"] or "", "") for one in record["sign_off"])
        titles = ("Role", "Signs for", "Name", "Date", "Signature")
        columns = tuple(Column(title, width="wide") for title in titles)
        yield Table("Who answers for which assumptions", columns, rows)
