"""The section of sensitivity: the figure that decides, those that can turn the answer, and the nearest turn."""

from __future__ import annotations

from appraisal.outputs.charts.labels import lowered
from appraisal.outputs.report.blocks import Picture
from appraisal.outputs.report.sensitivity import section
from appraisal.outputs.report.tables import naming

from .records import headings, points, prose, record, table


def sentence(said: str, start: str) -> str:
    (found,) = (one for one in said.split(". ") if one.startswith(start))
    return found


def test_without_the_question_there_is_no_section():
    found = record()
    del found["sensitivity"]
    assert section(found) is None


def test_the_figure_that_decides_is_told_with_published_values():
    said = prose(section(record()))
    decides = (
        "The discount rate decides most: over 5 % to 12 % the NPV runs from 68.79 million USD to -17.16 million USD"
    )
    assert said.startswith(decides)


def test_exactly_the_figures_that_cross_zero_can_turn_the_answer():
    found = record()
    called = naming(found)
    bars = found["sensitivity"]["tornado"]
    crossing = {
        bar["path"] for bar in bars if min(bar["at_low"], bar["at_high"]) < 0 < max(bar["at_low"], bar["at_high"])
    }
    said = sentence(prose(section(found)), "Alone, only")
    assert {bar["path"] for bar in bars if lowered(called(bar["path"])) in said} == crossing
    assert crossing


def test_where_no_range_crosses_zero_that_is_said():
    found = record()
    for bar in found["sensitivity"]["tornado"]:
        bar["at_low"], bar["at_high"] = 1e6, 2e6
    assert "No figure turns the answer inside its range" in prose(section(found))


def test_the_nearest_turn_is_that_of_the_smallest_switching_value():
    found = record()
    shares = {
        one["path"]: abs(one["switching_value"]) for one in found["sensitivity"]["switching"] if one["switching_value"]
    }
    assert min(shares, key=lambda path: shares[path]) == "swap.capex_gap"
    said = sentence(prose(section(found)), "In its whole domain")
    assert "soonest is the capex gap at 146.8 million USD (17.4 % above what is stated)" in said


def test_a_scenario_that_nothing_moves_says_so_and_has_no_chart():
    found = record()
    found["sensitivity"]["tornado"] = []
    made = section(found)
    assert "No figure of the scenario moves the NPV." in prose(made)
    assert "tornado" not in {one.name for one in made.blocks if isinstance(one, Picture)}
    assert "tornado" in {one.name for one in section(record()).blocks if isinstance(one, Picture)}


def test_the_ranking_has_the_order_and_the_numbers_of_the_screen():
    found = table(section(record()), "What each figure moves alone")
    assert found.rows[0] == ("Discount rate", "5 %", "12 %", "68.79", "-17.16", "85.95")
    swings = [float(row[-1]) for row in found.rows]
    assert swings == sorted(swings, reverse=True)
    assert found.columns[-1].unit == "million USD"


def test_turning_points_hold_published_thresholds():
    rows = {row[0]: row for row in table(section(record()), "By how much each figure counts").rows}
    assert rows["Credit price (USD/t)"][4] == "9.866"
    assert rows["Share of credits cashed"][4] == "29.6 %"


def test_figures_without_a_switching_value_say_why_in_names():
    found = record("usc_bilateral_package")
    made = section(found)
    assert "No value turns the answer" in headings(made)
    kept = [text for text in points(made) if "it repeats" in text]
    assert kept
    assert not any("baseline.fuels" in text for text in kept)


def test_a_grid_tells_where_the_line_of_zero_runs():
    found = record()
    assert found["two_way"]["one"]["path"] == "discount_rate"
    said = prose(section(found))
    assert "23.96 USD/t where the discount rate is 12 %" in said  # the published threshold at 12 % and 25 years
    assert "In 5 of the 21 rows it pays at every credit price from 5 to 30 USD/t." in said


def test_a_grid_without_a_line_says_so():
    found = record()
    grid = found["two_way"]
    grid["crossings"] = [[] for _ in grid["crossings"]]
    grid["results"] = [[-1.0 for _ in row] for row in grid["results"]]
    said = prose(section(found))
    assert "On this grid there is no line along which NPV is 0." in said
    assert "In 21 of the 21 rows it pays at no credit price from 5 to 30 USD/t." in said


def test_a_grid_that_is_thinned_says_how_much_is_printed():
    found = table(section(record()), "Net present value, million USD: Discount rate down")
    assert len(found.rows) == 11
    assert "11 x 6 of 21 x 21 values" in found.note


def test_grids_that_are_left_out_are_named_with_the_reason():
    found = record()
    found["grids_left_out"] = {"discount_rate by credits.price": "credits.price is no figure under 'none'"}
    made = section(found)
    assert "Grids of the scenario that are left out" in headings(made)
    assert "Grids of the scenario that are left out" not in headings(section(record()))


def test_an_item_keeps_the_name_that_the_file_gives_it():
    found = record("usc_bilateral_package")
    bar = found["sensitivity"]["tornado"][0]
    bar["path"] = "items.land_lease.amount"
    assert prose(section(found)).startswith("'Land lease' decides most")


def test_turns_that_are_far_away_are_told_as_such():
    found = record()
    for one in found["sensitivity"]["switching"]:
        if one["switching_value"]:
            one["switching_value"] = 39.0
    said = prose(section(found))
    assert "No figure turns it before it is doubled or gone." in said
    assert "3900" not in said
