"""The command line: words typed become calls; no arithmetic here, and heavy imports happen inside the commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from appraisal.engine.appraisal import Appraisal
    from appraisal.engine.solving import Threshold
    from appraisal.ground.problem import Problem
    from appraisal.questions.threshold import Curve
    from appraisal.scenario.scenario import Scenario

INTERRUPTED = 130
DEBUG = "--debug"
"""Anywhere on the line: show the traceback of an error."""

OUTPUTS = ("json", "csv", "charts")
LATER_OUTPUTS = ("pdf", "xlsx")

Command = Callable[..., Any]


def _changes(command: Command) -> Command:
    """Add the options that change a scenario before it is used."""
    command = click.option("--variant", default="", metavar="NAME", help="Use one of the file's variants.")(command)
    return click.option(
        "--set", "sets", multiple=True, metavar="PATH=VALUE", help='Change a figure: --set credits.price="20 USD/t".'
    )(command)


def _page(command: Command) -> Command:
    """Add the options of a command that shows a part of the record."""
    for option in (
        click.option("--strict", is_flag=True, help="Stop at any warning, and at any figure without a source."),
        click.option("--overwrite", is_flag=True, help="Replace a file that is there already."),
        click.option("--json", "json_to", metavar="FILE", help="Write this part as JSON; - prints it instead."),
    ):
        command = option(command)
    return _changes(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="appraisal")
def cli() -> None:
    """Does this technology swap pay, and at what credit price?

    Any command takes --debug, which shows the traceback of an error.
    """


@cli.command()
@click.argument("file", metavar="FILE")
@_changes
@click.option("--json", "json_to", metavar="FILE", help="Write the record as JSON; - prints it instead of the screen.")
@click.option("--out", metavar="DIR", help="Write files into DIR/<scenario>/.")
@click.option("--to", "kinds", metavar="LIST", help="Which files --out writes: json,csv,charts (default all).")
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
    appraisal = appraise(_load(file, sets, variant))
    if strict:
        _refuse_warnings(appraisal.scenario, appraisal.warnings)
    record = record_of(appraisal)
    files = _files(appraisal, record, wanted) if out else {}
    files = {str(Path(out or "") / Path(file).stem / name): content for name, content in files.items()}
    if json_to and json_to != "-":
        files[json_to] = as_json(record).encode()
    written = _write(Path(), files, overwrite)
    if json_to == "-":
        click.echo(as_json(record).encode(), nl=False)
        return
    from appraisal.outputs.layout import console_for
    from appraisal.outputs.screen import show

    show(record, console_for(sys.stdout))
    for path in written:
        click.echo(f"wrote {path}", err=True)


@cli.command()
@click.argument("file", metavar="FILE")
@_page
def finance(file: str, sets: tuple[str, ...], variant: str, json_to: str | None, overwrite: bool, strict: bool) -> None:
    """Show the debt and equity of FILE: cover, covenants, sources and uses, each loan by year, equity."""
    from appraisal.ground.problem import NoResultError, Problem
    from appraisal.outputs import lender

    scenario = _load(file, sets, variant)
    if scenario.document.finance is None:
        message = "the scenario has no finance: state 'finance' with loans, a grant or a cost of equity"
        raise NoResultError([scenario.located(Problem("no-finance", "finance", message))])
    record = _record(scenario, strict)
    _answer(lender.finance_part(record), json_to, overwrite, lambda console: lender.show(record, console))


@cli.command()
@click.argument("file", metavar="FILE")
@_page
def parties(file: str, sets: tuple[str, ...], variant: str, json_to: str | None, overwrite: bool, strict: bool) -> None:
    """Show who gains and who pays in FILE: accounts of the parties, transfers, resources, economic view."""
    from appraisal.outputs import accounts

    record = _record(_load(file, sets, variant), strict)
    _answer(accounts.parties_part(record), json_to, overwrite, lambda console: accounts.show(record, console))


def _record(scenario: Scenario, strict: bool) -> dict[str, Any]:
    from appraisal.engine.appraisal import appraise
    from appraisal.outputs.record import record_of

    appraisal = appraise(scenario)
    if strict:
        _refuse_warnings(appraisal.scenario, appraisal.warnings)
    return record_of(appraisal)


def _answer(part: dict[str, Any], json_to: str | None, overwrite: bool, show: Callable[[Console], None]) -> None:
    """Print a page, or its part of the record as JSON; write the JSON where a file is named."""
    from appraisal.outputs.layout import console_for
    from appraisal.outputs.record import as_json

    if json_to == "-":
        click.echo(as_json(part).encode(), nl=False)
        return
    written = _write(Path(), {json_to: as_json(part).encode()}, overwrite) if json_to else []
    show(console_for(sys.stdout))
    for path in written:
        click.echo(f"wrote {path}", err=True)


def _kinds(kinds: str | None, out: str | None) -> list[str]:
    from appraisal.ground.problem import Problem, ScenarioError

    wanted = list(OUTPUTS) if kinds is None else [kind.strip() for kind in kinds.split(",")]
    if kinds is not None and not out:
        raise ScenarioError([Problem("missing-option", "--to", "--to needs --out DIR")])
    for kind in wanted:
        if kind not in OUTPUTS:
            later = "is not written by this version" if kind in LATER_OUTPUTS else "is unknown"
            raise ScenarioError(
                [Problem("unknown-output", "--to", f"'{kind}' {later}; there are {', '.join(OUTPUTS)}")]
            )
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
    return files


def _write(folder: Path, files: dict[str, bytes], overwrite: bool) -> list[Path]:
    from appraisal.outputs.files import write_all

    return write_all(folder, files, overwrite=overwrite)


def _load(file: str, sets: tuple[str, ...] = (), variant: str = "") -> Scenario:
    from appraisal.scenario.load import load

    return load(file, sets=sets, variant=variant)


def _refuse_warnings(scenario: Scenario, warnings: Iterable[Problem]) -> None:
    from appraisal.ground.problem import Problem, StrictError
    from appraisal.outputs.record import unsourced

    message = "the figure has no source; name one under 'sources' and point to it"
    bare = [scenario.located(Problem("unsourced", path, message)) for path in unsourced(scenario)]
    found = [*warnings, *bare]
    if found:
        raise StrictError(found)


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE..")
@_changes
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
    from appraisal.engine.bankable import base_runs
    from appraisal.engine.implications import warnings_of
    from appraisal.engine.model import Model
    from appraisal.outputs.problems import block
    from appraisal.scenario.load import variants_of

    names = [variant] if variant else ["", *variants_of(file)]
    found: dict[str, None] = {}
    for name in names:
        scenario = _load(file, sets, name)
        model = Model(scenario)
        warnings = (*scenario.warnings, *warnings_of(model, *base_runs(model)))
        if strict:
            _refuse_warnings(scenario, warnings)
        found |= dict.fromkeys(block(problem, "warning") for problem in warnings)
        found |= dict.fromkeys(f"not appraised  {text}" for text in scenario.not_appraised)
    return list(found)


@cli.command()
@click.argument("name")
@click.option("--from", "template", default="direct", metavar="TEMPLATE", help="direct (ten numbers) or plants.")
@click.option("--overwrite", is_flag=True, help="Replace a file that is there already.")
def new(name: str, template: str, overwrite: bool) -> None:
    """Write NAME.yaml, a commented scenario to start from."""
    from appraisal.outputs.templates import scenario_text

    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    _write(path.parent, {path.name: scenario_text(template, path.stem).encode()}, overwrite)
    click.echo(f"wrote {path}; try: appraisal run {path}")


@cli.command()
@click.argument("file", metavar="FILE")
@_changes
@click.option("--vary", default="credits.price", show_default=True, metavar="PATH", help="The figure to search.")
@click.option(
    "--objective", default="npv", show_default=True, metavar="NAME", help="npv, irr, payback, equity_npv or dscr."
)
@click.option("--target", metavar="QUANTITY", help="What it must reach: 10 %, 8 yr, 1.2, or money.")
@click.option("--over", metavar="PATH=A..B:N", help="Repeat over another figure: --over discount_rate=4%..14%:11.")
@click.option("--json", "as_record", is_flag=True, help="Print JSON.")
def threshold(
    file: str,
    sets: tuple[str, ...],
    variant: str,
    vary: str,
    objective: str,
    target: str | None,
    over: str | None,
    as_record: bool,
) -> None:
    """Find the value of one figure of FILE at which the swap just pays."""
    from appraisal.engine.model import Model
    from appraisal.outputs import answers
    from appraisal.questions import threshold as question
    from appraisal.questions.spans import goal_of, span_of

    model = Model(_load(file, sets, variant))
    goal = goal_of(objective, target, model.scenario.currency) if target else None
    found: Threshold | Curve
    if over:
        path, values = span_of(model, over)
        found = question.threshold_curve(model, vary, path, values, objective, goal)
        click.echo(answers.curve(model, found, as_json=as_record), nl=False)
        return
    found = question.threshold(model, vary, objective, goal)
    click.echo(answers.threshold(model, found, goal, as_json=as_record), nl=False)
    if found.value is None:
        sys.exit(3)


@cli.command()
@click.argument("file", metavar="FILE")
@click.argument("line", metavar="LINE")
@_changes
@click.option("--year", type=int, help="A year of the axis; default the first in which the row is not 0.")
def explain(file: str, line: str, sets: tuple[str, ...], variant: str, year: int | None) -> None:
    """Show how LINE of FILE comes about: formula, numbers and sources, down to the scenario."""
    from appraisal.engine.appraisal import appraise

    appraisal = appraise(_load(file, sets, variant))
    click.echo(str(appraisal.explain(line, year)))
    for text in appraisal.scenario.not_appraised:
        click.echo(f"not appraised yet: {text}")


@cli.command()
def schema() -> None:
    """Print the JSON Schema of a scenario file, for editors."""
    from appraisal.outputs.schema_text import schema_text

    click.echo(schema_text(), nl=False)


@cli.command()
def fuels() -> None:
    """List the fuels of the library with their factors, ranges and sources."""
    from appraisal.outputs.fuel_table import show_fuels
    from appraisal.outputs.layout import console_for

    show_fuels(console_for(sys.stdout))


def main() -> None:
    """Run the command line; problems become blocks on stderr and an exit code."""
    # Looking for pydantic plug-ins reads the metadata of every installed package, and none is wanted here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # No linear algebra is done; starting its threads takes a tenth of a short command.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    words = [word for word in sys.argv[1:] if word != DEBUG]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without a letter shows "?" and goes on
    try:
        with cli.make_context("appraisal", words) as context:
            cli.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except BrokenPipeError:
        _leave_pipe()
    except Exception as error:
        if DEBUG in sys.argv:
            raise
        sys.exit(_report(error))


def _leave_pipe() -> None:
    """Whoever read the output has stopped reading: that is no error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report(error: Exception) -> int:
    from appraisal.ground.problem import AppraisalError
    from appraisal.outputs.problems import blocks

    if isinstance(error, AppraisalError):
        click.echo(blocks(error.problems, "warning" if error.exit_code == 1 else "error"), err=True)
        return error.exit_code
    if isinstance(error, OSError):
        click.echo(f"error cannot-write  {error.filename or ''}\n  {error.strerror or error}", err=True)
        return 4
    message = f"{type(error).__name__}: {error}. This is our mistake, and nothing was written; --debug shows where"
    click.echo(f"error internal\n  {message}", err=True)
    return 5


if __name__ == "__main__":
    main()
