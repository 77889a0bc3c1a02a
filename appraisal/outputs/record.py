"""The record: one plain, versioned mapping that feeds the screen, the files and everything that comes after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import numpy as np

from appraisal.engine.appraisal import Appraisal, Metric
from appraisal.engine.solving import Threshold, unit_of
from appraisal.engine.used_defaults import unchecked, used_defaults
from appraisal.ground import rates
from appraisal.ground.problem import Problem
from appraisal.ground.sheet import Wired
from appraisal.outputs.credits_record import card_record, credits_record
from appraisal.outputs.money_record import economic_record, finance_record, parties_record
from appraisal.outputs.support_record import support_record
from appraisal.scenario import library, mechanisms
from appraisal.scenario.drawable import drawn_figures
from appraisal.scenario.figure import Figure
from appraisal.scenario.scenario import Default, Scenario
from appraisal.scenario.schema import Document, Plant

FORMAT = 1
TIMINGS = {
    "year_zero": "the valuation year's flows are not discounted",
    "end_of_year": "every flow falls at the end of its year, as a spreadsheet's NPV() counts",
    "mid_year": "outlays at whole years, operating flows half a year before",
}
PLAIN_LINES = ("net_cash_flow", "cash_flow", "present_value", "cumulative_present_value")


def record_of(appraisal: Appraisal) -> dict[str, Any]:
    """Return the record of an appraisal: plain numbers, words, lists and mappings; undefined is null with a reason."""
    scenario = appraisal.scenario
    return {
        "format": FORMAT,
        "version": version("appraisal"),
        "scenario": {"name": scenario.name, "about": scenario.document.about.strip(), "hash": scenario.hash},
        "conventions": conventions_of(appraisal),
        "metrics": {name: metric_record(metric) for name, metric in appraisal.metrics.items()},
        **_of_credits(appraisal),
        **_of_money(appraisal),
        "years": appraisal.years,
        "lines": _lines(appraisal),
        "lines_without_credits": _plain_lines(appraisal),
        "inputs": {path: _input(scenario, path, figure) for path, figure in scenario.figures.items()},
        "defaults": [
            {"path": default.path, "value": _default_text(scenario, default), **_evidence(default.source)}
            for default in used_defaults(scenario, appraisal.run.wired)
        ],
        "unchecked": unchecked_record(scenario, appraisal.run.wired),
        "unsourced": unsourced(scenario),
        "not_appraised": list(scenario.not_appraised),
        "how_to_draw": _how_to_draw(scenario),
        "checks": [{"name": c.name, "ok": c.ok, "residual": c.residual} for c in appraisal.checks],
        "warnings": [problem_record(problem) for problem in appraisal.warnings],
    }


def _how_to_draw(scenario: Scenario) -> str | None:
    """Say that the result is the base case, where figures have ranges; None where none has."""
    count = len(drawn_figures(scenario))
    if not count:
        return None
    figures = "1 figure has a range and is" if count == 1 else f"{count} figures have ranges and are"
    return f"{figures} at the stated value here; 'appraisal risk FILE' draws from the ranges"


def _of_credits(appraisal: Appraisal) -> dict[str, Any]:
    found = {"credits": credits_record(appraisal), "threshold_card": card_record(appraisal)}
    return {name: part for name, part in found.items() if part is not None}


def _of_money(appraisal: Appraisal) -> dict[str, Any]:
    found = {"finance": finance_record(appraisal), "economic": economic_record(appraisal)}
    found["support"] = support_record(appraisal)
    return {"parties": parties_record(appraisal), **{name: part for name, part in found.items() if part is not None}}


def as_json(record: dict[str, Any]) -> str:
    """Return a record as JSON text; a number that is not finite is an error, never written."""
    return json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def conventions_of(appraisal: Appraisal) -> dict[str, Any]:
    """Return what every figure of the result rests on."""
    scenario, document = appraisal.scenario, appraisal.scenario.document
    timeline = document.timeline
    mechanism = mechanisms.mechanisms()[document.mechanism]
    return {
        "currency": scenario.currency,
        "basis": document.money.basis,
        "price_year": document.money.price_year,
        "inflation": _value(scenario, "money.inflation"),
        "discount_rate": _value(scenario, "discount_rate"),
        "discount_rate_other_basis": _other_basis(scenario),
        "timing": appraisal.run.timing,
        "timing_means": TIMINGS[appraisal.run.timing],
        "valuation_year": timeline.valuation_year or timeline.first_year,
        "first_year": timeline.first_year,
        "construction": _value(scenario, "timeline.construction.years"),
        "operation": _value(scenario, "timeline.operation"),
        "mechanism": document.mechanism,
        "mechanism_title": mechanism.title,
        "swap": _swap_words(document),
        "taxes_and_finance": _money_words(document),
        "gases": "carbon dioxide only; methane and nitrous oxide of combustion are left out",
        "energy_basis": "net calorific value (LHV); capacity and output are net, sent out",
    }


def _money_words(document: Document) -> str:
    """Say what results are after, and what they leave out."""
    finance, tax = document.finance, document.tax
    given = finance is not None and finance.grant is not None
    after = " and ".join(word for word, stated in (("tax", tax is not None), ("grant", given)) if stated)
    before = "debt" if tax else "tax and debt"
    said = f"NPV, IRR and payback are {f'after {after} and ' if after else ''}before {before}"
    if finance is None:
        return said
    return f"{said}; equity is after {'tax and debt' if tax else 'debt, before tax'}"


def _swap_words(document: Document) -> str:
    """Say what is swapped, and how the difference is found."""
    if document.baseline is None or document.project is None:
        kind = f", {document.swap.class_}" if document.swap.class_ else ""
        return f"{'a roll-out of units' if document.roll_out else 'stated outright'}{kind}"
    names = " -> ".join(_plant_words(plant, side) for side, plant in _sides(document))
    return f"{names}; {document.swap.build or 'new'} {'build' if document.swap.build != 'retrofit' else ''}".strip()


def _sides(document: Document) -> list[tuple[str, Plant]]:
    pairs = (("baseline", document.baseline), ("project", document.project))
    return [(side, plant) for side, plant in pairs if plant]


def _plant_words(plant: Plant, side: str) -> str:
    return (plant.name or side) + (f" ({plant.class_})" if plant.class_ else "")


def unchecked_record(scenario: Scenario, wired: Mapping[str, Wired]) -> list[dict[str, str]]:
    """Return the defaults in use that were not checked against their source: path, value and source."""
    return [
        {
            "path": one.path,
            "value": _default_text(scenario, one),
            "source": library.evidence()[one.source].text,
        }
        for one in unchecked(scenario, wired)
    ]


def _default_text(scenario: Scenario, default: Default) -> str:
    """Return a default in the scenario's own units: an amount of 0 is 0 in its currency and service."""
    figure = scenario.figures.get(default.path)
    zero = figure is not None and not figure.refers_to and figure.value == 0 and figure.unit not in ("1", "yr")
    return f"0 {unit_of(figure, scenario)}" if figure is not None and zero else default.text


