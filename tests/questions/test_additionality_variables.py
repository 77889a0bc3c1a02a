"""The variables of the additionality test: which weigh enough, what their variation does, where they cross."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engine.cases import RETROFIT, built, with_
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.questions.additionality import Dossier, additionality
from appraisal.questions.variables import Variable, totals
from appraisal.scenario.load import changed, load
from appraisal.scenario.scenario import Scenario

from .cases import PLANTS, SOURCE, swap

UNITS = {"money": "USD", "money/yr": "USD/yr", "money/MW": "USD/MW", "money/MW/yr": "USD/MW/yr"}

MOST = 3
"""How many variables of a case are run again."""


def dossier_of(**parts: Any) -> Dossier:
    return additionality(swap(**parts).scenario)


def variables(dossier: Dossier) -> dict[str, Variable]:
    return {one.path: one for one in dossier.findings.variables}


def item(kind: str, millions: float) -> dict[str, str]:
    return {"kind": kind, "amount": f"{millions} million USD/yr"}


def moved(scenario: Scenario, path: str, value: float) -> Scenario:
    """The scenario with one figure at another value, as a user would type it."""
    figure = scenario.figures[path]
    unit = UNITS.get(figure.unit, figure.unit.replace("money", "USD").replace("service", "MWh"))
    text = f"{value * 100!r} % {figure.heating}" if unit == "1" else f"{value!r} {unit}"
    return changed(scenario, {path: text.strip()})


class TestWeight:
    def test_a_fifth_is_in_and_a_little_less_is_out(self) -> None:
        """Of 10 million a year of revenue 6.1, 2.0 and 1.9; of 125 million of cost 25, and of 124 million 24."""
        benefits = {"fifth": item("benefit", 2.0), "less": item("benefit", 1.9)}
        found = variables(dossier_of(swap__fuel_saving="6.1 million USD/yr", items=benefits))
        assert "items.fifth.amount" in found
        assert "items.less.amount" not in found
        assert (found["items.fifth.amount"].of, found["items.fifth.amount"].weight) == ("revenue", pytest.approx(0.2))
        dear, cheap = ({"staff": item("cost", yearly)} for yearly in (2.5, 2.4))
        assert variables(dossier_of(items=dear))["items.staff.amount"].weight == pytest.approx(0.2)
        assert "items.staff.amount" not in variables(dossier_of(items=cheap))

    @pytest.mark.parametrize(("share", "there"), [(0.2, True), (0.5, False)])
    def test_the_share_is_the_rules(self, share: float, there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        rules = {"share": share, "variation": 0.05}
        monkeypatch.setattr("appraisal.questions.variables.number_of", rules.__getitem__)
        found = variables(dossier_of(items={"staff": item("cost", 4)}))
        assert ("items.staff.amount" in found) == there
        assert found["swap.capex_gap"].low.value == pytest.approx(95e6)

    def test_the_initial_cost_is_always_in_and_first(self) -> None:
        found = dossier_of(swap__capex_gap="1 million USD", items={"staff": item("cost", 9.5)})
        first = found.findings.variables[0]
        assert (first.path, first.initial) == ("swap.capex_gap", True)
        assert first.weight == pytest.approx(1 / 96)
        assert not any(one.initial for one in found.findings.variables[1:])

    def test_a_cost_of_two_plants_that_repeats_another_moves_with_it(self) -> None:
        repeated = "{path: baseline.overnight_cost, times: 120 %}"
        found = additionality(load(PLANTS, sets=[f"project.overnight_cost={repeated}", "finance=null"]))
        assert [one.path for one in found.findings.variables if one.initial] == ["baseline.overnight_cost"]
        assert variables(found)["baseline.overnight_cost"].weight == pytest.approx(
            0.2 * 600 * 939e3 / float(totals(found.assessment, found.assessment.run())[0][0])
        )

    def test_totals_are_the_parts_by_their_sign(self) -> None:
        """Undiscounted and in money of the price year: an opex saving below zero is a cost, a grant is an inflow."""
        found = dossier_of(
            money__basis="real",
            money__inflation="3 %",
            swap__opex_saving="-1 million USD/yr",
            items={"staff": item("cost", 0.5), "dust": item("benefit", 0.3)},
            finance={"grant": "5 %"},
        )
        cost, revenue = totals(found.assessment, found.assessment.run())
        assert float(cost[0]) == pytest.approx(100e6 + 10 * 1.5e6)
        assert float(revenue[0]) == pytest.approx(10 * 10.3e6 + 5e6)

    def test_tax_and_debt_are_in_no_total(self) -> None:
        finance = {
            "loans": {
                "bank": {"share": "50 %", "rate": "6 %", "grace": "1 yr", "tenor": "8 yr", "repayment": "annuity"}
            }
        }
        tax = {"rate": "25 %", "depreciation": {"method": "straight_line", "life": "10 yr"}}
        plain, loaded = dossier_of(), dossier_of(tax=tax, finance=finance)
        for one, other in zip(
            *(totals(each.assessment, each.assessment.run()) for each in (plain, loaded)), strict=True
        ):
            assert float(one[0]) == pytest.approx(float(other[0]))
        assert set(variables(loaded)) == set(variables(plain))

    def test_what_a_period_sets_is_not_varied(self) -> None:
        assert "timeline.operation" in variables(dossier_of())
        assert "timeline.operation" not in variables(dossier_of(credits__additionality={"period": "6 yr"}))
        rule = {"swap__residual_value": {"rule": "share_of_capex", "share": "60 %"}}
        assert "swap.residual_value.share" in variables(dossier_of(**rule))
        assert "swap.residual_value.share" not in variables(
            dossier_of(**rule, credits__additionality={"period": "6 yr"})
        )

    def test_shares_of_one_whole_whole_years_and_defaults_stay(self) -> None:
        found = additionality(built(RETROFIT))
        assert found.findings.variables
        stays = ("baseline.fuels.coal.share", "timeline.construction.years", "credits.issuance_lag")
        assert not set(stays) & set(variables(found))
        assert not any(found.appraisal.scenario.figures[path].default for path in variables(found))

    @settings(max_examples=20, deadline=None, derandomize=True)
    @given(amounts=st.lists(st.integers(1, 90), min_size=1, max_size=5), saving=st.integers(1, 90))
    def test_weights_of_plain_parts_are_their_shares(self, amounts: list[int], saving: int) -> None:
        items = {f"part_{at}": item("benefit", amount) for at, amount in enumerate(amounts)}
        found = variables(dossier_of(swap__fuel_saving=f"{saving} million USD/yr", items=items))
        total = saving + sum(amounts)
        for at, amount in enumerate(amounts):
            path, share = f"items.part_{at}.amount", amount / total
            assert (path in found) == (share >= 0.2)
            assert path not in found or found[path].weight == pytest.approx(share)


class TestEnds:
    @pytest.mark.parametrize(("file", "of"), [(SOURCE, "project"), (PLANTS, "project"), (PLANTS, "equity")])
    def test_each_end_is_a_full_rerun(self, file: Any, of: str) -> None:
        """With a stated benchmark, for the cost of capital would move with the cost of the plant."""
        scenario = load(file, sets=["credits.additionality.benchmark=9 %", f"credits.additionality.of={of}"])
        for one in additionality(scenario).findings.variables[:MOST]:
            for end, factor in ((one.low, 0.9), (one.high, 1.1)):
                assert end.value == pytest.approx(one.base * factor)
                again = additionality(moved(scenario, one.path, end.value)).findings.without
                assert end.irr.value == pytest.approx(again.irr.value, rel=1e-7)
                assert (end.irr.status, end.meets) == (again.irr.status, again.meets)

    def test_an_end_stays_inside_its_domain_and_says_so(self) -> None:
        data = with_(RETROFIT, project__capacity_factor="95 %")
        found = variables(additionality(built(data)))["project.capacity_factor"]
        assert (found.high.value, found.high.limited, found.low.limited) == (1.0, True, False)
        assert found.low.value == pytest.approx(0.855)

    def test_a_yearly_series_moves_by_a_factor(self) -> None:
        series = {"years": {"2021": "8 million USD/yr", "2026": "12 million USD/yr"}, "between": "step"}
        found = variables(dossier_of(swap__fuel_saving=series))["swap.fuel_saving"]
        assert (found.base, found.low.value, found.high.value) == (1.0, 0.9, 1.1)
        assert found.weight == pytest.approx(1)
        assert found.crossing.factor
        yearly = [8e6 if year < 2026 else 12e6 for year in range(2021, 2031)]
        worth = sum(amount / 1.08**at for at, amount in enumerate(yearly, start=1))
        assert found.crossing.value == pytest.approx(100e6 / worth)

    def test_debt_that_no_lender_gives_has_no_return(self) -> None:
        """At a tenth less operation the loan of ten years is not repaid by the end."""
        loan = {"share": "50 %", "rate": "6 %", "grace": "1 yr", "tenor": "11 yr", "repayment": "annuity"}
        finance = {"loans": {"bank": loan}, "cost_of_equity": "12 %"}
        found = variables(dossier_of(finance=finance, credits__additionality={"of": "equity"}))["timeline.operation"]
        assert (found.low.irr.value, found.low.meets) == (None, None)
        assert found.low.irr.reason == "the capital cannot carry its debt"
        assert found.high.irr.value is not None


class TestCrossing:
    @pytest.mark.parametrize("file", [SOURCE, PLANTS])
    def test_there_the_flow_is_worth_nothing(self, file: Any) -> None:
        scenario = load(file, sets=["credits.additionality.benchmark=7 %"])
        found = additionality(scenario)
        crossed = [one for one in found.findings.variables if one.crossing.value is not None]
        assert len(crossed) >= 2
        for one in crossed[:MOST]:
            value = one.crossing.value
            assert value is not None
            there = additionality(moved(scenario, one.path, value)).findings.without
            assert there.npv == pytest.approx(0, abs=1e-6 * abs(found.findings.without.npv))
            assert there.irr.value == pytest.approx(0.07, abs=1e-7)
            sides = [additionality(moved(scenario, one.path, value * by)).findings.without.meets for by in (0.99, 1.01)]
            assert sorted(sides) == [False, True]
            share = one.crossing.switching_value
            assert share == pytest.approx(value / one.base - 1)

    def test_of_the_source_case_it_is_plain_arithmetic(self) -> None:
        found = variables(additionality(load(SOURCE)))
        annuity = float((1.08 ** -np.arange(1, 21)).sum())
        least = 8.75e6 * annuity / (1 - 0.2 * 1.08**-20)
        assert found["swap.capex_gap"].crossing.value == pytest.approx(least)
        most = (125e6 - 25e6 * 1.08**-20) / annuity
        assert found["swap.fuel_saving"].crossing.value == pytest.approx(most)

    def test_where_there_is_none_the_reason_is_given(self) -> None:
        """At 12 % no length of life repays 100 million USD by 10 million a year."""
        found = variables(dossier_of(credits__additionality={"benchmark": "12 %"}))["timeline.operation"]
        assert found.crossing.value is None
        assert found.crossing.reason == "the objective stays below zero for every possible value"
        assert not found.crossed

    def test_a_crossing_inside_the_variation_counts(self) -> None:
        found = dossier_of(swap__fuel_saving="14 million USD/yr")
        by_path = variables(found)
        for path, base in (("swap.capex_gap", 100e6), ("swap.fuel_saving", 14e6)):
            one = by_path[path]
            assert one.crossed
            assert 0.9 * base < (one.crossing.value or 0) < 1.1 * base
            assert sorted([one.low.meets, one.high.meets]) == [False, True]
