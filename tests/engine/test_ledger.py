"""The ledger of tonnes: one owner and one use for each, and a second claim refused with vintage, tonnes, claimants."""

from __future__ import annotations

import numpy as np
import pytest

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.engine.ledger import USES, claims, double_claims, ledger
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.load import load

from .cases import PLANTS, SOURCE

SECTOR = {
    "credits.mechanism": "sectoral",
    "swap.baseline_emissions": "5.16 Mt/yr",
    "swap.output": "5758 GWh/yr",
    "credits.owners.developer": "50 %",
    "credits.sector.output": "100 TWh/yr",
    "credits.sector.intensity": "0.85 t/MWh",
    "credits.reference.benchmark": "0.85 t/MWh",
    "credits.sector.settlement": "5 yr",
}


def source(**changes: str) -> Appraisal:
    """Return the source case with changes by path; two underscores stand for the dot."""
    return appraise(load(SOURCE), {path.replace("__", "."): text for path, text in changes.items()})


def refused(changes: dict[str, str]) -> Problem:
    """Return the one problem for which the source case with changes is refused."""
    with pytest.raises(ScenarioError) as caught:
        appraise(load(SOURCE), changes)
    (problem,) = caught.value.problems
    return problem


# ---- what it holds --------------------------------------------------------------------------------------------------


def test_each_tonne_of_a_vintage_has_one_use() -> None:
    changes = {
        "credits__share_of_proceeds": "5 %",
        "credits__overall_mitigation": "2 %",
        "credits__buffer": "10 %",
        "credits__uncertainty_discount": "5 %",
        "credits__owners__developer": "50 %",
        "credits__owners__host": "30 %",
        "credits__owners__partner": "20 %",
    }
    found = ledger(source(**changes).run)
    assert found is not None
    issued = 600_000 * 0.95
    forwarded = issued * (1 - 0.17)
    expected = {
        "sold": forwarded * 0.25,
        "held": forwarded * 0.25,
        "host": forwarded * 0.3,
        "partner": forwarded * 0.2,
        "buffer": issued * 0.1,
        "adaptation": issued * 0.05,
        "cancelled": issued * 0.02,
    }
    assert {name: found.uses[name][1] for name in USES} == pytest.approx(expected)
    assert found.inventory[1] == pytest.approx(600_000 * 0.05)
    assert found.exported[1] == pytest.approx(forwarded * 0.45)
    np.testing.assert_allclose(found.issued + found.inventory, found.abated, rtol=1e-12)


def test_the_host_adjusts_what_is_exported_by_the_mechanisms_share() -> None:
    bilateral, cdm = (ledger(source(credits__mechanism=name).run) for name in ("bilateral", "cdm"))
    half = ledger(source(credits__corresponding_adjustment="50 %").run)
    assert bilateral is not None
    assert cdm is not None
    assert half is not None
    assert bilateral.adjusted[1] == bilateral.exported[1] == 300_000
    assert cdm.exported[1] == pytest.approx(294_000)
    assert not cdm.adjusted.any()
    assert half.adjusted[1] == 150_000


def test_what_is_not_credited_stays_in_the_hosts_inventory() -> None:
    found = ledger(source(credits__crediting__years="10 yr").run)
    assert found is not None
    assert found.inventory[1:].tolist() == [0.0] * 10 + [600_000.0] * 15


def test_no_credits_no_ledger() -> None:
    without = source(credits="null", carbon_price__price="10 USD/t")
    assert ledger(without.run) is None
    assert ledger(source().plain) is None
    assert claims(source().plain) == []


# ---- second claims --------------------------------------------------------------------------------------------------


def test_a_price_on_emissions_and_credits_on_the_same_tonnes_are_refused() -> None:
    problem = refused({"carbon_price.price": "20 USD/t"})
    assert (problem.code, problem.path) == ("double-claim", "carbon_price")
    for words in ("vintage 2013", "600,000 t are abated", "Bilateral offset", "the price on emissions 600,000 t"):
        assert words in problem.message


