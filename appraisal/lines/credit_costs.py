"""What having credits costs: registration, monitoring, fees at issuance, and what must be watched afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground import periods, tariff
from appraisal.ground.scans import delayed, following, previous, so_far, to_come
from appraisal.ground.sheet import line


class Requested:
    """Credits in the year in which their issuance is requested."""

    inputs = {"issuance_lag": "yr"}

    @line("t")
    def requested(issued: Any, issuance_lag: Any) -> Any:
        """Credits whose issuance is requested in the year, for tonnes of an earlier one."""
        return delayed(issued, issuance_lag)


class FlatFee:
    """One fee for every credit."""

    inputs = {"issuance_fee": "money/t"}

    @line("money")
    def issuance_levy(requested: Any, issuance_fee: Any) -> Any:
        """Fee on the credits issued, in the year of issuance."""
        return requested * issuance_fee


class TieredFee:
    """A lower or higher fee for the first credits of each year."""

    inputs = {"issuance_fee": "money/t", "issuance_tier.up_to": "t/yr", "issuance_tier.fee": "money/t"}

    @line("money")
    def issuance_levy(
        requested: Any, issuance_tier__up_to: Any, issuance_tier__fee: Any, issuance_fee: Any, whole_year: Any
    ) -> Any:
        """Fee on the credits issued, in the year of issuance: one fee for the first of the year, another beyond."""
        return tariff.tiered(requested, issuance_tier__up_to * whole_year, issuance_tier__fee, issuance_fee)


class NoRegistrationFee:
    """Registration costs what the scenario states."""

    inputs = {"registration_cost": "money"}

    @line("money")
    def registering_cost(registration_cost: Any) -> Any:
        """Cost of registering, as the scenario states it."""
        return registration_cost

    @line("money")
    def issuance_cost(issuance_levy: Any) -> Any:
        """Fees that are paid on the credits issued."""
        return issuance_levy


class RegistrationFee:
    """A fee at registration by the tariff of the issuance fee, as an advance on it."""

    inputs = {
        "registration_cost": "money",
        "registration_fee.exempt_below": "t/yr",
        "registration_fee.cap": "money",
        "issuance_fee": "money/t",
        "issuance_tier.up_to": "t/yr",
        "issuance_tier.fee": "money/t",
    }

    @line("t/yr")
    def expected_yearly(creditable: Any, credited: Any, whole_year: Any) -> Any:
        """Average yearly tonnes that are expected over the whole crediting period."""
        years = so_far(credited) + following(to_come(credited, 1))
        return (so_far(creditable) + following(to_come(creditable, 1))) / np.maximum(whole_year, years)

    @line("money")
    def registration_advance(
        expected_yearly: Any,
        registration_fee__exempt_below: Any,
        registration_fee__cap: Any,
        issuance_fee: Any,
        issuance_tier__up_to: Any,
        issuance_tier__fee: Any,
        registering: Any,
        whole_year: Any,
    ) -> Any:
        """Fee at registration: the tariff on the expected yearly tonnes, up to a cap; nothing for small projects."""
        large = 1 - np.sign(np.maximum(0, registration_fee__exempt_below - expected_yearly))
        yearly = expected_yearly * whole_year
        fee = tariff.tiered(yearly, issuance_tier__up_to * whole_year, issuance_tier__fee, issuance_fee)
        return np.minimum(fee, registration_fee__cap) * large * registering

    @line("money")
    def registering_cost(registration_cost: Any, registration_advance: Any) -> Any:
        """Cost of registering: as the scenario states it, and the fee that is an advance."""
        return registration_cost + registration_advance

    @line("money")
    def levies_above_advance(issuance_levy: Any, registration_advance: Any) -> Any:
        """Fees on issuance to date beyond what was paid in advance."""
        return np.maximum(0, so_far(issuance_levy) - so_far(registration_advance))

    @line("money")
    def issuance_cost(levies_above_advance: Any) -> Any:
        """Fees that are paid on the credits issued, once the advance is used up."""
        return levies_above_advance - previous(levies_above_advance)


class NoAftercare:
    """Nothing is to be watched after crediting."""

    inputs = {"monitoring_cost": "money"}

    @line("money")
    def crediting_cost(monitoring_cost: Any, issuance_cost: Any) -> Any:
        """Yearly cost of having credits."""
        return monitoring_cost + issuance_cost


class AftercareYears:
    """Years after crediting in which something is to be watched."""

    inputs = {"aftercare.years": "yr", "crediting.start_after": "yr"}

    @line("yr")
    def crediting_end(crediting__start_after: Any, crediting_length: Any, timeline__operation: Any) -> Any:
        """When crediting ends, in years from the start of operation."""
        return np.minimum(crediting__start_after + crediting_length, timeline__operation)

    @line("yr")
    def after_crediting(
        age: Any,
        crediting__start_after: Any,
        crediting_end: Any,
        aftercare__years: Any,
        started: Any,
        whole_year: Any,
    ) -> Any:
        """The part of the year that lies in the years of aftercare; none, where no crediting falls inside operation."""
        watched = periods.part_inside(age, crediting_end, crediting_end + aftercare__years, whole_year)
        return watched * started * np.sign(np.maximum(0, crediting_end - crediting__start_after))


class Aftercare:
    """Something is to be watched after crediting, such as stored carbon dioxide."""

    inputs = {"monitoring_cost": "money", "aftercare.cost": "money"}

    @line("money")
    def crediting_cost(monitoring_cost: Any, issuance_cost: Any, aftercare__cost: Any) -> Any:
        """Yearly cost of having credits, and of watching afterwards."""
        return monitoring_cost + issuance_cost + aftercare__cost
