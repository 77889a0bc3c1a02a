"""Draws as a plain mapping: what the page prints and the JSON holds."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from appraisal.engine.appraisal import Appraisal
from appraisal.engine.outcomes import OUTCOMES
from appraisal.outputs.record import FORMAT, conventions_of, problem_record, unchecked_record
from appraisal.questions.distribution import TAIL, Chance, Distribution, Histogram, Statistics, Step
from appraisal.questions.indices import Index, Indices
from appraisal.questions.risk import Risk
from appraisal.scenario.scenario import Scenario

WORTH = ("npv", "npv_without_credits", "equity_npv")
"""Outcomes of which more is better, and whose worst draws are looked at."""


def risk_record(
    risk: Risk, appraisal: Appraisal, indices: Indices | None = None, no_indices: str = ""
) -> dict[str, Any]:
    """Return the record of draws: plain numbers, words, lists and mappings; undefined is null with a reason.

    ``no_indices`` says why Sobol indices that were asked for are not there.
    """
    scenario = risk.scenario
    return {
        "format": FORMAT,
        "version": version("appraisal"),
        "scenario": {"name": scenario.name, "about": scenario.document.about.strip(), "hash": scenario.hash},
        "conventions": conventions_of(appraisal),
        "draws": _draws(risk),
        "outcomes": {name: distribution_record(one) for name, one in risk.outcomes.items()},
        **({"sobol": indices_record(indices)} if indices else {}),
        **({"sobol": {"figures": None, "reason": no_indices}} if no_indices else {}),
        "unchecked": unchecked_record(appraisal.scenario, appraisal.run.wired),
        "warnings": [problem_record(problem) for problem in appraisal.warnings],
        "not_appraised": list(scenario.not_appraised),
    }


def _draws(risk: Risk) -> dict[str, Any]:
    plan = risk.plan
    return {
        "made": risk.draws,
        "asked": plan.count,
        "complete": risk.complete,
        "seed": plan.seed,
        "sampler": plan.sampler,
        "engine": risk.engine,
        "drawn": dict(plan.drawn),
        "correlation": _correlation(risk.scenario, plan.paths),
        "left_out": dict(plan.left_out),
        "notes": list(risk.notes),
    }


def _correlation(scenario: Scenario, drawn: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the correlations of two drawn figures: of ranks, or of the normal variables of a copula as stated."""
    stated = scenario.document.risk
    kind = "copula" if stated and stated.copula else "rank"
    return [
        {"one": one, "other": other, "value": figure.value, "kind": kind}
        for one, other, figure in (stated.correlation if stated else ())
        if {one, other} <= set(drawn)
    ]


def distribution_record(found: Distribution) -> dict[str, Any]:
    """Return the record of one outcome; its numbers are null where no draw has it."""
    statistics = found.statistics
    return {
        "label": OUTCOMES[found.name].label,
        "unit": found.unit,
        "base": found.base,
        "base_rank": found.base_rank,
        "defined": found.defined,
        "undefined": dict(found.undefined),
        **(_numbers(found.name, statistics) if statistics else dict.fromkeys(NUMBERS)),
    }


NUMBERS = (
    "mean",
    "sd",
    "standard_error",
    "minimum",
    "maximum",
    "percentiles",
    "below_zero",
    "tail",
    "convergence",
    "exceedance",
    "histogram",
)


def _numbers(name: str, found: Statistics) -> dict[str, Any]:
    tail = {"share": TAIL, "value_at_risk": found.tail.value_at_risk, "conditional": found.tail.conditional}
    return {
        "mean": found.mean,
        "sd": found.sd,
        "standard_error": found.standard_error,
        "minimum": found.minimum,
        "maximum": found.maximum,
        "percentiles": {str(share): value for share, value in found.percentiles.items()},
        "below_zero": _chance(found.below_zero),
        "tail": tail if name in WORTH else None,
        "convergence": [_step(step) for step in found.convergence],
        "exceedance": [{"value": value, "above": above} for value, above in found.exceedance],
        "histogram": _histogram(found.histogram),
    }


def _chance(found: Chance) -> dict[str, float]:
    return {"value": found.value, "standard_error": found.standard_error}


def _step(found: Step) -> dict[str, Any]:
    return {
        "draws": found.draws,
        "mean": found.mean,
        "standard_error": found.standard_error,
        "below_zero": _chance(found.below_zero),
    }


def _histogram(found: Histogram) -> dict[str, Any]:
    return {
        "edges": list(found.edges),
        "counts": list(found.counts),
        "below": found.below,
        "above": found.above,
    }


def indices_record(found: Indices) -> dict[str, Any]:
    """Return the record of Sobol indices, the largest total first."""
    return {
        "outcome": found.outcome,
        "unit": found.unit,
        "mean": found.mean,
        "sd": found.sd,
        "points": found.points,
        "runs": found.runs,
        "seed": found.seed,
        "together": found.together,
        "figures": [
            {"path": share.path, "first": _index(share.first), "total": _index(share.total)} for share in found.shares
        ],
        "notes": list(found.notes),
    }


def _index(found: Index) -> dict[str, float]:
    return {"value": found.value, "low": found.low, "high": found.high}
