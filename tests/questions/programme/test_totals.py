"""A programme is the sum of its units, whatever their order, and its accounts add up."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import appraisal as ap
from appraisal.engine.parties import accounts
from appraisal.questions.programme.totals import added
from tests.questions.programme.cases import FILE, FULL, HEAD, MEASURES, ONE, appraised, programme

SOURCE = FILE.parent / "usc_vs_subcritical.yaml"


def nominal(text: str) -> str:
    return text.replace("inflation: 2 %", "inflation: 0 %")


class TestSums:
    def test_one_unit_in_its_own_year_is_its_own_appraisal(self) -> None:
        """The golden source case: 21.78 million USD, the same bits."""
        found = appraised(nominal(HEAD) + ONE)
        alone = ap.appraise(ap.load(SOURCE))
        assert found.totals.npv == alone.metrics.npv.value
        assert found.totals.npv_without_credits == alone.metrics.npv_without_credits.value
        assert found.totals.abatement_cost.value == pytest.approx(alone.metrics.abatement_cost.value, rel=1e-15)
        assert found.totals.tonnes == 15e6

    def test_totals_are_the_sum_of_the_units_own_appraisals(self) -> None:
        found = appraised()
        npv = [part.count * ap.appraise(part.unit.scenario).metrics.npv.value for part in found.parts]
        tonnes = [part.count * ap.appraise(part.unit.scenario).run.total("swap.abatement")[0] for part in found.parts]
        beside = [one.totals.npv for one in found.enabling]
        assert found.totals.npv == pytest.approx(math.fsum([*npv, *beside]), rel=1e-14)
        assert found.totals.tonnes == pytest.approx(math.fsum(tonnes), rel=1e-14)

    def test_the_programme_is_the_exact_sum_of_its_measures(self) -> None:
        found = appraised()
        exact = sum((Fraction(one.totals.npv) for one in (*found.measures, *found.enabling)), Fraction(0))
        assert found.totals.npv == float(exact)
        for at, year in enumerate(found.years):
            exact = sum((Fraction(one.flows.tonnes["abated"][at]) for one in found.measures), Fraction(0))
            assert found.flows.tonnes["abated"][at] == float(exact), year

    def test_years_are_the_union_of_all_years(self) -> None:
        found = appraised()
        first = min(part.unit.run.axis.first for part in found.parts)
        last = max(part.unit.run.axis.first + part.unit.run.axis.count - 1 for part in found.parts)
        assert (found.years[0], found.years[-1]) == (2011, last)
        assert first == 2012

    @pytest.mark.parametrize("order", list(permutations(("usc", "cheap", "dear"))))
    def test_no_order_of_the_measures_changes_a_bit(self, order: tuple[str, ...]) -> None:
        whole = HEAD + MEASURES
        blocks = MEASURES.split("\n    ")[1:]
        starts = [at for at, line in enumerate(blocks) if line.endswith(":") and not line.startswith(" ")]
        parts = {blocks[at].rstrip(":"): blocks[at:end] for at, end in zip(starts, [*starts[1:], None], strict=True)}
        lines = [line for name in order for line in parts[name]]
        text = HEAD + "  measures:\n" + "".join(f"    {line.rstrip()}\n" for line in lines)
        assert (appraised(text).totals, appraised(text).flows) == (appraised(whole).totals, appraised(whole).flows)

    @settings(deadline=None, max_examples=30)
    @given(st.lists(st.floats(-1e12, 1e12), min_size=2, max_size=8), st.randoms())
    def test_sums_by_year_are_rounded_once(self, values: list[float], random: object) -> None:
        flows = appraised().flows
        parts = [ap_flows(flows, value) for value in values]
        shuffled = list(parts)
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        exact = float(sum((Fraction(value) for value in values), Fraction(0)))
        for order in (parts, shuffled):
            assert added(order, flows.years).units[0] == exact


def ap_flows(flows: object, value: float) -> object:
    from dataclasses import replace

    return replace(flows, units=(value,) * len(flows.years))  # type: ignore[attr-defined, type-var]


class TestVintages:
    def test_each_distinct_unit_is_appraised_once(self) -> None:
        parts = [part for part in appraised().parts if part.measure == "cheap" and not part.credited]
        assert len(parts) > 1
        assert len({id(part.unit) for part in parts}) == 1

    def test_a_later_unit_is_the_scenario_that_begins_later(self) -> None:
        found = appraised(HEAD + ONE.replace("crediting: project", "crediting: project, start: 2020"))
        text = "timeline.first_year=2020", "timeline.valuation_year=2012", "money.inflation=2 %"
        alone = ap.appraise(ap.load(SOURCE, sets=text))
        assert found.totals.npv == pytest.approx(alone.metrics.npv.value, rel=1e-15)

    @pytest.mark.parametrize("start", [2012, 2016, 2025])
    def test_growth_goes_on_by_the_calendar(self, start: int) -> None:
        """A saving that grows 3 % a year from 2013 is in 2030 the same for a plant of any vintage."""
        changes = "changes: {swap.fuel_saving.growth: 3 %/yr, swap.capex_gap.growth: 2 %/yr}"
        text = nominal(HEAD) + ONE.replace("crediting: project", f"crediting: project, start: {start}, {changes}")
        (part,) = appraised(text).parts
        run = part.unit.run
        at = 2030 - run.axis.first
        assert run.rows["swap.fuel_saving"][at, 0] == pytest.approx(8.75e6 * 1.03 ** (2030 - 2013), rel=1e-13)
        assert run.rows["swap.capex_gap"][0, 0] == pytest.approx(125e6 * 1.02 ** (start - 2012), rel=1e-13)

    def test_a_series_is_read_at_its_calendar_years(self) -> None:
        series = "{years: {2012: 5 USD/t, 2030: 20 USD/t}, between: step}"
        text = nominal(HEAD) + ONE.replace(
            "crediting: project", f"crediting: project, start: 2026, changes: {{credits.price: {series}}}"
        )
        (part,) = appraised(text).parts
        revenue = part.unit.run.rows["credit_revenue"][:, 0]
        assert revenue[2029 - 2026] == pytest.approx(300e3 * 5)
        assert revenue[2030 - 2026] == pytest.approx(300e3 * 20)

    def test_dates_of_the_unit_move_with_it(self) -> None:
        item = "items.study: {kind: cost, amount: 1 million USD, year: 2014}"
        boiler = "swap.replacements.boiler: {amount: 2 million USD, years: [2020, 2030]}"
        changes = f"{{{item}, {boiler}}}"
        text = nominal(HEAD) + ONE.replace("crediting: project", f"crediting: project, start: 2022, changes: {changes}")
        (part,) = appraised(text).parts
        rows, years = part.unit.run.rows, part.unit.run.axis.years
        assert years[np.flatnonzero(rows["other_outlays"][:, 0])].tolist() == [2024]
        assert years[np.flatnonzero(rows["replacements"][:, 0])].tolist() == [2030, 2040]

    def test_flat_money_makes_a_vintage_a_discounted_copy(self) -> None:
        """Limiting case: nothing grows, so a plant five years later is worth 1.08^-5 of the first."""
        first = appraised(nominal(HEAD) + ONE).totals.npv
        later = appraised(nominal(HEAD) + ONE.replace("crediting: project", "crediting: project, start: 2017"))
        assert later.totals.npv == pytest.approx(first / 1.08**5, rel=1e-13)


class TestConventions:
    def test_the_programmes_rate_wins(self) -> None:
        text = nominal(HEAD).replace("value: 8 %", "value: 10 %") + ONE
        assert appraised(text).totals.npv == pytest.approx(-0.19e6, abs=5e3)  # the golden table

    def test_results_are_in_money_of_the_programmes_price_year(self) -> None:
        own = appraised(HEAD + ONE).totals
        later = appraised(HEAD.replace("price_year: 2011", "price_year: 2016") + ONE).totals
        assert later.npv == pytest.approx(own.npv * 1.02**5, rel=1e-13)
        assert later.tonnes == own.tonnes
        assert later.public_money_per_tonne == own.public_money_per_tonne

    def test_another_currency_scales_every_amount(self) -> None:
        usd = appraised(HEAD + ONE)
        yen = HEAD.replace("currency: USD", "currency: JPY") + ONE
        found = appraised(yen.replace("programme:", "fx: {USD: 80 JPY/USD}\nprogramme:"))
        assert found.totals.npv == pytest.approx(80 * usd.totals.npv, rel=1e-13)
        assert found.totals.tonnes == usd.totals.tonnes

    def test_the_economic_view_is_left_to_the_scenario(self) -> None:
        """Its social rates are chained over the years of the project; valued in 2012 they would be refused."""
        text = HEAD + "  measures: {metro: {scenario: subway_line.yaml, crediting: project}}\n"
        changes = ["discount_rate=8 %", "money.inflation=2 %", "timeline.valuation_year=2012", "economic=null"]
        alone = ap.appraise(ap.load(FILE.parent / "subway_line.yaml", sets=changes))
        assert appraised(text).totals.npv == alone.metrics.npv.value
        assert appraised(text.replace("crediting: project", "crediting: project, start: 2020")).totals.tonnes > 0

    def test_one_price_for_all_credits(self) -> None:
        text = HEAD + ONE + "  credit_price: 20 USD/t\n"
        alone = ap.appraise(ap.load(SOURCE, sets=["credits.price=20 USD/t", "money.inflation=2 %"]))
        assert appraised(text).totals.npv == alone.metrics.npv.value


class TestParties:
    def test_accounts_add_up_to_the_resource_flow_in_every_year(self) -> None:
        flows = appraised().flows
        together = np.add.reduce([np.array(account) for account in flows.parties.values()])
        np.testing.assert_allclose(together, flows.money["resource_flow"], rtol=1e-12, atol=1e-3)
        assert all(check.ok for check in appraised().checks)

    def test_each_account_is_the_sum_over_units(self) -> None:
        found = appraised()
        for party in ("developer", "host", "buyer"):
            expected = np.zeros(len(found.years))
            for part in found.parts:
                axis = part.unit.run.axis
                account = accounts(part.unit.run).get(party)
                if account is not None:
                    expected[axis.first - found.years[0] :][: axis.count] += part.count * account[:, 0]
            for one in found.enabling:
                expected += np.array(one.flows.parties[party])
            np.testing.assert_allclose(found.flows.parties[party], expected, rtol=1e-12, atol=1e-3)

    def test_who_pays_an_enabling_cost(self) -> None:
        training, survey = appraised().enabling
        assert sum(training.flows.parties["partner"]) == pytest.approx(-0.5e6 * sum(1.02**n for n in range(5)))
        assert training.totals.public_money == pytest.approx(0.5e6 * sum(1.08**-n for n in range(-1, 4)))
        assert (training.totals.npv, survey.totals.public_money) == (0.0, 0.0)
        assert survey.totals.npv == pytest.approx(-0.4e6)
        assert all(one.totals.tonnes == 0 for one in (training, survey))

    def test_a_grant_is_paid_in_phase_one_only(self) -> None:
        found = appraised()
        granted = {part.phase for part in found.parts if part.unit.run.total("grant_received")[0] > 0}
        assert granted == {"I"}
        expected = math.fsum(
            part.count * 10e6 * 1.08 ** (2012 - part.start)
            for part in found.parts
            if part.phase == "I" and part.measure in ("usc", "dear")
        )
        assert math.fsum(one.totals.public_capital for one in found.measures) == pytest.approx(expected, rel=1e-12)

    def test_leverage_and_public_money_for_each_tonne(self) -> None:
        totals = appraised().totals
        assert totals.leverage.value == pytest.approx((totals.outlays - totals.public_capital) / totals.public_money)
        assert totals.public_money_per_tonne.value == pytest.approx(totals.public_money / totals.tonnes)

    def test_without_public_money_there_is_no_leverage(self) -> None:
        assert appraised(HEAD + ONE).totals.leverage.reason == "there is no public money that could move other money"


def test_tonnes_have_one_use_each() -> None:
    flows = appraised().flows
    uses = [row for use, row in flows.tonnes.items() if use != "abated"]
    np.testing.assert_allclose(np.add.reduce([np.array(row) for row in uses]), flows.tonnes["abated"], rtol=1e-12)
    assert sum(flows.tonnes["inventory"]) > 0
    assert sum(flows.issued) == pytest.approx(appraised().totals.credits_issued)


def test_support_alone_earns_no_credits() -> None:
    dear = appraised().measure("dear")
    assert (dear.totals.credits_issued, dear.totals.credit_revenue, dear.mechanisms) == (0.0, 0.0, ())
    assert dear.totals.tonnes == 15e6


def test_warnings_name_the_measure_once() -> None:
    told = [(warning.code, warning.message.partition(":")[0]) for warning in appraised().warnings]
    assert len(told) == len(set(told))
    assert ("implied-fuel-price", "measure 'usc'") in told
    assert programme(FULL).hash != programme(HEAD + MEASURES).hash
