"""Figures that move together: rank correlations reproduced, identity cases, and matrices that cannot hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from risky import joined, of, plants, refused, swap, unreadable
from scipy import stats

from appraisal.scenario.copula import Copula, Pair, matrix_of, matrix_problems, normal_rho, pairs_of
from appraisal.scenario.draws import plan_of
from appraisal.scenario.scenario import Scenario

RANGED = {
    "credits__price": of("10 USD/t", "lognormal", low="5 USD/t", high="20 USD/t"),
    "credits__share_cashed": of("50 %", low="20 %", high="60 %"),
    "swap__fuel_saving": of("10 million USD/yr", "normal", sd="2 million USD/yr"),
    "swap__abatement": of("500 kt/yr", "uniform", low="300 kt/yr", high="600 kt/yr"),
}
PRICE, CASHED, SAVING, TONNES = (name.replace("__", ".") for name in RANGED)


def tied(*pairs: tuple[str, str, str], **parts: Any) -> Scenario:
    return swap(**{**RANGED, "risk__correlation": [list(pair) for pair in pairs], **parts})


def draws_of(scenario: Scenario, sampler: str = "sobol", draws: int = 2**14) -> dict[str, np.ndarray[Any, Any]]:
    return joined(plan_of(scenario, draws=draws, sampler=sampler))


# ---- correlations reproduced -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("stated", [-0.95, -0.4, 0.1, 0.4, 0.8, 0.99])
def test_the_rank_correlation_of_the_draws_is_the_one_stated(stated: float) -> None:
    found = draws_of(tied((PRICE, SAVING, f"{stated * 100:.0f} %")))
    assert stats.spearmanr(found[PRICE], found[SAVING]).statistic == pytest.approx(stated, abs=2e-3)


def test_several_pairs_hold_at_once_and_others_stay_independent() -> None:
    found = draws_of(tied((PRICE, SAVING, "40 %"), (CASHED, PRICE, "-60 %"), (SAVING, CASHED, "-10 %")))
    rho = {
        pair: stats.spearmanr(found[pair[0]], found[pair[1]]).statistic for pair in [(PRICE, SAVING), (CASHED, PRICE)]
    }
    assert rho == {(PRICE, SAVING): pytest.approx(0.4, abs=4e-3), (CASHED, PRICE): pytest.approx(-0.6, abs=4e-3)}
    assert stats.spearmanr(found[SAVING], found[CASHED]).statistic == pytest.approx(-0.1, abs=4e-3)
    for path in (PRICE, CASHED, SAVING):
        assert stats.spearmanr(found[TONNES], found[path]).statistic == pytest.approx(0, abs=4e-3)


def test_with_copula_the_coefficient_is_that_of_the_normal_variables() -> None:
    scenario = tied((PRICE, SAVING, "60 %"), risk__copula=True)
    found = draws_of(scenario)
    logs = np.log(found[PRICE])  # both margins are normal now
    assert np.corrcoef(logs, found[SAVING])[0, 1] == pytest.approx(0.6, abs=2e-3)
    assert stats.spearmanr(found[PRICE], found[SAVING]).statistic == pytest.approx(6 / np.pi * np.arcsin(0.3), abs=2e-3)


@pytest.mark.parametrize("sampler", ["random", "latin_hypercube"])
def test_every_sampler_is_correlated(sampler: str) -> None:
    found = draws_of(tied((PRICE, SAVING, "-70 %")), sampler)
    assert stats.spearmanr(found[PRICE], found[SAVING]).statistic == pytest.approx(-0.7, abs=0.02)


def test_correlation_leaves_each_law_as_it_is() -> None:
    plain, together = draws_of(swap(**RANGED)), draws_of(tied((PRICE, SAVING, "70 %"), (PRICE, CASHED, "50 %")))
    for path in (PRICE, CASHED, SAVING, TONNES):
        assert together[path].mean() == pytest.approx(plain[path].mean(), rel=2e-3)
        assert np.percentile(together[path], [10, 50, 90]) == pytest.approx(
            np.percentile(plain[path], [10, 50, 90]), rel=3e-3
        )


def test_the_shipped_case_moves_its_prices_together() -> None:
    found = draws_of(plants())
    paths = "credits.price", "baseline.fuels.coal.price"
    assert stats.spearmanr(*(found[path] for path in paths)).statistic == pytest.approx(0.4, abs=3e-3)


# ---- identity cases --------------------------------------------------------------------------------------------------


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return {path: values.tobytes() for path, values in one.items()} == {
        path: values.tobytes() for path, values in other.items()
    }


def test_a_correlation_of_0_is_none() -> None:
    assert same(draws_of(tied((PRICE, SAVING, "0 %"))), draws_of(swap(**RANGED)))


def test_the_order_of_pairs_and_of_their_sides_changes_nothing() -> None:
    one = tied((PRICE, SAVING, "40 %"), (CASHED, PRICE, "-60 %"))
    other = tied((PRICE, CASHED, "-60 %"), (SAVING, PRICE, "40 %"))
    assert same(draws_of(one, draws=3000), draws_of(other, draws=3000))
    assert not same(draws_of(one, draws=3000), draws_of(tied((PRICE, SAVING, "40 %")), draws=3000))


def test_a_correlation_moves_only_the_figures_that_it_joins() -> None:
    plain, together = draws_of(swap(**RANGED)), draws_of(tied((PRICE, SAVING, "70 %")))
    moved = {path for path in plain if plain[path].tobytes() != together[path].tobytes()}
    assert moved <= {PRICE, SAVING}
    assert together[TONNES].tobytes() == plain[TONNES].tobytes()


def test_a_figure_that_is_not_asked_for_takes_its_pairs_with_it() -> None:
    scenario = tied((PRICE, SAVING, "70 %"))
    alone = joined(plan_of(scenario, draws=2000, only=[PRICE, CASHED]))
    assert same(alone, joined(plan_of(swap(**RANGED), draws=2000, only=[PRICE, CASHED])))


def test_rank_and_normal_correlation_agree_at_the_ends_and_in_the_middle() -> None:
    assert [normal_rho(rank) for rank in (-1.0, 0.0, 1.0)] == [-1.0, 0.0, 1.0]
    assert normal_rho(0.5) == pytest.approx((np.sqrt(6) - np.sqrt(2)) / 2)  # 2 sin 15 degrees


# ---- the matrix ------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(-100, 100), min_size=3, max_size=3))
def test_a_matrix_is_refused_where_its_determinants_are_not_all_positive(percents: Sequence[int]) -> None:
    """Sylvester's criterion for three figures, written out; near 0 rounding may say either."""
    ab, ac, bc = (percent / 100 for percent in percents)
    pairs = [Pair("0", "a", "b", ab), Pair("1", "a", "c", ac), Pair("2", "b", "c", bc)]
    determinant = 1 + 2 * ab * ac * bc - ab**2 - ac**2 - bc**2
    found = list(matrix_problems(pairs))
    if abs(determinant) > 1e-9:
        assert bool(found) == (determinant < 0 or abs(ab) == 1)
    for problem in found:
        smallest = np.linalg.eigvalsh(matrix_of(pairs, ["a", "b", "c"]))[0]
        said = float(problem.message.split("smallest eigenvalue is ")[1].split(". Look")[0])
        assert said == pytest.approx(smallest, rel=1e-3, abs=1e-9)
        assert problem.path in {"0", "1", "2"}


