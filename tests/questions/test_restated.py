"""A value that was found for a figure is held against what a scenario may state."""

from __future__ import annotations

from pathlib import Path

import pytest

from appraisal.engine.appraisal import appraise
from appraisal.engine.model import Model
from appraisal.ground.problem import ScenarioError
from appraisal.questions.restated import refusal, refusals
from appraisal.questions.threshold import threshold
from appraisal.scenario.load import changed, load

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def package() -> Model:
    return Model(load(SCENARIOS / "usc_bilateral_package.yaml"))


def test_a_grant_for_which_the_loans_leave_no_room_is_found_and_told(package: Model) -> None:
    found = threshold(package, "finance.grant")
    assert found.value is not None
    reason = refusal(package, "finance.grant", found.value)
    assert "the shares of loans and grant come to" in reason
    with pytest.raises(ScenarioError, match="the shares of loans and grant come to"):
        appraise(changed(package.scenario, {"finance.grant": f"{found.value * 100!r} %"}))


def test_a_value_that_can_be_stated_is_not_refused(package: Model) -> None:
    assert refusal(package, "finance.grant", 0.2) == ""
    source = Model(load(SCENARIOS / "usc_vs_subcritical.yaml"))
    price = threshold(source, "credits.price").value
    assert price is not None
    assert refusal(source, "credits.price", price) == ""
    restated = appraise(changed(source.scenario, {"credits.price": f"{price!r} USD/t"}))
    assert float(restated.metrics.npv) == pytest.approx(0.0, abs=1.0)


@pytest.mark.parametrize(("low", "refused"), [(0.0, True), (0.02, False)])
def test_the_ends_of_a_span_are_held_to_the_rules_of_the_mechanism(low: float, refused: bool) -> None:
    model = Model(load(SCENARIOS / "usc_mechanisms.yaml", sets=["credits.mechanism=cdm"]))
    found = refusals(model, "credits.share_of_proceeds", [low, 0.05, 0.1])
    assert list(found) == ([low] if refused else [])
    assert all("2 % of the credits issued go to adaptation" in reason for reason in found.values())


def test_what_cannot_be_stated_by_its_path_is_not_asked() -> None:
    plants = Model(load(SCENARIOS / "usc_vs_subcritical_plants.yaml"))
    library = [path for path in plants.scenario.figures if path.startswith("fuels.")]
    assert library
    assert [refusal(plants, path, plants.base_value(path)) for path in library] == [""] * len(library)


@pytest.mark.parametrize(
    "name", ["usc_vs_subcritical", "usc_vs_subcritical_plants", "usc_bilateral_package", "usc_stress"]
)
def test_every_stated_figure_can_be_stated_again(name: str) -> None:
    model = Model(load(SCENARIOS / f"{name}.yaml"))
    figures = model.scenario.figures.items()
    stated = [path for path, one in figures if one.value and not (one.default or one.refers_to or one.series)]
    assert stated
    assert {path: said for path in stated if (said := refusal(model, path, model.base_value(path)))} == {}
