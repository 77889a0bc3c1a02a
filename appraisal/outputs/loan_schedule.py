"""Debt by year: the terms and the schedule of each loan, the service of all, and what is left for equity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from appraisal.ground.numbers import money
from appraisal.outputs.layout import Record, indented, is_taxed, money_words, spoken
from appraisal.outputs.years_table import Column, yearly

LOAN = (
    ("Opening", ("opening",), False),
    ("Drawn", ("draw",), True),
    ("Interest", ("interest",), True),
    ("Capital-\nised", ("capitalised_interest",), True),
    ("Interest\npaid", ("interest_paid",), True),
    ("Principal", ("principal",), True),
    ("Fees", ("upfront_fee", "commitment"), True),
    ("Balance", ("balance",), False),
)
"""Heading, rows of the loan, and whether the years add up to something."""

TERMS = (
    ("share", "{} of the capex gap"),
    ("rate", "interest {}"),
    ("dscr", "sized for a DSCR of {}"),
    ("grace", "grace {}"),
    ("tenor", "tenor {}"),
    ("fee", "fee {}"),
    ("commitment_fee", "commitment fee {}"),
)
OPTIONAL = ("Revalu-\nation", "Drawn", "Capital-\nised", "Fees")


def loan(record: Record, terms: Record) -> Iterator[RenderableType]:
    """Return the terms of one loan and its schedule, from the first draw to the last payment."""
    columns, kept = loan_columns(record, terms)
    yield from _headed(record, f"Loan {spoken(terms['key'])}", columns, kept)
    yield indented(loan_terms(record, terms))
    yield Text("")


def loan_columns(record: Record, terms: Record) -> tuple[list[Column], list[int]]:
    """Return the schedule of one loan, and the places of the years from the first draw to the last payment."""
    scope = f"finance.loans.{terms['key']}"
    columns = [Column(label, _sum(record, scope, rows), total) for label, rows, total in LOAN]
    columns.insert(1, Column("Revalu-\nation", _revaluation(record, scope), total=True))
    columns = [one for one in columns if one.label not in OPTIONAL or any(one.values)]
    return columns, [at for at in range(len(record["years"])) if any(one.values[at] for one in columns)]


def _sum(record: Record, scope: str, rows: Sequence[str]) -> list[float]:
    lines = [record["lines"][f"{scope}.{name}"]["values"] for name in rows]
    return [sum(values) for values in zip(*lines, strict=True)]


def _revaluation(record: Record, scope: str) -> list[float]:
    """Return what the exchange rate adds to what is owed, between the end of a year and the start of the next."""
    opening, balance = (_sum(record, scope, (name,)) for name in ("opening", "balance"))
    return [one - before for one, before in zip(opening, [0.0, *balance], strict=False)]


def _headed(
    record: Record, title: str, columns: Sequence[Column], kept: Sequence[int] = ()
) -> Iterator[RenderableType]:
    """Return a table of money of the year, of some of the years where they are named."""
    chosen = kept or range(len(record["years"]))
    years = [record["years"][at] for at in chosen]
    rows = [Column(one.label, [one.values[at] for at in chosen], one.total, one.ratio) for one in columns]
    yield from yearly(title, money_words(record["conventions"], of_the_year=True), years, rows)


def loan_terms(record: Record, terms: Record) -> str:
    """Say a loan's terms in one sentence."""
    drawn = money(terms["drawn"], record["conventions"]["currency"])
    said = [words.format(terms["terms"][name]) for name, words in TERMS if name in terms["terms"]]
    said.append(f"interest during construction {terms['interest_during_construction']}")
    if terms["currency"] != record["conventions"]["currency"]:
        said.append(f"owed in {terms['currency']}, shown at each year's exchange rate")
    return f"{drawn} drawn; {spoken(terms['repayment'])}; {'; '.join(said)}"


def service(record: Record) -> Iterator[RenderableType]:
    """Return the service of all loans by year beside the cash flow that is available for it."""
    yield from _headed(record, "Debt service and cover, all loans", service_columns(record))
    yield indented(service_note(record))
    yield Text("")


def service_note(record: Record) -> str:
    """Say what the cash flow available for debt service is."""
    tax = " after tax" if is_taxed(record) else ""
    return f"CFADS: cash flow of operating years available for debt service{tax}; debt at the end of the year"


def service_columns(record: Record) -> list[Column]:
    """Return the columns of the service of all loans, with its cover."""
    finance = record["finance"]
    columns = [
        Column("CFADS", _line(record, "finance.cfads"), total=True),
        Column("Interest\npaid", _line(record, "finance.interest_paid"), total=True),
        Column("Principal", _line(record, "finance.principal"), total=True),
        Column("Debt\nservice", _line(record, "finance.debt_service"), total=True),
        Column("Debt", _line(record, "finance.debt")),
        Column("DSCR", finance["dscr"], ratio=True),
    ]
    if finance["dscr_without_credits"] != finance["dscr"]:
        columns.append(Column("DSCR without\ncredits", finance["dscr_without_credits"], ratio=True))
    return columns


def _line(record: Record, name: str, sign: int = 1) -> list[float]:
    return [sign * value + 0.0 for value in record["lines"][name]["values"]]


def equity(record: Record) -> Iterator[RenderableType]:
    """Return the cash flow of equity by year, from the project's before tax to what is left for the owners."""
    yield from _headed(record, "Equity cash flow", equity_columns(record))
    yield from map(indented, equity_notes(record))
    yield Text("")


def equity_notes(record: Record) -> Iterator[str]:
    """Say at what the present value of equity is discounted."""
    if "finance.equity_present_value" in record["lines"]:
        yield f"present value at the cost of equity, {money_words(record['conventions'])}"


def equity_columns(record: Record) -> list[Column]:
    """Return the columns from the project's cash flow before tax to what is left for the owners."""
    fees = [one + other for one, other in zip(*(_line(record, f"finance.{name}", -1) for name in FEES), strict=True)]
    held = [one + other for one, other in zip(_reserve(record), _line(record, "finance.reserve_income"), strict=True)]
    columns = [
        Column("Project,\nbefore tax", _line(record, "net_cash_flow_before_tax"), total=True),
        Column("Tax", _line(record, "tax_paid", -1), total=True),
        Column("Drawn", _line(record, "finance.drawn"), total=True),
        Column("Debt\nservice", _line(record, "finance.debt_service", -1), total=True),
        Column("Fees", fees, total=True),
        Column("Reserve", held, total=True),
        Column("Equity\ncash flow", _line(record, "finance.equity_cash_flow"), total=True),
        *_equity_value(record),
    ]
    return [one for one in columns if any(one.values) or one.label.startswith(("Project", "Equity"))]


FEES = ("fees", "commitment_fees")


def _reserve(record: Record) -> list[float]:
    return _line(record, "finance.reserve_movement", -1)


def _equity_value(record: Record) -> list[Column]:
    if "finance.equity_present_value" not in record["lines"]:
        return []
    return [
        Column("Present\nvalue", _line(record, "finance.equity_present_value"), total=True),
        Column("Cumulative\nPV", _line(record, "finance.cumulative_equity_present_value")),
    ]
