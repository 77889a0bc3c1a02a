"""Inputs moved a little, in the workbook's cells and in the scenario alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.ground.problem import ScenarioError
from appraisal.outputs.workbook.input_cell import Input
from appraisal.outputs.workbook.inputs import plan_of
from appraisal.outputs.workbook.lines import sheets_of
from appraisal.scenario.drawable import SHARED
from appraisal.scenario.kind import misplaced
from appraisal.scenario.load import changed
from appraisal.scenario.scenario import Scenario

LESS = 0.97
LENGTHS = ("timeline.", "credits.issuance_lag", "credits.crediting.", "finance.loans.", "tax.", "roll_out.")


@dataclass(frozen=True)
class Change:
    """One input: its cell, the number that is typed there, and the same as the scenario would state it."""

    path: str
    sheet: str
    address: str
    value: float
    text: str


def changes_of(base: Appraisal) -> tuple[list[Change], Appraisal]:
    """Return as many changes of single inputs as go together, and the appraisal of the scenario with all of them.

    Those that may move the length of the axis come last, so that they are the first to be given up.
    """
    scenario, taken = base.scenario, []
    for change in sorted(_candidates(base), key=lambda one: one.path.startswith(LENGTHS)):
        tried = {one.path: one.text for one in (*taken, change)}
        if _loads(scenario, tried):
            taken.append(change)
    while taken:
        other = _appraised(scenario, taken)
        if other and sheets_of(other).years == sheets_of(base).years:
            return taken, other
        taken.pop()
    raise AssertionError("no input of the scenario can be changed")


def _appraised(scenario: Scenario, taken: list[Change]) -> Appraisal | None:
    try:
        return appraise(scenario, {one.path: one.text for one in taken})
    except ScenarioError:
        return None


def _loads(scenario: Scenario, sets: dict[str, str]) -> bool:
    try:
        changed(scenario, sets)
    except ScenarioError:
        return False
    return True


def _candidates(base: Appraisal) -> Iterator[Change]:
    for one in plan_of(base.model).single:
        known = one.name in base.scenario.figures or one.name.endswith(".growth")
        if one.why or one.formula or not known or SHARED.fullmatch(one.name):
            continue
        value = one.values[0] + 1 if one.kind.whole else one.values[0] * LESS or _first(one)
        if not misplaced(value * one.factor, one.kind)[0]:
            yield Change(one.name, "Inputs", f"C{one.row}", value, _stated(one, value))


def _first(one: Input) -> float:
    """A figure that is 0 is moved by a small share; an amount of money or tonnes stays."""
    return 0.01 if one.percent else 0.0


def _stated(one: Input, value: float) -> str:
    if one.unit.startswith("%"):
        return f"{100 * value!r} {one.unit.replace('% a year', '%')}"
    return f"{value!r} {one.unit}".strip()
