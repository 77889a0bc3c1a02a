"""Charts: what they draw is what was appraised, and every word of them can be read."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from appraisal.engine import measures
from appraisal.engine.appraisal import appraise
from appraisal.ground.problem import FileError
from appraisal.outputs.charts import (
    as_png,
    as_svg,
    cash_flow,
    chart_files,
    chart_set,
    npv_waterfall,
    save,
    threshold_curve_chart,
    tornado_chart,
)
from appraisal.outputs.charts.amounts import Scale, typeset
from appraisal.outputs.charts.labels import Shown, label, shown
from appraisal.outputs.charts.lettering import fitted, printable, width, wrapped
from appraisal.outputs.charts.npv_waterfall import steps_of
from appraisal.outputs.files import write_all
from appraisal.questions.sensitivity import Bar, Tornado, tornado
from appraisal.questions.threshold import threshold_curve
from appraisal.scenario.load import load

from .reading import check_readable, shown_texts, words_of

save_module = import_module("appraisal.outputs.charts.save")
curve_module = import_module("appraisal.outputs.charts.usual_curve")
SCENARIOS = Path(__file__).parents[2] / "scenarios"
HOSTILE = "$x$ <script>alert(1)</script> a_b^c {d} --> 日本 \\u202eend"

HEAD = """format: 1
name: "{name}"
money: {{currency: {currency}, price_year: 2011, basis: real, inflation: {inflation}}}
timeline: {{first_year: 2012, construction: {building} yr, operation: {years} yr, timing: {timing}}}
discount_rate: 8 %
"""
USUAL = {
    "name": "Case", "currency": "USD", "inflation": "0 %", "building": 1, "years": 25, "timing": "year_zero",
}  # fmt: skip
SWAP = "swap: {capex_gap: 125 million USD, fuel_saving: 8.75 million USD/yr, abatement: 600 kt/yr}\n"
CREDITS = "credits:\n  mechanism: bilateral\n  price: 9.5 USD/t\n"
ITEMS = "items:\n" + "".join(
    f"  {'an_item_with_a_name_of_just_about_sixty_characters_number_' + str(at)}:"
    f" {{kind: {'cost' if at % 3 else 'benefit'}, amount: {{value: {1 + at * 0.4:.2f} million USD/yr,"
    f" low: {0.5 + at * 0.2:.2f} million USD/yr, high: {1.5 + at * 0.5:.2f} million USD/yr}}}}\n"
    for at in range(40)
)
EVERYTHING = """swap:
  capex_gap: {value: 125 million USD, low: 100 million USD, high: 150 million USD}
  fuel_saving: 18.75 million USD/yr
  opex_saving: -1.5 million USD/yr
  abatement: 600 kt/yr
  decommissioning: 20 million USD
  residual_value: {rule: share_of_capex, share: 10 %}
  replacements: {boiler: {amount: 15 million USD, years: [2020, 2028]}}
items:
  rent: {kind: cost, amount: 1 million USD/yr}
  heat: {kind: benefit, amount: 2 million USD/yr}
  road: {kind: cost, amount: 5 million USD, year: 2013}
  grant: {kind: benefit, amount: 9 million USD, year: 2014}
credits:
  mechanism: bilateral
  price: 10 USD/t
  registration_cost: 1 million USD
  monitoring_cost: 0.4 million USD/yr
