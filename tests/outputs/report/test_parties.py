"""The section of the parties: who gains and who pays, adding up to the resources; the economic view apart from it."""

from __future__ import annotations

import pytest

from appraisal.outputs.report import economic
from appraisal.outputs.report.parties import section

from .records import pairs, prose, record, table

PACKAGE = "usc_bilateral_package"


def test_without_another_party_there_is_no_section():
    found = record()
    found["parties"]["names"] = {"developer": "Developer"}
    assert section(found) is None


def test_every_party_is_told_on_its_side():
    found = record(PACKAGE)
    gains, _, pays = prose(section(found)).partition("; ")
    for party, worth in found["parties"]["present_value"].items():
        name = found["parties"]["names"][party].lower()
        assert (f"goes to the {name}" in gains) == (worth > 0)
        assert (f"comes from the {name}" in pays) == (worth < 0)


def test_what_parties_hold_together_is_the_resource_flow():
    found = record(PACKAGE)
    together = sum(found["parties"]["present_value"].values())
    assert together == pytest.approx(found["parties"]["resource_present_value"])
    assert "Together that is -49.12 million USD, the swap's real resources" in prose(section(found))


def test_accounts_end_with_all_parties():
    accounts = table(section(record()), "Accounts in present value")
    assert accounts.rows[-1] == ("All parties: real resources", "", "", "-31.60")
    assert "the accounts add up to the real resource flow" in accounts.note


def test_who_pays_whom_starts_with_the_largest():
    rows = table(section(record()), "Who pays whom").rows
    assert rows[0] == ("Developer", "resources", "capital, less what is left of it at the end", "125.00")
    assert ("Credit buyer", "Developer", "credits", "53.37") in rows


def test_every_year_has_a_row_and_both_sides_agree():
    found = record()
    yearly = table(section(found), "Accounts by year")
    assert [row[0] for row in yearly.rows[:-1]] == [str(year) for year in found["years"]]
    titles = [column.title for column in yearly.columns]
    together, resources = titles.index("All parties"), titles.index("Resource flow")
    assert all(row[together] == row[resources] for row in yearly.rows)


def test_the_economic_view_is_a_section_of_its_own():
    assert economic.section(record()) is None
    made = economic.section(record(PACKAGE))
    assert made.title.startswith("The economic view")
    said = prose(made)
    assert "To the country the swap is worth 402.52 million USD to 730.62 million USD" in said
    assert "without any value of carbon 74.42 million USD" in said
    assert "never added" in said
    assert "economic" not in prose(section(record(PACKAGE))).lower()


def test_the_social_rate_shows_its_steps():
    assert pairs(economic.section(record(PACKAGE)))["Social discount rate"] == "6 % in 2012, 4.5 % in 2032 (step)"


def test_the_economic_view_by_year_adds_up_to_its_present_values():
    yearly = table(economic.section(record(PACKAGE)), "Economic view by year")
    assert yearly.rows[-1][-2:] == ("402.52", "730.62")
    assert "social rate" in yearly.note
