"""Depreciation for tax: every method by age, what is placed in service, vintages, and the write-off at closing."""

from __future__ import annotations

import tomllib
from importlib import resources
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.calendar import Calendar
from appraisal.lines.depreciation import (
    AssetClass,
    Assets,
    CapitalisedInterest,
    DecliningBalance,
    InterestNotCapitalised,
    InvestmentCredit,
    NeverDepreciated,
    OwnSchedule,
    SoleClass,
    StraightLine,
    SumOfYears,
)

from .books import row, sheet, years_of

AGES = row(*range(45))
"""Ages beyond the longest life that is drawn here."""

LIVES, SALVAGES, FACTORS = st.integers(1, 40), st.floats(0, 0.5), st.floats(1, 3)
METHODS = st.sampled_from([StraightLine, SumOfYears, DecliningBalance])


def by_age(method, life, salvage=0.0, factor=2.0, ages=AGES):
    """Return the share of cost that a method charges at each age, as a plain list."""
    stated = {"life": life, "salvage": salvage} | ({"factor": factor} if method is DecliningBalance else {})
    rows = sheet({"": [method]}, elapsed=ages, whole_year=1, **stated)
    return years_of(rows["by_age"])


def written_down(life, factor, salvage):
    """Return what a declining balance with switch charges: a loop over the book value, year by year."""
    book, even, charges = 1.0, False, []
    for age in range(life):
        declining, straight = min(book * factor / life, book - salvage), (book - salvage) / (life - age)
        even = even or straight > declining
        charges.append(straight if even else declining)
        book -= charges[-1]
    return charges + [0.0] * (len(AGES) - life)


CREDIT = ("tax__investment_credit__rate", "tax__investment_credit__basis_reduction")


def book_of(capex, method, construction=1, operation=4.0, replacements=0, grant=0, outlays=0, credit=None, **stated):
    """Run calendar, assets and one class of a method; ``credit`` is (rate, basis reduction)."""
    books = {"": [Calendar], "tax": [Assets, CapitalisedInterest], "tax.depreciation": [SoleClass, *method]}
    if credit:
        books["tax.investment_credit"] = [InvestmentCredit]
        stated |= dict(zip(CREDIT, credit, strict=True))
    return sheet(
        books,
        elapsed=row(*range(len(capex))),
        timeline__construction__years=construction,
        timeline__operation=operation,
        whole_year=1,
        swap__capex_gap=row(*capex),
        replacements=replacements,
        grant_received=grant,
        depreciable_outlays=outlays,
        finance__capitalised_interest=0,
        **{name if name in CREDIT else f"tax__depreciation__{name}": value for name, value in stated.items()},
    )


# ---- straight line and the sum of the years' digits ------------------------------------------------------------------


def test_straight_line_charges_the_same_while_the_life_lasts():
    charged = StraightLine.by_age(elapsed=row(0, 1, 2, 3, 4), life=4, salvage=0.2, whole_year=1)
    assert years_of(charged) == pytest.approx([0.2, 0.2, 0.2, 0.2, 0])


def test_the_sum_of_years_charges_the_years_left():
    charged = SumOfYears.by_age(elapsed=row(0, 1, 2, 3, 4), life=4, salvage=0.2, whole_year=1)
    assert years_of(charged) == pytest.approx([0.32, 0.24, 0.16, 0.08, 0])


PUBLISHED = [(StraightLine, 1, 2250.0), (SumOfYears, 1, 4090.90909090909), (SumOfYears, 10, 409.090909090909)]
"""Microsoft, DAX reference, pages SLN and SYD: cost 30,000, salvage value 7,500, life 10; method, year, charge."""


@pytest.mark.parametrize(("method", "year", "charge"), PUBLISHED)
def test_the_published_charges(method, year, charge):
    assert 30_000 * by_age(method, 10, salvage=0.25)[year - 1] == pytest.approx(charge, rel=1e-8)


# ---- declining balance with switch to straight line ------------------------------------------------------------------


def test_the_constant_share_lasts_while_the_life_lasts():
    ages, life, year = row(0, 1, 2, 3), 2, 1
    assert years_of(DecliningBalance.alive(ages, life, year)) == [1, 1, 0, 0]
    assert DecliningBalance.declining_rate(factor=1.5, life=10, whole_year=year) == pytest.approx(0.15)
    assert DecliningBalance.declining_rate(factor=3, life=2, whole_year=year) == 1


def test_the_book_value_declines_to_the_salvage_value():
    declined = DecliningBalance.declined_book(declining_rate=0.5, elapsed=row(0, 1, 2, 3, 4), salvage=0.2)
    assert years_of(declined) == [1, 0.5, 0.25, 0.2, 0.2]


