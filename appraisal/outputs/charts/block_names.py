"""The names of the blocks of a curve: in lines above a block where they fit, else upright above all, on a thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale
from appraisal.outputs.charts.frame import EDGE, WIDTH
from appraisal.outputs.charts.lettering import LEADING, POINTS, fitted, height, width
from appraisal.outputs.charts.placing import apart, letters

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 40
"""Blocks that are named; of more, those of most tonnes."""

LABELS = 0.95
AIR = 0.06
BESIDE = 0.06
"""Inches that the axis of costs takes beside the blocks, around a name, and above a block."""

SIDE_BY_SIDE = 0.62
LINES = 4
UPRIGHT = 1.9
THREAD = 0.3
FOOT = 0.12
"""Inches that a name in lines takes at least, its lines, of a name upright, of the bend of its thread, below all."""


class Named(Protocol):
    """A block with a name."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def tonnes(self) -> float:
        """How wide it is."""

    @property
    def cost(self) -> float:
        """How tall it is."""

    @property
    def middle(self) -> float:
        """Where its middle is."""


class BlockNames:
    """The names of blocks with their costs; ``zone`` is the height in inches of the upright ones above the blocks."""

    def __init__(self, blocks: Sequence[Named], money: Scale, right: float) -> None:
        kept = sorted(blocks, key=lambda block: -block.tonnes)[:MOST]
        room = (WIDTH - 2 * EDGE - LABELS - right) / sum(block.tonnes for block in blocks)
        self._money = money
        self._flat: list[tuple[Named, str]] = []
        self._upright: list[tuple[Named, str]] = []
        for block in (block for block in blocks if block in kept):
            self._sort(block, block.tonnes * room - 2 * AIR)
        tall = [width(text, style.SMALL) for _, text in self._upright]
        self.zone = max(tall) + THREAD + 2 * AIR if tall else 0.0
        self._head = max((height(text, style.SMALL) for _, text in self._flat), default=0.0) + 2 * BESIDE

    def _sort(self, block: Named, room: float) -> None:
        cost = self._money.amount(block.cost)
        if room >= SIDE_BY_SIDE and _is_whole(block.name, cost, room):
            self._flat.append((block, f"{fitted(block.name, room, style.SMALL, LINES)}\n{cost}"))
        else:
            self._upright.append((block, f"{fitted(block.name, UPRIGHT, style.SMALL, 1)}  {cost}"))

    def write(self, axes: Axes, size: float, low: float, high: float, at: Callable[[float], float]) -> None:
        """Widen the axes for the names and write them.

        ``size`` tonnes stand for 1 on the axis; ``at`` says where a cost stands on the other one.
        """
        tall = axes.get_window_extent().height / axes.figure.dpi
        inch = (high - low) / (tall - self.zone - self._head - FOOT)
        axes.set_ylim(low - FOOT * inch, low + (tall - FOOT) * inch)
        for block, text in self._flat:
            place = (block.middle / size, max(at(block.cost), 0.0) + BESIDE * inch)
            behind = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.6}
            axes.text(*place, text, bbox=behind, zorder=5, **letters(style.INK, va="bottom"))
        axes.spines["left"].set_bounds(low - FOOT * inch, high)
        axes.yaxis.label.set_y((FOOT + (high - low) / inch / 2) / tall)
        self._write_upright(axes, size, high + self._head * inch, inch, at)

    def _write_upright(self, axes: Axes, size: float, start: float, inch: float, at: Callable[[float], float]) -> None:
        """Write upright names above ``start``, moved apart where they would touch, each with a thread to its block."""
        left, right = axes.get_xlim()
        wide = axes.get_window_extent().width / axes.figure.dpi
        across = (right - left) / wide
        each = style.SMALL * LEADING / POINTS
        wanted = [block.middle / size / across for block, _ in self._upright]
        places = apart(wanted, [each - AIR / 2] * len(wanted), 0.0, wide)
        for (block, text), place in zip(self._upright, places, strict=True):
            x, top = block.middle / size, max(at(block.cost), 0.0)
            bend = start + THREAD * inch
            axes.plot([x, x, place * across], [top, start, bend], color=style.AXIS, linewidth=0.6, zorder=1)
            axes.text(place * across, bend + AIR * inch, text, rotation=90, **letters(style.INK, va="bottom"))


def _is_whole(name: str, cost: str, room: float) -> bool:
    """Tell whether a name can stand in lines so wide without a word broken or anything cut off."""
    words = max(width(word, style.SMALL) for word in (*name.split(" "), cost))
    return words <= room and fitted(name, room, style.SMALL, LINES) == fitted(name, room, style.SMALL, 10 * LINES)
