"""Time of several things that do the same: in turns, in one process, and of its thread alone.

The time is the processor's: where other work waits for the same processor, the clock on the wall runs on.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Timed:
    """One thing to be timed: what is called, and how many draws one call takes."""

    work: Callable[[], Any]
    draws: int


@dataclass(frozen=True)
class Taken:
    """Microseconds a draw: the median of the rounds, the least and the most."""

    median: float
    least: float
    most: float


def in_turns(timed: Mapping[str, Timed], rounds: int) -> dict[str, Taken]:
    """Return what each thing takes a draw; the first call of each is not counted."""
    for one in timed.values():
        one.work()
    found: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(rounds):
        for name, one in timed.items():
            found[name].append(_microseconds(one))
    return {name: Taken(statistics.median(times), min(times), max(times)) for name, times in found.items()}


def _microseconds(one: Timed) -> float:
    gc.collect()
    started = time.thread_time()
    one.work()
    return (time.thread_time() - started) / one.draws * 1e6
