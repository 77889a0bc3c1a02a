"""Which measures to choose when the budget does not hold them all: the best set, and proof that it is the best."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from appraisal.ground.problem import NoResultError, Problem
from appraisal.ground.sheet import Array
from appraisal.questions.programme.result import EnablingResult, MeasureResult, ProgrammeAppraisal
from appraisal.scenario.programme_schema import Budget, Objective

OBJECTIVES: tuple[Objective, ...] = ("npv", "tonnes", "tonnes_per_public_money")
ROUNDS = 50
"""Most rounds of the search for the best ratio; it ends after as many as there are better sets, usually three."""

SAME = 1e-9
"""Two ratios that differ by less than this share are the same."""

Result = MeasureResult | EnablingResult
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Selection:
    """The chosen measures and what they come to.

    Attributes:
        objective: ``npv``, ``tonnes`` or ``tonnes_per_public_money``.
        chosen, left: measures by name; ``enabling`` are the enabling costs that come with the chosen ones.
        value: the objective of the chosen set; ``bound`` is the most that any set could reach. None for tonnes over
            public money where the set takes none of it.
        optimal: whether the solver proved that no set is better.
        budget, spent: by year, in money of the year; what is left at the end of a year moves on with ``carry_over``.
    """

    objective: str
    chosen: tuple[str, ...]
    left: tuple[str, ...]
    enabling: tuple[str, ...]
    value: float | None
    bound: float | None
    optimal: bool
    npv: float
    tonnes: float
    public_money: float
    years: tuple[int, ...]
    budget: tuple[float, ...]
    spent: tuple[float, ...]
    carry_over: bool


def budget_by_year(found: ProgrammeAppraisal, budget: Budget) -> tuple[float, ...]:
    """Return the budget on the programme's years, in money of the year; nothing outside the years that it states."""
    level = np.broadcast_to(found.frame.rows["price_level"], (len(found.years), 1))[:, 0]
    real = found.programme.document.money.basis == "real"
    stated = [
        budget.amount.at(year) if budget.years.first <= year <= budget.years.last else 0.0 for year in found.years
    ]
    return tuple((np.asarray(stated) * (level if real else 1.0)).tolist())


def payments_of(one: Result, budget: Budget) -> tuple[float, ...]:
    """Return what a measure or an enabling cost takes from the budget by year, in money of the year."""
    payers = [budget.payer] if budget.payer else list(one.flows.payments)
    return tuple(math.fsum(each) for each in zip(*(one.flows.payments[payer] for payer in payers), strict=True))


def select(found: ProgrammeAppraisal, objective: Objective | None = None) -> Selection:
    """Return the measures that a budget should pay for.

    A measure is taken whole or not at all. In each year payments stay within the budget, or, with ``carry_over``, those
    to date within the budget to date. An enabling cost that names measures comes with any of them; one that names none
    is always paid. The problem is solved exactly, as a mixed-integer linear programme.

    Raises:
        NoResultError: ``no-budget``, or ``budget-too-small``: it does not hold the enabling costs alone.
    """
    budget = found.programme.document.programme.budget
    if budget is None:
        message = "the programme states no budget; state programme.budget to choose measures for it"
        raise NoResultError([found.programme.located(Problem("no-budget", "programme.budget", message))])
    return _Choice(found, budget, objective or budget.objective).solved()


