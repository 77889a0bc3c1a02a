"""What stands around a chart of a programme, and the few things that it must know of what it draws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from appraisal.outputs.charts import style
from appraisal.scenario.scenario import Scenario


@dataclass(frozen=True)
class Phase:
    """A stage of a programme, and the calendar year in which it begins."""

    name: str
    year: int


@dataclass(frozen=True)
class About:
    """What a chart is of: its name, the currency of its money, its source line, its phases."""

    name: str
    currency: str
    source: str
    phases: tuple[Phase, ...] = ()

    @classmethod
    def of(cls, scenario: Scenario, view: str = "", phases: Iterable[Phase] = ()) -> About:
        """Return what a chart of one scenario is of; ``view`` says what other money than the project's it shows."""
        return cls(scenario.name, scenario.currency, style.source_line(scenario, view), tuple(phases))


class Measured(Protocol):
    """A measure of a curve of costs: what it abates, and what a tonne of that costs; None where that is undefined."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def tonnes(self) -> float:
        """Tonnes abated."""

    @property
    def cost(self) -> float | None:
        """Money a tonne."""


class Offered(Protocol):
    """A measure of a curve of supply: its tonnes, and the price from which it pays; None where it never does."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def tonnes(self) -> float:
        """Tonnes that come at that price."""

    @property
    def price(self) -> float | None:
        """Money a tonne."""


@dataclass(frozen=True)
class Block:
    """A measure of a curve of costs."""

    name: str
    tonnes: float
    cost: float | None


@dataclass(frozen=True)
class Offer:
    """A measure of a curve of supply."""

    name: str
    tonnes: float
    price: float | None
