"""Words of the command line that state values: ``discount_rate=4%..14%:11``, ``10 %``."""

from __future__ import annotations

import numpy as np
from pydantic_core import PydanticCustomError

from appraisal.engine.model import Model
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.figure import Kind, read_figure

MOST = 1001
GOALS = {
    "npv": Kind("money", "5 million USD"),
    "irr": Kind("1", "10 %", low=-0.99, high=100, either="1/yr"),
    "payback": Kind("yr", "10 yr", low=0, high=400, open_low=True),
}


def span_of(model: Model, text: str) -> tuple[str, list[float]]:
    """Return the path and the values that ``PATH=A..B:N`` states; both ends count.

    Raises:
        ScenarioError: ``bad-span`` with an example, or the code of a quantity that does not fit.
    """
    path, equals, rest = text.partition("=")
    ends, colon, count = rest.rpartition(":")
    low, dots, high = ends.partition("..")
    if not (equals and colon and dots and count.strip().isdigit() and 2 <= int(count) <= MOST):
        message = f"'{text}' is no span; write PATH=FROM..TO:COUNT (for example: discount_rate=4%..14%:11)"
        raise ScenarioError([Problem("bad-span", "--over", message)])
    kind = model.kind(path.strip())
    first, last = (_value(end.strip(), kind, path.strip()) for end in (low, high))
    return path.strip(), [float(value) for value in np.linspace(first, last, int(count))]


def goal_of(objective: str, text: str) -> float | None:
    """Return what ``--target`` states for an objective, in the unit of the objective."""
    return _value(text, GOALS[objective], "--target") if objective in GOALS else None


def _value(text: str, kind: Kind, path: str) -> float:
    try:
        return read_figure(text, kind).value
    except PydanticCustomError as error:
        problems = (error.context or {})["problems"]
        raise ScenarioError([Problem(code, path, message) for _, code, message in problems]) from None
