"""The command that writes the report of a scenario: PDF, workbook, charts, record and tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from appraisal.cli.calls import load_scenario, refuse_warnings, write
from appraisal.cli.options import changes, whole
from appraisal.cli.progress import Told, bar

if TYPE_CHECKING:
    from appraisal.outputs.report.compile import Look


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
    """Write the report of FILE: a PDF, a live workbook, charts, the record and yearly tables, all from one record.

    FILE is the scenario of one swap, or a programme of measures.
    """
    from appraisal.outputs.report.compile import Look, check
    from appraisal.scenario.programme import is_programme

    look = Look(title, author, paper, lang, tuple(map(Path, fonts)), Path(logo) if logo else None)
    check(look)
    folder = Path(out) / Path(file).stem
    _refuse_taken(folder, overwrite)
    with bar("report") as told:
        if is_programme(file):
            _refuse_of_programme(variant, draws)
            files = _programme_files(file, sets, look, told, strict)
        else:
            files = _scenario_files(file, sets, variant, look, draws, told, strict)
    for path in write(folder, files, overwrite):
        click.echo(f"wrote {path}")


def _scenario_files(
    file: str,
    sets: tuple[str, ...],
    variant: str,
    look: Look,
    draws: int | None,
    told: Told | None,
    strict: bool,
) -> dict[str, bytes]:
    from appraisal.engine.appraisal import appraise
    from appraisal.outputs.report.files import report_files

    appraisal = appraise(load_scenario(file, sets, variant))
    if strict:
        refuse_warnings(appraisal.scenario, appraisal.warnings)
    return report_files(appraisal, look, draws, told)


def _programme_files(file: str, sets: tuple[str, ...], look: Look, told: Told | None, strict: bool) -> dict[str, bytes]:
    from appraisal.ground.problem import StrictError
    from appraisal.outputs.programme_report.files import report_files
    from appraisal.questions.programme.appraisal import appraise_programme
    from appraisal.scenario.programme import load_programme

    found = appraise_programme(load_programme(file, sets=sets))
    if strict and found.warnings:
        raise StrictError(found.warnings)
    return report_files(found, look, told)


def _refuse_of_programme(variant: str, draws: int | None) -> None:
    """Stop where an option is of a scenario only."""
    from appraisal.ground.problem import Problem, ScenarioError

    for option, value in (("--variant", variant or None), ("--draws", draws)):
        if value is not None:
            message = f"{option} is for a scenario; a programme states its measures in its file"
            raise ScenarioError([Problem("bad-option", option, message)])


def _refuse_taken(folder: Path, overwrite: bool) -> None:
    """Stop before the work where a report is there that would not be replaced."""
    from appraisal.ground.problem import FileError, Problem
    from appraisal.outputs.report.files import PDF

    if not overwrite and (folder / PDF).exists():
        message = f"{folder / PDF} is there already; state --overwrite, or another folder"
        raise FileError([Problem("exists", "", message, file=str(folder))])
