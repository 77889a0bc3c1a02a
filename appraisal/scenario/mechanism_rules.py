"""The rules of a mechanism against one scenario: what is not eligible, what breaks a bound, what a reader must know."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from appraisal.ground.problem import Problem
from appraisal.scenario import library
from appraisal.scenario.collect import Collected
from appraisal.scenario.figure import read_figure
from appraisal.scenario.kind import Figure
from appraisal.scenario.mechanisms import Bound, Mechanism, Rule, as_of, mechanisms, said, technology_of
from appraisal.scenario.plant_checks import TOLERANCE

IGNORE = "credits.ignore_eligibility: true appraises it all the same, with a warning in every output"


EVERY = "*"
"""Stands for every class of technology."""


def ignored(collected: Collected) -> bool:
    """Whether the scenario says that the rules of its mechanism do not stop it."""
    return bool(collected.document.credits.ignore_eligibility)


def breaches(collected: Collected) -> Iterator[Problem]:
    """Yield every rule of the mechanism that the scenario breaks, with the reason."""
    mechanism = mechanisms().get(collected.document.mechanism)
    if mechanism is None or not collected.credited:
        return
    yield from _not_eligible(collected, mechanism)
    yield from _outside_bounds(collected, mechanism)
    yield from _too_long(collected, mechanism)


def rule_warnings(collected: Collected) -> Iterator[Problem]:
    """Yield what a reader must know of the mechanism: rules that are ignored, its status, conditions, unknown fees."""
    mechanism = mechanisms()[collected.document.mechanism]
    if not collected.credited:
        return
    broken = list(breaches(collected)) if ignored(collected) else []
    if ignored(collected) and not broken:
        message = "no rule of the mechanism is broken: there is nothing to ignore. Leave it out"
        yield Problem("unused", "credits.ignore_eligibility", message)
    for problem in broken:
        yield replace(problem, message=problem.message.removesuffix(f". {IGNORE}") + "; ignored, as the scenario says")
    yield from _status(collected, mechanism)
    technology = technology_of(collected.document)
    if not technology and any(EVERY not in rule.classes for rule in mechanism.exclusions):
        message = (
            f"neither project.class nor swap.class is stated: whether '{mechanism.key}' takes the swap is not known"
        )
        yield Problem("class-unknown", "credits.mechanism", message)
    for opening in mechanism.openings:
        if _is_open(opening, collected):
            yield Problem("term-unknown", opening.path, said(opening))
    for bound in mechanism.bounds:
        if text := _not_comparable(bound, collected):
            message = f"'{text}' is in another unit than the rule, and is not held to it: {said(bound)}"
            yield Problem("rule-not-checked", bound.path, message)


def _is_open(opening: Rule, collected: Collected) -> bool:
    """Whether a term is still unknown: nothing is stated for it, and under the stated reference something could be."""
    figure = collected.figures.get(opening.path)
    read = opening.reference in ("", collected.words.get("credits.reference.rule"))
    return read and (figure is None or figure.default)


def _status(collected: Collected, mechanism: Mechanism) -> Iterator[Problem]:
    year, first = as_of(collected.document), _first_crediting_year(collected)
    technology = technology_of(collected.document)
    for notice in mechanism.notices:
        late = notice.crediting_after is None or first > notice.crediting_after
        if notice.holds(year) and late:
            yield Problem("mechanism-status", "credits.mechanism", f"rules as of {year}: {said(notice)}")
    for condition in mechanism.conditions:
        if technology in condition.classes and condition.holds(year):
            yield Problem("conditions", "credits.mechanism", f"rules as of {year}: {said(condition)}")


def _first_crediting_year(collected: Collected) -> int:
    figures = collected.figures
    names = ("timeline.construction.years", "credits.crediting.start_after")
    building, start = (figures[name].value if name in figures else 0.0 for name in names)
    return collected.document.timeline.first_year + int(building) + math.floor(start)


def _not_eligible(collected: Collected, mechanism: Mechanism) -> Iterator[Problem]:
    year, technology = as_of(collected.document), technology_of(collected.document)
    for rule in mechanism.exclusions:
        if EVERY in rule.classes and rule.holds(year):
            yield Problem("not-eligible", "credits.as_of", f"rules as of {year}: {said(rule)}. {IGNORE}")
        elif technology in rule.classes and rule.holds(year):
            message = f"'{mechanism.key}' does not take {technology}, by its rules as of {year}: {said(rule)}. {IGNORE}"
            yield Problem("not-eligible", "credits.mechanism", message)


def _outside_bounds(collected: Collected, mechanism: Mechanism) -> Iterator[Problem]:
    for bound in mechanism.bounds:
        released = collected.document.credits.host_ldc and bound.path.removeprefix("credits.") in mechanism.of_ldc
        text = "" if released else _outside(bound, collected)
        if text:
            message = f"'{text}' is against the rules of '{mechanism.key}': {said(bound)}. {IGNORE}"
            yield Problem("against-rules", bound.path, message)


def _bounded(bound: Bound, path: str, collected: Collected) -> Figure | None:
    """Return the figure that a bound is about; a grant only where the bound's grantor gives it."""
    finance = collected.document.finance
    given_by = (finance.grant_from or library.default_for("finance.grant_from")["text"]) if finance else ""  # type: ignore[index]
    if path == "finance.grant" and bound.grantor not in ("", given_by):
        return None
    return collected.figures.get(path)


