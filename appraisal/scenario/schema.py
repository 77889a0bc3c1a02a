"""The format of a scenario: sections, keys, and what each figure means. The JSON Schema is made from this."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints

from appraisal.scenario.figure import Figure, Reads

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$", max_length=60)]
"""A name inside a path: letters, digits and single underscores."""

Text = Annotated[str, StringConstraints(pattern=r"\S", max_length=300)]
"""A text that says something: not only spaces."""

Year = Annotated[int, Field(ge=1900, le=2300)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Class = Literal[
    "coal", "gas", "oil", "nuclear", "hydro", "wind", "solar", "biomass", "geothermal", "ccs", "industry", "buildings",
    "appliances", "transport", "waste", "other",
]  # fmt: skip
Party = Literal["developer", "lenders", "host", "partner", "buyer"]
FOREVER = 200.0
"""The longest life that is searched or accepted, in years."""


class Section(BaseModel):
    """A part of the scenario: unknown keys are errors, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


BESIDE = {"years": ("spend",), "rate": ("date",)}
"""Keys of a section that stand beside its one figure where the figure is written in place of the section."""


def _written_year(raw: Any) -> Any:
    """A date may be a year alone, which YAML reads as a number."""
    return str(raw) if type(raw) is int else raw


Dated = Annotated[str, BeforeValidator(_written_year)]


def _no_twin_of_one(raw: Any) -> Any:
    """Python takes true and 1.0 for 1; a file that says so means something else."""
    return raw if type(raw) is int else str(raw).lower()


def _scalar_as(key: str) -> BeforeValidator:
    def spread(raw: Any) -> Any:
        if not isinstance(raw, dict):
            return {key: raw}
        if key in raw or not {"value", "path", "csv", "years"} & set(raw):
            return raw
        beside = {name: raw[name] for name in BESIDE[key] if name in raw}
        return {key: {name: item for name, item in raw.items() if name not in beside}, **beside}

    return BeforeValidator(spread)


Share = Annotated[Figure | None, Reads("1", "50 %", low=0, high=1)]
SharePath = Annotated[Figure | None, Reads("1", "50 %", low=0, high=1, series=True)]
Price = Annotated[Figure | None, Reads("money/t", "16.67 USD/t", grows="operation", series=True)]
YearlyMoney = Annotated[
    Figure | None, Reads("money/yr", "8.75 million USD/yr", flag="operating", grows="operation", series=True)
]
YearlyTonnes = Annotated[Figure | None, Reads("t/yr", "600 kt/yr", flag="operating", grows="operation", series=True)]
Outlay = Annotated[Figure | None, Reads("money", "125 million USD", flag="spend", grows="outlay")]
AfterClosing = Annotated[Figure | None, Reads("money", "20 million USD", flag="closed", grows="outlay", dated=True)]
WholeYears = Annotated[Figure | None, Reads("yr", "4 yr", low=0, high=40, whole=True)]


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
    construction: Annotated[Construction, _scalar_as("years")] = Construction()
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
    leakage: YearlyTonnes = None
    residual_value: Residual | None = None
    decommissioning: AfterClosing = None
    replacements: dict[Word, Replacement] = Field(default_factory=dict)
    lost_output: LostOutput | None = None
    working_capital: WorkingCapital | None = None


class Carrier(Section):
    """A fuel, or electricity, that a plant uses."""

    fuel: Word
    price: Annotated[
        Figure | None,
        Reads("money/GJ", "1.38 USD/GJ", grows="operation", series=True, either="money/t", second="by_mass"),
    ] = None
    border_price: Annotated[Figure | None, Reads("money/GJ", "3 USD/GJ", grows="operation", series=True)] = None
    share: Share = None
    heat_rate: Annotated[Figure | None, Reads("GJ/service", "9.47 GJ/MWh LHV", low=0)] = None
    emission_factor: Annotated[Figure | None, Reads("t/GJ", "94.6 kg/GJ", low=0, series=True)] = None
    oxidation_factor: Share = None
    ncv: Annotated[Figure | None, Reads("GJ/t", "25.8 GJ/t", low=0, open_low=True)] = None
    specific_consumption: Annotated[Figure | None, Reads("MWh/service", "0.5 MWh/t", low=0)] = None
    loss_rate: Annotated[Figure | None, Reads("1", "5 %", low=0, high=0.99)] = None
    grid_emission_factor: Annotated[Figure | None, Reads("t/MWh", "0.8 t/MWh", low=0, series=True)] = None


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


class Owners(Section):
    """Who the credits belong to."""

    developer: SharePath = None
    host: SharePath = None
    partner: SharePath = None


