"""Thresholds of measures and of the whole package, the supply curve, the abatement-cost curve."""

from __future__ import annotations

import math

import pytest

import appraisal as ap
from appraisal.questions.programme.curves import abatement_cost_curve
from appraisal.questions.programme.prices import PriceSearch, package_thresholds, pays_at, supply_curve
from tests.questions.programme.cases import FILE, FULL, HEAD, MEASURES, ONE, appraised

SOURCE = FILE.parent / "usc_vs_subcritical.yaml"
FILE_OF = {"a": "usc_vs_subcritical.yaml", "b": "nuclear_vs_coal.yaml"}
AT = "  credit_price: {price!r} USD/t\n"


class TestPackage:
    def test_of_one_unit_it_is_the_threshold_of_the_scenario(self) -> None:
        """The golden 9.87 USD/t, to the last digits that the search holds."""
        found = package_thresholds(appraised(HEAD + ONE)).investors
        alone = ap.threshold(ap.load(SOURCE))
        assert found.value == pytest.approx(alone.value, rel=1e-12)
        assert (found.unit, found.path, found.base) == ("USD/t", "credits.price", pytest.approx(16.6667))
        assert found.switching_value == pytest.approx(alone.switching_value, rel=1e-9)

    def test_at_the_threshold_the_package_is_worth_nothing(self) -> None:
        price = package_thresholds(appraised()).investors.value
        assert price is not None
        totals = appraised(FULL + AT.format(price=price)).totals
        assert totals.npv == pytest.approx(0, abs=1e-6 * totals.outlays)
        above, below = (appraised(FULL + AT.format(price=price * factor)).totals.npv for factor in (1.01, 0.99))
        assert below < 0 < above

    def test_public_money_is_covered_at_the_second_threshold(self) -> None:
        price = package_thresholds(appraised()).with_public_cost.value
        assert price is not None
        totals = appraised(FULL + AT.format(price=price)).totals
        assert totals.npv == pytest.approx(totals.public_money, abs=1e-6 * totals.outlays)

    def test_a_growing_price_is_that_of_the_year_it_grows_from(self) -> None:
        """The golden 7.58 USD/t: the price of the first operating year, growing 3 % a year."""
        text = HEAD.replace("inflation: 2 %", "inflation: 0 %") + ONE.replace(
            "crediting: project", "crediting: project, changes: {credits.price.growth: 3 %/yr}"
        )
        assert package_thresholds(appraised(text)).investors.value == pytest.approx(7.58, abs=5e-3)

    def test_in_another_price_year_the_threshold_is_in_its_money(self) -> None:
        own = package_thresholds(appraised(HEAD + ONE)).investors.value
        later = package_thresholds(appraised(HEAD.replace("price_year: 2011", "price_year: 2016") + ONE)).investors
        assert later.value == pytest.approx(own * 1.02**5, rel=1e-12)

    @pytest.mark.parametrize(
        "stated",
        [
            "20 USD/t",
            "{value: 20 USD/t, growth: 3 %/yr, from: 2014}",
            "{years: {2013: 20 USD/t, 2020: 30 USD/t}, between: linear}",
        ],
    )
    def test_one_price_holds_for_every_price_year(self, stated: str) -> None:
        """A scenario that states the same in money of five years later takes the same price, and is worth the same."""
        capital, saving = 125 * 1.02**5, 8.75 * 1.02**5
        amounts = f"swap.capex_gap: {capital!r} million USD, swap.fuel_saving: {saving!r} million USD/yr"
        changed = f"money.price_year: 2016, {amounts}"
        price = f"  credit_price: {stated}\n"
        same = appraised(HEAD + ONE + price)
        later = appraised(HEAD + ONE.replace("crediting", f"changes: {{{changed}}}, crediting") + price)
        assert later.totals.credit_revenue == pytest.approx(same.totals.credit_revenue, rel=1e-12)
        assert later.totals.npv == pytest.approx(same.totals.npv, rel=1e-12)
        assert package_thresholds(later).investors.value == pytest.approx(package_thresholds(same).investors.value)

    @pytest.mark.parametrize(("capital", "supplied"), [(10, 15e6), (200, 0.0)])
    def test_what_no_price_moves_pays_at_any_or_at_none(self, capital: int, supplied: float) -> None:
        """Credits that all go to another owner bring the investor nothing: what pays without them supplies them."""
        changes = f"changes: {{credits.share_cashed: 0 %, swap.capex_gap: {capital} million USD}}, crediting"
        curve = supply_curve(appraised(HEAD + ONE.replace("crediting", changes)))
        assert curve.credits_at(0.0) == supplied
        assert curve.steps[0].cumulative == (supplied or None)

    def test_no_order_of_the_measures_changes_a_bit(self) -> None:
        lines = {name: f"    {name}: {{scenario: {file}, crediting: project}}\n" for name, file in FILE_OF.items()}
        one, other = (HEAD + "  measures:\n" + lines[first] + lines[then] for first, then in (("a", "b"), ("b", "a")))
        assert package_thresholds(appraised(one)) == package_thresholds(appraised(other))

    def test_without_credits_there_is_none(self) -> None:
        found = package_thresholds(appraised(HEAD + ONE.replace("project", "none"))).investors
        assert (found.value, found.status, found.reason) == (None, "none", "no unit of it earns credits")


