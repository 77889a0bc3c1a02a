"""Colours for letters: dark enough to be read on paper."""

from __future__ import annotations

from functools import cache

from appraisal.outputs.charts import style

LEAST = 4.5
"""Contrast that small letters need at least (WCAG 2.2, success criterion 1.4.3)."""

STEP = 0.1
"""The share of ink that is added at a time."""

BEND, SLOPE, OFFSET, POWER = 0.04045, 12.92, 0.055, 2.4
WEIGHTS = (0.2126, 0.7152, 0.0722)
FLARE = 0.05
"""Relative luminance of a colour of sRGB, and the light that a screen reflects (WCAG 2.2, definitions)."""


@cache
def legible(color: str) -> str:
    """Return the colour, mixed with ink until letters of it can be read on paper; paper itself stays as it is.

    >>> legible(style.INK) == style.INK, legible(style.PAPER) == style.PAPER
    (True, True)
    >>> legible(style.VERMILION), contrast(style.VERMILION) < LEAST < contrast(legible(style.VERMILION))
    ('#B0530B', True)
    """
    share = 0.0
    found = color
    while contrast(found) < LEAST and color.upper() != style.PAPER:
        share += STEP
        found = _mixed(color, style.INK, share)
    return found


def contrast(color: str, behind: str = style.PAPER) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((_luminance(color), _luminance(behind)))
    return (high + FLARE) / (low + FLARE)


def _luminance(color: str) -> float:
    linear = (part / SLOPE if part <= BEND else ((part + OFFSET) / (1 + OFFSET)) ** POWER for part in _parts(color))
    return sum(weight * part for weight, part in zip(WEIGHTS, linear, strict=True))


def _parts(color: str) -> list[float]:
    return [int(color[at : at + 2], 16) / 0xFF for at in (1, 3, 5)]


def _mixed(color: str, other: str, share: float) -> str:
    parts = ((1 - share) * one + share * two for one, two in zip(_parts(color), _parts(other), strict=True))
    return "#" + "".join(f"{round(part * 0xFF):02X}" for part in parts)
