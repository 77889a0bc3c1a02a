"""What commands share: reading a scenario, its record, warnings as errors, a page or its JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import Console

    from appraisal.ground.problem import Problem
    from appraisal.scenario.scenario import Scenario


def load_scenario(file: str, sets: tuple[str, ...] = (), variant: str = "") -> Scenario:
    """Return the scenario of a file with the changes of the command line."""
    from appraisal.scenario.load import load

    return load(file, sets=sets, variant=variant)


def recorded(scenario: Scenario, strict: bool) -> dict[str, Any]:
    """Appraise a scenario and return its record; with ``strict`` any warning is an error."""
    from appraisal.engine.appraisal import appraise
    from appraisal.outputs.record import record_of

    appraisal = appraise(scenario)
    if strict:
        refuse_warnings(appraisal.scenario, appraisal.warnings)
    return record_of(appraisal)


def refuse_warnings(scenario: Scenario, warnings: Iterable[Problem]) -> None:
    """Stop at warnings, and at figures without a source."""
    from appraisal.ground.problem import Problem, StrictError
    from appraisal.outputs.record import unsourced

    message = "the figure has no source; name one under 'sources' and point to it"
    bare = [scenario.located(Problem("unsourced", path, message)) for path in unsourced(scenario)]
    found = [*warnings, *bare]
    if found:
        raise StrictError(found)


def answer(
    part: dict[str, Any],
    json_to: str | None,
    overwrite: bool,
    show: Callable[[Console], None],
    files: Mapping[str, bytes] | None = None,
) -> None:
    """Print a page, or its part of the record as JSON; write the JSON where a file is named, and other files."""
    from appraisal.outputs.layout import console_for
    from appraisal.outputs.record import as_json

    to_file = {json_to: as_json(part).encode()} if json_to and json_to != "-" else {}
    written = write(Path(), {**(files or {}), **to_file}, overwrite)
    if json_to == "-":
        click.echo(as_json(part).encode(), nl=False)
    else:
        show(console_for(sys.stdout))
    for path in written:
        click.echo(f"wrote {path}", err=True)


def study_files(
    folder: Path | None, name: str, part: dict[str, Any], charts: Mapping[str, Callable[[], Figure]]
) -> dict[str, bytes]:
    """Return the files of a study by path: its record as JSON, and each chart as PNG and SVG; none without a folder."""
    from appraisal.outputs.charts.save import FORMATS
    from appraisal.outputs.record import as_json

    if folder is None:
        return {}
    files = {str(folder / f"{name}.json"): as_json(part).encode()}
    for chart, draw in charts.items():
        figure = draw()
        files |= {str(folder / f"{chart}.{kind}"): made(figure) for kind, made in FORMATS.items()}
    return files


def write(folder: Path, files: dict[str, bytes], overwrite: bool) -> list[Path]:
    """Write files, all or none of them; return where they are."""
    from appraisal.outputs.files import write_all

    return write_all(folder, files, overwrite=overwrite)
