"""From a file to a checked scenario: the only place that sees a plain mapping."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario import library
from appraisal.scenario.checks import find_problems, near
from appraisal.scenario.collect import Collected
from appraisal.scenario.refusals import problems_of
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import LATER, Document
from appraisal.scenario.series import expand_csv
from appraisal.scenario.tree import Tree, merge, read_tree, set_value

LONGEST_CHAIN = 8
SETTING = "--set"


def load(path: str | os.PathLike[str], *, sets: Iterable[str] = (), variant: str = "") -> Scenario:
    """Read, check and return a scenario.

    Args:
        path: the scenario file.
        sets: changes such as ``credits.price=20 USD/t``; they win over the file.
        variant: the name of one of the file's ``variants``.

    Raises:
        ScenarioError: with every problem of the file.
        FileError: the file, or one that it names, cannot be read.
        LimitError: the file is too large or too deep.
    """
    tree = _base(Path(path), ())
    tree = _varied(tree, variant)
    for change in sets:
        tree = set_value(tree, change)
    return build(tree)


def changed(scenario: Scenario, changes: Mapping[str, str]) -> Scenario:
    """Return the scenario with figures changed by path, as ``--set`` does."""
    tree = scenario.tree
    for path, value in changes.items():
        tree = set_value(tree, f"{path}={value}")
    return build(tree)


def variants_of(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """Return the names of the file's variants."""
    found = _base(Path(path), ()).data.get("variants")
    return tuple(found) if isinstance(found, dict) else ()


def _base(path: Path, chain: tuple[Path, ...]) -> Tree:
    tree = read_tree(path)
    parent = tree.data.get("extends")
    if parent is None:
        return tree
    problem = _bad_parent(parent, path, (*chain, path.resolve()))
    if problem:
        raise ScenarioError([_placed(tree, problem)])
    merged = merge(_base(path.parent / parent, (*chain, path.resolve())), tree)
    return Tree(merged.data, merged.places, tree.file)


def _bad_parent(parent: Any, path: Path, chain: tuple[Path, ...]) -> Problem | None:
    if not isinstance(parent, str):
        return Problem("wrong-type", "extends", "'extends' names one scenario file")
    target = (path.parent / parent).resolve()
    if not target.is_relative_to(chain[0].parent):
        return Problem("outside-folder", "extends", f"'{parent}' lies outside the scenario's folder")
    if target in chain:
        return Problem("ring", "extends", f"'{parent}' extends a scenario that extends it")
    if len(chain) > LONGEST_CHAIN:
        return Problem("too-deep", "extends", f"more than {LONGEST_CHAIN} scenarios extend one another")
    return None


def _varied(tree: Tree, variant: str) -> Tree:
    variants = tree.data.get("variants", {})
    if not isinstance(variants, dict) or not all(isinstance(one, dict) for one in variants.values()):
        problem = Problem("wrong-type", "variants", "'variants' is a mapping of names to what differs")
        raise ScenarioError([_placed(tree, problem)])
    if not variant:
        return tree
    if variant not in variants:
        problem = Problem("unknown-variant", "variants", f"no variant '{variant}'. {near(variant, variants)}")
        raise ScenarioError([_placed(tree, problem)])
    places = {key[2:]: place for key, place in tree.places.items() if key[:2] == ("variants", variant)}
    return merge(tree, Tree(variants[variant], places, tree.file))


def _placed(tree: Tree, problem: Problem) -> Problem:
    place = tree.place_of(tuple(problem.path.split(".")) if problem.path else ())
    return problem.at(place.file, place.line, place.column)


def build(tree: Tree) -> Scenario:
    """Return the scenario that a tree states.

    Raises:
        ScenarioError: with every problem that was found.
    """
    tree, warnings = _within_ranges(tree)
    data = {key: value for key, value in tree.data.items() if key not in ("extends", "variants")}
    data, found = expand_csv(data, Path(tree.file).parent)
    found += [*_empty(data, ()), *_later(data)]
    document = _document(_without_later(data), found)
    if document is None:
        raise ScenarioError([_placed(tree, problem) for problem in found])
    collected = Collected(document)
    found += find_problems(document, collected.figures)
    if found:
        raise ScenarioError([_placed(tree, problem) for problem in _unique(found)])
    return _scenario(tree, data, collected, warnings)


