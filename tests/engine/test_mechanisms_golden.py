"""Golden figures of the mechanisms: what sources and design give for the source case, to every printed digit."""

from __future__ import annotations

import pytest

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.load import load

from .cases import PLANTS, SOURCE

EMITTED = {"swap.baseline_emissions": "5.16 Mt/yr"}
"""600 kt a year are what 43 % instead of 38 % saves of 5.16 Mt."""

ARTICLE_6_4 = {
    "credits.mechanism": "article_6_4",
    "credits.reference.rule": "business_as_usual",
    "credits.ignore_eligibility": "true",
    **EMITTED,
}


def source(changes: dict[str, str]) -> Appraisal:
    return appraise(load(SOURCE), changes)


def years(found: Appraisal, row: str) -> list[float]:
    return [float(value) for value in found.run.rows[row][:, 0]]


def refused(changes: dict[str, str]) -> list[Problem]:
    with pytest.raises(ScenarioError) as caught:
        source(changes)
    return list(caught.value.problems)


# ---- the Clean Development Mechanism --------------------------------------------------------------------------------


def test_administration_fees_at_600_kt_a_year_are_118500() -> None:
    """15,000 t at 0.10 USD and 585,000 t at 0.20 USD (7/CMP.1, paragraph 37), a year after the tonnes."""
    found = source({"credits.mechanism": "cdm"})
    assert years(found, "credits.issuance_levy")[2:12] == pytest.approx([118_500] * 10)


def test_the_registration_fee_is_an_advance_on_the_first_of_them() -> None:
    found = source({"credits.mechanism": "cdm"})
    assert years(found, "registration")[:2] == pytest.approx([118_500, 0])
    assert years(found, "credits.issuance_cost")[2:12] == pytest.approx([0, *[118_500] * 9], abs=1e-6)


def test_fees_and_levy_are_not_due_in_a_least_developed_country() -> None:
    found = source({"credits.mechanism": "cdm", "credits.host_ldc": "true"})
    for row in ("credits.levied", "credits.issuance_cost", "registration"):
        assert not any(years(found, row)), row


def test_a_run_as_of_today_says_that_it_is_historical() -> None:
    (status,) = [one for one in source({"credits.mechanism": "cdm"}).warnings if one.code == "mechanism-status"]
    assert "the mechanism is historical" in status.message
    earlier = source({"credits.mechanism": "cdm", "credits.as_of": "2012"})
    assert "mechanism-status" not in [one.code for one in earlier.warnings]


def test_nuclear_is_refused_with_the_reason() -> None:
    (problem,) = refused({"credits.mechanism": "cdm", "swap.class": "nuclear"})
    assert (problem.code, problem.path) == ("not-eligible", "credits.mechanism")
    assert "Annex I Parties are to refrain from using" in problem.message


CCS = {"credits.mechanism": "cdm", "swap.class": "ccs", "credits.aftercare.cost": "0.5 million USD/yr"}


def test_carbon_capture_is_refused_as_of_2010_and_runs_as_of_2012_with_its_conditions() -> None:
    (problem,) = refused(CCS | {"credits.as_of": "2010"})
    assert (problem.code, problem.path) == ("not-eligible", "credits.mechanism")
    assert "not eligible before 2012" in problem.message
    found = source(CCS | {"credits.as_of": "2012"})
    assert "conditions" in [one.code for one in found.warnings]
    assert years(found, "credits.buffered")[1] == pytest.approx(30_000)
    watched = years(found, "credits.aftercare.cost")
    assert [year for year, cost in zip(found.years, watched, strict=True) if cost] == list(range(2023, 2043))


# ---- Article 6.4 ----------------------------------------------------------------------------------------------------


def test_article_6_4_leaves_558_of_600_kt() -> None:
    found = source(ARTICLE_6_4 | {"credits.crediting.tightening": "0 %/yr"})
    assert years(found, "credits.issued")[1] == pytest.approx(600_000)
    assert years(found, "credits.levied")[1] == pytest.approx(30_000)
    assert years(found, "credits.cancelled")[1] == pytest.approx(12_000)
    assert years(found, "credits.forwarded")[1] == pytest.approx(558_000)


def test_one_percent_a_year_down_takes_600_to_548_342_and_84_kt() -> None:
    issued = years(source(ARTICLE_6_4), "credits.issued")
    assert [round(issued[year] / 1000) for year in (1, 5, 10)] == [548, 342, 84]


@pytest.mark.parametrize(("share", "taken"), [("1 %", "8.6"), ("10 %", "86.0")])
def test_what_a_little_less_reference_takes_of_the_credits(share: str, taken: str) -> None:
    """Abatement is 11.6 % of the baseline: 1 % of it is 8.6 % of the credits, 10 % is 86 %."""
    below = {"credits.reference.rule": "below_usual", "credits.reference.below_usual": share, **EMITTED}
    issued = years(source(below), "credits.issued")[1]
    assert f"{(1 - issued / 600_000) * 100:.1f}" == taken


