"""Direct support: what governments pay beside grant and loans, and what they top up."""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground.sheet import line


class SupportCost:
    """A cost that a government bears: advice, or a monitoring system; it avoids no tonne by itself."""

    inputs = {"amount": "money"}

    @line("money", pays="supporter")
    def support_cost(amount: Any) -> Any:
        """Cost in the year, borne by a government."""
        return amount


class GuaranteedAlways:
    """A guarantee for every sale."""

    @line("1")
    def guaranteed() -> Any:
        """1: the guarantee holds in every year."""
        return 1


class GuaranteedInYears:
    """A guarantee in stated years."""

    inputs = {"active": "yr"}

    @line("1")
    def guaranteed(active: Any, whole_year: Any) -> Any:
        """1 in the years in which the guarantee holds."""
        return active / whole_year


class PriceGuarantee:
    """A price that a government tops credit sales up to."""

    inputs = {"price": "money/t"}

    @line("money", pays="supporter", to="developer")
    def guarantee_payment(credits__delivered: Any, credits__sales_value: Any, price: Any, guaranteed: Any) -> Any:
        """What the year's sales lack of the guaranteed price."""
        return np.maximum(0, credits__delivered * price - credits__sales_value) * guaranteed
