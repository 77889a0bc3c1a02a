"""The tonnes of the credit waterfall: from abatement to owners, every tonne with an owner."""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground import periods
from appraisal.ground.scans import peak, previous, so_far, total
from appraisal.ground.sheet import line


class CreditingPeriod:
    """The years in which tonnes are credited."""

    inputs = {"crediting.start_after": "yr", "crediting.years": "yr", "crediting.renewals": "1"}

    @line("yr")
    def crediting_length(crediting__years: Any, crediting__renewals: Any) -> Any:
        """Length of the crediting period with its renewals."""
        return crediting__years * (1 + crediting__renewals)

    @line("yr")
    def credited(
        age: Any,
        crediting__start_after: Any,
        crediting_length: Any,
        timeline__operation: Any,
        started: Any,
        whole_year: Any,
    ) -> Any:
        """The part of the year that lies inside the crediting period; crediting never outlives operation."""
        end = np.minimum(crediting__start_after + crediting_length, timeline__operation)
        return periods.part_inside(age, crediting__start_after, end, whole_year) * started

    @line("1")
    def credited_share(credited: Any, operating: Any, running: Any, whole_year: Any) -> Any:
        """The share of the year's operation that is credited."""
        return credited / (operating + whole_year * (1 - running))

    @line("yr")
    def years_since_crediting(age: Any, crediting__start_after: Any) -> Any:
        """Whole years of crediting before the year."""
        return np.floor(np.maximum(0, age - crediting__start_after))

    @line("1")
    def registering(
        elapsed: Any,
        timeline__construction__years: Any,
        crediting__start_after: Any,
        crediting_length: Any,
        timeline__operation: Any,
        whole_year: Any,
    ) -> Any:
        """1 in the year before the first crediting year; never, where no crediting falls inside operation."""
        first = timeline__construction__years + np.floor(crediting__start_after)
        period = np.minimum(crediting_length, timeline__operation - crediting__start_after)
        return (1 - np.sign(np.absolute(elapsed + whole_year - first))) * np.sign(np.maximum(0, period))


class ProjectCrediting:
    """Tonnes of one project, year by year."""

    @line("t")
    def creditable_so_far(eligible: Any, credited_share: Any) -> Any:
        """Creditable tonnes to date; a year below zero is made good before new tonnes count."""
        return np.maximum(0, peak(so_far(eligible * credited_share)))

    @line("t")
    def creditable(creditable_so_far: Any) -> Any:
        """Tonnes that the mechanism lets count in the year."""
        return creditable_so_far - previous(creditable_so_far)


class Waterfall:
    """From creditable tonnes to owners: each deduction is a share of what is issued."""

    inputs = {
        "uncertainty_discount": "1",
        "buffer": "1",
        "share_of_proceeds": "1",
        "overall_mitigation": "1",
        "owners.developer": "1",
        "owners.host": "1",
        "owners.partner": "1",
        "corresponding_adjustment": "1",
    }

    @line("t")
    def abated_in_period(swap__abatement: Any, credited_share: Any) -> Any:
        """Tonnes that the swap avoids inside the crediting period."""
        return swap__abatement * credited_share

    @line("t")
    def issued(creditable: Any, uncertainty_discount: Any) -> Any:
        """Credits issued for the year's tonnes, after the discount for uncertainty."""
        return creditable * (1 - uncertainty_discount)

    @line("t")
    def buffered(issued: Any, buffer: Any) -> Any:
        """Credits set aside in the buffer, a share of issued."""
        return issued * buffer

    @line("t")
    def levied(issued: Any, share_of_proceeds: Any) -> Any:
        """Credits that go to the share of proceeds, a share of issued."""
        return issued * share_of_proceeds

    @line("t")
    def cancelled(issued: Any, overall_mitigation: Any) -> Any:
        """Credits cancelled for overall mitigation, a share of issued."""
        return issued * overall_mitigation

    @line("t")
    def forwarded(issued: Any, buffered: Any, levied: Any, cancelled: Any) -> Any:
        """Credits left for the owners."""
        return issued - buffered - levied - cancelled

    @line("t")
    def developer_credits(forwarded: Any, owners__developer: Any) -> Any:
        """Credits that belong to the developer."""
        return forwarded * owners__developer

    @line("t")
    def host_credits(forwarded: Any, owners__host: Any) -> Any:
        """Credits that belong to the host government."""
        return forwarded * owners__host

    @line("t")
    def partner_credits(forwarded: Any, owners__partner: Any) -> Any:
        """Credits that belong to the partner government."""
        return forwarded * owners__partner

    @line("t")
    def held(developer_credits: Any, sold: Any) -> Any:
        """The developer's credits that are not sold."""
        return developer_credits - sold

    @line("t")
    def stock(held: Any) -> Any:
        """Unsold credits to date."""
        return so_far(held)

    @line("t")
    def exported(sold: Any, partner_credits: Any) -> Any:
        """Credits of the year's tonnes that leave the host: sold, or owned by the partner government."""
        return sold + partner_credits

    @line("t")
    def adjusted(exported: Any, corresponding_adjustment: Any) -> Any:
        """Exported tonnes that the host takes out of its own account."""
        return exported * corresponding_adjustment

    @line("t")
    def claimed_elsewhere(*claimed: Any) -> Any:
        """Tonnes of the same abatement that other schemes count."""
        return total(claimed)


class OtherClaim:
    """Another scheme that counts tonnes of the same abatement."""

    inputs = {"tonnes": "t"}

    @line("t")
    def claimed(tonnes: Any) -> Any:
        """Tonnes of the year that the scheme counts."""
        return tonnes
