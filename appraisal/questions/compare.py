"""One plant under several crediting mechanisms, or several scenarios, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.engine.model import Model
from appraisal.ground.plots import plots
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.questions.outcome import Outcome, outcome_of
from appraisal.scenario.carrying import carried, states, variant_of
from appraisal.scenario.hints import near
from appraisal.scenario.load import build, load
from appraisal.scenario.mechanisms import mechanisms
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.tree import Tree, set_value

ALL = "all"
AS_STATED = "as the file states it"
OWN_TERMS = "the mechanism's own terms"
BY_VARIANT = "the mechanism's own terms, with the file's variant of its name laid over them"


@dataclass(frozen=True)
class Row:
    """One mechanism or scenario: its outcome, or the problems that keep it from running.

    Attributes:
        label: the key of the mechanism, or the name of the scenario.
        terms: where the terms of the mechanism come from.
        laid_aside: what the scenario states and this mechanism has no use for.
    """

    label: str
    mechanism: str
    title: str
    terms: str
    outcome: Outcome | None = None
    problems: tuple[Problem, ...] = ()
    laid_aside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Rows side by side; ``by`` is ``mechanism`` or ``scenario``."""

    name: str
    by: str
    rows: tuple[Row, ...]

    plot = plots("ComparisonPlots")

    @property
    def ran(self) -> tuple[Row, ...]:
        """The rows that ran."""
        return tuple(row for row in self.rows if row.outcome)

    def outcome_of(self, mechanism: str) -> Outcome | None:
        """Return the outcome of the first row of a mechanism that ran."""
        return next((row.outcome for row in self.ran if row.mechanism == mechanism), None)


def compare_mechanisms(scenario: Scenario, names: str | Iterable[str] = ALL) -> Comparison:
    """Set one plant under several mechanisms, each in a row.

    The scenario's own mechanism runs exactly as the file states it. Under any other, price, floor, share cashed,
    issuance lag, uncertainty discount, monitoring cost, purchase agreement, claims, known prices and the additionality
    benchmark carry over with everything outside ``credits``; owners, levies, crediting period, reference, sector, fees
    and the year of the rules are the mechanism's own. A variant of the file that bears the mechanism's name wins over
    both. What the mechanism then has no use for is laid aside and named. A row that cannot run keeps its problems.

    Args:
        scenario: the plant.
        names: keys of mechanisms, or ``"all"``.

    Raises:
        ScenarioError: ``unknown-mechanism``.
    """
    own = scenario.document.mechanism
    keys = _every(own) if names == ALL else list(dict.fromkeys([names] if isinstance(names, str) else names))
    for key in keys:
        _check_known(key)
    return Comparison(scenario.name, "mechanism", tuple(_under(scenario, key) for key in keys))


def told_mechanisms(scenario: Scenario) -> tuple[str, ...]:
    """Return the mechanisms that a file tells terms of: its own, and each that one of its variants is named after.

    Empty where no variant is named after another mechanism: then nothing asks for a comparison.
    """
    own = scenario.document.mechanism
    others = [key for key in mechanisms() if key != own and variant_of(scenario.tree, key)]
    return (own, *others) if others else ()


def compare_scenarios(scenarios: Sequence[Scenario]) -> Comparison:
    """Set several scenarios side by side, each as it stands.

    Raises:
        ScenarioError: ``mixed-currencies``, where amounts could not stand in one table.
    """
    return _of_rows([_as_stated(scenario, scenario.name) for scenario in scenarios], [s.file for s in scenarios])


def compare_files(files: Sequence[str], sets: Iterable[str] = ()) -> Comparison:
    """Set the scenarios of several files side by side; a file with problems is a row that cannot run.

    Raises:
        FileError: a file cannot be read.
        ScenarioError: ``mixed-currencies``.
    """
    changes = tuple(sets)
    return _of_rows([_loaded(file, changes) for file in files], files)


