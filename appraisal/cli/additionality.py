"""The command that tests whether the swap would be made without credits."""

from __future__ import annotations

import click

from appraisal.cli.calls import answer, load_scenario, refuse_warnings
from appraisal.cli.options import page

SECTION = "credits.additionality"


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--of", type=click.Choice(["project", "equity"]), help="Whose rate of return is tested.")
@click.option("--benchmark", metavar="QUANTITY", help="What it is held against: --benchmark '12 %'.")
@page
def additionality(
    file: str,
    sets: tuple[str, ...],
    variant: str,
    benchmark: str | None,
    of: str | None,
    json_to: str | None,
    overwrite: bool,
    strict: bool,
) -> None:
    """Test whether FILE would fall short of its benchmark without credits, and how sure that is."""
    from appraisal.outputs import dossier
    from appraisal.questions.additionality import additionality as question

    asked = {"benchmark": benchmark, "of": of}
    changes = tuple(f"{SECTION}.{name}={value}" for name, value in asked.items() if value is not None)
    found = question(load_scenario(file, (*sets, *changes), variant))
    if strict:
        refuse_warnings(found.appraisal.scenario, found.warnings)
    record = dossier.dossier_record(found)
    answer(record, json_to, overwrite, lambda console: dossier.show(record, console))
