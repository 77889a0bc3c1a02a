"""The parts of a programme: units of a measure that begin in one year, in one region and phase, on the same terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from appraisal.engine.bankable import base_runs
from appraisal.engine.implications import warnings_of
from appraisal.engine.integrity import checks_of
from appraisal.engine.model import Model, Run
from appraisal.ground.problem import AppraisalError, IntegrityError, Problem, ScenarioError
from appraisal.questions.compare import set_under
from appraisal.scenario.dropping import without
from appraisal.scenario.load import build
from appraisal.scenario.mechanisms import mechanisms
from appraisal.scenario.programme import MEASURES, Programme, told_of
from appraisal.scenario.programme_carrying import (
    begun_in,
    index_of,
    priced,
    told_of_change,
    under_conventions,
    with_changes,
)
from appraisal.scenario.programme_checks import BOOKS
from appraisal.scenario.programme_roll_out import AFTER_EXIT, PhasePath, phase_path, units_begun
from appraisal.scenario.programme_schema import Measure
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import CARBON_PRICE
from appraisal.scenario.tree import Tree


@dataclass(frozen=True)
class Unit:
    """One unit of a measure, begun in one year on one set of terms: appraised once, however many there are of it.

    Attributes:
        scenario: its scenario under the programme's conventions; ``ap.appraise`` of it gives the same figures.
        run: the run with credits, where it has any; ``plain`` is the run without.
        index: what money of the unit's price year is in money of the programme's; 1 where both are the same.
    """

    scenario: Scenario
    model: Model = field(repr=False)
    run: Run = field(repr=False)
    plain: Run = field(repr=False)
    index: float
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class Part:
    """So many units of a measure, all alike.

    Attributes:
        crediting: ``project``, ``sector`` or ``none``; what the measure is tagged, but ``none`` in a phase without.
        phase: ``I``, ``II``, ``III``, ``after exit``; empty where the programme has no phases.
    """

    measure: str
    region: str
    phase: str
    start: int
    count: float
    crediting: str
    unit: Unit

    @property
    def credited(self) -> bool:
        """Whether the units earn credits."""
        return self.crediting != "none"


@dataclass(frozen=True)
class _Terms:
    """What the units of one region and phase are built from: crediting, mechanism, variant, changes by their place."""

    crediting: str
    mechanism: str | None
    variant: str | None
    changes: Mapping[str, Mapping[str, Any]]


class Parts:
    """The parts of one programme; a unit that comes twice is appraised once."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.phases = phase_path(programme)
        self._units: dict[str, Unit] = {}

    def of(self, name: str) -> tuple[Part, ...]:
        """Return the parts of a measure, in the order of years, regions and phases.

        Raises:
            ScenarioError: its scenario does not carry over to the programme, with the measure in each problem.
        """
        try:
            return tuple(self._parts(name))
        except AppraisalError as error:
            place = f"{MEASURES}.{name}"
            raise type(error)([told_of(place, one, self.programme.tree) for one in error.problems]) from None

    def _parts(self, name: str) -> Iterator[Part]:
        measure = self.programme.measures[name]
        bases: dict[tuple[str, str], Scenario] = {}
        for year, units in sorted(units_begun(self.programme, name, self._stated(name)).items()):
            for region, share in _regions(measure).items():
                for phase, phase_share in _shares(self.phases, year).items():
                    terms = self._terms(name, region, phase)
                    key = (region, phase)
                    if key not in bases:
                        bases[key] = self._base(name, terms)
                    count = units * share * phase_share
                    yield Part(name, region, phase, year, count, terms.crediting, self._unit(name, bases[key], year))

    def _stated(self, name: str) -> Scenario:
        """Return the scenario of a unit with the measure's own changes."""
        terms = self._terms(name, "", "")
        return self._changed(self.programme.scenarios[name], terms, [f"{MEASURES}.{name}.changes"])

    def _terms(self, name: str, region: str, phase: str) -> _Terms:
        measure, package = self.programme.measures[name], self.programme.document.programme
        here = measure.regions.get(region)
        crediting = (here and here.crediting) or measure.crediting
        if phase and phase not in self.programme.credited:
            crediting = "none"
        path = f"{MEASURES}.{name}"
        changes = {f"{path}.changes": measure.changes or {}}
        if here:
            changes[f"{path}.regions.{region}.changes"] = here.changes or {}
        for key, one in package.support.items() if phase != AFTER_EXIT else ():
            if name in (one.measures or [name]) and (not one.phases or phase in one.phases):
                changes[f"programme.support.{key}.changes"] = one.changes
        mechanism = None if crediting == "none" else (here and here.mechanism) or measure.mechanism
        return _Terms(crediting, mechanism, here.variant if here else None, changes)

    def _base(self, name: str, terms: _Terms) -> Scenario:
        """Return the scenario of a unit on its terms, in the years in which it is stated."""
        scenario = self._of_variant(name, terms)
        self._refuse_priced_emissions(name, scenario)
        own = [path for path in terms.changes if path.startswith(MEASURES)]
        scenario = self._changed(scenario, terms, own)
        mechanism = "none" if terms.crediting == "none" else terms.mechanism or scenario.document.mechanism
        if mechanism != scenario.document.mechanism:
            scenario, _ = set_under(scenario, mechanism)
        self._refuse_other_book(name, terms, mechanism)
        tree = under_conventions(scenario, name, self.programme)
        scenario = build(priced(tree, self.programme) if terms.crediting != "none" else tree)
        scenario = self._changed(scenario, terms, [path for path in terms.changes if path not in own])
        return _without_unread_rates(scenario) if self.programme.document.fx else scenario

    def _of_variant(self, name: str, terms: _Terms) -> Scenario:
        from appraisal.scenario.load import load

        stated = self.programme.scenarios[name]
        return load(stated.file, variant=terms.variant) if terms.variant else stated

    def _changed(self, scenario: Scenario, terms: _Terms, paths: list[str]) -> Scenario:
        tree, changes = scenario.tree, {path: terms.changes[path] for path in paths}
        for path in paths:
            tree = with_changes(tree, changes[path], path, self.programme)
        try:
            return scenario if tree is scenario.tree else build(tree)
        except ScenarioError as error:
            raise told_of_change(error, changes, self.programme) from None

    def _refuse_priced_emissions(self, name: str, scenario: Scenario) -> None:
        if scenario.document.mechanism == CARBON_PRICE:
            message = "a programme has credits, and no price on emissions: name a variant of the scenario without one"
            problem = Problem("not-carried", f"{MEASURES}.{name}.scenario", message)
            raise ScenarioError([self.programme.located(problem)])

    def _refuse_other_book(self, name: str, terms: _Terms, mechanism: str) -> None:
        book = mechanisms()[mechanism].book
        if terms.crediting == "none" or book == BOOKS[terms.crediting]:
            return
        message = (
            f"the measure is credited as a {terms.crediting}, and its scenario has the mechanism '{mechanism}', which "
            f"does not credit a {terms.crediting}: name another one under 'mechanism', or change 'crediting'"
        )
        problem = Problem("mechanism-differs", f"{MEASURES}.{name}.crediting", message)
        raise ScenarioError([self.programme.located(problem)])

    def _unit(self, name: str, base: Scenario, year: int) -> Unit:
        tree = begun_in(base, year, f"{MEASURES}.{name}", self.programme)
        scenario = base if tree is base.tree else build(tree)
        key = f"{scenario.file} {scenario.hash}"
        if key not in self._units:
            self._units[key] = _appraised(scenario, index_of(scenario.document.money.price_year, self.programme))
        return self._units[key]


