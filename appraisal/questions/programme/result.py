"""What a programme comes to: its measures, its enabling costs, and the sums of both."""

from __future__ import annotations

from dataclasses import dataclass, field

from appraisal.engine.integrity import Check
from appraisal.engine.model import Run
from appraisal.ground.problem import Problem
from appraisal.questions.programme.parts import Part
from appraisal.questions.programme.totals import Flows, Totals
from appraisal.scenario.programme import Programme
from appraisal.scenario.programme_roll_out import PhasePath
from appraisal.scenario.programme_schema import Enabling, Measure


@dataclass(frozen=True)
class MeasureResult:
    """One measure: the sum of its units.

    Attributes:
        name: its key in the programme; ``title`` is the name of its scenario.
        parts: its units, by year of beginning, region and phase.
        flows: its amounts by year; ``totals`` those over all years.
    """

    name: str
    title: str
    stated: Measure = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    flows: Flows = field(repr=False)
    totals: Totals

    @property
    def units(self) -> float:
        """How many units begin in all."""
        return sum(part.count for part in self.parts)

    @property
    def starts(self) -> tuple[int, int]:
        """The first and the last year in which units begin."""
        return self.parts[0].start, self.parts[-1].start

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The mechanisms under which units earn credits."""
        return tuple(dict.fromkeys(p.unit.scenario.document.mechanism for p in self.parts if p.credited))


@dataclass(frozen=True)
class EnablingResult:
    """One enabling cost: what it comes to, by year and in all; no tonnes."""

    name: str
    stated: Enabling = field(repr=False)
    flows: Flows = field(repr=False)
    totals: Totals


@dataclass(frozen=True)
class ProgrammeAppraisal:
    """The result of a programme.

    Attributes:
        years: the union of the calendar years of all measures and enabling costs.
        flows: the sum of all by year; ``totals`` over all years.
        frame: a run that swaps nothing, on these years: its rows of price level and discount factors are those of the
            programme.
        checks: the programme checked on itself.
    """

    programme: Programme
    years: tuple[int, ...] = field(repr=False)
    measures: tuple[MeasureResult, ...]
    enabling: tuple[EnablingResult, ...]
    flows: Flows = field(repr=False)
    totals: Totals
    phases: PhasePath | None
    frame: Run = field(repr=False)
    checks: tuple[Check, ...] = field(repr=False)
    warnings: tuple[Problem, ...] = field(repr=False)

    def measure(self, name: str) -> MeasureResult:
        """Return a measure by name."""
        return next(one for one in self.measures if one.name == name)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The units of all measures."""
        return tuple(part for one in self.measures for part in one.parts)
