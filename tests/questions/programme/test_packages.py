"""The programmes that ship: each the sum of its measures, the national package through its phases, phases by income."""

from __future__ import annotations

import math

import pytest

import appraisal as ap
from appraisal.engine import support
from appraisal.engine.ledger import USES
from appraisal.ground.problem import ScenarioError
from appraisal.questions.programme.appraisal import appraise_programme
from appraisal.questions.programme.parts import Part
from appraisal.questions.programme.selection import select
from appraisal.scenario.collect import stated_figures
from appraisal.scenario.programme import load_programme
from appraisal.scenario.programme_roll_out import AFTER_EXIT, phase_path
from tests.engine.test_transport_and_appliances import linear
from tests.questions.programme.shipped import PROGRAMMES, appraised

SHIPPED = sorted(file.stem for file in PROGRAMMES.glob("*.yaml"))


@pytest.mark.parametrize("name", SHIPPED)
class TestEachProgramme:
    def test_it_is_the_sum_of_its_measures_own_appraisals(self, name: str) -> None:
        found = appraised(name)
        own = {id(part.unit): ap.appraise(part.unit.scenario) for part in found.parts}
        npv = [part.count * part.unit.index * own[id(part.unit)].metrics.npv.value for part in found.parts]
        tonnes = [part.count * own[id(part.unit)].run.total("swap.abatement")[0] for part in found.parts]
        assert found.totals.npv == pytest.approx(math.fsum([*npv, *(one.totals.npv for one in found.enabling)]))
        assert found.totals.tonnes == pytest.approx(math.fsum(tonnes))

    def test_no_tonne_has_two_uses(self, name: str) -> None:
        tonnes = appraised(name).flows.tonnes
        for at, abated in enumerate(tonnes["abated"]):
            assert math.fsum(tonnes[use][at] for use in (*USES, "claimed", "inventory")) == pytest.approx(abated)

    def test_it_says_what_to_look_at_and_where_each_figure_is_from(self, name: str) -> None:
        document = appraised(name).programme.document
        assert "What to look at" in document.about
        assert [path for path, figure in stated_figures(document, "") if not figure.source] == []
        assert all(one.source for one in document.programme.measures.values())
        assert all(one.source for one in document.programme.enabling.values())
        assert all(one.source for one in document.programme.support.values())


def test_the_library_holds_the_packages_of_the_source_papers() -> None:
    assert SHIPPED == ["national_package", "phases_by_income", "transport_package"]


# ---- the national package -------------------------------------------------------------------------------------------

SHARES = {
    **{year: {"I": 1} for year in (2012, 2013)},
    2014: {"I": 2 / 3, "II": 1 / 3},
    2015: {"I": 1 / 3, "II": 2 / 3},
    **{year: {"II": 1} for year in range(2016, 2022)},
    2022: {"II": 2 / 3, "III": 1 / 3},
    2023: {"II": 1 / 3, "III": 2 / 3},
    **{year: {"III": 1} for year in range(2024, 2030)},
    **{year: {AFTER_EXIT: 1} for year in range(2030, 2033)},
}
"""One plant a year: what of it begins in which phase, where each takes over within three years."""


def parts(name: str, *phases: str) -> list[Part]:
    return [part for part in appraised("national_package").measure(name).parts if part.phase in phases]


def public(part: Part) -> dict[str, float]:
    return {one.kind: one.value for one in support.public_support(part.unit.run).parts if one.value}


