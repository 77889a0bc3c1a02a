"""Every line run on quantities with units: a wrong unit anywhere fails here."""

from __future__ import annotations

import dataclasses

import numpy as np
import pint
import pytest

from appraisal.engine.model import Model
from appraisal.ground import rates, scans
from appraisal.ground.sheet import Line, lines_of
from appraisal.scenario import library
from appraisal.scenario.load import load

from .books import BOOKS, LINES

STATED = {
    "elapsed": "yr",
    "year": "yr",
    "spend": "1",
    "discount_rate": "1",
    "money.inflation": "1",
    "money.price_year": "yr",
    "timeline.operation": "yr",
    "timeline.construction.years": "yr",
    "timeline.valuation_year": "yr",
    "swap.working_capital.level": "money",
    "roll_out.premium": "money/service",
    "roll_out.unit_opex": "money/service",
    "roll_out.programme_cost": "money",
    "loss_life": "yr",
    "exchange_rate": "1",
    "conversion.capital": "1",
    "conversion.opex": "1",
    "conversion.fuel": "1",
    "economic.conversion.fuel": "1",
    **{name: item["unit"] for name, item in library.constants().items()},
}
"""Rows that no book gives and no book calls its own: the calendar, and figures that books around them read."""


def declared(books):
    """Return the units under which each short name is computed by a line or, failing that, stated in a book."""
    found, stated = {}, {}
    for book in books:
        for name, item in lines_of(book).items():
            found.setdefault(name, set()).add(item.unit)
        for name, unit in getattr(book, "inputs", {}).items():
            stated.setdefault(name, set()).add(unit)
    return stated | found


DECLARED = declared(BOOKS)
INPUTS = {f"{book.__name__}.{name}": getattr(book, "inputs", {}) for book in BOOKS for name in vars(book)}
BESIDE = {
    f"{book.__name__}.{name}": declared([other for other in BOOKS if other.__module__ == book.__module__])
    for book in BOOKS
    for name in lines_of(book)
}
"""For each line the units of its own module: the opening balance of a loan is no opening of a plant."""


def unit_of(need, own, beside=None):
    """Return the unit of a row that a line reads: the book's own input, a stated row, a line of its module, of any."""
    if need in own:
        return own[need]
    if need in STATED:
        return STATED[need]
    short = need.rpartition(".")[2]
    (unit,) = (beside or {}).get(short) or DECLARED[short]
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

    for scan in (scans.so_far, scans.peak, scans.previous, scans.following):
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
    level = rates.capital_recovery_factor.dispatch(object)
    rates.capital_recovery_factor.register(
        quantity, lambda rate, payments: quantity(level(rate.m_as(""), quantity(payments).m_as("")), "")
    )


POWER = make_registry("service = MW * h")
"""A power plant: its service is electricity."""
SERVICE = make_registry("service = [dimension_service]")
"""Any other plant: its service is a dimension of its own."""

POWER_LINES = {"PowerPlant.rated_output", "PowerPlantByHours.rated_output", "HeatRate.heat_rate"}
"""Lines in which the service is electricity."""
ZERO_LINES = {
    "ServicePlant.fixed_opex_rate",
    "ExistingPlant.installed_capex",
    "NoGrant.grant_received",
    "NoWorkingCapital.working_capital",
    "Untaxed.project_tax",
    "FinancedUntaxed.tax_paid",
    "CreditsTaxed.exempt_income",
    "DisposalExempt.disposal_taxed",
    "NeverDepreciated.by_age",
    "InterestNotCapitalised.idc_depreciation",
    "InterestNotCapitalised.idc_write_off",
    "InterestPaid.rolling",
    "NeverTightened.tightening",
}
"""Lines that are 0, which fits every unit."""


def amounts(unit, registry):
    return registry.Quantity(np.array([[0.25], [0.5], [0.75]]), unit)


def check(name, registry, found=None):
    """Run a line on quantities and raise unless the result has the declared unit."""
    check_line(found or LINES[name], INPUTS[name], registry, BESIDE[name])


def check_line(found: Line, own, registry, beside=None):
    units = [unit_of(need, own, beside) for need in found.needs]
    units += [unit_of(found.gathers, own, beside)] * 2 if found.gathers else []
    if found.loop:
        check_kernel(found, units, registry)
        return
    result = found.rule(*(amounts(unit, registry) for unit in units))
    if isinstance(result, int | float) and result == 0:
        return
    registry.Quantity(result).to(found.unit)


