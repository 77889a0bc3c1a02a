"""The swap: the difference between project and baseline, from two plants or stated outright."""

from __future__ import annotations

from typing import Any

from appraisal.ground.scans import total
from appraisal.ground.sheet import line


class SwapOfPlants:
    """The difference of two plants that give the same service."""

    inputs = {"leakage": "t"}

    @line("money")
    def capex_gap(project__installed_capex: Any, baseline__installed_capex: Any) -> Any:
        """Capital of the project above that of the baseline."""
        return project__installed_capex - baseline__installed_capex

    @line("money")
    def replacement_gap(project__replacement_outlay: Any, baseline__replacement_outlay: Any) -> Any:
        """Replacements of the project above those of the baseline."""
        return project__replacement_outlay - baseline__replacement_outlay

    @line("money")
    def fuel_saving(baseline__energy_cost: Any, project__energy_cost: Any) -> Any:
        """Energy cost that the swap saves."""
        return baseline__energy_cost - project__energy_cost

    @line("money")
    def opex_saving(baseline__opex: Any, project__opex: Any) -> Any:
        """Operating cost that the swap saves; below zero where the project costs more to run."""
        return baseline__opex - project__opex

    @line("service")
    def output(baseline__output: Any) -> Any:
        """Service that the baseline gives; the swap gives it too, by what a retrofit loses and buys included."""
        return baseline__output

    @line("t")
    def baseline_emissions(baseline__emissions: Any) -> Any:
        """Emissions of the baseline as usual."""
        return baseline__emissions

    @line("t")
    def abatement(baseline__emissions: Any, project__emissions: Any, leakage: Any, *bought_emissions: Any) -> Any:
        """Emissions that the swap avoids, less leakage."""
        return baseline__emissions - project__emissions - leakage - total(bought_emissions)

    @line("money")
    def residual_gain(project__recovered: Any, baseline__recovered: Any) -> Any:
        """Residual value of the project above that of the baseline."""
        return project__recovered - baseline__recovered

    @line("money")
    def closing_cost_gap(project__closing_cost: Any, baseline__closing_cost: Any) -> Any:
        """Decommissioning of the project above that of the baseline."""
        return project__closing_cost - baseline__closing_cost


class DirectSwap:
    """The difference stated outright: capex gap, fuel saving and abatement are inputs."""

    inputs = {"decommissioning": "money"}

    @line("money")
    def capital(capex_gap: Any) -> Any:
        """Capital of which a residual value may come back."""
        return capex_gap

    @line("money")
    def replacement_gap(*outlay: Any) -> Any:
        """Replacements that the swap needs above the baseline."""
        return total(outlay)

    @line("money")
    def residual_gain(*residual: Any) -> Any:
        """Residual value that the swap brings back at closing."""
        return total(residual)

    @line("money")
    def closing_cost_gap(decommissioning: Any) -> Any:
        """Decommissioning that the swap adds."""
        return decommissioning


class LostOutput:
    """Output that a retrofit loses, bought elsewhere so that the service stays the same."""

    inputs = {"price": "money/service", "emission_factor": "t/service"}

    @line("service")
    def bought(baseline__output: Any, project__output: Any) -> Any:
        """Output to be bought; below zero where the retrofit gives more than before, which is sold at the price."""
        return baseline__output - project__output

    @line("money")
    def bought_cost(bought: Any, price: Any) -> Any:
        """Cost of the output that is bought."""
        return bought * price

    @line("t")
    def bought_emissions(bought: Any, emission_factor: Any) -> Any:
        """Emissions of the output that is bought."""
        return bought * emission_factor


class CostItem:
    """A further yearly cost that the scenario names."""

    inputs = {"amount": "money"}

    @line("money")
    def item_cost(amount: Any) -> Any:
        """The cost in the year."""
        return amount


class BenefitItem:
    """A further yearly benefit that the scenario names."""

    inputs = {"amount": "money"}

    @line("money")
    def item_benefit(amount: Any) -> Any:
        """The benefit in the year."""
        return amount


class OutlayItem:
    """A further one-off cost that the scenario names."""

    inputs = {"amount": "money"}

    @line("money")
    def item_outlay(amount: Any) -> Any:
        """The outlay in its year."""
        return amount


class ReceiptItem:
    """A further one-off receipt that the scenario names."""

    inputs = {"amount": "money"}

    @line("money")
    def item_receipt(amount: Any) -> Any:
        """The receipt in its year."""
        return amount


class TransferredCost:
    """A yearly cost that another party receives."""

    inputs = {"amount": "money"}

    @line("money", pays="developer", to="payee")
    def transferred_cost(amount: Any) -> Any:
        """The cost that another party receives."""
        return amount


class TransferredBenefit:
    """A yearly benefit that another party pays."""

    inputs = {"amount": "money"}

    @line("money", pays="payer", to="developer")
    def transferred_benefit(amount: Any) -> Any:
        """The benefit that another party pays."""
        return amount


class TransferredOutlay:
    """A one-off cost that another party receives."""

    inputs = {"amount": "money"}

    @line("money", pays="developer", to="payee")
    def transferred_outlay(amount: Any) -> Any:
        """The outlay that another party receives."""
        return amount


class TransferredReceipt:
    """A one-off receipt that another party pays."""

    inputs = {"amount": "money"}

    @line("money", pays="payer", to="developer")
    def transferred_receipt(amount: Any) -> Any:
        """The receipt that another party pays."""
        return amount
