"""What is stated and has no effect: credits that no unit earns, support that no unit gets, a sector that is unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from appraisal.ground.problem import Problem
from appraisal.questions.programme.result import MeasureResult
from appraisal.scenario.mechanisms import technology_of
from appraisal.scenario.programme import MEASURES, Programme


def implications(programme: Programme, measures: Sequence[MeasureResult]) -> Iterator[Problem]:
    """Yield a warning for what is stated and has no effect, and where a sector may count a tonne twice."""
    told = (*_never_credited(programme, measures), *_never_supported(programme, measures), *_sector_unsaid(measures))
    yield from map(programme.located, told)


def _never_credited(programme: Programme, measures: Sequence[MeasureResult]) -> Iterator[Problem]:
    for one in measures:
        wanted = [one.stated.crediting, *(region.crediting for region in one.stated.regions.values())]
        if {"project", "sector"} & set(wanted) and not any(part.credited for part in one.parts):
            phases = ", ".join(dict.fromkeys(part.phase for part in one.parts))
            credited = ", ".join(programme.credited) or "none"
            message = (
                f"measure '{one.name}' may be credited, and no unit of it is: its units begin in phase {phases}, and "
                f"credits are earned in phase {credited}"
            )
            yield Problem("never-credited", f"{MEASURES}.{one.name}.crediting", message)


def _never_supported(programme: Programme, measures: Sequence[MeasureResult]) -> Iterator[Problem]:
    for key, one in programme.document.programme.support.items():
        begun = {part.phase for each in measures if each.name in (one.measures or [each.name]) for part in each.parts}
        if one.phases and not begun & set(one.phases):
            message = f"no unit of its measures begins in phase {', '.join(one.phases)}: the instrument supports none"
            yield Problem("unused", f"programme.support.{key}.phases", message)


def _sector_unsaid(measures: Sequence[MeasureResult]) -> Iterator[Problem]:
    """A plant of the technology of a sector that is credited as a whole may lie in it, where its measure is silent."""
    credited = {
        one.name: one.stated.sector for one in measures if any(part.crediting == "sector" for part in one.parts)
    }
    classes = {one.name: {technology_of(part.unit.scenario.document) for part in one.parts} - {""} for one in measures}
    for one in measures:
        near = [name for name in credited if name != one.name and classes[name] & classes[one.name]]
        left_out = any(one.name in each.stated.excludes for each in measures)
        if one.stated.sector is None and near and not left_out:
            message = (
                f"measure '{one.name}' does not say in which sector it lies, and '{near[0]}', of the same technology, "
                f"is credited as the sector '{credited[near[0]]}': state its sector, so that no tonne is counted twice"
            )
            yield Problem("sector-unsaid", f"{MEASURES}.{one.name}.sector", message)
