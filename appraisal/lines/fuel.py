"""Energy carriers of a plant: what is burned or drawn, what it costs, what it emits."""

from __future__ import annotations

from typing import Any

from appraisal.ground.scans import total
from appraisal.ground.sheet import line


class NetHeat:
    """A fuel of a plant whose efficiency or heat rate is stated on the net basis (LHV)."""

    inputs = {"share": "1"}

    @line("GJ/service")
    def burned_per_output(heat_rate: Any, share: Any) -> Any:
        """Heat of this fuel burned for one unit of output, net calorific value."""
        return heat_rate * share


class GrossHeat:
    """A fuel of a plant whose efficiency or heat rate is stated on the gross basis (HHV)."""

    inputs = {"share": "1", "net_to_gross": "1"}

    @line("GJ/service")
    def burned_per_output(heat_rate: Any, share: Any, net_to_gross: Any) -> Any:
        """Heat of this fuel burned for one unit of output, from gross to net calorific value."""
        return heat_rate * share * net_to_gross


class Fuel:
    """What a fuel that is burned costs and emits."""

    inputs = {"price": "money/GJ", "emission_factor": "t/GJ", "oxidation_factor": "1"}

    @line("GJ")
    def burned(output: Any, burned_per_output: Any) -> Any:
        """Heat of this fuel burned in the year, net calorific value."""
        return output * burned_per_output

    @line("t/service")
    def emitted_per_output(burned_per_output: Any, emission_factor: Any, oxidation_factor: Any) -> Any:
        """Carbon dioxide from the fuel burned for one unit of output."""
        return burned_per_output * emission_factor * oxidation_factor

    @line("money")
    def fuel_cost(burned: Any, price: Any) -> Any:
        """Fuel burned at the year's price."""
        return burned * price

    @line("t")
    def emitted(output: Any, emitted_per_output: Any) -> Any:
        """Carbon dioxide from the fuel burned."""
        return output * emitted_per_output


class FuelByMass:
    """A fuel bought by the tonne."""

    inputs = {"price_by_mass": "money/t", "ncv": "GJ/t"}

    @line("money/GJ")
    def price(price_by_mass: Any, ncv: Any) -> Any:
        """The price by mass over the net calorific value."""
        return price_by_mass / ncv


class Electricity:
    """Electricity drawn from a grid."""

    inputs = {
        "price": "money/GJ",
        "specific_consumption": "MWh/service",
        "loss_rate": "1",
        "grid_emission_factor": "t/MWh",
    }

    @line("MWh")
    def consumed(output: Any, specific_consumption: Any) -> Any:
        """Electricity drawn in the year, at the meter."""
        return output * specific_consumption

    @line("money")
    def fuel_cost(consumed: Any, energy_per_output: Any, price: Any) -> Any:
        """Electricity drawn, as energy at the year's price of energy."""
        return consumed * energy_per_output * price

    @line("t")
    def emitted(consumed: Any, loss_rate: Any, grid_emission_factor: Any) -> Any:
        """Emissions of the grid for what is drawn and for what is lost on the way."""
        return consumed / (1 - loss_rate) * grid_emission_factor


class CombinedMargin:
    """The emission factor of a grid from its two margins."""

    inputs = {"operating_margin": "t/MWh", "build_margin": "t/MWh", "operating_weight": "1"}

    @line("t/MWh")
    def grid_emission_factor(operating_margin: Any, build_margin: Any, operating_weight: Any) -> Any:
        """Combined margin: what the plants that run emit, and the plants that are built, each with its weight."""
        return operating_margin * operating_weight + build_margin * (1 - operating_weight)


class Carriers:
    """What a plant's carriers add up to."""

    @line("GJ/service")
    def heat_per_output(*burned_per_output: Any) -> Any:
        """Heat of all fuels burned for one unit of output."""
        return total(burned_per_output)

    @line("t/GJ")
    def mean_emission_factor(heat_per_output: Any, *emitted_per_output: Any) -> Any:
        """Carbon dioxide of the fuels burned, for each unit of their heat."""
        return total(emitted_per_output) / heat_per_output

    @line("money")
    def energy_cost(*fuel_cost: Any) -> Any:
        """Cost of all fuels and electricity."""
        return total(fuel_cost)

    @line("t")
    def emissions(*emitted: Any) -> Any:
        """Emissions of all fuels and electricity."""
        return total(emitted)
