"""From the developer's credits to money: on the spot market, or under a purchase agreement with a spot remainder."""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground import periods
from appraisal.ground.scans import delayed, to_come
from appraisal.ground.sheet import line


class SpotPrice:
    """The spot market as it is."""

    inputs = {"price": "money/t"}

    @line("money/t")
    def spot_price(price: Any) -> Any:
        """Price of the year on the spot market."""
        return price


class FlooredPrice:
    """The spot market with a floor."""

    inputs = {"price": "money/t", "floor": "money/t"}

    @line("money/t")
    def spot_price(price: Any, floor: Any) -> Any:
        """Price of the year on the spot market, never below the floor."""
        return np.maximum(price, floor)


class SpotSales:
    """All credits for sale go to the spot market."""

    inputs = {"share_cashed": "1", "issuance_lag": "yr"}

    @line("t")
    def sold(developer_credits: Any, share_cashed: Any) -> Any:
        """The developer's credits that are turned into cash."""
        return developer_credits * share_cashed

    @line("t")
    def delivered(sold: Any, issuance_lag: Any) -> Any:
        """Credits sold for an earlier year's tonnes and paid in this year."""
        return delayed(sold, issuance_lag)

    @line("money")
    def revenue(delivered: Any, spot_price: Any) -> Any:
        """Credits paid in the year at the year's price."""
        return delivered * spot_price

    @line("money")
    def sales_value(revenue: Any) -> Any:
        """Credits delivered in the year at the price they are sold at."""
        return revenue


class ContractYears:
    """The years for which a purchase agreement takes tonnes."""

    inputs = {"crediting.start_after": "yr", "agreement.years": "yr"}

    @line("yr")
    def contracting(
        age: Any,
        crediting__start_after: Any,
        agreement__years: Any,
        timeline__operation: Any,
        started: Any,
        whole_year: Any,
    ) -> Any:
        """The part of the year for whose tonnes the agreement holds, counted from the start of crediting."""
        end = np.minimum(crediting__start_after + agreement__years, timeline__operation)
        return periods.part_inside(age, crediting__start_after, end, whole_year) * started


class AgreementSales:
    """A volume at a fixed price, part of it paid in advance; the rest goes to the spot market."""

    inputs = {
        "share_cashed": "1",
        "issuance_lag": "yr",
        "agreement.volume": "t",
        "agreement.price": "money/t",
        "agreement.delivery_factor": "1",
        "agreement.prepayment": "1",
        "agreement.prepayment_discount": "1",
    }

    @line("t")
    def offered(developer_credits: Any, share_cashed: Any) -> Any:
        """The developer's credits that are for sale."""
        return developer_credits * share_cashed

    @line("t")
    def contracted(offered: Any, agreement__volume: Any) -> Any:
        """Credits that are due under the agreement, as far as there are any."""
        return np.minimum(offered, agreement__volume)

    @line("t")
    def accepted(contracted: Any, agreement__delivery_factor: Any) -> Any:
        """Contracted credits that the buyer takes and pays; the rest stays with the developer."""
        return contracted * agreement__delivery_factor

    @line("t")
    def sold_spot(offered: Any, contracted: Any) -> Any:
        """Credits for sale beyond the agreement."""
        return offered - contracted

    @line("t")
    def sold(accepted: Any, sold_spot: Any) -> Any:
        """The developer's credits that are turned into cash."""
        return accepted + sold_spot

    @line("t")
    def delivered(sold: Any, issuance_lag: Any) -> Any:
        """Credits sold for an earlier year's tonnes and paid in this year."""
        return delayed(sold, issuance_lag)

    @line("money")
    def agreement_value(accepted: Any, issuance_lag: Any, agreement__price: Any) -> Any:
        """Credits delivered under the agreement at its price."""
        return delayed(accepted, issuance_lag) * agreement__price

    @line("money")
    def spot_value(sold_spot: Any, issuance_lag: Any, spot_price: Any) -> Any:
        """Credits delivered beyond the agreement at the year's price."""
        return delayed(sold_spot, issuance_lag) * spot_price

    @line("money")
    def sales_value(agreement_value: Any, spot_value: Any) -> Any:
        """Credits delivered in the year at the prices they are sold at."""
        return agreement_value + spot_value

    @line("money")
    def prepaid(agreement_value: Any, agreement__prepayment: Any) -> Any:
        """The part of the year's deliveries that was paid in advance."""
        return agreement_value * agreement__prepayment

    @line("money")
    def prepayment_received(prepaid: Any, first_year: Any, agreement__prepayment_discount: Any) -> Any:
        """All deliveries that are paid in advance, less the discount, in the first year."""
        return to_come(prepaid, 1) * first_year * (1 - agreement__prepayment_discount)

    @line("money")
    def revenue(sales_value: Any, prepaid: Any, prepayment_received: Any) -> Any:
        """Money from credits in the year: sales, less what was paid in advance, with the advance itself."""
        return sales_value - prepaid + prepayment_received
