"""Equivalence: published values, what every instrument costs, limiting cases, and loans and taxes counted by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.engine import measures
from appraisal.engine.model import Model
from appraisal.engine.support import cost_per_tonne
from appraisal.ground.problem import NoResultError, ScenarioError
from appraisal.questions.equivalence import Equivalence, equivalence
from appraisal.questions.instruments import Instrument, unsupported
from appraisal.questions.loan_rate import Lent, Terms
from appraisal.questions.threshold import threshold
from appraisal.scenario.load import changed, load

from .cases import FOLDER, PLANTS, SOURCE, swap

SUPPORTED = FOLDER / "usc_supported.yaml"
ORDER = ["credit_price", "share_cashed", "capital_grant", "loan_rate", "crediting_years", "price_guarantee"]
MILD = {"swap__fuel_saving": "12 million USD/yr"}
"""A gap that a loan can close."""

LOAN = {"share": "90 %", "grace": "2 yr", "tenor": "10 yr", "repayment": "equal_principal"}


def by_hand(
    rate: float, *, discount: float, share: float, grace: int, tenor: int, repayment: str, level: float = 0.0
) -> float:
    """PV(draws - interest - principal) per unit of capital, all of it drawn in year 0, the only year of construction.

    Interest of that year joins the principal; ``level`` is the yearly inflation that the flows are deflated by.
    """
    owed, worth = share * (1 + rate), share
    for at in range(1, tenor):
        left, interest = tenor - at, owed * rate
        principal = 0.0
        if at >= grace:
            whole = owed * rate / (1 - (1 + rate) ** -left) if rate else owed / left
            rules = {"equal_principal": owed / left, "annuity": whole - interest, "bullet": owed * (left == 1)}
            principal = rules[repayment]
        owed -= principal
        worth -= (interest + principal) / ((1 + discount) * (1 + level)) ** at
    assert owed == pytest.approx(0, abs=1e-9)
    return worth


def value(found: Equivalence, key: str) -> float:
    answer = found[key].value
    assert answer is not None, found[key].reason
    return answer


def reruns(model: Model, found: Instrument) -> float:
    """NPV with the answer put into the scenario as a user would, far from the search."""
    scale, unit = (100.0, "%") if found.unit == "1" else (1.0, found.unit)
    text = f"{(found.value or 0.0) * scale!r} {unit}"
    run = Model(changed(model.scenario, {found.path: text})).run(
        credited=found.key not in ("capital_grant", "loan_rate")
    )
    return float(measures.npv(run)[0])


# ---- published values -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "price", "grant", "share", "gap"),
    [("8 %", 9.87, 0.253, 0.296, 31.60), ("10 %", 16.74, 0.365, 0.502, 45.58)],
)
def test_the_source_case(rate: str, price: float, grant: float, share: float, gap: float) -> None:
    found = equivalence(load(SOURCE, sets=[f"discount_rate={rate}"]))
    assert [row.key for row in found.rows] == ORDER
    assert value(found, "credit_price") == pytest.approx(price, abs=0.005)
    assert value(found, "capital_grant") == pytest.approx(grant, abs=0.0005)
    assert value(found, "share_cashed") == pytest.approx(share, abs=0.0005)
    assert found.without == pytest.approx(-gap * 1e6, abs=5e3)
    assert found["capital_grant"].amount == pytest.approx(gap * 1e6, abs=5e3)


def test_on_the_source_case_every_instrument_costs_the_gap() -> None:
    terms = "{share: 85 %, grace: 5 yr, tenor: 25 yr, repayment: equal_principal}"
    found = equivalence(load(SOURCE, sets=[f"support.loan_terms={terms}"]))
    costs = {row.key: row.public_cost for row in found.rows if row.value is not None}
    assert sorted(costs) == sorted(ORDER[:5]), "all but the guarantee, for credits at the stated price pay already"
    assert list(costs.values()) == pytest.approx([31.5957083e6] * 5, rel=1e-8)
    for row in found.rows[:5]:
        assert row.per_tonne == pytest.approx(4.93, abs=0.005)
        assert row.per_tonne_undiscounted == pytest.approx(2.11, abs=0.005)


def test_nine_years_of_credits_bring_the_source_case_to_zero() -> None:
    """Five million a year from year 1 on: 31.596 = 5 x annuity over n whole years and a part of the next."""
    found = equivalence(load(SOURCE))["crediting_years"]
    whole = sum(5.00001e6 / 1.08**at for at in range(1, 10))
    part = (31595708.35 - whole) / (5.00001e6 / 1.08**10)
    assert found.value == pytest.approx(9 + part, rel=1e-9)
    assert (found.stated, found.difference) == (25.0, pytest.approx(9 + part - 25, rel=1e-9))


def test_beyond_operation_there_are_no_crediting_years() -> None:
    found = equivalence(load(SOURCE, sets=["discount_rate=10 %"]))["crediting_years"]
    assert (found.value, found.status, found.public_cost) == (None, "none", None)
    assert found.reason == (
        "even with credits in all 25 years of operation that are left for them the net present value is "
        "-190.61 thousand USD"
    )


# ---- each answer holds ----------------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    gap=st.integers(60, 200),
    saving=st.integers(0, 12),
    rate=st.integers(1, 15),
    share=st.integers(10, 100),
    timing=st.sampled_from(["year_zero", "end_of_year", "mid_year"]),
    building=st.integers(1, 3),
)
def test_untaxed_every_answer_closes_the_gap_and_costs_it(
    gap: int, saving: int, rate: int, share: int, timing: str, building: int
) -> None:
    model = swap(
        swap__capex_gap=f"{gap} million USD",
        swap__fuel_saving=f"{saving} million USD/yr",
        discount_rate=f"{rate} %",
        credits__share_cashed=f"{share} %",
        timeline__timing=timing,
        timeline__construction=f"{building} yr",
        support={"loan_terms": {**LOAN, "grace": "3 yr"}},
    )
    found = equivalence(model)
    for row in (row for row in found.rows if row.value is not None and row.key != "price_guarantee"):
        assert row.public_cost == pytest.approx(-found.without, rel=1e-7, abs=1.0), row.key
        if row.key != "loan_rate":
            assert reruns(model, row) == pytest.approx(0, abs=1e-6 * gap * 1e6), row.key
        assert row.per_tonne == pytest.approx((row.public_cost or 0.0) / found.tonnes_present_value)
        assert row.per_tonne_undiscounted == pytest.approx((row.public_cost or 0.0) / found.tonnes)


@pytest.mark.parametrize("timing", ["year_zero", "end_of_year", "mid_year"])
def test_the_grant_is_the_gap_over_the_capital_whatever_the_timing(timing: str) -> None:
    found = equivalence(swap(timeline__timing=timing))
    capital = 100e6 / (1.08 if timing == "end_of_year" else 1.0)
    assert value(found, "capital_grant") == pytest.approx(-found.without / capital, rel=1e-9)
    late = {"year_zero": 0.0, "end_of_year": 1.0, "mid_year": -0.5}[timing]
    tonnes = sum(500e3 / 1.08 ** (at + late) for at in range(1, 11))
    assert found.tonnes_present_value == pytest.approx(tonnes, rel=1e-12)
    assert value(found, "credit_price") == pytest.approx(-found.without / (tonnes * 0.5), rel=1e-9)


def test_mid_year_source_case() -> None:
    assert value(equivalence(load(SOURCE, sets=["timeline.timing=mid_year"])), "credit_price") == pytest.approx(
        8.39, abs=0.005
    )


def test_inflation_alone_moves_only_the_loan() -> None:
    money = {"currency": "USD", "price_year": 2020, "basis": "real"}
    still, risen = (
        equivalence(
            swap(**MILD, credits__price="20 USD/t", money={**money, "inflation": rate}, support={"loan_terms": LOAN})
        )
        for rate in ("0 %", "4 %")
    )
    for key in ("credit_price", "share_cashed", "capital_grant", "crediting_years"):
        assert risen[key].value == pytest.approx(still[key].value, rel=1e-9)
        assert risen[key].public_cost == pytest.approx(still[key].public_cost, rel=1e-9)
    assert value(risen, "loan_rate") > value(still, "loan_rate"), "a loan is nominal: inflation repays a part of it"


# ---- tax: instruments differ ----------------------------------------------------------------------------------------

TAXED = {"rate": "30 %", "losses": "refund", "depreciation": {"method": "straight_line", "life": "5 yr"}}


def test_with_tax_instruments_cost_what_they_are_taxed_at() -> None:
    """30 % of profit, straight line over five years, losses paid out: everything is linear and fits on a page."""
    found = equivalence(swap(tax=TAXED))
    factors = [1.08**-at for at in range(1, 11)]
    annuity, shield = sum(factors), 0.3 * sum(factors[:5]) / 5
    gap = 100e6 * (1 - shield) - 0.7 * 10e6 * annuity
    assert found.without == pytest.approx(-gap, rel=1e-9)
    assert value(found, "capital_grant") == pytest.approx(gap / (100e6 * (1 - shield)), rel=1e-9)
    assert value(found, "credit_price") == pytest.approx(gap / (0.7 * 250e3 * annuity), rel=1e-9)
    assert found["credit_price"].public_cost == pytest.approx(gap / 0.7, rel=1e-9)
    assert found["capital_grant"].public_cost == pytest.approx(gap / (1 - shield), rel=1e-9)


def test_exempt_credits_cost_the_gap() -> None:
    found = equivalence(swap(tax={**TAXED, "credits": "exempt"}))
    assert found["credit_price"].public_cost == pytest.approx(-found.without, rel=1e-9)


# ---- the loan -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("repayment", ["equal_principal", "annuity", "bullet"])
@pytest.mark.parametrize(("basis", "level"), [("nominal", 0.0), ("real", 0.03)])
def test_the_rate_of_the_loan_by_hand(repayment: str, basis: str, level: float) -> None:
    money = {"currency": "USD", "price_year": 2020, "basis": basis, "inflation": f"{level * 100} %"}
    found = equivalence(swap(**MILD, money=money, support={"loan_terms": {**LOAN, "repayment": repayment}}))
    rate = value(found, "loan_rate")
    terms = {"discount": 0.08, "share": 0.9, "grace": 2, "tenor": 10, "repayment": repayment, "level": level}
    assert 100e6 * by_hand(rate, **terms) == pytest.approx(-found.without, rel=1e-9)  # type: ignore[arg-type]
    row = found["loan_rate"]
    assert row.public_cost == pytest.approx(-found.without, rel=1e-9)
    assert row.amount == pytest.approx(90e6)
    assert row.payer == "Concessional lender"


@pytest.mark.parametrize("repayment", ["equal_principal", "annuity", "bullet"])
def test_a_free_loan_closes_a_part_of_the_gap(repayment: str) -> None:
    terms = {"discount": 0.08, "share": 0.4, "grace": 2, "tenor": 10, "repayment": repayment}
    found = equivalence(swap(support={"loan_terms": {**LOAN, "share": "40 %", "repayment": repayment}}))
    closed = 100e6 * by_hand(0.0, **terms) / -found.without  # type: ignore[arg-type]
    assert closed < 1
    assert found["loan_rate"].value is None
    assert found["loan_rate"].reason.startswith(f"even a free loan (0 %) closes only {closed * 100:.1f} % of the gap:")
    assert found["loan_rate"].amount == pytest.approx(40e6)


@pytest.mark.parametrize("repayment", ["equal_principal", "annuity", "bullet"])
def test_a_loan_at_the_discount_rate_costs_equity_one_year_s_interest_on_the_draw(repayment: str) -> None:
    """A draw counts with the flows of its year, whose interest is a full year's: nothing else is given or taken."""
    model = swap(support={"loan_terms": {**LOAN, "repayment": repayment}})
    terms = model.scenario.document.support.loan_terms  # type: ignore[union-attr]
    lent = Lent.of(unsupported(model.scenario, "npv"), Terms(terms, "", ()))  # type: ignore[arg-type]
    assert float(lent.given(lent.run({lent.path: 0.08}))[0]) == pytest.approx(-0.08 * 90e6, rel=1e-9)
    assert float(lent.given(lent.run({lent.path: 0.08}, share=0.0))[0]) == 0.0


