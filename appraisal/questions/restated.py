"""Whether a scenario would run with a figure stated at a value that was found, or spanned, for it."""

from __future__ import annotations

from collections.abc import Iterable

from appraisal.engine.bankable import base_runs
from appraisal.engine.model import Model
from appraisal.ground.problem import AppraisalError
from appraisal.scenario.cases import written
from appraisal.scenario.load import changed
from appraisal.scenario.refusals import is_key


def refusal(model: Model, path: str, value: float) -> str:
    """Say why the scenario is refused where the figure at ``path`` is stated at ``value``; nothing where it runs.

    A search moves figures inside their physical domain. What a mechanism allows, and what lenders leave room for, are
    rules of a stated scenario: a grant of 90 % beside loans of 60 % has a present value and cannot be had.
    """
    figure = model.scenario.figures.get(path)
    if figure is None or figure.series or figure.refers_to or not is_key(path):
        return ""
    try:
        base_runs(Model(changed(model.scenario, {path: written(value, figure)})))
    except AppraisalError as error:
        return error.problems[0].message
    return ""


def refusals(model: Model, path: str, values: Iterable[float]) -> dict[float, str]:
    """Return the ends of a span at which the scenario is refused, and why."""
    listed = list(values)
    found = {end: refusal(model, path, end) for end in (min(listed), max(listed))}
    return {end: reason for end, reason in found.items() if reason}
