"""The plants of a sector, each credited as a project of its own."""

from __future__ import annotations

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.ground.problem import Problem, ScenarioError
from appraisal.ground.sheet import Array
from appraisal.questions.compare import set_under
from appraisal.questions.sector.credit_rows import CreditRows, PlantRows
from appraisal.questions.sector.sector_rows import CREDITABLE
from appraisal.scenario.hints import near
from appraisal.scenario.mechanisms import mechanisms
from appraisal.scenario.scenario import Scenario

PROJECT = "project"


def as_project(scenario: Scenario, mechanism: str) -> Appraisal:
    """Appraise the scenario's own plant under a mechanism that credits projects.

    Raises:
        ScenarioError: ``unknown-mechanism``, ``not-project-based``, or what keeps it from running.
    """
    keys = [key for key, found in mechanisms().items() if found.book == PROJECT]
    if mechanism not in mechanisms():
        message = f"unknown mechanism '{mechanism}'. {near(mechanism, keys)}"
        raise ScenarioError([Problem("unknown-mechanism", "--against", message)])
    if mechanism not in keys:
        message = f"'{mechanism}' does not credit projects; there are {', '.join(keys)}"
        raise ScenarioError([Problem("not-project-based", "--against", message)])
    return appraise(set_under(scenario, mechanism)[0])


def project_credits(project: Appraisal, plants: PlantRows) -> Array:
    """Return the credits of each plant as a project of its own ``(years, plants)``, by the lines of that mechanism.

    Raises:
        ScenarioError: ``one-plant-only`` where the reference is stated in tonnes, which are those of one plant.
    """
    if project.scenario.words.get("credits.reference.rule") == "stated":
        message = "a reference in tonnes is that of one plant; state another rule to credit all plants as projects"
        raise ScenarioError([project.scenario.located(Problem("one-plant-only", "credits.reference.rule", message))])
    rows = CreditRows(project.model, (CREDITABLE,), plants.held)
    return rows.of(plants.over(rows.years).held)[CREDITABLE]
