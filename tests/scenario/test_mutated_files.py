# ruff: noqa: E501 - a row of the table is one line
"""Scenarios with a few bytes, words or lines changed: the end is a result or a coded error, nothing else."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.engine.appraisal import appraise
from appraisal.ground.problem import AppraisalError
from appraisal.outputs.record import as_json, record_of
from appraisal.scenario.load import load

FILES = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
SHIPPED = [file.read_text(encoding="utf-8") for file in FILES]
CREDITED = """\
format: 1
name: Every term of a project's credits
money: {currency: USD, price_year: 2011, basis: real, inflation: 2 %}
fx: {JPY: 80 JPY/USD}
timeline: {first_year: 2012, construction: 2 yr, operation: 20 yr}
discount_rate: 8 %
swap: {class: industry, capex_gap: 100 million USD, fuel_saving: 9 million USD/yr, abatement: 600 kt/yr, baseline_emissions: 5 Mt/yr}
credits:
  mechanism: voluntary
  as_of: 2026
  price: {years: {2014: 10 USD/t, 2024: 15 USD/t}, between: linear}
  floor: 8 USD/t
  share_cashed: 80 %
  buffer: 10 %
  share_of_proceeds: 2 %
  overall_mitigation: 3 %
  corresponding_adjustment: 50 %
  owners: {developer: 70 %, host: 20 %, partner: 10 %}
  crediting: {start_after: 1 yr, years: 7 yr, renewals: 1, tightening: 5 %}
  reference: {rule: below_usual, below_usual: 2 %, autonomous_improvement: 0.2 %/yr, data_year: 2010}
  registration_cost: 8 million JPY
  registration_fee: {exempt_below: 15 kt/yr, cap: 0.2 million USD}
  monitoring_cost: 50 thousand USD/yr
  issuance_fee: 0.2 USD/t
  issuance_tier: {up_to: 15 kt/yr, fee: 0.1 USD/t}
  issuance_lag: 1 yr
  aftercare: {cost: 20 thousand USD/yr, years: 5 yr}
  agreement: {volume: 150 kt/yr, price: 9 USD/t, years: 10 yr, delivery_factor: 95 %, prepayment: 30 %, prepayment_discount: 10 %}
  claims: {inventory: {tonnes: 40 kt/yr}}
  known_prices: {exchange: {value: 960 JPY/t, date: 2011-06, kind: market}}
  additionality: {benchmark: 10.5 %, of: project, tax: before, basis: real, period: 15 yr, fair_value: 20 %}
finance: {grant: 10 %, grant_from: partner, cost_of_equity: 12 %}
support:
  technical_assistance: {amount: 1.5 million USD, year: 2012, from: partner}
  mrv: {amount: 80 thousand USD/yr, years: {from: 2013, to: 2020}, from: host}
  price_guarantee: {price: 11 USD/t, years: {from: 2014, to: 2021}, from: host}
  loan_terms: {share: 50 %, grace: 3 yr, tenor: 12 yr, repayment: annuity}
"""
SECTORAL = """\
format: 1
name: A kiln of a credited sector
money: {currency: USD, price_year: 2011, basis: nominal}
timeline: {first_year: 2012, operation: 20 yr}
discount_rate: 8 %
swap: {class: coal, capex_gap: 100 million USD, fuel_saving: 9 million USD/yr, abatement: 600 kt/yr, baseline_emissions: 5 Mt/yr, output: 5 TWh/yr}
credits:
  mechanism: sectoral
  price: 10 USD/t
  owners: {developer: 40 %}
  crediting: {years: 5 yr, renewals: 2, tightening: 1 %/yr}
  reference: {benchmark: 0.9 t/MWh, autonomous_improvement: 0.3 %/yr}
  sector: {output: {value: 200 TWh/yr, growth: 2 %}, intensity: {years: {2013: 0.85 t/MWh, 2020: 0.95 t/MWh}, between: linear}, settlement: 5 yr, shared_by: output}
"""
PRICED = """\
format: 1
name: A kiln under a price on emissions
money: {currency: USD, price_year: 2011, basis: nominal}
timeline: {first_year: 2012, operation: 20 yr}
discount_rate: 8 %
swap: {capex_gap: 100 million USD, fuel_saving: 9 million USD/yr, abatement: 600 kt/yr}
carbon_price: {price: {value: 12.5 USD/t, growth: 3 %}, years: {from: 2015, to: 2030}}
support: {technical_assistance: {amount: 1.5 million USD, year: 2012, from: partner}}
"""
OF_CREDITS = {"credited": CREDITED, "sectoral": SECTORAL, "priced": PRICED}
"""Files with every section of credits, of a price on emissions and of support; the shipped ones have fewer of them."""
MUTATED = [*SHIPPED, *OF_CREDITS.values()]
WORD = re.compile(r"[\w.%/-]+")
HOSTILE = [
    "0", "-1", "1e300", "1e-300", "-0", "nan", ".inf", "0,12", "1 000", "٣", "null", "true", "~", "[]", "{}", "''", "&a", "*a", "!t",
    "8 %", "800 %", "-100 %", "-99 %", "0 %", "1 yr", "0.5 yr", "200 yr", "1e9 yr", "0 USD", "1e30 USD", "-1 USD/t", "1 USD/GJ",
    "5 USD/t", "1 MW", "1e12 MW", "1 kt/yr", "38 % HHV", "1 JPY/USD", "JPY", "real", "nominal", "none", "cdm", "retrofit", "mid_year",
    "discount_rate", "credits.price", "baseline.fuels.coal.price", "timeline.operation", "electricity", "natural_gas", "2012", "1900", "2300",
    "sculpted", "bullet", "annuity", "macrs", "schedule", "expire", "refund", "paid", "exempt", "host", "3 yr", "20 yr", "100 %", "-30 %",
    "bilateral", "jcm", "sectoral", "voluntary", "article_6_4", "article_6_2", "carbon_price", "ccs", "nuclear", "business_as_usual", "benchmark",
    "lower_of", "stated", "below_usual", "output", "abatement", "partner", "project", "equity", "market", "damage", "0.9 t/MWh", "0.5 TWh/yr", "5 %/yr",
    "7 yr", "2", "7", "0.001 USD/t", "1e9 kt/yr", "5 Mt/yr", "2 million USD", "credits.buffer", "credits.agreement.price", "credits.owners.partner",
    "{value: 1 %, low: 0 %, high: 2 %}", "{years: {2012: 1 %, 2020: 2 %}, between: linear}", "{path: discount_rate, times: 50 %}",
    "{csv: x.csv, column: a, unit: USD/t}", "\x00", "\u202e", "\U0001f600", "x" * 300,
]  # fmt: skip
PIECES = st.sampled_from([*HOSTILE, *" \t\n:,{}[]#&*!|>'\"%.0123456789eE-+/"])


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Draw a scenario with one to three changes."""
    text = draw(st.sampled_from(MUTATED))
    for _ in range(draw(st.integers(1, 3))):
        change = draw(st.sampled_from([word_changed, word_changed, span_changed, line_moved, line_left_out]))
        text = change(text, draw)
    return text


