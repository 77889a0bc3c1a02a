"""Which measure abates how much in which year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.about import About
from appraisal.outputs.charts.amounts import tonnes_scale
from appraisal.outputs.charts.frame import Words
from appraisal.outputs.charts.lettering import printable
from appraisal.outputs.charts.stacked_years import stacked_years

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Tonnes abated by measure and year"


def tonnes_by_measure(years: Sequence[int], measures: Mapping[str, ArrayLike], about: About) -> Figure:
    """Return the tonnes that each measure abates in each year; a rise of emissions is below 0.

    Args:
        years: calendar years, in order.
        measures: tonnes by the name of the measure, an amount a year.
        about: what the chart is of.
    """
    with style.styled():
        found = {name: np.asarray(values, dtype=float) for name, values in measures.items()}
        yearly = np.sum(list(found.values()), axis=0)
        scale = tonnes_scale(float(np.abs(yearly).max(initial=0.0)))
        words = Words(TITLE, printable(_subtitle(years, yearly, about)), printable(about.source))
        return stacked_years(years, found, words, f"{scale.unit} CO₂e abated in the year", scale, about.phases)


def _subtitle(years: Sequence[int], yearly: Array, about: About) -> str:
    total, most = float(yearly.sum()), int(np.argmax(yearly))
    whole, peak = tonnes_scale(total), tonnes_scale(float(yearly[most]))
    said = f"{about.name}: {whole.amount(total)} {whole.unit} from {years[0]} to {years[-1]}"
    return f"{said}, at most {peak.amount(float(yearly[most]))} {peak.unit}, in {years[most]}"
