"""A scenario set under another mechanism: what stays, what goes, what a variant and the command line do to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from appraisal.ground.problem import ScenarioError
from appraisal.scenario.carrying import KEPT, carried, states, variant_of
from appraisal.scenario.credits_schema import Credits
from appraisal.scenario.load import build
from appraisal.scenario.mechanisms import mechanisms
from appraisal.scenario.node import Place
from appraisal.scenario.tree import Tree, parse_tree, set_value

HEAD = """format: 1
name: A small swap
money: {currency: USD, price_year: 2020, basis: nominal}
timeline: {first_year: 2020, operation: 10 yr}
discount_rate: 8 %
swap: {capex_gap: 100 million USD, fuel_saving: 10 million USD/yr, abatement: 500 kt/yr}
"""
FULL = """credits:
  mechanism: bilateral
  as_of: 2011
  price: {value: 10 USD/t, low: 5 USD/t, high: 20 USD/t}
  floor: 3 USD/t
  share_cashed: 50 %
  issuance_lag: 2 yr
  uncertainty_discount: 3 %
  monitoring_cost: 0.2 million USD/yr
  agreement: {volume: 100 kt/yr, price: 12 USD/t}
  owners: {developer: 70 %, host: 30 %}
  buffer: 5 %
  crediting: {years: 8 yr}
  issuance_fee: 0.3 USD/t
  registration_cost: 1 million USD
