"""The curve of threshold prices that is drawn where no other is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from appraisal.engine.appraisal import Appraisal
from appraisal.ground.sheet import Array
from appraisal.outputs.charts.curve_numbers import reason_of
from appraisal.outputs.charts.labels import label, lowered
from appraisal.outputs.charts.threshold_curve import band_words, threshold_curve_chart
from appraisal.questions.threshold import Curve, threshold_band, threshold_curve

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHARE, RATE, CAPEX = "credits.share_cashed", "discount_rate", "swap.capex_gap"
POINTS = 25
LEAST_SHARE = 0.2


def usual_curve(appraisal: Appraisal) -> Figure | str:
    """Return the threshold price over the share cashed, or over the discount rate; or why there is none."""
    reason = _no_curve(appraisal)
    if reason:
        return reason
    over = SHARE if _is_plain(appraisal, SHARE) else RATE
    values = _share_values(appraisal) if over == SHARE else _rate_values(appraisal)
    curve = threshold_curve(appraisal.model, appraisal.model.price_path, over, values)
    if all(threshold.value is None for threshold in curve.thresholds):
        return f"there is no threshold: {reason_of(curve)}"
    return threshold_curve_chart(curve, appraisal, _band(appraisal, over, values))


def _no_curve(appraisal: Appraisal) -> str:
    """Return why a curve of credit prices has no meaning, or nothing."""
    if not appraisal.model.has_credits:
        return "the scenario has no credits"
    figures = appraisal.scenario.figures
    price = appraisal.model.price_path
    if price not in figures or figures[price].refers_to:
        return f"the {lowered(label(price))} is not a figure of its own"
    if not _is_plain(appraisal, SHARE) and figures[RATE].refers_to:
        return "neither the share cashed nor the discount rate is a figure of its own"
    return ""


def _is_plain(appraisal: Appraisal, path: str) -> bool:
    figure = appraisal.scenario.figures.get(path)
    return figure is not None and not (figure.default or figure.refers_to or figure.series)


def _share_values(appraisal: Appraisal) -> list[float]:
    base = appraisal.model.base_value(SHARE)
    least = min(LEAST_SHARE, base / 2) if base > 0 else LEAST_SHARE
    return _with_base(np.geomspace(least, 1.0, POINTS), base)


def _rate_values(appraisal: Appraisal) -> list[float]:
    figure = appraisal.scenario.figures[RATE]
    spread = max(abs(figure.value) / 2, 0.02)
    least = 0.0 if figure.value >= 0 else figure.kind.low
    low = max(figure.value - spread, least) if figure.low is None else figure.low
    high = figure.value + spread if figure.high is None else figure.high
    return _with_base(np.linspace(max(low, figure.kind.low), min(high, figure.kind.high), POINTS), figure.value)


def _with_base(values: Array, base: float) -> list[float]:
    """Return the values with the base among them, so that its threshold is computed and not read off the curve."""
    return sorted({*(float(value) for value in values.round(12)), base})


def _band(appraisal: Appraisal, over: str, values: list[float]) -> dict[str, Curve]:
    """Return the curves at the low and at the high of the capex gap, where the scenario states both."""
    figure, vary = appraisal.scenario.figures.get(CAPEX), appraisal.model.price_path
    if figure is None or figure.refers_to:
        return {}
    band = threshold_band(appraisal.model, vary, over, values, CAPEX)
    return band_words(band, appraisal.scenario) if band else {}
