"""Crediting of a whole sector: what it gains, when it is settled, how it is shared."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.reference import Adjusted, Improvement, NeverTightened
from appraisal.lines.sector import SectorCrediting, SharedByAbatement, SharedByOutput

from .books import row, years_of
from .crediting import waterfall

# ---- tonnes against the benchmark -----------------------------------------------------------------------------------


def test_the_benchmark_moves_like_any_reference():
    assert years_of(SectorCrediting.benchmark(0.8, row(1, 0.9))) == pytest.approx([0.8, 0.72])


def test_a_plant_gains_what_it_stays_below_the_benchmark():
    """Output 100 at a benchmark of 0.8 is 80; it emits 90 - 30 = 60 and gains 20, or half of it in half a year."""
    gain = SectorCrediting.plant_gain(0.8, row(100, 100), row(90, 90), row(30, 30), row(1, 0.5))
    assert years_of(gain) == [20, 10]
    above = SectorCrediting.plant_gain(0.8, row(100), row(90), row(5), row(1))
    assert years_of(above) == [-5]


def test_the_rest_of_the_sector_gains_by_its_own_intensity():
    gain = SectorCrediting.rest_gain(0.8, row(1000, 1000), row(0.75, 0.9), row(1, 1))
    assert years_of(gain) == pytest.approx([50, -100])


# ---- settlement -----------------------------------------------------------------------------------------------------

CREDITED, SINCE = row(0, 1, 1, 1, 1, 1, 0), row(0, 0, 1, 2, 3, 4, 5)


def test_each_period_is_settled_in_its_last_year_and_the_rest_with_the_last_crediting_year():
    assert years_of(SectorCrediting.settling(CREDITED, SINCE, 1, 1)) == [0, 1, 1, 1, 1, 1, 0]
    assert years_of(SectorCrediting.settling(CREDITED, SINCE, 2, 1)) == [0, 0, 1, 0, 1, 1, 0]
    assert years_of(SectorCrediting.settling(CREDITED, SINCE, 9, 1)) == [0, 0, 0, 0, 0, 1, 0]


def test_a_period_is_credited_as_a_whole_and_owes_nothing():
    settling = row(0, 0, 1, 0, 1, 1)
    credits = SectorCrediting.sector_credits(row(0, 5, 5, -20, 5, 3), row(0, 0, 10, 0, 0, 0), settling)
    assert years_of(credits) == [0, 0, 20, 0, 0, 3]
    own = SectorCrediting.plant_settled(row(0, 5, 5, -20, 5, 3), settling)
    assert years_of(own) == [0, 0, 10, 0, 0, 3]


# ---- sharing --------------------------------------------------------------------------------------------------------


def test_shared_by_abatement_a_plant_gets_its_own_tonnes_as_far_as_the_sector_earned_any():
    assert years_of(SharedByAbatement.creditable(row(10, 10, 0), row(20, 4, 20))) == [10, 4, 0]


def test_shared_by_output_every_plant_gets_its_part():
    share = SharedByOutput.output_share(row(0, 10, 10), row(0, 30, 30))
    assert years_of(share) == [0.25] * 3
    assert years_of(SharedByOutput.creditable(row(0, 8, 0), share)) == [0, 2, 0]


BOOKS = (SectorCrediting, Adjusted, Improvement, NeverTightened)
TONNES = st.integers(-50, 50)


def sector(abated, rest, settlement=1, shared=SharedByAbatement, **stated):
    """A plant with an output of 100 that emitted 90, in a sector of 1000 more; the benchmark is 0.8."""
    years = len(abated)
    swap = {"output": row(0, *[100] * years), "baseline_emissions": row(0, *[90] * years)}
    terms = {
        "reference__benchmark": 0.8,
        "reference__autonomous_improvement": 0,
        "sector__output": row(0, *[1000] * years),
        "sector__intensity": 0.8 - row(0, *rest) / 1000,
        "sector__settlement": settlement,
    }
    return waterfall([0, *abated], years, tonnes=(*BOOKS, shared), swap=swap, **terms | stated)


def test_a_sector_above_its_benchmark_dilutes_what_a_plant_does():
    """The plant gains 20 a year, and the rest lacks 15: 5 are left, for whoever shares by abatement."""
    rows = sector([30, 30], [-15, -15])
    assert years_of(rows["credits.sector_credits"]) == pytest.approx([0, 5, 5])
    assert years_of(rows["credits.creditable"]) == pytest.approx([0, 5, 5])
    assert years_of(sector([30, 30], [-25, -25])["credits.creditable"]) == [0, 0, 0]


@given(st.lists(st.tuples(TONNES, TONNES), min_size=1, max_size=9), st.integers(1, 4))
def test_settlements_against_a_list_of_periods(years, settlement):
    abated, rest = [own for own, _ in years], [other for _, other in years]
    rows = sector(abated, rest, settlement)
    gains = [own - 10 + other for own, other in years]
    periods = [gains[at : at + settlement] for at in range(0, len(gains), settlement)]
    expected = [max(0, sum(period)) for period in periods]
    found = years_of(rows["credits.sector_credits"])
    last = [min((at + 1) * settlement, len(gains)) for at in range(len(periods))]
    assert [found[year] for year in last] == pytest.approx(expected, abs=1e-9)
    assert sum(found) == pytest.approx(sum(expected), abs=1e-9)


@given(
    st.lists(TONNES, min_size=1, max_size=9), st.integers(1, 4), st.sampled_from([SharedByAbatement, SharedByOutput])
)
def test_a_sector_of_one_plant_gets_all_that_it_earns(abated, settlement, shared):
    rows = sector(abated, [0] * len(abated), settlement, shared, sector__output=0 * row(0, *abated))
    np.testing.assert_allclose(rows["credits.creditable"], rows["credits.sector_credits"], atol=1e-9)


@given(
    st.lists(st.tuples(TONNES, TONNES), min_size=1, max_size=9), st.sampled_from([SharedByAbatement, SharedByOutput])
)
def test_no_plant_gets_more_than_the_sector(years, shared):
    rows = sector([own for own, _ in years], [other for _, other in years], 2, shared)
    assert (rows["credits.creditable"] <= rows["credits.sector_credits"] + 1e-9).all()
    assert (rows["credits.creditable"] >= 0).all()
