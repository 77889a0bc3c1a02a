"""What a curve of thresholds says, in the units in which the user states its figures, and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from appraisal.engine.appraisal import Appraisal
from appraisal.ground.sheet import Array
from appraisal.outputs.charts.labels import Shown, label, lowered, shown
from appraisal.questions.threshold import Curve

PRICE = "credits.price"
PRICES = {PRICE: "credits", "carbon_price.price": "a carbon price"}
"""The prices of a tonne, and what puts each on it."""

GAPS = 3
"""Gaps that are named one by one."""


@dataclass(frozen=True)
class CurveNumbers:
    """A curve in the units of the axes, with NaN where there is no threshold.

    ``base_y`` is the height at the stated value ``base_x``, NaN where the curve does not reach it; ``assumed`` is the
    stated value of the figure whose threshold is drawn.
    """

    x: Array
    y: Array
    x_view: Shown
    y_view: Shown
    base_x: float
    base_y: float
    assumed: float

    @property
    def exists(self) -> bool:
        """Whether there is a threshold anywhere."""
        return bool(np.isfinite(self.y).any())

    def x_text(self, x: float) -> str:
        """Return a value of the horizontal axis with its unit."""
        return self.x_view.text(x * self.x_view.size)

    def y_text(self, y: float) -> str:
        """Return a value of the vertical axis with its unit."""
        return self.y_view.text(y * self.y_view.size, 3 if abs(y) < 10 else 4)


def numbers_of(curve: Curve, appraisal: Appraisal) -> CurveNumbers:
    """Return the curve in the units in which the user states both figures, in the order of the horizontal axis."""
    first = curve.thresholds[0]
    found = [threshold.value for threshold in curve.thresholds if threshold.value is not None]
    y_view = Shown(1.0, "") if first.factor else _view(appraisal, curve.vary, [*found, first.base])
    x_view = _view(appraisal, curve.over, curve.values)
    x, y = np.sort(curve.values) / x_view.size, heights(curve, y_view)
    base_x = appraisal.model.base_value(curve.over) / x_view.size
    return CurveNumbers(x, y, x_view, y_view, base_x, _at(base_x, x, y), first.base / y_view.size)


def heights(curve: Curve, view: Shown) -> Array:
    """Return the thresholds in the order of the values that they are over."""
    values = [np.nan if threshold.value is None else threshold.value / view.size for threshold in curve.thresholds]
    return np.asarray(values, dtype=float)[np.argsort(curve.values)]


def _view(appraisal: Appraisal, path: str, values: Iterable[float]) -> Shown:
    if path not in appraisal.scenario.figures:
        return Shown(0.01, "%")
    figure = appraisal.model.figure(path)
    unit = figure.unit.replace("money", figure.currency) if figure.currency else figure.unit
    return shown(figure, appraisal.scenario.unit(unit), values)


def _at(base: float, x: Array, y: Array) -> float:
    exact = np.flatnonzero(np.isclose(x, base, rtol=1e-12, atol=0))
    if len(exact):
        return float(y[exact[0]])
    return float(np.interp(base, x, y, left=np.nan, right=np.nan))


def viable_above(curve: Curve, appraisal: Appraisal, numbers: CurveNumbers) -> bool | None:
    """Tell whether the swap pays above the curve; None where that is not one side of it.

    A higher credit price never hurts. For another figure, a price on emissions among them, the base case, which lies
    on a known side, tells.
    """
    if any(threshold.objective != "npv" or len(threshold.crossings) > 1 for threshold in curve.thresholds):
        return None
    if curve.vary == PRICE:
        return True
    npv, over = appraisal.metrics["npv"].value or 0.0, numbers.assumed - numbers.base_y
    return None if npv == 0 or over == 0 or np.isnan(over) else bool((over > 0) == (npv > 0))


def title_of(curve: Curve, appraisal: Appraisal) -> str:
    """Return the title of the chart."""
    vary, over = (lowered(label(path, appraisal.scenario)) for path in (curve.vary, curve.over))
    return f"Threshold {vary} by {over}"


def notes_of(curve: Curve, numbers: CurveNumbers, above: bool | None, *, assumed_is_drawn: bool) -> str:
    """Return what the reader of the chart should know, in words; ``above`` tells on which side the swap pays."""
    return "; ".join(_notes(curve, numbers, above, assumed_is_drawn))


def _notes(curve: Curve, numbers: CurveNumbers, above: bool | None, assumed_is_drawn: bool) -> Iterator[str]:
    assumed = "the stated series × 1" if curve.thresholds[0].factor else numbers.y_text(numbers.assumed)
    if np.isfinite(numbers.base_y):
        base = f"{numbers.y_text(numbers.base_y)} at {numbers.x_text(numbers.base_x)}"
        yield f"Threshold {base}, against {assumed} in the scenario{'' if assumed_is_drawn else ' (off the chart)'}"
    else:
        yield f"The scenario has {assumed}{'' if assumed_is_drawn else ' (off the chart)'}"
    if curve.vary in PRICES and above and (numbers.y < 0).any():
        yield f"below 0 the swap pays without {PRICES[curve.vary]}"
    if any(len(threshold.crossings) > 1 for threshold in curve.thresholds):
        yield "where there are several thresholds the one nearest to the stated value is drawn"
    if not np.isfinite(numbers.y).all():
        yield f"no threshold {_gaps(numbers)}: {reason_of(curve)}"


def _gaps(numbers: CurveNumbers) -> str:
    missing = np.flatnonzero(~np.isfinite(numbers.y))
    runs = np.split(missing, np.flatnonzero(np.diff(missing) > 1) + 1)
    if len(missing) == len(numbers.y):
        return "anywhere"
    said = [
        " to ".join(dict.fromkeys(numbers.x_text(float(numbers.x[at])) for at in (run[0], run[-1]))) for run in runs
    ]
    more = " and elsewhere" if len(said) > GAPS else ""
    return f"at {', '.join(said[:GAPS])}{more}"


def reason_of(curve: Curve) -> str:
    """Return the commonest reason for which a threshold does not exist, with the figure by its name."""
    reasons = Counter(threshold.reason for threshold in curve.thresholds if threshold.value is None)
    return reason_words(reasons.most_common(1)[0][0] if reasons else "", curve.vary, curve.thresholds[0].objective)


OBJECTIVES = {
    "npv": "the net present value",
    "equity_npv": "the net present value of equity",
    "host": "what the host gains",
}


def reason_words(reason: str, vary: str, objective: str) -> str:
    """Return the reason for which a threshold does not exist, with figure and objective by their names.

    >>> reason_words("does not depend on credits.price", "credits.price", "npv")
    'the net present value does not depend on the credit price'
    """
    said = reason.replace(vary, f"the {lowered(label(vary))}")
    said = f"the objective {said}" if said.startswith("does not") else said
    return said.replace("the objective", OBJECTIVES.get(objective, "the objective"))
