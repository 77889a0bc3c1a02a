"""The assumptions book as a plain mapping: every input of a scenario as it is stated, its range, growth and source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from appraisal.engine.solving import unit_of
from appraisal.ground.numbers import with_unit
from appraisal.outputs.charts.amounts import MINUS
from appraisal.outputs.charts.labels import label, shown
from appraisal.scenario import library
from appraisal.scenario.differing import BESIDE_THE_SHEET
from appraisal.scenario.distributions import distribution_of
from appraisal.scenario.drawable import kept_reason
from appraisal.scenario.figure import Figure, Series
from appraisal.scenario.laws import law_words
from appraisal.scenario.scenario import Scenario

NO_INPUTS = frozenset({*BESIDE_THE_SHEET, "source", "note"})
"""Keys that hold words about the scenario, or a question to it, and no input of the appraisal."""

DIGITS = 6
FEW = 6
"""Values of a yearly series that are written one by one; of a longer one the first and the last."""


def assumptions_record(scenario: Scenario) -> dict[str, Any]:
    """Return every figure and every choice of a scenario, in the order of the file's sections."""
    return {
        "figures": [_figure(scenario, path, figure) for path, figure in scenario.figures.items()],
        "choices": [*_stated(scenario), *_by_default(scenario)],
    }


def _stated(scenario: Scenario) -> Iterator[dict[str, Any]]:
    taken = {one.path for one in scenario.defaults}
    for path, value in ((path, value) for path, value in _choices(scenario.document, "") if path not in taken):
        yield {"path": path, "value": value, "default": False, "source": "", "verified": None}


def _by_default(scenario: Scenario) -> Iterator[dict[str, Any]]:
    """Yield what is taken for a choice that the file does not make."""
    for one in scenario.defaults:
        if one.path not in scenario.figures:
            found = library.evidence()[one.source]
            told = {"source": found.text, "verified": found.verified}
            yield {"path": one.path, "value": one.text.replace("_", " "), "default": True, **told}


def _figure(scenario: Scenario, path: str, figure: Figure) -> dict[str, Any]:
    return {
        "path": path,
        "name": label(path, scenario),
        "value": _value(scenario, figure),
        "unit": unit_of(figure, scenario),
        "range": _range(scenario, path, figure),
        "growth": _growth(figure),
        "default": figure.default,
        "repeats": figure.refers_to,
        "note": "" if figure.default else figure.note,
        **_source(scenario, path, figure),
    }


def _value(scenario: Scenario, figure: Figure) -> str:
    """Return the value as it is stated; of a yearly series its years."""
    if figure.refers_to and figure.text.startswith(figure.refers_to):
        return f"as {figure.text}"
    return figure.text if figure.series is None else _series(scenario, figure, figure.series)


def _series(scenario: Scenario, figure: Figure, series: Series) -> str:
    unit = scenario.stated_unit(figure)
    unit = "%" if unit == "1" and not figure.kind.bare else unit
    points = [f"{with_unit(value, unit)} in {year}" for year, value in zip(series.years, series.values, strict=True)]
    if len(points) > FEW:
        points = [points[0], f"{len(points) - 2} years between", points[-1]]
    return f"{', '.join(points)} ({series.between})"


def _range(scenario: Scenario, path: str, figure: Figure) -> str:
    """Return how far a figure reaches: its two ends, and the law that it is drawn from where draws move it."""
    law = "" if kept_reason(path, scenario) else distribution_of(figure)
    if law and (figure.low is None or figure.high is None):
        return law_words(figure, scenario)
    view = shown(figure, unit_of(figure, scenario), [figure.value])
    ends = {"from": figure.low, "up to": figure.high}
    known = {word: end for word, end in ends.items() if end is not None}
    said = " ".join(f"{word} {view.text(end, DIGITS)}" for word, end in known.items())
    if len(known) == len(ends):
        low, high = known.values()
        said = f"{view.number(low, DIGITS)} to {view.text(high, DIGITS)}"
    return (f"{said}, {law.replace('_', ' ')}" if law else said).replace(MINUS, "-")


def _growth(figure: Figure) -> str:
    if figure.growth is None:
        return ""
    since = f" from {figure.growth_from}" if figure.growth_from is not None else ""
    return f"{with_unit(figure.growth, '%')} a year{since}"


def _source(scenario: Scenario, path: str, figure: Figure) -> dict[str, Any]:
    """Return the source of a figure: its own, that of the section around it, or the library's."""
    if figure.default:
        found = library.evidence()[figure.source]
        return {"source": found.text, "verified": found.verified}
    key = scenario.source_of(path)
    return {"source": scenario.document.sources[key] if key else "", "verified": None}


def _choices(part: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield what the file chooses by a word, a year, yes or no, or a list of shares."""
    if isinstance(part, BaseModel):
        named = {_key(part, name): getattr(part, name) for name in type(part).model_fields}
        yield from _inside({key: value for key, value in named.items() if value not in (None, "")}, path)
    elif isinstance(part, Mapping):
        yield from _inside(part, path)
    elif isinstance(part, (str, bool, int)):
        yield path, _word(part)
    elif isinstance(part, list) and part:
        yield path, ", ".join(getattr(one, "text", str(one)) for one in part)


def _inside(stated: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for key, value in stated.items():
        if (path or key not in NO_INPUTS) and key not in ("source", "note") and not isinstance(value, Figure):
            yield from _choices(value, f"{path}.{key}" if path else str(key))


def _key(part: BaseModel, name: str) -> str:
    return type(part).model_fields[name].alias or name


def _word(value: str | bool | int) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")
