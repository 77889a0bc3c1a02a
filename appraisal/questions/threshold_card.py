"""The threshold price of a tonne at developer, equity and host, beside dated market and shadow prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from appraisal.engine.appraisal import Appraisal
from appraisal.engine.model import Model, Run
from appraisal.engine.solving import find_threshold
from appraisal.ground.sheet import Array
from appraisal.questions.threshold import threshold
from appraisal.scenario import library
from appraisal.scenario.figure import Figure

MAC = "economic.marginal_abatement_cost"


@dataclass(frozen=True)
class Level:
    """The price at which one party just breaks even, in the reporting currency a tonne; None with its reason."""

    name: str
    means: str
    value: float | None
    reason: str = ""


@dataclass(frozen=True)
class PriceRow:
    """One price to hold the developer's threshold against.

    ``low`` and ``high`` are as stated, in ``currency``; ``gap_low`` and ``gap_high`` are price less threshold in the
    reporting currency, None with a ``reason`` where there is no exchange rate or no threshold. Nothing is adjusted for
    inflation: ``money`` says whose money of which year the price is.
    """

    key: str
    label: str
    kind: str
    date: str
    low: float
    high: float
    currency: str
    money: str
    source: str
    verified: bool
    gap_low: float | None
    gap_high: float | None
    reason: str = ""


@dataclass(frozen=True)
class ThresholdCard:
    """Break-even prices, and the assumed, known, market and shadow prices beside them."""

    unit: str
    levels: tuple[Level, ...]
    prices: tuple[PriceRow, ...]

    @property
    def developer(self) -> float | None:
        """The developer's threshold, which every gap is measured from."""
        return self.levels[0].value


def threshold_card(appraisal: Appraisal) -> ThresholdCard | None:
    """Return the threshold card of a scenario that puts a price on tonnes, or None.

    The threshold is that of the stated price: of its first year where it grows. Prices in another currency are
    converted at the scenario's exchange rate of the first year of the axis.
    """
    model = appraisal.model
    if not model.has_credits:
        return None
    levels: tuple[Level, ...] = (_developer(appraisal), _equity(model, appraisal.run))
    if "credits.issued" in appraisal.run.rows:  # a price on emissions exports no tonne
        levels = (*levels, _host(model, appraisal.run))
    threshold = levels[0].value
    rows = (*_assumed(appraisal, threshold), *_known(appraisal, threshold), *_library(appraisal, threshold))
    return ThresholdCard(f"{appraisal.scenario.currency}/t", levels, rows)


def _developer(appraisal: Appraisal) -> Level:
    found, means = appraisal.metrics.threshold_credit_price, "NPV is zero"
    if found.status == "factor":
        return Level("developer", means, None, f"the price is a series; it holds at {found.value:.4g} times the series")
    return Level("developer", means, _converted(appraisal.run, found.value, found.unit), found.reason)


def _equity(model: Model, run: Run) -> Level:
    finance, means = model.scenario.document.finance, "equity NPV is zero"
    if finance is None or finance.cost_of_equity is None:
        return Level("equity", means, None, "state finance.cost_of_equity")
    if reason := _no_price(model):
        return Level("equity", means, None, reason)
    found = threshold(model, model.price_path, "equity_npv")
    return Level("equity", means, _converted(run, found.value, found.unit), found.reason)


def _host(model: Model, run: Run) -> Level:
    """The host breaks even where what credits earn pays for making the exported tonnes good elsewhere."""
    means = "what credits earn the country pays for making good the tonnes that it exports"
    if MAC not in model.scenario.figures:
        return Level("host", means, None, f"state {MAC}")
    if reason := _no_price(model):
        return Level("host", means, None, reason)
    found = find_threshold(model, model.price_path, lambda table: _host_gain(model.run(table, search=True)), "host")
    return Level("host", means, _converted(run, found.value, found.unit), found.reason)


def _host_gain(run: Run) -> Array:
    """Social present value of credit income less that of making the exported tonnes good."""
    income, cost = (run.total(f"economic.export_{what}_present_value") for what in ("income", "cost"))
    gain: Array = np.where(np.isfinite(income - cost), income - cost, np.nan)
    return gain


def _no_price(model: Model) -> str:
    price = model.scenario.figures.get(model.price_path)
    if price is None or price.refers_to:
        return f"{model.price_path} is not a figure of its own"
    return "the price is a yearly series" if price.series else ""


def _converted(run: Run, value: float | None, unit: str) -> float | None:
    rate = exchange_rate(run, unit.partition("/")[0])
    return None if value is None or rate is None else value * rate


def exchange_rate(run: Run, currency: str) -> float | None:
    """Return what one unit of a currency is in the reporting currency in the first year; None if it is not stated."""
    if currency in ("", run.scenario.currency):
        return 1.0
    row = run.rows.get(f"fx.{currency}.rate")
    return None if row is None else float(row[0, 0])


def _assumed(appraisal: Appraisal, threshold: float | None) -> list[PriceRow]:
    path = appraisal.model.price_path
    figure = appraisal.scenario.figures.get(path)
    if figure is None or figure.refers_to or figure.series:
        return []
    ends = (figure.value, figure.value)
    words = ("assumed", "Assumed in the scenario", "assumed", "", f"as {path} states it")
    return [_row(appraisal, threshold, words, ends, figure.currency, figure.source or "", verified=True)]


def _known(appraisal: Appraisal, threshold: float | None) -> list[PriceRow]:
    rows = []
    for key, stated in appraisal.scenario.document.credits.known_prices.items():
        words = (key, key.replace("_", " "), stated.kind, stated.date, "as stated")
        ends = (_end(stated.value, "low"), _end(stated.value, "high"))
        source = stated.source or stated.value.source
        rows.append(_row(appraisal, threshold, words, ends, stated.value.currency, source, verified=True))
    return rows


def _end(figure: Figure, end: str) -> float:
    found: float | None = getattr(figure, end)
    return figure.value if found is None else found


def _library(appraisal: Appraisal, threshold: float | None) -> list[PriceRow]:
    rows = []
    for one in library.prices():
        evidence = library.evidence()[one.source]
        words = (one.key, one.label, one.kind, one.date, one.money)
        ends = (one.low.value, one.high.value)
        rows.append(
            _row(appraisal, threshold, words, ends, one.low.currency, evidence.text, verified=evidence.verified)
        )
    return rows


def _row(
    appraisal: Appraisal,
    threshold: float | None,
    words: tuple[str, str, str, str, str],
    ends: tuple[float, float],
    currency: str,
    source: str,
    *,
    verified: bool,
) -> PriceRow:
    key, label, kind, date, money = words
    rate = exchange_rate(appraisal.run, currency)
    gaps: tuple[float | None, float | None] = (None, None)
    if rate is None:
        reason = f"no exchange rate: state fx.{currency}"
    elif threshold is None:
        reason = "the developer has no threshold"
    else:
        reason, gaps = "", (ends[0] * rate - threshold, ends[1] * rate - threshold)
    shown = currency or appraisal.scenario.currency
    return PriceRow(key, label, kind, date, *ends, shown, money, source, verified, *gaps, reason)
