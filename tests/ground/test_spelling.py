"""Lines in words: what is printed, read back as arithmetic, is the number that numpy computes."""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import pkgutil
import re
import types

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import appraisal.lines
from appraisal.ground import rates, scans
from appraisal.ground.sheet import Line, Wired, line, lines_of
from appraisal.ground.spelling import OPERATIONS, Words, in_words

# ---- from words back to numbers -------------------------------------------------------------------------------------

PHRASES = {
    "total so far of (": "so_far(",
    "highest so far of (": "peak(",
    "last year's (": "previous(",
    "next year's (": "following(",
    "value (": "delayed(",
    ") years ago of (": ")(",
    "balance of (": "carried(",
    "), last year's balance times (": ")(",
    "value of (": "to_come(",
    ") still to come, divided each year by (": ")(",
    "each year's (": "spread(",
    ") spread by age over (": ")(",
    "level payment on 1 at a rate of (": "level(",
    ") over (": ")(",
    ") years": ")",
    "larger of (": "maximum(",
    "smaller of (": "minimum(",
    "sign of (": "sign(",
    "size of (": "absolute(",
    "whole part of (": "floor(",
    "square root of (": "sqrt(",
    "×": "*",
    "^": "**",
}
"""What a reader does with each phrase. A phrase with two brackets is read as a function of the one, then the other."""


def level(rate, years):
    """Return the level payment on 1 in words or in numbers; where there is none, no number."""
    if isinstance(rate, Words):
        return rates.capital_recovery_factor(rate, years)
    rate, years = np.broadcast_arrays(rate, years)
    fits = np.isfinite(rate) & np.isfinite(years) & (rate > -1) & (years > 0)
    found = rates.capital_recovery_factor(np.where(fits, rate, 0), np.where(fits, years, 1))
    return np.where(fits, found, np.nan)


MEANINGS = {
    "so_far": scans.so_far,
    "peak": scans.peak,
    "previous": scans.previous,
    "following": scans.following,
    "delayed": lambda years: lambda x: scans.delayed(x, years),
    "carried": lambda x: lambda by: scans.carried(x, by),
    "to_come": lambda x: lambda by: scans.to_come(x, by),
    "spread": lambda x: lambda by_age: scans.spread(x, by_age),
    "level": lambda rate: lambda years: level(rate, years),
    "literal": np.float64,
    **{name: getattr(np, name) for name in ("maximum", "minimum", "sign", "absolute", "floor", "sqrt")},
}


def read_back(text, values):
    """Translate words to Python, by plain substitution, and evaluate them."""
    for phrase in sorted(PHRASES, key=len, reverse=True):
        text = text.replace(phrase, PHRASES[phrase])
    text = re.sub(r"\b([01])\b", r"literal(\1)", text)
    return eval(text, {"__builtins__": {}}, {**MEANINGS, **values})


# ---- trees of operations --------------------------------------------------------------------------------------------

INFIX = [np.add, np.subtract, np.multiply, np.true_divide, np.power]
CALLS = {
    np.maximum: 2,
    np.minimum: 2,
    np.sign: 1,
    np.absolute: 1,
    np.floor: 1,
    np.sqrt: 1,
    scans.so_far: 1,
    scans.peak: 1,
    scans.previous: 1,
    scans.following: 1,
    scans.carried: 2,
    scans.to_come: 2,
    scans.spread: 2,
    rates.compound: 2,
    rates.declined: 2,
    rates.discount_factor: 2,
    level: 2,
}
YEARS = 4
LEAF = object()
FIGURES = {f"x{count}": np.random.default_rng(count).uniform(0.5, 2, (YEARS, 1)) for count in range(64)}
"""Names and values without a pattern: no two terms cancel by accident, so that rounding stays rounding."""
FIGURES["lag"] = np.full((YEARS, 1), 2.0)


def computed(tree, leaves):
    """Run a tree on the values that ``leaves`` yields, in the order of reading."""
    if tree is LEAF:
        return next(leaves)
    if not isinstance(tree, tuple):
        return tree
    operation, *sides = tree
    return operation(*(computed(side, leaves) for side in sides))