def test_the_first_loan_gives_the_terms_where_none_are_stated() -> None:
    model = swap(**MILD, finance={"loans": {"bank": {**LOAN, "rate": "6 %"}}})
    found = equivalence(model)["loan_rate"]
    stated = equivalence(swap(**MILD, support={"loan_terms": LOAN}))["loan_rate"]
    assert found.value == pytest.approx(stated.value, rel=1e-9)
    assert found.stated == pytest.approx(0.06)
    assert "terms of the loan 'bank', for support.loan_terms states none" in found.note
    assert "terms of support.loan_terms" in stated.note


def test_a_sculpted_loan_gives_no_terms() -> None:
    loans = {"bank": {**LOAN, "rate": "6 %", "repayment": "sculpted", "dscr": 1.3}}
    found = equivalence(swap(finance={"loans": loans}))["loan_rate"]
    assert (found.value, found.status) == (None, "none")
    assert "state support.loan_terms" in found.reason
    both = {**loans, "aid": {**LOAN, "share": "10 %", "rate": "1 %"}}
    assert (
        "'aid'"
        in equivalence(swap(finance={"loans": {**both, "bank": {**loans["bank"], "share": "40 %"}}}))["loan_rate"].note
    )


def test_terms_of_a_loan_in_another_currency_and_with_interest_paid() -> None:
    yen = {**LOAN, "rate": "1 %", "currency": "JPY", "interest_during_construction": "paid"}
    rising = {"value": "80 JPY/USD", "growth": "-2 %/yr", "date": "2020-01"}
    same, dearer = (
        equivalence(swap(**MILD, fx={"JPY": rate}, finance={"loans": {"yen": yen}}))["loan_rate"]
        for rate in ("80 JPY/USD", rising)
    )
    assert (dearer.value or 0.0) < (same.value or 0.0), "what is owed grows with the yen, so the rate must be lower"
    assert "interest paid from the start" in same.note


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"grace": "1 yr"}, "principal would fall due during construction"),
        ({"tenor": "13 yr"}, "the loan would outlive the project"),
    ],
)
def test_terms_that_do_not_fit_the_calendar(terms: dict[str, str], said: str) -> None:
    fitting = {**LOAN, "grace": "3 yr"}
    build = {"timeline__construction": "2 yr", "timeline__operation": "10 yr"}
    found = equivalence(swap(**MILD, **build, support={"loan_terms": {**fitting, **terms}}))["loan_rate"]
    assert (found.value, found.status) == (None, "none")
    assert found.reason.startswith(said)
    assert equivalence(swap(**MILD, **build, support={"loan_terms": fitting}))["loan_rate"].value is not None