class TestNationalPackage:
    def test_a_plant_a_year_goes_through_the_phases(self) -> None:
        found: dict[int, dict[str, float]] = {}
        for part in appraised("national_package").measure("coal_efficiency").parts:
            found.setdefault(part.start, {})[part.phase] = part.count
        assert found == {year: pytest.approx(shares) for year, shares in SHARES.items()}

    def test_support_goes_over_to_credits_and_both_end(self) -> None:
        kinds = {phase: {*map(tuple, map(public, parts("coal_efficiency", phase)))} for phase in ("I", "II", "III")}
        assert kinds == {"I": {("grant",)}, "II": {("loan",)}, "III": {("technical_assistance",)}}
        for phase in ("I", "III", AFTER_EXIT):
            assert not any(part.credited for part in parts("coal_efficiency", phase))
        assert all(part.credited for part in parts("coal_efficiency", "II"))
        assert [public(part) for part in parts("coal_efficiency", AFTER_EXIT)] == [{}, {}, {}]

    def test_governments_pay_nothing_after_the_exit_but_for_the_register_of_the_sector(self) -> None:
        found = appraised("national_package")
        register = next(one for one in found.enabling if one.name == "sector_register")
        for at, year in enumerate(found.years):
            paid = {payer: found.flows.payments[payer][at] for payer in ("host", "partner")}
            left = {payer: paid[payer] - register.flows.payments[payer][at] for payer in paid}
            assert (max(left.values()) > 1e6) == (year < 2030), year
            assert year < 2030 or max(map(abs, left.values())) < 1e-3, year
        earned = [
            year for year, issued in zip(found.years, found.measure("coal_sector").flows.issued, strict=True) if issued
        ]
        assert earned[-1] <= 2035

    def test_a_plant_pays_by_itself_from_the_year_in_which_its_extra_cost_has_fallen_far_enough(self) -> None:
        """125 million USD less 3 % a year, in money of 2011, against 8.75 million a year for 25 years at 8 %."""
        saved = sum(8.75e6 / 1.08**year for year in range(1, 26))
        plain = {part.start: part.unit.run.total("present_value")[0] for part in parts("coal_efficiency", AFTER_EXIT)}
        for year, npv in plain.items():
            gap = 125e6 * 0.97 ** (year - 2012)
            assert (saved - gap) * 1.08 ** -(year - 2012) == pytest.approx(npv)
        worth = {year: saved - 125e6 * 0.97 ** (year - 2012) for year in range(2012, 2033)}
        assert next(year for year in worth if worth[year] > 0) == 2022

    def test_one_measure_is_project_based_here_and_sectoral_there(self) -> None:
        found = appraised("national_package").measure("coal_sector")
        here = {part.region: (part.crediting, part.unit.scenario.document.mechanism) for part in found.parts}
        assert here == {"coast": ("project", "bilateral"), "inland": ("sector", "sectoral")}
        earned = {part.region: part.unit.run.total("credits.issued")[0] for part in found.parts}
        avoided = {part.region: part.unit.run.total("swap.abatement")[0] for part in found.parts}
        assert avoided["coast"] == pytest.approx(avoided["inland"])
        assert earned["coast"] > 1.5 * earned["inland"] > 0

    def test_every_way_of_crediting_and_every_kind_of_enabling_cost_is_there(self) -> None:
        package = load_programme(PROGRAMMES / "national_package.yaml").document.programme
        assert {one.crediting for one in package.measures.values()} == {"project", "sector", "none"}
        assert {one.kind for one in package.enabling.values()} == {"training", "regulation", "inventory", "mrv"}

    def test_the_budget_leaves_what_costs_most_for_each_tonne(self) -> None:
        found = appraised("national_package")
        chosen = select(found)
        assert (chosen.left, chosen.optimal) == (("carbon_capture", "subway"), True)
        assert chosen.npv > 0 > found.totals.npv

    def test_a_tonne_that_two_measures_claim_is_refused_with_names_vintage_and_tonnes(self) -> None:
        """The twin: with the line that leaves the registered projects out of the sector, it runs."""
        assert appraised("national_package").checks
        twice = load_programme(
            PROGRAMMES / "national_package.yaml", sets=["programme.measures.coal_sector.excludes=[carbon_capture]"]
        )
        with pytest.raises(ScenarioError) as refused:
            appraise_programme(twice)
        (problem,) = refused.value.problems
        assert (problem.code, problem.path) == ("double-claim", "programme.measures.coal_sector.sector")
        assert "'coal_efficiency' and" in problem.message
        assert "'coal_sector' in inland" in problem.message
        # two plants of the region, from 2020 on, against one plant of 600 kt begun in each year since 2012
        assert "vintage 2020: 4,800,000 t by 'coal_efficiency' and 1,200,078 t" in problem.message


# ---- phases by income -----------------------------------------------------------------------------------------------


def reached(level: float) -> int:
    """Return the first year in which income on straight lines has reached a level."""
    path = {2012: 1444.0, 2020: 2000.0, 2025: 2700.0, 2032: 4600.0}
    return next(year for year in range(2012, 2033) if linear(path, year) >= level)


def test_phases_follow_from_the_path_of_income() -> None:
    path = appraised("phases_by_income").phases
    assert path is not None
    assert (path.second, path.third, path.exit) == (reached(1900), reached(3000), reached(4516)) == (2019, 2027, 2032)


def test_a_level_that_is_reached_later_lengthens_the_phase_before_it() -> None:
    path = phase_path(
        load_programme(PROGRAMMES / "phases_by_income.yaml", sets=["programme.phases.indicator.III=3500 USD"])
    )
    assert path is not None
    assert (path.second, path.third, path.exit) == (2019, reached(3500), 2032)
    assert reached(3500) > 2027


def test_nothing_that_begins_after_the_exit_has_support_or_credits() -> None:
    late = [part for part in appraised("phases_by_income").parts if part.start >= 2032]
    assert {part.phase for part in late} == {AFTER_EXIT}
    assert [part for part in late if part.credited or public(part)] == []
