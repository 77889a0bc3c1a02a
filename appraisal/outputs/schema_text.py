"""The JSON Schema of a scenario file, made from the format itself."""

from __future__ import annotations

import json
from typing import Any

from appraisal.scenario.figure import FIGURE_MARK, PROCESSES, SHAPES
from appraisal.scenario.schema import Document
from appraisal.scenario.spread import SPREAD_KEYS

QUANTITY = {"type": "string", "description": "a number with its unit, or the path of another figure"}


def schema_text() -> str:
    """Return the JSON Schema (draft 2020-12) as text; the same bytes every time."""
    schema = _referring(Document.model_json_schema(by_alias=True))
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "appraisal scenario, format 1"
    schema["properties"] |= {
        "extends": {"type": "string", "description": "another scenario file of this folder; state only what differs"},
        "variants": {"type": "object", "additionalProperties": {"type": "object"}},
    }
    schema["required"] = []
    schema["$defs"]["figure"] = _figure()
    _accept_scalars(schema["$defs"])
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _referring(part: Any) -> Any:
    """Turn each mark of a figure into a reference to its one definition."""
    if isinstance(part, list):
        return [_referring(item) for item in part]
    if not isinstance(part, dict):
        return part
    if FIGURE_MARK in part and isinstance(part[FIGURE_MARK], str):
        return {"$ref": "#/$defs/figure", "description": part[FIGURE_MARK]}
    return {key: _referring(item) for key, item in part.items()}


def _figure() -> dict[str, Any]:
    words = {"source": {"type": "string"}, "note": {"type": "string"}}
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
    """Construction and exchange rates may be written as one quantity."""
    for name in ("Construction", "ExchangeRate"):
        definitions[name] = {"anyOf": [QUANTITY, definitions[name]]}
