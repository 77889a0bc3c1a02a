"""From nothing to the net present value, one component at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from appraisal.engine import measures
from appraisal.engine.appraisal import Appraisal
from appraisal.engine.model import Run
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale, money_words
from appraisal.outputs.charts.frame import Words, framed, number_axis
from appraisal.outputs.charts.rows import Tag, name_rows, rows_height, write_tags

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WITHOUT = "NPV without credits"
WITH = "NPV"
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


def steps_of(appraisal: Appraisal) -> list[Step]:
    """Return the steps to the net present value: all that is there without credits first, then what credits add."""
    without, full = (_parts(run) for run in (appraisal.plain, appraisal.run))
    plain = [(label, value) for label, value in without.items() if value != 0]
    changes = {label: value - without[label] for label, value in full.items()}
    credited = [(_named(label, without), value) for label, value in changes.items() if value != 0]
    steps = _steps(plain, 0.0)
    stands = steps[-1].end if steps else 0.0
    if credited:
        steps.append(Step(WITHOUT, 0.0, stands, total=True))
        steps += _steps(credited, stands)
    return [*steps, Step(WITH, 0.0, steps[-1].end if steps else 0.0, total=True)]


def _parts(run: Run) -> dict[str, float]:
    return {label: float(values[0]) for label, values, _ in measures.components(run)}


def _named(label: str, without: dict[str, float]) -> str:
    """A component that is there without credits too is told apart from what credits change in it."""
    return f"{label} on credits" if without[label] else label


def _steps(parts: list[tuple[str, float]], stands: float) -> list[Step]:
    steps = []
    for label, value in parts:
        steps.append(Step(label, stands, stands + value))
        stands += value
    return steps


def npv_waterfall(appraisal: Appraisal) -> Figure:
    """Return the waterfall from 0 through the present value of each component to the net present value."""
    with style.styled():
        return _drawn(appraisal)


def _drawn(appraisal: Appraisal) -> Figure:
    steps = steps_of(appraisal)
    scale = Scale.of((value for step in steps for value in (step.start, step.end)), appraisal.scenario.currency)
    words = Words.of("Net present value by component", _subtitle(appraisal), appraisal.scenario)
    figure, axes = framed(words, rows_height(len(steps)))
    name_rows(axes, [step.label for step in steps], [step.total for step in steps])
    _bars(axes, steps, scale)
    number_axis(axes.xaxis)
    axes.set_xlabel(f"Present value, {scale.unit}")
    axes.axvline(0, color=style.SOFT, linewidth=0.9)
    marks = [value / scale.size for step in steps for value in (step.start, step.end, 0.0)]
    write_tags(axes, [_tag(at, step, scale) for at, step in enumerate(steps)], marks)
    return figure


def _subtitle(appraisal: Appraisal) -> str:
    npv, plain = (appraisal.metrics[name].value or 0.0 for name in ("npv", "npv_without_credits"))
    currency = appraisal.scenario.currency
    said = f"The swap is worth {money_words(npv, currency)}"
    return said if npv == plain else f"{said}; {money_words(plain, currency)} without credits"


def _bars(axes: Axes, steps: list[Step], scale: Scale) -> None:
    for at, step in enumerate(steps):
        axes.barh(at, step.change / scale.size, BAR, step.start / scale.size, color=_color(step), label=step.label)
        if at + 1 < len(steps):
            ends = step.end / scale.size
            axes.plot([ends, ends], [at + BAR / 2, at + 1 - BAR / 2], color=style.AXIS, linewidth=0.8)


def _color(step: Step) -> str:
    if step.total:
        return style.INK
    return style.BLUE if step.change > 0 else style.VERMILION


def _tag(at: int, step: Step, scale: Scale) -> Tag:
    text = scale.amount(step.end) if step.total else scale.signed(step.change)
    return Tag(step.end / scale.size, at, text, 1 if step.change >= 0 else -1, "bold" if step.total else "normal")
