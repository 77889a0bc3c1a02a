"""Tax on profit, placed twice: ``tax.unlevered`` without interest, ``tax.levered`` with it."""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground.scans import peak, previous, so_far, total
from appraisal.ground.sheet import line


class Untaxed:
    """A scenario without tax."""

    @line("money")
    def project_tax() -> Any:
        """The scenario states no tax."""
        return 0


class Taxed:
    """A scenario with tax: what of its own items tax treats in another way, and the tax of the project."""

    @line("money")
    def depreciable_outlays(*depreciable_outlay: Any) -> Any:
        """One-off costs of the scenario's items that are depreciated."""
        return total(depreciable_outlay)

    @line("money")
    def untaxed_costs(*untaxed_cost: Any) -> Any:
        """Costs of the scenario's items that tax does not deduct."""
        return total(untaxed_cost)

    @line("money")
    def untaxed_benefits(*untaxed_benefit: Any) -> Any:
        """Benefits of the scenario's items that are not taxed."""
        return total(untaxed_benefit)

    @line("money")
    def project_tax(tax__unlevered__due: Any) -> Any:
        """Tax of the project as if there were no debt."""
        return tax__unlevered__due


class DepreciableOutlay:
    """An item whose one-off cost is depreciated."""

    inputs = {"amount": "money"}

    @line("money")
    def depreciable_outlay(amount: Any) -> Any:
        """The outlay that is depreciated instead of deducted."""
        return amount


class UntaxedCost:
    """An item whose cost is not deducted."""

    inputs = {"amount": "money"}

    @line("money")
    def untaxed_cost(amount: Any) -> Any:
        """The cost that is not deducted."""
        return amount


class UntaxedBenefit:
    """An item whose benefit is not taxed."""

    inputs = {"amount": "money"}

    @line("money")
    def untaxed_benefit(amount: Any) -> Any:
        """The benefit that is not taxed."""
        return amount


class CreditsTaxed:
    """Credit income is taxed like any other."""

    @line("money")
    def exempt_income() -> Any:
        """No income is exempt."""
        return 0


class CreditsExempt:
    """Credit income, topped up or not, is not taxed, and its costs are not deducted."""

    @line("money")
    def exempt_income(credit_revenue: Any, guarantee_payments: Any, credit_cost: Any, registration: Any) -> Any:
        """Credit income less its costs, exempt from tax."""
        return credit_revenue + guarantee_payments - credit_cost - registration


class DisposalTaxed:
    """The gain at closing is taxed, the loss deducted."""

    @line("1")
    def disposal_taxed() -> Any:
        """1: the gain or loss at closing counts for tax."""
        return 1


class DisposalExempt:
    """Neither the gain nor the loss at closing counts."""

    @line("1")
    def disposal_taxed() -> Any:
        """0: the gain or loss at closing does not count for tax."""
        return 0


class TaxBase:
    """What is taxed before depreciation and interest, and the rate of each year."""

    @line("money")
    def disposal_gain(swap__residual_gain: Any, write_off: Any, disposal_taxed: Any) -> Any:
        """Residual value above the book value at closing; below zero a loss."""
        return (swap__residual_gain - write_off) * disposal_taxed

    @line("money")
    def deducted_outlays(other_outlays: Any, other_receipts: Any, registration: Any, depreciable_outlays: Any) -> Any:
        """One-off costs less one-off receipts that count in their own year."""
        return other_outlays - other_receipts + registration - depreciable_outlays

    @line("money")
    def taxable_income(
        operating_cash_flow: Any,
        swap__closing_cost_gap: Any,
        deducted_outlays: Any,
        untaxed_costs: Any,
        untaxed_benefits: Any,
        exempt_income: Any,
    ) -> Any:
        """Savings and income less costs, before depreciation and interest."""
        counted = operating_cash_flow - swap__closing_cost_gap - deducted_outlays
        return counted + untaxed_costs - untaxed_benefits - exempt_income

    @line("1")
    def rate_in_force(rate: Any, *relief: Any) -> Any:
        """The stated rate of the year after holidays."""
        return rate * (1 - total(relief))


class Holiday:
    """Years without tax, then years at a reduced rate, from the first operating year."""

    inputs = {"exempt": "yr", "reduced": "yr", "reduction": "1"}

    @line("1")
    def exempted(age: Any, exempt: Any, started: Any, whole_year: Any) -> Any:
        """1 in the years without tax."""
        return np.minimum(whole_year, np.maximum(0, exempt - age)) / whole_year * started

    @line("1")
    def relieved(age: Any, exempt: Any, reduced: Any, started: Any, whole_year: Any) -> Any:
        """1 in the years without tax and at a reduced rate."""
        return np.minimum(whole_year, np.maximum(0, exempt + reduced - age)) / whole_year * started

    @line("1")
    def relief(exempted: Any, relieved: Any, reduction: Any) -> Any:
        """Share of the tax rate that the holiday takes off."""
        return exempted + (relieved - exempted) * reduction