def word_changed(text: str, draw: st.DrawFn) -> str:
    words = list(WORD.finditer(text))
    word = words[draw(st.integers(0, len(words) - 1))] if words else None
    return text if word is None else text[: word.start()] + draw(PIECES) + text[word.end() :]


def span_changed(text: str, draw: st.DrawFn) -> str:
    start = draw(st.integers(0, len(text)))
    return text[:start] + draw(PIECES) + text[start + draw(st.integers(0, 12)) :]


def line_moved(text: str, draw: st.DrawFn) -> str:
    lines = text.splitlines(keepends=True)
    line = lines[draw(st.integers(0, len(lines) - 1))] if lines else ""
    lines.insert(draw(st.integers(0, len(lines))), line)
    return "".join(lines)


def line_left_out(text: str, draw: st.DrawFn) -> str:
    lines = text.splitlines(keepends=True)
    gone = draw(st.integers(0, max(len(lines) - 1, 0)))
    return "".join(lines[:gone] + lines[gone + 1 :])


def ends_well(file: Path) -> bool:
    """Whether a file gives a result that can be written, or an error with a code; anything else is raised."""
    for shipped, text in zip(FILES, SHIPPED, strict=True):  # one may extend another
        (file.parent / shipped.name).write_text(text, encoding="utf-8")
    try:
        record = record_of(appraise(load(file)))
    except AppraisalError as error:
        told = all(problem.code and problem.message for problem in error.problems)
        return told and bool(error.problems) and error.exit_code in (2, 4, 6)
    assert math.isfinite(record["metrics"]["npv"]["value"])
    return bool(as_json(record))


@pytest.mark.parametrize("name", OF_CREDITS)
def test_a_file_that_is_not_mutated_is_appraised(name: str, tmp_path: Path) -> None:
    (tmp_path / "whole.yaml").write_text(OF_CREDITS[name], encoding="utf-8")
    assert appraise(load(tmp_path / "whole.yaml")).metrics.npv.status == "ok"


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_a_mutated_file_ends_in_a_result_or_a_coded_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "mutated.yaml"
    file.write_text(text, encoding="utf-8")
    assert ends_well(file)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(MUTATED), st.data())
def test_mutated_bytes_end_in_a_result_or_a_coded_error(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    raw = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    file = tmp_path_factory.getbasetemp() / "bytes.yaml"
    file.write_bytes(bytes(raw))
    assert ends_well(file)


def test_some_mutations_are_appraised_and_some_refused(tmp_path: Path) -> None:
    """The mutations reach both ends, or the tests above would say nothing."""
    file = tmp_path / "plant.yaml"
    for old, new, refused in (("25 yr", "0.5 yr", False), ("25 yr", "1e9 yr", True), ("cdm", "none", False)):
        whole = (text for text in SHIPPED if "extends" not in text)
        text = next(text for text in whole if old in text).replace(old, new)
        file.write_text(re.sub("low: 20 yr", "low: 0.5 yr", text))
        if refused:
            with pytest.raises(AppraisalError):
                appraise(load(file))
        else:
            assert appraise(load(file)).metrics.npv.status == "ok"


@pytest.mark.parametrize(
    ("name", "old", "new", "refused"),
    [
        ("credited", "rule: below_usual, below", "rule: stated, below", True),
        ("credited", "tightening: 5 %", "tightening: 5 %/yr", False),
        ("credited", "volume: 150 kt/yr", "volume: 1e9 kt/yr", False),
        ("credited", "volume: 150 kt/yr", "volume: -1 kt/yr", True),
        ("sectoral", "shared_by: output", "shared_by: abatement", False),
        ("sectoral", "settlement: 5 yr", "settlement: 0.5 yr", True),
        ("priced", "to: 2030", "to: 2015", False),
        ("priced", "to: 2030", "to: 2012", True),
    ],
)
def test_so_do_those_of_the_sections_of_credits(name: str, old: str, new: str, refused: bool, tmp_path: Path) -> None:
    text, file = OF_CREDITS[name], tmp_path / "plant.yaml"
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))
    if refused:
        with pytest.raises(AppraisalError):
            appraise(load(file))
    else:
        assert appraise(load(file)).metrics.npv.status == "ok"
