"""Finance: all loans together, reserve, cash for debt service, sources and uses, equity."""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground import rates
from appraisal.ground.scans import following, previous, so_far, total
from appraisal.ground.sheet import line


class NoGrant:
    """Nothing is given."""

    @line("money")
    def grant_received() -> Any:
        """The scenario states no grant."""
        return 0


class Grant:
    """A capital grant, received as the capital is spent."""

    @line("money", pays="grantor", to="developer")
    def grant_received(finance__grant: Any) -> Any:
        """Capital grant received in the year."""
        return finance__grant


class GrantShare:
    """A grant stated as a share of the capital."""

    inputs = {"grant_share": "1"}

    @line("money")
    def grant(swap__capex_gap: Any, grant_share: Any) -> Any:
        """The share of the year's capital that is given."""
        return swap__capex_gap * grant_share


class NoWorkingCapital:
    """Nothing is tied up."""

    @line("money")
    def working_capital() -> Any:
        """The scenario states no working capital."""
        return 0


class WorkingCapital:
    """Working capital stated by year."""

    @line("money")
    def working_capital(swap__working_capital__level: Any, closing: Any) -> Any:
        """Tied up at the end of the year; it comes back in the closing year."""
        return swap__working_capital__level * (1 - closing)


class WorkingCapitalOfRevenue:
    """Working capital as a share of revenue."""

    @line("money")
    def working_capital(
        credit_revenue: Any,
        guarantee_payments: Any,
        other_benefits: Any,
        swap__working_capital__share: Any,
        running: Any,
        closing: Any,
    ) -> Any:
        """A share of credit revenue, topped up or not, and of other benefits, tied up at the end of the year."""
        return (
            (credit_revenue + guarantee_payments + other_benefits) * swap__working_capital__share * (running - closing)
        )


class WorkingCapitalOfCost:
    """Working capital as a share of what the project costs more to run; where it costs less, it sets capital free."""

    @line("money")
    def working_capital(
        other_costs: Any,
        credit_cost: Any,
        replacement_power: Any,
        swap__fuel_saving: Any,
        swap__opex_saving: Any,
        swap__working_capital__share: Any,
        running: Any,
        closing: Any,
    ) -> Any:
        """A share of the yearly costs less savings, tied up at the end of the year."""
        cost = other_costs + credit_cost + replacement_power - swap__fuel_saving - swap__opex_saving
        return cost * swap__working_capital__share * (running - closing)


class NoFinance:
    """A scenario without finance."""

    @line("money", pays="developer", to="host")
    def tax_paid(project_tax: Any) -> Any:
        """Tax paid: there is no interest to deduct."""
        return project_tax


class FinancedUntaxed:
    """Finance without tax."""

    @line("money", pays="developer", to="host")
    def tax_paid() -> Any:
        """The scenario states no tax."""
        return 0


class FinancedTaxed:
    """Finance with tax."""

    @line("money", pays="developer", to="host")
    def tax_paid(tax__levered__due: Any) -> Any:
        """Tax paid, after interest is deducted."""
        return tax__levered__due


class Debt:
    """All loans together."""

    @line("yr")
    def loan_year(spend: Any, whole_year: Any) -> Any:
        """Years of the loans, 1 in the year of the first draw."""
        return so_far(np.sign(so_far(spend))) * whole_year

    @line("1")
    def first_draw(spend: Any) -> Any:
        """1 in the year of the first draw."""
        return np.sign(so_far(spend)) - previous(np.sign(so_far(spend)))

    @line("money")
    def drawn(*draw: Any) -> Any:
        """Drawn from all loans."""
        return total(draw)

    @line("money")
    def interest_paid(*interest_paid: Any) -> Any:
        """Interest paid on all loans."""
        return total(interest_paid)

    @line("money")
    def capitalised_interest(*capitalised_interest: Any) -> Any:
        """Interest of all loans that joins the principal."""
        return total(capitalised_interest)

    @line("money")
    def principal(*principal: Any) -> Any:
        """Principal repaid on all loans."""
        return total(principal)

    @line("money")
    def fixed_service(*fixed_service: Any) -> Any:
        """Interest and principal of the loans that do not follow the cash flow."""
        return total(fixed_service)

    @line("money")
    def fees(*upfront_fee: Any) -> Any:
        """Fees paid with the first draw."""
        return total(upfront_fee)

    @line("money")
    def commitment_fees(*commitment: Any) -> Any:
        """Fees on what is not drawn yet."""
        return total(commitment)

    @line("money")
    def debt(*balance: Any) -> Any:
        """Owed on all loans at the end of the year."""
        return total(balance)

    @line("money")
    def debt_service(interest_paid: Any, principal: Any) -> Any:
        """Interest and principal paid on all loans."""
        return interest_paid + principal

    @line("1")
    def serving(*serving: Any) -> Any:
        """Loans that are drawn and not yet at the end of their tenor."""
        return total(serving)

    @line("money")
    def reserve_movement(*movement: Any) -> Any:
        """Paid into the debt service reserve; below zero where it is released."""
        return total(movement)

    @line("money")
    def reserve_income(*income: Any) -> Any:
        """Interest earned on the debt service reserve."""
        return total(income)