"""
SOURCE = Path(__file__).parents[2] / "scenarios" / "usc_vs_subcritical.yaml"


def tree(text: str, *sets: str) -> Tree:
    found = parse_tree(HEAD + text, "case.yaml")
    for change in sets:
        found = set_value(found, change)
    return found


def credits(found: Tree) -> Any:
    return found.data["credits"]


# ---- what stays and what goes ----------------------------------------------------------------------------------------


def test_what_belongs_to_project_and_market_stays() -> None:
    stated = tree(FULL)
    found = credits(carried(stated, "bilateral", "cdm"))
    kept = {key: part for key, part in stated.data["credits"].items() if key in KEPT}
    assert found == {"mechanism": "cdm", **kept}
    assert set(kept) == {"price", "floor", "share_cashed", "issuance_lag", "uncertainty_discount", "monitoring_cost",
                         "agreement"}  # fmt: skip


def test_terms_of_the_other_mechanism_come_from_its_data() -> None:
    figures = build(carried(tree(FULL), "bilateral", "cdm")).figures
    assert figures["credits.owners.developer"].value == 1.0
    assert figures["credits.share_of_proceeds"].value == 0.02
    assert figures["credits.crediting.years"].value == 10
    assert figures["credits.buffer"].value == 0.0
    assert figures["credits.issuance_lag"].value == 2, "stated by the project, kept"


def test_everything_outside_credits_stays() -> None:
    stated = tree(FULL)
    found = carried(stated, "bilateral", "voluntary")
    assert {key: part for key, part in found.data.items() if key != "credits"} == {
        key: part for key, part in stated.data.items() if key != "credits"
    }


def test_kept_keys_are_keys_of_the_format() -> None:
    assert set(KEPT) <= set(Credits.model_fields)


@pytest.mark.parametrize("mechanism", [key for key in mechanisms() if key not in ("none", "carbon_price")])
def test_the_mechanism_is_the_other_one(mechanism: str) -> None:
    assert credits(carried(tree(FULL), "bilateral", mechanism))["mechanism"] == mechanism


def test_without_credits_no_term_of_them_is_left() -> None:
    found = carried(tree(FULL, "credits.price=12 USD/t"), "bilateral", "none")
    assert credits(found) == {"mechanism": "none"}
    assert build(found).warnings == ()


def test_the_price_of_a_tonne_becomes_that_of_emissions_and_back() -> None:
    stated = tree(FULL)
    there = carried(stated, "bilateral", "carbon_price")
    assert credits(there) == {"mechanism": "carbon_price"}
    assert there.data["carbon_price"] == {"price": stated.data["credits"]["price"]}
    back = carried(there, "carbon_price", "cdm")
    assert "carbon_price" not in back.data
    assert credits(back) == {"mechanism": "cdm", "price": stated.data["credits"]["price"]}


def test_a_price_on_emissions_that_is_stated_wins() -> None:
    found = carried(
        tree(FULL + "carbon_price: {price: 40 USD/t, years: {from: 2030, to: 2031}}\n"), "none", "carbon_price"
    )
    assert found.data["carbon_price"]["price"] == "40 USD/t"


def test_a_price_on_emissions_beside_credits_stays() -> None:
    beside = FULL + "carbon_price: {price: 40 USD/t, years: {from: 2030, to: 2031}}\n"
    assert carried(tree(beside), "bilateral", "cdm").data["carbon_price"]["price"] == "40 USD/t"


def test_the_tree_that_is_given_stays_as_it_is() -> None:
    stated = tree(FULL + "risk: {correlation: [[credits.buffer, credits.price, 10 %]]}\n")
    before = repr(stated.data)
    for mechanism in mechanisms():
        carried(stated, "bilateral", mechanism)
    assert repr(stated.data) == before


# ---- places of errors ------------------------------------------------------------------------------------------------


def test_an_error_keeps_its_place() -> None:
    bad = tree(FULL.replace("10 USD/t", "10 USD/MWh"))
    line = 1 + (HEAD + FULL).splitlines().index("  price: {value: 10 USD/t, low: 5 USD/t, high: 20 USD/t}")
    for mechanism, path in (("cdm", "credits.price.value"), ("carbon_price", "carbon_price.price.value")):
        with pytest.raises(ScenarioError) as caught:
            build(carried(bad, "bilateral", mechanism))
        [problem] = [one for one in caught.value.problems if one.path == path]
        assert (problem.code, problem.file, problem.line) == ("wrong-dimension", "case.yaml", line)
        build(carried(tree(FULL), "bilateral", mechanism))


# ---- variants and the command line -----------------------------------------------------------------------------------

VARIANT = "variants:\n  cdm: {credits: {mechanism: cdm, price: 7 USD/t, buffer: 2 %}, discount_rate: 9 %}\n"


def test_a_variant_of_the_mechanisms_name_wins() -> None:
    found = carried(tree(FULL + VARIANT), "bilateral", "cdm")
    assert credits(found)["price"] == {"value": "7 USD/t", "low": "5 USD/t", "high": "20 USD/t"}
    assert (credits(found)["buffer"], found.data["discount_rate"]) == ("2 %", "9 %")
    assert "owners" not in credits(found), "of the file's own mechanism"
    other = carried(tree(FULL + VARIANT), "bilateral", "voluntary")
    assert (credits(other)["price"]["value"], other.data["discount_rate"]) == ("10 USD/t", "8 %")


def test_an_error_of_a_variant_stands_in_the_variant() -> None:
    with pytest.raises(ScenarioError) as caught:
        build(carried(tree(FULL + VARIANT.replace("2 %", "2 USD")), "bilateral", "cdm"))
    [problem] = caught.value.problems
    line = (HEAD + FULL).count("\n") + 2
    assert (problem.code, problem.path, problem.line) == ("wrong-dimension", "credits.buffer", line)
    build(carried(tree(FULL + VARIANT), "bilateral", "cdm"))


def test_the_command_line_wins_over_the_variant() -> None:
    found = carried(tree(FULL + VARIANT, "credits.price=15 USD/t", "discount_rate=11 %"), "bilateral", "cdm")
    assert credits(found)["price"]["value"] == "15 USD/t"
    assert found.data["discount_rate"] == "11 %"
    assert credits(found)["buffer"] == "2 %"


def test_a_term_that_is_typed_holds_wherever_there_is_such_a_term() -> None:
    stated = tree(FULL, "credits.buffer=9 %", "credits.sector={output: 200 TWh/yr, intensity: 0.9 t/MWh}")
    assert credits(carried(stated, "bilateral", "cdm"))["buffer"] == "9 %"
    assert "sector" not in credits(carried(stated, "bilateral", "cdm"))
    assert credits(carried(stated, "bilateral", "sectoral"))["sector"]["output"] == "200 TWh/yr"


def test_a_mechanism_that_is_typed_is_the_scenarios_own() -> None:
    found = carried(tree(FULL, "credits.mechanism=voluntary"), "voluntary", "cdm")
    assert credits(found)["mechanism"] == "cdm"


def test_a_price_that_is_typed_becomes_that_of_emissions() -> None:
    variant = "variants: {carbon_price: {carbon_price: {price: 30 USD/t}, credits: {mechanism: carbon_price}}}\n"
    found = carried(tree(FULL + variant, "credits.price=15 USD/t"), "bilateral", "carbon_price")
    assert found.data["carbon_price"]["price"]["value"] == "15 USD/t"
    assert (
        carried(tree(FULL + variant), "bilateral", "carbon_price").data["carbon_price"]["price"]["value"] == "30 USD/t"
    )


# ---- correlations ----------------------------------------------------------------------------------------------------


def test_correlations_with_terms_that_do_not_carry_over_are_left_out() -> None:
    pairs = "[[credits.price, swap.abatement, 10 %], [credits.buffer, swap.abatement, 20 %]]"
    stated = tree(FULL + f"risk: {{correlation: {pairs}}}\n")
    assert [pair[0] for pair in carried(stated, "bilateral", "cdm").data["risk"]["correlation"]] == ["credits.price"]
    assert carried(stated, "bilateral", "none").data["risk"]["correlation"] == []
    for mechanism in ("cdm", "none", "carbon_price"):
        build(carried(stated, "bilateral", mechanism))


# ---- small parts -----------------------------------------------------------------------------------------------------


def test_what_is_stated_at_a_path() -> None:
    data = {"a": {"b": {"c": 1}, "d": None}}
    assert states(data, "a.b.c")
    assert states(data, "a.d")
    assert not states(data, "a.c")
    assert not states(data, "a.b.c.d")


@pytest.mark.parametrize("variants", [None, [], "cdm", {"cdm": "text"}, {"cdm": None}, {}])
def test_a_variant_that_is_none_is_empty(variants: Any) -> None:
    assert variant_of(Tree({"variants": variants}, {(): Place("case.yaml", 1, 1)}, "case.yaml"), "cdm") == {}
