"""Elasticities: closed forms, homogeneity, bends, jumps, and every reason why there is none."""

from __future__ import annotations

import pytest

from appraisal.engine.model import Model
from appraisal.questions.elasticity import Elasticity, elasticities
from appraisal.scenario.load import load

from .cases import FOLDER, npv, swap


def by_path(model: object, objective: str = "npv") -> dict[str, Elasticity]:
    return {one.path: one for one in elasticities(model, objective)}  # type: ignore[arg-type]


def test_a_linear_figure_has_the_closed_form() -> None:
    """NPV = -gap + saving a + revenue a: the elasticity on each part is its share of the NPV."""
    model = swap()
    annuity = (1 - 1.08**-10) / 0.08
    total = -100e6 + (10e6 + 2.5e6) * annuity
    found = by_path(model)
    assert npv(model) == pytest.approx(total)
    assert found["swap.capex_gap"].value == pytest.approx(-100e6 / total, rel=1e-8)
    assert found["swap.fuel_saving"].value == pytest.approx(10e6 * annuity / total, rel=1e-8)
    for path in ("credits.price", "credits.share_cashed", "swap.abatement"):
        assert found[path].value == pytest.approx(2.5e6 * annuity / total, rel=1e-8)
    assert found["swap.capex_gap"].per_percent == pytest.approx(-1e6)


def test_the_rate_has_the_elasticity_of_its_derivative() -> None:
    """d NPV / d r = -sum t flow / (1 + r)^(t + 1)."""
    model = swap()
    slope = -sum(year * 12.5e6 / 1.08 ** (year + 1) for year in range(1, 11))
    assert by_path(model)["discount_rate"].value == pytest.approx(0.08 * slope / npv(model), rel=1e-6)


def test_amounts_of_money_add_up_to_one() -> None:
    """The NPV is homogeneous of degree one in its amounts of money (Euler)."""
    found = by_path(
        swap(swap__opex_saving="-1 million USD/yr", items={"rent": {"kind": "cost", "amount": "2 million USD/yr"}})
    )
    money = ("swap.capex_gap", "swap.fuel_saving", "swap.opex_saving", "items.rent.amount", "credits.price")
    assert sum(found[path].value or 0.0 for path in money) == pytest.approx(1.0, rel=1e-7)


def test_a_loss_grows_with_what_makes_it() -> None:
    model = swap(credits__price="1 USD/t")
    assert npv(model) < 0
    found = by_path(model)["swap.capex_gap"]
    assert found.value is not None
    assert found.value > 0
    assert found.per_percent == pytest.approx(-1e6)


def test_a_figure_at_the_end_of_its_domain_is_moved_to_one_side() -> None:
    whole = by_path(swap(credits__share_cashed="100 %"))["credits.share_cashed"]
    assert whole.side == "below"
    annuity = (1 - 1.08**-10) / 0.08
    assert whole.value == pytest.approx(5e6 * annuity / (-100e6 + 15e6 * annuity), rel=1e-6)


def test_a_series_is_moved_as_a_whole() -> None:
    series = by_path(swap(credits__price={"years": {"2020": "10 USD/t"}}))["credits.price"]
    assert (series.unit, series.base) == ("1", 1.0)
    assert series.value == pytest.approx(by_path(swap())["credits.price"].value, rel=1e-9)


def test_a_bend_is_the_mean_of_both_sides() -> None:
    """Operation ends with the tenth year: a little more adds part of an eleventh, a little less takes of the tenth."""
    found = by_path(swap())["timeline.operation"]
    flows = (12.5e6 / 1.08**10 + 12.5e6 / 1.08**11) / 2
    assert found.value == pytest.approx(10 * flows / npv(swap()), rel=1e-6)
    assert (found.side, found.reason) == ("both", "")


def test_a_jump_has_no_elasticity() -> None:
    """Beyond the 25th year the losses of closing fall into a year of their own and expire: the NPV jumps."""
    found = by_path(Model(load(FOLDER / "usc_bilateral_package.yaml")))["timeline.operation"]
    assert (found.value, found.per_percent) == (None, None)
    assert found.reason == "the net present value jumps at the base case"


def test_nothing_has_no_share() -> None:
    found = by_path(swap(swap__opex_saving="0 USD/yr"))["swap.opex_saving"]
    assert (found.value, found.reason) == (None, "the figure is 0, of which there is no share")


def test_a_net_present_value_of_nothing_has_no_share_but_a_slope() -> None:
    model = swap(swap={"capex_gap": "100 million USD", "fuel_saving": "10 million USD/yr", "abatement": "0 t/yr"},
                 discount_rate="0 %")  # fmt: skip
    found = by_path(model)
    assert npv(model) == pytest.approx(0.0, abs=1e-6)
    assert {one.value for one in found.values()} == {None}
    assert found["swap.capex_gap"].reason == "the net present value is 0, of which there is no share"
    assert found["swap.capex_gap"].per_percent == pytest.approx(-1e6)


def test_what_moves_nothing_has_an_elasticity_of_nothing() -> None:
    found = by_path(swap(credits={"mechanism": "none"}))
    assert found["swap.abatement"].value == 0.0
    assert by_path(swap(), "irr")["discount_rate"].value == 0.0


def test_the_largest_comes_first_and_the_undefined_last() -> None:
    found = elasticities(swap(swap__opex_saving="0 USD/yr"))
    sizes = [abs(one.value) for one in found if one.value is not None]
    assert sizes == sorted(sizes, reverse=True)
    assert found[-1].value is None


@pytest.mark.parametrize("objective", ["irr", "equity_npv"])
def test_another_objective_is_measured_alike(objective: str) -> None:
    """A central difference of full runs, made here by hand."""
    from appraisal.questions.objective import Objective

    model = Model(load(FOLDER / "usc_bilateral_package.yaml"))
    goal = Objective(model, objective)
    found = by_path(model, objective)["project.overnight_cost"]
    base = model.base_value("project.overnight_cost")
    low, high = (float(goal.values({"project.overnight_cost": [base * (1 + h)]}, 1)[0]) for h in (-1e-4, 1e-4))  # type: ignore[dict-item]
    assert found.value == pytest.approx((high - low) / 2e-4 / goal.base, rel=1e-6)


def test_a_figure_at_the_low_end_of_its_domain_is_moved_above() -> None:
    regime = {"method": "declining_balance", "life": "10 yr", "factor": 1}
    model = swap(tax={"rate": "25 %", "losses": "carry_forward", "depreciation": regime})
    found = by_path(model)["tax.depreciation.factor"]
    assert found.side == "above"
    beside = npv(model, tax__depreciation__factor=1 + 1e-6)
    assert found.value == pytest.approx((beside - npv(model)) / 1e-6 / npv(model), rel=1e-3)
