"""Percentiles of values that come in pieces: exact, and with as much memory however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from appraisal.ground.measure import Floats

Pieces = Callable[[], Iterable[Floats]]
"""What reads all values once more, piece by piece."""

Keys = NDArray[np.uint64]

HELD = 1 << 20
"""Values that are sorted in memory; more are narrowed down first."""

FIRST_DIGIT, DIGIT = 16, 12
"""Binary digits by which the values are narrowed down in the first pass over them, and in each further one."""

BITS = 64
SIGN = np.uint64(1 << 63)


def percentiles(pieces: Pieces, count: int, shares: Sequence[float], held: int = HELD) -> list[float]:
    """Return the percentiles of ``count`` values, linear between the two nearest (Hyndman and Fan 1996, type 7).

    ``shares`` run from 0 to 100. A value is read as a whole number that orders alike; pass by pass the leading digits
    of the wanted ranks are counted out, until what shares them fits into memory.

    >>> percentiles(lambda: [np.array([3.0, 1.0]), np.array([2.0])], 3, (0, 50, 75))
    [1.0, 2.0, 2.5]
    """
    places = [(count - 1) * share / 100 for share in shares]
    low = [int(place) for place in places]
    ranks = sorted({rank for at in low for rank in (at, min(at + 1, count - 1))})
    value = dict(zip(ranks, order_statistics(pieces, count, ranks, held), strict=True))
    return [
        _between(value[at], value[min(at + 1, count - 1)], place - at) for at, place in zip(low, places, strict=True)
    ]


def _between(low: float, high: float, part: float) -> float:
    return low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part)


def order_statistics(pieces: Pieces, count: int, ranks: Sequence[int], held: int = HELD) -> list[float]:
    """Return the values at the ranks, 0 that of the smallest; no value may be NaN."""
    open_ones, digits = {rank: (0, rank) for rank in ranks}, 0
    width, inside = FIRST_DIGIT, count
    while inside > held and digits < BITS:
        prefixes = sorted({prefix for prefix, _ in open_ones.values()})
        counts = _counted(pieces, prefixes, digits, width)
        ends = np.cumsum(counts, axis=1)
        open_ones = {
            rank: _narrowed(prefix, left, ends[prefixes.index(prefix)], width)
            for rank, (prefix, left) in open_ones.items()
        }
        digits, width = digits + width, DIGIT
        inside = _population(open_ones, prefixes, counts)
    return _read_off(pieces, open_ones, digits)


def _keys(values: Floats) -> Keys:
    """Return whole numbers in the order of the values; -0 counts as 0."""
    bits = np.ascontiguousarray(values + 0.0).view(np.uint64)
    return np.where(bits & SIGN, ~bits, bits | SIGN)


def _counted(pieces: Pieces, prefixes: list[int], digits: int, width: int) -> NDArray[np.int64]:
    """Count, for each prefix, the values behind it by their next digit."""
    counts = np.zeros((len(prefixes), 1 << width), dtype=np.int64)
    known = np.array(prefixes, dtype=np.uint64)
    for piece in pieces():
        head = _keys(piece) >> np.uint64(BITS - digits - width)
        at = _places(known, head >> np.uint64(width))
        inside = at >= 0
        flat = at[inside] * (1 << width) + (head[inside] & np.uint64((1 << width) - 1)).astype(np.int64)
        counts += np.bincount(flat, minlength=counts.size).reshape(counts.shape)
    return counts


def _places(known: Keys, prefix: Keys) -> NDArray[np.int64]:
    """Return where each prefix stands among the known ones, -1 where it is none of them."""
    at = np.minimum(np.searchsorted(known, prefix), len(known) - 1)
    return np.where(known[at] == prefix, at, -1).astype(np.int64)


def _narrowed(prefix: int, left: int, ends: NDArray[np.int64], width: int) -> tuple[int, int]:
    digit = int(np.searchsorted(ends, left, side="right"))
    return prefix << width | digit, left - int(ends[digit - 1] if digit else 0)


def _population(open_ones: dict[int, tuple[int, int]], prefixes: list[int], counts: NDArray[np.int64]) -> int:
    """Return how many values share a prefix with one of the wanted ranks."""
    width = counts.shape[1].bit_length() - 1
    wanted = {prefix for prefix, _ in open_ones.values()}
    return sum(int(counts[prefixes.index(one >> width), one & ((1 << width) - 1)]) for one in wanted)


def _read_off(pieces: Pieces, open_ones: dict[int, tuple[int, int]], digits: int) -> list[float]:
    """Sort what shares the prefixes of the wanted ranks, and read the ranks off."""
    known = np.array(sorted({prefix for prefix, _ in open_ones.values()}), dtype=np.uint64)
    if digits == BITS:
        return [_value(prefix) for prefix, _ in open_ones.values()]
    shift = np.uint64(BITS - digits) if digits else None
    kept = [piece if shift is None else piece[_places(known, _keys(piece) >> shift) >= 0] for piece in pieces()]
    values = np.sort(np.concatenate(kept))
    heads = np.zeros(len(values), np.uint64) if shift is None else _keys(values) >> shift
    first = {int(prefix): int(np.searchsorted(heads, prefix)) for prefix in known}
    return [float(values[first[prefix] + left]) + 0.0 for prefix, left in open_ones.values()]


def _value(key: int) -> float:
    """Return the value of a key: what `_keys` undoes."""
    bits = np.uint64(key)
    return float((bits ^ SIGN if bits & SIGN else ~bits).view(np.float64))