class Crediting(Section):
    """The crediting period, counted from the first operating year."""

    start_after: Annotated[Figure | None, Reads("yr", "1 yr", low=0, high=FOREVER)] = None
    years: Annotated[Figure | None, Reads("yr", "10 yr", low=0, high=FOREVER)] = None


class Credits(Section):
    """Credits: mechanism, price, what becomes cash, and what they cost."""

    mechanism: Word
    price: Price = None
    share_cashed: SharePath = None
    uncertainty_discount: SharePath = None
    buffer: SharePath = None
    share_of_proceeds: SharePath = None
    overall_mitigation: SharePath = None
    owners: Owners = Owners()
    issuance_lag: WholeYears = None
    crediting: Crediting = Crediting()
    registration_cost: Annotated[
        Figure | None, Reads("money", "0.3 million USD", low=0, flag="registering", grows="outlay")
    ] = None
    monitoring_cost: Annotated[
        Figure | None,
        Reads("money/yr", "0.15 million USD/yr", low=0, flag="credited", grows="operation", series=True),
    ] = None
    issuance_fee: Annotated[Figure | None, Reads("money/t", "0.2 USD/t", low=0, grows="operation", series=True)] = None


class Span(Section):
    """From one calendar year to another."""

    first: Year = Field(alias="from")
    last: Year = Field(alias="to")


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


class Depreciation(Section):
    """How a class of assets is written down for tax."""

    method: Literal["straight_line", "sum_of_years", "declining_balance", "macrs", "schedule", "none"]
    life: Annotated[Figure | None, Reads("yr", "15 yr", low=1, high=100, whole=True)] = None
    salvage: Annotated[Figure | None, Reads("1", "5 %", low=0, high=1)] = None
    factor: Annotated[Figure | None, Reads("1", "2", low=1, high=10, bare=True)] = None
    schedule: list[Annotated[Figure, Reads("1", "20 %", low=0, high=1, listed=True)]] | None = None
    source: str = ""


class Asset(Depreciation):
    """One of several classes of assets."""

    share: Annotated[Figure, Reads("1", "80 %", low=0, high=1)]


class Holiday(Section):
    """Years without tax, then years at a reduced rate, from the first operating year."""

    exempt: WholeYears = None
    reduced: WholeYears = None
    reduction: Share = None
    source: str = ""


class InvestmentCredit(Section):
    """A tax credit on the cost that opens the plant."""

    rate: Annotated[Figure, Reads("1", "10 %", low=0, high=1)]
    basis_reduction: Share = None
    source: str = ""


class Tax(Section):
    """Tax on profit."""

    rate: Annotated[Figure, Reads("1", "25 %", low=0, high=1, series=True)]
    holiday: Holiday | None = None
    losses: Literal["carry_forward", "expire", "refund"] | None = None
    loss_life: Annotated[Figure | None, Reads("yr", "5 yr", low=1, high=100, whole=True)] = None
    credits: Literal["taxable", "exempt"] | None = None
    disposal: Literal["taxed", "exempt"] | None = None
    include_idc: bool | None = None
    investment_credit: InvestmentCredit | None = None
    depreciation: Depreciation | None = None
    assets: dict[Word, Asset] = Field(default_factory=dict)
    source: str = ""


class Loan(Section):
    """A loan: drawn pro rata with the capital, year 1 is the year of the first draw."""

    share: Annotated[Figure, Reads("1", "50 %", low=0, high=1)]
    rate: Annotated[Figure, Reads("1", "7 %", low=0, high=1, series=True, either="1/yr")]
    grace: Annotated[Figure, Reads("yr", "6 yr", low=0, high=100, whole=True)]
    tenor: Annotated[Figure, Reads("yr", "14 yr", low=1, high=200, whole=True)]
    repayment: Literal["annuity", "equal_principal", "bullet", "sculpted"]
    dscr: Annotated[Figure | None, Reads("1", "1.3", low=1, high=10, bare=True)] = None
    interest_during_construction: Literal["capitalised", "paid"] | None = None
    fee: Annotated[Figure | None, Reads("1", "1 %", low=0, high=1)] = None
    commitment_fee: Annotated[Figure | None, Reads("1", "0.5 %", low=0, high=1, either="1/yr")] = None
    currency: Currency | None = None
    source: str = ""


class Reserve(Section):
    """A debt service reserve: how many years of debt service it holds."""

    years: Annotated[Figure, Reads("yr", "0.5 yr", low=0, high=5)]
    rate: Annotated[Figure | None, Reads("1", "1 %", low=0, high=1, either="1/yr")] = None
    source: str = ""


