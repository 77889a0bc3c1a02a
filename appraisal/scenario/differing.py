"""Where two scenarios differ: input by input in the order of the format, and one scenario with inputs of the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from appraisal.scenario.collect import STUDY_SECTIONS, parts_of
from appraisal.scenario.dropping import without
from appraisal.scenario.kind import Figure
from appraisal.scenario.node import Path, path_text
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.section import BESIDE, Section
from appraisal.scenario.tree import Tree

SOURCES = "sources"
BESIDE_THE_SHEET = ("format", "name", "about", SOURCES, *STUDY_SECTIONS, "cases", "sign_off")
"""Sections that no line of the sheet reads."""

NOT_GRAFTED = (*STUDY_SECTIONS, "cases", "variants")
"""Sections that name inputs of their own scenario, which a graft may take away."""

EVIDENCE = ("source", "note", "date", "name")
"""Keys that say where a figure comes from, or what a part is called."""

NOT_STATED = "not stated"
FEW = 3
"""Keys of a section that are told with what they state."""

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Difference:
    """One input in which the second scenario differs from the first.

    Attributes:
        path: the path of the input as the files state it.
        kind: ``changed``, ``added`` or ``removed``; a section that only one of them has is one difference.
        before: how the first scenario states it, in words.
        after: how the second one does.
    """

    path: str
    kind: str
    before: str
    after: str


def differences(one: Scenario, other: Scenario) -> tuple[Difference, ...]:
    """Return every input in which two scenarios differ, in the order of the format.

    What counts is what a figure states, not how it is spelt: 1 kt and 1000 t are the same. Ranges and sources, which no
    result of the base case reads, do not count.
    """
    pairs = _walked(one.document, other.document, ())
    found: dict[Path, tuple[Any, Any]] = {}
    for path, before, after in pairs:
        at = _stated_at(path, one, other)
        found.setdefault(at, (before, after) if at == path else (_part(one.document, at), _part(other.document, at)))
    return tuple(_difference(path, *both) for path, both in found.items())


def grafted(tree: Tree, paths: Iterable[str], other: Tree) -> Tree:
    """Return a scenario's tree with the inputs at these paths as another tree states them, or without them.

    The evidence of both is there, so that what comes from the other finds its source; draws, cases and variants, which
    name inputs, are not.
    """
    data, places = tree.data, dict(tree.places)
    for path in paths:
        steps = tuple(path.split("."))
        part = _at(other.data, steps)
        data = without(data, steps) if part is None else _with(data, steps, part)
        places = {key: place for key, place in places.items() if key[: len(steps)] != steps}
        places |= {key: place for key, place in other.places.items() if key[: len(steps)] == steps}
    sources = {**_mapping(other.data.get(SOURCES)), **_mapping(data.get(SOURCES))}
    kept = {key: part for key, part in data.items() if key not in NOT_GRAFTED}
    return Tree({**kept, SOURCES: sources}, places, tree.file)


def _walked(one: Any, other: Any, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    """Yield the parts that differ; a section or a named entry that one of the two lacks is one part."""
    if _branches(one) and _branches(other):
        parts, others = _parts(one), _parts(other)
        passed = _passed(one, path)
        for key in dict.fromkeys((*parts, *others)):
            if key not in passed:
                yield from _walked(parts.get(key), others.get(key), (*path, key))
    elif _essence(one) != _essence(other):
        yield path, one, other


def _passed(part: Any, path: Path) -> tuple[str, ...]:
    """Return the keys that no result depends on; the names of a mapping are the user's own."""
    if not isinstance(part, Section):
        return ()
    return EVIDENCE if path else (*EVIDENCE, *BESIDE_THE_SHEET)


def _branches(part: Any) -> bool:
    return isinstance(part, Section | dict)


def _parts(part: Any) -> dict[str, Any]:
    return dict(parts_of(part, ""))


def _essence(part: Any) -> Any:
    """Return what of a part moves the base case."""
    if isinstance(part, Figure):
        return _figure_essence(part)
    if _branches(part):
        passed = _passed(part, ("",))
        found = {key: _essence(item) for key, item in _parts(part).items() if key not in passed}
        return {key: item for key, item in found.items() if item not in (None, [])} or None
    return [_essence(item) for item in part] if isinstance(part, list | tuple) else part


def _figure_essence(figure: Figure) -> Any:
    if figure.refers_to:
        return figure.refers_to, figure.plus, figure.times, figure.years, figure.unit if figure.plus else ""
    stated = (figure.series or figure.value, figure.growth, figure.growth_from, figure.years)
    return *stated, *figure.sort


def _stated_at(path: Path, one: Scenario, other: Scenario) -> Path:
    """Return where both files state a part: a section may be written as its one figure, or be there by default."""
    for length in range(1, len(path)):
        here, inner = path[:length], path[: length + 1]
        for scenario in (one, other):
            raw = _at(scenario.tree.data, here)
            lacks = _essence(_part(scenario.document, inner)) is not None and path[length] not in _mapping(raw)
            if lacks or (raw is not None and not isinstance(raw, dict)):
                return here
    return path


def _part(document: Any, path: Path) -> Any:
    found = document
    for key in path:
        found = _parts(found).get(str(key)) if _branches(found) else None
    return found


def _at(data: Any, path: Path) -> Any:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _with(data: Any, path: Path, part: Any) -> Any:
    if not path:
        return part
    first, *rest = path
    held = data if isinstance(data, dict) else {}
    return {**held, first: _with(held.get(first), tuple(rest), part)}


def _mapping(part: Any) -> dict[str, Any]:
    return part if isinstance(part, dict) else {}


def _difference(path: Path, before: Any, after: Any) -> Difference:
    there = [_essence(part) is not None for part in (before, after)]
    kind = CHANGED if all(there) else ADDED if there[1] else REMOVED
    return Difference(path_text(path), kind, _words(before), _words(after))


def _words(part: Any) -> str:
    """Say what a part states: its figure, a few keys with theirs, or the names of more."""
    if _essence(part) is None:
        return NOT_STATED
    if isinstance(part, Figure):
        growth = f", growth {part.growth * 100:g} %/yr" if part.growth else ""
        return f"{part.text}{growth}"
    if isinstance(part, list | tuple):
        return ", ".join(_words(item) for item in part)
    if _branches(part):
        return _keys_words(part)
    return str(part).lower() if isinstance(part, bool) else str(part)


def _keys_words(part: Any) -> str:
    stated = {key: item for key, item in _parts(part).items() if _essence(item) not in (None, [])}
    told = {key: item for key, item in stated.items() if key not in EVIDENCE}
    if len(told) == 1 and not told.keys().isdisjoint(BESIDE):  # written in place of its section
        return _words(*told.values())
    short = len(told) <= FEW and not any(_branches(item) for item in told.values())
    return ", ".join(f"{key} {_words(item)}" if short else key for key, item in told.items())
