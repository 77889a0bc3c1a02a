"""How sure the credits are: P10 and P90 of tonnes over the whole life, and how often there is none at all."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from appraisal.engine.model import Model
from appraisal.ground.measure import Measure
from appraisal.ground.problem import NoResultError, Problem
from appraisal.ground.sheet import Array
from appraisal.scenario import library
from appraisal.scenario.distributions import quantile_of
from appraisal.scenario.drawable import SHARED
from appraisal.scenario.figure import Figure
from appraisal.scenario.rows import input_name
from appraisal.scenario.scenario import Scenario

DRAWS = 4096
BLOCK = 1024
"""Draws in all, and at once, so that memory stays flat."""

SEED = 2011
DRAWN = ("triangular", "uniform")
FORWARDED, DEVELOPER = "credits.forwarded", "credits.developer_credits"
DUST = 1e-9
"""Credits below this share of all tonnes abated are rounding, not credits."""


@dataclass(frozen=True)
class Percentiles:
    """Tonnes that 10, 50 and 90 % of the draws stay below [t]."""

    p10: float
    p50: float
    p90: float

    @property
    def relative(self) -> Measure:
        """The distance from P10 to P90 as a share of P50."""
        if self.p50 <= 0:
            return Measure(None, "none", "half of the draws give no credit")
        return Measure((self.p90 - self.p10) / self.p50, "ok", "")


@dataclass(frozen=True)
class CreditSpread:
    """Credits of the whole life over draws of the figures that they depend on.

    Attributes:
        developer: credits that belong to the developer.
        forwarded: credits of all owners.
        no_credit: the share of draws in which the developer gets no credit at all.
        draws: how many draws were made; 1 where no figure has a range.
        drawn: the paths of the figures that were drawn.
        left_out: what is uncertain and was not drawn, by its path, with the reason.
        unverified: which of the figures drawn have a range of the library that was not checked against its source.
    """

    developer: Percentiles
    forwarded: Percentiles
    no_credit: float
    draws: int
    drawn: tuple[str, ...]
    left_out: Mapping[str, str]
    unverified: tuple[str, ...]


def credit_spread(scenario: Scenario | Model) -> CreditSpread:
    """Draw every figure that the credits depend on and that states its low and high, and measure the credits.

    A figure with low and high and no distribution is triangular around its value; uniform and triangular ones are
    drawn as stated; the others are left at their value and named with the reason. Draws are independent, stratified
    over each figure's range (McKay, Beckman and Conover 1979), and the same for a figure of one path in every
    scenario, so that two scenarios differ by what they are and not by luck. Without any range P10, P50 and P90 are the
    base case.

    Raises:
        NoResultError: the scenario has no credits.
    """
    model = scenario if isinstance(scenario, Model) else Model(scenario)
    if FORWARDED not in model.credited:
        message = f"the mechanism is '{model.scenario.document.mechanism}': there are no credits"
        raise NoResultError([model.scenario.located(Problem("no-credits", "credits.mechanism", message))])
    left_out = {path: _reason(path, figure) for path, figure in _uncertain(model).items()}
    drawn = tuple(path for path, reason in left_out.items() if not reason)
    table = _table(model.scenario, drawn)
    forwarded, developer = _credits(model, table)
    dust = DUST * max(float(np.abs(model.run().total("swap.abatement")).max()), 1.0)
    reasons = {path: reason for path, reason in left_out.items() if reason} | _correlated(model.scenario, drawn)
    none = float((developer <= dust).mean())
    ends = (_percentiles(developer), _percentiles(forwarded))
    return CreditSpread(*ends, none, len(developer), drawn, reasons, _unverified(model.scenario, drawn))


def _uncertain(model: Model) -> dict[str, Figure]:
    """Return the figures with a range or a distribution that the credits depend on, in the order of their paths."""
    read, figures = _read(model, (FORWARDED, DEVELOPER)), model.scenario.figures
    ranged = {path: one for path, one in figures.items() if one.low is not None or one.high is not None or one.spread}
    return {
        path: ranged[path]
        for path in sorted(ranged)
        if path in read or input_name(path, ranged[path], model.scenario) in read
    }


def _read(model: Model, rows: Iterable[str]) -> set[str]:
    """Return every row that the rows rest on, however far down."""
    found: set[str] = set()
    waiting = list(rows)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += model.credited[name].reads if name in model.credited else ()
    return found


def _reason(path: str, figure: Figure) -> str:
    """Return why a figure is not drawn, or nothing."""
    shape = str(figure.spread.get("distribution", ""))
    if shape and shape not in DRAWN:
        return f"a {shape.replace('_', ' ')} distribution is not drawn"
    if SHARED.fullmatch(path):
        return "one of several shares that add up to 1 cannot move alone"
    if figure.kind.whole:
        return "whole numbers are not drawn"
    if figure.low is None or figure.high is None:
        return f"it states no '{'low' if figure.low is None else 'high'}'"
    return ""


def _unverified(scenario: Scenario, drawn: Iterable[str]) -> tuple[str, ...]:
    figures = scenario.figures
    return tuple(path for path in drawn if figures[path].default and not library.is_verified(figures[path]))


def _correlated(scenario: Scenario, drawn: tuple[str, ...]) -> dict[str, str]:
    risk = scenario.document.risk
    return {
        f"risk.correlation[{at}]": f"{one} and {other} are drawn independently of one another"
        for at, (one, other, _) in enumerate(risk.correlation if risk else ())
        if {one, other} <= set(drawn)
    }


def _table(scenario: Scenario, drawn: Iterable[str]) -> dict[str, Array]:
    return {path: _draws(path, scenario.figures[path]) for path in drawn}


def _draws(path: str, figure: Figure) -> Array:
    """Return one draw in each of 4096 strata of equal probability, in an order that belongs to the path."""
    stream = np.random.default_rng([SEED, zlib.crc32(path.encode())])
    even = (stream.permutation(DRAWS) + stream.random(DRAWS)) / DRAWS
    return quantile_of(figure)(even)


def _credits(model: Model, table: Mapping[str, Array]) -> tuple[Array, Array]:
    """Return the tonnes of the whole life of each draw: of all owners, and of the developer."""
    count = DRAWS if table else 1
    found = np.empty((2, count))
    for first in range(0, count, BLOCK):
        block = slice(first, min(first + BLOCK, count))
        run = model.run({path: values[block] for path, values in table.items()})
        found[0, block], found[1, block] = run.total(FORWARDED), run.total(DEVELOPER)
    return found[0], found[1]


def _percentiles(tonnes: Array) -> Percentiles:
    return Percentiles(*(float(one) for one in np.percentile(tonnes, (10, 50, 90))))