class Covenants(Section):
    """Levels of debt cover at which money is locked up and at which the loan is in default, and a low credit case."""

    lock_up: Annotated[Figure, Reads("1", "1.2", low=0, high=10, bare=True)]
    default: Annotated[Figure, Reads("1", "1.05", low=0, high=10, bare=True)]
    low_credit_price: Annotated[Figure | None, Reads("money/t", "5 USD/t")] = None
    source: str = ""


class Finance(Section):
    """How the capital is financed."""

    grant: Annotated[
        Figure | None, Reads("money", "20 million USD", low=0, flag="spend", either="1", second="share")
    ] = None
    grant_from: Literal["host", "partner"] | None = None
    loans: dict[Word, Loan] = Field(default_factory=dict)
    cost_of_equity: Annotated[Figure | None, Reads("1", "14 %", low=-0.99, high=10, either="1/yr")] = None
    reserve: Reserve | None = None
    wacc: Annotated[Figure | None, Reads("1", "9 %", low=-0.99, high=10, either="1/yr")] = None
    covenants: Covenants | None = None
    source: str = ""


class ShadowPrice(Section):
    """The social value of a tonne, low and high, of a stated kind and date."""

    low: Annotated[Figure, Reads("money/t", "40 USD/t", low=0, grows="operation", series=True)]
    high: Annotated[Figure, Reads("money/t", "80 USD/t", low=0, grows="operation", series=True)]
    kind: Literal["target_consistent", "damage"]
    date: Dated = ""
    source: str = ""


class Conversion(Section):
    """What a unit of market money is worth to the country, for each kind of flow."""

    capital: Annotated[Figure | None, Reads("1", "90 %", low=0, high=10)] = None
    fuel: Annotated[Figure | None, Reads("1", "150 %", low=0, high=10)] = None
    opex: Annotated[Figure | None, Reads("1", "90 %", low=0, high=10)] = None
    source: str = ""


class CoBenefit(Section):
    """A local benefit beside the climate."""

    amount: Annotated[Figure, Reads("money/yr", "3 million USD/yr", flag="operating", grows="operation", series=True)]
    source: str = ""


class Economic(Section):
    """The economic view: social discount rate, shadow price of carbon, conversion factors."""

    discount_rate: Annotated[Figure, Reads("1", "5 %", low=-0.5, high=1, series=True, either="1/yr")]
    carbon_price: ShadowPrice
    conversion: Conversion = Conversion()
    co_benefits: dict[Word, CoBenefit] = Field(default_factory=dict)
    marginal_abatement_cost: Annotated[Figure | None, Reads("money/t", "30 USD/t", grows="operation", series=True)] = (
        None
    )
    adjusted: Share = None
    source: str = ""


class Risk(Section):
    """Draws and correlation (accepted, not appraised yet)."""

    draws: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None
    seed: Annotated[int, Field(ge=0)] | None = None
    correlation: list[
        Annotated[tuple[str, str, Annotated[Figure, Reads("1", "40 %", low=-1, high=1, listed=True)]], Strict(False)]
    ] = Field(default_factory=list)


class Document(Section):
    """A swap to appraise, as the file states it."""

    format: Annotated[Literal[1], BeforeValidator(_no_twin_of_one)]
    name: Text
    about: Annotated[str, StringConstraints(max_length=5000)] = ""
    sources: dict[Word, Text] = Field(default_factory=dict)
    money: Money
    fx: dict[Currency, Annotated[ExchangeRate, _scalar_as("rate")]] = Field(default_factory=dict)
    timeline: Timeline
    discount_rate: Annotated[Figure, Reads("1", "8 %", low=-0.99, high=10, either="1/yr")]
    swap: Swap = Swap()
    baseline: Plant | None = None
    project: Plant | None = None
    credits: Credits = Field(default_factory=lambda: Credits(mechanism="none"))
    items: dict[Word, Item] = Field(default_factory=dict)
    tax: Tax | None = None
    finance: Finance | None = None
    economic: Economic | None = None
    risk: Risk | None = None


LATER = {
    ("roll_out",): "a stock roll-out",
    ("carbon_price",): "a price on emissions",
    ("support",): "direct support",
    ("cases",): "named cases",
    ("sensitivity",): "the settings of sensitivity",
    ("sign_off",): "the sign-off table",
    ("programme",): "a programme of measures",
    ("credits", "agreement"): "a purchase agreement",
    ("credits", "as_of"): "the state of the mechanism's rules",
    ("credits", "crediting", "renewals"): "renewal of the crediting period",
    ("credits", "crediting", "tightening"): "tightening of the baseline",
}
"""Keys of format 1 that this version does not appraise: refused, so that nothing stated is silently left out."""
