"""The engine's credits against a second set of books, on paper and on random scenarios of every mechanism."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from appraisal.engine import measures
from appraisal.engine.model import Model, Run
from appraisal.scenario.load import load, variants_of

from . import credit_scenarios as scenarios
from .cases import FOLDER, PLANTS, SOURCE, built, stated, with_
from .credit_oracle import CreditOracle
from .test_oracle import gross, tonnes

Stated = dict[str, Any]
NEAR = 1e-9


def examples(count: int) -> settings:
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


# ---- the books on paper ---------------------------------------------------------------------------------------------

PAPER: Stated = {
    "format": 1,
    "name": "on paper",
    "money": {"currency": "USD", "price_year": 2020, "basis": "nominal"},
    "timeline": {"first_year": 2020, "construction": "1 yr", "operation": "5 yr"},
    "discount_rate": "10 %",
    "swap": {"capex_gap": "200 USD", "fuel_saving": "0 USD/yr", "abatement": "100 t/yr"},
    "credits": {"mechanism": "bilateral", "price": "10 USD/t"},
}


def books(**parts: Any) -> CreditOracle:
    return CreditOracle(with_(PAPER, **parts))


def listed(rule: Callable[[int], float], first: int = 2020, last: int = 2027) -> list[float]:
    return [rule(year) for year in range(first, last + 1)]


def test_a_period_of_a_year_and_a_half_renewed_once_from_half_a_year_on() -> None:
    found = books(credits__crediting={"start_after": "0.5 yr", "years": "1.5 yr", "renewals": 1})
    assert listed(found.credited) == [0, 0.5, 1, 1, 0.5, 0, 0, 0]
    assert [found.crediting_year(year) for year in range(2021, 2026)] == [1, 1, 2, 3, 4]
    assert found.registers_in == 2020
    assert books(credits__crediting={"start_after": "5 yr"}).registers_in == 0


def test_a_debt_of_tonnes_is_made_good_first() -> None:
    tonnes = {"years": {"2020": "100 t/yr", "2022": "-150 t/yr", "2023": "30 t/yr", "2024": "200 t/yr"}}
    found = books(swap__abatement=tonnes | {"between": "step"})
    assert listed(found.creditable) == [0, 100, 0, 0, 80, 200, 0, 0]


REFERENCES = (
    ({"rule": "below_usual", "below_usual": "5 %"}, {}, [50, 50, 50, 50, 50]),
    ({"rule": "benchmark", "benchmark": "0.8 t/MWh"}, {}, [20, 20, 20, 20, 20]),
    ({"rule": "lower_of", "benchmark": "0.8 t/MWh"}, {}, [20, 20, 20, 20, 20]),
    ({"rule": "lower_of", "benchmark": "2 t/MWh"}, {}, [100, 100, 100, 100, 100]),
    ({"rule": "stated", "emissions": "960 t/yr"}, {}, [60, 60, 60, 60, 60]),
    ({"autonomous_improvement": "1 %/yr"}, {}, [100, 90, 80.1, 70.299, 60.59601]),
    ({"autonomous_improvement": "1 %/yr", "data_year": 2020}, {}, [90, 80.1, 70.299, 60.59601, 50.9900499]),
    ({}, {"tightening": "1 %/yr"}, [90, 80, 70, 60, 50]),
    ({}, {"tightening": "3 %", "years": "2 yr", "renewals": 2}, [100, 100, 70, 70, 40]),
)


@pytest.mark.parametrize(("reference", "crediting", "expected"), REFERENCES)
def test_the_reference_on_paper(reference: Stated, crediting: Stated, expected: list[float]) -> None:
    """Business as usual emits 1000 t for 1150 MWh, and the swap avoids 100 of them."""
    swap = PAPER["swap"] | {"baseline_emissions": "1000 t/yr", "output": "1150 MWh/yr"}
    found = books(swap=swap, credits__reference=reference, credits__crediting=crediting)
    assert listed(found.creditable, 2021, 2025) == pytest.approx(expected)


def test_a_sector_is_settled_every_two_years_and_with_the_last() -> None:
    """The plant gains 20 a year against the benchmark; the rest gains 40 a year, and loses 120 in two of them."""
    swap = PAPER["swap"] | {"baseline_emissions": "1000 t/yr", "output": "1150 MWh/yr"}
    rest = {"years": {"2020": "0.79 t/MWh", "2022": "0.83 t/MWh", "2024": "0.79 t/MWh"}, "between": "step"}
    sector = {"output": "4000 MWh/yr", "intensity": rest, "settlement": "2 yr"}
    terms = {"reference": {"benchmark": "0.8 t/MWh"}, "owners": {"developer": "100 %"}, "mechanism": "sectoral"}
    found = books(swap=swap, credits=PAPER["credits"] | terms | {"sector": sector})
    assert listed(found.earned, 2021, 2025) == pytest.approx([0, 0, 0, 0, 60])
    assert listed(found.creditable, 2021, 2025) == pytest.approx([0, 0, 0, 0, 20])
    shared = books(swap=swap, credits=PAPER["credits"] | terms | {"sector": sector | {"shared_by": "output"}})
    assert listed(shared.creditable, 2021, 2025) == pytest.approx([0, 0, 0, 0, 60 * 1150 / 5150])


def test_levies_are_shares_of_issued_and_owners_share_the_rest() -> None:
    terms = {"uncertainty_discount": "10 %", "buffer": "10 %", "share_of_proceeds": "5 %", "overall_mitigation": "2 %"}
    owners = {"developer": "50 %", "host": "20 %", "partner": "30 %"}
    found = books(credits=PAPER["credits"] | terms | {"owners": owners, "share_cashed": "40 %"})
    assert [found.issued(2021), found.forwarded(2021)] == pytest.approx([90, 74.7])
    assert [found.sold(2021), found.held(2021), found.exported(2021)] == pytest.approx([14.94, 22.41, 14.94 + 22.41])


def test_an_agreement_with_an_advance_on_paper() -> None:
    """60 t a year for two years at 12 USD, of which 90 % is taken; a quarter is paid in 2020 less a tenth."""
    agreement = {"volume": "60 t/yr", "price": "12 USD/t", "years": "2 yr", "delivery_factor": "90 %"}
    advance = {"prepayment": "25 %", "prepayment_discount": "10 %"}
    found = books(credits__agreement=agreement | advance, credits__issuance_lag="1 yr", credits__floor="11 USD/t")
    assert listed(found.sold) == pytest.approx([0, 94, 94, 100, 100, 100, 0, 0])
    assert listed(found.sales) == pytest.approx([0, 0, 648 + 440, 648 + 440, 1100, 1100, 1100, 0])
    assert listed(found.revenue) == pytest.approx([291.6, 0, 926, 926, 1100, 1100, 1100, 0])


def test_an_advance_on_levies_is_used_up_before_they_are_paid() -> None:
    fees = {"issuance_fee": "0.2 USD/t", "issuance_tier": {"up_to": "50 t/yr", "fee": "0.1 USD/t"}}
    fees |= {"registration_fee": {"exempt_below": "100 t/yr", "cap": "20 USD"}, "registration_cost": "3 USD"}
    found = books(credits=PAPER["credits"] | fees)
    assert listed(found.levy) == pytest.approx([0, 15, 15, 15, 15, 15, 0, 0])
    assert listed(found.registration) == pytest.approx([18, 0, 0, 0, 0, 0, 0, 0])
    assert listed(lambda year: found.fees[year]) == pytest.approx([0, 0, 15, 15, 15, 15, 0, 0])
    exempt = books(
        credits=PAPER["credits"] | fees, credits__registration_fee={"exempt_below": "101 t/yr", "cap": "1 USD"}
    )
    assert exempt.advance == 0


def test_aftercare_a_guarantee_and_a_price_on_emissions_on_paper() -> None:
    watched = books(credits__aftercare={"cost": "8 USD/yr", "years": "2 yr"}, credits__crediting={"years": "2.5 yr"})
    assert listed(watched.credit_cost) == pytest.approx([0, 0, 0, 4, 8, 4, 0, 0])
    years = {"from": 2022, "to": 2023}
    guarantee = {"price": "15 USD/t", "from": "partner", "years": years}
    assert listed(books(support={"price_guarantee": guarantee}).topped_up) == [0, 0, 500, 500, 0, 0, 0, 0]
    priced = books(carbon_price={"price": "20 USD/t", "years": years}, credits=None)
    assert listed(priced.charge_saved) == [0, 0, 2000, 2000, 0, 0, 0, 0]
    assert priced.npv() - priced.npv(credited=False) == pytest.approx(2000 / 1.21 + 2000 / 1.331)


def test_the_smaller_factor_of_two_fuels_on_paper() -> None:
    """Coal at 36 % burns 10 GJ for a MWh: at the factor of gas 0.561 t, of which gas at 60 % emits 0.3366."""
    plant = {"capacity": "1 MW", "full_load_hours": "1000 h/yr", "capex": "1 USD"}
    coal, gas = ({"fuel": fuel, "price": "1 USD/GJ"} for fuel in ("other_bituminous", "natural_gas"))
    sides = {"baseline": {**plant, "net_efficiency": "36 % LHV", "fuels": {"coal": coal}}}
    sides |= {"project": {**plant, "net_efficiency": "60 % LHV", "fuels": {"gas": gas}}}
    found = books(**sides, swap=None, credits__mechanism="cdm")
    assert found.creditable(2021) == pytest.approx(561 - 336.6)
    assert found.abatement(2021) == pytest.approx(946 - 336.6)
    usual = books(**sides, swap=None, credits__reference={"rule": "business_as_usual"})
    assert usual.creditable(2021) == pytest.approx(946 - 336.6)


# ---- the engine and the books ---------------------------------------------------------------------------------------


def tonnes_of(oracle: CreditOracle) -> dict[str, Callable[[int], float]]:
    """Return the rows of tonnes that the books keep, by the names of the sheet."""
    rows: dict[str, Callable[[int], float]] = {
        "creditable": oracle.creditable,
        "issued": oracle.issued,
        "buffered": lambda year: oracle.taken("buffer", year),
        "levied": lambda year: oracle.taken("share_of_proceeds", year),
        "cancelled": lambda year: oracle.taken("overall_mitigation", year),
        "forwarded": oracle.forwarded,
        "developer_credits": lambda year: oracle.owned("developer", year),
        "host_credits": lambda year: oracle.owned("host", year),
        "partner_credits": lambda year: oracle.owned("partner", year),
        "sold": oracle.sold,
        "held": oracle.held,
        "delivered": oracle.delivered,
        "exported": oracle.exported,
        "adjusted": oracle.adjusted,
    }
    if oracle.mechanism == "sectoral":
        rows["sector_credits"] = oracle.earned
    elif not oracle.is_as_usual:
        rows |= {"reference_emissions": oracle.reference, "eligible": oracle.eligible}
    return rows


def money_of(oracle: CreditOracle) -> dict[str, Callable[[int], float]]:
    """Return the rows of money that the books keep, by the names of the sheet."""
    rows: dict[str, Callable[[int], float]] = {"emission_charge_saved": oracle.charge_saved}
    if oracle.issues:
        rows |= {
            "credits.sales_value": oracle.sales,
            "credits.revenue": oracle.revenue,
            "credits.issuance_levy": oracle.levy,
            "credits.issuance_cost": lambda year: oracle.fees[year],
            "registration": oracle.registration,
            "credit_cost": oracle.credit_cost,
            "guarantee_payments": oracle.topped_up,
        }
    return rows


def row(run: Run, name: str) -> list[float]:
    return [float(value) for value in np.broadcast_to(run.rows[name], (run.axis.count, 1))[:, 0]]


def agree(data: Stated, kept: Stated | None = None) -> None:
    """Compare every row of tonnes and money, the cash flow, and the value with and without credits."""
    model, oracle = Model(built(data)), CreditOracle(kept or data)
    runs = {True: model.run(), False: model.run(credited=False)}
    if oracle.issues:
        mass = tonnes(oracle) + sum(abs(oracle.reference(year)) for year in oracle.years)
        compare(runs[True], {f"credits.{name}": rule for name, rule in tonnes_of(oracle).items()}, oracle, mass)
    size = gross(oracle)
    compare(runs[True], money_of(oracle), oracle, size * largest_level(oracle))
    for credited, run in runs.items():
        compare(run, {"cash_flow": lambda y, c=credited: sum(oracle.flows(y, credited=c))}, oracle, size)
        assert float(measures.npv(run)[0]) == pytest.approx(oracle.npv(credited=credited), rel=NEAR, abs=NEAR * size)


def largest_level(oracle: CreditOracle) -> float:
    """Money of a year is larger than that of the basis by the price level; a discount makes the size smaller."""
    rate = oracle.plain("discount_rate")
    return max(oracle.level(year) / min(oracle.weights(year, rate)) for year in oracle.years)


def compare(run: Run, rules: dict[str, Callable[[int], float]], oracle: CreditOracle, size: float) -> None:
    axis = [int(year) for year in run.axis.years]
    for name, rule in rules.items():
        expected = {year: rule(year) for year in oracle.years}
        assert row(run, name) == pytest.approx([expected.pop(y, 0.0) for y in axis], rel=NEAR, abs=NEAR * size), name
        beyond = 0.0 if name.startswith("credits.reference") else max(map(abs, expected.values()), default=0.0)
        assert beyond <= NEAR * size, f"{name} beyond the axis"


@pytest.mark.parametrize("path", [SOURCE, PLANTS], ids=["direct", "plants"])
def test_shipped_scenarios_agree(path: Path) -> None:
    agree(with_(stated(path), tax=None, finance=None))


COMPARED = FOLDER / "usc_mechanisms.yaml"


@pytest.mark.parametrize("variant", ["", *variants_of(COMPARED)])
def test_the_worked_case_agrees_under_every_mechanism(variant: str) -> None:
    agree(dict(load(COMPARED, variant=variant).tree.data))


FULL = with_(
    PAPER,
    swap__baseline_emissions="1000 t/yr",
    swap__output="1150 MWh/yr",
    credits={
        "mechanism": "cdm",
        "ignore_eligibility": True,
        "price": "10 USD/t",
        "floor": "11 USD/t",
        "share_cashed": "90 %",
        "uncertainty_discount": "5 %",
        "buffer": "3 %",
        "crediting": {"start_after": "0.5 yr", "years": "2 yr", "renewals": 1, "tightening": "1 %"},
        "reference": {"benchmark": "0.86 t/MWh", "autonomous_improvement": "0.5 %/yr", "data_year": 2019},
        "agreement": {
            "volume": "20 t/yr",
            "price": "12 USD/t",
            "years": "2 yr",
            "delivery_factor": "90 %",
            "prepayment": "25 %",
            "prepayment_discount": "10 %",
        },
        "registration_cost": "3 USD",
        "registration_fee": {"exempt_below": "20 t/yr", "cap": "5 USD"},
        "issuance_tier": {"up_to": "30 t/yr"},
        "monitoring_cost": "2 USD/yr",
        "aftercare": {"cost": "8 USD/yr", "years": "2 yr"},
    },
    support={"price_guarantee": {"price": "15 USD/t", "from": "partner", "years": {"from": 2023, "to": 2025}}},
)
MOVED = (
    ("floor", "11.5 USD/t"),
    ("share_of_proceeds", "3 %"),
    ("overall_mitigation", "1 %"),
    ("owners", {"developer": "90 %", "host": "10 %", "partner": "0 %"}),
    ("corresponding_adjustment", "50 %"),
    ("issuance_lag", "2 yr"),
    ("crediting__start_after", "0.4 yr"),
    ("crediting__years", "1.5 yr"),
    ("crediting__renewals", 2),
    ("crediting__tightening", "1 %/yr"),
    ("reference__benchmark", "0.85 t/MWh"),
    ("reference__autonomous_improvement", "0.6 %/yr"),
    ("reference__data_year", 2018),
    ("agreement__years", "3 yr"),
    ("agreement__volume", "21 t/yr"),
    ("agreement__delivery_factor", "91 %"),
    ("agreement__prepayment", "24 %"),
    ("agreement__prepayment_discount", "9 %"),
    ("registration_fee__exempt_below", "900 t/yr"),
    ("registration_fee__cap", "6 USD"),
    ("issuance_tier__up_to", "29 t/yr"),
    ("issuance_tier__fee", "0.11 USD/t"),
    ("issuance_fee", "0.21 USD/t"),
    ("aftercare__years", "1 yr"),
    ("host_ldc", True),
)


def test_a_scenario_with_every_key_agrees() -> None:
    agree(FULL)


@pytest.mark.parametrize(("path", "moved"), MOVED)
def test_the_comparison_can_fail(path: str, moved: Any) -> None:
    """The books of a scenario that differs in one term do not fit the engine's rows, and fit those of their own."""
    other = with_(FULL, **{f"credits__{path}": moved})
    with pytest.raises(AssertionError):
        agree(FULL, other)
    agree(other)


@examples(250)
@given(scenarios.projects())
def test_projects_agree(data: Stated) -> None:
    agree(data)


@examples(200)
@given(scenarios.sectors())
def test_sectors_agree(data: Stated) -> None:
    agree(data)


@examples(80)
@given(scenarios.credited_plants())
def test_plants_agree(data: Stated) -> None:
    agree(data)


@examples(120)
@given(scenarios.priced())
def test_prices_on_emissions_agree(data: Stated) -> None:
    agree(data)
