"""Charts of credits: what they draw is in the record, and every word of them can be read."""

from __future__ import annotations

from importlib import import_module
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.engine.appraisal import appraise
from appraisal.outputs.charts import (
    as_svg,
    cash_flow,
    chart_set,
    credit_waterfall,
    npv_waterfall,
    style,
    threshold_card_chart,
)
from appraisal.outputs.charts.amounts import tonnes_scale
from appraisal.outputs.charts.card_rows import _named, number, rows_of, signed
from appraisal.outputs.charts.cash_flow import parts_of
from appraisal.outputs.charts.credit_waterfall import COLORS, NOT_CREDITED, STANDS
from appraisal.outputs.charts.curve_numbers import reason_words
from appraisal.outputs.charts.labels import label
from appraisal.outputs.charts.lettering import width, wrapped
from appraisal.outputs.charts.npv_waterfall import steps_of
from appraisal.outputs.charts.price_axis import BETWEEN, PriceAxis, bend_of
from appraisal.outputs.charts.rows import NAME_ROOM
from appraisal.outputs.credits_record import card_record, credits_record
from appraisal.questions.threshold_card import PriceRow, threshold_card
from appraisal.scenario.load import load

from .reading import check_readable, shown_texts, words_of

curve_module = import_module("appraisal.outputs.charts.usual_curve")
OF_CREDITS = ("credit_waterfall", "threshold_card")
SCENARIOS = Path(__file__).parents[2] / "scenarios"
RATES = {"fx.EUR": "1.1 USD/EUR", "fx.GBP": "1.3 USD/GBP", "fx.CNY": "0.14 USD/CNY"}
SECTOR = {
    "credits.mechanism": "sectoral",
    "swap.baseline_emissions": "5.16 Mt/yr",
    "swap.output": "5758 GWh/yr",
    "credits.owners.developer": "50 %",
    "credits.sector.output": "100 TWh/yr",
    "credits.sector.intensity": "0.85 t/MWh",
    "credits.reference.benchmark": "0.86 t/MWh",
    "credits.sector.settlement": "5 yr",
}
ON_EMISSIONS = {"credits": "null", "carbon_price.price": "16.6667 USD/t"}
KNOWN = {
    f"credits.known_prices.a_price_whose_name_takes_all_of_the_sixty_letters_it_may_{at}": (
        f"{{value: {{value: {12 + at * 7} USD/t, low: {11 + at} USD/t}}, date: 2012, kind: {kind}}}"
    )
    for at, kind in enumerate(["market", "damage", "target_consistent"] * 3)
}
CASES = {
    "source": {},
    "cdm": {"credits.mechanism": "cdm"},
    "article_6_4": {
        "credits.mechanism": "article_6_4",
        "credits.reference.rule": "business_as_usual",
        "swap.baseline_emissions": "5.16 Mt/yr",
        "credits.ignore_eligibility": "true",
    },
    "article_6_2": {
        "credits.mechanism": "article_6_2",
        "credits.reference.rule": "business_as_usual",
        "credits.crediting.years": "10 yr",
        "credits.owners.developer": "70 %",
    },
    "sectoral": SECTOR,
    "sector that earns nothing": {**SECTOR, "credits.reference.benchmark": "0.5 t/MWh"},
    "agreement": {
        "credits.agreement.volume": "200 kt/yr",
        "credits.agreement.price": "12 USD/t",
        "credits.agreement.prepayment": "30 %",
        "credits.agreement.prepayment_discount": "15 %",
        "credits.floor": "10 USD/t",
    },
    "every owner and use": {
        "credits.owners.developer": "50 %",
        "credits.owners.host": "20 %",
        "credits.owners.partner": "30 %",
        "credits.buffer": "5 %",
        "credits.share_of_proceeds": "5 %",
        "credits.overall_mitigation": "2 %",
        "credits.uncertainty_discount": "4 %",
        "credits.crediting.years": "10 yr",
        "credits.registration_cost": "1 million USD",
        "credits.monitoring_cost": "0.4 million USD/yr",
        "credits.issuance_fee": "0.2 USD/t",
    },
    "guarantee": {"support.price_guarantee.price": "20 USD/t", "support.price_guarantee.from": "host"},
    "costs above income": {"credits.price": "0.01 USD/t", "credits.monitoring_cost": "9 million USD/yr"},
    "emissions rise": {"swap.abatement": "-600 kt/yr"},
    "nothing sold": {"credits.share_cashed": "0 %"},
    "sector shared by output": {
        **SECTOR,
        "credits.sector.shared_by": "output",
        "credits.sector.intensity": "0.5 t/MWh",
    },
    "a hundred tonnes": {"swap.abatement": "4 t/yr"},
    "a trillion tonnes": {"swap.abatement": "40000 Mt/yr", "swap.capex_gap": "12500000 million USD"},
}
PRICED = {
    "every currency": RATES,
    "one currency": {"fx.EUR": "1.1 USD/EUR"},
    "twenty-five prices": {**RATES, **KNOWN},
    "no rate at all": {
        "money.currency": "JPY",
        "swap.capex_gap": "12500 million JPY",
        "swap.fuel_saving": "875 million JPY/yr",
        "credits.price": "1300 JPY/t",
    },
    "price in euro": {"fx.EUR": "1.25 USD/EUR", "credits.price": "13.33336 EUR/t"},
    "below zero": {"swap.fuel_saving": "20 million USD/yr"},
    "far below zero": {"swap.fuel_saving": "8000 million USD/yr", **RATES},
    "series of prices": {"credits.price": "{years: {2013: 10 USD/t, 2020: 20 USD/t}, between: linear}"},
    "price on emissions": ON_EMISSIONS,
    "price on rising emissions": {
        **ON_EMISSIONS,
        "swap.abatement": "-600 kt/yr",
        "swap.fuel_saving": "20 million USD/yr",
    },
    "all three parties": {
        "finance.cost_of_equity": "9 %",
        "economic.discount_rate": "5 %",
        "economic.carbon_price": "{low: 40 USD/t, high: 80 USD/t, kind: damage}",
        "economic.marginal_abatement_cost": "10 USD/t",
    },
}
EVERY = {**CASES, **PRICED}
WITHOUT_MONEY = ("emissions rise", "nothing sold", "sector that earns nothing")
SIZES = {"Gt": 1e9, "Mt": 1e6, "kt": 1e3, "t": 1.0}