def _outside(bound: Bound, collected: Collected) -> str:
    """Return what is stated outside a bound; nothing where it is kept."""
    if bound.among:
        word = collected.words.get(bound.path, "")
        return "" if word in ("", *bound.among) else word
    figure = _bounded(bound, bound.path, collected)
    return figure.text if figure is not None and _breaks(figure, bound, collected) else ""


def _not_comparable(bound: Bound, collected: Collected) -> str:
    """Return what is stated in another unit than that of a bound, such as a grant in money where shares are bounded."""
    figure, other = (_bounded(bound, path, collected) for path in (bound.path, bound.least_path))
    if figure is not None and bound.most and figure.unit != read_figure(bound.most, figure.kind).unit:
        return figure.text if figure.value else ""
    if figure is not None and other is not None and other.unit != figure.unit:
        return other.text if other.value else ""
    return ""


def _breaks(figure: Figure, bound: Bound, collected: Collected) -> bool:
    """Whether a figure lies outside a bound of its own unit; a figure in another unit is held to none."""
    values = figure.series.values if figure.series else _reach(figure)
    for text, sign in ((bound.least, 1), (bound.most, -1)):
        limit = read_figure(text, figure.kind) if text else None
        if limit is not None and limit.unit == figure.unit:
            edge = max(limit.value, _least(bound, figure, collected)) if sign == 1 else limit.value
            if any(sign * (value - edge) < -TOLERANCE for value in values):
                return True
    return bool(bound.least) and _otherwise(figure, bound)


def _reach(figure: Figure) -> tuple[float, ...]:
    """Return a value and the ends of its range: draws and bars go there too."""
    return (figure.value, *(end for end in (figure.low, figure.high) if end is not None))


def _least(bound: Bound, figure: Figure, collected: Collected) -> float:
    other = _bounded(bound, bound.least_path, collected)
    return other.value if other is not None and other.unit == figure.unit else -math.inf


def _otherwise(figure: Figure, bound: Bound) -> bool:
    """Whether a yearly least is stated in another way, such as tightening at renewals only."""
    return read_figure(bound.least, figure.kind).unit != figure.unit


def _too_long(collected: Collected, mechanism: Mechanism) -> Iterator[Problem]:
    """A crediting period that none of the allowed ones holds."""
    names = ("credits.crediting.years", "credits.crediting.renewals")
    years, renewals = (collected.figures.get(name) for name in names)
    if not mechanism.periods or years is None or renewals is None:
        return
    longest = max(_reach(years))
    allowed = [
        period
        for period in mechanism.periods
        if longest <= period.years + TOLERANCE and renewals.value <= period.renewals + TOLERANCE
    ]
    if not allowed:
        found = library.evidence()[mechanism.period_source]
        words = f"{found.text}{'' if found.verified else '; verified: no'}"
        stated = f"{longest:g} years with {renewals.value:g} renewals"
        message = f"{stated} is against the rules of '{mechanism.key}': {words}. {IGNORE}"
        yield Problem("against-rules", names[0], message)
