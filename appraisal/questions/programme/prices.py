"""At which price of a credit do units pay? One price for all credited measures, searched as for one scenario."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from appraisal.engine.model import Model
from appraisal.engine.solving import Objective, Threshold, find_threshold
from appraisal.ground.sheet import Array
from appraisal.questions.goals import objective_of
from appraisal.questions.programme.parts import Part, Unit
from appraisal.questions.programme.result import MeasureResult, ProgrammeAppraisal
from appraisal.questions.programme.totals import flows_of
from appraisal.scenario.load import build
from appraisal.scenario.programme_carrying import with_price
from appraisal.scenario.rows import growth_begins

PRICE = "credits.price"
NO_CREDITS = "no unit of it earns credits"
UNMOVED = f"does not depend on {PRICE}"
ALWAYS = "stays above zero"


class PriceSearch:
    """The net present value of units of a programme at any price of a credit.

    Every credited unit takes the same price, in the programme's currency and money of its basis; where a unit's price
    is a value that grows, that is the price of the year from which its growth counts. Nothing else moves.
    """

    def __init__(self, found: ProgrammeAppraisal) -> None:
        self.found = found
        self.base = stated_price(found)
        self._objectives: dict[int, Objective] = {}

    def threshold(self, parts: Iterable[Part], beside: Sequence[float] = ()) -> Threshold:
        """Return the price at which the net present value of some units, and of amounts beside them, is zero."""
        every = tuple(parts)
        credited = [part for part in every if part.credited]
        if not credited:
            unit = f"{self.found.programme.currency}/t"
            return Threshold(PRICE, "npv", unit, self.base, None, "none", NO_CREDITS)
        plain = [part.count * part.unit.index * _npv(part.unit) for part in every if not part.credited]
        carrier = self._priced(credited[0].unit, self.base)
        objective = self._sum_of(credited, [*plain, *beside])
        found = find_threshold(carrier, PRICE, objective)
        pays = found.reason == UNMOVED and float(objective({PRICE: [self.base]})[0]) >= 0
        return replace(found, reason=f"{UNMOVED}, and {ALWAYS}") if pays else found

    def _sum_of(self, parts: Sequence[Part], fixed: Sequence[float]) -> Objective:
        def objective(table: dict[str, Any]) -> Array:
            prices = np.asarray(table[PRICE], dtype=float)
            columns = [self._of_part(part, prices) for part in parts]
            return np.array([math.fsum((*each, *fixed)) for each in zip(*columns, strict=True)])

        return objective

    def _of_part(self, part: Part, prices: Array) -> Array:
        key, index = id(part.unit), part.unit.index
        if key not in self._objectives:
            self._objectives[key] = objective_of(self._priced(part.unit, self.base / index), "npv")
        values = self._objectives[key]({PRICE: prices / index})
        return part.count * index * np.broadcast_to(values, prices.shape)

    def _priced(self, unit: Unit, price: float) -> Model:
        """Return the model of a unit whose price of a credit is one value."""
        programme, scenario = self.found.programme, unit.scenario
        figure = scenario.figures[PRICE]
        stated: dict[str, Any] = {"value": f"{price!r} {programme.currency}/t"}
        if figure.growth is not None and figure.series is None:
            stated |= {"growth": f"{figure.growth * 100!r} %/yr", "from": growth_begins(PRICE, figure, scenario)}
        return Model(build(with_price(scenario.tree, stated, programme)))


def _npv(unit: Unit) -> float:
    return float(unit.run.total("present_value")[0])


def stated_price(found: ProgrammeAppraisal) -> float:
    """Return the programme's price of a credit; without one, the average at which its credits are sold.

    In money of the programme's basis; 0 where none is sold.
    """
    stated = found.programme.document.programme.credit_price
    if stated is not None and stated.series is None and stated.currency == found.programme.currency:
        return stated.value
    level = np.broadcast_to(found.frame.rows["price_level"], (len(found.years), 1))[:, 0]
    earned = math.fsum(np.asarray(found.flows.money["credit_revenue"]) / level)
    sold = math.fsum(found.flows.tonnes["sold"])
    return earned / sold if sold else 0.0


@dataclass(frozen=True)
class PackageThresholds:
    """The price at which the whole package just pays those who invest, and at which it pays for its support too."""

    investors: Threshold
    with_public_cost: Threshold


def package_thresholds(found: ProgrammeAppraisal, search: PriceSearch | None = None) -> PackageThresholds:
    """Return the thresholds of the whole package: the root of the sum over all of its units.

    Investors: the net present values of all units and of enabling costs that developers pay add up to zero. With public
    cost: the same, less all public money (loans by what they give away).
    """
    prices = search or PriceSearch(found)
    beside = [one.totals.npv for one in found.enabling]
    public = [-one.totals.public_money for one in found.measures]
    public += [-one.totals.public_money for one in found.enabling]
    return PackageThresholds(prices.threshold(found.parts, beside), prices.threshold(found.parts, [*beside, *public]))


@dataclass(frozen=True)
class SupplyStep:
    """What one measure supplies, and from which price on it pays.

    Attributes:
        price: the threshold of its credited units; below a price of zero it pays without credits.
        credits: credits issued to its credited units over their life [t]; ``tonnes`` is what they avoid.
        cumulative: credits of this measure and all that pay at a lower price [t]; None where it never pays.
    """

    measure: str
    price: Threshold
    credits: float
    tonnes: float
    cumulative: float | None


@dataclass(frozen=True)
class SupplyCurve:
    """Which measures pay at which price of a credit, the cheapest first; those that never pay come last."""

    steps: tuple[SupplyStep, ...]
    stated_price: float

    def credits_at(self, price: float) -> float:
        """Return the credits that measures supply which pay at a price [t]."""
        return math.fsum(one.credits for one in self.steps if pays_at(one.price, price))

    @property
    def credits_at_stated_price(self) -> float:
        """Credits supplied at the programme's own price [t]."""
        return self.credits_at(self.stated_price)


def pays_at(found: Threshold, price: float) -> bool:
    """Whether units with a threshold pay at a price: from the threshold on, or at any price."""
    return price >= found.value if found.value is not None else ALWAYS in found.reason


def supply_curve(found: ProgrammeAppraisal, search: PriceSearch | None = None) -> SupplyCurve:
    """Return the supply curve of the credited units of each measure."""
    prices = search or PriceSearch(found)
    steps = [_step(one, prices) for one in found.measures if any(part.credited for part in one.parts)]
    ordered = sorted(steps, key=lambda step: (_lowest(step.price), step.measure))
    total, curve = [0.0], list[SupplyStep]()
    for step in ordered:
        total.append(step.credits)
        curve.append(replace(step, cumulative=math.fsum(total) if _lowest(step.price) < math.inf else None))
    return SupplyCurve(tuple(curve), prices.base)


def _lowest(found: Threshold) -> float:
    """Return the price from which units pay: minus infinity where they always do, infinity where they never do."""
    if found.value is not None:
        return found.value
    return -math.inf if ALWAYS in found.reason else math.inf


def _step(one: MeasureResult, prices: PriceSearch) -> SupplyStep:
    parts = [part for part in one.parts if part.credited]
    years = one.flows.years
    flows = [flows_of(part.unit.run, part.count, years) for part in parts]
    credits = math.fsum(amount for each in flows for amount in each.issued)
    tonnes = math.fsum(amount for each in flows for amount in each.tonnes["abated"])
    return SupplyStep(one.name, prices.threshold(parts), credits, tonnes, None)
