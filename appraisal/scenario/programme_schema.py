"""The format of a programme file: measures, how they roll out, what supports them, phases and the budget."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from appraisal.scenario.figure import Figure, Reads
from appraisal.scenario.schema import ExchangeRate, Money
from appraisal.scenario.section import (
    Currency,
    Section,
    Span,
    Text,
    Word,
    Year,
    no_twin_of_one,
    scalar_as,
)

Phase = Literal["I", "II", "III"]
Crediting = Literal["project", "sector", "none"]
Objective = Literal["npv", "tonnes", "tonnes_per_public_money"]
Changes = Annotated[dict[str, Any], Field(min_length=1)]
"""What is changed in a scenario: paths as on the command line, each with its value; null takes the key away."""

Units = Annotated[Figure | None, Reads("1", "3", low=0, bare=True, listed=True)]
UnitsByYear = Annotated[Figure | None, Reads("1", "3", low=0, bare=True, listed=True, series=True)]


class RollOut(Section):
    """How many units of a measure are built, and when: at once, so many a year, or to a stock that is held."""

    count: Units = None
    units: UnitsByYear = None
    until: Year | None = None
    stock: UnitsByYear = None
    source: str = ""


class Region(Section):
    """A part of a measure's units with a mechanism of its own."""

    share: Annotated[Figure, Reads("1", "40 %", low=0, high=1, listed=True)]
    crediting: Crediting | None = None
    mechanism: Word | None = None
    variant: Word | None = None
    changes: Changes | None = None
    source: str = ""


Emitted = Annotated[Figure | None, Reads("t/yr", "2 Mt/yr", low=0, listed=True, series=True)]
"""What one unit emits in a full year of operation."""


class LockIn(Section):
    """What the emissions of one unit are held against: a pathway, or the year after which it should not run.

    A scenario that states no plants does not know its emissions: they are stated here.
    """

    stranding_year: Year | None = None
    pathway: Emitted = None
    emissions: Emitted = None
    source: str = ""


class Measure(Section):
    """One measure: a scenario of one unit, how it rolls out, and how its tonnes count."""

    scenario: Text
    variant: Word | None = None
    changes: Changes | None = None
    crediting: Crediting
    mechanism: Word | None = None
    start: Year | None = None
    roll_out: RollOut = RollOut()
    sector: Word | None = None
    tonnes_of: Word | None = None
    excludes: list[Word] = Field(default_factory=list)
    regions: dict[Word, Region] = Field(default_factory=dict)
    lock_in: LockIn | None = None
    source: str = ""


class Enabling(Section):
    """A cost that makes measures possible and avoids no tonne by itself."""

    kind: Literal["training", "inventory", "mrv", "regulation", "other"]
    amount: Annotated[
        Figure,
        Reads(
            "money/yr",
            "0.5 million USD/yr, or 2 million USD with a year",
            low=0,
            grows="operation",
            listed=True,
            series=True,
            either="money",
        ),
    ]
    years: Span | None = None
    year: Year | None = None
    payer: Literal["host", "partner", "developer"] = Field(alias="from")
    measures: list[Word] = Field(default_factory=list)
    source: str = ""


class Instrument(Section):
    """Direct support: what it changes in the scenarios of some measures, in some phases."""

    changes: Changes
    phases: list[Phase] = Field(default_factory=list)
    measures: list[Word] = Field(default_factory=list)
    source: str = ""


IndicatorValue = Annotated[Figure | None, Reads("money", "4000 USD", low=0, listed=True, either="1")]


class Indicator(Section):
    """A path, such as GDP per head, and the levels at which a phase begins."""

    name: Text
    path: Annotated[Figure, Reads("money", "4000 USD", low=0, listed=True, series=True, either="1")]
    second: IndicatorValue = Field(default=None, alias="II")
    third: IndicatorValue = Field(default=None, alias="III")
    exit: IndicatorValue = None
    source: str = ""


class PhaseYears(Section):
    """The years in which phases begin."""

    second: Year | None = Field(default=None, alias="II")
    third: Year | None = Field(default=None, alias="III")


class Phases(Section):
    """Phases I, II and III: by choice, or by an indicator; how gradually one gives way to the next; and the exit."""

    begin: PhaseYears | None = None
    indicator: Indicator | None = None
    shift: Annotated[Figure | None, Reads("yr", "4 yr", low=1, high=40, whole=True, listed=True)] = None
    exit: Year | None = None
    credited: list[Phase] | None = None
    source: str = ""


class Budget(Section):
    """What governments may spend in each year, and what is chosen for it."""

    amount: Annotated[Figure, Reads("money/yr", "20 million USD/yr", low=0, listed=True, series=True)]
    years: Span
    payer: Literal["host", "partner"] | None = Field(default=None, alias="from")
    carry_over: bool = False
    objective: Objective
    source: str = ""


class ProgrammeTimeline(Section):
    """The year that present values are of, and when flows count."""

    valuation_year: Year
    timing: Literal["year_zero", "end_of_year", "mid_year"] | None = None


class Package(Section):
    """What a programme is made of."""

    measures: Annotated[dict[Word, Measure], Field(min_length=1)]
    credit_price: Annotated[
        Figure | None, Reads("money/t", "16.67 USD/t", grows="operation", listed=True, series=True)
    ] = None
    enabling: dict[Word, Enabling] = Field(default_factory=dict)
    support: dict[Word, Instrument] = Field(default_factory=dict)
    phases: Phases | None = None
    budget: Budget | None = None
    stranding_year: Year | None = None


class ProgrammeDocument(Section):
    """A programme to appraise, as the file states it."""

    format: Annotated[Literal[1], BeforeValidator(no_twin_of_one)]
    name: Text
    about: Annotated[str, StringConstraints(max_length=5000)] = ""
    sources: dict[Word, Text] = Field(default_factory=dict)
    money: Money
    fx: dict[Currency, Annotated[ExchangeRate, scalar_as("rate")]] = Field(default_factory=dict)
    timeline: ProgrammeTimeline
    discount_rate: Annotated[Figure, Reads("1", "8 %", low=-0.99, high=10, listed=True, either="1/yr")]
    programme: Package
