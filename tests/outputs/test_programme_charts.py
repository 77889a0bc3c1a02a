"""Charts of a programme: what they draw is what they were given, the cheapest first, below zero below."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_hex

import appraisal as ap
from appraisal.outputs.charts import style
from appraisal.outputs.charts.abatement_cost_curve import abatement_cost_curve, placed
from appraisal.outputs.charts.about import About, Block, Offer, Phase
from appraisal.outputs.charts.cash_by_party import cash_by_party
from appraisal.outputs.charts.stacked_years import COLORS, grouped
from appraisal.outputs.charts.supply_curve import supply_curve, tonnes_at, treads_of
from appraisal.outputs.charts.tonnes_by_measure import tonnes_by_measure

from .reading import check_readable, words_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
ABOUT = About("Coal programme", "USD", "Source: made up.")
MEASURES = (
    Block("Carbon capture", 9e6, 64.0),
    Block("Air heaters", 2e6, -21.0),
    Block("Ultra-supercritical", 12e6, 9.9),
    Block("Feedwater heating", 0.5e6, 3.2),
)
YEARS = list(range(2024, 2030))


def patches(figure):
    return [bar for container in figure.axes[0].containers for bar in container]


# ---- abatement cost --------------------------------------------------------------------------------------------------


def test_costs_of_very_different_size_stand_on_an_axis_that_bends():
    wide = (*MEASURES, Block("Subway", 0.7e6, 3323.0))
    figure = abatement_cost_curve(wide, ABOUT, 16.67)
    axes = figure.axes[0]
    tops = {round(bar.get_x(), 3): bar.get_height() for bar in patches(figure)}
    assert "logarithmic beyond" in axes.get_ylabel()
    assert len(tops) == len(wide)
    assert max(tops.values()) < 60 * sorted(tops.values())[1]  # not 3,323 / 3.2: the small ones can be seen
    assert sorted(tops.values()) == list(dict.fromkeys(sorted(tops.values())))  # the order stays
    assert "logarithmic" not in abatement_cost_curve(MEASURES, ABOUT).axes[0].get_ylabel()
    check_readable(figure)


def test_blocks_stand_side_by_side_the_cheapest_first():
    blocks = placed(MEASURES)
    assert [block.name for block in blocks] == [
        "Air heaters",
        "Feedwater heating",
        "Ultra-supercritical",
        "Carbon capture",
    ]
    assert blocks[0].start == 0
    assert all(later.start == one.start + one.tonnes for one, later in pairwise(blocks))


def test_the_area_of_the_blocks_is_the_cost_of_all_tonnes():
    bars = patches(abatement_cost_curve(MEASURES, ABOUT))
    area = sum(bar.get_width() * 1e6 * bar.get_height() for bar in bars)
    assert area == pytest.approx(sum(one.tonnes * one.cost for one in MEASURES))
    assert sum(bar.get_width() for bar in bars) == pytest.approx(23.5)


@pytest.mark.parametrize(
    ("price", "colors"),
    [
        (None, [style.GREEN, style.ORANGE, style.ORANGE, style.ORANGE]),
        (9.9, [style.GREEN, style.BLUE, style.BLUE, style.ORANGE]),
        (9.89, [style.GREEN, style.BLUE, style.ORANGE, style.ORANGE]),
    ],
)
def test_a_colour_says_on_which_side_of_the_price_a_block_is(price, colors):
    bars = sorted(patches(abatement_cost_curve(MEASURES, ABOUT, price)), key=lambda bar: bar.get_x())
    assert [to_hex(bar.get_facecolor()).upper() for bar in bars] == colors


def test_what_the_price_pays_for_is_said():
    words = words_of(abatement_cost_curve(MEASURES, ABOUT, 16.67))
    assert "Coal programme: 3 of 4 measures, 14.50 of 23.50 Mt, cost no more than 16.67 USD/t" in words
    assert "price\n16.67" in words
    words = words_of(abatement_cost_curve(MEASURES, ABOUT))
    assert "Coal programme: 1 of 4 measures, 2.00 of 23.50 Mt, save money or cost nothing" in words


def test_wide_blocks_carry_their_names_and_narrow_ones_have_a_thread():
    figure = abatement_cost_curve(MEASURES, ABOUT)
    turned = {text.get_text(): text.get_rotation() for text in figure.axes[0].texts}
    assert turned["Ultra-supercritical\n9.90"] == 0
    assert turned["Feedwater heating  3.20"] == 90
    threads = [line for line in figure.axes[0].lines if len(line.get_xdata()) == 3]
    assert len(threads) == list(turned.values()).count(90)


def test_what_has_no_cost_or_no_tonnes_is_left_out_and_counted():
    more = (*MEASURES, Block("never", 1e6, None), Block("nothing", 0.0, 5.0))
    assert placed(more) == placed(MEASURES)
    assert any(
        "2 without tonnes or without a cost left out" in word for word in words_of(abatement_cost_curve(more, ABOUT))
    )
    with pytest.raises(ValueError, match="no measure abates"):
        abatement_cost_curve(more[-2:], ABOUT)


def test_any_object_with_name_tonnes_and_cost_will_do():
    @dataclass(frozen=True)
    class Plant:
        name: str
        tonnes: float
        cost: float
        further: str = ""

    assert placed([Plant("one", 1.0, 2.0)]) == placed([Block("one", 1.0, 2.0)])


def test_swaps_side_by_side_are_at_their_abatement_costs():
    first, second = (ap.appraise(ap.load(SCENARIOS / f"{name}.yaml")) for name in ("usc_vs_subcritical", "usc_stress"))
    bars = patches(first.plot.abatement_cost_curve(second))
    assert [bar.get_width() for bar in bars] == pytest.approx([15.0, 15.0])
    assert bars[0].get_height() == pytest.approx(first.metrics.abatement_cost.value)
    check_readable(first.plot.abatement_cost_curve())


def test_without_tonnes_or_in_two_currencies_there_is_no_curve(tmp_path):
    case = SCENARIOS / "usc_vs_subcritical.yaml"
    plain = ap.appraise(ap.load(case))
    nothing = ap.appraise(ap.load(case), {"swap.abatement": "0 t/yr"})
    with pytest.raises(ap.NoResultError) as caught:
        nothing.plot.abatement_cost_curve()
    assert (caught.value.problems[0].code, caught.value.problems[0].path) == ("no-chart", "")
    other = tmp_path / "other.yaml"
    other.write_text(case.read_text(encoding="utf-8").replace("USD", "EUR"), encoding="utf-8")
    with pytest.raises(ap.ScenarioError) as wrong:
        plain.plot.abatement_cost_curve(ap.appraise(ap.load(other)))
    assert (wrong.value.problems[0].code, wrong.value.problems[0].path) == ("mixed-currencies", "money.currency")


# ---- supply ----------------------------------------------------------------------------------------------------------


def test_tonnes_rise_at_each_price():
    offers = [Offer(one.name, one.tonnes, one.cost) for one in MEASURES]
    treads = treads_of(offers)
    assert [(tread.price, tread.end) for tread in treads] == [(-21.0, 2e6), (3.2, 2.5e6), (9.9, 14.5e6), (64.0, 23.5e6)]
    assert [tonnes_at(treads, price) for price in (-30.0, 9.89, 9.9, 1e9)] == [0.0, 2.5e6, 14.5e6, 23.5e6]
    figure = supply_curve(offers, ABOUT, 16.67)
    line = max(figure.axes[0].lines, key=lambda one: one.get_linewidth())
    np.testing.assert_allclose(line.get_xdata()[1:-1], [-21.0, 3.2, 9.9, 64.0])
    np.testing.assert_allclose(line.get_ydata(), [0, 2, 2.5, 14.5, 23.5, 23.5])
    assert "Coal programme: 14.50 of 23.50 Mt pay at 16.67 USD/t" in words_of(figure)


def test_what_never_pays_is_left_out_and_counted():
    offers = [Offer("pays", 1e6, 5.0), Offer("never", 1e6, None)]
    assert any("1 that pay at no price" in word for word in words_of(supply_curve(offers, ABOUT)))
    with pytest.raises(ValueError, match="no measure has"):
        supply_curve(offers[1:], ABOUT)


# ---- by year ---------------------------------------------------------------------------------------------------------


def test_money_of_a_party_is_above_or_below_nothing():
    parties = {"Developer": [-100e6, *[20e6] * 5], "Host": [0.0, *[-5e6] * 5]}
    figure = cash_by_party(YEARS, parties, ABOUT)
    bars = {c.get_label(): [(bar.get_y(), bar.get_height()) for bar in c] for c in figure.axes[0].containers}
    assert bars["Developer"][:2] == [(0.0, -100.0), (0.0, 20.0)]
    assert bars["Host"][1] == (0.0, -5.0)
    line = max(figure.axes[0].lines, key=lambda one: one.get_linewidth())
    np.testing.assert_allclose(line.get_ydata(), [-100, *[15] * 5])
    assert "all parties" in words_of(figure)


def test_accounts_by_year_add_up_to_what_all_parties_have():
    package = ap.appraise(ap.load(SCENARIOS / "usc_bilateral_package.yaml"))
    figure = package.plot.cash_by_party()
    line = max(figure.axes[0].lines, key=lambda one: one.get_linewidth())
    summed = sum(np.array([bar.get_height() for bar in c]) for c in figure.axes[0].containers)
    np.testing.assert_allclose(line.get_ydata(), summed, atol=1e-9)
    assert "Partner government" in words_of(figure)
    check_readable(figure)


def test_one_party_alone_moves_no_money():
    alone = ap.appraise(ap.load(SCENARIOS / "usc_vs_subcritical.yaml"), {"credits": "null"})
    with pytest.raises(ap.NoResultError) as caught:
        alone.plot.cash_by_party()
    assert caught.value.problems[0].code == "no-chart"


def test_phases_are_named_where_they_begin():
    phases = (Phase("Pilot", 2025), Phase("All plants", 2027), Phase("too late", 2099))
    figure = tonnes_by_measure(YEARS, {"one": range(6)}, About("p", "USD", "s", phases))
    assert {"Pilot", "All plants"} <= set(words_of(figure))
    assert "too late" not in words_of(figure)
    starts = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_linestyle() != "-"]
    assert starts == [2024.5, 2026.5]
    check_readable(figure)


def test_of_many_measures_the_smallest_stand_in_one_bar():
    measures = {f"measure {at}": np.full(6, float(at)) for at in range(40)}
    parts = grouped(measures)
    assert len(parts) == len(COLORS) + 1
    assert parts[-1].label == "29 further"
    np.testing.assert_allclose(sum(part.values for part in parts), sum(measures.values()))
    assert len({part.color for part in parts}) == len(parts)
