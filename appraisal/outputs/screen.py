"""The screen of ``run``: conventions, headline, yearly table, warnings; made from the record alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from appraisal.ground.numbers import money, percent, plain, scale_of

Record = dict[str, Any]
WIDTH = 100
LABEL = 23
MOST_ROWS = 14
HEADLINE = (
    ("Net present value", "NPV", "npv"),
    ("IRR, before tax", "IRR", "project_irr"),
    ("Payback", "payback", "payback"),
)
COLUMNS = (
    ("Capex\ngap", "swap.capex_gap", -1),
    ("Replace-\nments", "replacements", -1),
    ("Fuel\nsaving", "swap.fuel_saving", 1),
    ("Opex\nsaving", "swap.opex_saving", 1),
    ("Credit\nrevenue", "credit_revenue", 1),
    ("Credit\ncosts", "credit_cost", -1),
    ("Regis-\ntration", "registration", -1),
    ("Other", "", 1),
    ("Net cash\nflow", "cash_flow", 1),
    ("Present\nvalue", "present_value", 1),
    ("Cumulative\nPV", "cumulative_present_value", 1),
)
MERGED = ("registration", "credit_cost", "replacements", "swap.opex_saving", "credit_revenue", "swap.fuel_saving")
"""Columns that join "Other" where the table is too wide, the first first."""

Columns = list[tuple[str, list[float]]]
OTHER = (
    ("other_benefits", 1),
    ("other_receipts", 1),
    ("other_costs", -1),
    ("other_outlays", -1),
    ("replacement_power", -1),
    ("swap.residual_gain", 1),
    ("swap.closing_cost_gap", -1),
)


def show(record: Record, console: Console) -> None:
    """Print one appraisal, without the blanks that tables leave at the end of a line."""
    with console.capture() as printed:
        _show(record, console)
    console.file.write(
        "\n".join(line.rstrip() for line in printed.get().split("\n")).translate(TURNING).rstrip() + "\n"
    )


TURNING = {code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}
"""Characters that turn the direction of text around: shown, not sent to the terminal."""


def _show(record: Record, console: Console) -> None:
    console.print(Text(record["scenario"]["name"], style="bold"))
    console.print(Text(f"appraisal {record['version']}, scenario {record['scenario']['hash']}", style="dim"))
    if record["scenario"]["about"]:
        console.print(Text(record["scenario"]["about"]))
    console.print(_conventions(record))
    console.print(_headline(record))
    console.print(_yearly(record))
    for part in _notes(record):
        console.print(part)


def _conventions(record: Record) -> RenderableType:
    c = record["conventions"]
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for label, text in (
        ("Swap", c["swap"]),
        ("Money", _money_words(c)),
        (
            "Discounting",
            f"{percent(c['discount_rate'])} {c['basis']}{_other_rate(c)}; {c['timing']}: {c['timing_means']}",
        ),
        ("Years", _years_words(c)),
        ("Credits", f"{c['mechanism']}: {c['mechanism_title']}"),
        ("Left out", f"{c['taxes_and_finance']}; {c['gases']}"),
    ):
        table.add_row(label, Text(text))
    return Panel(table, title="Conventions", title_align="left", box=box.ROUNDED, width=WIDTH)


def _money_words(c: Record) -> str:
    if c["basis"] == "real":
        return f"real {c['currency']} of {c['price_year']}, inflation {percent(c['inflation'])}"
    return f"nominal {c['currency']}, price year {c['price_year']}"


def _other_rate(c: Record) -> str:
    other = c["discount_rate_other_basis"]
    word = "nominal" if c["basis"] == "real" else "real"
    return "" if other is None else f" ({percent(other)} {word})"


def _years_words(c: Record) -> str:
    building = f"{c['construction']:g} {'year' if c['construction'] == 1 else 'years'}"
    return (
        f"construction {building} from {c['first_year']}, then {c['operation']:g} years of operation; "
        f"valued in {c['valuation_year']}"
    )


def _headline(record: Record) -> RenderableType:
    m, c = record["metrics"], record["conventions"]
    credited = c["mechanism"] != "none"
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column("", style="dim", no_wrap=True, min_width=LABEL)
    if credited:
        table.add_column("with credits", justify="right", style="bold")
    table.add_column("without credits", justify="right")
    for label, _, name in HEADLINE:
        cells = [_short_cell(m[name])] if credited else []
        table.add_row(label, *cells, _short_cell(m[f"{name}_without_credits"]))
    said = [("Threshold credit price", _threshold_words(record))] if credited else []
    said.append(("Abatement cost", _abatement_words(m)))
    if m["lcoe_gap"]["value"] is not None:
        said.append(("Levelised cost", _lcoe_words(m)))
    said += _undefined(m, credited)
    body = Group(table, Text(""), _pairs(said))
    return Panel(body, title=_verdict(m), title_align="left", box=box.ROUNDED, width=WIDTH)


def _short_cell(metric: Record) -> str:
    return "none" if metric["value"] is None else cell(metric)


def _undefined(metrics: Record, credited: bool) -> list[tuple[str, str]]:
    """Say why a headline figure does not exist."""
    runs = (("", ", with credits"), ("_without_credits", ", without"))[0 if credited else 1 :]
    return [
        (f"No {short}{which}", metrics[name + end]["reason"])
        for _, short, name in HEADLINE
        for end, which in runs
        if metrics[name + end]["value"] is None
    ]


def _pairs(rows: Iterable[tuple[str, str]], label_width: int = LABEL) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True, min_width=label_width)
    table.add_column()
    for label, text in rows:
        table.add_row(label, Text(text))
    return table


def _verdict(metrics: Record) -> str:
    """Say in one line whether the swap pays."""
    with_credits, without = metrics["npv"]["value"], metrics["npv_without_credits"]["value"]
    if without >= 0:
        return "The swap pays without credits"
    return "The swap pays with credits, not without" if with_credits >= 0 else "The swap does not pay"


def _threshold_words(record: Record) -> str:
    found = record["metrics"]["threshold_credit_price"]
    if found["value"] is None:
        return f"none: {found['reason']}"
    if found["status"] == "factor":
        return f"the stated price series times {found['value']:.3f}"
    price = record["inputs"]["credits.price"]
    assumed = price["value"]
    currency_differs = price["unit"] != found["unit"]
    said = f"{cell(found)}; assumed {plain(assumed)} {price['unit']}"
    if currency_differs or not found["value"]:
        return said
    gap = assumed - found["value"]
    growing = ", growing" if price.get("growth") else ""
    side = "above" if gap >= 0 else "below"
    share = f" ({percent(abs(gap / found['value']), 0)})" if found["value"] > 0 else ""
    return f"{said}{growing}: {abs(gap):,.2f} {found['unit']}{share} {side} it"


def _abatement_words(metrics: Record) -> str:
    one, other = metrics["abatement_cost"], metrics["abatement_cost_undiscounted"]
    if one["value"] is None:
        return f"none: {one['reason']}"
    return f"{cell(one)} of discounted tonnes, {cell(other)} of tonnes as they are avoided; before credits"


def _lcoe_words(metrics: Record) -> str:
    project, baseline, gap = (metrics[f"lcoe_{name}"] for name in ("project", "baseline", "gap"))
    return f"{cell(project)} project, {cell(baseline)} baseline, gap {cell(gap)}; before credits"


def cell(metric: Record) -> str:
    """Return a metric as it is printed: rounded by its unit, or the reason why there is none."""
    value, unit = metric["value"], metric["unit"]
    if value is None:
        return f"none ({metric['reason']})"
    if unit == "1":
        return percent(value)
    if "/" not in unit and unit.isupper():
        return money(value, unit)
    if "/" in unit and unit.endswith("/yr"):
        return f"{money(value, unit.removesuffix('/yr'))} a year"
    return f"{value:,.2f} {unit}"


def _yearly(record: Record) -> RenderableType:
    columns, decimals = _fitting(record)
    _, word = _scale(columns)
    c = record["conventions"]
    money_of = f"{c['basis']} {c['currency']}" + (f" of {c['price_year']}" if c["basis"] == "real" else "")
    title = f"Yearly cash flow, {word}{money_of}"
    folded = len(_shown(len(record["years"]))) < len(record["years"])
    note = Text("every fifth year between; all years with --json or --to csv", style="dim") if folded else Text("")
    return Group(Text(title, style="bold"), _table(record, columns, decimals), note)


def _table(record: Record, columns: Columns, decimals: int) -> Table:
    size, _ = _scale(columns)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False, width=None)
    table.add_column("Year", justify="right", no_wrap=True)
    for label, _ in columns:
        table.add_column(label, justify="right", no_wrap=True)
    for at in _shown(len(record["years"])):
        table.add_row(str(record["years"][at]), *(_amount(values[at], size, decimals) for _, values in columns))
    return table


def _scale(columns: Columns) -> tuple[float, str]:
    return scale_of([value for _, values in columns for value in values])


def _fitting(record: Record) -> tuple[Columns, int]:
    """Return columns and decimals that fit the screen: small columns join "Other" before a number is cut."""
    wide = Console(width=10 * WIDTH)
    for merged in range(len(MERGED) + 1):
        columns = _columns(record, MERGED[:merged])
        for decimals in (2, 1, 0):
            if wide.measure(_table(record, columns, decimals)).maximum <= WIDTH:
                return columns, decimals
    return columns, 0


def _amount(value: float, size: float, decimals: int) -> str:
    return "–" if value == 0 else f"{value / size:,.{decimals}f}"


def _columns(record: Record, merged: tuple[str, ...]) -> Columns:
    level = record["lines"]["price_level"]["values"]
    found = []
    for label, name, sign in COLUMNS:
        if name in merged:
            continue
        values = _row(record, name, sign) if name else _other(record, merged)
        real = name in ("cash_flow", "present_value", "cumulative_present_value")
        values = values if real else [value / at for value, at in zip(values, level, strict=True)]
        if any(values) or name in ("swap.capex_gap", "swap.fuel_saving", "cash_flow"):
            found.append((label, [value + 0.0 for value in values]))
    return found


def _row(record: Record, name: str, sign: int) -> list[float]:
    return [sign * value for value in record["lines"][name]["values"]]


def _other(record: Record, merged: tuple[str, ...]) -> list[float]:
    joined = [(name, sign) for _, name, sign in COLUMNS if name in merged]
    rows = [_row(record, name, sign) for name, sign in (*OTHER, *joined)]
    return [sum(values) for values in zip(*rows, strict=True)]


def _shown(count: int) -> list[int]:
    """Return which years are printed: all of a short table; else the first, every fifth, and the last."""
    if count <= MOST_ROWS:
        return list(range(count))
    return sorted({*range(6), *range(5, count, 5), count - 2, count - 1})


def _notes(record: Record) -> Iterable[RenderableType]:
    for warning in record["warnings"]:
        yield Text.assemble(("warning ", "bold yellow"), f"{warning['code']}  {warning['path']}")
        yield _indented(warning["message"])
    if record["not_appraised"]:
        yield Text("Stated and not appraised yet", style="bold yellow")
        yield from (_indented(text) for text in record["not_appraised"])
    if record["unsourced"]:
        yield Text("Stated without a source", style="bold")
        yield _indented(", ".join(record["unsourced"]))
    if record["defaults"]:
        yield Text("Defaults used", style="bold")
        yield from _defaults(record)


def _indented(text: str) -> RenderableType:
    return Padding(Text(text), (0, 0, 0, 2), expand=False)


def _defaults(record: Record) -> Iterable[RenderableType]:
    by_source: dict[str, list[str]] = {}
    for default in record["defaults"]:
        source = default["source"] + ("" if default["verified"] else " (verified: no)")
        by_source.setdefault(source, []).append(f"{default['path']} {default['value']}")
    for source, used in by_source.items():
        yield _indented("; ".join(used))
        yield Padding(Text(source, style="dim"), (0, 0, 0, 4), expand=False)


def console_for(stream: Any) -> Console:
    """Return a console 100 columns wide; colours only where the stream is a terminal and NO_COLOR is unset."""
    return Console(file=stream, width=WIDTH, highlight=False, markup=False, emoji=False, soft_wrap=False)
