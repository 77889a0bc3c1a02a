"""Mechanisms and scenarios side by side: each row is the run that it stands for, or says what it lacks."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.ground.problem import FileError, IntegrityError, Problem, ScenarioError
from appraisal.questions import compare as question
from appraisal.questions.compare import (
    AS_STATED,
    BY_VARIANT,
    OWN_TERMS,
    Comparison,
    Row,
    compare_files,
    compare_mechanisms,
    compare_scenarios,
    told_mechanisms,
)
from appraisal.questions.credit_spread import credit_spread
from appraisal.questions.outcome import Outcome, outcome_of
from appraisal.scenario.load import build, load
from appraisal.scenario.mechanisms import mechanisms
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.tree import parse_tree

from .cases import FOLDER, PLANTS, SOURCE, swap

MECHANISMS = FOLDER / "usc_mechanisms.yaml"
PACKAGE = FOLDER / "usc_bilateral_package.yaml"
VARIANTS = ("jcm", "cdm", "sectoral", "article_6_4", "article_6_2", "voluntary")


@pytest.fixture(scope="module")
def nine() -> dict[str, Row]:
    return {row.mechanism: row for row in compare_mechanisms(load(MECHANISMS)).rows}


def ran(row: Row) -> Outcome:
    assert row.outcome is not None, row.problems
    return row.outcome


def one(scenario: Scenario, mechanism: str) -> Row:
    [row] = compare_mechanisms(scenario, mechanism).rows
    return row


def numbers(found: Outcome) -> dict[str, Any]:
    """Everything that a row says, without the scenario that it says it of and where its warnings were typed."""
    parts = {field.name: getattr(found, field.name) for field in dataclasses.fields(found) if field.name != "scenario"}
    return {**parts, "warnings": [warning.message for warning in found.warnings]}


def annuity(years: int, first: int = 1, rate: float = 0.08) -> float:
    return float(sum((1 + rate) ** -t for t in range(first, first + years)))


# ---- rows are runs ---------------------------------------------------------------------------------------------------


def test_all_mechanisms_run_in_the_shipped_scenario(nine: dict[str, Row]) -> None:
    assert list(nine) == ["none", "bilateral", *(key for key in mechanisms() if key not in ("none", "bilateral"))]
    assert all(row.outcome and not row.problems for row in nine.values())


def test_mechanisms_that_a_file_tells_terms_of_are_its_own_and_those_of_its_variants() -> None:
    assert told_mechanisms(load(MECHANISMS)) == ("bilateral", *sorted(VARIANTS))
    assert told_mechanisms(load(PACKAGE)) == ()  # its variants are no mechanisms


def test_the_own_mechanism_is_the_run_of_the_file(nine: dict[str, Row]) -> None:
    row, plain = nine["bilateral"], appraise(load(MECHANISMS))
    assert (row.terms, row.title) == (AS_STATED, "Bilateral offset credit mechanism")
    assert ran(row).scenario.hash == plain.scenario.hash
    assert ran(row).npv == pytest.approx(21778279, abs=1)  # golden table, 25 years at 8 %
    assert ran(row).npv_without_credits == pytest.approx(-31.60e6, abs=5e3)
    assert ran(row).threshold == plain.metrics.threshold_credit_price
    assert ran(row).spread == credit_spread(plain.model)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_row_by_a_variant_is_the_run_with_that_variant(name: str, nine: dict[str, Row]) -> None:
    assert nine[name].terms == BY_VARIANT
    assert numbers(ran(nine[name])) == numbers(outcome_of(appraise(load(MECHANISMS, variant=name))))


def test_a_row_by_the_mechanisms_own_terms_is_the_run_with_that_mechanism_stated() -> None:
    row = one(load(SOURCE), "cdm")
    assert row.terms == OWN_TERMS
    assert numbers(ran(row)) == numbers(outcome_of(appraise(load(SOURCE, sets=["credits.mechanism=cdm"]))))


def test_terms_of_the_own_mechanism_do_not_reach_another_one() -> None:
    sets = ["credits.owners={developer: 60 %, host: 40 %}", "credits.crediting.years=5 yr"]
    stated = load(SOURCE, sets=sets)
    file = parse_tree(SOURCE.read_text(encoding="utf-8"), "case.yaml")
    file.data["credits"] |= {"owners": {"developer": "60 %", "host": "40 %"}, "crediting": {"years": "5 yr"}}
    assert ran(one(build(file), "bilateral")).npv == ran(one(stated, "bilateral")).npv
    assert ran(one(build(file), "cdm")).npv == ran(one(load(SOURCE), "cdm")).npv
    assert ran(one(stated, "cdm")).npv != ran(one(load(SOURCE), "cdm")).npv, "typed, so it holds in every row"


def test_without_crediting_the_swap_stands_on_its_saving(nine: dict[str, Row]) -> None:
    found = ran(nine["none"])
    assert found.npv == found.npv_without_credits == pytest.approx(-125e6 + 8.75e6 * annuity(25))
    assert (found.revenue, found.first_credit_year, found.lead_time, found.spread) == (0.0, None, None, None)
    assert (found.threshold.value, found.threshold.reason) == (None, "the scenario has no credits")
    assert (found.reaches_developer.value, found.reaches_developer.reason) == (None, "there are no credits")
    assert (found.tonnes.abated, found.tonnes.issued, found.tonnes.not_credited) == (15e6, 0.0, 15e6)


def test_the_same_price_on_emissions_counts_every_tonne(nine: dict[str, Row]) -> None:
    found = ran(nine["carbon_price"])
    assert found.revenue == pytest.approx(600e3 * 16.6667 * annuity(25))
    assert found.npv == pytest.approx(-125e6 + (8.75e6 + 600e3 * 16.6667) * annuity(25))
    assert found.threshold.value == pytest.approx(4.93, abs=0.005)  # golden table: all tonnes counted
    assert found.spread is None


def test_article_6_2_by_hand(nine: dict[str, Row]) -> None:
    """70 % of ten years of credits, half of them cashed, paid a year later."""
    found = ran(nine["article_6_2"])
    assert found.revenue == pytest.approx(600e3 * 0.7 * 0.5 * 16.6667 * annuity(10, first=2))
    assert found.tonnes.partner == pytest.approx(0.3 * 6e6)
    assert (found.first_credit_year, found.lead_time) == (2014, 2)
    assert found.reaches_developer.value == pytest.approx(0.7 * 6 / 15)


def test_jcm_by_hand(nine: dict[str, Row]) -> None:
    """A reference 3 % below 5.16 Mt takes 154.8 kt a year; half of fifteen years of the rest goes to the partner."""
    found = ran(nine["jcm"]).tonnes
    assert found.issued == pytest.approx(15 * (600e3 - 0.03 * 5.16e6))
    assert found.developer == pytest.approx(found.partner) == pytest.approx(found.issued / 2)


def test_cdm_by_hand(nine: dict[str, Row]) -> None:
    """A benchmark of 0.87 t/MWh for 5758 GWh against 4.56 Mt emitted; 21 years from the third year on, 2 % levied."""
    found = ran(nine["cdm"])
    assert found.tonnes.issued == pytest.approx(21 * (0.87 * 5758e3 - 4.56e6))
    assert found.tonnes.withheld == pytest.approx(0.02 * found.tonnes.issued)
    assert (found.first_credit_year, found.lead_time) == (2016, 4)


def test_article_6_4_by_hand(nine: dict[str, Row]) -> None:
    """3 % below 5.16 Mt and 1 % of that more each year; the last years lie above the reference; 7 % levied."""
    factors = [0.97 * (1 - 0.01 * year) for year in range(1, 11)]
    tonnes = [5.16e6 * factor - 4.56e6 for factor in factors]
    assert tonnes[-1] < tonnes[-2] < 0 < tonnes[-3]
    found = ran(nine["article_6_4"]).tonnes
    assert found.issued == pytest.approx(sum(tonnes[:-2]))
    assert found.withheld == pytest.approx(0.07 * found.issued)


# ---- the sector ------------------------------------------------------------------------------------------------------


def sector(intensity: str, settlement: str = "1 yr") -> Row:
    """A plant that stays 250 kt below a benchmark of 0.9 t/MWh a year, in a sector of 100 TWh besides."""
    found = swap(
        swap__abatement="750 kt/yr",
        swap__output="5 TWh/yr",
        swap__baseline_emissions="5 Mt/yr",
        credits__mechanism="sectoral",
        credits__reference={"benchmark": "0.9 t/MWh"},
        credits__owners={"developer": "50 %"},
        credits__sector={"output": "100 TWh/yr", "intensity": intensity, "settlement": settlement},
    )
    return one(found.scenario, "sectoral")


def test_dilution_is_what_the_rest_of_the_sector_takes() -> None:
    """The rest exceeds its benchmark by 100 kt a year: the sector earns 150 of the plant's 250."""
    found = ran(sector("0.901 t/MWh"))
    assert found.dilution.value == pytest.approx(100 / 250)
    assert found.reaches_developer.value == pytest.approx(0.5 * 150 / 750)
    assert ran(sector("0.899 t/MWh")).dilution.value == pytest.approx(0.0)
    assert ran(sector("0.95 t/MWh")).dilution.value == pytest.approx(1.0)


