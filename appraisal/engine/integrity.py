"""The model checked on itself, and the scenario against what its own figures imply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from appraisal.engine import measures
from appraisal.engine.model import Model, Run
from appraisal.ground.problem import Problem
from appraisal.ground.sheet import evaluate
from appraisal.scenario import library
from appraisal.scenario.rows import given_rows

TOLERANCE = 1e-9
AGREE = 0.01
"""A stated figure and its computed value agree within this share."""


@dataclass(frozen=True)
class Check:
    """One check of the model on itself; ``residual`` is relative to the size of what was compared."""

    name: str
    ok: bool
    residual: float


def checks_of(run: Run) -> list[Check]:
    """Return every integrity check of a run."""
    return [*_money(run), *(_check(*one) for one in _identities(run)), *_bounds(run)]


def _money(run: Run) -> Iterator[Check]:
    """Sums of money are compared by the size of what is added up: a value of 0 is made of large parts."""
    size, value = float(np.max(measures.turnover(run))), measures.npv(run)
    parts = sum(part for _, part, _ in measures.components(run))
    yield _check("the parts of the cash flow add up to the NPV", parts, value, size)
    yield _check("cumulative present value ends at the NPV", run.rows["cumulative_present_value"][-1], value, size)


def _identities(run: Run) -> Iterator[tuple[str, Any, Any]]:
    rows = run.rows
    yield "the years of operation add up to the life", run.total("operating"), rows["timeline.operation"][0]
    yield "the spend profile adds up to 1", run.total("spend"), np.ones(1)
    if "credits.issued" in rows:
        yield from _tonnes(run)


def _tonnes(run: Run) -> Iterator[tuple[str, Any, Any]]:
    rows = {name.removeprefix("credits."): row for name, row in run.rows.items() if name.startswith("credits.")}
    taken = rows["forwarded"] + rows["buffered"] + rows["levied"] + rows["cancelled"]
    yield "issued = forwarded + buffer + levies + cancelled", taken, rows["issued"]
    owned = rows["developer_credits"] + rows["host_credits"] + rows["partner_credits"]
    yield "forwarded = developer + host + partner", owned, rows["forwarded"]
    yield "developer's credits = sold + held", rows["sold"] + rows["held"], rows["developer_credits"]
    yield "credits paid = credits sold", run.total("credits.delivered"), run.total("credits.sold")


def _bounds(run: Run) -> Iterator[Check]:
    if "credits.issued" not in run.rows:
        return
    abated = np.add.accumulate(np.maximum(run.rows["swap.abatement"], 0), axis=0)
    over = np.add.accumulate(run.rows["credits.issued"], axis=0) - abated
    excess = float(np.max(over / np.maximum(abated.max(), 1)))
    yield Check("issued to date is never above abated to date", excess <= TOLERANCE, max(excess, 0.0))


def _check(name: str, left: Any, right: Any, size: float = 1.0) -> Check:
    size = max(float(np.max(np.abs(left))), float(np.max(np.abs(right))), size, 1.0)
    residual = float(np.max(np.abs(np.asarray(left) - np.asarray(right)))) / size
    return Check(name, residual <= TOLERANCE, residual)


# ---- what the scenario's own figures imply --------------------------------------------------------------------------


def warnings_of(model: Model, run: Run) -> list[Problem]:
    """Return what the figures imply and a reader should know."""
    found = [*_implied_fuel_price(model, run), *_stated_against_computed(model, run), *_late_credits(run)]
    return [model.scenario.located(problem) for problem in found]


def _implied_fuel_price(model: Model, run: Run) -> Iterator[Problem]:
    swap, scenario = model.scenario.document.swap, model.scenario
    fuel = library.fuels().get(swap.fuel or "")
    if fuel is None or fuel.plausible_price is None or model.scenario.document.project:
        return
    first = int(np.argmax(run.rows["started"][:, 0] > 0))
    tonnes = run.rows["swap.abatement"][first, 0]
    saving = run.rows["swap.fuel_saving"][first, 0] / run.rows["price_level"][first, 0]
    if tonnes <= 0:
        return
    implied = saving * fuel.figures["emission_factor"].value / tonnes
    low, high = fuel.plausible_price.low or 0.0, fuel.plausible_price.high or 0.0
    if scenario.currency == fuel.plausible_price.currency and not low <= implied <= high:
        mass = implied * fuel.figures["ncv"].value
        yield Problem(
            "implied-fuel-price",
            "swap.fuel_saving",
            f"if all abatement is saved {fuel.name.lower()}, the saving implies {implied:.2f} {scenario.currency}/GJ "
            f"(about {mass:.0f} {scenario.currency}/t); plausible is {low:g} to {high:g} {scenario.currency}/GJ",
        )


def _stated_against_computed(model: Model, run: Run) -> Iterator[Problem]:
    given = given_rows(model.scenario, run.axis, {}) if model.shadows else {}
    for name, shadow in model.shadows.items():
        computed = evaluate(shadow, {row: values for row, values in given.items() if row != name})
        one, other = (float(np.sum(rows[name])) for rows in (run.rows if name in run.rows else computed, computed))
        if abs(one - other) > AGREE * max(abs(one), abs(other)):
            both = f"stated {one:,.6g} {run.unit(name)} in all, but the plants give {other:,.6g}"
            yield Problem("stated-differs", name, f"{both}; the stated figure is used")


def _late_credits(run: Run) -> Iterator[Problem]:
    if "credits.issued" in run.rows and not float(run.total("credits.issued").max()):
        message = "no credit is issued in any year: the crediting period lies outside operation, or nothing is abated"
        yield Problem("no-credits", "credits", message)
