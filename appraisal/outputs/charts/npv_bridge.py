"""The bridge from one run to another: what each input that differs adds, in the order in which it is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale, money_words
from appraisal.outputs.charts.frame import Words, framed, number_axis
from appraisal.outputs.charts.labels import label
from appraisal.outputs.charts.lettering import printable
from appraisal.outputs.charts.measured import NAMES, SHORT
from appraisal.outputs.charts.rows import name_rows, rows_height, write_tags
from appraisal.outputs.charts.steps import Step, added, draw_steps, marks_of, money_tag, sign_color
from appraisal.questions import bridge as question
from appraisal.scenario.differing import Difference
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.section import figure_in_place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 24
"""Steps that are drawn one by one; of more, the smallest stand in one bar at the end."""

LONGEST = 34
"""Letters of what an input was and is, beyond which only its name is written."""


def npv_bridge(bridge: question.Bridge, labels: tuple[str, str]) -> Figure:
    """Return the bridge between two runs; ``labels`` say which run is which."""
    with style.styled():
        return _drawn(bridge, labels)


def _drawn(bridge: question.Bridge, labels: tuple[str, str]) -> Figure:
    steps = steps_of(bridge, labels)
    scale = Scale.of((value for step in steps for value in (step.start, step.end)), bridge.currency)
    title = f"{NAMES[bridge.objective]}, input by input: from {labels[0]} to {labels[1]}"
    figure, axes = framed(Words.of(printable(title), _subtitle(bridge), bridge.other), rows_height(len(steps)))
    name_rows(axes, [printable(step.label) for step in steps], [step.total for step in steps])
    draw_steps(axes, steps, scale.size, [{"color": sign_color(step)} for step in steps])
    number_axis(axes.xaxis)
    axes.set_xlabel(f"{NAMES[bridge.objective]}, {scale.unit}")
    axes.axvline(0, color=style.SOFT, linewidth=0.9)
    write_tags(axes, [money_tag(at, step, scale) for at, step in enumerate(steps)], marks_of(steps, scale.size))
    return figure


def steps_of(bridge: question.Bridge, labels: tuple[str, str]) -> list[Step]:
    """Return the bars: the first run, what each step adds, the second run."""
    named = SHORT[bridge.objective]
    first = Step(f"{named}, {labels[0]}", 0.0, bridge.start, total=True)
    last = Step(f"{named}, {labels[1]}", 0.0, bridge.end, total=True)
    return [first, *added(_parts(bridge), bridge.start), last]


def _parts(bridge: question.Bridge) -> list[tuple[str, float]]:
    drawn = sorted(bridge.steps, key=lambda step: -abs(step.change))[:MOST]
    parts = [(_name(step.inputs, bridge.other), step.change) for step in bridge.steps if step in drawn]
    left = len(bridge.steps) - len(drawn)
    rest = sum(step.change for step in bridge.steps if step not in drawn)
    return [*parts, (f"{left} further inputs", rest)] if left else parts


def _name(inputs: Sequence[Difference], scenario: Scenario) -> str:
    """Return what changes in a step: one input with what it was and is, or the first of several."""
    first = inputs[0]
    named = label(figure_in_place(first.path) or first.path, scenario)
    if len(inputs) > 1:
        return f"{named} and {len(inputs) - 1} more, together"
    was = f"{first.before} → {first.after}"
    return f"{named}: {was}" if len(was) <= LONGEST else f"{named}, {first.kind}"


def _subtitle(bridge: question.Bridge) -> str:
    moved = bridge.end - bridge.start
    if not bridge.steps:
        return "No input that differs moves it"
    said = f"{money_words(abs(moved), bridge.currency)} {'more' if moved > 0 else 'less'}; changed in {bridge.order}"
    several = any(len(step.inputs) > 1 for step in bridge.steps)
    return f"{said}; what cannot run alone is changed together" if several else said