def test_there_is_no_dilution_where_there_is_no_sector_or_no_gain(nine: dict[str, Row]) -> None:
    assert ran(nine["bilateral"]).dilution.reason == "the mechanism credits no sector"
    flat = load(MECHANISMS, variant="sectoral", sets=["credits.reference.benchmark=0.7 t/MWh"])
    assert ran(one(flat, "sectoral")).dilution.reason == "the plant itself does not stay below the benchmark"


def test_settling_several_years_at_once_delays_the_first_credits() -> None:
    years = [ran(sector("0.89 t/MWh", f"{years} yr")).first_credit_year for years in (1, 3, 5)]
    assert years == [2022, 2024, 2026]  # operation from 2021, a year's lag, credits of the last year of each period


def test_the_papers_comparison_points_the_way_they_say(nine: dict[str, Row]) -> None:
    """Project-based crediting is earlier, surer and reaches the developer; sectoral crediting is diluted and late."""
    project, whole = ran(nine["bilateral"]), ran(nine["sectoral"])
    assert project.lead_time < whole.lead_time  # type: ignore[operator]
    assert project.spread
    assert whole.spread
    assert project.spread.developer.relative.value < whole.spread.developer.relative.value  # type: ignore[operator]
    assert project.spread.no_credit == 0 < whole.spread.no_credit < 1
    assert project.reaches_developer.value > whole.reaches_developer.value  # type: ignore[operator]
    assert project.threshold.value < whole.threshold.value  # type: ignore[operator]


