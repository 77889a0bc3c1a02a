"""The summary: one page that stands alone, with the finding in words and numbers."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.ground.numbers import money, percent, plain
from appraisal.outputs.headline import abatement_words
from appraisal.outputs.layout import Record, cell, figure, has_credits, is_taxed, priced, times
from appraisal.outputs.report.blocks import Block, Box, Headline, Pairs, Picture, Section, prose
from appraisal.outputs.report.findings import decides, price_of, price_words, risky, tested, turned, weighed
from appraisal.outputs.threshold_panel import level_rows
from appraisal.outputs.years_table import NOISE


def section(record: Record) -> Section:
    """Return the summary."""
    return Section("summary", "Summary", tuple(_blocks(record)))


def _blocks(record: Record) -> Iterator[Block]:
    yield Headline(tuple(_boxes(record)))
    yield prose(" ".join((*_swap(record), *_worth(record))))
    yield prose(" ".join((*weighed(record), *decides(record), *risky(record), *turned(record), *tested(record))))
    if "threshold_card" in record:
        levels = (*level_rows(_known(record["threshold_card"])), *_assumed(record))
        yield Pairs(levels, "Price of a tonne at which each breaks even")
    yield Picture("cash_flow", "Yearly cash flow and cumulative present value", _alt(record))


def _known(card: Record) -> Record:
    """Return the card with the parties that break even somewhere; the section on it says why others do not."""
    known = [level for level in card["levels"] if level["value"] is not None]
    return {**card, "levels": known or card["levels"][:1]}


# ---- boxes -----------------------------------------------------------------------------------------------------------


def _boxes(record: Record) -> Iterator[Box]:
    yield Box("Net present value", figure(record, "npv"), _beside(record, "npv"))
    tax = f"{'after' if is_taxed(record) else 'before'} tax"
    yield Box(f"IRR, {tax}", figure(record, "project_irr"), _beside(record, "project_irr"))
    yield Box("Payback", figure(record, "payback"), _beside(record, "payback"))
    if has_credits(record):
        yield Box("Threshold price", _threshold(record), _stated(record))
    yield _last(record)


def _beside(record: Record, name: str) -> str:
    if not has_credits(record):
        return ""
    return f"without {priced(record)} {figure(record, f'{name}_without_credits')}"


def _threshold(record: Record) -> str:
    found = record["metrics"]["threshold_credit_price"]
    return f"{found['value']:.3f} times" if found["status"] == "factor" else figure(record, "threshold_credit_price")


def _stated(record: Record) -> str:
    price = price_of(record)
    return (
        "the stated price series" if price.get("value") is None else f"assumed {plain(price['value'])} {price['unit']}"
    )


def _last(record: Record) -> Box:
    """Return how well debt is covered where there is any, else what a tonne costs."""
    cover = record["metrics"].get("dscr_min")
    if cover and cover["value"] is not None:
        return Box("Lowest debt cover", times(cover["value"]), f"equity earns {figure(record, 'equity_irr')}")
    return Box("Abatement cost", figure(record, "abatement_cost"), "of discounted tonnes, before credits")


# ---- words -----------------------------------------------------------------------------------------------------------


def _swap(record: Record) -> Iterator[str]:
    """Say what the swap costs and what it does in its first year."""
    lines, currency = record["lines"], record["conventions"]["currency"]
    capex = sum(lines["swap.capex_gap"]["values"])
    if capex:
        yield f"The swap costs {money(abs(capex), currency)} {'more' if capex > 0 else 'less'} to build."
    at = first_year(record)
    done = [*_done(record, at)]
    if done:
        yield f"In {record['years'][at]}, its first year of operation, it {' and '.join(done)}."


def first_year(record: Record) -> int:
    """Return the place of the first year in which the swap saves fuel or avoids a tonne."""
    rows = [record["lines"][name]["values"] for name in ("swap.abatement", "swap.fuel_saving")]
    return next((at for at, values in enumerate(zip(*rows, strict=True)) if any(values)), 0)


def _done(record: Record, at: int) -> Iterator[str]:
    lines, currency = record["lines"], record["conventions"]["currency"]
    fuel, tonnes = (lines[name]["values"][at] for name in ("swap.fuel_saving", "swap.abatement"))
    if abs(fuel) > NOISE * max(map(abs, lines["cash_flow"]["values"])):
        yield f"{'saves' if fuel > 0 else 'spends'} {money(abs(fuel), currency)} {'of' if fuel > 0 else 'more on'} fuel"
    if tonnes:
        yield f"{'avoids' if tonnes > 0 else 'adds'} {plain(abs(tonnes), 4)} t of CO₂"


def _worth(record: Record) -> Iterator[str]:
    """Say what the swap is worth, with credits and without, and whether it pays."""
    metrics, c = record["metrics"], record["conventions"]
    npv, plainly = (metrics[name]["value"] for name in ("npv", "npv_without_credits"))
    at = f"At a discount rate of {percent(c['discount_rate'])} ({c['basis']})"
    if not has_credits(record):
        yield f"{at} it is worth {cell(metrics['npv'])}: it {'pays' if npv >= 0 else 'does not pay'}."
    else:
        price = priced(record)
        said = f"{cell(metrics['npv'])} with {price} and {cell(metrics['npv_without_credits'])} without"
        yield f"{at} it is worth {said}: {_verdict(npv, plainly, price)}."
    yield from _returns(record)


def _verdict(npv: float, without: float, price: str) -> str:
    if without >= 0:
        return f"it pays without {price}" if npv >= 0 else f"it pays without {price}, not with them"
    return f"it pays with {price}, not without" if npv >= 0 else "it does not pay either way"


def _returns(record: Record) -> Iterator[str]:
    metrics = record["metrics"]
    irr, payback = metrics["project_irr"], metrics["payback"]
    tax = f"{'after' if is_taxed(record) else 'before'} tax"
    yield f"The IRR is {cell(irr)} {tax}." if irr["value"] is not None else f"There is no IRR: {irr['reason']}."
    if payback["value"] is not None:
        yield f"The outlay is paid back in {cell(payback)}."
    else:
        yield f"There is no payback: {payback['reason']}."
    if metrics["abatement_cost"]["value"] is not None:
        yield f"A tonne costs {abatement_words(metrics)}."


def _assumed(record: Record) -> Iterator[tuple[str, str]]:
    words = price_words(record)
    if words:
        yield "Assumed", words


def _alt(record: Record) -> str:
    metrics, years = record["metrics"], record["years"]
    return (
        f"Bars of the cash flow of each year from {years[0]} to {years[-1]}, and the line of its cumulative present "
        f"value, which ends at {cell(metrics['npv'])}."
    )
