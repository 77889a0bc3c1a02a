"""Charts of sensitivity, cases and bridges: what they draw is what was found, and every word can be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from appraisal.engine.model import Model
from appraisal.outputs.charts.cases import cases_chart
from appraisal.outputs.charts.isolines import segments
from appraisal.outputs.charts.npv_bridge import npv_bridge, steps_of
from appraisal.outputs.charts.spider import MOST, spider_chart
from appraisal.outputs.charts.threshold_map import ENOUGH, SHORT, threshold_map_chart
from appraisal.outputs.charts.tornado import tornado_chart
from appraisal.outputs.charts.two_way_map import two_way_chart
from appraisal.questions.bridge import Bridge, Step, bridge
from appraisal.questions.cases import Case, Cases, compare_cases
from appraisal.questions.sensitivity import tornado
from appraisal.questions.spider import Spider, spider
from appraisal.questions.threshold_map import threshold_map
from appraisal.questions.two_way import two_way
from appraisal.scenario.cases import case_of
from appraisal.scenario.differing import Difference
from appraisal.scenario.load import load

from .reading import CASES, check_readable, words_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SOURCE, PLANTS, PACKAGE, STRESS = (
    SCENARIOS / f"{name}.yaml"
    for name in ("usc_vs_subcritical", "usc_vs_subcritical_plants", "usc_bilateral_package", "usc_stress")
)
SERIES = "credits.price={years: {2013: 10 USD/t, 2030: 40 USD/t}, between: linear}"
PAIR = ("discount_rate", "credits.price")
GAP, FEES = ("swap.capex_gap", "credits.price"), ("credits.issuance_fee", "credits.registration_cost")
COAL = ("baseline.fuels.coal.price", "project.net_efficiency")


@cache
def model(file: Path, *sets: str) -> Model:
    return Model(load(file, sets=sets))


def huge(spun: Spider, size: float) -> Spider:
    legs = tuple(
        replace(leg, results=tuple(None if one is None else one * size for one in leg.results)) for leg in spun.legs
    )
    return replace(spun, value=spun.value * size, legs=legs)


def many_legs(count: int) -> Spider:
    found = spider(model(SOURCE))
    path = "items.an_item_with_a_name_of_just_about_sixty_characters_number_{}.amount"
    legs = [
        replace(
            found.legs[at % 7],
            path=path.format(at),
            changes=tuple(x * (1 + at / 9) for x in found.legs[at % 7].changes),
        )
        for at in range(count)
    ]
    return replace(found, legs=tuple(legs))


def many_cases(count: int, size: float = 1.0) -> Cases:
    found = compare_cases(load(STRESS))
    rows = list(found.rows)
    while len(rows) < count:
        one = rows[len(rows) % 9]
        metrics = {**one.metrics, "npv": replace(one.metrics["npv"], value=(one.metrics["npv"].value or 0.0) * size)}
        rows.append(replace(one, name=f"a_case_with_a_name_of_just_about_forty_letters_{len(rows)}", metrics=metrics))
    return Cases(found.scenario, tuple(rows[:count]))


def many_steps(count: int, size: float) -> Bridge:
    found = bridge(load(SOURCE), load(SOURCE, sets=["credits.price=20 USD/t"]))
    steps, stands = [], found.start
    for at in range(count):
        single = Difference(
            f"items.an_item_with_quite_a_long_name_{at}.amount", "changed", f"{at} USD", f"{at + 1} USD"
        )
        change = size * (-1) ** at * (1 + at % 7)
        steps.append(Step((single,), stands, stands + change))
        stands += change
    return replace(found, steps=tuple(steps), end=stands)


def cannot_run() -> Cases:
    found = compare_cases(load(STRESS), ["low"])
    return Cases(found.scenario, (*found.rows, Case("broken")))


FIGURES: dict[str, Callable[[], Figure]] = {
    "tornado irr": lambda: tornado_chart(tornado(model(PACKAGE), "irr"), model(PACKAGE).scenario),
    "tornado equity": lambda: tornado_chart(tornado(model(PACKAGE), "equity_npv"), model(PACKAGE).scenario),
    "spider": lambda: spider_chart(spider(model(SOURCE)), model(SOURCE).scenario),
    "spider irr": lambda: spider_chart(spider(model(SOURCE), "irr"), model(SOURCE).scenario),
    "spider plants": lambda: spider_chart(spider(model(PLANTS)), model(PLANTS).scenario),
    "spider package": lambda: spider_chart(spider(model(PACKAGE), "equity_npv"), model(PACKAGE).scenario),
    "spider of trillions": lambda: spider_chart(huge(spider(model(SOURCE)), 1e5), model(SOURCE).scenario),
    "spider of little": lambda: spider_chart(huge(spider(model(SOURCE)), 1e-6), model(SOURCE).scenario),
    "spider of forty": lambda: spider_chart(many_legs(40), model(SOURCE).scenario),
    "spider of none": lambda: spider_chart(replace(spider(model(SOURCE)), legs=()), model(SOURCE).scenario),
    "map": lambda: two_way_chart(two_way(model(SOURCE), *PAIR), model(SOURCE)),
    "map irr": lambda: two_way_chart(two_way(model(PLANTS), *COAL, objective="irr"), model(PLANTS)),
    "map package": lambda: two_way_chart(two_way(model(PACKAGE), COAL[0], "credits.price"), model(PACKAGE)),
    "map that always pays": lambda: two_way_chart(
        two_way(model(SOURCE), *PAIR, [0.0, 0.01], [50.0, 90.0]), model(SOURCE)
    ),
    "map with a hole": lambda: two_way_chart(
        two_way(model(SOURCE), *GAP, [-5e6, 9e6, 99e6], [0.0, 9.0, 90.0], "irr"), model(SOURCE)
    ),
    "map of a series": lambda: two_way_chart(two_way(model(SOURCE, SERIES), *PAIR), model(SOURCE, SERIES)),
    "map that is flat": lambda: two_way_chart(
        two_way(model(SOURCE), *FEES, [0.0, 1.0], [0.0, 0.1]), model(SOURCE)
    ),
    "thresholds": lambda: threshold_map_chart(threshold_map(model(SOURCE), PAIR[0], "swap.capex_gap"), model(SOURCE)),
    "thresholds, many": lambda: threshold_map_chart(
        threshold_map(model(SOURCE), PAIR[0], "swap.capex_gap", list(np.linspace(0.01, 0.2, 30)),
                      list(np.linspace(1e6, 3e9, 25))), model(SOURCE)
    ),
    "thresholds, none": lambda: threshold_map_chart(
        threshold_map(model(PLANTS), *COAL, vary="credits.share_cashed"), model(PLANTS)
    ),
    "thresholds of a series": lambda: threshold_map_chart(
        threshold_map(model(SOURCE, SERIES), PAIR[0], "swap.capex_gap"), model(SOURCE, SERIES)
    ),
    "cases": lambda: cases_chart(compare_cases(load(STRESS))),
    "cases, one cannot run": lambda: cases_chart(cannot_run()),
    "cases, forty": lambda: cases_chart(many_cases(40, -3.0)),
    "cases of trillions": lambda: cases_chart(many_cases(12, 1e5)),
    "bridge": lambda: npv_bridge(bridge(load(STRESS), case_of(load(STRESS), "all_at_once")), ("base", "all at once")),
    "bridge of equity": lambda: npv_bridge(
        bridge(load(PLANTS), load(PACKAGE), objective="equity_npv"), ("plants " * 9, "package")
    ),
    "bridge, forty": lambda: npv_bridge(many_steps(40, 3e6), ("one", "other")),
    "bridge of trillions": lambda: npv_bridge(many_steps(5, 2e12), ("one", "other")),
    "bridge of little": lambda: npv_bridge(many_steps(3, 0.01), ("one", "other")),
    "bridge of none": lambda: npv_bridge(bridge(load(SOURCE), load(SOURCE)), ("one", "other")),
}  # fmt: skip


@cache
def drawn(name: str) -> Figure:
    return FIGURES[name]()


@pytest.mark.parametrize("name", FIGURES)
def test_every_word_can_be_read(name: str) -> None:
    figure = drawn(name)
    check_readable(figure)
    assert "Source: " in " ".join(words_of(figure))


# ---- spider ---------------------------------------------------------------------------------------------------------


def test_the_lines_of_the_spider_are_its_legs() -> None:
    found = spider(model(SOURCE))
    lines = {
        line.get_label(): line
        for line in drawn("spider").axes[0].lines
        if "." in str(line.get_label()) or line.get_label() == "discount_rate"
    }
    for leg in found.legs:
        np.testing.assert_allclose(lines[leg.path].get_xdata(), [100 * change for change in leg.changes])
        np.testing.assert_allclose(
            lines[leg.path].get_ydata(), [value / 1e6 for value in leg.results if value is not None]
        )
    assert {"Discount rate", "Credit price", "Capex gap", "NPV = 0"} <= set(words_of(drawn("spider")))


def test_of_many_legs_the_largest_are_drawn_and_the_others_counted() -> None:
    said = " ".join(words_of(drawn("spider of forty")))
    assert f"{40 - MOST} figures of less effect left out" in said.replace("\n", " ")


def test_colours_of_neighbouring_legs_differ() -> None:
    colors = [line.get_color() for line in drawn("spider").axes[0].lines if line.get_linewidth() == 2.0]
    assert len(set(colors)) == len(colors)


def test_without_a_leg_the_spider_says_so() -> None:
    assert "No figure moves the net present value" in " ".join(words_of(drawn("spider of none")))


# ---- the map of two figures -----------------------------------------------------------------------------------------


def test_the_line_of_the_map_goes_through_the_solved_points() -> None:
    grid = two_way(model(SOURCE), *PAIR)
    [line] = [part for part in drawn("map").axes[0].collections if isinstance(part, LineCollection)]
    points = {tuple(point) for piece in line.get_segments() for point in np.round(piece, 9)}
    solved = {
        (round(v, 9), round(grid.one.values[at] * 100, 9))
        for at, row in enumerate(grid.along_other)
        for v in row
        if v is not None
    }
    solved |= {
        (round(grid.other.values[at], 9), round(v * 100, 9))
        for row in grid.along_one
        for at, v in enumerate(row)
        if v is not None
    }
    assert points == solved


def test_the_pieces_of_the_line_hang_together() -> None:
    """Every solved point inside the map joins two pieces; those on its edge end the line."""
    pieces = list(segments(two_way(model(PLANTS), *COAL)))
    ends: dict[Any, int] = {}
    for piece in pieces:
        for point in piece:
            ends[point] = ends.get(point, 0) + 1
    assert sorted(ends.values())[:2] == [1, 1]
    assert set(sorted(ends.values())[2:]) == {2}
    assert all(one != other for one, other in pieces)


def test_a_saddle_is_parted_by_its_mean() -> None:
    """A function that is above zero in two opposite corners only: its mean tells which corners hang together."""
    grid = two_way(model(SOURCE), *PAIR, [0.05, 0.12], [5.0, 30.0])
    edge = {"along_other": ((10.0,), (20.0,)), "along_one": ((0.06, 0.09),)}
    for middle, expected in ((100.0, {((10.0, 0.05), (30.0, 0.09)), ((20.0, 0.12), (5.0, 0.06))}),
                             (1.0, {((10.0, 0.05), (5.0, 0.06)), ((20.0, 0.12), (30.0, 0.09))})):  # fmt: skip
        saddle = replace(grid, results=((middle, -10.0), (-10.0, middle)), **edge)
        assert set(segments(saddle)) == expected


def test_the_base_case_is_marked_where_it_lies_on_the_map() -> None:
    axes = drawn("map").axes[0]
    [point] = [line for line in axes.lines if line.get_marker() == "o"]
    assert (point.get_xdata()[0], point.get_ydata()[0]) == pytest.approx((16.6667, 8.0))
    assert "base case\n21.78 million USD" in words_of(drawn("map"))
    off = drawn("map that always pays")
    assert not [line for line in off.axes[0].lines if line.get_marker() == "o"]
    assert "off the map" in " ".join(words_of(off))
    assert "the swap pays anywhere on the map" in " ".join(words_of(off)).replace("\n", " ")


def test_a_hole_is_told() -> None:
    assert "white: undefined" in " ".join(words_of(drawn("map with a hole")))


def test_the_map_speaks_in_the_units_of_the_user() -> None:
    assert {"Price of coal, USD/GJ", "Net efficiency of the project, % LHV"} <= set(words_of(drawn("map irr")))


# ---- the map of a threshold -----------------------------------------------------------------------------------------


def test_the_numbers_of_the_map_are_the_thresholds() -> None:
    found = threshold_map(model(SOURCE), PAIR[0], "swap.capex_gap")
    cells = {
        (round(text.get_position()[1]), round(text.get_position()[0])): text.get_text()
        for text in drawn("thresholds").axes[0].texts
    }
    assert len(cells) == 81
    for row, line in enumerate(found.thresholds):
        for column, one in enumerate(line):
            assert float(cells[row, column].replace("−", "-")) == pytest.approx(one.value, abs=0.006)


def test_blue_is_where_the_stated_price_is_enough() -> None:
    from matplotlib.colors import to_rgb

    found = threshold_map(model(SOURCE), PAIR[0], "swap.capex_gap")
    colors = np.asarray(drawn("thresholds").axes[0].images[0].get_array())
    for row, line in enumerate(found.thresholds):
        for column, one in enumerate(line):
            enough = (one.value or 0.0) <= 16.6667
            np.testing.assert_allclose(colors[row, column], to_rgb(ENOUGH if enough else SHORT))


def test_of_too_many_cells_some_are_written() -> None:
    texts = drawn("thresholds, many").axes[0].texts
    assert 20 < len(texts) < 30 * 25


def test_what_has_no_threshold_is_a_dash_with_the_reason() -> None:
    said = " ".join(words_of(drawn("thresholds, none"))).replace("\n", " ")
    assert "–: none, for the net present value stays below zero" in said
    assert "above zero" in said


# ---- cases ----------------------------------------------------------------------------------------------------------


def test_the_bars_of_the_cases_are_their_values() -> None:
    found = compare_cases(load(STRESS))
    worth = drawn("cases").axes[0]
    widths = [bar[0].get_width() * 1e6 for bar in worth.containers]
    np.testing.assert_allclose(widths, [row.metrics["npv"].value for row in found.rows])
    assert {"base", "credits end early", "21.78", "−20.05"} <= set(words_of(drawn("cases")))


def test_the_prices_of_the_cases_are_theirs() -> None:
    found = compare_cases(load(STRESS))
    prices = drawn("cases").axes[1]
    dots = [float(line.get_xdata()[0]) for line in prices.lines if line.get_marker() == "o"]
    np.testing.assert_allclose(dots, [row.metrics["threshold_credit_price"].value for row in found.rows])


def test_a_case_that_cannot_run_says_so() -> None:
    assert "cannot run" in words_of(drawn("cases, one cannot run"))
    assert "1 cannot run as stated" in " ".join(words_of(drawn("cases, one cannot run")))


def test_cases_without_credits_have_no_prices() -> None:
    found = compare_cases(load(STRESS), ["low"])
    plain = [replace(row, price=None, metrics={**row.metrics, "threshold_credit_price": replace(
        row.metrics["threshold_credit_price"], value=None, status="none")}) for row in found.rows]  # fmt: skip
    assert len(cases_chart(Cases(found.scenario, tuple(plain))).axes) == 1


# ---- bridge ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["three_loans", "grant_alone"])
def test_the_bars_of_a_bridge_add_up(name: str) -> None:
    found = bridge(load(CASES[name]), load(CASES[name], sets=["discount_rate=7 %"]))
    steps = steps_of(found, ("one", "other"))
    assert steps[0].end == found.start
    assert steps[-1].end == found.end
    assert steps[-2].end == pytest.approx(found.end, rel=1e-12)
    assert all(later.start == earlier.end for earlier, later in pairwise(steps[:-1]))


def test_of_many_steps_the_smallest_stand_in_one_bar() -> None:
    found = many_steps(40, 3e6)
    steps = steps_of(found, ("one", "other"))
    assert steps[-2].label == "16 further inputs"
    assert steps[-2].end == pytest.approx(found.end)
    assert len(steps) == 27


def test_a_bar_says_what_its_input_was_and_is() -> None:
    words = [word.replace("\n", " ") for word in words_of(drawn("bridge"))]
    assert "Exchange rate of JPY: 80 JPY/USD → 72 JPY/USD" in words
    assert "Crediting period: not stated → 12 yr" in words
    assert {"NPV, base", "NPV, all at once", "−13.89", "−20.05"} <= set(words)
    together = [word.replace("\n", " ") for word in words_of(drawn("bridge of equity"))]
    assert any(word.endswith("more, together") for word in together)


def test_a_bridge_of_nothing_says_so() -> None:
    assert "No input that differs moves it" in words_of(drawn("bridge of none"))