# ---- what cannot run -------------------------------------------------------------------------------------------------


def test_a_row_that_cannot_run_says_what_must_be_stated() -> None:
    rows = {row.mechanism: row for row in compare_mechanisms(load(SOURCE)).rows}
    asked = {name: [(p.code, p.path) for p in row.problems] for name, row in rows.items() if row.outcome is None}
    assert asked["jcm"] == [("missing-input", "credits.reference.rule"), ("missing-input", "credits.crediting.years")]
    assert ("not-eligible", "credits.mechanism") in asked["article_6_4"]
    assert set(asked) == {"jcm", "sectoral", "article_6_4", "article_6_2", "voluntary"}
    assert all(problem.file == str(SOURCE) and problem.line for row in rows.values() for problem in row.problems)
    stated = ["credits.reference={rule: below_usual, below_usual: 3 %}", "credits.crediting.years=15 yr",
              "swap.baseline_emissions=5.16 Mt/yr", "credits.mechanism=jcm"]  # fmt: skip
    assert one(load(SOURCE, sets=stated), "jcm").problems == ()


def test_a_row_that_cannot_run_leaves_the_others_alone() -> None:
    rows = compare_mechanisms(load(SOURCE), ["jcm", "bilateral"]).rows
    assert [row.outcome is None for row in rows] == [True, False]
    assert [row.mechanism for row in Comparison("", "mechanism", rows).ran] == ["bilateral"]


def test_an_unknown_mechanism_is_an_error() -> None:
    with pytest.raises(ScenarioError) as caught:
        compare_mechanisms(load(SOURCE), ["bilateral", "jcmm"])
    [problem] = caught.value.problems
    assert (problem.code, problem.path) == ("unknown-mechanism", "--mechanisms")
    assert "jcm" in problem.message
    assert len(compare_mechanisms(load(SOURCE), ["bilateral", "jcm", "jcm"]).rows) == 2


def test_only_problems_of_the_scenario_make_a_row_that_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def failed(_: Scenario) -> Appraisal:
        raise IntegrityError([Problem("integrity", "", "off")])

    monkeypatch.setattr(question, "appraise", failed)
    with pytest.raises(IntegrityError):
        compare_mechanisms(load(SOURCE), "cdm")


# ---- what a mechanism has no use for ---------------------------------------------------------------------------------


