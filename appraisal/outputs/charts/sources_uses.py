"""Where the money of construction comes from, and where it goes: two bars of the same height."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appraisal.engine.appraisal import Appraisal
from appraisal.ground.numbers import percent
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale, money_words
from appraisal.outputs.charts.frame import EDGE, WIDTH, Words, framed, settle
from appraisal.outputs.charts.lettering import fitted, height
from appraisal.outputs.charts.placing import AIR, apart, letters
from appraisal.outputs.money_record import construction_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEAST_HEIGHT = 4.0
ROOM = WIDTH - 2 * EDGE
BAR = 1.25
GAP = 0.55
BESIDE = 0.32
"""Inches: of the axes, of each bar, between the bars, and between a bar and its labels."""

LABEL_ROOM = (ROOM - 2 * BAR - GAP) / 2 - BESIDE
HEAD = 0.5
FOOT = 0.12
"""Inches above the bars for their names and sums, and below them."""

COLORS = {
    "Grant": style.MINT,
    "Equity": style.INK,
    "Receipts": style.YELLOW,
    "Capex gap": style.VERMILION,
    "Replacements": style.ORANGE,
    "Other one-off costs": style.STONE,
    "Registration": style.PURPLE,
    "Interest, capitalised": style.YELLOW,
    "Interest, paid": style.ORANGE,
    "Upfront fees": style.GREEN,
    "Commitment fees": style.PURPLE,
    "Reserve": style.SKY,
    "Working capital": style.LILAC,
    "Tax": style.BROWN,
}
LOANS = (style.BLUE, style.SKY, style.GREEN, style.PURPLE, style.ORANGE, style.STONE)


@dataclass(frozen=True)
class Slice:
    """One part of a bar."""

    label: str
    color: str
    start: float
    size: float


def sources_uses(appraisal: Appraisal) -> Figure:
    """Return the chart of sources and uses; the scenario must have finance, and spend in construction."""
    with style.styled():
        return _drawn(appraisal)


def slices_of(parts: Mapping[str, float]) -> list[Slice]:
    """Return the parts of one bar from the bottom up, the first named on top."""
    found, start, loans = [], 0.0, iter(LOANS * len(parts))
    colors = {
        label: COLORS.get(label) or (next(loans) if label.startswith("Loan ") else style.STONE) for label in parts
    }
    for label, size in reversed(list(parts.items())):
        found.append(Slice(label, colors[label], start, size))
        start += size
    return found


def _drawn(appraisal: Appraisal) -> Figure:
    bars = {side: slices_of(parts) for side, parts in construction_of(appraisal.run).items()}
    total = max(sum(one.size for one in parts) for parts in bars.values())
    scale = Scale.of([total], appraisal.scenario.currency)
    tall = max(LEAST_HEIGHT, *(_height(parts, scale) for parts in bars.values()))
    view = f"{style.year_words(appraisal.scenario)}, years of construction"
    words = Words.of("Sources and uses of construction", _subtitle(appraisal), appraisal.scenario, view)
    figure, axes = framed(words, tall, 0.0)
    axes.set_axis_off()
    axes.set_xlim(0, ROOM)
    inch = total / scale.size / (tall - HEAD - FOOT)
    axes.set_ylim(-FOOT * inch, (tall - FOOT) * inch)
    settle(figure)
    for at, (side, parts) in enumerate(bars.items()):
        _bar(axes, at, side, parts, scale)
        _labels(axes, at, parts, scale)
    return figure


def _height(parts: list[Slice], scale: Scale) -> float:
    """Return the inches at which the labels of a bar stand clear of one another."""
    total = sum(one.size for one in parts)
    return HEAD + FOOT + sum(height(_text(one, total, scale), style.SMALL) + AIR for one in parts)


def _subtitle(appraisal: Appraisal) -> str:
    run = appraisal.run
    drawn, spent = float(run.total("finance.drawn")[0]), float(run.total("swap.capex_gap")[0])
    granted = float(run.total("grant_received")[0])
    currency = appraisal.scenario.currency
    said = [f"Loans of {money_words(drawn, currency)}"] if drawn else []
    said += [f"{'a' if said else 'A'} grant of {money_words(granted, currency)}"] if granted else []
    return f"{' and '.join(said) or 'Equity alone'} for a capex gap of {money_words(spent, currency)}"


def _left(at: int) -> float:
    return LABEL_ROOM + BESIDE + at * (BAR + GAP)


def _bar(axes: Axes, at: int, side: str, parts: list[Slice], scale: Scale) -> None:
    for one in parts:
        sizes = (one.size / scale.size, BAR, one.start / scale.size)
        axes.bar(
            _left(at), *sizes, align="edge", color=one.color, edgecolor=style.PAPER, linewidth=0.7, label=one.label
        )
    total = sum(one.size for one in parts)
    said = f"{side.capitalize()}\n{scale.amount(total)} {scale.unit}"
    place = (_left(at) + BAR / 2, total / scale.size)
    axes.annotate(said, place, (0, 4), textcoords="offset points", **letters(style.INK, "bold", va="bottom"))


def _labels(axes: Axes, at: int, parts: list[Slice], scale: Scale) -> None:
    """Write each part beside its bar, moved apart where labels would touch, with a thread to the part."""
    total = sum(one.size for one in parts)
    texts = [_text(one, total, scale) for one in parts]
    low, high = axes.get_ylim()
    inch = (high - low) / (axes.get_window_extent().height / axes.figure.dpi)
    middles = [(one.start + one.size / 2) / scale.size for one in parts]
    tall = [height(text, style.SMALL) for text in texts]
    places = apart([(middle - low) / inch for middle in middles], tall, 0.0, (high - low) / inch)
    side, edge = (-1, _left(0)) if at == 0 else (1, _left(1) + BAR)
    for text, middle, place in zip(texts, middles, places, strict=True):
        up = low + place * inch
        bends = [edge + side * away for away in (0.02, 0.08, BESIDE - 0.08, BESIDE - 0.03)]
        axes.plot(bends, [middle, middle, up, up], color=style.AXIS, linewidth=0.6)
        axes.text(edge + side * BESIDE, up, text, **letters(style.INK, ha="right" if side < 0 else "left"))


def _text(one: Slice, total: float, scale: Scale) -> str:
    name = fitted(one.label, LABEL_ROOM, style.SMALL, 2)
    return f"{name}\n{scale.amount(one.size)} ({percent(one.size / total, 1)})"
