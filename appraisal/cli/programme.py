"""The command that appraises a programme of measures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from appraisal.cli.calls import answer
from appraisal.cli.progress import bar

if TYPE_CHECKING:
    from appraisal.questions.programme.result import ProgrammeAppraisal


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change a figure of the programme: --set discount_rate='5 %'.",
)
@click.option("--json", "json_to", metavar="FILE", help="Write the record as JSON; - prints it instead.")
@click.option("--out", metavar="DIR", help="Write PDF, workbook, charts, record and tables into DIR/<programme>/.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there already.")
@click.option("--strict", is_flag=True, help="Stop at any warning.")
def programme(
    file: str, sets: tuple[str, ...], json_to: str | None, out: str | None, overwrite: bool, strict: bool
) -> None:
    """Appraise the programme of FILE: measures, what they cost and supply, who pays, what a budget chooses."""
    from appraisal.ground.problem import StrictError
    from appraisal.outputs.programme_page import show
    from appraisal.outputs.programme_record import programme_record
    from appraisal.questions.programme.appraisal import appraise_programme
    from appraisal.scenario.programme import load_programme

    found = appraise_programme(load_programme(file, sets=sets))
    if strict and found.warnings:
        raise StrictError(found.warnings)
    record = programme_record(found)
    files = _files(found, Path(out) / Path(file).stem) if out else {}
    answer(record, json_to, overwrite, lambda console: show(record, console), files)


def _files(found: ProgrammeAppraisal, folder: Path) -> dict[str, bytes]:
    from appraisal.outputs.programme_report.files import report_files

    with bar("report") as told:
        return {str(folder / name): content for name, content in report_files(found, progress=told).items()}
