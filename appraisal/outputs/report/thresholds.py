"""The thresholds: the price at which the swap just pays over the discount rate, and over the share that is cashed."""

from __future__ import annotations

from collections.abc import Iterator

from appraisal.outputs.charts.labels import lowered
from appraisal.outputs.figure_text import headed, view, written
from appraisal.outputs.layout import NONE, Listed, Record
from appraisal.outputs.report.blocks import Block, Picture, Section, prose
from appraisal.outputs.report.tables import table_of


def section(record: Record) -> Section | None:
    """Return the section of threshold curves, or none where there is no price of a tonne to vary."""
    curves = record["threshold_curves"]["curves"]
    if not curves:
        return None
    return Section("thresholds", "Thresholds", tuple(_blocks(curves)))


def _blocks(curves: list[Record]) -> Iterator[Block]:
    yield prose(" ".join(text for curve in curves for text in _finding(curve)))
    price, over = (lowered(curves[-1][name]) for name in ("vary_name", "over_name"))
    alt = f"The line of the {price} at which the swap just pays, over the {over}."
    yield Picture("threshold_curve", f"Threshold of the {price}", alt)
    for curve in curves:
        yield _table(curve)


def _finding(curve: Record) -> Iterator[str]:
    """Say between which prices the threshold runs, and where it is lost."""
    found = [point for point in curve["points"] if point["value"] is not None]
    shown, over = view(curve["written_in"], curve["over"]), lowered(curve["over_name"])
    if not found:
        yield f"At no {over} looked at is there a price at which the swap just pays: {curve['points'][0]['reason']}."
        return
    first, last = found[0], found[-1]
    ends = (f"{_price(one)} at {_at(shown, one)}" for one in (first, last))
    price = lowered(curve["vary_name"])
    yield f"Over the {over}, the {price} at which the swap just pays runs from {' to '.join(ends)}."
    if len(found) < len(curve["points"]):
        lost = next(point for point in curve["points"] if point["value"] is None)
        yield f"Elsewhere there is none: {lost['reason']}."


def _price(point: Record) -> str:
    return (
        f"{point['value']:.3f} times the series" if point["unit"] == "1" else f"{point['value']:,.2f} {point['unit']}"
    )


def _at(shown: object, point: Record) -> str:
    return f"{written(shown, point['at'])} {shown.heading}".strip()  # type: ignore[arg-type, attr-defined]


def _table(curve: Record) -> Block:
    shown = view(curve["written_in"], curve["over"])
    named, base = headed(curve["over_name"], shown), curve["base"]
    rows = tuple(
        (written(shown, one["at"]), _value(one), "stated" if one["at"] == base else "") for one in curve["points"]
    )
    found = Listed((named, curve["vary_name"], ""), "rrl", rows)
    caption = f"{curve['vary_name']} at which the swap just pays, over the {lowered(curve['over_name'])}"
    return table_of(found, caption, wide=())


def _value(point: Record) -> str:
    return NONE if point["value"] is None else _price(point)