"""
UGLY = {
    "no credits, longest name": (
        {"name": "W" * 300},
        "swap: {capex_gap: 9 USD, fuel_saving: 2 USD/yr, abatement: 3 t/yr}\n",
    ),
    "five years of a thousand": (
        {"years": 5, "name": "A rather long name " * 10},
        "swap: {capex_gap: 1000 USD, fuel_saving: 210.5 USD/yr, abatement: 3 t/yr}\n" + CREDITS,
    ),
    "sixty years of 1e12": (
        {"years": 60, "currency": "JPY", "name": HOSTILE},
        "swap: {capex_gap: 1250 billion JPY, fuel_saving: 87.5 billion JPY/yr, abatement: 6 Mt/yr}\n"
        "credits: {mechanism: bilateral, price: {value: 2500 JPY/t, low: 500 JPY/t, high: 9000 JPY/t}}\n",
    ),
    "all below zero": (
        {},
        "swap: {capex_gap: 125 million USD, fuel_saving: -8.75 million USD/yr, abatement: 600 kt/yr}\n" + CREDITS,
    ),
    "all above zero": (
        {},
        "swap: {capex_gap: -12 million USD, fuel_saving: 8.75 million USD/yr, abatement: 600 kt/yr}\n"
        + CREDITS
        + "  share_cashed: 50 %\n",
    ),
    "forty bars": ({}, SWAP + ITEMS + CREDITS),
    "every part": ({"inflation": "5 %", "timing": "mid_year", "building": 3}, EVERYTHING),
    "a series of prices": (
        {},
        SWAP + "credits: {mechanism: bilateral, price: {years: {2013: 10 USD/t, 2030: 40 USD/t}, between: linear}}\n",
    ),
    "nothing cashed": (
        {},
        SWAP + "credits: {mechanism: bilateral, price: 3000 USD/t, share_cashed: 0 %}\n",
    ),
    "nothing at all": ({}, "swap: {capex_gap: 0 USD, fuel_saving: 0 USD/yr, abatement: 0 kt/yr}\n" + CREDITS),
}


@pytest.fixture(scope="module", autouse=True)
def coarse_curves():
    """A curve of a few points is as good for a test and takes a quarter of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(curve_module, "POINTS", 6)
        yield


@pytest.fixture(scope="module")
def source():
    return appraise(load(SCENARIOS / "usc_vs_subcritical.yaml"))


@pytest.fixture(scope="module")
def plants():
    return appraise(load(SCENARIOS / "usc_vs_subcritical_plants.yaml"))


@pytest.fixture(scope="module")
def source_charts(source):
    return chart_set(source)


