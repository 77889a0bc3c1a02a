"""Tables of the screen on paper, and names in place of paths."""

from __future__ import annotations

from appraisal.outputs.layout import Listed
from appraisal.outputs.report.blocks import Column
from appraisal.outputs.report.tables import naming, table_of, with_names

from .records import record

FOUND = Listed(
    ("Figure", "NPV at low\nmillion USD", "away\nby"), "lrr", (("Price\n  20 USD/t", "1.00", "2 %"),), ("Sum", "1", "")
)


def test_a_unit_stands_below_the_heading_that_ends_in_it():
    found = table_of(FOUND, "What moves", "million USD")
    assert found.columns == (
        Column("Figure", "left", "", "wide"),
        Column("NPV at low", "right", "million USD", "auto"),
        Column("away by", "right", "", "auto"),
    )


def test_without_a_unit_the_heading_stays_in_one_line():
    assert table_of(FOUND, "What moves").columns[1] == Column("NPV at low million USD", "right")


def test_a_folded_cell_becomes_one_line_and_the_total_the_last_row():
    found = table_of(FOUND, "What moves")
    assert found.rows == (("Price, 20 USD/t", "1.00", "2 %"), ("Sum", "1", ""))
    assert found.total
    assert not table_of(Listed(("A",), "l", (("b",),)), "Plain").total


def test_a_figure_has_the_name_that_charts_give_it():
    called = naming(record())
    assert called("credits.price") == "Credit price"
    assert called("credits.price.growth") == "Growth of credit price"


def test_a_path_that_is_no_figure_stays_as_it_is():
    assert naming(record())("credits.crediting") == "credits.crediting"


def test_a_figure_that_is_written_in_the_place_of_its_section_has_its_name():
    assert naming(record("usc_stress"))("fx.JPY") == "Exchange rate of JPY"


def test_a_figure_that_both_plants_share_names_neither():
    assert naming(record("usc_vs_subcritical_plants"))("baseline.fuels.coal.price") == "Price of coal"


def test_paths_in_texts_become_names_and_only_whole_paths_do():
    said = "swap.capex_gap (-10 %), swap.capex_gap, my.swap.capex_gap and swap.capex_gap_two"
    assert [*with_names(record(), [said])] == ["capex gap (-10 %), capex gap, my.swap.capex_gap and swap.capex_gap_two"]


def test_a_path_at_the_end_of_a_sentence_is_a_whole_one():
    assert [*with_names(record(), ["It is swap.capex_gap."])] == ["It is capex gap."]
