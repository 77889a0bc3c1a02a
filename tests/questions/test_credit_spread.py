"""P10 and P90 of credits: against quantiles in closed form, full reruns, and what must change nothing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from appraisal.engine.model import Model
from appraisal.ground.problem import NoResultError
from appraisal.questions import credit_spread as question
from appraisal.questions.credit_spread import DRAWS, CreditSpread, credit_spread
from appraisal.scenario.load import load

from .cases import FOLDER, PLANTS, swap

MECHANISMS = FOLDER / "usc_mechanisms.yaml"
NEAR = 2.0 / DRAWS
"""Two strata: how far a share of the draws may lie from the probability that it stands for."""

SECTOR = {
    "credits__mechanism": "sectoral",
    "credits__reference": {"benchmark": "0.9 t/MWh"},
    "credits__owners": {"developer": "50 %"},
    "swap__output": "5 TWh/yr",
    "swap__baseline_emissions": "5 Mt/yr",
}
"""Per year: the plant emits 4.5 Mt for 5 TWh, where the benchmark allows 4.5 Mt; see ``sector``."""


def sector(intensity: object, **parts: object) -> Model:
    """A plant that stays 250 kt below the benchmark a year, in a sector of 100 TWh."""
    of_sector = {"output": "100 TWh/yr", "intensity": intensity, **parts}
    return swap(**{**SECTOR, "swap__abatement": "750 kt/yr", "credits__sector": of_sector})


def ranged(value: str, low: str, high: str, distribution: str = "") -> dict[str, str]:
    return {"value": value, "low": low, "high": high, **({"distribution": distribution} if distribution else {})}


def ends(found: CreditSpread) -> list[float]:
    return [found.developer.p10, found.developer.p50, found.developer.p90]


# ---- limiting cases --------------------------------------------------------------------------------------------------


def test_without_ranges_every_percentile_is_the_base_case() -> None:
    model = swap()
    found = credit_spread(model)
    base = float(model.run().total("credits.developer_credits")[0])
    assert base == 5e6
    for part in (found.developer, found.forwarded):
        assert (part.p10, part.p50, part.p90) == (base, base, base)
    assert (found.draws, found.drawn, dict(found.left_out), found.no_credit) == (1, (), {}, 0.0)
    assert found.developer.relative.value == 0.0


def test_a_range_without_width_is_the_base_case() -> None:
    found = credit_spread(swap(swap__abatement=ranged("500 kt/yr", "500 kt/yr", "500 kt/yr")))
    assert found.draws == DRAWS
    assert found.developer.p10 == pytest.approx(5e6, rel=1e-12) == found.developer.p90


def test_no_credit_at_all_is_certain_where_the_base_case_has_none() -> None:
    found = credit_spread(sector("0.95 t/MWh"))
    assert (found.developer.p90, found.no_credit, found.draws) == (0.0, 1.0, 1)
    assert found.developer.relative.value is None
    assert found.developer.relative.reason == "half of the draws give no credit"


def test_without_credits_there_is_no_spread() -> None:
    with pytest.raises(NoResultError) as caught:
        credit_spread(swap(credits={"mechanism": "none"}))
    assert [(one.code, one.path) for one in caught.value.problems] == [("no-credits", "credits.mechanism")]
    assert credit_spread(swap()).draws == 1


# ---- closed forms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("low", "high"), [(300, 900), (500, 900), (100, 500)])
def test_percentiles_of_one_triangular_figure(low: int, high: int) -> None:
    found = credit_spread(swap(swap__abatement=ranged("500 kt/yr", f"{low} kt/yr", f"{high} kt/yr")))
    law = stats.triang((500 - low) / (high - low), low * 1e4, (high - low) * 1e4)  # ten years, in tonnes
    expected = law.ppf([0.1, 0.5, 0.9])
    assert ends(found) == pytest.approx(expected, rel=1e-3)
    assert found.developer.relative.value == pytest.approx((expected[2] - expected[0]) / expected[1], rel=2e-3)


def test_percentiles_of_one_uniform_figure() -> None:
    found = credit_spread(swap(swap__abatement=ranged("500 kt/yr", "400 kt/yr", "800 kt/yr", "uniform")))
    assert found.drawn == ("swap.abatement",)
    assert [found.developer.p10, found.developer.p50, found.developer.p90] == pytest.approx(
        [4.4e6, 6e6, 7.6e6], rel=1e-3
    )


def test_owners_share_what_is_forwarded() -> None:
    parts = {"credits__owners": {"developer": "40 %", "host": "60 %"}, "credits__buffer": "10 %"}
    found = credit_spread(swap(swap__abatement=ranged("500 kt/yr", "400 kt/yr", "800 kt/yr"), **parts))
    for end in ("p10", "p50", "p90"):
        assert getattr(found.developer, end) == pytest.approx(0.4 * getattr(found.forwarded, end), rel=1e-12)
    whole = credit_spread(swap(swap__abatement=ranged("500 kt/yr", "400 kt/yr", "800 kt/yr")))
    assert found.forwarded.p10 == pytest.approx(0.9 * whole.forwarded.p10, rel=1e-12)


def test_probability_that_the_sector_stays_above_its_benchmark() -> None:
    """The sector earns nothing where the rest exceeds the benchmark by more than the plant's 250 kt over 100 TWh."""
    found = credit_spread(sector(ranged("0.9 t/MWh", "0.88 t/MWh", "0.92 t/MWh")))
    law = stats.triang(0.5, 0.88, 0.04)
    assert found.drawn == ("credits.sector.intensity",)
    assert found.no_credit == pytest.approx(law.sf(0.9025), abs=NEAR)
    assert found.forwarded.p90 == pytest.approx(250e3 * 10, rel=1e-9), "never more than the plant's own tonnes"


