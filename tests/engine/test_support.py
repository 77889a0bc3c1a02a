"""Public support: each part counted by hand, who pays, per tonne, leverage, and the accounts of public lenders."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.engine import parties
from appraisal.engine.appraisal import Appraisal
from appraisal.engine.support import GOVERNMENTS, Part, PublicSupport, public_support
from appraisal.scenario import library

from .cases import Stated, appraised, with_

SWAP: Stated = {
    "format": 1,
    "name": "A small swap",
    "money": {"currency": "USD", "price_year": 2020, "basis": "nominal"},
    "timeline": {"first_year": 2020, "operation": "10 yr"},
    "discount_rate": "8 %",
    "swap": {"capex_gap": "100 million USD", "fuel_saving": "10 million USD/yr", "abatement": "500 kt/yr"},
    "credits": {"mechanism": "bilateral", "price": "10 USD/t", "share_cashed": "50 %"},
}
LOAN = {"share": "40 %", "grace": "2 yr", "tenor": "8 yr", "repayment": "equal_principal", "lender": "partner"}
ADVICE = {"amount": "0.5 million USD/yr", "years": {"from": 2020, "to": 2022}, "from": "partner"}
MONITORING = {"amount": "2 million USD", "year": 2020, "from": "host"}
GUARANTEE = {"price": "14 USD/t", "years": {"from": 2021, "to": 2025}, "from": "host"}
PACKAGE: dict[str, Any] = {
    "finance__grant": "20 %",
    "finance__loans": {"aid": {**LOAN, "rate": "2 %"}},
    "support": {"technical_assistance": ADVICE, "mrv": MONITORING, "price_guarantee": GUARANTEE},
}
TONNES = sum(500e3 / 1.08**at for at in range(1, 11))


def supported(**parts: Any) -> tuple[Appraisal, PublicSupport]:
    found = appraised(with_(SWAP, **parts))
    return found, public_support(found.run)


def part(found: PublicSupport, kind: str) -> Part:
    return next(one for one in found.parts if one.kind == kind)


def served(rate: float, grace: int, tenor: int) -> list[float]:
    """Interest and principal a year of one unit drawn in year 0, whose interest joins the principal."""
    owed, found = 1 + rate, [0.0]
    for at in range(1, tenor):
        principal = owed / (tenor - at) if at >= grace else 0.0
        found.append(owed * rate + principal)
        owed -= principal
    return found


def element(rate: float, reference: float, grace: int = 2, tenor: int = 8) -> float:
    """A draw at the start of year 0, service at the end of each year."""
    return 1 - sum(paid / (1 + reference) ** (at + 1) for at, paid in enumerate(served(rate, grace, tenor)))


# ---- each part ------------------------------------------------------------------------------------------------------


def test_every_part_by_hand() -> None:
    _, found = supported(**PACKAGE)
    assert [(one.kind, one.name, one.payer) for one in found.parts] == [
        ("grant", "", "host"),
        ("loan", "aid", "partner"),
        ("technical_assistance", "", "partner"),
        ("mrv", "", "host"),
        ("price_guarantee", "", "host"),
    ]
    grant, loan, advice, monitoring, guarantee = (one.value for one in found.parts)
    assert grant == pytest.approx(20e6, rel=1e-12)
    assert loan == pytest.approx(element(0.02, 0.05) * 40e6, rel=1e-12)
    assert advice == pytest.approx(0.5e6 * sum(1.08**-at for at in range(3)), rel=1e-12)
    assert monitoring == pytest.approx(2e6, rel=1e-12)
    assert guarantee == pytest.approx(4 * 250e3 * sum(1.08**-at for at in range(1, 6)), rel=1e-12)
    assert found.total == pytest.approx(grant + loan + advice + monitoring + guarantee, rel=1e-12)
    assert found.capital == pytest.approx(grant + loan, rel=1e-12)
    assert found.by_government == pytest.approx(
        {"host": grant + monitoring + guarantee, "partner": loan + advice}, rel=1e-12
    )


def test_public_money_per_tonne_and_leverage_by_hand() -> None:
    _, found = supported(**PACKAGE)
    assert found.per_tonne.value == pytest.approx(found.total / TONNES, rel=1e-12)
    assert found.per_tonne_undiscounted.value == pytest.approx(found.total / 5e6, rel=1e-12)
    assert found.leverage.value == pytest.approx((100e6 - found.capital) / found.total, rel=1e-12)
    assert found.outlays == pytest.approx(100e6)


def test_the_grantor_and_the_lender_are_those_that_are_stated() -> None:
    loans = {"aid": {**LOAN, "rate": "2 %", "lender": "host"}}
    _, found = supported(finance={"grant": "5 million USD", "grant_from": "partner", "loans": loans})
    assert [(one.kind, one.payer) for one in found.parts] == [("grant", "partner"), ("loan", "host")]
    assert part(found, "grant").value == pytest.approx(5e6)


def test_a_commercial_loan_is_no_public_money() -> None:
    bank = {key: value for key, value in LOAN.items() if key != "lender"} | {"rate": "2 %"}
    _, found = supported(finance={"loans": {"bank": bank}})
    assert found.parts == ()
    _, both = supported(finance={"loans": {"bank": bank, "aid": {**LOAN, "rate": "2 %"}}})
    assert [one.name for one in both.parts] == ["aid"]


# ---- loans ----------------------------------------------------------------------------------------------------------


def test_the_published_grant_element() -> None:
    """1 %, 20 years, first principal in the year after five of grace, at 5 %: 36.63 %, and 54.83 % of 10 in 40."""
    terms = {**LOAN, "rate": "1 %", "interest_during_construction": "paid"}
    for grace, tenor, expected in ((5, 20, 0.3663), (10, 40, 0.5483)):
        loans = {"aid": {**terms, "grace": f"{grace} yr", "tenor": f"{tenor} yr"}}
        _, found = supported(timeline__operation="45 yr", finance={"loans": loans})
        loan = part(found, "loan")
        assert loan.grant_element == pytest.approx(expected, abs=5e-5)
        assert loan.value == pytest.approx((loan.grant_element or 0.0) * 40e6)
        assert (loan.face, loan.drawn) == (pytest.approx(40e6), pytest.approx(40e6))


def test_a_loan_at_the_reference_rate_gives_nothing_away() -> None:
    reference = library.references()[0].rate
    assert reference == 0.05
    _, found = supported(finance={"loans": {"aid": {**LOAN, "rate": "5 %"}}})
    assert part(found, "loan").value == pytest.approx(0, abs=1e-6 * 40e6)
    assert part(found, "loan").face == pytest.approx(40e6)


def test_a_loan_above_the_reference_rate_is_no_public_money_to_move_other_money() -> None:
    _, found = supported(finance={"loans": {"aid": {**LOAN, "rate": "9 %"}}})
    assert found.total == pytest.approx(element(0.09, 0.05) * 40e6)
    assert found.total < 0
    assert (found.leverage.value, found.leverage.status) == (None, "none")
    assert found.leverage.reason == "there is no public money that could move other money"


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(0, 15), st.integers(1, 4), st.integers(5, 10), st.integers(5, 60))
def test_the_grant_equivalent_is_element_times_draws(rate: int, grace: int, tenor: int, share: int) -> None:
    terms = {**LOAN, "share": f"{share} %", "rate": f"{rate} %", "grace": f"{grace} yr", "tenor": f"{tenor} yr"}
    _, found = supported(finance={"loans": {"aid": terms}})
    hand = element(rate / 100, 0.05, grace, tenor) * share * 1e6
    assert found.total == pytest.approx(hand, rel=1e-9, abs=1.0)


# ---- timing and basis -----------------------------------------------------------------------------------------------


def test_mid_year_counts_operating_flows_half_a_year_before() -> None:
    _, found = supported(**PACKAGE, timeline__timing="mid_year")
    half = 1.08**0.5
    _, whole = supported(**PACKAGE)
    for kind in ("technical_assistance", "mrv", "price_guarantee"):
        assert part(found, kind).value == pytest.approx(part(whole, kind).value * half, rel=1e-12), kind
    for kind in ("grant", "loan"):
        assert part(found, kind).value == pytest.approx(part(whole, kind).value, rel=1e-12), kind
    assert found.per_tonne_undiscounted.value == pytest.approx(found.total / 5e6, rel=1e-12)
    assert found.per_tonne.value == pytest.approx(found.total / (TONNES * half), rel=1e-12)


def test_inflation_alone_moves_no_part_of_a_real_case() -> None:
    money = {"currency": "USD", "price_year": 2020, "basis": "real"}
    (_, still), (_, risen) = (supported(**PACKAGE, money={**money, "inflation": rate}) for rate in ("0 %", "3 %"))
    for kind in ("grant", "technical_assistance", "mrv", "price_guarantee", "loan"):
        assert part(risen, kind).value == pytest.approx(part(still, kind).value, rel=1e-9), kind
    late = {"finance__grant": "20 %", "timeline__construction": "2 yr"}
    _, later = supported(**late, finance__loans={"aid": {**LOAN, "rate": "2 %"}}, money={**money, "inflation": "3 %"})
    assert part(later, "loan").face == pytest.approx(40e6), "deflated to the money of the basis"


def test_a_later_valuation_year_scales_all_but_the_ratios() -> None:
    (_, now), (_, later) = supported(**PACKAGE), supported(**PACKAGE, timeline__valuation_year=2023)
    assert later.total == pytest.approx(now.total * 1.08**3, rel=1e-12)
    assert later.leverage.value == pytest.approx(now.leverage.value, rel=1e-12)
    assert later.per_tonne.value == pytest.approx(now.per_tonne.value, rel=1e-12)


# ---- limiting cases -------------------------------------------------------------------------------------------------


def test_a_scenario_without_support() -> None:
    _, found = supported()
    assert (found.parts, found.total, found.by_government, found.left_out) == ((), 0.0, {}, ())
    assert found.leverage.value is None
    assert found.per_tonne.value == 0.0


def test_a_grant_of_nothing_is_no_part() -> None:
    assert supported(finance={"grant": "0 %"})[1].parts == ()
    assert len(supported(finance={"grant": "1 %"})[1].parts) == 1


def test_a_guarantee_that_is_never_called_is_a_part_of_nothing() -> None:
    _, found = supported(support={"price_guarantee": {"price": "9 USD/t", "from": "host"}})
    assert [(one.kind, one.value) for one in found.parts] == [("price_guarantee", 0.0)]
    assert found.leverage.value is None


def test_without_credits_there_is_no_guarantee() -> None:
    found, _ = supported(**PACKAGE)
    assert "price_guarantee" in {one.kind for one in public_support(found.run).parts}
    assert "price_guarantee" not in {one.kind for one in public_support(found.plain).parts}


def test_no_tonnes_no_money_per_tonne() -> None:
    _, found = supported(**{**PACKAGE, "swap__abatement": "0 t/yr"})
    for one in (found.per_tonne, found.per_tonne_undiscounted):
        assert (one.value, one.status, one.reason) == (None, "none", "no emissions are avoided")
    assert found.leverage.value is not None


def test_no_capital_no_leverage() -> None:
    _, found = supported(swap__capex_gap="-5 million USD", support={"mrv": MONITORING})
    assert found.total == pytest.approx(2e6)
    assert found.leverage.reason == "the swap needs no capital"


def test_items_and_a_forgone_charge_are_named_and_not_counted() -> None:
    training = {"kind": "benefit", "amount": "1 million USD", "year": 2021, "pays": "partner"}
    lease = {"kind": "cost", "amount": "1 million USD/yr", "to": "host"}
    items = {"training": training, "lease": lease}
    _, found = supported(**PACKAGE, items=items)
    assert found.left_out == ("items.training.transferred_receipt",)
    assert found.total == pytest.approx(supported(**PACKAGE)[1].total)
    _, priced = supported(credits={"mechanism": "carbon_price"}, carbon_price={"price": "8 USD/t"})
    assert (priced.parts, priced.left_out) == ((), ("carbon_price.charge_saved",))


# ---- accounts -------------------------------------------------------------------------------------------------------


def test_the_accounts_of_public_lenders_add_up() -> None:
    bank = {**LOAN, "share": "20 %", "rate": "6 %", "fee": "1 %", "lender": "host"}
    loans = {"aid": {**LOAN, "rate": "2 %"}, "bank": bank}
    found, _ = supported(**{**PACKAGE, "finance__loans": loans})
    accounts = parties.accounts(found.run)
    assert "lenders" not in accounts
    assert sum(accounts.values()) == pytest.approx(found.run.rows["resource_flow"], abs=1e-3)
    worth = sum(float(parties.account_value(found.run, party)[0]) for party in accounts)
    assert worth == pytest.approx(float(parties.resource_value(found.run)[0]), rel=1e-9)
    rows = found.run.rows
    lent = (
        rows["finance.loans.aid.draw"] - rows["finance.loans.aid.interest_paid"] - rows["finance.loans.aid.principal"]
    )
    assert -accounts["partner"] == pytest.approx(lent + rows["support.technical_assistance.support_cost"], abs=1e-3)
    assert all(check.ok for check in found.checks)


def test_who_lends_moves_money_between_accounts_only() -> None:
    terms = {key: value for key, value in LOAN.items() if key != "lender"} | {"rate": "2 %"}
    private, public = (
        supported(finance={"loans": {"aid": loan}, "cost_of_equity": "12 %"})[0]
        for loan in (terms, {**terms, "lender": "host"})
    )
    before, after = parties.accounts(private.run), parties.accounts(public.run)
    assert after["host"] == pytest.approx(before["lenders"], abs=1e-6)
    assert after["developer"] == pytest.approx(before["developer"], abs=1e-6)
    assert private.metrics.equity_npv == public.metrics.equity_npv


def test_every_part_is_a_transfer_that_a_government_pays() -> None:
    found, support = supported(**PACKAGE)
    paid = {one.row: one.pays for one in parties.transfers_of(found.run) if one.pays in GOVERNMENTS}
    assert {one.row: one.payer for one in support.parts}.items() <= paid.items()
    for one in support.parts:
        if one.kind != "loan":
            assert one.value == pytest.approx(float(parties.transfer_value(found.run, one.row)[0]), rel=1e-12)
            assert np.all(found.run.rows[one.row] >= 0)
