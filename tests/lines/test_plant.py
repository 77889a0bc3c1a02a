"""Output, capital, operation and levelised cost of a plant."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.ground.rates import capital_recovery_factor
from appraisal.lines.fuel import Carriers
from appraisal.lines.plant import (
    ExistingPlant,
    HeatRate,
    NewPlant,
    OwnOutput,
    PowerCost,
    PowerPlant,
    PowerPlantByHours,
    Replacement,
    Running,
    SameService,
    ServicePlant,
)

from .books import row, sheet, years_of


def test_a_power_plants_full_year():
    assert PowerPlant.rated_output(939, 0.70, 8760) == pytest.approx(5_757_948)
    assert PowerPlant.rated_output(939, 0.0, 8760) == 0


@given(st.floats(0.01, 1))
def test_full_load_hours_are_the_capacity_factor_times_the_hours_of_the_year(factor):
    by_hours = PowerPlantByHours.rated_output(939, factor * 8760)
    assert by_hours == pytest.approx(PowerPlant.rated_output(939, factor, 8760), rel=1e-14)


def test_capital_is_spent_along_the_construction_years():
    spent = PowerCost.capex(600_000, 939, row(0.15, 0.35, 0.35, 0.15, 0))
    assert years_of(spent / 1e6) == pytest.approx([84.51, 197.19, 197.19, 84.51, 0])


def test_fixed_cost_goes_with_capacity():
    assert PowerCost.fixed_opex_rate(18_000, 939) == 16_902_000


def test_a_service_plants_full_year():
    assert ServicePlant.rated_output(1_000_000, 0.85) == pytest.approx(850_000)


def test_a_service_plant_has_no_fixed_cost_of_its_own():
    assert ServicePlant.fixed_opex_rate() == 0


def test_output_ages_ramps_up_and_ends_with_the_broken_year():
    output = OwnOutput.output(1000, 0.01, row(0, 0, 1, 2), row(1, 0.5, 1, 1), row(0, 1, 1, 0.5))
    assert years_of(output) == pytest.approx([0, 500, 990, 490.05])


def test_output_without_ageing_is_the_rated_output():
    assert years_of(OwnOutput.output(1000, 0.0, row(0, 1, 40), 1, 1)) == [1000, 1000, 1000]


def test_a_plant_with_its_own_output_counts_as_it_stands():
    assert OwnOutput.service_scale() == 1


def test_the_baseline_of_a_new_build_gives_the_projects_output():
    assert years_of(SameService.output(row(0, 500, 990))) == [0, 500, 990]


def test_the_baseline_is_as_much_plant_as_the_service_needs():
    assert SameService.service_scale(1000, 400) == 2.5


def test_a_new_plants_capital_is_scaled_and_an_existing_ones_is_sunk():
    assert years_of(NewPlant.installed_capex(row(10, 20), 2.5)) == [25, 50]
    assert ExistingPlant.installed_capex() == 0


def test_the_heat_rate_of_an_efficiency():
    assert HeatRate.heat_rate(3.6, 0.40) == pytest.approx(9.0)
    assert HeatRate.heat_rate(3.6, 1.0) == 3.6


def test_fixed_cost_follows_operation_and_scale():
    assert years_of(Running.fixed_opex_cost(100, row(0, 1, 0.5), 2)) == [0, 200, 100]


def test_variable_cost_follows_output():
    assert years_of(Running.variable_opex_cost(2, row(0, 100, 50))) == [0, 200, 100]


def test_operating_cost_adds_up_and_other_cost_is_scaled():
    assert years_of(Running.opex(row(0, 200), row(0, 30), row(0, 4), 2)) == [0, 238]


def test_replacements_add_up_and_are_scaled():
    assert years_of(Running.replacement_outlay(2, row(0, 5, 0), row(0, 1, 7))) == [0, 12, 14]
    assert Running.replacement_outlay(2) == 0


def test_capital_of_which_something_may_come_back_is_the_installed_one():
    assert years_of(Running.capital(row(10, 20))) == [10, 20]


def test_what_comes_back_adds_up():
    assert years_of(Running.recovered(row(0, 5), row(0, 1))) == [0, 6]
    assert Running.recovered() == 0


def test_decommissioning_is_scaled():
    assert years_of(Running.closing_cost(row(0, 0, 8), 2.5)) == [0, 0, 20]


def test_cost_present_value_takes_capital_and_operation_at_their_own_factors():
    found = Running.cost_present_value(
        installed_capex=100,
        replacement_outlay=20,
        energy_cost=30,
        opex=10,
        closing_cost=5,
        recovered=25,
        price_level=2,
        discount_factor=0.5,
        operating_discount_factor=0.6,
    )
    assert found == pytest.approx((100 * 0.5 + 40 * 0.6) / 2)


def test_output_present_value():
    assert years_of(Running.output_present_value(row(10, 10), row(1, 0.5))) == [10, 5]


def test_a_replacement_costs_its_amount():
    assert years_of(Replacement.outlay(row(0, 7, 0))) == [0, 7, 0]


PLAIN = {"variable_opex": 2, "decommissioning": 0, "output": row(0, *[10] * 25), "service_scale": 1, "price_level": 1}


@given(st.floats(0.01, 0.3))
def test_the_levelised_cost_of_a_level_plant_is_the_textbooks(rate):
    """Capital x capital recovery factor + yearly cost, over the yearly output (Short, Packey & Holt, NREL 1995)."""
    factor = (1 + rate) ** -np.arange(26.0)[:, None]
    operating = row(0, *[1] * 25)
    rows = sheet(
        {"": [Running, Carriers]},
        wanted=("cost_present_value", "output_present_value"),
        installed_capex=row(1000, *[0] * 25),
        fixed_opex_rate=30,
        operating=operating,
        other_opex=5 * operating,
        discount_factor=factor,
        operating_discount_factor=factor,
        **PLAIN,
    )
    levelised = rows["cost_present_value"].sum() / rows["output_present_value"].sum()
    assert levelised == pytest.approx((1000 * capital_recovery_factor(rate, 25) + 55) / 10, rel=1e-12)


@given(st.floats(0.1, 10))
def test_a_baseline_of_any_size_costs_the_same_for_the_same_service(size):
    """Twice the plant, scaled to half, is the same baseline: capital, fixed and other cost alike."""
    found = []
    for capacity in (1.0, size):
        rows = sheet(
            {"baseline": [PowerPlant, PowerCost, SameService, NewPlant, Running, Carriers]},
            wanted=("baseline.cost_present_value", "baseline.output_present_value"),
            project__rated_output=700,
            project__output=row(0, 700, 690),
            baseline__capacity=capacity,
            baseline__capacity_factor=0.7,
            baseline__overnight_cost=1000,
            baseline__fixed_opex=20,
            baseline__variable_opex=2,
            baseline__other_opex=row(0, 3, 3) * capacity,
            baseline__decommissioning=row(0, 0, 4) * capacity,
            hours_in_year=1000,
            spend=row(1, 0, 0),
            operating=row(0, 1, 1),
            price_level=1,
            discount_factor=1,
            operating_discount_factor=1,
        )
        found.append(rows["baseline.cost_present_value"])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-12)
    assert years_of(found[0]) == pytest.approx([1000, 1423, 1407])
