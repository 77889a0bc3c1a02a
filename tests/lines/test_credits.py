"""The tonnes of the credit waterfall: crediting period, creditable tonnes, owners, claims of others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.lines.calendar import Calendar
from appraisal.lines.credits import CreditingPeriod, OtherClaim, ProjectCrediting, Waterfall

from .books import row, sheet, years_of
from .crediting import waterfall

AGE, STARTED = row(0, 0, 1, 2, 3, 4), row(0, 1, 1, 1, 1, 1)
"""One year of construction, then years of operation."""


def period(start_after, years, operation=4.0):
    return years_of(CreditingPeriod.credited(AGE, start_after, years, operation, STARTED, 1))


# ---- the crediting period -------------------------------------------------------------------------------------------


def test_each_renewal_adds_a_period():
    assert CreditingPeriod.crediting_length(7, 2) == 21
    assert CreditingPeriod.crediting_length(10, 0) == 10


def test_crediting_starts_with_operation_and_ends_with_it():
    assert period(0, 100) == [0, 1, 1, 1, 1, 0]
    assert period(0, 100, operation=2.5) == [0, 1, 1, 0.5, 0, 0]


def test_crediting_may_start_and_end_within_a_year():
    assert period(0.75, 2) == [0, 0.25, 1, 0.75, 0, 0]
    assert period(1.25, 0.5) == [0, 0, 0.5, 0, 0, 0]


def test_crediting_that_starts_after_operation_never_comes():
    assert period(4, 10) == [0] * 6
    assert period(60, 10) == [0] * 6


def test_no_crediting_years_give_none():
    assert period(0, 0) == [0] * 6


def test_ten_and_a_quarter_years_of_crediting():
    rows = waterfall([0, *[100] * 12, 0], operation=12, crediting__years=10.25)
    assert years_of(rows["credits.credited"]) == [0, *[1] * 10, 0.25, 0, 0]
    assert years_of(rows["credits.sold"]) == pytest.approx([0, *[100] * 10, 25, 0, 0])


def test_seven_years_renewed_twice_are_twenty_one():
    """3/CMP.1, annex, paragraph 49: seven years, renewable at most twice."""
    rows = waterfall([0, *[100] * 25], crediting__years=7, crediting__renewals=2)
    assert years_of(rows["credits.credited"]) == [0, *[1] * 21, *[0] * 4]


@given(st.floats(0, 50), st.floats(0, 50), st.floats(0.01, 40), st.integers(0, 6))
def test_the_credited_years_are_the_overlap_of_crediting_and_operation(start, years, operation, construction):
    elapsed = row(*range(50))
    rows = sheet(
        {"": [Calendar]},
        elapsed=elapsed,
        timeline__construction__years=construction,
        timeline__operation=operation,
        whole_year=1,
    )
    found = CreditingPeriod.credited(rows["age"], start, years, operation, rows["started"], 1)
    assert found.sum() == pytest.approx(max(0.0, min(start + years, operation) - start), abs=1e-9)
    assert (found <= rows["operating"] + 1e-9).all()


def test_the_share_is_of_the_years_operation():
    share = CreditingPeriod.credited_share(row(0, 1, 0.25, 0.5, 0), row(0, 1, 1, 0.5, 0), row(0, 1, 1, 1, 0), 1)
    assert years_of(share) == [0, 1, 0.25, 1, 0]


def test_a_broken_last_year_is_credited_in_full():
    rows = waterfall([0, 100, 100, 50, 0], operation=2.5)
    assert years_of(rows["credits.credited_share"]) == [0, 1, 1, 1, 0]
    assert years_of(rows["credits.sold"]) == [0, 100, 100, 50, 0]


def test_years_of_crediting_are_counted_whole_from_its_start():
    assert years_of(CreditingPeriod.years_since_crediting(AGE, 0)) == [0, 0, 1, 2, 3, 4]
    assert years_of(CreditingPeriod.years_since_crediting(AGE, 1)) == [0, 0, 0, 1, 2, 3]
    assert years_of(CreditingPeriod.years_since_crediting(AGE, 0.5)) == [0, 0, 0, 1, 2, 3]


def test_registration_falls_in_the_year_before_the_first_crediting_year():
    elapsed = row(*range(6))
    assert years_of(CreditingPeriod.registering(elapsed, 1, 0, 9, 9, 1)) == [1, 0, 0, 0, 0, 0]
    assert years_of(CreditingPeriod.registering(elapsed, 2, 0, 9, 9, 1)) == [0, 1, 0, 0, 0, 0]
    assert years_of(CreditingPeriod.registering(elapsed, 2, 1.7, 9, 9, 1)) == [0, 0, 1, 0, 0, 0]
    assert years_of(CreditingPeriod.registering(elapsed, 2, 60, 9, 99, 1)) == [0] * 6


def test_no_registration_where_no_crediting_falls_inside_operation():
    elapsed = row(*range(6))
    assert years_of(CreditingPeriod.registering(elapsed, 1, 3, 9, 3, 1)) == [0] * 6
    assert years_of(CreditingPeriod.registering(elapsed, 1, 3, 0, 9, 1)) == [0] * 6
    assert years_of(CreditingPeriod.registering(elapsed, 1, 3, 9, 3.1, 1)) == [0, 0, 0, 1, 0, 0]


@given(st.integers(1, 5), st.floats(0, 20), st.floats(21, 40))
def test_registration_comes_one_year_before_the_first_credited_one(construction, start, operation):
    rows = waterfall([0] * 50, operation, construction, crediting__start_after=start)
    first = int(np.nonzero(rows["credits.credited"][:, 0])[0][0])
    assert years_of(rows["credits.registering"]) == [float(year == first - 1) for year in range(50)]


# ---- tonnes ---------------------------------------------------------------------------------------------------------


def test_a_year_below_zero_is_made_good_first():
    abated = row(0, 100, -150, 30, 200)
    assert years_of(ProjectCrediting.creditable_so_far(abated, 1)) == [0, 100, 100, 100, 180]
    assert years_of(ProjectCrediting.creditable(row(0, 100, 100, 100, 180))) == [0, 100, 0, 0, 80]


def test_a_first_year_below_zero_gives_no_credits_and_no_debt_of_money():
    rows = waterfall([0, -50, 20, 100], operation=3)
    assert years_of(rows["credits.creditable"]) == [0, 0, 0, 70]
    assert (rows["credits.revenue"] >= 0).all()


def test_only_the_credited_share_counts():
    assert years_of(ProjectCrediting.creditable_so_far(row(0, 100, 100), row(0, 0.25, 1))) == [0, 25, 125]


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=20))
def test_creditable_tonnes_against_a_pool_of_shortfalls(abated):
    short, expected = 0, []
    for tonnes in abated:
        short -= min(tonnes, 0)
        good = min(max(tonnes, 0), short)
        short -= good
        expected.append(max(tonnes, 0) - good)
    found = ProjectCrediting.creditable(ProjectCrediting.creditable_so_far(row(*abated), 1))
    assert years_of(found) == expected


def test_what_is_abated_in_the_crediting_period_is_the_swaps_own_whatever_the_reference():
    assert years_of(Waterfall.abated_in_period(row(0, 600, 600, 600), row(0, 0.5, 1, 0))) == [0, 300, 600, 0]


def test_the_discount_for_uncertainty_comes_off_before_issuance():
    assert years_of(Waterfall.issued(row(0, 600), 0.05)) == [0, 570]


def test_levies_are_shares_of_issued_and_not_in_sequence():
    """Article 6.4 (decision 3/CMA.3): 5 % for adaptation and 2 % cancelled leave 558 of 600."""
    issued = row(0, 600)
    assert years_of(Waterfall.buffered(issued, 0.1)) == [0, 60]
    assert years_of(Waterfall.levied(issued, 0.05)) == [0, 30]
    assert years_of(Waterfall.cancelled(issued, 0.02)) == [0, 12]
    assert years_of(Waterfall.forwarded(issued, 0, row(0, 30), row(0, 12))) == [0, 558]


def test_credits_are_split_by_owner():
    forwarded = row(0, 558)
    assert years_of(Waterfall.developer_credits(forwarded, 0.5)) == [0, 279]
    assert years_of(Waterfall.host_credits(forwarded, 0.5)) == [0, 279]
    assert years_of(Waterfall.partner_credits(forwarded, 0.0)) == [0, 0]


def test_what_is_not_cashed_is_held_in_stock():
    assert years_of(Waterfall.held(row(0, 600, 600), row(0, 300, 300))) == [0, 300, 300]
    assert years_of(Waterfall.stock(row(0, 300, 300))) == [0, 300, 600]


def test_what_is_sold_and_what_the_partner_owns_leaves_the_host():
    exported = Waterfall.exported(row(0, 300, 300), row(0, 0, 60))
    assert years_of(exported) == [0, 300, 360]
    assert years_of(Waterfall.adjusted(exported, 1)) == [0, 300, 360]
    assert years_of(Waterfall.adjusted(exported, 0.5)) == [0, 150, 180]
    assert not Waterfall.adjusted(exported, 0).any()


def test_claims_of_other_schemes_are_added_up():
    assert years_of(OtherClaim.claimed(row(0, 50))) == [0, 50]
    assert years_of(Waterfall.claimed_elsewhere(row(0, 50), row(10, 5))) == [10, 55]
    assert Waterfall.claimed_elsewhere() == 0


def test_a_claim_of_another_scheme_changes_no_credit():
    claimed = sheet({"credits.claims.white_certificates": [OtherClaim], "credits": [Waterfall]}, **CLAIMED)
    assert years_of(claimed["credits.claimed_elsewhere"]) == [0, 50]
    assert years_of(claimed["credits.forwarded"]) == [0, 600]


CLAIMED = {
    "credits__claims__white_certificates__tonnes": row(0, 50),
    "credits__creditable": row(0, 600),
    "credits__credited_share": row(0, 1),
    "credits__sold": row(0, 600),
    "swap__abatement": row(0, 600),
    **dict.fromkeys((f"credits__{name}" for name in ("uncertainty_discount", "buffer", "share_of_proceeds")), 0),
    **dict.fromkeys((f"credits__{name}" for name in ("overall_mitigation", "corresponding_adjustment")), 0),
    **{f"credits__owners__{who}": float(who == "developer") for who in ("developer", "host", "partner")},
}

SHARES = st.integers(0, 100).map(lambda percent: percent / 100)


@given(
    st.lists(st.integers(-1000, 1000), min_size=2, max_size=12),
    st.lists(st.integers(0, 25).map(lambda percent: percent / 100), min_size=4, max_size=4),
    st.tuples(SHARES, SHARES).filter(lambda shares: sum(shares) <= 1),
    SHARES,
)
def test_every_tonne_has_one_owner_and_one_use(abated, levies, owners, cashed):
    names = ("uncertainty_discount", "buffer", "share_of_proceeds", "overall_mitigation")
    stated = dict(zip(names, levies, strict=True)) | {"share_cashed": cashed}
    stated |= {"owners__host": owners[0], "owners__partner": owners[1], "owners__developer": 1 - sum(owners)}
    rows = waterfall(abated, **stated)
    one = {name.removeprefix("credits."): found for name, found in rows.items() if name.startswith("credits.")}
    uses = ("buffered", "levied", "cancelled", "host_credits", "partner_credits", "sold", "held")
    np.testing.assert_allclose(sum(one[name] for name in uses), one["issued"], atol=1e-9)
    np.testing.assert_allclose(one["stock"][-1], one["held"].sum(axis=0), atol=1e-9)
    assert all((one[name] >= -1e-9).all() for name in uses)


# ---- the whole section ----------------------------------------------------------------------------------------------


def test_the_source_case_sells_half_of_600_000_tonnes_for_5_million():
    rows = waterfall([0, *[600_000] * 25], share_cashed=0.5, price=16.6667)
    assert years_of(rows["credits.revenue"]) == pytest.approx([0, *[5e6] * 25], rel=1e-5)


def test_nothing_abated_sells_nothing():
    rows = waterfall([0, 0, 0, 0], issuance_fee=1)
    assert not any(rows[f"credits.{name}"].any() for name in ("sold", "revenue", "crediting_cost", "stock"))
