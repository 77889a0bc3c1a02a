"""A scenario that was read and checked: frozen, typed, every figure with its path, place and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appraisal.ground.problem import Problem
from appraisal.scenario.kind import Figure
from appraisal.scenario.node import nearest
from appraisal.scenario.schema import Document


@dataclass(frozen=True)
class Default:
    """Something that the scenario does not state, what is taken for it, and why."""

    path: str
    text: str
    source: str


@dataclass(frozen=True)
class Scenario:
    """One scenario.

    Attributes:
        document: what the file states, section by section.
        figures: every figure by its path, defaults and library figures included.
        defaults: what was assumed where the file says nothing.
        warnings: what is worth knowing and does not stop the appraisal.
        not_appraised: what the file states and this version does not appraise yet.
        words: the rules of the mechanism that are words, stated or default, by path.
    """

    document: Document
    figures: Mapping[str, Figure]
    defaults: tuple[Default, ...]
    warnings: tuple[Problem, ...]
    places: Mapping[str, tuple[str, int, int]] = field(repr=False)
    file: str
    hash: str
    words: Mapping[str, str] = field(default_factory=dict)
    not_appraised: tuple[str, ...] = ()
    tree: Any = field(repr=False, compare=False, default=None)

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self.document.name

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return self.document.money.currency

    @property
    def service(self) -> str:
        """The unit of the service that the swap gives; MWh where nothing says it."""
        plant, served = self.document.project, self.document.served
        if plant:
            return plant.capacity.unit.removesuffix("/yr") if plant.capacity.otherwise else "MWh"
        return served.unit.removesuffix("/yr") if served else "MWh"

    def unit(self, canonical: str) -> str:
        """Return a unit of the sheet as it is printed: with the currency and the service spelt out."""
        return canonical.replace("money", self.currency).replace("service", self.service)

    def stated_unit(self, figure: Figure) -> str:
        """Return the unit in which a figure is stated, with its own currency spelt out."""
        if figure.per_currency:
            return f"{figure.currency}/{figure.per_currency}"
        return self.unit(figure.unit.replace("money", figure.currency) if figure.currency else figure.unit)

    def located(self, problem: Problem) -> Problem:
        """Return the problem with the place in the file that its path, or the nearest part around it, has."""
        at = next((self.places[path] for path in nearest(problem.path) if path in self.places), None)
        return problem.at(*at) if at else problem.at(self.file)

    def source_of(self, path: str) -> str:
        """Return the key of the source that holds for a figure: its own, else that of the nearest section around it."""
        if self.figures[path].source or self.figures[path].default:
            return self.figures[path].source
        section: Any = self.document
        found = ""
        for part in path.split(".")[:-1]:
            section = section.get(part) if isinstance(section, dict) else getattr(section, part, None)
            found = getattr(section, "source", "") or found
        return found

    @property
    def folder(self) -> Path:
        """The folder that the scenario stands in."""
        return Path(self.file).parent