def _unique(problems: list[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))


def _document(data: dict[str, Any], found: list[Problem]) -> Document | None:
    try:
        document = Document.model_validate(data)
    except ValidationError as error:
        empty = {problem.path for problem in found}
        found += [problem for problem in problems_of(error) if problem.path not in empty]
        return None
    return document


def _within_ranges(tree: Tree) -> tuple[Tree, list[Problem]]:
    """Drop the range of a figure that the command line moved out of it, with a warning."""
    try:
        Document.model_validate({k: v for k, v in tree.data.items() if k not in ("extends", "variants")})
    except ValidationError as error:
        left = [p for p in problems_of(error) if p.code == "value-outside-range" and _set_by_user(tree, p)]
    else:
        left = []
    for problem in left:
        path = problem.path.removesuffix(".value")
        for end in ("low", "high", "distribution"):
            tree = _dropped(tree, (*path.split("."), end))
    said = "the new value lies outside the range of the file; low and high are dropped for this run"
    return tree, [Problem("range-dropped", p.path.removesuffix(".value"), said, file=SETTING) for p in left]


def _set_by_user(tree: Tree, problem: Problem) -> bool:
    return tree.place_of(tuple(problem.path.split("."))).file == SETTING


def _dropped(tree: Tree, path: tuple[str, ...]) -> Tree:
    def without(data: Any, rest: tuple[str, ...]) -> Any:
        if not isinstance(data, dict) or rest[0] not in data:
            return data
        if len(rest) == 1:
            return {key: value for key, value in data.items() if key != rest[0]}
        return {**data, rest[0]: without(data[rest[0]], rest[1:])}

    return Tree(without(tree.data, path), tree.places, tree.file)


def _empty(data: Any, path: tuple[str, ...]) -> Iterator[Problem]:
    if data is None:
        yield Problem("empty-value", ".".join(path), "the key has no value: state one, or leave the key out")
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _empty(value, (*path, str(key)))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from _empty(value, (*path, str(at)))


def _later(data: dict[str, Any]) -> Iterator[Problem]:
    for path, what in LATER.items():
        if _at(data, path) is not None:
            message = f"{what} is not appraised by this version; leave it out, so that no result looks as if it counted"
            yield Problem("not-appraised", ".".join(path), message)


def _at(data: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _without_later(data: dict[str, Any]) -> dict[str, Any]:
    tree = Tree(data, {}, "")
    for path in LATER:
        tree = _dropped(tree, path)
    return dict(tree.data)


def _scenario(tree: Tree, data: dict[str, Any], collected: Collected, warnings: list[Problem]) -> Scenario:
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=True)
    return Scenario(
        document=collected.document,
        figures=collected.figures,
        defaults=tuple(collected.defaults),
        warnings=tuple(warnings),
        not_appraised=tuple(_not_appraised(collected.document)),
        places={tuple(map(str, key)): (p.file, p.line, p.column) for key, p in tree.places.items()},
        file=tree.file,
        hash=hashlib.sha256(canonical.encode()).hexdigest()[:16],
        tree=tree,
    )


def _not_appraised(document: Document) -> Iterator[str]:
    if document.tax:
        yield "tax: every result is before tax"
    if document.finance:
        yield "finance: loans, grant and equity are left out; every result is before finance"
    if document.risk:
        yield "risk: no draws are made"
    mechanism = library.mechanisms()[document.credits.mechanism]
    if mechanism.not_appraised:
        yield f"credits: {mechanism.not_appraised}"
    for key, item in document.items.items():
        if item.taxable is not None or item.depreciable is not None or item.pays or item.to:
            yield f"items.{key}: taxable, depreciable, pays and to have no effect before tax and party accounts"