@given(st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_the_factor_gives_the_correlations(count: int, seed: int) -> None:
    stream = np.random.default_rng(seed)
    root = stream.normal(size=(count, count + 2))
    covariance = root @ root.T
    matrix = covariance / np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    copula = Copula(list(range(count)), np.linalg.cholesky(matrix))
    joint = copula.joined(np.eye(count))
    assert joint @ joint.T == pytest.approx(matrix, abs=1e-12)


def test_the_smallest_eigenvalue_and_the_pair_to_look_at_are_named() -> None:
    scenario = tied(
        (CASHED, TONNES, "10 %"), (PRICE, SAVING, "90 %"), (PRICE, TONNES, "90 %"), (SAVING, TONNES, "-90 %")
    )
    with pytest.raises(Exception, match=r"smallest eigenvalue is -0\.8") as caught:
        plan_of(scenario)
    problem = caught.value.problems[0]  # type: ignore[attr-defined]
    pairs = pairs_of(scenario, [PRICE, CASHED, SAVING, TONNES])
    assert np.linalg.eigvalsh(matrix_of(pairs, sorted(RANGED_PATHS)))[0] == pytest.approx(-0.81, abs=0.02)
    assert (problem.code, problem.path) == ("not-positive-definite", "risk.correlation[3]")
    assert f"'{SAVING}' and '{TONNES}'" in problem.message
    assert problem.place.startswith("case.yaml:")


RANGED_PATHS = (PRICE, CASHED, SAVING, TONNES)


@pytest.mark.parametrize(
    ("bad", "good", "code", "key"),
    [
        (
            [(PRICE, SAVING, "90 %"), (PRICE, TONNES, "90 %"), (SAVING, TONNES, "-90 %")],
            [(PRICE, SAVING, "90 %"), (PRICE, TONNES, "90 %"), (SAVING, TONNES, "80 %")],
            "not-positive-definite",
            "risk.correlation[2]",
        ),
        ([(PRICE, SAVING, "100 %")], [(PRICE, SAVING, "99.99 %")], "not-positive-definite", "risk.correlation[0]"),
        ([(PRICE, SAVING, "-100 %")], [(PRICE, SAVING, "-99.99 %")], "not-positive-definite", "risk.correlation[0]"),
        ([(PRICE, "discount_rate", "1 %")], [(PRICE, SAVING, "1 %")], "not-drawn", "risk.correlation[0][1]"),
        ([("swap.capex_gap", PRICE, "1 %")], [(SAVING, PRICE, "1 %")], "not-drawn", "risk.correlation[0][0]"),
        (
            [(PRICE, SAVING, "1 %"), (SAVING, PRICE, "1 %")],
            [(PRICE, SAVING, "1 %"), (SAVING, CASHED, "1 %")],
            "duplicate-key",
            "risk.correlation[1]",
        ),
    ],
)
def test_correlations_that_cannot_be_drawn_are_refused_and_their_twins_are_not(
    bad: Any, good: Any, code: str, key: str
) -> None:
    assert refused(tied(*bad)) == [(code, key)]
    assert plan_of(tied(*good), draws=8).table(0)


def test_a_figure_that_repeats_another_is_named_with_that_one() -> None:
    scenario = plants(risk__correlation="[[credits.price, project.fuels.coal.price, 40 %]]")
    with pytest.raises(Exception, match=r"moves with baseline\.fuels\.coal\.price") as caught:
        plan_of(scenario)
    assert [one.path for one in caught.value.problems] == ["risk.correlation[0][1]"]  # type: ignore[attr-defined]


def test_correlations_are_checked_when_the_file_is_read_too() -> None:
    assert unreadable(risk__correlation=[["credits.price", "credits.prise", "1 %"]]) == [
        ("unknown-path", "risk.correlation[0][1]")
    ]
    assert unreadable(risk__correlation=[["credits.price", "discount_rate", "110 %"]]) == [
        ("out-of-range", "risk.correlation[0][2]")
    ]
    assert unreadable(risk__copula="yes") == [("wrong-type", "risk.copula")]
    assert swap(risk__correlation=[["credits.price", "discount_rate", "100 %"]], risk__copula=True)


# ---- price paths -----------------------------------------------------------------------------------------------------

MOVING = {
    "credits__price": of("10 USD/t", "gbm", volatility="20 %"),
    "swap__fuel_saving": of("10 million USD/yr", "gbm", volatility="30 %"),
}


def test_two_price_paths_move_together_through_their_yearly_shocks() -> None:
    found = draws_of(tied((PRICE, SAVING, "60 %"), **MOVING), "random")
    steps = {path: np.diff(np.log(found[path]), axis=0)[1:] for path in (PRICE, SAVING)}
    for year, _ in enumerate(steps[PRICE]):
        assert stats.spearmanr(steps[PRICE][year], steps[SAVING][year]).statistic == pytest.approx(0.6, abs=0.03)
    early, late = steps[PRICE][0], steps[SAVING][1]
    assert stats.spearmanr(early, late).statistic == pytest.approx(0, abs=0.03), "one year's shock is its own"


def test_a_price_path_and_a_single_value_do_not_move_together() -> None:
    assert refused(tied((PRICE, TONNES, "10 %"), **MOVING)) == [("different-natures", "risk.correlation[0]")]
    assert plan_of(tied((PRICE, SAVING, "10 %"), **MOVING), draws=8).table(0)
