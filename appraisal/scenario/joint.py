"""The joint law of all figures that are drawn: from probabilities of one block to values by path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from appraisal.ground.sheet import Array
from appraisal.scenario.copula import Copula, Pair, copula_of
from appraisal.scenario.distributions import OPEN, Quantile, is_process, kept_open, quantile_of
from appraisal.scenario.kind import Figure
from appraisal.scenario.processes import PricePath, process_of
from appraisal.scenario.rows import axis_for
from appraisal.scenario.scenario import Scenario


@dataclass(frozen=True)
class JointLaw:
    """How all drawn figures move, alone and together.

    Attributes:
        singles: the quantiles of the figures that are drawn once, by sorted path.
        moving: the laws of the figures that move from year to year, by sorted path.
        years: the years of the longest axis that any draw may have; 0 where no figure moves from year to year.
        tied: what joins the singles.
        shocked: what joins the shocks of one year of the moving ones.
    """

    singles: Mapping[str, Quantile]
    moving: Mapping[str, PricePath]
    years: int
    tied: Copula | None
    shocked: Copula | None

    @property
    def columns(self) -> int:
        """How many probabilities one draw takes: one a single figure, then year after year one a moving figure."""
        return len(self.singles) + max(0, self.years - 1) * len(self.moving)

    def values(self, even: Array) -> dict[str, Array]:
        """Return values by path, one a draw or ``(years, draws)``, from probabilities ``(columns, draws)``."""
        kept = kept_open(even)
        return {**self._singles(kept[: len(self.singles)]), **self._moving(kept[len(self.singles) :])}

    def _singles(self, even: Array) -> dict[str, Array]:
        from scipy.special import ndtr, ndtri

        if self.tied:
            even[self.tied.places] = kept_open(ndtr(self.tied.joined(ndtri(even[self.tied.places]))))
        return {path: law(even[at]) for at, (path, law) in enumerate(self.singles.items())}

    def _moving(self, even: Array) -> dict[str, Array]:
        if not self.moving:
            return {}
        from scipy.special import ndtri

        shocks = ndtri(even).reshape(self.years - 1, len(self.moving), -1).swapaxes(0, 1)
        if self.shocked:
            shocks[self.shocked.places] = self.shocked.joined(shocks[self.shocked.places])
        return {path: law.values(shocks[at]) for at, (path, law) in enumerate(self.moving.items())}


def joint_law(
    scenario: Scenario, drawn: Mapping[str, Figure], samples: Mapping[str, Array], pairs: list[Pair]
) -> JointLaw:
    """Return the joint law of the figures drawn; ``samples`` holds the values of the empirical ones."""
    singles = {path: quantile_of(one, samples.get(path)) for path, one in drawn.items() if not is_process(one)}
    moving = {path: process_of(path, one, scenario) for path, one in drawn.items() if is_process(one)}
    years = _longest(scenario, drawn, singles) if moving else 0
    return JointLaw(singles, moving, years, copula_of(pairs, [*singles]), copula_of(pairs, [*moving]))


def _longest(scenario: Scenario, drawn: Mapping[str, Figure], singles: Mapping[str, Quantile]) -> int:
    """Return the years of the axis with every life at the largest value that its law gives."""
    top = np.array([1 - OPEN])
    return axis_for(scenario, {p: np.minimum(law(top), drawn[p].kind.high) for p, law in singles.items()}).count
