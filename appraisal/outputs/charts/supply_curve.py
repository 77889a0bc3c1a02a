"""The supply curve: how many tonnes come at each price of a tonne, and which measure brings them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appraisal.outputs.charts import style
from appraisal.outputs.charts.about import About, Offered
from appraisal.outputs.charts.amounts import Scale, tonnes_scale
from appraisal.outputs.charts.card_rows import number
from appraisal.outputs.charts.frame import Words, framed, number_axis, settle
from appraisal.outputs.charts.lettering import fitted, printable, width
from appraisal.outputs.charts.placing import End, label_ends, letters, room_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLE = "Tonnes by price"
LEAST_HEIGHT, EACH, MARGINS = 4.4, 0.2, 1.0
"""Inches of the axes at least, for each name beside them, and below and above the names."""

NAME_ROOM = 2.3
MOST = 40
"""Names that are written; of more, those of most tonnes."""

HEAD = 1.1
"""How many times the highest step the axis reaches, for the name of the price above it."""

PAD = 0.04
BESIDE = 0.06


@dataclass(frozen=True)
class Tread:
    """One step of the curve: at ``price`` the tonnes rise from ``start`` to ``end``."""

    name: str
    price: float
    start: float
    end: float


def supply_curve(offers: Iterable[Offered], about: About, price: float | None = None) -> Figure:
    """Return the curve; the tonnes that come at ``price`` are marked. Some measure must have a price and tonnes."""
    with style.styled():
        return _drawn(list(offers), about, price)


def treads_of(offers: Iterable[Offered]) -> list[Tread]:
    """Return the steps of the curve, that of the lowest price first."""
    kept = sorted((one.price, one.name, one.tonnes) for one in offers if one.price is not None and one.tonnes > 0)
    found, stands = [], 0.0
    for price, name, tonnes in kept:
        found.append(Tread(printable(name), price, stands, stands + tonnes))
        stands += tonnes
    return found


def tonnes_at(treads: Iterable[Tread], price: float) -> float:
    """Return the tonnes that come at a price."""
    return max((tread.end for tread in treads if tread.price <= price), default=0.0)


def _drawn(offers: list[Offered], about: About, price: float | None) -> Figure:
    treads = treads_of(offers)
    if not treads:
        raise ValueError("no measure has tonnes and a price")
    tonnes = tonnes_scale(treads[-1].end)
    money = Scale.of([*(tread.price for tread in treads), price or 0.0], about.currency)
    named = sorted(treads, key=lambda tread: tread.start - tread.end)[:MOST]
    ends = [_end(tread, tonnes, money) for tread in treads if tread in named]
    words = Words(TITLE, printable(_subtitle(offers, treads, about, price)), printable(about.source))
    figure, axes = framed(words, max(LEAST_HEIGHT, MARGINS + EACH * len(ends)), room_for(ends) + 0.1)
    _curve(axes, treads, tonnes, money, price)
    settle(figure)
    _threads(axes, [tread for tread in treads if tread in named], tonnes, money)
    label_ends(axes, float(axes.get_xlim()[1]), ends)
    if price is not None:
        _name_price(axes, price / money.size, f"price {money.amount(price)}")
    return figure


def _end(tread: Tread, tonnes: Scale, money: Scale) -> End:
    name = fitted(tread.name, NAME_ROOM, style.SMALL, 1)
    return End((tread.start + tread.end) / 2 / tonnes.size, f"{name}  {money.amount(tread.price)}", style.INK)


def _curve(axes: Axes, treads: Sequence[Tread], tonnes: Scale, money: Scale, price: float | None) -> None:
    prices = [tread.price / money.size for tread in treads]
    low, high = min([0.0, *prices, (price or 0.0) / money.size]), max([0.0, *prices, (price or 0.0) / money.size])
    pad = PAD * (high - low) or 1.0
    x, y = [low - pad, *prices, high + pad], [0.0, *(tread.end / tonnes.size for tread in treads)]
    axes.fill_between(x, [*y, y[-1]], step="post", color=style.PAYS, linewidth=0)
    axes.step(x, [*y, y[-1]], where="post", color=style.BLUE, linewidth=2.0, zorder=3)
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(0, y[-1] * HEAD)
    if low < 0:
        axes.axvline(0, color=style.SOFT, linewidth=0.9)
    if price is not None:
        axes.axvline(price / money.size, color=style.VERMILION, linewidth=1.2, linestyle=(0, (4, 2)), zorder=2)
        at = tonnes_at(treads, price) / tonnes.size
        axes.plot([price / money.size], [at], "o", color=style.INK, markersize=6, zorder=5)
    axes.set_xlabel(f"Price of a tonne, {money.unit}")
    axes.set_ylabel(f"Tonnes that pay at the price, {tonnes.unit} CO₂e")
    axes.grid(axis="y")
    number_axis(axes.xaxis)
    number_axis(axes.yaxis)


def _threads(axes: Axes, treads: Sequence[Tread], tonnes: Scale, money: Scale) -> None:
    """Lead from the middle of each step to its name at the edge."""
    edge = float(axes.get_xlim()[1])
    for tread in treads:
        y = (tread.start + tread.end) / 2 / tonnes.size
        axes.plot([tread.price / money.size, edge], [y, y], color=style.AXIS, linewidth=0.6, linestyle=(0, (1, 2)))


def _name_price(axes: Axes, at: float, text: str) -> None:
    """Write the price at the head of its line, on the side that has room."""
    low, high = axes.get_xlim()
    inch = (high - low) / (axes.get_window_extent().width / axes.figure.dpi)
    side = 1 if at + (width(text, style.SMALL, "bold") + BESIDE) * inch <= high else -1
    look = letters(style.VERMILION, "bold", "left" if side > 0 else "right", "top")
    axes.text(at + side * BESIDE * inch, axes.get_ylim()[1], text, **look)


def _subtitle(offers: Sequence[Offered], treads: Sequence[Tread], about: About, price: float | None) -> str:
    total = treads[-1].end
    scale = tonnes_scale(total)
    whole = f"{scale.amount(total)} {scale.unit}"
    if price is None:
        said = f"{about.name}: {whole} in all, the last at {number(treads[-1].price)} {about.currency}/t"
    else:
        come = scale.amount(tonnes_at(treads, price))
        said = f"{about.name}: {come} of {whole} pay at {number(price)} {about.currency}/t"
    left = len(offers) - len(treads)
    return f"{said}; {left} that pay at no price, or have no tonnes, left out" if left else said
