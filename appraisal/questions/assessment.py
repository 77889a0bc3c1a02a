"""The assessment period of the additionality test: how long it is, what the assets are worth at its end, what flows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil

import numpy as np

from appraisal.engine import cover, measures
from appraisal.engine.appraisal import Appraisal
from appraisal.engine.model import Model, Run
from appraisal.ground import rates
from appraisal.ground.problem import NoResultError, Problem, ScenarioError
from appraisal.ground.sheet import Array
from appraisal.questions.benchmark import SECTION
from appraisal.questions.fair_value import OPERATION, fair_rule, pinned, residuals_of, stated_rule, unit_rule
from appraisal.questions.investment_rules import number_of, rules
from appraisal.scenario.figure import Figure
from appraisal.scenario.load import changed
from appraisal.scenario.rows import building_years
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import Residual

PERIOD = f"{SECTION}.period"


@dataclass(frozen=True)
class Period:
    """The years of operation that the test looks at, ``last`` being the last calendar year, and why these."""

    years: float
    technical_life: float
    last: int
    said: str

    @property
    def shortened(self) -> bool:
        """Whether the period ends before the technical life does."""
        return self.years < self.technical_life


@dataclass(frozen=True)
class Assessment:
    """The sheet over the assessment period, and the flow that is tested.

    Attributes:
        model: the sheet, with the fair value of the assets as its residual value.
        period: the years of operation that count.
        fair_value: how the assets are valued at the end of the period, a sentence for each part of the swap.
        of: whose flow is tested, ``project`` or ``equity``; ``tax``: ``before`` or ``after``.
        reason: why the period is not the one that was asked for; empty where it is.
    """

    model: Model = field(repr=False)
    period: Period
    fair_value: tuple[str, ...]
    of: str
    tax: str
    reason: str = ""

    def run(self, table: Mapping[str, Array] | None = None, *, credited: bool = False, search: bool = False) -> Run:
        """Run the sheet over the period, without credits unless they are asked for."""
        fixed = {OPERATION: np.array([self.period.years])} if self.period.shortened else {}
        return self.model.run({**fixed, **(table or {})}, credited=credited, search=search)

    def years_of(self, run: Run) -> int:
        """Return how many years of the axis count: what is dated after the period is no part of the test."""
        return self.period.last - run.axis.first + 1 if self.period.shortened else run.axis.count

    def flows(self, run: Run) -> Array:
        """Return the flow that is tested, in money of the basis: (periods, draws), as the rate of return reads it."""
        return self._counted(run, FLOWS[self.of, self.tax](run))

    def present_values(self, run: Run, rate: float) -> Array:
        """Return the flow that is tested, discounted at a rate as the scenario discounts: (periods, draws)."""
        outlay, operating = run.rows["outlay_time"], run.rows["operating_time"]
        times = outlay if measures.PERIODS[run.timing] == 1 else measures.half_years(outlay, operating)
        found: Array = self.flows(run) * rates.discount_factor(rate, self._counted(run, times))
        return found

    def amounts(self, run: Run, name: str) -> Array:
        """Return the sum of a row over the period, undiscounted, in money of the basis, a number a draw."""
        deflated = np.broadcast_to(run.rows[name] / run.rows["price_level"], (run.axis.count, run.draws))
        return np.asarray(np.add.accumulate(deflated[: self.years_of(run)], axis=0)[-1])

    def unsound(self, run: Run) -> cover.Flags:
        """Tell the draws whose debt no lender would give: an equity flow of them is none."""
        return cover.unsound(run) if self.of == "equity" else np.zeros(1, dtype=np.bool_)

    def _counted(self, run: Run, flows: Array) -> Array:
        return flows[: self.years_of(run) * measures.PERIODS[run.timing]]


def equity_flows_before_tax(run: Run) -> Array:
    """Cash flow of equity before tax in money of the basis by period."""
    paid = run.rows["tax_paid"] / run.rows["price_level"]
    tax = paid if measures.PERIODS[run.timing] == 1 else measures.half_years(0 * paid, paid)
    return cover.equity_flows(run) + tax


FLOWS: dict[tuple[str, str], Callable[[Run], Array]] = {
    ("project", "after"): measures.flows,
    ("project", "before"): measures.flows_before_tax,
    ("equity", "after"): cover.equity_flows,
    ("equity", "before"): equity_flows_before_tax,
}
"""The flow that is tested, by whose it is and whether tax is in it."""


def assessment_of(appraisal: Appraisal, of: str, tax: str) -> Assessment:
    """Return the sheet over the assessment period of the scenario.

    The period is the technical life, at most the years that the rule names, or as stated. Where it is shorter, the
    assets come back at its end at their fair value. Loans that are longer than the period cannot be repaid in it: then
    a return on equity is measured over the technical life.

    Raises:
        NoResultError: ``no-finance``: a return on equity is asked for and there is no finance.
        ScenarioError: ``period-beyond-life``.
    """
    scenario = appraisal.scenario
    if of == "equity" and scenario.document.finance is None:
        message = "a return on equity needs 'finance' with loans, a grant or a cost of equity; or write of: project"
        raise NoResultError([scenario.located(Problem("no-finance", "finance", message))])
    found = _over(appraisal, _period_of(scenario), of, tax)
    if not found.period.shortened or not _debt_is_left(found):
        return found
    reason = (
        f"debt would be left at the end of {found.period.last}: "
        f"the return on equity is measured over the technical life of {found.period.technical_life:g} yr"
    )
    whole = _period(scenario, found.period.technical_life, "the technical life, because loans outlive a shorter period")
    return _over(appraisal, whole, of, tax, reason)


def _debt_is_left(found: Assessment) -> bool:
    return any(bool(found.unsound(found.run(credited=credited)).any()) for credited in (True, False))


def _over(appraisal: Appraisal, period: Period, of: str, tax: str, reason: str = "") -> Assessment:
    scenario = appraisal.scenario
    share = None if reason else scenario.document.credits.additionality.fair_value
    if not period.shortened and share is None:
        return Assessment(appraisal.model, period, (), of, tax, reason)
    rules_of = {path: _fair(scenario, stated, period, share) for path, stated in residuals_of(scenario)}
    changes = {path: rule for path, (rule, _) in rules_of.items() if rule}
    held = changed(scenario, {**(pinned(scenario) if period.shortened else {}), **changes})
    return Assessment(
        Model(held), period, _said({path: words for path, (_, words) in rules_of.items()}), of, tax, reason
    )


def _said(words: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words of each part of the swap once, with the part where they differ."""
    alike = len(set(words.values())) == 1
    return tuple(dict.fromkeys(said if alike else f"{path.split('.')[0]}: {said}" for path, said in words.items()))


