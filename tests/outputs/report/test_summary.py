"""Sentences of the summary and of the sections on money: what they say in each kind of result."""

from __future__ import annotations

from pathlib import Path

import pytest

from appraisal.engine.appraisal import appraise
from appraisal.outputs.charts.cash_flow import parts_of
from appraisal.outputs.layout import Record
from appraisal.outputs.report import cash_flow, conventions, credits, finance, summary, swap, threshold_card, thresholds
from appraisal.outputs.report.blocks import Footnote, Headline, Pairs, Paragraph, Section, Table
from appraisal.outputs.report.files import report_pdf
from appraisal.outputs.report.material import material
from appraisal.scenario.load import load
from tests.outputs.report.pages import text_of

SCENARIOS = Path(__file__).parents[3] / "scenarios"
UGLY = Path(__file__).parent / "ugly.yaml"
FEW = 64


def record_of(file: Path, *sets: str) -> Record:
    return material(appraise(load(file, sets=sets)), FEW).record


@pytest.fixture(scope="module")
def source() -> Record:
    return record_of(SCENARIOS / "usc_vs_subcritical.yaml")


@pytest.fixture(scope="module")
def package() -> Record:
    return record_of(SCENARIOS / "usc_bilateral_package.yaml")


@pytest.fixture(scope="module")
def ugly() -> Record:
    return record_of(UGLY)


def words(section: Section | None) -> str:
    assert section is not None
    paragraphs = [block for block in section.blocks if isinstance(block, Paragraph)]
    return " ".join(part for one in paragraphs for part in one.parts if isinstance(part, str))


def tables(section: Section | None) -> list[Table]:
    assert section is not None
    return [block for block in section.blocks if isinstance(block, Table)]


def test_the_finding_in_two_paragraphs(source: Record) -> None:
    found = summary.section(source)
    assert len([block for block in found.blocks if isinstance(block, Paragraph)]) == 2
    text = words(found)
    for said in (
        "costs 125.00 million USD more to build",
        "In 2013, its first year of operation, it saves 8.75 million USD of fuel and avoids 600,000 t of CO₂.",
        "21.78 million USD with credits and -31.60 million USD without: it pays with credits, not without",
        "just pays at a credit price of 9.87 USD/t; 16.6667 USD/t is assumed, 6.80 USD/t (69 %) above that",
        "held against a benchmark of 8.00 %; additional",
    ):
        assert said in text, said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("credits.price=1 USD/t", "it does not pay either way"),
        ("swap.fuel_saving=15 million USD/yr", "it pays without credits"),
        ("swap.capex_gap=-5 million USD", "costs 5.00 million USD less to build"),
        ("credits.price=5 USD/t", "5 USD/t is assumed, 4.87 USD/t (49 %) below that"),
        ("credits.share_cashed=0 %", "There is no credit price at which it just pays"),
    ],
)
def test_other_results_are_told_as_they_are(change: str, said: str) -> None:
    assert said in words(summary.section(record_of(SCENARIOS / "usc_vs_subcritical.yaml", change)))


def test_the_boxes_answer_the_question(source: Record, package: Record, ugly: Record) -> None:
    def boxes(record: Record) -> dict[str, str]:
        (block,) = [one for one in summary.section(record).blocks if isinstance(one, Headline)]
        return {box.label: box.value for box in block.boxes}

    assert boxes(source)["Threshold price"] == "9.87 USD/t"
    assert "Lowest debt cover" in boxes(package)
    assert "Threshold price" not in boxes(ugly)
    assert boxes(ugly)["IRR, before tax"] == "none"


def test_all_years_add_up_in_one_table(source: Record, ugly: Record) -> None:
    for record in (source, ugly):
        (table,) = tables(cash_flow.section(record))
        assert [row[0] for row in table.rows] == [str(year) for year in record["years"]]
        assert {column.align for column in table.columns} == {"right"}


def test_credits_thresholds_and_the_card_need_a_price_of_a_tonne(source: Record, ugly: Record) -> None:
    for module in (credits, thresholds, threshold_card):
        assert module.section(source) is not None
        assert module.section(ugly) is None


def test_the_thresholds_run_over_the_ranges(source: Record) -> None:
    rate, share = tables(thresholds.section(source))
    assert [row[0] for row in rate.rows] == [f"{at} %" for at in range(5, 13)]
    assert ("8 %", "9.87 USD/t", "stated") in rate.rows
    assert ("50 %", "9.87 USD/t", "stated") in share.rows


def test_a_price_of_the_scenario_names_its_source_in_words(source: Record) -> None:
    section = threshold_card.section(source)
    assert section is not None
    notes = [part.text for block in section.blocks if isinstance(block, Paragraph) for part in block.parts
             if isinstance(part, Footnote)]  # fmt: skip
    assert "5 million USD a year over half of 600 kt" in notes
    assert "implied" not in notes


