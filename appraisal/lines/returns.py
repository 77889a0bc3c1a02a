"""Cash flow and present value: the only lines with signs."""

from __future__ import annotations

from typing import Any

from appraisal.ground.scans import previous, so_far, total
from appraisal.ground.sheet import line


class CashFlow:
    """What the swap pays and brings in each year, before debt."""

    @line("money")
    def replacements(swap__replacement_gap: Any) -> Any:
        """Replacement outlays of the swap."""
        return swap__replacement_gap

    @line("money")
    def registration(*registering_cost: Any) -> Any:
        """Cost of registering for credits."""
        return total(registering_cost)

    @line("money")
    def other_outlays(*item_outlay: Any) -> Any:
        """One-off costs that the scenario names."""
        return total(item_outlay)

    @line("money")
    def other_receipts(*item_receipt: Any) -> Any:
        """One-off receipts that the scenario names."""
        return total(item_receipt)

    @line("money")
    def other_costs(*item_cost: Any) -> Any:
        """Yearly costs that the scenario names."""
        return total(item_cost)

    @line("money")
    def other_benefits(*item_benefit: Any) -> Any:
        """Yearly benefits that the scenario names."""
        return total(item_benefit)

    @line("money")
    def replacement_power(*bought_cost: Any) -> Any:
        """Cost of the output that a retrofit loses and buys elsewhere."""
        return total(bought_cost)

    @line("money", pays="buyer", to="developer")
    def credit_revenue(*revenue: Any) -> Any:
        """Money from credits."""
        return total(revenue)

    @line("money")
    def credit_cost(*crediting_cost: Any) -> Any:
        """Yearly cost of having credits."""
        return total(crediting_cost)

    @line("money")
    def emission_charge_saved(*charge_saved: Any) -> Any:
        """Price on emissions that the swap saves."""
        return total(charge_saved)

    @line("money")
    def guarantee_payments(*guarantee_payment: Any) -> Any:
        """What governments add to credit sales up to a guaranteed price."""
        return total(guarantee_payment)

    @line("money")
    def outlays(
        swap__capex_gap: Any, replacements: Any, registration: Any, other_outlays: Any, other_receipts: Any
    ) -> Any:
        """Capital paid out in the year."""
        return swap__capex_gap + replacements + registration + other_outlays - other_receipts

    @line("money")
    def operating_cash_flow(
        swap__fuel_saving: Any,
        swap__opex_saving: Any,
        other_benefits: Any,
        credit_revenue: Any,
        emission_charge_saved: Any,
        guarantee_payments: Any,
        other_costs: Any,
        replacement_power: Any,
        credit_cost: Any,
    ) -> Any:
        """Savings and income less yearly costs."""
        gained = swap__fuel_saving + swap__opex_saving + other_benefits + credit_revenue
        public = emission_charge_saved + guarantee_payments
        return gained + public - other_costs - replacement_power - credit_cost

    @line("money")
    def closing_cash_flow(swap__residual_gain: Any, swap__closing_cost_gap: Any) -> Any:
        """Residual value less decommissioning."""
        return swap__residual_gain - swap__closing_cost_gap

    @line("money")
    def working_capital_change(working_capital: Any) -> Any:
        """Working capital tied up in the year; below zero where it is set free."""
        return working_capital - previous(working_capital)

    @line("money")
    def net_cash_flow_before_tax(
        outlays: Any,
        operating_cash_flow: Any,
        closing_cash_flow: Any,
        working_capital_change: Any,
        grant_received: Any,
    ) -> Any:
        """All money in less all money out but tax, in money of the year."""
        return operating_cash_flow + closing_cash_flow - outlays - working_capital_change + grant_received

    @line("money")
    def net_cash_flow(net_cash_flow_before_tax: Any, project_tax: Any) -> Any:
        """All money in less all money out, in money of the year."""
        return net_cash_flow_before_tax - project_tax


class Transfers:
    """Items of the scenario that only move money between parties."""

    @line("money")
    def transferred_outlays(*transferred_outlay: Any) -> Any:
        """One-off costs that another party receives."""
        return total(transferred_outlay)

    @line("money")
    def transferred_receipts(*transferred_receipt: Any) -> Any:
        """One-off receipts that another party pays."""
        return total(transferred_receipt)

    @line("money")
    def transferred_costs(*transferred_cost: Any) -> Any:
        """Yearly costs that another party receives."""
        return total(transferred_cost)

    @line("money")
    def transferred_benefits(*transferred_benefit: Any) -> Any:
        """Yearly benefits that another party pays."""
        return total(transferred_benefit)


