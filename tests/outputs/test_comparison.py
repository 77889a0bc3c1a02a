"""A comparison on the screen, as JSON, as CSV and as a chart: the same numbers, and every word can be read."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from appraisal.outputs import comparison as page
from appraisal.outputs.charts.comparison import NOTHING_ABATED, PARTS, PRICED, comparison_chart, shares_of
from appraisal.outputs.charts.save import as_svg
from appraisal.outputs.comparison_record import TONNES, comparison_csv, comparison_record
from appraisal.outputs.layout import WIDTH, console_for
from appraisal.outputs.record import as_json
from appraisal.questions.compare import Comparison, compare_files, compare_mechanisms
from appraisal.scenario.load import load

from .reading import check_readable, words_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SOURCE, PLANTS, PACKAGE, MECHANISMS = (
    SCENARIOS / f"{name}.yaml"
    for name in ("usc_vs_subcritical", "usc_vs_subcritical_plants", "usc_bilateral_package", "usc_mechanisms")
)
SERIES = "credits.price={years: {2013: 10 USD/t, 2030: 40 USD/t}, between: linear}"


BY_OUTPUT = ["credits.sector.shared_by=output", "credits.sector.intensity=0.5 t/MWh"]
HUGE = ["swap.capex_gap=1250000 billion USD", "swap.abatement={value: 0 kt/yr, low: null, high: null}"]
TINY = [
    "swap.capex_gap=9 USD",
    "swap.fuel_saving=1 USD/yr",
    "swap.abatement={value: 0.001 t/yr, low: null, high: null}",
]
FIXED = ["swap.abatement={value: 600 kt/yr, low: null, high: null}",
         "timeline.operation={value: 25 yr, low: null, high: null}"]  # fmt: skip
FILES = [str(SOURCE), str(PLANTS), str(PACKAGE), str(MECHANISMS)]


def under(file: Path, names: Any = "all", *sets: str, variant: str = "") -> Comparison:
    return compare_mechanisms(load(file, sets=sets, variant=variant), names)


RECIPES: dict[str, Callable[[], Comparison]] = {
    "nine": lambda: under(MECHANISMS),
    "bare": lambda: under(SOURCE),
    "two": lambda: under(MECHANISMS, ["bilateral", "sectoral"]),
    "none runs": lambda: under(SOURCE, ["jcm", "sectoral"]),
    "all negative": lambda: under(PACKAGE, "all", "credits.price=2 USD/t"),
    "by output": lambda: under(MECHANISMS, ["sectoral", "none"], *BY_OUTPUT, variant="sectoral"),
    "huge, nothing abated": lambda: under(SOURCE, ["bilateral", "none"], *HUGE),
    "tiny": lambda: under(SOURCE, ["bilateral", "cdm"], *TINY),
    "series": lambda: under(SOURCE, ["bilateral", "cdm"], SERIES),
    "no ranges": lambda: under(SOURCE, ["bilateral", "cdm"], *FIXED),
    "files": lambda: compare_files(FILES[:3]),
    "twenty": lambda: compare_files(FILES * 5),
    "forty": lambda: compare_files(FILES[::3] * 20),
}


@cache
def made(name: str) -> Comparison:
    return RECIPES[name]()


@pytest.fixture(params=RECIPES)
def case(request: pytest.FixtureRequest) -> Comparison:
    return made(request.param)


def shown(comparison: Comparison) -> str:
    held = io.StringIO()
    page.show(comparison_record(comparison), console_for(held))
    return held.getvalue()


def flat(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


def table_rows(text: str, title: str) -> dict[str, list[str]]:
    """The rows of the table below a title, by their first word."""
    lines = text[text.index(title) :].splitlines()
    first = next(at for at, line in enumerate(lines) if "───" in line) + 1
    found = {}
    for line in lines[first:]:
        if not line.strip():
            break
        name, *cells = re.split(r" {2,}", line.strip())
        found[name] = cells
    return found


def number(cell: str) -> float | None:
    return None if cell in ("none", "–") else float(cell.removesuffix(" %").replace(",", ""))


# ---- the screen ------------------------------------------------------------------------------------------------------


def test_the_screen_is_100_columns_wide(case: Comparison) -> None:
    assert max(map(len, shown(case).splitlines())) <= WIDTH


def test_numbers_of_the_worth_are_those_of_the_record() -> None:
    record = comparison_record(made("nine"))
    rows = table_rows(shown(made("nine")), "What it is worth, million USD")
    assert list(rows) == [row["mechanism"] for row in record["rows"]]
    for row in record["rows"]:
        npv, plain, revenue, threshold, year, reaches = map(number, rows[row["mechanism"]])
        metrics = {name: metric["value"] for name, metric in row["metrics"].items()}
        assert npv == pytest.approx(metrics["npv"] / 1e6, abs=0.006)
        assert plain == pytest.approx(metrics["npv_without_credits"] / 1e6, abs=0.006)
        assert (revenue or 0.0) == pytest.approx(metrics["credit_revenue_present_value"] / 1e6, abs=0.006)
        assert threshold == (
            metrics["threshold_credit_price"] and pytest.approx(metrics["threshold_credit_price"], abs=0.006)
        )
        assert year == metrics["first_credit_year"]
        share = metrics["reaches_developer"]
        assert reaches == (share if share is None else pytest.approx(100 * share, abs=0.06))


def test_tonnes_of_the_table_are_those_of_the_record() -> None:
    record = comparison_record(made("nine"))
    rows = table_rows(shown(made("nine")), "Where the tonnes of the whole life go, million t")
    for row in record["rows"]:
        cells = [number(cell) or 0.0 for cell in rows[row["mechanism"]]]
        tonnes = row["tonnes"]
        names = ("abated", "issued", "sold", "held", "host", "partner", "withheld", "not_credited")
        assert cells == pytest.approx([tonnes[name] / 1e6 for name in names], abs=0.006)
        assert sum(cells[2:]) == pytest.approx(cells[0], abs=0.03)


def test_percentiles_of_the_table_are_those_of_the_record() -> None:
    record = comparison_record(made("nine"))
    rows = table_rows(shown(made("nine")), "How sure the credits are, million t")
    credited = [row for row in record["rows"] if row["spread"]]
    assert list(rows) == [row["mechanism"] for row in credited]
    for row in credited:
        *ends, none, diluted = (number(cell) or 0.0 for cell in rows[row["mechanism"]])
        spread = row["spread"]
        expected = [spread[who][end] / 1e6 for who in ("developer", "forwarded") for end in ("p10", "p90")]
        assert ends == pytest.approx(expected, abs=0.006)
        assert none == pytest.approx(100 * spread["no_credit"], abs=0.06)
        assert diluted == pytest.approx(100 * (row["metrics"]["dilution"]["value"] or 0.0), abs=0.06)


def test_the_papers_table_stands_where_both_ran() -> None:
    text, side = flat(shown(made("two"))), comparison_record(made("two"))["pbcm_scm"]
    assert "PBCM (bilateral) SCM (sectoral)" in text
    assert "First credits, from the first outlay 2013, after 1 yr 2018, after 6 yr" in text
    for name, label in (("volume_spread", "Spread of volume, (P90 - P10) / P50"), ("reaches_developer",
                        "Reaches the developer, of tonnes abated")):  # fmt: skip
        both = " ".join(f"{100 * side[key][name]['value']:.1f} %" for key in ("bilateral", "sectoral"))
        assert f"{label} {both}" in text
    none = " ".join(f"{100 * side[key]['no_credit']:.1f} %" for key in ("bilateral", "sectoral"))
    assert f"Probability of no credit at all {none}" in text
    prices = " ".join(f"{side[key]['threshold_credit_price']['value']:.2f} USD/t" for key in ("bilateral", "sectoral"))
    assert f"Threshold credit price {prices}" in text
    for name in ("bare", "files", "none runs"):
        assert "PBCM" not in shown(made(name))
        assert "pbcm_scm" not in comparison_record(made(name))


def test_a_row_that_cannot_run_says_below_the_table_what_to_state() -> None:
    text = shown(made("bare"))
    assert table_rows(text, "What it is worth")["jcm"] == ["cannot run", *["–"] * 5]
    below = flat(text[text.index("jcm cannot run") :])
    assert "credits.reference.rule: mechanism 'jcm' leaves it to the scenario: state how the reference lies" in below
    assert "credits.crediting.years: mechanism 'jcm' leaves it to the scenario" in below
    assert "jcm" not in table_rows(text, "Where the tonnes of the whole life go")


def test_terms_warnings_and_doubts_are_named_with_their_rows() -> None:
    text = flat(shown(made("nine")))
    assert "as the file states it (bilateral)" in text
    assert "the mechanism's own terms (none, carbon_price)" in text
    assert "ignored, as the scenario says (article_6_4)" in text
    assert "verified: no" in text
    assert "Under the others price, floor, share_cashed, issuance_lag" in text
    assert "drawn: swap.abatement drawn: timeline.operation drawn: credits.sector.intensity (sectoral)" in text


def test_what_is_laid_aside_is_named() -> None:
    assert "economic.marginal_abatement_cost (none, carbon_price)" in flat(shown(made("all negative")))


def test_a_series_of_prices_has_a_factor_for_a_threshold() -> None:
    record = comparison_record(made("series"))
    factor = record["rows"][0]["metrics"]["threshold_credit_price"]["value"]
    assert f"series x {factor:.3f}" in shown(made("series"))


def test_scenarios_are_numbered_and_their_conventions_told() -> None:
    text = shown(made("files"))
    assert "2  Ultra-supercritical instead of subcritical coal, from plant data, cdm" in text
    assert "1  Real USD of 2011; discount rate 8 %" in text
    assert list(table_rows(text, "What it is worth")) == ["1", "2", "3"]
    assert "fuels.other_bituminous.emission_factor over the library's range (verified: no) (2, 3)" in flat(text)
    assert "Terms of the rows" not in text


def test_without_ranges_the_page_says_so() -> None:
    text = flat(shown(made("no ranges")))
    assert "no figure that the credits depend on has a range: P10 and P90 are the base case" in text
    assert "drawn:" not in text
    one_end = under(SOURCE, "cdm", FIXED[1], "swap.abatement={value: 600 kt/yr, low: 500 kt/yr, high: null}")
    assert "not drawn: swap.abatement, because it states no 'high'" in flat(shown(one_end))


# ---- JSON and CSV ----------------------------------------------------------------------------------------------------


def test_the_record_is_plain_json_and_undefined_has_a_reason(case: Comparison) -> None:
    record = comparison_record(case)
    assert json.loads(as_json(record)) == record
    for row in record["rows"]:
        for metric in row.get("metrics", {}).values():
            assert metric["value"] is not None or metric["reason"]
        assert (row["status"] == "ok") != bool(row["problems"])


def test_the_record_is_the_comparison() -> None:
    for row, found in zip(comparison_record(made("nine"))["rows"], made("nine").rows, strict=True):
        assert found.outcome is not None
        assert row["metrics"]["npv"]["value"] == found.outcome.npv
        assert row["tonnes"] == {name: getattr(found.outcome.tonnes, name) for name in TONNES}
        assert row["scenario"]["hash"] == found.outcome.scenario.hash
        assert (row["label"], row["terms"]) == (found.label, found.terms)


def read_csv(comparison: Comparison) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(comparison_csv(comparison_record(comparison)).decode())))


def test_the_csv_has_a_row_each_and_a_unit_in_each_heading(case: Comparison) -> None:
    rows = read_csv(case)
    assert [row["label"] for row in rows] == [row.label for row in case.rows]
    assert list(rows[0])[-2:] == ["undefined", "problems"]
    for row, found in zip(rows, case.rows, strict=True):
        assert None not in row, "as many cells as headings"
        if found.outcome:
            assert float(row["npv [USD]"]) == found.outcome.npv
            assert float(row["abated [t]"]) == found.outcome.tonnes.abated
        else:
            assert row["status"] == "cannot run"
            assert row["problems"].startswith(f"{found.problems[0].path}: ")


def test_what_does_not_exist_is_an_empty_cell_with_its_reason() -> None:
    [none] = [row for row in read_csv(made("nine")) if row["mechanism"] == "none"]
    assert none["first_credit_year [yr]"] == none["developer_p10 [t]"] == none["no_credit [1]"] == ""
    assert "first_credit_year: no credit is delivered" in none["undefined"]
    assert "threshold_credit_price: the scenario has no credits" in none["undefined"]


# ---- the chart -------------------------------------------------------------------------------------------------------


def bars(axes: Any) -> dict[str, list[Any]]:
    return {container.get_label(): list(container) for container in axes.containers}


def test_every_word_of_the_chart_can_be_read(case: Comparison) -> None:
    check_readable(comparison_chart(case))


def test_bars_at_the_left_are_the_net_present_values() -> None:
    worth = comparison_chart(made("nine")).axes[0]
    drawn = [container[0].get_width() for container in worth.containers]
    assert drawn == pytest.approx([row.outcome.npv / 1e6 for row in made("nine").rows if row.outcome])
    assert worth.get_xlabel() == "Net present value, million USD"
    assert any(np.allclose(line.get_xdata(), 0) for line in worth.lines), "the line of nothing"
    low, high = worth.get_xlim()
    assert low < min(drawn) < 0 < max(drawn) < high


def test_bars_at_the_right_are_shares_of_all_tonnes() -> None:
    figure = comparison_chart(made("nine"))
    found = bars(figure.axes[1])
    for at, row in enumerate(made("nine").rows):
        assert row.outcome is not None
        shares = shares_of(row.outcome)
        ends = 0.0
        for label, _, _ in PARTS:
            bar = found[label][at]
            assert bar.get_x() == pytest.approx(ends)
            assert bar.get_width() == pytest.approx(100 * shares[label])
            ends += bar.get_width()
        assert ends == pytest.approx(100)
    assert PRICED in words_of(figure)


def test_parts_that_no_row_has_are_not_in_the_key() -> None:
    words = words_of(comparison_chart(made("two")))
    assert "Host government" in words
    assert "Partner government" not in words
    assert "Partner government" in words_of(comparison_chart(made("nine")))


def test_more_credits_than_tonnes_are_drawn_in_full() -> None:
    """By output a plant may get credits for tonnes of others: the bar passes 100 %, and nothing is cut off."""
    outcome = made("by output").rows[0].outcome
    assert outcome is not None
    total = sum(shares_of(outcome).values())
    assert total > 1.2
    tonnes = comparison_chart(made("by output")).axes[1]
    assert tonnes.get_xlim()[1] == pytest.approx(100 * total)
    assert "beyond 100 %: credits for tonnes of other plants" in tonnes.get_xlabel()
    assert "beyond" not in comparison_chart(made("nine")).axes[1].get_xlabel()


def test_rows_that_cannot_run_are_listed_with_the_reason() -> None:
    figure = comparison_chart(made("bare"))
    words = [" ".join(text.split()) for text in words_of(figure)]
    assert words.count("cannot run") == 5
    assert "state credits.reference.rule, credits.crediting.years" in words
    assert any(text.startswith("'article_6_4' does not take coal") for text in words)
    assert any("5 cannot run as stated" in text for text in words)
    assert "Joint Crediting Mechanism" in words
    nothing = [" ".join(text.split()) for text in words_of(comparison_chart(made("none runs")))]
    assert any(text.endswith("none can run as stated") for text in nothing)


def test_nothing_abated_is_said() -> None:
    assert words_of(comparison_chart(made("huge, nothing abated"))).count(NOTHING_ABATED) == 2


def test_the_same_comparison_is_the_same_file() -> None:
    assert as_svg(comparison_chart(made("two"))) == as_svg(comparison_chart(made("two")))
