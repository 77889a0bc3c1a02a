"""Who pays whom: the accounts of developer, lenders, governments and credit buyer, read off the marks of the lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from appraisal.engine.model import Run
from appraisal.ground.sheet import Array
from appraisal.scenario.dated import dated_parts

PARTIES = {
    "developer": "Developer",
    "lenders": "Lenders",
    "host": "Host government",
    "partner": "Partner government",
    "buyer": "Credit buyer",
}
"""The parties, and what they are called."""


@dataclass(frozen=True)
class Transfer:
    """A row that moves money: who pays and who receives; an empty name stands for resources, outside all parties."""

    row: str
    pays: str
    to: str


def transfers_of(run: Run) -> list[Transfer]:
    """Return every row of a run that is marked as a flow of money, with the scenario's own parties."""
    marked = ((name, wired.line) for name, wired in run.wired.items() if wired.line.pays or wired.line.to)
    return [Transfer(name, _party(run, name, one.pays), _party(run, name, one.to)) for name, one in marked]


def _party(run: Run, row: str, mark: str) -> str:
    """Return the party that a mark means: its own name, or a part that the scenario gives to a party."""
    if mark == "grantor":
        finance = run.scenario.document.finance
        return (finance.grant_from if finance else None) or "host"
    if mark == "supporter":
        part: str = dated_parts(run.scenario.document)[row.rpartition(".")[0]].payer
        return part
    if mark == "lender":
        loans = run.scenario.document.finance.loans if run.scenario.document.finance else {}
        return loans[row.split(".")[2]].lender or "lenders"
    if mark in ("payee", "payer"):
        item = run.scenario.document.items[row.split(".")[1]]
        return (item.to if mark == "payee" else item.pays) or ""
    return mark


def accounts(run: Run) -> dict[str, Array]:
    """Return what each party receives less what it pays, by year ``(years, draws or 1)``, in money of the year."""
    found = {party: np.zeros((run.axis.count, 1)) for party in PARTIES}
    for transfer in transfers_of(run):
        for party, sign in ((transfer.pays, -1), (transfer.to, 1)):
            if party:
                found[party] = found[party] + sign * run.rows[transfer.row]
    return {party: account for party, account in found.items() if party == "developer" or account.any()}


def present_value(run: Run, values: Array, row: str = "") -> Array:
    """Return the present value of an amount by year at the project's discount rate, in money of the basis.

    Rows that flow with operation count when operating flows do, all others when outlays do.
    """
    factor = "operating_discount_factor" if row in OPERATING else "discount_factor"
    discounted = values / run.rows["price_level"] * run.rows[factor]
    summed: Array = np.add.accumulate(np.broadcast_to(discounted, (run.axis.count, discounted.shape[1])), axis=0)[-1]
    return summed


OPERATING = ("resource_gain", "credit_revenue", "tax_paid")
"""Flows between parties that count when operating flows do."""


def transfer_value(run: Run, row: str) -> Array:
    """Return the present value of one row that moves money."""
    return present_value(run, run.rows[row], _timed(row))


def account_value(run: Run, party: str) -> Array:
    """Return the present value of a party's account at the project's discount rate."""
    return sum((sign * transfer_value(run, row) for row, sign in _of_party(run, party)), ZERO)


ZERO: Any = np.zeros(1)


def _timed(row: str) -> str:
    return "resource_gain" if row.endswith(WITH_OPERATION) else row


WITH_OPERATION = (".transferred_cost", ".transferred_benefit", ".charge_saved", ".guarantee_payment", ".support_cost")
"""Endings of rows that count when operating flows do."""


def _of_party(run: Run, party: str) -> Iterator[tuple[str, int]]:
    for transfer in transfers_of(run):
        if transfer.pays == party:
            yield transfer.row, -1
        if transfer.to == party:
            yield transfer.row, 1


def resource_value(run: Run) -> Array:
    """Return the present value of the real resource flow: what all accounts together add up to."""
    return run.total("resource_present_value") - present_value(run, run.rows["support_costs"], "resource_gain")