def test_straight_line_is_over_the_years_left_and_ends_with_the_life():
    even = DecliningBalance.even_charge(
        declined_book=row(1, 0.5, 0.25, 0.2, 0.3),
        salvage=0.2,
        elapsed=row(0, 1, 2, 3, 4),
        life=4,
        whole_year=1,
        alive=row(1, 1, 1, 1, 0),
    )
    assert years_of(even) == pytest.approx([0.2, 0.1, 0.025, 0, 0])


def test_the_switch_comes_once_and_stays():
    """It comes where straight line charges more, and stays where the constant share would be more again."""
    even, declined = row(0.2, 0.2, 0.3, 0.1), row(1.0, 0.6, 0.4, 0.4)
    switched = DecliningBalance.switched(even_charge=even, declined_book=declined, declining_rate=0.4)
    assert years_of(switched) == [0, 0, 1, 1]
    assert years_of(DecliningBalance.switch_age(switched, 1)) == [0, 1, 2, 2]


def test_after_the_switch_the_rest_is_even():
    """Life 5, twice straight line: 40 %, 24 %, 14.4 %, then the remaining 21.6 % in two equal parts."""
    charged = DecliningBalance.by_age(
        declined_book=row(1, 0.6, 0.36, 0.216, 0.1296, 0.07776),
        declining_rate=0.4,
        salvage=0,
        switched=row(0, 0, 0, 1, 1, 1),
        switch_age=row(0, 1, 2, 3, 3, 3),
        life=5,
        whole_year=1,
        alive=row(1, 1, 1, 1, 1, 0),
    )
    expected = [0.4, 0.24, 0.144, 0.108, 0.108, 0]
    assert years_of(charged) == pytest.approx(expected)
    assert by_age(DecliningBalance, 5)[:6] == pytest.approx(expected)


SPREADSHEET = [
    (2400, 300, 10, 2, (0, 1), 480.00),
    (2400, 300, 120, 2, (0, 1), 40.00),
    (2400, 300, 120, 2, (6, 18), 396.31),
    (2400, 300, 120, 1.5, (6, 18), 311.81),
    (50_000, 500, 1200, 1, (100, 1000), 37_122.94),
]
"""Cost, salvage value, life, factor, from and to, charge. The first four: Microsoft Excel, page VDB; the last, in which
straight line takes over before the span: MESCIUS formula reference, page VDB."""


@pytest.mark.parametrize(("cost", "salvage", "life", "factor", "span", "charge"), SPREADSHEET)
def test_the_published_charges_of_the_declining_balance(cost, salvage, life, factor, span, charge):
    charged = by_age(DecliningBalance, life, salvage / cost, factor, ages=row(*range(life)))
    assert cost * sum(charged[slice(*span)]) == pytest.approx(charge, abs=0.005)


@given(LIVES, FACTORS, SALVAGES)
def test_the_declining_balance_against_a_loop(life, factor, salvage):
    found = by_age(DecliningBalance, life, salvage, factor)
    assert found == pytest.approx(written_down(life, factor, salvage), abs=1e-12)


@given(LIVES, SALVAGES)
def test_a_declining_balance_of_factor_one_is_never_faster_than_straight_line(life, salvage):
    """With no salvage value the two are the same."""
    assert by_age(DecliningBalance, life, 0.0, 1.0) == pytest.approx(by_age(StraightLine, life), abs=1e-12)
    first = by_age(DecliningBalance, life, salvage, 1.0)[0]
    assert first == pytest.approx(min(1 / life, 1 - salvage))


def test_draws_of_several_lives_stand_side_by_side():
    lives = np.array([1, 5, 8, 20])
    rows = sheet({"": [DecliningBalance]}, elapsed=AGES, whole_year=1, life=lives, salvage=0.1, factor=1.5)
    for column, life in zip(rows["by_age"].T, lives, strict=True):
        assert column.tolist() == pytest.approx(written_down(int(life), 1.5, 0.1), abs=1e-12)


# ---- every method ----------------------------------------------------------------------------------------------------


@given(METHODS, LIVES, FACTORS, SALVAGES)
def test_every_method_charges_all_but_the_salvage_value_within_the_life(method, life, factor, salvage):
    charged = by_age(method, life, salvage, factor)
    assert sum(charged) == pytest.approx(1 - salvage, abs=1e-12)
    assert charged[life:] == [0] * (len(AGES) - life)
    assert min(charged) >= 0
    assert all(later <= earlier + 1e-12 for earlier, later in pairwise(charged))


