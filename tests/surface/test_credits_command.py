"""The commands on credits: pages, JSON, exit codes, the list of mechanisms."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appraisal.engine.credit_books import credit_books
from appraisal.outputs.mechanism_table import asked
from appraisal.scenario.collect import CREDITING
from appraisal.scenario.load import load
from appraisal.scenario.mechanisms import mechanisms

Call = Callable[..., Any]


def words(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


class TestCredits:
    def test_the_page_of_the_source_case(self, call: Call, source_case: Path) -> None:
        ended = call("credits", source_case)
        assert (ended.code, ended.err) == (0, "")
        for part in (
            "Where each tonne goes",
            "Ledger: each tonne of a vintage has one use",
            "9.87 USD/t (NPV is zero)",
        ):
            assert part in ended.out

    def test_json_is_the_same_part_of_the_record(self, call: Call, source_case: Path) -> None:
        whole = json.loads(call("run", source_case, "--json", "-").out)
        part = json.loads(call("credits", source_case, "--json", "-").out)
        assert part["credits"] == whole["credits"]
        assert part["threshold_card"] == whole["threshold_card"]

    def test_no_credits_ends_with_three(self, call: Call, source_case: Path) -> None:
        ended = call("credits", source_case, "--set", "credits.mechanism=none")
        assert (ended.code, ended.out) == (3, "")
        assert "error no-credits" in ended.err

    def test_a_second_claim_ends_with_two_and_shows_nothing(self, call: Call, source_case: Path) -> None:
        for command in ("run", "credits", "check"):
            ended = call(command, source_case, "--set", "carbon_price.price=20 USD/t")
            assert (ended.code, ended.out) == (2, ""), command
            assert "error double-claim" in ended.err

    def test_strict_stops_at_the_status_of_a_mechanism(self, call: Call, source_case: Path) -> None:
        ended = call("credits", source_case, "--strict", "--set", "credits.mechanism=cdm")
        assert ended.code == 1
        assert "mechanism-status" in ended.err
        assert "historical" in ended.err


class TestThreshold:
    def test_the_price_on_emissions_is_searched_where_it_is_the_price(self, call: Call, source_case: Path) -> None:
        changes = ("--set", "credits=null", "--set", "carbon_price.price=15 USD/t")
        ended = call("threshold", source_case, *changes)
        assert ended.code == 0
        assert "carbon_price.price at which net present value is zero: 4.9331 USD/t" in ended.out

    def test_the_screen_speaks_of_a_carbon_price(self, call: Call, source_case: Path) -> None:
        changes = ("--set", "credits=null", "--set", "carbon_price.price=15 USD/t")
        said = words(call("run", source_case, *changes).out)
        assert "The swap pays with a carbon price, not without" in said
        assert "Threshold carbon price 4.93 USD/t; assumed 15 USD/t" in said
        assert "with credits" not in said


class TestMechanisms:
    def test_the_list_has_every_mechanism_once(self, call: Call) -> None:
        ended = call("mechanisms")
        assert ended.code == 0
        assert max(map(len, ended.out.splitlines())) <= 100
        first = [line.split()[0] for line in ended.out.partition("What the scenario")[0].splitlines() if line.strip()]
        assert set(mechanisms()) <= set(first)

    @pytest.mark.parametrize("name", mechanisms())
    def test_every_term_of_a_mechanism_is_shown_with_its_source(self, call: Call, name: str) -> None:
        ended = call("mechanisms", name)
        assert ended.code == 0
        assert max(map(len, ended.out.splitlines())) <= 100
        said = words(ended.out)
        found = mechanisms()[name]
        assert all(term in said for term in (*found.defaults, *asked(found)))
        for rule in (*found.exclusions, *found.conditions, *found.notices, *found.openings, *found.bounds):
            assert rule.text in said

    def test_an_unchecked_source_says_so(self, call: Call) -> None:
        assert "(verified: no)" in call("mechanisms", "cdm").out
        assert "(verified: no)" not in call("mechanisms", "bilateral").out

    def test_a_misspelt_name(self, call: Call) -> None:
        ended = call("mechanisms", "sectral")
        assert ended.code == 2
        assert "Did you mean 'sectoral'?" in ended.err


@pytest.mark.parametrize("name", [key for key, one in mechanisms().items() if one.book in CREDITING])
def test_what_must_be_stated_is_what_the_lines_read_and_no_default_gives(name: str, source_case: Path) -> None:
    """The words of a mechanism ask for the inputs of its books that have no default, and for nothing else."""
    changes = [f"credits.mechanism={name}", "credits.ignore_eligibility=true", "credits.crediting.years=10 yr"]
    changes += ["credits.buffer=0 %", "credits.issuance_fee=0 USD/t", "credits.owners.developer=50 %"]
    if name == "sectoral":
        changes += ["credits.sector.output=1 TWh/yr", "credits.sector.intensity=1 t/MWh"]
        changes += ["credits.reference.benchmark=0.9 t/MWh", "credits.owners.host=50 %"]
    else:
        changes += ["credits.owners.partner=50 %"]
        changes += [] if name == "cdm" else ["credits.reference.rule=business_as_usual"]
    scenario = load(source_case, sets=changes)
    read = {
        item for scope, book in credit_books(scenario) if scope == "credits" for item in getattr(book, "inputs", {})
    }
    read = {item.replace("tightening_yearly", "tightening") for item in read}
    found = mechanisms()[name]
    ruled = {"reference.rule"} if "reference.rule" not in found.defaults else set()
    assert (read - set(found.defaults)) | ruled == set(asked(found))
