"""Every line of every book: a sentence, a unit, a test of its meaning, and no change to what it reads."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from appraisal.ground.sheet import Line, lines_of

from .books import BOOKS, LINES, MODULES

TESTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("test_*.py"))}
UNIT = re.compile(r"(1|money|service|t|yr|h|GJ|MWh|MW)(/(service|t|yr|GJ|MWh|MW))*")


def lines_tested(source):
    """Return the ``Book.line`` that the tests of a file call or hand on by name, inside functions that assert."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and _asserts(node):
            found |= {f"{book}.{name}" for book, name in _attributes(node)}
    return found


def _asserts(function):
    checks = (node for node in ast.walk(function) if isinstance(node, ast.Assert | ast.Attribute))
    return any(isinstance(node, ast.Assert) or node.attr.startswith("assert_") for node in checks)


def _attributes(function):
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr


def shortcomings(name, found: Line, names_tested):
    """Return what a line lacks."""
    lacks = []
    if not re.fullmatch(r"[A-Z0-9].*[^.]\.", found.sentence):
        lacks.append("a sentence of one line that ends in a full stop")
    if not UNIT.fullmatch(found.unit):
        lacks.append("a unit of the sheet")
    if name not in names_tested:
        lacks.append("a test of its meaning")
    return lacks


NAMES_TESTED = set().union(*(lines_tested(source) for source in TESTS.values()))


@pytest.mark.parametrize("name", LINES)
def test_every_line_has_sentence_unit_and_test(name):
    assert shortcomings(name, LINES[name], NAMES_TESTED) == []


def test_what_a_line_lacks_is_found():
    good = Line("money/t", abs, sentence="Money for each tonne.")
    assert shortcomings("Book.price", good, {"Book.price"}) == []
    assert len(shortcomings("Book.price", Line("USD", abs, sentence="Money for each tonne"), {"Book.cost"})) == 3
    for sentence in ("", "money.", "Money...", "Two.\n\nParts."):
        assert shortcomings("Book.price", Line("1", abs, sentence=sentence), {"Book.price"}) != []


def test_a_line_counts_as_tested_only_where_a_test_asserts():
    assert lines_tested("def test_it():\n    assert Book.price(1) == 2\n") == {"Book.price"}
    assert "Book.price" in lines_tested("def test_it():\n    np.testing.assert_allclose(Book.price(1), 2)\n")
    assert lines_tested("def test_it():\n    Book.price(1)\n") == set()
    assert lines_tested("def helper():\n    assert Book.price(1) == 2\n") == set()
    assert lines_tested("# Book.price\ndef test_it():\n    'Book.price'\n    assert 1\n") == set()


def test_books_have_names_of_their_own():
    names = [book.__name__ for book in BOOKS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_of_books_has_its_tests(module):
    assert f"test_{module}.py" in TESTS


GATHERED = {found.gathers for found in LINES.values()}


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.__name__)
def test_a_books_inputs_have_units_and_are_read(book):
    inputs = getattr(book, "inputs", {})
    read = {need for found in lines_of(book).values() for need in found.needs}
    assert set(inputs) <= read | GATHERED
    assert all(UNIT.fullmatch(unit) for unit in inputs.values())
    assert book.__doc__


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.__name__)
def test_what_a_book_reads_of_a_section_of_its_own_it_names_in_full(book):
    """A section that a book calls its own is looked up in its own scope only: so each figure of it is an input."""
    inputs = getattr(book, "inputs", {})
    sections = {name.partition(".")[0] for name in inputs}
    read = {need for found in lines_of(book).values() for need in found.needs}
    assert {need for need in read if need.partition(".")[0] in sections} <= set(inputs)


@pytest.mark.parametrize("name", LINES)
def test_a_line_leaves_what_it_reads_as_it_was(name):
    found = LINES[name]
    count = len(found.needs) + 2 * bool(found.gathers)
    rows = [np.arange(6.0).reshape(3, 2) + position for position in range(1, count + 1)]
    before = [row.copy() for row in rows]
    with np.errstate(all="ignore"):
        found.rule(*rows)
    for row, kept in zip(rows, before, strict=True):
        np.testing.assert_array_equal(row, kept)