def _fair(scenario: Scenario, stated: Residual | None, period: Period, share: Figure | None) -> tuple[str, str]:
    if share is None and scenario.document.roll_out:
        return unit_rule(scenario)
    return fair_rule(stated, period.years, period.technical_life) if share is None else stated_rule(share.value)


def _period_of(scenario: Scenario) -> Period:
    life, stated = scenario.figures[OPERATION].value, scenario.document.credits.additionality.period
    longest = number_of("period_maximum")
    if stated is not None and stated.value > life:
        message = f"the plant operates for {life:g} yr: state a period of at most that, or leave it out"
        raise ScenarioError([scenario.located(Problem("period-beyond-life", PERIOD, message))])
    if stated is not None:
        return _period(scenario, stated.value, f"stated; the technical life is {life:g} yr")
    if life <= longest:
        return _period(scenario, life, "the technical life")
    return _period(scenario, longest, f"the longest that the rule names; the technical life is {life:g} yr")


def _period(scenario: Scenario, years: float, said: str) -> Period:
    last = scenario.document.timeline.first_year + building_years(scenario) + ceil(years) - 1
    return Period(years, scenario.figures[OPERATION].value, last, said)


def period_warnings(scenario: Scenario, found: Assessment) -> Iterator[Problem]:
    """Yield what a reader should know of a period outside the rule, and of an equity test that had to be longer."""
    period, shortest, longest = found.period, rules()["period_minimum"], rules()["period_maximum"]
    checked = "" if longest.verified else " (verified: no)"
    if period.years < min(shortest.number, period.technical_life):
        message = f"{period.years:g} yr is less than the {shortest.text} that the rule asks for{checked}"
        yield Problem("period-too-short", PERIOD, f"{message}: a short period favours a verdict of additional")
    if period.years > longest.number:
        message = f"{period.years:g} yr is more than the {longest.text} that the rule allows{checked}"
        yield Problem("period-too-long", PERIOD, f"{message}: late years are the least certain")
    if found.reason:
        message = "" if scenario.document.credits.additionality.fair_value is None else "; the fair value is not used"
        yield Problem("loans-beyond-period", PERIOD, found.reason + message)
    if period.shortened and bool(found.amounts(found.run(), "replacements").any()):
        message = "the fair value is that of the first capital; replacements in the period count as worth nothing"
        yield Problem("fair-value-of-replacements", f"{SECTION}.fair_value", f"{message}: state fair_value otherwise")