def test_a_schedule_is_charged_as_stated():
    stated = row(0.5, 0.3, 0.2, 0)
    assert years_of(OwnSchedule.by_age(stated)) == [0.5, 0.3, 0.2, 0]


def test_land_is_not_charged():
    assert NeverDepreciated.by_age() == 0


# ---- the tables of the US Internal Revenue Service -------------------------------------------------------------------

TABLES = tomllib.loads(resources.files("appraisal").joinpath("data", "depreciation.toml").read_text(encoding="utf-8"))
MACRS = {int(life): shares for life, shares in TABLES["macrs"]["half_year"].items()}
LARGEST_DEVIATION = {3: 0.0101, 5: 0.0101, 7: 0.0101, 10: 0.0101, 15: 0.0101, 20: 0.00101}
"""Percentage points by which a printed figure may differ from the formula: the printed ones add up to 100."""


def half_year_formula(life, factor):
    """Percent of cost by age: declining balance from half a year on, straight line where that charges more."""
    book, left, charges = 1.0, float(life), []
    for age in range(life + 1):
        part = min(0.5 if age == 0 else 1.0, left)
        charges.append(max(book * factor / life * part, book / left * part))
        book, left = book - charges[-1], left - part
    return [100 * charge for charge in charges]


def test_the_tables_have_a_source_that_was_read():
    assert TABLES["sources"][TABLES["macrs"]["source"]]["grade"] in ("A", "B")
    assert TABLES["macrs"]["unit"] == "%"
    assert sorted(MACRS) == [3, 5, 7, 10, 15, 20]


@pytest.mark.parametrize("life", MACRS)
def test_a_table_adds_up_to_all_of_the_cost(life):
    """Half a year at either end: one year more than the life."""
    assert len(MACRS[life]) == life + 1
    assert sum(round(1000 * share) for share in MACRS[life]) == 100_000


@pytest.mark.parametrize("life", MACRS)
def test_a_table_is_its_formula_rounded(life):
    expected = half_year_formula(life, 2.0 if life <= 10 else 1.5)
    assert MACRS[life] == pytest.approx(expected, rel=0, abs=LARGEST_DEVIATION[life])


@pytest.mark.parametrize("life", MACRS)
def test_a_table_charges_a_vintage_to_nothing(life):
    shares = np.zeros(30)
    shares[: life + 1] = np.array(MACRS[life]) / 100
    rows = book_of([1000] + [0] * 29, [OwnSchedule], operation=29, schedule=shares[:, None])
    assert years_of(rows["tax.depreciation"])[1 : life + 2] == pytest.approx([10 * share for share in MACRS[life]])
    assert years_of(rows["tax.book_value"])[life + 1] == pytest.approx(0, abs=1e-9)


# ---- what is placed in service ---------------------------------------------------------------------------------------

STARTED, OPENING = row(0, 0, 1, 1, 1), row(0, 0, 1, 0, 0)


def test_the_plant_opens_once():
    assert years_of(Assets.opening(STARTED)) == [0, 0, 1, 0, 0]
    assert years_of(Assets.opening(row(1, 1, 1))) == [1, 0, 0]


def test_all_of_construction_enters_service_in_the_first_operating_year():
    placed = Assets.placed_in_service(
        swap__capex_gap=row(60, 40, 0, 0, 0),
        depreciable_outlays=row(5, 0, 3, 0, 0),
        replacements=row(0, 1, 0, 8, 0),
        grant_received=row(20, 10, 0, 0, 0),
        started=STARTED,
        opening=OPENING,
    )
    assert years_of(placed) == [0, 0, 60 + 40 + 5 + 3 + 1 - 20 - 10, 8, 0]


def test_parts_of_all_scopes_are_added_up():
    one, two = row(1, 10), row(2, 20)
    assert years_of(Assets.basis_cut(one, two)) == [3, 30]
    assert years_of(Assets.tax_credit(one, two)) == [3, 30]
    assert years_of(Assets.depreciation(one, two)) == [3, 30]
    assert years_of(CapitalisedInterest.idc_depreciation(one, two)) == [3, 30]
    assert (Assets.basis_cut(), Assets.tax_credit(), Assets.depreciation()) == (0, 0, 0)


def test_the_tax_credit_lowers_the_cost_by_its_stated_share():
    """10 % on 100 in the first operating year only; half of it comes off the cost that is depreciated."""
    placed = row(0, 0, 100, 8, 0)
    earned = InvestmentCredit.earned(placed, OPENING, rate=0.1)
    cut = InvestmentCredit.cut(earned, basis_reduction=0.5)
    assert years_of(earned) == pytest.approx([0, 0, 10, 0, 0])
    assert years_of(Assets.in_service(placed, cut)) == pytest.approx([0, 0, 95, 8, 0])


