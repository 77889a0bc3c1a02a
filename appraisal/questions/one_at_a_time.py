"""Which figures are moved one at a time, over which range, and the table of draws that does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from appraisal.engine.model import Model
from appraisal.engine.solving import factor_domain
from appraisal.ground.sheet import Array
from appraisal.scenario import library
from appraisal.scenario.drawable import SHARED
from appraisal.scenario.figure import Figure

SPREAD = 0.10
"""Share by which a figure is moved where the scenario states neither a range for any nor a spread."""

Ends = tuple[float, float]


def ranged(model: Model) -> tuple[dict[str, Ends], str]:
    """Return the figures that are moved with low and high of each, and in words where these come from.

    Figures with a range are moved over it. The others stay, unless the scenario states a spread; where no figure has a
    range, each is moved by the spread, else by 10 % either way.
    """
    own = {path: one for path, one in _own(model).items() if _has_range(one)}
    stated = {path: figure for path, figure in own.items() if _is_ranged(figure)}
    bare = [path for path, figure in own.items() if path not in stated and figure.value and not figure.default]
    spread, said = spread_of(model), f"{100 * spread_of(model):g} % either way"
    moved = {path: spread_ends(own[path], spread) for path in bare}
    if all(figure.default for figure in stated.values()):
        return moved, f"each figure {said}"
    ends = {path: stated_ends(figure) for path, figure in stated.items()}
    words, bound = "the ranges that the scenario and the library state", _unverified(stated)
    if _stated_spread(model) is None:
        return ends, f"{words}{_left(len(bare))}{bound}"
    return {**ends, **moved}, f"{words}, and each stated figure without one {said}{bound}"


def spread_of(model: Model) -> float:
    """Return the share by which a figure without a range is moved: as the scenario states it, else 10 %."""
    stated = _stated_spread(model)
    return SPREAD if stated is None else stated


def _stated_spread(model: Model) -> float | None:
    study = model.scenario.document.sensitivity
    return study.spread.value if study and study.spread else None


def movable(model: Model) -> dict[str, Figure]:
    """Return every figure that is stated, or has a range, and can be moved by any amount; a series by a factor."""
    own = _own(model).items()
    return {path: one for path, one in own if not one.kind.whole and (not one.default or _is_ranged(one))}


def kept(model: Model) -> dict[str, str]:
    """Return every stated figure that is not moved alone, with the reason."""
    stated = {path: one for path, one in model.scenario.figures.items() if not one.default}
    reasons = {path: _kept_reason(path, figure) for path, figure in stated.items()}
    return {path: reason for path, reason in reasons.items() if reason}


def reach_of(model: Model, path: str) -> Ends:
    """Return the values between which a figure is moved: low and high as stated, else the spread either way."""
    figure = model.figure(path)
    if path in model.scenario.figures and _is_ranged(figure):
        return stated_ends(figure)
    base = model.base_value(path)
    return _moved(base, spread_of(model), *domain_of(model, path))


def domain_of(model: Model, path: str) -> Ends:
    """Return the values that a figure can take, at most; for a series the factors that keep every year inside."""
    kind, figure = model.kind(path), model.figure(path)
    series = figure.series if path in model.scenario.figures else None
    return factor_domain(series, kind) if series else (kind.low, kind.high)


def apart(model: Model, values: Mapping[str, Sequence[float]]) -> dict[str, Array]:
    """Return the table whose draw 0 is the base case, followed by each figure at its values with all others at base."""
    count = 1 + sum(map(len, values.values()))
    table, start = {}, 1
    for path, listed in values.items():
        table[path] = np.full(count, model.base_value(path))
        table[path][start : start + len(listed)] = listed
        start += len(listed)
    return table


def parted(found: Array, values: Mapping[str, Sequence[float]]) -> dict[str, Array]:
    """Return what each figure's own draws of such a table came to."""
    ends = np.cumsum([1, *map(len, values.values())])
    return {path: found[ends[at] : ends[at + 1]] for at, path in enumerate(values)}


def stated_ends(figure: Figure) -> Ends:
    """Return low and high of a figure; where one is not stated the value itself."""
    low, high = (figure.value if end is None else end for end in (figure.low, figure.high))
    return low, high


def spread_ends(figure: Figure, spread: float = SPREAD) -> Ends:
    """Return a share either way of a figure, inside its domain."""
    return _moved(figure.value, spread, figure.kind.low, figure.kind.high)


def _moved(value: float, spread: float, least: float, most: float) -> Ends:
    low, high = sorted((value * (1 - spread), value * (1 + spread)))
    return max(low, least), min(high, most)


def _own(model: Model) -> dict[str, Figure]:
    figures = model.scenario.figures.items()
    return {path: one for path, one in figures if not (one.refers_to or SHARED.fullmatch(path))}


def _has_range(figure: Figure) -> bool:
    """Whether a figure is one that a range may be stated for."""
    return not (figure.series or figure.kind.whole)


def _is_ranged(figure: Figure) -> bool:
    return figure.low is not None or figure.high is not None


def _kept_reason(path: str, figure: Figure) -> str:
    if figure.refers_to:
        return f"it repeats {figure.refers_to}"
    if SHARED.fullmatch(path):
        return "one of several shares that add up to 1"
    return "it counts whole years or times" if figure.kind.whole else ""


def _left(count: int) -> str:
    """Say how many stated figures have no range: they are not moved."""
    return f"; {count} stated {'figure has' if count == 1 else 'figures have'} none and stay" if count else ""


def _unverified(stated: Mapping[str, Figure]) -> str:
    """Say where a range of the library was not checked against its source."""
    own = [figure for path, figure in stated.items() if path.startswith("fuels.")]
    return "" if all(map(library.is_verified, own)) else "; the library's are not verified"
