"""The speed and memory of the package, target by target, beside what a user would take instead.

    python -m benchmarks.measure [--quick] [--draws 1000000] [--rounds 7]

First the outcomes are held against the oracle: nothing is timed that is not right. Then everything is timed in turns in
one process, and ratios are those of medians; memory is that of processes of their own. ``--quick`` takes a minute, and
says what changed, not how fast it is.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module, metadata
from importlib.util import find_spec
from typing import Any

import numpy as np

from appraisal.ground import metrics
from benchmarks import agreement, chain, job, lost, many, peers, process, stream
from benchmarks.clock import Taken, Timed, in_turns

ENGINES = ("numpy", "fused") if find_spec("numba") else ("numpy",)
LIBRARIES = ("numpy", "scipy", "numba", "pyxirr", "numpy-financial", "NREL-PySAM")
DRAWS_AT_ONCE = {"numpy": 20_480, "fused": 102_400}
SEED = 3
MEMORY = 250.0
CHAIN_TARGETS = {"numpy": 15.0, "fused": 200.0}
IRR_TARGETS = {"numpy": 5.0, "fused": 15.0}
STEADY = 2.0
"""How much more a draw may cost where it costs most than where it costs least, from ten thousand draws on."""


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    draws: int
    rounds: int
    held: int
    series: int
    most: int


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, what is wanted, and whether it is met; None where nothing is wanted."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None


def main() -> None:
    size = _asked()
    print(f"{_machine()}; load at the start {os.getloadavg()[0]:.1f}; {size.rounds} rounds, medians\n")
    missed = [
        f"{section.__name__.replace('_', ' ')}: {row.what}" for section in SECTIONS for row in _printed(section, size)
    ]
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")
    print("\n  ".join(["missed:", *missed]) if missed else "every target is met")


def _asked() -> Size:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=1_000_000, help="draws of the full chain; ten times that at most")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="fewer of everything")
    asked = parser.parse_args()
    if asked.quick:
        return Size(min(asked.draws, 20_000), min(asked.rounds, 3), 200, 100_000, 1)
    return Size(asked.draws, asked.rounds, 1_000, 1_000_000, 10)


def _machine() -> str:
    libraries = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES if _installed(name))
    return f"{os.cpu_count()} processors, {platform.machine()}, Python {sys.version.split()[0]}, {libraries}"


def _installed(name: str) -> bool:
    try:
        return bool(metadata.version(name))
    except metadata.PackageNotFoundError:
        return False


def _printed(section: Callable[[Size], Iterator[Row]], size: Size) -> Iterator[Row]:
    """Print the rows of a section as they come, and yield those that miss their target."""
    print(f"\n{section.__doc__}")
    for row in section(size):
        said = {True: "met", False: "MISSED", None: ""}[row.met]
        print(f"  {row.what:<46}{row.measured:<40}{row.target:<16}{said}".rstrip(), flush=True)
        if row.met is False:
            yield row


# ---- right before fast ----------------------------------------------------------------------------------------------


def held_against_the_oracle(size: Size) -> Iterator[Row]:
    """Outcomes held against the oracle: the largest relative difference"""
    figures = job.drawn(size.held)
    found: dict[str, tuple[chain.Outcomes, dict[str, job.Floats]]] = {
        f"{engine}, {size.held:,} draws": (chain.chain(engine)(figures), figures) for engine in ENGINES
    }
    found[f"{peers.CHAIN}, {size.held:,} draws"] = (peers.hand_written_outcomes(figures), figures)
    for engine in ENGINES:
        run = chain.monte_carlo(size.held, engine, 1)
        spooled = {name: run.values(name) for name in chain.OUTCOMES}
        found[f"monte_carlo, {engine}, {size.held:,} draws"] = (spooled, chain.drawn_by(run))
    for name, (values, drawn) in found.items():
        worst = max(agreement.differences(values, drawn).values())
        yield Row(name, f"{worst:.1e}", f"{agreement.NEAR:.0e}", worst <= agreement.NEAR)
        if worst > agreement.NEAR:
            raise SystemExit(f"{name}: not what the oracle says; nothing is timed")


# ---- the full chain -------------------------------------------------------------------------------------------------


def full_chain(size: Size) -> Iterator[Row]:
    """Full chain, eight outcomes a draw, one thread: microseconds a draw, and how many times faster than by hand"""
    timed, absent = peers.timed(peers.CHAINS, SEED)
    for engine in ENGINES:
        draws = min(DRAWS_AT_ONCE[engine], size.draws)
        timed[engine] = Timed(_whole(chain.chain(engine), job.drawn(draws, SEED)), draws)
    taken = in_turns(timed, size.rounds)
    by_hand = taken[peers.CHAIN].median
    for name, one in taken.items():
        yield _against(name, one, by_hand, CHAIN_TARGETS)
    yield from (Row(name, "not installed") for name in absent)


def _whole(
    work: Callable[[dict[str, job.Floats]], chain.Outcomes], figures: dict[str, job.Floats]
) -> Callable[[], chain.Outcomes]:
    return lambda: work(figures)


def _against(name: str, taken: Taken, other: float, targets: Mapping[str, float]) -> Row:
    """Return how many times faster one thing is than another, and whether that is enough."""
    times, wanted = other / taken.median, targets.get(name)
    target, met = (f"{wanted:.0f}x", times >= wanted) if wanted else ("", None)
    return Row(name, f"{_spread(taken)}  {times:.3g}x", target, met)


def _spread(taken: Taken) -> str:
    return f"{taken.median:.4g} us ({taken.least:.3g} to {taken.most:.3g})"


# ---- draws and memory -----------------------------------------------------------------------------------------------


def draws_and_memory(size: Size) -> Iterator[Row]:
    """monte_carlo from start to end, each run in a process of its own: seconds on the wall, processor time a draw"""
    counts = [draws for draws in (10**power for power in range(3, 10)) if draws <= size.draws * size.most]
    for engine in ENGINES:
        found = {draws: stream.apart(draws, engine, 1) for draws in counts}
        for draws, one in found.items():
            each = one["processor"] / draws * 1e6
            measured = f"{one['seconds']:.3g} s, {each:.3g} us a draw, {one['peak']:.0f} MiB"
            yield Row(f"{engine}, one thread, {draws:,} draws", measured, f"{MEMORY:.0f} MiB", one["peak"] <= MEMORY)
        yield from _flat(engine, found)
        if (os.cpu_count() or 1) > 1:
            yield _threads(engine, found, max(draws for draws in counts if draws <= size.draws))


def _flat(engine: str, found: Mapping[int, Mapping[str, float]]) -> Iterator[Row]:
    each = [one["processor"] / draws for draws, one in found.items() if draws >= 10_000]
    if len(each) > 1:
        times = max(each) / min(each)
        yield Row(f"{engine}, dearest draw over cheapest, from 1e4", f"{times:.2f}", f"{STEADY:.0f}", times <= STEADY)


def _threads(engine: str, found: Mapping[int, Mapping[str, float]], draws: int) -> Row:
    two = stream.apart(draws, engine, 2)
    measured = f"{two['seconds']:.3g} s, {two['peak']:.0f} MiB, {found[draws]['seconds'] / two['seconds']:.2f}x one"
    return Row(f"{engine}, two threads, {draws:,} draws", measured, f"{MEMORY:.0f} MiB", two["peak"] <= MEMORY)


# ---- rates of return ------------------------------------------------------------------------------------------------


def rates_of_return(size: Size) -> Iterator[Row]:
    """Rates of return of a column of draws, one thread: microseconds a series, and how many times faster than pyxirr"""
    timed, absent = peers.timed(peers.IRRS, SEED)
    columns = np.ascontiguousarray(peers.flows(job.drawn(DRAWS_AT_ONCE["numpy"], SEED)).T)
    timed |= {engine: Timed(_rates(engine, columns), columns.shape[1]) for engine in ENGINES}
    taken = in_turns(timed, size.rounds)
    best = min(one.median for name, one in taken.items() if name.startswith("pyxirr"))
    for name, one in taken.items():
        yield _against(name, one, best, IRR_TARGETS)
    yield from (Row(name, "not installed") for name in absent)
    missing, worst = lost.lost(size.series)
    measured = f"{missing} lost, others within {worst:.0e}"
    yield Row(f"against halving, {size.series:,} series", measured, "none lost", missing == 0)


def _rates(engine: str, columns: job.Floats) -> Callable[[], Any]:
    """Return the search for the rates of a column of draws, as an engine runs it."""
    fused = engine == "fused"
    search = import_module("appraisal.engine.fused_irr").search if fused else None
    return lambda: metrics.irr(columns, search=search)


def present_values(size: Size) -> Iterator[Row]:
    """Present values of a column of draws, one thread: microseconds a series, and how many times faster than pyxirr"""
    timed, absent = peers.timed(peers.NPVS, SEED)
    figures = job.drawn(DRAWS_AT_ONCE["numpy"], SEED)
    columns = np.ascontiguousarray(peers.flows(figures).T)
    timed["numpy"] = Timed(lambda: metrics.npv(figures["rate"], columns), columns.shape[1])
    taken = in_turns(timed, size.rounds)
    best = min(one.median for name, one in taken.items() if name.startswith("pyxirr"))
    for name, one in taken.items():
        yield Row(name, f"{_spread(one)}  {best / one.median:.3g}x")
    yield from (Row(name, "not installed") for name in absent)


# ---- whole processes ------------------------------------------------------------------------------------------------


def whole_processes(size: Size) -> Iterator[Row]:
    """Whole processes: seconds of the processor, and on the wall while this ran"""
    taken = process.timed(size.rounds)
    for name, (_, wanted) in process.COMMANDS.items():
        one = taken[name]
        times = one.processor / taken[process.NUMPY].processor
        measured = f"{one.processor:.3f} s ({one.wall:.3f} s)  {times:.1f} imports of numpy"
        target, met = (f"{wanted:.2f} s", one.processor <= wanted) if wanted else ("", None)
        yield Row(name, measured, target, met)


# ---- many scenarios -------------------------------------------------------------------------------------------------


def many_scenarios(size: Size) -> Iterator[Row]:
    """Many scenarios at once: seconds on the wall while this ran"""
    full = size.most > 1
    for what, measure, count, wanted in (
        ("scenarios of one shape, one call", many.rows, 10_000, many.ROWS_TARGET),
        ("files of a folder", many.files, 1_000, many.FILES_TARGET),
    ):
        asked = count if full else count // 20
        taken = min(measure(asked) for _ in range(3 if asked <= 10_000 and measure is many.rows else 1))
        target, met = (f"{wanted:.0f} s", taken <= wanted) if full else ("", None)
        yield Row(f"{asked:,} {what}", f"{taken:.2f} s", target, met)


SECTIONS = (
    held_against_the_oracle,
    full_chain,
    draws_and_memory,
    rates_of_return,
    present_values,
    whole_processes,
    many_scenarios,
)


if __name__ == "__main__":
    main()
