"""The numbers of one outcome out of its spool: those of numpy on the sorted draws, whatever is undefined."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.ground.problem import FileError, LimitError
from appraisal.questions import spool as spools
from appraisal.questions.distribution import TAIL, Distribution, Statistics, statistics_of
from appraisal.questions.spool import Spool


def spooled(values: np.ndarray, parts: int = 1) -> Spool:
    spool = Spool(None, ["npv"], len(values))
    for part in np.array_split(values, parts):
        spool.append({"npv": part})
    spool.close()
    return spool


def numbers(values: np.ndarray) -> Statistics:
    found = statistics_of(spooled(values), "npv")
    assert found is not None
    return found


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    made = Spool(tmp_path / "spool", ["npv", "payback"], 5)
    yield made
    made.close()


CENTS = st.one_of(st.integers(-(10**9), 10**9).map(lambda whole: whole / 100), st.just(math.nan))


@given(st.lists(CENTS, min_size=1, max_size=300))
def test_numbers_are_numpy_s_on_the_defined_draws(drawn: list[float]) -> None:
    values = np.array(drawn)
    kept = np.sort(values[~np.isnan(values)])
    found = statistics_of(spooled(values), "npv")
    if not len(kept):
        assert found is None
        return
    assert found is not None
    size = float(np.abs(kept).max()) or 1.0
    assert found.mean == pytest.approx(kept.mean(), abs=1e-12 * size)
    assert found.sd == pytest.approx(kept.std(ddof=1) if len(kept) > 1 else 0.0, abs=1e-9 * size)
    assert (found.minimum, found.maximum) == (kept[0], kept[-1])
    shares = list(found.percentiles)
    assert list(found.percentiles.values()) == pytest.approx(np.percentile(kept, shares).tolist(), abs=1e-12 * size)
    below = (kept < 0).mean()
    assert found.below_zero.value == pytest.approx(below)
    assert found.below_zero.standard_error == pytest.approx(math.sqrt(below * (1 - below) / len(kept)))
    assert sum(found.histogram.counts) + found.histogram.below + found.histogram.above == len(kept)


@given(st.lists(st.integers(-(10**9), 10**9).map(float), min_size=1, max_size=130))
def test_the_worst_draws_are_those_of_the_sorted_list(drawn: list[float]) -> None:
    values, count = np.sort(drawn), len(drawn)
    found = numbers(np.array(drawn)).tail
    whole, part = divmod(TAIL * count, 1)
    assert found.value_at_risk == values[math.ceil(TAIL * count - 1e-9) - 1]
    weights = np.zeros(count)
    weights[: int(whole)] = 1.0
    if part > 1e-9:
        weights[int(whole)] = part
    expected = float((values * weights).sum() / weights.sum())
    assert found.conditional == pytest.approx(expected, abs=1e-6 * max(1.0, float(np.abs(values).max())))


def test_one_hundred_draws_have_five_worst() -> None:
    found = numbers(np.arange(100.0)[::-1].copy()).tail
    assert found.value_at_risk == 4.0
    assert found.conditional == pytest.approx(2.0)


def test_estimates_are_told_at_powers_of_two_and_at_the_end() -> None:
    values = np.random.default_rng(2).normal(-1.0, 3.0, 5000)
    values[::7] = np.nan
    steps = numbers(values).convergence
    assert [step.draws for step in steps] == [64, 128, 256, 512, 1024, 2048, 4096, 5000]
    for step in steps:
        kept = values[: step.draws][~np.isnan(values[: step.draws])]
        assert step.mean == pytest.approx(kept.mean(), rel=1e-12)
        assert step.standard_error == pytest.approx(kept.std(ddof=1) / math.sqrt(len(kept)), rel=1e-12)
        assert step.below_zero.value == pytest.approx((kept < 0).mean())
    assert [step.draws for step in numbers(values[:50]).convergence] == [50]
    assert [step.draws for step in numbers(values[:64]).convergence] == [64]


def test_draws_that_are_all_equal_are_one_value() -> None:
    found = numbers(np.full(3000, 1 / 3))
    assert {found.mean, found.minimum, found.maximum, found.tail.value_at_risk, found.tail.conditional} == {1 / 3}
    assert (found.sd, found.standard_error, found.histogram.counts) == (0.0, 0.0, (3000,))


def test_exceedance_falls_from_all_draws_to_none() -> None:
    values = np.random.default_rng(3).normal(size=2000)
    found = numbers(values).exceedance
    assert (found[0], found[-1]) == ((values.min(), 1.0), (values.max(), 0.0))
    for value, above in found:
        assert (values > value).mean() == pytest.approx(above, abs=1e-3)


def test_all_draws_are_those_with_and_those_without() -> None:
    found = Distribution("npv", "USD", None, 7, {"a": 2, "b": 1}, None)
    assert found.draws == 10
    assert found.base_rank is None


def test_the_base_case_has_a_rank_among_the_draws() -> None:
    values = np.random.default_rng(8).normal(size=4000)
    found = Distribution("npv", "USD", 0.5, 4000, {}, numbers(values))
    assert found.base_rank == pytest.approx((values < 0.5).mean(), abs=0.002)
    assert Distribution("npv", "USD", -99.0, 4000, {}, numbers(values)).base_rank == 0.0


# ---- the spool -------------------------------------------------------------------------------------------------------


def test_numpy_reads_each_outcome(spool: Spool) -> None:
    spool.append({"npv": np.array([1.0, np.nan]), "payback": np.array([5.0, 6.0])})
    spool.append({"npv": np.array([3.0]), "payback": np.array([7.0])})
    spool.close()
    np.testing.assert_array_equal(np.load(spool.folder / "npv.npy"), [1.0, np.nan, 3.0])
    np.testing.assert_array_equal(spool.values("payback"), [5.0, 6.0, 7.0])
    np.testing.assert_array_equal(np.concatenate([*spool.defined("npv")]), [1.0, 3.0])


def test_pieces_are_cut_at_whole_blocks_and_hold_all_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spools, "PIECE", 1024)
    values = np.arange(2500.0)
    pieces = [*spooled(values, parts=3).pieces("npv")]
    assert [len(piece) for piece in pieces] == [1024, 1024, 452]
    np.testing.assert_array_equal(np.concatenate(pieces), values)


def test_a_taken_folder_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "npv.npy").write_bytes(b"mine")
    with pytest.raises(FileError) as caught:
        Spool(tmp_path, ["npv"], 5)
    assert [one.code for one in caught.value.problems] == ["exists"]
    assert (tmp_path / "npv.npy").read_bytes() == b"mine"
    Spool(tmp_path, ["payback"], 5).close()


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileError) as caught:
        Spool(tmp_path / "file" / "inside", ["npv"], 5)
    assert [one.code for one in caught.value.problems] == ["cannot-write"]


def test_a_disk_without_room_is_found_before_the_draws_are_made(tmp_path: Path) -> None:
    with pytest.raises(LimitError) as caught:
        Spool(tmp_path, ["npv"], 10**15)
    assert [(one.code, one.path) for one in caught.value.problems] == [("disk-full", "risk.draws")]
    assert not [*tmp_path.iterdir()]
    Spool(tmp_path, ["npv"], 10).close()


def test_a_spool_without_a_folder_goes_away_with_it() -> None:
    spool = spooled(np.arange(3.0))
    folder = spool.folder
    assert (folder / "npv.npy").exists()
    del spool
    assert not folder.exists()
