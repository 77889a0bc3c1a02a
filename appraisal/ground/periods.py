"""Years and periods: how much of a year lies in a period."""

from __future__ import annotations

from typing import Any

import numpy as np


def part_inside(begins: Any, start: Any, end: Any, whole_year: Any) -> Any:
    """Return the part of a year that lies between ``start`` and ``end``, all counted from one moment [yr].

    max(0, min(begins + 1, end) - max(begins, start)), so that a fractional period is continuous. Arrays
    ``(years, draws or 1)``. Spreadsheet: ``=MAX(0,MIN(b+1,end)-MAX(b,start))``.

    >>> [float(part_inside(year, 0.75, 2.75, 1)) for year in range(4)]
    [0.25, 1.0, 0.75, 0.0]
    """
    return np.maximum(0, np.minimum(begins + whole_year, end) - np.maximum(begins, start))
