"""The points of a run: probabilities of one logical block, the same whoever asks for the block, and when."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from appraisal.ground.sheet import Array

LOGICAL = 4096
"""Draws of one logical block, whatever anybody's block size: 2^12, so that Sobol points come in whole blocks."""

DOUBLINGS = 12
"""The power of 2 that a logical block is."""

BITS = 30
"""Binary digits of a Sobol point: 2^30 points, more than any run may have."""

MOST_COLUMNS = 21_201
"""Dimensions for which direction numbers of Sobol points are known (Joe and Kuo 2008)."""

Points = Callable[[int, int], Array]
"""From the number of a block and of its draws to probabilities ``(columns, draws)`` in [0, 1); there may be more."""


def random_points(seed: int, columns: int, _: int) -> Points:
    """Return independent points: PCG64, one stream for each pair of seed and block.

    The stream runs through one column after the other, so that a further column leaves those before it alone.
    """
    return lambda block, _: _stream(seed, block).random((columns, LOGICAL))


def _stream(seed: int, block: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(block,))))


def latin_hypercube(seed: int, columns: int, _: int) -> Points:
    """Return points with one in each of n strata of each column, n the draws of the block.

    McKay, Beckman and Conover, Technometrics 21 (1979); each block is a hypercube of its own.
    """

    def points(block: int, draws: int) -> Array:
        stream = _stream(seed, block)
        strata = np.argsort(stream.random((columns, draws)), axis=1)
        return (strata + stream.random((columns, draws))) / draws

    return points


def sobol(seed: int, columns: int, blocks: int) -> Points:
    """Return scrambled Sobol points (Matousek scrambling and a digital shift), in the middle of their cells.

    Point n is the exclusive or of the generators at the binary digits of n's Gray code, so that block b is block 0 with
    one pattern laid over it, which follows from the digits of b: no block waits for those before it.
    """
    from scipy.stats.qmc import Sobol

    engine = Sobol(columns, bits=BITS, seed=np.random.default_rng(seed))
    first = _digits(engine.random(LOGICAL))
    patterns = []
    for doubling in range((blocks - 1).bit_length()):
        engine.fast_forward((LOGICAL << doubling) - engine.num_generated)
        patterns.append(_digits(engine.random(1)) ^ first[:, :1])

    def points(block: int, _: int) -> Array:
        mixed = first.copy()
        for doubling, pattern in enumerate(patterns):
            if block >> doubling & 1:
                mixed ^= pattern
        return np.asarray((mixed + 0.5) * 2.0**-BITS, dtype=np.float64)

    return points


def _digits(points: Array) -> NDArray[np.int64]:
    """Return points ``(draws, columns)`` as whole numbers of 30 binary digits, ``(columns, draws)``."""
    return np.ascontiguousarray(np.rint(points * 2.0**BITS).astype(np.int64).T)


SAMPLERS: dict[str, Callable[[int, int, int], Points]] = {
    "random": random_points,
    "sobol": sobol,
    "latin_hypercube": latin_hypercube,
}
"""From seed, number of columns and number of blocks to the points of a run."""
