"""The yearly cash flow: what adds up to the net present value, and every year of it."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.ground.numbers import money
from appraisal.outputs.cash_table import MERGED, cash_title, columns_of
from appraisal.outputs.layout import Record, cell, money_words
from appraisal.outputs.report.blocks import Block, Picture, Section, prose
from appraisal.outputs.report.by_year import by_year
from appraisal.outputs.years_table import Column, scale, split


def section(record: Record) -> Section:
    """Return the section of the yearly cash flow."""
    return Section("cash_flow", "Yearly cash flow", tuple(_blocks(record)))


def _blocks(record: Record) -> Iterator[Block]:
    yield prose(" ".join(_findings(record)))
    yield Picture("npv_waterfall", "Net present value by component", _alt(record))
    columns = _columns(record)
    title = cash_title(record, columns).removeprefix(TITLE).removeprefix(", ")
    _, word = scale(columns)
    yield from by_year(record, TITLE, title.removeprefix(word), columns, note=_other(columns))


TITLE = "Yearly cash flow"


def _columns(record: Record) -> list[Column]:
    """Return the columns of one table: small ones join "Other" until the rest stand side by side."""
    for merged in range(len(MERGED) + 1):
        columns = columns_of(record, MERGED[:merged])
        if len([*split(record["years"], columns, scale(columns)[0])]) == 1:
            return columns
    return columns


def _other(columns: list[Column]) -> str:
    return "Other: small columns, added up." if any(one.label == "Other" for one in columns) else ""


def _findings(record: Record) -> Iterator[str]:
    lines, years, currency = record["lines"], record["years"], record["conventions"]["currency"]
    flows, gathered = (lines[name]["values"] for name in ("cash_flow", "cumulative_present_value"))
    least, most = min(gathered), max(flows)
    if least < min(0.0, gathered[-1]):
        year = years[gathered.index(least)]
        yield f"The swap has the most money out in {year}, {money(-least, currency)} in present value."
    if most > 0:
        yield f"The best year of the swap is {years[flows.index(most)]} with {money(most, currency)}."
    else:
        yield "The swap brings money in in no year."
    turning = next(
        (year for year, one, before in zip(years[1:], gathered[1:], gathered, strict=False) if one >= 0 > before), None
    )
    if turning is not None and gathered[-1] >= 0:
        yield f"The cumulative present value turns positive in {turning}."
    elif gathered[-1] < 0:
        yield f"The cumulative present value is still {money(gathered[-1], currency)} at the end, in {years[-1]}."
    yield f"Amounts are {money_words(record['conventions'])}; the columns add up to the net cash flow."


def _alt(record: Record) -> str:
    return f"Steps from nothing to the net present value of {cell(record['metrics']['npv'])}, one component at a time."