def check_kernel(found: Line, units, registry):
    """Raise unless a kernel, which runs on plain numbers, gives the same amount whatever the unit of its figures.

    Figures told in a unit a thousand times smaller make the result larger by the power of that unit in it. The year
    stands aside: the steps of a kernel are years.
    """
    moving, lasting = np.array([[-3.0], [2.0], [-1.0], [4.0]]), np.full((4, 1), 2.0)
    rows = [lasting if "[dimension_yr]" in registry.Quantity(1, unit).dimensionality else moving for unit in units]
    plain = found.rule(*rows)
    for base in ("money", "t", "h", "MW", "GJ"):
        larger = [1000.0 ** registry.Quantity(1, unit).dimensionality[f"[dimension_{base}]"] for unit in units]
        power = registry.Quantity(1, found.unit).dimensionality[f"[dimension_{base}]"]
        if not np.allclose(
            found.rule(*(row * by for row, by in zip(rows, larger, strict=True))), plain * 1000.0**power
        ):
            raise pint.DimensionalityError(" and ".join(units), found.unit)


@pytest.mark.parametrize("name", LINES)
def test_a_line_gives_its_declared_unit(name):
    check(name, POWER if name in POWER_LINES else SERVICE)


@pytest.mark.parametrize("name", LINES)
def test_a_line_of_a_power_plant_gives_its_declared_unit(name):
    check(name, POWER)


@pytest.mark.parametrize("name", sorted(POWER_LINES))
def test_only_where_service_is_electricity(name):
    with pytest.raises(pint.DimensionalityError):
        check(name, SERVICE)


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
  class: ccs
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
  capture: {capture_rate: 90 %, transport_storage_cost: 10 USD/t}
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


