"""Debt cover, cost of capital and grant elements as live formulas."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from appraisal.engine import cover
from appraisal.engine.cover import loans_of
from appraisal.ground import rates
from appraisal.ground.cells import Cell, Row, chosen
from appraisal.ground.scans import previous
from appraisal.outputs.workbook import capture_metrics
from appraisal.outputs.workbook.formulas import first_of, summed, total_of, written
from appraisal.outputs.workbook.lines import Found, recomputed
from appraisal.outputs.workbook.measuring import Measured, Rule
from appraisal.outputs.workbook.metrics import RULES
from appraisal.scenario import library

NO_SERVICE = cover.NO_SERVICE


def dscr_rule(fold: str) -> Rule:
    """Return the rule of the lowest or the mean cover of the operating years with debt service."""

    def rule(on: Measured, key: str, credited: bool) -> Cell | None:
        if not loans_of(on.sheets.run):
            return None
        row = _cover(on, credited)
        span = on.page.span(row)
        text = f'IF(COUNT({span})=0,"{NO_SERVICE}",{fold}({span}))'
        return on.page.named(text, _known(on, key))

    return rule


def _known(on: Measured, key: str) -> float:
    value = on.value(key)
    return float("nan") if value is None else value


def _cover(on: Measured, credited: bool) -> Row:
    """Write cash for debt service over debt service, blank in years without operation or debt service."""
    name = f"Debt service cover{'' if credited else ', without credits, on the debt agreed with them'}"
    if name not in on.firsts:
        seen = on.rows(True) if credited else _agreed(on)
        cash, due, serving, running = (
            on.page.see(_row(seen[row]))
            for row in ("finance.cfads", "finance.debt_service", "finance.serving", "running")
        )
        owed = (due > 0) * (serving > 0) * (running > 0)
        ratio = cash / due
        text = f'IF({owed.text},{ratio.text},"")'
        on.firsts[name] = written(
            on.page, name, Cell(on.page, text, 9, np.where(owed.values > 0, ratio.values, np.nan))
        )
    return on.firsts[name]


def _row(found: Row | Cell) -> Row:
    assert isinstance(found, Row)
    return found


def _agreed(on: Measured) -> Found:
    """Return the rows without credits, with the sculpted debt that was agreed with them."""
    sheets = on.sheets
    held = {name: sheets.credited[name] for name in cover.agreed_debt(sheets.run)}
    if not held or not sheets.model.has_credits:
        return sheets.uncredited
    goals = ("finance.cfads", "finance.debt_service")
    return recomputed(on.page, sheets.model.plain, sheets.uncredited, held, goals, sheets.plain)


def life_rule(*, of_loans: bool) -> Rule:
    """Return the rule of the present value of cash for debt service over the debt at the start of operation."""

    def rule(on: Measured, key: str, credited: bool) -> Cell | None:
        if not loans_of(on.sheets.run):
            return None
        owed, cost = (_at_opening(on, name) for name in ("owed", "cost"))
        debt, rate = summed(on.page, owed), f"(SUM({on.page.span(cost)})/SUM({on.page.span(owed)}))"
        factor = _factor(on, rate, cost.values.sum() / owed.values.sum() if owed.values.sum() else 0.0)
        counted = on.see("running") > 0
        if of_loans:
            counted = counted * (on.see("finance.serving") > 0)
        name = f"Cash for debt service in present value{', loan life' if of_loans else ', project life'}"
        worth = summed(on.page, written(on.page, name, on.see("finance.cfads") * factor * counted))
        text = f'IF({debt.text}>0,{(worth / debt).text},"nothing is owed at the start of operation")'
        return on.page.named(text, _known(on, key))

    return rule


def _factor(on: Measured, rate: str, value: float) -> Cell:
    """Return the discount factor to the start of operation, 0 before it."""
    age = on.see("age")
    factors = rates.discount_factor(value, age.values + 1)
    values = np.where(on.see("started").values > 0, factors, 0.0)
    return Cell(on.page, f"IF({on.see('started').text}>0,1/(1+{rate})^({age.text}+1),0)", 9, values)


def _at_opening(on: Measured, what: str) -> Row:
    """Write what is owed on all loans at the start of operation, or what it costs, in the first operating year."""
    name = {"owed": "Debt at the start of operation", "cost": "What that debt costs a year"}[what]
    if name not in on.firsts:
        opening = on.page.see(_opening(on))
        owed = [previous(on.see(f"finance.loans.{key}.balance")) * opening for key in loans_of(on.sheets.run)]
        if what == "cost":
            costs = [(1 + on.see(f"{loan}.rate")) * on.see(f"{loan}.revaluation") - 1 for loan in _scopes(on)]
            owed = [cost * amount for cost, amount in zip(costs, owed, strict=True)]
        on.firsts[name] = written(on.page, name, total_of(on.page, owed))
    return on.firsts[name]


def _scopes(on: Measured) -> Iterator[str]:
    return (f"finance.loans.{key}" for key in loans_of(on.sheets.run))


def _opening(on: Measured) -> Row:
    """Write 1 in the first operating year."""
    name = "1 in the first operating year"
    if name not in on.firsts:
        on.firsts[name] = written(on.page, name, on.see("started") - previous(on.see("started")))
    return on.firsts[name]


def wacc(on: Measured, key: str, credited: bool) -> Cell | None:
    """Weighted cost of capital after tax; a stated one goes before."""
    if "finance.wacc" in on.sheets.appraisal.scenario.figures:
        one = on.sheets.plan.by_name.get("finance.wacc")
        return on.page.named(one.text, one.values[0]) if one else None
    if on.value(key) is None or not loans_of(on.sheets.run):
        return None
    capital = on.sum("swap.capex_gap") - on.sum("grant_received")
    drawn = total_of(on.page, [on.sum(f"{loan}.draw") for loan in _scopes(on)])
    gearing = f"({drawn.text})/({capital.text})"
    equity = first_of(on.page, on.rows(True)["finance.cost_of_equity"]).text
    text = f"{gearing}*({_after_tax(on, drawn.text)})+(1-{gearing})*{equity}"
    return on.page.named(text, _known(on, key))


def _after_tax(on: Measured, drawn: str) -> str:
    """Write the loans' rates weighted by what is drawn, less tax, on the basis of the scenario."""
    first, opening = on.see("finance.first_draw"), on.page.see(_opening(on))
    costs = []
    for loan in _scopes(on):
        rate = summed(on.page, written(on.page, f"{loan}: rate of the first year", on.see(f"{loan}.rate") * first))
        rise = written(on.page, f"{loan}: rise of its currency", on.see(f"{loan}.revaluation") * opening)
        costs.append(f"{on.sum(f'{loan}.draw').text}*((1+{rate.text})*{summed(on.page, rise).text}-1)")
    nominal = f"({'+'.join(costs)})/({drawn})*(1-{_mean_tax(on)})"
    if on.sheets.appraisal.scenario.document.money.basis == "nominal":
        return nominal
    inflation = first_of(on.page, on.rows(True)["money.inflation"]).text
    return f"(1+{nominal})/(1+{inflation})-1"


