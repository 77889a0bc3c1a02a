"""What the figures of a roll-out imply and a reader should know: warnings, never corrections."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from appraisal.engine.model import Run
from appraisal.ground.problem import Problem


def roll_out_warnings(run: Run) -> Iterator[Problem]:
    """Yield a sample that is too small, and years of operation in which no unit serves any more."""
    if run.scenario.document.roll_out:
        yield from _small_sample(run)
        yield from _ended(run)


def _small_sample(run: Run) -> Iterator[Problem]:
    if "roll_out.sampling.discount" not in run.rows:
        return
    discount = run.rows["roll_out.sampling.discount"][:, 0]
    if discount.any() and "credits.uncertainty_discount" in run.wired:
        at = int(np.argmax(discount))
        measured, needed = (run.rows[f"roll_out.sampling.{name}"][at, 0] for name in ("measured", "needed"))
        message = (
            f"{measured:,.0f} are measured in {run.axis.first + at} where the precision needs {needed:,.0f}: "
            f"{discount[at] * 100:.1f} % of the tonnes are not issued, the most of any year"
        )
        yield Problem("small-sample", "roll_out.sampling.sample", message)


def _ended(run: Run) -> Iterator[Problem]:
    served, running = run.rows["roll_out.stock"][:, 0], run.rows["running"][:, 0]
    last, closing = (int(np.flatnonzero(row > 0)[-1]) if (row > 0).any() else 0 for row in (served, running))
    if closing > last:
        first, until = run.axis.first + last, run.axis.first + closing
        message = f"no unit serves after {first}, but operation goes on to {until}, with whatever is paid every year"
        yield Problem("units-ended", "timeline.operation", message)