def test_the_shipped_sector_case_has_a_real_probability() -> None:
    found = credit_spread(load(MECHANISMS, variant="sectoral"))
    assert 0.2 < found.no_credit < 0.3
    assert found.developer.p10 == 0.0 < found.developer.p50


# ---- one engine ------------------------------------------------------------------------------------------------------


def test_each_draw_is_a_full_rerun() -> None:
    scenario = load(MECHANISMS, variant="sectoral")
    model = Model(scenario)
    drawn = credit_spread(model).drawn
    table = question._table(scenario, drawn)
    forwarded, developer = question._credits(model, table)
    units = {"credits.sector.intensity": "t/MWh", "swap.abatement": "t/yr", "timeline.operation": "yr"}
    assert set(drawn) == set(units)
    for at in (0, 1500, 4000):
        sets = [f"{path}={table[path][at]:.17g} {units[path]}" for path in drawn]
        run = Model(load(MECHANISMS, variant="sectoral", sets=sets)).run()
        assert float(run.total("credits.forwarded")[0]) == pytest.approx(forwarded[at], rel=1e-9, abs=1e-3)
        assert float(run.total("credits.developer_credits")[0]) == pytest.approx(developer[at], rel=1e-9, abs=1e-3)


def test_each_figure_has_one_draw_in_each_stratum() -> None:
    figure = swap(swap__abatement=ranged("500 kt/yr", "0 kt/yr", "4096 kt/yr", "uniform")).scenario.figures[
        "swap.abatement"
    ]
    drawn = question._draws("swap.abatement", figure)
    assert np.floor(np.sort(drawn) / 1e3).tolist() == list(range(DRAWS))


def test_the_size_of_blocks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load(MECHANISMS, variant="sectoral")  # the operating life is drawn: blocks have axes of their own
    whole = credit_spread(scenario)
    for block in (100, 4096):
        monkeypatch.setattr(question, "BLOCK", block)
        assert credit_spread(scenario) == whole


def test_a_figure_is_drawn_alike_whatever_else_is_drawn() -> None:
    abatement = ranged("500 kt/yr", "400 kt/yr", "800 kt/yr")
    alone = credit_spread(swap(swap__abatement=abatement))
    beside = {
        "swap__capex_gap": ranged("100 million USD", "9 million USD", "1 billion USD"),
        "credits__price": ranged("10 USD/t", "1 USD/t", "90 USD/t"),
        "name": "Another name",
    }
    other = credit_spread(swap(swap__abatement=abatement, **beside))
    assert other == alone, "what the credits do not depend on is not drawn"
    both = credit_spread(swap(swap__abatement=abatement, timeline__operation=ranged("10 yr", "8 yr", "12 yr")))
    assert both.drawn == ("swap.abatement", "timeline.operation")
    assert both.developer.p10 < alone.developer.p10
    assert both.developer.p90 > alone.developer.p90


# ---- what is not drawn is named --------------------------------------------------------------------------------------


def left_out(found: CreditSpread) -> dict[str, str]:
    return dict(found.left_out)


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        (ranged("500 kt/yr", "400 kt/yr", "800 kt/yr", "pert"), "a pert distribution is not drawn"),
        ({"value": "500 kt/yr", "distribution": "normal", "sd": "50 kt/yr"}, "a normal distribution is not drawn"),
        ({**ranged("500 kt/yr", "400 kt/yr", "800 kt/yr", "truncated_normal"), "sd": "50 kt/yr"},
         "a truncated normal distribution is not drawn"),
        ({"value": "500 kt/yr", "low": "400 kt/yr"}, "it states no 'high'"),
        ({"value": "500 kt/yr", "high": "800 kt/yr"}, "it states no 'low'"),
    ],
)  # fmt: skip
def test_a_distribution_that_is_not_drawn_is_named(figure: dict[str, str], reason: str) -> None:
    found = credit_spread(swap(swap__abatement=figure))
    assert left_out(found) == {"swap.abatement": reason}
    assert (found.draws, found.drawn, found.developer.p10) == (1, (), 5e6)


def test_shares_and_whole_numbers_are_not_drawn_alone() -> None:
    owners = {"developer": ranged("60 %", "50 %", "70 %"), "host": "40 %"}
    found = credit_spread(swap(credits__owners=owners))
    assert left_out(found) == {"credits.owners.developer": "one of several shares that add up to 1 cannot move alone"}
    settled = sector("0.9 t/MWh", settlement=ranged("5 yr", "1 yr", "10 yr"))
    assert left_out(credit_spread(settled)) == {"credits.sector.settlement": "whole numbers are not drawn"}


def test_a_correlation_between_drawn_figures_is_named() -> None:
    parts = {
        "swap__abatement": ranged("500 kt/yr", "400 kt/yr", "800 kt/yr"),
        "timeline__operation": ranged("10 yr", "8 yr", "12 yr"),
    }
    pairs = [["credits.price", "swap.abatement", "50 %"], ["swap.abatement", "timeline.operation", "50 %"]]
    found = credit_spread(swap(**parts, risk={"correlation": pairs}))
    said = "swap.abatement and timeline.operation are drawn independently of one another"
    assert left_out(found) == {"risk.correlation[1]": said}


def test_ranges_of_the_library_that_were_not_checked_are_named() -> None:
    found = credit_spread(load(PLANTS))
    assert found.unverified == ("fuels.other_bituminous.emission_factor",)
    assert set(found.drawn) == {*found.unverified, "project.net_efficiency"}
