"""Internal rate of return: every rate that makes the present value zero, and which of them may be quoted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from appraisal.ground.measure import Floats, Measure, Texts, masked, running_total, yearly_columns
from appraisal.ground.roots import Ints, positive_root_logs, sign_changes

# The error left after two steps is of the order of the square of their product (inverse cubic interpolation).
LAST_STEPS = 1e-9
NEWTON_STEPS = 8
# ln(1 + rate) where Newton starts; the same for every draw, so that a draw does not depend on its neighbours.
START = 0.1
# A balance below this share of the sum of all discounted flows' sizes is zero.
BALANCED = 1e-12

PresentValues: TypeAlias = Callable[[Floats], tuple[Floats, Floats, Floats, Floats]]
"""From a discount factor a draw to the present value of receipts, the same weighted by years, and both of outlays."""

Search: TypeAlias = Callable[[Floats], tuple[Ints, Floats, NDArray[np.bool_]]]
"""From flows ``(years, draws)`` to their sign changes, ln(1 + rate), and which draws the search settled."""

# Draws solved together: the rows of a block stay in the processor's cache.
BLOCK = 4096


@dataclass(frozen=True)
class Irr(Measure):
    """An internal rate of return with all rates that make the present value zero.

    ``sign_changes`` counts the sign changes of the flows; ``unsettled`` holds the roots of the draws (one series is
    draw 0) that have none or were searched for several, and ``roots`` reads them all. ``status`` is ``unique`` (one
    root), ``unique_positive`` (one root above 0 by Norstrøm's rule; it is the value), ``multiple`` (no value; use the
    modified rate of return) or ``none``.
    """

    sign_changes: int | Ints
    unsettled: Mapping[int, tuple[float, ...]]

    @cached_property
    def roots(self) -> tuple[float, ...] | tuple[tuple[float, ...], ...]:
        """All rates that make the present value zero, ascending, a double root once; for draws, a tuple a draw."""
        if not isinstance(self.value, np.ma.MaskedArray):
            return self.unsettled.get(0, () if self.value is None else (self.value,))
        roots: list[tuple[float, ...]] = list(zip(self.value.data.tolist(), strict=True))
        for draw, several in self.unsettled.items():
            roots[draw] = several
        return tuple(roots)


def irr(flows: ArrayLike, periods_per_year: float = 1, *, search: Search | None = None) -> Irr:
    """Internal rate of return: the rates r > -1 with sum of flow_t / (1 + r)^t = 0.

    ``flows`` is one series ``(years,)`` or an array ``(years, draws)``, year 0 first [money]; rates are fractions a
    year. With ``periods_per_year=2`` the flows are half-yearly and a root h is returned as (1 + h)^2 - 1.
    ``search`` may be a quicker twin of the search; what it finds is judged here all the same.

    All roots are found in ln(1 + r), see :func:`appraisal.ground.roots.positive_roots`, and each is verified:
    |NPV| <= 1e-9 x sum of |discounted flow|. The result is independent of the currency's scale, of zeros before and
    after, and of the sign of the whole series. Flows with several sign changes have one root all the same where the
    balance of the project at that rate keeps its sign to the end (Teichroew, Robichek & Montalbano, Management Science
    11, 1965). Several roots: where the running total of the flows changes sign once and does not end at 0, exactly one
    root is above 0 (Norstrøm, Journal of Financial and Quantitative Analysis 7, 1972). A root closer to -1 than a float
    can say is returned as the nearest float above -1.

    Spreadsheet: ``=IRR(flows, guess)``, which returns one root without saying whether there are others.
    Raises ValueError for flows that are empty, not finite or of more than two dimensions.

    >>> round(irr([-125] + [13.75] * 25).value, 4)
    0.0998
    >>> irr([-1000, 6000, -10900, 5800]).status
    'multiple'
    """
    columns, single = yearly_columns(flows)
    if not (np.isfinite(periods_per_year) and periods_per_year > 0):
        raise ValueError("There must be more than 0 periods in a year.")
    changes, logs, converged = (search or _search)(columns)
    solved = converged & (changes == 1)
    solved[_pure(columns, logs, np.flatnonzero(converged & (changes > 1)))] = True
    logs[~solved] = 0.0
    found = _Rates(_annual(logs, periods_per_year), solved)
    found.judge_all(columns, np.flatnonzero(~solved & (changes > 0)), periods_per_year)
    found.without_sign_change(columns, changes == 0)
    return found.single(int(changes[0])) if single else found.draws(changes)


def _annual(logs: Floats, periods_per_year: float) -> Floats:
    """Rates a year from ln(1 + rate) a period, kept inside what a float can tell from -1 and from infinity."""
    with np.errstate(over="ignore"):
        rates = np.expm1(periods_per_year * logs)
    return np.clip(rates, np.nextafter(-1.0, 0.0), np.finfo(np.float64).max)


class _Rates:
    """The answer while it is put together, draw by draw; a solved draw has one root."""

    def __init__(self, values: Floats, solved: NDArray[np.bool_]) -> None:
        self.values, self.defined = values, solved.copy()
        self.status: Texts = np.empty(len(values), dtype=object)
        self.reason: Texts = np.empty(len(values), dtype=object)
        self.status.fill("unique")  # np.full() takes forty times as long over words
        self.reason.fill("")
        self.unsettled: dict[int, tuple[float, ...]] = {}

    def judge_all(self, columns: Floats, draws: Ints, periods_per_year: float) -> None:
        """Find all roots of the draws that are not settled yet, and choose the value, if any, of each."""
        if not len(draws):
            return
        others = columns[:, draws]
        # Read from the last year to the first, the flows are the polynomial in 1 + rate, and the rates come ascending.
        column, logs = positive_root_logs(others[::-1])
        parts = np.split(_annual(logs, periods_per_year), np.searchsorted(column, np.arange(1, len(draws))))
        for draw, one_above, rates in zip(draws.tolist(), _one_above_zero(others), parts, strict=True):
            self.judge(draw, tuple(rates.tolist()), bool(one_above))

    def judge(self, draw: int, roots: tuple[float, ...], one_above: bool) -> None:
        """Enter all roots of one draw, and the value that may be quoted."""
        value, self.status[draw], self.reason[draw] = _quoted(roots, one_above)
        self.unsettled[draw] = roots
        self.defined[draw] = value is not None
        self.values[draw] = value or 0.0

    def without_sign_change(self, columns: Floats, draws: NDArray[np.bool_]) -> None:
        """Say why there is no root where the flows never change sign."""
        for draw in np.flatnonzero(draws).tolist():
            self.unsettled[draw] = ()
            self.status[draw] = "none"
            self.reason[draw] = "no sign change" if columns[:, draw].any() else "all flows are zero"

    def single(self, changes: int) -> Irr:
        value = float(self.values[0]) if self.defined[0] else None
        return Irr(value, str(self.status[0]), str(self.reason[0]), changes, self.unsettled)

    def draws(self, changes: Ints) -> Irr:
        return Irr(masked(self.values, ~self.defined), self.status, self.reason, changes, self.unsettled)


def _quoted(roots: tuple[float, ...], one_above: bool) -> tuple[float | None, str, str]:
    """Value, status and reason of flows with at least one sign change and these roots."""
    if not roots:
        return None, "none", "no rate makes the present value zero"
    if len(roots) == 1:
        return roots[0], "unique", ""
    above = [root for root in roots if root > 0]
    if one_above and len(above) == 1:
        return above[0], "unique_positive", ""
    listed = ", ".join(f"{100 * root:.6g} %" for root in roots)
    return None, "multiple", f"{len(roots)} rates make the present value zero ({listed}); use the MIRR"


def _one_above_zero(columns: Floats) -> NDArray[np.bool_]:
    """Norstrøm's rule: the running total changes sign once and does not end at 0."""
    total = running_total(columns)
    return np.asarray((total[-1] != 0) & (sign_changes(total) == 1))


