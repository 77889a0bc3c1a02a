"""Scenarios of one shape in one call: each row is what the scenario comes to with the row's values typed in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import appraisal as ap
from appraisal.engine.model import Model
from appraisal.ground.problem import ScenarioError
from appraisal.questions.scenario_table import appraise_table
from appraisal.scenario.load import changed, load

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def source() -> Model:
    return Model(load(SCENARIOS / "usc_vs_subcritical.yaml"))


def test_a_row_is_the_scenario_with_its_values_typed_in() -> None:
    scenario = load(SCENARIOS / "usc_vs_subcritical_plants.yaml")
    rng = np.random.default_rng(5)
    count = 6
    texts = {
        "credits.price": [f"{value!r} USD/t" for value in rng.uniform(-5, 60, count).tolist()],
        "discount_rate": [f"{value!r} %" for value in rng.uniform(1, 12, count).tolist()],
        "project.net_efficiency": [f"{value!r} % LHV" for value in rng.uniform(39, 46, count).tolist()],
        "timeline.operation": [f"{value!r} yr" for value in rng.uniform(20, 30, count).tolist()],
        "project.overnight_cost": [f"{value!r} USD/kW" for value in rng.uniform(700, 900, count).tolist()],
    }
    found = appraise_table(scenario, texts)
    assert not found.table.failed
    for row in range(count):
        metrics = ap.appraise(changed(scenario, {path: column[row] for path, column in texts.items()})).metrics
        for name in ("npv", "npv_without_credits", "project_irr", "payback", "discounted_payback", "abatement_cost"):
            if metrics[name].value is None:
                assert found.values[name][row] is None
                assert found.reasons[name][row] == metrics[name].reason
            else:
                assert found.values[name][row] == pytest.approx(metrics[name].value, rel=1e-9)
        assert found.values["threshold_credit_price"][row] == pytest.approx(
            float(metrics.threshold_credit_price), rel=1e-9
        )


def test_the_golden_table_of_the_source_case_in_one_call(source: Model) -> None:
    lives, rates = [20, 20, 25, 25, 25, 25, 30, 30], [8, 10, 5, 8, 10, 12, 8, 10]
    found = appraise_table(
        source, {"timeline.operation [yr]": lives, "discount_rate [%]": rates}, ["npv", "threshold_credit_price"]
    )
    npv = [10.00, -7.94, 68.79, 21.78, -0.19, -17.16, 29.79, 4.62]
    threshold = [13.27, 19.77, 0.40, 9.87, 16.74, 23.96, 7.84, 15.03]
    assert [round(value / 1e6, 2) for value in found.values["npv"] if value is not None] == npv
    assert [round(value, 2) for value in found.values["threshold_credit_price"] if value is not None] == threshold
    assert found.units == {"npv": "USD", "threshold_credit_price": "USD/t"}


def test_a_row_that_fails_stops_no_other_and_changes_none(source: Model) -> None:
    good = appraise_table(source, {"credits.price": ["10 USD/t", "30 USD/t"]})
    mixed = appraise_table(source, {"credits.price": ["10 USD/t", "ten", "30 USD/t"]})
    assert list(mixed.table.failed) == [1]
    for name, (first, second) in good.values.items():
        assert mixed.values[name] == (first, None, second)


def test_each_undefined_figure_says_why_in_its_own_row(source: Model) -> None:
    found = appraise_table(
        source,
        {"swap.fuel_saving [million USD/yr]": [8.75, -9, 2, 0], "credits.price [USD/t]": [16, -5, 3, -1]},
        ["project_irr", "payback"],
    )
    assert found.values["payback"][0] is not None
    assert found.reasons["payback"] == dict.fromkeys((1, 2, 3), "never recovered")
    assert found.reasons["project_irr"] == {1: "no sign change", 3: "no sign change"}
    alone = ap.appraise(changed(found.scenario, {"swap.fuel_saving": "-9 million USD/yr", "credits.price": "-5 USD/t"}))
    assert alone.metrics.project_irr.reason == found.reasons["project_irr"][1]


def test_blocks_change_nothing(source: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"credits.price [USD/t]": np.linspace(-20, 60, 500), "discount_rate [%]": np.linspace(1, 15, 500)}
    whole = appraise_table(source, values)
    monkeypatch.setattr("appraisal.questions.scenario_table.BLOCK", 7)
    parts = appraise_table(source, values)
    assert whole.values == parts.values
    assert whole.reasons == parts.reasons


def test_a_value_that_the_rules_refuse_is_told() -> None:
    scenario = load(SCENARIOS / "usc_mechanisms.yaml", sets=["credits.mechanism=cdm"])
    told = appraise_table(scenario, {"credits.share_of_proceeds [%]": [0, 2, 5]}).warnings
    assert [(one.code, one.path) for one in told] == [("refused", "credits.share_of_proceeds")]
    assert "2 % of the credits issued go to adaptation" in told[0].message
    assert appraise_table(scenario, {"credits.share_of_proceeds [%]": [2, 5]}).warnings == ()


def test_the_frame_is_a_row_a_scenario(source: Model) -> None:
    frame = appraise_table(source, {"name": ["a", "b"], "credits.price [USD/t]": [10, -50]}).frame()
    assert list(frame["name"]) == ["a", "b"]
    assert frame["credits.price"].tolist() == [10, -50]
    assert frame["project_irr"].isna().tolist() == [False, True]


def test_an_unknown_outcome(source: Model) -> None:
    with pytest.raises(ScenarioError) as caught:
        appraise_table(source, {"discount_rate": ["5 %"]}, ["nvp"])
    assert caught.value.problems[0].code == "unknown-outcome"
