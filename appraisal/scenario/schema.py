"""The format of a scenario: sections, keys, and what each figure means. The JSON Schema is made from this."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Strict, StringConstraints

from appraisal.scenario.capture_schema import Capture
from appraisal.scenario.carrier_schema import Carrier
from appraisal.scenario.credits_schema import CarbonPrice, Credits, Support
from appraisal.scenario.figure import Figure, Reads
from appraisal.scenario.money_schema import Economic, Finance, Tax
from appraisal.scenario.roll_out_schema import RollOut
from appraisal.scenario.section import (
    FOREVER,
    AfterClosing,
    Class,
    Currency,
    Dated,
    Outlay,
    Party,
    Section,
    Share,
    Span,
    Text,
    Word,
    Year,
    YearlyMoney,
    YearlyTonnes,
    no_twin_of_one,
    scalar_as,
)
from appraisal.scenario.sector_schema import SectorPlants
from appraisal.scenario.sign_off_schema import Signature


class Money(Section):
    """The reporting currency and the basis of all figures."""

    currency: Currency
    price_year: Year
    basis: Literal["real", "nominal"]
    inflation: Annotated[Figure | None, Reads("1", "2 %/yr", low=-0.5, high=10, either="1/yr")] = None


class ExchangeRate(Section):
    """One currency in terms of the reporting currency."""

    rate: Annotated[Figure, Reads("money/money", "80 JPY/USD", low=0, open_low=True, series=True, grows="outlay")]
    date: Dated = ""


class Construction(Section):
    """Years of construction, and the share of capital spent in each."""

    years: Annotated[Figure | None, Reads("yr", "4 yr", low=1, high=40, whole=True)] = None
    spend: list[Annotated[Figure, Reads("1", "25 %", low=0, high=1, listed=True)]] | None = None


class Timeline(Section):
    """First year, construction, operation and when flows count."""

    first_year: Year
    construction: Annotated[Construction, scalar_as("years")] = Construction()
    operation: Annotated[Figure, Reads("yr", "25 yr", low=0, high=FOREVER, open_low=True)]
    timing: Literal["year_zero", "end_of_year", "mid_year"] | None = None
    valuation_year: Year | None = None


class Residual(Section):
    """What comes back at closing, by a stated rule."""

    rule: Literal["none", "share_of_capex", "book_value"]
    share: Share = None
    life: Annotated[Figure | None, Reads("yr", "40 yr", low=0, high=FOREVER, open_low=True)] = None
    source: str = ""


class Replacement(Section):
    """An outlay in stated years of the life."""

    amount: Annotated[Figure, Reads("money", "10 million USD", flag="scheduled", grows="outlay")]
    years: list[Year] = Field(min_length=1)
    source: str = ""


class LostOutput(Section):
    """What a retrofit's lost output costs and emits when it is bought elsewhere."""

    price: Annotated[Figure, Reads("money/service", "40 USD/MWh", grows="operation", series=True)]
    emission_factor: Annotated[Figure, Reads("t/service", "0.9 t/MWh", low=0, series=True)]


class WorkingCapital(Section):
    """What is tied up in operation: a level by year, or a share of revenue or of cost."""

    level: Annotated[Figure | None, Reads("money", "5 million USD", flag="running", grows="operation", series=True)] = (
        None
    )
    share: Share = None
    of: Literal["revenue", "cost"] | None = None
    source: str = ""


class Swap(Section):
    """The difference between project and baseline, and what kind of swap it is."""

    class_: Class | None = Field(default=None, alias="class")
    fuel: Word | None = None
    build: Literal["new", "retrofit"] | None = None
    capex_gap: Outlay = None
    fuel_saving: YearlyMoney = None
    opex_saving: YearlyMoney = None
    abatement: YearlyTonnes = None
    baseline_emissions: YearlyTonnes = None
    output: Annotated[
        Figure | None,
        Reads("service/yr", "5758 GWh/yr", low=0, open_low=True, flag="operating", grows="operation", series=True),
    ] = None
    leakage: YearlyTonnes = None
    residual_value: Residual | None = None
    decommissioning: AfterClosing = None
    replacements: dict[Word, Replacement] = Field(default_factory=dict)
    lost_output: LostOutput | None = None
    working_capital: WorkingCapital | None = None


