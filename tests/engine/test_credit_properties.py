"""Properties of credits under every mechanism that ships: tonnes and money add up, limits meet, every input counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from appraisal.engine import measures
from appraisal.engine.model import SHARED, Model, Run
from appraisal.engine.parties import accounts
from appraisal.ground.sheet import Array
from appraisal.scenario.mechanisms import mechanisms

from . import credit_scenarios as scenarios
from .cases import appraised, built, with_
from .test_credit_oracle import examples

Stated = dict[str, Any]
KEYS = tuple(mechanisms())


def ran(data: Stated) -> Run:
    return Model(built(data)).run()


def rows_of(run: Run) -> dict[str, Array]:
    """Return the rows of the credits by their short names, each with all years."""
    every = {name.removeprefix("credits."): found for name, found in run.rows.items() if name.startswith("credits.")}
    return {name: np.broadcast_to(found, (run.axis.count, 1)) for name, found in every.items()}


# ---- every mechanism, random terms ----------------------------------------------------------------------------------


def of_mechanism(key: str) -> st.SearchStrategy[Stated]:
    """Random scenarios of one mechanism, by the books that it uses."""
    book = mechanisms()[key].book
    if book == "sector":
        return scenarios.sectors()
    if book == "project":
        return scenarios.projects(key)
    assert book in ("carbon_price", "")
    return scenarios.priced() if book else scenarios.projects("bilateral").map(without)


def without(data: Stated) -> Stated:
    """The same swap without any crediting."""
    data = with_(data, credits={"mechanism": "none"}, support=None)
    if "JPY" not in repr({key: part for key, part in data.items() if key != "fx"}):
        data.pop("fx", None)
    for name in ("baseline_emissions", "output"):
        data["swap"].pop(name, None)
    return data


def test_there_is_a_kind_of_scenario_for_every_mechanism() -> None:
    assert {mechanisms()[key].book for key in KEYS} == {"", "project", "sector", "carbon_price"}
    assert {key for key in KEYS if mechanisms()[key].book in ("project", "sector")} == set(scenarios.MECHANISMS)


@pytest.mark.parametrize("key", KEYS)
@examples(40)
@given(st.data())
def test_tonnes_and_money_add_up(key: str, data: st.DataObject) -> None:
    model = Model(built(data.draw(of_mechanism(key))))
    run, plain = model.run(), model.run(credited=False)
    if mechanisms()[key].book in ("project", "sector"):
        tonnes_add_up(rows_of(run))
        money_follows_tonnes(rows_of(run))
    else:
        assert not rows_of(run)
    assert not any(name.startswith("credits.") and name in plain.wired for name in plain.wired)
    parties_add_up(run)


def tonnes_add_up(rows: dict[str, Array]) -> None:
    size = 1e-9 * (1 + float(np.abs(rows["issued"]).max()))
    taken = rows["forwarded"] + rows["levied"] + rows["cancelled"] + rows["buffered"]
    np.testing.assert_allclose(taken, rows["issued"], rtol=0, atol=size)
    owned = rows["developer_credits"] + rows["host_credits"] + rows["partner_credits"]
    np.testing.assert_allclose(owned, rows["forwarded"], rtol=0, atol=size)
    np.testing.assert_allclose(rows["sold"] + rows["held"], rows["developer_credits"], rtol=0, atol=size)
    np.testing.assert_allclose(rows["stock"], np.cumsum(rows["held"], axis=0), rtol=0, atol=100 * size)
    for name in ("creditable", "issued", "sold", "host_credits", "partner_credits"):
        assert (rows[name] >= -size).all(), name


def money_follows_tonnes(rows: dict[str, Array]) -> None:
    """What is sold is delivered after the lag, for money in that year; only an advance comes before."""
    lag, years = int(rows["issuance_lag"][0, 0]), len(rows["sold"])
    later = np.concatenate([np.zeros((lag, 1)), rows["sold"]])[:years]
    np.testing.assert_array_equal(rows["delivered"], later)
    assert rows["delivered"].sum() == pytest.approx(rows["sold"].sum(), rel=1e-12)
    advance = rows["prepayment_received"] if "prepayment_received" in rows else np.zeros((years, 1))
    np.testing.assert_allclose(rows["revenue"][later == 0], advance[later == 0], atol=1e-9)
    if "agreement_value" not in rows:
        np.testing.assert_array_equal(rows["revenue"], later * rows["spot_price"])


def parties_add_up(run: Run) -> None:
    """The accounts of all parties add up to resources; a guarantee and a spared charge are paid by a government."""
    found = accounts(run)
    size = sum(float(np.abs(account).max()) for account in found.values()) + 1e-6
    np.testing.assert_allclose(
        sum(found.values()), run.rows["resource_flow"] * np.ones((run.axis.count, 1)), atol=1e-9 * size
    )
    paid = run.rows["guarantee_payments"] + run.rows["emission_charge_saved"] + run.rows["support_costs"]
    public = sum(found.get(who, 0.0) for who in ("host", "partner"))
    np.testing.assert_allclose(public + paid, 0, atol=1e-9 * size)


@examples(40)
@given(st.one_of(scenarios.projects(), scenarios.sectors()))
def test_the_threshold_price_brings_the_value_to_zero_or_there_is_none(data: Stated) -> None:
    """With floors, agreements and guarantees the value is no straight line of the price."""
    data = with_(data, credits__price="20 USD/t")
    data = data if "JPY" in repr({key: part for key, part in data.items() if key != "fx"}) else with_(data, fx=None)
    found = appraised(data)
    price = found.metrics["threshold_credit_price"]
    if price.value is not None:
        run = found.model.run({"credits.price": np.array([price.value])})
        assert abs(float(measures.npv(run)[0])) <= 1e-9 * float(measures.turnover(run)[0])
    else:
        ends = [found.model.run({"credits.price": np.array([at])}) for at in (-1e6, 0.0, 1e6)]
        values = [float(measures.npv(run)[0]) for run in ends]
        assert min(values) >= 0 or max(values) <= 0, price.reason


# ---- limits ---------------------------------------------------------------------------------------------------------


@examples(30)
@given(
    scenarios.projects("bilateral"),
    st.sampled_from([("business_as_usual", {}), ("below_usual", {"below_usual": "0 %"})]),
)
def test_a_reference_without_adjustment_is_business_as_usual_bit_for_bit(
    data: Stated, rule: tuple[str, Stated]
) -> None:
    swap = {key: part for key, part in data["swap"].items() if key not in ("baseline_emissions", "output")}
    crediting = {key: part for key, part in data["credits"]["crediting"].items() if key != "tightening"}
    plain = with_(data, swap=swap, credits__reference=None, credits__crediting=crediting)
    nothing = {"rule": rule[0], **rule[1], "autonomous_improvement": "0 %/yr"}
    adjusted = with_(plain, credits__reference=nothing, credits__crediting=crediting | {"tightening": "0 %"})
    adjusted["swap"] = swap | {"baseline_emissions": {"value": "123.4 t/yr", "growth": "1.5 %"}}
    one, other = ran(plain), ran(adjusted)
    assert "credits.reference_emissions" in other.rows
    assert "credits.reference_emissions" not in one.rows
    assert one.axis == other.axis
    for name in one.wired:
        np.testing.assert_array_equal(one.rows[name], other.rows[name], err_msg=name)


SECTOR: Stated = {
    "format": 1,
    "name": "a sector",
    "money": {"currency": "USD", "price_year": 2020, "basis": "nominal"},
    "timeline": {"first_year": 2020, "operation": "6 yr"},
    "discount_rate": "8 %",
    "swap": {
        "capex_gap": "1000 USD",
        "fuel_saving": "9 USD/yr",
        "abatement": "100 t/yr",
        "baseline_emissions": "1000 t/yr",
        "output": "1000 MWh/yr",
    },
    "credits": {
        "mechanism": "sectoral",
        "price": "10 USD/t",
        "reference": {"benchmark": "0.95 t/MWh"},
        "sector": {"output": "0 MWh/yr", "intensity": "1 t/MWh"},
        "owners": {"developer": "70 %"},
    },
}
"""A plant that stays 50 t a year below its benchmark, alone in its sector."""
GAINS = st.lists(st.integers(-90, 90), min_size=6, max_size=6)


def yearly(gains: list[int]) -> Stated:
    """Abatement by year that stays the tonnes stated below a benchmark of 950 t."""
    return {"years": {str(2021 + at): f"{50 + gain} t/yr" for at, gain in enumerate(gains)}, "between": "step"}


@examples(40)
@given(GAINS, st.sampled_from(["abatement", "output"]))
def test_a_sector_of_one_plant_is_a_project_against_the_same_benchmark(gains: list[int], shared: str) -> None:
    """Year by year a sector owes nothing; a project makes a year below zero good."""
    alone = with_(SECTOR, swap__abatement=yearly(gains), credits__sector__shared_by=shared)
    terms = {
        "mechanism": "article_6_2",
        "price": "10 USD/t",
        "owners": {"developer": "70 %", "host": "30 %", "partner": "0 %"},
    }
    terms |= {"reference": {"rule": "benchmark", "benchmark": "0.95 t/MWh"}, "crediting": {"years": "6 yr"}}
    sector, project = ran(alone), ran(with_(alone, credits=terms))
    expected = [0, *(max(0, gain) for gain in gains)]
    assert sector.rows["credits.creditable"][:7, 0] == pytest.approx(expected, abs=1e-9)
    np.testing.assert_allclose(project.rows["credits.eligible"][1:7, 0], gains, atol=1e-9)
    if min(gains) >= 0:
        for name in ("credits.creditable", "credits.sold", "credit_revenue", "present_value"):
            np.testing.assert_allclose(sector.rows[name], project.rows[name], atol=1e-9, err_msg=name)
    else:
        assert sector.total("credits.creditable") > project.total("credits.creditable") - 1e-9


@examples(60)
@given(GAINS, st.integers(2, 6))
def test_a_longer_settlement_adds_up_to_the_yearly_one_only_where_no_year_takes_from_another(
    gains: list[int], settlement: int
) -> None:
    alone = with_(SECTOR, swap__abatement=yearly(gains))
    each = ran(alone).total("credits.sector_credits").item()
    whole = ran(with_(alone, credits__sector__settlement=f"{settlement} yr")).total("credits.sector_credits").item()
    periods = [gains[at : at + settlement] for at in range(0, 6, settlement)]
    mixed = any(min(period) < 0 < max(period) for period in periods)
    assert (whole < each - 1e-6) == mixed
    assert mixed or whole == pytest.approx(each, abs=1e-9)


SOLD: Stated = with_(
    SECTOR,
    swap={"capex_gap": "1000 USD", "fuel_saving": "9 USD/yr", "abatement": "100 t/yr"},
    credits={"mechanism": "bilateral", "price": {"value": "10 USD/t", "growth": "3 %"}, "issuance_lag": "1 yr"},
)
SALES = ("credits.sold", "credits.held", "credits.delivered", "credits.revenue", "credit_revenue", "present_value")
PERCENTS = st.integers(0, 100).map(lambda percent: f"{percent} %")


@examples(20)
@given(PERCENTS, PERCENTS, st.integers(0, 90))
def test_an_agreement_without_volume_is_the_spot_market(cashed: str, factor: str, price: int) -> None:
    spot = with_(SOLD, credits__share_cashed=cashed)
    agreement = {"volume": "0 t/yr", "price": f"{price} USD/t", "delivery_factor": factor, "prepayment": "30 %"}
    one, other = ran(spot), ran(with_(spot, credits__agreement=agreement))
    for name in SALES:
        np.testing.assert_array_equal(one.rows[name], other.rows[name], err_msg=name)


@examples(20)
@given(PERCENTS, st.integers(0, 150), st.integers(0, 7))
def test_an_agreement_at_the_spot_price_that_takes_everything_is_the_spot_market(
    cashed: str, volume: int, years: int
) -> None:
    spot = with_(SOLD, credits__share_cashed=cashed)
    agreement = {
        "volume": f"{volume} t/yr",
        "price": "credits.price",
        "years": f"{years} yr",
        "delivery_factor": "100 %",
    }
    one, other = ran(spot), ran(with_(spot, credits__agreement=agreement))
    for name in SALES:
        np.testing.assert_allclose(one.rows[name], other.rows[name], rtol=1e-12, atol=1e-9, err_msg=name)


@examples(30)
@given(st.integers(0, 150), PERCENTS, PERCENTS, st.integers(0, 40))
def test_an_advance_without_discount_moves_money_and_makes_none(
    volume: int, factor: str, advance: str, off: int
) -> None:
    agreement = {"volume": f"{volume} t/yr", "price": "12 USD/t", "delivery_factor": factor}
    none, whole, less = (
        ran(with_(SOLD, credits__agreement=agreement | more)).rows["credits.revenue"]
        for more in ({}, {"prepayment": advance}, {"prepayment": advance, "prepayment_discount": f"{off} %"})
    )
    assert whole.sum() == pytest.approx(none.sum(), rel=1e-12)
    assert less.sum() == pytest.approx(none.sum() - off / 100 * whole[0, 0], rel=1e-12)
    assert (whole[1:] <= none[1:] + 1e-9).all()


@examples(30)
@given(st.integers(0, 90), st.integers(-2, 5), st.integers(0, 200), st.sampled_from(["year_zero", "mid_year"]))
def test_a_price_on_emissions_is_worth_what_credits_are_without_lag(
    price: int, growth: int, abated: int, timing: str
) -> None:
    figure = {"value": f"{price} USD/t", "growth": f"{growth} %"}
    swap = with_(SOLD, swap__abatement=f"{abated} t/yr", timeline__timing=timing)
    credited, priced = (
        Model(built(with_(swap, credits={"mechanism": "bilateral", "price": figure}))),
        Model(built(with_(swap, credits=None, carbon_price={"price": figure}))),
    )
    for with_credits in (True, False):
        one, other = (model.run(credited=with_credits) for model in (credited, priced))
        np.testing.assert_allclose(one.rows["cash_flow"], other.rows["cash_flow"], rtol=1e-12, atol=1e-9)
        assert measures.npv(one) == pytest.approx(measures.npv(other), rel=1e-12)
    np.testing.assert_array_equal(priced.run().rows["carbon_price.spared"], credited.run().rows["credits.delivered"])


@examples(30)
@given(scenarios.projects("cdm"))
def test_a_least_developed_host_pays_neither_levy_nor_fee(data: Stated) -> None:
    assume(data["credits"].get("crediting"))
    left_out = ("share_of_proceeds", "issuance_fee", "issuance_tier", "registration_fee")
    bare = with_(data, support=None, fx={"JPY": "80 JPY/USD"}, **{f"credits__{name}": None for name in left_out})
    bare = bare if "JPY" in repr({key: part for key, part in bare.items() if key != "fx"}) else with_(bare, fx=None)
    host = rows_of(ran(with_(bare, credits__host_ldc=True)))
    other = rows_of(ran(with_(bare, credits__host_ldc=None)))
    for name in ("levied", "issuance_levy", "issuance_cost", "registration_advance"):
        assert not host[name].any(), name
    np.testing.assert_array_equal(host["issued"], other["issued"])
    assert not other["issued"].any() or (other["levied"].any() and other["issuance_levy"].any())


# ---- every input counts ---------------------------------------------------------------------------------------------

OUTSIDE = {
    "credits.known_prices.": "dated prices stand beside the threshold; they are no row of the sheet",
    "credits.additionality.": "the benchmark of a question of its own",
    "support.loan_terms.": "terms of a loan that the equivalence table looks for",
}
"""Figures that no row and no metric reads, and why."""

TERMS: Stated = {
    "price": {"value": "10 USD/t", "growth": "3 %"},
    "floor": "10.5 USD/t",
    "share_cashed": "90 %",
    "uncertainty_discount": "5 %",
    "buffer": "3 %",
    "share_of_proceeds": "6 %",
    "overall_mitigation": "4 %",
    "corresponding_adjustment": "50 %",
    "owners": {"developer": "70 %", "host": "10 %", "partner": "20 %"},
    "issuance_lag": "1 yr",
    "crediting": {"start_after": "0.5 yr", "years": "2 yr", "renewals": 1, "tightening": "1 %"},
    "agreement": {
        "volume": {"value": "6 t/yr", "growth": "-1 %"},
        "price": {"value": "12 USD/t", "growth": "1 %"},
        "years": "2.5 yr",
        "delivery_factor": "90 %",
        "prepayment": "25 %",
        "prepayment_discount": "10 %",
    },
    "registration_cost": {"value": "3 USD", "growth": "2 %", "from": 2019},
    "registration_fee": {"exempt_below": "14 t/yr", "cap": "2 USD"},
    "issuance_fee": "0.5 USD/t",
    "issuance_tier": {"up_to": "10 t/yr", "fee": "0.2 USD/t"},
    "monitoring_cost": {"value": "2 USD/yr", "growth": "1 %"},
    "aftercare": {"cost": "8 USD/yr", "years": "2 yr"},
    "claims": {"certificates": {"tonnes": {"value": "1 t/yr", "growth": "1 %"}}},
    "known_prices": {"exchange": {"value": "20 USD/t", "date": "2020", "kind": "market"}},
    "additionality": {"benchmark": "9 %", "of": "project", "tax": "before", "basis": "nominal"},
    "ignore_eligibility": True,
}
SUPPORT: Stated = {
    "technical_assistance": {"amount": {"value": "9 USD/yr", "growth": "1 %"}, "from": "partner"},
    "mrv": {"amount": "5 USD", "year": 2022, "from": "host"},
    "price_guarantee": {"price": "15 USD/t", "from": "partner", "years": {"from": 2023, "to": 2025}},
    "loan_terms": {"share": "50 %", "grace": "2 yr", "tenor": "9 yr", "repayment": "annuity"},
}
REFERENCES: dict[str, Stated] = {
    "bilateral": {"autonomous_improvement": "0.5 %/yr", "data_year": 2018},
    "jcm": {"rule": "below_usual", "below_usual": "2 %", "autonomous_improvement": "0.5 %/yr"},
    "cdm": {"benchmark": {"value": "0.98 t/MWh", "growth": "0.1 %"}, "autonomous_improvement": "0.5 %/yr"},
    "article_6_4": {"rule": "below_usual", "below_usual": "2 %", "autonomous_improvement": "0.5 %/yr"},
    "article_6_2": {"rule": "stated", "emissions": "980 t/yr", "autonomous_improvement": "0.5 %/yr"},
    "voluntary": {"rule": "benchmark", "benchmark": "0.98 t/MWh", "autonomous_improvement": "0.5 %/yr"},
    "sectoral": {"benchmark": "0.98 t/MWh", "autonomous_improvement": "0.5 %/yr"},
}
WITH_OUTPUT = ("cdm", "voluntary", "sectoral")


def full(key: str) -> Stated:
    """A scenario of one mechanism in which every term is stated and none is slack."""
    swap = {name: part for name, part in SECTOR["swap"].items() if name != "output" or key in WITH_OUTPUT}
    if mechanisms()[key].book not in ("project", "sector"):
        priced = {"price": {"value": "20 USD/t", "growth": "2 %"}, "years": {"from": 2021, "to": 2024}}
        swap = {name: part for name, part in swap.items() if name not in ("baseline_emissions", "output")}
        support = {name: part for name, part in SUPPORT.items() if name != "price_guarantee"}
        more = {"carbon_price": priced, "credits": {"mechanism": key}} if key == "carbon_price" else {"credits": None}
        return with_(SECTOR, swap=swap, support=support, **more)
    credits = {"mechanism": key, **TERMS, "reference": REFERENCES[key]}
    if key == "article_6_4":
        credits["crediting"] = TERMS["crediting"] | {"tightening": "1 %/yr"}
    if key == "sectoral":
        sector = {"output": {"value": "4000 MWh/yr", "growth": "1 %"}, "intensity": "0.971 t/MWh", "settlement": "2 yr"}
        credits["sector"] = sector | {"shared_by": "output"}
    return with_(SECTOR, swap=swap, credits=credits, support=SUPPORT)


def moves(run: Run, other: Run, path: str) -> bool:
    """Whether a row beside the figure's own differs, or the axis does."""
    if run.axis != other.axis:
        return True
    own = (f"{path}.", f"{path}_yearly.")
    rows = [name for name in run.wired if name not in (path, f"{path}_yearly") and not name.startswith(own)]
    return any(not np.array_equal(run.rows[name], other.rows[name]) for name in rows)


