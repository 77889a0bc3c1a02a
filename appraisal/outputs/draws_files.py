"""Every draw in a file, figures and outcomes side by side: CSV, or Parquet; written block by block and moved in."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from appraisal.ground.problem import FileError, Problem, ScenarioError
from appraisal.ground.sheet import Array
from appraisal.questions.risk import Risk
from appraisal.scenario.sampling import LOGICAL

Columns = dict[str, Any]
"""One heading, with its unit, and the values of a block; NaN where there is none."""

GROUP = 64
"""Logical blocks of one row group of a Parquet file."""


def refuse_without_parquet() -> None:
    """Stop where Parquet cannot be written, before any draw is made.

    Raises:
        ScenarioError: ``missing-extra``.
    """
    if find_spec("pyarrow") is None:
        message = (
            "Parquet is written with pyarrow, which is not installed: pip install 'appraisal[risk]', or choose csv"
        )
        raise ScenarioError([Problem("missing-extra", "--to", message)])


def write_draws(risk: Risk, target: Path, *, overwrite: bool) -> Path:
    """Write every draw to a .csv or .parquet file: a row each, the unit in each heading, nothing where undefined.

    A price that moves from year to year has a column a year.

    Raises:
        FileError: ``exists`` where the file is there and ``overwrite`` is not set, or ``cannot-write``.
    """
    if target.exists() and not overwrite:
        message = f"{target} is there already; state --overwrite, or another folder"
        raise FileError([Problem("exists", "", message, file=str(target.parent))])
    waiting: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".appraisal-", dir=target.parent)
        os.close(descriptor)
        waiting = Path(name)
        FORMATS[target.suffix](risk, waiting)
        waiting.chmod(0o644)
        return waiting.replace(target)
    except OSError as error:
        message = f"cannot write: {error.strerror or error}"
        raise FileError([Problem("cannot-write", "", message, file=str(target.parent))]) from None
    finally:
        if waiting:
            waiting.unlink(missing_ok=True)


def columns_of(risk: Risk) -> Iterator[Columns]:
    """Yield the columns of one logical block after the other: the number of the draw, the figures, the outcomes."""
    outcomes = {name: risk.values(name) for name in risk.outcomes}
    for first in range(0, risk.draws, LOGICAL):
        block = slice(first, min(first + LOGICAL, risk.draws))
        columns: Columns = {"draw": np.arange(block.start + 1, block.stop + 1)}
        columns |= _figures(risk, first // LOGICAL)
        columns |= {_heading(name, risk.outcomes[name].unit): values[block] for name, values in outcomes.items()}
        yield columns


def _figures(risk: Risk, block: int) -> Columns:
    """Return the drawn figures of one block, drawn once more: they are the same whenever they are asked for."""
    scenario, found = risk.scenario, {}
    for path, values in risk.plan.table(block).items():
        figure = scenario.figures[path]
        unit = scenario.stated_unit(figure)
        if values.ndim == 1:
            found[_heading(path, unit)] = values
            continue
        first = scenario.document.timeline.first_year
        name = f"{path} before growth" if figure.growth is not None else path
        found |= {_heading(f"{name} {first + at}", unit): row for at, row in enumerate(values)}
    return found


def _heading(name: str, unit: str) -> str:
    return f"{name} [{unit}]"


def _csv(risk: Risk, target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as handle:
        for at, columns in enumerate(columns_of(risk)):
            out = io.StringIO(newline="")
            table = csv.writer(out, lineterminator="\n")
            if at == 0:
                table.writerow(columns)
            table.writerows(zip(*(_texts(values) for values in columns.values()), strict=True))
            handle.write(out.getvalue())


def _texts(values: Array) -> list[str]:
    return ["" if value != value else repr(value) for value in values.tolist()]


def _parquet(risk: Risk, target: Path) -> None:
    from pyarrow.parquet import ParquetWriter

    writer: Any = None
    try:
        for group in _groups(columns_of(risk)):
            table = _arrow(group)
            writer = writer or ParquetWriter(target, table.schema, compression="zstd")
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()


def _groups(blocks: Iterator[Columns]) -> Iterator[Columns]:
    """Join the columns of as many blocks as make a row group."""
    held: list[Columns] = []
    for block in blocks:
        held.append(block)
        if len(held) == GROUP:
            yield _joined(held)
            held = []
    if held:
        yield _joined(held)


def _joined(blocks: list[Columns]) -> Columns:
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


def _arrow(columns: Columns) -> Any:
    import pyarrow

    return pyarrow.table({name: pyarrow.array(values, mask=np.isnan(values)) for name, values in columns.items()})


FORMATS: dict[str, Callable[[Risk, Path], None]] = {".csv": _csv, ".parquet": _parquet}
