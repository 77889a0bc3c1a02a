"""The benchmark job: its scenario, and draws of six of its figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SCENARIO = Path(__file__).with_name("job.yaml")

FIGURES = {
    "capex": "swap.capex_gap",
    "saving": "swap.fuel_saving",
    "growth": "swap.fuel_saving.growth",
    "price": "credits.price",
    "tonnes": "swap.abatement",
    "rate": "discount_rate",
}
"""The figures that are drawn, by the name that the oracle gives them and by their path in the scenario."""

BASE = {"capex": 125e6, "saving": 8.75e6, "growth": 0.02, "price": 25.0, "tonnes": 600e3, "rate": 0.09}
"""What the scenario states, in USD, USD a year, a share a year, USD a tonne, tonnes a year, a share a year."""

LOGARITHMIC = {"capex": 0.12, "price": 0.40}
"""Standard deviation of the logarithm of the figures that are lognormal; the stated value is the median."""

SPREAD = {"saving": 0.875e6, "growth": 0.01, "tonnes": 48e3, "rate": 0.01}
"""Standard deviation of the figures that are normal; the stated value is the mean."""

LEAST_RATE = 0.02

TOGETHER = {
    ("capex", "saving"): 0.1,
    ("capex", "growth"): 0.2,
    ("capex", "rate"): 0.2,
    ("saving", "growth"): 0.3,
    ("saving", "tonnes"): 0.4,
    ("growth", "price"): 0.3,
    ("growth", "rate"): 0.2,
}
"""Correlation of the normal numbers behind two figures; all other pairs are independent."""


def correlation() -> Floats:
    """Return the correlation of the normal numbers behind the figures, in their order."""
    names, found = list(FIGURES), np.eye(len(FIGURES))
    for (one, other), shared in TOGETHER.items():
        at, to = names.index(one), names.index(other)
        found[at, to] = found[to, at] = shared
    return found


def drawn(count: int, seed: int = 1) -> dict[str, Floats]:
    """Return ``count`` draws of every figure by its name."""
    even = np.random.default_rng(seed).standard_normal((len(FIGURES), count))
    normal = dict(zip(FIGURES, np.linalg.cholesky(correlation()) @ even, strict=True))
    found = {name: BASE[name] * np.exp(sd * normal[name]) for name, sd in LOGARITHMIC.items()}
    found |= {name: BASE[name] + sd * normal[name] for name, sd in SPREAD.items()}
    found["rate"] = np.maximum(found["rate"], LEAST_RATE)
    return {name: found[name] for name in FIGURES}


def table(figures: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return draws by the paths of the scenario, as the model takes them."""
    return {path: figures[name] for name, path in FIGURES.items()}


def one_of(figures: Mapping[str, Floats], draw: int) -> dict[str, Any]:
    """Return one draw as plain numbers, as the oracle takes it."""
    return {name: float(values[draw]) for name, values in figures.items()}
