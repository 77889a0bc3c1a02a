"""Charts of debt, construction and parties: what they draw is in the record, and every word of them can be read."""

from __future__ import annotations

import numpy as np
import pytest

from appraisal.engine.appraisal import appraise
from appraisal.engine.tables import yearly
from appraisal.ground.numbers import scale_of
from appraisal.outputs.charts import (
    as_svg,
    cash_flow,
    debt_service,
    npv_waterfall,
    party_accounts,
    sources_uses,
)
from appraisal.outputs.charts.cash_flow import parts_of
from appraisal.outputs.charts.chart_set import chart_set
from appraisal.outputs.charts.cover_panel import Cover, CoverPanel
from appraisal.outputs.charts.party_accounts import TOGETHER
from appraisal.outputs.charts.style import source_line
from appraisal.outputs.record import record_of
from appraisal.scenario.load import load

from .reading import CASES, check_readable, shown_texts, words_of

OF_MONEY = ("debt_service", "sources_uses", "party_accounts")

WITH_LOANS = [name for name in CASES if name != "grant_alone"]


@pytest.fixture(scope="module")
def made():
    """Appraise each case once."""
    held = {}

    def case(name):
        if name not in held:
            result = appraise(load(CASES[name]))
            held[name] = result, record_of(result)
        return held[name]

    return case


def size_of(axes):
    """The money that stands for 1 on the axis."""
    words = axes.get_ylabel() + axes.get_xlabel()
    return {"trillion": 1e12, "billion": 1e9, "million": 1e6, "thousand": 1e3}.get(
        next((word for word in ("trillion", "billion", "million", "thousand") if word in words), ""), 1.0
    )


def lines_of(axes, count):
    return [line for line in axes.lines if len(line.get_xdata()) == count and line.get_linewidth() in (1.3, 2.0)]


# Debt service and its cover.


@pytest.mark.parametrize("name", WITH_LOANS)
def test_debt_bars_are_interest_and_principal(name, made):
    appraisal, record = made(name)
    above = debt_service(appraisal).axes[0]
    bars = {one.get_label(): np.array([bar.get_height() for bar in one]) for one in above.containers}
    for label, row in (("Interest paid", "finance.interest_paid"), ("Principal", "finance.principal")):
        values = np.array(record["lines"][row]["values"])
        drawn = bars[label] * size_of(above)
        np.testing.assert_allclose(drawn, values[: len(drawn)], atol=1e-9 * values.max())
        assert not values[len(drawn) :].any(), "no year with debt service is left out"


@pytest.mark.parametrize("name", WITH_LOANS)
def test_lines_are_cash_flow_and_cover_of_the_record(name, made):
    appraisal, record = made(name)
    above, below = debt_service(appraisal).axes
    count = len(above.containers[0])
    started = np.array(yearly(appraisal.run, "started"))[:count] > 0
    cfads = np.where(started, record["lines"]["finance.cfads"]["values"][:count], np.nan)
    main = lines_of(above, count)[-1]
    np.testing.assert_allclose(main.get_ydata() * size_of(above), cfads)
    for line, key in zip(lines_of(below, count), ("dscr_without_credits", "dscr")[-len(lines_of(below, count)) :],
                         strict=True):  # fmt: skip
        stated = np.array([np.nan if value is None else value for value in record["finance"][key][:count]])
        low, high = below.get_ylim()
        inside = np.isfinite(stated) & (stated > low) & (stated < high) & (stated == line.get_ydata())
        beyond = np.isfinite(stated) & ~inside
        np.testing.assert_array_equal(np.isfinite(line.get_ydata()), np.isfinite(stated))
        assert (np.abs(line.get_ydata()[beyond]) <= np.abs(stated[beyond])).all(), "cut off, never raised"
        assert inside.any() or beyond.all()


@pytest.mark.parametrize("name", WITH_LOANS)
def test_the_lowest_cover_is_named_and_inside(name, made):
    appraisal, record = made(name)
    drawn = debt_service(appraisal)
    case = record["finance"]["covenants"][0]
    said = f"{case['dscr_min']:,.2f}x".replace("-", "−")
    assert any(f"{said} in " in text for text in words_of(drawn)), "in the subtitle"
    [label] = [(text, box) for text, box in shown_texts(drawn) if text == f"lowest {said}"]
    frame = drawn.axes[1].get_window_extent()
    assert frame.x0 <= label[1].x0 < label[1].x1 <= frame.x1
    assert frame.y0 <= label[1].y0 < label[1].y1 <= frame.y1


def test_levels_of_the_covenants_are_drawn_and_named(made):
    drawn = debt_service(made("three_loans")[0])
    assert {"lock-up 1.20x", "default 1.05x", "▲ above 4x"} <= set(words_of(drawn))
    heights = {round(float(line.get_ydata()[0]), 9) for line in drawn.axes[1].lines if len(line.get_xdata()) == 2}
    assert {1.2, 1.05} <= heights
    assert any("1.00x" in text for text in words_of(debt_service(made("tiny")[0])))


def test_without_credits_there_is_one_line(made):
    above, _ = debt_service(made("tiny")[0]).axes
    assert len(lines_of(above, len(above.containers[0]))) == 1
    assert "without\ncredits" not in words_of(debt_service(made("tiny")[0]))


def test_a_sculpted_loan_keeps_its_size_without_credits(made):
    _, record = made("six_loans")
    finance = record["finance"]
    lowest = min(value for value in finance["dscr_without_credits"] if value is not None)
    assert lowest == pytest.approx(finance["covenants"][-1]["dscr_min"])