def test_a_stated_loan_may_be_called_concessional() -> None:
    loans = {"concessional": {**LOAN, "share": "10 %", "rate": "2 %"}}
    found = equivalence(swap(**MILD, finance={"loans": loans}, support={"loan_terms": LOAN}))["loan_rate"]
    assert found.value == pytest.approx(
        equivalence(swap(**MILD, support={"loan_terms": LOAN}))["loan_rate"].value, rel=1e-9
    )


# ---- the credits ----------------------------------------------------------------------------------------------------


def test_the_credit_price_is_the_threshold_of_a_scenario_without_other_support() -> None:
    for model in (swap(), Model(load(PLANTS)), swap(credits__price={"value": "10 USD/t", "growth": "3 %"})):
        assert equivalence(model)["credit_price"].value == pytest.approx(threshold(model).value, rel=1e-9)


def test_a_growing_price_and_a_series_say_so() -> None:
    grown = equivalence(swap(credits__price={"value": "10 USD/t", "growth": "3 %"}))["credit_price"]
    assert "growing as stated" in grown.note
    series = {"years": {"2021": "10 USD/t", "2030": "30 USD/t"}, "between": "linear"}
    found = equivalence(swap(credits__price=series))["credit_price"]
    assert (found.factor, found.unit, found.stated) == (True, "1", None)
    assert found.public_cost == pytest.approx(-equivalence(swap()).without, rel=1e-9)


