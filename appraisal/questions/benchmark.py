"""The benchmark of the additionality test: a rate of the same kind as the rate of return that is held against it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from appraisal.engine.appraisal import Appraisal
from appraisal.ground import rates
from appraisal.ground.numbers import percent
from appraisal.ground.problem import AppraisalError, NoResultError, Problem, ScenarioError
from appraisal.scenario.credits_schema import Additionality
from appraisal.scenario.scenario import Scenario

SECTION = "credits.additionality"
STATED = f"{SECTION}.benchmark"
LOAN_RATE = re.compile(r"finance\.loans\.\w+\.rate")
"""Rates that are nominal whatever the basis of the scenario."""


@dataclass(frozen=True)
class Benchmark:
    """A rate to hold a rate of return against, on the basis of the scenario.

    Attributes:
        rate: a fraction a year.
        of: ``project`` or ``equity``: whose return is tested.
        tax: ``before`` or ``after``: whether tax is in both.
        basis: ``real`` or ``nominal``, that of the scenario.
        path: the figure that it comes from; ``wacc`` where it is computed.
        said: where it comes from, in words.
        stated: the rate as it stands there, on ``stated_basis``.
    """

    rate: float
    of: str
    tax: str
    basis: str
    path: str
    said: str
    stated: float
    stated_basis: str


def benchmark_of(appraisal: Appraisal) -> Benchmark:
    """Return the benchmark of the scenario: as stated, else the cost of capital or of equity, else the discount rate.

    A rate on the other basis is converted by Fisher's equation (:func:`appraisal.ground.rates.nominal_rate`).

    Raises:
        NoResultError: ``no-benchmark``: there is no rate to hold a return on equity against.
        ScenarioError: ``no-tax``, ``mixed-tax``, ``mixed-basis``, ``no-inflation``: it is not of the kind of the test.
    """
    scenario, section = appraisal.scenario, appraisal.scenario.document.credits.additionality
    of, tax = section.of or "project", _tax(scenario, section)
    path, stated, said = _source(appraisal, of)
    if path != STATED:
        _refuse_other_kinds(scenario, section, said)
    own, basis = scenario.document.money.basis, _basis(scenario, section)
    rate = stated if basis == own else _converted(scenario, stated, own)
    return Benchmark(rate, of, tax, own, path, said, stated, basis)


def _tax(scenario: Scenario, section: Additionality) -> str:
    taxed = scenario.document.tax is not None
    if section.tax == "after" and not taxed:
        message = "the scenario states no tax, so that its IRR is before tax: state 'tax', or write tax: before"
        raise _refused(ScenarioError, scenario, "no-tax", f"{SECTION}.tax", message)
    return section.tax or ("after" if taxed else "before")


def _source(appraisal: Appraisal, of: str) -> tuple[str, float, str]:
    """Return the figure that the benchmark comes from, its rate, and what it is in words."""
    stated = appraisal.scenario.document.credits.additionality.benchmark
    if stated is not None:
        return STATED, stated.value, f"stated: {stated.text}"
    return _of_equity(appraisal) if of == "equity" else _of_project(appraisal)


def _of_equity(appraisal: Appraisal) -> tuple[str, float, str]:
    figure = appraisal.scenario.figures.get("finance.cost_of_equity")
    if figure is None:
        message = f"there is no rate to hold a return on equity against: state {STATED} or finance.cost_of_equity"
        raise _refused(NoResultError, appraisal.scenario, "no-benchmark", STATED, f"{message} (for example: 14 %)")
    return "finance.cost_of_equity", figure.value, "the cost of equity; no benchmark is stated"


def _of_project(appraisal: Appraisal) -> tuple[str, float, str]:
    figures, finance = appraisal.scenario.figures, appraisal.scenario.document.finance
    if "finance.wacc" in figures:
        said = "the weighted average cost of capital, as stated; no benchmark is stated"
        return "finance.wacc", figures["finance.wacc"].value, said
    computed = appraisal.metrics["wacc"].value if finance and finance.loans and finance.cost_of_equity else None
    if computed is not None:
        return "wacc", computed, "the weighted average cost of capital, computed; no benchmark is stated"
    said = "the discount rate; neither a benchmark nor a cost of capital is stated"
    return "discount_rate", figures["discount_rate"].value, said


def _refuse_other_kinds(scenario: Scenario, section: Additionality, said: str) -> None:
    """What is not stated as the benchmark is on the basis of the scenario, and after tax where the scenario has tax."""
    name, example = said.split(",")[0].split(";")[0], "(for example: 12 %)"
    if section.tax == "before" and scenario.document.tax is not None:
        message = f"{name} is a rate after tax and the test is before tax: state a benchmark before tax {example}"
        raise _refused(ScenarioError, scenario, "mixed-tax", STATED, f"{message}, or write tax: after")
    if section.basis not in (None, scenario.document.money.basis):
        message = f"{name} is {scenario.document.money.basis}, as the scenario is: state a {section.basis} benchmark"
        raise _refused(ScenarioError, scenario, "mixed-basis", STATED, f"{message} {example}, or leave 'basis' out")


def _basis(scenario: Scenario, section: Additionality) -> str:
    """Return the basis of the benchmark: that of the scenario if none is stated; a loan's rate is nominal."""
    stated = section.benchmark
    of_loan = stated is not None and LOAN_RATE.fullmatch(stated.refers_to)
    return section.basis or ("nominal" if of_loan else scenario.document.money.basis)


def _converted(scenario: Scenario, rate: float, basis: str) -> float:
    inflation = scenario.figures.get("money.inflation")
    if inflation is None:
        other = "real" if basis == "nominal" else "nominal"
        message = f"a {other} benchmark of {percent(rate)} is held against a {basis} IRR: state money.inflation"
        raise _refused(ScenarioError, scenario, "no-inflation", "money.inflation", f"{message} (for example: 2 %)")
    convert = rates.nominal_rate if basis == "nominal" else rates.real_rate
    return float(convert(rate, inflation.value))


def _refused(error: type[AppraisalError], scenario: Scenario, code: str, path: str, message: str) -> AppraisalError:
    return error([scenario.located(Problem(code, path, message))])
