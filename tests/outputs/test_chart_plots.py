"""Results draw themselves: every chart of an appraisal from Python, and a coded error where it has no meaning."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib.figure import Figure

import appraisal as ap
from appraisal.outputs.charts.chart_set import CHARTS
from appraisal.outputs.charts.plots import AppraisalPlots
from appraisal.questions.cases import compare_cases

from .reading import check_readable, words_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
ASKED = {
    "threshold_curve": ("credits.price", "discount_rate", [0.05, 0.08, 0.12]),
    "two_way_map": ("credits.price", "discount_rate", [5.0, 15.0, 30.0], [0.05, 0.08, 0.12]),
    "threshold_map": ("discount_rate", "swap.capex_gap"),
    "comparison": (["none", "bilateral"],),
    "risk_histogram": ("npv", 64, 1),
    "sobol_ranking": ("npv", 64, 1),
}
NO_FINANCE = ("debt_service", "sources_uses")


@pytest.fixture(scope="module")
def stressed() -> ap.Appraisal:
    return ap.appraise(ap.load(SCENARIOS / "usc_stress.yaml"))


def methods() -> list[str]:
    return [name for name, _ in inspect.getmembers(AppraisalPlots, inspect.isfunction) if not name.startswith("_")]


@pytest.mark.parametrize("name", sorted({*methods()} - {"all", "npv_bridge", *NO_FINANCE}))
def test_every_chart_is_a_figure_that_can_be_read(name: str, stressed: ap.Appraisal) -> None:
    figure = getattr(stressed.plot, name)(*ASKED.get(name, ()))
    assert isinstance(figure, Figure)
    check_readable(figure)
    assert "Source: " in " ".join(words_of(figure))


@pytest.mark.parametrize("name", NO_FINANCE)
def test_a_chart_without_meaning_is_an_error_with_the_reason(name: str, stressed: ap.Appraisal) -> None:
    with pytest.raises(ap.NoResultError, match="the scenario has no finance") as caught:
        getattr(stressed.plot, name)()
    [problem] = caught.value.problems
    assert (problem.code, problem.path) == ("no-chart", "")
    assert name in problem.message


def test_every_chart_of_the_set_has_a_method() -> None:
    assert set(CHARTS) <= set(methods())
    assert all((getattr(AppraisalPlots, name).__doc__ or "").startswith(("Return", "Draw")) for name in methods())


def test_the_bridge_goes_to_another_scenario(stressed: ap.Appraisal) -> None:
    cheaper = ap.load(SCENARIOS / "usc_stress.yaml", sets=["discount_rate=6 %"])
    words = words_of(stressed.plot.npv_bridge(cheaper, ("8 %", "6 %")))
    assert {"NPV, 8 %", "NPV, 6 %"} <= set(words)


def test_answers_draw_themselves(stressed: ap.Appraisal) -> None:
    scenario = stressed.scenario
    risk = ap.monte_carlo(scenario, draws=64, seed=1, engine="numpy")
    drawn = [risk.plot.risk_histogram(), risk.plot.convergence()]
    drawn += [compare_cases(scenario, ["low"]).plot.cases()]
    drawn += [ap.compare_mechanisms(scenario, ["none"]).plot.comparison()]
    assert all(isinstance(figure, Figure) for figure in drawn)


def test_a_notebook_shows_a_figure(stressed: ap.Appraisal) -> None:
    assert stressed.plot.npv_waterfall()._repr_png_().startswith(b"\x89PNG")


def test_a_result_knows_no_chart_until_one_is_asked_for() -> None:
    asked = (
        "import sys, appraisal as ap; r = ap.appraise(ap.load(sys.argv[1])); "
        "assert not [name for name in sys.modules if name.startswith(('appraisal.outputs', 'matplotlib'))]; "
        "r.plot; assert 'matplotlib' not in sys.modules; r.plot.cash_flow(); "
        "assert 'matplotlib.figure' in sys.modules and 'matplotlib.pyplot' not in sys.modules"
    )
    ended = subprocess.run([sys.executable, "-c", asked, str(SCENARIOS / "usc_vs_subcritical.yaml")], check=False)
    assert ended.returncode == 0
