# ruff: noqa: E501 - a row of the table is one line
"""A roll-out on the whole sheet: against the same swap stated outright, and against a plain loop."""

from __future__ import annotations

from typing import Any

import pytest

from appraisal.engine.appraisal import Appraisal, appraise
from appraisal.ground.problem import ScenarioError
from appraisal.questions.additionality import additionality
from appraisal.scenario.load import load

HEAD = """
format: 1
name: Lamps
money: {currency: USD, price_year: 2020, basis: nominal}
timeline: {first_year: 2020, operation: 14 yr}
discount_rate: 8 %
"""
ROLL_OUT = """
roll_out:
  years: {from: 2020, to: 2024}
  units: {years: {2020: 1000 unit/yr, 2022: 2500 unit/yr}, between: step}
  life: 8 yr
  premium: {value: 60 USD/unit, growth: -5 %}
  unit_opex: 1 USD/unit
  programme_cost: 20 thousand USD/yr
  rebound: 10 %
  avoided:
    grid:
      fuel: electricity
      specific_consumption: 0.5 MWh/unit
      price: {value: 80 USD/MWh, growth: 2 %}
      loss_rate: 15 %
      grid_emission_factor: {years: {2021: 0.75 t/MWh, 2031: 0.5 t/MWh}, between: linear}
  sampling: {variation: 40 %, cost: 100 USD/unit}
"""
CREDITS = "credits: {mechanism: bilateral, price: 10 USD/t}\n"


def found(tmp_path: Any, text: str) -> Appraisal:
    file = tmp_path / "roll_out.yaml"
    file.write_text(text, encoding="utf-8")
    return appraise(load(file))


def in_service(bought: dict[int, float], year: int, life: int) -> float:
    return sum(units for at, units in bought.items() if at < year <= at + life)


def grid_factor(year: int) -> float:
    return 0.75 + (0.5 - 0.75) * min(max(year - 2021, 0), 10) / 10


