"""The model's checks on itself: each passes on honest runs and fails on a run that was tampered with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from appraisal.engine import appraisal as module
from appraisal.engine import cover, measures
from appraisal.engine.bankable import base_runs
from appraisal.engine.implications import warnings_of
from appraisal.engine.integrity import TOLERANCE, checks_of
from appraisal.engine.model import Model, Run
from appraisal.ground import metrics
from appraisal.ground.problem import IntegrityError
from appraisal.scenario.load import load

from .cases import RETROFIT, SOURCE, appraised, built, shipped, with_

MODELS = {name: Model(scenario) for name, scenario in shipped().items()}


ROOTS = "each rate of return makes the present value zero"


def tampered(run: Run, name: str, by: float = 1.001) -> Run:
    """Return the run with one row changed a little, and nothing that follows from it."""
    return replace(run, rows={**run.rows, name: run.rows[name] * by})


@pytest.mark.parametrize("name", MODELS)
def test_honest_runs_pass_every_check(name: str) -> None:
    for run in (MODELS[name].run(), MODELS[name].run(credited=False)):
        checks = checks_of(run)
        assert all(check.ok for check in checks)
        assert all(0 <= check.residual <= TOLERANCE for check in checks)
    assert len(checks_of(MODELS[name].run())) == {"plants": 27}.get(name, 14)


CAUGHT = (
    ("swap.fuel_saving", "the parts of the cash flow add up to the NPV"),
    ("swap.capex_gap", "the parts of the cash flow add up to the NPV"),
    ("credit_revenue", "the parts of the cash flow add up to the NPV"),
    ("cumulative_present_value", "cumulative present value ends at the NPV"),
    ("operating", "the years of operation add up to the life"),
    ("spend", "the spend profile adds up to 1"),
    ("credits.buffered", "issued = forwarded + buffer + levies + cancelled"),
    ("credits.levied", "issued = forwarded + buffer + levies + cancelled"),
    ("credits.cancelled", "issued = forwarded + buffer + levies + cancelled"),
    ("credits.host_credits", "forwarded = developer + host + partner"),
    ("credits.partner_credits", "forwarded = developer + host + partner"),
    ("credits.held", "developer's credits = sold + held"),
    ("credits.delivered", "credits paid = credits sold"),
    ("credits.revenue", "money from credits = sales"),
    ("credits.sold", "the ledger's uses add up to issued"),
    ("swap.abatement", "issued to date is never above abated to date"),
    ("swap.abatement", "no vintage is credited beyond its abatement"),
    ("resource_gain", "the accounts of the parties add up to resources"),
)


@pytest.mark.parametrize(("row", "check"), CAUGHT)
def test_a_row_that_was_tampered_with_is_caught(row: str, check: str) -> None:
    lowered = 0.5 if row == "swap.abatement" else 1.001
    found = {one.name: one for one in checks_of(tampered(MODELS["retrofit"].run(), row, lowered))}
    assert not found[check].ok
    assert found[check].residual > TOLERANCE


def test_every_check_is_shown_to_fail() -> None:
    shown = {check for _, check in CAUGHT} | {ROOTS}
    assert shown == {check.name for check in checks_of(MODELS["retrofit"].run())}


EQUITY_ROOTS = "each rate of return of equity makes the present value zero"
LOANS = [f"finance.loans.{key}" for key in ("bank", "export_credit")]
CAUGHT_IN_FINANCE = (
    ("tax.depreciation", "depreciation and write-off add up to the cost in service", 1.0),
    ("tax.unlevered.taxed", "tax.unlevered: losses made = used + left", 1.0),
    ("tax.levered.taxed", "tax.levered: losses made = used + left", 1.0),
    ("credits.issuance_cost", "fees paid = fees owed, the advance included", 1.0),
    ("finance.uses", "sources equal uses", 1.0),
    ("finance.equity_cash_flow", "equity has the developer's account", 1.0),
    ("tax_paid", "equity has the developer's account", 1.0),
    *((f"{loan}.principal", f"{loan} is repaid in full", 1.0) for loan in LOANS),
    *((f"{loan}.balance", f"{loan} ends at zero", 1.0) for loan in LOANS),
    *((f"{loan}.balance", f"{loan} is never below zero", -1.0) for loan in LOANS),
)


@pytest.mark.parametrize(("row", "check", "sign"), CAUGHT_IN_FINANCE)
def test_a_row_of_finance_that_was_tampered_with_is_caught(row: str, check: str, sign: float) -> None:
    run = MODELS["plants"].run()
    moved = replace(run, rows={**run.rows, row: run.rows[row] + sign * 1e-3 * np.abs(run.rows[row]).max()})
    found = {one.name: one for one in checks_of(moved)}
    assert not found[check].ok
    assert found[check].residual > TOLERANCE


def test_every_check_of_finance_is_shown_to_fail() -> None:
    shown = {check for _, check in CAUGHT} | {check for _, check, _ in CAUGHT_IN_FINANCE} | {ROOTS, EQUITY_ROOTS}
    assert shown == {check.name for check in checks_of(MODELS["plants"].run())}


def test_a_wrong_rate_of_return_of_equity_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    run = MODELS["plants"].run()
    assert {one.name: one.ok for one in checks_of(run)}[EQUITY_ROOTS]
    monkeypatch.setattr(cover, "equity_irr", lambda run: metrics.irr([-100.0, 109.9]))
    assert not {one.name: one.ok for one in checks_of(run)}[EQUITY_ROOTS]


def test_a_wrong_rate_of_return_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    run = MODELS["direct"].run()
    assert {one.name: one.ok for one in checks_of(run)}[ROOTS]
    monkeypatch.setattr(measures, "irr", lambda run: metrics.irr([-100.0, 109.9]))
    assert not {one.name: one.ok for one in checks_of(run)}[ROOTS]


def test_a_failed_check_stops_the_appraisal(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Model.run

    def broken(self: Model, *args: object, **options: object) -> Run:
        return tampered(honest(self, *args, **options), "swap.fuel_saving", 1.01)  # type: ignore[arg-type]

    monkeypatch.setattr(Model, "run", broken)
    with pytest.raises(IntegrityError) as caught:
        module.appraise(load(SOURCE))
    assert caught.value.exit_code == 5
    assert caught.value.problems[0].code == "integrity"
    assert "the parts of the cash flow add up to the NPV" in caught.value.problems[0].message


@pytest.mark.parametrize("scale", [1.0, 1e3, 1e6, 1e9])
def test_an_npv_of_zero_is_no_failure(scale: float) -> None:
    """At the threshold price large parts cancel: what is left is rounding, at any scale of the currency."""
    price = module.appraise(load(SOURCE)).metrics["threshold_credit_price"].value
    sets = [f"swap.capex_gap={125e6 * scale!r} USD", f"swap.fuel_saving={8.75e6 * scale!r} USD/yr"]
    sets += [f"swap.abatement={6e5 * scale!r} t/yr", f"credits.price={price!r} USD/t"]
    found = module.appraise(load(SOURCE, sets=sets))
    assert abs(float(found.metrics["npv"])) < 1e-6 * scale
    assert all(check.ok for check in found.checks)


def test_a_sheet_of_small_money_is_judged_by_its_own_size() -> None:
    """A swap of a few cents is checked as strictly as one of millions."""
    small = ["swap.capex_gap=1250 USD", "swap.fuel_saving=87.5 USD/yr", "swap.abatement=6 t/yr"]
    run = Model(load(SOURCE, sets=small)).run()
    assert all(check.ok for check in checks_of(run))
    assert not all(check.ok for check in checks_of(tampered(run, "swap.fuel_saving", 1 + 1e-6)))


# ---- warnings -------------------------------------------------------------------------------------------------------


def codes(*sets: str) -> list[str]:
    model = Model(load(SOURCE, sets=sets))
    return [problem.code for problem in warnings_of(model, *base_runs(model))]


def test_the_implied_fuel_price_of_the_source_is_below_what_is_plausible() -> None:
    model = Model(load(SOURCE))
    [warning] = warnings_of(model, *base_runs(model))
    assert "1.38 USD/GJ (about 36 USD/t)" in warning.message
    assert warning.line > 0


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (("swap.fuel_saving=20 million USD/yr",), []),
        (("swap.fuel_saving=60 million USD/yr",), ["implied-fuel-price"]),
        (("swap.fuel=null",), []),
        (("swap.abatement=0 t/yr",), ["no-credits"]),
    ],
)
def test_when_the_implied_price_is_warned_of(changes: tuple[str, ...], expected: list[str]) -> None:
    assert codes(*changes) == expected


def test_a_crediting_period_outside_operation_is_warned_of() -> None:
    assert "no-credits" in codes("credits.crediting.start_after=30 yr", "swap.fuel=null")
    late = appraised(with_(RETROFIT, credits__crediting={"start_after": "13 yr"}))
    assert [problem.code for problem in late.warnings if problem.path == "credits"] == ["no-credits"]


def test_a_saving_that_grows_with_inflation_is_judged_in_money_of_the_price_year() -> None:
    """Inflation alone moves no warning either: 3 USD/GJ is as plausible after ten years of it."""
    base = ("swap.fuel_saving=19 million USD/yr", "timeline.construction=10 yr")
    assert codes(*base, "money.inflation=0 %") == codes(*base, "money.inflation=15 %") == []


def test_the_sum_of_the_parts_is_that_of_the_run() -> None:
    run = Model(built(RETROFIT)).run()
    assert np.isfinite([check.residual for check in checks_of(run)]).all()
