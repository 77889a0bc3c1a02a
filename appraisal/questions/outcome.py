"""What one appraisal comes to in a comparison: its value, where its tonnes go, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass, field

from appraisal.engine import measures
from appraisal.engine.appraisal import Appraisal, Metric
from appraisal.engine.model import Run
from appraisal.engine.used_defaults import unchecked
from appraisal.ground.problem import Problem
from appraisal.questions.credit_spread import DEVELOPER, FORWARDED, CreditSpread, credit_spread
from appraisal.scenario.scenario import Default, Scenario

MECHANISM_CODES = ("mechanism-status", "not-eligible", "against-rules", "conditions", "term-unknown", "class-unknown")
"""Warnings that say something of the mechanism itself."""

PAID = ("Credit revenue", "Price guarantee", "Emission price saved")
"""Components of the NPV that tonnes bring."""


@dataclass(frozen=True)
class Tonnes:
    """Where the tonnes of the whole life go [t].

    Each credit issued is sold, held, the host's, the partner's or withheld:
    ``withheld`` are levies, cancellations and the buffer. Under a sector mechanism that shares by output more may be
    issued to the plant than it abates.
    """

    abated: float
    issued: float
    sold: float
    held: float
    host: float
    partner: float
    withheld: float

    @property
    def developer(self) -> float:
        """Credits that belong to the developer."""
        return self.sold + self.held

    @property
    def not_credited(self) -> float:
        """Tonnes that are avoided and bring no credit; none where more is issued than abated."""
        return max(0.0, self.abated - self.issued)


@dataclass(frozen=True)
class Outcome:
    """What one row comes to.

    Attributes:
        scenario: the scenario of the row.
        threshold: the credit price at which the NPV is zero, or why there is none.
        revenue: present value of what the tonnes bring, credits or a price on emissions saved, before tax.
        first_credit_year: the calendar year in which credits are first delivered and paid; None where none is.
        lead_time: years from the first outlay to that.
        spread: how sure the credits are; None where the mechanism gives none.
        reaches_developer: the developer's credits for each tonne that is abated, over the whole life.
        dilution: the share of the plant's own tonnes below the sector's benchmark that the rest of the sector takes
            from it.
        warnings: what a reader must know of the mechanism.
        unverified: terms of the mechanism that are used and were not checked against their source.
    """

    scenario: Scenario = field(repr=False)
    npv: float
    npv_without_credits: float
    threshold: Metric
    revenue: float
    tonnes: Tonnes
    first_credit_year: int | None
    lead_time: int | None
    spread: CreditSpread | None
    reaches_developer: Metric
    dilution: Metric
    warnings: tuple[Problem, ...]
    unverified: tuple[Default, ...]


def outcome_of(found: Appraisal) -> Outcome:
    """Return what an appraisal comes to in a comparison."""
    run = found.run
    tonnes, first = _tonnes(run), _first_credit_year(run)
    parts = {label: float(values[0]) for label, values, _ in measures.components(run)}
    return Outcome(
        scenario=found.scenario,
        npv=float(found.metrics.npv),
        npv_without_credits=float(found.metrics.npv_without_credits),
        threshold=found.metrics.threshold_credit_price,
        revenue=sum(parts[label] for label in PAID),
        tonnes=tonnes,
        first_credit_year=first,
        lead_time=None if first is None else first - found.years[0],
        spread=credit_spread(found.model) if FORWARDED in run.rows else None,
        reaches_developer=_reaches(run, tonnes),
        dilution=_dilution(run),
        warnings=tuple(problem for problem in found.warnings if problem.code in MECHANISM_CODES),
        unverified=_unverified(found),
    )


def _tonnes(run: Run) -> Tonnes:
    names = ("buffered", "levied", "cancelled")
    return Tonnes(
        abated=_total(run, "swap.abatement"),
        issued=_total(run, "credits.issued"),
        sold=_total(run, "credits.sold"),
        held=_total(run, "credits.held"),
        host=_total(run, "credits.host_credits"),
        partner=_total(run, "credits.partner_credits"),
        withheld=sum(_total(run, f"credits.{name}") for name in names),
    )


def _total(run: Run, name: str) -> float:
    return float(run.total(name)[0]) + 0.0 if name in run.rows else 0.0


def _first_credit_year(run: Run) -> int | None:
    delivered = run.rows.get("credits.delivered")
    if delivered is None or not (delivered > 0).any():
        return None
    return int(run.axis.years[int((delivered[:, 0] > 0).argmax())])


def _reaches(run: Run, tonnes: Tonnes) -> Metric:
    if DEVELOPER not in run.rows:
        return _undefined("there are no credits")
    if tonnes.abated <= 0:
        return _undefined("no emissions are avoided")
    return Metric(tonnes.developer / tonnes.abated, "1", "ok")


def _dilution(run: Run) -> Metric:
    """What the rest of the sector takes from the plant: 1 - creditable / own tonnes below the benchmark."""
    if "credits.plant_settled" not in run.rows:
        return _undefined("the mechanism credits no sector")
    own = _total(run, "credits.plant_settled")
    if own <= 0:
        return _undefined("the plant itself does not stay below the benchmark")
    return Metric(1 - _total(run, "credits.creditable") / own, "1", "ok")


def _undefined(reason: str) -> Metric:
    return Metric(None, "1", "none", reason)


def _unverified(found: Appraisal) -> tuple[Default, ...]:
    """Return the terms of the mechanism that the sheet reads and that were not checked against their source."""
    every = unchecked(found.scenario, found.run.wired)
    return tuple(default for default in every if default.path.startswith("credits."))
