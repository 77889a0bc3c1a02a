"""The command that sets mechanisms, or scenarios, side by side."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from appraisal.cli.calls import answer, load_scenario, study_files, write
from appraisal.cli.options import changes

if TYPE_CHECKING:
    from appraisal.questions.compare import Comparison


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE..")
@click.option("--mechanisms", metavar="LIST", help="Set one FILE under these mechanisms: all, or jcm,cdm,sectoral.")
@click.option("--cases", is_flag=True, help="Set the named cases of one FILE beside it.")
@changes
@click.option("--json", "json_to", metavar="FILE", help="Write the comparison as JSON; - prints it instead.")
@click.option("--csv", "csv_to", metavar="FILE", help="Write the comparison as CSV, a row each.")
@click.option("--out", metavar="DIR", help="Write chart, CSV and JSON into DIR/<scenario>_comparison/.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there already.")
def compare(
    files: tuple[str, ...],
    mechanisms: str | None,
    cases: bool,
    sets: tuple[str, ...],
    variant: str,
    json_to: str | None,
    csv_to: str | None,
    out: str | None,
    overwrite: bool,
) -> None:
    """Set one FILE under several crediting mechanisms, its named cases, or several FILEs, side by side.

    Another mechanism brings its own terms; a variant of FILE that bears its name states others. Ends with 3 where no
    row can run.
    """
    from appraisal.outputs.comparison_record import comparison_csv, comparison_record
    from appraisal.outputs.record import as_json

    if cases:
        _check_cases(files, mechanisms)
        _set_cases(files[0], sets, variant, json_to, csv_to, out, overwrite)
        return
    found = _compared(files, mechanisms, sets, variant)
    record = comparison_record(found)
    wanted = {json_to: as_json(record).encode()} if json_to and json_to != "-" else {}
    wanted |= {csv_to: comparison_csv(record)} if csv_to else {}
    folder = Path(out or "") / f"{Path(files[0]).stem}_comparison"
    wanted |= {str(folder / name): content for name, content in _files(found, record).items()} if out else {}
    written = write(Path(), wanted, overwrite)
    _print(record, json_to == "-", written)
    if not found.ran:
        sys.exit(3)


def _compared(files: tuple[str, ...], mechanisms: str | None, sets: tuple[str, ...], variant: str) -> Comparison:
    from appraisal.questions.compare import ALL, compare_files, compare_mechanisms

    _check(files, mechanisms, variant)
    if mechanisms is None:
        return compare_files(files, sets)
    names = ALL if mechanisms.strip() == ALL else [name.strip() for name in mechanisms.split(",") if name.strip()]
    return compare_mechanisms(load_scenario(files[0], sets, variant), names)


def _check_cases(files: tuple[str, ...], mechanisms: str | None) -> None:
    """Stop where the words do not say which cases are meant."""
    from appraisal.ground.problem import Problem, ScenarioError

    if mechanisms is not None:
        raise ScenarioError([Problem("one-of", "--cases", "state --cases or --mechanisms, not both")])
    if len(files) > 1:
        raise ScenarioError([Problem("one-file", "--cases", f"--cases is for one file; {len(files)} are named")])


def _set_cases(
    file: str,
    sets: tuple[str, ...],
    variant: str,
    json_to: str | None,
    csv_to: str | None,
    out: str | None,
    overwrite: bool,
) -> None:
    """Set the named cases of a file side by side; ends with 3 where none of them can run."""
    from appraisal.outputs.cases import show
    from appraisal.outputs.cases_record import cases_csv, cases_record
    from appraisal.outputs.charts.cases import cases_chart
    from appraisal.questions.cases import compare_cases

    found = compare_cases(load_scenario(file, sets, variant))
    record = cases_record(found)
    folder = Path(out) / f"{Path(file).stem}_cases" if out else None
    wanted = study_files(folder, "cases", record, {"cases": lambda: cases_chart(found)})
    tables = [csv_to] if csv_to else []
    tables += [str(folder / "cases.csv")] if folder else []
    wanted |= {name: cases_csv(record) for name in tables}
    answer(record, json_to, overwrite, lambda console: show(record, console), wanted)
    if not any(case.ran for case in found.rows[1:]):
        sys.exit(3)


def _check(files: tuple[str, ...], mechanisms: str | None, variant: str) -> None:
    """Stop where the words do not say what is to be compared with what."""
    from appraisal.ground.problem import Problem, ScenarioError

    if mechanisms is None and len(files) == 1:
        message = "one file alone: name another one, or state --mechanisms all"
        raise ScenarioError([Problem("missing-option", "--mechanisms", message)])
    if mechanisms is not None and not mechanisms.replace(",", "").strip():
        message = "name at least one mechanism, or write all"
        raise ScenarioError([Problem("missing-option", "--mechanisms", message)])
    for option, stated in (("--mechanisms", mechanisms), ("--variant", variant)):
        if stated and len(files) > 1:
            message = f"{option} is for one file; {len(files)} are named"
            raise ScenarioError([Problem("one-file", option, message)])


def _files(found: Comparison, record: dict[str, Any]) -> dict[str, bytes]:
    from appraisal.outputs.charts.comparison import comparison_chart
    from appraisal.outputs.charts.save import as_png, as_svg
    from appraisal.outputs.comparison_record import comparison_csv
    from appraisal.outputs.record import as_json

    drawn = comparison_chart(found)
    files = {"comparison.png": as_png(drawn), "comparison.svg": as_svg(drawn)}
    return {**files, "comparison.csv": comparison_csv(record), "comparison.json": as_json(record).encode()}


def _print(record: dict[str, Any], as_record: bool, written: list[Path]) -> None:
    from appraisal.outputs.comparison import show
    from appraisal.outputs.layout import console_for
    from appraisal.outputs.record import as_json

    if as_record:
        click.echo(as_json(record).encode(), nl=False)
    else:
        show(record, console_for(sys.stdout))
    for path in written:
        click.echo(f"wrote {path}", err=True)