FINANCED = """
format: 1
name: A financed swap with tax, in the economic view too
money: {currency: USD, price_year: 2011, basis: real, inflation: 2 %}
fx: {JPY: {rate: {value: 80 JPY/USD, growth: 1 %}}}
timeline: {first_year: 2012, construction: {years: 3 yr, spend: [20 %, 50 %, 30 %]}, operation: 20 yr}
discount_rate: 8 %
baseline:
  class: coal
  capacity: 1000 MW
  capacity_factor: 70 %
  net_efficiency: 38 % LHV
  fuels: {coal: {fuel: other_bituminous, price: 2 USD/GJ, border_price: 3 USD/GJ}}
  overnight_cost: 800 USD/kW
  fixed_opex: 18 USD/kW/yr
project:
  class: coal
  capacity: 1000 MW
  capacity_factor: 70 %
  net_efficiency: 43 % LHV
  fuels:
    coal: {fuel: other_bituminous, price: 2 USD/GJ, border_price: 3 USD/GJ, share: 98 %}
    oil: {fuel: gas_diesel_oil, price: 12 USD/GJ, share: 2 %}
    grid:
      fuel: electricity
      price: 72 USD/MWh
      border_price: 100 USD/MWh
      specific_consumption: 0.01 MWh/MWh
      grid_emission_factor: 0.5 t/MWh
  overnight_cost: 1200 USD/kW
  fixed_opex: 19 USD/kW/yr
  decommissioning: 3 million USD
  residual_value: {rule: share_of_capex, share: 5 %}
  replacements: {burners: {amount: 9 million USD, years: [2024]}}
swap:
  working_capital: {level: {value: 5 million USD, growth: 1 %}}
items:
  ash: {kind: cost, amount: 0.1 million USD/yr, taxable: false}
  gypsum: {kind: benefit, amount: 0.1 million USD/yr, taxable: false}
  site: {kind: cost, amount: 2 million USD, year: 2013, depreciable: true}
  royalty: {kind: cost, amount: 0.2 million USD/yr, to: host}
  permit: {kind: cost, amount: 0.1 million USD, year: 2012, to: host}
  bonus: {kind: benefit, amount: 0.2 million USD/yr, pays: partner}
  award: {kind: benefit, amount: 0.3 million USD, year: 2016, pays: partner}
credits:
  mechanism: bilateral
  price: 16 USD/t
  share_cashed: 50 %
  registration_cost: 0.3 million USD
  monitoring_cost: 0.15 million USD/yr
tax:
  rate: 25 %
  holiday: {exempt: 3 yr, reduced: 2 yr, reduction: 50 %}
  losses: expire
  loss_life: 5 yr
  credits: exempt
  investment_credit: {rate: 10 %, basis_reduction: 50 %}
  assets:
    plant: {share: 50 %, method: declining_balance, life: 15 yr, factor: 1.5, salvage: 5 %}
    grid: {share: 20 %, method: macrs, life: 7 yr}
    building: {share: 10 %, method: straight_line, life: 30 yr}
    control: {share: 10 %, method: sum_of_years, life: 5 yr, salvage: 10 %}
    fees: {share: 5 %, method: schedule, schedule: [60 %, 40 %]}
    land: {share: 5 %, method: none}
finance:
  grant: 10 %
  loans:
    bank: {share: 20 %, rate: 7 %, grace: 4 yr, tenor: 14 yr, repayment: annuity, fee: 1 %, commitment_fee: 0.5 %}
    agency: {share: 10 %, rate: 2 %, grace: 3 yr, tenor: 12 yr, repayment: equal_principal, currency: JPY}
    bridge:
      share: 5 %
      rate: 6 %
      grace: 3 yr
      tenor: 8 yr
      repayment: bullet
      interest_during_construction: paid
    senior: {share: 30 %, rate: 8 %, grace: 3 yr, tenor: 15 yr, repayment: sculpted, dscr: 1.3}
  cost_of_equity: 14 %
  reserve: {years: 0.5 yr, rate: 1 %}
economic:
  discount_rate: 5 %
  carbon_price: {low: 40 USD/t, high: 80 USD/t, kind: target_consistent, date: "2017"}
  conversion: {capital: 95 %, fuel: 120 %, opex: 90 %}
  co_benefits: {local_air: {amount: 3 million USD/yr}}
  marginal_abatement_cost: 30 USD/t
"""
OUTRIGHT = """
format: 1
name: Stated outright, with the other choices
money: {currency: USD, price_year: 2012, basis: nominal}
timeline: {first_year: 2012, construction: {years: 1 yr}, operation: 10 yr, timing: mid_year}
discount_rate: 8 %
swap:
  capex_gap: 125 million USD
  fuel_saving: 28.75 million USD/yr
  abatement: 600 kt/yr
  working_capital: {share: 10 %, of: revenue}
credits: {mechanism: bilateral, price: 16 USD/t, share_cashed: 50 %}
tax:
  rate: 25 %
  losses: refund
  disposal: exempt
  include_idc: false
  investment_credit: {rate: 10 %}
  depreciation: {method: straight_line, life: 10 yr}
finance:
  grant: 20 million USD
  loans: {bank: {share: 50 %, rate: 7 %, grace: 1 yr, tenor: 9 yr, repayment: annuity}}
economic:
  discount_rate: 5 %
  carbon_price: {low: 40 USD/t, high: 80 USD/t, kind: damage}
"""
OTHERWISE = """
tax: {rate: 25 %, depreciation: {method: straight_line, life: 10 yr}}
finance:
  loans: {bank: {share: 50 %, rate: 7 %, grace: 1 yr, tenor: 9 yr, repayment: annuity}}
"""
OTHERWISE = OUTRIGHT.partition("tax:")[0].replace("of: revenue", "of: cost") + OTHERWISE
UNTAXED = OUTRIGHT.partition("tax:")[0] + "finance:" + OTHERWISE.partition("finance:")[2]
HEADER = OUTRIGHT.partition("swap:")[0]
STORED = """
format: 1
name: Gas with capture under the Clean Development Mechanism, every term of it stated
money: {currency: USD, price_year: 2011, basis: real, inflation: 2 %}
timeline: {first_year: 2012, construction: {years: 2 yr}, operation: 25 yr}
discount_rate: 8 %
baseline:
  class: coal
  capacity: 1000 MW
  capacity_factor: 70 %
  net_efficiency: 38 % HHV
  fuels: {coal: {fuel: other_bituminous, price: 2 USD/GJ}}
  overnight_cost: 800 USD/kW
project:
  class: ccs
  capacity: 1000 MW
  capacity_factor: 70 %
  net_efficiency: 45 % LHV
  fuels: {gas: {fuel: natural_gas, price: 6 USD/GJ}, oil: {fuel: gas_diesel_oil, price: 12 USD/GJ, share: 2 %}}
  overnight_cost: 1200 USD/kW
credits:
  mechanism: cdm
  as_of: 2012
  price: {value: 16 USD/t, growth: 1 %}
  floor: 5 USD/t
  share_cashed: 90 %
  corresponding_adjustment: 50 %
  crediting: {start_after: 1 yr, years: 7 yr, renewals: 2, tightening: 2 %}
  reference: {benchmark: 0.82 t/MWh, autonomous_improvement: 0.5 %/yr, data_year: 2010}
  agreement:
    volume: 200 kt/yr
    price: 12 USD/t
    years: 8.5 yr
    delivery_factor: 90 %
    prepayment: 20 %
    prepayment_discount: 15 %
  registration_cost: 0.3 million USD
  monitoring_cost: 0.15 million USD/yr
  aftercare: {cost: 0.5 million USD/yr}
  claims: {certificates: {tonnes: 5 kt/yr}}
support:
  technical_assistance: {amount: 2 million USD, year: 2012, from: partner}
  mrv: {amount: 0.5 million USD/yr, years: {from: 2014, to: 2020}, from: host}
  price_guarantee: {price: 15 USD/t, years: {from: 2016, to: 2022}, from: partner}
"""
STORED = STORED.replace("price: 6 USD/GJ}", "price: 6 USD/GJ, share: 98 %}")
SWAP = (
    HEADER
    + """
swap:
  capex_gap: 125 million USD
  fuel_saving: 8.75 million USD/yr
  abatement: 600 kt/yr
"""
)
EMITTING = f"{SWAP}  baseline_emissions: 5.16 Mt/yr\n"
SERVING = f"{EMITTING}  output: 5758 GWh/yr\n"
SECTOR = f"""{SERVING}
credits:
  mechanism: sectoral
  price: 16 USD/t
  reference: {{benchmark: 0.85 t/MWh, autonomous_improvement: 1 %/yr}}
  sector: {{output: 20 TWh/yr, intensity: 0.84 t/MWh, settlement: 3 yr, shared_by: abatement}}
  owners: {{developer: 60 %}}
support:
  price_guarantee: {{price: 15 USD/t, from: partner}}
"""
TERMS_64 = "mechanism: article_6_4, price: 16 USD/t, reference: {rule: below_usual, below_usual: 2 %}"
VOLUNTARY = "mechanism: voluntary, price: 16 USD/t, crediting: {years: 10 yr}, buffer: 10 %, issuance_fee: 0.3 USD/t"
TIGHTENED = VOLUNTARY.replace("years: 10 yr", "years: 10 yr, tightening: 1 %/yr")
CDM = "mechanism: cdm, price: 16 USD/t"
CREDITS = {
    "stored": STORED,
    "unadjusted": STORED.replace(" benchmark: 0.82 t/MWh,", ""),
    "sector": SECTOR,
    "sector by output": SECTOR.replace("shared_by: abatement", "shared_by: output"),
    "usual": EMITTING + f"credits: {{{TIGHTENED}, reference: {{rule: business_as_usual}}}}",
    "below usual": EMITTING + f"credits: {{{TERMS_64}}}",
    "benchmark": SERVING + f"credits: {{{VOLUNTARY}, reference: {{rule: benchmark, benchmark: 0.85 t/MWh}}}}",
    "stated": EMITTING + f"credits: {{{VOLUNTARY}, reference: {{rule: stated, emissions: 5.1 Mt/yr}}}}",
    "identified": SERVING + f"credits: {{{CDM}, reference: {{benchmark: 0.85 t/MWh}}}}",
    "improved": EMITTING + f"credits: {{{CDM}, crediting: {{years: 7 yr, renewals: 1, tightening: 1 %}}}}",
    "priced": SWAP + "carbon_price: {price: {value: 20 USD/t, growth: 2 %}}",
    "priced plants": RETROFIT.partition("credits:")[0].replace(
        "grid_emission_factor: 0.5 t/MWh", "operating_margin: 0.6 t/MWh\n      build_margin: 0.4 t/MWh"
    )
    + "carbon_price: {price: 20 USD/t, years: {from: 2016, to: 2020}}",
}
"""Every section of credits, of a price on emissions and of support, so that each of their lines is fed."""

