"""The command `equivalence`: its page, its JSON, its exit codes, and the shipped scenario on every page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
SUPPORTED = Path(__file__).parents[2] / "scenarios" / "usc_supported.yaml"
NOTHING = ("--set", "credits=null", "--set", "swap.capex_gap=-5 million USD")
"""No credits and no capital: no instrument has anything to work on."""


def words(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


def rows_of(text: str) -> dict[str, Any]:
    return {row["key"]: row for row in json.loads(text)["equivalence"]["rows"]}


def test_the_page(call: Call, source_case: Path) -> None:
    ended = call("equivalence", source_case)
    assert (ended.code, ended.err) == (0, "")
    assert "Capital grant 25.28 % – Host government 31.60 4.93 2.11" in words(ended.out)


def test_json_says_what_the_page_says(call: Call, source_case: Path) -> None:
    ended = call("equivalence", source_case, "--json", "-", "--set", "discount_rate=10 %")
    assert (ended.code, ended.err) == (0, "")
    rows = rows_of(ended.out)
    assert rows["capital_grant"]["value"] == pytest.approx(0.365, abs=5e-4)
    assert rows["credit_price"]["value"] == pytest.approx(16.74, abs=5e-3)
    assert rows["share_cashed"]["value"] == pytest.approx(0.502, abs=5e-4)
    assert rows["crediting_years"]["reason"].startswith("even with credits in all 25 years of operation")
    assert json.loads(ended.out)["scenario"]["name"] == "Ultra-supercritical instead of subcritical coal"


def test_json_goes_into_a_file_once(call: Call, source_case: Path, tmp_path: Path) -> None:
    to = tmp_path / "equivalence.json"
    written = call("equivalence", source_case, "--json", to)
    assert (written.code, written.err) == (0, f"wrote {to}\n")
    assert to.read_text() == call("equivalence", source_case, "--json", "-").out
    assert call("equivalence", source_case, "--json", to).code == 4
    assert call("equivalence", source_case, "--json", to, "--overwrite").code == 0


def test_equity(call: Call, source_case: Path) -> None:
    ended = call("equivalence", SUPPORTED, "--objective", "equity_npv", "--json", "-")
    assert ended.code == 0
    assert json.loads(ended.out)["equivalence"]["objective"] == "equity_npv"
    refused = call("equivalence", source_case, "--objective", "equity_npv")
    assert (refused.code, refused.out) == (3, "")
    assert refused.err.startswith("error no-finance")
    unknown = call("equivalence", source_case, "--objective", "irr")
    assert (unknown.code, unknown.out) == (2, "")
    assert "npv, equity_npv" in unknown.err


@pytest.mark.parametrize("more", [(), ("--json", "-")])
def test_no_value_at_all_ends_with_3(call: Call, source_case: Path, more: tuple[str, ...]) -> None:
    none = call("equivalence", source_case, *NOTHING, *more)
    assert none.code == 3
    assert "there is no capital to pay for" in words(none.out), "the reasons are told all the same"
    assert call("equivalence", source_case, *NOTHING[:2], *more).code == 0


def test_changes_of_the_command_line(call: Call, source_case: Path) -> None:
    terms = "support.loan_terms={share: 85 %, grace: 5 yr, tenor: 25 yr, repayment: equal_principal}"
    found = rows_of(call("equivalence", source_case, "--set", terms, "--json", "-").out)["loan_rate"]
    assert (found["status"], found["unit"], found["amount"]) == ("ok", "1", pytest.approx(106.25e6))
    assert call("equivalence", source_case, "--variant", "x").code == 2
    assert call("equivalence", source_case, "--strict").code == 1
    level = call("equivalence", SUPPORTED, "--variant", "level_payments", "--json", "-")
    assert level.code == 0


@pytest.mark.parametrize("command", ["run", "finance", "parties", "equivalence", "check"])
def test_the_shipped_scenario_runs_on_every_page(command: str, call: Call) -> None:
    ended = call(command, SUPPORTED)
    assert ended.code == 0, ended.err
    assert max(map(len, ended.out.splitlines())) <= 100 or command == "check"
    assert ("─ Public support, present value at 10.00 %" in ended.out) == (command in ("run", "parties"))


def test_help_names_the_objectives(call: Call) -> None:
    ended = call("equivalence", "--help")
    assert ended.code == 0
    assert "npv or equity_npv" in ended.out
    assert "  equivalence " in call("--help").out
