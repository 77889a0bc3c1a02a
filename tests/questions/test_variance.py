"""Sobol indices: analytic functions met, figures ranked, and what is left out said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import sobol_indices as scipy_indices
from scipy.stats import uniform

from appraisal.ground.problem import AppraisalError, LimitError, NoResultError, ScenarioError
from appraisal.ground.sheet import Array
from appraisal.questions.indices import Indices, indices_of, saltelli
from appraisal.questions.variance import rounded_up, sobol_indices
from appraisal.scenario.load import load

from .cases import FOLDER, PLANTS, swap
from .test_risk import codes, ranged, uncertain

SINGLE = {"a": [0], "b": [1], "c": [2]}


def ishigami(even: Array) -> Array:
    """Ishigami and Homma (1990), with a = 7 and b = 0.1 on (-pi, pi)."""
    x = np.pi * (2 * even - 1)
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def by_path(found: Indices) -> dict[str, tuple[float, float]]:
    return {share.path: (share.first.value, share.total.value) for share in found.shares}


def analytic() -> dict[str, tuple[float, float]]:
    """The indices in closed form (Sobol and Levitan 1999)."""
    alone = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2
    second, together = 49 / 8, 0.1**2 * np.pi**8 * 8 / 225
    whole = alone + second + together
    return {
        "a": (alone / whole, (alone + together) / whole),
        "b": (second / whole, second / whole),
        "c": (0.0, together / whole),
    }


# ---- plain functions -------------------------------------------------------------------------------------------------


def test_ishigami_s_analytic_indices_are_met() -> None:
    found = indices_of(ishigami, SINGLE, 1 << 14, 1)
    for path, (first, total) in analytic().items():
        assert by_path(found)[path] == (pytest.approx(first, abs=0.01), pytest.approx(total, abs=0.01))
    for share in found.shares:
        first, total = analytic()[share.path]
        assert share.first.low <= first <= share.first.high
        assert share.total.low <= total <= share.total.high
    assert (found.mean, found.sd) == (pytest.approx(3.5, abs=0.01), pytest.approx(3.7208, abs=0.01))
    assert found.together == pytest.approx(analytic()["c"][1], abs=0.02)
    assert [share.path for share in found.shares] == ["a", "b", "c"]
    assert (found.points, found.runs) == (1 << 14, 5 << 14)


def test_an_additive_function_has_the_shares_of_its_parts() -> None:
    found = by_path(indices_of(lambda even: 3 * even[0] + even[1] + 0 * even[2], SINGLE, 1 << 12, 2))
    for path, share in {"a": 0.9, "b": 0.1, "c": 0.0}.items():
        assert found[path] == (pytest.approx(share, abs=0.02), pytest.approx(share, abs=0.02))


def test_several_columns_make_one_figure() -> None:
    groups = {"first": [0, 2], "second": [1]}
    found = by_path(indices_of(lambda even: even[0] + even[1] + even[2], groups, 1 << 12, 2))
    assert found["first"] == (pytest.approx(2 / 3, abs=0.02), pytest.approx(2 / 3, abs=0.02))


def test_estimates_are_scipy_s() -> None:
    stream = np.random.default_rng(1)
    one, other, mixed = stream.normal(size=(1, 64)), stream.normal(size=(1, 64)), stream.normal(size=(3, 1, 64))
    outcome = {"f_A": one, "f_B": other, "f_AB": mixed}
    ours, theirs = (scipy_indices(func=outcome, n=64, method=method) for method in (saltelli, "saltelli_2010"))
    np.testing.assert_allclose(ours.first_order, theirs.first_order, rtol=1e-12)
    np.testing.assert_allclose(ours.total_order, theirs.total_order, rtol=1e-12)


def test_scipy_s_own_run_agrees_within_the_intervals() -> None:
    found = indices_of(ishigami, SINGLE, 1 << 12, 3)
    theirs = scipy_indices(
        func=lambda x: ishigami((x / np.pi + 1) / 2), n=1 << 12, dists=[uniform(-np.pi, 2 * np.pi)] * 3, random_state=3
    )
    for at, path in enumerate(SINGLE):
        share = next(share for share in found.shares if share.path == path)
        assert share.total.low - 0.02 <= theirs.total_order[at] <= share.total.high + 0.02


def test_same_seed_same_indices_whatever_the_threads() -> None:
    one, other, third = (
        indices_of(ishigami, SINGLE, 1 << 12, seed, threads) for seed, threads in ((5, 1), (5, 2), (6, 1))
    )
    assert one == other
    assert one != third


def test_an_outcome_that_does_not_vary_has_no_shares() -> None:
    with pytest.raises(NoResultError) as caught:
        indices_of(lambda even: np.full(even.shape[1], 2.5), SINGLE, 64, 1)
    assert codes(caught.value) == [("no-variance", "")]


def test_an_outcome_that_is_undefined_somewhere_has_no_shares() -> None:
    def lacking(even: Array) -> Array:
        return np.where(even[0] > 0.99, np.nan, even[0])

    with pytest.raises(NoResultError) as caught:
        indices_of(lacking, SINGLE, 1024, 1)
    assert codes(caught.value) == [("undefined-draws", "")]
    assert "of 5,120 runs" in caught.value.problems[0].message


# ---- scenarios -------------------------------------------------------------------------------------------------------


def test_a_linear_swap_has_the_shares_of_its_variances() -> None:
    found = sobol_indices(uncertain(), points=1 << 12, seed=1, engine="numpy")
    annuity = sum(1.08**-year for year in range(1, 11))
    capex = (80e6**2 + 100e6**2 + 150e6**2 - 80e6 * 100e6 - 80e6 * 150e6 - 100e6 * 150e6) / 18
    saving = (annuity * 6e6) ** 2 / 12
    expected = {"swap.capex_gap": capex / (capex + saving), "swap.fuel_saving": saving / (capex + saving)}
    for path, share in expected.items():
        assert by_path(found)[path] == (pytest.approx(share, abs=0.02), pytest.approx(share, abs=0.01))
    assert (found.outcome, found.unit, found.points, found.runs) == ("npv", "USD", 4096, 4 * 4096)
    assert found.sd == pytest.approx(float(np.sqrt(capex + saving)), rel=0.01)
    assert found.notes == ()


def test_correlations_are_left_out_and_named() -> None:
    found = sobol_indices(load(PLANTS), points=256, engine="numpy")
    assert [share.path for share in found.shares][:2] == ["baseline.fuels.coal.price", "project.net_efficiency"]
    assert len(found.notes) == 1
    assert "the correlation of 40 % between credits.price and baseline.fuels.coal.price is left out" in found.notes[0]
    alone = sobol_indices(load(PLANTS, sets=["risk.correlation=[]"]), points=256, engine="numpy")
    assert by_path(alone) == by_path(found)
    assert alone.notes == ()


def test_all_years_of_a_price_path_are_one_figure() -> None:
    price = {"value": "10 USD/t", "distribution": "gbm", "volatility": "30 %"}
    found = sobol_indices(uncertain(credits__price=price), points=256, engine="numpy")
    assert {share.path for share in found.shares} == {"credits.price", "swap.capex_gap", "swap.fuel_saving"}
    assert found.runs == 256 * 5
    assert found.notes == ("credits.price: all years of the path count as one figure",)


def test_any_outcome_has_indices_of_its_own() -> None:
    found = sobol_indices(load(FOLDER / "usc_bilateral_package.yaml"), "abatement_cost", points=256, engine="numpy")
    shares = by_path(found)
    assert shares["credits.price"] == (0.0, 0.0)
    assert found.unit == "USD/t"


def test_only_the_figures_that_are_asked_for_vary() -> None:
    found = sobol_indices(uncertain(), points=64, only=["swap.capex_gap"], engine="numpy")
    assert by_path(found)["swap.capex_gap"][1] == pytest.approx(1.0, abs=0.2)


def test_points_are_rounded_up_to_a_power_of_two() -> None:
    assert [rounded_up(points) for points in (64, 65, 1000, 1024)] == [64, 128, 1024, 1024]
    assert sobol_indices(uncertain(), points=100, engine="numpy").points == 128


@pytest.mark.parametrize(("how", "kind", "code", "path"), [
    ({"points": 63}, ScenarioError, "bad-option", "points"),
    ({"points": 64.0}, ScenarioError, "bad-option", "points"),
    ({"points": 1 << 21}, LimitError, "too-many", "points"),
    ({"outcome": "nvp"}, ScenarioError, "unknown-outcome", "nvp"),
    ({"outcome": "discounted_payback"}, NoResultError, "undefined-draws", ""),
    ({"outcome": "credits_sold"}, NoResultError, "no-variance", ""),
    ({"threads": 0}, ScenarioError, "bad-option", "threads"),
])  # fmt: skip
def test_what_has_no_indices_is_refused(how: dict[str, Any], kind: type[AppraisalError], code: str, path: str) -> None:
    with pytest.raises(kind) as caught:
        sobol_indices(uncertain(), **{"points": 64, "engine": "numpy", **how})
    assert codes(caught.value) == [(code, path)]


def test_without_a_range_nothing_varies() -> None:
    with pytest.raises(AppraisalError) as caught:
        sobol_indices(swap(), points=64)
    assert codes(caught.value) == [("nothing-drawn", "risk")]


def test_a_figure_outside_its_domain_stops_the_indices() -> None:
    wild = {"value": "50 %", "distribution": "normal", "sd": "15 %"}
    with pytest.raises(ScenarioError) as caught:
        sobol_indices(uncertain(credits__share_cashed=wild), points=4096, engine="numpy")
    assert codes(caught.value)[0] == ("outside-domain", "credits.share_cashed.distribution")
    kept = ranged("50 %", "20 %", "80 %")
    assert sobol_indices(uncertain(credits__share_cashed=kept), points=64, engine="numpy").points == 64
