"""The section of draws: the share of losses, the spread, the tail and the draws that have no value."""

from __future__ import annotations

from appraisal.ground.numbers import percent
from appraisal.outputs.report.blocks import Headline, Picture
from appraisal.outputs.report.risk import section

from .records import DRAWS, pairs, points, prose, record, table


def boxes(made):
    (found,) = (one for one in made.blocks if isinstance(one, Headline))
    return {box.label: box.value for box in found.boxes}


def test_without_ranges_there_is_no_section():
    found = record()
    del found["risk"]
    assert section(found) is None


def test_the_share_of_losses_is_that_of_the_draws():
    found = record()
    counts = found["risk"]["outcomes"]["npv"]
    said = prose(section(found))
    assert f"{DRAWS:,} draws move the 6 figures that have a range" in said
    assert f"The swap loses money in {percent(counts['below_zero']['value'], 1)} of them" in said


def test_the_mean_is_held_against_the_base_case():
    found = record()
    npv = found["risk"]["outcomes"]["npv"]
    npv["mean"], npv["base"], npv["base_rank"] = 30e6, 21.78e6, 0.25
    expected = (
        "Their mean of 30.00 million USD lies 8.22 million USD above the base case of 21.78 million USD, which 25 %"
    )
    assert expected in prose(section(found))


def test_the_tail_stands_in_the_boxes():
    found = record()
    found["risk"]["outcomes"]["npv"]["tail"] = {"share": 0.05, "value_at_risk": -13.49e6, "conditional": -20.09e6}
    shown = boxes(section(found))
    assert shown["Value at risk, 5 %"] == "-13.49 million USD"
    assert shown["CVaR, 5 %"] == "-20.09 million USD"


def test_a_threshold_that_some_draws_lack_says_so():
    found = record()
    threshold = found["risk"]["outcomes"]["threshold_credit_price"]
    threshold["defined"], threshold["undefined"] = 384, {"stays above zero": 128}
    made = section(found)
    assert "25.0 % of the draws have none." in prose(made)
    assert "Threshold price: stays above zero in 128 draws (25.00 %)" in points(made)
    threshold["undefined"] = {}
    assert "of the draws have none" not in prose(section(found))


def test_no_threshold_in_any_draw_is_said():
    found = record()
    threshold = found["risk"]["outcomes"]["threshold_credit_price"]
    threshold |= {"mean": None, "defined": 0, "undefined": {"no credits": 512}, "percentiles": None, "base": None}
    threshold |= {"sd": None, "below_zero": None}
    assert "In none of them does a threshold price of a tonne exist." in prose(section(found))


def test_without_a_net_present_value_there_is_no_chart():
    found = record()
    npv = found["risk"]["outcomes"]["npv"]
    npv |= dict.fromkeys(("mean", "sd", "base", "percentiles", "below_zero", "tail", "convergence"))
    npv |= {"defined": 0, "undefined": {"overflow": 512}}
    made = section(found)
    assert "No draw has a net present value." in prose(made)
    assert not [one for one in made.blocks if isinstance(one, Picture)]


def test_ranges_stand_in_the_units_of_the_file():
    assert pairs(section(record()))["Capex gap"] == "100 to 150 million USD, triangular, most likely 125 million USD"


def test_draws_that_were_interrupted_say_so():
    found = record()
    found["risk"]["draws"] |= {"complete": False, "asked": 10_000}
    assert "those of 10,000 that were made before the run was interrupted" in prose(section(found))
    assert "interrupted" not in prose(section(record()))


def test_percentiles_are_named_as_such():
    headings = [column.title for column in table(section(record()), "Percentiles").columns]
    assert headings[0] == "lowest"
    assert headings[1:3] == ["P1", "P5"]


def test_sobol_indices_or_the_reason_why_there_are_none():
    found = record()
    index = {"value": 0.4, "low": 0.3, "high": 0.5}
    shares = [{"path": "credits.price", "first": index, "total": index}]
    made = {"outcome": "npv", "figures": shares, "runs": 64, "points": 8, "seed": 1, "together": 0.01, "notes": []}
    found["risk"]["sobol"] = made
    assert table(section(found), "Sobol indices").rows[0][:2] == ("Credit price", "40.0 %")
    found["risk"]["sobol"] = {"figures": None, "reason": "one figure has a range"}
    assert "There are no Sobol indices: one figure has a range." in prose(section(found))
