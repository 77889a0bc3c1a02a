"""What the base case implies for tax: assets that outlive the project, losses that no profit uses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from appraisal.engine.model import Model, Run
from appraisal.ground.numbers import money
from appraisal.ground.problem import Problem
from appraisal.scenario.money_schema import Asset, Depreciation
from appraisal.scenario.rows import asset_classes

TOLERANCE = 1e-9
"""Money below this share of the cost that is written down is rounding."""

LEAST = 0.01
"""Unused losses below this share of all that is written down are not told."""


def tax_warnings(model: Model, run: Run) -> Iterator[Problem]:
    """Yield what a reader should know about depreciation and losses."""
    if model.scenario.document.tax is None:
        return
    for path, stated in asset_classes(model.scenario.document).items():
        yield from _outlived(path, stated, run)
    yield from _unused_losses(run)


def _outlived(path: str, stated: Depreciation, run: Run) -> Iterator[Problem]:
    """A class of assets whose schedule is longer than operation."""
    operated = int((run.rows["running"][:, 0] > 0).sum())
    years = _years_of(stated)
    share = stated.share.value if isinstance(stated, Asset) else 1.0
    cost = share * _until_closing(run, "tax.in_service")
    left = cost - _until_closing(run, f"{path}.charge")
    above = left - cost * (stated.salvage.value if stated.salvage else 0.0)
    if years > operated and above > TOLERANCE * abs(cost):
        amount, all_left = (money(value, run.scenario.currency) for value in (above, left))
        message = f"depreciation takes {years} years, operation {operated}: of {all_left}"
        key = "schedule" if stated.method == "schedule" else "life"
        said = f"{message} written off at closing, {amount} is above salvage value{_lost(run)}"
        yield Problem("depreciation-beyond-life", f"{path}.{key}", said)


def _lost(run: Run) -> str:
    tax = run.scenario.document.tax
    return ", and not deducted (disposal: exempt)" if tax and tax.disposal == "exempt" else ""


def _years_of(stated: Depreciation) -> int:
    """Return the years over which a class is charged; a table of half-years has one more than its life."""
    if stated.schedule is not None:
        return len(stated.schedule)
    life = int(stated.life.value) if stated.life else 0
    return life + 1 if stated.method == "macrs" else life


def _until_closing(run: Run, name: str) -> float:
    closing = int(np.flatnonzero(run.rows["running"][:, 0])[-1])
    return float(np.broadcast_to(run.rows[name], (run.axis.count, 1))[: closing + 1, 0].sum())


def _unused_losses(run: Run) -> Iterator[Problem]:
    """Losses that no profit has used by the end of the axis, expired ones included."""
    scope = "tax.levered" if "tax.levered.profit" in run.rows else "tax.unlevered"
    profit, taxed = run.rows[f"{scope}.profit"][:, 0], run.rows[f"{scope}.taxed"][:, 0]
    made, used = np.maximum(0, -profit).sum(), (np.maximum(0, profit) - taxed).sum()
    written = float(run.total("tax.depreciation")[0] + run.total("tax.write_off")[0])
    left = float(made - used)
    if left > max(LEAST * abs(written), TOLERANCE * float(np.abs(profit).sum())):
        amount = money(left, run.scenario.currency)
        message = f"losses of {amount} are never set against profit: by then the project is over, or they have expired"
        yield Problem("losses-unused", "tax.losses", f"{message}. A group that can use them states 'losses: refund'")
