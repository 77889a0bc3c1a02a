"""Public support and equivalence as they are printed: the figures of the engine, in words, within 100 columns."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.engine.support import public_support
from appraisal.ground.numbers import money, percent
from appraisal.outputs import accounts, equivalence, screen
from appraisal.outputs.layout import console_for
from appraisal.outputs.record import as_json, record_of
from appraisal.outputs.support_record import support_record
from appraisal.questions import equivalence as question
from appraisal.scenario.load import load

from .reading import CASES

FOLDER = Path(__file__).parents[2] / "scenarios"
SUPPORTED, SOURCE = FOLDER / "usc_supported.yaml", FOLDER / "usc_vs_subcritical.yaml"
Record = dict[str, Any]


@cache
def result(path: Path, *sets: str) -> Appraisal:
    return appraise(load(path, sets=sets))


def words(text: str) -> str:
    """The words of a page on one line, without the frames of panels."""
    return " ".join(text.replace("│", " ").split())


def page(show: Any, record: Record) -> str:
    written = io.StringIO()
    show(record, console_for(written))
    text = written.getvalue()
    assert max(len(line) for line in text.splitlines()) <= 100
    return text


def equivalence_of(path: Path, *sets: str, objective: str = "npv") -> Record:
    found = result(path, *sets)
    return equivalence.equivalence_part(found, question.equivalence(found.model, objective))


# ---- public support -------------------------------------------------------------------------------------------------


def test_the_record_is_what_the_engine_finds() -> None:
    appraisal = result(SUPPORTED)
    record, found = support_record(appraisal), public_support(appraisal.run)
    assert record is not None
    assert record["total"] == found.total == pytest.approx(sum(one["present_value"] for one in record["parts"]))
    assert [one["from"] for one in record["parts"]] == ["partner"] * 4 + ["host"]
    assert [one["kind"] for one in record["parts"]] == [one.kind for one in found.parts]
    assert record["per_tonne"] == {"value": found.per_tonne.value, "unit": "USD/t", "status": "ok"}
    assert record["leverage"] == {"value": found.leverage.value, "unit": "1", "status": "ok"}
    assert record["by_government"] == found.by_government
    assert record["reference"]["rate"] == 0.05
    assert record == record_of(appraisal)["support"]
    assert json.loads(as_json(record)) == record


@pytest.mark.parametrize(
    "sets", [(), ("support.loan_terms={share: 50 %, grace: 5 yr, tenor: 20 yr, repayment: bullet}",)]
)
def test_there_is_no_part_where_no_government_gives(sets: tuple[str, ...]) -> None:
    assert support_record(result(SOURCE, *sets)) is None
    record = record_of(result(SOURCE, *sets))
    assert "support" not in record
    assert "Public support" not in page(screen.show, record)
    assert "Public support" not in page(accounts.show, record)


def test_a_grant_alone_has_its_panel() -> None:
    record = record_of(result(CASES["grant_alone"]))
    shown = words(page(screen.show, record))
    assert "─ Public support, present value at" in shown
    given = money(record["support"]["total"], "USD")
    assert f"Capital grant {given} from the host government" in shown
    assert f"All public money {given} all from the host government" in shown
    assert "at a reference rate" not in shown, "there is no loan"


@pytest.mark.parametrize("show", [screen.show, accounts.show])
def test_the_panel_says_the_figures_of_the_record(show: Any) -> None:
    record = record_of(result(SUPPORTED))
    shown, found = words(page(show, record)), record["support"]
    for one in found["parts"]:
        assert money(one["present_value"], "USD") in shown
    loan = found["parts"][1]
    assert f"a gift of {percent(loan['grant_element'], 1)} of {money(loan['face'], 'USD')} lent" in shown
    for payer, value in found["by_government"].items():
        assert f"{payer} {money(value, 'USD')}" in shown
    assert f"{found['per_tonne']['value']:.2f} USD/t of discounted tonnes" in shown
    assert f"{found['per_tonne_undiscounted']['value']:.2f} USD/t of tonnes as they are avoided" in shown
    assert f"Leverage {found['leverage']['value']:.2f} USD of other money for each USD of public money" in shown
    assert "IMF/World Bank, 5 %" in shown
    assert "Not counted training: paid by a government" in shown


def test_it_stands_after_finance_and_before_the_yearly_table() -> None:
    shown = page(screen.show, record_of(result(SUPPORTED)))
    titles = ["─ Finance ─", "─ Public support,", "─ Economic view", "Yearly cash flow,"]
    assert [shown.index(title) for title in titles] == sorted(shown.index(title) for title in titles)


def test_what_does_not_exist_has_its_reason() -> None:
    guarantee = "support.price_guarantee={price: 9 USD/t, from: host}"
    shown = words(page(screen.show, record_of(result(SOURCE, guarantee, "swap.abatement=0 kt/yr"))))
    assert "Price guarantee 0.00 USD from the host government: never called in this case" in shown
    assert "Public money per tonne none: no emissions are avoided" in shown
    assert "Leverage none: there is no public money that could move other money" in shown


@pytest.mark.parametrize("scale", ["125 thousand USD", "125 billion USD"])
def test_any_size_fits_the_screen(scale: str) -> None:
    sets = (
        "finance.grant=20 %",
        f"swap.capex_gap={scale}",
        f"support.mrv={{amount: {scale}, year: 2013, from: partner}}",
    )
    record = record_of(result(SOURCE, *sets))
    for show in (screen.show, accounts.show):
        assert "Monitoring system" in page(show, record)


def test_transfers_of_support_are_in_words() -> None:
    record = record_of(result(SUPPORTED))
    shown = words(page(accounts.show, record))
    for said in (
        "Partner government Developer loan drawn, yen",
        "Developer Partner government principal, yen",
        "Host government Developer price guarantee",
        "Partner government resources technical assistance",
        "Partner government resources monitoring, reporting and verification",
    ):
        assert said in shown
    assert "the accounts add up to the real resource flow" in shown
    priced = record_of(result(SOURCE, "credits=null", "carbon_price={price: 20 USD/t}"))
    assert "Host government Developer price on emissions that is not paid" in words(page(accounts.show, priced))


def test_the_accounts_of_the_shipped_case_add_up() -> None:
    found = record_of(result(SUPPORTED))["parties"]
    together = [sum(values) for values in zip(*found["accounts"].values(), strict=True)]
    assert together == pytest.approx(found["resource_flow"], abs=1e-3)
    assert sum(found["present_value"].values()) == pytest.approx(found["resource_present_value"], rel=1e-9)
    part = accounts.parties_part(record_of(result(SUPPORTED)))
    assert part["support"]["total"] > 0


# ---- equivalence ----------------------------------------------------------------------------------------------------


def test_the_equivalence_record_is_plain_and_whole() -> None:
    part = equivalence_of(SUPPORTED)
    assert json.loads(as_json(part)) == part
    found = part["equivalence"]
    assert [row["key"] for row in found["rows"]] == [
        "credit_price", "share_cashed", "capital_grant", "loan_rate", "crediting_years", "price_guarantee",
    ]  # fmt: skip
    for row in found["rows"]:
        assert (row["value"] is None) == (row["status"] == "none") == (row["public_cost"] is None)
        assert row["value"] is not None or row["reason"]
    assert found["left_out"] == ["the grant of 10 %", "the price guarantee of 24 USD/t"]
    assert part["conventions"]["discount_rate"] == 0.1


def test_the_table_of_the_source_case() -> None:
    shown = words(page(equivalence.show, equivalence_of(SOURCE)))
    assert "Without credits net present value -31.60 million USD" in shown
    assert "With credits as stated net present value 21.78 million USD" in shown
    assert "Credit price 9.87 USD/t 16.667 USD/t Credit buyer 31.60 4.93 2.11" in shown
    assert "Share cashed 29.6 % 50 % Credit buyer 31.60 4.93 2.11" in shown
    assert "Capital grant 25.28 % – Host government 31.60 4.93 2.11" in shown
    assert "Crediting years 9.16 yr 25 yr Credit buyer 31.60 4.93 2.11" in shown
    assert "Crediting years 15.84 years fewer than stated" in shown
    assert "Rate of the loan none – – – – –" in shown
    assert "none: there are no terms to look at: state support.loan_terms" in shown
    ten = words(page(equivalence.show, equivalence_of(SOURCE, "discount_rate=10 %")))
    assert "Credit price 16.74 USD/t" in ten
    assert "Capital grant 36.46 %" in ten


@pytest.mark.parametrize("objective", ["npv", "equity_npv"])
def test_every_value_and_every_reason_is_printed(objective: str) -> None:
    part = equivalence_of(SUPPORTED, objective=objective)
    shown = words(page(equivalence.show, part))
    for row in part["equivalence"]["rows"]:
        assert row["name"] in shown
        if row["value"] is None:
            assert words(row["reason"]) in shown
        else:
            assert f"{row['public_cost'] / 1e6:,.2f}" in shown
            assert f"{row['per_tonne']:.2f} {row['per_tonne_undiscounted']:.2f}" in shown
    assert "left out here" in shown.lower()
    assert ("a sculpted loan is sized anew for each instrument" in shown) == (objective == "equity_npv")
    assert "tax is paid as stated" in shown


def test_words_of_the_limiting_cases() -> None:
    rich = words(page(equivalence.show, equivalence_of(SOURCE, "swap.fuel_saving=16 million USD/yr")))
    assert "There is no gap: the swap pays without any of these" in rich
    assert "Credit price -14.30 USD/t" in rich
    assert "below zero: the swap pays without it" in rich
    priced = words(page(equivalence.show, equivalence_of(SOURCE, "credits=null", "carbon_price={price: 20 USD/t}")))
    assert "With a carbon price as stated net present value 96.50 million USD" in priced
    assert "Carbon price 4.93 USD/t 20 USD/t Host government 31.60" in priced
    assert "paid by the host government, which forgoes the charge" in priced
    still = words(page(equivalence.show, equivalence_of(SOURCE, "swap.abatement=0 kt/yr")))
    assert "there is no cost per tonne: no emissions are avoided" in still
    series = equivalence_of(SOURCE, "credits.price={years: {2012: 5 USD/t, 2030: 20 USD/t}, between: linear}")
    assert " x series " in page(equivalence.show, series)


@pytest.mark.parametrize("size", ["thousand", "billion"])
def test_any_size_of_the_gap_fits_the_screen(size: str) -> None:
    sets = (f"swap.capex_gap=125 {size} USD", f"swap.fuel_saving=8.75 {size} USD/yr", "finance.grant=12 %")
    assert "31.60" in page(equivalence.show, equivalence_of(SOURCE, *sets))