@pytest.fixture(scope="module")
def ugly(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ugly")
    made = {}

    def case(key):
        if key not in made:
            settings, body = UGLY[key]
            path = folder / f"{len(made)}.yaml"
            path.write_text(HEAD.format(**{**USUAL, **settings}) + body, encoding="utf-8")
            appraisal = appraise(load(path))
            made[key] = appraisal, chart_set(appraisal)
        return made[key]

    return case


def bars_of(figure):
    """The bars by their label: one array of (start, end) along the direction of the values."""
    return {
        container.get_label(): np.array([(bar.get_y(), bar.get_y() + bar.get_height()) for bar in container])
        for container in figure.axes[0].containers
    }


# What is drawn is what was appraised.


@pytest.mark.parametrize("key", ["source", "plants", "every part"])
def test_cash_flow_bars_are_the_parts_of_the_cash_flow(key, request, ugly):
    appraisal = ugly(key)[0] if key in UGLY else request.getfixturevalue(key)
    bars = bars_of(cash_flow(appraisal))
    summed = sum(ends[:, 1] - ends[:, 0] for ends in bars.values()) * 1e6
    np.testing.assert_allclose(summed, appraisal.run.rows["cash_flow"][:, 0], rtol=1e-12, atol=1e-3)


def test_cash_flow_bars_carry_their_own_rows(source):
    bars = bars_of(cash_flow(source))
    assert list(bars) == ["Capex gap", "Fuel saving", "Credit revenue"]
    table = source.cash_flow
    np.testing.assert_allclose(bars["Capex gap"][0], [0, -125])
    np.testing.assert_allclose(np.diff(bars["Fuel saving"])[:, 0] * 1e6, table["swap.fuel_saving"])
    np.testing.assert_allclose(np.diff(bars["Credit revenue"])[:, 0] * 1e6, table["credit_revenue"])
    np.testing.assert_allclose(bars["Credit revenue"][1:, 0], 8.75, err_msg="credits stand on top of the fuel saving")


def test_parts_of_a_year_do_not_cover_one_another(ugly):
    bars = bars_of(cash_flow(ugly("every part")[0]))
    for year in range(len(next(iter(bars.values())))):
        spans = sorted(tuple(sorted(ends[year])) for ends in bars.values() if np.ptp(ends[year]) > 0)
        assert all(lower[1] <= upper[0] + 1e-9 for lower, upper in pairwise(spans))


def test_cash_flow_lines_are_the_present_value_to_date(source):
    drawn = cash_flow(source)
    plain, credited = [line for line in drawn.axes[0].lines if len(line.get_xdata()) == len(source.years)]
    assert list(credited.get_xdata()) == source.years
    np.testing.assert_allclose(credited.get_ydata() * 1e6, source.cash_flow["cumulative_present_value"])
    np.testing.assert_allclose(plain.get_ydata() * 1e6, source.plain.rows["cumulative_present_value"][:, 0])
    words = words_of(drawn)
    assert "NPV\n21.78 million USD" in words
    assert "without credits\n−31.60 million USD" in words
    assert "million USD, prices of 2011" in words


def test_cash_flow_without_credits_has_one_line(ugly):
    appraisal, charts = ugly("no credits, longest name")
    lines = [line for line in charts["cash_flow"].axes[0].lines if len(line.get_xdata()) == len(appraisal.years)]
    assert len(lines) == 1


@pytest.mark.parametrize("key", ["source", "plants", "every part"])
def test_waterfall_goes_from_zero_to_the_npv(key, request, ugly):
    appraisal = ugly(key)[0] if key in UGLY else request.getfixturevalue(key)
    steps = steps_of(appraisal)
    parts = {name: float(value[0]) for name, value, _ in measures.components(appraisal.run) if value[0] != 0}
    drawn = {}
    for step in steps:
        if not step.total:
            label = step.label.removesuffix(" on credits")
            drawn[label] = drawn.get(label, 0.0) + step.change
    assert drawn == pytest.approx(parts)
    totals = {step.label: step.end for step in steps if step.total}
    assert totals["NPV"] == pytest.approx(appraisal.metrics.npv.value)
    assert totals["NPV without credits"] == pytest.approx(appraisal.metrics.npv_without_credits.value)
    bars = [bar[0] for bar in npv_waterfall(appraisal).axes[0].containers]
    drawn = [(bar.get_x() * 1e6, bar.get_width() * 1e6) for bar in bars]
    np.testing.assert_allclose(drawn, [(step.start, step.change) for step in steps])


def test_waterfall_without_credits_has_no_subtotal(ugly):
    assert [step.label for step in steps_of(ugly("no credits, longest name")[0])] == ["Capex gap", "Fuel saving", "NPV"]


def test_waterfall_leaves_out_what_only_rounding_makes():
    """The plant with capture burns the coal that it burned before: two sums that cancel to some 1e-7 USD."""
    retrofit = appraise(load(SCENARIOS / "ccs_retrofit.yaml"))
    parts = {name: float(value[0]) for name, value, _ in measures.components(retrofit.run)}
    assert 0 < abs(parts["Fuel saving"]) < 1e-3
    assert "Fuel saving" not in [step.label for step in steps_of(retrofit)]
    assert "Replacement power" in [step.label for step in steps_of(retrofit)]


def test_waterfall_labels_every_bar(plants):
    words = words_of(npv_waterfall(plants))
    assert {"−98.88", "+58.57", "−5.82", "−2.49", "−48.63"} <= set(words)
    credited = {label: float(values[0]) for label, values, _ in measures.components(plants.run)}
    added = [f"{credited[label] / 1e6:+.2f}" for label in ("Registration", "Credit revenue", "Credit costs")]
    assert {*(text.replace("-", "−") for text in added), f"−{-plants.metrics.npv.value / 1e6:.2f}"} <= set(words)
    assert {"Tax", "Tax on credits"} <= set(words)


def test_tornado_bars_are_the_net_present_values(source):
    found = tornado(source.model)
    drawn = tornado_chart(found, source.scenario)
    bars = [bar[0] for bar in drawn.axes[0].containers]
    ends = [(bar.get_x() + bar.get_width()) * 1e6 for bar in bars]
    np.testing.assert_allclose(ends, [npv for bar in found.bars for npv in (bar.at_low, bar.at_high)])
    assert {round(bar.get_x() * 1e6, 3) for bar in bars} == {round(found.value, 3)}
    heights = [bar.get_y() for bar in bars]
    assert heights == sorted(heights)
    assert drawn.axes[0].yaxis_inverted()


def test_tornado_speaks_in_the_units_of_the_user(source, plants):
    words = words_of(tornado_chart(tornado(source.model), source.scenario))
    assert {"5 %", "12 %", "Capex gap (million USD)", "100", "150", "CO₂ abated (kt/yr)", "500"} <= set(words)
    assert {"NPV = 0", "base 21.78 million USD"} <= set(words)
    words = words_of(tornado_chart(tornado(plants.model), plants.scenario))
    assert {"Net efficiency of the project (LHV)", "41 %", "89.5", "Price of coal (USD/GJ)"} <= set(words)


def test_threshold_curve_is_the_curve(source):
    values = [0.2, 0.3, 0.5, 1.0]
    curve = threshold_curve(source.model, "credits.price", "credits.share_cashed", values)
    drawn = threshold_curve_chart(curve, source)
    line = max(drawn.axes[0].lines, key=lambda line: len(line.get_xdata()))
    np.testing.assert_allclose(line.get_xdata(), [20, 30, 50, 100])
    np.testing.assert_allclose(line.get_ydata(), [threshold.value for threshold in curve.thresholds])
    point = next(line for line in drawn.axes[0].lines if len(line.get_xdata()) == 1)
    assert point.get_xdata()[0] == pytest.approx(50)
    assert point.get_ydata()[0] == pytest.approx(source.metrics.threshold_credit_price.value)
    assert {"9.87 USD/t\nat 50 %", "in the scenario\n16.67 USD/t", "viable", "not viable"} <= set(words_of(drawn))


def test_threshold_curve_has_the_band_of_the_capex_gap(source_charts):
    drawn = source_charts["threshold_curve"]
    words = words_of(drawn)
    assert {"Capex gap\n100 million USD", "Capex gap\n150 million USD"} <= set(words)
    low = appraise(load(SCENARIOS / "usc_vs_subcritical.yaml", sets=["swap.capex_gap=100 million USD"]))
    sides = [line for line in drawn.axes[0].lines if line.get_linewidth() == 1.0 and len(line.get_xdata()) > 2]
    at = np.flatnonzero(np.isclose(sides[0].get_xdata(), 50))[0]
    assert sides[0].get_ydata()[at] == pytest.approx(low.metrics.threshold_credit_price.value)


def test_viable_is_above_for_a_price_and_below_for_a_cost(source):
    curve = threshold_curve(source.model, "swap.capex_gap", "credits.share_cashed", [0.2, 0.5, 1.0])
    drawn = threshold_curve_chart(curve, source)
    places = {text: box.y0 for text, box in shown_texts(drawn) if text in ("viable", "not viable")}
    assert places["viable"] < places["not viable"]
    assert "Threshold capex gap, million USD" in words_of(drawn)


def test_gap_of_the_curve_is_a_gap_and_said_in_words(ugly):
    _, charts = ugly("nothing cashed")
    line = max(charts["threshold_curve"].axes[0].lines, key=lambda line: len(line.get_xdata()))
    assert np.isnan(line.get_ydata()[0])
    assert np.isfinite(line.get_ydata()[1:]).all()
    assert any(
        "no threshold at 0 %: the net present value does not depend" in text
        for text in words_of(charts["threshold_curve"])
    )


def test_curve_without_any_threshold_says_so(ugly):
    appraisal, _ = ugly("nothing at all")
    drawn = threshold_curve_chart(
        threshold_curve(appraisal.model, "credits.price", "discount_rate", [0.05, 0.1]), appraisal
    )
    check_readable(drawn)
    assert any("There is no threshold" in text for text in words_of(drawn))


def test_negative_thresholds_are_drawn_and_explained(ugly):
    drawn = ugly("all above zero")[1]["threshold_curve"]
    assert any("below 0 the swap pays without credits" in text for text in words_of(drawn))


def test_left_out_charts_say_why(ugly, source_charts):
    assert ugly("no credits, longest name")[1].left_out == {
        "threshold_curve": "the scenario has no credits",
        "credit_waterfall": "the scenario has no credits",
        "threshold_card": "nothing puts a price on tonnes",
        "debt_service": "the scenario has no finance",
        "sources_uses": "the scenario has no finance",
        "party_accounts": "no money moves between parties",
    }
    nothing = ugly("nothing at all")[1]
    assert set(nothing.left_out) == {
        "tornado", "threshold_curve", "credit_waterfall", "debt_service", "sources_uses", "party_accounts",
    }  # fmt: skip
    assert list(source_charts) == [
        "cash_flow", "npv_waterfall", "tornado", "threshold_curve", "credit_waterfall", "threshold_card",
        "party_accounts",
    ]  # fmt: skip


# Every word can be read.


@pytest.mark.parametrize("key", UGLY)
def test_no_word_is_clipped_or_covered(key, ugly):
    for figure in ugly(key)[1].values():
        check_readable(figure)


def test_the_shipped_scenarios_are_readable(source_charts, plants):
    for figure in (*source_charts.values(), *chart_set(plants).values()):
        check_readable(figure)


def test_a_cramped_tornado_of_any_length_is_readable(ugly):
    appraisal, _ = ugly("forty bars")
    found = tornado(appraisal.model)
    assert len(found.bars) == 40
    for count in (1, 2, 40):
        drawn = tornado_chart(Tornado(found.value, "USD", found.bars[:count], found.ranges), appraisal.scenario)
        check_readable(drawn)
        assert len(drawn.axes[0].containers) == 2 * min(count, 25)
    assert any("15 figures of less effect left out" in text for text in words_of(drawn))


def test_bars_on_one_side_share_the_row(source):
    both = Bar("discount_rate", "1", 0.08, 0.05, 0.12, 40e6, 60e6)
    flat = Bar("credits.price", "USD/t", 16.6667, 5.0, 30.0, 21.8e6, 30e6)
    drawn = tornado_chart(Tornado(21.8e6, "USD", (both, flat), "made up"), source.scenario)
    check_readable(drawn)
    first, second = (container[0] for container in drawn.axes[0].containers[:2])
    assert first.get_y() + first.get_height() <= second.get_y() + 1e-9
    assert {"5 %", "12 %", "5", "30"} <= set(words_of(drawn))


def test_a_tornado_without_bars_says_so(source):
    drawn = tornado_chart(Tornado(21.8e6, "USD", (), "none"), source.scenario)
    check_readable(drawn)
    assert "No figure moves the net present value" in words_of(drawn)


def test_hostile_name_is_shown_letter_by_letter(ugly):
    _, charts = ugly("sixty years of 1e12")
    foot = next(text for text in words_of(charts["cash_flow"]) if text.startswith("Source"))
    assert "“$x$ <script>alert(1)</script> a_b^c {d} --> □□ end”" in foot
    assert all(not text.get_parse_math() for figure in charts.values() for text in figure.texts)
    assert b"<script>" not in as_svg(charts["cash_flow"])


def test_source_line_names_scenario_and_conventions(plants):
    foot = " ".join(words_of(npv_waterfall(plants)))
    for part in (
        plants.scenario.name,
        plants.scenario.hash[:8],
        "Nominal USD",
        "discount rate 10 %",
        "timing end of year",
        "after tax, before debt",
    ):
        assert part in foot


# On disk.


def test_same_chart_same_bytes(source):
    one, other = npv_waterfall(source), npv_waterfall(source)
    assert as_svg(one) == as_svg(one) == as_svg(other)
    assert as_png(one) == as_png(one) == as_png(other)


def test_files_of_a_scenario(source, source_charts, monkeypatch):
    source_charts = {"cash_flow": source_charts["cash_flow"], "tornado": source_charts["tornado"]}
    monkeypatch.setattr(save_module, "chart_set", lambda _: source_charts)
    files = chart_files(source)
    assert sorted(files) == sorted(f"{name}.{kind}" for name in source_charts for kind in ("png", "svg"))
    assert all(content.startswith(b"\x89PNG" if name.endswith("png") else b"<?xml") for name, content in files.items())
    assert b"dc:date" not in files["cash_flow.svg"]


def test_save_leaves_nothing_but_the_files(source, tmp_path):
    paths = save(npv_waterfall(source), tmp_path, "npv")
    assert sorted(tmp_path.iterdir()) == sorted(paths) == [tmp_path / "npv.png", tmp_path / "npv.svg"]
    before = paths[1].read_bytes()
    assert save(npv_waterfall(source), tmp_path, "npv")[1].read_bytes() == before


def test_failed_save_leaves_nothing(tmp_path, monkeypatch):
    move = Path.replace

    def full(held, target):
        if target.name == "two.svg":
            raise OSError(28, "No space left on device")
        return move(held, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(FileError):
        write_all(tmp_path, {"one.png": b"1", "two.svg": b"2"}, overwrite=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".."])
def test_a_name_with_a_folder_is_refused(name, source, tmp_path):
    with pytest.raises(FileError):
        save(npv_waterfall(source), tmp_path / "here", name)


def test_settings_of_the_user_are_neither_used_nor_changed(source):
    import matplotlib

    usual = as_svg(npv_waterfall(source))
    with matplotlib.rc_context({"font.size": 30, "text.parse_math": True, "axes.grid": True}):
        assert as_svg(npv_waterfall(source)) == usual
        assert matplotlib.rcParams["font.size"] == 30


def test_matplotlib_waits_until_a_chart_is_drawn():
    asked = "import sys, appraisal.outputs.charts; assert not {'matplotlib', 'pandas'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


# Names and letters.


def test_every_figure_has_a_name_of_its_own(source, plants):
    for appraisal in (source, plants):
        named = {
            path: label(path, appraisal.scenario)
            for path, figure in appraisal.scenario.figures.items()
            if not figure.refers_to
        }
        assert len(set(named.values())) == len(named)
        assert not any("_" in name or "." in name for name in named.values())


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("credits.price", "Credit price"),
        ("swap.capex_gap", "Capex gap"),
        ("project.net_efficiency", "Net efficiency of the project"),
        ("fuels.other_bituminous.emission_factor", "Emission factor of other bituminous coal"),
        ("fuels.my_mix.ncv", "Net calorific value of my mix"),
        ("baseline.fuels.coal.price.growth", "Growth of price of coal of the baseline"),
        ("items.site_rent.amount", "Site rent"),
        ("something.quite_new", "Quite new (something)"),
    ],
)
def test_names(path, name):
    assert label(path) == name


