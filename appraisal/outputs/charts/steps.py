"""Bars of a waterfall: each starts where the one before it ended, and a total stands on the axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale
from appraisal.outputs.charts.rows import Tag

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BAR = 0.62


@dataclass(frozen=True)
class Step:
    """One bar: from where the sum stood to where it stands then; a total starts at 0."""

    label: str
    start: float
    end: float
    total: bool = False

    @property
    def change(self) -> float:
        """What the step adds."""
        return self.end - self.start


def added(parts: Iterable[tuple[str, float]], stands: float = 0.0) -> list[Step]:
    """Return the steps that add each part, in order, to where the sum stands.

    >>> [step.end for step in added([("one", 3.0), ("other", -1.0)], 10.0)]
    [13.0, 12.0]
    """
    steps = []
    for label, value in parts:
        steps.append(Step(label, stands, stands + value))
        stands += value
    return steps


def draw_steps(axes: Axes, steps: Sequence[Step], size: float, looks: Sequence[dict[str, Any]]) -> None:
    """Draw a bar for each step, with a thread from its end to the next; ``size`` stands for 1 on the axis."""
    for at, (step, look) in enumerate(zip(steps, looks, strict=True)):
        axes.barh(at, step.change / size, BAR, step.start / size, label=step.label, **look)
        if at + 1 < len(steps):
            ends = step.end / size
            axes.plot([ends, ends], [at + BAR / 2, at + 1 - BAR / 2], color=style.AXIS, linewidth=0.8)


def sign_color(step: Step) -> str:
    """Return the colour of a step of money: what stands, what is gained, what is lost."""
    if step.total:
        return style.INK
    return style.BLUE if step.change > 0 else style.VERMILION


def money_tag(at: int, step: Step, scale: Scale) -> Tag:
    """Return the amount of a step of money, to stand at its end."""
    text = scale.amount(step.end) if step.total else scale.signed(step.change)
    return Tag(step.end / scale.size, at, text, 1 if step.change >= 0 else -1, "bold" if step.total else "normal")


def marks_of(steps: Iterable[Step], size: float) -> list[float]:
    """Return the places on the axis that the bars reach, 0 among them; from 0 to 1 where there is no bar."""
    found = [0.0, *(value / size for step in steps for value in (step.start, step.end))]
    return found if any(found) else [0.0, 1.0]
