"""The transport package against plain arithmetic.

Its figures are typed here again, by hand: a slip in a file or in the model shows as a difference.
"""

from __future__ import annotations

import pytest

from appraisal.questions.programme.prices import package_thresholds, supply_curve
from appraisal.questions.programme.selection import select
from tests.engine.test_transport_and_appliances import in_service, needed, present, subway_flows, subway_tonnes
from tests.questions.programme.shipped import appraised

IN_2012 = 1.02
"""The subway is stated in money of 2011."""
SPEND = dict(zip(range(2012, 2017), (0.10, 0.20, 0.30, 0.25, 0.15), strict=True))
CAPEX = 46.8e9 / 46.7 * IN_2012
LATER = 1.08**-6
"""The second line begins six years after the first."""


def line_npv() -> float:
    """Return what a line is worth to those who invest, without credits, in its own first year; a third is granted."""
    granted = {year: 0.33 * CAPEX * share for year, share in SPEND.items()}
    return IN_2012 * present(subway_flows(), 0.08) + present(granted, 0.08)


def gift_of_the_loan() -> float:
    """Return what half of the capital at 1.4 % for 30 years, ten of them without principal, gives away.

    Grant element at 5 %, drawn at the start of a year and served at its end, on the present value of what is drawn.
    """
    drawn = {at: 0.5 * CAPEX * share * 1.02**at for at, share in enumerate(SPEND.values())}
    principal = {at: sum(drawn.values()) / 20 for at in range(10, 30)}
    balance, served = 0.0, 0.0
    for at in range(30):
        balance += drawn.get(at, 0.0)
        served += (0.014 * balance + principal.get(at, 0.0)) / 1.05 ** (at + 1)
        balance -= principal.get(at, 0.0)
    element = 1 - served / present(drawn, 0.05)
    return element * 0.5 * CAPEX * present(SPEND, 0.08)


def signals() -> dict[str, dict[int, float]]:
    """Return the flows of the junctions without credits, their tonnes that are issued, and what measuring costs."""
    bought = dict.fromkeys((*range(2012, 2017), *range(2022, 2027)), 100.0)
    flows, issued, cost = {}, {}, {}
    for year in range(2012, 2037):
        stock = in_service(bought, year, 10)
        measured = min(40, stock)
        unknown = 1.645 * 0.5 * ((stock - measured) / (stock - 1) / measured) ** 0.5 if stock else 0
        saved = stock * 0.7 * (650 * 18.2 + 178 * 18)
        flows[year] = saved - stock * 5000 - (1 - 0.55) * bought.get(year, 0) * 86500
        issued[year] = stock * 0.7 * (650 * 0.0693 + 178 * 0.0741) * (1 - unknown * (needed(stock, 0.5) > measured))
        cost[year] = measured * 1500 + (100e3 if year == 2012 else 0)
    return {"flows": flows, "issued": issued, "cost": cost}


def yearly(amount: float, first: int, last: int) -> float:
    """Return the present value in 2012 of an amount in each year."""
    return sum(amount / 1.08 ** (year - 2012) for year in range(first, last + 1))


def test_each_measure_is_that_of_plain_arithmetic() -> None:
    found, own = appraised("transport_package"), signals()
    extra = {year: 15 * own["issued"][year] - own["cost"][year] for year in own["flows"]}
    earned = present(own["flows"], 0.08) + present(extra, 0.08)
    assert found.measure("first_line").totals.npv == pytest.approx(line_npv())
    assert found.measure("second_line").totals.npv == pytest.approx(line_npv() * LATER)
    assert found.measure("traffic_control").totals.npv == pytest.approx(earned)
    assert found.totals.npv == pytest.approx(line_npv() * (1 + LATER) + earned)


def test_tonnes_of_the_second_line_are_those_of_a_cleaner_grid() -> None:
    found = appraised("transport_package")
    first = sum(subway_tonnes(year) for year in range(2012, 2047))
    assert found.measure("first_line").totals.tonnes == pytest.approx(first)
    assert found.measure("second_line").totals.tonnes > 1.2 * first
    costs = {one.name: one.totals.abatement_cost.value for one in found.measures}
    assert costs["second_line"] < 0.8 * costs["first_line"]


def test_public_money_is_that_of_plain_arithmetic() -> None:
    found = appraised("transport_package")
    granted = 0.33 * CAPEX * present(SPEND, 0.08)
    lines = (granted + gift_of_the_loan()) * (1 + LATER)
    junctions = 0.55 * 100 * 86500 * (yearly(1, 2012, 2016) + yearly(1, 2022, 2026))
    enabling = yearly(0.6e6, 2012, 2017) + yearly(0.3e6, 2012, 2021) + 0.8e6 + yearly(0.25e6, 2013, 2027)
    assert sum(one.totals.public_money for one in found.enabling) == pytest.approx(enabling)
    assert found.totals.public_money == pytest.approx(lines + junctions + enabling)


def test_the_thresholds_are_those_of_plain_arithmetic() -> None:
    found, own = appraised("transport_package"), signals()
    alone = present(own["flows"], 0.08) - present(own["cost"], 0.08)
    credits = present(own["issued"], 0.08)
    investors = -(alone + line_npv() * (1 + LATER)) / credits
    price = {step.measure: step.price.value for step in supply_curve(found).steps}
    assert package_thresholds(found).investors.value == pytest.approx(investors)
    assert price == {"traffic_control": pytest.approx(-alone / credits)}


def test_know_how_regulation_inventory_and_mrv_cost_and_avoid_nothing() -> None:
    found = appraised("transport_package")
    assert {one.stated.kind for one in found.enabling} == {"training", "regulation", "inventory", "mrv"}
    assert sum(one.totals.tonnes for one in found.enabling) == 0
    assert 0.005 < sum(one.totals.public_money for one in found.enabling) / found.totals.public_money < 0.02


def test_the_budget_holds_one_line_and_the_signals() -> None:
    chosen = select(appraised("transport_package"))
    assert (chosen.chosen, chosen.left) == (("second_line", "traffic_control"), ("first_line",))
    assert chosen.optimal