def test_of_level_years_the_first_is_the_lowest():
    cover = Cover(np.array([np.nan, 1.3, 1.3 - 1e-12, 1.4]), True)
    assert cover.lowest == 1
    assert not Cover(np.array([np.nan]), True).exists


def test_cover_far_above_what_matters_is_cut(made):
    scenario = made("tiny")[0].scenario
    panel = CoverPanel([2012, 2013], [Cover(np.array([40.0, 1.1]), True)], scenario)
    assert panel._limits() == (1.0, 4.0)
    assert [end.text for end in panel.ends] == ["service just\ncovered, 1.00x", "▲ above 4x"]
    deep = CoverPanel([2012, 2013], [Cover(np.array([-9.0, 1.1]), True)], scenario)
    assert [end.text for end in deep.ends] == ["service just\ncovered, 1.00x", "▼ below −3x"]
    level = CoverPanel([2012, 2013], [Cover(np.array([40.0, 35.0]), True)], scenario)
    assert level._limits() == (1.0, 40.0)


# Sources and uses.


@pytest.mark.parametrize("name", CASES)
def test_both_bars_are_sources_and_uses_of_the_record(name, made):
    appraisal, record = made(name)
    axes = sources_uses(appraisal).axes[0]
    size, _ = scale_of([sum(record["finance"]["construction"]["uses"].values())])
    found = {}
    for container in axes.containers:
        side = "sources" if container[0].get_x() < 4.32 else "uses"
        found.setdefault(side, {})[container.get_label()] = container[0].get_height() * size
    for side, parts in record["finance"]["construction"].items():
        assert found[side] == pytest.approx(parts)
    tops = [max(c[0].get_y() + c[0].get_height() for c in axes.containers if (c[0].get_x() < 4.32) == left)
            for left in (True, False)]  # fmt: skip
    assert tops[0] == pytest.approx(tops[1], rel=1e-9), "sources equal uses"


@pytest.mark.parametrize("name", CASES)
def test_every_part_is_labelled_with_its_amount_and_share(name, made):
    appraisal, record = made(name)
    words = " ".join(" ".join(words_of(sources_uses(appraisal))).split())
    for parts in record["finance"]["construction"].values():
        total = sum(parts.values())
        for label, value in parts.items():
            assert label.split()[-1] in words
            assert f"({value / total * 100:.1f} %)" in words


def test_threads_lead_to_the_parts(made):
    axes = sources_uses(made("three_loans")[0]).axes[0]
    middles = {round(c[0].get_y() + c[0].get_height() / 2, 6) for c in axes.containers}
    assert {round(float(line.get_ydata()[0]), 6) for line in axes.lines} == middles


# Parties.


@pytest.mark.parametrize("name", CASES)
def test_bars_are_the_accounts_in_present_value(name, made):
    appraisal, record = made(name)
    drawn = party_accounts(appraisal)
    axes = drawn.axes[0]
    size = size_of(axes)
    bars = {container.get_label(): container[0].get_width() * size for container in axes.containers}
    parties = record["parties"]
    named = {parties["names"][key]: value for key, value in parties["present_value"].items()}
    assert bars == pytest.approx({**named, TOGETHER: parties["resource_present_value"]})
    assert sum(named.values()) == pytest.approx(bars[TOGETHER], abs=1e-9 * max(map(abs, bars.values())))
    assert set(named) <= set(words_of(drawn))


# The cash flow with tax, grant and working capital.


@pytest.mark.parametrize("name", CASES)
def test_parts_add_up_to_the_net_cash_flow(name, made):
    appraisal, _ = made(name)
    summed = sum(part.values for part in parts_of(appraisal.run))
    size = np.abs(summed).max()
    np.testing.assert_allclose(summed, appraisal.run.rows["cash_flow"][:, 0], atol=1e-12 * size)


def test_tax_grant_and_working_capital_have_bars_of_their_own(made):
    labels = [part.label for part in parts_of(made("three_loans")[0].run)]
    assert {"Capital grant", "Working capital", "Tax"} <= set(labels)
    colors = [part.color for part in parts_of(made("three_loans")[0].run)]
    assert len(set(colors)) == len(colors)


# The set, and every word.


def test_left_out_says_why(made):
    charts = chart_set(made("grant_alone")[0], OF_MONEY)
    assert list(charts) == ["sources_uses", "party_accounts"]
    assert charts.left_out == {"debt_service": "the scenario has no loan"}


@pytest.mark.parametrize("name", CASES)
def test_no_word_is_clipped_or_covered(name, made):
    appraisal, _ = made(name)
    charts = chart_set(appraisal, OF_MONEY)
    for figure in (*charts.values(), cash_flow(appraisal), npv_waterfall(appraisal)):
        check_readable(figure)


def test_the_same_bytes_twice(made):
    for draw in (debt_service, sources_uses, party_accounts):
        assert as_svg(draw(made("three_loans")[0])) == as_svg(draw(made("three_loans")[0]))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("three_loans", "after tax and grant, before debt"),
        ("tiny", "before tax and finance"),
        ("trillions", "after tax, before debt"),
        ("grant_alone", "after grant, before tax and debt"),
    ],
)
def test_the_source_line_says_what_the_result_is_after(name, said, made):
    assert source_line(made(name)[0].scenario).endswith(f"; {said}.")