class ResourceFlow:
    """The swap in resources: before tax, grant, loans, credit income and every other transfer."""

    @line("money", pays="developer")
    def resource_capital(
        outlays: Any,
        transferred_outlays: Any,
        transferred_receipts: Any,
        working_capital_change: Any,
        closing_cash_flow: Any,
    ) -> Any:
        """Capital, working capital and closing cost less residual value, without transfers."""
        return outlays - transferred_outlays + transferred_receipts + working_capital_change - closing_cash_flow

    @line("money", to="developer")
    def resource_gain(
        operating_cash_flow: Any,
        credit_revenue: Any,
        emission_charge_saved: Any,
        guarantee_payments: Any,
        transferred_costs: Any,
        transferred_benefits: Any,
    ) -> Any:
        """Yearly savings and benefits less costs, without credit income and transfers."""
        paid = credit_revenue + emission_charge_saved + guarantee_payments
        return operating_cash_flow - paid + transferred_costs - transferred_benefits

    @line("money")
    def support_costs(*support_cost: Any) -> Any:
        """What governments spend beside the project, on advice and on monitoring systems."""
        return total(support_cost)

    @line("money")
    def resource_flow(resource_gain: Any, resource_capital: Any, support_costs: Any) -> Any:
        """Resources gained less resources spent, those that governments spend beside the project included."""
        return resource_gain - resource_capital - support_costs

    @line("money")
    def resource_present_value(
        resource_gain: Any,
        resource_capital: Any,
        price_level: Any,
        discount_factor: Any,
        operating_discount_factor: Any,
    ) -> Any:
        """Present value of the project's resources in the year."""
        return (resource_gain * operating_discount_factor - resource_capital * discount_factor) / price_level


class PresentValue:
    """Cash flow in money of the basis, and its present value."""

    @line("money")
    def cash_flow(net_cash_flow: Any, price_level: Any) -> Any:
        """Net cash flow in money of the basis that the scenario states."""
        return net_cash_flow / price_level

    @line("money")
    def cumulative_cash_flow(cash_flow: Any) -> Any:
        """Cash flow to date."""
        return so_far(cash_flow)

    @line("money")
    def cash_flow_before_tax(net_cash_flow_before_tax: Any, price_level: Any) -> Any:
        """Net cash flow before tax in money of the basis."""
        return net_cash_flow_before_tax / price_level

    @line("money")
    def capital_present_value(
        outlays: Any,
        closing_cash_flow: Any,
        working_capital_change: Any,
        grant_received: Any,
        price_level: Any,
        discount_factor: Any,
    ) -> Any:
        """Present value of the year's outlays, working capital and closing flows, less the grant."""
        return (closing_cash_flow - outlays - working_capital_change + grant_received) / price_level * discount_factor

    @line("money")
    def operating_present_value(operating_cash_flow: Any, price_level: Any, operating_discount_factor: Any) -> Any:
        """Present value of the year's operating flows."""
        return operating_cash_flow / price_level * operating_discount_factor

    @line("money")
    def tax_present_value(project_tax: Any, price_level: Any, operating_discount_factor: Any) -> Any:
        """Present value of the year's tax, as if there were no debt."""
        return project_tax / price_level * operating_discount_factor

    @line("money")
    def present_value_before_tax(capital_present_value: Any, operating_present_value: Any) -> Any:
        """Present value of the year's cash flow before tax."""
        return capital_present_value + operating_present_value

    @line("money")
    def present_value(present_value_before_tax: Any, tax_present_value: Any) -> Any:
        """Present value of the year's cash flow; the sum over the years is the net present value."""
        return present_value_before_tax - tax_present_value

    @line("money")
    def cumulative_present_value(present_value: Any) -> Any:
        """Present value to date; the last year's figure is the net present value."""
        return so_far(present_value)

    @line("money")
    def outlay_present_value(outlays: Any, price_level: Any, discount_factor: Any) -> Any:
        """Present value of the year's outlays."""
        return outlays / price_level * discount_factor

    @line("t")
    def abatement_present_value(swap__abatement: Any, operating_discount_factor: Any) -> Any:
        """Tonnes avoided in the year, discounted like the money that they earn."""
        return swap__abatement * operating_discount_factor
