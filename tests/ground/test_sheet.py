"""The sheet: who reads whom, what is missing, what beats what, and the shapes in which lines are computed."""

# ruff: noqa: N805, RUF012  (a book is a namespace of plain functions, not a class with methods)

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.ground.problem import ScenarioError
from appraisal.ground.scans import delayed, so_far, total
from appraisal.ground.sheet import (
    Line,
    around,
    evaluate,
    gathered,
    joined,
    line,
    lines_of,
    look_up,
    place,
    scope_of,
    wire,
)


def row(*values):
    return np.array(values, dtype=float)[:, None]


def reads(lines, given=()):
    """Wire all lines and return what each reads."""
    return {name: list(found.reads) for name, found in wire(lines, given).items()}


def refused(lines, given=(), wanted=()):
    """Return code and path of every problem, and the first message."""
    with pytest.raises(ScenarioError) as caught:
        wire(lines, given, wanted)
    problems = caught.value.problems
    return [(problem.code, problem.path) for problem in problems], problems[0].message


def needing(*needs, own=(), gathers=""):
    return Line("1", lambda *rows: sum(rows), needs, gathers, inputs=frozenset(own))


class Loan:
    inputs = {"rate": "1", "terms": "1"}

    @line("money")
    def interest(debt, rate):
        """Interest on the debt."""
        return debt * rate

    @line("yr")
    def grace(terms__grace):
        """Years of grace."""
        return terms__grace


class Sums:
    @line("money")
    def all_interest(*interest):
        """Interest of all loans."""
        return total(interest)


# ---- lines, books, scopes -------------------------------------------------------------------------------------------


def test_a_mark_reads_the_line_off_the_function():
    found = Loan.interest.line
    assert (found.unit, found.needs, found.gathers, found.sentence) == (
        "money",
        ("debt", "rate"),
        "",
        "Interest on the debt.",
    )
    assert not found.loop
    assert Sums.all_interest.line.gathers == "interest"
    assert Loan.grace.line.needs == ("terms.grace",)


def test_a_marked_function_stays_a_plain_function():
    assert Loan.interest(200.0, 0.05) == 10.0


def test_a_loop_is_marked_as_one():
    @line("money", loop=True)
    def sweep(x):
        """A cash sweep."""
        return x

    class Book:
        sweeps = sweep

    assert sweep.line.loop
    assert lines_of(Book)["sweeps"].loop


def test_a_flow_between_parties_says_who_pays_whom():
    class Book:
        inputs = {"amount": "money"}

        @line("money", pays="developer", to="lenders")
        def interest(amount):
            return amount

        @line("money", pays="developer")
        def capital(amount):
            return amount

        @line("money", to="developer")
        def gain(amount):
            return amount

        @line("money")
        def sum_of_all(amount):
            return amount

    marked = {name: (found.pays, found.to) for name, found in lines_of(Book).items()}
    assert marked == {
        "interest": ("developer", "lenders"),
        "capital": ("developer", ""),
        "gain": ("", "developer"),
        "sum_of_all": ("", ""),
    }
    placed = place("finance.loans.bank", Book)["finance.loans.bank.interest"]
    assert (placed.pays, placed.to, placed.inputs) == ("developer", "lenders", {"amount"})


def test_taking_a_line_from_its_book_keeps_everything_that_is_marked():
    """Only the book's own inputs are added."""
    for name, found in lines_of(Loan).items():
        marked = getattr(Loan, name).line
        assert found == marked
        assert (found.rule, found.loop, found.sentence) == (marked.rule, marked.loop, marked.sentence)
        assert (found.inputs, marked.inputs) == ({"rate", "terms"}, frozenset())


def test_a_book_gives_its_lines_by_name_and_tells_them_its_inputs():
    class Book(Loan):
        helper = staticmethod(abs)

        @line("1")
        def one():
            return 1

    assert set(lines_of(Loan)) == {"interest", "grace"}
    assert lines_of(Loan)["interest"].inputs == {"rate", "terms"}
    assert set(lines_of(Book)) == {"one"}
    assert lines_of(Book)["one"].sentence == ""


def test_placing_a_book_puts_the_scope_before_each_line():
    assert set(place("finance.loans.bank", Loan)) == {"finance.loans.bank.interest", "finance.loans.bank.grace"}
    assert set(place("", Loan)) == {"interest", "grace"}


NAMES = st.lists(st.sampled_from(["a", "b", "ab", "a_b", "bb"]), max_size=4).map(".".join)


