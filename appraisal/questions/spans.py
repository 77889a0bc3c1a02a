"""Words of the command line that state values: ``discount_rate=4%..14%:11``, ``10 %``."""

from __future__ import annotations

import numpy as np
from pydantic_core import PydanticCustomError

from appraisal.engine.model import Model
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.figure import Figure, Kind, read_figure

MOST = 1001
GOALS = {
    "npv": Kind("money", "5 million USD"),
    "irr": Kind("1", "10 %", low=-0.99, high=100, either="1/yr"),
    "payback": Kind("yr", "10 yr", low=0, high=400, open_low=True),
    "equity_npv": Kind("money", "5 million USD"),
    "dscr": Kind("1", "1.2", low=0, high=100, bare=True),
}


FACTOR = Kind("1", "50 %", low=-1e6, high=1e6)


def values_of(model: Model, text: str, option: str) -> tuple[str, list[float] | None]:
    """Return the path and the values that ``PATH=A..B:N`` states; for a path alone no values.

    ``option`` is what the text was typed after, to be named in an error.

    Raises:
        ScenarioError: ``bad-span`` with an example, or the code of a quantity that does not fit.
    """
    return span_of(model, text, option) if "=" in text else (text.strip(), None)


def span_of(model: Model, text: str, option: str = "--over") -> tuple[str, list[float]]:
    """Return the path and the values that ``PATH=A..B:N`` states; both ends count.

    Raises:
        ScenarioError: ``bad-span`` with an example, or the code of a quantity that does not fit.
    """
    path, equals, rest = text.partition("=")
    ends, colon, count = rest.rpartition(":")
    low, dots, high = ends.partition("..")
    if not (equals and colon and dots and count.strip().isdigit() and 2 <= int(count) <= MOST):
        message = f"'{text}' is no span; write PATH=FROM..TO:COUNT (for example: discount_rate=4%..14%:11)"
        raise ScenarioError([Problem("bad-span", option, message)])
    name = path.strip()
    kind = model.kind(name)
    stated = model.figure(name) if name in model.scenario.figures else None
    if stated is not None and stated.series:  # a yearly series is varied by a factor
        kind, stated = FACTOR, None
    first, last = (_value(end.strip(), kind, name, stated) for end in (low, high))
    return name, [float(value) for value in np.linspace(first, last, int(count))]


def goal_of(objective: str, text: str, currency: str = "") -> float | None:
    """Return what ``--target`` states for an objective, in its unit; money is in the reporting ``currency``."""
    if objective not in GOALS:
        return None
    kind = GOALS[objective]
    money = Figure(kind, kind.unit, currency=currency, text=currency)
    return _value(text, kind, "--target", money if currency and kind.unit == "money" else None)


def _bare(text: str) -> str | float:
    """Return a ratio such as 1.2 as a number; any other text as it stands."""
    try:
        return float(text)
    except ValueError:
        return text


def _value(text: str, kind: Kind, path: str, stated: Figure | None = None) -> float:
    """Return the value that a text states, in the unit and currency in which the figure itself is stated."""
    try:
        found = read_figure(_bare(text) if kind.bare else text, kind)
    except PydanticCustomError as error:
        problems = (error.context or {})["problems"]
        raise ScenarioError([Problem(code, path, message) for _, code, message in problems]) from None
    if found.refers_to:
        message = f"'{text}' is no quantity (for example: {kind.example})"
        raise ScenarioError([Problem("not-a-quantity", path, message)])
    if stated and found.sort != stated.sort:
        said = f"the scenario's '{stated.text}'"
        message = f"'{text}' must be in the same currency and kind of unit as {said}"
        raise ScenarioError([Problem("mixed-units", path, message)])
    return found.value
