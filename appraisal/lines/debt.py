"""Loans: drawn at the start and served at the end of a year, pro rata with the capital that is spent.

Year 1 of a loan is the year of the first draw; grace and tenor count from it, tenor includes grace.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground import rates
from appraisal.ground.scans import carried, previous, so_far, to_come
from appraisal.ground.sheet import line


class Loan:
    """What every loan has: draws, interest, fees."""

    inputs = {"rate": "1", "grace": "yr", "tenor": "yr", "fee": "1", "commitment_fee": "1"}

    @line("1")
    def repaying(loan_year: Any, grace: Any, tenor: Any, whole_year: Any) -> Any:
        """1 in the years of repayment, from the year after grace to the last of the tenor."""
        begun = np.minimum(whole_year, np.maximum(0, loan_year - grace))
        ended = np.minimum(whole_year, np.maximum(0, loan_year - tenor))
        return (begun - ended) / whole_year

    @line("yr")
    def years_left(loan_year: Any, tenor: Any, whole_year: Any) -> Any:
        """Years of the tenor that are left, this year included."""
        return np.maximum(whole_year, tenor - loan_year + whole_year)

    @line("1")
    def last_year(years_left: Any, repaying: Any, whole_year: Any) -> Any:
        """1 in the last year of the tenor."""
        return np.maximum(0, whole_year + whole_year - years_left) / whole_year * repaying

    @line("1")
    def serving(loan_year: Any, tenor: Any, whole_year: Any) -> Any:
        """1 from the first draw to the last year of the tenor."""
        begun = np.minimum(whole_year, loan_year)
        return begun * np.minimum(whole_year, np.maximum(0, tenor - loan_year + whole_year)) / (whole_year * whole_year)

    @line("money", pays="lender", to="developer")
    def draw(swap__capex_gap: Any, drawn_share: Any) -> Any:
        """Drawn at the start of the year, a share of the capital spent."""
        return swap__capex_gap * drawn_share

    @line("money")
    def opening(balance: Any, revaluation: Any) -> Any:
        """Owed at the start of the year, at the year's exchange rate."""
        return previous(balance) * revaluation

    @line("money")
    def interest(opening: Any, draw: Any, rate: Any) -> Any:
        """Interest of the year, on what is owed at its start and what is drawn then."""
        return (opening + draw) * rate

    @line("money")
    def capitalised_interest(interest: Any, rolling: Any) -> Any:
        """Interest that joins the principal."""
        return interest * rolling

    @line("money", pays="developer", to="lender")
    def interest_paid(interest: Any, capitalised_interest: Any) -> Any:
        """Interest that is paid."""
        return interest - capitalised_interest

    @line("money", pays="developer", to="lender")
    def upfront_fee(draw: Any, fee: Any, first_draw: Any) -> Any:
        """Fee on all that will be drawn, paid with the first draw."""
        return to_come(draw, 1) * fee * first_draw

    @line("money", pays="developer", to="lender")
    def commitment(draw: Any, commitment_fee: Any) -> Any:
        """Fee on what is not drawn yet."""
        return (to_come(draw, 1) - draw) * commitment_fee


class InterestCapitalised:
    """Interest joins the principal until operation starts."""

    @line("1")
    def rolling(started: Any) -> Any:
        """1 in the years of construction, in which interest joins the principal."""
        return 1 - started


class InterestPaid:
    """Interest is paid from the start."""

    @line("1")
    def rolling() -> Any:
        """Interest never joins the principal."""
        return 0


class ReportingCurrency:
    """A loan in the currency of the report."""

    @line("1")
    def revaluation() -> Any:
        """The loan is in the reporting currency."""
        return 1


class ForeignCurrency:
    """A loan in another currency: what is owed follows the exchange rate."""

    @line("1")
    def revaluation(exchange_rate: Any, first_year: Any) -> Any:
        """Exchange rate of the loan's currency over last year's."""
        return exchange_rate / (previous(exchange_rate) + exchange_rate * first_year)


