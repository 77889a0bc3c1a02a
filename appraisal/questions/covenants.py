"""Does the debt stay covered? Cover ratios of the base, no-credit and low-credit cases against the covenants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from appraisal.engine import cover
from appraisal.engine.appraisal import Appraisal
from appraisal.engine.model import Run
from appraisal.engine.solving import unit_of
from appraisal.ground.measure import Measure

PRICE = "credits.price"
NEAR = 1e-9
"""A cover ratio that is this close to a level is at it: a loan that is sculpted to the level keeps it."""

LOW_PRICE = "finance.covenants.low_credit_price"


@dataclass(frozen=True)
class Case:
    """One case of the covenant table; ``status`` is ``ok``, ``lock-up``, ``default``, or empty where none is stated."""

    name: str
    dscr_min: float | None = None
    year: int | None = None
    dscr_average: float | None = None
    status: str = ""
    reason: str = ""


def covenants(appraisal: Appraisal) -> list[Case]:
    """Return the covenant table of a scenario with loans: base, low credits, no credits.

    The debt is that of the base case in all of them: a sculpted loan is not sized anew, as it is in the figures without
    credits, for the lender asks what becomes of the debt that was agreed.
    """
    if not cover.loans_of(appraisal.run):
        return []
    cases = [_case(appraisal, "base", appraisal.run)]
    if appraisal.model.has_credits:
        plain = appraisal.model.run(credited=False, held=cover.agreed_debt(appraisal.run))
        cases += [_low_credits(appraisal), _case(appraisal, "no credits", plain)]
    return cases


def _case(appraisal: Appraisal, name: str, run: Run) -> Case:
    lowest, average = cover.dscr_min(run), cover.dscr_average(run)
    if lowest.value is None:
        return Case(name, reason=str(lowest.reason))
    found, value = cover.cover(run)[:, 0], float(np.asarray(lowest.value))
    year = int(run.axis.years[np.flatnonzero(found <= value + abs(value) * NEAR)[0]])
    return Case(name, value, year, _number(average), _status(appraisal, value))


def _number(measure: Measure) -> float | None:
    return None if measure.value is None else float(np.asarray(measure.value))


def _status(appraisal: Appraisal, lowest: float) -> str:
    figures = appraisal.scenario.figures
    if "finance.covenants.default" not in figures:
        return ""
    levels = (("default", "finance.covenants.default"), ("lock-up", "finance.covenants.lock_up"))
    return next((name for name, path in levels if lowest < figures[path].value * (1 - NEAR)), "ok")


def _low_credits(appraisal: Appraisal) -> Case:
    name, figures = "low credits", appraisal.scenario.figures
    price = figures.get(PRICE)
    if price is None or price.refers_to or price.series:
        return Case(name, reason="the credit price is not one figure of its own")
    stated = figures.get(LOW_PRICE)
    low = stated.value if stated else price.low
    if low is None:
        return Case(name, reason=f"state {LOW_PRICE}, or 'low' of {PRICE}")
    if stated and stated.currency != price.currency:
        return Case(name, reason=f"{LOW_PRICE} is not in the currency of {PRICE}")
    said = f"{name}, {low:g} {unit_of(price, appraisal.scenario)}"
    return _case(appraisal, said, appraisal.model.run({PRICE: low}, held=cover.agreed_debt(appraisal.run)))
