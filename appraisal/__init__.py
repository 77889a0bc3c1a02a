"""Does this technology swap pay, and at what credit price?

>>> import appraisal as ap
>>> result = ap.appraise(ap.load("scenarios/usc_vs_subcritical.yaml"))
>>> round(float(result.metrics.npv))
21778279
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from appraisal.engine.appraisal import Appraisal, appraise
    from appraisal.ground import metrics
    from appraisal.ground.problem import AppraisalError, NoResultError, Problem, ScenarioError
    from appraisal.outputs.record import record_of
    from appraisal.questions.sensitivity import tornado
    from appraisal.questions.threshold import threshold, threshold_curve
    from appraisal.scenario.load import load
    from appraisal.scenario.scenario import Scenario

_HOMES = {
    "Appraisal": "appraisal.engine.appraisal",
    "AppraisalError": "appraisal.ground.problem",
    "NoResultError": "appraisal.ground.problem",
    "Problem": "appraisal.ground.problem",
    "Scenario": "appraisal.scenario.scenario",
    "ScenarioError": "appraisal.ground.problem",
    "appraise": "appraisal.engine.appraisal",
    "load": "appraisal.scenario.load",
    "metrics": "appraisal.ground",
    "record_of": "appraisal.outputs.record",
    "threshold": "appraisal.questions.threshold",
    "threshold_curve": "appraisal.questions.threshold",
    "tornado": "appraisal.questions.sensitivity",
}

__all__ = [
    "Appraisal",
    "AppraisalError",
    "NoResultError",
    "Problem",
    "Scenario",
    "ScenarioError",
    "appraise",
    "load",
    "metrics",
    "record_of",
    "threshold",
    "threshold_curve",
    "tornado",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: ``import appraisal`` itself costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'appraisal' has no attribute '{name}'")
    home = import_module(_HOMES[name])
    return import_module("appraisal.ground.metrics") if name == "metrics" else getattr(home, name)


def __dir__() -> list[str]:
    return __all__
