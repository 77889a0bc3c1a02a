"""What a figure is called on a chart, and its values in the unit in which the user states them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from appraisal.ground.numbers import plain, scale_of
from appraisal.outputs.charts.amounts import typeset
from appraisal.outputs.charts.figure_names import NAMES, PLANT_NAMES
from appraisal.scenario import library
from appraisal.scenario.figure import Figure
from appraisal.scenario.quantity import QuantityError, convert, parse
from appraisal.scenario.scenario import Scenario

PLANTS = ("baseline", "project")
MANY = 1e6
_NUMBER = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?[ \t]*")


def label(path: str, scenario: Scenario | None = None) -> str:
    """Return what the figure at a path is called; with the scenario, a figure that both plants share names no plant.

    >>> label("credits.price"), label("project.net_efficiency"), label("fuels.other_bituminous.emission_factor")
    ('Credit price', 'Net efficiency of the project', 'Emission factor of other bituminous coal')
    >>> label("credits.price.growth"), label("finance.loans.export_credit.rate")
    ('Growth of credit price', 'Loan export credit: interest rate')
    """
    if path.endswith(".growth"):
        return f"Growth of {lowered(label(path.removesuffix('.growth'), scenario))}"
    side, _, inner = path.partition(".")
    if side in PLANTS:
        named = _named(inner, PLANT_NAMES) or _fallback(inner)
        return named if scenario and _is_shared(path, scenario) else f"{named} of the {side}"
    return _named(path, NAMES) or _fallback(path)


def _named(path: str, names: dict[str, str]) -> str:
    parts = path.split(".")
    for pattern, name in names.items():
        wanted = pattern.split(".")
        if len(wanted) == len(parts) and all(w in ("*", p) for w, p in zip(wanted, parts, strict=True)):
            stars = [part for w, part in zip(wanted, parts, strict=True) if w == "*"]
            text = name.format(*map(_words, stars), fuel=_fuel(stars))
            return text[:1].upper() + text[1:]
    return ""


def _fuel(stars: list[str]) -> str:
    found = library.fuels().get(stars[0]) if stars else None
    return lowered(found.name) if found else "".join(map(_words, stars[:1]))


def _words(part: str) -> str:
    return part.replace("_", " ")


def lowered(text: str) -> str:
    """Return the text to stand inside a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() or text[1:2] == "₂" else text[:1].lower() + text[1:]


def _fallback(path: str) -> str:
    *scope, name = map(_words, path.split("."))
    inside = f" ({', '.join(scope)})" if scope else ""
    return f"{name[:1].upper()}{name[1:]}{inside}"


def _is_shared(path: str, scenario: Scenario) -> bool:
    side, _, inner = path.partition(".")
    other = scenario.figures.get(f"{PLANTS[1 - PLANTS.index(side)]}.{inner}")
    return other is not None and other.refers_to == path and other.plus is None and other.times is None


@dataclass(frozen=True)
class Shown:
    """How the values of one figure are shown: one unit of ``unit`` is ``size`` of the sheet's unit."""

    size: float
    unit: str

    @property
    def is_percent(self) -> bool:
        """Whether the figure is a share, with the sign behind each number."""
        return self.unit.startswith("%")

    @property
    def heading(self) -> str:
        """The unit where the numbers stand alone: empty where each number has its own sign."""
        return self.unit.removeprefix("%").strip() if self.is_percent else self.unit

    def number(self, value: float, digits: int = 4) -> str:
        """Return a value without its unit; a share has its sign of percent."""
        return typeset(plain(value / self.size, digits)) + (" %" if self.is_percent else "")

    def text(self, value: float, digits: int = 4) -> str:
        """Return a value with its unit."""
        return f"{self.number(value, digits)} {self.heading}".strip()


def shown(figure: Figure, unit: str, values: Iterable[float] = ()) -> Shown:
    """Return how to show a figure's values: in the unit of its own text; ``unit`` is that of the sheet, in full.

    Amounts of money that were typed out in full are shown in millions where they are many.
    """
    stated = _NUMBER.sub("", figure.text, count=1).strip().replace("%/yr", "%")
    size = _size(stated, figure.unit)
    if size is None:
        return Shown(0.01, "%") if unit == "1" and not figure.series else _scaled(unit, values, figure.money)
    return _scaled(stated, values, figure.money) if size == 1 else Shown(size, stated)


def _size(stated: str, canonical: str) -> float | None:
    try:
        return convert(parse(f"1 {stated}"), canonical)
    except QuantityError:
        return None


def _scaled(unit: str, values: Iterable[float], is_money: bool) -> Shown:
    listed = list(values)
    if not is_money or max(map(abs, listed), default=0.0) < MANY:
        return Shown(1.0, "" if unit == "1" else unit)
    size, word = scale_of(listed)
    return Shown(size, f"{word}{unit}")
