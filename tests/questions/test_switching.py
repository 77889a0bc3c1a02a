"""Switching values: at each of them the swap just pays, on one side it does and on the other it does not."""

from __future__ import annotations

import pytest

from appraisal.engine.model import Model
from appraisal.questions.objective import Objective
from appraisal.questions.one_at_a_time import movable
from appraisal.questions.switching import switching_values
from appraisal.questions.threshold import threshold
from appraisal.scenario.load import load

from .cases import FOLDER, PLANTS, SOURCE, npv, swap

TEXT = {
    "swap.capex_gap": "USD",
    "swap.fuel_saving": "USD/yr",
    "swap.abatement": "t/yr",
    "credits.price": "USD/t",
    "timeline.operation": "yr",
}


def test_every_switching_value_makes_the_full_run_worth_nothing() -> None:
    found = [one for one in switching_values(load(SOURCE)).thresholds if one.value is not None]
    assert {one.path for one in found} == {*TEXT, "discount_rate", "credits.share_cashed"}
    for one in found:
        text = f"{one.value!r} {TEXT[one.path]}" if one.path in TEXT else f"{one.value * 100!r} %"
        typed = Model(load(SOURCE, sets=[f"{one.path}={text}"]))
        assert npv(typed) == pytest.approx(0.0, abs=1e-3), one.path


@pytest.mark.parametrize("file", [SOURCE, PLANTS], ids=lambda file: file.stem)
def test_beside_a_switching_value_the_sign_turns(file: object) -> None:
    model = Model(load(file))
    for one in switching_values(model).thresholds:
        if one.value:
            sides = [npv(model, **{one.path: one.value * (1 + step)}) for step in (-1e-6, 1e-6)]
            assert sides[0] * sides[1] < 0, one.path


def test_they_are_the_thresholds_of_each_figure_nearest_first() -> None:
    model = Model(load(SOURCE))
    found = switching_values(model).thresholds
    assert {one.path for one in found} == {*movable(model)}
    for one in found:
        assert one == threshold(model, one.path)
    shares = [abs(one.switching_value) for one in found if one.switching_value is not None]
    assert shares == sorted(shares)
    assert [one.path for one in found if one.value is None] == ["money.inflation"]
    assert found[-1].reason == "does not depend on money.inflation"


def test_a_figure_of_nothing_has_a_value_and_no_share() -> None:
    found = {one.path: one for one in switching_values(swap(swap__opex_saving="0 USD/yr")).thresholds}
    one = found["swap.opex_saving"]
    assert (one.base, one.switching_value) == (0.0, None)
    model = swap(swap__opex_saving="0 USD/yr")
    assert npv(model, swap__opex_saving=one.value or 0.0) == pytest.approx(0.0, abs=1e-3)


def test_a_rate_of_return_switches_where_it_is_the_discount_rate() -> None:
    model = swap()
    found = {one.path: one for one in switching_values(model, "irr").thresholds}
    npvs = {one.path: one for one in switching_values(model).thresholds}
    assert switching_values(model, "irr").level == 0.08
    for path in ("swap.capex_gap", "credits.price", "swap.fuel_saving"):
        assert found[path].value == pytest.approx(npvs[path].value, rel=1e-9)
    assert found["discount_rate"].reason == "does not depend on discount_rate"


def test_equity_switches_elsewhere() -> None:
    model = Model(load(FOLDER / "usc_bilateral_package.yaml"))
    found = next(one for one in switching_values(model, "equity_npv").thresholds if one.path == "credits.price")
    goal = Objective(model, "equity_npv")
    assert float(goal.values({"credits.price": [found.value]}, 1)[0]) == pytest.approx(0.0, abs=1.0)  # type: ignore[dict-item]


def test_what_is_kept_is_named() -> None:
    assert switching_values(swap(credits__issuance_lag="1 yr")).kept == {
        "credits.issuance_lag": "it counts whole years or times"
    }
