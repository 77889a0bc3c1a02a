"""What the test of additionality says: the verdict, its reasons, and what the flow that was tested holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from appraisal.engine.appraisal import Appraisal, Metric
from appraisal.engine.model import Run
from appraisal.ground.numbers import money, percent
from appraisal.questions.assessment import Assessment
from appraisal.questions.benchmark import Benchmark
from appraisal.questions.investment_rules import rules
from appraisal.questions.variables import Variable

LABELS = {"project": "incremental IRR", "equity": "incremental equity IRR"}
"""What the rate of return is called: the flow is the difference between project and baseline."""

FIRST = "the flow brings money in before it pays out: this rate is what the money costs, and a lower one is better"


@dataclass(frozen=True)
class Outcome:
    """The flow that is tested, with credits or without.

    Attributes:
        irr: its rate of return, with status and every root.
        npv: its present value at the benchmark, discounted as the scenario discounts.
        meets: whether that is 0 or more: the flow earns the benchmark.
        by: ``irr`` where the rate of return says the same, ``npv`` where there is none or it says the contrary, as it
            does where money comes in before it goes out.
        receives_first: whether money comes in before it goes out.
    """

    irr: Metric
    npv: float
    meets: bool
    by: str
    receives_first: bool


@dataclass(frozen=True)
class Levelised:
    """The levelised cost of the two plants over the technical life, without credits; the cheaper is the baseline."""

    baseline: Metric
    project: Metric
    cheaper: str


@dataclass(frozen=True)
class Findings:
    """What was found: the benchmark, the flow without credits and with them, the variables, the levelised costs."""

    benchmark: Benchmark
    currency: str
    without: Outcome
    with_credits: Outcome
    variables: tuple[Variable, ...]
    levelised: Levelised | None

    @property
    def label(self) -> str:
        """What the rate of return is called."""
        return LABELS[self.benchmark.of]

    @property
    def crossed(self) -> tuple[Variable, ...]:
        """The variables whose variation crosses the benchmark."""
        return tuple(one for one in self.variables if one.crossed)

    @property
    def verdict(self) -> str:
        """``additional``, ``not_robust`` or ``not_additional``."""
        if self.without.meets:
            return "not_additional"
        return "not_robust" if self.crossed else "additional"


def reasons(found: Findings) -> tuple[str, ...]:
    """Return why the verdict is what it is, a sentence or two each."""
    costs = (_levelised(found.levelised),) if found.levelised else ()
    return _without(found), _robustness(found), _lift(found), *costs


def _without(found: Findings) -> str:
    one, rate, worth = found.without, found.benchmark.rate, money(found.without.npv, found.currency)
    side = "meets" if one.meets else "falls short of"
    if one.irr.value is None:
        return (
            f"Without credits there is no {found.label} ({one.irr.reason}). The present value at the benchmark of "
            f"{percent(rate)}, {worth}, decides: the flow {side} it."
        )
    said = f"Without credits the {found.label} is {percent(one.irr.value)}"
    if one.by == "npv":
        why = FIRST if one.receives_first else "the present value does not fall as the rate rises"
        return f"{said}, but {why}. The present value at the benchmark of {percent(rate)}, {worth}, decides."
    gap = f"{abs(one.irr.value - rate) * 100:.2f} percentage points"
    where = f"{gap} {'above' if one.meets else 'below'} the benchmark of {percent(rate)}"
    return f"{said}, {where}; the present value at the benchmark is {worth}."


def _robustness(found: Findings) -> str:
    by = rules()["variation"].text
    names = ", ".join(_crossing_words(one, found.without.meets) for one in found.crossed)
    if found.crossed:
        what = "below the benchmark" if found.without.meets else "to the benchmark"
        return f"A variation of {by} brings the flow {what}: {names}."
    nearest = _nearest(found.variables)
    if nearest is None:
        return f"No variable that is varied by {by} either way changes this."
    share = nearest.crossing.switching_value or 0.0
    far = f"{percent(abs(share), 1)} {'above' if nearest.crossing.value > nearest.base else 'below'} its base"  # type: ignore[operator]
    return f"No variation of {by} changes this. The nearest crossing is that of {nearest.path}, {far}."


def _crossing_words(one: Variable, met: bool) -> str:
    """Name a variable with the ends of its variation that change the answer, and the rate of return there."""
    ends = zip(("-", "+"), one.ends, strict=True)
    by = rules()["variation"].text
    turned = [(sign, end) for sign, end in ends if end.meets is not None and end.meets != met]
    said = [
        f"{sign}{by}" + (f", {percent(end.irr.value)}" if end.irr.value is not None else "") for sign, end in turned
    ]
    return f"{one.path} ({'; '.join(said) or 'inside it'})"


def _nearest(variables: tuple[Variable, ...]) -> Variable | None:
    known = [one for one in variables if one.crossing.switching_value is not None]
    return min(known, key=lambda one: abs(one.crossing.switching_value or 0.0), default=None)


def _lift(found: Findings) -> str:
    one = found.with_credits
    if one.irr.value is None:
        worth = f"the present value at the benchmark is {money(one.npv, found.currency)}"
        said = f"With credits there is no {found.label} ({one.irr.reason}); {worth}"
    else:
        said = f"With credits the {found.label} over the same period is {percent(one.irr.value)}"
    if found.without.meets:
        return f"{said}: the swap does not need them."
    if one.meets:
        return f"{said}: credits lift the flow to the benchmark."
    return f"{said}: still short of the benchmark, so that the credits alone do not make the swap pay."


def _levelised(found: Levelised) -> str:
    unit = found.baseline.unit
    costs = f"{found.baseline.value:,.2f} {unit} against {found.project.value:,.2f} {unit} of the project"
    if found.cheaper == "baseline":
        return f"The baseline has the lower levelised cost, {costs}: it is the cheaper of the two."
    return (
        f"The levelised cost of the baseline is {costs}: the project is the cheaper of the two, "
        "and by this comparison it is its own baseline, which speaks against additionality."
    )


# ---- what the flow holds ---------------------------------------------------------------------------------------------


def treatments(appraisal: Appraisal, assessment: Assessment, run: Run) -> Iterator[str]:
    """Yield what the flow that was tested holds and leaves out; ``run`` is the one without credits."""
    yield "the flow is that of the difference between project and baseline"
    granted = float(assessment.amounts(run, "grant_received")[0])
    if granted:
        said = f"the capital grant of {money(granted, appraisal.scenario.currency)} is in the flow"
        yield f"{said} with and without credits; where it comes with them, test without it: --set finance.grant=null"
    tax = appraisal.scenario.document.tax
    if tax and assessment.tax == "after" and assessment.amounts(run, "swap.residual_gain").any():
        exempt = "tax leaves out what the assets bring at the end (tax.disposal: exempt)"
        yield exempt if tax.disposal == "exempt" else "what the assets bring at the end is taxed (tax.disposal: taxed)"
    loans = appraisal.scenario.document.finance.loans if appraisal.scenario.document.finance else {}
    if assessment.of == "equity" and any(loan.repayment == "sculpted" for loan in loans.values()):
        yield "the sculpted loan is sized anew without credits"
    if assessment.period.shortened:
        yield from _left_out(appraisal, assessment, run)


def _left_out(appraisal: Appraisal, assessment: Assessment, run: Run) -> Iterator[str]:
    last, counted = assessment.period.last, assessment.years_of(run)
    if np.any(run.rows["cash_flow"][counted:]):
        yield f"what is dated after {last}, such as decommissioning, is left out"
    rows = appraisal.run.rows
    paid = np.broadcast_to(rows["credit_revenue"] / rows["price_level"], (appraisal.run.axis.count, 1))[:, 0]
    if paid[counted:].any():
        late, every = (money(float(part.sum()), appraisal.scenario.currency) for part in (paid[counted:], paid))
        yield f"credits paid after {last}, {late} of {every}, are left out of the flow with credits"
