"""The grant element of a loan: four published values, the donors' own formula, and what must hold of any loan."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal import record_of
from appraisal.engine.appraisal import Appraisal
from appraisal.ground.metrics import grant_element

from .cases import Stated, appraised, with_, years_of

REFERENCE = 0.05
"""Rate of the IMF and the World Bank."""

PUBLISHED = ((20, 5, 36.63), (40, 10, 54.83), (20, 4, 35.42), (40, 9, 54.06))
"""Tenor, grace, grant element in per cent of a loan at 1 %, equal principal, one payment a year.

The first two pay the first principal in the year after grace 5 and 10; in the last two, as donors count, the same grace
ends with the first principal, which is one year less here.
"""


def equal_principal(rate: float, grace: int, tenor: int, years: int = 0) -> tuple[list[float], list[float]]:
    """Return draws and service of one unit drawn at the start of year 1, interest paid from then on."""
    owed, service = 1.0, []
    for year in range(1, tenor + 1):
        principal = 1 / (tenor - grace) if year > grace else 0.0
        service.append(owed * rate + principal)
        owed -= principal
    rest = [0.0] * (max(years, tenor) - tenor)
    return [1.0] + [0.0] * (len(service) - 1) + rest, service + rest


def donors_formula(rate: float, reference: float, interval: int, tenor: int) -> float:
    """Grant element of equal principal with yearly payments, as the OECD writes it.

    ``interval`` is the time to the first principal less one period (OECD-DAC, grant element formula, simplified form
    for one interest rate).
    """
    repaid = ((1 + reference) ** -interval - (1 + reference) ** -tenor) / (reference * (tenor - interval))
    return (1 - rate / reference) * (1 - repaid)


def value_of(draws: Any, service: Any, reference: float) -> float:
    found = grant_element(draws, service, reference).value
    assert isinstance(found, float)
    return found


# ---- the measure -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tenor", "grace", "expected"), PUBLISHED)
def test_the_published_values(tenor: int, grace: int, expected: float) -> None:
    draws, service = equal_principal(0.01, grace, tenor)
    assert 100 * value_of(draws, service, REFERENCE) == pytest.approx(expected, rel=0, abs=0.005)
    assert 100 * donors_formula(0.01, REFERENCE, grace, tenor) == pytest.approx(expected, rel=0, abs=0.005)


RATES, REFERENCES = st.floats(0, 0.15), st.floats(0.01, 0.15)
TENORS = st.integers(1, 50).flatmap(lambda tenor: st.tuples(st.just(tenor), st.integers(0, tenor - 1)))


@given(RATES, REFERENCES, TENORS)
def test_the_measure_against_the_donors_formula(rate: float, reference: float, terms: tuple[int, int]) -> None:
    tenor, grace = terms
    draws, service = equal_principal(rate, grace, tenor)
    expected = donors_formula(rate, reference, grace, tenor)
    assert value_of(draws, service, reference) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(REFERENCES, TENORS)
def test_a_loan_at_the_reference_rate_gives_nothing(reference: float, terms: tuple[int, int]) -> None:
    tenor, grace = terms
    draws, service = equal_principal(reference, grace, tenor)
    assert value_of(draws, service, reference) == pytest.approx(0, abs=1e-12)


@given(RATES, st.floats(0.001, 0.05), REFERENCES, TENORS)
def test_a_lower_rate_gives_more(rate: float, less: float, reference: float, terms: tuple[int, int]) -> None:
    tenor, grace = terms
    dearer, cheaper = (equal_principal(each, grace, tenor) for each in (rate + less, rate))
    assert value_of(*cheaper, reference) > value_of(*dearer, reference)


@given(st.floats(0, 0.04), TENORS)
def test_a_longer_grace_of_a_cheap_loan_gives_more(rate: float, terms: tuple[int, int]) -> None:
    tenor, grace = terms
    shorter, longer = (equal_principal(rate, each, tenor + 1) for each in (grace, grace + 1))
    assert value_of(*longer, REFERENCE) > value_of(*shorter, REFERENCE)


def test_a_gift_is_all_grant_and_a_dear_loan_less_than_none() -> None:
    draws, service = equal_principal(0.09, 2, 10)
    assert value_of(draws, [0.0] * 10, REFERENCE) == pytest.approx(1)
    assert value_of(draws, service, REFERENCE) < 0


@given(st.floats(0.01, 1e9), RATES, TENORS)
def test_the_currency_does_not_matter(scale: float, rate: float, terms: tuple[int, int]) -> None:
    draws, service = (np.array(part) for part in equal_principal(rate, terms[1], terms[0]))
    whole = value_of(draws, service, REFERENCE)
    assert value_of(draws * scale, service * scale, REFERENCE) == pytest.approx(whole, abs=1e-9)


def test_years_without_flows_before_and_after_do_not_matter() -> None:
    draws, service = equal_principal(0.01, 5, 20)
    later = value_of([0.0, 0.0, *draws, 0.0], [0.0, 0.0, *service, 0.0], REFERENCE)
    assert later == pytest.approx(value_of(draws, service, REFERENCE), abs=1e-12)


def test_nothing_drawn_has_no_grant_element() -> None:
    found = grant_element([0.0, 0.0], [0.0, 0.0], REFERENCE)
    assert (found.value, found.status, bool(found.reason)) == (None, "none", True)


def test_many_draws_stand_side_by_side() -> None:
    """Each to the last digit what it is alone; a loan that nothing is drawn from is undefined and harms no other."""
    loans = [equal_principal(0.01, grace, tenor, 40) for tenor, grace, _ in PUBLISHED]
    draws, service = (np.array(part).T for part in zip(*loans, strict=True))
    found = grant_element(draws, service, REFERENCE)
    assert np.asarray(found.value).tolist() == [value_of(*loan, REFERENCE) for loan in loans]
    drawn, paid = np.random.default_rng(1).random((2, 40, 5))
    together = grant_element(drawn, paid, REFERENCE)
    alone = [value_of(drawn[:, at], paid[:, at], REFERENCE) for at in range(5)]
    assert np.asarray(together.value).tolist() == alone
    nothing = grant_element(draws * np.array([1, 0, 1, 1]), service, REFERENCE)
    np.testing.assert_array_equal(nothing.defined, [True, False, True, True])


@pytest.mark.parametrize("column", [slice(0, 1), 0])
def test_one_series_of_draws_may_be_served_in_many_ways(column: Any) -> None:
    """Draws that depend on nothing uncertain keep one column while the rate is uncertain; and the other way round."""
    loans = [equal_principal(rate, 5, 20) for rate in (0.0, 0.01, 0.05)]
    draws, service = (np.array(part).T for part in zip(*loans, strict=True))
    expected = [donors_formula(rate, REFERENCE, 5, 20) for rate in (0.0, 0.01, 0.05)]
    found = grant_element(draws[:, column], service, REFERENCE)
    np.testing.assert_allclose(np.asarray(found.value), expected, rtol=0, atol=1e-12)
    halves = grant_element(draws * np.array([1.0, 2.0, 4.0]), service[:, column], REFERENCE)
    zero_rate = [1 - (1 - expected[0]) / share for share in (1, 2, 4)]
    np.testing.assert_allclose(np.asarray(halves.value), zero_rate, rtol=0, atol=1e-12)


# ---- through a scenario ----------------------------------------------------------------------------------------------

LOAN: Stated = {
    "share": "80 %",
    "rate": "1 %",
    "grace": "5 yr",
    "tenor": "20 yr",
    "repayment": "equal_principal",
    "interest_during_construction": "paid",
}
PROJECT: Stated = {
    "format": 1,
    "name": "A swap with a concessional loan",
    "money": {"currency": "USD", "price_year": 2020, "basis": "nominal"},
    "timeline": {"first_year": 2020, "construction": "1 yr", "operation": "40 yr"},
    "discount_rate": "8 %",
    "swap": {"capex_gap": "100 million USD", "fuel_saving": "12 million USD/yr", "abatement": "0 t/yr"},
    "credits": {"mechanism": "none"},
    "finance": {"loans": {"donor": LOAN}, "cost_of_equity": "12 %"},
}


def element(found: Appraisal) -> float:
    return float(found.metrics["grant_element.donor"])


def lent(**terms: str) -> Appraisal:
    """Appraise the project with other terms of the loan."""
    return appraised(with_(PROJECT, finance__loans__donor={**LOAN, **terms}))


@pytest.mark.parametrize(("tenor", "grace", "expected"), PUBLISHED)
def test_the_published_values_through_a_scenario(tenor: int, grace: int, expected: float) -> None:
    found = lent(tenor=f"{tenor} yr", grace=f"{grace} yr")
    assert 100 * element(found) == pytest.approx(expected, rel=0, abs=0.005)


def test_the_terms_of_the_loan_are_those_of_the_measure() -> None:
    """First principal in the year after grace, equal parts until the last year of the tenor."""
    run = appraised(PROJECT).run
    principal, interest = (years_of(run, f"finance.loans.donor.{name}") for name in ("principal", "interest_paid"))
    _, service = equal_principal(0.01, 5, 20)
    paid = [(one + other) / 80e6 for one, other in zip(principal, interest, strict=True)]
    assert years_of(run, "finance.loans.donor.draw")[:2] == pytest.approx([80e6, 0])
    assert principal[:6] == pytest.approx([0, 0, 0, 0, 0, 80e6 / 15])
    assert paid == pytest.approx([*service, *[0.0] * (len(paid) - 20)], abs=1e-9)


REPAYMENTS = ("equal_principal", "annuity", "bullet")


@pytest.mark.parametrize("interest", ["paid", "capitalised"])
@pytest.mark.parametrize("repayment", REPAYMENTS)
def test_a_scenarios_loan_at_the_reference_rate_gives_nothing(repayment: str, interest: str) -> None:
    """Nor does it when it is drawn over three years."""
    terms = {**LOAN, "rate": "5 %", "repayment": repayment, "interest_during_construction": interest}
    for years in ("1 yr", "3 yr"):
        found = appraised(with_(PROJECT, finance__loans__donor=terms, timeline__construction=years))
        assert element(found) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("repayment", REPAYMENTS)
def test_a_scenarios_loan_at_a_lower_rate_gives_more(repayment: str) -> None:
    found = [element(lent(rate=f"{rate} %", repayment=repayment)) for rate in (0, 1, 2.5, 5, 8)]
    assert found == sorted(found, reverse=True)
    assert found[3] == pytest.approx(0, abs=1e-12)
    assert found[2] > 0 > found[4]


def test_a_bullet_gives_more_than_an_annuity_and_an_annuity_more_than_equal_principal() -> None:
    equal, level, bullet = (element(lent(repayment=repayment)) for repayment in REPAYMENTS)
    assert equal < level < bullet


def test_a_grant_element_is_of_money_of_the_year() -> None:
    """A loan is nominal: the basis of the other figures does not change it."""
    real = with_(PROJECT, money={"currency": "USD", "price_year": 2020, "basis": "real", "inflation": "3 %"})
    assert element(appraised(real)) == pytest.approx(element(appraised(PROJECT)), rel=1e-9)


# ---- the reference rates that ship with the model --------------------------------------------------------------------

DATA = tomllib.loads(resources.files("appraisal").joinpath("data", "concessionality.toml").read_text(encoding="utf-8"))
REFERENCES_STATED = (
    ("imf_world_bank", 5, 35),
    ("oecd_low_income", 9, 45),
    ("oecd_lower_middle_income", 7, 15),
    ("oecd_upper_middle_income", 6, 10),
)
"""Key, rate and least grant element in per cent."""


def test_the_reference_rates_and_minimums() -> None:
    found = [(item["key"], item["rate"], item["minimum"]) for item in DATA["reference"]]
    assert found == [(key, f"{rate} %", f"{minimum} %") for key, rate, minimum in REFERENCES_STATED]
    assert all(item["label"].endswith(f", {item['rate']}") for item in DATA["reference"])
    assert {item["source"] for item in DATA["reference"]} == set(DATA["sources"])


def test_the_record_holds_every_reference() -> None:
    elements = record_of(appraised(PROJECT))["finance"]["grant_elements"]
    assert [(item["loan"], item["reference"]) for item in elements] == [
        ("donor", item["label"]) for item in DATA["reference"]
    ]
    for item, (_, rate, _) in zip(elements, REFERENCES_STATED, strict=True):
        assert item["rate"] == pytest.approx(rate / 100)
        assert item["value"] == pytest.approx(donors_formula(0.01, rate / 100, 5, 20), abs=1e-9)