def lagged(x):
    return scans.delayed(x, Words("lag") if isinstance(x, Words) else FIGURES["lag"])


def agree(tree):
    words = computed(tree, (Words(name) for name in FIGURES))
    with np.errstate(all="ignore"):
        expected = computed(tree, iter(FIGURES.values()))
        found = read_back(words.text, FIGURES)
    np.testing.assert_allclose(found, expected, rtol=1e-9, err_msg=words.text)


def _grown(trees):
    two = [operation for operation, count in CALLS.items() if count == 2] + INFIX
    one = [operation for operation, count in CALLS.items() if count == 1] + [lagged]
    return st.one_of(
        st.tuples(st.sampled_from(one), trees),
        st.tuples(st.sampled_from(two), trees, trees),
        st.tuples(st.sampled_from([np.add, np.subtract, np.multiply, np.maximum]), st.sampled_from([0, 1]), trees),
        st.tuples(st.sampled_from([np.subtract, np.true_divide, np.minimum]), trees, st.just(1)),
    )


TREES = st.recursive(st.just(LEAF), _grown, max_leaves=10).filter(lambda tree: tree is not LEAF)


@given(TREES)
def test_the_words_of_any_expression_read_back_to_the_same_number(tree):
    agree(tree)


@pytest.mark.parametrize("shape", range(5))
def test_brackets_of_every_three_infix_operations_in_a_row(shape):
    for a, b, c in itertools.product(INFIX, repeat=3):
        x = LEAF
        shapes = [
            (a, (b, (c, x, x), x), x),
            (a, (b, x, (c, x, x)), x),
            (a, (b, x, x), (c, x, x)),
            (a, x, (b, (c, x, x), x)),
            (a, x, (b, x, (c, x, x))),
        ]
        agree(shapes[shape])


@pytest.mark.parametrize("outer", INFIX)
@pytest.mark.parametrize("inner", [*CALLS, lagged], ids=lambda operation: operation.__name__)
def test_a_phrase_beside_an_infix_operation_keeps_its_terms_together(outer, inner):
    terms = [LEAF] * CALLS.get(inner, 1)
    agree((outer, (inner, *terms), LEAF))
    agree((outer, LEAF, (inner, *terms)))
    agree((inner, *[(outer, LEAF, LEAF) for _ in terms]))


def test_every_operation_and_scan_is_in_the_trees():
    tried = {*INFIX, *CALLS, scans.delayed}
    assert set(OPERATIONS) <= tried
    assert set(scans.SCANS) <= tried


def test_reading_back_sees_a_missing_bracket():
    wrong = read_back("x0 - x1 - x2", FIGURES)
    right = read_back(computed((np.subtract, LEAF, (np.subtract, LEAF, LEAF)), map(Words, FIGURES)).text, FIGURES)
    assert not np.allclose(wrong, right)


