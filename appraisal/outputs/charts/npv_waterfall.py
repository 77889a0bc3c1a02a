"""From nothing to the net present value, one component at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appraisal.engine import measures
from appraisal.engine.appraisal import Appraisal
from appraisal.engine.model import Run
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale, money_words
from appraisal.outputs.charts.frame import Words, framed, number_axis
from appraisal.outputs.charts.rows import name_rows, rows_height, write_tags
from appraisal.outputs.charts.steps import Step, added, draw_steps, marks_of, money_tag, sign_color

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WITH = "NPV"
DUST = 1e-12
"""A component below this share of all money that moves is the rounding of sums that cancel."""


def steps_of(appraisal: Appraisal) -> list[Step]:
    """Return the steps to the net present value: all that is there without credits first, then what credits add.

    A price on emissions stands in the place of credits where the scenario has that.
    """
    priced = style.priced_words(appraisal.scenario)
    without, full = (_parts(run) for run in (appraisal.plain, appraisal.run))
    plain = [(label, value) for label, value in without.items() if value != 0]
    changes = {label: value - without[label] for label, value in full.items()}
    credited = [
        (f"{label} on {priced}" if without[label] else label, value) for label, value in changes.items() if value != 0
    ]
    steps = added(plain)
    stands = steps[-1].end if steps else 0.0
    if credited:
        steps.append(Step(f"NPV without {priced}", 0.0, stands, total=True))
        steps += added(credited, stands)
    return [*steps, Step(WITH, 0.0, steps[-1].end if steps else 0.0, total=True)]


def _parts(run: Run) -> dict[str, float]:
    least = DUST * float(measures.turnover(run)[0])
    found = {label: float(values[0]) for label, values, _ in measures.components(run)}
    return {label: value if abs(value) > least else 0.0 for label, value in found.items()}


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
    draw_steps(axes, steps, scale.size, [{"color": sign_color(step)} for step in steps])
    number_axis(axes.xaxis)
    axes.set_xlabel(f"Present value, {scale.unit}")
    axes.axvline(0, color=style.SOFT, linewidth=0.9)
    write_tags(axes, [money_tag(at, step, scale) for at, step in enumerate(steps)], marks_of(steps, scale.size))
    return figure


def _subtitle(appraisal: Appraisal) -> str:
    npv, plain = (appraisal.metrics[name].value or 0.0 for name in ("npv", "npv_without_credits"))
    currency = appraisal.scenario.currency
    said = f"The swap is worth {money_words(npv, currency)}"
    return (
        said
        if npv == plain
        else f"{said}; {money_words(plain, currency)} without {style.priced_words(appraisal.scenario)}"
    )