ROLLED_OUT = (
    HEADER.replace("operation: 10 yr", "operation: 16 yr")
    + """
roll_out:
  years: {from: 2012, to: 2020}
  level: {years: {2012: 100 unit, 2016: 500 unit}, between: linear}
  life: 6 yr
  premium: {value: 60 USD/unit, growth: -2 %}
  unit_opex: 1 USD/unit
  programme_cost: 0.1 million USD/yr
  rebound: 10 %
  avoided:
    grid:
      fuel: electricity
      price: 72 USD/MWh
      specific_consumption: 0.5 MWh/unit
      loss_rate: 8 %
      operating_margin: 0.6 t/MWh
      build_margin: 0.4 t/MWh
    gas: {fuel: natural_gas, price: 300 USD/t, heat_rate: 5 GJ/unit HHV}
  sampling: {variation: 40 %, cost: 100 USD/unit}
swap: {leakage: 1 t/yr, residual_value: {rule: book_value, life: roll_out.life}}
credits: {mechanism: bilateral, price: 16 USD/t, monitoring_cost: 0.1 million USD/yr}
"""
)

SCENARIOS = {"financed": FINANCED, "outright": OUTRIGHT, "otherwise": OTHERWISE, "untaxed": UNTAXED}
SCENARIOS |= {"retrofit": RETROFIT, "rolled out": ROLLED_OUT, **CREDITS}


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("units")
    for name, text in SCENARIOS.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return {name: Model(load(folder / f"{name}.yaml")) for name in SCENARIOS}


