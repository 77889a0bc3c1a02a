"""A value of the scenario and the place where it was typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from appraisal.ground.problem import Problem

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was typed, from 1; ``text`` is how a bare number was spelt (``1.50``), empty otherwise."""

    file: str
    line: int
    column: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar, a dict of nodes or a list of nodes; the place is that of the key, or of the item in a list."""

    value: Any
    place: Place


def path_text(path: Path) -> str:
    """Write a key path as users write it.

    >>> path_text(("risk", "correlation", 0))
    'risk.correlation[0]'
    """
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")


def nearest(path: str) -> Iterator[str]:
    """Yield a written key path and every part around it, the nearest first; the last is the whole file.

    >>> list(nearest("risk.correlation[0]"))
    ['risk.correlation[0]', 'risk.correlation', 'risk', '']
    """
    while path:
        yield path
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    yield ""


def problem_at(code: str, path: Path, message: str, place: Place) -> Problem:
    """Return a problem with its place filled in."""
    return Problem(code, path_text(path), message, place.file, place.line, place.column)
