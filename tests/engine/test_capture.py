"""Carbon capture in a scenario: limits, the cost of a tonne captured and avoided, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.engine.appraisal import Appraisal
from appraisal.ground.problem import ScenarioError

from .cases import appraised, built

PLANT: dict[str, Any] = {
    "class": "coal",
    "capacity": "500 MW",
    "capacity_factor": "80 %",
    "net_efficiency": "40 % LHV",
    "fuels": {"coal": {"fuel": "other_bituminous", "price": "2 USD/GJ"}},
    "overnight_cost": "1500 USD/kW",
    "fixed_opex": "40 USD/kW/yr",
}
CAPTURE = {"capture_rate": "90 %", "transport_storage_cost": "10 USD/t"}
WITH: dict[str, Any] = {
    **PLANT,
    "class": "ccs",
    "net_efficiency": "30 % LHV",
    "overnight_cost": "2800 USD/kW",
    "capture": CAPTURE,
}
NEW_BUILD: dict[str, Any] = {
    "format": 1,
    "name": "Coal with capture instead of coal",
    "money": {"currency": "USD", "price_year": 2011, "basis": "real", "inflation": "2 %"},
    "timeline": {"first_year": 2012, "construction": {"years": "3 yr"}, "operation": "25 yr"},
    "discount_rate": "8 %",
    "baseline": PLANT,
    "project": WITH,
}


def captured(**project: Any) -> Appraisal:
    """Appraise the new build with keys of the project laid over it."""
    return appraised({**NEW_BUILD, "project": {**WITH, **project}})


def test_the_cost_of_a_tonne_of_two_plants_by_hand() -> None:
    """Yearly cost by the capital recovery factor, over tonnes by the year: all flows here are level."""
    found = captured().metrics
    spent = sum(1.08**years for years in (0, 1, 2)) / 3  # worth of the outlays a year before the first MWh
    recovery = 0.08 / (1 - 1.08**-25)
    hours = 0.8 * 8760
    formed = {side: 3.6 / efficiency * 0.0946 for side, efficiency in (("baseline", 0.4), ("project", 0.3))}
    capital = (2800 - 1500) * 1000 * spent * recovery / hours
    fuel = (3.6 / 0.3 - 3.6 / 0.4) * 2
    stored = 0.9 * formed["project"]
    avoided = formed["baseline"] - 0.1 * formed["project"]
    assert found.cost_per_tonne_captured.value == pytest.approx((capital + fuel) / stored)
    assert found.cost_per_tonne_avoided.value == pytest.approx((capital + fuel + 10 * stored) / avoided)
    assert found.cost_per_tonne_captured.unit == "USD/t"


def test_for_a_new_build_a_tonne_avoided_costs_what_abatement_costs() -> None:
    found = captured().metrics
    assert found.cost_per_tonne_avoided.value == pytest.approx(found.abatement_cost.value, rel=1e-12)


@settings(max_examples=15, deadline=None)
@given(
    rate=st.floats(0.05, 1.0),
    efficiency=st.floats(0.2, 0.399),
    storage=st.floats(0.0, 60.0),
    cost=st.floats(1501.0, 9000.0),
)
def test_less_is_avoided_than_captured_and_a_tonne_avoided_costs_more(
    rate: float, efficiency: float, storage: float, cost: float
) -> None:
    """IPCC 2005, figure 8.2: a plant with capture burns more, so what it captures is more than what it avoids."""
    terms = {"capture_rate": f"{rate * 100:.6f} %", "transport_storage_cost": f"{storage:.6f} USD/t"}
    found = captured(
        capture=terms,
        net_efficiency=f"{efficiency * 100:.6f} % LHV",
        overnight_cost=f"{cost:.6f} USD/kW",
    )
    assert found.run.total("swap.abatement")[0] < found.run.total("project.capture.captured")[0]
    avoided = found.metrics.cost_per_tonne_avoided
    if avoided.value is None:
        assert found.run.total("swap.abatement")[0] <= 0
    else:
        assert avoided.value > found.metrics.cost_per_tonne_captured.value


def test_a_capture_rate_of_nothing_is_the_plant_without_capture() -> None:
    none = captured(capture={**CAPTURE, "capture_rate": "0 %"})
    without = {name: stated for name, stated in WITH.items() if name != "capture"}
    plain = appraised({**NEW_BUILD, "project": without})
    shared = plain.run.rows.keys() & none.run.rows.keys()
    assert shared >= plain.run.rows.keys()
    assert all((none.run.rows[name] == plain.run.rows[name]).all() for name in shared)
    assert none.metrics.cost_per_tonne_captured.reason == "nothing is captured"
    assert "cost_per_tonne_captured" not in plain.metrics


def test_without_a_penalty_what_is_captured_is_what_is_avoided() -> None:
    found = captured(net_efficiency="40 % LHV", capture={**CAPTURE, "transport_storage_cost": "0 USD/t"})
    assert found.run.total("swap.abatement")[0] == pytest.approx(found.run.total("project.capture.captured")[0])
    one, other = (found.metrics[f"cost_per_tonne_{name}"].value for name in ("captured", "avoided"))
    assert one == pytest.approx(other)


def test_a_plant_that_avoids_nothing_has_no_cost_of_a_tonne_avoided() -> None:
    capture = {**CAPTURE, "capture_rate": "20 %"}
    found = captured(capture=capture).metrics.cost_per_tonne_avoided
    assert (found.value, found.status) == (None, "none")
    assert found.reason == "the plant with capture emits no less for each unit of service"


def test_capture_is_said_in_words() -> None:
    found = captured()
    assert "project.capture.storage_cost" in str(found.explain("project.opex"))
    assert "captured" in str(found.explain("project.emissions"))


@pytest.mark.parametrize(
    ("project", "code", "path"),
    [
        ({"class": "coal"}, "wrong-class", "project.class"),
        ({"class": None}, "wrong-class", "project.class"),
        ({"capture": {"capture_rate": "90 %"}}, "missing-key", "project.capture.transport_storage_cost"),
        ({"capture": {**CAPTURE, "capture_rate": "120 %"}}, "out-of-range", "project.capture.capture_rate"),
        ({"capture": {**CAPTURE, "transport_storage_cost": "10 USD/MWh"}}, "wrong-dimension",
         "project.capture.transport_storage_cost"),
        ({"capture": {**CAPTURE, "rate": "90 %"}}, "unknown-key", "project.capture.rate"),
    ],
)  # fmt: skip
def test_capture_that_cannot_be_is_refused(project: dict[str, Any], code: str, path: str) -> None:
    stated = {name: item for name, item in {**WITH, **project}.items() if item is not None}
    with pytest.raises(ScenarioError) as refused:
        built({**NEW_BUILD, "project": stated})
    assert (code, path) in [(one.code, one.path) for one in refused.value.problems]


def test_capture_without_a_fuel_is_refused() -> None:
    grid = {"fuel": "electricity", "specific_consumption": "0.1 MWh/MWh", "price": "60 USD/MWh"}
    project = {name: item for name, item in WITH.items() if name != "net_efficiency"}
    project["fuels"] = {"grid": {**grid, "grid_emission_factor": "0.5 t/MWh"}}
    with pytest.raises(ScenarioError) as refused:
        built({**NEW_BUILD, "project": project})
    assert ("missing-input", "project.fuels") in [(one.code, one.path) for one in refused.value.problems]
