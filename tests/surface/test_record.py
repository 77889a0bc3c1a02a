"""The record: documented keys, the same bytes every time, nothing undefined without a reason; the screen shows it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.ground.numbers import money, percent
from appraisal.outputs.layout import cell
from appraisal.outputs.record import as_json, record_of
from appraisal.scenario.load import load

ROOT = Path(__file__).parents[2]
CASES = {
    "source case": (ROOT / "scenarios" / "usc_vs_subcritical.yaml", ()),
    "plants": (ROOT / "scenarios" / "usc_vs_subcritical_plants.yaml", ()),
    "three loans": (ROOT / "tests" / "outputs" / "cases" / "three_loans.yaml", ()),
    "a grant alone": (ROOT / "tests" / "outputs" / "cases" / "grant_alone.yaml", ()),
    "no credits": (ROOT / "scenarios" / "usc_vs_subcritical.yaml", ("credits=null",)),
    "inflation": (ROOT / "scenarios" / "usc_vs_subcritical.yaml", ("money.inflation=7 %", "credits.price.growth=2 %")),
    "no pay": (ROOT / "scenarios" / "usc_vs_subcritical.yaml", ("swap.fuel_saving=-9 million USD/yr",)),
    "nothing": (
        ROOT / "scenarios" / "usc_vs_subcritical.yaml",
        ("swap.capex_gap=0 USD", "swap.fuel_saving=0 USD/yr", "swap.abatement=0 t/yr"),
    ),
}

METRICS = {
    "npv",
    "npv_without_credits",
    "project_irr",
    "project_irr_without_credits",
    "mirr",
    "payback",
    "payback_without_credits",
    "discounted_payback",
    "payback_from_operation",
    "threshold_credit_price",
    "abatement_cost",
    "abatement_cost_undiscounted",
    "profitability_index",
    "benefit_cost_ratio",
    "equivalent_annual_value",
    "lcoe_baseline",
    "lcoe_project",
    "lcoe_gap",
}
"""The documented metrics that apply before tax and finance."""


def appraised(name: str) -> Appraisal:
    file, sets = CASES[name]
    return appraise(load(file, sets=sets))


@pytest.fixture(scope="module", params=CASES)
def result(request: pytest.FixtureRequest) -> Appraisal:
    return appraised(request.param)


@pytest.fixture
def record(result: Appraisal) -> dict[str, Any]:
    return record_of(result)


def leaves(part: Any) -> Iterator[Any]:
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    yield from (leaf for item in inner for leaf in leaves(item))
    if not isinstance(part, dict | list):
        yield part


class TestKeys:
    def test_the_documented_keys_are_there(self, record: dict[str, Any]) -> None:
        documented = {"format", "version", "scenario", "conventions", "metrics", "years", "lines", "checks", "warnings"}
        assert documented <= set(record)
        assert record["format"] == 1
        assert {"name", "hash"} <= set(record["scenario"])

    def test_the_documented_metrics_are_there(self, record: dict[str, Any]) -> None:
        assert set(record["metrics"]) >= METRICS

    def test_metrics_have_value_unit_and_status(self, record: dict[str, Any]) -> None:
        for name, metric in record["metrics"].items():
            assert {"value", "unit", "status"} <= set(metric), name
            assert metric["unit"]
            assert metric["status"]

    def test_an_irr_has_its_roots_and_sign_changes(self, record: dict[str, Any]) -> None:
        irr = record["metrics"]["project_irr"]
        assert isinstance(irr["roots"], list)
        assert isinstance(irr["sign_changes"], int)
        assert irr["value"] is None or irr["value"] in irr["roots"]

    def test_lines_have_a_value_a_year(self, record: dict[str, Any]) -> None:
        assert record["years"] == list(range(record["years"][0], record["years"][-1] + 1))
        for name, line in record["lines"].items():
            assert {"unit", "values"} <= set(line), name
            assert len(line["values"]) == len(record["years"])

    def test_checks_and_warnings(self, record: dict[str, Any]) -> None:
        assert record["checks"]
        assert all(set(check) == {"name", "ok", "residual"} and check["ok"] for check in record["checks"])
        assert all({"code", "path", "message"} <= set(warning) for warning in record["warnings"])

    def test_inputs_name_their_sources(self, record: dict[str, Any]) -> None:
        for path, figure in record["inputs"].items():
            assert {"stated", "unit", "default", "source"} <= set(figure), path
            assert figure["source"] or path in record["unsourced"] or "repeats" in figure or not figure["default"]


class TestValues:
    def test_undefined_is_null_with_a_status_and_a_reason(self, record: dict[str, Any]) -> None:
        for name, metric in record["metrics"].items():
            if metric["value"] is None:
                assert metric["reason"].strip(), name
                assert metric["status"] != "ok", name

    @pytest.mark.parametrize(
        ("case", "metric"),
        [
            ("no pay", "project_irr_without_credits"),
            ("no pay", "payback_without_credits"),
            ("nothing", "project_irr"),
            ("nothing", "abatement_cost"),
            ("no credits", "threshold_credit_price"),
            ("source case", "lcoe_gap"),
        ],
    )
    def test_what_does_not_exist_is_null(self, case: str, metric: str) -> None:
        found = record_of(appraised(case))["metrics"][metric]
        assert found["value"] is None
        assert found["reason"]

    def test_no_number_is_infinite_or_none_at_all(self, record: dict[str, Any]) -> None:
        assert all(math.isfinite(leaf) for leaf in leaves(record) if isinstance(leaf, float))
        assert "-0.0" not in [str(leaf) for leaf in leaves(record["lines"])]

    def test_a_number_that_is_not_finite_is_never_written(self) -> None:
        for value in (math.nan, math.inf):
            with pytest.raises(ValueError, match="not JSON compliant"):
                as_json({"a": value})

    def test_it_holds_plain_values_only(self, record: dict[str, Any]) -> None:
        assert {type(leaf) for leaf in leaves(record)} <= {str, int, float, bool, type(None)}
        assert json.loads(as_json(record)) == record

    def test_the_same_bytes_twice(self) -> None:
        for name in CASES:
            assert as_json(record_of(appraised(name))) == as_json(record_of(appraised(name)))

    def test_it_says_what_python_says(self, result: Appraisal, record: dict[str, Any]) -> None:
        for name, metric in result.metrics.items():
            assert record["metrics"][name]["value"] == metric.value
            assert record["metrics"][name]["status"] == metric.status
        table = result.cash_flow
        assert list(table.index) == record["years"]
        for name in table.columns:
            assert [float(value) for value in table[name]] == record["lines"][name]["values"]

    def test_the_table_adds_up_to_the_headline(self, record: dict[str, Any]) -> None:
        total = math.fsum(record["lines"]["present_value"]["values"])
        largest = max(map(abs, record["lines"]["present_value"]["values"]))
        assert total == pytest.approx(record["metrics"]["npv"]["value"], abs=1e-9 * max(largest, 1))

    def test_the_run_without_credits_is_that_of_a_scenario_without(self) -> None:
        one, other = record_of(appraised("source case")), record_of(appraised("no credits"))
        assert one["metrics"]["npv_without_credits"]["value"] == other["metrics"]["npv"]["value"]
        assert one["lines_without_credits"]["cash_flow"]["values"] == other["lines"]["cash_flow"]["values"]


class TestScreen:
    @pytest.mark.parametrize("name", CASES)
    def test_the_screen_shows_the_record_s_numbers(self, name: str, call: Callable[..., Any]) -> None:
        file, sets = CASES[name]
        shown = " ".join(
            call("run", file, *(word for one in sets for word in ("--set", one))).out.replace("│", " ").split()
        )
        record = record_of(appraised(name))
        metrics = record["metrics"]
        without = ["npv_without_credits", "project_irr_without_credits", "payback_without_credits", "abatement_cost"]
        credited = ["npv", "project_irr", "payback"] if record["conventions"]["mechanism"] != "none" else []
        for metric in (*credited, *without):
            if metrics[metric]["value"] is not None:
                assert cell(metrics[metric]) in shown, metric
            else:
                assert metrics[metric]["reason"].split(",")[0] in shown, metric
        assert record["scenario"]["hash"] in shown
        assert str(record["years"][-1]) in shown

    def test_it_is_rounded_in_one_place(self) -> None:
        assert cell({"value": 21778279.34, "unit": "USD"}) == money(21778279.34, "USD") == "21.78 million USD"
        assert cell({"value": 0.0998, "unit": "1"}) == percent(0.0998) == "9.98 %"
        assert cell({"value": 9.866, "unit": "USD/t"}) == "9.87 USD/t"
        assert cell({"value": None, "unit": "yr", "reason": "never recovered"}) == "none (never recovered)"
