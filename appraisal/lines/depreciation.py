"""Depreciation for tax: what is placed in service, how it is written down, and what is left at closing.

Every amount is historic cost in money of its own year. ``by_age`` is a row by age, not by calendar year: the share of
cost that is charged in the first year of service, the second, and so on; ``elapsed`` counts that age.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground import rates
from appraisal.ground.scans import peak, previous, so_far, spread, total
from appraisal.ground.sheet import line


class Assets:
    """What is placed in service, and what all asset classes together are charged."""

    @line("1")
    def opening(started: Any) -> Any:
        """1 in the first operating year."""
        return started - previous(started)

    @line("money")
    def placed_in_service(
        swap__capex_gap: Any,
        depreciable_outlays: Any,
        replacements: Any,
        grant_received: Any,
        started: Any,
        opening: Any,
    ) -> Any:
        """Cost less grant that enters service: construction in the first operating year, the rest as it is paid."""
        cost = swap__capex_gap + depreciable_outlays + replacements - grant_received
        return so_far(cost * (1 - started)) * opening + cost * started

    @line("money")
    def basis_cut(*cut: Any) -> Any:
        """What the investment tax credit takes off the cost that is depreciated."""
        return total(cut)

    @line("money")
    def tax_credit(*earned: Any) -> Any:
        """Investment tax credit earned in the year."""
        return total(earned)

    @line("money")
    def in_service(placed_in_service: Any, basis_cut: Any) -> Any:
        """Cost that is depreciated, in the year in which it enters service."""
        return placed_in_service - basis_cut

    @line("money")
    def depreciation(*charge: Any) -> Any:
        """Depreciation of all asset classes."""
        return total(charge)

    @line("money")
    def write_off(in_service: Any, depreciation: Any, closing: Any) -> Any:
        """What is not depreciated at closing, written off then; later cost is written off in its year."""
        after = so_far(closing) - closing
        return (so_far(in_service) - so_far(depreciation)) * closing + in_service * after

    @line("money")
    def book_value(in_service: Any, depreciation: Any, write_off: Any) -> Any:
        """Cost less depreciation and write-off to date."""
        return so_far(in_service) - so_far(depreciation) - so_far(write_off)


class InvestmentCredit:
    """A tax credit on the cost that opens the plant, and its effect on the cost that is depreciated."""

    inputs = {"rate": "1", "basis_reduction": "1"}

    @line("money")
    def earned(placed_in_service: Any, opening: Any, rate: Any) -> Any:
        """Investment tax credit, a share of the cost placed in service in the first operating year."""
        return placed_in_service * opening * rate

    @line("money")
    def cut(earned: Any, basis_reduction: Any) -> Any:
        """The share of the credit that lowers the cost that is depreciated."""
        return earned * basis_reduction


class CapitalisedInterest:
    """Interest that joined the principal during construction is depreciated like the assets it paid for."""

    @line("money")
    def idc_in_service(finance__capitalised_interest: Any, started: Any, opening: Any) -> Any:
        """Capitalised interest that enters service with the plant."""
        return so_far(finance__capitalised_interest * (1 - started)) * opening

    @line("money")
    def idc_depreciation(*idc_charge: Any) -> Any:
        """Depreciation of capitalised interest."""
        return total(idc_charge)

    @line("money")
    def idc_write_off(idc_in_service: Any, idc_depreciation: Any, closing: Any) -> Any:
        """Capitalised interest that is not depreciated at closing, written off then."""
        return (so_far(idc_in_service) - so_far(idc_depreciation)) * closing


class InterestNotCapitalised:
    """Capitalised interest stays out of what is depreciated."""

    @line("money")
    def idc_depreciation() -> Any:
        """Capitalised interest is left out of the cost that is depreciated."""
        return 0

    @line("money")
    def idc_write_off() -> Any:
        """Capitalised interest is left out of the cost that is written off."""
        return 0


class SoleClass:
    """All assets are one class."""

    @line("money")
    def charge(in_service: Any, by_age: Any, running: Any) -> Any:
        """Depreciation of the year: each year's cost in service by its age, while the plant operates."""
        return spread(in_service, by_age) * running

    @line("money")
    def idc_charge(idc_in_service: Any, by_age: Any, running: Any) -> Any:
        """Depreciation of capitalised interest in the year."""
        return spread(idc_in_service, by_age) * running


