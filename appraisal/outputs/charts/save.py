"""A chart on disk: PNG and SVG, the same bytes for the same chart, and never half a file."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from appraisal.ground.problem import FileError, Problem
from appraisal.outputs.charts import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOTS = 180
"""Dots an inch of a PNG."""


def save(figure: Figure, folder: str | os.PathLike[str], name: str) -> tuple[Path, Path]:
    """Write ``name.png`` and ``name.svg`` into the folder, over older ones; return where they are.

    Raises:
        FileError: the name is no plain file name, or the folder cannot be written.
    """
    if not name or Path(name).name != name:
        raise FileError([Problem("bad-name", "", f"'{name}' is no plain file name", file=str(folder))])
    png, svg = (Path(folder) / f"{name}.{kind}" for kind in ("png", "svg"))
    write_together([(png, as_png(figure)), (svg, as_svg(figure))])
    return png, svg


def as_png(figure: Figure) -> bytes:
    """Return the chart as a PNG."""
    return _drawn(figure, "png", dpi=DOTS, metadata={"Software": f"appraisal {version('appraisal')}"})


def as_svg(figure: Figure) -> bytes:
    """Return the chart as an SVG with its letters as outlines, which look the same wherever it is read."""
    said = {"Creator": f"appraisal {version('appraisal')}", "Date": None, "Title": figure.get_label() or None}
    return _drawn(figure, "svg", metadata=said)


def _drawn(figure: Figure, kind: str, **how: Any) -> bytes:
    held = io.BytesIO()
    with style.styled():
        figure.savefig(held, format=kind, **how)
    return held.getvalue()


def write_together(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write every file beside its place first, and move them all only when all are whole.

    Raises:
        FileError: a file cannot be written; nothing is left behind.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for path, content in files:
            held = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
            waiting.append((held, path))
            with held.open("xb") as file:
                file.write(content)
        for held, path in waiting:
            held.replace(path)
    except OSError as error:
        problem = Problem("not-written", "", f"{error.strerror or error}", file=str(error.filename or ""))
        raise FileError([problem]) from None
    finally:
        for held, _ in waiting:
            held.unlink(missing_ok=True)
