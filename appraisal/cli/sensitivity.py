"""The command on what moves the answer: one figure at a time, two at once, the threshold over two."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appraisal.cli.calls import answer, load_scenario, refuse_warnings, study_files
from appraisal.cli.options import page

if TYPE_CHECKING:
    from appraisal.engine.model import Model
    from appraisal.outputs.study import Part

Pair = tuple[str, str]
SIDES = ("PATH[=A..B:N]", "PATH[=A..B:N]")


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--two-way", nargs=2, metavar=" ".join(SIDES), help="The answer on a grid of two figures.")
@click.option("--threshold-map", nargs=2, metavar=" ".join(SIDES), help="A threshold over two figures.")
@click.option("--vary", metavar="PATH", default="", help="The figure of the map; default the price of a tonne.")
@click.option("--spider", is_flag=True, help="Print each figure in steps, too.")
@click.option("--objective", default="npv", show_default=True, metavar="NAME", help="npv, equity_npv or irr.")
@click.option("--out", metavar="DIR", help="Write charts and JSON into DIR/<scenario>_sensitivity/.")
@page
def sensitivity(
    file: str,
    two_way: Pair | None,
    threshold_map: Pair | None,
    vary: str,
    spider: bool,
    objective: str,
    out: str | None,
    sets: tuple[str, ...],
    variant: str,
    json_to: str | None,
    overwrite: bool,
    strict: bool,
) -> None:
    """Show what moves the answer of FILE: tornado, elasticities, switching values; or a grid of two figures.

    A figure is moved from its low to its high, else by 10 % either way; --two-way discount_rate=4%..14%:11
    credits.price says from where to where and in how many values.
    """
    from appraisal.engine.appraisal import appraise
    from appraisal.outputs import study

    appraisal = appraise(load_scenario(file, sets, variant))
    if strict:
        refuse_warnings(appraisal.scenario, appraisal.warnings)
    parts = _parts(appraisal.model, two_way, threshold_map, vary, spider, objective)
    record = study.study_record(appraisal, parts)
    folder = Path(out) / f"{Path(file).stem}_sensitivity" if out else None
    charts = {name: draw for part in parts for name, draw in part.charts.items()}
    files = study_files(folder, "sensitivity", record, charts)
    answer(record, json_to, overwrite, lambda console: study.show(record, parts, console), files)
    if not any(part.exists for part in parts):
        sys.exit(3)


def _parts(
    model: Model, two_way: Pair | None, threshold_map: Pair | None, vary: str, spider: bool, objective: str
) -> list[Part]:
    """Return the parts that were asked for; where nothing is, one figure at a time and the grids that FILE states."""
    from appraisal.outputs import study

    _check_vary(vary, threshold_map)
    found = []
    if spider or not (two_way or threshold_map):
        found.append(study.one_way_part(model, objective, legs=spider))
    if not (spider or two_way or threshold_map):
        found += study.stated_grids(model, objective)
    if two_way:
        found.append(_grid(model, two_way, objective))
    if threshold_map:
        found.append(_map(model, threshold_map, vary, objective))
    return found


def _check_vary(vary: str, threshold_map: Pair | None) -> None:
    from appraisal.ground.problem import Problem, ScenarioError

    if vary and not threshold_map:
        raise ScenarioError([Problem("missing-option", "--vary", "--vary needs --threshold-map and two figures")])


def _grid(model: Model, pair: Pair, objective: str) -> Part:
    from appraisal.outputs.study import grid_part
    from appraisal.questions.spans import values_of
    from appraisal.questions.two_way import two_way

    (one, ones), (other, others) = (values_of(model, text, "--two-way") for text in pair)
    return grid_part(model, two_way(model, one, other, ones, others, objective))


def _map(model: Model, pair: Pair, vary: str, objective: str) -> Part:
    from appraisal.outputs.study import map_part
    from appraisal.questions.spans import values_of
    from appraisal.questions.threshold_map import threshold_map

    (one, ones), (other, others) = (values_of(model, text, "--threshold-map") for text in pair)
    return map_part(model, threshold_map(model, one, other, ones, others, vary, objective))
