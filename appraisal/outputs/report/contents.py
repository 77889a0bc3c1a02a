"""The sections of the report in their order, and those that a scenario has."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from appraisal.outputs.layout import Record
from appraisal.outputs.report.blocks import Section

KEYS = (
    "summary",
    "conventions",
    "threshold_card",
    "cases",
    "swap",
    "cash_flow",
    "credits",
    "finance",
    "parties",
    "thresholds",
    "sensitivity",
    "risk",
    "support",
    "additionality",
    "assumptions",
    "formulas",
    "limits",
)


def sections(record: Record) -> Iterator[Section]:
    """Yield the sections that the record of a scenario has, in order."""
    for key in KEYS:
        found: Section | None = import_module(f"appraisal.outputs.report.{key}").section(record)
        if found is not None:
            yield found
