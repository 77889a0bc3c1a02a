"""Every line run on quantities with units: a wrong unit anywhere fails here."""

from __future__ import annotations

import dataclasses

import numpy as np
import pint
import pytest

from appraisal.engine.model import Model
from appraisal.ground import rates, scans
from appraisal.ground.sheet import Line
from appraisal.scenario import library
from appraisal.scenario.load import load

from .books import BOOKS, LINES

CALENDAR = {
    "elapsed": "yr",
    "year": "yr",
    "spend": "1",
    "discount_rate": "1",
    "money.inflation": "1",
    "money.price_year": "yr",
    "timeline.operation": "yr",
    "timeline.construction.years": "yr",
    "timeline.valuation_year": "yr",
    **{name: item["unit"] for name, item in library.constants().items()},
}
"""Rows that no book gives and no book calls its own."""


def declared():
    """Return the units under which each short name is computed by a line or, failing that, stated in a book."""
    found = {}
    for name, item in LINES.items():
        found.setdefault(name.rpartition(".")[2], set()).add(item.unit)
    stated = {}
    for book in BOOKS:
        for name, unit in getattr(book, "inputs", {}).items():
            stated.setdefault(name, set()).add(unit)
    return stated | found


DECLARED = declared()
INPUTS = {f"{book.__name__}.{name}": getattr(book, "inputs", {}) for book in BOOKS for name in vars(book)}


def unit_of(need, own):
    """Return the unit of a row that a line reads: the book's own input, the calendar, or a line of any book."""
    first, _, _ = need.partition(".")
    if first in own:
        return own[first]
    if need in CALENDAR:
        return CALENDAR[need]
    (unit,) = DECLARED[need.rpartition(".")[2]]
    return unit


# ---- quantities -----------------------------------------------------------------------------------------------------


def make_registry(*definitions):
    """Return a registry of base dimensions only, so that nothing converts into anything else."""
    registry = pint.UnitRegistry(None)
    for name in ("money", "yr", "t", "h", "MW", "GJ"):
        registry.define(f"{name} = [dimension_{name}]")
    for definition in ("MWh = MW * h", *definitions):
        registry.define(definition)
    _register(registry.Quantity)
    return registry


def _register(quantity):
    plain = {scan: scan.dispatch(object) for scan in scans.SCANS}

    def keeps_unit(scan):
        return lambda x: quantity(plain[scan](x.magnitude), x.units)

    def by_number(scan):
        return lambda x, by: quantity(plain[scan](x.magnitude, quantity(by).m_as("")), x.units)

    for scan in (scans.so_far, scans.peak, scans.previous):
        scan.register(quantity, keeps_unit(scan))
    for scan in (scans.carried, scans.to_come, scans.spread):
        scan.register(quantity, by_number(scan))
    scans.delayed.register(
        quantity, lambda x, years: quantity(plain[scans.delayed](x.magnitude, years.m_as("yr")), x.units)
    )
    for growth in (rates.compound, rates.declined):
        of_numbers = growth.dispatch(object)
        growth.register(
            quantity, lambda rate, years, grow=of_numbers: quantity(grow(rate.m_as(""), quantity(years).m_as("yr")), "")
        )


POWER = make_registry("service = MW * h")
"""A power plant: its service is electricity."""
SERVICE = make_registry("service = [dimension_service]")
"""Any other plant: its service is a dimension of its own."""

POWER_LINES = {"PowerPlant.rated_output", "PowerPlantByHours.rated_output", "HeatRate.heat_rate"}
"""Lines in which the service is electricity."""
ZERO_LINES = {"ServicePlant.fixed_opex_rate", "ExistingPlant.installed_capex"}
"""Lines that are 0, which fits every unit."""


def amounts(unit, registry):
    return registry.Quantity(np.array([[0.25], [0.5], [0.75]]), unit)


