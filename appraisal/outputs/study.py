"""A study of what moves the answer: its parts, each with its record, its page and its charts, and what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType

from appraisal.engine.appraisal import Appraisal
from appraisal.engine.model import Model
from appraisal.outputs.charts.spider import spider_chart
from appraisal.outputs.charts.threshold_map import threshold_map_chart
from appraisal.outputs.charts.tornado import tornado_chart
from appraisal.outputs.charts.two_way_map import two_way_chart
from appraisal.outputs.conventions_card import conventions_card
from appraisal.outputs.equivalence import PARTS
from appraisal.outputs.layout import Record, masthead, put
from appraisal.outputs.record import record_of
from appraisal.outputs.screen import warnings
from appraisal.outputs.sensitivity import one_way, sensitivity_part, told
from appraisal.outputs.threshold_map import threshold_map, threshold_map_part
from appraisal.outputs.two_way import two_way, two_way_part
from appraisal.questions import elasticity, sensitivity, spider, switching
from appraisal.questions.objective import RATE
from appraisal.questions.threshold_map import ThresholdMap
from appraisal.questions.two_way import Grid
from appraisal.questions.two_way import two_way as grid_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Page = Callable[[Record], Iterable[RenderableType]]


@dataclass(frozen=True)
class Part:
    """One part of a study.

    Attributes:
        name: its key in the record.
        page: what prints it.
        charts: by file name; each is drawn when it is asked for.
        exists: whether there is any result in it.
    """

    name: str
    record: Record
    page: Page
    charts: Mapping[str, Callable[[], Figure]] = field(default_factory=dict)
    exists: bool = True


def one_way_part(model: Model, objective: str, *, legs: bool) -> Part:
    """Return the part of one figure at a time; with the spider where ``legs`` are wanted on the page."""
    bars, web = sensitivity.tornado(model, objective), spider.spider(model, objective)
    slopes, turns = elasticity.elasticities(model, objective), switching.switching_values(model, objective)
    record = sensitivity_part(model, bars, slopes, turns, web if legs else None)
    charts = {
        "tornado": lambda: tornado_chart(bars, model.scenario),
        "spider": lambda: spider_chart(web, model.scenario),
    }
    return Part("sensitivity", record, one_way, charts)


def grid_part(model: Model, grid: Grid) -> Part:
    """Return the part of a grid of two figures."""
    return Part("two_way", two_way_part(model, grid), two_way, {"two_way": lambda: two_way_chart(grid, model)})


def stated_grids(model: Model, objective: str = "npv") -> list[Part]:
    """Return the part of each grid that the scenario itself asks for, and of those that have no meaning here, why."""
    study = model.scenario.document.sensitivity
    pairs = study.two_way if study else []
    lacking = {pair: _lacking(model, pair, objective) for pair in pairs}
    grids = [grid_of(model, *pair, objective=objective) for pair in pairs if not lacking[pair]]
    found = [_numbered(grid_part(model, grid), at) for at, grid in enumerate(grids)]
    left_out = {" by ".join(pair): reason for pair, reason in lacking.items() if reason}
    return [*found, Part("two_way_left_out", left_out, _left_out, exists=False)] if left_out else found


def _lacking(model: Model, pair: tuple[str, str], objective: str) -> str:
    """Return why a grid has no meaning here: another mechanism reads other figures."""
    missing = [path for path in pair if path not in model.scenario.figures]
    if missing:
        return f"{missing[0]} is no figure under '{model.scenario.document.mechanism}'"
    return "the rate of return does not depend on the discount rate" if objective == "irr" and RATE in pair else ""


def _left_out(record: Record) -> Iterator[RenderableType]:
    return told("Grids of the scenario that are left out", record)


def _numbered(part: Part, at: int) -> Part:
    """Return the first part of a kind under its name, a further one under a name of its own."""
    if not at:
        return part
    charts = {f"{name}_{at + 1}": draw for name, draw in part.charts.items()}
    return replace(part, name=f"{part.name}_{at + 1}", charts=charts)


def map_part(model: Model, found: ThresholdMap) -> Part:
    """Return the part of a threshold over two figures."""
    exists = any(one.value is not None for row in found.thresholds for one in row)
    charts = {"threshold_map": lambda: threshold_map_chart(found, model)}
    return Part("threshold_map", threshold_map_part(model, found), threshold_map, charts, exists)


def study_record(appraisal: Appraisal, parts: Iterable[Part]) -> Record:
    """Return a study as plain numbers, words, lists and mappings, with what it rests on."""
    record = record_of(appraisal)
    return {**{name: record[name] for name in PARTS}, **{part.name: part.record for part in parts}}


def show(record: Record, parts: Iterable[Part], console: Console) -> None:
    """Print a study."""
    put(_pages(record, parts), console)


def _pages(record: Record, parts: Iterable[Part]) -> Iterator[RenderableType]:
    yield from masthead(record)
    yield conventions_card(record)
    for part in parts:
        yield from part.page(part.record)
    yield from warnings(record)
