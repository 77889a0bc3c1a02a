"""What the appraisal does not say: each point where it holds, and not where it does not."""

from __future__ import annotations

import re

import pytest

from appraisal.outputs.report.limits import section
from appraisal.scenario.schema import Document

from .records import points, record

PACKAGE, PLANTS, STRESS = "usc_bilateral_package", "usc_vs_subcritical_plants", "usc_stress"


def said(name="usc_vs_subcritical"):
    return points(section(record(name)))


def has(found, start):
    return any(text.startswith(start) for text in found)


@pytest.mark.parametrize(
    ("start", "name", "other"),
    [
        ("No tax is in any figure", "usc_vs_subcritical", PACKAGE),
        ("No debt is in any figure", "usc_vs_subcritical", PACKAGE),
        ("Only money that parties pay", PLANTS, PACKAGE),
        ("Covenants are reported, not acted on", PACKAGE, PLANTS),
        ("The price of a tonne stays at 16.6667 USD/t", "usc_vs_subcritical", PLANTS),
        ("No inflation is added", PLANTS, "usc_vs_subcritical"),
        ("A figure that states no growth keeps its worth", "usc_vs_subcritical", PLANTS),
        ("Exchange rates follow one path: 80 JPY/USD, -1.00 % a year", PACKAGE, "usc_vs_subcritical"),
        ("Both plants run as stated", PLANTS, "usc_vs_subcritical"),
        ("Savings and tonnes are taken as stated", "usc_vs_subcritical", PLANTS),
        ("Figures are drawn independently", "usc_vs_subcritical", PLANTS),
        ("The cases show what each would do", STRESS, "usc_vs_subcritical"),
        ("7,500,000 t leave the host", "usc_vs_subcritical", PACKAGE),
    ],
)
def test_a_point_is_told_where_it_holds_and_only_there(start, name, other):
    assert has(said(name), start)
    assert not has(said(other), start)


def test_a_mechanism_that_is_historical_is_told():
    assert any("the mechanism is historical" in text for text in said(PLANTS))
    assert not any("historical" in text for text in said())


def test_the_incremental_return_carries_its_rate():
    found = record()
    assert any(
        "an IRR of 9.98 % is the return on what the project costs more" in text for text in points(section(found))
    )
    found["metrics"]["project_irr"]["value"] = None
    assert not any("IRR" in text for text in points(section(found)))


def test_the_threshold_is_told_as_no_forecast_where_there_is_one():
    found = record()
    assert has(points(section(found)), "The threshold of 9.87 USD/t is the price that the swap needs")
    found["metrics"]["threshold_credit_price"] |= {"value": None, "status": "none", "reason": "never"}
    assert not has(points(section(found)), "The threshold of")


def test_volume_is_told_as_certain_only_where_nothing_is_taken_off():
    found = record()
    assert has(points(section(found)), "Every creditable tonne is issued, 15,000,000 t in all")
    found["inputs"]["credits.uncertainty_discount"]["value"] = 0.1
    assert not has(points(section(found)), "Every creditable tonne")


def test_without_ranges_nothing_is_said_of_certainty():
    found = record()
    del found["risk"]
    assert has(points(section(found)), "No figure has a range")
    assert not has(said(), "No figure has a range")


def test_draws_say_what_stands_still():
    assert has(said(), "Draws move 6 figures; 3 stated figures stand still in every draw.")
    assert has(said(), "Each draw has one credit price for the whole life")
    assert has(said(), "The discount rate stays at 8.00 % in every draw.")


def test_a_price_that_wanders_is_not_told_as_fixed():
    found = record()
    found["risk"]["draws"]["drawn"]["credits.price"] = "geometric Brownian motion, volatility 30 %"
    assert not has(points(section(found)), "Each draw has one credit price")


def test_figures_without_a_source_are_counted_and_the_first_named():
    assert has(said(), "2 figures are stated without a source: Inflation, Years of construction.")
    many = next(text for text in said(PACKAGE) if "without a source" in text)
    assert re.match(r"19 figures are .*: (?:[^,]+, ){5}[^,]+ and 13 more, all marked in the assumptions book\.$", many)


def test_defaults_that_were_not_verified_are_told():
    found = record(PLANTS)
    assert found["unchecked"]
    assert any("not verified" in text for text in points(section(found)))
    assert not any("not verified" in text for text in said())


def test_every_warning_is_told_once():
    found = record("usc_supported")
    lines = "\n".join(points(section(found)))
    for warning in found["warnings"]:
        assert lines.lower().count(warning["message"].lower()) == 1


def test_what_is_stated_and_not_appraised_comes_first():
    found = record()
    found["not_appraised"] = ["a dam: no line reads it"]
    assert points(section(found))[0] == "Stated, and not appraised: a dam: no line reads it."


@pytest.mark.parametrize("name", ["usc_vs_subcritical", PLANTS, "usc_supported", STRESS])
def test_keys_in_brackets_are_parts_of_the_file(name):
    bracketed = [text for line in said(name) for text in re.findall(r"\(([a-z_.]+(?:, [a-z_.]+)*)\)\.$", line)]
    keys = [key for text in bracketed for key in text.split(", ") if key != "growth"]
    assert keys
    assert {key.partition(".")[0] for key in keys} <= {*Document.model_fields}


def test_a_threshold_below_zero_is_told_as_what_it_is():
    told = said("efficient_air_conditioners")
    assert has(told, "The threshold of -55.62 USD/t lies below zero: with figures as stated the swap pays without")
    assert not any("price that the swap needs" in text for text in told)


def test_capital_that_comes_back_is_not_told_as_lost():
    found = record()
    assert has(points(section(found)), "Nothing is left of the capital at closing")
    found["lines"]["swap.residual_gain"]["values"][-1] = 5e6
    assert not has(points(section(found)), "Nothing is left of the capital at closing")
