"""Draws of a scenario: which figures move, how, and the table of any block of draws."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from appraisal.ground.sheet import Array
from appraisal.scenario.copula import pairs_of
from appraisal.scenario.drawable import asked_problems, drawn_figures, left_out
from appraisal.scenario.joint import JointLaw, joint_law
from appraisal.scenario.laws import law_words
from appraisal.scenario.plan_checks import checked_samples, leaving, run_problems, stop
from appraisal.scenario.sampling import LOGICAL, SAMPLERS, Points
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.settings import Settings, settings_of

__all__ = ["LOGICAL", "Plan", "plan_of"]


@dataclass(frozen=True)
class Plan:
    """What is drawn, how often and how; the draws of any block come out the same whenever they are asked for.

    Attributes:
        paths: the figures that are drawn, in the order of their paths.
        count: how many draws the run has.
        seed: the key of the random streams, with the number of the block.
        sampler: random, sobol or latin_hypercube.
        fingerprint: of the scenario, the plan and the number libraries; one fingerprint means the same draws.
        drawn: the distribution of each drawn figure in words.
        left_out: what is uncertain, repeats a drawn figure or is a yearly series, and is not drawn; with the reason.
        notes: what was assumed or rounded.
    """

    paths: tuple[str, ...]
    count: int
    seed: int
    sampler: str
    fingerprint: str
    drawn: Mapping[str, str]
    left_out: Mapping[str, str]
    notes: tuple[str, ...]
    law: JointLaw = field(repr=False, compare=False)
    points: Points = field(repr=False, compare=False)
    scenario: Scenario = field(repr=False, compare=False)

    @property
    def blocks(self) -> int:
        """How many logical blocks the run has."""
        return blocks_of(self.count)

    def size(self, block: int) -> int:
        """Return how many draws a block has: 4,096, but for the last."""
        if not 0 <= block < self.blocks:
            raise IndexError(f"there is no block {block} among {self.blocks}")
        return min(LOGICAL, self.count - block * LOGICAL)

    def table(self, block: int) -> dict[str, Array]:
        """Return the values of the drawn figures in one block, by path, each in its canonical unit.

        One value a draw ``(draws,)``, or ``(years, draws)`` for a price path, over the longest axis that any draw may
        have. Blocks may be asked for in any order and from several threads.

        Raises:
            ScenarioError: ``outside-domain`` where a figure leaves the domain of its field in some draw.
        """
        draws = self.size(block)
        every = self.law.values(self.points(block, draws))
        table = {path: every[path][..., :draws] for path in self.paths}
        stop(self.scenario, leaving(self.scenario, table, block * LOGICAL))
        return table


def blocks_of(count: int) -> int:
    """Return how many logical blocks some draws fill."""
    return -(-count // LOGICAL)


def plan_of(
    scenario: Scenario,
    draws: int | None = None,
    seed: int | None = None,
    sampler: str | None = None,
    only: Collection[str] | None = None,
) -> Plan:
    """Return the plan of a run of draws.

    Args:
        scenario: the scenario; its ``risk`` section says what the call leaves open.
        draws: how many, from 1 to 1e9; rounded up to a power of 2 for Sobol points. Default 10,000.
        seed: a whole number from 0 up. Default 1.
        sampler: random (default), sobol or latin_hypercube.
        only: the figures to draw, all others at their value. Default: every figure with a distribution, or with low and
            high; the discount rate only with a distribution.

    Raises:
        ScenarioError: with every problem of the settings, of the laws or of the correlations.
    """
    settings = settings_of(scenario, draws, seed, sampler)
    stop(scenario, asked_problems(scenario, only or ()))
    drawn = drawn_figures(scenario, only)
    samples = checked_samples(scenario, drawn)
    law = joint_law(scenario, drawn, samples, pairs_of(scenario, drawn))
    stop(scenario, run_problems(drawn, law, settings))
    return Plan(
        paths=tuple(drawn),
        count=settings.count,
        seed=settings.seed,
        sampler=settings.sampler,
        fingerprint=_fingerprint(scenario, tuple(drawn), settings, samples),
        drawn={path: law_words(figure, scenario) for path, figure in drawn.items()},
        left_out=left_out(scenario, drawn),
        notes=settings.notes,
        law=law,
        points=SAMPLERS[settings.sampler](settings.seed, law.columns, blocks_of(settings.count)),
        scenario=scenario,
    )


def _fingerprint(scenario: Scenario, paths: tuple[str, ...], settings: Settings, samples: Mapping[str, Array]) -> str:
    """Return a hash of all that the draws follow from: numbers of another library or file are other draws."""
    import scipy

    files = {path: hashlib.sha256(values.tobytes()).hexdigest() for path, values in samples.items()}
    libraries = (np.__version__, scipy.__version__)
    run = (scenario.hash, paths, settings.count, settings.seed, settings.sampler, LOGICAL, files, libraries)
    return hashlib.sha256(json.dumps(run, sort_keys=True).encode()).hexdigest()
