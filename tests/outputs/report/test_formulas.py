"""The section of formulas: every line of the run, as it is."""

from __future__ import annotations

from appraisal.outputs.report.blocks import Formula
from appraisal.outputs.report.formulas import section

from .records import headings, prose, record


def formulas(found):
    return [one for one in section(found).blocks if isinstance(one, Formula)]


def test_every_row_stands_in_one_formula():
    found = record("usc_supported")
    rows = [row for one in formulas(found) for row in one.name.split(", ")]
    assert sorted(rows) == sorted(found["lines"])


def test_the_opening_counts_what_follows():
    found = record()
    assert f"{len(formulas(found))} formulas for {len(found['lines'])} rows" in prose(section(found))


def test_a_formula_has_words_unit_and_sentence():
    (revenue,) = (one for one in formulas(record()) if one.name == "credits.revenue")
    assert revenue == Formula(
        "credits.revenue", "USD", "delivered × spot_price", "Credits paid in the year at the year's price."
    )


def test_a_transfer_says_between_whom():
    (tax,) = (one for one in formulas(record("usc_supported")) if one.name == "tax_paid")
    assert tax.sentence.endswith("Paid by the developer to the host.")


def test_a_loop_says_that_it_is_one():
    found = {row: one.sentence for one in formulas(record("usc_supported")) for row in one.name.split(", ")}
    assert found["tax.levered.taxed"].endswith("A loop over the years, which no single formula spells.")
    assert "loop" not in found["tax.levered.profit"]


def test_chapters_follow_the_books():
    assert headings(section(record()))[:2] == ["Years and flags", "Price level and discounting"]


def test_no_formula_no_section():
    found = record()
    found["formulas"] = []
    assert section(found) is None