def check(found: Line, own, registry):
    """Run a line on quantities and raise unless the result has the declared unit."""
    units = [unit_of(need, own) for need in found.needs]
    units += [unit_of(found.gathers, own)] * 2 if found.gathers else []
    result = found.rule(*(amounts(unit, registry) for unit in units))
    if isinstance(result, int | float) and result == 0:
        return
    registry.Quantity(result).to(found.unit)


@pytest.mark.parametrize("name", LINES)
def test_a_line_gives_its_declared_unit(name):
    check(LINES[name], INPUTS[name], POWER if name in POWER_LINES else SERVICE)


@pytest.mark.parametrize("name", LINES)
def test_a_line_of_a_power_plant_gives_its_declared_unit(name):
    check(LINES[name], INPUTS[name], POWER)


@pytest.mark.parametrize("name", sorted(POWER_LINES))
def test_only_where_service_is_electricity(name):
    with pytest.raises(pint.DimensionalityError):
        check(LINES[name], INPUTS[name], SERVICE)


# ---- the scenario's figures arrive in the units of the books ---------------------------------------------------------

RETROFIT = """
format: 1
name: Capture at a coal plant
sources: {tender: the tender's table}
money: {currency: USD, price_year: 2011, basis: real, inflation: 2 %}
timeline: {first_year: 2012, construction: {years: 2 yr}, operation: 10.5 yr, timing: mid_year}
discount_rate: 8 %
baseline:
  class: coal
  capacity: 500 MW
  capacity_factor: 70 %
  net_efficiency: 38 % HHV
  fuels: {coal: {fuel: other_bituminous, price: 50 USD/t}}
  fixed_opex: 18 USD/kW/yr
  variable_opex: 2 USD/MWh
  other_opex: 1 million USD/yr
project:
  class: coal
  capacity: 450 MW
  full_load_hours: 6132 h/yr
  net_efficiency: 43 % LHV
  degradation: 0.2 %/yr
  fuels:
    coal: {fuel: other_bituminous, price: 2 USD/GJ}
    grid:
      fuel: electricity
      price: {value: 72 USD/MWh, source: tender}
      specific_consumption: 0.01 MWh/MWh
      loss_rate: 8 %
      grid_emission_factor: 0.5 t/MWh
  overnight_cost: 733.12 USD/kW
  fixed_opex: 19 USD/kW/yr
  variable_opex: 2 USD/MWh
  residual_value: {rule: book_value, life: 30 yr}
  decommissioning: 3 million USD
  replacements: {sorbent: {amount: 3 million USD, years: [2018]}}
swap:
  build: retrofit
  leakage: 1 kt/yr
  lost_output: {price: 55 USD/MWh, emission_factor: 0.6 t/MWh}
items:
  ash: {kind: cost, amount: 0.1 million USD/yr}
  gypsum: {kind: benefit, amount: 0.1 million USD/yr}
  permit: {kind: cost, amount: 0.1 million USD, year: 2012}
credits:
  mechanism: bilateral
  price: 16 USD/t
  share_cashed: 50 %
  issuance_lag: 1 yr
  registration_cost: 0.3 million USD
  monitoring_cost: 0.15 million USD/yr
  issuance_fee: 0.1 USD/t
"""


@pytest.fixture(scope="module")
def retrofit(tmp_path_factory):
    path = tmp_path_factory.mktemp("units") / "retrofit.yaml"
    path.write_text(RETROFIT, encoding="utf-8")
    return Model(load(path))


def stated_inputs(model):
    """Yield line, name, unit that the book expects and unit of the row that the scenario feeds, own inputs only."""
    figures = model.scenario.figures.items()
    stated = {f"{path}{ending}": figure.unit for path, figure in figures for ending in ("", "_by_mass")}
    rules = {found.rule: INPUTS[name] for name, found in LINES.items()}
    for full, wired in model.credited.items():
        own = rules.get(wired.line.rule, {})
        for need, read in zip(wired.line.needs, wired.reads, strict=False):
            fed = model.credited[read].line.unit if read in model.credited else stated.get(read)
            if need.partition(".")[0] in own and fed is not None:
                yield f"{full} reads {read}", own[need.partition(".")[0]].replace("service", "MWh"), fed


