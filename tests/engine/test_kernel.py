"""The fused function against numpy: every shipped scenario, with and without credits, whatever is drawn.

Most tests run the generated text by Python itself, a few lanes at a time: what it says is the same, and nothing is
compiled. What numba makes of it is tried on a few texts.
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba")

from appraisal.engine import compiled, fused_irr, fused_payback, kernel
from appraisal.engine.kernel import kernel_of
from appraisal.engine.measures import irr
from appraisal.engine.model import CONSTRUCTION, SHARED, Model
from appraisal.engine.prepared import Prepared
from appraisal.ground import metrics, year_loops
from appraisal.scenario.load import load

from .cases import FOLDER

MODELS = {file.stem: Model(load(file)) for file in sorted(FOLDER.glob("*.yaml"))}
SOURCE, PLANTS = MODELS["usc_vs_subcritical"], MODELS["usc_vs_subcritical_plants"]
DRAWS = 5


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def by_python(text):
    """Return the function of a text, run by Python itself."""
    space = {"np": np}
    exec(text, space)

    def quietly(*arrays):
        with np.errstate(all="ignore"):
            space["fused"](*arrays)

    return quietly


@contextmanager
def interpreting():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "compiled", by_python)
        patch.setattr(kernel, "LANES", 2)
        patch.setattr(year_loops, "LANES", 2)
        yield


@pytest.fixture
def interpreted():
    with interpreting():
        yield


# ---- tables of draws ------------------------------------------------------------------------------------------------


def movable(model):
    """Return every figure of a scenario that draws may move, and the growth of those that grow."""
    figures = {path: one for path, one in model.scenario.figures.items() if not one.refers_to and path != CONSTRUCTION}
    free = [path for path in figures if not SHARED.fullmatch(path)]
    return free + [f"{path}.growth" for path in free if figures[path].growth is not None]


def drawn(model, path, stream, count=DRAWS):
    """Return draws around the stated value, inside the domain of its kind; whole numbers stay whole."""
    kind, base = model.kind(path), model.base_value(path)
    spread = stream.uniform(0.8, 1.2, count) * base if base else stream.uniform(0, 0.05, count)
    if kind.whole:
        spread = np.floor(base + stream.integers(0, 3, count))
    high = np.inf if kind.high is None else kind.high
    return np.clip(spread, -np.inf if kind.low is None else kind.low, high)


def sizes(run, name):
    """Return the size of what a row sums: the largest of it and of all that it reads, in each draw."""
    rows = [name, *(run.wired[name].reads if name in run.wired else ())]
    with np.errstate(all="ignore"):
        found = [
            np.nanmax(np.abs(run.rows[row]), axis=0, keepdims=True, initial=0.0) for row in rows if row in run.rows
        ]
    return np.maximum.reduce(np.broadcast_arrays(*found))


def agree(found, expected, names):
    for name in names:
        row, other = np.broadcast_arrays(found.rows[name], expected.rows[name])
        near = (
            (np.abs(row - other) <= 1e-12 * sizes(expected, name)) | (row == other) | (np.isnan(row) & np.isnan(other))
        )
        assert near.all(), (name, row[~near][:3], other[~near][:3])


def compared(model, paths, table, credited=True, names=None):
    """Run a table by numpy and fused, and compare every row, or those that are named."""
    every = model.credited if credited else model.plain
    wanted = [*every] if names is None else names
    prepared = Prepared(model, paths, wanted, credited=credited)
    with interpreting(), np.errstate(all="ignore"):
        expected = prepared.run(table)
        found = kernel_of(prepared, wanted, ["present_value"]).run(table)
    agree(found, expected, [name for name in wanted if name in expected.rows])
    total = np.broadcast_to(found.total("present_value"), expected.draws)
    scale = np.abs(expected.rows["present_value"]).sum(axis=0)
    assert (np.abs(total - expected.total("present_value")) <= 1e-12 * scale).all()
    return found


# ---- the text, run by Python ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("credited", [True, False], ids=["with credits", "without"])
@pytest.mark.parametrize("name", MODELS)
@settings(max_examples=20)
@given(data=st.data())
def test_every_row_of_every_shipped_scenario_whatever_is_drawn(name, credited, data):
    model = MODELS[name]
    paths = data.draw(st.lists(st.sampled_from(movable(model)), min_size=1, max_size=8, unique=True))
    stream = np.random.default_rng(data.draw(st.integers(0, 99)))
    compared(model, paths, {path: drawn(model, path, stream) for path in paths}, credited)


@pytest.mark.parametrize("name", MODELS)
def test_every_figure_is_drawn_once(name):
    model, stream = MODELS[name], np.random.default_rng(1)
    for path in movable(model):
        compared(model, [path], {path: drawn(model, path, stream)}, names=["present_value", "cash_flow"])


@pytest.mark.usefixtures("interpreted")
def test_a_loans_rate_leaves_the_level_payment_to_numpy():
    path = "finance.loans.bank.rate"
    prepared = Prepared(PLANTS, [path], [*PLANTS.credited])
    made = kernel_of(prepared, [*PLANTS.credited])
    table = {path: np.linspace(0.02, 0.09, DRAWS)}
    plan = made._plan(*made._given(table, DRAWS))
    assert set(plan.on_numpy) == {"finance.loans.bank.repaid_share"}
    agree(made.run(table), prepared.run(table), [*PLANTS.credited])


@pytest.mark.usefixtures("interpreted")
def test_losses_that_expire_are_left_to_numpy_between_two_fused_functions():
    model = MODELS["usc_supported"]
    table = {"credits.price": np.linspace(5, 60, DRAWS), "baseline.fuels.coal.price": np.linspace(0.5, 4, DRAWS)}
    prepared = Prepared(model, table, ["present_value"])
    made = kernel_of(prepared, ["present_value"])
    plan = made._plan(*made._given(table, DRAWS))
    assert set(plan.on_numpy) == {"tax.unlevered.taxed"}
    assert plan.before.on_numpy == {}
    assert set(plan.before.rows) == {"tax.unlevered.profit"}
    agree(made.run(table), prepared.run(table), ["present_value"])


@pytest.mark.usefixtures("interpreted")
def test_a_life_that_is_drawn_takes_the_axis_of_the_longest():
    paths = ["timeline.operation", "credits.price", "credits.share_cashed"]
    prepared = Prepared(SOURCE, paths, ["present_value"])
    made = kernel_of(prepared, ["present_value"])
    stream = np.random.default_rng(3)
    for longest in (12.0, 25.0, 40.5):
        table = {path: drawn(SOURCE, path, stream) for path in paths}
        table["timeline.operation"] = np.linspace(8.25, longest, DRAWS)
        found, expected = made.run(table), prepared.run(table)
        assert found.axis == expected.axis
        agree(found, expected, ["present_value"])


def test_a_price_that_moves_from_year_to_year():
    years = PLANTS.run().axis.count
    path = {"credits.price": np.random.default_rng(4).uniform(5, 40, (years, DRAWS))}
    compared(
        PLANTS, [*path, "project.net_efficiency"], {**path, "project.net_efficiency": np.linspace(0.4, 0.46, DRAWS)}
    )


def test_one_value_for_all_draws_stands_beside_values_that_differ():
    table = {"credits.price": np.linspace(5, 40, DRAWS), "discount_rate": 0.07, "credits.share_cashed": np.array([0.4])}
    compared(SOURCE, [*table], table)


def test_one_draw_is_run_by_numpy():
    prepared = Prepared(SOURCE, ["credits.price"], ["present_value"])
    found = kernel_of(prepared, ["present_value"]).run({"credits.price": np.array([20.0])})
    np.testing.assert_array_equal(
        found.rows["present_value"], prepared.run({"credits.price": 20.0}).rows["present_value"]
    )


@pytest.mark.usefixtures("interpreted")
def test_a_lag_that_looks_ahead_is_refused_as_by_numpy():
    prepared = Prepared(PLANTS, ["credits.issuance_lag"], ["present_value"])
    table = {"credits.issuance_lag": np.array([1.0, -2.0, 0.0])}
    for run in (prepared.run, kernel_of(prepared, ["present_value"]).run):
        with pytest.raises(ValueError, match="lag"):
            run(table)


@pytest.mark.usefixtures("interpreted")
def test_only_what_is_asked_for_is_in_the_text():
    prepared = Prepared(PLANTS, ["credits.price"], ["present_value", "credits.sold", "credits.revenue"])
    table = {"credits.price": np.linspace(5, 40, DRAWS)}
    every = kernel_of(prepared, ["present_value", "credits.revenue"])
    revenue = kernel_of(prepared, ["credits.revenue", "credits.sold"], ["credits.revenue", "credits.sold"])
    assert len(revenue.text(table)) < len(every.text(table)) / 2
    run = revenue.run(table)
    assert run.rows["credits.sold"].shape[1] == 1
    np.testing.assert_allclose(run.total("credits.sold"), prepared.run(table).total("credits.sold"))
    assert "present_value" not in run.rows


# ---- the text, compiled ---------------------------------------------------------------------------------------------

TABLES = {
    "usc_vs_subcritical": [
        "timeline.operation",
        "discount_rate",
        "swap.capex_gap",
        "credits.price",
        "credits.share_cashed",
    ],
    "usc_vs_subcritical_plants": ["baseline.fuels.coal.price", "project.net_efficiency", "credits.price", "tax.rate"],
}


@pytest.fixture(scope="module", params=TABLES)
def machine(request, own_cache):
    """A kernel of machine code with a table of more draws than fill its lanes."""
    model, stream = MODELS[request.param], np.random.default_rng(11)
    table = {path: drawn(model, path, stream, 150) for path in TABLES[request.param]}
    prepared = Prepared(model, [*table], ["cash_flow", "present_value"])
    return kernel_of(prepared, ["cash_flow"], ["present_value"]), table


def test_machine_code_gives_what_numpy_gives(machine):
    made, table = machine
    expected, found = made.prepared.run(table), made.run(table)
    agree(found, expected, ["cash_flow"])
    scale = np.abs(expected.rows["present_value"]).sum(axis=0)
    assert (np.abs(found.total("present_value") - expected.total("present_value")) <= 1e-12 * scale).all()


def test_the_same_bytes_in_any_company_and_on_any_thread(machine):
    made, table = machine
    whole = made.run(table)
    blocks = [{path: values[at : at + 37] for path, values in table.items()} for at in range(0, 150, 37)]
    longest = np.max(table.get("timeline.operation", 0))
    blocks = [{**block, **_as_long(block, longest)} for block in blocks]
    with ThreadPoolExecutor(2) as threads:
        runs = list(threads.map(made.run, blocks * 3))
    for row in (lambda run: run.rows["cash_flow"], lambda run: run.total("present_value")[None]):
        parts = np.concatenate(
            [row(run)[:, : row(run).shape[1] - (longest > 0)] for run in runs[: len(blocks)]], axis=1
        )
        np.testing.assert_array_equal(parts, row(whole))
        for first, again in zip(runs, runs[len(blocks) :], strict=False):
            np.testing.assert_array_equal(row(first), row(again))


def _as_long(block, longest):
    """Return a block with one draw more, as long as the longest, so that all blocks have one axis."""
    if not longest:
        return {}
    return {
        path: np.append(values, longest if path == "timeline.operation" else values[-1])
        for path, values in block.items()
    }


def test_rates_of_return_of_a_fused_run_are_those_of_numpy(machine):
    made, table = machine
    found, expected = irr(made.run(table)), irr(made.prepared.run(table))
    np.testing.assert_allclose(found.value, expected.value, rtol=1e-12)
    assert found.status.tolist() == expected.status.tolist()


# ---- rates of return and paybacks in machine code -------------------------------------------------------------------

FLOWS = st.integers(0, 10_000).map(
    lambda seed: np.random.default_rng(seed).uniform([-60], [100], (seed % 30 + 2, 1 + seed % 300)) - 5 * (seed % 7)
)


@settings(max_examples=25)
@given(FLOWS)
def test_the_search_in_machine_code_finds_the_rates_that_numpy_finds(flows):
    flows[0] = -np.abs(flows[0])
    found, expected = metrics.irr(flows, search=fused_irr.search), metrics.irr(flows)
    np.testing.assert_allclose(found.value.filled(7), expected.value.filled(7), rtol=1e-12, atol=1e-13)
    assert found.status.tolist() == expected.status.tolist()
    assert found.unsettled.keys() == expected.unsettled.keys()
    np.testing.assert_array_equal(found.sign_changes, expected.sign_changes)


@settings(max_examples=25)
@given(FLOWS, st.sampled_from([0.0, 0.3, 0.7]))
def test_a_payback_in_machine_code_is_the_payback(flows, idle):
    flows[np.random.default_rng(1).random(flows.shape) < idle] = 0.0
    found, expected = metrics.payback(flows, recovery=fused_payback.recovery), metrics.payback(flows)
    assert found.reason.tolist() == expected.reason.tolist()
    np.testing.assert_allclose(found.value.filled(7), expected.value.filled(7), rtol=1e-12)


def test_no_rate_is_lost_on_conventional_flows():
    stream = np.random.default_rng(5)
    flows = np.concatenate([-stream.uniform(1, 1e4, (3, 5000)), stream.uniform(0, 900, (27, 5000))])
    found = metrics.irr(flows, search=fused_irr.search)
    assert (found.status == "unique").all()
    factors = np.exp(-np.log1p(found.value.data) * np.arange(30)[:, None])
    assert (np.abs((flows * factors).sum(axis=0)) <= 1e-9 * np.abs(flows * factors).sum(axis=0)).all()


# ---- what is kept ---------------------------------------------------------------------------------------------------

TINY = """def fused(numbers, columns, draws, paths, out, totals):
    for i in range(draws.shape[1]):
        totals[0, i] = draws[0, i] * {}