def test_a_price_on_emissions_after_the_crediting_period_stands() -> None:
    changes = {
        "credits__crediting__years": "10 yr",
        "carbon_price__price": "20 USD/t",
        "carbon_price__years": "{from: 2023, to: 2037}",
    }
    found = source(**changes)
    assert [claim.tonnes.sum() for claim in claims(found.run)] == [6_000_000, 9_000_000]
    assert found.run.rows["emission_charge_saved"][:, 0].tolist() == [0.0] * 11 + [12e6] * 15
    early = changes | {"carbon_price__years": "{from: 2022, to: 2037}"}
    problem = refused({path.replace("__", "."): text for path, text in early.items()})
    assert (problem.code, problem.path) == ("double-claim", "carbon_price")
    assert "vintage 2022" in problem.message
    assert "more vintages" not in problem.message


@pytest.mark.parametrize(("tonnes", "refuse"), [("300 kt/yr", False), ("301 kt/yr", True)])
def test_another_scheme_may_count_only_what_credits_leave(tonnes: str, refuse: bool) -> None:
    changes = {"credits.uncertainty_discount": "50 %", "credits.claims.white_certificates.tonnes": tonnes}
    if not refuse:
        found = ledger(appraise(load(SOURCE), changes).run)
        assert found is not None
        assert found.claims["white certificates"][1] == 300_000
        assert found.inventory[1] == 0
        return
    problem = refused(changes)
    assert (problem.code, problem.path) == ("double-claim", "credits.claims.white_certificates")
    assert "white certificates 301,000 t" in problem.message
    assert "credits of the Bilateral offset credit mechanism 300,000 t" in problem.message


def test_three_claimants_are_all_named() -> None:
    changes = {f"credits.claims.{name}.tonnes": "200 kt/yr" for name in ("green_power", "white_certificates")}
    problem = refused(changes)
    for name in ("green power", "white certificates", "Bilateral"):
        assert name in problem.message


def test_a_claim_of_nothing_is_none() -> None:
    assert list(double_claims(source(credits__claims__other__tonnes="0 t/yr").run)) == []


def test_a_sector_is_settled_for_all_years_to_date() -> None:
    """Credits of five years come at once: in their own year they are above its abatement, and yet no second claim."""
    found = appraise(load(SOURCE), SECTOR)
    settled = ledger(found.run)
    assert settled is not None
    assert settled.issued[5] == pytest.approx(5 * 334_300)
    assert settled.inventory[5] < 0
    spared = {"credits.claims.other.tonnes": "265 kt/yr"}
    assert appraise(load(SOURCE), SECTOR | spared).metrics.npv.value is not None
    problem = refused(SECTOR | {"credits.claims.other.tonnes": "270 kt/yr"})
    assert (problem.code, problem.path) == ("double-claim", "credits.claims.other")
    assert "vintage 2017 and all before it" in problem.message


def test_a_price_on_emissions_after_crediting_stands_beside_leakage() -> None:
    """Each plant pays for its own emissions, leakage carries no price: one claimant may cover more than is abated."""
    plants = {
        "swap.leakage": "10 kt/yr",
        "credits.mechanism": "bilateral",
        "credits.crediting.years": "10 yr",
        "credits.crediting.start_after": "0 yr",
        "carbon_price.price": "20 USD/t",
    }
    later = plants | {"carbon_price.years": "{from: 2026, to: 2040}"}
    found = appraise(load(PLANTS), later)
    assert found.run.rows["carbon_price.spared"].max() > found.run.rows["swap.abatement"].max()
    with pytest.raises(ScenarioError) as caught:
        appraise(load(PLANTS), plants | {"carbon_price.years": "{from: 2025, to: 2040}"})
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("double-claim", "carbon_price")
    assert "vintage 2025" in problem.message


def test_one_scheme_cannot_count_more_than_is_abated() -> None:
    problem = refused({"credits.crediting.years": "10 yr", "credits.claims.other.tonnes": "601 kt/yr"})
    assert (problem.code, problem.path) == ("double-claim", "credits.claims.other")
