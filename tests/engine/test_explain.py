"""Why this number? Every row of every scenario leads down to inputs that say where they come from."""

from __future__ import annotations

import numpy as np
import pytest

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.engine.explain import Explanation
from appraisal.ground.problem import ScenarioError
from appraisal.scenario.load import load

from .cases import PLANTS, RETROFIT, SOURCE, appraised, shipped, with_
from .test_credit_properties import KEYS, full

FOUND = {name: appraise(scenario) for name, scenario in shipped().items()}
EVERY = [(name, row) for name, found in FOUND.items() for row in found.run.wired]
VAGUE = "stated in the scenario"


def tree(part: Explanation) -> list[Explanation]:
    """Return every row below one, once each."""
    found = {(part.name, part.year): part}
    waiting = [*part.reads]
    while waiting:
        one = waiting.pop()
        if (one.name, one.year) not in found:
            found[one.name, one.year] = one
            waiting += one.reads
    return list(found.values())


@pytest.mark.parametrize("name", FOUND)
def test_every_line_leads_to_inputs_with_an_origin(name: str) -> None:
    found = FOUND[name]
    for row in found.run.wired:
        for leaf in found.explain(row).inputs():
            assert leaf.origin, leaf.name
            assert leaf.origin != VAGUE, leaf.name
            assert not leaf.formula
            assert leaf.name not in found.run.wired


@pytest.mark.parametrize("name", FOUND)
def test_values_are_those_of_the_rows_in_every_year(name: str) -> None:
    found = FOUND[name]
    for year in found.years:
        ahead = expected(found, year)
        for part in tree(found.explain("cumulative_present_value", year)):
            row = np.broadcast_to(found.run.rows[part.name], (len(found.years), 1))
            assert part.value == row[found.years.index(part.year), 0], part.name
            assert part.year <= year or (part.name, part.year) in ahead


def expected(found: Appraisal, year: int) -> set[tuple[str, int]]:
    """Return what a fee at registration looks ahead to: the tonnes that are expected."""
    if "credits.expected_yearly" not in found.run.wired:
        return set()
    return {(part.name, part.year) for part in tree(found.explain("credits.expected_yearly", year))}


CREDITED = {key: appraised(full(key)) for key in KEYS}
"""Every mechanism with every term stated."""


@pytest.mark.parametrize("key", CREDITED)
def test_every_row_of_every_mechanism_leads_to_its_own_values_and_origins(key: str) -> None:
    found = CREDITED[key]
    for row, year in ((row, year) for row in found.run.wired for year in found.years[::3]):
        for part in tree(found.explain(row, year)):
            values = np.broadcast_to(found.run.rows[part.name], (len(found.years), 1))
            assert part.value == values[found.years.index(part.year), 0], part.name
            assert part.formula or part.origin not in ("", VAGUE), part.name


def test_tightening_and_the_year_of_the_data_say_where_they_come_from() -> None:
    leaf = leaves(CREDITED["article_6_4"], "credits.tightening")["credits.crediting.tightening_yearly"]
    assert leaf.origin.startswith("credits.crediting.tightening, stated as '1 %/yr'")
    assert (
        "the year of the data"
        in leaves(CREDITED["bilateral"], "credits.eligible")["credits.reference.data_year"].origin
    )
    assert "credits.reference.data_year = 2018 " in str(CREDITED["bilateral"].explain("credits.eligible"))


@pytest.mark.parametrize("name", FOUND)
def test_a_figure_of_the_file_says_text_place_and_source(name: str) -> None:
    found = FOUND[name]
    inputs = {leaf.name: leaf for leaf in found.explain("cumulative_present_value").inputs()}
    for path, figure in found.scenario.figures.items():
        leaf = inputs.get(path) or inputs.get(f"{path}.value")
        if leaf is None or figure.refers_to:
            continue
        said = f"default: {figure.text}" if figure.default else f"{path}, stated as '{figure.text}'"
        assert leaf.origin.startswith(said), leaf.origin
        assert "source" in leaf.origin, leaf.origin
        assert figure.default or found.scenario.file in leaf.origin


def leaves(found: Appraisal, row: str) -> dict[str, Explanation]:
    return {leaf.name: leaf for leaf in found.explain(row).inputs()}


def test_a_source_is_spelt_out() -> None:
    price = leaves(FOUND["direct"], "credits.revenue")["credits.price.value"]
    assert price.origin.endswith("source implied: 5 million USD a year over half of 600 kt")
    assert (price.value, price.unit) == (16.6667, "USD/t")


def test_a_figure_without_a_source_says_so() -> None:
    assert leaves(FOUND["direct"], "price_level")["money.inflation"].origin.endswith("no source stated")


