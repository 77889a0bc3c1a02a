"""A figure: one number of the scenario with its unit, range, growth or yearly series, and source."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from appraisal.scenario.quantity import Quantity, QuantityError, convert, parse

SERVICES = ("MWh", "t", "unit", "pkm", "tkm", "m2", "m3", "km")
"""Units that a plant's service may have; "service" in a kind stands for the one that fits."""

FIGURE_MARK = "figure"
"""Stands for a figure in the raw JSON Schema, until the definition is put in its place."""

SHAPES = ("triangular", "uniform", "pert", "normal", "lognormal", "truncated_normal", "discrete", "empirical")
PROCESSES = ("gbm", "mean_reversion")
SPREAD_KEYS = ("sd", "values", "weights", "file", "column", "volatility", "mean", "speed")
KEYS = ("value", "low", "high", "growth", "from", "source", "note", "distribution", *SPREAD_KEYS)
SERIES_KEYS = ("years", "between", "source", "note", "growth")
PATH_KEYS = ("path", "plus", "times", "source", "note")


@dataclass(frozen=True)
class Kind:
    """What a field of the scenario takes: unit, domain, and how its yearly row comes about.

    ``flag`` names the row that a yearly or one-off amount is multiplied by; ``grows`` says from when growth counts:
    "operation" (first operating year), "outlay" (first axis year), "" (no growth).
    """

    unit: str
    example: str
    low: float = float("-inf")
    high: float = float("inf")
    flag: str = ""
    grows: str = ""
    series: bool = False
    whole: bool = False
    dated: bool = False
    open_low: bool = False
    either: str = ""
    """A second unit that the field accepts (a fuel price by mass)."""

    @property
    def units(self) -> tuple[str, ...]:
        """Every canonical unit that fits, with the service spelt out."""
        stated = (self.unit, self.either) if self.either else (self.unit,)
        return tuple(
            unit.replace("service", service)
            for unit in stated
            for service in (SERVICES if "service" in unit else ("",))
        )

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read the raw value into a Figure; every problem of the figure is collected into one error."""
        return core_schema.no_info_plain_validator_function(lambda raw: read_figure(raw, self))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe the figure to an editor."""
        return {FIGURE_MARK: f"for example: {self.example}"}


@dataclass(frozen=True)
class Series:
    """Values of single years; between them linear or step, after the last one the last value holds."""

    years: tuple[int, ...]
    values: tuple[float, ...]
    between: str


