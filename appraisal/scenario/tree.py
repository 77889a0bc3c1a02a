"""The scenario as plain values with their places, and what ``extends``, variants and ``--set`` change in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from appraisal.ground.problem import FileError, LimitError, Problem, ScenarioError
from appraisal.scenario.merging import merged
from appraisal.scenario.node import Node, Path, Place, nearest, path_text, problem_at
from appraisal.scenario.setting import planted
from appraisal.scenario.yaml_nodes import compose

MAX_BYTES = 1_000_000
"""Largest scenario file; the shipped ones are a hundred times smaller."""


@dataclass(frozen=True)
class Tree:
    """Plain values, the place of each, and the file they come from."""

    data: dict[str, Any]
    places: dict[Path, Place]
    file: str

    def place_of(self, path: Iterable[str | int]) -> Place:
        """Return the place of a key path, or of the nearest known parent."""
        steps = tuple(path)
        while steps not in self.places and steps:
            steps = steps[:-1]
        return self.places.get(steps, Place(self.file, 1, 1))

    def placed(self, problem: Problem) -> Problem:
        """Return a problem with the place that its key path has, or the nearest part around it."""
        texts = {path_text(path): place for path, place in self.places.items()}
        place = next((texts[text] for text in nearest(problem.path) if text in texts), Place(self.file, 1, 1))
        return problem.at(place.file, place.line, place.column)

    def text_of(self, path: Iterable[str | int]) -> str:
        """Return how a bare number was spelt; empty for anything else."""
        place = self.places.get(tuple(path))
        return place.text if place else ""


def read_tree(path: FilePath) -> Tree:
    """Read a scenario file.

    Raises:
        FileError: where it cannot be read.
        LimitError: where it is too large or too deep.
        ScenarioError: where it is not a scenario, with all problems found.
    """
    return parse_tree(_decoded(_read_bytes(path), str(path)), str(path))


def parse_tree(text: str, file: str) -> Tree:
    """Read the text of a scenario; ``file`` is the name that places give."""
    root = compose(text, file)
    if not isinstance(root.value, dict):
        found = "a list" if isinstance(root.value, list) else "one value"
        message = f"a scenario is made of 'key: value' lines, found {found}"
        raise ScenarioError([problem_at("not-a-mapping", (), message, root.place)])
    return _tree(root, file)


def merge(base: Tree, change: Tree) -> Tree:
    """Return ``base`` with ``change`` laid over it; every value keeps the place where it was typed.

    Mappings merge key by key, a null removes the key, and anything else replaces. A scalar on a figure replaces its
    value only and keeps source and range; notes on a scalar make it a figure. The file stays that of ``base``.
    """
    return _tree(merged(_node(base), _node(change)), base.file)


def set_value(tree: Tree, text: str) -> Tree:
    """Return the tree with one ``path=value`` of the command line applied.

    Raises:
        ScenarioError: ``bad-set`` where the text or its path cannot be used.
    """
    root = _node(tree)
    return _tree(merged(root, planted(root, text)), tree.file)


def _read_bytes(path: FilePath) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise FileError([Problem("not-a-file", "", f"'{path}' is a folder or a device, not a file", str(path))])
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise FileError([_file_problem(error, str(path))]) from None
    if len(raw) > MAX_BYTES:
        raise LimitError([Problem("too-large", "", f"the file is larger than {MAX_BYTES} bytes", str(path))])
    return raw


def _file_problem(error: Exception, file: str) -> Problem:
    if isinstance(error, PermissionError):
        return Problem("no-permission", "", f"'{file}' may not be read", file)
    # A name with a NUL character is a ValueError, and names no file either.
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return Problem("no-file", "", f"there is no file {file!r}", file)
    return Problem("unreadable", "", f"'{file}' cannot be read: {getattr(error, 'strerror', None) or error}", file)


def _decoded(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = "the text is not UTF-8; save the file as UTF-8 in the editor"
        raise ScenarioError([problem_at("encoding", (), message, Place(file, line, 1))]) from None


def _tree(root: Node, file: str) -> Tree:
    places: dict[Path, Place] = {}
    return Tree(_plain(root, (), places), places, file)


def _plain(node: Node, path: Path, places: dict[Path, Place]) -> Any:
    places[path] = node.place
    if isinstance(node.value, dict):
        return {key: _plain(child, (*path, key), places) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(child, (*path, index), places) for index, child in enumerate(node.value)]
    return node.value


def _node(tree: Tree) -> Node:
    return _grown(tree.data, (), tree)


def _grown(value: Any, path: Path, tree: Tree) -> Node:
    if isinstance(value, dict):
        value = {key: _grown(child, (*path, key), tree) for key, child in value.items()}
    elif isinstance(value, list):
        value = [_grown(child, (*path, index), tree) for index, child in enumerate(value)]
    return Node(value, tree.place_of(path))
