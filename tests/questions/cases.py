"""A small swap to ask questions of: money in whole millions, one page of arithmetic."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from appraisal.engine import measures
from appraisal.engine.model import Model
from appraisal.scenario.load import build
from appraisal.scenario.tree import parse_tree

FOLDER = Path(__file__).parents[2] / "scenarios"
SOURCE = FOLDER / "usc_vs_subcritical.yaml"
PLANTS = FOLDER / "usc_vs_subcritical_plants.yaml"


def swap(**parts: Any) -> Model:
    """Return the model of a swap: 100 million USD for 10 million a year over ten years, with parts laid over it."""
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
    return Model(build(parse_tree(json.dumps(data), "case.yaml")))


def npv(model: Model, **table: float) -> float:
    """Return the NPV with figures at other values; two underscores stand for the dot."""
    run = model.run({path.replace("__", "."): np.array([value]) for path, value in table.items()})
    return float(measures.npv(run)[0])
