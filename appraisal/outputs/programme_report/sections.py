"""The sections of a programme's report, in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from appraisal.outputs.layout import Record
from appraisal.outputs.programme_report import answers, evidence, money, package
from appraisal.outputs.report.blocks import Section

SECTIONS: Sequence[Callable[[Record], Section | None]] = (
    package.summary,
    package.conventions,
    package.phases,
    package.measures,
    money.enabling,
    money.costs,
    money.supply,
    money.parties,
    money.tonnes,
    answers.selection,
    answers.scorecard,
    answers.lock_in,
    evidence.assumptions,
    evidence.limits,
)


def sections(record: Record) -> list[Section]:
    """Return the sections that the record of a programme has."""
    found = (section(record) for section in SECTIONS)
    return [section for section in found if section is not None]
