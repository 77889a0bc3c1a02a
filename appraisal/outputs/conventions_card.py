"""The conventions card: what every figure of a page rests on."""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from appraisal.ground.numbers import percent
from appraisal.outputs.layout import Record, panel


def conventions_card(record: Record) -> RenderableType:
    """Return the panel of conventions."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for label, text in convention_rows(record):
        table.add_row(label, Text(text))
    return panel(table, "Conventions")


def convention_rows(record: Record) -> tuple[tuple[str, str], ...]:
    """Return each convention with its label."""
    c = record["conventions"]
    return (
        ("Swap", c["swap"]),
        ("Money", _money_of(c)),
        (
            "Discounting",
            f"{percent(c['discount_rate'])} {c['basis']}{_other_rate(c)}; {c['timing']}: {c['timing_means']}",
        ),
        ("Years", _years_words(c)),
        ("Credits", f"{c['mechanism']}: {c['mechanism_title']}"),
        ("Results", c["taxes_and_finance"]),
        ("Gases", c["gases"]),
    )


def _money_of(c: Record) -> str:
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
