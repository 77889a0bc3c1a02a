"""What the assets are worth at the end of an assessment period that is shorter than their technical life."""

from __future__ import annotations

from appraisal.ground.numbers import percent
from appraisal.scenario.references import chain_of
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import Residual

OPERATION = "timeline.operation"
UNIT_LIFE = "roll_out.life"


def residuals_of(scenario: Scenario) -> list[tuple[str, Residual | None]]:
    """Return where the scenario may state a residual value, and what it states; what an existing plant cost is sunk."""
    document = scenario.document
    if document.project is None:
        return [("swap.residual_value", document.swap.residual_value)]
    sunk = document.swap.build == "retrofit"
    plants = (("baseline", None if sunk else document.baseline), ("project", document.project))
    return [(f"{side}.residual_value", plant.residual_value) for side, plant in plants if plant]


def stated_rule(share: float) -> tuple[str, str]:
    """Return the rule of residual value of a stated fair value, a share of the capital, and its words."""
    return _share(share), f"stated: {percent(share, 1)} of the capital"


def fair_rule(stated: Residual | None, years: float, life: float) -> tuple[str, str]:
    """Return the rule of residual value that gives the fair value after some years of a life, and its words.

    Straight line over the technical life: 1 - years / life of the capital. Where the scenario states a residual value
    as a share, the line ends there; where it states a book value, its own line is followed, and the rule is empty.
    """
    if stated is not None and stated.life is not None:
        own = stated.life.value
        left = max(0.0, 1 - years / own)
        return "", f"the scenario's own rule, book value over {own:g} yr: {percent(left, 1)} of the capital"
    if stated is not None and stated.share is not None:
        end = stated.share.value
        left = 1 - (1 - end) * years / life
        said = f"straight line to the scenario's residual value of {percent(end, 1)} after {life:g} yr"
        return _share(left), f"{said}: {percent(left, 1)} of the capital"
    said = f"straight-line book value over the technical life of {life:g} yr"
    rule = f"{{rule: book_value, life: {life!r} yr, share: null}}"
    return rule, f"{said}: {percent(1 - years / life, 1)} of the capital"


def unit_rule(scenario: Scenario) -> tuple[str, str]:
    """Return the rule of residual value of a roll-out, by the life of each unit, and its words."""
    said = f"straight-line book value of each unit over its life of {scenario.figures[UNIT_LIFE].value:g} yr"
    return f"{{rule: book_value, life: {UNIT_LIFE}, share: null}}", said


def _share(share: float) -> str:
    return f"{{rule: share_of_capex, share: {share * 100!r} %, life: null}}"


def pinned(scenario: Scenario) -> dict[str, str]:
    """Return what holds the operation, and what is stated by it such as a life for tax: the period moves neither."""
    figures = scenario.figures
    tied = [path for path, figure in figures.items() if figure.refers_to and not figure.default]
    held = [path for path in tied if path == OPERATION or OPERATION in chain_of(path, figures)]
    return {path: f"{figures[path].value!r} yr" for path in held}
