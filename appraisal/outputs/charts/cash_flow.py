"""The yearly cash flow in its parts, and what it has come to in present value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from appraisal.engine import measures
from appraisal.engine.appraisal import Appraisal
from appraisal.engine.model import Run
from appraisal.ground.sheet import Array
from appraisal.outputs.charts import style
from appraisal.outputs.charts.amounts import Scale, money_words
from appraisal.outputs.charts.by_year import Part, main_line, money_axis, side_line, stack, year_axis
from appraisal.outputs.charts.frame import Words, framed, settle
from appraisal.outputs.charts.npv_waterfall import DUST
from appraisal.outputs.charts.placing import End, label_ends, room_for

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT = 4.3

GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Capex gap", style.VERMILION, ("swap.capex_gap",)),
    ("Replacements", style.ORANGE, ("replacements",)),
    ("Fuel saving", style.BLUE, ("swap.fuel_saving",)),
    ("Operating cost saving", style.GREEN, ("swap.opex_saving",)),
    ("Income from tonnes", style.SKY, ("credit_revenue", "guarantee_payments", "emission_charge_saved")),
    ("Credit costs", style.PURPLE, ("registration", "credit_cost")),
    ("Residual value and closing", style.INK, ("swap.residual_gain", "swap.closing_cost_gap")),
    ("Other benefits", style.YELLOW, ("other_benefits", "other_receipts")),
    ("Capital grant", style.MINT, ("grant_received",)),
    ("Working capital", style.LILAC, ("working_capital_change",)),
    ("Tax", style.BROWN, ("project_tax",)),
)
"""Parts that are drawn as one, with their colour; every other part of the cash flow is drawn as other costs."""

OTHER = ("Other costs", style.STONE)


def parts_of(run: Run) -> list[Part]:
    """Return the parts of the cash flow that are more than rounding; they add up to the cash flow of each year."""
    rows = {name: (label, sign) for label, name, sign in (*measures.CAPITAL, *measures.OPERATING)}
    known = {name for _, _, names in GROUPS for name in names}
    rest = tuple(name for name in rows if name not in known)
    found = [_part(run, rows, *group) for group in (*GROUPS, (*OTHER, rest))]
    least = DUST * max(float(np.abs(part.values).max()) for part in found)
    return [part for part in found if np.abs(part.values).max() > least]


def _part(run: Run, rows: dict[str, tuple[str, int]], label: str, color: str, names: tuple[str, ...]) -> Part:
    signed = {name: rows[name][1] * _yearly(run, name) / _yearly(run, "price_level") for name in names}
    used = [name for name in names if signed[name].any()]
    summed = np.sum([signed[name] for name in names], axis=0) + 0.0
    return Part(rows[used[0]][0] if len(used) == 1 else label, color, summed)


def _yearly(run: Run, name: str) -> Array:
    return np.broadcast_to(run.rows[name], (len(run.axis.years), 1))[:, 0]


def cash_flow(appraisal: Appraisal) -> Figure:
    """Return the chart of the yearly cash flow, with the present value to date with and without credits."""
    with style.styled():
        return _drawn(appraisal)


def _drawn(appraisal: Appraisal) -> Figure:
    parts, lines = parts_of(appraisal.run), list(_lines(appraisal))
    scale = Scale.of(_extremes(parts, [line for line, _ in lines]), appraisal.scenario.currency)
    ends = [End(end.value / scale.size, end.text, end.color, end.weight) for _, end in lines]
    words = Words.of("Cash flow and cumulative present value", _subtitle(appraisal), appraisal.scenario)
    figure, axes = framed(words, HEIGHT, room_for(ends))
    stack(axes, appraisal.years, parts, scale.size)
    for line, end in lines:
        draw = main_line if end.weight == "bold" else side_line
        draw(axes, appraisal.years, line / scale.size)
    money_axis(axes, f"{scale.unit}, {_basis(appraisal)}")
    year_axis(axes, appraisal.years)
    settle(figure)
    label_ends(axes, appraisal.years[-1], ends)
    return figure


def _lines(appraisal: Appraisal) -> Iterator[tuple[Array, End]]:
    with_credits, plain = (_yearly(run, "cumulative_present_value") for run in (appraisal.run, appraisal.plain))
    currency = appraisal.scenario.currency
    if not np.array_equal(with_credits, plain):
        said = f"without {style.priced_words(appraisal.scenario)}\n{money_words(plain[-1], currency)}"
        yield plain, End(float(plain[-1]), said, style.SOFT)
    said = f"NPV\n{money_words(with_credits[-1], currency)}"
    yield with_credits, End(float(with_credits[-1]), said, style.INK, "bold")


def _extremes(parts: list[Part], lines: list[Array]) -> list[float]:
    return [float(np.abs(values).max()) for values in (*(part.values for part in parts), *lines)]


def _subtitle(appraisal: Appraisal) -> str:
    found = appraisal.metrics["discounted_payback"]
    if found.value is None:
        return f"Discounted payback: {found.reason}"
    return f"In present value the outlay is recovered {found.value:.1f} years after it begins"


def _basis(appraisal: Appraisal) -> str:
    money = appraisal.scenario.document.money
    return f"prices of {money.price_year}" if money.basis == "real" else "nominal"
