"""What debt takes each year beside the cash flow that serves it, and how many times it is covered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from appraisal.engine import cover
from appraisal.engine.appraisal import Appraisal
from appraisal.engine.model import Run
from appraisal.engine.tables import yearly
from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale
from appraisal.outputs.charts.by_year import Part, main_line, money_axis, side_line, stack, year_axis
from appraisal.outputs.charts.cover_panel import Cover, CoverPanel
from appraisal.outputs.charts.frame import Words, paper, settle
from appraisal.outputs.charts.placing import End, label_ends, room_for
from appraisal.outputs.money_record import agreed_without_credits

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT = 5.8
SHARES = (3, 2)
"""How the height is shared by the amounts and the cover."""

PARTS = (
    ("Interest paid", style.ORANGE, "finance.interest_paid"),
    ("Principal", style.BLUE, "finance.principal"),
)


def debt_service(appraisal: Appraisal) -> Figure:
    """Return interest and principal of each year beside the cash flow for them, with the cover below.

    The scenario must have debt that is served in some year of operation.
    """
    with style.styled():
        return _drawn(appraisal)


def _drawn(appraisal: Appraisal) -> Figure:
    runs = _runs(appraisal)
    count = years_of_debt([run for run, _ in runs])
    years = appraisal.years[:count]
    parts = [Part(label, color, np.array(yearly(appraisal.run, row)[:count])) for label, color, row in PARTS]
    lines = [(cfads_of(run)[:count], is_main) for run, is_main in runs]
    scale = Scale.of(_extremes(parts, lines), appraisal.scenario.currency)
    ends = list(_ends(lines, scale, style.priced_words(appraisal.scenario)))
    covers = [Cover(dscr_of(run)[:count], is_main) for run, is_main in runs]
    panel = CoverPanel(years, covers, appraisal.scenario)
    figure = paper(_words(appraisal, panel), HEIGHT, room_for([*ends, *panel.ends]))
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=SHARES)
    stack(above, years, parts, scale.size)
    for line, is_main in lines:
        (main_line if is_main else side_line)(above, years, line / scale.size)
    money_axis(above, f"{scale.unit}{_basis(appraisal)}")
    year_axis(below, years)
    panel.draw(below)
    settle(figure)
    label_ends(above, years[-1], ends)
    panel.write(below)
    return figure


def years_of_debt(runs: list[Run]) -> int:
    """Return how many years the chart has: from the first of construction to the last in which debt is served."""
    served = [np.flatnonzero(yearly(run, "finance.debt_service")).max(initial=0) for run in runs]
    return int(max(served)) + 1


def _runs(appraisal: Appraisal) -> list[tuple[Run, bool]]:
    """Return the run without credits, where the scenario has any, and the run of the headline; the debt is the same."""
    plain = [(agreed_without_credits(appraisal), False)] if appraisal.model.has_credits else []
    return [*plain, (appraisal.run, True)]


def cfads_of(run: Run) -> Array:
    """Return the cash flow for debt service from the first year of operation on."""
    return np.where(np.array(yearly(run, "started")) > 0, yearly(run, "finance.cfads"), np.nan)


def dscr_of(run: Run) -> Array:
    """Return the debt service cover by year, NaN where none is served."""
    return np.broadcast_to(cover.cover(run), (run.axis.count, 1))[:, 0]


def _extremes(parts: list[Part], lines: list[tuple[Array, bool]]) -> list[float]:
    served = np.sum([np.abs(part.values) for part in parts], axis=0)
    return [float(np.nanmax(np.abs(values), initial=0.0)) for values in (served, *(line for line, _ in lines))]


def _words(appraisal: Appraisal, panel: CoverPanel) -> Words:
    tax = "after tax" if appraisal.scenario.document.tax else "before tax"
    view = f"{style.year_words(appraisal.scenario)}; cash flow for debt service is {tax}"
    return Words.of("Debt service and its cover", panel.summary(), appraisal.scenario, view)


def _ends(lines: list[tuple[Array, bool]], scale: Scale, priced: str) -> Iterator[End]:
    for line, is_main in lines:
        value = float(line[-1]) / scale.size
        if is_main:
            yield End(value, "cash flow for\ndebt service", style.INK, "bold")
        else:
            yield End(value, f"without\n{priced}", style.SOFT)


def _basis(appraisal: Appraisal) -> str:
    return ", nominal" if appraisal.scenario.document.money.basis == "nominal" else " of each year"
