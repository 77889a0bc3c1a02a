"""The wired model of one scenario, and one run of it on a table of draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from appraisal.engine.books import computed_lines, lines_for, timing_of, without_credits
from appraisal.engine.credit_books import kind_of
from appraisal.ground.irr import Search
from appraisal.ground.measure import ordered_sum
from appraisal.ground.metrics import Recovery
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.ground.sheet import Array, Line, Wired, evaluate, wire
from appraisal.scenario.checks import near
from appraisal.scenario.drawable import SHARED
from appraisal.scenario.figure import Figure, Kind
from appraisal.scenario.library import prices
from appraisal.scenario.refusals import is_key
from appraisal.scenario.rows import Axis, Table, asset_classes, axis_for, given_rows, row_name
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import CARBON_PRICE


@dataclass(frozen=True)
class Run:
    """One run: every row by full name, as arrays ``(years, draws or 1)``, in money of the sheet.

    ``search`` and ``recovery`` find its rates of return and paybacks, where there is a quicker way.
    """

    scenario: Scenario
    wired: Mapping[str, Wired]
    rows: Mapping[str, Array]
    axis: Axis
    timing: str
    search: Search | None = None
    recovery: Recovery | None = None

    def total(self, name: str) -> Array:
        """Return the sum of a row over the years, in the order of the years."""
        with np.errstate(all="ignore"):
            return ordered_sum(self.rows[name])

    @property
    def draws(self) -> int:
        """How many draws the run has."""
        return int(max(row.shape[1] for row in self.rows.values()))

    def unit(self, name: str) -> str:
        """Return the unit of a row as it is printed."""
        return self.scenario.unit(self.wired[name].line.unit) if name in self.wired else ""


class Model:
    """The sheet of a scenario, wired once with credits and once without, to be run on any table of draws."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.timing = timing_of(scenario)
        given = self._given_names()
        try:
            self.credited = _wired(scenario, given, credited=True)
            self.plain = _wired(scenario, given, credited=False)
        except ScenarioError as error:
            asked = {_only_keys(problem).path: _only_keys(problem) for problem in reversed(error.problems)}
            raise ScenarioError([scenario.located(problem) for problem in asked.values()]) from None
        self._refuse_unread()

    @property
    def has_credits(self) -> bool:
        """Whether the scenario's mechanism puts a price on tonnes: credits, or a price on emissions."""
        return bool(kind_of(self.scenario.document))

    @property
    def price_path(self) -> str:
        """The path of the price of a tonne: of credits, or of emissions where these carry the price."""
        return "carbon_price.price" if self.scenario.document.mechanism == CARBON_PRICE else "credits.price"

    def _given_names(self) -> set[str]:
        return set(given_rows(self.scenario, axis_for(self.scenario, {}), {}))

    def run(
        self,
        table: Table | None = None,
        *,
        credited: bool = True,
        search: bool = False,
        held: Mapping[str, Array] | None = None,
    ) -> Run:
        """Run the sheet on a table ``{path: one value a draw}``; an empty table is the base case.

        A ``search`` may go to extremes where rows overflow; it looks after that itself. Rows ``held`` are taken
        from another run of the same years instead of computed, such as a debt that was agreed in the base case.

        Raises:
            ScenarioError: a path is no figure that can be varied, or figures are so extreme that a row is not finite.
        """
        drawn = dict(table or {})
        for path in drawn:
            self.refuse_fixed(path)
        axis = axis_for(self.scenario, drawn)
        fixed = dict(held or {})
        every = self.credited if credited else self.plain
        wired = {name: one for name, one in every.items() if name not in fixed} if fixed else every
        with np.errstate(all="ignore"):
            rows = evaluate(wired, {**given_rows(self.scenario, axis, drawn), **fixed})
        if not search:
            self._refuse_broken(wired, rows)
        return Run(self.scenario, wired, rows, axis, self.timing)

    def figure(self, path: str) -> Figure:
        """Return the figure that a path varies; ``path.growth`` is its growth.

        Raises:
            ScenarioError: ``unknown-path``, or ``not-varied`` for a figure that only repeats another.
        """
        figures = self.scenario.figures
        parent = path.removesuffix(".growth")
        found = figures.get(path) or (figures.get(parent) if path != parent else None)
        if found is None or (path not in figures and found.growth is None):
            message = f"'{path}' is no figure of this scenario. {near(path, figures)}"
            raise ScenarioError([Problem("unknown-path", path, message, file=self.scenario.file)])
        if found.refers_to:
            first = f", or state it first: --set {path}=.." if found.default else ""
            message = f"'{path}' only repeats '{found.refers_to}'; vary that{first}"
            raise ScenarioError([Problem("not-varied", path, message, file=self.scenario.file)])
        return found

    def refuse_fixed(self, path: str) -> None:
        """Refuse a path that no draw can move alone.

        Raises:
            ScenarioError: ``unknown-path``, ``not-varied`` or ``shared``.
        """
        self.figure(path)
        if SHARED.fullmatch(path):
            message = f"'{path}' is one of several shares that add up to 1; compare runs with --set of all of them"
            raise ScenarioError([Problem("shared", path, message, file=self.scenario.file)])
        if path == CONSTRUCTION:
            message = f"'{path}' shapes the spend profile and cannot be drawn; compare runs with --set {path}=.."
            raise ScenarioError([Problem("not-varied", path, message, file=self.scenario.file)])

    def kind(self, path: str) -> Kind:
        """Return the kind of what a path varies."""
        figure = self.figure(path)
        return figure.kind if path in self.scenario.figures else GROWTH_KIND

    def base_value(self, path: str) -> float:
        """Return the stated value of what a path varies; 1 for a yearly series, which is varied by a factor."""
        figure = self.figure(path)
        return figure.value if path in self.scenario.figures else float(figure.growth or 0.0)

    def _refuse_broken(self, wired: Mapping[str, Wired], rows: Mapping[str, Array]) -> None:
        broken = [name for name in wired if not np.isfinite(rows[name]).all()]
        if broken:
            message = f"'{broken[0]}' passes every number a computer holds; the figures that it reads are too extreme"
            raise ScenarioError([Problem("too-extreme", broken[0], message, file=self.scenario.file)])

    def _refuse_unread(self) -> None:
        lines = [*self.credited.values(), *(one for shadow in self.shadows.values() for one in shadow.values())]
        read = {name for one in lines for name in one.reads}
        figures = self.scenario.figures
        unread = [path for path, one in figures.items() if not one.default and not self._is_read(path, read)]
        unread += [name for name in self._ramps() if name not in read]
        message = "no line reads '{}': it would change nothing. Leave it out"
        self._refuse([Problem("unused", path, message.format(path)) for path in unread])

    def _ramps(self) -> list[str]:
        document = self.scenario.document
        plants = {"baseline.ramp_up": document.baseline, "project.ramp_up": document.project}
        return [name for name, plant in plants.items() if plant and plant.ramp_up]

    def _refuse(self, problems: list[Problem]) -> None:
        if problems:
            raise ScenarioError([self.scenario.located(problem) for problem in problems])

    def _is_read(self, path: str, read: set[str]) -> bool:
        rows = {path, row_name(path, self.scenario.figures[path])} if path in self.scenario.figures else {path}
        referred = any(other.refers_to == path for other in self.scenario.figures.values())
        outside = path.startswith(READ_OUTSIDE) or self._turns_prices(path)
        return bool(rows & read) or outside or referred or self._names_table(path)

    def _turns_prices(self, path: str) -> bool:
        """Whether an exchange rate turns a dated price of a tonne into the reporting currency."""
        scope, _, code = path.removesuffix(".rate").rpartition(".")
        stated = {one.currency for name, one in self.scenario.figures.items() if name.startswith(READ_OUTSIDE)}
        return scope == "fx" and self.has_credits and code in {price.low.currency for price in prices()} | stated

    def _names_table(self, path: str) -> bool:
        """Whether a figure chooses a table of the law: the life of a class of assets."""
        stated = asset_classes(self.scenario.document).get(path.removesuffix(".life"))
        return path.endswith(".life") and stated is not None and stated.method == "macrs"

    @cached_property
    def shadows(self) -> dict[str, dict[str, Wired]]:
        """For each stated figure that beats a line of the books: the lines that would compute it, if they can."""
        lines, figures = computed_lines(self.scenario), self.scenario.figures
        beaten = [path for path, one in figures.items() if not one.default and row_name(path, one) in lines]
        found = {name: self._shadow(name, lines[name]) for name in beaten}
        return {name: wired for name, wired in found.items() if wired}

    def _shadow(self, name: str, line: Line) -> dict[str, Wired]:
        lines = {**lines_for(self.scenario, credited=False), name: line}
        try:
            return wire(lines, self._given_names() - {name}, [name])
        except ScenarioError:
            return {}


