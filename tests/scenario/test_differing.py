"""Where two scenarios differ: what counts, what does not, in which order, and how one is turned into the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from appraisal.scenario.differing import Difference, differences, grafted
from appraisal.scenario.load import build, load
from appraisal.scenario.scenario import Scenario

FOLDER = Path(__file__).parents[2] / "scenarios"
SOURCE, PLANTS, PACKAGE, SUPPORTED = (
    FOLDER / f"{name}.yaml"
    for name in ("usc_vs_subcritical", "usc_vs_subcritical_plants", "usc_bilateral_package", "usc_supported")
)


def changed(*sets: str, file: Path = SOURCE) -> tuple[Difference, ...]:
    return differences(load(file), load(file, sets=sets))


@pytest.mark.parametrize(
    "change",
    [
        "swap.abatement=0.6 Mt/yr",
        "swap.capex_gap=125000 thousand USD",
        "discount_rate.high=20 %",
        "discount_rate.source=bcm",
        "name=Another name",
        "about=Another paragraph",
        "risk={draws: 500}",
        "discount_rate.distribution=triangular",
    ],
)
def test_what_no_result_reads_is_no_difference(change: str) -> None:
    assert changed(change) == ()


def test_a_changed_figure_is_told_as_it_is_stated() -> None:
    assert changed("credits.price=20 USD/t", "credits.price.growth=2 %") == (
        Difference("credits.price", "changed", "16.6667 USD/t", "20 USD/t, growth 2 %/yr"),
    )


def test_a_word_is_an_input_too() -> None:
    assert changed("timeline.timing=mid_year") == (Difference("timeline.timing", "changed", "year_zero", "mid_year"),)
    assert changed("credits.mechanism=cdm")[0].after == "cdm"


def test_what_one_of_them_lacks_is_added_or_removed() -> None:
    there, back = changed("credits.issuance_lag=1 yr"), changed("swap.fuel=null", "swap.class=null")
    assert there == (Difference("credits.issuance_lag", "added", "not stated", "1 yr"),)
    assert [(one.path, one.kind) for one in back] == [("swap.class", "removed"), ("swap.fuel", "removed")]


def test_a_section_or_a_named_part_is_one_difference() -> None:
    items = "items={rent: {kind: cost, amount: 1 million USD/yr}, road: {kind: cost, amount: 5 USD, year: 2013}}"
    found = changed(items, "tax={rate: 25 %, losses: refund, depreciation: {method: none}}")
    assert [one.path for one in found] == ["items.rent", "items.road", "tax"]
    assert found[0].after == "kind cost, amount 1 million USD/yr"
    assert found[2].after == "rate, losses, depreciation"


def test_they_come_in_the_order_of_the_format() -> None:
    found = changed("credits.price=20 USD/t", "swap.capex_gap=1 USD", "discount_rate=9 %", "timeline.operation=9 yr")
    assert [one.path for one in found] == ["timeline.operation", "discount_rate", "swap.capex_gap", "credits.price"]


def test_a_section_that_is_written_as_its_figure_is_one_input() -> None:
    assert changed("fx.JPY=90 JPY/USD", file=PACKAGE) == (
        Difference("fx.JPY", "changed", "80 JPY/USD, growth -1 %/yr", "90 JPY/USD, growth -1 %/yr"),
    )
    [found] = changed("timeline.construction={years: 2 yr, spend: [40 %, 60 %]}")
    assert (found.path, found.before, found.after) == ("timeline.construction", "1 yr", "years 2 yr, spend 40 %, 60 %")


def test_a_reference_counts_by_what_it_repeats() -> None:
    assert changed("baseline.fuels.coal.price=2 USD/GJ", file=PLANTS) == (
        Difference("baseline.fuels.coal.price", "changed", "1.38 USD/GJ, growth 1 %/yr", "2 USD/GJ, growth 1 %/yr"),
    )
    [found] = changed("project.fuels.coal.price={path: baseline.fuels.coal.price, times: 110 %}", file=PLANTS)
    assert found.after == "baseline.fuels.coal.price × 110 %"


def test_an_item_may_be_called_as_a_key_of_evidence() -> None:
    [found] = changed("items={source: {kind: cost, amount: 1 USD/yr}}")
    assert found.path == "items.source"


PAIRS = [(SOURCE, PLANTS), (PLANTS, SOURCE), (PLANTS, PACKAGE), (PACKAGE, SUPPORTED), (SUPPORTED, SOURCE)]


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda file: file.stem)
def test_with_every_input_grafted_a_scenario_is_the_other(one: Path, other: Path) -> None:
    first, second = load(one), load(other)
    made = build(grafted(first.tree, [found.path for found in differences(first, second)], second.tree))
    assert differences(made, second) == ()
    assert {path: figure.value for path, figure in made.figures.items()} == {
        path: figure.value for path, figure in second.figures.items()
    }


def test_one_input_alone_is_grafted() -> None:
    first, second = load(SOURCE), load(SOURCE, sets=["credits.price=20 USD/t", "discount_rate=9 %"])
    made = build(grafted(first.tree, ["credits.price"], second.tree))
    assert made.figures["credits.price"].value == 20
    assert made.figures["discount_rate"].value == 0.08
    assert first.figures["credits.price"].value == 16.6667


def test_a_graft_brings_its_source() -> None:
    first, second = load(PLANTS), load(PACKAGE)
    made: Scenario = build(grafted(first.tree, ["tax.holiday"], second.tree))
    assert made.document.sources["tax_law"] == second.document.sources["tax_law"]
    assert made.figures["tax.holiday.exempt"].value == 3


def test_there_is_no_difference_to_itself() -> None:
    for file in FOLDER.glob("*.yaml"):
        assert differences(load(file), load(file)) == ()
