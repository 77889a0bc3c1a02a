"""Figures that repeat another figure: what they repeat is found, checked, and lent to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from appraisal.ground.problem import Problem
from appraisal.ground.sheet import joined
from appraisal.scenario.hints import near
from appraisal.scenario.kind import Figure, Series, misplaced
from appraisal.scenario.section import Section
from appraisal.scenario.units import describe, dimension_of

Figures = Mapping[str, Figure]
Part = TypeVar("Part")

LONGEST_CHAIN = 20
"""Most figures that may repeat one another in a row."""


def chain_of(path: str, figures: Figures) -> list[str]:
    """Return the paths from a figure to what it repeats in the end; a ring or a long chain is cut off."""
    trail = [path]
    while (following := figures[trail[-1]].refers_to) in figures and len(trail) <= LONGEST_CHAIN:
        trail.append(following)
        if following in trail[:-1]:
            break
    return trail


def lent(figures: Figures) -> dict[str, Figure]:
    """Return the figures with unit, heating value and value of what they repeat, where that can be found."""
    return {path: _lent(path, figures) if figure.refers_to else figure for path, figure in figures.items()}


def _lent(path: str, figures: Figures) -> Figure:
    trail = chain_of(path, figures)
    last, stated = figures[trail[-1]], figures[path]
    if last.refers_to or not _fits(stated, last) or (stated.plus is not None and stated.unit != last.unit):
        return stated
    values = (last.value,) if last.series is None else last.series.values
    for step in reversed(trail[:-1]):
        values = tuple(_moved(value, figures[step]) for value in values)
    series = None if last.series is None else Series(last.series.years, values, last.series.between)
    value = 1.0 if series else values[0]
    return replace(stated, unit=last.unit, heating=last.heating, value=value, series=series)


def _moved(value: float, figure: Figure) -> float:
    return value * (1.0 if figure.times is None else figure.times) + (figure.plus or 0.0)


def _fits(figure: Figure, target: Figure) -> bool:
    return dimension_of(target.unit) in {dimension_of(unit) for unit in figure.kind.units}


def written_back(part: Part, figures: Figures, path: str = "") -> Part:
    """Return a part of the scenario in which every figure that repeats another is the one in ``figures``."""
    if isinstance(part, Figure):
        return figures.get(path, part) if part.refers_to else part  # type: ignore[return-value]
    if isinstance(part, dict):
        return {key: written_back(item, figures, joined(path, key)) for key, item in part.items()}  # type: ignore[return-value]
    if not isinstance(part, Section):
        return part
    fields = type(part).model_fields.items()
    # Only what is stated: a copy counts every field that it is given as stated.
    names = {name: joined(path, info.alias or name) for name, info in fields if name in part.model_fields_set}
    return part.model_copy(
        update={name: written_back(getattr(part, name), figures, inner) for name, inner in names.items()}
    )


def reference_problems(path: str, stated: Figures, currency: str) -> Iterator[Problem]:
    """Yield what is wrong with one figure that repeats another."""
    figure = stated[path]
    trail = chain_of(path, stated)
    last = stated[trail[-1]]
    if figure.refers_to not in stated:
        message = f"'{figure.refers_to}' is neither a quantity nor the path of a figure."
        yield Problem("unknown-path", path, f"{message} {near(figure.refers_to, stated)}")
    elif trail[-1] in trail[:-1]:
        yield from (Problem("ring", path, f"these figures repeat one another: {' -> '.join(trail)}"),)
    elif len(trail) > LONGEST_CHAIN:
        yield Problem("too-deep", path, f"more than {LONGEST_CHAIN} figures repeat one another in a row")
    elif not last.refers_to:
        yield from _misfits(path, figure, last, currency)


def _misfits(path: str, figure: Figure, last: Figure, currency: str) -> Iterator[Problem]:
    if not _fits(figure, last):
        wanted, found = (describe(dimension_of(one.unit)) for one in (figure, last))
        yield Problem("wrong-dimension", path, f"'{figure.refers_to}' is {found}; here {wanted} is needed")
    elif figure.kind.heated and not last.heating:
        message = f"'{figure.refers_to}' does not say LHV (net) or HHV (for example: {figure.kind.example})"
        yield Problem("heating-value", path, message)
    elif figure.plus is not None and not _adds_up(figure, last, currency):
        message = f"what is added to '{figure.refers_to}' must be in its unit, and money in {currency}"
        yield Problem("mixed-units", f"{path}.plus", message)


def _adds_up(figure: Figure, last: Figure, currency: str) -> bool:
    return figure.unit == last.unit and {figure.currency, last.currency} <= {"", currency}


def value_problems(path: str, figure: Figure) -> Iterator[Problem]:
    """Yield what is wrong with the values that a figure gets from another."""
    values = figure.series.values if figure.series else (figure.value,)
    if figure.series and not figure.kind.series:
        yield Problem("no-series", path, f"'{figure.refers_to}' is a yearly series; this figure is one value")
    for value in values:
        code, message = misplaced(value, figure.kind)
        if code:
            yield Problem(code, path, f"'{figure.text}' comes to {value:.6g}, which {message}")
            return