@st.composite
def live(draw: st.DrawFn, key: str) -> Stated:
    """The full scenario with other terms: the price crosses its floor, the project is just too large to be exempt."""
    data = full(key)
    if mechanisms()[key].book not in ("project", "sector"):
        return data
    between = {
        "share_cashed": (70, 95),
        "uncertainty_discount": (1, 10),
        "buffer": (1, 5),
        "share_of_proceeds": (5, 9),
        "overall_mitigation": (2, 5),
        "corresponding_adjustment": (10, 90),
    }
    terms = {name: f"{draw(st.integers(*ends))} %" for name, ends in between.items()}
    price, growth = draw(st.integers(500, 2000)) / 100, draw(st.integers(2, 9))
    terms |= {"price": {"value": f"{price} USD/t", "growth": f"{growth} %"}}
    terms |= {"floor": f"{price * (1 + growth / 100) ** 1.5:.4f} USD/t"}
    agreed = {"delivery_factor": (50, 95), "prepayment": (5, 60), "prepayment_discount": (1, 20)}
    agreement = TERMS["agreement"] | {name: f"{draw(st.integers(*ends))} %" for name, ends in agreed.items()}
    terms |= {"agreement": agreement, "issuance_lag": f"{draw(st.integers(0, 3))} yr"}
    support = SUPPORT | {"price_guarantee": {"price": f"{3 * price + 30:.2f} USD/t", "from": "host"}}
    data = with_(data, credits=data["credits"] | terms, support=support)
    expected = float(ran(data).rows["credits.expected_yearly"][0, 0])
    return with_(data, credits__registration_fee__exempt_below=f"{0.99 * expected:.6f} t/yr")


