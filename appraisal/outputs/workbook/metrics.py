"""The metrics as live formulas: each beside the value of the program, with what it is measured on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from appraisal.engine import measures
from appraisal.ground.cells import Cell, Page, Row
from appraisal.outputs.workbook import formulas
from appraisal.outputs.workbook.formulas import Flow, first_of, product_sum, written
from appraisal.outputs.workbook.measuring import FIRST_METRIC, Measured, Rule


def npv(on: Measured, key: str, credited: bool) -> Cell:
    """Sum of flow times discount factor: one factor, or two where operation falls mid-year."""
    if measures.PERIODS[on.sheets.run.timing] == 1:
        return product_sum(on.page, on.row("cash_flow", credited), on.row("discount_factor", credited))
    capital, operating = mid_year_parts(on, "cash_flow", credited, taxed=True)
    factors = on.row("discount_factor", credited), on.row("operating_discount_factor", credited)
    timed = zip((capital, operating), factors, strict=True)
    return formulas.total_of(on.page, [product_sum(on.page, *one) for one in timed])


def mid_year_parts(on: Measured, name: str, credited: bool, *, taxed: bool) -> tuple[Row, Row]:
    """Return the part of a flow that counts at whole years, and the part that falls with operation."""
    said = f"{name}{'' if credited else ', without credits'}"
    earned = on.see("operating_cash_flow", credited)
    if taxed:
        paid = "tax_paid" if name.startswith("finance") else "project_tax"
        earned = earned - on.see(paid, credited)
    operating = written(on.page, f"{said}: with operation", earned / on.see("price_level", credited))
    capital = written(on.page, f"{said}: at whole years", on.see(name, credited) - on.page.see(operating))
    return capital, operating


def rate_rule(name: str, *, taxed: bool = True) -> Rule:
    """Return the rule of a rate of return of a flow."""

    def rule(on: Measured, key: str, credited: bool) -> Cell:
        metric = on.sheets.appraisal.metrics[key]
        settled = metric.value is not None and (metric.sign_changes or 0) > 1
        periods = measures.PERIODS[on.sheets.run.timing]
        flow = on.flow(name, credited) if periods == 1 else half_years(on, name, credited, taxed)
        on.halves[name, credited] = flow
        return formulas.rate_of_return(flow_page(on, periods), flow, metric.value, settled, periods)

    return rule


def flow_page(on: Measured, periods: int) -> Page:
    """Return the page whose columns are the periods of a flow."""
    return on.page if periods == 1 else _halves(on)


def _halves(on: Measured) -> Page:
    """A page of half-years on the same worksheet; it goes on where the page of years is."""
    page = Page(on.page.sheet, 2 * on.page.years, 4, on.page.next)
    page.rows = on.page.rows
    return page


def half_years(on: Measured, name: str, credited: bool, taxed: bool) -> Flow:
    """Operating flows half a year before the year's outlays: the first half-year is before the first outlay."""
    capital, operating = mid_year_parts(on, name, credited, taxed=taxed)
    page = _halves(on)
    values = np.stack([operating.values, capital.values], axis=1).reshape(-1)
    page.line = name
    count = f"COLUMNS(${page.first}$4:{{c}}$4)"  # row 4 is blank: no row counts its own cells
    one, other = (f"INDEX({on.page.span(row)},INT(({count}+1)/2))" for row in (operating, capital))
    flow = page.working(f"IF(MOD({count},2)=1,{one},{other})", values)
    found = formulas.flow_of(page, f"{name}{'' if credited else ', without credits'} by half-year", flow)
    on.page.next = page.next
    return found


def payback_rule(name: str) -> Rule:
    """Return the rule of the years to the first recovery of a flow."""

    def rule(on: Measured, key: str, credited: bool) -> Cell:
        flow, said = on.flow(name, credited), f"{name}{'' if credited else ', without credits'}"
        first = on.firsts.setdefault(said, formulas.first_outlay(on.page, said, flow.row))
        return formulas.payback(on.page, said, flow, first, on.value(key))

    return rule


def payback_from_operation(on: Measured, key: str, credited: bool) -> Cell:
    """Payback less the years of construction but the last, counted from the first outlay."""
    outlay = product_sum(on.page, on.firsts["cash_flow"], on.elapsed)
    building = first_of(on.page, on.rows(True)["timeline.construction.years"])
    paid = on.address("payback")
    since = f"{paid}-({building.text}-1-{outlay.text})"
    return _text(on, f"IF(ISNUMBER({paid}),{since},{paid})", key)


def mirr(on: Measured, key: str, credited: bool) -> Cell | None:
    """Modified internal rate of return; none where operation falls mid-year."""
    if measures.PERIODS[on.sheets.run.timing] != 1:
        return None
    return formulas.modified_rate(on.page, on.flow("cash_flow", True), on.rate, on.value(key))


def profitability_index(on: Measured, key: str, credited: bool) -> Cell:
    """1 + NPV over the present value of outlays."""
    spent = on.sum("outlay_present_value")
    worth = _at(on, "npv") + spent
    return formulas.ratio(on.page, worth, spent, "no outlay", "negative outlay", on.value(key))


