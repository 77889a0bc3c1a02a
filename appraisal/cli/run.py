"""The commands that appraise one scenario: run, and its pages on finance and parties."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from appraisal.cli.calls import answer, load_scenario, recorded, refuse_warnings, write
from appraisal.cli.options import changes, page

if TYPE_CHECKING:
    from appraisal.engine.appraisal import Appraisal


OUTPUTS = ("json", "csv", "charts", "pdf", "xlsx")
USUAL = OUTPUTS[:3]


@click.command()
@click.argument("file", metavar="FILE")
@changes
@click.option("--json", "json_to", metavar="FILE", help="Write the record as JSON; - prints it instead of the screen.")
@click.option("--out", metavar="DIR", help="Write files into DIR/<scenario>/.")
@click.option(
    "--to", "kinds", metavar="LIST", help="Which files --out writes: json,csv,charts (the default), pdf,xlsx."
)
@click.option("--overwrite", is_flag=True, help="Replace files that are there already.")
@click.option("--strict", is_flag=True, help="Stop at any warning, and at any figure without a source.")
def run(
    file: str,
    sets: tuple[str, ...],
    variant: str,
    json_to: str | None,
    out: str | None,
    kinds: str | None,
    overwrite: bool,
    strict: bool,
) -> None:
    """Appraise FILE: yearly cash flow, NPV, IRR, payback and threshold price, with and without credits."""
    from appraisal.engine.appraisal import appraise
    from appraisal.outputs.record import as_json, record_of

    wanted = _kinds(kinds, out)
    appraisal = appraise(load_scenario(file, sets, variant))
    if strict:
        refuse_warnings(appraisal.scenario, appraisal.warnings)
    record = record_of(appraisal)
    files = _files(appraisal, record, wanted) if out else {}
    files = {str(Path(out or "") / Path(file).stem / name): content for name, content in files.items()}
    if json_to and json_to != "-":
        files[json_to] = as_json(record).encode()
    written = write(Path(), files, overwrite)
    if json_to == "-":
        click.echo(as_json(record).encode(), nl=False)
        return
    from appraisal.outputs.layout import console_for
    from appraisal.outputs.screen import show

    show(record, console_for(sys.stdout))
    for path in written:
        click.echo(f"wrote {path}", err=True)


@click.command()
@click.argument("file", metavar="FILE")
@page
def finance(file: str, sets: tuple[str, ...], variant: str, json_to: str | None, overwrite: bool, strict: bool) -> None:
    """Show the debt and equity of FILE: cover, covenants, sources and uses, each loan by year, equity."""
    from appraisal.ground.problem import NoResultError, Problem
    from appraisal.outputs import lender

    scenario = load_scenario(file, sets, variant)
    if scenario.document.finance is None:
        message = "the scenario has no finance: state 'finance' with loans, a grant or a cost of equity"
        raise NoResultError([scenario.located(Problem("no-finance", "finance", message))])
    found = recorded(scenario, strict)
    answer(lender.finance_part(found), json_to, overwrite, lambda console: lender.show(found, console))


@click.command()
@click.argument("file", metavar="FILE")
@page
def parties(file: str, sets: tuple[str, ...], variant: str, json_to: str | None, overwrite: bool, strict: bool) -> None:
    """Show who gains and who pays in FILE: accounts of the parties, transfers, resources, economic view."""
    from appraisal.outputs import accounts

    found = recorded(load_scenario(file, sets, variant), strict)
    answer(accounts.parties_part(found), json_to, overwrite, lambda console: accounts.show(found, console))


def _kinds(kinds: str | None, out: str | None) -> list[str]:
    from appraisal.ground.problem import Problem, ScenarioError

    wanted = list(USUAL) if kinds is None else [kind.strip() for kind in kinds.split(",")]
    if kinds is not None and not out:
        raise ScenarioError([Problem("missing-option", "--to", "--to needs --out DIR")])
    for kind in wanted:
        if kind not in OUTPUTS:
            message = f"'{kind}' is unknown; there are {', '.join(OUTPUTS)}"
            raise ScenarioError([Problem("unknown-output", "--to", message)])
    return wanted


def _files(appraisal: Appraisal, record: dict[str, Any], wanted: Iterable[str]) -> dict[str, bytes]:
    from appraisal.outputs.record import as_json
    from appraisal.outputs.yearly_csv import csv_files

    files: dict[str, bytes] = {}
    if "json" in wanted:
        files["record.json"] = as_json(record).encode()
    if "csv" in wanted:
        files |= csv_files(record)
    if "charts" in wanted:
        from appraisal.outputs.charts.save import chart_files

        files |= chart_files(appraisal)
    return files | _papers(appraisal, record, wanted)


def _papers(appraisal: Appraisal, record: dict[str, Any], wanted: Iterable[str]) -> dict[str, bytes]:
    """Return the PDF and the workbook, where they are wanted; 'appraisal report' takes how the PDF looks."""
    files = {}
    if "pdf" in wanted:
        from appraisal.outputs.report.files import PDF, report_pdf

        files[PDF] = report_pdf(appraisal)
    if "xlsx" in wanted:
        from appraisal.outputs.report.files import WORKBOOK
        from appraisal.outputs.workbook import workbook

        files[WORKBOOK] = workbook(appraisal, record)
    return files
