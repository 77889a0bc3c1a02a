"""The choice under a budget is the best one: every set is tried against it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain, combinations

import numpy as np
import pytest

import appraisal as ap
from appraisal.questions.programme.result import EnablingResult, MeasureResult, ProgrammeAppraisal
from appraisal.questions.programme.selection import OBJECTIVES, budget_by_year, payments_of, select
from tests.questions.programme.cases import HEAD, ONE, appraised

NEEDS = {"a": (20, 80, 600), "b": (35, 70, 550), "c": (15, 130, 300), "d": (30, 95, 900), "e": (25, 240, 1000)}
"""Grant in million USD, capital gap in million USD, tonnes in kt a year: no two measures are alike."""

MANY = "  measures:\n" + "".join(
    f"    {name}: {{scenario: usc_vs_subcritical.yaml, crediting: project, changes: {{"
    f"finance.grant: {grant} million USD, swap.capex_gap: {capital} million USD, swap.abatement: {tonnes} kt/yr}}}}\n"
    for name, (grant, capital, tonnes) in NEEDS.items()
)
ENABLING = """\
  enabling:
    always: {kind: training, amount: 2 million USD, year: 2012, from: partner}
    for_c: {kind: mrv, amount: 9 million USD, year: 2012, from: host, measures: [c, d]}
