"""From a file to a checked scenario: the only place that sees a plain mapping."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from appraisal.ground.problem import FileError, LimitError, Problem, ScenarioError
from appraisal.scenario.checks import find_problems
from appraisal.scenario.collect import OF_CREDITS, Collected
from appraisal.scenario.dropping import without_ranges
from appraisal.scenario.hints import near
from appraisal.scenario.mechanism_rules import rule_warnings
from appraisal.scenario.merging import CASES
from appraisal.scenario.node import path_text
from appraisal.scenario.refusals import problems_of
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import CARBON_PRICE, Document
from appraisal.scenario.series import Expanded, expand_csv
from appraisal.scenario.setting import LAID_FIRST
from appraisal.scenario.tree import Tree, merge, read_tree, set_value

LONGEST_CHAIN = 8
CASE_DEPTH = 2
"""Keys to a case: ``cases`` and its name; below them stands what it changes."""


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
    tree = _varied(_based(Path(path), ()), variant)
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
    found = _based(Path(path), ()).data.get("variants")
    return tuple(found) if isinstance(found, dict) else ()


def _based(path: Path, chain: tuple[Path, ...]) -> Tree:
    tree = read_tree(path)
    if "extends" not in tree.data:
        return tree
    parent, below = tree.data["extends"], (*chain, path.resolve())
    _check_parent(parent, path, below, tree)
    merged = merge(_based(path.parent / parent, below), tree)
    return Tree(merged.data, merged.places, tree.file)


def _check_parent(parent: Any, path: Path, chain: tuple[Path, ...], tree: Tree) -> None:
    if not isinstance(parent, str) or not parent.strip():
        raise ScenarioError([tree.placed(Problem("wrong-type", "extends", "'extends' names one scenario file"))])
    try:
        target = (path.parent / parent).resolve()
        there = target.is_file()
    except (OSError, ValueError, RuntimeError):
        target, there = path, False
    if not target.is_relative_to(chain[0].parent):
        message = f"'{parent}' lies outside the scenario's folder"
        raise ScenarioError([tree.placed(Problem("outside-folder", "extends", message))])
    if not there:
        raise FileError([tree.placed(Problem("no-file", "extends", f"there is no file '{parent[:80]}'"))])
    if target in chain:
        message = f"'{parent}' extends a scenario that extends it"
        raise ScenarioError([tree.placed(Problem("ring", "extends", message))])
    if len(chain) > LONGEST_CHAIN:
        message = f"more than {LONGEST_CHAIN} scenarios extend one another"
        raise LimitError([tree.placed(Problem("too-deep", "extends", message))])


def _varied(tree: Tree, variant: str) -> Tree:
    variants = tree.data.get("variants", {})
    found = list(_bad_variants(variants))
    if not found and variant and variant not in variants:
        found = [Problem("unknown-variant", "variants", f"no variant '{variant}'. {near(variant, variants)}")]
    if found:
        raise ScenarioError([tree.placed(problem) for problem in found])
    if not variant:
        return tree
    places = {key[2:]: place for key, place in tree.places.items() if key[:2] == ("variants", variant)}
    return merge(tree, Tree(variants[variant], places, tree.file))


def _bad_variants(variants: Any) -> Iterator[Problem]:
    if not isinstance(variants, dict):
        yield Problem("wrong-type", "variants", "'variants' is a mapping of names to what differs")
        return
    for name, change in variants.items():
        if not isinstance(change, dict):
            yield Problem("wrong-type", f"variants.{name}", "a variant is a mapping of what differs from the scenario")
        for key in LAID_FIRST:
            if isinstance(change, dict) and key in change:
                message = f"a variant cannot state '{key}'; the scenario around it does"
                yield Problem("unknown-key", f"variants.{name}.{key}", message)


def build(tree: Tree) -> Scenario:
    """Return the scenario that a tree states.

    Raises:
        ScenarioError: with every problem that was found.
    """
    _refuse_programme(tree)
    expanded = expand_csv(tree)
    document, found = _validated(expanded)
    narrower, warnings = without_ranges(tree, found)
    if warnings:
        tree, expanded = narrower, expand_csv(narrower)
        document, found = _validated(expanded)
    placed = Tree(tree.data, expanded.places, tree.file)
    if document is None:
        raise ScenarioError([placed.placed(problem) for problem in found])
    collected = Collected(document)
    found += find_problems(collected)
    if found:
        raise ScenarioError([placed.placed(problem) for problem in dict.fromkeys(found)])
    warnings += [placed.placed(problem) for problem in (*_without_mechanism(collected), *rule_warnings(collected))]
    return _scenario(tree, expanded, collected, warnings)


def _refuse_programme(tree: Tree) -> None:
    if "programme" in tree.data:
        message = "this file is a programme of measures, not a scenario of one swap: use appraisal programme FILE"
        raise ScenarioError([tree.placed(Problem("not-a-scenario", "programme", message))])


def _validated(expanded: Expanded) -> tuple[Document | None, list[Problem]]:
    data = {key: value for key, value in expanded.data.items() if key not in LAID_FIRST}
    found = [*expanded.problems, *empty_values(data)]
    told = {problem.path for problem in found}
    try:
        return Document.model_validate(data), found
    except ValidationError as error:
        more = (problem for problem in problems_of(error) if problem.path not in told)
        return None, found + [problem for problem in more if not _lies_in(problem.path, expanded.broken)]


def _lies_in(path: str, figures: set[str]) -> bool:
    return any(path == figure or path.startswith(f"{figure}.") for figure in figures)


def empty_values(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """Yield a problem for each key that stands without a value."""
    if path[:1] == (CASES,) and len(path) > CASE_DEPTH:
        return  # a null in a case takes a key away
    if data is None and isinstance(path[-1], str) and path[-1][:1].isdigit():
        message = f"'{path[-1]}' stands alone: a comma in a number cuts it in two; the decimal mark is a point (1.5)"
        yield Problem("decimal-comma", path_text(path), message)
    elif data is None:
        yield Problem("empty-value", path_text(path), "the key has no value: state one, or leave the key out")
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from empty_values(value, (*path, key))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from empty_values(value, (*path, at))


def _without_mechanism(collected: Collected) -> Iterator[Problem]:
    """Terms of credits that nothing reads, because the scenario has none."""
    for path in collected.stated if not collected.credited else ():
        if path.startswith(OF_CREDITS):
            yield Problem("unused", path, f"{_no_credits(collected)}, and this changes nothing")


def _no_credits(collected: Collected) -> str:
    name = collected.document.mechanism
    rival = "; a price on emissions is stated as carbon_price.price" if name == CARBON_PRICE else ""
    return f"the mechanism is '{name}': the run has no credits{rival}"


def _scenario(tree: Tree, expanded: Expanded, collected: Collected, warnings: list[Problem]) -> Scenario:
    data = {key: value for key, value in expanded.data.items() if key not in LAID_FIRST}
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=True)
    return Scenario(
        document=collected.document,
        figures=collected.figures,
        defaults=tuple(collected.defaults),
        warnings=tuple(warnings),
        places={path_text(key): (p.file, p.line, p.column) for key, p in expanded.places.items()},
        file=tree.file,
        words=collected.words,
        hash=hashlib.sha256(canonical.encode()).hexdigest()[:16],
        tree=tree,
    )
