"""A small swap with uncertain figures, and the error that a change of it must give."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from appraisal.ground.problem import ScenarioError
from appraisal.ground.sheet import Array
from appraisal.scenario.draws import Plan, plan_of
from appraisal.scenario.load import build, load
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.tree import parse_tree

PLANTS = Path(__file__).parents[2] / "scenarios" / "usc_vs_subcritical_plants.yaml"


def swap(file: str = "case.yaml", **parts: Any) -> Scenario:
    """Return a swap of 100 million USD for 10 million a year over ten years, with parts laid over it by path."""
    data: dict[str, Any] = {
        "format": 1,
        "name": "A small swap",
        "money": {"currency": "USD", "price_year": 2020, "basis": "nominal"},
        "timeline": {"first_year": 2020, "operation": "10 yr"},
        "discount_rate": "8 %",
        "swap": {"capex_gap": "100 million USD", "fuel_saving": "10 million USD/yr", "abatement": "500 kt/yr"},
        "credits": {"mechanism": "bilateral", "price": "10 USD/t", "share_cashed": "50 %"},
    }
    for name, value in parts.items():
        *above, last = name.split("__")
        holder = data
        for key in above:
            holder = holder.setdefault(key, {})
        holder[last] = value
    return build(parse_tree(json.dumps(data), file))


def of(value: str, distribution: str = "", **keys: Any) -> dict[str, Any]:
    """Return a figure with a distribution."""
    return {"value": value, **({"distribution": distribution} if distribution else {}), **keys}


def joined(plan: Plan) -> dict[str, Array]:
    """Return all draws of a plan by path, block after block."""
    tables = [plan.table(block) for block in range(plan.blocks)]
    return {path: np.concatenate([table[path] for table in tables], axis=-1) for path in plan.paths}


def drawn(scenario: Scenario, path: str = "credits.price", draws: int = 2**14, sampler: str = "sobol") -> Array:
    """Return the draws of one figure."""
    return joined(plan_of(scenario, draws=draws, sampler=sampler))[path]


def refused(scenario: Scenario, **asked: Any) -> list[tuple[str, str]]:
    """Return code and key path of everything that a plan is refused for; all of it has words that say the way out."""
    with pytest.raises(ScenarioError) as caught:
        plan_of(scenario, **asked)
    assert all(problem.message for problem in caught.value.problems)
    return [(problem.code, problem.path) for problem in caught.value.problems]


def unreadable(**parts: Any) -> list[tuple[str, str]]:
    """Return code and key path of everything that a scenario is refused for when it is read."""
    with pytest.raises(ScenarioError) as caught:
        swap(**parts)
    return [(problem.code, problem.path) for problem in caught.value.problems]


def plants(**sets: str) -> Scenario:
    """Return the shipped plants case with changes; two underscores stand for the dot."""
    return load(PLANTS, sets=[f"{path.replace('__', '.')}={value}" for path, value in sets.items()])
