"""The formulas of a run as a plain mapping: every line once, printed from itself, with all rows that it makes."""

from __future__ import annotations

from typing import Any

from appraisal.engine.model import Run
from appraisal.ground.sheet import Wired, scope_of
from appraisal.ground.spelling import in_words

CHAPTERS = {
    "calendar": "Years and flags",
    "money": "Price level and discounting",
    "plant": "Plants",
    "fuel": "Fuel and emissions",
    "capture": "Carbon capture",
    "residual": "Residual value",
    "swap": "The swap",
    "reference": "Reference of the credits",
    "credits": "Crediting: from abatement to credits",
    "sector": "Crediting of the sector",
    "sales": "Sale of credits",
    "credit_costs": "Cost of having credits",
    "carbon_price": "Price on emissions",
    "support": "Direct support",
    "returns": "Cash flow and present value",
    "depreciation": "Depreciation",
    "tax": "Tax",
    "debt": "Loans",
    "finance": "Finance and equity",
    "economic": "Economic view",
    "roll_out": "Roll-out of units",
}
"""The chapters in which formulas are printed, by the module that holds the line."""

FIGURES = "Figures of the scenario, year by year"
"""The chapter of the lines that make a yearly row of what the scenario states."""

THE_FIGURE = "The figure"


def formulas_record(run: Run) -> list[dict[str, Any]]:
    """Return every line of a run by chapter: formula in words, sentence, unit, and the rows that it makes.

    A line that serves several places, such as both plants or several loans, stands there once. Names are those that the
    line itself uses: each is looked up in the place of the row, then in the places around it.
    """
    titles = dict.fromkeys((*CHAPTERS.values(), *map(_chapter, run.wired.values())))
    titles = {**dict.fromkeys(title for title in titles if title != FIGURES), FIGURES: None}
    chapters: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {title: {} for title in titles}
    for name, wired in run.wired.items():
        found = _formula(run, name, wired)
        key = (found["words"], found["means"], found["unit"], found["pays"], found["to"])
        chapters[_chapter(wired)].setdefault(key, found)["rows"].append(name)
    return [{"title": title, "formulas": list(found.values())} for title, found in chapters.items() if found]


def _formula(run: Run, name: str, wired: Wired) -> dict[str, Any]:
    line = wired.line
    said = line.sentence.replace(name, THE_FIGURE, 1) if line.sentence.startswith(name) else line.sentence
    formula = {"rows": [], "unit": run.unit(name), "words": in_words(wired, _names(name, wired)), "means": said}
    return formula | {"pays": line.pays, "to": line.to, "year_by_year": line.loop}


def _names(name: str, wired: Wired) -> dict[str, str]:
    """Return what the line itself calls each row that it reads; gathered rows have no name of their own there."""
    own = dict(zip(wired.reads, (_own(name, need) for need in wired.line.needs), strict=False))
    scope = scope_of(name)
    return {read: own.get(read, read.removeprefix(f"{scope}.") if scope else read) for read in wired.reads}


def _own(name: str, need: str) -> str:
    """Return a name as the line writes it; what belongs to the row itself without the row's name before it."""
    if not need.startswith("."):
        return need
    around = (f".{name}.", f".{scope_of(name)}.")
    return next((need.removeprefix(one) for one in around if need.startswith(one)), need[1:])


def _chapter(wired: Wired) -> str:
    """Return the chapter of a line; a module without a title of its own lends it its name."""
    module = wired.line.rule.__module__
    name = module.rpartition(".")[2]
    return CHAPTERS.get(name, name.replace("_", " ").capitalize()) if module.startswith("appraisal.lines.") else FIGURES
