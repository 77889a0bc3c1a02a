"""Finance that the capital or the cash flow cannot carry: errors and warnings, each with a twin that is carried."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from appraisal.cli import main
from appraisal.engine.appraisal import appraise
from appraisal.engine.bankable import base_runs
from appraisal.engine.model import Model
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.scenario.load import load

from .cases import PLANTS, Stated, appraised, built, with_, years_of

LOAN: Stated = {"share": "50 %", "rate": "6 %", "grace": "2 yr", "tenor": "10 yr", "repayment": "annuity"}
SCULPTED: Stated = {**LOAN, "repayment": "sculpted", "dscr": 1.3}
PROJECT: Stated = {
    "format": 1,
    "name": "financed",
    "money": {"currency": "USD", "price_year": 2020, "basis": "nominal"},
    "timeline": {"first_year": 2021, "construction": "2 yr", "operation": "10 yr"},
    "discount_rate": "8 %",
    "swap": {"capex_gap": "100 million USD", "fuel_saving": "20 million USD/yr", "abatement": "100 kt/yr"},
    "credits": {"mechanism": "bilateral", "price": "20 USD/t"},
    "finance": {"loans": {"bank": LOAN}, "cost_of_equity": "12 %"},
}


def once(amount: str, *years: int) -> Stated:
    return {f"cost_{year}": {"kind": "cost", "amount": amount, "year": year} for year in years}


def sculpted(**parts: Any) -> Stated:
    return with_(with_(PROJECT, finance__loans__bank=SCULPTED), **parts)


def refused(data: Stated) -> list[tuple[str, str]]:
    with pytest.raises(ScenarioError) as caught:
        appraised(data)
    assert all(problem.line > 0 for problem in caught.value.problems)
    return [(problem.code, problem.path) for problem in caught.value.problems]


def said(data: Stated) -> str:
    with pytest.raises(ScenarioError) as caught:
        appraised(data)
    return caught.value.problems[0].message


def warned(data: Stated, code: str) -> list[Problem]:
    return [problem for problem in appraised(data).warnings if problem.code == code]


def test_a_sound_loan_is_said_nothing_of() -> None:
    for data in (PROJECT, sculpted()):
        assert appraised(data).warnings == ()


# ---- capital --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("basis", [{"basis": "nominal"}, {"basis": "real", "inflation": "5 %"}])
def test_grant_and_loans_are_at_most_the_capital(basis: Stated) -> None:
    data = with_(PROJECT, money={**PROJECT["money"], **basis})
    assert refused(with_(data, finance__grant="50.001 million USD")) == [("debt-above-uses", "finance.grant")]
    assert appraised(with_(data, finance__grant="50 million USD")).metrics.npv.status == "ok"


def test_a_grant_alone_is_at_most_the_capital() -> None:
    data = with_(PROJECT, finance__loans=None)
    assert refused(with_(data, finance__grant="100.1 million USD")) == [("debt-above-uses", "finance.grant")]
    assert "grant of 100.10 million USD is more than the capital of 100.00 million USD" in said(
        with_(data, finance__grant="100.1 million USD")
    )
    assert appraised(with_(data, finance__grant="100 million USD")).metrics.npv.status == "ok"


def test_a_sculpted_loan_counts_as_it_is_drawn_and_not_as_its_limit() -> None:
    tight = {"finance__grant": "70 million USD", "finance__loans__bank__dscr": 5}
    assert sum(years_of(appraised(sculpted(**tight)).run, "finance.drawn")) < 30e6
    assert refused(sculpted(finance__grant="70 million USD")) == [("debt-above-uses", "finance.grant")]


@pytest.mark.parametrize("gap", ["0 USD", "-5 million USD"])
@pytest.mark.parametrize("repayment", ["annuity", "sculpted"])
def test_a_loan_needs_capital(gap: str, repayment: str) -> None:
    data = PROJECT if repayment == "annuity" else sculpted()
    assert refused(with_(data, swap__capex_gap=gap)) == [("nothing-to-finance", "finance.loans")]
    assert appraised(with_(data, swap__capex_gap="1 USD")).metrics.npv.status == "ok"


def test_a_grant_needs_capital_and_a_cost_of_equity_does_not() -> None:
    nothing = with_(PROJECT, swap__capex_gap="0 USD", finance__loans=None)
    assert refused(with_(nothing, finance__grant="1 USD")) == [("nothing-to-finance", "finance.grant")]
    assert appraised(nothing).metrics.npv.status == "ok"


def test_capital_is_needed_in_every_year_of_spending() -> None:
    """The project's price falls below the baseline's in the last year of construction."""
    with pytest.raises(ScenarioError) as caught:
        appraise(load(PLANTS, sets=["project.overnight_cost={value: 700 USD/kW, growth: -6 %/yr}"]))
    assert [(one.code, one.path) for one in caught.value.problems] == [("nothing-to-finance", "finance.loans")]
    assert "in 2015:" in caught.value.problems[0].message
    slower = ["project.overnight_cost={value: 700 USD/kW, growth: -4 %/yr}"]
    assert appraise(load(PLANTS, sets=slower)).metrics.npv.status == "ok"


# ---- cash flow ------------------------------------------------------------------------------------------------------


def test_a_sculpted_loan_needs_cash_flow_in_every_year_of_repayment() -> None:
    bad = sculpted(items=once("23 million USD", 2025, 2026, 2028))
    assert refused(bad) == [("negative-cfads", "finance.loans.bank.dscr")]
    assert "below zero in 2025-2026, 2028:" in said(bad)
    assert not said(bad).startswith("with")
    assert appraised(sculpted(items=once("21 million USD", 2025, 2026, 2028))).metrics.npv.status == "ok"


def test_after_the_tenor_and_for_other_loans_cash_flow_may_be_below_zero() -> None:
    late = once("23 million USD", 2031)
    assert appraised(sculpted(items=late)).metrics.npv.status == "ok"
    assert appraised(with_(PROJECT, items=once("23 million USD", 2028))).metrics.npv.status == "ok"


def test_without_credits_it_is_a_warning() -> None:
    staff = {"staff": {"kind": "cost", "amount": "21 million USD/yr", "years": {"from": 2029, "to": 2030}}}
    [problem] = warned(sculpted(items=staff), "negative-cfads")
    assert (problem.path, problem.line > 0) == ("finance.loans.bank.dscr", True)
    assert problem.message.startswith("without credits, the cash flow before debt service is below zero in 2029-2030:")
    less = {"staff": {**staff["staff"], "amount": "19 million USD/yr"}}
    assert warned(sculpted(items=less), "negative-cfads") == []


def test_a_shortfall_names_the_years_and_what_equity_pays() -> None:
    data = with_(PROJECT, items=once("16 million USD", 2024, 2025, 2028))
    with_credits, without = warned(data, "shortfall")
    paid = [-min(0.0, flow) for flow in years_of(appraised(data).run, "finance.equity_cash_flow")[2:]]
    assert with_credits.path == without.path == "finance.loans"
    assert with_credits.message.startswith(f"with credits, equity pays in {sum(paid) / 1e6:,.2f} million USD")
    assert "during operation, in 2024-2025, 2028:" in with_credits.message
    assert without.message.startswith("without credits, ")
    assert warned(with_(PROJECT, items=once("10 million USD", 2024)), "shortfall") == []


def test_a_shortfall_is_told_once_where_there_are_no_credits() -> None:
    data = with_(PROJECT, items=once("16 million USD", 2025), credits=None)
    [problem] = warned(data, "shortfall")
    assert problem.message.startswith("equity pays in")


def test_what_equity_pays_after_the_debt_or_before_operation_is_no_shortfall() -> None:
    assert warned(with_(PROJECT, items=once("40 million USD", 2022, 2032)), "shortfall") == []
    assert warned(with_(PROJECT, items=once("40 million USD", 2030)), "shortfall")


def test_a_sculpted_loan_that_grows_is_said_to_grow() -> None:
    growing = sculpted(swap__fuel_saving={"value": "2 million USD/yr", "growth": "40 %/yr"})
    found = warned(with_(growing, credits__price="1 USD/t"), "negative-principal")
    assert [problem.path for problem in found] == ["finance.loans.bank.dscr"] * 2
    assert found[0].message.startswith("with credits, interest is more than")
    plain = appraised(growing).plain
    years = plain.axis.years[[paid < 0 for paid in years_of(plain, "finance.loans.bank.principal")]]
    assert f"in {years[0]}-{years[-1]}:" in found[1].message
    [problem] = warned(growing, "negative-principal")  # at the stated price the credits pay the interest
    assert problem.message.startswith("without credits, interest is more than")
    assert warned(sculpted(), "negative-principal") == []


def test_a_covenant_of_a_credit_price_needs_credits() -> None:
    stated = {"lock_up": 1.2, "default": 1.1, "low_credit_price": "5 USD/t"}
    data = with_(PROJECT, finance__covenants=stated)
    assert warned(data, "unused") == []
    assert [one.path for one in warned(with_(data, credits=None), "unused")] == ["finance.covenants.low_credit_price"]


# ---- where it is asked ----------------------------------------------------------------------------------------------


BAD = with_(PROJECT, finance__grant="60 million USD")


def test_a_search_may_go_where_no_base_case_may() -> None:
    model = Model(built(BAD))
    assert model.run(search=True).rows["net_cash_flow"].any()
    assert model.run({"swap.capex_gap": [0.0, 1e6]}, search=True).draws == 2
    with pytest.raises(ScenarioError):
        base_runs(model)


def ended() -> int:
    """Run the command line and return its exit code."""
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.mark.parametrize("command", ["run", "check"])
def test_both_commands_refuse(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for data, code in ((BAD, 2), (PROJECT, 0)):
        file = tmp_path / "plant.yaml"
        file.write_text(json.dumps(data), encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["appraisal", command, str(file)])
        assert ended() == code
        shown = capsys.readouterr()
        assert ("error debt-above-uses" in shown.err) == bool(code)


def test_check_warns_of_the_run_without_credits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plant.yaml"
    file.write_text(json.dumps(with_(PROJECT, items=once("16 million USD", 2025))), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["appraisal", "check", str(file)])
    main()
    shown = capsys.readouterr().out
    assert "with credits, equity pays in" in shown
    assert "without credits, equity pays in" in shown


def test_a_foreign_loan_in_a_real_basis_is_told_which_rate_it_follows() -> None:
    real = {"currency": "USD", "price_year": 2020, "basis": "real", "inflation": "2 %"}
    abroad = with_(PROJECT, fx={"JPY": "100 JPY/USD"}, finance__loans__bank={**LOAN, "currency": "JPY"})
    [problem] = warned(with_(abroad, money=real), "real-exchange-rate")
    assert problem.path == "finance.loans.bank.currency"
    assert warned(abroad, "real-exchange-rate") == []
    assert warned(with_(PROJECT, money=real), "real-exchange-rate") == []
