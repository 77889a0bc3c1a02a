"""Draws for tests, and one draw as a scenario of its own: the oracle of what many draws come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from appraisal.ground.sheet import Array
from appraisal.scenario.load import load
from appraisal.scenario.scenario import Scenario

FOLDER = Path(__file__).parents[2] / "scenarios"


def shipped(name: str, *sets: str) -> Scenario:
    return load(FOLDER / f"{name}.yaml", sets=sets)


def around(scenario: Scenario, spreads: Mapping[str, float], count: int, seed: int = 7) -> dict[str, Array]:
    """Return draws around the stated values, each spread by a share of its value."""
    stream = np.random.default_rng(seed)
    values = {path: scenario.figures[path].value for path in spreads}
    return {path: values[path] * (1 + spread * stream.standard_normal(count)) for path, spread in spreads.items()}


def at_draw(scenario: Scenario, table: Mapping[str, Array], draw: int) -> Scenario:
    """Return the scenario that states the figures of one draw."""
    drawn = {path: replace(scenario.figures[path], value=float(values[draw])) for path, values in table.items()}
    return replace(scenario, figures={**scenario.figures, **drawn})