def test_new_coal_is_refused_with_the_reason() -> None:
    below = {"credits.reference.rule": "below_usual", "credits.reference.below_usual": "1 %"}
    (problem,) = refused(ARTICLE_6_4 | below | {"credits.ignore_eligibility": "false"})
    assert (problem.code, problem.path) == ("not-eligible", "credits.mechanism")
    assert "locks in a high-carbon technology" in problem.message


# ---- owners, factors, margins ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("shares", [("90 %", "0 %"), ("60 %", "50 %")])
def test_shares_of_nine_or_eleven_tenths_are_refused(shares: tuple[str, str]) -> None:
    (problem,) = refused({"credits.owners.developer": shares[0], "credits.owners.host": shares[1]})
    assert (problem.code, problem.path) == ("shares", "credits.owners")


def test_conservative_factors_of_one_fuel_leave_568_of_600_kt() -> None:
    """Other bituminous coal at 89.5 instead of 94.6 kg/GJ in both plants."""
    plain, careful = (appraise(load(PLANTS), changes) for changes in ({}, {"credits.reference.conservative": "true"}))
    first = plain.years.index(2016)
    assert [round(years(one, "swap.abatement")[first] / 1000) for one in (plain, careful)] == [600, 568]


def test_conservative_factors_of_two_fuels_are_the_lower_and_the_upper_end() -> None:
    changes = {"credits.reference.conservative": "true", "project.fuels.coal.fuel": "lignite"}
    figures = appraise(load(PLANTS), changes).scenario.figures
    assert figures["fuels.other_bituminous.emission_factor"].value == pytest.approx(0.0895)
    assert figures["fuels.lignite.emission_factor"].value == pytest.approx(0.115)


GRID = {
    "baseline.fuels.coal": "null",
    "baseline.fuels.grid": "{fuel: electricity, price: 20 USD/MWh, specific_consumption: 1 MWh/MWh, "
    "operating_margin: 0.4620 t/MWh, build_margin: 0.3456 t/MWh}",
    "baseline.net_efficiency": "null",
    "project.fuels.coal.price": "1.38 USD/GJ",
    "credits.mechanism": "bilateral",
    "risk": "null",
}


@pytest.mark.parametrize(("technology", "factor"), [("gas", "0.4038"), ("wind", "0.4329"), ("solar", "0.4329")])
def test_the_combined_margins_of_armenia(technology: str, factor: str) -> None:
    """Standardised baseline ASB0038-2018: half and half, three quarters of the operating margin for wind and solar."""
    found = appraise(load(PLANTS), GRID | {"project.class": technology})
    assert f"{found.run.rows['baseline.fuels.grid.grid_emission_factor'][0, 0]:.4f}" == factor


def test_the_combined_margin_of_a_later_period_is_stated_by_year() -> None:
    later = {"baseline.fuels.grid.operating_weight": "{years: {2016: 50 %, 2023: 25 %}, between: step}"}
    found = appraise(load(PLANTS), GRID | later | {"project.class": "gas"})
    factors = years(found, "baseline.fuels.grid.grid_emission_factor")
    assert f"{factors[found.years.index(2022)]:.4f}" == "0.4038"
    assert f"{factors[found.years.index(2023)]:.4f}" == "0.3747"


# ---- the source papers' argument ------------------------------------------------------------------------------------

SECTOR = {
    "credits.mechanism": "sectoral",
    "swap.output": "5758 GWh/yr",
    "credits.owners.developer": "100 %",
    "credits.sector.output": "200 TWh/yr",
    "credits.reference.benchmark": "0.88 t/MWh",
    **EMITTED,
}


def test_a_plant_in_a_sector_that_does_not_improve_earns_nothing() -> None:
    """It stays 507 kt a year below the benchmark, and the rest of the sector 2 Mt above it."""
    found = source(SECTOR | {"credits.sector.intensity": "0.89 t/MWh"})
    assert years(found, "credits.plant_gain")[1] == pytest.approx(0.88 * 5.758e6 - 4.56e6)
    assert not any(years(found, "credits.creditable"))
    assert found.metrics.npv.value == pytest.approx(found.metrics.npv_without_credits.value)


def test_the_same_plant_in_a_sector_at_its_benchmark_earns_its_own_tonnes() -> None:
    found = source(SECTOR | {"credits.sector.intensity": "0.88 t/MWh"})
    assert years(found, "credits.creditable")[1] == pytest.approx(0.88 * 5.758e6 - 4.56e6)
