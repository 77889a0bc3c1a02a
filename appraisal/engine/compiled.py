"""Generated text to machine code: compiled once for a text, and kept in the user's cache for the next process."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np

SIGNATURE = "void(f8[::1], f8[:, ::1], f8[:, ::1], f8[:, :, ::1], f8[:, :, ::1], f8[:, ::1])"
MOST_KEPT = 100
"""Texts kept in the cache; the oldest go first."""

_one_at_a_time = threading.Lock()


def can_compile() -> bool:
    """Tell whether numba, the extra ``fast``, is there and works with the numpy that is."""
    try:
        import_module("numba")
    except ImportError:
        return False
    return True


def compiled(text: str) -> Callable[..., None]:
    """Return the function ``fused`` of a text as machine code; it releases the interpreter while it runs.

    Numba keeps machine code only for functions that stand in a file, so the text is written to the user's cache. Where
    that cannot be written, it is compiled anew in each process.
    """
    with _one_at_a_time:
        return _compiled(text)


@cache
def _compiled(text: str) -> Callable[..., None]:
    file = _written(text)
    if file is None:
        return _made(text)
    try:
        return _made(text, file)
    except Exception:  # whatever is wrong with what is kept, the text is here
        return _made(text)


def _made(text: str, file: Path | None = None) -> Callable[..., None]:
    """Compile a text as a module of its own: numba finds what it kept by the names of module and file."""
    from numba import njit  # here, because importing it costs time that most runs do not have

    module = ModuleType(file.stem if file else "fused")
    module.__dict__.update(np=np, __file__=str(file))
    if file:
        sys.modules[file.stem] = module
    exec(compile(text, str(file or "<fused>"), "exec"), module.__dict__)  # the text is of ground/year_loops.py
    made: Callable[..., None] = njit(SIGNATURE, nogil=True, error_model="numpy", cache=file is not None)(module.fused)
    return made


def _file_of(text: str) -> Path:
    return cache_folder() / f"appraisal_fused_{hashlib.sha256(text.encode()).hexdigest()[:32]}.py"


def _written(text: str) -> Path | None:
    """Write a text to the cache; None where that cannot be."""
    file = _file_of(text)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            _forget_oldest(file.parent)
            draft = file.with_suffix(f".{os.getpid()}")
            draft.write_text(text, encoding="utf-8")
            draft.replace(file)
    except OSError:
        return None
    return file


def _forget_oldest(folder: Path) -> None:
    newest_first = sorted(folder.glob("appraisal_fused_*.py"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in newest_first[MOST_KEPT - 1 :]:
        for kept in [file, *(folder / "__pycache__").glob(f"{file.stem}.*")]:
            kept.unlink(missing_ok=True)


def cache_folder() -> Path:
    """Return where compiled kernels are kept: below ``XDG_CACHE_HOME``, or ``.cache`` of the user."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "appraisal" / "kernels"