def test_capitalised_interest_enters_service_with_the_plant():
    """Interest after construction is no cost of the plant."""
    capitalised = row(3, 5, 7, 0, 0)
    assert years_of(CapitalisedInterest.idc_in_service(capitalised, STARTED, OPENING)) == [0, 0, 8, 0, 0]


def test_capitalised_interest_may_be_left_out():
    assert InterestNotCapitalised.idc_depreciation() == 0
    assert InterestNotCapitalised.idc_write_off() == 0


# ---- charges, vintages, closing --------------------------------------------------------------------------------------


def test_each_vintage_is_charged_by_its_own_age_while_the_plant_runs():
    in_service, shares, running = row(0, 100, 0, 10, 0), row(0.5, 0.3, 0.2, 0, 0), row(0, 1, 1, 1, 0)
    charged = [0, 50, 30, 25, 0]
    assert years_of(SoleClass.charge(in_service, shares, running)) == pytest.approx(charged)
    assert years_of(SoleClass.idc_charge(in_service, shares, running)) == pytest.approx(charged)


def test_a_class_is_charged_for_its_share():
    in_service, shares, running = row(0, 100, 0, 10, 0), row(0.5, 0.3, 0.2, 0, 0), row(0, 1, 1, 1, 0)
    charged = [0, 20, 12, 10, 0]
    assert years_of(AssetClass.charge(in_service, 0.4, shares, running)) == pytest.approx(charged)
    assert years_of(AssetClass.idc_charge(in_service, 0.4, shares, running)) == pytest.approx(charged)


def test_what_is_left_at_closing_is_written_off_then():
    in_service, charged, closing = row(0, 100, 0, 10, 0), row(0, 50, 30, 25, 0), row(0, 0, 0, 1, 0)
    written_off = Assets.write_off(in_service, charged, closing)
    assert years_of(written_off) == [0, 0, 0, 5, 0]
    assert years_of(CapitalisedInterest.idc_write_off(in_service, charged, closing)) == [0, 0, 0, 5, 0]
    assert years_of(Assets.book_value(in_service, charged, written_off)) == [0, 50, 20, 0, 0]


def test_a_replacement_is_a_vintage_of_its_own():
    """100 over 4 years from year 1; 40 over 4 years from year 3; closing in year 5 writes the last 10 off."""
    rows = book_of(
        [100] + [0] * 6, [StraightLine], operation=5, life=4, salvage=0, replacements=row(0, 0, 0, 40, 0, 0, 0)
    )
    assert years_of(rows["tax.in_service"]) == [0, 100, 0, 40, 0, 0, 0]
    assert years_of(rows["tax.depreciation"]) == pytest.approx([0, 25, 25, 35, 35, 10, 0])
    assert years_of(rows["tax.write_off"]) == pytest.approx([0, 0, 0, 0, 0, 10, 0])
    assert years_of(rows["tax.book_value"]) == pytest.approx([0, 75, 50, 55, 20, 0, 0])


def test_a_replacement_during_construction_enters_service_with_the_plant():
    rows = book_of(
        [60, 40, 0, 0, 0],
        [StraightLine],
        construction=2,
        operation=2,
        life=2,
        salvage=0,
        replacements=row(0, 6, 0, 0, 0),
    )
    assert years_of(rows["tax.depreciation"]) == pytest.approx([0, 0, 53, 53, 0])


@given(METHODS, st.integers(1, 12), st.integers(1, 12), SALVAGES)
def test_after_a_whole_life_the_book_value_is_the_salvage_value_until_closing(method, life, more, salvage):
    """The salvage value stands until the closing year, which writes it off."""
    operation = life + more
    stated = {"life": life, "salvage": salvage} | ({"factor": 2} if method is DecliningBalance else {})
    rows = book_of([80] + [0] * (operation + 2), [method], operation=operation, **stated)
    value, written_off = years_of(rows["tax.book_value"]), years_of(rows["tax.write_off"])
    assert value[life:operation] == pytest.approx([80 * salvage] * more, abs=1e-9)
    assert value[operation:] == pytest.approx([0] * 3, abs=1e-9)
    assert written_off == pytest.approx([0] * operation + [80 * salvage, 0, 0], abs=1e-9)


