"""What changes may do: those of a measure, of a region, and of an instrument of support."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from appraisal.ground.problem import Problem
from appraisal.scenario.programme_schema import ProgrammeDocument

MEASURES = "programme.measures"

SET_FOR_ALL = ("discount_rate", "money.inflation", "timeline.timing", "timeline.valuation_year")
"""What the programme sets for every measure."""

KEPT = ("discount_rate", "money", "fx", "timeline.timing", "timeline.valuation_year", "timeline.first_year")
"""What support cannot change: the conventions of the sums, and the year in which a unit begins."""

CREDITED = "credits.mechanism"
"""How tonnes are credited is what the measure and its regions say."""


def changes_keep_conventions(document: ProgrammeDocument) -> Iterator[Problem]:
    """No change of a measure is lost in silence, and no instrument moves what the programme sets for all."""
    package = document.programme
    for name, measure in package.measures.items():
        places = {f"{MEASURES}.{name}": measure.changes}
        places |= {f"{MEASURES}.{name}.regions.{key}": region.changes for key, region in measure.regions.items()}
        for path, changes in places.items():
            yield from _set_for_all(path, changes or {}, SET_FOR_ALL)
    price = () if package.credit_price is None else ("credits.price",)
    for key, one in package.support.items():
        yield from _set_for_all(f"programme.support.{key}", one.changes, (*KEPT, CREDITED, *price))


def _set_for_all(path: str, changes: Mapping[str, Any], kept: Iterable[str]) -> Iterator[Problem]:
    for key, raw in changes.items():
        found = next((one for one in kept if _touches(key, raw, one)), None)
        if found:
            message = f"'{found}' is for the programme and its measures to say: leave it out here, or change it there"
            yield Problem("set-by-programme", f"{path}.changes.{key}", message)


def _touches(key: str, raw: Any, kept: str) -> bool:
    if _within(key, kept):
        return True
    inner = kept.removeprefix(f"{key}.").split(".")[0]
    return _within(kept, key) and (not isinstance(raw, Mapping) or inner in raw)


def _within(path: str, section: str) -> bool:
    return path == section or path.startswith(f"{section}.")


def instruments_do_not_meet(document: ProgrammeDocument) -> Iterator[Problem]:
    """Two instruments never change the same key of the same units: only one of them would count."""
    package = document.programme
    for (first, one), (second, other) in combinations(package.support.items(), 2):
        measures = _common(one.measures, other.measures, package.measures)
        phases = _common(one.phases, other.phases, ("I", "II", "III"))
        for key in other.changes if measures and phases else ():
            if any(_within(key, each) or _within(each, key) for each in one.changes):
                message = (
                    f"'{first}' changes it too for '{measures[0]}', and only one of the two would count: "
                    "let them differ in measures or phases, or state them as one"
                )
                yield Problem("changed-twice", f"programme.support.{second}.changes.{key}", message)


def _common(one: Sequence[str], other: Sequence[str], every: Iterable[str]) -> list[str]:
    return [each for each in every if each in (one or [each]) and each in (other or [each])]
