"""Whether a rate of return is lost: a million random series of one sign change, held against plain halving.

python -m benchmarks.lost --series 1000000
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from appraisal.ground import metrics
from appraisal.ground.irr import Search
from benchmarks import job, peers

YEARS, MOST_BUILDING = 29, 6
BLOCK = 10_000
LOWEST, HIGHEST = -20.0, 20.0
"""ln(1 + rate) between which a rate is looked for: far below and far above any of them."""

HALVINGS = 75
NEAR = 1e-9


def series(count: int, seed: int = 5) -> Iterator[job.Floats]:
    """Yield blocks (years, draws) of flows with one sign change: of the job, and of every other block any at all."""
    for at in range(0, count, BLOCK):
        some = min(BLOCK, count - at)
        wild = (at // BLOCK) % 2
        yield _wild(some, seed + at) if wild else np.ascontiguousarray(peers.flows(job.drawn(some, seed + at)).T)


def _wild(count: int, seed: int) -> job.Floats:
    """One to six years of outlays, then receipts over twelve orders of magnitude, a third of them nothing."""
    random = np.random.default_rng(seed)
    flows = random.lognormal(0, 3, (YEARS, count)) * (random.random((YEARS, count)) > 1 / 3)
    building = np.arange(YEARS)[:, None] < random.integers(1, MOST_BUILDING + 1, count)
    flows = np.where(building, -flows - 1.0, flows)
    flows[-1] += 1e-3  # a receipt at least
    return flows


def halved(flows: job.Floats) -> job.Floats:
    """Return the rate of each series by halving alone."""
    low, high = np.full(flows.shape[1], LOWEST), np.full(flows.shape[1], HIGHEST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        above = _worth(flows, np.exp(-middle)) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    rates: job.Floats = np.expm1((low + high) / 2)
    return rates


def _worth(flows: job.Floats, factor: job.Floats) -> job.Floats:
    total = np.zeros_like(factor)
    for row in flows[::-1]:
        total *= factor
        total += row
    return total


def lost(count: int, search: Search | None = None) -> tuple[int, float]:
    """Return how many rates of some random series are missing or wrong, and the largest difference of the others."""
    missing, worst = 0, 0.0
    for flows in series(count):
        found, expected = metrics.irr(flows, search=search), halved(flows)
        apart = np.abs(np.ma.filled(np.ma.asarray(found.value), np.inf) - expected) / np.maximum(np.abs(expected), 0.01)
        missing += int((apart > NEAR).sum())
        worst = max(worst, float(apart[apart <= NEAR].max()))
    return missing, worst


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=1_000_000)
    count = parser.parse_args().series
    for engine, search in searches().items():
        missing, worst = lost(count, search)
        print(f"{engine}: {missing} of {count:,} rates lost; the others within {worst:.0e} of halving")


def searches() -> dict[str, Search | None]:
    """Return the searches that there are, by engine."""
    if not find_spec("numba"):
        return {"numpy": None}
    return {"numpy": None, "fused": import_module("appraisal.engine.fused_irr").search}


if __name__ == "__main__":
    main()
