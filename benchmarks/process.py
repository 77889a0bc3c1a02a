"""Whole-process times of the commands a user waits for, beside plain Python and an import of numpy.

    python -m benchmarks.process [--rounds 9]

In turns, medians. Targets are held against the processor's time, which is what the clock shows where nothing else runs;
the ratio to `python -c "import numpy"` holds where seconds do not.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
CASE = "scenarios/usc_vs_subcritical.yaml"
PLANTS = "scenarios/usc_vs_subcritical_plants.yaml"
APPRAISAL = [str(Path(sys.executable).parent / "appraisal")]
NUMPY = "python, import numpy"
AWAY = str(Path(tempfile.gettempdir()) / "appraisal_benchmark")
COMMANDS = {
    "python, nothing": ([sys.executable, "-c", "pass"], None),
    NUMPY: ([sys.executable, "-c", "import numpy"], None),
    "appraisal --help": ([*APPRAISAL, "--help"], 0.15),
    "appraisal check, source case": ([*APPRAISAL, "check", CASE], 0.4),
    "appraisal run, source case": ([*APPRAISAL, "run", CASE], 0.6),
    "appraisal run, plants": ([*APPRAISAL, "run", PLANTS], None),
    "appraisal threshold, source case": ([*APPRAISAL, "threshold", CASE], None),
    "appraisal explain, source case": ([*APPRAISAL, "explain", CASE, "credits.revenue"], None),
    "appraisal report, source case": ([*APPRAISAL, "report", CASE, "--overwrite", "--out", AWAY], 6.0),
}


@dataclass(frozen=True)
class Seconds:
    """What a process takes: on the wall, and of the processor."""

    wall: float
    processor: float


def seconds(command: list[str]) -> Seconds:
    started, worked = time.perf_counter(), _of_children()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return Seconds(time.perf_counter() - started, _of_children() - worked)


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(rounds: int) -> dict[str, Seconds]:
    """Return the median seconds of every command; a first run that warms the disk's cache is left out."""
    for command, _ in COMMANDS.values():
        seconds(command)
    taken: dict[str, list[Seconds]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, (command, _) in COMMANDS.items():
            taken[name].append(seconds(command))
    return {name: _median(times) for name, times in taken.items()}


def _median(times: list[Seconds]) -> Seconds:
    wall, processor = ([getattr(one, name) for one in times] for name in ("wall", "processor"))
    return Seconds(statistics.median(wall), statistics.median(processor))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    taken = timed(rounds)
    print(f"{rounds} rounds, {os.cpu_count()} processors, Python {sys.version.split()[0]}")
    print(f"{'command':<34}{'wall s':>10}{'processor s':>13}{'x numpy':>9}{'target s':>10}")
    for name, (_, target) in COMMANDS.items():
        one, wanted = taken[name], "" if target is None else f"{target:.2f}"
        times = one.processor / taken[NUMPY].processor
        print(f"{name:<34}{one.wall:>10.3f}{one.processor:>13.3f}{times:>9.1f}{wanted:>10}")


if __name__ == "__main__":
    main()