"""


def text(amount: float, more: str = "", objective: str = "npv", enabling: str = ENABLING) -> str:
    years = "{from: 2012, to: 2014}"
    budget = f"  budget: {{amount: {amount} million USD/yr, years: {years}, objective: {objective}{more}}}\n"
    return HEAD.replace("inflation: 2 %", "inflation: 0 %") + MANY + enabling + budget


def every_set(found: ProgrammeAppraisal) -> Iterator[tuple[str, ...]]:
    names = [one.name for one in found.measures]
    yield from chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))


def taken(found: ProgrammeAppraisal, names: tuple[str, ...]) -> list[MeasureResult | EnablingResult]:
    needed = [one for one in found.enabling if not one.stated.measures or set(one.stated.measures) & set(names)]
    return [*(one for one in found.measures if one.name in names), *needed]


def fits(found: ProgrammeAppraisal, names: tuple[str, ...]) -> bool:
    budget = found.programme.document.programme.budget
    assert budget is not None
    paid = np.sum([payments_of(one, budget) for one in taken(found, names)], axis=0)
    limit = np.array(budget_by_year(found, budget))
    if budget.carry_over:
        paid, limit = np.cumsum(paid), np.cumsum(limit)
    return bool((paid <= limit * (1 + 1e-9) + 1e-6).all())


def worth(found: ProgrammeAppraisal, names: tuple[str, ...], objective: str) -> float:
    totals = [one.totals for one in taken(found, names)]
    npv, tonnes, public = (
        math.fsum(getattr(one, name) for one in totals) for name in ("npv", "tonnes", "public_money")
    )
    return {"npv": npv, "tonnes": tonnes, "tonnes_per_public_money": tonnes / public if public else 0.0}[objective]


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("amount", [5.0, 30.0, 61.0, 75.0, 140.0])
def test_no_other_set_within_the_budget_is_better(objective: str, amount: float) -> None:
    found = appraised(text(amount, objective=objective))
    chosen = select(found)
    possible = [names for names in every_set(found) if fits(found, names)]
    best = max(worth(found, names, objective) for names in possible)
    assert fits(found, chosen.chosen)
    assert chosen.value == pytest.approx(best, rel=1e-9)
    assert chosen.value == pytest.approx(worth(found, chosen.chosen, objective), rel=1e-12)
    assert chosen.bound == pytest.approx(best, rel=1e-6)
    assert chosen.optimal
    assert {*chosen.chosen, *chosen.left} == set(NEEDS)


def test_a_small_year_is_held_as_strictly_as_a_large_one() -> None:
    """The tolerance of the solver is relative to each year: 10,200 USD too much are seen beside 100 billion."""
    large = "crediting: none, start: 2014, roll_out: {count: 1000}, changes: {finance.grant: 90 million USD}"
    small = "crediting: none, roll_out: {count: 0.01}, changes: {finance.grant: 1 million USD}"
    amount = "{years: {2012: 0 USD/yr, 2014: 200 billion USD/yr}, between: step}"
    found = appraised(
        HEAD
        + f"  measures:\n    large: {{scenario: usc_vs_subcritical.yaml, {large}}}\n"
        + f"    small: {{scenario: usc_vs_subcritical.yaml, {small}}}\n"
        + f"  budget: {{amount: {amount}, years: {{from: 2012, to: 2014}}, objective: tonnes}}\n"
    )
    chosen = select(found)
    assert chosen.chosen == ("large",)
    assert chosen.spent[0] == chosen.budget[0] == 0.0


def test_the_objective_may_be_another_than_the_stated_one() -> None:
    found = appraised(text(61.0))
    by_npv, by_tonnes = select(found), select(found, "tonnes")
    assert by_npv.chosen != by_tonnes.chosen
    assert by_npv.npv > by_tonnes.npv
    assert by_tonnes.tonnes > by_npv.tonnes


def test_an_enabling_cost_comes_with_its_measures_only() -> None:
    dear, full = select(appraised(text(30.0))), select(appraised(text(500.0)), "tonnes")
    assert ("for_c" in dear.enabling) == bool({"c", "d"} & set(dear.chosen))
    assert set(full.enabling) == {"always", "for_c"}
    assert full.spent[0] == pytest.approx((20 + 35 + 15 + 30 + 25 + 2 + 9) * 1e6)


def test_unspent_money_moves_on_where_the_budget_says_so() -> None:
    later = MANY.replace("crediting: project,", "crediting: project, start: 2014,")
    strict = text(40.0).replace(MANY, later)
    carried = text(40.0, ", carry_over: true").replace(MANY, later)
    assert len(select(appraised(strict)).chosen) < len(select(appraised(carried)).chosen)
    found = appraised(carried)
    assert fits(found, select(found).chosen)


def test_a_budget_is_in_money_of_its_year() -> None:
    found = appraised(text(10.0).replace("inflation: 0 %", "inflation: 5 %"))
    budget = found.programme.document.programme.budget
    assert budget is not None
    by_year = dict(zip(found.years, budget_by_year(found, budget), strict=True))
    assert by_year[2012] == pytest.approx(10e6 * 1.05)  # the price year is 2011
    assert by_year[2014] == pytest.approx(10e6 * 1.05**3)
    assert by_year[2015] == 0.0


def test_only_what_the_named_government_pays_counts() -> None:
    found = appraised(text(1.0, ", from: partner", enabling=""))
    assert set(select(found, "tonnes").chosen) == set(NEEDS)  # the grants are the host's


def test_a_set_that_takes_no_public_money_has_no_ratio() -> None:
    free = (
        HEAD
        + ONE
        + "  budget: {amount: 1 million USD/yr, years: {from: 2012, to: 2014}, objective: tonnes_per_public_money}\n"
    )
    chosen = select(appraised(free))
    assert (chosen.chosen, chosen.value, chosen.bound) == (("usc",), None, None)


@pytest.mark.parametrize("amount", ["1 million USD/yr", "0 USD/yr"])
def test_a_budget_below_what_is_always_paid_is_told(amount: str) -> None:
    with pytest.raises(ap.NoResultError) as caught:
        select(appraised(text(5.0).replace("5.0 million USD/yr", amount)))
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("budget-too-small", "programme.budget")
    assert "in 2012" in problem.message
    assert select(appraised(text(5.0))).enabling == ("always",)


def test_without_a_budget_there_is_nothing_to_choose() -> None:
    with pytest.raises(ap.NoResultError) as caught:
        select(appraised(HEAD + ONE))
    assert [(one.code, one.path) for one in caught.value.problems] == [("no-budget", "programme.budget")]