def test_what_another_mechanism_does_not_read_is_laid_aside_and_named() -> None:
    jcm = load(MECHANISMS, variant="jcm")
    row = one(jcm, "bilateral")
    assert row.laid_aside == ("swap.baseline_emissions",)
    assert ran(row).npv == pytest.approx(21778279, abs=1)
    assert one(jcm, "jcm").laid_aside == ()
    without = one(load(PACKAGE), "none")
    assert without.laid_aside == ("economic.marginal_abatement_cost",)
    assert ran(without).npv == pytest.approx(float(appraise(load(PACKAGE)).metrics.npv_without_credits))


def test_a_price_guarantee_goes_with_the_credits() -> None:
    stated = swap(support={"price_guarantee": {"price": "15 USD/t", "from": "host"}}).scenario
    assert one(stated, "none").laid_aside == ("support.price_guarantee",)
    assert ran(one(stated, "bilateral")).revenue == pytest.approx(
        15 / 10 * ran(one(swap().scenario, "bilateral")).revenue
    )


def with_variant(variant: dict[str, Any]) -> Scenario:
    return swap(variants={"article_6_2": variant}).scenario


TERMS = {"mechanism": "article_6_2", "reference": {"rule": "business_as_usual"}, "crediting": {"years": "5 yr"},
         "owners": {"developer": "70 %"}}  # fmt: skip


def test_what_a_variant_states_must_be_read() -> None:
    unread = one(with_variant({"credits": TERMS, "swap": {"output": "5 TWh/yr"}}), "article_6_2")
    assert [(problem.code, problem.path) for problem in unread.problems] == [("unused", "swap.output")]
    assert one(with_variant({"credits": TERMS}), "article_6_2").problems == ()


def test_a_variant_of_another_mechanism_is_no_row_of_its_name() -> None:
    wrong = one(with_variant({"credits": {**TERMS, "mechanism": "bilateral"}}), "article_6_2")
    [problem] = wrong.problems
    assert (problem.code, problem.path) == ("mechanism-differs", "variants.article_6_2.credits.mechanism")
    unnamed = {key: part for key, part in TERMS.items() if key != "mechanism"}
    assert one(with_variant({"credits": unnamed}), "article_6_2").problems == ()


def test_the_command_line_holds_in_every_row() -> None:
    dear = compare_mechanisms(load(MECHANISMS, sets=["credits.price=33.3334 USD/t"]), ["bilateral", *VARIANTS])
    usual = compare_mechanisms(load(MECHANISMS), ["bilateral", *VARIANTS])
    for row, other in zip(dear.rows, usual.rows, strict=True):
        assert ran(row).revenue == pytest.approx(2 * ran(other).revenue)


# ---- what a reader must know -----------------------------------------------------------------------------------------


def test_warnings_are_those_of_the_mechanism(nine: dict[str, Row]) -> None:
    codes = {name: {warning.code for warning in ran(row).warnings} for name, row in nine.items()}
    assert codes["bilateral"] == set()
    assert codes["cdm"] == {"mechanism-status"}
    assert codes["article_6_4"] >= {"not-eligible", "term-unknown"}
    assert any(warning.code == "implied-fuel-price" for warning in appraise(load(MECHANISMS)).warnings)


def test_terms_that_were_not_checked_are_named(nine: dict[str, Row]) -> None:
    doubted = {name: [default.path for default in ran(row).unverified] for name, row in nine.items()}
    assert doubted["bilateral"] == doubted["none"] == []
    assert "credits.issuance_lag" in doubted["jcm"]
    stated = load(MECHANISMS, variant="jcm", sets=["credits.issuance_lag=1 yr"])
    assert "credits.issuance_lag" not in [default.path for default in ran(one(stated, "jcm")).unverified]


# ---- identities ------------------------------------------------------------------------------------------------------


def check_tonnes(found: Outcome) -> None:
    tonnes = found.tonnes
    owned = tonnes.sold + tonnes.held + tonnes.host + tonnes.partner + tonnes.withheld
    assert owned == pytest.approx(tonnes.issued, rel=1e-9, abs=1e-6)
    assert tonnes.issued + tonnes.not_credited == pytest.approx(max(tonnes.abated, tonnes.issued))
    if found.reaches_developer.value is not None:
        assert found.reaches_developer.value * tonnes.abated == pytest.approx(tonnes.developer)