def test_the_lenders_page_stands_where_there_is_finance(source: Record, package: Record) -> None:
    assert finance.section(source) is None
    section = finance.section(package)
    assert "The lowest debt service cover is" in words(section)
    captions = [table.caption for table in tables(section)]
    for key in ("Loan yen", "Loan bank", "Sources and uses", "Debt service and cover", "Cash flow of equity"):
        assert any(caption.startswith(key) for caption in captions), key


def test_plants_stand_side_by_side(package: Record) -> None:
    (table,) = tables(swap.section(package))
    assert ("Net efficiency", "38 % LHV", "43 % LHV") in table.rows
    assert ("Price of coal", "1.38 USD/GJ", "1.38 USD/GJ") in table.rows


def test_every_default_in_use_is_listed_with_its_source(package: Record) -> None:
    section = conventions.section(package)
    (table,) = tables(section)
    assert sum(len(row[0].split("; ")) for row in table.rows) == len(package["defaults"])
    assert {row[1].removesuffix(" (verified: no)") for row in table.rows} == {
        one["source"] for one in package["defaults"]
    }
    (pairs,) = [block for block in section.blocks if isinstance(block, Pairs)]
    assert dict(pairs.rows)["Results"] == package["conventions"]["taxes_and_finance"]


def test_fewer_draws_than_the_scenario_states_are_said() -> None:
    appraisal = appraise(load(SCENARIOS / "usc_vs_subcritical_plants.yaml"))
    assert "64 of the 100,000 draws that the scenario states" in text_of(report_pdf(appraisal, draws=FEW))


def test_the_sign_off_table_stands_in_the_assumptions_book(tmp_path: Path) -> None:
    file = tmp_path / "signed.yaml"
    rows = "\nsign_off:\n  - {role: Reviewer of the costs, signs: capital cost, date: 2012-03-01}\n"
    file.write_text((SCENARIOS / "usc_vs_subcritical.yaml").read_text(encoding="utf-8") + rows, encoding="utf-8")
    text = text_of(report_pdf(appraise(load(file)), draws=FEW))
    for said in ("Reviewer of the costs", "capital cost", "2012-03-01"):
        assert said in text


def test_a_rounding_of_fuel_is_no_saving() -> None:
    """The retrofit burns the same coal: what is left of the difference is rounding, in words, in tables, in charts."""
    appraisal = appraise(load(SCENARIOS / "ccs_retrofit.yaml"))
    record = material(appraisal, FEW).record
    assert 0 < max(map(abs, record["lines"]["swap.fuel_saving"]["values"])) < 1e-6
    assert "In 2023, its first year of operation, it avoids 2,977,605 t of CO₂." in words(summary.section(record))
    (table,) = tables(cash_flow.section(record))
    at = [column.title for column in table.columns].index("Fuel saving")
    assert {row[at] for row in table.rows} == {"–"}
    assert "Fuel saving" not in [part.label for part in parts_of(appraisal.run)]


def test_one_case_turns_and_none_of_several(source: Record) -> None:
    case = {"status": "ok", "metrics": source["metrics"]}
    lost = {**case, "name": "low_price", "metrics": {"npv": {"value": -1e6}}}
    for others, said in (
        ([lost], "The one named case turns that; the hardest (low price) comes to -1.00 million USD."),
        ([{**case, "name": "same"}], "The one named case does not turn that;"),
        ([lost, {**case, "name": "same"}], "1 of the 2 named cases turns that;"),
        ([lost, lost, {**case, "name": "same"}], "2 of the 3 named cases turn that;"),
        ([{**case, "name": "same"}] * 2, "None of the 2 named cases turns that;"),
    ):
        assert said in words(
            summary.section({**source, "cases": {"cases": [{**case, "name": "base"}, *others], "currency": "USD"}})
        )


def test_the_test_of_additionality_says_over_how_many_years(source: Record) -> None:
    assert "an IRR of 4.43 % without credits over the 20 years that it looks at" in words(summary.section(source))


def test_each_price_beside_the_threshold_has_its_place(source: Record) -> None:
    """A price reaches the threshold in full, holds it between its ends, or does not reach it: none is left out."""
    plants = record_of(SCENARIOS / "usc_vs_subcritical_plants.yaml")
    text = words(threshold_card.section(plants))
    assert "1 of the 9 prices below carries the swap in full: " in text
    assert "2 are ranges that hold the threshold: " in text
    assert "6 do not reach it: " in text
    assert "8 of the 9 prices below carry the swap in full: " in words(threshold_card.section(source))


def test_a_swap_that_never_brings_money_says_so(source: Record) -> None:
    lines = {**source["lines"], "cash_flow": {"values": [-1.0] * len(source["years"])}}
    assert "The swap brings money in in no year." in words(cash_flow.section({**source, "lines": lines}))
