"""The section that says what the rest of a sector is made of: many plants, and who of them makes an effort."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from appraisal.scenario.figure import Figure, Reads
from appraisal.scenario.section import Section, Text

MOST_PLANTS = 100_000

Relative = Annotated[Figure | None, Reads("1", "100 %", low=0, high=10, open_low=True)]
Effort = Annotated[Figure | None, Reads("1", "6 %", low=0, high=1)]


class SectorPlants(Section):
    """The plants of the rest of the sector: so many of one kind, or those of a file."""

    count: Annotated[int, Field(ge=1, le=MOST_PLANTS)] | None = None
    file: Text | None = None
    relative_intensity: Relative = None
    effort: Effort = None
    participation: Annotated[Figure, Reads("1", "60 %", low=0, high=1)]
    source: str = ""
