"""What a sector earns, and what each plant stayed below the benchmark, for any effort of its plants."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from appraisal.engine.model import Model, Run
from appraisal.ground.sheet import Array
from appraisal.questions.sector.credit_rows import ABATEMENT, OUTPUT, USUAL, CreditRows, PlantRows
from appraisal.scenario.sector_plants import SectorFleet

REST_OUTPUT, REST_INTENSITY = "credits.sector.output", "credits.sector.intensity"
SECTOR_CREDITS, PLANT_SETTLED = "credits.sector_credits", "credits.plant_settled"
CREDITABLE, SETTLING = "credits.creditable", "credits.settling"
BY_OUTPUT = "output"


class SectorRows:
    """The sector of a scenario, run through the scenario's own lines.

    Args:
        model: the wired sheet, whose mechanism credits a sector.
        fleet: the plants of the rest of the sector.
    """

    def __init__(self, model: Model, fleet: SectorFleet) -> None:
        self.base: Run = model.run()
        self.fleet = fleet
        self.by_output = model.scenario.words["credits.sector.shared_by"] == BY_OUTPUT
        self._of_sector = CreditRows(model, (SECTOR_CREDITS, CREDITABLE), (REST_INTENSITY, ABATEMENT))
        self._of_plants = CreditRows(model, (PLANT_SETTLED,), (OUTPUT, USUAL, ABATEMENT))
        self._settled = [self.settled(self.plant_rows(makes)) for makes in (False, True)]

    @property
    def settling(self) -> list[int]:
        """The places in the axis of the years in which a period is settled."""
        return [int(at) for at in np.flatnonzero(self.base.rows[SETTLING][:, 0])]

    def plant_rows(self, makes_effort: bool) -> PlantRows:
        """Return the rows of the plants of the rest of the sector, one column each, all with or without effort."""
        rows, effort = self.base.rows, np.array(self.fleet.effort) * makes_effort
        output = rows[REST_OUTPUT] * np.array(self.fleet.shares)
        usual = output * rows[REST_INTENSITY] * np.array(self.fleet.relative)
        return PlantRows(output, usual, usual * effort)

    def own_rows(self, makes_effort: bool) -> PlantRows:
        """Return the rows of the scenario's own plant, with its swap or as usual."""
        rows = self.base.rows
        return PlantRows(rows[OUTPUT], rows[USUAL], rows[ABATEMENT] * makes_effort)

    def settled(self, plants: PlantRows) -> Array:
        """Return the tonnes by which each plant stayed below the benchmark in each period that is settled."""
        return self._of_plants.of(plants.held)[PLANT_SETTLED]

    def credits(self, intensity: Array, makes_effort: bool = True) -> tuple[Array, Array]:
        """Return the credits of sectors at each settlement, and what the line of the own plant makes of them.

        ``intensity`` is that of the rest of each sector as a share of the usual one; ``makes_effort`` is the own plant.
        """
        held = {
            REST_INTENSITY: self.base.rows[REST_INTENSITY] * intensity,
            ABATEMENT: self.own_rows(makes_effort).abatement,
        }
        found = self._of_sector.of(held)
        return found[SECTOR_CREDITS], found[CREDITABLE]

    def own_share(self, joined: Sequence[int], makes_effort: bool) -> tuple[Array, Array]:
        """Return the credits of the sector and the own plant's part of them, one column for each number that joins."""
        intensity = np.array([self.fleet.intensity(count) for count in joined])
        sector, creditable = self.credits(intensity, makes_effort)
        sector = np.broadcast_to(sector, (len(sector), len(joined)))
        if self.by_output:
            return sector, creditable
        own = self.settled(self.own_rows(makes_effort))
        every = np.column_stack([exact_sums(np.hstack([self.fleet_settled(count), own])) for count in joined])
        return sector, in_proportion(sector, own, every)

    def fleet_settled(self, joined: int) -> Array:
        """Return what each plant of the rest stayed below the benchmark, where so many of them make the effort."""
        active = np.zeros(self.fleet.count, dtype=bool)
        active[list(self.fleet.joining[:joined])] = True
        found: Array = np.where(active, self._settled[True], self._settled[False])
        return found

    def fleet_share(self, joined: int) -> Array:
        """Return the part of each plant of the rest in the sector's credits, where the own plant makes its effort."""
        sector, own = self.own_share([joined], makes_effort=True)
        if self.by_output:
            others: Array = (sector - own) * np.array(self.fleet.shares)
            return others
        settled = self.fleet_settled(joined)
        every = exact_sums(np.hstack([settled, self.settled(self.own_rows(True))]))
        return in_proportion(sector, settled, every[:, None])


def in_proportion(sector: Array, settled: Array, every: Array) -> Array:
    """Share the sector's credits among those who stayed below the benchmark, in proportion to how far.

    Of a sector of one plant and a rest that is all alike this is what the line of the credits gives that plant.
    """
    shape = np.broadcast_shapes(sector.shape, settled.shape, every.shape)
    part = np.divide(settled, every, out=np.zeros(shape), where=every > 0)
    shared: Array = part * sector
    return shared


def exact_sums(columns: Array) -> Array:
    """Return the sum of each row, the same to the last bit in any order of the columns."""
    return np.array([math.fsum(row) for row in columns])
