"""The economic view: resources instead of transfers, shadow prices, tonnes at their social value.

It never joins the financial view: no tax, grant, loan or credit income enters it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground import rates
from appraisal.ground.scans import carried, so_far, to_come, total
from appraisal.ground.sheet import line


class SocialDiscounting:
    """A social discount rate that may step down with the years: each year is discounted at its own rate."""

    inputs = {"discount_rate": "1"}

    @line("1")
    def valuing(since_valuation: Any) -> Any:
        """1 in the valuation year."""
        return 1 - np.sign(np.absolute(since_valuation))

    @line("1")
    def chain(first_year: Any, discount_rate: Any) -> Any:
        """Product of the yearly factors since the first year of the axis."""
        return carried(first_year, 1 / (1 + discount_rate))

    @line("1")
    def chain_at_valuation(chain: Any, valuing: Any, first_year: Any) -> Any:
        """The product at the valuation year."""
        return so_far(to_come(chain * valuing, 1) * first_year)

    @line("1")
    def rate_at_valuation(discount_rate: Any, valuing: Any, first_year: Any) -> Any:
        """The social discount rate of the valuation year."""
        return so_far(to_come(discount_rate * valuing, 1) * first_year)

    @line("1")
    def discount_factor(
        chain: Any, chain_at_valuation: Any, rate_at_valuation: Any, since_valuation: Any, outlay_time: Any
    ) -> Any:
        """Social value today of one unit of money paid out in the year."""
        return chain / chain_at_valuation * rates.compound(rate_at_valuation, since_valuation - outlay_time)

    @line("1")
    def operating_discount_factor(
        discount_factor: Any, discount_rate: Any, outlay_time: Any, operating_time: Any
    ) -> Any:
        """Social value today of one unit of money that flows with operation in the year."""
        return discount_factor * rates.compound(discount_rate, outlay_time - operating_time)


class BorderPriced:
    """A carrier whose market price hides a subsidy or a tax: it counts at its price at the border."""

    inputs = {"border_price": "money/GJ"}

    @line("money")
    def resource_cost(burned: Any, border_price: Any) -> Any:
        """Fuel burned at the price at the border."""
        return burned * border_price


class BorderPricedElectricity:
    """Electricity that counts at what it costs the country."""

    inputs = {"border_price": "money/GJ"}

    @line("money")
    def resource_cost(consumed: Any, energy_per_output: Any, border_price: Any) -> Any:
        """Electricity drawn at its price to the country."""
        return consumed * energy_per_output * border_price


class MarketPriced:
    """A carrier that counts at its market price times the conversion factor."""

    @line("money")
    def resource_cost(fuel_cost: Any, economic__conversion__fuel: Any) -> Any:
        """Fuel cost at market prices, converted."""
        return fuel_cost * economic__conversion__fuel


class PlantResources:
    """Energy of a plant at what it costs the country."""

    @line("money")
    def energy_resource_cost(*resource_cost: Any) -> Any:
        """Cost to the country of all fuels and electricity of the plant."""
        return total(resource_cost)


class FuelOfPlants:
    """Energy that a swap of two plants saves the country."""

    @line("money")
    def fuel_saving(baseline__energy_resource_cost: Any, project__energy_resource_cost: Any) -> Any:
        """Energy cost that the swap saves the country."""
        return baseline__energy_resource_cost - project__energy_resource_cost


class FuelOutright:
    """A fuel saving that is stated outright."""

    @line("money")
    def fuel_saving(swap__fuel_saving: Any, conversion__fuel: Any) -> Any:
        """Fuel saving at market prices, converted."""
        return swap__fuel_saving * conversion__fuel


class CoBenefit:
    """A local benefit beside the climate, such as cleaner air."""

    inputs = {"amount": "money"}

    @line("money")
    def co_benefit(amount: Any) -> Any:
        """The benefit in the year."""
        return amount


class Resources:
    """The swap in resources at what they are worth to the country, before any value of carbon."""

    @line("money")
    def capital_cost(resource_capital: Any, conversion__capital: Any) -> Any:
        """Capital, working capital and closing cost less residual value, converted."""
        return resource_capital * conversion__capital

    @line("money")
    def operating_gain(resource_gain: Any, swap__fuel_saving: Any, support_costs: Any, conversion__opex: Any) -> Any:
        """Yearly savings and benefits less costs, those of support included; no fuel, credit income, transfers."""
        return (resource_gain - swap__fuel_saving - support_costs) * conversion__opex

    @line("money")
    def co_benefits(*co_benefit: Any) -> Any:
        """Local benefits beside the climate."""
        return total(co_benefit)

    @line("money")
    def flow(capital_cost: Any, fuel_saving: Any, operating_gain: Any, co_benefits: Any) -> Any:
        """Resources gained less resources spent, before any value of carbon."""
        return fuel_saving + operating_gain + co_benefits - capital_cost

    @line("money")
    def flow_present_value(
        flow: Any, capital_cost: Any, price_level: Any, discount_factor: Any, operating_discount_factor: Any
    ) -> Any:
        """Social present value of the year's resources."""
        operating = (flow + capital_cost) * operating_discount_factor
        return (operating - capital_cost * discount_factor) / price_level


class ShadowPriced:
    """The tonnes that the swap avoids at a low and a high shadow price of carbon."""

    inputs = {"carbon_price.low": "money/t", "carbon_price.high": "money/t"}

    @line("money")
    def carbon_value_low(swap__abatement: Any, carbon_price__low: Any) -> Any:
        """Emissions avoided at the low shadow price."""
        return swap__abatement * carbon_price__low

    @line("money")
    def carbon_value_high(swap__abatement: Any, carbon_price__high: Any) -> Any:
        """Emissions avoided at the high shadow price."""
        return swap__abatement * carbon_price__high

    @line("money")
    def present_value_low(
        flow_present_value: Any, carbon_value_low: Any, price_level: Any, operating_discount_factor: Any
    ) -> Any:
        """Social present value of the year with tonnes at the low shadow price."""
        return flow_present_value + carbon_value_low / price_level * operating_discount_factor

    @line("money")
    def present_value_high(
        flow_present_value: Any, carbon_value_high: Any, price_level: Any, operating_discount_factor: Any
    ) -> Any:
        """Social present value of the year with tonnes at the high shadow price."""
        return flow_present_value + carbon_value_high / price_level * operating_discount_factor


class Exported:
    """What it costs the host to make good the tonnes that it exports with a corresponding adjustment."""

    inputs = {"marginal_abatement_cost": "money/t"}

    @line("money")
    def export_cost(credits__adjusted: Any, marginal_abatement_cost: Any) -> Any:
        """Cost to the host of avoiding elsewhere the tonnes that it takes out of its own account."""
        return credits__adjusted * marginal_abatement_cost

    @line("money")
    def export_cost_present_value(export_cost: Any, price_level: Any, operating_discount_factor: Any) -> Any:
        """Social present value of the cost of exported tonnes."""
        return export_cost / price_level * operating_discount_factor

    @line("money")
    def export_income_present_value(credit_revenue: Any, price_level: Any, operating_discount_factor: Any) -> Any:
        """Social present value of what the credits earn."""
        return credit_revenue / price_level * operating_discount_factor
