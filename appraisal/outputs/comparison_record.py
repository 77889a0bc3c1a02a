"""A comparison as one plain mapping, and as a table of a row each: for JSON, CSV and the screen."""

from __future__ import annotations

import csv
import io
from importlib.metadata import version
from typing import Any

from appraisal.engine.appraisal import Metric
from appraisal.ground.measure import Measure
from appraisal.outputs.charts.style import discounted_words, result_words
from appraisal.outputs.layout import Record
from appraisal.outputs.record import FORMAT, metric_record, problem_record
from appraisal.questions.compare import Comparison, Row
from appraisal.questions.credit_spread import CreditSpread, Percentiles
from appraisal.questions.outcome import Outcome
from appraisal.scenario import library
from appraisal.scenario.carrying import KEPT
from appraisal.scenario.scenario import Default

TONNES = ("abated", "issued", "developer", "sold", "held", "host", "partner", "withheld", "not_credited")
PROJECTS, SECTOR = "bilateral", "sectoral"
"""The two mechanisms that the source papers set side by side: PBCM and SCM."""


def comparison_record(comparison: Comparison) -> Record:
    """Return a comparison as plain numbers, words, lists and mappings; undefined is null with a reason."""
    found: Record = {
        "format": FORMAT,
        "version": version("appraisal"),
        "comparison": {"name": comparison.name, "by": comparison.by, "carried_over": _carried_over(comparison)},
        "rows": [_row(row) for row in comparison.rows],
    }
    papers = _papers(comparison)
    return {**found, "pbcm_scm": papers} if papers else found


def _carried_over(comparison: Comparison) -> list[str]:
    return [f"credits.{key}" for key in KEPT] if comparison.by == "mechanism" else []


def _row(row: Row) -> Record:
    head = {"label": row.label, "mechanism": row.mechanism, "title": row.title, "terms": row.terms}
    tail = {"laid_aside": list(row.laid_aside), "problems": [problem_record(problem) for problem in row.problems]}
    if row.outcome is None:
        return {**head, "status": "cannot run", **tail}
    return {**head, "status": "ok", **_outcome(row.outcome), **tail}


def _outcome(outcome: Outcome) -> Record:
    scenario = outcome.scenario
    return {
        "scenario": {"name": scenario.name, "hash": scenario.hash, "file": scenario.file},
        "conventions": f"{discounted_words(scenario)}; {result_words(scenario)}",
        "metrics": _metrics(outcome),
        "tonnes": {name: getattr(outcome.tonnes, name) for name in TONNES},
        "spread": None if outcome.spread is None else _spread(outcome.spread),
        "warnings": [problem_record(problem) for problem in outcome.warnings],
        "unverified": [_unverified(default) for default in outcome.unverified],
    }


def _metrics(outcome: Outcome) -> Record:
    currency = outcome.scenario.currency
    found = {
        "npv": Metric(outcome.npv, currency, "ok"),
        "npv_without_credits": Metric(outcome.npv_without_credits, currency, "ok"),
        "credit_revenue_present_value": Metric(outcome.revenue, currency, "ok"),
        "threshold_credit_price": outcome.threshold,
        "reaches_developer": outcome.reaches_developer,
        "dilution": outcome.dilution,
        "first_credit_year": _year(outcome.first_credit_year),
        "lead_time": _year(outcome.lead_time),
    }
    return {name: metric_record(metric) for name, metric in found.items()}


def _year(year: int | None) -> Metric:
    """A count of years, or a calendar year."""
    return Metric(None, "yr", "none", "no credit is delivered") if year is None else Metric(year, "yr", "ok")


def _spread(spread: CreditSpread) -> Record:
    return {
        "developer": _percentiles(spread.developer),
        "forwarded": _percentiles(spread.forwarded),
        "no_credit": spread.no_credit,
        "draws": spread.draws,
        "drawn": list(spread.drawn),
        "left_out": dict(spread.left_out),
        "unverified": list(spread.unverified),
    }


def _percentiles(found: Percentiles) -> Record:
    return {"p10": found.p10, "p50": found.p50, "p90": found.p90, "relative": _measure(found.relative)}


def _measure(found: Measure) -> Record:
    value = None if found.value is None else float(found.value)
    return metric_record(Metric(value, "1", str(found.status), str(found.reason)))


def _unverified(default: Default) -> Record:
    return {"path": default.path, "value": default.text, "source": library.evidence()[default.source].text}


def _papers(comparison: Comparison) -> Record:
    """Return the papers' table of the two mechanisms in numbers, where one plant ran under both."""
    both = {key: comparison.outcome_of(key) for key in (PROJECTS, SECTOR)}
    if comparison.by != "mechanism" or None in both.values():
        return {}
    return {key: _side(outcome) for key, outcome in both.items() if outcome}


def _side(outcome: Outcome) -> Record:
    metrics, spread = _metrics(outcome), outcome.spread
    kept = ("first_credit_year", "lead_time", "reaches_developer", "dilution", "threshold_credit_price")
    found = {name: metrics[name] for name in kept}
    return {
        **found,
        "volume_spread": _measure(spread.developer.relative) if spread else None,
        "no_credit": spread.no_credit if spread else None,
    }


FIRST = ("label", "mechanism", "title", "terms", "status", "conventions")
LAST = ("undefined", "problems")


def comparison_csv(record: Record) -> bytes:
    """Return a row each, the unit in each heading; what does not exist is an empty cell, its reason in the last two."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    rows = [_cells(row) for row in record["rows"]]
    headings = [*(name for name in dict.fromkeys(name for row in rows for name in row) if name not in LAST), *LAST]
    table.writerow(headings)
    table.writerows([_text(row.get(heading)) for heading in headings] for row in rows)
    return out.getvalue().encode("utf-8")


def _cells(row: Record) -> Record:
    cells: Record = {name: row.get(name, "") for name in FIRST}
    if row["status"] == "ok":
        cells |= {f"{name} [{metric['unit']}]": metric["value"] for name, metric in row["metrics"].items()}
        cells |= {f"{name} [t]": value for name, value in row["tonnes"].items()}
        cells |= _spread_cells(row["spread"])
    none = [f"{name}: {m['reason']}" for name, m in row.get("metrics", {}).items() if m["value"] is None]
    cells["undefined"] = "; ".join(none)
    cells["problems"] = "; ".join(f"{problem['path']}: {problem['message']}" for problem in row["problems"])
    return cells


def _spread_cells(spread: Record | None) -> Record:
    if spread is None:
        return {}
    ends = ("p10", "p50", "p90")
    cells = {f"{who}_{end} [t]": spread[who][end] for who in ("developer", "forwarded") for end in ends}
    return {**cells, "no_credit [1]": spread["no_credit"], "draws": spread["draws"]}


def _text(cell: Any) -> Any:
    return "" if cell is None else repr(cell) if isinstance(cell, float) else cell