@pytest.fixture(scope="module")
def made():
    """Appraise each case once."""
    held = {}

    def case(name):
        if name not in held:
            held[name] = appraise(load(SCENARIOS / "usc_vs_subcritical.yaml"), EVERY[name])
        return held[name]

    return case


@pytest.fixture(scope="module")
def tonnes(made):
    """Draw the waterfall of each case once."""
    return once(lambda name: credit_waterfall(made(name)))


@pytest.fixture(scope="module")
def card(made):
    """Draw the threshold card of each case once."""
    return once(lambda name: threshold_card_chart(made(name)))


def once(draw):
    held = {}

    def drawn(name):
        if name not in held:
            held[name] = draw(name)
        return held[name]

    return drawn


def bars_of(axes):
    """Each bar of a waterfall: where it starts, and what it adds."""
    return [(container[0].get_x(), container[0].get_width()) for container in axes.containers]


def unit_of(axes):
    return axes.get_xlabel().partition(";")[0].rpartition(" ")[2]


def money_size(axes):
    words = axes.get_xlabel()
    sizes = {"trillion": 1e12, "billion": 1e9, "million": 1e6, "thousand": 1e3}
    return next((size for word, size in sizes.items() if word in words), 1.0)


def minus(text):
    return text.replace("-", "−")


# Tonnes.


