"""What sensitivity is measured on: the metrics of a full run, and why one does not exist."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from appraisal.engine.appraisal import appraise
from appraisal.engine.model import Model
from appraisal.ground.problem import NoResultError, ScenarioError
from appraisal.questions.objective import UNSOUND, Objective, number, refuse_own_rate
from appraisal.scenario.load import load

from .cases import FOLDER, swap

PACKAGE = FOLDER / "usc_bilateral_package.yaml"
METRIC = {"npv": "npv", "equity_npv": "equity_npv", "irr": "project_irr"}


@pytest.mark.parametrize("name", METRIC)
def test_the_base_is_the_metric_of_the_appraisal(name: str) -> None:
    scenario = load(PACKAGE)
    goal = Objective(Model(scenario), name)
    assert goal.base == pytest.approx(float(appraise(scenario).metrics[METRIC[name]]), rel=1e-12)
    assert goal.unit == ("1" if name == "irr" else "USD")


@pytest.mark.parametrize("name", METRIC)
def test_a_draw_is_a_run_with_the_value_typed(name: str) -> None:
    goal = Objective(Model(load(PACKAGE)), name)
    found = goal.values({"project.overnight_cost": np.array([650e3, 800e3])}, 2)
    for value, cost in zip(found, (650, 800), strict=True):
        typed = appraise(load(PACKAGE, sets=[f"project.overnight_cost={cost} USD/kW"]))
        assert value == pytest.approx(float(typed.metrics[METRIC[name]]), rel=1e-11)


def test_the_level_is_where_the_swap_just_pays() -> None:
    assert Objective(swap(), "npv").level() == 0.0
    assert Objective(swap(), "irr").level() == 0.08


def test_a_rate_that_does_not_exist_is_told() -> None:
    goal = Objective(swap(), "irr")
    found = goal.values({"swap.capex_gap": np.array([100e6, -5e6])}, 2)
    assert np.isnan(found).tolist() == [False, True]
    assert goal.reason({"swap.capex_gap": -5e6}) == "no sign change"
    assert (number(found[1]), number(found[0])) == (None, float(found[0]))


def test_a_base_case_without_a_value_is_an_error_with_the_reason() -> None:
    with pytest.raises(NoResultError, match="no sign change") as caught:
        Objective(swap(swap__capex_gap="-5 million USD"), "irr")
    assert caught.value.problems[0].code == "undefined-base"
    assert Objective(swap(swap__capex_gap="5 million USD"), "irr").base > 0


def test_debt_that_no_lender_gives_is_undefined() -> None:
    loan: dict[str, Any] = {"share": "70 %", "rate": "5 %", "grace": "1 yr", "tenor": "8 yr", "repayment": "annuity"}
    goal = Objective(swap(finance={"loans": {"bank": loan}, "cost_of_equity": "12 %"}), "equity_npv")
    assert np.isnan(goal.values({"timeline.operation": np.array([10.0, 3.0])}, 2)).tolist() == [False, True]
    assert goal.reason({"timeline.operation": 3.0}) == UNSOUND


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [("payback", ScenarioError, "unknown-objective"), ("equity_npv", NoResultError, "no-finance")],
)
def test_what_cannot_be_measured_is_refused(name: str, error: type[Exception], code: str) -> None:
    with pytest.raises(error) as caught:
        Objective(swap(), name)
    assert caught.value.problems[0].code == code  # type: ignore[attr-defined]
    assert caught.value.problems[0].path == name  # type: ignore[attr-defined]


def test_a_rate_of_return_is_not_measured_over_the_discount_rate() -> None:
    with pytest.raises(ScenarioError) as caught:
        refuse_own_rate(swap(), "irr", "credits.price", "discount_rate")
    assert (caught.value.problems[0].code, caught.value.problems[0].path) == ("no-effect", "discount_rate")
    refuse_own_rate(swap(), "npv", "credits.price", "discount_rate")
    refuse_own_rate(swap(), "irr", "credits.price", "swap.capex_gap")
