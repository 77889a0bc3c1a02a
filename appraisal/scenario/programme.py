"""From a programme file to a checked programme: the file is checked, and the scenarios of its measures are read."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from appraisal.ground.problem import AppraisalError, FileError, Problem, ScenarioError
from appraisal.scenario import library
from appraisal.scenario.load import empty_values, load
from appraisal.scenario.node import nearest, path_text
from appraisal.scenario.programme_checks import programme_problems
from appraisal.scenario.programme_schema import Measure, Phase, ProgrammeDocument
from appraisal.scenario.refusals import problems_of
from appraisal.scenario.scenario import Default, Scenario
from appraisal.scenario.series import Expanded, expand_csv
from appraisal.scenario.tree import Tree, read_tree, set_value

MEASURES = "programme.measures"
CREDITED: tuple[Phase, ...] = ("II",)
"""The phases in which creditable measures have credits, where the programme does not say it."""


@dataclass(frozen=True)
class Programme:
    """One programme that was read and checked.

    Attributes:
        document: what the file states.
        scenarios: the scenario of one unit of each measure, as its own file states it.
        defaults: what was assumed where the file says nothing.
        tree: the file as plain values with their places, yearly series of other files read in.
    """

    document: ProgrammeDocument
    scenarios: Mapping[str, Scenario] = field(repr=False)
    defaults: tuple[Default, ...]
    file: str
    hash: str
    places: Mapping[str, tuple[str, int, int]] = field(repr=False)
    tree: Tree = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """The programme's name."""
        return self.document.name

    @property
    def currency(self) -> str:
        """The currency of all results."""
        return self.document.money.currency

    @property
    def measures(self) -> Mapping[str, Measure]:
        """The measures by name."""
        return self.document.programme.measures

    @property
    def timing(self) -> str:
        """When flows count within a year."""
        return self.document.timeline.timing or TIMING["text"]

    @property
    def credited(self) -> tuple[Phase, ...]:
        """The phases in which creditable measures have credits."""
        phases = self.document.programme.phases
        return tuple(phases.credited) if phases and phases.credited is not None else CREDITED

    def located(self, problem: Problem) -> Problem:
        """Return the problem with the place in the file that its path, or the nearest part around it, has."""
        at = next((self.places[path] for path in nearest(problem.path) if path in self.places), None)
        return problem.at(*at) if at else problem.at(self.file)


TIMING = library.default_for("timeline.timing") or {}


def is_programme(path: str | os.PathLike[str]) -> bool:
    """Whether a file is a programme, and not the scenario of one swap.

    Raises:
        FileError, ScenarioError, LimitError: the file cannot be read.
    """
    return "programme" in read_tree(Path(path)).data


def load_programme(path: str | os.PathLike[str], *, sets: Iterable[str] = ()) -> Programme:
    """Read, check and return a programme, and the scenarios of its measures.

    Args:
        path: the programme file.
        sets: changes such as ``discount_rate=10 %``; they win over the file.

    Raises:
        ScenarioError: with every problem of the programme, or of the scenarios that it names.
        FileError: the file, or one that it names, cannot be read.
        LimitError: a file is too large or too deep.
    """
    tree = read_tree(Path(path))
    for change in sets:
        tree = set_value(tree, change)
    return build_programme(tree)


def build_programme(tree: Tree) -> Programme:
    """Return the programme that a tree states.

    Raises:
        ScenarioError: with every problem that was found.
    """
    _refuse_scenario(tree)
    expanded = expand_csv(tree)
    placed = Tree(expanded.data, expanded.places, tree.file)
    document, found = _validated(expanded)
    if document is None or (found := [*found, *programme_problems(document)]):
        raise ScenarioError([placed.placed(problem) for problem in dict.fromkeys(found)])
    scenarios = _scenarios(document, placed)
    canonical = json.dumps([expanded.data, {key: one.hash for key, one in scenarios.items()}], sort_keys=True)
    return Programme(
        document,
        scenarios,
        tuple(_defaults(document)),
        tree.file,
        hashlib.sha256(canonical.encode()).hexdigest()[:16],
        {path_text(key): (place.file, place.line, place.column) for key, place in expanded.places.items()},
        placed,
    )


