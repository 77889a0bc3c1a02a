"""References above business as usual, credits beyond a plant's own tonnes, retrofits on one service."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.engine.model import Model
from appraisal.engine.used_defaults import unchecked, used_defaults
from appraisal.scenario import library
from appraisal.scenario.load import load

from .cases import PLANTS, SOURCE

STATED = {"credits.reference.rule": "stated", "swap.baseline_emissions": "5.16 Mt/yr"}


def warned(found: Appraisal, code: str) -> list[str]:
    return [problem.message for problem in found.warnings if problem.code == code]


@pytest.mark.parametrize(("emissions", "credited", "told"), [("5.16 Mt/yr", 600e3, 0), ("6 Mt/yr", 600e3, 1)])
def test_a_reference_above_usual_counts_as_usual(emissions: str, credited: float, told: int) -> None:
    found = appraise(load(SOURCE), STATED | {"credits.reference.emissions": emissions})
    assert found.run.rows["credits.creditable"][1, 0] == credited
    messages = warned(found, "reference-above-usual")
    assert len(messages) == told
    assert all("from 2013 on by up to 840,000 t" in message for message in messages)


def test_draws_of_a_benchmark_never_credit_more_than_is_abated() -> None:
    changes = {"credits.mechanism": "bilateral", "credits.reference.rule": "benchmark"}
    changes["credits.reference.benchmark"] = "{value: 0.88 t/MWh, low: 0.80 t/MWh, high: 0.99 t/MWh}"
    model = Model(appraise(load(PLANTS), changes).scenario)
    run = model.run({"credits.reference.benchmark": np.linspace(0.80, 0.99, 20)})
    assert (run.rows["credits.issued"] <= run.rows["swap.abatement"] + 1e-6).all()
    assert run.total("credits.issued")[0] < run.total("credits.issued")[-1]


SECTOR = {
    "credits.mechanism": "sectoral",
    "swap.baseline_emissions": "5.16 Mt/yr",
    "swap.output": "5758 GWh/yr",
    "credits.owners.developer": "50 %",
    "credits.sector.output": "100 TWh/yr",
    "credits.sector.intensity": "0.8 t/MWh",
}


@pytest.mark.parametrize(("benchmark", "told"), [("0.85 t/MWh", 0), ("0.95 t/MWh", 1)])
def test_a_sector_that_credits_what_nobody_avoids_is_told(benchmark: str, told: int) -> None:
    found = appraise(load(SOURCE), SECTOR | {"credits.reference.benchmark": benchmark})
    assert len(warned(found, "credits-beyond-abatement")) == told


RETROFIT = """
format: 1
name: A retrofit that loses output
money: {currency: USD, price_year: 2011, basis: nominal}
timeline: {first_year: 2012, operation: 10 yr}
discount_rate: 8 %
swap: {build: retrofit, lost_output: {price: 50 USD/MWh, emission_factor: 0.9 t/MWh}}
baseline:
  class: coal
  capacity: 939 MW
  capacity_factor: 70 %
  net_efficiency: 38 % LHV
  fuels: {coal: {fuel: other_bituminous, price: 2 USD/GJ}}
project:
  class: coal
  capacity: 939 MW
  capacity_factor: FACTOR
  net_efficiency: 43 % LHV
  fuels: {coal: {fuel: other_bituminous, price: 2 USD/GJ}}
  overnight_cost: 300 USD/kW
credits:
  mechanism: bilateral
  price: 16 USD/t
  reference: {rule: benchmark, benchmark: 0.85 t/MWh}
"""


@pytest.mark.parametrize("factor", ["65 %", "70 %", "75 %"])
def test_a_retrofit_is_credited_on_the_service_of_the_plant_before_it(factor: str, tmp_path: Path) -> None:
    file = tmp_path / "retrofit.yaml"
    file.write_text(RETROFIT.replace("FACTOR", factor), encoding="utf-8")
    run = appraise(load(file)).run
    before, after = (939 * share * 8760 for share in (0.70, float(factor.removesuffix(" %")) / 100))
    emitted = after * 3.6 / 0.43 * 0.0946 + (before - after) * 0.9
    assert run.rows["credits.eligible"][1, 0] == pytest.approx(before * 0.85 - emitted, rel=1e-9)


def test_unchecked_defaults_are_those_in_use_of_grade_c() -> None:
    found = appraise(load(SOURCE), {"credits.mechanism": "cdm"})
    names = {default.path for default in unchecked(found.scenario, found.run.wired)}
    assert "credits.issuance_lag" in names
    grades = {library.evidence()[default.source].grade for default in unchecked(found.scenario, found.run.wired)}
    assert grades == {"C"}
    used = {default.path for default in used_defaults(found.scenario, found.run.wired)}
    assert names < used
    plain = appraise(load(SOURCE))
    assert unchecked(plain.scenario, plain.run.wired) == []
