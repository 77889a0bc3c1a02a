"""Pages of sensitivity, cases and bridges: 100 columns, the numbers of the record, every reason told."""

from __future__ import annotations

import csv
import io
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from appraisal.engine.appraisal import appraise
from appraisal.outputs import bridge as bridge_page
from appraisal.outputs import cases as cases_page
from appraisal.outputs import study
from appraisal.outputs.cases_record import cases_csv, cases_record
from appraisal.outputs.layout import WIDTH, console_for
from appraisal.outputs.objective_text import column, rounded
from appraisal.outputs.record import as_json
from appraisal.outputs.two_way import chosen
from appraisal.questions.bridge import bridge
from appraisal.questions.cases import compare_cases
from appraisal.questions.threshold_map import threshold_map
from appraisal.questions.two_way import two_way
from appraisal.scenario.cases import case_of
from appraisal.scenario.load import load

from .reading import CASES

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SOURCE, PLANTS, PACKAGE, STRESS, SUPPORTED = (
    SCENARIOS / f"{name}.yaml"
    for name in (
        "usc_vs_subcritical", "usc_vs_subcritical_plants", "usc_bilateral_package", "usc_stress", "usc_supported",
    )
)  # fmt: skip
SERIES = "credits.price={years: {2013: 10 USD/t, 2030: 40 USD/t}, between: linear}"


@cache
def one_way(file: Path, objective: str = "npv", *sets: str) -> tuple[dict[str, Any], str]:
    appraisal = appraise(load(file, sets=sets))
    return printed(appraisal, [study.one_way_part(appraisal.model, objective, legs=True)])


def printed(appraisal: Any, parts: list[study.Part]) -> tuple[dict[str, Any], str]:
    record = study.study_record(appraisal, parts)
    held = io.StringIO()
    study.show(record, parts, console_for(held))
    return record, held.getvalue()


def grid(file: Path, one: str, other: str, objective: str = "npv", *sets: str) -> tuple[dict[str, Any], str]:
    appraisal = appraise(load(file, sets=sets))
    found = two_way(appraisal.model, one, other, objective=objective)
    return printed(appraisal, [study.grid_part(appraisal.model, found)])


def thresholds(file: Path, one: str, other: str, vary: str = "", *sets: str) -> tuple[dict[str, Any], str]:
    appraisal = appraise(load(file, sets=sets))
    found = threshold_map(appraisal.model, one, other, vary=vary)
    return printed(appraisal, [study.map_part(appraisal.model, found)])


def shown(page: Any, record: dict[str, Any]) -> str:
    held = io.StringIO()
    page.show(record, console_for(held))
    return held.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


def table(text: str, title: str) -> dict[str, list[str]]:
    """The rows of the table below a title, by their first words; rows that fold are joined."""
    lines = text[text.index(title) :].splitlines()
    first = next(at for at, line in enumerate(lines) if "───" in line) + 1
    found: dict[str, list[str]] = {}
    for line in lines[first:]:
        if not line.strip():
            break
        name, *cells = re.split(r" {2,}", line.strip())
        if cells:
            found[name] = cells
    return found


