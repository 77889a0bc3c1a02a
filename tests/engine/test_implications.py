"""What the figures imply is said: slips of a unit, a scaled baseline, a surplus that is sold, a swap like a loan."""

from __future__ import annotations

from pathlib import Path

import pytest

from appraisal.engine.appraisal import appraise
from appraisal.engine.bankable import base_runs
from appraisal.engine.implications import warnings_of
from appraisal.engine.model import Model
from appraisal.ground.problem import ScenarioError
from appraisal.questions.sensitivity import tornado
from appraisal.questions.threshold import threshold
from appraisal.scenario.load import load

from .cases import PLANTS, RETROFIT, SOURCE, appraised, with_


def codes(*sets: str) -> dict[str, str]:
    model = Model(load(PLANTS, sets=sets))
    return {problem.path: problem.code for problem in warnings_of(model, *base_runs(model))}


@pytest.mark.parametrize(
    ("path", "slip", "good"),
    [
        ("baseline.fuels.coal.emission_factor", "94.6 t/GJ", "94.6 kg/GJ"),
        ("baseline.fuels.coal.price", "138 USD/GJ", "3.5 USD/GJ"),
    ],
)
def test_a_figure_far_from_its_fuel_is_warned_of(path: str, slip: str, good: str) -> None:
    cleared = "baseline.fuels.coal.price.high=null"
    assert codes(cleared, f"{path}={slip}")[path] == "implausible"
    assert path not in codes(cleared, f"{path}={good}")


def test_a_baseline_of_another_size_is_said_to_be_scaled() -> None:
    assert codes("baseline.capacity=939 kW")["baseline.capacity"] == "baseline-scaled"
    assert "baseline.capacity" not in codes()


def test_a_surplus_of_a_retrofit_is_said_to_be_sold() -> None:
    more = with_(RETROFIT, project__capacity_factor="99 %")
    assert "surplus-sold" in [problem.code for problem in appraised(more).warnings]
    less = with_(RETROFIT, project__capacity_factor="10 %")
    assert "surplus-sold" not in [problem.code for problem in appraised(less).warnings]


def test_a_swap_that_begins_with_a_receipt_is_said_to_be_like_a_loan() -> None:
    sets = ["swap.capex_gap=-100 million USD", "swap.fuel_saving=-20 million USD/yr"]
    assert "receipt-first" in [problem.code for problem in appraise(load(SOURCE, sets=sets)).warnings]
    assert "receipt-first" not in [problem.code for problem in appraise(load(SOURCE)).warnings]


@pytest.mark.parametrize("path", ["credits.owners.host", "credits.owners.developer"])
def test_a_share_of_several_is_not_moved_alone(path: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        threshold(load(SOURCE), path)
    assert caught.value.problems[0].code == "shared"


def test_the_tornado_moves_no_share_of_several() -> None:
    ranges = ("baseline.fuels.coal.price", "project.net_efficiency", "credits.price")
    bare = [f"{path}.{end}=null" for path in ranges for end in ("low", "high", "distribution")]
    bars = tornado(load(PLANTS, sets=[*bare, "project.fuels.coal.share=100 %"])).bars
    assert bars
    assert not any(bar.path.endswith(".share") for bar in bars)


@pytest.mark.parametrize("base", ["500 million USD", "2 billion USD"])
def test_a_crossing_beside_the_undefined_is_found(base: str) -> None:
    """At the base the IRR is not unique: the stretch between the defined and the undefined is searched more closely."""
    sets = ["swap.fuel_saving=60 million USD/yr", "credits.mechanism=none", "timeline.operation=10 yr"]
    stated = load(SOURCE, sets=[*sets, f"swap.decommissioning={base}"])
    assert appraise(stated).metrics["project_irr"].value is None
    found = threshold(stated, "swap.decommissioning", "irr", 0.44)
    again = appraise(load(SOURCE, sets=[*sets, f"swap.decommissioning={found.value!r} USD"]))
    assert float(again.metrics["project_irr"]) == pytest.approx(0.44, abs=1e-6)
    none = threshold(stated, "swap.decommissioning", "irr", 0.40)
    assert (none.value, none.reason) == (None, "the objective stays above zero wherever it is defined")


def test_a_jump_is_no_crossing() -> None:
    found = threshold(load(SOURCE), "swap.capex_gap", "irr", 0.20)
    for crossing in found.crossings:
        again = appraise(load(SOURCE, sets=[f"swap.capex_gap={crossing!r} USD"]))
        assert float(again.metrics["project_irr"]) == pytest.approx(0.20, abs=1e-6)
    assert found.crossings


def test_years_after_closing_are_said_to_count() -> None:
    late = ["items.late={kind: cost, amount: 1 million USD/yr, years: {from: 2060, to: 2070}}"]
    found = {one.path: one.code for one in appraise(load(SOURCE, sets=late)).warnings}
    assert found["items.late"] == "after-closing"
    early = ["items.late={kind: cost, amount: 1 million USD/yr, years: {from: 2030, to: 2037}}"]
    assert "items.late" not in {one.path for one in appraise(load(SOURCE, sets=early)).warnings}


def test_a_decimal_comma_inside_braces_is_named(tmp_path: Path) -> None:
    file, text = tmp_path / "comma.yaml", Path(SOURCE).read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    assert load(file).figures["swap.fuel_saving"].value == 8.75e6
    file.write_text(text.replace("value: 8.75 million", "value: 8,75 million"), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(file)
    assert [problem.code for problem in caught.value.problems] == ["decimal-comma", "bare-number"]
