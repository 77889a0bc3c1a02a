"""The lender's page: cover, covenants, sources and uses, the schedule of each loan, equity; from the record alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from rich.console import Console, RenderableType
from rich.text import Text

from appraisal.ground.numbers import percent
from appraisal.outputs.conventions_card import conventions_card
from appraisal.outputs.finance_panel import AGREED, STATUS, finance_panel, is_resized
from appraisal.outputs.grant_elements import grant_elements
from appraisal.outputs.layout import Listed, Record, indented, listed, masthead, money_words, put, times
from appraisal.outputs.loan_schedule import equity, loan, service
from appraisal.outputs.screen import warnings
from appraisal.outputs.years_table import NOTHING, amount, scale_words

PARTS = (
    "format",
    "version",
    "scenario",
    "conventions",
    "finance",
    "years",
    "checks",
    "warnings",
    "not_appraised",
    "unchecked",
)
METRICS = ("equity_", "dscr_", "grant_element.", "project_irr", "npv", "llcr", "plcr", "wacc")


def finance_part(record: Record) -> Record:
    """Return what the record says of finance, with its lines and metrics."""
    lines = {name: line for name, line in record["lines"].items() if name.startswith("finance.")}
    metrics = {name: one for name, one in record["metrics"].items() if name.startswith(METRICS)}
    return {**{name: record[name] for name in PARTS}, "metrics": metrics, "lines": lines}


def show(record: Record, console: Console) -> None:
    """Print the lender's page of a scenario with finance."""
    put(_parts(record), console)


def _parts(record: Record) -> Iterator[RenderableType]:
    loans = record["finance"]["loans"]
    yield from masthead(record)
    yield conventions_card(record)
    yield finance_panel(record)
    yield from _construction(record)
    if loans:
        yield from _covenants(record)
        for one in loans:
            yield from loan(record, one)
        yield from service(record)
    yield from equity(record)
    if loans:
        yield from grant_elements(record)
    yield from warnings(record)


def _construction(record: Record) -> Iterator[RenderableType]:
    found, unit = sources_and_uses(record)
    yield Text(f"Sources and uses of construction, {unit}", "bold")
    yield listed(found)


def sources_and_uses(record: Record) -> tuple[Listed, str]:
    """Return side by side where the money of construction comes from and where it goes, and its unit."""
    found = record["finance"]["construction"]
    sums = {side: sum(found[side].values()) for side in ("sources", "uses")}
    size, word = scale_words(sums.values())
    sides = [[_shared(one, value, sums[side], size) for one, value in found[side].items()] for side in sums]
    rows = [(*left, *right) for left, right in zip_longest(*sides, fillvalue=("", "", ""))]
    totals = [cell for total in sums.values() for cell in ("Sum", amount(total, size, 2), "")]
    unit = f"{word}{money_words(record['conventions'], of_the_year=True)}"
    return Listed(("Sources", "", "share", "Uses", "", "share"), "lrrlrr", tuple(rows), tuple(totals)), unit


def _shared(label: str, value: float, total: float, size: float) -> tuple[str, str, str]:
    return label, amount(value, size, 2), percent(value / total, 1)


def _covenants(record: Record) -> Iterator[RenderableType]:
    yield Text("Covenants: debt service cover in each case", style="bold")
    yield listed(covenant_table(record))
    yield from map(indented, covenant_notes(record))
    yield Text("")


def covenant_table(record: Record) -> Listed:
    """Return the debt service cover in each case beside the covenants."""
    rows = tuple(map(_case, record["finance"]["covenants"]))
    return Listed(("Case", "minimum DSCR", "year", "average DSCR", "status"), "lrrrl", rows)


def covenant_notes(record: Record) -> Iterator[str]:
    """Say which levels are agreed, and which debt is meant."""
    levels = record["finance"]["levels"]
    if levels:
        yield f"lock-up below {times(levels['lock_up'])}, default below {times(levels['default'])}"
    else:
        yield "no levels are stated: finance.covenants takes lock_up and default"
    if is_resized(record):
        yield f"in every case {AGREED}"


def _case(case: Record) -> tuple[str, ...]:
    if case["dscr_min"] is None:
        return case["name"], NOTHING, NOTHING, NOTHING, case["reason"]
    status = STATUS[case["status"]] or "no levels stated"
    return case["name"], times(case["dscr_min"]), str(case["year"]), times(case["dscr_average"]), status
