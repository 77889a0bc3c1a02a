"""An appraisal: the run with credits, the run without, the metrics of both, checks and warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from appraisal.engine import capture_measures, cover, measures, tables
from appraisal.engine.bankable import base_runs
from appraisal.engine.explain import Explanation, explain
from appraisal.engine.implications import warnings_of
from appraisal.engine.integrity import Check, checks_of
from appraisal.engine.model import Model, Run
from appraisal.engine.prepared import Prepared
from appraisal.engine.solving import Threshold, find_threshold
from appraisal.ground.irr import Irr
from appraisal.ground.measure import Measure
from appraisal.ground.plots import plots
from appraisal.ground.problem import IntegrityError, Problem
from appraisal.ground.sheet import Array
from appraisal.scenario import library
from appraisal.scenario.load import changed
from appraisal.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Metric:
    """One figure of the result: a value with its unit, or None with a status and a reason."""

    value: float | None
    unit: str
    status: str
    reason: str = ""
    roots: tuple[float, ...] = ()
    sign_changes: int | None = None

    def __float__(self) -> float:
        if self.value is None:
            raise ValueError(f"undefined: {self.reason}")
        return self.value


class Metrics(Mapping[str, Metric]):
    """The metrics by name; each is an attribute too: ``result.metrics.npv``."""

    def __init__(self, found: Mapping[str, Metric]) -> None:
        self._found = dict(found)

    def __getitem__(self, name: str) -> Metric:
        return self._found[name]

    def __getattr__(self, name: str) -> Metric:
        try:
            return self.__dict__["_found"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(f"no metric '{name}'; there are {', '.join(self.__dict__['_found'])}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._found]


@dataclass(frozen=True)
class Appraisal:
    """The result of one scenario.

    Attributes:
        model: the wired sheet, to ask further questions of.
        run: the run with credits; ``plain`` is the run without.
        metrics: every metric by name.
        checks: the model checked on itself.
        warnings: what a reader should know.
        plot: its charts: ``plot.cash_flow()``.
    """

    scenario: Scenario
    model: Model = field(repr=False)
    run: Run = field(repr=False)
    plain: Run = field(repr=False)
    metrics: Metrics
    checks: tuple[Check, ...] = field(repr=False)
    warnings: tuple[Problem, ...]

    plot = plots("AppraisalPlots")

    @property
    def years(self) -> list[int]:
        """The calendar years of the sheet."""
        return [int(year) for year in self.run.axis.years]

    @cached_property
    def cash_flow(self) -> pd.DataFrame:
        """The yearly table: one row a year, one column a line of the cash flow, in money of the sheet."""
        return self._table(tables.cash_flow(self.run))

    @cached_property
    def debt_schedule(self) -> pd.DataFrame:
        """Debt by year: the schedule of each loan, the service of all, and its cover; no column without a loan."""
        return self._table(tables.debt_schedule(self.run))

    def _table(self, columns: tables.Table) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(columns, index=pd.Index(self.years, name="year"))

    def explain(self, line: str, year: int | None = None) -> Explanation:
        """Return how a line comes about, down to the scenario; print it, or read its parts."""
        return explain(self.run, line, year)

    def _repr_html_(self) -> str:
        from html import escape

        rows = "".join(
            f"<tr><td>{escape(name)}</td><td style='text-align:right'>{escape(_cell(metric))}</td></tr>"
            for name, metric in self.metrics.items()
        )
        return f"<h4>{escape(self.scenario.name)}</h4><table>{rows}</table>"


def _cell(metric: Metric) -> str:
    return metric.reason if metric.value is None else f"{metric.value:,.6g} {metric.unit.replace('1', '')}".strip()


def appraise(scenario: Scenario, changes: Mapping[str, str] | None = None) -> Appraisal:
    """Appraise a scenario, with figures changed by path where ``changes`` says so.

    Raises:
        ScenarioError: the scenario lacks an input, states one that nothing reads, or finance that the capital cannot
            carry, or a change does not fit.
        IntegrityError: a check of the model on itself failed.
    """
    scenario = changed(scenario, changes) if changes else scenario
    model = Model(scenario)
    run, plain = base_runs(model)
    checks = (*checks_of(run), *(replace(one, name=f"without credits: {one.name}") for one in checks_of(plain)))
    failed = [
        Problem("integrity", "", f"{check.name}: off by {check.residual:.1e}") for check in checks if not check.ok
    ]
    if failed:
        raise IntegrityError(failed)
    warnings = (*scenario.warnings, *warnings_of(model, run, plain))
    return Appraisal(scenario, model, run, plain, _metrics(model, run, plain), checks, warnings)


def _metrics(model: Model, run: Run, plain: Run) -> Metrics:
    scenario = model.scenario
    found = {
        "npv": Metric(_only(measures.npv(run)), scenario.currency, "ok"),
        "npv_without_credits": Metric(_only(measures.npv(plain)), scenario.currency, "ok"),
    }
    for name, (unit, measure) in measures.BOTH.items():
        found[name] = _metric(measure(run), scenario.unit(unit))
        found[f"{name}_without_credits"] = _metric(measure(plain), scenario.unit(unit))
    found |= {name: _metric(measure(run), scenario.unit(unit)) for name, (unit, measure) in measures.WITH.items()}
    held = cover.agreed_debt(run)
    found |= _of_money(run, plain, model.run(credited=False, held=held) if held else plain)
    found["threshold_credit_price"] = _threshold_metric(model)
    per_tonne = capture_measures.CAPTURE if capture_measures.has_capture(plain) else {}
    without = measures.WITHOUT | per_tonne
    found |= {name: _metric(measure(plain), scenario.unit(unit)) for name, (unit, measure) in without.items()}
    return Metrics(found)


def _of_money(run: Run, plain: Run, agreed: Run) -> dict[str, Metric]:
    """Return the metrics of the sections of tax, finance and the economic view that the scenario has."""
    document = run.scenario.document
    both = (measures.TAXED if document.tax else {}) | (cover.FINANCE_BOTH if document.finance else {})
    single = (cover.FINANCE_WITH if document.finance else {}) | (cover.ECONOMIC if document.economic else {})
    found: dict[str, Metric] = {}
    for name, (unit, measure) in both.items():
        found[name] = _metric(measure(run), run.scenario.unit(unit))
        found[f"{name}_without_credits"] = _metric(measure(plain), run.scenario.unit(unit))
    for name, (unit, measure) in (cover.AGREED if document.finance else {}).items():
        found[name] = _metric(measure(run), run.scenario.unit(unit))
        found[f"{name}_without_credits"] = _metric(measure(agreed), run.scenario.unit(unit))
    found |= {name: _metric(measure(run), run.scenario.unit(unit)) for name, (unit, measure) in single.items()}
    standard = library.references()[0].rate
    elements = {f"grant_element.{key}": cover.grant_element(run, key, standard) for key in cover.loans_of(run)}
    return found | {name: _metric(element, "1") for name, element in elements.items()}


def _only(values: Array) -> float:
    return float(values[0])


def _metric(measure: Measure, unit: str) -> Metric:
    value = None if measure.value is None else float(np.asarray(measure.value))
    if isinstance(measure, Irr):
        roots = tuple(float(np.asarray(root)) for root in measure.roots)
        return Metric(value, unit, str(measure.status), str(measure.reason), roots, int(measure.sign_changes))
    return Metric(value, unit, str(measure.status), str(measure.reason))


def _threshold_metric(model: Model) -> Metric:
    unit = f"{model.scenario.currency}/t"
    if not model.has_credits:
        return Metric(None, unit, "none", "the scenario has no credits")
    price = model.scenario.figures.get(model.price_path)
    if price is None or price.refers_to:
        return Metric(None, unit, "none", "the credit price is not a figure of its own")
    found = npv_threshold(model, model.price_path)
    return Metric(
        found.value, found.unit, "factor" if found.factor and found.value is not None else found.status, found.reason
    )


def npv_threshold(model: Model, path: str) -> Threshold:
    """Return the value of one figure at which the net present value is zero."""
    prepared = Prepared(model, [path], ["present_value"])
    return find_threshold(model, path, lambda table: _finite(measures.npv(prepared.run(table))))


def _finite(values: Array) -> Array:
    """Extremes of a search may overflow: there the objective counts as undefined."""
    return np.where(np.isfinite(values), values, np.nan)
