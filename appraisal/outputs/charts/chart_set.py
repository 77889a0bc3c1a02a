"""Every chart of one scenario."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from appraisal.engine import cover, parties
from appraisal.engine.appraisal import Appraisal
from appraisal.engine.ledger import ledger
from appraisal.ground.sheet import Array
from appraisal.outputs.charts.cash_flow import cash_flow
from appraisal.outputs.charts.credit_waterfall import credit_waterfall
from appraisal.outputs.charts.curve_numbers import reason_of
from appraisal.outputs.charts.debt_service import debt_service
from appraisal.outputs.charts.labels import label, lowered
from appraisal.outputs.charts.npv_waterfall import npv_waterfall
from appraisal.outputs.charts.party_accounts import party_accounts
from appraisal.outputs.charts.sources_uses import sources_uses
from appraisal.outputs.charts.threshold_card import is_drawable, threshold_card_chart
from appraisal.outputs.charts.threshold_curve import band_words, threshold_curve_chart
from appraisal.outputs.charts.tornado import tornado_chart
from appraisal.outputs.money_record import construction_of
from appraisal.questions.sensitivity import tornado
from appraisal.questions.threshold import Curve, threshold_band, threshold_curve
from appraisal.questions.threshold_card import threshold_card

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHARE, RATE, CAPEX = "credits.share_cashed", "discount_rate", "swap.capex_gap"
POINTS = 25
LEAST_SHARE = 0.2


class ChartSet(dict[str, "Figure"]):
    """The charts of a scenario by the name of their file; ``left_out`` says which have no meaning, and why."""

    def __init__(self) -> None:
        super().__init__()
        self.left_out: dict[str, str] = {}


def chart_set(appraisal: Appraisal) -> ChartSet:
    """Return every chart that has a meaning for the scenario."""
    charts = ChartSet()
    charts["cash_flow"] = cash_flow(appraisal)
    charts["npv_waterfall"] = npv_waterfall(appraisal)
    _add_tornado(charts, appraisal)
    _add_threshold_curve(charts, appraisal)
    _add_credits(charts, appraisal)
    _add_money(charts, appraisal)
    return charts


def _add_credits(charts: ChartSet, appraisal: Appraisal) -> None:
    """Add the charts of tonnes and of their price, or say why there is none."""
    _add(charts, appraisal, "credit_waterfall", credit_waterfall, _no_tonnes(appraisal))
    _add(charts, appraisal, "threshold_card", threshold_card_chart, _no_card(appraisal))


def _no_tonnes(appraisal: Appraisal) -> str:
    found = ledger(appraisal.run)
    if found is None:
        return "the scenario has no credits"
    return "" if found.abated.any() or found.issued.any() else "no tonne is abated or credited"


def _no_card(appraisal: Appraisal) -> str:
    card = threshold_card(appraisal)
    if card is None:
        return "nothing puts a price on tonnes"
    return "" if is_drawable(card, appraisal) else "no price has an exchange rate, and no one breaks even"


def _add_money(charts: ChartSet, appraisal: Appraisal) -> None:
    """Add the charts of debt, construction and parties, or say why there is none."""
    for name, draw, reason in (
        ("debt_service", debt_service, _no_debt(appraisal)),
        ("sources_uses", sources_uses, _no_sources(appraisal)),
        ("party_accounts", party_accounts, _no_parties(appraisal)),
    ):
        _add(charts, appraisal, name, draw, reason)


def _add(charts: ChartSet, appraisal: Appraisal, name: str, draw: Callable[[Appraisal], Figure], reason: str) -> None:
    """Add a chart, or leave it out for a reason."""
    if reason:
        charts.left_out[name] = reason
    else:
        charts[name] = draw(appraisal)


def _no_debt(appraisal: Appraisal) -> str:
    if appraisal.scenario.document.finance is None:
        return "the scenario has no finance"
    return str(cover.dscr_min(appraisal.run).reason)


def _no_sources(appraisal: Appraisal) -> str:
    if appraisal.scenario.document.finance is None:
        return "the scenario has no finance"
    return "" if construction_of(appraisal.run)["uses"] else "nothing is spent in construction"


def _no_parties(appraisal: Appraisal) -> str:
    return "" if len(parties.accounts(appraisal.run)) > 1 else "no money moves between parties"


def _add_tornado(charts: ChartSet, appraisal: Appraisal) -> None:
    moved = tornado(appraisal.model)
    if moved.bars:
        charts["tornado"] = tornado_chart(moved, appraisal.scenario)
    else:
        charts.left_out["tornado"] = "no figure of the scenario moves the net present value"


def _add_threshold_curve(charts: ChartSet, appraisal: Appraisal) -> None:
    reason = _no_curve(appraisal)
    if reason:
        charts.left_out["threshold_curve"] = reason
        return
    over = SHARE if _is_plain(appraisal, SHARE) else RATE
    values = _share_values(appraisal) if over == SHARE else _rate_values(appraisal)
    curve = threshold_curve(appraisal.model, appraisal.model.price_path, over, values)
    if all(threshold.value is None for threshold in curve.thresholds):
        charts.left_out["threshold_curve"] = f"there is no threshold: {reason_of(curve)}"
    else:
        charts["threshold_curve"] = threshold_curve_chart(curve, appraisal, _band(appraisal, over, values))


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
