# ruff: noqa: E501 - a row of the table is one line
"""Bad tax, finance, parties and economic views: each differs from a good file in one value, and is refused by code and path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from appraisal.engine.appraisal import appraise
from appraisal.ground.problem import AppraisalError, ScenarioError
from appraisal.scenario import library
from appraisal.scenario.load import load

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PLANTS = SCENARIOS / "usc_vs_subcritical_plants.yaml"

GOOD = """\
format: 1
name: Efficient motors instead of standard ones
money: {currency: USD, price_year: 2011, basis: nominal}
fx: {JPY: 80 JPY/USD}
timeline:
  first_year: 2012
  construction: {years: 3 yr, spend: [0 %, 50 %, 50 %]}
  operation: 9.5 yr
  valuation_year: 2013
discount_rate: 8 %
swap:
  capex_gap: 100 million USD
  fuel_saving: 30 million USD/yr
  abatement: 500 kt/yr
  working_capital: {share: 10 %, of: revenue}
credits:
  mechanism: bilateral
  price: 10 USD/t
  corresponding_adjustment: 50 %
items:
  training: {kind: cost, amount: 80 million JPY, year: 2014, depreciable: true}
  permits: {kind: cost, amount: 0.1 million USD/yr, taxable: false, pays: developer, to: host}
  support: {kind: benefit, amount: 0.2 million USD/yr, pays: partner, to: developer}
tax:
  rate: {years: {2012: 25 %, 2020: 20 %}, between: step}
  holiday: {exempt: 2 yr, reduced: 3 yr, reduction: 50 %}
  losses: expire
  loss_life: 5 yr
  assets:
    motors: {share: 50 %, method: declining_balance, life: 8 yr, salvage: 5 %, factor: 1.5}
    drives: {share: 20 %, method: macrs, life: 7 yr}
    lines: {share: 10 %, method: schedule, schedule: [50 %, 30 %, 20 %]}
    halls: {share: 10 %, method: straight_line, life: 9 yr}
    tools: {share: 5 %, method: sum_of_years, life: 4 yr}
    land: {share: 5 %, method: none}
finance:
  grant: 10 %
  grant_from: partner
  loans:
    export: {share: 40 %, rate: 3 %, grace: 2 yr, tenor: 12 yr, repayment: annuity, currency: JPY}
    bank: {share: 30 %, rate: {years: {2012: 6 %, 2016: 5 %}, between: step}, grace: 3 yr, tenor: 9 yr, repayment: sculpted, dscr: 1.3}
  cost_of_equity: 12 %
  reserve: {years: 0.5 yr, rate: 1 %}
  covenants: {lock_up: 1.2, default: 1.05, low_credit_price: 5 USD/t}
economic:
  discount_rate: {years: {2012: 5 %, 2016: 4 %}, between: step}
  carbon_price: {low: 40 USD/t, high: 80 USD/t, kind: target_consistent, date: '2017'}
  co_benefits: {air: {amount: 1 million USD/yr}}
  marginal_abatement_cost: 30 USD/t