def _refuse_scenario(tree: Tree) -> None:
    if "programme" not in tree.data and {"timeline", "swap", "project"} & set(tree.data):
        message = "this file is the scenario of one swap, not a programme: appraisal run FILE appraises it"
        raise ScenarioError([tree.placed(Problem("not-a-programme", "programme", message))])


def _validated(expanded: Expanded) -> tuple[ProgrammeDocument | None, list[Problem]]:
    found = [*expanded.problems, *empty_values(_without_changes(expanded.data))]
    told = {problem.path for problem in found}
    try:
        return ProgrammeDocument.model_validate(expanded.data), found
    except ValidationError as error:
        more = (problem for problem in problems_of(error, ProgrammeDocument) if problem.path not in told)
        return None, found + [
            problem for problem in more if not any(p in expanded.broken for p in nearest(problem.path))
        ]


def _without_changes(data: Any) -> Any:
    """A null among changes takes a key away; everywhere else it is an empty value."""
    if isinstance(data, dict):
        return {key: _without_changes(value) for key, value in data.items() if key != "changes" or value is None}
    return data


def _scenarios(document: ProgrammeDocument, tree: Tree) -> dict[str, Scenario]:
    """Return the scenario of each measure; the problems of all of them are told together."""
    found: dict[str, Scenario] = {}
    problems: list[Problem] = []
    kind: type[AppraisalError] = ScenarioError
    for name, measure in document.programme.measures.items():
        try:
            found[name] = _scenario(name, measure, tree)
        except AppraisalError as error:
            kind = kind if isinstance(error, ScenarioError) else type(error)
            problems += [told_of(f"{MEASURES}.{name}", problem, tree) for problem in error.problems]
    if problems:
        raise kind(problems)
    return found


def told_of(path: str, problem: Problem, tree: Tree) -> Problem:
    """Return a problem of a measure's scenario with the measure in its message; what no file states is placed here."""
    name = path.removeprefix(f"{MEASURES}.")
    said = problem if problem.message.startswith("measure '") else _said_of(name, problem)
    return said if said.line else tree.placed(replace(said, path=path, message=f"{said.message} ({problem.path})"))


def _said_of(name: str, problem: Problem) -> Problem:
    return replace(problem, message=f"measure '{name}': {problem.message}")


def _scenario(name: str, measure: Measure, tree: Tree) -> Scenario:
    here = f"{MEASURES}.{name}.scenario"
    folder = Path(tree.file).parent
    try:
        target = (folder / measure.scenario).resolve()
        inside, there = target.is_relative_to(folder.resolve().parent), target.is_file()
    except (OSError, ValueError, RuntimeError):
        inside, there = True, False
    if not inside:
        message = f"'{measure.scenario}' lies neither in the programme's folder nor in one beside it"
        raise ScenarioError([tree.placed(Problem("outside-folder", here, message))])
    if not there:
        raise FileError([tree.placed(Problem("no-file", here, f"there is no file '{measure.scenario[:80]}'"))])
    return load(folder / measure.scenario, variant=measure.variant or "")


def _defaults(document: ProgrammeDocument) -> Iterable[Default]:
    if document.timeline.timing is None:
        yield Default("timeline.timing", TIMING["text"].replace("_", " "), TIMING["source"])
    phases = document.programme.phases
    if phases and phases.credited is None:
        said = "the source papers: direct support in phase I, crediting in phase II, soft support in phase III"
        yield Default("programme.phases.credited", ", ".join(CREDITED), said)
    if phases and phases.shift is None:
        yield Default("programme.phases.shift", "1 yr", "a phase gives way to the next from one year to the other")
    for name, measure in document.programme.measures.items():
        stated = measure.roll_out
        if stated.count is None and stated.units is None and stated.stock is None:
            yield Default(f"{MEASURES}.{name}.roll_out.count", "1", "one unit, as the scenario states it")
