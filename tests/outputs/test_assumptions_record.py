"""The assumptions book: every input of the file is in it, with the source that holds for it."""

from __future__ import annotations

import json

import pytest

import appraisal as ap
from appraisal.outputs.assumptions_record import assumptions_record

BASE = {
    "format": 1,
    "name": "A swap",
    "sources": {"study": "A study of 2024", "bank": "A term sheet"},
    "money": {"currency": "USD", "price_year": 2011, "basis": "nominal"},
    "timeline": {"first_year": 2012, "operation": "10 yr"},
    "discount_rate": "8 %",
    "swap": {
        "capex_gap": {
            "value": "125 million USD",
            "low": "100 million USD",
            "high": "150 million USD",
            "source": "study",
        },
        "fuel_saving": "8.75 million USD/yr",
        "abatement": "600 kt/yr",
    },
}


def book(tmp_path, **parts):
    file = tmp_path / "swap.yaml"
    file.write_text(json.dumps(BASE | parts), encoding="utf-8")
    return assumptions_record(ap.load(file))


def figures(found):
    return {one["path"]: one for one in found["figures"]}


def choices(found):
    return {one["path"]: one["value"] for one in found["choices"]}


@pytest.mark.parametrize("name", ["usc_vs_subcritical", "usc_supported", "usc_mechanisms"])
def test_every_figure_of_a_scenario_is_in_the_book(name):
    scenario = ap.load(f"scenarios/{name}.yaml")
    assert list(figures(assumptions_record(scenario))) == list(scenario.figures)


def test_a_figure_has_its_value_range_and_source(tmp_path):
    found = figures(book(tmp_path))["swap.capex_gap"]
    assert found["value"] == "125 million USD"
    assert found["range"] == "100 to 150 million USD, triangular"
    assert found["source"] == "A study of 2024"
    assert not found["default"]


def test_a_range_that_draws_leave_alone_names_no_distribution(tmp_path):
    found = figures(book(tmp_path, discount_rate={"value": "8 %", "low": "5 %", "high": "12 %"}))
    assert found["discount_rate"]["range"] == "5 % to 12 %"
    drawn = {"value": "8 %", "low": "5 %", "high": "12 %", "distribution": "uniform"}
    assert figures(book(tmp_path, discount_rate=drawn))["discount_rate"]["range"] == "5 % to 12 %, uniform"


def test_a_distribution_without_ends_is_told_by_its_own_numbers(tmp_path):
    price = {"value": "20 USD/t", "distribution": "normal", "sd": "3 USD/t"}
    found = figures(book(tmp_path, credits={"mechanism": "bilateral", "price": price, "share_cashed": "50 %"}))
    assert found["credits.price"]["range"] == "normal, mean 20 USD/t, standard deviation 3 USD/t"


def test_growth_says_from_when(tmp_path):
    price = {"value": "20 USD/t", "growth": "2 %/yr", "from": 2020}
    found = figures(book(tmp_path, credits={"mechanism": "bilateral", "price": price, "share_cashed": "50 %"}))
    assert found["credits.price"]["growth"] == "2 % a year from 2020"


def test_a_loan_s_source_holds_for_all_its_figures(tmp_path):
    loan = {"share": "50 %", "rate": "7 %", "grace": "1 yr", "tenor": "8 yr", "repayment": "annuity"}
    finance = {"loans": {"bank": loan | {"source": "bank"}}, "cost_of_equity": "12 %"}
    found = figures(book(tmp_path, finance=finance))
    assert found["finance.loans.bank.rate"]["source"] == "A term sheet"
    assert found["finance.cost_of_equity"]["source"] == ""


def test_the_nearest_section_gives_the_source():
    scenario = ap.load("scenarios/usc_bilateral_package.yaml")
    assert scenario.source_of("tax.assets.machinery.life") == "tax_law"
    assert scenario.source_of("discount_rate") == ""


def test_a_default_tells_its_source_and_whether_it_was_checked():
    found = figures(assumptions_record(ap.load("scenarios/usc_bilateral_package.yaml")))
    default = found["fuels.other_bituminous.emission_factor"]
    assert default["default"]
    assert default["verified"]
    assert default["source"].startswith("IPCC 2006")


def test_a_yearly_series_shows_its_years(tmp_path):
    found = figures(book(tmp_path, discount_rate="8 %", swap=BASE["swap"] | {"fuel_saving": series(2)}))
    assert found["swap.fuel_saving"]["value"] == "1,000,000 USD/yr in 2013, 2,000,000 USD/yr in 2014 (linear)"
    long = figures(book(tmp_path, swap=BASE["swap"] | {"fuel_saving": series(9)}))["swap.fuel_saving"]["value"]
    assert long == "1,000,000 USD/yr in 2013, 7 years between, 9,000,000 USD/yr in 2021 (linear)"


def series(count):
    return {"years": {str(2012 + at): f"{at} million USD/yr" for at in range(1, count + 1)}, "between": "linear"}


def test_choices_are_inputs_too(tmp_path):
    found = choices(book(tmp_path))
    assert found["money.basis"] == "nominal"
    assert found["timeline.first_year"] == "2012"
    assert "name" not in found
    assert not [path for path in found if path.startswith("sources")]


def test_a_figure_that_repeats_another_says_which():
    found = figures(assumptions_record(ap.load("scenarios/usc_vs_subcritical_plants.yaml")))
    assert found["project.fuels.coal.price"]["value"] == "as baseline.fuels.coal.price"
    assert found["project.fuels.coal.price"]["repeats"] == "baseline.fuels.coal.price"
    assert found["baseline.fuels.coal.emission_factor"]["value"] == "94.6 kg/GJ"


def test_a_choice_that_is_a_default_stands_in_the_book_once(tmp_path):
    found = [one["path"] for one in book(tmp_path)["choices"]]
    assert "credits.mechanism" in found
    assert len(found) == len({*found})
