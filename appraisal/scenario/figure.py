"""From a raw value of the file to a figure: a quantity, a yearly series, or the path of another figure."""

from __future__ import annotations

from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from appraisal.scenario.hints import unknown
from appraisal.scenario.kind import SERVICES, Figure, Kind, Series, domain_text
from appraisal.scenario.reading import Findings, empty, looks_like_path, plain, shown, word, year
from appraisal.scenario.spread import PROCESSES, SHAPES, SPREAD_KEYS, read_spread
from appraisal.scenario.yearly import dates, read_series

__all__ = [
    "FIGURE_MARK",
    "PROCESSES",
    "SERVICES",
    "SHAPES",
    "Figure",
    "Kind",
    "Reads",
    "Series",
    "domain_text",
    "read_figure",
]

FIGURE_MARK = "figure"
"""Stands for a figure in the raw JSON Schema, until the definition is put in its place."""

KEYS = ("value", "low", "high", "growth", "from", "source", "note", "distribution", *SPREAD_KEYS)
SERIES_KEYS = ("years", "between", "source", "note", "growth")
PATH_KEYS = ("path", "plus", "times", "source", "note")
CSV_KEYS = ("csv", "column", "unit", "between", "source", "note")

GROWTH = Kind("1", "2 %/yr", low=-1.0, high=10.0, open_low=True, either="1/yr")
"""A yearly rate of growth; ``2 %`` and ``2 %/yr`` both mean it."""

FACTOR = Kind("1", "110 %", low=-1e6, high=1e6)


class Reads(Kind):
    """A kind as the format uses it: the validator reads the raw value into a figure of this kind."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read the raw value into a Figure; every problem of the figure is collected into one error."""
        return core_schema.no_info_plain_validator_function(lambda raw: read_figure(raw, self))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe the figure to an editor."""
        return {FIGURE_MARK: f"for example: {self.example}"}


def read_figure(raw: Any, kind: Kind) -> Figure:
    """Return the figure that ``raw`` states.

    Raises:
        PydanticCustomError: with every problem of the figure in its context.
    """
    if isinstance(raw, Figure):
        return raw
    findings = Findings()
    figure = _read(raw, kind, findings)
    findings.stop()
    return figure


def _read(raw: Any, kind: Kind, findings: Findings) -> Figure:
    if isinstance(raw, dict):
        return _read_mapping(raw, kind, findings)
    if isinstance(raw, str) and looks_like_path(raw):
        _refuse_listed(kind, findings)
        return Figure(kind, kind.units[0], refers_to=raw, text=raw)
    return plain(raw, kind, findings, ())


def _refuse_listed(kind: Kind, findings: Findings) -> None:
    if kind.listed:
        findings.add((), "own-value", f"this figure states its own plain value (for example: {kind.example})")


def _read_mapping(raw: dict[str, Any], kind: Kind, findings: Findings) -> Figure:
    series = isinstance(raw.get("years"), dict)
    _refuse_unknown(raw, _allowed(raw, kind, series), findings)
    words = {key: word(raw, key, findings) for key in ("source", "note")}
    if "path" in raw:
        return _read_reference(raw, kind, findings, words)
    if series:
        return read_series(raw, kind, findings, words)
    if "csv" in raw:  # a file that can be read is a series by now
        findings.add(("csv",), "not-text", f"'csv' is the name of a file, found {shown(raw['csv'])}")
        return empty(kind)
    if "value" not in raw:
        findings.add((), "missing-value", f"a figure needs 'value' (for example: {kind.example})")
        return empty(kind)
    return _read_value(raw, kind, findings, words)


def _allowed(raw: dict[str, Any], kind: Kind, series: bool) -> tuple[str, ...]:
    if "path" in raw:
        return PATH_KEYS
    if series:
        return SERIES_KEYS
    if "csv" in raw:
        return CSV_KEYS
    return (*KEYS, "year", "years") if kind.dated else KEYS


def _refuse_unknown(raw: dict[str, Any], allowed: tuple[str, ...], findings: Findings) -> None:
    for key in raw:
        if key not in allowed:
            findings.add((str(key),), "unknown-key", unknown(str(key), allowed))


def _read_value(raw: dict[str, Any], kind: Kind, findings: Findings, words: dict[str, str]) -> Figure:
    stated = raw["value"]
    if isinstance(stated, str) and looks_like_path(stated):
        findings.add(("value",), "path-as-value", f"to take another figure write 'path: {stated}' instead of 'value'")
        return empty(kind)
    base = plain(stated, kind, findings, ("value",))
    low, high = (_bound(raw, end, base, findings) for end in ("low", "high"))
    if low is not None and high is not None and low > high:
        findings.add(("low",), "low-above-high", f"low ({raw['low']}) is above high ({raw['high']})")
    elif not findings.found and _outside(base.value, low, high):
        findings.add(("value",), "value-outside-range", f"{stated} lies outside its own range low .. high")
    growth, since = _growth(raw, kind, findings)
    return Figure(
        kind,
        base.unit,
        base.value,
        low,
        high,
        growth=growth,
        growth_from=since,
        years=dates(raw, kind, findings),
        currency=base.currency,
        per_currency=base.per_currency,
        heating=base.heating,
        text=base.text,
        source=words["source"],
        note=words["note"],
        spread=read_spread(raw, base, findings),
    )


def _outside(value: float, low: float | None, high: float | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)


def _bound(raw: dict[str, Any], end: str, base: Figure, findings: Findings) -> float | None:
    if end not in raw:
        return None
    before = len(findings.found)
    bound = plain(raw[end], base.kind, findings, (end,))
    if len(findings.found) > before:
        return None
    if base.text and bound.sort != base.sort:
        findings.add((end,), "mixed-units", f"'{end}' must be in the same currency and kind of unit as the value")
        return None
    return bound.value


def _growth(raw: dict[str, Any], kind: Kind, findings: Findings) -> tuple[float | None, int | None]:
    if not kind.grows:
        for key in ("growth", "from"):
            if key in raw:
                findings.add((key,), "no-growth", "this figure does not grow with the years")
        return None, None
    if "growth" not in raw:
        if "from" in raw:
            findings.add(("from",), "unused", "'from' is read with 'growth' only: it would change nothing")
        return None, None
    growth = plain(raw["growth"], GROWTH, findings, ("growth",)).value
    return growth, year(raw["from"], ("from",), findings) if "from" in raw else None


def _read_reference(raw: dict[str, Any], kind: Kind, findings: Findings, words: dict[str, str]) -> Figure:
    target = raw["path"]
    _refuse_listed(kind, findings)
    if not isinstance(target, str) or not looks_like_path(target):
        message = f"'path' names another figure (for example: discount_rate), found {target!r}"
        findings.add(("path",), "bad-path", message)
    free = Kind(kind.unit, kind.example.removesuffix(" LHV"), either=kind.either)
    plus = plain(raw["plus"], free, findings, ("plus",)) if "plus" in raw else None
    times = plain(raw["times"], FACTOR, findings, ("times",)) if "times" in raw else None
    return Figure(
        kind,
        plus.unit if plus else kind.units[0],
        refers_to=str(target),
        plus=plus.value if plus else None,
        times=times.value if times else None,
        currency=plus.currency if plus else "",
        text=_reference_text(raw),
        source=words["source"],
        note=words["note"],
    )


def _reference_text(raw: dict[str, Any]) -> str:
    times = f" × {raw['times']}" if "times" in raw else ""
    plus = f" + {raw['plus']}" if "plus" in raw else ""
    return f"{raw['path']}{times}{plus}"
