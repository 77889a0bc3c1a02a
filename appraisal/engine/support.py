"""Public money of a scenario: what governments give, what it comes to per tonne, and what it moves beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from appraisal.engine import cover, parties
from appraisal.engine.measures import undefined
from appraisal.engine.model import Run
from appraisal.engine.parties import Transfer
from appraisal.ground.measure import Measure
from appraisal.ground.sheet import Array
from appraisal.scenario import library

GOVERNMENTS = ("host", "partner")
KINDS = ("grant", "loan", "technical_assistance", "mrv", "price_guarantee")
"""Kinds of direct support, in the order in which they are listed."""

NO_TONNES = "no emissions are avoided"


@dataclass(frozen=True)
class Part:
    """One instrument of public support.

    Attributes:
        kind: ``grant``, ``loan``, ``technical_assistance``, ``mrv`` or ``price_guarantee``.
        row: the row of the sheet that holds its payments; of a loan, its draws.
        name: the name of a loan, else empty.
        payer: the government that pays, ``host`` or ``partner``.
        value: present value of what is given away [money of the basis]: of a loan only its grant equivalent.
        face: what is lent, undiscounted [money of the basis]; None where nothing is to be paid back.
        drawn: present value of what is lent [money of the basis]; None where nothing is to be paid back.
        grant_element: the part of a loan that is a gift, at the standard reference rate; None for other kinds.
    """

    kind: str
    row: str
    name: str
    payer: str
    value: float
    face: float | None = None
    drawn: float | None = None
    grant_element: float | None = None

    @property
    def pays_for_capital(self) -> bool:
        """Whether the money goes into the capital of the swap."""
        return self.kind in ("grant", "loan")


@dataclass(frozen=True)
class PublicSupport:
    """The public money of one run, in present value at the project's discount rate, in money of the basis.

    Attributes:
        parts: every instrument that a government pays for.
        outlays: present value of the capital that the swap needs.
        per_tonne: public money over discounted tonnes avoided; ``per_tonne_undiscounted`` over tonnes as they are.
        leverage: other money in the capital for each unit of public money.
        left_out: rows that a government pays and that are no direct support, such as items of the scenario.
    """

    parts: tuple[Part, ...]
    outlays: float
    per_tonne: Measure
    per_tonne_undiscounted: Measure
    leverage: Measure
    left_out: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """All public money."""
        return _total(self.parts)

    @property
    def capital(self) -> float:
        """The public money that pays for capital: grants, and what loans give away."""
        return _total(part for part in self.parts if part.pays_for_capital)

    @property
    def by_government(self) -> dict[str, float]:
        """The public money of each government that gives any."""
        payers = [one for one in GOVERNMENTS if any(part.payer == one for part in self.parts)]
        return {payer: _total(part for part in self.parts if part.payer == payer) for payer in payers}


def _total(parts: Iterable[Part]) -> float:
    return sum((part.value for part in parts), 0.0)


def public_support(run: Run) -> PublicSupport:
    """Return the public money of a run of one draw, as grant equivalent.

    Grant equivalent of a loan = grant element at the standard reference rate x PV of its draws. Leverage = (PV of
    outlays - public money that pays for capital) / public money. Discounting is that of the party accounts.
    """
    paid = [one for one in parties.transfers_of(run) if one.pays in GOVERNMENTS]
    parts = tuple(sorted(_parts(run, paid), key=lambda part: (KINDS.index(part.kind), part.name)))
    total, outlays = _total(parts), _sum(run, "outlay_present_value")
    return PublicSupport(
        parts,
        outlays,
        cost_per_tonne(total, _sum(run, "abatement_present_value")),
        cost_per_tonne(total, _sum(run, "swap.abatement")),
        leverage(outlays, _total(part for part in parts if part.pays_for_capital), total),
        tuple(one.row for one in paid if not _kind(one.row) and _flows(run, one.row)),
    )


def cost_per_tonne(amount: float, tonnes: float) -> Measure:
    """An amount of money over tonnes avoided; undefined where none are."""
    return Measure(amount / tonnes, "ok", "") if tonnes > 0 else undefined(NO_TONNES)


def leverage(outlays: float, capital: float, total: float) -> Measure:
    """Other money in the capital for each unit of public money: what is left of outlays, over all public money."""
    if total <= 0:
        return undefined("there is no public money that could move other money")
    return Measure((outlays - capital) / total, "ok", "") if outlays > 0 else undefined("the swap needs no capital")


def _parts(run: Run, paid: Iterable[Transfer]) -> Iterator[Part]:
    """Yield what governments pay for; a guarantee also where it is never called, for that is an answer."""
    for one in paid:
        kind = _kind(one.row)
        if kind == "price_guarantee" or (kind and _flows(run, one.row)):
            yield _loan(run, one) if kind == "loan" else Part(kind, one.row, "", one.pays, _worth(run, one.row))


def payments(run: Run) -> dict[str, Array]:
    """Return what each government pays out by year ``(years, draws or 1)``, in money of the year.

    A loan counts with what is lent in the year: a budget must hold it, and repayments come back to the treasury.
    """
    paid = [one for one in parties.transfers_of(run) if one.pays in GOVERNMENTS and _kind(one.row)]
    nothing = np.zeros((run.axis.count, 1))
    return {payer: sum((run.rows[one.row] for one in paid if one.pays == payer), nothing) for payer in GOVERNMENTS}


def _flows(run: Run, row: str) -> bool:
    return bool(np.any(run.rows[row] != 0))


def _kind(row: str) -> str:
    """Return which kind of support a row that a government pays is; nothing where it is none."""
    if row == "grant_received":
        return "grant"
    if row.startswith("finance.loans."):
        return "loan"
    return row.split(".")[1] if row.startswith("support.") else ""


def _loan(run: Run, paid: Transfer) -> Part:
    name = paid.row.split(".")[2]
    element = float(np.asarray(cover.grant_element(run, name, standard().rate).value))
    face = float((run.rows[paid.row] / run.rows["price_level"]).sum())
    drawn = _worth(run, paid.row)
    return Part("loan", paid.row, name, paid.pays, element * drawn, face, drawn, element)


def standard() -> library.Reference:
    """Return the reference rate at which the grant equivalent of a loan is measured."""
    return library.references()[0]


def _worth(run: Run, row: str) -> float:
    return float(parties.transfer_value(run, row)[0])


def _sum(run: Run, row: str) -> float:
    return float(run.total(row)[0])