def _only_keys(problem: Problem) -> Problem:
    """A row that is no key of the format cannot be stated: leave that half of the advice out, and name the input."""
    if problem.code != "missing-input" or is_key(problem.path):
        return problem
    message = problem.message.partition(", or state '")[0]
    return replace(problem, path=message.rpartition("State '")[2].rstrip("'"), message=message)


CONSTRUCTION = "timeline.construction.years"
GROWTH_KIND = Kind("1", "2 %/yr", low=-1.0, open_low=True)

READ_OUTSIDE = (
    "money.inflation",
    CONSTRUCTION,
    "fuels.",
    "finance.wacc",
    "finance.covenants.",
    "credits.additionality.",
    "credits.known_prices.",
    "support.loan_terms.",
)
"""Figures that are used outside the lines: inflation is printed as the other basis of the discount rate, a stated cost
of capital as it is, covenants are held against the cover ratios, the last three by questions of their own. An exchange
rate turns dated prices of a tonne into the reporting currency."""


def _wired(scenario: Scenario, given: set[str], *, credited: bool) -> dict[str, Wired]:
    lines = lines_for(scenario, credited=credited)
    kept = given if credited else set(without_credits(given, scenario))
    return wire(lines, kept, _wanted(lines))


DEEPER = ("support.", "credits.claims.", "fx.")


def _wanted(lines: Iterable[str]) -> list[str]:
    """Return the rows that are printed: the project-wide ones, the swap, the credits, and each plant's results."""
    shown = ("swap", "credits", "tax", "finance", "economic", "carbon_price")
    deeper = ("tax.unlevered.", "tax.levered.", "finance.loans.", "finance.reserve.", *DEEPER)
    plants = (
        "service_scale",
        "cost_present_value",
        "output_present_value",
        "emissions",
        "energy_cost",
        "opex",
        "installed_capex",
    )
    return [
        name
        for name in lines
        if "." not in name
        or (name.count(".") == 1 and name.split(".")[0] in shown)
        or name.startswith(deeper)
        or (name.split(".")[0] in ("baseline", "project") and name.split(".")[1] in plants)
    ]


def column(values: Any) -> list[float]:
    """Return the only draw of a row as plain numbers."""
    return [float(value) for value in np.asarray(values)[:, 0]]
