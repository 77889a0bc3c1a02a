"""The defaults that a result rests on, and which of them were not checked against their source."""

from __future__ import annotations

from collections.abc import Mapping

from appraisal.ground.sheet import Wired
from appraisal.scenario import library
from appraisal.scenario.rows import row_name
from appraisal.scenario.scenario import Default, Scenario


def used_defaults(scenario: Scenario, wired: Mapping[str, Wired]) -> list[Default]:
    """Return the defaults that the sheet reads: one that no line reads changes nothing and is not listed."""
    read = {name for one in wired.values() for name in one.reads}
    rows = {path: row_name(path, figure) for path, figure in scenario.figures.items()}
    return [
        default
        for default in scenario.defaults
        if default.path not in rows or {rows[default.path], f"{rows[default.path]}.value"} & read
    ]


def unchecked(scenario: Scenario, wired: Mapping[str, Wired]) -> list[Default]:
    """Return the defaults in use that were not checked against the source that they name."""
    evidence = library.evidence()
    return [default for default in used_defaults(scenario, wired) if not evidence[default.source].verified]
