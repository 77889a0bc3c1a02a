"""The lock-in test and the scorecard, each against plain arithmetic."""

from __future__ import annotations

import math

import pytest

import appraisal as ap
from appraisal.questions.programme.lock_in import lock_in
from appraisal.questions.programme.scorecard import scorecard
from tests.questions.programme.cases import FILE, FULL, HEAD, ONE, appraised

EMITTING = HEAD.replace("inflation: 2 %", "inflation: 0 %") + ONE.replace(
    "crediting: project", "crediting: project, lock_in: {emissions: 4.56 Mt/yr}"
)
STRANDED = "  stranding_year: 2032\n"


class TestLockIn:
    def test_what_is_emitted_after_the_stranding_year(self) -> None:
        """4.56 million t a year from 2013 to 2037; the last five years lie after 2032."""
        (one,) = lock_in(appraised(EMITTING + STRANDED))
        assert one.lifetime.value == pytest.approx(25 * 4.56e6)
        assert one.after.value == pytest.approx(5 * 4.56e6)
        assert one.share.value == pytest.approx(0.2)
        assert (one.avoided, one.stranding_year) == (15e6, 2032)

    def test_a_plant_that_stops_there_is_worth_what_its_shorter_life_is(self) -> None:
        """The golden 10.00 million USD of 20 years of operation."""
        (one,) = lock_in(appraised(EMITTING + STRANDED))
        source = FILE.parent / "usc_vs_subcritical.yaml"
        shorter = ap.appraise(ap.load(source, sets=["timeline.operation=20 yr"])).metrics.npv.value
        assert one.npv_if_stranded.value == pytest.approx(shorter, rel=1e-12)
        assert one.npv_if_stranded.value == pytest.approx(10.00e6, abs=5e3)

    def test_a_life_that_ends_before_is_not_cut(self) -> None:
        (one,) = lock_in(appraised(EMITTING + "  stranding_year: 2050\n"))
        assert (one.after.value, one.share.value) == (0.0, 0.0)
        assert one.npv_if_stranded.value == one.npv

    def test_a_plant_that_opens_too_late_has_no_shorter_life(self) -> None:
        (one,) = lock_in(appraised(EMITTING + "  stranding_year: 2012\n"))
        assert one.npv_if_stranded.value is None
        assert "would not run before the end of 2012" in str(one.npv_if_stranded.reason)
        assert one.share.value == 1.0

    def test_what_is_emitted_above_a_pathway(self) -> None:
        path = "emissions: 4.56 Mt/yr, pathway: {years: {2013: 5 Mt/yr, 2023: 4 Mt/yr, 2033: 2 Mt/yr}, between: step}"
        text = EMITTING.replace("emissions: 4.56 Mt/yr", path)
        (one,) = lock_in(appraised(text))
        assert one.above_pathway.value == pytest.approx(10 * 0.56e6 + 5 * 2.56e6)
        assert (one.after.value, one.after.reason) == (None, "no stranding year is stated")

    def test_the_measures_own_year_wins(self) -> None:
        text = EMITTING.replace("Mt/yr", "Mt/yr, stranding_year: 2035")
        (one,) = lock_in(appraised(text + STRANDED))
        assert (one.stranding_year, one.after.value) == (2035, pytest.approx(2 * 4.56e6))

    def test_what_is_not_known_is_said(self) -> None:
        (one,) = lock_in(appraised(HEAD + ONE + STRANDED))
        assert one.lifetime.value is None
        assert "lock_in.emissions" in str(one.lifetime.reason)
        assert one.share.reason == one.lifetime.reason

    def test_it_is_made_only_where_it_is_asked_for(self) -> None:
        assert lock_in(appraised(HEAD + ONE)) == ()

    def test_two_plants_know_what_they_emit(self) -> None:
        text = HEAD.replace("basis: real, inflation: 2 %", "basis: nominal") + ONE.replace(
            "subcritical", "subcritical_plants"
        )
        found = appraised(text + STRANDED)
        (one,) = lock_in(found)
        rows = found.parts[0].unit.run.rows
        assert one.lifetime.value == pytest.approx(rows["project.emissions"].sum(), rel=1e-12)
        assert one.lifetime.value == pytest.approx(
            (rows["baseline.emissions"] - rows["swap.abatement"]).sum(), rel=1e-12
        )


class TestScorecard:
    def test_there_are_five_and_none_was_checked_against_the_papers(self) -> None:
        found = scorecard(appraised())
        assert len({one.key for one in found}) == 5
        assert [one.verified for one in found] == [False] * 5

    def test_its_indicators_are_measured(self) -> None:
        found = appraised()
        values = {each.name: each.value.value for one in scorecard(found) for each in one.indicators}
        assert values["credits issued for each tonne avoided"] == pytest.approx(
            found.totals.credits_issued / found.totals.tonnes
        )
        assert values["public money for each tonne avoided"] == found.totals.public_money_per_tonne.value
        assert values["last year of a public payment"] == max(
            year for at, year in enumerate(found.years) if any(paid[at] for paid in found.flows.payments.values())
        )
        credited = math.fsum(part.count for part in found.parts if part.credited)
        every = math.fsum(part.count for part in found.parts)
        assert values["tonnes of units that earn credits, of all tonnes"] == pytest.approx(credited / every)
        assert values["technology classes among the measures"] == 1

    def test_units_without_public_money(self) -> None:
        name = "share of units that begin without public money"
        shares = {
            text: next(
                each.value.value for one in scorecard(appraised(text)) for each in one.indicators if each.name == name
            )
            for text in (FULL, HEAD + ONE)
        }
        assert shares[HEAD + ONE] == 1.0
        assert 0 < shares[FULL] < 1
