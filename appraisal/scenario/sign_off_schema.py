"""The section ``sign_off``: who answers for which part of the scenario, printed at the end of the assumptions book."""

from __future__ import annotations

from appraisal.scenario.section import Dated, Section, Text


class Signature(Section):
    """One row of the table: a role and what it signs; name and date may stay open, to be written on paper."""

    role: Text
    signs: Text
    who: Text | None = None
    date: Dated = ""
