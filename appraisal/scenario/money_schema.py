"""The sections of tax, finance and the economic view."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from appraisal.scenario.figure import Figure, Reads
from appraisal.scenario.section import Currency, Dated, Section, Share, WholeYears, Word


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
    lender: Literal["host", "partner"] | None = None
    source: str = ""


class Reserve(Section):
    """A debt service reserve: how many years of debt service it holds."""

    years: Annotated[Figure, Reads("yr", "0.5 yr", low=0, high=1)]
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
    source: str = ""