class Plant(Section):
    """A plant that gives the service: the baseline or the project."""

    name: str = ""
    class_: Class | None = Field(default=None, alias="class")
    capacity: Annotated[Figure, Reads("MW", "939 MW", low=0, open_low=True, either="service/yr")]
    capacity_factor: Annotated[Figure | None, Reads("1", "70 %", low=0, high=1, open_low=True)] = None
    full_load_hours: Annotated[Figure | None, Reads("h/yr", "6132 h/yr", low=0, high=8784, open_low=True)] = None
    net_efficiency: Annotated[Figure | None, Reads("1", "38 % LHV", low=0, high=1, open_low=True)] = None
    heat_rate: Annotated[Figure | None, Reads("GJ/service", "9.47 GJ/MWh LHV", low=0)] = None
    fuels: dict[Word, Carrier] = Field(default_factory=dict)
    capture: Capture | None = None
    overnight_cost: Annotated[Figure | None, Reads("money/MW", "600 USD/kW", low=0, grows="outlay")] = None
    capex: Outlay = None
    fixed_opex: Annotated[Figure | None, Reads("money/MW/yr", "18 USD/kW/yr", grows="operation", series=True)] = None
    variable_opex: Annotated[Figure | None, Reads("money/service", "2 USD/MWh", grows="operation", series=True)] = None
    other_opex: YearlyMoney = None
    degradation: Annotated[Figure | None, Reads("1", "0.5 %/yr", low=-0.1, high=0.5, either="1/yr")] = None
    ramp_up: list[Annotated[Figure, Reads("1", "60 %", low=0, high=1, listed=True)]] = Field(default_factory=list)
    replacements: dict[Word, Replacement] = Field(default_factory=dict)
    residual_value: Residual | None = None
    decommissioning: AfterClosing = None


class Item(Section):
    """A further cost or benefit by name: yearly, or one-off in a stated year."""

    kind: Literal["cost", "benefit"]
    amount: Annotated[
        Figure,
        Reads(
            "money/yr",
            "1 million USD/yr, or 1 million USD with a year",
            flag="active",
            grows="operation",
            series=True,
            either="money",
        ),
    ]
    years: Span | None = None
    year: Year | None = None
    taxable: bool | None = None
    depreciable: bool | None = None
    pays: Party | None = None
    to: Party | None = None
    source: str = ""


MOST_DRAWS = 1_000_000_000


class Risk(Section):
    """Draws, how they are sampled, and which figures move together."""

    draws: Annotated[int, Field(ge=1, le=MOST_DRAWS)] | None = None
    seed: Annotated[int, Field(ge=0)] | None = None
    sampler: Literal["random", "sobol", "latin_hypercube"] | None = None
    copula: bool | None = None
    correlation: list[
        Annotated[tuple[str, str, Annotated[Figure, Reads("1", "40 %", low=-1, high=1, listed=True)]], Strict(False)]
    ] = Field(default_factory=list)


class Sensitivity(Section):
    """What a study of sensitivity moves, and how far where no range is stated."""

    spread: Annotated[Figure | None, Reads("1", "20 %", low=0, high=1, open_low=True, listed=True)] = None
    two_way: list[Annotated[tuple[str, str], Strict(False)]] = Field(default_factory=list)


CARBON_PRICE = "carbon_price"

Changes = Annotated[dict[str, Any], Field(min_length=1)]
"""What a named case changes: paths as on the command line, each with its value; null takes the key away."""


class Document(Section):
    """A swap to appraise, as the file states it."""

    format: Annotated[Literal[1], BeforeValidator(no_twin_of_one)]
    name: Text
    about: Annotated[str, StringConstraints(max_length=5000)] = ""
    sources: dict[Word, Text] = Field(default_factory=dict)
    money: Money
    fx: dict[Currency, Annotated[ExchangeRate, scalar_as("rate")]] = Field(default_factory=dict)
    timeline: Timeline
    discount_rate: Annotated[Figure, Reads("1", "8 %", low=-0.99, high=10, either="1/yr")]
    swap: Swap = Swap()
    baseline: Plant | None = None
    project: Plant | None = None
    roll_out: RollOut | None = None
    credits: Credits = Field(default_factory=lambda: Credits(mechanism="none"))
    items: dict[Word, Item] = Field(default_factory=dict)
    tax: Tax | None = None
    finance: Finance | None = None
    economic: Economic | None = None
    carbon_price: CarbonPrice | None = None
    support: Support | None = None
    risk: Risk | None = None
    sensitivity: Sensitivity | None = None
    sector_plants: SectorPlants | None = None
    cases: dict[Word, Changes] = Field(default_factory=dict)
    sign_off: list[Signature] = Field(default_factory=list)

    @property
    def served(self) -> Figure | None:
        """The figure that says the unit of a service without plants: an output, or the units of a roll-out."""
        rolled = self.roll_out and (self.roll_out.units or self.roll_out.level)
        return rolled or self.swap.output

    @property
    def mechanism(self) -> str:
        """The mechanism: as credits state it; a carbon price alone is one too."""
        alone = self.carbon_price is not None and "credits" not in self.model_fields_set
        return CARBON_PRICE if alone else self.credits.mechanism
