"""A roll-out: units that are bought year by year, serve whole years, save energy, and are measured by sample."""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground.scans import delayed, previous, so_far, spread
from appraisal.ground.sheet import line


class LevelKept:
    """Units that are bought so that a level is in place at the end of each year."""

    inputs = {"level": "service", "life": "yr", "active": "yr"}

    @line("service")
    def rise(level: Any) -> Any:
        """Units by which the level rises in the year."""
        return np.maximum(0, level - previous(level))

    @line("1")
    def renewal(elapsed: Any, life: Any) -> Any:
        """By age: 1 when a unit is bought, and again each time that its life has passed."""
        return 1 - np.sign(elapsed - life * np.floor(elapsed / life))

    @line("service")
    def units(rise: Any, renewal: Any, active: Any, whole_year: Any) -> Any:
        """Units bought in the year: what the level rises by, and what must be replaced."""
        return spread(rise, renewal) * active / whole_year


class Fleet:
    """The units in service. A unit begins to serve in the year after it is bought and serves whole years."""

    inputs = {"units": "service", "life": "yr", "rebound": "1"}

    @line("service")
    def entering(units: Any) -> Any:
        """Units that begin to serve in the year: those bought the year before."""
        return previous(units)

    @line("service")
    def retired(entering: Any, life: Any) -> Any:
        """Units whose life ended with the year before."""
        return delayed(entering, life)

    @line("service")
    def stock(entering: Any, retired: Any) -> Any:
        """Units in service: all that have entered less all that have retired."""
        return so_far(entering) - so_far(retired)

    @line("service")
    def served(stock: Any, operating: Any, whole_year: Any) -> Any:
        """Unit-years of service in the part of the year that lies in operation."""
        return stock * operating / whole_year

    @line("service")
    def output(served: Any, rebound: Any) -> Any:
        """Unit-years whose saving is kept; the rest is used up by the rebound, as more service from each unit."""
        return served * (1 - rebound)


class RolledOut:
    """The difference that a roll-out makes: what its units cost above those they replace, and what they save."""

    inputs = {"leakage": "t"}

    @line("money")
    def capex_gap(roll_out__units: Any, roll_out__premium: Any) -> Any:
        """Units bought in the year, each at its premium over the one that it replaces."""
        return roll_out__units * roll_out__premium

    @line("money")
    def fuel_saving(roll_out__energy_cost: Any) -> Any:
        """Cost of the energy that the units in service no longer use."""
        return roll_out__energy_cost

    @line("money")
    def opex_saving(roll_out__served: Any, roll_out__unit_opex: Any, roll_out__programme_cost: Any) -> Any:
        """What the units cost to keep and the programme to run; below zero, because it is paid."""
        return 0 - roll_out__served * roll_out__unit_opex - roll_out__programme_cost

    @line("service")
    def output(roll_out__served: Any) -> Any:
        """Unit-years of service in the year."""
        return roll_out__served

    @line("t")
    def abatement(roll_out__emissions: Any, leakage: Any) -> Any:
        """Emissions of the energy that the units in service no longer use, less leakage."""
        return roll_out__emissions - leakage


class UnitsLeft:
    """What the units are worth at closing: each its book value, straight line over its own life."""

    inputs = {"life": "yr"}

    @line("1")
    def remaining(elapsed: Any, life: Any) -> Any:
        """By age: the share of a unit's life that is left so many years after it was bought."""
        return np.maximum(0, 1 - elapsed / life)

    @line("money")
    def residual(capital: Any, price_level: Any, remaining: Any, closing: Any) -> Any:
        """What is left at closing of each year's capital, at the closing year's price level."""
        return spread(capital / price_level, remaining) * price_level * closing


class Sample:
    """How many units are measured in a year, and how well the mean of their saving is known from them."""

    inputs = {"variation": "1", "precision": "1", "critical_value": "1", "sample": "service"}

    @line("1")
    def large_sample(variation: Any, precision: Any, critical_value: Any) -> Any:
        """Units to measure where there are very many: critical value by variation over precision, squared."""
        ratio = critical_value * variation / precision
        return ratio * ratio

    @line("service")
    def exact_sample(large_sample: Any, stock: Any, one_unit: Any) -> Any:
        """Units to measure of those in service, as the CDM guideline on sampling has it for a mean."""
        others = np.maximum(stock, one_unit) - one_unit
        return large_sample * stock * one_unit / (others + large_sample * one_unit)

    @line("service")
    def needed(exact_sample: Any, one_unit: Any) -> Any:
        """The whole number of units that the precision needs."""
        whole = np.floor(exact_sample / one_unit) * one_unit
        return whole + np.sign(exact_sample - whole) * one_unit

    @line("service")
    def sample(needed: Any) -> Any:
        """Units to measure in the year: as many as the precision needs, where no sample is stated."""
        return needed

    @line("service")
    def measured(sample: Any, stock: Any) -> Any:
        """Units measured in the year; never more than are in service."""
        return np.minimum(sample, stock)

    @line("1")
    def precision_reached(critical_value: Any, variation: Any, stock: Any, measured: Any, one_unit: Any) -> Any:
        """Half-width of the confidence interval of the mean saving, as a share of it."""
        unmeasured = np.maximum(0, stock - measured) / np.maximum(one_unit, stock - one_unit)
        return critical_value * variation * np.sqrt(unmeasured * one_unit / np.maximum(one_unit, measured))

    @line("1")
    def discount(precision_reached: Any, needed: Any, measured: Any) -> Any:
        """Where fewer units are measured than needed, the lower end of the interval counts instead of the mean."""
        return precision_reached * np.sign(np.maximum(0, needed - measured))


class SampleCost:
    """What the sample costs in the years with credits."""

    inputs = {"cost": "money/service"}

    @line("money")
    def crediting_cost(measured: Any, cost: Any, credits__credited_share: Any) -> Any:
        """Cost of measuring the sample, in the part of the year that is credited."""
        return measured * cost * credits__credited_share


class SampledDiscount:
    """The discount for uncertainty that follows from the sample."""

    @line("1")
    def uncertainty_discount(roll_out__sampling__discount: Any) -> Any:
        """Share of the tonnes that is not issued, because the sample knows them no better."""
        return roll_out__sampling__discount
