"""Many scenarios at once: ten thousand of one shape in one call, a thousand files in a folder.

    python -m benchmarks.many [--rows 10000] [--files 1000]

Seconds on the wall: that is what a user waits for. The files are the plants case with another price in each, and with
two of them broken, so that what fails is in the time too.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

import numpy as np

import appraisal as ap

ROOT = Path(__file__).parent.parent
PLANTS = ROOT / "scenarios" / "usc_vs_subcritical_plants.yaml"
PRICE = "price: {value: 16.67 USD/t"
ROWS_TARGET, FILES_TARGET = 2.0, 60.0
SEED = 5


def rows(count: int) -> float:
    """Return the seconds that so many scenarios of one shape take, five figures each, reading and checking included."""
    scenario = ap.load(PLANTS)
    draws = np.random.default_rng(SEED)
    table = {
        "credits.price [USD/t]": draws.uniform(5, 30, count),
        "discount_rate [%]": draws.uniform(4, 12, count),
        "project.net_efficiency [% LHV]": draws.uniform(40, 46, count),
        "baseline.fuels.coal.price [USD/GJ]": draws.uniform(1, 6, count),
        "project.overnight_cost [USD/kW]": draws.uniform(700, 1500, count),
    }
    started = time.perf_counter()
    found = ap.appraise_table(scenario, table)
    taken = time.perf_counter() - started
    if found.table.failed or len(found.values["npv"]) != count:
        raise SystemExit("the table was not appraised whole; nothing is timed")
    return taken


def files(count: int) -> float:
    """Return the seconds that a folder of so many files takes; two of them fail and stop no other."""
    text = PLANTS.read_text(encoding="utf-8")
    if PRICE not in text:
        raise SystemExit(f"{PLANTS.name} no longer states '{PRICE}'; nothing is timed")
    prices = np.random.default_rng(SEED).uniform(6, 29, count).round(4).tolist()
    with tempfile.TemporaryDirectory() as folder:
        for at, price in enumerate(prices):
            broken = "\nnonsense: 1\n" if at in (0, count - 1) else ""
            changed = text.replace(PRICE, f"price: {{value: {price} USD/t") + broken
            (Path(folder) / f"scenario_{at:05}.yaml").write_text(changed, encoding="utf-8")
        started = time.perf_counter()
        found = ap.portfolio([folder])
        taken = time.perf_counter() - started
    if len(found.members) != count or len(found.failed) != 2:
        raise SystemExit("the folder was not appraised whole; nothing is timed")
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=1_000)
    asked = parser.parse_args()
    print(f"load at the start {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
    print(f"{asked.rows:,} scenarios of one shape, one call: {rows(asked.rows):.2f} s")
    print(f"{asked.files:,} files of a folder: {files(asked.files):.1f} s")


if __name__ == "__main__":
    main()
