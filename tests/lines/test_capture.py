"""Carbon capture at a plant: what is captured, what storing it costs, what is still emitted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.capture import Capture, CapturingPlant
from appraisal.lines.fuel import Carriers, Fuel, NetHeat
from appraisal.lines.plant import Running

from .books import row, sheet, years_of


def test_what_is_captured_is_a_share_of_what_the_fuels_form():
    captured = Capture.captured(output=row(0, 1000, 500), heat_per_output=9, mean_emission_factor=0.1, capture_rate=0.9)
    assert years_of(captured) == pytest.approx([0, 810, 405])


def test_storage_is_paid_for_each_tonne_captured():
    assert years_of(Capture.storage_cost(row(0, 810, 405), 10)) == [0, 8100, 4050]


def test_the_plant_emits_what_is_not_captured():
    assert years_of(CapturingPlant.emissions(row(0, 810), row(0, 900), row(0, 30))) == [0, 120]


def test_operating_cost_is_that_of_any_plant_and_storage():
    stated = {"fixed_opex_cost": 5, "variable_opex_cost": 3, "other_opex": 2, "service_scale": 2}
    plain = Running.opex(**stated)
    assert CapturingPlant.opex(**stated, capture__storage_cost=7) == plain + 7
    assert CapturingPlant.opex(**stated, capture__storage_cost=0) == plain


FUELS = {"coal": (0.8, 0.0946, 1.0), "oil": (0.2, 0.0774, 0.99)}
"""Share of heat, emission factor and oxidation factor."""


@given(st.floats(0, 1))
def test_capture_takes_its_share_of_every_fuel(rate):
    """Captured and emitted add up to what is formed, whatever the mix."""
    stated = {}
    for key, (share, factor, oxidation) in FUELS.items():
        fuel = f"project__fuels__{key}"
        stated |= {f"{fuel}__share": share, f"{fuel}__emission_factor": factor, f"{fuel}__oxidation_factor": oxidation}
    rows = sheet(
        {
            "project.capture": [Capture],
            "project": [Carriers, CapturingPlant],  # the later line of a name stands here
            **{f"project.fuels.{key}": [NetHeat, Fuel] for key in FUELS},
        },
        wanted=("project.emissions", "project.capture.captured"),
        project__output=row(0, 1000),
        project__heat_rate=10,
        project__capture__capture_rate=rate,
        **stated,
    )
    formed = 1000 * 10 * sum(share * factor * oxidation for share, factor, oxidation in FUELS.values())
    assert years_of(rows["project.capture.captured"]) == pytest.approx([0, rate * formed])
    assert years_of(rows["project.emissions"]) == pytest.approx([0, (1 - rate) * formed], abs=1e-9)