@given(NAMES, st.sampled_from(["x", "y"]))
def test_scopes_and_names_fit_together(scope, short):
    full = joined(scope, short)
    assert scope_of(full) == scope
    scopes = around(scope)
    assert (scopes[0], scopes[-1]) == (scope, "")
    assert scopes[1:] == (around(scope_of(scope)) if scope else [])


# ---- look-up --------------------------------------------------------------------------------------------------------


def test_a_name_is_found_in_the_nearest_scope_outwards():
    known = {"x", "a.x", "a.b.c.x"}
    assert look_up("x", "a.b.line", frozenset(), known) == "a.x"
    assert look_up("x", "a.b.c.line", frozenset(), known) == "a.b.c.x"
    assert look_up("x", "z.line", frozenset(), known) == "x"
    assert look_up("y", "a.b.line", frozenset(), known) is None


def test_a_name_is_not_found_in_a_scope_beside_or_below():
    assert look_up("x", "a.line", frozenset(), {"a.b.x", "b.x", "ab.x"}) is None


def test_a_books_own_input_is_looked_up_in_its_own_scope_only():
    own = frozenset({"rate", "terms"})
    assert look_up("rate", "loans.bank.interest", own, {"rate", "loans.rate"}) is None
    assert look_up("rate", "loans.bank.interest", own, {"rate", "loans.bank.rate"}) == "loans.bank.rate"
    assert look_up("terms.grace", "loans.bank.grace", own, {"terms.grace"}) is None
    assert look_up("terms.grace", "loans.bank.grace", own, {"loans.bank.terms.grace"}) == "loans.bank.terms.grace"


def test_a_line_that_reads_its_own_name_starts_one_scope_further_out():
    known = {"output", "project.output", "project.fuels.output"}
    assert look_up("output", "project.output", frozenset(), known) == "output"
    assert look_up("output", "project.fuels.output", frozenset(), known) == "project.output"
    assert look_up("output", "output", frozenset(), known) is None


def test_two_underscores_name_a_line_in_a_scope():
    @line("1")
    def gap(project__cost, baseline__fuels__cost):
        return project__cost - baseline__fuels__cost

    lines = {"swap.gap": gap.line}
    given_names = {"project.cost", "baseline.fuels.cost", "swap.cost"}
    assert reads(lines, given_names) == {"swap.gap": ["project.cost", "baseline.fuels.cost"]}


def test_a_name_in_a_scope_is_itself_looked_up_outwards():
    assert look_up("fuels.cost", "a.b.line", frozenset(), {"fuels.cost", "a.fuels.cost"}) == "a.fuels.cost"


def test_a_leading_dot_is_a_full_name():
    known = {"x.value", "a.x.value"}
    assert look_up(".x.value", "a.line", frozenset(), known) == "x.value"
    assert look_up(".a.x.value", "b.line", frozenset({"a"}), known) == "a.x.value"
    assert look_up(".y.value", "a.line", frozenset(), known) is None


def test_the_order_of_reading_is_that_of_the_parameters_and_the_gathered_come_last():
    lines = {"total": needing("b", "a", gathers="x"), "p.x": needing("a"), "n.x": needing("b")}
    assert reads(lines, {"a", "b"})["total"] == ["b", "a", "n.x", "p.x"]


# ---- gathering ------------------------------------------------------------------------------------------------------


def test_gathering_takes_the_nearest_scope_below_on_each_branch():
    known = ["x", "a.x", "a.b.x", "a.b.c.x", "c.d.x", "c.e.x", "f.g.h.x", "f.g.y"]
    assert gathered("x", "total", known) == ["a.x", "c.d.x", "c.e.x", "f.g.h.x"]
    assert gathered("x", "a.total", known) == ["a.b.x"]
    assert gathered("x", "a.b.total", known) == ["a.b.c.x"]
    assert gathered("x", "f.total", known) == ["f.g.h.x"]


def test_gathering_takes_nothing_beside_above_or_of_the_same_scope_and_never_itself():
    assert gathered("x", "a.x", ["a.x", "x", "b.x", "ab.x", "a.y"]) == []
    assert gathered("x", "a.x", ["a.x", "a.b.x"]) == ["a.b.x"]
    assert gathered("x", "a.total", ["a.x", "a.bx", "a.b.ax", "a.x.y"]) == []


