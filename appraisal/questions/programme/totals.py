"""What units come to, by year and in all; sums are exact, so that no order of the measures changes a bit of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from appraisal.engine import ledger, measures, parties, support
from appraisal.engine.model import Run
from appraisal.ground.measure import Measure
from appraisal.ground.sheet import Array

Years = tuple[float, ...]

MONEY = {
    "outlays": "outlays",
    "credit_revenue": "credit_revenue",
    "net_cash_flow": "net_cash_flow",
    "resource_flow": "resource_flow",
    "support_costs": "support_costs",
}
"""Yearly amounts in money of the year, and the row of the sheet that holds each."""

INVENTORY, CLAIMED = "inventory", "claimed"
USES = (*ledger.USES, CLAIMED, INVENTORY)
"""What becomes of a tonne; ``inventory`` counts for the host alone, ``claimed`` is counted by another scheme."""


@dataclass(frozen=True)
class Flows:
    """Amounts by calendar year.

    Attributes:
        money: in money of the year: see ``MONEY``.
        tonnes: ``abated`` and each use of it, by vintage [t]; the uses add up to what is abated.
        parties: what each party receives less what it pays, in money of the year.
        payments: what each government pays out, in money of the year.
        units: units in operation, as part of the year.
    """

    years: tuple[int, ...]
    money: Mapping[str, Years]
    tonnes: Mapping[str, Years]
    parties: Mapping[str, Years]
    payments: Mapping[str, Years]
    units: Years

    @property
    def issued(self) -> Years:
        """Credits issued by vintage [t]."""
        return tuple(math.fsum(each) for each in zip(*(self.tonnes[use] for use in ledger.USES), strict=True))


@dataclass(frozen=True)
class Totals:
    """Amounts over all years; present values are of the programme's valuation year, in money of its basis.

    Attributes:
        npv: net present value of those who invest; ``npv_without_credits`` is that of the same units without credits.
        tonnes: tonnes avoided; ``discounted_tonnes`` are discounted like money.
        outlays: present value of capital; ``resource_cost`` of all resources net of savings, without credits.
        support_cost: present value of what governments spend beside the units, on advice and monitoring.
        public_money: present value of public support, loans by what they give away; ``public_capital`` the part of it
            that pays for capital.
        credits_issued, credits_sold: tonnes; ``credit_revenue`` is the present value of what they bring.
    """

    npv: float
    npv_without_credits: float
    tonnes: float
    discounted_tonnes: float
    outlays: float
    resource_cost: float
    support_cost: float
    public_money: float
    public_capital: float
    credits_issued: float
    credits_sold: float
    credit_revenue: float

    @property
    def abatement_cost(self) -> Measure:
        """Resource cost for each discounted tonne, before tax, transfers and credits; support beside units included."""
        return support.cost_per_tonne(math.fsum((self.resource_cost, self.support_cost)), self.discounted_tonnes)

    @property
    def public_money_per_tonne(self) -> Measure:
        """Public money for each tonne as it is avoided."""
        return support.cost_per_tonne(self.public_money, self.tonnes)

    @property
    def leverage(self) -> Measure:
        """Other money in the capital for each unit of public money."""
        return support.leverage(self.outlays, self.public_capital, self.public_money)


def flows_of(run: Run, count: float, years: tuple[int, ...]) -> Flows:
    """Return what so many units come to in each calendar year."""

    def placed(row: Array) -> Years:
        return tuple((count * _on(run, row, years)).tolist())

    tonnes = {use: placed(row) for use, row in _tonnes(run).items()}
    everyone = {party: np.zeros((run.axis.count, 1)) for party in parties.PARTIES} | parties.accounts(run)
    return Flows(
        years,
        {name: placed(run.rows[row]) for name, row in MONEY.items()},
        {"abated": placed(run.rows["swap.abatement"]), **tonnes},
        {party: placed(account) for party, account in everyone.items()},
        {payer: placed(paid) for payer, paid in support.payments(run).items()},
        placed(run.rows["operating"]),
    )


def _tonnes(run: Run) -> dict[str, Array]:
    """Return what becomes of the tonnes of each vintage; without credits all of them are the host's."""
    found = ledger.ledger(run)
    if found is None:
        nothing = np.zeros((run.axis.count, 1))
        return dict.fromkeys(USES, nothing) | {INVENTORY: run.rows["swap.abatement"]}
    claimed = np.add.reduce([*found.claims.values(), np.zeros(run.axis.count)])
    every = {**found.uses, CLAIMED: claimed, INVENTORY: found.inventory}
    return {use: row[:, None] for use, row in every.items()}


def _on(run: Run, row: Array, years: tuple[int, ...]) -> Array:
    """Return a row of a run on the years of the programme, 0 outside its own."""
    placed = np.zeros(len(years))
    first = run.axis.first - years[0]
    placed[first : first + run.axis.count] = np.broadcast_to(row, (run.axis.count, row.shape[1]))[:, 0]
    return placed


def totals_of(run: Run, plain: Run, count: float, index: float) -> Totals:
    """Return what so many units come to over their life; ``index`` puts money on the programme's price year."""
    public, money = support.public_support(run), count * index
    resources = _sum(plain, "resource_present_value")
    credits = {use: _sum(run, row) for use, row in ledger.USES.items() if row in run.rows}
    return Totals(
        money * float(measures.npv(run)[0]),
        money * float(measures.npv(plain)[0]),
        count * _sum(run, "swap.abatement"),
        count * _sum(run, "abatement_present_value"),
        money * public.outlays,
        -money * resources,
        money * (_sum(run, "resource_present_value") - float(parties.resource_value(run)[0])),
        money * public.total,
        money * public.capital,
        count * math.fsum(credits.values()),
        count * credits.get("sold", 0.0),
        money * float(parties.transfer_value(run, "credit_revenue")[0]),
    )


def _sum(run: Run, row: str) -> float:
    return float(run.total(row)[0])


def added(every: Iterable[Flows], years: tuple[int, ...]) -> Flows:
    """Return the exact sum of amounts by year, each rounded once: the same bits in any order."""
    found = tuple(every)
    return Flows(
        years,
        _added([one.money for one in found]),
        _added([one.tonnes for one in found]),
        _added([one.parties for one in found]),
        _added([one.payments for one in found]),
        _by_year([one.units for one in found]),
    )


def _added(parts: Sequence[Mapping[str, Years]]) -> dict[str, Years]:
    return {name: _by_year([part[name] for part in parts]) for name in parts[0]}


def _by_year(rows: Sequence[Years]) -> Years:
    return tuple(math.fsum(each) for each in zip(*rows, strict=True))


def totalled(every: Iterable[Totals]) -> Totals:
    """Return the exact sum of amounts over all years."""
    found = tuple(every)
    return Totals(*(math.fsum(getattr(one, field.name) for one in found) for field in fields(Totals)))
