"""The public names: few, listed, imported when they are first asked for, and working as documented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import appraisal as ap

PUBLIC = {
    "Appraisal",
    "AppraisalError",
    "NoResultError",
    "Problem",
    "Scenario",
    "ScenarioError",
    "additionality",
    "appraise",
    "appraise_table",
    "appraise_programme",
    "bridge",
    "compare_cases",
    "compare_mechanisms",
    "compare_scenarios",
    "elasticities",
    "equivalence",
    "load",
    "load_programme",
    "metrics",
    "monte_carlo",
    "portfolio",
    "record_of",
    "sector_crediting",
    "sobol_indices",
    "spider",
    "switching_values",
    "threshold",
    "threshold_band",
    "threshold_card",
    "threshold_curve",
    "threshold_map",
    "tornado",
    "two_way",
}


class TestNames:
    def test_they_are_the_documented_ones(self) -> None:
        assert set(ap.__all__) == PUBLIC
        assert sorted(ap.__all__) == list(ap.__all__)
        assert dir(ap) == ap.__all__

    @pytest.mark.parametrize("name", sorted(PUBLIC))
    def test_each_can_be_imported_and_is_explained(self, name: str) -> None:
        found = getattr(ap, name)
        assert (found.__doc__ or "").strip()
        assert getattr(ap, name) is found

    @pytest.mark.parametrize("name", sorted(PUBLIC))
    def test_each_can_be_imported_first(self, name: str, process: Callable[..., Any]) -> None:
        ended = process("-c", f"from appraisal import {name}; print({name}.__name__)")
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.strip().split(".")[-1] == name

    def test_another_name_is_refused(self) -> None:
        with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
            _ = ap.nonsense
        with pytest.raises(ImportError):
            exec("from appraisal import nonsense")

    def test_errors_have_one_root(self) -> None:
        assert issubclass(ap.ScenarioError, ap.AppraisalError)
        assert issubclass(ap.NoResultError, ap.AppraisalError)

    def test_metrics_work_alone(self) -> None:
        assert float(ap.metrics.npv(0.1, [-100.0, 110.0])) == pytest.approx(0.0, abs=1e-12)
        assert float(ap.metrics.irr([-100.0, 110.0]).value) == pytest.approx(0.1)
        assert {"npv", "irr", "mirr", "payback", "discounted_payback"} <= set(dir(ap.metrics))


class TestUse:
    def test_the_documented_example(self, source_case: Path) -> None:
        scenario = ap.load(source_case)
        result = ap.appraise(scenario)
        assert result.metrics.npv.value == pytest.approx(21778279.34, abs=0.01)
        assert float(result.metrics.npv) == result.metrics["npv"].value
        assert "npv" in dir(result.metrics)

    def test_a_path_may_be_a_text(self, source_case: Path) -> None:
        assert ap.load(str(source_case)).hash == ap.load(source_case).hash

    def test_changes_are_those_of_the_command_line(self, source_case: Path) -> None:
        scenario = ap.load(source_case)
        changed = ap.appraise(scenario, {"credits.price": "20 USD/t"})
        assert (
            changed.metrics.npv.value
            == ap.appraise(ap.load(source_case, sets=["credits.price=20 USD/t"])).metrics.npv.value
        )
        assert changed.metrics.npv.value != ap.appraise(scenario).metrics.npv.value
        assert scenario.figures["credits.price"].value == 16.6667

    @pytest.mark.parametrize(
        ("path", "value", "code"),
        [
            ("credits.price", "20", "bare-number"),
            ("credits.price", "20 EUR/t", "no-exchange-rate"),
            ("credits.prise", "20 USD/t", "unknown-key"),
            ("credits.price", "", "bad-set"),
        ],
    )
    def test_a_bad_change_is_refused(self, source_case: Path, path: str, value: str, code: str) -> None:
        with pytest.raises(ap.ScenarioError) as caught:
            ap.appraise(ap.load(source_case), {path: value})
        assert code in [problem.code for problem in caught.value.problems]

    def test_the_cash_flow_is_a_tidy_table(self, source_case: Path) -> None:
        table = ap.appraise(ap.load(source_case)).cash_flow
        assert isinstance(table, pd.DataFrame)
        assert (table.index.name, list(table.index)) == ("year", list(range(2012, 2038)))
        assert set(map(str, table.dtypes)) == {"float64"}
        assert table["swap.capex_gap"].sum() == 125e6
        assert not table.isna().any().any()

    def test_explain_goes_down_to_the_source(self, source_case: Path) -> None:
        said = str(ap.appraise(ap.load(source_case)).explain("credits.revenue", 2015))
        assert said.startswith("credits.revenue = 5,000,010 USD")
        assert "5 million USD a year over half of 600 kt" in " ".join(said.split())

    def test_explain_refuses_what_it_does_not_know(self, source_case: Path) -> None:
        result = ap.appraise(ap.load(source_case))
        for line, year in (("credits.revenu", None), ("credits.revenue", 1999)):
            with pytest.raises(ap.AppraisalError):
                result.explain(line, year)

    def test_threshold_and_tornado(self, source_case: Path) -> None:
        scenario = ap.load(source_case)
        assert ap.threshold(scenario, vary="credits.price").value == pytest.approx(9.866, abs=1e-3)
        assert ap.tornado(scenario).bars[0].path
        curve = ap.threshold_curve(scenario, "credits.price", "discount_rate", [0.05, 0.1])
        assert [point.value for point in curve.thresholds] == pytest.approx([0.4, 16.74], abs=5e-3)

    def test_draws_are_made_and_shared_out(self, source_case: Path) -> None:
        scenario = ap.load(source_case)
        risk = ap.monte_carlo(scenario, draws=500, seed=1, engine="numpy")
        assert (len(risk.values("npv")), risk.complete) == (500, True)
        assert risk.outcomes["npv"].base == pytest.approx(21778279.34, abs=0.01)
        assert ap.sobol_indices(scenario, points=64, engine="numpy").shares[0].total.value > 0

    def test_an_unknown_metric_names_the_known_ones(self, source_case: Path) -> None:
        with pytest.raises(AttributeError, match="there are npv"):
            _ = ap.appraise(ap.load(source_case)).metrics.nvp

    def test_an_undefined_metric_is_no_number(self, source_case: Path) -> None:
        result = ap.appraise(ap.load(source_case), {"swap.fuel_saving": "-9 million USD/yr"})
        assert result.metrics.payback_without_credits.value is None
        with pytest.raises(ValueError, match="undefined"):
            float(result.metrics.payback_without_credits)

    def test_a_missing_file_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(ap.AppraisalError) as caught:
            ap.load(tmp_path / "absent.yaml")
        assert caught.value.exit_code == 4


class TestNotebook:
    @pytest.mark.parametrize("name", ["<script>alert(1)</script>", "<img src=x onerror=y>", "a & b", "'\"><b>"])
    def test_a_hostile_name_is_only_text(self, source_case: Path, name: str) -> None:
        quoted = name.replace("'", "''")
        shown = ap.appraise(ap.load(source_case), {"name": f"'{quoted}'"})._repr_html_()
        assert name not in shown
        for tag in ("<script", "<img", "<b>"):
            assert tag not in shown
        assert shown.startswith("<h4>")
        assert "npv" in shown

    def test_the_reason_is_shown_where_there_is_no_number(self, source_case: Path) -> None:
        result = ap.appraise(ap.load(source_case), {"swap.fuel_saving": "-9 million USD/yr"})
        assert result.metrics.payback_without_credits.reason in result._repr_html_()
        assert "None" not in result._repr_html_()
