"""Many scenario files, each appraised for itself: one row a file; a file that fails says why and stops no other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from appraisal.engine.appraisal import Metric, appraise
from appraisal.ground.problem import AppraisalError, FileError, Problem, visible
from appraisal.scenario.load import load

Told = Callable[[int, int], None]
"""What is told of the progress: files done, and files in all."""

ENDINGS = (".yaml", ".yml")
BATCH = 8
"""Files that a process takes at once."""

PAYS_FROM = 24
"""Files from which a second process, which takes as long to start as some ten files, saves time."""


@dataclass(frozen=True)
class Member:
    """One file of a portfolio: what it came to, or why it could not be appraised.

    Attributes:
        file: the file as it was named; what cannot be printed is spelt out (``\\n``, ``\\udce9``).
        metrics: every metric by name; empty where the file failed.
        warnings: what a reader should know.
        problems: why the file could not be appraised; empty where it was.
    """

    file: str
    name: str = ""
    hash: str = ""
    currency: str = ""
    basis: str = ""
    mechanism: str = ""
    first_year: int | None = None
    metrics: dict[str, Metric] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the file was appraised."""
        return not self.problems


@dataclass(frozen=True)
class Portfolio:
    """The files in their order; ``asked`` is how many there are, fewer of which are done where it was interrupted."""

    members: tuple[Member, ...]
    asked: int

    @property
    def complete(self) -> bool:
        """Whether every file was looked at."""
        return len(self.members) == self.asked

    @property
    def failed(self) -> tuple[Member, ...]:
        """The files that could not be appraised."""
        return tuple(member for member in self.members if not member.ok)


def files_in(places: Iterable[str | os.PathLike[str]]) -> list[str]:
    """Return the scenario files of folders, sorted by path, and the files that are named themselves; each once.

    Raises:
        FileError: ``no-file`` where a place is not there, or a folder holds no scenario file.
    """
    found: dict[str, None] = {}
    for place in map(Path, places):
        inside = [str(path) for path in sorted(place.rglob("*")) if path.suffix in ENDINGS and path.is_file()]
        if not place.exists() or (place.is_dir() and not inside):
            what = f"holds no file that ends in {' or '.join(ENDINGS)}" if place.exists() else "is not there"
            raise FileError([Problem("no-file", "", f"{place} {what}", file=str(place))])
        found |= dict.fromkeys(inside if place.is_dir() else [str(place)])
    return list(found)


def portfolio(
    places: Iterable[str | os.PathLike[str]],
    sets: Sequence[str] = (),
    *,
    processes: int | None = None,
    progress: Told | None = None,
) -> Portfolio:
    """Appraise every scenario file of some folders and files.

    The order of the result is that of the files, whatever the number of processes; Ctrl-C keeps what is done.

    Args:
        places: folders, which are searched with all that is in them, and files.
        sets: changes such as ``credits.price=20 USD/t`` that every file takes.
        processes: how many work at once; default one a processor, and one where there are few files.
        progress: called with files done and files in all.

    Raises:
        FileError: ``no-file`` where a place is not there or holds no scenario.
    """
    files = files_in(places)
    count = processes or (1 if len(files) < PAYS_FROM else os.cpu_count() or 1)
    members: list[Member] = []
    try:
        for member in _members(files, tuple(sets), count):
            members.append(member)
            if progress:
                progress(len(members), len(files))
    except KeyboardInterrupt:
        pass
    return Portfolio(tuple(members), len(files))


def _members(files: list[str], sets: tuple[str, ...], processes: int) -> Iterator[Member]:
    if processes == 1:
        yield from (member(file, sets) for file in files)
        return
    pool: Executor
    with ProcessPoolExecutor(processes) as pool:
        try:
            yield from pool.map(member, files, [sets] * len(files), chunksize=BATCH)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def member(file: str, sets: Sequence[str] = ()) -> Member:
    """Return what one file comes to; whatever is wrong with it is told, not raised."""
    name = visible(file)
    try:
        result = appraise(load(file, sets=sets))
    except AppraisalError as error:
        shown = (replace(one, file=visible(one.file), message=visible(one.message)) for one in error.problems)
        return Member(name, problems=tuple(shown))
    except Exception as error:  # one file must not stop the others, whatever it does
        message = visible(f"{type(error).__name__}: {error}. This is our mistake")
        return Member(name, problems=(Problem("internal", "", message, file=name),))
    scenario, document = result.scenario, result.scenario.document
    return Member(
        name,
        scenario.name,
        scenario.hash,
        scenario.currency,
        document.money.basis,
        document.mechanism,
        document.timeline.first_year,
        dict(result.metrics),
        result.warnings,
    )
