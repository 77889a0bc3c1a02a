"""The plants of the rest of a sector: as they are in the base case, and as the draws of a run find them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from appraisal.ground.numbers import percent
from appraisal.ground.problem import NoResultError, Problem
from appraisal.ground.sheet import Array
from appraisal.scenario.distributions import Quantile, distribution_of, kept_open, quantile_of, share_outside
from appraisal.scenario.kind import Figure
from appraisal.scenario.laws import law_problems
from appraisal.scenario.plan_checks import leavers, outside, stop
from appraisal.scenario.samples import sample_of
from appraisal.scenario.sampling import LOGICAL
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.sector_checks import SECTION
from appraisal.scenario.sector_list import PlantList, plant_list, weighted
from appraisal.scenario.sector_schema import SectorPlants

Law = tuple[str, Figure, Quantile]
"""The path of a figure, the figure, and its quantiles."""

FIGURES = ("relative_intensity", "effort", "participation")
BASE_STREAM = 0
"""The stream that orders the plants; block b of the draws has stream b + 1."""


@dataclass(frozen=True)
class SectorFleet:
    """The plants of the rest of the sector.

    Attributes:
        names: what the plants are called.
        shares: the share of each in the output of the rest of the sector; they add up to 1.
        relative: the intensity of each as usual, as a share of that of the sector.
        effort: the share by which each lowers its intensity where it makes the effort.
        joining: the plants in the order in which they join in the effort, drawn once.
        taking_part: how many make the effort in the base case.
        listed: the list that they were read from; None where they are counted.
        participation: the share of plants that make the effort, as it is stated.
        laws: the distributions of intensity, effort and participation; None where there is one value.
    """

    scenario: Scenario = field(repr=False)
    seed: int
    names: tuple[str, ...]
    shares: tuple[float, ...]
    relative: tuple[float, ...]
    effort: tuple[float, ...]
    joining: tuple[int, ...]
    taking_part: int
    listed: PlantList | None
    participation: float
    laws: tuple[Law | None, Law | None, Law | None] = field(repr=False)

    @property
    def count(self) -> int:
        """How many plants there are."""
        return len(self.names)

    def intensity(self, joined: int) -> float:
        """Return the intensity of all plants, as a share of the sector's as usual, where so many make the effort."""
        active = set(self.joining[:joined])
        kept = [one * (1 - self.effort[at] * (at in active)) for at, one in enumerate(self.relative)]
        return math.fsum(share * one for share, one in zip(self.shares, kept, strict=True))

    def drawn(self, draws: int) -> Iterator[Array]:
        """Yield the intensity of all plants as a share of the sector's as usual, one value a draw, block by block.

        In each draw participation is one for the whole sector, and each plant has an intensity and an effort of its
        own and makes the effort with that probability. The first draws of a longer run are those of a shorter one.

        Raises:
            ScenarioError: ``outside-domain`` where a figure leaves its domain in some draw.
        """
        for block in range(-(-draws // LOGICAL)):
            yield self._block(block)[: draws - block * LOGICAL]

    def _block(self, block: int) -> Array:
        stream = _stream(self.seed, block + 1)
        chance = self._values(self.laws[2], stream.random(LOGICAL), self.participation)
        found = np.zeros(LOGICAL)
        for at in range(self.count):
            even = stream.random((3, LOGICAL))
            relative = self._values(self.laws[0], even[0], self.relative[at])
            effort = self._values(self.laws[1], even[1], self.effort[at])
            found += self.shares[at] * relative * (1 - effort * (even[2] < chance))
        return found

    def _values(self, law: Law | None, even: Array, stated: float) -> Array | float:
        if law is None:
            return stated
        path, figure, quantile = law
        values = quantile(kept_open(even))
        if count := leavers(values, figure):
            stop(self.scenario, [outside(path, figure, f"{count} of {values.size:,} draws")])
        return values


def sector_fleet(scenario: Scenario, seed: int) -> SectorFleet:
    """Return the plants that the scenario's section ``sector_plants`` states.

    Counted plants lie at the middles of equal parts of each distribution, in an order that the seed draws.

    Raises:
        NoResultError: ``no-sector-plants``.
        ScenarioError: a distribution cannot be, or the file is no list of plants.
    """
    plants = scenario.document.sector_plants
    if plants is None:
        message = f"state what the rest of the sector is made of, in a section '{SECTION}' (see docs/sector.md)"
        raise NoResultError([scenario.located(Problem("no-sector-plants", SECTION, message))])
    listed = plant_list(scenario, plants) if plants.file else None
    return _fleet(scenario, plants, listed, seed)


def _fleet(scenario: Scenario, plants: SectorPlants, listed: PlantList | None, seed: int) -> SectorFleet:
    count = len(listed.names) if listed else plants.count or 0
    laws = [_law(scenario, plants, name) for name in FIGURES]
    stream = _stream(seed, BASE_STREAM)
    relative = _evenly(laws[0], plants.relative_intensity, count, stream)
    effort = _evenly(laws[1], plants.effort, count, stream)
    return SectorFleet(
        scenario=scenario,
        seed=seed,
        names=listed.names if listed else tuple(f"plant {at + 1}" for at in range(count)),
        shares=_shares(listed.output if listed else (1.0,) * count),
        relative=_relative(listed) if listed else relative,
        effort=(listed and listed.effort) or effort,
        joining=tuple(map(int, stream.permutation(count))),
        taking_part=math.floor(plants.participation.value * count + 1 / 2),
        listed=listed,
        participation=plants.participation.value,
        laws=(laws[0], laws[1], laws[2]),
    )


def _stream(seed: int, block: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(block,))))


def _law(scenario: Scenario, plants: SectorPlants, name: str) -> Law | None:
    path, figure = f"{SECTION}.{name}", getattr(plants, name)
    if figure is None or not distribution_of(figure):
        return None
    stop(scenario, law_problems(path, figure))
    if (share := share_outside(figure)) * LOGICAL >= 1:
        stop(scenario, [outside(path, figure, f"about {percent(share)} of the draws")])
    sample = sample_of(path, figure, scenario) if distribution_of(figure) == "empirical" else None
    return path, figure, quantile_of(figure, sample)


def _evenly(law: Law | None, figure: Figure | None, count: int, stream: np.random.Generator) -> tuple[float, ...]:
    """Return one value a plant at the middles of equal parts of a distribution, in an order that the stream draws.

    Without a distribution it is the figure's value; without a figure each plant is as the sector.
    """
    even = (stream.permutation(count) + 1 / 2) / count
    return tuple(map(float, law[2](even))) if law else (figure.value if figure else 1.0,) * count


def _shares(output: tuple[float, ...]) -> tuple[float, ...]:
    total = math.fsum(output)
    return tuple(one / total for one in output)


def _relative(listed: PlantList) -> tuple[float, ...]:
    mean = weighted(listed.output, listed.intensity)
    return tuple(one / mean for one in listed.intensity)