@given(METHODS, st.integers(1, 30), st.floats(0.3, 20), SALVAGES, st.integers(1, 3), st.data())
def test_depreciation_and_write_off_are_all_of_the_cost(method, life, operation, salvage, construction, data):
    """Whatever the life, the operation and the vintages: nothing is lost, nothing is charged twice."""
    amounts = st.lists(st.integers(0, 100), min_size=25, max_size=25)
    spent, replaced = np.array(data.draw(amounts)), np.array(data.draw(amounts))
    elapsed, last = np.arange(25), construction + int(np.ceil(operation)) - 1
    spent, replaced = spent * (elapsed < construction), replaced * (elapsed <= last)
    stated = {"life": life, "salvage": salvage} | ({"factor": 1.5} if method is DecliningBalance else {})
    rows = book_of(spent.tolist(), [method], construction, operation, replacements=row(*replaced), **stated)
    charged = rows["tax.depreciation"] + rows["tax.write_off"]
    assert charged.sum() == pytest.approx(spent.sum() + replaced.sum(), abs=1e-8)
    assert charged.min() >= -1e-9
    np.testing.assert_allclose(rows["tax.book_value"][last:], 0, atol=1e-8)
    np.testing.assert_array_equal(charged[(elapsed < construction) | (elapsed > last)], 0)


def test_a_grant_lowers_what_is_depreciated():
    rows = book_of(
        [60, 40, 0, 0, 0, 0],
        [StraightLine],
        construction=2,
        operation=2,
        grant=row(15, 10, 0, 0, 0, 0),
        life=3,
        salvage=0,
    )
    assert years_of(rows["tax.depreciation"]) == pytest.approx([0, 0, 25, 25, 0, 0])
    assert years_of(rows["tax.write_off"]) == pytest.approx([0, 0, 0, 25, 0, 0])


def test_depreciable_outlays_join_the_cost():
    rows = book_of([90, 0, 0, 0, 0], [StraightLine], operation=3, outlays=row(10, 0, 6, 0, 0), life=2, salvage=0)
    assert years_of(rows["tax.depreciation"]) == pytest.approx([0, 50, 53, 3, 0])


def test_the_tax_credit_is_on_the_opening_cost_after_the_grant_and_before_its_own_cut():
    later = row(0, 0, 50, 0, 0, 0)
    rows = book_of(
        [120, 0, 0, 0, 0, 0],
        [StraightLine],
        grant=row(20, 0, 0, 0, 0, 0),
        replacements=later,
        credit=(0.1, 0.5),
        life=4,
        salvage=0,
    )
    assert years_of(rows["tax.tax_credit"]) == pytest.approx([0, 10, 0, 0, 0, 0])
    assert years_of(rows["tax.in_service"]) == pytest.approx([0, 95, 50, 0, 0, 0])
    whole = book_of([120, 0, 0, 0, 0, 0], [StraightLine], credit=(0.1, 0), life=4, salvage=0)
    assert years_of(whole["tax.in_service"]) == pytest.approx([0, 120, 0, 0, 0, 0])


def test_classes_of_assets_share_the_cost():
    """80 % plant over 2 years, 15 % building over 4, 5 % land never: closing in year 3 writes off what is left."""
    rows = sheet(
        {
            "": [Calendar],
            "tax": [Assets, CapitalisedInterest],
            "tax.assets.plant": [AssetClass, SumOfYears],
            "tax.assets.building": [AssetClass, StraightLine],
            "tax.assets.land": [AssetClass, NeverDepreciated],
        },
        elapsed=row(*range(5)),
        timeline__construction__years=1,
        timeline__operation=3,
        whole_year=1,
        swap__capex_gap=row(100, 0, 0, 0, 0),
        replacements=0,
        grant_received=0,
        depreciable_outlays=0,
        finance__capitalised_interest=row(10, 0, 0, 0, 0),
        tax__assets__plant__share=0.8,
        tax__assets__plant__life=2,
        tax__assets__plant__salvage=0.1,
        tax__assets__building__share=0.15,
        tax__assets__building__life=4,
        tax__assets__building__salvage=0,
        tax__assets__land__share=0.05,
    )
    charged = [0, 48 + 3.75, 24 + 3.75, 3.75, 0]
    assert years_of(rows["tax.depreciation"]) == pytest.approx(charged)
    assert years_of(rows["tax.write_off"]) == pytest.approx([0, 0, 0, 8 + 3.75 + 5, 0])
    assert years_of(rows["tax.idc_depreciation"]) == pytest.approx([share / 10 for share in charged])
    assert years_of(rows["tax.idc_write_off"]) == pytest.approx([0, 0, 0, 1.675, 0])
    assert years_of(rows["tax.book_value"])[3:] == pytest.approx([0, 0], abs=1e-12)
