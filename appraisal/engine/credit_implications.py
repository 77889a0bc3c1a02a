"""What the base case implies for credits: a reference above business as usual, credits beyond a plant's own tonnes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from appraisal.engine.model import Model, Run
from appraisal.ground.numbers import plain
from appraisal.ground.problem import Problem

TOLERANCE = 1e-9
"""Tonnes below this share of all that is abated are rounding."""


def credit_warnings(model: Model, run: Run) -> Iterator[Problem]:
    """Yield what a reader should know about the level and the volume of credits."""
    if "credits.issued" not in run.rows:
        return
    yield from _above_usual(model, run)
    yield from _beyond_abatement(run)


def _above_usual(model: Model, run: Run) -> Iterator[Problem]:
    """A reference above business as usual would credit tonnes that nobody avoids."""
    if "credits.reference_emissions" not in run.rows:
        return
    usual, reference = (run.rows[name] for name in ("swap.baseline_emissions", "credits.reference_emissions"))
    over = (reference - usual) * run.rows["credits.credited_share"]
    if float(over.max()) > TOLERANCE * float(np.abs(usual).max()):
        first = int(run.axis.years[int(np.argmax(over[:, 0] > 0))])
        rule = model.scenario.words["credits.reference.rule"].replace("_", " ")
        message = f"by rule '{rule}' the reference lies above business as usual, from {first} on by up to "
        counted = "it counts as business as usual, so that no tonne is credited that is not avoided"
        yield Problem("reference-above-usual", "credits.reference", f"{message}{plain(float(over.max()))} t; {counted}")


def _beyond_abatement(run: Run) -> Iterator[Problem]:
    """A sector whose benchmark lies above business as usual, or that shares by output, credits more than is avoided."""
    issued = float(run.total("credits.issued")[0])
    abated = float(np.maximum(run.rows["credits.abated_in_period"], 0).sum(axis=0)[0])
    if issued > abated * (1 + TOLERANCE):
        message = (
            f"the plant gets {plain(issued)} t of credits for {plain(abated)} t that it avoids in the crediting period"
        )
        why = "the benchmark lies above its business as usual, or other plants earn them"
        yield Problem("credits-beyond-abatement", "credits.sector", f"{message}: {why}")
