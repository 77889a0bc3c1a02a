"""Which figures may be drawn: shares of one whole never move alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from appraisal.engine.model import Model
from appraisal.ground.problem import ScenarioError
from appraisal.scenario.drawable import SHARED
from appraisal.scenario.draws import plan_of
from appraisal.scenario.load import load

PACKAGE = Path(__file__).parents[2] / "scenarios" / "usc_bilateral_package.yaml"
MACHINERY = "tax.assets.machinery.share"


@pytest.mark.parametrize(
    "path", ["credits.owners.host", "baseline.fuels.coal.share", "project.fuels.oil.share", MACHINERY]
)
def test_shares_that_add_up_to_one_are_known(path: str) -> None:
    assert SHARED.fullmatch(path)


@pytest.mark.parametrize("path", ["finance.loans.bank.share", "credits.share_cashed", "tax.assets.machinery.life"])
def test_shares_of_their_own_are_not(path: str) -> None:
    assert not SHARED.fullmatch(path)


def test_the_share_of_a_class_of_assets_is_not_drawn_alone_and_says_so() -> None:
    scenario = load(PACKAGE, sets=[f"{MACHINERY}={{value: 70 %, low: 40 %, high: 95 %}}"])
    plan = plan_of(scenario, draws=1000, seed=1)
    assert MACHINERY not in plan.paths
    assert "add up to 1" in plan.left_out[MACHINERY]
    with pytest.raises(ScenarioError) as caught:
        Model(scenario).run({MACHINERY: [0.5]})
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [("shared", MACHINERY)]
