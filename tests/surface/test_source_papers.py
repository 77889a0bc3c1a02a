"""The page of the source papers: each command of its table is run as a block of the page, each scenario is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "source-papers.md").read_text(encoding="utf-8")
TABLE = [line for line in PAGE.splitlines() if line.startswith("| ")][1:]
RUN = re.findall(r"^\$ (.+)$", PAGE, re.MULTILINE)


def test_each_row_has_a_command_that_a_block_of_the_page_runs() -> None:
    commands = [re.findall(r"`(appraisal [^`]+)`", row) for row in TABLE]
    assert len(commands) > 15
    assert [row for row, found in zip(TABLE, commands, strict=True) if len(found) != 1] == []
    assert sorted(command for (command,) in commands) == sorted(RUN)


def test_each_scenario_that_the_page_names_is_shipped() -> None:
    named = set(re.findall(r"`(\w+\.yaml)`", PAGE))
    shipped = {file.name for file in (ROOT / "scenarios").rglob("*.yaml")}
    assert len(named) > 10
    assert named <= shipped
