"""A roll-out: what is bought, what serves, what it saves, and how well a sample knows it."""

from __future__ import annotations

from math import ceil, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.roll_out import Fleet, LevelKept, RolledOut, Sample, SampleCost, SampledDiscount, UnitsLeft

from .books import row, sheet, years_of

Z90 = 1.645


def in_service(units, life):
    """Count, year by year and batch by batch, the units that serve: from the year after buying, for whole years."""
    years = range(len(units))
    return [sum(units[bought] for bought in years if bought < year <= bought + life) for year in years]


def fleet(units, life, **more):
    stated = {"rebound": 0, "operating": [[1]] * len(units), "whole_year": 1} | more
    return sheet({"": [Fleet]}, units=row(*units), life=life, **stated)


def test_a_unit_serves_from_the_year_after_it_is_bought_for_whole_years():
    found = fleet([10, 20, 0, 0, 0, 0], 2)
    assert years_of(found["entering"]) == years_of(Fleet.entering(row(10, 20, 0, 0, 0, 0))) == [0, 10, 20, 0, 0, 0]
    assert years_of(Fleet.retired(row(0, 10, 20, 0, 0, 0), np.full((1, 1), 2.0))) == [0, 0, 0, 10, 20, 0]
    assert years_of(found["stock"]) == [0, 10, 30, 20, 0, 0]
    assert years_of(Fleet.stock(row(0, 10, 20, 0), row(0, 0, 0, 10))) == [0, 10, 30, 20]


@given(units=st.lists(st.floats(0, 1e6), min_size=1, max_size=12), life=st.integers(1, 8))
def test_the_stock_is_that_of_a_count_by_batch_and_ends_at_nothing(units, life):
    padded = [*units, *[0.0] * (life + 1)]
    found = years_of(fleet(padded, life)["stock"])
    assert found == pytest.approx(in_service(padded, life), abs=1e-6)
    assert found[-1] == 0


def test_service_counts_the_part_of_a_year_in_operation_and_the_rebound_takes_its_share():
    assert years_of(Fleet.served(row(0, 10, 30), row(0, 1, 0.5), row(1, 1, 1))) == [0, 10, 15]
    assert years_of(Fleet.output(row(0, 10, 30), row(0.1, 0.1, 0.1))) == pytest.approx([0, 9, 27])