def test_a_price_that_repeats_another_figure_is_not_looked_for() -> None:
    known = {"agreed": {"value": "10 USD/t", "date": "2020-01", "kind": "market"}}
    found = equivalence(swap(credits__price="credits.known_prices.agreed.value", credits__known_prices=known))
    assert found["credit_price"].value is None
    assert "only repeats 'credits.known_prices.agreed.value'" in found["credit_price"].reason
    assert found["capital_grant"].value is not None


def test_what_an_agreement_leaves_is_what_the_price_is_of() -> None:
    agreement = {"volume": "100 kt/yr", "price": "12 USD/t"}
    found = equivalence(swap(credits__agreement=agreement))["credit_price"]
    assert "agreement" in found.note
    assert found.public_cost == pytest.approx(-equivalence(swap()).without, rel=1e-9), "fixed and spot sales together"


def test_renewals_count_with_the_first_period() -> None:
    found = equivalence(swap(credits__price="60 USD/t", credits__crediting={"years": "3 yr", "renewals": 2}))[
        "crediting_years"
    ]
    alone = equivalence(swap(credits__price="60 USD/t", credits__crediting={"years": "9 yr"}))["crediting_years"]
    assert found.value == pytest.approx(alone.value, rel=1e-9)
    assert (found.stated, alone.stated) == (9.0, 9.0)
    assert "3 periods" in found.note


