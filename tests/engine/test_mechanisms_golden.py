"""Golden figures of the mechanisms on the source case and its plant twin, through the public interface."""

from __future__ import annotations

from pathlib import Path

import pytest

import appraisal as ap

from .cases import PLANTS, SOURCE, years_of


def appraised(*sets: str, of: Path = SOURCE) -> ap.Appraisal:
    return ap.appraise(ap.load(of, sets=sets))


def row(found: ap.Appraisal, name: str) -> list[float]:
    return years_of(found.run, name)


def refused(*sets: str) -> tuple[str, str, str]:
    """Return code, path and words of the one problem that the source case has with the changes."""
    with pytest.raises(ap.ScenarioError) as caught:
        ap.load(SOURCE, sets=sets)
    [problem] = caught.value.problems
    return problem.code, problem.path, problem.message


# ---- the clean development mechanism --------------------------------------------------------------------------------

CDM = "credits.mechanism=cdm"


def test_administration_costs_118_500_usd_a_year_at_600_kt() -> None:
    """7/CMP.1, paragraph 37: 15,000 x 0.10 + 585,000 x 0.20, on credits issued, in the year after."""
    found = appraised(CDM)
    assert row(found, "credits.creditable")[1:11] == [600_000] * 10
    assert row(found, "credits.issuance_levy")[:2] == [0, 0]
    assert row(found, "credits.issuance_levy")[2:12] == pytest.approx([118_500] * 10)


def test_the_registration_fee_is_an_advance_on_the_first_levy() -> None:
    found = appraised(CDM)
    assert row(found, "credits.registration_advance")[0] == pytest.approx(118_500)
    assert not any(row(found, "credits.registration_advance")[1:])
    assert row(found, "registration") == row(found, "credits.registration_advance")
    assert row(found, "credits.issuance_cost")[:4] == pytest.approx([0, 0, 0, 118_500])
    assert sum(row(found, "credits.issuance_cost")) == pytest.approx(9 * 118_500)


def test_two_per_cent_go_to_adaptation_and_the_fee_is_on_what_is_issued() -> None:
    """On what is forwarded the fee would be 116,100 USD."""
    found = appraised(CDM)
    assert row(found, "credits.levied")[1] == pytest.approx(12_000)
    assert row(found, "credits.forwarded")[1] == pytest.approx(588_000)


def test_a_least_developed_host_pays_neither() -> None:
    found = appraised(CDM, "credits.host_ldc=true")
    for name in ("credits.levied", "credits.issuance_levy", "credits.registration_advance"):
        assert not any(row(found, name)), name
    assert row(found, "credits.forwarded")[1] == 600_000


def test_nuclear_is_not_usable() -> None:
    code, path, words = refused(CDM, "swap.class=nuclear")
    assert (code, path) == ("not-eligible", "credits.mechanism")
    assert "'cdm' does not take nuclear" in words
    assert "refrain from using" in words
    assert appraised("swap.class=nuclear").metrics.npv.value == appraised().metrics.npv.value


CCS = (CDM, "swap.class=ccs", "credits.aftercare.cost=0.5 million USD/yr")


def test_carbon_capture_is_refused_as_of_2010_and_runs_with_conditions_as_of_2012() -> None:
    code, path, words = refused(*CCS, "credits.as_of=2010")
    assert (code, path) == ("not-eligible", "credits.mechanism")
    assert "before 2012" in words
    found = appraised(*CCS, "credits.as_of=2012")
    [conditions] = [one.message for one in found.warnings if one.code == "conditions"]
    assert "reserve" in conditions
    assert row(found, "credits.buffered")[1] == pytest.approx(30_000)
    assert sum(row(found, "credits.after_crediting")) == pytest.approx(20)


def test_aftercare_must_be_stated_for_carbon_capture() -> None:
    assert refused(CDM, "swap.class=ccs", "credits.as_of=2012")[:2] == ("missing-input", "credits.aftercare.cost")


