"""The section of support: what is given, what would do instead, which instrument costs its payer least."""

from __future__ import annotations

from appraisal.outputs.report.blocks import Footnote, Paragraph
from appraisal.outputs.report.support import section

from .records import headings, pairs, prose, record, table, tables

SUPPORTED = "usc_supported"


def bare():
    found = record()
    del found["equivalence"]
    return found


def test_without_support_and_without_credits_there_is_no_section():
    assert section(bare()) is None


def test_the_title_says_which_of_both_there_is():
    assert section(record()).title == "What would do instead of credits"
    assert section(record(SUPPORTED)).title == "Public support, and what would do instead of credits"
    only = record(SUPPORTED)
    del only["equivalence"]
    assert section(only).title == "Public support"


def test_instruments_that_close_the_same_gap_at_the_same_cost_are_told_as_such():
    said = prose(section(record()))
    assert "Without credits, the net present value is -31.60 million USD: that is the gap to close." in said
    assert "Each of the 4 instruments that could close it alone costs whoever pays it 31.60 million USD." in said


def test_the_cheapest_and_the_dearest_are_named_with_their_payers():
    said = prose(section(record(SUPPORTED)))
    assert "the guaranteed price costs least, 45.31 million USD borne by the host government" in said
    assert "the credit price costs most, 64.77 million USD borne by the credit buyer" in said


def test_instruments_without_a_value_are_named_and_explained():
    made = section(record(SUPPORTED))
    assert "For the share cashed and the crediting years there is no such value" in prose(made)
    assert pairs(made)["Share cashed"].startswith("none: even with every credit cashed")


def test_what_is_left_out_is_told():
    assert "without the grant of 10 % and the price guarantee of 24 USD/t" in prose(section(record(SUPPORTED)))


def test_no_gap_is_told_as_no_gap():
    found = record()
    found["equivalence"]["without"] = 2e6
    assert "there is no gap to close" in prose(section(found))


def test_the_table_has_the_published_threshold():
    rows = {row[0]: row for row in table(section(record()), "What each alone").rows}
    assert rows["Credit price"][1] == "9.87 USD/t"
    assert rows["Capital grant"][1] == "25.28 %"


def test_public_money_adds_up_in_its_table():
    found = record(SUPPORTED)
    given = table(section(found), "Public support")
    assert given.rows[-1][:2] == ("All public money", "32.35 million USD")
    assert given.total
    assert sum(one["present_value"] for one in found["support"]["parts"]) == found["support"]["total"]


def footnotes(made):
    parts = [part for one in made.blocks if isinstance(one, Paragraph) for part in one.parts]
    return [part.text for part in parts if isinstance(part, Footnote)]


def test_a_loan_names_its_reference_rate_at_the_foot():
    assert footnotes(section(record(SUPPORTED)))[0].startswith("Reference rate of 5.00 %")
    assert footnotes(section(record("usc_bilateral_package"))) == []  # a grant, and no public loan


def test_what_each_would_have_to_be_has_a_heading_beside_support_only():
    assert "What each instrument alone would have to be" in headings(section(record(SUPPORTED)))
    assert headings(section(record())) == []
    assert len(tables(section(record()))) == 1