def test_a_level_is_kept_by_buying_what_it_rises_by_and_what_retires():
    level, life = [100, 250, 400, 400, 400, 400, 400, 0, 0, 0, 0], 3
    active = [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    assert years_of(LevelKept.rise(row(*level))) == [100, 150, 150, 0, 0, 0, 0, 0, 0, 0, 0]
    ages = row(*range(11))
    assert years_of(LevelKept.renewal(ages, np.full((1, 1), 3.0))) == [1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]
    bought = years_of(
        LevelKept.units(row(100, 150, 150, *[0] * 8), row(1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0), row(*active), 1)
    )
    assert bought == [100, 150, 150, 100, 150, 150, 100, 0, 0, 0, 0]
    assert in_service(bought, life) == [0, 100, 250, 400, 400, 400, 400, 400, 250, 100, 0]


@given(rises=st.lists(st.integers(0, 1000), min_size=1, max_size=8), life=st.integers(1, 6))
def test_any_rising_level_is_in_service_in_the_year_after(rises, life):
    level = np.cumsum(rises).tolist()
    count = len(level)
    found = sheet(
        {"": [LevelKept, Fleet]},
        level=row(*level),
        life=life,
        active=row(*[1] * count),
        elapsed=row(*range(count)),
        whole_year=1,
        rebound=0,
        operating=row(*[1] * count),
    )
    assert years_of(found["stock"]) == [0, *level[:-1]]


def test_the_difference_is_premium_energy_and_keeping():
    assert years_of(RolledOut.capex_gap(row(10, 20), row(60, 50))) == [600, 1000]
    assert years_of(RolledOut.fuel_saving(row(0, 40))) == [0, 40]
    assert years_of(RolledOut.opex_saving(row(0, 10), row(2, 2), row(100, 5))) == [-100, -25]
    assert years_of(RolledOut.output(row(0, 10))) == [0, 10]
    assert years_of(RolledOut.abatement(row(0, 10), row(0, 1))) == [0, 9]


def test_what_is_left_of_units_at_closing_is_their_book_value_by_batch():
    remaining = UnitsLeft.remaining(row(0, 1, 2, 3, 4), np.full((1, 1), 4.0))
    assert years_of(remaining) == [1, 0.75, 0.5, 0.25, 0]
    left = UnitsLeft.residual(row(400, 800, 0, 0, 0), row(1, 1, 1, 2, 2), remaining, row(0, 0, 0, 1, 0))
    assert years_of(left) == [0, 0, 0, (400 * 0.25 + 800 * 0.5) * 2, 0]


# ---- the sample -----------------------------------------------------------------------------------------------------


def guideline_size(population, variation, precision, z=Z90):
    """Return n of n >= z2 N V / ((N - 1) p2 + z2 V), with V the squared coefficient of variation, as it is printed."""
    squared = z**2 * variation**2
    return ceil(squared * population / ((population - 1) * precision**2 + squared))


def one(value):
    return np.full((1, 1), float(value))


def size(population, variation, precision):
    large = Sample.large_sample(one(variation), one(precision), one(Z90))
    exact = Sample.exact_sample(large, one(population), one(1))
    return float(Sample.needed(exact, one(1))[0, 0])


@pytest.mark.parametrize("population", [1, 5, 50, 640, 10_000, 5_000_000])
@pytest.mark.parametrize(("variation", "precision"), [(0.4, 0.1), (1.2, 0.1), (0.4, 0.02)])
def test_the_sample_is_that_of_the_guideline(population, variation, precision):
    assert size(population, variation, precision) == guideline_size(population, variation, precision)
    assert size(population, variation, precision) <= population


def test_of_very_many_units_43_3_are_needed_where_they_vary_by_40_percent_and_none_of_none():
    assert Sample.large_sample(0.4, 0.1, Z90) == pytest.approx(43.296, abs=1e-3)
    assert Sample.exact_sample(43.0, one(1e9), one(1))[0, 0] == pytest.approx(43, rel=1e-6)
    assert Sample.exact_sample(43.0, one(0), one(1))[0, 0] == 0
    assert years_of(Sample.needed(row(0, 3, 3.01), row(1, 1, 1))) == [0, 3, 4]
    assert Sample.sample(7) == 7
    assert years_of(Sample.measured(row(40, 40), row(0, 500))) == [0, 40]


def test_the_precision_reached_is_the_half_width_of_the_interval_and_none_where_all_are_measured():
    reached = Sample.precision_reached(one(Z90), one(0.5), one(500), one(40), one(1))[0, 0]
    assert reached == pytest.approx(Z90 * 0.5 / sqrt(40) * sqrt((500 - 40) / (500 - 1)))
    assert Sample.precision_reached(one(Z90), one(0.5), one(500), one(500), one(1))[0, 0] == 0
    assert Sample.precision_reached(one(Z90), one(0.5), one(0), one(0), one(1))[0, 0] == 0


@given(population=st.integers(2, 10**7), variation=st.floats(0.05, 3), precision=st.floats(0.01, 0.5))
def test_the_sample_that_is_needed_reaches_the_precision_and_one_unit_less_does_not(population, variation, precision):
    needed = size(population, variation, precision)
    reached = [
        Sample.precision_reached(one(Z90), one(variation), one(population), one(n), one(1))[0, 0]
        for n in (needed, needed - 1)
    ]
    assert reached[0] <= precision * (1 + 1e-9)
    assert needed <= 1 or reached[1] >= precision * (1 - 1e-9)


def test_a_sample_below_what_is_needed_takes_the_lower_end_of_the_interval():
    reached, needed = row(0.125, 0.099, 0.05), row(60, 60, 60)
    assert years_of(Sample.discount(reached, needed, row(40, 60, 100))) == [0.125, 0, 0]
    assert SampledDiscount.uncertainty_discount(0.125) == 0.125


def test_a_sample_costs_money_in_the_credited_part_of_the_year():
    assert years_of(SampleCost.crediting_cost(row(0, 40, 40), row(150, 150, 150), row(0, 1, 0.5))) == [0, 6000, 3000]
