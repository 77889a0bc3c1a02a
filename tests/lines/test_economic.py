"""The economic view: social discounting with steps, prices at the border, shadow prices, exported tonnes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.economic import (
    BorderPriced,
    BorderPricedElectricity,
    CoBenefit,
    Exported,
    FuelOfPlants,
    FuelOutright,
    MarketPriced,
    PlantResources,
    Resources,
    ShadowPriced,
    SocialDiscounting,
)
from appraisal.lines.money import Discounting, EndOfYear, MidYear, YearZero
from appraisal.lines.returns import ResourceFlow

from .books import row, sheet, years_of

# ---- the social discount factor --------------------------------------------------------------------------------------


def factors(rates, valuation=0, timing=YearZero):
    """Return the social factors of outlays and of operation; the axis starts in year 0."""
    rows = sheet(
        {"": [Discounting, timing], "economic": [SocialDiscounting]},
        year=row(*range(len(rates))),
        first_year=row(1, *[0] * (len(rates) - 1)),
        timeline__valuation_year=valuation,
        whole_year=1,
        half_year=0.5,
        discount_rate=0.99,
        economic__discount_rate=row(*rates),
    )
    return tuple(years_of(rows[f"economic.{name}"]) for name in ("discount_factor", "operating_discount_factor"))


def test_the_valuation_year_is_found():
    assert years_of(SocialDiscounting.valuing(row(-1, 0, 1))) == [0, 1, 0]


def test_each_year_is_discounted_at_its_own_rate():
    chain = SocialDiscounting.chain(row(1, 0, 0), row(0.5, 0.25, 1))
    assert years_of(chain) == pytest.approx([1, 0.8, 0.4])


def test_the_figures_of_the_valuation_year_hold_for_all_years():
    valuing, first = row(0, 1, 0), row(1, 0, 0)
    assert years_of(SocialDiscounting.chain_at_valuation(row(1, 0.8, 0.4), valuing, first)) == [0.8] * 3
    assert years_of(SocialDiscounting.rate_at_valuation(row(0.5, 0.25, 1), valuing, first)) == [0.25] * 3


def test_the_social_factor_is_the_chain_over_its_value_at_valuation():
    factor = SocialDiscounting.discount_factor(row(1, 0.8, 0.4), 0.8, 0.25, row(-1, 0, 1), row(-1, 0, 1))
    assert years_of(factor) == pytest.approx([1.25, 1, 0.5])
    at_the_end = SocialDiscounting.discount_factor(row(1, 0.8, 0.4), 0.8, 0.25, row(-1, 0, 1), row(0, 1, 2))
    assert years_of(at_the_end) == pytest.approx([1, 0.8, 0.4])


def test_operation_in_the_middle_of_the_year_counts_half_a_year_at_the_rate_of_its_year():
    found = SocialDiscounting.operating_discount_factor(row(1, 0.5), row(0, 0.21), row(0, 1), row(-0.5, 0.5))
    assert years_of(found) == pytest.approx([1, 0.55])


def test_the_rates_of_the_uk_green_book():
    """3.5 % for 30 years, 3.0 % to year 75, 2.5 % after (HM Treasury): 0.3563 in year 30, 0.3459 in year 31."""
    rates = [0.035] * 31 + [0.03] * 45 + [0.025] * 25
    found = factors(rates)[0]
    assert found[0] == 1
    assert (found[30], found[31]) == pytest.approx((0.3563, 0.3459), abs=5e-5)
    assert found[100] == pytest.approx(1.035**-30 * 1.03**-45 * 1.025**-25)


RATES = st.lists(st.integers(-200, 500).map(lambda tenths: tenths / 1000), min_size=2, max_size=40)


@given(RATES, st.sampled_from([YearZero, EndOfYear, MidYear]), st.data())
def test_the_social_factor_year_by_year(rates, timing, data):
    """One year at a time away from the valuation year; the timing adds a year of its rate, or takes half of one."""
    valuation = data.draw(st.integers(0, len(rates) - 1))
    outlays, operation = [], []
    for year, rate in enumerate(rates):
        worth = 1.0
        for between in range(valuation + 1, year + 1):
            worth /= 1 + rates[between]
        for between in range(year + 1, valuation + 1):
            worth *= 1 + rates[between]
        outlays.append(worth / (1 + rates[valuation]) if timing is EndOfYear else worth)
        operation.append(outlays[-1] * (1 + rate) ** (0.5 if timing is MidYear else 0))
    found = factors(rates, valuation, timing)
    assert found[0] == pytest.approx(outlays, rel=1e-11)
    assert found[1] == pytest.approx(operation, rel=1e-11)


@given(st.floats(-0.3, 1), st.sampled_from([YearZero, EndOfYear, MidYear]), st.integers(0, 19))
def test_one_rate_for_all_years_discounts_like_the_project(rate, timing, valuation):
    rows = sheet(
        {"": [Discounting, timing]},
        year=row(*range(20)),
        timeline__valuation_year=valuation,
        whole_year=1,
        half_year=0.5,
        discount_rate=rate,
    )
    found = factors([rate] * 20, valuation, timing)
    assert found[0] == pytest.approx(years_of(rows["discount_factor"]), rel=1e-11)
    assert found[1] == pytest.approx(years_of(rows["operating_discount_factor"]), rel=1e-11)


# ---- energy at what it costs the country -----------------------------------------------------------------------------


def test_a_carrier_counts_at_the_border_or_at_its_market_price_converted():
    assert years_of(BorderPriced.resource_cost(row(0, 10), row(3, 4))) == [0, 40]
    assert years_of(BorderPricedElectricity.resource_cost(row(0, 10), 3.6, 20)) == [0, 720]
    assert years_of(MarketPriced.resource_cost(row(0, 30), 1.5)) == [0, 45]


def test_the_energy_of_a_plant_is_all_of_its_carriers():
    assert years_of(PlantResources.energy_resource_cost(row(1, 10), row(2, 20))) == [3, 30]
    assert PlantResources.energy_resource_cost() == 0


def test_a_swap_saves_the_country_what_the_baseline_costs_above_the_project():
    assert years_of(FuelOfPlants.fuel_saving(row(0, 50), row(5, 20))) == [-5, 30]


def test_a_fuel_saving_stated_outright_is_converted():
    assert years_of(FuelOutright.fuel_saving(row(0, 8), 1.5)) == [0, 12]


def test_a_subsidised_fuel_saves_the_country_more_than_the_project():
    """Burned 100 and 60 at a market price of 1 and a border price of 4: the swap saves 40 in the books, 160 in fact."""
    rows = sheet(
        {
            "economic": [FuelOfPlants],
            "baseline": [PlantResources],
            "baseline.fuels.coal": [BorderPriced],
            "project": [PlantResources],
            "project.fuels.coal": [BorderPriced],
            "project.fuels.grid": [MarketPriced],
        },
        baseline__fuels__coal__burned=100,
        baseline__fuels__coal__border_price=4,
        project__fuels__coal__burned=60,
        project__fuels__coal__border_price=4,
        project__fuels__grid__fuel_cost=10,
        economic__conversion__fuel=1.5,
    )
    assert rows["economic.fuel_saving"].item() == 400 - 240 - 15


# ---- resources -------------------------------------------------------------------------------------------------------


def test_capital_is_converted():
    assert years_of(Resources.capital_cost(row(100, -8), 0.9)) == [90, pytest.approx(-7.2)]


def test_the_gain_of_operation_is_without_fuel_and_converted():
    """Fuel has a price of its own; what governments spend on support is spent by the country."""
    assert years_of(Resources.operating_gain(row(0, 60), row(0, 40), row(4, 0), 0.5)) == [-2, 10]


def test_a_co_benefit_is_its_amount_and_all_are_added_up():
    assert years_of(CoBenefit.co_benefit(row(0, 3))) == [0, 3]
    assert years_of(Resources.co_benefits(row(1, 10), row(2, 20))) == [3, 30]
    assert Resources.co_benefits() == 0


def test_the_flow_is_what_is_gained_less_what_is_spent():
    assert Resources.flow(capital_cost=100, fuel_saving=40, operating_gain=-5, co_benefits=3) == -62


def test_capital_and_the_rest_are_discounted_at_their_own_factors():
    """30 of flow is 100 gained half a year early and 70 of capital."""
    found = Resources.flow_present_value(
        flow=30, capital_cost=70, price_level=2, discount_factor=0.5, operating_discount_factor=0.6
    )
    assert found == pytest.approx((100 * 0.6 - 70 * 0.5) / 2)


SIGNS = {
    "outlays": -1,
    "working_capital_change": -1,
    "closing_cash_flow": 1,
    "transferred_outlays": 1,
    "transferred_receipts": -1,
    "operating_cash_flow": 1,
    "transferred_costs": 1,
    "transferred_benefits": -1,
    "credit_revenue": -1,
    "emission_charge_saved": -1,
    "guarantee_payments": -1,
    "a__support_cost": -1,
    "swap__fuel_saving": 0,
    "grant_received": 0,
    "project_tax": 0,
}
"""What one unit of each row of the books adds to the flow of resources; transfers are inside the rows of all items."""


def economy(capital=1.0, fuel=1.0, opex=1.0, **stated):
    rows = sheet(
        {"": [ResourceFlow], "economic": [FuelOutright, Resources], "economic.co_benefits.air": [CoBenefit]},
        **dict.fromkeys(SIGNS, 5) | stated,
        economic__conversion__capital=capital,
        economic__conversion__fuel=fuel,
        economic__conversion__opex=opex,
        economic__co_benefits__air__amount=9,
        price_level=1,
        discount_factor=1,
        operating_discount_factor=1,
        economic__discount_factor=1,
        economic__operating_discount_factor=1,
    )
    return {name.removeprefix("economic."): found.item() for name, found in rows.items()}


@pytest.mark.parametrize("name", SIGNS)
def test_every_flow_of_the_books_counts_once_and_transfers_not_at_all(name):
    before, after = economy(), economy(**{name: 12})
    assert after["flow"] - before["flow"] == pytest.approx(7 * SIGNS[name])


def test_without_conversion_the_economy_gains_the_resource_flow_and_the_co_benefits():
    rows = economy()
    assert rows["flow"] == rows["resource_flow"] + 9


def test_each_kind_of_flow_has_its_own_conversion():
    """More working capital, another fuel saving inside the operating cash flow, another benefit."""
    stated = {"capital": 0.9, "fuel": 1.5, "opex": 0.8}
    base = economy(**stated)["flow"]
    assert economy(**stated, working_capital_change=6)["flow"] - base == pytest.approx(-0.9)
    assert economy(**stated, swap__fuel_saving=6, operating_cash_flow=6)["flow"] - base == pytest.approx(1.5)
    assert economy(**stated, operating_cash_flow=6)["flow"] - base == pytest.approx(0.8)


# ---- tonnes ----------------------------------------------------------------------------------------------------------


def test_tonnes_avoided_count_at_a_low_and_a_high_price():
    tonnes = row(0, 600, -10)
    assert years_of(ShadowPriced.carbon_value_low(tonnes, 40)) == [0, 24_000, -400]
    assert years_of(ShadowPriced.carbon_value_high(tonnes, row(80, 80, 90))) == [0, 48_000, -900]


def test_tonnes_are_discounted_when_operation_flows():
    assert ShadowPriced.present_value_low(100, 40, price_level=2, operating_discount_factor=0.5) == 110
    assert ShadowPriced.present_value_high(100, 80, price_level=2, operating_discount_factor=0.5) == 120


def test_exported_tonnes_cost_the_host_what_it_pays_to_avoid_as_many_elsewhere():
    assert years_of(Exported.export_cost(row(0, 300), row(30, 35))) == [0, 10_500]


def test_cost_and_income_of_the_export_are_compared_in_one_money():
    assert Exported.export_cost_present_value(900, price_level=3, operating_discount_factor=0.5) == 150
    assert Exported.export_income_present_value(600, price_level=3, operating_discount_factor=0.5) == 100


@given(st.floats(0, 200), st.floats(0, 200))
def test_selling_pays_the_host_only_above_its_own_cost_of_abatement(price, cost):
    rows = sheet(
        {"economic": [Exported]},
        credits__adjusted=row(0, 300, 300),
        credit_revenue=row(0, 300, 300) * price,
        economic__marginal_abatement_cost=cost,
        price_level=row(1, 1.02, 1.0404),
        economic__operating_discount_factor=row(1, 0.95, 0.9),
    )
    income, given_up = (rows[f"economic.export_{name}_present_value"].sum() for name in ("income", "cost"))
    assert np.sign(income - given_up) == np.sign(price - cost) or income == pytest.approx(given_up)