def test_a_default_names_the_source_of_the_library_and_whether_it_was_checked() -> None:
    lag = leaves(FOUND["direct"], "credits.delivered")["credits.issuance_lag"]
    assert lag.origin.startswith("default: 0 yr, source: convention of this model")
    ratio = leaves(FOUND["retrofit"], "baseline.energy_cost")["fuels.lignite.net_to_gross"]
    assert ratio.origin.endswith("(verified: no)")


def test_constants_growth_and_its_first_year_have_origins() -> None:
    assert leaves(FOUND["plants"], "project.output")["hours_in_year"].origin.startswith("constant: ")
    found = leaves(FOUND["retrofit"], "baseline.opex")
    assert found["baseline.variable_opex.growth"].origin.startswith("growth of baseline.variable_opex")
    first = found["baseline.variable_opex.from"]
    assert first.origin.startswith("from of baseline.variable_opex")
    assert (first.value, first.unit) == (2022, "yr")
    assert "baseline.variable_opex.from = 2022   from of" in str(FOUND["retrofit"].explain("baseline.opex"))


def test_an_exchange_rate_is_shown_as_it_is_used() -> None:
    rate = leaves(FOUND["retrofit"], "project.installed_capex")["fx.JPY.rate"]
    assert (rate.value, rate.unit) == (0.01, "USD/JPY")
    assert "stated as '100 JPY/USD'" in rate.origin


def test_what_is_added_to_a_repeated_figure_has_an_origin_and_a_unit() -> None:
    added = {"path": "swap.lost_output.price", "times": "10 %", "plus": "1 USD/MWh"}
    found = leaves(appraised(with_(RETROFIT, project__variable_opex=added)), "project.opex")
    plus, times = found["project.variable_opex.plus"], found["project.variable_opex.times"]
    assert (plus.value, plus.unit) == (1.0, "USD/MWh")
    assert (times.value, times.unit) == (0.1, "1")
    assert plus.origin.startswith("plus of project.variable_opex")


def test_the_year_is_the_first_that_is_not_zero_unless_one_is_asked_for() -> None:
    found = FOUND["plants"]
    assert found.explain("credits.revenue").year == 2018
    assert found.explain("credits.revenue").value > 0
    assert found.explain("credits.revenue", 2012).value == 0
    assert found.explain("swap.capex_gap").year == 2012


def test_the_text_tells_formula_numbers_and_each_row_once() -> None:
    text = str(FOUND["direct"].explain("credits.revenue", 2015))
    assert text.startswith("credits.revenue = 5,000,010 USD   in 2015")
    assert "= delivered × spot_price" in text
    assert text.count("credits.issued = 600,000 t\n") == 1
    assert "credits.issued = 600,000 t   (see above)" in text
    assert max(map(len, text.splitlines())) <= 110


@pytest.mark.parametrize(
    ("row", "year", "code", "hint"),
    [
        ("credits.revenues", None, "unknown-line", "credits.revenue"),
        ("credits.revenue", 1999, "unknown-year", "from 2012 to 2037"),
    ],
)
def test_what_cannot_be_explained(row: str, year: int | None, code: str, hint: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        FOUND["direct"].explain(row, year)
    [problem] = caught.value.problems
    assert (problem.code, problem.path) == (code, row)
    assert hint in problem.message


def test_there_is_something_to_explain() -> None:
    assert {name for name, _ in EVERY} == set(FOUND)
    assert len(EVERY) > 150
    assert load(PLANTS).name != load(SOURCE).name


def test_a_lagged_row_is_given_in_the_year_that_it_looks_at() -> None:
    found = appraise(load(PLANTS))
    delivered = found.explain("credits.delivered", 2020)
    sold = next(part for part in delivered.reads if part.name == "credits.sold")
    assert (sold.year, delivered.year) == (2019, 2020)
    assert sold.value == delivered.value
    assert "in 2019" in str(delivered)


def test_a_change_gives_both_years() -> None:
    creditable = appraise(load(SOURCE)).explain("credits.creditable", 2015)
    assert [(part.name, part.year) for part in creditable.reads] == [
        ("credits.creditable_so_far", 2015),
        ("credits.creditable_so_far", 2014),
    ]
    assert creditable.value == creditable.reads[0].value - creditable.reads[1].value


def test_the_source_of_a_section_is_that_of_its_figures():
    package = appraise(load("scenarios/usc_bilateral_package.yaml"))
    inputs = package.explain("finance.loans.bank.interest", 2016).inputs()
    (origin,) = {part.origin for part in inputs if part.name == "finance.loans.bank.rate"}
    assert "source term_sheet: illustrative terms of a commercial bank" in origin