RULES = {found.rule: name for name, found in LINES.items()}


def fed_rows(model):
    """Yield line, unit that the book expects and unit of the row that the scenario feeds."""
    figures = model.scenario.figures.items()
    endings = ("", "_by_mass", "_share", "_yearly")
    stated = {f"{path}{ending}": figure.unit for path, figure in figures for ending in endings}
    for full, wired in model.credited.items():
        name = RULES.get(wired.line.rule, "")
        for need, read in zip(wired.line.needs, wired.reads, strict=False) if name else ():
            fed = model.credited[read].line.unit if read in model.credited else stated.get(read)
            if fed is not None:
                expected = unit_of(need, INPUTS[name], BESIDE[name])
                yield f"{full} reads {read}", *(_served(unit) for unit in (expected, fed))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_row_is_fed_in_the_unit_that_its_line_expects(models, scenario):
    found = list(fed_rows(models[scenario]))
    assert len(found) > (90 if scenario in CREDITS else 150)
    assert [(name, expected, fed) for name, expected, fed in found if not _same_unit(expected, fed)] == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_row_of_the_scenario_is_finite(models, scenario):
    rows = models[scenario].run().rows
    assert all(np.isfinite(found).all() for found in rows.values())


MONEY = ("tax", "debt", "finance", "economic", "depreciation", "returns")
TONNES = (
    "credits",
    "reference",
    "sector",
    "sales",
    "credit_costs",
    "carbon_price",
    "support",
    "fuel",
    "swap",
    "capture",
)
UNITS = ("roll_out",)


@pytest.mark.parametrize("modules", [MONEY, TONNES, UNITS], ids=["money", "tonnes", "units"])
def test_the_scenarios_feed_every_line_of_these_modules(models, modules):
    placed = {RULES.get(one.line.rule) for model in models.values() for one in model.credited.values()}
    books = [book for book in BOOKS if book.__module__.rpartition(".")[2] in modules]
    assert {f"{book.__name__}.{name}" for book in books for name in lines_of(book)} <= placed


def _served(unit):
    """The service of a roll-out is its unit; that of all other scenarios here is electricity."""
    return unit.replace("service", "MWh").replace("unit", "MWh")


def _same_unit(one, other):
    return POWER.Quantity(1, one).units == POWER.Quantity(1, other).units


def test_units_that_differ_are_seen():
    assert _same_unit("MWh/MWh", "1")
    assert not _same_unit("money/MWh", "money/GJ")
    assert not _same_unit("money", "money/yr")


