"""At which rate would a concessional loan on stated terms alone bring the objective to zero?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from appraisal.engine.model import Run
from appraisal.engine.parties import PARTIES, present_value
from appraisal.engine.solving import Threshold, find_threshold
from appraisal.ground.numbers import percent, plain
from appraisal.ground.problem import ScenarioError
from appraisal.ground.sheet import Array
from appraisal.questions.instruments import NO_CAPITAL, Instrument, Unsupported
from appraisal.scenario.credits_schema import LoanTerms
from appraisal.scenario.load import changed
from appraisal.scenario.money_schema import Loan
from appraisal.scenario.scenario import Scenario

TERMS = "support.loan_terms"
NO_TERMS = f"there are no terms to look at: state {TERMS} with share, grace, tenor and repayment"
CONCESSIONAL = "concessional"
LENDER = "Concessional lender"


@dataclass(frozen=True)
class Terms:
    """The terms of the loan whose rate is looked for, where they come from, and which stated loans it replaces."""

    stated: LoanTerms | Loan
    source: str
    replaced: tuple[str, ...]
    rate: float | None = None

    @property
    def text(self) -> str:
        """The loan as a scenario states it, drawn to nothing: how much is drawn is laid over it."""
        one, more = self.stated, ""
        if isinstance(one, Loan):
            more = f", interest_during_construction: {one.interest_during_construction or 'capitalised'}"
            more += f", currency: {one.currency}" if one.currency else ""
        years = f"grace: {one.grace.value:g} yr, tenor: {one.tenor.value:g} yr"
        return f"{{share: 0 %, rate: 0 %, {years}, repayment: {one.repayment}{more}}}"

    @property
    def words(self) -> str:
        """The terms in words."""
        one = self.stated
        years = f"{one.grace.value:g} of {one.tenor.value:g} years before the first principal"
        shared = f"{plain(one.share.value * 100, 4)} % of the capital"
        paid = isinstance(one, Loan) and one.interest_during_construction == "paid"
        interest = "interest paid from the start" if paid else "interest of construction joins the principal"
        return f"{shared}, {years}, {one.repayment.replace('_', ' ')}, {interest}; {self.source}"


def loan_rate(bare: Unsupported, scenario: Scenario) -> Instrument:
    """Return the rate at which the loan on the stated terms brings the objective to zero, without credits.

    For ``npv`` the objective is NPV + PV(draws - interest - principal) of the loan at the discount rate; for
    ``equity_npv`` the NPV of equity with the loan in place of the public loans, or of the loan whose terms it takes.
    """
    blank = Instrument("loan_rate", TERMS, "1", payer=LENDER)
    terms = _terms(scenario, in_place=bare.objective == "equity_npv")
    if terms is None:
        return replace(blank, reason=NO_TERMS)
    blank = replace(blank, stated=terms.rate, note=terms.words, payer=_payer(scenario, terms))
    if float(bare.base.total("swap.capex_gap")[0]) <= 0:
        return replace(blank, reason=NO_CAPITAL)
    try:
        return _answered(Lent.of(bare, terms), blank, -float(bare.worth(bare.base)[0]))
    except ScenarioError as error:
        return replace(blank, reason=error.problems[0].message)


def _terms(scenario: Scenario, *, in_place: bool) -> Terms | None:
    finance, support = scenario.document.finance, scenario.document.support
    loans = finance.loans if finance else {}
    if support and support.loan_terms:
        public = tuple(key for key, loan in loans.items() if loan.lender)
        said = f", in place of the loan {' and '.join(_spoken(key) for key in public)}" if public and in_place else ""
        return Terms(support.loan_terms, f"terms of {TERMS}{said}", public)
    first = next((key for key, loan in loans.items() if loan.repayment != "sculpted"), None)
    if first is None:
        return None
    figure = scenario.figures[f"finance.loans.{first}.rate"]
    rate = None if figure.series else figure.value
    return Terms(loans[first], f"terms of the loan '{_spoken(first)}', for {TERMS} states none", (first,), rate)


def _spoken(key: str) -> str:
    return key.replace("_", " ")


def _payer(scenario: Scenario, terms: Terms) -> str:
    loans = scenario.document.finance.loans if scenario.document.finance else {}
    lenders = [loans[key].lender for key in terms.replaced if loans[key].lender]
    return PARTIES[lenders[0]] if lenders and lenders[0] else LENDER


@dataclass(frozen=True)
class Lent:
    """The scenario with the loan in it."""

    bare: Unsupported
    key: str
    terms: Terms

    @classmethod
    def of(cls, bare: Unsupported, terms: Terms) -> Lent:
        """Put the loan on its terms into the scenario.

        Raises:
            ScenarioError: the terms do not fit the calendar.
        """
        key = next(_names(bare.scenario))
        stated = changed(bare.scenario, {f"finance.loans.{key}": terms.text})
        return cls(Unsupported(stated, bare.objective), key, terms)

    @property
    def path(self) -> str:
        """The path of the rate."""
        return f"finance.loans.{self.key}.rate"

    def run(self, table: dict[str, Any], share: float | None = None) -> Run:
        """Run without credits, the loan drawn to its share, the loans that it replaces not at all."""
        drawn = {f"finance.loans.{self.key}.share": self.terms.stated.share.value if share is None else share}
        none = {f"finance.loans.{key}.share": 0.0 for key in self.terms.replaced} if self._counts_loans else {}
        return self.bare.run({**drawn, **none, **table}, credited=False)

    @property
    def _counts_loans(self) -> bool:
        return self.bare.objective == "equity_npv"

    def worth(self, run: Run) -> Array:
        """Return the objective with the loan."""
        return self.bare.worth(run) + (0.0 if self._counts_loans else self.given(run))

    def given(self, run: Run) -> Array:
        """Return what the lender gives away: draws less interest and principal, in present value."""
        draw, interest, principal = (
            run.rows[f"finance.loans.{self.key}.{name}"] for name in ("draw", "interest_paid", "principal")
        )
        return present_value(run, draw - interest - principal)

    def face(self, run: Run) -> float:
        """Return what is lent, in money of the basis."""
        return float((run.rows[f"finance.loans.{self.key}.draw"] / run.rows["price_level"]).sum())


def _names(scenario: Scenario) -> Iterator[str]:
    """Yield names that no stated loan has."""
    loans = scenario.document.finance.loans if scenario.document.finance else {}
    names = (CONCESSIONAL, *(f"{CONCESSIONAL}_{at}" for at in range(1, len(loans) + 1)))
    return (name for name in names if name not in loans)


def _answered(lent: Lent, blank: Instrument, lacking: float) -> Instrument:
    found = find_threshold(lent.bare.model, lent.path, lambda table: lent.worth(lent.run(table)), lent.bare.objective)
    blank = replace(blank, unit=found.unit, amount=lent.face(lent.run({})))
    if found.value is None:
        return replace(blank, reason=_reason(lent, found, lacking))
    given = float(lent.given(lent.run({lent.path: found.value}))[0])
    return replace(blank, value=found.value, status="ok", crossings=found.crossings, **lent.bare.costing(given))


def _reason(lent: Lent, found: Threshold, lacking: float) -> str:
    """Say which part of what is lacking a free loan closes, or why there is no rate at all."""
    free = float(lent.worth(lent.run({}))[0])
    if np.isnan(free):
        return f"no lender gives this loan beside the others: the debt is above the capital; lower {TERMS}.share"
    if free < 0 < lacking:
        closed = percent(1 + free / lacking, 1)
        return f"even a free loan (0 %) closes only {closed} of the gap: {lent.bare.said(free)}"
    return f"there is no such rate up to 100 %: {found.reason}"
