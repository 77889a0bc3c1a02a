"""The books as they are found in the package, and small helpers to write rows."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import numpy as np

import appraisal.lines
from appraisal.ground.sheet import evaluate, lines_of, place, wire

MODULES = {
    found.name: importlib.import_module(f"appraisal.lines.{found.name}")
    for found in pkgutil.iter_modules(appraisal.lines.__path__)
}
BOOKS = [
    book
    for module in MODULES.values()
    for book in vars(module).values()
    if inspect.isclass(book) and book.__module__ == module.__name__ and lines_of(book)
]
LINES = {f"{book.__name__}.{name}": found for book in BOOKS for name, found in lines_of(book).items()}


def row(*values):
    """Return a row of one draw from the values of the years."""
    return np.array(values, dtype=float)[:, None]


def years_of(found):
    """Return the years of a row of one draw as a plain list."""
    return np.asarray(found, dtype=float)[:, 0].tolist()


def sheet(books, *, wanted=(), **stated):
    """Place books ``{scope: [books]}`` and run them; in a stated name, two underscores stand for the dot.

    With ``wanted``, only these rows and what they need: what a plant without fuel burns for a unit of heat is no row.
    """
    lines = {
        name: found for scope, some in books.items() for book in some for name, found in place(scope, book).items()
    }
    given = {name.replace("__", "."): np.atleast_2d(np.asarray(value, dtype=float)) for name, value in stated.items()}
    return evaluate(wire(lines, given, wanted), given)
