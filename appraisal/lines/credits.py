"""The credit waterfall: from abatement to money, every tonne with an owner."""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground.scans import delayed, peak, previous, so_far
from appraisal.ground.sheet import line


class Waterfall:
    """Credits against a business-as-usual baseline."""

    inputs = {
        "price": "money/t",
        "share_cashed": "1",
        "uncertainty_discount": "1",
        "buffer": "1",
        "share_of_proceeds": "1",
        "overall_mitigation": "1",
        "owners": "1",
        "issuance_lag": "yr",
        "crediting": "yr",
        "registration_cost": "money",
        "monitoring_cost": "money",
        "issuance_fee": "money/t",
    }

    @line("yr")
    def credited(
        age: Any,
        crediting__start_after: Any,
        crediting__years: Any,
        timeline__operation: Any,
        started: Any,
        whole_year: Any,
    ) -> Any:
        """The part of the year that lies inside the crediting period; crediting never outlives operation."""
        ends = np.minimum(np.minimum(age + whole_year, crediting__start_after + crediting__years), timeline__operation)
        return np.maximum(0, ends - np.maximum(age, crediting__start_after)) * started

    @line("1")
    def credited_share(credited: Any, operating: Any, running: Any, whole_year: Any) -> Any:
        """The share of the year's operation that is credited."""
        return credited / (operating + whole_year * (1 - running))

    @line("t")
    def creditable_so_far(swap__abatement: Any, credited_share: Any) -> Any:
        """Creditable tonnes to date; a year below zero is made good before new tonnes count."""
        return np.maximum(0, peak(so_far(swap__abatement * credited_share)))

    @line("t")
    def creditable(creditable_so_far: Any) -> Any:
        """Tonnes that the mechanism lets count in the year."""
        return creditable_so_far - previous(creditable_so_far)

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
    def sold(developer_credits: Any, share_cashed: Any) -> Any:
        """The developer's credits that are turned into cash."""
        return developer_credits * share_cashed

    @line("t")
    def held(developer_credits: Any, sold: Any) -> Any:
        """The developer's credits that are not sold."""
        return developer_credits - sold

    @line("t")
    def stock(held: Any) -> Any:
        """Unsold credits to date."""
        return so_far(held)

    @line("t")
    def delivered(sold: Any, issuance_lag: Any) -> Any:
        """Credits sold for an earlier year's tonnes and paid in this year."""
        return delayed(sold, issuance_lag)

    @line("money")
    def revenue(delivered: Any, price: Any) -> Any:
        """Credits paid in the year at the year's price."""
        return delivered * price

    @line("1")
    def registering(
        elapsed: Any,
        timeline__construction__years: Any,
        crediting__start_after: Any,
        crediting__years: Any,
        timeline__operation: Any,
        whole_year: Any,
    ) -> Any:
        """1 in the year before the first crediting year; never, where no crediting falls inside operation."""
        first = timeline__construction__years + np.floor(crediting__start_after)
        period = np.minimum(crediting__years, timeline__operation - crediting__start_after)
        return (1 - np.sign(np.absolute(elapsed + whole_year - first))) * np.sign(np.maximum(0, period))

    @line("money")
    def issuance_cost(issued: Any, issuance_lag: Any, issuance_fee: Any) -> Any:
        """Fees on the credits issued, in the year of issuance."""
        return delayed(issued, issuance_lag) * issuance_fee

    @line("money")
    def crediting_cost(monitoring_cost: Any, issuance_cost: Any) -> Any:
        """Yearly cost of having credits."""
        return monitoring_cost + issuance_cost
