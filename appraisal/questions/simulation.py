"""The loop over the draws: logical blocks one at a time, several at once on threads, taken in their order."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from appraisal.engine.evaluation import Evaluation, Found, joined
from appraisal.questions.checkpoint import Progress
from appraisal.scenario.draws import Plan

Told = Callable[[int, int], None]
"""What is told of the progress: draws done, and draws in all."""

SAVED_EVERY = 5.0
"""Seconds between two states of a checkpoint."""

AHEAD = 2
"""Tasks that wait beside those that run, so that no thread stands still while numbers are written."""


@dataclass(frozen=True)
class Simulation:
    """A run of draws, ready to go: the sheet, the plan, and how the work is cut up.

    ``block`` is how many logical blocks a task takes. Neither it nor ``threads`` changes a number: each logical block
    is evaluated by itself, and results are taken in the order of the blocks.
    """

    evaluation: Evaluation
    plan: Plan
    threads: int
    block: int

    def go(self, progress: Progress, told: Told | None) -> bool:
        """Make the draws that are not done yet; return whether all are. Ctrl-C stops, and keeps what is done."""
        pool = ThreadPoolExecutor(self.threads)
        try:
            self._through(pool, progress, told)
        except KeyboardInterrupt:
            return progress.blocks == self.plan.blocks
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            progress.save()
        return True

    def _through(self, pool: ThreadPoolExecutor, progress: Progress, told: Told | None) -> None:
        starts = iter(range(progress.blocks, self.plan.blocks, self.block))
        waiting: deque[tuple[int, Future[Found]]] = deque()
        saved = time.monotonic()
        while True:
            while len(waiting) < self.threads + AHEAD and (first := next(starts, None)) is not None:
                blocks = range(first, min(first + self.block, self.plan.blocks))
                waiting.append((len(blocks), pool.submit(self.task, blocks)))
            if not waiting:
                return
            count, future = waiting.popleft()
            progress.add(future.result(), count)
            if told:
                told(progress.spool.done, self.plan.count)
            if time.monotonic() - saved > SAVED_EVERY:
                progress.save()
                saved = time.monotonic()

    def task(self, blocks: range) -> Found:
        """Return the outcomes of some logical blocks."""
        found = [self.evaluation.found(self.plan.table(block), self.plan.size(block)) for block in blocks]
        return joined(found)