class AssetClass:
    """One of several classes of assets, a share of all cost."""

    inputs = {"share": "1"}

    @line("money")
    def charge(in_service: Any, share: Any, by_age: Any, running: Any) -> Any:
        """Depreciation of the class in the year: its share of each year's cost in service by its age."""
        return spread(in_service * share, by_age) * running

    @line("money")
    def idc_charge(idc_in_service: Any, share: Any, by_age: Any, running: Any) -> Any:
        """Depreciation of the class's share of capitalised interest in the year."""
        return spread(idc_in_service * share, by_age) * running


class StraightLine:
    """The same charge in every year of the life."""

    inputs = {"life": "yr", "salvage": "1"}

    @line("1")
    def by_age(elapsed: Any, life: Any, salvage: Any, whole_year: Any) -> Any:
        """One year over the life of all but the salvage value, while the life lasts."""
        return (1 - salvage) * np.minimum(whole_year, np.maximum(0, life - elapsed)) / life


class SumOfYears:
    """Charges that fall by the same amount each year."""

    inputs = {"life": "yr", "salvage": "1"}

    @line("1")
    def by_age(elapsed: Any, life: Any, salvage: Any, whole_year: Any) -> Any:
        """Years of life left over the sum of the years' digits, of all but the salvage value."""
        left = np.maximum(0, life - elapsed)
        return (1 - salvage) * left * (whole_year + whole_year) / (life * (life + whole_year))


class DecliningBalance:
    """A constant share of the book value down to salvage, and straight line from the age at which that charges more."""

    inputs = {"life": "yr", "factor": "1", "salvage": "1"}

    @line("1")
    def alive(elapsed: Any, life: Any, whole_year: Any) -> Any:
        """1 while the life lasts."""
        return np.minimum(whole_year, np.maximum(0, life - elapsed)) / whole_year

    @line("1")
    def declining_rate(factor: Any, life: Any, whole_year: Any) -> Any:
        """Share of the book value that a year takes."""
        return np.minimum(1, factor * whole_year / life)

    @line("1")
    def declined_book(declining_rate: Any, elapsed: Any, salvage: Any) -> Any:
        """Book value at each age if only the constant share is taken, down to salvage."""
        return np.maximum(salvage, rates.declined(declining_rate, elapsed))

    @line("1")
    def even_charge(declined_book: Any, salvage: Any, elapsed: Any, life: Any, whole_year: Any, alive: Any) -> Any:
        """What straight line over the years left would charge at each age."""
        return (declined_book - salvage) * whole_year / np.maximum(whole_year, life - elapsed) * alive

    @line("1")
    def switched(even_charge: Any, declined_book: Any, declining_rate: Any) -> Any:
        """1 from the age at which straight line charges more than the constant share."""
        return peak(np.sign(np.maximum(0, even_charge - declined_book * declining_rate)))

    @line("yr")
    def switch_age(switched: Any, whole_year: Any) -> Any:
        """Years of declining balance before each age."""
        return previous(so_far(1 - switched)) * whole_year

    @line("1")
    def by_age(
        declined_book: Any,
        declining_rate: Any,
        salvage: Any,
        switched: Any,
        switch_age: Any,
        life: Any,
        whole_year: Any,
        alive: Any,
    ) -> Any:
        """The declining charge before the switch, the even rest of the book value after it."""
        declining = np.minimum(declined_book * declining_rate, declined_book - salvage)
        left = np.maximum(salvage, rates.declined(declining_rate, switch_age)) - salvage
        even = left * whole_year / np.maximum(whole_year, life - switch_age)
        return (declining * (1 - switched) + even * switched) * alive


class OwnSchedule:
    """A schedule stated age by age: a table of the law, or the scenario's own."""

    inputs = {"schedule": "1"}

    @line("1")
    def by_age(schedule: Any) -> Any:
        """The stated share of each year of service."""
        return schedule


class NeverDepreciated:
    """Assets that are not written down before closing, such as land."""

    @line("1")
    def by_age() -> Any:
        """Nothing is charged before closing."""
        return 0
