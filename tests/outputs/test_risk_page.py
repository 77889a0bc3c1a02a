"""Draws on the page, as JSON, as files and as charts: the same numbers, and every word can be read."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from appraisal.engine.appraisal import appraise
from appraisal.engine.outcomes import OUTCOMES
from appraisal.ground.problem import FileError, ScenarioError
from appraisal.outputs import draws_files
from appraisal.outputs.charts.convergence import _marks, convergence_chart
from appraisal.outputs.charts.risk_histogram import risk_histogram
from appraisal.outputs.charts.save import as_svg
from appraisal.outputs.charts.sobol_ranking import MOST, sobol_ranking
from appraisal.outputs.draws_files import write_draws
from appraisal.outputs.layout import WIDTH, console_for
from appraisal.outputs.outcome_scale import OutcomeScale
from appraisal.outputs.record import as_json
from appraisal.outputs.risk_page import show
from appraisal.outputs.risk_record import risk_record
from appraisal.questions.indices import Index, Indices, VarianceShare
from appraisal.questions.risk import Risk, monte_carlo
from appraisal.questions.variance import sobol_indices
from appraisal.scenario.load import load

from .reading import check_readable, words_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SOURCE, PLANTS, PACKAGE = (
    SCENARIOS / f"{name}.yaml" for name in ("usc_vs_subcritical", "usc_vs_subcritical_plants", "usc_bilateral_package")
)
STILL = ["swap.abatement={value: 600 kt/yr, low: null, high: null}",
         "timeline.operation={value: 25 yr, low: null, high: null}"]  # fmt: skip
TINY = ["swap.capex_gap={value: 9 USD, low: 8 USD, high: 12 USD}", "swap.fuel_saving=1 USD/yr",
        "swap.abatement={value: 0.001 t/yr, low: null, high: null}"]  # fmt: skip
HUGE = ["swap.capex_gap={value: 1250000 billion USD, low: 1000000 billion USD, high: 1600000 billion USD}"]
PATH = ["credits.price={value: 16.6667 USD/t, distribution: gbm, volatility: 20 %}"]
LOSING = ["credits.price=0.5 USD/t", "swap.fuel_saving=1 million USD/yr", *STILL]
FLAT = ["swap.capex_gap={value: 125 million USD, low: 125 million USD, high: 125 million USD}",
        "swap.fuel_saving={value: 8.75 million USD/yr, low: null, high: null}",
        "credits.price={value: 16.6667 USD/t, low: null, high: null}",
        "credits.share_cashed={value: 50 %, low: null, high: null}", *STILL]  # fmt: skip


def interrupted(done: int, total: int) -> None:
    raise KeyboardInterrupt


def drawn(file: Path, *sets: str, draws: int = 2500, **how: Any) -> Risk:
    return monte_carlo(load(file, sets=sets), draws, 1, engine="numpy", **how)


RECIPES: dict[str, Callable[[], Risk]] = {
    "source": lambda: drawn(SOURCE),
    "plants": lambda: drawn(PLANTS),
    "package": lambda: drawn(PACKAGE),
    "tiny": lambda: drawn(SOURCE, *TINY),
    "huge": lambda: drawn(SOURCE, *HUGE),
    "price path": lambda: drawn(SOURCE, *PATH),
    "only losses": lambda: drawn(SOURCE, *LOSING),
    "no spread": lambda: drawn(SOURCE, *FLAT),
    "few": lambda: drawn(PLANTS, draws=3),
    "one": lambda: drawn(PLANTS, draws=1),
    "interrupted": lambda: drawn(PLANTS, draws=5000, block=1, threads=1, progress=interrupted),
    "no threshold": lambda: drawn(SOURCE, "credits.share_cashed=0 %"),
    "sobol points": lambda: drawn(SOURCE, sampler="sobol", draws=1000),
}


@cache
def made(name: str) -> Risk:
    return RECIPES[name]()


@cache
def recorded(name: str) -> dict[str, Any]:
    risk = made(name)
    return risk_record(risk, appraise(risk.scenario))


def printed(record: dict[str, Any], capsys: pytest.CaptureFixture[str], outcome: str = "npv") -> str:
    import sys

    show(record, console_for(sys.stdout), outcome)
    return capsys.readouterr().out


# ---- the record ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RECIPES)
def test_no_number_of_the_record_is_without_a_value(name: str) -> None:
    record = json.loads(as_json(recorded(name)))
    risk = made(name)
    assert record["draws"]["made"] == risk.draws
    assert record["draws"]["complete"] is (name != "interrupted")
    assert set(record["outcomes"]) == set(risk.outcomes)
    for key, found in record["outcomes"].items():
        values = risk.values(key)
        kept = values[~np.isnan(values)]
        assert found["defined"] == len(kept)
        assert found["defined"] + sum(found["undefined"].values()) == risk.draws
        if len(kept):
            assert found["mean"] == pytest.approx(kept.mean(), rel=1e-9, abs=1e-9 * np.abs(kept).max())
            assert found["minimum"] <= found["percentiles"]["5"] <= found["percentiles"]["95"] <= found["maximum"]
        else:
            assert found["mean"] is None
            assert found["histogram"] is None


def test_value_at_risk_is_told_of_what_is_worth_something() -> None:
    outcomes = recorded("package")["outcomes"]
    assert {name for name, one in outcomes.items() if one["tail"]} == {"npv", "npv_without_credits", "equity_npv"}
    assert outcomes["npv"]["tail"]["share"] == 0.05


def test_what_is_drawn_and_what_is_not_is_in_the_record() -> None:
    draws = recorded("package")["draws"]
    assert set(draws["drawn"]) == set(made("package").plan.paths)
    assert draws["correlation"] == [
        {"one": "credits.price", "other": "baseline.fuels.coal.price", "value": 0.4, "kind": "rank"}
    ]
    assert "economic.discount_rate" in draws["left_out"]
    assert recorded("package")["not_appraised"] == []


def test_the_record_is_the_same_for_the_same_seed() -> None:
    again = drawn(PLANTS, threads=2, block=1)
    assert as_json(risk_record(again, appraise(again.scenario))) == as_json(recorded("plants"))


# ---- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RECIPES)
def test_the_page_fits_and_says_no_nan(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for outcome in made(name).outcomes:
        page = printed(recorded(name), capsys, outcome).replace(recorded(name)["scenario"]["hash"], "")
        assert max(map(len, page.splitlines())) <= WIDTH
        assert not re.search(r"\b(nan|inf|None)\b|\d[eE][+-]?\d", page), (name, outcome)


def test_the_headline_says_how_often_money_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    page, found = printed(recorded("plants"), capsys), recorded("plants")["outcomes"]["npv"]
    assert f"The swap loses money in {100 * found['below_zero']['value']:.1f} % of the draws" in page
    assert f"{found['tail']['value_at_risk'] / 1e6:,.2f} million USD: in 5 % of the draws it is this or less" in page
    assert "rank correlation of 40 % with baseline.fuels.coal.price" in page
    assert "never recovered in" in page
    assert "Interrupted" not in page
    lower = (made("plants").values() < found["base"]).mean()
    assert f"about {100 * lower:.0f} % of the draws lie below it" in " ".join(page.replace("│", "").split())


def test_an_interrupted_run_says_so_first(capsys: pytest.CaptureFixture[str]) -> None:
    page = printed(recorded("interrupted"), capsys)
    assert "Interrupted: 4,096 of 5,000 draws were made" in page.split("Conventions")[0]


def test_an_outcome_that_no_draw_has_is_told_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    page = printed(recorded("no threshold"), capsys, "threshold_credit_price")
    assert "Threshold price: no draw has one" in page
    assert "does not depend on credits.price in 2,500 draws (100.00 %)" in page


def test_indices_stand_on_the_page_with_what_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    risk = made("plants")
    indices = sobol_indices(risk.scenario, points=256, engine="numpy")
    record = risk_record(risk, appraise(risk.scenario), indices)
    page = printed(record, capsys)
    assert [one["path"] for one in record["sobol"]["figures"]] == [share.path for share in indices.shares]
    assert "Which figures make Net present value unsure" in page
    assert "the correlation of 40 % between credits.price" in page
    assert f"{100 * indices.shares[0].total.value:.1f} %" in page
    missing = printed(risk_record(risk, appraise(risk.scenario), None, "it is undefined"), capsys)
    assert "No Sobol indices\n  it is undefined" in missing


@pytest.mark.parametrize(("outcome", "unit", "values", "value", "text"), [
    ("npv", "USD", [-4e7, 1.0], -4.2e7, "-42.00 million USD"),
    ("npv", "USD", [4e15], 4.25e15, "4,250.0 trillion USD"),
    ("project_irr", "1", [0.1], 0.0998, "9.98 %"),
    ("dscr_min", "1", [1.3], 1.304, "1.30 times"),
    ("threshold_credit_price", "1", [0.6], 0.592, "0.59 times"),
    ("threshold_credit_price", "USD/t", [9.0], -9.87, "-9.87 USD/t"),
    ("payback", "yr", [9.0], 9.09, "9.09 yr"),
    ("credits_sold", "t", [3e6], 2.9e6, "2,900.0 thousand t"),
])  # fmt: skip
def test_numbers_are_printed_at_their_scale(
    outcome: str, unit: str, values: list[float], value: float, text: str
) -> None:
    assert OutcomeScale.of(outcome, unit, values).text(value) == text


# ---- every draw in a file --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_every_draw_is_a_row(kind: str, tmp_path: Path) -> None:
    risk = made("plants")
    target = write_draws(risk, tmp_path / "new" / f"draws.{kind}", overwrite=False)
    table = pd.read_csv(target) if kind == "csv" else pd.read_parquet(target)
    assert list(table["draw"]) == list(range(1, 2501))
    np.testing.assert_array_equal(table["npv [USD]"], risk.values("npv"))
    np.testing.assert_array_equal(table["discounted_payback [yr]"], risk.values("discounted_payback"))
    np.testing.assert_array_equal(table["credits.price [USD/t]"], risk.plan.table(0)["credits.price"])
    assert table["discounted_payback [yr]"].isna().sum() == sum(risk.outcomes["discounted_payback"].undefined.values())
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_undefined_cells_are_empty(tmp_path: Path) -> None:
    target = write_draws(made("plants"), tmp_path / "draws.csv", overwrite=False)
    assert "nan" not in target.read_text()
    assert ",," in target.read_text()


def test_a_price_path_has_a_column_a_year(tmp_path: Path) -> None:
    risk = made("price path")
    target = write_draws(risk, tmp_path / "draws.csv", overwrite=False)
    table = pd.read_csv(target)
    years = [name for name in table.columns if name.startswith("credits.price ")]
    assert years[0] == "credits.price 2012 [USD/t]"
    assert len(years) == len(risk.plan.table(0)["credits.price"])
    np.testing.assert_array_equal(table[years[5]], risk.plan.table(0)["credits.price"][5])


def test_an_interrupted_run_writes_what_it_has(tmp_path: Path) -> None:
    target = write_draws(made("interrupted"), tmp_path / "draws.csv", overwrite=False)
    assert len(pd.read_csv(target)) == 4096


def test_same_draws_same_bytes(tmp_path: Path) -> None:
    for kind in ("csv", "parquet"):
        one, other = (write_draws(made("few"), tmp_path / f"{n}.{kind}", overwrite=False) for n in "ab")
        assert one.read_bytes() == other.read_bytes()


def test_a_file_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "draws.csv"
    target.write_text("mine")
    with pytest.raises(FileError) as caught:
        write_draws(made("few"), target, overwrite=False)
    assert [one.code for one in caught.value.problems] == ["exists"]
    assert target.read_text() == "mine"
    write_draws(made("few"), target, overwrite=True)
    assert len(pd.read_csv(target)) == 3


def test_half_a_file_is_never_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(risk: Risk, target: Path) -> None:
        target.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(draws_files.FORMATS, ".csv", failing)
    with pytest.raises(FileError) as caught:
        write_draws(made("few"), tmp_path / "draws.csv", overwrite=False)
    assert [one.code for one in caught.value.problems] == ["cannot-write"]
    assert [*tmp_path.iterdir()] == []


def test_parquet_without_pyarrow_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws_files, "find_spec", lambda name: None)
    with pytest.raises(ScenarioError) as caught:
        draws_files.refuse_without_parquet()
    assert [(one.code, one.path) for one in caught.value.problems] == [("missing-extra", "--to")]
    assert "pip install 'appraisal[risk]'" in caught.value.problems[0].message


# ---- charts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RECIPES)
def test_every_word_of_the_charts_can_be_read(name: str) -> None:
    risk = made(name)
    for outcome, found in risk.outcomes.items():
        if found.statistics is not None and (name == "plants" or outcome in ("npv", "dscr_min")):
            for chart in (risk_histogram(risk, outcome), convergence_chart(risk, outcome)):
                check_readable(chart)
                assert any(OUTCOMES[outcome].label in word for word in words_of(chart))


def test_a_chart_of_no_draw_is_refused() -> None:
    for chart in (risk_histogram, convergence_chart):
        with pytest.raises(ValueError, match="no draw has threshold_credit_price"):
            chart(made("no threshold"), "threshold_credit_price")


def test_the_bins_hold_all_draws_and_split_at_nothing() -> None:
    risk = made("plants")
    figure = risk_histogram(risk)
    bars = [patch for patch in figure.axes[0].patches if patch.get_width()]
    edges = [(bar.get_x(), bar.get_x() + bar.get_width(), bar.get_facecolor()) for bar in bars]
    assert all(right <= 1e-9 or left >= -1e-9 for left, right, _ in edges)
    assert len({color for *_, color in edges}) == 2
    statistics = risk.outcomes["npv"].statistics
    assert statistics is not None
    assert max(bar.get_height() for bar in bars) == pytest.approx(100 * max(statistics.histogram.counts) / 2500)
    (curve,) = [line for line in figure.axes[1].lines if len(line.get_xdata()) == 101]
    assert curve.get_ydata()[0] == 100
    assert curve.get_xdata()[50] == pytest.approx(statistics.curve[50] / 1e6)
    assert any("above 0" in word for word in words_of(figure))


def test_the_last_estimate_is_named() -> None:
    risk = made("plants")
    words = words_of(convergence_chart(risk))
    found = risk.outcomes["npv"].statistics
    assert found is not None
    assert any(word.startswith(f"{100 * found.below_zero.value:.1f} %") for word in words)
    assert "2,500" in words


@pytest.mark.parametrize("draws", [[64], [64, 100], [64, 128, 200], [1 << k for k in range(6, 31)]])
def test_numbers_of_draws_on_the_axis_keep_apart(draws: list[int]) -> None:
    marks = _marks(draws)
    assert marks[-1] == draws[-1]
    assert len(marks) <= 9
    assert all(later / earlier >= 1.6 for earlier, later in pairwise(marks))


def invented(count: int) -> Indices:
    """Indices of so many figures, with long names and intervals below 0 and above 1."""
    paths = [
        *load(PACKAGE).figures,
        *(f"items.an_item_with_a_name_that_takes_all_its_room_{n}.amount" for n in range(60)),
    ]
    shares = [
        VarianceShare(path, Index(0.6 / (at + 1) - 0.02, 0.6 / (at + 1) - 0.2, 0.6 / (at + 1) + 0.1),
                      Index(0.9 / (at + 1), 0.7 / (at + 1), 1.3 / (at + 1)))
        for at, path in enumerate(paths[:count])
    ]  # fmt: skip
    return Indices("npv", "USD", 1.0, 1.0, tuple(shares), 1024, 1024 * (count + 2), 1)


@pytest.mark.parametrize("count", [1, 2, 12, 40, 45])
def test_a_ranking_of_any_length_can_be_read(count: int) -> None:
    chart = sobol_ranking(invented(count), load(PACKAGE))
    check_readable(chart)
    words = words_of(chart)
    assert any("0.58" in word or "58.0 %" in word for word in words)
    assert ("of less effect left out" in " ".join(words)) is (count > MOST)


def test_the_bars_of_a_ranking_are_the_indices() -> None:
    indices = invented(3)
    bars = [patch.get_width() for patch in sobol_ranking(indices, load(PACKAGE)).axes[0].patches]
    expected = [100 * one.value for share in indices.shares for one in (share.total, share.first)]
    assert bars == pytest.approx(expected)


def test_a_chart_has_the_same_bytes_twice() -> None:
    assert as_svg(risk_histogram(made("plants"))) == as_svg(risk_histogram(made("plants")))
    assert math.isfinite(made("plants").outcomes["npv"].base or 0.0)
