# ruff: noqa: E501 - a row of the table is one line
"""Bad scenario files: each differs from a good one in one value, and is refused with code, key path and place."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appraisal.cli import main
from appraisal.engine.appraisal import appraise
from appraisal.ground.problem import AppraisalError, Problem
from appraisal.scenario.load import load

DIRECT = """\
format: 1
name: Efficient motors instead of standard ones
about: Two plants of a textile park change their motors.
sources:
  tender: the tender of the park, page 4
  guess: not stated anywhere
money: {currency: USD, price_year: 2011, basis: real, inflation: 2 %}
fx:
  JPY: {rate: 80 JPY/USD, date: 2011-06-30}
timeline:
  first_year: 2012
  construction: {years: 2 yr, spend: [40 %, 60 %]}
  operation: {value: 10 yr, low: 8 yr, high: 15 yr, source: tender}
  timing: year_zero
  valuation_year: 2012
discount_rate: {value: 8 %, low: 5 %, high: 12 %, source: guess}
swap:
  class: industry
  fuel: natural_gas
  capex_gap: {value: 3.5 million USD, low: 3 million USD, high: 4 million USD, source: tender}
  fuel_saving: {value: 0.6 million USD/yr, growth: 1 %/yr, from: 2014, source: tender}
  abatement: 9 kt/yr
  opex_saving: {value: 20 thousand USD/yr, distribution: normal, sd: 3 thousand USD/yr}
  decommissioning: {value: 0.1 million USD, growth: 1 %, years: [2025, 2030]}
  residual_value: {rule: share_of_capex, share: 10 %, source: guess}
  replacements:
    filter: {amount: 50 thousand USD, years: [2016, 2020], source: tender}
credits:
  mechanism: bilateral
  price:
    years: {2012: 5 USD/t, 2020: 9 USD/t}
    between: linear
    source: tender
  share_cashed: 50 %
  buffer: 5 %
  share_of_proceeds: 5 %
  overall_mitigation: 2 %
  owners: {developer: 60 %, host: 30 %, partner: 10 %}
  issuance_lag: 1 yr
  crediting: {start_after: 1 yr, years: 7.5 yr}
  registration_cost: 10 thousand USD
  monitoring_cost: {path: swap.opex_saving, times: 10 %}
  issuance_fee: 0.1 USD/t
items:
  training: {kind: cost, amount: 8 million JPY, year: 2013, source: guess}
  by_product: {kind: benefit, amount: {value: 30 thousand USD/yr, growth: 2 %}, years: {from: 2014, to: 2020}}
tax: {rate: 25 %, losses: carry_forward, depreciation: {method: straight_line, life: 15 yr, salvage: 0 %}}
finance:
  grant: 0.1 million USD
  loans: {bank: {share: 50 %, rate: 7 %, grace: 2 yr, tenor: 8 yr, repayment: annuity}}
  cost_of_equity: {path: discount_rate, plus: 4 %}
risk:
  draws: 1000
  seed: 1
  correlation:
    - [credits.share_cashed, swap.fuel_saving, 40 %]
variants:
  late: {credits: {crediting: {start_after: 2 yr}}}
"""

PLANTS = """\
format: 1
name: Gas instead of coal
money: {currency: USD, price_year: 2011, basis: nominal}
timeline: {first_year: 2012, construction: 3 yr, operation: 20 yr}
discount_rate: 10 %
baseline:
  name: Subcritical
  class: coal
  capacity: 900 MW
  capacity_factor: 70 %
  net_efficiency: 38 % LHV
  fuels:
    coal: {fuel: other_bituminous, price: 90 USD/t, share: 90 %, ncv: 25 GJ/t}
    oil: {fuel: residual_fuel_oil, price: 9 USD/GJ, share: 10 %}
  overnight_cost: 1100 USD/kW
  fixed_opex: 30 USD/kW/yr
  variable_opex: 3 USD/MWh
project:
  class: gas
  capacity: 800 MW
  full_load_hours: 6100 h/yr
  heat_rate: 7.2 GJ/MWh HHV
  fuels:
    gas: {fuel: natural_gas, price: {value: 5 USD/GJ, growth: 1 %}}
  capex: 700 million USD
  fixed_opex: {path: baseline.fixed_opex, times: 60 %}
  variable_opex: baseline.variable_opex
  degradation: 0.2 %/yr
  ramp_up: [60 %, 90 %]
  residual_value: {rule: book_value, life: 40 yr}
credits:
  mechanism: cdm
  price: 12 USD/t
  crediting: {years: 10 yr}
"""

RETROFIT = """\
format: 1
name: Carbon capture on a coal plant
money: {currency: USD, price_year: 2011, basis: nominal}
timeline: {first_year: 2012, operation: 20 yr}
discount_rate: 10 %
swap:
  build: retrofit
  lost_output: {price: 40 USD/MWh, emission_factor: 0.9 t/MWh}
baseline:
  capacity: 600 MW
  capacity_factor: 80 %
  heat_rate: 9.5 GJ/MWh LHV
  fuels: {coal: {fuel: other_bituminous, price: 2 USD/GJ}}
project:
  capacity: 480 MW
  capacity_factor: 80 %
  heat_rate: 11.9 GJ/MWh LHV
  fuels: {coal: {fuel: stripped_coal, price: 2 USD/GJ, emission_factor: 9.5 kg/GJ}}
  overnight_cost: 900 USD/kW
credits: {mechanism: bilateral, price: 30 USD/t}
"""

STEEL = """\
format: 1
name: Electric furnace
money: {currency: USD, price_year: 2020, basis: nominal}
timeline: {first_year: 2021, operation: 20 yr}
discount_rate: 9 %
baseline:
  capacity: 1 Mt/yr
  capacity_factor: 90 %
  heat_rate: 18 GJ/t LHV
  fuels: {coke: {fuel: coke_oven_coke, price: 5 USD/GJ}}
  capex: 300 million USD
  other_opex: 20 million USD/yr
project:
  capacity: 1 Mt/yr
  capacity_factor: 90 %
  fuels:
    power: {fuel: electricity, price: 60 USD/MWh, specific_consumption: 0.6 MWh/t, grid_emission_factor: 0.4 t/MWh}
  capex: 500 million USD
  variable_opex: 5 USD/t
