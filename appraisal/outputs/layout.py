"""What every screen shares: its width, its panels, pairs of label and text, and the text of a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from appraisal.ground.numbers import money, percent

Record = dict[str, Any]
Words = Callable[[Record, str], str]
Row = tuple[str, str, str, Words]
"""Label, short label, name of the metric, and how the metric of that name is written: "none" where there is none."""

NONE = "none"
WIDTH = 100
LABEL = 23
TURNING = {code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}
"""Characters that turn the direction of text around: shown, not sent to the terminal."""


def console_for(stream: Any) -> Console:
    """Return a console 100 columns wide; colours only where the stream is a terminal and NO_COLOR is unset."""
    return Console(file=stream, width=WIDTH, highlight=False, markup=False, emoji=False, soft_wrap=False)


def put(parts: Iterable[RenderableType], console: Console) -> None:
    """Print the parts of a page, without the blanks that tables leave at the end of a line."""
    with console.capture() as printed:
        for part in parts:
            console.print(part)
    lines = (line.rstrip() for line in printed.get().split("\n"))
    console.file.write("\n".join(lines).translate(TURNING).rstrip() + "\n")


def masthead(record: Record) -> Iterable[RenderableType]:
    """Return the name of the scenario, the version and the hash."""
    yield Text(record["scenario"]["name"], style="bold")
    yield Text(f"appraisal {record['version']}, scenario {record['scenario']['hash']}", style="dim")


def panel(body: RenderableType, title: str) -> Panel:
    """Return a framed part of a page."""
    return Panel(body, title=Text(title), title_align="left", box=box.ROUNDED, width=WIDTH)


def pairs(rows: Iterable[tuple[str, str]], label_width: int = LABEL) -> Table:
    """Return texts with a label before each."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True, min_width=label_width)
    table.add_column()
    for label, text in rows:
        table.add_row(label, Text(text))
    return table


@dataclass(frozen=True)
class Listed:
    """What stands in a table, on the screen and in the report alike: ``sides`` has l or r for each column."""

    headings: tuple[str, ...]
    sides: str
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()


def listed(found: Listed) -> Table:
    """Return the table on the screen."""
    return listing(found.headings, found.sides, found.rows, found.total)


def listing(headings: Sequence[str], sides: str, rows: Iterable[Sequence[str]], total: Sequence[str] = ()) -> Table:
    """Return a table of words, which may fold, and numbers, which may not: ``sides`` has l or r for each column."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    for heading, side in zip(headings, sides, strict=True):
        numbers = side == "r"
        table.add_column(heading, justify="right" if numbers else "left", no_wrap=numbers, overflow="fold")
    lines = [[Text(cell) for cell in row] for row in rows]
    for at, line in enumerate(lines):
        table.add_row(*line, end_section=at + 1 == len(lines))
    if total:
        table.add_row(*map(Text, total), style="bold")
    return table


def indented(text: str, style: str = "", by: int = 2) -> RenderableType:
    """Return a text that stands in from the margin."""
    return Padding(Text(text, style=style), (0, 0, 0, by), expand=False)


def beside(record: Record, rows: Sequence[Row]) -> Table:
    """Return metrics in two columns, with and without credits; in one where the scenario has none."""
    credited = has_credits(record)
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column("", style="dim", no_wrap=True, min_width=LABEL)
    if credited:
        table.add_column(f"with {priced(record)}", justify="right", style="bold")
    table.add_column(f"without {priced(record)}", justify="right")
    for label, _, name, words in rows:
        found = (name + end for end in (("", "_without_credits") if credited else ("",)))
        table.add_row(label, *(words(record, one) for one in found))
    return table


def reasons(record: Record, rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Say why a figure of these rows does not exist."""
    metrics = record["metrics"]
    both = (("", f", with {priced(record)}"), ("_without_credits", ", without"))
    runs = both if has_credits(record) else (("", ""),)
    return [
        (f"No {short}{which}", metrics[name + end]["reason"])
        for _, short, name, _ in rows
        for end, which in runs
        if metrics[name + end]["value"] is None
    ]


def has_credits(record: Record) -> bool:
    """Return whether the scenario has credits."""
    return bool(record["conventions"]["mechanism"] != "none")


def priced(record: Record) -> str:
    """Return what puts a price on tonnes, in words: credits, or a price on their emission."""
    return "a carbon price" if record["conventions"]["mechanism"] == "carbon_price" else "credits"


def is_taxed(record: Record) -> bool:
    """Return whether the scenario states tax."""
    return "npv_before_tax" in record["metrics"]


def figure(record: Record, name: str) -> str:
    """Return the metric of a name as it is printed in a table, without the reason why there is none."""
    metric = record["metrics"][name]
    return NONE if metric["value"] is None else cell(metric)


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


def times(value: float) -> str:
    """Return a cover ratio as lenders write it.

    >>> times(1.3049)
    '1.30x'
    """
    return f"{value:,.2f}x"


def spoken(key: str) -> str:
    """Return a key of the scenario as words.

    >>> spoken("export_credit")
    'export credit'
    """
    return key.replace("_", " ")


def money_words(conventions: Record, *, of_the_year: bool = False) -> str:
    """Return what money an amount is in: of the basis, or of its own year."""
    currency = conventions["currency"]
    if conventions["basis"] == "nominal":
        return f"nominal {currency}"
    return f"{currency} of the year" if of_the_year else f"real {currency} of {conventions['price_year']}"
