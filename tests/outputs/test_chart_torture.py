"""Every chart at its worst: one row and forty, five years and sixty, 1e3 and 1e12, gains alone and losses alone."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

import appraisal as ap
from appraisal.outputs.charts.abatement_cost_curve import abatement_cost_curve
from appraisal.outputs.charts.about import About, Block, Offer, Phase
from appraisal.outputs.charts.cash_by_party import cash_by_party
from appraisal.outputs.charts.supply_curve import supply_curve
from appraisal.outputs.charts.tonnes_by_measure import tonnes_by_measure

from .reading import check_readable, words_of

LONG = "A name of two hundred letters " * 6 + "that ends here, at last."
UNBROKEN = "W" * 200
HOSTILE = "$x^2$ $\\alpha$ \u202ename\u202c \u200fעברית <b>&amp;</b> a_b"
NAMES = {"long": LONG, "unbroken": UNBROKEN, "hostile": HOSTILE}


def scenario(name: str, years: int, size: float, sign: int, rows: int) -> dict[str, Any]:
    """A swap with finance, cases and items: amounts of about ``size`` JPY, all on one side where ``sign`` is not 0."""
    gain = {-1: -0.05, 0: 0.16, 1: 0.3}[sign] * size

    def money(value: float, unit: str = "JPY") -> dict[str, str]:
        return {"value": f"{value:.9g} {unit}", "low": f"{value - 0.3 * abs(value):.9g} {unit}",
                "high": f"{value + 0.4 * abs(value):.9g} {unit}"}  # fmt: skip

    items = {
        f"an_item_with_a_name_of_just_about_sixty_characters_number_{at}": {
            "kind": "benefit" if sign > 0 or (sign == 0 and at % 2) else "cost",
            "amount": money(size * 0.004 * (1 + at % 7), "JPY/yr"),
        }
        for at in range(rows)
    }
    finance = {
        "loans": {f"bank_{at}": {"share": "20 %", "rate": "3 %", "grace": "2 yr", "repayment": "annuity",
                                 "tenor": f"{min(years - 1, 12)} yr"} for at in range(1 if rows < 5 else 3)},
        "cost_of_equity": "11 %",
    }  # fmt: skip
    return {
        "format": 1,
        "name": name,
        "money": {"currency": "JPY", "price_year": 2020, "basis": "nominal"},
        "timeline": {"first_year": 2020, "construction": "2 yr", "operation": f"{years - 2} yr"},
        "discount_rate": {"value": "8 %", "low": "5 %", "high": "12 %"},
        "swap": {
            "capex_gap": money(-0.1 * size if sign > 0 else size),
            "fuel_saving": f"{gain:.9g} JPY/yr",
            "abatement": "3 t/yr" if size < 1e6 else "6 Mt/yr",
        },
        "items": items,
        "credits": {"mechanism": "bilateral", "price": money(size / 2000 if size > 1e6 else 2.0, "JPY/t")},
        **({} if sign > 0 else {"finance": finance}),
        "cases": {
            f"a_case_with_a_name_of_just_about_forty_letters_{at}": {"discount_rate": f"{3 + at * 0.2:.1f} %"}
            for at in range(min(rows, 6))
        },
    }  # fmt: skip


SETTINGS = {
    "one row, five years, 1e3, losses, hostile": ("hostile", 5, 1e3, -1, 1),
    "forty rows, sixty years, 1e12, gains and losses, long": ("long", 60, 1e12, 0, 40),
    "forty rows, five years, 1e12, gains, unbroken": ("unbroken", 5, 1e12, 1, 40),
    "one row, sixty years, 1e3, gains, long": ("long", 60, 1e3, 1, 1),
    "forty rows, sixty years, 1e3, losses, hostile": ("hostile", 60, 1e3, -1, 40),
}
NOT_THERE = {
    (key, chart) for key in ("forty rows, five years, 1e12, gains, unbroken", "one row, sixty years, 1e3, gains, long")
    for chart in ("debt_service", "sources_uses")
}  # fmt: skip
"""Where nothing is spent no one lends."""

CHARTS = {
    "cash_flow": (), "npv_waterfall": (), "tornado": (), "spider": (), "credit_waterfall": (), "threshold_card": (),
    "party_accounts": (), "cash_by_party": (), "abatement_cost_curve": (), "debt_service": (), "sources_uses": (),
    "cases": (), "comparison": (["none", "bilateral", "cdm"],), "risk_histogram": ("npv", 64, 1),
    "sobol_ranking": ("npv", 64, 1),
    "threshold_curve": ("credits.price", "discount_rate", [0.05, 0.08, 0.12]),
    "two_way_map": ("discount_rate", "swap.capex_gap"),
    "threshold_map": ("discount_rate", "credits.share_cashed", [0.05, 0.08, 0.12], [0.2, 0.5, 1.0]),
}  # fmt: skip
"""Charts by the name of their method, with what is asked of it."""


@pytest.fixture(scope="module")
def appraised(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("torture")

    @cache
    def case(key: str) -> ap.Appraisal:
        name, *rest = SETTINGS[key]
        path = folder / f"{list(SETTINGS).index(key)}.yaml"
        with path.open("w", encoding="utf-8") as file:
            YAML(typ="safe").dump(scenario(NAMES[name], *rest), file)
        return ap.appraise(ap.load(path))

    return case


@pytest.mark.parametrize(("key", "chart"), [pair for pair in product(SETTINGS, CHARTS) if pair not in NOT_THERE])
def test_a_chart_at_its_worst_can_be_read(key: str, chart: str, appraised: Any) -> None:
    figure = getattr(appraised(key).plot, chart)(*CHARTS[chart])
    check_readable(figure)
    said = " ".join(words_of(figure)).replace("\n", " ")
    assert "Source: " in said
    if SETTINGS[key][0] == "hostile":
        assert "$x^2$ $\\alpha$ name" in said, "dollar signs are no formula, and nothing turns letters round"


# ---- charts of a programme -------------------------------------------------------------------------------------------


def about(name: str, phases: int) -> About:
    return About(
        NAMES[name], "JPY", f"Source: {NAMES[name]}", tuple(Phase(NAMES[name], 2021 + at) for at in range(phases))
    )


def sizes(count: int, size: float, sign: int) -> list[float]:
    values = np.random.default_rng(count).lognormal(0.0, 1.5, count) * size
    signs = np.where(np.arange(count) % 3 == 0, -1, 1) if sign == 0 else sign
    return [float(value) for value in values * signs]


OF_SIZE = [(1e3, "unbroken"), (1e12, "hostile")]


@pytest.mark.parametrize(("count", "of_size", "sign"), [*product((1, 7, 40, 90), OF_SIZE, (-1, 0, 1))])
def test_curves_of_any_size_can_be_read(count: int, of_size: tuple[float, str], sign: int) -> None:
    size, name = of_size
    pairs = zip(sizes(count, size, 1), sizes(count + 1, size, sign)[1:], strict=True)
    blocks = [Block(NAMES[name], tonnes, cost) for tonnes, cost in pairs]
    offers = [Offer(block.name, block.tonnes, block.cost) for block in blocks]
    price = size if sign else None
    check_readable(abatement_cost_curve(blocks, about(name, 0), price))
    check_readable(supply_curve(offers, about(name, 0), price))


@pytest.mark.parametrize(("count", "years", "of_size", "sign"), [*product((1, 40), (5, 60), OF_SIZE, (-1, 0, 1))])
def test_years_of_any_number_can_be_read(count: int, years: int, of_size: tuple[float, str], sign: int) -> None:
    size, name = of_size
    listed = list(range(2020, 2020 + years))
    parts = {f"{at} {NAMES[name]}": sizes(years, size * (1 + at), sign) for at in range(count)}
    check_readable(cash_by_party(listed, parts, about(name, 12 if size > 1e6 else 0)))
    check_readable(tonnes_by_measure(listed, parts, about(name, 0 if size > 1e6 else 12)))
