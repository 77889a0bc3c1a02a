"""The variables of the additionality test: which figures weigh in cost or revenue, where each crosses the benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from appraisal.engine import measures
from appraisal.engine.appraisal import Metric
from appraisal.engine.model import Model, Run
from appraisal.engine.solving import Objective, Threshold, factor_domain, find_threshold
from appraisal.ground import metrics
from appraisal.ground.irr import Irr
from appraisal.ground.sheet import Array
from appraisal.questions.assessment import Assessment
from appraisal.questions.investment_rules import number_of
from appraisal.scenario.drawable import SHARED
from appraisal.scenario.references import chain_of
from appraisal.scenario.scenario import Scenario

INITIAL_COST = ("swap.capex_gap", "project.overnight_cost", "project.capex")
"""Figures that hold the initial cost: always varied."""

NEAR = 1e-9
"""A share this close to the rule's is at it, and a present value this small beside its parts is 0: rounding."""

LEFT_DEBT = "the capital cannot carry its debt"


@dataclass(frozen=True)
class End:
    """One end of a variation: the value of the figure there, the rate of return, and whether the benchmark is met.

    ``limited``: the domain of the figure ends here, before the variation does.
    """

    value: float
    irr: Metric
    meets: bool | None
    limited: bool


@dataclass(frozen=True)
class Variable:
    """A figure that weighs in total cost or total revenue, varied either way.

    Attributes:
        of: ``cost`` or ``revenue``: the total that it moves most.
        weight: by how much that total moves with the figure, as a share of the figure's own move; for a plain component
            this is its share of the total.
        initial: whether it is varied because it holds the initial cost.
        crossing: where the present value of the flow at the benchmark is zero.
        crossed: whether that happens inside the variation.
        factor: whether the figure is a yearly series, varied by a factor.
    """

    path: str
    base: float
    of: str
    weight: float
    initial: bool
    low: End
    high: End
    crossing: Threshold
    crossed: bool

    @property
    def ends(self) -> tuple[End, End]:
        """Both ends, the lower first."""
        return self.low, self.high


def variables_of(assessment: Assessment, scenario: Scenario, rate: float) -> tuple[Variable, ...]:
    """Return the figures of at least the rule's weight in total cost or revenue, the initial cost first, by weight.

    Each stated figure is moved by the rule's variation either way, in one table of draws without credits. Totals are
    undiscounted, over the period, before tax and debt.
    """
    ends = {path: _ends(assessment.model, path) for path in _candidates(assessment, scenario)}
    ends = {path: pair for path, pair in ends.items() if pair[0] != pair[1]}
    run = assessment.run(_table(assessment.model, ends), search=True)
    weights = _weights(assessment, run, ends)
    initial = _initial(scenario)
    chosen = [path for path in ends if path in initial or abs(weights[path][1]) >= number_of("share") * (1 - NEAR)]
    found = _Draws(assessment, run, rate)
    order = sorted(chosen, key=lambda path: (path not in initial, -abs(weights[path][1]), path))
    return tuple(_variable(found, path, list(ends).index(path), ends[path], weights[path], initial) for path in order)


def _candidates(assessment: Assessment, scenario: Scenario) -> list[str]:
    """Return the stated figures that can be moved alone and that the period leaves as they are."""
    held = assessment.model.scenario.figures
    fixed = {"timeline.operation"} if assessment.period.shortened else set()
    return [
        path
        for path, figure in scenario.figures.items()
        if not (figure.default or figure.refers_to or figure.kind.whole or SHARED.fullmatch(path))
        if path not in fixed and path in held and held[path].value == figure.value
    ]


def _initial(scenario: Scenario) -> set[str]:
    """Return the figures that hold the initial cost, or what these repeat."""
    figures = scenario.figures
    return {chain_of(path, figures)[-1] for path in INITIAL_COST if path in figures}


def _ends(model: Model, path: str) -> tuple[float, float]:
    """Return the figure moved down and up, inside its domain; a yearly series by a factor."""
    figure = model.scenario.figures[path]
    kind = figure.kind
    least, most = factor_domain(figure.series, kind) if figure.series else (kind.low, kind.high)
    down, up = (min(max(value, least), most) for value in _moves(model.base_value(path)))
    return down, up


def _moves(base: float) -> tuple[float, float]:
    """Return a value moved down and up by the rule's variation."""
    by = number_of("variation")
    return base * (1 - by), base * (1 + by)


def _table(model: Model, ends: dict[str, tuple[float, float]]) -> dict[str, Array]:
    """Return a table of draws: the base case, then the two ends of each figure."""
    table = {}
    for at, (path, pair) in enumerate(ends.items()):
        values = np.full(2 * len(ends) + 1, model.base_value(path))
        values[2 * at + 1 : 2 * at + 3] = pair
        table[path] = values
    return table


