"""What a bare word of a YAML file is: nothing, a flag, a number or text, by the core schema of YAML 1.2."""

from __future__ import annotations

import re
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | None

# YAML 1.2.2, section 10.3.2. Nothing else is a number or a flag: NO, yes, 1:30, 1_000 and dates are text.
_NOTHING = ("", "~", "null", "Null", "NULL")
_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

MAX_DIGITS = 308
"""Longest whole number that is read; beyond it no finite float exists."""


def bare_value(text: str) -> Scalar:
    """Return what a bare word stands for.

    >>> bare_value("NO"), bare_value("0x10"), bare_value("2.50")
    ('NO', 16, 2.5)

    Raises:
        ValueError: where it stands for no finite number.
    """
    if text in _NOTHING:
        return None
    if text in _FLAGS:
        return _FLAGS[text]
    if _INTEGER.fullmatch(text):
        return _whole(text)
    if _FLOAT.fullmatch(text) or _ENDLESS.fullmatch(text):
        return _finite(text)
    return text


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(text)
    base = {"0o": 8, "0x": 16}.get(text[:2], 10)
    return int(text, base)


def _finite(text: str) -> float:
    value = float(text) if _FLOAT.fullmatch(text) else float("inf")
    if value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return value


def is_name(text: str) -> bool:
    """Tell whether a bare word may be a key: text, or a calendar year such as 2015, which is kept as text."""
    if text.isascii() and text.isdigit():
        return True
    return text not in (*_NOTHING, *_FLAGS) and not any(kind.fullmatch(text) for kind in (_INTEGER, _FLOAT, _ENDLESS))
