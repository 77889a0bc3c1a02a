"""What a section of the report is made of: plain text and numbers already written, never markup.

Every text is data to the template. It appears as it is written, whatever signs it holds.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Footnote:
    """A source or a remark at the foot of the page where the words before it stand."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Sentences of the body; a footnote stands between the parts that it follows and precedes."""

    parts: tuple[str | Footnote, ...]


@dataclass(frozen=True)
class Subheading:
    """A heading within a section; it stays with what follows it and is not in the list of contents."""

    text: str


@dataclass(frozen=True)
class Box:
    """A figure that answers the question: what it is, its value with unit, and what it is measured against."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True)
class Headline:
    """Two to five boxes side by side."""

    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: numbers stand right and never break; a wide column takes the room that is left."""

    title: str
    align: Literal["left", "right"] = "left"
    unit: str = ""
    width: Literal["auto", "wide"] = "auto"


@dataclass(frozen=True)
class Table:
    """A table whose header repeats on every page: ``emphasis`` lists rows that are bold, by their place from 0."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: bool = False
    emphasis: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Pairs:
    """Labels with what belongs to each, in two columns."""

    rows: tuple[tuple[str, str], ...]
    caption: str = ""


@dataclass(frozen=True)
class Picture:
    """One of the charts, by the name of its file without ending; ``alt`` says what it shows to who cannot see it."""

    name: str
    caption: str
    alt: str


@dataclass(frozen=True)
class Formula:
    """A line of the sheet as it is computed: its name, its unit, the formula in words, and the sentence of the line."""

    name: str
    unit: str
    words: str
    sentence: str


@dataclass(frozen=True)
class Listing:
    """Points, one a line."""

    items: tuple[str, ...]


Block = Paragraph | Subheading | Headline | Table | Pairs | Picture | Formula | Listing


@dataclass(frozen=True)
class Section:
    """A part of the report with a heading: ``own_page`` starts it on a new page."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    own_page: bool = False


def block_data(block: Block) -> dict[str, Any]:
    """Return a block as the template reads it.

    >>> block_data(Paragraph(("It pays.", Footnote("A source"))))
    {'kind': 'paragraph', 'parts': ['It pays.', {'footnote': 'A source'}]}
    """
    data = {"kind": type(block).__name__.lower(), **asdict(block)}
    if isinstance(block, Paragraph):
        data["parts"] = [{"footnote": part.text} if isinstance(part, Footnote) else part for part in block.parts]
    return data


def section_data(section: Section) -> dict[str, Any]:
    """Return a section as the template reads it; a footnote that stands in it twice is printed once."""
    names: dict[str, str] = {}
    blocks = [block_data(block) for block in section.blocks]
    for block in blocks:
        if block["kind"] == "paragraph":
            block["parts"] = [_named(part, section.key, names) for part in block["parts"]]
    return {"key": section.key, "title": section.title, "own_page": section.own_page, "blocks": blocks}


def _named(part: Any, key: str, names: dict[str, str]) -> Any:
    if isinstance(part, str):
        return part
    text = part["footnote"]
    if text in names:
        return {"again": names[text]}
    names[text] = f"{key}-{len(names) + 1}"
    return {"footnote": text, "name": names[text]}


def prose(*parts: str | Footnote) -> Paragraph:
    """Return a paragraph of these parts."""
    return Paragraph(parts)
