"""Parts that are taken out of a scenario before it is read: keys of later versions, ranges that no longer fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from appraisal.ground.problem import Problem
from appraisal.scenario.node import Path, path_text
from appraisal.scenario.setting import SET
from appraisal.scenario.spread import SPREAD_KEYS
from appraisal.scenario.tree import Tree

ENDS = ("low", "high")
RANGE = (*ENDS, "distribution", *SPREAD_KEYS)
MISFITS = ("value-outside-range", "mixed-units")


def without(data: Any, path: Iterable[str | int]) -> Any:
    """Return the data without the entry at a path, if it is there.

    >>> without({"a": {"b": 1, "c": 2}}, ("a", "b"))
    {'a': {'c': 2}}
    """
    first, *rest = path
    if not isinstance(data, dict) or first not in data:
        return data
    if not rest:
        return {key: value for key, value in data.items() if key != first}
    return {**data, first: without(data[first], rest)}


def without_ranges(tree: Tree, problems: Iterable[Problem]) -> tuple[Tree, list[Problem]]:
    """Drop the range of each figure that the command line moved out of it, with a warning for each."""
    misfits = {problem.path for problem in problems if problem.code in MISFITS}
    data, warnings = tree.data, []
    for path in [key[:-1] for key in tree.places if key[-1:] == ("value",) and _moved_out(tree, key, misfits)]:
        for key in RANGE:
            data = without(data, (*path, key))
        message = (
            "the new value does not fit the range of the file; low, high and distribution are dropped for this run"
        )
        warnings.append(Problem("range-dropped", path_text(path), message, file=SET))
    return Tree(data, tree.places, tree.file), warnings


def _moved_out(tree: Tree, value: Path, misfits: set[str]) -> bool:
    """Whether the value was set by the user, its range was not, and the two do not fit."""
    figure = path_text(value[:-1])
    ends = [(*value[:-1], end) for end in ENDS]
    told = {f"{figure}.{key}" for key in ("value", *ENDS)} & misfits
    return bool(told) and _set(tree, value) and not any(_set(tree, end) for end in ends if end in tree.places)


def _set(tree: Tree, path: Path) -> bool:
    return tree.places[path].file == SET
