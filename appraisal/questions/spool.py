"""The outcomes of a run on disk: a file each, written in the order of the draws, so that memory stays flat."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

import numpy as np

from appraisal.ground.problem import FileError, LimitError, Problem
from appraisal.ground.sheet import Array

BYTES = 8
"""Bytes of one number."""

HEADER = 128
"""Bytes before the numbers of a .npy file with one axis, whatever its length."""

PIECE = 1 << 18
"""Numbers read at once: a whole number of logical blocks."""

SPARE = 1 << 26
"""Bytes of a disk that are left alone."""


class Spool:
    """One .npy file an outcome in a folder, NaN where a draw has none; ``done`` draws of them hold.

    Without a folder the files stand in one of their own, which goes away with the spool. With ``over`` files that are
    there are gone on with, from ``done`` draws on.

    Raises:
        FileError: ``exists`` or ``cannot-write``.
        LimitError: ``disk-full`` where the numbers of all draws would not fit.
    """

    def __init__(
        self, folder: Path | None, names: Iterable[str], count: int, done: int = 0, *, over: bool = False
    ) -> None:
        self.names, self.done = tuple(names), done
        self._open: dict[str, IO[bytes]] = {}
        self.folder = folder or self._own_folder()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._refuse_full((count - done) * BYTES * len(self.names))
            self._open.update((name, self._opened(name, over)) for name in self.names)
        except OSError as error:
            raise cannot_write(self.folder, error) from None

    def _own_folder(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="appraisal-"))
        weakref.finalize(self, _removed, folder, self._open)
        return folder

    def append(self, values: Mapping[str, Array]) -> None:
        """Write the outcomes of the draws that follow; what was half written before is written over."""
        count = len(next(iter(values.values())))
        try:
            for name in self.names:
                self._open[name].seek(HEADER + self.done * BYTES)
                self._open[name].write(np.ascontiguousarray(values[name], dtype="<f8").tobytes())
        except OSError as error:
            raise cannot_write(self.folder, error) from None
        self.done += count

    def save(self) -> None:
        """Bring all numbers to the disk."""
        try:
            for handle in self._open.values():
                handle.flush()
                os.fsync(handle.fileno())
        except OSError as error:
            raise cannot_write(self.folder, error) from None

    def close(self) -> None:
        """Write the headers, cut off what is not whole, and close the files: numpy.load reads them from now on."""
        try:
            for handle in self._open.values():
                handle.truncate(HEADER + self.done * BYTES)
                handle.seek(0)
                np.lib.format.write_array_header_1_0(
                    handle, {"shape": (self.done,), "fortran_order": False, "descr": "<f8"}
                )
                handle.close()
        except OSError as error:
            raise cannot_write(self.folder, error) from None
        self._open.clear()

    def pieces(self, name: str) -> Iterator[Array]:
        """Yield the numbers of an outcome from the first draw to the last, undefined ones included as NaN."""
        with self.path(name).open("rb") as handle:
            handle.seek(HEADER)
            for first in range(0, self.done, PIECE):
                yield np.fromfile(handle, dtype="<f8", count=min(PIECE, self.done - first))

    def defined(self, name: str) -> Iterator[Array]:
        """Yield the numbers of an outcome without the undefined ones."""
        return (piece[~np.isnan(piece)] for piece in self.pieces(name))

    def values(self, name: str) -> Array:
        """Return all numbers of an outcome, mapped from the disk; undefined ones are NaN."""
        return np.load(self.path(name), mmap_mode="r")  # type: ignore[no-any-return]

    def path(self, name: str) -> Path:
        """Return the file of an outcome."""
        return self.folder / f"{name}.npy"

    def _opened(self, name: str, over: bool) -> IO[bytes]:
        if self.path(name).exists() and not over:
            message = f"{self.path(name)} is there already; name another folder"
            raise FileError([Problem("exists", "", message, file=str(self.folder))])
        return self.path(name).open("rb+" if self.done else "wb+")

    def _refuse_full(self, needed: int) -> None:
        free = shutil.disk_usage(self.folder).free
        if needed + SPARE > free:
            message = (
                f"the outcomes take {needed / 1e9:,.2f} GB and '{self.folder}' has {free / 1e9:,.2f} GB left; "
                "make fewer draws, or ask for fewer outcomes"
            )
            raise LimitError([Problem("disk-full", "risk.draws", message)])


def _removed(folder: Path, handles: Mapping[str, IO[bytes]]) -> None:
    """Close the files of a spool that nobody holds any more, and remove their folder."""
    for handle in handles.values():
        handle.close()
    shutil.rmtree(folder, ignore_errors=True)


def holds(folder: Path, names: Iterable[str], done: int) -> bool:
    """Whether the folder has the numbers of so many draws of every outcome."""
    files = [folder / f"{name}.npy" for name in names]
    return all(file.is_file() and file.stat().st_size >= HEADER + done * BYTES for file in files)


def cannot_write(folder: Path, error: OSError) -> FileError:
    """Return the error of a folder that cannot be written."""
    return FileError([Problem("cannot-write", "", f"cannot write: {error.strerror or error}", file=str(folder))])
