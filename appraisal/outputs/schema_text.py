"""The JSON Schema of a scenario file, and of a programme file, made from the formats themselves."""

from __future__ import annotations

import json
import re
from typing import Any

from appraisal.scenario.figure import FIGURE_MARK, PROCESSES, SHAPES
from appraisal.scenario.programme_schema import ProgrammeDocument
from appraisal.scenario.schema import Document
from appraisal.scenario.section import BESIDE
from appraisal.scenario.spread import SPREAD_KEYS

_BARE = re.compile(r"^for example: [0-9.]+$")
"""The example of a ratio that may stand without a unit, such as a debt service cover."""

QUANTITY = {"type": "string", "description": "a number with its unit, or the path of another figure"}


def schema_text() -> str:
    """Return the JSON Schema (draft 2020-12) as text; the same bytes every time.

    A file that extends another states only what differs, and null where it takes something away: every section may
    be such a part, and must be whole where nothing is extended.
    """
    schema = _referring(Document.model_json_schema(by_alias=True))
    whole, definitions = schema["properties"], schema["$defs"]
    _accept_scalars(definitions)
    parts = {f"{name}{PART}": _part(one) for name, one in definitions.items()}
    schema["$defs"] = definitions | parts | _figures()
    schema["$schema"] = DIALECT
    schema["title"] = "appraisal scenario, format 1"
    schema["properties"] = _or_nothing(_part(whole)) | {
        "extends": {"type": "string", "description": "another scenario file of this folder; state only what differs"},
        "variants": {"type": "object", "additionalProperties": {"type": "object"}},
    }
    schema["required"] = []
    schema |= {"if": {"required": ["extends"]}, "else": {"properties": whole}}
    return _written(schema)


DIALECT = "https://json-schema.org/draft/2020-12/schema"


def programme_schema_text() -> str:
    """Return the JSON Schema of a programme file as text; the same bytes every time."""
    schema = _referring(ProgrammeDocument.model_json_schema(by_alias=True))
    _accept_scalars(schema["$defs"])
    schema["$defs"] |= _figures()
    return _written({**schema, "$schema": DIALECT, "title": "appraisal programme, format 1"})


def _written(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


PART = "Part"
"""The ending of the name of a section that states only what differs."""


def _part(one: Any) -> Any:
    """Return a definition in which no key is required and each may be null."""
    if isinstance(one, list):
        return [_part(item) for item in one]
    if not isinstance(one, dict):
        return one
    found = {key: _part(item) for key, item in one.items() if key != "required"}
    if isinstance(found.get("$ref"), str) and not found["$ref"].endswith(FIGURES):
        found["$ref"] += PART
    for key in ("properties", "patternProperties"):
        if key in found:
            found[key] = _or_nothing(found[key])
    if isinstance(found.get("additionalProperties"), dict):
        found["additionalProperties"] = {"anyOf": [found["additionalProperties"], {"type": "null"}]}
    return found


def _or_nothing(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: {"anyOf": [one, {"type": "null"}]} for name, one in properties.items()}


def _referring(part: Any) -> Any:
    """Turn each mark of a figure into a reference to its one definition."""
    if isinstance(part, list):
        return [_referring(item) for item in part]
    if not isinstance(part, dict):
        return part
    if FIGURE_MARK in part and isinstance(part[FIGURE_MARK], str):
        figure = {"$ref": "#/$defs/figure", "description": part[FIGURE_MARK]}
        return {"anyOf": [figure, {"$ref": "#/$defs/number"}]} if _BARE.search(part[FIGURE_MARK]) else figure
    return {key: _referring(item) for key, item in part.items()}


FIGURES = ("/figure", "/number")
"""Definitions of figures, which no part of a file changes."""


def _figures() -> dict[str, Any]:
    return {"figure": _figure(), "number": {"anyOf": _number()}}


def _number() -> list[dict[str, Any]]:
    """Return how a pure number may be stated without a unit: alone, by year, or with its range and source."""
    number, words = {"type": "number"}, {"source": {"type": "string"}, "note": {"type": "string"}}
    either = {"type": ["number", "string"]}
    years = {"type": "object", "patternProperties": {"^[0-9]{4}$": number}}
    return [
        number,
        _mapping({"years": years, "between": {"enum": ["linear", "step"]}, **words}, "years"),
        _mapping({**dict.fromkeys(("value", "low", "high", "growth"), either), **_spread(), **words}),
    ]


def _figure(**beside: Any) -> dict[str, Any]:
    """Return the ways to state a figure, with keys that may stand beside it."""
    words = {"source": {"type": "string"}, "note": {"type": "string"}, **beside}
    years = {"type": "object", "patternProperties": {"^[0-9]{4}$": QUANTITY}, "additionalProperties": False}
    return {
        "anyOf": [
            QUANTITY,
            _mapping({"value": QUANTITY, "low": QUANTITY, "high": QUANTITY, "growth": QUANTITY, **_spread(), **words}),
            _mapping({"years": years, "between": {"enum": ["linear", "step"]}, **words}, "years"),
            _mapping({"csv": {"type": "string"}, "column": {"type": "string"}, "unit": {"type": "string"},
                      "between": {"enum": ["linear", "step"]}, **words}, "csv"),
            _mapping({"path": {"type": "string"}, "plus": QUANTITY, "times": QUANTITY, **words}, "path"),
        ]
    }  # fmt: skip


def _spread() -> dict[str, Any]:
    dates = {"from": {"type": "integer"}, "year": {"type": "integer"}, "years": {"type": "array"}}
    return {"distribution": {"enum": [*SHAPES, *PROCESSES]}, **dates, **{key: {} for key in SPREAD_KEYS}}


def _mapping(properties: dict[str, Any], required: str = "value") -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [required], "additionalProperties": False}


def _accept_scalars(definitions: dict[str, Any]) -> None:
    """Construction and exchange rates may be written as one figure, with their other keys beside it."""
    for name, figure in (("Construction", "years"), ("ExchangeRate", "rate")):
        if name not in definitions:
            continue
        stated = definitions[name]
        beside = {key: one for key, one in stated["properties"].items() if key in BESIDE[figure]}
        definitions[name] = {"anyOf": [*_figure(**beside)["anyOf"], stated]}