# ---- what weighs -----------------------------------------------------------------------------------------------------


def totals(assessment: Assessment, run: Run) -> tuple[Array, Array]:
    """Return total cost and total revenue of each draw: the parts of the cash flow by their sign in the base case.

    Undiscounted, over the period, in money of the basis, before tax and debt. A part that is nothing in the base case
    counts on the side that its name says.
    """
    cost, revenue = np.zeros(run.draws), np.zeros(run.draws)
    for _, name, sign in (*measures.CAPITAL, *measures.OPERATING):
        amounts = sign * assessment.amounts(run, name)
        if name == "project_tax":
            continue
        if (amounts[0] or sign) < 0:
            cost = cost - amounts
        else:
            revenue = revenue + amounts
    return cost, revenue


def _weights(assessment: Assessment, run: Run, ends: dict[str, tuple[float, float]]) -> dict[str, tuple[str, float]]:
    """Return for each figure the total that it moves most, and by which share of its own move."""
    sides = dict(zip(("cost", "revenue"), totals(assessment, run), strict=True))
    found = {}
    for at, (path, (down, up)) in enumerate(ends.items()):
        moved = (up - down) / assessment.model.base_value(path)
        shares = {side: _moved(total, at) / moved for side, total in sides.items() if total[0]}
        found[path] = max(shares.items(), key=lambda item: abs(item[1]), default=("cost", 0.0))
    return found


def _moved(total: Array, at: int) -> float:
    return float((total[2 * at + 2] - total[2 * at + 1]) / total[0])


# ---- what it does ----------------------------------------------------------------------------------------------------


class _Draws:
    """Rates of return and present values of every draw, and where the benchmark is crossed."""

    def __init__(self, assessment: Assessment, run: Run, rate: float) -> None:
        self.assessment, self.rate = assessment, rate
        flows = assessment.flows(run)
        flows = np.broadcast_to(flows, (len(flows), run.draws))
        self.broken = ~np.isfinite(flows).all(axis=0) | assessment.unsound(run)
        self.irrs = metrics.irr(np.where(self.broken, 0.0, flows), measures.PERIODS[run.timing])
        self.meets = meets(assessment, run, rate)

    def end(self, draw: int, value: float, wanted: float) -> End:
        limited = abs(value - wanted) > NEAR * abs(wanted)
        if self.broken[draw]:
            return End(value, Metric(None, "1", "none", LEFT_DEBT), None, limited)
        return End(value, irr_metric(self.irrs, draw), bool(self.meets[draw]), limited)

    def crossing(self, path: str) -> Threshold:
        return find_threshold(self.assessment.model, path, _objective(self.assessment, self.rate), "benchmark")


def _variable(
    found: _Draws, path: str, at: int, pair: tuple[float, float], weight: tuple[str, float], initial: set[str]
) -> Variable:
    crossing = found.crossing(path)
    wanted = _moves(crossing.base)
    low, high = (found.end(2 * at + 1 + side, pair[side], wanted[side]) for side in (0, 1))
    inside = any(min(pair) <= value <= max(pair) for value in crossing.crossings)
    turned = any(end.meets is not None and end.meets != bool(found.meets[0]) for end in (low, high))
    return Variable(path, crossing.base, *weight, path in initial, low, high, crossing, inside or turned)


def meets(assessment: Assessment, run: Run, rate: float) -> Any:
    """Tell the draws in which the flow is worth 0 or more at a rate; a value within rounding of 0 is 0."""
    with np.errstate(all="ignore"):  # a draw that overflows is told by its flows
        flows = assessment.present_values(run, rate)
    values = np.broadcast_to(flows, (len(flows), run.draws))
    worth = np.add.accumulate(values, axis=0)[-1]
    return worth >= -NEAR * np.abs(values).sum(axis=0)


def irr_metric(irr: Irr, draw: int = 0) -> Metric:
    """Return one rate of return with its status, reason and every root."""
    if not isinstance(irr.value, np.ma.MaskedArray):
        return Metric(irr.value, "1", str(irr.status), str(irr.reason), tuple(irr.roots), int(irr.sign_changes))  # type: ignore[arg-type]
    value = None if np.ma.getmaskarray(irr.value)[draw] else float(irr.value[draw])
    changes = int(np.asarray(irr.sign_changes)[draw])
    return Metric(value, "1", str(irr.status[draw]), str(irr.reason[draw]), irr.roots[draw], changes)  # type: ignore[arg-type]


def _objective(assessment: Assessment, rate: float) -> Objective:
    def worth(table: dict[str, Any]) -> Array:
        run = assessment.run(table, search=True)
        with np.errstate(all="ignore"):  # extremes of a search may overflow: there the value is undefined
            values = np.add.accumulate(assessment.present_values(run, rate), axis=0)[-1]
        return np.where(np.isfinite(values) & ~assessment.unsound(run), values, np.nan)

    return worth
