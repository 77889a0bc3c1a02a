"""A tonne that two measures claim is refused, with names, vintage and tonnes; and what keeps two measures apart."""

from __future__ import annotations

import pytest

import appraisal as ap
from appraisal.ground.problem import Problem
from tests.questions.programme.cases import HEAD, appraised

TWO = """\
  measures:
    old: {{scenario: usc_vs_subcritical.yaml, crediting: project{old}}}
    new: {{scenario: usc_vs_subcritical.yaml, crediting: {crediting}{new}}}
"""

SECTOR = """\
  measures:
    plant: {{scenario: usc_vs_subcritical.yaml, crediting: {crediting}, sector: power{plant}}}
    sector:
      scenario: usc_mechanisms.yaml
      variant: sectoral
      crediting: sector
      sector: {name}{more}
"""


def refused(text: str) -> Problem:
    with pytest.raises(ap.ScenarioError) as caught:
        appraised(HEAD + text)
    (problem,) = caught.value.problems
    return problem


def two(old: str = "", new: str = "", crediting: str = "project") -> str:
    return TWO.format(old=old, new=new, crediting=crediting)


def sector(plant: str = "", more: str = "", name: str = "power", crediting: str = "project") -> str:
    return SECTOR.format(plant=plant, more=more, name=name, crediting=crediting)


class TestOnePlant:
    @pytest.mark.parametrize("crediting", ["project", "none"])
    def test_two_measures_on_one_plant_are_refused(self, crediting: str) -> None:
        problem = refused(two(", tonnes_of: block_1", ", tonnes_of: block_1", crediting))
        assert (problem.code, problem.path) == ("double-claim", "programme.measures.new.tonnes_of")
        assert problem.line == 10
        assert "vintage 2013: 600,000 t by 'old' and 600,000 t by 'new', and 24 more vintages" in problem.message
        assert "15,000,000 t in all" in problem.message
        assert "the same plant, 'block_1'" in problem.message

    def test_a_claim_beside_a_far_larger_one_is_refused_too(self) -> None:
        many = "roll_out: {count: 1000000000}, tonnes_of: block_1"
        problem = refused(two(f", {many}", ", tonnes_of: block_1", "none"))
        assert problem.code == "double-claim"
        assert "600,000 t by 'new'" in problem.message

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (", tonnes_of: block_1", ", tonnes_of: Block_1"),
            ("", ", tonnes_of: old"),
            (
                ", tonnes_of: block_1, regions: {north: {share: 100 %}}",
                ", tonnes_of: block_1, regions: {south: {share: 100 %}}",
            ),
        ],
    )
    def test_no_other_way_of_saying_it_helps(self, old: str, new: str) -> None:
        """Capitals, the name of the other measure, two regions: one plant stands in one place only."""
        assert refused(two(old, new)).code == "double-claim"

    @pytest.mark.parametrize("new", ["", ", tonnes_of: block_2"])
    def test_two_plants_are_not(self, new: str) -> None:
        assert appraised(HEAD + two(", tonnes_of: block_1", new)).totals.tonnes == 30e6

    def test_one_after_the_other_is_not(self) -> None:
        text = two(", tonnes_of: block_1", ", tonnes_of: block_1, start: 2037")
        assert appraised(HEAD + text).totals.tonnes == 30e6


class TestSectors:
    @pytest.mark.parametrize("crediting", ["project", "none"])
    def test_a_plant_inside_a_credited_sector_is_refused(self, crediting: str) -> None:
        problem = refused(sector(crediting=crediting))
        assert (problem.code, problem.path) == ("double-claim", "programme.measures.sector.sector")
        assert "'plant' and" in problem.message
        assert "'sector', credited as the sector 'power'" in problem.message
        assert "'excludes'" in problem.message

    def test_a_plant_that_the_sector_leaves_out_is_not(self) -> None:
        found = appraised(HEAD + sector(more="\n      excludes: [plant]"))
        assert [one.name for one in found.measures] == ["plant", "sector"]

    def test_another_sector_is_not(self) -> None:
        assert appraised(HEAD + sector(name="steel")).totals.tonnes > 15e6

    def test_two_measures_of_a_sector_that_no_one_credits_as_one_are_not(self) -> None:
        assert appraised(HEAD + two(", sector: power", ", sector: power")).totals.tonnes == 30e6

    def test_the_regions_must_meet(self) -> None:
        here = "\n      regions: {north: {share: 100 %}}"
        plant = ", regions: {NAME: {share: 100 %}}"
        assert refused(sector(plant.replace("NAME", "North"), here, name="Power")).code == "double-claim"
        assert refused(sector(plant.replace("NAME", "north"), here)).code == "double-claim"
        found = appraised(HEAD + sector(plant.replace("NAME", "south"), here))
        assert found.totals.tonnes > 15e6


def test_a_region_chooses_its_own_mechanism() -> None:
    """Project-based in the north, by a sector in the south: one measure, two mechanisms."""
    text = """\
  measures:
    plants:
      scenario: usc_mechanisms.yaml
      crediting: project
      sector: power
      roll_out: {count: 4}
      regions:
        north: {share: 25 %}
        south: {share: 75 %, crediting: sector, variant: sectoral}
"""
    found = appraised(HEAD + text)
    (measure,) = found.measures
    north, south = measure.parts
    assert (north.region, north.count, north.crediting) == ("north", 1.0, "project")
    assert (south.region, south.count, south.crediting) == ("south", 3.0, "sector")
    assert measure.mechanisms == (north.unit.scenario.document.mechanism, "sectoral")
    assert measure.totals.credits_sold == pytest.approx(
        north.unit.run.total("credits.sold")[0] + 3 * south.unit.run.total("credits.sold")[0]
    )
