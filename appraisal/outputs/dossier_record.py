"""The additionality dossier as a plain mapping: what the page prints and the JSON holds."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from appraisal.engine.appraisal import Metric
from appraisal.engine.solving import Threshold, unit_of
from appraisal.outputs.record import (
    FORMAT,
    conventions_of,
    metric_record,
    problem_record,
    threshold_record,
    unchecked_record,
)
from appraisal.questions.additionality import Dossier
from appraisal.questions.investment_rules import Rule, rules
from appraisal.questions.variables import End, Variable
from appraisal.questions.verdict import Outcome

VERDICTS = {
    "additional": "Additional",
    "not_robust": "Additional, but not robust",
    "not_additional": "Not additional",
}
LIMITS = (
    "The test looks at money alone: barriers, common practice and whether credits were considered before the decision "
    "(the other steps of CDM TOOL01) are not looked at.",
    "It takes figures, benchmark and date of the decision as the scenario states them; a validator asks for proof.",
    "An incremental IRR is the return on what the project costs more, not the return of the plant.",
    "Each variable moves alone. A figure of one plant moves against the other plant, which stays; where both share a "
    "figure, state it once and let the other plant repeat it by its path, so that both move.",
    "The verdict changes no other result: the credits of the scenario stay as they are.",
)
"""What the test does not say."""


def dossier_record(dossier: Dossier) -> dict[str, Any]:
    """Return the record of a dossier: plain numbers, words, lists and mappings; undefined is null with a reason."""
    scenario, findings = dossier.appraisal.scenario, dossier.findings
    return {
        "format": FORMAT,
        "version": version("appraisal"),
        "scenario": {"name": scenario.name, "about": scenario.document.about.strip(), "hash": scenario.hash},
        "conventions": conventions_of(dossier.appraisal),
        "question": _question(dossier),
        "benchmark": _benchmark(dossier),
        "without_credits": _outcome(findings.without, scenario.currency),
        "with_credits": _outcome(findings.with_credits, scenario.currency),
        "period": _period(dossier),
        "fair_value": {
            "amount": dossier.fair_value,
            "unit": scenario.currency,
            "said": list(dossier.assessment.fair_value),
        },
        "variables": [_variable(dossier, one) for one in findings.variables],
        "levelised_cost": _levelised(dossier),
        "verdict": {
            "code": dossier.verdict,
            "text": VERDICTS[dossier.verdict],
            "reasons": list(dossier.reasons),
            "treatments": list(dossier.treatments),
            "limits": list(LIMITS),
        },
        "rules": {key: _rule(rule) for key, rule in rules().items()},
        "unchecked": unchecked_record(dossier.appraisal.scenario, dossier.appraisal.run.wired),
        "warnings": [problem_record(problem) for problem in dossier.warnings],
        "not_appraised": list(scenario.not_appraised),
    }


def _question(dossier: Dossier) -> dict[str, Any]:
    benchmark, section = dossier.findings.benchmark, dossier.appraisal.scenario.document.credits.additionality
    return {
        "tested": dossier.findings.label,
        "of": benchmark.of,
        "tax": benchmark.tax,
        "basis": benchmark.basis,
        "decision_date": section.decision_date or None,
        "source": _source(dossier, section.source),
    }


def _source(dossier: Dossier, key: str) -> str | None:
    return dossier.appraisal.scenario.document.sources.get(key, key) if key else None


def _benchmark(dossier: Dossier) -> dict[str, Any]:
    found = dossier.findings.benchmark
    figure = dossier.appraisal.scenario.figures.get(found.path)
    return {
        "rate": found.rate,
        "basis": found.basis,
        "tax": found.tax,
        "stated": found.stated,
        "stated_basis": found.stated_basis,
        "from": found.path,
        "said": found.said,
        "source": _source(dossier, figure.source) if figure else None,
    }


def _outcome(found: Outcome, currency: str) -> dict[str, Any]:
    return {
        "irr": metric_record(found.irr),
        "npv_at_benchmark": metric_record(Metric(found.npv, currency, "ok")),
        "meets_benchmark": found.meets,
        "decided_by": found.by,
    }


def _period(dossier: Dossier) -> dict[str, Any]:
    found = dossier.assessment.period
    return {
        "years": found.years,
        "technical_life": found.technical_life,
        "last_year": found.last,
        "shortened": found.shortened,
        "said": found.said,
    }


def _variable(dossier: Dossier, found: Variable) -> dict[str, Any]:
    scenario = dossier.assessment.model.scenario
    figure = scenario.figures[found.path]
    return {
        "path": found.path,
        "unit": "1" if figure.series else unit_of(figure, scenario),
        "factor": bool(figure.series),
        "base": found.base,
        "weighs_in": found.of,
        "weight": found.weight,
        "initial_cost": found.initial,
        "low": _end(found.low),
        "high": _end(found.high),
        "crossing": _crossing(found.crossing),
        "crossed": found.crossed,
    }


def _end(found: End) -> dict[str, Any]:
    return {
        "value": found.value,
        "irr": metric_record(found.irr),
        "meets_benchmark": found.meets,
        "limited": found.limited,
    }


def _crossing(found: Threshold) -> dict[str, Any]:
    record = threshold_record(found)
    if "reason" in record:
        record["reason"] = record["reason"].replace("the objective", "the present value at the benchmark")
    return record


def _levelised(dossier: Dossier) -> dict[str, Any] | None:
    found = dossier.findings.levelised
    if found is None:
        return None
    plants = {"baseline": metric_record(found.baseline), "project": metric_record(found.project)}
    return {**plants, "cheaper": found.cheaper, "rate": dossier.appraisal.scenario.figures["discount_rate"].value}


def _rule(rule: Rule) -> dict[str, Any]:
    return {"says": rule.words, "number": rule.text or None, "source": rule.source, "verified": rule.verified}
