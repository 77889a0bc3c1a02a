"""The command that draws every figure with a range at once: how sure the answer is, and what makes it unsure."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from appraisal.cli.calls import load_scenario, refuse_warnings, write
from appraisal.cli.options import changes, whole
from appraisal.cli.progress import bar

if TYPE_CHECKING:
    from appraisal.questions.indices import Indices
    from appraisal.questions.risk import Risk

OUTPUTS = ("json", "csv", "parquet", "charts")
USUAL = ("json", "csv", "charts")
CHARTS = ("risk_histogram", "convergence")
INTERRUPTED = 130
STOPPED = "they were interrupted"


@click.command()
@click.argument("file", metavar="FILE")
@changes
@click.option("--draws", type=whole, metavar="N", help="How many draws; default the scenario's, else 10,000.")
@click.option("--seed", type=whole, metavar="S", help="Seed of the draws; default the scenario's, else 1.")
@click.option(
    "--sampler", metavar="NAME", help="random, sobol or latin_hypercube; default the scenario's, else random."
)
@click.option("--outcome", default="npv", show_default=True, metavar="NAME", help="The outcome of headline and charts.")
@click.option("--sobol", "shared", is_flag=True, help="Share its variance out among the figures: Sobol indices.")
@click.option("--sobol-points", type=whole, metavar="N", help="Points of the indices; default 4,096.")
@click.option("--threads", type=whole, metavar="N", help="Threads that work at once; default one a processor.")
@click.option("--engine", default="auto", show_default=True, metavar="NAME", help="auto, numpy or fused.")
@click.option("--checkpoint", metavar="DIR", help="Keep what is done in DIR, and go on from there.")
@click.option("--json", "json_to", metavar="FILE", help="Write the result as JSON; - prints it instead of the page.")
@click.option("--out", metavar="DIR", help="Write files into DIR/<scenario>_risk/.")
@click.option("--to", "kinds", metavar="LIST", help="Which files: json,csv,parquet,charts (default all but parquet).")
@click.option("--overwrite", is_flag=True, help="Replace files that are there already.")
@click.option("--strict", is_flag=True, help="Stop at any warning, and at any figure without a source.")
def risk(
    file: str,
    sets: tuple[str, ...],
    variant: str,
    draws: int | None,
    seed: int | None,
    sampler: str | None,
    outcome: str,
    shared: bool,
    sobol_points: int | None,
    threads: int | None,
    engine: str,
    checkpoint: str | None,
    json_to: str | None,
    out: str | None,
    kinds: str | None,
    overwrite: bool,
    strict: bool,
) -> None:
    """Draw every figure of FILE that has a range at once, many times: how sure is the answer?

    Ctrl-C stops and shows the draws that are done; with --checkpoint the same command goes on from there.
    """
    from appraisal.engine.appraisal import appraise
    from appraisal.outputs.risk_record import risk_record
    from appraisal.questions.risk import monte_carlo

    wanted, folder = _kinds(kinds, out), Path(out or "") / f"{Path(file).stem}_risk"
    _refuse_taken([*_names(folder, wanted, shared), *([json_to] if json_to and json_to != "-" else [])], overwrite)
    appraisal = appraise(load_scenario(file, sets, variant))
    if strict:
        refuse_warnings(appraisal.scenario, appraisal.warnings)
    _check(appraisal.model, outcome, sobol_points)
    with bar("draws") as told:
        found = monte_carlo(
            appraisal.model,
            draws,
            seed,
            sampler,
            engine=engine,
            threads=threads,
            checkpoint=checkpoint,
            progress=told,
        )
    asked = (appraisal.model, outcome, sobol_points, seed, engine, threads)
    indices, reason = _indices(*asked) if shared and found.complete else (None, "")
    record = risk_record(found, appraisal, indices, reason)
    written = _written(found, indices, record, outcome, folder, wanted, json_to, overwrite)
    _print(record, outcome, json_to == "-", written)
    if not found.complete or reason == STOPPED:
        sys.exit(INTERRUPTED)


def _kinds(kinds: str | None, out: str | None) -> tuple[str, ...]:
    from appraisal.ground.problem import Problem, ScenarioError
    from appraisal.outputs.draws_files import refuse_without_parquet

    if kinds is not None and not out:
        raise ScenarioError([Problem("missing-option", "--to", "--to needs --out DIR")])
    wanted = (USUAL if kinds is None else tuple(kind.strip() for kind in kinds.split(","))) if out else ()
    for kind in wanted:
        if kind not in OUTPUTS:
            raise ScenarioError(
                [Problem("unknown-output", "--to", f"'{kind}' is unknown; there are {', '.join(OUTPUTS)}")]
            )
    if "parquet" in wanted:
        refuse_without_parquet()
    return wanted


def _names(folder: Path, wanted: tuple[str, ...], shared: bool) -> Iterator[str]:
    """Yield the files that are written into the folder."""
    names = {"json": ["risk.json"], "csv": ["draws.csv"], "parquet": ["draws.parquet"]}
    charts = [*CHARTS, *(["sobol_ranking"] if shared else [])]
    names["charts"] = [f"{name}.{kind}" for name in charts for kind in ("png", "svg")]
    yield from (str(folder / name) for kind in wanted for name in names[kind])


def _refuse_taken(names: list[str], overwrite: bool) -> None:
    """Stop before any draw is made where a file is there that would not be replaced."""
    from appraisal.ground.problem import FileError, Problem

    taken = [name for name in names if Path(name).exists()]
    if taken and not overwrite:
        message = f"{taken[0]} is there already; state --overwrite, or another folder"
        raise FileError([Problem("exists", "", message, file=str(Path(taken[0]).parent))])


def _check(model: Any, outcome: str, points: int | None) -> None:
    """Stop at an unknown outcome, or a number of points that cannot be, before any draw is made."""
    from appraisal.engine.outcomes import chosen_outcomes
    from appraisal.questions.variance import rounded_up

    chosen_outcomes(model, [outcome])
    if points is not None:
        rounded_up(points)


def _indices(
    model: Any, outcome: str, points: int | None, seed: int | None, engine: str, threads: int | None
) -> tuple[Indices | None, str]:
    """Return the indices; where there are none the draws are shown all the same, with the reason."""
    from appraisal.ground.problem import NoResultError
    from appraisal.questions.variance import POINTS, sobol_indices

    count = POINTS if points is None else points
    try:
        with bar("Sobol indices") as told:
            found = sobol_indices(model, outcome, count, seed, engine=engine, threads=threads, progress=told)
    except NoResultError as error:
        return None, error.problems[0].message
    except KeyboardInterrupt:
        return None, STOPPED
    return found, ""


def _written(
    found: Risk,
    indices: Indices | None,
    record: dict[str, Any],
    outcome: str,
    folder: Path,
    wanted: tuple[str, ...],
    json_to: str | None,
    overwrite: bool,
) -> list[Path]:
    """Write what was asked for; return where it is."""
    from appraisal.outputs.draws_files import write_draws
    from appraisal.outputs.record import as_json

    files = {json_to: as_json(record).encode()} if json_to and json_to != "-" else {}
    files |= {str(folder / "risk.json"): as_json(record).encode()} if "json" in wanted else {}
    charts = _charts(found, indices, outcome) if "charts" in wanted else {}
    files |= {str(folder / name): content for name, content in charts.items()}
    written = write(Path(), files, overwrite)
    draws = (folder / f"draws.{kind}" for kind in ("csv", "parquet") if kind in wanted)
    return [*written, *(write_draws(found, target, overwrite=overwrite) for target in draws)]


def _charts(found: Risk, indices: Indices | None, outcome: str) -> dict[str, bytes]:
    from appraisal.outputs.charts.convergence import convergence_chart
    from appraisal.outputs.charts.risk_histogram import risk_histogram
    from appraisal.outputs.charts.save import as_png, as_svg
    from appraisal.outputs.charts.sobol_ranking import sobol_ranking

    drawn = {}
    if found.outcomes[outcome].statistics:
        drawn = {"risk_histogram": risk_histogram(found, outcome), "convergence": convergence_chart(found, outcome)}
    if indices:
        drawn["sobol_ranking"] = sobol_ranking(indices, found.scenario)
    return {
        f"{name}.{kind}": made(chart)
        for name, chart in drawn.items()
        for kind, made in (("png", as_png), ("svg", as_svg))
    }


def _print(record: dict[str, Any], outcome: str, as_record: bool, written: list[Path]) -> None:
    from appraisal.outputs.layout import console_for
    from appraisal.outputs.record import as_json
    from appraisal.outputs.risk_page import show

    if as_record:
        click.echo(as_json(record).encode(), nl=False)
    else:
        show(record, console_for(sys.stdout), outcome)
    for path in written:
        click.echo(f"wrote {path}", err=True)
