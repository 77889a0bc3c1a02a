"""Files: written beside their place and moved in, so that nothing is ever half-written or silently replaced."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from appraisal.ground.problem import FileError, Problem


def write_all(folder: Path, files: Mapping[str, bytes], *, overwrite: bool) -> list[Path]:
    """Write every file into the folder, or none of them.

    Raises:
        FileError: ``exists`` where a file is there and ``overwrite`` is not set, ``cannot-write`` for anything else.
    """
    targets = {name: folder / name for name in files}  # a name that is a whole path stands for itself
    there = [target for target in targets.values() if target.exists()]
    if there and not overwrite:
        message = f"{there[0]} is there already; state --overwrite, or another folder"
        raise FileError([Problem("exists", "", message, file=str(folder))])
    waiting: dict[Path, Path] = {}
    try:
        for name, content in files.items():
            targets[name].parent.mkdir(parents=True, exist_ok=True)
            _stage(content, targets[name], waiting)
        for held, target in waiting.items():
            held.replace(target)
    except OSError as error:
        _remove(set(targets.values()) - set(there))
        message = f"cannot write: {error.strerror or error}"
        raise FileError([Problem("cannot-write", "", message, file=str(folder))]) from None
    finally:
        _remove(waiting)
    return list(targets.values())


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()


def _stage(content: bytes, target: Path, waiting: dict[Path, Path]) -> None:
    descriptor, name = tempfile.mkstemp(prefix=".appraisal-", dir=target.parent)
    waiting[Path(name)] = target
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
    Path(name).chmod(0o644)


OF_THE_BASIS = ("cash_flow", "cumulative_cash_flow")
"""Rows, with every present value, that are in money of the basis; all others are in money of their year."""


def _money_unit(record: Mapping[str, Any], name: str, unit: str) -> str:
    """Say which year's money a column is in, where the basis is real."""
    c = record["conventions"]
    if c["basis"] != "real" or c["currency"] not in unit:
        return unit
    of_basis = name in OF_THE_BASIS or name.endswith("present_value")
    return f"{unit} of {c['price_year']}" if of_basis else f"{unit} of the year"


def cash_flow_csv(record: Mapping[str, Any]) -> bytes:
    """Return the yearly table as CSV: a row a year, a column a line, the unit in the heading.

    What the scenario states and this version does not appraise stands above the heading, in lines that start with "#".
    """
    lines = {
        name: item for name, item in record["lines"].items() if item["unit"] != "1" and not name.endswith(".index")
    }
    out = io.StringIO(newline="")
    out.writelines(f"# stated and not appraised yet: {text}\n" for text in record["not_appraised"])
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["year", *(f"{name} [{_money_unit(record, name, item['unit'])}]" for name, item in lines.items())])
    for at, year in enumerate(record["years"]):
        table.writerow([year, *(repr(item["values"][at]) for item in lines.values())])
    return out.getvalue().encode("utf-8")
