"""Which books of tax, depreciation, loans and equity a scenario needs, and under which scope each stands."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.lines import debt, depreciation, finance, tax
from appraisal.scenario.money_schema import Asset, Finance, Loan, Tax
from appraisal.scenario.rows import asset_classes
from appraisal.scenario.schema import Document, Item

Placed = tuple[str, type]

METHODS = {
    "straight_line": depreciation.StraightLine,
    "sum_of_years": depreciation.SumOfYears,
    "declining_balance": depreciation.DecliningBalance,
    "macrs": depreciation.OwnSchedule,
    "schedule": depreciation.OwnSchedule,
    "none": depreciation.NeverDepreciated,
}
LOSSES = {"carry_forward": tax.CarryForward, "refund": tax.Refund, "expire": tax.Expire}
REPAYMENTS = {
    "annuity": (debt.Amortising, debt.Annuity),
    "equal_principal": (debt.Amortising, debt.EqualPrincipal),
    "bullet": (debt.Amortising, debt.Bullet),
    "sculpted": (debt.Sculpted,),
}


def tax_and_finance(document: Document) -> Iterator[Placed]:
    """Yield the books of working capital, grant, tax and finance, each with its scope."""
    yield "", _working_capital(document)
    stated = document.finance
    yield "", finance.Grant if stated and stated.grant else finance.NoGrant
    if stated and stated.grant and stated.grant.otherwise:
        yield "finance", finance.GrantShare
    yield "", tax.Taxed if document.tax else tax.Untaxed
    yield "", _tax_paid(document)
    if document.tax:
        yield from _tax(document, document.tax)
    if stated:
        yield from _finance(document, stated)


def _working_capital(document: Document) -> type:
    stated = document.swap.working_capital
    if stated is None:
        return finance.NoWorkingCapital
    if stated.level is not None:
        return finance.WorkingCapital
    return finance.WorkingCapitalOfRevenue if stated.of == "revenue" else finance.WorkingCapitalOfCost


def _tax_paid(document: Document) -> type:
    if document.finance is None:
        return finance.NoFinance
    return finance.FinancedTaxed if document.tax else finance.FinancedUntaxed


def _tax(document: Document, stated: Tax) -> Iterator[Placed]:
    credits, disposal = stated.credits == "exempt", stated.disposal == "exempt"
    yield "tax", depreciation.Assets
    yield "tax", tax.CreditsExempt if credits else tax.CreditsTaxed
    yield "tax", tax.DisposalExempt if disposal else tax.DisposalTaxed
    yield "tax", tax.TaxBase
    yield from _assets(document)
    if stated.holiday:
        yield "tax.holiday", tax.Holiday
    if stated.investment_credit:
        yield "tax.investment_credit", depreciation.InvestmentCredit
    yield from (("tax.unlevered", book) for book in (tax.UnleveredProfit, *_due(stated)))
    if document.finance:
        capitalised = stated.include_idc is not False
        yield "tax", depreciation.CapitalisedInterest if capitalised else depreciation.InterestNotCapitalised
        yield from (("tax.levered", book) for book in (tax.LeveredProfit, *_due(stated)))
    for key, item in document.items.items():
        yield from ((f"items.{key}", book) for book in _item(item))


def _due(stated: Tax) -> tuple[type, ...]:
    refunded = stated.losses == "refund"
    credited = tax.CreditRefunded if refunded else tax.CreditCarriedForward
    return LOSSES[stated.losses or "carry_forward"], tax.GrossTax, credited if stated.investment_credit else tax.TaxDue


def _assets(document: Document) -> Iterator[Placed]:
    for path, stated in asset_classes(document).items():
        yield path, depreciation.AssetClass if isinstance(stated, Asset) else depreciation.SoleClass
        yield path, METHODS[stated.method]


def _item(item: Item) -> Iterator[type]:
    if item.depreciable:
        yield tax.DepreciableOutlay
    elif item.taxable is False:
        yield tax.UntaxedCost if item.kind == "cost" else tax.UntaxedBenefit


def _finance(document: Document, stated: Finance) -> Iterator[Placed]:
    yield "finance", finance.Debt
    for key, loan in stated.loans.items():
        yield from ((f"finance.loans.{key}", book) for book in _loan(loan, document.money.currency))
    if stated.reserve:
        yield "finance.reserve", finance.Reserve
    yield "finance", finance.Equity
    if stated.cost_of_equity is not None:
        yield "finance", finance.EquityValue


def _loan(loan: Loan, currency: str) -> tuple[type, ...]:
    foreign = loan.currency not in (None, currency)
    return (
        debt.Loan,
        debt.InterestPaid if loan.interest_during_construction == "paid" else debt.InterestCapitalised,
        debt.ForeignCurrency if foreign else debt.ReportingCurrency,
        *REPAYMENTS[loan.repayment],
    )