def test_electricity_at_72_usd_a_mwh_costs_72_usd_a_mwh(models):
    rows = models["retrofit"].run().rows
    grid = {name: rows[f"project.fuels.grid.{name}"] for name in ("fuel_cost", "consumed")}
    real = grid["fuel_cost"] / rows["price_level"]
    np.testing.assert_allclose(real, 72 * grid["consumed"], rtol=1e-12)
    assert grid["consumed"].any()


def test_electricity_at_100_usd_a_mwh_at_the_border_costs_the_country_100_usd_a_mwh(models):
    rows = models["financed"].run().rows
    real = rows["project.fuels.grid.resource_cost"] / rows["price_level"]
    np.testing.assert_allclose(real, 100 * rows["project.fuels.grid.consumed"], rtol=1e-12)
    assert real.any()


def test_a_level_of_working_capital_is_tied_up_in_operation_alone(models):
    """5 million USD of 2011 money in the first operating year, 1 % more in each later one, nothing in the last."""
    rows = models["financed"].run().rows
    tied_up = (rows["working_capital"] / rows["price_level"])[:, 0]
    np.testing.assert_allclose(tied_up[3:-2], 5e6 * 1.01 ** np.arange(len(tied_up) - 5), rtol=1e-12)
    assert not tied_up[[0, 1, 2, -2, -1]].any()
    assert rows["closing"][-2] == 1


# ---- the test can fail ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(LINES) - ZERO_LINES))
def test_a_wrong_declared_unit_is_caught(name):
    for wrong in ("money", "t", "1/MW", *(() if LINES[name].loop else ("yr", "1/yr"))):
        spoiled = dataclasses.replace(LINES[name], unit=f"({LINES[name].unit}) * {wrong}")
        with pytest.raises(pint.DimensionalityError):
            check(name, POWER, spoiled)


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
        lambda money, tonnes, years, share: scans.following(money * years),
        lambda money, tonnes, years, share: money * rates.capital_recovery_factor(share, years),
        lambda money, tonnes, years, share: money * rates.capital_recovery_factor(years, share),
        lambda money, tonnes, years, share: money * years,
        lambda money, tonnes, years, share: 1,
    ],
)
def test_a_wrong_formula_is_caught(rule):
    own = {"money_row": "money", "tonnes": "t", "years": "yr", "share": "1"}
    with pytest.raises(pint.DimensionalityError):
        check_line(Line("money", rule, tuple(own)), own, SERVICE)


@pytest.mark.parametrize(
    "rule",
    [
        lambda money, years, share: scans.so_far(scans.peak(scans.previous(scans.following(money)))),
        lambda money, years, share: money * (rates.capital_recovery_factor(share, years / years) - share),
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
    check_line(Line("money", rule, tuple(own)), own, SERVICE)


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (lambda money, tonnes, years: np.maximum(0, money) * (years > 1), True),
        (lambda money, tonnes, years: money * tonnes / tonnes, True),
        (lambda money, tonnes, years: money * money, False),
        (lambda money, tonnes, years: money * tonnes, False),
        (lambda money, tonnes, years: np.maximum(money, tonnes), False),
        (lambda money, tonnes, years: np.minimum(money, 3), False),
        (lambda money, tonnes, years: np.sign(money), False),
    ],
)
def test_a_kernel_with_a_wrong_formula_is_caught(rule, fits):
    own = {"money_row": "money", "tonnes": "t", "years": "yr"}
    found = Line("money", rule, tuple(own), loop=True)
    if fits:
        check_line(found, own, SERVICE)
    else:
        with pytest.raises(pint.DimensionalityError):
            check_line(found, own, SERVICE)


def test_a_name_of_no_known_unit_is_an_error():
    with pytest.raises(KeyError):
        unit_of("swap.no_such_row", {})


def test_a_name_of_two_units_is_an_error():
    with pytest.raises(ValueError, match="too many values"):
        unit_of("elsewhere.opening", {})


def test_a_name_of_two_units_is_that_of_the_lines_module():
    assert unit_of("opening", {}, BESIDE["Loan.interest"]) == "money"
    assert unit_of("opening", {}, BESIDE["Assets.placed_in_service"]) == "1"
