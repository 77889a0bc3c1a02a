"""The waterfall of credits in the record and on the page: every tonne and every amount is told once and adds up."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from appraisal.engine.appraisal import appraise
from appraisal.outputs import credits_page
from appraisal.outputs.layout import console_for
from appraisal.outputs.record import record_of
from appraisal.scenario.load import load

SOURCE = Path(__file__).parents[2] / "scenarios" / "usc_vs_subcritical.yaml"

ARTICLE_6_4 = {
    "credits.mechanism": "article_6_4",
    "credits.reference.rule": "business_as_usual",
    "swap.baseline_emissions": "5.16 Mt/yr",
    "credits.ignore_eligibility": "true",
}
SECTOR = {
    "credits.mechanism": "sectoral",
    "swap.baseline_emissions": "5.16 Mt/yr",
    "swap.output": "5758 GWh/yr",
    "credits.owners.developer": "50 %",
    "credits.sector.output": "100 TWh/yr",
    "credits.sector.intensity": "0.852 t/MWh",
    "credits.reference.benchmark": "0.85 t/MWh",
}
AGREEMENT = {
    "credits.agreement.volume": "200 kt/yr",
    "credits.agreement.price": "12 USD/t",
    "credits.agreement.prepayment": "30 %",
    "credits.agreement.prepayment_discount": "15 %",
    "credits.agreement.delivery_factor": "90 %",
    "credits.issuance_lag": "1 yr",
}
CDM = {
    "credits.mechanism": "cdm",
    "credits.uncertainty_discount": "5 %",
    "credits.registration_cost": "0.3 million USD",
}
WORST = {"swap.abatement": "{years: {2013: 600 kt/yr, 2014: -100 kt/yr, 2015: 600 kt/yr}, between: step}"}
CASES = {"source": {}, "article_6_4": ARTICLE_6_4, "sector": SECTOR, "agreement": AGREEMENT, "cdm": CDM, "worst": WORST}


def record(name: str) -> dict[str, Any]:
    return record_of(appraise(load(SOURCE), CASES[name]))


def page(name: str) -> str:
    stream = io.StringIO()
    credits_page.show(record(name), console_for(stream))
    return stream.getvalue()


def words(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


def steps(name: str) -> dict[str, float]:
    return {step["key"]: step["tonnes"] for step in record(name)["credits"]["tonnes"]}


@pytest.mark.parametrize("name", CASES)
def test_tonnes_are_taken_off_one_after_the_other(name: str) -> None:
    """What stands before, less what is taken off, is what stands after."""
    stands: float | None = None
    for step in record(name)["credits"]["tonnes"]:
        if step["kind"] == "less":
            assert stands is not None
            stands -= step["tonnes"]
        else:
            assert stands is None or step["tonnes"] == pytest.approx(stands, abs=1e-6), step["key"]
            stands = step["tonnes"]


@pytest.mark.parametrize("name", CASES)
def test_money_adds_up_to_what_credits_change_in_the_npv(name: str) -> None:
    found = record(name)
    net = sum(step["present_value"] for step in found["credits"]["money"])
    gained = found["metrics"]["npv"]["value"] - found["metrics"]["npv_without_credits"]["value"]
    assert net == pytest.approx(gained, rel=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_the_ledgers_sums_are_those_of_the_waterfall(name: str) -> None:
    found = record(name)["credits"]
    tonnes = {step["key"]: step["tonnes"] for step in found["tonnes"]}
    for use, values in found["ledger"]["uses"].items():
        assert sum(values) == pytest.approx(tonnes.get(use, 0.0), abs=1e-6), use


def test_article_6_4_leaves_558_of_600_kt() -> None:
    found = record_of(appraise(load(SOURCE), ARTICLE_6_4 | {"credits.crediting.tightening": "0 %/yr"}))
    tonnes = {step["key"]: step["tonnes"] / 10 for step in found["credits"]["tonnes"]}
    assert (tonnes["issued"], tonnes["adaptation"], tonnes["cancelled"]) == pytest.approx((600e3, 30e3, 12e3))
    assert tonnes["forwarded"] == pytest.approx(558e3)


def test_what_tightening_takes_is_told() -> None:
    text = words(page("article_6_4"))
    assert "abatement is 11.6 % of business as usual, so each 1 % of tightening takes 8.6 % of it" in text
    assert "below the reference, not credited" in text


def test_the_sector_keeps_what_it_did_not_earn() -> None:
    found = steps("sector")
    assert found["not_earned"] > 0
    assert found["host"] == pytest.approx(found["developer"])


def test_an_agreement_is_told_apart_from_the_spot_market() -> None:
    money = {step["key"]: step for step in record("agreement")["credits"]["money"]}
    assert money["agreement"]["amount"] == pytest.approx(25 * 200e3 * 0.9 * 12)
    assert money["spot"]["amount"] == pytest.approx(25 * 100e3 * 16.6667)
    assert money["prepayment"]["amount"] == pytest.approx(-0.15 * 0.3 * money["agreement"]["amount"])
    assert steps("agreement")["held"] == pytest.approx(25 * (300e3 + 20e3))


def test_years_below_zero_are_made_good() -> None:
    found = steps("worst")
    assert found["creditable"] == pytest.approx(found["abated"])
    assert record("worst")["lines"]["credits.creditable"]["values"][1:4] == [600e3, 0, 500e3]


@pytest.mark.parametrize("name", CASES)
def test_the_page_fits_and_tells_what_the_record_tells(name: str) -> None:
    text = page(name)
    assert max(map(len, text.splitlines())) <= 100
    said = words(text)
    for step in record(name)["credits"]["tonnes"]:
        assert step["label"] in said
    for step in record(name)["credits"]["money"]:
        assert step["label"] in said
    assert "nan" not in said.lower().split()


def test_a_default_that_was_not_checked_says_so() -> None:
    assert "Issuance lag 1 yr, by default (verified: no)" in words(page("cdm"))
    assert "Share of proceeds 2 %, by default Overall" in words(page("cdm"))


def test_the_part_for_json_has_the_lines_of_credits() -> None:
    part = credits_page.credits_part(record("cdm"))
    assert {"credits", "threshold_card", "lines", "warnings", "checks"} <= set(part)
    assert all(name.startswith("credits.") for name in part["lines"])


def test_no_credits_no_part() -> None:
    assert "credits" not in record_of(appraise(load(SOURCE), {"credits": "null"}))
