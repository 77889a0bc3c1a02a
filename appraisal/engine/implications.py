"""The scenario against what its own figures imply: warnings, never corrections."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from appraisal.engine.bankable import finance_warnings
from appraisal.engine.credit_implications import credit_warnings
from appraisal.engine.model import Model, Run
from appraisal.engine.roll_out_implications import roll_out_warnings
from appraisal.engine.tax_implications import tax_warnings
from appraisal.ground.problem import Problem
from appraisal.ground.sheet import evaluate
from appraisal.scenario import library
from appraisal.scenario.figure import Figure
from appraisal.scenario.rows import given_rows
from appraisal.scenario.scenario import Scenario

AGREE = 0.01
"""A stated figure and its computed value agree within this share."""


def warnings_of(model: Model, run: Run, plain: Run) -> list[Problem]:
    """Return what the figures imply and a reader should know; ``plain`` is the run without credits."""
    found = [
        *_implied_fuel_price(model, run),
        *_implausible_fuel(model.scenario),
        *_stated_against_computed(model, run),
        *_scaled_baseline(run),
        *_surplus_sold(run),
        *_receipt_first(run),
        *_after_closing(run),
        *_late_credits(run),
        *roll_out_warnings(run),
        *credit_warnings(model, run),
        *tax_warnings(model, run),
        *finance_warnings(model, run, plain),
    ]
    return [model.scenario.located(problem) for problem in found]


def _implausible_fuel(scenario: Scenario) -> Iterator[Problem]:
    """Stated prices and emission factors of library fuels outside their ranges: a slip of a unit shows here."""
    document = scenario.document
    plants = {"baseline.fuels": document.baseline, "project.fuels": document.project}
    burned = {scope: plant.fuels for scope, plant in plants.items() if plant}
    burned |= {"roll_out.avoided": document.roll_out.avoided} if document.roll_out else {}
    for scope, carriers in burned.items():
        for key, carrier in carriers.items():
            if fuel := library.fuels().get(carrier.fuel):
                factor = fuel.figures["emission_factor"]
                yield from _outside(scenario, f"{scope}.{key}.emission_factor", factor, fuel)
                yield from _outside(scenario, f"{scope}.{key}.price", fuel.plausible_price, fuel)


def _outside(scenario: Scenario, path: str, known: Figure | None, fuel: library.Fuel) -> Iterator[Problem]:
    figure = scenario.figures.get(path)
    if figure is None or known is None or figure.default or figure.refers_to or figure.series:
        return
    same = figure.unit == known.unit and figure.currency == known.currency
    low, high = known.low or 0.0, known.high or 0.0
    if same and not low <= figure.value <= high:
        unit = scenario.unit(known.unit.replace("money", known.currency) if known.currency else known.unit)
        what = f"'{figure.text}' lies outside what is known of {fuel.name.lower()}: {low:g} to {high:g} {unit}"
        yield Problem("implausible", path, f"{what}{'' if library.is_verified(known) else ' (verified: no)'}")


def _scaled_baseline(run: Run) -> Iterator[Problem]:
    scale = float(run.rows["baseline.service_scale"][0, 0]) if "baseline.service_scale" in run.rows else 1.0
    if abs(scale - 1) > AGREE:
        message = (
            f"the baseline counts {scale:.4g} times, so that it gives the project's output: capital and fixed cost too"
        )
        yield Problem("baseline-scaled", "baseline.capacity", message)


def _surplus_sold(run: Run) -> Iterator[Problem]:
    name = "swap.lost_output.bought"
    if name in run.rows and float(run.rows[name].min()) < 0:
        message = (
            "the retrofit gives more output than before in some year: the surplus is sold at the price of lost output"
        )
        yield Problem("surplus-sold", "swap.lost_output", message)


def _after_closing(run: Run) -> Iterator[Problem]:
    """Years that the scenario states for replacements and items, beyond the end of operation."""
    closing = int(np.flatnonzero(run.rows["running"][:, 0])[-1])
    for name, row in run.rows.items():
        path = name.rpartition(".")[0]
        dated = name.endswith((".scheduled", ".active")) and not path.endswith("decommissioning")
        if dated and row[closing + 1 :].any():
            message = f"some of its years lie after {run.axis.first + closing}, the last year of operation, and count"
            yield Problem("after-closing", path, message)


def _receipt_first(run: Run) -> Iterator[Problem]:
    flows = run.rows["cash_flow"][:, 0]
    moved = flows[flows != 0]
    if len(moved) and moved[0] > 0 and (moved < 0).any():
        message = "the swap begins with a receipt and pays later, as a loan does: here a lower rate of return is better"
        yield Problem("receipt-first", "swap", message)


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
            f"plausible is {low:g} to {high:g} {scenario.currency}/GJ"
            f"{'' if library.is_verified(fuel.plausible_price) else ' (verified: no)'}",
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