@pytest.mark.parametrize("key", KEYS)
@examples(5)
@given(st.data())
def test_every_stated_figure_moves_a_row(key: str, data: st.DataObject) -> None:
    model = Model(built(data.draw(live(key))))
    base, seen = model.run(), set()
    for path, figure in model.scenario.figures.items():
        stated = path.startswith(("credits.", "carbon_price.", "support.")) and not (figure.default or figure.refers_to)
        if not stated or path.startswith(tuple(OUTSIDE)) or SHARED.fullmatch(path):
            continue
        for varied in (path, *([f"{path}.growth"] if figure.growth is not None else [])):
            value = model.base_value(varied)
            step = 1.0 if figure.kind.whole and varied == path else 0.02 * abs(value)
            moved = [
                model.run({varied: np.array([value + by])}) for by in (step, -step) if value + by >= 0 or varied != path
            ]
            assert any(moves(base, one, path) for one in moved), varied
            seen.add(varied)
    assert len(seen) >= {"none": 2, "carbon_price": 4}.get(key, 38)


VARIED = ("timeline.operation", "swap.abatement", *(f"credits.{name}" for name in (
    "price",
    "price.growth",
    "floor",
    "issuance_lag",
    "crediting.start_after",
    "crediting.years",
    "crediting.renewals",
    "crediting.tightening",
    "reference.benchmark",
    "reference.autonomous_improvement",
    "agreement.volume",
    "agreement.years",
    "agreement.prepayment",
    "registration_fee.exempt_below",
    "registration_fee.cap",
    "issuance_tier.up_to",
    "aftercare.years",
    "sector.output",
    "sector.intensity",
    "sector.settlement",
)), "support.price_guarantee.price", "carbon_price.price")  # fmt: skip
DRAWS = (0.5, 1.0, 1.5)


