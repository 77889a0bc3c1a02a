"""The abatement-cost curve of a programme: what a tonne of each measure costs, the cheapest first."""

from __future__ import annotations

import math
from dataclasses import dataclass

from appraisal.questions.programme.result import ProgrammeAppraisal


@dataclass(frozen=True)
class CostStep:
    """One measure of the curve.

    Attributes:
        cost: resource cost for each discounted tonne, before tax, transfers and credits [money of the basis/t].
        tonnes: tonnes avoided over all years; ``cumulative`` are those of this measure and of all cheaper ones.
    """

    measure: str
    cost: float
    tonnes: float
    cumulative: float


@dataclass(frozen=True)
class CostCurve:
    """The steps, the cheapest first, and the measures that have no cost for each tonne, with the reason."""

    steps: tuple[CostStep, ...]
    left_out: dict[str, str]


def abatement_cost_curve(found: ProgrammeAppraisal) -> CostCurve:
    """Return the measures by cost for each tonne; equal costs are in the order of their names."""
    costs = {one.name: (one.totals.abatement_cost, one.totals.tonnes) for one in found.measures}
    defined = [(cost.value, name, tonnes) for name, (cost, tonnes) in costs.items() if isinstance(cost.value, float)]
    ordered = sorted(defined)
    tonnes = [each for _, _, each in ordered]
    steps = (CostStep(name, cost, each, math.fsum(tonnes[: at + 1])) for at, (cost, name, each) in enumerate(ordered))
    left_out = {name: str(cost.reason) for name, (cost, _) in costs.items() if cost.value is None}
    return CostCurve(tuple(steps), left_out)