def _of_rows(rows: list[Row], files: Sequence[str]) -> Comparison:
    currencies = {row.outcome.scenario.currency: row.outcome.scenario for row in rows if row.outcome}
    if len(currencies) > 1:
        message = f"amounts in {' and '.join(sorted(currencies))} cannot stand in one table; report all in one currency"
        raise ScenarioError(
            [list(currencies.values())[1].located(Problem("mixed-currencies", "money.currency", message))]
        )
    count = Counter(row.label for row in rows)
    named = (
        replace(row, label=f"{row.label} ({Path(file).stem})") if count[row.label] > 1 else row
        for row, file in zip(rows, files, strict=True)
    )
    return Comparison(f"{len(rows)} scenarios", "scenario", tuple(named))


def _loaded(file: str, sets: tuple[str, ...]) -> Row:
    try:
        scenario = load(file, sets=sets)
    except ScenarioError as error:
        return Row(Path(file).stem, "", "", AS_STATED, problems=error.problems)
    return _as_stated(scenario, scenario.name)


def _every(own: str) -> list[str]:
    """Return all mechanisms: none, the scenario's own, then the others."""
    return list(dict.fromkeys(["none", own, *mechanisms()]))


def _check_known(key: str) -> None:
    if key not in mechanisms():
        message = f"unknown mechanism '{key}'. {near(key, mechanisms())}"
        raise ScenarioError([Problem("unknown-mechanism", "--mechanisms", message)])


def _as_stated(scenario: Scenario, label: str) -> Row:
    mechanism = scenario.document.mechanism
    row = Row(label, mechanism, mechanisms()[mechanism].title, AS_STATED)
    return _filled(row, lambda: (appraise(scenario), ()))


def _under(scenario: Scenario, mechanism: str) -> Row:
    if mechanism == scenario.document.mechanism:
        return _as_stated(scenario, mechanism)
    terms = BY_VARIANT if variant_of(scenario.tree, mechanism) else OWN_TERMS
    row = Row(mechanism, mechanism, mechanisms()[mechanism].title, terms)
    return _filled(row, lambda: _appraised_under(scenario, mechanism))


def _filled(row: Row, appraised: Callable[[], tuple[Appraisal, tuple[str, ...]]]) -> Row:
    try:
        found, laid_aside = appraised()
        return replace(row, outcome=outcome_of(found), laid_aside=laid_aside)
    except ScenarioError as error:
        return replace(row, problems=error.problems)


def _appraised_under(scenario: Scenario, mechanism: str) -> tuple[Appraisal, tuple[str, ...]]:
    found, laid_aside = set_under(scenario, mechanism)
    return appraise(found), laid_aside


def set_under(scenario: Scenario, mechanism: str) -> tuple[Scenario, tuple[str, ...]]:
    """Return the scenario under another mechanism, and what was laid aside because that has no use for it.

    Raises:
        ScenarioError: it cannot run under that mechanism, with every problem.
    """
    tree = carried(scenario.tree, scenario.document.mechanism, mechanism)
    laid_aside: list[str] = []
    while True:
        try:
            found = build(tree)
            Model(found)  # refuses what no line reads
        except ScenarioError as error:
            unused = _spare(_paths(error, "unused"), tree, mechanism)
            emptied = [path for path in _paths(error, "empty-value") if _was_around(path, laid_aside, tree)]
            if not unused and not emptied:
                raise
            for path in (*unused, *emptied):
                tree = set_value(tree, f"{path}=null")
            laid_aside += unused
        else:
            return found, tuple(laid_aside)


def _paths(error: ScenarioError, code: str) -> list[str]:
    return list(dict.fromkeys(problem.path for problem in error.problems if problem.code == code))


def _was_around(section: str, laid_aside: Iterable[str], tree: Tree) -> bool:
    """Whether a section is still there and held something that was laid aside."""
    return states(tree.data, section) and any(path.startswith(f"{section}.") for path in laid_aside)


def _spare(unused: Iterable[str], tree: Tree, mechanism: str) -> list[str]:
    """Return what is stated for the scenario's own mechanism and this one does not read; a variant must be read."""
    change = variant_of(tree, mechanism)
    return [path for path in unused if states(tree.data, path) and not states(change, path)]
