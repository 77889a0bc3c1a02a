"""Who receives and who pays in which year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.about import About
from appraisal.outputs.charts.amounts import Scale, money_words
from appraisal.outputs.charts.frame import Words
from appraisal.outputs.charts.lettering import printable
from appraisal.outputs.charts.stacked_years import stacked_years

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Money by party and year"
TOGETHER = "all parties"


def cash_by_party(
    years: Sequence[int], parties: Mapping[str, ArrayLike], about: About, basis: str = "of each year"
) -> Figure:
    """Return what each party receives less what it pays in each year, and what all together do.

    Args:
        years: calendar years, in order.
        parties: money by the name of the party, an amount a year; paid is below 0.
        about: what the chart is of.
        basis: what money it is, to stand behind its unit.
    """
    with style.styled():
        found = {name: np.asarray(values, dtype=float) for name, values in parties.items()}
        scale = Scale.of(_reach(found.values()), about.currency)
        words = Words(TITLE, printable(_subtitle(found, about)), printable(about.source))
        total = TOGETHER if len(found) > 1 else ""
        return stacked_years(years, found, words, f"{scale.unit} {basis}", scale, about.phases, total)


def _reach(parties: Iterable[Array]) -> list[float]:
    """Return how far the bars reach at most, upwards and downwards."""
    found = np.array(list(parties))
    return [float(np.maximum(found, 0.0).sum(axis=0).max()), float(np.minimum(found, 0.0).sum(axis=0).min())]


def _subtitle(parties: Mapping[str, Array], about: About) -> str:
    """Name who receives most and who pays most over all years."""
    sums = {name: float(values.sum()) for name, values in parties.items()}
    ends = dict.fromkeys((max(sums, key=lambda name: sums[name]), min(sums, key=lambda name: sums[name])))
    said = (f"{name} {money_words(sums[name], about.currency)}" for name in ends)
    return f"{about.name}, received less paid over all years: {'; '.join(said)}"