def test_crediting_is_counted_up_to_the_end_of_operation() -> None:
    crediting = {"start_after": "2.5 yr", "years": "30 yr"}
    found = equivalence(swap(credits__price="60 USD/t", credits__crediting=crediting))["crediting_years"]
    assert found.stated == 7.5
    assert found.value is not None
    assert found.value < 7.5


def test_years_that_the_mechanism_does_not_allow_are_marked() -> None:
    """The Clean Development Mechanism credits ten years without renewal."""
    found = equivalence(load(PLANTS, sets=["credits.price=45 USD/t"]))["crediting_years"]
    assert found.value is not None
    assert 10 < found.value < 24
    assert (found.status, found.public_cost is not None) == ("against-rules", True)
    assert "against the rules of 'cdm'" in found.reason
    shorter = equivalence(load(PLANTS, sets=["credits.price=90 USD/t"]))["crediting_years"]
    assert (shorter.status, shorter.reason) == ("ok", "")


# ---- the guarantee --------------------------------------------------------------------------------------------------


def test_where_credits_are_worth_nothing_a_guarantee_is_a_credit_price() -> None:
    found = equivalence(swap(credits__price="0 USD/t"))
    assert value(found, "price_guarantee") == pytest.approx(value(found, "credit_price"), rel=1e-9)
    assert found["price_guarantee"].public_cost == pytest.approx(-found.without, rel=1e-9)
    assert found["price_guarantee"].payer == "Host government"


def test_a_guarantee_tops_up_what_the_buyer_pays() -> None:
    found = equivalence(swap())
    sales = 2.5e6 * sum(1.08**-at for at in range(1, 11))
    assert value(found, "price_guarantee") == pytest.approx(value(found, "credit_price"), rel=1e-9)
    assert found["price_guarantee"].public_cost == pytest.approx(-found.without - sales, rel=1e-9)
    assert "16.78 million USD in present value" in found["price_guarantee"].note


