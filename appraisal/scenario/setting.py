"""One change from the command line, ``credits.price=20 USD/t``, as a part that can be laid over the scenario."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.merging import CASES, merged
from appraisal.scenario.node import Node, Place, path_text
from appraisal.scenario.yaml_nodes import MAX_DEPTH, check_characters, compose, scalar_value

SET = "--set"
"""The file name in the places of what was changed from the command line."""

LAID_FIRST = ("extends", "variants")
"""What is laid together before the command line changes anything."""

_PATH = re.compile(r"[\w-]+(?:\.[\w-]+|\[[0-9]{1,5}\])*")
_STEP = re.compile(r"[\w-]+|\[[0-9]+\]")


def planted(root: Node, text: str) -> Node:
    """Return the part that ``path=value`` changes, from the root down.

    Raises:
        ScenarioError: ``bad-set`` where the text or its path cannot be used.
    """
    path, sign, value = (part.strip() for part in text.partition("="))
    if not sign or not value:
        raise _bad_set(text, "has no value; a value of null removes the key")
    if not _PATH.fullmatch(path):
        raise _bad_set(text, "does not begin with the path of a key")
    steps = [int(step[1:-1]) if step[0] == "[" else step for step in _STEP.findall(path)]
    if steps[0] in LAID_FIRST:
        raise _bad_set(text, f"changes '{steps[0]}', which is read before any {SET}")
    if steps[0] == CASES:
        raise _bad_set(text, f"changes '{CASES}', which are laid over the scenario after every {SET}")
    if len(steps) > MAX_DEPTH:
        raise _bad_set(text[:80], f"has a path of more than {MAX_DEPTH} keys")
    leaf = _leaf(value, tuple(steps))
    return _grown(root, _in_place(root, steps), leaf, text)


def _in_place(root: Node, steps: list[str | int]) -> list[str | int]:
    """Return the path without the key of a section's one figure, where the section is written as that figure."""
    if len(steps) < 3 or (steps[0], steps[2]) not in ONE_FIGURE:
        return steps
    found: Any = root
    for step in steps[:2]:
        found = found.value.get(step) if found is not None and isinstance(found.value, dict) else None
    written = found.value if found is not None and isinstance(found.value, dict) else {}
    return [*steps[:2], *steps[3:]] if {"value", "path", "csv"} & set(written) else steps


ONE_FIGURE = (("fx", "rate"), ("timeline", "years"))
"""Sections that may be written as their one figure: ``fx.JPY: {value: 80 JPY/USD}`` is ``fx.JPY.rate``."""


def _bad_set(text: str, what: str) -> ScenarioError:
    message = f"{text!r} {what}; write for example {SET} credits.price='20 USD/t'"
    return ScenarioError([Problem("bad-set", "", message, SET)])


def _leaf(value: str, path: tuple[str | int, ...]) -> Node:
    """Return the value: quotes and brackets are read as YAML, anything else is one bare scalar."""
    try:
        if value[0] in "[{\"'":
            return _at_set(compose(value, SET))
        check_characters(value, SET)
        return scalar_value(value, Place(SET, 0, 0))
    except ScenarioError as error:
        raise ScenarioError(_told_of(problem, path) for problem in error.problems) from None


def _told_of(problem: Problem, path: tuple[str | int, ...]) -> Problem:
    code = "bad-set" if problem.code == "yaml-syntax" else problem.code
    full = ".".join(part for part in (path_text(path), problem.path) if part).replace(".[", "[")
    return replace(problem, code=code, path=full)


def _at_set(node: Node) -> Node:
    value = node.value
    if isinstance(value, dict):
        value = {key: _at_set(child) for key, child in value.items()}
    elif isinstance(value, list):
        value = [_at_set(child) for child in value]
    return Node(value, Place(SET, 0, 0, node.place.text))


def _grown(base: Node | None, steps: list[str | int], leaf: Node, text: str) -> Node:
    if not steps:
        return leaf
    first, *rest = steps
    known = base.value if base is not None else None
    if base is not None and isinstance(known, list):
        return _in_list(base, _index(known, first, text), rest, leaf, text)
    if isinstance(first, int):
        raise _bad_set(text, f"counts [{first}] in what is no list")
    child = known.get(first) if isinstance(known, dict) else None
    return Node({first: _grown(child, rest, leaf, text)}, leaf.place)


def _index(items: list[Node], step: str | int, text: str) -> int:
    index = int(step) if re.fullmatch("[0-9]{1,5}", str(step)) else len(items)
    if index >= len(items):
        raise _bad_set(text, f"has '{step}' for a list of {len(items)} items, counted from 0")
    return index


def _in_list(base: Node, index: int, rest: list[str | int], leaf: Node, text: str) -> Node:
    if leaf.value is None and not rest:
        raise _bad_set(text, "removes one item of a list; state the whole list")
    item = base.value[index]
    items = [*base.value[:index], merged(item, _grown(item, rest, leaf, text)), *base.value[index + 1 :]]
    return Node(items, base.place)
