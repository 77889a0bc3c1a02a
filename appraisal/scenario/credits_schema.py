"""The sections of credits, of a price on emissions, and of direct support."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from appraisal.scenario.figure import Figure, Reads
from appraisal.scenario.section import (
    FOREVER,
    Dated,
    Price,
    Section,
    Share,
    SharePath,
    Span,
    WholeYears,
    Word,
    Year,
    YearlyTonnes,
)

Rule = Literal["business_as_usual", "below_usual", "benchmark", "lower_of", "stated"]
Intensity = Annotated[
    Figure | None, Reads("t/service", "0.8 t/MWh", low=0, open_low=True, grows="operation", series=True)
]
Count = Annotated[Figure | None, Reads("1", "2", low=0, high=20, whole=True, bare=True)]
Years = Annotated[Figure | None, Reads("yr", "10 yr", low=0, high=FOREVER)]


class Owners(Section):
    """Who the credits belong to."""

    developer: SharePath = None
    host: SharePath = None
    partner: SharePath = None


class Crediting(Section):
    """The crediting period, counted from the first operating year, its renewals, and how the reference tightens."""

    start_after: Years = None
    years: Years = None
    renewals: Count = None
    tightening: Annotated[
        Figure | None,
        Reads("1", "1 %/yr, or 5 % at each renewal", low=0, high=1, either="1/yr", second="yearly"),
    ] = None


class Reference(Section):
    """The level of emissions that credits are counted from."""

    rule: Rule | None = None
    below_usual: Share = None
    benchmark: Intensity = None
    emissions: YearlyTonnes = None
    autonomous_improvement: Annotated[Figure | None, Reads("1", "0.5 %/yr", low=0, high=0.5, either="1/yr")] = None
    data_year: Year | None = None
    conservative: bool | None = None
    source: str = ""


class Sector(Section):
    """The rest of a sector that is credited as a whole, and how its credits are shared back."""

    output: Annotated[
        Figure, Reads("service/yr", "200 TWh/yr", low=0, flag="operating", grows="operation", series=True)
    ]
    intensity: Annotated[Figure, Reads("t/service", "0.95 t/MWh", low=0, grows="operation", series=True)]
    settlement: Annotated[Figure | None, Reads("yr", "5 yr", low=1, high=40, whole=True)] = None
    shared_by: Literal["abatement", "output"] | None = None
    source: str = ""


class Tier(Section):
    """The fee of the first credits of a year, where it is another one than that of the rest."""

    up_to: Annotated[Figure | None, Reads("t/yr", "15 kt/yr", low=0)] = None
    fee: Annotated[Figure | None, Reads("money/t", "0.10 USD/t", low=0, grows="operation", series=True)] = None


class RegistrationFee(Section):
    """A fee at registration by the tariff of the issuance fee, an advance on it."""

    exempt_below: Annotated[Figure | None, Reads("t/yr", "15 kt/yr", low=0)] = None
    cap: Annotated[Figure | None, Reads("money", "350 thousand USD", low=0)] = None


class Aftercare(Section):
    """What must be watched after crediting ends, such as stored carbon dioxide."""

    cost: Annotated[
        Figure | None, Reads("money/yr", "0.5 million USD/yr", low=0, flag="after_crediting", grows="operation")
    ] = None
    years: WholeYears = None


class Agreement(Section):
    """A purchase agreement: a volume a year at a fixed price; what is left is sold on the spot market."""

    volume: Annotated[Figure, Reads("t/yr", "200 kt/yr", low=0, flag="contracting", grows="operation", series=True)]
    price: Annotated[Figure, Reads("money/t", "12 USD/t", low=0, grows="operation", series=True)]
    years: Years = None
    delivery_factor: Share = None
    prepayment: Share = None
    prepayment_discount: Share = None
    source: str = ""


class Claim(Section):
    """Tonnes of the same abatement that another scheme counts."""

    tonnes: Annotated[Figure, Reads("t/yr", "50 kt/yr", low=0, flag="operating", grows="operation", series=True)]
    source: str = ""


class KnownPrice(Section):
    """A dated price of a tonne to hold the threshold against."""

    value: Annotated[Figure, Reads("money/t", "20 USD/t")]
    date: Dated
    kind: Literal["market", "target_consistent", "damage"]
    source: str = ""


class Additionality(Section):
    """The benchmark of the additionality test, and the period over which it looks."""

    benchmark: Annotated[Figure | None, Reads("1", "10 %", low=-0.5, high=1, either="1/yr")] = None
    of: Literal["project", "equity"] | None = None
    tax: Literal["before", "after"] | None = None
    basis: Literal["real", "nominal"] | None = None
    period: Annotated[Figure | None, Reads("yr", "20 yr", low=1, high=FOREVER, whole=True)] = None
    fair_value: Annotated[Figure | None, Reads("1", "20 %", low=0, high=1)] = None
    decision_date: Dated = ""
    source: str = ""


class Credits(Section):
    """Credits: mechanism, price, what becomes cash, and what they cost."""

    mechanism: Word
    as_of: Year | None = None
    host_ldc: bool | None = None
    ignore_eligibility: bool | None = None
    price: Price = None
    floor: Price = None
    share_cashed: SharePath = None
    uncertainty_discount: SharePath = None
    buffer: SharePath = None
    share_of_proceeds: SharePath = None
    overall_mitigation: SharePath = None
    corresponding_adjustment: SharePath = None
    owners: Owners = Owners()
    issuance_lag: WholeYears = None
    crediting: Crediting = Crediting()
    reference: Reference = Reference()
    sector: Sector | None = None
    agreement: Agreement | None = None
    registration_cost: Annotated[
        Figure | None, Reads("money", "0.3 million USD", low=0, flag="registering", grows="outlay")
    ] = None
    registration_fee: RegistrationFee = RegistrationFee()
    monitoring_cost: Annotated[
        Figure | None,
        Reads("money/yr", "0.15 million USD/yr", low=0, flag="credited", grows="operation", series=True),
    ] = None
    issuance_fee: Annotated[Figure | None, Reads("money/t", "0.2 USD/t", low=0, grows="operation", series=True)] = None
    issuance_tier: Tier = Tier()
    aftercare: Aftercare = Aftercare()
    claims: dict[Word, Claim] = Field(default_factory=dict)
    known_prices: dict[Word, KnownPrice] = Field(default_factory=dict)
    additionality: Additionality = Additionality()


class CarbonPrice(Section):
    """A price on emissions, by tax or by a cap with trading: it is saved on every tonne that is avoided."""

    price: Price = None
    years: Span | None = None
    source: str = ""


class SupportCost(Section):
    """A cost that a government bears beside the project, and that avoids no tonne by itself."""

    amount: Annotated[
        Figure,
        Reads(
            "money/yr",
            "0.5 million USD/yr, or 2 million USD with a year",
            low=0,
            flag="active",
            grows="operation",
            series=True,
            either="money",
        ),
    ]
    years: Span | None = None
    year: Year | None = None
    payer: Literal["host", "partner"] = Field(alias="from")
    source: str = ""


class PriceGuarantee(Section):
    """A price that a government tops credit sales up to."""

    price: Annotated[Figure, Reads("money/t", "15 USD/t", low=0, grows="operation", series=True)]
    years: Span | None = None
    payer: Literal["host", "partner"] = Field(alias="from")
    source: str = ""


class LoanTerms(Section):
    """Terms of a concessional loan whose rate is looked for."""

    share: Annotated[Figure, Reads("1", "50 %", low=0, high=1, open_low=True)]
    grace: Annotated[Figure, Reads("yr", "5 yr", low=0, high=100, whole=True)]
    tenor: Annotated[Figure, Reads("yr", "20 yr", low=1, high=200, whole=True)]
    repayment: Literal["annuity", "equal_principal", "bullet"]
    source: str = ""


class Support(Section):
    """Direct support beside grant and loans: advice, monitoring systems, a guaranteed price."""

    technical_assistance: SupportCost | None = None
    mrv: SupportCost | None = None
    price_guarantee: PriceGuarantee | None = None
    loan_terms: LoanTerms | None = None
    source: str = ""
