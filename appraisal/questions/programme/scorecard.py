"""A scorecard of five principles of a package of measures, each held against indicators that are measured."""

from __future__ import annotations

import math
from dataclasses import dataclass

from appraisal.engine import ledger, support
from appraisal.ground.measure import Measure
from appraisal.questions.programme.result import ProgrammeAppraisal
from appraisal.questions.programme.totals import CLAIMED
from appraisal.scenario.mechanisms import technology_of

ONCE, CHEAP, LEVERAGE, PHASE_OUT, OPEN = "counted_once", "public_money", "leverage", "phase_out", "technologies"


@dataclass(frozen=True)
class Indicator:
    """One measured indicator; ``unit`` is ``1`` for a share, else ``ratio``, ``count``, ``year``, or a price."""

    name: str
    value: Measure
    unit: str


@dataclass(frozen=True)
class Principle:
    """One principle, in our own words, and what is measured of it.

    Attributes:
        verified: whether the wording was checked against the source papers; it was not, and every output says so.
    """

    key: str
    title: str
    indicators: tuple[Indicator, ...]
    verified: bool = False


def scorecard(found: ProgrammeAppraisal) -> tuple[Principle, ...]:
    """Return the five principles with their indicators."""
    per_tonne = f"{found.programme.currency}/t"
    totals = found.totals
    return (
        Principle(ONCE, "Each tonne is counted once", tuple(_counted(found))),
        Principle(
            CHEAP,
            "Public money is spent where it avoids most",
            (
                Indicator("public money for each tonne avoided", totals.public_money_per_tonne, per_tonne),
                Indicator("abatement cost of the package", totals.abatement_cost, per_tonne),
            ),
        ),
        Principle(
            LEVERAGE,
            "Public money moves private money",
            (Indicator("other money in the capital for each unit of public money", totals.leverage, "ratio"),),
        ),
        Principle(PHASE_OUT, "Support is phased out", tuple(_phased_out(found))),
        Principle(OPEN, "Every technology that avoids tonnes can take part", tuple(_technologies(found))),
    )


def _ratio(part: float, whole: float, reason: str) -> Measure:
    return Measure(part / whole, "ok", "") if whole > 0 else Measure(None, "none", reason)


def _counted(found: ProgrammeAppraisal) -> tuple[Indicator, ...]:
    tonnes = found.flows.tonnes
    uses = {use: math.fsum(tonnes[use]) for use in ledger.USES}
    issued, abated = math.fsum(uses.values()), math.fsum(tonnes["abated"])
    claimed = math.fsum(tonnes[CLAIMED])
    return (
        Indicator("credits issued for each tonne avoided", _ratio(issued, abated, support.NO_TONNES), "1"),
        Indicator("tonnes that other schemes claim, of all tonnes", _ratio(claimed, abated, support.NO_TONNES), "1"),
    )


def _phased_out(found: ProgrammeAppraisal) -> tuple[Indicator, ...]:
    paid = [math.fsum(each) for each in zip(*found.flows.payments.values(), strict=True)]
    years = [year for year, amount in zip(found.years, paid, strict=True) if amount > 0]
    nothing = Measure(None, "none", "there is no public money")
    last = Measure(float(years[-1]), "ok", "") if years else nothing
    begun = math.fsum(part.count for part in found.parts)
    free = math.fsum(part.count for part in found.parts if support.public_support(part.unit.run).total <= 0)
    return (
        Indicator("last year of a public payment", last, "year"),
        Indicator("share of units that begin without public money", _ratio(free, begun, "no unit begins"), "1"),
    )


def _technologies(found: ProgrammeAppraisal) -> tuple[Indicator, ...]:
    classes = {technology_of(part.unit.scenario.document) for part in found.parts} - {""}
    credited = math.fsum(
        part.count * float(part.unit.run.total("swap.abatement")[0]) for part in found.parts if part.credited
    )
    return (
        Indicator("technology classes among the measures", Measure(float(len(classes)), "ok", ""), "count"),
        Indicator(
            "tonnes of units that earn credits, of all tonnes",
            _ratio(credited, found.totals.tonnes, support.NO_TONNES),
            "1",
        ),
    )
