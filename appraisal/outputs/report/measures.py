"""Every measure of the result, with credits and without, and in a sentence what each is measured on."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.outputs.layout import NONE, Record, cell, has_credits, is_taxed, money_words, priced, times
from appraisal.outputs.report.blocks import Block, Column, Section, Table, prose
from appraisal.outputs.workbook.metric_names import PLAIN, metric_name, metric_note
from appraisal.outputs.years_table import NOTHING

TIMES = ("dscr", "llcr", "plcr")
PURE = ("profitability_index", "benefit_cost_ratio")
ELSEWHERE = ("grant_element.",)
"""Measures of one loan each: they stand on the lender's page."""

OF_PLANTS = ("lcoe_",)
"""Measures that only a swap of two plants has."""

WORDS = {
    "project_irr": "The rate at which the net present value is zero, before debt.",
    "benefit_cost_ratio": "Benefits over costs among the parts of the net present value; savings count as benefits.",
    "threshold_credit_price": "The price of a tonne at which the net present value is zero.",
}


def section(record: Record) -> Section:
    """Return the section of measures."""
    return Section("measures", "Measures", tuple(_blocks(record)))


def _blocks(record: Record) -> Iterator[Block]:
    taxed = "after tax where nothing else is said" if is_taxed(record) else "before tax"
    yield prose(f"All measures of the result, {taxed}. Amounts are {money_words(record['conventions'])}.")
    without = has_credits(record)
    columns = [Column("Measure", width="wide"), Column("Value", "right")]
    if without:
        columns.append(Column(f"without {priced(record)}", "right"))
    columns.append(Column("What it is", width="wide"))
    rows = (_row(record["metrics"], name, beside=without) for name in _names(record["metrics"]))
    yield Table("Measures of the result", tuple(columns), tuple(rows))


def _names(metrics: Record) -> list[str]:
    """Return the measures in their order: those of plants only where there are plants."""
    return [
        name
        for name, found in metrics.items()
        if not name.endswith(PLAIN)
        and not name.startswith(ELSEWHERE)
        and (found["value"] is not None or not name.startswith(OF_PLANTS))
    ]


def _row(metrics: Record, name: str, *, beside: bool) -> tuple[str, ...]:
    found, other = metrics[name], metrics.get(f"{name}{PLAIN}")
    values = [_value(name, found), *([_value(name, other) if other else NOTHING] if beside else [])]
    why = f" None here: {found['reason']}." if found["value"] is None else ""
    return metric_name(name), *values, f"{WORDS.get(name, metric_note(name))}{why}"


def _value(name: str, found: Record) -> str:
    value = found["value"]
    if value is None:
        return NONE
    if found["status"] == "factor":
        return f"{value:.3f} times the series"
    if name.startswith(TIMES):
        return times(value)
    return f"{value:,.2f}" if name.startswith(PURE) else cell(found)
