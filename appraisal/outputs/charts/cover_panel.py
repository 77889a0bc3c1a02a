"""The lower panel of the debt chart: debt service cover by year, its lowest, and the levels that it must hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import tick, typeset
from appraisal.outputs.charts.by_year import main_line, side_line
from appraisal.outputs.charts.frame import number_axis
from appraisal.outputs.charts.placing import End, Placer, label_ends, letters
from appraisal.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COVENANTS = (("lock-up", "finance.covenants.lock_up"), ("default", "finance.covenants.default"))
HIGHEST, LOWEST = 4.0, -3.0
"""Cover beyond which a year says nothing more: it is drawn at the edge, as an arrow."""

ABOVE, BELOW = 0.1, 0.3
"""Room above and below the lines, in shares of their span: the lowest cover has its label below it."""

DIGITS = 9
"""Cover that differs in later digits is the same: of years that are level, the first is named."""

AROUND = [
    (dx * away, dy * away)
    for away in (1.0, 1.7, 2.6, 3.5)
    for dx, dy in ((0, 0.13), (0, -0.13), (0.1, 0.1), (-0.1, 0.1), (0.1, -0.1), (-0.1, -0.1), (0.14, 0), (-0.14, 0))
]
"""Where the label of the main lowest cover may stand, from its point, in shares of the axes; the nearest first."""


@dataclass(frozen=True)
class Cover:
    """The cover of one run by year, NaN where no debt is served; the one of the headline is the main one."""

    values: Array
    is_main: bool

    @property
    def exists(self) -> bool:
        """Whether debt is served in any year."""
        return bool(np.isfinite(self.values).any())

    @property
    def lowest(self) -> int:
        """The place of the year with the lowest cover."""
        return int(np.nanargmin(self.values.round(DIGITS)))


class CoverPanel:
    """Debt service cover of one or two runs on the axes of the chart."""

    def __init__(self, years: Sequence[int], covers: Sequence[Cover], scenario: Scenario) -> None:
        self._years = years
        self._covers = covers
        self._scenario = scenario

    @cached_property
    def levels(self) -> list[End]:
        """The levels of the covenants; where none are stated, cover of 1."""
        figures = self._scenario.figures
        stated = [(name, figures[path].value) for name, path in COVENANTS if path in figures]
        named = [End(value, f"{name} {value:.2f}x", style.VERMILION) for name, value in stated]
        return named or [End(1.0, "service just\ncovered, 1.00x", style.VERMILION)]

    def summary(self) -> str:
        """Say the lowest cover of each run in one line."""
        said = [self._lowest_words(one) for one in reversed(self._covers)]
        if len(said) == 2:
            said = [f"{said[0]} with {style.priced_words(self._scenario)}", f"{said[1]} without"]
        return f"Lowest debt service cover (DSCR): {', '.join(said)}"

    def _lowest_words(self, one: Cover) -> str:
        return f"{_times(one.values[one.lowest])} in {self._years[one.lowest]}" if one.exists else "none"

    def draw(self, axes: Axes) -> None:
        """Draw the lines and the levels."""
        low, high = self._limits()
        for one in self._covers:
            (main_line if one.is_main else side_line)(axes, self._years, self._drawn(one))
        for level in self.levels:
            axes.axhline(level.value, color=style.VERMILION, linewidth=1.1, linestyle=(0, (5, 2)), zorder=2)
        for edge, sign in ((high, 1), (low, -1)):
            self._arrows(axes, edge, sign)
        span = high - low
        axes.set_ylim(low - BELOW * span, high + ABOVE * span)
        axes.grid(axis="y")
        number_axis(axes.yaxis, 6)
        axes.set_ylabel("DSCR")

    @cached_property
    def ends(self) -> list[End]:
        """What stands at the right: the levels, and what an arrow means where there is one."""
        low, high = self._limits()
        found = list(self.levels)
        if any((one.values > high).any() for one in self._covers):
            found.append(End(high, f"▲ above {tick(round(high, 2))}x", style.SOFT))
        if any((one.values < low).any() for one in self._covers):
            found.append(End(low, f"▼ below {tick(round(low, 2))}x", style.SOFT))
        return found

    def _limits(self) -> tuple[float, float]:
        """Return the range that is drawn: all of it, unless single years would flatten the rest."""
        values = np.concatenate([one.values[np.isfinite(one.values)] for one in self._covers])
        marks = [level.value for level in self.levels]
        low, high = min([*values, *marks]), max([*values, *marks])
        return max(low, LOWEST), min(high, max(HIGHEST, 2 * float(min(values)), *marks))

    def _arrows(self, axes: Axes, edge: float, sign: int) -> None:
        """Mark the years beyond one edge of the axis."""
        for one in self._covers:
            years = np.array(self._years)[sign * one.values > sign * edge]
            if len(years):
                look: dict[str, Any] = {
                    "color": style.INK if one.is_main else style.SOFT,
                    "markersize": 6.0,
                    "zorder": 5,
                }
                axes.plot(years, np.full(len(years), edge), "^" if sign > 0 else "v", linestyle="none", **look)

    def write(self, axes: Axes) -> None:
        """Write the levels at the right, and the lowest cover of each run beside its point."""
        label_ends(axes, float(axes.get_xlim()[1]), self.ends)
        placer = Placer(axes)
        for one in self._covers:
            placer.keep_clear(self._years, self._drawn(one))
        for level in self.levels:
            placer.keep_clear(axes.get_xlim(), (level.value, level.value))
        named = {self._lowest_words(one): one for one in self._covers if one.exists}
        for one in sorted(named.values(), key=lambda one: not one.is_main):
            self._label_lowest(axes, placer, one)

    def _drawn(self, one: Cover) -> Array:
        low, high = self._limits()
        return np.clip(one.values, low, high)

    def _label_lowest(self, axes: Axes, placer: Placer, one: Cover) -> None:
        point = (self._years[one.lowest], float(self._drawn(one)[one.lowest]))
        x, y = axes.transAxes.inverted().transform(axes.transData.transform(point))
        color, weight = (style.INK, "bold") if one.is_main else (style.SOFT, "normal")
        which = "" if len(self._covers) == 1 or one.is_main else f" without {style.priced_words(self._scenario)}"
        said = f"lowest{which} {_times(one.values[one.lowest])}"
        side = 1 if one.is_main else -1
        place = placer.find(said, [(x + dx, y + side * dy) for dx, dy in AROUND], (x, y))
        if place is not None:
            thread = {"arrowstyle": "-", "color": color, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 3}
            axes.annotate(said, point, place, textcoords="axes fraction", arrowprops=thread, **letters(color, weight))
            axes.plot(*point, "o", color=color, markersize=5.5, zorder=6)


def _times(value: float) -> str:
    return typeset(f"{value:,.2f}x")
