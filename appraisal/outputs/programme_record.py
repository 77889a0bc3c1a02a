"""The record of a programme: one plain, versioned mapping that feeds its screen, its files and what comes after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

from appraisal.engine.parties import PARTIES
from appraisal.engine.solving import Threshold
from appraisal.ground.measure import Measure
from appraisal.outputs.layout import Record
from appraisal.outputs.programme_answers import answers
from appraisal.outputs.record import FORMAT, TIMINGS, problem_record, threshold_record
from appraisal.outputs.support_record import measure_record
from appraisal.questions.programme.prices import PackageThresholds, PriceSearch, package_thresholds
from appraisal.questions.programme.result import EnablingResult, MeasureResult, ProgrammeAppraisal
from appraisal.questions.programme.totals import Flows, Totals
from appraisal.scenario.collect import stated_figures
from appraisal.scenario.programme import Programme

AMOUNTS = {
    "npv": "money",
    "npv_without_credits": "money",
    "tonnes": "t",
    "discounted_tonnes": "t",
    "outlays": "money",
    "resource_cost": "money",
    "support_cost": "money",
    "public_money": "money",
    "public_capital": "money",
    "credits_issued": "t",
    "credits_sold": "t",
    "credit_revenue": "money",
}
"""The amounts over all years, each with its unit; money is in present value."""

RATIOS = {"abatement_cost": "money/t", "public_money_per_tonne": "money/t", "leverage": "1"}


def programme_record(found: ProgrammeAppraisal) -> Record:
    """Return the record of a programme: plain numbers, words, lists and mappings; undefined is null with a reason."""
    programme, search = found.programme, PriceSearch(found)
    return {
        "format": FORMAT,
        "version": version("appraisal"),
        "programme": {
            "name": programme.name,
            "about": programme.document.about.strip(),
            "hash": programme.hash,
        },
        "conventions": _conventions(programme, search.base),
        "metrics": _metrics(found.totals, programme.currency) | _thresholds(package_thresholds(found, search)),
        "years": list(found.years),
        "lines": _lines(found.flows, programme.currency),
        "parties": {"names": PARTIES, "accounts": _plain(found.flows.parties)},
        "payments": _plain(found.flows.payments),
        "ledger": _plain(found.flows.tonnes),
        "measures": [_measure(one, programme.currency) for one in found.measures],
        "enabling": [_enabling(one, programme.currency) for one in found.enabling],
        **answers(found, search),
        "inputs": list(_inputs(programme)),
        "defaults": [{"path": one.path, "value": one.text, "source": one.source} for one in programme.defaults],
        "checks": [{"name": one.name, "ok": one.ok, "residual": one.residual} for one in found.checks],
        "warnings": [problem_record(problem) for problem in found.warnings],
    }


def _inputs(programme: Programme) -> Iterator[Record]:
    """Yield every figure that the programme file states, with its source."""
    sources = programme.document.sources
    for path, figure in stated_figures(programme.document, ""):
        yield {"path": path, "stated": figure.text or "a yearly series", "source": sources.get(figure.source)}


def _conventions(programme: Programme, price: float) -> Record:
    document = programme.document
    stated = document.programme.credit_price
    return {
        "currency": programme.currency,
        "basis": document.money.basis,
        "price_year": document.money.price_year,
        "inflation": document.money.inflation.value if document.money.inflation else None,
        "discount_rate": document.discount_rate.value,
        "timing": programme.timing,
        "timing_means": TIMINGS[programme.timing],
        "valuation_year": document.timeline.valuation_year,
        "credit_price": price,
        "credit_price_stated": stated.text if stated else None,
        "scenarios": {name: {"file": measure.scenario} for name, measure in programme.measures.items()},
    }


def _metrics(totals: Totals, currency: str) -> Record:
    amounts: Record = {
        name: {"value": getattr(totals, name), "unit": unit.replace("money", currency), "status": "ok"}
        for name, unit in AMOUNTS.items()
    }
    ratios: dict[str, Measure] = {name: getattr(totals, name) for name in RATIOS}
    return amounts | {
        name: measure_record(found, RATIOS[name].replace("money", currency)) for name, found in ratios.items()
    }


def _thresholds(found: PackageThresholds) -> Record:
    return {
        "threshold_credit_price": _threshold(found.investors),
        "threshold_with_public_cost": _threshold(found.with_public_cost),
    }


def _threshold(found: Threshold) -> Record:
    kept = threshold_record(found)
    return {key: kept[key] for key in ("value", "unit", "status", "reason", "base", "crossings") if key in kept}


def _lines(flows: Flows, currency: str) -> Record:
    money = {name: {"unit": currency, "values": list(values)} for name, values in flows.money.items()}
    tonnes = {"tonnes": flows.tonnes["abated"], "credits_issued": flows.issued, "credits_sold": flows.tonnes["sold"]}
    units = {"units": {"unit": "unit", "values": list(flows.units)}}
    return money | {name: {"unit": "t", "values": list(values)} for name, values in tonnes.items()} | units


def _plain(rows: Mapping[str, tuple[float, ...]]) -> Record:
    return {name: list(values) for name, values in rows.items()}


def _measure(one: MeasureResult, currency: str) -> Record:
    stated = one.stated
    return {
        "name": one.name,
        "title": one.title,
        "crediting": stated.crediting,
        "mechanisms": list(one.mechanisms),
        "sector": stated.sector,
        "units": one.units,
        "starts": list(one.starts),
        "metrics": _metrics(one.totals, currency),
        "lines": _lines(one.flows, currency),
        "ledger": _plain(one.flows.tonnes),
        "parties": _plain(one.flows.parties),
        "payments": _plain(one.flows.payments),
        "parts": [_part(part) for part in one.parts],
    }


def _part(part: Any) -> Record:
    return {
        "region": part.region,
        "phase": part.phase,
        "start": part.start,
        "count": part.count,
        "crediting": part.crediting,
        "mechanism": part.unit.scenario.document.mechanism,
        "scenario_hash": part.unit.scenario.hash,
        "unit_npv": float(part.unit.run.total("present_value")[0]) * part.unit.index,
    }


def _enabling(one: EnablingResult, currency: str) -> Record:
    return {
        "name": one.name,
        "kind": one.stated.kind,
        "from": one.stated.payer,
        "measures": list(one.stated.measures),
        "metrics": _metrics(one.totals, currency),
        "payments": _plain(one.flows.payments),
        "parties": _plain(one.flows.parties),
    }