@pytest.mark.parametrize(
    ("path", "text", "value", "said"),
    [
        ("swap.capex_gap", "125000000 USD", 112.5e6, "112.5 million USD"),
        ("swap.capex_gap", "0.125 billion USD", 112.5e6, "0.1125 billion USD"),
        ("swap.capex_gap", "-12 million USD", -12e6, "−12 million USD"),
        ("swap.abatement", "600 kt/yr", 540e3, "540 kt/yr"),
        ("discount_rate", "8 %/yr", 0.088, "8.8 %"),
        ("credits.price", "16.67 USD/t", 5.0, "5 USD/t"),
    ],
)
def test_values_are_shown_in_the_unit_of_the_user(path, text, value, said):
    figure = load(SCENARIOS / "usc_vs_subcritical.yaml", sets=[f"{path}={text}"]).figures[path]
    assert shown(figure, figure.unit.replace("money", "USD"), [value]).text(value) == said


def test_scale_and_sign():
    scale = Scale.of([125e6, -3.0], "USD")
    assert (scale.unit, scale.signed(-31.6e6), scale.signed(5e6), scale.signed(1234.0)) == (
        "million USD", "−31.60", "+5.00", "+0.0012",
    )  # fmt: skip
    assert typeset("-3") == "−3"
    assert Shown(0.01, "% LHV").number(0.43) == "43 %"


def test_letters_that_cannot_be_drawn_are_boxes():
    assert printable("a\n\tb\u202ec 日") == "a bc □"


def test_a_number_stays_behind_a_name_that_runs_to_the_left():
    for name in (printable("עברית"), fitted(printable("עברית " * 40), 1.0, 8.5, 1)):
        assert name[0] == name[-1] == "\u200e"
    assert printable("name") == "name"


def test_lines_are_no_wider_than_asked():
    for text in ("W" * 300, "some words of text " * 12, "□" * 40):
        assert all(width(line, 8.5) <= 2.0 for line in wrapped(text, 2.0, 8.5))
    assert "".join(wrapped("W" * 300, 2.0, 8.5)) == "W" * 300
    assert fitted("some words of text " * 12, 2.0, 8.5, 2).endswith("…")
    assert fitted("short", 2.0, 8.5, 2) == "short"
