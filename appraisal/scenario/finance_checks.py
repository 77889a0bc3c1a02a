"""What must hold inside finance: loans and the calendar, shares and the capital, working capital."""

from __future__ import annotations

import math
from collections.abc import Iterator

from appraisal.ground.problem import Problem
from appraisal.scenario.collect import Collected
from appraisal.scenario.money_schema import Finance, Loan
from appraisal.scenario.plant_checks import TOLERANCE


def working_capital_is_complete(collected: Collected) -> Iterator[Problem]:
    """Working capital is a level, or a share of something."""
    stated, path = collected.document.swap.working_capital, "swap.working_capital"
    if stated is None:
        return
    if (stated.level is None) == (stated.share is None):
        message = "state either 'level' (for example: 5 million USD), or 'share' and 'of'"
        yield Problem("one-of", path, message)
    if stated.share is not None and stated.of is None:
        message = "a share needs 'of': revenue or cost"
        yield Problem("missing-input", f"{path}.of", message)
    if stated.of is not None and stated.share is None:
        message = "'of' is read with 'share' only: it would change nothing"
        yield Problem("unused", f"{path}.of", message)


def finance_says_something(collected: Collected) -> Iterator[Problem]:
    """Finance is not empty, and each part of it has the part that it belongs to."""
    finance = collected.document.finance
    if finance is None:
        return
    stated = [name for name in type(finance).model_fields if getattr(finance, name) and name != "source"]
    if not stated:
        message = "the section is empty: state 'loans', 'grant' or 'cost_of_equity', or leave 'finance' out"
        yield Problem("empty-value", "finance", message)
    if finance.grant_from is not None and finance.grant is None:
        message = "'grant_from' is read with 'grant' only: it would change nothing"
        yield Problem("unused", "finance.grant_from", message)
    for name in ("reserve", "covenants") if not finance.loans else ():
        if name in stated:
            message = f"'{name}' belongs to loans, and there is none: leave it out"
            yield Problem("unused", f"finance.{name}", message)
    yield from _covenants(finance)


def _covenants(finance: Finance) -> Iterator[Problem]:
    stated = finance.covenants
    if stated is not None and stated.default.value > stated.lock_up.value:
        message = (
            f"default ({stated.default.value:g}) is above lock_up ({stated.lock_up.value:g}): "
            "money is locked up before the loan is in default (for example: lock_up: 1.2, default: 1.05)"
        )
        yield Problem("low-above-high", "finance.covenants.default", message)


def loans_are_complete(collected: Collected) -> Iterator[Problem]:
    """Each loan has what its repayment reads; one at most follows the cash flow."""
    for key, loan in _loans(collected).items():
        yield from _cover_of(f"finance.loans.{key}", loan)
    sculpted = [key for key, loan in _loans(collected).items() if loan.repayment == "sculpted"]
    for key in sculpted[1:]:
        message = f"'{sculpted[0]}' is sculpted already, and only one loan can take what the cash flow leaves"
        yield Problem("two-sculpted", f"finance.loans.{key}.repayment", f"{message}: choose another repayment")


def _loans(collected: Collected) -> dict[str, Loan]:
    finance = collected.document.finance
    return finance.loans if finance else {}


def _cover_of(path: str, loan: Loan) -> Iterator[Problem]:
    sculpted = loan.repayment == "sculpted"
    if sculpted and loan.dscr is None:
        message = "a sculpted loan needs 'dscr', the debt cover that it keeps (for example: 1.3)"
        yield Problem("missing-input", f"{path}.dscr", message)
    if loan.dscr is not None and not sculpted:
        message = f"'dscr' is read with 'repayment: sculpted' only; this loan is repaid by {loan.repayment}"
        yield Problem("unused", f"{path}.dscr", message)
    if sculpted and not loan.share.value:
        message = "a sculpted loan is drawn up to its share: state one above 0 %, or leave the loan out"
        yield Problem("out-of-range", f"{path}.share", message)


def loans_fit_the_calendar(collected: Collected) -> Iterator[Problem]:
    """Principal falls in years of operation, after grace and before the end."""
    before, building, life = _spans(collected)
    for key, loan in _loans(collected).items():
        path, grace, tenor = f"finance.loans.{key}", loan.grace.value, loan.tenor.value
        if grace >= tenor:
            message = f"grace ({grace:g} yr) leaves no year of repayment in a tenor of {tenor:g} yr, which includes it"
            yield Problem("grace-not-below-tenor", f"{path}.grace", message)
        if grace < building - before:
            message = f"principal would fall due during construction: state at least {building - before:g} yr"
            yield Problem("grace-too-short", f"{path}.grace", f"{message}, counted from the year of the first draw")
        if before + tenor > building + life:
            last = collected.document.timeline.first_year + building + life - 1
            message = f"the loan would outlive the project: state at most {building + life - before:g} yr"
            yield Problem("tenor-beyond-life", f"{path}.tenor", f"{message}; the last operating year is {last:g}")


def _spans(collected: Collected) -> tuple[int, int, int]:
    """Return the years before the first draw, of construction and of operation."""
    spend = collected.document.timeline.construction.spend or ()
    before = next((at for at, share in enumerate(spend) if share.value > 0), 0)
    building = int(collected.figures["timeline.construction.years"].value)
    return before, building, math.ceil(collected.figures["timeline.operation"].value)


def loans_fit_the_capital(collected: Collected) -> Iterator[Problem]:
    """Shares of loans and grant together are at most all capital."""
    finance = collected.document.finance
    if finance is None:
        return
    shares = [loan.share.value for loan in finance.loans.values()]
    granted = [finance.grant.value] if finance.grant is not None and finance.grant.otherwise else []
    total = sum(shares) + sum(granted)
    if total > 1 + TOLERANCE:
        what = " and ".join(["loans"] * bool(shares) + ["grant"] * bool(granted))
        message = f"the shares of {what} come to {total:.6g} of the capital; together they are at most 1"
        yield Problem("debt-above-uses", "finance.loans" if shares else "finance.grant", message)


def loan_currencies_known(collected: Collected) -> Iterator[Problem]:
    """Every loan is in the reporting currency or in one that ``fx`` converts."""
    document, currency = collected.document, collected.document.money.currency
    for key, loan in _loans(collected).items():
        if loan.currency not in (None, currency, *document.fx):
            example = f"(for example: 0.5 {currency}/{loan.currency})"
            message = f"no exchange rate for {loan.currency}: state fx.{loan.currency} {example}"
            yield Problem("no-exchange-rate", f"finance.loans.{key}.currency", message)


FINANCE_RULES = (
    working_capital_is_complete,
    finance_says_something,
    loans_are_complete,
    loans_fit_the_calendar,
    loans_fit_the_capital,
    loan_currencies_known,
)