# ---- the words themselves -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (lambda a, b, c: a + b - c, "a + b - c"),
        (lambda a, b, c: a - (b + c), "a - (b + c)"),
        (lambda a, b, c: a * (b + c), "a × (b + c)"),
        (lambda a, b, c: a / (b * c), "a / (b × c)"),
        (lambda a, b, c: a / b * c, "a / b × c"),
        (lambda a, b, c: 1 - a - b, "1 - a - b"),
        (lambda a, b, c: a * rates.compound(b, c), "a × (1 + b) ^ c"),
        (lambda a, b, c: a * rates.discount_factor(b, c), "a × 1 / (1 + b) ^ c"),
        (lambda a, b, c: rates.declined(a, b) * c, "(1 - a) ^ b × c"),
        (lambda a, b, c: np.maximum(0, np.minimum(a, b)) / c, "larger of (0, smaller of (a, b)) / c"),
        (lambda a, b, c: np.sign(a) * np.absolute(b) - np.floor(c), "sign of (a) × size of (b) - whole part of (c)"),
        (lambda a, b, c: scans.peak(scans.so_far(a - b)) * c, "highest so far of (total so far of (a - b)) × c"),
        (lambda a, b, c: scans.previous(a + b) - c, "last year's (a + b) - c"),
        (lambda a, b, c: scans.following(a + b) - c, "next year's (a + b) - c"),
        (lambda a, b, c: scans.delayed(a * b, c), "value (c) years ago of (a × b)"),
        (lambda a, b, c: scans.carried(a, b) * c, "(balance of (a), last year's balance times (b)) × c"),
        (lambda a, b, c: c * scans.carried(a, 1), "c × (balance of (a), last year's balance times (1))"),
        (lambda a, b, c: scans.to_come(a, b) - c, "(value of (a) still to come, divided each year by (b)) - c"),
        (lambda a, b, c: scans.so_far(scans.spread(a, b)), "total so far of (each year's (a) spread by age over (b))"),
        (lambda a, b, c: scans.carried(a, b) + c, "(balance of (a), last year's balance times (b)) + c"),
        (lambda a, b, c: c + scans.carried(a, b), "c + (balance of (a), last year's balance times (b))"),
        (lambda a, b, c: scans.to_come(a, b) + c, "(value of (a) still to come, divided each year by (b)) + c"),
        (lambda a, b, c: scans.spread(a, b) - c, "(each year's (a) spread by age over (b)) - c"),
        (
            lambda a, b, c: np.maximum(scans.carried(a, b), c),
            "larger of (balance of (a), last year's balance times (b), c)",
        ),
        (
            lambda a, b, c: rates.capital_recovery_factor(a, b + 1) - c,
            "(level payment on 1 at a rate of (a) over (b + 1) years) - c",
        ),
        (lambda a, b, c: a * b * c, "a × b × c"),
        (lambda a, b, c: a * b / c, "a × b / c"),
        (lambda a, b, c: a * (b / c), "a × b / c"),
        (lambda a, b, c: scans.total((a, b, c)), "a + b + c"),
        (lambda a, b, c: scans.total(()), "0"),
    ],
)
def test_the_words_of(rule, text):
    assert in_words(Wired(Line("1", rule, ("a", "b", "c")), ("a", "b", "c"))) == text


def test_a_kernel_has_no_formula_and_names_what_it_reads():
    @line("money", loop=True)
    def taxed(profit, loss_life):
        """Profit after the losses that may still be used."""
        return sorted(profit[loss_life])

    wired = Wired(taxed.line, ("tax.levered.profit", "tax.loss_life"))
    assert in_words(wired) == "computed year by year from tax.levered.profit, tax.loss_life"
    assert in_words(wired, {"tax.loss_life": "life"}) == "computed year by year from tax.levered.profit, life"


def test_a_row_may_be_shown_by_a_shorter_name():
    @line("t")
    def sold(issued, share):
        """Credits sold."""
        return issued * (1 - share)

    wired = Wired(sold.line, ("credits.issued", "credits.share"))
    assert in_words(wired) == "credits.issued × (1 - credits.share)"
    assert in_words(wired, {"credits.issued": "issued"}) == "issued × (1 - credits.share)"


@pytest.mark.parametrize(
    "unspelt",
    [
        lambda x: np.exp(x),
        lambda x: -x,
        lambda x: x > 0,
        lambda x: x % 2,
        lambda x: np.add.accumulate(x),
        lambda x: np.add(x, x, where=True),
        lambda x: np.where(x, x, 0),
        lambda x: np.concatenate([x, x]),
        lambda x: np.clip(x, 0, 1),
        lambda x: x if x else 0,
        lambda x: max(x, 0),
    ],
)
def test_an_operation_without_a_spelling_fails_at_once(unspelt):
    with pytest.raises(KeyError):
        unspelt(Words("x"))


@pytest.mark.parametrize("unspelt", [lambda x: float(x), lambda x: x[0], lambda x: len(x), lambda x: np.float64(x)])
def test_a_value_in_words_gives_no_number(unspelt):
    with pytest.raises(TypeError):
        unspelt(Words("x"))


# ---- every line of every book ---------------------------------------------------------------------------------------