credits: {mechanism: bilateral, price: 15 USD/t}
"""

BASES = {"direct": DIRECT, "plants": PLANTS, "retrofit": RETROFIT, "steel": STEEL}


@dataclass(frozen=True)
class Row:
    """One bad file: ``old`` in a good one becomes ``bad``; ``at`` is the text at which the problem is placed."""

    base: str
    old: str
    bad: str
    code: str
    path: str
    at: str = ""
    good: str = ""
    exit: int = 2
    files: dict[str, str] = field(default_factory=dict)

    def text(self, *, twin: bool) -> str:
        assert BASES[self.base].count(self.old) == 1, f"'{self.old}' must stand once in the good file"
        return BASES[self.base].replace(self.old, (self.good or self.old) if twin else self.bad)

    def written(self, folder: Path, *, twin: bool) -> Path:
        for name, text in self.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        file = folder / "plant.yaml"
        file.write_text(self.text(twin=twin), encoding="utf-8")
        return file


def direct(old: str, bad: str, code: str, path: str, at: str = "", good: str = "") -> Row:
    return Row("direct", old, bad, code, path, at, good)


def plants(old: str, bad: str, code: str, path: str, at: str = "", good: str = "") -> Row:
    return Row("plants", old, bad, code, path, at, good)


FORM = [
    direct("format: 1", "format: 2", "unknown-value", "format", "format"),
    direct("format: 1", "format: true", "unknown-value", "format", "format"),
    direct("format: 1", "format: 1.0", "unknown-value", "format", "format"),
    direct("format: 1", "format: '1'", "unknown-value", "format", "format"),
    direct("format: 1\n", "", "missing-key", "format", "name: Eff"),
    direct("swap:\n", "swap:\n\t", "yaml-syntax", "swap"),
    direct("about: Two", "about: Two: ", "yaml-syntax", ""),
    direct("  timing: year_zero", "  timing: &t year_zero", "anchor", "timeline.timing", "&t"),
    direct("  timing: year_zero", "  timing: !t year_zero", "tag", "timeline.timing", "!t"),
    direct("  timing: year_zero", "  first_year: 2013", "duplicate-key", "timeline.first_year", "first_year: 2013"),
    direct("2020: 9 USD/t", "2012: 9 USD/t", "duplicate-key", "credits.price.years.2012", "2012: 9"),
    direct("name: Efficient", "---\nname: Efficient", "many-documents", "", "---"),
    direct("abatement: 9 kt/yr", "abatement: .nan", "not-finite", "swap.abatement", ".nan"),
    direct("abatement: 9 kt/yr", "abatement: ", "empty-value", "swap.abatement", "abatement"),
    direct("{value: 8 %, low", "{value: , low", "empty-value", "discount_rate.value", "value: , low"),
    direct("[40 %, 60 %]", "[40 %, null, 60 %]", "empty-value", "timeline.construction.spend[1]", "null"),
    direct("source: tender\n  share", "source: ~\n  share", "empty-value", "credits.price.source", "source: ~"),
]

KEYS = [
    direct("abatement: 9", "abatment: 9", "unknown-key", "swap.abatment", "abatment"),
    direct("discount_rate: {", "discount: {", "unknown-key", "discount", "discount: {"),
    direct("price_year: 2011", "price_year: 2011, base: 1", "unknown-key", "money.base", "base: 1"),
    direct("grace: 2 yr", "grade: 2 yr", "unknown-key", "finance.loans.bank.grade", "grade: 2"),
    direct("low: 3 million USD", "lo: 3 million USD", "unknown-key", "swap.capex_gap.lo", "lo: 3"),
    direct("between: linear", "betwen: linear", "unknown-key", "credits.price.betwen", "betwen"),
    direct("times: 10 %}", "time: 10 %}", "unknown-key", "credits.monitoring_cost.time", "time: 10"),
    direct("from: 2014, to", "form: 2014, to", "unknown-key", "items.by_product.years.form", "form: 2014"),
    direct("from: 2014, to", "to", "missing-key", "items.by_product.years.from", "years: {to"),
    direct("  mechanism: bilateral\n", "", "missing-key", "credits.mechanism", "credits:\n  price"),
    direct("currency: USD, ", "", "missing-key", "money.currency", "money"),
    direct("kind: cost, ", "", "missing-key", "items.training.kind", "training"),
    direct("tenor: 8 yr, ", "", "missing-key", "finance.loans.bank.tenor", "bank"),
    direct("{value: 8 %, low: 5 %", "{low: 5 %", "missing-value", "discount_rate", "discount_rate"),
    direct(
        "{value: 8 %, low: 5 %",
        "{value: 8 %, path: tax.rate, low: 5 %",
        "unknown-key",
        "discount_rate.value",
        "value: 8 %",
    ),
    direct("  training: {", "  trai.ning: {", "bad-name", "items.trai.ning", "trai.ning"),
    direct("  training: {", "  '2nd': {", "bad-name", "items.2nd", "'2nd'"),
    direct("  training: {", f"  {'x' * 61}: {{", "wrong-length", f"items.{'x' * 61}", "xxx"),
    direct("JPY: {rate", "jpy: {rate", "bad-currency", "fx.jpy", "jpy"),
    direct("  late: {", "  late: {extends: other.yaml, ", "unknown-key", "variants.late.extends", "extends"),
]

TYPES = [
    direct("name: Efficient motors instead of standard ones", "name: ''", "empty-value", "name", "name"),
    direct("name: Efficient motors instead of standard ones", "name: '   '", "empty-value", "name", "name"),
    direct("name: Efficient motors instead of standard ones", "name: 7", "wrong-type", "name", "name"),
    direct("tender: the tender of the park, page 4", "tender: ' '", "empty-value", "sources.tender", "tender"),
    direct("first_year: 2012", "first_year: '2012'", "wrong-type", "timeline.first_year", "first_year"),
    direct("first_year: 2012", "first_year: 2012.0", "wrong-type", "timeline.first_year", "first_year"),
    direct("first_year: 2012", "first_year: true", "wrong-type", "timeline.first_year", "first_year"),
    direct("spend: [40 %, 60 %]", "spend: 40 %", "wrong-type", "timeline.construction.spend", "spend"),
    direct("swap:\n", "swap: 5 USD\nnotes:\n", "wrong-type", "swap", "swap"),
    direct("years: [2016, 2020]", "years: 2016", "wrong-type", "swap.replacements.filter.years", "years: 2016"),
    direct("years: [2016, 2020]", "years: [2016, '2020']", "wrong-type", "swap.replacements.filter.years[1]", "'2020'"),
    direct("years: [2016, 2020]", "years: []", "wrong-length", "swap.replacements.filter.years", "years: []"),
    direct("abatement: 9 kt/yr", "abatement: [9 kt/yr]", "not-a-quantity", "swap.abatement", "abatement"),
    direct("abatement: 9 kt/yr", "abatement: true", "not-a-quantity", "swap.abatement", "abatement"),
    direct("year: 2013,", "year: [2013],", "wrong-type", "items.training.year", "year: [2013]"),
    direct("source: guess}\n  by", "source: 5}\n  by", "wrong-type", "items.training.source", "source: 5"),
    direct("source: guess}\nswap", "source: [guess]}\nswap", "not-text", "discount_rate.source", "source: [guess]"),
    direct("source: guess}\nswap", "source: ''}\nswap", "empty-value", "discount_rate.source", "source: ''"),
    direct("draws: 1000", "draws: 1e3", "wrong-type", "risk.draws", "draws"),
    direct("fuel_saving, 40 %]", "fuel_saving]", "wrong-length", "risk.correlation[0][2]"),
    direct("- [credits.share_cashed,", "- [7,", "wrong-type", "risk.correlation[0][0]", "7,"),
    direct("basis: real", "basis: [real]", "unknown-value", "money.basis", "basis"),
    direct(
        "  late: {credits: {crediting: {start_after: 2 yr}}}", "  late: 5", "wrong-type", "variants.late", "late: 5"
    ),
]

RANGES = [
    direct("abatement: 9 kt/yr", "abatement: 9e30 kt/yr", "out-of-range", "swap.abatement", "abatement"),
    direct(
        "abatement: 9 kt/yr",
        "abatement: 9e-30 kt/yr",
        "out-of-range",
        "swap.abatement",
        "abatement",
        "abatement: 0 kt/yr",
    ),
    direct("first_year: 2012", "first_year: 1066", "out-of-range", "timeline.first_year", "first_year"),
    direct("from: 2014, source", "from: 1066, source", "bad-year", "swap.fuel_saving.from", "from: 1066"),
    direct("2020: 9 USD/t", "1066: 9 USD/t", "bad-year", "credits.price.years.1066", "1066"),
    direct("2020: 9 USD/t", "02020: 9 USD/t", "bad-year", "credits.price.years.02020", "02020"),
    direct("[2025, 2030]", "[2025, 1066]", "bad-year", "swap.decommissioning.years[1]", "1066"),
    Row(
        "steel",
        "operation: 20 yr",
        "operation: 0 yr",
        "out-of-range",
        "timeline.operation",
        "operation: 0",
        "operation: 0.5 yr",
    ),
    direct("value: 10 yr", "value: 1e9 yr", "out-of-range", "timeline.operation.value", "value: 1e9"),
    direct("value: 10 yr", "value: -10 yr", "out-of-range", "timeline.operation.value", "value: -10"),
    direct("years: 2 yr, spend", "years: 2.5 yr, spend", "not-whole", "timeline.construction.years", "years: 2.5"),
    direct("issuance_lag: 1 yr", "issuance_lag: 0.5 yr", "not-whole", "credits.issuance_lag", "issuance_lag"),
    direct("low: 5 %, high: 12 %", "low: 12 %, high: 5 %", "low-above-high", "discount_rate.low", "low: 12 %"),
    direct("{value: 8 %", "{value: 13 %", "value-outside-range", "discount_rate.value", "value: 13 %"),
    direct(
        "{value: 8 %",
        "{value: 4.99 %",
        "value-outside-range",
        "discount_rate.value",
        "value: 4.99 %",
        good="{value: 5 %",
    ),
    direct("share_cashed: 50 %", "share_cashed: 150 %", "out-of-range", "credits.share_cashed", "share_cashed: 150"),
    direct("buffer: 5 %", "buffer: -5 %", "out-of-range", "credits.buffer", "buffer"),
    direct(
        "registration_cost: 10",
        "registration_cost: -10",
        "out-of-range",
        "credits.registration_cost",
        "registration_cost",
    ),
    direct(
        "growth: 1 %/yr",
        "growth: -100 %/yr",
        "out-of-range",
        "swap.fuel_saving.growth",
        "growth: -100",
        good="growth: -99 %/yr",
    ),
    direct("rate: 25 %", "rate: 250 %", "out-of-range", "tax.rate", "rate: 250"),
    direct("rate: 80 JPY/USD", "rate: 0 JPY/USD", "out-of-range", "fx.JPY.rate", "rate: 0"),
    direct("seed: 1", "seed: -1", "out-of-range", "risk.seed", "seed"),
    direct("fuel_saving, 40 %]", "fuel_saving, 140 %]", "out-of-range", "risk.correlation[0][2]", "140 %"),
    plants(
        "full_load_hours: 6100 h/yr",
        "full_load_hours: 9000 h/yr",
        "out-of-range",
        "project.full_load_hours",
        "full_load",
    ),
    plants("heat_rate: 7.2 GJ/MWh HHV", "heat_rate: 3.5 GJ/MWh HHV", "out-of-range", "project.heat_rate", "heat_rate"),
    plants(
        "net_efficiency: 38 % LHV", "net_efficiency: 138 % LHV", "out-of-range", "baseline.net_efficiency", "net_eff"
    ),
    plants("capacity: 900 MW", "capacity: 0 MW", "out-of-range", "baseline.capacity", "capacity: 0"),
    direct("sd: 3 thousand", "sd: -3 thousand", "out-of-range", "swap.opex_saving.sd", "sd: -3"),
]

UNITS = [
    direct("value: 10 yr", "value: 10", "bare-number", "timeline.operation.value", "value: 10,"),
    direct("rate: 25 %", "rate: 25", "bare-number", "tax.rate", "rate: 25"),
    direct("share_cashed: 50 %", "share_cashed: 0.5", "bare-number", "credits.share_cashed", "share_cashed: 0.5"),
    direct("{value: 8 %", "{value: 25 yr", "wrong-dimension", "discount_rate.value", "value: 25 yr"),
    direct("abatement: 9 kt/yr", "abatement: 9 kt", "wrong-dimension", "swap.abatement", "abatement"),
    direct("abatement: 9 kt/yr", "abatement: 9 kWh/yr", "wrong-dimension", "swap.abatement", "abatement"),
    direct("issuance_fee: 0.1 USD/t", "issuance_fee: 0.1 USD", "wrong-dimension", "credits.issuance_fee", "issuance_fee"),
    direct("issuance_fee: 0.1 USD/t", "issuance_fee: 0,1 USD/t", "decimal-comma", "credits.issuance_fee", "issuance_fee"),
    direct("value: 8 %,", "value: 0,08,", "bare-number", "discount_rate.value", "value: 0"),
    direct("issuance_fee: 0.1 USD/t", "issuance_fee: $0.1/t", "unknown-unit", "credits.issuance_fee", "issuance_fee"),
    direct("abatement: 9 kt/yr", "abatement: 9 kT/yr", "unknown-unit", "swap.abatement", "abatement"),
    direct("value: 3.5 million USD", "value: 3.5 M USD", "scale-word", "swap.capex_gap.value", "value: 3.5 M"),
    direct("value: 3.5 million USD", "value: 3 500 000 USD", "bad-number", "swap.capex_gap.value", "value: 3 500"),
    direct("value: 3.5 million USD", "value: 3-4 million USD", "bad-quantity", "swap.capex_gap.value", "value: 3-4"),
    direct("value: 3.5 million USD", "value: 1e400 USD", "not-finite", "swap.capex_gap.value", "value: 1e400"),
    direct("value: 3.5 million USD", "value: three USD", "bad-quantity", "swap.capex_gap.value", "value: three"),
    direct("low: 3 million USD", "low: 3 million JPY", "mixed-units", "swap.capex_gap.low", "low: 3"),
    direct("sd: 3 thousand USD/yr", "sd: 3 %", "wrong-dimension", "swap.opex_saving.sd", "sd: 3"),
    direct("2020: 9 USD/t", "2020: 900 JPY/t", "mixed-units", "credits.price.years", "years: {2012"),
    plants("net_efficiency: 38 % LHV", "net_efficiency: 38 %", "heating-value", "baseline.net_efficiency", "net_eff"),
    plants("heat_rate: 7.2 GJ/MWh HHV", "heat_rate: 7.2 GJ/MWh", "heating-value", "project.heat_rate", "heat_rate"),
    plants("capacity_factor: 70 %", "capacity_factor: 70 % LHV", "heating-value", "baseline.capacity_factor", "capacity_factor"),
    plants(
        "net_efficiency: 38 % LHV",
        "net_efficiency: {value: 38 % LHV, high: 41 % HHV}",
        "mixed-units",
        "baseline.net_efficiency.high",
        "high: 41",
        good="net_efficiency: {value: 38 % LHV, high: 41 % LHV}",
    ),
    direct("price:\n    years: {2012: 5 USD/t, 2020: 9 USD/t}", "price:\n    years: {2012: 5 EUR/t, 2020: 9 EUR/t}", "no-exchange-rate", "credits.price", "price:\n"),
    direct("grant: 0.1 million USD", "grant: 0.1 million EUR", "no-exchange-rate", "finance.grant", "grant"),
    direct("rate: 80 JPY/USD", "rate: 80 JPY/EUR", "bad-exchange-rate", "fx.JPY", "JPY: {"),
    direct("rate: 80 JPY/USD", "rate: 80 %", "wrong-dimension", "fx.JPY.rate", "rate: 80 %"),
    direct("JPY: {rate: 80 JPY/USD, date: 2011-06-30}", "JPY: 80 JPY/USD\n  USD: 1 USD/USD", "bad-exchange-rate", "fx.USD", "USD: 1", good="JPY: 80 JPY/USD"),
    Row("steel", "variable_opex: 5 USD/t", "variable_opex: 5 USD/MWh", "wrong-dimension", "project.variable_opex", "variable"),
    Row("steel", "price: 60 USD/MWh", "price: 60 USD/t", "wrong-dimension", "project.fuels.power.price", "price: 60"),
]  # fmt: skip

REFERENCES = [
    direct("path: swap.opex_saving", "path: swap.opexsaving", "unknown-path", "credits.monitoring_cost", "monitoring"),
    direct("path: swap.opex_saving", "path: credits.monitoring_cost", "ring", "credits.monitoring_cost", "monitoring"),
    direct("path: swap.opex_saving", "path: discount_rate", "wrong-dimension", "credits.monitoring_cost", "monitoring"),
    direct("path: swap.opex_saving", "path: 5 USD/yr", "bad-path", "credits.monitoring_cost.path", "path: 5"),
    direct("times: 10 %}", "times: 1000000 USD}", "wrong-dimension", "credits.monitoring_cost.times", "times"),
    direct("times: 10 %}", "times: -10 %}", "out-of-range", "credits.monitoring_cost", "monitoring"),
    direct("{path: discount_rate, plus: 4 %}", "{path: discount_rate, plus: 4 yr}", "wrong-dimension", "finance.cost_of_equity.plus", "plus"),
    direct("{path: discount_rate, plus: 4 %}", "discountrate", "unknown-path", "finance.cost_of_equity", "cost_of"),
    direct("share_cashed: 50 %", "share_cashed: {path: discount_rate, times: 2000 %}", "out-of-range", "credits.share_cashed", "share_cashed", good="share_cashed: {path: discount_rate, times: 500 %}"),
    direct("share_cashed: 50 %", "share_cashed: half", "unknown-path", "credits.share_cashed", "share_cashed: half"),
    direct("{value: 8 %, low", "{value: tax.rate, low", "path-as-value", "discount_rate.value", "value: tax"),
    direct("[40 %, 60 %]", "[40 %, discount_rate]", "own-value", "timeline.construction.spend[1]", "discount_rate]"),
    plants("[60 %, 90 %]", "[60 %, {path: baseline.capacity_factor}]", "own-value", "project.ramp_up[1]", "{path: baseline.capacity_factor"),
    plants("fixed_opex: {path: baseline.fixed_opex, times: 60 %}", "fixed_opex: {path: baseline.fixed_opex, plus: 3 EUR/kW/yr}", "no-exchange-rate", "project.fixed_opex", "fixed_opex: {path", good="fixed_opex: {path: baseline.fixed_opex, plus: 3 USD/kW/yr}"),
    plants("variable_opex: baseline.variable_opex", "variable_opex: baseline.fuels.oil.share", "wrong-dimension", "project.variable_opex", "variable_opex: baseline"),
    plants("variable_opex: 3 USD/MWh", "variable_opex: project.variable_opex", "ring", "baseline.variable_opex", "variable_opex: project"),
    plants("net_efficiency: 38 % LHV", "net_efficiency: baseline.capacity_factor", "heating-value", "baseline.net_efficiency", "net_eff"),
    plants("price: 9 USD/GJ", "price: {path: baseline.fuels.coal.price, plus: 2 USD/GJ}", "mixed-units", "baseline.fuels.oil.price.plus", "plus", good="price: {path: project.fuels.gas.price, plus: 2 USD/GJ}"),
    direct("source: tender}\n  timing", "source: tendr}\n  timing", "unknown-source", "timeline.operation.source", "source: tendr"),
    direct("source: tender\n  share", "source: tendr\n  share", "unknown-source", "credits.price.source", "source: tendr"),
    direct("2020], source: tender}", "2020], source: tendr}", "unknown-source", "swap.replacements.filter.source", "source: tendr"),
    direct("source: guess}\n  by", "source: guest}\n  by", "unknown-source", "items.training.source", "source: guest"),
    direct("10 %, source: guess}", "10 %, source: gues}", "unknown-source", "swap.residual_value.source", "source: gues}"),
    direct("[40 %, 60 %]", "[40 %, {value: 60 %, source: tendr}]", "unknown-source", "timeline.construction.spend[1].source", "source: tendr", good="[40 %, {value: 60 %, source: tender}]"),
    direct("- [credits.share_cashed,", "- [credits.shares,", "unknown-path", "risk.correlation[0][0]", "credits.shares"),
    direct("- [credits.share_cashed, swap.fuel_saving", "- [swap.fuel_saving, swap.fuel_saving", "ring", "risk.correlation[0]", "[swap"),
]  # fmt: skip

SECTIONS = [
    direct("class: industry", "class: industri", "unknown-value", "swap.class", "class"),
    direct("timing: year_zero", "timing: year_one", "unknown-value", "timeline.timing", "timing"),
    direct("basis: real", "basis: Real", "unknown-value", "money.basis", "basis"),
    direct("basis: real, inflation: 2 %", "basis: real", "missing-input", "money.inflation", "money"),
    direct("repayment: annuity", "repayment: anuity", "unknown-value", "finance.loans.bank.repayment", "repayment"),
    direct("method: straight_line", "method: linear", "unknown-value", "tax.depreciation.method", "method"),
    direct("mechanism: bilateral", "mechanism: bilaterl", "unknown-mechanism", "credits.mechanism", "mechanism"),
    *(
        direct("mechanism: bilateral", f"mechanism: {name}", "missing-input", f"credits.{asked}", "credits:")
        for name, asked in (
            ("jcm", "reference.rule"),
            ("sectoral", "sector.output"),
            ("article_6_4", "reference.rule"),
            ("article_6_2", "reference.rule"),
            ("voluntary", "reference.rule"),
        )
    ),
    direct("mechanism: bilateral", "mechanism: carbon_price", "missing-input", "carbon_price.price", ""),
    direct("fuel: natural_gas", "fuel: natural_gass", "unknown-fuel", "swap.fuel", "fuel: nat"),
    plants("fuel: natural_gas", "fuel: gas", "unknown-fuel", "project.fuels.gas.fuel", "fuel: gas"),
    direct("  abatement: 9 kt/yr\n", "", "missing-input", "swap.abatement", "swap"),
    direct("rule: share_of_capex", "rule: share_of_cost", "unknown-value", "swap.residual_value.rule", "rule"),
    direct("share: 10 %, source", "source", "missing-input", "swap.residual_value.share", "residual_value"),
    plants("life: 40 yr", "share: 10 %", "missing-input", "project.residual_value.life", "residual_value"),
    plants("life: 40 yr", "life: 40 yr, share: 10 %", "unused", "project.residual_value.share", "share: 10 %}\ncredits"),
    direct("8 million JPY, year: 2013", "8 million JPY", "one-of", "items.training.year", "training"),
    direct("8 million JPY, year", "8 million JPY/yr, year", "one-of", "items.training.year", "year: 2013"),
    direct("growth: 1 %/yr, from", "from", "unused", "swap.fuel_saving.from", "from: 2014"),
    direct("growth: 2 %}, years", "growth: 2 %, year: 2015}, years", "unknown-key", "items.by_product.amount.year", "year: 2015"),
    direct("{value: 8 %,", "{value: 8 %, growth: 1 %,", "no-growth", "discount_rate.growth", "growth: 1 %,"),
    direct("between: linear", "between: linear\n    growth: 2 %", "no-growth", "credits.price.growth", "growth: 2 %\n"),
    direct("    between: linear\n", "", "between", "credits.price", "price:\n"),
    direct("between: linear", "between: cubic", "between", "credits.price.between", "between"),
    direct("years: {2012: 5 USD/t, 2020: 9 USD/t}", "years: {}", "empty-series", "credits.price.years", "years: {}"),
    direct("{2012: 5 USD/t, 2020", "{2015: 5 USD/t, 2020", "series-starts-late", "credits.price.years", "years: {2015", good="{2014: 5 USD/t, 2020"),
    direct("rate: 80 JPY/USD,", "rate: {years: {2013: 80 JPY/USD}},", "series-starts-late", "fx.JPY.rate.years", "years: {2013", good="rate: {years: {2012: 80 JPY/USD}},"),
    direct("swap:\n", "programme: {measures: {}}\nswap:\n", "not-a-scenario", "programme", "programme"),
    direct("issuance_lag: 1 yr", "issuance_lag: 1 yr\n  agreement: {volume: 3 kt/yr}", "missing-key", "credits.agreement.price", "agreement", good="issuance_lag: 1 yr\n  agreement: {volume: 3 kt/yr, price: 6 USD/t}"),
    direct("issuance_lag: 1 yr", "issuance_lag: 1 yr\n  as_of: 2026.5", "wrong-type", "credits.as_of", "as_of", good="issuance_lag: 1 yr\n  as_of: 2026"),
    direct("years: 7.5 yr", "years: 7.5 yr, renewals: 2.5", "not-whole", "credits.crediting.renewals", "renewals", good="years: 7.5 yr, renewals: 2"),
    plants("{years: 10 yr}", "{years: 10 yr, tightening: 1 %}", "missing-input", "credits.crediting.renewals", "crediting", good="{years: 10 yr, tightening: 1 %/yr}"),
    direct("  grant: 0.1", "  reserve: {years: 1 yr, months: 6}\n  grant: 0.1", "unknown-key", "finance.reserve.months", "months"),
    direct("  grant: 0.1", "  wacc: 9\n  grant: 0.1", "bare-number", "finance.wacc", "wacc", good="  wacc: 9 %\n  grant: 0.1"),
    direct("swap:\n", "economic: {discount_rate: 5 %}\nswap:\n", "missing-key", "economic.carbon_price", "economic"),
    direct("swap:\n", "sensitivity: {spreed: 10 %}\nswap:\n", "unknown-key", "sensitivity.spreed", "spreed", good="sensitivity: {spread: 10 %}\nswap:\n"),
    direct("swap:\n", "sensitivity: {spread: 110 %}\nswap:\n", "out-of-range", "sensitivity.spread", "spread", good="sensitivity: {spread: 100 %}\nswap:\n"),
    direct("swap:\n", "sensitivity: {spread: discount_rate}\nswap:\n", "own-value", "sensitivity.spread", "spread", good="sensitivity: {spread: 8 %}\nswap:\n"),
    direct("swap:\n", "sensitivity: {two_way: [[discount_rat, credits.price]]}\nswap:\n", "unknown-path", "sensitivity.two_way[0][0]", "discount_rat,", good="sensitivity: {two_way: [[discount_rate, credits.price]]}\nswap:\n"),
    direct("swap:\n", "sensitivity: {two_way: [[credits.price, credits.price]]}\nswap:\n", "same-path", "sensitivity.two_way[0]", "[credits.price, credits", good="sensitivity: {two_way: [[credits.price, discount_rate]]}\nswap:\n"),
    *(direct("swap:\n", f"{name}: {{a: 1}}\nswap:\n", "unknown-key", f"{name}.a", "a: 1}") for name in ("carbon_price", "support")),
    direct("distribution: normal", "distribution: norml", "unknown-distribution", "swap.opex_saving.distribution", "distribution"),
    direct("distribution: normal, ", "", "unused", "swap.opex_saving.sd", "sd: 3"),
    direct("distribution: normal, sd: 3 thousand USD/yr", "distribution: triangular", "missing-key", "swap.opex_saving.distribution", "distribution", good="distribution: triangular, low: 1 USD/yr, high: 1 million USD/yr"),
    direct("distribution: normal, sd: 3 thousand USD/yr", "distribution: discrete, values: [1 USD/yr], weights: [90 %]", "shares", "swap.opex_saving.weights", "weights", good="distribution: discrete, values: [1 USD/yr], weights: [100 %]"),
    plants("fuel: natural_gas, ", "fuel: natural_gas, loss_rate: 5 %, ", "not-for-fuel", "project.fuels.gas.loss_rate", "loss_rate"),
    plants("price: 9 USD/GJ, share", "price: 9 USD/GJ, ncv: 40 GJ/t, share", "unused", "baseline.fuels.oil.ncv", "ncv: 40"),
    plants("price: 9 USD/GJ, share", "share", "missing-input", "baseline.fuels.oil.price", "oil"),
    plants("  net_efficiency: 38 % LHV\n", "", "missing-input", "baseline.fuels.coal.heat_rate", "coal: {"),
    plants("net_efficiency: 38 % LHV", "net_efficiency: 38 % LHV\n  heat_rate: 9 GJ/MWh LHV", "one-of", "baseline.heat_rate", "heat_rate: 9"),
    plants("capacity_factor: 70 %", "capacity_factor: 70 %\n  full_load_hours: 6000 h/yr", "one-of", "baseline.capacity_factor", "capacity_factor"),
    plants("overnight_cost: 1100 USD/kW", "overnight_cost: 1100 USD/kW\n  capex: 1 billion USD", "one-of", "baseline.capex", "capex: 1"),
    plants("capacity: 800 MW", "capacity: 800 kt/yr", "different-services", "project.capacity", "capacity: 800"),
    plants("discount_rate: 10 %", "discount_rate: 10 %\nswap: {fuel: natural_gas}", "unused", "swap.fuel", "fuel: natural_gas}\n"),
    plants("discount_rate: 10 %", "discount_rate: 10 %\nswap: {decommissioning: 5 million USD}", "unused", "swap.decommissioning", "decommissioning"),
    plants("discount_rate: 10 %", "discount_rate: 10 %\nswap: {replacements: {x: {amount: 5 USD, years: [2020]}}}", "unused", "swap.replacements", "replacements"),
    plants("discount_rate: 10 %", "discount_rate: 10 %\nfx: {JPY: 80 JPY/USD}", "unused", "fx.JPY.rate", "JPY", good="discount_rate: 10 %\nfx: {EUR: 0.7 EUR/USD}"),
    direct("JPY: {rate: 80 JPY/USD, date: 2011-06-30}", "JPY: 80 JPY/USD\n  KRW: 1100 KRW/USD", "unused", "fx.KRW.rate", "KRW", good="JPY: 80 JPY/USD\n  CNY: 6.3 CNY/USD"),
    plants("discount_rate: 10 %", "discount_rate: 10 %\nswap: {build: retrofit}", "missing-input", "swap.lost_output", "swap"),
    Row("retrofit", "  build: retrofit\n", "", "unused", "swap.lost_output", "lost_output"),
    Row("retrofit", ", emission_factor: 9.5 kg/GJ", "", "unknown-fuel", "project.fuels.coal.fuel", "fuel: stripped"),
    Row("retrofit", ", emission_factor: 0.9 t/MWh", "", "missing-key", "swap.lost_output.emission_factor", "lost_output"),
    Row("retrofit", "price: 40 USD/MWh", "price: 40 USD/pkm", "wrong-dimension", "swap.lost_output.price", "price: 40"),
    Row("steel", ", grid_emission_factor: 0.4 t/MWh", "", "missing-input", "project.fuels.power.grid_emission_factor", "power"),
    Row("steel", "specific_consumption: 0.6", "heat_rate: 2 GJ/t LHV, specific_consumption: 0.6", "not-for-electricity", "project.fuels.power.heat_rate", "heat_rate: 2"),
    Row("steel", "heat_rate: 18 GJ/t LHV", "net_efficiency: 50 % LHV", "one-of", "baseline.net_efficiency", "net_eff"),
    Row("steel", "other_opex: 20 million USD/yr", "fixed_opex: 20 USD/kW/yr", "one-of", "baseline.fixed_opex", "fixed_opex"),
    Row("steel", "project:\n", "project_:\n", "unknown-key", "project_", "project_"),
]  # fmt: skip

SUMS = [
    direct("[40 %, 60 %]", "[40 %, 50 %]", "shares", "timeline.construction.spend", "spend"),
    direct("[40 %, 60 %]", "[40 %, 30 %, 30 %]", "wrong-length", "timeline.construction.spend", "spend"),
    direct("host: 30 %", "host: 20 %", "shares", "credits.owners", "owners"),
    direct("host: 30 %", "host: {years: {2012: 30 %, 2020: 20 %}, between: step}", "shares", "credits.owners", "owners", good="host: {years: {2012: 30 %}}"),
    direct("overall_mitigation: 2 %", "overall_mitigation: 95 %", "levies-above-issued", "credits", "credits"),
    plants("share: 90 %", "share: 80 %", "shares", "baseline.fuels", "fuels:\n    coal"),
    plants("share: 90 %, ", "", "shares", "baseline.fuels", "fuels:\n    coal"),
]  # fmt: skip

DATES = [
    direct("to: 2020}", "to: 2013}", "bad-year", "items.by_product.years", "years: {from"),
    direct("year: 2013,", "year: 2011,", "year-outside-axis", "items.training.year", "year: 2011, source"),
    direct("from: 2014, to", "from: 2011, to", "year-outside-axis", "items.by_product.years.from", "from: 2011"),
    direct("[2016, 2020]", "[2011, 2020]", "year-outside-axis", "swap.replacements.filter.years", "years: [2011"),
    direct("[2016, 2020]", "[2016, 2016]", "duplicate-year", "swap.replacements.filter.years", "years: [2016"),
    direct("[2025, 2030]", "[2030, 2030]", "duplicate-year", "swap.decommissioning.years", "years: [2030"),
    direct("years: [2025, 2030]", "year: 2030, years: [2025]", "one-of", "swap.decommissioning.years", "years: [2025]"),
    direct("years: [2025, 2030]", "years: []", "not-a-list", "swap.decommissioning.years", "years: []"),
    direct("years: [2025, 2030]", "year: '2030'", "bad-year", "swap.decommissioning.year", "year: '2030'"),
]  # fmt: skip

SERIES = "    years: {2012: 5 USD/t, 2020: 9 USD/t}\n"
FROM_FILE = "    csv: prices.csv\n    column: low\n    unit: USD/t\n"
PRICES = "year,low,high\n2012,5,8\n2020,9,12\n"
BASE_FILE = "discount_rate: 7 %\n"


def csv_row(bad: str, code: str, path: str, at: str = "csv") -> Row:
    return Row("direct", SERIES, bad, code, path, at, FROM_FILE, files={"prices.csv": PRICES})


FILES = [
    csv_row(FROM_FILE.replace("prices", "absent"), "no-file", "credits.price.csv"),
    csv_row(FROM_FILE.replace("prices.csv", "../prices.csv"), "outside-folder", "credits.price.csv"),
    csv_row(FROM_FILE.replace("prices.csv", "/etc/hostname"), "outside-folder", "credits.price.csv"),
    csv_row(FROM_FILE.replace("prices.csv", "x" * 5000), "no-file", "credits.price.csv"),
    csv_row(FROM_FILE.replace("prices.csv", "[a]"), "missing-key", "credits.price.csv"),
    csv_row(FROM_FILE.replace("prices.csv", "{a: b}"), "not-text", "credits.price.csv"),
    csv_row(FROM_FILE.replace("low", "middle"), "bad-csv", "credits.price.column", "column"),
    csv_row(FROM_FILE.replace("    unit: USD/t\n", ""), "missing-key", "credits.price.unit", "price:\n"),
    csv_row(FROM_FILE.replace("unit: USD/t", "unit: USD"), "wrong-dimension", "credits.price.years.2012", ""),
    csv_row(FROM_FILE + "    colum: low\n", "unknown-key", "credits.price.colum", "colum: low"),
    Row("direct", "format: 1", "extends: absent.yaml\nformat: 1", "no-file", "extends", "extends", "extends: base.yaml\nformat: 1", 4, {"base.yaml": BASE_FILE}),
    Row("direct", "format: 1", "extends: ../base.yaml\nformat: 1", "outside-folder", "extends", "extends", "extends: base.yaml\nformat: 1", 2, {"base.yaml": BASE_FILE}),
    Row("direct", "format: 1", "extends: plant.yaml\nformat: 1", "ring", "extends", "extends", "extends: base.yaml\nformat: 1", 2, {"base.yaml": BASE_FILE}),
    Row("direct", "format: 1", "extends: [base.yaml]\nformat: 1", "wrong-type", "extends", "extends", "extends: base.yaml\nformat: 1", 2, {"base.yaml": BASE_FILE}),
    Row("direct", "format: 1", "extends: \nformat: 1", "wrong-type", "extends", "extends", "extends: base.yaml\nformat: 1", 2, {"base.yaml": BASE_FILE}),
    Row("direct", "format: 1", f"extends: {'x' * 5000}\nformat: 1", "no-file", "extends", "extends", "extends: base.yaml\nformat: 1", 4, {"base.yaml": BASE_FILE}),
]  # fmt: skip

LIMITS = [
    Row("direct", "about: Two plants", "about: " + "[" * 21 + "]" * 21 + " # ", "too-deep", "about" + "[0]" * 19, "", "", 6),
    Row("direct", "about: Two plants", "about: " + "x" * 20_001, "too-large", "", "", "about: " + "x" * 4_000, 6),
    Row("retrofit", "2012, operation: 20 yr}", "1900, operation: 20 yr}\nitems: {x: {kind: cost, amount: 1 USD, year: 2300}}", "axis-too-long", "timeline", "timeline", "1900, operation: 20 yr}\nitems: {x: {kind: cost, amount: 1 USD, year: 2299}}", 6),
    direct("about: Two plants", "about: " + "x" * 5_001, "wrong-length", "about", "about"),
    direct("name: Efficient", "name: " + "x" * 300 + "Efficient", "wrong-length", "name", "name"),
    direct("abatement: 9 kt/yr", "abatement: 9" + " " * 200 + "kt/yr", "too-long", "swap.abatement", "abatement"),
    direct("source: tender}\n  fuel_saving", "source: tender\n  fuel_saving", "yaml-syntax", "swap.capex_gap"),
]  # fmt: skip

ROWS = [*FORM, *KEYS, *TYPES, *RANGES, *UNITS, *REFERENCES, *SECTIONS, *SUMS, *DATES, *FILES, *LIMITS]
NAMED = [pytest.param(row, id=f"{number}-{row.code}-{row.path[:40]}") for number, row in enumerate(ROWS)]

HEAD = re.compile(r"error [a-z0-9-]+(  \S+)?(  \S.*)?")


def refused(file: Path) -> AppraisalError:
    with pytest.raises(AppraisalError) as caught:
        appraise(load(file))
    return caught.value


APPRAISED: set[tuple[str, tuple[tuple[str, str], ...]]] = set()


def appraises(text: str, files: tuple[tuple[str, str], ...], name: str) -> bool:
    """Whether a file loads and appraises; many rows share one twin, which is tried once."""
    if (text, files) not in APPRAISED:
        assert appraise(load(name)).metrics.npv.status == "ok"
        APPRAISED.add((text, files))
    return True


def place_in(text: str, at: str) -> tuple[int, int]:
    before = text[: text.index(at)] + at[: len(at) - len(at.lstrip())]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def main_with(*words: str) -> int:
    """Run the command line in this process and return its exit code."""
    before, sys.argv = sys.argv, ["appraisal", *words]
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.argv = before
    return 0


def test_the_table_is_long_and_no_row_stands_twice() -> None:
    assert len({(row.base, row.old, row.bad) for row in ROWS}) == len(ROWS) >= 200


@pytest.mark.parametrize("base", BASES)
def test_the_good_files_load_and_appraise(base: str, tmp_path: Path) -> None:
    (tmp_path / "plant.yaml").write_text(BASES[base])
    result = appraise(load(tmp_path / "plant.yaml"))
    assert all(check.ok for check in result.checks)
    assert result.metrics.npv.value


@pytest.mark.parametrize("row", NAMED)
def test_a_bad_file_is_refused_and_its_twin_is_not(row: Row, tmp_path: Path) -> None:
    error = refused(row.written(tmp_path, twin=False))
    found = [problem for problem in error.problems if (problem.code, problem.path) == (row.code, row.path)]
    assert found, f"expected {row.code} at {row.path}, found {error}"
    assert error.exit_code == row.exit
    if row.at:
        assert (found[0].line, found[0].column) == place_in(row.text(twin=False), row.at)
        assert Path(found[0].file) == tmp_path / "plant.yaml"
    twin = row.written(tmp_path, twin=True)
    assert appraises(twin.read_text(), tuple(row.files.items()), str(twin))


@pytest.mark.parametrize("row", NAMED)
def test_the_command_line_says_so_and_writes_nothing(
    row: Row, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = row.written(tmp_path, twin=False)
    there = sorted(tmp_path.rglob("*"))
    assert main_with("run", str(file), "--out", str(tmp_path / "out")) == row.exit
    shown = capsys.readouterr()
    assert (shown.out, sorted(tmp_path.rglob("*"))) == ("", there)
    lines = shown.err.splitlines()
    assert f"error {row.code}" in [line.split("  ")[0] for line in lines[::2]]
    assert all(HEAD.fullmatch(line) for line in lines[::2])
    assert all(re.match(r"  \S", line) for line in lines[1::2])
    assert len(lines) % 2 == 0
    assert main_with("check", str(file)) == row.exit


@pytest.mark.parametrize(
    ("bad", "code", "path", "line"),
    [
        ("year,low,high\n2012,5,8\n2020,9,12,5\n", "bad-csv", "credits.price.csv", 0),  # 12,5 is no number
        ("year,low,high\n2012,5,8\n2020,9\n", "bad-csv", "credits.price.csv", 0),
        ('year,low,high\n2012,5,8\n2020,"9,5",12\n', "decimal-comma", "credits.price.years.2020", 3),
        ("year,low,high\n2012,5,8\n2020,,12\n", "bad-csv", "credits.price.csv", 0),
        ("year,low,high\n2012,5,8\n2020,n/a,12\n", "bad-quantity", "credits.price.years.2020", 3),
        ("year,low,high\n2012,5,8\n2020,nan,12\n", "not-finite", "credits.price.years.2020", 3),
        ("year,low,high\n2012,5,8\n2020,1 000,12\n", "bad-number", "credits.price.years.2020", 3),
        ("year,low,high\n2012,5,8\n2012,9,12\n", "duplicate-key", "credits.price.csv", 0),
        ("year,low,high\n2012,5,8\n20120,9,12\n", "bad-year", "credits.price.years.20120", 3),
        ("year,low,high\n2012,5,8\n02013,9,12\n", "bad-year", "credits.price.years.02013", 3),
        ("year,low,low\n2012,5,8\n2020,9,12\n", "bad-csv", "credits.price.column", 0),
        ("year;low;high\n2012;5;8\n2020;9;12\n", "bad-csv", "credits.price.column", 0),
        ("when,low,high\n2012,5,8\n2020,9,12\n", "bad-csv", "credits.price.column", 0),
        ("", "bad-csv", "credits.price.column", 0),
        ('year,low,high\n2012,"5,8\n2020,9,12\n', "bad-csv", "credits.price.csv", 0),
        ("year,low,high\n" + "2012,5,8\n" * 501, "too-large", "credits.price.csv", 0),
        ("year,low,high\n2016,5,8\n2020,9,12\n", "series-starts-late", "credits.price.years", 0),
    ],
)
def test_a_bad_csv_is_refused_and_its_twin_is_not(bad: str, code: str, path: str, line: int, tmp_path: Path) -> None:
    row = csv_row(FROM_FILE, code, path)
    file = row.written(tmp_path, twin=False)
    assert load(file).figures["credits.price"].series
    (tmp_path / "prices.csv").write_text(bad)
    problems = refused(file).problems
    found = [problem for problem in problems if (problem.code, problem.path) == (code, path)]
    assert found, problems
    if line:
        assert (Path(found[0].file).name, found[0].line) == ("prices.csv", line)
    assert {problem.code for problem in problems} == {code}


def test_a_csv_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    file = csv_row(FROM_FILE, "bad-csv", "credits.price.csv").written(tmp_path, twin=False)
    (tmp_path / "prices.csv").write_bytes("year,low\n2012,5 \u20ac/t\n".encode("cp1252"))
    assert [(problem.code, problem.path) for problem in refused(file).problems] == [("bad-csv", "credits.price.csv")]


def codes(text: str, folder: Path) -> set[tuple[str, str]]:
    (folder / "plant.yaml").write_text(text)
    return {(problem.code, problem.path) for problem in refused(folder / "plant.yaml").problems}


class TestTogether:
    def test_all_problems_of_the_values_are_shown_together(self, tmp_path: Path) -> None:
        text = DIRECT.replace("abatement: 9 kt/yr", "abatement: 9").replace("grace: 2 yr", "grade: 2 yr")
        text = text.replace("first_year: 2012", "first_year: 1066").replace("basis: real", "basis: Real")
        text = text.replace("{value: 8 %, low: 5 %, high: 12 %", "{value: 8, low: 12 %, high: 5 %, growth: 1 %")
        assert codes(text, tmp_path) == {
            ("bare-number", "swap.abatement"),
            ("unknown-key", "finance.loans.bank.grade"),
            ("missing-key", "finance.loans.bank.grace"),
            ("out-of-range", "timeline.first_year"),
            ("unknown-value", "money.basis"),
            ("bare-number", "discount_rate.value"),
            ("low-above-high", "discount_rate.low"),
            ("no-growth", "discount_rate.growth"),
        }

    def test_all_problems_across_keys_are_shown_together(self, tmp_path: Path) -> None:
        text = DIRECT.replace("[40 %, 60 %]", "[40 %, 50 %]").replace("host: 30 %", "host: 20 %")
        text = text.replace("mechanism: bilateral", "mechanism: jcm").replace("year: 2013", "year: 2011")
        text = text.replace("source: tender}\n  timing", "source: tendr}\n  timing")
        assert codes(text, tmp_path) == {
            ("shares", "timeline.construction.spend"),
            ("shares", "credits.owners"),
            ("missing-input", "credits.reference.rule"),
            ("against-rules", "credits.owners.partner"),
            ("year-outside-axis", "items.training.year"),
            ("unknown-source", "timeline.operation.source"),
        }

    def test_they_are_printed_in_the_order_of_the_file(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "plant.yaml"
        text = DIRECT.replace("abatement: 9 kt/yr", "abatement: 9").replace("rate: 25 %", "rate: 25")
        file.write_text(text.replace("first_year: 2012", "first_year: 1066"))
        assert main_with("run", str(file)) == 2
        heads = capsys.readouterr().err.splitlines()[::2]
        assert [head.split("  ")[-1] for head in heads] == ["timeline.first_year", "swap.abatement", "tax.rate"]
        assert heads[0] == f"error out-of-range  {file}:11:3  timeline.first_year"


@pytest.mark.parametrize(
    ("old", "bad", "hint"),
    [
        ("abatement: 9", "abatment: 9", "Did you mean 'abatement'?"),
        ("grace: 2 yr", "grade: 2 yr", "Did you mean 'grace'?"),
        ("class: industry", "class: industri", "Did you mean 'industry'?"),
        ("timing: year_zero", "timing: mid_years", "Did you mean 'mid_year'?"),
        ("mechanism: bilateral", "mechanism: bilaterl", "Did you mean 'bilateral'?"),
        ("fuel: natural_gas", "fuel: natural_gass", "Did you mean 'natural_gas'?"),
        ("source: tender\n  share", "source: tendr\n  share", "Did you mean 'tender'?"),
        ("path: swap.opex_saving", "path: swap.opexsaving", "Did you mean 'swap.opex_saving'?"),
        ("distribution: normal", "distribution: norml", "Did you mean 'normal'?"),
        ("issuance_fee: 0.1 USD/t", "issuance_fee: 0,1 USD/t", "Write '0.1 USD/t'"),
        ("value: 3.5 million USD", "value: 3.5 M USD", "Write '3.5 million USD'"),
        ("abatement: 9 kt/yr", "abatement: 9 kt", "a mass per year"),
        ("{value: 8 %", "{value: 25 yr", "a number of years"),
        ("rate: 25 %", "rate: 25", "for example: 25 %"),
        (
            "mechanism: bilateral",
            "mechanism: jcm",
            "'jcm' leaves it to the scenario: state how the reference lies below",
        ),
        ("format: 1", "format: '1'", "expected 1, found '1'"),
    ],
)
def test_the_message_tells_the_way_out(old: str, bad: str, hint: str, tmp_path: Path) -> None:
    file = direct(old, bad, "", "").written(tmp_path, twin=False)
    assert any(hint in problem.message for problem in refused(file).problems), refused(file)


@pytest.mark.parametrize(
    ("old", "good", "path", "value"),
    [
        ("2012: 5 USD/t", "2012: -5 USD/t", "credits.price", None),
        ("value: 10 yr, low: 8 yr", "value: 8 yr, low: 0.25 yr", "timeline.operation", 8.0),
        ("value: 10 yr", "value: 10 years", "timeline.operation", 10.0),
        ("rate: 80 JPY/USD", "rate: 0.0125 USD/JPY", "fx.JPY.rate", 0.0125),
        ("value: 8 %", "value: 8 %/yr", "discount_rate", 0.08),
        ("abatement: 9 kt/yr", "abatement: -9 ktCO2/yr", "swap.abatement", -9000.0),
        ("years: 2 yr, spend: [40 %, 60 %]", "years: {value: 2 yr, source: tender}", "timeline.construction.years", 2.0),
        ("{years: 2 yr, spend: [40 %, 60 %]}", "{value: 2 yr, source: tender, spend: [40 %, 60 %]}", "timeline.construction.years", 2.0),
        ("{rate: 80 JPY/USD, date: 2011-06-30}", "{value: 80 JPY/USD, source: tender, date: June 2011}", "fx.JPY.rate", 80.0),
        ("{rate: 80 JPY/USD, date: 2011-06-30}", "{years: {2012: 80 JPY/USD, 2013: 90 JPY/USD}}", "fx.JPY.rate", 1.0),
        ("tender: the tender", "csv: a source may have any name\n  tender: the tender", "swap.abatement", 9000.0),
        ("  training: {", "  csv: {", "items.csv.amount", 8e6),
    ],
)  # fmt: skip
def test_what_looks_odd_and_is_allowed(old: str, good: str, path: str, value: float | None, tmp_path: Path) -> None:
    scenario = load(direct(old, good, "", "").written(tmp_path, twin=False))
    assert appraise(scenario).metrics.npv.status == "ok"
    assert value is None or scenario.figures[path].value == value


def test_a_second_unit_is_told_apart_for_every_service(tmp_path: Path) -> None:
    units = ("MWh", "t", "unit", "pkm", "tkm", "m2", "m3", "km")
    text = STEEL.replace("variable_opex: 5 USD/t", "other_opex: 1 million USD/yr").replace("18 GJ/t", "18 GJ/SERVICE")
    text = text.replace("0.6 MWh/t", "0.6 MWh/SERVICE").replace("1 Mt/yr", "1e6 SERVICE/yr")
    for unit in units:
        (tmp_path / "plant.yaml").write_text(text.replace("SERVICE", unit))
        scenario = load(tmp_path / "plant.yaml")
        assert (scenario.service, scenario.figures["project.capacity"].otherwise) == (unit, True)
        assert appraise(scenario).metrics.npv.status == "ok"


def test_a_problem_knows_its_place(tmp_path: Path) -> None:
    problem = Problem("code", "a.b", "message")
    assert problem.at("plant.yaml", 3, 4).place == "plant.yaml:3:4"
    assert problem.at("plant.yaml").place == "plant.yaml"
