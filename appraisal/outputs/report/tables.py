"""From what stands in a table of the screen to a table of the report, and what figures are called in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from appraisal.outputs.charts.labels import label, lowered
from appraisal.outputs.layout import Listed, Record
from appraisal.outputs.report.blocks import Column, Table
from appraisal.outputs.sensitivity import Called
from appraisal.scenario.section import figure_in_place


def table_of(found: Listed, caption: str, unit: str = "", note: str = "", wide: Iterable[int] = (0,)) -> Table:
    """Return a table of the screen as one of the report; ``unit`` stands below the headings that end in it.

    ``wide`` are the columns of words, which share the room that the numbers leave.
    """
    kept = set(wide)
    columns = tuple(
        _column(heading, side, unit, wide=at in kept)
        for at, (heading, side) in enumerate(zip(found.headings, found.sides, strict=True))
    )
    rows = (*found.rows, *((found.total,) if found.total else ()))
    return Table(caption, columns, tuple(tuple(map(_flat, row)) for row in rows), total=bool(found.total), note=note)


def _column(heading: str, side: str, unit: str, *, wide: bool) -> Column:
    below = unit if unit and heading.endswith(unit) else ""
    title = _one_line(heading.removesuffix(below).rstrip())
    return Column(title, "right" if side == "r" else "left", below, "wide" if wide else "auto")


def _one_line(heading: str) -> str:
    return heading.replace("\n", " ")


def _flat(cell: str) -> str:
    """A cell of the screen that folds by hand stands in one line of the report, its parts after commas."""
    return ", ".join(part.strip() for part in cell.split("\n"))


def naming(record: Record) -> Called:
    """Return what the figures of a scenario are called; a path that is no figure of it stays as it is."""
    names = {one["path"]: one["name"] for one in record["assumptions"]["figures"]}

    def called(path: str) -> str:
        known = names.get(path) or names.get(figure_in_place(path))
        return known or (label(path) if path.endswith(".growth") else path)

    return called


def with_names(record: Record, texts: Iterable[str]) -> Iterator[str]:
    """Yield texts with the names of figures in place of their paths."""
    names = {one["path"]: lowered(one["name"]) for one in record["assumptions"]["figures"]}
    longest = sorted(names, key=len, reverse=True)
    known = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, longest))})(?![\w.]*\w)")
    for text in texts:
        yield known.sub(lambda found: names[found[1]], text)


def joined(words: Iterable[str]) -> str:
    """Return words as they are listed in a sentence.

    >>> joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    *first, last = [*words] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def capital(text: str) -> str:
    """Return a text with a capital at its start.

    >>> capital("the swap"), capital("CO₂ abated")
    ('The swap', 'CO₂ abated')
    """
    return text[:1].upper() + text[1:]
