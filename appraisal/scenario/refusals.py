"""From the validator's errors to problems in the user's words: code, key path, what would do."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import ValidationError

from appraisal.ground.problem import Problem
from appraisal.scenario.hints import near, unknown
from appraisal.scenario.kind import Kind
from appraisal.scenario.node import path_text
from appraisal.scenario.reading import shown
from appraisal.scenario.schema import Document
from appraisal.scenario.section import Section

Loc = tuple[int | str, ...]


def problems_of(error: ValidationError, format_: type[Section] = Document) -> list[Problem]:
    """Return every problem that a validation found; ``format_`` is what the file is read as."""
    return [problem for item in error.errors(include_url=False) for problem in _translate(item, format_)]


def _translate(item: Any, format_: type[Section]) -> Iterator[Problem]:
    loc: Loc = item["loc"]
    if item["type"] == "figure":
        for inside, code, message in item["ctx"]["problems"]:
            yield Problem(code, _path((*loc, *inside)), message)
    else:
        code, message = _SAID.get(item["type"], _other)(loc, {**item, FORMAT: format_})
        yield Problem(code, _path(loc), message)


FORMAT = "format"
"""Where an item keeps what the file is read as."""


def _path(loc: Loc) -> str:
    return path_text(tuple(part for part in loc if part != "[key]"))


def _unknown_key(loc: Loc, item: Any) -> tuple[str, str]:
    return "unknown-key", unknown(str(loc[-1]), _known_keys(loc[:-1], item[FORMAT]))


def is_key(path: str) -> bool:
    """Whether a path is a key that a scenario may state."""
    *above, last = path.split(".")
    return last in _known_keys(tuple(above))


def _known_keys(loc: Loc, format_: type[Section] = Document) -> tuple[str, ...]:
    section = _section_at(loc, format_)
    return tuple(info.alias or name for name, info in section.model_fields.items()) if section else ()


def _section_at(loc: Loc, format_: type[Section]) -> type[Section] | None:
    """Return the section that a place lies in; a mapping of names, such as loans, holds sections of one type."""
    found: Any = format_
    for part in loc:
        if _is_section(found):
            found = _opened(
                {info.alias or name: info.annotation for name, info in found.model_fields.items()}.get(part)
            )
        elif get_origin(found) in (dict, list):
            found = _opened(get_args(found)[-1])
        else:
            return None
    return found if _is_section(found) else None


def _is_section(found: Any) -> bool:
    return isinstance(found, type) and issubclass(found, Section)


def _opened(annotation: Any) -> Any:
    """Return the section, mapping or list inside an annotation, through unions."""
    if get_origin(annotation) in (Annotated, Union, types.UnionType):
        parts = [_opened(part) for part in get_args(annotation)]
        return next((part for part in parts if _is_section(part) or get_origin(part) in (dict, list)), None)
    return annotation


def _missing(loc: Loc, item: Any) -> tuple[str, str]:
    if isinstance(loc[-1], int):
        return "wrong-length", f"the list has no item {loc[-1]}, counted from 0"
    example = _example(loc, item[FORMAT])
    return "missing-key", f"'{loc[-1]}' must be stated{f' (for example: {example})' if example else ''}"


_EXAMPLES: dict[tuple[str, ...], str] = {
    ("format",): "format: 1",
    ("money",): "money: {currency: USD, price_year: 2011, basis: real, inflation: 0 %}",
    ("timeline",): "timeline: {first_year: 2012, operation: 25 yr}",
}


def _example(loc: Loc, format_: type[Section]) -> str:
    section = _section_at(loc[:-1], format_)
    if section:
        for name, info in section.model_fields.items():
            if (info.alias or name) == loc[-1]:
                kinds = [mark for mark in info.metadata if isinstance(mark, Kind)]
                return kinds[0].example if kinds else _EXAMPLES.get(tuple(map(str, loc)), "")
    return ""


def _literal(loc: Loc, item: Any) -> tuple[str, str]:
    options = [part.strip(" '") for part in item["ctx"]["expected"].replace(" or ", ",").split(",")]
    found = item["input"]
    if not isinstance(found, str) or found in options:  # format: "1" is text, format: 2 a number
        return "unknown-value", f"expected {' or '.join(options)}, found {shown(found)}"
    return "unknown-value", f"'{found}' is not known here. {near(found, options)}"


def _pattern(loc: Loc, item: Any) -> tuple[str, str]:
    if item["ctx"]["pattern"] == r"\S":
        return "empty-value", "the text is empty: say what is meant"
    if item["ctx"]["pattern"] == "^[A-Z]{3}$":
        return "bad-currency", f"'{item['input']}' is no currency code (for example: USD)"
    return "bad-name", f"'{item['input']}' is no name: use letters, digits and single underscores, a letter first"


def _range(loc: Loc, item: Any) -> tuple[str, str]:
    said = str(item["msg"]).lower().removeprefix("input should be ")
    return "out-of-range", f"{item['input']} is out of range: it must be {said}"


def _type(loc: Loc, item: Any) -> tuple[str, str]:
    wanted = {
        "model_type": "a mapping of keys",
        "model_attributes_type": "a mapping of keys",
        "dict_type": "a mapping of names",
        "list_type": "a list",
        "tuple_type": "a list",
        "string_type": "text",
        "int_type": "a whole number",
        "bool_type": "true or false",
    }[item["type"]]
    return "wrong-type", f"expected {wanted}, found {shown(item['input'])}"


def _length(loc: Loc, item: Any) -> tuple[str, str]:
    said = item["msg"].partition(" after validation")[0]
    for theirs, ours in (("String", "the text"), ("List", "the list"), ("Dictionary", "the mapping")):
        said = said.replace(f"{theirs} should have", f"{ours} must have")
    return "wrong-length", said


def _other(loc: Loc, item: Any) -> tuple[str, str]:
    return "bad-value", str(item["msg"])


_TYPES = ("model", "model_attributes", "dict", "list", "tuple", "string", "int", "bool")
_SAID = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "literal_error": _literal,
    "string_pattern_mismatch": _pattern,
    "greater_than_equal": _range,
    "less_than_equal": _range,
    "string_too_short": _length,
    "string_too_long": _length,
    "too_short": _length,
    "too_long": _length,
    **{f"{name}_type": _type for name in _TYPES},
}
