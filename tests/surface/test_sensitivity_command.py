"""`appraisal sensitivity`: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appraisal.questions.sensitivity import tornado
from appraisal.scenario.load import load

Call = Callable[..., Any]
PACKAGE = Path(__file__).parents[2] / "scenarios" / "usc_bilateral_package.yaml"


def test_it_prints_tornado_elasticities_and_switching_values(call: Call, source_case: Path) -> None:
    ended = call("sensitivity", source_case)
    assert (ended.code, ended.err) == (0, "")
    for word in ("NPV 21.78 million USD in the base case", "swing", "elasticity", "just pays at", "discount_rate"):
        assert word in ended.out
    assert "Spider" not in ended.out
    assert "Spider" in call("sensitivity", source_case, "--spider").out


def test_the_json_is_what_was_found(call: Call, source_case: Path) -> None:
    record = json.loads(call("sensitivity", source_case, "--json", "-").out)
    found = tornado(load(source_case))
    assert [bar["path"] for bar in record["sensitivity"]["tornado"]] == [bar.path for bar in found.bars]
    assert record["sensitivity"]["base"] == found.value
    assert {"scenario", "conventions", "warnings", "version"} <= set(record)


def test_a_grid_of_two_figures(call: Call, source_case: Path) -> None:
    words = ("--two-way", "discount_rate=4%..14%:11", "credits.price", "--json", "-")
    part = json.loads(call("sensitivity", source_case, *words).out)["two_way"]
    assert (len(part["results"]), len(part["results"][0])) == (11, 21)
    assert part["one"]["values"][0] == pytest.approx(0.04)
    golden = {at: crossing[0] for at, crossing in enumerate(part["crossings"]) if crossing}
    assert golden[4] == pytest.approx(9.866, abs=1e-3)  # 8 %
    assert golden[6] == pytest.approx(16.74, abs=5e-3)  # 10 %
    shown = call("sensitivity", source_case, *words[:3]).out
    assert "discount_rate down, credits.price (USD/t) across" in shown
    assert "elasticity" not in shown


def test_the_grids_that_the_file_states_are_part_of_the_study(call: Call, source_case: Path) -> None:
    pairs = "[[discount_rate, credits.price], [swap.capex_gap, credits.price]]"
    record = json.loads(call("sensitivity", source_case, "--set", f"sensitivity.two_way={pairs}", "--json", "-").out)
    assert [record[name]["one"]["path"] for name in ("two_way", "two_way_2")] == ["discount_rate", "swap.capex_gap"]
    assert "two_way" not in json.loads(call("sensitivity", source_case, "--spider", "--json", "-").out)


def test_a_grid_of_a_figure_that_is_not_there_is_left_out_with_the_reason(call: Call, source_case: Path) -> None:
    ended = call("sensitivity", source_case, "--set", "credits.mechanism=none")
    assert (ended.code, ended.err) == (0, "")
    assert "discount_rate by credits.price: credits.price is no figure under 'none'" in ended.out
    of_rate = call("sensitivity", source_case, "--objective", "irr")
    assert "discount_rate by credits.price: the rate of return does not depend on the discount rate" in of_rate.out


def test_a_map_of_thresholds(call: Call, source_case: Path) -> None:
    words = ("--threshold-map", "discount_rate=5%..12%:2", "credits.share_cashed=50%..100%:2")
    part = json.loads(call("sensitivity", source_case, *words, "--json", "-").out)["threshold_map"]
    values = [[round(one["value"], 2) for one in row] for row in part["thresholds"]]
    assert values == [[0.40, 0.20], [23.96, 11.98]]
    other = call(
        "sensitivity", source_case, "--threshold-map", "discount_rate", "credits.price", "--vary", "swap.capex_gap"
    )
    assert "Threshold of swap.capex_gap (million USD)" in other.out


def test_parts_stand_on_one_page(call: Call, source_case: Path) -> None:
    pair = ("discount_rate", "swap.capex_gap")
    ended = call("sensitivity", source_case, "--spider", "--two-way", *pair, "--threshold-map", *pair, "--json", "-")
    assert {"sensitivity", "two_way", "threshold_map"} <= set(json.loads(ended.out))


@pytest.mark.parametrize("objective", ["equity_npv", "irr"])
def test_another_objective(objective: str, call: Call) -> None:
    ended = call("sensitivity", PACKAGE, "--objective", objective, "--json", "-")
    part = json.loads(ended.out)["sensitivity"]
    assert part["objective"] == objective
    assert part["unit"] == ("1" if objective == "irr" else "USD")


def test_changes_and_variants_come_first(call: Call, source_case: Path) -> None:
    plain, dear = (
        json.loads(call("sensitivity", source_case, "--json", "-", *words).out)["sensitivity"]["base"]
        for words in ((), ("--set", "credits.price=20 USD/t"))
    )
    assert dear > plain


def test_files_are_written_together(call: Call, source_case: Path, tmp_path: Path) -> None:
    pair = ("discount_rate", "swap.capex_gap")
    words = ("--spider", "--two-way", *pair, "--threshold-map", *pair, "--out", tmp_path)
    ended = call("sensitivity", source_case, *words)
    folder = tmp_path / "usc_vs_subcritical_sensitivity"
    charts = {f"{name}.{kind}" for name in ("tornado", "spider", "two_way", "threshold_map") for kind in ("png", "svg")}
    assert ended.code == 0
    assert {path.name for path in folder.iterdir()} == charts | {"sensitivity.json"}
    assert ended.err.count("wrote ") == 9
    assert (folder / "two_way.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((folder / "sensitivity.json").read_text(encoding="utf-8"))["two_way"]
    again = call("sensitivity", source_case, *words)
    assert (again.code, again.out) == (4, "")
    assert call("sensitivity", source_case, *words, "--overwrite").code == 0


def test_json_goes_where_it_is_told(call: Call, source_case: Path, tmp_path: Path) -> None:
    ended = call("sensitivity", source_case, "--json", tmp_path / "a.json")
    assert "elasticity" in ended.out
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == call("sensitivity", source_case, "--json", "-").out


def test_it_ends_with_3_where_there_is_no_result(call: Call, source_case: Path) -> None:
    rich = ("--set", "swap.fuel_saving=900 million USD/yr")
    pair = ("discount_rate", "swap.abatement")
    words = (*rich, "--threshold-map", *pair, "--vary", "credits.share_cashed")
    assert call("sensitivity", source_case, *words).code == 3
    assert call("sensitivity", source_case, *words[2:]).code == 0
    assert call("sensitivity", source_case, "--objective", "equity_npv").code == 3


@pytest.mark.parametrize(
    ("words", "code", "path"),
    [
        (("--two-way", "discount_rate", "discount_rate"), "same-path", "discount_rate"),
        (("--two-way", "discount_rate=4%..14%", "credits.price"), "bad-span", "--two-way"),
        (("--threshold-map", "discount_rate=4%", "swap.capex_gap"), "bad-span", "--threshold-map"),
        (("--two-way", "discount_rat", "credits.price"), "unknown-path", "discount_rat"),
        (("--two-way", "discount_rate", "credits.price=5..9:3"), "bare-number", "credits.price"),
        (("--two-way", "money.inflation", "credits.price"), "no-range", "money.inflation"),
        (("--two-way", "credits.price", "discount_rate", "--objective", "irr"), "no-effect", "discount_rate"),
        (("--objective", "payback"), "unknown-objective", "payback"),
        (("--vary", "credits.price"), "missing-option", "--vary"),
        (("--variant", "low"), "unknown-variant", "variants"),
        (("--set", "discount_rate=8 USD"), "wrong-dimension", "discount_rate"),
    ],
)
def test_what_cannot_be_asked_is_a_coded_error(
    words: tuple[str, ...], code: str, path: str, call: Call, source_case: Path
) -> None:
    ended = call("sensitivity", source_case, *words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"error {code}")
    assert path in ended.err.splitlines()[0]


def test_strict_stops_at_warnings(call: Call, source_case: Path) -> None:
    assert call("sensitivity", source_case, "--strict").code == 1


def test_the_help_names_the_command(call: Call) -> None:
    assert "sensitivity " in call("--help").out
    shown = call("sensitivity", "--help").out
    for option in ("--two-way", "--threshold-map", "--spider", "--objective", "--out"):
        assert option in shown


# ---- a curve of thresholds with its band ----------------------------------------------------------------------------

OVER = ("--over", "discount_rate=8%..12%:2")


def test_a_curve_has_a_band(call: Call, source_case: Path) -> None:
    lines = call("threshold", source_case, *OVER, "--band", "swap.capex_gap").out.splitlines()
    assert lines[0].split("  ")[1:] == ["credits.price", "at 100.00 million USD", "at 150.00 million USD"]
    assert lines[1].split() == ["8", "%", "9.8662", "USD/t", "2.0596", "USD/t", "17.673", "USD/t"]
    assert lines[3] == "  on both sides: with swap.capex_gap at its low and at its high"
    record = json.loads(call("threshold", source_case, *OVER, "--band", "swap.capex_gap", "--json").out)
    assert record["band"]["at_high"][0]["value"] == pytest.approx(17.673, abs=1e-3)
    plain = call("threshold", source_case, *OVER).out
    assert plain.splitlines()[1] == "          8 %  9.8662 USD/t"


@pytest.mark.parametrize(
    ("words", "code", "path"),
    [
        (("--band", "swap.capex_gap"), "missing-option", "--band"),
        ((*OVER, "--band", "money.inflation"), "no-range", "money.inflation"),
        ((*OVER, "--band", "discount_rate"), "same-path", "discount_rate"),
        ((*OVER, "--band", "swap.capex"), "unknown-path", "swap.capex"),
    ],
)
def test_a_band_that_cannot_be_is_a_coded_error(
    words: tuple[str, ...], code: str, path: str, call: Call, source_case: Path
) -> None:
    ended = call("threshold", source_case, *words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"error {code}")
    assert path in ended.err.splitlines()[0]
