"""The parts of the record on debt, parties and the economic view; each is there only where the scenario has it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from appraisal.engine import cover, parties
from appraisal.engine.appraisal import Appraisal
from appraisal.engine.model import Run
from appraisal.questions.covenants import covenants
from appraisal.scenario import library

USES = (
    ("Receipts below zero", "Receipts", "other_receipts", -1),
    ("Capex gap", "Capex saved", "swap.capex_gap", 1),
    ("Replacements", "Replacements saved", "replacements", 1),
    ("Other one-off costs", "Other one-off costs saved", "other_outlays", 1),
    ("Registration", "Registration", "registration", 1),
    ("Interest, capitalised", "Interest", "finance.capitalised_interest", 1),
    ("Interest, paid", "Interest", "finance.interest_paid", 1),
    ("Upfront fees", "Fees", "finance.fees", 1),
    ("Commitment fees", "Commitment fees", "finance.commitment_fees", 1),
    ("Reserve", "Reserve released", "finance.reserve_movement", 1),
    ("Working capital", "Working capital set free", "working_capital_change", 1),
    ("Yearly costs less savings", "Savings less yearly costs", "operating_cash_flow", -1),
    ("Tax", "Tax refund", "tax_paid", 1),
)
"""What a use is called, what it is called where it brings money in, its row, and the sign that makes it a use."""

ROUNDING = 1e-12
"""The share of all sources below which an amount is what is left of a sum."""


def finance_record(appraisal: Appraisal) -> dict[str, Any] | None:
    """Return what a lender looks at, or None where the scenario has no finance."""
    run, finance = appraisal.run, appraisal.scenario.document.finance
    if finance is None:
        return None
    return {
        "loans": [_loan(appraisal, key) for key in finance.loans],
        "drawn": _sum(run, "finance.drawn"),
        "gearing": _gearing(run),
        "grant": _sum(run, "grant_received"),
        "grant_from": finance.grant_from or "host",
        "cost_of_equity": _cost_of_equity(run),
        "dscr": _cover(run),
        "dscr_without_credits": _cover(agreed_without_credits(appraisal)),
        "construction": construction_of(run),
        "covenants": [asdict(case) for case in covenants(appraisal)],
        "levels": _levels(appraisal),
        "grant_elements": [one for key in finance.loans for one in _grant_elements(appraisal, key)],
    }


def agreed_without_credits(appraisal: Appraisal) -> Run:
    """Return the run without credits in which the debt is the one agreed with them, as lenders look at it."""
    held = cover.agreed_debt(appraisal.run)
    return appraisal.model.run(credited=False, held=held) if held and appraisal.model.has_credits else appraisal.plain


def _loan(appraisal: Appraisal, key: str) -> dict[str, Any]:
    loan, figures = appraisal.scenario.document.finance.loans[key], appraisal.scenario.figures  # type: ignore[union-attr]
    named = ("share", "rate", "grace", "tenor", "dscr", "fee", "commitment_fee")
    stated = {name: figures.get(f"finance.loans.{key}.{name}") for name in named}
    return {
        "key": key,
        "repayment": loan.repayment,
        "interest_during_construction": loan.interest_during_construction or "capitalised",
        "currency": loan.currency or appraisal.scenario.currency,
        "drawn": _sum(appraisal.run, f"finance.loans.{key}.draw"),
        "terms": {name: figure.text for name, figure in stated.items() if figure is not None},
    }


def _sum(run: Run, name: str) -> float:
    return float(run.total(name)[0])


def _cover(run: Run) -> list[float | None]:
    if not cover.loans_of(run):
        return []
    found = np.broadcast_to(cover.cover(run), (run.axis.count, 1))[:, 0]
    return [None if np.isnan(value) else float(value) for value in found]


def _gearing(run: Run) -> float | None:
    """All debt drawn over the capital less the grant, as the weighted average cost of capital has it."""
    capital = _sum(run, "swap.capex_gap") - _sum(run, "grant_received")
    return _sum(run, "finance.drawn") / capital if capital > 0 else None


def _cost_of_equity(run: Run) -> float | None:
    row = run.rows.get("finance.cost_of_equity")
    return None if row is None else float(row[0, 0])


def construction_of(run: Run) -> dict[str, dict[str, float]]:
    """Return where the money of the construction years comes from and where it goes: sources and uses, by name."""
    building = run.rows["started"][:, 0] == 0
    sources = {f"Loan {key.replace('_', ' ')}": _built(run, key, building) for key in cover.loans_of(run)}
    sources["Grant"] = _within(run, "grant_received", building)
    sources["Equity"] = _within(run, "finance.equity_injection", building)
    uses: dict[str, float] = {}
    for label, gained, name, sign in USES:
        value = sign * _within(run, name, building)
        side, said = (sources, gained) if value < 0 else (uses, label)
        side[said] = side.get(said, 0.0) + abs(value)
    uses["Paid out to equity"] = _within(run, "finance.distribution", building)
    least = ROUNDING * sum(sources.values())
    return {
        side: {label: value for label, value in found.items() if value > least}
        for side, found in (("sources", sources), ("uses", uses))
    }


def _built(run: Run, key: str, building: Any) -> float:
    scope = f"finance.loans.{key}"
    return _within(run, f"{scope}.draw", building) + _within(run, f"{scope}.capitalised_interest", building)


def _within(run: Run, name: str, years: Any) -> float:
    row = np.broadcast_to(run.rows[name], (run.axis.count, run.rows[name].shape[1]))
    return float(row[years, 0].sum()) + 0.0


def _levels(appraisal: Appraisal) -> dict[str, float]:
    figures = appraisal.scenario.figures
    names = {"lock_up": "finance.covenants.lock_up", "default": "finance.covenants.default"}
    return {name: figures[path].value for name, path in names.items() if path in figures}


def _grant_elements(appraisal: Appraisal, key: str) -> list[dict[str, Any]]:
    evidence = library.evidence()
    found = []
    for one in library.references():
        measure = cover.grant_element(appraisal.run, key, one.rate)
        value = None if measure.value is None else float(np.asarray(measure.value))
        words = {"loan": key, "reference": one.label, "rate": one.rate, "minimum": one.minimum, "value": value}
        proof = {"source": evidence[one.source].text, "verified": evidence[one.source].verified}
        found.append(words | proof | ({"reason": str(measure.reason)} if value is None else {}))
    return found


def parties_record(appraisal: Appraisal) -> dict[str, Any]:
    """Return who pays whom: the account of each party by year and in present value, and what they add up to."""
    run = appraisal.run
    return {
        "accounts": {party: _years(run, account) for party, account in parties.accounts(run).items()},
        "present_value": {party: float(parties.account_value(run, party)[0]) for party in parties.accounts(run)},
        "resource_flow": _years(run, run.rows["resource_flow"]),
        "resource_present_value": float(parties.resource_value(run)[0]),
        "names": {party: parties.PARTIES[party] for party in parties.accounts(run)},
        "transfers": [
            {"row": one.row, "pays": one.pays, "to": one.to, "present_value": _worth(run, one.row)}
            for one in parties.transfers_of(run)
            if np.any(run.rows[one.row] != 0)
        ],
    }


def _worth(run: Run, row: str) -> float:
    return float(parties.transfer_value(run, row)[0])


def _years(run: Run, row: Any) -> list[float]:
    return [float(value) + 0.0 for value in np.broadcast_to(row, (run.axis.count, 1))[:, 0]]


def economic_record(appraisal: Appraisal) -> dict[str, Any] | None:
    """Return the economic view, or None where the scenario states none."""
    run, stated = appraisal.run, appraisal.scenario.document.economic
    if stated is None:
        return None
    return {
        "kind": stated.carbon_price.kind,
        "date": stated.carbon_price.date,
        "resources_present_value": _sum(run, "economic.flow_present_value"),
        "npv_low": _sum(run, "economic.present_value_low"),
        "npv_high": _sum(run, "economic.present_value_high"),
        "exports": _exports(run),
    }


def _exports(run: Run) -> dict[str, float] | None:
    """What the host earns by the tonnes that it exports, and what it costs to make them good."""
    if "economic.export_cost" not in run.rows:
        return None
    cost, income = (_sum(run, f"economic.export_{what}_present_value") for what in ("cost", "income"))
    return {"tonnes": _sum(run, "credits.adjusted"), "cost": cost, "income": income, "net": income - cost}
