"""Tax, debt and equity against a second set of books: cases on paper, the shipped plants, and random scenarios."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy_financial
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appraisal.engine import cover, measures
from appraisal.engine.appraisal import Appraisal
from appraisal.engine.model import Run
from appraisal.outputs.record import record_of

from . import finance_scenarios as scenarios
from .cases import PLANTS, appraised, stated, with_, years_of
from .credit_oracle import CreditOracle
from .credit_scenarios import taxed_credits
from .finance_oracle import MACRS, REFERENCE, Books, Priced, Stream, assess, charges, declining
from .oracle import tonnes

Stated = dict[str, Any]
NEAR = 1e-9
STANDING = (".losses", ".rate_in_force")
"""Rows that do not end with the axis."""
DUST = 1e-9
"""What is smaller than this, by the money that moves, is rounding: no cover and no payback follows from it."""


def examples(count: int) -> settings:
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


# ---- the oracle on paper --------------------------------------------------------------------------------------------


PAPER: Stated = {
    "format": 1,
    "name": "on paper",
    "money": {"currency": "USD", "price_year": 2020, "basis": "nominal"},
    "timeline": {"first_year": 2020, "construction": "1 yr", "operation": "5 yr"},
    "discount_rate": "10 %",
    "swap": {"capex_gap": "200 USD", "fuel_saving": "80 USD/yr", "abatement": "1 t/yr"},
    "tax": {"rate": "25 %", "depreciation": {"method": "straight_line", "life": "4 yr"}},
    "finance": {
        "loans": {
            "bank": {
                "share": "50 %",
                "rate": "10 %",
                "grace": "1 yr",
                "tenor": "4 yr",
                "repayment": "equal_principal",
            }
        },
        "cost_of_equity": "12 %",
    },
}
BANK = "finance__loans__bank"


def listed(books: Books, name: str, first: int = 2020, last: int = 2025) -> list[float]:
    return [books.rows[name][year] for year in range(first, last + 1)]


def test_a_loan_of_three_payments() -> None:
    books = Books(PAPER)
    assert listed(books, "finance.loans.bank.balance") == pytest.approx([110, 220 / 3, 110 / 3, 0, 0, 0])
    assert listed(books, "finance.loans.bank.interest_paid") == pytest.approx([0, 11, 22 / 3, 11 / 3, 0, 0])
    assert listed(books, "finance.debt_service") == pytest.approx([0, 143 / 3, 44, 121 / 3, 0, 0])
    # profit without debt 80 - 50; with it less interest and a quarter of the 10 capitalised
    assert listed(books, "tax.unlevered.due") == pytest.approx([0, 7.5, 7.5, 7.5, 7.5, 20])
    assert listed(books, "tax.levered.due") == pytest.approx(
        [0, 0.25 * 16.5, 0.25 * (27.5 - 22 / 3), 0.25 * (27.5 - 11 / 3), 0.25 * 27.5, 20]
    )
    assert listed(books, "finance.equity_cash_flow") == pytest.approx(
        [-100, 80 - 143 / 3 - 4.125, 36 - 5.041666666666667, 80 - 121 / 3 - 5.958333333333333, 73.125, 60]
    )
    assert books.dscr()[2021] == pytest.approx(75.875 / (143 / 3))
    assert books.wacc == pytest.approx(0.5 * 0.1 * 0.75 + 0.5 * 0.12)


def test_the_cover_of_a_loan_over_its_life() -> None:
    books = Books(with_(PAPER, tax=None))
    assert books.llcr == pytest.approx(80 * (1 / 1.1 + 1 / 1.21 + 1 / 1.331) / 110)
    assert books.plcr == pytest.approx(80 * sum(1.1**-k for k in range(1, 6)) / 110)


def test_paid_interest_fees_and_a_reserve() -> None:
    data = with_(PAPER, **{f"{BANK}__interest_during_construction": "paid", f"{BANK}__fee": "2 %"}, tax=None)
    data["timeline"]["construction"] = {"years": "2 yr", "spend": ["40 %", "60 %"]}
    data["finance"]["loans"]["bank"] |= {"grace": "2 yr", "tenor": "3 yr", "commitment_fee": "1 %"}
    data["finance"]["reserve"] = {"years": "0.5 yr", "rate": "2 %"}
    books = Books(data)
    assert listed(books, "finance.interest_paid", 2020, 2023) == pytest.approx([4, 10, 10, 0])
    assert listed(books, "finance.principal", 2020, 2023) == pytest.approx([0, 0, 100, 0])
    assert listed(books, "finance.reserve.deposit", 2020, 2023) == pytest.approx([0, 55, 0, 0])
    assert listed(books, "finance.equity_cash_flow", 2020, 2023) == pytest.approx(
        [-80 + 40 - 2 - 0.6 - 4, -120 + 60 - 10 - 55, 80 - 110 + 55 + 1.1, 80]
    )


@pytest.mark.parametrize("rate", ["7 %", "0 %"])
def test_an_annuity_is_the_one_of_the_library(rate: str) -> None:
    loan = Books(with_(PAPER, **{f"{BANK}__repayment": "annuity", f"{BANK}__rate": rate})).loans[0]
    percent = float(rate.split()[0]) / 100
    paid = [loan.paid(year) for year in (2021, 2022, 2023)]
    assert paid == pytest.approx([-numpy_financial.pmt(percent, 3, 100 * (1 + percent))] * 3)
    if percent:
        principal = [loan.rows["principal"][year] for year in (2021, 2022, 2023)]
        assert principal == pytest.approx(-numpy_financial.ppmt(percent, [1, 2, 3], 3, 100 * (1 + percent)))


def test_a_foreign_loan_owes_more_when_its_currency_rises() -> None:
    data = with_(PAPER, **{f"{BANK}__currency": "JPY", f"{BANK}__repayment": "bullet", f"{BANK}__rate": "0 %"})
    data["fx"] = {"JPY": {"rate": {"value": "0.01 USD/JPY", "growth": "10 %", "from": 2020}}}
    books = Books(data)
    assert listed(books, "finance.loans.bank.balance") == pytest.approx([100, 110, 121, 0, 0, 0])
    assert listed(books, "finance.principal") == pytest.approx([0, 0, 0, 133.1, 0, 0])


def test_a_sculpted_loan_takes_what_the_cash_carries() -> None:
    keys = {f"{BANK}__repayment": "sculpted", f"{BANK}__dscr": 1.6, "tax": None}
    books = Books(with_(PAPER, **keys))
    assert listed(books, "finance.debt_service") == pytest.approx([0, 110 / 2.48685199, *[110 / 2.48685199] * 2, 0, 0])
    tight = Books(with_(PAPER, **keys, **{f"{BANK}__share": "90 %"}))
    assert listed(tight, "finance.debt_service") == pytest.approx([0, 50, 50, 50, 0, 0])
    assert tight.rows["finance.drawn"][2020] == pytest.approx(50 * (1 / 1.1 + 1 / 1.21 + 1 / 1.331) / 1.1)
    assert list(tight.dscr().values()) == pytest.approx([1.6] * 3)


@pytest.mark.parametrize(("grace", "tenor", "element"), [(5, 20, 0.3663), (10, 40, 0.5483)])
def test_the_grant_element_of_concessional_loans(grace: int, tenor: int, element: float) -> None:
    keys = {f"{BANK}__rate": "1 %", f"{BANK}__grace": f"{grace} yr", f"{BANK}__tenor": f"{tenor} yr"}
    data = with_(PAPER, **keys, timeline__operation="45 yr", **{f"{BANK}__interest_during_construction": "paid"})
    assert Books(data).loans[0].grant_element(REFERENCE) == pytest.approx(element, abs=5e-5)


def losses(rule: str, lasts: int = 0) -> list[float]:
    profits = dict(enumerate([-100.0, -20.0, 30.0, 40.0, 80.0]))
    return list(assess(profits, dict.fromkeys(range(5), 0.25), rule, lasts, {}).due.values())


def test_a_loss_carried_forward_expired_and_refunded() -> None:
    assert losses("carry_forward") == [0, 0, 0, 0, 7.5]
    assert losses("expire", 2) == [0, 0, 0, 5, 20]
    assert losses("refund") == [-25, -5, 7.5, 10, 20]


def test_a_tax_credit_waits_for_tax() -> None:
    profits, rates = dict(enumerate([0.0, 20.0, 40.0])), dict.fromkeys(range(3), 0.5)
    assert list(assess(profits, rates, "carry_forward", 0, {0: 15.0}).due.values()) == [0, 0, 15]
    assert list(assess(profits, rates, "refund", 0, {0: 15.0}).due.values()) == [-15, 10, 20]


def test_declining_balance_as_in_a_spreadsheet() -> None:
    # VDB(2400, 300, 10, 0..10): the salvage is reached before a level charge would pay
    found = [2400 * share for share in declining(10, 2, 0.125)]
    assert found == pytest.approx(
        [480, 384, 307.2, 245.76, 196.608, 157.2864, 125.82912, 100.663296, 80.5306368, 22.1225472]
    )
    # VDB(2400, 0, 5, ..): level from the fourth year
    assert [2400 * share for share in declining(5, 2, 0)] == pytest.approx([960, 576, 345.6, 259.2, 259.2])


@pytest.mark.parametrize("life", MACRS)
def test_the_published_percentages_are_declining_balance_of_half_a_year(life: int) -> None:
    left, factor = 100.0, 1.5 if life > 10 else 2.0
    for at, percent in enumerate(MACRS[life]):
        share = 0.5 if at == 0 else 1.0
        charge = max(left * factor / life, left / (life - max(at - 0.5, 0))) * share
        assert percent == pytest.approx(min(charge, left), abs=0.011), at
        left -= charge
    assert math.fsum(MACRS[life]) == pytest.approx(100, abs=1e-9)


def test_schedules_add_up_to_what_is_not_salvage() -> None:
    assert sum(charges({"method": "sum_of_years", "life": "7 yr", "salvage": "10 %"})) == pytest.approx(0.9)
    assert sum(charges({"method": "declining_balance", "life": "9 yr", "salvage": "10 %"})) == pytest.approx(0.9)
    assert charges({"method": "sum_of_years", "life": "2 yr"}) == pytest.approx([2 / 3, 1 / 3])


# ---- the engine and the books ---------------------------------------------------------------------------------------


def needed(books: Books, name: str) -> bool:
    """Whether the sheet must have a row that the books have."""
    section = name.split(".")[0]
    sections = {
        "tax": "tax",
        "finance": "finance",
        "project_tax": "tax",
        "tax_paid": "tax",
        "working_capital": "swap.working_capital",
        "working_capital_change": "swap.working_capital",
        "grant_received": "finance.grant",
    }
    if name.startswith("finance.reserve"):
        return books.states("finance.reserve")
    if name.startswith(("tax.levered", "tax.idc_")):
        return books.states("tax") and books.states("finance")
    return section not in sections or books.states(sections[section])


def compare(found: Appraisal, data: Stated, amounts: Priced | None = None) -> None:
    """Compare the run with credits and the run without, row by row and measure by measure."""
    with_credits = Books(data, amounts=amounts)
    plain = Books(data, credited=False, amounts=with_credits.before)
    for books, run, suffix in ((with_credits, found.run, ""), (plain, found.plain, "_without_credits")):
        compare_rows(run, books)
        compare_worth(found, books, suffix)
        compare_returns(found, books, suffix)
        compare_cover(found, books, suffix)
        compare_payback(found, books, suffix)
    compare_resources(found, plain)
    compare_debt(found, with_credits)


def compare_rows(run: Run, books: Books) -> None:
    size, axis = books.gross, [int(year) for year in run.axis.years]
    for name, expected in books.rows.items():
        if not needed(books, name) or (name.endswith(".losses") and not any(expected.values())):
            continue
        seen = dict(zip(axis, years_of(run, name), strict=True))
        for year, amount in expected.items():
            if year in seen:
                assert seen[year] == pytest.approx(amount, rel=NEAR, abs=NEAR * size), (name, year)
            elif not name.endswith(STANDING):
                assert abs(amount) <= NEAR * size, f"{name} beyond the axis"


def heaviest(stream: Stream, books: Books, rate: float) -> float:
    """Return the largest discount factor of the years that have flows."""
    return max((1 + rate) ** -time for year in books.years for time in stream.times(year))


def compare_worth(found: Appraisal, books: Books, suffix: str) -> None:
    streams = {"npv": (books.project, books.discount_rate)}
    if books.states("tax"):
        streams["npv_before_tax"] = (books.project_before_tax, books.discount_rate)
    if books.states("finance.cost_of_equity"):
        streams["equity_npv"] = (books.equity, books.cost_of_equity)
    for name, (stream, rate) in streams.items():
        if f"{name}{suffix}" in found.metrics:
            size = NEAR * books.gross * max(1.0, heaviest(stream, books, rate))
            assert float(found.metrics[f"{name}{suffix}"]) == pytest.approx(stream.npv(rate), rel=NEAR, abs=size), name
        else:
            assert suffix, name


FLOWS = {
    "project_irr": measures.flows,
    "project_irr_before_tax": measures.flows_before_tax,
    "equity_irr": cover.equity_flows,
}
"""The flows in which the engine looks for each rate of return."""


def compare_returns(found: Appraisal, books: Books, suffix: str) -> None:
    """Put every rate of return that the engine finds into the flows of the books."""
    streams = {"project_irr": books.project}
    if books.states("tax"):
        streams["project_irr_before_tax"] = books.project_before_tax
    if books.states("finance.cost_of_equity"):
        streams["equity_irr"] = books.equity
    for name, stream in streams.items():
        if f"{name}{suffix}" not in found.metrics:
            assert suffix, name
            continue
        measured = found.metrics[f"{name}{suffix}"]
        flows = [abs(flow) for _, flow in stream.dated()]
        seen = np.abs(FLOWS[name](found.plain if suffix else found.run))
        flows += seen[seen > 0].tolist()  # a year that is 0 in the books may be the dust of a sum in the engine
        settled = min(flows, default=1.0) > DUST * books.gross
        changes = stream.sign_changes()
        if settled:  # dust of a last year has a rate of its own near -100 %, of which the books know nothing
            for root in measured.roots:
                residue(stream, books, root)
            assert measured.sign_changes == changes, name
            assert changes or measured.value is None, name
            assert changes != 1 or measured.value is not None, name


def residue(stream: Stream, books: Books, rate: float) -> None:
    """The worth of the flows at a rate of return is nothing, by their size."""
    log = math.log1p(rate)
    dated = stream.dated()
    top = max(-log * time for time, _ in dated)
    parts = [(flow, math.exp(-log * time - top)) for time, flow in dated]
    # Near -100 % the last digit of the rate itself moves every discounted flow by this share.
    digit = 4 * math.ulp(1.0) * max(1.0, *(abs(time) for time, _ in dated)) / (1 + rate)
    size = sum((abs(flow) * (NEAR + digit) + books.gross * 1e-12) * weight for flow, weight in parts)
    assert abs(math.fsum(flow * weight for flow, weight in parts)) <= size


def compare_cover(found: Appraisal, books: Books, suffix: str) -> None:
    if not books.loans:
        return
    sculpted = any(one["repayment"] == "sculpted" for one in books.data["finance"]["loans"].values())
    if suffix and sculpted:
        return  # there the debt is the one that was agreed with credits: tests/questions/test_covenants.py
    dust = DUST * books.gross
    covers = books.dscr(dust)
    if not covers:
        return
    weakest = min(abs(books.rows["finance.debt_service"][year]) for year in covers)
    near = {"rel": NEAR, "abs": NEAR * books.gross / weakest}
    if len(covers) == len(books.dscr()):
        assert float(found.metrics[f"dscr_min{suffix}"]) == pytest.approx(min(covers.values()), **near)
        average = sum(covers.values()) / len(covers)
        assert float(found.metrics[f"dscr_average{suffix}"]) == pytest.approx(average, **near)


def compare_payback(found: Appraisal, books: Books, suffix: str) -> None:
    """Compare where no running total is so near to zero that rounding decides on which side it is."""
    for name, rate in (("payback", None), ("discounted_payback", books.discount_rate)):
        flows = books.project.by_year() if rate is None else books.project.discounted(rate)
        totals = [sum(list(flows.values())[: at + 1]) for at in range(len(flows))]
        heavy = 1.0 if rate is None else max(1.0, heaviest(books.project, books, rate))
        settled = all(not total or abs(total) > DUST * heavy * books.gross for total in totals)
        if settled and f"{name}{suffix}" in found.metrics:
            expected = books.project.crossing(rate)
            seen = found.metrics[f"{name}{suffix}"].value
            assert seen == (expected and pytest.approx(expected, rel=1e-7, abs=NEAR)), name


def compare_resources(found: Appraisal, plain: Books) -> None:
    """The cost of a tonne is before tax, grant and credits."""
    rate, before = plain.discount_rate, plain.before
    avoided = [(before.abatement(year), before.weights(year, rate)[1]) for year in before.years]
    total, size = (sum(of(amount) * weight for amount, weight in avoided) for of in (float, abs))
    # What two equal plants differ by is rounding, and no cost per tonne follows from it.
    if total > 1e-3 * size > 0 and size > 1e-12 * tonnes(plain.before):
        worth = heaviest(plain.project, plain, rate) * plain.gross / total
        expected = -plain.resources.npv(rate) / total
        assert found.metrics["abatement_cost"].value == pytest.approx(expected, rel=1e-7, abs=NEAR * worth)


def compare_debt(found: Appraisal, books: Books) -> None:
    """Compare what is measured with credits only."""
    if not books.loans:
        return
    debt = books.rows["finance.debt"][books.start - 1]
    if debt > DUST * books.gross:
        near = {"rel": NEAR, "abs": NEAR * books.gross / debt}
        assert float(found.metrics["llcr"]) == pytest.approx(books.llcr, **near)
        assert float(found.metrics["plcr"]) == pytest.approx(books.plcr, **near)
    if books.states("finance.cost_of_equity") or books.states("finance.wacc"):
        assert float(found.metrics["wacc"]) == pytest.approx(books.wacc, rel=NEAR, abs=NEAR)
    for loan in books.loans:
        if sum(loan.rows["draw"].values()) > DUST * books.gross:
            element = loan.grant_element(REFERENCE)
            assert float(found.metrics[f"grant_element.{loan.key}"]) == pytest.approx(element, rel=NEAR, abs=NEAR)


def test_the_shipped_plants_agree() -> None:
    """The credits of the plants are those of the Clean Development Mechanism, with its fees."""
    data = stated(PLANTS)
    found, amounts = appraised(data), CreditOracle(data)
    compare(found, data, amounts)
    for credited, key in ((True, "dscr"), (False, "dscr_without_credits")):
        covers = Books(data, credited=credited, amounts=amounts).dscr()
        seen = dict(zip(found.years, record_of(found)["finance"][key], strict=True))
        assert {year: cover for year, cover in seen.items() if cover is not None} == pytest.approx(covers, rel=NEAR)
    books = Books(data, amounts=amounts)
    for name, stream in (("project_irr", books.project), ("equity_irr", books.equity)):
        assert abs(stream.npv(float(found.metrics[name]))) <= NEAR * stream.size(float(found.metrics[name]))


def test_the_comparison_can_fail() -> None:
    data = stated(PLANTS)
    with pytest.raises(AssertionError):
        compare(appraised(with_(data, tax__losses="refund")), data, CreditOracle(data))


@examples(150)
@given(scenarios.direct())
def test_direct_scenarios_agree(data: Stated) -> None:
    compare(appraised(data), data)


@examples(150)
@given(scenarios.plants())
def test_scenarios_of_two_plants_agree(data: Stated) -> None:
    compare(appraised(data), data)


@examples(100)
@given(st.one_of(scenarios.direct("tax"), scenarios.plants("tax", "working_capital")))
def test_tax_without_finance_agrees(data: Stated) -> None:
    compare(appraised(data), data)


@examples(100)
@given(taxed_credits())
def test_credits_of_every_mechanism_are_taxed_or_exempt(data: Stated) -> None:
    compare(appraised(data), data, CreditOracle(data))


@examples(100)
@given(st.one_of(scenarios.direct("finance"), scenarios.plants("finance")))
def test_finance_without_tax_agrees(data: Stated) -> None:
    compare(appraised(data), data)
