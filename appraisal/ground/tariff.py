"""Tariffs in tiers."""

from __future__ import annotations

from typing import Any

import numpy as np


def tiered(quantity: Any, up_to: Any, first: Any, beyond: Any) -> Any:
    """Return the charge on a quantity: one rate up to a threshold, another on what lies beyond.

    charge = min(q, threshold) first + max(0, q - threshold) beyond. Arrays ``(years, draws or 1)``; the rates are money
    for each unit of the quantity. Spreadsheet: ``=MIN(q,t)*first+MAX(0,q-t)*beyond``.

    >>> round(float(tiered(600_000, 15_000, 0.10, 0.20)))  # 7/CMP.1, paragraph 37
    118500
    """
    return np.minimum(quantity, up_to) * first + np.maximum(0, quantity - up_to) * beyond
