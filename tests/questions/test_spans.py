"""Words of the command line that state values."""

from __future__ import annotations

import pytest

from appraisal.ground.problem import ScenarioError
from appraisal.questions.spans import goal_of, span_of, values_of

from .cases import swap


def test_a_span_holds_both_ends() -> None:
    path, values = span_of(swap(), "discount_rate=4%..14%:11")
    assert path == "discount_rate"
    assert values == pytest.approx([percent / 100 for percent in range(4, 15)])


def test_spaces_around_the_parts_do_no_harm() -> None:
    assert span_of(swap(), "credits.price = 5 USD/t .. 10 USD/t : 2") == ("credits.price", [5.0, 10.0])


def test_a_span_may_fall() -> None:
    assert span_of(swap(), "credits.price=10 USD/t..-10 USD/t:3")[1] == [10.0, 0.0, -10.0]


def test_growth_is_spanned_too() -> None:
    model = swap(credits__price={"value": "10 USD/t", "growth": "2 %"})
    assert span_of(model, "credits.price.growth=0%..4%:3")[1] == pytest.approx([0.0, 0.02, 0.04])


BROKEN = (
    "discount_rate",
    "discount_rate=4%..14%",
    "discount_rate=4%:11",
    "discount_rate=4%..14%:1",
    "discount_rate=4%..14%:1002",
    "discount_rate=4%..14%:x",
    "discount_rate=4%..14%:-3",
    "4%..14%:11",
    "",
)


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        span_of(swap(), text)
    [problem] = caught.value.problems
    assert (problem.code, problem.path) == ("bad-span", "--over")
    assert "discount_rate=4%..14%:11" in problem.message


MISFITS = (
    ("discount_rate=4 USD..14 USD:3", "wrong-dimension"),
    ("discount_rate=4..14:3", "bare-number"),
    ("discount_rate=four..ten:3", "not-a-quantity"),
    ("discount_rate=discount_rate..14%:3", "not-a-quantity"),
    ("credits.price=5 JPY/t..10 JPY/t:3", "mixed-units"),
    ("credits.share_cashed=50%..150%:3", "out-of-range"),
    ("nothing.here=1%..2%:3", "unknown-path"),
)


@pytest.mark.parametrize(("text", "code"), MISFITS)
def test_ends_that_do_not_fit_the_figure(text: str, code: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        span_of(swap(), text)
    assert caught.value.problems[0].code == code
    assert caught.value.problems[0].path == text.partition("=")[0]


GOALS = (("npv", "5 million USD", 5e6), ("irr", "12 %", 0.12), ("irr", "12 %/yr", 0.12), ("payback", "6.5 yr", 6.5))


@pytest.mark.parametrize(("objective", "text", "expected"), GOALS)
def test_a_target_is_in_the_unit_of_its_objective(objective: str, text: str, expected: float) -> None:
    assert goal_of(objective, text) == pytest.approx(expected)


def test_a_cover_is_a_bare_number_and_money_to_equity_is_money() -> None:
    assert goal_of("dscr", "1.2") == 1.2
    assert goal_of("dscr", "120 %") == 1.2
    assert goal_of("equity_npv", "5 million USD", "USD") == 5e6
    assert goal_of("unknown", "1") is None
    with pytest.raises(ScenarioError) as caught:
        goal_of("dscr", "much")
    assert [problem.code for problem in caught.value.problems] == ["not-a-quantity"]


@pytest.mark.parametrize(
    ("objective", "text"), [("irr", "ten"), ("irr", "5 USD"), ("payback", "0 yr"), ("npv", "5"), ("payback", "10 %")]
)
def test_a_target_that_does_not_fit(objective: str, text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        goal_of(objective, text)
    assert caught.value.problems[0].path == "--target"


def test_a_target_of_money_is_in_the_reporting_currency() -> None:
    assert goal_of("npv", "5 million USD", "USD") == 5e6
    with pytest.raises(ScenarioError) as caught:
        goal_of("npv", "5 million EUR", "USD")
    assert (caught.value.problems[0].code, caught.value.problems[0].path) == ("mixed-units", "--target")


def test_a_path_alone_states_no_values() -> None:
    assert values_of(swap(), " discount_rate ", "--two-way") == ("discount_rate", None)
    assert values_of(swap(), "discount_rate=4%..8%:3", "--two-way") == (
        "discount_rate",
        pytest.approx([0.04, 0.06, 0.08]),
    )


def test_a_broken_span_names_the_option() -> None:
    with pytest.raises(ScenarioError) as caught:
        values_of(swap(), "discount_rate=4%", "--two-way")
    assert (caught.value.problems[0].code, caught.value.problems[0].path) == ("bad-span", "--two-way")