PAGES = {
    "source": lambda: one_way(SOURCE),
    "source irr": lambda: one_way(SOURCE, "irr"),
    "plants": lambda: one_way(PLANTS),
    "package equity": lambda: one_way(PACKAGE, "equity_npv"),
    "supported": lambda: one_way(SUPPORTED),
    "series": lambda: one_way(SOURCE, "npv", SERIES),
    "trillions": lambda: one_way(CASES["trillions"]),
    "tiny": lambda: one_way(CASES["tiny"]),
    "grid": lambda: grid(SOURCE, "discount_rate", "swap.capex_gap"),
    "grid irr": lambda: grid(PLANTS, "baseline.fuels.coal.price", "project.net_efficiency", "irr"),
    "grid of trillions": lambda: grid(CASES["trillions"], "discount_rate", "swap.capex_gap"),
    "grid of a series": lambda: grid(SOURCE, "discount_rate", "credits.price", "npv", SERIES),
    "map": lambda: thresholds(SOURCE, "discount_rate", "swap.capex_gap"),
    "map of shares": lambda: thresholds(
        PLANTS, "baseline.fuels.coal.price", "project.net_efficiency", "credits.share_cashed"
    ),
    "map of a series": lambda: thresholds(SOURCE, "discount_rate", "swap.capex_gap", "", SERIES),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_100_columns_wide_and_plain_json(name: str) -> None:
    record, text = PAGES[name]()
    assert max(map(len, text.splitlines())) <= WIDTH
    assert json.loads(as_json(record))["scenario"]["name"]
    assert "nan" not in text.lower().split()
    assert "-0.00 " not in text


# ---- one figure at a time -------------------------------------------------------------------------------------------


def test_the_bars_of_the_page_are_those_of_the_record() -> None:
    record, text = one_way(SOURCE)
    rows = table(text, "one figure moved at a time")
    assert len(rows) == len(record["sensitivity"]["tornado"]) == 7
    for bar in record["sensitivity"]["tornado"]:
        [cells] = [cells for name, cells in rows.items() if name.split(" ")[0] == bar["path"]]
        at_low, at_high, swing = (float(cell.replace(",", "")) for cell in cells[2:])
        assert at_low == pytest.approx(bar["at_low"] / 1e6, abs=0.006)
        assert at_high == pytest.approx(bar["at_high"] / 1e6, abs=0.006)
        assert swing == pytest.approx(bar["swing"] / 1e6, abs=0.006)
    assert rows["discount_rate"][:2] == ["5 %", "12 %"]
    assert rows["swap.abatement (kt/yr)"][:2] == ["500", "700"]


def test_elasticity_and_switching_value_stand_in_one_row() -> None:
    rows = table(one_way(SOURCE)[1], "By how much each figure counts")
    assert rows["swap.capex_gap (million USD)"] == ["125", "-1,250.00", "-5.74", "146.8", "+17.4 %"]
    assert rows["credits.price (USD/t)"] == ["16.67", "533.74", "2.45", "9.866", "-40.8 %"]
    assert next(iter(rows)) == "swap.capex_gap (million USD)"


def test_a_rate_of_return_is_in_percent() -> None:
    _, text = one_way(SOURCE, "irr")
    assert "IRR 9.98 % in the base case" in text
    assert "where IRR is 8.00 %" in text
    rows = table(text, "one figure moved at a time")
    assert rows["credits.price (USD/t)"] == ["5", "30", "6.50", "13.62", "7.11"]


def test_reasons_are_told_once_with_their_figures() -> None:
    text = flat(one_way(PACKAGE, "equity_npv")[1])
    assert "Moves the NPV of equity not at all" in text
    assert "project.fuels.coal.price: it repeats baseline.fuels.coal.price" in text
    assert text.count("it counts whole years or times") == 1
    assert "for every possible value" in text


def test_a_series_is_moved_as_a_whole() -> None:
    rows = table(one_way(SOURCE, "npv", SERIES)[1], "By how much each figure counts")
    assert rows["credits.price (x series)"][0] == "1"


def test_the_spider_prints_each_leg() -> None:
    record, text = one_way(SOURCE)
    assert "Spider: NPV, million USD, by change of each figure in %" in text
    rows = table(text, "discount_rate: 5 % to 12 %")
    cells = next(iter(rows.values()))
    [leg] = [leg for leg in record["sensitivity"]["spider"]["legs"] if leg["path"] == "discount_rate"]
    assert float(cells[-1]) == pytest.approx(leg["results"][-1] / 1e6, abs=0.006)
    assert text.count("base") >= 7


def test_warnings_and_conventions_stand_on_the_page() -> None:
    text = one_way(SOURCE)[1]
    assert "Conventions" in text
    assert "implied-fuel-price" in text


# ---- two figures ----------------------------------------------------------------------------------------------------


def test_the_cells_of_the_grid_are_those_of_the_record() -> None:
    record, text = grid(SOURCE, "discount_rate", "swap.capex_gap")
    part = record["two_way"]
    rows = table(text, "discount_rate down")
    places = chosen(21, 7)
    for at in chosen(21, 11):
        name = f"{part['one']['values'][at] * 100:.4g} %"
        *cells, pays = rows[name]
        for place, cell in zip(places, cells, strict=True):
            assert float(cell) == pytest.approx(part["results"][at][place] / 1e6, abs=0.006)
        expected = part["crossings"][at]
        assert pays == "–" if not expected else float(pays) == pytest.approx(expected[0] / 1e6, rel=1e-3)
    assert "11 x 6 of 21 x 21 values are printed" in flat(text)
    assert "base case 21.78 million USD: discount_rate 8 %, swap.capex_gap 125 million USD" in flat(text)


def test_the_cells_of_the_map_are_the_thresholds() -> None:
    record, text = thresholds(SOURCE, "discount_rate", "swap.capex_gap")
    rows = table(text, "Threshold of credits.price (USD/t)")
    part = record["threshold_map"]
    for at, line in enumerate(part["thresholds"]):
        cells = rows[f"{part['one']['values'][at] * 100:.4g} %"]
        assert [float(cell) for cell in cells] == pytest.approx([one["value"] for one in line], abs=0.006)
    assert "base case 9.866, stated 16.67" in text


def test_a_threshold_that_does_not_exist_has_its_reason() -> None:
    record, text = PAGES["map of shares"]()
    assert "none: the objective stays below zero for every possible value" in flat(text)
    part = study.map_part  # the part tells whether there is any result at all
    appraisal = appraise(load(SOURCE, sets=["swap.fuel_saving=900 million USD/yr"]))
    found = threshold_map(appraisal.model, "discount_rate", "swap.capex_gap", vary="credits.share_cashed")
    assert not part(appraisal.model, found).exists
    assert record["threshold_map"]["vary"] == "credits.share_cashed"


@pytest.mark.parametrize(("count", "most"), [(1, 7), (2, 7), (21, 7), (21, 11), (14, 5), (1001, 7), (23, 11)])
def test_chosen_places_hold_both_ends(count: int, most: int) -> None:
    places = chosen(count, most)
    assert (places[0], places[-1]) == (0, count - 1)
    assert len(places) <= most
    assert places == sorted(set(places))


@pytest.mark.parametrize(("value", "text"), [(-0.001, "0.00"), (0.0, "0.00"), (-1.5, "-1.50"), (1234.0, "1,234.00")])
def test_what_rounds_to_nothing_has_no_sign(value: float, text: str) -> None:
    assert rounded(value, 2) == text


def test_one_scale_holds_for_a_column() -> None:
    text, unit = column([21.8e6, None, -3e5], "USD")
    assert (unit, text(21.8e6), text(None), text(-3e5)) == ("million USD", "21.80", "none", "-0.30")
    assert column([0.1], "1")[1] == "%"


# ---- cases ----------------------------------------------------------------------------------------------------------


def test_the_table_of_cases_is_the_record() -> None:
    record = cases_record(compare_cases(load(STRESS)))
    rows = table(shown(cases_page, record), "What each case comes to")
    assert list(rows) == [case["name"] for case in record["cases"]]
    for case in record["cases"]:
        npv, irr, payback, threshold, price = rows[case["name"]]
        metrics = {name: metric["value"] for name, metric in case["metrics"].items()}
        assert float(npv) == pytest.approx(metrics["npv"] / 1e6, abs=0.006)
        assert float(irr.removesuffix(" %")) == pytest.approx(metrics["project_irr"] * 100, abs=0.006)
        assert float(payback.removesuffix(" yr")) == pytest.approx(metrics["payback"], abs=0.06)
        assert float(threshold) == pytest.approx(metrics["threshold_credit_price"], abs=0.006)
        assert float(price) == pytest.approx(case["price"]["value"], abs=0.006)


def test_what_a_case_changes_is_told_beside_what_is_stated() -> None:
    text = flat(shown(cases_page, cases_record(compare_cases(load(STRESS)))))
    assert "credits.price: 16.6667 USD/t -> 5 USD/t" in text
    assert "swap.fuel_saving: 90 % of the stated 8.75 million USD/yr" in text
    assert "credits.crediting: start_after 2 yr, years 25 yr" in text


def stated(folder: Path, cases: str) -> Any:
    for file in SCENARIOS.glob("*.yaml"):
        (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "own.yaml").write_text(f"format: 1\nextends: {cases}", encoding="utf-8")
    return cases_record(compare_cases(load(folder / "own.yaml")))


def test_finance_adds_columns_and_what_they_rest_on(tmp_path: Path) -> None:
    cases = "usc_bilateral_package.yaml\ncases: {low: {credits.price: 5 USD/t}, long: {timeline.operation: 30 yr}}\n"
    record = stated(tmp_path, cases)
    text = shown(cases_page, record)
    assert max(map(len, text.splitlines())) <= WIDTH
    rows = table(text, "What each case comes to")
    assert rows["base"][-1] == "1.30x"
    assert rows["low"][-1] == f"{record['cases'][1]['metrics']['dscr_min']['value']:.2f}x"
    assert "as agreed in the base case (base, low)" in flat(text)
    assert "sized anew (long)" in flat(text)
    assert "low: shortfall" in text


def test_a_case_that_cannot_run_says_what_is_wrong(tmp_path: Path) -> None:
    record = stated(tmp_path, "usc_vs_subcritical.yaml\ncases: {typo: {credits.prise: 5 USD/t}}\n")
    text = shown(cases_page, record)
    assert table(text, "What each case comes to")["typo"][0] == "cannot run"
    assert "typo cannot run\n  cases.typo.credits.prise: unknown key 'prise'" in text


def test_the_csv_has_a_row_a_case(tmp_path: Path) -> None:
    record = stated(
        tmp_path,
        "usc_vs_subcritical.yaml\ncases: {typo: {credits.prise: 5 USD/t}, none: {credits: {mechanism: none}}}\n",
    )
    rows = list(csv.DictReader(io.StringIO(cases_csv(record).decode())))
    assert [row["name"] for row in rows] == ["base", "typo", "none"]
    assert float(rows[0]["npv [USD]"]) == record["cases"][0]["metrics"]["npv"]["value"]
    assert rows[1]["npv [USD]"] == ""
    assert "unknown key" in rows[1]["problems"]
    assert "the scenario has no credits" in rows[2]["undefined"]
    assert json.loads(as_json(record)) == record


# ---- bridge ---------------------------------------------------------------------------------------------------------


def of(one: Any, other: Any, objective: str = "npv", labels: tuple[str, str] = ("one", "other")) -> dict[str, Any]:
    return bridge_page.bridge_record(bridge(one, other, objective=objective), labels)


def test_the_lines_of_the_bridge_are_those_of_the_record() -> None:
    record = of(load(STRESS), case_of(load(STRESS), "all_at_once"))
    text = shown(bridge_page, record)
    rows = table(text, "Input by input")
    for step in record["steps"]:
        [single] = step["inputs"]
        *_, adds, then = rows[single["path"]]
        assert float(adds) == pytest.approx(step["change"] / 1e6, abs=0.006)
        assert float(then) == pytest.approx(step["end"] / 1e6, abs=0.006)
    assert rows["fx.JPY"] == ["80 JPY/USD", "72 JPY/USD", "-13.89", "7.89"]
    assert "The second run is worth 41.83 million USD less" in text
    assert "in the order of the format" in text


@pytest.mark.parametrize("objective", ["npv", "equity_npv"])
def test_a_bridge_between_files_is_100_columns_wide(objective: str) -> None:
    record = of(load(PLANTS), load(PACKAGE), objective, ("usc_vs_subcritical_plants", "usc_bilateral_package"))
    text = shown(bridge_page, record)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert json.loads(as_json(record)) == record
    assert "Different, and moving nothing" in text
    assert "inputs with one amount are changed together" in text
    assert ("NPV of equity, usc" in text) == (objective == "equity_npv")


def test_what_waits_is_told() -> None:
    text = shown(bridge_page, of(load(SOURCE), load(PLANTS)))
    assert "an input that cannot run without others stands after them" in text
    assert "Basis, one" in text


def test_two_runs_that_do_not_differ() -> None:
    text = shown(bridge_page, of(load(SOURCE), load(SOURCE)))
    assert "The two runs are worth the same" in text
    assert "the two runs do not differ in any input" in text
