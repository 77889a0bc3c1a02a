"""Enabling costs of a programme, appraised like everything else: as scenarios that swap nothing and cost something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from appraisal.engine.model import Model, Run
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.load import build
from appraisal.scenario.programme import Programme
from appraisal.scenario.programme_schema import Enabling
from appraisal.scenario.tree import Tree

SUPPORTS = {"mrv": "mrv"}
"""Kinds of enabling cost that are support of their own name; all others are advice."""

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class EnablingRun:
    """One enabling cost, run on its own years."""

    name: str
    stated: Enabling
    run: Run = field(repr=False)


def years_of(programme: Programme) -> list[int]:
    """Return the years in which enabling costs flow."""
    stated = programme.document.programme.enabling.values()
    spans = [year for one in stated if one.years for year in (one.years.first, one.years.last)]
    return spans + [one.year for one in stated if one.year is not None]


def enabling_runs(programme: Programme) -> tuple[EnablingRun, ...]:
    """Return each enabling cost as a run under the programme's conventions."""
    stated = programme.document.programme.enabling
    return tuple(EnablingRun(name, one, _run(programme, name, one)) for name, one in stated.items())


def _run(programme: Programme, name: str, one: Enabling) -> Run:
    first = one.years.first if one.years else one.year
    last = one.years.last if one.years else one.year
    path = f"programme.enabling.{name}"
    parts = _costs(name, one, _amount(programme, name, first or 0)) | _exchange(programme, one.amount.currency)
    return frame(programme, first or 0, last or 0, parts, path)


def _amount(programme: Programme, name: str, first: int) -> Any:
    """Return the amount as typed; growth counts from its first year."""
    raw = programme.tree.data["programme"]["enabling"][name]["amount"]
    return {"from": first, **raw} if isinstance(raw, dict) and "growth" in raw else raw


def _costs(name: str, one: Enabling, amount: Any) -> dict[str, Any]:
    dates: dict[str, Any] = {"year": one.year} if one.year is not None else {}
    if one.years:
        dates["years"] = {"from": one.years.first, "to": one.years.last}
    if one.payer == "developer":
        return {"items": {name: {"kind": "cost", "amount": amount, **dates}}}
    kind = SUPPORTS.get(one.kind, "technical_assistance")
    return {"support": {kind: {"amount": amount, "from": one.payer, **dates}}}


def _exchange(programme: Programme, currency: str) -> dict[str, Any]:
    """Return the exchange rate of the one currency in which a cost is stated."""
    rates = programme.tree.data.get("fx", {})
    return {"fx": {currency: rates[currency]}} if currency in rates else {}


def frame(programme: Programme, first: int, last: int, parts: Plain, path: str) -> Run:
    """Return a run that swaps nothing from one year to another, on the programme's conventions.

    Its rows of price level and discount factors are those of the programme.

    Raises:
        ScenarioError: with the place at which the programme states what cannot be run.
    """
    stated = programme.tree.data
    tree: dict[str, Any] = {
        "format": 1,
        "name": programme.name,
        **{key: stated[key] for key in ("sources", "money", "discount_rate") if key in stated},
        "timeline": {
            "first_year": first,
            "operation": f"{max(last - first, 1)} yr",
            "timing": programme.timing,
            "valuation_year": programme.document.timeline.valuation_year,
        },
        "swap": _no_swap(programme.currency),
        **parts,
    }
    try:
        return Model(build(Tree(tree, programme.tree.places, programme.file))).run()
    except ScenarioError as error:
        message = "{message} ({path})"
        told = [Problem(one.code, path, message.format(message=one.message, path=one.path)) for one in error.problems]
        raise ScenarioError([programme.located(problem) for problem in told]) from None


def _no_swap(currency: str) -> dict[str, str]:
    return {"capex_gap": f"0 {currency}", "fuel_saving": f"0 {currency}/yr", "abatement": "0 t/yr"}
