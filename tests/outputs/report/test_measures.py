"""The section of measures: every measure of the record stands there, rounded as everywhere, or says why it is none."""

from __future__ import annotations

import pytest

from appraisal.outputs.layout import cell
from appraisal.outputs.report.measures import section

from .records import record, table


@pytest.mark.parametrize("name", ["usc_vs_subcritical", "usc_bilateral_package", "ccs_retrofit"])
def test_every_measure_of_the_record_stands_there(name: str) -> None:
    found = record(name)
    text = " ".join(" ".join(row) for row in table(section(found), "Measures of the result").rows)
    for key, metric in found["metrics"].items():
        if metric["value"] is None or key.startswith("grant_element."):
            continue
        plain = f"{metric['value']:,.2f}"
        assert cell(metric) in text or plain in text, key


def test_what_has_no_value_says_why_and_what_has_no_plants_is_left_out() -> None:
    rows = {row[0]: row for row in table(section(record("ccs_retrofit")), "Measures").rows}
    assert rows["Discounted payback"][1] == "none"
    assert rows["Discounted payback"][-1].endswith("None here: never recovered.")
    assert rows["Cost of a tonne captured"][1] == "47.15 USD/t"
    assert not any("Levelised" in row[0] for row in table(section(record()), "Measures").rows)


def test_without_credits_stands_beside_where_there_are_credits() -> None:
    found = record()
    assert [column.title for column in table(section(found), "Measures").columns] == [
        "Measure",
        "Value",
        "without credits",
        "What it is",
    ]
    rows = {row[0]: row for row in table(section(found), "Measures").rows}
    assert rows["Net present value"][1:3] == ("21.78 million USD", "-31.60 million USD")
    assert rows["Modified IRR"][1:3] == ("8.70 %", "–")
