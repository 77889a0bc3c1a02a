"""Projects that a textbook appraises line by line, after tax: every printed number through the whole model."""

from __future__ import annotations

from typing import Any

import pytest

from appraisal.engine.appraisal import Appraisal

from .cases import Stated, appraised, with_, years_of

# ---- the guano project of Brealey, Myers & Allen ---------------------------------------------------------------------

FIRST, CLOSING = 2000, 2007
"""Year 0 of the book, in which the plant is built, and year 7, in which it is sold."""

SALES = (523, 12_887, 32_610, 48_901, 35_834, 19_717, 0)
COST_OF_GOODS = (837, 7_729, 19_552, 29_345, 21_492, 11_830, 0)
OTHER_COSTS = (2_200, 1_210, 1_331, 1_464, 1_611, 1_772, 0)
WORKING_CAPITAL = (550, 1_289, 3_261, 4_890, 3_583, 2_002, 0)
"""Years 1 to 7, thousand USD, nominal."""


def series(amounts: tuple[float, ...], unit: str) -> Stated:
    """Return amounts of the operating years as a scenario states them."""
    return {"years": {str(FIRST + 1 + at): f"{amount} {unit}" for at, amount in enumerate(amounts)}}


def yearly(kind: str, amounts: tuple[float, ...]) -> Stated:
    return {"kind": kind, "amount": series(amounts, "thousand USD/yr")}


GUANO: Stated = {
    "format": 1,
    "name": "Guano as a garden fertiliser",
    "sources": {"bma": "Brealey, Myers & Allen, Principles of Corporate Finance, tables 6.1 and 6.2"},
    "money": {"currency": "USD", "price_year": FIRST, "basis": "nominal"},
    "timeline": {"first_year": FIRST, "construction": "1 yr", "operation": "7 yr", "timing": "year_zero"},
    "discount_rate": "20 %",
    "swap": {
        "capex_gap": "10000 thousand USD",
        "fuel_saving": "0 USD/yr",
        "abatement": "0 t/yr",
        "residual_value": {"rule": "share_of_capex", "share": "19.49 %"},
        "working_capital": {"level": series(WORKING_CAPITAL, "thousand USD")},
    },
    "credits": {"mechanism": "none"},
    "items": {
        "sales": yearly("benefit", SALES),
        "cost_of_goods": yearly("cost", COST_OF_GOODS),
        "other_costs": yearly("cost", OTHER_COSTS),
        "start_up": {"kind": "cost", "amount": "4000 thousand USD", "year": FIRST},
    },
    "tax": {
        "rate": "35 %",
        "losses": "refund",
        "depreciation": {"method": "straight_line", "life": "6 yr", "salvage": "5 %"},
    },
}

NPV = 3_520
FLOWS = (-12_600, -1_630, 2_381, 6_205, 10_685, 10_136, 6_110, 3_444)
PRESENT_VALUES = (-12_600, -1_358, 1_654, 3_591, 5_153, 4_074, 2_046, 961)
"""10th to 12th edition, tables 6.1 and 6.2: straight line over 6 years to 500; printed rows are rounded."""

ACCELERATED_TAXES = (-1_400, -1_580, 262, 3_432, 5_929, 4_053, 1_939, 682)
ACCELERATED_FLOWS = (-12_600, -1_484, 2_947, 6_323, 10_534, 9_985, 5_757, 3_269)
"""7th edition, tables 6.5 and 6.6: the five-year class of MACRS, no salvage value for tax."""


def thousands(found: Appraisal, name: str) -> list[float]:
    """Return a row in thousand USD for the years of the book; it is nothing in any later one."""
    values = [value / 1000 for value in years_of(found.run, name)]
    assert values[8:] == [0] * len(values[8:])
    return values[:8]


@pytest.fixture(scope="module")
def guano() -> Appraisal:
    return appraised(GUANO)


@pytest.fixture(scope="module")
def accelerated() -> Appraisal:
    return appraised(with_(GUANO, tax__depreciation={"method": "macrs", "life": "5 yr"}))


def test_the_axis_is_that_of_the_book(guano: Appraisal) -> None:
    assert guano.run.axis.first == FIRST
    assert FIRST + guano.run.axis.count > CLOSING


def test_the_printed_cash_flows(guano: Appraisal) -> None:
    assert thousands(guano, "net_cash_flow") == pytest.approx(FLOWS, rel=0, abs=1.5)
    assert thousands(guano, "cash_flow") == pytest.approx(FLOWS, rel=0, abs=1.5)


def test_the_printed_present_values(guano: Appraisal) -> None:
    assert thousands(guano, "present_value") == pytest.approx(PRESENT_VALUES, rel=0, abs=1.5)


