"""From a file to a scenario: parents, variants, changes from the command line, series, defaults, hash."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from appraisal.engine.appraisal import appraise
from appraisal.ground.problem import AppraisalError, FileError, LimitError, ScenarioError
from appraisal.outputs.record import record_of, unsourced
from appraisal.scenario import load as loading
from appraisal.scenario.load import changed, load, variants_of
from appraisal.scenario.scenario import Scenario
from appraisal.scenario.schema import Document

ROOT = Path(__file__).parents[2]
SOURCE_CASE = ROOT / "scenarios" / "usc_vs_subcritical.yaml"
PLANTS = ROOT / "scenarios" / "usc_vs_subcritical_plants.yaml"

SMALL = """\
format: 1
name: Efficient motors
sources: {tender: page 4}
money: {currency: USD, price_year: 2011, basis: nominal}
timeline: {first_year: 2012, operation: 10 yr}
discount_rate: 8 %
swap:
  capex_gap: {value: 3.5 million USD, low: 3 million USD, high: 4 million USD, source: tender}
  fuel_saving: 0.6 million USD/yr
  abatement: 9 kt/yr
credits:
  mechanism: bilateral
  price: {value: 10 USD/t, low: 5 USD/t, high: 20 USD/t, source: tender}
"""

ITEM = "{x: {kind: cost, amount: 1.25 million USD, year: 2020}}"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str, name: str = "plant.yaml") -> Path:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return written


def problems(file: Path, **options: Any) -> list[tuple[str, str, str, int]]:
    with pytest.raises(AppraisalError) as caught:
        load(file, **options)
    return [(p.code, p.path, Path(p.file).name, p.line) for p in caught.value.problems]


class TestExtends:
    def test_a_child_states_only_what_differs(self, write: Write) -> None:
        write(SMALL, "base.yaml")
        child = load(write("extends: base.yaml\nname: Child\ncredits: {price: 15 USD/t}\n"))
        price = child.figures["credits.price"]
        assert (child.name, price.value, price.low, price.source) == ("Child", 15.0, 5.0, "tender")
        assert child.figures["swap.capex_gap"].value == 3.5e6
        assert child.warnings == ()

    def test_a_chain_is_laid_over_from_the_far_end(self, write: Write) -> None:
        write(SMALL, "base.yaml")
        write("extends: base.yaml\ndiscount_rate: 9 %\nname: Middle\n", "middle.yaml")
        last = load(write("extends: middle.yaml\nname: Last\n"))
        assert (last.name, last.figures["discount_rate"].value) == ("Last", 0.09)

    def test_a_null_takes_back_what_the_parent_states(self, write: Write) -> None:
        write(SMALL + "items: {x: {kind: cost, amount: 1 USD/yr}}\n", "base.yaml")
        child = load(write("extends: base.yaml\nitems: {x: null}\n"))
        assert not [path for path in child.figures if path.startswith("items.")]

    def test_places_point_into_the_file_where_it_was_typed(self, write: Write) -> None:
        write(SMALL.replace("8 %", "8"), "base.yaml")
        child = write("extends: base.yaml\nname: Child\nswap: {abatement: 9}\n")
        assert problems(child) == [
            ("bare-number", "discount_rate", "base.yaml", 6),
            ("bare-number", "swap.abatement", "plant.yaml", 3),
        ]

    def test_a_parent_in_a_folder_below_brings_its_series_along(self, write: Write) -> None:
        write("year,low\n2012,5\n2013,7\n", "below/prices.csv")
        write(SMALL + "  issuance_fee: {csv: prices.csv, column: low, unit: USD/t}\n", "below/base.yaml")
        child = load(write("extends: below/base.yaml\nname: Child\n"))
        series = child.figures["credits.issuance_fee"].series
        assert series is not None
        assert series.values == (5.0, 7.0)

    def test_a_parent_may_not_reach_outside_the_folder_of_the_first_file(self, write: Write) -> None:
        write(SMALL, "base.yaml")
        write("extends: ../base.yaml\n", "below/middle.yaml")
        child = write("extends: below/middle.yaml\nname: Child\n")
        assert load(child).name == "Child"
        assert problems(write("extends: middle.yaml\n", "below/child.yaml")) == [
            ("outside-folder", "extends", "middle.yaml", 1)
        ]

    def test_a_ring_is_told(self, write: Write) -> None:
        write("extends: two.yaml\n", "one.yaml")
        assert problems(write("extends: one.yaml\n", "two.yaml")) == [("ring", "extends", "one.yaml", 1)]

    def test_a_long_chain_is_told(self, write: Write) -> None:
        write(SMALL, "0.yaml")
        for number in range(1, 12):
            write(f"extends: {number - 1}.yaml\n", f"{number}.yaml")
        with pytest.raises(LimitError) as caught:
            load(write("extends: 11.yaml\n"))
        assert [p.code for p in caught.value.problems] == ["too-deep"]
        assert load(write("extends: 6.yaml\n")).name == "Efficient motors"

    def test_a_missing_parent_is_a_file_error_at_the_key(self, write: Write) -> None:
        child = write("name: Child\nextends: base.yaml\n")
        assert problems(child) == [("no-file", "extends", "plant.yaml", 2)]
        with pytest.raises(FileError):
            load(child)


class TestVariants:
    TEXT = (
        SMALL
        + "variants:\n  high: {credits: {price: 18 USD/t}}\n  bare: {credits: null}\n  odd: {swap: {abatement: 9}}\n"
    )

    def test_a_variant_is_laid_over_the_file(self, write: Write) -> None:
        file = write(self.TEXT)
        assert variants_of(file) == ("high", "bare", "odd")
        assert load(file).figures["credits.price"].value == 10.0
        price = load(file, variant="high").figures["credits.price"]
        assert (price.value, price.low, price.source) == (18.0, 5.0, "tender")
        assert "credits.price" not in load(file, variant="bare").figures

    def test_the_command_line_wins_over_the_variant(self, write: Write) -> None:
        scenario = load(write(self.TEXT), variant="high", sets=["credits.price=12 USD/t"])
        assert scenario.figures["credits.price"].value == 12.0

    def test_an_unknown_variant_is_told(self, write: Write) -> None:
        with pytest.raises(ScenarioError, match="Did you mean 'high'") as caught:
            load(write(self.TEXT), variant="hihg")
        assert [(p.code, p.path, p.line) for p in caught.value.problems] == [("unknown-variant", "variants", 14)]

    def test_a_problem_of_a_variant_stands_at_its_own_line(self, write: Write) -> None:
        file = write(self.TEXT)
        assert load(file).name
        assert problems(file, variant="odd") == [("bare-number", "swap.abatement", "plant.yaml", 17)]

    def test_a_file_without_variants_has_none(self, write: Write) -> None:
        assert variants_of(write(SMALL)) == ()

    def test_a_child_takes_over_the_variants_of_its_parent(self, write: Write) -> None:
        write(self.TEXT, "base.yaml")
        child = write("extends: base.yaml\nvariants: {low: {credits: {price: 6 USD/t}}}\n")
        assert variants_of(child) == ("high", "bare", "odd", "low")
        assert load(child, variant="low").figures["credits.price"].value == 6.0

    def test_a_child_s_variants_may_be_named_like_keys_of_the_format(self, write: Write) -> None:
        file = write(SMALL + "variants: {price: {discount_rate: 9 %}}\n")
        assert load(file, variant="price").figures["discount_rate"].value == 0.09


class TestSetting:
    def test_it_replaces_the_value_and_keeps_source_and_range(self) -> None:
        price = load(SOURCE_CASE, sets=["credits.price=20 USD/t"]).figures["credits.price"]
        assert (price.value, price.low, price.high, price.source) == (20.0, 5.0, 30.0, "implied")

    def test_the_range_is_dropped_with_a_warning_where_it_no_longer_fits(self) -> None:
        scenario = load(SOURCE_CASE, sets=["credits.price=40 USD/t"])
        price = scenario.figures["credits.price"]
        assert (price.value, price.low, price.high, price.source) == (40.0, None, None, "implied")
        assert [(w.code, w.path, w.file) for w in scenario.warnings] == [("range-dropped", "credits.price", "--set")]

    def test_the_distribution_goes_with_the_range(self) -> None:
        scenario = load(PLANTS, sets=["credits.price=40 USD/t"])
        assert scenario.figures["credits.price"].spread == {}
        assert load(PLANTS, sets=["credits.price=20 USD/t"]).figures["credits.price"].spread

    def test_a_range_in_another_currency_is_dropped_too(self) -> None:
        scenario = load(SOURCE_CASE, sets=["credits.price=2000 JPY/t", "fx.JPY=80 JPY/USD"])
        assert [(w.code, w.path) for w in scenario.warnings] == [("range-dropped", "credits.price")]
        assert (scenario.figures["credits.price"].value, scenario.figures["credits.price"].currency) == (2000.0, "JPY")

    def test_two_ranges_are_dropped_with_two_warnings(self) -> None:
        sets = ["credits.price=40 USD/t", "swap.abatement=2 Mt/yr"]
        assert [w.path for w in load(SOURCE_CASE, sets=sets).warnings] == ["swap.abatement", "credits.price"]

    def test_a_range_that_the_file_states_wrongly_is_not_dropped(self, write: Write) -> None:
        file = write(SMALL.replace("value: 10 USD/t", "value: 30 USD/t"))
        assert problems(file, sets=["discount_rate=9 %"]) == [
            ("value-outside-range", "credits.price.value", "plant.yaml", 13)
        ]

    def test_a_range_from_the_command_line_is_meant(self) -> None:
        sets = ["credits.price=40 USD/t", "credits.price.low=50 USD/t", "credits.price.high=60 USD/t"]
        assert problems(SOURCE_CASE, sets=sets) == [("value-outside-range", "credits.price.value", "--set", 0)]

    @pytest.mark.parametrize(
        ("text", "path", "value"),
        [
            ("credits.crediting.years=10 yr", "credits.crediting.years", 10.0),
            ("credits.share_of_proceeds=5 %", "credits.share_of_proceeds", 0.05),
            ("credits.issuance_lag=1 yr", "credits.issuance_lag", 1.0),
            ("swap.decommissioning=2 million USD", "swap.decommissioning", 2e6),
        ],
    )
    def test_it_sets_an_optional_key_that_the_file_lacks(self, text: str, path: str, value: float) -> None:
        scenario = load(SOURCE_CASE, sets=[text])
        assert (scenario.figures[path].value, scenario.figures[path].default) == (value, False)
        assert path not in [default.path for default in scenario.defaults]

    @pytest.mark.parametrize("path", ["fx.JPY", "fx.JPY.rate"])
    @pytest.mark.parametrize("written", ["80 JPY/USD", "{value: 80 JPY/USD, source: bcm}", "{rate: 80 JPY/USD}"])
    def test_an_exchange_rate_is_set_by_either_path_however_it_is_written(self, path: str, written: str) -> None:
        base = load(SOURCE_CASE, sets=["credits.price=2000 JPY/t", f"fx.JPY={written}"])
        found = changed(base, {path: "90 JPY/USD"}).figures["fx.JPY.rate"]
        assert (found.value, found.source) == (90, "bcm" if "source" in written else "")

    def test_years_of_construction_are_set_by_their_path_where_they_are_written_alone(self) -> None:
        base = load(SOURCE_CASE, sets=["timeline.construction={value: 1 yr, source: bcm}"])
        found = changed(base, {"timeline.construction.years": "2 yr"}).figures["timeline.construction.years"]
        assert (found.value, found.source) == (2, "bcm")

    def test_it_sets_a_key_below_a_figure(self) -> None:
        price = load(SOURCE_CASE, sets=["credits.price.growth=3 %"]).figures["credits.price"]
        assert (price.value, price.growth, price.source) == (16.6667, 0.03, "implied")

    def test_it_turns_a_value_into_a_series_and_back(self) -> None:
        series = "credits.price={years: {2013: 10 USD/t, 2020: 20 USD/t}, between: step}"
        found = load(SOURCE_CASE, sets=[series]).figures["credits.price"]
        assert found.series is not None
        assert (found.low, found.source) == (None, "implied")
        back = load(SOURCE_CASE, sets=[series, "credits.price=11 USD/t"]).figures["credits.price"]
        assert (back.series, back.value, back.source) == (None, 11.0, "implied")

    def test_it_replaces_one_year_of_a_series(self) -> None:
        sets = ["credits.price={years: {2013: 10 USD/t, 2014: 20 USD/t}}", "credits.price.years.2014=30 USD/t"]
        series = load(SOURCE_CASE, sets=sets).figures["credits.price"].series
        assert series is not None
        assert series.values == (10.0, 30.0)

    def test_it_replaces_a_reference_and_sets_one(self) -> None:
        path = "project.fuels.coal.price"
        assert load(PLANTS).figures[path].refers_to == "baseline.fuels.coal.price"
        assert load(PLANTS, sets=[f"{path}=2 USD/GJ"]).figures[path].value == 2.0
        repeated = load(PLANTS, sets=["finance.cost_of_equity={path: discount_rate, plus: 4 %}"])
        assert repeated.document.finance is not None
        assert repeated.document.finance.cost_of_equity is not None
        assert repeated.document.finance.cost_of_equity.value == pytest.approx(0.14)

    def test_null_removes(self) -> None:
        price = load(SOURCE_CASE, sets=["credits.price.low=null"]).figures["credits.price"]
        assert (price.low, price.high) == (None, 30.0)
        assert problems(SOURCE_CASE, sets=["swap.abatement=null"])[0][:2] == ("missing-input", "swap.abatement")

    def test_the_last_of_two_changes_wins(self) -> None:
        assert load(SOURCE_CASE, sets=["discount_rate=9 %", "discount_rate=10 %"]).figures["discount_rate"].value == 0.1

    @pytest.mark.parametrize("key", ["extends", "variants"])
    def test_what_is_laid_together_before_cannot_be_set(self, key: str) -> None:
        assert problems(SOURCE_CASE, sets=[f"{key}=other.yaml"])[0][0] == "bad-set"

    @pytest.mark.parametrize(
        ("text", "code", "path"),
        [
            ("credits.price=0,12 USD/t", "decimal-comma", "credits.price.value"),
            ("credits.price=20", "bare-number", "credits.price.value"),
            ("credits.prise=20 USD/t", "unknown-key", "credits.prise"),
            ("timeline.operation.growth=3 %", "no-growth", "timeline.operation.growth"),
            ("discount_rate=25 yr", "wrong-dimension", "discount_rate.value"),
        ],
    )
    def test_a_bad_change_is_placed_on_the_command_line(self, text: str, code: str, path: str) -> None:
        assert problems(SOURCE_CASE, sets=[text]) == [(code, path, "--set", 0)]

    def test_python_changes_as_the_command_line_does(self) -> None:
        scenario = load(SOURCE_CASE)
        assert (
            changed(scenario, {"credits.price": "20 USD/t"}).hash
            == load(SOURCE_CASE, sets=["credits.price=20 USD/t"]).hash
        )
        assert scenario.figures["credits.price"].value == 16.6667
        with pytest.raises(ScenarioError, match="bare-number"):
            changed(scenario, {"credits.price": "20"})


class TestOneValidation:
    def count(self, monkeypatch: pytest.MonkeyPatch, **options: Any) -> int:
        calls: list[int] = []
        validate = Document.model_validate
        monkeypatch.setattr(Document, "model_validate", lambda data: calls.append(1) or validate(data))
        load(SOURCE_CASE, **options)
        return len(calls)

    def test_a_file_is_validated_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.count(monkeypatch) == 1
        assert self.count(monkeypatch, sets=["credits.price=20 USD/t"]) == 1

    def test_only_a_dropped_range_needs_a_second_look(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.count(monkeypatch, sets=["credits.price=40 USD/t"]) == 2


class TestSeriesAndReferences:
    def test_a_series_of_a_file_is_that_of_the_text(self, write: Write) -> None:
        write("year, high ,low\n2013,1,10\n\n2020,2,20\n", "prices.csv")
        stated = "price: {value: 10 USD/t, low: 5 USD/t, high: 20 USD/t, source: tender}"
        text = SMALL.replace(
            stated, "price: {years: {2013: 10 USD/t, 2020: 20 USD/t}, between: linear, source: tender}"
        )
        from_file = SMALL.replace(
            stated, "price: {csv: prices.csv, column: low, unit: USD/t, between: linear, source: tender}"
        )
        one, other = load(write(text, "text.yaml")), load(write(from_file, "file.yaml"))
        assert one.figures == other.figures
        assert one.hash == other.hash

    def test_the_hash_moves_with_the_file_of_a_series(self, write: Write) -> None:
        text = SMALL + "  issuance_fee: {csv: prices.csv, column: low, unit: USD/t}\n"
        write("year,low\n2013,10\n", "prices.csv")
        before = load(write(text)).hash
        write("year,low\n2013,11\n", "prices.csv")
        assert load(write(text)).hash != before

    def test_growth_counts_from_a_stated_year(self, write: Write) -> None:
        text = SMALL.replace("0.6 million USD/yr", "{value: 1 million USD/yr, growth: 10 %, from: 2015}")
        saving = appraise(load(write(text))).cash_flow["swap.fuel_saving"]
        assert [saving[year] for year in (2013, 2015, 2016)] == pytest.approx([1e6, 1e6, 1.1e6])

    def test_a_repeated_figure_lends_its_unit_its_heating_value_and_its_value(self) -> None:
        sets = [
            "baseline.net_efficiency=40 % HHV",
            "project.net_efficiency={path: baseline.net_efficiency, times: 110 %}",
        ]
        scenario = load(PLANTS, sets=sets)
        figure = scenario.figures["project.net_efficiency"]
        assert (figure.heating, figure.refers_to) == ("HHV", "baseline.net_efficiency")
        assert figure.value == pytest.approx(0.44)
        assert "project.fuels.coal.net_to_gross" in scenario.figures
        outright = load(PLANTS, sets=["baseline.net_efficiency=40 % HHV", "project.net_efficiency=44 % HHV"])
        assert appraise(scenario).metrics.npv.value == pytest.approx(appraise(outright).metrics.npv.value, rel=1e-12)

    def test_a_price_by_mass_may_be_repeated(self) -> None:
        price = "baseline.fuels.coal.price=90 USD/t"
        repeated = appraise(load(PLANTS, sets=[price]))
        outright = appraise(load(PLANTS, sets=[price, "project.fuels.coal.price={value: 90 USD/t, growth: 1 %/yr}"]))
        assert repeated.metrics.npv.value == pytest.approx(outright.metrics.npv.value, rel=1e-12)

    def test_a_yearly_service_may_be_repeated(self, write: Write) -> None:
        plant = (
            "{{capacity: {capacity}, capacity_factor: 90 %, capex: {capex} million USD, "
            "fuels: {{c: {{fuel: lignite, price: 2 USD/GJ, heat_rate: {rate} GJ/t LHV}}}}}}"
        )
        head = SMALL[: SMALL.index("swap:")]
        base = plant.format(capacity="1 Mt/yr", capex=10, rate=9)

        def npv(capacity: str) -> float | None:
            text = head + f"baseline: {base}\nproject: {plant.format(capacity=capacity, capex=50, rate=5)}\n"
            return appraise(load(write(text))).metrics.npv.value

        assert npv("baseline.capacity") == npv("1 Mt/yr")

    @pytest.mark.parametrize(
        ("path", "value", "outright"),
        [
            ("timeline.operation", "credits.crediting.years", "10 yr"),
            ("credits.issuance_lag", "timeline.construction.years", "4 yr"),
            ("credits.share_cashed", "{path: discount_rate, times: 400 %}", "40 %"),
        ],
    )
    def test_a_repeated_figure_gives_the_result_of_the_stated_one(self, path: str, value: str, outright: str) -> None:
        sets = ["finance=null"]  # its loans outlive a shorter operation
        one, other = (record_of(appraise(load(PLANTS, sets=[*sets, f"{path}={text}"]))) for text in (value, outright))
        assert one["years"] == other["years"]
        assert one["metrics"]["npv"]["value"] == pytest.approx(other["metrics"]["npv"]["value"], rel=1e-12)
        assert one["conventions"] == other["conventions"]

    @pytest.mark.parametrize(
        ("path", "value", "outright"),
        [
            ("swap.decommissioning", "{path: swap.capex_gap, times: 10 %}", "12.5 million USD"),
            ("credits.monitoring_cost", "{path: swap.fuel_saving, times: 1 %}", "87.5 thousand USD/yr"),
            ("credits.issuance_fee", "{path: credits.price, times: 1 %, plus: 1 USD/t}", "1.166667 USD/t"),
            ("items", "{x: {kind: cost, amount: {path: swap.capex_gap, times: 1 %}, year: 2020}}", ITEM),
        ],
    )
    def test_a_repeated_amount_flows_in_years_of_its_own(self, path: str, value: str, outright: str) -> None:
        sets = ["money.inflation=3 %", "credits.crediting.years=10 yr"]
        one, other = (appraise(load(SOURCE_CASE, sets=[*sets, f"{path}={text}"])) for text in (value, outright))
        assert list(one.cash_flow["cash_flow"]) == pytest.approx(list(other.cash_flow["cash_flow"]), rel=1e-12)

    def test_a_long_chain_of_references_is_refused(self, write: Write) -> None:
        names = [f"f{number}" for number in range(30)]
        fuels = ", ".join(
            f"{name}: {{fuel: lignite, heat_rate: 9 GJ/MWh LHV, price: {price}}}"
            for name, price in zip(
                names, ["2 USD/GJ", *(f"baseline.fuels.{name}.price" for name in names)], strict=False
            )
        )
        plant = f"{{capacity: 1 MW, capacity_factor: 90 %, capex: 1 USD, fuels: {{{fuels}}}}}"
        text = SMALL[: SMALL.index("swap:")] + f"baseline: {plant}\nproject: {plant}\n"
        assert {code for code, *_ in problems(write(text))} == {"too-deep"}


class TestWhatIsListed:
    @pytest.mark.parametrize("file", [SOURCE_CASE, PLANTS])
    def test_no_default_is_silent(self, file: Path) -> None:
        """Every figure that the sheet reads is stated in the file, or listed as a default with its source."""
        scenario = load(file)
        listed = {default.path: default for default in scenario.defaults}
        silent = [path for path, figure in scenario.figures.items() if figure.default and path not in listed]
        assert [path for path in silent if not path.startswith("fuels.")] == []
        for path in silent:  # a figure of the fuel library is listed where it is used
            assert any(figure.refers_to == path for figure in scenario.figures.values())
        assert all(default.source and default.text for default in scenario.defaults)
        assert not set(listed) & {path for path, figure in scenario.figures.items() if not figure.default}

    @pytest.mark.parametrize("file", [SOURCE_CASE, PLANTS])
    def test_every_input_of_the_run_is_stated_or_listed(self, file: Path) -> None:
        result = appraise(load(file))
        constants = {"year", "elapsed", "spend", "whole_year", "half_year", "hours_in_year", "energy_per_output"}
        known = {*result.scenario.figures, *(default.path for default in result.scenario.defaults), *constants}
        read = {name for one in result.run.wired.values() for name in one.reads} - set(result.run.wired)
        rest = {name.removesuffix(".value").removesuffix(".growth").removesuffix("_by_mass") for name in read} - known
        assert rest <= {"money.price_year", "timeline.valuation_year", "timeline.construction.years"}

    def test_words_that_are_assumed_are_listed(self, write: Write) -> None:
        listed = {default.path: default.text for default in load(write(SMALL)).defaults}
        assert listed["timeline.timing"] == "year_zero"
        assert listed["swap.residual_value"] == "none"
        assert listed["timeline.construction.years"] == "1 yr"
        plants = {default.path: default.text for default in load(PLANTS).defaults}
        assert plants["swap.build"] == "new"
        assert plants["project.ramp_up"].startswith("full output")
        assert plants["project.residual_value"] == "none"
        assert "baseline.ramp_up" not in plants

    def test_unsourced_figures_are_listed(self) -> None:
        assert unsourced(load(SOURCE_CASE)) == ["money.inflation", "timeline.construction.years"]

    def test_risk_is_appraised(self) -> None:
        assert load(PLANTS).document.risk is not None
        assert load(PLANTS).not_appraised == load(SOURCE_CASE).not_appraised == ()

    def test_tax_and_an_item_s_marks_are_appraised(self, write: Write) -> None:
        taxed = "tax: {rate: 25 %, depreciation: {method: straight_line, life: 5 yr}}\n"
        marked = "items: {x: {kind: cost, amount: 0.1 million USD/yr, taxable: false, to: host}}\n"
        scenario = load(write(SMALL + taxed + marked))
        assert scenario.not_appraised == ()
        plain = load(write(SMALL + taxed + marked.replace(", taxable: false", "")))
        assert float(appraise(scenario).metrics.npv) < float(appraise(plain).metrics.npv)

    def test_choices_of_tax_and_finance_that_are_assumed_are_listed(self, write: Write) -> None:
        taxed = "tax: {rate: 25 %, depreciation: {method: straight_line, life: 5 yr}}\n"
        loan = "{share: 50 %, rate: 5 %, grace: 1 yr, tenor: 5 yr, repayment: bullet}"
        text = SMALL + taxed + f"finance: {{grant: 10 %, loans: {{bank: {loan}}}}}\n"
        listed = {default.path: default.text for default in load(write(text)).defaults}
        assert (listed["tax.losses"], listed["tax.credits"]) == ("carry_forward", "taxable")
        assert listed["finance.grant_from"] == "host"
        assert listed["finance.loans.bank.interest_during_construction"] == "capitalised"
        assert listed["finance.loans.bank.fee"] == "0 %"

    def test_terms_of_credits_without_a_mechanism_are_told(self, write: Write) -> None:
        scenario = load(write(SMALL.replace("bilateral", "none")))
        assert [(w.code, w.path, w.line) for w in scenario.warnings] == [("unused", "credits.price", 13)]
        assert appraise(scenario).metrics.npv.value == appraise(load(write(SMALL))).metrics.npv_without_credits.value


def shuffled(value: Any, draw: random.Random) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        draw.shuffle(keys)
        return {key: shuffled(value[key], draw) for key in keys}
    return [shuffled(item, draw) for item in value] if isinstance(value, list) else value


class TestHash:
    @pytest.mark.parametrize("file", [SOURCE_CASE, PLANTS])
    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_order_and_form_change_nothing(self, file: Path, seed: int, tmp_path: Path) -> None:
        data = YAML(typ="safe", pure=True).load(file.read_text())
        with (tmp_path / "other.yaml").open("w") as stream:
            yaml = YAML(typ="safe", pure=True)
            yaml.default_flow_style = False
            yaml.dump(shuffled(data, random.Random(seed)), stream)
        one, other = load(file), load(tmp_path / "other.yaml")
        assert one.hash == other.hash
        assert record_of(appraise(one))["metrics"] == record_of(appraise(other))["metrics"]

    def test_comments_and_variants_change_nothing(self, write: Write) -> None:
        before = load(write(SMALL)).hash
        assert load(write("# a comment\n" + SMALL + "variants: {x: {discount_rate: 9 %}}\n")).hash == before

    def test_every_value_counts(self, write: Write) -> None:
        before = load(write(SMALL)).hash
        assert load(write(SMALL.replace("8 %", "8.1 %"))).hash != before
        assert load(write(SMALL.replace("page 4", "page 5"))).hash != before
        assert load(write(SMALL), sets=["discount_rate=9 %"]).hash != before

    def test_a_child_that_changes_nothing_has_the_hash_of_its_parent(self, write: Write) -> None:
        before = load(write(SMALL, "base.yaml")).hash
        assert load(write("extends: base.yaml\n")).hash == before


def test_a_variant_of_a_child_may_take_a_key_away(write: Write) -> None:
    """What is empty in a variant removes a key when the variant is laid, also where the file extends another."""
    write(SMALL, "base.yaml")
    child = write("extends: base.yaml\nvariants: {flat: {credits: {price: {source: null}}}}\n")
    assert load(child).figures["credits.price"].source == "tender"
    assert load(child, variant="flat").figures["credits.price"].source == ""


def test_a_problem_of_the_engine_finds_its_place(write: Write) -> None:
    scenario: Scenario = load(write(SMALL))
    from appraisal.ground.problem import Problem

    assert scenario.located(Problem("x", "credits.price.growth", "")).place.endswith("plant.yaml:13:3")
    assert scenario.located(Problem("x", "nowhere.at.all", "")).place.endswith("plant.yaml:1:1")
    assert loading.LONGEST_CHAIN == 8
