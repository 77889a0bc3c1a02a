"""How sure is the answer? Every figure with a range drawn at once, and what all outcomes come to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appraisal.engine.bankable import base_runs
from appraisal.engine.evaluation import Evaluation, engine_for
from appraisal.engine.model import Model
from appraisal.ground.plots import plots
from appraisal.ground.problem import LimitError, Problem, ScenarioError
from appraisal.ground.sheet import Array
from appraisal.questions.checkpoint import Progress, begun, identity_of
from appraisal.questions.distribution import Distribution, statistics_of
from appraisal.questions.simulation import Simulation, Told
from appraisal.questions.spool import Spool
from appraisal.scenario.draws import Plan, plan_of
from appraisal.scenario.scenario import Scenario

BLOCK = 1
"""Logical blocks that a task takes: enough that handing it out costs nothing."""

MOST_THREADS, MOST_BLOCK = 256, 1024


@dataclass(frozen=True)
class Risk:
    """What all draws come to.

    Attributes:
        scenario: the scenario that was drawn.
        plan: which figures were drawn, how often and how; and what was left out.
        draws: how many draws were made.
        complete: whether these are all that were asked for; False where the run was interrupted.
        engine: what ran the sheet: numpy, or fused.
        outcomes: the distribution of each outcome, by name.
        notes: what a reader must know of the draws.
    """

    scenario: Scenario = field(repr=False)
    plan: Plan
    draws: int
    complete: bool
    engine: str
    outcomes: Mapping[str, Distribution] = field(repr=False)
    notes: tuple[str, ...]
    spool: Spool = field(repr=False, compare=False)

    plot = plots("RiskPlots")

    def values(self, outcome: str = "npv") -> Array:
        """Return an outcome of every draw in their order ``(draws,)``, NaN where it is undefined.

        The numbers are mapped from the disk, not held in memory.

        Raises:
            ScenarioError: ``unknown-outcome``.
        """
        if outcome not in self.outcomes:
            message = f"unknown outcome '{outcome}'; there are {', '.join(self.outcomes)}"
            raise ScenarioError([Problem("unknown-outcome", outcome, message, file=self.scenario.file)])
        return self.spool.values(outcome)


def monte_carlo(
    scenario: Scenario | Model,
    draws: int | None = None,
    seed: int | None = None,
    sampler: str | None = None,
    *,
    only: Iterable[str] | None = None,
    outcomes: Iterable[str] | None = None,
    engine: str = "auto",
    threads: int | None = None,
    block: int | None = None,
    spool: str | os.PathLike[str] | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    progress: Told | None = None,
) -> Risk:
    """Draw every figure with a range at once, many times, and measure every outcome on each draw.

    The same seed gives the same bytes on one machine and build, whatever the threads, the block, or the point at which
    a run is taken up again; the first n draws of a longer run are those of a run of n (random and sobol). Ctrl-C keeps
    the draws that are done and returns them with ``complete`` False.

    Args:
        scenario: the scenario, or its wired model.
        draws: how many draws, 1 to 1e9; default what the scenario's ``risk`` says, else 10,000. Sobol points are
            rounded up to a power of 2.
        seed: the seed of the streams; default the scenario's, else 1.
        sampler: ``random``, ``sobol`` or ``latin_hypercube``; default the scenario's, else random.
        only: the figures to draw; default every one with low and high or a distribution.
        outcomes: the outcomes to measure, such as ``npv``; default all that the scenario has.
        engine: ``numpy``, ``fused`` (the kernel generated from the same lines) or ``auto``: fused from 200,000 draws
            on, where it is installed. Both agree to 1e-12, not in every bit.
        threads: threads that work at once; default one a processor.
        block: logical blocks of 4,096 draws that a task takes; default 1.
        spool: a folder for the outcomes of every draw, one .npy file each; default a temporary one.
        checkpoint: a folder from which the run can be taken up again; it holds the spool.
        progress: called with the draws done and the draws in all.

    Raises:
        ScenarioError: what ``appraise`` raises, problems of the draws, ``nothing-drawn``, ``unknown-outcome``,
            ``no-kernel``, ``other-checkpoint``, ``bad-option``.
        LimitError: ``too-many`` threads or blocks, ``disk-full``.
        FileError: a folder cannot be written, is taken, or is a broken checkpoint.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    workers, size = workers_of(threads), _size(block)
    _refuse_two_folders(spool, checkpoint)
    base_runs(model)
    plan = plan_of(model.scenario, draws, seed, sampler, None if only is None else tuple(only))
    evaluation = Evaluation(model, plan.paths, outcomes, engine_for(engine, plan.count))
    state = _started(plan, evaluation, spool, checkpoint)
    try:
        whole = Simulation(evaluation, plan, workers, size).go(state, progress)
    finally:
        state.close()
    if not state.spool.done:
        raise KeyboardInterrupt
    return _risk(model, plan, evaluation, state, whole)


