"""Named cases: what each changes in the scenario, and the scenario as it is then."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pydantic_core import PydanticCustomError

from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.carrying import states
from appraisal.scenario.figure import FACTOR, Figure, Series, read_figure
from appraisal.scenario.hints import near
from appraisal.scenario.load import build
from appraisal.scenario.merging import CASES
from appraisal.scenario.node import nearest
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.section import figure_in_place
from appraisal.scenario.setting import LAID_FIRST, SET
from appraisal.scenario.tree import set_value

TIMES = "times"
"""The key of a change that is stated as a share of what the scenario states: ``{times: 50 %}``."""

REMOVED = "left out"
FROM_FILE = ("csv", "column", "unit")
"""Keys of a series that stands in a file of its own; a null takes them away."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class Change:
    """One change of a case: the path, the value as ``--set`` takes it, and the same in words."""

    path: str
    value: str
    words: str


def case_names(scenario: Scenario) -> tuple[str, ...]:
    """Return the names of the scenario's cases, in the order of the file."""
    return tuple(scenario.document.cases)


def changes_of(scenario: Scenario, name: str) -> tuple[Change, ...]:
    """Return what a case changes, in the order of the file.

    Raises:
        ScenarioError: ``unknown-case``, ``bad-case``, or a share of a figure that the scenario does not state.
    """
    cases = scenario.document.cases
    if name not in cases:
        message = f"no case '{name}'. {near(name, cases)}" if cases else f"no case '{name}': the scenario states none"
        raise ScenarioError([scenario.located(Problem("unknown-case", CASES, message))])
    for path in cases[name]:
        if path.partition(".")[0] in (*LAID_FIRST, CASES):
            message = f"a case cannot change '{path}': it is read before any case is laid"
            raise ScenarioError([scenario.located(Problem("bad-case", f"{CASES}.{name}.{path}", message))])
    return tuple(_change(scenario, name, path, raw) for path, raw in cases[name].items())


def case_of(scenario: Scenario, name: str) -> Scenario:
    """Return the scenario with the changes of one case, made as ``--set`` makes them.

    Raises:
        ScenarioError: with every problem, each with case, path and place.
    """
    tree = scenario.tree
    changes = changes_of(scenario, name)
    try:
        for change in changes:
            tree = set_value(tree, f"{change.path}={change.value}")
        return build(tree)
    except ScenarioError as error:
        raise told_of(scenario, name, error) from None


def told_of(scenario: Scenario, name: str, error: ScenarioError) -> ScenarioError:
    """Return an error of a case with the case in each problem: its path where the case states it, else in words.

    A problem that is told of the case already stays as it is.
    """
    paths = tuple(scenario.document.cases[name])
    return ScenarioError(_told(scenario, name, paths, problem) for problem in error.problems)


def _told(scenario: Scenario, name: str, paths: Iterable[str], problem: Problem) -> Problem:
    here, said = f"{CASES}.{name}", f"case '{name}': "
    if here in nearest(problem.path) or problem.message.startswith(said):
        return problem
    stated = next((path for path in nearest(problem.path) if path in paths), None)
    if problem.code == "bad-set":  # the text itself cannot be read: it begins with its path
        stated = next((path for path in paths if problem.message.startswith((f"'{path}=", f'"{path}='))), stated)
        problem = replace(problem, path=stated or "", message=problem.message.partition("; write for example")[0])
    if stated is not None:
        return scenario.located(replace(problem, path=f"{here}.{problem.path}"))
    if problem.file == SET:
        return scenario.located(replace(problem, path=here, message=f"{problem.path}: {problem.message}"))
    return replace(problem, message=f"{said}{problem.message}")


def _change(scenario: Scenario, name: str, path: str, raw: Any) -> Change:
    typed = _typed_path(scenario, path)
    if isinstance(raw, dict) and set(raw) == {TIMES}:
        return _scaled(scenario, f"{CASES}.{name}.{path}", typed, raw[TIMES])
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        spelt = scenario.tree.text_of((CASES, name, path)) or repr(raw)
        return Change(typed, spelt, spelt)
    text = json.dumps(raw, ensure_ascii=False)
    return Change(typed, text, _words(raw))


def _words(raw: Any) -> str:
    if isinstance(raw, dict):
        return ", ".join(f"{key} {_words(item)}" for key, item in raw.items())
    if isinstance(raw, list):
        return ", ".join(map(_words, raw))
    return REMOVED if raw is None else raw if isinstance(raw, str) else json.dumps(raw)


def _typed_path(scenario: Scenario, path: str) -> str:
    """Return where the file states a figure: an exchange rate may stand in the place of its section."""
    section = path.rpartition(".")[0]
    stated = scenario.tree.data
    return (
        section if figure_in_place(section) == path and states(stated, section) and not states(stated, path) else path
    )


def _scaled(scenario: Scenario, here: str, path: str, raw: Any) -> Change:
    """Return the change to a share of what the scenario states."""
    factor = _factor(scenario, here, raw)
    figure = scenario.figures.get(path) or scenario.figures.get(figure_in_place(path))
    if figure is None or figure.default:
        message = f"'{path}' is not stated, and a share of it is nothing; state the value itself"
        raise ScenarioError([scenario.located(Problem("not-stated", here, message))])
    if figure.refers_to:
        message = f"'{path}' only repeats '{figure.refers_to}'; change that"
        raise ScenarioError([scenario.located(Problem("not-varied", here, message))])
    value = _scaled_series(figure, figure.series, factor) if figure.series else _scaled_text(figure.text, factor)
    return Change(path, value, f"{raw} of the stated {'series' if figure.series else figure.text}")


def _factor(scenario: Scenario, here: str, raw: Any) -> float:
    try:
        found = read_figure(raw, FACTOR)
    except PydanticCustomError as error:
        problems = (error.context or {})["problems"]
        path = f"{here}.{TIMES}"
        raise ScenarioError(scenario.located(Problem(code, path, message)) for _, code, message in problems) from None
    if found.refers_to:
        message = f"'{raw}' is no share (for example: {FACTOR.example})"
        raise ScenarioError([scenario.located(Problem("not-a-quantity", f"{here}.{TIMES}", message))])
    return found.value


def _scaled_text(text: str, factor: float) -> str:
    """Return a quantity times a factor, in its own words.

    >>> _scaled_text("125 million USD", 1.2)
    '150 million USD'
    """
    number = _NUMBER.match(text.strip())
    found = number.group() if number else ""
    return f"{float(found) * factor:.15g}{text.strip()[len(found) :]}"


def _scaled_series(figure: Figure, series: Series, factor: float) -> str:
    years = {
        str(year): written(value * factor, figure) for year, value in zip(series.years, series.values, strict=True)
    }
    between = {"between": series.between} if len(series.years) > 1 else {}
    return json.dumps({"years": years, **between, **dict.fromkeys(FROM_FILE)})


def written(value: float, figure: Figure) -> str:
    """Return a value of the sheet as a quantity that can be read, in the units of the figure that states it."""
    if figure.per_currency:
        return f"{value!r} {figure.currency}/{figure.per_currency}"
    unit = "%" if figure.unit == "1" else figure.unit.replace("money", figure.currency)
    return f"{value * 100 if unit == '%' else value!r} {unit} {figure.heating}".rstrip()