"""


@dataclass(frozen=True)
class Row:
    """One bad file: ``old`` in the good one becomes ``bad``, in its twin ``good``; ``at`` is where the problem stands."""

    old: str
    bad: str
    code: str
    path: str
    at: str = ""
    good: str = ""

    def text(self, new: str) -> str:
        assert GOOD.count(self.old) == 1, f"'{self.old}' must stand once in the good file"
        return GOOD.replace(self.old, new)


ASSETS = GOOD[GOOD.index("  assets:") : GOOD.index("finance:")]
LOANS = GOOD[GOOD.index("  loans:") : GOOD.index("  cost_of_equity")]
TERMS = GOOD[GOOD.index("  reserve:") : GOOD.index("economic:")]
TAX = GOOD[GOOD.index("tax:\n") : GOOD.index("finance:")]
FINANCE = GOOD[GOOD.index("finance:\n") : GOOD.index("economic:")]
MARKED = GOOD[GOOD.index("  training:") : GOOD.index("tax:\n")]
SOLE = "  depreciation: {method: straight_line, life: 9 yr}\n"
EXPORT = "finance.loans.export"
BANK = "finance.loans.bank"

DEPRECIATION = [
    Row(ASSETS, "", "missing-section", "tax.depreciation", "tax:", SOLE),
    Row(ASSETS, "  assets: {}\n", "missing-section", "tax.depreciation", "tax:", "  depreciation: {method: none}\n"),
    Row(ASSETS, SOLE + ASSETS, "one-of", "tax.assets", "assets", SOLE),
    Row("share: 50 %, method", "share: 40 %, method", "shares", "tax.assets", "assets"),
    Row("share: 50 %, method", "share: 60 %, method", "shares", "tax.assets", "assets"),
    Row("life: 8 yr, ", "", "missing-input", "tax.assets.motors.life", "motors: {"),
    Row("straight_line, life: 9 yr", "straight_line", "missing-input", "tax.assets.halls.life", "halls"),
    Row("sum_of_years, life: 4 yr", "sum_of_years", "missing-input", "tax.assets.tools.life", "tools"),
    Row("macrs, life: 7 yr", "macrs", "missing-input", "tax.assets.drives.life", "drives"),
    Row("macrs, life: 7 yr", "macrs, life: 8 yr", "no-table", "tax.assets.drives.life", "life: 8 yr}"),
    Row("macrs, life: 7 yr", "macrs, life: 7.5 yr", "not-whole", "tax.assets.drives.life", "life: 7.5"),
    Row("macrs, life: 7 yr", "macrs, life: 7 yr, salvage: 5 %", "unused", "tax.assets.drives.salvage", "salvage: 5 %}"),
    Row("macrs, life: 7 yr", "macrs, life: 7 yr, factor: 2", "unused", "tax.assets.drives.factor", "factor: 2"),
    Row(", schedule: [50 %, 30 %, 20 %]", "", "missing-input", "tax.assets.lines.schedule", "lines"),
    Row("[50 %, 30 %, 20 %]", "[50 %, 30 %, 19 %]", "shares", "tax.assets.lines.schedule", "schedule: ["),
    Row("[50 %, 30 %, 20 %]", "[]", "shares", "tax.assets.lines.schedule", "schedule: ["),
    Row("schedule: [50", "life: 3 yr, schedule: [50", "unused", "tax.assets.lines.life", "life: 3"),
    Row("schedule: [50", "salvage: 3 %, schedule: [50", "unused", "tax.assets.lines.salvage", "salvage: 3"),
    Row("straight_line, life: 9 yr", "straight_line, life: 9 yr, schedule: [100 %]", "unused", "tax.assets.halls.schedule", "schedule: [100", "straight_line, life: 9 yr, salvage: 100 %"),
    Row("straight_line, life: 9 yr", "straight_line, life: 9 yr, factor: 2", "unused", "tax.assets.halls.factor", "factor: 2", "declining_balance, life: 9 yr, factor: 2"),
    Row("sum_of_years, life: 4 yr", "sum_of_years, life: 4 yr, factor: 2", "unused", "tax.assets.tools.factor", "factor: 2", "sum_of_years, life: 4 yr, salvage: 2 %"),
    Row("method: none", "method: none, life: 5 yr", "unused", "tax.assets.land.life", "life: 5 yr}\nfin"),
    Row("method: none", "method: none, salvage: 5 %", "unused", "tax.assets.land.salvage", "salvage: 5 %}\nfin"),
    Row("factor: 1.5", "factor: 0.5", "out-of-range", "tax.assets.motors.factor", "factor"),
]  # fmt: skip

TAXES = [
    Row("  loss_life: 5 yr\n", "", "missing-input", "tax.loss_life", "tax:"),
    Row("losses: expire", "losses: carry_forward", "unused", "tax.loss_life", "loss_life"),
    Row("losses: expire\n", "\n", "unused", "tax.loss_life", "loss_life"),
    Row("losses: expire\n  loss_life: 5 yr\n", "losses: refund\n  loss_life: 5 yr\n", "unused", "tax.loss_life", "loss_life", "losses: refund\n"),
    Row("{exempt: 2 yr, reduced: 3 yr, reduction: 50 %}", "{}", "empty-value", "tax.holiday", "holiday", "{exempt: 2 yr}"),
    Row(", reduction: 50 %", "", "missing-input", "tax.holiday.reduction", "holiday"),
    Row("reduced: 3 yr, ", "", "unused", "tax.holiday.reduction", "reduction", "reduced: 0 yr, "),
    Row("rate: {years: {2012: 25 %, 2020: 20 %}, between: step}\n", "rate: {years: {2013: 25 %}}\n", "series-starts-late", "tax.rate.years", "years: {2013", "rate: {years: {2011: 25 %}}\n"),
    Row("rate: {years: {2012: 25 %, 2020: 20 %}, between: step}\n", "rate: 25\n", "bare-number", "tax.rate", "rate: 25\n", "rate: 25 %\n"),
]  # fmt: skip

ITEMS = [
    Row("depreciable: true", "depreciable: true, taxable: true", "one-of", "items.training.taxable", "taxable: true"),
    Row("depreciable: true", "depreciable: true, taxable: false", "one-of", "items.training.taxable", "taxable: false}\n  per", "taxable: false"),
    Row("depreciable: true", "depreciable: 1", "wrong-type", "items.training.depreciable", "depreciable"),
    Row("USD/yr, taxable: false", "USD/yr, depreciable: true", "not-depreciable", "items.permits.depreciable", "depreciable: true, pays", "USD/yr, depreciable: false"),
    Row("training: {kind: cost", "training: {kind: benefit", "not-depreciable", "items.training.depreciable", "depreciable"),
    Row("pays: developer", "pays: host", "not-developer", "items.permits.pays", "pays: host"),
    Row("to: developer", "to: buyer", "not-developer", "items.support.to", "to: buyer"),
    Row("to: host", "to: developer", "same-party", "items.permits.to", "to: developer}\n  sup"),
    Row("pays: partner", "pays: developer", "same-party", "items.support.pays", "pays: developer, to: dev"),
    Row("to: host", "to: public", "unknown-value", "items.permits.to", "to: public"),
]  # fmt: skip

LENDING = [
    Row(FINANCE, "finance: {}\n", "empty-value", "finance", "finance", "finance: {wacc: 9 %}\n"),
    Row(FINANCE, "finance: {loans: {}}\n", "empty-value", "finance", "finance", "finance: {grant: 0 USD}\n"),
    Row(LOANS + "  cost_of_equity: 12 %\n" + TERMS, "  reserve: {years: 1 yr}\n", "unused", "finance.reserve", "reserve", "\n"),
    Row(LOANS + "  cost_of_equity: 12 %\n" + TERMS, "  covenants: {lock_up: 1.2, default: 1.1}\n", "unused", "finance.covenants", "covenants", "\n"),
    Row("  grant: 10 %\n", "", "unused", "finance.grant_from", "grant_from"),
    Row("default: 1.05", "default: 1.25", "low-above-high", "finance.covenants.default", "default: 1.25", "default: 1.2"),
    Row(", dscr: 1.3", "", "missing-input", f"{BANK}.dscr", "bank"),
    Row("repayment: annuity", "repayment: annuity, dscr: 1.3", "unused", f"{EXPORT}.dscr", "dscr: 1.3, cur"),
    Row("repayment: annuity", "repayment: sculpted, dscr: 1.5", "two-sculpted", f"{BANK}.repayment", "repayment: sculpted, dscr: 1.3", "repayment: bullet"),
    Row("share: 30 %, rate", "share: 0 %, rate", "out-of-range", f"{BANK}.share", "share: 0 %", "share: 0.1 %, rate"),
    Row("grace: 2 yr", "grace: 1 yr", "grace-too-short", f"{EXPORT}.grace", "grace: 1 yr"),
    Row("spend: [0 %, 50 %, 50 %]", "spend: [50 %, 50 %, 0 %]", "grace-too-short", f"{EXPORT}.grace", "grace: 2 yr", "spend: [0 %, 100 %, 0 %]"),
    Row("grace: 3 yr, tenor: 9 yr", "grace: 9 yr, tenor: 9 yr", "grace-not-below-tenor", f"{BANK}.grace", "grace: 9 yr", "grace: 8 yr, tenor: 9 yr"),
    Row("grace: 3 yr, tenor: 9 yr", "grace: 3 yr, tenor: 2 yr", "grace-not-below-tenor", f"{BANK}.grace", "grace: 3 yr", "grace: 3 yr, tenor: 4 yr"),
    Row("tenor: 12 yr", "tenor: 13 yr", "tenor-beyond-life", f"{EXPORT}.tenor", "tenor: 13 yr"),
    Row("operation: 9.5 yr", "operation: 9 yr", "tenor-beyond-life", f"{EXPORT}.tenor", "tenor: 12 yr", "operation: 9.1 yr"),
    Row("tenor: 12 yr", "tenor: {path: timeline.operation, plus: 3.5 yr}", "tenor-beyond-life", f"{EXPORT}.tenor", "tenor: {path", "tenor: {path: timeline.operation, plus: 2.5 yr}"),
    Row("share: 40 %, rate", "share: 61 %, rate", "debt-above-uses", "finance.loans", "loans", "share: 60 %, rate"),
    Row("grant: 10 %", "grant: 31 %", "debt-above-uses", "finance.loans", "loans", "grant: 30 %"),
    Row("  grant: 10 %\n  grant_from: partner\n" + LOANS + "  cost_of_equity: 12 %\n" + TERMS, "  grant: 101 %\n", "debt-above-uses", "finance.grant", "grant: 101 %", "  grant: 100 %\n"),
    Row("grant: 10 %", "grant: -10 %", "out-of-range", "finance.grant", "grant"),
    Row("currency: JPY}", "currency: EUR}", "no-exchange-rate", f"{EXPORT}.currency", "currency: EUR}", "currency: USD}\n    second: {share: 1 %, rate: 3 %, grace: 2 yr, tenor: 9 yr, repayment: bullet, currency: JPY}"),
    Row("currency: JPY}", "currency: JPY, lender: buyer}", "unknown-value", f"{EXPORT}.lender", "lender: buyer", "currency: JPY, lender: partner}"),
    Row("currency: JPY}", "currency: JPY, lenders: host}", "unknown-key", f"{EXPORT}.lenders", "lenders: host", "currency: JPY, lender: host}"),
    Row("currency: JPY}", "currency: jpy}", "bad-currency", f"{EXPORT}.currency", "currency: jpy}"),
    Row("rate: 3 %", "rate: 25", "bare-number", f"{EXPORT}.rate", "rate: 25", "rate: 25 %"),
    Row("rate: 3 %", "rate: -1 %", "out-of-range", f"{EXPORT}.rate", "rate: -1", "rate: 0 %"),
    Row("rate: 3 %", "rate: 101 %", "out-of-range", f"{EXPORT}.rate", "rate: 101", "rate: 3 %/yr"),
    Row("{2012: 6 %, 2016: 5 %}", "{2013: 6 %, 2016: 5 %}", "series-starts-late", f"{BANK}.rate.years", "years: {2013"),
    Row("dscr: 1.3", "dscr: 0.9", "out-of-range", f"{BANK}.dscr", "dscr: 0.9", "dscr: 1"),
    Row("grace: 3 yr", "grace: 3.5 yr", "not-whole", f"{BANK}.grace", "grace: 3.5"),
    Row("fx: {JPY: 80 JPY/USD}", "fx: {JPY: {years: {2013: 80 JPY/USD}}}", "series-starts-late", "fx.JPY.rate.years", "JPY: {years", "fx: {JPY: {years: {2012: 80 JPY/USD}}}"),
    Row("{years: 0.5 yr, rate", "{years: 6 yr, rate", "out-of-range", "finance.reserve.years", "years: 6", "{years: 1 yr, rate"),
]  # fmt: skip

CAPITAL = [
    Row("{share: 10 %, of: revenue}", "{share: 10 %}", "missing-input", "swap.working_capital.of", "working_capital"),
    Row("{share: 10 %, of: revenue}", "{}", "one-of", "swap.working_capital", "working_capital", "{level: 1 million USD}"),
    Row("{share: 10 %, of: revenue}", "{share: 10 %, of: cost, level: 1 USD}", "one-of", "swap.working_capital", "working_capital", "{share: 10 %, of: cost}"),
    Row("{share: 10 %, of: revenue}", "{level: 1 USD, of: cost}", "unused", "swap.working_capital.of", "of: cost", "{level: 1 USD}"),
    Row("{share: 10 %, of: revenue}", "{share: 10 %, of: sales}", "unknown-value", "swap.working_capital.of", "of: sales"),
    Row("{share: 10 %, of: revenue}", "{level: {years: {2016: 1 USD}}}", "series-starts-late", "swap.working_capital.level.years", "years: {2016", "{level: {years: {2015: 1 USD}}}"),
]  # fmt: skip

ECONOMICS = [
    Row("valuation_year: 2013", "valuation_year: 2011", "year-outside-axis", "timeline.valuation_year", "valuation_year", "valuation_year: 2012"),
    Row("valuation_year: 2013", "valuation_year: 2025", "year-outside-axis", "timeline.valuation_year", "valuation_year", "valuation_year: 2024"),
    Row("low: 40 USD/t", "low: 81 USD/t", "low-above-high", "economic.carbon_price.low", "low: 81", "low: 80 USD/t"),
    Row("low: 40 USD/t", "low: {years: {2015: 40 USD/t, 2020: 81 USD/t}, between: step}", "low-above-high", "economic.carbon_price.low", "low: {years", "low: {years: {2015: 40 USD/t, 2020: 80 USD/t}, between: step}"),
    Row("high: 80 USD/t", "high: {years: {2015: 80 USD/t, 2019: 39 USD/t, 2020: 90 USD/t}, between: linear}", "low-above-high", "economic.carbon_price.low", "low: 40", "high: {years: {2015: 80 USD/t, 2019: 40 USD/t, 2020: 90 USD/t}, between: linear}"),
    Row("high: 80 USD/t", "high: {path: economic.carbon_price.low, times: 90 %}", "low-above-high", "economic.carbon_price.low", "low: 40", "high: {path: economic.carbon_price.low, times: 100 %}"),
    Row("low: 40 USD/t", "low: {years: {2016: 40 USD/t}}", "series-starts-late", "economic.carbon_price.low.years", "years: {2016: 40", "low: {years: {2015: 40 USD/t}}"),
    Row("{amount: 1 million USD/yr}}", "{amount: {years: {2016: 1 USD/yr}}}}", "series-starts-late", "economic.co_benefits.air.amount.years", "years: {2016: 1 USD", "{amount: {years: {2014: 1 USD/yr}}}}"),
    Row("{2012: 5 %, 2016: 4 %}", "{2013: 5 %, 2016: 4 %}", "series-starts-late", "economic.discount_rate.years", "years: {2013"),
    Row("mechanism: bilateral\n  price: 10 USD/t\n  corresponding_adjustment: 50 %", "mechanism: none", "unused", "economic.marginal_abatement_cost", "marginal"),
    Row("  marginal_abatement_cost: 30 USD/t\n", "  marginal_abatement_cost: 30 USD/t\n  adjusted: 50 %\n", "unknown-key", "economic.adjusted", "adjusted"),
    Row("kind: target_consistent", "kind: market", "unknown-value", "economic.carbon_price.kind", "kind: market", "kind: damage"),
    Row("kind: target_consistent, ", "", "missing-key", "economic.carbon_price.kind", "carbon_price"),
]  # fmt: skip

ROWS = [*DEPRECIATION, *TAXES, *ITEMS, *LENDING, *CAPITAL, *ECONOMICS]
NAMED = [pytest.param(row, id=f"{number}-{row.code}-{row.path}") for number, row in enumerate(ROWS)]


def refused(text: str, folder: Path) -> AppraisalError:
    (folder / "motors.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(AppraisalError) as caught:
        appraise(load(folder / "motors.yaml"))
    return caught.value


def appraised(text: str, folder: Path) -> bool:
    (folder / "motors.yaml").write_text(text, encoding="utf-8")
    return appraise(load(folder / "motors.yaml")).metrics.npv.status == "ok"


TWINS: set[str] = set()


def twin_is_good(row: Row, folder: Path) -> bool:
    """Whether the twin appraises; many rows share the good file, which is tried once."""
    text = row.text(row.good or row.old)
    if text not in TWINS:
        assert appraised(text, folder)
        TWINS.add(text)
    return True


def place_in(text: str, at: str) -> tuple[int, int]:
    before = text[: text.index(at)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize("row", NAMED)
def test_a_bad_file_is_refused_and_its_twin_is_not(row: Row, tmp_path: Path) -> None:
    error = refused(row.text(row.bad), tmp_path)
    assert isinstance(error, ScenarioError)
    found = [problem for problem in error.problems if (problem.code, problem.path) == (row.code, row.path)]
    assert found, f"expected {row.code} at {row.path}, found {error}"
    assert {problem.code for problem in error.problems} == {row.code}
    if row.at:
        assert (found[0].line, found[0].column) == place_in(row.text(row.bad), row.at)
    assert twin_is_good(row, tmp_path)


def test_no_row_stands_twice() -> None:
    assert len({(row.old, row.bad) for row in ROWS}) == len(ROWS)


def test_without_tax_an_item_says_nothing_about_it(tmp_path: Path) -> None:
    error = refused(GOOD.replace(TAX, ""), tmp_path)
    assert {(problem.code, problem.path) for problem in error.problems} == {
        ("unused", "items.training.depreciable"),
        ("unused", "items.permits.taxable"),
    }
    bare = GOOD.replace(TAX, "").replace(", depreciable: true", "").replace(" taxable: false,", "")
    assert appraised(bare, tmp_path)


def test_a_price_at_the_border_belongs_to_the_economic_view() -> None:
    border = "project.fuels.coal.border_price=3 USD/GJ"
    view = "economic={discount_rate: 5 %, carbon_price: {low: 40 USD/t, high: 80 USD/t, kind: damage}}"
    with pytest.raises(ScenarioError) as caught:
        appraise(load(PLANTS, sets=[border]))
    assert [(one.code, one.path) for one in caught.value.problems] == [("unused", "project.fuels.coal.border_price")]
    both = [border, border.replace("project", "baseline"), view]
    assert appraise(load(PLANTS, sets=both)).metrics.npv.status == "ok"


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("low: 81 JPY/t", "high: 80 USD/t"),  # not compared: two currencies
        ("low: {value: 90 USD/t, growth: 1 %}", "high: {value: 80 USD/t, growth: 5 %}"),  # nor two rates of growth
        ("low: {value: 40 USD/t, growth: 1 %}", "high: {path: economic.carbon_price.low, times: 200 %}"),
    ],
)
def test_shadow_prices_that_cannot_be_compared_are_left(low: str, high: str, tmp_path: Path) -> None:
    text = GOOD.replace("low: 40 USD/t", low).replace("high: 80 USD/t", high)
    assert appraised(text, tmp_path)


def test_shadow_prices_that_grow_alike_are_compared(tmp_path: Path) -> None:
    text = GOOD.replace("high: 80 USD/t", "high: {value: 80 USD/t, growth: 2 %}")
    bad = text.replace("low: 40 USD/t", "low: {value: 90 USD/t, growth: 2 %}")
    assert [problem.code for problem in refused(bad, tmp_path).problems] == ["low-above-high"]
    assert appraised(text.replace("low: 40 USD/t", "low: {value: 70 USD/t, growth: 2 %}"), tmp_path)


@pytest.mark.parametrize(
    ("old", "bad", "hint"),
    [
        (ASSETS, "", "'method: none' writes it off at closing"),
        ("macrs, life: 7 yr", "macrs, life: 8 yr", "3, 5, 7, 10, 15 and 20 yr"),
        ("tenor: 12 yr", "tenor: 13 yr", "at most 12 yr; the last operating year is 2024"),
        ("grace: 2 yr", "grace: 1 yr", "at least 2 yr"),
        ("default: 1.05", "default: 1.25", "default (1.25) is above lock_up (1.2)"),
        ("share: 40 %, rate", "share: 61 %, rate", "loans and grant come to 1.01 of the capital"),
        ("currency: JPY}", "currency: EUR}", "0.5 USD/EUR"),
        ("method: none", "method: none, life: 5 yr", "reads no further key"),
        ("low: 40 USD/t", "low: {years: {2015: 40 USD/t, 2020: 81 USD/t}, between: step}", "in 2020"),
        ("pays: developer", "pays: host", "'to' says who stands on the other side"),
    ],
)
def test_the_message_tells_the_way_out(old: str, bad: str, hint: str, tmp_path: Path) -> None:
    error = refused(Row(old, bad, "", "").text(bad), tmp_path)
    assert any(hint in problem.message for problem in error.problems), error


def test_every_life_with_a_table_is_taken(tmp_path: Path) -> None:
    assert library.macrs_lives() == [3, 5, 7, 10, 15, 20]
    for life in library.macrs_lives():
        assert appraised(GOOD.replace("macrs, life: 7 yr", f"macrs, life: {life} yr"), tmp_path)