def _value(scenario: Scenario, path: str) -> float | None:
    figure = scenario.figures.get(path)
    return figure.value if figure else None


def _other_basis(scenario: Scenario) -> float | None:
    """Return the discount rate on the basis that the scenario does not use, where inflation is known."""
    rate, inflation = scenario.figures["discount_rate"].value, _value(scenario, "money.inflation")
    if inflation is None:
        return None
    convert = rates.nominal_rate if scenario.document.money.basis == "real" else rates.real_rate
    return float(convert(rate, inflation))


def metric_record(metric: Metric) -> dict[str, Any]:
    """Return one metric as a record."""
    found: dict[str, Any] = {"value": metric.value, "unit": metric.unit, "status": metric.status}
    if metric.reason:
        found["reason"] = metric.reason
    if metric.sign_changes is not None:
        found |= {"roots": list(metric.roots), "sign_changes": metric.sign_changes}
    return found


def problem_record(problem: Problem) -> dict[str, Any]:
    """Return a warning or error as a record."""
    return {"code": problem.code, "path": problem.path, "message": problem.message, "place": problem.place}


def threshold_record(found: Threshold) -> dict[str, Any]:
    """Return a threshold as a record."""
    return {
        "path": found.path,
        "objective": found.objective,
        "value": found.value,
        "unit": found.unit,
        "status": found.status,
        **({"reason": found.reason} if found.reason else {}),
        "base": found.base,
        "crossings": list(found.crossings),
        "switching_value": found.switching_value,
        "factor": found.factor,
    }


def _lines(appraisal: Appraisal) -> dict[str, Any]:
    run = appraisal.run
    return {
        name: {"unit": run.unit(name), "means": one.line.sentence, "values": _years(appraisal, run.rows[name])}
        for name, one in run.wired.items()
    }


def _plain_lines(appraisal: Appraisal) -> dict[str, Any]:
    plain = appraisal.plain
    return {name: {"unit": plain.unit(name), "values": _years(appraisal, plain.rows[name])} for name in PLAIN_LINES}


def _years(appraisal: Appraisal, row: Any) -> list[float]:
    return [float(value) + 0.0 for value in np.broadcast_to(row, (len(appraisal.years), 1))[:, 0]]


def _input(scenario: Scenario, path: str, figure: Figure) -> dict[str, Any]:
    found: dict[str, Any] = {"stated": figure.text, "unit": unit_of(figure, scenario), "default": figure.default}
    if figure.refers_to:
        found["repeats"] = figure.refers_to
    elif figure.series:
        pairs = zip(figure.series.years, figure.series.values, strict=True)
        found |= {"years": {str(year): value for year, value in pairs}, "between": figure.series.between}
    else:
        found["value"] = figure.value
    if figure.default and figure.note in library.evidence():
        found["range"] = _evidence(figure.note)
    optional: dict[str, Any] = {"low": figure.low, "high": figure.high, "growth": figure.growth}
    optional |= {} if figure.default else {"note": figure.note}
    found |= {key: value for key, value in optional.items() if value not in (None, "")}
    return found | _source(scenario, path, figure)


def _source(scenario: Scenario, path: str, figure: Figure) -> dict[str, Any]:
    key = scenario.source_of(path)
    if not key:
        return {"source": None}
    return _evidence(key) if figure.default else {"source": scenario.document.sources[key]}


def _evidence(key: str) -> dict[str, Any]:
    found = library.evidence()[key]
    return {"source": found.text, "grade": found.grade, "verified": found.verified}


def unsourced(scenario: Scenario) -> list[str]:
    """Return the path of every figure that the scenario states without a source."""
    stated = {path: figure for path, figure in scenario.figures.items() if not figure.default}
    return [path for path, figure in stated.items() if not figure.refers_to and not scenario.source_of(path)]
