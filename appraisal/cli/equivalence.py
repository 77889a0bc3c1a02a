"""The command that compares instruments: what each alone would have to be to make the swap just pay."""

from __future__ import annotations

import sys

import click

from appraisal.cli.calls import answer, load_scenario, refuse_warnings
from appraisal.cli.options import page


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--objective", default="npv", show_default=True, metavar="NAME", help="npv or equity_npv.")
@page
def equivalence(
    file: str,
    objective: str,
    sets: tuple[str, ...],
    variant: str,
    json_to: str | None,
    overwrite: bool,
    strict: bool,
) -> None:
    """Show what credit price, share, grant, loan rate or crediting years alone would make FILE just pay."""
    from appraisal.engine.appraisal import appraise
    from appraisal.outputs import equivalence as output
    from appraisal.questions import equivalence as question

    appraisal = appraise(load_scenario(file, sets, variant))
    if strict:
        refuse_warnings(appraisal.scenario, appraisal.warnings)
    found = question.equivalence(appraisal.model, objective)
    part = output.equivalence_part(appraisal, found)
    answer(part, json_to, overwrite, lambda console: output.show(part, console))
    if all(row.value is None for row in found.rows):
        sys.exit(3)
