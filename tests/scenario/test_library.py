"""The data that ship with the model: fuels agree with chemistry, every figure has a source, every default a place."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from appraisal.engine.appraisal import appraise
from appraisal.outputs.record import record_of
from appraisal.scenario import library
from appraisal.scenario.carrier_schema import Carrier
from appraisal.scenario.collect import parts_of
from appraisal.scenario.credits_schema import KnownPrice
from appraisal.scenario.kind import Figure
from appraisal.scenario.load import load
from appraisal.scenario.quantity import convert, parse
from appraisal.scenario.schema import Document, Plant
from appraisal.scenario.units import unit_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
DATA = resources.files("appraisal").joinpath("data")
CO2_PER_CARBON = 44 / 12
"""Molar masses of carbon dioxide and carbon as the Guidelines round them."""

FUELS = library.fuels()
DATA_FILES = [
    *(one.name for one in DATA.iterdir() if one.name.endswith(".toml")),
    *(f"mechanisms/{one.name}" for one in DATA.joinpath("mechanisms").iterdir()),
]
TABLE = tomllib.loads(DATA.joinpath("fuels.toml").read_text(encoding="utf-8"))
DEFAULTS = tomllib.loads(DATA.joinpath("defaults.toml").read_text(encoding="utf-8"))


def kg_per_gj(text: str) -> float:
    return convert(parse(text), "t/GJ") * 1000


class TestFuels:
    def test_the_table_is_whole(self) -> None:
        assert len(FUELS) >= 15
        assert {"anthracite", "other_bituminous", "lignite", "natural_gas", "residual_fuel_oil"} <= set(FUELS)
        assert {fuel.family for fuel in FUELS.values()} == {"coal", "oil", "gas"}

    @pytest.mark.parametrize("key", FUELS)
    def test_the_factor_is_the_carbon_content_burned(self, key: str) -> None:
        """CO2 = carbon content x 44/12 x oxidation 1, to the three digits that are printed."""
        carbon = kg_per_gj(TABLE["fuel"][key]["carbon_content"])
        oxidation = convert(parse(TABLE["oxidation_factor"]["value"]), "1")
        factor = FUELS[key].figures["emission_factor"].value * 1000
        assert float(f"{carbon * CO2_PER_CARBON * oxidation:.3g}") == pytest.approx(factor, rel=1e-12)

    @pytest.mark.parametrize("key", FUELS)
    @pytest.mark.parametrize("name", ["emission_factor", "ncv"])
    def test_the_range_holds_the_value(self, key: str, name: str) -> None:
        figure = FUELS[key].figures[name]
        assert figure.low is not None
        assert figure.high is not None
        assert 0 < figure.low < figure.value < figure.high

    @pytest.mark.parametrize("key", FUELS)
    def test_every_figure_has_a_graded_source(self, key: str) -> None:
        for figure in FUELS[key].figures.values():
            assert library.evidence()[figure.source].grade in ("A", "B", "C")
            assert figure.default
        ranged = TABLE["fuel"][key]
        for name in ("emission_factor", "ncv"):
            assert ranged[name]["range_source"] in library.evidence()

    @pytest.mark.parametrize("key", FUELS)
    def test_the_gross_heat_is_above_the_net(self, key: str) -> None:
        assert 0.8 < FUELS[key].figures["net_to_gross"].value < 1

    def test_prices_are_plausible_by_family(self) -> None:
        for family, row in TABLE["plausible_price"].items():
            price = next(fuel.plausible_price for fuel in FUELS.values() if fuel.family == family)
            assert price is not None
            assert price.low is not None
            assert price.high is not None
            assert 0 < price.low < price.high
            assert {row["source"], row["range_source"]} <= set(library.evidence())

    def test_full_oxidation_is_a_default_with_the_same_source_in_both_tables(self) -> None:
        assert TABLE["oxidation_factor"] == DEFAULTS["*.fuels.*.oxidation_factor"]


class TestEvidence:
    def test_grade_c_is_not_verified(self) -> None:
        grades = {item.grade: item.verified for item in library.evidence().values()}
        assert grades == {"A": True, "B": True, "C": False}

    def test_a_source_that_stands_in_two_files_says_the_same(self) -> None:
        for name in DATA_FILES:
            for key, item in library.table(name).get("sources", {}).items():
                assert library.evidence()[key] == library.Evidence(item["text"], item["grade"]), (name, key)

    def test_every_file_with_sources_is_read(self) -> None:
        found = {name for name in DATA_FILES if "sources" in library.table(name)}
        assert found <= {*library.TABLES, *(f"mechanisms/{key}.toml" for key in library.mechanism_keys())}
        assert {"fuels.toml", "defaults.toml", "prices.toml", "mechanisms/cdm.toml"} <= found

    def test_no_text_names_a_place_of_this_machine(self) -> None:
        for item in library.evidence().values():
            assert item.text.strip()
            assert not item.text.startswith(("/", "~", "."))

    def test_grade_c_is_reported_where_it_is_used(self) -> None:
        plants = load(SCENARIOS / "usc_vs_subcritical_plants.yaml", sets=["project.net_efficiency=46 % HHV"])
        record = record_of(appraise(plants))
        ratio = record["inputs"]["project.fuels.coal.net_to_gross"]
        assert (ratio["grade"], ratio["verified"]) == ("C", False)
        listed = {default["path"]: default["verified"] for default in record["defaults"]}
        assert listed["project.fuels.coal.net_to_gross"] is False
        assert listed["project.fuels.coal.emission_factor"] is True


def fields(model: type[BaseModel]) -> set[str]:
    return {info.alias or name for name, info in model.model_fields.items()}


def exists(pattern: str) -> bool:
    """Whether a pattern of the defaults is a path of the format; the first ``*`` is a plant."""
    head, *rest = pattern.split(".")
    if head == "*":
        if rest[:2] == ["fuels", "*"]:
            return len(rest) == 3 and rest[2] in fields(Carrier)
        return len(rest) == 1 and rest[0] in fields(Plant)
    section: Any = Document
    for part in (head, *rest[:-1]):
        section = inside(section, part)
    return hasattr(section, "model_fields") and rest[-1] in fields(section)


def inside(section: Any, part: str) -> Any:
    """Return the section that a key of a section holds; in a mapping of names ``*`` stands for any name."""
    if get_origin(section) is dict:
        return get_args(section)[-1] if part == "*" else None
    if section is None or part not in fields(section):
        return None
    annotation = section.model_fields[part].annotation
    options = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    return next((one for one in options if get_origin(one) is dict or hasattr(one, "model_fields")), None)


class TestDefaults:
    @pytest.mark.parametrize("pattern", [key for key in DEFAULTS if key != "sources"])
    def test_every_pattern_is_a_path_of_the_format(self, pattern: str) -> None:
        assert exists(pattern)
        item = DEFAULTS[pattern]
        assert set(item) - {"source"} in ({"value"}, {"text"}, {"path"})
        assert item["source"] in library.evidence()

    def test_a_pattern_that_leads_nowhere_is_noticed(self) -> None:
        assert not exists("*.fixed_opexx")
        assert not exists("timeline.construction.year")
        assert not exists("*.fuels.*.shares")
        assert not exists("finance.loans.*.fees")
        assert not exists("finance.loans.fee")
        assert not exists("tax.holiday.exempted")

    def test_a_star_stands_for_one_part_only(self) -> None:
        assert library.default_for("baseline.fixed_opex") == {"value": "0 USD/kW/yr", "source": "convention"}
        assert library.default_for("project.fuels.coal.share") == {"value": "100 %", "source": "convention"}
        assert library.default_for("a.b.fixed_opex") is None
        assert library.default_for("fixed_opex") is None

    def test_an_amount_of_nothing_has_no_currency(self) -> None:
        scenario = load(SCENARIOS / "usc_vs_subcritical.yaml", sets=["money.currency=JPY", "fx.USD=80 JPY/USD"])
        assert scenario.figures["credits.registration_cost"].currency == ""
        assert appraise(scenario).metrics.npv.unit == "JPY"


class TestPrices:
    def test_each_is_dated_and_of_a_kind_and_has_a_source(self) -> None:
        prices = library.prices()
        assert len({price.key for price in prices}) == len(prices) >= 10
        for price in prices:
            assert re.fullmatch(r"[12][0-9]{3}(-[01][0-9])?", price.date)
            assert price.kind in get_args(KnownPrice.model_fields["kind"].annotation)
            assert price.source in library.evidence()
            assert 0 < price.low.value <= price.high.value
            assert price.low.currency == price.high.currency == price.money.split(" of ")[0]

    def test_market_prices_stand_first(self) -> None:
        kinds = [price.kind for price in library.prices()]
        assert kinds == sorted(kinds, key=["market", "target_consistent", "damage"].index)


class TestGrid:
    @pytest.mark.parametrize(
        ("technology", "weight"), [("coal", "50 %"), ("", "50 %"), ("wind", "75 %"), ("solar", "75 %")]
    )
    def test_wind_and_solar_power_weigh_the_operating_margin_more(self, technology: str, weight: str) -> None:
        item = library.operating_weight(technology)
        assert item["value"] == weight
        assert item["source"] in library.evidence()


class TestConstants:
    @pytest.mark.parametrize("name", library.constants())
    def test_every_constant_has_a_unit_and_a_source(self, name: str) -> None:
        item = library.constants()[name]
        assert set(item) == {"value", "unit", "source"}
        assert isinstance(item["value"], float)
        assert unit_of(item["unit"].replace("service", "unit"))
        assert item["source"].strip()

    def test_the_joule_hour_is_exact(self) -> None:
        assert library.constants()["energy_per_output"]["value"] == 3600e-3
        assert library.constants()["hours_in_year"]["value"] == 365 * 24


def test_every_figure_of_a_document_is_walked() -> None:
    scenario = load(SCENARIOS / "usc_vs_subcritical_plants.yaml")
    found = dict(parts_of(scenario.document.timeline.construction, "timeline.construction"))
    assert isinstance(found["timeline.construction.years"], Figure)
    assert next(path for path, _ in parts_of(found["timeline.construction.spend"], "spend")) == "spend[0]"