def test_a_roll_out_is_that_of_a_plain_loop(tmp_path: Any) -> None:
    result = found(tmp_path, HEAD + ROLL_OUT + CREDITS)
    bought = {2020: 1000.0, 2021: 1000.0, 2022: 2500.0, 2023: 2500.0, 2024: 2500.0}
    npv, tonnes = 0.0, []
    for t, year in enumerate(range(2020, 2035)):
        stock, units = in_service(bought, year, 8), bought.get(year, 0.0)
        mwh = stock * 0.9 * 0.5
        tonnes.append(mwh / 0.85 * grid_factor(year))
        squared = (1.645 * 0.4 / 0.1) ** 2
        sample = -(-squared * stock // (max(stock, 1) - 1 + squared))
        flow = mwh * 80 * 1.02 ** max(year - 2021, 0) - stock * 1 - units * 60 * 0.95**t + tonnes[-1] * 10
        flow -= sample * 100 + (20e3 if year <= 2024 else 0)
        npv += flow / 1.08**t
    assert result.run.rows["swap.abatement"][:, 0].tolist() == pytest.approx(tonnes)
    assert result.metrics.npv.value == pytest.approx(npv)


def test_one_batch_that_serves_all_of_operation_is_the_swap_stated_outright(tmp_path: Any) -> None:
    text = HEAD.replace("14 yr", "8 yr") + ROLL_OUT.replace("to: 2024", "to: 2020").partition("  unit_opex")[0]
    text += "  avoided: {grid: {fuel: electricity, specific_consumption: 0.5 MWh/unit, price: 80 USD/MWh, "
    text += "grid_emission_factor: 0.6 t/MWh}}\n"
    outright = "swap: {capex_gap: 60 thousand USD, fuel_saving: 40 thousand USD/yr, abatement: 300 t/yr}\n"
    one, other = found(tmp_path, text + CREDITS), found(tmp_path, HEAD.replace("14 yr", "8 yr") + outright + CREDITS)
    for name in ("npv", "npv_without_credits", "project_irr", "payback", "abatement_cost", "threshold_credit_price"):
        assert one.metrics[name].value == pytest.approx(other.metrics[name].value), name


def test_a_level_and_the_units_that_keep_it_are_one_roll_out(tmp_path: Any) -> None:
    units = "units: {years: {2020: 1000 unit/yr, 2022: 2500 unit/yr}, between: step}"
    level = "level: {years: {2020: 1000 unit, 2021: 2000 unit, 2022: 4500 unit, 2023: 7000 unit, 2024: 9500 unit}}"
    one = found(tmp_path, HEAD + ROLL_OUT + CREDITS)
    other = found(tmp_path, HEAD + ROLL_OUT.replace(units, level) + CREDITS)
    assert other.metrics.npv.value == pytest.approx(one.metrics.npv.value)


def test_a_small_sample_is_discounted_and_a_stated_discount_wins(tmp_path: Any) -> None:
    small = ROLL_OUT.replace("cost: 100", "sample: 20 unit/yr, cost: 100")
    result = found(tmp_path, HEAD + small + CREDITS)
    rows = result.run.rows
    share = 1 - rows["credits.issued"][1, 0] / rows["credits.creditable"][1, 0]
    assert share == pytest.approx(1.645 * 0.4 * ((1000 - 20) / (1000 - 1) / 20) ** 0.5)
    (warning,) = (one for one in result.warnings if one.code == "small-sample")
    assert "20 are measured in 2025 where the precision needs 44: 14.7 %" in warning.message
    stated = found(tmp_path, HEAD + ROLL_OUT + CREDITS.replace("price", "uncertainty_discount: 3 %, price"))
    assert stated.run.rows["credits.issued"][1, 0] == pytest.approx(0.97 * rows["credits.creditable"][1, 0])


def test_without_credits_nothing_is_sampled(tmp_path: Any) -> None:
    result = found(tmp_path, HEAD + ROLL_OUT + CREDITS)
    bare = found(tmp_path, HEAD + ROLL_OUT)
    assert bare.metrics.npv.value == pytest.approx(result.metrics.npv_without_credits.value)
    assert not result.plain.rows["credit_cost"].any()
    assert {one.path for one in bare.warnings if one.code == "unused"} == {
        "roll_out.sampling.variation",
        "roll_out.sampling.cost",
    }


GAS = "gas: {fuel: natural_gas, heat_rate: 20 GJ/unit LHV, price: 8 USD/GJ}"


def test_a_fuel_that_is_no_longer_burned_counts_with_the_library_s_factor(tmp_path: Any) -> None:
    text = HEAD + ROLL_OUT.partition("  avoided")[0] + f"  avoided: {{{GAS}}}\n"
    result = found(tmp_path, text)
    assert result.run.rows["swap.abatement"][1, 0] == pytest.approx(1000 * 0.9 * 20 * 0.0561)
    gross = found(tmp_path, text.replace("LHV", "HHV"))
    assert gross.run.rows["swap.abatement"][1, 0] == pytest.approx(1000 * 0.9 * 20 * 0.9 * 0.0561)


PLANT = "{capacity: 10 MW, capacity_factor: 50 %}"
BAD = [
    ("operation: 14 yr", "operation: 11 yr", "operation: 12 yr", "cut-short", "timeline.operation"),
    ("life: 8 yr", "life: {value: 8 yr, high: 11 yr}", "life: {value: 8 yr, high: 10 yr}", "cut-short", "timeline.operation"),
    ("  life", "  level: 5 unit\n  life", "  life", "one-of", "roll_out.units"),
    ("2020: 1000 unit/yr", "2021: 1000 unit/yr", "2020: 1 unit/yr", "series-starts-late", "roll_out.units.years"),
    ("specific_consumption: 0.5 MWh/unit", "heat_rate: 1 GJ/unit LHV", "specific_consumption: 1 MWh/unit", "missing-input", "roll_out.avoided.grid.specific_consumption"),
    ("0.5 MWh/unit", "0.5 MWh/t", "0.4 MWh/unit", "wrong-dimension", "roll_out.avoided.grid.specific_consumption"),
    ("life: 8 yr", "life: 7.5 yr", "life: 7 yr", "not-whole", "roll_out.life"),
    ("to: 2024", "to: 2019", "to: 2023", "bad-year", "roll_out.years"),
    ("roll_out:", f"baseline: {PLANT}\nproject: {PLANT}\nroll_out:", "roll_out:", "one-of", "baseline"),
    ("  rebound: 10 %", "  rebound: 110 %", "  rebound: 100 %", "out-of-range", "roll_out.rebound"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "bad", "good", "code", "path"), BAD, ids=[f"{one[3]} {one[4]}" for one in BAD])
def test_what_does_not_hold_together_is_refused(
    tmp_path: Any, old: str, bad: str, good: str, code: str, path: str
) -> None:
    text = HEAD + ROLL_OUT + CREDITS
    with pytest.raises(ScenarioError) as refused:
        found(tmp_path, text.replace(old, bad, 1))
    assert (code, path) in {(one.code, one.path) for one in refused.value.problems}
    found(tmp_path, text.replace(old, good, 1))


def test_years_without_any_unit_are_told(tmp_path: Any) -> None:
    result = found(tmp_path, HEAD + ROLL_OUT + CREDITS)
    (warning,) = (one for one in result.warnings if one.code == "units-ended")
    assert "no unit serves after 2032, but operation goes on to 2034" in warning.message
    covered = found(tmp_path, HEAD.replace("14 yr", "12 yr") + ROLL_OUT + CREDITS)
    assert not [one for one in covered.warnings if one.code == "units-ended"]


LEFT = "swap: {residual_value: {rule: book_value, life: roll_out.life}}\n"


def test_units_that_outlive_operation_are_worth_what_is_left_of_their_life(tmp_path: Any) -> None:
    text = HEAD.replace("14 yr", "6 yr") + ROLL_OUT + CREDITS
    with pytest.raises(ScenarioError, match=r"swap\.residual_value"):
        found(tmp_path, text)
    left = found(tmp_path, text + LEFT).run.rows["swap.residual_gain"][:, 0]
    bought = {2020: 1000, 2021: 1000, 2022: 2500, 2023: 2500, 2024: 2500}
    worth = sum(units * 60 * 0.95 ** (at - 2020) * (1 - (2026 - at) / 8) for at, units in bought.items())
    assert left.tolist() == pytest.approx([0, 0, 0, 0, 0, 0, worth])


def test_nothing_is_left_of_units_that_live_out_their_life(tmp_path: Any) -> None:
    one, other = (found(tmp_path, HEAD + ROLL_OUT + CREDITS + left) for left in ("", LEFT))
    assert one.metrics.npv.value == other.metrics.npv.value


def test_the_additionality_test_values_units_by_what_is_left_of_their_life(tmp_path: Any) -> None:
    credits = CREDITS.replace(
        "}", ", additionality: {benchmark: 12 %, of: project, tax: before, basis: nominal, period: 6 yr}}"
    )
    result = additionality(found(tmp_path, HEAD + ROLL_OUT + credits))
    assert result.assessment.fair_value == ("straight-line book value of each unit over its life of 8 yr",)
    shorter = found(tmp_path, HEAD.replace("14 yr", "6 yr") + ROLL_OUT + LEFT)
    assert result.findings.without.irr.value == pytest.approx(shorter.metrics.project_irr.value)


def test_a_falling_level_and_a_roll_out_that_saves_nothing_are_refused(tmp_path: Any) -> None:
    start = HEAD + ROLL_OUT.replace("units: {years: {2020: 1000 unit/yr, 2022: 2500 unit/yr}, between: step}", "LEVEL")
    falling, rising = (
        start.replace("LEVEL", f"level: {{value: 100 unit, growth: {rate}}}") for rate in ("-1 %", "1 %")
    )
    empty = HEAD + ROLL_OUT.partition("  rebound")[0]
    for text, code, path in (
        (falling, "falling-level", "roll_out.level"),
        (empty, "missing-input", "roll_out.avoided"),
    ):
        with pytest.raises(ScenarioError) as refused:
            found(tmp_path, text)
        assert [(one.code, one.path) for one in refused.value.problems] == [(code, path)]
    found(tmp_path, rising)
    found(tmp_path, f"{empty}swap: {{fuel_saving: 40 thousand USD/yr, abatement: 300 t/yr}}\n")


def test_a_life_that_a_question_shortens_or_lengthens_is_cut_off_by_operation(tmp_path: Any) -> None:
    result = found(tmp_path, HEAD + ROLL_OUT.replace("to: 2024", "to: 2020") + CREDITS)
    shorter = result.model.run({"timeline.operation": 4.5})
    assert shorter.rows["roll_out.served"][:, 0].tolist() == [0, 1000, 1000, 1000, 1000, 500]
