"""How the values of figures are written in a table: each in the unit in which the scenario states it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from appraisal.engine.model import Model
from appraisal.outputs.charts.amounts import MINUS
from appraisal.outputs.charts.labels import Shown, shown
from appraisal.outputs.layout import Record


def view_of(model: Model, path: str, values: Iterable[float] = ()) -> Shown:
    """Return how to write the values of what a path varies: a yearly series by its factor, a growth in percent."""
    if path not in model.scenario.figures:
        return Shown(0.01, "%")
    figure = model.scenario.figures[path]
    if figure.series:
        return Shown(1.0, "x series")
    return shown(figure, model.scenario.unit(figure.unit.replace("money", figure.currency or "money")), values)


def views_record(model: Model, values: Mapping[str, Iterable[float]]) -> Record:
    """Return for each path the unit that it is written in, and how much of the sheet's unit that is."""
    views = {path: view_of(model, path, listed) for path, listed in values.items()}
    return {path: {"size": view.size, "unit": view.unit} for path, view in views.items()}


def view(record: Record, path: str) -> Shown:
    """Return how a path is written, from the record."""
    return Shown(record[path]["size"], record[path]["unit"])


def written(found: Shown, value: float) -> str:
    """Return a value in the unit of its heading, with the hyphen of the screen for a minus."""
    return found.number(value).replace(MINUS, "-")


def headed(path: str, found: Shown) -> str:
    """Return the path with the unit of the numbers beside it.

    >>> headed("credits.price", Shown(1.0, "USD/t")), headed("discount_rate", Shown(0.01, "%"))
    ('credits.price (USD/t)', 'discount_rate')
    """
    return f"{path} ({found.heading})" if found.heading else path
