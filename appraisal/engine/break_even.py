"""The price of a tonne at which each of many draws just pays: only what the price moves is computed again."""

from __future__ import annotations

from typing import Any

import numpy as np

from appraisal.engine.model import Model, Run
from appraisal.engine.prepared import Prepared
from appraisal.engine.solving import EXACT, NEAREST, REACH
from appraisal.ground.measure import Measure, Texts, masked, ordered_sum
from appraisal.ground.roots import bracketed_root
from appraisal.ground.sheet import Array
from appraisal.scenario.rows import given_rows

NPV = "present_value"
STEPS = 24
"""Secant steps before a draw is looked at over the whole line; a draw needs about five."""

NEAR = 1e-13
"""A price has settled when a step moves it by less than this share of itself."""

FEW = 4
"""Where fewer than one draw in so many still moves, only these are computed."""

POINTS = 65
"""Points, ever wider around the base, at which the draws that did not settle are looked at."""

Flags = np.ndarray[Any, np.dtype[np.bool_]]


class BreakEven:
    """The price at which the net present value of each draw is zero, all other figures as drawn.

    Without tax the present value is linear in the price; with tax it falls into a few straight pieces. A secant through
    two points of one piece meets the zero exactly, so a few steps settle a draw, whatever its neighbours are. A draw
    that does not settle is looked at from far below to far above the base; where several prices would do, the one
    nearest to the drawn price counts.

    ``rows`` are what a run must hold for it; ``unit`` is that of the price, 1 for a series, varied by a factor.
    """

    def __init__(self, model: Model) -> None:
        self.path = model.price_path
        figure = model.scenario.figures[self.path]
        self.unit = "1" if figure.series else f"{model.scenario.currency}/t"
        prepared = Prepared(model, [self.path], [NPV])
        self.moving = prepared.moving
        self.rows = self._reads(prepared.base)
        self.stated = model.base_value(self.path)
        self.scale = max(abs(self.stated), abs((figure.high or 0.0) - (figure.low or 0.0))) or NEAREST
        self.slope = self._base_slope(prepared.base)

    def of(self, run: Run, price: Any = None) -> Measure:
        """Return the price of each draw of a run, or why there is none.

        ``price`` holds the drawn prices ``(draws,)``; without it, or where the price moves from year to year, the
        search starts from the stated price.
        """
        drawn = np.asarray(self.stated if price is None else price, dtype=float)
        start = np.broadcast_to(self.stated if drawn.ndim == 2 else drawn, (run.draws,)).astype(float)
        found, settled = self._secant(run, start, self._npv(run, start) if drawn.ndim == 2 else run.total(NPV))
        reasons: Texts = np.empty(len(start), dtype=object)
        reasons.fill("")
        left = np.flatnonzero(~settled)
        if len(left):
            found[left], reasons[left] = self._whole_line(_chosen(run, left, self.rows), start[left])
        return Measure(masked(found, reasons != ""), np.where(reasons == "", "ok", "none"), reasons)

    def _reads(self, run: Run) -> tuple[str, ...]:
        """Return the rows that the moving lines read and do not compute, and the present value itself."""
        reads = {read for one in self.moving.values() for read in one.reads}
        computed = {*self.moving, *self._given(run, np.ones(1))}
        return tuple(sorted((reads - computed) | {NPV}))

    def _base_slope(self, base: Run) -> float:
        """Return how the present value of the base case rises with the price; 1 where it does not."""
        low, high = (self._npv(base, np.array([price]))[0] for price in (self.stated, self.stated + self.scale))
        rise = float(high - low) / self.scale
        return rise if np.isfinite(rise) and rise else 1.0

    def _npv(self, run: Run, price: Array) -> Array:
        """Return the net present value of each draw at a price each."""
        rows = {**run.rows, **self._given(run, price)}
        with np.errstate(all="ignore"):
            for name, one in self.moving.items():
                rows[name] = one.line.rule(*(rows[read] for read in one.reads))
            total = ordered_sum(rows[NPV])
        return np.broadcast_to(total, price.shape)

    def _given(self, run: Run, price: Array) -> dict[str, Array]:
        stated = given_rows(run.scenario, run.axis, {self.path: price}, only=frozenset([self.path]))
        return {name: np.broadcast_to(row, (run.axis.count, row.shape[1])) for name, row in stated.items()}

    def _secant(self, run: Run, start: Array, value: Array) -> tuple[Array, Flags]:
        """Return where the secants of the draws end, and which of them settled within reach."""
        with np.errstate(all="ignore"):
            step = -value / self.slope
            aside = np.where(np.abs(step) > NEAR * self.scale, step, self.scale)
            search = _Secants(start, value, start + aside, self.scale)
            values = self._npv(run, search.here)
            for _ in range(STEPS):
                search.advance(values)
                if not search.moving.any():
                    break
                values = self._values(run, search, values)
            near = np.abs(search.here - start) <= REACH * np.maximum(np.abs(start), self.scale)
        return search.here, ~search.moving & ~search.lost & near

    def _values(self, run: Run, search: _Secants, values: Array) -> Array:
        """Return the present values at the points of a search; of the draws that still move, where these are few."""
        left = np.flatnonzero(search.moving)
        if FEW * len(left) > run.draws:
            return self._npv(run, search.here)
        found = values.copy()
        found[left] = self._npv(_chosen(run, left, self.rows), search.here[left])
        return found

    def _whole_line(self, run: Run, start: Array) -> tuple[Array, Texts]:
        """Return the crossing nearest to the start of draws that no secant settled, and the reasons of the others."""
        points = self.stated + self.scale * np.sinh(np.linspace(-1, 1, POINTS) * np.arcsinh(REACH))
        values = np.stack([self._npv(run, np.full(len(start), point)) for point in points])
        at, draw = np.nonzero(np.sign(values[:-1]) * np.sign(values[1:]) < 0)
        found = np.full(len(start), np.nan)
        if len(draw):
            narrowed = _chosen(run, draw, self.rows)
            roots = bracketed_root(lambda x: self._npv(narrowed, x), points[at], points[at + 1])
            for one, root in zip(draw.tolist(), roots.tolist(), strict=True):
                if not abs(root - start[one]) >= abs(found[one] - start[one]):
                    found[one] = root
        return found, np.where(np.isnan(found), self._reasons(values), "")

    def _reasons(self, values: Array) -> Texts:
        """Say of each column of present values, were it not to cross zero, why there is no price."""
        flat = np.ptp(values, axis=0) <= EXACT * np.abs(values).max(axis=0)
        stays = "the present value stays {} zero at every price"
        side = np.where(values[0] > 0, stays.format("above"), stays.format("below"))
        return np.where(flat, f"does not depend on {self.path}", side).astype(object)


