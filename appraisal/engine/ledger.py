"""The ledger of tonnes: each tonne of a vintage has one owner and one use, and no second claimant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from appraisal.engine.credit_books import kind_of
from appraisal.engine.model import Run
from appraisal.ground.problem import Problem
from appraisal.ground.sheet import Array
from appraisal.scenario.mechanisms import mechanisms

USES = {
    "sold": "credits.sold",
    "held": "credits.held",
    "host": "credits.host_credits",
    "partner": "credits.partner_credits",
    "buffer": "credits.buffered",
    "adaptation": "credits.levied",
    "cancelled": "credits.cancelled",
}
"""The uses of issued credits, and the row that holds each."""

TOLERANCE = 1e-9
"""Tonnes below this share of all that is abated are rounding."""


@dataclass(frozen=True)
class Claim:
    """Tonnes of the abatement, by vintage ``(years,)``, that one claimant counts; ``path`` is where it is stated."""

    claimant: str
    path: str
    tonnes: Array


@dataclass(frozen=True)
class Ledger:
    """Tonnes by vintage, each an array ``(years,)`` [t].

    ``uses`` are those of issued credits; ``claims`` those of other schemes on the same abatement; ``inventory`` is what
    is abated and in neither: it counts for the host alone. They add up to ``abated``. A sector that settles several
    years at once issues the credits of all of them for the last, and one that shares by output gives a plant credits
    for tonnes of others: there ``inventory`` is below zero in the year of settlement. ``adjusted`` are the exported
    tonnes that the host takes out of its own account.
    """

    abated: Array
    uses: Mapping[str, Array]
    claims: Mapping[str, Array]
    inventory: Array
    exported: Array
    adjusted: Array

    @property
    def issued(self) -> Array:
        """Credits issued for each vintage [t]."""
        added: Array = np.add.reduce(list(self.uses.values()))
        return added


def ledger(run: Run) -> Ledger | None:
    """Return the ledger of the base case, or None where no credit is issued to anyone."""
    if "credits.issued" not in run.rows:
        return None
    uses = {name: _column(run, row) for name, row in USES.items()}
    others = {claim.claimant: claim.tonnes for claim in claims(run)[1:]}
    abated = _column(run, "swap.abatement")
    inventory = abated - np.add.reduce([*uses.values(), *others.values()])
    return Ledger(abated, uses, others, inventory, _column(run, "credits.exported"), _column(run, "credits.adjusted"))


def claims(run: Run) -> list[Claim]:
    """Return who counts tonnes of the abatement: credits first, then other schemes, then a price on emissions."""
    found = []
    if "credits.issued" in run.rows:
        title = mechanisms()[run.scenario.document.mechanism].title
        found.append(Claim(f"credits of the {title}", "credits.mechanism", _credited(run)))
    for key in run.scenario.document.credits.claims:
        row = f"credits.claims.{key}.claimed"
        if row in run.rows:
            found.append(Claim(key.replace("_", " "), f"credits.claims.{key}", _column(run, row)))
    if found and "carbon_price.spared" in run.rows:
        found.append(Claim("the price on emissions", "carbon_price", _column(run, "carbon_price.spared")))
    return found


def _credited(run: Run) -> Array:
    """Tonnes of this plant that are credited: a sector may give it credits for tonnes of others too."""
    issued = _column(run, "credits.issued")
    return np.minimum(issued, _column(run, "credits.plant_settled")) if _settled(run) else issued


def _settled(run: Run) -> bool:
    return kind_of(run.scenario.document) == "sector"


def double_claims(run: Run) -> Iterator[Problem]:
    """Yield an error for tonnes that more than one claimant counts, naming vintage, tonnes and claimants.

    A vintage is one year; under a sector mechanism, which settles several years at once, it is all years to date. A
    price on emissions is paid on all of them, leaked ones apart: alone it may cover more than what is abated.
    """
    found = claims(run)
    abated, counted = _column(run, "swap.abatement"), [claim.tonnes for claim in found]
    if _settled(run):
        abated, counted = np.add.accumulate(np.maximum(abated, 0)), [np.add.accumulate(one) for one in counted]
    if len(found) < 2:
        return
    size = TOLERANCE * max(float(np.abs(abated).max()), 1.0)
    above = np.add.reduce(counted) - np.maximum(abated, 0) > size
    rivals = np.add.reduce([one > size for one in counted]) > 1
    schemes = [one > np.maximum(abated, 0) + size for one, claim in zip(counted, found, strict=True) if _counts(claim)]
    over = np.flatnonzero((above & rivals) | np.logical_or.reduce(schemes))
    if len(over):
        yield _told(run, found, counted, int(over[0]), float(abated[over[0]]), len(over))


def _counts(claim: Claim) -> bool:
    """Whether a claimant counts tonnes that are abated, and no others."""
    return claim.path != "carbon_price"


def _told(run: Run, found: list[Claim], counted: list[Array], at: int, abated: float, vintages: int) -> Problem:
    year = int(run.axis.years[at])
    each = [f"{claim.claimant} {tonnes[at]:,.0f} t" for claim, tonnes in zip(found, counted, strict=True) if tonnes[at]]
    more = f", and {vintages - 1} more vintages likewise" if vintages > 1 else ""
    to = " and all before it" if _settled(run) else ""
    message = f"vintage {year}{to}: {max(abated, 0):,.0f} t are abated and claimed by {' and by '.join(each)}{more}"
    way = "a tonne has one claimant: leave one out, or state years or tonnes that do not overlap"
    return Problem("double-claim", found[-1].path, f"{message}; {way}")


def _column(run: Run, name: str) -> Array:
    row = run.rows[name]
    return np.array(np.broadcast_to(row, (run.axis.count, row.shape[1]))[:, 0])