def _without_unread_rates(scenario: Scenario) -> Scenario:
    """Return the scenario without those exchange rates of the programme that only other measures need."""
    try:
        Model(scenario)  # refuses what no line reads
    except ScenarioError as error:
        unread = [one.path.split(".")[1] for one in error.problems if one.code == "unused" and one.path[:3] == "fx."]
        if not unread:
            raise
        data = scenario.tree.data
        for code in unread:
            data = without(data, ("fx", code))
        data = data if data["fx"] else without(data, ("fx",))
        return build(Tree(data, scenario.tree.places, scenario.tree.file))
    return scenario


def _regions(measure: Measure) -> dict[str, float]:
    return {key: region.share.value for key, region in measure.regions.items()} or {"": 1.0}


def _shares(phases: PhasePath | None, year: int) -> dict[str, float]:
    return {"": 1.0} if phases is None else phases.shares(year)


def _appraised(scenario: Scenario, index: float) -> Unit:
    """Run one unit, with credits and without, and hold the model to its own checks."""
    model = Model(scenario)
    run, plain = base_runs(model)
    failed = [
        Problem("integrity", "", f"{check.name}: off by {check.residual:.1e}", scenario.file)
        for each in (run, plain)
        for check in checks_of(each)
        if not check.ok
    ]
    if failed:
        raise IntegrityError(failed)
    return Unit(scenario, model, run, plain, index, (*scenario.warnings, *warnings_of(model, run, plain)))


def parts_of(programme: Programme) -> dict[str, tuple[Part, ...]]:
    """Return the parts of each measure; the problems of all measures are told together.

    Raises:
        ScenarioError: scenarios do not carry over to the programme.
    """
    parts, problems = Parts(programme), list[Problem]()
    found: dict[str, tuple[Part, ...]] = {}
    for name in programme.measures:
        try:
            found[name] = parts.of(name)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return found