class _Choice:
    """The choice as a linear programme: a variable of 0 or 1 for each measure, then one for each enabling cost."""

    def __init__(self, found: ProgrammeAppraisal, budget: Budget, objective: Objective) -> None:
        self.found, self.budget, self.objective = found, budget, objective
        self.every: tuple[Result, ...] = (*found.measures, *found.enabling)
        self.limits = np.array(budget_by_year(found, budget))
        self.payments = np.array([payments_of(one, budget) for one in self.every])
        self.npv, self.tonnes, self.public = (
            np.array([getattr(one.totals, name) for one in self.every]) for name in ("npv", "tonnes", "public_money")
        )

    def solved(self) -> Selection:
        if self.objective == "tonnes_per_public_money":
            return self._best_ratio()
        values = self.npv if self.objective == "npv" else self.tonnes
        taken, bound, optimal = self._best(values)
        return self._selection(taken, float(math.fsum(values[taken])), bound, optimal)

    def _best_ratio(self) -> Selection:
        """Tonnes over public money: at the best ratio, tonnes - ratio x money is nowhere above 0 (Dinkelbach 1967)."""
        taken, _, optimal = self._best(self.tonnes)
        ratio = 0.0
        if not taken[: len(self.found.measures)].any():
            return self._selection(taken, 0.0, 0.0, optimal)
        for _ in range(ROUNDS):
            better, _, optimal = self._best(self.tonnes - ratio * self.public, some=True)
            tonnes, money = math.fsum(self.tonnes[better]), math.fsum(self.public[better])
            if money <= 0:
                return self._selection(better, None, None, optimal)
            improved = tonnes / money
            if improved <= ratio * (1 + SAME):
                break
            ratio, taken = improved, better
        return self._selection(taken, ratio, ratio, optimal)

    def _best(self, values: Array, some: bool = False) -> tuple[Flags, float, bool]:
        """Return which variables are 1 in the best set, the bound on its value, and whether it is proved."""
        from scipy.optimize import Bounds, milp

        scale = float(np.abs(values).max()) or 1.0
        answer = milp(
            -values / scale,
            integrality=np.ones(len(values)),
            bounds=Bounds(self._always(), 1),
            constraints=self._constraints(some),
            options={"mip_rel_gap": 0},
        )
        if answer.x is None:
            raise NoResultError([self.found.programme.located(self._too_small())])
        bound = -answer.mip_dual_bound if answer.mip_dual_bound is not None else -answer.fun
        return answer.x > 0.5, float(bound) * scale, answer.status == 0

    def _too_small(self) -> Problem:
        """Say in which year the costs that are always paid pass the budget."""
        always = self.payments[self._always() > 0].sum(axis=0)
        short = [year for year, paid, limit in zip(self.found.years, always, self.limits, strict=True) if paid > limit]
        where = f" in {short[0]}" if short else ""
        message = f"the budget does not hold the enabling costs that are always paid{where}"
        way = "raise it, widen its years, or let them come with measures (programme.enabling.<name>.measures)"
        return Problem("budget-too-small", "programme.budget", f"{message}: {way}")

    def _always(self) -> Array:
        """Enabling costs that name no measure are always paid."""
        general = [isinstance(one, EnablingResult) and not one.stated.measures for one in self.every]
        return np.array(general, dtype=float)

    def _constraints(self, some: bool) -> list[Any]:
        from scipy.optimize import LinearConstraint

        rows, limits = self.payments.T, self.limits
        if self.budget.carry_over:
            rows, limits = np.add.accumulate(rows, axis=0), np.add.accumulate(limits)
        size = np.maximum(np.abs(limits), np.abs(rows).max(axis=1))
        size[size == 0] = 1.0  # each year by its own size: the solver's tolerance is not that of the largest year
        found = [LinearConstraint(rows / size[:, None], -np.inf, limits / size)]
        if needs := list(self._needs()):
            found.append(LinearConstraint(np.array(needs), -np.inf, 0))
        if some:
            measures = np.array([isinstance(one, MeasureResult) for one in self.every], dtype=float)
            found.append(LinearConstraint(measures[None, :], 1, np.inf))
        return found

    def _needs(self) -> Iterator[Array]:
        """A measure is taken only with the enabling costs that name it, and these only with one of their measures."""
        at = {one.name: place for place, one in enumerate(self.found.measures)}
        for place, one in enumerate(self.every):
            named = [at[name] for name in one.stated.measures] if isinstance(one, EnablingResult) else []
            for measure in named:
                yield self._row({measure: 1, place: -1})
            if named:
                yield self._row({place: 1, **dict.fromkeys(named, -1)})

    def _row(self, entries: dict[int, float]) -> Array:
        row = np.zeros(len(self.every))
        row[list(entries)] = list(entries.values())
        return row

    def _selection(self, taken: Flags, value: float | None, bound: float | None, optimal: bool) -> Selection:
        chosen = [one for one, is_in in zip(self.every, taken, strict=True) if is_in]
        measures = [one.name for one in chosen if isinstance(one, MeasureResult)]
        spent = tuple(math.fsum(each) for each in zip(*self.payments[taken], strict=True)) if len(chosen) else ()
        return Selection(
            self.objective,
            tuple(measures),
            tuple(one.name for one in self.found.measures if one.name not in measures),
            tuple(one.name for one in chosen if isinstance(one, EnablingResult)),
            value,
            bound,
            optimal,
            math.fsum(self.npv[taken]),
            math.fsum(self.tonnes[taken]),
            math.fsum(self.public[taken]),
            self.found.years,
            tuple(self.limits.tolist()),
            spent or (0.0,) * len(self.found.years),
            self.budget.carry_over,
        )