@given(st.sets(NAMES.map(lambda scope: joined(scope, "x"))), NAMES)
def test_gathering_hides_what_stands_deeper(known, scope):
    found = gathered("x", joined(scope, "total"), known)
    inside = [name for name in known if scope_of(name) != scope and scope in around(scope_of(name))]
    between = {name: around(scope_of(name))[1:] for name in inside}
    free = [
        name
        for name, outer in between.items()
        if not any(joined(one, "x") in known and one != scope and scope in around(one) for one in outer)
    ]
    assert found == sorted(free)


def test_gathering_takes_stated_rows_too():
    assert reads(place("", Sums), {"finance.loans.kfw.interest"})["all_interest"] == ["finance.loans.kfw.interest"]


def test_gathering_nothing_gives_0_in_every_year():
    rows = evaluate(wire(place("", Sums), {"year"}), {"year": row(1, 2, 3)})
    np.testing.assert_array_equal(rows["all_interest"], row(0, 0, 0))


# ---- wiring ---------------------------------------------------------------------------------------------------------

BANK = place("finance.loans.bank", Loan) | place("finance", Sums)
STATED = {"finance.loans.bank.rate", "finance.loans.bank.terms.grace", "debt"}


def test_every_line_comes_after_what_it_reads():
    wired = wire(dict(reversed(BANK.items())), STATED)
    order = list(wired)
    for name, found in wired.items():
        assert all(read in STATED or order.index(read) < order.index(name) for read in found.reads)
    assert set(order) == set(BANK)


def test_stated_beats_computed():
    wired = wire(BANK, STATED | {"finance.loans.bank.interest"})
    assert "finance.loans.bank.interest" not in wired
    rows = evaluate(wired, {"finance.loans.bank.interest": row(7, 8), "finance.loans.bank.terms.grace": row(1)})
    np.testing.assert_array_equal(rows["finance.all_interest"], row(7, 8))


def test_what_a_stated_row_would_have_needed_is_not_missed():
    wired = wire(BANK, {"finance.loans.bank.interest", "finance.loans.bank.terms.grace"})
    assert list(wired["finance.all_interest"].reads) == ["finance.loans.bank.interest"]


def test_a_missing_input_of_the_book_says_who_asked_and_what_to_state():
    problems, message = refused(BANK, STATED - {"finance.loans.bank.rate"} | {"rate", "finance.rate"})
    assert problems == [("missing-input", "finance.loans.bank.interest")]
    assert "'finance.loans.bank.interest' needs 'rate'" in message
    assert "State 'finance.loans.bank.rate'" in message
    assert "or state 'finance.loans.bank.interest' itself (money)" in message


def test_a_missing_name_of_elsewhere_is_named_as_it_is_read():
    problems, message = refused(BANK, STATED - {"debt"})
    assert problems == [("missing-input", "finance.loans.bank.interest")]
    assert "needs 'debt'" in message
    assert "State 'debt'" in message


def test_a_missing_nested_input_of_the_book_is_named_in_its_scope():
    _, message = refused(BANK, STATED - {"finance.loans.bank.terms.grace"})
    assert "State 'finance.loans.bank.terms.grace'" in message


def test_all_missing_names_are_reported_together():
    problems, _ = refused(BANK)
    assert problems == [("missing-input", f"finance.loans.bank.{name}") for name in ("interest", "interest", "grace")]


def test_a_ring_names_its_members_in_order_and_nobody_else():
    lines = {"a": needing("b"), "b": needing("c"), "c": needing("b"), "d": needing("x")}
    problems, message = refused(lines, {"x"})
    assert problems == [("ring", "b")]
    assert message.endswith("b <- c <- b")


def test_a_line_that_only_finds_itself_is_missing_not_a_ring():
    assert refused({"a": needing("a")})[0] == [("missing-input", "a")]


def test_a_stated_row_opens_a_ring():
    lines = {"a": needing("b"), "b": needing("a")}
    assert reads(lines, {"b"}) == {"a": ["b"]}


def test_wanted_leaves_out_what_is_not_reached_and_its_problems():
    lines = {"a": needing("b"), "b": needing("x"), "c": needing("nowhere"), "r": needing("s"), "s": needing("r")}
    assert list(wire(lines, {"x"}, ["a"])) == ["b", "a"]
    assert refused(lines, {"x"}, ["a", "c"])[0] == [("missing-input", "c")]
    assert refused(lines, {"x"}, ["a", "r"])[0] == [("ring", "r")]


