"""Named cases side by side: each equals the scenario with the same changes typed."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from appraisal.engine import cover
from appraisal.engine.appraisal import appraise
from appraisal.ground.problem import ScenarioError
from appraisal.questions.cases import AS_AGREED, SIZED_ANEW, Case, compare_cases
from appraisal.scenario.load import changed, load
from appraisal.scenario.scenario import Scenario

from .cases import FOLDER

STRESS = FOLDER / "usc_stress.yaml"


def written(folder: Path, cases: str, base: str = "usc_bilateral_package") -> Scenario:
    for file in FOLDER.glob("*.yaml"):
        (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    own = folder / "own.yaml"
    stated = textwrap.indent(textwrap.dedent(cases), "  ")
    own.write_text(f"format: 1\nextends: {base}.yaml\ncases:\n{stated}\n", encoding="utf-8")
    return load(own)


def rows(scenario: Scenario, *names: str) -> dict[str, Case]:
    return {row.name: row for row in compare_cases(scenario, names or None).rows}


TYPED = {
    "low": ["credits.price=5 USD/t", "swap.fuel_saving=7.875 million USD/yr"],
    "high": ["credits.price=30 USD/t", "swap.fuel_saving=9.625 million USD/yr"],
    "credits_end_early": ["credits.crediting.years=7 yr"],
    "price_falls": ["credits.price=8.33335 USD/t"],
    "delivery_falls": ["credits.uncertainty_discount=30 %"],
    "yen_rises": ["fx.JPY=64 JPY/USD"],
    "late_credits": [
        "credits.crediting.start_after=2 yr", "credits.crediting.years=25 yr", "credits.issuance_lag=1 yr",
    ],
    "all_at_once": [
        "credits.crediting.years=12 yr", "credits.price=12.500025 USD/t", "credits.uncertainty_discount=10 %",
        "fx.JPY=72 JPY/USD",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", TYPED)
def test_a_case_is_the_full_run_with_its_changes_typed(name: str) -> None:
    [row] = [row for row in compare_cases(load(STRESS), [name]).rows if row.name == name]
    typed = appraise(load(STRESS, sets=TYPED[name])).metrics
    for metric, found in row.metrics.items():
        assert found.value == pytest.approx(typed[metric].value, rel=1e-12), metric


def test_the_base_stands_first_and_every_case_follows() -> None:
    found = compare_cases(load(STRESS)).rows
    assert [row.name for row in found] == ["base", *TYPED]
    assert found[0].metrics["npv"] == appraise(load(STRESS)).metrics.npv
    assert found[0].metrics["npv"].value == pytest.approx(21778279.34, abs=0.01)
    assert (found[0].changes, found[0].ran) == ((), True)


def test_the_golden_thresholds_of_credits_that_end_early() -> None:
    """Credits for 7 years only: 20.23 USD/t instead of 9.87."""
    found = rows(load(STRESS))
    assert found["credits_end_early"].metrics["threshold_credit_price"].value == pytest.approx(20.23, abs=0.005)
    threshold = found["base"].metrics["threshold_credit_price"].value
    assert found["price_falls"].metrics["threshold_credit_price"].value == pytest.approx(threshold, rel=1e-12)
    assert found["price_falls"].price is not None
    assert found["price_falls"].price.value == pytest.approx(8.33335)


def test_cases_are_chosen_in_the_order_that_is_asked_for() -> None:
    assert list(rows(load(STRESS), "yen_rises", "low")) == ["base", "yen_rises", "low"]


def test_debt_is_as_agreed_where_the_case_leaves_it(tmp_path: Path) -> None:
    scenario = written(tmp_path, "low: {credits.price: 5 USD/t}")
    base, found = appraise(scenario), rows(scenario)
    low = changed(scenario, {"credits.price": "5 USD/t"})
    held = appraise(low).model.run(held=cover.agreed_debt(base.run))
    assert {row.debt for row in found.values()} == {AS_AGREED}
    assert found["low"].metrics["dscr_min"].value == pytest.approx(float(cover.dscr_min(held).value))  # type: ignore[arg-type]
    assert found["low"].metrics["equity_npv"].value == pytest.approx(float(cover.equity_npv(held).value))  # type: ignore[arg-type]
    assert found["low"].metrics["dscr_min"].value < 1.3 - 1e-6  # type: ignore[operator]
    assert float(appraise(low).metrics["dscr_min"]) == pytest.approx(1.3)  # there it is sized anew
    assert found["base"].metrics["dscr_min"].value == pytest.approx(1.3)


@pytest.mark.parametrize(
    "change",
    ["{timeline.operation: 30 yr}", "{project.overnight_cost: {times: 103 %}}", "{finance.loans.bank.dscr: 1.4}"],
)
def test_debt_is_sized_anew_where_the_case_moves_it(change: str, tmp_path: Path) -> None:
    scenario = written(tmp_path, f"other: {change}")
    found = rows(scenario)["other"]
    assert found.debt == SIZED_ANEW
    from appraisal.scenario.cases import case_of

    metrics = appraise(case_of(scenario, "other")).metrics
    for name in ("equity_npv", "equity_irr", "dscr_min", "dscr_average"):
        assert found.metrics[name].value == pytest.approx(float(metrics[name]))


def test_without_a_sculpted_loan_there_is_nothing_to_hold(tmp_path: Path) -> None:
    scenario = written(tmp_path, "low: {credits.price: 5 USD/t}", "usc_vs_subcritical_plants")
    found = rows(scenario)
    assert {row.debt for row in found.values()} == {""}
    typed = appraise(changed(scenario, {"credits.price": "5 USD/t"})).metrics
    assert found["low"].metrics["equity_npv"].value == pytest.approx(float(typed["equity_npv"]))
    assert "equity_npv" not in rows(load(STRESS))["low"].metrics


def test_a_series_has_no_price_of_its_own_and_a_case_without_credits_none(tmp_path: Path) -> None:
    scenario = written(
        tmp_path,
        """\
        series: {credits.price: {years: {2013: 10 USD/t, 2030: 40 USD/t}, between: linear}}
        none: {credits: {mechanism: none}}
        """,
        "usc_vs_subcritical",
    )
    found = rows(scenario)
    assert found["series"].price is not None
    assert (found["series"].price.value, found["series"].price.reason) == (None, "a yearly series")
    assert found["series"].metrics["threshold_credit_price"].status == "factor"
    assert found["none"].price is None
    assert found["none"].metrics["threshold_credit_price"].value is None


def test_a_case_that_cannot_run_keeps_its_problems_and_the_others_run(tmp_path: Path) -> None:
    scenario = written(
        tmp_path,
        """\
        good: {credits.price: 5 USD/t}
        typo: {credits.prise: 5 USD/t}
        sector: {credits.mechanism: sectoral}
        unread: {swap.leakage: 1 t/yr, swap.output: 5 MWh/yr}
        foreign: {money.currency: EUR, fx: null, swap.capex_gap: 9 EUR}
        """,
    )
    found = rows(scenario)
    assert [name for name, row in found.items() if row.ran] == ["base", "good"]
    assert (found["typo"].problems[0].code, found["typo"].problems[0].path) == (
        "unknown-key",
        "cases.typo.credits.prise",
    )
    assert found["sector"].problems[0].message.startswith("case 'sector': ")
    assert found["typo"].changes
    assert not found["typo"].metrics
    assert all(row.problems for name, row in found.items() if name not in ("base", "good"))


def test_another_currency_cannot_stand_in_the_table(tmp_path: Path) -> None:
    text = (FOLDER / "usc_vs_subcritical.yaml").read_text(encoding="utf-8")
    data = {
        "money.currency": "EUR",
        "swap.capex_gap": "9 EUR",
        "swap.fuel_saving": "1 EUR/yr",
        "credits.price": "1 EUR/t",
    }
    stated = ", ".join(f"{path}: {value}" for path, value in data.items())
    (tmp_path / "own.yaml").write_text(f"{text}cases: {{euro: {{{stated}}}}}\n", encoding="utf-8")
    found = rows(load(tmp_path / "own.yaml"))["euro"]
    assert [problem.code for problem in found.problems] == ["mixed-currencies"]


def test_warnings_are_those_that_the_base_case_does_not_have(tmp_path: Path) -> None:
    scenario = written(
        tmp_path,
        """\
        dear: {credits.price: 90 USD/t}
        other: {swap.fuel_saving: 9 million USD/yr}
        """,
        "usc_vs_subcritical",
    )
    found = rows(scenario)
    assert [one.code for one in found["base"].warnings] == ["implied-fuel-price"]
    assert found["dear"].warnings == ()  # its price leaves the range of the file: no matter here
    assert [one.code for one in found["other"].warnings] == ["implied-fuel-price"]
    assert found["other"].warnings != found["base"].warnings


def test_a_shortfall_is_that_of_the_debt_that_was_agreed(tmp_path: Path) -> None:
    found = rows(written(tmp_path, "low: {credits.price: 5 USD/t}"))
    told = {name: [one.message for one in row.warnings if one.code == "shortfall"] for name, row in found.items()}
    assert told["low"]
    assert told["low"] != told["base"]


@pytest.mark.parametrize(
    ("file", "names", "code"), [("usc_vs_subcritical", None, "no-cases"), ("usc_stress", ["lowest"], "unknown-case")]
)
def test_cases_that_are_not_there(file: str, names: Any, code: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        compare_cases(load(FOLDER / f"{file}.yaml"), names)
    assert (caught.value.problems[0].code, caught.value.problems[0].path) == (code, "cases")
    assert compare_cases(load(STRESS), ["low"]).rows
