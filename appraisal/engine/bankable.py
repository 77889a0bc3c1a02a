"""Whether the capital can be financed as the scenario states: errors before the result, warnings beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from appraisal.engine.ledger import double_claims
from appraisal.engine.model import Model, Run
from appraisal.ground.numbers import money
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.money_schema import Finance

TOLERANCE = 1e-9
"""Money below this share of all capital is rounding."""


def base_runs(model: Model) -> tuple[Run, Run]:
    """Return the base case with credits and without.

    Raises:
        ScenarioError: the capital cannot be financed as the scenario states, or figures are too extreme.
    """
    finance = model.scenario.document.finance
    if finance is not None and (finance.loans or finance.grant is not None):
        # Looked at before rows are held to be finite: a loan on no capital is sized by 0 over 0.
        _refuse(model, _of_capital(finance, model.run(search=True)))
    run, plain = model.run(), model.run(credited=False)
    _refuse(model, _negative_credit(run))
    _refuse(model, double_claims(run))
    if finance is not None:
        _refuse(model, _negative_cfads(finance, run, ""))
    return run, plain


def _negative_credit(run: Run) -> Iterator[Problem]:
    """A tax credit is earned on capital that is spent."""
    if "tax.investment_credit.earned" in run.rows and float(run.total("tax.investment_credit.earned")[0]) < 0:
        message = "the cost placed in service is below zero, and with it the tax credit: leave the credit out"
        yield Problem("nothing-to-credit", "tax.investment_credit", message)


def _refuse(model: Model, problems: Iterable[Problem]) -> None:
    found = [model.scenario.located(problem) for problem in problems]
    if found:
        raise ScenarioError(found)


def finance_warnings(model: Model, run: Run, plain: Run) -> Iterator[Problem]:
    """Yield what lenders and owners should know about the base case, with credits and without."""
    finance = model.scenario.document.finance
    if finance is None:
        return
    yield from _unread_covenant(model, finance)
    yield from _real_exchange_rate(model, finance)
    yield from _low_price_is_low(model)
    yield from _receives_first(run)
    for case, said in ((run, "with credits, "), (plain, "without credits, ")) if model.has_credits else ((run, ""),):
        yield from _negative_principal(finance, case, said)
        yield from _shortfall(case, said)
    if model.has_credits:
        yield from _negative_cfads(finance, plain, "without credits, ")


def year_ranges(run: Run, marked: Any) -> str:
    """Return the calendar years of the base case that are marked, as ranges: ``2014-2016, 2019``."""
    years = [int(year) for year in run.axis.years[np.flatnonzero(_column(run, marked))]]
    firsts = [year for year in years if year - 1 not in years]
    lasts = [year for year in years if year + 1 not in years]
    return ", ".join(f"{one}" if one == end else f"{one}-{end}" for one, end in zip(firsts, lasts, strict=True))


def _column(run: Run, row: Any) -> Any:
    return np.broadcast_to(row, (run.axis.count, row.shape[1]))[:, 0]


def _money(run: Run, amount: float) -> str:
    return money(amount, run.scenario.currency)


def _of_capital(finance: Finance, run: Run) -> Iterator[Problem]:
    """Loans and grant need capital in every year of spending, and are at most that capital."""
    path = "finance.loans" if finance.loans else "finance.grant"
    gap = _column(run, run.rows["swap.capex_gap"])
    spent = float(gap.sum())
    if spent <= 0:
        message = f"the project costs no more than the baseline (the capital gap is {_money(run, spent)})"
        yield Problem("nothing-to-finance", path, f"{message}: leave loans and grant out")
    elif (gap < 0).any():
        message = f"the project costs less than the baseline in {year_ranges(run, gap[:, None] < 0)}"
        yield Problem("nothing-to-finance", path, f"{message}: loans and grant need capital in every year of spending")
    else:
        yield from _above_uses(finance, run, spent)


def _above_uses(finance: Finance, run: Run, spent: float) -> Iterator[Problem]:
    """A grant stated as an amount; shares are held against the capital when the file is read."""
    given, lent = (float(_column(run, run.rows[name]).sum()) for name in ("grant_received", "finance.drawn"))
    if given + lent > spent * (1 + TOLERANCE):
        loans = f" and loans of {_money(run, lent)} are" if finance.loans else " is"
        message = f"a grant of {_money(run, given)}{loans} more than the capital of {_money(run, spent)}"
        yield Problem("debt-above-uses", "finance.grant", f"{message}: lower the grant, or the share of a loan")


def _sculpted(finance: Finance) -> list[str]:
    return [key for key, loan in finance.loans.items() if loan.repayment == "sculpted"]


def _negative_cfads(finance: Finance, run: Run, said: str) -> Iterator[Problem]:
    """A sculpted loan needs cash flow in every year of its repayment."""
    for key in _sculpted(finance):
        repaying = run.rows[f"finance.loans.{key}.repaying"] > 0
        below = repaying & (run.rows["finance.unlevered_cfads"] < -TOLERANCE * _size(run))
        if below.any():
            message = f"{said}the cash flow before debt service is below zero in {year_ranges(run, below)}"
            what = "a sculpted loan cannot be served from it; shorten the tenor, or choose another repayment"
            yield Problem("negative-cfads", f"finance.loans.{key}.dscr", f"{message}: {what}")


def _negative_principal(finance: Finance, run: Run, said: str) -> Iterator[Problem]:
    """A sculpted loan whose service is less than its interest grows in the years in which it should fall."""
    for key in _sculpted(finance):
        grows = run.rows[f"finance.loans.{key}.principal"] < -TOLERANCE * _size(run)
        if grows.any():
            message = f"{said}interest is more than what the cover ratio leaves in {year_ranges(run, grows)}"
            yield Problem("negative-principal", f"finance.loans.{key}.dscr", f"{message}: the debt grows then")


def _shortfall(run: Run, said: str) -> Iterator[Problem]:
    """Years of operation in which equity pays in while debt is served."""
    served = (run.rows["finance.serving"] > 0) & (run.rows["running"] > 0)
    short = served & (run.rows["finance.equity_cash_flow"] < -TOLERANCE * _size(run))
    if short.any():
        paid = float(_column(run, run.rows["finance.equity_injection"])[_column(run, short)].sum())
        message = f"{said}equity pays in {_money(run, paid)} during operation, in {year_ranges(run, short)}"
        yield Problem("shortfall", "finance.loans", f"{message}: cash flow does not cover what debt takes")


def _size(run: Run) -> float:
    return float(np.abs(run.rows["swap.capex_gap"]).sum())


def _low_price_is_low(model: Model) -> Iterator[Problem]:
    low, price = (model.scenario.figures.get(path) for path in ("finance.covenants.low_credit_price", "credits.price"))
    if low and price and not price.series and low.sort == price.sort and low.value > price.value:
        message = f"'{low.text}' is above the credit price of '{price.text}': the low case is better than the base"
        yield Problem("low-above-base", "finance.covenants.low_credit_price", message)


def _receives_first(run: Run) -> Iterator[Problem]:
    """Where equity receives before it pays in, its rate of return is the cost of a loan, not a return."""
    flows = _column(run, run.rows["finance.equity_cash_flow"])
    moving = flows[np.abs(flows) > TOLERANCE * _size(run)]
    if len(moving) and moving[0] > 0:
        message = "equity receives before it pays in: its rate of return is what that money costs, not what it earns"
        yield Problem("receipt-first", "finance.loans", message)


def _real_exchange_rate(model: Model, finance: Finance) -> Iterator[Problem]:
    """A loan is nominal by nature; amounts in a real basis are converted at a real rate."""
    if model.scenario.document.money.basis != "real":
        return
    for key, loan in finance.loans.items():
        if loan.currency not in (None, model.scenario.currency):
            message = (
                f"the debt follows fx.{loan.currency} as stated, as a nominal rate; prices in a real basis follow it"
            )
            yield Problem("real-exchange-rate", f"finance.loans.{key}.currency", f"{message} as a real one")


def _unread_covenant(model: Model, finance: Finance) -> Iterator[Problem]:
    stated = finance.covenants.low_credit_price if finance.covenants else None
    if stated is not None and not model.has_credits:
        message = "the scenario has no credits, and this changes nothing"
        yield Problem("unused", "finance.covenants.low_credit_price", message)
