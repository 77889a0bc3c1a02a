"""How the estimates settle as draws are added: the mean, and the probability of a value below 0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from appraisal.engine.outcomes import OUTCOMES
from appraisal.ground.numbers import percent
from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import tick, typeset
from appraisal.outputs.charts.frame import Words, number_axis, paper, settle
from appraisal.outputs.charts.placing import End, label_ends, room_for
from appraisal.outputs.charts.risk_histogram import scale_for
from appraisal.outputs.outcome_scale import OutcomeScale
from appraisal.questions.distribution import Distribution, Statistics, Step
from appraisal.questions.risk import Risk

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT = 5.2
WIDE = 1.959963984540054
"""Standard errors on either side of 95 % of a normal distribution: norm.ppf(0.975)."""

MOST_TICKS = 8
NEAR = 1.6
"""How many times a power of 2 the last number of draws must be, so that both can be named."""


def convergence_chart(risk: Risk, outcome: str = "npv") -> Figure:
    """Return the estimates of an outcome after 64, 128, .. draws, each with its interval of 95 %.

    Some draw must have the outcome.
    """
    with style.styled():
        return _drawn(risk, risk.outcomes[outcome])


def _drawn(risk: Risk, found: Distribution) -> Figure:
    if found.statistics is None:
        raise ValueError(f"no draw has {found.name}")
    scale, steps = scale_for(found, found.statistics), found.statistics.convergence
    ends = _ends(found.statistics, scale)
    figure = paper(_words(risk, found), HEIGHT, room_for(ends))
    above, below = figure.subplots(2, 1, sharex=True)
    draws = np.array([step.draws for step in steps], dtype=float)
    means = np.array([(step.mean, step.standard_error) for step in steps]).T / scale.size
    chances = np.array([(s.below_zero.value, s.below_zero.standard_error) for s in steps]).T * 100
    for axes, (value, error), bounds in ((above, means, None), (below, chances, (0.0, 100.0))):
        _band(axes, draws, value, error, bounds)
    _name_axes(above, below, f"Mean,\n{scale.unit}", steps)
    settle(figure)
    for axes, end in zip((above, below), ends, strict=True):
        label_ends(axes, float(axes.get_xlim()[1]), [end])
    return figure


def _band(axes: Axes, draws: Array, value: Array, error: Array, bounds: tuple[float, float] | None) -> None:
    """Draw an estimate with its interval of 95 %; a share stays within its bounds."""
    low, high = value - WIDE * error, value + WIDE * error
    if bounds:
        low, high = np.clip(low, *bounds), np.clip(high, *bounds)
        pad = max(0.05 * float(high.max() - low.min()), 1.0)
        axes.set_ylim(float(low.min()) - pad, float(high.max()) + pad)
    axes.fill_between(draws, low, high, color=style.SKY, alpha=0.4, linewidth=0, zorder=1)
    axes.plot(draws, value, "o-", color=style.BLUE, linewidth=1.8, markersize=4, zorder=3)
    axes.axhline(float(value[-1]), color=style.SOFT, linewidth=0.9, linestyle=(0, (4, 2)), zorder=2)


def _ends(statistics: Statistics, scale: OutcomeScale) -> list[End]:
    mean, error = (typeset(scale.number(one)) for one in (statistics.mean, WIDE * statistics.standard_error))
    chance = statistics.below_zero
    share, wide = percent(chance.value, 1), percent(WIDE * chance.standard_error, 1)
    return [
        End(statistics.mean / scale.size, f"{mean}\n± {error}", style.BLUE, "bold"),
        End(chance.value * 100, f"{share}\n± {wide}", style.BLUE, "bold"),
    ]


def _name_axes(above: Axes, below: Axes, mean: str, steps: Sequence[Step]) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    below.set_xscale("log", base=2)
    below.xaxis.set_major_locator(FixedLocator(_marks([step.draws for step in steps])))
    below.xaxis.set_minor_locator(NullLocator())
    below.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    below.set_xlabel("Draws")
    for axes, title in ((above, mean), (below, "Share of the draws\nbelow 0, %")):
        axes.grid(visible=True)
        number_axis(axes.yaxis, 6)
        axes.set_ylabel(title)


def _marks(draws: Sequence[int]) -> list[int]:
    """Return the draws that are named on the axis, the last ones among them, none so near another that both touch."""
    last = draws[-1]
    powers = [one for one in draws[:-1] if last >= NEAR * one]
    return [*powers[:: -(-len(powers) // MOST_TICKS) or 1], last]


def _words(risk: Risk, found: Distribution) -> Words:
    sampler = risk.plan.sampler.replace("_", " ")
    said = f"After the first 64, 128, .. of {risk.draws:,} draws; the bands hold 95 %, were the draws independent"
    said += f"; sampler {sampler}, seed {risk.plan.seed}"
    if not risk.complete:
        said += f"; interrupted: {risk.plan.count:,} draws were asked for"
    return Words.of(f"How the estimates settle: {OUTCOMES[found.name].label}", said, risk.scenario)
