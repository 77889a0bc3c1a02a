"""Heat, cost and emissions of energy carriers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.fuel import Carriers, CombinedMargin, Electricity, Fuel, FuelByMass, GrossHeat, NetHeat
from appraisal.lines.plant import HeatRate

from .books import row, sheet, years_of

SHARES = st.floats(0.01, 1)


def test_heat_burned_is_output_times_heat_rate_times_the_fuels_share():
    per_output = NetHeat.burned_per_output(9.0, 0.8)
    assert per_output == pytest.approx(7.2)
    assert years_of(Fuel.burned(row(0, 100, 50), per_output)) == pytest.approx([0, 720, 360])


def test_gross_heat_is_brought_to_the_net_calorific_value():
    per_output = GrossHeat.burned_per_output(9.0, 0.8, 0.95)
    assert years_of(Fuel.burned(row(100), per_output)) == pytest.approx([684])


@given(SHARES, st.floats(0.8, 1))
def test_an_efficiency_on_the_gross_basis_is_the_higher_one_on_the_net_basis(efficiency, net_to_gross):
    """One boiler, measured both ways, burns the same heat: LHV efficiency = HHV efficiency / (NCV / GCV)."""
    gross = GrossHeat.burned_per_output(HeatRate.heat_rate(3.6, efficiency), 1.0, net_to_gross)
    net = NetHeat.burned_per_output(HeatRate.heat_rate(3.6, efficiency / net_to_gross), 1.0)
    assert gross == pytest.approx(net, rel=1e-12)


def test_fuel_is_paid_at_the_years_price():
    assert years_of(Fuel.fuel_cost(row(0, 720, 720), row(1, 1.5, 2))) == [0, 1080, 1440]


def test_carbon_dioxide_of_coal():
    # IPCC 2006, volume 2, table 1.4: other bituminous coal 94.6 kg CO2/GJ; 1 TJ burned gives 94.6 t.
    assert Fuel.emitted(1000.0, Fuel.emitted_per_output(1.0, 0.0946, 1.0)) == pytest.approx(94.6)
    assert Fuel.emitted(1000.0, Fuel.emitted_per_output(1.0, 0.0946, 0.98)) == pytest.approx(92.708)
    # at 38 % a MWh burns 3.6 / 0.38 GJ: 0.896 t
    assert Fuel.emitted_per_output(3.6 / 0.38, 0.0946, 1.0) == pytest.approx(0.89621, abs=5e-6)


def test_a_price_by_mass_is_divided_by_the_calorific_value():
    # IPCC 2006, volume 2, table 1.2: other bituminous coal 25.8 GJ/t.
    assert FuelByMass.price(51.6, 25.8) == pytest.approx(2.0)


@given(SHARES, st.floats(1, 60), st.floats(1, 200))
def test_fuel_bought_by_the_tonne_costs_tonnes_times_price(burned, ncv, price):
    stated = {"coal__burned_per_output": burned, "coal__ncv": ncv, "coal__price_by_mass": price}
    rows = sheet({"coal": [Fuel, FuelByMass]}, output=1, **stated, **FACTORS)
    assert rows["coal.fuel_cost"][0, 0] == pytest.approx(burned / ncv * price)


FACTORS = {"coal__emission_factor": 0.0946, "coal__oxidation_factor": 1}


def test_electricity_is_drawn_at_the_meter():
    assert years_of(Electricity.consumed(row(0, 100), 0.4)) == [0, 40]


def test_electricity_is_paid_at_the_meter_whatever_is_lost_on_the_way():
    by_energy = row(72, 90) / 3.6  # 72 and 90 USD/MWh, kept as USD/GJ like every carrier's price
    assert years_of(Electricity.fuel_cost(row(40, 40), 3.6, by_energy)) == pytest.approx([2880, 3600])


def test_the_grid_emits_for_the_losses_too_and_may_decarbonise():
    emitted = Electricity.emitted(row(90, 90), 0.1, row(0.8, 0.4))
    assert years_of(emitted) == pytest.approx([80, 40])
    assert years_of(Electricity.emitted(row(90), 0.0, 0.8)) == pytest.approx([72])


def test_the_combined_margin_weighs_what_runs_and_what_is_built():
    """ASB0038-2018, Armenia: 0.4620 and 0.3456 t/MWh give 0.4038 at equal weights, 0.4329 for wind and solar."""
    found = [CombinedMargin.grid_emission_factor(0.4620, 0.3456, weight) for weight in (0.5, 0.75, 0, 1)]
    assert found == pytest.approx([0.4038, 0.4329, 0.3456, 0.4620], abs=5e-5)


def test_the_heat_of_a_plant_and_its_mean_emission_factor_are_of_all_its_fuels():
    heat = Carriers.heat_per_output(row(8, 8), row(2, 0))
    assert years_of(heat) == [10, 8]
    mean = Carriers.mean_emission_factor(heat, row(0.8, 0.8), row(0.1, 0))
    assert years_of(mean) == pytest.approx([0.09, 0.1])


def test_a_plant_adds_its_carriers_up():
    assert years_of(Carriers.energy_cost(row(1, 2), row(10, 20), row(100, 200))) == [111, 222]
    assert years_of(Carriers.emissions(row(1, 2), row(10, 20))) == [11, 22]


def test_a_plant_without_carriers_costs_and_emits_nothing():
    assert Carriers.energy_cost() == 0
    assert Carriers.emissions() == 0


@given(st.floats(0, 1), SHARES)
def test_two_fuels_that_share_the_heat_burn_as_much_as_one(share, efficiency):
    stated = {f"fuels__{fuel}__{name}": value for fuel in "ab" for name, value in PRICED.items()}
    stated |= {"fuels__a__share": share, "fuels__b__share": 1 - share}
    rows = sheet(
        {"": [Carriers, HeatRate], "fuels.a": [NetHeat, Fuel], "fuels.b": [NetHeat, Fuel]},
        output=100,
        energy_per_output=3.6,
        net_efficiency=efficiency,
        **stated,
    )
    heat = 360 / efficiency
    np.testing.assert_allclose(rows["energy_cost"], heat * 2, rtol=1e-12)
    np.testing.assert_allclose(rows["emissions"], heat * 0.1, rtol=1e-12)


PRICED = {"price": 2, "emission_factor": 0.1, "oxidation_factor": 1}