def test_as_of_today_the_mechanism_is_historical() -> None:
    said = [one.message for one in appraised(CDM).warnings if one.code == "mechanism-status"]
    assert any("historical" in message for message in said)
    then = [one.message for one in appraised(CDM, "credits.as_of=2012").warnings if one.code == "mechanism-status"]
    assert not any("historical" in message for message in then)


# ---- article 6.4 ----------------------------------------------------------------------------------------------------

PACM = (
    "credits.mechanism=article_6_4",
    "credits.reference.rule=business_as_usual",
    "credits.ignore_eligibility=true",
    "swap.baseline_emissions=5.16 Mt/yr",
)


def test_558_of_600_kt_are_left_before_any_tightening() -> None:
    """5 % for adaptation and 2 % cancelled, both of what is issued: not 558.6, one after the other."""
    found = appraised(*PACM, "credits.crediting.tightening=0 %/yr")
    assert row(found, "credits.issued")[1:11] == pytest.approx([600_000] * 10)
    assert row(found, "credits.forwarded")[1:11] == pytest.approx([558_000] * 10)
    assert row(found, "credits.levied")[1] == pytest.approx(30_000)
    assert row(found, "credits.cancelled")[1] == pytest.approx(12_000)


def test_no_tightening_is_against_the_rules() -> None:
    below = ("credits.reference.rule=below_usual", "credits.reference.below_usual=2 %")
    kept = ("credits.mechanism=article_6_4", *below, "swap.class=industry", "swap.baseline_emissions=5.16 Mt/yr")
    code, path, _ = refused(*kept, "credits.crediting.tightening=0 %/yr")
    assert (code, path) == ("against-rules", "credits.crediting.tightening")
    assert row(appraised(*kept), "credits.creditable")[1] == pytest.approx(600_000 - 5.16e6 * (1 - 0.98 * 0.99))


def test_one_per_cent_a_year_leaves_548_342_and_84_kt() -> None:
    tonnes = row(appraised(*PACM), "credits.creditable")
    assert [round(tonnes[year] / 1000) for year in (1, 5, 10)] == [548, 342, 84]
    assert sum(tonnes[11:]) == 0


@pytest.mark.parametrize(("tightening", "lost"), [("1 %", 8.6), ("10 %", 86)])
def test_abatement_is_a_small_part_of_the_baseline_so_tightening_costs_much(tightening: str, lost: float) -> None:
    rule = ("credits.reference.rule=below_usual", f"credits.reference.below_usual={tightening}")
    credited = row(appraised(*rule, "swap.baseline_emissions=5.16 Mt/yr"), "credits.creditable")[1]
    assert (1 - credited / 600_000) * 100 == pytest.approx(lost)
    renewed = (
        "credits.crediting.years=12 yr",
        "credits.crediting.renewals=1",
        f"credits.crediting.tightening={tightening}",
    )
    tonnes = row(appraised(*renewed, "swap.baseline_emissions=5.16 Mt/yr"), "credits.creditable")
    assert tonnes[12] == pytest.approx(600_000)
    assert (1 - tonnes[13] / 600_000) * 100 == pytest.approx(lost)


# ---- prices and thresholds ------------------------------------------------------------------------------------------

STACKED = (
    "credits.crediting.years=10 yr",
    "credits.share_of_proceeds=5 %",
    "credits.overall_mitigation=2 %",
    "credits.issuance_lag=1 yr",
    "credits.monitoring_cost=0.15 million USD/yr",
)


def test_the_stacked_frictions_ask_for_18_81_usd() -> None:
    found = ap.threshold(ap.load(SOURCE, sets=STACKED), vary="credits.price")
    assert f"{found.value:.2f}" == "18.81"


