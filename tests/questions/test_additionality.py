"""The test of additionality: published and independent figures, kinds of rate, period and fair value, verdicts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy_financial
import pytest
from engine.cases import RETROFIT, built, stated, with_
from engine.finance_oracle import Books
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal.engine.appraisal import appraise
from appraisal.ground.problem import AppraisalError, NoResultError, ScenarioError
from appraisal.questions.additionality import Dossier, additionality
from appraisal.questions.investment_rules import number_of, rules
from appraisal.scenario import library
from appraisal.scenario.load import load
from appraisal.scenario.scenario import Scenario

from .cases import PLANTS, SOURCE, swap

TAX = {"rate": "25 %", "depreciation": {"method": "straight_line", "life": "10 yr"}}
LOAN = {"share": "50 %", "rate": "6 %", "grace": "1 yr", "tenor": "8 yr", "repayment": "annuity"}
FINANCE = {"loans": {"bank": LOAN}, "cost_of_equity": "12 %"}
STRAIGHT = {"rule": "book_value", "life": "25 yr"}
PERIOD = "credits.additionality.period"


def dossier_of(**parts: Any) -> Dossier:
    """The dossier of the small swap: 100 million USD for 10 million a year over ten years, at 8 %."""
    return additionality(swap(**parts).scenario)


def asked(**terms: str) -> dict[str, Any]:
    return {"credits__additionality": terms}


def npv(dossier: Dossier) -> float:
    return dossier.findings.without.npv


def rate(dossier: Dossier) -> float:
    value = dossier.findings.without.irr.value
    assert value is not None
    return value


def codes(dossier: Dossier) -> set[tuple[str, str]]:
    return {(warning.code, warning.path) for warning in dossier.warnings}


def refused(kind: type[AppraisalError], tried: Scenario) -> tuple[str, str]:
    with pytest.raises(kind) as caught:
        additionality(tried)
    (problem,) = caught.value.problems
    return problem.code, problem.path


# ---- the source case, by plain arithmetic ----------------------------------------------------------------------------


class TestSourceCase:
    def test_over_25_years_it_is_the_published_rate(self) -> None:
        found = additionality(load(SOURCE, sets=[f"{PERIOD}=25 yr"]))
        assert rate(found) == pytest.approx(0.0487, abs=5e-5)
        assert found.findings.with_credits.irr.value == pytest.approx(0.0998, abs=5e-5)
        assert npv(found) == pytest.approx(-31.60e6, abs=5e3)
        assert found.fair_value == 0
        assert found.findings.label == "incremental IRR"

    def test_over_20_years_the_assets_come_back_at_a_fifth(self) -> None:
        found = additionality(load(SOURCE))
        for outcome, income in (
            (found.findings.without, 8.75e6),
            (found.findings.with_credits, 8.75e6 + 16.6667 * 300e3),
        ):
            flows = np.array([-125e6] + [income] * 19 + [income + 25e6])
            roots = np.roots(flows[::-1])
            above = [1 / root.real - 1 for root in roots if abs(root.imag) < 1e-12 and root.real > 0]
            assert outcome.irr.value == pytest.approx(above[0], rel=1e-9)
            assert outcome.irr.roots == (outcome.irr.value,)
            assert outcome.npv == pytest.approx(float((flows / 1.08 ** np.arange(21)).sum()), rel=1e-12)
        assert found.fair_value == pytest.approx(25e6)
        assert (found.assessment.period.years, found.assessment.period.last) == (20, 2032)

    def test_it_is_additional_and_credits_lift_it(self) -> None:
        found = additionality(load(SOURCE))
        assert (found.verdict, found.findings.without.meets, found.findings.with_credits.meets) == (
            "additional",
            False,
            True,
        )
        assert [one.path for one in found.findings.variables] == ["swap.capex_gap", "swap.fuel_saving"]
        assert "3.57 percentage points below the benchmark of 8.00 %" in found.reasons[0]
        assert "The nearest crossing is that of swap.capex_gap, 28.2 % below its base" in found.reasons[1]
        assert "9.53 %: credits lift the flow to the benchmark" in found.reasons[2]

    @pytest.mark.parametrize(("price", "share"), [("0 USD/t", "50 %"), ("60 USD/t", "100 %")])
    def test_credits_are_no_part_of_it(self, price: str, share: str) -> None:
        base, other = (
            additionality(load(SOURCE, sets=sets))
            for sets in ([], [f"credits.price={price}", f"credits.share_cashed={share}"])
        )
        assert other.findings.without == base.findings.without
        assert other.verdict == base.verdict

    def test_it_leaves_the_appraisal_as_it_is(self) -> None:
        appraisal = appraise(load(SOURCE))
        found = additionality(appraisal)
        assert found.appraisal is appraisal
        assert appraisal.metrics.npv.value == pytest.approx(21778279.34, abs=0.01)
        assert float(appraisal.run.total("credit_revenue")[0]) == pytest.approx(125e6, rel=1e-4)


# ---- the plants case, by a second set of books -----------------------------------------------------------------------


class TestPlants:
    def books(self, credited: bool = False) -> Books:
        shortened = with_(
            stated(PLANTS),
            credits__mechanism="bilateral",
            timeline__operation="20 yr",
            baseline__residual_value=STRAIGHT,
            project__residual_value=STRAIGHT,
        )
        return Books(shortened, credited)

    def test_the_return_on_equity_is_that_of_the_second_books(self) -> None:
        found = additionality(load(PLANTS, sets=["credits.additionality.of=equity", "credits.mechanism=bilateral"]))
        equity = self.books().equity
        assert rate(found) == pytest.approx(numpy_financial.irr(list(equity.by_year().values())), rel=1e-9)
        assert npv(found) == pytest.approx(equity.npv(0.14), rel=1e-9)
        assert (found.findings.benchmark.path, found.findings.benchmark.rate) == ("finance.cost_of_equity", 0.14)
        assert found.findings.label == "incremental equity IRR"
        assert found.findings.with_credits.npv == pytest.approx(self.books(credited=True).equity.npv(0.14), rel=1e-9)

    def test_the_return_of_the_project_is_held_against_the_cost_of_capital(self) -> None:
        scenario = load(PLANTS)
        found, project = additionality(scenario), self.books().project
        assert found.findings.benchmark.rate == appraise(scenario).metrics.wacc.value
        assert found.findings.benchmark.path == "wacc"
        assert rate(found) == pytest.approx(numpy_financial.irr(list(project.by_year().values())), rel=1e-9)
        assert npv(found) == pytest.approx(project.npv(found.findings.benchmark.rate), rel=1e-9)

    def test_it_is_not_robust_and_credits_alone_do_not_make_it(self) -> None:
        found = additionality(load(PLANTS))
        assert found.verdict == "not_robust"
        assert "project.overnight_cost (-10 %, 9.47 %)" in found.reasons[1]
        assert not found.findings.with_credits.meets
        assert "the credits alone do not make the swap pay" in found.reasons[2]

    @pytest.mark.parametrize(("cost", "cheaper"), [("733.12 USD/kW", "baseline"), ("500 USD/kW", "project")])
    def test_the_cheaper_plant_is_the_baseline(self, cost: str, cheaper: str) -> None:
        scenario = load(PLANTS, sets=[f"project.overnight_cost={cost}", "finance=null"])
        found, metrics = additionality(scenario), appraise(scenario).metrics
        levelised = found.findings.levelised
        assert levelised is not None
        assert (levelised.baseline.value, levelised.project.value) == (
            metrics.lcoe_baseline.value,
            metrics.lcoe_project.value,
        )
        assert levelised.cheaper == cheaper
        assert ("speaks against additionality" in found.reasons[3]) == (cheaper == "project")

    def test_levelised_costs_are_of_two_fossil_power_plants_only(self) -> None:
        assert additionality(load(SOURCE)).findings.levelised is None
        sun = {"capacity": "500 MW", "capacity_factor": "20 %", "overnight_cost": "900 USD/kW", "class": "solar"}
        mixed = with_(stated(PLANTS), project=sun, credits__mechanism="bilateral", finance=None)
        assert additionality(built(mixed)).findings.levelised is None


# ---- the benchmark ---------------------------------------------------------------------------------------------------


class TestBenchmark:
    def test_what_is_stated_goes_before_what_is_computed(self) -> None:
        chain = (
            ({}, "discount_rate", 0.08),
            ({"finance": FINANCE}, "wacc", 0.09),
            ({"finance": {**FINANCE, "wacc": "9.5 %"}}, "finance.wacc", 0.095),
            (
                {"finance": {**FINANCE, "wacc": "9.5 %"}, **asked(benchmark="11 %")},
                "credits.additionality.benchmark",
                0.11,
            ),
        )
        for parts, path, expected in chain:
            benchmark = dossier_of(**parts).findings.benchmark
            assert (benchmark.path, benchmark.rate) == (path, pytest.approx(expected))

    def test_without_loans_the_cost_of_capital_is_not_computed(self) -> None:
        assert dossier_of(finance={"cost_of_equity": "12 %"}).findings.benchmark.path == "discount_rate"

    def test_equity_is_held_against_the_cost_of_equity(self) -> None:
        assert dossier_of(finance=FINANCE, **asked(of="equity")).findings.benchmark.rate == 0.12
        wanted = {"benchmark": "15 %", "of": "equity"}
        assert dossier_of(finance={"loans": {"bank": LOAN}}, **asked(**wanted)).findings.benchmark.rate == 0.15

    @pytest.mark.parametrize(("basis", "other", "nominal"), [("nominal", "real", 0.1), ("real", "nominal", 0.1)])
    def test_fisher_converts_it(self, basis: str, other: str, nominal: float) -> None:
        money = {"money__basis": basis, "money__inflation": "3 %"}
        real = 1.1 / 1.03 - 1
        quoted, expected = (real, nominal) if basis == "nominal" else (nominal, real)
        found = dossier_of(**money, **asked(benchmark=f"{quoted * 100!r} %", basis=other))
        assert found.findings.benchmark.rate == pytest.approx(expected)
        assert (found.findings.benchmark.stated, found.findings.benchmark.stated_basis) == (
            pytest.approx(quoted),
            other,
        )
        own = dossier_of(**money, **asked(benchmark=f"{expected * 100!r} %"))
        assert npv(found) == pytest.approx(npv(own))

    def test_a_loan_rate_is_nominal(self) -> None:
        real = {"money__basis": "real", "money__inflation": "2 %", "finance": FINANCE}
        assert dossier_of(
            **real, **asked(benchmark="finance.loans.bank.rate")
        ).findings.benchmark.rate == pytest.approx(1.06 / 1.02 - 1)
        assert dossier_of(**real, **asked(benchmark="finance.cost_of_equity")).findings.benchmark.rate == 0.12

    @pytest.mark.parametrize(
        ("bad", "good", "code", "path"),
        [
            ({**asked(tax="after")}, {**asked(tax="before")}, "no-tax", "credits.additionality.tax"),
            (
                {"tax": TAX, "finance": FINANCE, **asked(tax="before")},
                {"tax": TAX, "finance": FINANCE, **asked(tax="before", benchmark="12 %")},
                "mixed-tax",
                "credits.additionality.benchmark",
            ),
            (
                {"tax": TAX, **asked(tax="before")},
                {"tax": TAX, **asked(tax="after")},
                "mixed-tax",
                "credits.additionality.benchmark",
            ),
            (
                {"money__inflation": "2 %", **asked(basis="real")},
                {"money__inflation": "2 %", **asked(basis="real", benchmark="6 %")},
                "mixed-basis",
                "credits.additionality.benchmark",
            ),
            (
                {**asked(basis="real", benchmark="6 %")},
                {**asked(basis="nominal", benchmark="6 %")},
                "no-inflation",
                "money.inflation",
            ),
            ({**asked(period="11 yr")}, {**asked(period="10 yr")}, "period-beyond-life", PERIOD),
        ],
    )
    def test_another_kind_is_refused(self, bad: dict[str, Any], good: dict[str, Any], code: str, path: str) -> None:
        assert refused(ScenarioError, swap(**bad).scenario) == (code, path)
        assert dossier_of(**good).verdict

    @pytest.mark.parametrize(
        ("bad", "good", "code", "path"),
        [
            (
                {"finance": {"loans": {"bank": LOAN}}, **asked(of="equity")},
                {"finance": FINANCE, **asked(of="equity")},
                "no-benchmark",
                "credits.additionality.benchmark",
            ),
            (
                {**asked(of="equity", benchmark="12 %")},
                {"finance": FINANCE, **asked(of="equity", benchmark="12 %")},
                "no-finance",
                "finance",
            ),
            ({"credits": {"mechanism": "none"}}, {}, "no-credits", "credits.mechanism"),
            ({"swap__capex_gap": "0 USD", "swap__fuel_saving": "0 USD/yr"}, {}, "no-flow", "swap"),
        ],
    )
    def test_without_a_question_there_is_no_verdict(
        self, bad: dict[str, Any], good: dict[str, Any], code: str, path: str
    ) -> None:
        assert refused(NoResultError, swap(**bad).scenario) == (code, path)
        assert dossier_of(**good).verdict

    def test_a_price_on_emissions_is_no_credit(self) -> None:
        data = with_(stated(SOURCE), credits=None, carbon_price={"price": "10 USD/t"})
        assert refused(NoResultError, built(data)) == ("no-credits", "credits.mechanism")


# ---- tax and timing --------------------------------------------------------------------------------------------------


class TestFlow:
    def test_before_tax_and_after_it(self) -> None:
        after = dossier_of(tax=TAX)
        before = dossier_of(tax=TAX, **asked(tax="before", benchmark="8 %"))
        metrics = appraise(swap(tax=TAX, swap__fuel_saving="14 million USD/yr").scenario).metrics
        assert after.findings.benchmark.tax == "after"
        assert before.findings.without.irr == dossier_of().findings.without.irr
        earning = {"tax": TAX, "swap__fuel_saving": "14 million USD/yr"}
        assert rate(dossier_of(**earning)) == metrics.project_irr_without_credits.value
        assert rate(dossier_of(**earning, **asked(tax="before", benchmark="8 %"))) == pytest.approx(
            metrics.project_irr_before_tax_without_credits.value
        )

    @pytest.mark.parametrize("timing", ["year_zero", "end_of_year", "mid_year"])
    def test_equity_before_tax_is_equity_without_tax(self, timing: str) -> None:
        terms = asked(of="equity", benchmark="12 %", tax="before")
        parts = {"finance": FINANCE, "swap__fuel_saving": "16 million USD/yr", "timeline__timing": timing}
        taxed, untaxed = dossier_of(tax=TAX, **parts, **terms), dossier_of(**parts, **terms)
        assert rate(taxed) == pytest.approx(rate(untaxed))
        assert npv(taxed) == pytest.approx(npv(untaxed))
        assert rate(dossier_of(tax=TAX, **parts, **asked(of="equity"))) < rate(taxed)

    @pytest.mark.parametrize("timing", ["year_zero", "end_of_year", "mid_year"])
    @pytest.mark.parametrize("basis", ["real", "nominal"])
    def test_at_the_discount_rate_it_is_the_npv_of_the_appraisal(self, timing: str, basis: str) -> None:
        parts = {"timeline__timing": timing, "money__basis": basis, "money__inflation": "2 %", "tax": TAX}
        found = dossier_of(**parts, timeline__valuation_year=2022)
        assert npv(found) == pytest.approx(found.appraisal.metrics.npv_without_credits.value)
        assert found.findings.with_credits.npv == pytest.approx(found.appraisal.metrics.npv.value)
        assert rate(found) == found.appraisal.metrics.project_irr_without_credits.value


# ---- period and fair value -------------------------------------------------------------------------------------------


class TestPeriod:
    @pytest.mark.parametrize(
        ("life", "wanted", "years", "warned"),
        [
            ("12 yr", None, 12, None),
            ("12.5 yr", None, 12.5, None),
            ("20 yr", None, 20, None),
            ("40 yr", None, 20, None),
            ("40 yr", "10 yr", 10, None),
            ("40 yr", "9 yr", 9, "period-too-short"),
            ("40 yr", "21 yr", 21, "period-too-long"),
            ("8 yr", "8 yr", 8, None),
            ("8 yr", "7 yr", 7, "period-too-short"),
        ],
    )
    def test_it_is_the_life_or_what_the_rule_allows(
        self, life: str, wanted: str | None, years: float, warned: str | None
    ) -> None:
        found = dossier_of(timeline__operation=life, **(asked(period=wanted) if wanted else {}))
        assert found.assessment.period.years == years
        assert {code for code, path in codes(found) if path == PERIOD} == ({warned} if warned else set())

    def test_what_is_dated_later_is_left_out(self) -> None:
        late = {
            "swap__decommissioning": "20 million USD",
            "items": {"later": {"kind": "cost", "amount": "9 million USD", "year": 2035}},
        }
        short = asked(period="6 yr")
        assert npv(dossier_of(**late, **short)) == pytest.approx(npv(dossier_of(**short)))
        assert (
            "what is dated after 2026, such as decommissioning, is left out" in dossier_of(**late, **short).treatments
        )
        assert npv(dossier_of(**late)) < npv(dossier_of()) - 1e6

    @pytest.mark.parametrize("timing", ["year_zero", "mid_year"])
    def test_it_ends_with_its_last_year(self, timing: str) -> None:
        found = dossier_of(**asked(period="6 yr"), timeline__construction={"years": "2 yr"}, timeline__timing=timing)
        flows = found.assessment.flows(found.assessment.run())
        assert len(flows) == 8 * (2 if timing == "mid_year" else 1)
        assert found.assessment.period.last == 2027
        assert float(flows.sum()) == pytest.approx(-100e6 + 6 * 10e6 + 40e6)

    def test_lives_that_repeat_the_operation_stay(self) -> None:
        def of(life: str) -> Dossier:
            depreciation = {"method": "straight_line", "life": life}
            tax = {"rate": "25 %", "depreciation": depreciation}
            return dossier_of(tax=tax, swap__fuel_saving="15 million USD/yr", **asked(period="5 yr"))

        assert npv(of("timeline.operation")) == npv(of("10 yr"))
        assert npv(of("timeline.operation")) != npv(of("5 yr"))

    def test_loans_that_outlive_it_take_the_test_to_the_technical_life(self) -> None:
        terms = {"of": "equity", "period": "5 yr", "fair_value": "30 %"}
        found, whole = dossier_of(finance=FINANCE, **asked(**terms)), dossier_of(finance=FINANCE, **asked(of="equity"))
        assert found.assessment.period.years == 10
        assert found.findings.without == whole.findings.without
        assert ("loans-beyond-period", PERIOD) in codes(found)
        short = {**FINANCE, "loans": {"bank": {**LOAN, "tenor": "5 yr"}}}
        kept = dossier_of(finance=short, **asked(**terms))
        assert (kept.assessment.period.years, kept.fair_value) == (5, pytest.approx(30e6))
        assert ("loans-beyond-period", PERIOD) not in codes(kept)

    def test_loans_do_not_lengthen_the_test_of_the_project(self) -> None:
        found = dossier_of(finance=FINANCE, **asked(period="5 yr", benchmark="8 %"))
        assert found.assessment.period.years == 5
        assert npv(found) == pytest.approx(npv(dossier_of(**asked(period="5 yr"))))

    def test_credits_paid_later_are_told(self) -> None:
        found = dossier_of(**asked(period="5 yr"))
        assert "credits paid after 2025, 12.50 million USD of 25.00 million USD" in found.treatments[-1]
        assert npv(found) + 2.5e6 * sum(1.08**-at for at in range(1, 6)) == pytest.approx(
            found.findings.with_credits.npv
        )


class TestFairValue:
    @pytest.mark.parametrize(
        ("rule", "terms", "left"),
        [
            (None, {}, 0.5),
            ({"rule": "none"}, {}, 0.5),
            ({"rule": "share_of_capex", "share": "20 %"}, {}, 0.6),
            ({"rule": "book_value", "life": "25 yr"}, {}, 0.8),
            ({"rule": "book_value", "life": "timeline.operation"}, {}, 0.5),
            ({"rule": "book_value", "life": "4 yr"}, {}, 0.0),
            ({"rule": "book_value", "life": "25 yr"}, {"fair_value": "15 %"}, 0.15),
        ],
    )
    def test_it_follows_the_line_that_is_stated(
        self, rule: dict[str, str] | None, terms: dict[str, str], left: float
    ) -> None:
        parts = {"swap__residual_value": rule} if rule else {}
        found = dossier_of(**parts, **asked(period="5 yr", **terms))
        assert found.fair_value == pytest.approx(left * 100e6)
        assert f"{left * 100:.1f} % of the capital" in found.assessment.fair_value[0]
        flows = found.assessment.flows(found.assessment.run())[:, 0]
        assert flows == pytest.approx([-100e6, *[10e6] * 4, 10e6 + left * 100e6])

    def test_over_the_technical_life_the_scenarios_own_rule_stands(self) -> None:
        rule = {"swap__residual_value": {"rule": "share_of_capex", "share": "20 %"}}
        assert dossier_of(**rule).fair_value == pytest.approx(20e6)
        assert dossier_of(**rule, **asked(fair_value="5 %")).fair_value == pytest.approx(5e6)
        assert dossier_of().fair_value == 0

    def test_it_is_in_money_of_the_basis(self) -> None:
        real = {"money__basis": "real", "money__inflation": "4 %", "money__price_year": 2015}
        assert dossier_of(**real, **asked(period="5 yr")).fair_value == pytest.approx(50e6)

    def test_of_two_plants_it_is_the_difference(self) -> None:
        found = additionality(load(PLANTS))
        assert found.fair_value == pytest.approx(0.2 * 939e3 * (733.12 - 600))

    def test_what_an_existing_plant_cost_is_sunk(self) -> None:
        found = additionality(built(with_(RETROFIT, credits__additionality={"period": "10 yr"})))
        assert found.assessment.fair_value == ("the scenario's own rule, book value over 20 yr: 50.0 % of the capital",)
        assert found.fair_value == pytest.approx(45e6)

    def test_replacements_are_told_to_be_left_out(self) -> None:
        again = {"swap__replacements": {"boiler": {"amount": "5 million USD", "years": [2023]}}}
        assert "fair-value-of-replacements" in {code for code, _ in codes(dossier_of(**again, **asked(period="5 yr")))}
        assert "fair-value-of-replacements" not in {code for code, _ in codes(dossier_of(**again))}

    @pytest.mark.parametrize(("disposal", "word"), [("taxed", "is taxed"), ("exempt", "leaves out")])
    def test_its_tax_is_told(self, disposal: str, word: str) -> None:
        found = dossier_of(tax={**TAX, "disposal": disposal}, **asked(period="5 yr"))
        assert any(word in said and disposal in said for said in found.treatments)

    def test_a_grant_is_told(self) -> None:
        found = dossier_of(finance={"grant": "10 %"})
        assert "the capital grant of 10.00 million USD is in the flow" in found.treatments[1]


# ---- the verdict -----------------------------------------------------------------------------------------------------


class TestVerdict:
    @pytest.mark.parametrize(
        ("saving", "verdict"),
        [
            ("10 million USD/yr", "additional"),
            ("13.4 million USD/yr", "additional"),
            ("13.6 million USD/yr", "not_robust"),
            ("14.9 million USD/yr", "not_robust"),
            ("14.91 million USD/yr", "not_additional"),
            ("20 million USD/yr", "not_additional"),
        ],
    )
    def test_it_turns_at_the_benchmark_and_at_a_tenth_from_it(self, saving: str, verdict: str) -> None:
        """100 million USD are repaid at 8 % by 14.903 million USD a year over ten years; a tenth from it are 13.548."""
        assert dossier_of(swap__fuel_saving=saving).verdict == verdict

    def test_at_the_benchmark_it_pays(self) -> None:
        one = {"timeline__operation": "1 yr", "swap__fuel_saving": "110 million USD/yr"}
        found = dossier_of(**one, **asked(benchmark="10 %"))
        assert found.verdict == "not_additional"
        assert found.findings.without.by == "irr"

    def test_a_swap_that_pays_by_itself_says_what_would_change_that(self) -> None:
        found = dossier_of(swap__fuel_saving="15 million USD/yr")
        dearer = numpy_financial.irr([-110.0] + [15.0] * 10)
        assert (
            f"brings the flow below the benchmark: swap.capex_gap (+10 %, {dearer:.2%})".replace("%)", " %)")
            in found.reasons[1]
        )
        assert "the swap does not need them" in found.reasons[2]

    @pytest.mark.parametrize(
        ("capex", "saving", "status", "verdict"),
        [
            ("100 million USD", "0 USD/yr", "none", "additional"),
            ("-100 million USD", "0 USD/yr", "none", "not_additional"),
            ("0 USD", "10 million USD/yr", "none", "not_additional"),
            ("0 USD", "-10 million USD/yr", "none", "additional"),
            ("-50 million USD", "-4 million USD/yr", "unique", "not_additional"),
            ("-50 million USD", "-9 million USD/yr", "unique", "additional"),
        ],
    )
    def test_where_the_rate_of_return_does_not_say_it_the_present_value_does(
        self, capex: str, saving: str, status: str, verdict: str
    ) -> None:
        """Money that comes in first is a loan: at -3.9 % it is cheap, at 12.4 % it is dear."""
        found = dossier_of(swap__capex_gap=capex, swap__fuel_saving=saving)
        without = found.findings.without
        assert (without.irr.status, without.by, found.verdict) == (status, "npv", verdict)
        assert (without.npv >= 0) == (verdict == "not_additional")
        assert "decides" in found.reasons[0]

    def test_several_rates_are_carried_over(self) -> None:
        found = dossier_of(swap__fuel_saving="30 million USD/yr", swap__decommissioning="220 million USD")
        irr = found.findings.without.irr
        assert irr.value is None
        assert irr.status == "multiple"
        assert len(irr.roots) == 2
        assert (irr.sign_changes, found.findings.without.by) == (2, "npv")
        flows = [-100.0, *[30.0] * 10, -220.0]
        for root in irr.roots:
            assert sum(flow / (1 + root) ** at for at, flow in enumerate(flows)) == pytest.approx(0, abs=1e-6)

    @settings(max_examples=25, deadline=None, derandomize=True)
    @given(
        capex=st.integers(20, 300),
        saving=st.integers(-20, 60),
        cost=st.integers(0, 20),
        life=st.integers(1, 30),
        benchmark=st.integers(1, 30),
    )
    def test_it_is_that_of_plain_arithmetic(
        self, capex: int, saving: int, cost: int, life: int, benchmark: int
    ) -> None:
        parts = {
            "swap__capex_gap": f"{capex} million USD",
            "swap__fuel_saving": f"{saving} million USD/yr",
            "items": {"staff": {"kind": "cost", "amount": f"{cost} million USD/yr"}},
            "timeline__operation": f"{life} yr",
        }
        found = dossier_of(**parts, **asked(benchmark=f"{benchmark} %"))

        def worth(capex: float, saving: float, cost: float) -> float:
            years = min(life, 20)
            yearly = sum((1 + benchmark / 100) ** -at for at in range(1, years + 1))
            end = capex * (1 - years / life) * (1 + benchmark / 100) ** -years
            return 1e6 * (-capex + (saving - cost) * yearly + end)

        assert npv(found) == pytest.approx(worth(capex, saving, cost), rel=1e-9, abs=1)
        moved = [worth(capex * f, saving, cost) for f in (0.9, 1.1)]
        pays = npv(found) >= 0
        assert (found.verdict == "not_additional") == pays
        if not pays and any(value > 1 for value in moved):
            assert found.verdict == "not_robust"


class TestRules:
    def test_they_are_data_with_a_source_and_say_what_was_not_read(self) -> None:
        assert {number_of(key) for key in ("period_minimum", "period_maximum")} == {10, 20}
        assert (number_of("share"), number_of("variation")) == (0.2, 0.1)
        unread = {key for key, rule in rules().items() if not rule.verified}
        assert unread == {"period_minimum", "period_maximum", "kinds", "share", "variation"}
        table = library.table("additionality.toml")
        assert {item["source"] for item in table["rule"].values()} == set(table["sources"])
        assert set(table["sources"]) <= set(library.evidence())

    def test_the_test_reads_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("appraisal.questions.assessment.number_of", {"period_maximum": 15.0}.__getitem__)
        assert additionality(load(SOURCE)).assessment.period.years == 15