class Amortising:
    """A loan that repays a share of what is owed each year, by a rule of its own."""

    inputs = {"share": "1"}

    @line("1")
    def drawn_share(share: Any) -> Any:
        """Share of the capital that the loan pays."""
        return share

    @line("money")
    def balance(draw: Any, rate: Any, rolling: Any, revaluation: Any, repaid_share: Any) -> Any:
        """Owed at the end of the year."""
        grown = 1 + rate * rolling
        return carried(draw * grown, revaluation * (grown - repaid_share))

    @line("money", pays="developer", to="lender")
    def principal(opening: Any, repaid_share: Any) -> Any:
        """Principal repaid at the end of the year."""
        return opening * repaid_share

    @line("money")
    def fixed_service(interest_paid: Any, principal: Any) -> Any:
        """Interest and principal, whatever the cash flow."""
        return interest_paid + principal


class Annuity:
    """Level payments of interest and principal together; a rate that moves sets the level anew."""

    @line("1")
    def repaid_share(rate: Any, years_left: Any, repaying: Any, last_year: Any, whole_year: Any) -> Any:
        """Share of what is owed that the level payment repays, beside interest; all of it in the last year."""
        level = (rates.capital_recovery_factor(rate, years_left / whole_year) - rate) * repaying
        return np.minimum(1, np.maximum(level, last_year))


class EqualPrincipal:
    """The same principal in every year of repayment."""

    @line("1")
    def repaid_share(years_left: Any, repaying: Any, whole_year: Any) -> Any:
        """One part of as many as years are left."""
        return whole_year / years_left * repaying


class Bullet:
    """All principal in the last year of the tenor."""

    @line("1")
    def repaid_share(last_year: Any) -> Any:
        """All that is owed, in the last year."""
        return last_year


class Sculpted:
    """Debt service follows the cash flow at a stated cover; the debt is what that service repays, up to a limit."""

    inputs = {"share": "1", "dscr": "1"}

    @line("money")
    def target_service(unlevered_cfads: Any, dscr: Any, fixed_service: Any, repaying: Any) -> Any:
        """What cash flow over the cover ratio leaves for this loan after the other loans; never below zero."""
        return np.maximum(0, unlevered_cfads / dscr - fixed_service) * repaying

    @line("1")
    def accrual(rate: Any, rolling: Any, repaying: Any, revaluation: Any) -> Any:
        """Growth of what is owed over the year before any payment of principal and interest is taken off."""
        return (1 + rate * np.maximum(rolling, repaying)) * revaluation

    @line("money")
    def target_worth(target_service: Any, accrual: Any) -> Any:
        """Value at the year's start of the target service still to come, at the loan's rate."""
        return to_come(target_service, accrual)

    @line("money")
    def limit_worth(swap__capex_gap: Any, share: Any, rate: Any, rolling: Any, accrual: Any) -> Any:
        """Value at the year's start of the draws still to come, if the loan is drawn up to its limit."""
        return to_come(swap__capex_gap * share * (1 + rate * rolling), accrual)

    @line("1")
    def capacity(target_worth: Any, limit_worth: Any, first_year: Any) -> Any:
        """Debt that the target service repays over the debt at the limit."""
        return so_far(target_worth * first_year) / so_far(limit_worth * first_year)

    @line("1")
    def drawn_share(share: Any, capacity: Any) -> Any:
        """Share of the capital that the loan pays: its limit, or what the target service repays."""
        return share * np.minimum(1, capacity)

    @line("money")
    def service(target_service: Any, capacity: Any) -> Any:
        """Interest and principal of the year; all years lower by the same share where the limit binds."""
        return target_service / np.maximum(1, capacity)

    @line("money", pays="developer", to="lender")
    def principal(service: Any, interest: Any, repaying: Any) -> Any:
        """Principal repaid at the end of the year."""
        return service - interest * repaying

    @line("money")
    def balance(draw: Any, rate: Any, rolling: Any, service: Any, accrual: Any, last_year: Any) -> Any:
        """Owed at the end of the year; nothing after the last, whose service is what is owed."""
        return carried((draw * (1 + rate * rolling) - service) * (1 - last_year), accrual * (1 - last_year))
