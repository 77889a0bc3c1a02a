"""What a draw may come to: each outcome with its unit, the rows that it needs, and how it is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from appraisal.engine import cover, measures
from appraisal.engine.model import Model, Run
from appraisal.ground.measure import Measure
from appraisal.ground.problem import Problem, ScenarioError

THRESHOLD = "threshold_credit_price"
FLOWS = ("cash_flow", "operating_cash_flow", "project_tax", "price_level")
EQUITY = ("finance.equity_return", "operating_cash_flow", "tax_paid", "price_level")
COVER = ("finance.cfads", "finance.debt_service", "finance.serving", "running")
TONNES = ("resource_present_value", "abatement_present_value")


@dataclass(frozen=True)
class Outcome:
    """One outcome of a draw.

    Attributes:
        label: what it is called.
        unit: its unit on the sheet.
        rows: the rows that must be finite and at hand to measure it.
        measure: from a run of many draws to one figure a draw; None for the threshold, which `BreakEven` finds.
        credited: whether it is measured on the run with credits, or on the one without.
        of_debt: whether it has a meaning only where a lender gives the debt.
        otherwise: why a draw has none where the measure does not say.
    """

    label: str
    unit: str
    rows: tuple[str, ...]
    measure: Callable[[Run], Measure] | None
    credited: bool = True
    of_debt: bool = False
    otherwise: str = ""


def npv(run: Run) -> Measure:
    """Net present value of each draw."""
    return Measure(cover.one(measures.npv(run)), "ok", "")


def credits_sold(run: Run) -> Measure:
    """The developer's credits that are turned into cash over the whole life."""
    return Measure(cover.one(run.total("credits.sold")), "ok", "")


OUTCOMES: dict[str, Outcome] = {
    "npv": Outcome("Net present value", "money", ("present_value",), npv),
    "npv_without_credits": Outcome("NPV without credits", "money", ("present_value",), npv, credited=False),
    "equity_npv": Outcome("NPV of equity", "money", ("finance.equity_present_value",), cover.equity_npv, of_debt=True),
    "project_irr": Outcome("Project IRR", "1", FLOWS, measures.irr),
    "equity_irr": Outcome("Equity IRR", "1", EQUITY, cover.equity_irr, of_debt=True),
    "payback": Outcome("Payback", "yr", ("cash_flow",), measures.payback),
    "discounted_payback": Outcome("Discounted payback", "yr", ("present_value",), measures.discounted_payback),
    THRESHOLD: Outcome("Threshold price", "money/t", ("present_value",), None),
    "abatement_cost": Outcome("Abatement cost", "money/t", TONNES, measures.abatement_cost, credited=False),
    "dscr_min": Outcome("Minimum DSCR", "1", COVER, cover.dscr_min, of_debt=True, otherwise=cover.NO_SERVICE),
    "credits_sold": Outcome("Credits sold", "t", ("credits.sold",), credits_sold),
}
"""Every outcome, in the order in which they are shown."""


def outcomes_of(model: Model) -> tuple[str, ...]:
    """Return the outcomes that a scenario has."""
    finance = model.scenario.document.finance
    there = {
        "npv_without_credits": model.has_credits,
        "equity_npv": finance is not None and finance.cost_of_equity is not None,
        "equity_irr": finance is not None,
        "dscr_min": finance is not None and bool(finance.loans),
        THRESHOLD: model.has_credits and _has_own_price(model),
        "credits_sold": "credits.sold" in model.credited,
    }
    return tuple(name for name in OUTCOMES if there.get(name, True))


def _has_own_price(model: Model) -> bool:
    price = model.scenario.figures.get(model.price_path)
    return price is not None and not price.refers_to


def chosen_outcomes(model: Model, names: Iterable[str] | None) -> tuple[str, ...]:
    """Return the named outcomes in the order in which they are shown; all that the scenario has where none is named.

    Raises:
        ScenarioError: ``unknown-outcome``, with those that the scenario has.
    """
    there = outcomes_of(model)
    wanted = there if names is None else tuple(names)
    for name in wanted:
        if name not in there:
            said = "the scenario has no such outcome" if name in OUTCOMES else f"unknown outcome '{name}'"
            message = f"{said}; there are {', '.join(there)}"
            raise ScenarioError([Problem("unknown-outcome", name, message, file=model.scenario.file)])
    return tuple(name for name in there if name in wanted)
