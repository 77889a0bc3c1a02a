"""The scenario against what its own figures imply: warnings, never corrections."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from appraisal.engine.model import Model, Run
from appraisal.ground.problem import Problem
from appraisal.ground.sheet import evaluate
from appraisal.scenario import library
from appraisal.scenario.rows import given_rows

AGREE = 0.01
"""A stated figure and its computed value agree within this share."""


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
            f"if the abatement is all fuel not burned ({fuel.name.lower()}), the saving implies "
            f"{implied:.2f} {scenario.currency}/GJ (about {mass:.0f} {scenario.currency}/t); "
            f"plausible is {low:g} to {high:g} {scenario.currency}/GJ{_unverified(fuel)}",
        )


def _unverified(fuel: library.Fuel) -> str:
    price = fuel.plausible_price
    keys = (price.source, price.note) if price else ()
    return "" if all(library.evidence()[key].verified for key in keys if key) else " (verified: no)"


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
