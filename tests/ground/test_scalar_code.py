"""The lines as scalar code: what the generated text computes is what numpy computes, scan by scan and tree by tree."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.ground import rates, scans, spelling, year_loops
from appraisal.ground.scalar_code import OPERATIONS, SCANS, Code, Program, UnspeltError
from appraisal.ground.year_loops import listing

YEARS, DRAWS = 6, 3


@pytest.fixture(autouse=True)
def few_lanes(monkeypatch):
    monkeypatch.setattr(year_loops, "LANES", 2)


# ---- the text, run by Python itself ---------------------------------------------------------------------------------


def text_of(rule, rows):
    """Return the listing of a rule on rows ``(years, 1)``, ``(1, draws)`` or ``(years, draws)``, and what it reads."""
    program, draws, paths, codes = Program(YEARS), [], [], []
    for row in rows:
        if row.shape[1] == 1:
            codes.append(program.row(row))
        else:
            among = draws if len(row) == 1 else paths
            codes.append(program.drawn(len(among), steady=among is draws))
            among.append(row)
    found = rule(*codes)
    return found, (listing(program, [found], [found]) if found.moves else None), draws, paths


def filled(rows, room):
    return [np.concatenate([row, np.repeat(row[:, -1:], room - row.shape[1], axis=1)], axis=1) for row in rows]


def ran(rule, rows):
    """Run the text of a rule, and return its row and the sum over the years."""
    found, text, draws, paths = text_of(rule, rows)
    if text is None:
        return found.known, found.known.sum(axis=0)
    space = {"np": np}
    exec(text.text, space)
    room = -(-DRAWS // year_loops.LANES) * year_loops.LANES
    steady = np.array([row[0] for row in filled(draws, room)]).reshape(-1, room)
    yearly = np.array(filled(paths, room)).reshape(-1, YEARS, room)
    out, totals = np.empty((1, YEARS, room)), np.empty((1, room))
    with np.errstate(all="ignore"):
        space["fused"](text.numbers, text.columns, steady, yearly, out, totals)
    return out[0, :, :DRAWS], totals[0, :DRAWS]


def agree(rule, rows, tolerance=1e-12):
    found, total = ran(rule, rows)
    with np.errstate(all="ignore"):
        expected = rule(*(np.broadcast_to(row, (YEARS, row.shape[1])) for row in rows))
        expected = np.broadcast_to(expected, (YEARS, DRAWS))
        np.testing.assert_allclose(np.broadcast_to(found, expected.shape), expected, rtol=tolerance)
        np.testing.assert_allclose(np.broadcast_to(total, (DRAWS,)), np.add.accumulate(expected)[-1], rtol=tolerance)


RANDOM = np.random.default_rng(7)
KNOWN = [RANDOM.uniform(0.5, 2, (YEARS, 1)) for _ in range(8)] + [np.full((1, 1), value) for value in (0.7, 1.0, 0.0)]
STEADY = [RANDOM.uniform(0.5, 2, (1, DRAWS)) for _ in range(8)]
YEARLY = [RANDOM.uniform(-2, 2, (YEARS, DRAWS)) for _ in range(8)]
KINDS = {"known": KNOWN, "steady": STEADY, "yearly": YEARLY}
AGE = np.maximum(0, np.arange(YEARS) - 2.0)[:, None]

# ---- nothing is left out --------------------------------------------------------------------------------------------


def test_every_operation_of_the_lines_has_scalar_code():
    assert set(OPERATIONS) == set(spelling.OPERATIONS)


def test_every_scan_of_the_lines_has_scalar_code():
    assert [scan.__name__ for scan in scans.SCANS if Code not in scan.registry] == []
    dispatched = {name for name, found in vars(scans).items() if hasattr(found, "registry")}
    assert dispatched == {scan.__name__ for scan in scans.SCANS}


ON_NUMPY = {"capital_recovery_factor"}
"""What numpy_financial defines has no scalar code: a second definition would be needed."""

FORMULAS = {
    name: found
    for name, found in vars(rates).items()
    if getattr(found, "__module__", "") == rates.__name__ and not name.startswith("_")
}


@pytest.mark.parametrize("name", FORMULAS)
def test_every_formula_of_rates_has_scalar_code_or_is_left_to_numpy(name):
    sides = [STEADY[0], KNOWN[0]]
    assert len(inspect.signature(FORMULAS[name]).parameters) == len(sides)
    if name in ON_NUMPY:
        with pytest.raises(UnspeltError):
            text_of(FORMULAS[name], sides)
    else:
        agree(FORMULAS[name], sides)


def test_what_no_draw_moves_is_computed_where_it_stands():
    program = Program(YEARS)
    level = rates.capital_recovery_factor(program.row(KNOWN[0] / 10), program.row(KNOWN[1] * 10))
    np.testing.assert_array_equal(level.known, rates.capital_recovery_factor(KNOWN[0] / 10, KNOWN[1] * 10))
    assert scans.so_far(program.row(KNOWN[0])).known[-1] == pytest.approx(KNOWN[0].sum())
    assert program.steps == []


@pytest.mark.parametrize(
    "unspelt",
    [
        lambda x: np.exp(x),
        lambda x: -x,
        lambda x: x > 0,
        lambda x: np.add.accumulate(x),
        lambda x: np.add(x, x, where=True),
        lambda x: np.where(x, x, 0),
        lambda x: np.concatenate([x, x]),
        lambda x: x if x else 0,
        lambda x: max(x, 0),
        lambda x: scans.delayed(x, -1),
    ],
)
def test_an_operation_without_scalar_code_fails_at_once(unspelt):
    with pytest.raises(UnspeltError):
        unspelt(Program(YEARS).drawn(0, steady=False))


# ---- operation by operation, scan by scan ---------------------------------------------------------------------------

INFIX = [np.add, np.subtract, np.multiply, np.true_divide, np.maximum, np.minimum]
RUNNING = [scans.so_far, scans.peak, scans.previous, scans.following]
PAIRED = [scans.carried, scans.to_come, scans.spread]


@pytest.mark.parametrize("left", KINDS)
@pytest.mark.parametrize("right", KINDS)
@pytest.mark.parametrize("operation", [*INFIX, *PAIRED], ids=lambda one: one.__name__)
def test_an_operation_on_two_rows_of_any_kind(operation, left, right):
    agree(operation, [KINDS[left][0], KINDS[right][1]])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("operation", [np.sign, np.absolute, np.floor, np.sqrt, *RUNNING], ids=lambda one: one.__name__)
def test_an_operation_on_one_row_of_any_kind(operation, kind):
    agree(operation, [KINDS[kind][0]])


ODD = np.array(
    [[np.nan, np.inf, 0.0], [1.0, -np.inf, np.nan], [-0.0, 2.0, -3.0], [0.5, 0.0, 1.0], [1, 2, 3], [3, 2, 1]]
)


@pytest.mark.parametrize("operation", [*INFIX, *PAIRED[:2]], ids=lambda one: one.__name__)
def test_what_is_undefined_or_infinite_stays_what_numpy_makes_of_it(operation):
    agree(operation, [ODD, YEARLY[0]])
    agree(operation, [YEARLY[0], ODD])


@pytest.mark.parametrize("operation", [np.sign, np.absolute, np.floor, np.sqrt, *RUNNING], ids=lambda one: one.__name__)
def test_what_is_undefined_or_infinite_on_one_side(operation):
    agree(operation, [ODD])


def test_a_balance_does_not_ask_for_the_growth_of_its_first_year():
    growth = YEARLY[1].copy()
    growth[0] = np.inf
    agree(scans.carried, [YEARLY[0], growth])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lag", [0, 1, 2, 5, 9])
def test_a_known_lag(kind, lag):
    agree(lambda x: scans.delayed(x, np.full((YEARS, 1), lag) if isinstance(x, np.ndarray) else lag), [KINDS[kind][0]])


@pytest.mark.parametrize("kind", KINDS)
def test_a_lag_that_is_drawn(kind):
    agree(scans.delayed, [KINDS[kind][0], np.array([[0.0, 2.9, 40.0]])])
    agree(scans.delayed, [KINDS[kind][0], np.array([[1.0, 0.0, 3.0]] + [[9.0, 9.0, 9.0]] * (YEARS - 1))])


@pytest.mark.parametrize("lag", [-1.0, np.nan, np.inf])
def test_a_drawn_lag_that_is_no_number_of_years_is_refused(lag):
    with pytest.raises(ValueError, match="A lag is a number of years from 0 on"):
        ran(scans.delayed, [YEARLY[0], np.array([[1.0, lag, 0.0]])])


def test_last_years_of_last_years_is_two_years_back():
    agree(lambda x: scans.previous(scans.previous(x)), [YEARLY[0]])
    agree(lambda x: scans.previous(scans.so_far(scans.previous(x))) - scans.previous(x), [YEARLY[0]])


def test_a_running_total_of_what_is_to_come_of_a_running_total():
    agree(lambda x, by: scans.so_far(scans.to_come(scans.so_far(x), by)) + x, [YEARLY[0], YEARLY[1]])
    agree(lambda x: scans.following(scans.so_far(scans.following(x))) * scans.previous(x), [YEARLY[0]])
    agree(lambda x: scans.peak(scans.following(x)) - scans.delayed(scans.to_come(x, 1), 2), [YEARLY[0]])


def test_a_scan_of_a_row_unrolled_by_age_within_the_same_year():
    agree(lambda x, by: scans.so_far(scans.spread(x * by, by) * x) + scans.spread(by, x), [YEARLY[0], YEARLY[1]])
    agree(lambda x, lag: scans.delayed(scans.delayed(x + 1, lag) * x, lag), [YEARLY[0], np.array([[0.0, 1.0, 2.0]])])


# ---- powers ---------------------------------------------------------------------------------------------------------

RATE = np.array([[0.05, -0.3, 0.0]])


@pytest.mark.parametrize("formula", [rates.compound, rates.declined, rates.discount_factor])
@pytest.mark.parametrize(
    "years",
    [AGE, AGE + 1, AGE - 0.5, 2 * AGE, AGE[::-1].copy(), np.full((YEARS, 1), 3.5), RANDOM.uniform(-2, 2, (YEARS, 1))],
    ids=["age", "from one", "half a year", "every other", "backward", "the same", "any"],
)
def test_a_power_of_a_drawn_rate(formula, years):
    agree(formula, [RATE, years])


def test_a_power_whose_rate_moves_from_year_to_year_or_whose_years_are_drawn():
    agree(rates.compound, [YEARLY[0] / 10, AGE])
    agree(rates.compound, [np.full((YEARS, 1), 0.08), STEADY[0]])
    agree(lambda rate, years: scans.so_far(rates.compound(rate, years) * rate), [YEARLY[0] / 10, STEADY[0]])


def test_a_power_whose_exponent_rises_by_one_is_a_running_product():
    assert "**" not in text_of(rates.compound, [RATE, AGE])[1].text
    assert "**" in text_of(rates.compound, [RATE, 2 * AGE])[1].text
    assert "**" in text_of(rates.compound, [YEARLY[0], AGE])[1].text


# ---- any expression -------------------------------------------------------------------------------------------------

LEAF = st.sampled_from([(kind, place) for kind in KINDS for place in range(8)])


def _grown(trees):
    two = [np.add, np.subtract, np.multiply, np.true_divide, np.maximum, np.minimum, *PAIRED]
    one = [*RUNNING, np.sign, np.absolute, np.floor, np.sqrt, "lag", "drawn lag", "growth", "decline"]
    literal = st.sampled_from([0, 1])
    return st.one_of(
        st.tuples(st.sampled_from(one), trees),
        st.tuples(st.sampled_from(two), trees, trees),
        st.tuples(st.sampled_from([np.add, np.subtract, np.multiply, np.maximum]), literal, trees),
        st.tuples(st.sampled_from([np.subtract, np.true_divide, np.minimum, scans.carried]), trees, literal),
    )


LAG = np.array([[0.0, 1.0, 3.0]])
LEAVES = {(kind, place): at for at, (kind, place) in enumerate((k, p) for k in KINDS for p in range(8))}
ROWS = [*(KINDS[kind][place] for kind, place in LEAVES), LAG, AGE]


def computed(tree, leaves):
    """Run a tree on the leaves, numbers or scalar code."""
    if not isinstance(tree, tuple):
        return tree
    if tree in LEAVES:
        return leaves[LEAVES[tree]]
    operation, *sides = tree
    values = [computed(side, leaves) for side in sides]
    if operation == "lag":
        return scans.delayed(values[0], 2)
    if operation == "drawn lag":
        return scans.delayed(values[0], leaves[-2])
    if operation in ("growth", "decline"):
        formula = rates.compound if operation == "growth" else rates.declined
        return formula(values[0], leaves[-1])
    return operation(*values)


@settings(max_examples=300)
@given(st.recursive(LEAF, _grown, max_leaves=8).filter(lambda tree: tree not in LEAVES))
def test_any_expression_comes_to_what_numpy_makes_of_it(tree):
    agree(lambda *leaves: computed(tree, leaves), ROWS, tolerance=1e-9)


# ---- the text -------------------------------------------------------------------------------------------------------


def test_the_same_step_is_taken_once_and_what_nobody_needs_not_at_all():
    program = Program(YEARS)
    x, y = program.drawn(0, steady=False), program.drawn(1, steady=False)
    once, again = scans.so_far(x * y), scans.so_far(x * y)
    assert once.at == again.at
    unused = x / y
    text = listing(program, [once + again])
    assert f"v{unused.at} " not in text.text
    assert text.text.count("v2 = v0 * v1") == 1
    assert text.entering == (0, 1)


def test_numbers_of_the_scenario_are_read_and_not_written_into_the_text():
    rule = lambda x, a, b: x * a + b  # noqa: E731
    one, two = (text_of(rule, [STEADY[0], np.full((1, 1), a), KNOWN[0] * a])[1] for a in (3.0, 4.0))
    assert one.text == two.text
    assert one.numbers.tolist() == [3.0]
    np.testing.assert_array_equal(two.columns, 4 * KNOWN[0].T)


def test_a_known_nought_or_one_that_changes_nothing_is_left_out():
    nought, one = np.zeros((YEARS, 1)), np.ones((YEARS, 1))
    program = Program(YEARS)
    x = program.drawn(0, steady=True)
    for same in (x + program.row(nought), program.row(nought) + x, x - program.row(nought), x * program.row(one)):
        assert same.at == x.at
    assert (program.row(one) * x / program.row(one)).at == x.at
    assert (program.row(nought) - x).at != x.at
    assert (x * program.row(nought)).at != x.at
    assert (program.row(one) / x).at != x.at


def test_a_draw_does_not_depend_on_its_neighbours():
    rule = lambda x, by: scans.so_far(scans.to_come(x, by))  # noqa: E731
    together, _ = ran(rule, [YEARLY[0], YEARLY[1]])
    turned, _ = ran(rule, [YEARLY[0][:, ::-1], YEARLY[1][:, ::-1]])
    np.testing.assert_array_equal(together, turned[:, ::-1])


def test_every_scan_of_the_table_is_tried():
    assert {name for name in SCANS if name != "grown"} == {one.__name__ for one in [*RUNNING, *PAIRED[:2]]}
