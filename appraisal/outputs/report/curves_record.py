"""The threshold price of a tonne over the discount rate and over the share cashed, for the section on thresholds."""

from __future__ import annotations

import math
from collections.abc import Iterator

from appraisal.engine.appraisal import Appraisal
from appraisal.engine.model import Model
from appraisal.outputs.charts.labels import label
from appraisal.outputs.figure_text import views_record
from appraisal.outputs.layout import Record
from appraisal.outputs.record import threshold_record
from appraisal.questions.threshold import threshold_curve

OVER = ("discount_rate", "credits.share_cashed")
SPREAD = 0.04
"""How far either way a rate or a share without a range is moved."""

STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
MOST = 9
"""Steps of which the smallest is taken that gives at most so many values."""


def curves_record(appraisal: Appraisal) -> Record:
    """Return a curve for each figure over which a threshold price has a meaning; none without credits."""
    model = appraisal.model
    price = model.scenario.figures.get(model.price_path)
    if not model.has_credits or price is None or price.refers_to:
        return {"curves": []}
    return {"curves": [_curve(model, over) for over in OVER if _is_own(model, over)]}


def _is_own(model: Model, path: str) -> bool:
    figure = model.scenario.figures.get(path)
    return figure is not None and not (figure.default or figure.refers_to or figure.series)


def _curve(model: Model, over: str) -> Record:
    base = model.base_value(over)
    values = list(_values(model, over, base))
    found = threshold_curve(model, model.price_path, over, values)
    points = [{"at": at, **threshold_record(one)} for at, one in zip(values, found.thresholds, strict=True)]
    named = {"over_name": label(over, model.scenario), "vary_name": label(model.price_path, model.scenario)}
    return {"over": over, "base": base, **named, "written_in": views_record(model, {over: values}), "points": points}


def _values(model: Model, over: str, base: float) -> Iterator[float]:
    """Yield round values over the range of the figure, with its stated value among them."""
    figure = model.scenario.figures[over]
    low = base - SPREAD if figure.low is None else figure.low
    high = base + SPREAD if figure.high is None else figure.high
    low, high = max(low, figure.kind.low), min(high, figure.kind.high)
    step = next((step for step in STEPS if (high - low) / step < MOST), (high - low) / MOST)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    yield from sorted({base, *(round(at * step, 12) for at in range(first, last + 1))})