def test_a_stated_guarantee_keeps_its_years_and_its_payer() -> None:
    stated = {"price": "12 USD/t", "years": {"from": 2021, "to": 2023}, "from": "partner"}
    found = equivalence(swap(support={"price_guarantee": stated}))
    row = found["price_guarantee"]
    three, ten = (sum(1.08**-at for at in range(1, last)) for last in (4, 11))
    topped = -found.without - 2.5e6 * ten
    assert row.value == pytest.approx(10 + topped / (250e3 * three), rel=1e-9)
    assert (row.payer, row.stated) == ("Partner government", 12.0)


def test_credits_that_pay_need_no_guarantee() -> None:
    found = equivalence(swap(credits__price="30 USD/t"))["price_guarantee"]
    assert found.value is None
    assert found.reason.endswith("already: a guarantee would only add to it")


# ---- each alone -----------------------------------------------------------------------------------------------------


def test_stated_support_is_left_out() -> None:
    support = {"price_guarantee": {"price": "50 USD/t", "from": "host"}, "loan_terms": LOAN}
    bare = equivalence(swap(**MILD, credits__price="20 USD/t", support={"loan_terms": LOAN}))
    given_too = equivalence(
        swap(
            **MILD,
            credits__price="20 USD/t",
            support=support,
            finance={"grant": "30 million USD", "grant_from": "partner"},
        )
    )
    for key in ORDER[:5]:
        assert given_too[key].value == pytest.approx(bare[key].value, rel=1e-9), key
        assert given_too[key].public_cost == pytest.approx(bare[key].public_cost, rel=1e-9), key
    assert (given_too.without, given_too.credited) == pytest.approx((bare.without, bare.credited), rel=1e-12)
    assert given_too.left_out == ("the grant of 30 million USD", "the price guarantee of 50 USD/t")
    assert (bare.left_out, given_too["capital_grant"].payer) == ((), "Partner government")


def test_a_guarantee_that_is_left_out_does_not_hold_up_a_negative_price() -> None:
    rich = {"swap__fuel_saving": "40 million USD/yr"}
    support = {"price_guarantee": {"price": "50 USD/t", "from": "host"}}
    bare, guaranteed = equivalence(swap(**rich)), equivalence(swap(**rich, support=support))
    assert value(bare, "credit_price") < 0
    assert guaranteed["credit_price"].value == pytest.approx(bare["credit_price"].value, rel=1e-9)


@pytest.mark.parametrize(
    "grant",
    ["20 million USD", "15 %", {"value": "20 million USD", "low": "10 million USD", "high": "30 million USD"},
     {"path": "discount_rate", "times": "200 %"}],
)  # fmt: skip
def test_a_grant_of_any_form_is_replaced(grant: Any) -> None:
    found = equivalence(swap(finance={"grant": grant}))["capital_grant"]
    assert found.value == pytest.approx(equivalence(swap())["capital_grant"].value, rel=1e-9)


def test_a_model_a_scenario_and_a_second_time_say_the_same() -> None:
    model = swap()
    assert equivalence(model) == equivalence(model.scenario) == equivalence(model)


# ---- limiting cases -------------------------------------------------------------------------------------------------


def test_a_swap_that_pays_could_give() -> None:
    model = swap(swap__fuel_saving="16 million USD/yr", support={"loan_terms": LOAN})
    found = equivalence(model)
    assert found.without > 0
    assert value(found, "credit_price") < 0
    assert found["credit_price"].public_cost == pytest.approx(-found.without, rel=1e-9)
    assert value(found, "loan_rate") > 0.08, "it bears a loan above the discount rate"
    for key in ("share_cashed", "capital_grant", "crediting_years", "price_guarantee"):
        assert found[key].value is None
        assert "already" in found[key].reason