@pytest.mark.parametrize("key", KEYS)
def test_draws_side_by_side_are_runs_of_their_own(key: str) -> None:
    """Lives, lags and periods differ from draw to draw; each draw has the rows of a run by itself."""
    model = Model(built(full(key)))
    paths = [path for path in VARIED if path.removesuffix(".growth") in model.scenario.figures]
    paths = [path for path in paths if not model.scenario.figures[path.removesuffix(".growth")].refers_to]
    table = {path: np.array(drawn(model, path, turn)) for turn, path in enumerate(paths)}
    together = model.run(table)
    for at in range(len(DRAWS)):
        alone = model.run({path: values[[at]] for path, values in table.items()})
        for name in together.wired:
            rows = np.broadcast_to(together.rows[name], (together.axis.count, together.rows[name].shape[1]))
            column = rows[: alone.axis.count, min(at, rows.shape[1] - 1)]
            own = np.broadcast_to(alone.rows[name], (alone.axis.count, 1))[:, 0]
            np.testing.assert_allclose(column, own, rtol=1e-12, atol=1e-9, err_msg=f"{name}, draw {at}")


def drawn(model: Model, path: str, turn: int) -> list[float]:
    """Return the base value half, once and one and a half times, in an order of its own for each figure."""
    values = [model.base_value(path) * factor for factor in np.roll(DRAWS, turn)]
    whole = path in model.scenario.figures and model.scenario.figures[path].kind.whole
    return [float(max(1, round(value))) for value in values] if whole else values


