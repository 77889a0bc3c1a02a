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
    from appraisal.questions.additionality import additionality
    from appraisal.questions.bridge import bridge
    from appraisal.questions.cases import compare_cases
    from appraisal.questions.compare import compare_mechanisms, compare_scenarios
    from appraisal.questions.elasticity import elasticities
    from appraisal.questions.equivalence import equivalence
    from appraisal.questions.portfolio import portfolio
    from appraisal.questions.programme.appraisal import appraise_programme
    from appraisal.questions.risk import monte_carlo
    from appraisal.questions.scenario_table import appraise_table
    from appraisal.questions.sector_crediting import sector_crediting
    from appraisal.questions.sensitivity import tornado
    from appraisal.questions.spider import spider
    from appraisal.questions.switching import switching_values
    from appraisal.questions.threshold import threshold, threshold_band, threshold_curve
    from appraisal.questions.threshold_card import threshold_card
    from appraisal.questions.threshold_map import threshold_map
    from appraisal.questions.two_way import two_way
    from appraisal.questions.variance import sobol_indices
    from appraisal.scenario.load import load
    from appraisal.scenario.programme import load_programme
    from appraisal.scenario.scenario import Scenario

_HOMES = {
    "Appraisal": "appraisal.engine.appraisal",
    "AppraisalError": "appraisal.ground.problem",
    "NoResultError": "appraisal.ground.problem",
    "Problem": "appraisal.ground.problem",
    "Scenario": "appraisal.scenario.scenario",
    "ScenarioError": "appraisal.ground.problem",
    "additionality": "appraisal.questions.additionality",
    "appraise": "appraisal.engine.appraisal",
    "appraise_programme": "appraisal.questions.programme.appraisal",
    "appraise_table": "appraisal.questions.scenario_table",
    "bridge": "appraisal.questions.bridge",
    "compare_cases": "appraisal.questions.cases",
    "compare_mechanisms": "appraisal.questions.compare",
    "compare_scenarios": "appraisal.questions.compare",
    "elasticities": "appraisal.questions.elasticity",
    "equivalence": "appraisal.questions.equivalence",
    "load": "appraisal.scenario.load",
    "load_programme": "appraisal.scenario.programme",
    "metrics": "appraisal.ground",
    "monte_carlo": "appraisal.questions.risk",
    "portfolio": "appraisal.questions.portfolio",
    "record_of": "appraisal.outputs.record",
    "sector_crediting": "appraisal.questions.sector_crediting",
    "sobol_indices": "appraisal.questions.variance",
    "spider": "appraisal.questions.spider",
    "switching_values": "appraisal.questions.switching",
    "threshold": "appraisal.questions.threshold",
    "threshold_band": "appraisal.questions.threshold",
    "threshold_card": "appraisal.questions.threshold_card",
    "threshold_curve": "appraisal.questions.threshold",
    "threshold_map": "appraisal.questions.threshold_map",
    "tornado": "appraisal.questions.sensitivity",
    "two_way": "appraisal.questions.two_way",
}

__all__ = [
    "Appraisal",
    "AppraisalError",
    "NoResultError",
    "Problem",
    "Scenario",
    "ScenarioError",
    "additionality",
    "appraise",
    "appraise_programme",
    "appraise_table",
    "bridge",
    "compare_cases",
    "compare_mechanisms",
    "compare_scenarios",
    "elasticities",
    "equivalence",
    "load",
    "load_programme",
    "metrics",
    "monte_carlo",
    "portfolio",
    "record_of",
    "sector_crediting",
    "sobol_indices",
    "spider",
    "switching_values",
    "threshold",
    "threshold_band",
    "threshold_card",
    "threshold_curve",
    "threshold_map",
    "tornado",
    "two_way",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: ``import appraisal`` itself costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'appraisal' has no attribute '{name}'")
    home = import_module(_HOMES[name])
    return import_module("appraisal.ground.metrics") if name == "metrics" else getattr(home, name)


def __dir__() -> list[str]:
    return __all__
