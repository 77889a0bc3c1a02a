"""Which figures draws move, and which stay at their value, with the reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from appraisal.ground.problem import Problem
from appraisal.scenario.collect import stated_figures
from appraisal.scenario.distributions import distribution_of
from appraisal.scenario.hints import near
from appraisal.scenario.kind import Figure
from appraisal.scenario.references import chain_of
from appraisal.scenario.scenario import Scenario

SHARED = re.compile(r"credits\.owners\.\w+|(baseline|project)\.fuels\.\w+\.share|tax\.assets\.\w+\.share")
"""Shares that cannot move alone."""

DISCOUNT_RATE = "discount_rate"


def drawn_figures(scenario: Scenario, only: Collection[str] | None = None) -> dict[str, Figure]:
    """Return the figures that draws move, in the order of their paths.

    Every figure with a distribution, or with low and high, the library's included; of these ``only`` some, if named.
    """
    figures = scenario.figures
    paths = sorted(figures if only is None else {*only} & {*figures})
    return {path: figures[path] for path in paths if _ranged(figures[path]) and not kept_reason(path, scenario)}


def left_out(scenario: Scenario, drawn: Collection[str]) -> dict[str, str]:
    """Return, by path, why a figure is not drawn that is uncertain, repeats a drawn one, or is a yearly series."""
    every = {**dict(stated_figures(scenario.document, "")), **scenario.figures}
    reasons = {path: _reason(path, every[path], scenario, drawn) for path in sorted(every) if path not in drawn}
    return {path: reason for path, reason in reasons.items() if reason}


def _reason(path: str, figure: Figure, scenario: Scenario, drawn: Collection[str]) -> str:
    if figure.refers_to:
        return _followed(path, scenario, drawn)
    if figure.series and path in scenario.figures:
        return "a yearly series is the same in every draw"
    if not _ranged(figure):
        return ""
    return kept_reason(path, scenario) or "it is not among the figures that were asked for"


def _followed(path: str, scenario: Scenario, drawn: Collection[str]) -> str:
    """Say with which drawn figure one moves that repeats it."""
    last = chain_of(path, scenario.figures)[-1] if path in scenario.figures else ""
    return f"it moves with {last}" if last in drawn else ""


def _ranged(figure: Figure) -> bool:
    return figure.low is not None or figure.high is not None or bool(figure.spread)


def kept_reason(path: str, scenario: Scenario) -> str:
    """Return why a figure stays at its value whatever is asked for; nothing where draws can move it."""
    figure = scenario.figures.get(path)
    if figure is None:
        return "one of a list does not move alone" if "[" in path else "no line of this run reads it"
    if figure.refers_to:
        return f"it repeats {figure.refers_to}"
    if figure.series:
        return "a yearly series is the same in every draw"
    if SHARED.fullmatch(path):
        return "one of several shares that add up to 1 cannot move alone"
    if figure.kind.whole:
        return "whole numbers are not drawn"
    return _without_law(path, figure)


def _without_law(path: str, figure: Figure) -> str:
    if path == DISCOUNT_RATE and "distribution" not in figure.spread:
        return "the discount rate is drawn only where it states a distribution"
    if distribution_of(figure):
        return ""
    ends = [end for end in ("low", "high") if getattr(figure, end) is None]
    return f"it states no {' and no '.join(ends)}"


def asked_problems(scenario: Scenario, only: Collection[str]) -> Iterator[Problem]:
    """Yield what cannot be drawn of the figures that were asked for."""
    for path in dict.fromkeys(only):
        if path not in scenario.figures:
            message = f"'{path}' is no figure of this scenario. {near(path, scenario.figures)}"
            yield Problem("unknown-path", path, message)
        elif reason := kept_reason(path, scenario):
            yield Problem("not-drawn", path, f"'{path}' cannot be drawn: {reason}")
