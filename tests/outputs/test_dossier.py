"""The page of the additionality dossier: every section, its numbers those of the record, at most 100 columns."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from engine.cases import RETROFIT, built, with_
from questions.cases import PLANTS, SOURCE, swap

from appraisal.ground.numbers import percent
from appraisal.outputs.answers import value_text
from appraisal.outputs.dossier import dossier_record, show
from appraisal.outputs.layout import cell, console_for
from appraisal.outputs.record import as_json
from appraisal.questions.additionality import Dossier, additionality
from appraisal.scenario.load import load

CASES = Path(__file__).parent / "cases"
Record = dict[str, Any]
SECTIONS = (
    "With and without credits",
    "Assessment period and fair value",
    "Variables",
    "Verdict: ",
    "What the flow holds",
    "What this test does not say",
    "Rules that the test follows",
)
LEVELISED = "Levelised cost of the alternatives"


def ugly() -> Dossier:
    """Half-years, another currency, broken years, a nominal benchmark in a real basis, several kinds of fuel."""
    terms = {"benchmark": "14 %", "basis": "nominal", "period": "10 yr", "decision_date": "2020-06", "source": "tender"}
    return additionality(built(with_(RETROFIT, credits__additionality=terms)))


MADE: dict[str, Dossier] = {}
MAKERS = {
    "source": lambda: additionality(load(SOURCE)),
    "plants": lambda: additionality(load(PLANTS)),
    "equity": lambda: additionality(load(PLANTS, sets=["credits.additionality.of=equity"])),
    "ugly": ugly,
    "never": lambda: additionality(load(CASES / "never_earns.yaml")),
    "trillions": lambda: additionality(load(CASES / "six_loans.yaml")),
    "sixty": lambda: additionality(load(CASES / "sixty_years.yaml", sets=["credits.additionality.of=equity"])),
    "receipt": lambda: additionality(
        swap(swap__capex_gap="-50 million USD", swap__fuel_saving="-4 million USD/yr").scenario
    ),
}


def dossier(name: str) -> Dossier:
    if name not in MADE:
        MADE[name] = MAKERS[name]()
    return MADE[name]


def record_for(name: str) -> Record:
    return dossier_record(dossier(name))


def page(record: Record) -> str:
    stream = io.StringIO()
    show(record, console_for(stream))
    return stream.getvalue()


def words(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


@pytest.mark.parametrize("name", MAKERS)
class TestPage:
    def test_it_fits_and_has_every_section_in_order(self, name: str) -> None:
        record = record_for(name)
        shown = page(record)
        assert max(map(len, shown.splitlines())) <= 100
        places = [shown.index(f"\n{title}") for title in SECTIONS]
        assert places == sorted(places)
        assert (f"\n{LEVELISED}" in shown) == (record["levelised_cost"] is not None)
        assert f"╭─ {record['verdict']['text']} ─" in shown

    def test_its_figures_are_those_of_the_record(self, name: str) -> None:
        record = record_for(name)
        shown = words(page(record))
        for side in ("with_credits", "without_credits"):
            assert cell(record[side]["npv_at_benchmark"]) in shown
            irr = record[side]["irr"]
            assert (percent(irr["value"]) if irr["value"] is not None else irr["reason"]) in shown
        assert percent(record["benchmark"]["rate"]) in shown
        for said in (*record["verdict"]["reasons"], *record["verdict"]["treatments"], *record["verdict"]["limits"]):
            assert words(said) in shown
        for one in record["variables"]:
            assert one["path"] in shown
            crossing = one["crossing"]
            found = crossing["value"]
            assert (value_text(found, one["unit"]) if found is not None else words(crossing["reason"])) in shown

    def test_what_was_not_read_is_told(self, name: str) -> None:
        shown = words(page(record_for(name)))
        for rule in record_for(name)["rules"].values():
            assert words(rule["source"] + ("" if rule["verified"] else " (verified: no)")) in shown
        assert shown.count("(verified: no)") >= 4

    def test_the_record_is_plain_and_whole(self, name: str) -> None:
        record = record_for(name)
        assert json.loads(as_json(record)) == record
        assert record["question"]["tested"].startswith("incremental ")
        assert record["verdict"]["code"] == dossier(name).verdict
        assert [one["path"] for one in record["variables"]] == [one.path for one in dossier(name).findings.variables]
        assert len(record["warnings"]) == len(dossier(name).warnings)


class TestParts:
    def test_ends_that_change_the_answer_are_marked(self) -> None:
        record = record_for("plants")
        rows = {line.split()[0]: line for line in page(record).splitlines() if line.startswith(" project.")}
        for one in record["variables"]:
            if one["path"] in rows:
                marks = [f"{percent(one[end]['irr']['value'])}*" in rows[one["path"]] for end in ("low", "high")]
                assert marks == [one[end]["meets_benchmark"] for end in ("low", "high")]
        assert "* the answer is another one there" in page(record)
        assert "* the answer" not in page(record_for("source"))

    def test_a_converted_benchmark_shows_both_rates(self) -> None:
        assert "10.68 %, real, before tax: stated: 14 %; from 14.00 % nominal" in words(page(record_for("ugly")))
        assert "; from " not in words(page(record_for("plants")))

    def test_the_decision_is_dated_or_said_not_to_be(self) -> None:
        assert "Investment decision 2020-06" in words(page(record_for("ugly")))
        assert record_for("ugly")["question"]["source"] == "the tender, page 4"
        assert "no date is stated" in page(record_for("source"))
        assert record_for("source")["question"]["decision_date"] is None

    def test_a_missing_rate_of_return_has_its_reason(self) -> None:
        shown = words(page(record_for("never")))
        assert "with credits: no IRR, no rate makes the present value zero; the NPV at the benchmark decides" in shown
        assert "no IRR, no sign change: swap.capex_gap at -10 %" in shown

    def test_a_receipt_first_is_told(self) -> None:
        shown = words(page(record_for("receipt")))
        assert "without credits: the NPV is 0 at -3.86 %; the NPV at the benchmark decides" in shown
        assert "the flow brings money in before it pays out" in shown

    def test_no_crossing_names_what_stays(self) -> None:
        record = record_for("receipt")
        reason = next(one for one in record["variables"] if one["path"] == "timeline.operation")["crossing"]["reason"]
        assert reason == "the present value at the benchmark stays above zero for every possible value"
        assert f"no crossing, {reason}: timeline.operation" in words(page(record))

    def test_a_variation_that_ends_early_and_a_series_are_told(self) -> None:
        found = additionality(built(with_(RETROFIT, project__capacity_factor="95 %")))
        assert "project.capacity_factor at +10 % ends at 100 %, its limit" in words(page(dossier_record(found)))
        series = {"years": {"2021": "8 million USD/yr", "2026": "12 million USD/yr"}, "between": "step"}
        record = dossier_record(additionality(swap(swap__fuel_saving=series).scenario))
        assert "yearly series, by a factor" in page(record)
        assert "of the series" in page(record)

    def test_values_at_the_end_are_told(self) -> None:
        assert "none: the scenario states no residual value" in words(page(record_for("never")))
        own = swap(swap__residual_value={"rule": "share_of_capex", "share": "10 %"})
        shown = words(page(dossier_record(additionality(own.scenario))))
        assert "the residual value that the scenario states: 10.00 million USD" in shown
        assert "Inflow of 25.00 million USD in 2032" in words(page(record_for("source")))