@pytest.mark.parametrize("name", CASES)
def test_bars_are_the_tonnes_of_the_record(name, made, tonnes):
    axes = tonnes(name).axes[0]
    steps, size, stands = credits_record(made(name))["tonnes"], SIZES[unit_of(axes)], 0.0
    near = 1e-9 * max(abs(step["tonnes"]) for step in steps)
    for (start, change), step in zip(bars_of(axes), steps, strict=True):
        if step["kind"] == "total":
            assert (start, change * size) == (0.0, pytest.approx(step["tonnes"]))
            assert step["key"] == "abated" or stands == pytest.approx(step["tonnes"], abs=near)
        else:
            assert change * size == pytest.approx(-step["tonnes"])
            assert start * size == pytest.approx(stands, abs=near)
        stands = (start + change) * size


@pytest.mark.parametrize("name", CASES)
def test_every_step_has_its_name_amount_and_share(name, made, tonnes):
    drawn = tonnes(name)
    words, steps = words_of(drawn), credits_record(made(name))["tonnes"]
    size, abated = SIZES[unit_of(drawn.axes[0])], steps[0]["tonnes"]
    for step in steps:
        is_beyond = name == "sector shared by output" and step["key"] == "not_earned"
        assert ("Earned beyond its own tonnes" if is_beyond else step["label"][:1].upper() + step["label"][1:]) in words
        sign, tonnes = ("", step["tonnes"]) if step["kind"] == "total" else ("+", -step["tonnes"])
        amount = minus(f"{tonnes / size:{sign},.2f}")
        assert amount + (f" ({abs(tonnes) / abated * 100:.1f} %)" if abated > 0 else "") in words


def test_article_6_4_in_numbers(tonnes):
    words = words_of(tonnes("article_6_4"))
    assert {"15.00 (100.0 %)", "−9.00 (60.0 %)", "−0.16 (1.1 %)", "−0.06 (0.4 %)"} <= set(words)
    assert any(text.startswith("Paris Agreement Crediting Mechanism (Article 6.4): ") for text in words)


@pytest.mark.parametrize(
    ("tonnes", "unit"), [(99.0, "t"), (1e4, "kt"), (6e5, "kt"), (1e7, "Mt"), (15e6, "Mt"), (1e12, "Gt"), (-15e6, "Mt")]
)
def test_tonnes_are_in_the_unit_of_their_size(tonnes, unit):
    assert tonnes_scale(tonnes).unit == unit
    assert tonnes_scale(tonnes).size == SIZES[unit]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("source", "Bilateral offset credit mechanism: 15.00 Mt abated, 7.50 Mt sold; "),
        ("nothing sold", "none of the 15.00 Mt abated is sold; no money is received or paid for credits"),
        ("sector that earns nothing", "none of the 15.00 Mt abated is credited; no money is received or paid for"),
        ("emissions rise", "emissions rise by 15.00 Mt over the life"),
    ],
)
def test_the_subtitle_says_what_is_sold(name, said, tonnes):
    assert said in tonnes(name).get_label()


# Money.


@pytest.mark.parametrize("name", CASES)
def test_bars_of_money_are_present_values_of_the_record(name, made, tonnes):
    drawn, steps = tonnes(name), credits_record(made(name))["money"]
    assert len(drawn.axes) == (2 if steps else 1)
    assert bool(steps) == (name not in WITHOUT_MONEY)
    for axes in drawn.axes[1:]:
        bars, size = bars_of(axes), money_size(axes)
        assert [change * size for _, change in bars[:-1]] == pytest.approx([step["present_value"] for step in steps])
        for (start, change), (after, _) in pairwise(bars[:-1]):
            assert start + change == pytest.approx(after)
        assert bars[-1][0] == 0.0


