"""Whether the eight outcomes of a draw are those of the oracle: figures and gaps alike.

python -m benchmarks.agreement --draws 1000
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping
from importlib.util import find_spec

from benchmarks import job, oracle

NEAR = 1e-9
UNIT = {"npv": 1e6, "equity_npv": 1e6, "project_irr": 0.01, "equity_irr": 0.01}
"""Below this size a difference is held against it and not against the figure, which may be zero: a million USD, one
per cent; for years, prices and covers it is one."""


def differences(found: Mapping[str, job.Floats], figures: Mapping[str, job.Floats]) -> dict[str, float]:
    """Return the largest relative difference from the oracle in each outcome; infinity where only one has a figure."""
    count = len(figures["rate"])
    expected = [oracle.outcome(job.one_of(figures, draw)) for draw in range(count)]
    return {
        name: max(_apart(float(values[draw]), expected[draw][name], UNIT.get(name, 1.0)) for draw in range(count))
        for name, values in found.items()
    }


def _apart(value: float, expected: float | None, unit: float) -> float:
    if expected is None or math.isnan(value):
        return 0.0 if expected is None and math.isnan(value) else math.inf
    return abs(value - expected) / max(abs(expected), unit)


def main() -> None:
    from benchmarks import chain  # here, because it imports the package, and the comparison needs none of it

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1000)
    figures = job.drawn(parser.parse_args().draws)
    for engine in ("numpy", "fused") if find_spec("numba") else ("numpy",):
        for name, apart in differences(chain.chain(engine)(figures), figures).items():
            print(f"{engine:<8}{name:<26}{apart:>8.0e}  {'agrees' if apart <= NEAR else 'DIFFERS'}")


if __name__ == "__main__":
    main()