def test_every_figure_is_fed_in_the_unit_that_its_line_expects(retrofit):
    found = list(stated_inputs(retrofit))
    assert len(found) > 50
    assert [(name, expected, fed) for name, expected, fed in found if not _same_unit(expected, fed)] == []


def _same_unit(one, other):
    return POWER.Quantity(1, one).units == POWER.Quantity(1, other).units


def test_units_that_differ_are_seen():
    assert _same_unit("MWh/MWh", "1")
    assert not _same_unit("money/MWh", "money/GJ")
    assert not _same_unit("money", "money/yr")


def test_electricity_at_72_usd_a_mwh_costs_72_usd_a_mwh(retrofit):
    rows = retrofit.run().rows
    grid = {name: rows[f"project.fuels.grid.{name}"] for name in ("fuel_cost", "consumed")}
    real = grid["fuel_cost"] / rows["price_level"]
    np.testing.assert_allclose(real, 72 * grid["consumed"], rtol=1e-12)
    assert grid["consumed"].any()


# ---- the test can fail ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(LINES) - ZERO_LINES))
def test_a_wrong_declared_unit_is_caught(name):
    for wrong in ("money", "yr", "t", "1/yr", "1/MW"):
        spoiled = dataclasses.replace(LINES[name], unit=f"({LINES[name].unit}) * {wrong}")
        with pytest.raises(pint.DimensionalityError):
            check(spoiled, INPUTS[name], POWER)


@pytest.mark.parametrize(
    "rule",
    [
        lambda money, tonnes, years, share: money + tonnes,
        lambda money, tonnes, years, share: 1 - money,
        lambda money, tonnes, years, share: np.maximum(money, tonnes),
        lambda money, tonnes, years, share: np.minimum(1, years),
        lambda money, tonnes, years, share: scans.delayed(money, tonnes),
        lambda money, tonnes, years, share: scans.delayed(money, share),
        lambda money, tonnes, years, share: scans.carried(money, years),
        lambda money, tonnes, years, share: scans.to_come(money, years),
        lambda money, tonnes, years, share: money * rates.compound(years, years),
        lambda money, tonnes, years, share: money * rates.compound(share, share),
        lambda money, tonnes, years, share: money * rates.declined(share, tonnes),
        lambda money, tonnes, years, share: money * rates.discount_factor(money, years),
        lambda money, tonnes, years, share: scans.so_far(money * years),
        lambda money, tonnes, years, share: money * years,
        lambda money, tonnes, years, share: 1,
    ],
)
def test_a_wrong_formula_is_caught(rule):
    own = {"money_row": "money", "tonnes": "t", "years": "yr", "share": "1"}
    with pytest.raises(pint.DimensionalityError):
        check(Line("money", rule, tuple(own)), own, SERVICE)


@pytest.mark.parametrize(
    "rule",
    [
        lambda money, years, share: scans.so_far(scans.peak(scans.previous(money))),
        lambda money, years, share: scans.delayed(money, years) + scans.carried(money, share),
        lambda money, years, share: scans.to_come(money, share) + scans.spread(money, share),
        lambda money, years, share: money * rates.compound(share, years) / rates.discount_factor(share, years),
        lambda money, years, share: money * rates.declined(share, years) * np.sign(money) + np.absolute(money),
        lambda money, years, share: np.maximum(0, np.minimum(money, 0)) + 0,
        lambda money, years, share: scans.total((money, money)),
        lambda money, years, share: scans.total(()),
    ],
)
def test_a_right_formula_passes(rule):
    own = {"money_row": "money", "years": "yr", "share": "1"}
    check(Line("money", rule, tuple(own)), own, SERVICE)


def test_a_name_of_no_known_unit_is_an_error():
    with pytest.raises(KeyError):
        unit_of("swap.no_such_row", {})


def test_a_name_of_two_units_is_an_error():
    with pytest.raises(ValueError, match="too many values"):
        unit_of("elsewhere.capacity", {})
