"""A run that can be taken up again: what it is of, how far it came, and the numbers of its draws, in one folder."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

from appraisal.engine.evaluation import Found
from appraisal.ground.problem import FileError, Problem, ScenarioError
from appraisal.questions.spool import Spool, cannot_write, holds
from appraisal.scenario.draws import Plan
from appraisal.scenario.sampling import LOGICAL

FORMAT = 1
FILE, WAITING = "checkpoint.json", ".checkpoint.json.new"
KEYS = {
    "format": "format of checkpoints",
    "version": "version of appraisal",
    "scenario": "scenario",
    "seed": "seed",
    "sampler": "sampler",
    "draws": "number of draws",
    "outcomes": "outcomes",
    "engine": "engine",
    "fingerprint": "set of draws: other versions of libraries, or other files under it",
}
"""What a checkpoint is of, and what each part is called."""

Undefined = dict[str, Counter[str]]


class Taken(NamedTuple):
    """How many blocks are done, and for each outcome how many draws are undefined for which reason."""

    blocks: int
    undefined: Undefined


@dataclass
class Progress:
    """How far a run came.

    ``folder`` is that of the checkpoint, none where the run cannot be taken up again; ``lock`` keeps others out of it.
    """

    spool: Spool
    identity: Mapping[str, Any]
    folder: Path | None
    taken: Taken = field(default_factory=lambda: Taken(0, {}))
    lock: int | None = None

    @property
    def blocks(self) -> int:
        """How many logical blocks are done."""
        return self.taken.blocks

    @property
    def undefined(self) -> Undefined:
        """For each outcome how many draws are undefined for which reason."""
        return self.taken.undefined

    def add(self, found: Found, blocks: int) -> None:
        """Take the outcomes of the blocks that follow; one that is interrupted before the last step is not taken."""
        undefined = {
            name: self.undefined.get(name, Counter()) + Counter(reasons) for name, reasons in found.undefined.items()
        }
        self.spool.append(found.values)
        self.taken = Taken(self.blocks + blocks, undefined)

    def save(self) -> None:
        """Bring what is done to the disk: first the numbers, then, in one step, how far they hold."""
        self.spool.done = _draws_of(self.blocks, self.identity)
        if self.folder is None:
            return
        self.spool.save()
        _write(self.folder, {**self.identity, "blocks": self.blocks, "undefined": self.undefined})

    def close(self) -> None:
        """Close the numbers, and let others into the folder."""
        try:
            self.spool.close()
        finally:
            _unlock(self.lock)
            self.lock = None


def _write(folder: Path, state: Mapping[str, Any]) -> None:
    """Write the state beside its place and move it in."""
    waiting = folder / WAITING
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with waiting.open("w", encoding="utf-8") as handle:
            json.dump(state, handle, indent=1)
            handle.flush()
            os.fsync(handle.fileno())
        waiting.replace(folder / FILE)
    except OSError as error:
        raise cannot_write(folder, error) from None


def identity_of(plan: Plan, outcomes: Iterable[str], engine: str) -> dict[str, Any]:
    """Return what a run is of: runs of one identity have the same numbers."""
    return {
        "format": FORMAT,
        "version": version("appraisal"),
        "scenario": plan.scenario.hash,
        "seed": plan.seed,
        "sampler": plan.sampler,
        "draws": plan.count,
        "outcomes": list(outcomes),
        "engine": f"{engine}, numba {version('numba')}" if engine == "fused" else engine,
        "fingerprint": plan.fingerprint,
    }


def begun(folder: Path, identity: Mapping[str, Any]) -> Progress:
    """Return where the run of a checkpoint's folder stands; a new or empty folder stands at the start.

    Raises:
        ScenarioError: ``other-checkpoint`` where it is of another scenario, seed, sampler, version or the like.
        FileError: ``in-use``, ``not-a-checkpoint``, ``broken-checkpoint``, or what opening a spool raises.
    """
    lock = _lock(folder)
    try:
        return _begun(folder, identity, lock)
    except BaseException:
        _unlock(lock)
        raise


def _lock(folder: Path) -> int | None:
    """Keep other runs out of a folder until this one ends, however it ends; nothing where the system cannot."""
    try:
        fcntl = import_module("fcntl")
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except ImportError:
        return None
    except OSError as error:
        raise cannot_write(folder, error) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        message = "another run is at work on this checkpoint: wait for it, or name another folder"
        raise FileError([Problem("in-use", "", message, file=str(folder))]) from None
    except OSError:  # a file system without locks
        pass
    return handle


def _unlock(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)


def _begun(folder: Path, identity: Mapping[str, Any], lock: int | None) -> Progress:
    state = _state(folder)
    if state:
        _refuse_other(folder, state, identity)
    else:
        _write(folder, {**identity, "blocks": 0, "undefined": {}})
    taken = _taken(state, identity) if state else Taken(0, {})
    done = _draws_of(taken.blocks, identity) if taken else 0
    if taken is None or (done and not holds(folder, identity["outcomes"], done)):
        raise _broken(folder)
    spool = Spool(folder, identity["outcomes"], identity["draws"], done, over=True)
    return Progress(spool, identity, folder, taken, lock)


def _taken(state: Mapping[str, Any], identity: Mapping[str, Any]) -> Taken | None:
    """Return how far a checkpoint came; nothing where it says what cannot be."""
    blocks, undefined = state.get("blocks"), state.get("undefined")
    if not _is_count(blocks, -(-identity["draws"] // LOGICAL)) or not isinstance(undefined, dict):
        return None
    done = _draws_of(blocks, identity)
    if set(undefined) - {*identity["outcomes"]} or not all(_are_counts(one, done) for one in undefined.values()):
        return None
    return Taken(blocks, {name: Counter(reasons) for name, reasons in undefined.items()})


def _are_counts(reasons: Any, done: int) -> bool:
    each = isinstance(reasons, dict) and all(_is_count(times, done) for times in reasons.values())
    return each and sum(reasons.values()) <= done


def _is_count(value: Any, most: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _draws_of(blocks: int, identity: Mapping[str, Any]) -> int:
    """Return how many draws some blocks have."""
    return int(min(blocks * LOGICAL, identity["draws"]))


def _state(folder: Path) -> dict[str, Any]:
    """Return what the folder says of itself; nothing where it is new."""
    if not folder.exists():
        return {}
    if not folder.is_dir():
        raise FileError([Problem("not-a-checkpoint", "", "a checkpoint is a folder", file=str(folder))])
    if not (folder / FILE).exists():
        return _new(folder)
    try:
        state = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise _broken(folder) from None
    if not isinstance(state, dict) or not state:
        raise _broken(folder)
    return state


def _new(folder: Path) -> dict[str, Any]:
    """A folder that holds anything else is left alone."""
    for path in folder.iterdir():
        if path.name != WAITING:
            message = f"it holds '{path.name}' and no {FILE}: name a new folder, or one of an earlier run"
            raise FileError([Problem("not-a-checkpoint", "", message, file=str(folder))])
    return {}


def _broken(folder: Path) -> FileError:
    message = "the checkpoint cannot be read, or its numbers are not all there: remove the folder, or name another"
    return FileError([Problem("broken-checkpoint", "", message, file=str(folder))])


def _refuse_other(folder: Path, state: Mapping[str, Any], identity: Mapping[str, Any]) -> None:
    other = {key: said for key, said in KEYS.items() if state.get(key) != identity[key]}
    if len(other) > 1:
        other.pop("fingerprint", None)  # it follows from the others
    if other:
        told = ", ".join(
            f"{said} ({_short(state.get(key))}, not {_short(identity[key])})" for key, said in other.items()
        )
        message = f"the checkpoint is of another {told}: name another folder, or run what it is of"
        raise ScenarioError([Problem("other-checkpoint", "", message, file=str(folder))])


def _short(value: Any) -> str:
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