class Reserve:
    """A debt service reserve, held for next year's debt service from the end of construction on."""

    inputs = {"years": "yr", "rate": "1"}

    @line("money")
    def deposit(debt_service: Any, years: Any, started: Any, whole_year: Any) -> Any:
        """Held at the end of the year: so many years of next year's debt service."""
        return following(debt_service * started) * years / whole_year

    @line("money", pays="developer", to="lenders")
    def movement(deposit: Any) -> Any:
        """Paid into the reserve in the year."""
        return deposit - previous(deposit)

    @line("money", pays="lenders", to="developer")
    def income(deposit: Any, rate: Any) -> Any:
        """Interest on what was held at the start of the year."""
        return previous(deposit) * rate


class Equity:
    """Cash for debt service, what is left for equity, and where all money comes from and goes."""

    @line("money")
    def available(
        operating_cash_flow: Any,
        closing_cash_flow: Any,
        replacements: Any,
        other_outlays: Any,
        other_receipts: Any,
        registration: Any,
        working_capital_change: Any,
        started: Any,
    ) -> Any:
        """Cash flow from the first operating year on, before tax, reserve and debt service."""
        earned = operating_cash_flow + closing_cash_flow + other_receipts
        return (earned - replacements - other_outlays - registration - working_capital_change) * started

    @line("money")
    def unlevered_cfads(available: Any, project_tax: Any, started: Any) -> Any:
        """Cash flow available for debt service, with the tax as if there were no debt; it sizes a sculpted loan."""
        return available - project_tax * started

    @line("money")
    def cfads(available: Any, tax_paid: Any, started: Any) -> Any:
        """Cash flow available for debt service, after the tax that is paid."""
        return available - tax_paid * started

    @line("money")
    def financing(
        drawn: Any, fees: Any, commitment_fees: Any, debt_service: Any, reserve_movement: Any, reserve_income: Any
    ) -> Any:
        """Money from lenders less money to them and to the reserve."""
        return drawn - fees - commitment_fees - debt_service - reserve_movement + reserve_income

    @line("money")
    def equity_cash_flow(net_cash_flow_before_tax: Any, tax_paid: Any, financing: Any) -> Any:
        """What is left for equity; below zero what equity pays in."""
        return net_cash_flow_before_tax - tax_paid + financing

    @line("money")
    def equity_injection(equity_cash_flow: Any) -> Any:
        """Paid in by equity."""
        return np.maximum(0, 0 - equity_cash_flow)

    @line("money")
    def distribution(equity_cash_flow: Any) -> Any:
        """Paid out to equity."""
        return np.maximum(0, equity_cash_flow)

    @line("money")
    def sources(
        grant_received: Any,
        drawn: Any,
        capitalised_interest: Any,
        equity_injection: Any,
        operating_cash_flow: Any,
        swap__residual_gain: Any,
        other_receipts: Any,
        reserve_income: Any,
    ) -> Any:
        """All money that comes in, capitalised interest as a further draw."""
        given = grant_received + drawn + capitalised_interest + equity_injection
        return given + operating_cash_flow + swap__residual_gain + other_receipts + reserve_income

    @line("money")
    def uses(
        swap__capex_gap: Any,
        replacements: Any,
        registration: Any,
        other_outlays: Any,
        swap__closing_cost_gap: Any,
        working_capital_change: Any,
        capitalised_interest: Any,
        interest_paid: Any,
        principal: Any,
        fees: Any,
        commitment_fees: Any,
        reserve_movement: Any,
        tax_paid: Any,
        distribution: Any,
    ) -> Any:
        """All money that goes out, capitalised interest as a cost of construction."""
        spent = swap__capex_gap + replacements + registration + other_outlays + swap__closing_cost_gap
        lent = capitalised_interest + interest_paid + principal + fees + commitment_fees + reserve_movement
        return spent + working_capital_change + lent + tax_paid + distribution

    @line("money")
    def equity_return(equity_cash_flow: Any, price_level: Any) -> Any:
        """Cash flow of equity in money of the basis."""
        return equity_cash_flow / price_level


class EquityValue:
    """Equity cash flow at the cost of equity."""

    inputs = {"cost_of_equity": "1"}

    @line("money")
    def equity_present_value(
        equity_cash_flow: Any,
        operating_cash_flow: Any,
        tax_paid: Any,
        price_level: Any,
        cost_of_equity: Any,
        outlay_time: Any,
        operating_time: Any,
    ) -> Any:
        """Present value of the year's equity cash flow; operation and tax count when operating flows do."""
        operating = operating_cash_flow - tax_paid
        capital = (equity_cash_flow - operating) * rates.discount_factor(cost_of_equity, outlay_time)
        return (capital + operating * rates.discount_factor(cost_of_equity, operating_time)) / price_level

    @line("money")
    def cumulative_equity_present_value(equity_present_value: Any) -> Any:
        """Present value to equity to date."""
        return so_far(equity_present_value)
