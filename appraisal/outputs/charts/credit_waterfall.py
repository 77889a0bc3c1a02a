"""Where each tonne and each amount of money of the credits goes: tonnes above, money below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from appraisal.engine.appraisal import Appraisal
from appraisal.ground.numbers import percent, plain
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale, money_words, tonnes_scale
from appraisal.outputs.charts.frame import Words, number_axis, paper
from appraisal.outputs.charts.rows import Tag, name_rows, rows_height, write_tags
from appraisal.outputs.charts.steps import Step, added, draw_steps, marks_of, money_tag, sign_color
from appraisal.outputs.credits_record import credits_record

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Item = dict[str, Any]

NET = "Net"
BEYOND = "Earned beyond its own tonnes"
"""What a sector that shares by output gives a plant for tonnes of others."""

LEAST_SHARE = 0.0005
"""A share that one decimal of a percent would show as nothing."""

COLORS = {
    "developer": style.BLUE,
    "sold": style.BLUE,
    "held": style.SKY,
    "host": style.ORANGE,
    "partner": style.PURPLE,
    "buffer": style.GREEN,
    "adaptation": style.YELLOW,
    "cancelled": style.BROWN,
}
"""Owners of credits and their uses; what is sold stands in the colour of the developer, whose it was."""

STANDS = {"color": style.INK}
NOT_CREDITED = {"facecolor": style.GRID, "edgecolor": style.STONE, "linewidth": 0.8}


@dataclass(frozen=True)
class Panel:
    """One waterfall of the figure: its bars, what stands for 1 on its axis, and every word beside the bars."""

    steps: list[Step]
    size: float
    looks: list[dict[str, Any]]
    tags: list[Tag]
    words: str


def credit_waterfall(appraisal: Appraisal) -> Figure:
    """Return the waterfall of tonnes over the life and of money in present value; the scenario must have credits."""
    with style.styled():
        return _drawn(appraisal)


def tonne_steps(items: Sequence[Item]) -> list[Step]:
    """Return the steps of tonnes: what stands is on the axis, what is taken off hangs where the sum stood."""
    steps, stands = [], 0.0
    for item in items:
        is_total, tonnes = item["kind"] == "total", item["tonnes"]
        start, stands = (0.0, tonnes) if is_total else (stands, stands - tonnes)
        named = BEYOND if item["key"] == "not_earned" and tonnes < 0 else _upper(item["label"])
        steps.append(Step(named, start, stands, is_total))
    return steps


def money_steps(items: Sequence[Item]) -> list[Step]:
    """Return the steps of money in present value, and their sum last; nothing where no money moves."""
    steps = added((_upper(item["label"]), item["present_value"]) for item in items)
    return [*steps, Step(NET, 0.0, steps[-1].end, total=True)] if steps else []


def _upper(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _drawn(appraisal: Appraisal) -> Figure:
    found = credits_record(appraisal)
    if found is None:
        raise ValueError("the scenario has no credits")
    panels = [_tonnes(found["tonnes"])]
    panels += [_money(steps, appraisal.scenario.currency) for steps in [money_steps(found["money"])] if steps]
    figure = paper(_words(appraisal, found), sum(rows_height(len(panel.steps)) for panel in panels))
    shares = [len(panel.steps) + 0.2 for panel in panels]
    every = figure.subplots(len(panels), 1, height_ratios=shares, squeeze=False)[:, 0]
    for axes, panel in zip(every, panels, strict=True):
        _draw(axes, panel)
    for axes, panel in zip(every, panels, strict=True):
        write_tags(axes, panel.tags, marks_of(panel.steps, panel.size))
    return figure


def _tonnes(items: Sequence[Item]) -> Panel:
    steps, abated = tonne_steps(items), items[0]["tonnes"]
    scale = tonnes_scale(max(abs(value) for step in steps for value in (step.start, step.end)))
    tags = [_tag(at, step, abated, scale) for at, step in enumerate(steps)]
    words = f"CO₂-equivalent over the whole life, {scale.unit}"
    words += "; share of what is abated in brackets" if abated > 0 else ""
    return Panel(steps, scale.size, [_look(item) for item in items], tags, words)


def _money(steps: list[Step], currency: str) -> Panel:
    scale = Scale.of((value for step in steps for value in (step.start, step.end)), currency)
    tags = [money_tag(at, step, scale) for at, step in enumerate(steps)]
    looks = [{"color": sign_color(step)} for step in steps]
    return Panel(steps, scale.size, looks, tags, f"Present value before tax, {scale.unit}")


def _draw(axes: Axes, panel: Panel) -> None:
    name_rows(axes, [step.label for step in panel.steps], [step.total for step in panel.steps])
    draw_steps(axes, panel.steps, panel.size, panel.looks)
    axes.axvline(0, color=style.SOFT, linewidth=0.9)
    number_axis(axes.xaxis)
    axes.set_xlabel(panel.words)


def _look(item: Item) -> dict[str, Any]:
    if item["key"] in COLORS:
        return {"color": COLORS[item["key"]]}
    return STANDS if item["kind"] == "total" else NOT_CREDITED


def _tag(at: int, step: Step, abated: float, scale: Scale) -> Tag:
    """Return the amount and its share at the right of the bar, where there is room; what is below 0 stands left."""
    tonnes = step.end if step.total else step.change
    number = scale.amount(tonnes) if step.total else scale.signed(tonnes)
    text = f"{number} ({share_words(abs(tonnes) / abated)})" if abated > 0 else number
    is_below = step.total and tonnes < 0
    place = min(step.start, step.end) if is_below else max(step.start, step.end)
    return Tag(place / scale.size, at, text, -1 if is_below else 1, "bold" if step.total else "normal")


def share_words(share: float) -> str:
    """Return a share in percent, with more digits where one decimal would show nothing of it.

    >>> share_words(0.098), share_words(0.0), share_words(0.00012)
    ('9.8 %', '0.0 %', '0.012 %')
    """
    return f"{plain(share * 100, 2)} %" if 0 < abs(share) < LEAST_SHARE else percent(share, 1)


def _words(appraisal: Appraisal, found: Item) -> Words:
    tonnes = {item["key"]: item["tonnes"] for item in found["tonnes"]}
    worth = sum(item["present_value"] for item in found["money"])
    said = [f"{found['title']}: {_sold_words(tonnes)}"]
    if found["money"]:
        said.append(f"credits less their costs are worth {money_words(worth, appraisal.scenario.currency)}")
    else:
        said.append("no money is received or paid for credits")
    view = f"{style.discounted_words(appraisal.scenario)}; before tax"
    return Words.of("Where the tonnes and the money of the credits go", "; ".join(said), appraisal.scenario, view)


def _sold_words(tonnes: dict[str, float]) -> str:
    abated, sold = tonnes["abated"], tonnes["sold"]
    scale = tonnes_scale(abated)
    whole = f"{scale.amount(abs(abated))} {scale.unit}"
    if abated <= 0:
        return f"emissions rise by {whole} over the life" if abated < 0 else "nothing is abated over the life"
    if sold <= 0:
        return f"none of the {whole} abated is {'sold' if tonnes['issued'] > 0 else 'credited'}"
    return f"{whole} abated, {scale.amount(sold)} {scale.unit} sold"
