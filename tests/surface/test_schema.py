# ruff: noqa: E501 - a row of the table is one line
"""The JSON Schema that editors use: it is the committed one, it is valid, and it tells good files from bad."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from appraisal.outputs.schema_text import programme_schema_text, schema_text
from appraisal.outputs.templates import scenario_text
from appraisal.scenario.schema import Document
from appraisal.scenario.tree import parse_tree

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
PROGRAMMES = sorted((ROOT / "scenarios" / "programmes").glob("*.yaml"))
COMMITTED = resources.files("appraisal").joinpath("scenario.schema.json")
SCHEMA = json.loads(schema_text())


def errors(text: str) -> list[str]:
    """Return the messages of a validation, as an editor would show them."""
    data: dict[str, Any] = parse_tree(text, "plant.yaml").data
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(data)]


def test_the_committed_schema_is_the_printed_one() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == schema_text(), "run `make schema`"


def test_it_is_a_valid_schema() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)


def test_every_reference_leads_somewhere() -> None:
    text = schema_text()
    for name in {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}:
        assert name in SCHEMA["$defs"]


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_shipped_scenarios_validate(file: Path) -> None:
    assert errors(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_shipped_scenarios_name_the_schema_in_their_first_line(file: Path) -> None:
    mark = "# yaml-language-server: $schema="
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(mark)
    assert json.loads((file.parent / first.removeprefix(mark)).read_text()) == SCHEMA


@pytest.mark.parametrize("file", PROGRAMMES, ids=lambda file: file.stem)
def test_shipped_programmes_validate_and_name_their_schema_in_the_first_line(file: Path) -> None:
    schema, text = json.loads(programme_schema_text()), file.read_text(encoding="utf-8")
    named = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert json.loads((file.parent / named).read_text()) == schema
    assert list(Draft202012Validator(schema).iter_errors(parse_tree(text, file.name).data)) == []


@pytest.mark.parametrize("template", ["direct", "plants", "roll_out"])
def test_templates_validate(template: str) -> None:
    assert errors(scenario_text(template, "new_plant")) == []


def test_every_section_of_the_format_is_in_the_schema() -> None:
    assert {*Document.model_fields, "extends", "variants"} == set(SCHEMA["properties"])


SOURCE_CASE = (ROOT / "scenarios" / "usc_vs_subcritical.yaml").read_text(encoding="utf-8")
PLANTS = (ROOT / "scenarios" / "usc_vs_subcritical_plants.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "old", "bad"),
    [
        (SOURCE_CASE, "swap:", "swop:"),
        (SOURCE_CASE, "capex_gap:", "capexgap:"),
        (SOURCE_CASE, "price_year:", "priceyear:"),
        (SOURCE_CASE, "timing: year_zero", "timing: year_one"),
        (SOURCE_CASE, "class: coal", "class: cole"),
        (SOURCE_CASE, "basis: real", "basis: Real"),
        (SOURCE_CASE, "format: 1", "format: 2"),
        (SOURCE_CASE, "first_year: 2012", "first_year: 1066"),
        (SOURCE_CASE, "currency: USD", "currency: dollars"),
        (SOURCE_CASE, "{value: 50 %, low:", "{value: 50 %, lo:"),
        (SOURCE_CASE, "{value: 8 %, low:", "{value: 8, low:"),
        (PLANTS, "capacity: 939 MW\n  capacity_factor: 70 %\n  net_efficiency: {value: 38", "capacity: 939\n  capacity_factor: 70 %\n  net_efficiency: {value: 38"),
        (PLANTS, "losses: carry_forward", "losses: carried"),
        (PLANTS, "export_credit: {share", "export_credit: {shares"),
        (PLANTS, "distribution: triangular", "distribution: triangle"),
        (PLANTS, "coal: {fuel: other_bituminous, price: baseline", "coal: {price: baseline"),
        (PLANTS, "draws: 100000", "draws: many"),
    ],
)  # fmt: skip
def test_an_editor_marks_a_bad_file_and_not_its_twin(text: str, old: str, bad: str) -> None:
    assert text.count(old) == 1
    assert errors(text) == []
    assert errors(text.replace(old, bad))


@pytest.mark.parametrize(
    ("section", "good", "bad"),
    [
        ("credits", "reference: {rule: business_as_usual}", "reference: {rule: as_usual}"),
        ("credits", "reference: {rule: benchmark, benchmark: 0.9 t/MWh}", "reference: {rule: benchmark, benchmark: 0.9}"),
        ("credits", "reference: {conservative: true}", "reference: {conservative: 1 %}"),
        ("credits", "crediting: {years: 7 yr, renewals: 2}", "crediting: {years: 7 yr, renewal: 2}"),
        ("credits", "crediting: {renewals: {value: 2, low: 1, source: made}}", "crediting: {renewals: {number: 2, source: made}}"),
        ("credits", "crediting: {tightening: 1 %/yr}", "crediting: {tightening: 1}"),
        ("credits", "sector: {output: 200 TWh/yr, intensity: 0.9 t/MWh}", "sector: {output: 200 TWh/yr}"),
        ("credits", "agreement: {volume: 2 kt/yr, price: 9 USD/t}", "agreement: {volume: 2 kt/yr, prices: 9 USD/t}"),
        ("credits", "claims: {ets: {tonnes: 2 kt/yr}}", "claims: {ets: {}}"),
        ("credits", "known_prices: {x: {value: 9 USD/t, date: 2011, kind: market}}", "known_prices: {x: {value: 9 USD/t, date: 2011}}"),
        ("credits", "additionality: {of: equity}", "additionality: {of: lenders}"),
        ("credits", "as_of: 2012", "as_of: long ago"),
        ("carbon_price", "price: 20 USD/t, years: {from: 2015, to: 2030}", "price: 20 USD/t, years: {from: 2015}"),
        ("support", "mrv: {amount: 1 million USD, year: 2015, from: host}", "mrv: {amount: 1 million USD, year: 2015}"),
        ("support", "price_guarantee: {price: 9 USD/t, from: host}", "price_guarantee: {price: 9 USD/t, from: lenders}"),
        ("support", "loan_terms: {share: 50 %, grace: 2 yr, tenor: 9 yr, repayment: bullet}", "loan_terms: {share: 50 %, grace: 2 yr, tenor: 9 yr, repayment: sculpted}"),
    ],
)  # fmt: skip
def test_an_editor_marks_bad_terms_of_credits_and_support(section: str, good: str, bad: str) -> None:
    def marked(terms: str) -> list[str]:
        if section == "credits":
            assert SOURCE_CASE.count("  mechanism: bilateral\n") == 1
            return errors(SOURCE_CASE.replace("  mechanism: bilateral\n", f"  mechanism: bilateral\n  {terms}\n"))
        return errors(f"{SOURCE_CASE}{section}: {{{terms}}}\n")

    assert marked(good) == []
    assert marked(bad)


@pytest.mark.parametrize(
    "stated",
    [
        "8 %",
        "{value: 8 %, low: 5 %, high: 9 %, source: bcm, note: a note}",
        "{years: {2012: 8 %, 2013: 9 %}, between: step}",
        "{csv: rates.csv, column: low, unit: '%'}",
        "{path: money.inflation, plus: 3 %}",
    ],
)
def test_a_figure_may_be_written_in_every_way(stated: str) -> None:
    data = parse_tree(f"discount_rate: {stated}", "plant.yaml").data
    assert list(Draft202012Validator(SCHEMA).iter_errors(data)) == []
