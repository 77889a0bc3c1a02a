"""The commands on scenario files: check them, begin one, describe the format, list the library."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appraisal.cli.calls import load_scenario, refuse_warnings, write
from appraisal.cli.options import changes

if TYPE_CHECKING:
    from appraisal.scenario.scenario import Scenario


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE..")
@changes
@click.option("--strict", is_flag=True, help="Count warnings, and figures without a source, as errors.")
def check(files: tuple[str, ...], sets: tuple[str, ...], variant: str, strict: bool) -> None:
    """Show all errors and warnings of the scenarios; no result is computed."""
    from appraisal.ground.problem import AppraisalError
    from appraisal.outputs.problems import blocks

    worst: AppraisalError | None = None
    for file in files:
        try:
            warnings = _checked(file, sets, variant, strict)
        except AppraisalError as error:
            severity = "warning" if error.exit_code == 1 else "error"
            click.echo(blocks(error.problems, severity), err=True)
            worst = error if worst is None or error.exit_code > worst.exit_code else worst
        else:
            for text in warnings:
                click.echo(text)
            click.echo(f"ok  {file}")
    if worst:
        sys.exit(worst.exit_code)


def _checked(file: str, sets: tuple[str, ...], variant: str, strict: bool) -> list[str]:
    from appraisal.scenario.cases import case_names
    from appraisal.scenario.load import variants_of

    stated = load_scenario(file, sets, variant)
    found = _told(stated, strict)
    for name in () if variant else variants_of(file):
        found |= _told(load_scenario(file, sets, name), strict)
    for name in case_names(stated):
        found |= _told_of_case(stated, name, strict)
    return list(found)


def _told(scenario: Scenario, strict: bool) -> dict[str, None]:
    """Return what is to be known of a scenario, in words; each once."""
    from appraisal.engine.bankable import base_runs
    from appraisal.engine.implications import warnings_of
    from appraisal.engine.model import Model
    from appraisal.outputs.problems import block

    model = Model(scenario)
    if scenario.document.risk:
        _check_draws(scenario)
    warnings = (*scenario.warnings, *warnings_of(model, *base_runs(model)))
    if strict:
        refuse_warnings(scenario, warnings)
    found = dict.fromkeys(block(problem, "warning") for problem in warnings)
    return found | dict.fromkeys(f"not appraised  {text}" for text in scenario.not_appraised)


def _check_draws(scenario: Scenario) -> None:
    """Stop where the draws that the scenario states cannot be made: a law or a correlation that does not fit."""
    from appraisal.scenario.draws import plan_of

    plan_of(scenario)


def _told_of_case(scenario: Scenario, name: str, strict: bool) -> dict[str, None]:
    """Return what is to be known of one named case; its errors say which case they are of."""
    from appraisal.ground.problem import ScenarioError
    from appraisal.scenario.cases import case_of, told_of

    try:
        return _told(case_of(scenario, name), strict)
    except ScenarioError as error:
        raise told_of(scenario, name, error) from None


@click.command()
@click.argument("name")
@click.option("--from", "template", default="direct", metavar="TEMPLATE", help="direct, plants or roll_out.")
@click.option("--overwrite", is_flag=True, help="Replace a file that is there already.")
def new(name: str, template: str, overwrite: bool) -> None:
    """Write NAME.yaml, a commented scenario to start from."""
    from appraisal.outputs.templates import scenario_text

    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    write(path.parent, {path.name: scenario_text(template, path.stem).encode()}, overwrite)
    click.echo(f"wrote {path}; try: appraisal run {path}")


@click.command()
@click.option("--programme", is_flag=True, help="That of a programme file instead.")
def schema(programme: bool) -> None:
    """Print the JSON Schema of a scenario file, or of a programme file, for editors."""
    from appraisal.outputs.schema_text import programme_schema_text, schema_text

    click.echo(programme_schema_text() if programme else schema_text(), nl=False)


@click.command()
def fuels() -> None:
    """List the fuels of the library with their factors, ranges and sources."""
    from appraisal.outputs.fuel_table import show_fuels
    from appraisal.outputs.layout import console_for

    show_fuels(console_for(sys.stdout))