@settings(max_examples=25)
@given(
    developer=st.integers(0, 100),
    buffer=st.integers(0, 50),
    levy=st.integers(2, 50),
    cashed=st.integers(0, 100),
    discount=st.integers(0, 100),
)
def test_every_credit_has_one_place(developer: int, buffer: int, levy: int, cashed: int, discount: int) -> None:
    found = swap(
        credits__mechanism="cdm",
        credits__owners={"developer": f"{developer} %", "host": f"{100 - developer} %"},
        credits__buffer=f"{buffer} %",
        credits__share_of_proceeds=f"{levy} %",
        credits__share_cashed=f"{cashed} %",
        credits__uncertainty_discount=f"{discount} %",
    )
    for row in compare_mechanisms(found.scenario, ["cdm", "bilateral", "none"]).rows:
        check_tonnes(ran(row))


def test_every_credit_of_the_shipped_rows_has_one_place(nine: dict[str, Row]) -> None:
    for row in nine.values():
        check_tonnes(ran(row))
        if ran(row).spread and not ran(row).scenario.figures.get("credits.sector.intensity"):
            spread = ran(row).spread
            assert spread
            assert spread.developer.p10 < ran(row).tonnes.developer < spread.developer.p90


def test_nothing_abated_has_no_share() -> None:
    found = ran(one(swap(swap__abatement="0 kt/yr").scenario, "bilateral"))
    assert (found.reaches_developer.value, found.reaches_developer.reason) == (None, "no emissions are avoided")


# ---- several scenarios -----------------------------------------------------------------------------------------------


def test_scenarios_stand_as_they_are() -> None:
    scenarios = [load(SOURCE), load(PLANTS), load(PACKAGE)]
    found = compare_scenarios(scenarios)
    assert (found.by, found.name) == ("scenario", "3 scenarios")
    assert [row.label for row in found.rows] == [scenario.name for scenario in scenarios]
    assert [row.mechanism for row in found.rows] == ["bilateral", "cdm", "bilateral"]
    for row, scenario in zip(found.rows, scenarios, strict=True):
        assert ran(row).npv == float(appraise(scenario).metrics.npv)


def test_scenarios_of_one_name_are_told_apart() -> None:
    labels = [row.label for row in compare_files([str(SOURCE), str(MECHANISMS), str(SOURCE)]).rows]
    name = "Ultra-supercritical instead of subcritical coal"
    assert labels == [f"{name} (usc_vs_subcritical)", load(MECHANISMS).name, f"{name} (usc_vs_subcritical)"]


def test_changes_hold_for_every_file() -> None:
    found = compare_files([str(SOURCE), str(MECHANISMS)], ["discount_rate=10 %"])
    for row in found.rows:
        assert ran(row).npv == pytest.approx(-0.19e6, abs=5e3)  # golden table, 25 years at 10 %


def test_amounts_of_two_currencies_do_not_stand_in_one_table() -> None:
    euro = {"currency": "EUR", "price_year": 2020, "basis": "nominal"}
    swap_in_euro = {"capex_gap": "1 million EUR", "fuel_saving": "1 million EUR/yr", "abatement": "1 kt/yr"}
    other = swap(money=euro, swap=swap_in_euro, credits={"mechanism": "bilateral", "price": "9 EUR/t"}).scenario
    with pytest.raises(ScenarioError) as caught:
        compare_scenarios([swap().scenario, other])
    assert [(p.code, p.path) for p in caught.value.problems] == [("mixed-currencies", "money.currency")]
    assert len(compare_scenarios([swap().scenario, swap(name="Another").scenario]).ran) == 2


def test_a_file_with_problems_is_a_row_and_a_missing_one_an_error(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(SOURCE.read_text(encoding="utf-8").replace("discount_rate:", "discount_rat:"), encoding="utf-8")
    row = compare_files([str(bad), str(SOURCE)]).rows[0]
    assert (row.label, row.outcome) == ("bad", None)
    assert ("unknown-key", "discount_rat") in [(problem.code, problem.path) for problem in row.problems]
    with pytest.raises(FileError):
        compare_files([str(tmp_path / "none.yaml"), str(SOURCE)])


def test_rows_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        compare_mechanisms(load(SOURCE), "none").rows[0].label = "x"  # type: ignore[misc]


def test_revenue_is_the_present_value_of_the_rows_that_pay(nine: dict[str, Row]) -> None:
    run = appraise(load(MECHANISMS, variant="voluntary")).run
    paid = run.rows["credit_revenue"] / run.rows["price_level"] * run.rows["operating_discount_factor"]
    assert ran(nine["voluntary"]).revenue == pytest.approx(float(np.sum(paid)))
