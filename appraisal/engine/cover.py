"""Metrics of debt and equity: what lenders and owners look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from appraisal.engine.measures import PERIODS, half_years, series, undefined
from appraisal.engine.model import Run
from appraisal.ground import metrics, rates
from appraisal.ground.irr import Irr
from appraisal.ground.measure import Measure
from appraisal.ground.sheet import Array

Flags = np.ndarray[Any, np.dtype[np.bool_]]

NEAR = 1e-9
"""Debt below this share of all that was drawn is rounding."""

NO_LOAN = "the scenario has no loan"
NO_SERVICE = "no debt is served in an operating year"


def loans_of(run: Run) -> list[str]:
    """Return the names of the scenario's loans."""
    finance = run.scenario.document.finance
    return list(finance.loans) if finance else []


def equity_flows(run: Run) -> Array:
    """Cash flow of equity in money of the basis by period: years, or half-years where operation falls mid-year."""
    rows = run.rows
    if PERIODS[run.timing] == 1:
        return rows["finance.equity_return"]
    operating = (rows["operating_cash_flow"] - rows["tax_paid"]) / rows["price_level"]
    return half_years(rows["finance.equity_return"] - operating, operating)


def unsound(run: Run) -> Flags:
    """Tell the draws whose debt outlives operation, or is with the grant above the capital: no lender gives it."""
    debt, running = run.rows["finance.debt"], run.rows["running"]
    drawn, given, spent = (run.total(name) for name in ("finance.drawn", "grant_received", "swap.capex_gap"))
    left = (debt * (1 - running) * run.rows["started"]).max(axis=0)
    closing = (debt * run.rows["closing"]).max(axis=0)
    return np.asarray((np.maximum(left, closing) > NEAR * drawn) | (drawn + given > spent * (1 + NEAR)))


def equity_irr(run: Run) -> Irr:
    """Internal rate of return of equity a year, on the basis of the scenario."""
    return metrics.irr(series(equity_flows(run)), PERIODS[run.timing], search=run.search)


def equity_npv(run: Run) -> Measure:
    """Net present value of equity cash flow at the cost of equity."""
    if "finance.equity_present_value" not in run.rows:
        return undefined("state finance.cost_of_equity")
    return Measure(one(run.total("finance.equity_present_value")), "ok", "")


def cover(run: Run) -> Array:
    """Debt service cover by year and draw: cfads / debt service, NaN in years without operation or debt service."""
    served = run.rows["finance.debt_service"]
    due = (served > 0) & _in_loan_life(run)
    with np.errstate(all="ignore"):
        return np.where(due, run.rows["finance.cfads"] / np.where(due, served, 1.0), np.nan)


def dscr_min(run: Run) -> Measure:
    """Lowest debt service cover of an operating year with debt service."""
    return _of_cover(run, np.nanmin)


def dscr_average(run: Run) -> Measure:
    """Plain mean of the yearly debt service cover."""
    return _of_cover(run, np.nanmean)


def _of_cover(run: Run, fold: Callable[..., Any]) -> Measure:
    if not loans_of(run):
        return undefined(NO_LOAN)
    found = cover(run)
    lacking = np.asarray(np.isnan(found).all(axis=0))
    if found.shape[1] == 1 and lacking[0]:
        return undefined(NO_SERVICE)
    values = np.where(lacking, np.nan, fold(np.where(lacking, 0.0, found), axis=0))
    return Measure(one(values), "ok", "")


def llcr(run: Run) -> Measure:
    """Loan life cover: present value of cfads to final maturity over the debt at the start of operation."""
    return _life_cover(run, _in_loan_life)


def plcr(run: Run) -> Measure:
    """Project life cover: present value of cfads to the end of operation over the debt at the start of operation."""
    return _life_cover(run, lambda run: np.asarray(run.rows["running"] > 0))


def _in_loan_life(run: Run) -> Flags:
    return np.asarray((run.rows["finance.serving"] > 0) & (run.rows["running"] > 0))


def _life_cover(run: Run, counted: Callable[[Run], Flags]) -> Measure:
    """PV(cfads) / debt, both at the end of construction, at the rates of the loans weighted by what is owed then."""
    if not loans_of(run):
        return undefined(NO_LOAN)
    first = int(np.argmax(run.rows["started"][:, 0] > 0))
    owed = {key: one(run.rows[f"finance.loans.{key}.balance"][first - 1]) for key in loans_of(run)}
    debt = sum(owed.values())
    if not np.all(np.asarray(debt) > 0):
        return undefined("nothing is owed at the start of operation")
    rate = sum(owed[key] * _rate_at(run, key, first) for key in owed) / debt
    years = np.arange(run.axis.count) - first + 1
    factors = np.where(years > 0, 1.0, 0.0) * rates.discount_factor(rate, years)
    worth = (run.rows["finance.cfads"][:, 0] * counted(run)[:, 0] * factors).sum()
    return Measure(float(worth / debt), "ok", "")


