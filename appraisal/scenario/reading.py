"""One raw value becomes one number in the unit of its field; every problem is collected, none is repaired."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic_core import PydanticCustomError

from appraisal.scenario.kind import ENDLESS, Figure, Kind, misplaced
from appraisal.scenario.quantity import Quantity, QuantityError, convert, parse
from appraisal.scenario.units import describe

FIRST_YEAR, LAST_YEAR = 1900, 2300
Steps = tuple[str | int, ...]
Read = TypeVar("Read")


class Findings:
    """Collects the problems of one figure as (sub-path, code, message)."""

    def __init__(self) -> None:
        self.found: list[tuple[Steps, str, str]] = []

    def add(self, at: Steps, code: str, message: str) -> None:
        """Keep one problem."""
        self.found.append((at, code, message))

    def attempt(self, at: Steps, read: Callable[[], Read]) -> Read | None:
        """Return what can be read, or None with the problem kept."""
        try:
            return read()
        except QuantityError as error:
            self.add(at, error.code, str(error))
            return None

    def stop(self) -> None:
        """Raise everything that was found, if anything was."""
        if self.found:
            raise PydanticCustomError("figure", "figure", {"problems": self.found})


def empty(kind: Kind) -> Figure:
    """Return what stands for a figure that cannot be read."""
    return Figure(kind, kind.units[0])


def looks_like_path(text: str) -> bool:
    """Tell a path of another figure (``baseline.fuels.coal.price``) from a quantity."""
    return text[:1].isalpha() and all(part.replace("_", "a").replace("-", "a").isalnum() for part in text.split("."))


def plain(raw: Any, kind: Kind, findings: Findings, at: Steps) -> Figure:
    """Return the one quantity that ``raw`` states."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        wanted = f"expected a quantity (for example: {kind.example})"
        findings.add(at, "not-a-quantity", f"{wanted}, found {shown(raw)}")
        return empty(kind)
    if kind.bare and not isinstance(raw, str):
        return _ratio(float(raw), f"{raw}", kind, findings, at)
    if not isinstance(raw, str):
        findings.add(at, "bare-number", f"{raw} has no unit; write it with one (for example: {kind.example})")
        return empty(kind)
    quantity = findings.attempt(at, lambda: parse(raw))
    return _fitted(quantity, kind, findings, at) if quantity else empty(kind)


def _ratio(value: float, text: str, kind: Kind, findings: Findings, at: Steps) -> Figure:
    """A ratio such as a cover of 1.3 stands without a unit."""
    code, message = misplaced(value, kind)
    if code:
        findings.add(at, code, f"'{text}' {message}")
    return Figure(kind, kind.units[0], value, text=text)


def shown(raw: Any) -> str:
    """Say what was found instead of something else.

    >>> shown({"a": 1}), shown(None), shown(True), shown("a")
    ('a mapping', 'nothing', 'true', "'a'")
    """
    words: dict[type, str] = {dict: "a mapping", list: "a list", type(None): "nothing", bool: f"{raw}".lower()}
    return words.get(type(raw), repr(raw))


def _fitted(quantity: Quantity, kind: Kind, findings: Findings, at: Steps) -> Figure:
    before = len(findings.found)
    unit, value = _converted(quantity, kind, findings, at)
    code, message = misplaced(value, kind) if len(findings.found) == before else ("", "")
    if code:
        findings.add(at, code, f"'{quantity.text}' {message}")
    _check_heating(quantity, kind, findings, at)
    return Figure(
        kind,
        unit,
        value,
        currency=quantity.currency,
        per_currency=quantity.per,
        heating=quantity.heating,
        text=quantity.text,
    )


def _share(unit: str, kind: Kind) -> str:
    """Return the unit of a share: "8 %" and "8 %/yr" are the same rate, unless the field tells the two apart."""
    return "1" if unit == "1/yr" and not kind.second else unit


def _converted(quantity: Quantity, kind: Kind, findings: Findings, at: Steps) -> tuple[str, float]:
    first: QuantityError | None = None
    for unit in kind.units:
        try:
            return _share(unit, kind), convert(quantity, unit)
        except QuantityError as error:
            first = first or error
    code = first.code if first else "wrong-dimension"
    said = f"'{quantity.text}' is {describe(quantity.unit)}, which does not fit here"
    message = str(first) if first and (len(kind.units) == 1 or code == "not-finite") else said
    findings.add(at, code, f"{message} (for example: {kind.example})")
    return kind.units[0], kind.low if kind.low > -ENDLESS else 1.0


def _check_heating(quantity: Quantity, kind: Kind, findings: Findings, at: Steps) -> None:
    if kind.heated and not quantity.heating:
        findings.add(at, "heating-value", f"'{quantity.text}' must say LHV (net) or HHV (for example: {kind.example})")
    elif quantity.heating and not kind.heated:
        findings.add(at, "heating-value", f"'{quantity.heating}' has no meaning here (for example: {kind.example})")


def word(raw: dict[str, Any], key: str, findings: Findings) -> str:
    """Return an optional text of a figure."""
    value = raw.get(key)
    if key not in raw or value is None:
        return ""  # an empty key is reported where all empty keys are
    if not isinstance(value, str):
        findings.add((key,), "not-text", f"'{key}' is text, found {shown(value)}")
        return ""
    if not value.strip():
        findings.add((key,), "empty-value", f"'{key}' is empty: state it, or leave the key out")
    return value


def year(raw: Any, at: Steps, findings: Findings) -> int | None:
    """Return a calendar year that stands as a value."""
    if isinstance(raw, bool) or not isinstance(raw, int) or not FIRST_YEAR <= raw <= LAST_YEAR:
        message = f"'{at[0]}' is a calendar year from {FIRST_YEAR} to {LAST_YEAR} (for example: 2015)"
        findings.add(at, "bad-year", f"{message}, found {shown(raw)}")
        return None
    return raw