def _mean_tax(on: Measured) -> str:
    if "tax.rate_in_force" not in on.rows(True):
        return "0"
    counted = written(on.page, "1 in every operating year", chosen(on.see("running") > 0, 1, 0))
    span = on.page.span(counted)
    return f"SUMPRODUCT({span},{on.page.span(on.row('tax.rate_in_force'))})/SUM({span})"


def grant_element(on: Measured, key: str, credited: bool) -> Cell:
    """What a loan gives away, at the standard reference rate: draws at the start of a year, service at its end."""
    scope = f"finance.loans.{key.partition('.')[2]}"
    rate = on.page.number(library.references()[0].rate)
    paid, drawn = (
        on.page.span(written(on.page, f"{scope}: {said}", cell))
        for said, cell in (
            ("service", on.see(f"{scope}.interest_paid") + on.see(f"{scope}.principal")),
            ("draws", on.see(f"{scope}.draw")),
        )
    )
    ages = on.page.span(on.elapsed)
    worth = f"SUMPRODUCT({drawn}/(1+{rate.text})^{ages})"
    text = f'IF({worth}>0,1-SUMPRODUCT({paid}/(1+{rate.text})^({ages}+1))/{worth},"nothing drawn")'
    return on.page.named(text, _known(on, key))


def rule_of(key: str) -> tuple[Rule, bool] | None:
    """Return the rule of a metric, and whether it is measured with credits; None for one that has no formula."""
    if key.startswith("grant_element."):
        return grant_element, True
    return OF_DEBT.get(key) or capture_metrics.RULES.get(key) or RULES.get(key)


OF_DEBT: dict[str, tuple[Rule, bool]] = {
    "dscr_min": (dscr_rule("MIN"), True),
    "dscr_min_without_credits": (dscr_rule("MIN"), False),
    "dscr_average": (dscr_rule("AVERAGE"), True),
    "dscr_average_without_credits": (dscr_rule("AVERAGE"), False),
    "llcr": (life_rule(of_loans=True), True),
    "plcr": (life_rule(of_loans=False), True),
    "wacc": (wacc, True),
}