class UnleveredProfit:
    """Profit before interest."""

    @line("money")
    def profit(taxable_income: Any, depreciation: Any, disposal_gain: Any) -> Any:
        """Taxable profit as if there were no debt; below zero a loss."""
        return taxable_income - depreciation + disposal_gain


class LeveredProfit:
    """Profit after interest."""

    @line("money")
    def profit(
        taxable_income: Any,
        depreciation: Any,
        disposal_gain: Any,
        finance__interest_paid: Any,
        finance__reserve_income: Any,
        idc_depreciation: Any,
        idc_write_off: Any,
        disposal_taxed: Any,
    ) -> Any:
        """Taxable profit after interest; below zero a loss."""
        before = taxable_income - depreciation + disposal_gain
        after = before - finance__interest_paid + finance__reserve_income
        return after - idc_depreciation - idc_write_off * disposal_taxed


class CarryForward:
    """Losses wait until profits use them up, without an end."""

    @line("money")
    def taxed_so_far(profit: Any) -> Any:
        """Profit taxed to date: the highest total so far, losses made good first."""
        return np.maximum(0, peak(so_far(profit)))

    @line("money")
    def taxed(taxed_so_far: Any) -> Any:
        """Profit taxed in the year."""
        return taxed_so_far - previous(taxed_so_far)

    @line("money")
    def losses(profit: Any, taxed_so_far: Any) -> Any:
        """Losses that no profit has used yet."""
        return taxed_so_far - so_far(profit)


class Refund:
    """A loss is refunded at once, as where a larger group uses it."""

    @line("money")
    def taxed(profit: Any) -> Any:
        """Profit taxed in the year; below zero where tax is refunded."""
        return profit


class Expire:
    """A loss that no profit has used within its life is gone."""

    @line("money", loop=True)
    def losses(profit: Any, loss_life: Any) -> Any:
        """Losses that may still be used after the year, the oldest used first."""
        return expiring_losses(profit, loss_life)

    @line("money", loop=True)
    def taxed(profit: Any, loss_life: Any) -> Any:
        """Profit taxed in the year, after the losses that may still be used."""
        return after_expiring_losses(profit, loss_life)


def expiring_losses(profit: Any, loss_life: Any) -> Any:
    """Return the losses of each year ``(years, draws)`` that the following years may still use."""
    return _with_vintages(profit, loss_life)[1]


def after_expiring_losses(profit: Any, loss_life: Any) -> Any:
    """Return the profit of each year ``(years, draws)`` that is left after losses not older than ``loss_life``."""
    return _with_vintages(profit, loss_life)[0]


def _with_vintages(profit: Any, loss_life: Any) -> tuple[Any, Any]:
    shape = np.broadcast_shapes(profit.shape, loss_life.shape)
    profits, lives = np.broadcast_to(profit, shape), np.broadcast_to(loss_life, shape)[0]
    taxed, losses, pools = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    longest = int(min(len(profits), lives.max()))
    for year in range(len(profits)):
        left = np.maximum(profits[year], 0)
        for born in range(max(year - longest, 0), year):
            used = np.minimum(pools[born], left) * (year - born <= lives)
            pools[born] -= used
            left = left - used
        pools[year] = np.maximum(0 - profits[year], 0)
        oldest = max(year + 1 - longest, 0)
        usable = (year + 1 - np.arange(oldest, year + 1))[:, None] <= lives
        taxed[year], losses[year] = left, (pools[oldest : year + 1] * usable).sum(axis=0)
    return taxed, losses


class GrossTax:
    """Tax at the rate of the year."""

    @line("money")
    def gross_tax(taxed: Any, rate_in_force: Any) -> Any:
        """Tax on the year's taxed profit, before any tax credit."""
        return taxed * rate_in_force


class TaxDue:
    """Tax is due in the year of the profit."""

    @line("money")
    def due(gross_tax: Any) -> Any:
        """Tax due in the year."""
        return gross_tax


class CreditCarriedForward:
    """An investment tax credit that tax does not use up waits for later years."""

    @line("money")
    def due_so_far(gross_tax: Any, tax_credit: Any) -> Any:
        """Tax due to date: the highest total so far of tax less tax credits."""
        return np.maximum(0, peak(so_far(gross_tax - tax_credit)))

    @line("money")
    def due(due_so_far: Any) -> Any:
        """Tax due in the year, after the tax credit."""
        return due_so_far - previous(due_so_far)


class CreditRefunded:
    """An investment tax credit is paid out where tax does not use it up."""

    @line("money")
    def due(gross_tax: Any, tax_credit: Any) -> Any:
        """Tax due in the year less the tax credit; below zero where it is refunded."""
        return gross_tax - tax_credit
