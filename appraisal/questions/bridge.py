"""What moved between two runs, and by how much: a bridge from one present value to the other, input by input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, groupby

from appraisal.engine import measures
from appraisal.engine.model import Model, Run
from appraisal.ground.problem import AppraisalError, NoResultError, Problem, ScenarioError
from appraisal.questions.goals import NEEDS, TOTALS
from appraisal.scenario.differing import Difference, differences, grafted
from appraisal.scenario.hints import near
from appraisal.scenario.load import build
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.tree import Tree

FORMAT_ORDER = "the order of the format"
GIVEN_ORDER = "the order that was asked for"
OBJECTIVES = tuple(TOTALS)
NOISE = 1e-12
"""What a step adds is rounding below this share of all money that moves."""


@dataclass(frozen=True)
class Step:
    """One bar of the bridge: the inputs that change in it, and the objective before and after.

    Several inputs stand in one bar where none of them can run without the others.
    """

    inputs: tuple[Difference, ...]
    start: float
    end: float

    @property
    def change(self) -> float:
        """What the step adds."""
        return self.end - self.start

    @property
    def path(self) -> str:
        """The paths of its inputs."""
        return ", ".join(one.path for one in self.inputs)


@dataclass(frozen=True)
class Bridge:
    """From the net present value, or that of equity, of one run to that of another.

    Each step starts where the one before it ends, so that the steps add up to the difference: the first starts at the
    first run, the last ends at the second.

    Attributes:
        objective: ``npv`` or ``equity_npv``.
        order: the order of the steps, in words.
        waited: whether some inputs come later than their place, because they cannot run without others.
        unmoved: inputs in which the runs differ and that move nothing.
    """

    one: Scenario = field(repr=False)
    other: Scenario = field(repr=False)
    objective: str
    currency: str
    start: float
    end: float
    steps: tuple[Step, ...]
    unmoved: tuple[Difference, ...]
    order: str
    waited: bool


def bridge(one: Scenario, other: Scenario, order: Sequence[str] = (), objective: str = "npv") -> Bridge:
    """Change the inputs of one run into those of another, one after the other, and measure the objective.

    Each input is changed from how the first run states it to how the second does, and stays changed; so a step also
    holds what its input does together with those before it, and another order gives other steps with the same sum. A
    part that only one of them has (a loan, an item, a plant) is one step. An input that cannot run without others waits
    for them; what cannot run in any order is changed together, section by section, or all at once at the end.

    Args:
        one: the first run.
        other: the second run.
        order: paths of inputs that come first, in this order; the others follow in that of the format.
        objective: ``npv`` or ``equity_npv``.

    Raises:
        ScenarioError: ``mixed-currencies``, ``unknown-path`` in the order, ``unknown-objective``, or one of the two
            cannot run.
        NoResultError: ``no-finance``, where one of the two has no such objective.
    """
    if objective not in OBJECTIVES:
        message = f"unknown objective '{objective}'; there are {', '.join(OBJECTIVES)}"
        raise ScenarioError([Problem("unknown-objective", objective, message, file=other.file)])
    _refuse_other_currency(one, other)
    first, last = Model(one).run(), Model(other).run()
    walk = _Walk(one.tree, other.tree, objective, _total(first, objective), _total(last, objective))
    start, found = walk.stands, _in_order(differences(one, other), order)
    steps = walk.steps(found)
    noise = NOISE * max(float(measures.turnover(run)[0]) for run in (first, last))
    moved = [step for step in steps if abs(step.change) > noise]
    unmoved = tuple(single for step in steps if step not in moved for single in step.inputs)
    waited = [single for step in steps for single in step.inputs] != found
    words = GIVEN_ORDER if order else FORMAT_ORDER
    joined = _joined(moved, walk.end)
    return Bridge(one, other, objective, one.currency, start, walk.end, joined, unmoved, words, waited)


def _total(run: Run, objective: str) -> float:
    if TOTALS[objective] not in run.rows:
        message = f"'{objective}' needs {NEEDS[objective]}"
        raise NoResultError([run.scenario.located(Problem("no-finance", "finance", message))])
    return float(run.total(TOTALS[objective])[0])


def _refuse_other_currency(one: Scenario, other: Scenario) -> None:
    if one.currency != other.currency:
        message = f"amounts in {one.currency} and {other.currency} cannot be added up; report both in one currency"
        raise ScenarioError([other.located(Problem("mixed-currencies", "money.currency", message))])


def _in_order(found: Sequence[Difference], order: Sequence[str]) -> list[Difference]:
    known = {single.path: single for single in found}
    for path in order:
        if path not in known:
            message = f"the two runs do not differ in '{path}'. {near(path, known)}"
            raise ScenarioError([Problem("unknown-path", path, message)])
    return [known[path] for path in dict.fromkeys((*order, *known))]


def _joined(steps: Sequence[Step], end: float) -> tuple[Step, ...]:
    """Return the steps end to end: what a step left out was, is rounding and goes to the one before it."""
    ends = [*(step.start for step in steps[1:]), end]
    return tuple(replace(step, end=stop) for step, stop in zip(steps, ends, strict=False))


class _Walk:
    """The way from one run to the other: what has been changed so far, and what that comes to."""

    def __init__(self, tree: Tree, target: Tree, objective: str, stands: float, end: float) -> None:
        self.tree, self.target, self.objective = tree, target, objective
        self.stands, self.end = stands, end
        self.done: list[Step] = []

    def steps(self, waiting: list[Difference]) -> list[Step]:
        """Return the steps: single inputs as long as any can run, then pairs, then sections, then all that are left."""
        while waiting:
            left = self._left([[single] for single in waiting])
            if len(left) < len(waiting):
                waiting = left
            elif pair := self._runnable_pair(waiting):
                waiting = [single for single in waiting if single not in pair]
            else:
                break
        sections = groupby(sorted(waiting, key=_section), _section)
        waiting = self._left([list(inputs) for _, inputs in sections])
        if waiting:
            self._take(waiting, self.target, self.end)
        return self.done

    def _runnable_pair(self, waiting: list[Difference]) -> tuple[Difference, ...]:
        """Change the first two inputs that can run together, and return them; nothing where no two can."""
        pairs = combinations(waiting, 2)
        return next((pair for pair in pairs if self._changed(list(pair), is_last=len(waiting) == 2)), ())

    def _left(self, groups: list[list[Difference]]) -> list[Difference]:
        """Change what can run, group by group, and return what could not."""
        left: list[Difference] = []
        for at, inputs in enumerate(groups):
            is_last = not left and at + 1 == len(groups)
            if not self._changed(inputs, is_last=is_last):
                left += inputs
        return left

    def _changed(self, inputs: list[Difference], *, is_last: bool) -> bool:
        if is_last:  # all else is as in the second run: this is the second run
            self._take(inputs, self.target, self.end)
            return True
        try:
            tree = grafted(self.tree, [single.path for single in inputs], self.target)
            self._take(inputs, tree, _total(Model(build(tree)).run(), self.objective))
        except AppraisalError:
            return False
        return True

    def _take(self, inputs: list[Difference], tree: Tree, total: float) -> None:
        self.done.append(Step(tuple(inputs), self.stands, total))
        self.tree, self.stands = tree, total


def _section(single: Difference) -> str:
    return single.path.partition(".")[0]