def test_the_terms_of_article_6_4_are_those_frictions_but_for_the_monitoring() -> None:
    """Ten years, 5 % and 2 %, a year of lag, half cashed: what is left of the stack is the cost of monitoring."""
    more = ("credits.crediting.tightening=0 %/yr", "credits.monitoring_cost=0.15 million USD/yr")
    found = ap.threshold(ap.load(SOURCE, sets=(*PACM, *more)), vary="credits.price")
    assert f"{found.value:.2f}" == "18.81"


# ---- emission factors -----------------------------------------------------------------------------------------------

BILATERAL = ("credits.mechanism=bilateral",)
CAUTIOUS = "credits.reference.conservative=true"


def emission_factor(found: ap.Appraisal, side: str) -> float:
    """Return the emission factor of a plant's coal, or of what is burned in its place, kg/GJ."""
    return row(found, f"{side}.fuels.coal.emission_factor")[0] * 1000


def first_full_year(found: ap.Appraisal) -> float:
    return next(tonnes for tonnes in row(found, "swap.abatement") if tonnes)


def test_the_same_fuel_has_one_cautious_factor_568_of_600_kt() -> None:
    """Other bituminous coal at 89.5 instead of 94.6 kg/GJ in both plants; two ends would leave 76 kt."""
    plain, cautious = appraised(*BILATERAL, of=PLANTS), appraised(*BILATERAL, CAUTIOUS, of=PLANTS)
    assert [round(first_full_year(found) / 1000) for found in (plain, cautious)] == [600, 568]
    assert emission_factor(plain, "baseline") == emission_factor(plain, "project") == pytest.approx(94.6)
    assert emission_factor(cautious, "baseline") == emission_factor(cautious, "project") == pytest.approx(89.5)


def test_different_fuels_take_the_lower_bound_for_the_baseline_and_the_upper_for_the_project() -> None:
    """IPCC 2006: other bituminous coal 89.5 to 99.7, natural gas 54.3 to 58.3 kg/GJ."""
    gas = ("project.fuels.coal.fuel=natural_gas", "project.fuels.coal.price=6 USD/GJ")
    found = appraised(*BILATERAL, *gas, CAUTIOUS, of=PLANTS)
    assert [emission_factor(found, side) for side in ("baseline", "project")] == pytest.approx([89.5, 58.3])


GRID = "{fuel: electricity, price: 60 USD/MWh, specific_consumption: 0.01 MWh/MWh"
ARMENIA = f"project.fuels.grid={GRID}, operating_margin: 0.4620 t/MWh, build_margin: 0.3456 t/MWh}}"


@pytest.mark.parametrize(("technology", "expected"), [("gas", 0.4038), ("wind", 0.4329), ("solar", 0.4329)])
def test_the_combined_margin_of_armenia(technology: str, expected: float) -> None:
    """ASB0038-2018: operating 0.4620 and build 0.3456 t/MWh, at 50/50 and at 75/25 for wind and solar."""
    found = appraised(*BILATERAL, ARMENIA, f"project.class={technology}", of=PLANTS)
    assert row(found, "project.fuels.grid.grid_emission_factor")[0] == pytest.approx(expected, abs=5e-5)


def test_a_stated_weight_is_used() -> None:
    """In its second and third crediting period another project weighs the build margin with three quarters."""
    later = ARMENIA.replace("}", ", operating_weight: 25 %}")
    found = appraised(*BILATERAL, later, of=PLANTS)
    assert row(found, "project.fuels.grid.grid_emission_factor")[0] == pytest.approx(0.25 * 0.4620 + 0.75 * 0.3456)


# ---- owners ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("developer", [90, 110])
def test_owners_that_do_not_add_up_to_one_are_refused(developer: int) -> None:
    share = f"credits.owners.developer={min(developer, 100)} %"
    host = f"credits.owners.host={max(developer - 100, 0)} %"
    code, path, words = refused(share, host)
    assert (code, path) == ("shares", "credits.owners")
    assert f"add up to {developer / 100:g}, and must add up to 1" in words
    assert appraised(share, f"credits.owners.host={100 - min(developer, 100)} %").metrics.npv.value is not None
