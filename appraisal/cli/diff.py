"""The command on the difference of two runs: a bridge from one net present value to the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from appraisal.cli.calls import answer, load_scenario, study_files
from appraisal.cli.options import changes

if TYPE_CHECKING:
    from appraisal.scenario.scenario import Scenario

STATED, CHANGED = "as stated", "as changed"


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE [FILE]")
@changes
@click.option("--case", "case", default="", metavar="NAME", help="Take one of the file's cases as the second run.")
@click.option("--objective", default="npv", show_default=True, metavar="NAME", help="npv or equity_npv.")
@click.option("--first", metavar="LIST", default="", help="Paths of inputs to change first, in this order.")
@click.option("--json", "json_to", metavar="FILE", help="Write the bridge as JSON; - prints it instead.")
@click.option("--out", metavar="DIR", help="Write chart and JSON into DIR/<scenario>_diff/.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there already.")
def diff(
    files: tuple[str, ...],
    sets: tuple[str, ...],
    variant: str,
    case: str,
    objective: str,
    first: str,
    json_to: str | None,
    out: str | None,
    overwrite: bool,
) -> None:
    """Show what moved between two FILEs, or between FILE and FILE with --set, --variant or --case: input by input.

    The inputs are changed one after the other from the first run to the second; what they add sums to the difference.
    """
    from appraisal.outputs.bridge import bridge_record, show
    from appraisal.outputs.charts.npv_bridge import npv_bridge
    from appraisal.questions.bridge import bridge

    _check(files, bool(sets or variant or case))
    one, other = _runs(files, sets, variant, case)
    labels = _labels(files, sets, variant, case)
    order = [path.strip() for path in first.split(",") if path.strip()]
    found = bridge(one, other, order, objective)
    record = bridge_record(found, labels)
    folder = Path(out) / f"{Path(files[0]).stem}_diff" if out else None
    drawn = study_files(folder, "bridge", record, {"npv_bridge": lambda: npv_bridge(found, labels)})
    answer(record, json_to, overwrite, lambda console: show(record, console), drawn)


def _check(files: tuple[str, ...], changed: bool) -> None:
    """Stop where the words do not say which two runs are meant."""
    from appraisal.ground.problem import Problem, ScenarioError

    if len(files) > 2:
        raise ScenarioError([Problem("two-runs", "FILE", f"{len(files)} files are named; a difference is of two")])
    if len(files) == 2 and changed:
        message = "--set, --variant and --case are for one file; two are named"
        raise ScenarioError([Problem("one-file", "--set", message)])
    if len(files) == 1 and not changed:
        message = "one file alone: name another one, or state --set, --variant or --case"
        raise ScenarioError([Problem("missing-option", "--set", message)])


def _runs(files: tuple[str, ...], sets: tuple[str, ...], variant: str, case: str) -> tuple[Scenario, Scenario]:
    from appraisal.engine.appraisal import appraise
    from appraisal.scenario.cases import case_of

    one = load_scenario(files[0])
    other = load_scenario(files[-1], sets, variant)
    other = case_of(other, case) if case else other
    for scenario in (one, other):
        appraise(scenario)  # each must hold by itself, with every check of a run
    return one, other


def _labels(files: tuple[str, ...], sets: tuple[str, ...], variant: str, case: str) -> tuple[str, str]:
    """Return what the two runs are called: by their files, or by what was changed."""
    if len(files) == 2:
        stems = [Path(file).stem for file in files]
        one, other = stems if stems[0] != stems[1] else files
        return one, other
    said = [f"variant {variant}" if variant else "", f"case {case}" if case else "", CHANGED if sets else ""]
    return STATED, ", ".join(filter(None, said))