def test_without_credits_grant_and_loan_are_left() -> None:
    found = equivalence(swap(**MILD, credits={"mechanism": "none"}, support={"loan_terms": LOAN}))
    assert {row.key for row in found.rows if row.value is not None} == {"capital_grant", "loan_rate"}
    for key in ("credit_price", "share_cashed", "crediting_years", "price_guarantee"):
        assert (found[key].status, found[key].reason) == ("none", "the scenario has no credits")
    credited = equivalence(swap(**MILD, support={"loan_terms": LOAN}))
    assert found["capital_grant"].value == pytest.approx(credited["capital_grant"].value, rel=1e-9)


def test_a_price_on_emissions_is_forgone_by_the_host() -> None:
    model = swap(credits={"mechanism": "carbon_price"}, carbon_price={"price": "8 USD/t"})
    found, credited = equivalence(model), equivalence(swap(credits__share_cashed="100 %"))
    row = found["carbon_price"]
    assert row.value == pytest.approx(credited["credit_price"].value, rel=1e-9)
    assert (row.path, row.stated) == ("carbon_price.price", 8.0)
    assert row.public_cost == pytest.approx(-found.without, rel=1e-9)
    assert row.payer.startswith("Host government")
    for key in ("share_cashed", "crediting_years", "price_guarantee"):
        assert found[key].reason == "the tonnes carry a price on emissions, and there are no credits"


def test_no_capital_no_grant_and_no_loan() -> None:
    found = equivalence(swap(swap__capex_gap="-3 million USD", support={"loan_terms": LOAN}))
    for key in ("capital_grant", "loan_rate"):
        assert found[key].reason == "the project costs no more than the baseline: there is no capital to pay for"


def test_a_gap_above_all_capital_has_no_grant() -> None:
    found = equivalence(swap(swap__fuel_saving="-2 million USD/yr"))["capital_grant"]
    assert found.value is None
    assert found.reason == "even with a grant of all capital the net present value is -13.42 million USD"


def test_a_grant_is_at_most_what_loans_leave() -> None:
    finance = {"loans": {"bank": {**LOAN, "rate": "6 %"}}, "cost_of_equity": "12 %"}
    found = equivalence(swap(finance=finance, swap__fuel_saving="8 million USD/yr"), "equity_npv")["capital_grant"]
    assert (found.value, found.status) == (None, "none")
    assert found.reason.endswith(": a grant is at most the capital less the loans")
    assert equivalence(swap(finance=finance), "npv")["capital_grant"].value is not None


def test_no_tonnes_no_cost_per_tonne() -> None:
    found = equivalence(swap(swap__abatement="0 t/yr"))
    assert found["capital_grant"].public_cost == pytest.approx(-found.without)
    assert (found["capital_grant"].per_tonne, found["capital_grant"].per_tonne_undiscounted) == (None, None)
    assert found["credit_price"].reason == "does not depend on credits.price"
    assert cost_per_tonne(1.0, 0.0).reason == "no emissions are avoided"


# ---- equity ---------------------------------------------------------------------------------------------------------

FINANCED = {"loans": {"bank": {**LOAN, "share": "30 %", "rate": "6 %"}}, "cost_of_equity": "12 %"}


def equity(model: Model, changes: dict[str, str], *, credited: bool) -> float:
    run = Model(changed(model.scenario, changes)).run(credited=credited)
    return float(run.total("finance.equity_present_value")[0])