def benefit_cost_ratio(on: Measured, key: str, credited: bool) -> Cell:
    """Parts of the NPV that are benefits over those that are costs."""
    first, last = parts_at(on)
    sides = (f"SUMIF($D${first}:$D${last},{sign},$C${first}:$C${last})" for sign in (1, -1))
    benefits, costs = (on.page.named(text, 1.0) for text in sides)
    costs = Cell(on.page, f"(-{costs.text})", 9, costs.values)
    return formulas.ratio(on.page, benefits, costs, "no costs", "negative costs", on.value(key))


def parts_at(on: Measured) -> tuple[int, int]:
    """Return the first and last row of the table of the parts of the NPV, which stands below the metrics."""
    first = FIRST_METRIC + len(on.sheets.appraisal.metrics) + 4
    return first, first + len(measures.CAPITAL) + len(measures.OPERATING) - 1


def parts(on: Measured) -> Iterator[tuple[str, Cell, int]]:
    """Yield the present value of each part of the NPV, with the sign that it has there."""
    level = on.row("price_level")
    for rows, factor in ((measures.CAPITAL, "discount_factor"), (measures.OPERATING, "operating_discount_factor")):
        for label, name, sign in rows:
            row, by = on.row(name), on.row(factor)
            value = float((row.values / level.values * by.values).sum())
            text = f"SUMPRODUCT({on.page.span(row)}/{on.page.span(level)}*{on.page.span(by)})"
            yield label, on.page.named(f"{'-' if sign < 0 else ''}{text}", sign * value), sign


def equivalent_annual_value(on: Measured, key: str, credited: bool) -> Cell:
    """NPV as an even amount over the operating years."""
    life = first_of(on.page, on.rows(True)["timeline.operation"]).text
    return _text(on, f"PMT({on.rate.text},{life},-{on.address('npv')})", key)


def sum_rule(name: str) -> Rule:
    """Return the rule of a sum of a row."""
    return lambda on, _, credited: on.sum(name, credited) if name in on.rows(credited) else None


def per_tonne(name: str) -> Rule:
    """Return the rule of the resource cost of a tonne, without credits."""

    def rule(on: Measured, key: str, credited: bool) -> Cell:
        cost, tonnes = on.sum("resource_present_value", False), on.sum(name, False)
        none = "no emissions are avoided"
        gone = Cell(on.page, f"(-{cost.text})", 9, -cost.values)
        return formulas.ratio(on.page, gone, tonnes, none, none, on.value(key))

    return rule


def lcoe(side: str) -> Rule:
    """Return the rule of the levelised cost of one plant."""

    def rule(on: Measured, key: str, credited: bool) -> Cell | None:
        if f"{side}.cost_present_value" not in on.rows(False):
            return None
        cost, output = (on.sum(f"{side}.{end}_present_value", False) for end in ("cost", "output"))
        return formulas.ratio(on.page, cost, output, "no output", "negative output", on.value(key))

    return rule


def lcoe_gap(on: Measured, key: str, credited: bool) -> Cell | None:
    """Levelised cost of the project above that of the baseline."""
    if on.value(key) is None:
        return None
    return _text(on, f"{on.address('lcoe_project')}-{on.address('lcoe_baseline')}", key)


def _at(on: Measured, key: str) -> Cell:
    return on.page.named(on.address(key), on.value(key) or 0.0)


def _text(on: Measured, text: str, key: str) -> Cell:
    value = on.value(key)
    return Cell(on.page, text, 9, np.full(on.page.years, np.nan if value is None else value))


RULES: dict[str, tuple[Rule, bool]] = {
    "npv": (npv, True),
    "npv_without_credits": (npv, False),
    "payback": (payback_rule("cash_flow"), True),
    "payback_without_credits": (payback_rule("cash_flow"), False),
    "mirr": (mirr, True),
    "discounted_payback": (payback_rule("present_value"), True),
    "payback_from_operation": (payback_from_operation, True),
    "profitability_index": (profitability_index, True),
    "benefit_cost_ratio": (benefit_cost_ratio, True),
    "equivalent_annual_value": (equivalent_annual_value, True),
    "npv_before_tax": (sum_rule("present_value_before_tax"), True),
    "npv_before_tax_without_credits": (sum_rule("present_value_before_tax"), False),
    "equity_npv": (sum_rule("finance.equity_present_value"), True),
    "equity_npv_without_credits": (sum_rule("finance.equity_present_value"), False),
    "abatement_cost": (per_tonne("abatement_present_value"), False),
    "abatement_cost_undiscounted": (per_tonne("swap.abatement"), False),
    "lcoe_baseline": (lcoe("baseline"), False),
    "lcoe_project": (lcoe("project"), False),
    "lcoe_gap": (lcoe_gap, False),
    "economic_npv_low": (sum_rule("economic.present_value_low"), True),
    "economic_npv_high": (sum_rule("economic.present_value_high"), True),
    "export_cost": (sum_rule("economic.export_cost_present_value"), True),
}
"""The rule of each metric, and whether it is measured with credits."""

RATES = {"project_irr": ("cash_flow", True), "project_irr_before_tax": ("cash_flow_before_tax", False),
         "equity_irr": ("finance.equity_return", True)}  # fmt: skip
for _key, (_name, _taxed) in RATES.items():
    for _credited, _end in ((True, ""), (False, "_without_credits")):
        RULES[f"{_key}{_end}"] = (rate_rule(_name, taxed=_taxed), _credited)
"""Rates of return: the flow of each, and whether tax is taken off what falls with operation."""
