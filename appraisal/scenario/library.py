"""The data that ship with the model: fuels, mechanisms, defaults, constants; each figure with its source."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from appraisal.ground.sheet import joined
from appraisal.scenario.figure import Figure, Kind, read_figure

EMISSION_FACTOR = Kind("t/GJ", "94.6 kg/GJ", low=0)
CALORIFIC_VALUE = Kind("GJ/t", "25.8 GJ/t", low=0)
RATIO = Kind("1", "95 %", low=0, high=1)
CARBON_PRICE = Kind("money/t", "20 USD/t", low=0)
FUEL_PRICE = Kind("money/GJ", "2 USD/GJ", low=0)


@dataclass(frozen=True)
class Evidence:
    """A source that ships with the model, and how far it was checked (grade A, B or C)."""

    text: str
    grade: str

    @property
    def verified(self) -> bool:
        """Whether the figure was read in its source or in a text that quotes it."""
        return self.grade in ("A", "B")


@dataclass(frozen=True)
class Fuel:
    """A fuel of the library, and the plausible range of its price where it is known."""

    key: str
    name: str
    family: str
    figures: Mapping[str, Figure]
    plausible_price: Figure | None


@dataclass(frozen=True)
class Reference:
    """A rate at which the grant element of a loan is measured, and the least that counts as concessional."""

    key: str
    label: str
    rate: float
    minimum: float
    source: str


@cache
def table(name: str) -> dict[str, Any]:
    """Return one file of data as it stands."""
    text = resources.files("appraisal").joinpath("data").joinpath(*name.split("/")).read_text(encoding="utf-8")
    return tomllib.loads(text)


TABLES = (
    "fuels.toml",
    "defaults.toml",
    "depreciation.toml",
    "concessionality.toml",
    "grid.toml",
    "prices.toml",
    "additionality.toml",
)


@cache
def mechanism_keys() -> tuple[str, ...]:
    """Return the keys of the crediting mechanisms: one file of data each."""
    folder = resources.files("appraisal").joinpath("data", "mechanisms")
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml")))


@cache
def evidence() -> dict[str, Evidence]:
    """Return every source that ships with the model, by its key."""
    tables = [table(name) for name in (*TABLES, *(f"mechanisms/{key}.toml" for key in mechanism_keys()))]
    found = {key: item for one in tables for key, item in one.get("sources", {}).items()}
    return {key: Evidence(item["text"], item["grade"]) for key, item in found.items()}


def is_verified(figure: Figure) -> bool:
    """Whether a figure of the library, and its range, were read in their source or in a text that quotes it."""
    return all(evidence()[key].verified for key in (figure.source, figure.note) if key)


def _figure(item: Mapping[str, str], kind: Kind) -> Figure:
    stated = {key: value for key, value in item.items() if key in ("value", "low", "high", "path", "source")}
    read = read_figure(stated, kind)
    return Figure(**{**vars(read), "default": True, "note": item.get("range_source", "")})


@cache
def fuels() -> dict[str, Fuel]:
    """Return the fuels of the library by their keys."""
    data = table("fuels.toml")
    return {key: _fuel(key, item, data) for key, item in data["fuel"].items()}


def _fuel(key: str, item: Mapping[str, Any], data: Mapping[str, Any]) -> Fuel:
    family = item["family"]
    ratio = {"value": data["net_to_gross"][family], "source": data["net_to_gross"]["source"]}
    figures = {
        "emission_factor": _figure(item["emission_factor"], EMISSION_FACTOR),
        "ncv": _figure(item["ncv"], CALORIFIC_VALUE),
        "net_to_gross": _figure(ratio, RATIO),
    }
    price = data["plausible_price"].get(family)
    plausible = _figure({"value": price["low"], **price}, FUEL_PRICE) if price else None
    return Fuel(key, item["name"], family, figures, plausible)


def constants() -> dict[str, Any]:
    """Return the constants of the sheet: value, unit and source by name."""
    return table("constants.toml")


def macrs_table(life: int) -> list[float] | None:
    """Return the share of cost that each year of service is charged, by the table of the law, or None."""
    found = table("depreciation.toml")["macrs"]["half_year"].get(str(life))
    return [percent / 100 for percent in found] if found else None


def macrs_lives() -> list[int]:
    """Return the lives, in years, that have a table."""
    return sorted(int(life) for life in table("depreciation.toml")["macrs"]["half_year"])


@cache
def references() -> list[Reference]:
    """Return the rates at which the grant element of a loan is measured, the first as the usual one."""
    return [_reference(item) for item in table("concessionality.toml")["reference"]]


def _reference(item: Mapping[str, str]) -> Reference:
    rate, minimum = (read_figure(item[name], RATIO).value for name in ("rate", "minimum"))
    return Reference(item["key"], item["label"], rate, minimum, item["source"])


@dataclass(frozen=True)
class DatedPrice:
    """A price of a tonne on a date: a market's, or a shadow price; ``money`` says whose money of which year."""

    key: str
    label: str
    kind: str
    date: str
    low: Figure
    high: Figure
    money: str
    source: str


@cache
def prices() -> list[DatedPrice]:
    """Return the dated prices that a threshold is held against, market prices first."""
    return [_price(item) for item in table("prices.toml")["price"]]


def _price(item: Mapping[str, str]) -> DatedPrice:
    low, high = (read_figure(item[end], CARBON_PRICE) for end in ("low", "high"))
    words = {name: item[name] for name in ("key", "label", "kind", "date", "money", "source")}
    return DatedPrice(**words, low=low, high=high)


def operating_weight(technology: str) -> dict[str, str]:
    """Return the weight of the operating margin of a grid, which is another one for wind and solar power."""
    name = "operating_weight_of_wind_and_solar" if technology in ("wind", "solar") else "operating_weight"
    return dict(table("grid.toml")[name])


def default_for(path: str) -> dict[str, str] | None:
    """Return the default that ships for a path, or None; a "*" in the data stands for one part of the path."""
    parts = path.split(".")
    for pattern, item in table("defaults.toml").items():
        wanted = pattern.split(".")
        if len(wanted) == len(parts) and all(w in ("*", p) for w, p in zip(wanted, parts, strict=True)):
            return dict(item)
    return None


def default_figure(item: Mapping[str, str], kind: Kind) -> Figure:
    """Return a default as a figure; an amount of 0 is 0 in any currency."""
    if "path" in item:
        repeated = read_figure({key: item[key] for key in ("path", "times", "plus", "source") if key in item}, kind)
        return Figure(**{**vars(repeated), "default": True})
    read = _figure(item, kind)
    return Figure(**{**vars(read), "currency": ""}) if read.value == 0 else read


def fuel_path(key: str, name: str) -> str:
    """Return the path under which a figure of the fuel library stands."""
    return joined(f"fuels.{key}", name)