def test_equity_npv_is_zero_at_every_answer() -> None:
    model = swap(
        **MILD,
        finance=FINANCED,
        support={"loan_terms": {**LOAN, "share": "60 %"}},
        credits__price="40 USD/t",
        tax=TAXED,
    )
    found = equivalence(model, "equity_npv")
    price, share, grant, rate, years = (value(found, key) for key in ORDER[:5])
    assert equity(model, {"credits.price": f"{price!r} USD/t"}, credited=True) == pytest.approx(0, abs=1.0)
    assert equity(model, {"credits.share_cashed": f"{share * 100!r} %"}, credited=True) == pytest.approx(0, abs=1.0)
    assert equity(model, {"finance.grant": f"{grant * 100!r} %"}, credited=False) == pytest.approx(0, abs=1.0)
    assert equity(model, {"credits.crediting.years": f"{years!r} yr"}, credited=True) == pytest.approx(0, abs=1.0)
    terms = f"{{share: 60 %, rate: {rate * 100!r} %, grace: 2 yr, tenor: 10 yr, repayment: equal_principal}}"
    assert equity(model, {"finance.loans.aid": terms}, credited=False) == pytest.approx(0, abs=1.0)
    assert found.without == pytest.approx(equity(model, {}, credited=False), rel=1e-9)


def test_the_loan_takes_the_place_of_the_loan_whose_terms_it_has() -> None:
    model = swap(
        finance={**FINANCED, "loans": {"bank": {**LOAN, "rate": "9 %"}}}, swap__fuel_saving="13 million USD/yr"
    )
    found = equivalence(model, "equity_npv")["loan_rate"]
    assert found.value is not None, found.reason
    assert equity(model, {"finance.loans.bank.rate": f"{found.value * 100!r} %"}, credited=False) == pytest.approx(
        0, abs=1.0
    )


def test_the_loan_takes_the_place_of_public_loans() -> None:
    aid = {**LOAN, "share": "50 %", "rate": "3 %", "lender": "partner"}
    finance = {**FINANCED, "loans": {**FINANCED["loans"], "aid": aid}}
    terms = {"loan_terms": {**LOAN, "share": "70 %"}}
    both = equivalence(swap(**MILD, finance=finance, support=terms), "equity_npv")["loan_rate"]
    alone = equivalence(swap(**MILD, finance=FINANCED, support=terms), "equity_npv")["loan_rate"]
    assert both.value == pytest.approx(alone.value, rel=1e-9)
    assert (both.payer, alone.payer) == ("Partner government", "Concessional lender")
    assert both.note.endswith("in place of the loan aid")


def test_more_debt_than_capital_has_no_rate() -> None:
    finance = {**FINANCED, "loans": {"bank": {**FINANCED["loans"]["bank"], "share": "50 %"}}}
    found = equivalence(swap(finance=finance, support={"loan_terms": LOAN}), "equity_npv")["loan_rate"]
    assert found.value is None
    assert "the debt is above the capital; lower support.loan_terms.share" in found.reason


def test_a_free_loan_and_equity() -> None:
    found = equivalence(load(SUPPORTED), "equity_npv")
    assert found["loan_rate"].reason.startswith("even a free loan (0 %) closes only ")


def test_equity_needs_its_cost() -> None:
    with pytest.raises(NoResultError) as caught:
        equivalence(swap(), "equity_npv")
    assert (caught.value.problems[0].code, caught.value.problems[0].path) == ("no-finance", "equity_npv")
    assert equivalence(swap(finance={"cost_of_equity": "12 %"}), "equity_npv")["credit_price"].value is not None


def test_an_unknown_objective() -> None:
    with pytest.raises(ScenarioError) as caught:
        equivalence(swap(), "irr")
    assert (caught.value.problems[0].code, caught.value.problems[0].path) == ("unknown-objective", "irr")


def test_the_shipped_case_has_an_answer_of_each_kind() -> None:
    found = equivalence(load(SUPPORTED))
    assert {row.key for row in found.rows if row.value is not None} == {
        "credit_price", "capital_grant", "loan_rate", "price_guarantee",
    }  # fmt: skip
    run = Model(load(SUPPORTED)).run(credited=False)
    flows = np.broadcast_to(run.rows["swap.capex_gap"], (run.axis.count, 1))[:, 0]
    assert found["loan_rate"].amount == pytest.approx(0.8 * flows.sum(), rel=1e-12)