def _rate_at(run: Run, key: str, at: int) -> Any:
    """What the loan costs in the reporting currency: its rate in a year, and the rise of its currency.

    The rise is that of the first operating year: in the first year of the axis nothing is owed that could rise.
    """
    rate, rise = (_column(run, f"finance.loans.{key}.{name}") for name in ("rate", "revaluation"))
    return one((1 + rate[at]) * rise[int(np.argmax(run.rows["started"][:, 0] > 0))] - 1)


def _column(run: Run, name: str) -> Array:
    row = run.rows[name]
    return np.broadcast_to(row, (run.axis.count, row.shape[1]))


def wacc(run: Run) -> Measure:
    """Weighted average cost of capital after tax, on the basis of the scenario; a stated one goes before.

    g kd (1 - tax) + (1 - g) ke: g is all debt drawn over capital less grant, kd the loans' rates in their first year
    weighted by what is drawn, tax the mean rate in force over operation; nominal interest is deducted, and what is left
    is then turned real where the basis is.
    """
    stated = run.scenario.figures.get("finance.wacc")
    if stated is not None:
        return Measure(stated.value, "stated", "")
    if "finance.cost_of_equity" not in run.rows:
        return undefined("state finance.cost_of_equity")
    drawn = {key: one(run.total(f"finance.loans.{key}.draw")) for key in loans_of(run)}
    capital = one(run.total("swap.capex_gap")) - one(run.total("grant_received"))
    if capital <= 0:
        return undefined("there is no capital to finance")
    debt = sum(drawn.values())
    equity = one(run.rows["finance.cost_of_equity"][0])
    if not debt:
        return Measure(equity, "ok", "")
    first = int(np.argmax(run.rows["finance.first_draw"][:, 0] > 0))
    nominal = sum(drawn[key] * _rate_at(run, key, first) for key in drawn) / debt
    after_tax = _on_basis(run, nominal * (1 - _mean_tax(run)))
    gearing = debt / capital
    return Measure(float(gearing * after_tax + (1 - gearing) * equity), "ok", "")


def agreed_debt(run: Run) -> dict[str, Array]:
    """Return the rows that hold the size and the service of each sculpted loan, as agreed in a run."""
    finance = run.scenario.document.finance
    sculpted = [key for key, loan in (finance.loans.items() if finance else ()) if loan.repayment == "sculpted"]
    names = (f"finance.loans.{key}.{row}" for key in sculpted for row in ("drawn_share", "service"))
    return {name: run.rows[name] for name in names}


def _on_basis(run: Run, nominal: float) -> float:
    inflation = run.rows.get("money.inflation")
    if run.scenario.document.money.basis == "nominal" or inflation is None:
        return nominal
    return float(rates.real_rate(nominal, one(inflation[0])))


def _mean_tax(run: Run) -> float:
    if "tax.rate_in_force" not in run.rows:
        return 0.0
    counted = run.rows["running"][:, 0] > 0
    return float(np.broadcast_to(run.rows["tax.rate_in_force"], (run.axis.count, 1))[counted, 0].mean())


def grant_element(run: Run, key: str, reference: float) -> Measure:
    """Grant element of one loan as it is drawn and served, at a reference rate."""
    scope = f"finance.loans.{key}"
    served = run.rows[f"{scope}.interest_paid"] + run.rows[f"{scope}.principal"]
    return metrics.grant_element(series(run.rows[f"{scope}.draw"]), series(served), reference)


def economic_npv(run: Run, end: str) -> Measure:
    """Social present value of resources and of tonnes at the low or the high shadow price."""
    return Measure(one(run.total(f"economic.present_value_{end}")), "ok", "")


def export_cost(run: Run) -> Measure:
    """Social present value of what it costs the host to make good the tonnes that it exports."""
    if "economic.export_cost_present_value" not in run.rows:
        return undefined("state economic.marginal_abatement_cost, and credits that are exported")
    return Measure(one(run.total("economic.export_cost_present_value")), "ok", "")


def one(values: Any) -> Any:
    """Return the only draw as a number, several draws as they are."""
    return float(values[0]) if len(values) == 1 else values


Measures = dict[str, tuple[str, Callable[[Run], Measure]]]

FINANCE_BOTH: Measures = {
    "equity_npv": ("money", equity_npv),
    "equity_irr": ("1", equity_irr),
}
"""Measured with and without credits where the scenario has finance."""

AGREED: Measures = {"dscr_min": ("1", dscr_min), "dscr_average": ("1", dscr_average)}
"""Measured with and without credits, the debt being the one that was agreed with credits."""

FINANCE_WITH: Measures = {"llcr": ("1", llcr), "plcr": ("1", plcr), "wacc": ("1", wacc)}
"""Measured on the run with credits where the scenario has finance."""

ECONOMIC: Measures = {
    "economic_npv_low": ("money", lambda run: economic_npv(run, "low")),
    "economic_npv_high": ("money", lambda run: economic_npv(run, "high")),
    "export_cost": ("money", export_cost),
}
"""Measured on the run with credits where the scenario has an economic view."""
