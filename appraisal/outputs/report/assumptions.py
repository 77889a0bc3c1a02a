"""The assumptions book: every input with value, range, growth and source, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from appraisal.outputs.layout import Record, spoken
from appraisal.outputs.report.blocks import Block, Column, Section, Table, prose
from appraisal.outputs.report.tables import capital

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

LINE, SHORT_LINE = "_" * 24, "_" * 12
"""Where a name, a date or a signature is to be written by hand."""

UNSOURCED, UNVERIFIED, DEFAULT = "none stated", "not verified", "default"


def section(record: Record) -> Section | None:
    """Return the assumptions book."""
    sources = Sources()
    blocks = (*_opening(record), *_books(record, sources), *_listed_sources(sources), *_sign_off(record))
    return Section("assumptions", "Assumptions book", blocks, own_page=True)


class Sources:
    """Numbers sources in the order in which they are first named."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def cell(self, source: str) -> str:
        """Return what stands in the column of sources: the number of the source."""
        return f"[{self.numbers.setdefault(source, len(self.numbers) + 1)}]" if source else UNSOURCED


# ---- what the book rests on ------------------------------------------------------------------------------------------


def _opening(record: Record) -> Iterator[Block]:
    figures = record["assumptions"]["figures"]
    stated = [one for one in figures if not one["default"]]
    ranged = sum(bool(one["range"]) for one in figures)
    taken = len(figures) - len(stated)
    yield prose(
        f"The scenario states {len(stated)} figures; {taken} more are defaults and so marked. {_ranged(ranged)} "
        f"{_unsourced(record)} {_unverified(record)} Numbers in brackets point to the list of sources below."
    )


def _ranged(count: int) -> str:
    return "None has a range." if not count else "1 has a range." if count == 1 else f"{count} have a range."


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
    """Yield a table of figures for each part of the file, and one of all choices."""
    book = record["assumptions"]
    order = [*dict.fromkeys((*GROUPS.values(), *map(_group, book["figures"])))]
    ranked = sorted(book["figures"], key=lambda one: order.index(_group(one)))
    for title, rows in groupby(ranked, key=_group):
        yield _figures_table(title, [*rows], sources)
    if book["choices"]:
        yield _choices_table(book["choices"], sources)


def _group(one: Record) -> str:
    """Return what the part of the file is called; one that has no name here lends it its key."""
    part = one["path"].partition(".")[0]
    return GROUPS.get(part, capital(spoken(part)))


def _figures_table(title: str, rows: list[Record], sources: Sources) -> Table:
    ranged = any(one["range"] or one["growth"] or _repeated(one) for one in rows)
    columns = [Column("Figure", width="wide"), Column("Key", width="wide"), Column("Value", "right")]
    columns += [Column("Range, growth", width="wide")] if ranged else []
    cells = tuple(_figure_row(one, sources, ranged=ranged) for one in rows)
    return Table(title, (*columns, Column("Source")), cells, note=_notes(rows))


def _figure_row(one: Record, sources: Sources, *, ranged: bool) -> tuple[str, ...]:
    """A figure that repeats another says so where others have their range."""
    repeated = _repeated(one)
    value, reach = ("repeated", one["value"]) if repeated else (one["value"], _reach(one))
    source = "" if repeated and not one["source"] else _marked(one, sources)
    return _short_name(one), one["path"], value, *((reach,) if ranged else ()), source


def _repeated(one: Record) -> bool:
    return bool(one["repeats"]) and one["value"].startswith("as ")


def _reach(one: Record) -> str:
    return "; ".join(text for text in (one["range"], one["growth"]) if text)


def _short_name(one: Record) -> str:
    """The table of a plant says already which plant it is."""
    return str(one["name"].removesuffix(f" of the {one['path'].partition('.')[0]}"))


def _marked(one: Record, sources: Sources) -> str:
    """Return the number of the source, and whether the figure is a default or was not verified."""
    marks = (DEFAULT if one["default"] else "", UNVERIFIED if one["verified"] is False else "")
    return ", ".join(text for text in (sources.cell(one["source"]), *marks) if text)


def _notes(rows: list[Record]) -> str:
    return " ".join(f"{one['name']}: {one['note'].rstrip('.')}." for one in rows if one["note"])


def _choices_table(rows: list[Record], sources: Sources) -> Table:
    cells = tuple((one["path"], one["value"], _marked(one, sources) if one["default"] else "") for one in rows)
    columns = (Column("Key", width="wide"), Column("Choice", width="wide"), Column("Source"))
    return Table("Choices, names and dates", columns, cells)


# ---- sources and signatures ------------------------------------------------------------------------------------------


def _listed_sources(sources: Sources) -> Iterator[Block]:
    if sources.numbers:
        columns = (Column("No.", "right"), Column("Source", width="wide"))
        yield Table("Sources of the figures", columns, tuple((f"[{at}]", text) for text, at in sources.numbers.items()))


def _sign_off(record: Record) -> Iterator[Block]:
    """Yield the table of who answers for what; a name or a date that is not stated is left to be written in."""
    if record["sign_off"]:
        rows = tuple((*_signed(one), LINE) for one in record["sign_off"])
        titles = ("Role", "Signs for", "Name", "Date", "Signature")
        columns = tuple(Column(title, width="wide") for title in titles)
        yield Table("Who answers for which assumptions", columns, rows)


def _signed(one: Record) -> tuple[str, ...]:
    return one["role"], one["signs"], one["who"] or LINE, one["date"] or SHORT_LINE