@dataclass(frozen=True)
class Figure:
    """One figure as the scenario states it, in the canonical ``unit`` and the stated ``currency``."""

    kind: Kind
    unit: str
    value: float = 0.0
    low: float | None = None
    high: float | None = None
    growth: float | None = None
    growth_from: int | None = None
    series: Series | None = None
    refers_to: str = ""
    plus: float | None = None
    times: float | None = None
    years: tuple[int, ...] = ()
    currency: str = ""
    per_currency: str = ""
    heating: str = ""
    text: str = ""
    source: str = ""
    note: str = ""
    default: bool = False
    spread: Mapping[str, Any] = field(default_factory=dict)

    @property
    def otherwise(self) -> bool:
        """Whether the figure is stated in the field's second unit (a price by mass, a one-off amount)."""
        return (
            bool(self.kind.either)
            and self.unit in self.kind.units[-len(self.kind.units) // 2 :]
            and self.unit != self.kind.unit
        )

    @property
    def money(self) -> bool:
        """Whether the figure is an amount of money or a price."""
        return self.unit.split("/")[0] == "money" and not self.per_currency


class _Problems:
    """Collects the problems of one figure as (sub-path, code, message)."""

    def __init__(self) -> None:
        self.found: list[tuple[tuple[str, ...], str, str]] = []

    def add(self, at: tuple[str, ...], code: str, message: str) -> None:
        self.found.append((at, code, message))

    def attempt(self, at: tuple[str, ...], read: Callable[[], Any]) -> Any:
        try:
            return read()
        except QuantityError as error:
            self.add(at, error.code, str(error))
            return None

    def stop(self) -> None:
        if self.found:
            raise PydanticCustomError("figure", "figure", {"problems": self.found})


def read_figure(raw: Any, kind: Kind) -> Figure:
    """Return the figure that ``raw`` states.

    Raises:
        PydanticCustomError: with every problem of the figure in its context.
    """
    if isinstance(raw, Figure):
        return raw
    problems = _Problems()
    figure = _read(raw, kind, problems)
    problems.stop()
    return figure


def _read(raw: Any, kind: Kind, problems: _Problems) -> Figure:
    if isinstance(raw, dict):
        return _read_mapping(raw, kind, problems)
    if isinstance(raw, str) and looks_like_path(raw):
        return Figure(kind, kind.units[0], refers_to=raw, text=raw)
    return _plain(raw, kind, problems, ())


def looks_like_path(text: str) -> bool:
    """Tell a path of another figure (``baseline.fuels.coal.price``) from a quantity."""
    return text[:1].isalpha() and all(part.replace("_", "a").replace("-", "a").isalnum() for part in text.split("."))


def _read_mapping(raw: dict[str, Any], kind: Kind, problems: _Problems) -> Figure:
    series = "years" in raw and isinstance(raw["years"], dict)
    allowed = PATH_KEYS if "path" in raw else SERIES_KEYS if series else (*KEYS, *_date_keys(kind))
    _refuse_unknown(raw, allowed, problems)
    words: dict[str, Any] = {key: _word(raw, key, problems) for key in ("source", "note")}
    if "path" in raw:
        return _read_reference(raw, kind, problems, words)
    if series:
        return _read_series(raw, kind, problems, words)
    if "value" not in raw:
        problems.add((), "missing-value", f"a figure needs 'value' (for example: {kind.example})")
        return Figure(kind, kind.units[0])
    return _read_value(raw, kind, problems, words)


def _date_keys(kind: Kind) -> tuple[str, ...]:
    return ("year", "years") if kind.dated else ()


def _refuse_unknown(raw: dict[str, Any], allowed: tuple[str, ...], problems: _Problems) -> None:
    for key in raw:
        if key not in allowed:
            problems.add((str(key),), "unknown-key", unknown(str(key), allowed))


def unknown(key: str, allowed: tuple[str, ...]) -> str:
    """Say that a key is unknown, with the nearest known one, or all of them where none is near."""
    near = difflib.get_close_matches(key, allowed, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else f"Known here: {', '.join(sorted(allowed))}"
    return f"unknown key '{key}'. {hint}"


def _word(raw: dict[str, Any], key: str, problems: _Problems) -> str:
    value = raw.get(key, "")
    if not isinstance(value, str):
        problems.add((key,), "not-text", f"'{key}' is text, found {value!r}")
        return ""
    return value


def _read_value(raw: dict[str, Any], kind: Kind, problems: _Problems, words: dict[str, Any]) -> Figure:
    stated = raw["value"]
    if isinstance(stated, str) and looks_like_path(stated):
        problems.add(("value",), "path-as-value", f"to take another figure write 'path: {stated}' instead of 'value'")
        return Figure(kind, kind.units[0])
    base = _plain(stated, kind, problems, ("value",))
    low, high = (_bound(raw, end, base, problems) for end in ("low", "high"))
    if low is not None and high is not None and low > high:
        problems.add(("low",), "low-above-high", f"low ({raw['low']}) is above high ({raw['high']})")
    elif not problems.found and _outside(base.value, low, high):
        problems.add(("value",), "value-outside-range", f"{stated} lies outside its own range low .. high")
    return Figure(
        kind,
        base.unit,
        base.value,
        low,
        high,
        growth=_growth(raw, kind, problems),
        growth_from=_year(raw, "from", problems),
        years=_dates(raw, kind, problems),
        currency=base.currency,
        per_currency=base.per_currency,
        heating=base.heating,
        text=base.text,
        spread=_spread(raw, problems),
        **words,
    )


def _outside(value: float, low: float | None, high: float | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)


def _bound(raw: dict[str, Any], end: str, base: Figure, problems: _Problems) -> float | None:
    if end not in raw:
        return None
    before = len(problems.found)
    bound = _plain(raw[end], base.kind, problems, (end,))
    if len(problems.found) == before and base.text and (bound.unit, bound.currency) != (base.unit, base.currency):
        problems.add((end,), "mixed-units", f"'{end}' must be in the same currency and kind of unit as the value")
    return bound.value


def _plain(raw: Any, kind: Kind, problems: _Problems, at: tuple[str, ...]) -> Figure:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        problems.add(at, "not-a-quantity", f"expected a quantity (for example: {kind.example}), found {_shown(raw)}")
        return Figure(kind, kind.units[0])
    if not isinstance(raw, str):
        problems.add(at, "bare-number", f"{raw} has no unit; write it with one (for example: {kind.example})")
        return Figure(kind, kind.units[0])
    quantity = problems.attempt(at, lambda: parse(raw))
    if quantity is None:
        return Figure(kind, kind.units[0])
    unit, value = _converted(quantity, kind, problems, at)
    _check_domain(value, raw, kind, problems, at)
    _check_heating(quantity, kind, problems, at)
    return Figure(
        kind,
        unit,
        value,
        currency=quantity.currency,
        per_currency=quantity.per,
        heating=quantity.heating,
        text=raw,
    )


def _shown(raw: Any) -> str:
    return {dict: "a mapping", list: "a list", type(None): "nothing", bool: f"{raw}".lower()}.get(type(raw), repr(raw))


def _converted(quantity: Quantity, kind: Kind, problems: _Problems, at: tuple[str, ...]) -> tuple[str, float]:
    first: QuantityError | None = None
    for unit in kind.units:
        try:
            return unit.removesuffix("/yr") if unit == "1/yr" else unit, convert(quantity, unit)
        except QuantityError as error:
            first = first or error
    message = str(first) if first and len(kind.units) == 1 else f"'{quantity.text}' does not fit here"
    problems.add(at, first.code if first else "wrong-dimension", f"{message} (for example: {kind.example})")
    return kind.units[0], kind.low if kind.low > float("-inf") else 1.0


def _check_domain(value: float, raw: str, kind: Kind, problems: _Problems, at: tuple[str, ...]) -> None:
    if any(place == at for place, _, _ in problems.found):
        return
    if not kind.low <= value <= kind.high or (kind.open_low and value == kind.low):
        problems.add(at, "out-of-range", f"'{raw}' is outside {domain_text(kind)} (for example: {kind.example})")
    elif kind.whole and value != int(value):
        problems.add(at, "not-whole", f"'{raw}' must be a whole number of years (for example: {kind.example})")


def domain_text(kind: Kind) -> str:
    """Say the domain of a kind in words, in its canonical unit."""
    scale, unit = (100, " %") if kind.unit == "1" else (1, f" {kind.unit}")
    above = "above" if kind.open_low else "from"
    low = f"{above} {kind.low * scale:g}{unit}" if kind.low > float("-inf") else ""
    high = f"up to {kind.high * scale:g}{unit}" if kind.high < float("inf") else ""
    return " ".join(part for part in (low, high) if part) or "no bounds"


def _check_heating(quantity: Quantity, kind: Kind, problems: _Problems, at: tuple[str, ...]) -> None:
    wants = kind.example.endswith(("LHV", "HHV"))
    if wants and not quantity.heating:
        problems.add(at, "heating-value", f"'{quantity.text}' must say LHV (net) or HHV (for example: {kind.example})")
    elif quantity.heating and not wants:
        problems.add(at, "heating-value", f"'{quantity.heating}' has no meaning here (for example: {kind.example})")


def _growth(raw: dict[str, Any], kind: Kind, problems: _Problems) -> float | None:
    if "growth" not in raw:
        return None
    if not kind.grows:
        problems.add(("growth",), "no-growth", "this figure does not grow with the years")
        return None
    return _plain(raw["growth"], GROWTH, problems, ("growth",)).value


GROWTH = Kind("1", "2 %/yr", low=-1.0, high=10.0, open_low=True, either="1/yr")
"""A yearly rate of growth; ``2 %`` and ``2 %/yr`` both mean it."""


def _year(raw: dict[str, Any], key: str, problems: _Problems) -> int | None:
    if key not in raw:
        return None
    value = raw[key]
    if isinstance(value, bool) or not isinstance(value, int) or not 1900 <= value <= 2300:
        problems.add((key,), "bad-year", f"'{key}' is a calendar year (for example: 2015), found {value!r}")
        return None
    return value


def _dates(raw: dict[str, Any], kind: Kind, problems: _Problems) -> tuple[int, ...]:
    if not kind.dated:
        return ()
    if "year" in raw:
        year = _year(raw, "year", problems)
        return (year,) if year else ()
    listed = raw.get("years", [])
    if not isinstance(listed, list):
        problems.add(("years",), "not-a-list", "'years' is a list of calendar years (for example: [2027, 2037])")
        return ()
    found = [_year({"years": item}, "years", problems) for item in listed]
    return tuple(sorted({year for year in found if year}))


def _spread(raw: dict[str, Any], problems: _Problems) -> dict[str, Any]:
    name = raw.get("distribution")
    if name is not None and name not in (*SHAPES, *PROCESSES):
        message = unknown(str(name), (*SHAPES, *PROCESSES)).replace("key", "distribution")
        problems.add(("distribution",), "unknown-distribution", message)
    return {key: raw[key] for key in ("distribution", *SPREAD_KEYS) if key in raw}


def _read_series(raw: dict[str, Any], kind: Kind, problems: _Problems, words: dict[str, Any]) -> Figure:
    if not kind.series:
        problems.add((), "no-series", f"this figure is one value, not a yearly series (for example: {kind.example})")
    points = {_series_year(key, problems): (key, item) for key, item in raw["years"].items()}
    read = {year: _plain(item, kind, problems, ("years", str(key))) for year, (key, item) in sorted(points.items())}
    between = _between(raw, list(read), problems)
    if "growth" in raw:
        problems.add(
            ("growth",), "no-growth", "a yearly series holds its last value; add later years instead of growth"
        )
    units = {(figure.unit, figure.currency) for figure in read.values()}
    if len(units) > 1 and not problems.found:
        problems.add(("years",), "mixed-units", "all years of a series must be in one currency and kind of unit")
    if not read:
        problems.add(("years",), "empty-series", "a series needs at least one year (for example: {2015: 10 USD/t})")
        return Figure(kind, kind.units[0])
    first = next(iter(read.values()))
    series = Series(tuple(read), tuple(figure.value for figure in read.values()), between)
    text = f"series of {len(read)} years, {first.text} in {min(read)}"
    return Figure(kind, first.unit, 1.0, series=series, currency=first.currency, text=text, **words)


def _series_year(key: Any, problems: _Problems) -> int:
    if str(key).isascii() and str(key).isdigit() and 1900 <= int(key) <= 2300:
        return int(key)
    problems.add(("years", str(key)), "bad-year", f"'{key}' is not a calendar year (for example: 2015)")
    return 0


def _between(raw: dict[str, Any], years: list[int], problems: _Problems) -> str:
    between = raw.get("between")
    gaps = any(later - earlier > 1 for earlier, later in pairwise(years))
    if between is None and gaps:
        problems.add((), "between", "the series has gaps: state 'between: linear' or 'between: step'")
    elif between not in (None, "linear", "step"):
        problems.add(("between",), "between", f"'between' is linear or step, found {between!r}")
    return str(between or "step")


def _read_reference(raw: dict[str, Any], kind: Kind, problems: _Problems, words: dict[str, Any]) -> Figure:
    target = raw["path"]
    if not isinstance(target, str) or not looks_like_path(target):
        problems.add(
            ("path",), "bad-path", f"'path' names another figure (for example: discount_rate), found {target!r}"
        )
    plus = _plain(raw["plus"], _unbounded(kind), problems, ("plus",)) if "plus" in raw else None
    times = _plain(raw["times"], SHARE, problems, ("times",)) if "times" in raw else None
    return Figure(
        kind,
        plus.unit if plus else kind.units[0],
        refers_to=str(target),
        plus=plus.value if plus else None,
        times=times.value if times else None,
        currency=plus.currency if plus else "",
        text=_reference_text(raw),
        **words,
    )


SHARE = Kind("1", "110 %", low=-1e6, high=1e6)


def _unbounded(kind: Kind) -> Kind:
    return Kind(kind.unit, kind.example, either=kind.either)


def _reference_text(raw: dict[str, Any]) -> str:
    times = f" × {raw['times']}" if "times" in raw else ""
    plus = f" + {raw['plus']}" if "plus" in raw else ""
    return f"{raw['path']}{times}{plus}"
