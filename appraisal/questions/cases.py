"""The named cases of a scenario side by side, the scenario itself first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from appraisal.engine import cover
from appraisal.engine.appraisal import Appraisal, Metric, appraise
from appraisal.engine.implications import warnings_of
from appraisal.engine.model import Run
from appraisal.engine.solving import unit_of
from appraisal.ground.measure import Measure
from appraisal.ground.plots import plots
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.cases import Change, case_names, case_of, changes_of, told_of
from appraisal.scenario.checks import BASE
from appraisal.scenario.scenario import Scenario

METRICS = ("npv", "npv_without_credits", "project_irr", "payback", "threshold_credit_price")
"""What is set side by side of every case; what finance brings follows."""

OF_DEBT = cover.FINANCE_BOTH | cover.AGREED
"""Measured with the debt that was agreed in the base case, where a case leaves loans, years and capital as they are."""

AS_AGREED, SIZED_ANEW = "as agreed in the base case", "sized anew"

UNTOLD = "range-dropped"
"""A warning that says nothing of a case: its runs draw from no range."""


@dataclass(frozen=True)
class Case:
    """One case: what it changes and what it comes to, or the problems that keep it from running.

    Attributes:
        metrics: by name; empty where it cannot run.
        price: the price of a tonne in the case; none where it is a series, or another figure.
        debt: what a sculpted loan is in the case; empty without one.
        warnings: what is to be known of this case and not of the base case.
    """

    name: str
    changes: tuple[Change, ...] = ()
    metrics: dict[str, Metric] = field(default_factory=dict)
    price: Metric | None = None
    debt: str = ""
    warnings: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def ran(self) -> bool:
        """Whether the case can run."""
        return bool(self.metrics)


@dataclass(frozen=True)
class Cases:
    """The cases of a scenario, the scenario itself first."""

    scenario: Scenario = field(repr=False)
    rows: tuple[Case, ...]

    plot = plots("CasesPlots")


def compare_cases(scenario: Scenario, names: Iterable[str] | None = None) -> Cases:
    """Appraise the scenario and each of its named cases; a case that cannot run keeps its problems.

    Each case is the scenario with the same changes typed after ``--set``. Equity and cover ratios hold the debt that
    was agreed in the base case, for a lender asks what becomes of the debt that was given; a sculpted loan is sized
    anew where the case changes loans, years or capital.

    Args:
        scenario: the scenario with its ``cases``.
        names: the cases that are wanted; all where none is named.

    Raises:
        ScenarioError: ``no-cases``, ``unknown-case``, or the scenario itself cannot run.
    """
    wanted = tuple(case_names(scenario) if names is None else names)
    if not wanted:
        message = "the scenario states no cases; name some, for example cases: {low: {credits.price: 5 USD/t}}"
        raise ScenarioError([scenario.located(Problem("no-cases", "cases", message))])
    base = appraise(scenario)
    return Cases(scenario, (_filled(Case(BASE), base, base), *(_case(scenario, base, name) for name in wanted)))


def _case(scenario: Scenario, base: Appraisal, name: str) -> Case:
    if name not in scenario.document.cases:
        changes_of(scenario, name)  # says which there are
    case = Case(name)
    try:
        case = replace(case, changes=changes_of(scenario, name))
        found = appraise(case_of(scenario, name))
        _refuse_other_currency(base, found)
    except ScenarioError as error:
        return replace(case, problems=told_of(scenario, name, error).problems)
    return _filled(case, base, found)


def _refuse_other_currency(base: Appraisal, found: Appraisal) -> None:
    one, other = base.scenario.currency, found.scenario.currency
    if one != other:
        message = f"amounts in {one} and {other} cannot stand in one table; report all in one currency"
        raise ScenarioError([found.scenario.located(Problem("mixed-currencies", "money.currency", message))])


def _filled(case: Case, base: Appraisal, found: Appraisal) -> Case:
    """Return the case with what its appraisal comes to."""
    held = cover.agreed_debt(base.run) if _same_debt(base.run, found.run) else {}
    run = found.model.run(held=held) if held else found.run
    metrics = {name: found.metrics[name] for name in METRICS}
    finance = found.scenario.document.finance
    for name, (unit, measure) in (OF_DEBT if finance else {}).items():
        metrics[name] = _metric(measure(run), found.scenario.unit(unit))
    return replace(
        case,
        metrics=metrics,
        price=_price(found),
        debt=(AS_AGREED if held else SIZED_ANEW) if cover.agreed_debt(found.run) else "",
        warnings=base.warnings if found is base else tuple(_own_warnings(base, found, run)),
    )


def _same_debt(base: Run, run: Run) -> bool:
    """Whether a sculpted loan can be held as agreed: the same loans on the same capital in the same years."""
    one, other = (each.scenario.document.finance for each in (base, run))
    same = base.axis == run.axis and (one and one.loans) == (other and other.loans)
    return bool(same) and np.array_equal(base.rows["swap.capex_gap"], run.rows["swap.capex_gap"])


def _metric(found: Measure, unit: str) -> Metric:
    value = None if found.value is None else float(np.asarray(found.value))
    return Metric(value, unit, str(found.status), str(found.reason))


def _price(found: Appraisal) -> Metric | None:
    """Return the price of a tonne, where it is one figure of its own."""
    figure = found.scenario.figures.get(found.model.price_path) if found.model.has_credits else None
    if figure is None or figure.refers_to:
        return None
    unit = unit_of(figure, found.scenario)
    return Metric(None, unit, "none", "a yearly series") if figure.series else Metric(figure.value, unit, "ok")


def _own_warnings(base: Appraisal, found: Appraisal, run: Run) -> Iterable[Problem]:
    """Return what is to be known of a case and is not told of the base case; of the debt, as it is held in the run."""
    told = (*found.scenario.warnings, *warnings_of(found.model, run, found.plain))
    known = {(one.code, one.path, one.message) for one in base.warnings}
    return (one for one in told if one.code != UNTOLD and (one.code, one.path, one.message) not in known)
