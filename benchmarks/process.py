"""Whole-process times of the commands a user waits for, beside plain Python and an import of numpy.

    python -m benchmarks.process [--rounds 9]

In turns, medians; the ratio to `python -c "import numpy"` holds where absolute seconds do not.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
CASE = "scenarios/usc_vs_subcritical.yaml"
PLANTS = "scenarios/usc_vs_subcritical_plants.yaml"
APPRAISAL = [str(Path(sys.executable).parent / "appraisal")]
NUMPY = "python, import numpy"
COMMANDS = {
    "python, nothing": ([sys.executable, "-c", "pass"], None),
    NUMPY: ([sys.executable, "-c", "import numpy"], None),
    "appraisal --help": ([*APPRAISAL, "--help"], 0.15),
    "appraisal check, source case": ([*APPRAISAL, "check", CASE], 0.4),
    "appraisal run, source case": ([*APPRAISAL, "run", CASE], 0.6),
    "appraisal run, plants": ([*APPRAISAL, "run", PLANTS], None),
    "appraisal threshold, source case": ([*APPRAISAL, "threshold", CASE], None),
    "appraisal explain, source case": ([*APPRAISAL, "explain", CASE, "credits.revenue"], None),
}


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started


def timed(rounds: int) -> dict[str, list[float]]:
    """Return the seconds of every command, round by round; a first run that warms the disk's cache is left out."""
    for command, _ in COMMANDS.values():
        seconds(command)
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, (command, _) in COMMANDS.items():
            taken[name].append(seconds(command))
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    taken = timed(rounds)
    numpy_import = statistics.median(taken[NUMPY])
    print(f"{rounds} rounds, {os.cpu_count()} processors, Python {sys.version.split()[0]}")
    print(f"{'command':<34}{'median s':>10}{'min s':>8}{'max s':>8}{'x numpy':>9}{'target s':>10}")
    for name, (_, target) in COMMANDS.items():
        times = taken[name]
        middle = statistics.median(times)
        wanted = "" if target is None else f"{target:.2f}"
        row = f"{middle:>10.3f}{min(times):>8.3f}{max(times):>8.3f}{middle / numpy_import:>9.1f}{wanted:>10}"
        print(f"{name:<34}{row}")


if __name__ == "__main__":
    main()
