"""Monte Carlo: the same bytes however the work is cut, closed forms met, and nothing lost on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from appraisal.engine.appraisal import appraise
from appraisal.engine.model import Model
from appraisal.ground.problem import AppraisalError, FileError, LimitError, ScenarioError
from appraisal.questions import checkpoint as checkpoints
from appraisal.questions import simulation
from appraisal.questions.risk import Risk, monte_carlo
from appraisal.questions.simulation import Simulation
from appraisal.questions.spool import Spool
from appraisal.scenario.load import load
from appraisal.scenario.sampling import LOGICAL

from .cases import FOLDER, PLANTS, SOURCE, swap

PACKAGE = FOLDER / "usc_bilateral_package.yaml"
DRAWS = 12 * LOGICAL - 100
LONGER = 3 * LOGICAL - 72


def ranged(value: str, low: str, high: str, distribution: str = "uniform") -> dict[str, str]:
    return {"value": value, "low": low, "high": high, "distribution": distribution}


def uncertain(**parts: Any) -> Model:
    """A swap whose capital and saving are uncertain: without tax its value is linear in both."""
    stated = {
        "swap__capex_gap": ranged("100 million USD", "80 million USD", "150 million USD", "triangular"),
        "swap__fuel_saving": ranged("10 million USD/yr", "8 million USD/yr", "14 million USD/yr"),
    }
    return swap(**{**stated, **parts})


def simulated(model: Any, **how: Any) -> Risk:
    return monte_carlo(model, **{"draws": 3000, "seed": 4, "engine": "numpy", "outcomes": ["npv"], **how})


def drawn_bytes(risk: Risk) -> dict[str, bytes]:
    return {name: (risk.spool.folder / f"{name}.npy").read_bytes() for name in risk.outcomes}


def codes(error: AppraisalError) -> list[tuple[str, str]]:
    return [(one.code, one.path) for one in error.problems]


# ---- the same bytes --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole() -> Risk:
    return monte_carlo(load(SOURCE), DRAWS, 3, engine="numpy", threads=1, block=1)


@pytest.mark.parametrize(("block", "threads"), [(1, 2), (10, 1), (10, 2), (100, 2)])
def test_block_and_threads_change_no_byte(whole: Risk, block: int, threads: int) -> None:
    other = monte_carlo(load(SOURCE), DRAWS, 3, engine="numpy", threads=threads, block=block)
    assert drawn_bytes(other) == drawn_bytes(whole)
    assert other.outcomes == whole.outcomes
    assert other == whole


def test_another_seed_draws_other_numbers(whole: Risk) -> None:
    other = monte_carlo(load(SOURCE), 1024, 4, engine="numpy", outcomes=["npv"])
    assert not np.array_equal(other.values("npv"), whole.values("npv")[:1024])


@pytest.mark.parametrize("threads", [1, 2])
def test_a_run_that_is_taken_up_again_has_the_same_bytes(whole: Risk, tmp_path: Path, threads: int) -> None:
    parts = []
    for block, stop in ((2, 3), (1, 2), (3, None)):
        part = monte_carlo(load(SOURCE), DRAWS, 3, engine="numpy", threads=threads, block=block,
                           checkpoint=tmp_path / "run", progress=stopper(stop))  # fmt: skip
        parts.append((part.draws, part.complete))
    assert parts == [(6 * LOGICAL, False), (8 * LOGICAL, False), (DRAWS, True)]
    assert drawn_bytes(part) == drawn_bytes(whole)
    assert part.outcomes == whole.outcomes
    again = monte_carlo(load(SOURCE), DRAWS, 3, engine="numpy", checkpoint=tmp_path / "run", progress=stopper(0))
    assert again.complete
    assert drawn_bytes(again) == drawn_bytes(whole)


def stopper(after: int | None) -> Any:
    """Return what is told of the progress, and interrupts the run after so many tasks."""
    told: list[int] = []

    def progress(done: int, total: int) -> None:
        told.append(done)
        assert told == sorted(told)
        assert done <= total
        if after is not None and len(told) >= after:
            raise KeyboardInterrupt

    return progress


@pytest.mark.parametrize(("sampler", "fewer", "more"), [("random", 1500, 4000), ("random", 1025, 2049),
                                                        ("sobol", 2048, 8192)])  # fmt: skip
def test_the_first_draws_are_a_run_of_their_own(sampler: str, fewer: int, more: int) -> None:
    scenario = load(PACKAGE)
    short, long = (monte_carlo(scenario, n, 9, sampler, engine="numpy") for n in (fewer, more))
    for name in short.outcomes:
        assert short.values(name).tobytes() == long.values(name)[:fewer].tobytes(), name


def test_the_fused_engine_has_the_same_bytes_for_threads_and_blocks() -> None:
    pytest.importorskip("numba")
    one, other, short = (
        monte_carlo(load(SOURCE), draws, 3, engine="fused", threads=threads, block=block)
        for draws, threads, block in ((4000, 1, 1), (4000, 2, 3), (1025, 1, 1))
    )
    assert drawn_bytes(one) == drawn_bytes(other)
    for name in short.outcomes:
        assert short.values(name).tobytes() == one.values(name)[:1025].tobytes(), name


def test_a_longer_life_among_the_draws_changes_no_rate_of_another() -> None:
    """The longest life sets the axis: flows with several sign changes end in more or fewer zeros."""
    scenario = load(FOLDER / "ccs_retrofit.yaml")
    long = monte_carlo(scenario, 129, 7, engine="numpy", outcomes=["project_irr"]).values("project_irr")
    for fewer in (3, 9, 65):
        short = monte_carlo(scenario, fewer, 7, engine="numpy", outcomes=["project_irr"]).values("project_irr")
        assert short.tobytes() == long[:fewer].tobytes()


# ---- closed forms ----------------------------------------------------------------------------------------------------


def linear_npv(capex: float, saving: float) -> float:
    """The value of `uncertain` by hand: 2.5 million USD of credits a year beside the saving, ten years at 8 %."""
    annuity = sum(1.08**-year for year in range(1, 11))
    return annuity * (saving + 2.5e6) - capex


@pytest.mark.parametrize("sampler", ["random", "sobol", "latin_hypercube"])
def test_a_linear_model_has_the_mean_and_spread_of_the_closed_form(sampler: str) -> None:
    risk = simulated(uncertain(), draws=4096, sampler=sampler)
    found = risk.outcomes["npv"].statistics
    assert found is not None
    annuity = sum(1.08**-year for year in range(1, 11))
    capex = (80e6 + 100e6 + 150e6) / 3
    spread = (80e6**2 + 100e6**2 + 150e6**2 - 80e6 * 100e6 - 80e6 * 150e6 - 100e6 * 150e6) / 18
    sd = float(np.sqrt(spread + (annuity * 6e6) ** 2 / 12))
    assert abs(found.mean - linear_npv(capex, 11e6)) < 5 * found.standard_error
    assert found.sd == pytest.approx(sd, rel=0.05)
    if sampler != "random":
        assert abs(found.mean - linear_npv(capex, 11e6)) < 0.2 * found.standard_error
        assert any("true errors are smaller" in note for note in risk.notes)


def test_without_spread_every_draw_is_the_base_case() -> None:
    still = {path: ranged(value, value, value, law) for path, value, law in (
        ("swap__capex_gap", "100 million USD", "triangular"), ("swap__fuel_saving", "14 million USD/yr", "uniform"),
        ("swap__abatement", "500 kt/yr", "pert"), ("credits__price", "10 USD/t", "uniform"))}  # fmt: skip
    model = swap(**still)
    base = appraise(model.scenario)
    risk = monte_carlo(model, 2000, engine="numpy")
    for name, found in risk.outcomes.items():
        assert found.statistics is not None, name
        assert found.statistics.mean == found.statistics.minimum == found.statistics.maximum == found.base, name
        assert (found.statistics.sd, found.undefined) == (0.0, {})
        if name in base.metrics:
            assert found.base == pytest.approx(base.metrics[name].value, rel=1e-12)
    assert risk.outcomes["npv"].base == base.metrics.npv.value


def test_the_numbers_are_those_of_the_draws() -> None:
    risk = simulated(load(PLANTS), draws=5000)
    values, found = np.sort(risk.values()), risk.outcomes["npv"].statistics
    assert found is not None
    assert found.mean == pytest.approx(values.mean(), rel=1e-12)
    assert list(found.percentiles.values()) == pytest.approx(np.percentile(values, list(found.percentiles)).tolist())
    assert found.below_zero.value == (values < 0).mean()
    assert found.tail.value_at_risk == values[249]
    assert found.tail.conditional == pytest.approx(values[:250].mean())


def test_undefined_draws_are_counted_by_reason() -> None:
    risk = simulated(load(PLANTS), outcomes=["discounted_payback", "npv"])
    found = risk.outcomes["discounted_payback"]
    lacking = int(np.isnan(risk.values("discounted_payback")).sum())
    assert found.undefined == {"never recovered": lacking}
    assert (found.defined, found.draws, found.base) == (3000 - lacking, 3000, None)
    assert 0 < lacking < 3000
    assert found.statistics is not None
    assert found.statistics.convergence[-1].draws == 3000


def test_an_outcome_that_no_draw_has_has_no_numbers() -> None:
    found = simulated(uncertain(credits__share_cashed="0 %"), outcomes=["threshold_credit_price"]).outcomes
    assert found["threshold_credit_price"].statistics is None
    assert found["threshold_credit_price"].undefined == {"does not depend on credits.price": 3000}


def test_only_the_figures_that_are_asked_for_are_drawn() -> None:
    risk = simulated(uncertain(), only=["swap.capex_gap"])
    assert risk.plan.paths == ("swap.capex_gap",)
    assert np.ptp(risk.values()) <= 70e6


def test_a_price_path_is_drawn() -> None:
    price = {"value": "10 USD/t", "distribution": "gbm", "volatility": "30 %"}
    risk = simulated(uncertain(credits__price=price), outcomes=["npv", "threshold_credit_price"])
    found = risk.outcomes["npv"].statistics
    expected = linear_npv((80e6 + 100e6 + 150e6) / 3, 11e6)
    assert found is not None
    assert abs(found.mean - expected) < 5 * found.standard_error


def test_a_sculpted_loan_is_named() -> None:
    assert any("sculpted loan 'bank'" in note for note in monte_carlo(load(PACKAGE), 64, engine="numpy").notes)
    assert not any("sculpted" in note for note in simulated(load(PACKAGE), draws=64).notes)


# ---- interrupted -----------------------------------------------------------------------------------------------------


def test_what_is_done_is_kept_when_a_run_is_interrupted(whole: Risk) -> None:
    part = monte_carlo(load(SOURCE), DRAWS, 3, engine="numpy", block=2, threads=2, progress=stopper(2))
    assert (part.complete, part.draws) == (False, 4 * LOGICAL)
    for name in part.outcomes:
        assert part.values(name).tobytes() == whole.values(name)[: 4 * LOGICAL].tobytes()
    assert part.outcomes["npv"].draws == 4 * LOGICAL


def test_an_interruption_before_the_first_draw_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: Simulation, blocks: range) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(Simulation, "task", interrupted)
    with pytest.raises(KeyboardInterrupt):
        simulated(uncertain())


def test_a_mistake_in_one_draw_stops_the_run() -> None:
    model = uncertain(
        swap__fuel_saving={"value": "10 million USD/yr", "distribution": "normal", "sd": "1 million USD/yr"}
    )
    assert simulated(model).complete
    with pytest.raises(ScenarioError) as caught:
        simulated(uncertain(credits__share_cashed={"value": "50 %", "distribution": "normal", "sd": "30 %"}))
    assert codes(caught.value) == [("outside-domain", "credits.share_cashed.distribution")]


# ---- checkpoints -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("what", "said", "how"), [
    ("scenario", "another scenario", {"model": uncertain(discount_rate="9 %")}),
    ("seed", "another seed (4, not 5)", {"seed": 5}),
    ("sampler", "another sampler (random, not latin_hypercube)", {"sampler": "latin_hypercube"}),
    ("draws", "number of draws (3000, not 3001)", {"draws": 3001}),
    ("outcomes", "another outcomes (npv, not payback)", {"outcomes": ["payback"]}),
    ("figures", "set of draws", {"only": ["swap.capex_gap"]}),
])  # fmt: skip
def test_a_checkpoint_of_another_run_is_refused(tmp_path: Path, what: str, said: str, how: dict[str, Any]) -> None:
    simulated(uncertain(), checkpoint=tmp_path / "run")
    before = {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()}
    with pytest.raises(ScenarioError) as caught:
        simulated(how.pop("model", uncertain()), checkpoint=tmp_path / "run", **how)
    assert codes(caught.value) == [("other-checkpoint", "")]
    assert said in caught.value.problems[0].message, what
    assert {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()} == before
    assert simulated(uncertain(), checkpoint=tmp_path / "run", threads=2, block=7).complete


@pytest.mark.parametrize(("key", "value"), [("version", "0.0.1"), ("format", 0), ("engine", "fused")])
def test_a_checkpoint_of_another_version_is_refused(tmp_path: Path, key: str, value: object) -> None:
    simulated(uncertain(), checkpoint=tmp_path)
    state = json.loads((tmp_path / checkpoints.FILE).read_text())
    (tmp_path / checkpoints.FILE).write_text(json.dumps({**state, key: value}))
    with pytest.raises(ScenarioError) as caught:
        simulated(uncertain(), checkpoint=tmp_path)
    assert codes(caught.value) == [("other-checkpoint", "")]
    (tmp_path / checkpoints.FILE).write_text(json.dumps(state))
    assert simulated(uncertain(), checkpoint=tmp_path).complete


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "npv.npy").write_bytes(b"mine")
    with pytest.raises(FileError) as caught:
        simulated(uncertain(), checkpoint=tmp_path)
    assert codes(caught.value) == [("not-a-checkpoint", "")]
    assert [path.name for path in tmp_path.iterdir()] == ["npv.npy"]
    with pytest.raises(FileError) as caught:
        simulated(uncertain(), checkpoint=tmp_path / "npv.npy")
    assert codes(caught.value) == [("not-a-checkpoint", "")]


@pytest.mark.parametrize("harm", ["text", "list", "nothing", "blocks", "yes", "beyond", "short", "gone",
                                  "no reasons", "no counts", "words", "too often", "other outcome"])  # fmt: skip
def test_a_broken_checkpoint_is_told(tmp_path: Path, harm: str) -> None:
    simulated(uncertain(), checkpoint=tmp_path)
    state, numbers = tmp_path / checkpoints.FILE, tmp_path / "npv.npy"
    harms = {
        "text": lambda: state.write_text("{"),
        "list": lambda: state.write_text("[]"),
        "nothing": lambda: state.write_text("{}"),
        "blocks": lambda: changed(state, blocks=-1),
        "yes": lambda: changed(state, blocks=True),
        "beyond": lambda: changed(state, blocks=2),
        "no reasons": lambda: changed(state, undefined=None),
        "no counts": lambda: changed(state, undefined={"npv": 5}),
        "words": lambda: changed(state, undefined={"npv": {"never": "5"}}),
        "too often": lambda: changed(state, undefined={"npv": {"never": 2000, "no": 1001}}),
        "other outcome": lambda: changed(state, undefined={"payback": {"never": 1}}),
        "short": lambda: numbers.write_bytes(numbers.read_bytes()[:-8]),
        "gone": numbers.unlink,
    }
    harms[harm]()
    with pytest.raises(FileError) as caught:
        simulated(uncertain(), checkpoint=tmp_path)
    assert codes(caught.value) == [("broken-checkpoint", "")]


def test_two_runs_at_once_do_not_share_a_checkpoint(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    refused: list[tuple[str, str]] = []

    def other(done: int, total: int) -> None:
        with pytest.raises(FileError) as caught:
            simulated(uncertain(), draws=LONGER, checkpoint=tmp_path / "run", progress=stopper(1))
        refused.extend(codes(caught.value))

    first = simulated(uncertain(), draws=LONGER, checkpoint=tmp_path / "run", progress=other)
    assert set(refused) == {("in-use", "")}
    assert drawn_bytes(first) == drawn_bytes(simulated(uncertain(), draws=LONGER))
    assert simulated(uncertain(), draws=LONGER, checkpoint=tmp_path / "run").complete


def changed(state: Path, **keys: Any) -> None:
    state.write_text(json.dumps({**json.loads(state.read_text()), **keys}))


@pytest.mark.parametrize("where", [Spool.append, checkpoints.Progress.add])
def test_an_interrupt_while_outcomes_are_taken_counts_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Any
) -> None:
    """Ctrl-C after the numbers of the second block are written, and before, or after, they count as taken."""
    calls: list[int] = []

    def interrupted(self: Any, *given: Any) -> None:
        calls.append(1)
        where(self, *given)
        if len(calls) == 2:
            raise KeyboardInterrupt

    how = {"draws": LONGER, "seed": 3, "engine": "numpy", "threads": 1}
    monkeypatch.setattr(Spool if where is Spool.append else checkpoints.Progress, where.__name__, interrupted)
    part = monte_carlo(load(PLANTS), checkpoint=tmp_path, **how)
    monkeypatch.undo()
    assert part.draws == (1 if where is Spool.append else 2) * LOGICAL
    same = monte_carlo(load(PLANTS), **{**how, "draws": part.draws})
    again, whole = monte_carlo(load(PLANTS), checkpoint=tmp_path, **how), monte_carlo(load(PLANTS), **how)
    assert whole.outcomes["discounted_payback"].undefined
    assert part.outcomes == same.outcomes
    assert again.outcomes == whole.outcomes


def test_a_crash_between_numbers_and_state_loses_no_more_than_it_must(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, monkeyed = Spool.append, []

    def failing(self: Spool, values: Any) -> None:
        monkeyed.append(1)
        if len(monkeyed) == 3:
            plain(self, {name: one[:10] for name, one in values.items()})
            raise RuntimeError("the machine stops here")
        plain(self, values)

    monkeypatch.setattr(simulation, "SAVED_EVERY", -1.0)
    monkeypatch.setattr(Spool, "append", failing)
    monkeypatch.setattr(checkpoints.Progress, "save", saved_until(3, checkpoints.Progress.save))
    with pytest.raises(RuntimeError):
        simulated(uncertain(), draws=LONGER, block=1, checkpoint=tmp_path)
    monkeypatch.undo()
    assert json.loads((tmp_path / checkpoints.FILE).read_text())["blocks"] == 2
    again = simulated(uncertain(), draws=LONGER, block=1, checkpoint=tmp_path)
    assert drawn_bytes(again) == drawn_bytes(simulated(uncertain(), draws=LONGER))


def saved_until(times: int, plain: Any) -> Any:
    """Return a save that works so many times less one: the last never came to be."""
    calls: list[int] = []

    def save(self: Any) -> None:
        calls.append(1)
        if len(calls) < times:
            plain(self)

    return save


def test_the_state_is_never_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    simulated(uncertain(), checkpoint=tmp_path, progress=stopper(1), block=1)
    before = (tmp_path / checkpoints.FILE).read_text()

    def failing(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(json, "dump", failing)
    with pytest.raises(FileError) as caught:
        simulated(uncertain(), checkpoint=tmp_path)
    assert codes(caught.value) == [("cannot-write", "")]
    assert (tmp_path / checkpoints.FILE).read_text() == before


def test_a_spool_is_kept_where_it_is_named(tmp_path: Path) -> None:
    risk = simulated(uncertain(), spool=tmp_path / "spool")
    np.testing.assert_array_equal(np.load(tmp_path / "spool" / "npv.npy"), risk.values())
    with pytest.raises(FileError) as caught:
        simulated(uncertain(), spool=tmp_path / "spool")
    assert codes(caught.value) == [("exists", "")]


# ---- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "code", "path"), [
    ({"draws": 0}, "out-of-range", "risk.draws"),
    ({"draws": 10**12}, "out-of-range", "risk.draws"),
    ({"seed": -1}, "out-of-range", "risk.seed"),
    ({"sampler": "halton"}, "unknown-value", "risk.sampler"),
    ({"threads": 0}, "bad-option", "threads"),
    ({"threads": True}, "bad-option", "threads"),
    ({"block": 0}, "bad-option", "block"),
    ({"block": 1.5}, "bad-option", "block"),
    ({"threads": 257}, "too-many", "threads"),
    ({"block": 1025}, "too-many", "block"),
    ({"outcomes": ["nvp"]}, "unknown-outcome", "nvp"),
    ({"engine": "fast"}, "unknown-engine", "fast"),
    ({"only": ["swap.capex"]}, "unknown-path", "swap.capex"),
    ({"spool": "a", "checkpoint": "b"}, "bad-option", "spool"),
])  # fmt: skip
def test_a_setting_that_cannot_be_is_refused(how: dict[str, Any], code: str, path: str) -> None:
    with pytest.raises((ScenarioError, LimitError)) as caught:
        simulated(uncertain(), **how)
    assert codes(caught.value) == [(code, path)]
    assert not Path("a").exists()
    assert not Path("b").exists()


def test_limits_are_limits() -> None:
    for how in ({"threads": 257}, {"block": 1025}):
        with pytest.raises(LimitError) as caught:
            simulated(uncertain(), **how)
        assert caught.value.exit_code == 6
    assert simulated(uncertain(), threads=256, block=1024, draws=64).complete


def test_without_a_range_nothing_is_drawn() -> None:
    with pytest.raises(AppraisalError) as caught:
        simulated(swap())
    assert codes(caught.value) == [("nothing-drawn", "risk")]
    assert simulated(uncertain(), draws=64).complete


def test_a_base_case_that_cannot_be_financed_is_refused() -> None:
    terms = {"share": "60 %", "rate": "6 %", "tenor": "20 yr", "repayment": "bullet"}
    with pytest.raises(ScenarioError):
        simulated(uncertain(finance={"grant": "50 %", "loans": {"bank": terms}, "cost_of_equity": "12 %"}))


def test_an_unknown_outcome_of_a_result_names_the_known_ones() -> None:
    risk = simulated(uncertain(), draws=64)
    with pytest.raises(ScenarioError) as caught:
        risk.values("payback")
    assert codes(caught.value) == [("unknown-outcome", "payback")]
    assert len(risk.values("npv")) == 64