def _pure(columns: Floats, logs: Floats, draws: Ints) -> Ints:
    """Return those of some draws whose rate is their only one: the project's balance keeps its sign to the last flow.

    With the balances B_t at that rate, sum of flow_t x^t = (1 - (1 + rate) x) sum of B_t x^t, and the last sum has no
    root where no two balances differ in sign. Balances near zero are not judged by their sign.
    """
    if not len(draws):
        return draws
    flows, years = columns[:, draws], np.arange(len(columns)).reshape(-1, 1)
    with np.errstate(all="ignore"):
        worth = flows * np.exp(-years * logs[draws])
        balance, size = running_total(worth), np.abs(worth).sum(axis=0)
        first, after = np.argmax(flows != 0, axis=0), len(flows) - 1 - np.argmax(flows[::-1] != 0, axis=0)
        side = np.sign(flows[first, np.arange(len(draws))])
        kept = (balance * side > BALANCED * size) | (years < first) | (years >= after)
        pure: Ints = draws[kept.all(axis=0) & (np.abs(balance[-1]) <= BALANCED * size)]
    return pure


def _search(columns: Floats) -> tuple[Ints, Floats, NDArray[np.bool_]]:
    """Sign changes of the draws, ln(1 + rate) of those that have any, and which of them converged."""
    changes = sign_changes(columns)
    searched = changes > 0
    logs, solved = np.zeros(len(searched)), np.zeros(len(searched), dtype=np.bool_)
    for start in range(0, len(searched), BLOCK):
        block = slice(start, start + BLOCK)
        chosen = searched[block]
        if chosen.all():
            logs[block], solved[block] = _newton(_discounting(columns[:, block]), chosen.size)
        elif chosen.any():
            places = start + np.flatnonzero(chosen)
            logs[places], solved[places] = _newton(_discounting(columns[:, places]), places.size)
    return changes, logs, solved


