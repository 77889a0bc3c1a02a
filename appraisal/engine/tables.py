"""The yearly tables of an appraisal: which lines they show, a column each."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from appraisal.engine import cover
from appraisal.engine.model import Run, column

CASH_FLOW = (
    "swap.capex_gap",
    "swap.fuel_saving",
    "swap.opex_saving",
    "swap.abatement",
    "credit_revenue",
    "emission_charge_saved",
    "guarantee_payments",
    "credit_cost",
    "grant_received",
    "working_capital_change",
    "project_tax",
    "net_cash_flow",
    "cash_flow",
    "present_value",
    "cumulative_present_value",
)
"""The lines of the yearly table."""

SOMETIMES = (
    "emission_charge_saved",
    "guarantee_payments",
    "grant_received",
    "working_capital_change",
    "project_tax",
)
"""Lines that stand in the yearly table only where they are not nothing."""

LOAN = (
    "opening",
    "draw",
    "interest",
    "capitalised_interest",
    "interest_paid",
    "principal",
    "balance",
    "upfront_fee",
    "commitment",
)
ALL_LOANS = ("cfads", "interest_paid", "principal", "debt_service", "debt", "fees", "commitment_fees")
"""The lines of the debt schedule: of each loan, and of all together."""

Table = dict[str, list[float]]


def cash_flow(run: Run) -> Table:
    """Return the yearly table of a run."""
    return {name: yearly(run, name) for name in CASH_FLOW if name not in SOMETIMES or run.rows[name].any()}


def debt_schedule(run: Run) -> Table:
    """Return the debt schedule of a run, with its cover; nothing without a loan."""
    loans = cover.loans_of(run)
    if not loans:
        return {}
    table = {name: yearly(run, name) for name in debt_schedule_lines(loans)}
    return table | {"dscr": column(np.broadcast_to(cover.cover(run), (run.axis.count, 1)))}


def debt_schedule_lines(loans: Iterable[str]) -> list[str]:
    """Return the lines of the debt schedule of these loans."""
    each = [f"finance.loans.{key}.{name}" for key in loans for name in LOAN]
    return [*each, *(f"finance.{name}" for name in ALL_LOANS)]


def yearly(run: Run, name: str) -> list[float]:
    """Return a row of the base case, a number a year."""
    return column(np.broadcast_to(run.rows[name], (run.axis.count, 1)))
