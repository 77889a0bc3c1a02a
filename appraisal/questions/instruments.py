"""What each instrument is tried on: the swap without credits and without public support, and what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from appraisal.engine import cover
from appraisal.engine.model import Model, Run
from appraisal.engine.parties import transfer_value
from appraisal.engine.solving import Objective, Threshold, find_threshold
from appraisal.engine.support import cost_per_tonne
from appraisal.ground.numbers import money
from appraisal.ground.problem import NoResultError, Problem, ScenarioError
from appraisal.ground.sheet import Array
from appraisal.questions.goals import NEEDS, TOTALS
from appraisal.scenario.dropping import RANGE
from appraisal.scenario.load import changed
from appraisal.scenario.scenario import Scenario

OBJECTIVES = ("npv", "equity_npv")
WORDS = {"npv": "net present value", "equity_npv": "net present value of equity"}
GRANT = "finance.grant"
NO_CAPITAL = "the project costs no more than the baseline: there is no capital to pay for"
YEARS = "credits.crediting.years"
GUARANTEED = "support.price_guarantee.guarantee_payment"
NOTHING_GIVEN = f"{{value: 0 %, {', '.join(f'{key}: null' for key in RANGE)}}}"
"""A grant of nothing, as a share of the capital; a range of another grant goes with it."""


@dataclass(frozen=True)
class Instrument:
    """What one instrument alone would have to be to bring the objective to zero, and what it costs the public.

    Attributes:
        key: ``credit_price``, ``share_cashed``, ``crediting_years``, ``price_guarantee``, ``capital_grant`` or
            ``loan_rate``; a price on emissions is ``carbon_price``.
        value: the value in ``unit``, None where there is none; of a yearly series the factor on it (``factor``).
        stated: what the scenario states for it, None where it states nothing.
        status: ``ok``, ``none`` with a ``reason``, or ``against-rules`` where the mechanism does not allow the value.
        payer: who pays, in words.
        public_cost: present value at the discount rate of what the payer pays [money of the basis].
        per_tonne: public cost over discounted tonnes avoided; ``per_tonne_undiscounted`` over tonnes as they are.
        amount: what is given or lent, undiscounted [money of the basis].
        note: what to know of it.
        crossings: every value at which the objective is zero.
    """

    key: str
    path: str
    unit: str
    value: float | None = None
    stated: float | None = None
    status: str = "none"
    reason: str = ""
    payer: str = ""
    public_cost: float | None = None
    per_tonne: float | None = None
    per_tonne_undiscounted: float | None = None
    amount: float | None = None
    note: str = ""
    factor: bool = False
    crossings: tuple[float, ...] = ()

    @property
    def difference(self) -> float | None:
        """The value less what is stated; None where one of them is not there."""
        return None if self.value is None or self.stated is None else self.value - self.stated


@dataclass(frozen=True)
class Unsupported:
    """A scenario whose grant is nothing and whose price guarantee is never paid: each instrument is tried on it alone.

    Loans, tax and the terms of the credits stay as the scenario states them.
    """

    scenario: Scenario
    objective: str

    @cached_property
    def model(self) -> Model:
        """The wired sheet with a grant of 0 %."""
        return Model(self.scenario)

    def run(self, table: Mapping[str, Any] | None = None, *, credited: bool = True, guaranteed: bool = False) -> Run:
        """Run the sheet on a table of draws, with the guarantee only where that is what is looked at."""
        never = {} if guaranteed or not self._guarantees else {GUARANTEED: np.zeros((1, 1))}
        return self.model.run(table, credited=credited, search=True, held=never)

    @property
    def _guarantees(self) -> bool:
        support = self.scenario.document.support
        return support is not None and support.price_guarantee is not None

    def worth(self, run: Run) -> Array:
        """Return the objective of each draw, NaN where no lender gives the debt or a row is beyond any float."""
        found = run.total(TOTALS[self.objective])
        found = np.where(cover.unsound(run), np.nan, found) if self.objective in NEEDS else found
        return np.where(np.isfinite(found), found, np.nan)

    def sought(self, *, credited: bool, guaranteed: bool = False) -> Objective:
        """Return the objective as a function of a table of draws."""
        return lambda table: self.worth(self.run(table, credited=credited, guaranteed=guaranteed))

    def search(self, path: str, *, credited: bool, guaranteed: bool = False) -> Threshold:
        """Return the value of a figure at which the objective is zero."""
        return find_threshold(self.model, path, self.sought(credited=credited, guaranteed=guaranteed), self.objective)

    def ends(self, path: str, low: float, high: float, *, credited: bool) -> tuple[float, float]:
        """Return the objective at two values of a figure; NaN where it is undefined."""
        found = self.sought(credited=credited)({path: np.array([low, high])})
        return float(found[0]), float(found[-1])

    def said(self, worth: float) -> str:
        """Return what the objective is, in words."""
        return f"the {WORDS[self.objective]} is {money(worth, self.scenario.currency)}"

    @cached_property
    def base(self) -> Run:
        """The base case without credits and without support."""
        return self.run(credited=False)

    def tonnes(self, name: str) -> float:
        """Return all tonnes of a row of the base case."""
        return float(self.base.total(name)[0])

    def costing(self, amount: float) -> dict[str, Any]:
        """Return an amount of public money, and what it is per tonne avoided."""
        rows = {"per_tonne": "abatement_present_value", "per_tonne_undiscounted": "swap.abatement"}
        found = {name: cost_per_tonne(amount, self.tonnes(row)).value for name, row in rows.items()}
        return {"public_cost": amount, **found}


def unsupported(scenario: Scenario, objective: str) -> Unsupported:
    """Return the scenario without public support.

    Raises:
        ScenarioError: ``unknown-objective``.
        NoResultError: the objective needs finance that the scenario does not state.
    """
    if objective not in OBJECTIVES:
        message = f"unknown objective '{objective}'; there are {', '.join(OBJECTIVES)}"
        raise ScenarioError([Problem("unknown-objective", objective, message, file=scenario.file)])
    finance = scenario.document.finance
    if objective in NEEDS and (finance is None or finance.cost_of_equity is None):
        message = f"'{objective}' needs {NEEDS[objective]}"
        raise NoResultError([Problem("no-finance", objective, message, file=scenario.file)])
    return Unsupported(changed(scenario, {GRANT: NOTHING_GIVEN, **_own_years(scenario)}), objective)


def _own_years(scenario: Scenario) -> dict[str, str]:
    """State the crediting years where they only repeat another figure, so that they can be looked for alone."""
    figure = scenario.figures.get(YEARS)
    return {YEARS: f"{figure.value!r} yr"} if figure is not None and figure.refers_to else {}


def searched(
    bare: Unsupported, blank: Instrument, row: str, *, credited: bool = True, guaranteed: bool = False
) -> Instrument:
    """Look for the value, and add up what is paid in the row there."""
    try:
        found = bare.search(blank.path, credited=credited, guaranteed=guaranteed)
    except ScenarioError as error:
        return replace(blank, reason=error.problems[0].message)
    if found.value is None:
        return replace(blank, unit=found.unit, factor=found.factor, reason=found.reason)
    run = bare.run({blank.path: found.value}, credited=credited, guaranteed=guaranteed)
    paid = float(transfer_value(run, row)[0])
    return replace(_told(blank, found), status="ok", **bare.costing(paid))


def _told(blank: Instrument, found: Threshold) -> Instrument:
    return replace(blank, value=found.value, unit=found.unit, factor=found.factor, crossings=found.crossings)


def bounded(bare: Unsupported, none: Instrument, least: tuple[float, str], most: tuple[float, str]) -> Instrument:
    """Say what the objective is at the end of the domain that lies nearest to zero."""
    for (worth, words), passes, already in ((least, least[0] > 0, " already"), (most, most[0] < 0, "")):
        if passes:
            return replace(none, reason=f"{words} {bare.said(worth)}{already}")
    return none