def _newton(present_values: PresentValues, count: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Newton on ln(PV of receipts / PV of outlays), whose slope in ln(1 + rate) is a duration of a year or more.

    From the second step on, by the cubic through the last two values and slopes. A draw that has converged stays as
    it is while its block goes on, so it does not depend on its neighbours.
    """
    logs, moving = np.full(count, START), np.ones(count, dtype=np.bool_)
    value = slope = step = np.full(count, np.nan)
    with np.errstate(all="ignore"):  # what overflows does not converge, and goes to the certain method
        for _ in range(NEWTON_STEPS):
            past_value, past_slope, past_step = value, slope, step
            value, slope = _log_ratio(*present_values(np.exp(-logs)))
            step = _step(value, slope, past_value, past_slope, past_step)
            logs = np.where(moving, logs + step, logs)
            moving &= ~(np.abs(step * past_step) <= LAST_STEPS)
            if not moving.any():
                break
    return logs, ~moving


def _log_ratio(gain: Floats, gain_years: Floats, cost: Floats, cost_years: Floats) -> tuple[Floats, Floats]:
    """ln(PV of receipts / PV of outlays) and its slope in ln(1 + rate), the difference of their durations."""
    return np.log(gain / cost), cost_years / cost - gain_years / gain


def _step(value: Floats, slope: Floats, past_value: Floats, past_slope: Floats, past_step: Floats) -> Floats:
    """Step to the zero of the inverse cubic Hermite polynomial through two points; Newton's where that looks away."""
    rise = value - past_value
    part = value / rise
    rest = 1 - part
    cubic = part * (part * ((2 * part - 3) * past_step + rest * rise / past_slope) - rest * rest * rise / slope)
    return np.where(np.abs(part) < 0.5, cubic, -value / slope)


def _discounting(columns: Floats) -> PresentValues:
    receipts, outlays = _receipts_and_outlays(columns)
    return lambda factor: (*_discounted(receipts, factor), *_discounted(outlays, factor))


def _receipts_and_outlays(columns: Floats) -> tuple[list[Floats], list[Floats]]:
    """Rows of receipts and of outlays; rows after the last outlay of any draw are used as they stand."""
    end = int(np.flatnonzero((columns < 0).any(axis=1))[-1]) + 1
    mixed = columns[:end]
    return [*np.maximum(mixed, 0.0), *columns[end:]], list(np.maximum(-mixed, 0.0))


def _discounted(rows: list[Floats], factor: Floats) -> tuple[Floats, Floats]:
    """Sum of row_t x^t and of t row_t x^t, by Horner's rule from the last year to the first."""
    value, weighted = np.zeros_like(factor), np.zeros_like(factor)
    for row in rows[::-1]:
        np.add(weighted, value, out=weighted)
        np.multiply(weighted, factor, out=weighted)
        np.multiply(value, factor, out=value)
        np.add(value, row, out=value)
    return value, weighted
