"""A plant: output, capital, operation. The same lines serve the baseline and the project."""

from __future__ import annotations

from typing import Any

from appraisal.ground import rates
from appraisal.ground.scans import total
from appraisal.ground.sheet import line


class PowerPlant:
    """A plant whose capacity is power, sent out."""

    inputs = {"capacity": "MW", "capacity_factor": "1"}

    @line("service/yr")
    def rated_output(capacity: Any, capacity_factor: Any, hours_in_year: Any) -> Any:
        """Output of a full operating year of the new plant."""
        return capacity * capacity_factor * hours_in_year


class PowerPlantByHours:
    """A power plant whose use is stated in full-load hours."""

    inputs = {"capacity": "MW", "full_load_hours": "h/yr"}

    @line("service/yr")
    def rated_output(capacity: Any, full_load_hours: Any) -> Any:
        """Output of a full operating year of the new plant."""
        return capacity * full_load_hours


class PowerCost:
    """Costs that are stated for each unit of power."""

    inputs = {"capacity": "MW", "overnight_cost": "money/MW", "fixed_opex": "money/MW/yr"}

    @line("money")
    def capex(overnight_cost: Any, capacity: Any, spend: Any) -> Any:
        """Overnight cost of the plant as it is spent over the construction years."""
        return overnight_cost * capacity * spend

    @line("money/yr")
    def fixed_opex_rate(fixed_opex: Any, capacity: Any) -> Any:
        """Fixed operating cost of a full year."""
        return fixed_opex * capacity


class ServicePlant:
    """A plant whose capacity is a yearly service: tonnes of steel, appliance-years, passenger-kilometres."""

    inputs = {"capacity": "service/yr", "capacity_factor": "1"}

    @line("service/yr")
    def rated_output(capacity: Any, capacity_factor: Any) -> Any:
        """Output of a full operating year of the new plant."""
        return capacity * capacity_factor

    @line("money/yr")
    def fixed_opex_rate() -> Any:
        """A plant that gives a service states its fixed cost as other opex."""
        return 0


class OwnOutput:
    """A plant that gives its own output: the project, or an existing plant that is retrofitted."""

    inputs = {"degradation": "1", "ramp_up": "1"}

    @line("service")
    def output(rated_output: Any, degradation: Any, age: Any, ramp_up: Any, operating: Any) -> Any:
        """Output of the year, net of the plant's own use, after ageing and ramp-up."""
        return rated_output * operating * rates.declined(degradation, age) * ramp_up

    @line("1")
    def service_scale() -> Any:
        """The plant counts as it stands."""
        return 1


class SameService:
    """The baseline of a new build: as much plant as gives the project's output."""

    @line("service")
    def output(project__output: Any) -> Any:
        """The baseline gives the same service as the project in every year."""
        return project__output

    @line("1")
    def service_scale(project__rated_output: Any, rated_output: Any) -> Any:
        """How much of the baseline plant gives the project's output of a full year."""
        return project__rated_output / rated_output


class NewPlant:
    """A plant that is built."""

    @line("money")
    def installed_capex(capex: Any, service_scale: Any) -> Any:
        """Capital spent in the year on as much plant as the service needs."""
        return capex * service_scale


class ExistingPlant:
    """The plant that stands before a retrofit."""

    @line("money")
    def installed_capex() -> Any:
        """The capital of the existing plant is sunk: it counts as nothing."""
        return 0


class HeatRate:
    """Heat per output, from the efficiency."""

    inputs = {"net_efficiency": "1"}

    @line("GJ/service")
    def heat_rate(energy_per_output: Any, net_efficiency: Any) -> Any:
        """Heat burned for one unit of output."""
        return energy_per_output / net_efficiency


class Running:
    """Operation, replacement and closing of a plant, and its levelised cost."""

    inputs = {"variable_opex": "money/service", "other_opex": "money", "decommissioning": "money"}

    @line("money")
    def fixed_opex_cost(fixed_opex_rate: Any, operating: Any, service_scale: Any) -> Any:
        """Fixed operating cost of the year."""
        return fixed_opex_rate * operating * service_scale

    @line("money")
    def variable_opex_cost(variable_opex: Any, output: Any) -> Any:
        """Operating cost that goes with output."""
        return variable_opex * output

    @line("money")
    def opex(fixed_opex_cost: Any, variable_opex_cost: Any, other_opex: Any, service_scale: Any) -> Any:
        """Operating cost without fuel."""
        return fixed_opex_cost + variable_opex_cost + other_opex * service_scale

    @line("money")
    def replacement_outlay(service_scale: Any, *outlay: Any) -> Any:
        """Replacements paid in the year."""
        return total(outlay) * service_scale

    @line("money")
    def capital(installed_capex: Any) -> Any:
        """Capital of which a residual value may come back."""
        return installed_capex

    @line("money")
    def recovered(*residual: Any) -> Any:
        """Residual value that comes back at closing."""
        return total(residual)

    @line("money")
    def closing_cost(decommissioning: Any, service_scale: Any) -> Any:
        """Cost of decommissioning."""
        return decommissioning * service_scale

    @line("money")
    def cost_present_value(
        installed_capex: Any,
        replacement_outlay: Any,
        energy_cost: Any,
        opex: Any,
        closing_cost: Any,
        recovered: Any,
        price_level: Any,
        discount_factor: Any,
        operating_discount_factor: Any,
    ) -> Any:
        """Present value of the year's whole cost of the plant, without credits."""
        capital_flow = (installed_capex + replacement_outlay + closing_cost - recovered) * discount_factor
        return (capital_flow + (energy_cost + opex) * operating_discount_factor) / price_level

    @line("service")
    def output_present_value(output: Any, operating_discount_factor: Any) -> Any:
        """Output of the year, discounted like the money that it earns."""
        return output * operating_discount_factor


class Replacement:
    """One replacement outlay, placed under the plant's own name for it."""

    inputs = {"amount": "money"}

    @line("money")
    def outlay(amount: Any) -> Any:
        """What the replacement costs in its years."""
        return amount
