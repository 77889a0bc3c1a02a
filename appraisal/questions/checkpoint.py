"""A run that can be taken up again: what it is of, how far it came, and the numbers of its draws, in one folder."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

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
    "fingerprint": "draws, by the versions of the libraries or the files that they rest on",
}
"""What a checkpoint is of, and what each part is called."""

Undefined = dict[str, Counter[str]]


@dataclass
class Progress:
    """How far a run came: draws done, and for each outcome how many are undefined for which reason.

    ``folder`` is that of the checkpoint, none where the run cannot be taken up again.
    """

    spool: Spool
    identity: Mapping[str, Any]
    folder: Path | None
    blocks: int = 0
    undefined: Undefined = field(default_factory=dict)

    def add(self, found: Found, blocks: int) -> None:
        """Take the outcomes of the blocks that follow."""
        self.spool.append(found.values)
        for name, reasons in found.undefined.items():
            self.undefined.setdefault(name, Counter()).update(reasons)
        self.blocks += blocks

    def save(self) -> None:
        """Bring what is done to the disk: first the numbers, then, in one step, how far they hold."""
        if self.folder is None:
            return
        self.spool.save()
        _write(self.folder, {**self.identity, "blocks": self.blocks, "undefined": self.undefined})


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
        "engine": engine,
        "fingerprint": plan.fingerprint,
    }


def begun(folder: Path, identity: Mapping[str, Any]) -> Progress:
    """Return where the run of a checkpoint's folder stands; a new or empty folder stands at the start.

    Raises:
        ScenarioError: ``other-checkpoint`` where it is of another scenario, seed, sampler, version or the like.
        FileError: ``not-a-checkpoint``, ``broken-checkpoint``, or what opening a spool raises.
    """
    state = _state(folder)
    if state:
        _refuse_other(folder, state, identity)
    else:
        _write(folder, {**identity, "blocks": 0, "undefined": {}})
    blocks, done = _blocks_done(state, identity)
    if done and not holds(folder, identity["outcomes"], done):
        raise _broken(folder)
    spool = Spool(folder, identity["outcomes"], identity["draws"], done, over=True)
    undefined = {name: Counter(reasons) for name, reasons in state.get("undefined", {}).items()}
    return Progress(spool, identity, folder, blocks, undefined)


def _blocks_done(state: Mapping[str, Any], identity: Mapping[str, Any]) -> tuple[int, int]:
    """Return the blocks done, and the draws in them."""
    blocks = int(state.get("blocks", 0))
    return blocks, min(blocks * LOGICAL, identity["draws"])


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
    if not isinstance(state, dict) or not isinstance(state.get("blocks"), int) or state["blocks"] < 0:
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
