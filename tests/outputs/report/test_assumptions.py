"""The assumptions book: every input once, with value, range and a source that the list explains."""

from __future__ import annotations

import re

import pytest

from appraisal.outputs.report.assumptions import LINE, SHORT_LINE, section

from .records import prose, record, table, tables

SOURCES, CHOICES = "Sources of the figures", "Choices, names and dates"


def rows(made):
    """Return the rows of all tables of figures by their key."""
    found = {}
    for caption, one in tables(made).items():
        if caption not in (SOURCES, CHOICES) and not caption.startswith("Who answers"):
            for row in one.rows:
                assert row[1] not in found
                found[row[1]] = dict(zip([column.title for column in one.columns], row, strict=True))
    return found


@pytest.mark.parametrize("name", ["usc_vs_subcritical", "usc_vs_subcritical_plants", "usc_supported", "usc_stress"])
def test_every_input_stands_in_the_book_once(name):
    found = record(name)
    assert rows(section(found)).keys() == found["inputs"].keys()


@pytest.mark.parametrize("name", ["usc_vs_subcritical", "usc_supported"])
def test_every_number_of_a_source_is_in_the_list_and_every_source_is_used(name):
    made = section(record(name))
    listed = {row[0]: row[1] for row in table(made, SOURCES).rows}
    cells = [row["Source"] for row in rows(made).values()] + [row[2] for row in table(made, CHOICES).rows]
    assert {number for cell in cells for number in re.findall(r"\[\d+\]", cell)} == {*listed}
    assert len({*listed.values()}) == len(listed)


def test_a_number_leads_to_the_source_of_the_figure():
    found = record("usc_supported")
    made = section(found)
    listed = {row[0]: row[1] for row in table(made, SOURCES).rows}
    for key in ("credits.price", "finance.loans.bank.rate", "fuels.other_bituminous.emission_factor"):
        number = rows(made)[key]["Source"].partition(",")[0]
        assert listed[number] == found["inputs"][key]["source"]


def test_value_and_range_stand_as_the_file_states_them():
    row = rows(section(record()))["swap.capex_gap"]
    assert row["Figure"] == "Capex gap"
    assert row["Value"] == "125 million USD"
    assert row["Range, growth"] == "100 to 150 million USD, triangular"


def test_growth_stands_beside_the_range():
    row = rows(section(record("usc_vs_subcritical_plants")))["credits.price"]
    assert row["Range, growth"] == "5 to 30 USD/t, triangular; 2 % a year"


def test_defaults_and_missing_sources_are_marked():
    found = rows(section(record()))
    assert found["credits.buffer"]["Source"].endswith(", default")
    assert found["money.inflation"]["Source"] == "none stated"
    assert not found["credits.price"]["Source"].endswith("default")


def test_what_was_not_verified_is_marked():
    found = record("usc_vs_subcritical_plants")
    made = section(found)
    marked = {key for key, row in rows(made).items() if "not verified" in row["Source"]}
    marked |= {row[0] for row in table(made, CHOICES).rows if "not verified" in row[2]}
    assert marked == {one["path"] for one in found["unchecked"]} != set()
    assert "1 default was not checked" in prose(made)
    assert "Every default in use was checked" in prose(section(record()))


def test_a_repeated_figure_says_which_it_repeats():
    row = rows(section(record("usc_supported")))["project.fuels.coal.price"]
    assert (row["Value"], row["Range, growth"]) == ("repeated", "as baseline.fuels.coal.price")


def test_the_opening_counts_figures_and_those_without_a_source():
    found = record()
    said = prose(section(found))
    assert "The scenario states 9 figures; 19 more are defaults" in said
    assert "2 stated figures name no source" in said
    found["unsourced"] = []
    assert "Every stated figure names a source." in prose(section(found))


def test_choices_are_listed_with_their_keys():
    chosen = {row[0]: row[1:] for row in table(section(record()), CHOICES).rows}
    assert chosen["money.basis"] == ("real", "")
    assert chosen["swap.residual_value"][0] == "none"
    assert chosen["swap.residual_value"][1].endswith("default")


def test_the_sign_off_leaves_room_for_what_is_open():
    found = record()
    assert not [caption for caption in tables(section(found)) if caption.startswith("Who answers")]
    found["sign_off"] = [{"role": "Sponsor", "signs": "capex", "who": None, "date": ""}]
    made = table(section(found), "Who answers")
    assert made.rows == (("Sponsor", "capex", LINE, SHORT_LINE, LINE),)
    found["sign_off"] = [{"role": "Sponsor", "signs": "capex", "who": "The board", "date": "2026-03"}]
    assert table(section(found), "Who answers").rows == (("Sponsor", "capex", "The board", "2026-03", LINE),)
    assert [column.title for column in made.columns][-1] == "Signature"


def test_a_part_of_the_file_without_a_name_lends_its_key():
    found = record()
    figure = dict(found["assumptions"]["figures"][0], path="sea_wall.height", name="Height of the sea wall")
    found["assumptions"]["figures"].append(figure)
    assert [row[1] for row in table(section(found), "Sea wall").rows] == ["sea_wall.height"]
