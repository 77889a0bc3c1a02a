"""The bridge between two runs: it adds up, its order is told, and it can be gone back."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.engine.appraisal import appraise
from appraisal.ground.problem import NoResultError, ScenarioError
from appraisal.questions.bridge import FORMAT_ORDER, GIVEN_ORDER, Bridge, bridge
from appraisal.scenario.cases import case_names, case_of
from appraisal.scenario.load import changed, load
from appraisal.scenario.scenario import Scenario

from .cases import FOLDER, PLANTS, SOURCE

PACKAGE, STRESS, MECHANISMS, SUPPORTED = (
    FOLDER / f"{name}.yaml" for name in ("usc_bilateral_package", "usc_stress", "usc_mechanisms", "usc_supported")
)
PAIRS = {
    "plants": (lambda: load(SOURCE), lambda: load(PLANTS)),
    "direct": (lambda: load(PLANTS), lambda: load(SOURCE)),
    "package": (lambda: load(PLANTS), lambda: load(PACKAGE)),
    "support": (lambda: load(PACKAGE), lambda: load(SUPPORTED)),
    "sector": (lambda: load(MECHANISMS), lambda: load(MECHANISMS, variant="sectoral")),
    "mechanism": (lambda: load(MECHANISMS, variant="jcm"), lambda: load(MECHANISMS, variant="cdm")),
    "case": (lambda: load(STRESS), lambda: case_of(load(STRESS), "all_at_once")),
}


def check_adds_up(found: Bridge) -> None:
    """Each step starts where the one before it ended; the first at the first run, the last ends at the second."""
    ends = [found.start, *(step.end for step in found.steps)]
    assert [step.start for step in found.steps] == ends[:-1]
    assert ends[-1] == found.end
    size = max(map(abs, ends))
    assert math.fsum(step.change for step in found.steps) == pytest.approx(found.end - found.start, abs=1e-12 * size)


@pytest.mark.parametrize("name", PAIRS)
def test_the_steps_sum_exactly_to_the_difference(name: str) -> None:
    one, other = (made() for made in PAIRS[name])
    found = bridge(one, other)
    check_adds_up(found)
    assert found.start == float(appraise(one).metrics.npv)
    assert found.end == float(appraise(other).metrics.npv)
    assert found.steps
    assert found.order == FORMAT_ORDER


def test_each_step_is_the_full_run_with_the_inputs_up_to_it() -> None:
    sets = {"discount_rate": "7 %", "swap.capex_gap": "110 million USD", "credits.price": "20 USD/t"}
    scenario = load(SOURCE)
    found = bridge(scenario, changed(scenario, sets))
    assert [step.path for step in found.steps] == list(sets)
    for at, step in enumerate(found.steps, 1):
        typed = changed(scenario, dict(list(sets.items())[:at]))
        assert step.end == float(appraise(typed).metrics.npv)


def test_every_case_has_a_bridge() -> None:
    scenario = load(STRESS)
    for name in case_names(scenario):
        check_adds_up(bridge(scenario, case_of(scenario, name)))


@pytest.mark.parametrize("name", ["package", "case", "support"])
def test_undoing_in_the_reverse_order_goes_back_step_by_step(name: str) -> None:
    one, other = (made() for made in PAIRS[name])
    there = bridge(one, other)
    order = [single.path for step in reversed(there.steps) for single in reversed(step.inputs)]
    back = bridge(other, one, order)
    check_adds_up(back)
    assert (back.start, back.end) == (there.end, there.start)
    assert back.end - back.start == -(there.end - there.start)


def test_undoing_single_inputs_gives_each_step_back() -> None:
    one, other = (made() for made in PAIRS["case"])
    there = bridge(one, other)
    back = bridge(other, one, [step.path for step in reversed(there.steps)])
    assert back.order == GIVEN_ORDER
    changes = [step.change for step in reversed(back.steps)]
    assert [-change for change in changes] == pytest.approx([step.change for step in there.steps], rel=1e-9)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.permutations(["discount_rate", "swap.capex_gap", "credits.price", "credits.issuance_lag"]))
def test_any_order_has_the_same_sum(order: list[str]) -> None:
    scenario = load(SOURCE)
    sets = {
        "discount_rate": "7 %",
        "swap.capex_gap": "110 million USD",
        "credits.price": "20 USD/t",
        "credits.issuance_lag": "2 yr",
    }
    found = bridge(scenario, changed(scenario, sets), order)
    check_adds_up(found)
    assert [step.path for step in found.steps] == order
    assert not found.waited


def test_a_section_is_a_bar_of_its_own() -> None:
    found = bridge(load(PACKAGE), load(SUPPORTED))
    assert [step.path for step in found.steps] == ["support"]
    assert found.steps[0].inputs[0].kind == "added"
    assert [single.path for single in found.unmoved] == ["finance.loans.yen.lender"]


def test_another_mechanism_is_a_bar_of_its_own_with_what_it_asks_for() -> None:
    one, other = (made() for made in PAIRS["sector"])
    [step] = bridge(one, other).steps
    paths = [single.path for single in step.inputs]
    assert "credits.mechanism" in paths
    assert "credits.sector" in paths
    assert (
        bridge(load(SOURCE), changed(load(SOURCE), {"credits.mechanism": "cdm"})).steps[0].path == "credits.mechanism"
    )


def test_inputs_that_cannot_run_alone_are_changed_together() -> None:
    """An amount in yen needs the rate, and the rate is refused where nothing is stated in yen."""
    found = bridge(load(SOURCE), changed(load(SOURCE), {"fx.JPY": "80 JPY/USD", "swap.capex_gap": "11 billion JPY"}))
    [step] = found.steps
    assert [single.path for single in step.inputs] == ["fx.JPY", "swap.capex_gap"]
    assert step.change == pytest.approx(-12.5e6)


def test_an_input_waits_for_what_it_needs() -> None:
    found = bridge(load(SOURCE), load(PLANTS))
    paths = [step.path for step in found.steps]
    assert paths.index("baseline, project") > paths.index("tax")
    assert paths.index("swap.capex_gap") > paths.index("baseline, project")
    assert found.waited


def test_what_moves_nothing_is_named() -> None:
    found = bridge(load(SOURCE), changed(load(SOURCE), {"swap.class": "industry", "credits.price": "20 USD/t"}))
    assert [single.path for single in found.unmoved] == ["swap.class"]
    assert [step.path for step in found.steps] == ["credits.price"]


def test_the_same_amount_in_another_currency_moves_nothing() -> None:
    found = bridge(load(SOURCE), load(STRESS))
    assert found.steps == ()
    assert {single.path for single in found.unmoved} == {"fx.JPY", "swap.capex_gap"}
    assert len(found.unmoved) == 2


def test_what_only_studies_read_is_no_difference() -> None:
    signed = "[{role: Reviewer, signs: all}]"
    other = changed(load(SOURCE), {"sensitivity.spread": "20 %", "risk.seed": "3", "sign_off": signed})
    found = bridge(load(SOURCE), other)
    assert (found.steps, found.unmoved) == ((), ())


def test_a_run_does_not_differ_from_itself() -> None:
    found = bridge(load(PLANTS), load(PLANTS))
    assert (found.steps, found.unmoved, found.start) == ((), (), found.end)


def test_equity_has_a_bridge_of_its_own() -> None:
    one, other = load(PLANTS), load(PACKAGE)
    found = bridge(one, other, objective="equity_npv")
    check_adds_up(found)
    assert found.start == float(appraise(one).metrics.equity_npv)
    assert found.end == float(appraise(other).metrics.equity_npv)
    paths = [step.path for step in found.steps]
    assert "finance.loans.export_credit" in paths
    assert "finance.loans.bank.share" in paths


def test_files_in_two_folders_with_series_of_their_own(tmp_path: Path) -> None:
    runs: list[Scenario] = []
    for name, price in (("one", 10), ("other", 20)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "prices.csv").write_text(f"year,usd\n2013,{price}\n", encoding="utf-8")
        text = SOURCE.read_text(encoding="utf-8").replace(
            "price:        {value: 16.6667 USD/t, low: 5 USD/t, high: 30 USD/t, source: implied}",
            "price: {csv: prices.csv, column: usd, unit: USD/t, source: implied}",
        )
        (folder / "case.yaml").write_text(text, encoding="utf-8")
        runs.append(load(folder / "case.yaml"))
    found = bridge(*runs)
    check_adds_up(found)
    assert [step.path for step in found.steps] == ["credits.price"]


def test_amounts_in_two_currencies_are_not_added_up() -> None:
    sets = ["money.currency=EUR", "swap.capex_gap=9 EUR", "swap.fuel_saving=1 EUR/yr", "credits.price=1 EUR/t"]
    with pytest.raises(ScenarioError) as caught:
        bridge(load(SOURCE), load(SOURCE, sets=sets))
    assert (caught.value.problems[0].code, caught.value.problems[0].path) == ("mixed-currencies", "money.currency")
    assert bridge(load(SOURCE), load(SOURCE, sets=["credits.price=1 USD/t"])).steps


def test_an_order_names_inputs_that_differ() -> None:
    scenario = load(SOURCE)
    other = changed(scenario, {"credits.price": "20 USD/t"})
    with pytest.raises(ScenarioError) as caught:
        bridge(scenario, other, ["credits.prise"])
    assert (caught.value.problems[0].code, caught.value.problems[0].path) == ("unknown-path", "credits.prise")
    assert bridge(scenario, other, ["credits.price"]).steps


@pytest.mark.parametrize(
    ("objective", "error", "code"),
    [("irr", ScenarioError, "unknown-objective"), ("equity_npv", NoResultError, "no-finance")],
)
def test_an_objective_that_is_not_there(objective: str, error: type[Exception], code: str) -> None:
    with pytest.raises(error) as caught:
        bridge(load(SOURCE), load(PLANTS), objective=objective)
    assert caught.value.problems[0].code == code  # type: ignore[attr-defined]
