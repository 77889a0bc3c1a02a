"""The model checked on itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from appraisal.engine import cover, credit_integrity, measures
from appraisal.engine.cover import loans_of
from appraisal.engine.model import Run
from appraisal.engine.parties import accounts
from appraisal.ground import rates
from appraisal.ground.irr import Irr
from appraisal.ground.sheet import Array

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Check:
    """One check of the model on itself; ``residual`` is relative to the size of what was compared."""

    name: str
    ok: bool
    residual: float


def checks_of(run: Run) -> list[Check]:
    """Return every integrity check of a run."""
    return [*_money(run), *_rates_of_return(run), *(_check(*one) for one in _identities(run)), *_bounds(run)]


def _rates_of_return(run: Run) -> Iterator[Check]:
    yield _roots(run, "each rate of return", measures.irr(run), measures.flows(run))
    if "finance.equity_return" in run.rows:
        yield _roots(run, "each rate of return of equity", cover.equity_irr(run), cover.equity_flows(run))


def _roots(run: Run, name: str, found: Irr, rows: Array) -> Check:
    """Each rate of return is put back into the flows: what is left is compared with the discounted flows' size."""
    flows = rows[:, 0]
    periods = np.arange(len(flows)) / measures.PERIODS[run.timing]
    residual = 0.0
    for rate in (float(np.asarray(root)) for root in found.roots):
        discounted = flows * rates.discount_factor(rate, periods)
        # Near -100 % the last digit of the rate itself moves every discounted flow by this share.
        last_digit = len(flows) * np.finfo(float).eps / (1 + rate)
        left = abs(float(discounted.sum())) / float(np.abs(discounted).sum()) - last_digit
        residual = max(residual, left)
    return Check(f"{name} makes the present value zero", bool(residual <= TOLERANCE), float(residual))


def _money(run: Run) -> Iterator[Check]:
    """Sums of money are compared by the size of what is added up: a value of 0 is made of large parts."""
    size, value = float(np.max(measures.turnover(run))), measures.npv(run)
    parts = sum(part for _, part, _ in measures.components(run))
    yield _check("the parts of the cash flow add up to the NPV", parts, value, size)
    yield _check("cumulative present value ends at the NPV", run.rows["cumulative_present_value"][-1], value, size)


def _identities(run: Run) -> Iterator[tuple[str, Any, Any]]:
    rows = run.rows
    yield "the years of operation add up to the life", run.total("operating"), rows["timeline.operation"][0]
    yield "the spend profile adds up to 1", run.total("spend"), np.ones(1)
    if "credits.issued" in rows:
        yield from credit_integrity.tonnes(run)
    yield from _flows(run)


def _flows(run: Run) -> Iterator[tuple[str, Any, Any]]:
    """Sums of money by year, each as a share of all money that moves."""
    owed = accounts(run)
    size = max(sum(float(np.abs(account).sum()) for account in (*owed.values(), run.rows["resource_gain"])), 1.0)
    yield "the accounts of the parties add up to resources", sum(owed.values()) / size, run.rows["resource_flow"] / size
    if "credits.revenue" in run.rows:
        yield from ((name, left / size, right / size) for name, left, right in credit_integrity.money(run))
    if "tax.in_service" in run.rows:
        yield from ((name, left / size, right / size) for name, left, right in _tax(run))
    if "finance.debt" in run.rows:
        yield "sources equal uses", run.rows["finance.sources"] / size, run.rows["finance.uses"] / size
        equity = _row(run, "finance.equity_cash_flow")
        yield "equity has the developer's account", owed["developer"] / size, equity / size
        yield from ((name, left / size, right / size) for name, left, right in _debt(run))


def _tax(run: Run) -> Iterator[tuple[str, Any, Any]]:
    written = run.total("tax.depreciation") + run.total("tax.write_off")
    yield "depreciation and write-off add up to the cost in service", written, run.total("tax.in_service")
    for scope in ("tax.unlevered", "tax.levered"):
        if f"{scope}.losses" not in run.rows or run.scenario.document.tax.losses == "expire":  # type: ignore[union-attr]
            continue
        profit = run.rows[f"{scope}.profit"]
        created = np.maximum(0, -profit).sum(axis=0)
        used = (np.maximum(0, profit) - run.rows[f"{scope}.taxed"]).sum(axis=0)
        yield f"{scope}: losses made = used + left", created, used + run.rows[f"{scope}.losses"][-1]


def _debt(run: Run) -> Iterator[tuple[str, Any, Any]]:
    for key in loans_of(run):
        scope = f"finance.loans.{key}"
        if run.scenario.document.finance.loans[key].currency in (None, run.scenario.currency):  # type: ignore[union-attr]
            lent = run.total(f"{scope}.draw") + run.total(f"{scope}.capitalised_interest")
            yield f"{scope} is repaid in full", run.total(f"{scope}.principal"), lent
        yield f"{scope} ends at zero", run.rows[f"{scope}.balance"][-1], np.zeros(1)
        yield f"{scope} is never below zero", np.minimum(run.rows[f"{scope}.balance"], 0), np.zeros(1)


def _row(run: Run, name: str) -> Any:
    return np.broadcast_to(run.rows[name], (run.axis.count, run.rows[name].shape[1]))


def _bounds(run: Run) -> Iterator[Check]:
    if "credits.issued" in run.rows:
        for name, excess in credit_integrity.excess(run):
            yield Check(name, excess <= TOLERANCE, max(excess, 0.0))


def _check(name: str, left: Any, right: Any, size: float = 1.0) -> Check:
    size = max(float(np.max(np.abs(left))), float(np.max(np.abs(right))), size, 1.0)
    residual = float(np.max(np.abs(np.asarray(left) - np.asarray(right)))) / size
    return Check(name, residual <= TOLERANCE, residual)
