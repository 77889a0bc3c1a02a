"""The page of a threshold over two figures: what the price of a tonne must be wherever the two may end up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from rich.console import RenderableType
from rich.text import Text

from appraisal.engine.model import Model
from appraisal.outputs.figure_text import headed, view, views_record, written
from appraisal.outputs.layout import NONE, Record, indented, listing
from appraisal.outputs.objective_text import rounded
from appraisal.outputs.record import threshold_record
from appraisal.outputs.two_way import chosen, printed_words, sides_words
from appraisal.questions.threshold_map import ThresholdMap

ROWS, COLUMNS = 11, 9
"""Most rows and columns of a map that are printed."""


def threshold_map_part(model: Model, found: ThresholdMap) -> Record:
    """Return a map of thresholds as plain numbers, words, lists and mappings."""
    every = [one for row in found.thresholds for one in row]
    values = {side.path: [*side.values, side.base] for side in (found.one, found.other)}
    values[found.vary] = [found.base.base, *(one.value for one in every if one.value is not None)]
    return {
        "vary": found.vary,
        "objective": found.objective,
        "one": asdict(found.one),
        "other": asdict(found.other),
        "base": threshold_record(found.base),
        "thresholds": [[threshold_record(one) for one in row] for row in found.thresholds],
        "written_in": views_record(model, values),
    }


def threshold_map(part: Record) -> Iterator[RenderableType]:
    """Return the page of a map of thresholds."""
    one, other, vary = part["one"], part["other"], part["vary"]
    views = {path: view(part["written_in"], path) for path in (one["path"], other["path"], vary)}
    rows, columns = chosen(len(one["values"]), ROWS), chosen(len(other["values"]), COLUMNS)
    yield Text(f"Threshold of {headed(vary, views[vary])}: {sides_words(part)}", style="bold")
    base = part["base"]
    threshold = NONE if base["value"] is None else written(views[vary], base["value"])
    yield indented(f"base case {threshold}, stated {written(views[vary], base['base'])}", style="dim")
    headings = ["", *(written(views[other["path"]], other["values"][at]) for at in columns)]
    lines = [
        [written(views[one["path"]], one["values"][at]), *(_cell(part, at, place) for place in columns)] for at in rows
    ]
    yield listing(headings, "l" + "r" * len(columns), lines)
    yield from _notes(part)
    yield from printed_words(part, len(rows), len(columns))
    yield Text("")


def _cell(part: Record, at: int, place: int) -> str:
    found, shown = part["thresholds"][at][place], view(part["written_in"], part["vary"])
    if found["value"] is None:
        return NONE
    return rounded(found["value"] / shown.size, 2) + (" %" if shown.is_percent else "")


def _notes(part: Record) -> Iterator[RenderableType]:
    every = [one for row in part["thresholds"] for one in row]
    for reason in dict.fromkeys(one["reason"] for one in every if one["value"] is None):
        yield indented(f"{NONE}: {reason}", style="dim")
    if any(len(one["crossings"]) > 1 for one in every):
        yield indented("where there are several thresholds the one nearest to the stated value is printed", style="dim")
