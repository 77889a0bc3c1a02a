"""The swap: the difference of two plants, or stated outright."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.ground.sheet import lines_of
from appraisal.lines.residual import ShareOfCapex
from appraisal.lines.returns import CashFlow, Transfers
from appraisal.lines.swap import (
    BenefitItem,
    CostItem,
    DirectSwap,
    LostOutput,
    OutlayItem,
    ReceiptItem,
    SwapOfPlants,
    TransferredBenefit,
    TransferredCost,
    TransferredOutlay,
    TransferredReceipt,
)

from .books import row, sheet, years_of

MORE, LESS = row(0, 30, 10), row(5, 10, 20)


def test_a_gap_is_the_project_above_the_baseline():
    assert years_of(SwapOfPlants.capex_gap(MORE, LESS)) == [-5, 20, -10]
    assert years_of(SwapOfPlants.replacement_gap(MORE, LESS)) == [-5, 20, -10]
    assert years_of(SwapOfPlants.closing_cost_gap(MORE, LESS)) == [-5, 20, -10]
    assert years_of(SwapOfPlants.residual_gain(MORE, LESS)) == [-5, 20, -10]


def test_a_saving_is_the_baseline_above_the_project():
    assert years_of(SwapOfPlants.fuel_saving(MORE, LESS)) == [-5, 20, -10]
    assert years_of(SwapOfPlants.opex_saving(MORE, LESS)) == [-5, 20, -10]


def test_service_and_emissions_as_usual_are_those_of_the_baseline():
    assert years_of(SwapOfPlants.output(MORE)) == [0, 30, 10]
    assert years_of(SwapOfPlants.baseline_emissions(LESS)) == [5, 10, 20]


def test_abatement_is_net_of_leakage_and_of_what_is_bought():
    assert years_of(SwapOfPlants.abatement(MORE, LESS, row(0, 1, 1))) == [-5, 19, -11]
    assert years_of(SwapOfPlants.abatement(MORE, LESS, row(0, 1, 1), row(0, 2, 0), row(0, 3, 0))) == [-5, 14, -11]


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=6))
def test_two_equal_plants_make_no_swap(values):
    one = row(*values)
    gaps = [SwapOfPlants.capex_gap, SwapOfPlants.replacement_gap, SwapOfPlants.fuel_saving, SwapOfPlants.opex_saving]
    gaps += [SwapOfPlants.residual_gain, SwapOfPlants.closing_cost_gap]
    for gap in gaps:
        assert not gap(one, one).any()
    assert not SwapOfPlants.abatement(one, one, 0).any()


def test_the_direct_swaps_capital_is_its_capex_gap():
    assert years_of(DirectSwap.capital(row(125, 0))) == [125, 0]


def test_the_direct_swap_gathers_replacements_and_residual_value():
    assert years_of(DirectSwap.replacement_gap(row(0, 5), row(1, 0))) == [1, 5]
    assert years_of(DirectSwap.residual_gain(row(0, 5))) == [0, 5]
    assert DirectSwap.replacement_gap() == 0
    assert DirectSwap.residual_gain() == 0


def test_the_direct_swap_pays_its_decommissioning():
    assert years_of(DirectSwap.closing_cost_gap(row(0, 8))) == [0, 8]


def test_the_direct_swaps_residual_value_is_a_share_of_its_gap():
    rows = sheet(
        {"swap": [DirectSwap], "swap.residual_value": [ShareOfCapex]},
        swap__capex_gap=row(125, 0, 0),
        swap__residual_value__share=0.1,
        swap__decommissioning=0,
        price_level=1,
        closing=row(0, 0, 1),
    )
    assert years_of(rows["swap.residual_gain"]) == [0, 0, 12.5]


def test_output_that_a_retrofit_loses_is_bought():
    assert years_of(LostOutput.bought(row(100, 100), row(90, 110))) == [10, -10]
    assert years_of(LostOutput.bought_cost(row(10, -10), row(50, 60))) == [500, -600]
    assert years_of(LostOutput.bought_emissions(row(10, -10), 0.8)) == [8, -8]


def test_a_retrofits_lost_output_costs_money_and_abatement():
    """Carbon capture: 90 t less at the stack, but 20 MWh less sent out, bought at 50 money and 0.5 t each."""
    rows = sheet(
        {"swap": [SwapOfPlants], "swap.lost_output": [LostOutput], "": [CashFlow]},
        baseline__output=row(0, 100),
        project__output=row(0, 80),
        baseline__emissions=row(0, 100),
        project__emissions=row(0, 10),
        swap__leakage=0,
        swap__lost_output__price=50,
        swap__lost_output__emission_factor=0.5,
        **{f"{side}__{name}": 0 for side in ("baseline", "project") for name in NOTHING},
        **UNTAXED,
    )
    assert years_of(rows["swap.abatement"]) == [0, 80]
    assert years_of(rows["replacement_power"]) == [0, 1000]
    assert years_of(rows["operating_cash_flow"]) == [0, -1000]


UNTAXED = {"working_capital": 0, "grant_received": 0, "project_tax": 0}
NOTHING = ("installed_capex", "replacement_outlay", "energy_cost", "opex", "recovered", "closing_cost")


def test_a_named_item_is_its_amount():
    amount = row(0, 7)
    for found in (
        CostItem.item_cost(amount),
        BenefitItem.item_benefit(amount),
        OutlayItem.item_outlay(amount),
        ReceiptItem.item_receipt(amount),
    ):
        assert years_of(found) == [0, 7]


@pytest.mark.parametrize(
    ("book", "gathering", "flow"),
    [
        (CostItem, "other_costs", [-3, -3]),
        (BenefitItem, "other_benefits", [3, 3]),
        (OutlayItem, "other_outlays", [-3, -3]),
        (ReceiptItem, "other_receipts", [3, 3]),
    ],
)
def test_a_named_item_reaches_the_cash_flow_with_its_sign(book, gathering, flow):
    nothing = ("capex_gap", "fuel_saving", "opex_saving", "replacement_gap", "residual_gain", "closing_cost_gap")
    stated = {f"swap__{name}": 0 for name in nothing}
    rows = sheet({"": [CashFlow], "items.ash": [book]}, year=row(1, 2), items__ash__amount=3, **stated, **UNTAXED)
    np.testing.assert_array_equal(rows[gathering], row(3, 3))
    assert years_of(rows["net_cash_flow"]) == flow


PARTIES = [
    (TransferredCost, "transferred_costs", ("developer", "payee")),
    (TransferredBenefit, "transferred_benefits", ("payer", "developer")),
    (TransferredOutlay, "transferred_outlays", ("developer", "payee")),
    (TransferredReceipt, "transferred_receipts", ("payer", "developer")),
]


def test_an_item_between_parties_is_its_amount():
    amount = row(0, 7)
    for found in (
        TransferredCost.transferred_cost(amount),
        TransferredBenefit.transferred_benefit(amount),
        TransferredOutlay.transferred_outlay(amount),
        TransferredReceipt.transferred_receipt(amount),
    ):
        assert years_of(found) == [0, 7]


@pytest.mark.parametrize(("book", "gathering", "parties"), PARTIES)
def test_an_item_between_parties_is_gathered_with_its_own_kind_and_names_them(book, gathering, parties):
    """A cost is paid by the developer, a benefit to it; the scenario says who is at the other end."""
    rows = sheet({"": [Transfers], "items.ash": [book]}, items__ash__amount=row(0, 3))
    assert {name: years_of(rows[name]) for _, name, _ in PARTIES} == {
        name: [0, 3] if name == gathering else [0, 0] for _, name, _ in PARTIES
    }
    (found,) = lines_of(book).values()
    assert (found.pays, found.to) == parties
