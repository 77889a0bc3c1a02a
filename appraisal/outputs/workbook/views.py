"""The worksheets of credits and finance: rows that point into the sheet of lines, in the order of a reader."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.engine.cover import loans_of
from appraisal.ground.cells import Page, Row
from appraisal.outputs.workbook.lines import Sheets

Section = tuple[str, tuple[str, ...]]

CREDITS: tuple[Section, ...] = (
    ("Tonnes", ("swap.abatement", "credits.creditable", "credits.issued", "credits.buffered", "credits.levied",
                "credits.cancelled", "credits.forwarded")),
    ("Who owns them", ("credits.developer_credits", "credits.host_credits", "credits.partner_credits")),
    ("Sales", ("credits.sold", "credits.held", "credits.delivered", "credits.spot_price", "credits.revenue")),
    ("Costs", ("credits.registering_cost", "credits.issuance_cost", "credits.monitoring_cost", "credit_cost",
               "registration")),
    ("Price on emissions", ("carbon_price.price", "carbon_price.charge_saved", "emission_charge_saved")),
)  # fmt: skip

LOAN = ("draw", "opening", "interest", "capitalised_interest", "interest_paid", "principal", "upfront_fee",
        "commitment", "balance")  # fmt: skip

FINANCE: tuple[Section, ...] = (
    ("Sources and uses", ("grant_received", "finance.drawn", "finance.equity_injection", "finance.sources",
                          "finance.uses")),
    ("All loans", ("finance.interest_paid", "finance.principal", "finance.debt_service", "finance.debt",
                   "finance.reserve_movement")),
    ("Equity", ("finance.available", "tax_paid", "finance.cfads", "finance.equity_cash_flow", "finance.distribution")),
)  # fmt: skip


def credits_view(sheets: Sheets, name: str) -> Page:
    """Return the rows of the worksheet of credits."""
    return _view(sheets, name, CREDITS)


def finance_view(sheets: Sheets, name: str) -> Page:
    """Return the rows of the worksheet of finance, one block a loan."""
    return _view(sheets, name, (*FINANCE[:1], *_loans(sheets), *FINANCE[1:]))


def _loans(sheets: Sheets) -> Iterator[Section]:
    for key in loans_of(sheets.run):
        yield f"Loan {key.replace('_', ' ')}", tuple(f"finance.loans.{key}.{name}" for name in LOAN)


def _view(sheets: Sheets, name: str, sections: tuple[Section, ...]) -> Page:
    page = sheets.page(name)
    for heading, names in sections:
        there = [(one, row) for one in names if isinstance(row := sheets.credited.get(one), Row)]
        if there:
            page.heading(heading)
        for one, row in there:
            page.put(one, page.see(row))
    return page
