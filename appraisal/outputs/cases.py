"""The page of the named cases of a scenario, side by side; from the record alone."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.text import Text

from appraisal.ground.numbers import plain
from appraisal.outputs.comparison_notes import once
from appraisal.outputs.layout import NONE, Listed, Record, indented, listed, pairs, put, times
from appraisal.outputs.objective_text import Write, column, rounded
from appraisal.outputs.years_table import NOTHING

FINANCE = ("equity_npv", "equity_irr", "dscr_min")
CANNOT = "cannot run"


def show(record: Record, console: Console) -> None:
    """Print cases side by side."""
    put(_parts(record), console)


def _parts(record: Record) -> Iterator[RenderableType]:
    yield Text(f"{record['scenario']['name']}: cases side by side", style="bold")
    yield Text(f"appraisal {record['version']}, scenario {record['scenario']['hash']}", style="dim")
    if record["scenario"]["about"]:
        yield Text(record["scenario"]["about"])
    yield Text(record["conventions"])
    yield Text("")
    yield from _table(record)
    yield from _changes(record)
    yield from _notes(record)


def _table(record: Record) -> Iterator[RenderableType]:
    found, unit = side_by_side(record)
    yield Text(f"What each case comes to; amounts in {unit}", style="bold")
    yield listed(found)


def side_by_side(record: Record) -> tuple[Listed, str]:
    """Return the table of the cases, and the unit of its amounts."""
    cases = record["cases"]
    financed = any(name in case["metrics"] for case in cases for name in FINANCE)
    money = [_value(case, name) for case in cases for name in ("npv", *(("equity_npv",) if financed else ()))]
    text, unit = column(money, record["currency"])
    headings = ["Case", "NPV", "IRR", "payback", "threshold\nprice", "price"]
    headings += ["NPV of\nequity", "IRR of\nequity", "lowest\nDSCR"] if financed else []
    rows = tuple(_row(case, text, financed=financed) for case in cases)
    return Listed(tuple(headings), "l" + "r" * (len(headings) - 1), rows), unit


def _row(case: Record, text: Write, *, financed: bool) -> tuple[str, ...]:
    if case["status"] != "ok":
        return case["name"], CANNOT, *[NOTHING] * (7 if financed else 4)
    cells = [text(_value(case, "npv")), _rate(case, "project_irr"), _years(case), *_prices(case)]
    if financed:
        cover = _value(case, "dscr_min")
        cells += [text(_value(case, "equity_npv")), _rate(case, "equity_irr"), NONE if cover is None else times(cover)]
    return case["name"], *cells


def _value(case: Record, name: str) -> float | None:
    value: float | None = case["metrics"].get(name, {}).get("value")
    return value


def _rate(case: Record, name: str) -> str:
    value = _value(case, name)
    return NONE if value is None else f"{rounded(value * 100, 2)} %"


def _years(case: Record) -> str:
    value = _value(case, "payback")
    return NONE if value is None else f"{value:.1f} yr"


def _prices(case: Record) -> tuple[str, str]:
    """Return the threshold and the price of a tonne; of a series the factor on it."""
    found, price = case["metrics"]["threshold_credit_price"], case["price"]
    stated = NOTHING if price is None else "series" if price["value"] is None else f"{price['value']:,.2f}"
    if found["value"] is None:
        return NONE, stated
    return (f"x {plain(found['value'], 4)}" if found["status"] == "factor" else f"{found['value']:,.2f}"), stated


def _changes(record: Record) -> Iterator[RenderableType]:
    yield Text("What each case changes", style="bold")
    told = [
        ("" if at else case["name"], _change(change))
        for case in record["cases"]
        for at, change in enumerate(case["changes"])
    ]
    yield pairs(told, label_width=max((len(case["name"]) for case in record["cases"]), default=0))
    yield Text("")


def _change(change: Record) -> str:
    stated, to = change["stated"], change["to"]
    return f"{change['path']}: {to}" if stated is None or stated in to else f"{change['path']}: {stated} -> {to}"


def _notes(record: Record) -> Iterator[RenderableType]:
    cases = record["cases"]
    for case in cases:
        if case["status"] != "ok":
            yield Text(f"{case['name']} cannot run", style="bold yellow")
            yield from (indented(f"{one['path'] or one['place']}: {one['message']}") for one in case["problems"])
            yield Text("")
    told = once((case["name"], _reasons(case)) for case in cases if case["status"] == "ok")
    yield from _listed("What does not exist", told)
    debts = once((case["name"], [case["debt"]]) for case in cases if case["debt"])
    yield from _listed("The sculpted loan, and what equity and cover rest on", debts)
    yield from _listed("Warnings", _warnings(record), "bold yellow")


def _reasons(case: Record) -> list[str]:
    metrics = case["metrics"].items()
    return [f"{name}: {found['reason']}" for name, found in metrics if found["value"] is None]


def _warnings(record: Record) -> list[str]:
    """Return the warnings, of the base case and what each case adds, with the cases that they are of."""
    told: dict[str, list[str]] = {}
    for case in record["cases"]:
        for one in case["warnings"]:
            told.setdefault(f"{one['code']}  {one['path']}: {one['message']}", []).append(case["name"])
    return [f"{', '.join(names)}: {text}" for text, names in told.items()]


def _listed(title: str, texts: list[str], style: str = "bold") -> Iterator[RenderableType]:
    if texts:
        yield Text(title, style=style)
        yield from (indented(text) for text in texts)
        yield Text("")
