"""The screen of ``run``: conventions, headline, finance, yearly table, warnings; made from the record alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, RenderableType
from rich.text import Text

from appraisal.outputs.cash_table import cash_table
from appraisal.outputs.conventions_card import conventions_card
from appraisal.outputs.economic_panel import economic_panel
from appraisal.outputs.finance_panel import finance_panel
from appraisal.outputs.headline import headline
from appraisal.outputs.layout import Record, indented, masthead, put
from appraisal.outputs.support_panel import support_panel
from appraisal.outputs.threshold_panel import threshold_panel


def show(record: Record, console: Console) -> None:
    """Print one appraisal."""
    put(_parts(record), console)


def _parts(record: Record) -> Iterator[RenderableType]:
    yield from masthead(record)
    if record["scenario"]["about"]:
        yield Text(record["scenario"]["about"])
    yield conventions_card(record)
    yield headline(record)
    if "threshold_card" in record:
        yield threshold_panel(record)
    if "finance" in record:
        yield finance_panel(record)
    if "support" in record:
        yield support_panel(record)
    if "economic" in record:
        yield economic_panel(record)
    yield cash_table(record)
    yield from _notes(record)


def _notes(record: Record) -> Iterable[RenderableType]:
    yield from _warned(record)
    if record["how_to_draw"]:
        yield Text("How sure it is", style="bold")
        yield indented(record["how_to_draw"])
    if record["unsourced"]:
        yield Text("Stated without a source", style="bold")
        yield indented(", ".join(record["unsourced"]))
    if record["defaults"]:
        yield Text("Defaults used", style="bold")
        yield from _defaults(record)


def warnings(record: Record) -> Iterator[RenderableType]:
    """Return what a reader of any page must know: warnings, what is not appraised, defaults that were not checked."""
    yield from _warned(record)
    if record["unchecked"]:
        yield Text("Defaults that were not checked against their source (verified: no)", style="bold yellow")
        yield from (indented(f"{one['path']} {one['value']}: {one['source']}") for one in record["unchecked"])


def _warned(record: Record) -> Iterator[RenderableType]:
    for warning in record["warnings"]:
        yield Text.assemble(("warning ", "bold yellow"), f"{warning['code']}  {warning['path']}")
        yield indented(warning["message"])
    if record["not_appraised"]:
        yield Text("Stated and not appraised yet", style="bold yellow")
        yield from (indented(text) for text in record["not_appraised"])


def _defaults(record: Record) -> Iterable[RenderableType]:
    by_source: dict[str, list[str]] = {}
    for default in record["defaults"]:
        source = default["source"] + ("" if default["verified"] else " (verified: no)")
        by_source.setdefault(source, []).append(f"{default['path']} {default['value']}")
    for source, used in by_source.items():
        yield indented("; ".join(used))
        yield indented(source, style="dim", by=4)
