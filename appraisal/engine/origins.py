"""Where an input of the sheet comes from: the file, a default, the library, a constant, the calendar."""

from __future__ import annotations

from appraisal.ground.problem import Problem
from appraisal.scenario import library
from appraisal.scenario.figure import Figure
from appraisal.scenario.rows import row_name
from appraisal.scenario.scenario import Scenario

PARTS = ("value", "growth", "from", "plus", "times")
"""What a figure may state beside its value, each an input of the sheet."""

CALENDAR = {
    "year": ("yr", "the calendar year of the column"),
    "elapsed": ("yr", "years since the first year of the axis"),
    "spend": ("1", "the spend profile of construction"),
    "valuation_year": ("yr", "the year that values are discounted to"),
    "price_year": ("yr", "the year whose prices the figures are in"),
    "data_year": ("yr", "the year of the data that the reference rests on"),
    "ramp_up": ("1", "the ramp-up profile"),
    "scheduled": ("1", "1 in the stated years"),
    "schedule": ("1", "the share of cost charged at each age, by the stated schedule or table"),
    "active": ("yr", "1 in the stated span of years"),
}


def origin_of(name: str, scenario: Scenario) -> tuple[str, str]:
    """Return the unit of an input and where it comes from."""
    paths = {row_name(path, figure): path for path, figure in scenario.figures.items()}
    for row, part in ((name, ""), *((name.removesuffix(f".{one}"), one) for one in PARTS)):
        path = paths.get(row, row)
        if path in scenario.figures:
            figure = scenario.figures[path]
            return _unit(figure, scenario, part), _figure_origin(scenario, path, figure, part)
    if name in library.constants():
        item = library.constants()[name]
        return scenario.unit(item["unit"]), f"constant: {item['source']}"
    return CALENDAR.get(name.rpartition(".")[2], ("1", "stated in the scenario"))


def _unit(figure: Figure, scenario: Scenario, part: str) -> str:
    if part in ("growth", "times"):
        return "1"
    if part == "from":
        return "yr"
    if figure.per_currency:
        return f"{scenario.currency}/{({figure.currency, figure.per_currency} - {scenario.currency}).pop()}"
    return scenario.unit(figure.unit.replace("money", figure.currency or scenario.currency))


def _figure_origin(scenario: Scenario, path: str, figure: Figure, part: str) -> str:
    said = f"{part + ' of ' if part not in ('', 'value') else ''}{path}, stated as '{figure.text}'"
    where = scenario.located(Problem("", path, "")).place if not figure.default else ""
    words = (f"default: {figure.text}" if figure.default else said, where, source_text(scenario, path))
    return ", ".join(word for word in words if word)


def source_text(scenario: Scenario, path: str) -> str:
    """Return a figure's source in words; a source of the library that was not checked says so."""
    key = scenario.source_of(path)
    if not key:
        return "no source stated"
    if not scenario.figures[path].default:
        return f"source {key}: {scenario.document.sources[key]}"
    found = library.evidence()[key]
    return f"source: {found.text}{'' if found.verified else ' (verified: no)'}"
