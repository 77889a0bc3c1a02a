"""Tables with a row a year: on paper every year stands, at the scale and with the decimals of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from appraisal.outputs.layout import Record
from appraisal.outputs.report.blocks import Column as Heading
from appraisal.outputs.report.blocks import Table
from appraisal.outputs.years_table import Column, scale, split


def by_year(
    record: Record, title: str, money: str, columns: Sequence[Column], kept: Sequence[int] = (), note: str = ""
) -> Iterator[Table]:
    """Yield a table of all years, or of those at the places ``kept``; several where one would be too wide."""
    chosen = kept or range(len(record["years"]))
    rows = [replace(one, values=[one.values[at] for at in chosen]) for one in columns]
    size, word = scale(rows)
    found = [*split([record["years"][at] for at in chosen], rows, size)]
    for at, part in enumerate(found):
        headings = tuple(Heading(heading_of(one), "right") for one in part.headings)
        caption = f"{title}, {word}{money}{', continued' if at else ''}"
        body = (*part.rows, *((part.total,) if part.total else ()))
        last = at == len(found) - 1
        yield Table(caption, headings, body, total=bool(part.total), note=note if last else "")


def heading_of(text: str) -> str:
    """Return a heading of the screen, which folds by hand, as words.

    >>> heading_of("Capital-\\nised"), heading_of("Net cash\\nflow"), heading_of("Co-\\nbenefits")
    ('Capitalised', 'Net cash flow', 'Co-benefits')
    """
    return text.replace("Co-\n", "Co-").replace("-\n", "").replace("\n", " ")
