"""Many draws of the job in a process of its own, block after block: its time and the most memory that it held.

python -m benchmarks.stream --draws 1000000 --engine numpy --threads 1
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.chain import monte_carlo

ROOT = Path(__file__).parent.parent
STATUS = Path("/proc/self/status")


def peak() -> float:
    """Return the most memory that this process has held so far, in MiB."""
    if STATUS.exists():  # getrusage() would count what the parent held when it made this process
        found = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text())
        return int(found[1]) / 1024 if found else float("nan")
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def apart(draws: int, engine: str, threads: int) -> dict[str, float]:
    """Return seconds on the wall and of the processor, and MiB at most, of some draws in a process of their own."""
    arguments = ["--draws", str(draws), "--engine", engine, "--threads", str(threads)]
    command = [sys.executable, "-m", "benchmarks.stream", *arguments]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode:
        raise SystemExit(f"{' '.join(command)}\n{told.stderr}")
    found: dict[str, float] = json.loads(told.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1_000_000)
    parser.add_argument("--engine", default="numpy")
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    monte_carlo(1024, asked.engine, asked.threads)
    started, worked = time.perf_counter(), time.process_time()
    found = monte_carlo(asked.draws, asked.engine, asked.threads)
    seconds, processor = time.perf_counter() - started, time.process_time() - worked
    print(json.dumps({"draws": found.draws, "seconds": seconds, "processor": processor, "peak": peak()}))


if __name__ == "__main__":
    main()
