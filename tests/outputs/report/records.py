"""Records of the report for its tests, and what a section says."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

import appraisal as ap
from appraisal.outputs.report.blocks import (
    Block,
    Column,
    Footnote,
    Listing,
    Pairs,
    Paragraph,
    Section,
    Subheading,
    Table,
)
from appraisal.outputs.report.material import material

DRAWS = 512


@cache
def _record(name: str, sets: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return material(ap.appraise(ap.load(f"scenarios/{name}.yaml"), dict(sets)), DRAWS).record


def record(name: str = "usc_vs_subcritical", **sets: str) -> dict[str, Any]:
    """Return the report's record of a shipped scenario, a copy of its own; ``a__b`` sets the figure at ``a.b``."""
    return copy.deepcopy(_record(name, tuple((path.replace("__", "."), value) for path, value in sets.items())))


def prose(section: Section | None) -> str:
    """Return the paragraphs of a section."""
    assert section is not None
    return "\n".join("".join(map(_part, one.parts)) for one in section.blocks if isinstance(one, Paragraph))


def _part(part: str | Footnote) -> str:
    return part if isinstance(part, str) else f"[{part.text}]"


def tables(section: Section | None) -> dict[str, Table]:
    """Return the tables of a section by their captions."""
    assert section is not None
    return {one.caption: one for one in section.blocks if isinstance(one, Table)}


def table(section: Section | None, start: str) -> Table:
    """Return the one table whose caption starts so."""
    (found,) = (one for caption, one in tables(section).items() if caption.startswith(start))
    return found


def points(section: Section | None) -> list[str]:
    """Return the points of all lists of a section."""
    assert section is not None
    return [item for one in section.blocks if isinstance(one, Listing) for item in one.items]


def headings(section: Section | None) -> list[str]:
    """Return the headings within a section."""
    assert section is not None
    return [one.text for one in section.blocks if isinstance(one, Subheading)]


def pairs(section: Section | None) -> dict[str, str]:
    """Return what stands beside the labels of a section."""
    assert section is not None
    return {label: text for one in section.blocks if isinstance(one, Pairs) for label, text in one.rows}


def texts(part: Any) -> Iterator[str]:
    """Yield every text of a section, its captions and headings included."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from texts(one)
    elif isinstance(part, Block | Section | Column | Footnote) or hasattr(part, "__dataclass_fields__"):
        for value in vars(part).values():
            yield from texts(value)
