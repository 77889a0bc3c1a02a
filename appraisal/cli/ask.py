"""The commands that ask one question of a scenario: a threshold, an explanation."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from appraisal.cli.calls import load_scenario
from appraisal.cli.options import changes

if TYPE_CHECKING:
    from appraisal.engine.model import Model
    from appraisal.engine.solving import Threshold
    from appraisal.questions.threshold import Band, Curve


@click.command()
@click.argument("file", metavar="FILE")
@changes
@click.option("--vary", metavar="PATH", help="The figure to search; default the price of a tonne.")
@click.option(
    "--objective", default="npv", show_default=True, metavar="NAME", help="npv, irr, payback, equity_npv or dscr."
)
@click.option("--target", metavar="QUANTITY", help="What it must reach: 10 %, 8 yr, 1.2, or money.")
@click.option("--over", metavar="PATH=A..B:N", help="Repeat over another figure: --over discount_rate=4%..14%:11.")
@click.option("--band", metavar="PATH", help="Repeat --over at the low and at the high of another figure.")
@click.option("--json", "as_record", is_flag=True, help="Print JSON.")
def threshold(
    file: str,
    sets: tuple[str, ...],
    variant: str,
    vary: str | None,
    objective: str,
    target: str | None,
    over: str | None,
    band: str | None,
    as_record: bool,
) -> None:
    """Find the value of one figure of FILE at which the swap just pays."""
    from appraisal.engine.model import Model
    from appraisal.outputs import answers
    from appraisal.questions import threshold as question
    from appraisal.questions.spans import goal_of, span_of

    _check(over, band)
    model = Model(load_scenario(file, sets, variant))
    varied = vary or model.price_path
    goal = goal_of(objective, target, model.scenario.currency) if target else None
    found: Threshold | Curve
    if over:
        path, values = span_of(model, over)
        found = question.threshold_curve(model, varied, path, values, objective, goal)
        beside = _band(model, varied, (path, values), band, objective, goal) if band else None
        click.echo(answers.curve(model, found, beside, as_json=as_record), nl=False)
        return
    found = question.threshold(model, varied, objective, goal)
    click.echo(answers.threshold(model, found, goal, as_json=as_record), nl=False)
    if found.value is None:
        sys.exit(3)


def _check(over: str | None, band: str | None) -> None:
    from appraisal.ground.problem import Problem, ScenarioError

    if band and not over:
        raise ScenarioError([Problem("missing-option", "--band", "--band needs --over PATH=A..B:N")])


def _band(model: Model, vary: str, over: tuple[str, list[float]], by: str, objective: str, goal: float | None) -> Band:
    """Return the curves at both ends of the range of another figure."""
    from appraisal.ground.problem import Problem, ScenarioError
    from appraisal.questions.threshold import threshold_band

    found = threshold_band(model, vary, *over, by, objective, goal)
    if found is None:
        message = f"'{by}' does not state both low and high, between which the curves would lie"
        raise ScenarioError([model.scenario.located(Problem("no-range", by, message))])
    return found


@click.command()
@click.argument("file", metavar="FILE")
@click.argument("line", metavar="LINE")
@changes
@click.option("--year", type=int, help="A year of the axis; default the first in which the row is not 0.")
def explain(file: str, line: str, sets: tuple[str, ...], variant: str, year: int | None) -> None:
    """Show how LINE of FILE comes about: formula, numbers and sources, down to the scenario."""
    from appraisal.engine.appraisal import appraise

    appraisal = appraise(load_scenario(file, sets, variant))
    click.echo(str(appraisal.explain(line, year)))
    for text in appraisal.scenario.not_appraised:
        click.echo(f"not appraised yet: {text}")
