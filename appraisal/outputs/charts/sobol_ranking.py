"""Which figures make an outcome unsure: Sobol indices, the largest on top."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from appraisal.engine.outcomes import OUTCOMES
from appraisal.ground.numbers import percent
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import typeset
from appraisal.outputs.charts.frame import Words, framed, key_above, number_axis
from appraisal.outputs.charts.labels import label
from appraisal.outputs.charts.lettering import printable
from appraisal.outputs.charts.rows import Tag, name_rows, rows_height, write_tags
from appraisal.outputs.outcome_scale import together_words
from appraisal.questions.indices import Index, Indices, VarianceShare
from appraisal.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 40
ASIDE, BAR = 0.19, 0.34
"""Rows from the middle of a row to the middle of either bar, and how thick a bar is."""

ROOM = 0.18
"""Inches that a row is higher than one of a single bar."""


def sobol_ranking(indices: Indices, scenario: Scenario) -> Figure:
    """Return first and total indices of each figure with their intervals; of more than 40 the smallest are left out."""
    with style.styled():
        return _drawn(indices, scenario)


def _drawn(indices: Indices, scenario: Scenario) -> Figure:
    shares = indices.shares[:MOST]
    height = rows_height(len(shares), ROOM * len(shares))
    figure, axes = framed(_words(indices, scenario), height)
    name_rows(axes, [printable(label(share.path, scenario)) for share in shares])
    tags = [tag for at, share in enumerate(shares) for tag in _row(axes, at, share)]
    number_axis(axes.xaxis)
    axes.set_xlabel("Share of the variance, %")
    axes.axvline(0, color=style.SOFT, linewidth=0.9)
    key_above(axes)
    ends = [end * 100 for share in shares for one in (share.first, share.total) for end in (one.low, one.high)]
    write_tags(axes, tags, [0.0, *ends])
    return figure


def _row(axes: Axes, at: int, share: VarianceShare) -> Iterator[Tag]:
    """Draw both bars of a figure with their intervals; the numbers stand behind these."""
    halves = (
        (share.total, -ASIDE, style.SKY, "in all, with what figures do together"),
        (share.first, ASIDE, style.BLUE, "alone"),
    )
    for index, aside, color, said in halves:
        y = at + aside
        axes.barh(y, index.value * 100, BAR, color=color, label=said if at == 0 else "_", zorder=2)
        axes.plot([index.low * 100, index.high * 100], [y, y], color=style.INK, linewidth=1.3, zorder=4)
        yield Tag(_end(index) * 100, y, typeset(percent(index.value, 1)), 1)


def _end(index: Index) -> float:
    return max(index.high, index.value, 0.0)


def _words(indices: Indices, scenario: Scenario) -> Words:
    said = [
        f"Sobol indices over {indices.runs:,} runs; the lines are intervals of 95 %; "
        f"what figures do together makes {together_words(indices.together)}"
    ]
    left = len(indices.shares) - MOST
    said += [f"{left} figures of less effect left out"] if left > 0 else []
    said += ["correlations are left out"] if any("correlation" in note for note in indices.notes) else []
    title = f"What makes it unsure: {OUTCOMES[indices.outcome].label}"
    return Words.of(title, "; ".join(said), scenario)
