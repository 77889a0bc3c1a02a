"""The metrics of a run: from rows of the sheet to figures that may be undefined, each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from appraisal.engine.model import Run
from appraisal.ground import metrics
from appraisal.ground.irr import Irr
from appraisal.ground.measure import Measure
from appraisal.ground.sheet import Array

PERIODS = {"year_zero": 1, "end_of_year": 1, "mid_year": 2}
"""Periods a year in which flows fall: with mid-year timing outlays and operation are half a year apart."""


def npv(run: Run) -> Array:
    """Net present value of each draw: the sum of the present values of the years, in their order."""
    return run.total("present_value")


def flows(run: Run) -> Array:
    """Cash flow in money of the basis by period: years, or half-years where operation falls mid-year."""
    if PERIODS[run.timing] == 1:
        return run.rows["cash_flow"]
    level = run.rows["price_level"]
    operating = (run.rows["operating_cash_flow"] - run.rows["project_tax"]) / level
    return half_years(run.rows["cash_flow"] - operating, operating)


def flows_before_tax(run: Run) -> Array:
    """Cash flow before tax in money of the basis by period."""
    if PERIODS[run.timing] == 1:
        return run.rows["cash_flow_before_tax"]
    operating = run.rows["operating_cash_flow"] / run.rows["price_level"]
    return half_years(run.rows["cash_flow_before_tax"] - operating, operating)


def half_years(capital: Array, operating: Array) -> Array:
    """Outlays at whole years, operating flows half a year before: period 0 is half a year before the first outlay."""
    out = np.zeros((2 * len(capital), max(capital.shape[1], operating.shape[1])))
    out[1::2] = capital
    out[0::2] = operating
    return out


def irr(run: Run) -> Irr:
    """Internal rate of return a year, on the basis of the scenario, after tax and before debt."""
    return metrics.irr(series(flows(run)), PERIODS[run.timing], search=run.search)


def irr_before_tax(run: Run) -> Irr:
    """Internal rate of return a year, on the basis of the scenario, before tax and debt."""
    return metrics.irr(series(flows_before_tax(run)), PERIODS[run.timing], search=run.search)


def npv_before_tax(run: Run) -> Measure:
    """Net present value before tax."""
    return Measure(_one(run.total("present_value_before_tax")), "ok", "")


def mirr(run: Run) -> Measure:
    """Modified internal rate of return, financed and reinvested at the discount rate."""
    if PERIODS[run.timing] != 1:
        return undefined("not defined for mid-year timing")
    return metrics.mirr(series(flows(run)), _rate(run), _rate(run))


def payback(run: Run) -> Measure:
    """Years from the first outlay until the cash flow to date is recovered."""
    return metrics.payback(series(run.rows["cash_flow"]), recovery=run.recovery)


def payback_from_operation(run: Run) -> Measure:
    """Payback counted from the start of operation, which follows the last year of construction."""
    found = payback(run)
    if found.value is None:
        return found
    first = np.argmax(run.rows["cash_flow"] < 0, axis=0)
    building = run.rows["timeline.construction.years"][0]
    since = found.value - (building - 1 - first)
    return Measure(float(since[0]) if np.ndim(found.value) == 0 else since, found.status, found.reason)


def discounted_payback(run: Run) -> Measure:
    """Years from the first outlay until the present value to date is recovered."""
    return metrics.payback(series(run.rows["present_value"]), recovery=run.recovery)


def profitability_index(run: Run) -> Measure:
    """1 + net present value over the present value of outlays."""
    return metrics.profitability_index(_one(npv(run)), _one(run.total("outlay_present_value")))


def benefit_cost_ratio(run: Run) -> Measure:
    """Present value of savings and income over that of outlays and costs; savings count as benefits."""
    benefits, costs = (sum(_one(part[1]) for part in components(run) if part[2] == side) for side in (1, -1))
    return metrics.benefit_cost_ratio(benefits, -costs)


def equivalent_annual_value(run: Run) -> Measure:
    """Net present value as an even amount over the operating years."""
    return metrics.equivalent_annual_value(_rate(run), _one(npv(run)), _one(run.rows["timeline.operation"][0]))


def abatement_cost(run: Run) -> Measure:
    """Resource cost net of savings per discounted tonne, before tax and transfers; ``run`` is without credits."""
    return _per_tonne(run, run.total("abatement_present_value"))


def abatement_cost_undiscounted(run: Run) -> Measure:
    """Resource cost net of savings per tonne as it is avoided, before tax and transfers, without credits."""
    return _per_tonne(run, run.total("swap.abatement"))


def _per_tonne(run: Run, tonnes: Array) -> Measure:
    found = metrics.levelised_cost(-_one(run.total("resource_present_value")), _one(tonnes))
    reason = np.where(found.defined, "", "no emissions are avoided")
    return replace(found, reason=reason.astype(object) if reason.ndim else str(reason))


def lcoe(run: Run, side: str) -> Measure:
    """Levelised cost of the service of one plant, without credits, on the basis of the scenario."""
    if f"{side}.cost_present_value" not in run.rows:
        return undefined("the swap is stated outright: there is no plant to cost")
    return metrics.levelised_cost(
        _one(run.total(f"{side}.cost_present_value")), _one(run.total(f"{side}.output_present_value"))
    )


def lcoe_gap(run: Run) -> Measure:
    """Levelised cost of the project above that of the baseline."""
    project, baseline = lcoe(run, "project"), lcoe(run, "baseline")
    if project.value is None or baseline.value is None:
        return undefined(str(project.reason or baseline.reason))
    return Measure(float(np.asarray(project.value - baseline.value)), "ok", "")


CAPITAL = (
    ("Capex gap", "swap.capex_gap", -1),
    ("Replacements", "replacements", -1),
    ("Registration", "registration", -1),
    ("Other outlays", "other_outlays", -1),
    ("Other receipts", "other_receipts", 1),
    ("Working capital", "working_capital_change", -1),
    ("Capital grant", "grant_received", 1),
    ("Residual value", "swap.residual_gain", 1),
    ("Decommissioning", "swap.closing_cost_gap", -1),
)
OPERATING = (
    ("Fuel saving", "swap.fuel_saving", 1),
    ("Operating cost saving", "swap.opex_saving", 1),
    ("Other benefits", "other_benefits", 1),
    ("Credit revenue", "credit_revenue", 1),
    ("Price guarantee", "guarantee_payments", 1),
    ("Emission price saved", "emission_charge_saved", 1),
    ("Other costs", "other_costs", -1),
    ("Replacement power", "replacement_power", -1),
    ("Credit costs", "credit_cost", -1),
    ("Tax", "project_tax", -1),
)


def components(run: Run) -> list[tuple[str, Array, int]]:
    """Return (label, signed present value of each draw, sign) of every part of the NPV; they add up to it."""
    parts = [(CAPITAL, "discount_factor"), (OPERATING, "operating_discount_factor")]
    return [(label, sign * _present(run, name, factor), sign) for rows, factor in parts for label, name, sign in rows]


def turnover(run: Run) -> Array:
    """Present value of all money that moves, in or out: the size by which rounding in the NPV is judged."""
    parts = [(CAPITAL, "discount_factor"), (OPERATING, "operating_discount_factor")]
    moved: Array = sum(np.abs(_discounted(run, name, by)).sum(axis=0) for rows, by in parts for _, name, _ in rows)
    return moved


def _present(run: Run, name: str, factor: str) -> Array:
    summed: Array = np.add.accumulate(_discounted(run, name, factor), axis=0)[-1]
    return summed


def _discounted(run: Run, name: str, factor: str) -> Array:
    return run.rows[name] / run.rows["price_level"] * run.rows[factor]


def undefined(reason: str) -> Measure:
    """Return a measure that does not exist, with its reason."""
    return Measure(None, "none", reason)


def _rate(run: Run) -> Any:
    return _one(run.rows["discount_rate"][0])


def _one(values: Any) -> Any:
    return float(values[0]) if len(values) == 1 else values


def series(rows: Array) -> Array:
    """Return rows of one draw as one series, rows of many draws as they are."""
    return rows[:, 0] if rows.shape[1] == 1 else rows


BOTH: dict[str, tuple[str, Callable[[Run], Measure]]] = {
    "project_irr": ("1", irr),
    "payback": ("yr", payback),
}
"""Measured with and without credits, side by side."""

TAXED: dict[str, tuple[str, Callable[[Run], Measure]]] = {
    "npv_before_tax": ("money", npv_before_tax),
    "project_irr_before_tax": ("1", irr_before_tax),
}
"""Measured with and without credits where the scenario has tax."""

WITH: dict[str, tuple[str, Callable[[Run], Measure]]] = {
    "mirr": ("1", mirr),
    "discounted_payback": ("yr", discounted_payback),
    "payback_from_operation": ("yr", payback_from_operation),
    "profitability_index": ("1", profitability_index),
    "benefit_cost_ratio": ("1", benefit_cost_ratio),
    "equivalent_annual_value": ("money/yr", equivalent_annual_value),
}
"""Measured on the run with credits."""

WITHOUT: dict[str, tuple[str, Callable[[Run], Measure]]] = {
    "abatement_cost": ("money/t", abatement_cost),
    "abatement_cost_undiscounted": ("money/t", abatement_cost_undiscounted),
    "lcoe_baseline": ("money/service", lambda run: lcoe(run, "baseline")),
    "lcoe_project": ("money/service", lambda run: lcoe(run, "project")),
    "lcoe_gap": ("money/service", lcoe_gap),
}
"""Measured on the run without credits."""
