"""The golden values of the source case and its plant twin, to every printed digit, through the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from appraisal.cli import cli

ROOT = Path(__file__).parents[2]
SOURCE = str(ROOT / "scenarios" / "usc_vs_subcritical.yaml")
PLANTS = str(ROOT / "scenarios" / "usc_vs_subcritical_plants.yaml")

LIVES = (  # life, rate, NPV without, NPV with [million USD], threshold at 50 % and at 100 % cashed [USD/t]
    (20, 8, "-39.09", "10.00", "13.27", "6.64"),
    (20, 10, "-50.51", "-7.94", "19.77", "9.89"),
    (25, 5, "-1.68", "68.79", "0.40", "0.20"),
    (25, 8, "-31.60", "21.78", "9.87", "4.93"),
    (25, 10, "-45.58", "-0.19", "16.74", "8.37"),
    (25, 12, "-56.37", "-17.16", "23.96", "11.98"),
    (30, 8, "-26.49", "29.79", "7.84", "3.92"),
    (30, 10, "-42.51", "4.62", "15.03", "7.52"),
)


def printed(*words: str) -> str:
    """Run one command in this process and return what it prints."""
    result = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def sets(*changes: str) -> list[str]:
    return [word for change in changes for word in ("--set", change)]


def run(file: str, *changes: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed("run", file, *sets(*changes), "--json", "-"))
    return found


def metric(record: dict[str, Any], name: str) -> float:
    value: float = record["metrics"][name]["value"]
    return value


def threshold(file: str, *changes: str, vary: str = "credits.price") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed("threshold", file, "--vary", vary, *sets(*changes), "--json"))
    return found


def price(*changes: str) -> str:
    """Return the threshold price of the source case as it is printed."""
    return f"{threshold(SOURCE, *changes)['value']:.2f}"


def millions(value: float) -> str:
    return f"{value / 1e6:.2f}"


@pytest.mark.parametrize(("life", "rate", "without", "with_credits", "half", "full"), LIVES)
def test_the_table(life: int, rate: int, without: str, with_credits: str, half: str, full: str) -> None:
    changes = (f"timeline.operation={life} yr", f"discount_rate={rate} %")
    record = run(SOURCE, *changes)
    assert millions(metric(record, "npv_without_credits")) == without
    assert millions(metric(record, "npv")) == with_credits
    assert f"{metric(record, 'threshold_credit_price'):.2f}" == half
    assert price(*changes) == half
    assert price(*changes, "credits.share_cashed=100 %") == full


@pytest.mark.parametrize(
    ("life", "without", "with_credits"), [(20, "3.44", "9.06"), (25, "4.87", "9.98"), (30, "5.66", "10.44")]
)
def test_internal_rates_of_return(life: int, without: str, with_credits: str) -> None:
    record = run(SOURCE, f"timeline.operation={life} yr")
    assert f"{metric(record, 'project_irr_without_credits') * 100:.2f}" == without
    assert f"{metric(record, 'project_irr') * 100:.2f}" == with_credits
    assert record["metrics"]["project_irr"]["status"] == "unique"


def test_further_measures() -> None:
    record = run(SOURCE)
    assert f"{metric(record, 'mirr') * 100:.2f}" == "8.70"
    assert f"{metric(record, 'payback_without_credits'):.2f}" == "14.29"
    assert f"{metric(record, 'payback'):.2f}" == "9.09"
    assert f"{metric(record, 'abatement_cost'):.2f}" == "4.93"
    assert f"{metric(record, 'abatement_cost_undiscounted'):.2f}" == "2.11"


def test_yearly_amounts_of_the_source() -> None:
    """Half of 600 kt at the implied price of 16.6667 USD/t is 5 million USD; with the fuel it is 13.75 million."""
    lines = run(SOURCE)["lines"]
    assert lines["credits.sold"]["values"][1] == 300_000
    assert millions(lines["credits.revenue"]["values"][1]) == "5.00"
    assert millions(lines["cash_flow"]["values"][1]) == "13.75"
    assert millions(lines["cash_flow"]["values"][0]) == "-125.00"


def test_the_implied_price_brings_five_million_a_year() -> None:
    share = threshold(SOURCE, "swap.capex_gap=13.75 million USD", "timeline.operation=1 yr", "discount_rate=0 %")
    assert f"{share['value']:.4f}" == "16.6667"


def test_the_consistency_warning() -> None:
    [warning] = run(SOURCE)["warnings"]
    assert (warning["code"], warning["path"]) == ("implied-fuel-price", "swap.fuel_saving")
    assert "1.38 USD/GJ (about 36 USD/t)" in warning["message"]


SHIFTS = (
    (("credits.crediting.years=7 yr",), "20.23"),
    (("credits.crediting.years=10 yr",), "15.70"),
    (("credits.crediting.years=14 yr",), "12.77"),
    (("credits.crediting.years=21 yr",), "10.51"),
    (("credits.issuance_lag=1 yr",), "10.66"),
    (("credits.share_of_proceeds=5 %", "credits.overall_mitigation=2 %"), "10.61"),
    (("credits.price.growth=3 %",), "7.58"),
    (("timeline.timing=mid_year",), "8.39"),
    (("timeline.timing=mid_year", "discount_rate=10 %"), "14.60"),
    (("timeline.timing=end_of_year",), "9.87"),
)
STACKED = (
    "credits.crediting.years=10 yr",
    "credits.share_of_proceeds=5 %",
    "credits.overall_mitigation=2 %",
    "credits.issuance_lag=1 yr",
    "credits.monitoring_cost=0.15 million USD/yr",
)


@pytest.mark.parametrize(("changes", "expected"), [*SHIFTS, (STACKED, "18.81")])
def test_the_threshold_shifts(changes: tuple[str, ...], expected: str) -> None:
    assert price(*changes) == expected


@pytest.mark.parametrize(("rate", "expected"), [("8 %", "29.6"), ("10 %", "50.2")])
def test_the_least_share_that_must_be_cashed(rate: str, expected: str) -> None:
    found = threshold(SOURCE, f"discount_rate={rate}", vary="credits.share_cashed")
    assert f"{found['value'] * 100:.1f}" == expected
    assert found["crossings"] == [found["value"]]


def test_the_gap_equals_a_grant_of_a_quarter() -> None:
    gap = -metric(run(SOURCE), "npv_without_credits") / 125e6
    assert f"{gap * 100:.1f}" == "25.3"


def test_the_two_plants_give_the_same_saving_and_tonnes() -> None:
    """939 MW at 70 % from 38 % to 43 %: 8.7 million USD and 600 kt a year, before the fuel price grows."""
    record = run(PLANTS)
    first = record["years"].index(2016)
    saving = record["lines"]["swap.fuel_saving"]["values"][first]
    tonnes = record["lines"]["swap.abatement"]["values"]
    assert millions(saving) == "8.75"
    assert [round(value / 1000) for value in tonnes[first : first + 25]] == [600] * 25
    assert sum(tonnes[:first]) == sum(tonnes[first + 25 :]) == 0


def test_explain_tells_formula_numbers_and_sources() -> None:
    text = printed("explain", SOURCE, "credits.revenue", "--year", "2015")
    assert text.startswith("credits.revenue = 5,000,010 USD   in 2015\n")
    said = " ".join(text.split())
    for part in (
        "= delivered × spot_price",
        "credits.sold = 300,000 t",
        "credits.price.value = 16.6667 USD/t",
        "stated as '16.6667 USD/t'",
        "source implied: 5 million USD a year over half of 600 kt",
        "usc_vs_subcritical.yaml:",
        "default: 0 yr, source: convention of this model",
    ):
        assert part in said, part


def test_the_screen_says_the_same() -> None:
    text = printed("run", SOURCE)
    for part in ("21.78 million USD", "-31.60 million USD", "9.98 %", "4.87 %", "9.09 yr", "14.29 yr"):
        assert part in text, part


def test_a_threshold_in_words() -> None:
    text = printed("threshold", SOURCE, "--vary", "credits.share_cashed")
    assert "credits.share_cashed at which net present value is zero: 29.6 %" in text


def test_a_curve_of_thresholds_over_the_rate() -> None:
    over = ("--over", "discount_rate=8%..12%:3", "--json")
    points = json.loads(printed("threshold", SOURCE, *over))["points"]
    found = [(round(point["at"], 12), f"{point['value']:.2f}") for point in points]
    assert found == [(0.08, "9.87"), (0.1, "16.74"), (0.12, "23.96")]


# ---- a few in a process of their own --------------------------------------------------------------------------------


def process(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "appraisal", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)


def test_a_process_prints_the_record() -> None:
    done = process("run", SOURCE, "--json", "-")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == run(SOURCE)


def test_a_process_finds_the_stacked_threshold() -> None:
    done = process("threshold", SOURCE, *sets(*STACKED), "--json")
    assert (done.returncode, f"{json.loads(done.stdout)['value']:.2f}") == (0, "18.81")


def test_a_threshold_that_does_not_exist_ends_with_code_three() -> None:
    done = process("threshold", SOURCE, "--vary", "money.inflation")
    assert done.returncode == 3
    assert "none, does not depend on money.inflation" in done.stdout


def test_a_change_that_does_not_fit_ends_with_code_two() -> None:
    done = process("run", SOURCE, "--set", "discount_rate=8 USD")
    assert (done.returncode, done.stdout) == (2, "")
    assert "discount_rate" in done.stderr
