"""Would the swap be made without credits? Its return without them against a benchmark, in the shape of CDM tools."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from appraisal.engine import measures
from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.engine.credit_books import kind_of
from appraisal.engine.model import Run
from appraisal.ground import metrics
from appraisal.ground.problem import NoResultError, Problem
from appraisal.questions.assessment import Assessment, assessment_of, period_warnings
from appraisal.questions.benchmark import Benchmark, benchmark_of
from appraisal.questions.variables import irr_metric, meets, variables_of
from appraisal.questions.verdict import Findings, Levelised, Outcome, reasons, treatments
from appraisal.scenario import library
from appraisal.scenario.collect import CREDITING
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import Plant

FOSSIL = ("coal", "gas", "oil")

NEAR = 1e-9
"""A rate of return this close to the benchmark is at it."""


@dataclass(frozen=True)
class Dossier:
    """The test of additionality of one scenario.

    Attributes:
        appraisal: what was tested.
        assessment: the sheet over the assessment period.
        findings: the benchmark, the flow without credits, which decides, and with them, the variables, levelised costs.
        fair_value: what the assets bring at the end of the period, undiscounted, in money of the basis.
        verdict: ``additional``, ``not_robust`` (additional, but a variation of a variable meets the benchmark) or
            ``not_additional``. It changes no other result: the credits of the scenario stay as they are.
        reasons: why, in words and numbers.
        treatments: what the flow holds and leaves out.
        warnings: those of the appraisal and those of the test.
    """

    appraisal: Appraisal = field(repr=False)
    assessment: Assessment = field(repr=False)
    findings: Findings
    fair_value: float
    verdict: str
    reasons: tuple[str, ...]
    treatments: tuple[str, ...]
    warnings: tuple[Problem, ...]


def additionality(tested: Scenario | Appraisal) -> Dossier:
    """Test whether the swap would fall short of the benchmark without credits.

    The incremental rate of return without credits is held against a benchmark of the same kind, over the assessment
    period with the fair value of the assets at its end; the present value at the benchmark decides, which says the same
    wherever the rate of return can be quoted. Shape: CDM TOOL01 and TOOL27, ``data/additionality.toml``.

    Raises:
        NoResultError: there is nothing to test (``no-credits``, ``no-flow``) or to test against (``no-benchmark``,
            ``no-finance``).
        ScenarioError: benchmark and return are not of one kind, or the period is longer than the technical life.
    """
    appraisal = tested if isinstance(tested, Appraisal) else appraise(tested)
    scenario = appraisal.scenario
    if kind_of(scenario.document) not in CREDITING:
        message = "additionality is a question about credits, and the scenario has none: state credits.mechanism"
        raise NoResultError([scenario.located(Problem("no-credits", "credits.mechanism", message))])
    benchmark = benchmark_of(appraisal)
    assessment = assessment_of(appraisal, benchmark.of, benchmark.tax)
    plain, credited = assessment.run(), assessment.run(credited=True)
    if not assessment.flows(plain).any():
        message = "without credits no money moves: there is nothing to test"
        raise NoResultError([scenario.located(Problem("no-flow", "swap", message))])
    return _dossier(appraisal, benchmark, assessment, (plain, credited))


def _dossier(appraisal: Appraisal, benchmark: Benchmark, assessment: Assessment, runs: tuple[Run, Run]) -> Dossier:
    scenario = appraisal.scenario
    without, with_credits = (_outcome(assessment, run, benchmark.rate) for run in runs)
    variables = variables_of(assessment, scenario, benchmark.rate)
    findings = Findings(benchmark, scenario.currency, without, with_credits, variables, _levelised(appraisal))
    return Dossier(
        appraisal=appraisal,
        assessment=assessment,
        findings=findings,
        fair_value=float(assessment.amounts(runs[0], "swap.residual_gain")[0]),
        verdict=findings.verdict,
        reasons=reasons(findings),
        treatments=tuple(treatments(appraisal, assessment, runs[0])),
        warnings=(*appraisal.warnings, *map(scenario.located, period_warnings(scenario, assessment))),
    )


def _outcome(assessment: Assessment, run: Run, rate: float) -> Outcome:
    flows = measures.series(assessment.flows(run))
    irr = irr_metric(metrics.irr(flows, measures.PERIODS[run.timing]))
    npv = float(np.add.accumulate(assessment.present_values(run, rate), axis=0)[-1][0])
    met = bool(meets(assessment, run, rate)[0])
    agrees = irr.value is not None and ((irr.value >= rate) == met or abs(irr.value - rate) <= NEAR)
    moving = flows[flows != 0]
    return Outcome(irr, npv, met, "irr" if agrees else "npv", bool(moving.size and moving[0] > 0))


def _levelised(appraisal: Appraisal) -> Levelised | None:
    """Compare the levelised costs of two plants that burn fossil fuel; None for any other swap."""
    document = appraisal.scenario.document
    plants = [plant for plant in (document.baseline, document.project) if plant]
    if len(plants) < 2 or appraisal.scenario.service != "MWh" or not all(map(_is_fossil, plants)):
        return None
    baseline, project = (appraisal.metrics[f"lcoe_{side}"] for side in ("baseline", "project"))
    if baseline.value is None or project.value is None:
        return None
    return Levelised(baseline, project, "baseline" if baseline.value <= project.value else "project")


def _is_fossil(plant: Plant) -> bool:
    return plant.class_ in FOSSIL or any(carrier.fuel in library.fuels() for carrier in plant.fuels.values())
