"""Residual value at closing, by a stated rule."""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.ground.scans import so_far
from appraisal.ground.sheet import line


class ShareOfCapex:
    """A stated share of the capital comes back in the closing year."""

    inputs = {"share": "1"}

    @line("money")
    def residual(capital: Any, price_level: Any, share: Any, closing: Any) -> Any:
        """The share of all capital spent, at the closing year's price level."""
        return so_far(capital / price_level) * share * price_level * closing


class BookValue:
    """The straight-line book value over a stated life comes back in the closing year."""

    inputs = {"life": "yr"}

    @line("money")
    def residual(capital: Any, price_level: Any, life: Any, timeline__operation: Any, closing: Any) -> Any:
        """What straight-line depreciation over the stated life has left of the capital at closing."""
        left = np.maximum(0, 1 - timeline__operation / life)
        return so_far(capital / price_level) * left * price_level * closing