def _started(plan: Plan, evaluation: Evaluation, spool: Any, checkpoint: Any) -> Progress:
    identity = identity_of(plan, evaluation.names, evaluation.engine)
    if checkpoint is not None:
        return begun(Path(checkpoint), identity)
    return Progress(Spool(None if spool is None else Path(spool), evaluation.names, plan.count), identity, None)


def _risk(model: Model, plan: Plan, evaluation: Evaluation, state: Progress, whole: bool) -> Risk:
    base = Evaluation(model, (), evaluation.names).found({}, 1).values
    found = {name: _distribution(name, evaluation, state, float(base[name][0])) for name in evaluation.names}
    notes = (*plan.notes, *_notes(model, plan, found))
    return Risk(model.scenario, plan, state.spool.done, whole, evaluation.engine, found, notes, state.spool)


def _distribution(name: str, evaluation: Evaluation, state: Progress, base: float) -> Distribution:
    undefined = dict(sorted(state.undefined.get(name, {}).items(), key=lambda item: (-item[1], item[0])))
    defined = state.spool.done - sum(undefined.values())
    statistics = statistics_of(state.spool, name)
    return Distribution(name, evaluation.unit(name), base if base == base else None, defined, undefined, statistics)


def _notes(model: Model, plan: Plan, found: Mapping[str, Distribution]) -> Iterable[str]:
    if plan.sampler != "random":
        yield (
            f"standard errors are those of independent draws; {plan.sampler.replace('_', ' ')} points are spread more "
            "evenly, and the true errors are smaller"
        )
    finance = model.scenario.document.finance
    sculpted = [key for key, loan in (finance.loans.items() if finance else ()) if loan.repayment == "sculpted"]
    if sculpted and {"equity_npv", "equity_irr", "dscr_min"} & set(found):
        yield f"the sculpted loan '{', '.join(sculpted)}' is sized anew in every draw, as if it were agreed knowing it"


def workers_of(threads: int | None) -> int:
    """Return how many threads work at once: as asked for, else one a processor."""
    if threads is None:
        return _processors()
    _refuse_outside("threads", threads, MOST_THREADS)
    return threads


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _size(block: int | None) -> int:
    if block is None:
        return BLOCK
    _refuse_outside("block", block, MOST_BLOCK)
    return block


def _refuse_outside(name: str, value: int, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ScenarioError(
            [Problem("bad-option", name, f"'{name}' is a whole number from 1 to {most}, not {value!r}")]
        )
    if value > most:
        raise LimitError([Problem("too-many", name, f"'{name}' is {value:,}; the limit is {most}")])


def _refuse_two_folders(spool: Any, checkpoint: Any) -> None:
    if spool is not None and checkpoint is not None:
        message = "a checkpoint holds the outcomes of every draw itself: name either it or a spool"
        raise ScenarioError([Problem("bad-option", "spool", message)])
