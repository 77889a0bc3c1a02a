"""Files: written beside their place and moved in, so that nothing is ever half-written or silently replaced."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

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
