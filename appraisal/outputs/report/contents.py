"""The sections of the report in their order, and those that a scenario has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from appraisal.outputs.layout import Record
from appraisal.outputs.report import (
    additionality,
    assumptions,
    cases,
    cash_flow,
    comparison,
    conventions,
    credits,
    economic,
    finance,
    formulas,
    limits,
    measures,
    parties,
    risk,
    sensitivity,
    summary,
    support,
    swap,
    threshold_card,
    thresholds,
)
from appraisal.outputs.report.blocks import Picture, Section

SECTIONS: Sequence[Callable[[Record], Section | None]] = (
    summary.section,
    conventions.section,
    threshold_card.section,
    cases.section,
    comparison.section,
    swap.section,
    cash_flow.section,
    measures.section,
    credits.section,
    finance.section,
    parties.section,
    economic.section,
    thresholds.section,
    sensitivity.section,
    risk.section,
    support.section,
    additionality.section,
    assumptions.section,
    formulas.section,
    limits.section,
)


def sections(record: Record) -> list[Section]:
    """Return the sections that the record of a scenario has, in order."""
    found = (section(record) for section in SECTIONS)
    return [section for section in found if section is not None]


def pictures(found: Sequence[Section]) -> list[str]:
    """Return the names of the charts that these sections show, each once."""
    names = (block.name for section in found for block in section.blocks if isinstance(block, Picture))
    return list(dict.fromkeys(names))


def without_missing(found: Sequence[Section], drawn: Collection[str]) -> list[Section]:
    """Return the sections without the pictures of which there is no chart: it has no meaning for the scenario."""
    return [
        replace(section, blocks=tuple(block for block in section.blocks if _is_there(block, drawn)))
        for section in found
    ]


def _is_there(block: object, drawn: Collection[str]) -> bool:
    return not isinstance(block, Picture) or block.name in drawn
