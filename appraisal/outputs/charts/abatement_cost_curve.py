"""The abatement-cost curve: a block a measure, as wide as the tonnes that it abates, the cheapest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from appraisal.outputs.charts import style
from appraisal.outputs.charts.about import About, Measured
from appraisal.outputs.charts.amounts import Scale, tonnes_scale
from appraisal.outputs.charts.block_names import BlockNames
from appraisal.outputs.charts.card_rows import TIED, number
from appraisal.outputs.charts.frame import Words, framed, key_above, number_axis, settle
from appraisal.outputs.charts.lettering import printable
from appraisal.outputs.charts.placing import End, label_ends, room_for
from appraisal.outputs.charts.price_axis import PriceAxis

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT = 4.2
"""Inches of the blocks themselves; names that stand upright above them come on top."""

VERY_WIDE = 20.0
"""How many times the middle cost the largest may be: areas of blocks are amounts of money only on a straight axis."""

TICK_ROOM = 2.6
"""Inches in which the ticks of a bent axis are sure to find room."""

TITLE = "Abatement cost by measure"


@dataclass(frozen=True)
class Placed:
    """A measure in its place: from ``start``, in tonnes, the cheaper ones before it."""

    name: str
    start: float
    tonnes: float
    cost: float

    @property
    def middle(self) -> float:
        """The middle of the block."""
        return self.start + self.tonnes / 2


def abatement_cost_curve(measures: Iterable[Measured], about: About, price: float | None = None) -> Figure:
    """Return the curve; ``price`` of a tonne is drawn across it. Some measure must abate tonnes at a cost."""
    with style.styled():
        return _drawn(list(measures), about, price)


def placed(measures: Iterable[Measured]) -> list[Placed]:
    """Return the measures that abate tonnes at a cost, the cheapest first, each where the one before it ends."""
    kept = [(one.cost, one.name, one.tonnes) for one in measures if one.cost is not None and one.tonnes > 0]
    found, start = [], 0.0
    for cost, name, tonnes in sorted(kept):
        found.append(Placed(printable(name).replace(" %", f"{TIED}%"), start, tonnes, cost))
        start += tonnes
    return found


def _drawn(measures: list[Measured], about: About, price: float | None) -> Figure:
    blocks = placed(measures)
    if not blocks:
        raise ValueError("no measure abates tonnes at a cost")
    tonnes = tonnes_scale(blocks[-1].start + blocks[-1].tonnes)
    money = Scale.of([*(block.cost for block in blocks), price or 0.0], about.currency)
    costs = PriceAxis.of([*(block.cost / money.size for block in blocks), (price or 0.0) / money.size], VERY_WIDE)

    def at(cost: float) -> float:
        return float(costs.forward(cost / money.size))

    ends = [] if price is None else [End(at(price), f"price\n{money.amount(price)}", style.VERMILION, "bold")]
    names = BlockNames(blocks, money, room_for(ends))
    words = Words(TITLE, printable(_subtitle(measures, blocks, about, price)), printable(about.source))
    figure, axes = framed(words, HEIGHT + names.zone, room_for(ends))
    _blocks(axes, blocks, tonnes, at, price)
    _named(axes, tonnes, money, costs)
    low, high = _range(axes, costs)
    settle(figure)
    names.write(axes, tonnes.size, low, high, at)
    label_ends(axes, float(axes.get_xlim()[1]), ends)
    return figure


def _blocks(
    axes: Axes, blocks: Sequence[Placed], tonnes: Scale, at: Callable[[float], float], price: float | None
) -> None:
    for label, color, group in _groups(blocks, price):
        starts, wide = ([getattr(block, name) / tonnes.size for block in group] for name in ("start", "tonnes"))
        costs = [at(block.cost) for block in group]
        look: dict[str, Any] = {"color": color, "edgecolor": style.PAPER, "linewidth": 0.6, "label": label}
        axes.bar(starts, costs, wide, align="edge", **look)
    axes.axhline(0, color=style.SOFT, linewidth=0.9)
    if price is not None:
        axes.axhline(at(price), color=style.VERMILION, linewidth=1.2, linestyle=(0, (4, 2)), zorder=3)
    axes.set_xlim(0, (blocks[-1].start + blocks[-1].tonnes) / tonnes.size)
    number_axis(axes.xaxis)
    axes.grid(axis="y")
    key_above(axes)


def _named(axes: Axes, tonnes: Scale, money: Scale, costs: PriceAxis) -> None:
    """Name the axes; costs of very different size stand on an axis that bends, and the reader is told so."""
    axes.set_xlabel(f"Tonnes abated, {tonnes.unit} CO₂e")
    bent = f"\n{costs.words}" if costs.words else ""
    axes.set_ylabel(f"Abatement cost, {money.unit} per tonne{bent}")


def _groups(blocks: Sequence[Placed], price: float | None) -> Iterator[tuple[str, str, list[Placed]]]:
    """Yield the blocks that share a colour, with what it means."""
    limit = max(price or 0.0, 0.0)
    saving = [block for block in blocks if block.cost <= 0]
    within = [block for block in blocks if 0 < block.cost <= limit]
    beyond = [block for block in blocks if block.cost > limit]
    costly = "costs money" if not limit else "costs more than the price"
    for label, color, group in (
        ("saves money", style.GREEN, saving),
        ("costs no more than the price", style.BLUE, within),
        (costly, style.ORANGE, beyond),
    ):
        if group:
            yield label, color, group


def _range(axes: Axes, costs: PriceAxis) -> tuple[float, float]:
    """Give the costs their ticks, and return their ends; names need room beyond both."""
    low, high = (float(costs.forward(end)) for end in (costs.low, costs.high))
    axes.set_ylim(low, high)
    if costs.bend is None:
        number_axis(axes.yaxis)
        axes.set_yticks([at for at in axes.get_yticks() if low <= at <= high])
    else:
        ticks, labels = costs.ticks(TICK_ROOM, upright=True)
        axes.set_yticks([float(costs.forward(cost)) for cost in ticks], labels)
    return low, high


def _subtitle(measures: Sequence[Measured], blocks: Sequence[Placed], about: About, price: float | None) -> str:
    total = sum(block.tonnes for block in blocks)
    scale = tonnes_scale(total)
    said = [f"{about.name}: {scale.amount(total)} {scale.unit} at {number(blocks[0].cost)} {about.currency}/t"]
    if len(blocks) > 1:
        said = [f"{about.name}: {_cheap(blocks, scale, about.currency, price)}"]
    left = len(measures) - len(blocks)
    return "; ".join([*said, *([f"{left} without tonnes or without a cost left out"] if left else [])])


def _cheap(blocks: Sequence[Placed], scale: Scale, currency: str, price: float | None) -> str:
    """Say how many measures, and how many tonnes, cost no more than the price."""
    cheap = [block for block in blocks if block.cost <= max(price or 0.0, 0.0)]
    total, within = (scale.amount(sum(block.tonnes for block in some)) for some in (blocks, cheap))
    bound = f"cost no more than {number(price)} {currency}/t" if price and price > 0 else "save money or cost nothing"
    return f"{len(cheap)} of {len(blocks)} measures, {within} of {total} {scale.unit}, {bound}"
