"""Loops of the lines that cells can spell after all: losses that expire, as one balance a year.

Losses are used from the oldest on, so that what is gone, used or expired, is always the oldest part of all that were
made. With A the losses made to date, L their life and p the profit: gone = min(max(gone before, A of L + 1 years ago)
+ p, A of the year before).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from appraisal.ground.scans import delayed, previous, so_far
from appraisal.lines import tax


def _gone(profit: Any, loss_life: Any) -> tuple[Any, Any, Any]:
    """Return the losses made to date, those used or expired before the year's profit is, and those after."""
    page = profit.page
    made = page.see(page.row_of(so_far(np.maximum(0, 0 - profit))))
    expired = page.see(page.row_of(previous(delayed(made, loss_life))))
    gained, before = np.maximum(0, profit), previous(made)
    values, left = np.zeros(page.years), 0.0
    for year in range(page.years):
        left = min(max(left, expired.values[year]) + gained.values[year], before.values[year])
        values[year] = left
    text = f"MIN(MAX(N({{p}}{page.next}),{expired.text})+{gained.text},{before.text})"
    gone = page.working(text, values)
    return made, np.maximum(previous(gone), expired), gone


def taxed(profit: Any, loss_life: Any) -> Any:
    """Return the profit that is left after the losses that may still be used."""
    _, before, after = _gone(profit, loss_life)
    return np.maximum(0, profit) - (after - before)


def losses(profit: Any, loss_life: Any) -> Any:
    """Return the losses that the following years may still use."""
    made, _, gone = _gone(profit, loss_life)
    return made - np.maximum(gone, delayed(made, loss_life))


SPELT: Mapping[Callable[..., Any], Callable[..., Any]] = {tax.Expire.losses: losses, tax.Expire.taxed: taxed}
"""For each loop that has a spelling in cells: that spelling."""
