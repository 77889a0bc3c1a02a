"""The programmes that ship, each appraised once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from appraisal.questions.programme.appraisal import appraise_programme
from appraisal.questions.programme.result import ProgrammeAppraisal
from appraisal.scenario.programme import load_programme

PROGRAMMES = Path(__file__).parents[3] / "scenarios" / "programmes"


@cache
def appraised(name: str) -> ProgrammeAppraisal:
    """Return the result of a programme that ships; tests share it and change nothing of it."""
    return appraise_programme(load_programme(PROGRAMMES / f"{name}.yaml"))
