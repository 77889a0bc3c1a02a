"""What a sector of many plants comes to, as small frozen results."""

from __future__ import annotations

from dataclasses import dataclass, field

from appraisal.ground.plots import plots
from appraisal.ground.sheet import Array
from appraisal.questions.distribution import Chance
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.sector_plants import SectorFleet


@dataclass(frozen=True)
class Earning:
    """Credits of one plant over the crediting period, and the present value of what they are sold for."""

    tonnes: float
    revenue: float


@dataclass(frozen=True)
class Standing:
    """The scenario's own plant, where so many others make the effort.

    Attributes:
        joined: how many plants of the rest of the sector make the effort.
        intensity: the intensity of the rest, as a share of the usual one.
        sector: credits of the whole sector, where the plant makes its own effort.
        earned: what the plant gets of them.
        idle: what the plant would get without any effort of its own.
        npv: the net present value of the plant's swap.
    """

    joined: int
    intensity: float
    sector: float
    earned: Earning
    idle: Earning
    npv: float

    @property
    def brought(self) -> Earning:
        """What the plant's own effort brings it."""
        return Earning(self.earned.tonnes - self.idle.tonnes, self.earned.revenue - self.idle.revenue)


@dataclass(frozen=True)
class Project:
    """The scenario's own plant credited as a project."""

    mechanism: str
    title: str
    earned: Earning
    npv: float


@dataclass(frozen=True)
class PlantCredits:
    """One plant of the rest of the sector in the base case: its credits as a project, and its part of the sector's."""

    name: str
    share: float
    relative: float
    effort: float
    joined: bool
    project: float
    sectoral: float


@dataclass(frozen=True)
class Settlement:
    """One settlement: the sector's credits in the base case, and the chance that there are none.

    Attributes:
        first: the first calendar year that is settled.
        year: the calendar year in which it is settled, the last of its years.
        benchmark: the benchmark intensity, the mean of the years that are settled.
        usual: the mean intensity of the rest of the sector in them, where no plant makes an effort.
        reached: that intensity where as many make the effort as the scenario states.
    """

    first: int
    year: int
    benchmark: float
    usual: float
    reached: float
    credits: float
    none: Chance


@dataclass(frozen=True)
class SectorDraws:
    """The credits of the sector over all draws ``(draws,)``, and the chance that it earns none at all."""

    values: Array = field(repr=False)
    none: Chance

    @property
    def count(self) -> int:
        """How many draws there are."""
        return len(self.values)


@dataclass(frozen=True)
class SectorCrediting:
    """A sector credited as a whole, beside the crediting of the same plants as projects.

    Attributes:
        shared_by: how the sector's credits are shared back: ``abatement`` or ``output``.
        standings: the own plant by the number of others that make the effort, from none to all.
        project: the own plant as a project.
        plants: the other plants in the base case.
        settlements: the periods that are settled.
        needed: the least number of others that must make the effort for the own plant to earn a credit; None where
            all of them are too few.
        notes: what was assumed.
    """

    scenario: Scenario = field(repr=False)
    fleet: SectorFleet = field(repr=False)
    shared_by: str
    standings: tuple[Standing, ...]
    project: Project
    plants: tuple[PlantCredits, ...] = field(repr=False)
    settlements: tuple[Settlement, ...]
    needed: int | None
    draws: SectorDraws
    notes: tuple[str, ...]

    plot = plots("SectorPlots")

    def standing(self, joined: int) -> Standing:
        """Return the standing where so many others make the effort; it must be one that was asked for."""
        return next(one for one in self.standings if one.joined == joined)

    @property
    def alone(self) -> Standing:
        """The own plant makes an effort, and no other does."""
        return self.standings[0]

    @property
    def stated(self) -> Standing:
        """As many others make the effort as the scenario states."""
        return self.standing(self.fleet.taking_part)

    @property
    def together(self) -> Standing:
        """All plants make the effort."""
        return self.standings[-1]