class _Secants:
    """Secants of many draws side by side; one that has settled, or lost its way, stays where it is."""

    def __init__(self, past: Array, past_value: Array, here: Array, scale: float) -> None:
        self.past, self.past_value, self.here, self.scale = past, past_value, here, scale
        self.moving, self.lost = np.ones(len(here), dtype=np.bool_), np.zeros(len(here), dtype=np.bool_)
        self.side = np.zeros(len(here))

    def advance(self, value: Array) -> None:
        """Take one step with the values at the present points.

        A slope that is nothing, or turns around, is no way to a zero that is known to be the only one.
        """
        slope = (value - self.past_value) / (self.here - self.past)
        self.lost |= self.moving & ~(np.isfinite(slope) & (self.side * slope >= 0) & (slope != 0))
        self.moving &= ~self.lost
        self.side = np.where(self.moving, np.sign(slope), self.side)
        step = np.where(self.moving, -value / slope, 0.0)
        self.past, self.past_value = self.here, value
        self.here = self.here + step
        self.moving &= np.abs(step) > NEAR * np.maximum(np.abs(self.here), self.scale)


def _chosen(run: Run, draws: Any, rows: tuple[str, ...]) -> Run:
    """Return a run of some of the draws, in the rows that are named."""
    kept = {name: run.rows[name] for name in rows}
    chosen = {name: row[:, draws] if row.shape[1] > 1 else row for name, row in kept.items()}
    return Run(run.scenario, run.wired, chosen, run.axis, run.timing)