def test_the_printed_net_present_value(guano: Appraisal) -> None:
    assert float(guano.metrics["npv"]) / 1000 == pytest.approx(NPV, rel=0, abs=2)
    assert float(guano.metrics["npv_without_credits"]) == float(guano.metrics["npv"])


def test_the_way_to_the_taxes(guano: Appraisal) -> None:
    """A sixth of 9,500 in each of six years; the loss of year 0 is refunded; the sale is taxed above 500."""
    assert thousands(guano, "tax.depreciation") == pytest.approx([0, *[9_500 / 6] * 6, 0])
    assert thousands(guano, "tax.book_value") == pytest.approx([0, *(10_000 - 9_500 / 6 * at for at in range(1, 7)), 0])
    assert thousands(guano, "tax.write_off") == pytest.approx([0] * 7 + [500])
    taxes = thousands(guano, "project_tax")
    assert taxes[0] == pytest.approx(-1_400)
    assert taxes[-1] == pytest.approx(0.35 * (1_949 - 500))
    profits = [
        sold - goods - other - 9_500 / 6 * (at < 6)
        for at, (sold, goods, other) in enumerate(zip(SALES, COST_OF_GOODS, OTHER_COSTS, strict=True))
    ]
    assert taxes[1:-1] == pytest.approx([0.35 * profit for profit in profits[:-1]])


def test_working_capital_comes_back(guano: Appraisal) -> None:
    assert thousands(guano, "working_capital") == [0, *WORKING_CAPITAL]
    changes = thousands(guano, "working_capital_change")
    assert changes == pytest.approx([0, 550, 739, 1_972, 1_629, -1_307, -1_581, -2_002])


def test_before_tax_the_project_is_the_same_without_its_tax(guano: Appraisal) -> None:
    before = thousands(guano, "net_cash_flow_before_tax")
    after = [flow - tax for flow, tax in zip(before, thousands(guano, "project_tax"), strict=True)]
    assert thousands(guano, "net_cash_flow") == pytest.approx(after)
    expected = sum(flow / 1.2**at for at, flow in enumerate(before))
    assert float(guano.metrics["npv_before_tax"]) / 1000 == pytest.approx(expected)


def test_the_printed_taxes_under_accelerated_depreciation(accelerated: Appraisal) -> None:
    assert thousands(accelerated, "tax.depreciation") == pytest.approx([0, 2_000, 3_200, 1_920, 1_152, 1_152, 576, 0])
    assert thousands(accelerated, "project_tax") == pytest.approx(ACCELERATED_TAXES, rel=0, abs=1.5)


def test_the_printed_cash_flows_under_accelerated_depreciation(accelerated: Appraisal) -> None:
    assert thousands(accelerated, "net_cash_flow") == pytest.approx(ACCELERATED_FLOWS, rel=0, abs=1.5)
    expected = sum(flow / 1.2**at for at, flow in enumerate(ACCELERATED_FLOWS))
    assert float(accelerated.metrics["npv"]) / 1000 == pytest.approx(expected, rel=0, abs=2)


SCHEDULE = ["20 %", "32 %", "19.2 %", "11.52 %", "11.52 %", "5.76 %"]


@pytest.mark.parametrize(
    "depreciation",
    [
        {"tax__depreciation": {"method": "schedule", "schedule": SCHEDULE}},
        {"tax__depreciation": None, "tax__assets": {"plant": {"share": "100 %", "method": "macrs", "life": "5 yr"}}},
    ],
)
def test_the_same_schedule_may_be_stated_in_other_ways(depreciation: dict[str, Any], accelerated: Appraisal) -> None:
    found = appraised(with_(GUANO, **depreciation))
    assert float(found.metrics["npv"]) == pytest.approx(float(accelerated.metrics["npv"]), rel=1e-12)


def test_losses_that_wait_cost_what_their_refund_is_worth(guano: Appraisal) -> None:
    """The two losses of years 0 and 1 are used by the profits of years 2 and 3 instead of being refunded at once."""
    waiting = appraised(with_(GUANO, tax__losses="carry_forward"))
    profits = thousands(waiting, "tax.unlevered.profit")
    pool, taxed = 0.0, []
    for profit in profits:
        used = min(pool, max(profit, 0))
        pool += max(-profit, 0) - used
        taxed.append(max(profit, 0) - used)
    taxes = [0.35 * amount for amount in taxed]
    assert profits[:2] == pytest.approx([-4_000, -4_097.33], abs=0.01)
    assert taxed[2] == 0
    assert thousands(waiting, "project_tax") == pytest.approx(taxes)
    later = zip(taxes, thousands(guano, "project_tax"), strict=True)
    cost = sum((late - soon) / 1.2**at for at, (late, soon) in enumerate(later))
    lost = float(guano.metrics["npv"]) - float(waiting.metrics["npv"])
    assert lost / 1000 == pytest.approx(cost)
