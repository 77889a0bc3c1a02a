"""The threshold card: break-even prices of three parties, and the gap of each dated price to the developer's."""

from __future__ import annotations

import numpy as np
import pytest

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.questions.threshold_card import PriceRow, ThresholdCard, threshold_card
from appraisal.scenario import library
from appraisal.scenario.load import load

from .cases import FOLDER, PLANTS, SOURCE

PACKAGE = FOLDER / "usc_bilateral_package.yaml"


def card_of(appraisal: Appraisal) -> ThresholdCard:
    found = threshold_card(appraisal)
    assert found is not None
    return found


def card(**changes: str) -> ThresholdCard:
    return card_of(appraise(load(SOURCE), {path.replace("__", "."): text for path, text in changes.items()}))


def row(found: ThresholdCard, key: str) -> PriceRow:
    return next(one for one in found.prices if one.key == key)


def test_the_developers_threshold_is_the_metric() -> None:
    result = appraise(load(SOURCE))
    found = card_of(result)
    assert found.unit == "USD/t"
    assert found.developer == result.metrics.threshold_credit_price.value
    assert f"{found.developer:.2f}" == "9.87"


def test_gaps_are_prices_less_the_threshold() -> None:
    found = card()
    assumed, commission = row(found, "assumed"), row(found, "commission_2020")
    assert f"{assumed.gap_low:.2f}" == "6.80"
    assert commission.gap_low == pytest.approx(40 - found.developer)
    assert commission.gap_high == pytest.approx(80 - found.developer)
    assert (commission.kind, commission.date, commission.verified) == ("target_consistent", "2017", True)


def test_every_dated_price_of_the_library_has_its_row_with_kind_date_and_source() -> None:
    found = card()
    for one in library.prices():
        shown = row(found, one.key)
        assert (shown.low, shown.high, shown.date, shown.kind) == (one.low.value, one.high.value, one.date, one.kind)
        assert shown.source
        assert shown.verified is library.evidence()[one.source].verified
        assert 0 < shown.low <= shown.high
    assert not row(found, "adb_2016").verified


def test_another_currency_needs_an_exchange_rate() -> None:
    found = card()
    assert (row(found, "eua_2024").gap_low, row(found, "eua_2024").reason) == (None, "no exchange rate: state fx.EUR")
    with_rate = card(fx__EUR="1.1 USD/EUR")
    assert row(with_rate, "eua_2024").gap_low == pytest.approx(64.76 * 1.1 - with_rate.developer)
    inverted = card(fx__CNY="7 CNY/USD")
    assert row(inverted, "china_2024").gap_low == pytest.approx(95.96 / 7 - inverted.developer)


def test_a_rate_that_grows_is_that_of_the_first_year() -> None:
    found = card(fx__EUR="{value: 1.1 USD/EUR, growth: 5 %}")
    assert row(found, "eua_2024").gap_low == pytest.approx(64.76 * 1.1 - found.developer)


def test_known_prices_of_the_scenario_come_before_the_librarys() -> None:
    found = card(
        credits__known_prices__term_sheet="{value: {value: 12 USD/t, low: 11 USD/t}, date: 2012, kind: market}"
    )
    keys = [one.key for one in found.prices]
    assert keys.index("assumed") < keys.index("term_sheet") < keys.index("cer_2008")
    known = row(found, "term_sheet")
    assert (known.low, known.high, known.label) == (11, 12, "term sheet")


def test_a_price_in_another_currency_than_the_report() -> None:
    changes = {"fx__EUR": "1.25 USD/EUR", "credits__price": "13.33336 EUR/t"}
    found = card(**changes)
    assert found.developer == pytest.approx(card().developer, rel=1e-6)
    assumed = row(found, "assumed")
    assert assumed.currency == "EUR"
    assert assumed.gap_low == pytest.approx(13.33336 * 1.25 - found.developer)


def test_equity_and_host_break_even_where_the_scenario_knows_them() -> None:
    result = appraise(load(PACKAGE))
    levels = {one.name: one for one in card_of(result).levels}
    assert all(one.value is not None for one in levels.values())
    at_equity = appraise(load(PACKAGE, sets=[f"credits.price={levels['equity'].value!r} USD/t"]))
    assert at_equity.metrics.equity_npv.value == pytest.approx(0, abs=1.0)
    at_host = appraise(load(PACKAGE, sets=[f"credits.price={levels['host'].value!r} USD/t"])).run
    income, cost = (at_host.total(f"economic.export_{what}_present_value")[0] for what in ("income", "cost"))
    assert income == pytest.approx(cost, rel=1e-6)


def test_the_host_breaks_even_at_its_own_cost_without_lag_growth_and_partner() -> None:
    """Every tonne sold is made good at 10 USD: the price must be 10 USD, whatever the discount rate."""
    economic = "{discount_rate: 5 %, carbon_price: {low: 40 USD/t, high: 80 USD/t, kind: damage}, "
    found = card(economic=economic + "marginal_abatement_cost: 10 USD/t}")
    host = next(one for one in found.levels if one.name == "host")
    assert host.value == pytest.approx(10, rel=1e-9)


def test_what_is_missing_is_said() -> None:
    reasons = {one.name: one.reason for one in card().levels if one.value is None}
    assert reasons == {"equity": "state finance.cost_of_equity", "host": "state economic.marginal_abatement_cost"}


def test_a_series_of_prices_has_no_one_threshold() -> None:
    found = card(credits__price="{years: {2013: 10 USD/t, 2020: 20 USD/t}, between: linear}")
    assert found.developer is None
    assert "times the series" in found.levels[0].reason
    assert row(found, "commission_2020").reason == "the developer has no threshold"
    assert all(one.key != "assumed" for one in found.prices)


def test_a_threshold_that_does_not_exist_leaves_no_gap() -> None:
    found = card(credits__share_cashed="0 %")
    assert found.developer is None
    assert found.levels[0].reason
    assert {one.gap_low for one in found.prices} == {None}


def test_a_price_on_emissions_has_a_card_without_a_host() -> None:
    found = card(credits="null", carbon_price__price="15 USD/t")
    assert [one.name for one in found.levels] == ["developer", "equity"]
    assert found.developer == pytest.approx(4.933, abs=1e-3)
    assert row(found, "assumed").source == ""


def test_no_price_no_card() -> None:
    assert threshold_card(appraise(load(SOURCE), {"credits": "null"})) is None


def test_equity_without_credits_growth_is_the_threshold_question() -> None:
    result = appraise(load(PLANTS))
    equity = next(one for one in card_of(result).levels if one.name == "equity")
    assert equity.value is not None
    again = appraise(load(PLANTS, sets=[f"credits.price={equity.value!r} USD/t"]))
    assert again.metrics.equity_npv.value == pytest.approx(0, abs=1.0)
    assert np.isfinite(equity.value)