def told(data: Stated) -> tuple[Any, ...]:
    """Return what a run tells: rows, metrics, accounts, warnings."""
    found = appraised(data)
    rows = {name: np.broadcast_to(found.run.rows[name], (found.run.axis.count, 1)).tolist() for name in found.run.wired}
    owed = {party: account.tolist() for party, account in accounts(found.run).items()}
    metrics = {name: (one.value, one.status) for name, one in found.metrics.items()}
    return rows, owed, metrics, [(one.code, one.message) for one in found.warnings]


WORDS = (
    ("bilateral", "credits__reference__data_year", 2017),
    ("bilateral", "credits__owners", {"developer": "69 %", "host": "11 %", "partner": "20 %"}),
    ("bilateral", "credits__owners", {"developer": "70 %", "host": "11 %", "partner": "19 %"}),
    ("bilateral", "credits__registration_cost__from", 2018),
    ("bilateral", "support__technical_assistance__from", "host"),
    ("bilateral", "support__mrv__from", "partner"),
    ("bilateral", "support__mrv__year", 2023),
    ("bilateral", "support__price_guarantee__from", "host"),
    ("bilateral", "support__price_guarantee__years", {"from": 2023, "to": 2024}),
    ("jcm", "credits__reference", {"rule": "stated", "emissions": "979 t/yr"}),
    ("cdm", "credits__as_of", 2015),
    ("cdm", "credits__host_ldc", True),
    ("cdm", "credits__ignore_eligibility", None),
    ("cdm", "swap__class", "wind"),
    ("sectoral", "credits__sector__shared_by", "abatement"),
    ("carbon_price", "carbon_price__years", {"from": 2022, "to": 2024}),
    ("carbon_price", "carbon_price__years", {"from": 2021, "to": 2023}),
)
"""What is stated in words and years, and something else to state there."""


@pytest.mark.parametrize(("key", "path", "other"), WORDS)
def test_every_stated_word_and_year_moves_what_is_told(key: str, path: str, other: Any) -> None:
    data = full(key)
    if path == "credits__host_ldc":
        for name in ("share_of_proceeds", "issuance_fee", "issuance_tier"):
            data["credits"].pop(name)
    assert told(data) != told(with_(data, **{path: other}))