MODULES = [
    importlib.import_module(f"appraisal.lines.{found.name}") for found in pkgutil.iter_modules(appraisal.lines.__path__)
]
LINES = {
    f"{module.__name__.rpartition('.')[2]}.{book.__name__}.{name}": found
    for module in MODULES
    for book in vars(module).values()
    if inspect.isclass(book) and book.__module__ == module.__name__
    for name, found in lines_of(book).items()
}
FORBIDDEN = (ast.If, ast.IfExp, ast.Match, ast.BoolOp, ast.Compare, ast.For, ast.While, ast.comprehension, ast.Lambda)


class _Unlooped(ast.NodeTransformer):
    """Leave out what has no words and no cells: lines marked ``loop=True`` and the functions outside the books.

    A function outside the books is part of a kernel: only a marked line may name it.
    """

    def __init__(self, tree):
        self.kernels = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}

    def visit_FunctionDef(self, node):
        marks = (word.arg for mark in node.decorator_list if isinstance(mark, ast.Call) for word in mark.keywords)
        return None if "loop" in marks or node.name in self.kernels else node


def faults(source):
    """Return what a module of lines must not hold, and where: numbers but 0 and 1, powers, branches, loops, kernels."""
    found = []
    tree = ast.parse(source)
    unlooped = _Unlooped(tree)
    for node in ast.walk(unlooped.visit(tree)):
        number = isinstance(node, ast.Constant) and isinstance(node.value, int | float | complex)
        wrong_number = number and (isinstance(node.value, float) or node.value not in (0, 1))
        power = isinstance(node, ast.Pow) or (isinstance(node, ast.Attribute) and node.attr in ("where", "power"))
        kernel = isinstance(node, ast.Name) and node.id in unlooped.kernels
        if wrong_number or power or kernel or isinstance(node, FORBIDDEN):
            found.append(f"{getattr(node, 'lineno', '?')}: {ast.unparse(node) or type(node).__name__}")
    return found


@pytest.mark.parametrize(
    "body",
    [
        "x * 0.5",
        "x * 2",
        "1.0 - x",
        "x ** y",
        "np.power(x, y)",
        "np.where(x, y, 0)",
        "x if y else 0",
        "x > y",
        "x and y",
        "sum(z for z in x)",
    ],
)
def test_the_rules_for_lines_can_be_broken(body):
    assert faults(f'class A:\n    @line("t")\n    def f(x, y):\n        return {body}\n')


def test_the_rules_for_lines_leave_plain_lines_and_marked_kernels_alone():
    assert not faults('class A:\n    @line("t")\n    def f(x, y):\n        return 1 - np.maximum(0, x) * y\n')
    assert not faults('class A:\n    @line("t", loop=True)\n    def f(x):\n        return x if x > 2 else 3\n')
    assert faults('class A:\n    @line("t")\n    def f(x):\n        return x if x > 2 else 3\n')


def test_a_function_outside_the_books_is_for_kernels_only():
    kernel = "def swept(x):\n    return x if x > 2 else 3\n"
    used = 'class A:\n    @line("t"{mark})\n    def f(x):\n        return swept(x)\n'
    assert not faults(kernel + used.format(mark=", loop=True"))
    assert len(faults(kernel + used.format(mark=""))) == 1


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_book_holds_no_number_but_0_and_1_no_power_and_no_branch(module: types.ModuleType):
    assert faults(inspect.getsource(module)) == []


def test_the_books_are_found():
    assert {"calendar.Calendar.operating", "credits.Waterfall.forwarded", "swap.LostOutput.bought"} <= set(LINES)
    assert {"debt.Sculpted.balance", "depreciation.Assets.write_off", "economic.Exported.export_cost"} <= set(LINES)
    assert len(LINES) > 250
    assert {name for name, found in LINES.items() if found.loop} == {"tax.Expire.losses", "tax.Expire.taxed"}


@pytest.mark.parametrize("name", [name for name, found in LINES.items() if not found.loop])
def test_a_line_spells_itself_and_names_everything_that_it_reads(name):
    found = LINES[name]
    reads = [*found.needs, *([f"one.{found.gathers}", f"two.{found.gathers}"] if found.gathers else [])]
    text = in_words(Wired(found, tuple(reads)))
    missing = [read for read in reads if not re.search(rf"(?<![\w.]){re.escape(read)}(?![\w.])", text)]
    assert text
    assert not missing
