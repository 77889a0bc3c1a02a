"""The command on a sector of many plants: what one effort brings, and what the sector earns."""

from __future__ import annotations

from pathlib import Path

import click

from appraisal.cli.calls import answer, load_scenario, refuse_warnings, study_files
from appraisal.cli.options import page, whole


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--against", default="bilateral", show_default=True, metavar="NAME", help="The mechanism that credits projects."
)
@click.option("--draws", type=whole, metavar="N", help="How many draws; default the scenario's, else 10,000.")
@click.option("--seed", type=whole, metavar="S", help="Seed of the draws; default the scenario's, else 1.")
@click.option("--out", metavar="DIR", help="Write charts, the plants as CSV and JSON into DIR/<scenario>_sector/.")
@page
def sector(
    file: str,
    against: str,
    draws: int | None,
    seed: int | None,
    out: str | None,
    sets: tuple[str, ...],
    variant: str,
    json_to: str | None,
    overwrite: bool,
    strict: bool,
) -> None:
    """Ask what the plants of FILE's sector earn together, what one effort brings, and what it would as a project."""
    from appraisal.outputs.charts.sector_crediting import sector_credits_chart, sector_effort_chart
    from appraisal.outputs.sector_page import show
    from appraisal.outputs.sector_record import plants_csv, sector_record
    from appraisal.questions.sector_crediting import sector_crediting

    scenario = load_scenario(file, sets, variant)
    if strict:
        refuse_warnings(scenario, scenario.warnings)
    found = sector_crediting(scenario, against, draws, seed)
    record = sector_record(found)
    folder = Path(out) / f"{Path(file).stem}_sector" if out else None
    charts = {
        "sector_effort": lambda: sector_effort_chart(found),
        "sector_credits": lambda: sector_credits_chart(found),
    }
    files = study_files(folder, "sector", record, charts)
    files |= {str(folder / "plants.csv"): plants_csv(found.plants)} if folder else {}
    answer(record, json_to, overwrite, lambda console: show(record, console), files)