class TestSupply:
    def test_the_cheapest_come_first_and_add_up(self) -> None:
        curve = supply_curve(appraised(HEAD + MEASURES))
        assert [step.measure for step in curve.steps] == ["cheap", "usc"]
        assert curve.steps[-1].cumulative == pytest.approx(math.fsum(step.credits for step in curve.steps))
        usc = appraised(HEAD + MEASURES).measure("usc")
        assert curve.steps[1].credits == pytest.approx(usc.totals.credits_issued)

    def test_a_measure_supplies_from_its_threshold_on(self) -> None:
        curve = supply_curve(appraised(HEAD + MEASURES))
        cheap, usc = curve.steps
        assert cheap.price.value is not None
        assert usc.price.value is not None
        assert curve.credits_at(cheap.price.value - 0.01) == 0
        assert curve.credits_at(cheap.price.value) == cheap.credits
        assert curve.credits_at(usc.price.value + 0.01) == pytest.approx(cheap.credits + usc.credits)
        assert curve.credits_at_stated_price == curve.credits_at(curve.stated_price)

    def test_the_threshold_of_a_measure_is_that_of_its_units(self) -> None:
        """Units that begin in different years all pay from the same price on where nothing grows."""
        search = PriceSearch(appraised(HEAD + MEASURES))
        each = [search.threshold([part]).value for part in appraised(HEAD + MEASURES).measure("usc").parts]
        whole = search.threshold(appraised(HEAD + MEASURES).measure("usc").parts).value
        assert each == pytest.approx([whole] * len(each), rel=1e-9)

    def test_what_never_pays_comes_last_without_a_sum(self) -> None:
        text = HEAD + MEASURES.replace("credits.price: 12 USD/t", "credits.price: 12 USD/t, credits.share_cashed: 0 %")
        text = text.replace("swap.capex_gap: 90 million USD", "swap.capex_gap: 190 million USD")
        last = supply_curve(appraised(text)).steps[-1]
        assert (last.measure, last.price.value, last.cumulative) == ("cheap", None, None)
        assert not pays_at(last.price, 1e9)


class TestAbatementCost:
    def test_the_cheapest_come_first_and_their_tonnes_add_up(self) -> None:
        found = appraised()
        steps = abatement_cost_curve(found).steps
        assert [step.measure for step in steps] == ["cheap", "usc", "dear"]
        assert [step.cost for step in steps] == sorted(step.cost for step in steps)
        assert steps[-1].cumulative == found.totals.tonnes

    def test_the_cost_is_that_of_the_unit(self) -> None:
        alone = ap.appraise(ap.load(SOURCE)).metrics.abatement_cost.value
        (step,) = abatement_cost_curve(appraised(HEAD + ONE)).steps
        assert step.cost == pytest.approx(alone, rel=1e-12)

    def test_a_measure_without_tonnes_is_left_out_with_the_reason(self) -> None:
        text = HEAD + ONE.replace("crediting: project", "crediting: none, changes: {swap.abatement: 0 t/yr}")
        curve = abatement_cost_curve(appraised(text))
        assert (curve.steps, curve.left_out) == ((), {"usc": "no emissions are avoided"})
