"""The covenant table: the debt that was agreed, held against worse cases."""

from __future__ import annotations

import numpy as np
import pytest

from appraisal.engine import cover
from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.engine.cover import agreed_debt
from appraisal.engine.model import Model
from appraisal.questions.covenants import covenants
from appraisal.questions.threshold import threshold
from appraisal.scenario.load import load

from .cases import FOLDER, PLANTS, SOURCE

PACKAGE = FOLDER / "usc_bilateral_package.yaml"


def package(*sets: str, variant: str = "") -> Appraisal:
    return appraise(load(PACKAGE, sets=sets, variant=variant))


def test_each_case_stands_in_the_table_with_its_status() -> None:
    cases = {case.name: case for case in covenants(package())}
    assert list(cases) == ["base", "low credits, 5 USD/t", "no credits"]
    assert [case.status for case in cases.values()] == ["ok", "default", "default"]
    assert cases["base"].dscr_min == pytest.approx(1.3)
    assert cases["base"].year == 2016  # the first of the years that share the lowest cover


def test_the_sculpted_loan_keeps_the_size_that_was_agreed() -> None:
    found = package()
    held = agreed_debt(found.run)
    assert set(held) == {"finance.loans.bank.drawn_share", "finance.loans.bank.service"}
    plain = found.model.run(credited=False, held=held)
    np.testing.assert_allclose(plain.rows["finance.loans.bank.balance"], found.run.rows["finance.loans.bank.balance"])
    [case] = [one for one in covenants(found) if one.name == "no credits"]
    assert case.dscr_min == pytest.approx(float(cover.dscr_min(plain).value))
    assert case.dscr_min == pytest.approx(float(found.metrics["dscr_min_without_credits"]))
    assert case.dscr_min < float(cover.dscr_min(found.plain).value)  # there it is sized anew


def test_the_threshold_of_the_cover_holds_the_agreed_debt() -> None:
    model = Model(load(PACKAGE))
    found = threshold(model, "credits.price", "dscr", 1.05)
    assert 5 < found.value < 16.67
    held = agreed_debt(model.run())
    run = model.run({"credits.price": [found.value]}, held=held)
    assert float(cover.dscr_min(run).value) == pytest.approx(1.05, rel=1e-9)


def test_a_loan_sculpted_to_the_lock_up_level_keeps_it() -> None:
    found = package("finance.loans.bank.dscr=1.2")
    assert covenants(found)[0].status == "ok"
    below = package("finance.loans.bank.dscr=1.19")
    assert covenants(below)[0].status == "lock-up"


def test_without_a_low_price_the_table_says_what_to_state() -> None:
    bare = ("credits.price.distribution=null", "credits.price.low=null", "finance.covenants.low_credit_price=null")
    found = package(*bare)
    [case] = [one for one in covenants(found) if one.name.startswith("low credits")]
    assert case.dscr_min is None
    assert "finance.covenants.low_credit_price" in case.reason


def test_without_covenants_there_is_no_status_and_without_loans_no_table() -> None:
    assert {case.status for case in covenants(appraise(load(PLANTS)))} == {""}
    assert covenants(appraise(load(SOURCE))) == []


def test_a_fixed_loan_needs_nothing_held() -> None:
    found = package(variant="level_payments")
    assert agreed_debt(found.run) == {}
    [case] = [one for one in covenants(found) if one.name == "no credits"]
    assert case.dscr_min == pytest.approx(float(found.metrics["dscr_min_without_credits"]))


# ---- what no lender gives is no answer -------------------------------------------------------------------------------


def test_a_life_that_leaves_debt_unpaid_is_no_threshold() -> None:
    """The bank's tenor is 14 years from 2012: with less than 16 years of operation the export credit is not repaid."""
    model = Model(load(PLANTS, sets=["credits.price=60 USD/t"]))
    run = model.run({"timeline.operation": [10.0, 25.0]})
    assert cover.unsound(run).tolist() == [True, False]
    found = threshold(model, "timeline.operation", "equity_npv")
    assert found.value is None or found.value >= 16


def test_shares_above_the_capital_are_no_threshold() -> None:
    model = Model(load(PLANTS))
    run = model.run({"finance.loans.bank.share": [0.2, 0.5, 0.6]})
    assert cover.unsound(run).tolist() == [False, False, True]
