"""The command that writes the report of a scenario: PDF, workbook, charts, record and tables."""

from __future__ import annotations

from pathlib import Path

import click

from appraisal.cli.calls import load_scenario, refuse_warnings, write
from appraisal.cli.options import changes, whole
from appraisal.cli.progress import bar


@click.command()
@click.argument("file", metavar="FILE")
@changes
@click.option("--out", default="reports", show_default=True, metavar="DIR", help="Write into DIR/<scenario>/.")
@click.option("--title", default="", metavar="TEXT", help="Title of the report; default the scenario's name.")
@click.option("--author", default="", metavar="TEXT", help="Who answers for the report.")
@click.option("--logo", metavar="FILE", help="A PNG or SVG for the first page.")
@click.option("--paper", default="a4", show_default=True, metavar="NAME", help="a4 or letter.")
@click.option("--lang", default="en", show_default=True, metavar="CODE", help="Whose number format: en, de, fr, pt_BR.")
@click.option("--font", "fonts", multiple=True, metavar="FILE", help="A font with letters that DejaVu Sans lacks.")
@click.option("--draws", type=whole, metavar="N", help="How many draws; default 10,000, or fewer where FILE says so.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there already.")
@click.option("--strict", is_flag=True, help="Stop at any warning, and at any figure without a source.")
def report(
    file: str,
    sets: tuple[str, ...],
    variant: str,
    out: str,
    title: str,
    author: str,
    logo: str | None,
    paper: str,
    lang: str,
    fonts: tuple[str, ...],
    draws: int | None,
    overwrite: bool,
    strict: bool,
) -> None:
    """Write the report of FILE: a PDF, a live workbook, charts, the record and yearly tables, all from one record."""
    from appraisal.engine.appraisal import appraise
    from appraisal.outputs.report.compile import Look, check
    from appraisal.outputs.report.files import report_files

    look = Look(title, author, paper, lang, tuple(map(Path, fonts)), Path(logo) if logo else None)
    check(look)
    folder = Path(out) / Path(file).stem
    appraisal = appraise(load_scenario(file, sets, variant))
    if strict:
        refuse_warnings(appraisal.scenario, appraisal.warnings)
    _refuse_taken(folder, overwrite)
    with bar("report") as told:
        files = report_files(appraisal, look, draws, told)
    for path in write(folder, files, overwrite):
        click.echo(f"wrote {path}")


def _refuse_taken(folder: Path, overwrite: bool) -> None:
    """Stop before the work where a report is there that would not be replaced."""
    from appraisal.ground.problem import FileError, Problem
    from appraisal.outputs.report.files import PDF

    if not overwrite and (folder / PDF).exists():
        message = f"{folder / PDF} is there already; state --overwrite, or another folder"
        raise FileError([Problem("exists", "", message, file=str(folder))])
