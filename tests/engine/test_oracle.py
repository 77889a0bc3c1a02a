"""The engine against a second appraisal in plain Python, on the shipped scenarios and on random ones of every kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from appraisal.engine.appraisal import Appraisal
from appraisal.ground.sheet import Array

from . import scenarios
from .cases import PLANTS, RETROFIT, SOURCE, appraised, stated, with_
from .credit_oracle import CreditOracle
from .oracle import Oracle, tonnes

NEAR = 1e-9
RANDOM = settings(
    max_examples=160,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


def row(found: Appraisal, name: str, *, credited: bool = True) -> list[float]:
    rows: Array = (found.run if credited else found.plain).rows[name]
    return [float(value) for value in np.broadcast_to(rows, (len(found.years), 1))[:, 0]]


def gross(oracle: Oracle) -> float:
    """The money that moves, by its size: rounding is judged by it, not by the difference that is left."""
    sides = ("baseline", "project") if oracle.plants else ()
    per_year = [oracle.energy(side, y)[0] + oracle.opex(side, y) for side in sides for y in oracle.years]
    capital = [oracle.capex(side, y) for side in sides for y in oracle.years]
    return oracle.turnover() + oracle.turnover(credited=False) + sum(map(abs, [*per_year, *capital])) + 1e-6


def agree(found: Appraisal, oracle: Oracle) -> None:
    """Compare everything that both can say."""
    assert_money(found, oracle)
    assert_credits(found, oracle)
    assert_measures(found, oracle)
    if oracle.plants:
        assert_levelised(found, oracle)


def assert_money(found: Appraisal, oracle: Oracle) -> None:
    size = gross(oracle)
    rate = oracle.plain("discount_rate")
    size *= max(1.0, *(max(oracle.weights(year, rate)) for year in oracle.years))
    for credited, name in ((True, "npv"), (False, "npv_without_credits")):
        assert float(found.metrics[name]) == pytest.approx(oracle.npv(credited=credited), rel=NEAR, abs=NEAR * size)
        expected = oracle.cash_flow(credited=credited)
        assert row(found, "cash_flow", credited=credited) == pytest.approx(
            [expected.pop(year) for year in found.years], rel=NEAR, abs=NEAR * size
        )
        assert not any(expected.values()), "money beyond the axis"


def assert_credits(found: Appraisal, oracle: Oracle) -> None:
    size, lines = tonnes(oracle), {"swap.abatement": oracle.abatement}
    if oracle.credits:
        lines |= {"credits.issued": oracle.issued, "credits.forwarded": oracle.forwarded, "credits.sold": oracle.sold}
        paid = [oracle.revenue(year) for year in found.years]
        assert row(found, "credits.revenue") == pytest.approx(paid, rel=NEAR, abs=NEAR * gross(oracle))
    for name, rule in lines.items():
        assert row(found, name) == pytest.approx([rule(y) for y in found.years], rel=NEAR, abs=NEAR * size), name


def is_settled(oracle: Oracle, *, credited: bool) -> bool:
    """A flow that is only the oracle's own rounding (1000 - 1000.0000000000001) decides no payback and no rate."""
    flows = [abs(flow) for flow in oracle.cash_flow(credited=credited).values() if flow]
    return min(flows, default=1.0) > 1e-12 * gross(oracle)


def assert_measures(found: Appraisal, oracle: Oracle) -> None:
    for credited, suffix in ((True, ""), (False, "_without_credits")):
        if not is_settled(oracle, credited=credited):
            continue
        irr = oracle.irr(credited=credited)
        if irr is not None and -0.95 < irr < 10:
            assert float(found.metrics[f"project_irr{suffix}"]) == pytest.approx(irr, rel=NEAR, abs=NEAR)
        payback = oracle.payback(credited=credited)
        assert found.metrics[f"payback{suffix}"].value == (payback and pytest.approx(payback, rel=NEAR, abs=NEAR))
    if 0 < abs(sum(oracle.abatement(year) for year in oracle.years)) <= 1e-12 * tonnes(oracle):
        return  # what two equal plants differ by is rounding, and no cost per tonne follows from it
    cost, measured = oracle.abatement_cost(), found.metrics["abatement_cost"].value
    if cost is None:
        assert measured is None
    else:
        assert measured == pytest.approx(cost, rel=1e-7)


def assert_levelised(found: Appraisal, oracle: Oracle) -> None:
    unit = 1.0 if oracle.data["project"]["capacity"].endswith("/yr") else 3.6
    for side in ("baseline", "project"):
        expected = oracle.lcoe(side) * unit
        assert float(found.metrics[f"lcoe_{side}"]) == pytest.approx(expected, rel=NEAR, abs=NEAR)


@pytest.mark.parametrize("path", [SOURCE, PLANTS], ids=["direct", "plants"])
def test_shipped_scenarios_agree(path: Path) -> None:
    """The plants pay the fees of the Clean Development Mechanism, which the plain oracle does not know."""
    data = with_(stated(path), tax=None, finance=None)  # with them: test_finance_oracle.py
    agree(appraised(data), CreditOracle(data))


def test_a_retrofit_with_every_key_agrees() -> None:
    agree(appraised(RETROFIT), Oracle(RETROFIT))


@pytest.mark.parametrize(
    ("path", "moved"),
    [("swap__leakage", "9 kt/yr"), ("credits__issuance_lag", "1 yr"), ("project__other_opex", "9 USD/yr")],
)
def test_the_comparison_can_fail(path: str, moved: str) -> None:
    with pytest.raises(AssertionError):
        agree(appraised(RETROFIT), Oracle(with_(RETROFIT, **{path: moved})))


@RANDOM
@given(scenarios.direct())
def test_direct_scenarios_agree(data: dict[str, Any]) -> None:
    agree(appraised(data), Oracle(data))


@RANDOM
@given(scenarios.plants())
def test_scenarios_of_two_plants_agree(data: dict[str, Any]) -> None:
    agree(appraised(data), Oracle(data))