def test_wanted_reports_what_is_missing_below_it():
    assert refused({"a": needing("b"), "b": needing("x")}, (), ["a"])[0] == [("missing-input", "b")]


def test_a_stated_row_may_be_wanted():
    assert wire({"a": needing("x")}, {"a", "x"}, ["a"]) == {}


@given(st.integers(2, 60), st.randoms(use_true_random=False))
def test_any_order_of_lines_gives_the_same_numbers(count, random):
    """A staircase: each line is the sum of two before it, so the last is a Fibonacci number."""
    lines = {f"l{step}": needing(f"l{step - 1}", f"l{step - 2}") for step in range(2, count + 1)}
    names = list(lines)
    random.shuffle(names)
    rows = evaluate(wire({name: lines[name] for name in names}, {"l0", "l1"}), {"l0": row(0), "l1": row(1)})
    one, two = 0, 1
    for _ in range(count):
        one, two = two, one + two
    assert rows[f"l{count}"][0, 0] == one


# ---- evaluation -----------------------------------------------------------------------------------------------------


class Shapes:
    @line("1")
    def plain(x):
        return 2 * x

    @line("1")
    def drawn(x, price):
        return x * price

    @line("1")
    def running(one):
        return so_far(one)

    @line("1")
    def running_drawn(price):
        return so_far(price)

    @line("1")
    def constant():
        return 1

    @line("1")
    def late(price, lag):
        return delayed(price, lag)


GIVEN = {"x": row(1, 2, 3), "one": row(1), "price": np.array([[10.0, 20.0]]), "lag": row(1)}


def shapes_run(given_rows):
    return evaluate(wire(place("", Shapes), given_rows), given_rows)


def test_a_row_has_all_years_and_only_drawn_rows_have_draws():
    shapes = {name: found.shape for name, found in shapes_run(GIVEN).items()}
    assert shapes == {
        "x": (3, 1),
        "one": (3, 1),
        "price": (3, 2),
        "lag": (3, 1),
        "plain": (3, 1),
        "drawn": (3, 2),
        "running": (3, 1),
        "running_drawn": (3, 2),
        "constant": (3, 1),
        "late": (3, 2),
    }


def test_an_input_one_year_long_counts_in_every_year():
    rows = shapes_run(GIVEN)
    np.testing.assert_array_equal(rows["running"], row(1, 2, 3))
    np.testing.assert_array_equal(rows["running_drawn"], [[10, 20], [20, 40], [30, 60]])
    np.testing.assert_array_equal(rows["late"], [[0, 0], [10, 20], [10, 20]])
    np.testing.assert_array_equal(rows["constant"], row(1, 1, 1))


def test_inputs_are_broadcast_without_a_copy():
    rows = shapes_run(GIVEN)
    assert np.shares_memory(rows["price"], GIVEN["price"])


def test_every_row_is_a_float_row():
    lines = {"flag": Line("1", lambda x: x > 1, ("x",)), "whole": Line("1", lambda: 3)}
    rows = evaluate(wire(lines, {"x"}), {"x": row(1, 2)})
    assert rows["flag"].dtype == rows["whole"].dtype == float
    np.testing.assert_array_equal(rows["flag"], row(0, 1))


def test_without_inputs_there_is_one_year():
    assert evaluate(wire({"a": Line("1", lambda: 4)}, ()), {})["a"].tolist() == [[4.0]]


def test_evaluation_leaves_what_it_is_given_as_it_was():
    before = copy.deepcopy(GIVEN)
    shapes_run(GIVEN)
    assert set(before) == set(GIVEN)
    for name, found in GIVEN.items():
        np.testing.assert_array_equal(found, before[name])


def test_a_rule_cannot_write_into_an_input():
    def careless(x):
        x[0] = 99
        return x

    with pytest.raises(ValueError, match="read-only"):
        evaluate(wire({"a": Line("1", careless, ("x",))}, {"x"}), {"x": row(1, 2)})


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=6), st.lists(st.floats(-100, 100), min_size=1, max_size=6))
def test_many_draws_are_many_single_runs(xs, prices):
    given_rows = {**GIVEN, "x": row(*xs), "price": np.array([prices])}
    together = shapes_run(given_rows)
    for draw, price in enumerate(prices):
        alone = shapes_run({**given_rows, "price": np.array([[price]])})
        for name, found in together.items():
            np.testing.assert_array_equal(found[:, draw % found.shape[1]], alone[name][:, 0])
