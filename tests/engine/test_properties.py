"""What must hold for every scenario: invariances, identities, and that every question answers like a full rerun."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from appraisal.engine import measures
from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.engine.model import Model
from appraisal.ground.problem import ScenarioError
from appraisal.ground.sheet import Array
from appraisal.questions.sensitivity import tornado
from appraisal.questions.threshold import threshold
from appraisal.scenario.drawable import SHARED
from appraisal.scenario.load import changed, load

from . import scenarios
from .cases import PLANTS, RETROFIT, SOURCE, Stated, appraised, built, shipped, stated, with_, years_of

MODELS = {name: Model(scenario) for name, scenario in shipped().items()}
SOME = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
EITHER = st.one_of(scenarios.direct(), scenarios.plants())


def numbers(found: Appraisal) -> dict[str, float | None]:
    return {name: metric.value for name, metric in found.metrics.items()}


def price_of(found: Appraisal) -> float | None:
    return found.metrics["threshold_credit_price"].value


def npv(model: Model, **table: Any) -> float:
    values: Array = measures.npv(model.run({path.replace("__", "."): np.array([v]) for path, v in table.items()}))
    return float(values[0])


# ---- conventions ----------------------------------------------------------------------------------------------------


@SOME
@given(EITHER)
def test_end_of_year_scales_npv_and_moves_no_rate_and_no_threshold(data: Stated) -> None:
    one, other = (appraised(with_(data, timeline__timing=timing)) for timing in ("year_zero", "end_of_year"))
    rate = one.scenario.figures["discount_rate"].value
    size = float(measures.turnover(one.run)[0])
    for name in ("npv", "npv_without_credits"):
        assert float(other.metrics[name]) * (1 + rate) == pytest.approx(float(one.metrics[name]), abs=1e-12 * size)
    for name in ("project_irr", "project_irr_without_credits", "payback", "threshold_credit_price"):
        assert other.metrics[name].value == close(one.metrics[name].value, 1e-7)


def close(value: float | None, near: float) -> Any:
    return None if value is None else pytest.approx(value, rel=near, abs=near)


@pytest.mark.parametrize("path", ["swap.capex_gap", "discount_rate", "timeline.operation", "credits.share_cashed"])
def test_end_of_year_moves_no_threshold_of_any_figure(path: str) -> None:
    found = [
        threshold(load(SOURCE, sets=[f"timeline.timing={timing}"]), path) for timing in ("year_zero", "end_of_year")
    ]
    assert found[0].value == pytest.approx(found[1].value, rel=1e-10)
    assert found[0].value is not None


@SOME
@given(EITHER, st.integers(-20, 200), st.integers(-20, 200))
def test_inflation_alone_moves_no_real_result(data: Stated, one: int, other: int) -> None:
    data = with_(data, money__basis="real")
    pair = [appraised(with_(data, money__inflation=f"{tenths / 10} %")) for tenths in (one, other)]
    size = float(measures.turnover(pair[0].run)[0])
    for name, value in numbers(pair[0]).items():
        tolerance = 1e-9 * size if name.startswith("npv") else 1e-6
        moved = pair[1].metrics[name].value
        assert moved == (None if value is None else pytest.approx(value, rel=1e-7, abs=tolerance)), name


def test_the_sheet_runs_in_money_of_each_year() -> None:
    data = with_(stated(SOURCE), money__inflation="3 %", money__basis="real")
    data["timeline"]["operation"] = "25 yr"
    level = years_of(appraised(data).run, "price_level")
    assert level[1] == pytest.approx(1.03**2)


TWINS = (
    (SOURCE, "swap.abatement", "600 kt/yr", "600000 t/yr"),
    (SOURCE, "swap.capex_gap", "125 million USD", "0.125 billion USD"),
    (SOURCE, "credits.price", "16.6667 USD/t", "0.0166667 USD/kg"),
    (SOURCE, "timeline.operation", "25 yr", "25 years"),
    (SOURCE, "swap.fuel_saving", "8.75 million USD/yr", "8750 thousand USD/yr"),
    (PLANTS, "project.capacity", "939 MW", "939000 kW"),
    (PLANTS, "project.capacity_factor", "70 %", "70.0 %"),
    (PLANTS, "project.variable_opex", "2 USD/MWh", "0.002 USD/kWh"),
    (PLANTS, "project.overnight_cost", "733.12 USD/kW", "733120 USD/MW"),
    (PLANTS, "project.fixed_opex", "19 USD/kW/yr", "19000 USD/MW/yr"),
    (PLANTS, "project.fuels.coal.price", "1.5 USD/GJ", "5.4 USD/MWh"),
    (PLANTS, "project.fuels.coal.price", "25.8 USD/t", "1 USD/GJ"),
    (PLANTS, "project.fuels.coal.emission_factor", "94.6 kg/GJ", "0.0946 t/GJ"),
    (PLANTS, "credits.monitoring_cost", "0.15 million USD/yr", "150 thousand USD/yr"),
)


@pytest.mark.parametrize(("file", "path", "one", "other"), TWINS)
def test_unit_twins_give_the_same_result(file: Any, path: str, one: str, other: str) -> None:
    found = [numbers(appraise(load(file, sets=[f"{path}={text}"]))) for text in (one, other)]
    for name, value in found[0].items():
        assert found[1][name] == close(value, 1e-12), name


def test_a_heat_rate_is_the_twin_of_an_efficiency() -> None:
    changes = ("project.net_efficiency=null", "project.heat_rate=9 GJ/MWh LHV")
    found = [appraise(load(PLANTS, sets=some)) for some in (["project.net_efficiency=40 % LHV"], changes)]
    assert float(found[0].metrics["npv"]) == pytest.approx(float(found[1].metrics["npv"]), rel=1e-12)


def reordered(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: reordered(part[key]) for key in reversed(part)}
    return part


@SOME
@given(EITHER)
def test_the_order_of_keys_and_the_name_change_no_number(data: Stated) -> None:
    other = with_(reordered(data), name="Another name", about="Said otherwise")
    assert numbers(appraised(other)) == numbers(appraised(data))


def test_renaming_a_source_changes_no_number() -> None:
    renamed = with_(RETROFIT, sources={"offer": "another text"}, credits__price__source="offer")
    assert numbers(appraised(renamed)) == numbers(appraised(RETROFIT))


# ---- thresholds and bars answer like full reruns --------------------------------------------------------------------

PATHS = ("credits.price", "swap.capex_gap", "discount_rate", "timeline.operation", "credits.share_cashed")


@st.composite
def investments(draw: st.DrawFn) -> Stated:
    """The source case with other numbers: an outlay that savings and credits pay back, more or less."""
    life, gap, saving, tonnes = (draw(st.integers(*ends)) for ends in ((8, 40), (20, 300), (1, 9), (50, 900)))
    data = with_(stated(SOURCE), discount_rate=f"{draw(st.integers(1, 12))} %")
    data["timeline"]["operation"] = f"{life} yr"
    data["swap"] |= {"capex_gap": f"{gap} million USD", "fuel_saving": f"{saving} million USD/yr"}
    data["swap"]["abatement"] = f"{tonnes} kt/yr"
    data["credits"] |= {"price": f"{draw(st.integers(5, 40))} USD/t", "share_cashed": f"{draw(st.integers(20, 90))} %"}
    return data


@SOME
@given(investments(), st.sampled_from(PATHS))
def test_the_threshold_makes_npv_zero_and_a_percent_flips_its_sign(data: Stated, path: str) -> None:
    model = Model(built(data))
    found = threshold(model, path)
    assume(found.value is not None)
    assert found.value is not None
    size = float(measures.turnover(model.run())[0])
    assert abs(npv(model, **{path: found.value})) <= 1e-9 * size
    beside = [npv(model, **{path: found.value * (1 + move)}) for move in (-0.01, 0.01)]
    assert beside[0] * beside[1] < 0


@pytest.mark.parametrize("path", PATHS)
def test_the_source_case_has_a_threshold_of_each(path: str) -> None:
    found = threshold(MODELS["direct"], path)
    assert found.value is not None
    assert abs(npv(MODELS["direct"], **{path: found.value})) < 1e-6
    assert threshold(changed_to(path, found.value), path).value == pytest.approx(found.value, rel=1e-9)


def changed_to(path: str, value: float) -> Any:
    text = {"credits.price": "USD/t", "swap.capex_gap": "USD", "timeline.operation": "yr"}
    quantity = f"{value!r} {text[path]}" if path in text else f"{value * 100!r} %"
    return load(SOURCE, sets=[f"{path}={quantity}"])


@pytest.mark.parametrize("name", MODELS)
def test_a_bar_of_the_tornado_is_a_full_rerun(name: str) -> None:
    model = MODELS[name]
    found = tornado(model)
    assert found.value == npv(model)
    assert found.bars
    for bar in found.bars:
        ends = [rerun(model, bar.path, bar.unit, value) for value in (bar.low, bar.high)]
        assert [bar.at_low, bar.at_high] == pytest.approx(ends, rel=1e-11), bar.path


def rerun(model: Model, path: str, unit: str, value: float) -> float:
    """Run the scenario anew with the value typed in; a range that it leaves is no matter."""
    figure = model.scenario.figures[path]
    if figure.default and path.startswith("fuels."):
        return npv(model, **{path: value})
    text = f"{value * 100!r} %" if unit == "1" else f"{value!r} {unit}"
    return float(appraise(changed(model.scenario, {path: f"{text} {figure.heating}".strip()})).metrics["npv"])


# ---- draws ----------------------------------------------------------------------------------------------------------

LIFE = "timeline.operation"
DRAWN = {
    "direct": (LIFE, "credits.price", "discount_rate", "swap.capex_gap", "credits.share_cashed"),
    "plants": (LIFE, "credits.price", "credits.price.growth", "project.net_efficiency", "credits.issuance_lag"),
    "retrofit": (LIFE, "fx.JPY.rate", "credits.crediting.start_after", "money.inflation", "project.heat_rate"),
}
WHOLE = ("credits.issuance_lag",)


@SOME
@given(st.data(), st.sampled_from(sorted(DRAWN)))
def test_a_table_of_draws_equals_the_runs_one_by_one(data: st.DataObject, name: str) -> None:
    model, count = MODELS[name], data.draw(st.integers(2, 6))
    table = {path: np.array([data.draw(value(model, path)) for _ in range(count)]) for path in DRAWN[name]}
    together = measures.npv(model.run(table))
    alone = [measures.npv(model.run({path: row[at : at + 1] for path, row in table.items()}))[0] for at in range(count)]
    assert together.tolist() == alone


def value(model: Model, path: str) -> st.SearchStrategy[float]:
    if path in WHOLE:
        return st.integers(0, 5).map(float)
    base = model.base_value(path)
    return st.floats(0.5, 1.5).map(lambda times: base * times)


@pytest.mark.parametrize("name", MODELS)
def test_a_longer_axis_changes_nothing(name: str) -> None:
    model = MODELS[name]
    base = model.base_value("timeline.operation")
    lives = np.array([base, 60.0])
    found = model.run({"timeline.operation": lives})
    assert found.axis.count > model.run().axis.count
    assert measures.npv(found)[0] == npv(model)
    assert measures.irr(found).value[0] == pytest.approx(measures.irr(model.run()).value or 0.0, rel=1e-12)  # type: ignore[index]


# ---- identities -----------------------------------------------------------------------------------------------------


@SOME
@given(EITHER)
def test_every_tonne_of_credits_has_one_place(data: Stated) -> None:
    assume("credits" in data)
    run = appraised(data).run
    rows = {name: np.array(years_of(run, f"credits.{name}")) for name in CREDIT_ROWS}
    near = 1e-12 * (1 + float(np.abs(rows["issued"]).sum()))
    passed = rows["forwarded"] + rows["buffered"] + rows["levied"] + rows["cancelled"]
    assert rows["issued"] == pytest.approx(passed, abs=near)
    owned = rows["developer_credits"] + rows["host_credits"] + rows["partner_credits"]
    assert rows["forwarded"] == pytest.approx(owned, abs=near)
    assert rows["developer_credits"] == pytest.approx(rows["sold"] + rows["held"], abs=near)
    assert rows["stock"][-1] == pytest.approx(rows["held"].sum(), abs=near)
    assert (rows["issued"] >= -near).all()


CREDIT_ROWS = (
    "issued", "forwarded", "buffered", "levied", "cancelled", "developer_credits", "host_credits", "partner_credits",
    "sold", "held", "stock", "delivered", "revenue", "price",
)  # fmt: skip


@SOME
@given(EITHER, st.integers(0, 5))
def test_revenue_follows_sales_after_the_lag(data: Stated, lag: int) -> None:
    assume("credits" in data)
    run = appraised(with_(data, credits__issuance_lag=f"{lag} yr")).run
    sold, revenue, price = (years_of(run, f"credits.{name}") for name in ("sold", "revenue", "price"))
    late = [0.0] * lag + sold[: len(sold) - lag]
    assert revenue == pytest.approx([tonnes * each for tonnes, each in zip(late, price, strict=True)], rel=1e-12)
    assert not any(sold[len(sold) - lag :]), "nothing is sold that is never paid"


OF_CREDITS = ("Credit revenue", "Credit costs", "Registration")


@SOME
@given(EITHER)
def test_npv_is_the_sum_of_its_components(data: Stated) -> None:
    found = appraised(data)
    for run in (found.run, found.plain):
        whole = sum(float(part[0]) for _, part, _ in measures.components(run))
        assert whole == pytest.approx(float(measures.npv(run)[0]), abs=1e-12 * float(measures.turnover(run)[0]))
    parts = [float(part[0]) for label, part, _ in measures.components(found.run) if label in OF_CREDITS]
    gap = float(found.metrics["npv"]) - float(found.metrics["npv_without_credits"])
    assert sum(parts) == pytest.approx(gap, abs=1e-12 * float(measures.turnover(found.run)[0]))


@SOME
@given(st.one_of(scenarios.direct(), scenarios.plants()), st.integers(1, 99), st.integers(1, 99))
def test_npv_is_additive_over_items(data: Stated, one: int, other: int) -> None:
    base = with_(data, items=None)
    items = {
        "one": {"kind": "benefit", "amount": f"{one} thousand USD/yr"},
        "other": {"kind": "cost", "amount": f"{other} thousand USD", "year": scenarios.FIRST},
    }
    plain, first, second, both = (npv_with(base, items, keys) for keys in ((), ("one",), ("other",), ("one", "other")))
    size = float(measures.turnover(appraised(with_(base, fx=fx_of(base), items=items)).run)[0])
    assert both - plain == pytest.approx(first + second - 2 * plain, abs=1e-11 * size)
    assert first > plain > second


def npv_with(base: Stated, items: Stated, keys: tuple[str, ...]) -> float:
    chosen = {key: items[key] for key in keys} or None
    return float(appraised(with_(base, fx=fx_of(base), items=chosen)).metrics["npv"])


def fx_of(data: Stated) -> Any:
    """An exchange rate that nothing needs is refused."""
    rest = {key: part for key, part in data.items() if key != "fx"}
    return data.get("fx") if "JPY" in repr(rest) else None


# ---- nothing that is stated is left out in silence ------------------------------------------------------------------


OUTSIDE = ("timeline.construction.years", "money.inflation")
"""The first shapes the spend profile and is no draw; the second is printed only where all figures are nominal."""


@pytest.mark.parametrize("name", MODELS)
def test_every_stated_figure_moves_a_row(name: str) -> None:
    model = MODELS[name]
    figures = {path: one for path, one in model.scenario.figures.items() if not (one.default or one.refers_to)}
    for path, figure in figures.items():
        if path in OUTSIDE or SHARED.fullmatch(path):
            continue
        step = 1.0 if figure.kind.whole else 0.01
        moved = model.run({path: np.array([model.base_value(path) * (1 + step) + step * (figure.value == 0)])})
        assert differs(moved, model.run()), path


def differs(one: Any, other: Any) -> bool:
    if one.axis.count != other.axis.count:
        return True
    return any(not np.array_equal(one.rows[name], other.rows[name]) for name in one.wired)


EXTRA = (
    ("direct", "swap.opex_saving", "1 million USD/yr"),
    ("direct", "swap.leakage", "1 kt/yr"),
    ("direct", "swap.decommissioning", "5 million USD"),
    ("direct", "swap.residual_value", "{rule: share_of_capex, share: 10 %}"),
    ("direct", "swap.residual_value", "{rule: share_of_capex}"),
    ("direct", "swap.replacements", "{part: {amount: 5 million USD, years: [2020]}}"),
    ("direct", "swap.lost_output", "{price: 40 USD/MWh, emission_factor: 0.9 t/MWh}"),
    ("direct", "swap.build", "retrofit"),
    ("direct", "money.inflation", "2 %"),
    ("direct", "fx.JPY", "80 JPY/USD"),
    ("direct", "timeline.construction", "{years: 2 yr, spend: [30 %, 70 %]}"),
    ("direct", "timeline.valuation_year", "2010"),
    ("direct", "credits.price.growth", "3 %"),
    ("direct", "credits.price.from", "2020"),
    ("direct", "credits.uncertainty_discount", "3 %"),
    ("direct", "credits.buffer", "3 %"),
    ("direct", "credits.owners", "{developer: 60 %, host: 40 %}"),
    ("direct", "credits.crediting.start_after", "2 yr"),
    ("direct", "credits.registration_cost", "1 million USD"),
    ("direct", "credits.issuance_fee", "0.2 USD/t"),
    ("direct", "items", "{more: {kind: cost, amount: 1 million USD/yr}}"),
    ("plants", "baseline.degradation", "1 %"),
    ("plants", "baseline.ramp_up", "[50 %, 80 %]"),
    ("plants", "baseline.full_load_hours", "5000 h/yr"),
    ("plants", "baseline.heat_rate", "9 GJ/MWh LHV"),
    ("plants", "baseline.other_opex", "1 million USD/yr"),
    ("plants", "baseline.capex", "500 million USD"),
    ("plants", "baseline.residual_value", "{rule: book_value, life: 40 yr}"),
    ("plants", "baseline.fuels.coal.ncv", "25 GJ/t"),
    ("plants", "baseline.fuels.coal.loss_rate", "5 %"),
    ("plants", "baseline.fuels.coal.specific_consumption", "0.1 MWh/MWh"),
    ("plants", "baseline.fuels.coal.oxidation_factor", "98 %"),
    ("plants", "baseline.fuels.coal.heat_rate", "9 GJ/MWh LHV"),
    ("plants", "baseline.fuels.coal.share", "90 %"),
    ("plants", "project.degradation", "1 %"),
    ("plants", "project.ramp_up", "[50 %, 80 %]"),
    ("plants", "project.decommissioning", "20 million USD"),
    ("plants", "project.replacements", "{part: {amount: 5 million USD, years: [2025]}}"),
    ("plants", "swap.leakage", "5 kt/yr"),
    ("plants", "swap.decommissioning", "5 million USD"),
    ("plants", "swap.residual_value", "{rule: share_of_capex, share: 10 %}"),
    ("plants", "swap.replacements", "{part: {amount: 5 million USD, years: [2020]}}"),
    ("plants", "swap.opex_saving", "5 million USD/yr"),
    ("plants", "swap.lost_output", "{price: 40 USD/MWh, emission_factor: 0.9 t/MWh}"),
)


@pytest.mark.parametrize(("form", "path", "text"), EXTRA)
def test_what_is_stated_besides_moves_a_row_or_is_refused(form: str, path: str, text: str) -> None:
    base = MODELS[form]
    codes = refusal(form, path, text)
    if codes:
        assert codes <= REFUSED
    else:
        assert differs_by_name(Model(changed(base.scenario, {path: text})).run(), base.run()) or path in OUTSIDE


def refusal(form: str, path: str, text: str) -> set[str]:
    """Return the codes with which a change is refused, none where it loads."""
    try:
        Model(changed(MODELS[form].scenario, {path: text}))
    except ScenarioError as error:
        return {problem.code for problem in error.problems}
    return set()


REFUSED = {"unused", "one-of", "not-for-fuel", "missing-input", "missing-section", "shares"}


def differs_by_name(one: Any, other: Any) -> bool:
    common = [name for name in one.wired if name in other.rows]
    longer = one.axis.count != other.axis.count
    return longer or any(not np.array_equal(one.rows[name], other.rows[name]) for name in common)