"""


def tried(text, factor):
    empty = np.empty((0, 1, 4))
    totals = np.empty((1, 4))
    compiled.compiled(text)(np.empty(0), np.empty((0, 1)), np.arange(4.0)[None], empty, empty, totals)
    assert totals[0].tolist() == [factor * draw for draw in range(4)]


def test_machine_code_is_kept_for_the_next_process(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    text = TINY.format(2.5)
    assert not compiled._file_of(text).exists()
    tried(text, 2.5)
    assert compiled._file_of(text).is_file()
    asked = (
        "import sys; from appraisal.engine.compiled import *; print(*compiled(sys.argv[1]).stats.cache_hits.values())"
    )
    told = subprocess.run([sys.executable, "-c", asked, text], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["1"]


def test_a_damaged_cache_is_compiled_anew(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    text = TINY.format(3.5)
    tried(text, 3.5)
    for kept in tmp_path.rglob("*.nb?"):
        kept.write_bytes(b"no machine code")
    compiled._compiled.cache_clear()
    tried(text, 3.5)


def test_a_cache_that_cannot_be_written_is_done_without(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    text = TINY.format(4.5)
    tried(text, 4.5)
    assert not compiled._file_of(text).exists()


def test_the_cache_does_not_grow_without_end(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(compiled, "MOST_KEPT", 3)
    for number in range(6):
        compiled._written(TINY.format(number))
    assert len(list(compiled.cache_folder().glob("*.py"))) == 3
    assert compiled._file_of(TINY.format(5)).is_file()


def test_without_numba_there_is_no_kernel(monkeypatch):
    prepared = Prepared(PLANTS, ["credits.price"], ["present_value"])
    assert kernel_of(prepared, ["present_value"])
    monkeypatch.setitem(sys.modules, "numba", None)
    assert kernel_of(prepared, ["present_value"]) is None
