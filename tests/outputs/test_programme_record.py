"""The record and the screen of a programme agree with its result and with one another."""

from __future__ import annotations

import io
import json
from functools import cache

import pytest

from appraisal.outputs.layout import WIDTH, Record, console_for
from appraisal.outputs.programme_page import show
from appraisal.outputs.programme_record import programme_record
from appraisal.outputs.record import as_json
from appraisal.questions.programme.prices import package_thresholds
from tests.questions.programme.cases import FULL, HEAD, ONE, appraised

ALL = (
    FULL
    + "  budget: {amount: 20 million USD/yr, years: {from: 2011, to: 2016}, objective: npv}\n  stranding_year: 2030\n"
)


@cache
def recorded(text: str = ALL) -> Record:
    return programme_record(appraised(text))


@cache
def page(text: str = ALL) -> str:
    stream = io.StringIO()
    show(recorded(text), console_for(stream))
    return stream.getvalue()


class TestRecord:
    def test_it_is_plain_json_and_the_same_every_time(self) -> None:
        text = as_json(recorded())
        assert json.loads(text) == json.loads(as_json(programme_record(appraised(ALL))))

    def test_its_figures_are_those_of_the_result(self) -> None:
        found, record = appraised(ALL), recorded()
        assert record["metrics"]["npv"]["value"] == found.totals.npv
        assert record["metrics"]["threshold_credit_price"]["value"] == package_thresholds(found).investors.value
        assert record["lines"]["tonnes"]["values"] == list(found.flows.tonnes["abated"])
        assert record["years"] == list(found.years)
        assert [one["name"] for one in record["measures"]] == ["usc", "cheap", "dear"]
        assert record["programme"]["hash"] == found.programme.hash

    def test_measures_and_enabling_costs_add_up_to_the_programme(self) -> None:
        record = recorded()
        parts = [*record["measures"], *record["enabling"]]
        for name in ("npv", "tonnes", "public_money", "credits_issued", "credit_revenue"):
            whole = record["metrics"][name]["value"]
            assert sum(one["metrics"][name]["value"] for one in parts) == pytest.approx(whole, rel=1e-12)

    def test_what_does_not_exist_is_null_with_a_reason(self) -> None:
        record = recorded(HEAD + ONE)
        assert record["metrics"]["leverage"]["value"] is None
        assert record["metrics"]["leverage"]["reason"]
        assert {"selection", "phases", "lock_in"}.isdisjoint(record)
        assert {"selection", "phases", "lock_in", "scorecard", "supply_curve"} <= set(recorded())

    def test_a_budget_that_holds_nothing_says_why(self) -> None:
        text = FULL + "  budget: {amount: 1 USD/yr, years: {from: 2011, to: 2016}, objective: npv}\n"
        assert recorded(text)["selection"]["status"] == "none"
        assert "does not hold the enabling costs" in recorded(text)["selection"]["reason"]
        assert "does not hold the enabling costs" in " ".join(page(text).split())


class TestScreen:
    def test_it_fits(self) -> None:
        assert max(map(len, page().splitlines())) <= WIDTH
        assert not any(line != line.rstrip() for line in page().splitlines())

    @pytest.mark.parametrize(
        "text",
        [
            "A small package",
            "The package does not pay",
            "Supply of credits by price",
            "Enabling costs",
            "Selection under the budget: highest net present value",
            "proved: no other set within the budget is better",
            "Scorecard: five principles, each measured",
            "(verified: no)",
            "Lock-in",
            "Cash by party and year",
            "measure 'usc'",
        ],
    )
    def test_it_says(self, text: str) -> None:
        assert text in page()

    def test_it_prints_the_record(self) -> None:
        metrics = recorded()["metrics"]
        assert f"{metrics['npv']['value'] / 1e6:,.2f} million USD" in page()
        assert f"{metrics['threshold_credit_price']['value']:.2f} USD/t" in page()

    def test_a_plain_programme_has_no_empty_parts(self) -> None:
        bare = page(HEAD + ONE)
        assert "The package pays with credits, not without" in bare
        assert "Enabling costs" not in bare
        assert "Selection" not in bare
        assert "leverage none" in bare
