"""The swap: what it is, what the two sides cost and use, and what a unit of the service costs with each."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.outputs.charts.labels import lowered
from appraisal.outputs.layout import Record, cell
from appraisal.outputs.report.blocks import Block, Column, Footnote, Paragraph, Section, Table, prose

SIDES = ("baseline", "project")


def section(record: Record) -> Section:
    """Return the section of the swap."""
    return Section("swap", "The swap", tuple(_blocks(record)))


def _blocks(record: Record) -> Iterator[Block]:
    yield prose(record["scenario"]["about"] or f"What is swapped: {record['conventions']['swap']}.")
    if any(one["path"].startswith("project.") for one in record["assumptions"]["figures"]):
        yield _plants(record)
    elif _figures(record):
        yield _stated(_figures(record))
    yield from _service(record)


def _plants(record: Record) -> Table:
    """Return the figures of both plants side by side."""
    found: dict[str, dict[str, str]] = {}
    for one in record["assumptions"]["figures"]:
        side, _, inner = one["path"].partition(".")
        if side in SIDES and not one["default"]:
            found.setdefault(inner, {"name": _without_side(one["name"])})[side] = one["value"]
    values = {side: {inner: said.get(side, "") for inner, said in found.items()} for side in SIDES}
    rows = tuple(
        (said["name"], *(_value(values[side][inner], said, side) for side in SIDES)) for inner, said in found.items()
    )
    columns = (Column("Figure", width="wide"), Column("Baseline", "right"), Column("Project", "right"))
    return Table("Baseline and project as the scenario states them", columns, rows)


def _value(text: str, said: dict[str, str], side: str) -> str:
    """A figure that repeats the other side's is that side's value."""
    return said.get(SIDES[0] if side == SIDES[1] else SIDES[1], "") if text.startswith("as ") else text


def _without_side(name: str) -> str:
    for side in SIDES:
        name = name.removesuffix(f" of the {side}")
    return name


def _figures(record: Record) -> list[Record]:
    """Return what the scenario states of the difference itself."""
    figures = record["assumptions"]["figures"]
    return [one for one in figures if one["path"].startswith(OUTRIGHT) and not one["default"]]


OUTRIGHT = ("swap.", "roll_out.")


def _stated(figures: list[Record]) -> Block:
    """Say what the scenario states of the difference, each with its source."""
    parts: list[str | Footnote] = ["The scenario states the difference outright: "]
    for at, one in enumerate(figures):
        parts.append(f"{lowered(one['name'])} {one['value']}")
        if one["source"]:
            parts.append(Footnote(one["source"]))
        parts.append("." if at == len(figures) - 1 else ", ")
    return Paragraph(tuple(parts))


def _service(record: Record) -> Iterator[Block]:
    """Say what a unit of the service costs with each plant."""
    metrics = record["metrics"]
    if metrics["lcoe_gap"]["value"] is None:
        return
    project, baseline, gap = (cell(metrics[f"lcoe_{name}"]) for name in ("project", "baseline", "gap"))
    cheaper = metrics["lcoe_gap"]["value"] < 0
    yield prose(
        f"Before credits the service costs {project} with the project and {baseline} with the baseline over the life: "
        f"the project is {gap.removeprefix('-')} {'cheaper' if cheaper else 'dearer'}."
    )
