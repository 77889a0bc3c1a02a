# ruff: noqa: E501 - a row of the table is one line
"""Bad terms of credits, prices on emissions and support: each differs from a good file in one value, and is refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from appraisal.engine.appraisal import appraise
from appraisal.ground.problem import AppraisalError, ScenarioError
from appraisal.scenario.load import load

PROJECT = """\
format: 1
name: Power from the waste heat of kilns
money: {currency: USD, price_year: 2011, basis: nominal}
fx: {JPY: 80 JPY/USD}
timeline: {first_year: 2012, construction: 2 yr, operation: 20 yr}
discount_rate: 8 %
sources: {standard: the standard's own text}
swap:
  class: industry
  capex_gap: 100 million USD
  fuel_saving: 9 million USD/yr
  abatement: 600 kt/yr
  baseline_emissions: 5 Mt/yr
credits:
  mechanism: voluntary
  price: {years: {2014: 10 USD/t, 2024: 15 USD/t}, between: linear}
  floor: 8 USD/t
  share_cashed: 80 %
  buffer: 10 %
  share_of_proceeds: 2 %
  overall_mitigation: 3 %
  owners: {developer: 70 %, host: 20 %, partner: 10 %}
  crediting:
    years: 7 yr
    renewals: 1
    tightening: 5 %
  reference:
    rule: below_usual
    below_usual: 2 %
    autonomous_improvement: 0.2 %/yr
    data_year: 2010
    source: standard
  registration_cost: 8 million JPY
  registration_fee: {exempt_below: 15 kt/yr, cap: 0.2 million USD}
  monitoring_cost: 50 thousand USD/yr
  issuance_fee: 0.2 USD/t
  issuance_tier: {up_to: 15 kt/yr, fee: 0.1 USD/t}
  aftercare: {cost: 20 thousand USD/yr, years: 5 yr}
  agreement:
    volume: 150 kt/yr
    price: 9 USD/t
    years: 10 yr
    delivery_factor: 95 %
    prepayment: 30 %
    prepayment_discount: 10 %
    source: standard
  claims:
    inventory: {tonnes: 40 kt/yr, source: standard}
  known_prices:
    exchange: {value: 12 USD/t, date: 2011-06, kind: market}
  additionality: {benchmark: 10.5 %, of: project, tax: before, basis: nominal, period: 15 yr, fair_value: 20 %}
support:
  technical_assistance: {amount: 1.5 million USD, year: 2012, from: partner}
  mrv:
    amount: 80 thousand USD/yr
    years: {from: 2013, to: 2020}
    from: host
  price_guarantee: {price: 11 USD/t, years: {from: 2014, to: 2021}, from: host}
  loan_terms: {share: 50 %, grace: 3 yr, tenor: 12 yr, repayment: annuity}
"""

SECTOR = """\
format: 1
name: One kiln of a sector that is credited as a whole
money: {currency: USD, price_year: 2011, basis: nominal}
timeline: {first_year: 2012, operation: 20 yr}
discount_rate: 8 %
swap:
  class: coal
  capex_gap: 100 million USD
  fuel_saving: 9 million USD/yr
  abatement: 600 kt/yr
  baseline_emissions: 5 Mt/yr
  output: 5 TWh/yr
credits:
  mechanism: sectoral
  price: 10 USD/t
  owners: {developer: 40 %}
  reference: {benchmark: 0.9 t/MWh}
  sector:
    output: 200 TWh/yr
    intensity: 0.85 t/MWh
    settlement: 5 yr
    shared_by: output
"""

PRICED = """\
format: 1
name: A kiln under a price on emissions
money: {currency: USD, price_year: 2011, basis: nominal}
timeline: {first_year: 2012, operation: 20 yr}
discount_rate: 8 %
swap:
  capex_gap: 100 million USD
  fuel_saving: 9 million USD/yr
  abatement: 600 kt/yr
carbon_price:
  price: 12.5 USD/t
  years: {from: 2015, to: 2030}
support:
  technical_assistance: {amount: 1.5 million USD, year: 2012, from: partner}
"""

PLANTS = """\
format: 1
name: Gas instead of coal
money: {currency: USD, price_year: 2011, basis: nominal}
timeline: {first_year: 2012, construction: 3 yr, operation: 20 yr}
discount_rate: 10 %
baseline:
  class: coal
  capacity: 900 MW
  capacity_factor: 70 %
  net_efficiency: 38 % LHV
  fuels: {coal: {fuel: other_bituminous, price: 2 USD/GJ}}
  overnight_cost: 1100 USD/kW
project:
  class: gas
  capacity: 900 MW
  capacity_factor: 70 %
  net_efficiency: 55 % LHV
  fuels: {gas: {fuel: natural_gas, price: 6 USD/GJ}}
  overnight_cost: 1300 USD/kW
credits:
  mechanism: cdm
  as_of: 2011
  host_ldc: true
  price: 12 USD/t
  crediting: {years: 7 yr, renewals: 2}
  reference: {benchmark: 0.8 t/MWh, conservative: true}
"""

STEEL = """\
format: 1
name: Steel with power from the grid
money: {currency: USD, price_year: 2011, basis: nominal}
timeline: {first_year: 2012, operation: 20 yr}
discount_rate: 10 %
baseline:
  capacity: 1 Mt/yr
  capacity_factor: 90 %
  heat_rate: 18 GJ/t LHV
  fuels: {coal: {fuel: other_bituminous, price: 3 USD/GJ}}
  capex: 100 million USD
project:
  capacity: 1 Mt/yr
  capacity_factor: 90 %
  capex: 400 million USD
  fuels:
    power:
      fuel: electricity
      price: 50 USD/MWh
      specific_consumption: 0.6 MWh/t
      operating_margin: 0.9 t/MWh
      build_margin: 0.5 t/MWh
      operating_weight: 40 %
credits:
  mechanism: voluntary
  price: 10 USD/t
  crediting: {years: 10 yr}
  buffer: 10 %
  issuance_fee: 0.2 USD/t
  reference: {rule: benchmark, benchmark: 1.5 t/t}
"""

BASES = {"project": PROJECT, "sector": SECTOR, "priced": PRICED, "plants": PLANTS, "steel": STEEL}


@dataclass(frozen=True)
class Row:
    """One bad file: ``old`` in its base becomes ``bad``, in its twin ``good``; ``at`` is where the problem stands."""

    base: str
    old: str
    bad: str
    code: str
    path: str
    at: str = ""
    good: str = ""

    def text(self, new: str) -> str:
        assert BASES[self.base].count(self.old) == 1, f"'{self.old}' must stand once in the good file"
        return BASES[self.base].replace(self.old, new)


def project(old: str, bad: str, code: str, path: str, at: str = "", good: str = "") -> Row:
    return Row("project", old, bad, code, f"credits.{path}".rstrip("."), at, good)


def sector(old: str, bad: str, code: str, path: str, at: str = "", good: str = "") -> Row:
    return Row("sector", old, bad, code, f"credits.{path}", at, good)


def backed(old: str, bad: str, code: str, path: str, at: str = "", good: str = "") -> Row:
    return Row("project", old, bad, code, f"support.{path}", at, good)


def priced(old: str, bad: str, code: str, path: str, at: str = "", good: str = "") -> Row:
    return Row("priced", old, bad, code, path, at, good)


def plants(old: str, bad: str, code: str, path: str, at: str = "", good: str = "") -> Row:
    return Row("plants", old, bad, code, path, at, good)


def steel(old: str, bad: str, code: str, path: str, at: str = "", good: str = "") -> Row:
    return Row("steel", old, bad, code, path, at, good)


def block(text: str, start: str, end: str) -> str:
    return text[text.index(start) : text.index(end)]


AGREEMENT = block(PROJECT, "  agreement:", "  claims:")
BACKED = PROJECT[PROJECT.index("  technical_assistance:") :]
SECTION = SECTOR[SECTOR.index("  sector:") :]

MECHANISM = [
    project("mechanism: voluntary", "mechanism: voluntry", "unknown-mechanism", "mechanism", "mechanism"),
    project("mechanism: voluntary", "mechanism: Voluntary", "unknown-mechanism", "mechanism", "mechanism"),
    project("mechanism: voluntary", "mechanism: [voluntary]", "wrong-type", "mechanism", "mechanism"),
    project("mechanism: voluntary", "mechanism: voluntary\n  as_of: 2026 yr", "wrong-type", "as_of", "as_of", "mechanism: voluntary\n  as_of: 2026"),
    project("mechanism: voluntary", "mechanism: voluntary\n  as_of: 1011", "out-of-range", "as_of", "as_of", "mechanism: voluntary\n  as_of: 2011"),
    project("mechanism: voluntary", "mechanism: voluntary\n  host_ldc: 1", "wrong-type", "host_ldc", "host_ldc", "mechanism: voluntary\n  host_ldc: false"),
    project("mechanism: voluntary", "mechanism: voluntary\n  host_ldc: true", "unused", "host_ldc", "host_ldc", "mechanism: voluntary\n  host_ldc: false"),
    project("mechanism: voluntary", "mechanism: voluntary\n  ignore_eligibility: yes", "wrong-type", "ignore_eligibility", "ignore_eligibility", "mechanism: voluntary\n  ignore_eligibility: true"),
    project("  buffer: 10 %\n", "", "missing-input", "buffer", "credits"),
    project("  issuance_fee: 0.2 USD/t\n", "", "missing-input", "issuance_fee", "credits"),
    project("    years: 7 yr\n", "", "missing-input", "crediting.years", "crediting"),
    project("  price: {years: {2014: 10 USD/t, 2024: 15 USD/t}, between: linear}\n", "", "missing-input", "price", "credits"),
    project("{years: {2014: 10 USD/t, 2024", "{years: {2015: 10 USD/t, 2024", "series-starts-late", "price.years", "years: {2015"),
    project("floor: 8 USD/t", "floor: {years: {2016: 8 USD/t}}", "series-starts-late", "floor.years", "years: {2016", "floor: {years: {2013: 8 USD/t}}"),
    project("floor: 8 USD/t", "floor: 8 USD", "wrong-dimension", "floor", "floor"),
    project("floor: 8 USD/t", "flor: 8 USD/t", "unknown-key", "flor", "flor"),
    project("floor: 8 USD/t", "floor: 8,5 USD/t", "decimal-comma", "floor", "floor", "floor: 8.5 USD/t"),
    project("share_cashed: 80 %", "share_cashed: 180 %", "out-of-range", "share_cashed", "share_cashed"),
    plants("class: gas", "class: nuclear", "not-eligible", "credits.mechanism", "mechanism"),
    plants("discount_rate: 10 %", "discount_rate: 10 %\nswap: {class: coal}", "one-of", "swap.class", "class: coal}", "discount_rate: 10 %\nswap: {class: gas}"),
    plants("host_ldc: true", "share_of_proceeds: 1 %", "against-rules", "credits.share_of_proceeds", "share_of", "share_of_proceeds: 2 %"),
    plants("years: 7 yr, renewals: 2", "years: 8 yr, renewals: 2", "against-rules", "credits.crediting.years", "years: 8"),
]  # fmt: skip

OWNERS = [
    project("developer: 70 %", "developer: 60 %", "shares", "owners", "owners"),  # 0.9 in all
    project("developer: 70 %", "developer: 80 %", "shares", "owners", "owners"),  # 1.1 in all
    project("{developer: 70 %, host: 20 %, partner: 10 %}", "{developer: 70 %}", "shares", "owners", "owners", "{developer: 100 %}"),
    project("{developer: 70 %, host: 20 %, partner: 10 %}", "{host: 20 %}", "shares", "owners", "owners", "{host: 20 %, developer: 80 %}"),
    project("{developer: 70 %, host: 20 %, partner: 10 %}", "{partner: 10 %}", "shares", "owners", "owners", "{partner: 0 %}"),
    project("partner: 10 %", "partner: -10 %", "out-of-range", "owners.partner", "partner"),
    project("partner: 10 %", "parter: 10 %", "unknown-key", "owners.parter", "parter"),
    project("developer: 70 %", "developer: {years: {2014: 70 %, 2020: 75 %}, between: step}", "shares", "owners", "owners", "developer: {years: {2014: 70 %, 2020: 70 %}, between: step}"),
    sector("developer: 40 %", "developer: 40 %, partner: 10 %", "shares", "owners", "owners", "developer: 40 %, host: 50 %, partner: 10 %"),
    sector("{developer: 40 %}", "{host: 60 %}", "missing-input", "owners.developer", "owners", "{host: 60 %, developer: 40 %}"),
    project("buffer: 10 %", "buffer: 96 %", "levies-above-issued", "", "credits", "buffer: 95 %"),
    project("buffer: 10 %", "buffer: {years: {2014: 10 %, 2020: 96 %}, between: step}", "levies-above-issued", "", "credits", "buffer: {years: {2014: 10 %, 2020: 95 %}, between: step}"),
    project("buffer: 10 %", "bufer: 10 %", "unknown-key", "bufer", "bufer"),
]  # fmt: skip

REFERENCES = [
    project("    below_usual: 2 %\n", "", "missing-input", "reference.below_usual", "reference"),
    project("rule: below_usual\n    below_usual: 2 %", "rule: benchmark", "missing-input", "reference.benchmark", "reference"),
    project("rule: below_usual\n    below_usual: 2 %", "rule: lower_of", "missing-input", "reference.benchmark", "reference"),
    project("rule: below_usual\n    below_usual: 2 %", "rule: stated", "missing-input", "reference.emissions", "reference", "rule: stated\n    emissions: 4.9 Mt/yr"),
    project("    rule: below_usual\n    below_usual: 2 %\n", "", "missing-input", "reference.rule", "reference"),
    project("rule: below_usual\n", "rule: business_as_usual\n", "unused", "reference.below_usual", "below_usual: 2"),
    project("rule: below_usual\n", "rule: stated\n    emissions: 4.9 Mt/yr\n", "unused", "reference.below_usual", "below_usual: 2"),
    project("below_usual: 2 %", "below_usual: 2 %\n    emissions: 4.9 Mt/yr", "unused", "reference.emissions", "emissions: 4.9"),
    project("below_usual: 2 %", "below_usual: 2 %\n    benchmark: 0.8 t/MWh", "unused", "reference.benchmark", "benchmark: 0.8"),
    project("rule: below_usual", "rule: below_bau", "unknown-value", "reference.rule", "rule: below_bau"),
    project("below_usual: 2 %", "below_usual: 101 %", "out-of-range", "reference.below_usual", "below_usual: 101", "below_usual: 100 %"),
    project("below_usual: 2 %", "below_usual: 2,5 %", "decimal-comma", "reference.below_usual", "below_usual: 2,5", "below_usual: 2.5 %"),
    project("below_usual: 2 %", "below_usal: 2 %\n    below_usual: 2 %", "unknown-key", "reference.below_usal", "below_usal: 2"),
    project("source: standard\n  registration_cost", "source: standrd\n  registration_cost", "unknown-source", "reference.source", "source: standrd"),
    project("rule: below_usual\n    below_usual: 2 %", "rule: stated\n    emissions: {years: {2016: 4.9 Mt/yr}}", "series-starts-late", "reference.emissions.years", "years: {2016", "rule: stated\n    emissions: {years: {2014: 4.9 Mt/yr}}"),
    project("rule: below_usual\n    below_usual: 2 %", "rule: stated\n    emissions: 4.9 Mt", "wrong-dimension", "reference.emissions", "emissions: 4.9", "rule: stated\n    emissions: 4.9 Mt/yr"),
    project("    autonomous_improvement: 0.2 %/yr\n", "", "unused", "reference.data_year", "data_year"),
    project("autonomous_improvement: 0.2 %/yr", "autonomous_improvement: 0 %/yr", "unused", "reference.data_year", "data_year"),
    project("autonomous_improvement: 0.2 %/yr", "autonomous_improvement: 60 %/yr", "out-of-range", "reference.autonomous_improvement", "autonomous"),
    project("data_year: 2010", "data_year: 2010 yr", "wrong-type", "reference.data_year", "data_year"),
    project("data_year: 2010", "data_year: 2010\n    conservative: true", "unused", "reference.conservative", "conservative", "data_year: 2010\n    conservative: false"),
    plants("natural_gas, price: 6 USD/GJ}}", "natural_gas, price: 6 USD/GJ, emission_factor: 56 kg/GJ}}\n  ramp_up: [1]", "bare-number", "project.ramp_up[0]", "1]", "natural_gas, price: 6 USD/GJ, emission_factor: 56 kg/GJ}}\n  ramp_up: [100 %]"),
    plants("benchmark: 0.8 t/MWh", "benchmark: 0.8 t/t", "wrong-dimension", "credits.reference.benchmark", "benchmark"),
    plants("benchmark: 0.8 t/MWh", "benchmark: 0 t/MWh", "out-of-range", "credits.reference.benchmark", "benchmark"),
    plants("benchmark: 0.8 t/MWh", "benchmark: {years: {2016: 0.8 t/MWh}}", "series-starts-late", "credits.reference.benchmark.years", "years: {2016", "benchmark: {years: {2015: 0.8 t/MWh}}"),
    plants("conservative: true", "conservative: 1", "wrong-type", "credits.reference.conservative", "conservative"),
    steel("benchmark: 1.5 t/t", "benchmark: 1.5 t/MWh", "wrong-dimension", "credits.reference.benchmark", "benchmark: 1.5"),
]  # fmt: skip

PERIOD = [
    project("    renewals: 1\n", "", "missing-input", "crediting.renewals", "crediting"),
    project("renewals: 1", "renewals: 0", "missing-input", "crediting.renewals", "renewals"),
    project("    renewals: 1\n    tightening: 5 %", "    tightening: {value: 5 %, low: 0 %, high: 6 %}", "missing-input", "crediting.renewals", "crediting", "    tightening: {value: 5 %/yr, low: 0 %/yr, high: 6 %/yr}"),
    project("renewals: 1", "renewals: 1.5", "not-whole", "crediting.renewals", "renewals", "renewals: 2"),
    project("renewals: 1", "renewals: 21", "out-of-range", "crediting.renewals", "renewals", "renewals: 2"),
    project("renewals: 1", "renewals: -1", "out-of-range", "crediting.renewals", "renewals"),
    project("renewals: 1", "renewals: 2 yr", "wrong-dimension", "crediting.renewals", "renewals", "renewals: 2"),
    project("renewals: 1", "renewal: 1\n    renewals: 1", "unknown-key", "crediting.renewal", "renewal: 1"),
    project("tightening: 5 %", "tightening: 101 %", "out-of-range", "crediting.tightening", "tightening"),
    project("tightening: 5 %", "tightening: -5 %", "out-of-range", "crediting.tightening", "tightening"),
    project("tightening: 5 %", "tightening: 5 kt/yr", "wrong-dimension", "crediting.tightening", "tightening"),
    project("tightening: 5 %", "tightening: 1,5 %", "decimal-comma", "crediting.tightening", "tightening", "tightening: 1.5 %"),
    project("tightening: 5 %", "tightenning: 5 %", "unknown-key", "crediting.tightenning", "tightenning"),
    project("tightening: 5 %", "tightening: {value: 5 %, low: 1 %/yr, high: 6 %}", "mixed-units", "crediting.tightening.low", "low: 1", "tightening: {value: 5 %, low: 1 %, high: 6 %}"),
    project("years: 7 yr", "years: 7", "bare-number", "crediting.years", "years: 7\n"),
]  # fmt: skip

FEES = [
    project("{up_to: 15 kt/yr, fee: 0.1 USD/t}", "{up_to: 15 kt/yr}", "missing-input", "issuance_tier.fee", "issuance_tier"),
    project("{exempt_below: 15 kt/yr, cap: 0.2 million USD}", "{exempt_below: 15 kt/yr}", "missing-input", "registration_fee.cap", "registration_fee"),
    project("{exempt_below: 15 kt/yr, cap: 0.2 million USD}", "{cap: 0.2 million USD}", "missing-input", "registration_fee.exempt_below", "registration_fee"),
    project("  registration_fee: {exempt_below: 15 kt/yr, cap: 0.2 million USD}\n", "  registration_fee: {exempt: 15 kt/yr}\n", "unknown-key", "registration_fee.exempt", "exempt", "\n"),
    project("{up_to: 15 kt/yr, fee", "{up_to: 15 kt, fee", "wrong-dimension", "issuance_tier.up_to", "up_to"),
    project("fee: 0.1 USD/t}", "fee: 0.1 USD}", "wrong-dimension", "issuance_tier.fee", "fee: 0.1 USD}"),
    project("fee: 0.1 USD/t}", "fee: -0.1 USD/t}", "out-of-range", "issuance_tier.fee", "fee: -0.1"),
    project("fee: 0.1 USD/t}", "fees: 0.1 USD/t, fee: 0.1 USD/t}", "unknown-key", "issuance_tier.fees", "fees: 0.1"),
    project("fee: 0.1 USD/t}", "fee: {years: {2015: 0.1 USD/t}}}", "series-starts-late", "issuance_tier.fee.years", "years: {2015", "fee: {years: {2014: 0.1 USD/t}}}"),
    project("cap: 0.2 million USD", "cap: 0.2 million EUR", "no-exchange-rate", "registration_fee.cap", "cap: 0.2 million EUR", "cap: 16 million JPY"),
    project("{cost: 20 thousand USD/yr, years: 5 yr}", "{cost: 20 thousand USD/yr}", "missing-input", "aftercare.years", "aftercare"),
    project("{cost: 20 thousand USD/yr, years: 5 yr}", "{years: 5 yr}", "missing-input", "aftercare.cost", "aftercare"),
    project("cost: 20 thousand USD/yr", "cost: 20 thousand USD", "wrong-dimension", "aftercare.cost", "cost: 20 thousand USD,"),
    project("cost: 20 thousand USD/yr", "costs: 20 thousand USD/yr, cost: 20 thousand USD/yr", "unknown-key", "aftercare.costs", "costs"),
    project("years: 5 yr}", "years: 5.5 yr}", "not-whole", "aftercare.years", "years: 5.5"),
    project("years: 5 yr}", "years: 41 yr}", "out-of-range", "aftercare.years", "years: 41", "years: 40 yr}"),
]  # fmt: skip

CONTRACT = [
    project("volume: 150 kt/yr", "volume: -150 kt/yr", "out-of-range", "agreement.volume", "volume"),
    project("price: 9 USD/t", "price: -9 USD/t", "out-of-range", "agreement.price", "price: -9"),
    project("volume: 150 kt/yr", "volume: 150 kt", "wrong-dimension", "agreement.volume", "volume"),
    project("price: 9 USD/t", "price: 9 USD/yr", "wrong-dimension", "agreement.price", "price: 9"),
    project("price: 9 USD/t", "price: 9 EUR/t", "no-exchange-rate", "agreement.price", "price: 9", "price: 720 JPY/t"),
    project("    volume: 150 kt/yr\n", "", "missing-key", "agreement.volume", "agreement"),
    project("    price: 9 USD/t\n", "", "missing-key", "agreement.price", "agreement"),
    project("volume: 150 kt/yr", "volume: 150,5 kt/yr", "decimal-comma", "agreement.volume", "volume", "volume: 150.5 kt/yr"),
    project("volume: 150 kt/yr", "volume: 150 kt/yr\n    delivery: 95 %", "unknown-key", "agreement.delivery", "delivery: 95"),
    project("volume: 150 kt/yr", "volume: {years: {2015: 150 kt/yr}}", "series-starts-late", "agreement.volume.years", "years: {2015", "volume: {years: {2014: 150 kt/yr}}"),
    project("price: 9 USD/t", "price: {years: {2015: 9 USD/t}}", "series-starts-late", "agreement.price.years", "years: {2015", "price: {years: {2014: 9 USD/t}}"),
    project("delivery_factor: 95 %", "delivery_factor: 105 %", "out-of-range", "agreement.delivery_factor", "delivery_factor", "delivery_factor: 100 %"),
    project("delivery_factor: 95 %", "delivery_factor: {years: {2014: 95 %}}", "no-series", "agreement.delivery_factor", "delivery_factor"),
    project("    prepayment: 30 %\n", "", "missing-input", "agreement.prepayment", "agreement"),
    project("prepayment_discount: 10 %", "prepayment_discount: 110 %", "out-of-range", "agreement.prepayment_discount", "prepayment_discount"),
    project("prepayment_discount: 10 %\n    source: standard", "prepayment_discount: 10 %\n    source: contract", "unknown-source", "agreement.source", "source: contract"),
    project(AGREEMENT, "  agreement: {}\n", "missing-key", "agreement.volume", "agreement", "\n"),
    project("tonnes: 40 kt/yr", "tonnes: 400 kt/yr", "double-claim", "claims.inventory", "inventory"),
    project("tonnes: 40 kt/yr", "tonnes: -40 kt/yr", "out-of-range", "claims.inventory.tonnes", "tonnes"),
    project("tonnes: 40 kt/yr", "tons: 40 kt/yr, tonnes: 40 kt/yr", "unknown-key", "claims.inventory.tons", "tons"),
    project("tonnes: 40 kt/yr", "tonnes: 40", "bare-number", "claims.inventory.tonnes", "tonnes"),
    project("tonnes: 40 kt/yr", "tonnes: {years: {2015: 40 kt/yr}}", "series-starts-late", "claims.inventory.tonnes.years", "years: {2015", "tonnes: {years: {2014: 40 kt/yr}}"),
    project("    inventory: {", "    the inventory: {", "bad-name", "claims.the inventory", "the inventory"),
]  # fmt: skip

KNOWN = [
    project(", kind: market", "", "missing-key", "known_prices.exchange.kind", "exchange"),
    project(", date: 2011-06", "", "missing-key", "known_prices.exchange.date", "exchange", ", date: 2011"),
    project("value: 12 USD/t, ", "", "missing-key", "known_prices.exchange.value", "exchange"),
    project("kind: market", "kind: markt", "unknown-value", "known_prices.exchange.kind", "kind: markt"),
    project("value: 12 USD/t", "value: 12 EUR/t", "no-exchange-rate", "known_prices.exchange.value", "value: 12 EUR", "value: 960 JPY/t"),
    project("value: 12 USD/t", "value: 12 USD", "wrong-dimension", "known_prices.exchange.value", "value: 12 USD,"),
    project("value: 12 USD/t", "values: 12 USD/t, value: 12 USD/t", "unknown-key", "known_prices.exchange.values", "values"),
    project("benchmark: 10.5 %", "benchmark: 105 %", "out-of-range", "additionality.benchmark", "benchmark: 105"),
    project("benchmark: 10.5 %", "bench_mark: 10 %, benchmark: 10 %", "unknown-key", "additionality.bench_mark", "bench_mark"),
    project("of: project", "of: lenders", "unknown-value", "additionality.of", "of: lenders"),
    project("tax: before", "tax: none", "unknown-value", "additionality.tax", "tax: none"),
    project("period: 15 yr", "period: 15.5 yr", "not-whole", "additionality.period", "period"),
    project("fair_value: 20 %", "fair_value: 120 %", "out-of-range", "additionality.fair_value", "fair_value"),
]  # fmt: skip

SECTORS = [
    sector("    output: 200 TWh/yr\n", "", "missing-key", "sector.output", "sector:"),
    sector("    intensity: 0.85 t/MWh\n", "", "missing-key", "sector.intensity", "sector:"),
    sector("output: 200 TWh/yr", "output: -200 TWh/yr", "out-of-range", "sector.output", "output: -200"),
    sector("output: 200 TWh/yr", "output: 200 TWh", "wrong-dimension", "sector.output", "output: 200 TWh\n"),
    sector("output: 200 TWh/yr", "output: 200 Mt/yr", "wrong-dimension", "sector.output", "output: 200 Mt"),
    sector("intensity: 0.85 t/MWh", "intensity: 0.85 t/t", "wrong-dimension", "sector.intensity", "intensity"),
    sector("intensity: 0.85 t/MWh", "intensity: 0,85 t/MWh", "decimal-comma", "sector.intensity", "intensity"),
    sector("intensity: 0.85 t/MWh", "intensity: {years: {2014: 0.85 t/MWh}}", "series-starts-late", "sector.intensity.years", "years: {2014", "intensity: {years: {2013: 0.85 t/MWh}}"),
    sector("output: 200 TWh/yr", "output: {years: {2014: 200 TWh/yr}}", "series-starts-late", "sector.output.years", "years: {2014", "output: {years: {2012: 200 TWh/yr}}"),
    sector("settlement: 5 yr", "settlement: 0 yr", "out-of-range", "sector.settlement", "settlement", "settlement: 1 yr"),
    sector("settlement: 5 yr", "settlement: 2.5 yr", "not-whole", "sector.settlement", "settlement"),
    sector("settlement: 5 yr", "settlment: 5 yr", "unknown-key", "sector.settlment", "settlment"),
    sector("shared_by: output", "shared_by: outputs", "unknown-value", "sector.shared_by", "shared_by"),
    sector("{benchmark: 0.9 t/MWh}", "{rule: business_as_usual, benchmark: 0.9 t/MWh}", "unused", "reference.rule", "rule", "{rule: benchmark, benchmark: 0.9 t/MWh}"),
    sector("{benchmark: 0.9 t/MWh}", "{rule: lower_of, benchmark: 0.9 t/MWh}", "unused", "reference.rule", "rule"),
    sector("{benchmark: 0.9 t/MWh}", "{benchmark: 0.9 t/MWh, below_usual: 2 %}", "unused", "reference.below_usual", "below_usual"),
    sector("  reference: {benchmark: 0.9 t/MWh}\n", "", "missing-input", "reference.benchmark", "credits"),
    Row("sector", "  output: 5 TWh/yr\n", "", "missing-input", "swap.output", "swap"),
    Row("sector", "  baseline_emissions: 5 Mt/yr\n", "", "missing-input", "swap.baseline_emissions", "swap"),
    Row("sector", "  output: 5 TWh/yr\n", "  output: 5 Gt/yr\n", "wrong-dimension", "credits.reference.benchmark", "benchmark"),
    Row("sector", "  output: 5 TWh/yr\n", "  output: 0 TWh/yr\n", "out-of-range", "swap.output", "output: 0"),
    Row("project", "baseline_emissions: 5 Mt/yr", "baseline_emissions: 5 Mt/yr\n  output: 5 TWh/yr", "unused", "swap.output", "output: 5 TWh"),
    Row("project", "  baseline_emissions: 5 Mt/yr\n", "", "missing-input", "swap.baseline_emissions", "swap"),
]  # fmt: skip

EMISSIONS = [
    priced("  price: 12.5 USD/t\n", "", "missing-input", "carbon_price.price", "carbon_price"),
    priced("price: 12.5 USD/t", "price: 12.5 USD", "wrong-dimension", "carbon_price.price", "price: 12.5"),
    priced("price: 12.5 USD/t", "price: 12,5 USD/t", "decimal-comma", "carbon_price.price", "price: 12,5"),
    priced("price: 12.5 USD/t", "price: 12.5 EUR/t", "no-exchange-rate", "carbon_price.price", "price: 12.5"),
    priced("price: 12.5 USD/t", "price: {years: {2014: 12 USD/t}}", "series-starts-late", "carbon_price.price.years", "years: {2014", "price: {years: {2013: 12 USD/t}}"),
    priced("{from: 2015, to: 2030}", "{from: 2030, to: 2015}", "bad-year", "carbon_price.years", "years"),
    priced("{from: 2015, to: 2030}", "{from: 2011, to: 2030}", "year-outside-axis", "carbon_price.years.from", "from: 2011", "{from: 2012, to: 2030}"),
    priced("{from: 2015, to: 2030}", "{from: 2015}", "missing-key", "carbon_price.years.to", "years"),
    priced("  years: {from: 2015", "  year: 2015\n  years: {from: 2015", "unknown-key", "carbon_price.year", "year: 2015"),
    priced("carbon_price:", "carbon_prices: {}\ncarbon_price:", "unknown-key", "carbon_prices", "carbon_prices"),
    priced("carbon_price:", "credits: {mechanism: bilateral, price: 10 USD/t}\ncarbon_price:", "double-claim", "carbon_price", "carbon_price:", "credits: {mechanism: none}\ncarbon_price:"),
    priced("carbon_price:\n  price: 12.5 USD/t\n  years: {from: 2015, to: 2030}\n", "credits: {mechanism: carbon_price}\n", "missing-input", "carbon_price.price", "", "credits: {mechanism: carbon_price}\ncarbon_price: {price: 5 USD/t}\n"),
    priced("from: partner}", "from: partner}\n  price_guarantee: {price: 15 USD/t, from: host}", "unused", "support.price_guarantee", "price_guarantee"),
]  # fmt: skip

BACKING = [
    backed("1.5 million USD, year: 2012", "1.5 million USD", "one-of", "technical_assistance.year", "technical"),
    backed("1.5 million USD, year: 2012", "1.5 million USD/yr, year: 2012", "one-of", "technical_assistance.year", "year: 2012, from", "1.5 million USD/yr"),
    backed("1.5 million USD, year: 2012", "1.5 million USD, year: 2011", "year-outside-axis", "technical_assistance.year", "year: 2011, from"),
    backed("1.5 million USD, year: 2012", "1.5 million USD, year: 2012, years: {from: 2012, to: 2013}", "one-of", "technical_assistance.year", "year: 2012, years"),
    backed("1.5 million USD, year", "-1.5 million USD, year", "out-of-range", "technical_assistance.amount", "amount: -1.5"),
    backed("1.5 million USD, year", "1.5 million EUR, year", "no-exchange-rate", "technical_assistance.amount", "amount: 1.5 million EUR", "120 million JPY, year"),
    backed("2012, from: partner", "2012", "missing-key", "technical_assistance.from", "technical"),
    backed("2012, from: partner", "2012, from: lenders", "unknown-value", "technical_assistance.from", "from: lenders"),
    backed("2012, from: partner", "2012, from: partner, payer: partner", "unknown-key", "technical_assistance.payer", "payer"),
    backed("{from: 2013, to: 2020}", "{from: 2020, to: 2013}", "bad-year", "mrv.years", "years: {from: 2020"),
    backed("{from: 2013, to: 2020}", "{from: 2011, to: 2020}", "year-outside-axis", "mrv.years.from", "from: 2011"),
    backed("amount: 80 thousand USD/yr", "amount: 80,5 thousand USD/yr", "decimal-comma", "mrv.amount", "amount: 80,5"),
    backed("amount: 80 thousand USD/yr", "amount: 80 kt/yr", "wrong-dimension", "mrv.amount", "amount: 80 kt"),
    backed("amount: 80 thousand USD/yr", "amount: {years: {2016: 80 thousand USD/yr}}", "series-starts-late", "mrv.amount.years", "years: {2016", "amount: {years: {2013: 80 thousand USD/yr}}"),
    backed("price: 11 USD/t", "price: -11 USD/t", "out-of-range", "price_guarantee.price", "price: -11"),
    backed("price: 11 USD/t", "price: 11 USD/yr", "wrong-dimension", "price_guarantee.price", "price: 11"),
    backed("price: 11 USD/t", "price: {years: {2015: 11 USD/t}}", "series-starts-late", "price_guarantee.price.years", "years: {2015", "price: {years: {2014: 11 USD/t}}"),
    backed("price: 11 USD/t", "prize: 11 USD/t, price: 11 USD/t", "unknown-key", "price_guarantee.prize", "prize"),
    backed("{from: 2014, to: 2021}", "{from: 2021, to: 2014}", "bad-year", "price_guarantee.years", "years: {from: 2021"),
    backed("grace: 3 yr, tenor: 12 yr", "grace: 12 yr, tenor: 12 yr", "grace-not-below-tenor", "loan_terms.grace", "grace: 12", "grace: 11 yr, tenor: 12 yr"),
    backed("grace: 3 yr, tenor: 12 yr", "grace: 3 yr, tenor: {path: support.loan_terms.grace, times: 50 %, plus: 0.5 yr}", "grace-not-below-tenor", "loan_terms.grace", "grace: 3", "grace: 3 yr, tenor: {path: support.loan_terms.grace, times: 400 %}"),
    backed("grace: 3 yr", "grace: 3.5 yr", "not-whole", "loan_terms.grace", "grace: 3.5"),
    backed("share: 50 %", "share: 0 %", "out-of-range", "loan_terms.share", "share: 0"),
    backed("share: 50 %, grace", "grace", "missing-key", "loan_terms.share", "loan_terms"),
    backed("repayment: annuity", "repayment: anuity", "unknown-value", "loan_terms.repayment", "repayment: anuity"),
    backed("repayment: annuity", "repayment: sculpted", "unknown-value", "loan_terms.repayment", "repayment: sculpted", "repayment: bullet"),
    backed("repayment: annuity", "repayment: annuity, rate: 1 %", "unknown-key", "loan_terms.rate", "rate: 1 %"),
    Row("project", BACKED, "  {}\n", "empty-value", "support", "support", BACKED.split("  mrv:")[0]),
    Row("project", BACKED, "  source: standard\n", "empty-value", "support", "support"),
    backed("  price_guarantee:", "  price_guaranty: {}\n  price_guarantee:", "unknown-key", "price_guaranty", "price_guaranty"),
]  # fmt: skip

GRID = [
    steel("      build_margin: 0.5 t/MWh\n", "", "missing-input", "project.fuels.power.grid_emission_factor", "power:"),
    steel("      operating_margin: 0.9 t/MWh\n", "", "missing-input", "project.fuels.power.grid_emission_factor", "power:"),
    steel("operating_margin: 0.9 t/MWh\n      build_margin: 0.5 t/MWh", "grid_emission_factor: 0.8 t/MWh", "unused", "project.fuels.power.operating_weight", "operating_weight"),
    steel("operating_weight: 40 %", "grid_emission_factor: 0.8 t/MWh", "unused", "project.fuels.power.operating_margin", "operating_margin"),
    steel("operating_weight: 40 %", "operating_weight: 140 %", "out-of-range", "project.fuels.power.operating_weight", "operating_weight"),
    steel("operating_weight: 40 %", "operating_weigth: 40 %", "unknown-key", "project.fuels.power.operating_weigth", "operating_weigth"),
    steel("operating_margin: 0.9 t/MWh", "operating_margin: 0,9 t/MWh", "decimal-comma", "project.fuels.power.operating_margin", "operating_margin"),
    steel("build_margin: 0.5 t/MWh", "build_margin: {years: {2015: 0.5 t/MWh}}", "series-starts-late", "project.fuels.power.build_margin.years", "years: {2015", "build_margin: {years: {2013: 0.5 t/MWh}}"),
    steel("{fuel: other_bituminous, price", "{fuel: other_bituminous, build_margin: 0.5 t/MWh, price", "not-for-fuel", "baseline.fuels.coal.build_margin", "build_margin: 0.5 t/MWh, p"),
]  # fmt: skip

ROWS = [*MECHANISM, *OWNERS, *REFERENCES, *PERIOD, *FEES, *CONTRACT, *KNOWN, *SECTORS, *EMISSIONS, *BACKING, *GRID]
NAMED = [pytest.param(row, id=f"{number}-{row.code}-{row.path}") for number, row in enumerate(ROWS)]


def refused(text: str, folder: Path) -> AppraisalError:
    (folder / "kiln.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(AppraisalError) as caught:
        appraise(load(folder / "kiln.yaml"))
    return caught.value


def appraised(text: str, folder: Path) -> bool:
    (folder / "kiln.yaml").write_text(text, encoding="utf-8")
    return appraise(load(folder / "kiln.yaml")).metrics.npv.status == "ok"


TWINS: set[str] = set()


def twin_is_good(row: Row, folder: Path) -> bool:
    """Whether the twin appraises; many rows share the good file, which is tried once."""
    text = row.text(row.good or row.old)
    if text not in TWINS:
        assert appraised(text, folder)
        TWINS.add(text)
    return True


def place_in(text: str, at: str) -> tuple[int, int]:
    before = text[: text.index(at)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize("base", BASES)
def test_the_good_files_are_whole(base: str, tmp_path: Path) -> None:
    (tmp_path / "kiln.yaml").write_text(BASES[base], encoding="utf-8")
    result = appraise(load(tmp_path / "kiln.yaml"))
    assert all(check.ok for check in result.checks)
    assert {warning.code for warning in result.warnings} <= {"mechanism-status"}


@pytest.mark.parametrize("row", NAMED)
def test_a_bad_file_is_refused_and_its_twin_is_not(row: Row, tmp_path: Path) -> None:
    error = refused(row.text(row.bad), tmp_path)
    assert isinstance(error, ScenarioError)
    found = [problem for problem in error.problems if (problem.code, problem.path) == (row.code, row.path)]
    assert found, f"expected {row.code} at {row.path}, found {error}"
    assert {problem.code for problem in error.problems} == {row.code}
    if row.at:
        assert (found[0].line, found[0].column) == place_in(row.text(row.bad), row.at)
    assert twin_is_good(row, tmp_path)


def test_no_row_stands_twice() -> None:
    assert len({(row.base, row.old, row.bad) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    ("base", "old", "bad", "path"),
    [
        ("plants", "{benchmark: 0.8 t/MWh", "{benchmark: 0,8 t/MWh", "credits.reference.8 t/MWh"),
        ("project", "cap: 0.2 million USD", "cap: 0,2 million USD", "credits.registration_fee.2 million USD"),
        ("project", "value: 12 USD/t", "value: 12,5 USD/t", "credits.known_prices.exchange.5 USD/t"),
        ("project", "benchmark: 10.5 %", "benchmark: 10,5 %", "credits.additionality.5 %"),
        ("project", "amount: 1.5 million", "amount: 1,5 million", "support.technical_assistance.5 million USD"),
    ],
)
def test_a_decimal_comma_between_braces(base: str, old: str, bad: str, path: str, tmp_path: Path) -> None:
    """YAML cuts the number in two there: what is left of the figure is told too."""
    row = Row(base, old, bad, "decimal-comma", path)
    error = refused(row.text(bad), tmp_path)
    assert ("decimal-comma", path) in [(problem.code, problem.path) for problem in error.problems]
    assert {problem.code for problem in error.problems} == {"decimal-comma", "bare-number"}
    assert twin_is_good(row, tmp_path)


def test_a_registration_fee_needs_the_tariff_that_it_is_an_advance_on(tmp_path: Path) -> None:
    tier = "  issuance_tier: {up_to: 15 kt/yr, fee: 0.1 USD/t}\n"
    error = refused(PROJECT.replace(tier, ""), tmp_path)
    assert [(one.code, one.path) for one in error.problems] == [("missing-input", "credits.issuance_tier.up_to")]
    fee = "  registration_fee: {exempt_below: 15 kt/yr, cap: 0.2 million USD}\n"
    assert appraised(PROJECT.replace(tier, "").replace(fee, ""), tmp_path)


def test_a_sector_belongs_to_a_mechanism_that_credits_one(tmp_path: Path) -> None:
    stated = "  reference:\n    rule: below_usual\n"
    error = refused(PROJECT.replace(stated, f"{SECTION}{stated}"), tmp_path)
    assert {(one.code, one.path) for one in error.problems} == {
        ("unused", f"credits.sector.{name}") for name in ("output", "intensity", "settlement")
    }


def test_what_a_mechanism_asks_is_told_all_at_once(tmp_path: Path) -> None:
    bare = SECTOR.replace(SECTION, "").replace("  owners: {developer: 40 %}\n", "")
    error = refused(bare.replace("  reference: {benchmark: 0.9 t/MWh}\n", ""), tmp_path)
    asked = ("reference.benchmark", "sector.output", "sector.intensity", "owners.developer")
    assert [(one.code, one.path) for one in error.problems] == [("missing-input", f"credits.{name}") for name in asked]


@pytest.mark.parametrize("terms", ["price: 10 USD/t", "share_cashed: 50 %", "crediting: {years: 7 yr}"])
def test_terms_of_credits_under_a_price_on_emissions_are_told(terms: str, tmp_path: Path) -> None:
    """They change nothing, as under 'none': a warning, because the price on emissions may have its twin beside it."""
    (tmp_path / "kiln.yaml").write_text(PRICED + f"credits: {{mechanism: carbon_price, {terms}}}\n", encoding="utf-8")
    scenario = load(tmp_path / "kiln.yaml")
    path = "credits.crediting.years" if "crediting" in terms else f"credits.{terms.split(':')[0]}"
    assert [(one.code, one.path) for one in scenario.warnings] == [("unused", path)]
    assert "stated as carbon_price.price" in scenario.warnings[0].message
    (tmp_path / "kiln.yaml").write_text(PRICED, encoding="utf-8")
    alone = load(tmp_path / "kiln.yaml")
    assert alone.warnings == ()
    assert appraise(scenario).metrics.npv.value == appraise(alone).metrics.npv.value


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        (project("mechanism: voluntary", "mechanism: voluntry", "", ""), "Did you mean 'voluntary'?"),
        (project("mechanism: voluntary", "mechanism: tax", "", ""), "Known here: article_6_2, article_6_4, bilateral,"),
        (project("floor: 8 USD/t", "flor: 8 USD/t", "", ""), "Did you mean 'floor'?"),
        (project("below_usual: 2 %", "below_usal: 2 %", "", ""), "Did you mean 'below_usual'?"),
        (project("tightening: 5 %", "tightenning: 5 %", "", ""), "Did you mean 'tightening'?"),
        (project("renewals: 1", "renewal: 1", "", ""), "Did you mean 'renewals'?"),
        (project("exempt_below: 15", "exempt: 15", "", ""), "Did you mean 'exempt_below'?"),
        (project("fee: 0.1 USD/t}", "fees: 0.1 USD/t}", "", ""), "Did you mean 'fee'?"),
        (project("{cost: 20", "{costs: 20", "", ""), "Did you mean 'cost'?"),
        (project("delivery_factor: 95", "delivery: 95", "", ""), "Did you mean 'delivery_factor'?"),
        (project("tonnes: 40", "tons: 40", "", ""), "Did you mean 'tonnes'?"),
        (project("value: 12", "values: 12", "", ""), "Did you mean 'value'?"),
        (project("kind: market", "kind: markt", "", ""), "Did you mean 'market'?"),
        (project("{benchmark: 10.5", "{bench_mark: 10.5", "", ""), "Did you mean 'benchmark'?"),
        (project("partner: 10 %}", "parter: 10 %}", "", ""), "Did you mean 'partner'?"),
        (sector("settlement: 5", "settlment: 5", "", ""), "Did you mean 'settlement'?"),
        (sector("shared_by: output", "shared_by: outputs", "", ""), "Did you mean 'output'?"),
        (priced("  price: 12.5", "  prize: 12.5", "", ""), "Did you mean 'price'?"),
        (priced("carbon_price:", "carbon_prices:", "", ""), "Did you mean 'carbon_price'?"),
        (backed("  mrv:", "  mvr:", "", ""), "Did you mean 'mrv'?"),
        (backed("  price_guarantee:", "  price_guaranty:", "", ""), "Did you mean 'price_guarantee'?"),
        (backed("{share: 50", "{shares: 50", "", ""), "Did you mean 'share'?"),
        (backed("2012, from: partner", "2012, form: partner", "", ""), "Did you mean 'from'?"),
        (project("developer: 70 %", "developer: 60 %", "", ""), "add up to 0.9, and must add up to 1: developer 0.6, host 0.2,"),
        (project("buffer: 10 %", "buffer: 96 %", "", ""), "take 1.01 of what is issued"),
        (project("    renewals: 1\n", "", "", ""), "state crediting.renewals, or write '5 %/yr' for every year"),
        (project("renewals: 1", "renewals: 21", "", ""), "outside from 0 up to 20 (for example: 2)"),
        (project("renewals: 1", "renewals: 1.5", "", ""), "must be a whole number (for example: 2)"),
        (project("    below_usual: 2 %\n", "", "", ""), "rule below_usual needs 'below_usual' (for example: 5 %)"),
        (project("  buffer: 10 %\n", "", "", ""), "mechanism 'voluntary' leaves it to the scenario: state the share of"),
        (project(", years: 5 yr}", "}", "", ""), "'credits.aftercare.cost' needs 'credits.aftercare.years' (for example: 20 yr)"),
        (sector("{benchmark: 0.9", "{rule: stated, benchmark: 0.9", "", ""), "a sector is credited against its benchmark"),
        (priced("  price: 12.5 USD/t\n", "", "", ""), "the price of a tonne that is emitted (for example: 20 USD/t)"),
        (backed("12 yr, rep", "3 yr, rep", "", ""), "a grace of 3 yr leaves no year to repay in a tenor of 3 yr"),
        (backed("USD, year: 2012", "USD", "", ""), "is paid once: state its 'year', or write it per year"),
        (steel("      build_margin: 0.5 t/MWh\n", "", "", ""), "or operating_margin and build_margin"),
    ],
)  # fmt: skip
def test_the_message_tells_the_way_out(row: Row, hint: str, tmp_path: Path) -> None:
    error = refused(row.text(row.bad), tmp_path)
    assert any(hint in problem.message for problem in error.problems), error
