"""What tax implies is said: assets that outlive the project, losses that no profit uses."""

from __future__ import annotations

import pytest

from appraisal.ground.problem import Problem

from .cases import Stated, appraised, with_, years_of

LINE: Stated = {"method": "straight_line", "life": "10 yr"}
PROJECT: Stated = {
    "format": 1,
    "name": "taxed",
    "money": {"currency": "USD", "price_year": 2020, "basis": "nominal"},
    "timeline": {"first_year": 2021, "construction": "2 yr", "operation": "10 yr"},
    "discount_rate": "8 %",
    "swap": {"capex_gap": "100 million USD", "fuel_saving": "20 million USD/yr", "abatement": "100 kt/yr"},
    "tax": {"rate": "25 %", "depreciation": LINE},
}
LOAN: Stated = {"share": "70 %", "rate": "30 %", "grace": "2 yr", "tenor": "12 yr", "repayment": "bullet"}


def warned(data: Stated, code: str) -> list[Problem]:
    return [problem for problem in appraised(data).warnings if problem.code == code]


def beyond(stated: Stated, **parts: object) -> list[tuple[str, str]]:
    found = warned(with_(PROJECT, tax__depreciation=stated, **parts), "depreciation-beyond-life")
    assert all(problem.line > 0 for problem in found)
    return [(problem.path, problem.message) for problem in found]


@pytest.mark.parametrize(
    ("stated", "key", "words"),
    [
        ({"method": "straight_line", "life": "15 yr"}, "life", ("15 years, operation 10", "33.33 million USD written")),
        ({"method": "sum_of_years", "life": "11 yr"}, "life", ("of 1.52 million USD", "1.52 million USD is above")),
        ({"method": "declining_balance", "life": "20 yr", "factor": 1}, "life", ("50.00 million USD written",)),
        ({"method": "macrs", "life": "10 yr"}, "life", ("takes 11 years", "of 3.28 million USD")),
        ({"method": "schedule", "schedule": ["9 %"] * 11 + ["1 %"]}, "schedule", ("12 years", "10.00 million USD")),
    ],
)
def test_a_class_that_outlives_the_project_is_told(stated: Stated, key: str, words: tuple[str, ...]) -> None:
    [(path, message)] = beyond(stated)
    assert path == f"tax.depreciation.{key}"
    for part in words:
        assert part in message


@pytest.mark.parametrize(
    "stated",
    [
        LINE,
        {"method": "straight_line", "life": "10 yr", "salvage": "20 %"},
        {"method": "sum_of_years", "life": "10 yr"},
        {"method": "declining_balance", "life": "10 yr"},
        {"method": "macrs", "life": "7 yr"},
        {"method": "schedule", "schedule": ["10 %"] * 10},
        {"method": "none"},
    ],
)
def test_a_class_that_ends_with_the_project_is_not(stated: Stated) -> None:
    assert beyond(stated) == []


def test_what_is_above_salvage_is_told_apart() -> None:
    [(_, message)] = beyond({"method": "straight_line", "life": "15 yr", "salvage": "10 %"})
    assert "of 40.00 million USD written off at closing, 30.00 million USD is above salvage value" in message
    run = appraised(with_(PROJECT, tax__depreciation__life="15 yr", tax__depreciation__salvage="10 %")).run
    assert sum(years_of(run, "tax.write_off")) == pytest.approx(40e6)


def test_each_class_has_its_own_share() -> None:
    assets = {
        "plant": {"share": "60 %", **LINE},
        "halls": {"share": "30 %", "method": "straight_line", "life": "20 yr"},
        "land": {"share": "10 %", "method": "none"},
    }
    data = with_(PROJECT, tax={"rate": "25 %", "assets": assets})
    [problem] = warned(data, "depreciation-beyond-life")
    assert problem.path == "tax.assets.halls.life"
    assert "of 15.00 million USD written off" in problem.message


def test_a_broken_last_year_counts_as_a_year() -> None:
    assert beyond(LINE, timeline__operation="9.5 yr") == []
    assert len(beyond(LINE, timeline__operation="9 yr")) == 1


def test_a_late_replacement_alone_is_not_told() -> None:
    late = {"rotor": {"amount": "5 million USD", "years": [2030]}}
    assert beyond(LINE, swap__replacements=late) == []


def test_what_is_not_deducted_is_said() -> None:
    long = {"method": "straight_line", "life": "15 yr"}
    [(_, message)] = beyond(long, tax__disposal="exempt")
    assert message.endswith("and not deducted (disposal: exempt)")
    [(_, message)] = beyond(long)
    assert message.endswith("is above salvage value")


# ---- losses ---------------------------------------------------------------------------------------------------------


def unused(**parts: object) -> list[Problem]:
    return warned(with_(PROJECT, **parts), "losses-unused")


def test_losses_that_no_profit_uses_are_told() -> None:
    [problem] = unused(swap__fuel_saving="9 million USD/yr")
    assert problem.path == "tax.losses"
    assert problem.line > 0
    assert "losses of 10.00 million USD are never set against profit" in problem.message
    assert unused(swap__fuel_saving="9.95 million USD/yr") == []  # half a per cent of what is written down
    assert unused(swap__fuel_saving="9.89 million USD/yr") != []
    assert unused(swap__fuel_saving="9 million USD/yr", tax__losses="refund") == []


def test_losses_that_expire_are_unused_too() -> None:
    early = {"shake_down": {"kind": "cost", "amount": "30 million USD/yr", "years": {"from": 2023, "to": 2024}}}
    assert unused(items=early) == []
    [problem] = unused(items=early, tax__losses="expire", tax__loss_life="2 yr")
    assert "losses of 20.00 million USD" in problem.message


def test_interest_makes_losses_too() -> None:
    assert unused(finance={"cost_of_equity": "10 %"}) == []
    assert unused(finance={"cost_of_equity": "10 %", "loans": {"bank": LOAN}}) != []


def test_without_tax_nothing_is_said() -> None:
    assert appraised(with_(PROJECT, tax=None, swap__fuel_saving="9 million USD/yr")).warnings == ()
