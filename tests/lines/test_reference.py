"""The level that credits are counted from: each rule, improvement, tightening, and what is left to credit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.credits import ProjectCrediting
from appraisal.lines.reference import (
    Adjusted,
    AsUsual,
    BelowUsualReference,
    BenchmarkReference,
    IdentifiedPlant,
    IdentifiedReference,
    IdentifiedUsual,
    Improvement,
    ImprovementSince,
    LowerOfReference,
    NeverTightened,
    Reference,
    StatedReference,
    TightenedAtRenewal,
    TightenedYearly,
    UsualReference,
)

from .books import row, years_of
from .crediting import waterfall

# ---- the rules ------------------------------------------------------------------------------------------------------


def test_business_as_usual_credits_what_the_swap_avoids():
    assert years_of(AsUsual.eligible(row(0, 600))) == [0, 600]
    assert years_of(UsualReference.unadjusted_reference(row(0, 5160))) == [0, 5160]


def test_below_usual_takes_a_share_of_what_the_baseline_emits():
    assert years_of(BelowUsualReference.unadjusted_reference(row(0, 5160), 0.05)) == [0, 4902]


def test_a_stated_reference_is_what_is_stated():
    assert years_of(StatedReference.unadjusted_reference(row(0, 5000))) == [0, 5000]


def test_a_benchmark_counts_the_years_output():
    assert years_of(BenchmarkReference.unadjusted_reference(row(0, 5758), 0.8)) == pytest.approx([0, 4606.4])


def test_acm0013_takes_the_smaller_factor_of_the_two_fuels():
    """EF = 3.6 x min(EF of the two fuels) / efficiency: coal at 38 % is 0.896 t/MWh, by the factor of gas 0.531."""
    heat = 3.6 / 0.38
    own = IdentifiedPlant.identified_baseline(row(0, 1000), heat, 0.0946, 0.0946)
    assert years_of(own) == pytest.approx([0, 896.21], abs=0.005)
    by_gas = IdentifiedPlant.identified_baseline(row(0, 1000), heat, 0.0946, 0.0561)
    assert years_of(by_gas) == pytest.approx([0, 531.47], abs=0.005)
    assert years_of(IdentifiedPlant.identified_baseline(row(0, 1000), heat, 0.0561, 0.0946)) == years_of(by_gas)


def test_without_plants_the_identified_baseline_is_business_as_usual():
    assert years_of(IdentifiedUsual.identified_baseline(row(0, 5160))) == [0, 5160]


def test_the_lower_of_the_identified_baseline_and_the_benchmark():
    found = LowerOfReference.unadjusted_reference(row(0, 5160, 4000), row(0, 5758, 5758), 0.8)
    assert years_of(found) == pytest.approx([0, 4606.4, 4000])
    assert years_of(IdentifiedReference.unadjusted_reference(row(0, 5160))) == [0, 5160]


# ---- with the years -------------------------------------------------------------------------------------------------


def test_autonomous_improvement_counts_from_the_first_operating_year():
    assert years_of(Improvement.reference_improvement(0.01, row(0, 0, 1, 2))) == pytest.approx([1, 1, 0.99, 0.9801])


def test_autonomous_improvement_counts_from_the_year_of_the_data():
    found = ImprovementSince.reference_improvement(0.01, row(2012, 2013, 2014), 2012)
    assert years_of(found) == pytest.approx([1, 0.99, 0.9801])
    assert years_of(ImprovementSince.reference_improvement(0.01, row(2012), 2020)) == [1]


def test_tightening_every_year_is_linear_and_counts_the_first_year():
    """A6.4-SBM016: at least 1 % of the baseline a year, linear."""
    assert years_of(TightenedYearly.tightening(0.01, row(0, 0, 1, 9), 1)) == pytest.approx([0.01, 0.01, 0.02, 0.1])


def test_tightening_at_renewal_waits_for_the_first_renewal():
    since = row(*range(22))
    found = TightenedAtRenewal.tightening(0.05, since, 7)
    assert years_of(found) == pytest.approx([*[0] * 7, *[0.05] * 7, *[0.1] * 7, 0.15])


def test_no_tightening_is_none():
    assert NeverTightened.tightening() == 0


def test_improvement_and_tightening_multiply_and_leave_no_less_than_nothing():
    assert years_of(Adjusted.reference_factor(row(1, 0.5, 0.5), row(0, 0.1, 1.2))) == [1, 0.45, 0]


# ---- what is left to credit -----------------------------------------------------------------------------------------


def test_what_lies_between_reference_and_business_as_usual_is_not_credited():
    reference = Reference.reference_emissions(row(0, 5160), row(1, 0.99))
    assert years_of(reference) == pytest.approx([0, 5108.4])
    below = Reference.below_usual(row(0, 5160), reference)
    assert years_of(below) == pytest.approx([0, 51.6])
    assert years_of(Reference.eligible(row(0, 600), below)) == pytest.approx([0, 548.4])


def test_a_reference_above_business_as_usual_counts_as_usual():
    below = Reference.below_usual(row(0, 5160, 5160), row(0, 5500, 5000))
    assert years_of(below) == [0, 0, 160]
    assert years_of(Reference.eligible(row(0, 600, 600), below)) == [0, 600, 440]


RULE = (ProjectCrediting, UsualReference, Adjusted, Reference)
SWAP = {"baseline_emissions": row(0, *[5160] * 10)}


def test_one_per_cent_a_year_leaves_548_342_and_84_of_600():
    """5.16 Mt of business as usual: 600 - 51.6 in the first year, 600 - 258 in the fifth, 600 - 516 in the tenth."""
    terms = {"crediting__tightening_yearly": 0.01, "reference__autonomous_improvement": 0}
    rows = waterfall([0, *[600] * 10], tonnes=(*RULE, Improvement, TightenedYearly), swap=SWAP, **terms)
    found = years_of(rows["credits.creditable"])
    assert [found[1], found[5], found[10]] == pytest.approx([548.4, 342, 84])


@given(st.floats(0, 0.3), st.floats(0, 0.2), st.integers(1, 4))
def test_the_swap_is_credited_for_its_reference_less_what_it_emits(improvement, tightening, years):
    terms = {"reference__autonomous_improvement": improvement, "crediting__tightening": tightening}
    terms |= {"crediting__years": years, "crediting__renewals": 3}
    rows = waterfall([0, *[600] * 10], tonnes=(*RULE, Improvement, TightenedAtRenewal), swap=SWAP, **terms)
    emitted = SWAP["baseline_emissions"] - rows["swap.abatement"]
    np.testing.assert_allclose(rows["credits.eligible"], rows["credits.reference_emissions"] - emitted, atol=1e-9)
    assert (rows["credits.reference_emissions"] >= 0).all()


def test_a_reference_at_business_as_usual_credits_what_the_swap_avoids():
    terms = {"reference__autonomous_improvement": 0}
    rows = waterfall([0, *[600] * 10], tonnes=(*RULE, Improvement, NeverTightened), swap=SWAP, **terms)
    np.testing.assert_array_equal(rows["credits.eligible"], rows["swap.abatement"])
