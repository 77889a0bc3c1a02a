"""What must hold of the plants of a sector; each rule yields the problems that it finds."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.ground.problem import Problem
from appraisal.scenario.collect import Collected

SECTION = "sector_plants"


def sector_plants_are_told_once(collected: Collected) -> Iterator[Problem]:
    """The plants are counted or listed, and what is listed is not drawn as well."""
    found = collected.document.sector_plants
    if found is None:
        return
    if (found.count is None) == (found.file is None):
        message = "state either 'count', so many plants of one kind, or 'file', a CSV file with a row each"
        yield Problem("one-of", f"{SECTION}.count", message)
    elif found.file and found.relative_intensity is not None:
        message = "the file states the intensity of each plant: leave this out, or state 'count' in place of 'file'"
        yield Problem("unused", f"{SECTION}.relative_intensity", message)
    if found.count and found.effort is None:
        message = "state by how much a plant that makes the effort lowers its intensity (for example: 6 %)"
        yield Problem("missing-input", f"{SECTION}.effort", message)


SECTOR_RULES = (sector_plants_are_told_once,)