@pytest.mark.parametrize("name", [name for name in CASES if name not in WITHOUT_MONEY])
def test_the_net_is_what_credits_add_to_the_net_present_value(name, made, tonnes):
    """Without tax nothing else changes with credits."""
    metrics, below = made(name).metrics, tonnes(name).axes[1]
    added = metrics["npv"].value - metrics["npv_without_credits"].value
    assert bars_of(below)[-1][1] * money_size(below) == pytest.approx(added, rel=1e-9)


# Colours.

SEEN = {
    "any": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""What is left of red, green and blue for each kind of colour vision: Machado, Oliveira and Fernandes (2009)."""

TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
TOLD_APART = 15.0
"""A distance in CIELAB at which areas are told apart at a glance; 2.3 is just noticeable."""


def lab(color, vision):
    part = np.array([int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(np.array(vision) @ linear, 0, 1) / [0.9505, 1.0, 1.089]
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize("vision", SEEN)
def test_owners_and_uses_are_told_apart_by_any_colour_vision(vision):
    colors = {*COLORS.values(), STANDS["color"], NOT_CREDITED["facecolor"]}
    seen = [lab(color, SEEN[vision]) for color in colors]
    assert min(float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2)) > TOLD_APART


def test_the_measure_of_colours_can_fail():
    """Red and green of equal lightness are one colour to an eye without green."""
    seen = [lab(color, SEEN["no green"]) for color in (style.STONE, style.PURPLE)]
    assert float(np.linalg.norm(seen[0] - seen[1])) < TOLD_APART


def test_each_owner_and_use_has_its_colour(made, tonnes):
    from matplotlib.colors import to_hex

    axes = tonnes("every owner and use").axes[0]
    keys = [step["key"] for step in credits_record(made("every owner and use"))["tonnes"]]
    drawn = {key: to_hex(c[0].get_facecolor()).upper() for key, c in zip(keys, axes.containers, strict=True)}
    assert {key: drawn[key] for key in COLORS} == COLORS
    assert {drawn[key] for key in ("abated", "creditable", "issued", "forwarded")} == {style.INK}
    assert {drawn[key] for key in ("outside_period", "uncertainty")} == {style.GRID}


# The threshold card.


def marks_of(axes):
    """Where marks stand by row: of points and bars, without the lines of the parties."""
    found = {}
    for points in axes.collections:
        if len(points.get_offsets()) == 1:
            x, y = points.get_offsets()[0]
            found[round(float(y))] = (float(x), float(x))
    for container in axes.containers:
        bar = container[0]
        found[round(bar.get_y() + bar.get_height() / 2)] = (bar.get_x(), bar.get_x() + bar.get_width())
    return found


@pytest.mark.parametrize("name", EVERY)
def test_marks_are_prices_in_the_reporting_currency(name, made, card):
    rates = {
        "USD": 1.0,
        **{path[3:]: float(text.split()[0]) for path, text in EVERY[name].items() if path[:3] == "fx."},
    }
    rates = {"JPY": 1.0} if name == "no rate at all" else rates
    found = card_record(made(name))
    axes = card(name).axes[0]
    expected = [(level["value"],) * 2 for level in found["levels"] if level["value"] is not None]
    for kind in ("assumed", "market", "target_consistent", "damage"):
        rows = [row for row in found["prices"] if row["kind"] == kind and row["currency"] in rates]
        expected += [(row["low"] * rates[row["currency"]], row["high"] * rates[row["currency"]]) for row in rows]
    drawn = [place for _, place in sorted(marks_of(axes).items())]
    np.testing.assert_allclose(drawn, expected, rtol=1e-12)
    low, high = axes.get_xlim()
    assert all(low < place < high for row in drawn for place in row)


@pytest.mark.parametrize("name", EVERY)
def test_prices_and_gaps_stand_in_the_row_of_their_mark(name, made, card):
    drawn, found = card(name), threshold_card(made(name))
    texts = [(text, (box.y0 + box.y1) / 2) for text, box in shown_texts(drawn)]
    to_dots = drawn.axes[0].transData.transform
    for at, row in enumerate(rows_of(found, made(name))):
        here = {text for text, y in texts if abs(y - to_dots((0, at))[1]) < 6}
        assert {text for text in (row.price, row.gap) if text} <= here, row.name
    gaps = {(row.gap_low, row.gap_high) for row in found.prices if row.gap_low is not None}
    words = {text for text, _ in texts}
    for low, high in gaps:
        assert " to ".join(dict.fromkeys([signed(low), signed(high)])) in words


def test_source_case_in_numbers(card):
    words = words_of(card("source"))
    assert {"9.87", "16.67", "+6.80", "gap to 9.87", "40 to 80", "+30.13 to +70.13", "140 to 380"} <= set(words)
    assert any("ADB, for 2016 (2017; verified: no)" in text.replace("\xa0", " ") for text in words)


def test_what_is_not_verified_is_hollow(made, card):
    drawn = card("every currency").axes[0]
    rows = rows_of(threshold_card(made("every currency")), made("every currency"))
    paper = (1.0, 1.0, 1.0, 1.0)
    for points in drawn.collections:
        if len(points.get_offsets()) == 1:
            row = rows[round(float(points.get_offsets()[0][1]))]
            assert (tuple(points.get_facecolor()[0]) == paper) == (not row.verified)
    assert [row.verified for row in rows].count(False) == 1


def test_kinds_are_never_mixed(made):
    rows = rows_of(threshold_card(made("every currency")), made("every currency"))
    headings = [row.name for row in rows if row.kind == "heading"]
    assert headings == ["Break-even price", "Paid in a market", "Consistent with a target", "Damage of a tonne"]
    colors = [row.color for row in rows if row.kind == "price"]
    assert [one for one, before in zip(colors, [None, *colors], strict=False) if one != before] == [
        style.VERMILION, style.INK, style.GREEN, style.PURPLE,
    ]  # fmt: skip


def test_each_party_that_breaks_even_has_a_line_down_to_the_axis(made, card):
    axes, found = card("all three parties").axes[0], card_record(made("all three parties"))
    lines = {line.get_color(): line for line in axes.lines if len(set(line.get_xdata())) == 1}
    foot = axes.get_ylim()[0]
    for color, level in zip((style.BLUE, style.SKY, style.ORANGE), found["levels"], strict=True):
        assert lines[color].get_xdata()[0] == level["value"]
        assert lines[color].get_ydata()[-1] == foot
    assert len({str(line.get_linestyle()) + str(line._dash_pattern) for line in lines.values()}) == 3
    assert "no break-even" not in card("all three parties").get_label()


def test_who_has_no_break_even_price_is_said_with_the_reason(card):
    said = card("source").get_label()
    assert "no break-even price for the equity: state finance.cost_of_equity" in said
    assert "no break-even price for the host country: state economic.marginal_abatement_cost" in said
    said = card("nothing sold").get_label()
    assert "No break-even price for the developer: the net present value does not depend on the credit price" in said
    assert not any("gap" in text for text in words_of(card("nothing sold")))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "source",
            "7 prices in CNY, EUR and GBP not drawn for want of an exchange rate: state fx.CNY, fx.EUR and fx.GBP.",
        ),
        ("one currency", "2 prices in CNY and GBP not drawn for want of an exchange rate: state fx.CNY and fx.GBP."),
        ("no rate at all", "15 prices in CNY, EUR, GBP and USD not drawn"),
    ],
)
def test_prices_without_a_rate_are_counted_at_the_foot(name, said, made, card):
    assert said in " ".join(words_of(card(name)))
    lost = [row for row in card_record(made(name))["prices"] if row["reason"].startswith("no exchange rate")]
    assert int(said.split()[0]) == len(lost)


def test_with_every_rate_nothing_is_left_out(card):
    assert "not drawn" not in " ".join(words_of(card("every currency")))


def test_a_negative_threshold_is_left_of_zero_and_explained(made, card):
    drawn = card("below zero")
    assert drawn.axes[0].get_xlim()[0] < made("below zero").metrics.threshold_credit_price.value < 0
    assert "The developer breaks even at −27.63 USD/t; the swap pays without credits" in drawn.get_label()
    assert "the swap pays without" not in card("source").get_label()


@pytest.mark.parametrize(("name", "above"), [("source", True), ("price on rising emissions", False)])
def test_the_side_that_pays_is_tinted(name, above, card):
    """A higher price of credits never hurts; one on emissions does where they rise."""
    places = {text: box.x0 for text, box in shown_texts(card(name)) if "viable" in text}
    assert bool(places["viable"] > places["not viable"]) is above


def test_a_long_label_is_cut_and_not_what_stands_behind_it():
    row = PriceRow("x", "W " * 60, "market", "2012", 1.0, 2.0, "EUR", "", "", False, None, None)
    name = _named(row, foreign=True).replace("\xa0", " ")
    assert name.endswith("… (2012; 1 to 2 EUR/t; verified: no)")
    assert len(wrapped(_named(row, foreign=True), NAME_ROOM, style.SMALL)) <= 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (21.7, "21.70"),
        (40.0, "40"),
        (-0.72, "−0.72"),
        (0.004182, "0.0042"),
        (12345.67, "12,346"),
        (-1479923.7, "−1.48 million"),
    ],
)
def test_prices_are_written_as_they_are_spoken_of(value, text):
    assert number(value) == text
    assert signed(value) == (text if value < 0 else f"+{text}")


# The axis of prices.

prices = st.floats(-1e7, 1e7, allow_nan=False).filter(lambda value: value == 0 or abs(value) > 1e-3)


@given(st.lists(prices, min_size=1, max_size=25))
def test_the_axis_keeps_order_and_size(found):
    axis = PriceAxis.of(found)
    ordered = np.unique(found)
    places = axis.forward(ordered)
    assert (np.diff(places) > 0).all() or len(ordered) == 1 or np.diff(ordered).min() < 1e-9 * np.abs(ordered).max()
    np.testing.assert_allclose(axis.back(places), ordered, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(axis.forward(-ordered), -places)
    assert axis.low <= min(0.0, *found)
    assert axis.high >= max(0.0, *found)


@given(st.floats(1e-3, 1e6))
def test_the_axis_has_no_kink_where_it_bends(bend):
    axis, near = PriceAxis(0.0, 100 * bend, bend), 1e-6 * bend
    below, at, above = axis.forward([bend - near, bend, bend + near])
    assert at == 1.0
    assert (at - below) / near * bend == pytest.approx(1.0, rel=1e-3)
    assert (above - at) / near * bend == pytest.approx(1.0, rel=1e-3)


@given(st.lists(prices, min_size=2, max_size=25), st.floats(2.0, 6.0))
def test_ticks_are_on_the_axis_and_apart(found, room):
    axis = PriceAxis.of(found)
    if axis.bend is None:
        return
    ticks, texts = axis.ticks(room)
    assert 0.0 in ticks
    assert axis.low <= ticks[0] <= ticks[-1] <= axis.high
    first, last = axis._ends()
    places = (axis.forward(ticks) - first) * room / (last - first)
    wide = [width(text, style.SMALL) for text in texts]
    for (place, size), (after, beside) in pairwise(zip(places, wide, strict=True)):
        assert after - place >= (size + beside) / 2 + BETWEEN - 1e-9


def test_prices_of_one_size_stand_on_a_straight_axis():
    assert bend_of([9.87, 16.67, 27.94, 36.3]) is None
    assert PriceAxis.of([9.87, 16.67]).words == ""
    assert PriceAxis.of([0.0]) == PriceAxis(0.0, 1.0, None)
    wide = PriceAxis.of([9.87, 16.67, 380.0, 20.0, 12.0])
    assert wide.words == "linear to 5, logarithmic beyond"
    assert float(wide.forward(16.67)) / float(wide.forward(380.0)) > 0.3, "the rest is not squeezed"


def test_the_axis_says_how_it_is_divided(card):
    assert "Price of a tonne, USD/t\nlinear to 10, logarithmic beyond" in words_of(card("source"))
    assert "Price of a tonne, JPY/t" in words_of(card("no rate at all"))


# A price on emissions, and income that is new.


def test_a_price_on_emissions_has_its_curve_of_thresholds(made, monkeypatch):
    monkeypatch.setattr(curve_module, "POINTS", 5)
    charts = chart_set(made("price on emissions"), ["threshold_curve"])
    words = words_of(charts["threshold_curve"])
    assert {"Threshold carbon price by discount rate", "4.93 USD/t\nat 8 %", "viable"} <= set(words)
    check_readable(charts["threshold_curve"])
    line = max(charts["threshold_curve"].axes[0].lines, key=lambda line: line.get_linewidth())
    metric = made("price on emissions").metrics.threshold_credit_price.value
    assert line.get_ydata()[np.isclose(line.get_xdata(), 8)] == pytest.approx(metric)


def test_below_zero_a_price_on_rising_emissions_is_no_gain(made, monkeypatch):
    """Below such a threshold the swap pays, above it does not."""
    monkeypatch.setattr(curve_module, "POINTS", 5)
    charts = chart_set(made("price on rising emissions"), ["threshold_curve"])
    places = {text: box.y0 for text, box in shown_texts(charts["threshold_curve"]) if "viable" in text}
    assert places["viable"] < places["not viable"]
    assert "pays without" not in charts["threshold_curve"].get_label()


def test_a_curve_that_ends_early_is_named_where_it_ends(made, monkeypatch):
    monkeypatch.setattr(curve_module, "POINTS", 9)
    charts = chart_set(made("guarantee"), ["threshold_curve"])
    axes = charts["threshold_curve"].axes[0]
    [box] = [box for text, box in shown_texts(charts["threshold_curve"]) if text == "NPV = 0"]
    assert axes.bbox.x0 < box.x0 < box.x1 < axes.bbox.x1, "beside the curve, not at the edge"
    check_readable(charts["threshold_curve"])


def test_a_price_on_emissions_is_called_so(made):
    appraisal = made("price on emissions")
    assert [step.label for step in steps_of(appraisal)] == [
        "Capex gap", "Fuel saving", "NPV without a carbon price", "Emission price saved", "NPV",
    ]  # fmt: skip
    assert any("without a carbon price" in text for text in words_of(cash_flow(appraisal)))
    assert not any("without credits" in text for text in words_of(npv_waterfall(appraisal)))


@pytest.mark.parametrize(
    ("name", "named"),
    [("source", "Credit revenue"), ("guarantee", "Income from tonnes"), ("price on emissions", "Emission price saved")],
)
def test_income_from_tonnes_is_one_part_of_the_cash_flow(name, named, made):
    parts = parts_of(made(name).run)
    assert [part.label for part in parts if part.color == style.SKY] == [named]
    np.testing.assert_allclose(sum(part.values for part in parts), made(name).run.rows["cash_flow"][:, 0], atol=1e-3)


# The set, names, and every word.


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("source", {}),
        ("price on emissions", {"credit_waterfall": "the scenario has no credits"}),
    ],
)
def test_charts_of_credits_are_in_the_set_or_say_why_not(name, left_out, made):
    charts = chart_set(made(name), OF_CREDITS)
    assert charts.left_out == left_out
    assert set(charts) == {"credit_waterfall", "threshold_card"} - set(left_out)


@pytest.mark.parametrize(
    ("changes", "left_out"),
    [
        (
            {"credits": "null"},
            {"credit_waterfall": "the scenario has no credits", "threshold_card": "nothing puts a price on tonnes"},
        ),
        ({"swap.abatement": "0 kt/yr"}, {"credit_waterfall": "no tonne is abated or credited"}),
        (
            {
                **PRICED["no rate at all"],
                "credits.price": "{years: {2013: 1000 JPY/t, 2020: 2000 JPY/t}, between: linear}",
            },
            {"threshold_card": "no price has an exchange rate, and no one breaks even"},
        ),
    ],
)
def test_what_has_no_meaning_is_left_out(changes, left_out):
    charts = chart_set(appraise(load(SCENARIOS / "usc_vs_subcritical.yaml"), changes), OF_CREDITS)
    assert charts.left_out == left_out


def test_charts_asked_for_without_credits_say_why_not():
    nothing = appraise(load(SCENARIOS / "usc_vs_subcritical.yaml"), {"credits": "null"})
    with pytest.raises(ValueError, match="no credits"):
        credit_waterfall(nothing)
    with pytest.raises(ValueError, match="nothing puts a price on tonnes"):
        threshold_card_chart(nothing)


def test_every_chart_of_the_source_case_is_there(made, monkeypatch):
    monkeypatch.setattr(curve_module, "POINTS", 5)
    assert {"credit_waterfall", "threshold_card"} <= set(chart_set(made("source")))


@pytest.mark.parametrize("name", EVERY)
def test_no_word_is_clipped_or_covered(name, card, tonnes):
    check_readable(card(name))
    if "on emissions" not in name and "on rising emissions" not in name:
        check_readable(tonnes(name))


@pytest.mark.parametrize("count", [1, 4, 7])
def test_a_card_of_any_length_is_readable(count, made):
    known = dict(list(KNOWN.items())[:count])
    drawn = threshold_card_chart(appraise(made("source").scenario, known))
    check_readable(drawn)


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.yaml")), ids=lambda file: file.stem)
def test_the_shipped_scenarios_are_readable(file):
    for figure in chart_set(appraise(load(file)), OF_CREDITS).values():
        check_readable(figure)


def test_the_same_bytes_twice(made):
    for draw in (credit_waterfall, threshold_card_chart):
        assert as_svg(draw(made("article_6_4"))) == as_svg(draw(made("article_6_4")))


@pytest.mark.parametrize("name", EVERY)
def test_every_figure_has_a_name_of_its_own(name, made):
    scenario = made(name).scenario
    named = [label(path, scenario) for path, figure in scenario.figures.items() if not figure.refers_to]
    assert len(set(named)) == len(named)
    assert not any("_" in text or "." in text for text in named)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("carbon_price.price", "Carbon price"),
        ("credits.floor", "Floor of the credit price"),
        ("credits.agreement.prepayment", "Prepaid share of the agreement"),
        ("credits.claims.green_label.tonnes", "Tonnes claimed by green label"),
        ("support.price_guarantee.price", "Guaranteed credit price"),
        ("baseline.fuels.grid.build_margin", "Build margin of grid of the baseline"),
    ],
)
def test_names(path, name):
    assert label(path) == name


@pytest.mark.parametrize(
    ("reason", "vary", "objective", "said"),
    [
        ("does not depend on credits.price", "credits.price", "npv",
         "the net present value does not depend on the credit price"),
        ("the objective stays above zero for every possible value", "credits.price", "equity_npv",
         "the net present value of equity stays above zero for every possible value"),
        ("the objective stays below zero wherever it is defined", "credits.price", "host",
         "what the host gains stays below zero wherever it is defined"),
        ("carbon_price.price is not a figure of its own", "carbon_price.price", "npv",
         "the carbon price is not a figure of its own"),
        ("the objective steps over zero without meeting it", "credits.price", "payback",
         "the objective steps over zero without meeting it"),
    ],
)  # fmt: skip
def test_reasons_in_words(reason, vary, objective, said):
    assert reason_words(reason, vary, objective) == said
