"""The full chain of the job through the package: a table of draws in, eight outcomes a draw out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from appraisal.engine.evaluation import Evaluation
from appraisal.engine.model import Model
from appraisal.questions import risk
from appraisal.scenario.load import load
from appraisal.scenario.sampling import LOGICAL
from benchmarks import job

OUTCOMES = (
    "npv",
    "equity_npv",
    "project_irr",
    "equity_irr",
    "payback",
    "discounted_payback",
    "threshold_credit_price",
    "dscr_min",
)
Outcomes = Mapping[str, job.Floats]


def chain(engine: str) -> Callable[[dict[str, job.Floats]], Outcomes]:
    """Return what turns draws of the job's figures, a block of them or many blocks, into their outcomes."""
    evaluation = Evaluation(Model(load(job.SCENARIO)), job.FIGURES.values(), OUTCOMES, engine)

    def outcomes(figures: dict[str, job.Floats]) -> Outcomes:
        table, count = job.table(figures), len(figures["rate"])
        blocks = [
            evaluation.found({path: values[start : start + LOGICAL] for path, values in table.items()}, held).values
            for start in range(0, count, LOGICAL)
            if (held := min(LOGICAL, count - start))
        ]
        return {name: np.concatenate([block[name] for block in blocks]) for name in OUTCOMES}

    return outcomes


def monte_carlo(draws: int, engine: str, threads: int, spool: Path | None = None) -> risk.Risk:
    """Return what the package makes of the scenario's own five figures: drawn, run, measured, spooled, summed up."""
    scenario = load(job.SCENARIO)
    return risk.monte_carlo(scenario, draws, outcomes=OUTCOMES, engine=engine, threads=threads, spool=spool)


def drawn_by(found: risk.Risk) -> dict[str, job.Floats]:
    """Return the draws of a run by the oracle's names, the growth of the fuel saving as it is stated."""
    blocks = [found.plan.table(block) for block in range(found.plan.blocks)]
    drawn = {path: np.concatenate([block[path] for block in blocks]) for path in found.plan.paths}
    stated = {path: np.full(found.draws, job.BASE[name]) for name, path in job.FIGURES.items()}
    return {name: {**stated, **drawn}[path] for name, path in job.FIGURES.items()}
