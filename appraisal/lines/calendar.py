"""The calendar: which years are building, operating, closing; every flag is a line, so that lives can vary."""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground.scans import previous
from appraisal.ground.sheet import line


class Calendar:
    """Flags and ages. A flag holds the share of the year, so that fractional lives are continuous."""

    @line("1")
    def started(elapsed: Any, timeline__construction__years: Any, whole_year: Any) -> Any:
        """1 from the first operating year on, which follows the last year of construction."""
        return np.minimum(whole_year, np.maximum(0, elapsed - timeline__construction__years + whole_year)) / whole_year

    @line("1")
    def first_year(elapsed: Any) -> Any:
        """1 in the first year of the axis."""
        return 1 - np.sign(elapsed)

    @line("yr")
    def age(elapsed: Any, timeline__construction__years: Any) -> Any:
        """Full years since the first operating year; 0 in that year."""
        return np.maximum(0, elapsed - timeline__construction__years)

    @line("yr")
    def remaining(elapsed: Any, timeline__construction__years: Any, timeline__operation: Any) -> Any:
        """Years from the start of this year to the end of operation."""
        return timeline__construction__years + timeline__operation - elapsed

    @line("yr")
    def operating(remaining: Any, started: Any, whole_year: Any) -> Any:
        """The part of the year in which the plant operates."""
        return np.minimum(whole_year, np.maximum(0, remaining)) * started

    @line("1")
    def running(operating: Any) -> Any:
        """1 in every year with operation, also in the broken last year."""
        return np.sign(operating)

    @line("1")
    def closing(remaining: Any, running: Any, whole_year: Any) -> Any:
        """1 in the last operating year."""
        return running * (1 - np.sign(np.maximum(0, remaining - whole_year)))

    @line("1")
    def closed(closing: Any) -> Any:
        """1 in the year after the last operating year."""
        return previous(closing)
