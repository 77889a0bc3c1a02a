"""A price on emissions: in which years, on which tonnes, and what is saved."""

from __future__ import annotations

from appraisal.lines.carbon_price import AbatedByPlants, AbatedOutright, EmissionsPriced, PricedAlways, PricedInYears

from .books import row, sheet, years_of


def test_a_price_holds_in_every_year_or_in_those_that_are_stated():
    assert PricedAlways.priced() == 1
    assert years_of(PricedInYears.priced(row(0, 1, 0), 1)) == [0, 1, 0]


def test_a_swap_stated_outright_spares_the_price_on_what_it_avoids():
    assert years_of(AbatedOutright.spared(row(0, 600, 600), row(0, 1, 0))) == [0, 600, 0]


def test_two_plants_pay_for_their_own_emissions_and_leakage_is_outside():
    assert years_of(AbatedByPlants.spared(row(0, 5160), row(0, 4560), row(1, 1))) == [0, 600]


def test_what_is_not_emitted_is_not_paid_for():
    assert years_of(EmissionsPriced.charge_saved(row(0, 600, -5), row(20, 20, 30))) == [0, 12_000, -150]


def test_a_price_in_some_years_is_saved_in_these():
    rows = sheet(
        {"carbon_price": [PricedInYears, AbatedOutright, EmissionsPriced]},
        carbon_price__active=row(0, 0, 1, 1),
        carbon_price__price=row(0, 20, 20, 25),
        swap__abatement=row(0, 600, 600, 600),
        whole_year=1,
    )
    assert years_of(rows["carbon_price.charge_saved"]) == [0, 0, 12_000, 15_000]
