"""A default that was not checked against its source is named on every page and in every JSON that rests on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
CDM = ("--set", "credits.mechanism=cdm")
COMMANDS = ("run", "credits", "parties", "equivalence", "additionality", "threshold")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_page_names_them(command: str, call: Call, source_case: Path) -> None:
    said = " ".join(call(command, source_case, *CDM).out.split())
    assert "verified: no" in said
    assert "credits.issuance_lag 1 yr" in said or "Issuance lag 1 yr, by default (verified: no)" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_the_json_names_them(command: str, call: Call, source_case: Path) -> None:
    option = ("--json",) if command == "threshold" else ("--json", "-")
    found = json.loads(call(command, source_case, *CDM, *option).out)
    assert "credits.issuance_lag" in [one["path"] for one in found["unchecked"]]


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("run", "additionality")])
def test_nothing_is_named_where_all_was_checked(command: str, call: Call, source_case: Path) -> None:
    assert "Defaults that were not checked" not in call(command, source_case).out


def test_the_lenders_page_names_them(call: Call, plants: Path) -> None:
    assert "Defaults that were not checked against their source (verified: no)" in call("finance", plants).out
