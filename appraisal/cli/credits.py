"""The commands on credits: where each tonne goes, and the mechanisms that ship."""

from __future__ import annotations

import sys

import click

from appraisal.cli.calls import answer, load_scenario, recorded
from appraisal.cli.options import page


@click.command()
@click.argument("file", metavar="FILE")
@page
def credits(file: str, sets: tuple[str, ...], variant: str, json_to: str | None, overwrite: bool, strict: bool) -> None:
    """Show where each tonne and each amount of money of FILE's credits goes: waterfall, ledger, threshold."""
    from appraisal.ground.problem import NoResultError, Problem
    from appraisal.outputs import credits_page

    found = recorded(load_scenario(file, sets, variant), strict)
    if "credits" not in found:
        name = found["conventions"]["mechanism"]
        message = f"mechanism '{name}' gives no credits; appraisal mechanisms lists those that do"
        raise NoResultError([Problem("no-credits", "credits.mechanism", message, file=file)])
    answer(credits_page.credits_part(found), json_to, overwrite, lambda console: credits_page.show(found, console))


@click.command()
@click.argument("name", required=False)
def mechanisms(name: str | None) -> None:
    """List the crediting mechanisms, or show all terms of the mechanism NAME with their sources."""
    from appraisal.outputs.layout import console_for
    from appraisal.outputs.mechanism_table import show_all, show_one

    console = console_for(sys.stdout)
    if name is None:
        show_all(console)
    else:
        show_one(name, console)
