"""Measures of a yearly series of flows: plain functions on one series ``(years,)`` or many ``(years, draws)``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from appraisal.ground.irr import Irr, irr
from appraisal.ground.measure import (
    Floats,
    Measure,
    Texts,
    checked_rate,
    measured,
    ordered_sum,
    paired,
    running_total,
    yearly_columns,
)
from appraisal.ground.rates import capital_recovery_factor, discount_factor

__all__ = [
    "Irr",
    "Measure",
    "benefit_cost_ratio",
    "discounted_payback",
    "equivalent_annual_value",
    "irr",
    "levelised_cost",
    "mirr",
    "npv",
    "payback",
    "profitability_index",
]


NOT_RECOVERED: Texts = np.array(
    ["", "no outlay", "never below zero", "never recovered", "recovered, then lost"], dtype=object
)
"""Why there is no payback, the first reason that applies; the first place is that of flows that have one."""

Recovery: TypeAlias = Callable[[Floats], tuple[Floats, NDArray[np.int64]]]
"""From flows ``(years, draws)`` to the years to recovery, and the place of the reason why there are none."""


def npv(rate: ArrayLike, flows: ArrayLike, first: float = 0) -> float | Floats:
    """Net present value: sum of flow_t / (1 + rate)^(first + t).

    ``rate`` is a fraction a year, one number or ``(draws,)``; ``flows`` is one series ``(years,)`` or
    ``(years, draws)`` [money]; ``first`` is the exponent of the first flow (0: it is not discounted; 1: what a
    spreadsheet's ``NPV()`` does). Returns a float for one series at one rate, else ``(draws,)`` [money].

    Summed in the order of the years by Horner's rule, so a draw's value does not depend on its neighbours.
    Spreadsheet: ``=SUMPRODUCT(flow, factor)``. Raises ValueError for flows or rates that are not finite, a rate of -1
    or less, shapes that do not match, or a present value beyond the largest float.

    >>> round(npv(0.08, [-125] + [13.75] * 25), 2)
    21.78
    """
    columns, single = yearly_columns(flows)
    rates = checked_rate(rate)
    columns = paired(columns, rates)
    with np.errstate(over="ignore", invalid="ignore"):
        total = _present_value(rates, columns) * discount_factor(rates, first)
    if not np.isfinite(total).all():
        raise ValueError("The present value at this rate is beyond the largest number a float can hold.")
    return float(total[0]) if single and rates.ndim == 0 else np.asarray(total)


def _present_value(rates: Floats, columns: Floats) -> Floats:
    factor = discount_factor(rates, 1)
    total: Floats = columns[-1].copy()
    for row in columns[-2::-1]:
        total *= factor
        total += row
    return total


def mirr(flows: ArrayLike, finance_rate: ArrayLike, reinvest_rate: ArrayLike) -> Measure:
    """Modified internal rate of return: outlays discounted at one rate, receipts reinvested at another.

    (sum of receipt_t (1 + reinvest)^(N - t) / sum of outlay_t / (1 + finance)^t)^(1/N) - 1, where N is the last
    non-zero flow and t counts from the first (Lin 1976; Microsoft Excel ``MIRR``). ``flows`` is ``(years,)`` or
    ``(years, draws)`` [money], rates are fractions a year, one number or ``(draws,)``; the result is a fraction a year.

    Undefined with the reason ``all flows are zero``, ``no outlay`` or ``no receipts``. Spreadsheet:
    ``=MIRR(flows, finance, reinvest)`` on the flows without the zeros around them. Raises ValueError as :func:`npv`.

    >>> round(mirr([-120000, 39000, 30000, 21000, 37000, 46000], 0.10, 0.12).value, 6)
    0.126094
    """
    columns, single = yearly_columns(flows)
    finance, reinvest = checked_rate(finance_rate, "finance rate"), checked_rate(reinvest_rate, "reinvestment rate")
    columns = paired(columns, finance, reinvest)
    reasons = _first_reason(
        (~columns.any(axis=0), "all flows are zero"),
        (~(columns < 0).any(axis=0), "no outlay"),
        (~(columns > 0).any(axis=0), "no receipts"),
    )
    values = np.zeros(columns.shape[1])
    sound = reasons == ""
    if sound.any():
        chosen = (rate[sound] if rate.ndim and rate.size > 1 else rate for rate in (finance, reinvest))
        with np.errstate(all="ignore"):
            values[sound] = _mirr(columns[:, sound], *chosen)
    if not np.isfinite(values).all():
        raise ValueError("A present value at these rates is beyond the numbers a float can hold.")
    return measured(values, reasons, single and finance.ndim == reinvest.ndim == 0)


def _mirr(columns: Floats, finance: Floats, reinvest: Floats) -> Floats:
    flowing = columns != 0
    first = np.argmax(flowing, axis=0)
    years = len(columns) - 1 - np.argmax(flowing[::-1], axis=0) - first
    since = np.arange(len(columns)).reshape(-1, 1) - first
    # Receipts are discounted to the first flow and compounded N years: no exponent is ever negative.
    receipts = ordered_sum(np.maximum(columns, 0) * discount_factor(reinvest, np.maximum(since, 0)))
    outlays = ordered_sum(np.maximum(-columns, 0) * discount_factor(finance, np.maximum(since, 0)))
    growth: Floats = np.expm1(np.log(receipts / outlays) / years + np.log1p(reinvest))
    return growth


def payback(flows: ArrayLike, *, recovery: Recovery | None = None) -> Measure:
    """Years from the first outlay to the first time the running total comes back from below zero, linear inside a year.

    ``flows`` is one series ``(years,)`` or ``(years, draws)``, year 0 first [money]; the result is in years.
    With the running total S, the first year t with S_(t-1) < 0 <= S_t: t - 1 + S_(t-1) / (S_(t-1) - S_t), less the
    year of the first outlay (Brealey, Myers & Allen, *Principles of Corporate Finance*, ch. 5).

    Undefined with the reason ``no outlay``, ``never below zero``, ``never recovered`` or ``recovered, then lost`` (the
    running total ends below zero). Spreadsheet, for a level saving: ``=outlay/saving``; else a running total row
    and ``=MATCH(TRUE, INDEX(total>=0, 0), 0)``. ``recovery`` may be a quicker
    spelling of the same. Raises ValueError for flows that are empty, not finite or of more than
    two dimensions.

    >>> round(payback([-125] + [13.75] * 25).value, 2)
    9.09
    """
    columns, single = yearly_columns(flows)
    years, case = (recovery or _recovery)(columns)
    return measured(years, NOT_RECOVERED[case], single)


def _recovery(columns: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return the years to recovery, 0 where there is none, and the place of the reason in ``NOT_RECOVERED``."""
    total, draw = running_total(columns), np.arange(columns.shape[1])
    paid, below = columns < 0, total < 0
    crossing = below[:-1] & ~below[1:]
    spent, deep, recovered = (flags.any(axis=0) for flags in (paid, below, crossing))
    year = _first_year(crossing)
    last, here = total[year, draw], total[np.minimum(year + 1, len(total) - 1), draw]
    part = np.divide(last, last - here, out=np.zeros(len(draw)), where=recovered)
    case = np.select([~spent, ~deep, ~recovered, below[-1]], [1, 2, 3, 4], default=0)
    return np.where(case == 0, year + part - _first_year(paid), 0.0), case


def _first_year(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the first year in which a flag is up, 0 where there is none; quicker than argmax across the years."""
    found = np.zeros(flags.shape[1], dtype=np.int64)
    for year in range(len(flags) - 1, -1, -1):
        np.copyto(found, year, where=flags[year])
    return found


def discounted_payback(rate: ArrayLike, flows: ArrayLike) -> Measure:
    """Payback of the flows discounted at ``rate``, a fraction a year, one number or ``(draws,)``.

    Shapes, unit, reasons and errors are those of :func:`payback`. Spreadsheet: as :func:`payback`, on the row
    ``=flow*factor``.
    """
    columns, single = yearly_columns(flows)
    rates = checked_rate(rate)
    with np.errstate(over="ignore", invalid="ignore"):
        discounted = paired(columns, rates) * discount_factor(rates, np.arange(len(columns)).reshape(-1, 1))
    return payback(discounted[:, 0] if single and rates.ndim == 0 else discounted)


def profitability_index(npv: ArrayLike, outlay_present_value: ArrayLike) -> Measure:
    """Present value earned for each unit of outlay: 1 + NPV / PV(outlay); the outlay is positive.

    Both are one number or ``(draws,)`` [money]; the result has no unit. Undefined with the reason ``no outlay`` or
    ``negative outlay``. Spreadsheet: ``=1+npv/outlay``. Raises ValueError for values that are not finite.

    >>> profitability_index(25.0, 125.0).value
    1.2
    """
    return _ratio(np.add(npv, outlay_present_value), outlay_present_value, "outlay")


def benefit_cost_ratio(benefits_pv: ArrayLike, costs_pv: ArrayLike) -> Measure:
    """Present value of benefits for each unit of present value of costs, both positive.

    Both are one number or ``(draws,)`` [money]; the result has no unit. Undefined with the reason ``no costs`` or
    ``negative costs``. Spreadsheet: ``=benefits/costs``. Raises ValueError for values that are not finite.
    """
    return _ratio(benefits_pv, costs_pv, "costs")


def levelised_cost(cost_pv: ArrayLike, output_pv: ArrayLike) -> Measure:
    """Present value of cost for each unit of discounted output: the levelised cost, or the abatement cost of tonnes.

    PV(cost) / PV(output) (IEA/NEA, *Projected Costs of Generating Electricity*). Both are one number or ``(draws,)``
    [money], [unit of output]; the result is [money per unit of output]. Undefined with the reason ``no output`` or
    ``negative output``. Spreadsheet: ``=SUMPRODUCT(cost, factor)/SUMPRODUCT(output, factor)``. Raises ValueError for
    values that are not finite.
    """
    return _ratio(cost_pv, output_pv, "output")


def grant_element(draws: ArrayLike, service: ArrayLike, reference: float) -> Measure:
    """Share of a loan that is a gift: 1 - PV(debt service) / PV(draws), at a reference rate (OECD-DAC; IMF).

    ``draws`` are received at the start, ``service`` is paid at the end of each year; both are ``(years,)`` or
    ``(years, draws)`` [money]; ``reference`` is a fraction a year. The result has no unit. Undefined with the reason
    ``nothing drawn``. Spreadsheet: ``=1-NPV(reference,service)/(draw0+NPV(reference,later_draws))``. Raises ValueError
    for values that are not finite.

    >>> terms = [1.0, *[0.0] * 19], [0.01] * 5 + [1 / 15 + 0.01 * left / 15 for left in range(15, 0, -1)]
    >>> round(grant_element(*terms, 0.05).value, 4)
    0.3663
    """
    (received, one), (paid, other) = yearly_columns(draws, "draws"), yearly_columns(service, "service")
    rate = checked_rate(reference)
    worth, owed = (
        ordered_sum(flows * discount_factor(rate, np.arange(len(flows)).reshape(-1, 1) + later))
        for flows, later in ((received, 0), (paid, 1))
    )
    worth, owed = np.broadcast_arrays(worth, owed)
    values = 1 - np.divide(owed, worth, out=np.zeros(worth.shape), where=worth > 0)
    return measured(values, _first_reason((worth <= 0, "nothing drawn")), one and other)


def equivalent_annual_value(rate: ArrayLike, npv: ArrayLike, years: ArrayLike) -> Measure:
    """Level yearly amount over ``years`` worth the same as ``npv``: NPV x capital recovery factor.

    ``rate`` is a fraction a year; each argument is one number or ``(draws,)``; the result is [money/yr]. Undefined with
    the reason ``no years``. Spreadsheet: ``=-PMT(rate, years, npv)``. Raises ValueError for a rate of -1 or less,
    negative years, or values that are not finite.
    """
    rates, worth, lives = np.broadcast_arrays(checked_rate(rate), _finite(npv, "npv"), _finite(years, "years"))
    if (lives < 0).any():
        raise ValueError("The years of an equivalent annual value must not be negative.")
    values = np.atleast_1d(worth * capital_recovery_factor(rates, np.where(lives > 0, lives, 1.0)))
    return measured(values, _first_reason((np.atleast_1d(lives == 0), "no years")), worth.ndim == 0)


def _ratio(numerator: ArrayLike, denominator: ArrayLike, name: str) -> Measure:
    over, under = np.broadcast_arrays(_finite(numerator, "numerator"), _finite(denominator, name))
    above, below = np.atleast_1d(over), np.atleast_1d(under)
    reasons = _first_reason((below == 0, f"no {name}"), (below < 0, f"negative {name}"))
    values = np.divide(above, below, out=np.zeros(below.shape), where=below > 0)
    return measured(values, reasons, under.ndim == 0)


def _finite(value: ArrayLike, name: str) -> Floats:
    values = np.asarray(value, dtype=np.float64)
    if values.ndim > 1 or not np.isfinite(values).all():
        raise ValueError(f"The {name} must be one finite number, or one a draw.")
    return values


def _first_reason(*cases: tuple[NDArray[np.bool_] | np.bool_, str]) -> Texts:
    """For each draw the first reason that applies, or none."""
    holds, words = zip(*cases, strict=True)
    return np.asarray(np.select(list(holds), list(words), default=""), dtype=object)
