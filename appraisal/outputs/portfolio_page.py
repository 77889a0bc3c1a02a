"""The page of many scenarios: how many pay, those that pay most and least, and those that could not be appraised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

from appraisal.engine.appraisal import Metric
from appraisal.engine.outcomes import OUTCOMES
from appraisal.ground.numbers import scale_of
from appraisal.outputs.layout import NONE, cell, indented, listing, pairs, panel, put
from appraisal.outputs.portfolio_table import said
from appraisal.questions.portfolio import Member, Portfolio
from appraisal.questions.scenario_table import TableResult

MOST = 20
"""Rows that are printed: half of them those with the largest NPV."""

FAILURES = 10
"""Failures that are printed."""

SHOWN = ("npv", "npv_without_credits", "project_irr", "payback", "threshold_credit_price")
HEADINGS = ("NPV", "without credits", "IRR", "payback", "threshold price")


@dataclass(frozen=True)
class _Row:
    name: str
    metrics: dict[str, Metric]
    problems: str = ""


def show_files(found: Portfolio, console: Console) -> None:
    """Print the page of a portfolio of files."""
    rows = [_row(member) for member in found.members]
    done = f"{len(rows):,} of {found.asked:,} files; interrupted" if not found.complete else f"{found.asked:,} files"
    put(_parts(done, rows, "files"), console)


def _row(member: Member) -> _Row:
    return _Row(Path(member.file).stem, member.metrics, said(member.problems))


def show_table(found: TableResult, console: Console) -> None:
    """Print the page of scenarios of one shape."""
    rows = [_Row(name, _metrics(found, at), said(found.table.failed.get(at, ()))) for at, name in _names(found)]
    title = f"{found.table.count:,} scenarios laid over {found.scenario.name}"
    put(_parts(title, rows, "scenarios", [f"{one.path}: {one.message}" for one in found.warnings]), console)


def _names(found: TableResult) -> Iterator[tuple[int, str]]:
    yield from enumerate(found.table.names)


def _metrics(found: TableResult, row: int) -> dict[str, Metric]:
    if row in found.table.failed:
        return {}
    told = {name: reasons.get(row, "") for name, reasons in found.reasons.items()}
    return {
        name: Metric(values[row], found.units[name], "ok" if values[row] is not None else "none", told[name])
        for name, values in found.values.items()
    }


def _parts(title: str, rows: Sequence[_Row], what: str, notes: Sequence[str] = ()) -> Iterator[RenderableType]:
    good, bad = [row for row in rows if row.metrics], [row for row in rows if row.problems]
    yield Text(title, style="bold")
    yield panel(pairs(_counts(good, bad)), "In all")
    yield from _largest(good)
    yield from _undefined(good)
    yield from _failures(bad, what)
    yield from (indented(f"note: {note}") for note in notes)


def _counts(good: Sequence[_Row], bad: Sequence[_Row]) -> Iterator[tuple[str, str]]:
    pays = [row for row in good if (_value(row, "npv") or 0.0) > 0]
    plain = [row for row in good if (_value(row, "npv_without_credits") or 0.0) > 0]
    yield "Appraised", f"{len(good):,}"
    yield "Pay", f"{len(pays):,}; {len(plain):,} of all pay without credits"
    currencies = {row.metrics["npv"].unit for row in good if "npv" in row.metrics}
    if len(currencies) == 1:
        total = sum(value for row in good if (value := _value(row, "npv")) is not None)
        yield "Sum of NPV", cell({"value": total, "unit": currencies.pop(), "reason": ""})
    elif currencies:
        yield "Sum of NPV", f"none (they are in {', '.join(sorted(currencies))})"
    if bad:
        yield "Failed", f"{len(bad):,}"


def _value(row: _Row, name: str) -> float | None:
    return row.metrics[name].value if name in row.metrics else None


def _largest(good: Sequence[_Row]) -> Iterator[RenderableType]:
    ranked = sorted((row for row in good if _value(row, "npv") is not None), key=lambda row: -(_value(row, "npv") or 0))
    if not ranked:
        return
    few = len(ranked) <= MOST
    chosen = ranked if few else [*ranked[: MOST // 2], *ranked[-MOST // 2 :]]
    size, said = _scale(chosen)
    yield Text(("By net present value" if few else f"The {MOST // 2} largest and smallest by net present value") + said)
    rows = [(row.name, *(_cell(row.metrics.get(name), size) for name in SHOWN)) for row in chosen]
    yield listing(["", *HEADINGS], "l" + "r" * len(SHOWN), rows)


def _scale(rows: Sequence[_Row]) -> tuple[float, str]:
    """Return the scale of the amounts of a table, and what its heading says; 0 where rows are in several currencies."""
    currencies = {row.metrics["npv"].unit for row in rows}
    if len(currencies) > 1:
        return 0.0, ""
    amounts = [value for row in rows for name in SHOWN[:2] if (value := _value(row, name)) is not None]
    size, word = scale_of(amounts)
    currency = currencies.pop()
    return size, f"; amounts in {word}{currency}, prices in {currency}/t"


def _cell(metric: Metric | None, size: float) -> str:
    if metric is None or metric.value is None:
        return NONE
    if size and metric.unit != "1" and metric.unit != "yr":
        return f"{metric.value / (1 if '/' in metric.unit else size):,.2f}"
    return cell({"value": metric.value, "unit": metric.unit, "reason": ""})


def _undefined(good: Sequence[_Row]) -> Iterator[RenderableType]:
    told: dict[tuple[str, str], int] = {}
    for row in good:
        for name, metric in row.metrics.items():
            if metric.value is None and name in OUTCOMES:
                told[name, metric.reason] = told.get((name, metric.reason), 0) + 1
    if told:
        yield Text("Undefined")
        lines = sorted(told.items(), key=lambda item: (item[0][0], -item[1]))
        yield listing(["", "reason", "times"], "llr", [(name, why, f"{n:,}") for (name, why), n in lines])


def _failures(bad: Sequence[_Row], what: str) -> Iterator[RenderableType]:
    if not bad:
        return
    more = f", the first {FAILURES} of {len(bad):,}" if len(bad) > FAILURES else ""
    yield Text(f"Could not be appraised{more}", style="bold")
    for row in bad[:FAILURES]:
        yield indented(row.problems if what == "files" else f"{row.name}: {row.problems}")
    if more:
        yield indented(f"all {what} with their errors are in the table that --out writes", style="dim")
