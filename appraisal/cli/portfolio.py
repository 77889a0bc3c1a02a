"""The command on many scenarios at once: a folder of files, or a table laid over one file."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from appraisal.cli.calls import load_scenario, write
from appraisal.cli.options import whole
from appraisal.cli.progress import bar

if TYPE_CHECKING:
    from appraisal.questions.portfolio import Portfolio
    from appraisal.questions.scenario_table import TableResult

INTERRUPTED, FAILED = 130, 2
SET_HELP = 'Change a figure in every file: --set credits.price="20 USD/t".'


@click.command()
@click.argument("places", nargs=-1, required=True, metavar="PLACE..")
@click.option("--table", metavar="CSV", help="Appraise FILE once for each row of a table: a column a figure.")
@click.option("--set", "sets", multiple=True, metavar="PATH=VALUE", help=SET_HELP)
@click.option("--out", metavar="FILE", help="Write all rows to a .csv or .parquet file.")
@click.option("--processes", type=whole, metavar="N", help="Processes that work at once; default one a processor.")
@click.option("--overwrite", is_flag=True, help="Replace a file that is there already.")
def portfolio(
    places: tuple[str, ...],
    table: str | None,
    sets: tuple[str, ...],
    out: str | None,
    processes: int | None,
    overwrite: bool,
) -> None:
    """Appraise every scenario in folders and files, a row each; one that fails stops no other.

    With --table, PLACE is one file, and each row of the table a scenario laid over it. Ctrl-C shows what is done.
    """
    _check(places, table, out, processes, overwrite)
    found = _of_table(places[0], table, sets) if table else _of_files(places, sets, processes)
    _written(found, out, overwrite)
    _show(found)
    if not getattr(found, "complete", True):
        sys.exit(INTERRUPTED)
    if _failed(found):
        sys.exit(FAILED)


def _check(places: tuple[str, ...], table: str | None, out: str | None, processes: int | None, overwrite: bool) -> None:
    """Stop before anything is computed where the words do not fit together, or the result could not be written."""
    from appraisal.ground.problem import FileError, Problem, ScenarioError
    from appraisal.outputs.draws_files import refuse_without_parquet
    from appraisal.outputs.portfolio_table import FORMATS

    if table and len(places) > 1:
        raise ScenarioError([Problem("bad-option", "--table", "--table is laid over one file; name one")])
    if processes is not None and processes < 1:
        raise ScenarioError([Problem("out-of-range", "--processes", f"{processes} processes: at least 1 must work")])
    if out and Path(out).suffix not in FORMATS:
        message = f"'{out}' ends in none of {', '.join(FORMATS)}"
        raise ScenarioError([Problem("unknown-output", "--out", message)])
    if out and Path(out).suffix == ".parquet":
        refuse_without_parquet()
    if out and Path(out).exists() and not overwrite:
        raise FileError([Problem("exists", "", f"{out} is there already; state --overwrite, or another", file=out)])


def _of_files(places: tuple[str, ...], sets: tuple[str, ...], processes: int | None) -> Portfolio:
    from appraisal.questions.portfolio import portfolio

    with bar("files") as told:
        return portfolio(places, sets, processes=processes, progress=told)


def _of_table(file: str, table: str, sets: tuple[str, ...]) -> TableResult:
    from appraisal.questions.scenario_table import appraise_table

    return appraise_table(load_scenario(file, sets), Path(table))


def _columns(found: Portfolio | TableResult) -> Mapping[str, Sequence[Any]]:
    from appraisal.outputs.portfolio_table import columns_of_files, columns_of_table
    from appraisal.questions.portfolio import Portfolio

    return columns_of_files(found) if isinstance(found, Portfolio) else columns_of_table(found)


def _written(found: Portfolio | TableResult, out: str | None, overwrite: bool) -> None:
    from appraisal.outputs.portfolio_table import FORMATS

    if out:
        content = FORMATS[Path(out).suffix](_columns(found))
        for path in write(Path(), {out: content}, overwrite):
            click.echo(f"wrote {path}", err=True)


def _show(found: Portfolio | TableResult) -> None:
    from appraisal.outputs.layout import console_for
    from appraisal.outputs.portfolio_page import show_files, show_table
    from appraisal.questions.portfolio import Portfolio

    console = console_for(sys.stdout)
    if isinstance(found, Portfolio):
        show_files(found, console)
    else:
        show_table(found, console)


def _failed(found: Portfolio | TableResult) -> bool:
    from appraisal.questions.portfolio import Portfolio

    return bool(found.failed if isinstance(found, Portfolio) else found.table.failed)
